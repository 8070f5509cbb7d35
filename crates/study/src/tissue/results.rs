//! What a tissue did, ready to be shown.

use super::prepare::TissueSize;
use crate::results::{About, ParameterChange};
use lytic_tissue::watch::Watch;
use lytic_tissue::{Counts, Kind};

/// All results of a tissue.
#[derive(Clone, Debug, PartialEq)]
pub struct TissueResults {
    /// What was run; `hashes` ends with that of the results.
    pub about: About,
    /// What it took.
    pub size: TissueSize,
    /// Counts at the times of the tables, the start first.
    pub counts: Vec<Counts>,
    /// Profiles, slices, kills and paths.
    pub watch: Watch,
    /// Parameters that differ from the library's.
    pub changes: Vec<ParameterChange>,
}

impl TissueResults {
    /// Living cells of a kind at the start and at the end.
    pub fn living(&self, kind: Kind) -> (u64, u64) {
        let of = |counts: Option<&Counts>| counts.map_or(0, |counts| counts.of(kind).living);
        (of(self.counts.first()), of(self.counts.last()))
    }

    /// Whether counts of all kinds add up at all times.
    pub fn adds_up(&self) -> bool {
        self.counts.iter().all(Counts::add_up)
    }
}
