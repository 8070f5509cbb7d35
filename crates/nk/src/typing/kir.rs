//! KIR genes of a person: present, absent or not known; copies and alleles where the typing gives them.
//!
//! A person has two haplotypes. Each holds the framework genes KIR3DL3, 3DP1, 2DL4 and 3DL2, one of 2DL2 and 2DL3, and
//! one of 3DL1 and 3DS1 (rarely none or two), so that a profile without both of a pair is called impossible.

use std::fmt;

/// Whether something is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Presence {
    /// It is.
    Present,
    /// It is not.
    Absent,
    /// Not known.
    #[default]
    Unknown,
}

/// A KIR gene. KIR2DL5 is 2DL5A and 2DL5B together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are the genes")]
pub enum KirGene {
    KIR2DL1,
    KIR2DL2,
    KIR2DL3,
    KIR2DL4,
    KIR2DL5,
    KIR3DL1,
    KIR3DL2,
    KIR3DL3,
    KIR2DS1,
    KIR2DS2,
    KIR2DS3,
    KIR2DS4,
    KIR2DS5,
    KIR3DS1,
    KIR2DP1,
    KIR3DP1,
}

impl KirGene {
    /// All sixteen.
    pub const ALL: [KirGene; 16] = [
        KirGene::KIR2DL1,
        KirGene::KIR2DL2,
        KirGene::KIR2DL3,
        KirGene::KIR2DL4,
        KirGene::KIR2DL5,
        KirGene::KIR3DL1,
        KirGene::KIR3DL2,
        KirGene::KIR3DL3,
        KirGene::KIR2DS1,
        KirGene::KIR2DS2,
        KirGene::KIR2DS3,
        KirGene::KIR2DS4,
        KirGene::KIR2DS5,
        KirGene::KIR3DS1,
        KirGene::KIR2DP1,
        KirGene::KIR3DP1,
    ];

    /// Genes of every haplotype, which the lists of laboratories often leave out.
    pub const FRAMEWORK: [KirGene; 4] =
        [KirGene::KIR3DL3, KirGene::KIR3DP1, KirGene::KIR2DL4, KirGene::KIR3DL2];

    /// `KIR2DL1`.
    pub fn name(self) -> &'static str {
        match self {
            KirGene::KIR2DL1 => "KIR2DL1",
            KirGene::KIR2DL2 => "KIR2DL2",
            KirGene::KIR2DL3 => "KIR2DL3",
            KirGene::KIR2DL4 => "KIR2DL4",
            KirGene::KIR2DL5 => "KIR2DL5",
            KirGene::KIR3DL1 => "KIR3DL1",
            KirGene::KIR3DL2 => "KIR3DL2",
            KirGene::KIR3DL3 => "KIR3DL3",
            KirGene::KIR2DS1 => "KIR2DS1",
            KirGene::KIR2DS2 => "KIR2DS2",
            KirGene::KIR2DS3 => "KIR2DS3",
            KirGene::KIR2DS4 => "KIR2DS4",
            KirGene::KIR2DS5 => "KIR2DS5",
            KirGene::KIR3DS1 => "KIR3DS1",
            KirGene::KIR2DP1 => "KIR2DP1",
            KirGene::KIR3DP1 => "KIR3DP1",
        }
    }

    /// `2DL1`.
    pub fn short_name(self) -> &'static str {
        self.name().strip_prefix("KIR").unwrap_or("")
    }

    /// The gene of a name, with or without `KIR`, in any case; `2DL5A` and `2DL5B` are 2DL5.
    pub fn from_name(name: &str) -> Option<KirGene> {
        let bytes = name.as_bytes();
        let bare = match bytes.get(..3) {
            Some(prefix) if prefix.eq_ignore_ascii_case(b"KIR") => bytes.get(3..)?,
            _ => bytes,
        };
        let bare = match bare {
            [_, _, _, b'5', b'A' | b'B' | b'a' | b'b'] => bare.get(..4)?,
            _ => bare,
        };
        KirGene::ALL.into_iter().find(|gene| gene.short_name().as_bytes().eq_ignore_ascii_case(bare))
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

impl fmt::Display for KirGene {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A KIR allele: its first three digits name the protein.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KirAllele {
    /// The gene.
    pub gene: KirGene,
    /// The protein: 5 of `KIR3DL1*005`.
    pub protein: u16,
    /// Whether the name ends in `N`: no protein.
    pub null: bool,
}

impl fmt::Display for KirAllele {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}*{:03}{}", self.gene, self.protein, if self.null { "N" } else { "" })
    }
}

/// Alleles of one gene: readings, each a list of copies, each a list of alternatives (none for an allele that has no
/// name yet).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KirAlleles {
    /// The gene.
    pub gene: KirGene,
    /// Readings, at least one. A reading without copies says that the gene is absent.
    pub readings: Vec<Vec<Vec<KirAllele>>>,
}

/// The KIR genes of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KirGenes {
    present: u16,
    absent: u16,
    detail: Option<Box<Detail>>,
}

/// What few typings give.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Detail {
    /// Least and most copies.
    copies: [Option<(u8, u8)>; 16],
    alleles: Vec<KirAlleles>,
}

impl KirGenes {
    /// Nothing is known.
    pub fn unknown() -> KirGenes {
        KirGenes::default()
    }

    /// From a list of the genes that are present: all others are absent, but framework genes and pseudogenes that the
    /// list leaves out are not known.
    pub fn from_present(genes: &[KirGene]) -> KirGenes {
        let present = genes.iter().fold(0, |bits, gene| bits | gene.bit());
        let silent = KirGene::FRAMEWORK.iter().fold(KirGene::KIR2DP1.bit(), |bits, gene| bits | gene.bit());
        KirGenes { present, absent: !present & !silent, detail: None }
    }

    /// Whether a gene is there.
    pub fn presence(&self, gene: KirGene) -> Presence {
        if self.present & gene.bit() != 0 {
            Presence::Present
        } else if self.absent & gene.bit() != 0 {
            Presence::Absent
        } else {
            Presence::Unknown
        }
    }

    /// Whether a gene is there for certain.
    pub fn has(&self, gene: KirGene) -> bool {
        self.present & gene.bit() != 0
    }

    /// Sets whether a gene is there.
    pub fn set(&mut self, gene: KirGene, presence: Presence) {
        self.present &= !gene.bit();
        self.absent &= !gene.bit();
        match presence {
            Presence::Present => self.present |= gene.bit(),
            Presence::Absent => self.absent |= gene.bit(),
            Presence::Unknown => {}
        }
    }

    /// Whether nothing at all is known.
    pub fn is_unknown(&self) -> bool {
        self.present == 0 && self.absent == 0
    }

    /// The genes that are present, in order.
    pub fn present(&self) -> impl Iterator<Item = KirGene> {
        KirGene::ALL.into_iter().filter(|gene| self.has(*gene))
    }

    /// Least and most copies of a gene, where the typing says.
    pub fn copies(&self, gene: KirGene) -> Option<(u8, u8)> {
        self.detail.as_ref()?.copies.get(gene as usize).copied().flatten()
    }

    /// Sets least and most copies; presence follows.
    pub fn set_copies(&mut self, gene: KirGene, least: u8, most: u8) {
        self.set(
            gene,
            match (least, most) {
                (_, 0) => Presence::Absent,
                (0, _) => Presence::Unknown,
                _ => Presence::Present,
            },
        );
        if let Some(slot) = self.detail.get_or_insert_default().copies.get_mut(gene as usize) {
            *slot = Some((least, most));
        }
    }

    /// The alleles of a gene, where the typing gives them.
    pub fn alleles(&self, gene: KirGene) -> Option<&KirAlleles> {
        self.detail.as_ref()?.alleles.iter().find(|alleles| alleles.gene == gene)
    }

    /// Sets the alleles of a gene; copies and presence follow. One copy without a name (`POS`) says that the gene is
    /// there and not how often.
    pub fn set_alleles(&mut self, alleles: KirAlleles) {
        if alleles.readings.iter().all(|reading| matches!(reading.as_slice(), [copy] if copy.is_empty())) {
            self.set(alleles.gene, Presence::Present);
            return;
        }
        let copies = alleles.readings.iter().map(|reading| u8::try_from(reading.len()).unwrap_or(u8::MAX));
        let least = copies.clone().min().unwrap_or(0);
        let most = copies.max().unwrap_or(0);
        self.set_copies(alleles.gene, least, most);
        let detail = self.detail.get_or_insert_default();
        detail.alleles.retain(|known| known.gene != alleles.gene);
        detail.alleles.push(alleles);
    }
}
