//! HML: the XML in which laboratories report HLA and KIR typing.
//!
//! Read are `sample id`, the text of `glstring` and the elements `haploid locus type`; a locus with a GL String needs
//! no `haploid`. Everything else (methods, sequences, dates) says nothing about ligands.

use super::cell::{Cell, NameReader};
use super::gl::typing_of;
use super::people::{Counts, Person};
use super::{Allele, Hla, KirGene, KirGenes, Locus, Presence};
use lytic_text::{Message, SourceId, Span};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What a sample holds so far.
#[derive(Debug, Default)]
struct Sample {
    id: String,
    span: Option<Span>,
    strings: Vec<(String, Option<Span>)>,
    haploids: Vec<(String, String, Option<Span>)>,
}

impl NameReader<'_> {
    /// All samples of a text.
    pub(super) fn hml(&mut self, text: &str, source: SourceId, counts: &mut Counts) -> Vec<Person> {
        let mut reader = Reader::from_str(text);
        let mut people = Vec::new();
        let mut sample: Option<Sample> = None;
        let mut string: Option<(String, usize)> = None;
        let mut seen = 0;
        loop {
            let from = position(&reader);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let place = Span::new(source, from, from + 1);
                    self.error(Message::new("E1028").with("reason", error), Some(place), None);
                    break;
                }
            };
            let span = Span::new(source, from, position(&reader));
            match event {
                Event::Eof => break,
                Event::Start(element) => match element.local_name().as_ref() {
                    "sample" => {
                        seen += 1;
                        let id = attribute(&element, "id").unwrap_or_default();
                        sample = Some(Sample { id, span: Some(span), ..Sample::default() });
                    }
                    "glstring" => string = Some((String::new(), position(&reader))),
                    "haploid" => haploid(&element, span, sample.as_mut()),
                    _ => {}
                },
                Event::Empty(element) => match element.local_name().as_ref() {
                    "haploid" => haploid(&element, span, sample.as_mut()),
                    "sample" => {
                        seen += 1;
                        let id = attribute(&element, "id").unwrap_or_default();
                        self.sample(
                            Sample { id, span: Some(span), ..Sample::default() },
                            &mut people,
                            counts,
                        );
                    }
                    _ => {}
                },
                Event::Text(written) => {
                    if let Some((string, _)) = &mut string {
                        string.push_str(&written.xml10_content());
                    }
                }
                Event::CData(written) => {
                    if let Some((string, _)) = &mut string {
                        string.push_str(&written.xml10_content());
                    }
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "glstring" => {
                        if let (Some((written, start)), Some(sample)) = (string.take(), sample.as_mut()) {
                            // Leading spaces are part of the text, so that places inside it stay right.
                            let end = start + written.trim_end().len();
                            let lead = written.len() - written.trim_start().len();
                            let place = Span::new(source, start + lead, end);
                            sample.strings.push((written.trim().to_owned(), Some(place)));
                        }
                    }
                    "sample" => {
                        if let Some(sample) = sample.take() {
                            self.sample(sample, &mut people, counts);
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        if seen == 0 {
            self.error(Message::new("E1029"), Some(Span::new(source, 0, text.len().min(1))), None);
        }
        if let Some(sample) = sample {
            // The text ended inside a sample: what was read of it is not to be trusted.
            self.error(Message::new("E1028").with("reason", "sample"), sample.span, None);
            counts.refused += 1;
        }
        people
    }

    fn sample(&mut self, sample: Sample, people: &mut Vec<Person>, counts: &mut Counts) {
        let before = self.findings.error_count();
        let mut hla = Hla::default();
        let mut kir = KirGenes::unknown();
        if sample.id.trim().is_empty() {
            self.error(Message::new("E1020"), sample.span, None);
        }
        for (string, place) in &sample.strings {
            self.gl_string(string, *place, &mut hla, &mut kir);
        }
        self.haploids(&sample, &mut hla, &mut kir);
        let person = self.person(sample.id.trim().to_owned(), hla, kir, sample.span, before);
        self.admit(before, person, people, counts);
    }

    fn haploids(&mut self, sample: &Sample, hla: &mut Hla, kir: &mut KirGenes) {
        let mut copies: [Vec<Vec<Allele>>; 3] = Default::default();
        let mut places: [Option<Span>; 3] = [None; 3];
        for (locus, name, place) in &sample.haploids {
            let bare = locus.trim().strip_prefix("HLA-").unwrap_or(locus.trim());
            if let Some(gene) = KirGene::from_name(bare) {
                if kir.presence(gene) == Presence::Unknown
                    && let Some(cell) = self.kir_cell(gene, name, false, *place)
                {
                    super::kir_text::set_cell(kir, gene, cell);
                }
                continue;
            }
            let known = match bare {
                "A" => Locus::A,
                "B" => Locus::B,
                "C" | "Cw" => Locus::C,
                other => {
                    self.findings.remark("W1010", "", *place, || Message::new("W1010").with("found", other));
                    continue;
                }
            };
            if hla.locus(known).is_typed() {
                continue;
            }
            let read = match self.cell(name, Some(known), *place) {
                Some(Cell::One(allele)) => vec![allele],
                Some(Cell::Several(alleles)) => alleles,
                _ => continue,
            };
            if let (Some(of_locus), Some(slot)) =
                (copies.get_mut(known as usize), places.get_mut(known as usize))
            {
                of_locus.push(read);
                *slot = slot.or(*place);
            }
        }
        for (locus, (copies, place)) in Locus::ALL.into_iter().zip(copies.iter().zip(places)) {
            if !copies.is_empty()
                && let Some(genotype) = self.genotype(locus, copies, place)
            {
                self.enter(locus, typing_of(vec![genotype]), place, hla);
            }
        }
    }
}

fn haploid(element: &BytesStart<'_>, span: Span, sample: Option<&mut Sample>) {
    if let (Some(sample), Some(locus), Some(name)) =
        (sample, attribute(element, "locus"), attribute(element, "type"))
    {
        sample.haploids.push((locus, name, Some(span)));
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok().flatten()?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}
