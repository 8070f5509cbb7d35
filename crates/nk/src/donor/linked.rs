//! What linkage between HLA-A, -B and -C changes: one population of which whole haplotypes are known.
//!
//! `donors/population_hla_haplotypes.csv` holds the frequency f(a, b, c) of each combination of groups on one haplotype of
//! European Americans (Maiers, Gragert, Klitz 2007 Hum Immunol 68:779). Drawn as they are, the linkage is kept. What the
//! same haplotypes would give without it follows from their margins,
//!
//! ```text
//! g(a, b, c) = f_A(a) f_B(b) f_C(c),    f_A(a) = sum over b, c of f(a, b, c)
//! ```
//!
//! so that nothing but the linkage differs between the two.

use super::availability::{Party, exact};
use super::population::{HlaPopulation, LigandHaplotypes};
use super::table::Table;
use crate::typing::{Ligand, LigandSet};

const HAPLOTYPES: &str = include_str!("../../../../donors/population_hla_haplotypes.csv");

/// Name of the population of which whole haplotypes are known.
pub const LINKED_POPULATION: &str = "USA NMDP European American (haplotypes)";

/// Ligands of each locus of a haplotype, and its share.
type Row = ([LigandSet; 3], f64);

fn rows() -> Vec<Row> {
    Table::read(HAPLOTYPES)
        .rows()
        .filter_map(|row| {
            let loci = ["A", "B", "C"].map(|locus| carried(row.text(locus)));
            Some((loci, row.number("frequency")?))
        })
        .collect()
}

/// The ligands of a group of the table. A\*25 and B\*13 carry the epitope and are no ligands, as [`crate::typing`] has it.
fn carried(group: &str) -> LigandSet {
    let ligand = match group {
        "Bw4" | "Bw4-80I" | "Bw4-80T" => Ligand::Bw4,
        "A3/A11" => Ligand::A3A11,
        "C1" => Ligand::C1,
        "C2" => Ligand::C2,
        _ => return LigandSet::EMPTY,
    };
    LigandSet::of(&[ligand])
}

fn together(loci: [LigandSet; 3]) -> LigandSet {
    loci.into_iter().fold(LigandSet::EMPTY, LigandSet::union)
}

/// The population, with the linkage between its loci.
pub(super) fn linked_population() -> Option<HlaPopulation> {
    let haplotypes = rows().into_iter().map(|(loci, share)| (together(loci), share));
    Some(HlaPopulation {
        name: LINKED_POPULATION.to_owned(),
        typed: None,
        linked: true,
        haplotypes: LigandHaplotypes::weighted(haplotypes)?,
    })
}

/// The same haplotypes with their loci drawn independently.
fn independent() -> Option<LigandHaplotypes> {
    let rows = rows();
    let margin = |locus: usize| {
        let carried = rows.iter().filter_map(|(loci, share)| Some((*loci.get(locus)?, *share)));
        LigandHaplotypes::weighted(carried)
    };
    let (a, b, c) = (margin(0)?, margin(1)?, margin(2)?);
    let mut joint = Vec::new();
    for (on_a, share_a) in a.iter() {
        for (on_b, share_b) in b.iter() {
            joint.extend(
                c.iter().map(|(on_c, share_c)| (together([on_a, on_b, on_c]), share_a * share_b * share_c)),
            );
        }
    }
    LigandHaplotypes::weighted(joint)
}

/// One quantity with and without linkage, both summed exactly over the haplotypes of [`LINKED_POPULATION`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkageReference {
    /// What it is.
    pub quantity: LinkageQuantity,
    /// With linkage, 0 to 1.
    pub with_linkage: f64,
    /// With the loci drawn independently, 0 to 1.
    pub without_linkage: f64,
}

/// Quantities of [`LinkageReference`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkageQuantity {
    /// Share of patients with all three ligands.
    AllThree,
    /// Mismatch with one haploidentical parent or child.
    OneRelative,
    /// Mismatch with the better of two parents.
    BothParents,
    /// Mismatch with the best of ten unrelated donors.
    TenUnrelated,
}

impl LinkageQuantity {
    /// All of them.
    pub const ALL: [LinkageQuantity; 4] = [
        LinkageQuantity::AllThree,
        LinkageQuantity::OneRelative,
        LinkageQuantity::BothParents,
        LinkageQuantity::TenUnrelated,
    ];

    /// Its value for haplotypes, summed exactly, 0 to 1.
    pub fn exactly(self, hla: &LigandHaplotypes) -> f64 {
        let mismatched = |party| exact::mismatched(hla, party).unwrap_or(f64::NAN);
        match self {
            LinkageQuantity::AllThree => exact::all_three(hla),
            LinkageQuantity::OneRelative => mismatched(Party::OneRelative),
            LinkageQuantity::BothParents => mismatched(Party::BothParents),
            LinkageQuantity::TenUnrelated => mismatched(Party::Unrelated(10)),
        }
    }
}

/// The four quantities with and without linkage.
pub fn linkage_reference() -> Vec<LinkageReference> {
    let (Some(linked), Some(independent)) = (linked_population(), independent()) else { return Vec::new() };
    LinkageQuantity::ALL
        .into_iter()
        .map(|quantity| LinkageReference {
            quantity,
            with_linkage: quantity.exactly(&linked.haplotypes),
            without_linkage: quantity.exactly(&independent),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn the_published_shares_with_linkage_are_met_to_their_last_digit() {
        let published = [0.34, 0.32, 0.48, 0.66];
        for (line, expected) in linkage_reference().into_iter().zip(published) {
            let rounded = (line.with_linkage * 100.0).round() / 100.0;
            assert!((rounded - expected).abs() < 1e-9, "{line:?}: {expected} stated");
        }
    }

    #[test]
    fn the_haplotypes_have_the_margins_of_the_allele_table() {
        // Sums over alleles of the source: A*23, 24 and 32; A*03 and A*11; B with Bw4 but B*13; C2.
        let sum = |wanted: fn(&[LigandSet; 3]) -> bool| -> f64 {
            rows().iter().filter(|(loci, _)| wanted(loci)).map(|(_, share)| share).sum()
        };
        let has = |set: LigandSet, ligand| set.is_superset(LigandSet::of(&[ligand]));
        assert!((sum(|_| true) - 0.99889).abs() < 1e-9);
        let all: f64 = rows().iter().filter(|(loci, _)| has(loci[0], Ligand::Bw4)).map(|row| row.1).sum();
        assert!((all / 0.99889 - 0.1362).abs() < 1e-4, "{all}");
        assert_eq!(rows().len(), 34);
        assert!((sum(|loci| loci[2] == LigandSet::of(&[Ligand::C2])) / 0.99889 - 0.3588).abs() < 1e-4);
    }

    #[test]
    fn linkage_is_all_that_differs() {
        let (linked, independent) = (linked_population().unwrap().haplotypes, independent().unwrap());
        // C1 and C2 exclude each other on a haplotype, so that their shares are the margins of HLA-C (and B*46).
        let share = |hla: &LigandHaplotypes, ligand| -> f64 {
            let set = LigandSet::of(&[ligand]);
            hla.iter().filter(|(carried, _)| carried.is_superset(set)).map(|(_, share)| share).sum()
        };
        assert!((share(&linked, Ligand::C2) - share(&independent, Ligand::C2)).abs() < 1e-12);
        assert!((share(&linked, Ligand::A3A11) - share(&independent, Ligand::A3A11)).abs() < 1e-12);
        // Bw4 stands on HLA-A and -B: together on one haplotype less or more often than by chance.
        assert!((share(&linked, Ligand::Bw4) - share(&independent, Ligand::Bw4)).abs() < 0.01);
        assert!(
            linkage_reference().iter().all(|line| (line.with_linkage - line.without_linkage).abs() < 0.04)
        );
    }
}
