//! The object of a combination.

use super::survival::{AddedDays, Survival, added_days, survival};
use super::{Cohort, Measure, Outcome, Quantiles, cohort, outcome, paired, value};
use lytic_study::{
    Addition, ArmFound, CombinationResults, Interaction, Kind, Loewe, Origin, OutcomeInteraction, Together,
    Undefined, ValueInteraction,
};
use serde::Serialize;

#[derive(Serialize)]
struct Combination<'a> {
    lytic: &'a str,
    scenario: &'a str,
    #[serde(flatten)]
    cohort: Cohort<'a>,
    additions: Vec<Added<'a>>,
    arms: Vec<Arm<'a>>,
    interactions: Vec<Pair<'a>>,
    failed: u64,
}

#[derive(Serialize)]
struct Added<'a> {
    name: &'a str,
    origin: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<&'a str>,
}

#[derive(Serialize)]
struct Arm<'a> {
    name: String,
    additions: Vec<&'a str>,
    interval_days: Option<f64>,
    factor: Option<f64>,
    outcomes: Vec<Outcome<'a>>,
    values: Vec<Measure<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    survival: Vec<Survival<'a>>,
    added: AgainstNone<'a>,
    failed: u64,
}

/// This arm minus nothing added; empty for the first arm.
#[derive(Serialize)]
struct AgainstNone<'a> {
    outcomes: Vec<paired::Outcome<'a>>,
    values: Vec<paired::Value<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    survival: Vec<AddedDays<'a>>,
}

#[derive(Serialize)]
struct Pair<'a> {
    arm: String,
    outcomes: Vec<PairShare<'a>>,
    values: Vec<PairValue<'a>>,
}

#[derive(Serialize)]
struct PairShare<'a> {
    name: &'a str,
    n: u64,
    with_none: u64,
    with_first: u64,
    with_second: u64,
    with_both: u64,
    expected_share: Option<f64>,
    bliss: Index<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loewe: Option<Additive>,
}

#[derive(Serialize)]
struct PairValue<'a> {
    name: &'a str,
    n: u64,
    patients: Quantiles<f64>,
    bliss: Index<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loewe: Option<Additive>,
}

/// One is independence, below it more, above it less.
#[derive(Serialize)]
struct Index<'a> {
    index: Option<f64>,
    ignorance: Option<[f64; 2]>,
    sampling: [f64; 2],
    by_draw: &'a [f64],
    says: &'static str,
}

/// One is additivity.
#[derive(Serialize)]
struct Additive {
    index: Option<f64>,
    ignorance: Option<[f64; 2]>,
    draws_with_index: u64,
    undefined: Option<&'static str>,
}

fn number(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// A combination as one JSON object on one line, without a line feed. `arms` hold what each judged and, in `added`, what it
/// adds to the first, which has nothing added; `interactions` hold Bliss's and Loewe's index of each pair and order.
pub fn combination_json(results: &CombinationResults) -> String {
    let about = &results.about;
    let combination = Combination {
        lytic: &about.version,
        scenario: &about.scenario,
        cohort: cohort(about),
        additions: results.additions.iter().map(added).collect(),
        arms: results.arms.iter().map(|found| arm(results, found)).collect(),
        interactions: results.interactions.iter().map(|found| pair(results, found)).collect(),
        failed: results.failed,
    };
    serde_json::to_string(&combination).unwrap_or_default()
}

fn added(addition: &Addition) -> Added<'_> {
    let (origin, scenario) = match &addition.origin {
        Origin::Block => ("block", None),
        Origin::Scenario => ("scenario", None),
        Origin::Borrowed(scenario) => ("borrowed", Some(scenario.as_str())),
    };
    Added { name: &addition.name, origin, scenario }
}

fn arm<'a>(results: &'a CombinationResults, found: &'a ArmFound) -> Arm<'a> {
    let name = |member: &usize| results.additions.get(*member).map(|addition| addition.name.as_str());
    Arm {
        name: found.plan.name(&results.additions),
        additions: found.plan.members.iter().filter_map(name).collect(),
        interval_days: found.plan.interval_days,
        factor: found.plan.factor.map(|(_, factor)| factor),
        outcomes: found.outcomes.iter().map(outcome).collect(),
        values: found.values.iter().map(value).collect(),
        survival: found.survivals.iter().map(|found| survival(found, Kind::Patient)).collect(),
        added: AgainstNone {
            outcomes: found.paired_outcomes.iter().map(paired::outcome).collect(),
            values: found.paired_values.iter().map(paired::value).collect(),
            survival: added_days(&found.paired_survivals, Kind::Patient),
        },
        failed: found.failed,
    }
}

fn pair<'a>(results: &'a CombinationResults, found: &'a Interaction) -> Pair<'a> {
    let arm = results.arms.get(found.arm);
    Pair {
        arm: arm.map_or_else(String::new, |arm| arm.plan.name(&results.additions)),
        outcomes: found.outcomes.iter().map(pair_share).collect(),
        values: found.values.iter().map(pair_value).collect(),
    }
}

fn pair_share(found: &OutcomeInteraction) -> PairShare<'_> {
    let [none, first, second, both] = found.counts;
    PairShare {
        name: &found.name,
        n: found.n,
        with_none: none,
        with_first: first,
        with_second: second,
        with_both: both,
        expected_share: number(found.expected),
        bliss: Index {
            index: number(found.index),
            ignorance: found.ignorance.map(Into::into),
            sampling: found.sampling.into(),
            by_draw: &found.by_draw,
            says: says(found.together),
        },
        loewe: found.loewe.as_ref().map(additive),
    }
}

fn pair_value(found: &ValueInteraction) -> PairValue<'_> {
    PairValue {
        name: &found.name,
        n: found.n,
        patients: Quantiles(found.quantiles.clone()),
        bliss: Index {
            index: number(found.index),
            ignorance: found.ignorance.map(Into::into),
            sampling: found.sampling.into(),
            by_draw: &found.by_draw,
            says: says(found.together),
        },
        loewe: found.loewe.as_ref().map(additive),
    }
}

fn says(together: Together) -> &'static str {
    match together {
        Together::Undefined => "undefined",
        Together::More => "more_than_independent",
        Together::Less => "less_than_independent",
        Together::Independent => "independent",
        Together::Open => "open",
    }
}

fn additive(loewe: &Loewe) -> Additive {
    Additive {
        index: loewe.index.ok().and_then(number),
        ignorance: loewe.ignorance.map(Into::into),
        draws_with_index: loewe.defined,
        undefined: loewe.index.err().map(|why| match why {
            Undefined::NoDose => "no_dose",
            Undefined::NotMonotone => "not_monotone",
            Undefined::OutOfReach => "out_of_reach",
        }),
    }
}
