//! Published models with values at half of the time and at its end, computed by libRoadRunner 2.10.
//!
//! A value agrees within 1e-6 of itself, or within 1e-12 of the largest value of its id. Models without reference
//! values must be read and run, or be refused by name.
//!
//! The values were computed with absolute errors of 1e-12 allowed and with outputs at these two times only: where a population
//! falls far and grows again that is too much, and doses and pulses were stepped over. With `--refined` those of `refined.csv`
//! stand in the place of the ones they differ from by more than 1e-7: what libRoadRunner gives at 1e-13 with 200 outputs to
//! the course, or COPASI where that fails (`benches/peers/published_models.py` makes it). Row 1 is half of the time, 2 the end.

use crate::course::{self, Quantity, Through};
use crate::report::{Outcome, Report, Row};
use crate::semantic::all;
use lytic_model::{Model, check};
use lytic_text::Lang;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Relative difference that is allowed.
const RELATIVE: f64 = 1e-6;
/// The same against the largest value of an id.
const FLOOR: f64 = 1e-12;
/// Points in each half of a course.
const STEPS: usize = 100;
/// The finding of a rule that is `notanumber`.
const LEFT_OPEN: &str = "W2414";
/// What Lytic is run with: values of 1e-43 are compared within 1e-6 of themselves.
const TOLERANCE: f64 = 1e-11;
/// How long models without reference values are followed.
const DURATION: f64 = 10.0;

/// The values of one model.
struct Reference {
    end: f64,
    ids: Vec<String>,
    rows: [Vec<f64>; 2],
}

/// Model, id, row, value.
const REFINED: &str = include_str!("../refined.csv");

/// Puts the refined values in the place of those that they differ from.
fn refine(references: &mut BTreeMap<String, Reference>) {
    for line in REFINED.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [model, id, row, value] = cells.as_slice() else { continue };
        let Some(reference) = references.get_mut(*model) else { continue };
        let place = reference.ids.iter().position(|known| known == id);
        let (Some(place), Ok(row), Ok(value)) = (place, row.parse::<usize>(), value.parse::<f64>()) else {
            continue;
        };
        let row = reference.rows.get_mut(row.wrapping_sub(1)).and_then(|row| row.get_mut(place));
        if let Some(slot) = row {
            *slot = value;
        }
    }
}

/// Model, cause: why a value differs, as `benches/peers/published_models.py` measured it with other tools.
const CAUSES: &str = include_str!("../causes.csv");

/// A difference, and why it is there if that is known.
fn with_cause(id: &str, difference: String) -> String {
    let cause = CAUSES.lines().skip(1).find_map(|line| line.strip_prefix(id)?.strip_prefix(','));
    let cause = cause.map(|cause| cause.trim_matches('"'));
    match cause {
        Some(cause) => format!("{difference} ({cause})"),
        None => difference,
    }
}

/// Runs all models of a folder, or those named.
pub fn run(directory: &Path, only: &[String], through: Through, refined: bool) -> Result<Report, String> {
    let path = directory.join("reference.json");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut references = references(&text)?;
    if refined {
        refine(&mut references);
    }
    let read = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut models: Vec<_> = read
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "xml"))
        .collect();
    models.sort();
    let models: Vec<(String, PathBuf)> = models
        .into_iter()
        .map(|path| (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), path))
        .filter(|(id, _)| only.is_empty() || only.contains(id))
        .collect();
    let outcomes = all(&models, |(id, path)| match references.get(id) {
        Some(reference) => match compare(path, reference, through) {
            Ok((None, values)) => (Outcome::Passed, values),
            Ok((Some(difference), values)) => (Outcome::Wrong(with_cause(id, difference)), values),
            Err(reason) => (Outcome::Refused(reason), Vec::new()),
        },
        None => match just_run(path, through) {
            Ok(()) => (Outcome::Passed, Vec::new()),
            Err(reason) => (Outcome::Refused(reason), Vec::new()),
        },
    });
    let mut report = Report { values: "model,id,row,filed,value\n".to_owned(), ..Report::default() };
    for ((id, _), (outcome, values)) in models.into_iter().zip(outcomes) {
        for (name, row, filed, value) in values {
            let _ = writeln!(report.values, "{id},{name},{row},{filed:e},{value:e}");
        }
        match references.contains_key(&id) {
            true => report.rows.push(Row { id, tags: Vec::new(), outcome }),
            false => report.apart.push(Row { id, tags: vec!["no reference values".to_owned()], outcome }),
        }
    }
    Ok(report)
}

fn references(text: &str) -> Result<BTreeMap<String, Reference>, String> {
    let all: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let numbers =
        |value: &Value| -> Option<Vec<f64>> { value.as_array()?.iter().map(|one| one.as_f64()).collect() };
    let mut references = BTreeMap::new();
    for model in all.as_array().into_iter().flatten() {
        let read = || -> Option<(String, Reference)> {
            let ids = model.get("ids")?.as_array()?;
            Some((
                model.get("id")?.as_str()?.to_owned(),
                Reference {
                    end: model.get("T")?.as_f64()?,
                    ids: ids.iter().map(|id| id.as_str().map(str::to_owned)).collect::<Option<_>>()?,
                    rows: [numbers(model.get("mid")?)?, numbers(model.get("end")?)?],
                },
            ))
        };
        if let Some((id, reference)) = read().filter(|(_, reference)| !reference.ids.is_empty()) {
            references.insert(id, reference);
        }
    }
    Ok(references)
}

/// An id, the row (1 is half of the time, 2 the end), the value it was compared with, and its own.
type Compared = (String, usize, f64, f64);

/// The worst value outside of its tolerance, if there is one, and all values. The error is why there are none.
fn compare(
    path: &Path,
    reference: &Reference,
    through: Through,
) -> Result<(Option<String>, Vec<Compared>), String> {
    let (model, mut equations) = course::open(path, through)?;
    let mut outputs = Vec::with_capacity(reference.ids.len());
    for id in &reference.ids {
        let (name, quantity) = match id.strip_prefix('[').and_then(|id| id.strip_suffix(']')) {
            Some(name) => (name, Quantity::Concentration),
            None => (id.as_str(), Quantity::Amount),
        };
        outputs.push(course::output(&model, &mut equations, name, quantity)?);
    }
    // The largest value of an id is looked for along the whole course.
    let times: Vec<f64> =
        (0..=2 * STEPS).map(|step| reference.end * step as f64 / (2 * STEPS) as f64).collect();
    let course = course::follow(&equations, 0.0, &times, &outputs, Some(TOLERANCE))?;
    let at_row = |row: usize| course.get(row).cloned().unwrap_or_default();
    let (times, rows) = ([0.5 * reference.end, reference.end], [at_row(STEPS), at_row(2 * STEPS)]);
    let mut worst: Option<(f64, String)> = None;
    let mut values = Vec::new();
    for (place, name) in reference.ids.iter().enumerate() {
        let at = |rows: &[Vec<f64>], row: usize| rows.get(row).and_then(|row| row.get(place)).copied();
        let expected = [0, 1].map(|row| at(&reference.rows, row).unwrap_or(f64::NAN));
        let largest = course.iter().filter_map(|row| row.get(place)).chain(&expected);
        let largest = largest.fold(0.0, |largest: f64, value| largest.max(value.abs()));
        for (row, expected) in expected.into_iter().enumerate() {
            let value = at(&rows, row).unwrap_or(f64::NAN);
            values.push((name.clone(), row + 1, expected, value));
            let allowed = (RELATIVE * expected.abs()).max(FLOOR * largest);
            let difference = (value - expected).abs();
            if difference <= allowed || (value.is_nan() && expected.is_nan()) {
                continue;
            }
            let relative = difference / expected.abs().max(FLOOR * largest).max(f64::MIN_POSITIVE);
            let text =
                format!("{name} at {}: {value:e}, expected {expected:e}, off by {relative:.1e}", times[row]);
            if worst.as_ref().is_none_or(|(known, _)| relative.is_nan() || relative > *known) {
                worst = Some((relative, text));
            }
        }
    }
    Ok((worst.map(|(_, text)| text), values))
}

fn just_run(path: &Path, through: Through) -> Result<(), String> {
    let (model, equations) = course::open(path, through)?;
    let outputs: Vec<_> = equations.observables.iter().map(|observable| observable.expression).collect();
    let run = course::follow(&equations, 0.0, &[0.0, DURATION], &outputs, None);
    run.map(|_| ()).map_err(|reason| match left_open(&model) {
        Some(why) => format!("{reason}: {why}"),
        None => reason,
    })
}

/// What a model itself says that it does not say.
fn left_open(model: &Model) -> Option<String> {
    let found = check(model).into_iter().find(|problem| problem.message.key == LEFT_OPEN)?;
    Some(format!("{LEFT_OPEN} {}", found.message.text(Lang::En)))
}
