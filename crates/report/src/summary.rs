//! What a run says, in plain words: at most [`MOST_LINES`] lines for the terminal, the same sentences for the report.
//!
//! The words stay with what was computed: shares of virtual patients and medians. What the NK cells did is said only
//! where the same patients were simulated without them, and only as far as what we do not know fixes it (`paired.rs`).

mod chance;
mod overlay;
mod paired;

pub(crate) use chance::{chance_sentences, method as chance_method};
pub(crate) use overlay::{overlay_sentences, skipped_sentence};
pub(crate) use paired::{paired_name, paired_sentences, paired_value_name};

use crate::figure::{Layers, floor, in_order, median, rank};
use crate::number::{count, day, percent};
use crate::quantile::quantile_at;
use crate::{survival, words};
use lytic_study::{ColumnResult, DonorTyping, Kind, OutcomeResult, Results, ValueResult};
use lytic_text::{Lang, Message};

/// Lines of a summary at most.
pub const MOST_LINES: usize = 18;
const MOST_OUTCOMES: usize = 3;
const MOST_VALUES: usize = 3;
const MOST_SURVIVALS: usize = 2;
const MOST_COLUMNS: usize = 4;
const MOST_SEEN: usize = 4;

/// Which columns are worth a line: by their place in the main order (burden, blasts, donor NK in blood, neutrophils).
const KEY_RANKS: [usize; 4] = [0, 1, 2, 6];

/// The summary for a terminal, a line a sentence.
pub fn summary(results: &Results, lang: Lang) -> Vec<String> {
    let mut lines = vec![heading(results, lang)];
    lines.extend(outcome_sentences(results, lang));
    let more = results.outcomes.len().saturating_sub(MOST_OUTCOMES);
    if more > 0 {
        lines.push(Message::new("summary.more_outcomes").with("count", more).text(lang));
    }
    lines.extend(told_values(results).map(|value| value_sentence(value, results.about.kind, lang)));
    lines.extend(
        survival::sentences(&results.survivals, results.about.kind, lang).into_iter().take(MOST_SURVIVALS),
    );
    lines.extend(chance_sentences(results, lang));
    lines.extend(paired_sentences(results, lang).into_iter().take(MOST_OUTCOMES));
    lines.extend(paired::paired_value_sentences(results, lang).into_iter().take(MOST_VALUES));
    lines.extend(paired::acceptance_sentence(results, lang));
    lines.extend(seen(results, lang).into_iter().take(MOST_SEEN));
    lines.extend(results.block.iter().flat_map(|block| crate::tissue::block_summary(block, lang)));
    let closing = closing_sentences(results, lang);
    let room = MOST_LINES.saturating_sub(lines.len() + closing.len());
    lines.extend(
        key_columns(results)
            .into_iter()
            .filter_map(|column| column_sentence(results, column, lang))
            .take(room),
    );
    lines.extend(closing);
    lines
}

/// The first values that somebody has: nobody's time to a response is not told.
fn told_values(results: &Results) -> impl Iterator<Item = &ValueResult> {
    results.values.iter().filter(|value| value.n > 0).take(MOST_VALUES)
}

fn value_sentence(value: &ValueResult, kind: Kind, lang: Lang) -> String {
    let at = |probability: f64| quantile_at(&value.quantiles, probability);
    let (low, high) = value.ignorance.unwrap_or((f64::NAN, f64::NAN));
    let key = match value.ignorance {
        Some(_) => "summary.value.draws",
        None if value.n == 1 => "summary.value.one",
        None => "summary.value",
    };
    Message::new(key)
        .with("value", value_name(value, lang))
        .with("subjects", words::subjects(kind, lang))
        .with("median", words::quantity(at(0.5), &value.unit, lang))
        .with("low", words::quantity(at(0.05), "", lang))
        .with("high", words::quantity(at(0.95), "", lang))
        .with("ignorance_low", words::quantity(low, "", lang))
        .with("ignorance_high", words::quantity(high, "", lang))
        .text(lang)
}

/// What came out, a sentence each, for the page.
pub(crate) fn findings(results: &Results, lang: Lang) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(outcome_sentences(results, lang).into_iter().map(|sentence| ended(sentence, lang)));
    sentences.extend(
        told_values(results).map(|value| ended(value_sentence(value, results.about.kind, lang), lang)),
    );
    sentences.extend(
        survival::sentences(&results.survivals, results.about.kind, lang).into_iter().take(MOST_SURVIVALS),
    );
    sentences.extend(chance_sentences(results, lang).into_iter().map(|sentence| ended(sentence, lang)));
    // The section on the twin has a sentence for each outcome; the first is what the run was made for.
    sentences.extend(paired_sentences(results, lang).into_iter().take(1));
    if let Some(accepted) = paired::acceptance_sentence(results, lang) {
        sentences.push(ended(accepted, lang));
    }
    sentences.extend(seen(results, lang).into_iter().map(|sentence| ended(sentence, lang)));
    sentences.extend(
        key_columns(results)
            .into_iter()
            .filter(|column| matches!(rank(&column.name), 0 | 2))
            .filter_map(|column| column_sentence(results, column, lang))
            .map(|sentence| ended(sentence, lang)),
    );
    sentences
}

/// How observed data fit, where some were laid over the curves.
fn seen(results: &Results, lang: Lang) -> Vec<String> {
    let Some(overlay) = &results.overlay else { return Vec::new() };
    let mut sentences = overlay_sentences(overlay, &results.columns, lang);
    sentences.extend(skipped_sentence(overlay, lang));
    sentences
}

/// The second paragraph of the report: how far the first can be read.
pub(crate) fn reading(results: &Results, lang: Lang) -> String {
    together(&reading_sentences(results, lang), lang)
}

fn together(sentences: &[String], lang: Lang) -> String {
    sentences.join(if lang == Lang::Zh { "" } else { " " })
}

fn ended(sentence: String, lang: Lang) -> String {
    let end = if lang == Lang::Zh { "。" } else { "." };
    if sentence.ends_with(end) { sentence } else { sentence + end }
}

fn heading(results: &Results, lang: Lang) -> String {
    run_message("summary.heading", results, lang).with("title", words::title(&results.about, lang)).text(lang)
}

/// What was run.
pub(crate) fn opening(results: &Results, lang: Lang) -> String {
    run_message("summary.opening", results, lang).text(lang)
}

/// The message for one draw, or its twin (`.draws`) for several draws of what we do not know.
fn run_message(key: &'static str, results: &Results, lang: Lang) -> Message {
    let about = &results.about;
    let key = match (key, about.draws > 1) {
        ("summary.heading", true) => "summary.heading.draws",
        ("summary.opening", true) => "summary.opening.draws",
        (key, _) => key,
    };
    words::told(key, about.kind)
        .with("patients", words::simulated(results, lang))
        .with("draws", words::draws(about.draws, lang))
        .with("start", day(about.start_days))
        .with("end", day(about.end_days))
        .with("seed", about.seed)
}

fn outcome_sentences(results: &Results, lang: Lang) -> Vec<String> {
    let sentence = |outcome| outcome_sentence(results, outcome, lang);
    results.outcomes.iter().take(MOST_OUTCOMES).map(sentence).collect()
}

fn outcome_sentence(results: &Results, outcome: &OutcomeResult, lang: Lang) -> String {
    let name = outcome_name(outcome, lang);
    if outcome.n == 0 {
        return words::told("summary.outcome.none", results.about.kind).with("outcome", name).text(lang);
    }
    let share = outcome.successes as f64 / outcome.n as f64;
    let key = if outcome.ignorance.is_some() { "summary.outcome.draws" } else { "summary.outcome" };
    let (low, high) = outcome.ignorance.unwrap_or_default();
    words::told(key, results.about.kind)
        .with("outcome", name)
        .with("successes", count(outcome.successes))
        .with("patients", words::patients(outcome.n, results.about.kind, lang))
        .with("percent", percent(share))
        .with("low", percent(outcome.interval.0))
        .with("high", percent(outcome.interval.1))
        .with("draws", words::draws(results.about.draws, lang))
        .with("ignorance_low", percent(low))
        .with("ignorance_high", percent(high))
        .text(lang)
}

/// Name of an outcome with the day it is judged on, where its definition ends in one: "Complete remission at day 28".
pub(crate) fn outcome_name(outcome: &OutcomeResult, lang: Lang) -> String {
    at_day(words::outcome(&outcome.name, &outcome.label, &outcome.label_zh, lang), &outcome.definition, lang)
}

/// Name of a value judged for each patient, with its day.
pub(crate) fn value_name(value: &ValueResult, lang: Lang) -> String {
    at_day(words::outcome(&value.name, &value.label, &value.label_zh, lang), &value.definition, lang)
}

/// A name with the day at the end of its definition, unless the scenario's own name says what it wants to say.
fn at_day((name, own): (String, bool), definition: &str, lang: Lang) -> String {
    match judged_on(definition) {
        Some(days) if !own => {
            Message::new("summary.at_day").with("what", name).with("day", day(days)).text(lang)
        }
        _ => name,
    }
}

/// The time at the end of a definition (`... at 28 d`), in days.
fn judged_on(definition: &str) -> Option<f64> {
    let mut words = definition.split_whitespace().rev();
    let (unit, number, at) = (words.next()?, words.next()?, words.next()?);
    let scale = match unit {
        "d" | "day" | "days" => 1.0,
        "h" => 1.0 / 24.0,
        "wk" | "week" | "weeks" => 7.0,
        _ => return None,
    };
    (at == "at")
        .then(|| number.parse::<f64>().ok())
        .flatten()
        .filter(|days| days.is_finite())
        .map(|days| days * scale)
}

fn key_columns(results: &Results) -> Vec<&ColumnResult> {
    let ordered = in_order(&results.columns);
    let key: Vec<&ColumnResult> =
        ordered.iter().copied().filter(|column| KEY_RANKS.contains(&rank(&column.name))).collect();
    let chosen = if key.is_empty() { ordered } else { key };
    chosen.into_iter().take(MOST_COLUMNS).collect()
}

/// The median of a column: its peak or trough where it has one inside, and where it ends up.
fn column_sentence(results: &Results, column: &ColumnResult, lang: Lang) -> Option<String> {
    let curve: Vec<(f64, f64)> = results
        .times_days
        .iter()
        .copied()
        .zip(median(column)?.iter().copied())
        .filter(|(time, value)| time.is_finite() && value.is_finite())
        .collect();
    let (first, last) = (*curve.first()?, *curve.last()?);
    let peak = *curve.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let trough = *curve.iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
    // A curve that never leaves zero, such as donor cells where none are given, says nothing.
    if peak.1 == 0.0 && trough.1 == 0.0 {
        return None;
    }
    // How many times the peak exceeds both ends, and how many times the trough lies below both: the larger is told.
    let floor = floor(column, &Layers::of(results, lang));
    let least = floor.unwrap_or(f64::MIN_POSITIVE);
    let rise = peak.1.max(least) / first.1.max(last.1).max(least);
    let fall = first.1.min(last.1).max(least) / trough.1.max(least);
    let (key, extreme) = match () {
        () if rise.max(fall) < 1.5 => ("summary.column.ends", first),
        () if rise >= fall => ("summary.column.peak", peak),
        () => ("summary.column.trough", trough),
    };
    let quantity = |value: f64| words::quantity_above(floor, value, words::plain_unit(column), lang);
    Some(
        words::told(key, results.about.kind)
            .with("column", words::column(column, lang))
            .with("value", quantity(extreme.1))
            .with("day", day(extreme.0))
            .with("last", quantity(last.1))
            .with("last_day", day(last.0))
            .text(lang),
    )
}

fn closing_sentences(results: &Results, lang: Lang) -> Vec<String> {
    let mut sentences = reading_sentences(results, lang);
    sentences.push(Message::new("report.caution").text(lang));
    sentences
}

/// How far the numbers can be read.
fn reading_sentences(results: &Results, lang: Lang) -> Vec<String> {
    let mut sentences = Vec::new();
    if results.failed > 0 {
        let all = results.about.patients.saturating_mul(results.about.draws.max(1));
        let message = words::told("summary.failures", results.about.kind)
            .with("count", count(results.failed))
            .with("patients", words::patients(all, results.about.kind, lang));
        sentences.push(message.text(lang));
    }
    if results.about.draws <= 1 && !(results.outcomes.is_empty() && results.columns.is_empty()) {
        sentences.push(Message::new("summary.not_asked").text(lang));
    }
    sentences.extend(results.donors.iter().filter_map(|donor| donor_sentence(donor, lang)));
    let cells = results.doses.iter().any(|dose| words::is_cells(&dose.of));
    if let Some(cause) = paired::cause_sentence(results, lang) {
        sentences.push(cause);
    } else if cells && results.doses.len() > 1 {
        sentences.push(Message::new("summary.not_cause").text(lang));
    }
    sentences
}

/// What a donor was taken as whose typing is not known, or not all of it; none where all is known.
fn donor_sentence(donor: &DonorTyping, lang: Lang) -> Option<String> {
    let message = match (donor.hla, donor.kir, donor.alloreactive_share) {
        (true, true, _) => return None,
        (true, false, _) => Message::new("summary.kir_unknown"),
        (false, _, Some(share)) => Message::new("summary.donor_unknown").with("percent", percent(share)),
        (false, _, None) => Message::new("summary.donor_unknown.no_share"),
    };
    Some(message.with("donor", words::agent(&donor.name, lang)).text(lang))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)] // a test may stop at the first surprise
    use super::*;

    #[test]
    fn the_day_of_an_outcome_is_read_from_its_definition() {
        assert_eq!(judged_on("blast_percent < 5 at 28 d"), Some(28.0));
        assert_eq!(judged_on("blast_percent < 5 at 48 h"), Some(2.0));
        assert_eq!(judged_on("blast_percent < 5"), None);
        assert_eq!(judged_on("d"), None);
    }

    #[test]
    fn an_empty_run_still_has_a_summary() {
        for lang in [Lang::En, Lang::Zh] {
            let lines = summary(&Results::default(), lang);
            assert!(lines.len() >= 2 && lines.iter().all(|line| !line.contains('{')), "{lines:?}");
        }
    }
}
