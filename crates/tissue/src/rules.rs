//! Behaviour as a table: which signal raises or lowers what, in the CSV grammar of PhysiCell's rules, version 3.
//!
//! ```text
//! cell type, signal, increases | decreases, behaviour, saturation value, half-maximum, Hill power, applies to dead
//! u = sum (s/h)^p over the rules that increase,  d likewise over those that decrease
//! b = base + (up - base) u/(1 + u),   then   b + (down - b) d/(1 + d)
//! ```
//!
//! The law of several rules on one behaviour is that of Johnson et al. 2025 Cell 188:4711 (doi
//! 10.1016/j.cell.2025.06.048). A table is compiled once to numbers; nothing is looked up by name while cells live.

mod read;
#[cfg(test)]
mod tests;
mod words;

pub use read::read_rules;

use crate::kind::{Condition, Kind};
use lytic_engine::math;

/// What a cell senses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// A field where the cell is, in the field's unit.
    Field(usize),
    /// How steep a field is there, unit per um.
    Gradient(usize),
    /// Sum of (1 - d/R)^2 over neighbours.
    Pressure,
    /// Volume, um^3.
    Volume,
    /// Living neighbours of a kind that it touches.
    Contact(Kind),
    /// Living neighbours of any kind that it touches.
    LiveContact,
    /// Dead neighbours that it touches.
    DeadContact,
    /// Neighbours in a condition that it touches.
    ContactIn(Condition),
    /// Hits that are not yet repaired.
    Damage,
    /// Minutes since the start.
    Time,
    /// 1 while a killer holds it, or it holds a target.
    Attacking,
    /// 1 for a dead cell.
    Dead,
    /// 1 for a cell in this condition.
    Is(Condition),
}

/// What a cell does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Behaviour {
    /// Rate from G1 to S, 1/min.
    CycleEntry,
    /// Rate of apoptosis, 1/min.
    Apoptosis,
    /// Rate of necrosis, 1/min.
    Necrosis,
    /// What it gives to a field beyond what its kind gives, unit/min in its own volume.
    Secretion(usize),
    /// What it takes of a field beyond what its kind takes, 1/min in its own volume.
    Uptake(usize),
    /// What it gives to a field whatever its volume, unit um^3/min.
    Export(usize),
    /// Speed of leukocytes, um/min.
    MigrationSpeed,
    /// Share of a gradient in a new direction, 0 to 1.
    MigrationBias,
    /// Mean time for which it keeps a direction, min.
    Persistence,
    /// Adhesion, um/min.
    Adhesion,
    /// Repulsion, um/min.
    Repulsion,
    /// Rate at which a searching killer engages a target that it touches, 1/min.
    Attack,
    /// Rate at which a macrophage engulfs a dead cell that it touches, 1/min.
    Phagocytosis,
    /// Rate at which a cell that nobody has wounded becomes one of another kind, 1/min.
    Transition(Kind),
}

/// A signal with its half value and power.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// The signal.
    pub signal: Signal,
    /// Its value of half the effect.
    pub half: f64,
    /// Hill power.
    pub power: f64,
    /// Whether dead cells sense it too.
    pub of_dead: bool,
}

/// All rules of one kind of cell on one behaviour.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The kind.
    pub kind: Kind,
    /// The behaviour.
    pub behaviour: Behaviour,
    /// Where it goes as signals rise that increase it, and those signals.
    pub up: (f64, Vec<Term>),
    /// Where it goes as signals rise that decrease it, and those signals.
    pub down: (f64, Vec<Term>),
}

impl Rule {
    /// The behaviour, from its base, under these signals.
    pub fn value(&self, base: f64, dead: bool, sense: &dyn Fn(Signal) -> f64) -> f64 {
        let sum = |terms: &[Term]| -> f64 {
            let of = |term: &Term| {
                let level = sense(term.signal) / term.half;
                if level > 0.0 && (!dead || term.of_dead) { math::pow(level, term.power) } else { 0.0 }
            };
            terms.iter().map(of).sum()
        };
        let share = |sum: f64| if sum.is_finite() { sum / (1.0 + sum) } else { 1.0 };
        let raised = base + (self.up.0 - base) * share(sum(&self.up.1));
        raised + (self.down.0 - raised) * share(sum(&self.down.1))
    }
}

/// A compiled table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// Rules, one for each kind and behaviour that the table names.
    pub rules: Vec<Rule>,
}

impl Rules {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rule of a kind on a behaviour.
    pub fn of(&self, kind: Kind, behaviour: Behaviour) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.kind == kind && rule.behaviour == behaviour)
    }

    /// Rules by which cells of a kind become others, and which.
    pub fn transitions(&self, kind: Kind) -> impl Iterator<Item = (Kind, &Rule)> {
        self.rules.iter().filter(move |rule| rule.kind == kind).filter_map(|rule| match rule.behaviour {
            Behaviour::Transition(into) => Some((into, rule)),
            _ => None,
        })
    }

    /// Whether any rule senses this.
    pub fn senses(&self, wanted: Signal) -> bool {
        let terms = self.rules.iter().flat_map(|rule| rule.up.1.iter().chain(&rule.down.1));
        terms.into_iter().any(|term| term.signal == wanted)
    }
}
