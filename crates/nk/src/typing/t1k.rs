//! T1K: `genotype.tsv`, one line a gene, no header.
//!
//! `gene  number  allele_1  abundance_1  quality_1  allele_2  abundance_2  quality_2  ...`, `.` for nothing. A quality
//! of zero or less is no call. One called allele of an HLA gene means that T1K found the person homozygous.

use super::cell::{Cell, NameReader};
use super::gl::typing_of;
use super::kir_text::{KirCell, set_cell};
use super::people::{Counts, Person};
use super::{Allele, Genotype, Hla, KirAlleles, KirGene, KirGenes, Locus, Presence};
use lytic_text::{Message, SourceId, Span};

/// Whether a line is one of T1K.
pub(super) fn is_t1k(line: &str) -> bool {
    let cells: Vec<&str> = line.split('\t').collect();
    matches!(cells.as_slice(), [gene, number, allele, _, quality, ..]
        if gene_of(gene).is_some()
            && number.trim().parse::<u32>().is_ok()
            && (allele.contains('*') || allele.trim() == ".")
            && quality.trim().parse::<f64>().is_ok())
}

enum Gene {
    Hla(Locus),
    Kir(KirGene),
    Other,
}

fn gene_of(name: &str) -> Option<Gene> {
    let name = name.trim();
    if let Some(gene) = KirGene::from_name(name) {
        return Some(Gene::Kir(gene));
    }
    let bare = name.strip_prefix("HLA-")?;
    Some(match bare {
        "A" => Gene::Hla(Locus::A),
        "B" => Gene::Hla(Locus::B),
        "C" => Gene::Hla(Locus::C),
        _ => Gene::Other,
    })
}

impl NameReader<'_> {
    /// The one person of a file; named after it.
    pub(super) fn t1k(
        &mut self,
        text: &str,
        source: SourceId,
        stem: &str,
        counts: &mut Counts,
    ) -> Vec<Person> {
        self.one_person(text, source, stem, counts, |names, line, span, hla, kir| {
            names.t1k_line(line, span, hla, kir);
        })
    }

    fn t1k_line(&mut self, line: &str, span: Span, hla: &mut Hla, kir: &mut KirGenes) {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let (Some(gene), [_, number, calls @ ..]) =
            (cells.first().and_then(|name| gene_of(name)), cells.as_slice())
        else {
            self.error(Message::new("E1030").with("line", line), Some(span), None);
            return;
        };
        let Ok(number) = number.parse::<u32>() else {
            self.error(Message::new("E1030").with("line", line), Some(span), None);
            return;
        };
        let mut called: Vec<&str> = Vec::new();
        for call in calls.chunks_exact(3).take(2) {
            let [allele, _, quality] = call else { continue };
            if *allele == "." || allele.is_empty() {
                continue;
            }
            match quality.parse::<f64>() {
                Ok(quality) if quality > 0.0 => called.push(allele),
                Ok(_) => {
                    self.findings
                        .remark("W1017", "", Some(span), || Message::new("W1017").with("allele", *allele));
                }
                Err(_) => {
                    self.error(Message::new("E1030").with("line", line), Some(span), None);
                    return;
                }
            }
        }
        match gene {
            Gene::Other => self.findings.remark("W1010", "", Some(span), || {
                Message::new("W1010").with("found", cells.first().copied().unwrap_or(""))
            }),
            // No call of a gene that was looked for: absent if nothing was found, not known if it was found unsurely.
            Gene::Kir(gene) if called.is_empty() => {
                kir.set(gene, if number == 0 { Presence::Absent } else { Presence::Unknown });
            }
            Gene::Kir(gene) => {
                let mut copies = Vec::new();
                for alleles in &called {
                    let list = alleles.replace(',', "/");
                    match self.kir_alleles(gene, &list, Some(span)) {
                        Some(read) => copies.extend(read.readings.into_iter().next().unwrap_or_default()),
                        None => return,
                    }
                }
                // One allele may stand on one or both haplotypes: present, copies not known.
                let one = copies.len() == 1;
                set_cell(kir, gene, KirCell::Alleles(KirAlleles { gene, readings: vec![copies] }));
                if one {
                    kir.set_copies(gene, 1, 2);
                }
            }
            Gene::Hla(_) if called.is_empty() => {}
            Gene::Hla(locus) => self.t1k_hla(locus, &called, number, span, hla),
        }
    }

    fn t1k_hla(&mut self, locus: Locus, called: &[&str], number: u32, span: Span, hla: &mut Hla) {
        let mut copies: Vec<Vec<Allele>> = Vec::new();
        for alleles in called {
            match self.cell(&alleles.replace(',', "/"), Some(locus), Some(span)) {
                Some(Cell::One(allele)) => copies.push(vec![allele]),
                Some(Cell::Several(alleles)) => copies.push(alleles),
                _ => return,
            }
        }
        if let ([only], 1) = (copies.as_slice(), number) {
            self.findings.remark("W1020", "", Some(span), || Message::new("W1020").with("locus", locus));
            copies = vec![only.clone(), only.clone()];
        }
        if let Some(Genotype { copies }) = self.genotype(locus, &copies, Some(span)) {
            self.enter(locus, typing_of(vec![Genotype { copies }]), Some(span), hla);
        }
    }
}
