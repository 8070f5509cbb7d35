//! By chance and integrated, in words: what the last cells make of the same patients. Outcomes first, then values (mean and
//! standard deviation by chance, the mean integrated), then how much sooner or later an event comes.

use super::paired::{paired_name, plain};
use crate::number::{Number, count, percent};
use crate::words;
use lytic_study::{Chance, ChanceSurvival, Distribution, Kind, PairedOutcome, Results};
use lytic_text::{Lang, Message};

/// Outcomes that are told at most; and values; and times.
const MOST: usize = 3;

/// A sentence for cure and for each outcome that chance changes in any patient, and one where it changes none.
pub(crate) fn chance_sentences(results: &Results, lang: Lang) -> Vec<String> {
    let Some(chance) = &results.chance else { return Vec::new() };
    let changed = |outcome: &&PairedOutcome| outcome.only_first > 0 || outcome.only_second > 0;
    let mut told: Vec<&PairedOutcome> = chance.outcomes.iter().filter(|outcome| is_cure(outcome)).collect();
    told.extend(chance.outcomes.iter().filter(|outcome| !is_cure(outcome)).filter(changed));
    let mut sentences: Vec<String> = told
        .into_iter()
        .take(MOST)
        .map(|outcome| sentence(outcome, chance, results.about.kind, lang))
        .collect();
    if !chance.outcomes.is_empty() && !chance.outcomes.iter().any(|outcome| changed(&outcome)) {
        let message = words::told("summary.chance.same", results.about.kind);
        sentences.push(message.with("method", method(chance, lang)).text(lang));
    }
    if results.about.is_of_a_model() {
        // Of a scenario the values are told where they are judged.
        sentences
            .extend(chance.distributions.iter().filter(|of| of.n > 0).take(MOST).map(|of| value(of, lang)));
    }
    sentences.extend(
        chance.survivals.iter().filter_map(|survival| time(survival, results.about.kind, lang)).take(MOST),
    );
    sentences
}

/// Mean and standard deviation by chance, and the mean where all is integrated.
fn value(of: &Distribution, lang: Lang) -> String {
    let unit = words::unit(&of.unit, lang);
    let number = |value: f64| {
        let number = Number::rounded(value, 4);
        if unit.is_empty() { number.to_string() } else { format!("{number} {unit}") }
    };
    Message::new("summary.chance.value")
        .with("name", words::outcome(&of.name, &of.label, &of.label_zh, lang).0)
        .with("mean", number(of.mean))
        .with("deviation", if of.n > 1 { number(of.deviation) } else { "–".to_owned() })
        .with("integrated", number(of.deterministic_mean))
        .with("zeros", count(of.zeros))
        .with("n", count(of.n))
        .text(lang)
}

/// How many have the event in either way, and by how many days its mean time differs; none where nobody has it.
fn time(survival: &ChanceSurvival, kind: Kind, lang: Lang) -> Option<String> {
    let difference = survival.difference.as_ref()?;
    if survival.by_chance.events + survival.deterministic.events == 0 {
        return None;
    }
    let days = |days: f64| Number::rounded(days, 3).to_string();
    let message = words::told("summary.chance.time", kind)
        .with("name", words::outcome(&survival.name, &survival.label, &survival.label_zh, lang).0)
        .with("n", count(survival.by_chance.n))
        .with("by_chance", count(survival.by_chance.events))
        .with("integrated", count(survival.deterministic.events))
        .with("days", days(difference.days))
        .with("low", days(difference.sampling.0))
        .with("high", days(difference.sampling.1));
    Some(message.text(lang))
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

fn sentence(outcome: &PairedOutcome, chance: &Chance, kind: Kind, lang: Lang) -> String {
    let share = |successes: u64| percent(successes as f64 / outcome.n.max(1) as f64);
    words::told("summary.chance", kind)
        .with("outcome", paired_name(outcome, lang))
        .with("method", method(chance, lang))
        .with("by_chance", count(outcome.second))
        .with("percent", share(outcome.second))
        .with("integrated", count(outcome.first))
        .with("percent_integrated", share(outcome.first))
        .with("patients", words::patients(outcome.n, kind, lang))
        .with("difference", plain(outcome.difference))
        .with("low", plain(outcome.sampling.0))
        .with("high", plain(outcome.sampling.1))
        .with("only_by_chance", count(outcome.only_second))
        .with("only_integrated", count(outcome.only_first))
        .text(lang)
}
