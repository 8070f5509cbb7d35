//! Sets of KIR genes: what a person carries, and what a typing leaves open.
//!
//! A typing gives for each gene present, absent or unknown. A *completion* says present or absent of every gene.
//! [`KnownGenes::completions`] lists those that agree with the typing; of a pair of which nearly everybody has at least
//! one gene (2DL2 or 2DL3, 3DL1 or 3DS1) a completion has at least one, unless the typing itself says that both are
//! absent. The framework genes, which every haplotype has, are taken as carried where they are not typed.

use crate::typing::{KirGene, KirGenes, Presence};

/// A set of KIR genes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GeneSet(u32);

impl GeneSet {
    /// No gene.
    pub const EMPTY: GeneSet = GeneSet(0);

    /// The set of these.
    pub const fn of(genes: &[KirGene]) -> GeneSet {
        let mut bits = 0;
        let mut index = 0;
        while index < genes.len() {
            bits |= 1 << genes[index] as u32;
            index += 1;
        }
        GeneSet(bits)
    }

    /// Whether a gene is in the set.
    pub const fn contains(self, gene: KirGene) -> bool {
        self.0 & (1 << gene as u32) != 0
    }

    /// Whether any of these is in the set.
    pub const fn any(self, genes: GeneSet) -> bool {
        self.0 & genes.0 != 0
    }

    /// What is in either.
    pub const fn union(self, other: GeneSet) -> GeneSet {
        GeneSet(self.0 | other.0)
    }

    /// What is in both.
    pub const fn intersection(self, other: GeneSet) -> GeneSet {
        GeneSet(self.0 & other.0)
    }

    /// What is in this and not in the other.
    pub const fn minus(self, other: GeneSet) -> GeneSet {
        GeneSet(self.0 & !other.0)
    }

    /// How many.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The genes, in the order of [`KirGene::ALL`].
    pub fn iter(self) -> impl Iterator<Item = KirGene> {
        KirGene::ALL.into_iter().filter(move |gene| self.contains(*gene))
    }

    /// All sets of genes of this set.
    fn subsets(self) -> impl Iterator<Item = GeneSet> {
        // The next subset of a mask: subtract the mask and keep what is under it; it comes round to the empty set.
        let mut next = Some(0u32);
        let mask = self.0;
        std::iter::from_fn(move || {
            let now = next?;
            let after = now.wrapping_sub(mask) & mask;
            next = (after != 0).then_some(after);
            Some(GeneSet(now))
        })
    }
}

/// Pairs of genes of which nearly every person has at least one.
const EITHER: [GeneSet; 2] =
    [GeneSet::of(&[KirGene::KIR2DL2, KirGene::KIR2DL3]), GeneSet::of(&[KirGene::KIR3DL1, KirGene::KIR3DS1])];

/// What a typing says of the genes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KnownGenes {
    /// Certainly carried.
    pub present: GeneSet,
    /// Not typed, or the readings differ.
    pub unknown: GeneSet,
}

impl KnownGenes {
    /// From a typing.
    pub fn of(kir: &KirGenes) -> KnownGenes {
        let mut known = KnownGenes::default();
        for gene in KirGene::ALL {
            let one = GeneSet::of(&[gene]);
            match kir.presence(gene) {
                Presence::Present => known.present = known.present.union(one),
                Presence::Unknown if KirGene::FRAMEWORK.contains(&gene) => {
                    known.present = known.present.union(one);
                }
                Presence::Unknown => known.unknown = known.unknown.union(one),
                Presence::Absent => {}
            }
        }
        known
    }

    /// All genes known: these are carried, no others.
    pub const fn exactly(present: GeneSet) -> KnownGenes {
        KnownGenes { present, unknown: GeneSet::EMPTY }
    }

    /// Nothing known of these genes, nothing carried of the others.
    pub const fn nothing(unknown: GeneSet) -> KnownGenes {
        KnownGenes { present: GeneSet::EMPTY, unknown }
    }

    /// Whether a gene is certainly not carried.
    pub const fn lacks(self, gene: KirGene) -> bool {
        !self.present.contains(gene) && !self.unknown.contains(gene)
    }

    /// The sets that the carried ones among these genes can be.
    pub fn completions(self, relevant: GeneSet) -> Vec<GeneSet> {
        let mut open = self.unknown.intersection(relevant);
        // A pair's rule needs both of its genes even where only one is asked for.
        for pair in EITHER {
            if pair.any(open) {
                open = open.union(self.unknown.intersection(pair));
            }
        }
        if open.is_empty() {
            return vec![self.present.intersection(relevant)];
        }
        let mut found: Vec<GeneSet> = open
            .subsets()
            .map(|added| self.present.union(added))
            .filter(|genes| EITHER.iter().all(|pair| !pair.any(open) || pair.any(*genes)))
            .map(|genes| genes.intersection(relevant))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn completions_agree_with_the_typing() {
        let known = KnownGenes {
            present: GeneSet::of(&[KirGene::KIR2DL1]),
            unknown: GeneSet::of(&[KirGene::KIR2DS1, KirGene::KIR2DS4]),
        };
        let relevant = GeneSet::of(&[KirGene::KIR2DL1, KirGene::KIR2DS1]);
        assert_eq!(
            known.completions(relevant),
            [GeneSet::of(&[KirGene::KIR2DL1]), GeneSet::of(&[KirGene::KIR2DL1, KirGene::KIR2DS1])]
        );
        assert_eq!(known.completions(GeneSet::of(&[KirGene::KIR3DL1])), [GeneSet::EMPTY]);
    }

    #[test]
    fn who_lacks_2dl2_has_2dl3() {
        let known = KnownGenes::nothing(GeneSet::of(&[KirGene::KIR2DL3]));
        let three = GeneSet::of(&[KirGene::KIR2DL3]);
        assert_eq!(known.completions(three), [three]);
        let open = KnownGenes::nothing(GeneSet::of(&[KirGene::KIR2DL2, KirGene::KIR2DL3]));
        assert_eq!(open.completions(three), [GeneSet::EMPTY, three]);
        assert_eq!(open.completions(GeneSet::of(&[KirGene::KIR2DL2, KirGene::KIR2DL3])).len(), 3);
        let neither = KnownGenes::exactly(GeneSet::EMPTY);
        assert_eq!(neither.completions(three), [GeneSet::EMPTY], "what was typed stands");
    }
}
