//! Is a model fit to be run? Units of every equation, symbols without a value, circles, and what a careful reader
//! would ask about.

mod units;

use crate::lower::ordered_units;
use crate::model::{Math, MathKind, Model, Participant, Reaction, Rule, Symbol, SymbolId, SymbolKind};
use lytic_text::{Diagnostic, Message, Severity, Span};
use lytic_units::Unit;

pub(crate) use units::{Found, Inference, difference, words};

/// All problems of a model: units that do not fit, symbols without a value, circles, and lints (warnings).
pub fn check(model: &Model) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    check_units(model, &mut diagnostics);
    if model.allows_negative {
        // SBML recommends units that fit and does not demand them; few published models have them all.
        diagnostics.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Warning);
    }
    check_sizes(model, &mut diagnostics);
    if let Err(problems) = model.lower() {
        diagnostics.extend(problems);
    }
    crate::lint::lint(model, &mut diagnostics);
    if model.allows_negative {
        diagnostics.iter_mut().for_each(|diagnostic| {
            let key = &mut diagnostic.message.key;
            *key = key_for_sbml(key);
        });
    }
    diagnostics
}

/// The same finding with the mend that helps in SBML, where that is another than in Antimony.
fn key_for_sbml(key: &'static str) -> &'static str {
    match key {
        "E0251" => "W2417",
        "W0210" => "W2416",
        "W0211" => "W2410",
        "W0212" => "W2409",
        "W0225" => "W2411",
        "W0226" => "W2412",
        "W0228" => "W2413",
        other => other,
    }
}

/// The unit of each symbol: declared, or told by its equation. A model that cannot be ordered has only declared ones.
pub(crate) fn symbol_units(model: &Model) -> Vec<Option<Unit>> {
    let mut units: Vec<Option<Unit>> =
        model.symbols.iter().map(|symbol| symbol.unit.as_ref().map(|unit| unit.unit.clone())).collect();
    for id in ordered_units(model) {
        let Some(symbol) = model.symbols.get(id.0 as usize) else { continue };
        if symbol.unit.is_some() {
            continue;
        }
        let of = |id: SymbolId| units.get(id.0 as usize).cloned().flatten();
        let mut inference =
            Inference { symbol: &of, time: model.time_unit.as_ref(), diagnostics: Vec::new() };
        let equation = match (&symbol.kind, &symbol.rule, &symbol.initial) {
            (SymbolKind::Reaction(number), _, _) => {
                model.reactions.get(*number as usize).and_then(|reaction| reaction.law.as_ref())
            }
            (_, Some(Rule::Assignment(math)), _) => Some(math),
            // A bare number tells nothing.
            (_, None, Some(math)) if !matches!(math.kind, MathKind::Number(_, None)) => Some(math),
            _ => None,
        };
        let found = equation.and_then(|math| inference.find(math).unit());
        if let Some(slot) = units.get_mut(id.0 as usize) {
            *slot = found;
        }
    }
    units
}

/// No species starts below zero, no compartment is empty: the engine would hold the first at zero and divide by the second.
fn check_sizes(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for symbol in &model.symbols {
        let Some(initial) = &symbol.initial else { continue };
        let MathKind::Number(value, _) = initial.kind else { continue };
        let code = match symbol.kind {
            SymbolKind::Species { .. } if value < 0.0 && !model.allows_negative => "E0264",
            SymbolKind::Compartment if value <= 0.0 => "E0265",
            _ => continue,
        };
        let message = Message::new(code).with("name", &symbol.name).with("value", value);
        diagnostics.push(Diagnostic::error(message).at(initial.span));
    }
}

fn check_units(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let Some(first) = model.symbols.first() else { return };
    if model.symbols.iter().all(|symbol| symbol.unit.is_none()) {
        diagnostics.push(Diagnostic::warning(Message::new("W0210")).at(first.span));
        return;
    }
    let units = symbol_units(model);
    let of = |id: SymbolId| units.get(id.0 as usize).cloned().flatten();
    let inference = Inference { symbol: &of, time: model.time_unit.as_ref(), diagnostics: Vec::new() };
    let mut checker = Checker { model, units: &units, inference };
    checker.all();
    diagnostics.append(&mut checker.inference.diagnostics);
    without_unit(model, &units, diagnostics);
}

/// One warning for all symbols whose unit nobody knows, and one for the unit of time.
fn without_unit(model: &Model, units: &[Option<Unit>], diagnostics: &mut Vec<Diagnostic>) {
    const MOST_NAMES: usize = 12;
    let is_rate = |symbol: &Symbol| matches!(symbol.rule, Some(Rule::Rate(_)));
    let first_rate = model.symbols.iter().find(|symbol| is_rate(symbol)).map(|symbol| symbol.span);
    let first_rate = first_rate.or(model.reactions.first().map(|reaction| reaction.span));
    if let (None, Some(span)) = (&model.time_unit, first_rate) {
        diagnostics.push(Diagnostic::warning(Message::new("W0211")).at(span));
    }
    let unknown: Vec<&Symbol> = model
        .symbols
        .iter()
        .zip(units)
        .filter(|(symbol, unit)| unit.is_none() && !matches!(symbol.kind, SymbolKind::Reaction(_)))
        .map(|(symbol, _)| symbol)
        .collect();
    if let Some(first) = unknown.first() {
        let mut names: Vec<&str> =
            unknown.iter().take(MOST_NAMES).map(|symbol| symbol.name.as_str()).collect();
        if unknown.len() > MOST_NAMES {
            names.push("…");
        }
        let message = Message::new("W0212").with("names", names.join(", "));
        diagnostics.push(Diagnostic::warning(message).at(first.span));
    }
}

struct Checker<'a> {
    model: &'a Model,
    units: &'a [Option<Unit>],
    inference: Inference<'a>,
}

impl Checker<'_> {
    fn unit(&self, id: SymbolId) -> Option<Unit> {
        self.units.get(id.0 as usize).cloned().flatten()
    }

    fn per_time(&self, unit: Option<Unit>) -> Option<Unit> {
        unit.zip(self.model.time_unit.as_ref()).map(|(unit, time)| unit.divide(time))
    }

    /// An equation that must have a unit; a number alone takes it.
    fn expect(&mut self, expected: Option<Unit>, math: &Math, key: &'static str, name: &str) {
        let found = self.inference.find(math);
        let (Some(expected), Found::Known(found)) = (expected, found) else {
            return;
        };
        if let Some(message) = difference(key, &expected, &found) {
            let message = if message.key == key { message.with("name", name) } else { message };
            self.inference.diagnostics.push(Diagnostic::error(message).at(math.span));
        }
    }

    fn all(&mut self) {
        let model = self.model;
        for (index, symbol) in model.symbols.iter().enumerate() {
            let unit = self.unit(SymbolId(index as u32));
            if let Some(initial) = &symbol.initial {
                self.expect(unit.clone(), initial, "E0250", &symbol.name);
            }
            match &symbol.rule {
                Some(Rule::Assignment(math)) => self.expect(unit, math, "E0250", &symbol.name),
                Some(Rule::Rate(math)) => {
                    let rate = self.per_time(unit);
                    self.expect(rate, math, "E0257", &symbol.name);
                }
                None => {}
            }
        }
        for reaction in &model.reactions {
            self.reaction(reaction);
        }
        for event in &model.events {
            self.inference.condition(&event.trigger);
            if let Some(delay) = &event.delay {
                self.option(model.time_unit.clone(), delay, "delay", &event.name);
            }
            if let Some(priority) = &event.priority {
                self.option(Some(Unit::dimensionless()), priority, "priority", &event.name);
            }
            for (target, value) in &event.assignments {
                let name = model.symbols.get(target.0 as usize).map_or("", |symbol| &symbol.name);
                let unit = self.unit(*target);
                self.expect(unit, value, "E0250", name);
            }
        }
        for constraint in &model.constraints {
            self.inference.condition(&constraint.condition);
        }
    }

    fn option(&mut self, expected: Option<Unit>, math: &Math, option: &str, event: &str) {
        let before = self.inference.diagnostics.len();
        self.expect(expected, math, "E0262", event);
        for diagnostic in self.inference.diagnostics.iter_mut().skip(before) {
            if diagnostic.message.key == "E0262" {
                diagnostic.message.arguments.push(("option", option.to_owned()));
            }
        }
    }

    /// A law is an amount of each of its species, per stoichiometry, per time.
    fn reaction(&mut self, reaction: &Reaction) {
        let Some(law) = &reaction.law else { return };
        let found = self.inference.find(law);
        let name = self.model.symbols.get(reaction.symbol.0 as usize).map_or("", |symbol| &symbol.name);
        let sides: Vec<&Participant> = reaction.reactants.iter().chain(&reaction.products).collect();
        for participant in sides {
            let per = self.inference.find(&participant.stoichiometry);
            let amount = self.amount(participant.species);
            let amount = match per {
                Found::Known(per) => amount.map(|amount| amount.divide(&per)),
                _ => amount,
            };
            let (Some(expected), Found::Known(found)) = (self.per_time(amount), &found) else { continue };
            if let Some(message) = difference("E0258", &expected, found) {
                let message = if message.key == "E0258" { message.with("name", name) } else { message };
                let place = self.species_span(participant.species);
                let seen = Message::new("model.this").with("unit", words(&expected));
                let mut diagnostic = Diagnostic::error(message).at(law.span);
                if let Some(place) = place {
                    diagnostic = diagnostic.label(place, seen);
                }
                self.inference.diagnostics.push(diagnostic);
                return;
            }
        }
    }

    fn species_span(&self, id: SymbolId) -> Option<Span> {
        self.model
            .symbols
            .get(id.0 as usize)
            .map(|symbol| symbol.unit.as_ref().map_or(symbol.span, |unit| unit.span))
    }

    /// Unit of the amount of a species.
    fn amount(&self, id: SymbolId) -> Option<Unit> {
        let unit = self.unit(id)?;
        match self.model.symbols.get(id.0 as usize)?.kind {
            SymbolKind::Species { compartment: Some(room), substance_only: false, .. } => {
                Some(unit.multiply(&self.unit(room)?))
            }
            _ => Some(unit),
        }
    }
}
