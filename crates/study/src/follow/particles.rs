//! Virtual patients with weights: what is believed of the one who is followed.
//!
//! A particle is a point of independent normal scores, one for each thing that is not known or differs between patients, and the
//! path that the model takes from there: states follow from parameters and doses, so a particle never splits.
//!
//! ```text
//! W_i = exp(l_i)/sum exp(l)         ESS = 1/sum W_i^2        (Kish 1965; Kong, Liu and Wong 1994)
//! ```

use lytic_engine::math;
use std::sync::Arc;

/// A virtual patient.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Particle {
    /// Scores: of what is not known first, then of how patients differ.
    pub scores: Arc<[f64]>,
    /// Recorded values, `path[time * outputs + output]`.
    pub path: Arc<[f64]>,
    /// Its number among all that were ever simulated: equal ones are copies.
    pub number: u64,
}

/// Particles and the logarithms of their weights, which sum to one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cloud {
    pub particles: Vec<Particle>,
    log_weights: Vec<f64>,
}

impl Cloud {
    /// Particles with equal weights but for those that are impossible.
    pub(super) fn new(particles: Vec<Particle>, possible: &[bool]) -> Cloud {
        let log_weights =
            possible.iter().map(|possible| if *possible { 0.0 } else { f64::NEG_INFINITY }).collect();
        let mut cloud = Cloud { particles, log_weights };
        cloud.normalise();
        cloud
    }

    /// Particles of equal weight.
    pub(super) fn even(particles: Vec<Particle>) -> Cloud {
        let possible = vec![true; particles.len()];
        Cloud::new(particles, &possible)
    }

    /// Makes the weights sum to one; gives back the logarithm of what they summed to.
    fn normalise(&mut self) -> f64 {
        let most = self.log_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if most == f64::NEG_INFINITY {
            return most;
        }
        let sum: f64 = self.log_weights.iter().map(|log| math::exp(log - most)).sum();
        let total = most + math::ln(sum);
        self.log_weights.iter_mut().for_each(|log| *log -= total);
        total
    }

    /// Weights, in the order of the particles.
    pub(super) fn weights(&self) -> Vec<f64> {
        self.log_weights.iter().map(|log| math::exp(*log)).collect()
    }

    /// Effective sample size.
    pub(super) fn effective(&self) -> f64 {
        effective(self.log_weights.iter().copied())
    }

    /// The effective sample size once each particle's weight is multiplied by `exp(share * log)`.
    fn effective_with(&self, logs: &[f64], share: f64) -> f64 {
        effective(self.log_weights.iter().zip(logs).map(|(own, log)| times(share, *log) + own))
    }

    /// Multiplies the weights by `exp(share * log)`; gives back the logarithm of the mean factor.
    pub(super) fn weigh(&mut self, logs: &[f64], share: f64) -> f64 {
        for (own, log) in self.log_weights.iter_mut().zip(logs) {
            *own += times(share, *log);
        }
        self.normalise()
    }

    /// The largest share, up to `most`, of the logarithms with which the effective sample size stays at `wanted` or above.
    pub(super) fn share_for(&self, logs: &[f64], most: f64, wanted: f64) -> f64 {
        if self.effective_with(logs, most) >= wanted {
            return most;
        }
        let (mut low, mut high) = (0.0, most);
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            if self.effective_with(logs, middle) >= wanted { low = middle } else { high = middle }
        }
        low
    }

    /// `count` particles of equal weight, each copied as often as its weight says, by one uniform number (systematic resampling,
    /// Kitagawa 1996).
    pub(super) fn resampled(&self, count: usize, uniform: f64) -> Cloud {
        let weights = self.weights();
        let mut chosen = Vec::with_capacity(count);
        let (mut sum, mut index) = (weights.first().copied().unwrap_or_default(), 0);
        let last = weights.iter().rposition(|weight| *weight > 0.0).unwrap_or_default();
        for step in 0..count {
            let place = (step as f64 + uniform) / count as f64;
            while sum < place && index < last {
                index += 1;
                sum += weights.get(index).copied().unwrap_or_default();
            }
            chosen.extend(self.particles.get(index).cloned());
        }
        Cloud::even(chosen)
    }

    /// Share of the particles that are no copies of others.
    pub(super) fn distinct(&self) -> f64 {
        let mut numbers: Vec<u64> = self.particles.iter().map(|particle| particle.number).collect();
        let all = numbers.len().max(1);
        numbers.sort_unstable();
        numbers.dedup();
        numbers.len() as f64 / all as f64
    }
}

/// A share of a logarithm that may be minus infinity: none of it is none.
fn times(share: f64, log: f64) -> f64 {
    if share == 0.0 { 0.0 } else { share * log }
}

fn effective(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = logs.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return 0.0;
    }
    let (mut sum, mut squares) = (0.0, 0.0);
    for log in logs {
        let weight = math::exp(log - most);
        sum += weight;
        squares += weight * weight;
    }
    sum * sum / squares
}

/// Quantiles of values with weights: the middle of each value's weight is its place, between places on a straight line. NaN where
/// no value is a number.
pub(super) fn quantiles(values: &[f64], weights: &[f64], probabilities: &[f64]) -> Vec<f64> {
    let mut pairs: Vec<(f64, f64)> = values
        .iter()
        .copied()
        .zip(weights.iter().copied())
        .filter(|(value, weight)| !value.is_nan() && *weight > 0.0)
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all: f64 = pairs.iter().map(|(_, weight)| weight).sum();
    let mut places = Vec::with_capacity(pairs.len());
    let mut sum = 0.0;
    for (value, weight) in &pairs {
        places.push(((sum + 0.5 * weight) / all, *value));
        sum += weight;
    }
    let at = |probability: &f64| {
        let above = places.partition_point(|(place, _)| place < probability);
        match (above.checked_sub(1).and_then(|below| places.get(below)), places.get(above)) {
            (None, None) => f64::NAN,
            (None, Some((_, value))) | (Some((_, value)), None) => *value,
            (Some((from, low)), Some((to, high))) => {
                if low == high {
                    *low
                } else {
                    (high - low).mul_add((probability - from) / (to - from), *low)
                }
            }
        }
    };
    probabilities.iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
    use super::*;

    fn cloud(count: u64) -> Cloud {
        let particle = |number| Particle { scores: Arc::from([]), path: Arc::from([]), number };
        Cloud::even((0..count).map(particle).collect())
    }

    #[test]
    fn weights_and_effective_sample_size() {
        let mut cloud = cloud(4);
        assert_eq!(cloud.effective(), 4.0);
        let factor = cloud.weigh(&[0.0, 0.0, f64::NEG_INFINITY, f64::NEG_INFINITY], 1.0);
        assert!((factor - 0.5_f64.ln()).abs() < 1e-15);
        assert_eq!(cloud.weights(), [0.5, 0.5, 0.0, 0.0]);
        assert_eq!(cloud.effective(), 2.0);
    }

    #[test]
    fn a_share_keeps_the_effective_sample_size() {
        let cloud = cloud(100);
        let logs: Vec<f64> = (0..100).map(|index| -f64::from(index)).collect();
        let share = cloud.share_for(&logs, 1.0, 50.0);
        assert!(share > 0.0 && share < 1.0);
        let mut weighed = cloud.clone();
        weighed.weigh(&logs, share);
        assert!((weighed.effective() - 50.0).abs() < 1e-6);
        assert_eq!(cloud.share_for(&logs, 1e-6, 50.0), 1e-6);
    }

    #[test]
    fn resampling_copies_by_weight() {
        let mut cloud = cloud(4);
        cloud.weigh(&[0.0, f64::NEG_INFINITY, 3.0_f64.ln(), f64::NEG_INFINITY], 1.0);
        let copies = cloud.resampled(8, 0.5);
        let numbers: Vec<u64> = copies.particles.iter().map(|particle| particle.number).collect();
        assert_eq!(numbers, [0, 0, 2, 2, 2, 2, 2, 2]);
        assert_eq!(copies.distinct(), 0.25);
        assert_eq!(copies.effective(), 8.0);
    }

    #[test]
    fn quantiles_count_weights() {
        let found = quantiles(&[3.0, 1.0, 2.0, f64::NAN], &[1.0, 1.0, 1.0, 1.0], &[0.0, 0.5, 1.0]);
        assert_eq!(found, [1.0, 2.0, 3.0]);
        let heavy = quantiles(&[0.0, 10.0], &[0.9, 0.1], &[0.45, 0.95]);
        assert!((heavy[0] - 0.0).abs() < 1e-12 && (heavy[1] - 10.0).abs() < 1e-12, "{heavy:?}");
        assert!(quantiles(&[], &[], &[0.5])[0].is_nan());
    }
}
