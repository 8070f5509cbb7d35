//! A run whose outcomes of single patients stay in memory, for callers who want them patient by patient and write no
//! folder. Memory grows with patients here; the commands of the program run through folders.

use crate::error::StudyError;
use crate::prepare::Study;
use crate::results::Results;
use crate::run::Progress;
use crate::store::memory::MemoryStore;

/// A run kept in memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InMemory {
    /// What the run found.
    pub results: Results,
    /// Outcomes of single patients, a draw an element, draw 0 (with the typical values) first.
    pub outcomes: Vec<DrawOutcomes>,
}

/// Outcomes of the patients of one draw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrawOutcomes {
    /// `arms[arm][patient * outcomes + outcome]`, outcomes in the order of the scenario: 1 or 0 for a condition, the
    /// value in its unit else, NaN where it cannot be judged or the patient is not accepted. Arm 0 is the scenario as
    /// written, arm 1 its twin.
    pub arms: Vec<Vec<f64>>,
}

impl Study {
    /// Runs all patients on `threads` threads (none: all cores) and keeps their outcomes. Results do not depend on the
    /// number of threads.
    ///
    /// # Errors
    /// Where `progress` stops it, no candidate of the first draw is plausible, or the machine gives no threads.
    pub fn in_memory(&self, threads: Option<usize>, progress: Progress<'_>) -> Result<InMemory, StudyError> {
        let store = MemoryStore::new();
        let results = self.run(threads, progress, &store)?;
        let outcomes = store.draws(self.scenario.cohort.draws.value, self.arms().len());
        Ok(InMemory { results, outcomes })
    }
}
