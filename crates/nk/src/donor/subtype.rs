//! How strongly a donor's KIR3DL1 is inhibited by a patient's HLA-B (Boudreau 2017).
//!
//! ```text
//! class H (high) with Ile 80, L (low) with Thr 80   strong
//! class H with Thr 80, L with Ile 80                weak
//! class N (none at the surface), or no Bw4          not inhibited
//! ```
//!
//! A donor without KIR3DL1 counts as N. Where the class is not known every class is tried.

use super::facts::{Facts, HlaBKind};
use crate::typing::{Kir3dl1Class, Kir3dl1Strength, KirGene};

/// The strength of a class with a kind of HLA-B.
pub fn strength(class: Kir3dl1Class, hla_b: HlaBKind) -> Kir3dl1Strength {
    match (class, hla_b) {
        (Kir3dl1Class::N, _) | (_, HlaBKind::Bw6) => Kir3dl1Strength::Noninhibiting,
        (Kir3dl1Class::H, HlaBKind::Bw4I80) | (Kir3dl1Class::L, HlaBKind::Bw4T80) => Kir3dl1Strength::Strong,
        (Kir3dl1Class::H, HlaBKind::Bw4T80) | (Kir3dl1Class::L, HlaBKind::Bw4I80) => Kir3dl1Strength::Weak,
    }
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
