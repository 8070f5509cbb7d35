//! Published models with values at half of the time and at its end, computed by libRoadRunner 2.10.
//!
//! A value agrees within 1e-6 of itself, or within 1e-12 of the largest value of its id. Models without reference
//! values must be read and run, or be refused by name.
//!
//! The values were computed with absolute errors of 1e-12 allowed and with outputs at these two times only: where a population
//! falls far and grows again that is too much, and doses and pulses were stepped over. With `--refined` those of `refined.csv`
//! stand in the place of the ones they differ from by more than 1e-7: what libRoadRunner gives at 1e-13 with 200 outputs to
//! the course, or COPASI where that fails (`benches/peers/published_models.py` makes it). Row 1 is half of the time, 2 the end.
//!
//! `causes.csv` lists the models that differ all the same, those that are refused, and why. What is found must be what is
//! listed: a model that differs and is not listed is an error, and so is one that is listed and agrees.

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
/// What Lytic is run with: values of 1e-43 are compared within 1e-6 of themselves. The second where the first takes too many steps.
const TOLERANCES: [f64; 2] = [1e-12, 1e-11];
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

/// Model, from what it is known to differ, cause: as `benches/peers/published_models.py` measured it with other tools.
const CAUSES: &str = include_str!("../causes.csv");

/// What a model is known for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// It differs from its filed values, not from the refined ones.
    Filed,
    /// It is refused, or has no course.
    Refused,
}

/// Models that do not simply agree: what they are known for, and why.
fn known() -> BTreeMap<&'static str, (Known, &'static str)> {
    let lines = CAUSES.lines().skip(1).filter_map(|line| {
        let (id, rest) = line.split_once(',')?;
        let (differs, cause) = rest.split_once(',')?;
        let known = match differs {
            "filed" => Known::Filed,
            "refused" => Known::Refused,
            _ => return None,
        };
        Some((id, (known, cause.trim_matches('"'))))
    });
    lines.collect()
}

/// A difference, and why it is there if that is known.
fn with_cause(id: &str, difference: String) -> String {
    match known().get(id) {
        Some((_, cause)) => format!("{difference} ({cause})"),
        None => difference,
    }
}

/// Where models are other than the list says, in either direction; models that are named and missing count too.
fn unexpected(report: &Report, refined: bool, whole: bool) -> Vec<String> {
    let known = known();
    let mut lines = Vec::new();
    let rows: BTreeMap<&str, &Outcome> =
        report.rows.iter().chain(&report.apart).map(|row| (row.id.as_str(), &row.outcome)).collect();
    for (id, outcome) in &rows {
        let (found, listed) = (found(outcome), listed(known.get(id).map(|(known, _)| *known), refined));
        if found != listed {
            lines.push(format!("{id} {found}, and causes.csv says that it {listed}"));
        }
    }
    let missing = known.keys().filter(|id| whole && !rows.contains_key(*id));
    lines.extend(missing.map(|id| format!("{id} is in causes.csv, and not in the folder")));
    lines
}

fn found(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "agrees",
        Outcome::Wrong(_) => "differs",
        Outcome::Refused(_) => "is refused",
    }
}

fn listed(known: Option<Known>, refined: bool) -> &'static str {
    match (known, refined) {
        (None, _) | (Some(Known::Filed), true) => "agrees",
        (Some(Known::Filed), false) => "differs",
        (Some(Known::Refused), _) => "is refused",
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
    report.unexpected = Some(unexpected(&report, refined, only.is_empty()));
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
    let within = |tolerance| course::follow(&equations, 0.0, &times, &outputs, Some(tolerance));
    let course = within(TOLERANCES[0]).or_else(|_| within(TOLERANCES[1]))?;
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should panic")]

    use super::*;
    use std::collections::BTreeSet;

    fn report(outcomes: &[(&str, Outcome)]) -> Report {
        let row = |(id, outcome): &(&str, Outcome)| Row {
            id: (*id).to_owned(),
            tags: Vec::new(),
            outcome: outcome.clone(),
        };
        Report { rows: outcomes.iter().map(row).collect(), ..Report::default() }
    }

    #[test]
    fn what_is_found_must_be_what_is_listed() {
        let wrong = || Outcome::Wrong(String::new());
        let (known, fresh) = ("BIOMD0000000879", "BIOMD0000000908");
        let lines =
            |outcome: Outcome, id: &str, refined| unexpected(&report(&[(id, outcome)]), refined, false);
        assert!(lines(wrong(), known, false).is_empty());
        assert!(lines(Outcome::Passed, known, true).is_empty());
        assert!(lines(Outcome::Passed, fresh, false).is_empty());
        // Worse, and better than the list.
        assert_eq!(lines(wrong(), fresh, false).len(), 1);
        assert_eq!(lines(wrong(), known, true).len(), 1);
        assert_eq!(lines(Outcome::Passed, known, false).len(), 1);
        assert_eq!(lines(Outcome::Refused(String::new()), fresh, true).len(), 1);
        // A folder without them.
        assert_eq!(unexpected(&report(&[]), false, true).len(), super::known().len());
    }

    /// The tables of the page name the models that differ from their filed values, and no others.
    #[test]
    fn the_page_names_the_models_of_the_list() {
        let differ: BTreeSet<String> = known()
            .into_iter()
            .filter(|(_, (known, _))| *known != Known::Refused)
            .map(|(id, _)| id.trim_start_matches("BIOMD").trim_start_matches('0').to_owned())
            .collect();
        for page in ["sbml.md", "sbml.zh.md"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page);
            let text = fs::read_to_string(path).unwrap();
            let (_, table) = text.split_once("BIOMD0000000...").unwrap_or_else(|| panic!("{page}: no table"));
            let named: Vec<String> = table
                .lines()
                .filter_map(|line| line.strip_prefix("| ")?.split_once(" |"))
                .flat_map(|(models, _)| models.split([',', '、']))
                .map(|model| model.trim().to_owned())
                .collect();
            let once: BTreeSet<String> = named.iter().cloned().collect();
            assert_eq!(once, differ, "{page}");
            assert_eq!(once.len(), named.len(), "{page} names a model twice");
            // The counts of the paragraph above.
            let counts = [153 - differ.len(), differ.len()].map(|count| count.to_string());
            for count in counts {
                assert!(text.contains(&format!("{count} ")), "{page} does not say {count}");
            }
        }
    }
}
