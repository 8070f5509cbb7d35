//! Populations: how often an HLA haplotype carries which ligands, and how often each KIR haplotype occurs.
//!
//! `donors/population_hla_*.csv` holds frequencies of ligand groups by locus, from allelefrequencies.net; the alleles of a
//! haplotype are drawn independently from them,
//!
//! ```text
//! P(haplotype carries a ∪ b ∪ c) = P_A(a) P_B(b) P_C(c)
//! ```
//!
//! which leaves out the linkage between the loci ([`LinkageReference`](super::LinkageReference) says how far off that is).
//! One population has whole haplotypes and keeps it ([`LINKED_POPULATION`](super::LINKED_POPULATION)), and so do
//! frequencies of one's own: [`LigandHaplotypes::weighted`]. `donors/population_kir_haplotypes.csv` holds frequencies of ten
//! reference KIR haplotypes, fitted to published carrier frequencies; their genes stand in
//! `donors/kir_reference_haplotypes.csv`.

use super::genes::GeneSet;
use super::linked::linked_population;
use super::table::{Row, Table};
use crate::typing::{KirGene, Ligand, LigandSet};
use lytic_text::nearest;

const HLA_AB: &str = include_str!("../../../../donors/population_hla_ab.csv");
const HLA_C: &str = include_str!("../../../../donors/population_hla_c.csv");
const KIR: &str = include_str!("../../../../donors/population_kir_haplotypes.csv");
const KIR_GENES: &str = include_str!("../../../../donors/kir_reference_haplotypes.csv");

/// Column of the name in all tables.
const NAME: &str = "population_afnd";

/// Shares of haplotypes by the ligands that they carry; they sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct LigandHaplotypes {
    /// Index: the bits of the ligand set.
    shares: [f64; 16],
}

impl LigandHaplotypes {
    /// From weights of haplotypes, such as counts; none if they do not add up to anything.
    pub fn weighted(haplotypes: impl IntoIterator<Item = (LigandSet, f64)>) -> Option<LigandHaplotypes> {
        let mut shares = [0.0; 16];
        for (ligands, weight) in haplotypes {
            if let Some(share) = shares.get_mut(usize::from(ligands.bits())) {
                *share += weight;
            }
        }
        let total: f64 = shares.iter().sum();
        if !(total.is_finite() && total > 0.0) || shares.iter().any(|share| *share < 0.0) {
            return None;
        }
        for share in &mut shares {
            *share /= total;
        }
        Some(LigandHaplotypes { shares })
    }

    /// The sets that occur, with their shares.
    pub fn iter(&self) -> impl Iterator<Item = (LigandSet, f64)> {
        (0..16u8)
            .zip(self.shares)
            .filter(|(_, share)| *share > 0.0)
            .map(|(bits, share)| (LigandSet::from_bits(bits), share))
    }

    /// The set of a haplotype for a uniform number in 0..1.
    pub fn at(&self, uniform: f64) -> LigandSet {
        let mut below = 0.0;
        let mut last = LigandSet::EMPTY;
        for (ligands, share) in self.iter() {
            below += share;
            last = ligands;
            if uniform < below {
                break;
            }
        }
        last
    }
}

/// An HLA population of the tables.
#[derive(Clone, Debug, PartialEq)]
pub struct HlaPopulation {
    /// Its name, at allelefrequencies.net but for the linked one.
    pub name: String,
    /// How many people were typed, where the table says so.
    pub typed: Option<u64>,
    /// Whether its haplotypes keep the linkage between the loci; else the loci are independent.
    pub linked: bool,
    /// Its haplotypes.
    pub haplotypes: LigandHaplotypes,
}

/// A KIR population of the tables.
#[derive(Clone, Debug, PartialEq)]
pub struct KirPopulation {
    /// Its name at allelefrequencies.net.
    pub name: String,
    /// How many people were typed.
    pub typed: u64,
    /// Genes of each reference haplotype and its share; the shares sum to 1.
    pub haplotypes: Vec<(GeneSet, f64)>,
    /// Largest difference between a fitted and a published carrier frequency.
    pub worst_fit: f64,
}

impl KirPopulation {
    /// The genes of a haplotype for a uniform number in 0..1.
    pub fn at(&self, uniform: f64) -> GeneSet {
        let mut below = 0.0;
        let mut last = GeneSet::EMPTY;
        for (genes, share) in &self.haplotypes {
            below += share;
            last = *genes;
            if uniform < below {
                break;
            }
        }
        last
    }
}

/// The HLA populations of which all three loci are known; the one with whole haplotypes first.
pub fn hla_populations() -> Vec<HlaPopulation> {
    let c = Table::read(HLA_C);
    let c: Vec<Row<'_>> = c.rows().collect();
    let by_locus = Table::read(HLA_AB);
    linked_population().into_iter().chain(by_locus.rows().filter_map(|ab| hla_population(ab, &c))).collect()
}

fn hla_population(ab: Row<'_>, c: &[Row<'_>]) -> Option<HlaPopulation> {
    let name = ab.text(NAME);
    let c = c.iter().find(|row| row.text(NAME) == name)?;
    let bw4_on_b = ab.number("B_Bw4_80I")? + ab.number("B_Bw4_80T")? - ab.number("of_which_B13_nonligand")?;
    let c1_on_b = ab.number("B_C1_epitope")?;
    let (bw4_on_a, a3_a11) = (ab.number("A_Bw4")?, ab.number("A3_or_A11")?);
    let (c1, c2) = (c.number("freq_C1_allele")?, c.number("freq_C2_allele")?);
    let set = |ligand| LigandSet::of(&[ligand]);
    let a = [
        (LigandSet::EMPTY, 1.0 - bw4_on_a - a3_a11),
        (set(Ligand::Bw4), bw4_on_a),
        (set(Ligand::A3A11), a3_a11),
    ];
    let b = [
        (LigandSet::EMPTY, 1.0 - bw4_on_b - c1_on_b),
        (set(Ligand::Bw4), bw4_on_b),
        (set(Ligand::C1), c1_on_b),
    ];
    let c = [(set(Ligand::C1), c1), (set(Ligand::C2), c2)];
    let mut joint = Vec::with_capacity(18);
    for (on_a, share_a) in a {
        for (on_b, share_b) in b {
            for (on_c, share_c) in c {
                joint.push((on_a.union(on_b).union(on_c), share_a * share_b * share_c));
            }
        }
    }
    Some(HlaPopulation {
        name: name.to_owned(),
        typed: Some(ab.text("n").parse().ok()?),
        linked: false,
        haplotypes: LigandHaplotypes::weighted(joint)?,
    })
}

/// The KIR populations.
pub fn kir_populations() -> Vec<KirPopulation> {
    let genes = Table::read(KIR_GENES);
    let haplotypes: Vec<(String, GeneSet)> =
        genes.rows().map(|row| (row.text("haplotype").to_owned(), genes_of(&genes, row))).collect();
    let populations = Table::read(KIR);
    populations
        .rows()
        .filter_map(|row| {
            let shares: Vec<(GeneSet, f64)> = haplotypes
                .iter()
                .map(|(name, genes)| Some((*genes, row.number(name)?)))
                .collect::<Option<_>>()?;
            let total: f64 = shares.iter().map(|(_, share)| share).sum();
            Some(KirPopulation {
                name: row.text(NAME).to_owned(),
                typed: row.text("n").parse().ok()?,
                haplotypes: shares.into_iter().map(|(genes, share)| (genes, share / total)).collect(),
                worst_fit: row.number("max_abs_carrier_error")?,
            })
        })
        .collect()
}

fn genes_of(table: &Table, row: Row<'_>) -> GeneSet {
    table
        .head()
        .iter()
        .filter(|column| row.number(column).is_some_and(|copies| copies > 0.0))
        .filter_map(|column| KirGene::ALL.into_iter().find(|gene| gene.name() == column))
        .fold(GeneSet::EMPTY, |set, gene| set.union(GeneSet::of(&[gene])))
}

/// The name of a list that was meant: the same but for upper and lower case, the only one that contains what was
/// typed, or else an error with the nearest.
///
/// # Errors
/// The nearest name, if there is one: the one that shares the most words with what was typed, or the least misspelt.
pub fn find_name<'a>(
    typed: &str,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<&'a str, Option<&'a str>> {
    let wanted = typed.to_lowercase();
    if let Some(name) = names.clone().find(|name| name.to_lowercase() == wanted) {
        return Ok(name);
    }
    let mut holding =
        names.clone().filter(|name| !wanted.is_empty() && name.to_lowercase().contains(&wanted));
    if let (Some(name), None) = (holding.next(), holding.next()) {
        return Ok(name);
    }
    Err(nearest(typed, names.clone()).or_else(|| most_words(&wanted, names)))
}

fn most_words<'a>(wanted: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut best = (0, None);
    for name in names {
        let lower = name.to_lowercase();
        let parts: Vec<&str> = lower.split(|letter: char| !letter.is_alphanumeric()).collect();
        let shared = wanted
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .filter(|word| nearest(word, parts.iter().copied()).is_some())
            .count();
        if shared > best.0 {
            best = (shared, Some(name));
        }
    }
    best.1
}

/// The KIR population whose name fits an HLA population's best; a choice by words of the name, to be told to the user.
pub fn kir_population_for(hla: &str) -> &'static str {
    const BY_WORD: [(&[&str], &str); 7] = [
        (&["poland"], "Poland KIR"),
        (&["india", "sri lanka"], "India North KIR"),
        (&["japan"], "Japan Kyoto KIR"),
        (&["china", "chinese", "taiwan", "hong kong", "korea"], "China Shenzhen Han KIR pop 2"),
        (&["mexic", "hispanic", "colombia", "nicaragua", "panama"], "Mexico Mestizo KIR pop 2"),
        (
            &["africa", "uganda", "kenya", "black", "ghana", "mali", "tanzania", "zimbabwe"],
            "Uganda Kampala KIR",
        ),
        (&["usa"], "USA Caucasian KIR"),
    ];
    let lower = hla.to_lowercase();
    let fits = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    BY_WORD.iter().find(|(words, _)| fits(words)).map_or("England KIR pop 5", |(_, name)| name)
}
