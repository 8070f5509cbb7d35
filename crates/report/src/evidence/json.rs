//! The object that `lytic validate --json` prints.

use lytic_study::{Estimate, Role, RowResult, Validation};
use serde::Serialize;

/// The validation as one JSON object on one line, without a line feed.
///
/// `simulated` is the number at the typical values, `range` its range over draws of what we do not know (`range_of`:
/// `ignorance`) or, with one draw, its sampling interval (`sampling`). `inside` is null for predictions and for rows that
/// are not simulated yet. `checks_inside` of `checks` are the rows that test the model; those not simulated yet are in
/// `not_simulated`.
pub fn evidence_json(validation: &Validation) -> String {
    let checks = validation.tally(Role::Check);
    let object = Object {
        lytic: &validation.version,
        seed: validation.seed,
        patients: validation.patients,
        draws: validation.draws,
        rows: validation.rows().map(line).collect(),
        checks_inside: checks.inside,
        checks: checks.judged,
        checks_not_simulated: checks.pending,
        fits_inside: validation.tally(Role::Fit).inside,
        fits: validation.tally(Role::Fit).judged,
        inputs_inside: validation.tally(Role::Input).inside,
        inputs: validation.tally(Role::Input).judged,
        failed: validation.failed,
        hashes: validation.hashes.iter().map(|(of, hash)| (of.as_str(), hash.as_str())).collect(),
    };
    // Writing to a string fails only where a map's key is no string: ours are.
    serde_json::to_string(&object).unwrap_or_default()
}

#[derive(Serialize)]
struct Object<'a> {
    lytic: &'a str,
    seed: u64,
    patients: u64,
    draws: u64,
    rows: Vec<Line<'a>>,
    checks_inside: u64,
    checks: u64,
    checks_not_simulated: u64,
    fits_inside: u64,
    fits: u64,
    inputs_inside: u64,
    inputs: u64,
    failed: u64,
    hashes: std::collections::BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct Line<'a> {
    row: &'a str,
    quantity: &'a str,
    condition: &'a str,
    unit: &'a str,
    role: &'a str,
    rule: Option<&'a str>,
    observed: Option<f64>,
    n: Option<u64>,
    low: Option<f64>,
    high: Option<f64>,
    simulated: Option<f64>,
    range: Option<[Option<f64>; 2]>,
    range_of: Option<&'a str>,
    sampling: Option<[Option<f64>; 2]>,
    by_draw: Vec<Option<f64>>,
    inside: Option<bool>,
    simulated_n: Option<u64>,
    left_out: Option<u64>,
    without_nk: Option<f64>,
    scenario: Option<&'a str>,
    definition: Option<&'a str>,
    /// Numbers of an order, one after the other.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    in_order: Vec<Option<f64>>,
    not_simulated: Option<&'a str>,
    why: &'a str,
    source: &'a str,
    doi: &'a str,
    note: &'a str,
}

/// What is not a number is null.
fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn pair((low, high): (f64, f64)) -> [Option<f64>; 2] {
    [finite(low), finite(high)]
}

fn line(result: &RowResult) -> Line<'_> {
    let row = &result.row;
    let found = result.number();
    let of = |take: fn(&Estimate) -> f64| found.map(take).and_then(finite);
    Line {
        row: &row.id.value,
        quantity: &row.quantity,
        condition: &row.condition,
        unit: &row.unit,
        role: row.role.name(),
        rule: row.rule.map(|rule| rule.name()),
        observed: result.observed,
        n: row.n,
        low: result.low,
        high: result.high,
        simulated: of(|found| found.value),
        range: found.map(|found| pair(found.range())),
        range_of: found.map(|found| if found.ignorance.is_some() { "ignorance" } else { "sampling" }),
        sampling: found.map(|found| pair(found.sampling)),
        by_draw: found.map_or_else(Vec::new, |found| found.by_draw.iter().map(|v| finite(*v)).collect()),
        inside: result.inside,
        simulated_n: found.map(|found| found.n),
        left_out: found.map(|found| found.left_out),
        without_nk: found.and_then(|found| found.without_nk).and_then(finite),
        scenario: found.map(|found| found.scenario.as_str()),
        definition: found.map(|found| found.definition.as_str()),
        in_order: if result.simulated.len() > 1 {
            result.simulated.iter().map(|found| finite(found.value)).collect()
        } else {
            Vec::new()
        },
        not_simulated: result.pending().map(|(why, _)| why),
        why: &row.why,
        source: &row.cite,
        doi: &row.doi,
        note: &row.note,
    }
}
