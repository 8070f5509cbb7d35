//! Four models of alloreactivity, of an attacker's NK cells against another person's cells.
//!
//! With A the attacker's ligands, T the target's, R the receptors that the attacker's genes give, and l(r) the ligand of
//! receptor r (2DL1: C2; 2DL2, 2DL3: C1; 3DL1: Bw4):
//!
//! ```text
//! ligand-ligand     A \ T                                   (Ruggeri 2002)
//! receptor-ligand   { r in R : l(r) not in T }              (Leung 2004)
//! missing ligand    |{C1, C2, Bw4} \ T|                     (Hsu 2005)
//! educated          { r in R : l(r) in A, l(r) not in T }
//! ```
//!
//! A3/A11 with KIR3DL2 is left out: its binding depends on the peptide and it does not educate (`kir_ligand_table` of
//! the sources). With donor as attacker this is the direction graft versus host, with the patient rejection.

use super::genes::GeneSet;
use crate::typing::{KirGene, Ligand, LigandSet};

/// The receptors of the models, with their ligands.
pub const RECEPTORS: [(KirGene, Ligand); 4] = [
    (KirGene::KIR2DL1, Ligand::C2),
    (KirGene::KIR2DL2, Ligand::C1),
    (KirGene::KIR2DL3, Ligand::C1),
    (KirGene::KIR3DL1, Ligand::Bw4),
];

/// Their genes.
pub const RECEPTOR_GENES: GeneSet =
    GeneSet::of(&[KirGene::KIR2DL1, KirGene::KIR2DL2, KirGene::KIR2DL3, KirGene::KIR3DL1]);

/// The ligands that the models count.
pub const COUNTED: LigandSet = LigandSet::ALL.minus(LigandSet::from_bits(1 << Ligand::A3A11 as u8));

/// What the four models say of one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alloreactivity {
    /// Ligands of the attacker that the target lacks.
    pub ligand_ligand: LigandSet,
    /// Receptors of the attacker whose ligand the target lacks.
    pub receptor_ligand: GeneSet,
    /// How many of C1, C2 and Bw4 the target lacks.
    pub missing_ligands: u8,
    /// Those receptors whose ligand the attacker has itself.
    pub educated: GeneSet,
}

/// Ligands of the attacker that the target lacks.
pub const fn ligand_ligand(attacker: LigandSet, target: LigandSet) -> LigandSet {
    attacker.minus(target).intersection(COUNTED)
}

/// Receptors of the attacker whose ligand the target lacks.
pub fn receptor_ligand(genes: GeneSet, target: LigandSet) -> GeneSet {
    select(|gene, ligand| genes.contains(gene) && !target.contains(ligand))
}

/// How many of C1, C2 and Bw4 the target lacks.
pub const fn missing_ligands(target: LigandSet) -> u8 {
    COUNTED.minus(target).len() as u8
}

/// Receptors of the attacker whose ligand the attacker has and the target lacks.
pub fn educated(attacker: LigandSet, genes: GeneSet, target: LigandSet) -> GeneSet {
    select(|gene, ligand| genes.contains(gene) && attacker.contains(ligand) && !target.contains(ligand))
}

/// All four at once.
pub fn alloreactivity(attacker: LigandSet, genes: GeneSet, target: LigandSet) -> Alloreactivity {
    Alloreactivity {
        ligand_ligand: ligand_ligand(attacker, target),
        receptor_ligand: receptor_ligand(genes, target),
        missing_ligands: missing_ligands(target),
        educated: educated(attacker, genes, target),
    }
}

fn select(keep: impl Fn(KirGene, Ligand) -> bool) -> GeneSet {
    RECEPTORS
        .into_iter()
        .filter(|(gene, ligand)| keep(*gene, *ligand))
        .fold(GeneSet::EMPTY, |set, (gene, _)| set.union(GeneSet::of(&[gene])))
}
