//! What is not known of donor and patient, and which results it could change.
//!
//! A gap changes a result if two completions that differ in it alone give different values. Completions of one locus are
//! its worlds; those of a gene are present and absent.

use super::alloreactivity::{
    COUNTED, RECEPTOR_GENES, educated, ligand_ligand, missing_ligands, receptor_ligand,
};
use super::content::{CONTENT_GENES, b_content};
use super::facts::{ASKED, Facts, HlaBKind};
use super::genes::GeneSet;
use super::rank::Comparison;
use super::scores::{IKIR_GENES, KRIEGER_GENES, ikir, krieger};
use super::subtype::{classes, strength};
use crate::typing::{KirGene, Leader, Ligand, LigandSet, Locus, Presence};
use std::collections::BTreeMap;

/// Something that the typing does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    /// Ligands of a locus of the patient.
    PatientLocus(Locus),
    /// Ligands of a locus of the donor.
    DonorLocus(Locus),
    /// A KIR gene of the patient.
    PatientGene(KirGene),
    /// A KIR gene of the donor.
    DonorGene(KirGene),
    /// The alleles of the donor's KIR3DL1.
    DonorAlleles,
}

/// A result that may depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResultKind {
    /// Ligand-ligand, graft versus host.
    LigandLigand,
    /// Receptor-ligand, graft versus host.
    ReceptorLigand,
    /// Missing ligand of the patient.
    MissingLigand,
    /// Educated receptors, graft versus host.
    Educated,
    /// Ligand-ligand, rejection.
    RejectionLigandLigand,
    /// Receptor-ligand, rejection.
    RejectionReceptorLigand,
    /// Missing ligand of the donor.
    RejectionMissingLigand,
    /// Educated receptors, rejection.
    RejectionEducated,
    /// B content.
    BContent,
    /// KIR3DL1 and HLA-B.
    Subtype,
    /// Functional inhibitory score.
    Ikir,
    /// Krieger's scores.
    Krieger,
    /// Alloreactive share.
    Fraction,
    /// Leader match.
    Leader,
}

impl ResultKind {
    /// All, in order.
    pub const ALL: [ResultKind; 14] = [
        ResultKind::LigandLigand,
        ResultKind::ReceptorLigand,
        ResultKind::MissingLigand,
        ResultKind::Educated,
        ResultKind::RejectionLigandLigand,
        ResultKind::RejectionReceptorLigand,
        ResultKind::RejectionMissingLigand,
        ResultKind::RejectionEducated,
        ResultKind::BContent,
        ResultKind::Subtype,
        ResultKind::Ikir,
        ResultKind::Krieger,
        ResultKind::Fraction,
        ResultKind::Leader,
    ];
}

/// Something unknown with the results that it could change: none, and it does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What is not known.
    pub unknown: Unknown,
    /// What it could change.
    pub changes: Vec<ResultKind>,
}

/// One completion of everything that a result reads.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Case {
    patient: [LigandSet; 3],
    donor: [LigandSet; 3],
    patient_genes: GeneSet,
    donor_genes: GeneSet,
}

/// What a result reads.
struct Reads {
    patient: bool,
    donor: bool,
    patient_genes: GeneSet,
    donor_genes: GeneSet,
}

/// All gaps of a pair, in order.
pub fn gaps(donor: &Facts, comparison: &Comparison<'_>) -> Vec<Gap> {
    let patient = &comparison.patient;
    let mut found: BTreeMap<Unknown, Vec<ResultKind>> = BTreeMap::new();
    for unknown in open(donor, patient) {
        found.insert(unknown, Vec::new());
    }
    if found.is_empty() {
        return Vec::new();
    }
    for result in ResultKind::ALL {
        let reads = reads(result);
        let cases = reads.as_ref().map(|reads| valued(result, reads, donor, comparison));
        for (unknown, changes) in &mut found {
            let matters = match (&reads, &cases) {
                (Some(reads), Some(cases)) => reads.concern(*unknown) && varies(cases, *unknown),
                _ => matters(result, *unknown, donor, patient),
            };
            if matters {
                changes.push(result);
            }
        }
    }
    found.into_iter().map(|(unknown, changes)| Gap { unknown, changes }).collect()
}

fn open(donor: &Facts, patient: &Facts) -> Vec<Unknown> {
    let mut found = Vec::new();
    let loci = |facts: &Facts, name: fn(Locus) -> Unknown| -> Vec<Unknown> {
        Locus::ALL
            .into_iter()
            .zip(facts.loci)
            .filter(|(locus, worlds)| {
                let leader_open = *locus == Locus::B && facts.leader == Leader::Unknown;
                worlds.single().is_none() || facts.missing.contains(locus) || leader_open
            })
            .map(|(locus, _)| name(locus))
            .collect()
    };
    found.extend(loci(patient, Unknown::PatientLocus));
    found.extend(loci(donor, Unknown::DonorLocus));
    found.extend(patient.genes.unknown.intersection(RECEPTOR_GENES).iter().map(Unknown::PatientGene));
    found.extend(donor.genes.unknown.intersection(ASKED).iter().map(Unknown::DonorGene));
    if donor.class_3dl1.is_none() && !donor.genes.lacks(KirGene::KIR3DL1) {
        found.push(Unknown::DonorAlleles);
    }
    found
}

/// What a result reads of both; none for those that read other things than ligands and genes.
fn reads(result: ResultKind) -> Option<Reads> {
    let nothing = GeneSet::EMPTY;
    let reads = |patient, donor, patient_genes, donor_genes| {
        Some(Reads { patient, donor, patient_genes, donor_genes })
    };
    match result {
        ResultKind::LigandLigand | ResultKind::RejectionLigandLigand => reads(true, true, nothing, nothing),
        ResultKind::ReceptorLigand => reads(true, false, nothing, RECEPTOR_GENES),
        ResultKind::MissingLigand => reads(true, false, nothing, nothing),
        ResultKind::Educated | ResultKind::Fraction => reads(true, true, nothing, RECEPTOR_GENES),
        ResultKind::RejectionReceptorLigand => reads(false, true, RECEPTOR_GENES, nothing),
        ResultKind::RejectionMissingLigand => reads(false, true, nothing, nothing),
        ResultKind::RejectionEducated => reads(true, true, RECEPTOR_GENES, nothing),
        ResultKind::BContent => reads(false, false, nothing, CONTENT_GENES),
        ResultKind::Ikir => reads(false, true, nothing, IKIR_GENES),
        ResultKind::Krieger | ResultKind::Subtype | ResultKind::Leader => None,
    }
}

impl Reads {
    fn concern(&self, unknown: Unknown) -> bool {
        match unknown {
            Unknown::PatientLocus(_) => self.patient,
            Unknown::DonorLocus(_) => self.donor,
            Unknown::PatientGene(gene) => self.patient_genes.contains(gene),
            Unknown::DonorGene(gene) => self.donor_genes.contains(gene),
            Unknown::DonorAlleles => false,
        }
    }
}

/// For results that read other things.
fn matters(result: ResultKind, unknown: Unknown, donor: &Facts, patient: &Facts) -> bool {
    match result {
        ResultKind::Subtype => subtype_changes(unknown, donor, patient),
        ResultKind::Krieger => krieger_changes(unknown, donor, patient),
        _ => match unknown {
            Unknown::PatientLocus(Locus::B) => patient.leader == Leader::Unknown,
            Unknown::DonorLocus(Locus::B) => donor.leader == Leader::Unknown,
            _ => false,
        },
    }
}

/// Whether two cases that differ in one thing alone have different values.
fn varies(cases: &[(Case, u64)], unknown: Unknown) -> bool {
    let mut rest: Vec<(Case, u64)> =
        cases.iter().map(|(case, value)| (without(*case, unknown), *value)).collect();
    rest.sort_unstable();
    rest.windows(2).any(|pair| match pair {
        [(one, value), (other, differs)] => one == other && value != differs,
        _ => false,
    })
}

/// The case with the unknown thing blanked.
fn without(mut case: Case, unknown: Unknown) -> Case {
    let blank = |loci: &mut [LigandSet; 3], locus: Locus| {
        if let Some(ligands) = loci.get_mut(locus as usize) {
            *ligands = LigandSet::EMPTY;
        }
    };
    match unknown {
        Unknown::PatientLocus(locus) => blank(&mut case.patient, locus),
        Unknown::DonorLocus(locus) => blank(&mut case.donor, locus),
        Unknown::PatientGene(gene) => case.patient_genes = case.patient_genes.minus(GeneSet::of(&[gene])),
        Unknown::DonorGene(gene) => case.donor_genes = case.donor_genes.minus(GeneSet::of(&[gene])),
        Unknown::DonorAlleles => {}
    }
    case
}

/// Every completion of what a result reads, with the result.
fn valued(result: ResultKind, reads: &Reads, donor: &Facts, comparison: &Comparison<'_>) -> Vec<(Case, u64)> {
    let patient = &comparison.patient;
    let loci = |asked: bool, facts: &Facts| -> Vec<[LigandSet; 3]> {
        if !asked {
            return vec![[LigandSet::EMPTY; 3]];
        }
        let [a, b, c] = facts.loci.map(|worlds| -> Vec<LigandSet> {
            let mut sets: Vec<LigandSet> = worlds.iter().map(|set| set.intersection(COUNTED)).collect();
            sets.dedup();
            sets
        });
        let mut all = Vec::with_capacity(a.len() * b.len() * c.len());
        for on_a in &a {
            for on_b in &b {
                all.extend(c.iter().map(|on_c| [*on_a, *on_b, *on_c]));
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    };
    let (patients, donors) = (loci(reads.patient, patient), loci(reads.donor, donor));
    let patient_genes = patient.genes.completions(reads.patient_genes);
    let donor_genes = donor.genes.completions(reads.donor_genes);
    let mut all = Vec::new();
    for patient in &patients {
        for donor in &donors {
            for patient_genes in &patient_genes {
                all.extend(donor_genes.iter().map(|donor_genes| Case {
                    patient: *patient,
                    donor: *donor,
                    patient_genes: *patient_genes,
                    donor_genes: *donor_genes,
                }));
            }
        }
    }
    all.into_iter().map(|case| (case, value(result, &case, comparison))).collect()
}

/// A result as a number that is equal where the result is.
fn value(result: ResultKind, case: &Case, comparison: &Comparison<'_>) -> u64 {
    let join = |loci: [LigandSet; 3]| loci.into_iter().fold(LigandSet::EMPTY, LigandSet::union);
    let (patient, donor) = (join(case.patient), join(case.donor));
    let genes = |set: GeneSet| set.iter().fold(0u64, |bits, gene| bits | 1 << gene as u64);
    match result {
        ResultKind::LigandLigand => u64::from(ligand_ligand(donor, patient).bits()),
        ResultKind::RejectionLigandLigand => u64::from(ligand_ligand(patient, donor).bits()),
        ResultKind::ReceptorLigand => genes(receptor_ligand(case.donor_genes, patient)),
        ResultKind::RejectionReceptorLigand => genes(receptor_ligand(case.patient_genes, donor)),
        ResultKind::MissingLigand => u64::from(missing_ligands(patient)),
        ResultKind::RejectionMissingLigand => u64::from(missing_ligands(donor)),
        ResultKind::Educated => genes(educated(donor, case.donor_genes, patient)),
        ResultKind::RejectionEducated => genes(educated(patient, case.patient_genes, donor)),
        ResultKind::BContent => {
            let content = b_content(case.donor_genes, comparison.rule);
            u64::from(content.score) << 8 | (content.centromeric as u64) << 4 | content.telomeric as u64
        }
        ResultKind::Ikir => u64::from(ikir(case.donor_genes, donor).0.unsigned_abs()),
        ResultKind::Fraction => comparison.repertoires.typical(case.donor_genes, donor, patient).to_bits(),
        ResultKind::Krieger | ResultKind::Subtype | ResultKind::Leader => 0,
    }
}

fn subtype_changes(unknown: Unknown, donor: &Facts, patient: &Facts) -> bool {
    let classes = classes(donor);
    match unknown {
        Unknown::PatientLocus(Locus::B) => classes.iter().any(|class| {
            let mut found = patient.hla_b.iter().map(|hla_b| strength(*class, *hla_b));
            let first = found.next();
            found.any(|other| Some(other) != first)
        }),
        Unknown::DonorAlleles | Unknown::DonorGene(KirGene::KIR3DL1) => {
            donor.class_3dl1.is_none()
                && classes.len() > 1
                && patient.hla_b.iter().any(|hla_b| *hla_b != HlaBKind::Bw6)
        }
        _ => false,
    }
}

/// What Krieger's scores can see of a patient: ligands with Bw4 of HLA-B only, and whether there is an A\*11.
pub(super) fn krieger_worlds(patient: &Facts) -> Vec<(LigandSet, bool)> {
    let [a, b, c] = patient.loci;
    let a3 = LigandSet::of(&[Ligand::A3A11]);
    let on_c = LigandSet::of(&[Ligand::C1, Ligand::C2]);
    let mut found = Vec::new();
    for on_a in a.iter() {
        let a11: &[bool] = match patient.a11 {
            Presence::Present => &[true],
            Presence::Absent => &[false],
            Presence::Unknown if on_a.contains(Ligand::A3A11) => &[false, true],
            Presence::Unknown => &[false],
        };
        for from_b in b.iter() {
            for from_c in c.iter() {
                let bw4 = from_b.intersection(LigandSet::of(&[Ligand::Bw4]));
                let seen = on_a.intersection(a3).union(bw4).union(from_c.intersection(on_c));
                found.extend(a11.iter().map(|a11| (seen, *a11)));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn krieger_changes(unknown: Unknown, donor: &Facts, patient: &Facts) -> bool {
    let genes = donor.genes.completions(KRIEGER_GENES);
    let worlds = krieger_worlds(patient);
    match unknown {
        Unknown::DonorGene(gene) if KRIEGER_GENES.contains(gene) => {
            let one = GeneSet::of(&[gene]);
            genes.iter().filter(|set| set.contains(gene)).any(|with| {
                let without = with.minus(one);
                genes.contains(&without)
                    && worlds.iter().any(|(ligands, a11)| {
                        krieger(*with, *ligands, *a11) != krieger(without, *ligands, *a11)
                    })
            })
        }
        Unknown::PatientLocus(locus) => {
            let part = match locus {
                Locus::A => LigandSet::of(&[Ligand::A3A11]),
                Locus::B => LigandSet::of(&[Ligand::Bw4]),
                Locus::C => LigandSet::of(&[Ligand::C1, Ligand::C2]),
            };
            genes.iter().any(|set| {
                worlds.iter().enumerate().any(|(place, (one, a11))| {
                    worlds.iter().skip(place + 1).any(|(other, b11)| {
                        let same_rest =
                            one.minus(part) == other.minus(part) && (locus == Locus::A || a11 == b11);
                        same_rest && krieger(*set, *one, *a11) != krieger(*set, *other, *b11)
                    })
                })
            })
        }
        _ => false,
    }
}
