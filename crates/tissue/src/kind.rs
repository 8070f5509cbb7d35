//! What cells are and how they are.

use lytic_nk::life::Weapon;

/// A kind of cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A tumour cell: grows, divides, is a target.
    Tumour,
    /// An NK cell.
    Nk,
    /// A CD8 T cell.
    Cd8,
    /// A macrophage.
    Macrophage,
    /// A stroma cell: stands in the way.
    Stroma,
    /// A cell of a vessel's wall: oxygen, drugs and leukocytes come through it.
    Endothelium,
}

impl Kind {
    /// All, in the order of their numbers.
    pub const ALL: [Kind; 6] =
        [Kind::Tumour, Kind::Nk, Kind::Cd8, Kind::Macrophage, Kind::Stroma, Kind::Endothelium];

    /// As files write it.
    pub fn key(self) -> &'static str {
        match self {
            Kind::Tumour => "tumour",
            Kind::Nk => "nk",
            Kind::Cd8 => "cd8",
            Kind::Macrophage => "macrophage",
            Kind::Stroma => "stroma",
            Kind::Endothelium => "endothelium",
        }
    }

    /// The kind of a name in a file.
    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The kind of a number.
    pub fn from_number(number: u8) -> Option<Kind> {
        Kind::ALL.get(usize::from(number)).copied()
    }

    /// Whether it adheres to its neighbours.
    pub fn sticks(self) -> bool {
        matches!(self, Kind::Tumour | Kind::Stroma | Kind::Endothelium)
    }

    /// Whether it moves and kills by the life of an NK cell.
    pub fn is_lymphocyte(self) -> bool {
        matches!(self, Kind::Nk | Kind::Cd8)
    }
}

/// How a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Condition {
    /// Alive.
    Living,
    /// Shrinks and goes, after apoptosis or a killer's hit.
    Apoptotic,
    /// Swells for want of oxygen.
    Necrotic,
    /// Has burst.
    Debris,
}

impl Condition {
    /// All, in the order of their numbers.
    pub const ALL: [Condition; 4] =
        [Condition::Living, Condition::Apoptotic, Condition::Necrotic, Condition::Debris];

    /// As tables write it.
    pub fn key(self) -> &'static str {
        match self {
            Condition::Living => "living",
            Condition::Apoptotic => "apoptotic",
            Condition::Necrotic => "necrotic",
            Condition::Debris => "debris",
        }
    }
}

/// Where a cell stands in its cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Phase {
    /// Before the decision to divide.
    G1,
    /// Copies its DNA; the nucleus doubles.
    S,
    /// Grows to its full size.
    G2,
    /// Divides.
    M,
}

impl Phase {
    /// All, in order.
    pub const ALL: [Phase; 4] = [Phase::G1, Phase::S, Phase::G2, Phase::M];

    /// As tables write it.
    pub fn key(self) -> &'static str {
        match self {
            Phase::G1 => "G1",
            Phase::S => "S",
            Phase::G2 => "G2",
            Phase::M => "M",
        }
    }
}

/// What cells die of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Cause {
    /// Of itself.
    Apoptosis,
    /// For want of oxygen.
    Necrosis,
    /// By granules of an NK cell.
    NkGranules,
    /// By FasL or TRAIL of an NK cell.
    NkReceptors,
    /// By a CD8 T cell.
    Cd8,
    /// Of a drug.
    Drug,
    /// Of radiation.
    Radiation,
    /// Of its own activation, after a kill.
    Activation,
}

impl Cause {
    /// All, in the order of their numbers.
    pub const ALL: [Cause; 8] = [
        Cause::Apoptosis,
        Cause::Necrosis,
        Cause::NkGranules,
        Cause::NkReceptors,
        Cause::Cd8,
        Cause::Drug,
        Cause::Radiation,
        Cause::Activation,
    ];

    /// As tables write it.
    pub fn key(self) -> &'static str {
        match self {
            Cause::Apoptosis => "apoptosis",
            Cause::Necrosis => "necrosis",
            Cause::NkGranules => "nk_granules",
            Cause::NkReceptors => "nk_receptors",
            Cause::Cd8 => "cd8",
            Cause::Drug => "drug",
            Cause::Radiation => "radiation",
            Cause::Activation => "activation",
        }
    }

    /// The cause of a kill by a lymphocyte.
    pub fn of_kill(killer: Kind, weapon: Weapon) -> Cause {
        match (killer, weapon) {
            (Kind::Cd8, _) => Cause::Cd8,
            (_, Weapon::Granule) => Cause::NkGranules,
            (_, Weapon::DeathReceptor) => Cause::NkReceptors,
        }
    }
}
