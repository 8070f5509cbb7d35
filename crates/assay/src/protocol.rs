//! What an assay does: vessel, arms, replicates; and the units of work that it is cut into.

use crate::tally::Tally;
use crate::well::Well;
use lytic_nk::life::KillerRates;
use lytic_nk::recognition::Decision;

/// Wells of a unit of work: enough to be worth a thread's while.
const WELLS_A_UNIT: u32 = 256;

/// Where cells meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Vessel {
    /// A stirred volume, or cells that have settled: everybody may meet everybody.
    Dish,
    /// Small wells that NK cells cross easily.
    MicroWell,
    /// A gel in which only motile cells travel.
    Gel {
        /// Targets per mL at the beginning.
        targets_per_ml: f64,
    },
}

/// NK cells that recognise alike: a subset of a donor's repertoire, or all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind {
    /// Share of all NK cells; shares of an arm sum to 1.
    pub share: f64,
    /// Signal of its median rested cell on the targets, in thresholds.
    pub signal: f64,
    /// What CD16 brings to that signal; 0 without an antibody.
    pub of_cd16: f64,
}

impl Kind {
    /// Cells that need no antibody.
    pub fn natural(share: f64, signal: f64) -> Kind {
        Kind { share, signal, of_cd16: 0.0 }
    }

    /// The signal with so much of its CD16 left.
    pub fn signal_with(&self, cd16: f64) -> f64 {
        if self.of_cd16 > 0.0 { self.signal - self.of_cd16 * (1.0 - cd16) } else { self.signal }
    }

    /// The share of CD16 in that signal.
    pub fn cd16_share(&self, cd16: f64) -> f64 {
        let signal = self.signal_with(cd16);
        if self.of_cd16 > 0.0 && signal > 0.0 { (self.of_cd16 * cd16 / signal).min(1.0) } else { 0.0 }
    }
}

/// Cells, targets and treatment of one curve's point.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// NK cells put into a well.
    pub effectors: u32,
    /// Targets in a well.
    pub targets: u32,
    /// Damage that kills a target, in hits.
    pub theta: f64,
    /// Rates of the NK cells; without perforin `r_h_per_h` is 0, without FasL `r_f_per_h`.
    pub rates: KillerRates,
    /// Kinds of NK cells.
    pub kinds: Vec<Kind>,
    /// Share of NK cells that live when they are put in.
    pub viable: f64,
    /// Share of them that move in a gel.
    pub motile: f64,
}

/// An assay.
#[derive(Clone, Debug, PartialEq)]
pub struct Protocol {
    /// Where cells meet.
    pub vessel: Vessel,
    /// How a cell decides at a contact.
    pub decision: Decision,
    /// Hours.
    pub hours: f64,
    /// Times at which lysis is read, rising, none beyond `hours`.
    pub frames_h: Vec<f64>,
    /// Its arms.
    pub arms: Vec<Arm>,
    /// Replicates of each arm.
    pub replicates: u32,
    /// Wells of a replicate: 1 but for micro-wells.
    pub wells: u32,
    /// Seed of all random numbers.
    pub seed: u64,
}

/// A part of the wells of one replicate of one arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its arm.
    pub arm: u32,
    /// Its replicate.
    pub replicate: u32,
    /// Its first well.
    pub first_well: u32,
    /// Its wells.
    pub wells: u32,
}

impl Protocol {
    /// All units of work, in the order in which their tallies are merged: arm by arm, replicate by replicate.
    pub fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        for arm in 0..self.arms.len() as u32 {
            for replicate in 0..self.replicates {
                let mut first_well = 0;
                while first_well < self.wells {
                    let wells = (self.wells - first_well).min(WELLS_A_UNIT);
                    units.push(Unit { arm, replicate, first_well, wells });
                    first_well += wells;
                }
            }
        }
        units
    }

    /// Simulates a unit. The same whatever else is or was simulated.
    pub fn simulate(&self, unit: &Unit) -> Tally {
        let mut tally = Tally::new(self.frames_h.len());
        if let Some(arm) = self.arms.get(unit.arm as usize) {
            let mut well = Well::new(self, arm);
            for number in unit.first_well..unit.first_well.saturating_add(unit.wells) {
                // Wells of one number hold the same cells in every arm.
                let id = u64::from(unit.replicate) * u64::from(self.wells) + u64::from(number);
                well.run(id, &mut tally);
            }
        }
        tally
    }

    /// Merges tallies of all units, in their order, into one for each replicate of each arm.
    pub fn merge(&self, tallies: impl IntoIterator<Item = Tally>) -> Vec<Vec<Tally>> {
        let empty = || Tally::new(self.frames_h.len());
        let mut merged = vec![vec![empty(); self.replicates as usize]; self.arms.len()];
        for (unit, tally) in self.units().iter().zip(tallies) {
            let arm = merged.get_mut(unit.arm as usize);
            if let Some(sum) = arm.and_then(|arm| arm.get_mut(unit.replicate as usize)) {
                sum.add(&tally);
            }
        }
        merged
    }

    /// Simulates everything, one unit after the other.
    pub fn run(&self) -> Vec<Vec<Tally>> {
        self.merge(self.units().iter().map(|unit| self.simulate(unit)))
    }

    /// NK cells in all wells of all arms.
    pub fn cells(&self) -> u64 {
        let wells = u64::from(self.replicates) * u64::from(self.wells);
        self.arms.iter().map(|arm| u64::from(arm.effectors).saturating_mul(wells)).sum()
    }
}
