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
//! Other columns are not used, and that is said. Rows (`rows.rs`) are read one after another from places in the text, so
//! that a million rows need no more memory than one; names that stand twice are found beforehand, by sorted hashes.

use super::cell::NameReader;
use super::columns::{Column, header};
use super::delimited::{cells, first_line, record};
use super::rows::Rows;
use lytic_text::{Message, SourceId, Span};
use std::collections::BTreeMap;

/// Why a row is not read although nothing in it is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The same row stands above.
    Repeated,
    /// Another row of the same name says something else; where.
    Contradicted(Span),
}

/// A table whose header is understood.
#[derive(Clone, Debug)]
pub(super) struct Table<'a> {
    pub(super) text: &'a str,
    pub(super) source: SourceId,
    pub(super) delimiter: u8,
    pub(super) columns: Vec<Column>,
    body: usize,
    pub(super) fates: BTreeMap<usize, Fate>,
    pub(super) minus_is_absent: bool,
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

    pub(super) fn id_column(&self) -> Option<usize> {
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
                [start, end] => Some(Rows::between(table.clone(), *start, *end)),
                _ => None,
            })
            .collect()
    }
}

/// FNV-1a, 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
