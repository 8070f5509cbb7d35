//! What an allele carries, what a KIR sees of it, and the ligands of a person.
//!
//! A ligand is *certain* when every reading of the typing has it, *possible* when some reading has it:
//! per locus, certain = intersection over genotypes of the union over copies of the intersection over alternatives.

use super::{Allele, GroupSource, Locus, Presence};
use std::fmt;

/// The ligand group that an allele carries by its residues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// HLA-C with Asn 80 (or HLA-B with the C1 epitope without Bw6).
    C1,
    /// HLA-C with Lys 80.
    C2,
    /// Bw4 with Ile 80.
    Bw4I80,
    /// Bw4 with Thr 80.
    Bw4T80,
    /// HLA-B with Bw6.
    Bw6,
    /// HLA-B with Bw6 and the C1 epitope (Val 76, Asn 80).
    C1Bw6,
    /// HLA-A without Bw4.
    None,
    /// Residues that no rule covers.
    Unclassified,
    /// A null allele: no protein.
    Null,
}

impl Group {
    /// As in tables: `C1`, `Bw4-80I`, `C1(+Bw6)`, `none`.
    pub fn name(self) -> &'static str {
        match self {
            Group::C1 => "C1",
            Group::C2 => "C2",
            Group::Bw4I80 => "Bw4-80I",
            Group::Bw4T80 => "Bw4-80T",
            Group::Bw6 => "Bw6",
            Group::C1Bw6 => "C1(+Bw6)",
            Group::None => "none",
            Group::Unclassified => "unclassified",
            Group::Null => "null",
        }
    }

    /// The group of a name in a table.
    pub fn from_name(name: &str) -> Option<Group> {
        [
            Group::C1,
            Group::C2,
            Group::Bw4I80,
            Group::Bw4T80,
            Group::Bw6,
            Group::C1Bw6,
            Group::None,
            Group::Unclassified,
            Group::Null,
        ]
        .into_iter()
        .find(|group| group.name() == name)
    }
}

impl fmt::Display for Group {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// What a KIR sees on a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ligand {
    /// Seen by KIR2DL2 and KIR2DL3.
    C1,
    /// Seen by KIR2DL1 (and weaker by KIR2DL2).
    C2,
    /// Seen by KIR3DL1.
    Bw4,
    /// HLA-A*03 or A*11, seen by KIR3DL2.
    A3A11,
}

impl Ligand {
    /// All, in order.
    pub const ALL: [Ligand; 4] = [Ligand::C1, Ligand::C2, Ligand::Bw4, Ligand::A3A11];

    /// As in tables.
    pub fn name(self) -> &'static str {
        match self {
            Ligand::C1 => "C1",
            Ligand::C2 => "C2",
            Ligand::Bw4 => "Bw4",
            Ligand::A3A11 => "A3/A11",
        }
    }
}

impl fmt::Display for Ligand {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A set of ligands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LigandSet(u8);

impl LigandSet {
    /// No ligand.
    pub const EMPTY: LigandSet = LigandSet(0);
    /// All four.
    pub const ALL: LigandSet = LigandSet(0b1111);

    /// The set of these.
    pub fn of(ligands: &[Ligand]) -> LigandSet {
        ligands.iter().copied().collect()
    }

    /// Whether a ligand is in the set.
    pub const fn contains(self, ligand: Ligand) -> bool {
        self.0 & (1 << ligand as u8) != 0
    }

    /// Adds a ligand.
    pub const fn insert(&mut self, ligand: Ligand) {
        self.0 |= 1 << ligand as u8;
    }

    /// What is in either.
    pub const fn union(self, other: LigandSet) -> LigandSet {
        LigandSet(self.0 | other.0)
    }

    /// What is in both.
    pub const fn intersection(self, other: LigandSet) -> LigandSet {
        LigandSet(self.0 & other.0)
    }

    /// What is in this and not in the other.
    pub const fn minus(self, other: LigandSet) -> LigandSet {
        LigandSet(self.0 & !other.0)
    }

    /// Whether all of the other is in this.
    pub const fn is_superset(self, other: LigandSet) -> bool {
        other.0 & !self.0 == 0
    }

    /// How many.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The ligands, in order.
    pub fn iter(self) -> impl Iterator<Item = Ligand> {
        Ligand::ALL.into_iter().filter(move |ligand| self.contains(*ligand))
    }

    /// The set as four bits, C1 lowest.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The set of four bits, C1 lowest.
    pub const fn from_bits(bits: u8) -> LigandSet {
        LigandSet(bits & 0b1111)
    }
}

impl FromIterator<Ligand> for LigandSet {
    fn from_iter<I: IntoIterator<Item = Ligand>>(ligands: I) -> LigandSet {
        let mut set = LigandSet::EMPTY;
        for ligand in ligands {
            set.insert(ligand);
        }
        set
    }
}

impl fmt::Display for LigandSet {
    /// `C1|Bw4`; `none` when empty.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return out.write_str("none");
        }
        for (index, ligand) in self.iter().enumerate() {
            if index > 0 {
                out.write_str("|")?;
            }
            out.write_str(ligand.name())?;
        }
        Ok(())
    }
}

/// How well HLA-B leaders supply HLA-E: the number of copies with Met at -21.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leader {
    /// Two copies with Met.
    MM,
    /// One copy with Met.
    MT,
    /// No copy with Met. A null copy supplies nothing and counts as without Met.
    TT,
    /// Not typed, or the readings differ.
    #[default]
    Unknown,
}

impl Leader {
    /// `MM`, `MT`, `TT`, `unknown`.
    pub fn name(self) -> &'static str {
        match self {
            Leader::MM => "MM",
            Leader::MT => "MT",
            Leader::TT => "TT",
            Leader::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Leader {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// Residues that prove a group: mature positions 76, 77, 80, 82, 83; 0 where the source does not state one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Residues(pub [u8; 5]);

impl Residues {
    /// The positions, in the mature protein.
    pub const POSITIONS: [u8; 5] = [76, 77, 80, 82, 83];

    /// The residue at a position, as a letter; none where it is not stated.
    pub fn at(&self, position: u8) -> Option<char> {
        let index = Residues::POSITIONS.iter().position(|known| *known == position)?;
        self.0.get(index).filter(|residue| **residue != 0).map(|residue| char::from(*residue))
    }

    /// These letters at these positions, all others not stated.
    pub(super) fn stated(pairs: &[(u8, u8)]) -> Residues {
        let mut residues = Residues::default();
        for (position, letter) in pairs {
            for (known, slot) in Residues::POSITIONS.iter().zip(residues.0.iter_mut()) {
                if known == position {
                    *slot = *letter;
                }
            }
        }
        residues
    }
}

impl fmt::Display for Residues {
    /// `77N 80I`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (position, residue) in Residues::POSITIONS.iter().zip(self.0) {
            if residue != 0 {
                if !first {
                    out.write_str(" ")?;
                }
                write!(out, "{position}{}", char::from(residue))?;
                first = false;
            }
        }
        Ok(())
    }
}

/// Why a person has a ligand: an allele and its residues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Proof {
    /// The ligand.
    pub ligand: Ligand,
    /// The allele that carries it.
    pub allele: Allele,
    /// What it carries.
    pub group: Group,
    /// The residues that say so, as far as the source states them.
    pub residues: Residues,
    /// Where the group comes from.
    pub source: GroupSource,
    /// Whether only the first field is known, so that its default was taken.
    pub inferred: bool,
}

/// Bw4 on HLA-B by residue 80, and Bw4 on HLA-A: what the subtypes of KIR3DL1 tell apart. Only what KIR3DL1 sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bw4Kinds {
    /// HLA-B with Ile 80.
    pub b_isoleucine: Presence,
    /// HLA-B with Thr 80.
    pub b_threonine: Presence,
    /// HLA-A with Bw4.
    pub a: Presence,
}

impl Default for Bw4Kinds {
    fn default() -> Bw4Kinds {
        Bw4Kinds { b_isoleucine: Presence::Unknown, b_threonine: Presence::Unknown, a: Presence::Unknown }
    }
}

/// The KIR ligands of a person, as far as the typing tells. Loci that are not typed add to neither set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ligands {
    /// Present whatever the ambiguities mean.
    pub certain: LigandSet,
    /// Present in at least one reading; holds all certain ones.
    pub possible: LigandSet,
    /// Those that come from alleles of low expression only.
    pub low: LigandSet,
    /// Those whose presence or absence rests on the default of a first field (serology, one field).
    pub inferred: LigandSet,
    /// Leaders of HLA-B.
    pub leader: Leader,
    /// Bw4 by kind.
    pub bw4_80: Bw4Kinds,
    /// Which allele proves which ligand; those that are only possible too.
    pub proofs: Vec<Proof>,
    /// Loci without typing.
    pub missing: Vec<Locus>,
}

impl Ligands {
    /// Possible ligands and those that a locus without typing could add: HLA-A Bw4 and A3/A11, HLA-B Bw4 and C1,
    /// HLA-C C1 and C2.
    pub fn conceivable(&self) -> LigandSet {
        self.missing.iter().fold(self.possible, |set, locus| set.union(could_supply(*locus)))
    }
}

/// What a locus can supply at all.
pub fn could_supply(locus: Locus) -> LigandSet {
    match locus {
        Locus::A => LigandSet::of(&[Ligand::Bw4, Ligand::A3A11]),
        Locus::B => LigandSet::of(&[Ligand::Bw4, Ligand::C1]),
        Locus::C => LigandSet::of(&[Ligand::C1, Ligand::C2]),
    }
}
