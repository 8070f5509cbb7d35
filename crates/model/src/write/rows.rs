//! A model as a table, for `lytic model show`: what there is, its value, unit, equation and origin.

use super::{equation_text, number_text};
use crate::model::{MathKind, Model, Origin, Participant, Rule, SymbolKind};
use lytic_text::Span;

/// What a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A compartment.
    Compartment,
    /// A species.
    Species,
    /// A symbol that a rate rule changes.
    Variable,
    /// A symbol that an assignment rule sets.
    Derived,
    /// Any other symbol.
    Parameter,
    /// A reaction.
    Reaction,
    /// An event.
    Event,
}

/// One line of the table. Texts are empty where there is nothing to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is.
    pub kind: RowKind,
    /// Dotted name.
    pub name: String,
    /// Value at the start: a number or an expression.
    pub value: String,
    /// Unit as written.
    pub unit: String,
    /// Rule, reaction or event as text.
    pub equation: String,
    /// Display name, or the comment at the end of the declaring line.
    pub comment: String,
    /// Module and symbol that declared it; none for events.
    pub origin: Option<Origin>,
    /// Where it was declared.
    pub span: Span,
}

/// Every symbol and event of a model, in the model's order.
pub fn rows(model: &Model) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::with_capacity(model.symbols.len() + model.events.len());
    for symbol in &model.symbols {
        let value = symbol.initial.as_ref().map(|initial| match &initial.kind {
            MathKind::Number(value, _) => number_text(*value),
            _ => equation_text(model, initial),
        });
        let (kind, equation) = match (&symbol.kind, &symbol.rule) {
            (SymbolKind::Reaction(number), _) => (RowKind::Reaction, reaction_text(model, *number)),
            (kind, rule) => {
                let equation = match rule {
                    Some(Rule::Assignment(math)) => equation_text(model, math),
                    Some(Rule::Rate(math)) => format!("d/dt = {}", equation_text(model, math)),
                    None => String::new(),
                };
                let kind = match (kind, rule) {
                    (SymbolKind::Compartment, _) => RowKind::Compartment,
                    (SymbolKind::Species { .. }, _) => RowKind::Species,
                    (_, Some(Rule::Assignment(_))) => RowKind::Derived,
                    (_, Some(Rule::Rate(_))) => RowKind::Variable,
                    _ => RowKind::Parameter,
                };
                (kind, equation)
            }
        };
        let about = &symbol.about;
        rows.push(Row {
            kind,
            name: symbol.name.clone(),
            value: value.unwrap_or_default(),
            unit: symbol.unit.as_ref().map(|unit| unit.unit.to_string()).unwrap_or_default(),
            equation,
            comment: about.display_name.as_ref().or(about.comment.as_ref()).cloned().unwrap_or_default(),
            origin: Some(symbol.origin.clone()),
            span: symbol.span,
        });
    }
    for event in &model.events {
        let assignments: Vec<String> = event
            .assignments
            .iter()
            .map(|(target, value)| {
                let name = model.symbols.get(target.0 as usize).map_or("?", |symbol| &symbol.name);
                format!("{name} = {}", equation_text(model, value))
            })
            .collect();
        let trigger = equation_text(model, &event.trigger);
        rows.push(Row {
            kind: RowKind::Event,
            name: event.name.clone(),
            value: String::new(),
            unit: String::new(),
            equation: format!("at {trigger}: {}", assignments.join(", ")),
            comment: String::new(),
            origin: None,
            span: event.span,
        });
    }
    rows
}

fn reaction_text(model: &Model, number: u32) -> String {
    let Some(reaction) = model.reactions.get(number as usize) else { return String::new() };
    let side = |side: &[Participant]| {
        let terms: Vec<String> = side
            .iter()
            .map(|participant| {
                let name =
                    model.symbols.get(participant.species.0 as usize).map_or("?", |symbol| &symbol.name);
                let count = equation_text(model, &participant.stoichiometry);
                if count == "1" { name.to_owned() } else { format!("{count} {name}") }
            })
            .collect();
        terms.join(" + ")
    };
    let law = reaction.law.as_ref().map(|law| equation_text(model, law)).unwrap_or_default();
    let arrow = if reaction.reversible { "->" } else { "=>" };
    format!("{} {arrow} {}; {law}", side(&reaction.reactants), side(&reaction.products)).trim().to_owned()
}
