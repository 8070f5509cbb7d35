//! The page of the evidence: what the checks say, a figure and a table a group, where it all comes from.

use super::{
    about, chosen, number, observed, range_note, reason, role, simulated, span, unit, verdict, verdicts,
};
use crate::error::ReportError;
use crate::figure::{Figure, evidence_figure};
use crate::html::sections::{Cell, Content, Head, Section, Table, page};
use crate::number::count;
use crate::words;
use lytic_study::{GroupResult, Kind, RowResult, Validation};
use lytic_text::{Lang, Message};
use minijinja::Value;

/// A figure for each group of which a row is simulated.
pub fn evidence_figures(validation: &Validation, lang: Lang) -> Vec<Figure> {
    validation
        .groups
        .iter()
        .enumerate()
        .filter_map(|(index, group)| evidence_figure(validation, group, index, lang))
        .collect()
}

/// The page as one HTML text that needs nothing from elsewhere.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn evidence_page(validation: &Validation, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    let text = |key| Message::new(key).text(lang);
    let mut first = Section::new("verdict", Message::new("evidence.page.verdict"), lang);
    first.says = vec![verdicts(validation, lang), text("evidence.refute"), text("evidence.roles")];
    first.says.push(text("evidence.no_control"));
    let mut overview = Section::new("glance", Message::new("evidence.page.glance"), lang);
    overview.says = vec![range_note(validation, lang)];
    overview.figures =
        figures.iter().map(|figure| Value::from_safe_string(figure.inline().to_owned())).collect();
    let mut rows = Section::new("rows", Message::new("evidence.page.rows"), lang);
    rows.tables = validation.groups.iter().map(|group| table(group, lang)).collect();
    let subtitle = Message::new("evidence.page.subtitle")
        .with("rows", count(validation.rows().count() as u64))
        .with("patients", words::patients(validation.patients, Kind::Patient, lang))
        .with("draws", words::draws(validation.draws, lang));
    let content = Content {
        title: text("evidence.page.title"),
        subtitle: subtitle.text(lang),
        sections: vec![first, overview, rows],
        provenance: provenance(validation, lang),
        command: validation.command.clone(),
        data: String::new(),
    };
    page(content, lang)
}

fn table(group: &GroupResult, lang: Lang) -> Table {
    Table {
        heading: format!("{} {}", group.id, chosen(&group.title, &group.title_zh, lang)),
        head: vec![
            Head::words("evidence.head.row", lang),
            Head::words("evidence.head.role", lang),
            Head::words("evidence.head.verdict", lang),
            Head::numbers("evidence.head.simulated", "", lang),
            Head::numbers("evidence.head.observed", "", lang),
            Head::words("evidence.head.source", lang),
        ],
        rows: group.rows.iter().map(|row| cells(row, lang)).collect(),
    }
}

fn cells(row: &RowResult, lang: Lang) -> Vec<Cell> {
    let line = &row.row;
    let name = Cell::words(format!("{}  {}", line.id.value, about(row, lang)));
    let name = match row.number() {
        Some(found) => name.code(format!("{}: {}", found.scenario, found.definition)),
        None => name,
    };
    let verdict = Cell::words(verdict(row, lang)).small(reason(row, lang).unwrap_or_default());
    let verdict = if row.inside == Some(false) { verdict.strong() } else { verdict };
    let people = line.n.map_or_else(String::new, |n| {
        let key =
            if line.rule == Some(lytic_study::Rule::Binomial) { "evidence.of" } else { "evidence.people" };
        Message::new(key)
            .with("successes", line.observed.map_or_else(String::new, number))
            .with("n", count(n))
            .text(lang)
    });
    let note = chosen(&line.note, &line.note_zh, lang);
    let doi = if line.doi.is_empty() { String::new() } else { format!("doi:{}", line.doi) };
    let parts: Vec<&str> = [doi.as_str(), note].into_iter().filter(|part| !part.is_empty()).collect();
    vec![
        name,
        Cell::words(role(row, lang)),
        verdict,
        Cell::number(with_unit(simulated(row), row, lang)).small(besides(row, lang)),
        Cell::number(with_unit(observed(row, lang), row, lang)).small(people),
        Cell::words(&line.cite).small(parts.join(" · ")),
    ]
}

/// A number with its unit for HTML: the catalogue's and the evidence's own texts, made safe.
fn with_unit(text: String, row: &RowResult, lang: Lang) -> String {
    let unit = unit(row, lang);
    let joined = if unit.is_empty() || text.is_empty() { text } else { format!("{text}\u{a0}{unit}") };
    crate::figure::escape(&joined)
}

/// The sampling interval, who was left out, and the same patients without the NK cells.
fn besides(row: &RowResult, lang: Lang) -> String {
    let Some(found) = row.number() else { return String::new() };
    let mut parts = Vec::new();
    let (low, high) = found.sampling;
    if found.ignorance.is_some() && !low.is_nan() && !high.is_nan() {
        let message = Message::new("evidence.sampling").with("span", span(Some(low), Some(high), lang));
        parts.push(message.text(lang));
    }
    if found.left_out > 0 {
        let message =
            Message::new("evidence.left_out").with("n", count(found.n)).with("left", count(found.left_out));
        parts.push(message.text(lang));
    }
    if let Some(without) = found.without_nk {
        parts.push(Message::new("evidence.without").with("value", number(without)).text(lang));
    }
    parts.join("; ")
}

fn provenance(validation: &Validation, lang: Lang) -> Vec<(String, String)> {
    let text = |key| Message::new(key).text(lang);
    let mut rows = vec![
        (text("report.version"), format!("Lytic {}", validation.version)),
        (text("report.seed"), validation.seed.to_string()),
        (text("report.patients"), count(validation.patients)),
        (text("report.draws"), count(validation.draws)),
    ];
    for (of, hash) in &validation.hashes {
        let key = match of.as_str() {
            "evidence" => "evidence.hash.evidence",
            "scenarios" => "evidence.hash.scenarios",
            "models" => "report.hash.models",
            _ => "report.hash.parameters",
        };
        rows.push((text(key), hash.clone()));
    }
    rows
}
