//! Quantiles of curves over patients, gathered patient by patient.
//!
//! Exact as long as all values fit a fixed memory; beyond that, counts in a logarithmic grid: a bin is the sign, the
//! exponent and the first seven binary digits of a number, so its width is at most 1/128 of its value and the middle of
//! a bin is off by at most 0.4 %. Counts are whole numbers: they do not depend on order or chunks.

use crate::statistics::{quantile_of_sorted, quantiles};
use std::collections::BTreeMap;

/// Values kept as they are, at most (400 MB).
const MOST_EXACT: u64 = 50_000_000;

/// Bits of a number that its bin does not tell apart.
const FINE_BITS: u32 = 52 - 7;

/// Quantiles in the making, one cell for each time and column.
#[derive(Clone, Debug)]
pub struct Gather {
    patients: usize,
    seen: usize,
    kept: Kept,
}

#[derive(Clone, Debug)]
enum Kept {
    /// `values[cell * patients + patient]`
    Exact(Vec<f64>),
    /// Counts by bin for each cell.
    Counts(Vec<BTreeMap<i32, u64>>),
}

impl Gather {
    /// Room for `patients` with `cells` values each.
    pub fn new(patients: usize, cells: usize) -> Gather {
        Gather::with_limit(patients, cells, MOST_EXACT)
    }

    fn with_limit(patients: usize, cells: usize, most_exact: u64) -> Gather {
        let exact = (patients as u64).saturating_mul(cells as u64) <= most_exact;
        let kept = if exact {
            Kept::Exact(vec![f64::NAN; patients * cells])
        } else {
            Kept::Counts(vec![BTreeMap::new(); cells])
        };
        Gather { patients, seen: 0, kept }
    }

    /// Whether quantiles are those of the values themselves.
    pub fn is_exact(&self) -> bool {
        matches!(self.kept, Kept::Exact(_))
    }

    /// Adds the next patient: one value a cell; NaN is left out of its cell.
    pub fn add(&mut self, values: &[f64]) {
        match &mut self.kept {
            Kept::Exact(kept) => {
                for (cell, value) in values.iter().enumerate() {
                    if let Some(place) = kept.get_mut(cell * self.patients + self.seen) {
                        *place = *value;
                    }
                }
            }
            Kept::Counts(cells) => {
                for (counts, value) in cells.iter_mut().zip(values).filter(|(_, value)| !value.is_nan()) {
                    *counts.entry(bin_of(*value)).or_default() += 1;
                }
            }
        }
        self.seen += 1;
    }

    /// Quantiles of each cell: `result[probability][cell]`.
    pub fn quantiles(&mut self, probabilities: &[f64]) -> Vec<Vec<f64>> {
        let cells: Vec<Vec<f64>> = match &self.kept {
            Kept::Exact(kept) => kept
                .chunks(self.patients.max(1))
                .map(|cell| quantiles(&mut cell.to_vec(), probabilities))
                .collect(),
            Kept::Counts(cells) => cells
                .iter()
                .map(|counts| probabilities.iter().map(|share| quantile_of_counts(counts, *share)).collect())
                .collect(),
        };
        (0..probabilities.len())
            .map(|index| cells.iter().map(|cell| cell.get(index).copied().unwrap_or(f64::NAN)).collect())
            .collect()
    }
}

/// A number's bin: bins ascend with the numbers, from minus to plus.
fn bin_of(value: f64) -> i32 {
    let size = (value.abs().to_bits() >> FINE_BITS) as i32;
    if value < 0.0 { -size - 1 } else { size }
}

/// The middle of a bin.
fn middle_of(bin: i32) -> f64 {
    let (sign, size) = if bin < 0 { (-1.0, -(bin + 1)) } else { (1.0, bin) };
    let bits = (size as u64) << FINE_BITS;
    let (low, high) = (f64::from_bits(bits), f64::from_bits(bits + (1 << FINE_BITS)));
    // Zero has a bin of its own with the smallest numbers, and infinity is no middle of anything.
    if size == 0 || !high.is_finite() { sign * low } else { sign * 0.5 * (low + high) }
}

fn quantile_of_counts(counts: &BTreeMap<i32, u64>, probability: f64) -> f64 {
    let n: u64 = counts.values().sum();
    if n == 0 {
        return f64::NAN;
    }
    let position = (n - 1) as f64 * probability;
    let value_at = |rank: u64| {
        let mut passed = 0;
        for (bin, count) in counts {
            passed += count;
            if rank < passed {
                return middle_of(*bin);
            }
        }
        f64::NAN
    };
    let below = position.floor();
    let pair = [value_at(below as u64), value_at((below as u64 + 1).min(n - 1))];
    quantile_of_sorted(&pair, position - below)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test that fails should panic")]
    use super::*;
    use lytic_engine::philox;

    #[test]
    fn counts_come_within_half_a_percent_of_the_values() {
        let (patients, shares) = (5_000, [0.05, 0.25, 0.5, 0.75, 0.95]);
        let mut exact = Gather::new(patients, 3);
        let mut counts = Gather::with_limit(patients, 3, 0);
        assert!(exact.is_exact() && !counts.is_exact());
        for patient in 0..patients as u64 {
            let z = philox::normal(3, philox::purpose("test"), patient, 0);
            let row = [(3.0 * z).exp() * 1e6, -(2.0 * z).exp(), if z < 1.0 { 0.0 } else { f64::NAN }];
            exact.add(&row);
            counts.add(&row);
        }
        let (exact, counts) = (exact.quantiles(&shares), counts.quantiles(&shares));
        for (exact, counts) in exact.iter().zip(&counts) {
            assert!((counts[0] / exact[0] - 1.0).abs() < 5e-3, "{} {}", counts[0], exact[0]);
            assert!((counts[1] / exact[1] - 1.0).abs() < 5e-3, "{} {}", counts[1], exact[1]);
            assert_eq!((counts[2], exact[2]), (0.0, 0.0));
        }
    }

    #[test]
    fn bins_ascend_with_numbers() {
        let numbers =
            [f64::NEG_INFINITY, -1e300, -2.0, -1.0, -1e-300, 0.0, 1e-300, 1.0, 2.0, 1e300, f64::INFINITY];
        let bins: Vec<i32> = numbers.iter().map(|number| bin_of(*number)).collect();
        assert!(bins.windows(2).all(|pair| pair[0] < pair[1]), "{bins:?}");
        assert_eq!(middle_of(bin_of(f64::INFINITY)), f64::INFINITY);
    }
}
