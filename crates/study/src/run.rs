//! Runs a study: all patients of all draws in all arms, on all cores, in blocks.
//!
//! ```text
//! queue of rows (draw, patient, arm) --threads, lanes--> open blocks --> store --> summary of each draw --> Results
//! ```
//!
//! The hash of the results is the SHA-256 of the blocks' hashes in order: it depends neither on threads, nor on the order
//! in which blocks were completed, nor on how often a run was stopped and went on.

mod answers;
pub mod block;
mod chance;
mod distribution;
pub mod paired;
pub mod summary;
pub mod survivals;
pub mod two_arms;
mod workers;

use crate::error::StudyError;
use crate::hash::Hasher;
use crate::prepare::{Simulation, Study, USUAL_THRESHOLD};
use crate::results::{Results, Work};
use crate::sink::{BLOCK_PATIENTS, Layout};
use crate::store::BlockStore;
use block::{BlockId, Shape};
use summary::DrawSummary;
use workers::Workers;

/// Memory of the blocks that may be open at once, in bytes: so much, and so much for each thread.
const OPEN_BYTES: usize = 64 << 20;
const OPEN_BYTES_OF_A_THREAD: usize = 32 << 20;
/// Blocks that may be open where they are small: one arm runs ahead of the other by no more, so that memory is that of
/// a small cohort. A thread that comes to this bound goes over to the other arm, so lanes run empty once in so many blocks.
const BLOCKS_AHEAD: usize = 16;
/// The scenario as written, and its twin, as tables name them.
const ARMS: [&str; 2] = ["as written", "without"];

/// Told how many patients are done of how many; false stops the run. Called from any thread, some hundred times a second.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) -> bool + Sync);

/// How the patients of a run are cut into blocks. A block is of one draw; blocks are numbered draw by draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Draws.
    pub draws: u64,
    /// Patients of a draw.
    pub patients: u64,
    /// What a block holds.
    pub shape: Shape,
}

impl Plan {
    /// Blocks of a draw.
    pub fn blocks_of_draw(&self) -> u64 {
        self.patients.div_ceil(BLOCK_PATIENTS as u64)
    }

    /// All blocks.
    pub fn blocks(&self) -> u64 {
        self.blocks_of_draw().saturating_mul(self.draws)
    }

    /// The block of a number; none behind the last.
    pub fn id(&self, number: u64) -> Option<BlockId> {
        let of_draw = self.blocks_of_draw().max(1);
        let id = BlockId { draw: number / of_draw, index: number % of_draw };
        (number < self.blocks()).then_some(id)
    }

    /// The number of a block.
    pub fn number(&self, id: BlockId) -> u64 {
        id.draw.saturating_mul(self.blocks_of_draw()).saturating_add(id.index)
    }

    /// First patient of a block.
    pub fn first_patient(&self, id: BlockId) -> u64 {
        id.index * BLOCK_PATIENTS as u64
    }

    /// Patients of a block.
    pub fn patients_of(&self, id: BlockId) -> u64 {
        (self.patients - self.first_patient(id).min(self.patients)).min(BLOCK_PATIENTS as u64)
    }

    /// Blocks that may be open at once on so many threads.
    fn most_open(&self, threads: usize) -> usize {
        let bytes = OPEN_BYTES.saturating_add(OPEN_BYTES_OF_A_THREAD.saturating_mul(threads));
        let in_memory = bytes / self.shape.block_bytes(self.patients).max(1);
        in_memory.clamp(1, BLOCKS_AHEAD.max(threads.saturating_mul(4)))
    }
}

/// Threads of a run; none for one on each core.
pub(crate) fn pool(threads: Option<usize>) -> Result<rayon::ThreadPool, StudyError> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
    builder.build().map_err(|error| StudyError::Threads(error.to_string()))
}

impl Study {
    /// Patients of all draws.
    pub fn subjects(&self) -> u64 {
        let cohort = &self.scenario.cohort;
        cohort.patients.value.saturating_mul(cohort.draws.value)
    }

    /// Names of the arms: the scenario as written, and `without` where each patient has a twin.
    pub fn arms(&self) -> Vec<&'static str> {
        ARMS.into_iter().take(if self.twin.is_some() { 2 } else { 1 }).collect()
    }

    /// What the twins do not get; empty where there are none.
    pub fn without(&self) -> &[String] {
        self.twin.as_ref().map_or(&[], |twin| &twin.without)
    }

    pub(crate) fn plan(&self) -> Plan {
        let (cohort, outputs) = (&self.scenario.cohort, &self.outputs);
        let shape = Shape {
            arms: self.arms().len(),
            times: outputs.times_days.len(),
            columns: outputs.columns.len(),
            outcomes: outputs.outcomes.len(),
            bounds: outputs.bounds.len(),
        };
        Plan { draws: cohort.draws.value, patients: cohort.patients.value, shape }
    }

    /// What a table of patients needs to know.
    pub(crate) fn layout(&self) -> Layout {
        Layout {
            arms: self.arms().into_iter().map(str::to_owned).collect(),
            accepts: !self.outputs.bounds.is_empty(),
            kind: self.scenario.kind,
            ..self.outputs.layout()
        }
    }

    /// Runs all patients that `store` does not have yet on `threads` threads (none: all cores). Results do not depend on
    /// their number.
    ///
    /// # Errors
    /// Where `progress` stops it, the store cannot keep a block, no candidate of the first draw is plausible, or the
    /// machine gives no threads. What the store has kept by then stays there.
    pub fn run(
        &self,
        threads: Option<usize>,
        progress: Progress<'_>,
        store: &dyn BlockStore,
    ) -> Result<Results, StudyError> {
        Ok(self.whole(&self.summaries(threads, progress, store)?))
    }

    /// The same, as summaries of all draws.
    pub(crate) fn summaries(
        &self,
        threads: Option<usize>,
        progress: Progress<'_>,
        store: &dyn BlockStore,
    ) -> Result<Vec<DrawSummary>, StudyError> {
        let pool = pool(threads)?;
        let (plan, layout) = (self.plan(), self.layout());
        let most_open = plan.most_open(pool.current_num_threads());
        Workers::new(self, &plan, &layout, store, progress, most_open)?.run(&pool)
    }

    /// The method that patients are simulated by, and the counts below which they jump in the hybrid one.
    pub(crate) fn simulated_by(&self) -> (String, Option<f64>) {
        let overrides = &self.overrides;
        let hybrid = overrides.method == Simulation::Hybrid;
        let threshold = hybrid.then(|| overrides.threshold.unwrap_or(USUAL_THRESHOLD));
        (overrides.method.name().to_owned(), threshold)
    }

    /// The same in words, with the integration method.
    fn method_text(&self) -> String {
        let integrated = format!("{:?}", self.engine.method());
        match self.overrides.method {
            Simulation::Ode => integrated,
            Simulation::Hybrid => format!("hybrid, {integrated}"),
            other => other.name().to_owned(),
        }
    }

    /// Whether patients are simulated by chance, so that there is a deterministic answer beside.
    pub fn goes_by_chance(&self) -> bool {
        self.overrides.method != Simulation::Ode
    }

    /// The results of all draws together.
    pub(crate) fn whole(&self, draws: &[DrawSummary]) -> Results {
        let mut hasher = Hasher::new();
        draws.iter().flat_map(|draw| &draw.hashes).for_each(|hash| hasher.bytes(hash));
        let sum = |index: usize| draws.iter().map(|draw| draw.steps.get(index).unwrap_or(&0)).sum();
        let work = Work {
            method: self.method_text(),
            lanes: self.engine.lanes() as u64,
            steps: sum(0),
            rejected: sum(1),
        };
        self.results(draws, hasher.finish(), work)
    }

    fn none_plausible(&self, summary: &DrawSummary) -> StudyError {
        let refused: Vec<String> = self
            .outputs
            .bounds
            .iter()
            .zip(&summary.refused)
            .map(|(bound, count)| format!("{} {count}", bound.name))
            .collect();
        StudyError::NonePlausible { candidates: summary.candidates, refused: refused.join(", ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_numbered_draw_by_draw() {
        let plan = Plan { draws: 3, patients: 1100, shape: Shape::default() };
        assert_eq!((plan.blocks_of_draw(), plan.blocks()), (2, 6));
        for number in 0..6 {
            let id = plan.id(number).unwrap_or_default();
            assert_eq!(plan.number(id), number);
            assert_eq!(plan.patients_of(id), if id.index == 0 { 1024 } else { 76 });
        }
        assert_eq!(plan.id(6), None);
    }

    #[test]
    fn open_blocks_are_bounded_by_their_memory() {
        let shape = Shape { arms: 2, times: 200, columns: 8, outcomes: 6, bounds: 0 };
        let plan = Plan { draws: 1, patients: 100_000, shape };
        assert_eq!(plan.most_open(2), (128 << 20) / (2 * 1606 * 1024 * 8));
        let large = Plan { shape: Shape { times: 100_000, ..shape }, ..plan };
        assert_eq!(large.most_open(16), 1);
        let small = Plan { shape: Shape { times: 0, columns: 0, ..shape }, ..plan };
        assert_eq!((small.most_open(2), small.most_open(16)), (BLOCKS_AHEAD, 64));
    }
}
