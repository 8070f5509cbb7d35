//! Subtypes of KIR3DL1: how much of an allotype stands on the surface, and how strongly HLA-B inhibits it.
//!
//! Boudreau 2017: class high with Ile 80 and class low with Thr 80 inhibit strongly, the other pairs with Bw4 weakly;
//! an allotype that stays inside the cell, or HLA-B without Bw4, does not inhibit. Of several copies the strongest
//! counts. Alleles that the table does not list have no class, and then the answer is open unless a copy of class high
//! settles it.

use super::groups::rows;
use super::{Group, KirAllele, KirGene, KirGenes};

/// How much of an allotype of KIR3DL1 stands on the surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kir3dl1Class {
    /// Not at the surface.
    N,
    /// Low.
    L,
    /// High.
    H,
}

impl Kir3dl1Class {
    /// `H`, `L`, `N`.
    pub fn name(self) -> &'static str {
        match self {
            Kir3dl1Class::N => "N",
            Kir3dl1Class::L => "L",
            Kir3dl1Class::H => "H",
        }
    }

    /// How strongly HLA-B of a group inhibits it: high with Ile 80 and low with Thr 80 strongly, the other two weakly;
    /// without Bw4, or without the receptor at the surface, not at all (Boudreau 2017 J Clin Oncol 35:2268).
    pub fn inhibited_by(self, group: Group) -> Kir3dl1Strength {
        match (self, group) {
            (Kir3dl1Class::H, Group::Bw4I80) | (Kir3dl1Class::L, Group::Bw4T80) => Kir3dl1Strength::Strong,
            (Kir3dl1Class::H, Group::Bw4T80) | (Kir3dl1Class::L, Group::Bw4I80) => Kir3dl1Strength::Weak,
            _ => Kir3dl1Strength::Noninhibiting,
        }
    }

    fn from_name(name: &str) -> Option<Kir3dl1Class> {
        [Kir3dl1Class::N, Kir3dl1Class::L, Kir3dl1Class::H].into_iter().find(|class| class.name() == name)
    }
}

/// How strongly HLA-B inhibits through KIR3DL1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kir3dl1Strength {
    /// No inhibition: no ligand, or no receptor at the surface.
    Noninhibiting,
    /// Weak.
    Weak,
    /// Strong.
    Strong,
}

impl Kir3dl1Strength {
    /// `strong`, `weak`, `noninhibiting`.
    pub fn name(self) -> &'static str {
        match self {
            Kir3dl1Strength::Noninhibiting => "noninhibiting",
            Kir3dl1Strength::Weak => "weak",
            Kir3dl1Strength::Strong => "strong",
        }
    }
}

/// One line of the published table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kir3dl1Pair {
    /// Class of the receptor.
    pub class: Kir3dl1Class,
    /// Group of HLA-B.
    pub group: Group,
    /// Three levels.
    pub strength: Kir3dl1Strength,
    /// Four levels, in the words of the source: `Educated, Uninhibited`.
    pub four_level: &'static str,
}

/// Classes of allotypes and the strength of each pair.
#[derive(Clone, Debug)]
pub struct Kir3dl1Table {
    /// Allotype, class, and whether the class was read in its source.
    classes: Vec<(u16, Kir3dl1Class, bool)>,
    pairs: Vec<Kir3dl1Pair>,
}

const CLASSES: &str = include_str!("../../../../donors/kir3dl1_classes.csv");
const PAIRS: &str = include_str!("../../../../donors/kir3dl1_subtypes.csv");

impl Kir3dl1Table {
    /// The built-in table.
    pub fn built_in() -> Kir3dl1Table {
        let classes = rows(CLASSES)
            .filter_map(|[allotype, class, checked, _]| {
                Some((allotype.parse().ok()?, Kir3dl1Class::from_name(class)?, checked == "yes"))
            })
            .collect();
        let pairs = rows(PAIRS).filter_map(|[class, group, _, rest]| {
            let (class, group) = (Kir3dl1Class::from_name(class)?, Group::from_name(group)?);
            // The four-level name may hold a comma and then stands in quotes.
            let four_level = match rest.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next()?,
                None => rest.split(',').next()?,
            };
            Some(Kir3dl1Pair { class, group, strength: class.inhibited_by(group), four_level })
        });
        Kir3dl1Table { classes, pairs: pairs.collect() }
    }

    /// The class of an allele; none for one that the table does not list. A null allele is not at the surface.
    pub fn class(&self, allele: KirAllele) -> Option<Kir3dl1Class> {
        if allele.gene != KirGene::KIR3DL1 {
            return None;
        }
        if allele.null {
            return Some(Kir3dl1Class::N);
        }
        self.row(allele).map(|(_, class, _)| *class)
    }

    fn row(&self, allele: KirAllele) -> Option<&(u16, Kir3dl1Class, bool)> {
        self.classes.iter().find(|(allotype, ..)| *allotype == allele.protein)
    }

    /// Alleles of a person whose class is only quoted, not read in a source.
    pub fn unchecked(&self, kir: &KirGenes) -> Vec<KirAllele> {
        let readings = kir.alleles(KirGene::KIR3DL1).map_or(&[][..], |alleles| &alleles.readings);
        let quoted =
            |allele: &KirAllele| !allele.null && self.row(*allele).is_some_and(|(_, _, checked)| !checked);
        let mut found: Vec<KirAllele> = readings.iter().flatten().flatten().copied().filter(quoted).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The class of a person: that of the strongest allele, where every reading says the same; none where KIR3DL1 is
    /// absent, not typed by allele, or left open.
    pub fn class_of(&self, kir: &KirGenes) -> Option<Kir3dl1Class> {
        let alleles = kir.alleles(KirGene::KIR3DL1)?;
        let mut lowest = Kir3dl1Class::H;
        let mut highest = Kir3dl1Class::N;
        for reading in &alleles.readings {
            let (mut low, mut high) = (None, None);
            for copy in reading {
                let classes = copy.iter().map(|allele| self.class(*allele));
                let least = classes.clone().map(|class| class.unwrap_or(Kir3dl1Class::N)).min();
                let most = classes.map(|class| class.unwrap_or(Kir3dl1Class::H)).max();
                low = low.max(Some(least.unwrap_or(Kir3dl1Class::N)));
                high = high.max(Some(most.unwrap_or(Kir3dl1Class::H)));
            }
            // A reading without the gene leaves the class open.
            lowest = lowest.min(low?);
            highest = highest.max(high?);
        }
        (lowest == highest).then_some(lowest)
    }

    /// The line of a class and a group of HLA-B; none for groups that the table does not hold.
    pub fn pair(&self, class: Kir3dl1Class, group: Group) -> Option<Kir3dl1Pair> {
        self.pairs.iter().copied().find(|pair| pair.class == class && pair.group == group)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn the_rule_is_that_of_the_published_table() {
        let mut compared = 0;
        for [class, group, strength, _] in rows(PAIRS) {
            let (class, group) = (Kir3dl1Class::from_name(class).unwrap(), Group::from_name(group).unwrap());
            assert_eq!(class.inhibited_by(group).name(), strength, "{class:?} {group:?}");
            compared += 1;
        }
        assert_eq!((compared, Kir3dl1Table::built_in().pairs.len()), (9, 9));
    }
}
