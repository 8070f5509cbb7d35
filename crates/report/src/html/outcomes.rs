//! Outcomes and values of single patients: three columns, one for each kind of spread, and what each of them means.

use super::{MISSING, number, range_of, safe};
use crate::number::{Number, count, percent};
use crate::quantile::quantile_at;
use crate::{summary, words};
use lytic_study::{OutcomeResult, Results, ValueResult};
use lytic_text::{Lang, Message};
use minijinja::Value;
use serde::Serialize;
use std::fmt::Write;

/// An outcome counted over patients.
#[derive(Serialize)]
pub(super) struct Outcome {
    name: String,
    definition: String,
    count: String,
    percent: String,
    ignorance: String,
    sampling: String,
    bar: Value,
}

/// A value judged for each patient.
#[derive(Serialize)]
pub(super) struct Measure {
    name: String,
    definition: String,
    unit: String,
    n: String,
    median: Value,
    middle50: Value,
    middle90: Value,
    ignorance: Value,
    sampling: Value,
}

/// The three kinds of spread: head and explanation.
pub(super) fn explained(results: &Results, lang: Lang) -> Vec<(String, String)> {
    let draws = results.about.draws.max(1);
    let ignorance = match draws {
        1 => "report.explain.ignorance.one",
        2..=9 => "report.explain.ignorance.few",
        _ => "report.explain.ignorance",
    };
    [
        ("report.part.patients", "report.explain.patients"),
        ("report.part.ignorance", ignorance),
        ("report.part.sampling", "report.explain.sampling"),
    ]
    .map(|(head, explanation)| {
        let text =
            words::told(explanation, results.about.kind).with("draws", words::draws(draws, lang)).text(lang);
        (words::told(head, results.about.kind).text(lang), text)
    })
    .into()
}

/// What stands where there is one draw only.
pub(super) fn not_asked(results: &Results, lang: Lang) -> String {
    if results.about.draws > 1 { MISSING.into() } else { Message::new("report.not_asked").text(lang) }
}

pub(super) fn outcome_row(results: &Results, outcome: &OutcomeResult, lang: Lang) -> Outcome {
    let share = share_of(outcome.successes, outcome.n);
    let counts =
        Message::new("report.n_of").with("successes", count(outcome.successes)).with("n", count(outcome.n));
    Outcome {
        name: summary::outcome_name(outcome, lang),
        definition: outcome.definition.clone(),
        count: counts.text(lang),
        percent: share_text(share, lang),
        ignorance: outcome.ignorance.map_or_else(|| not_asked(results, lang), |range| shares(range, lang)),
        sampling: if share.is_some() { shares(outcome.interval, lang) } else { MISSING.into() },
        bar: safe(share.map_or_else(String::new, |share| share_bar(share, outcome))),
    }
}

/// A share of `n`, where there is anybody.
pub(super) fn share_of(successes: u64, n: u64) -> Option<f64> {
    (n > 0).then(|| successes as f64 / n as f64)
}

/// A share in percent; a dash where nobody was judged.
pub(super) fn share_text(share: Option<f64>, lang: Lang) -> String {
    match share {
        Some(share) => Message::new("report.percent").with("percent", percent(share)).text(lang),
        None => MISSING.into(),
    }
}

fn shares((low, high): (f64, f64), lang: Lang) -> String {
    if !low.is_finite() || !high.is_finite() {
        return MISSING.into();
    }
    Message::new("report.percent_range").with("low", percent(low)).with("high", percent(high)).text(lang)
}

/// A share on a line from 0 to 100 %: the point, sampling (thick), ignorance (a bar with feet) and every draw as a tick
/// below, as a picture without words; the numbers stand beside it.
fn share_bar(share: f64, outcome: &OutcomeResult) -> String {
    let x = |share: f64| 4.0 + 112.0 * share.clamp(0.0, 1.0);
    let finite = |(low, high): &(f64, f64)| low.is_finite() && high.is_finite();
    let ignorance = outcome.ignorance.filter(finite).map_or_else(String::new, |(low, high)| {
        format!("<path class=\"reach\" d=\"M{:.1} 5v10M{:.1} 5v10M{0:.1} 10H{1:.1}\"/>", x(low), x(high))
    });
    let sampling = Some(outcome.interval).filter(finite).map_or_else(String::new, |(low, high)| {
        format!("<path class=\"interval\" d=\"M{:.1} 10H{:.1}\"/>", x(low), x(high))
    });
    format!(
        "<svg class=\"fig share\" viewBox=\"0 0 120 24\" aria-hidden=\"true\">\
         <path class=\"axis\" d=\"M4 10H116M4 6v8M60 8v4M116 6v8\"/>\
         {ignorance}{sampling}{}<circle class=\"point\" cx=\"{:.1}\" cy=\"10\" r=\"3.4\"/></svg>",
        draw_ticks(outcome.by_draw.iter().map(|share| x(*share)), 18.0),
        x(share)
    )
}

/// A tick for every draw, where there are several.
pub(crate) fn draw_ticks(places: impl ExactSizeIterator<Item = f64>, top: f64) -> String {
    if places.len() < 2 {
        return String::new();
    }
    let mut path = String::new();
    for x in places.filter(|x| x.is_finite()) {
        let _ = write!(path, "M{x:.1} {top:.1}v5");
    }
    format!("<path class=\"draws\" d=\"{path}\"/>")
}

pub(super) fn measure_row(results: &Results, value: &ValueResult, lang: Lang) -> Measure {
    let at = |probability: f64| number(quantile_at(&value.quantiles, probability));
    let range = |(low, high): (f64, f64)| range_of(number(low), number(high));
    Measure {
        name: summary::value_name(value, lang),
        definition: value.definition.clone(),
        unit: words::unit(&value.unit, lang),
        n: count(value.n),
        median: safe(at(0.5)),
        middle50: safe(range_of(at(0.25), at(0.75))),
        middle90: safe(range_of(at(0.05), at(0.95))),
        ignorance: safe(value.ignorance.map_or_else(|| not_asked(results, lang), range)),
        sampling: safe(if value.n == 0 { MISSING.into() } else { range(value.sampling) }),
    }
}

/// A difference of shares in percentage points, with its sign.
pub(crate) fn points(difference: f64) -> String {
    if !difference.is_finite() {
        return MISSING.into();
    }
    let text = format!("{:.1}", 100.0 * difference);
    match text.as_str() {
        "0.0" | "-0.0" => "0.0".into(),
        _ if difference > 0.0 => format!("+{text}"),
        _ => text.replacen('-', "−", 1),
    }
}

/// A difference of values with its sign, for HTML.
pub(super) fn signed(difference: f64) -> String {
    let text = Number::rounded(difference, 3).html();
    if difference > 0.0 && difference.is_finite() { format!("+{text}") } else { text }
}
