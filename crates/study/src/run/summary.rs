//! What is known of one draw once its patients are done: counts, quantiles, differences between the arms of a patient.
//!
//! Read from the blocks, a group of cells at a time, so that memory does not grow with patients or columns. Groups are
//! worked on by all threads that have nothing else to do.

use super::block::{BlockId, Failed, Hash, Head, Shape};
use super::paired::{Pair, Pass, each};
use crate::bytes::{Bytes, Writer};
use crate::error::StudyError;
use crate::gather::{Gather, MOST_EXACT, Spread};
use crate::outcome::survival::{self, Drawn, Horizon};
use crate::prepare::Survival;
use crate::statistics::{MedianRanks, PROBABILITIES};
use crate::store::BlockStore;
use rayon::prelude::*;
use std::ops::Range;

/// Values that a thread holds at a time while it works out quantiles (8 MB).
const VALUES_AT_ONCE: u64 = 1_000_000;
/// Cells whose values are counted in a grid at a time (2 MB each).
const COUNTED_AT_ONCE: usize = 4;
/// Failures that are listed; all are counted.
const MOST_FAILURES: usize = 1000;

/// What is known of a draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrawSummary {
    /// Candidates, and how many of them are accepted.
    pub candidates: u64,
    /// Candidates that are accepted as plausible patients.
    pub accepted: u64,
    /// Candidates outside each bound.
    pub refused: Vec<u64>,
    /// Accepted and rejected steps.
    pub steps: [u64; 2],
    /// Patients that did not reach the end in some arm.
    pub failures: u64,
    /// The first of them.
    pub failed: Vec<Failed>,
    /// Hashes of the blocks.
    pub hashes: Vec<Hash>,
    /// Each arm.
    pub arms: Vec<ArmSummary>,
    /// Each outcome over all candidates of the first arm; empty without bounds.
    pub all_candidates: Vec<Judged>,
    /// Each outcome in both arms of the same patients; empty without a twin.
    pub pairs: Vec<Pair>,
    /// Each event of which the time is judged.
    pub(crate) survivals: Vec<Drawn>,
}

/// What is known of an arm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArmSummary {
    /// Quantiles of the curves: by probability, then cell.
    pub quantiles: Vec<Vec<f64>>,
    /// 95 % interval of the median of each cell.
    pub sampling: (Vec<f64>, Vec<f64>),
    /// Each outcome.
    pub outcomes: Vec<Judged>,
}

/// An outcome over patients.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// Patients who have it, where it is a condition.
    pub successes: u64,
    /// Its values; quantiles only where it is a value.
    pub spread: Spread,
}

/// Probabilities of a draw: only the first is shown in full, of the others the median is enough.
pub fn probabilities(draw: u64) -> &'static [f64] {
    if draw == 0 { &PROBABILITIES } else { &[0.5] }
}

/// Sums up a draw. `conditions` tells which outcomes are conditions, `survivals` which of them are times of events.
pub(crate) fn sum_up(
    draw: u64,
    blocks: u64,
    shape: &Shape,
    conditions: &[bool],
    survivals: &[Survival],
    store: &dyn BlockStore,
) -> Result<(DrawSummary, Vec<Head>), StudyError> {
    let mut summary = DrawSummary { refused: vec![0; shape.bounds], ..DrawSummary::default() };
    let mut heads = Vec::new();
    for index in 0..blocks {
        let (head, hash) = store.head(BlockId { draw, index })?;
        summary.hashes.push(hash);
        summary.candidates += head.patients;
        summary.accepted += head.accepted;
        summary.refused.iter_mut().zip(&head.refused).for_each(|(sum, count)| *sum += count);
        summary.steps = [summary.steps[0] + head.steps, summary.steps[1] + head.rejected];
        let mut patients: Vec<Failed> = head.failed.clone();
        patients.dedup_by_key(|failed| failed.patient);
        summary.failures += patients.len() as u64;
        let room = MOST_FAILURES - summary.failed.len().min(MOST_FAILURES);
        summary.failed.extend(patients.into_iter().take(room));
        heads.push(head);
    }
    let cells = Cells { heads: &heads, store, patients: summary.candidates, draw };
    for arm in 0..shape.arms {
        let first = shape.curves_of(arm);
        let (quantiles, sampling) = cells.curves(first..first + shape.curve_cells())?;
        let outcomes = cells.judged(conditions, |outcome| shape.outcome_of(arm, outcome))?;
        summary.arms.push(ArmSummary { quantiles, sampling, outcomes });
    }
    if shape.bounds > 0 {
        summary.all_candidates = cells.judged(conditions, |outcome| shape.candidates_of(outcome))?;
    }
    if shape.arms == 2 {
        let pass = Pass { draw, patients: summary.candidates, blocks: cells.blocks() };
        let pair = |(outcome, condition): (usize, &bool)| {
            let arm = |arm| cells.column(shape.outcome_of(arm, outcome));
            pass.pair(*condition, [&arm(1), &arm(0)])
        };
        summary.pairs = conditions.par_iter().enumerate().map(pair).collect::<Result<_, _>>()?;
    }
    let survivals = survivals.par_iter().map(|survival| cells.survival(shape, survival));
    summary.survivals = survivals.collect::<Result<_, _>>()?;
    Ok((summary, heads))
}

/// Curves of quantiles, and the two curves of the interval of the median.
type Curves = (Vec<Vec<f64>>, (Vec<f64>, Vec<f64>));

/// The cells of the blocks of a draw.
struct Cells<'a> {
    heads: &'a [Head],
    store: &'a dyn BlockStore,
    patients: u64,
    draw: u64,
}

impl Cells<'_> {
    /// Spreads of a range of cells.
    fn curves(&self, cells: Range<usize>) -> Result<Curves, StudyError> {
        let group = if self.patients > MOST_EXACT {
            COUNTED_AT_ONCE
        } else {
            (VALUES_AT_ONCE / self.patients.max(1)).clamp(1, 256) as usize
        };
        let starts: Vec<usize> = cells.clone().step_by(group).collect();
        let spreads: Vec<Vec<Spread>> = starts
            .into_par_iter()
            .map(|first| self.spreads(first..(first + group).min(cells.end)))
            .collect::<Result<_, _>>()?;
        let spreads: Vec<Spread> = spreads.into_iter().flatten().collect();
        let quantiles = (0..probabilities(self.draw).len()).map(|index| {
            spreads.iter().map(|spread| spread.quantiles.get(index).copied().unwrap_or(f64::NAN)).collect()
        });
        let sampling = spreads.iter().map(|spread| spread.sampling).unzip();
        Ok((quantiles.collect(), sampling))
    }

    fn spreads(&self, cells: Range<usize>) -> Result<Vec<Spread>, StudyError> {
        let mut gathers: Vec<Gather> = cells.clone().map(|_| Gather::new(self.patients)).collect();
        let mut values = Vec::new();
        for head in self.heads {
            self.store.read(head, cells.clone(), &mut values)?;
            let each = (head.patients as usize).max(1);
            for (gather, values) in gathers.iter_mut().zip(values.chunks(each)) {
                gather.add(values.iter().copied());
            }
        }
        let mut ranks = MedianRanks::default();
        Ok(gathers.iter_mut().map(|gather| gather.spread(probabilities(self.draw), &mut ranks)).collect())
    }

    fn judged(
        &self,
        conditions: &[bool],
        cell: impl Fn(usize) -> usize + Sync,
    ) -> Result<Vec<Judged>, StudyError> {
        let judge = |(outcome, condition): (usize, &bool)| {
            let mut judged = Judged::default();
            if !condition {
                let cell = cell(outcome);
                judged.spread = self.spreads(cell..cell + 1)?.pop().unwrap_or_default();
                return Ok(judged);
            }
            each(self.blocks(), [&self.column(cell(outcome))], |[value]| {
                judged.spread.n += u64::from(!value.is_nan());
                judged.successes += u64::from(!value.is_nan() && value != 0.0);
            })?;
            Ok(judged)
        };
        conditions.par_iter().enumerate().map(judge).collect()
    }

    /// The curves of an event in each arm, and what the arms differ by.
    fn survival(&self, shape: &Shape, survival: &Survival) -> Result<Drawn, StudyError> {
        let horizon = Horizon { follow: survival.follow_days, restricted: survival.restricted_days };
        let [time, event] = survival.cells;
        let column = |arm, outcome| self.column(shape.outcome_of(arm, outcome));
        let whom = (self.patients, self.blocks());
        let curve =
            |arm| survival::curve(whom, horizon, self.draw == 0, [&column(arm, time), &column(arm, event)]);
        let mut drawn =
            Drawn { arms: (0..shape.arms).map(curve).collect::<Result<_, _>>()?, difference: None };
        if let [with, without] = drawn.arms.as_slice() {
            let columns = [[column(1, time), column(1, event)], [column(0, time), column(0, event)]];
            let [[time_a, event_a], [time_b, event_b]] = &columns;
            let found = survival::difference(
                self.blocks(),
                horizon,
                [[time_a, event_a], [time_b, event_b]],
                [without, with],
            )?;
            drawn.difference = Some(found);
        }
        Ok(drawn)
    }

    fn blocks(&self) -> u64 {
        self.heads.len() as u64
    }

    /// One cell of all patients.
    fn column(&self, cell: usize) -> impl Fn(u64, &mut Vec<f64>) -> Result<(), StudyError> + Sync {
        move |block, values| match self.heads.get(block as usize) {
            Some(head) => self.store.read(head, cell..cell + 1, values),
            None => {
                values.clear();
                Ok(())
            }
        }
    }
}

impl DrawSummary {
    /// For files.
    pub fn write(&self, writer: &mut Writer) {
        for number in [self.candidates, self.accepted, self.steps[0], self.steps[1], self.failures] {
            writer.whole(number);
        }
        writer.wholes(&self.refused);
        writer.each(&self.failed, |writer, failed| failed.write(writer));
        writer.each(&self.hashes, |writer, hash| writer.0.extend_from_slice(hash));
        writer.each(&self.arms, |writer, arm| {
            writer.each(&arm.quantiles, |writer, curve| writer.numbers(curve));
            writer.numbers(&arm.sampling.0);
            writer.numbers(&arm.sampling.1);
            writer.each(&arm.outcomes, |writer, judged| judged.write(writer));
        });
        writer.each(&self.all_candidates, |writer, judged| judged.write(writer));
        writer.each(&self.pairs, |writer, pair| pair.write(writer));
        writer.each(&self.survivals, |writer, drawn| drawn.write(writer));
    }

    /// From files.
    pub fn read(bytes: &mut Bytes<'_>) -> Option<DrawSummary> {
        let (candidates, accepted) = (bytes.whole()?, bytes.whole()?);
        let (steps, failures) = ([bytes.whole()?, bytes.whole()?], bytes.whole()?);
        Some(DrawSummary {
            candidates,
            accepted,
            steps,
            failures,
            refused: bytes.wholes()?,
            failed: bytes.each(Failed::read)?,
            hashes: bytes.each(|bytes| bytes.take(32)?.try_into().ok())?,
            arms: bytes.each(|bytes| {
                let quantiles = bytes.each(Bytes::numbers)?;
                let sampling = (bytes.numbers()?, bytes.numbers()?);
                Some(ArmSummary { quantiles, sampling, outcomes: bytes.each(Judged::read)? })
            })?,
            all_candidates: bytes.each(Judged::read)?,
            pairs: bytes.each(Pair::read)?,
            survivals: bytes.each(Drawn::read)?,
        })
    }
}

impl Judged {
    fn write(&self, writer: &mut Writer) {
        writer.whole(self.successes);
        self.spread.write(writer);
    }

    fn read(bytes: &mut Bytes<'_>) -> Option<Judged> {
        Some(Judged { successes: bytes.whole()?, spread: Spread::read(bytes)? })
    }
}
