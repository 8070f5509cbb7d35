//! Times of events: curves of survival, and a table with median and restricted mean in the three kinds of spread.

use super::outcomes::not_asked;
use super::{MISSING, safe};
use crate::figure::{Figure, days_or_not, range_of_days};
use crate::number::{Number, count, percent};
use crate::survival::{event_name, median, sentences};
use crate::words;
use lytic_study::{Results, SurvivalCurve, SurvivalResult};
use lytic_text::{Lang, Message};
use minijinja::Value;
use serde::Serialize;

/// The section.
#[derive(Serialize)]
pub(super) struct Survival {
    says: Vec<String>,
    figures: Vec<Value>,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    definition: String,
    what: String,
    patients: String,
    small: String,
    ignorance: String,
    sampling: String,
}

/// The section, where the run times events.
pub(super) fn survival(results: &Results, figures: &[Figure], lang: Lang) -> Option<Survival> {
    if results.survivals.is_empty() {
        return None;
    }
    let pictures = figures.iter().filter(|figure| figure.is_survival());
    Some(Survival {
        says: sentences(&results.survivals, results.about.kind, lang),
        figures: pictures.map(|figure| safe(figure.inline().to_owned())).collect(),
        rows: results.survivals.iter().flat_map(|survival| rows(results, survival, lang)).collect(),
    })
}

fn rows(results: &Results, survival: &SurvivalResult, lang: Lang) -> Vec<Row> {
    let text = |key| {
        Message::new(key)
            .with("days", words::exact_days(survival.restricted_days, results.about.kind, lang))
            .text(lang)
    };
    let mut rows = arm(results, survival, &survival.curve, "", lang);
    if let Some(first) = rows.first_mut() {
        first.name = event_name(survival, lang);
        first.definition = survival.definition.clone();
    }
    if let Some(without) = &survival.without {
        rows.extend(arm(results, survival, without, &text("survival.twin"), lang));
    }
    if let Some(difference) = survival.difference.as_ref().filter(|difference| difference.n > 0) {
        let key = if difference.paired { "survival.difference" } else { "survival.difference.unpaired" };
        rows.push(Row {
            name: String::new(),
            definition: String::new(),
            what: text(key),
            patients: days_or_not(difference.days, results.about.kind, lang),
            small: String::new(),
            ignorance: difference
                .ignorance
                .map_or_else(|| not_asked(results, lang), |range| range_of_days(range, lang)),
            sampling: range_of_days(difference.sampling, lang),
        });
    }
    rows
}

/// Median and restricted mean of an arm.
fn arm(
    results: &Results,
    survival: &SurvivalResult,
    curve: &SurvivalCurve,
    whose: &str,
    lang: Lang,
) -> Vec<Row> {
    let text = |key| {
        let days = words::exact_days(survival.restricted_days, results.about.kind, lang);
        let what = Message::new(key).with("days", days).text(lang);
        if whose.is_empty() {
            what
        } else {
            Message::new("survival.of").with("what", what).with("whose", whose).text(lang)
        }
    };
    if curve.n == 0 {
        return vec![Row {
            name: String::new(),
            definition: String::new(),
            what: text("survival.median"),
            patients: MISSING.into(),
            small: String::new(),
            ignorance: MISSING.into(),
            sampling: MISSING.into(),
        }];
    }
    let quantile = |wanted: f64| {
        curve.quantiles.iter().find(|(share, _)| *share == wanted).map_or(f64::NAN, |(_, days)| *days)
    };
    let last = curve.survival.last().copied().unwrap_or(f64::NAN);
    let small = words::told("survival.small", results.about.kind)
        .with("events", count(curve.events))
        .with("n", count(curve.n))
        .with("percent", percent(last))
        .with("range", range_of_days((quantile(0.25), quantile(0.75)), lang))
        .text(lang);
    let ignorance = |range: Option<(f64, f64)>| {
        range.map_or_else(|| not_asked(results, lang), |range| range_of_days(range, lang))
    };
    let row = |what: String, patients: String, small: String, ignorance: String, sampling: String| Row {
        name: String::new(),
        definition: String::new(),
        what,
        patients,
        small,
        ignorance,
        sampling,
    };
    vec![
        row(
            text("survival.median"),
            days_or_not(median(curve), results.about.kind, lang),
            small,
            ignorance(curve.median_ignorance),
            range_of_days(curve.median_sampling, lang),
        ),
        row(
            text("survival.mean"),
            words::in_time_unit(Number::rounded(curve.mean, 3).to_string(), results.about.kind, lang),
            String::new(),
            ignorance(curve.mean_ignorance),
            range_of_days(curve.mean_sampling, lang),
        ),
    ]
}
