//! GL Strings (Milius 2013, version 1.1 Mack 2023): `HLA-A*02:01+HLA-A*24:02^HLA-B*07:02/HLA-B*07:61+HLA-B*44:02`.
//!
//! `^` between loci, `?` between genes that a sequence may belong to (1.1), `|` between genotypes, `+` between copies,
//! `~` between genes on one haplotype, `/` between alleles; the string is split in that order. HLA has two copies,
//! KIR any number; a KIR gene that a reading leaves out is absent in that reading.

use super::cell::{Cell, NameReader, without_prefix};
use super::kir_text::{KirCell, set_cell, tokens};
use super::{Allele, Genotype, Hla, KirAllele, KirAlleles, KirGene, KirGenes, Locus, LocusTyping, Presence};
use lytic_text::{Message, Span};
use std::collections::BTreeSet;

/// What one reading of a block holds, gene by gene, copy by copy.
#[derive(Clone, Debug, Default)]
struct Block {
    hla: [Vec<Vec<Allele>>; 3],
    kir: Vec<(KirGene, Vec<Vec<KirAllele>>)>,
}

impl NameReader<'_> {
    /// Reads a GL String into a typing. Whether all of it was good; what was wrong is reported.
    pub(super) fn gl_string(
        &mut self,
        text: &str,
        span: Option<Span>,
        hla: &mut Hla,
        kir: &mut KirGenes,
    ) -> bool {
        let before = self.findings.error_count();
        for (start, block) in pieces(text, '^') {
            self.block(block, part(span, start, block), hla, kir);
        }
        self.findings.error_count() == before
    }

    fn block(&mut self, text: &str, span: Option<Span>, hla: &mut Hla, kir: &mut KirGenes) {
        let mut readings: Vec<Block> = Vec::new();
        for (start, genes) in pieces(text, '?') {
            for (inner, reading) in pieces(genes, '|') {
                let place = part(span, start + inner, reading);
                match self.reading(reading, place) {
                    Some(reading) => readings.push(reading),
                    None => return,
                }
            }
        }
        for locus in Locus::ALL {
            let copies: Vec<&Vec<Vec<Allele>>> =
                readings.iter().filter_map(|reading| reading.hla.get(locus as usize)).collect();
            if copies.iter().all(|copies| copies.is_empty()) {
                continue;
            }
            let mut genotypes = Vec::new();
            let mut seen = BTreeSet::new();
            for copies in copies {
                match self.genotype(locus, copies, span) {
                    Some(genotype) if seen.insert(genotype.clone()) => genotypes.push(genotype),
                    Some(_) => {}
                    None => return,
                }
            }
            let typing = typing_of(genotypes);
            self.enter(locus, typing, span, hla);
        }
        let mut genes: Vec<KirGene> =
            readings.iter().flat_map(|reading| reading.kir.iter().map(|(gene, _)| *gene)).collect();
        genes.sort();
        genes.dedup();
        for gene in genes {
            if kir.presence(gene) != Presence::Unknown || kir.alleles(gene).is_some() {
                self.error(Message::new("E1012").with("locus", gene), span, None);
                continue;
            }
            let of_gene = |reading: &Block| {
                let found = reading.kir.iter().find(|(known, _)| *known == gene);
                found.map(|(_, copies)| copies.clone()).unwrap_or_default()
            };
            let alleles = KirAlleles { gene, readings: readings.iter().map(of_gene).collect() };
            set_cell(kir, gene, KirCell::Alleles(alleles));
        }
    }

    /// Enters the typing of a locus, which must not stand there yet.
    pub(super) fn enter(&mut self, locus: Locus, typing: LocusTyping, span: Option<Span>, hla: &mut Hla) {
        let slot = hla.locus_mut(locus);
        if slot.is_typed() {
            self.error(Message::new("E1012").with("locus", locus), span, None);
        } else {
            *slot = typing;
        }
    }

    /// One genotype: copies of one or several genes.
    fn reading(&mut self, text: &str, span: Option<Span>) -> Option<Block> {
        let mut block = Block::default();
        let mut good = true;
        for (start, copy) in pieces(text, '+') {
            for (inner, names) in pieces(copy, '~') {
                let place = part(span, start + inner, names);
                good &= self.copy_of(names.trim(), place, &mut block);
            }
        }
        good.then_some(block)
    }

    /// One copy of one gene: alternatives between slashes.
    fn copy_of(&mut self, text: &str, span: Option<Span>, block: &mut Block) -> bool {
        if text.is_empty() {
            self.error(Message::new("E1011"), span, None);
            return false;
        }
        let gene = text.split_once('*').and_then(|(prefix, _)| KirGene::from_name(prefix.trim()));
        if let Some(gene) = gene {
            let Some(read) = self.kir_alleles(gene, text, span) else { return false };
            let copies = read.readings.into_iter().next().unwrap_or_default();
            match block.kir.iter_mut().find(|(known, _)| *known == gene) {
                Some((_, known)) => known.extend(copies),
                None => block.kir.push((gene, copies)),
            }
            return true;
        }
        let alleles = match self.cell(text, None, span) {
            Some(Cell::One(allele)) => vec![allele],
            Some(Cell::Several(alleles)) => alleles,
            Some(Cell::OtherGene) => return true,
            Some(Cell::Blank) => {
                self.error(Message::new("E1011"), span, None);
                return false;
            }
            None => return false,
        };
        if let Some(copies) = alleles.first().and_then(|allele| block.hla.get_mut(allele.locus as usize)) {
            copies.push(alleles);
        }
        true
    }

    /// Two copies; one counts twice where the user says that such people are homozygous.
    pub(super) fn genotype(
        &mut self,
        locus: Locus,
        copies: &[Vec<Allele>],
        span: Option<Span>,
    ) -> Option<Genotype> {
        match copies {
            [first, second] => Some(Genotype { copies: [first.clone(), second.clone()] }),
            [only] if self.options.homozygous => Some(Genotype { copies: [only.clone(), only.clone()] }),
            [only] => {
                let allele = only.first().map(Allele::to_string).unwrap_or_default();
                self.error(Message::new("E1005").with("locus", locus).with("allele", allele), span, None);
                None
            }
            [] => {
                self.error(Message::new("E1016").with("locus", locus), span, None);
                None
            }
            many => {
                self.error(Message::new("E1006").with("locus", locus).with("number", many.len()), span, None);
                None
            }
        }
    }

    /// HLA as a GL String or as a list of alleles between spaces, commas or semicolons.
    pub(super) fn hla_text(&mut self, text: &str, span: Option<Span>) -> Option<Hla> {
        let mut hla = Hla::default();
        if text.contains(['+', '^', '|', '~']) {
            let mut kir = KirGenes::unknown();
            return self.gl_string(text, span, &mut hla, &mut kir).then_some(hla);
        }
        let list = tokens(text).map(|(start, token)| (token, part(span, start, token)));
        let list: Vec<(&str, Option<Span>)> = list.collect();
        self.hla_list(&list, span)
    }

    /// HLA from a list of alleles, two of each locus.
    pub(super) fn hla_list(&mut self, list: &[(&str, Option<Span>)], span: Option<Span>) -> Option<Hla> {
        let before = self.findings.error_count();
        let mut copies: [Vec<Vec<Allele>>; 3] = Default::default();
        let mut refused = [false; 3];
        for (token, place) in list {
            let alleles = match self.cell(token, None, *place) {
                Some(Cell::One(allele)) => vec![allele],
                Some(Cell::Several(alleles)) => alleles,
                Some(Cell::Blank | Cell::OtherGene) => continue,
                None => {
                    // The locus lacks this copy only because it was refused; a name that shows no locus may be of any.
                    let letter =
                        without_prefix(token).bytes().next().map(|letter| letter.to_ascii_uppercase());
                    match letter.and_then(Locus::from_letter) {
                        Some(locus) => {
                            refused.get_mut(locus as usize).into_iter().for_each(|refused| *refused = true)
                        }
                        None => refused = [true; 3],
                    }
                    continue;
                }
            };
            if let Some(of_locus) = alleles.first().and_then(|allele| copies.get_mut(allele.locus as usize)) {
                of_locus.push(alleles);
            }
        }
        let mut hla = Hla::default();
        for locus in Locus::ALL {
            let of_locus = copies.get(locus as usize).map_or(&[][..], Vec::as_slice);
            let lacking = of_locus.len() < 2 && refused.get(locus as usize).is_some_and(|refused| *refused);
            if of_locus.is_empty() || lacking {
                continue;
            }
            if let Some(genotype) = self.genotype(locus, of_locus, span) {
                *hla.locus_mut(locus) = typing_of(vec![genotype]);
            }
        }
        (self.findings.error_count() == before).then_some(hla)
    }
}

/// The simplest typing that says the same.
pub(super) fn typing_of(genotypes: Vec<Genotype>) -> LocusTyping {
    if let [Genotype { copies: [first, second] }] = genotypes.as_slice()
        && let ([first], [second]) = (first.as_slice(), second.as_slice())
    {
        return LocusTyping::Two([*first, *second]);
    }
    match genotypes.is_empty() {
        true => LocusTyping::Missing,
        false => LocusTyping::Ambiguous(genotypes.into_boxed_slice()),
    }
}

/// The parts of a text between a letter, with their places.
fn pieces(text: &str, between: char) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split(between).map(move |piece| {
        let at = start;
        start += piece.len() + between.len_utf8();
        (at, piece)
    })
}

fn part(span: Option<Span>, start: usize, piece: &str) -> Option<Span> {
    span.map(|span| span.part(start, start + piece.len()))
}
