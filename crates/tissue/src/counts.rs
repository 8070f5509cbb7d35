//! Counts of cells: whole numbers that must agree.
//!
//! ```text
//! living(t) = living(0) + arrived + born - died - left      for each kind, at every step
//! ```

use crate::kind::{Cause, Kind};

/// Cells of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfKind {
    /// Alive now.
    pub living: u64,
    /// Dead, and still there.
    pub dead: u64,
    /// Came from outside or from another kind, those at the start included.
    pub arrived: u64,
    /// Came from a division: one a division.
    pub born: u64,
    /// Left alive, by a vessel or for another kind.
    pub left: u64,
    /// Died, by cause ([`Cause::ALL`]).
    pub died: [u64; Cause::ALL.len()],
}

impl OfKind {
    /// Died of anything.
    pub fn deaths(&self) -> u64 {
        self.died.iter().sum()
    }

    /// Whether the living are those that came less those that died or left.
    pub fn adds_up(&self) -> bool {
        self.living + self.deaths() + self.left == self.arrived + self.born
    }
}

/// All cells at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Minutes since the start.
    pub minutes: f64,
    /// By kind ([`Kind::ALL`]).
    pub kinds: [OfKind; Kind::ALL.len()],
    /// Contacts that NK and T cells began.
    pub contacts: u64,
    /// Contacts that were answered.
    pub responses: u64,
    /// NK cells whose granules do not suffice for a hit, now.
    pub exhausted: u64,
    /// NK cells that have killed, now living.
    pub killers: u64,
    /// Most kills of one living NK cell.
    pub most_kills: u64,
    /// Dead cells that macrophages have engulfed.
    pub engulfed: u64,
    /// Living tumour cells below the oxygen at which cells stop to divide.
    pub hypoxic: u64,
    /// Smallest radius around the centre that holds nine of ten living tumour cells, um.
    pub radius_um: f64,
    /// Mean answer of living tumour cells to IFN-gamma, 0 to 1.
    pub response: f64,
}

impl Counts {
    /// Cells of a kind.
    pub fn of(&self, kind: Kind) -> &OfKind {
        &self.kinds[kind as usize]
    }

    pub(crate) fn of_mut(&mut self, kind: Kind) -> &mut OfKind {
        &mut self.kinds[kind as usize]
    }

    /// Whether the counts of all kinds add up.
    pub fn add_up(&self) -> bool {
        self.kinds.iter().all(OfKind::adds_up)
    }
}
