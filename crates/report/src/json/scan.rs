//! The object of a scan.

use super::paired::{Paired, paired_of};
use super::{Cohort, Measure, Outcome, cohort, outcome, value};
use lytic_study::{ScanPoint, ScanResults};
use serde::Serialize;

#[derive(Serialize)]
struct Scan<'a> {
    lytic: &'a str,
    scenario: &'a str,
    #[serde(flatten)]
    cohort: Cohort<'a>,
    axes: Vec<Axis<'a>>,
    points: Vec<Point<'a>>,
    failed: u64,
}

#[derive(Serialize)]
struct Axis<'a> {
    name: &'a str,
    unit: &'a str,
    log: bool,
    values: &'a [f64],
}

#[derive(Serialize)]
struct Point<'a> {
    at: &'a [f64],
    outcomes: Vec<Outcome<'a>>,
    values: Vec<Measure<'a>>,
    paired: Option<Paired<'a>>,
    failed: u64,
}

/// A scan as one JSON object on one line, without a line feed: `axes`, and `points` with the last axis fastest; `at` holds
/// the value of each axis, and all else is as in the object of a run.
pub fn scan_json(results: &ScanResults) -> String {
    let about = &results.about;
    let scan = Scan {
        lytic: &about.version,
        scenario: &about.scenario,
        cohort: cohort(about),
        axes: results
            .axes
            .iter()
            .map(|axis| Axis {
                name: &axis.name,
                unit: &axis.unit,
                log: axis.logarithmic,
                values: &axis.values,
            })
            .collect(),
        points: results.points.iter().map(|found| point(results, found)).collect(),
        failed: results.failed,
    };
    serde_json::to_string(&scan).unwrap_or_default()
}

fn point<'a>(results: &'a ScanResults, point: &'a ScanPoint) -> Point<'a> {
    let has_twin = !point.paired_outcomes.is_empty() || !point.paired_values.is_empty();
    Point {
        at: &point.at,
        outcomes: point.outcomes.iter().map(outcome).collect(),
        values: point.values.iter().map(value).collect(),
        paired: has_twin
            .then(|| paired_of(&results.without, &point.paired_outcomes, &point.paired_values, &[])),
        failed: point.failed,
    }
}
