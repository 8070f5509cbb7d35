//! A number over patients, and how sure the simulation is of it.
//!
//! ```text
//! share    k / n               exact 95 % interval (Clopper and Pearson)
//! median   type 7              95 % interval from order statistics: ranks r, n + 1 - r with P(Bin(n, 1/2) < r) <= 2.5 %
//! mean     sum / n             mean +- 1.96 sd / sqrt(n)
//! auc      area under the ROC curve of a value for who has something (`discrimination.rs`)
//! ```
//!
//! What never happened in a patient (NaN) is left out and counted.

use super::discrimination::Discrimination;
use super::results::Estimate;
use crate::gather::{Gather, MOST_EXACT};
use crate::statistics::{MedianRanks, clopper_pearson};

/// What is taken over patients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// Share of patients in whom it holds.
    Share,
    /// Median of the values.
    Median,
    /// Mean of the values.
    Mean,
    /// Area under the ROC curve of the values.
    Auc,
}

impl Statistic {
    /// As written: `median`.
    pub fn name(self) -> &'static str {
        match self {
            Statistic::Share => "share",
            Statistic::Median => "median",
            Statistic::Mean => "mean",
            Statistic::Auc => "auc",
        }
    }

    /// Ready for the values of so many patients.
    pub(super) fn gather(self, patients: u64) -> Gathered {
        let taken = match self {
            Statistic::Share => Taken::Share(0),
            Statistic::Median => Taken::Median(Gather::new(patients)),
            Statistic::Mean if patients <= MOST_EXACT => Taken::Mean(Vec::new()),
            Statistic::Mean => Taken::Running { mean: 0.0, squares: 0.0 },
            Statistic::Auc => Taken::Auc(Discrimination::default()),
        };
        Gathered { n: 0, left_out: 0, taken }
    }
}

/// A number over patients in the making. Memory does not grow with patients beyond [`MOST_EXACT`].
pub(super) struct Gathered {
    n: u64,
    left_out: u64,
    taken: Taken,
}

enum Taken {
    /// In how many it holds.
    Share(u64),
    Median(Gather),
    /// The values.
    Mean(Vec<f64>),
    /// The mean so far and the sum of squares about it (Welford 1962 Technometrics 4:419), in the order of patients.
    Running {
        mean: f64,
        squares: f64,
    },
    Auc(Discrimination),
}

impl Gathered {
    /// Adds the value of the next patient; NaN is left out and counted. `positive` is 1 for one who has what the value is to
    /// tell; only an area asks for it.
    pub(super) fn add(&mut self, value: f64, positive: f64) {
        if value.is_nan() || positive.is_nan() {
            self.left_out += 1;
            return;
        }
        self.n += 1;
        match &mut self.taken {
            Taken::Share(successes) => *successes += u64::from(value != 0.0),
            Taken::Median(gather) => gather.add([value]),
            Taken::Mean(values) => values.push(value),
            Taken::Running { mean, squares } => {
                let before = value - *mean;
                *mean += before / self.n as f64;
                *squares += before * (value - *mean);
            }
            Taken::Auc(found) => found.add(value, positive != 0.0),
        }
    }

    /// The number with its sampling interval.
    pub(super) fn estimate(self) -> Estimate {
        let Gathered { n, left_out, taken } = self;
        let (value, sampling) = match taken {
            _ if n == 0 => (f64::NAN, (f64::NAN, f64::NAN)),
            Taken::Share(successes) => (successes as f64 / n as f64, clopper_pearson(successes, n, 0.95)),
            Taken::Median(gather) => median(gather),
            Taken::Mean(mut values) => {
                // Added from the smallest, so that the order of patients does not matter.
                values.sort_unstable_by(f64::total_cmp);
                let mean = values.iter().sum::<f64>() / n as f64;
                let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum();
                (mean, about(mean, squares, n))
            }
            Taken::Running { mean, squares } => (mean, about(mean, squares, n)),
            Taken::Auc(found) => found.area(),
        };
        Estimate { value, n, left_out, sampling, ..Estimate::default() }
    }
}

/// The interval of a mean, from the sum of squares about it.
fn about(mean: f64, squares: f64, n: u64) -> (f64, f64) {
    let n = n as f64;
    let half = 1.96 * (squares / (n - 1.0).max(1.0) / n).sqrt();
    (mean - half, mean + half)
}

/// Median and its interval; the whole range where there are too few for one.
fn median(mut gather: Gather) -> (f64, (f64, f64)) {
    let found = gather.spread(&[0.0, 0.5, 1.0], &mut MedianRanks::default());
    let end = |index: usize| found.quantiles.get(index).copied().unwrap_or(f64::NAN);
    let sampling = if found.sampling.0.is_nan() { (end(0), end(2)) } else { found.sampling };
    (found.median(), sampling)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(statistic: Statistic, values: impl IntoIterator<Item = f64>) -> Estimate {
        let mut gathered = statistic.gather(100);
        values.into_iter().for_each(|value| gathered.add(value, 0.0));
        gathered.estimate()
    }

    #[test]
    fn a_share_counts_what_holds() {
        let found = of(Statistic::Share, [1.0, 0.0, f64::NAN, 1.0, 0.0]);
        assert_eq!((found.value, found.n, found.left_out), (0.5, 4, 1));
        assert_eq!(found.sampling, clopper_pearson(2, 4, 0.95));
    }

    /// Published ranks of the 95 % interval of a median: 2 and 9 of 10, 6 and 15 of 20, 40 and 61 of 100 (Conover,
    /// Practical Nonparametric Statistics, table of the sign test).
    #[test]
    fn a_median_has_its_interval_from_ranks() {
        for (n, low, high) in [(10, 2.0, 9.0), (20, 6.0, 15.0), (100, 40.0, 61.0)] {
            let found = of(Statistic::Median, (1..=n).map(f64::from).rev());
            assert_eq!((found.value, found.sampling), (f64::from(n + 1) / 2.0, (low, high)));
        }
        assert_eq!(of(Statistic::Median, [3.0, 1.0]).sampling, (1.0, 3.0));
    }

    #[test]
    fn a_mean_and_its_interval() {
        let found = of(Statistic::Mean, [1.0, 2.0, 3.0, 6.0]);
        // sd = sqrt(14/3)
        let half = 1.96 * (14.0_f64 / 3.0 / 4.0).sqrt();
        assert!((found.value - 3.0).abs() < 1e-15 && (found.sampling.1 - 3.0 - half).abs() < 1e-14);
    }

    /// Beyond the patients whose values are kept, mean and interval come from running sums, the median from counts.
    #[test]
    fn many_patients_have_the_same_numbers() {
        let values = |n: u32| (1..=n).map(move |number| f64::from(number * 7919 % n));
        for statistic in [Statistic::Share, Statistic::Median, Statistic::Mean] {
            let [exact, many] = [MOST_EXACT, MOST_EXACT + 1].map(|patients| {
                let mut gathered = statistic.gather(patients);
                values(50_021).for_each(|value| gathered.add(value, 0.0));
                gathered.estimate()
            });
            let error = if statistic == Statistic::Median { 5e-3 } else { 1e-12 };
            let near = |a: f64, b: f64| (a / b - 1.0).abs() <= error;
            assert!(near(exact.value, many.value) && exact.n == many.n, "{exact:?} {many:?}");
            assert!(near(exact.sampling.0, many.sampling.0) && near(exact.sampling.1, many.sampling.1));
        }
    }

    #[test]
    fn nobody_has_no_number() {
        let found = of(Statistic::Median, [f64::NAN]);
        assert!(found.value.is_nan() && found.sampling.0.is_nan());
        assert_eq!((found.n, found.left_out), (0, 1));
    }
}
