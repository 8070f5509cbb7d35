//! The page of a tissue: what came out, figures, counts over time, rims, where it comes from.

use super::words::tissue_summary;
use crate::error::ReportError;
use crate::figure::Figure;
use crate::html::provenance::{hash_rows, parameter_changes};
use crate::html::sections::{Cell, Content, Head, Section, Table, page};
use crate::number::{Number, count};
use crate::words;
use lytic_study::TissueResults;
use lytic_text::{Lang, Message};
use lytic_tissue::watch::Profile;
use lytic_tissue::{Counts, Kind};
use minijinja::Value;

/// Rows of a table over time at most: then every other time is left out.
const MOST_ROWS: usize = 13;
/// Oxygen below which tissue counts as hypoxic, mmHg.
const HYPOXIA_MMHG: f64 = 10.0;

/// The page as one HTML text that needs nothing from elsewhere.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn tissue_page(results: &TissueResults, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    let about = &results.about;
    let text = |key| Message::new(key).text(lang);
    let mut says = Section::new("says", Message::new("report.says"), lang);
    says.says = tissue_summary(results, lang);
    says.note = text("tissue.page.reading");
    let mut curves = Section::new("curves", Message::new("tissue.page.figures"), lang);
    curves.figures =
        figures.iter().map(|figure| Value::from_safe_string(figure.inline().to_owned())).collect();
    let mut numbers = Section::new("numbers", Message::new("tissue.page.numbers"), lang);
    numbers.tables = vec![cells(results, lang), rims(results, lang)];
    numbers.note = text("tissue.page.note");
    let mut sections = vec![says, curves, numbers];
    if !results.changes.is_empty() {
        sections.push(parameter_changes(&results.changes, lang));
    }
    let hours = results.counts.last().map_or(0.0, |counts| counts.minutes / 60.0);
    let subtitle = Message::new("tissue.page.subtitle")
        .with("scenario", &about.scenario)
        .with("hours", Number::rounded(hours, 3))
        .with("cells", count(results.size.cells));
    page(
        Content {
            title: words::title(about, lang).to_owned(),
            subtitle: subtitle.text(lang),
            sections,
            provenance: provenance(results, lang),
            command: about.command.clone(),
            data: String::new(),
        },
        lang,
    )
}

/// Some of many, first and last among them.
fn some<T>(all: &[T]) -> Vec<&T> {
    let every = all.len().saturating_sub(1).div_ceil(MOST_ROWS - 1).max(1);
    let last = all.len().saturating_sub(1);
    all.iter()
        .enumerate()
        .filter(|(index, _)| index % every == 0 || *index == last)
        .map(|(_, one)| one)
        .collect()
}

/// Living cells of each kind over time, and what has died.
fn cells(results: &TissueResults, lang: Lang) -> Table {
    let kinds: Vec<Kind> = Kind::ALL
        .into_iter()
        .filter(|kind| results.counts.iter().any(|counts| counts.of(*kind).living > 0))
        .collect();
    let mut head = vec![Head::words("tissue.head.hours", lang)];
    head.extend(kinds.iter().map(|kind| Head::numbers(super::drawing::Look::Alive(*kind).name(), "", lang)));
    let row = |counts: &&Counts| {
        let mut row = vec![Cell::words(Number::rounded(counts.minutes / 60.0, 3).to_string())];
        row.extend(kinds.iter().map(|kind| Cell::number(count(counts.of(*kind).living))));
        row
    };
    let rows = some(&results.counts).iter().map(row).collect();
    Table { heading: Message::new("tissue.page.cells").text(lang), head, rows }
}

/// Radius, viable and hypoxic rim over time.
fn rims(results: &TissueResults, lang: Lang) -> Table {
    let oxygen = results.watch.fields.iter().position(|(name, _)| name == "oxygen");
    let um = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.0}"));
    let row = |profile: &&Profile| {
        let hypoxic = oxygen.and_then(|oxygen| profile.hypoxic_rim_um(oxygen, HYPOXIA_MMHG));
        vec![
            Cell::words(Number::rounded(profile.minutes / 60.0, 3).to_string()),
            Cell::number(um(Some(profile.radius_um))),
            Cell::number(um(profile.viable_rim_um())),
            Cell::number(um(hypoxic)),
        ]
    };
    Table {
        heading: Message::new("tissue.page.rims").text(lang),
        head: vec![
            Head::words("tissue.head.hours", lang),
            Head::numbers("tissue.head.radius", "µm", lang),
            Head::numbers("tissue.head.viable", "µm", lang),
            Head::numbers("tissue.head.hypoxic", "µm", lang),
        ],
        rows: some(&results.watch.profiles).iter().map(row).collect(),
    }
}

fn provenance(results: &TissueResults, lang: Lang) -> Vec<(String, String)> {
    let about = &results.about;
    let text = |key| Message::new(key).text(lang);
    let mut rows = vec![
        (text("report.version"), format!("Lytic {}", about.version)),
        (text("report.scenario"), about.scenario.clone()),
        (text("report.seed"), about.seed.to_string()),
    ];
    rows.extend(hash_rows(&about.hashes, lang));
    rows
}
