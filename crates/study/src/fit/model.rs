//! A model of the assay: which numbers are free, what they mean, and the lysis that they give.
//!
//! Free numbers are fitted as logarithms inside a box. With molecules: one natural signal for the donor's NK cells on each
//! target, one weight of the chimeric receptor for all arms that carry it, and where it is asked for one of adhesion.
//! Without: one signal for each arm on each target. To these come the numbers of the way of killing, which all targets of
//! a joint fit share.

use super::arm::{Drive, Meeting};
use super::well::{Killing, Response, Well};
use lytic_engine::math::{exp, ln, pow};
use lytic_nk::life::{KillerRates, ReleaseNumbers};
use lytic_nk::mean_field::classes;
use lytic_nk::recognition::{ContactNumbers, DecisionModel};

/// Classes of signal between cells that carry the same receptors.
const SIGNAL_CLASSES: usize = 5;

/// From meetings to lysis: which of its numbers are free.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mechanism {
    /// The cycle of the killer cell with the library's numbers; the contact rate of the dish is free.
    #[default]
    Fixed,
    /// Double saturation; kill rate and half-saturation are free.
    Free,
    /// Mass action, as published for these data; the kill rate is free. Cells that carry the same do the same.
    MassAction,
}

impl Mechanism {
    /// As written on the command line.
    pub const NAMES: [&'static str; 3] = ["fixed", "free", "mass-action"];
    /// All of them.
    pub const ALL: [Mechanism; 3] = [Mechanism::Fixed, Mechanism::Free, Mechanism::MassAction];

    /// As written on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Mechanism::Fixed => "fixed",
            Mechanism::Free => "free",
            Mechanism::MassAction => "mass-action",
        }
    }

    /// The way of this name.
    pub fn parse(name: &str) -> Option<Mechanism> {
        Mechanism::ALL.into_iter().find(|mechanism| mechanism.name() == name)
    }
}

/// The name of a decision on the command line.
pub fn decision_name(model: DecisionModel) -> &'static str {
    match model {
        DecisionModel::WeightedSignal => "weighted",
        DecisionModel::VavSwitch => "vav",
    }
}

/// What a free number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Natural signal of the NK cells at a target, by its place among those of the fit.
    Natural(usize),
    /// Signal of one arm, by its place among the arms.
    ArmSignal(usize),
    /// Weight of the chimeric receptor.
    CarWeight,
    /// Weight of adhesion.
    Adhesion,
    /// Contacts of a searching NK cell with all targets of the dish, per hour.
    ContactRate,
    /// Kills per hour of a cell that always responds, in excess of targets.
    KillRate,
    /// Crowd at which it kills at half that rate, in targets at the beginning.
    HalfSaturation,
    /// Hazard of a target per hour and NK cell per target, for cells that always respond.
    Hazard,
}

/// A free number: its meaning, its box and where searches begin (all on the logarithm).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Free {
    pub meaning: Meaning,
    pub sides: (f64, f64),
    pub starts: [f64; 2],
}

fn free(meaning: Meaning, low: f64, high: f64, starts: [f64; 2]) -> Free {
    Free { meaning, sides: (ln(low), ln(high)), starts: starts.map(ln) }
}

/// A condition of the assay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Condition {
    /// Place among the arms.
    pub arm: usize,
    pub ratio: f64,
    pub hours: f64,
}

/// A model ready to be fitted to one target.
pub(super) struct AssayModel<'a> {
    pub decision: DecisionModel,
    pub mechanism: Mechanism,
    /// Whether molecules are known.
    pub molecular: bool,
    /// What each arm and its target bring.
    pub meetings: &'a [Meeting],
    /// The target of each arm, by its place among those of the fit.
    pub lines: &'a [usize],
    /// Whether adhesion has a weight.
    pub adhesion: bool,
    pub numbers: &'a ContactNumbers,
    pub release: &'a ReleaseNumbers,
    pub rates: &'a KillerRates,
}

impl AssayModel<'_> {
    /// The free numbers, in order.
    pub(super) fn free(&self) -> Vec<Free> {
        let signal = |meaning| match (self.decision, self.molecular) {
            (DecisionModel::WeightedSignal, _) => free(meaning, 1e-4, 1e3, [0.1, 0.5]),
            // Against the inhibitory complexes of a cell, thousands; without them, against one.
            (DecisionModel::VavSwitch, true) => free(meaning, 1e-1, 1e6, [200.0, 2000.0]),
            (DecisionModel::VavSwitch, false) => free(meaning, 1e-4, 1e3, [0.2, 0.8]),
        };
        let mut all = Vec::new();
        if self.molecular {
            let lines = self.lines.iter().copied().max().map_or(1, |last| last + 1);
            all.extend((0..lines).map(|line| signal(Meaning::Natural(line))));
            if self.meetings.iter().any(Meeting::knows_car) {
                all.push(match self.decision {
                    DecisionModel::WeightedSignal => free(Meaning::CarWeight, 1e-4, 1e4, [0.5, 3.0]),
                    DecisionModel::VavSwitch => free(Meaning::CarWeight, 1e-5, 1e4, [0.08, 0.6]),
                });
            }
            if self.adhesion && self.meetings.iter().any(Meeting::knows_adhesion) {
                all.push(match self.decision {
                    DecisionModel::WeightedSignal => free(Meaning::Adhesion, 1e-4, 1e3, [0.05, 0.4]),
                    DecisionModel::VavSwitch => free(Meaning::Adhesion, 1e-6, 1e4, [0.005, 0.1]),
                });
            }
        } else {
            all.extend((0..self.meetings.len()).map(|arm| signal(Meaning::ArmSignal(arm))));
        }
        match self.mechanism {
            Mechanism::Fixed => all.push(free(Meaning::ContactRate, 1e-3, 1e3, [0.5, 2.0])),
            Mechanism::Free => {
                all.push(free(Meaning::KillRate, 1e-3, 1e4, [0.7, 3.0]));
                all.push(free(Meaning::HalfSaturation, 1e-3, 1e4, [1.0, 8.0]));
            }
            Mechanism::MassAction => all.push(free(Meaning::Hazard, 1e-4, 1e6, [0.1, 0.4])),
        }
        all
    }

    /// Lysis in percent at each condition, for logarithms of the free numbers.
    pub(super) fn lysis_percent(&self, free: &[Free], x: &[f64], conditions: &[Condition]) -> Vec<f64> {
        use rayon::prelude::*;
        let value = |meaning: Meaning| {
            free.iter().zip(x).find(|(free, _)| free.meaning == meaning).map_or(0.0, |(_, x)| exp(*x))
        };
        let killing = match self.mechanism {
            Mechanism::Fixed => Killing::Cycle { contacts_per_h: value(Meaning::ContactRate) },
            Mechanism::Free => Killing::Saturation {
                kills_per_h: value(Meaning::KillRate),
                half: value(Meaning::HalfSaturation),
            },
            Mechanism::MassAction => Killing::MassAction { kills_per_h: value(Meaning::Hazard) },
        };
        let wells: Vec<Well<'_>> = self
            .meetings
            .iter()
            .enumerate()
            .map(|(arm, meeting)| {
                let line = self.lines.get(arm).copied().unwrap_or(0);
                let own = if self.molecular { Meaning::Natural(line) } else { Meaning::ArmSignal(arm) };
                let (natural, car) = (value(own), value(Meaning::CarWeight));
                self.well(meeting, Drive { natural, car, adhesion: value(Meaning::Adhesion) })
            })
            .collect();
        conditions
            .par_iter()
            .map(|condition| {
                let well = wells.get(condition.arm);
                well.map_or(f64::NAN, |well| 100.0 * well.killed(killing, condition.ratio, condition.hours))
            })
            .collect()
    }

    fn well(&self, meeting: &Meeting, drive: Drive) -> Well<'_> {
        let medians = meeting.signals(self.decision, drive, (self.numbers, self.release));
        let numbers = self.numbers;
        // The published form has no spread between cells that carry the same.
        let spread = match self.mechanism {
            Mechanism::MassAction => classes(0.0, 1),
            _ => classes(numbers.spread, SIGNAL_CLASSES),
        };
        let (response, signals) = match self.decision {
            DecisionModel::WeightedSignal => {
                let odds: Vec<f64> = medians.iter().map(|signal| power(*signal, numbers.exponent)).collect();
                let factors = spread.iter().map(|class| power(class.factor, numbers.exponent));
                (
                    Response::Odds { exponent: numbers.exponent, largest: numbers.largest },
                    factors.flat_map(|factor| odds.iter().map(move |odds| odds * factor)).collect(),
                )
            }
            DecisionModel::VavSwitch => (
                Response::Switch { k1: numbers.vav_k1, k2: numbers.vav_k2, largest: numbers.largest },
                spread.iter().flat_map(|class| medians.iter().map(|signal| signal * class.factor)).collect(),
            ),
        };
        Well {
            rates: self.rates,
            response,
            effectors: spread
                .iter()
                .flat_map(|class| meeting.effectors.iter().map(|share| share * class.weight))
                .collect(),
            targets: meeting.targets.clone(),
            signals,
        }
    }
}

/// `x^n`, 0 where nothing is there.
fn power(x: f64, exponent: f64) -> f64 {
    if x > 0.0 { pow(x, exponent) } else { 0.0 }
}
