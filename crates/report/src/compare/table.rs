//! The tables of a comparison: differences, and the curves of both.

use crate::error::ReportError;
use crate::figure::quantile;
use crate::quantile::quantile_at;
use crate::tables::{Cells, Field, metadata, write_both};
use crate::{Format, json};
use lytic_study::{ComparisonResults, Results};
use std::path::Path;

/// Writes `differences` (a row an outcome or value, B minus A) and `curves` (a row a column, arm and time; the columns that
/// both have, in the units of A) as CSV and Parquet.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_comparison(
    folder: &Path,
    results: &ComparisonResults,
    format: Format,
) -> Result<(), ReportError> {
    let of = metadata(&results.about);
    let (fields, cells) = differences(results);
    write_both(&folder.join("differences"), format, &fields, &of, std::iter::once(cells))?;
    let (fields, cells) = curves(results);
    write_both(&folder.join("curves"), format, &fields, &of, std::iter::once(cells))
}

const NUMBERS: [&str; 12] = [
    "a",
    "b",
    "difference",
    "sampling_low",
    "sampling_high",
    "ignorance_low",
    "ignorance_high",
    "q0.05",
    "q0.25",
    "q0.5",
    "q0.75",
    "q0.95",
];

fn differences(results: &ComparisonResults) -> (Vec<Field>, Vec<Cells>) {
    let none = (f64::NAN, f64::NAN);
    let mut texts: [Vec<String>; 4] = Default::default();
    let mut counts = Vec::new();
    let mut numbers: Vec<[f64; 12]> = Vec::new();
    let mut add = |kind: &str, name: &str, unit: &str, attribution: &str, n: u64, row: [f64; 12]| {
        for (column, text) in texts.iter_mut().zip([kind, name, unit, attribution]) {
            column.push(text.to_owned());
        }
        counts.push(n);
        numbers.push(row);
    };
    for outcome in &results.outcomes {
        let share = |successes: u64| {
            if outcome.n == 0 { f64::NAN } else { successes as f64 / outcome.n as f64 }
        };
        let (low, high) = outcome.ignorance.unwrap_or(none);
        let mut row = [f64::NAN; 12];
        let found = [
            share(outcome.first),
            share(outcome.second),
            outcome.difference,
            outcome.sampling.0,
            outcome.sampling.1,
            low,
            high,
        ];
        row.iter_mut().zip(found).for_each(|(cell, value)| *cell = value);
        add("outcome", &outcome.name, "", json::attribution(outcome.attribution), outcome.n, row);
    }
    for value in &results.values {
        let median = |results: &Results| {
            let found = results.values.iter().find(|own| own.name == value.name);
            found.map_or(f64::NAN, |own| quantile_at(&own.quantiles, 0.5))
        };
        let (low, high) = value.ignorance.unwrap_or(none);
        let own = |probability: f64| quantile_at(&value.quantiles, probability);
        // The median of B stands in the unit of A only where they are one.
        let same = |results: &Results| {
            results.values.iter().any(|own| own.name == value.name && own.unit == value.unit)
        };
        let b = if same(&results.b) { median(&results.b) } else { f64::NAN };
        let row = [
            median(&results.a),
            b,
            own(0.5),
            value.sampling.0,
            value.sampling.1,
            low,
            high,
            own(0.05),
            own(0.25),
            own(0.5),
            own(0.75),
            own(0.95),
        ];
        add("value", &value.name, &value.unit, json::attribution(value.attribution), value.n, row);
    }
    let [kinds, names, units, attributions] = texts;
    let mut fields = ["kind", "name", "unit", "attribution", "n"].map(|name| Field::new(name, "")).to_vec();
    let mut cells = vec![
        Cells::Text(kinds),
        Cells::Text(names),
        Cells::Text(units),
        Cells::Text(attributions),
        Cells::Whole(counts),
    ];
    for (index, name) in NUMBERS.iter().enumerate() {
        fields.push(Field::new(name, ""));
        cells.push(Cells::Number(numbers.iter().filter_map(|row| row.get(index).copied()).collect()));
    }
    (fields, cells)
}

fn curves(results: &ComparisonResults) -> (Vec<Field>, Vec<Cells>) {
    const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
    let (mut names, mut units, mut arms, mut times) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); QUANTILES.len()];
    for name in &results.columns {
        for (arm, run) in [("a", &results.a), ("b", &results.b)] {
            let Some(column) = run.columns.iter().find(|column| column.name == *name) else { continue };
            for (index, time) in run.times_days.iter().enumerate() {
                names.push(name.clone());
                units.push(column.unit.clone());
                arms.push(arm.to_owned());
                times.push(*time);
                for (probability, cells) in QUANTILES.iter().zip(&mut values) {
                    let found = quantile(column, *probability).and_then(|curve| curve.get(index));
                    cells.push(found.copied().unwrap_or(f64::NAN));
                }
            }
        }
    }
    let mut fields = vec![
        Field::new("column", ""),
        Field::new("unit", ""),
        Field::new("arm", ""),
        Field::time(results.a.about.kind),
    ];
    fields.extend(QUANTILES.iter().map(|probability| Field::new(&format!("q{probability}"), "")));
    let mut cells = vec![Cells::Text(names), Cells::Text(units), Cells::Text(arms), Cells::Number(times)];
    cells.extend(values.into_iter().map(Cells::Number));
    (fields, cells)
}
