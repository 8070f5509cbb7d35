//! The object of a comparison.

use super::overlay::{Series, overlay};
use super::paired::{self, attribution};
use super::survival::{AddedDays, Survival, added_days, survival};
use super::{Cohort, Measure, Observable, Outcome, Pairs, cohort, observable, outcome, value};
use lytic_study::{Alone, ComparisonResults, InputDifference, PairedOutcome, Results};
use serde::Serialize;

#[derive(Serialize)]
struct Comparison<'a> {
    lytic: &'a str,
    a: Arm<'a>,
    b: Arm<'a>,
    #[serde(flatten)]
    cohort: Cohort<'a>,
    changed: Vec<Input<'a>>,
    overridden: Vec<Input<'a>>,
    outcomes: Vec<PairedShare<'a>>,
    values: Vec<paired::Value<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    survival: Vec<AddedDays<'a>>,
    observables: Pairs<'a, Both<'a>>,
    only_a: Vec<Only<'a>>,
    only_b: Vec<Only<'a>>,
    unlike: Vec<Input<'a>>,
    failed: u64,
}

/// One of the two: all that it judged.
#[derive(Serialize)]
struct Arm<'a> {
    scenario: &'a str,
    title: &'a str,
    model: &'a str,
    outcomes: Vec<Outcome<'a>>,
    values: Vec<Measure<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    survival: Vec<Survival<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overlay: Option<Vec<Series<'a>>>,
    failed: u64,
}

#[derive(Serialize)]
struct Input<'a> {
    name: &'a str,
    a: &'a str,
    b: &'a str,
}

#[derive(Serialize)]
struct Only<'a> {
    kind: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
struct PairedShare<'a> {
    name: &'a str,
    definition: &'a str,
    n: u64,
    a: paired::Arm,
    b: paired::Arm,
    only_a: u64,
    only_b: u64,
    difference: Option<f64>,
    sampling: [f64; 2],
    ignorance: Option<[f64; 2]>,
    attribution: &'static str,
    by_draw: &'a [f64],
}

/// Curves of both, in the unit of the first.
#[derive(Serialize)]
struct Both<'a> {
    a: Observable<'a>,
    b: Observable<'a>,
}

/// A comparison as one JSON object on one line, without a line feed. Differences are `b` minus `a`.
pub fn comparison_json(results: &ComparisonResults) -> String {
    let about = &results.about;
    let comparison = Comparison {
        lytic: &about.version,
        a: arm(&results.a),
        b: arm(&results.b),
        cohort: cohort(about),
        changed: results.changed.iter().map(input).collect(),
        overridden: results.overridden.iter().map(input).collect(),
        outcomes: results.outcomes.iter().map(paired_share).collect(),
        values: results.values.iter().map(paired::value).collect(),
        survival: added_days(&results.survivals, results.a.about.kind),
        observables: Pairs(results.columns.iter().filter_map(|name| both(results, name)).collect()),
        only_a: results.only_a.iter().map(only).collect(),
        only_b: results.only_b.iter().map(only).collect(),
        unlike: results.unlike.iter().map(input).collect(),
        failed: results.a.failed.saturating_add(results.b.failed),
    };
    serde_json::to_string(&comparison).unwrap_or_default()
}

fn arm(results: &Results) -> Arm<'_> {
    Arm {
        scenario: &results.about.scenario,
        title: &results.about.title,
        model: &results.about.model,
        outcomes: results.outcomes.iter().map(outcome).collect(),
        values: results.values.iter().map(value).collect(),
        survival: results.survivals.iter().map(|found| survival(found, results.about.kind)).collect(),
        overlay: results.overlay.as_ref().map(overlay),
        failed: results.failed,
    }
}

fn input(input: &InputDifference) -> Input<'_> {
    Input { name: &input.name, a: &input.a, b: &input.b }
}

fn only(alone: &Alone) -> Only<'_> {
    Only { kind: alone.kind, name: &alone.name }
}

fn both<'a>(results: &'a ComparisonResults, name: &'a str) -> Option<(&'a str, Both<'a>)> {
    let of = |results: &'a Results| {
        let column = results.columns.iter().find(|column| column.name == name)?;
        Some(observable(results, column))
    };
    Some((name, Both { a: of(&results.a)?, b: of(&results.b)? }))
}

fn paired_share(outcome: &PairedOutcome) -> PairedShare<'_> {
    PairedShare {
        name: &outcome.name,
        definition: &outcome.definition,
        n: outcome.n,
        a: paired::arm(outcome.first, outcome.n),
        b: paired::arm(outcome.second, outcome.n),
        only_a: outcome.only_first,
        only_b: outcome.only_second,
        difference: (outcome.n > 0).then_some(outcome.difference),
        sampling: outcome.sampling.into(),
        ignorance: outcome.ignorance.map(Into::into),
        attribution: attribution(outcome.attribution),
        by_draw: &outcome.by_draw,
    }
}
