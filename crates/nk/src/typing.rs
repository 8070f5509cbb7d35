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
mod cell;
mod codes;
mod columns;
mod delimited;
mod findings;
mod g_groups;
mod gl;
mod groups;
mod hla;
mod hml;
mod ipd;
mod json;
mod json_people;
mod kir;
mod kir3dl1;
mod kir_text;
mod ligands;
mod loci;
mod people;
mod proteins;
mod residues;
mod rows;
mod t1k;
mod table;

pub use allele::{Allele, Expression, Locus, NameKind, Surface};
pub use codes::AlleleCodes;
pub use groups::{AlleleAnswer, BUILT_IN_RELEASE, GroupSource, HlaABw4, LigandGroups, UnknownAllele};
pub use hla::{Genotype, Hla, LocusTyping};
pub use ipd::ImportCounts;
pub use kir::{KirAllele, KirAlleles, KirGene, KirGenes, Presence};
pub use kir3dl1::{Kir3dl1Class, Kir3dl1Pair, Kir3dl1Strength, Kir3dl1Table};
pub use ligands::{Bw4Kinds, Group, Leader, Ligand, LigandSet, Ligands, Proof, Residues, could_supply};
pub use people::{
    Counts, Form, PeopleReader, Person, ReadOptions, add_text, read_alleles, read_hla, read_kir, read_people,
};
pub use residues::group_of;

/// The rule that turns residues of HLA-B into a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BwRule {
    /// Residues 77 and 80, as the KIR-ligand page of IPD-KIR.
    #[default]
    Ipd,
    /// Residues 80, 82 and 83.
    Motif,
}
