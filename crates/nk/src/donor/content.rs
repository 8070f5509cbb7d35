//! B content of a KIR genotype (Cooley 2010, Blood 116:2411): how many of the four half-haplotypes are of group B.
//!
//! ```text
//! centromeric  A/A  neither 2DL2 nor 2DS2          telomeric  A/A  3DL1 and 2DS4, neither 3DS1 nor 2DS1
//!              A/B  2DL2 or 2DS2, and 2DL3                    A/B  3DL1 and 2DS4, and 3DS1 or 2DS1
//!              B/B  2DL2 or 2DS2, no 2DL3                     B/B  3DL1 or 2DS4 is absent
//! score = number of B; best = centromeric B/B, else better = score 2 or more, else neutral
//! ```
//!
//! Tools disagree on telomeric B/B when exactly one of 3DL1 and 2DS4 is absent: [`TelomericRule`].

use super::genes::GeneSet;
use crate::typing::KirGene;

/// The genes that decide.
pub const CONTENT_GENES: GeneSet = GeneSet::of(&[
    KirGene::KIR2DL2,
    KirGene::KIR2DL3,
    KirGene::KIR2DS2,
    KirGene::KIR3DL1,
    KirGene::KIR2DS4,
    KirGene::KIR3DS1,
    KirGene::KIR2DS1,
]);

/// One half of a genotype: two motifs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Motif {
    /// Both of group A.
    AA,
    /// One of each.
    AB,
    /// Both of group B.
    BB,
}

impl Motif {
    /// As in tables.
    pub fn name(self) -> &'static str {
        match self {
            Motif::AA => "A/A",
            Motif::AB => "A/B",
            Motif::BB => "B/B",
        }
    }

    /// How many are of group B.
    fn count(self) -> u8 {
        self as u8
    }
}

/// When the telomeric half is B/B.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TelomericRule {
    /// 3DL1 or 2DS4 is absent.
    #[default]
    EitherAbsent,
    /// 3DL1 and 2DS4 are both absent; with one of them and 3DS1 or 2DS1 it is A/B, without those A/A.
    BothAbsent,
}

/// The class of a donor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContentClass {
    /// Score 0 or 1.
    Neutral,
    /// Score 2 or more without centromeric B/B.
    Better,
    /// Centromeric B/B.
    Best,
}

impl ContentClass {
    /// As in tables.
    pub fn name(self) -> &'static str {
        match self {
            ContentClass::Neutral => "neutral",
            ContentClass::Better => "better",
            ContentClass::Best => "best",
        }
    }
}

/// B content. The order is that of preference: class, then score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BContent {
    /// Best, better or neutral.
    pub class: ContentClass,
    /// Number of B motifs, 0 to 4.
    pub score: u8,
    /// Centromeric half.
    pub centromeric: Motif,
    /// Telomeric half.
    pub telomeric: Motif,
}

/// The B content of a genotype.
pub fn b_content(genes: GeneSet, rule: TelomericRule) -> BContent {
    let has = |gene| genes.contains(gene);
    let centromeric = match (has(KirGene::KIR2DL2) || has(KirGene::KIR2DS2), has(KirGene::KIR2DL3)) {
        (false, _) => Motif::AA,
        (true, true) => Motif::AB,
        (true, false) => Motif::BB,
    };
    let (a_first, a_second) = (has(KirGene::KIR3DL1), has(KirGene::KIR2DS4));
    let both_b = match rule {
        TelomericRule::EitherAbsent => !(a_first && a_second),
        TelomericRule::BothAbsent => !(a_first || a_second),
    };
    let telomeric = if both_b {
        Motif::BB
    } else if has(KirGene::KIR3DS1) || has(KirGene::KIR2DS1) {
        Motif::AB
    } else {
        Motif::AA
    };
    let score = centromeric.count() + telomeric.count();
    let class = if centromeric == Motif::BB {
        ContentClass::Best
    } else if score >= 2 {
        ContentClass::Better
    } else {
        ContentClass::Neutral
    };
    BContent { class, score, centromeric, telomeric }
}
