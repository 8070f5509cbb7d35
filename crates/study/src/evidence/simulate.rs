//! From runs to judged rows.
//!
//! Each scenario runs block by block in a folder of its own inside the unfinished one of the validation. Its rows' numbers
//! are taken over the patients of each draw and arm, block by block, and are all that is left of it then: a validation
//! that is stopped goes on with the scenario that it was at.

use super::plan::{EvidencePlan, Run, Want};
use super::results::{Estimate, GroupResult, RowResult, Validation};
use super::{Row, Rule};
use crate::bytes::{Bytes, Writer};
use crate::error::StudyError;
use crate::folder::RunFolder;
use crate::parts::{self, Part};
use crate::run::Progress;
use crate::run::block::BlockId;
use crate::run::paired::each;
use crate::statistics::over_draws;
use crate::store::folder::FolderStore;

/// What is left of a scenario.
struct Reduced {
    /// Patients that did not reach the end, of all draws.
    failed: u64,
    /// The number of each want.
    numbers: Vec<Estimate>,
}

impl EvidencePlan {
    /// Blocks of all scenarios that need not be run again, and all blocks.
    pub fn kept(&self, folder: &RunFolder) -> (u64, u64) {
        let plans = || self.runs.iter().map(|run| run.study.plan());
        let kept = plans().next().map_or(0, |plan| parts::kept(folder, &plan));
        (kept, plans().map(|plan| plan.blocks()).sum())
    }

    /// Simulates all scenarios, one after the other, on `threads` threads (none: all cores), in `folder`, where it goes on
    /// with what is there, and judges the rows. Results depend on neither.
    ///
    /// # Errors
    /// Where `progress` stops it, a file in the folder is another one or cannot be written, or the machine gives no
    /// threads.
    pub fn run(
        &self,
        folder: &RunFolder,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<Validation, StudyError> {
        let mut numbers: Vec<Vec<Vec<Estimate>>> =
            self.groups.iter().map(|group| vec![Vec::new(); group.rows.len()]).collect();
        let (mut before, mut failed, all) = (0, 0, self.subjects());
        for (number, run) in self.runs.iter().enumerate() {
            let part = Part::new(folder, &run.study, format!("{number:02}-{}", run.study.scenario.name));
            let found = reduced(run, &part, threads, &|done, _| progress(before + done, all))?;
            before += run.study.subjects();
            if !progress(before, all) {
                return Err(StudyError::Interrupted);
            }
            failed += found.failed;
            for (want, number) in run.wants.iter().zip(found.numbers) {
                let row = numbers.get_mut(want.group).and_then(|rows| rows.get_mut(want.row));
                if let Some(row) = row {
                    row.push(number);
                }
            }
        }
        for run in &self.assays {
            let found = run.estimates(threads, &|| progress(before, all))?;
            for (want, number) in run.wants.iter().zip(found) {
                let row = numbers.get_mut(want.group).and_then(|rows| rows.get_mut(want.row));
                if let Some(row) = row {
                    row.push(number);
                }
            }
        }
        for run in &self.tissues {
            let found = run.estimates(threads, &|| progress(before, all))?;
            for (want, number) in run.wants.iter().zip(found) {
                let row = numbers.get_mut(want.group).and_then(|rows| rows.get_mut(want.row));
                if let Some(row) = row {
                    row.push(number);
                }
            }
        }
        let (patients, draws, seed) = self.cohort;
        let groups = self.groups.iter().zip(numbers).map(|(group, numbers)| GroupResult {
            id: group.id.clone(),
            title: group.title.clone(),
            title_zh: group.title_zh.clone(),
            rows: group.rows.iter().zip(numbers).map(|(row, numbers)| judged(row, numbers)).collect(),
        });
        Ok(Validation {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed,
            patients,
            draws,
            command: self.command(),
            groups: groups.collect(),
            hashes: self.hashes.clone(),
            failed,
        })
    }
}

/// Runs a scenario, or takes what is left of it.
fn reduced(
    run: &Run,
    part: &Part<'_>,
    threads: Option<usize>,
    progress: Progress<'_>,
) -> Result<Reduced, StudyError> {
    let read = |bytes: &mut Bytes<'_>| {
        let (failed, numbers) = (bytes.whole()?, bytes.each(read)?);
        (numbers.len() == run.wants.len()).then_some(Reduced { failed, numbers })
    };
    let mut found = match part.known(read)? {
        Some(known) => known,
        None => {
            let store = part.store(true)?;
            let draws = run.study.summaries(threads, progress, &store)?;
            let numbers =
                run.wants.iter().map(|want| estimate(run, &store, want)).collect::<Result<_, _>>()?;
            let reduced = Reduced { failed: draws.iter().map(|draw| draw.failures).sum(), numbers };
            part.end(|writer| {
                writer.whole(reduced.failed);
                writer.each(&reduced.numbers, write);
            })?;
            reduced
        }
    };
    for (want, number) in run.wants.iter().zip(&mut found.numbers) {
        let definition = run.study.outputs.outcomes.get(want.outcome);
        number.scenario = run.study.scenario.name.clone();
        number.definition = definition.map_or_else(String::new, |outcome| outcome.definition.clone());
    }
    Ok(found)
}

/// The number that a row wants, in each draw; the first has the typical values.
fn estimate(run: &Run, store: &FolderStore<'_>, want: &Want) -> Result<Estimate, StudyError> {
    let plan = run.study.plan();
    let of = |draw: u64, arm: usize| {
        let column = |outcome: usize| {
            move |index, values: &mut Vec<f64>| store.outcome(BlockId { draw, index }, arm, outcome, values)
        };
        let mut gathered = want.statistic.gather(plan.patients);
        let among = column(want.among.unwrap_or(want.outcome));
        let positive = column(want.positive.unwrap_or(want.outcome));
        let value = column(want.outcome);
        each(plan.blocks_of_draw(), [&value, &among, &positive], |[value, among, positive]| {
            if want.among.is_none() || among == 1.0 {
                gathered.add(value * want.factor, positive);
            }
        })?;
        Ok(gathered.estimate())
    };
    let draws = (0..plan.draws).map(|draw| of(draw, 0)).collect::<Result<Vec<Estimate>, StudyError>>()?;
    let by_draw: Vec<f64> = draws.iter().map(|estimate| estimate.value).collect();
    let without = if plan.shape.arms > 1 { Some(of(0, 1)?.value) } else { None };
    let first = draws.into_iter().next().unwrap_or_default();
    Ok(Estimate { ignorance: over_draws(&by_draw), by_draw, without_nk: without, ..first })
}

/// The numbers of an estimate, for files.
fn write(writer: &mut Writer, estimate: &Estimate) {
    writer.number(estimate.value);
    writer.whole(estimate.n);
    writer.whole(estimate.left_out);
    writer.number(estimate.sampling.0);
    writer.number(estimate.sampling.1);
    writer.numbers(&estimate.by_draw);
    writer.numbers(estimate.without_nk.as_slice());
}

fn read(bytes: &mut Bytes<'_>) -> Option<Estimate> {
    let (value, n, left_out) = (bytes.number()?, bytes.whole()?, bytes.whole()?);
    let sampling = (bytes.number()?, bytes.number()?);
    let by_draw = bytes.numbers()?;
    Some(Estimate {
        value,
        n,
        left_out,
        sampling,
        ignorance: over_draws(&by_draw),
        by_draw,
        without_nk: bytes.numbers()?.first().copied(),
        ..Estimate::default()
    })
}

fn judged(row: &Row, simulated: Vec<Estimate>) -> RowResult {
    let simulated = match (row.contrast, simulated.as_slice()) {
        (Some(contrast), [first, second]) => vec![contrast.estimate(first, second)],
        _ => simulated,
    };
    let values: Vec<f64> = simulated.iter().map(|estimate| estimate.value).collect();
    let judge = |rule: Rule| rule.inside(&values, row.low, row.high);
    RowResult {
        observed: match (row.rule, row.observed, row.n) {
            (Some(Rule::Binomial), Some(successes), Some(n)) => Some(successes / n as f64),
            (_, observed, _) => observed,
        },
        low: row.low,
        high: row.high,
        inside: row.rule.filter(|_| !values.is_empty()).map(judge),
        simulated,
        row: row.clone(),
    }
}
