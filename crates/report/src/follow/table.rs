//! Tables: `forecast` and `measurements` of a patient; `coverage` and `alarms` of simulated ones. Each as CSV and Parquet.

use crate::Format;
use crate::error::ReportError;
use crate::tables::{Cells, Field, metadata, write_both};
use lytic_study::{Coverage, FollowResults, Followed, FollowedPoint, TrialResults};
use std::path::Path;

/// Writes the tables into a folder.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_follow(folder: &Path, found: &Followed, format: Format) -> Result<(), ReportError> {
    match found {
        Followed::One(results) => {
            forecast(folder, results, format)?;
            measurements(folder, results, format)
        }
        Followed::Trial(results) => trial(folder, results, format),
    }
}

fn forecast(folder: &Path, results: &FollowResults, format: Format) -> Result<(), ReportError> {
    let mut fields = vec![
        Field::new("observable", ""),
        Field::new("unit", ""),
        Field::new("time_days", "d"),
        Field::new("forecast", ""),
    ];
    for name in ["p05", "p25", "p50", "p75", "p95", "measured_p05", "measured_p95", "before_p50"] {
        fields.push(Field::new(name, ""));
    }
    let rows = results.times_days.len();
    let chunks: Vec<Vec<Cells>> = results
        .columns
        .iter()
        .map(|column| {
            let later = results.times_days.iter().map(|time| Some(*time > results.cut_days)).collect();
            let mut cells = vec![
                Cells::Same(column.name.clone(), rows),
                Cells::Same(column.unit.clone(), rows),
                Cells::Number(results.times_days.clone()),
                Cells::Truth(later),
            ];
            cells.extend(column.quantiles.iter().map(|(_, values)| Cells::Number(values.clone())));
            let nothing = || vec![f64::NAN; rows];
            let [low, high] = column.measured.clone().unwrap_or_else(|| [nothing(), nothing()]);
            cells.extend([low, high, column.before.clone()].map(Cells::Number));
            cells
        })
        .collect();
    write_both(&folder.join("forecast"), format, &fields, &metadata(&results.about), chunks.into_iter())
}

fn measurements(folder: &Path, results: &FollowResults, format: Format) -> Result<(), ReportError> {
    let fields: Vec<Field> = [
        ("line", ""),
        ("time_days", "d"),
        ("date", ""),
        ("observable", ""),
        ("unit", ""),
        ("value", ""),
        ("only_limit", ""),
        ("expected_p05", ""),
        ("expected_p50", ""),
        ("expected_p95", ""),
        ("tail", ""),
        ("contradicts", ""),
        ("held_back", ""),
    ]
    .iter()
    .map(|(name, unit)| Field::new(name, unit))
    .collect();
    let taken = results.points.iter().map(|point| (point, false));
    let all: Vec<(&FollowedPoint, bool)> =
        taken.chain(results.held_back.iter().map(|point| (point, true))).collect();
    let column = |point: &FollowedPoint| results.measured.get(point.column).cloned().unwrap_or_default();
    let numbers = |pick: &dyn Fn(&FollowedPoint) -> f64| {
        Cells::Number(all.iter().map(|(point, _)| pick(point)).collect())
    };
    let truths = |pick: &dyn Fn(&FollowedPoint, bool) -> bool| {
        Cells::Truth(all.iter().map(|(point, held)| Some(pick(point, *held))).collect())
    };
    let texts = |pick: &dyn Fn(&FollowedPoint) -> String| {
        Cells::Text(all.iter().map(|(point, _)| pick(point)).collect())
    };
    let [low, median, high] = [0, 1, 2].map(|index| {
        numbers(&move |point: &FollowedPoint| point.expected.get(index).copied().unwrap_or(f64::NAN))
    });
    let cells = vec![
        Cells::Whole(all.iter().map(|(point, _)| point.line).collect()),
        numbers(&|point| point.time_days),
        texts(&|point| point.date.clone()),
        texts(&|point| column(point).name),
        texts(&|point| column(point).unit),
        numbers(&|point| point.read.number()),
        truths(&|point, _| !matches!(point.read, lytic_study::Read::Value(_))),
        low,
        median,
        high,
        numbers(&|point| point.tail),
        truths(&|point, _| point.contradicts),
        truths(&|_, held| held),
    ];
    let metadata = metadata(&results.about);
    write_both(&folder.join("measurements"), format, &fields, &metadata, std::iter::once(cells))
}

fn trial(folder: &Path, results: &TrialResults, format: Format) -> Result<(), ReportError> {
    let metadata = metadata(&results.about);
    let fields: Vec<Field> = ["band", "observable", "inside", "n", "share", "low", "high"]
        .iter()
        .map(|name| Field::new(name, ""))
        .collect();
    let name = |found: &Coverage| {
        let column = found.column.and_then(|index| results.measured.get(index));
        column.map_or_else(|| "all".to_owned(), |column| column.name.clone())
    };
    let chunk = |band: &str, of: &[Coverage]| {
        vec![
            Cells::Same(band.to_owned(), of.len()),
            Cells::Text(of.iter().map(name).collect()),
            Cells::Whole(of.iter().map(|found| found.inside).collect()),
            Cells::Whole(of.iter().map(|found| found.n).collect()),
            Cells::Number(of.iter().map(Coverage::share).collect()),
            Cells::Number(of.iter().map(|found| found.interval.0).collect()),
            Cells::Number(of.iter().map(|found| found.interval.1).collect()),
        ]
    };
    let chunks = vec![chunk("next measurement", &results.next), chunk("true course", &results.course)];
    write_both(&folder.join("coverage"), format, &fields, &metadata, chunks.into_iter())?;
    if results.alarms.is_empty() {
        return Ok(());
    }
    let fields: Vec<Field> = ["alarm", "threshold", "sensitivity", "false_alarms", "precision", "lead_days"]
        .iter()
        .map(|name| Field::new(name, if *name == "lead_days" { "d" } else { "" }))
        .collect();
    let chunks: Vec<Vec<Cells>> = results
        .alarms
        .iter()
        .map(|found| {
            let rows = found.rows.len();
            let numbers = |pick: fn(&lytic_study::AlarmRow) -> f64| {
                Cells::Number(found.rows.iter().map(pick).collect())
            };
            vec![
                Cells::Same(found.alarm.text.clone(), rows),
                numbers(|row| row.threshold),
                numbers(|row| row.sensitivity),
                numbers(|row| row.false_alarms),
                numbers(|row| row.precision),
                numbers(|row| row.lead_days),
            ]
        })
        .collect();
    write_both(&folder.join("alarms"), format, &fields, &metadata, chunks.into_iter())
}
