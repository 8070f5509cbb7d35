//! What typing by allele adds to the decision: subtypes of KIR3DL1, and the activating KIR2DS1.
//!
//! ```text
//! KIR3DL1 of class N      not at the surface: the donor's cells are as without the gene, at home and on the target
//! weak pair with HLA-B    v_3DL1 = w v        (high with Thr 80, low with Ile 80; strong pairs and unknown ones v)
//! KIR2DS1                 a_2DS1 = u C2/(C2 + K), added to the activating signals; none from a donor with C2 and no C1
//! ```
//!
//! The pairs are those of [`Kir3dl1Class::inhibited_by`](crate::typing::Kir3dl1Class::inhibited_by) (Boudreau 2017 J Clin
//! Oncol 35:2268). Bw4 on HLA-A alone keeps the usual strength, because the classes are of HLA-B. Donors with C2 twice have
//! hyporesponsive KIR2DS1 (Fauriat 2010 Blood 115:1166, abstract). Sizes are assumed (`parameters/cells/recognition.toml`),
//! and the signal of KIR2DS1 is that of the donor's mean cell. Other KIR2DS bind single allotypes with peptides and are
//! not in the decision.

use super::parameters::{ContactNumbers, RecognitionParameters};
use super::{Contact, Decision, saturation};
use crate::cells::cell_parameters;
use crate::targets::Surface;
use crate::typing::{
    Bw4Kinds, Group, Kir3dl1Class, Kir3dl1Strength, Kir3dl1Table, KirGene, KirGenes, Ligand, LigandSet,
    Presence,
};

cell_parameters! {
    /// Sizes of what subtypes do.
    pub struct SubtypeNumbers {
        /// Inhibition by a weak pair of KIR3DL1 and HLA-B, relative to a strong one.
        weak_3dl1 = "recognition.weak_3dl1" in "1",
        /// Signal of KIR2DS1 at most, of the donor's mean cell, in units of the weights.
        kir2ds1 = "recognition.weight_2ds1" in "1",
        /// HLA-C with C2 of half that signal, molecules per cell.
        kir2ds1_half = "recognition.half_2ds1" in "1/cell",
    }
}

/// The KIR genes as far as they stand at the surface: KIR3DL1 of a class that stays inside the cell is absent.
pub fn kir_at_surface(kir: &KirGenes) -> KirGenes {
    let mut seen = kir.clone();
    if Kir3dl1Table::built_in().class_of(kir) == Some(Kir3dl1Class::N) {
        seen.set(KirGene::KIR3DL1, Presence::Absent);
    }
    seen
}

/// How strongly KIR3DL1 of a donor is inhibited by somebody's HLA-B; none where either is open.
pub fn strength_3dl1(kir: &KirGenes, hla_b: &Bw4Kinds) -> Option<Kir3dl1Strength> {
    let class = Kir3dl1Table::built_in().class_of(kir)?;
    let group = match (hla_b.b_isoleucine, hla_b.b_threonine) {
        // Ile 80 counts before Thr 80, as in the choice of a donor.
        (Presence::Present, _) => Group::Bw4I80,
        (Presence::Absent, Presence::Present) => Group::Bw4T80,
        (Presence::Absent, Presence::Absent) => Group::Bw6,
        _ => return None,
    };
    Some(class.inhibited_by(group))
}

impl ContactNumbers {
    /// The same with the inhibition by KIR3DL1 of a pair; without a pair, or where HLA-B is no ligand (Bw4 of HLA-A may
    /// be one), the usual.
    pub fn with_3dl1(self, strength: Option<Kir3dl1Strength>, numbers: &SubtypeNumbers) -> ContactNumbers {
        match strength {
            Some(Kir3dl1Strength::Weak) => {
                ContactNumbers { kir3dl1: self.kir3dl1 * numbers.weak_3dl1, ..self }
            }
            _ => self,
        }
    }
}

impl RecognitionParameters {
    /// By how many times KIR2DS1 raises the natural drive of a donor's cells on a target, `1 + a_2DS1/A`: 1 without the
    /// gene, where it is not typed, where the target carries no C2, and for a donor with C2 and without C1.
    pub fn drive_by_2ds1(
        &self,
        kir: &KirGenes,
        own: LigandSet,
        decision: &Decision,
        contact: &Contact,
        surface: &Surface,
    ) -> f64 {
        let tuned_down = own.contains(Ligand::C2) && !own.contains(Ligand::C1);
        if kir.presence(KirGene::KIR2DS1) != Presence::Present || tuned_down {
            return 1.0;
        }
        let signal = self.subtypes.kir2ds1 * saturation(surface.hla_c2, self.subtypes.kir2ds1_half);
        let natural = Decision::new(Default::default(), decision.numbers()).natural(contact, surface)
            * decision.numbers().threshold();
        if natural > 0.0 { 1.0 + signal / natural } else { 1.0 }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use crate::Library;
    use crate::recognition::DecisionModel;
    use crate::repertoire::{Receptor, Subset, repertoire};
    use crate::typing::read_kir;

    fn kir(text: &str) -> KirGenes {
        read_kir(text, None).0.unwrap()
    }

    fn numbers() -> RecognitionParameters {
        RecognitionParameters::from_library(&Library::embedded()).unwrap()
    }

    fn kinds(isoleucine: bool, threonine: bool) -> Bw4Kinds {
        let presence = |there| if there { Presence::Present } else { Presence::Absent };
        Bw4Kinds { b_isoleucine: presence(isoleucine), b_threonine: presence(threonine), a: Presence::Absent }
    }

    #[test]
    fn a_weak_pair_inhibits_less_than_a_strong_one() {
        let numbers = numbers();
        let high = kir("KIR3DL1*001+KIR3DL1*002");
        let inhibition = |hla_b: Bw4Kinds| {
            let strength = strength_3dl1(&high, &hla_b);
            let decision = Decision::new(
                DecisionModel::WeightedSignal,
                &numbers.contact.with_3dl1(strength, &numbers.subtypes),
            );
            let cell = Contact::resting(Subset::of(&[Receptor::Kir3dl1]), numbers.expression());
            let mut surface = Surface::default();
            surface.hla_bw4 = 1e12;
            decision.inhibition(&cell, &surface)
        };
        let (strong, weak) = (inhibition(kinds(true, false)), inhibition(kinds(false, true)));
        assert!((strong - numbers.contact.kir3dl1).abs() < 1e-6);
        assert!((weak / strong - numbers.subtypes.weak_3dl1).abs() < 1e-6);
        // Ile 80 counts before Thr 80; what is not known changes nothing.
        assert_eq!(inhibition(kinds(true, true)), strong);
        assert_eq!(strength_3dl1(&kir("2DL1 3DL1"), &kinds(false, true)), None);
        assert_eq!(strength_3dl1(&high, &Bw4Kinds::default()), None);
    }

    #[test]
    fn a_receptor_that_stays_inside_is_on_no_cell() {
        let rules = numbers().repertoire;
        let inside = kir_at_surface(&kir("KIR3DL1*004+KIR3DL1*004"));
        let with_3dl1 = |kir: &KirGenes| -> f64 {
            let cells = repertoire(kir, &rules);
            cells.iter().filter(|(subset, _)| subset.has(Receptor::Kir3dl1)).map(|(_, share)| share).sum()
        };
        assert_eq!(with_3dl1(&inside), 0.0);
        assert!(
            with_3dl1(&kir_at_surface(&kir("KIR3DL1*001+KIR3DL1*004"))) > 0.1,
            "one copy at the surface is enough"
        );
    }

    #[test]
    fn kir2ds1_drives_against_c2_unless_it_grew_up_with_nothing_else() {
        let numbers = numbers();
        let decision = Decision::new(DecisionModel::WeightedSignal, &numbers.contact);
        let cell = Contact::resting(Subset::NONE, numbers.expression());
        let mut surface = Surface::default();
        (surface.nkg2d_ligands, surface.hla_c2) = (6e3, numbers.subtypes.kir2ds1_half);
        let drive = |genes: &str, own: &[Ligand], surface: &Surface| {
            numbers.drive_by_2ds1(&kir(genes), LigandSet::of(own), &decision, &cell, surface)
        };
        // Half the signal at the half value, beside half the signal of NKG2D or so.
        let natural = decision.natural(&cell, &surface) * numbers.contact.threshold();
        let expected = 1.0 + 0.5 * numbers.subtypes.kir2ds1 / natural;
        let c1 = [Ligand::C1];
        assert!((drive("2DL1 2DS1", &c1, &surface) - expected).abs() < 1e-12);
        assert_eq!(drive("2DL1 2DL3", &c1, &surface), 1.0);
        assert_eq!(drive("2DL1 2DS1", &[Ligand::C2], &surface), 1.0);
        surface.hla_c2 = 0.0;
        assert_eq!(drive("2DL1 2DS1", &c1, &surface), 1.0);
    }
}
