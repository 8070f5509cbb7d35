//! Runs a study: patients on all cores, results in the order of patients.
//!
//! Threads take patients one by one from a counter; what a patient becomes does not depend on who took it or what ran
//! beside it. Patients are then looked at in order: hash, quantiles, outcomes, tables. Only a wave of patients and what
//! quantiles need is in memory.

use crate::error::StudyError;
use crate::gather::Gather;
use crate::hash::Hasher;
use crate::prepare::Study;
use crate::results::*;
use crate::sink::{BLOCK_PATIENTS, Block, BlockSink};
use crate::statistics::{PROBABILITIES, clopper_pearson, quantiles};
use lytic_engine::{EngineError, Failure, Finished, Subject};
use lytic_text::{Lang, Message};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Confidence of intervals.
const CONFIDENCE: f64 = 0.95;
/// The range over draws that is shown.
const IGNORANCE: [f64; 2] = [0.05, 0.95];
/// Memory of one wave of patients, in values (64 MB).
const WAVE_VALUES: usize = 8_000_000;
/// Failures that are listed; all are counted.
const MOST_FAILURES: usize = 1000;

/// Told how many patients are done of how many; false stops the run. Called from any thread.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) -> bool + Sync);

/// One patient's results.
struct Patient {
    id: u64,
    curves: Vec<f64>,
    outcomes: Vec<f64>,
    failure: Option<Failure>,
}

/// What threads count together.
#[derive(Default)]
struct Tally {
    done: AtomicU64,
    steps: AtomicU64,
    rejected: AtomicU64,
    stopped: AtomicBool,
}

/// What is known of one draw.
struct Draw {
    /// Quantiles of the curves, by probability, then time and column.
    quantiles: Vec<Vec<f64>>,
    /// Each outcome's patients: those with it, and those that could be judged.
    counts: Vec<(u64, u64)>,
    /// Quantiles of the outcomes, by probability, then outcome (of use for those that are values).
    values: Vec<Vec<f64>>,
    exact: bool,
}

impl Study {
    /// Patients of all draws.
    pub fn subjects(&self) -> u64 {
        let cohort = &self.scenario.cohort;
        cohort.patients.value.saturating_mul(cohort.draws.value)
    }

    /// Runs all patients on `threads` threads (none: all cores). Results do not depend on their number.
    pub fn run(
        &self,
        threads: Option<usize>,
        progress: Progress<'_>,
        sink: &mut dyn BlockSink,
    ) -> Result<Results, StudyError> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.unwrap_or(0))
            .build()
            .map_err(|error| StudyError::Threads(error.to_string()))?;
        sink.begin(&self.outputs.layout())?;
        let tally = Tally::default();
        let mut hasher = Hasher::new();
        let mut failures = Vec::new();
        let mut failed = 0;
        let mut draws = Vec::new();
        for draw in 0..self.scenario.cohort.draws.value {
            let mut run = DrawRun { study: self, draw, pool: &pool, tally: &tally, progress };
            let found = run.run(&mut hasher, &mut failures, &mut failed, sink)?;
            draws.push(found);
        }
        let work = Work {
            method: format!("{:?}", self.engine.method()),
            lanes: self.engine.lanes() as u64,
            steps: tally.steps.into_inner(),
            rejected: tally.rejected.into_inner(),
        };
        Ok(self.results(&draws, hasher.finish(), failures, failed, work))
    }
}

/// One draw on its way.
struct DrawRun<'a> {
    study: &'a Study,
    draw: u64,
    pool: &'a rayon::ThreadPool,
    tally: &'a Tally,
    progress: Progress<'a>,
}

impl DrawRun<'_> {
    fn run(
        &mut self,
        hasher: &mut Hasher,
        failures: &mut Vec<PatientFailure>,
        failed: &mut u64,
        sink: &mut dyn BlockSink,
    ) -> Result<Draw, StudyError> {
        let outputs = &self.study.outputs;
        let patients = self.study.scenario.cohort.patients.value;
        let cells = outputs.times_days.len() * outputs.columns.len();
        let size = usize::try_from(patients).unwrap_or(usize::MAX);
        let mut curves = Gather::new(size, cells);
        let mut values = Gather::new(size, outputs.outcomes.len());
        let mut counts = vec![(0, 0); outputs.outcomes.len()];
        let typical = self.study.people.typical(self.draw);
        let blocks = (WAVE_VALUES / (cells.max(1) * BLOCK_PATIENTS)).clamp(1, 16) as u64;
        let wave = blocks * BLOCK_PATIENTS as u64;
        let mut first = 0;
        while first < patients {
            let last = (first + wave).min(patients);
            let found = self.wave(&typical, first, last)?;
            for patient in &found {
                hasher.numbers(&patient.curves);
                hasher.numbers(&patient.outcomes);
                curves.add(&patient.curves);
                values.add(&patient.outcomes);
                for ((successes, n), value) in counts.iter_mut().zip(&patient.outcomes) {
                    *n += u64::from(!value.is_nan());
                    *successes += u64::from(!value.is_nan() && *value != 0.0);
                }
                if let Some(failure) = &patient.failure {
                    *failed += 1;
                    if failures.len() < MOST_FAILURES {
                        failures.push(PatientFailure { patient: patient.id, reason: self.reason(failure) });
                    }
                }
            }
            for block in found.chunks(BLOCK_PATIENTS) {
                self.hand_over(block, sink)?;
            }
            first = last;
        }
        // Only the first draw is shown in full; of the others the median is enough.
        let probabilities: &[f64] = if self.draw == 0 { &PROBABILITIES } else { &[0.5] };
        let exact = curves.is_exact() && values.is_exact();
        Ok(Draw {
            quantiles: curves.quantiles(probabilities),
            counts,
            values: values.quantiles(probabilities),
            exact,
        })
    }

    /// Patients `first .. last` on all threads, in order.
    fn wave(&self, typical: &[f64], first: u64, last: u64) -> Result<Vec<Patient>, StudyError> {
        let counter = AtomicU64::new(first);
        let parts: Vec<Result<Vec<Patient>, EngineError>> =
            self.pool.broadcast(|_| self.thread(typical, &counter, last));
        if self.tally.stopped.load(Ordering::Relaxed) {
            return Err(StudyError::Interrupted);
        }
        let mut patients = Vec::new();
        for part in parts {
            patients.append(&mut part?);
        }
        patients.sort_by_key(|patient| patient.id);
        Ok(patients)
    }

    fn thread(&self, typical: &[f64], counter: &AtomicU64, last: u64) -> Result<Vec<Patient>, EngineError> {
        let study = self.study;
        let mut patients = Vec::new();
        let mut next = |subject: &mut Subject| {
            let id = counter.fetch_add(1, Ordering::Relaxed);
            if id >= last || self.tally.stopped.load(Ordering::Relaxed) {
                return false;
            }
            subject.id = id;
            study.people.patient(typical, id, &mut subject.parameters);
            study.doses.of_patient(&subject.parameters, &mut subject.doses);
            true
        };
        let mut finished = |finished: Finished<'_>| {
            patients.push(self.patient(&finished));
            self.tally.steps.fetch_add(finished.steps, Ordering::Relaxed);
            self.tally.rejected.fetch_add(finished.rejected, Ordering::Relaxed);
            let done = self.tally.done.fetch_add(1, Ordering::Relaxed) + 1;
            if !(self.progress)(done, study.subjects()) {
                self.tally.stopped.store(true, Ordering::Relaxed);
            }
        };
        study.engine.run(&mut next, &mut finished)?;
        Ok(patients)
    }

    fn patient(&self, finished: &Finished<'_>) -> Patient {
        let outputs = &self.study.outputs;
        let columns = outputs.columns.len();
        let width = outputs.expressions.len().max(1);
        let curves =
            finished.values.chunks(width).flat_map(|row| row.iter().take(columns).copied()).collect();
        let outcomes =
            outputs.outcomes.iter().map(|outcome| outputs.judge(outcome, finished.values)).collect();
        Patient { id: finished.id, curves, outcomes, failure: finished.failure.clone() }
    }

    fn hand_over(&self, patients: &[Patient], sink: &mut dyn BlockSink) -> Result<(), StudyError> {
        let curves: Vec<f64> = patients.iter().flat_map(|patient| patient.curves.iter().copied()).collect();
        let outcomes: Vec<f64> =
            patients.iter().flat_map(|patient| patient.outcomes.iter().copied()).collect();
        let block = Block {
            draw: self.draw,
            first_patient: patients.first().map_or(0, |patient| patient.id),
            patients: patients.len(),
            curves: &curves,
            outcomes: &outcomes,
        };
        Ok(sink.block(&block)?)
    }

    fn reason(&self, failure: &Failure) -> String {
        let (key, time) = match failure {
            Failure::TooManySteps(time) => ("failure.too_many_steps", time),
            Failure::StepTooSmall(time) => ("failure.step_too_small", time),
            Failure::NotFinite(time) => ("failure.not_finite", time),
            Failure::EndlessEvents(time) => ("failure.endless_events", time),
        };
        let day = (self.study.per_day.recip() * time * 100.0).round() / 100.0;
        Message::new(key).with("day", day).text(Lang::En)
    }
}

impl Study {
    fn results(
        &self,
        draws: &[Draw],
        hash: String,
        failures: Vec<PatientFailure>,
        failed: u64,
        work: Work,
    ) -> Results {
        let cohort = &self.scenario.cohort;
        let mut hashes = self.hashes.clone();
        hashes.push(("results".to_owned(), hash));
        let times = &self.outputs.times_days;
        let about = About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: self.scenario.name.clone(),
            title: self.scenario.title.clone(),
            title_zh: self.scenario.title_zh.clone(),
            model: self.scenario.model.as_ref().map_or_else(String::new, |model| model.value.clone()),
            seed: cohort.seed.value,
            patients: cohort.patients.value,
            draws: cohort.draws.value,
            start_days: times.first().copied().unwrap_or_default(),
            end_days: times.last().copied().unwrap_or_default(),
            command: self.command(),
            hashes,
            about: self.scenario.about.clone(),
            about_zh: self.scenario.about_zh.clone(),
            exact_quantiles: draws.iter().all(|draw| draw.exact),
        };
        Results {
            about,
            times_days: times.clone(),
            columns: self.column_results(draws),
            outcomes: self.outcome_results(draws),
            values: self.value_results(draws),
            doses: self.marks.clone(),
            changes: self.changes.clone(),
            inputs: self.inputs.clone(),
            failures,
            failed,
            work,
            twin: None,
            acceptance: None,
        }
    }

    fn column_results(&self, draws: &[Draw]) -> Vec<ColumnResult> {
        let (times, columns) = (self.outputs.times_days.len(), self.outputs.columns.len());
        let curve = |values: &[f64], column: usize| -> Vec<f64> {
            (0..times).map(|time| values.get(time * columns + column).copied().unwrap_or(f64::NAN)).collect()
        };
        // The median patient's curve of each draw: in the first it is one of several quantiles.
        let medians: Vec<&Vec<f64>> =
            draws.iter().filter_map(|draw| draw.quantiles.get(draw.quantiles.len() / 2)).collect();
        let results = self.outputs.columns.iter().enumerate().map(|(index, column)| {
            let quantiles_of = |draw: &Draw| {
                PROBABILITIES
                    .iter()
                    .zip(&draw.quantiles)
                    .map(|(probability, values)| (*probability, curve(values, index)))
                    .collect()
            };
            ColumnResult {
                name: column.name.clone(),
                label: column.label.clone(),
                label_zh: column.label_zh.clone(),
                unit: column.unit.clone(),
                quantiles: draws.first().map_or_else(Vec::new, quantiles_of),
                ignorance: (draws.len() > 1).then(|| {
                    let curves: Vec<Vec<f64>> = medians.iter().map(|values| curve(values, index)).collect();
                    range_of_curves(&curves, times)
                }),
                sampling: (Vec::new(), Vec::new()),
            }
        });
        results.collect()
    }

    fn outcome_results(&self, draws: &[Draw]) -> Vec<OutcomeResult> {
        let conditions = self.outputs.outcomes.iter().enumerate().filter(|(_, outcome)| outcome.is_condition);
        conditions
            .map(|(index, outcome)| {
                let counts = || draws.iter().filter_map(|draw| draw.counts.get(index).copied());
                let (successes, n) = counts().next().unwrap_or_default();
                let shares =
                    || counts().filter(|(_, n)| *n > 0).map(|(successes, n)| successes as f64 / n as f64);
                OutcomeResult {
                    name: outcome.name.clone(),
                    definition: outcome.definition.clone(),
                    label: outcome.label.clone(),
                    label_zh: outcome.label_zh.clone(),
                    successes,
                    n,
                    interval: clopper_pearson(successes, n, CONFIDENCE),
                    ignorance: (draws.len() > 1).then(|| range(shares().collect())),
                    by_draw: shares().collect(),
                    candidates: None,
                }
            })
            .collect()
    }

    fn value_results(&self, draws: &[Draw]) -> Vec<ValueResult> {
        let values = self.outputs.outcomes.iter().enumerate().filter(|(_, outcome)| !outcome.is_condition);
        values
            .map(|(index, outcome)| {
                let first = draws.first();
                let of = |row: &Vec<f64>| row.get(index).copied().unwrap_or(f64::NAN);
                let quantiles = first.map_or_else(Vec::new, |draw| draw.values.iter().map(of).collect());
                let medians = draws.iter().filter_map(|draw| draw.values.get(draw.values.len() / 2)).map(of);
                ValueResult {
                    name: outcome.name.clone(),
                    definition: outcome.definition.clone(),
                    label: outcome.label.clone(),
                    label_zh: outcome.label_zh.clone(),
                    unit: outcome.unit.clone(),
                    n: first.and_then(|draw| draw.counts.get(index)).map_or(0, |(_, n)| *n),
                    quantiles: PROBABILITIES.into_iter().zip(quantiles).collect(),
                    ignorance: (draws.len() > 1).then(|| range(medians.clone().collect())),
                    sampling: (f64::NAN, f64::NAN),
                    by_draw: medians.collect(),
                    candidates: None,
                }
            })
            .collect()
    }

    /// The command that gives the same results.
    fn command(&self) -> String {
        let mut command = format!("lytic run {}", quoted(&self.scenario.name));
        let overrides = &self.overrides;
        for (option, number) in
            [("--patients", overrides.patients), ("--draws", overrides.draws), ("--seed", overrides.seed)]
        {
            if let Some(number) = number {
                command.push_str(&format!(" {option} {number}"));
            }
        }
        for (option, text) in [("--duration", &overrides.duration), ("--every", &overrides.every)] {
            if let Some(text) = text {
                command.push_str(&format!(" {option} {}", quoted(text)));
            }
        }
        for set in &overrides.set {
            command.push_str(&format!(" --set {}", quoted(set)));
        }
        command
    }
}

/// An argument as a shell takes it.
fn quoted(argument: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./=:".contains(letter);
    if argument.chars().all(plain) && !argument.is_empty() {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''"))
}

fn range(mut values: Vec<f64>) -> (f64, f64) {
    let found = quantiles(&mut values, &IGNORANCE);
    (found.first().copied().unwrap_or(f64::NAN), found.last().copied().unwrap_or(f64::NAN))
}

fn range_of_curves(curves: &[Vec<f64>], times: usize) -> (Vec<f64>, Vec<f64>) {
    (0..times).map(|time| range(curves.iter().filter_map(|curve| curve.get(time).copied()).collect())).unzip()
}
