//! What a combination says: each addition alone, pairs, orders; how pairs work together; maps, a page, sentences, a table.
//!
//! An index of one is independence (Bliss) or additivity (Loewe); below one more than that, above one less.

mod maps;
mod page;
mod table;

pub use maps::combination_figures;
pub use page::combination_html;
pub use table::write_combination;

use crate::number::{Number, count, percent};
use crate::{summary, words};
use lytic_study::{Addition, ArmFound, ArmPlan, CombinationResults, Interaction, Loewe, Together, Undefined};
use lytic_text::{Lang, Message};

/// Outcomes of which a summary speaks at most.
const MOST_OUTCOMES: usize = 3;
/// Pairs of which a summary speaks at most, for each outcome.
const MOST_PAIRS: usize = 3;

/// An addition for people.
pub(crate) fn addition_name(addition: &Addition, lang: Lang) -> String {
    let (own, other) = match lang {
        Lang::En => (&addition.label, &addition.label_zh),
        Lang::Zh => (&addition.label_zh, &addition.label),
    };
    [own, other]
        .into_iter()
        .find(|label| !label.is_empty())
        .cloned()
        .unwrap_or_else(|| words::agent(&addition.name, lang))
}

/// An arm for people: "nothing added", "NK cells + IL-2", "IL-2, then NK cells 2 d later".
pub(crate) fn arm_name(additions: &[Addition], plan: &ArmPlan, lang: Lang) -> String {
    let names: Vec<String> = plan
        .members
        .iter()
        .filter_map(|member| additions.get(*member))
        .map(|addition| addition_name(addition, lang))
        .collect();
    match (names.as_slice(), plan.interval_days, plan.factor) {
        ([], ..) => Message::new("combine.none").text(lang),
        ([one], _, Some((_, factor))) => Message::new("combine.times")
            .with("name", one)
            .with("factor", Number::rounded(factor, 3))
            .text(lang),
        ([first, second], Some(0.0), _) => {
            Message::new("combine.at_once").with("first", first).with("second", second).text(lang)
        }
        ([first, second], Some(interval), _) => Message::new("combine.then")
            .with("first", first)
            .with("second", second)
            .with("interval", words::quantity(interval, "d", lang))
            .text(lang),
        (names, ..) => names.join(" + "),
    }
}

/// Name of an outcome or value with its day.
pub(crate) fn judged_name(results: &CombinationResults, name: &str, lang: Lang) -> String {
    let Some(first) = results.arms.first() else { return name.to_owned() };
    let outcome = first.outcomes.iter().find(|outcome| outcome.name == name);
    let value = first.values.iter().find(|value| value.name == name);
    outcome
        .map(|outcome| summary::outcome_name(outcome, lang))
        .or_else(|| value.map(|value| summary::value_name(value, lang)))
        .unwrap_or_else(|| name.to_owned())
}

/// What an index says, in a few words.
pub(crate) fn together(together: Together, asked: bool, lang: Lang) -> String {
    let key = match (together, asked) {
        (Together::Undefined, _) => "combine.undefined",
        (Together::More, _) => "combine.more",
        (Together::Less, _) => "combine.less",
        (Together::Independent, _) => "combine.independent",
        (Together::Open, true) => "combine.open",
        (Together::Open, false) => "combine.open.sampling",
    };
    Message::new(key).text(lang)
}

/// A number of an index; a dash where there is none.
pub(crate) fn index_text(index: f64) -> String {
    if index.is_finite() { Number::rounded(index, 2).to_string() } else { "–".to_owned() }
}

pub(crate) fn range_text((low, high): (f64, f64)) -> String {
    if low.is_finite() && high.is_finite() {
        format!("{} – {}", index_text(low), index_text(high))
    } else {
        "–".to_owned()
    }
}

/// Loewe's index, or why there is none.
pub(crate) fn loewe_text(loewe: Option<&Loewe>, lang: Lang) -> String {
    let Some(loewe) = loewe else { return Message::new("combine.loewe.not_asked").text(lang) };
    match (&loewe.index, loewe.ignorance) {
        (Ok(index), Some(range)) => format!("{} ({})", index_text(*index), range_text(range)),
        (Ok(index), None) => index_text(*index),
        (Err(Undefined::NoDose), _) => Message::new("combine.loewe.no_dose").text(lang),
        (Err(Undefined::NotMonotone), _) => Message::new("combine.loewe.not_monotone").text(lang),
        (Err(Undefined::OutOfReach), _) => Message::new("combine.loewe.out_of_reach").text(lang),
    }
}

fn arm_of<'a>(results: &'a CombinationResults, interaction: &Interaction) -> Option<&'a ArmFound> {
    results.arms.get(interaction.arm)
}

/// The summary for a terminal, a line a sentence.
pub fn combination_summary(results: &CombinationResults, lang: Lang) -> Vec<String> {
    let about = &results.about;
    let names: Vec<String> = results.additions.iter().map(|addition| addition_name(addition, lang)).collect();
    let heading = Message::new("combine.heading")
        .with("title", words::title(about, lang))
        .with("names", names.join(if lang == Lang::Zh { "、" } else { ", " }))
        .with("arms", results.arms.len())
        .with("patients", words::patients(about.patients, about.kind, lang))
        .with("draws", words::draws(about.draws, lang))
        .with("seed", about.seed);
    let mut lines = vec![heading.text(lang)];
    lines.extend(sentences(results, MOST_OUTCOMES, lang));
    lines.extend(notes(results, lang));
    lines.push(Message::new("report.caution").text(lang));
    lines
}

/// For so many outcomes: shares in the arms, then what pairs do together.
pub(crate) fn sentences(results: &CombinationResults, most: usize, lang: Lang) -> Vec<String> {
    let Some(first) = results.arms.first() else { return Vec::new() };
    let mut lines = Vec::new();
    let plain = |arm: &&ArmFound| arm.plan.interval_days.is_none() && arm.plan.factor.is_none();
    // What no arm changes is told in one line.
    let differs = |index: &usize| {
        let counted = |arm: &ArmFound| arm.outcomes.get(*index).map(|outcome| (outcome.successes, outcome.n));
        results.arms.iter().any(|arm| counted(arm) != counted(first))
    };
    let (differing, alike): (Vec<usize>, Vec<usize>) = (0..first.outcomes.len()).partition(differs);
    for (index, outcome) in
        differing.iter().take(most).filter_map(|index| Some((*index, first.outcomes.get(*index)?)))
    {
        let shares: Vec<String> = results
            .arms
            .iter()
            .filter(plain)
            .filter_map(|arm| {
                let outcome = arm.outcomes.get(index)?;
                let share = if outcome.n == 0 {
                    "–".to_owned()
                } else {
                    format!("{} %", percent(outcome.successes as f64 / outcome.n as f64))
                };
                Some(format!("{} {share}", arm_name(&results.additions, &arm.plan, lang)))
            })
            .collect();
        let shares = shares.join(if lang == Lang::Zh { "；" } else { "; " });
        let name = summary::outcome_name(outcome, lang);
        lines.push(Message::new("combine.shares").with("what", name).with("shares", shares).text(lang));
        let pairs = results.interactions.iter().filter_map(|interaction| {
            let arm = arm_of(results, interaction)?;
            let found = interaction.outcomes.iter().find(|found| found.name == outcome.name)?;
            if !found.index.is_finite() || arm.plan.interval_days.is_some() {
                return None;
            }
            let [_, _, _, both] = found.counts;
            let message = Message::new("combine.pair")
                .with("arm", arm_name(&results.additions, &arm.plan, lang))
                .with("both", percent(both as f64 / found.n.max(1) as f64))
                .with("expected", percent(found.expected))
                .with("index", index_text(found.index))
                .with("range", range_text(found.ignorance.unwrap_or(found.sampling)))
                .with("says", together(found.together, found.ignorance.is_some(), lang));
            Some(message.text(lang))
        });
        lines.extend(pairs.take(MOST_PAIRS));
        lines.extend(best_order(results, index, lang));
    }
    let names: Vec<String> = alike
        .iter()
        .filter_map(|index| first.outcomes.get(*index))
        .map(|outcome| {
            let share = if outcome.n == 0 { 0.0 } else { outcome.successes as f64 / outcome.n as f64 };
            format!("{} ({} %)", summary::outcome_name(outcome, lang), percent(share))
        })
        .collect();
    if !names.is_empty() {
        let names = names.join(if lang == Lang::Zh { "；" } else { "; " });
        lines.push(Message::new("combine.alike").with("names", names).text(lang));
    }
    lines
}

/// Which order does most, where orders were asked for.
fn best_order(results: &CombinationResults, outcome: usize, lang: Lang) -> Option<String> {
    let share = |arm: &ArmFound| {
        let outcome = arm.outcomes.get(outcome)?;
        (outcome.n > 0).then(|| outcome.successes as f64 / outcome.n as f64)
    };
    let ordered = || results.arms.iter().filter(|arm| arm.plan.interval_days.is_some());
    let most =
        ordered().filter_map(|arm| Some((arm, share(arm)?))).rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let least = ordered().filter_map(|arm| Some((arm, share(arm)?))).min_by(|a, b| a.1.total_cmp(&b.1))?;
    let key = if most.1 == least.1 { "combine.orders.same" } else { "combine.orders" };
    let message = Message::new(key)
        .with("most", arm_name(&results.additions, &most.0.plan, lang))
        .with("most_share", percent(most.1))
        .with("least", arm_name(&results.additions, &least.0.plan, lang))
        .with("least_share", percent(least.1));
    Some(message.text(lang))
}

/// Where additions come from, failures, and that ignorance was not asked for.
pub(crate) fn notes(results: &CombinationResults, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    for addition in &results.additions {
        if let lytic_study::Origin::Borrowed(scenario) = &addition.origin {
            let message = Message::new("combine.borrowed")
                .with("name", addition_name(addition, lang))
                .with("scenario", scenario);
            notes.push(message.text(lang));
        }
    }
    if results.about.draws <= 1 {
        notes.push(Message::new("summary.not_asked").text(lang));
    }
    if results.failed > 0 {
        notes.push(Message::new("scan.failed").with("count", count(results.failed)).text(lang));
    }
    notes
}
