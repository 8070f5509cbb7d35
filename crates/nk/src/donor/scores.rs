//! Published scores of KIR and their ligands.
//!
//! Functional inhibitory score of a person with their own ligands (Boelen 2018, Sci Immunol eaao2892):
//!
//! ```text
//! iKIR = [2DL1, C2] + ([2DL2, C1] or else 0.5 [2DL2, C2]) + 0.75 [2DL3, C1] + [3DL1, Bw4]
//! ```
//!
//! Scores of donor receptors and patient ligands (Krieger 2020, Biol Blood Marrow Transplant, PMID 31676338; rules and
//! weights as coded in bosefalk/CTUtools, `R/scores.R`, which was read; the paper itself was not):
//!
//! ```text
//! i = inhibitory with ligand, m = inhibitory without ligand: 2DL1-C2, 2DL2-C1, 2DL3-C1, 3DL1-Bw4, 3DL2-A3/A11
//! a = activating with ligand: 2DS1-C2, 2DS2-A11, 2DS4-A11, 2DS5-C2
//! KIRL = -i + m + a      IM-KIR = i + m      wKIR = 0.80 i + 0.14 a + 0.99 m
//! ```
//!
//! Scores are counted in hundredths, so that equal scores compare equal.

use super::genes::GeneSet;
use crate::typing::{KirGene, Ligand, LigandSet};

/// Genes of the functional inhibitory score.
pub const IKIR_GENES: GeneSet = super::alloreactivity::RECEPTOR_GENES;

/// Genes of the Krieger scores.
pub const KRIEGER_GENES: GeneSet = GeneSet::of(&[
    KirGene::KIR2DL1,
    KirGene::KIR2DL2,
    KirGene::KIR2DL3,
    KirGene::KIR3DL1,
    KirGene::KIR3DL2,
    KirGene::KIR2DS1,
    KirGene::KIR2DS2,
    KirGene::KIR2DS4,
    KirGene::KIR2DS5,
]);

/// A score in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hundredths(pub i32);

impl Hundredths {
    /// The score.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

/// The functional inhibitory score of a person.
pub fn ikir(genes: GeneSet, own: LigandSet) -> Hundredths {
    let (c1, c2) = (own.contains(Ligand::C1), own.contains(Ligand::C2));
    let one = |gene, score: i32| if genes.contains(gene) { score } else { 0 };
    let of_2dl2 = match (c1, c2) {
        (true, _) => 100,
        (false, true) => 50,
        (false, false) => 0,
    };
    Hundredths(
        one(KirGene::KIR2DL1, if c2 { 100 } else { 0 })
            + one(KirGene::KIR2DL2, of_2dl2)
            + one(KirGene::KIR2DL3, if c1 { 75 } else { 0 })
            + one(KirGene::KIR3DL1, if own.contains(Ligand::Bw4) { 100 } else { 0 }),
    )
}

/// The scores of Krieger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Krieger {
    /// -i + m + a.
    pub kirl: Hundredths,
    /// i + m.
    pub im_kir: Hundredths,
    /// 0.80 i + 0.14 a + 0.99 m.
    pub w_kir: Hundredths,
}

/// Krieger's scores of donor genes and patient ligands; `a11` says whether the patient has HLA-A\*11.
pub fn krieger(genes: GeneSet, patient: LigandSet, a11: bool) -> Krieger {
    let inhibitory = [
        (KirGene::KIR2DL1, Ligand::C2),
        (KirGene::KIR2DL2, Ligand::C1),
        (KirGene::KIR2DL3, Ligand::C1),
        (KirGene::KIR3DL1, Ligand::Bw4),
        (KirGene::KIR3DL2, Ligand::A3A11),
    ];
    let count = |seen: bool| {
        let those = inhibitory
            .iter()
            .filter(|(gene, ligand)| genes.contains(*gene) && patient.contains(*ligand) == seen);
        those.count() as i32
    };
    let c2 = patient.contains(Ligand::C2);
    let activating =
        [(KirGene::KIR2DS1, c2), (KirGene::KIR2DS2, a11), (KirGene::KIR2DS4, a11), (KirGene::KIR2DS5, c2)];
    let a = activating.iter().filter(|(gene, seen)| genes.contains(*gene) && *seen).count() as i32;
    let (i, m) = (count(true), count(false));
    Krieger {
        kirl: Hundredths(100 * (m + a - i)),
        im_kir: Hundredths(100 * (i + m)),
        w_kir: Hundredths(80 * i + 14 * a + 99 * m),
    }
}
