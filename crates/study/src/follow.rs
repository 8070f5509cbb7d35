//! `lytic follow SCENARIO --data patient.csv`: one patient's dated measurements, and what they say of what is to come.
//!
//! ```text
//! table ----> Draft --also--> prepare(scenario) ----> Study
//!               `--understood(Study, laws of measurement)--> Measured
//! pool of virtual patients --filter, measurement by measurement--> weighted particles
//!   --> curves with bands, probabilities of outcomes, alarms, what was learned, what contradicts the model
//! ```
//! The patient is taken as one of the scenario's: the same doses at the same times, parameters that are not known and differ between
//! patients as the library has them. Measurements scatter by their laws ([`law`]). The filter is in [`filter`]. Before a measurement
//! is taken in, its place in what was expected of it is kept: one that was next to impossible contradicts the model. With
//! `--simulate N` the patients are simulated, so that bands and alarms can be compared with the truth ([`trial`]).
//!
//! For research and teaching, never for the care of a patient.

mod alarm;
mod calendar;
mod filter;
mod forecast;
mod identity;
mod law;
mod options;
mod particles;
mod patient;
mod reference;
mod results;
mod trial;

pub use alarm::Alarm;
pub use law::{ASSUMED_SD, Law, Read};
pub use results::{
    AlarmCurve, AlarmFound, AlarmRow, CONTRADICTS, Coverage, Cut, FilterStep, FollowResults, FollowedPoint,
    ForecastColumn, Learned, MeasuredColumn, Prospect, TrialResults,
};

use crate::error::StudyError;
use crate::input::Files;
use crate::prepare::{Overrides, Study, prepare};
use crate::results::About;
use crate::run::{Progress, pool};
use crate::scenario::{Scenario, Spread};
use filter::{Belief, Filter, Reading};
use identity::hash_of;
use lytic_nk::Library;
use lytic_text::{Diagnostic, Message, Sources, has_errors};
use particles::{Cloud, quantiles};
use patient::{Days, Draft, Measured, Measurement};
use std::cell::Cell;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

/// Particles where the user does not say.
pub const PARTICLES: u64 = 500;
/// Particles at least and at most.
pub const PARTICLES_ALLOWED: (u64, u64) = (50, 20_000);
/// Simulated patients at most.
const MOST_SIMULATED: u64 = 100_000;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FollowQuestion {
    /// `--id`: whose measurements.
    pub id: Option<String>,
    /// `--day-zero`: the date of day 0.
    pub day_zero: Option<String>,
    /// `--at`: today; a day or a date.
    pub at: Option<String>,
    /// `--until`: measurements behind it are held back; a day or a date.
    pub until: Option<String>,
    /// `--alarm`, in order.
    pub alarms: Vec<String>,
    /// `--within`: how far alarms look.
    pub within: Option<String>,
    /// `--error NAME=SHARE`, in order.
    pub errors: Vec<String>,
    /// `--particles`
    pub particles: u64,
    /// `--simulate`: patients to be simulated and followed.
    pub simulate: Option<u64>,
}

/// What was found, of one patient or of many.
#[derive(Clone, Debug, PartialEq)]
pub enum Followed {
    /// The patient of the file.
    One(Box<FollowResults>),
    /// Simulated patients.
    Trial(Box<TrialResults>),
}

/// A patient ready to be followed.
#[derive(Debug)]
pub struct Follow {
    study: Study,
    question: FollowQuestion,
    file: String,
    patient: String,
    others: u64,
    sha256: String,
    measured: Measured,
    alarms: Vec<Alarm>,
    /// Outcomes of the scenario that come from alarms.
    of_alarms: Vec<usize>,
    cut: Cut,
    cut_days: f64,
}

/// Reads question and table and makes the scenario ready; all that is wrong is told before anything runs. `data` is the name of the
/// table and its bytes.
pub fn prepare_follow(
    mut scenario: Scenario,
    library: &Library,
    files: &dyn Files,
    mut overrides: Overrides,
    question: &FollowQuestion,
    data: (&str, &mut dyn io::Read),
    sources: &mut Sources,
) -> (Option<Follow>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let days = options::days(question, sources, &mut diagnostics);
    let within_days = options::within(question, sources, &mut diagnostics);
    options::numbers(question, &mut diagnostics);
    let (file, bytes) = data;
    let draft = match Draft::read(file, bytes, question.id.as_deref()) {
        Ok(draft) => Some(draft),
        Err(problems) => {
            diagnostics.extend(problems);
            None
        }
    };
    if let Some(draft) = &draft {
        options::check_zero(draft, question, &days, sources, &mut diagnostics);
    }
    let alarms = alarm::read(&question.alarms, within_days, &mut scenario, sources, &mut diagnostics);
    let lines = scenario.outcomes.len();
    let Some(draft) = draft.filter(|_| !has_errors(&diagnostics)) else { return (None, diagnostics) };
    overrides.also = draft.also(days.zero);
    let last = overrides.also.times_days.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let cuts = [days.at, days.until, Some(last)];
    overrides.also.times_days.extend(cuts.iter().flatten());
    if let Some(within) = within_days {
        overrides.also.times_days.extend(cuts.iter().flatten().map(|cut| cut + within));
    }
    overrides.also.times_days.retain(|time| time.is_finite());
    (overrides.no_twin, overrides.outcomes_only) = (true, false);
    scenario.additions.clear();
    let (study, found) = prepare(scenario, library, files, overrides, sources);
    diagnostics.extend(found);
    let Some(study) = study else { return (None, diagnostics) };
    options::check_inside(question, &days, &study, sources, &mut diagnostics);
    let axes = [Spread::Between, Spread::Uncertainty].map(|kind| study.people.axes(kind).len());
    if axes == [0, 0] {
        diagnostics.push(Diagnostic::error(Message::new("E2115").with("scenario", &study.scenario.name)));
    }
    let of_table = Days { zero: days.zero, at: days.at, needs_values: question.simulate.is_none() };
    let measured = match draft.understood(&study, library, &of_table) {
        Ok(measured) => measured,
        Err(problems) => {
            diagnostics.extend(problems);
            return (None, diagnostics);
        }
    };
    let (cut, cut_days) = match (days.until, days.at) {
        (Some(until), _) => (Cut::Until, until),
        (None, Some(at)) => (Cut::At, at),
        (None, None) => {
            let taken = measured.rows.iter().filter(|row| row.read.is_some());
            (Cut::Last, taken.map(|row| row.time_days).fold(f64::NEG_INFINITY, f64::max))
        }
    };
    let mut follow = Follow {
        file: file.to_owned(),
        patient: draft.id.clone(),
        others: draft.others,
        sha256: draft.sha256.clone(),
        of_alarms: (lines - alarms.len()..lines).collect(),
        alarms,
        question: question.clone(),
        measured,
        cut,
        cut_days,
        study,
    };
    alarm::place(&mut follow.alarms, lines, &follow.study);
    options::errors(question, &mut follow, sources, &mut diagnostics);
    if follow.question.simulate.is_none() && follow.taken().next().is_none() {
        let cut = crate::prepare::day_text(cut_days);
        diagnostics.push(Diagnostic::error(Message::new("E2123").with("file", file).with("time", cut)));
    }
    let follow = (!has_errors(&diagnostics)).then_some(follow);
    (follow, diagnostics)
}

impl Follow {
    /// Steps of which the progress tells: times of measurements, or simulated patients.
    pub fn pieces(&self) -> u64 {
        self.question.simulate.unwrap_or_else(|| {
            let times: Vec<f64> = self.taken().map(|(row, _)| row.time_days).collect();
            times.chunk_by(|a, b| a == b).count() as u64
        })
    }

    /// Whether patients are simulated.
    pub fn is_trial(&self) -> bool {
        self.question.simulate.is_some()
    }

    /// Follows the patient, or simulated ones, on `threads` threads (none: all cores).
    ///
    /// # Errors
    /// Where `progress` stops it, nobody is plausible, or the machine gives no threads.
    pub fn run(&self, threads: Option<usize>, progress: Progress<'_>) -> Result<Followed, StudyError> {
        let pool = pool(threads)?;
        let (done, all) = (AtomicU64::new(0), self.pieces());
        let goes_on = || progress(done.load(Ordering::Relaxed), all);
        let show = |number: u64| {
            done.store(number, Ordering::Relaxed);
        };
        let mut found = match self.question.simulate {
            Some(patients) => Followed::Trial(Box::new(self.trial(patients, &pool, &goes_on, &show)?)),
            None => Followed::One(Box::new(self.one(&pool, &goes_on, &show)?)),
        };
        let hash = hash_of(&found);
        let about = match &mut found {
            Followed::One(results) => &mut results.about,
            Followed::Trial(results) => &mut results.about,
        };
        let (patients, draws) = (about.patients, about.draws);
        *about = About { patients, draws, command: self.command(), ..self.study.about(hash) };
        about.hashes.insert(0, ("data".to_owned(), self.sha256.clone()));
        Ok(found)
    }

    fn seed(&self) -> u64 {
        self.study.scenario.cohort.seed.value
    }

    fn filter<'a>(
        &'a self,
        pool: &'a rayon::ThreadPool,
        laws: &'a [Law],
        goes_on: &'a (dyn Fn() -> bool + Sync),
    ) -> Filter<'a> {
        Filter {
            study: &self.study,
            pool,
            laws,
            count: self.question.particles as usize,
            seed: self.seed(),
            patient: 0,
            goes_on,
            runs: Cell::new(0),
        }
    }

    /// The pool, the laws with a floor where one had to be assumed, and the runs that it took.
    fn begin(
        &self,
        pool: &rayon::ThreadPool,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<(Cloud, Vec<Law>, u64), StudyError> {
        let filter = self.filter(pool, &[], goes_on);
        let prior = filter.prior()?;
        let mut laws = self.measured.laws.clone();
        let weights = prior.weights();
        for (column, law) in laws.iter_mut().enumerate().filter(|(_, law)| law.floor <= 0.0) {
            let times = self.study.outputs.times_days.len();
            let most = (0..times)
                .filter_map(|time| quantiles(&filter.values(&prior, time, column), &weights, &[0.95]).pop())
                .fold(0.0, f64::max);
            law.floor = if most > 0.0 { law::ASSUMED_FLOOR * most } else { law::ASSUMED_FLOOR };
        }
        Ok((prior, laws, filter.runs.get()))
    }

    /// Measurements with a value, and whether they are taken in: those up to the cut.
    fn with_value(&self) -> impl Iterator<Item = (&Measurement, Read, bool)> {
        self.measured
            .rows
            .iter()
            .filter_map(|row| Some((row, row.read?, row.time_days <= self.cut_days + 1e-9)))
    }

    /// Measurements that are taken in.
    fn taken(&self) -> impl Iterator<Item = (&Measurement, Read)> {
        self.with_value().filter(|(.., taken)| *taken).map(|(row, read, _)| (row, read))
    }

    /// Columns that were measured, ascending.
    fn columns(&self) -> Vec<usize> {
        let mut columns: Vec<usize> = self.measured.rows.iter().map(|row| row.column).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    fn reading(&self, row: &Measurement, read: Read) -> Reading {
        Reading { time: self.study.outputs.nearest_time(row.time_days), column: row.column, read }
    }

    fn measured_columns(&self, laws: &[Law], counts: &dyn Fn(&Measurement) -> bool) -> Vec<MeasuredColumn> {
        let of = |index: usize| {
            let column = self.study.outputs.columns.get(index)?;
            let own = || self.measured.rows.iter().filter(|row| row.column == index && counts(row));
            let only_limit =
                |row: &&Measurement| row.read.is_some_and(|read| !matches!(read, Read::Value(_)));
            Some(MeasuredColumn {
                name: column.name.clone(),
                label: column.label.clone(),
                label_zh: column.label_zh.clone(),
                unit: column.unit.clone(),
                law: laws.get(index).cloned().unwrap_or_default(),
                n: own().count() as u64,
                below: own().filter(only_limit).count() as u64,
            })
        };
        self.columns().into_iter().filter_map(of).collect()
    }

    fn one(
        &self,
        pool: &rayon::ThreadPool,
        goes_on: &(dyn Fn() -> bool + Sync),
        show: &dyn Fn(u64),
    ) -> Result<FollowResults, StudyError> {
        let (prior, laws, runs) = self.begin(pool, goes_on)?;
        let filter = self.filter(pool, &laws, goes_on);
        let columns = self.columns();
        let taken: Vec<(&Measurement, Reading)> =
            self.taken().map(|(row, read)| (row, self.reading(row, read))).collect();
        let mut belief = Belief::prior(prior.clone());
        let (mut points, mut steps, mut log_evidence) = (Vec::new(), Vec::new(), 0.0);
        for (number, group) in taken.chunk_by(|a, b| a.1.time == b.1.time).enumerate() {
            let weights = belief.cloud.weights();
            points.extend(
                group.iter().map(|(row, reading)| {
                    self.point(&filter, &belief.cloud, &weights, row, reading, &columns)
                }),
            );
            let readings: Vec<Reading> = group.iter().map(|(_, reading)| *reading).collect();
            let step = filter.assimilate(&prior, &mut belief, &readings)?;
            log_evidence += step.log_evidence;
            steps.push(FilterStep {
                time_days: group.first().map_or(f64::NAN, |(row, _)| row.time_days),
                n: group.len() as u64,
                effective: step.effective,
                moves: step.moves,
                accepted: step.accepted,
                distinct: step.distinct,
                collapsed: step.collapsed,
            });
            show(number as u64 + 1);
        }
        let cloud = &belief.cloud;
        let weights = cloud.weights();
        let held_back = self
            .with_value()
            .filter(|(.., taken)| !taken)
            .map(|(row, read, _)| {
                self.point(&filter, cloud, &weights, row, &self.reading(row, read), &columns)
            })
            .collect();
        let times = &self.study.outputs.times_days;
        let cut = self.study.outputs.nearest_time(self.cut_days);
        let alarm = |alarm: &Alarm| {
            let (probability, now) = alarm.chance(&filter, cloud, cut);
            let (before, _) = alarm.chance(&filter, &prior, cut);
            AlarmFound {
                alarm: alarm.clone(),
                end_days: alarm.end(self.cut_days, times),
                probability,
                sampling: 1.96 * (probability * (1.0 - probability) / cloud.effective()).max(0.0).sqrt(),
                before,
                now,
                lead_days: alarm.lead(&filter, cloud, cut),
                curve: alarm.curve(&filter, cloud, cut),
            }
        };
        let is_taken = |row: &Measurement| row.read.is_some() && row.time_days <= self.cut_days + 1e-9;
        Ok(FollowResults {
            about: About { patients: 1, draws: 1, ..About::default() },
            patient: self.patient.clone(),
            file: self.file.clone(),
            day_zero: self.question.day_zero.clone().unwrap_or_default(),
            cut_days: self.cut_days,
            cut: self.cut,
            missing: self.measured.rows.iter().filter(|row| row.read.is_none()).count() as u64,
            others: self.others,
            measured: self.measured_columns(&laws, &is_taken),
            points,
            held_back,
            steps,
            times_days: times.clone(),
            columns: filter.curves(cloud, &prior, &columns),
            doses: self.study.marks.clone(),
            learned: filter.learned(cloud, &prior),
            outcomes: filter.chances(cloud, &prior, &self.of_alarms),
            alarms: self.alarms.iter().map(alarm).collect(),
            particles: self.question.particles,
            pool: prior.particles.len() as u64,
            runs: runs + filter.runs.get(),
            effective: cloud.effective(),
            log_evidence,
            typical_lot: !self.study.lots.is_empty(),
        })
    }

    /// A measurement and what was expected of it.
    fn point(
        &self,
        filter: &Filter<'_>,
        cloud: &Cloud,
        weights: &[f64],
        row: &Measurement,
        reading: &Reading,
        columns: &[usize],
    ) -> FollowedPoint {
        let expected = filter.expect(cloud, weights, reading);
        let tail = expected.tail(reading.read);
        FollowedPoint {
            line: row.line,
            time_days: row.time_days,
            date: row.date.clone(),
            column: columns.iter().position(|known| *known == row.column).unwrap_or_default(),
            read: reading.read,
            expected: expected.quantiles,
            tail,
            contradicts: tail < CONTRADICTS,
        }
    }
}
