//! The words of a table of rules: which signals and behaviours there are, and which kinds of cells have which.
//!
//! Words are those of PhysiCell's dictionary; a signal or behaviour that has several names there has them here. What a
//! tissue has nothing of (basement membranes, molecules inside of cells, custom data, elastic bonds, fusion, phases of the
//! cycle but the first) is no word.

use super::{Behaviour, Signal};
use crate::kind::{Condition, Kind};

/// Signals that need neither field nor kind.
const SIGNALS: [(&str, Signal); 24] = [
    ("pressure", Signal::Pressure),
    ("volume", Signal::Volume),
    ("damage", Signal::Damage),
    ("time", Signal::Time),
    ("current time", Signal::Time),
    ("global time", Signal::Time),
    ("attacking", Signal::Attacking),
    ("is attacking", Signal::Attacking),
    ("dead", Signal::Dead),
    ("is dead", Signal::Dead),
    ("apoptotic", Signal::Is(Condition::Apoptotic)),
    ("is_apoptotic", Signal::Is(Condition::Apoptotic)),
    ("necrotic", Signal::Is(Condition::Necrotic)),
    ("is_necrotic", Signal::Is(Condition::Necrotic)),
    ("contact with live cell", Signal::LiveContact),
    ("contact with live cells", Signal::LiveContact),
    ("contact with dead cell", Signal::DeadContact),
    ("contact with dead cells", Signal::DeadContact),
    ("contact with apoptotic cell", Signal::ContactIn(Condition::Apoptotic)),
    ("contact with apoptotic cells", Signal::ContactIn(Condition::Apoptotic)),
    ("contact with necrotic cell", Signal::ContactIn(Condition::Necrotic)),
    ("contact with necrotic cells", Signal::ContactIn(Condition::Necrotic)),
    ("contact with other dead cell", Signal::ContactIn(Condition::Debris)),
    ("contact with other dead cells", Signal::ContactIn(Condition::Debris)),
];

/// Behaviours that need neither field nor kind.
const BEHAVIOURS: [(&str, Behaviour); 11] = [
    ("cycle entry", Behaviour::CycleEntry),
    ("exit from cycle phase 0", Behaviour::CycleEntry),
    ("apoptosis", Behaviour::Apoptosis),
    ("necrosis", Behaviour::Necrosis),
    ("migration speed", Behaviour::MigrationSpeed),
    ("migration bias", Behaviour::MigrationBias),
    ("migration persistence time", Behaviour::Persistence),
    ("cell-cell adhesion", Behaviour::Adhesion),
    ("cell-cell repulsion", Behaviour::Repulsion),
    ("attack tumour", Behaviour::Attack),
    ("phagocytose dead cell", Behaviour::Phagocytosis),
];

/// What begins the name of a transition.
const INTO: [&str; 3] = ["transition to ", "transform to ", "transforms to "];

fn field(fields: &[String], name: &str) -> Option<usize> {
    fields.iter().position(|field| field == name)
}

/// The signal of a name in a tissue with these fields.
pub(super) fn signal(text: &str, fields: &[String]) -> Option<Signal> {
    let gradient = text
        .strip_suffix(" gradient")
        .or_else(|| text.strip_prefix("gradient of "))
        .or_else(|| text.strip_prefix("grad(")?.strip_suffix(')'));
    let of_kind = || text.strip_prefix("contact with ").and_then(Kind::from_key).map(Signal::Contact);
    let plain = || SIGNALS.iter().find(|(name, _)| *name == text).map(|(_, signal)| *signal);
    match gradient {
        Some(name) => field(fields, name).map(Signal::Gradient),
        None => field(fields, text).map(Signal::Field).or_else(of_kind).or_else(plain),
    }
}

/// The behaviour of a name in a tissue with these fields.
pub(super) fn behaviour(text: &str, fields: &[String]) -> Option<Behaviour> {
    let of = |end: &str| text.strip_suffix(end).and_then(|name| field(fields, name));
    let plain = || BEHAVIOURS.iter().find(|(name, _)| *name == text).map(|(_, behaviour)| *behaviour);
    let into = || INTO.iter().find_map(|begin| Kind::from_key(text.strip_prefix(begin)?));
    None.or_else(|| of(" secretion").map(Behaviour::Secretion))
        .or_else(|| of(" uptake").map(Behaviour::Uptake))
        .or_else(|| of(" export").map(Behaviour::Export))
        .or_else(plain)
        .or_else(|| into().map(Behaviour::Transition))
}

/// All names of signals.
pub(super) fn signals(fields: &[String]) -> Vec<String> {
    let mut names = fields.to_vec();
    names.extend(fields.iter().map(|field| format!("{field} gradient")));
    names.extend(SIGNALS.map(|(name, _)| name.to_owned()));
    names.extend(Kind::ALL.map(|kind| format!("contact with {}", kind.key())));
    names
}

/// All names of behaviours.
pub(super) fn behaviours(fields: &[String]) -> Vec<String> {
    let mut names: Vec<String> = BEHAVIOURS.map(|(name, _)| name.to_owned()).to_vec();
    let ends = ["secretion", "uptake", "export"];
    names.extend(fields.iter().flat_map(|field| ends.map(|end| format!("{field} {end}"))));
    names.extend(Kind::ALL.map(|kind| format!("transition to {}", kind.key())));
    names
}

impl Behaviour {
    /// Whether cells of a kind have it: a rule on what they have not would say nothing.
    pub fn is_of(self, kind: Kind) -> bool {
        let leukocyte = kind.is_lymphocyte() || kind == Kind::Macrophage;
        match self {
            Behaviour::CycleEntry | Behaviour::Necrosis => kind == Kind::Tumour,
            // A vessel stays open.
            Behaviour::Apoptosis => kind != Kind::Endothelium,
            Behaviour::MigrationSpeed | Behaviour::MigrationBias | Behaviour::Persistence => leukocyte,
            Behaviour::Attack => kind.is_lymphocyte(),
            Behaviour::Phagocytosis => kind == Kind::Macrophage,
            // Lymphocytes have a life of their own, and vessels are there from the start.
            Behaviour::Transition(into) => {
                let may = |kind: Kind| matches!(kind, Kind::Tumour | Kind::Macrophage | Kind::Stroma);
                may(kind) && may(into) && kind != into
            }
            Behaviour::Secretion(_)
            | Behaviour::Uptake(_)
            | Behaviour::Export(_)
            | Behaviour::Adhesion
            | Behaviour::Repulsion => true,
        }
    }
}
