//! Gives the library's values to the symbols of a model, and says where each value comes from.
//!
//! A parameter is bound by the module and the symbol that declare it (`nk.death_rate`), whatever the instance is
//! called, so that two instances of one module share their values. A value in the model's own text wins: users'
//! models keep their numbers.

use crate::library::Library;
use crate::parameters::ParameterEntry;
use lytic_model::{MathKind, Model, Symbol, SymbolId, SymbolKind};
use lytic_text::{Diagnostic, Message, Span};
use lytic_units::Quantity;
use std::collections::BTreeSet;

/// A symbol that got its value from the library.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// The symbol.
    pub symbol: SymbolId,
    /// The parameter.
    pub parameter: &'a ParameterEntry,
    /// The parameter's value in the symbol's unit.
    pub value: f64,
}

/// Where a symbol's value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Provenance<'a> {
    /// A parameter of the library.
    Library(&'a ParameterEntry),
    /// A parameter of the library, with another value in its place.
    Changed(&'a ParameterEntry),
    /// A number in the model's text.
    Number,
    /// A formula for the start in the model's text.
    Formula,
    /// A rule.
    Rule,
    /// Nothing gives it a value.
    Missing,
}

/// One line of `lytic model show`.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundSymbol<'a> {
    /// Dotted name.
    pub name: String,
    /// Its value where that is a number.
    pub value: Option<f64>,
    /// Its unit, as declared.
    pub unit: Option<String>,
    /// Where the value comes from.
    pub from: Provenance<'a>,
    /// Where the symbol is declared.
    pub span: Span,
}

impl Library {
    /// Gives library values to the symbols that have none, in each symbol's unit. Reports parameters that do not fit
    /// their symbol's unit, and constants of library modules without a value and without a parameter.
    pub fn bind(&self, model: &mut Model, diagnostics: &mut Vec<Diagnostic>) -> Vec<Binding<'_>> {
        let modules: BTreeSet<&str> = self.parameters().iter().map(|entry| entry.module.as_str()).collect();
        let mut bindings = Vec::new();
        for (index, symbol) in model.symbols.iter().enumerate().filter(|(_, symbol)| is_open(symbol)) {
            match self.parameter_of(&symbol.origin.module, &symbol.origin.symbol) {
                Some(entry) => match in_unit_of(symbol, entry) {
                    Ok(value) => {
                        bindings.push(Binding { symbol: SymbolId(index as u32), parameter: entry, value });
                    }
                    Err(problem) => diagnostics.push(problem),
                },
                None if symbol.constant && modules.contains(symbol.origin.module.as_str()) => {
                    diagnostics.push(missing(symbol));
                }
                // What the parent must give: the check of the model speaks of it.
                None => {}
            }
        }
        for binding in &bindings {
            model.set_initial(binding.symbol, binding.value);
        }
        bindings
    }

    /// Where the value of each symbol of a bound model comes from, in the order of the model; reactions are left out.
    pub fn binding_report(&self, model: &Model) -> Vec<BoundSymbol<'_>> {
        model
            .symbols
            .iter()
            .filter(|symbol| !matches!(symbol.kind, SymbolKind::Reaction(_)))
            .map(|symbol| {
                let value = number(symbol);
                BoundSymbol {
                    name: symbol.name.clone(),
                    value,
                    unit: symbol.unit.as_ref().map(|declared| declared.text.clone()),
                    from: self.provenance(symbol, value),
                    span: symbol.span,
                }
            })
            .collect()
    }

    fn provenance(&self, symbol: &Symbol, value: Option<f64>) -> Provenance<'_> {
        if matches!(symbol.rule, Some(lytic_model::Rule::Assignment(_))) {
            return Provenance::Rule;
        }
        let entry = self.parameter_of(&symbol.origin.module, &symbol.origin.symbol);
        match (value, entry, &symbol.initial) {
            (Some(value), Some(entry), _) => match in_unit_of(symbol, entry) {
                Ok(typical) if typical == value => Provenance::Library(entry),
                _ => Provenance::Changed(entry),
            },
            (Some(_), None, _) => Provenance::Number,
            (None, _, Some(_)) => Provenance::Formula,
            (None, _, None) => Provenance::Missing,
        }
    }
}

/// Whether nothing gives the symbol a value.
pub(crate) fn is_open(symbol: &Symbol) -> bool {
    symbol.initial.is_none()
        && !matches!(symbol.rule, Some(lytic_model::Rule::Assignment(_)))
        && !matches!(symbol.kind, SymbolKind::Reaction(_))
}

/// The symbol's value, where that is a number.
fn number(symbol: &Symbol) -> Option<f64> {
    match symbol.initial.as_ref()?.kind {
        MathKind::Number(value, _) => Some(value),
        _ => None,
    }
}

/// The parameter's value in the symbol's unit, or what does not fit.
fn in_unit_of(symbol: &Symbol, entry: &ParameterEntry) -> Result<f64, Diagnostic> {
    let Some(declared) = &symbol.unit else { return Ok(entry.value.value) };
    entry.value.in_unit(&declared.unit).map_err(|error| {
        let message = Message::new("E0715")
            .with("name", entry.name())
            .with("value", &entry.value)
            .with("symbol", &symbol.name)
            .with("unit", &declared.text);
        Diagnostic::error(message).at(symbol.span).label(symbol.span, error.message())
    })
}

/// A symbol without a value.
pub(crate) fn missing(symbol: &Symbol) -> Diagnostic {
    let example = symbol.unit.as_ref().map_or_else(
        || "0.5".to_owned(),
        |declared| Quantity { value: 1.0, unit: declared.unit.clone() }.to_string(),
    );
    let message = Message::new("E0714")
        .with("module", &symbol.origin.module)
        .with("symbol", &symbol.origin.symbol)
        .with("example", example);
    Diagnostic::error(message).at(symbol.span)
}
