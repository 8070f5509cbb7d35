//! Plans events, and the cells of events and criteria.

use super::super::Notes;
use super::super::outputs::{Judge, Outcome, Outputs, expression, recorded};
use super::super::time::{Clock, day_text, in_days};
use super::super::values::text_of;
use super::{Part, Survival};
use crate::outcome::running;
use crate::outcome::time::{Other, Source, Timed};
use crate::outcome::{CriteriaLine, Happening, TimedLine};
use crate::scenario::{Placed, Scenario};
use lytic_engine::philox;
use lytic_model::{Equations, ExprId};
use lytic_text::{Diagnostic, Message, Span, nearest};
use lytic_units::{Quantity, Unit};
use std::collections::BTreeSet;

/// Everything that a line needs to be worked out.
pub(super) struct Planner<'a, 'n> {
    pub scenario: &'a Scenario,
    pub equations: &'a mut Equations,
    pub clock: &'a Clock,
    pub outputs: &'a mut Outputs,
    pub notes: &'a mut Notes<'n>,
}

/// Works out criteria and events, and adds their cells to the outcomes.
pub(in super::super) fn plan(
    scenario: &Scenario,
    equations: &mut Equations,
    clock: &Clock,
    outputs: &mut Outputs,
    notes: &mut Notes<'_>,
) {
    outputs.looks.seed = scenario.cohort.seed.value;
    let mut planner = Planner { scenario, equations, clock, outputs, notes };
    planner.same_lesion_twice();
    for (index, line) in scenario.criteria.iter().enumerate() {
        if planner.notes.full() {
            return;
        }
        if let Some(judging) = planner.criteria(line) {
            planner.criteria_cells(line, index);
            planner.outputs.looks.criteria.push(judging);
        }
    }
    for (index, line) in scenario.timed.iter().enumerate() {
        if planner.notes.full() {
            return;
        }
        if let Some(timed) = planner.timed(line) {
            planner.timed_cells(line, index, &timed);
            planner.outputs.looks.timed.push(timed);
        }
    }
    planner.names_once();
    planner.order();
}

impl Planner<'_, '_> {
    pub fn error(&mut self, message: Message, span: Option<Span>) {
        self.notes.error(message, span);
    }

    fn output(&mut self, expression: ExprId) -> usize {
        self.outputs.expressions.push(expression);
        self.outputs.expressions.len() - 1
    }

    pub fn time(&mut self, name: &Placed<String>, time: &Placed<Quantity>) -> Option<usize> {
        recorded(name, time, self.clock, self.outputs, self.notes)
    }

    /// A condition as an output.
    pub fn truth(&mut self, key: &str, text: &Placed<String>) -> Option<usize> {
        let (id, _, is_condition) = expression(text, self.equations, self.notes)?;
        if !is_condition {
            self.error(Message::new("E0361").with("name", key), text.span);
            return None;
        }
        Some(self.output(id))
    }

    /// A number in a unit, as an output; `wrong` says what is wrong where it measures something else.
    pub fn number(
        &mut self,
        name: &str,
        text: &Placed<String>,
        units: &[&str],
        wrong: impl Fn(String) -> Message,
    ) -> Option<usize> {
        let (id, unit, is_condition) = expression(text, self.equations, self.notes)?;
        if is_condition {
            self.error(Message::new("E0355").with("name", name), text.span);
            return None;
        }
        let known: Vec<Unit> = units.iter().filter_map(|unit| Unit::parse(unit).ok()).collect();
        let factor = match &unit {
            // A model without units is taken at its author's word, and so is a pure number that is called percent.
            None => Some(1.0),
            Some(unit) if unit.is_plain() && units == ["%"] => Some(1.0),
            Some(unit) => known.iter().find_map(|known| unit.factor_to(known).ok()),
        };
        let Some(factor) = factor else {
            let found = unit.map_or_else(String::new, |unit| text_of(&unit));
            self.error(wrong(if found.is_empty() { "1".to_owned() } else { found }), text.span);
            return None;
        };
        let factor = self.equations.graph.number(factor);
        let id = self.equations.graph.multiply(id, factor);
        Some(self.output(id))
    }

    /// A part of criteria may have the name of another outcome: `[outcome."response.objective_response"]`.
    fn names_once(&mut self) {
        let mut seen = BTreeSet::new();
        let twice: Vec<String> = self
            .outputs
            .outcomes
            .iter()
            .filter(|outcome| !seen.insert(outcome.name.as_str()))
            .map(|outcome| outcome.name.clone())
            .collect();
        for name in twice {
            let line = self.scenario.outcomes.iter().find(|line| line.name.value == name);
            let timed = self.scenario.timed.iter().find(|line| line.name.value == name);
            let span = line.map(|line| line.name.span).or(timed.map(|line| line.name.span)).flatten();
            self.error(Message::new("E0321").with("name", &name), span);
        }
    }

    /// Another event by its name: `death`, `response.progression`.
    pub fn other(&mut self, name: &Placed<String>) -> Option<Other> {
        let scenario = self.scenario;
        if let Some(index) = scenario.timed.iter().position(|line| line.name.value == name.value) {
            return Some(Other::Timed(index));
        }
        let progression = |line: &CriteriaLine| format!("{}.progression", line.name.value);
        if let Some(index) = scenario.criteria.iter().position(|line| progression(line) == name.value) {
            return Some(Other::Progression(index));
        }
        let mut known: Vec<String> = scenario.timed.iter().map(|line| line.name.value.clone()).collect();
        known.extend(scenario.criteria.iter().map(progression));
        let near = nearest(&name.value, known.iter().map(String::as_str)).map(str::to_owned);
        let list = if known.is_empty() { "–".to_owned() } else { known.join(", ") };
        let message = Message::new("E1504").with("name", &name.value).with("known", list);
        self.notes.push(Diagnostic { span: name.span, ..Diagnostic::error(message).suggest(near) });
        None
    }

    fn timed(&mut self, line: &TimedLine) -> Option<Timed> {
        let name = &line.name;
        let source = match &line.what {
            Happening::When(text) => running::condition(
                &name.value,
                text,
                self.equations,
                &mut self.outputs.expressions,
                self.notes,
            )
            .map(Source::Condition),
            Happening::Hazard(text) => {
                let wrong = |found| Message::new("E1506").with("name", &name.value).with("found", found);
                self.number(&name.value, text, &["/d"], wrong).map(|output| Source::Hazard {
                    output,
                    purpose: philox::purpose(&format!("hazard {}", name.value)),
                })
            }
            Happening::FirstOf(names) => {
                let mut others = Vec::new();
                for (index, each) in names.iter().enumerate() {
                    if names.iter().take(index).any(|earlier| earlier.value == each.value) {
                        self.error(Message::new("E0321").with("name", &each.value), each.span);
                    }
                    others.extend(self.other(each));
                }
                (others.len() == names.len()).then_some(Source::FirstOf(others))
            }
        };
        let last = self.outputs.times_days.len().saturating_sub(1);
        let from = line.from.as_ref().map_or(Some(0), |time| self.time(name, time));
        let to = line.to.as_ref().map_or(Some(last), |time| self.time(name, time));
        let until = match &line.until {
            Some(until) => Some(self.other(until)?),
            None => None,
        };
        let (from, to) = (from?, to?);
        if from >= to {
            let day = |time: usize| day_text(self.outputs.times_days.get(time).copied().unwrap_or_default());
            let message =
                Message::new("E0364").with("name", &name.value).with("start", day(from)).with("end", day(to));
            let span = line.to.as_ref().or(line.from.as_ref()).and_then(|time| time.span).or(name.span);
            self.error(message, span);
            return None;
        }
        Some(Timed { source: source?, window: (from, to), until })
    }

    fn timed_cells(&mut self, line: &TimedLine, index: usize, timed: &Timed) {
        let day = |time: usize| self.outputs.times_days.get(time).copied().unwrap_or(f64::NAN);
        let (origin, end) = (day(timed.window.0), day(timed.window.1));
        let follow = end - origin;
        let restricted = line.restricted_mean.as_ref().map_or(follow, |time| in_days(&time.value));
        if restricted > follow + 1e-9 {
            let message = Message::new("E1507")
                .with("name", &line.name.value)
                .with("time", day_text(restricted))
                .with("follow", day_text(follow));
            self.error(message, line.restricted_mean.as_ref().and_then(|time| time.span));
        }
        let definition = line.definition();
        let event = self.cell(
            line.name.value.clone(),
            [line.label.clone(), line.label_zh.clone()],
            definition.clone(),
            "",
            Part::Event(index),
        );
        let time = self.cell(
            format!("{}.time", line.name.value),
            [line.label.clone(), line.label_zh.clone()],
            definition.clone(),
            self.clock.kind().time_unit(),
            Part::Time(index),
        );
        if let Some(outcome) = self.outputs.outcomes.get_mut(time) {
            // A number, also where a model does not say in what it counts.
            outcome.is_condition = false;
            outcome.listed = false;
        }
        self.outputs.looks.origins.push(origin);
        self.outputs.looks.survivals.push(Survival {
            name: line.name.value.clone(),
            definition,
            labels: [line.label.clone(), line.label_zh.clone()],
            cells: [time, event],
            origin_days: origin,
            follow_days: follow,
            restricted_days: restricted.min(follow),
        });
    }

    /// Adds a cell: a condition where it has no unit.
    pub fn cell(
        &mut self,
        name: String,
        [label, label_zh]: [String; 2],
        definition: String,
        unit: &str,
        part: Part,
    ) -> usize {
        self.outputs.outcomes.push(Outcome {
            name,
            label,
            label_zh,
            definition,
            unit: unit.to_owned(),
            is_condition: unit.is_empty(),
            judge: Judge::Part(part),
            output: 0,
            listed: true,
        });
        self.outputs.outcomes.len() - 1
    }
}

impl TimedLine {
    /// The definition as written, with its times.
    pub(crate) fn definition(&self) -> String {
        let what = match &self.what {
            Happening::When(text) => format!("event {}", text.value),
            Happening::Hazard(text) => format!("hazard {}", text.value),
            Happening::FirstOf(names) => {
                let names: Vec<&str> = names.iter().map(|name| name.value.as_str()).collect();
                format!("first of {}", names.join(", "))
            }
        };
        let until = self.until.as_ref().map_or_else(String::new, |until| format!(", until {}", until.value));
        let time = |word: &str, time: &Option<Placed<Quantity>>| {
            time.as_ref().map_or_else(String::new, |time| format!(" {word} {}", time.value))
        };
        let window = format!("{}{}", time("from", &self.from), time("to", &self.to));
        let comma = if window.is_empty() { "" } else { "," };
        format!("{what}{comma}{window}{until}")
    }
}
