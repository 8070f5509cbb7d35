//! What the NK cells added: the same patients with and without them.

use super::outcomes::{not_asked, points, signed};
use super::{MISSING, safe};
use crate::number::count;
use crate::quantile::quantile_at;
use crate::{summary, words};
use lytic_study::{Attribution, PairedOutcome, PairedValue, Results};
use lytic_text::{Lang, Message};
use minijinja::Value;
use serde::Serialize;

/// The section.
#[derive(Serialize)]
pub(super) struct Paired {
    title: String,
    lead: String,
    says: Vec<String>,
    with: String,
    without: String,
    outcomes: Vec<Row>,
    values: Vec<ValueRow>,
    forest: Value,
}

#[derive(Serialize)]
struct Row {
    name: String,
    without: String,
    with: String,
    difference: String,
    only: String,
    ignorance: String,
    sampling: String,
    says: String,
}

#[derive(Serialize)]
struct ValueRow {
    name: String,
    unit: String,
    n: String,
    median: Value,
    middle50: Value,
    middle90: Value,
    ignorance: Value,
    sampling: Value,
    says: String,
}

/// The section with the figure of differences, where the run has a twin.
pub(super) fn paired(results: &Results, forest: Option<&str>, lang: Lang) -> Option<Paired> {
    let twin = results.twin.as_ref()?;
    let agents = words::agents(&twin.without, lang);
    let text = |key| Message::new(key).with("agents", &agents).text(lang);
    Some(Paired {
        title: text(if twin.without.iter().all(|name| words::is_cells(name)) {
            "report.paired.cells"
        } else {
            "report.paired"
        }),
        lead: text("report.paired.lead"),
        says: summary::paired_sentences(results, lang),
        with: words::capital(text("report.paired.with")),
        without: words::capital(text("report.paired.without")),
        outcomes: twin.outcomes.iter().map(|outcome| row(results, outcome, lang)).collect(),
        values: twin.values.iter().map(|value| value_row(results, value, lang)).collect(),
        forest: safe(forest.unwrap_or_default().to_owned()),
    })
}

fn row(results: &Results, outcome: &PairedOutcome, lang: Lang) -> Row {
    let judged = outcome.n > 0;
    let of = |successes: u64| {
        let message =
            Message::new("report.n_of").with("successes", count(successes)).with("n", count(outcome.n));
        if judged { message.text(lang) } else { MISSING.into() }
    };
    let only = Message::new("report.paired.only")
        .with("with", count(outcome.only_second))
        .with("without", count(outcome.only_first));
    Row {
        name: summary::paired_name(outcome, lang),
        without: of(outcome.first),
        with: of(outcome.second),
        difference: if judged { points(outcome.difference) } else { MISSING.into() },
        only: if judged { only.text(lang) } else { String::new() },
        ignorance: outcome.ignorance.map_or_else(|| not_asked(results, lang), |range| apart(range, lang)),
        sampling: if judged { apart(outcome.sampling, lang) } else { MISSING.into() },
        says: says(outcome.attribution, outcome.ignorance, lang),
    }
}

fn apart((low, high): (f64, f64), lang: Lang) -> String {
    if !low.is_finite() || !high.is_finite() {
        return MISSING.into();
    }
    Message::new("report.paired.points_range").with("low", points(low)).with("high", points(high)).text(lang)
}

/// Whether what is known fixes a difference, in a few words.
fn says(attribution: Attribution, ignorance: Option<(f64, f64)>, lang: Lang) -> String {
    let key = match (attribution, ignorance) {
        (Attribution::NotAsked, _) => "report.not_asked",
        (_, Some((0.0, 0.0))) => "report.paired.none",
        (_, Some((low, high))) if !low.is_finite() || !high.is_finite() => return MISSING.into(),
        (Attribution::SignOpen, Some((low, high))) if low == 0.0 || high == 0.0 => "report.paired.any",
        (Attribution::Fixed, _) => "report.paired.fixed",
        (Attribution::SizeOpen, _) => "report.paired.size_open",
        (Attribution::SignOpen, _) => "report.paired.sign_open",
    };
    Message::new(key).text(lang)
}

fn value_row(results: &Results, value: &PairedValue, lang: Lang) -> ValueRow {
    let at = |probability: f64| quantile_at(&value.quantiles, probability);
    let range = |(low, high): (f64, f64)| {
        let (low, high) = (signed(low), signed(high));
        if low == high {
            return low;
        }
        Message::new("report.paired.points_range").with("low", low).with("high", high).text(lang)
    };
    let quantiles = |low: f64, high: f64| range((at(low), at(high)));
    ValueRow {
        name: summary::paired_value_name(value, lang),
        unit: words::unit(&value.unit, lang),
        n: count(value.n),
        median: safe(signed(at(0.5))),
        middle50: safe(quantiles(0.25, 0.75)),
        middle90: safe(quantiles(0.05, 0.95)),
        ignorance: safe(value.ignorance.map_or_else(|| not_asked(results, lang), range)),
        sampling: safe(if value.n == 0 { MISSING.into() } else { range(value.sampling) }),
        says: says(value.attribution, value.ignorance, lang),
    }
}
