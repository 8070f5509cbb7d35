//! What is recorded and judged: expressions of the equations, and when they are taken.

use super::outcomes::{self, Looks, Part};
use super::plausible::{self, Plausible};
use super::stretch;
use super::time::{Clock, day_text, in_days};
use super::values::text_of;
use super::{Notes, Overrides};
use crate::scenario::{Asked, Judged, Kind, OutcomeLine, Placed, Scenario, Window};
use crate::sink::{BLOCK_PATIENTS, Layout};
use lytic_model::{Equations, ExprId, Model, parse_expression};
use lytic_text::{Message, SourceId, Span};
use lytic_units::{Quantity, Unit};

/// Most recorded times.
const MOST_TIMES: usize = 100_000;
/// Most columns and outcomes together.
const MOST_OUTPUTS: usize = 5_000;
/// Most values of a block of patients: it is held in memory (2 GB).
const MOST_BLOCK_VALUES: u64 = 250_000_000;
/// Records where the scenario does not say how often.
const DEFAULT_RECORDS: f64 = 200.0;
/// Columns of a bare model.
pub(super) const MOST_DEFAULT_COLUMNS: usize = 40;

/// A curve.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    pub name: String,
    pub label: String,
    pub label_zh: String,
    pub unit: String,
}

/// When and how an outcome is judged, by indices of recorded times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judge {
    /// The value at a time.
    At(usize),
    /// Whether it holds at one of the times from the first to the second.
    Ever(usize, usize),
    /// Whether it holds at each of them.
    Always(usize, usize),
    /// Something else is asked of them.
    Over(Asked, usize, usize),
    /// A part of what criteria or the time of an event say.
    Part(Part),
}

/// An outcome.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    pub name: String,
    pub label: String,
    pub label_zh: String,
    pub definition: String,
    pub unit: String,
    pub is_condition: bool,
    pub judge: Judge,
    /// Index in [`Outputs::expressions`].
    pub output: usize,
    /// Whether it is shown among the values: not the time of an event, which has a curve of its own.
    pub listed: bool,
}

/// All that is put out for a patient.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outputs {
    /// Recorded times in the model's unit.
    pub model_times: Vec<f64>,
    /// The same in days.
    pub times_days: Vec<f64>,
    /// First the columns, then what outcomes need.
    pub expressions: Vec<ExprId>,
    pub columns: Vec<Column>,
    /// All that could be a column, by name, where columns were asked for beside those of the scenario.
    pub observable: Vec<String>,
    pub outcomes: Vec<Outcome>,
    /// What plausible patients keep; see [`Outputs::keeps`](Outputs#method.keeps).
    pub bounds: Vec<Plausible>,
    /// Events, criteria and curves of survival.
    pub looks: Looks,
}

impl Outputs {
    /// What a table of patients needs to know.
    pub fn layout(&self) -> Layout {
        Layout {
            times_days: self.times_days.clone(),
            columns: self.columns.iter().map(|column| (column.name.clone(), column.unit.clone())).collect(),
            outcomes: self
                .outcomes
                .iter()
                .map(|outcome| (outcome.name.clone(), outcome.unit.clone()))
                .collect(),
            conditions: self.outcomes.iter().map(|outcome| outcome.is_condition).collect(),
            ..Layout::default()
        }
    }

    /// Judges all outcomes of a patient by its values, `values[time * outputs + output]`: 1 or 0 for a condition, NaN where
    /// it cannot be told.
    pub fn judge(&self, values: &[f64], patient: u64) -> Vec<f64> {
        let found = self.look(values, patient);
        let judge = |outcome: &Outcome| match outcome.judge {
            Judge::Part(part) => found.part(part),
            _ => self.judge_plain(outcome, values),
        };
        self.outcomes.iter().map(judge).collect()
    }

    /// Judges a condition or a value.
    fn judge_plain(&self, outcome: &Outcome, values: &[f64]) -> f64 {
        let at = |time: usize| self.value(time, outcome.output, values);
        let holds = |time: usize| {
            let value = at(time);
            (!value.is_nan()).then_some(value != 0.0)
        };
        match outcome.judge {
            Judge::At(time) => at(time),
            Judge::Over(asked, from, to) => stretch::answer(asked, &self.times_days, (from, to), at),
            judge => judge.of(holds).map_or(f64::NAN, |truth| f64::from(u8::from(truth))),
        }
    }

    /// The index of the recorded time that is nearest: a time that was asked for is recorded, so that is the very one.
    pub fn nearest_time(&self, days: f64) -> usize {
        let after = self.times_days.partition_point(|time| *time < days);
        let distance =
            |index: usize| self.times_days.get(index).map_or(f64::INFINITY, |time| (time - days).abs());
        let before = after.saturating_sub(1);
        if distance(before) <= distance(after) { before } else { after }
    }

    /// The value of an output at a recorded time, from `values[time * outputs + output]`.
    pub fn value(&self, time: usize, output: usize, values: &[f64]) -> f64 {
        values.get(time * self.expressions.len() + output).copied().unwrap_or(f64::NAN)
    }
}

impl Judge {
    /// Whether something holds when this asks, `holds` telling for a time; none where it cannot be told.
    pub fn of(self, holds: impl Fn(usize) -> Option<bool>) -> Option<bool> {
        let (from, to, decides) = match self {
            Judge::At(time) => return holds(time),
            Judge::Ever(from, to) => (from, to, true),
            Judge::Always(from, to) => (from, to, false),
            // Its answer is a value: there is nothing that could hold.
            Judge::Over(..) | Judge::Part(_) => return None,
        };
        let mut unknown = false;
        for time in from..=to {
            match holds(time) {
                Some(truth) if truth == decides => return Some(decides),
                Some(_) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(!decides)
    }
}

/// Reads an expression and finds its names.
pub(crate) fn expression(
    text: &Placed<String>,
    equations: &mut Equations,
    notes: &mut Notes<'_>,
) -> Option<(ExprId, Option<Unit>, bool)> {
    let nowhere = Span::new(SourceId(u32::MAX), 0, text.value.len());
    let parsed = parse_expression(text.span.unwrap_or(nowhere), &text.value, notes.diagnostics)?;
    match equations.resolve(&parsed) {
        Ok(resolved) => Some((resolved.expression, resolved.unit, resolved.is_condition)),
        Err(found) => {
            found.into_iter().for_each(|diagnostic| notes.push(diagnostic));
            None
        }
    }
}

/// Converts a number to the unit that the user asks for; gives back its printed unit.
fn in_unit(
    found: (ExprId, Option<Unit>),
    wanted: Option<&Placed<String>>,
    equations: &mut Equations,
    notes: &mut Notes<'_>,
) -> (ExprId, String) {
    let (id, unit) = found;
    let Some(wanted) = wanted else { return (id, unit.as_ref().map_or_else(String::new, text_of)) };
    let target = match Unit::parse(&wanted.value) {
        Ok(target) => target,
        Err(error) => {
            if let Some(span) = wanted.span {
                notes.push(error.diagnostic(span));
            }
            return (id, String::new());
        }
    };
    // An expression whose unit cannot be told (a model without units) is taken at its author's word.
    let Some(unit) = unit else { return (id, text_of(&target)) };
    match unit.factor_to(&target) {
        Ok(factor) => {
            let factor = equations.graph.number(factor);
            (equations.graph.multiply(id, factor), text_of(&target))
        }
        Err(_) => {
            // Said from the other side: what is wrong is the unit that was asked for.
            if let Err(error) = target.factor_to(&unit) {
                notes.error(error.message(), wanted.span);
            }
            (id, String::new())
        }
    }
}

/// Works out columns, outcomes and times.
pub(crate) fn plan(
    scenario: &Scenario,
    model: &Model,
    equations: &mut Equations,
    clock: &Clock,
    overrides: &Overrides,
    notes: &mut Notes<'_>,
) -> Option<Outputs> {
    let times_days = times(scenario, &overrides.also.times_days, clock, notes)?;
    let model_times: Vec<f64> = times_days.iter().map(|days| days * clock.per_day).collect();
    let mut outputs = Outputs {
        model_times,
        times_days,
        expressions: Vec::new(),
        columns: Vec::new(),
        observable: Vec::new(),
        outcomes: Vec::new(),
        bounds: Vec::new(),
        looks: Looks::default(),
    };
    // Criteria and events have several cells each.
    let lines =
        scenario.outcomes.len() + outcomes::MOST_CELLS * (scenario.criteria.len() + scenario.timed.len());
    let count = scenario.observe.columns.len() + lines + scenario.plausible.len();
    if count > MOST_OUTPUTS {
        notes.error(
            Message::new("E0363").with("count", count).with("limit", MOST_OUTPUTS),
            scenario.observe.span,
        );
        return None;
    }
    columns(scenario, model, equations, &mut outputs, notes);
    more_columns(&overrides.also.columns, model, equations, &mut outputs);
    for line in &scenario.outcomes {
        if notes.full() {
            return None;
        }
        outcome(line, equations, clock, &mut outputs, notes);
    }
    outcomes::plan(scenario, equations, clock, &mut outputs, notes);
    plausible::plan(&scenario.plausible, equations, clock, &mut outputs, notes)?;
    if overrides.outcomes_only {
        if !scenario.judges() {
            notes.error(Message::new("E0382"), None);
        }
        outputs.narrow();
    }
    let block = scenario.cohort.patients.value.min(BLOCK_PATIENTS as u64);
    let count = block.saturating_mul((outputs.times_days.len() * outputs.columns.len()) as u64);
    if count > MOST_BLOCK_VALUES {
        let message = Message::new("E0362").with("count", count).with("limit", MOST_BLOCK_VALUES);
        notes.error(message, scenario.observe.every.as_ref().and_then(|every| every.span));
    }
    if outputs.columns.is_empty() && !scenario.judges() {
        notes.warning(Message::new("W0303"), scenario.observe.span);
    }
    Some(outputs)
}

fn columns(
    scenario: &Scenario,
    model: &Model,
    equations: &mut Equations,
    outputs: &mut Outputs,
    notes: &mut Notes<'_>,
) {
    if scenario.source.is_none() && scenario.observe.columns.is_empty() {
        let states: Vec<String> =
            equations.states.iter().take(MOST_DEFAULT_COLUMNS).map(|state| state.name.clone()).collect();
        for name in states {
            let Some(observable) = equations.observable(&name) else { continue };
            let unit = observable.unit.as_ref().map_or_else(String::new, text_of);
            outputs.expressions.push(observable.expression);
            outputs.columns.push(Column { label: label(model, &name), name, label_zh: String::new(), unit });
        }
        return;
    }
    for line in &scenario.observe.columns {
        if notes.full() {
            return;
        }
        let Some((id, unit, is_condition)) =
            expression(line.value.as_ref().unwrap_or(&line.name), equations, notes)
        else {
            continue;
        };
        if is_condition {
            let span = line.value.as_ref().unwrap_or(&line.name).span;
            notes.error(Message::new("E0355").with("name", &line.name.value), span);
        }
        let (id, unit) = in_unit((id, unit), line.unit.as_ref(), equations, notes);
        let written = line.value.as_ref().map_or(line.name.value.as_str(), |value| value.value.as_str());
        outputs.expressions.push(id);
        outputs.columns.push(Column {
            label: if line.label.is_empty() { label(model, written) } else { line.label.clone() },
            name: line.name.value.clone(),
            label_zh: line.label_zh.clone(),
            unit,
        });
    }
}

/// Symbols that become columns though the scenario does not observe them. Names that the model lacks are passed over: whoever
/// asks for them says so where they stand.
fn more_columns(names: &[String], model: &Model, equations: &mut Equations, outputs: &mut Outputs) {
    let is_symbol = |name: &str| {
        name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'))
            && name.starts_with(char::is_alphabetic)
    };
    if !names.is_empty() {
        outputs.observable = equations.observables.iter().map(|observable| observable.name.clone()).collect();
    }
    for name in names.iter().filter(|name| is_symbol(name)) {
        if outputs.columns.iter().any(|column| column.name == *name) {
            continue;
        }
        let nowhere = Span::new(SourceId(u32::MAX), 0, name.len());
        let Some(parsed) = parse_expression(nowhere, name, &mut Vec::new()) else { continue };
        let Ok(found) = equations.resolve(&parsed) else { continue };
        if found.is_condition {
            continue;
        }
        outputs.expressions.push(found.expression);
        outputs.columns.push(Column {
            name: name.clone(),
            label: label(model, name),
            label_zh: String::new(),
            unit: found.unit.as_ref().map_or_else(String::new, text_of),
        });
    }
}

/// The display name that the model gives a symbol.
fn label(model: &Model, name: &str) -> String {
    let symbol = model.symbol(name).and_then(|id| model.symbols.get(id.0 as usize));
    symbol.and_then(|symbol| symbol.about.display_name.clone()).unwrap_or_default()
}

fn outcome(
    line: &OutcomeLine,
    equations: &mut Equations,
    clock: &Clock,
    outputs: &mut Outputs,
    notes: &mut Notes<'_>,
) {
    let judge = judge(&line.name, &line.window, clock, outputs, notes);
    let (text, wanted) = match &line.judged {
        Judged::When(text) => (text, None),
        Judged::Value(text, unit) => (text, unit.as_ref()),
    };
    let Some((id, unit, is_condition)) = expression(text, equations, notes) else { return };
    let wants_condition = matches!(line.judged, Judged::When(_));
    if wants_condition != is_condition {
        let code = if wants_condition { "E0361" } else { "E0355" };
        notes.error(Message::new(code).with("name", &line.name.value), text.span);
    }
    let (id, unit) =
        if wants_condition { (id, String::new()) } else { in_unit((id, unit), wanted, equations, notes) };
    let Some(judge) = judge else { return };
    let (unit, is_condition) = match judge {
        Judge::Over(asked, ..) => (asked.unit().map_or(unit, str::to_owned), false),
        _ => (unit, wants_condition),
    };
    let output = outputs.expressions.len();
    outputs.expressions.push(id);
    outputs.outcomes.push(Outcome {
        name: line.name.value.clone(),
        label: line.label.clone(),
        label_zh: line.label_zh.clone(),
        definition: definition(text, &line.window, clock.kind()),
        unit,
        is_condition,
        judge,
        output,
        listed: true,
    });
}

/// The definition as written, with its time, in the words of the scenario file.
fn definition(text: &Placed<String>, window: &Window, kind: Kind) -> String {
    format!("{}, {}", text.value, window_text(window, kind))
}

/// When, in the words of the scenario file.
pub(super) fn window_text(window: &Window, kind: Kind) -> String {
    let say = |word: &str, time: &Option<Placed<Quantity>>| {
        time.as_ref().map_or_else(String::new, |time| format!(" {word} {}", kind.written(&time.value)))
    };
    let within = |from, to| format!("{}{}", say("from", from), say("to", to));
    match window {
        Window::At(at) => format!("at {}", kind.written(&at.value)),
        Window::Ever(from, to) => format!("ever{}", within(from, to)),
        Window::Always(from, to) => format!("always{}", within(from, to)),
        Window::Over(asked, from, to) => format!("{}{}", asked.name(), within(from, to)),
    }
}

/// The index of a recorded time.
pub(super) fn recorded(
    name: &Placed<String>,
    time: &Placed<Quantity>,
    clock: &Clock,
    outputs: &Outputs,
    notes: &mut Notes<'_>,
) -> Option<usize> {
    let days = in_days(&time.value);
    if !clock.holds(clock.of(&time.value)) {
        let message = Message::new("E0339")
            .with("name", &name.value)
            .with("time", day_text(days))
            .with("start", clock.text(clock.start))
            .with("end", clock.text(clock.end));
        notes.error(message, time.span);
        return None;
    }
    Some(outputs.nearest_time(days))
}

/// The recorded times of a window; all times of outcomes and bounds are recorded.
pub(super) fn judge(
    name: &Placed<String>,
    window: &Window,
    clock: &Clock,
    outputs: &Outputs,
    notes: &mut Notes<'_>,
) -> Option<Judge> {
    let mut index = |time: &Placed<Quantity>| recorded(name, time, clock, outputs, notes);
    let last = outputs.times_days.len().checked_sub(1)?;
    let mut between = |from: &Option<Placed<_>>, to: &Option<Placed<_>>| {
        let from_index = from.as_ref().map_or(Some(0), &mut index);
        let to_index = to.as_ref().map_or(Some(last), &mut index);
        Some((from_index?, to_index?))
    };
    let judge = match window {
        Window::At(time) => Judge::At(index(time)?),
        Window::Ever(from, to) => between(from, to).map(|(from, to)| Judge::Ever(from, to))?,
        Window::Always(from, to) => between(from, to).map(|(from, to)| Judge::Always(from, to))?,
        Window::Over(asked, from, to) => between(from, to).map(|(from, to)| Judge::Over(*asked, from, to))?,
    };
    if let Judge::Ever(from, to) | Judge::Always(from, to) | Judge::Over(_, from, to) = judge
        && from > to
    {
        let start = outputs.times_days.get(from).copied().unwrap_or_default();
        let end = outputs.times_days.get(to).copied().unwrap_or_default();
        let message = Message::new("E0364")
            .with("name", &name.value)
            .with("start", day_text(start))
            .with("end", day_text(end));
        notes.error(message, name.span);
        return None;
    }
    Some(judge)
}

/// All recorded times in days: the grid of `every`, the end, the times of outcomes and bounds, and what is asked for beside.
fn times(scenario: &Scenario, also: &[f64], clock: &Clock, notes: &mut Notes<'_>) -> Option<Vec<f64>> {
    let (start, end) = (clock.days(clock.start), clock.days(clock.end));
    let length = end - start;
    let every = scenario.observe.every.as_ref();
    let step = every.map_or(length / DEFAULT_RECORDS, |every| in_days(&every.value));
    let count = (length / step).ceil();
    if count.is_nan() || count >= MOST_TIMES as f64 {
        let message = Message::new("E0351").with("count", count).with("limit", MOST_TIMES);
        notes.error(message, every.and_then(|every| every.span));
        return None;
    }
    let mut times: Vec<f64> = (0..count as usize).map(|index| (index as f64).mul_add(step, start)).collect();
    times.push(end);
    let windows = scenario.outcomes.iter().map(|outcome| &outcome.window);
    for window in windows.chain(scenario.plausible.iter().map(|bound| &bound.window)) {
        let wanted: Vec<_> = match window {
            Window::At(at) => vec![at],
            Window::Ever(from, to) | Window::Always(from, to) | Window::Over(_, from, to) => {
                from.iter().chain(to).collect()
            }
        };
        times.extend(
            wanted.iter().map(|time| in_days(&time.value)).filter(|time| *time >= start && *time <= end),
        );
    }
    let of_outcomes = outcomes::times(scenario);
    let more = of_outcomes.iter().chain(also).copied();
    times.extend(more.filter(|time| *time >= start && *time <= end));
    times.sort_by(f64::total_cmp);
    // Two roundings of one time are one time.
    let near = 1e-9 * length;
    times.dedup_by(|later, earlier| *later - *earlier < near);
    Some(times)
}
