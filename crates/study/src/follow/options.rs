//! The options of `lytic follow`: days and dates, horizons, errors of measurement. All that is wrong with them is told at its place.

use super::patient::Draft;
use super::{Follow, FollowQuestion, MOST_SIMULATED, PARTICLES_ALLOWED, calendar};
use crate::prepare::{Study, day_text};
use crate::read::days as day;
use lytic_text::{Diagnostic, Message, Sources, Span, nearest};
use lytic_units::{Dimension, Quantity};

/// Relative errors that a measurement may have.
const ERRORS: (f64, f64) = (0.001, 3.0);

/// Days that options name.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Named {
    /// Day 0 in days since 1970-01-01.
    pub zero: Option<f64>,
    /// Today.
    pub at: Option<f64>,
    /// The last day of which measurements are taken in.
    pub until: Option<f64>,
}

/// An option as a text with its place.
fn placed(name: &str, text: &str, sources: &mut Sources) -> Span {
    let source = sources.add(name, text);
    Span::new(source, 0, text.len())
}

/// Reads `--day-zero`, `--at` and `--until`.
pub(super) fn days(
    question: &FollowQuestion,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Named {
    let mut named = Named::default();
    if let Some(text) = &question.day_zero {
        named.zero = calendar::days_of(text.trim());
        if named.zero.is_none() {
            let message = Message::new("E2122").with("option", "--day-zero").with("value", text);
            diagnostics.push(Diagnostic::error(message).at(placed("--day-zero", text, sources)));
        }
    }
    let mut read = |name: &'static str, text: &Option<String>| {
        let text = text.as_deref()?;
        if let Some(date) = calendar::days_of(text.trim()) {
            if named.zero.is_none() && question.day_zero.is_none() {
                let message = Message::new("E2124").with("option", name).with("value", text);
                diagnostics.push(Diagnostic::error(message).at(placed(name, text, sources)));
            }
            return named.zero.map(|zero| date - zero);
        }
        time(name, text, sources, diagnostics)
    };
    let (at, until) = (read("--at", &question.at), read("--until", &question.until));
    Named { at, until, ..named }
}

/// Reads a time, such as `28 d`.
fn time(name: &str, text: &str, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Option<f64> {
    let span = placed(name, text, sources);
    let read = Quantity::parse(text)
        .and_then(|quantity| quantity.expect(&Dimension::TIME).map(|()| quantity))
        .and_then(|quantity| quantity.in_unit(&day()));
    match read {
        Ok(days) => Some(days),
        Err(error) => {
            diagnostics.push(error.diagnostic(span));
            None
        }
    }
}

/// Reads `--within`.
pub(super) fn within(
    question: &FollowQuestion,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<f64> {
    let text = question.within.as_deref()?;
    if question.alarms.is_empty() {
        let span = placed("--within", text, sources);
        diagnostics.push(Diagnostic::error(Message::new("E2125")).at(span));
    }
    let days = time("--within", text, sources, diagnostics)?;
    if !(days.is_finite() && days > 0.0) {
        let message = Message::new("E0316").with("key", "--within").with("value", text);
        diagnostics.push(Diagnostic::error(message).at(placed("--within", text, sources)));
        return None;
    }
    Some(days)
}

/// Numbers that must lie in a range.
pub(super) fn numbers(question: &FollowQuestion, diagnostics: &mut Vec<Diagnostic>) {
    let simulated = question.simulate.map(|number| ("--simulate", number, (1, MOST_SIMULATED)));
    for (key, number, (low, high)) in
        [Some(("--particles", question.particles, PARTICLES_ALLOWED)), simulated].into_iter().flatten()
    {
        if !(low..=high).contains(&number) {
            let message = Message::new("E0311").with("key", key).with("low", low).with("high", high);
            diagnostics.push(Diagnostic::error(message));
        }
    }
}

/// Dates need a day zero, and a day zero needs dates.
pub(super) fn check_zero(
    draft: &Draft,
    question: &FollowQuestion,
    named: &Named,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if draft.has_dates() && question.day_zero.is_none() {
        diagnostics.push(Diagnostic::error(Message::new("E2103")));
    }
    let is_date =
        |text: &Option<String>| text.as_deref().is_some_and(|text| calendar::days_of(text).is_some());
    let used = draft.has_dates() || is_date(&question.at) || is_date(&question.until);
    if let (Some(text), false, Some(_)) = (&question.day_zero, used, named.zero) {
        let span = placed("--day-zero", text, sources);
        diagnostics.push(Diagnostic::error(Message::new("E2104")).at(span));
    }
}

/// The days must lie in the run, and data cannot end behind today.
pub(super) fn check_inside(
    question: &FollowQuestion,
    named: &Named,
    study: &Study,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let times = &study.outputs.times_days;
    let (Some(start), Some(end)) = (times.first(), times.last()) else { return };
    for (name, day, text) in [("--at", named.at, &question.at), ("--until", named.until, &question.until)] {
        if let (Some(day), Some(text)) = (day.filter(|day| !(*start..=*end).contains(day)), text) {
            let message = Message::new("E2114")
                .with("option", name)
                .with("time", day_text(day))
                .with("start", day_text(*start))
                .with("end", day_text(*end));
            diagnostics.push(Diagnostic::error(message).at(placed(name, text, sources)));
        }
    }
    if let (Some(at), Some(until), Some(text)) = (named.at, named.until, &question.until)
        && until > at
    {
        let message = Message::new("E2126").with("until", day_text(until)).with("at", day_text(at));
        diagnostics.push(Diagnostic::error(message).at(placed("--until", text, sources)));
    }
}

/// Reads `--error NAME=SHARE` into the laws.
pub(super) fn errors(
    question: &FollowQuestion,
    follow: &mut Follow,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let columns = follow.columns();
    for spec in &question.errors {
        let span = placed("--error", spec, sources);
        let Some((name, share)) = spec.split_once('=') else {
            diagnostics.push(Diagnostic::error(Message::new("E2127").with("text", spec)).at(span));
            continue;
        };
        let names = || {
            columns
                .iter()
                .filter_map(|index| follow.study.outputs.columns.get(*index))
                .map(|column| &column.name)
        };
        let name = name.trim();
        let found = columns.iter().copied().zip(names()).find(|(_, known)| *known == name);
        let Some((index, _)) = found else {
            let known: Vec<&str> = names().map(String::as_str).collect();
            let near = nearest(name, known.iter().copied()).map(str::to_owned);
            let message = Message::new("E2128").with("name", name).with("known", known.join(", "));
            diagnostics.push(Diagnostic::error(message).at(span).suggest(near));
            continue;
        };
        let number = Quantity::parse(share.trim())
            .and_then(|quantity| quantity.in_unit(&lytic_units::Unit::dimensionless()));
        match number {
            Ok(sd) if (ERRORS.0..=ERRORS.1).contains(&sd) => {
                if let Some(law) = follow.measured.laws.get_mut(index) {
                    (law.sd, law.grade, law.source) = (sd, None, "--error".to_owned());
                }
            }
            _ => {
                let message = Message::new("E2127").with("text", spec);
                diagnostics.push(Diagnostic::error(message).at(span));
            }
        }
    }
}
