//! Where particles are moved to: a normal law about those that fit, in the few directions that the data speak of.
//!
//! ```text
//! c = B z, B with orthonormal rows: the directions;  m, S mean and variance of c over the weighted particles;  S = L L'
//! c' = m + sqrt(1 - b^2) (c - m) + b L x      in these directions, x standard normal
//! z' =     sqrt(1 - b^2)  z      + b x        at right angles to them: there the prior is the law
//! accept with min(1, T(z')/T(z)),   ln T = ln likelihood - c'c/2 + (c - m)' S^-1 (c - m)/2
//! ```
//! A step is taken in these directions, or at right angles to them, by turns: what is hardly heard of may move far, and what is heard
//! of moves along its law. Such a step (preconditioned Crank-Nicolson about a normal law: Cotter and others 2013 Stat Sci 28:424) leaves the normal law as
//! it is for any `b`, so the ratio corrects for what it is not; it works in any number of dimensions, since what the data say
//! nothing of cancels. Directions are, in this order, scores whose mean, variance or correlation with a measurement lies more
//! than [`NOTICEABLE`] standard errors from what chance gives; for each measurement the direction in which the pool of the prior
//! says that it grows (`E[z h]`: a sum of many weak scores is one direction); and the same among the particles at hand.

use super::particles::Cloud;

/// Standard errors from which on a score counts by itself.
const NOTICEABLE: f64 = 3.5;
/// Scores that count by themselves at most.
const MOST_SCORES: usize = 16;
/// Directions at most.
const MOST: usize = 48;
/// Particles for each direction, at least.
const FOR_EACH: f64 = 5.0;
/// Standard errors below which an entry of a direction is taken as chance.
const CHANCE: f64 = 1.5;
/// What is left of a direction of length one beside those before it, at least.
const NEW: f64 = 0.2;
/// The law is made a little wider than the particles are, so that its tails hold theirs.
const WIDER: f64 = 1.1;

/// Where a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// In the directions that the data speak of.
    Along,
    /// At right angles to them.
    Across,
}

/// The law.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Reference {
    /// The directions, of length one and at right angles to each other.
    basis: Vec<Vec<f64>>,
    mean: Vec<f64>,
    /// Rows of the lower triangle L.
    triangle: Vec<Vec<f64>>,
}

/// Particles with what each says of each measurement.
pub(super) struct Speaking<'a> {
    pub cloud: &'a Cloud,
    pub measured: &'a [Vec<f64>],
}

/// Weighted particles, their scores and measurements ready for sums.
struct Sums<'a> {
    cloud: &'a Cloud,
    weights: Vec<f64>,
    /// Independent particles that they are worth.
    size: f64,
    scores: usize,
    means: Vec<f64>,
    variances: Vec<f64>,
    outputs: Vec<Vec<f64>>,
}

impl<'a> Sums<'a> {
    fn of(speaking: &Speaking<'a>) -> Sums<'a> {
        let cloud = speaking.cloud;
        let weights = cloud.weights();
        let scores = cloud.particles.first().map_or(0, |particle| particle.scores.len());
        let mut sums = Sums {
            cloud,
            size: (cloud.effective() * cloud.distinct()).max(2.0),
            scores,
            means: Vec::new(),
            variances: Vec::new(),
            outputs: standardised(speaking.measured, &weights),
            weights,
        };
        sums.means = sums.each(&|_, z| z);
        let means = sums.means.clone();
        sums.variances = sums.each(&|place, z| square(z - means.get(place).copied().unwrap_or(0.0)));
        sums
    }

    /// The weighted mean of something of every score.
    fn each(&self, value: &dyn Fn(usize, f64) -> f64) -> Vec<f64> {
        self.weighted(&self.weights, value)
    }

    fn weighted(&self, weights: &[f64], value: &dyn Fn(usize, f64) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.scores];
        for (particle, weight) in self.cloud.particles.iter().zip(weights) {
            if *weight == 0.0 {
                continue;
            }
            for (place, (sum, z)) in sums.iter_mut().zip(particle.scores.iter()).enumerate() {
                *sum += weight * value(place, *z);
            }
        }
        sums
    }

    /// For each measurement the correlation of every score with it.
    fn together(&self) -> Vec<Vec<f64>> {
        let of = |output: &Vec<f64>| {
            let weights: Vec<f64> = self.weights.iter().zip(output).map(|(weight, g)| weight * g).collect();
            let mean = |place: usize| self.means.get(place).copied().unwrap_or(0.0);
            let spread = |place: usize| self.variances.get(place).copied().unwrap_or(1.0).max(1e-12).sqrt();
            self.weighted(&weights, &|place, z| (z - mean(place)) / spread(place))
        };
        self.outputs.iter().map(of).collect()
    }

    /// Directions in which measurements grow: correlations that are more than chance.
    fn directions(&self, together: &[Vec<f64>], chance: f64) -> Vec<Vec<f64>> {
        let least = chance / self.size.sqrt();
        let of = |together: &Vec<f64>| {
            together.iter().map(|r| if r.abs() > least { *r } else { 0.0 }).collect::<Vec<f64>>()
        };
        together.iter().map(of).collect()
    }
}

impl Reference {
    /// The law of weighted particles; `pool` is the prior.
    pub(super) fn fit(pool: &Speaking<'_>, now: &Speaking<'_>) -> Reference {
        let sums = Sums::of(now);
        let together = sums.together();
        let root = sums.size.sqrt();
        let mut ranked: Vec<(f64, usize)> = (0..sums.scores)
            .map(|place| {
                let get = |of: &Vec<f64>| of.get(place).copied().unwrap_or(0.0);
                let moved = get(&sums.means).abs() * root;
                let narrowed = (get(&sums.variances) - 1.0).abs() * root * std::f64::consts::FRAC_1_SQRT_2;
                let spoken = together.iter().map(|together| get(together).abs() * root);
                (spoken.fold(moved.max(narrowed), f64::max), place)
            })
            .filter(|(noticed, _)| *noticed > NOTICEABLE)
            .collect();
        // Of two that are alike the first stays: the order is that of the scores.
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let most = MOST.min((sums.size / FOR_EACH) as usize);
        let alone = ranked.into_iter().take(MOST_SCORES.min(most / 2)).map(|(_, place)| {
            let mut direction = vec![0.0; sums.scores];
            direction.iter_mut().skip(place).take(1).for_each(|z| *z = 1.0);
            direction
        });
        let before = Sums::of(pool);
        let grown = before.directions(&before.together(), CHANCE);
        let here = sums.directions(&together, 2.0 * CHANCE);
        let basis = orthonormal(alone.chain(grown).chain(here), most);
        let inside: Vec<Vec<f64>> =
            sums.cloud.particles.iter().map(|particle| along(&basis, &particle.scores)).collect();
        let mean_of = |value: &dyn Fn(&[f64]) -> f64| -> f64 {
            inside.iter().zip(&sums.weights).map(|(c, weight)| weight * value(c)).sum()
        };
        let at = |c: &[f64], index: usize| c.get(index).copied().unwrap_or(0.0);
        let mean: Vec<f64> = (0..basis.len()).map(|index| mean_of(&|c| at(c, index))).collect();
        // Correlations of few particles are partly chance.
        let kept = sums.size / (sums.size + basis.len() as f64);
        let covariance = |first: usize, second: usize| {
            let value = mean_of(&|c| (at(c, first) - at(&mean, first)) * (at(c, second) - at(&mean, second)));
            if first == second { value.max(1e-4) * WIDER } else { value * kept * WIDER }
        };
        let triangle = cholesky(basis.len(), &covariance);
        Reference { basis, mean, triangle }
    }

    /// A step from `scores` with the length `b` and standard normal numbers, one for each score.
    pub(super) fn step(&self, scores: &[f64], way: Way, length: f64, normal: &[f64]) -> Vec<f64> {
        let stays = (1.0 - length * length).max(0.0).sqrt();
        let (now, drawn) = (along(&self.basis, scores), along(&self.basis, normal));
        let mut moved: Vec<f64> = match way {
            Way::Along => scores.to_vec(),
            Way::Across => scores.iter().zip(normal).map(|(z, x)| stays.mul_add(*z, length * x)).collect(),
        };
        let wanted: Vec<f64> = match way {
            Way::Across => now,
            Way::Along => {
                let of = |((mean, row), c): ((&f64, &Vec<f64>), &f64)| {
                    let shift: f64 = row.iter().zip(&drawn).fold(0.0, |sum, (l, x)| l.mul_add(*x, sum));
                    length.mul_add(shift, stays.mul_add(c - mean, *mean))
                };
                self.mean.iter().zip(&self.triangle).zip(&now).map(of).collect()
            }
        };
        let free = along(&self.basis, &moved);
        for (direction, (wanted, free)) in self.basis.iter().zip(wanted.iter().zip(&free)) {
            let change = wanted - free;
            moved.iter_mut().zip(direction).for_each(|(z, d)| *z = change.mul_add(*d, *z));
        }
        moved
    }

    /// `-c'c/2 + (c - m)' S^-1 (c - m)/2`: the prior over the law in the directions that the data speak of.
    pub(super) fn log_ratio(&self, scores: &[f64]) -> f64 {
        let inside = along(&self.basis, scores);
        let prior: f64 = inside.iter().map(|c| c * c).sum();
        // L y = c - m by forward substitution.
        let mut solved: Vec<f64> = Vec::with_capacity(inside.len());
        for ((c, mean), row) in inside.iter().zip(&self.mean).zip(&self.triangle) {
            let known: f64 = row.iter().zip(&solved).map(|(l, y)| l * y).sum();
            solved.push((c - mean - known) / row.last().copied().unwrap_or(1.0));
        }
        let law: f64 = solved.iter().map(|y| y * y).sum();
        0.5 * (law - prior)
    }
}

/// Components of scores along directions.
fn along(basis: &[Vec<f64>], scores: &[f64]) -> Vec<f64> {
    let of =
        |direction: &Vec<f64>| direction.iter().zip(scores).fold(0.0, |sum: f64, (d, z)| d.mul_add(*z, sum));
    basis.iter().map(of).collect()
}

/// Directions of length one at right angles to each other (Gram and Schmidt, twice), at most so many; what is nearly among those
/// before is left out.
fn orthonormal(directions: impl Iterator<Item = Vec<f64>>, most: usize) -> Vec<Vec<f64>> {
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for mut direction in directions {
        if basis.len() >= most {
            break;
        }
        let length = |direction: &[f64]| direction.iter().map(|d| d * d).sum::<f64>().sqrt();
        let whole = length(&direction);
        if whole <= 0.0 {
            continue;
        }
        direction.iter_mut().for_each(|d| *d /= whole);
        for _ in 0..2 {
            for known in &basis {
                let shared: f64 = known.iter().zip(&direction).map(|(a, b)| a * b).sum();
                direction.iter_mut().zip(known).for_each(|(d, k)| *d -= shared * k);
            }
        }
        let left = length(&direction);
        if left > NEW {
            direction.iter_mut().for_each(|d| *d /= left);
            basis.push(direction);
        }
    }
    basis
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

    fn normal(subject: u64) -> Vec<f64> {
        let stream = Stream::new(1, purpose("test"), subject);
        (0..SCORES as u64).map(|place| stream.normal(place)).collect()
    }

    fn prior(count: u64) -> Cloud {
        let particle = |number: u64| Particle { scores: normal(number).into(), path: Arc::from([]), number };
        Cloud::even((0..count).map(particle).collect())
    }

    /// Two of sixty scores lie near a line; the others are as the prior has them.
    fn cloud(count: u64) -> Cloud {
        let particle = |number: u64| {
            let mut scores = normal(number);
            scores[7] = 1.5 + 0.3 * scores[7];
            scores[20] = scores[7] - 1.0 + 0.2 * scores[20];
            Particle { scores: scores.into(), path: Arc::from([]), number }
        };
        Cloud::even((0..count).map(particle).collect())
    }

    fn fitted() -> Reference {
        let (pool, now) = (prior(1000), cloud(500));
        let pool = Speaking { cloud: &pool, measured: &[] };
        Reference::fit(&pool, &Speaking { cloud: &now, measured: &[] })
    }

    #[test]
    fn it_finds_what_the_data_speak_of() {
        let reference = fitted();
        let at = |place: usize| reference.basis.iter().position(|direction| direction[place] == 1.0).unwrap();
        assert!(reference.basis.len() < 6, "{:?}", reference.basis);
        assert!((reference.mean[at(7)] - 1.5).abs() < 0.05 && (reference.mean[at(20)] - 0.5).abs() < 0.05);
    }

    /// A measurement that is a sum of all sixty scores speaks of one direction, though of no score by itself.
    #[test]
    fn a_sum_of_weak_scores_is_one_direction() {
        let pool = prior(2000);
        let sum = |cloud: &Cloud| -> Vec<Vec<f64>> {
            let of = |particle: &Particle| vec![particle.scores.iter().sum::<f64>() / (SCORES as f64).sqrt()];
            cloud.particles.iter().map(of).collect()
        };
        let mut now = prior(500);
        let logs: Vec<f64> = sum(&now).iter().map(|value| -0.5 * square((value[0] - 1.0) / 0.5)).collect();
        now.weigh(&logs, 1.0);
        let (before, after) = (sum(&pool), sum(&now));
        let pool = Speaking { cloud: &pool, measured: &before };
        let reference = Reference::fit(&pool, &Speaking { cloud: &now, measured: &after });
        let found: f64 = reference
            .basis
            .iter()
            .map(|direction| square(direction.iter().sum::<f64>() / (SCORES as f64).sqrt()))
            .sum();
        assert!(found > 0.8, "share of the direction that is found: {found}");
    }

    /// Steps of any length leave the law as it is: mean and variance of many chains stay those of m and S.
    #[test]
    fn steps_keep_the_law() {
        let reference = fitted();
        let at = reference.basis.iter().position(|direction| direction[7] == 1.0).unwrap();
        let variance: f64 = reference.triangle[at].iter().map(|l| l * l).sum();
        let (mut sum, mut squares, mut others) = (0.0, 0.0, 0.0);
        const CHAINS: u64 = 4000;
        for chain in 0..CHAINS {
            let begin = reference.step(&[0.0; SCORES], Way::Along, 1.0, &normal(10_000 + chain));
            let across = reference.step(&begin, Way::Across, 1.0, &normal(20_000 + chain));
            assert!((across[7] - begin[7]).abs() < 1e-12 && begin[40] == 0.0);
            let end = reference.step(&across, Way::Along, 0.6, &normal(50_000 + chain));
            sum += end[7];
            squares += square(end[7] - reference.mean[at]);
            others += square(end[40]);
        }
        let n = CHAINS as f64;
        assert!((sum / n - reference.mean[at]).abs() < 4.0 * (variance / n).sqrt());
        assert!((squares / n / variance - 1.0).abs() < 0.1);
        assert!((others / n - 1.0).abs() < 0.1);
    }

    #[test]
    fn the_ratio_is_that_of_the_two_laws() {
        let reference = Reference { basis: vec![vec![0.0, 1.0]], mean: vec![2.0], triangle: vec![vec![0.5]] };
        let found = reference.log_ratio(&[9.0, 1.0]);
        assert!((found - (0.5 * 4.0 - 0.5)).abs() < 1e-15, "{found}");
        assert_eq!(Reference::default().log_ratio(&[1.0, 2.0]), 0.0);
    }
}
