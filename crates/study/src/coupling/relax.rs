//! Patient and block in turn: one sweep one way, or sweeps until the factors no longer change.
//!
//! ```text
//! factors 1 -> patient -> courses -> block -> rates per piece -> factors = block/model -> patient -> ...   (waveform relaxation)
//! ```
//!
//! Factors are of killing, growth and, where the model knows of it and cells of the block can leave, release into blood.
//!
//! A factor follows the block only where the model lies outside the 95 % interval of the block's rate; what counting alone can explain is
//! no reason to correct the model. All sweeps share the block's random numbers, so that they differ by what drives them.

use super::block::column;
use super::course::{self, Course};
use super::prepare::Coupling;
use super::rates::{self, Rate};
use super::results::{BlockOutcome, BloodCourse, CouplingPiece, CouplingResults, Factors, Release, Sweep};
use crate::error::StudyError;
use crate::folder::RunFolder;
use crate::hash::Hasher;
use crate::manifest;
use crate::run::Progress;
use crate::tissue::{TissueResults, TissueSink, TissueStudy};
use lytic_tissue::{Counts, Kind};
use serde_json::{Value, json};

/// Bounds of a factor: one of none would hide what the model says by itself.
const LARGEST: f64 = 1e3;
const SMALLEST: f64 = 1e-3;

/// Where the saved moments of a sweep go: its number from 1, and the block.
pub type Sinks<'a> = &'a dyn Fn(u64, &TissueStudy) -> Box<dyn TissueSink + 'a>;

impl Coupling {
    /// Runs patient and block on `threads` threads (none: all cores); in a folder it goes on where an earlier run was stopped.
    ///
    /// # Errors
    /// A patient that does not reach the end, a block without tumour cells or with too many guests, what stops a tissue.
    pub fn run(
        &self,
        folder: Option<&RunFolder>,
        threads: Option<usize>,
        sinks: Sinks<'_>,
        progress: Progress<'_>,
    ) -> Result<CouplingResults, StudyError> {
        let pieces = self.edges_days.len() - 1;
        let most = if self.line.read_back { self.line.sweeps } else { 1 };
        let go_on = |_, _| progress(0, self.steps());
        let mut factors = vec![Factors::ONE; pieces];
        let alone = self.patient(&factors, &go_on)?;
        let mut course = alone.clone();
        let mut sweeps: Vec<Sweep> = Vec::new();
        let (tissue, first, release) = loop {
            let number = sweeps.len() as u64 + 1;
            let (block, release) = self.block(&course, &factors)?;
            let done = (number - 1) * block.steps();
            let tell = |step: u64, _: u64| progress(done + step, self.steps());
            let sink = sinks(number, &block);
            let results = block.run_part(folder, &format!("tissue-{number}"), threads, &*sink, &tell)?;
            let hash = results.about.hashes.last().map_or_else(String::new, |(_, hash)| hash.clone());
            let pieces = self.pieces(&course, &results, (release, &factors));
            let change = pieces
                .iter()
                .zip(&factors)
                .map(|(piece, used)| change(used, &piece.found))
                .fold(0.0, f64::max);
            factors = pieces.iter().map(|piece| piece.found).collect();
            sweeps.push(Sweep { pieces, change, hash });
            let settled = change <= self.line.tolerance;
            let with_block =
                if self.line.read_back { self.patient(&factors, &go_on)? } else { course.clone() };
            if settled || number >= most {
                course = with_block;
                break (results, block, release);
            }
            course = with_block;
        };
        Ok(self.results((alone, course), sweeps, tissue, (&first, release)))
    }

    /// Steps of biology of all sweeps that there may be.
    pub fn steps(&self) -> u64 {
        self.tissue.steps() * if self.line.read_back { self.line.sweeps } else { 1 }
    }

    /// The block, for sizes; without what the blood brings.
    pub fn tissue(&self) -> &TissueStudy {
        &self.tissue
    }

    fn patient(&self, factors: &[Factors], progress: Progress<'_>) -> Result<Course, StudyError> {
        let of = |rate: usize| factors.iter().filter_map(move |factors| factors.all().get(rate).copied());
        course::run(
            &self.study,
            self.line.patient.as_ref().map(|patient| patient.value),
            &(0..3).flat_map(of).collect::<Vec<_>>(),
            progress,
        )
    }

    /// Block beside model, piece by piece.
    fn pieces(
        &self,
        course: &Course,
        results: &TissueResults,
        (release, used): (Release, &[Factors]),
    ) -> Vec<CouplingPiece> {
        let from = self.window_days.0;
        let row = |days: f64| nearest(&results.counts, (days - from) * 1440.0);
        let piece = |(pair, used): (&[f64], &Factors)| {
            let (begin, end) = (pair.first().copied().unwrap_or(from), pair.last().copied().unwrap_or(from));
            let block = rates::between(&results.counts, (row(begin), row(end)));
            let over = |of: &dyn Fn(f64) -> f64| course.mean((begin, end), of);
            let cells = over(&|days| course.at(column::CELLS, days));
            let kills = over(&|days| course.at(column::KILLS, days));
            let growth = over(&|days| course.at(column::GROWTH, days) * course.at(column::CELLS, days));
            let by_itself = |rate: f64, factor: f64| rate / cells.max(1.0) / factor;
            let (model_kill, model_growth) = (by_itself(kills, used.kill), by_itself(growth, used.growth));
            let model_release = self.site.flow.map(|_| {
                let released =
                    over(&|days| course.at(column::RELEASE, days) * course.at(column::CELLS, days));
                by_itself(released, self.in_release(used))
            });
            let nk = over(&|days| {
                let of = |guests: usize| course.at(column::GUESTS + guests * column::OF_GUESTS, days);
                self.scale(course, days) * (of(0) + of(1))
            });
            let found = Factors {
                kill: factor(&block.kill, model_kill),
                growth: factor(&block.growth, model_growth),
                release: match (release, model_release) {
                    (Release::Open { .. }, Some(model)) => factor(&block.release, model),
                    _ => 1.0,
                },
            };
            CouplingPiece {
                days: (begin, end),
                block,
                model_nk: nk,
                model_kill,
                model_growth,
                model_release,
                used: *used,
                found,
            }
        };
        self.edges_days.windows(2).zip(used).map(piece).collect()
    }

    fn results(
        &self,
        (alone, with_block): (Course, Course),
        sweeps: Vec<Sweep>,
        tissue: TissueResults,
        (block, release): (&TissueStudy, Release),
    ) -> CouplingResults {
        let (from, to) = self.window_days;
        let mut hasher = Hasher::new();
        for sweep in &sweeps {
            hasher.text(&sweep.hash);
            for piece in &sweep.pieces {
                let model = [piece.model_kill, piece.model_growth, piece.model_release.unwrap_or(f64::NAN)];
                let numbers = piece.found.all().into_iter().chain(model);
                numbers.for_each(|number| hasher.bytes(&number.to_le_bytes()));
            }
        }
        let in_window = |course: &Course| -> Vec<f64> {
            course
                .times_days
                .iter()
                .copied()
                .filter(|time| (from - 1e-9..=to + 1e-9).contains(time))
                .collect()
        };
        let times = in_window(&alone);
        let mut blood: Vec<BloodCourse> = ["donor", "host", "cd8"]
            .into_iter()
            .enumerate()
            .filter(|(number, _)| *number < 2 || self.line.t_cells)
            .map(|(number, name)| {
                let entering = column::GUESTS + number * column::OF_GUESTS + 1;
                let at = |days: &f64| (*days, self.scale(&alone, *days) * alone.at(entering, *days));
                BloodCourse {
                    name: name.to_owned(),
                    unit: "cells/d".to_owned(),
                    points: times.iter().map(at).collect(),
                }
            })
            .collect();
        blood.extend(self.followed.iter().filter_map(|(field, place)| {
            let law = block.plan.laws.get(*field)?;
            let points = times.iter().map(|days| (*days, alone.at(*place, *days))).collect();
            Some(BloodCourse { name: law.name.clone(), unit: law.unit.clone(), points })
        }));
        let burden = alone
            .times_days
            .iter()
            .map(|days| (*days, alone.at(column::CELLS, *days), with_block.at(column::CELLS, *days)))
            .collect();
        let outcomes = if self.line.read_back { self.outcomes(&alone, &with_block) } else { Vec::new() };
        let of = |kind: Kind| block.plan.start.iter().filter(|cell| cell.kind == kind).count() as f64;
        let (tumour, stroma) = (of(Kind::Tumour), of(Kind::Stroma));
        CouplingResults {
            site: self.site.word,
            patient: self.line.patient.as_ref().map(|patient| patient.value),
            window_days: (from, to),
            read_back: self.line.read_back,
            tolerance: self.line.tolerance,
            hold: self.line.hold,
            scale: self.scale(&alone, from),
            tumour_share: tumour / (tumour + stroma).max(1.0),
            expected: self.expected(&alone),
            release,
            returning: self.returning(&alone),
            blood,
            burden,
            outcomes,
            tissue,
            hash: hasher.finish(),
            sweeps,
        }
    }

    fn outcomes(&self, alone: &Course, with_block: &Course) -> Vec<BlockOutcome> {
        let both = alone.outcomes.iter().zip(&with_block.outcomes);
        let of = |(outcome, (alone, with_block)): (&crate::prepare::Outcome, (&f64, &f64))| BlockOutcome {
            name: outcome.name.clone(),
            label: outcome.label.clone(),
            label_zh: outcome.label_zh.clone(),
            unit: outcome.unit.clone(),
            is_condition: outcome.is_condition,
            alone: *alone,
            with_block: *with_block,
        };
        self.study.outputs.outcomes.iter().zip(both).filter(|(outcome, _)| outcome.listed).map(of).collect()
    }

    /// What the manifest of the run says of the block.
    pub fn manifest(&self, results: &CouplingResults) -> Value {
        json!({
            "site": results.site,
            "patient": results.patient,
            "window_days": [results.window_days.0, results.window_days.1],
            "seed": self.tissue.plan.seed,
            "sweeps": results.sweeps.len(),
            "settled": results.settled(),
            "hashes": {
                "block": manifest::hashes(&results.tissue.about.hashes),
                "sweeps": results.sweeps.iter().map(|sweep| sweep.hash.clone()).collect::<Vec<_>>(),
                "results": results.hash,
            },
        })
    }

    /// What tells runs apart beside what tells those of the patient apart.
    pub fn identity(&self) -> Value {
        let hash = |of: &str| {
            self.tissue.about.hashes.iter().find(|(name, _)| name == of).map(|(_, hash)| hash.clone())
        };
        json!({ "saves": [self.tissue.saves.0, self.tissue.saves.1], "block": hash("parameters") })
    }
}

/// The row whose time is nearest.
fn nearest(counts: &[Counts], minutes: f64) -> usize {
    let distance =
        |index: usize| counts.get(index).map_or(f64::INFINITY, |counts| (counts.minutes - minutes).abs());
    let after = counts.partition_point(|counts| counts.minutes < minutes);
    let before = after.saturating_sub(1);
    if distance(before) <= distance(after) { before } else { after }
}

/// What the model is to be multiplied by: 1 where it lies in the interval of the block's rate.
fn factor(block: &Rate, model: f64) -> f64 {
    let (low, high) = block.interval;
    if (low..=high).contains(&model) || model == 0.0 {
        return 1.0;
    }
    let ratio = (block.value / model).clamp(-LARGEST, LARGEST);
    if ratio.abs() < SMALLEST { SMALLEST } else { ratio }
}

/// The largest change of a factor, relative to the larger of 1 and what it was.
fn change(used: &Factors, found: &Factors) -> f64 {
    let of = |(used, found): (f64, f64)| (found - used).abs() / used.abs().max(1.0);
    used.all().into_iter().zip(found.all()).map(of).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_follows_only_what_counting_does_not_explain() {
        let rate = |value: f64, low: f64, high: f64| Rate { value, interval: (low, high) };
        assert_eq!(factor(&rate(0.02, 0.015, 0.026), 0.02), 1.0);
        assert_eq!(factor(&rate(0.02, 0.015, 0.026), 0.025), 1.0);
        assert_eq!(factor(&rate(0.02, 0.015, 0.026), 0.04), 0.5);
        assert_eq!(factor(&rate(0.02, 0.015, 0.026), 0.0), 1.0);
        assert_eq!(factor(&rate(0.0, 0.0, 0.003), 0.04), SMALLEST);
        assert_eq!(factor(&rate(1.0, 0.9, 1.1), 1e-9), LARGEST);
    }
}
