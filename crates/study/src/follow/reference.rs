//! Where particles are moved to: a normal law about those that fit, in the few scores that the data speak of.
//!
//! ```text
//! z' = m + sqrt(1 - b^2) (z - m) + b L x      scores that the data speak of; L L' = S, x standard normal
//! z' =     sqrt(1 - b^2)  z      + b x        all others: the prior is their law
//! accept with min(1, T(z')/T(z)),   ln T = ln likelihood - z'z/2 + (z - m)' S^-1 (z - m)/2     over the first kind
//! ```
//! Such a step (preconditioned Crank-Nicolson about a normal law: Cotter and others 2013 Stat Sci 28:424) leaves the normal law as
//! it is for any `b`, so the ratio corrects for what it is not; it works in any number of dimensions, since scores of which the data
//! say nothing cancel. `m` and `S` are those of the weighted particles. A score counts as one that the data speak of where its mean,
//! its variance or its correlation with what was measured is more than [`NOTICEABLE`] standard errors from what chance gives.

use super::particles::Cloud;

/// Standard errors from which on a score is one that the data speak of.
const NOTICEABLE: f64 = 3.5;
/// Scores that may be such at most.
const MOST: usize = 30;
/// The law is made a little wider than the particles are, so that its tails hold theirs.
const WIDER: f64 = 1.1;

/// The law.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reference {
    /// Places of the scores that the data speak of.
    places: Vec<usize>,
    mean: Vec<f64>,
    /// Rows of the lower triangle L.
    triangle: Vec<Vec<f64>>,
}

impl Reference {
    /// The law of weighted particles. `measured` holds for each particle what it says of each measurement; `known` are scores that
    /// were spoken of before.
    pub(super) fn fit(cloud: &Cloud, measured: &[Vec<f64>], known: &Reference) -> Reference {
        let weights = cloud.weights();
        let scores = cloud.particles.first().map_or(0, |particle| particle.scores.len());
        let size = (cloud.effective() * cloud.distinct()).max(2.0);
        let score = |particle: usize, place: usize| {
            cloud.particles.get(particle).and_then(|found| found.scores.get(place)).copied().unwrap_or(0.0)
        };
        let mean_of = |value: &dyn Fn(usize) -> f64| -> f64 {
            weights.iter().enumerate().map(|(particle, weight)| weight * value(particle)).sum()
        };
        let outputs = standardised(measured, &weights);
        let mut ranked: Vec<(f64, usize)> = Vec::new();
        for place in 0..scores {
            let mean = mean_of(&|particle| score(particle, place));
            let variance = mean_of(&|particle| square(score(particle, place) - mean));
            let spread = variance.max(1e-12).sqrt();
            let together = outputs.iter().map(|output| {
                let of = |particle: usize| {
                    (score(particle, place) - mean) / spread * output.get(particle).copied().unwrap_or(0.0)
                };
                mean_of(&of).abs() * size.sqrt()
            });
            let moved = (mean.abs() * size.sqrt()).max((variance - 1.0).abs() * (0.5 * size).sqrt());
            let noticed = together.fold(moved, f64::max);
            let before = known.places.contains(&place);
            if noticed > NOTICEABLE || before {
                ranked.push((noticed, place));
            }
        }
        // Of two that are alike the first stays: the order is that of the scores.
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let most = MOST.min((size / 4.0) as usize);
        let mut places: Vec<usize> = ranked.into_iter().take(most).map(|(_, place)| place).collect();
        places.sort_unstable();
        let mean: Vec<f64> =
            places.iter().map(|place| mean_of(&|particle| score(particle, *place))).collect();
        // Correlations of few particles are partly chance.
        let kept = size / (size + places.len() as f64);
        let covariance = |first: usize, second: usize| {
            let place = |index: usize| places.get(index).copied().unwrap_or_default();
            let middle = |index: usize| mean.get(index).copied().unwrap_or_default();
            let value = mean_of(&|particle| {
                (score(particle, place(first)) - middle(first))
                    * (score(particle, place(second)) - middle(second))
            });
            if first == second { value.max(1e-4) * WIDER } else { value * kept * WIDER }
        };
        let triangle = cholesky(places.len(), &covariance);
        Reference { places, mean, triangle }
    }

    /// A step from `scores` with the length `b` and standard normal numbers.
    pub(super) fn step(&self, scores: &[f64], length: f64, normal: &dyn Fn(usize) -> f64) -> Vec<f64> {
        let stays = (1.0 - length * length).sqrt();
        let mut moved: Vec<f64> =
            scores.iter().enumerate().map(|(place, z)| stays.mul_add(*z, length * normal(place))).collect();
        let drawn: Vec<f64> = self.places.iter().map(|place| normal(*place)).collect();
        for ((place, mean), row) in self.places.iter().zip(&self.mean).zip(&self.triangle) {
            let shift: f64 = row.iter().zip(&drawn).fold(0.0, |sum, (l, x)| l.mul_add(*x, sum));
            if let (Some(place), Some(z)) = (moved.get_mut(*place), scores.get(*place)) {
                *place = length.mul_add(shift, stays.mul_add(z - mean, *mean));
            }
        }
        moved
    }

    /// `-z'z/2 + (z - m)' S^-1 (z - m)/2` over the scores that the data speak of: the prior over the law.
    pub(super) fn log_ratio(&self, scores: &[f64]) -> f64 {
        let of = |place: &usize| scores.get(*place).copied().unwrap_or_default();
        let prior: f64 = self.places.iter().map(|place| of(place) * of(place)).sum();
        // L y = z - m by forward substitution.
        let mut solved: Vec<f64> = Vec::with_capacity(self.places.len());
        for ((place, mean), row) in self.places.iter().zip(&self.mean).zip(&self.triangle) {
            let known: f64 = row.iter().zip(&solved).map(|(l, y)| l * y).sum();
            let pivot = row.last().copied().unwrap_or(1.0);
            solved.push((of(place) - mean - known) / pivot);
        }
        let law: f64 = solved.iter().map(|y| y * y).sum();
        0.5 * (law - prior)
    }
}

fn square(value: f64) -> f64 {
    value * value
}

/// Each measurement as the particles see it, with mean 0 and variance 1; those that all see alike are left out.
fn standardised(measured: &[Vec<f64>], weights: &[f64]) -> Vec<Vec<f64>> {
    let count = measured.first().map_or(0, Vec::len);
    let column = |index: usize| {
        let values: Vec<f64> = measured
            .iter()
            .map(|row| row.get(index).copied().filter(|value| value.is_finite()).unwrap_or(0.0))
            .collect();
        let mean: f64 = values.iter().zip(weights).map(|(value, weight)| value * weight).sum();
        let variance: f64 =
            values.iter().zip(weights).map(|(value, weight)| weight * square(value - mean)).sum();
        (variance > 1e-12).then(|| values.into_iter().map(|value| (value - mean) / variance.sqrt()).collect())
    };
    (0..count).filter_map(column).collect()
}

/// The lower triangle of a matrix; where it has no positive pivot left, what is on the diagonal alone.
fn cholesky(size: usize, of: &dyn Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(size);
    for index in 0..size {
        let mut row: Vec<f64> = Vec::with_capacity(index + 1);
        for (column, before) in rows.iter().enumerate() {
            let shared: f64 = row.iter().zip(before).map(|(a, b)| a * b).sum();
            row.push((of(index, column) - shared) / before.last().copied().unwrap_or(1.0));
        }
        let own = of(index, index);
        let pivot = own - row.iter().map(|l| l * l).sum::<f64>();
        if pivot > 1e-6 * own {
            row.push(pivot.sqrt());
        } else {
            row.iter_mut().for_each(|l| *l = 0.0);
            row.push(own.sqrt());
        }
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
    use super::super::particles::Particle;
    use super::*;
    use lytic_engine::philox::{Stream, purpose};
    use std::sync::Arc;

    const SCORES: usize = 60;

    fn normal(subject: u64, place: usize) -> f64 {
        Stream::new(1, purpose("test"), subject).normal(place as u64)
    }

    /// Two of sixty scores lie near a line; the others are as the prior has them.
    fn cloud(count: u64) -> Cloud {
        let particle = |number: u64| {
            let mut scores: Vec<f64> = (0..SCORES).map(|place| normal(number, place)).collect();
            scores[7] = 1.5 + 0.3 * scores[7];
            scores[20] = scores[7] - 1.0 + 0.2 * scores[20];
            Particle { scores: scores.into(), path: Arc::from([]), number }
        };
        Cloud::even((0..count).map(particle).collect())
    }

    #[test]
    fn it_finds_what_the_data_speak_of() {
        let reference = Reference::fit(&cloud(500), &[], &Reference::default());
        assert!(reference.places.contains(&7) && reference.places.contains(&20), "{:?}", reference.places);
        assert!(reference.places.len() < 6, "{:?}", reference.places);
        let at = |place: usize| reference.places.iter().position(|known| *known == place).unwrap();
        assert!((reference.mean[at(7)] - 1.5).abs() < 0.05 && (reference.mean[at(20)] - 0.5).abs() < 0.05);
    }

    /// Steps of any length leave the law as it is: mean and variance of many chains stay those of m and S.
    #[test]
    fn steps_keep_the_law() {
        let reference = Reference::fit(&cloud(500), &[], &Reference::default());
        let at = reference.places.iter().position(|known| *known == 7).unwrap();
        let variance: f64 = reference.triangle[at].iter().map(|l| l * l).sum();
        let mut sum = 0.0;
        let mut squares = 0.0;
        const CHAINS: u64 = 4000;
        for chain in 0..CHAINS {
            let begin = reference.step(&[0.0; SCORES], 1.0, &|place| normal(10_000 + chain, place));
            let end = reference.step(&begin, 0.6, &|place| normal(50_000 + chain, place));
            sum += end[7];
            squares += (end[7] - reference.mean[at]).powi(2);
        }
        let n = CHAINS as f64;
        assert!((sum / n - reference.mean[at]).abs() < 4.0 * (variance / n).sqrt());
        assert!((squares / n / variance - 1.0).abs() < 0.1);
    }

    #[test]
    fn the_ratio_is_that_of_the_two_laws() {
        let reference = Reference { places: vec![1], mean: vec![2.0], triangle: vec![vec![0.5]] };
        let found = reference.log_ratio(&[9.0, 1.0]);
        assert!((found - (0.5 * 4.0 - 0.5)).abs() < 1e-15, "{found}");
        assert_eq!(Reference::default().log_ratio(&[1.0, 2.0]), 0.0);
    }
}
