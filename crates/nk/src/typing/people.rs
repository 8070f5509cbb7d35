//! People out of a text: which form it has, who was read, what was refused.
//!
//! The form is found by content: `<` begins HML, `{` or `[` JSON, a first line with known columns a table, lines that all begin
//! with a gene one person, a line of
//! gene, number and alleles between tabs T1K, and a line with a star GL Strings.

use super::cell::{Cell, NameReader};
use super::delimited::{first_line, record};
use super::rows::{Notations, Row, Rows};
use super::table::Table;
use super::{AlleleAnswer, AlleleCodes, Hla, KirGenes, LigandGroups, Ligands, Locus};
use lytic_text::{Diagnostic, Message, SourceId, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

/// A person with what was typed and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The name in the file.
    pub id: String,
    /// HLA typing.
    pub hla: Hla,
    /// KIR genes.
    pub kir: KirGenes,
    /// KIR ligands of the HLA typing.
    pub ligands: Ligands,
    /// Where the person stands in the text.
    pub span: Option<Span>,
}

/// What a text turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A table with a header; one person a row.
    Table,
    /// GL Strings, one person a line.
    GlString,
    /// A list of loci, one a line; one person.
    Loci,
    /// T1K `genotype.tsv`, one person.
    T1k,
    /// HML (XML).
    Hml,
    /// JSON.
    Json,
}

impl Form {
    /// The key of its name in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Form::Table => "typing.form.table",
            Form::GlString => "typing.form.gl",
            Form::Loci => "typing.form.loci",
            Form::T1k => "typing.form.t1k",
            Form::Hml => "typing.form.hml",
            Form::Json => "typing.form.json",
        }
    }
}

/// How to read.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// A locus given once means two copies of that allele.
    pub homozygous: bool,
    /// The user's allele codes.
    pub codes: Option<AlleleCodes>,
}

/// How many people were read and refused, and from what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// People read.
    pub read: u64,
    /// People refused, each with an error.
    pub refused: u64,
    /// Rows that repeat an earlier one word for word; they are not read again.
    pub repeated: u64,
    /// The form of the text, if it has a known one.
    pub form: Option<Form>,
}

/// People one after another, in constant memory for tables; holds what was counted and found.
pub struct PeopleReader<'a> {
    inner: Inner<'a>,
    names: NameReader<'a>,
    counts: Counts,
}

enum Inner<'a> {
    Rows(Rows<'a>),
    List(std::vec::IntoIter<Person>),
}

impl<'a> PeopleReader<'a> {
    /// Begins to read a text that [`add_text`] put among the sources.
    pub fn open(
        sources: &'a Sources,
        source: SourceId,
        options: &'a ReadOptions,
        groups: &'a LigandGroups,
    ) -> PeopleReader<'a> {
        PeopleReader::open_parts(sources, source, options, groups, 1).swap_remove(0)
    }

    /// Begins to read in several parts, in the order of the text, so that each can be read on a thread of its own.
    /// At least one part, at most as many as asked for.
    pub fn open_parts(
        sources: &'a Sources,
        source: SourceId,
        options: &'a ReadOptions,
        groups: &'a LigandGroups,
        parts: usize,
    ) -> Vec<PeopleReader<'a>> {
        let whole = sources.get(source);
        let text = whole.map_or("", |source| source.text.as_str());
        let stem = whole.map_or("", |source| stem(&source.name));
        let mut names = NameReader::new(groups, options);
        let mut counts = Counts::default();
        let start = first_line(text);
        let rest = text.get(start..).unwrap_or("").trim_start_matches('\u{feff}');
        let line = record(text, start).map_or("", |(_, line, _)| line);
        let people = match rest.trim_start().bytes().next() {
            None => {
                names.error(Message::new("E1023"), Some(Span::new(source, 0, 0)), None);
                Vec::new()
            }
            Some(b'<') => {
                counts.form = Some(Form::Hml);
                names.hml(text, source, &mut counts)
            }
            Some(b'{' | b'[') => {
                counts.form = Some(Form::Json);
                names.json(text, source, stem, &mut counts)
            }
            Some(_) if super::t1k::is_t1k(line) => {
                counts.form = Some(Form::T1k);
                names.t1k(text, source, stem, &mut counts)
            }
            Some(_) if super::loci::is_list_of_loci(text) => {
                counts.form = Some(Form::Loci);
                names.loci(text, source, stem, &mut counts)
            }
            Some(_) if Table::is_header(line) => {
                counts.form = Some(Form::Table);
                if let Some(table) = Table::open(text, source, &mut names) {
                    return PeopleReader::of_table(table, names, counts, parts);
                }
                Vec::new()
            }
            Some(_) if line.contains('*') => {
                counts.form = Some(Form::GlString);
                names.gl_lines(text, source, stem, &mut counts)
            }
            Some(_) => {
                let place = Span::new(source, start, start + line.len());
                names.error(Message::new("E1024"), Some(place), None);
                Vec::new()
            }
        };
        let people = names.without_twice(people, &mut counts);
        vec![PeopleReader { inner: Inner::List(people.into_iter()), names, counts }]
    }

    fn of_table(
        table: Table<'a>,
        names: NameReader<'a>,
        counts: Counts,
        parts: usize,
    ) -> Vec<PeopleReader<'a>> {
        let (groups, options) = (names.groups, names.options);
        let mut first = Some(names);
        let mut rows = table.parts(parts);
        if rows.is_empty() {
            let names = first.take().unwrap_or_else(|| NameReader::new(groups, options));
            return vec![PeopleReader { inner: Inner::List(Vec::new().into_iter()), names, counts }];
        }
        rows.drain(..)
            .map(|rows| PeopleReader {
                inner: Inner::Rows(rows),
                names: first.take().unwrap_or_else(|| NameReader::new(groups, options)),
                counts: counts.clone(),
            })
            .collect()
    }

    /// What was counted so far.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// All counts and diagnostics of the parts of one text, in its order.
    pub fn finish(parts: Vec<PeopleReader<'a>>) -> (Counts, Vec<Diagnostic>) {
        let mut counts = Counts::default();
        let mut findings = super::findings::Findings::default();
        let mut notations = Notations::default();
        for part in parts {
            if let Inner::Rows(rows) = &part.inner {
                notations.append(rows.notations());
            }
            counts.form = counts.form.or(part.counts.form);
            counts.read += part.counts.read;
            counts.refused += part.counts.refused;
            counts.repeated += part.counts.repeated;
            findings.append(part.names.findings);
        }
        if let Some(second) = notations.second() {
            findings.remark("W1016", "", Some(second), || Message::new("W1016"));
        }
        (counts, findings.into_diagnostics())
    }
}

impl Iterator for PeopleReader<'_> {
    type Item = Person;

    fn next(&mut self) -> Option<Person> {
        match &mut self.inner {
            Inner::List(people) => people.next(),
            Inner::Rows(rows) => loop {
                match rows.next(&mut self.names)? {
                    Row::Read(person) => {
                        self.counts.read += 1;
                        return Some(*person);
                    }
                    Row::Refused => self.counts.refused += 1,
                    Row::Repeated => self.counts.repeated += 1,
                }
            },
        }
    }
}

/// The last part of a path, without its ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.split_once('.').map_or(file, |(stem, _)| stem)
}

/// Puts the bytes of a file among the sources: UTF-8 with or without byte-order mark, or UTF-16 with one.
///
/// The second value says what is wrong with the letters, if anything; reading can go on.
pub fn add_text(name: &str, bytes: &[u8], sources: &mut Sources) -> (SourceId, Option<Diagnostic>) {
    let utf16 = |rest: &[u8], join: fn([u8; 2]) -> u16| {
        let units: Vec<u16> =
            rest.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(join).collect();
        String::from_utf16_lossy(&units)
    };
    let decoded = match bytes {
        [0xff, 0xfe, rest @ ..] => Ok(utf16(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Ok(utf16(rest, u16::from_be_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()),
        all => String::from_utf8(all.to_vec()),
    };
    match decoded {
        Ok(text) => (sources.add(name, lines(text)), None),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let source = sources.add(name, String::from_utf8_lossy(error.as_bytes()).into_owned());
            let diagnostic = Diagnostic::error(Message::new("E1022")).at(Span::new(source, good, good + 1));
            (source, Some(diagnostic))
        }
    }
}

/// A text whose lines end with a lone carriage return, as old spreadsheets wrote, with ordinary line ends.
fn lines(text: String) -> String {
    if text.contains('\r') && !text.contains('\n') { text.replace('\r', "\n") } else { text }
}

/// Everyone in a text, whatever its form.
///
/// People with an error are refused and counted; all errors of the text are reported together, with their places.
pub fn read_people(
    name: &str,
    bytes: &[u8],
    options: &ReadOptions,
    groups: &LigandGroups,
    sources: &mut Sources,
) -> (Vec<Person>, Counts, Vec<Diagnostic>) {
    let (source, letters) = add_text(name, bytes, sources);
    let mut reader = PeopleReader::open(sources, source, options, groups);
    let mut people: Vec<Person> = reader.by_ref().collect();
    let (mut counts, mut diagnostics) = PeopleReader::finish(vec![reader]);
    if let Some(diagnostic) = letters {
        // Letters that could not be read may stand anywhere: nobody is taken from such a file, but all is told.
        people.clear();
        (counts.read, counts.refused) = (0, counts.read + counts.refused);
        diagnostics.insert(0, diagnostic);
    }
    (people, counts, diagnostics)
}

/// The HLA typing of a text: a GL String or a list of alleles. None where something was refused.
pub fn read_hla(
    text: &str,
    span: Option<Span>,
    options: &ReadOptions,
    groups: &LigandGroups,
) -> (Option<Hla>, Vec<Diagnostic>) {
    let mut names = NameReader::new(groups, options);
    let hla = names.hla_text(text, span);
    (hla, names.findings.into_diagnostics())
}

/// What is known of the allele or alleles of a name in any form that people write: a code, a list between slashes or a
/// broad antigen gives several. Empty where it was refused.
pub fn read_alleles(
    text: &str,
    span: Option<Span>,
    options: &ReadOptions,
    groups: &LigandGroups,
) -> (Vec<AlleleAnswer>, Vec<Diagnostic>) {
    let mut names = NameReader::new(groups, options);
    let alleles = match names.cell(text, None, span) {
        Some(Cell::One(allele)) => vec![allele],
        Some(Cell::Several(alleles)) => alleles,
        Some(Cell::Blank | Cell::OtherGene) => {
            names.error(Message::new("E1001").with("found", text), span, None);
            Vec::new()
        }
        None => Vec::new(),
    };
    let answers = alleles.into_iter().filter_map(|allele| groups.lookup(allele)).collect();
    (answers, names.findings.into_diagnostics())
}

/// The KIR typing of a text: a list of genes, genes with values, or a GL String. None where something was refused.
pub fn read_kir(text: &str, span: Option<Span>) -> (Option<KirGenes>, Vec<Diagnostic>) {
    let (groups, options) = (LigandGroups::built_in(), ReadOptions::default());
    let mut names = NameReader::new(&groups, &options);
    let kir = names.kir_text(text, span);
    if let Some(kir) = &kir {
        names.remark_on_kir("", kir, span);
    }
    (kir, names.findings.into_diagnostics())
}

impl NameReader<'_> {
    /// Makes a person of what was read; none for one with an error since `before`, or without any typing.
    pub(super) fn person(
        &mut self,
        id: String,
        hla: Hla,
        kir: KirGenes,
        span: Option<Span>,
        before: u64,
    ) -> Option<Person> {
        if self.findings.error_count() > before {
            return None;
        }
        if hla.is_empty() && kir.is_unknown() {
            self.error(Message::new("E1025").with("id", id), span, None);
            return None;
        }
        for locus in Locus::ALL {
            if !hla.locus(locus).is_typed() {
                let name = match locus {
                    Locus::A => "A",
                    Locus::B => "B",
                    Locus::C => "C",
                };
                self.findings.remark("W1018", name, span, || {
                    Message::new("W1018").with("locus", locus).with("id", &id)
                });
            }
        }
        self.remark_on_kir(&id, &kir, span);
        let ligands = hla.ligands(self.groups);
        Some(Person { id, hla, kir, ligands, span })
    }

    /// Takes a person in or counts a refusal: `read` is none, or an error was found since `before`.
    pub(super) fn admit(
        &self,
        before: u64,
        read: Option<Person>,
        people: &mut Vec<Person>,
        counts: &mut Counts,
    ) {
        match read {
            Some(person) if self.findings.error_count() == before => {
                counts.read += 1;
                people.push(person);
            }
            _ => counts.refused += 1,
        }
    }

    /// People without those whose name stands twice: the same typing counts once, another one is a contradiction.
    fn without_twice(&mut self, people: Vec<Person>, counts: &mut Counts) -> Vec<Person> {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, person) in people.iter().enumerate() {
            by_name.entry(person.id.clone()).or_default().push(index);
        }
        let mut left_out = BTreeSet::new();
        for (id, indices) in by_name.into_iter().filter(|(_, indices)| indices.len() > 1) {
            let of_name: Vec<&Person> = indices.iter().filter_map(|index| people.get(*index)).collect();
            let (Some(first), Some(last)) = (of_name.first(), of_name.last()) else { continue };
            if of_name.iter().all(|person| (&person.hla, &person.kir) == (&first.hla, &first.kir)) {
                for (person, index) in of_name.iter().zip(&indices).skip(1) {
                    self.findings.remark("W1012", "", person.span, || Message::new("W1012"));
                    left_out.insert(*index);
                    counts.read -= 1;
                    counts.repeated += 1;
                }
                continue;
            }
            for (person, index) in of_name.iter().zip(&indices) {
                let other = if person.span == first.span { last.span } else { first.span };
                let mut diagnostic = Diagnostic::error(Message::new("E1021").with("id", &id));
                diagnostic.span = person.span;
                if let Some(other) = other {
                    diagnostic = diagnostic.label(other, Message::new("typing.other_row"));
                }
                self.findings.error(diagnostic);
                left_out.insert(*index);
                counts.read -= 1;
                counts.refused += 1;
            }
        }
        let kept = people.into_iter().enumerate().filter(|(index, _)| !left_out.contains(index));
        kept.map(|(_, person)| person).collect()
    }

    /// GL Strings, one person a line, with or without a name before a tab, comma, semicolon or space.
    fn gl_lines(&mut self, text: &str, source: SourceId, stem: &str, counts: &mut Counts) -> Vec<Person> {
        let mut people = Vec::new();
        let mut at = 0;
        while let Some((start, line, next)) = record(text, at) {
            at = next;
            let before = self.findings.error_count();
            let divided = line.find(['\t', ',', ';', ' ']).filter(|place| {
                line.get(..*place).is_some_and(|head| !head.contains('*'))
                    && line.get(*place..).is_some_and(|rest| rest.contains('*'))
            });
            let (id, from) = match divided {
                Some(place) => (line.get(..place).unwrap_or("").trim().to_owned(), place + 1),
                None if people.is_empty() && record(text, next).is_none() => (stem.to_owned(), 0),
                None => (format!("{stem} {}", counts.read + counts.refused + 1), 0),
            };
            let typing = line.get(from..).unwrap_or("");
            let span = Span::new(source, start + from, start + line.len());
            let person = self.gl_person(id, typing, span, before);
            self.admit(before, person, &mut people, counts);
        }
        people
    }

    fn gl_person(&mut self, id: String, text: &str, span: Span, before: u64) -> Option<Person> {
        let trimmed = text.trim();
        let mut hla = Hla::default();
        let mut kir = KirGenes::unknown();
        if trimmed.contains(['+', '^', '|', '~']) {
            self.gl_string(trimmed, Some(span), &mut hla, &mut kir);
        } else {
            hla = self.hla_text(text, Some(span))?;
        }
        self.person(id, hla, kir, Some(span), before)
    }
}
