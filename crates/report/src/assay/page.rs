//! The page of an assay: what came out, figures, tables, where it comes from.

use super::{arm_name, figure, is_titration, percent, points_of, sentences};
use crate::error::ReportError;
use crate::figure::Figure;
use crate::html::provenance::{hash_rows, parameter_changes};
use crate::html::sections::{Cell, Content, Head, Section, Table, page};
use crate::number::{Number, count};
use crate::words;
use lytic_study::{ArmResult, AssayResults, Band, PointResult};
use lytic_text::{Lang, Message};
use minijinja::Value;

/// The page as one HTML text that needs nothing from elsewhere.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn assay_page(results: &AssayResults, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    let about = &results.about;
    let text = |key| Message::new(key).text(lang);
    let mut says = Section::new("says", Message::new("report.says"), lang);
    says.says = sentences(results, lang);
    says.note = text("assay.page.reading");
    let mut curves = Section::new("curves", Message::new("assay.page.figures"), lang);
    curves.figures =
        figures.iter().map(|figure| Value::from_safe_string(figure.inline().to_owned())).collect();
    let mut numbers = Section::new("numbers", Message::new("assay.page.numbers"), lang);
    numbers.tables = results
        .arms
        .iter()
        .enumerate()
        .map(|(arm, line)| table(results, arm, arm_name(line, lang), lang))
        .collect();
    numbers.note = text("assay.page.note");
    let mut lives = Section::new("lives", Message::new("assay.page.lives"), lang);
    lives.tables = results
        .arms
        .iter()
        .enumerate()
        .map(|(arm, line)| life(results, arm, arm_name(line, lang), lang))
        .collect();
    lives.note = text("assay.page.lives.note");
    let mut sections = vec![says, curves, numbers, lives];
    if !results.changes.is_empty() {
        sections.push(parameter_changes(&results.changes, lang));
    }
    let subtitle = Message::new("assay.page.subtitle")
        .with("scenario", &about.scenario)
        .with("hours", Number::rounded(results.hours, 3))
        .with("cells", count(results.cells))
        .with("replicates", results.replicates);
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

fn table(results: &AssayResults, arm: usize, heading: String, lang: Lang) -> Table {
    let titration = is_titration(results);
    let place = if titration { "assay.axis.dose" } else { "assay.axis.ratio" };
    let numbers = |key, small| Head::numbers(key, small, lang);
    Table {
        heading,
        head: vec![
            Head::words(place, lang),
            numbers("assay.head.lysis", "%"),
            numbers("assay.head.mean_field", "%"),
            numbers("assay.head.kills", ""),
            numbers("assay.head.killers", "%"),
            numbers("assay.head.top", "%"),
            numbers("assay.head.hits", ""),
            numbers("assay.head.minutes", "min"),
        ],
        rows: points_of(results, arm).iter().map(|(point, found)| row(point, found, titration)).collect(),
    }
}

fn row(point: &PointResult, found: &ArmResult, titration: bool) -> Vec<Cell> {
    let range = |band: &Band| format!("{}–{}", percent(band.low), percent(band.high));
    let or_dash = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let minutes = found.minutes_to_hit;
    vec![
        Cell::words(Number::rounded(super::place(point, titration), 3).to_string()),
        Cell::number(percent(found.lysis.mean)).small(range(&found.lysis)),
        Cell::number(or_dash(point.mean_field.last().map(|field| percent(field.dead)))),
        Cell::number(figure(found.kills_per_cell.mean)),
        Cell::number(percent(found.killers.mean)).small(range(&found.killers)),
        Cell::number(or_dash(found.top_half.map(percent))),
        Cell::number(or_dash(found.hits_per_kill.map(figure))),
        Cell::number(or_dash(minutes.map(|[_, middle, _]| figure(middle)))).small(
            minutes.map_or_else(String::new, |[low, _, high]| format!("{}–{}", figure(low), figure(high))),
        ),
    ]
}

/// What is left of the NK cells at the end, and what they secreted.
fn life(results: &AssayResults, arm: usize, heading: String, lang: Lang) -> Table {
    let titration = is_titration(results);
    let place = if titration { "assay.axis.dose" } else { "assay.axis.ratio" };
    let numbers = |key, small| Head::numbers(key, small, lang);
    let of = |(point, found): &(&PointResult, &ArmResult)| {
        vec![
            Cell::words(Number::rounded(super::place(point, titration), 3).to_string()),
            Cell::number(percent(found.store)),
            Cell::number(percent(found.exhausted)),
            Cell::number(percent(found.cd16)),
            Cell::number(percent(found.died)),
            Cell::number(figure(found.ifn_gamma_per_cell)),
            Cell::number(figure(found.tnf_per_cell)),
            Cell::number(figure(found.gm_csf_per_cell)),
        ]
    };
    Table {
        heading,
        head: vec![
            Head::words(place, lang),
            numbers("assay.head.store", "%"),
            numbers("assay.head.exhausted", "%"),
            numbers("assay.head.cd16", "%"),
            numbers("assay.head.died", "%"),
            numbers("assay.head.ifn_gamma", ""),
            numbers("assay.head.tnf", ""),
            numbers("assay.head.gm_csf", ""),
        ],
        rows: points_of(results, arm).iter().map(of).collect(),
    }
}

fn provenance(results: &AssayResults, lang: Lang) -> Vec<(String, String)> {
    let about = &results.about;
    let text = |key| Message::new(key).text(lang);
    let mut rows = vec![
        (text("report.version"), format!("Lytic {}", about.version)),
        (text("report.scenario"), about.scenario.clone()),
        (text("report.seed"), about.seed.to_string()),
        (text("assay.page.cells"), count(results.cells)),
        (text("report.draws"), count(about.draws)),
    ];
    rows.extend(hash_rows(&about.hashes, lang));
    rows
}
