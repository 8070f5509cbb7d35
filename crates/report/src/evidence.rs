//! What `lytic validate` shows: a line a row, an object for programs, a table, one page and a figure a group.
//!
//! Everywhere the same order of what a reader asks: does it agree, what came out, how sure are we, what was observed,
//! and what agreement with this row is worth.

mod csv;
mod json;
mod lines;
mod page;

pub use csv::evidence_csv;
pub use json::evidence_json;
pub use lines::evidence_summary;
pub use page::{evidence_figures, evidence_page};

use crate::number::Number;
use crate::words;
use lytic_study::{RowResult, Validation};
use lytic_text::{Lang, Message};

/// The text of a row that stands in both languages.
pub(crate) fn chosen<'a>(en: &'a str, zh: &'a str, lang: Lang) -> &'a str {
    match lang {
        Lang::Zh if !zh.is_empty() => zh,
        _ => en,
    }
}

/// A number with two figures, three from a hundred on.
fn number(value: f64) -> String {
    Number::rounded(value, if value.abs() >= 100.0 { 3 } else { 2 }).to_string()
}

/// `0.03–0.2`; `at least 365`, `at most 28` where one end is missing; nothing where both are.
fn span(low: Option<f64>, high: Option<f64>, lang: Lang) -> String {
    let say = |key, end: f64| Message::new(key).with("end", number(end)).text(lang);
    match (low, high) {
        (Some(low), Some(high)) => format!("{}–{}", number(low), number(high)),
        (Some(low), None) => say("evidence.at_least", low),
        (None, Some(high)) => say("evidence.at_most", high),
        (None, None) => String::new(),
    }
}

/// `0.062 (0.02–0.14)`: simulated numbers with their range, if there is one; several for an order.
fn simulated(row: &RowResult) -> String {
    let of = row.simulated.iter().map(|found| {
        let (low, high) = found.range();
        if low.is_nan() || high.is_nan() {
            return number(found.value);
        }
        format!("{} ({}–{})", number(found.value), number(low), number(high))
    });
    of.collect::<Vec<_>>().join(", ")
}

/// `0.095 (0.027–0.23)`: what was observed, with what agrees.
fn observed(row: &RowResult, lang: Lang) -> String {
    let span = span(row.low, row.high, lang);
    match (row.observed, span.is_empty()) {
        (Some(value), false) => format!("{} ({span})", number(value)),
        (Some(value), true) => number(value),
        (None, _) => String::new(),
    }
}

/// The unit of a row as printed; a share has none.
fn unit(row: &RowResult, lang: Lang) -> String {
    words::unit(&row.row.unit, lang)
}

/// Whether a row agrees, in a word.
pub(crate) fn verdict(row: &RowResult, lang: Lang) -> String {
    let key = match (row.inside, row.pending().is_some()) {
        (Some(true), _) => "evidence.inside",
        (Some(false), _) => "evidence.outside",
        (None, true) => "evidence.pending",
        (None, false) => "evidence.predicted",
    };
    Message::new(key).text(lang)
}

fn role(row: &RowResult, lang: Lang) -> String {
    let key = match row.row.role {
        lytic_study::Role::Input => "evidence.role.input",
        lytic_study::Role::Fit => "evidence.role.fit",
        lytic_study::Role::Check => "evidence.role.check",
        lytic_study::Role::Prediction => "evidence.role.prediction",
    };
    Message::new(key).text(lang)
}

/// What a row is about: quantity and condition.
pub(crate) fn about(row: &RowResult, lang: Lang) -> String {
    let row = &row.row;
    let (quantity, condition) =
        (chosen(&row.quantity, &row.quantity_zh, lang), chosen(&row.condition, &row.condition_zh, lang));
    match lang {
        Lang::En => format!("{quantity}: {condition}"),
        Lang::Zh => format!("{quantity}：{condition}"),
    }
}

/// Why a row fails, or why it is not simulated yet; nothing for a row that agrees.
fn reason(row: &RowResult, lang: Lang) -> Option<String> {
    if let Some((why, why_zh)) = row.pending() {
        return Some(chosen(why, why_zh, lang).to_owned());
    }
    if row.inside != Some(false) {
        return None;
    }
    let why = chosen(&row.row.why, &row.row.why_zh, lang);
    let value = row.number().map_or(f64::NAN, |found| found.value);
    let side = match () {
        () if value.is_nan() => "evidence.fails.nobody",
        () if row.simulated.len() > 1 => "evidence.fails.order",
        () if row.low.is_some_and(|low| value < low) => "evidence.fails.below",
        () => "evidence.fails.above",
    };
    let side = Message::new(side).with("value", number(value)).with("span", span(row.low, row.high, lang));
    let why = if why.is_empty() { Message::new("evidence.fails.unknown").text(lang) } else { why.to_owned() };
    Some(Message::new("evidence.fails").with("side", side.text(lang)).with("why", why).text(lang))
}

/// How the rows fared, in one or two sentences: checks first, they alone count.
fn verdicts(validation: &Validation, lang: Lang) -> String {
    use lytic_study::Role;
    let (checks, fits) = (validation.tally(Role::Check), validation.tally(Role::Fit));
    let inputs = validation.tally(Role::Input);
    let mut sentences = Vec::new();
    if checks.judged > 0 {
        let message =
            Message::new("evidence.checks").with("inside", checks.inside).with("judged", checks.judged);
        sentences.push(message.text(lang));
    } else {
        sentences.push(Message::new("evidence.no_checks").text(lang));
    }
    if fits.judged + inputs.judged > 0 {
        let message = Message::new("evidence.others")
            .with("fits", fits.judged)
            .with("fits_inside", fits.inside)
            .with("inputs", inputs.judged)
            .with("inputs_inside", inputs.inside);
        sentences.push(message.text(lang));
    }
    let pending: u64 = Role::ALL.into_iter().map(|role| validation.tally(role).pending).sum();
    if pending > 0 {
        sentences.push(Message::new("evidence.not_yet").with("count", pending).text(lang));
    }
    sentences.join(if lang == Lang::Zh { "" } else { " " })
}

/// What the range beside a number is.
fn range_note(validation: &Validation, lang: Lang) -> String {
    let key = if validation.draws > 1 { "evidence.range.ignorance" } else { "evidence.range.sampling" };
    Message::new(key)
        .with("patients", crate::number::count(validation.patients))
        .with("draws", crate::number::count(validation.draws))
        .text(lang)
}

#[cfg(test)]
mod tests;
