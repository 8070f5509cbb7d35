//! Times of events in the object.

use super::{Timed, attribution};
use lytic_study::{Kind, SurvivalCurve, SurvivalDifference, SurvivalResult};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Survival<'a> {
    name: &'a str,
    definition: &'a str,
    #[serde(flatten)]
    origin: Timed<f64>,
    #[serde(flatten)]
    restricted: Timed<f64>,
    #[serde(flatten)]
    times: Timed<&'a [f64]>,
    curve: Curve<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    without: Option<Curve<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Difference<'a>>,
}

#[derive(Serialize)]
pub(super) struct Curve<'a> {
    n: u64,
    events: u64,
    survival: &'a [f64],
    at_risk: &'a [u64],
    sampling: [&'a [f64]; 2],
    ignorance: Option<[&'a [f64]; 2]>,
    #[serde(flatten)]
    median: Timed<Median>,
    #[serde(flatten)]
    restricted_mean: Timed<Mean<'a>>,
}

/// Patients: when a quarter, half and three quarters have had the event.
#[derive(Serialize)]
struct Median {
    patients: [Option<f64>; 3],
    ignorance: Option<[Option<f64>; 2]>,
    sampling: [Option<f64>; 2],
}

#[derive(Serialize)]
struct Mean<'a> {
    value: Option<f64>,
    ignorance: Option<[f64; 2]>,
    sampling: [f64; 2],
    by_draw: &'a [f64],
}

/// With minus without.
#[derive(Serialize)]
pub(super) struct Difference<'a> {
    n: u64,
    #[serde(flatten)]
    restricted_mean: Timed<f64>,
    sampling: [f64; 2],
    ignorance: Option<[f64; 2]>,
    by_draw: &'a [f64],
    paired: bool,
    attribution: &'static str,
}

fn reached(days: f64) -> Option<f64> {
    days.is_finite().then_some(days)
}

pub(super) fn survival(survival: &SurvivalResult, kind: Kind) -> Survival<'_> {
    Survival {
        name: &survival.name,
        definition: &survival.definition,
        origin: Timed::new(kind, "origin_days", survival.origin_days),
        restricted: Timed::new(kind, "restricted_days", survival.restricted_days),
        times: Timed::new(kind, "times_days", &survival.times_days),
        curve: curve(&survival.curve, kind),
        without: survival.without.as_ref().map(|without| curve(without, kind)),
        difference: survival.difference.as_ref().map(|found| difference(found, kind)),
    }
}

pub(super) fn curve(curve: &SurvivalCurve, kind: Kind) -> Curve<'_> {
    let quantile = |wanted: f64| {
        curve.quantiles.iter().find(|(share, _)| *share == wanted).and_then(|(_, days)| reached(*days))
    };
    let ends = |(low, high): (f64, f64)| [reached(low), reached(high)];
    Curve {
        n: curve.n,
        events: curve.events,
        survival: &curve.survival,
        at_risk: &curve.at_risk,
        sampling: [&curve.sampling.0, &curve.sampling.1],
        ignorance: curve.ignorance.as_ref().map(|(low, high)| [low.as_slice(), high.as_slice()]),
        median: Timed::new(
            kind,
            "median_days",
            Median {
                patients: [quantile(0.25), quantile(0.5), quantile(0.75)],
                ignorance: curve.median_ignorance.map(ends),
                sampling: ends(curve.median_sampling),
            },
        ),
        restricted_mean: Timed::new(
            kind,
            "restricted_mean_days",
            Mean {
                value: reached(curve.mean),
                ignorance: curve.mean_ignorance.map(Into::into),
                sampling: curve.mean_sampling.into(),
                by_draw: &curve.by_draw,
            },
        ),
    }
}

/// What an arm adds to the restricted mean of an event.
#[derive(Serialize)]
pub(super) struct AddedDays<'a> {
    name: &'a str,
    difference: Difference<'a>,
}

/// Of each event by its name.
pub(super) fn added_days(found: &[(String, SurvivalDifference)], kind: Kind) -> Vec<AddedDays<'_>> {
    found.iter().map(|(name, found)| AddedDays { name, difference: difference(found, kind) }).collect()
}

pub(super) fn difference(difference: &SurvivalDifference, kind: Kind) -> Difference<'_> {
    Difference {
        n: difference.n,
        restricted_mean: Timed::new(kind, "restricted_mean_days", difference.days),
        sampling: difference.sampling.into(),
        ignorance: difference.ignorance.map(Into::into),
        by_draw: &difference.by_draw,
        paired: difference.paired,
        attribution: attribution(difference.attribution),
    }
}
