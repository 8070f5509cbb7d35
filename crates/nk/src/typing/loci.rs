//! One person as a list of loci: `A,A*02:01,A*24:02` or `HLA-A<tab>02:01<tab>24:02`, a line a gene, KIR genes too.
//!
//! Laboratories send reports of one person this way. A header (`locus,allele 1,allele 2`) may stand above.

use super::cell::{Cell, NameReader, is_blank};
use super::delimited::{cells, record};
use super::gl::typing_of;
use super::kir_text::set_cell;
use super::people::{Counts, Person};
use super::{Allele, Hla, KirGene, KirGenes, Locus, Presence};
use lytic_text::{Message, SourceId, Span};

/// What a line is about.
enum Gene {
    Hla(Locus),
    Kir(KirGene),
    /// Another HLA gene.
    Other,
}

fn gene_of(name: &str) -> Option<Gene> {
    let name = name.trim().to_ascii_uppercase();
    let bare = name.strip_prefix("HLA-").unwrap_or(&name);
    match bare {
        "A" => return Some(Gene::Hla(Locus::A)),
        "B" => return Some(Gene::Hla(Locus::B)),
        "C" | "CW" => return Some(Gene::Hla(Locus::C)),
        _ => {}
    }
    if let Some(gene) = KirGene::from_name(&name) {
        return Some(Gene::Kir(gene));
    }
    let class_two = bare.starts_with("DR") || bare.starts_with("DQ") || bare.starts_with("DP");
    (class_two || (name.starts_with("HLA-") && !bare.is_empty())).then_some(Gene::Other)
}

fn delimiter(line: &str) -> Option<u8> {
    [b'\t', b',', b';'].into_iter().find(|delimiter| line.as_bytes().contains(delimiter))
}

fn head(line: &str) -> Option<String> {
    let (_, first) = cells(line, delimiter(line)?).next()?;
    Some(first.trim().to_owned())
}

fn is_header(line: &str) -> bool {
    head(line).is_some_and(|head| {
        ["locus", "gene", "loci", "基因座", "基因"].iter().any(|word| head.eq_ignore_ascii_case(word))
    })
}

/// Whether every line, but for a header, begins with a gene; at least two do.
pub(super) fn is_list_of_loci(text: &str) -> bool {
    let mut at = 0;
    let mut number = 0;
    let mut first = true;
    while let Some((_, line, next)) = record(text, at) {
        at = next;
        if std::mem::take(&mut first) && is_header(line) {
            continue;
        }
        if head(line).is_none_or(|head| gene_of(&head).is_none()) {
            return false;
        }
        number += 1;
    }
    number >= 2
}

impl NameReader<'_> {
    /// The one person of a file; named after it.
    pub(super) fn loci(
        &mut self,
        text: &str,
        source: SourceId,
        stem: &str,
        counts: &mut Counts,
    ) -> Vec<Person> {
        self.one_person(text, source, stem, counts, |names, line, span, hla, kir| {
            if !is_header(line) {
                names.locus_line(line, span, hla, kir);
            }
        })
    }

    /// The one person of a text that has a line a gene; named after the file. `enter` reads a line into the typing.
    pub(super) fn one_person(
        &mut self,
        text: &str,
        source: SourceId,
        stem: &str,
        counts: &mut Counts,
        mut enter: impl FnMut(&mut Self, &str, Span, &mut Hla, &mut KirGenes),
    ) -> Vec<Person> {
        let before = self.findings.error_count();
        let (mut hla, mut kir) = (Hla::default(), KirGenes::unknown());
        let mut at = 0;
        while let Some((start, line, next)) = record(text, at) {
            at = next;
            enter(self, line, Span::new(source, start, start + line.len()), &mut hla, &mut kir);
        }
        let whole = Span::new(source, 0, text.len());
        let person = self.person(stem.to_owned(), hla, kir, Some(whole), before);
        let mut people = Vec::new();
        self.admit(before, person, &mut people, counts);
        people
    }

    fn locus_line(&mut self, line: &str, span: Span, hla: &mut Hla, kir: &mut KirGenes) {
        let Some(delimiter) = delimiter(line) else { return };
        let mut row = cells(line, delimiter);
        let Some(gene) = row.next().and_then(|(_, head)| gene_of(&head)) else { return };
        let rest = row.map(|(start, cell)| {
            let place = Some(span.part(start, start + cell.len()));
            (cell, place)
        });
        match gene {
            Gene::Other => {
                self.findings.remark("W1010", "", Some(span), || {
                    Message::new("W1010").with("found", head(line).unwrap_or_default())
                });
            }
            Gene::Hla(locus) => {
                let mut copies: Vec<Vec<Allele>> = Vec::new();
                for (cell, place) in rest.filter(|(cell, _)| !is_blank(cell.trim())) {
                    match self.cell(&cell, Some(locus), place) {
                        Some(Cell::One(allele)) => copies.push(vec![allele]),
                        Some(Cell::Several(alleles)) => copies.push(alleles),
                        Some(Cell::Blank | Cell::OtherGene) => {}
                        None => return,
                    }
                }
                if !copies.is_empty()
                    && let Some(genotype) = self.genotype(locus, &copies, Some(span))
                {
                    self.enter(locus, typing_of(vec![genotype]), Some(span), hla);
                }
            }
            Gene::Kir(gene) => {
                if kir.presence(gene) != Presence::Unknown {
                    self.error(Message::new("E1012").with("locus", gene), Some(span), None);
                    return;
                }
                // Alleles of both copies may stand in cells of their own.
                let written: Vec<String> = rest
                    .map(|(cell, _)| cell.trim().to_owned())
                    .filter(|cell| !is_blank(cell) || cell == "-")
                    .collect();
                let minus = written.len() == 1;
                if let Some(cell) = self.kir_cell(gene, &written.join("+"), minus, Some(span)) {
                    set_cell(kir, gene, cell);
                }
            }
        }
    }
}
