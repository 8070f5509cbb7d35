//! HLA and KIR typing as laboratories write it, and the KIR ligands that follow from it.
//!
//! ```text
//! text in any form ─> read_people ─> Person { Hla, KirGenes, Ligands }
//!                                              LigandGroups (built-in tables, or the user's IPD protein files)
//! ```
//! Two fields of an allele's name give the protein; residues 76 to 83 of the protein give the ligand group
//! ([`Group`]); group, expression and a few functional exceptions give what a KIR sees ([`Ligand`]). Ambiguous typing
//! gives a certain and a possible set ([`Ligands`]). Every answer says where it comes from.

mod allele;
mod groups;
mod hla;
mod kir;
mod ligands;
mod people;

pub use allele::{Allele, Expression, Locus, NameKind, Surface};
pub use groups::{AlleleAnswer, BUILT_IN_RELEASE, GroupSource, HlaABw4, LigandGroups, UnknownAllele};
pub use hla::{Genotype, Hla, LocusTyping};
pub use kir::{Kir3dl1Class, Kir3dl1Strength, KirAllele, KirAlleles, KirGene, KirGenes, Presence};
pub use ligands::{Bw4Kinds, Group, Leader, Ligand, LigandSet, Ligands, Proof, Residues, could_supply};
pub use people::{Counts, Form, PeopleReader, Person, ReadOptions, read_people};

/// The rule that turns residues of HLA-B into a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BwRule {
    /// Residues 77 and 80, as the KIR-ligand page of IPD-KIR.
    #[default]
    Ipd,
    /// Residues 80, 82 and 83.
    Motif,
}
