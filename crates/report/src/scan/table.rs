//! The table of a scan: a row for each point and each outcome or value.

use crate::error::ReportError;
use crate::tables::{Cells, Field, metadata, write_both};
use crate::{Format, json};
use lytic_study::ScanResults;
use std::path::Path;

/// One row.
struct Row<'a> {
    at: &'a [f64],
    kind: &'static str,
    name: &'a str,
    unit: &'a str,
    n: u64,
    numbers: [f64; 9],
    difference: [f64; 5],
    attribution: &'static str,
}

/// The columns of [`Row::numbers`].
const NUMBERS: [&str; 9] = [
    "value",
    "sampling_low",
    "sampling_high",
    "ignorance_low",
    "ignorance_high",
    "q0.05",
    "q0.25",
    "q0.75",
    "q0.95",
];
/// The columns of [`Row::difference`].
const DIFFERENCE: [&str; 5] = [
    "difference",
    "difference_sampling_low",
    "difference_sampling_high",
    "difference_ignorance_low",
    "difference_ignorance_high",
];

/// Writes `scan.csv` and `scan.parquet` into a folder: value is the share of patients or the median over patients,
/// difference is with minus without NK cells.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_scan(folder: &Path, results: &ScanResults, format: Format) -> Result<(), ReportError> {
    let rows = rows(results);
    let mut fields: Vec<Field> = results.axes.iter().map(|axis| Field::new(&axis.name, &axis.unit)).collect();
    let mut cells: Vec<Cells> = (0..results.axes.len())
        .map(|axis| {
            Cells::Number(rows.iter().map(|row| row.at.get(axis).copied().unwrap_or(f64::NAN)).collect())
        })
        .collect();
    let texts = |pick: fn(&Row<'_>) -> String| Cells::Text(rows.iter().map(pick).collect());
    for (name, column) in [
        ("kind", texts(|row| row.kind.to_owned())),
        ("name", texts(|row| row.name.to_owned())),
        ("unit", texts(|row| row.unit.to_owned())),
        ("n", Cells::Whole(rows.iter().map(|row| row.n).collect())),
    ] {
        fields.push(Field::new(name, ""));
        cells.push(column);
    }
    for (index, name) in NUMBERS.iter().enumerate() {
        fields.push(Field::new(name, ""));
        cells.push(Cells::Number(rows.iter().filter_map(|row| row.numbers.get(index).copied()).collect()));
    }
    for (index, name) in DIFFERENCE.iter().enumerate() {
        fields.push(Field::new(name, ""));
        cells.push(Cells::Number(rows.iter().filter_map(|row| row.difference.get(index).copied()).collect()));
    }
    fields.push(Field::new("attribution", ""));
    cells.push(texts(|row| row.attribution.to_owned()));
    write_both(&folder.join("scan"), format, &fields, &metadata(&results.about), std::iter::once(cells))
}

fn rows(results: &ScanResults) -> Vec<Row<'_>> {
    let none = (f64::NAN, f64::NAN);
    let mut rows = Vec::new();
    for point in &results.points {
        for outcome in &point.outcomes {
            let paired = point.paired_outcomes.iter().find(|paired| paired.name == outcome.name);
            let share = if outcome.n == 0 { f64::NAN } else { outcome.successes as f64 / outcome.n as f64 };
            let ignorance = outcome.ignorance.unwrap_or(none);
            let (low, high) = outcome.interval;
            rows.push(Row {
                at: &point.at,
                kind: "outcome",
                name: &outcome.name,
                unit: "",
                n: outcome.n,
                numbers: [share, low, high, ignorance.0, ignorance.1, f64::NAN, f64::NAN, f64::NAN, f64::NAN],
                difference: difference(
                    paired.map(|paired| (paired.difference, paired.sampling, paired.ignorance)),
                ),
                attribution: paired.map_or("", |paired| json::attribution(paired.attribution)),
            });
        }
        for value in &point.values {
            let paired = point.paired_values.iter().find(|paired| paired.name == value.name);
            let at = |probability| crate::quantile::quantile_at(&value.quantiles, probability);
            let ignorance = value.ignorance.unwrap_or(none);
            let (low, high) = value.sampling;
            rows.push(Row {
                at: &point.at,
                kind: "value",
                name: &value.name,
                unit: &value.unit,
                n: value.n,
                numbers: [
                    at(0.5),
                    low,
                    high,
                    ignorance.0,
                    ignorance.1,
                    at(0.05),
                    at(0.25),
                    at(0.75),
                    at(0.95),
                ],
                difference: difference(paired.map(|paired| {
                    (crate::quantile::quantile_at(&paired.quantiles, 0.5), paired.sampling, paired.ignorance)
                })),
                attribution: paired.map_or("", |paired| json::attribution(paired.attribution)),
            });
        }
    }
    rows
}

/// A difference, its range of sampling, its range of ignorance.
type Difference = (f64, (f64, f64), Option<(f64, f64)>);

fn difference(found: Option<Difference>) -> [f64; 5] {
    let Some((value, sampling, ignorance)) = found else { return [f64::NAN; 5] };
    let ignorance = ignorance.unwrap_or((f64::NAN, f64::NAN));
    [value, sampling.0, sampling.1, ignorance.0, ignorance.1]
}
