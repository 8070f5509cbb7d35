//! What chance makes of the same patients: a run in which what is few jumps, beside the deterministic run.
//!
//! Both have the same patients (same seed, same parameters, same doses), so differences are within each patient: who is
//! cured by chance alone, who only where fractions of a cell count, by how much each value differs, and by how many days
//! the time of an event.

use super::block::BlockId;
use super::distribution::distribution;
use super::paired::{Column, Pair, Pass, paired_outcome, paired_value};
use super::survivals::difference as over_draws;
use super::two_arms::mean_of;
use super::{Progress, pool};
use crate::error::StudyError;
use crate::outcome::survival::{Difference, Horizon, difference};
use crate::prepare::Study;
use crate::results::{Chance, ChanceSurvival, Results, SurvivalResult};
use crate::store::BlockStore;
use crate::store::folder::FolderStore;
use crate::store::memory::MemoryStore;

/// A run by chance and what both left.
struct Beside<'a> {
    study: &'a Study,
    deterministic: &'a Study,
    memory: MemoryStore,
    store: &'a FolderStore<'a>,
}

impl Beside<'_> {
    /// An outcome of a block where all is integrated.
    fn integrated(
        &self,
        draw: u64,
        block: u64,
        outcome: usize,
        values: &mut Vec<f64>,
    ) -> Result<(), StudyError> {
        let (head, _) = self.memory.head(BlockId { draw, index: block })?;
        let cell = self.deterministic.plan().shape.outcome_of(0, outcome);
        self.memory.read(&head, cell..cell + 1, values)
    }

    /// The same by chance.
    fn by_chance(
        &self,
        draw: u64,
        block: u64,
        outcome: usize,
        values: &mut Vec<f64>,
    ) -> Result<(), StudyError> {
        self.store.outcome(BlockId { draw, index: block }, 0, outcome, values)
    }

    /// Times of events that both judge.
    fn survivals(
        &self,
        [integrated, by_chance]: [&[SurvivalResult]; 2],
    ) -> Result<Vec<ChanceSurvival>, StudyError> {
        let plan = self.study.plan();
        let mut found = Vec::new();
        for survival in &self.study.outputs.looks.survivals {
            let others = &self.deterministic.outputs.looks.survivals;
            let Some(other) = others.iter().find(|other| other.name == survival.name) else { continue };
            let named = |of: &[SurvivalResult]| of.iter().find(|of| of.name == survival.name).cloned();
            let (Some(first), Some(second)) = (named(integrated), named(by_chance)) else { continue };
            let horizon = Horizon { follow: survival.follow_days, restricted: survival.restricted_days };
            let mut differences: Vec<Difference> = Vec::new();
            for draw in 0..plan.draws {
                let [time_a, event_a] = other.cells.map(|cell| {
                    move |block: u64, values: &mut Vec<f64>| self.integrated(draw, block, cell, values)
                });
                let [time_b, event_b] = survival.cells.map(|cell| {
                    move |block: u64, values: &mut Vec<f64>| self.by_chance(draw, block, cell, values)
                });
                let curves = [integrated, by_chance].map(|of| mean_of(of, &survival.name, draw));
                let [a, b] = &curves;
                let arms: [[Column<'_>; 2]; 2] = [[&time_a, &event_a], [&time_b, &event_b]];
                differences.push(difference(plan.blocks_of_draw(), horizon, arms, [a, b])?);
            }
            found.push(ChanceSurvival {
                name: survival.name.clone(),
                definition: survival.definition.clone(),
                label: second.label,
                label_zh: second.label_zh,
                restricted_days: survival.restricted_days,
                by_chance: second.curve,
                deterministic: first.curve,
                difference: over_draws(&differences),
            });
        }
        Ok(found)
    }
}

impl Study {
    /// Outcomes of this run, whose blocks `store` holds with the outcomes of single patients, beside those of the
    /// deterministic run of the same patients, which is simulated here.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn against(
        &self,
        deterministic: &Study,
        (store, results): (&FolderStore<'_>, &Results),
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<Chance, StudyError> {
        let beside = Beside { study: self, deterministic, memory: MemoryStore::new(), store };
        let integrated = deterministic.run(threads, progress, &beside.memory)?;
        let plan = self.plan();
        let (method, threshold) = self.simulated_by();
        let mut chance = Chance { method, threshold, ..Chance::default() };
        for (index, outcome) in self.outputs.outcomes.iter().enumerate() {
            let other = deterministic.outputs.outcomes.iter().position(|other| other.name == outcome.name);
            let (Some(other), true) = (other, outcome.listed) else { continue };
            let pool = pool(threads)?;
            let pair = |draw: u64| {
                let pass = Pass { draw, patients: plan.patients, blocks: plan.blocks_of_draw() };
                let first = |block: u64, values: &mut Vec<f64>| beside.integrated(draw, block, other, values);
                let second = |block: u64, values: &mut Vec<f64>| beside.by_chance(draw, block, index, values);
                pass.pair(outcome.is_condition, [&first, &second])
            };
            let pairs: Vec<Pair> =
                pool.install(|| (0..plan.draws).map(pair).collect::<Result<Vec<Pair>, StudyError>>())?;
            let pairs: Vec<&Pair> = pairs.iter().collect();
            if outcome.is_condition {
                chance.outcomes.push(paired_outcome(outcome, &pairs));
                continue;
            }
            chance.values.push(paired_value(outcome, &pairs));
            let first = |block: u64, values: &mut Vec<f64>| beside.integrated(0, block, other, values);
            let second = |block: u64, values: &mut Vec<f64>| beside.by_chance(0, block, index, values);
            chance.distributions.push(distribution(outcome, plan.blocks_of_draw(), [&first, &second])?);
        }
        chance.survivals = beside.survivals([&integrated.survivals, &results.survivals])?;
        Ok(chance)
    }
}
