//! Screening by elementary effects (Morris 1991 Technometrics 33:161).
//!
//! A trajectory starts at a random point of a grid and moves one parameter after the other, in random order, by
//! `D = 2/3` of its range; each move gives an elementary effect
//!
//! ```text
//! EE_j = (y(x + D e_j) - y(x)) / D        x_j in {0, 1/3, 2/3, 1}: the 5, 35, 65 and 95 % quantile of the law
//! mu*_j = mean |EE_j|                     how much a parameter matters (Campolongo 2007 Environ Model Softw 22:1509)
//! sigma_j = standard deviation of EE_j    how much that depends on the others, or on where it starts
//! ```
//!
//! so `mu*` is the mean change of the output from the 5 % to the 95 % value, in the unit of the output. Its interval is a
//! percentile bootstrap over whole trajectories.

use crate::statistics::quantiles;
use lytic_engine::philox::{Stream, purpose};

/// Steps of the grid from one end of the range to the other.
const STEPS: usize = 3;
/// Steps of one move.
const MOVE: usize = 2;
/// Share of a law below the lowest point of the grid; above the highest lies as much.
pub(super) const TAIL: f64 = 0.05;
/// Samples of the bootstrap.
const BOOTSTRAPS: u64 = 1000;

/// A trajectory: where each parameter starts, and in which order they move.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trajectory {
    /// Grid points at the start.
    start: Vec<usize>,
    /// Parameters in the order of their moves.
    order: Vec<usize>,
}

impl Trajectory {
    /// The trajectory of this number for parameters of these names.
    pub fn new(seed: u64, number: u64, names: &[String]) -> Trajectory {
        let stream =
            |what: &str, name: &str| Stream::new(seed, purpose(&format!("morris {what} {name}")), number);
        let start = names
            .iter()
            .map(|name| ((stream("start", name).uniform(0) * (STEPS + 1) as f64) as usize).min(STEPS))
            .collect();
        let mut order: Vec<(f64, usize)> =
            names.iter().enumerate().map(|(index, name)| (stream("order", name).uniform(0), index)).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        Trajectory { start, order: order.into_iter().map(|(_, index)| index).collect() }
    }

    /// The shares of the laws at a point of the trajectory: 0 is its start, point `i` is after `i` moves.
    pub fn point(&self, point: usize) -> Vec<f64> {
        let mut grid = self.start.clone();
        for parameter in self.order.iter().take(point) {
            if let Some(place) = grid.get_mut(*parameter) {
                *place = if *place < MOVE { *place + MOVE } else { *place - MOVE };
            }
        }
        grid.into_iter().map(|place| share(place as f64 / STEPS as f64)).collect()
    }

    /// The elementary effect of each parameter, from the outputs at all points; NaN where an output is missing.
    pub fn effects(&self, outputs: &[f64]) -> Vec<f64> {
        let mut effects = vec![f64::NAN; self.start.len()];
        for (parameter, pair) in self.order.iter().zip(outputs.windows(2)) {
            let up = self.start.get(*parameter).is_some_and(|place| *place < MOVE);
            if let (Some(effect), [before, after]) = (effects.get_mut(*parameter), pair) {
                let change = if up { after - before } else { before - after };
                *effect = change * STEPS as f64 / MOVE as f64;
            }
        }
        effects
    }
}

/// The share of a law at a place between its 5 % (0) and 95 % (1) quantile.
fn share(place: f64) -> f64 {
    place.mul_add(1.0 - 2.0 * TAIL, TAIL)
}

/// What the elementary effects of one parameter say.
#[derive(Clone, Debug, PartialEq)]
pub struct Morris {
    /// Mean absolute change of the output from the 5 % to the 95 % value of the parameter, in the output's unit.
    pub mu_star: f64,
    /// 95 % interval of [`Morris::mu_star`] over trajectories.
    pub interval: (f64, f64),
    /// Mean change with its sign.
    pub mu: f64,
    /// Standard deviation of the change over trajectories.
    pub sigma: f64,
    /// Trajectories in which the change is known.
    pub n: u64,
}

/// Sums up the effects of each parameter: `effects[trajectory][parameter]`.
pub(super) fn summarise(seed: u64, effects: &[Vec<f64>], parameters: usize) -> Vec<Morris> {
    let stream = |sample| Stream::new(seed, purpose("morris bootstrap"), sample);
    let samples: Vec<Vec<u32>> = (0..BOOTSTRAPS)
        .map(|sample| {
            let stream = stream(sample);
            let mut counts = vec![0; effects.len()];
            for draw in 0..effects.len() {
                let chosen = (stream.uniform(draw as u64) * effects.len() as f64) as usize;
                if let Some(count) = counts.get_mut(chosen) {
                    *count += 1;
                }
            }
            counts
        })
        .collect();
    (0..parameters)
        .map(|parameter| {
            let of: Vec<f64> =
                effects.iter().map(|row| row.get(parameter).copied().unwrap_or(f64::NAN)).collect();
            one(&of, &samples)
        })
        .collect()
}

fn one(effects: &[f64], samples: &[Vec<u32>]) -> Morris {
    let known: Vec<f64> = effects.iter().copied().filter(|effect| effect.is_finite()).collect();
    let n = known.len() as f64;
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / n;
    let mu = mean(&mut known.iter().copied());
    let variance = known.iter().map(|effect| (effect - mu) * (effect - mu)).sum::<f64>() / (n - 1.0);
    let mut means: Vec<f64> = samples
        .iter()
        .map(|counts| {
            let (mut sum, mut weight) = (0.0, 0.0);
            for (effect, count) in effects.iter().zip(counts).filter(|(effect, _)| effect.is_finite()) {
                sum += f64::from(*count) * effect.abs();
                weight += f64::from(*count);
            }
            sum / weight
        })
        .collect();
    let ends = quantiles(&mut means, &[0.025, 0.975]);
    let end = |index: usize| ends.get(index).copied().unwrap_or(f64::NAN);
    Morris {
        mu_star: mean(&mut known.iter().map(|effect| effect.abs())),
        interval: (end(0), end(1)),
        mu,
        sigma: variance.sqrt(),
        n: known.len() as u64,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test that fails should panic")]
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|index| format!("x{index}")).collect()
    }

    /// `effects[trajectory][parameter]` of a function of places between 0 (5 %) and 1 (95 %).
    fn screen(function: impl Fn(&[f64]) -> f64, parameters: usize, trajectories: u64) -> Vec<Morris> {
        let names = names(parameters);
        let effects: Vec<Vec<f64>> = (0..trajectories)
            .map(|number| {
                let trajectory = Trajectory::new(5, number, &names);
                let outputs: Vec<f64> = (0..=parameters)
                    .map(|point| {
                        let shares = trajectory.point(point);
                        let places: Vec<f64> =
                            shares.iter().map(|share| (share - TAIL) / (1.0 - 2.0 * TAIL)).collect();
                        function(&places)
                    })
                    .collect();
                trajectory.effects(&outputs)
            })
            .collect();
        summarise(5, &effects, parameters)
    }

    #[test]
    fn a_linear_function_has_its_coefficients() {
        let found = screen(|x| 3.0 * x[0] - 2.0 * x[1] + 1.0, 3, 10);
        for (found, wanted) in found.iter().zip([3.0, -2.0, 0.0_f64]) {
            assert!((found.mu - wanted).abs() < 1e-12 && found.sigma < 1e-12, "{found:?}");
            assert!((found.mu_star - wanted.abs()).abs() < 1e-12 && found.n == 10);
            assert!((found.interval.0 - found.mu_star).abs() < 1e-12);
        }
    }

    /// A product: the effect of one is the place of the other, whose grid has mean 1/2 and mean square 7/18.
    #[test]
    fn an_interaction_shows_in_sigma() {
        let found = screen(|x| x[0] * x[1], 2, 4000);
        for found in found {
            assert!((found.mu_star - 0.5).abs() < 0.02, "{found:?}");
            assert!((found.sigma - (7.0_f64 / 18.0 - 0.25).sqrt()).abs() < 0.02, "{found:?}");
            assert!(found.interval.0 < 0.5 && found.interval.1 > 0.5, "{found:?}");
        }
    }

    /// The test function of Morris 1991 with 20 parameters: the first ten matter, the others do not; of the ten, 8 to 10
    /// act alone and straight (sigma small), 1 to 7 are curved or interact.
    #[test]
    fn the_function_of_morris_is_screened_as_he_did() {
        let function = |x: &[f64]| {
            let w: Vec<f64> = (0..20)
                .map(|i| match i {
                    2 | 4 | 6 => 2.0 * (1.1 * x[i] / (x[i] + 0.1) - 0.5),
                    _ => 2.0 * (x[i] - 0.5),
                })
                .collect();
            let mut y = 0.0;
            for i in 0..20 {
                // Coefficients that he draws at random are (-1)^i and (-1)^(i+j), numbered from 1, as others have done since.
                let sign = |number: usize| if number.is_multiple_of(2) { 1.0 } else { -1.0 };
                y += if i < 10 { 20.0 } else { sign(i + 1) } * w[i];
                for j in i + 1..20 {
                    y += if j < 6 { -15.0 } else { sign(i + j + 2) } * w[i] * w[j];
                    for l in j + 1..5 {
                        y -= 10.0 * w[i] * w[j] * w[l];
                        for s in l + 1..4 {
                            y += 5.0 * w[i] * w[j] * w[l] * w[s];
                        }
                    }
                }
            }
            y
        };
        let found = screen(function, 20, 40);
        let least = found[..10].iter().map(|found| found.mu_star).fold(f64::INFINITY, f64::min);
        let most = found[10..].iter().map(|found| found.mu_star).fold(0.0, f64::max);
        assert!(least > 2.0 * most, "{least} against {most}");
        let straight = found[7..10].iter().map(|found| found.sigma).fold(0.0, f64::max);
        let curved = found[..7].iter().map(|found| found.sigma).fold(f64::INFINITY, f64::min);
        assert!(straight < curved, "{straight} against {curved}");
    }

    #[test]
    fn missing_outputs_cost_their_two_moves() {
        let names = names(4);
        let trajectory = Trajectory::new(1, 0, &names);
        let effects = trajectory.effects(&[1.0, 2.0, f64::NAN, 4.0, 5.0]);
        assert_eq!(effects.iter().filter(|effect| effect.is_nan()).count(), 2);
        let found = summarise(1, &[effects.clone(), effects], 4);
        assert!(found.iter().all(|found| found.n == 0 || found.n == 2));
        assert!(found.iter().any(|found| found.n == 0 && found.mu_star.is_nan()));
    }

    #[test]
    fn a_name_keeps_its_numbers_whatever_the_others_are() {
        let (few, many) = (Trajectory::new(1, 7, &names(3)), Trajectory::new(1, 7, &names(9)));
        assert_eq!(few.start, many.start[..3]);
        let point = few.point(0);
        assert!(point.iter().all(|share| (0.0499..0.9501).contains(share)), "{point:?}");
    }
}
