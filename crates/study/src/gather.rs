//! Quantiles of one value over patients, gathered block by block.
//!
//! Exact up to [`MOST_EXACT`] patients: the values are kept and sorted. Beyond, whole counts in a logarithmic grid: a bin
//! is the sign, the exponent and the first seven binary digits of a number, so its width is at most 1/128 of its value
//! and the middle of a bin is off by at most 0.4 %. Neither depends on the order in which values come.

use crate::bytes::{Bytes, Writer};
use crate::statistics::{MedianRanks, quantile_between};

/// Patients of whom the values themselves are kept.
pub const MOST_EXACT: u64 = 100_000;
/// Bits of a number that its bin does not tell apart.
const FINE_BITS: u32 = 52 - 7;
/// Bins below zero, and as many above.
const HALF: usize = 1 << (63 - FINE_BITS);

/// What is known of a value over patients.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    /// Patients with a value.
    pub n: u64,
    /// One for each probability; NaN for none.
    pub quantiles: Vec<f64>,
    /// 95 % interval of the median; NaN for fewer than six.
    pub sampling: (f64, f64),
}

impl Spread {
    /// The quantile in the middle: the only one of draws that are not shown in full.
    pub fn median(&self) -> f64 {
        self.quantiles.get(self.quantiles.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// For files.
    pub fn write(&self, writer: &mut Writer) {
        writer.whole(self.n);
        writer.numbers(&self.quantiles);
        writer.number(self.sampling.0);
        writer.number(self.sampling.1);
    }

    /// From files.
    pub fn read(bytes: &mut Bytes<'_>) -> Option<Spread> {
        let (n, quantiles) = (bytes.whole()?, bytes.numbers()?);
        Some(Spread { n, quantiles, sampling: (bytes.number()?, bytes.number()?) })
    }
}

/// A value of patients in the making.
#[derive(Clone, Debug)]
pub struct Gather {
    /// Numbers that ascend as the values do.
    keys: Vec<i64>,
    /// Counts by bin; empty where the values are kept.
    counts: Vec<u32>,
    n: u64,
}

impl Gather {
    /// Room for the values of so many patients.
    pub fn new(patients: u64) -> Gather {
        if patients <= MOST_EXACT { Gather::exact(patients) } else { Gather::counted() }
    }

    fn exact(patients: u64) -> Gather {
        Gather { keys: Vec::with_capacity(patients as usize), counts: Vec::new(), n: 0 }
    }

    fn counted() -> Gather {
        Gather { keys: Vec::new(), counts: vec![0; 2 * HALF], n: 0 }
    }

    /// Adds values; NaN is left out.
    pub fn add(&mut self, values: impl IntoIterator<Item = f64>) {
        for value in values.into_iter().filter(|value| !value.is_nan()) {
            self.n += 1;
            if self.counts.is_empty() {
                self.keys.push(key_of(value));
            } else if let Some(count) = self.counts.get_mut(bin_of(value)) {
                *count += 1;
            }
        }
    }

    /// Quantiles and the interval of the median. What was added is gone after that.
    pub fn spread(&mut self, probabilities: &[f64], ranks: &mut MedianRanks) -> Spread {
        let n = std::mem::take(&mut self.n);
        let median = ranks.of(n);
        let mut wanted: Vec<u64> = Vec::new();
        let last = n.saturating_sub(1);
        for probability in probabilities {
            let below = (last as f64 * probability).floor() as u64;
            wanted.extend([below.min(last), (below + 1).min(last)]);
        }
        wanted.extend(median.iter().flat_map(|(low, high)| [*low, *high]));
        wanted.sort_unstable();
        let found: Vec<f64> = if n == 0 { vec![f64::NAN; wanted.len()] } else { self.at_ranks(&wanted) };
        let at = |rank: u64| {
            let place = wanted.partition_point(|wanted| *wanted < rank);
            found.get(place).copied().unwrap_or(f64::NAN)
        };
        let quantiles = probabilities
            .iter()
            .map(|probability| {
                let position = last as f64 * probability;
                let below = position.floor();
                let pair = (at((below as u64).min(last)), at((below as u64 + 1).min(last)));
                quantile_between(pair, position - below)
            })
            .collect();
        let sampling = median.map_or((f64::NAN, f64::NAN), |(low, high)| (at(low), at(high)));
        Spread { n, quantiles, sampling }
    }

    /// The values at ascending ranks, from 0.
    fn at_ranks(&mut self, ranks: &[u64]) -> Vec<f64> {
        if self.counts.is_empty() {
            self.keys.sort_unstable();
            let found = ranks
                .iter()
                .map(|rank| self.keys.get(*rank as usize).map_or(f64::NAN, |key| value_of(*key)))
                .collect();
            self.keys.clear();
            return found;
        }
        let mut found = Vec::with_capacity(ranks.len());
        let mut passed = 0;
        for (bin, count) in self.counts.iter_mut().enumerate() {
            passed += u64::from(std::mem::take(count));
            while ranks.get(found.len()).is_some_and(|rank| *rank < passed) {
                found.push(middle_of(bin));
            }
        }
        found
    }
}

/// The whole number that stands for a number in the order of all numbers, minus infinity first (IEEE 754, totalOrder).
fn key_of(value: f64) -> i64 {
    let bits = value.to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

/// The number of a key.
fn value_of(key: i64) -> f64 {
    f64::from_bits((key ^ (((key >> 63) as u64) >> 1) as i64) as u64)
}

/// A number's bin: bins ascend with the numbers.
fn bin_of(value: f64) -> usize {
    ((key_of(value) >> FINE_BITS) + HALF as i64) as usize
}

/// The middle of a bin.
fn middle_of(bin: usize) -> f64 {
    let first = (bin as i64 - HALF as i64) << FINE_BITS;
    let last = first + ((1 << FINE_BITS) - 1);
    let (low, high) = (value_of(first), value_of(last));
    if bin == HALF || bin + 1 == HALF {
        // Zero is with the smallest numbers of its sign.
        0.0
    } else if low.is_finite() && high.is_finite() {
        0.5 * low + 0.5 * high
    } else if low.is_nan() {
        high
    } else {
        low
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test that fails should panic")]
    use super::*;
    use crate::statistics::quantiles;
    use lytic_engine::philox;

    #[test]
    fn counts_come_within_half_a_percent_of_the_values() {
        let (patients, shares) = (5_000, [0.05, 0.25, 0.5, 0.75, 0.95]);
        let rows: Vec<[f64; 3]> = (0..patients)
            .map(|patient| {
                let z = philox::normal(3, philox::purpose("test"), patient, 0);
                [(3.0 * z).exp() * 1e6, -(2.0 * z).exp(), if z < 1.0 { 0.0 } else { f64::NAN }]
            })
            .collect();
        for column in 0..3 {
            let mut values: Vec<f64> = rows.iter().map(|row| row[column]).collect();
            let (mut exact, mut counted) = (Gather::exact(patients), Gather::counted());
            exact.add(values.iter().copied());
            counted.add(values.iter().copied());
            let exact = exact.spread(&shares, &mut MedianRanks::default());
            let counted = counted.spread(&shares, &mut MedianRanks::default());
            assert_eq!((exact.n, exact.quantiles.clone()), (counted.n, quantiles(&mut values, &shares)));
            let ends = [(exact.sampling.0, counted.sampling.0), (exact.sampling.1, counted.sampling.1)];
            for (exact, counted) in exact.quantiles.into_iter().zip(counted.quantiles).chain(ends) {
                assert!((counted - exact).abs() <= 5e-3 * exact.abs(), "{counted} {exact}");
            }
        }
    }

    #[test]
    fn bins_ascend_with_numbers() {
        let numbers =
            [f64::NEG_INFINITY, -1e300, -2.0, -1.0, -1e-300, 0.0, 1e-300, 1.0, 2.0, 1e300, f64::INFINITY];
        let bins: Vec<usize> = numbers.iter().map(|number| bin_of(*number)).collect();
        assert!(bins.windows(2).all(|pair| pair[0] < pair[1]), "{bins:?}");
        for number in numbers {
            let middle = middle_of(bin_of(number));
            let near = if number.is_infinite() {
                middle == number
            } else {
                (middle - number).abs() <= 4e-3 * number.abs()
            };
            assert!(near, "{number} {middle}");
        }
    }

    #[test]
    fn nothing_gathered_has_no_quantiles() {
        let spread = Gather::new(5).spread(&[0.5], &mut MedianRanks::default());
        assert!(spread.n == 0 && spread.quantiles[0].is_nan() && spread.sampling.0.is_nan());
    }
}
