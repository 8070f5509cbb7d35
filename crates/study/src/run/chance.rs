//! What chance makes of the same patients: a run in which what is few jumps, beside the deterministic run.
//!
//! Both have the same patients (same seed, same parameters, same doses), so differences are within each patient: who is
//! cured by chance alone, and who only where fractions of a cell count.

use super::block::BlockId;
use super::paired::{Pair, Pass, paired_outcome, paired_value};
use super::{Progress, pool};
use crate::error::StudyError;
use crate::prepare::Study;
use crate::results::Chance;
use crate::store::BlockStore;
use crate::store::folder::FolderStore;
use crate::store::memory::MemoryStore;

impl Study {
    /// Outcomes of this run, whose blocks `store` holds with the outcomes of single patients, beside those of the
    /// deterministic run of the same patients, which is simulated here.
    ///
    /// # Errors
    /// As [`Study::run`].
    pub fn against(
        &self,
        deterministic: &Study,
        store: &FolderStore<'_>,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<Chance, StudyError> {
        let memory = MemoryStore::new();
        deterministic.run(threads, progress, &memory)?;
        let (plan, shape) = (self.plan(), deterministic.plan().shape);
        let (mut outcomes, mut values) = (Vec::new(), Vec::new());
        for (index, outcome) in self.outputs.outcomes.iter().enumerate() {
            let other = deterministic.outputs.outcomes.iter().position(|other| other.name == outcome.name);
            let (Some(other), true) = (other, outcome.listed) else { continue };
            let pool = pool(threads)?;
            let pair = |draw: u64| {
                let pass = Pass { draw, patients: plan.patients, blocks: plan.blocks_of_draw() };
                let first = |block: u64, values: &mut Vec<f64>| {
                    let (head, _) = memory.head(BlockId { draw, index: block })?;
                    let cell = shape.outcome_of(0, other);
                    memory.read(&head, cell..cell + 1, values)
                };
                let second = |block: u64, values: &mut Vec<f64>| {
                    store.outcome(BlockId { draw, index: block }, 0, index, values)
                };
                pass.pair(outcome.is_condition, [&first, &second])
            };
            let pairs: Vec<Pair> =
                pool.install(|| (0..plan.draws).map(pair).collect::<Result<Vec<Pair>, StudyError>>())?;
            let pairs: Vec<&Pair> = pairs.iter().collect();
            if outcome.is_condition {
                outcomes.push(paired_outcome(outcome, &pairs));
            } else {
                values.push(paired_value(outcome, &pairs));
            }
        }
        let (method, threshold) = self.simulated_by();
        Ok(Chance { method, threshold, outcomes, values })
    }
}
