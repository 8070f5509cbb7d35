//! The object that `--json` prints: one run for programs, keys in a fixed order, what is not a number as null.

mod chance;
mod combine;
mod compare;
mod overlay;
mod paired;
mod scan;
mod survival;

pub use combine::combination_json;
pub use compare::comparison_json;
pub(crate) use paired::attribution;
pub use scan::scan_json;

use crate::quantile::quantile_at;
use lytic_study::{About, ColumnResult, DonorTyping, Kind, OutcomeResult, Results, ValueResult};
use paired::{Acceptance, Paired, acceptance, paired};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// The run as one JSON object on one line, without a line feed.
///
/// `outcomes` have `successes` of `n`, the exact 95 % `patients_interval` and the `ignorance_range` (null for one draw);
/// `values` are what is measured in each patient; `observables` have their quantiles at `times_days`.
///
/// `spread` holds the three kinds of spread apart, in every outcome, value and observable:
/// * `patients`: the share of patients, or the median with the ranges that hold 50 and 90 % of them;
/// * `ignorance`: 5 and 95 % over draws of the share or median, null where there is one draw;
/// * `sampling`: the 95 % interval of the share or median.
///
/// `survival` is there where the time of an event is judged: curves at `times_days` from `origin_days` on, with numbers at
/// risk, the median and the restricted mean; `without` is the twin's, `difference` what is added to the mean. A median or an
/// end of its range that is not reached is null.
///
/// `paired` is there where the run has a twin without NK cells: `without` names what is left out, differences are with
/// minus without, `attribution` is `not_asked`, `fixed`, `size_open` or `sign_open`. `acceptance` is there where patients
/// are accepted by bounds. `chance` is there where the run goes by chance: the same patients integrated, differences by
/// chance minus deterministic. `donors` says of each donor of NK cells whether HLA (of donor and patient) and KIR are typed;
/// `alloreactive_share` is what a donor who is not typed was taken to have. `tissue` is there where a block of tissue was run.
///
/// A model by itself is in its own unit of time, `time_unit` (empty where it has none), and no key says days: `times`.
pub fn json(results: &Results) -> String {
    let about = &results.about;
    let run = Run {
        lytic: &about.version,
        scenario: &about.scenario,
        cohort: cohort(about),
        outcomes: results.outcomes.iter().map(outcome).collect(),
        values: results.values.iter().map(value).collect(),
        survival: results.survivals.iter().map(|found| survival::survival(found, about.kind)).collect(),
        observables: Pairs(
            results
                .columns
                .iter()
                .map(|column| (column.name.as_str(), observable(results, column)))
                .collect(),
        ),
        paired: results.twin.as_ref().map(paired),
        chance: results.chance.as_ref().map(|found| chance::by_chance(found, about.kind)),
        overlay: results.overlay.as_ref().map(overlay::overlay),
        acceptance: results.acceptance.as_ref().map(acceptance),
        donors: results.donors.iter().map(donor).collect(),
        tissue: results.block.as_ref().map(|block| crate::tissue::block_object(block)),
        failed: results.failed,
    };
    // Writing to a string fails only where a map's key is no string: ours are.
    serde_json::to_string(&run).unwrap_or_default()
}

#[derive(Serialize)]
struct Run<'a> {
    lytic: &'a str,
    scenario: &'a str,
    #[serde(flatten)]
    cohort: Cohort<'a>,
    outcomes: Vec<Outcome<'a>>,
    values: Vec<Measure<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    survival: Vec<survival::Survival<'a>>,
    observables: Pairs<'a, Observable<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paired: Option<Paired<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chance: Option<chance::ByChance<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overlay: Option<Vec<overlay::Series<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acceptance: Option<Acceptance<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    donors: Vec<Donor<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tissue: Option<serde_json::Value>,
    failed: u64,
}

/// What is known of a donor of NK cells.
#[derive(Serialize)]
struct Donor<'a> {
    name: &'a str,
    hla_typed: bool,
    kir_typed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    alloreactive_share: Option<f64>,
}

fn donor(donor: &DonorTyping) -> Donor<'_> {
    Donor {
        name: &donor.name,
        hla_typed: donor.hla,
        kir_typed: donor.kir,
        alloreactive_share: donor.alloreactive_share.filter(|_| !donor.hla),
    }
}

/// Whom the numbers are of.
#[derive(Serialize)]
struct Cohort<'a> {
    seed: u64,
    patients: u64,
    draws: u64,
    /// Of a model by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_unit: Option<&'static str>,
    hashes: Pairs<'a, &'a str>,
}

fn cohort(about: &About) -> Cohort<'_> {
    let hashes = about.hashes.iter().map(|(of, hash)| (of.as_str(), hash.as_str()));
    Cohort {
        seed: about.seed,
        patients: about.patients,
        draws: about.draws,
        time_unit: matches!(about.kind, Kind::Model { .. }).then(|| about.kind.time_unit()),
        hashes: Pairs(hashes.collect()),
    }
}

#[derive(Serialize)]
struct Outcome<'a> {
    name: &'a str,
    definition: &'a str,
    successes: u64,
    n: u64,
    share: Option<f64>,
    patients_interval: [f64; 2],
    ignorance_range: Option<[f64; 2]>,
    spread: Spread<Share, [f64; 2]>,
    by_draw: &'a [f64],
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates: Option<Candidates>,
}

/// The three kinds of spread.
#[derive(Serialize)]
struct Spread<P, R> {
    patients: P,
    ignorance: Option<R>,
    sampling: R,
}

/// How patients differ in an outcome: they have it or not.
#[derive(Serialize)]
struct Share {
    share: Option<f64>,
}

/// How patients differ in a value.
#[derive(Serialize)]
struct Middle<T> {
    median: Option<T>,
    middle50: [Option<T>; 2],
    middle90: [Option<T>; 2],
}

/// Outcomes before any candidate was refused.
#[derive(Serialize)]
struct Candidates {
    successes: u64,
    n: u64,
    share: Option<f64>,
}

#[derive(Serialize)]
struct Measure<'a> {
    name: &'a str,
    definition: &'a str,
    unit: &'a str,
    n: u64,
    quantiles: Quantiles<f64>,
    ignorance_range: Option<[f64; 2]>,
    spread: Spread<Middle<f64>, [f64; 2]>,
    by_draw: &'a [f64],
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates_median: Option<f64>,
}

/// Something in the unit of times, whose key says days only where they are days.
struct Timed<T> {
    key: &'static str,
    value: T,
}

impl<T> Timed<T> {
    fn new(kind: Kind, in_days: &'static str, value: T) -> Timed<T> {
        Timed { key: kind.key(in_days), value }
    }
}

impl<T: Serialize> Serialize for Timed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.key, &self.value)])
    }
}

#[derive(Serialize)]
struct Observable<'a> {
    unit: &'a str,
    #[serde(flatten)]
    times: Timed<&'a [f64]>,
    quantiles: Quantiles<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ignorance_range: Option<[&'a [f64]; 2]>,
    spread: Spread<Middle<&'a [f64]>, [&'a [f64]; 2]>,
}

fn share(successes: u64, n: u64) -> Option<f64> {
    (n > 0).then(|| successes as f64 / n as f64)
}

fn outcome(outcome: &OutcomeResult) -> Outcome<'_> {
    let of_patients = share(outcome.successes, outcome.n);
    Outcome {
        name: &outcome.name,
        definition: &outcome.definition,
        successes: outcome.successes,
        n: outcome.n,
        share: of_patients,
        patients_interval: outcome.interval.into(),
        ignorance_range: outcome.ignorance.map(Into::into),
        spread: Spread {
            patients: Share { share: of_patients },
            ignorance: outcome.ignorance.map(Into::into),
            sampling: outcome.interval.into(),
        },
        by_draw: &outcome.by_draw,
        candidates: outcome.candidates.map(|(successes, n)| Candidates {
            successes,
            n,
            share: share(successes, n),
        }),
    }
}

fn value(value: &ValueResult) -> Measure<'_> {
    Measure {
        name: &value.name,
        definition: &value.definition,
        unit: &value.unit,
        n: value.n,
        quantiles: Quantiles(value.quantiles.clone()),
        ignorance_range: value.ignorance.map(Into::into),
        spread: spread(&value.quantiles, value.ignorance, value.sampling),
        by_draw: &value.by_draw,
        candidates_median: value.candidates,
    }
}

/// The spread of a value, or of a difference of values.
fn spread(
    quantiles: &[(f64, f64)],
    ignorance: Option<(f64, f64)>,
    sampling: (f64, f64),
) -> Spread<Middle<f64>, [f64; 2]> {
    let at = |probability: f64| {
        let found = quantile_at(quantiles, probability);
        found.is_finite().then_some(found)
    };
    Spread {
        patients: Middle { median: at(0.5), middle50: [at(0.25), at(0.75)], middle90: [at(0.05), at(0.95)] },
        ignorance: ignorance.map(Into::into),
        sampling: sampling.into(),
    }
}

fn observable<'a>(results: &'a Results, column: &'a ColumnResult) -> Observable<'a> {
    let at = |probability| crate::figure::quantile(column, probability);
    let ignorance = || column.ignorance.as_ref().map(|(low, high)| [low.as_slice(), high.as_slice()]);
    Observable {
        unit: &column.unit,
        times: Timed::new(results.about.kind, "times_days", &results.times_days),
        quantiles: Quantiles(column.quantiles.iter().map(|(p, values)| (*p, values.as_slice())).collect()),
        ignorance_range: ignorance(),
        spread: Spread {
            patients: Middle {
                median: at(0.5),
                middle50: [at(0.25), at(0.75)],
                middle90: [at(0.05), at(0.95)],
            },
            ignorance: ignorance(),
            sampling: [&column.sampling.0, &column.sampling.1],
        },
    }
}

/// A map that keeps its order.
struct Pairs<'a, T>(Vec<(&'a str, T)>);

impl<T: Serialize> Serialize for Pairs<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// Quantiles by their probability as text: `"0.05"`.
struct Quantiles<T>(Vec<(f64, T)>);

impl<T: Serialize> Serialize for Quantiles<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (probability, value) in &self.0 {
            map.serialize_entry(&probability.to_string(), value)?;
        }
        map.end()
    }
}
