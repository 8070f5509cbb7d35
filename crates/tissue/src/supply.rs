//! Cells that come and go with the blood, at rates given from outside.
//!
//! ```text
//! entering   a Poisson process of rate r(t): its times are those of a process of rate 1 on the clock L(t) = integral of r
//!            L(t_k) = E_1 + ... + E_k    E exponential    r along straight lines, so that L is solved exactly
//! leaving    with probability 1 - exp(-rate dt) in a step, while a lymphocyte holds no target
//! ```
//!
//! The exponential numbers belong to the seed and the supply alone: a rate that is twice as high has the same times on its clock, and
//! two runs with nearly equal rates have nearly equal arrivals.

use crate::crowd::NONE;
use crate::kind::Kind;
use crate::plan::{Arrival, Entry};
use crate::tissue::Tissue;
use lytic_engine::math;
use lytic_engine::philox::{Stream, purpose};

/// Cells of one sort that come in at a rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// Their kind.
    pub kind: Kind,
    /// Their sort, for lymphocytes.
    pub sort: usize,
    /// Where they come in.
    pub entry: Entry,
    /// Minute and cells per minute, by time; between them the rate follows a straight line, outside of them there is none.
    pub course: Vec<(f64, f64)>,
}

impl Supply {
    /// Cells that are expected in all.
    pub fn expected(&self) -> f64 {
        let piece = |pair: &[(f64, f64)]| match pair {
            [one, next] => 0.5 * (one.1.max(0.0) + next.1.max(0.0)) * (next.0 - one.0).max(0.0),
            _ => 0.0,
        };
        self.course.windows(2).map(piece).sum()
    }

    /// The times at which cells come in, min, ascending; at most `most`. `number` tells supplies of one seed apart.
    pub fn times(&self, seed: u64, number: u64, most: usize) -> Vec<f64> {
        let stream = Stream::new(seed, purpose("tissue supply"), number);
        let mut times = Vec::new();
        let mut draw = 0;
        let mut waits = || {
            draw += 1;
            -math::ln(stream.uniform(draw - 1))
        };
        let mut left = waits();
        for pair in self.course.windows(2) {
            let [(from, low), (to, high)] = pair else { continue };
            let (low, high, long) = (low.max(0.0), high.max(0.0), to - from);
            let all = 0.5 * (low + high) * long;
            let mut done = 0.0;
            while done + left <= all && long > 0.0 && times.len() < most {
                done += left;
                left = waits();
                times.push(from + solved(low, (high - low) / long, done).clamp(0.0, long));
            }
            left -= (all - done).max(0.0);
        }
        times
    }
}

/// Where `low t + slope t^2/2` reaches `area`, without a difference of near numbers.
fn solved(low: f64, slope: f64, area: f64) -> f64 {
    let root = math::sqrt((low * low + 2.0 * slope * area).max(0.0));
    if low + root > 0.0 { 2.0 * area / (low + root) } else { 0.0 }
}

/// Arrivals of all supplies, each at the beginning of its biology step, so many in each.
pub fn arrivals(supplies: &[Supply], seed: u64, step_min: f64, most: usize) -> Vec<Arrival> {
    let mut all: Vec<Arrival> = Vec::new();
    for (number, supply) in supplies.iter().enumerate() {
        for time in supply.times(seed, number as u64, most) {
            let minutes = (time / step_min).floor() * step_min;
            let (kind, sort, entry) = (supply.kind, supply.sort, supply.entry);
            match all.last_mut() {
                Some(last)
                    if (last.minutes, last.kind, last.sort, last.entry) == (minutes, kind, sort, entry) =>
                {
                    last.count += 1;
                }
                _ => all.push(Arrival { minutes, kind, sort, count: 1, entry }),
            }
        }
    }
    all
}

impl Tissue {
    /// Lymphocytes that leave with the blood in a step.
    pub(crate) fn leave(&mut self, dt: f64) {
        if self.plan.sorts.iter().all(|sort| sort.leaving_per_min <= 0.0) {
            return;
        }
        let mut keep = vec![true; self.crowd.len()];
        let stream = Stream::new(self.plan.seed, purpose("tissue leaving"), self.step);
        for lymphocyte in &self.crowd.lymphocytes {
            let cell = lymphocyte.cell as usize;
            let rate = self.plan.sorts.get(lymphocyte.sort as usize).map_or(0.0, |sort| sort.leaving_per_min);
            let chance = stream.uniform(u64::from(self.crowd.id[cell]));
            let free = lymphocyte.partner == NONE && self.crowd.lives(cell);
            if free && chance < 1.0 - math::exp(-rate * dt) {
                keep[cell] = false;
                self.counts.of_mut(self.crowd.kind[cell]).left += 1;
            }
        }
        self.crowd.retain(&keep, |_| true);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;

    fn supply(course: Vec<(f64, f64)>) -> Supply {
        Supply { kind: Kind::Nk, sort: 0, entry: Entry::Vessels, course }
    }

    fn mean_and_variance(course: &[(f64, f64)]) -> (f64, f64) {
        let counts: Vec<f64> =
            (0..400).map(|seed| supply(course.to_vec()).times(seed, 3, 100_000).len() as f64).collect();
        let mean = counts.iter().sum::<f64>() / 400.0;
        (mean, counts.iter().map(|count| (count - mean) * (count - mean)).sum::<f64>() / 399.0)
    }

    #[test]
    fn blood_without_cells_brings_none() {
        assert_eq!(supply(vec![(0.0, 0.0), (1440.0, 0.0)]).times(1, 0, 100), Vec::<f64>::new());
        assert_eq!(supply(vec![(0.0, -1.0), (1440.0, -2.0)]).times(1, 0, 100), Vec::<f64>::new());
        assert_eq!(supply(Vec::new()).times(1, 0, 100), Vec::<f64>::new());
    }

    /// The number of cells is a Poisson number whose mean is the integral of the rate: mean and variance over 400 seeds within four
    /// standard errors, for a rate that rises from 0 and falls back.
    #[test]
    fn as_many_come_as_the_rate_says() {
        let course = [(0.0, 0.0), (300.0, 0.2), (900.0, 0.05), (1440.0, 0.05)];
        let wanted = 30.0 + 75.0 + 27.0;
        assert!((supply(course.to_vec()).expected() - wanted).abs() < 1e-9);
        let (mean, variance) = mean_and_variance(&course);
        assert!((mean - wanted).abs() < 4.0 * (wanted / 400.0f64).sqrt(), "{mean}");
        assert!((variance / wanted - 1.0).abs() < 4.0 * (2.0f64 / 399.0).sqrt(), "{variance}");
    }

    /// Where the rate falls from r to 0 over T, a share 3/4 of the cells comes in the first half.
    #[test]
    fn they_come_when_the_rate_is_high() {
        let early = |seed: u64| supply(vec![(0.0, 1.0), (1000.0, 0.0)]).times(seed, 0, 100_000);
        let times: Vec<f64> = (0..20).flat_map(early).collect();
        assert!(times.windows(2).filter(|pair| pair[1] < pair[0]).count() == 19);
        let share = times.iter().filter(|time| **time < 500.0).count() as f64 / times.len() as f64;
        assert!((share - 0.75).abs() < 4.0 * (0.75 * 0.25 / times.len() as f64).sqrt(), "{share}");
    }

    #[test]
    fn twice_the_cells_in_blood_are_twice_the_cells_that_come() {
        let once = mean_and_variance(&[(0.0, 0.02), (1440.0, 0.08)]).0;
        let twice = mean_and_variance(&[(0.0, 0.04), (1440.0, 0.16)]).0;
        assert!((twice / once - 2.0).abs() < 0.06, "{once} {twice}");
    }

    #[test]
    fn arrivals_are_grouped_by_step_and_bounded() {
        let all = arrivals(&[supply(vec![(0.0, 1.0), (60.0, 1.0)])], 7, 6.0, 1000);
        let alone = supply(vec![(0.0, 1.0), (60.0, 1.0)]).times(7, 0, 1000);
        assert_eq!(all.iter().map(|arrival| arrival.count).sum::<u64>(), alone.len() as u64);
        assert!(all.iter().all(|arrival| arrival.minutes % 6.0 == 0.0 && arrival.minutes < 60.0));
        assert!(all.windows(2).all(|pair| pair[0].minutes < pair[1].minutes));
        assert_eq!(supply(vec![(0.0, 1e9), (60.0, 1e9)]).times(7, 0, 50).len(), 50);
    }
}
