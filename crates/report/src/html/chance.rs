//! By chance and integrated: the same patients, side by side.

use super::outcomes::{points, signed};
use super::sections::{Cell, Head, Section, Table};
use super::{MISSING, range_of, safe};
use crate::figure::Figure;
use crate::number::{Number, count, percent};
use crate::quantile::quantile_at;
use crate::{summary, words};
use lytic_study::{Chance, ChanceSurvival, Distribution, Kind, PairedOutcome, PairedValue, Results};
use lytic_text::{Lang, Message};

/// The section, where the run goes by chance.
pub(super) fn chance(results: &Results, figures: &[Figure], lang: Lang) -> Option<Section> {
    let chance = results.chance.as_ref()?;
    let mut section = Section::new("chance", Message::new("chance.heading"), lang);
    let lead = Message::new("chance.lead").with("method", summary::chance_method(chance, lang));
    section.says.push(lead.text(lang));
    section.says.extend(summary::chance_sentences(results, lang));
    section.figures = figures
        .iter()
        .filter(|figure| figure.is_distribution())
        .map(|figure| safe(figure.inline().to_owned()))
        .collect();
    section.tables.extend(outcomes(chance, lang));
    section.tables.extend(values(chance, lang));
    section.tables.extend(times(chance, results.about.kind, lang));
    section.note = words::told("chance.note", results.about.kind).text(lang);
    Some(section)
}

fn outcomes(chance: &Chance, lang: Lang) -> Option<Table> {
    let heads = ["chance.by_chance", "chance.integrated", "report.paired.difference", "report.part.sampling"];
    let of = |successes: u64, n: u64| {
        let share =
            Message::new("report.percent").with("percent", percent(successes as f64 / n.max(1) as f64));
        if n == 0 { MISSING.to_owned() } else { share.text(lang) }
    };
    let row = |outcome: &PairedOutcome| {
        let (low, high) = outcome.sampling;
        let only = Message::new("chance.only")
            .with("by_chance", count(outcome.only_second))
            .with("integrated", count(outcome.only_first));
        let count_of = |successes: u64| {
            let message = Message::new("report.n_of");
            message.with("successes", count(successes)).with("n", count(outcome.n)).text(lang)
        };
        let interval = if outcome.n == 0 { MISSING.to_owned() } else { range_of(points(low), points(high)) };
        vec![
            Cell::words(summary::paired_name(outcome, lang)).code(outcome.definition.clone()),
            Cell::number(of(outcome.second, outcome.n)).small(count_of(outcome.second)).strong(),
            Cell::number(of(outcome.first, outcome.n)).small(count_of(outcome.first)),
            Cell::number(if outcome.n == 0 { MISSING.to_owned() } else { points(outcome.difference) })
                .small(only.text(lang)),
            Cell::number(interval),
        ]
    };
    table("chance.outcome", &heads, chance.outcomes.iter().map(row).collect(), lang)
}

fn values(chance: &Chance, lang: Lang) -> Option<Table> {
    let heads = [
        "chance.mean",
        "chance.deviation",
        "chance.integrated",
        "chance.median_difference",
        "report.part.sampling",
    ];
    let row = |(value, of): (&PairedValue, &Distribution)| {
        let number = |value: f64| {
            if value.is_finite() { Number::rounded(value, 4).html() } else { MISSING.to_owned() }
        };
        let (low, high) = value.sampling;
        vec![
            Cell::words(summary::paired_value_name(value, lang)).code(value.definition.clone()),
            Cell::number(number(of.mean)).small(words::unit(&of.unit, lang)).strong(),
            Cell::number(number(of.deviation)),
            Cell::number(number(of.deterministic_mean)),
            Cell::number(signed(quantile_at(&value.quantiles, 0.5))),
            Cell::number(range_of(signed(low), signed(high))),
        ]
    };
    let rows = chance.values.iter().zip(&chance.distributions).map(row).collect();
    table("chance.value", &heads, rows, lang)
}

fn times(chance: &Chance, kind: Kind, lang: Lang) -> Option<Table> {
    let (event, longer) = match kind {
        Kind::Model { .. } => ("chance.event.model", "chance.days.model"),
        _ => ("chance.event", "chance.days"),
    };
    let heads = ["chance.by_chance", "chance.integrated", longer, "report.part.sampling"];
    let days =
        |days: f64| if days.is_finite() { Number::rounded(days, 3).html() } else { MISSING.to_owned() };
    let row = |survival: &ChanceSurvival| {
        let arm = |curve: &lytic_study::SurvivalCurve| {
            let message = Message::new("report.n_of");
            message.with("successes", count(curve.events)).with("n", count(curve.n)).text(lang)
        };
        let (difference, low, high) = survival
            .difference
            .as_ref()
            .map_or((f64::NAN, f64::NAN, f64::NAN), |of| (of.days, of.sampling.0, of.sampling.1));
        let interval = if low.is_finite() { range_of(signed(low), signed(high)) } else { MISSING.to_owned() };
        let name = words::outcome(&survival.name, &survival.label, &survival.label_zh, lang).0;
        let apart = if difference.is_finite() { signed(difference) } else { MISSING.to_owned() };
        vec![
            Cell::words(name).code(survival.definition.clone()),
            Cell::number(arm(&survival.by_chance)).small(days(survival.by_chance.mean)).strong(),
            Cell::number(arm(&survival.deterministic)).small(days(survival.deterministic.mean)),
            Cell::number(apart),
            Cell::number(interval),
        ]
    };
    table(event, &heads, chance.survivals.iter().map(row).collect(), lang)
}

/// A table; none without rows.
fn table(first: &'static str, heads: &[&'static str], rows: Vec<Vec<Cell>>, lang: Lang) -> Option<Table> {
    if rows.is_empty() {
        return None;
    }
    let head = heads.iter().map(|key| {
        let small = if *key == "report.part.sampling" { "95 %" } else { "" };
        Head::numbers(key, small, lang)
    });
    let head = std::iter::once(Head::words(first, lang)).chain(head).collect();
    Some(Table { heading: Message::new(first).text(lang), head, rows })
}
