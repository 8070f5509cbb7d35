//! By chance and integrated, in words: what the last cells make of the same patients.

use super::paired::{paired_name, plain};
use crate::number::{count, percent};
use crate::words;
use lytic_study::{Chance, PairedOutcome, Results};
use lytic_text::{Lang, Message};

/// Outcomes that are told at most.
const MOST: usize = 3;

/// A sentence for cure and for each outcome that chance changes in any patient, and one where it changes none.
pub(crate) fn chance_sentences(results: &Results, lang: Lang) -> Vec<String> {
    let Some(chance) = &results.chance else { return Vec::new() };
    let changed = |outcome: &&PairedOutcome| outcome.only_first > 0 || outcome.only_second > 0;
    let mut told: Vec<&PairedOutcome> = chance.outcomes.iter().filter(|outcome| is_cure(outcome)).collect();
    told.extend(chance.outcomes.iter().filter(|outcome| !is_cure(outcome)).filter(changed));
    let mut sentences: Vec<String> =
        told.into_iter().take(MOST).map(|outcome| sentence(outcome, chance, lang)).collect();
    if !chance.outcomes.is_empty() && !chance.outcomes.iter().any(|outcome| changed(&outcome)) {
        sentences.push(Message::new("summary.chance.same").with("method", method(chance, lang)).text(lang));
    }
    sentences
}

fn is_cure(outcome: &PairedOutcome) -> bool {
    outcome.name == "cure"
}

/// The method in words.
pub(crate) fn method(chance: &Chance, lang: Lang) -> String {
    match chance.threshold {
        Some(threshold) => Message::new("summary.chance.hybrid").with("threshold", threshold).text(lang),
        None => Message::new("summary.chance.all").with("method", &chance.method).text(lang),
    }
}

fn sentence(outcome: &PairedOutcome, chance: &Chance, lang: Lang) -> String {
    let share = |successes: u64| percent(successes as f64 / outcome.n.max(1) as f64);
    Message::new("summary.chance")
        .with("outcome", paired_name(outcome, lang))
        .with("method", method(chance, lang))
        .with("by_chance", count(outcome.second))
        .with("percent", share(outcome.second))
        .with("integrated", count(outcome.first))
        .with("percent_integrated", share(outcome.first))
        .with("patients", words::patients(outcome.n, lytic_study::Kind::Patient, lang))
        .with("difference", plain(outcome.difference))
        .with("low", plain(outcome.sampling.0))
        .with("high", plain(outcome.sampling.1))
        .with("only_by_chance", count(outcome.only_second))
        .with("only_integrated", count(outcome.only_first))
        .text(lang)
}
