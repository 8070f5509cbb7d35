//! KIR typing as people write it: a cell of a presence table, alleles with copies, a list of genes.
//!
//! | written | means |
//! |---|---|
//! | `1`, `POS`, `+`, `Y`, `present` | present |
//! | `0`, `NEG`, `-`, `N`, `absent` | absent |
//! | `2`, `3`, `4` | that many copies |
//! | `003+004` | two copies with these alleles |
//! | `001+002\|003` | two copies, or one |
//! | `003\|NEG` | one copy or none: not known |
//! | `001/095` | one of these alleles |
//! | `2DL1 2DL3 3DL1` | the genes that are present; those left out are absent, but for framework genes |
//!
//! The minus is absent only where the file has a plus too; elsewhere a dash is an empty cell.

use super::cell::{NameReader, is_blank};
use super::{KirAllele, KirAlleles, KirGene, KirGenes, Presence};
use lytic_text::{Message, Span, nearest};
use std::collections::BTreeSet;

/// How presence is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Notation {
    /// `0`, `1`, copies.
    Numbers,
    /// `POS`, `NEG`.
    PosNeg,
    /// `+`, `-`.
    Signs,
    /// `Y`, `N`, `yes`, `no`, `present`, `absent`.
    Words,
}

/// What a cell says of a gene.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KirCell {
    /// Nothing.
    Blank,
    /// A presence, in a notation.
    Presence(Presence, Notation),
    /// This many copies.
    Copies(u8),
    /// Alleles.
    Alleles(KirAlleles),
}

/// The presence that a short word means.
pub(super) fn presence(text: &str, minus_is_absent: bool) -> Option<(Presence, Notation)> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    Some(match text {
        "1" => (Presence::Present, Notation::Numbers),
        "0" => (Presence::Absent, Notation::Numbers),
        "+" => (Presence::Present, Notation::Signs),
        "-" | "\u{2212}" | "\u{2013}" if minus_is_absent => (Presence::Absent, Notation::Signs),
        _ if is(&["POS", "positive"]) => (Presence::Present, Notation::PosNeg),
        _ if is(&["NEG", "negative"]) => (Presence::Absent, Notation::PosNeg),
        _ if is(&["Y", "yes", "P", "present", "true", "T", "有", "阳性"]) => {
            (Presence::Present, Notation::Words)
        }
        _ if is(&["N", "no", "A", "absent", "false", "F", "无", "阴性"]) => {
            (Presence::Absent, Notation::Words)
        }
        _ => return None,
    })
}

impl NameReader<'_> {
    /// A cell in the column of a gene. None where it was refused.
    pub(super) fn kir_cell(
        &mut self,
        gene: KirGene,
        text: &str,
        minus_is_absent: bool,
        span: Option<Span>,
    ) -> Option<KirCell> {
        if let Some((presence, notation)) = presence(text, minus_is_absent) {
            return Some(KirCell::Presence(presence, notation));
        }
        let trimmed = text.trim();
        if trimmed.len() != text.len() {
            return self.kir_cell(gene, trimmed, minus_is_absent, span);
        }
        if is_blank(trimmed) {
            return Some(KirCell::Blank);
        }
        if let Ok(copies @ 2..=6) = trimmed.parse::<u8>()
            && trimmed.len() == 1
        {
            return Some(KirCell::Copies(copies));
        }
        self.kir_alleles(gene, trimmed, span).map(KirCell::Alleles)
    }

    /// `001/095+004|003`: readings, copies, alternatives.
    pub(super) fn kir_alleles(
        &mut self,
        gene: KirGene,
        text: &str,
        span: Option<Span>,
    ) -> Option<KirAlleles> {
        let mut readings = Vec::new();
        for reading in text.split('|') {
            let mut copies = Vec::new();
            for copy in reading.split('+') {
                let copy = copy.trim();
                let bare = copy.split_once('*').map_or(copy, |(_, allele)| allele);
                match presence(bare, false) {
                    Some((Presence::Absent, _)) => continue,
                    Some((Presence::Present, _)) => {
                        copies.push(Vec::new());
                        continue;
                    }
                    _ => {}
                }
                let mut alternatives = Vec::new();
                let mut seen = BTreeSet::new();
                for name in copy.split('/') {
                    match self.kir_allele(gene, name.trim(), span)? {
                        Some(allele) if seen.insert(allele) => alternatives.push(allele),
                        _ => {}
                    }
                }
                copies.push(alternatives);
            }
            readings.push(copies);
        }
        Some(KirAlleles { gene, readings })
    }

    /// One allele: `003`, `KIR2DL1*00302`, `3DL1*0040101N`; `new` is an allele without a number (the inner none).
    fn kir_allele(&mut self, gene: KirGene, name: &str, span: Option<Span>) -> Option<Option<KirAllele>> {
        let bare = match name.split_once('*') {
            Some((prefix, allele)) => match KirGene::from_name(prefix.trim()) {
                Some(found) if found == gene => allele,
                Some(_) => {
                    let message = Message::new("E1015").with("found", name).with("gene", gene);
                    self.error(message, span, None);
                    return None;
                }
                None => {
                    self.unknown_gene(prefix, span);
                    return None;
                }
            },
            None => name,
        };
        if ["new", "unresolved", "novel"].iter().any(|word| bare.eq_ignore_ascii_case(word)) {
            return Some(None);
        }
        let digits: String =
            bare.chars().take_while(|letter| letter.is_ascii_digit() || *letter == ':').collect();
        let suffix = bare.get(digits.len()..).unwrap_or("");
        let digits = digits.replace(':', "");
        let good_suffix =
            suffix.is_empty() || (suffix.len() == 1 && suffix.bytes().all(|byte| byte.is_ascii_alphabetic()));
        match digits.get(..3).and_then(|protein| protein.parse().ok()) {
            Some(protein) if good_suffix && digits.len() <= 7 && protein > 0 => {
                Some(Some(KirAllele { gene, protein, null: suffix.eq_ignore_ascii_case("N") }))
            }
            _ => {
                self.error(Message::new("E1014").with("found", name).with("gene", gene), span, None);
                None
            }
        }
    }

    fn unknown_gene(&mut self, name: &str, span: Option<Span>) {
        let known: Vec<&str> =
            KirGene::ALL.iter().flat_map(|gene| [gene.name(), gene.short_name()]).collect();
        let suggestion = nearest(name, known).map(str::to_owned);
        self.error(Message::new("E1013").with("found", name), span, suggestion);
    }

    /// A whole KIR typing in one text: a list of genes, genes with `+` and `-` or `=1`, or a GL String.
    pub(super) fn kir_text(&mut self, text: &str, span: Option<Span>) -> Option<KirGenes> {
        if text.contains('*') {
            let mut hla = super::Hla::default();
            let mut kir = KirGenes::unknown();
            return self.gl_string(text, span, &mut hla, &mut kir).then_some(kir);
        }
        let before = self.findings.error_count();
        let mut listed = Vec::new();
        let mut stated = KirGenes::unknown();
        let mut signs = false;
        for (start, token) in tokens(text) {
            let place = span.map(|span| span.part(start, start + token.len()));
            let split = token.find(['=', ':', '+', '-']);
            let (name, value) = match split {
                Some(at) => {
                    let value = token.get(at..).unwrap_or("");
                    (token.get(..at).unwrap_or(""), value.trim_start_matches(['=', ':']))
                }
                None => (token, ""),
            };
            let Some(gene) = KirGene::from_name(name) else {
                self.unknown_gene(name, place);
                continue;
            };
            if split.is_none() {
                listed.push(gene);
                continue;
            }
            signs = true;
            match self.kir_cell(gene, value, true, place) {
                Some(cell) => set_cell(&mut stated, gene, cell),
                None => continue,
            }
        }
        if self.findings.error_count() > before {
            return None;
        }
        if signs {
            for gene in listed {
                stated.set(gene, Presence::Present);
            }
            return Some(stated);
        }
        if listed.is_empty() {
            return Some(stated);
        }
        Some(KirGenes::from_present(&listed))
    }

    /// What cannot be: neither of a pair that each haplotype has one of, or a framework gene absent. What is only quoted:
    /// some classes of KIR3DL1.
    pub(super) fn remark_on_kir(&mut self, id: &str, kir: &KirGenes, span: Option<Span>) {
        let absent = |gene: KirGene| kir.presence(gene) == Presence::Absent;
        if absent(KirGene::KIR2DL2) && absent(KirGene::KIR2DL3) {
            self.findings.remark("W1013", "", span, || Message::new("W1013").with("id", id));
        }
        if absent(KirGene::KIR3DL1) && absent(KirGene::KIR3DS1) {
            self.findings.remark("W1014", "", span, || Message::new("W1014").with("id", id));
        }
        if let Some(gene) = KirGene::FRAMEWORK.into_iter().find(|gene| absent(*gene)) {
            self.findings
                .remark("W1015", "", span, || Message::new("W1015").with("id", id).with("gene", gene));
        }
        for allele in self.classes.unchecked(kir) {
            let found = allele.to_string();
            self.findings.remark("W1030", &found, span, || Message::new("W1030").with("found", &found));
        }
    }
}

/// Enters a cell.
pub(super) fn set_cell(kir: &mut KirGenes, gene: KirGene, cell: KirCell) {
    match cell {
        KirCell::Blank => {}
        KirCell::Presence(presence, _) => kir.set(gene, presence),
        KirCell::Copies(copies) => kir.set_copies(gene, copies, copies),
        KirCell::Alleles(alleles) => kir.set_alleles(alleles),
    }
}

/// Words with their places; commas, semicolons, spaces and bars divide.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let divides =
        |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '^' | '|' | '，' | '、' | '；');
    text.split(divides).filter(|token| !token.is_empty()).map(|token| {
        let start = (token.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        (start, token)
    })
}
