//! How well a value tells patients with a disease from those without: the area under the ROC curve.
//!
//! ```text
//! area = P(value of one with it > value of one without) + P(equal)/2      (Mann and Whitney), by ranks
//! variance = (A (1 - A) + (m - 1)(A/(2 - A) - A^2) + (n - 1)(2 A^2/(1 + A) - A^2))/(m n)
//! ```
//! for m patients with it and n without (Hanley and McNeil 1982 Radiology 143:29). Beyond [`MOST_EXACT`] patients the area is that
//! of the first so many: patients are points that fill the space evenly, so these are as good as a sample of all.

use crate::gather::MOST_EXACT;

/// Values of patients with and without a disease.
#[derive(Debug, Default)]
pub(super) struct Discrimination {
    with: Vec<f64>,
    without: Vec<f64>,
}

impl Discrimination {
    /// Adds a patient.
    pub(super) fn add(&mut self, value: f64, has_it: bool) {
        if ((self.with.len() + self.without.len()) as u64) < MOST_EXACT {
            if has_it { self.with.push(value) } else { self.without.push(value) }
        }
    }

    /// The area with its 95 % interval; not a number where one of the two groups is empty.
    pub(super) fn area(mut self) -> (f64, (f64, f64)) {
        let (m, n) = (self.with.len() as f64, self.without.len() as f64);
        if m == 0.0 || n == 0.0 {
            return (f64::NAN, (f64::NAN, f64::NAN));
        }
        self.with.sort_unstable_by(f64::total_cmp);
        self.without.sort_unstable_by(f64::total_cmp);
        // Both ascend, so the numbers of those below and of those not above only grow. Halves are added exactly.
        let (mut below, mut not_above, mut pairs) = (0, 0, 0.0);
        for value in &self.with {
            let passed = |from: usize, passes: &dyn Fn(f64) -> bool| {
                from + self.without.iter().skip(from).take_while(|other| passes(**other)).count()
            };
            below = passed(below, &|other| other < *value);
            not_above = passed(not_above, &|other| other <= *value);
            pairs += 0.5 * (below + not_above) as f64;
        }
        let area = pairs / (m * n);
        let (of_with, of_without) = (area / (2.0 - area), 2.0 * area * area / (1.0 + area));
        let squared = area * area;
        let variance =
            area * (1.0 - area) + (m - 1.0) * (of_with - squared) + (n - 1.0) * (of_without - squared);
        let half = 1.96 * (variance.max(0.0) / (m * n)).sqrt();
        (area, ((area - half).max(0.0), (area + half).min(1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(with: &[f64], without: &[f64]) -> (f64, (f64, f64)) {
        let mut found = Discrimination::default();
        with.iter().for_each(|value| found.add(*value, true));
        without.iter().for_each(|value| found.add(*value, false));
        found.area()
    }

    #[test]
    fn an_area_counts_pairs() {
        assert_eq!(of(&[3.0, 4.0], &[1.0, 2.0]).0, 1.0);
        assert_eq!(of(&[1.0], &[1.0]).0, 0.5);
        // Pairs in order: 2 > 1, 5 > 1, 5 > 3, 5 > 4; of six, and 3 = 3 counts half.
        assert_eq!(of(&[2.0, 5.0, 3.0], &[1.0, 3.0]).0, 4.5 / 6.0);
        assert!(of(&[], &[1.0]).0.is_nan());
    }

    /// Hanley and McNeil 1982, table: an area of 0.893 of 51 abnormal and 58 normal images has a standard error of 0.032.
    #[test]
    fn the_error_is_that_of_the_paper() {
        let area: f64 = 0.893;
        // 51 with it at 0, 58 without of whom the share `area` lies below: the same area, whatever the values.
        let below = (58.0 * area).round() as usize;
        let without: Vec<f64> = (0..58).map(|index| if index < below { -1.0 } else { 1.0 }).collect();
        let (found, (low, _)) = of(&[0.0; 51], &without);
        assert!((found - area).abs() < 0.01, "{found}");
        assert!(((found - low) / 1.96 - 0.032).abs() < 0.002, "{}", (found - low) / 1.96);
    }
}
