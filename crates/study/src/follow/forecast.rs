//! From particles to what is shown: bands of curves, probabilities, what the data taught.
//!
//! ```text
//! true value      quantiles of the weighted paths: what the model believes of the patient, without an error of measurement
//! measurement     y_p with sum of W_i F((h(y_p) - h(x_i))/s) = p, by bisection: the same with the error of measurement
//! ```

use super::filter::{Filter, Reading};
use super::law::{Law, Read};
use super::particles::{Cloud, quantiles};
use super::results::{ForecastColumn, Learned, Prospect};
use crate::scenario::Spread;
use crate::statistics::PROBABILITIES;
use lytic_engine::math;

/// Parameters of which it is told what was learned, at most.
const MOST_LEARNED: usize = 12;
/// Bits from which on something was learned of a parameter.
const LEARNED_BITS: f64 = 0.5;
/// What is expected of a measurement.
const EXPECTED: [f64; 3] = [0.05, 0.5, 0.95];
/// Standard deviations beyond the paths at which a quantile of measurements is looked for.
const REACH: f64 = 6.0;

/// What a measurement was expected to be, and how far out it is.
pub(super) struct Expected {
    /// 5, 50 and 95 %.
    pub quantiles: [f64; 3],
    /// Probability of something lower, and of something lower or the same.
    pub lower: (f64, f64),
}

impl Expected {
    /// Probability of something at least as far out.
    pub(super) fn tail(&self, read: Read) -> f64 {
        let (below, upto) = self.lower;
        let tail = match read {
            Read::Value(_) => 2.0 * below.min(1.0 - below),
            Read::Below(_) => upto,
            Read::Above(_) => 1.0 - below,
        };
        tail.clamp(0.0, 1.0)
    }

    /// Its place in what was expected, a share of what is alike being below: uniform where the model is right.
    pub(super) fn place(&self, uniform: f64) -> f64 {
        let (below, upto) = self.lower;
        uniform.mul_add(upto - below, below)
    }
}

impl Filter<'_> {
    /// What is expected of a measurement.
    pub(super) fn expect(&self, cloud: &Cloud, weights: &[f64], reading: &Reading) -> Expected {
        let values: Vec<f64> = self.values(cloud, reading.time, reading.column);
        let law = self.laws.get(reading.column).cloned().unwrap_or_default();
        let mut lower = (0.0, 0.0);
        let mut all = 0.0;
        for (value, weight) in values.iter().zip(weights).filter(|(value, _)| !value.is_nan()) {
            let (below, upto) = law.lower(reading.read, *value);
            lower.0 += weight * below;
            lower.1 += weight * upto;
            all += weight;
        }
        let quantiles = measured_quantiles(&law, &values, weights, &EXPECTED);
        Expected {
            quantiles: quantiles.try_into().unwrap_or([f64::NAN; 3]),
            lower: if all > 0.0 { (lower.0 / all, lower.1 / all) } else { (f64::NAN, f64::NAN) },
        }
    }

    /// The values of a column at a time, particle by particle.
    pub(super) fn values(&self, cloud: &Cloud, time: usize, column: usize) -> Vec<f64> {
        cloud.particles.iter().map(|found| self.value(&found.path, time, column)).collect()
    }

    /// The curves of all columns; those in `measured` also with the error of measurement.
    pub(super) fn curves(&self, cloud: &Cloud, prior: &Cloud, measured: &[usize]) -> Vec<ForecastColumn> {
        let (weights, before) = (cloud.weights(), prior.weights());
        let times = self.study.outputs.times_days.len();
        let of_column = |(index, column): (usize, &crate::prepare::Column)| {
            let mut bands: Vec<(f64, Vec<f64>)> =
                PROBABILITIES.iter().map(|probability| (*probability, Vec::with_capacity(times))).collect();
            let law = self.laws.get(index).filter(|_| measured.contains(&index));
            let mut with_error = law.map(|_| [Vec::with_capacity(times), Vec::with_capacity(times)]);
            let mut median = Vec::with_capacity(times);
            for time in 0..times {
                let values = self.values(cloud, time, index);
                for ((_, band), value) in bands.iter_mut().zip(quantiles(&values, &weights, &PROBABILITIES)) {
                    band.push(value);
                }
                if let (Some(law), Some([low, high])) = (law, with_error.as_mut()) {
                    let found = measured_quantiles(law, &values, &weights, &[0.05, 0.95]);
                    low.push(found.first().copied().unwrap_or(f64::NAN));
                    high.push(found.last().copied().unwrap_or(f64::NAN));
                }
                median.extend(quantiles(&self.values(prior, time, index), &before, &[0.5]));
            }
            ForecastColumn {
                name: column.name.clone(),
                label: column.label.clone(),
                label_zh: column.label_zh.clone(),
                unit: column.unit.clone(),
                quantiles: bands,
                measured: with_error,
                before: median,
            }
        };
        self.study.outputs.columns.iter().enumerate().map(of_column).collect()
    }

    /// The probability of each of the first `count` plain outcomes and of all others that are conditions, before and after.
    pub(super) fn chances(&self, cloud: &Cloud, prior: &Cloud, left_out: &[usize]) -> Vec<Prospect> {
        let outputs = &self.study.outputs;
        let share = |cloud: &Cloud| -> Vec<f64> {
            let mut sums = vec![(0.0, 0.0); outputs.outcomes.len()];
            for (particle, weight) in cloud.particles.iter().zip(cloud.weights()) {
                if weight <= 0.0 {
                    continue;
                }
                let judged = outputs.judge(&particle.path, particle.number);
                for ((held, all), value) in sums.iter_mut().zip(judged).filter(|(_, value)| !value.is_nan()) {
                    *held += weight * value;
                    *all += weight;
                }
            }
            sums.into_iter().map(|(held, all)| held / all).collect()
        };
        let (before, after) = (share(prior), share(cloud));
        let listed =
            outputs.outcomes.iter().enumerate().filter(|(index, outcome)| {
                outcome.is_condition && outcome.listed && !left_out.contains(index)
            });
        listed
            .map(|(index, outcome)| Prospect {
                name: outcome.name.clone(),
                label: outcome.label.clone(),
                label_zh: outcome.label_zh.clone(),
                definition: outcome.definition.clone(),
                before: before.get(index).copied().unwrap_or(f64::NAN),
                after: after.get(index).copied().unwrap_or(f64::NAN),
            })
            .collect()
    }

    /// What the data taught of parameters, most first.
    pub(super) fn learned(&self, cloud: &Cloud, prior: &Cloud) -> Vec<Learned> {
        let people = &self.study.people;
        let unknown = people.axes(Spread::Uncertainty).len();
        let mut names: Vec<(&str, usize, &str)> = people
            .varied()
            .iter()
            .map(|varied| (varied.name.as_str(), varied.parameter, varied.unit.as_str()))
            .collect();
        // Instances of a module share their value.
        names.sort_unstable();
        names.dedup_by_key(|(name, ..)| *name);
        let columns = |cloud: &Cloud| -> Vec<Vec<f64>> {
            let mut columns = vec![Vec::with_capacity(cloud.particles.len()); names.len()];
            let mut values = Vec::new();
            for particle in &cloud.particles {
                let (uncertainty, between) = particle.scores.split_at(unknown.min(particle.scores.len()));
                people.somebody(uncertainty, between, &mut values);
                for (column, (_, parameter, _)) in columns.iter_mut().zip(&names) {
                    column.push(values.get(*parameter).copied().unwrap_or(f64::NAN));
                }
            }
            columns
        };
        let (before, after) = (columns(prior), columns(cloud));
        let (weights_before, weights_after) = (prior.weights(), cloud.weights());
        let mut learned: Vec<Learned> = names
            .iter()
            .zip(before.iter().zip(&after))
            .filter_map(|((name, _, unit), (before, after))| {
                let bits = entropy(before, &weights_before, after, &weights_after);
                Some(Learned {
                    name: (*name).to_owned(),
                    unit: (*unit).to_owned(),
                    before: quantiles(before, &weights_before, &EXPECTED).try_into().ok()?,
                    after: quantiles(after, &weights_after, &EXPECTED).try_into().ok()?,
                    bits,
                })
            })
            .filter(|learned| learned.bits > LEARNED_BITS)
            .collect();
        learned.sort_by(|a, b| b.bits.total_cmp(&a.bits).then_with(|| a.name.cmp(&b.name)));
        learned.truncate(MOST_LEARNED);
        learned
    }
}

/// Relative entropy in bits of the values after to those before, as if both were normal; on the logarithm where all are positive:
/// `(ln(s0/s1) + (s1^2 + (m1 - m0)^2)/(2 s0^2) - 1/2)/ln 2`.
fn entropy(before: &[f64], weights_before: &[f64], after: &[f64], weights_after: &[f64]) -> f64 {
    let positive = before.iter().chain(after).all(|value| *value > 0.0);
    let scale = |value: f64| if positive { math::ln(value) } else { value };
    let moments = |values: &[f64], weights: &[f64]| {
        let mean: f64 = values.iter().zip(weights).map(|(value, weight)| weight * scale(*value)).sum();
        let square = |value: f64| value * value;
        let variance: f64 =
            values.iter().zip(weights).map(|(value, weight)| weight * square(scale(*value) - mean)).sum();
        (mean, variance)
    };
    let (mean, variance) = moments(before, weights_before);
    let (moved, narrowed) = moments(after, weights_after);
    if !(variance > 0.0 && narrowed > 0.0) {
        return 0.0;
    }
    let shift = moved - mean;
    let nats = 0.5 * math::ln(variance / narrowed) + (narrowed + shift * shift) / (2.0 * variance) - 0.5;
    nats / std::f64::consts::LN_2
}

/// Quantiles of what a measurement of one of the weighted values would show.
pub(super) fn measured_quantiles(
    law: &Law,
    values: &[f64],
    weights: &[f64],
    probabilities: &[f64],
) -> Vec<f64> {
    let scaled: Vec<(f64, f64)> = values
        .iter()
        .zip(weights)
        .filter(|(value, weight)| !value.is_nan() && **weight > 0.0)
        .map(|(value, weight)| (law.scale(*value), *weight))
        .collect();
    let all: f64 = scaled.iter().map(|(_, weight)| weight).sum();
    if all <= 0.0 {
        return vec![f64::NAN; probabilities.len()];
    }
    let low = scaled.iter().map(|(h, _)| *h).fold(f64::INFINITY, f64::min) - REACH * law.sd;
    let high = scaled.iter().map(|(h, _)| *h).fold(f64::NEG_INFINITY, f64::max) + REACH * law.sd;
    let share = |h: f64| -> f64 {
        let below = |(own, weight): &(f64, f64)| weight * super::law::normal_probability((h - own) / law.sd);
        scaled.iter().map(below).sum::<f64>() / all
    };
    let solve = |probability: &f64| {
        let (mut low, mut high) = (low, high);
        for _ in 0..30 {
            let middle = 0.5 * (low + high);
            if share(middle) < *probability { low = middle } else { high = middle }
        }
        let value = law.value(0.5 * (low + high)).max(0.0);
        law.top.map_or(value, |top| value.min(top))
    };
    probabilities.iter().map(solve).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test that fails should panic")]
    use super::*;

    #[test]
    fn quantiles_with_the_error_of_measurement() {
        let law = Law { sd: 0.2, floor: 1e-9, ..Law::default() };
        let found = measured_quantiles(&law, &[100.0], &[1.0], &[0.05, 0.5, 0.95]);
        for (found, z) in found.iter().zip([-1.644_853_626_951, 0.0, 1.644_853_626_951]) {
            let wanted = 100.0 * f64::exp(0.2 * z);
            assert!((found / wanted - 1.0).abs() < 1e-6, "{found} instead of {wanted}");
        }
        assert!(measured_quantiles(&law, &[f64::NAN], &[1.0], &[0.5])[0].is_nan());
    }

    #[test]
    fn nothing_learned_is_no_bits() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        let weights = vec![0.01; 100];
        assert!(entropy(&values, &weights, &values, &weights).abs() < 1e-12);
        let half: Vec<f64> = values.iter().map(|value| if *value > 50.0 { 0.02 } else { 0.0 }).collect();
        assert!(entropy(&values, &weights, &values, &half) > 0.5);
    }

    #[test]
    fn tails_of_values_and_of_limits() {
        let expected = Expected { quantiles: [0.0; 3], lower: (0.2, 0.3) };
        assert_eq!(expected.tail(Read::Value(1.0)), 0.4);
        assert_eq!(expected.tail(Read::Below(1.0)), 0.3);
        assert_eq!(expected.tail(Read::Above(1.0)), 0.8);
        assert_eq!(expected.place(0.5), 0.25);
    }
}
