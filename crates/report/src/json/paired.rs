//! The parts of the object that few runs have: `paired`, with and without NK cells, and `acceptance`.

use super::{Middle, Quantiles, Share, Spread, share, spread};
use lytic_study::{Attribution, ColumnResult, PairedOutcome, PairedValue, Twin};
use serde::Serialize;

/// The same patients without and with what `without` names. Differences are with minus without.
#[derive(Serialize)]
pub(super) struct Paired<'a> {
    without: &'a [String],
    outcomes: Vec<Outcome<'a>>,
    values: Vec<Value<'a>>,
    observables: super::Pairs<'a, Medians<'a>>,
}

/// An outcome in two arms.
#[derive(Serialize)]
pub(super) struct Outcome<'a> {
    name: &'a str,
    definition: &'a str,
    n: u64,
    with: Arm,
    without: Arm,
    only_with: u64,
    only_without: u64,
    difference: f64,
    sampling: [f64; 2],
    ignorance: Option<[f64; 2]>,
    spread: Spread<Share, [f64; 2]>,
    attribution: &'static str,
    by_draw: &'a [f64],
}

/// One arm of an outcome.
#[derive(Serialize)]
pub(super) struct Arm {
    successes: u64,
    share: Option<f64>,
}

/// A difference of values within patients.
#[derive(Serialize)]
pub(super) struct Value<'a> {
    name: &'a str,
    definition: &'a str,
    unit: &'a str,
    n: u64,
    quantiles: Quantiles<f64>,
    sampling: [f64; 2],
    ignorance: Option<[f64; 2]>,
    spread: Spread<Middle<f64>, [f64; 2]>,
    attribution: &'static str,
    by_draw: &'a [f64],
}

/// Curves without, in quantiles over patients at the times of the observable of the same name.
#[derive(Serialize)]
struct Medians<'a> {
    without: Quantiles<&'a [f64]>,
}

pub(super) fn paired(twin: &Twin) -> Paired<'_> {
    paired_of(&twin.without, &twin.outcomes, &twin.values, &twin.columns)
}

/// The parts of a twin.
pub(super) fn paired_of<'a>(
    without: &'a [String],
    outcomes: &'a [PairedOutcome],
    values: &'a [PairedValue],
    columns: &'a [ColumnResult],
) -> Paired<'a> {
    Paired {
        without,
        outcomes: outcomes.iter().map(outcome).collect(),
        values: values.iter().map(value).collect(),
        observables: super::Pairs(columns.iter().map(curves).collect()),
    }
}

fn curves(column: &ColumnResult) -> (&str, Medians<'_>) {
    let quantiles = column.quantiles.iter().map(|(p, values)| (*p, values.as_slice())).collect();
    (column.name.as_str(), Medians { without: Quantiles(quantiles) })
}

/// Those of `n` with the outcome.
pub(super) fn arm(successes: u64, n: u64) -> Arm {
    Arm { successes, share: share(successes, n) }
}

pub(super) fn outcome(outcome: &PairedOutcome) -> Outcome<'_> {
    Outcome {
        name: &outcome.name,
        definition: &outcome.definition,
        n: outcome.n,
        with: arm(outcome.second, outcome.n),
        without: arm(outcome.first, outcome.n),
        only_with: outcome.only_second,
        only_without: outcome.only_first,
        difference: outcome.difference,
        sampling: outcome.sampling.into(),
        ignorance: outcome.ignorance.map(Into::into),
        spread: Spread {
            patients: Share { share: (outcome.n > 0).then_some(outcome.difference) },
            ignorance: outcome.ignorance.map(Into::into),
            sampling: outcome.sampling.into(),
        },
        attribution: attribution(outcome.attribution),
        by_draw: &outcome.by_draw,
    }
}

pub(super) fn value(value: &PairedValue) -> Value<'_> {
    Value {
        name: &value.name,
        definition: &value.definition,
        unit: &value.unit,
        n: value.n,
        quantiles: Quantiles(value.quantiles.clone()),
        sampling: value.sampling.into(),
        ignorance: value.ignorance.map(Into::into),
        spread: spread(&value.quantiles, value.ignorance, value.sampling),
        attribution: attribution(value.attribution),
        by_draw: &value.by_draw,
    }
}

/// An attribution as programs read it.
pub(crate) fn attribution(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::NotAsked => "not_asked",
        Attribution::Fixed => "fixed",
        Attribution::SizeOpen => "size_open",
        Attribution::SignOpen => "sign_open",
    }
}

/// How candidates were accepted.
#[derive(Serialize)]
pub(super) struct Acceptance<'a> {
    candidates: u64,
    accepted: u64,
    refused: u64,
    refused_share: Option<f64>,
    bounds: Vec<Bound<'a>>,
}

#[derive(Serialize)]
struct Bound<'a> {
    name: &'a str,
    definition: &'a str,
    refused: u64,
    refused_share: Option<f64>,
}

pub(super) fn acceptance(acceptance: &lytic_study::Acceptance) -> Acceptance<'_> {
    let of_candidates = |refused| share(refused, acceptance.candidates);
    Acceptance {
        candidates: acceptance.candidates,
        accepted: acceptance.candidates.saturating_sub(acceptance.refused),
        refused: acceptance.refused,
        refused_share: of_candidates(acceptance.refused),
        bounds: acceptance
            .bounds
            .iter()
            .map(|bound| Bound {
                name: &bound.name,
                definition: &bound.definition,
                refused: bound.refused,
                refused_share: of_candidates(bound.refused),
            })
            .collect(),
    }
}
