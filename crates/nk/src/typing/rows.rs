//! Rows of a table of people, one after another: the person of each, or why it is refused.

use super::cell::{Cell, NameReader, is_blank};
use super::columns::Column;
use super::delimited::{cells, record};
use super::gl::typing_of;
use super::kir_text::{KirCell, Notation, set_cell};
use super::people::Person;
use super::table::{Fate, Table};
use super::{Allele, Genotype, Hla, KirGenes, Locus, LocusTyping};
use lytic_text::{Diagnostic, Message, Span};

/// Rows of a table that are still to be read.
#[derive(Clone, Debug)]
pub(super) struct Rows<'a> {
    table: std::sync::Arc<Table<'a>>,
    at: usize,
    end: usize,
    notations: Notations,
    /// A place and the number of the line that begins there, so that lines are counted once.
    counted: (usize, usize),
}

/// Where each way to write presence stands first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Notations([Option<Span>; 4]);

impl Notations {
    fn note(&mut self, notation: Notation, place: Option<Span>) {
        if let Some(slot @ None) = self.0.get_mut(notation as usize) {
            *slot = place;
        }
    }

    /// Adds those of a later part.
    pub(super) fn append(&mut self, later: Notations) {
        for (slot, place) in self.0.iter_mut().zip(later.0) {
            *slot = slot.or(place);
        }
    }

    /// Where a second way begins, if there is one.
    pub(super) fn second(&self) -> Option<Span> {
        let mut places: Vec<Span> = self.0.iter().flatten().copied().collect();
        places.sort_unstable();
        places.get(1).copied()
    }
}

/// What came of a row.
pub(super) enum Row {
    /// A person.
    Read(Box<Person>),
    /// Refused, with an error.
    Refused,
    /// The same row stood above.
    Repeated,
}

impl<'a> Rows<'a> {
    /// Those that begin from one place of a table to before another.
    pub(super) fn between(table: std::sync::Arc<Table<'a>>, at: usize, end: usize) -> Rows<'a> {
        Rows { table, at, end, notations: Notations::default(), counted: (0, 1) }
    }

    /// The ways in which presence was written so far.
    pub(super) fn notations(&self) -> Notations {
        self.notations
    }

    /// The number of the line at a place that is not before the last one asked for.
    fn line_number(&mut self, text: &str, start: usize) -> usize {
        let (from, line) = self.counted;
        let between = text.as_bytes().get(from..start).unwrap_or(&[]);
        let line = line + between.iter().filter(|byte| **byte == b'\n').count();
        self.counted = (start, line);
        line
    }

    /// The next row that is not blank.
    pub(super) fn next(&mut self, names: &mut NameReader<'_>) -> Option<Row> {
        if self.at >= self.end {
            return None;
        }
        let table = self.table.clone();
        let (start, line, next) = record(table.text, self.at)?;
        if start >= self.end {
            return None;
        }
        self.at = next;
        let span = Span::new(table.source, start, start + line.len());
        match table.fates.get(&start) {
            Some(Fate::Repeated) => {
                names.findings.remark("W1012", "", Some(span), || Message::new("W1012"));
                return Some(Row::Repeated);
            }
            Some(Fate::Contradicted(other)) => {
                // What else is wrong in the row is told too.
                self.person(&table, line, start, span, names);
                let id = table.id_column().and_then(|index| cells(line, table.delimiter).nth(index));
                let id = id.map(|(_, id)| id.trim().to_owned()).unwrap_or_default();
                let diagnostic = Diagnostic::error(Message::new("E1021").with("id", id))
                    .at(span)
                    .label(*other, Message::new("typing.other_row"));
                names.findings.error(diagnostic);
                return Some(Row::Refused);
            }
            None => {}
        }
        match self.person(&table, line, start, span, names) {
            Some(person) => Some(Row::Read(Box::new(person))),
            None => Some(Row::Refused),
        }
    }

    fn person(
        &mut self,
        table: &Table<'_>,
        line: &str,
        start: usize,
        span: Span,
        names: &mut NameReader<'_>,
    ) -> Option<Person> {
        let before = names.findings.error_count();
        let mut id: Option<String> = None;
        // A copy without a column is blank; a refused cell becomes none.
        let mut copies: [[Option<Cell>; 2]; 3] =
            std::array::from_fn(|_| [Some(Cell::Blank), Some(Cell::Blank)]);
        let mut places: [Option<Span>; 3] = [None; 3];
        let mut hla = Hla::default();
        let mut kir = KirGenes::unknown();
        let mut count = 0;
        for (index, (offset, cell)) in cells(line, table.delimiter).enumerate() {
            count += 1;
            let place = || Some(Span::new(table.source, start + offset, start + offset + cell.len()));
            let Some(column) = table.columns.get(index) else {
                if cell.trim().is_empty() {
                    count -= 1;
                }
                continue;
            };
            match *column {
                Column::Unused => {}
                Column::Id => id = Some(cell.trim().to_owned()),
                Column::Copy(locus, copy) => {
                    let place = place();
                    if let Some(slot) = places.get_mut(locus as usize) {
                        *slot = Some(
                            slot.map_or(place, |known: Span| place.map(|place| known.to(place)))
                                .unwrap_or(span),
                        );
                    }
                    let read = names.cell(&cell, Some(locus), place);
                    if read == Some(Cell::OtherGene) {
                        let message = Message::new("E1004").with("allele", cell.trim()).with("locus", locus);
                        names.error(message, place, None);
                    }
                    if let Some(slot) = copies.get_mut(locus as usize).and_then(|pair| pair.get_mut(copy)) {
                        *slot = read;
                    }
                }
                Column::Both(locus) => {
                    let place = place();
                    if let Some(genotypes) = both(names, &cell, locus, place) {
                        names.enter(locus, typing_of(genotypes), place, &mut hla);
                    }
                }
                Column::Kir(gene) => {
                    if let Some(read) = names.kir_cell(gene, &cell, table.minus_is_absent, place()) {
                        self.note_notation(&read, table, names, place());
                        set_cell(&mut kir, gene, read);
                    }
                }
                Column::KirText => {
                    if !is_blank(cell.trim())
                        && let Some(read) = names.kir_text(&cell, place())
                    {
                        kir = read;
                    }
                }
                Column::Gl => {
                    if !is_blank(cell.trim()) {
                        if cell.contains(['+', '^', '|', '~']) {
                            names.gl_string(&cell, place(), &mut hla, &mut kir);
                        } else if let Some(read) = names.hla_text(&cell, place()) {
                            hla = read;
                        }
                    }
                }
            }
        }
        if count != table.columns.len() {
            let message = Message::new("E1018").with("found", count).with("expected", table.columns.len());
            names.error(message, Some(span), None);
            return None;
        }
        for (locus, (pair, place)) in Locus::ALL.into_iter().zip(copies.into_iter().zip(places)) {
            let [first, second] = pair;
            if place.is_some()
                && let Some(typing) = names.pair(locus, first, second, place)
            {
                names.enter_checked(locus, typing, place, &mut hla);
            }
        }
        let id = match id {
            Some(id) if id.is_empty() => {
                names.error(Message::new("E1020"), Some(span), None);
                return None;
            }
            Some(id) => id,
            None => self.line_number(table.text, start).to_string(),
        };
        names.person(id, hla, kir, Some(span), before)
    }

    /// Notes how presence is written; a plus where dashes were read as empty is an error.
    fn note_notation(
        &mut self,
        cell: &KirCell,
        table: &Table<'_>,
        names: &mut NameReader<'_>,
        place: Option<Span>,
    ) {
        let KirCell::Presence(_, notation) = cell else { return };
        self.notations.note(*notation, place);
        if *notation == Notation::Signs && !table.minus_is_absent {
            names.error(Message::new("E1019"), place, None);
        }
    }
}

/// `02:01+24:02`, `A*02:01,A*24:02`: both copies of a locus in one cell.
fn both(names: &mut NameReader<'_>, text: &str, locus: Locus, span: Option<Span>) -> Option<Vec<Genotype>> {
    if is_blank(text.trim()) {
        return None;
    }
    let mut genotypes = Vec::new();
    for reading in text.split('|') {
        let mut copies: Vec<Vec<Allele>> = Vec::new();
        for name in reading.split(['+', ',', ';', ' ']).map(str::trim).filter(|name| !name.is_empty()) {
            match names.cell(name, Some(locus), span)? {
                Cell::One(allele) => copies.push(vec![allele]),
                Cell::Several(alleles) => copies.push(alleles),
                Cell::Blank | Cell::OtherGene => {}
            }
        }
        genotypes.push(names.genotype(locus, &copies, span)?);
    }
    Some(genotypes)
}

impl NameReader<'_> {
    /// Two cells of a locus.
    fn pair(
        &mut self,
        locus: Locus,
        first: Option<Cell>,
        second: Option<Cell>,
        span: Option<Span>,
    ) -> Option<LocusTyping> {
        let alleles = |cell: Option<Cell>| match cell {
            Some(Cell::One(allele)) => Some(vec![allele]),
            Some(Cell::Several(alleles)) => Some(alleles),
            Some(Cell::Blank) => Some(Vec::new()),
            Some(Cell::OtherGene) | None => None,
        };
        match (first, second) {
            (Some(Cell::One(first)), Some(Cell::One(second))) => Some(LocusTyping::Two([first, second])),
            (Some(Cell::Blank), Some(Cell::Blank)) => Some(LocusTyping::Missing),
            (first, second) => {
                // A refused cell was reported where it stands.
                let copies: Vec<Vec<Allele>> =
                    [alleles(first)?, alleles(second)?].into_iter().filter(|copy| !copy.is_empty()).collect();
                self.genotype(locus, &copies, span).map(|genotype| typing_of(vec![genotype]))
            }
        }
    }

    /// Enters a typing that may stand in another column too, if both say the same.
    fn enter_checked(&mut self, locus: Locus, typing: LocusTyping, span: Option<Span>, hla: &mut Hla) {
        if !typing.is_typed() || *hla.locus(locus) == typing {
            return;
        }
        self.enter(locus, typing, span, hla);
    }
}
