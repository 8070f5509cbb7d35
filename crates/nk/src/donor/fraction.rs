//! The share of a donor's NK cells that a patient cannot hold back, with what is not known of it.
//!
//! A cell is alloreactive if a KIR of it was educated by a ligand of its own host and no inhibitory receptor of it finds
//! a ligand in the patient ([`crate::repertoire::is_alloreactive`]; the patient's cells are taken to carry HLA-E, so
//! that cells with NKG2A do not count). Its share follows from the repertoire.
//!
//! *Typical* is the share at the typical frequencies of the receptors. The *interval* runs from the 5th to the 95th
//! percentile over draws of the frequencies as donors differ in them and as far as they are not known, and of the
//! coexpression; every donor meets the same draws, so that donors can be compared. Where the typing leaves several
//! cases open, the lowest and the highest case are taken. Genes decide who has cells at all; how many a donor has can
//! only be measured.

use super::alloreactivity::RECEPTOR_GENES;
use super::genes::GeneSet;
use super::worlds::Worlds;
use crate::distribution::Distribution;
use crate::library::Library;
use crate::repertoire::{RepertoireRules, alloreactive_fraction, repertoire};
use crate::typing::{KirGene, KirGenes, Ligand, LigandSet};
use lytic_engine::math;
use lytic_engine::philox::{Stream, purpose};
use lytic_text::Diagnostic;

/// Draws of what is not known.
const DRAWS: u64 = 400;
/// Percentiles of the interval.
const LOW: f64 = 0.05;
const HIGH: f64 = 0.95;

/// The frequencies of the receptors: typical, and drawn.
#[derive(Clone, Debug)]
pub struct Repertoires {
    /// First the typical rules, then the drawn ones.
    rules: Vec<RepertoireRules>,
    /// Typical shares by genes, own ligands and patient's ligands.
    typical: Vec<f64>,
}

/// A share with its interval; the two ends of each are the lowest and the highest case that the typing leaves open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fraction {
    /// At typical frequencies: lowest and highest case.
    pub typical: (f64, f64),
    /// 5th percentile of the lowest case, 95th of the highest.
    pub interval: (f64, f64),
}

/// Receptor genes in the order of the bits of an index.
const GENES: [KirGene; 4] = [KirGene::KIR2DL1, KirGene::KIR2DL2, KirGene::KIR2DL3, KirGene::KIR3DL1];
/// Sets of C1, C2 and Bw4: the lower three bits of a ligand set.
const SETS: usize = 8;

impl Repertoires {
    /// From the parameters of the library.
    ///
    /// # Errors
    /// Parameters that the library lacks.
    pub fn from_library(library: &Library) -> Result<Repertoires, Vec<Diagnostic>> {
        let mut rules = vec![RepertoireRules::from_library(library)?];
        for draw in 0..DRAWS {
            rules.push(RepertoireRules::from_values(|name, unit| {
                let value = crate::cells::typical(library, name, unit)?;
                Ok(drawn(library, name, value, draw))
            })?);
        }
        let typical = table(&rules[..1]);
        Ok(Repertoires { rules, typical })
    }

    /// The typical share; two lookups' worth of time.
    pub fn typical(&self, genes: GeneSet, own: LigandSet, patient: LigandSet) -> f64 {
        self.typical.get(index(genes, own, patient)).copied().unwrap_or(0.0)
    }

    /// Lowest and highest typical share over all that the typing leaves open.
    pub fn typical_range(&self, genes: &[GeneSet], own: Worlds, patient: Worlds) -> (f64, f64) {
        let mut range = (f64::INFINITY, f64::NEG_INFINITY);
        for set in genes {
            for mine in own.iter() {
                for theirs in patient.iter() {
                    let share = self.typical(*set, mine, theirs);
                    range = (range.0.min(share), range.1.max(share));
                }
            }
        }
        if range.0 > range.1 { (0.0, 0.0) } else { range }
    }

    /// The share with its interval.
    pub fn fraction(&self, genes: &[GeneSet], own: Worlds, patient: Worlds) -> Fraction {
        let mut cases: Vec<(GeneSet, LigandSet, LigandSet)> = Vec::new();
        for set in genes {
            for mine in own.iter() {
                for theirs in patient.iter() {
                    cases.push((set.intersection(RECEPTOR_GENES), counted(mine), counted(theirs)));
                }
            }
        }
        cases.sort_unstable();
        cases.dedup();
        let mut interval = (f64::INFINITY, f64::NEG_INFINITY);
        for (set, mine, theirs) in cases {
            let kir = kir_of(set);
            let mut shares: Vec<f64> = self
                .rules
                .iter()
                .skip(1)
                .map(|rules| alloreactive_fraction(&repertoire(&kir, rules), mine, theirs, true))
                .collect();
            shares.sort_unstable_by(f64::total_cmp);
            interval = (interval.0.min(quantile(&shares, LOW)), interval.1.max(quantile(&shares, HIGH)));
        }
        if interval.0 > interval.1 {
            interval = (0.0, 0.0);
        }
        Fraction { typical: self.typical_range(genes, own, patient), interval }
    }
}

/// A parameter as one donor of one draw has it.
fn drawn(library: &Library, name: &str, value: f64, draw: u64) -> f64 {
    let Some(entry) = library.parameter(name) else { return value };
    let stream = Stream::new(0, purpose(name), draw);
    [entry.between, entry.uncertainty]
        .into_iter()
        .zip(0..)
        .filter_map(|(spread, step)| Some((spread?, step)))
        .fold(value, |value, (spread, step)| spread_out(value, spread, &stream, step))
}

/// A share moved as its spread says; it stays between 0 and 1.
fn spread_out(value: f64, spread: Distribution, stream: &Stream, step: u64) -> f64 {
    let normal = || stream.normal(step);
    let moved = match spread {
        Distribution::LogitSd(sd) if value > 0.0 && value < 1.0 => {
            let odds = value / (1.0 - value) * math::exp(sd * normal());
            odds / (1.0 + odds)
        }
        Distribution::LogNormalCv(_) | Distribution::LogNormalSd(_) => {
            value * math::exp(spread.sd_of_ln().unwrap_or(0.0) * normal())
        }
        Distribution::NormalSd(sd) => value + sd * normal(),
        Distribution::Uniform(low, high) => low + (high - low) * stream.uniform(step),
        Distribution::LogitSd(_) => value,
    };
    moved.clamp(0.0, 0.999)
}

fn table(rules: &[RepertoireRules]) -> Vec<f64> {
    let Some(rules) = rules.first() else { return Vec::new() };
    let mut shares = vec![0.0; 16 * SETS * SETS];
    for code in 0..16usize {
        let genes = GENES
            .iter()
            .enumerate()
            .filter(|(bit, _)| code >> bit & 1 == 1)
            .fold(GeneSet::EMPTY, |set, (_, gene)| set.union(GeneSet::of(&[*gene])));
        let weights = repertoire(&kir_of(genes), rules);
        for own in 0..SETS as u8 {
            for patient in 0..SETS as u8 {
                let (own, patient) = (LigandSet::from_bits(own), LigandSet::from_bits(patient));
                if let Some(share) = shares.get_mut(index(genes, own, patient)) {
                    *share = alloreactive_fraction(&weights, own, patient, true);
                }
            }
        }
    }
    shares
}

fn index(genes: GeneSet, own: LigandSet, patient: LigandSet) -> usize {
    let code = GENES
        .iter()
        .enumerate()
        .filter(|(_, gene)| genes.contains(**gene))
        .fold(0, |code, (bit, _)| code | 1 << bit);
    (code * SETS + usize::from(counted(own).bits())) * SETS + usize::from(counted(patient).bits())
}

/// Without A3/A11, which no receptor of the repertoire sees.
fn counted(ligands: LigandSet) -> LigandSet {
    ligands.minus(LigandSet::of(&[Ligand::A3A11]))
}

fn kir_of(genes: GeneSet) -> KirGenes {
    KirGenes::from_present(&genes.iter().collect::<Vec<_>>())
}

/// A quantile between ordered values, by straight lines.
fn quantile(ordered: &[f64], share: f64) -> f64 {
    let place = share * (ordered.len().saturating_sub(1)) as f64;
    let below = math::floor(place);
    let at = |index: f64| ordered.get(index as usize).copied();
    let (Some(low), high) = (at(below), at(below + 1.0)) else { return 0.0 };
    low + (place - below) * (high.unwrap_or(low) - low)
}
