//! `combine.csv` and `combine.parquet`: a row for each arm and outcome, value or event.

use crate::Format;
use crate::error::ReportError;
use crate::quantile::quantile_at;
use crate::tables::{Cells, Field, metadata, write_both};
use lytic_study::{ArmFound, CombinationResults, Loewe};
use std::path::Path;

const NUMBERS: [&str; 14] = [
    "value",
    "sampling_low",
    "sampling_high",
    "ignorance_low",
    "ignorance_high",
    "added",
    "added_sampling_low",
    "added_sampling_high",
    "added_ignorance_low",
    "added_ignorance_high",
    "bliss",
    "bliss_ignorance_low",
    "bliss_ignorance_high",
    "loewe",
];
const NONE: (f64, f64) = (f64::NAN, f64::NAN);

struct Row {
    texts: [String; 5],
    n: u64,
    numbers: [f64; 14],
}

/// Writes `combine.csv` and `combine.parquet` into a folder: value is the share of patients, the median over patients or
/// the restricted mean; added is this arm minus nothing added.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_combination(
    folder: &Path,
    results: &CombinationResults,
    format: Format,
) -> Result<(), ReportError> {
    let rows: Vec<Row> =
        results.arms.iter().enumerate().flat_map(|(index, arm)| rows(results, index, arm)).collect();
    let mut fields: Vec<Field> =
        ["arm", "kind", "name", "unit", "interval_days"].map(|name| Field::new(name, "")).to_vec();
    let mut cells: Vec<Cells> = (0..5)
        .map(|column| {
            Cells::Text(rows.iter().map(|row| row.texts.get(column).cloned().unwrap_or_default()).collect())
        })
        .collect();
    fields.push(Field::new("n", ""));
    cells.push(Cells::Whole(rows.iter().map(|row| row.n).collect()));
    for (index, name) in NUMBERS.iter().enumerate() {
        fields.push(Field::new(name, ""));
        cells.push(Cells::Number(rows.iter().filter_map(|row| row.numbers.get(index).copied()).collect()));
    }
    write_both(&folder.join("combine"), format, &fields, &metadata(&results.about), std::iter::once(cells))
}

fn median(quantiles: &[(f64, f64)]) -> f64 {
    quantile_at(quantiles, 0.5)
}

fn loewe(found: Option<&Loewe>) -> f64 {
    found.and_then(|loewe| loewe.index.ok()).unwrap_or(f64::NAN)
}

fn rows(results: &CombinationResults, index: usize, arm: &ArmFound) -> Vec<Row> {
    let name = arm.plan.name(&results.additions);
    let interval = arm.plan.interval_days.map_or_else(String::new, |days| days.to_string());
    let interaction = results.interactions.iter().find(|interaction| interaction.arm == index);
    let row = |kind: &str,
               of: &str,
               unit: &str,
               n,
               value,
               spreads: [(f64, f64); 2],
               added: f64,
               of_added: [(f64, f64); 2],
               bliss: f64,
               of_bliss: (f64, f64),
               loewe: f64| {
        let [sampling, ignorance] = spreads;
        let [added_sampling, added_ignorance] = of_added;
        Row {
            texts: [name.clone(), kind.to_owned(), of.to_owned(), unit.to_owned(), interval.clone()],
            n,
            numbers: [
                value,
                sampling.0,
                sampling.1,
                ignorance.0,
                ignorance.1,
                added,
                added_sampling.0,
                added_sampling.1,
                added_ignorance.0,
                added_ignorance.1,
                bliss,
                of_bliss.0,
                of_bliss.1,
                loewe,
            ],
        }
    };
    let mut rows = Vec::new();
    for outcome in &arm.outcomes {
        let paired = arm.paired_outcomes.iter().find(|paired| paired.name == outcome.name);
        let found = interaction
            .and_then(|interaction| interaction.outcomes.iter().find(|found| found.name == outcome.name));
        let share = if outcome.n == 0 { f64::NAN } else { outcome.successes as f64 / outcome.n as f64 };
        rows.push(row(
            "outcome",
            &outcome.name,
            "",
            outcome.n,
            share,
            [outcome.interval, outcome.ignorance.unwrap_or(NONE)],
            paired.map_or(f64::NAN, |paired| paired.difference),
            [
                paired.map_or(NONE, |paired| paired.sampling),
                paired.and_then(|paired| paired.ignorance).unwrap_or(NONE),
            ],
            found.map_or(f64::NAN, |found| found.index),
            found.and_then(|found| found.ignorance).unwrap_or(NONE),
            loewe(found.and_then(|found| found.loewe.as_ref())),
        ));
    }
    for value in &arm.values {
        let paired = arm.paired_values.iter().find(|paired| paired.name == value.name);
        let found = interaction
            .and_then(|interaction| interaction.values.iter().find(|found| found.name == value.name));
        rows.push(row(
            "value",
            &value.name,
            &value.unit,
            value.n,
            median(&value.quantiles),
            [value.sampling, value.ignorance.unwrap_or(NONE)],
            paired.map_or(f64::NAN, |paired| median(&paired.quantiles)),
            [
                paired.map_or(NONE, |paired| paired.sampling),
                paired.and_then(|paired| paired.ignorance).unwrap_or(NONE),
            ],
            found.map_or(f64::NAN, |found| found.index),
            found.and_then(|found| found.ignorance).unwrap_or(NONE),
            loewe(found.and_then(|found| found.loewe.as_ref())),
        ));
    }
    for survival in &arm.survivals {
        let added =
            arm.paired_survivals.iter().find(|(known, _)| *known == survival.name).map(|(_, added)| added);
        let curve = &survival.curve;
        rows.push(row(
            "restricted mean",
            &survival.name,
            "d",
            curve.n,
            curve.mean,
            [curve.mean_sampling, curve.mean_ignorance.unwrap_or(NONE)],
            added.map_or(f64::NAN, |added| added.days),
            [
                added.map_or(NONE, |added| added.sampling),
                added.and_then(|added| added.ignorance).unwrap_or(NONE),
            ],
            f64::NAN,
            NONE,
            f64::NAN,
        ));
    }
    rows
}
