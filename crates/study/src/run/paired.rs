//! The paired pass: two arms of the same patients, block by block, side by side.
//!
//! ```text
//! value of patient i:  difference(i) = second(i) - first(i)
//! condition:           who has it in both arms, in one only, in none
//! ```
//!
//! The arms may be those of one run (a scenario and its twin) or of two (a comparison): a column hands out one value of
//! the patients of a block at a time, wherever it lies. Memory does not grow with patients: quantiles are exact up to
//! [`MOST_EXACT`](crate::gather::MOST_EXACT) of them and counted in a grid beyond.

use super::summary::probabilities;
use crate::bytes::{Bytes, Writer};
use crate::error::StudyError;
use crate::gather::{Gather, Spread};
use crate::prepare::Outcome;
use crate::results::{PairedOutcome, PairedValue};
use crate::statistics::paired::{attribution, tango};
use crate::statistics::{MedianRanks, PROBABILITIES, over_draws};

/// One value of each patient of a draw: writes those of a block over the numbers.
pub type Column<'a> = &'a (dyn Fn(u64, &mut Vec<f64>) -> Result<(), StudyError> + Sync);

/// Sees the values of each patient of a draw, in the order of patients; what a column lacks is NaN.
pub fn each<const N: usize>(
    blocks: u64,
    columns: [Column<'_>; N],
    mut see: impl FnMut([f64; N]),
) -> Result<(), StudyError> {
    let mut values: [Vec<f64>; N] = std::array::from_fn(|_| Vec::new());
    for block in 0..blocks {
        for (column, values) in columns.iter().zip(&mut values) {
            column(block, values)?;
        }
        let patients = values.iter().map(Vec::len).max().unwrap_or_default();
        for patient in 0..patients {
            see(std::array::from_fn(|column| {
                values.get(column).and_then(|values| values.get(patient)).copied().unwrap_or(f64::NAN)
            }));
        }
    }
    Ok(())
}

/// An outcome in two arms of the same patients of a draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pair {
    /// Patients with the outcome in the first arm, in the second, in the first only, in the second only.
    pub counts: [u64; 4],
    /// Second minus first arm within each patient; only the number where it is a condition.
    pub difference: Spread,
}

impl Pair {
    /// For files.
    pub fn write(&self, writer: &mut Writer) {
        self.counts.iter().for_each(|count| writer.whole(*count));
        self.difference.write(writer);
    }

    /// From files.
    pub fn read(bytes: &mut Bytes<'_>) -> Option<Pair> {
        let counts = [bytes.whole()?, bytes.whole()?, bytes.whole()?, bytes.whole()?];
        Some(Pair { counts, difference: Spread::read(bytes)? })
    }
}

/// A pass over the patients of a draw.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Draw, from 0.
    pub draw: u64,
    /// Its patients.
    pub patients: u64,
    /// Its blocks.
    pub blocks: u64,
}

impl Pass {
    /// First and second arm of each patient; those who were not judged in both are left out.
    pub fn pair(self, condition: bool, arms: [Column<'_>; 2]) -> Result<Pair, StudyError> {
        let mut pair = Pair::default();
        if condition {
            each(self.blocks, arms, |[first, second]| {
                if first.is_nan() || second.is_nan() {
                    return;
                }
                let (first, second) = (first != 0.0, second != 0.0);
                pair.difference.n += 1;
                let now = [first, second, first && !second, second && !first];
                pair.counts.iter_mut().zip(now).for_each(|(count, now)| *count += u64::from(now));
            })?;
            return Ok(pair);
        }
        let mut gather = Gather::new(self.patients);
        each(self.blocks, arms, |[first, second]| gather.add([second - first]))?;
        pair.difference = gather.spread(probabilities(self.draw), &mut MedianRanks::default());
        Ok(pair)
    }
}

/// A condition in two arms, from its pair in each draw.
pub fn paired_outcome(outcome: &Outcome, pairs: &[&Pair]) -> PairedOutcome {
    let difference = |pair: &Pair| {
        let [_, _, only_first, only_second] = pair.counts;
        let n = pair.difference.n;
        if n == 0 { f64::NAN } else { (only_second as f64 - only_first as f64) / n as f64 }
    };
    let by_draw: Vec<f64> = pairs.iter().map(|pair| difference(pair)).collect();
    let ignorance = over_draws(&by_draw);
    let [first, second, only_first, only_second] = pairs.first().map_or([0; 4], |pair| pair.counts);
    let n = pairs.first().map_or(0, |pair| pair.difference.n);
    PairedOutcome {
        name: outcome.name.clone(),
        definition: outcome.definition.clone(),
        label: outcome.label.clone(),
        label_zh: outcome.label_zh.clone(),
        n,
        first,
        second,
        only_first,
        only_second,
        difference: by_draw.first().copied().unwrap_or(f64::NAN),
        sampling: tango(n, only_second, only_first),
        ignorance,
        by_draw,
        attribution: attribution(ignorance),
    }
}

/// A value in two arms, from its pair in each draw.
pub fn paired_value(outcome: &Outcome, pairs: &[&Pair]) -> PairedValue {
    let first = pairs.first().map(|pair| pair.difference.clone()).unwrap_or_default();
    let by_draw: Vec<f64> = pairs.iter().map(|pair| pair.difference.median()).collect();
    let ignorance = over_draws(&by_draw);
    PairedValue {
        name: outcome.name.clone(),
        definition: outcome.definition.clone(),
        label: outcome.label.clone(),
        label_zh: outcome.label_zh.clone(),
        unit: outcome.unit.clone(),
        n: first.n,
        quantiles: PROBABILITIES.into_iter().zip(first.quantiles).collect(),
        sampling: first.sampling,
        ignorance,
        by_draw,
        attribution: attribution(ignorance),
    }
}
