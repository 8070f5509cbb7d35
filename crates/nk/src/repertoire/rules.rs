//! How often a cell carries a receptor, what its host's ligands teach it, and which cells a patient cannot hold back.

use super::receptors::{Receptor, Subset};
use crate::cells::cell_parameters;
use crate::typing::{KirGene, KirGenes, Leader, Ligand, LigandSet, Presence};

/// How NK cells came to the state in which they meet targets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Activation {
    /// As they come from blood.
    #[default]
    Resting,
    /// Days or less in IL-2 or IL-15.
    Activated,
    /// Weeks in culture on feeder cells.
    Expanded,
}

cell_parameters! {
    /// Numbers of a repertoire: module `recognition` of the library.
    pub struct RepertoireRules {
        /// Share of cells with KIR2DL1 where the gene is present.
        share_2dl1 = "recognition.share_2dl1" in "1",
        /// Share of cells with KIR2DL2 where the gene is present.
        share_2dl2 = "recognition.share_2dl2" in "1",
        /// Share of cells with KIR2DL3 where the gene is present.
        share_2dl3 = "recognition.share_2dl3" in "1",
        /// Share of cells with KIR3DL1 where the gene is present.
        share_3dl1 = "recognition.share_3dl1" in "1",
        /// Share of cells with NKG2A.
        share_nkg2a = "recognition.share_nkg2a" in "1",
        /// Carriers of KIR2DL1 among people; for donors whose gene is not typed.
        carriers_2dl1 = "recognition.carriers_2dl1" in "1",
        /// Carriers of KIR2DL2.
        carriers_2dl2 = "recognition.carriers_2dl2" in "1",
        /// Carriers of KIR2DL3.
        carriers_2dl3 = "recognition.carriers_2dl3" in "1",
        /// Carriers of KIR3DL1.
        carriers_3dl1 = "recognition.carriers_3dl1" in "1",
        /// Coexpression rho of KIR beyond the product rule; 0 is the product rule.
        coexpression = "recognition.coexpression" in "1",
    }
}

cell_parameters! {
    /// Numbers of education: module `recognition` of the library.
    pub struct EducationRules {
        /// What C2 teaches a cell with KIR2DL1.
        kir2dl1_c2 = "recognition.education_2dl1_c2" in "1",
        /// What C1 teaches a cell with KIR2DL2.
        kir2dl2_c1 = "recognition.education_2dl2_c1" in "1",
        /// What C2 teaches a cell with KIR2DL2 where there is no C1.
        kir2dl2_c2 = "recognition.education_2dl2_c2" in "1",
        /// What C1 teaches a cell with KIR2DL3.
        kir2dl3_c1 = "recognition.education_2dl3_c1" in "1",
        /// What Bw4 teaches a cell with KIR3DL1.
        kir3dl1_bw4 = "recognition.education_3dl1_bw4" in "1",
        /// What HLA-E teaches a cell with NKG2A where both leaders carry Met.
        nkg2a_e = "recognition.education_nkg2a_e" in "1",
        /// Education of half effect.
        half = "recognition.education_half" in "1",
        /// Education of the cell to which signals are scaled.
        reference = "recognition.education_reference" in "1",
        /// Responsiveness of a resting cell that nothing educated.
        uneducated_resting = "recognition.uneducated_resting" in "1",
        /// The same after activation by cytokines.
        uneducated_activated = "recognition.uneducated_activated" in "1",
        /// HLA-E where one leader carries Met, relative to two.
        leader_mt = "recognition.leader_mt" in "1",
        /// HLA-E where no leader of HLA-B carries Met, relative to two.
        leader_tt = "recognition.leader_tt" in "1",
    }
}

impl RepertoireRules {
    /// The product rule: the same shares without coexpression.
    pub fn independent(self) -> RepertoireRules {
        RepertoireRules { coexpression: 0.0, ..self }
    }

    /// Share of a donor's cells that carry a receptor; a gene that is not typed counts with its carriers.
    pub fn share(&self, receptor: Receptor, kir: &KirGenes) -> f64 {
        let (share, gene, carriers) = match receptor {
            Receptor::Kir2dl1 => (self.share_2dl1, KirGene::KIR2DL1, self.carriers_2dl1),
            Receptor::Kir2dl2 => (self.share_2dl2, KirGene::KIR2DL2, self.carriers_2dl2),
            Receptor::Kir2dl3 => (self.share_2dl3, KirGene::KIR2DL3, self.carriers_2dl3),
            Receptor::Kir3dl1 => (self.share_3dl1, KirGene::KIR3DL1, self.carriers_3dl1),
            // CD94 and NKG2A vary hardly between people.
            Receptor::Nkg2a => return self.share_nkg2a,
        };
        match kir.presence(gene) {
            Presence::Present => share,
            Presence::Absent => 0.0,
            Presence::Unknown => share * carriers,
        }
    }
}

/// Shares of a donor's NK cells by the receptors that they carry, for the subsets that occur, in the order of
/// [`Subset::all`]; they sum to 1.
pub fn repertoire(kir: &KirGenes, rules: &RepertoireRules) -> Vec<(Subset, f64)> {
    let shares = Receptor::ALL.map(|receptor| rules.share(receptor, kir));
    let largest = Receptor::ALL
        .into_iter()
        .zip(shares)
        .filter(|(receptor, _)| receptor.is_kir())
        .fold(0.0, |largest: f64, (_, share)| largest.max(share));
    Subset::all()
        .map(|subset| (subset, weight(subset, &shares, largest, rules.coexpression)))
        .filter(|(_, weight)| *weight > 0.0)
        .collect()
}

/// `f(x)`: KIR by moments of the beta law of propensity p, NKG2A apart from them.
fn weight(subset: Subset, shares: &[f64; 5], largest: f64, coexpression: f64) -> f64 {
    // Coefficients of a polynomial in p/largest: prod s_r p (on) and 1 - s_r p (off).
    let mut polynomial = [1.0, 0.0, 0.0, 0.0, 0.0];
    let mut apart = 1.0;
    for (receptor, share) in Receptor::ALL.into_iter().zip(shares) {
        let on = subset.has(receptor);
        if !receptor.is_kir() {
            apart *= if on { *share } else { 1.0 - share };
            continue;
        }
        let times_p: [f64; 5] = std::array::from_fn(|power| {
            power.checked_sub(1).and_then(|lower| polynomial.get(lower)).map_or(0.0, |below| share * below)
        });
        for (coefficient, product) in polynomial.iter_mut().zip(times_p) {
            *coefficient = if on { product } else { *coefficient - product };
        }
    }
    let sum: f64 =
        polynomial.iter().zip(moments(largest, coexpression)).map(|(factor, moment)| factor * moment).sum();
    // A sum of signed terms: what is left of an impossible subset is rounding.
    if sum < 1e-15 { 0.0 } else { sum * apart }
}

/// `E[(p/m)^k]`, k = 0 to 4, of a beta law with mean m and correlation rho: `prod (m + i g)/(1 + i g)/m`, `g = rho/(1 - rho)`.
fn moments(mean: f64, correlation: f64) -> [f64; 5] {
    let spread = correlation / (1.0 - correlation);
    let mut moment = 1.0;
    let mut step = 0.0;
    std::array::from_fn(|power| {
        if power > 0 && mean > 0.0 {
            moment *= (mean + step * spread) / (1.0 + step * spread) / mean;
            step += 1.0;
        }
        moment
    })
}

impl EducationRules {
    /// HLA-E that leaders of HLA-B allow, relative to two with Met. Leaders that are not known count as one.
    pub fn leader_supply(&self, leader: Leader) -> f64 {
        match leader {
            Leader::MM => 1.0,
            Leader::MT | Leader::Unknown => self.leader_mt,
            Leader::TT => self.leader_tt,
        }
    }

    /// Responsiveness of a cell that nothing educated.
    pub fn uneducated(&self, activation: Activation) -> f64 {
        match activation {
            Activation::Resting => self.uneducated_resting,
            Activation::Activated | Activation::Expanded => self.uneducated_activated,
        }
    }

    /// Responsiveness divided by that of the reference cell in the same state: what activation does to all cells
    /// alike is in the activation c, so that education only tells cells of one state apart.
    pub fn relative_responsiveness(
        &self,
        subset: Subset,
        own: LigandSet,
        leader: Leader,
        activation: Activation,
    ) -> f64 {
        let eta0 = self.uneducated(activation);
        let education = education(subset, own, leader, self);
        responsiveness(education, eta0, self.half) / responsiveness(self.reference, eta0, self.half)
    }
}

/// `E`: what a cell's own host taught it; each receptor by the strongest of its ligands there.
pub fn education(subset: Subset, own: LigandSet, leader: Leader, rules: &EducationRules) -> f64 {
    let if_has = |ligand: Ligand, value: f64| if own.contains(ligand) { value } else { 0.0 };
    subset
        .receptors()
        .map(|receptor| match receptor {
            Receptor::Kir2dl1 => if_has(Ligand::C2, rules.kir2dl1_c2),
            Receptor::Kir2dl2 => {
                if_has(Ligand::C1, rules.kir2dl2_c1).max(if_has(Ligand::C2, rules.kir2dl2_c2))
            }
            Receptor::Kir2dl3 => if_has(Ligand::C1, rules.kir2dl3_c1),
            Receptor::Kir3dl1 => if_has(Ligand::Bw4, rules.kir3dl1_bw4),
            Receptor::Nkg2a => rules.nkg2a_e * rules.leader_supply(leader),
        })
        .sum()
}

/// `eta = eta0 + (1 - eta0) E/(E + E_half)`.
pub fn responsiveness(education: f64, eta0: f64, half: f64) -> f64 {
    eta0 + (1.0 - eta0) * education / (education + half)
}

/// Whether a cell is alloreactive against a patient: a KIR whose ligand its own host has educated it, and no receptor
/// of it finds a ligand on the patient's cells. NKG2A does where these carry HLA-E.
pub fn is_alloreactive(subset: Subset, own: LigandSet, patient: LigandSet, patient_has_hla_e: bool) -> bool {
    let sees = |receptor: Receptor, ligands: LigandSet| match receptor {
        Receptor::Kir2dl1 => ligands.contains(Ligand::C2),
        Receptor::Kir2dl2 => ligands.contains(Ligand::C1) || ligands.contains(Ligand::C2),
        Receptor::Kir2dl3 => ligands.contains(Ligand::C1),
        Receptor::Kir3dl1 => ligands.contains(Ligand::Bw4),
        Receptor::Nkg2a => patient_has_hla_e,
    };
    let educated = subset.receptors().any(|receptor| receptor.is_kir() && sees(receptor, own));
    educated && !subset.receptors().any(|receptor| sees(receptor, patient))
}

/// Share of a donor's NK cells that are alloreactive against a patient.
pub fn alloreactive_fraction(
    repertoire: &[(Subset, f64)],
    own: LigandSet,
    patient: LigandSet,
    patient_has_hla_e: bool,
) -> f64 {
    repertoire
        .iter()
        .filter(|(subset, _)| is_alloreactive(*subset, own, patient, patient_has_hla_e))
        .map(|(_, weight)| weight)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: RepertoireRules = RepertoireRules {
        share_2dl1: 0.25,
        share_2dl2: 0.3,
        share_2dl3: 0.3,
        share_3dl1: 0.2,
        share_nkg2a: 0.45,
        carriers_2dl1: 0.96,
        carriers_2dl2: 0.5,
        carriers_2dl3: 0.9,
        carriers_3dl1: 0.94,
        coexpression: 0.1,
    };

    fn all() -> KirGenes {
        KirGenes::from_present(&[KirGene::KIR2DL1, KirGene::KIR2DL2, KirGene::KIR2DL3, KirGene::KIR3DL1])
    }

    fn of(cells: &[(Subset, f64)], which: impl Fn(Subset) -> bool) -> f64 {
        cells.iter().filter(|(subset, _)| which(*subset)).map(|(_, weight)| weight).sum()
    }

    #[test]
    fn the_product_rule_is_a_product() {
        let cells = repertoire(&all(), &RULES.independent());
        assert_eq!(cells.len(), 32);
        let both = Subset::of(&[Receptor::Kir2dl1, Receptor::Nkg2a]);
        let weight = of(&cells, |subset| subset == both);
        assert!((weight - 0.25 * 0.7 * 0.7 * 0.8 * 0.45).abs() < 1e-15, "{weight}");
        // A gene that the donor lacks is on no cell.
        let two = repertoire(&KirGenes::from_present(&[KirGene::KIR2DL3]), &RULES.independent());
        assert_eq!(two.len(), 4);
    }

    #[test]
    fn coexpression_keeps_every_share_and_puts_receptors_together() {
        let (apart, together) = (repertoire(&all(), &RULES.independent()), repertoire(&all(), &RULES));
        assert!((of(&together, |_| true) - 1.0).abs() < 1e-12);
        assert!(together.iter().all(|(_, weight)| *weight > 0.0));
        for receptor in Receptor::ALL {
            let share = of(&together, |subset| subset.has(receptor));
            assert!((share - RULES.share(receptor, &all())).abs() < 1e-12, "{receptor}: {share}");
        }
        let pair = |cells: &[(Subset, f64)]| {
            of(cells, |subset| subset.has(Receptor::Kir2dl2) && subset.has(Receptor::Kir2dl3))
        };
        // Receptors as frequent as the most frequent are correlated by rho: 0.3^2 + 0.1 0.3 0.7.
        assert!((pair(&together) - (0.09 + 0.021)).abs() < 1e-12, "{}", pair(&together));
        assert!((pair(&apart) - 0.09).abs() < 1e-12);
        // NKG2A stands apart.
        let mixed = of(&together, |subset| subset.has(Receptor::Nkg2a) && subset.has(Receptor::Kir2dl1));
        assert!((mixed - 0.45 * 0.25).abs() < 1e-12);
    }

    #[test]
    fn equal_shares_give_the_beta_binomial_law() {
        let rules = RepertoireRules { share_2dl1: 0.3, share_3dl1: 0.3, ..RULES };
        let cells = repertoire(&all(), &rules);
        // P(k of 4) = C(4, k) B(k + a, 4 - k + b)/B(a, b), a = 2.7, b = 6.3.
        let (a, b) = (2.7, 6.3);
        let rising = |x: f64, n: i32| (0..n).map(|i| x + f64::from(i)).product::<f64>();
        for (k, choose) in [(0, 1.0), (1, 4.0), (2, 6.0), (3, 4.0), (4, 1.0)] {
            let expected = choose * rising(a, k) * rising(b, 4 - k) / rising(a + b, 4);
            let kir = |subset: Subset| subset.receptors().filter(|receptor| receptor.is_kir()).count();
            let found = of(&cells, |subset| kir(subset) == k as usize);
            assert!((found - expected).abs() < 1e-12, "{k}: {found}, {expected}");
        }
    }

    #[test]
    fn a_gene_that_is_not_typed_counts_with_its_carriers() {
        let cells = repertoire(&KirGenes::unknown(), &RULES.independent());
        let share = of(&cells, |subset| subset.has(Receptor::Kir2dl2));
        assert!((share - 0.3 * 0.5).abs() < 1e-12, "{share}");
    }

    #[test]
    fn responsiveness_runs_from_none_to_full() {
        assert_eq!(responsiveness(0.0, 0.3, 0.5), 0.3);
        assert!((responsiveness(0.5, 0.3, 0.5) - 0.65).abs() < 1e-15);
        assert!(responsiveness(1e9, 0.3, 0.5) > 0.999);
    }
}
