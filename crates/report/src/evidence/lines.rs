//! The evidence in words for a terminal: each row in one line, a failure with a sentence why.

use super::{about, chosen, observed, range_note, reason, role, simulated, unit, verdict, verdicts};
use lytic_study::{RowResult, Validation};
use lytic_text::{Lang, Message};

/// Lines of the summary.
pub fn evidence_summary(validation: &Validation, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let widest = |of: &dyn Fn(&RowResult) -> String| {
        validation.rows().map(|row| width(&of(row))).max().unwrap_or_default()
    };
    let columns: [&dyn Fn(&RowResult) -> String; 5] = [
        &|row| row.row.id.value.clone(),
        &|row| role(row, lang),
        &|row| verdict(row, lang),
        &|row| result(row, lang),
        &|row| published(row, lang),
    ];
    let widths = columns.map(widest);
    for group in &validation.groups {
        lines.push(format!("{}  {}", group.id, chosen(&group.title, &group.title_zh, lang)));
        for row in &group.rows {
            let cells: Vec<String> =
                columns.iter().zip(widths).map(|(of, width)| padded(&of(row), width)).collect();
            lines.push(format!("  {}  {}", cells.join("  "), about(row, lang)));
            if let Some(reason) = reason(row, lang) {
                lines.push(format!("      {reason}"));
            }
        }
    }
    lines.push(String::new());
    lines.push(verdicts(validation, lang));
    lines.push(range_note(validation, lang));
    lines.push(Message::new("evidence.refute").text(lang));
    lines
}

/// The simulated number with its range and unit.
fn result(row: &RowResult, lang: Lang) -> String {
    with_unit(simulated(row), row, lang)
}

/// The observed number with its interval.
fn published(row: &RowResult, lang: Lang) -> String {
    let observed = observed(row, lang);
    if observed.is_empty() {
        return observed;
    }
    Message::new("evidence.observed").with("observed", observed).text(lang)
}

fn with_unit(text: String, row: &RowResult, lang: Lang) -> String {
    let unit = unit(row, lang);
    if unit.is_empty() || text.is_empty() { text } else { format!("{text} {unit}") }
}

/// Columns that a text takes on a terminal: Chinese letters take two.
fn width(text: &str) -> usize {
    text.chars().map(|letter| if (letter as u32) >= 0x2e80 { 2 } else { 1 }).sum()
}

fn padded(text: &str, wanted: usize) -> String {
    format!("{text}{}", " ".repeat(wanted.saturating_sub(width(text))))
}
