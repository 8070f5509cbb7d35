//! One donor for one patient: every model in both directions, what is missing, and whether it could change a result.

use super::alloreactivity::{
    RECEPTOR_GENES, RECEPTORS, educated, ligand_ligand, missing_ligands, receptor_ligand,
};
use super::content::{BContent, CONTENT_GENES, ContentClass, Motif, b_content};
use super::facts::Facts;
use super::fraction::Fraction;
use super::gaps::{Gap, gaps};
use super::genes::GeneSet;
use super::rank::Comparison;
use super::scores::{Hundredths, IKIR_GENES, KRIEGER_GENES, Krieger, ikir, krieger};
use super::subtype::{classes, strengths};
use super::worlds::{Outcomes, Worlds};
use crate::typing::{Kir3dl1Class, Kir3dl1Strength, KirGene, Leader, Ligand, LigandSet, Presence};

/// The four models in one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Direction {
    /// Ligands of the attacker that the target lacks.
    pub ligand_ligand: Outcomes<LigandSet>,
    /// Receptors whose ligand the target lacks.
    pub receptor_ligand: Outcomes<GeneSet>,
    /// How many of C1, C2, Bw4 the target lacks.
    pub missing_ligands: Outcomes<u8>,
    /// Educated receptors whose ligand the target lacks.
    pub educated: Outcomes<GeneSet>,
}

impl Direction {
    /// Of an attacker against a target.
    pub fn of(attacker: &Facts, target: &Facts) -> Direction {
        let genes = attacker.genes.completions(RECEPTOR_GENES);
        let pairs = || both(attacker.ligands, target.ligands);
        let each = |model: &dyn Fn(LigandSet, GeneSet, LigandSet) -> GeneSet| {
            let results = genes.iter().flat_map(|set| pairs().map(move |(own, theirs)| (own, *set, theirs)));
            Outcomes::of(results.map(|(own, set, theirs)| model(own, set, theirs)), GeneSet::EMPTY)
        };
        Direction {
            ligand_ligand: Outcomes::of(
                pairs().map(|(own, theirs)| ligand_ligand(own, theirs)),
                LigandSet::EMPTY,
            ),
            receptor_ligand: each(&|_, set, theirs| receptor_ligand(set, theirs)),
            missing_ligands: Outcomes::of(target.ligands.iter().map(missing_ligands), 0),
            educated: each(&educated),
        }
    }
}

fn both(one: Worlds, other: Worlds) -> impl Iterator<Item = (LigandSet, LigandSet)> {
    one.iter().flat_map(move |own| other.iter().map(move |theirs| (own, theirs)))
}

/// Education of one receptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceptorEducation {
    /// The receptor's gene.
    pub gene: KirGene,
    /// Its ligand.
    pub ligand: Ligand,
    /// Whether the donor carries the gene.
    pub carried: Presence,
    /// Whether the donor has the ligand.
    pub own_ligand: Presence,
    /// Whether the patient has it.
    pub patient_ligand: Presence,
}

impl ReceptorEducation {
    /// Whether the receptor is educated in its host.
    pub fn educated(&self) -> Presence {
        match (self.carried, self.own_ligand) {
            (Presence::Present, Presence::Present) => Presence::Present,
            (Presence::Absent, _) | (_, Presence::Absent) => Presence::Absent,
            _ => Presence::Unknown,
        }
    }
}

/// Leaders of HLA-B of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeaderMatch {
    /// The donor's.
    pub donor: Leader,
    /// The patient's.
    pub patient: Leader,
}

impl LeaderMatch {
    /// Whether they are the same; none where one is not known.
    pub fn same(&self) -> Option<bool> {
        let known = self.donor != Leader::Unknown && self.patient != Leader::Unknown;
        known.then_some(self.donor == self.patient)
    }
}

/// Everything that is said of a donor.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// Donor against patient.
    pub graft_versus_host: Direction,
    /// Patient against donor.
    pub rejection: Direction,
    /// B content of the donor.
    pub content: Outcomes<BContent>,
    /// Functional inhibitory score of the donor with own ligands.
    pub ikir: Outcomes<Hundredths>,
    /// Krieger's scores of donor genes and patient ligands.
    pub krieger: Outcomes<Krieger>,
    /// Leaders.
    pub leader: LeaderMatch,
    /// Classes that the donor's KIR3DL1 may have.
    pub classes_3dl1: Vec<Kir3dl1Class>,
    /// How strongly the patient's HLA-B inhibits it.
    pub subtype: Outcomes<Kir3dl1Strength>,
    /// Education, receptor by receptor.
    pub education: Vec<ReceptorEducation>,
    /// Whether 2DS1 tunes the donor's responsiveness down: carried, and the donor has C2 and no C1.
    pub tuned_by_2ds1: Presence,
    /// Alloreactive share of NK cells.
    pub fraction: Fraction,
    /// What is not known, and what it could change.
    pub gaps: Vec<Gap>,
    /// Ligands that rest on the default of a first field: the donor's, the patient's.
    pub inferred: (LigandSet, LigandSet),
}

/// Everything about a donor.
pub fn assess(donor: &Facts, comparison: &Comparison<'_>) -> Assessment {
    let patient = &comparison.patient;
    let receptors = donor.genes.completions(RECEPTOR_GENES);
    let content = donor.genes.completions(CONTENT_GENES);
    let neutral =
        BContent { class: ContentClass::Neutral, score: 0, centromeric: Motif::AA, telomeric: Motif::AA };
    Assessment {
        graft_versus_host: Direction::of(donor, patient),
        rejection: Direction::of(patient, donor),
        content: Outcomes::of(content.iter().map(|genes| b_content(*genes, comparison.rule)), neutral),
        ikir: ikir_outcomes(donor),
        krieger: krieger_outcomes(donor, patient),
        leader: LeaderMatch { donor: donor.leader, patient: patient.leader },
        classes_3dl1: classes(donor),
        subtype: Outcomes::of(strengths(donor, patient), Kir3dl1Strength::Noninhibiting),
        education: RECEPTORS.map(|(gene, ligand)| receptor(gene, ligand, donor, patient)).to_vec(),
        tuned_by_2ds1: tuned(donor),
        fraction: comparison.repertoires.fraction(&receptors, donor.ligands, patient.ligands),
        gaps: gaps(donor, comparison),
        inferred: (donor.inferred, patient.inferred),
    }
}

fn ikir_outcomes(donor: &Facts) -> Outcomes<Hundredths> {
    let genes = donor.genes.completions(IKIR_GENES);
    let scores = genes.iter().flat_map(|set| donor.ligands.iter().map(|own| ikir(*set, own)));
    Outcomes::of(scores, Hundredths(0))
}

/// Over genes, worlds of the patient and what A\*11 and HLA-B may be. The score counts Bw4 on HLA-B only.
fn krieger_outcomes(donor: &Facts, patient: &Facts) -> Outcomes<Krieger> {
    let worlds = super::gaps::krieger_worlds(patient);
    let genes = donor.genes.completions(KRIEGER_GENES);
    let scores =
        genes.iter().flat_map(|set| worlds.iter().map(|(ligands, a11)| krieger(*set, *ligands, *a11)));
    let nothing = Krieger { kirl: Hundredths(0), im_kir: Hundredths(0), w_kir: Hundredths(0) };
    Outcomes::of(scores, nothing)
}

fn receptor(gene: KirGene, ligand: Ligand, donor: &Facts, patient: &Facts) -> ReceptorEducation {
    ReceptorEducation {
        gene,
        ligand,
        carried: carried(donor, gene),
        own_ligand: has(donor.ligands, ligand),
        patient_ligand: has(patient.ligands, ligand),
    }
}

/// Whether a gene is carried, over all completions.
fn carried(facts: &Facts, gene: KirGene) -> Presence {
    let one = GeneSet::of(&[gene]);
    let completions = facts.genes.completions(one);
    presence(completions.iter().map(|genes| genes.contains(gene)))
}

fn has(worlds: Worlds, ligand: Ligand) -> Presence {
    presence(worlds.iter().map(|ligands| ligands.contains(ligand)))
}

fn tuned(donor: &Facts) -> Presence {
    let only_c2 =
        presence(donor.ligands.iter().map(|own| own.contains(Ligand::C2) && !own.contains(Ligand::C1)));
    match (carried(donor, KirGene::KIR2DS1), only_c2) {
        (Presence::Present, Presence::Present) => Presence::Present,
        (Presence::Absent, _) | (_, Presence::Absent) => Presence::Absent,
        _ => Presence::Unknown,
    }
}

fn presence(mut cases: impl Iterator<Item = bool>) -> Presence {
    let Some(first) = cases.next() else { return Presence::Unknown };
    match (first, cases.all(|case| case == first)) {
        (true, true) => Presence::Present,
        (false, true) => Presence::Absent,
        (_, false) => Presence::Unknown,
    }
}
