//! Tables of people: a header and one person a row, between commas, semicolons or tabs.
//!
//! | column | holds |
//! |---|---|
//! | `id` (also `donor`, `patient`, `sample`) | the name |
//! | `A1`, `A2`, `B1`, `B2`, `C1`, `C2` (also `HLA-A_1`) | one allele each |
//! | `A`, `B`, `C` | both alleles: `02:01+24:02` |
//! | `KIR2DL1`, `2DL1`, ... | presence, copies or alleles of one KIR gene |
//! | `KIR` | the whole KIR typing in one text |
//! | `GL`, `HLA` | a GL String |
//!
//! Other columns are not used, and that is said. Rows are read one after another from places in the text, so that a
//! million rows need no more memory than one; names that stand twice are found beforehand, by sorted hashes.

use super::cell::{Cell, NameReader, is_blank};
use super::gl::typing_of;
use super::kir_text::{KirCell, Notation, set_cell};
use super::people::Person;
use super::{Allele, Genotype, Hla, KirGene, KirGenes, Locus, LocusTyping};
use lytic_text::{Diagnostic, Message, SourceId, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Id,
    Copy(Locus, usize),
    Both(Locus),
    Kir(KirGene),
    KirText,
    Gl,
    Unused,
}

/// Why a row is not read although nothing in it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    /// The same row stands above.
    Repeated,
    /// Another row of the same name says something else; where.
    Contradicted(Span),
}

/// A table whose header is understood.
#[derive(Clone, Debug)]
pub(super) struct Table<'a> {
    text: &'a str,
    source: SourceId,
    delimiter: u8,
    columns: Vec<Column>,
    body: usize,
    fates: BTreeMap<usize, Fate>,
    minus_is_absent: bool,
}

/// The delimiter and the columns of a first line; none where it is no header of a table of people.
fn header(line: &str) -> Option<(u8, Vec<Column>)> {
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| line.bytes().filter(|byte| byte == delimiter).count())?;
    let columns: Vec<Column> = cells(line, delimiter).map(|(_, cell)| column(&cell)).collect();
    let typed = columns.iter().any(|column| !matches!(column, Column::Id | Column::Unused));
    let divided = columns.len() > 1;
    (typed && (divided || columns.iter().any(|column| matches!(column, Column::Gl | Column::KirText))))
        .then_some((delimiter, columns))
}

fn column(name: &str) -> Column {
    let bare: String =
        name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if let Some(gene) = KirGene::from_name(&bare) {
        return Column::Kir(gene);
    }
    const IDS: [&str; 16] = [
        "id",
        "donor",
        "donorid",
        "patient",
        "patientid",
        "recipient",
        "recipientid",
        "sample",
        "sampleid",
        "subject",
        "subjectid",
        "person",
        "编号",
        "供者",
        "患者",
        "样本",
    ];
    if IDS.contains(&bare.as_str()) {
        return Column::Id;
    }
    match bare.as_str() {
        "kir" | "kirstring" | "kirgenotype" | "kirgenes" => return Column::KirText,
        "gl" | "glstring" | "hla" | "hlagl" | "hlagenotype" | "glstrings" => return Column::Gl,
        _ => {}
    }
    let hla = bare.strip_prefix("hla").unwrap_or(&bare);
    let hla = match hla.strip_prefix("cw") {
        Some(rest) => format!("c{rest}"),
        None => hla.to_owned(),
    };
    match hla.as_bytes() {
        [letter @ (b'a' | b'b' | b'c')] => Locus::from_letter(*letter).map_or(Column::Unused, Column::Both),
        [letter @ (b'a' | b'b' | b'c'), copy @ (b'1' | b'2')] => Locus::from_letter(*letter)
            .map_or(Column::Unused, |locus| Column::Copy(locus, usize::from(copy - b'1'))),
        _ => Column::Unused,
    }
}

impl<'a> Table<'a> {
    /// Whether a first line is the header of such a table.
    pub(super) fn is_header(line: &str) -> bool {
        header(line).is_some()
    }

    /// Understands the header and finds names that stand twice. None where the header is wrong, which is reported.
    pub(super) fn open(text: &'a str, source: SourceId, names: &mut NameReader<'_>) -> Option<Table<'a>> {
        let start = first_line(text);
        let (start, line, body) = record(text, start)?;
        let (delimiter, columns) = header(line)?;
        let place = Span::new(source, start, start + line.len());
        if delimiter != b',' {
            let found = if delimiter == b';' { "@typing.semicolon" } else { "@typing.tab" };
            names.findings.remark("W1011", "", Some(place), || Message::new("W1011").with("found", found));
        }
        let mut table =
            Table { text, source, delimiter, columns, body, fates: BTreeMap::new(), minus_is_absent: false };
        let mut seen: Vec<Column> = Vec::new();
        let mut ids = 0;
        for (index, (offset, name)) in cells(line, delimiter).enumerate() {
            let place = Span::new(source, start + offset, start + offset + name.len());
            let Some(column) = table.columns.get_mut(index) else { continue };
            match *column {
                // Only the first column of names is the name.
                Column::Id if ids > 0 => *column = Column::Unused,
                Column::Id => ids += 1,
                known if known != Column::Unused && seen.contains(&known) => {
                    names.error(Message::new("E1017").with("name", name.trim()), Some(place), None);
                }
                known => seen.push(known),
            }
            if *column == Column::Unused && !name.trim().is_empty() {
                let name = name.trim().to_owned();
                names
                    .findings
                    .remark("W1009", &name, Some(place), || Message::new("W1009").with("name", &name));
            }
        }
        if ids == 0 {
            names.findings.remark("W1024", "", Some(place), || Message::new("W1024"));
        }
        if names.findings.error_count() > 0 {
            return None;
        }
        table.find_twice();
        table.minus_is_absent = table.has_plus();
        Some(table)
    }

    fn id_column(&self) -> Option<usize> {
        self.columns.iter().position(|column| *column == Column::Id)
    }

    /// Rows of one name: the same row again, or a contradiction.
    fn find_twice(&mut self) {
        let Some(index) = self.id_column() else { return };
        let mut hashes: Vec<(u64, usize)> = Vec::new();
        let mut at = self.body;
        while let Some((start, line, next)) = record(self.text, at) {
            if let Some((_, id)) = cells(line, self.delimiter).nth(index)
                && !id.trim().is_empty()
            {
                hashes.push((hash(id.trim().as_bytes()), start));
            }
            at = next;
        }
        hashes.sort_unstable();
        for group in hashes.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1) {
            // Equal hashes are nearly always equal names; the names decide.
            let mut by_name: BTreeMap<String, Vec<(usize, &str)>> = BTreeMap::new();
            for (_, at) in group {
                let Some((_, line, _)) = record(self.text, *at) else { continue };
                let id = cells(line, self.delimiter).nth(index).map(|(_, id)| id.trim().to_owned());
                by_name.entry(id.unwrap_or_default()).or_default().push((*at, line));
            }
            for rows in by_name.into_values().filter(|rows| rows.len() > 1) {
                let Some((first, line)) = rows.first().copied() else { continue };
                let same = rows.iter().all(|(_, other)| other.trim() == line.trim());
                let last = rows.last().copied().unwrap_or((first, line));
                for (at, _) in &rows {
                    if same && *at != first {
                        self.fates.insert(*at, Fate::Repeated);
                    } else if !same {
                        let (other, line) = if *at == first { last } else { (first, line) };
                        let span = Span::new(self.source, other, other + line.len());
                        self.fates.insert(*at, Fate::Contradicted(span));
                    }
                }
            }
        }
    }

    /// Whether a plus stands in a KIR column of the first rows: only then a minus means that the gene is absent.
    fn has_plus(&self) -> bool {
        const ROWS: usize = 1000;
        let is_kir = |index: usize| matches!(self.columns.get(index), Some(Column::Kir(_)));
        let mut at = self.body;
        for _ in 0..ROWS {
            let Some((_, line, next)) = record(self.text, at) else { return false };
            if cells(line, self.delimiter)
                .enumerate()
                .any(|(index, (_, cell))| is_kir(index) && cell.trim() == "+")
            {
                return true;
            }
            at = next;
        }
        false
    }

    /// All rows, in at most so many parts of about the same length, in order.
    pub(super) fn parts(self, parts: usize) -> Vec<Rows<'a>> {
        let end = self.text.len();
        let table = std::sync::Arc::new(self);
        let step = (end - table.body.min(end)) / parts.max(1) + 1;
        let mut cuts = vec![table.body];
        let quoted = table.text.contains('"');
        for part in 1..parts.max(1) {
            // A quoted cell may hold a line break, so a text with quotes is not cut.
            let wanted = table.body + part * step;
            let cut = table
                .text
                .as_bytes()
                .get(wanted..)
                .and_then(|rest| rest.iter().position(|byte| *byte == b'\n'));
            if let (Some(found), false) = (cut, quoted) {
                cuts.push(wanted + found + 1);
            }
        }
        cuts.push(end);
        cuts.dedup();
        cuts.windows(2)
            .filter_map(|cut| match cut {
                [start, end] => Some(Rows {
                    table: table.clone(),
                    at: *start,
                    end: *end,
                    notations: Notations::default(),
                    counted: (0, 1),
                }),
                _ => None,
            })
            .collect()
    }
}

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

impl Rows<'_> {
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

/// The place of the first line that is neither blank nor a comment.
pub(super) fn first_line(text: &str) -> usize {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() && !line.starts_with('#') {
            break;
        }
        start += line.len();
    }
    start
}

/// The next record at or after a place: where it begins, its text without the line break, and the place after it.
/// Blank lines and comments are skipped; a line break inside quotes belongs to the record.
pub(super) fn record(text: &str, mut at: usize) -> Option<(usize, &str, usize)> {
    loop {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let end = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
        let line = rest.get(..end)?;
        if line.trim().is_empty() || line.starts_with('#') {
            at += end;
            continue;
        }
        let mut whole = end;
        if line.contains('"') {
            let mut quotes = line.matches('"').count();
            while quotes % 2 == 1 {
                let Some(more) = rest.get(whole..).filter(|more| !more.is_empty()) else {
                    // The quote is never closed: the record ends with its line, and its cells are reported.
                    whole = end;
                    break;
                };
                let length = more.find('\n').map_or(more.len(), |newline| newline + 1);
                quotes += more.get(..length).map_or(0, |line| line.matches('"').count());
                whole += length;
            }
        }
        return Some((at, rest.get(..whole)?.trim_end_matches(['\n', '\r']), at + whole));
    }
}

/// The cells of a record with their places in it; quotes are taken off.
pub(super) fn cells(line: &str, delimiter: u8) -> impl Iterator<Item = (usize, Cow<'_, str>)> {
    let mut at = Some(0);
    let quoted = line.contains('"');
    std::iter::from_fn(move || {
        let start = at?;
        let rest = line.get(start..)?;
        if quoted && rest.starts_with('"') {
            let inner = rest.get(1..)?;
            let mut end = None;
            let mut from = 0;
            while let Some(found) = inner.get(from..).and_then(|rest| rest.find('"')) {
                let quote = from + found;
                if inner.as_bytes().get(quote + 1) == Some(&b'"') {
                    from = quote + 2;
                } else {
                    end = Some(quote);
                    break;
                }
            }
            let close = end.unwrap_or(inner.len());
            let content = inner.get(..close)?;
            let after = inner.get(close + 1..).unwrap_or("");
            let skipped = after.bytes().position(|byte| byte == delimiter);
            at = skipped.map(|skipped| start + 1 + close + 1 + skipped + 1);
            let content = if content.contains('"') {
                Cow::Owned(content.replace("\"\"", "\""))
            } else {
                Cow::Borrowed(content)
            };
            return Some((start + 1, content));
        }
        let end = rest.bytes().position(|byte| byte == delimiter);
        at = end.map(|end| start + end + 1);
        let cell = rest.get(..end.unwrap_or(rest.len()))?;
        Some((start, Cow::Borrowed(cell)))
    })
}

/// FNV-1a, 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
