//! The semantic part of the SBML Test Suite: every value of every row within `absolute + relative |expected|`.

use crate::case::{self, Case};
use crate::course::{self, Quantity, Through};
use crate::report::{Outcome, Report, Row};
use std::path::Path;

/// Runs all cases of a folder, or those named.
pub fn run(directory: &Path, only: &[String], through: Through) -> Result<Report, String> {
    let mut report = Report::default();
    for folder in case::folders(directory)? {
        let case = case::read(&folder)?;
        if !only.is_empty() && !only.contains(&case.id) {
            continue;
        }
        let outcome = if case.is_time_course { outcome(&case, through) } else { refusal(&case) };
        let row = Row { id: case.id, tags: case.tags, outcome };
        if case.is_time_course { report.rows.push(row) } else { report.apart.push(row) }
    }
    Ok(report)
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
    let rows = course::follow(&equations, settings.start, &times, &outputs)?;
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
