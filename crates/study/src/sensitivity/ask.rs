//! Which number of a patient is asked for: an outcome that is a value, or a column at a time.

use super::Question;
use crate::prepare::Outputs;
use crate::scenario::{ColumnLine, Judged, OutcomeLine, Placed, Scenario, Window};
use lytic_text::{Diagnostic, Message, Sources, Span, nearest};
use lytic_units::{Dimension, Quantity};

/// The number that is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Target {
    /// An outcome of this name; the last of several.
    Outcome(String),
    /// A column of this name at the end.
    Column(String),
}

/// What a target is, for people.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Described {
    pub definition: String,
    pub label: String,
    pub label_zh: String,
    pub unit: String,
}

impl Target {
    /// The number, from a patient's recorded values.
    pub fn read(&self, outputs: &Outputs, values: &[f64]) -> f64 {
        match self {
            // An outcome that can be asked for is a condition or a value: no patient's fate comes in.
            Target::Outcome(name) => outputs
                .outcomes
                .iter()
                .rposition(|outcome| outcome.name == *name)
                .and_then(|index| outputs.judge(values, 0).get(index).copied())
                .unwrap_or(f64::NAN),
            Target::Column(name) => {
                let last = outputs.times_days.len().saturating_sub(1);
                let column = outputs.columns.iter().position(|column| column.name == *name);
                column.map_or(f64::NAN, |column| outputs.value(last, column, values))
            }
        }
    }

    /// What it is.
    pub fn described(&self, outputs: &Outputs) -> Described {
        match self {
            Target::Outcome(name) => outputs
                .outcomes
                .iter()
                .rfind(|outcome| outcome.name == *name)
                .map_or_else(Described::default, |outcome| Described {
                    definition: outcome.definition.clone(),
                    label: outcome.label.clone(),
                    label_zh: outcome.label_zh.clone(),
                    unit: outcome.unit.clone(),
                }),
            Target::Column(name) => outputs.columns.iter().find(|column| column.name == *name).map_or_else(
                Described::default,
                |column| Described {
                    definition: format!("{name}, at {} d", outputs.times_days.last().unwrap_or(&f64::NAN)),
                    label: column.label.clone(),
                    label_zh: column.label_zh.clone(),
                    unit: column.unit.clone(),
                },
            ),
        }
    }
}

/// Finds what is asked for in a scenario. A column at a time becomes an outcome of the scenario, so that its time is
/// recorded and checked like any other.
pub(super) fn choose(
    scenario: &mut Scenario,
    question: &Question,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Target> {
    let output = &question.output;
    let source = sources.add("--output", output.as_str());
    let place = Span::new(source, 0, output.len());
    let at = question.at.as_ref().map(|text| time(text, sources, diagnostics));
    if let Some(outcome) = scenario.outcomes.iter().find(|outcome| outcome.name.value == *output) {
        if is_condition(outcome) {
            let message =
                Message::new("E0902").with("name", output).with("known", continuous(scenario).join(", "));
            diagnostics.push(Diagnostic::error(message).at(place));
            return None;
        }
        if at.is_some() {
            diagnostics.push(Diagnostic::error(Message::new("E0903").with("name", output)).at(place));
            return None;
        }
        return Some(Target::Outcome(output.clone()));
    }
    if scenario.source.is_none() && scenario.observe.columns.is_empty() {
        // A bare model shows whatever symbol is asked for; the model says whether it has it.
        let name = Placed::at(output.clone(), place);
        let (label, label_zh) = (String::new(), String::new());
        scenario.observe.columns.push(ColumnLine { name, value: None, unit: None, label, label_zh });
    }
    let Some(column) = scenario.observe.columns.iter().find(|column| column.name.value == *output) else {
        let known = continuous(scenario);
        let near = nearest(output, names(scenario)).map(str::to_owned);
        let message = Message::new("E0901").with("name", output).with("known", known.join(", "));
        diagnostics.push(Diagnostic::error(message).at(place).suggest(near));
        return None;
    };
    let Some(at) = at else { return Some(Target::Column(output.clone())) };
    let expression = column.value.clone().unwrap_or_else(|| column.name.clone());
    let line = OutcomeLine {
        name: column.name.clone(),
        judged: Judged::Value(expression, column.unit.clone()),
        window: Window::At(at?),
        label: column.label.clone(),
        label_zh: column.label_zh.clone(),
    };
    scenario.outcomes.push(line);
    Some(Target::Outcome(output.clone()))
}

/// A time of the command line.
fn time(text: &str, sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Option<Placed<Quantity>> {
    let source = sources.add("--at", text);
    let place = Span::new(source, 0, text.len());
    let read =
        Quantity::parse(text).and_then(|quantity| quantity.expect(&Dimension::TIME).map(|()| quantity));
    match read {
        Ok(quantity) => Some(Placed::at(quantity, place)),
        Err(error) => {
            diagnostics.push(error.diagnostic(place));
            None
        }
    }
}

/// Whether an outcome holds or does not; a day at which something holds is a value.
fn is_condition(outcome: &OutcomeLine) -> bool {
    matches!(outcome.judged, Judged::When(_)) && !matches!(outcome.window, Window::Over(..))
}

/// Outcomes and columns, of whatever kind.
fn names(scenario: &Scenario) -> impl Iterator<Item = &str> {
    let outcomes = scenario.outcomes.iter().map(|outcome| outcome.name.value.as_str());
    outcomes.chain(scenario.observe.columns.iter().map(|column| column.name.value.as_str()))
}

/// Names that can be asked for.
fn continuous(scenario: &Scenario) -> Vec<&str> {
    let values = scenario.outcomes.iter().filter(|outcome| !is_condition(outcome));
    values
        .map(|outcome| outcome.name.value.as_str())
        .chain(scenario.observe.columns.iter().map(|column| column.name.value.as_str()))
        .collect()
}
