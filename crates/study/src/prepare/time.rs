//! Time: the user's days and the model's own unit.

use super::Notes;
use crate::read::days;
use crate::scenario::{Kind, Placed, Scenario, Schedule};
use lytic_model::Equations;
use lytic_text::{Message, Sources, Span};
use lytic_units::{Dimension, Quantity, Unit};

/// Start, end and unit of a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Clock {
    /// Start in the model's unit.
    pub start: f64,
    /// End in the model's unit.
    pub end: f64,
    /// Model time units in a day, or in what a model by itself counts its time in.
    pub per_day: f64,
    kind: Kind,
}

impl Clock {
    /// Reads start and duration; a model without a unit of time counts days, or by itself plain numbers.
    pub fn new(scenario: &Scenario, equations: &Equations, notes: &mut Notes<'_>) -> Option<Clock> {
        let kind = scenario.kind;
        let unit = equations.time_unit.as_ref();
        let is_plain = matches!(kind, Kind::Model { .. }) && unit.is_some_and(Unit::is_plain);
        let per_day = match unit.filter(|_| !is_plain) {
            Some(unit) => match kind.unit().factor_to(unit) {
                Ok(factor) => factor,
                Err(_) => {
                    notes.error(Message::new("E0354").with("found", unit), None);
                    return None;
                }
            },
            None => 1.0,
        };
        let start = in_days(&scenario.start.value);
        let duration = scenario.duration.as_ref()?;
        let end = start + in_days(&duration.value);
        if !(end.is_finite() && end > start) {
            let message =
                Message::new("E0357").with("start", kind.time_text(start)).with("end", kind.time_text(end));
            notes.error(message, duration.span);
            return None;
        }
        Some(Clock { start: start * per_day, end: end * per_day, per_day, kind })
    }

    /// Of whom: what times are counted in.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// A time in the model's unit.
    pub fn of(&self, time: &Quantity) -> f64 {
        in_days(time) * self.per_day
    }

    /// A model time in days.
    pub fn days(&self, time: f64) -> f64 {
        time / self.per_day
    }

    /// A model time for people.
    pub fn text(&self, time: f64) -> String {
        self.kind.time_text(self.days(time))
    }

    /// Whether a model time lies in the run.
    pub fn holds(&self, time: f64) -> bool {
        (self.start..=self.end).contains(&time)
    }

    /// All times of a schedule with the places where they were written, in days.
    pub fn occurrences(schedule: &Schedule) -> Vec<Placed<f64>> {
        match schedule {
            Schedule::Times(times) => {
                times.iter().map(|time| Placed { value: in_days(&time.value), span: time.span }).collect()
            }
            Schedule::Repeated { from, every, count } => {
                let (first, step) = (in_days(&from.value), in_days(&every.value));
                (0..*count)
                    .map(|index| Placed {
                        value: (index as f64).mul_add(step, first),
                        // Later times are as much the work of distance and number.
                        span: if index == 0 { from.span } else { joined(from.span, every.span) },
                    })
                    .collect()
            }
        }
    }
}

/// The place that holds both.
fn joined(one: Option<Span>, other: Option<Span>) -> Option<Span> {
    one.zip(other).map(|(one, other)| one.to(other)).or(one)
}

/// A time in days.
pub(crate) fn in_days(time: &Quantity) -> f64 {
    time.in_unit(&days()).unwrap_or(f64::NAN)
}

/// Days for people.
pub(crate) fn day_text(days: f64) -> String {
    Quantity { value: days, unit: crate::read::days() }.to_string()
}

/// A positive time from the command line; for a model by itself `may_be_plain`, in the unit of that model.
pub(crate) fn positive(
    name: &str,
    text: &str,
    may_be_plain: bool,
    sources: &mut Sources,
    notes: &mut Notes<'_>,
) -> Option<Placed<Quantity>> {
    let source = sources.add(name, text);
    let span = Span::new(source, 0, text.len());
    let read = Quantity::parse(text).and_then(|quantity| {
        let plain = may_be_plain && quantity.unit.is_plain();
        if plain { Ok(quantity) } else { quantity.expect(&Dimension::TIME).map(|()| quantity) }
    });
    match read {
        Ok(quantity) if quantity.value > 0.0 => Some(Placed::at(quantity, span)),
        Ok(quantity) => {
            notes.error(Message::new("E0316").with("key", name).with("value", quantity), Some(span));
            None
        }
        Err(error) => {
            notes.push(error.diagnostic(span));
            None
        }
    }
}
