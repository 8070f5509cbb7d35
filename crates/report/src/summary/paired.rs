//! With and without, in words: how many more of every hundred patients, and whether what is known fixes it.

use super::{at_day, ended, together};
use crate::html::points;
use crate::number::{count, percent};
use crate::quantile::quantile_at;
use crate::words;
use lytic_study::{Attribution, Kind, PairedOutcome, PairedValue, Results};
use lytic_text::{Lang, Message};

/// Agents that take leukaemia away without any NK cell.
const CHEMOTHERAPY: [&str; 3] = ["fludarabine", "cyclophosphamide", "cytarabine"];

/// One passage an outcome: both counts, the difference in every hundred, and what fixes it. What no patient has in
/// either arm of any draw says nothing of the cells.
pub(crate) fn paired_sentences(results: &Results, lang: Lang) -> Vec<String> {
    let Some(twin) = &results.twin else { return Vec::new() };
    let agents = words::agents(&twin.without, lang);
    twin.outcomes
        .iter()
        .filter(|outcome| !is_never(outcome))
        .map(|outcome| {
            let mut sentences = vec![ended(difference_sentence(outcome, &agents, lang), lang)];
            sentences
                .extend(attribution_sentence(outcome, &agents, lang).map(|sentence| ended(sentence, lang)));
            together(&sentences, lang)
        })
        .collect()
}

/// One sentence a value: how far the cells move it in the same patient, with the range of patients and of ignorance.
pub(super) fn paired_value_sentences(results: &Results, lang: Lang) -> Vec<String> {
    let Some(twin) = &results.twin else { return Vec::new() };
    let agents = words::agents(&twin.without, lang);
    let judged = twin.values.iter().filter(|value| value.n > 0);
    judged.map(|value| value_difference_sentence(value, &agents, lang)).collect()
}

fn value_difference_sentence(value: &PairedValue, agents: &str, lang: Lang) -> String {
    let at = |probability: f64| quantile_at(&value.quantiles, probability);
    let ignorance = value.ignorance.filter(|(low, high)| low.is_finite() && high.is_finite());
    let key = if ignorance.is_some() { "summary.paired.value.draws" } else { "summary.paired.value" };
    let (low, high) = ignorance.unwrap_or_default();
    Message::new(key)
        .with("value", paired_value_name(value, lang))
        .with("subjects", words::subjects(Kind::Patient, lang))
        .with("agents", agents)
        .with("median", words::quantity(at(0.5), &value.unit, lang))
        .with("low", words::quantity(at(0.05), "", lang))
        .with("high", words::quantity(at(0.95), "", lang))
        .with("ignorance_low", words::quantity(low, "", lang))
        .with("ignorance_high", words::quantity(high, "", lang))
        .text(lang)
}

fn is_never(outcome: &PairedOutcome) -> bool {
    outcome.n > 0
        && outcome.first == 0
        && outcome.second == 0
        && outcome.by_draw.iter().all(|difference| *difference == 0.0)
}

fn difference_sentence(outcome: &PairedOutcome, agents: &str, lang: Lang) -> String {
    let size = format!("{:.1}", 100.0 * outcome.difference.abs());
    let key = match () {
        () if outcome.n == 0 || !outcome.difference.is_finite() => "summary.paired.unjudged",
        () if size == "0.0" => "summary.paired.same",
        () if outcome.difference > 0.0 => "summary.paired.more",
        () => "summary.paired.fewer",
    };
    Message::new(key)
        .with("outcome", paired_name(outcome, lang))
        .with("agents", agents)
        .with("with", count(outcome.second))
        .with("without", count(outcome.first))
        .with("patients", words::patients(outcome.n, Kind::Patient, lang))
        .with("difference", size)
        .with("low", plain(outcome.sampling.0))
        .with("high", plain(outcome.sampling.1))
        .text(lang)
}

/// Nothing where ignorance was not asked: the summary says so once for the whole run.
fn attribution_sentence(outcome: &PairedOutcome, agents: &str, lang: Lang) -> Option<String> {
    let (low, high) = outcome.ignorance.filter(|(low, high)| low.is_finite() && high.is_finite())?;
    let key = match outcome.attribution {
        Attribution::NotAsked => return None,
        _ if low == 0.0 && high == 0.0 => "summary.attribution.none",
        Attribution::SignOpen if low == 0.0 || high == 0.0 => "summary.attribution.any",
        Attribution::Fixed => "summary.attribution.fixed",
        Attribution::SizeOpen => "summary.attribution.size_open",
        Attribution::SignOpen => "summary.attribution.sign_open",
    };
    let message = Message::new(key).with("agents", agents).with("low", plain(low)).with("high", plain(high));
    Some(message.text(lang))
}

/// A difference in every hundred, without a plus sign.
pub(super) fn plain(difference: f64) -> String {
    points(difference).trim_start_matches('+').to_owned()
}

/// That what happens after the whole treatment is not yet the work of the cells, where the run can tell them apart.
pub(super) fn cause_sentence(results: &Results, lang: Lang) -> Option<String> {
    let twin = results.twin.as_ref()?;
    if results.doses.len() < 2 {
        return None;
    }
    let cells = twin.without.iter().all(|name| words::is_cells(name));
    let chemotherapy = results.doses.iter().any(|dose| CHEMOTHERAPY.contains(&dose.of.as_str()));
    let remission = results.outcomes.iter().any(|outcome| outcome.name.contains("remission"));
    let key = if cells && chemotherapy && remission { "summary.cause.remission" } else { "summary.cause" };
    Some(Message::new(key).with("agents", words::agents(&twin.without, lang)).text(lang))
}

/// How many candidates were refused, where patients are accepted by bounds.
pub(super) fn acceptance_sentence(results: &Results, lang: Lang) -> Option<String> {
    let acceptance = results.acceptance.as_ref()?;
    let share = acceptance.refused as f64 / acceptance.candidates as f64;
    let message = Message::new("summary.acceptance")
        .with("refused", count(acceptance.refused))
        .with("candidates", count(acceptance.candidates))
        .with("percent", percent(share));
    Some(message.text(lang))
}

/// Name of an outcome with the day it is judged on.
pub(crate) fn paired_name(outcome: &PairedOutcome, lang: Lang) -> String {
    at_day(words::outcome(&outcome.name, &outcome.label, &outcome.label_zh, lang), &outcome.definition, lang)
}

/// Name of a value with its day.
pub(crate) fn paired_value_name(value: &PairedValue, lang: Lang) -> String {
    at_day(words::outcome(&value.name, &value.label, &value.label_zh, lang), &value.definition, lang)
}
