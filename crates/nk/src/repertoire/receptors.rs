//! Inhibitory receptors, and sets of them as small numbers.

use std::fmt;

/// An inhibitory receptor that NK cells carry in a variegated way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Receptor {
    /// KIR2DL1, which sees C2.
    Kir2dl1,
    /// KIR2DL2, which sees C1 and, more weakly, C2.
    Kir2dl2,
    /// KIR2DL3, which sees C1.
    Kir2dl3,
    /// KIR3DL1, which sees Bw4.
    Kir3dl1,
    /// CD94/NKG2A, which sees HLA-E.
    Nkg2a,
}

impl Receptor {
    /// All, in the order of the bits of a [`Subset`].
    pub const ALL: [Receptor; 5] =
        [Receptor::Kir2dl1, Receptor::Kir2dl2, Receptor::Kir2dl3, Receptor::Kir3dl1, Receptor::Nkg2a];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Receptor::Kir2dl1 => "KIR2DL1",
            Receptor::Kir2dl2 => "KIR2DL2",
            Receptor::Kir2dl3 => "KIR2DL3",
            Receptor::Kir3dl1 => "KIR3DL1",
            Receptor::Nkg2a => "NKG2A",
        }
    }

    /// Whether it is a KIR.
    pub fn is_kir(self) -> bool {
        self != Receptor::Nkg2a
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Receptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The inhibitory receptors of one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subset(u8);

impl Subset {
    /// A cell without any.
    pub const NONE: Subset = Subset(0);

    /// These receptors.
    pub fn of(receptors: &[Receptor]) -> Subset {
        receptors.iter().fold(Subset::NONE, |subset, receptor| subset.with(*receptor))
    }

    /// With one more receptor.
    pub fn with(self, receptor: Receptor) -> Subset {
        Subset(self.0 | receptor.bit())
    }

    /// Whether the cell carries a receptor.
    pub fn has(self, receptor: Receptor) -> bool {
        self.0 & receptor.bit() != 0
    }

    /// Its receptors, in the order of [`Receptor::ALL`].
    pub fn receptors(self) -> impl Iterator<Item = Receptor> {
        Receptor::ALL.into_iter().filter(move |receptor| self.has(*receptor))
    }

    /// How many receptors it carries.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether it carries none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// All 32 subsets, in the order of their bits.
    pub fn all() -> impl Iterator<Item = Subset> {
        (0..1u8 << Receptor::ALL.len()).map(Subset)
    }
}

impl fmt::Display for Subset {
    /// `KIR2DL1+ NKG2A+`; `none` for a cell without any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("none");
        }
        let names: Vec<String> = self.receptors().map(|receptor| format!("{receptor}+")).collect();
        f.write_str(&names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsets_are_sets() {
        let subset = Subset::of(&[Receptor::Nkg2a, Receptor::Kir2dl1, Receptor::Nkg2a]);
        assert_eq!((subset.len(), subset.to_string().as_str()), (2, "KIR2DL1+ NKG2A+"));
        assert!(subset.has(Receptor::Kir2dl1) && !subset.has(Receptor::Kir2dl3));
        assert_eq!(Subset::all().count(), 32);
        assert_eq!((Subset::NONE.to_string().as_str(), Subset::NONE.is_empty()), ("none", true));
    }
}
