//! Many runs of one model: means, variances, extremes, how many are at zero, histograms.
//!
//! Runs are numbered; a run's random numbers are keyed by its number. They are simulated in blocks whose size does not
//! depend on the threads, a block's values lie in one flat array, and blocks are merged in their order (Chan, Golub and
//! LeVeque 1983, Am Stat 37:242; of higher powers Pebay 2008, Sandia report 2008-6212). So the same bits come out on any number of threads, and memory does not grow with the
//! runs.

use super::{Seeds, Stochastic, lanes};
use crate::{EngineError, Failure, Finished, Subject};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Runs in a block, and numbers in it that the runs are fewer for.
const BLOCK_RUNS: usize = 256;
const BLOCK_VALUES: usize = 1 << 20;
/// Parts of an octave that histograms tell apart, as bits; whole numbers up to twice as many have a bin of their own.
const BIN_BITS: u32 = 6;

/// Which runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Ensemble {
    /// How many.
    pub runs: u64,
    /// Keys their random numbers.
    pub seed: u64,
    /// Threads; none: as many as the machine has. Results do not depend on it.
    pub threads: Option<usize>,
}

/// What many runs came to. Lists go by time, then output, as [`Finished::values`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statistics {
    /// Runs that reached the end.
    pub runs: u64,
    /// Means.
    pub means: Vec<f64>,
    /// Variances, as estimated from the sample (divided by n - 1).
    pub variances: Vec<f64>,
    /// Kurtoses: the mean fourth power of the distance from the mean over the square of the mean squared one; 3 for normal
    /// values, 0 where all are alike. A variance scatters sqrt((kurtosis - 1)/2) times as much as that of normal values.
    pub kurtoses: Vec<f64>,
    /// Least values.
    pub least: Vec<f64>,
    /// Greatest values.
    pub greatest: Vec<f64>,
    /// Runs in which the value is zero.
    pub zeros: Vec<u64>,
    /// For each output the values at the last time.
    pub histograms: Vec<Histogram>,
    /// Reactions of all runs.
    pub reactions: u64,
    /// Runs that did not reach the end, and why the first of them did not.
    pub failed: u64,
    /// The number of that run, and why.
    pub first_failure: Option<(u64, Failure)>,
}

/// How often values were in each bin. Whole numbers up to 128 have a bin each; beyond, bins are 1/64 of an octave wide.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// Bins by the bits that their values share.
    bins: BTreeMap<i64, u64>,
}

impl Histogram {
    fn add(&mut self, value: f64) {
        let bits = (value.abs().to_bits() >> (52 - BIN_BITS)) as i64;
        let key = if value == 0.0 { 0 } else { bits };
        *self.bins.entry(if value < 0.0 { -key } else { key }).or_default() += 1;
    }

    fn merge(&mut self, other: &Histogram) {
        for (key, count) in &other.bins {
            *self.bins.entry(*key).or_default() += count;
        }
    }

    /// Lower edge (belongs to the bin; zero has a bin of its own), upper edge, count; ascending.
    pub fn bins(&self) -> impl Iterator<Item = (f64, f64, u64)> {
        let edge = |key: i64| f64::from_bits((key as u64) << (52 - BIN_BITS));
        self.bins.iter().map(move |(key, count)| match *key {
            0 => (0.0, 0.0, *count),
            key if key > 0 => (edge(key), edge(key + 1), *count),
            key => (-edge(1 - key), -edge(-key), *count),
        })
    }
}

/// One block, summed up.
struct Part {
    statistics: Statistics,
    /// Sums of squared distances from the means, and of their third and fourth powers.
    squares: Vec<f64>,
    cubes: Vec<f64>,
    fourths: Vec<f64>,
}

impl Ensemble {
    /// Simulates the runs of a subject. None where `goes_on` said no.
    ///
    /// # Errors
    /// A subject that does not fit the model.
    pub fn simulate(
        &self,
        model: &Stochastic,
        subject: &Subject,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Statistics>, EngineError> {
        model.check_subject(subject)?;
        let cells = model.settings.times.len() * model.settings.outputs.len();
        let of_block = (BLOCK_VALUES / cells.max(1)).clamp(8, BLOCK_RUNS) as u64;
        let blocks = self.runs.div_ceil(of_block);
        let threads =
            self.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
        let next = AtomicU64::new(0);
        let stopped = AtomicBool::new(false);
        let merged = Mutex::new(Merged::default());
        let work = || {
            let mut values: Vec<f64> = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= blocks || stopped.load(Ordering::Relaxed) {
                    return;
                }
                let first = number * of_block;
                let runs = first..(first + of_block).min(self.runs);
                let goes_on = || !stopped.load(Ordering::Relaxed) && goes_on();
                let Some(part) = block(model, self.seed, subject, runs, &goes_on, &mut values) else {
                    stopped.store(true, Ordering::Relaxed);
                    return;
                };
                merged.lock().unwrap_or_else(PoisonError::into_inner).take(number, part);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads.clamp(1, blocks.max(1) as usize) {
                scope.spawn(work);
            }
            work();
        });
        if stopped.load(Ordering::Relaxed) {
            return Ok(None);
        }
        Ok(Some(merged.into_inner().unwrap_or_else(PoisonError::into_inner).finish()))
    }
}

/// Parts merged in their order; those that came too early wait.
#[derive(Default)]
struct Merged {
    whole: Option<Part>,
    done: u64,
    waiting: BTreeMap<u64, Part>,
}

impl Merged {
    fn take(&mut self, number: u64, part: Part) {
        self.waiting.insert(number, part);
        while let Some(part) = self.waiting.remove(&self.done) {
            self.done += 1;
            match &mut self.whole {
                None => self.whole = Some(part),
                Some(whole) => whole.merge(&part),
            }
        }
    }

    fn finish(self) -> Statistics {
        let Some(Part { mut statistics, squares, fourths, .. }) = self.whole else {
            return Statistics::default();
        };
        let n = statistics.runs as f64;
        let kurtosis =
            |(fourth, square): (&f64, &f64)| if *square > 0.0 { n * fourth / (square * square) } else { 0.0 };
        statistics.kurtoses = fourths.iter().zip(&squares).map(kurtosis).collect();
        let divisor = if statistics.runs > 1 { statistics.runs as f64 - 1.0 } else { f64::NAN };
        statistics.variances = squares.into_iter().map(|squares| squares / divisor).collect();
        statistics
    }
}

impl Part {
    fn merge(&mut self, other: &Part) {
        let (own, added) = (&mut self.statistics, &other.statistics);
        let (a, b) = (own.runs as f64, added.runs as f64);
        if added.runs > 0 && own.runs > 0 {
            let share = b / (a + b);
            for (cell, squares) in self.squares.iter_mut().enumerate() {
                let apart = added.means[cell] - own.means[cell];
                let (own_square, added_square) = (*squares, other.squares[cell]);
                let (own_cube, added_cube) = (self.cubes[cell], other.cubes[cell]);
                let (p, q) = (a / (a + b), share);
                self.fourths[cell] += other.fourths[cell]
                    + (apart * apart) * (apart * apart) * a * q * (p * p - p * q + q * q)
                    + 6.0 * apart * apart * (p * p * added_square + q * q * own_square)
                    + 4.0 * apart * (p * added_cube - q * own_cube);
                self.cubes[cell] += added_cube
                    + apart * apart * apart * a * q * (p - q)
                    + 3.0 * apart * (p * added_square - q * own_square);
                own.means[cell] += apart * share;
                *squares += other.squares[cell] + apart * apart * a * share;
                own.least[cell] = own.least[cell].min(added.least[cell]);
                own.greatest[cell] = own.greatest[cell].max(added.greatest[cell]);
                own.zeros[cell] += added.zeros[cell];
            }
        } else if added.runs > 0 {
            self.squares.clone_from(&other.squares);
            self.cubes.clone_from(&other.cubes);
            self.fourths.clone_from(&other.fourths);
            own.means.clone_from(&added.means);
            own.least.clone_from(&added.least);
            own.greatest.clone_from(&added.greatest);
            own.zeros.clone_from(&added.zeros);
        }
        for (own, added) in own.histograms.iter_mut().zip(&added.histograms) {
            own.merge(added);
        }
        own.runs += added.runs;
        own.reactions += added.reactions;
        own.failed += added.failed;
        if own.first_failure.is_none() {
            own.first_failure.clone_from(&added.first_failure);
        }
    }
}

/// Simulates a block and sums it up; none where it was not to go on.
fn block(
    model: &Stochastic,
    seed: u64,
    subject: &Subject,
    runs: std::ops::Range<u64>,
    goes_on: &dyn Fn() -> bool,
    values: &mut Vec<f64>,
) -> Option<Part> {
    let (times, outputs) = (model.settings.times.len(), model.settings.outputs.len());
    let cells = times * outputs;
    let count = (runs.end - runs.start) as usize;
    values.clear();
    values.resize(count * cells, f64::NAN);
    let mut failures: Vec<Option<Failure>> = vec![None; count];
    let (mut reactions, mut done) = (0, 0);
    let first = runs.start;
    let mut keep = |id: u64, of: &[f64], happened: u64, failure: Option<Failure>| {
        let place = (id - first) as usize;
        if let Some(row) = values.get_mut(place * cells..(place + 1) * cells) {
            row.copy_from_slice(of);
        }
        failures[place] = failure;
        reactions += happened;
        done += 1;
    };
    if lanes::fits(model, subject) {
        lanes::run(model, seed, subject, runs.clone(), goes_on, &mut |run| {
            keep(run.id, run.values, run.happened, run.failure);
        });
    } else {
        let mut one = subject.clone();
        for id in runs.clone() {
            one.id = id;
            let mut finished = |finished: Finished<'_>| {
                keep(finished.id, finished.values, finished.steps, finished.failure.clone());
            };
            if !model.follow(Seeds::new(seed), &one, goes_on, &mut finished) {
                return None;
            }
        }
    }
    if done < count {
        return None;
    }
    let failed = failures.iter().filter(|failure| failure.is_some()).count();
    let first_failure = failures
        .iter()
        .enumerate()
        .find_map(|(place, failure)| Some((first + place as u64, failure.clone()?)));
    let good: Vec<&[f64]> = failures
        .iter()
        .enumerate()
        .filter(|(_, failure)| failure.is_none())
        .filter_map(|(place, _)| values.get(place * cells..(place + 1) * cells))
        .collect();
    let n = good.len() as f64;
    let mut statistics = Statistics {
        runs: good.len() as u64,
        means: vec![0.0; cells],
        least: vec![f64::INFINITY; cells],
        greatest: vec![f64::NEG_INFINITY; cells],
        zeros: vec![0; cells],
        histograms: vec![Histogram::default(); outputs],
        reactions,
        failed: failed as u64,
        first_failure,
        variances: Vec::new(),
        kurtoses: Vec::new(),
    };
    for row in &good {
        for (cell, value) in row.iter().enumerate() {
            statistics.means[cell] += value;
            statistics.least[cell] = statistics.least[cell].min(*value);
            statistics.greatest[cell] = statistics.greatest[cell].max(*value);
            statistics.zeros[cell] += u64::from(*value == 0.0);
        }
        for (histogram, value) in statistics.histograms.iter_mut().zip(&row[cells - outputs..]) {
            histogram.add(*value);
        }
    }
    if !good.is_empty() {
        statistics.means.iter_mut().for_each(|mean| *mean /= n);
    }
    let mut squares = vec![0.0; cells];
    let (mut cubes, mut fourths) = (vec![0.0; cells], vec![0.0; cells]);
    for row in &good {
        for (cell, (value, mean)) in row.iter().zip(&statistics.means).enumerate() {
            let apart = value - mean;
            squares[cell] += apart * apart;
            cubes[cell] += apart * apart * apart;
            fourths[cell] += (apart * apart) * (apart * apart);
        }
    }
    Some(Part { statistics, squares, cubes, fourths })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_whole_numbers_have_a_bin_each() {
        let mut histogram = Histogram::default();
        for value in [0.0, 1.0, 2.0, 2.0, 127.0, 126.0, 1000.0, 1001.0, -3.0] {
            histogram.add(value);
        }
        let bins: Vec<(f64, f64, u64)> = histogram.bins().collect();
        let of = |value: f64| {
            let holds = |bin: &&(f64, f64, u64)| bin.0 == value || (bin.0 < value && value < bin.1);
            bins.iter().find(holds).map(|bin| bin.2)
        };
        assert_eq!([0.0, 1.0, 2.0, 126.0, 127.0].map(of), [Some(1), Some(1), Some(2), Some(1), Some(1)]);
        assert_eq!(of(1000.0), Some(2), "within 1/64 of an octave");
        assert!(bins.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(bins.iter().map(|bin| bin.2).sum::<u64>(), 9);
    }
}
