//! Where a page comes from: hashes of what went in, and parameters that are not the library's. Every page that tells of
//! them tells it in these rows.

use super::sections::{Cell, Head, Section, Table};
use crate::number::count;
use crate::words;
use lytic_study::{About, ParameterChange};
use lytic_text::{Lang, Message};

/// What was run: version, scenario, model, seed, and of a cohort how many. A model by itself is its own scenario.
pub(crate) fn about_rows(about: &About, lang: Lang) -> Vec<(String, String)> {
    let text = |key| words::told(key, about.kind).text(lang);
    let mut rows = vec![(text("report.version"), format!("Lytic {}", about.version))];
    if about.scenario != about.model {
        rows.push((text("report.scenario"), about.scenario.clone()));
    }
    rows.push((text("report.model"), about.model.clone()));
    rows.push((text("report.seed"), about.seed.to_string()));
    if about.patients > 0 {
        rows.push((text("report.patients"), count(about.patients)));
        rows.push((text("report.draws"), count(about.draws.max(1))));
    }
    rows.retain(|(_, value)| !value.is_empty());
    rows
}

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
