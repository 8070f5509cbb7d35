//! The object that `--json` prints: one run for programs, keys in a fixed order, what is not a number as null.

use lytic_study::{OutcomeResult, Results, ValueResult};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// The run as one JSON object on one line, without a line feed.
///
/// `outcomes` have `successes` of `n`, the exact 95 % `patients_interval` and the `ignorance_range` (null for one draw);
/// `values` are what is measured in each patient; `observables` have their quantiles at `times_days`.
pub fn json(results: &Results) -> String {
    let about = &results.about;
    let run = Run {
        lytic: &about.version,
        scenario: &about.scenario,
        seed: about.seed,
        patients: about.patients,
        draws: about.draws,
        hashes: Pairs(about.hashes.iter().map(|(of, hash)| (of.as_str(), hash.as_str())).collect()),
        outcomes: results.outcomes.iter().map(outcome).collect(),
        values: results.values.iter().map(value).collect(),
        observables: Pairs(
            results
                .columns
                .iter()
                .map(|column| (column.name.as_str(), observable(results, column)))
                .collect(),
        ),
        failed: results.failed,
    };
    // Writing to a string fails only where a map's key is no string: ours are.
    serde_json::to_string(&run).unwrap_or_default()
}

#[derive(Serialize)]
struct Run<'a> {
    lytic: &'a str,
    scenario: &'a str,
    seed: u64,
    patients: u64,
    draws: u64,
    hashes: Pairs<'a, &'a str>,
    outcomes: Vec<Outcome<'a>>,
    values: Vec<Measure<'a>>,
    observables: Pairs<'a, Observable<'a>>,
    failed: u64,
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
}

#[derive(Serialize)]
struct Measure<'a> {
    name: &'a str,
    definition: &'a str,
    unit: &'a str,
    n: u64,
    quantiles: Quantiles<f64>,
    ignorance_range: Option<[f64; 2]>,
}

#[derive(Serialize)]
struct Observable<'a> {
    unit: &'a str,
    times_days: &'a [f64],
    quantiles: Quantiles<&'a [f64]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ignorance_range: Option<[&'a [f64]; 2]>,
}

fn outcome(outcome: &OutcomeResult) -> Outcome<'_> {
    Outcome {
        name: &outcome.name,
        definition: &outcome.definition,
        successes: outcome.successes,
        n: outcome.n,
        share: (outcome.n > 0).then(|| outcome.successes as f64 / outcome.n as f64),
        patients_interval: outcome.interval.into(),
        ignorance_range: outcome.ignorance.map(Into::into),
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
    }
}

fn observable<'a>(results: &'a Results, column: &'a lytic_study::ColumnResult) -> Observable<'a> {
    Observable {
        unit: &column.unit,
        times_days: &results.times_days,
        quantiles: Quantiles(column.quantiles.iter().map(|(p, values)| (*p, values.as_slice())).collect()),
        ignorance_range: column.ignorance.as_ref().map(|(low, high)| [low.as_slice(), high.as_slice()]),
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
