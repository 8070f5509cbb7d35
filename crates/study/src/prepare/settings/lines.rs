//! Keys of doses and events, found by what they give or by number.

use super::schedule::{self, Timing};
use super::{DOSE_KEYS, Keys, Setting, TIME_KEYS, section, target};
use crate::keys::{Key, Shape};
use crate::prepare::Notes;
use crate::scenario::{DoseLine, DoseTarget, Placed, Schedule};
use lytic_text::Message;
use lytic_units::Quantity;
use std::collections::BTreeSet;

/// Which schedule: of a dose or an event, by index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Line {
    Dose(usize),
    Event(usize),
}

impl Keys<'_> {
    /// `dose.WHICH.KEY` and `event.WHICH.KEY`; names of states may hold dots, keys never do.
    pub(super) fn of_line(&mut self, setting: Setting, notes: &mut Notes<'_>) -> Option<Setting> {
        let name = setting.name.value.clone();
        let (head, rest) = name.split_once('.')?;
        let (which, key) = rest.rsplit_once('.')?;
        let of_dose = head == "dose";
        let known =
            TIME_KEYS.contains(&key) || if of_dose { DOSE_KEYS.contains(&key) } else { key == "removes" };
        let lines = if known { self.lines(of_dose, which) } else { Vec::new() };
        let Some(first) = lines.first().copied() else { return self.unknown(setting, notes) };
        if !self.agree(&lines, key) {
            let numbers = lines.iter().map(|line| {
                let number = match line {
                    Line::Dose(index) | Line::Event(index) => index + 1,
                };
                format!("{head}.{number}.{key} ({})", self.present(*line, key))
            });
            let numbers = numbers.collect::<Vec<_>>().join(", ");
            let message =
                Message::new("E0603").with("name", &name).with("which", which).with("numbers", numbers);
            notes.error(message, setting.name.span);
            return None;
        }
        for line in &lines {
            let (Line::Dose(index) | Line::Event(index)) = line;
            if !self.once(&format!("{head}.{}.{key}", index + 1), &setting, notes) {
                return None;
            }
        }
        let before = self.present(first, key);
        let table = section(head).and_then(|section| match (section.key(key), section.key("at")?.shape) {
            (Some(key), _) => Some(key),
            (None, Shape::Schedule(times)) => times.key(key),
            _ => None,
        })?;
        let done = if TIME_KEYS.contains(&key) {
            self.timing(&lines, &setting, table, notes)
        } else {
            lines.iter().all(|line| self.field(*line, &setting, table, notes))
        };
        if done {
            self.changed(&setting, before, notes);
        }
        None
    }

    /// Lines by number from 1, else by what they give.
    fn lines(&self, of_dose: bool, which: &str) -> Vec<Line> {
        let line = |index| if of_dose { Line::Dose(index) } else { Line::Event(index) };
        let count = if of_dose { self.scenario.doses.len() } else { self.scenario.events.len() };
        let called = |index: &usize| {
            if of_dose {
                self.scenario.doses.get(*index).is_some_and(|line| target(line) == which)
            } else {
                self.scenario.events.get(*index).is_some_and(|line| line.of.value == which)
            }
        };
        let named: Vec<Line> = (0..count).filter(called).map(line).collect();
        let number = which.parse::<usize>().ok().filter(|number| (1..=count).contains(number));
        match number {
            Some(number) if named.is_empty() => vec![line(number - 1)],
            _ => named,
        }
    }

    /// Whether lines have the same present value of a key, so that one new value for all loses nothing.
    fn agree(&self, lines: &[Line], key: &str) -> bool {
        let values: BTreeSet<String> = lines.iter().map(|line| self.present(*line, key)).collect();
        values.len() <= 1
    }

    fn schedule(&self, line: Line) -> Option<&Schedule> {
        match line {
            Line::Dose(index) => self.scenario.doses.get(index)?.at.as_ref(),
            Line::Event(index) => self.scenario.events.get(index)?.at.as_ref(),
        }
    }

    /// The present value of a key in words; empty where it is not given.
    fn present(&self, line: Line, key: &str) -> String {
        if TIME_KEYS.contains(&key) {
            return self.schedule(line).map_or_else(String::new, |schedule| schedule::value(schedule, key));
        }
        let quantity = |value: &Option<Placed<Quantity>>| value.as_ref().map(|value| value.value.to_string());
        let text = |value: &Option<Placed<String>>| value.as_ref().map(|value| value.value.clone());
        let found = match line {
            Line::Event(index) => self
                .scenario
                .events
                .get(index)
                .and_then(|line| line.removes.as_ref().map(|share| share.value.to_string())),
            Line::Dose(index) => self.scenario.doses.get(index).and_then(|line| match key {
                "amount" => Some(line.amount_text.clone()),
                "route" => text(&line.route),
                "product" => text(&line.product),
                "duration" => quantity(&line.duration),
                "lag" => quantity(&line.lag),
                "give_when" => text(&line.give_when),
                "at_most" => line.at_most.as_ref().map(|most| most.value.to_string()),
                _ => text(&line.stop_when),
            }),
        };
        found.unwrap_or_default()
    }

    /// One key of a line that is no schedule; false after an error.
    fn field(&mut self, line: Line, setting: &Setting, key: &'static Key, notes: &mut Notes<'_>) -> bool {
        match line {
            Line::Event(index) => {
                let value = setting.reading(key, notes, |reader, field| reader.share(Some(field)));
                let done = value.is_some();
                if let Some(event) = self.scenario.events.get_mut(index) {
                    event.removes = value;
                }
                done
            }
            Line::Dose(index) => {
                let Some(dose) = self.scenario.doses.get_mut(index) else { return false };
                set_dose(dose, setting, key, notes)
            }
        }
    }

    /// Remembers a change of schedules; false after an error.
    fn timing(
        &mut self,
        lines: &[Line],
        setting: &Setting,
        key: &'static Key,
        notes: &mut Notes<'_>,
    ) -> bool {
        let change = match key.name {
            "at" => setting.schedule(key, notes).map(Timing::at),
            "from" => setting.reading(key, notes, |reader, field| reader.time(Some(field))).map(Timing::from),
            "every" => setting
                .reading(key, notes, |reader, field| reader.positive_time(Some(field)))
                .map(Timing::every),
            _ => setting.reading(key, notes, |reader, field| reader.whole(Some(field))).map(Timing::count),
        };
        let Some(change) = change else { return false };
        for line in lines {
            let timing = self.timings.entry(*line).or_default();
            timing.add(change.clone(), &setting.name);
        }
        true
    }

    /// Puts the changed schedules into the scenario.
    pub(super) fn schedules(&mut self, notes: &mut Notes<'_>) {
        for (line, timing) in std::mem::take(&mut self.timings) {
            let place = match line {
                Line::Dose(index) => self.scenario.doses.get_mut(index).map(|line| &mut line.at),
                Line::Event(index) => self.scenario.events.get_mut(index).map(|line| &mut line.at),
            };
            if let Some(Some(schedule)) = place {
                match timing.of(schedule) {
                    Ok(changed) => *schedule = changed,
                    Err(problem) => notes.error(problem.value, problem.span),
                }
            }
        }
    }
}

/// One key of a dose; false after an error.
fn set_dose(dose: &mut DoseLine, setting: &Setting, key: &'static Key, notes: &mut Notes<'_>) -> bool {
    if matches!(key.name, "route" | "product") && matches!(dose.target, DoseTarget::State(_)) {
        notes.error(Message::new("E0320").with("key", key.name), setting.name.span);
        return false;
    }
    let text = |notes: &mut Notes<'_>| setting.reading(key, notes, |reader, field| reader.text(Some(field)));
    match key.name {
        "amount" => {
            let amount = setting.reading(key, notes, |reader, field| reader.amount(Some(field)));
            let done = amount.is_some();
            (dose.amount, dose.amount_text) = (amount, setting.value.value.trim().to_owned());
            done
        }
        "route" => {
            dose.route = text(notes);
            dose.route.is_some()
        }
        "product" => {
            dose.product = text(notes);
            dose.product.is_some()
        }
        "duration" => {
            dose.duration = setting.reading(key, notes, |reader, field| reader.positive_time(Some(field)));
            dose.duration.is_some()
        }
        "lag" => {
            dose.lag = setting.reading(key, notes, |reader, field| reader.time_from_zero(Some(field)));
            dose.lag.is_some()
        }
        "give_when" => {
            dose.give_when = text(notes);
            dose.give_when.is_some()
        }
        "at_most" => {
            dose.at_most = setting.reading(key, notes, |reader, field| reader.whole(Some(field)));
            dose.at_most.is_some()
        }
        _ => {
            dose.stop_when = text(notes);
            dose.stop_when.is_some()
        }
    }
}
