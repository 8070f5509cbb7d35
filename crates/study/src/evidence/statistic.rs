//! A number over patients, and how sure the simulation is of it.
//!
//! ```text
//! share    k / n               exact 95 % interval (Clopper and Pearson)
//! median   type 7              95 % interval from order statistics: ranks r, n + 1 - r with P(Bin(n, 1/2) < r) <= 2.5 %
//! mean     sum / n             mean +- 1.96 sd / sqrt(n)
//! ```
//!
//! What never happened in a patient (NaN) is left out and counted.

use super::results::Estimate;
use crate::statistics::{clopper_pearson, incomplete_beta, quantile_of_sorted};

/// What is taken over patients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// Share of patients in whom it holds.
    Share,
    /// Median of the values.
    Median,
    /// Mean of the values.
    Mean,
}

impl Statistic {
    /// As written: `median`.
    pub fn name(self) -> &'static str {
        match self {
            Statistic::Share => "share",
            Statistic::Median => "median",
            Statistic::Mean => "mean",
        }
    }

    /// The number over `values` (one a patient), with its sampling interval.
    pub(super) fn of(self, values: impl Iterator<Item = f64>) -> Estimate {
        let (mut kept, mut left_out) = (Vec::new(), 0);
        for value in values {
            if value.is_nan() { left_out += 1 } else { kept.push(value) }
        }
        kept.sort_unstable_by(f64::total_cmp);
        let n = kept.len() as u64;
        let (value, sampling) = match self {
            _ if n == 0 => (f64::NAN, (f64::NAN, f64::NAN)),
            Statistic::Share => {
                let successes = kept.iter().filter(|value| **value != 0.0).count() as u64;
                (successes as f64 / n as f64, clopper_pearson(successes, n, 0.95))
            }
            Statistic::Median => (quantile_of_sorted(&kept, 0.5), median_interval(&kept)),
            Statistic::Mean => mean(&kept),
        };
        Estimate { value, n, left_out, sampling, ..Estimate::default() }
    }
}

/// Mean of sorted values (added from the smallest, so that the order of patients does not matter) and its interval.
fn mean(sorted: &[f64]) -> (f64, (f64, f64)) {
    let n = sorted.len() as f64;
    let mean = sorted.iter().sum::<f64>() / n;
    let squares: f64 = sorted.iter().map(|value| (value - mean) * (value - mean)).sum();
    let half = 1.96 * (squares / (n - 1.0).max(1.0) / n).sqrt();
    (mean, (mean - half, mean + half))
}

/// 95 % interval of the median from order statistics; the whole range where there are too few.
fn median_interval(sorted: &[f64]) -> (f64, f64) {
    let n = sorted.len();
    // P(Bin(n, 1/2) < r) = 1 - I_1/2(r, n - r + 1)
    let below = |rank: usize| 1.0 - incomplete_beta(0.5, rank as f64, (n - rank + 1) as f64);
    let rank = (1..=n.div_ceil(2)).take_while(|rank| below(*rank) <= 0.025).last().unwrap_or(1);
    let at = |rank: usize| sorted.get(rank - 1).copied().unwrap_or(f64::NAN);
    (at(rank), at(n + 1 - rank))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_counts_what_holds() {
        let found = Statistic::Share.of([1.0, 0.0, f64::NAN, 1.0, 0.0].into_iter());
        assert_eq!((found.value, found.n, found.left_out), (0.5, 4, 1));
        assert_eq!(found.sampling, clopper_pearson(2, 4, 0.95));
    }

    /// Published ranks of the 95 % interval of a median: 2 and 9 of 10, 6 and 15 of 20, 40 and 61 of 100 (Conover,
    /// Practical Nonparametric Statistics, table of the sign test).
    #[test]
    fn a_median_has_its_interval_from_ranks() {
        for (n, low, high) in [(10, 2.0, 9.0), (20, 6.0, 15.0), (100, 40.0, 61.0)] {
            let found = Statistic::Median.of((1..=n).map(f64::from).rev());
            assert_eq!((found.value, found.sampling), (f64::from(n + 1) / 2.0, (low, high)));
        }
        assert_eq!(Statistic::Median.of([3.0, 1.0].into_iter()).sampling, (1.0, 3.0));
    }

    #[test]
    fn a_mean_and_its_interval() {
        let found = Statistic::Mean.of([1.0, 2.0, 3.0, 6.0].into_iter());
        // sd = sqrt(14/3)
        let half = 1.96 * (14.0_f64 / 3.0 / 4.0).sqrt();
        assert!((found.value - 3.0).abs() < 1e-15 && (found.sampling.1 - 3.0 - half).abs() < 1e-14);
    }

    #[test]
    fn nobody_has_no_number() {
        let found = Statistic::Median.of([f64::NAN].into_iter());
        assert!(found.value.is_nan() && found.sampling.0.is_nan());
        assert_eq!((found.n, found.left_out), (0, 1));
    }
}
