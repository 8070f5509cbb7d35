//! A tree back to tidy text.
//!
//! Reading the text gives the same tree but for places. One statement a line, two spaces inside of modules, only the
//! parentheses that are needed, and those around `||` under `&&`, whose reading surprises people.

mod expressions;

use crate::ast::{
    Arrow, AssignmentOperator, DeclarationItem, DeclaredKind, Event, Expression, File, Function, Module,
    Name, Participant, Path, Reaction, Statement, StatementKind,
};
use expressions::expression;

/// Longest line of an event before its assignments get lines of their own.
const MAX_WIDTH: usize = 100;

/// The text of a tree.
pub fn format_file(file: &File) -> String {
    let mut blocks: Vec<String> = Vec::new();
    if !file.imports.is_empty() {
        blocks.push(file.imports.iter().map(|import| format!("import {}\n", quote(&import.path))).collect());
    }
    blocks.extend(file.functions.iter().map(function));
    blocks.extend(file.modules.iter().map(module));
    if !file.statements.is_empty() {
        blocks.push(file.statements.iter().map(|line| statement(line, "")).collect());
    }
    blocks.join("\n")
}

fn comment_lines(lines: &str, indent: &str) -> String {
    if lines.is_empty() {
        return String::new();
    }
    lines.split('\n').map(|line| comment_line(line, indent)).collect()
}

fn comment_line(line: &str, indent: &str) -> String {
    if line.is_empty() { format!("{indent}//\n") } else { format!("{indent}// {line}\n") }
}

fn names(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ")
}

fn path(path: &Path) -> String {
    path.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
}

/// A text in the quotes that hold it.
fn quote(text: &str) -> String {
    if text.contains(['\n', '\r']) && !text.contains("```") && !text.starts_with('`') && !text.ends_with('`')
    {
        return format!("```\n{text}\n```");
    }
    quote_line(text)
}

/// A text in double quotes; a line end becomes a space.
fn quote_line(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' | '\r' => quoted.push(' '),
            _ => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

fn function(function: &Function) -> String {
    format!(
        "{}function {}({})\n  {};\nend\n",
        comment_lines(&function.comment, ""),
        function.name.text,
        names(&function.arguments),
        expression(&function.body)
    )
}

fn module(module: &Module) -> String {
    let mut text = comment_lines(&module.comment, "");
    let star = if module.is_main { "*" } else { "" };
    text.push_str(&format!("model {star}{}({})\n", module.name.text, names(&module.ports)));
    for line in &module.statements {
        text.push_str(&statement(line, "  "));
    }
    for line in &module.tail {
        text.push_str(&comment_line(line, "  "));
    }
    text.push_str("end\n");
    text
}

fn statement(line: &Statement, indent: &str) -> String {
    let mut text: String = line.lead.iter().map(|line| comment_line(line, indent)).collect();
    text.push_str(indent);
    text.push_str(&statement_kind(&line.kind));
    // A reaction without a law ends with the `;` before it.
    if !text.ends_with(';') {
        text.push(';');
    }
    if let Some(comment) = &line.comment {
        text.push_str(&format!("  // {comment}"));
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn statement_kind(kind: &StatementKind) -> String {
    match kind {
        StatementKind::Declaration { constant, substance_only, kind, kind_written, items } => {
            let items = items.iter().map(declaration_item).collect::<Vec<_>>().join(", ");
            let mut words: Vec<&str> = Vec::new();
            words.extend(constant.map(|constant| if constant { "const" } else { "var" }));
            words.extend(substance_only.then_some("substanceOnly"));
            words.extend(kind_written.then(|| declared(*kind)));
            words.push(&items);
            words.join(" ")
        }
        StatementKind::Assignment { target, operator, value, compartment } => {
            format!("{}{}{}{}", path(target), place(compartment), sign(*operator), expression(value))
        }
        StatementKind::Place { target, compartment } => format!("{} in {}", path(target), path(compartment)),
        StatementKind::Same { left, right } => format!("{} is {}", path(left), path(right)),
        StatementKind::DisplayName { target, text } => format!("{} is {}", path(target), quote(text)),
        StatementKind::HasUnit { target, unit } => format!("{} has {}", path(target), unit.text),
        StatementKind::UnitDefinition { name, unit } => format!("unit {} = {}", name.text, unit.text),
        StatementKind::Reaction(line) => reaction(line),
        StatementKind::Event(line) => event(line),
        StatementKind::Instance { name, module, arguments, time_conversion, extent_conversion } => {
            let arguments: Vec<String> = arguments.iter().map(expression).collect();
            let mut text = format!("{}: {}({})", name.text, module.text, arguments.join(", "));
            for (word, value) in [("timeconv", time_conversion), ("extentconv", extent_conversion)] {
                text.extend(value.iter().map(|value| format!(", {word} = {}", expression(value))));
            }
            text
        }
        StatementKind::Delete { targets } => {
            format!("delete {}", targets.iter().map(path).collect::<Vec<_>>().join(", "))
        }
        StatementKind::Notes { target, text } => format!("{} notes {}", owner(target), quote(text)),
        StatementKind::Annotation { target, qualifier, resources } => {
            let resources: Vec<String> = resources.iter().map(|text| quote(text)).collect();
            format!("{} {qualifier} {}", owner(target), resources.join(", "))
        }
        StatementKind::SboTerm { target, term } => format!("{}.sboTerm = SBO:{term:07}", owner(target)),
        StatementKind::Algebraic { residual } => format!("0 = {}", expression(residual)),
        StatementKind::Fast { reactions } => {
            format!("fast reaction {}", reactions.iter().map(path).collect::<Vec<_>>().join(", "))
        }
        StatementKind::Constraint { name, condition, message } => {
            let condition = expression(condition);
            match (name, message) {
                (None, None) => format!("constraint: {condition}"),
                (Some(name), None) => format!("constraint {}: {condition}", name.text),
                (None, Some(message)) => format!("assert {condition} else {}", quote(message)),
                (Some(name), Some(message)) => {
                    format!("{}: assert {condition} else {}", name.text, quote(message))
                }
            }
        }
    }
}

fn owner(target: &Option<Path>) -> String {
    target.as_ref().map_or_else(|| "model".to_owned(), path)
}

fn place(compartment: &Option<Path>) -> String {
    compartment.as_ref().map_or_else(String::new, |compartment| format!(" in {}", path(compartment)))
}

fn declared(kind: DeclaredKind) -> &'static str {
    match kind {
        DeclaredKind::Species => "species",
        DeclaredKind::Compartment => "compartment",
        DeclaredKind::Parameter => "formula",
        DeclaredKind::Reaction => "reaction",
        DeclaredKind::Event => "event",
    }
}

fn sign(operator: AssignmentOperator) -> &'static str {
    match operator {
        AssignmentOperator::Initial => " = ",
        AssignmentOperator::Always => " := ",
        AssignmentOperator::Rate => "' = ",
    }
}

fn declaration_item(item: &DeclarationItem) -> String {
    let boundary = if item.boundary { "$" } else { "" };
    let mut text = format!("{boundary}{}{}", path(&item.target), place(&item.compartment));
    if let Some((operator, value)) = &item.value {
        text.push_str(sign(*operator));
        text.push_str(&expression(value));
    }
    text.extend(item.unit.iter().map(|unit| format!(" has {}", unit.text)));
    text
}

fn reaction(reaction: &Reaction) -> String {
    let mut text = String::new();
    text.extend(reaction.name.iter().map(|name| format!("{}: ", path(name))));
    let arrow = match reaction.arrow {
        Arrow::Reversible => "->",
        Arrow::Irreversible => "=>",
        Arrow::Activates => "-o",
        Arrow::Inhibits => "-|",
        Arrow::Influences => "-(",
    };
    let equation = format!("{} {arrow} {}", side(&reaction.reactants), side(&reaction.products));
    text.push_str(equation.trim_start());
    text.push(';');
    text.extend(reaction.law.iter().map(|law| format!(" {}", expression(law))));
    text.push_str(&place(&reaction.compartment));
    text
}

fn side(participants: &[Participant]) -> String {
    participants.iter().map(participant).collect::<Vec<_>>().join(" + ")
}

fn participant(participant: &Participant) -> String {
    let stoichiometry = participant
        .stoichiometry
        .as_ref()
        .map_or_else(String::new, |number| format!("{} ", expression(number)));
    let boundary = if participant.boundary { "$" } else { "" };
    format!("{stoichiometry}{boundary}{}", path(&participant.species))
}

fn event(event: &Event) -> String {
    let mut text = String::new();
    text.extend(event.name.iter().map(|name| format!("{}: ", path(name))));
    text.push_str("at ");
    text.extend(event.delay.iter().map(|delay| format!("{} after ", expression(delay))));
    text.push_str(&expression(&event.trigger));
    let options: [(&str, &Option<Expression>); 4] = [
        ("priority", &event.priority),
        ("persistent", &event.persistent),
        ("t0", &event.initially_true),
        ("fromTrigger", &event.from_trigger),
    ];
    for (word, value) in options {
        text.extend(value.iter().map(|value| format!(", {word} = {}", expression(value))));
    }
    text.push(':');
    let assignments: Vec<String> = event
        .assignments
        .iter()
        .map(|(target, value)| format!("{} = {}", path(target), expression(value)))
        .collect();
    // Behind the colon and the commas a line may end.
    let length: usize = text.len() + assignments.iter().map(|assignment| assignment.len() + 2).sum::<usize>();
    let (before, between) = if length > MAX_WIDTH { ("\n    ", ",\n    ") } else { (" ", ", ") };
    text.push_str(before);
    text.push_str(&assignments.join(between));
    text
}
