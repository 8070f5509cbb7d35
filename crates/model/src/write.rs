//! A flat model as Antimony text with all its values, for other tools and for reading back.
//!
//! One module; dots in names become underscores, and a name that is taken, or that the language keeps for itself, gets
//! a number or an underscore behind it, in the order of the symbols. Units are written under their identifier form,
//! each defined from SI units. SBML has neither cells nor IU: `unit cell = item` and `unit IU = dimensionless` stand
//! for them, and the reader takes them back as what they are. Numbers are written in the shortest form that reads back
//! to the same bits.

mod mathml;
mod names;
mod rows;
mod sbml;
mod sbml_units;
mod text;
mod units;

use crate::flatten::DIMENSIONS;
use crate::model::{
    About, Event, Math, MathKind, Model, Participant, Reaction, Rule, Symbol, SymbolId, SymbolKind,
};
use crate::syntax::is_qualifier;
use names::Names;
use std::fmt::Write;
use text::Words;
use units::UnitNames;

pub use rows::{Row, RowKind, rows};
pub(crate) use sbml::escaped;
pub use sbml::write_sbml;
pub(crate) use text::function_name;
pub use text::number_text;

/// The text of a model: one flat module with all values. libAntimony 3.3 loads it, except for constraints (`assert`),
/// which it does not know: they are left out of nothing but its view, as comments would be.
pub fn write_antimony(model: &Model) -> String {
    let names = Names::new(model);
    let units = UnitNames::new(model, &names);
    let words = Words { symbol: &|id| names.symbol(id), unit: &|unit| units.name(unit) };
    let mut writer =
        Writer { model, names: &names, units: &units, words, stoichiometries: 0, out: String::new() };
    writer.model();
    writer.out
}

/// An equation as text, with dotted names and units as people write them.
pub fn equation_text(model: &Model, math: &Math) -> String {
    let symbol = |id: SymbolId| {
        model.symbols.get(id.0 as usize).map_or_else(|| "?".to_owned(), |symbol| symbol.name.clone())
    };
    Words { symbol: &symbol, unit: &|unit| unit.to_string() }.math(math)
}

struct Writer<'a> {
    model: &'a Model,
    names: &'a Names,
    units: &'a UnitNames,
    words: Words<'a>,
    /// Stoichiometries that were given a name so far.
    stoichiometries: usize,
    out: String,
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str("  ");
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn model(&mut self) {
        let model = self.model;
        for line in model.about.comment.iter().flat_map(|comment| comment.lines()) {
            let _ = writeln!(self.out, "//{}{line}", if line.is_empty() { "" } else { " " });
        }
        let _ = writeln!(self.out, "model *{}()", self.names.model());
        for definition in self.units.definitions() {
            self.line(&definition);
        }
        for (index, symbol) in model.symbols.iter().enumerate() {
            self.declaration(SymbolId(index as u32), symbol);
        }
        for (index, symbol) in model.symbols.iter().enumerate() {
            self.values(SymbolId(index as u32), symbol);
        }
        for reaction in &model.reactions {
            self.reaction(reaction);
        }
        for (index, event) in model.events.iter().enumerate() {
            // The language has no events that set nothing, which do nothing either.
            if !event.assignments.is_empty() {
                self.event(index, event);
            }
        }
        for rule in &model.algebraic {
            let residual = self.words.math(&rule.residual);
            self.line(&format!("0 = {residual};"));
        }
        for constraint in &model.constraints {
            let condition = self.words.math(&constraint.condition);
            let message = constraint.message.as_ref().map(|text| format!(" else {}", quoted(text)));
            self.line(&format!("assert {condition}{};", message.unwrap_or_default()));
        }
        self.notes();
        self.out.push_str("end\n");
    }

    fn declaration(&mut self, id: SymbolId, symbol: &Symbol) {
        let constant = if symbol.constant { "const " } else { "var " };
        let name = self.names.symbol(id);
        let mut line = match symbol.kind {
            SymbolKind::Compartment => format!("{constant}compartment {name};"),
            SymbolKind::Parameter => format!("{constant}{name};"),
            SymbolKind::Reaction(_) => format!("reaction {name};"),
            SymbolKind::Species { boundary, substance_only, .. } => {
                let constant = if symbol.constant { "const " } else { "" };
                let substance = if substance_only { "substanceOnly " } else { "" };
                format!("{constant}{substance}species {}{name};", if boundary { "$" } else { "" })
            }
        };
        let comment = symbol.about.comment.as_deref().map(str::trim).filter(|comment| !comment.is_empty());
        // The language has no word for it: see `said_dimensions`.
        let dimensions = symbol.dimensions.filter(|number| *number != symbol.dimensions_of_unit());
        let dimensions = dimensions.map(|number| format!("{DIMENSIONS}{}", number_text(number)));
        let said: Vec<&str> = dimensions.as_deref().into_iter().chain(comment).collect();
        if !said.is_empty() {
            let _ = write!(line, "  // {}", said.join("; ").replace(['\n', '\r'], " "));
        }
        self.line(&line);
    }

    fn values(&mut self, id: SymbolId, symbol: &Symbol) {
        let name = self.names.symbol(id);
        if let SymbolKind::Species { compartment: Some(room), .. } = symbol.kind {
            let room = self.names.symbol(room);
            self.line(&format!("{name} in {room};"));
        }
        if let Some(unit) = &symbol.unit {
            let unit = self.units.name(&unit.unit);
            self.line(&format!("{name} has {unit};"));
        }
        if let Some(initial) = &symbol.initial {
            let value = self.words.math(initial);
            self.line(&format!("{name} = {value};"));
        }
        match &symbol.rule {
            Some(Rule::Assignment(math)) => {
                let value = self.words.math(math);
                self.line(&format!("{name} := {value};"));
            }
            Some(Rule::Rate(math)) => {
                let value = self.words.math(math);
                self.line(&format!("{name}' = {value};"));
            }
            None => {}
        }
    }

    fn side(&mut self, side: &[Participant]) -> String {
        let mut terms = Vec::with_capacity(side.len());
        for participant in side {
            let name = self.names.symbol(participant.species);
            let math = &participant.stoichiometry;
            // The language takes a number or a name here; anything else gets a name.
            let is_plain = match math.kind {
                MathKind::Number(value, _) => value >= 0.0 && value.is_finite(),
                MathKind::Symbol(_) => true,
                _ => false,
            };
            let count = self.words.math(math);
            let count = if is_plain { count } else { self.stoichiometry(&count) };
            terms.push(if count == "1" { name } else { format!("{count} {name}") });
        }
        terms.join(" + ")
    }

    /// A name for a stoichiometry that is an expression.
    fn stoichiometry(&mut self, value: &str) -> String {
        let name = loop {
            self.stoichiometries += 1;
            let name = format!("stoichiometry_{}", self.stoichiometries);
            if !self.names.is_taken(&name) {
                break name;
            }
        };
        self.line(&format!("{name} := {value};"));
        name
    }

    fn reaction(&mut self, reaction: &Reaction) {
        let name = self.names.symbol(reaction.symbol);
        let (left, right) = (self.side(&reaction.reactants), self.side(&reaction.products));
        let arrow = if reaction.reversible { "->" } else { "=>" };
        let law = reaction.law.as_ref().map(|law| self.words.math(law)).unwrap_or_default();
        self.line(&format!("{name}: {left} {arrow} {right}; {law};"));
        if reaction.fast {
            self.line(&format!("fast reaction {name};"));
        }
    }

    fn event(&mut self, index: usize, event: &Event) {
        let mut line = format!("{}: at ", self.names.event(index));
        if let Some(delay) = &event.delay {
            let _ = write!(line, "{} after ", self.words.enclosed(delay));
        }
        line.push_str(&self.words.enclosed(&event.trigger));
        if let Some(priority) = &event.priority {
            let _ = write!(line, ", priority = {}", self.words.math(priority));
        }
        for (option, value) in [
            ("t0", event.initially_true),
            ("persistent", event.persistent),
            ("fromTrigger", event.from_trigger),
        ] {
            if !value {
                let _ = write!(line, ", {option} = false");
            }
        }
        let assignments: Vec<String> = event
            .assignments
            .iter()
            .map(|(target, value)| format!("{} = {}", self.names.symbol(*target), self.words.math(value)))
            .collect();
        let _ = write!(line, ": {};", assignments.join(", "));
        self.line(&line);
    }

    fn notes(&mut self) {
        let model = self.model;
        for (index, symbol) in model.symbols.iter().enumerate() {
            let name = self.names.symbol(SymbolId(index as u32));
            if let Some(text) = &symbol.about.display_name {
                self.line(&format!("{name} is {};", quoted(text)));
            }
            if let Some(text) = &symbol.about.notes {
                self.line(&format!("{name} notes {};", quoted(text)));
            }
            if let Some(term) = symbol.about.sbo_term {
                self.line(&format!("{name}.sboTerm = {term};"));
            }
            for (qualifier, resource) in written(&symbol.about) {
                self.line(&format!("{name} {qualifier} {};", quoted(resource)));
            }
        }
        if let Some(text) = &model.about.notes {
            self.line(&format!("model notes {};", quoted(text)));
        }
        for (qualifier, resource) in written(&model.about) {
            self.line(&format!("model {qualifier} {};", quoted(resource)));
        }
    }
}

/// What the language has a word for: other tools write `unknownQualifier` and the like.
fn written(about: &About) -> impl Iterator<Item = &(String, String)> {
    about.annotations.iter().filter(|(qualifier, _)| is_qualifier(qualifier))
}

/// A text between quotes: in three backquotes where it has quotes or several lines. Three backquotes inside cannot be
/// written and become quotes.
fn quoted(text: &str) -> String {
    if text.contains(['"', '\n', '\r', '\\']) {
        format!("```{}```", text.replace("```", "\"\"\""))
    } else {
        format!("\"{text}\"")
    }
}
