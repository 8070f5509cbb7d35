//! Events that both scenarios time: what the second adds to the restricted mean, within each patient.

use super::Comparison;
use crate::error::StudyError;
use crate::outcome::survival::{Curve, Difference, Horizon, difference};
use crate::results::{Results, SurvivalDifference, SurvivalResult};
use crate::run::block::BlockId;
use crate::run::survivals::difference as over_draws;
use crate::store::folder::FolderStore;

impl Comparison {
    /// For each event of both the difference; those with another start or horizon have none.
    pub(super) fn survivals(
        &self,
        stores: &[FolderStore<'_>; 2],
        results: [&Results; 2],
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Vec<(String, SurvivalDifference)>, StudyError> {
        let plan = self.a.plan();
        let [of_a, of_b] = stores;
        let mut found = Vec::new();
        for survival in &self.a.outputs.looks.survivals {
            let other = self.b.outputs.looks.survivals.iter().find(|other| {
                other.name == survival.name
                    && other.origin_days == survival.origin_days
                    && other.restricted_days == survival.restricted_days
            });
            let Some(other) = other else { continue };
            let horizon = Horizon { follow: survival.follow_days, restricted: survival.restricted_days };
            let mut differences: Vec<Difference> = Vec::new();
            for draw in 0..plan.draws {
                if !goes_on() {
                    return Err(StudyError::Interrupted);
                }
                let column = |store: &'_ FolderStore<'_>, outcome: usize, index, values: &mut Vec<f64>| {
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
                let curves = results.map(|results| mean_of(&results.survivals, &survival.name, draw));
                let [a, b] = &curves;
                let arms: [[crate::run::paired::Column<'_>; 2]; 2] =
                    [[&time_a, &event_a], [&time_b, &event_b]];
                differences.push(difference(plan.blocks_of_draw(), horizon, arms, [a, b])?);
            }
            found.extend(over_draws(&differences).map(|difference| (survival.name.clone(), difference)));
        }
        Ok(found)
    }
}

/// The restricted mean of a draw with the standard error of the first.
pub(crate) fn mean_of(survivals: &[SurvivalResult], name: &str, draw: u64) -> Curve {
    let Some(found) = survivals.iter().find(|survival| survival.name == name) else {
        return Curve::default();
    };
    let (low, high) = found.curve.mean_sampling;
    let mean = found.curve.by_draw.get(draw as usize).copied().unwrap_or(f64::NAN);
    // The interval is 1.96 standard errors to either side.
    Curve { mean, mean_error: (high - low) / (2.0 * 1.959_963_984_540_054), ..Curve::default() }
}
