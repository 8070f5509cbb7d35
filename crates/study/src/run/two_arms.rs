//! Two arms on the same patients, each in a folder of its own: what the second adds to the first.
//!
//! A comparison has two scenarios, a combination an arm and nothing added. Outcomes and values are paired within each patient
//! ([`super::paired`]), times of events by their restricted means.

use super::block::BlockId;
use super::paired::{Column, Pair, Pass, paired_outcome, paired_value};
use super::survivals::difference as over_draws;
use crate::error::StudyError;
use crate::outcome::survival::{Curve, Difference, Horizon, difference};
use crate::prepare::Study;
use crate::results::{PairedOutcome, PairedValue, Results, SurvivalDifference, SurvivalResult};
use crate::store::folder::FolderStore;
use rayon::prelude::*;

/// An outcome of both: its index in the first and in the second, and what turns the second's unit into the first's.
pub(crate) type Same = (usize, usize, f64);

/// The arms.
pub(crate) struct TwoArms<'a> {
    /// What was run.
    pub studies: [&'a Study; 2],
    /// What it left.
    pub stores: [&'a FolderStore<'a>; 2],
    /// What each found.
    pub results: [&'a Results; 2],
    /// Asked before each draw: whether to go on.
    pub goes_on: &'a (dyn Fn() -> bool + Sync),
}

impl TwoArms<'_> {
    /// Patient by patient, what both judged.
    pub fn paired(
        &self,
        pool: &rayon::ThreadPool,
        same: &[Same],
    ) -> Result<(Vec<PairedOutcome>, Vec<PairedValue>), StudyError> {
        let [first, _] = self.studies;
        let (plan, judged) = (first.plan(), &first.outputs.outcomes);
        let [of_a, of_b] = self.stores;
        let draws: Vec<Vec<Pair>> = (0..plan.draws)
            .map(|draw| {
                if !(self.goes_on)() {
                    return Err(StudyError::Interrupted);
                }
                let pass = Pass { draw, patients: plan.patients, blocks: plan.blocks_of_draw() };
                let pair = |(index, other, factor): &Same| {
                    let first = |block: u64, values: &mut Vec<f64>| {
                        of_a.outcome(BlockId { draw, index: block }, 0, *index, values)
                    };
                    let second = |block: u64, values: &mut Vec<f64>| {
                        of_b.outcome(BlockId { draw, index: block }, 0, *other, values)?;
                        values.iter_mut().for_each(|value| *value *= factor);
                        Ok(())
                    };
                    let is_condition = judged.get(*index).is_some_and(|outcome| outcome.is_condition);
                    pass.pair(is_condition, [&first, &second])
                };
                pool.install(|| same.par_iter().map(pair).collect())
            })
            .collect::<Result<_, _>>()?;
        let (mut outcomes, mut values) = (Vec::new(), Vec::new());
        for (place, (index, ..)) in same.iter().enumerate() {
            let Some(outcome) = judged.get(*index) else { continue };
            let pairs: Vec<&Pair> = draws.iter().filter_map(|pairs| pairs.get(place)).collect();
            if outcome.is_condition {
                outcomes.push(paired_outcome(outcome, &pairs));
            } else {
                values.push(paired_value(outcome, &pairs));
            }
        }
        Ok((outcomes, values))
    }

    /// For each event of both the difference; those with another start or horizon have none.
    pub fn survivals(&self) -> Result<Vec<(String, SurvivalDifference)>, StudyError> {
        let [first, second] = self.studies;
        let [of_a, of_b] = self.stores;
        let plan = first.plan();
        let mut found = Vec::new();
        for survival in &first.outputs.looks.survivals {
            let other = second.outputs.looks.survivals.iter().find(|other| {
                other.name == survival.name
                    && other.origin_days == survival.origin_days
                    && other.restricted_days == survival.restricted_days
            });
            let Some(other) = other else { continue };
            let horizon = Horizon { follow: survival.follow_days, restricted: survival.restricted_days };
            let mut differences: Vec<Difference> = Vec::new();
            for draw in 0..plan.draws {
                if !(self.goes_on)() {
                    return Err(StudyError::Interrupted);
                }
                let column = |store: &FolderStore<'_>, outcome: usize, index, values: &mut Vec<f64>| {
                    store.outcome(BlockId { draw, index }, 0, outcome, values)
                };
                let [time_a, event_a] = survival
                    .cells
                    .map(|cell| move |index: u64, values: &mut Vec<f64>| column(of_a, cell, index, values));
                let [time_b, event_b] = other
                    .cells
                    .map(|cell| move |index: u64, values: &mut Vec<f64>| column(of_b, cell, index, values));
                // Where patients are censored early the curves of the draw say what each mean is; of a mean only its
                // value is kept for each draw, and its error is that of the first.
                let curves = self.results.map(|results| mean_of(&results.survivals, &survival.name, draw));
                let [a, b] = &curves;
                let arms: [[Column<'_>; 2]; 2] = [[&time_a, &event_a], [&time_b, &event_b]];
                differences.push(difference(plan.blocks_of_draw(), horizon, arms, [a, b])?);
            }
            found.extend(over_draws(&differences).map(|difference| (survival.name.clone(), difference)));
        }
        Ok(found)
    }
}

/// The restricted mean of a draw with the standard error of the first.
pub(super) fn mean_of(survivals: &[SurvivalResult], name: &str, draw: u64) -> Curve {
    let Some(found) = survivals.iter().find(|survival| survival.name == name) else {
        return Curve::default();
    };
    let (low, high) = found.curve.mean_sampling;
    let mean = found.curve.by_draw.get(draw as usize).copied().unwrap_or(f64::NAN);
    // The interval is 1.96 standard errors to either side.
    Curve { mean, mean_error: (high - low) / (2.0 * 1.959_963_984_540_054), ..Curve::default() }
}
