//! How strongly a donor's KIR3DL1 is inhibited by a patient's HLA-B (Boudreau 2017).
//!
//! The rule is that of [`Kir3dl1Class::inhibited_by`]. A donor without KIR3DL1 counts as N. Where the class is not known every class is tried.

use super::facts::{Facts, HlaBKind};
use crate::typing::{Kir3dl1Class, Kir3dl1Strength, KirGene};

/// The strength of a class with a kind of HLA-B.
pub fn strength(class: Kir3dl1Class, hla_b: HlaBKind) -> Kir3dl1Strength {
    class.inhibited_by(hla_b.group())
}

/// Weak or no inhibition counts as favourable.
pub fn favourable(strength: Kir3dl1Strength) -> bool {
    strength != Kir3dl1Strength::Strong
}

/// The classes that a donor's KIR3DL1 may have.
pub fn classes(donor: &Facts) -> Vec<Kir3dl1Class> {
    match donor.class_3dl1 {
        Some(class) => vec![class],
        None if donor.genes.lacks(KirGene::KIR3DL1) => vec![Kir3dl1Class::N],
        None => vec![Kir3dl1Class::N, Kir3dl1Class::L, Kir3dl1Class::H],
    }
}

/// All that the strength may be.
pub fn strengths(donor: &Facts, patient: &Facts) -> Vec<Kir3dl1Strength> {
    let mut found: Vec<Kir3dl1Strength> = classes(donor)
        .into_iter()
        .flat_map(|class| patient.hla_b.iter().map(move |hla_b| strength(class, *hla_b)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
