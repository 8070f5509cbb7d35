//! The part of the object that says how observed data fit.

use lytic_study::Overlay;
use serde::Serialize;

/// The observed points of one column; `inside_90` of `n` lie within the 90 % of patients.
#[derive(Serialize)]
pub(super) struct Series<'a> {
    dvid: &'a str,
    unit: &'a str,
    n: u64,
    inside_90: u64,
    below: u64,
    above: u64,
}

pub(super) fn overlay(overlay: &Overlay) -> Vec<Series<'_>> {
    let series = overlay.series.iter().map(|series| Series {
        dvid: &series.column,
        unit: &series.unit,
        n: series.n,
        inside_90: series.inside_90,
        below: series.below,
        above: series.above,
    });
    series.collect()
}
