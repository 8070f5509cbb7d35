//! Gives symbols of a model other values at the start.

use super::unknown_name;
use lytic_model::{Math, MathKind, Model, Rule, Symbol, SymbolKind};
use lytic_text::{Diagnostic, Message, Span, nearest};
use lytic_units::{Quantity, Unit};

/// The symbol of a name, by which it is or is also known.
pub(super) fn symbol_of(model: &Model, name: &str) -> Option<usize> {
    let has = |symbol: &Symbol| symbol.name == name || symbol.aliases.iter().any(|alias| alias == name);
    model.symbols.iter().position(|symbol| symbol.name == name).or_else(|| model.symbols.iter().position(has))
}

/// All names by which a value can be set.
fn names(model: &Model) -> impl Iterator<Item = &str> {
    let symbols = model.symbols.iter().filter(|symbol| !is_computed(symbol));
    symbols.flat_map(|symbol| std::iter::once(&symbol.name).chain(&symbol.aliases)).map(String::as_str)
}

fn is_computed(symbol: &Symbol) -> bool {
    matches!(symbol.kind, SymbolKind::Reaction(_)) || matches!(symbol.rule, Some(Rule::Assignment(_)))
}

/// Whether a name can be set to a number of this unit: which symbol, and the factor to its own unit.
pub(super) fn settable(
    model: &Model,
    (name, name_span): (&str, Span),
    (unit, unit_span): (&Unit, Span),
) -> Result<(usize, f64), Box<Diagnostic>> {
    let Some(index) = symbol_of(model, name) else {
        let near = nearest(name, names(model));
        return Err(Box::new(Diagnostic::error(unknown_name(name)).at(name_span).suggest(near)));
    };
    let Some(symbol) = model.symbols.get(index) else {
        return Err(Box::new(Diagnostic::error(unknown_name(name)).at(name_span)));
    };
    if is_computed(symbol) {
        let message = Message::new("E2515").with("name", name);
        return Err(Box::new(Diagnostic::error(message).at(name_span)));
    }
    if unit.is_plain() {
        return Ok((index, 1.0));
    }
    let Some(own) = &symbol.unit else {
        let message = Message::new("E2516").with("name", name).with("unit", unit);
        return Err(Box::new(Diagnostic::error(message).at(unit_span)));
    };
    match unit.factor_to(&own.unit) {
        Ok(factor) => Ok((index, factor)),
        Err(error) => Err(Box::new(Diagnostic::error(error.message()).at(unit_span))),
    }
}

/// Sets a symbol's value at the start.
pub(super) fn set(model: &mut Model, index: usize, value: f64) {
    if let Some(symbol) = model.symbols.get_mut(index) {
        symbol.initial = Some(Math { kind: MathKind::Number(value, None), span: symbol.span });
    }
}

/// A name and a value, each with its place.
type NamedValue<'t> = ((&'t str, Span), (Quantity, Span));

/// Reads `name=value`.
pub(super) fn read(text: &str, whole: Span) -> Result<NamedValue<'_>, Box<Diagnostic>> {
    let malformed = || Box::new(Diagnostic::error(Message::new("E2513").with("text", text)).at(whole));
    let (name, value) = text.split_once('=').ok_or_else(malformed)?;
    let (name_span, value_span) = (whole.part(0, name.len()), whole.part(name.len() + 1, text.len()));
    if name.trim().is_empty() {
        return Err(malformed());
    }
    let quantity = Quantity::parse(value.trim()).map_err(|error| Box::new(error.diagnostic(value_span)))?;
    if !quantity.value.is_finite() {
        let message = Message::new("E0312").with("key", name.trim());
        return Err(Box::new(Diagnostic::error(message).at(value_span)));
    }
    Ok(((name.trim(), name_span), (quantity, value_span)))
}
