//! Where a page comes from: hashes of what went in, and parameters that are not the library's. Every page that tells of
//! them tells it in these rows.

use super::sections::{Cell, Head, Section, Table};
use crate::words;
use lytic_study::ParameterChange;
use lytic_text::{Lang, Message};

/// Rows (what, hash), by the catalogue's words where it has them.
pub(crate) fn hash_rows(hashes: &[(String, String)], lang: Lang) -> impl Iterator<Item = (String, String)> {
    hashes.iter().map(move |(of, hash)| {
        let name = words::known(&format!("report.hash.{of}"), lang).map_or_else(|| of.clone(), str::to_owned);
        (name, hash.clone())
    })
}

/// A table of parameters with the library's number and the one used.
pub(crate) fn parameter_changes(changes: &[ParameterChange], lang: Lang) -> Section {
    let mut section = Section::new("changes", Message::new("report.changes"), lang);
    let rows = changes.iter().map(|change| {
        let number = |value: f64| words::quantity(value, &change.unit, lang);
        let before = change.library.map_or_else(|| "–".to_owned(), number);
        vec![
            Cell::words(String::new()).code(&change.name),
            Cell::words(before),
            Cell::words(number(change.used)),
        ]
    });
    section.tables.push(Table {
        heading: String::new(),
        head: ["compare.input", "scan.before", "scan.after"].map(|key| Head::words(key, lang)).to_vec(),
        rows: rows.collect(),
    });
    section
}
