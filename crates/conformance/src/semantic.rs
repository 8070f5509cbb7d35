//! The semantic part of the SBML Test Suite: every value of every row within `absolute + relative |expected|`.

use crate::case::{self, Case};
use crate::course::{self, Quantity, Through};
use crate::report::{Outcome, Report, Row};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Cases that take longer are named on standard error.
const LONG_SECONDS: u64 = 5;

/// Runs all cases of a folder, or those named.
pub fn run(directory: &Path, only: &[String], through: Through) -> Result<Report, String> {
    let folders = case::folders(directory)?;
    let cases: Vec<Case> = folders.iter().map(|folder| case::read(folder)).collect::<Result<_, _>>()?;
    let cases: Vec<Case> =
        cases.into_iter().filter(|case| only.is_empty() || only.contains(&case.id)).collect();
    let outcomes = all(&cases, |case| {
        let began = Instant::now();
        let outcome = if case.is_time_course { outcome(case, through) } else { refusal(case) };
        if began.elapsed() > Duration::from_secs(LONG_SECONDS) {
            eprintln!("{}: {} s", case.id, began.elapsed().as_secs());
        }
        outcome
    });
    let mut report = Report::default();
    for (case, outcome) in cases.into_iter().zip(outcomes) {
        let row = Row { id: case.id, tags: case.tags, outcome };
        if case.is_time_course { report.rows.push(row) } else { report.apart.push(row) }
    }
    Ok(report)
}

/// What becomes of each, in order, on all cores.
pub fn all<T: Sync, R: Send>(cases: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut outcomes: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(case) = cases.get(index) else { return done };
                        done.push((index, work(case)));
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// A case without a course in time must be refused by name.
fn refusal(case: &Case) -> Outcome {
    match course::open(&case.model, Through::Nothing) {
        Ok(_) => Outcome::Wrong("was read as a model with a course in time".to_owned()),
        Err(reason) => Outcome::Refused(reason),
    }
}

fn outcome(case: &Case, through: Through) -> Outcome {
    match compare(case, through) {
        Ok(None) => Outcome::Passed,
        Ok(Some(difference)) => Outcome::Wrong(difference),
        Err(reason) => Outcome::Refused(reason),
    }
}

/// The first value outside of its tolerance, if there is one. The error is why there are none.
fn compare(case: &Case, through: Through) -> Result<Option<String>, String> {
    let settings = &case.settings;
    let (model, mut equations) = course::open(&case.model, through)?;
    let mut outputs = Vec::with_capacity(settings.variables.len());
    for name in &settings.variables {
        let quantity = if settings.amount.contains(name) {
            Quantity::Amount
        } else if settings.concentration.contains(name) {
            Quantity::Concentration
        } else {
            Quantity::Symbol
        };
        outputs.push(course::output(&model, &mut equations, name, quantity)?);
    }
    let times = settings.times();
    let rows = course::follow(&equations, settings.start, &times, &outputs, None)?;
    if rows.len() != case.expected.len() {
        return Err(format!("{} rows expected, not {}", case.expected.len(), rows.len()));
    }
    for ((time, row), expected) in times.iter().zip(&rows).zip(&case.expected) {
        for ((value, expected), name) in row.iter().zip(expected).zip(&settings.variables) {
            if !agrees(*value, *expected, settings.absolute, settings.relative) {
                return Ok(Some(format!("{name} at {time}: {value}, expected {expected}")));
            }
        }
    }
    Ok(None)
}

fn agrees(value: f64, expected: f64, absolute: f64, relative: f64) -> bool {
    if expected.is_nan() || expected.is_infinite() {
        return value.is_nan() && expected.is_nan() || value == expected;
    }
    (value - expected).abs() <= absolute + relative * expected.abs()
}
