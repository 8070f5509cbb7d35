//! How a value is distributed over patients, by chance and integrated.
//!
//! Two passes over the patients: moments and extremes first, then how many fall into each of at most [`MOST_BINS`] equally
//! wide bins. Memory does not grow with patients.

use super::paired::{Column, each};
use crate::error::StudyError;
use crate::prepare::Outcome;
use crate::results::{Bin, Distribution};
use lytic_engine::math;

/// Bins of values that are not few whole numbers.
const BINS: usize = 30;
/// Whole numbers up to which each has a bin of its own.
const MOST_BINS: f64 = 60.0;

/// Of an outcome of the patients in so many blocks, integrated (first) and by chance (second).
pub(super) fn distribution(
    outcome: &Outcome,
    blocks: u64,
    arms: [Column<'_>; 2],
) -> Result<Distribution, StudyError> {
    let mut found = Distribution {
        name: outcome.name.clone(),
        definition: outcome.definition.clone(),
        label: outcome.label.clone(),
        label_zh: outcome.label_zh.clone(),
        unit: outcome.unit.clone(),
        ..Distribution::default()
    };
    let is_told = |values: &[f64; 2]| values.iter().all(|value| value.is_finite());
    let (mut mean, mut squares, mut other) = (0.0, 0.0, 0.0);
    let (mut low, mut high, mut whole) = (f64::INFINITY, f64::NEG_INFINITY, true);
    each(blocks, arms, |values| {
        if !is_told(&values) {
            return;
        }
        let [integrated, by_chance] = values;
        found.n += 1;
        // Welford's sums: no digits are lost where the deviation is small beside the mean.
        let n = found.n as f64;
        let off = by_chance - mean;
        mean += off / n;
        squares += off * (by_chance - mean);
        other += (integrated - other) / n;
        found.zeros += u64::from(by_chance == 0.0);
        whole &= by_chance.fract() == 0.0;
        low = math::min(low, math::min(integrated, by_chance));
        high = math::max(high, math::max(integrated, by_chance));
    })?;
    if found.n == 0 {
        (found.mean, found.deviation, found.deterministic_mean) = (f64::NAN, f64::NAN, f64::NAN);
        return Ok(found);
    }
    (found.mean, found.deterministic_mean) = (mean, other);
    found.deviation = if found.n > 1 { math::sqrt(squares / (found.n as f64 - 1.0)) } else { f64::NAN };
    let (first, last) = (low.floor(), high.ceil());
    let (start, width, count) = if whole && last - first < MOST_BINS {
        (first - 0.5, 1.0, (last - first) as usize + 1)
    } else if high > low {
        (low, (high - low) / BINS as f64, BINS)
    } else {
        (low - 0.5, 1.0, 1)
    };
    found.bins = (0..count)
        .map(|bin| Bin {
            low: start + bin as f64 * width,
            high: start + (bin + 1) as f64 * width,
            ..Bin::default()
        })
        .collect();
    each(blocks, arms, |values| {
        if !is_told(&values) {
            return;
        }
        let [integrated, by_chance] = values.map(|value| {
            let bin = ((value - start) / width) as usize;
            bin.min(count - 1)
        });
        if let Some(bin) = found.bins.get_mut(by_chance) {
            bin.by_chance += 1;
        }
        if let Some(bin) = found.bins.get_mut(integrated) {
            bin.deterministic += 1;
        }
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use crate::prepare::Judge;

    fn of(integrated: &[f64], by_chance: &[f64]) -> Distribution {
        let outcome = Outcome {
            name: "X.end".into(),
            label: String::new(),
            label_zh: String::new(),
            definition: "X, at 1 d".into(),
            unit: String::new(),
            is_condition: false,
            judge: Judge::At(0),
            output: 0,
            listed: true,
        };
        let column = |values: &[f64]| {
            let values = values.to_vec();
            move |_: u64, out: &mut Vec<f64>| {
                out.clone_from(&values);
                Ok(())
            }
        };
        let (first, second) = (column(integrated), column(by_chance));
        distribution(&outcome, 1, [&first, &second]).unwrap()
    }

    #[test]
    fn whole_numbers_have_a_bin_each() {
        let found = of(&[2.4; 5], &[0.0, 0.0, 1.0, 3.0, 6.0]);
        assert_eq!((found.n, found.zeros, found.mean, found.deterministic_mean), (5, 2, 2.0, 2.4));
        assert!((found.deviation * found.deviation - 6.5).abs() < 1e-12, "{}", found.deviation);
        let counts: Vec<u64> = found.bins.iter().map(|bin| bin.by_chance).collect();
        assert_eq!(counts, [2, 1, 0, 1, 0, 0, 1]);
        assert_eq!(found.bins[2].deterministic, 5);
        assert_eq!((found.bins[0].low, found.bins[6].high), (-0.5, 6.5));
    }

    #[test]
    fn other_values_share_bins_and_none_is_lost() {
        let values: Vec<f64> = (0..1000).map(|index| f64::from(index) * 1.37).collect();
        let found = of(&values, &values);
        assert_eq!(found.bins.len(), BINS);
        assert_eq!(found.bins.iter().map(|bin| bin.by_chance).sum::<u64>(), 1000);
        assert_eq!(found.bins.iter().map(|bin| bin.deterministic).sum::<u64>(), 1000);
        let same = of(&[7.5; 3], &[7.5; 3]);
        assert_eq!((same.bins.len(), same.bins[0].by_chance, same.deviation), (1, 3, 0.0));
        let none = of(&[f64::NAN], &[1.0]);
        assert!(none.n == 0 && none.mean.is_nan() && none.bins.is_empty());
    }
}
