//! `--alarm "marrow.blast_percent > 5" --within "28 d"`: how likely it is that a condition will hold soon.
//!
//! ```text
//! P = sum of the weights of the virtual patients in whom it holds at a recorded time t,  cut < t <= cut + within
//! lead time = the first such t less the cut, over those in whom it does not hold at the cut
//! ```
//! An alarm is a condition on the model's symbols, or the name of an outcome that asks whether a condition ever holds.

use super::filter::Filter;
use super::particles::Cloud;
use super::particles::quantiles;
use crate::outcome::Happening;
use crate::prepare::Study;
use crate::scenario::{Judged, OutcomeLine, Placed, Scenario, Window};
use lytic_text::{Diagnostic, Message, Sources, Span, nearest};

/// An alarm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alarm {
    /// As the user wrote it.
    pub text: String,
    /// The condition.
    pub condition: String,
    /// Display name of the outcome, or empty.
    pub label: String,
    /// The same in Chinese, or empty.
    pub label_zh: String,
    /// How far it looks, in days; none: to the end of the scenario.
    pub within_days: Option<f64>,
    pub(super) output: usize,
}

/// Puts the conditions of alarms into a scenario as outcomes, so that they are recorded.
pub(super) fn read(
    specs: &[String],
    within_days: Option<f64>,
    scenario: &mut Scenario,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Alarm> {
    let mut alarms: Vec<Alarm> = Vec::new();
    let mut lines = Vec::new();
    for spec in specs {
        let source = sources.add("--alarm", spec.as_str());
        let span = Span::new(source, 0, spec.len());
        let named = match named(spec.trim(), span, scenario) {
            Ok(named) => named,
            Err(problem) => {
                diagnostics.push(*problem);
                continue;
            }
        };
        let (condition, label, label_zh) =
            named.unwrap_or_else(|| (Placed::at(spec.clone(), span), String::new(), String::new()));
        alarms.push(Alarm {
            text: spec.trim().to_owned(),
            condition: condition.value.trim().to_owned(),
            label,
            label_zh,
            within_days,
            output: 0,
        });
        lines.push(OutcomeLine {
            // No outcome of a scenario has such a name.
            name: Placed::at(format!("--alarm {}", spec.trim()), span),
            judged: Judged::When(condition),
            window: Window::Ever(None, None),
            label: String::new(),
            label_zh: String::new(),
        });
    }
    scenario.outcomes.extend(lines);
    alarms
}

/// A condition with its display names.
type Named = (Placed<String>, String, String);

/// The condition of the outcome of that name; none where the text is no name.
fn named(text: &str, span: Span, scenario: &Scenario) -> Result<Option<Named>, Box<Diagnostic>> {
    let refused = |code| Box::new(Diagnostic::error(Message::new(code).with("name", text)).at(span));
    if let Some(line) = scenario.outcomes.iter().find(|line| line.name.value == text) {
        return match (&line.judged, &line.window) {
            (Judged::When(condition), Window::Ever(..)) => {
                Ok(Some((condition.clone(), line.label.clone(), line.label_zh.clone())))
            }
            _ => Err(refused("E2116")),
        };
    }
    if let Some(line) = scenario.timed.iter().find(|line| line.name.value == text) {
        return match &line.what {
            Happening::When(condition) => {
                Ok(Some((condition.clone(), line.label.clone(), line.label_zh.clone())))
            }
            _ => Err(refused("E2116")),
        };
    }
    if !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
        let outcomes = scenario.outcomes.iter().map(|line| line.name.value.as_str());
        let names: Vec<&str> =
            outcomes.chain(scenario.timed.iter().map(|line| line.name.value.as_str())).collect();
        let message = Message::new("E2117").with("name", text).with("known", names.join(", "));
        let near = nearest(text, names.iter().copied());
        return Err(Box::new(Diagnostic::error(message).at(span).suggest(near)));
    }
    Ok(None)
}

/// Finds what was recorded for the alarms: the last of the plain outcomes.
pub(super) fn place(alarms: &mut [Alarm], lines: usize, study: &Study) {
    let first = lines.saturating_sub(alarms.len());
    for (index, alarm) in alarms.iter_mut().enumerate() {
        let outcome = study.outputs.outcomes.get(first + index);
        alarm.output = outcome.map_or(usize::MAX, |outcome| outcome.output);
    }
}

/// What an alarm says of one path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    /// Whether the condition holds at the cut.
    pub now: bool,
    /// Days from the cut to the first later time at which it holds, if that is within the horizon.
    pub after: Option<f64>,
}

impl Alarm {
    /// The last day that it looks at.
    pub(super) fn end(&self, cut_days: f64, times: &[f64]) -> f64 {
        let last = times.last().copied().unwrap_or(cut_days);
        self.within_days.map_or(last, |within| (cut_days + within).min(last))
    }

    /// What it says of a path, looking up to a day.
    pub(super) fn seen(&self, filter: &Filter<'_>, path: &[f64], cut: usize, end_days: f64) -> Seen {
        let times = &filter.study.outputs.times_days;
        let holds = |time: usize| {
            let value = filter.value(path, time, self.output);
            !value.is_nan() && value != 0.0
        };
        let start = times.get(cut).copied().unwrap_or_default();
        let later = times.iter().enumerate().skip(cut + 1).take_while(|(_, day)| **day <= end_days + 1e-9);
        let after = later.filter(|(time, _)| holds(*time)).map(|(_, day)| day - start).next();
        Seen { now: holds(cut), after }
    }

    /// Its probability, and that it holds at the cut already.
    pub(super) fn chance(&self, filter: &Filter<'_>, cloud: &Cloud, cut: usize) -> (f64, f64) {
        let times = &filter.study.outputs.times_days;
        let end = self.end(times.get(cut).copied().unwrap_or_default(), times);
        let (mut later, mut now) = (0.0, 0.0);
        for (particle, weight) in cloud.particles.iter().zip(cloud.weights()) {
            let seen = self.seen(filter, &particle.path, cut, end);
            later += if seen.after.is_some() { weight } else { 0.0 };
            now += if seen.now { weight } else { 0.0 };
        }
        // A sum of weights may round to a little more than one.
        (later.min(1.0), now.min(1.0))
    }

    /// Its probability in somebody in whom the condition is known not to hold at the cut; certain where it holds in all.
    pub(super) fn onset(&self, filter: &Filter<'_>, cloud: &Cloud, cut: usize) -> f64 {
        let times = &filter.study.outputs.times_days;
        let end = self.end(times.get(cut).copied().unwrap_or_default(), times);
        let (mut later, mut all) = (0.0, 0.0);
        for (particle, weight) in cloud.particles.iter().zip(cloud.weights()) {
            let seen = self.seen(filter, &particle.path, cut, end);
            if !seen.now {
                later += if seen.after.is_some() { weight } else { 0.0 };
                all += weight;
            }
        }
        if all > 0.0 { f64::min(later / all, 1.0) } else { 1.0 }
    }

    /// Median, 5 and 95 % of the lead time, over those in whom the condition does not hold yet and will; none where they weigh
    /// nothing.
    pub(super) fn lead(&self, filter: &Filter<'_>, cloud: &Cloud, cut: usize) -> Option<[f64; 3]> {
        let times = &filter.study.outputs.times_days;
        let end = self.end(times.get(cut).copied().unwrap_or_default(), times);
        let (mut leads, mut weights) = (Vec::new(), Vec::new());
        for (particle, weight) in cloud.particles.iter().zip(cloud.weights()) {
            let seen = self.seen(filter, &particle.path, cut, end);
            if let (false, Some(after)) = (seen.now, seen.after) {
                leads.push(after);
                weights.push(weight);
            }
        }
        let found = quantiles(&leads, &weights, &[0.05, 0.5, 0.95]);
        let found: [f64; 3] = found.try_into().ok()?;
        found.iter().all(|day| day.is_finite()).then_some(found)
    }

    /// The probability that it has held by each later recorded time, with the days from the cut.
    pub(super) fn curve(&self, filter: &Filter<'_>, cloud: &Cloud, cut: usize) -> Vec<(f64, f64)> {
        let times = &filter.study.outputs.times_days;
        let start = times.get(cut).copied().unwrap_or_default();
        let end = times.last().copied().unwrap_or(start);
        let mut firsts: Vec<(f64, f64)> = cloud
            .particles
            .iter()
            .zip(cloud.weights())
            .filter_map(|(particle, weight)| {
                Some((self.seen(filter, &particle.path, cut, end).after?, weight))
            })
            .collect();
        firsts.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sum = 0.0;
        let mut next = firsts.into_iter().peekable();
        let later = times.iter().skip(cut + 1).map(|day| day - start);
        later
            .map(|day| {
                while let Some((_, weight)) = next.next_if(|(first, _)| *first <= day) {
                    sum += weight;
                }
                (day, f64::min(sum, 1.0))
            })
            .collect()
    }
}
