//! `chance`: what chance makes of the same patients, beside the deterministic run.

use super::paired::{Arm, arm};
use super::survival::{Curve, Difference, curve, difference};
use super::{Quantiles, Timed, attribution};
use lytic_study::{Chance, ChanceSurvival, Distribution, Kind, PairedOutcome, PairedValue};
use serde::Serialize;

/// A run by chance beside the deterministic run of the same patients. Differences are by chance minus deterministic.
#[derive(Serialize)]
pub(super) struct ByChance<'a> {
    method: &'a str,
    threshold: Option<f64>,
    outcomes: Vec<Outcome<'a>>,
    values: Vec<Value<'a>>,
    survivals: Vec<Survival<'a>>,
    distributions: Vec<Distributed<'a>>,
}

/// The time of an event in both; the difference of restricted means is by chance minus deterministic.
#[derive(Serialize)]
struct Survival<'a> {
    name: &'a str,
    definition: &'a str,
    #[serde(flatten)]
    restricted: Timed<f64>,
    by_chance: Curve<'a>,
    deterministic: Curve<'a>,
    difference: Option<Difference<'a>>,
}

/// How a value is distributed, of the first draw: bins as lower edge, upper edge, how many by chance, how many integrated.
#[derive(Serialize)]
struct Distributed<'a> {
    name: &'a str,
    definition: &'a str,
    unit: &'a str,
    n: u64,
    mean: Option<f64>,
    standard_deviation: Option<f64>,
    zeros: u64,
    deterministic_mean: Option<f64>,
    bins: Vec<(f64, f64, u64, u64)>,
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

pub(super) fn by_chance(chance: &Chance, kind: Kind) -> ByChance<'_> {
    ByChance {
        method: &chance.method,
        threshold: chance.threshold,
        outcomes: chance.outcomes.iter().map(outcome).collect(),
        values: chance.values.iter().map(value).collect(),
        survivals: chance.survivals.iter().map(|found| survival(found, kind)).collect(),
        distributions: chance.distributions.iter().map(distributed).collect(),
    }
}

fn survival(survival: &ChanceSurvival, kind: Kind) -> Survival<'_> {
    Survival {
        name: &survival.name,
        definition: &survival.definition,
        restricted: Timed::new(kind, "restricted_days", survival.restricted_days),
        by_chance: curve(&survival.by_chance, kind),
        deterministic: curve(&survival.deterministic, kind),
        difference: survival.difference.as_ref().map(|found| difference(found, kind)),
    }
}

fn distributed(of: &Distribution) -> Distributed<'_> {
    let told = |value: f64| value.is_finite().then_some(value);
    Distributed {
        name: &of.name,
        definition: &of.definition,
        unit: &of.unit,
        n: of.n,
        mean: told(of.mean),
        standard_deviation: told(of.deviation),
        zeros: of.zeros,
        deterministic_mean: told(of.deterministic_mean),
        bins: of.bins.iter().map(|bin| (bin.low, bin.high, bin.by_chance, bin.deterministic)).collect(),
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
