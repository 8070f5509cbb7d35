//! `chance`: what chance makes of the same patients, beside the deterministic run.

use super::paired::{Arm, arm};
use super::{Quantiles, attribution};
use lytic_study::{Chance, PairedOutcome, PairedValue};
use serde::Serialize;

/// A run by chance beside the deterministic run of the same patients. Differences are by chance minus deterministic.
#[derive(Serialize)]
pub(super) struct ByChance<'a> {
    method: &'a str,
    threshold: Option<f64>,
    outcomes: Vec<Outcome<'a>>,
    values: Vec<Value<'a>>,
}

#[derive(Serialize)]
struct Outcome<'a> {
    name: &'a str,
    definition: &'a str,
    n: u64,
    by_chance: Arm,
    deterministic: Arm,
    only_by_chance: u64,
    only_deterministic: u64,
    difference: f64,
    sampling: [f64; 2],
    ignorance: Option<[f64; 2]>,
    attribution: &'static str,
    by_draw: &'a [f64],
}

#[derive(Serialize)]
struct Value<'a> {
    name: &'a str,
    definition: &'a str,
    unit: &'a str,
    n: u64,
    quantiles: Quantiles<f64>,
    sampling: [f64; 2],
    ignorance: Option<[f64; 2]>,
}

pub(super) fn by_chance(chance: &Chance) -> ByChance<'_> {
    ByChance {
        method: &chance.method,
        threshold: chance.threshold,
        outcomes: chance.outcomes.iter().map(outcome).collect(),
        values: chance.values.iter().map(value).collect(),
    }
}

fn outcome(outcome: &PairedOutcome) -> Outcome<'_> {
    Outcome {
        name: &outcome.name,
        definition: &outcome.definition,
        n: outcome.n,
        by_chance: arm(outcome.second, outcome.n),
        deterministic: arm(outcome.first, outcome.n),
        only_by_chance: outcome.only_second,
        only_deterministic: outcome.only_first,
        difference: outcome.difference,
        sampling: outcome.sampling.into(),
        ignorance: outcome.ignorance.map(Into::into),
        attribution: attribution(outcome.attribution),
        by_draw: &outcome.by_draw,
    }
}

fn value(value: &PairedValue) -> Value<'_> {
    Value {
        name: &value.name,
        definition: &value.definition,
        unit: &value.unit,
        n: value.n,
        quantiles: Quantiles(value.quantiles.clone()),
        sampling: value.sampling.into(),
        ignorance: value.ignorance.map(Into::into),
    }
}
