//! Times of events: sentences, and the table of curves.

use crate::Format;
use crate::error::ReportError;
use crate::figure::{days_or_not, range_of_days};
use crate::number::{count, percent};
use crate::tables::{Cells, Field, metadata, write_both_through};
use crate::words;
use lytic_study::{Attribution, Kind, Results, Storage, SurvivalCurve, SurvivalDifference, SurvivalResult};
use lytic_text::{Lang, Message};
use std::path::Path;

/// The name of an event for people.
pub(crate) fn event_name(survival: &SurvivalResult, lang: Lang) -> String {
    words::outcome(&survival.name, &survival.label, &survival.label_zh, lang).0
}

/// The day by which half of the patients have had the event; NaN where fewer have.
pub(crate) fn median(curve: &SurvivalCurve) -> f64 {
    curve.quantiles.iter().find(|(share, _)| *share == 0.5).map_or(f64::NAN, |(_, days)| *days)
}

/// A sentence or two for each event.
pub(crate) fn sentences(survivals: &[SurvivalResult], kind: Kind, lang: Lang) -> Vec<String> {
    survivals.iter().map(|survival| sentence(survival, kind, lang)).collect()
}

/// What the second of two arms adds, for a comparison; B minus A.
pub(crate) fn difference_sentence(
    survival: &SurvivalResult,
    difference: &SurvivalDifference,
    lang: Lang,
) -> String {
    event_name(survival, lang) + &added(survival, difference, lang)
}

fn sentence(survival: &SurvivalResult, kind: Kind, lang: Lang) -> String {
    let curve = &survival.curve;
    let name = event_name(survival, lang);
    if curve.n == 0 {
        return Message::new("scan.unjudged").with("what", name).text(lang);
    }
    let last = curve.survival.last().copied().unwrap_or(f64::NAN);
    let median = median(curve);
    let key = if median.is_finite() { "survival.sentence" } else { "survival.sentence.not_reached" };
    let mut text = words::told(key, kind)
        .with("event", name)
        .with("events", count(curve.events))
        .with("patients", words::patients(curve.n, kind, lang))
        .with("percent", percent(last))
        .with("median", days_or_not(median, kind, lang))
        .with("range", range_of_days(curve.median_sampling, lang))
        .text(lang);
    if let Some(difference) = &survival.difference {
        text.push_str(&added(survival, difference, lang));
    }
    text
}

/// What the NK cells add to the restricted mean, and whether what is known fixes it.
fn added(survival: &SurvivalResult, difference: &SurvivalDifference, lang: Lang) -> String {
    if !difference.days.is_finite() {
        return String::new();
    }
    let key = match difference.attribution {
        _ if difference.ignorance == Some((0.0, 0.0)) => "survival.added",
        Attribution::NotAsked => "survival.added",
        Attribution::Fixed => "survival.added.fixed",
        Attribution::SizeOpen => "survival.added.size_open",
        Attribution::SignOpen => "survival.added.sign_open",
    };
    let (low, high) = difference.ignorance.unwrap_or((f64::NAN, f64::NAN));
    let days = |days: f64| words::quantity(days, "", lang);
    Message::new(key)
        .with("days", words::quantity(difference.days, Kind::Patient.time_unit(), lang))
        .with("horizon", words::exact_days(survival.restricted_days, Kind::Patient, lang))
        .with("low", days(difference.sampling.0))
        .with("high", days(difference.sampling.1))
        .with("ignorance_low", days(low))
        .with("ignorance_high", days(high))
        .text(lang)
}

/// Writes `survival`: a row an event, arm and time; nothing where no event is timed.
pub(crate) fn write_curves(
    storage: &Storage,
    folder: &Path,
    results: &Results,
    format: Format,
) -> Result<(), ReportError> {
    if results.survivals.is_empty() {
        return Ok(());
    }
    const NUMBERS: [&str; 5] =
        ["survival", "sampling_low", "sampling_high", "ignorance_low", "ignorance_high"];
    let (mut names, mut arms, mut times, mut at_risk) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut numbers: [Vec<f64>; 5] = Default::default();
    for survival in &results.survivals {
        let both = [("as written", Some(&survival.curve)), ("without", survival.without.as_ref())];
        for (arm, curve) in both {
            let Some(curve) = curve else { continue };
            for (index, days) in survival.times_days.iter().enumerate() {
                names.push(survival.name.clone());
                arms.push(arm.to_owned());
                times.push(survival.origin_days + days);
                at_risk.push(curve.at_risk.get(index).copied().unwrap_or_default());
                let at = |curve: &[f64]| curve.get(index).copied().unwrap_or(f64::NAN);
                let (low, high) =
                    curve.ignorance.as_ref().map_or((f64::NAN, f64::NAN), |(low, high)| (at(low), at(high)));
                let row = [at(&curve.survival), at(&curve.sampling.0), at(&curve.sampling.1), low, high];
                numbers.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
            }
        }
    }
    let mut fields = vec![
        Field::new("event", ""),
        Field::new("arm", ""),
        Field::time(results.about.kind),
        Field::new("at_risk", ""),
    ];
    let mut cells = vec![Cells::Text(names), Cells::Text(arms), Cells::Number(times), Cells::Whole(at_risk)];
    for (name, column) in NUMBERS.iter().zip(numbers) {
        fields.push(Field::new(name, ""));
        cells.push(Cells::Number(column));
    }
    let rows = std::iter::once(cells);
    write_both_through(storage, &folder.join("survival"), format, &fields, &metadata(&results.about), rows)
}
