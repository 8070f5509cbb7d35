//! Factors that a block puts on rates of the patient's model, in pieces of time: what the model says is multiplied.
//!
//! ```text
//! rate := (what the model says)*f(t)     f = 1 before the window, f_i in its piece i, then f_last (or 1) to the end
//! ```
//!
//! Each f_i becomes a parameter of the model with the value 1, so that one engine serves all sweeps; no library parameter
//! is touched. A rate that is a constant keeps its name and value; rules and reactions read `constant*f(t)` in its place, values at the
//! start do not: they are of the time before the block.

use lytic_model::{
    DeclaredUnit, Equations, Math, MathKind, Model, Operation, Origin, Rule, Symbol, SymbolId, SymbolKind,
};
use lytic_text::Span;
use lytic_units::Unit;

/// How the names of these parameters begin.
const MODULE: &str = "tissue_block";

/// What is multiplied, and in which pieces.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// What it is of: `kill`, `growth`, `release`.
    pub name: &'static str,
    /// Symbols that the model sets by a rule, or constants, all multiplied alike.
    pub of: &'static [&'static str],
    /// Edges of the pieces, days: one more than there are pieces.
    pub edges_days: Vec<f64>,
    /// Whether the last piece goes on to the end of the run.
    pub hold: bool,
}

impl Factor {
    fn parameter(&self, piece: usize) -> String {
        format!("{MODULE}.{}_{}", self.name, piece + 1)
    }
}

/// Puts factors into a model; what it has no rule for stays as it is.
pub(crate) fn put(model: &mut Model, factors: &[Factor], per_day: f64) {
    for factor in factors {
        let pieces = factor.edges_days.len().saturating_sub(1);
        let span =
            factor.of.first().and_then(|name| placed(model, name)).map_or_else(nowhere, |(_, span)| span);
        let first = model.symbols.len() as u32;
        model.symbols.extend((0..pieces).map(|piece| parameter(&factor.parameter(piece), span)));
        for name in factor.of {
            let Some((index, span)) = ruled(model, name).or_else(|| stand_in(model, name)) else { continue };
            let unit = model.time_unit.clone();
            let Some(symbol) = model.symbols.get_mut(index) else { continue };
            let Some(Rule::Assignment(said)) = symbol.rule.take() else { continue };
            let math = |kind: MathKind| Math { kind, span };
            let one = || math(MathKind::Number(1.0, None));
            let value = |piece: usize| math(MathKind::Symbol(SymbolId(first + piece as u32)));
            let before = |edge: f64| {
                let edge = math(MathKind::Number(edge * per_day, unit.clone()));
                math(MathKind::Apply(Operation::Less, vec![math(MathKind::Time), edge]))
            };
            let mut pairs = Vec::new();
            for (place, edge) in factor.edges_days.iter().enumerate() {
                let last = place + 1 == factor.edges_days.len();
                if !(last && factor.hold) {
                    pairs.push((place.checked_sub(1).map_or_else(one, value), before(*edge)));
                }
            }
            let after = if factor.hold { pieces.checked_sub(1).map_or_else(one, value) } else { one() };
            let by = math(MathKind::Piecewise(pairs, Some(Box::new(after))));
            symbol.rule = Some(Rule::Assignment(math(MathKind::Apply(Operation::Multiply, vec![said, by]))));
        }
    }
}

/// Where the parameters of the factors stand among those of the equations: factor by factor, piece by piece.
pub(crate) fn places(equations: &Equations, factors: &[Factor]) -> Vec<usize> {
    let place = |name: String| equations.parameters.iter().position(|parameter| parameter.name == name);
    let names = |factor: &Factor| {
        (0..factor.edges_days.len().saturating_sub(1))
            .map(|piece| factor.parameter(piece))
            .collect::<Vec<_>>()
    };
    factors.iter().flat_map(names).filter_map(place).collect()
}

/// A symbol and its place in the text.
fn placed(model: &Model, name: &str) -> Option<(usize, Span)> {
    let index = model.symbol(name)?.0 as usize;
    Some((index, model.symbols.get(index)?.span))
}

/// A symbol with a rule that sets it, and its place in the text.
fn ruled(model: &Model, name: &str) -> Option<(usize, Span)> {
    placed(model, name).filter(|(index, _)| {
        model.symbols.get(*index).is_some_and(|symbol| matches!(symbol.rule, Some(Rule::Assignment(_))))
    })
}

/// Whether a symbol is a constant, which keeps its value whatever a factor makes of it.
pub(crate) fn is_constant(model: &Model, name: &str) -> bool {
    placed(model, name).and_then(|(index, _)| model.symbols.get(index)).is_some_and(|symbol| {
        symbol.kind == SymbolKind::Parameter && symbol.constant && symbol.rule.is_none()
    })
}

/// A symbol that a rule sets to a constant, and that rules and reactions read in the place of the constant.
fn stand_in(model: &mut Model, name: &str) -> Option<(usize, Span)> {
    if !is_constant(model, name) {
        return None;
    }
    let (index, span) = placed(model, name)?;
    let (constant, new) = (SymbolId(index as u32), SymbolId(model.symbols.len() as u32));
    let of_rules = model.symbols.iter_mut().filter_map(|symbol| match &mut symbol.rule {
        Some(Rule::Assignment(math) | Rule::Rate(math)) => Some(math),
        None => None,
    });
    let of_reactions = model.reactions.iter_mut().filter_map(|reaction| reaction.law.as_mut());
    let of_equations = model.algebraic.iter_mut().map(|equation| &mut equation.residual);
    of_rules.chain(of_reactions).chain(of_equations).for_each(|math| replace(math, constant, new));
    let symbol = Symbol {
        constant: false,
        unit: model.symbols.get(index)?.unit.clone(),
        initial: None,
        rule: Some(Rule::Assignment(Math { kind: MathKind::Symbol(constant), span })),
        ..parameter(&format!("{MODULE}.{}", name.replace('.', "_")), span)
    };
    model.symbols.push(symbol);
    Some((new.0 as usize, span))
}

/// Puts one symbol in the place of another.
fn replace(math: &mut Math, old: SymbolId, new: SymbolId) {
    match &mut math.kind {
        MathKind::Symbol(id) if *id == old => *id = new,
        MathKind::Apply(_, arguments) => {
            arguments.iter_mut().for_each(|argument| replace(argument, old, new));
        }
        MathKind::Piecewise(pairs, otherwise) => {
            for (value, condition) in pairs {
                replace(value, old, new);
                replace(condition, old, new);
            }
            otherwise.iter_mut().for_each(|math| replace(math, old, new));
        }
        MathKind::Number(..) | MathKind::Boolean(_) | MathKind::Symbol(_) | MathKind::Time => {}
    }
}

fn nowhere() -> Span {
    Span::new(lytic_text::SourceId(u32::MAX), 0, 0)
}

fn parameter(name: &str, span: Span) -> Symbol {
    let unit = DeclaredUnit { unit: Unit::dimensionless(), text: "dimensionless".to_owned(), span };
    let symbol = name.split_once('.').map_or(name, |(_, symbol)| symbol).to_owned();
    Symbol {
        name: name.to_owned(),
        aliases: Vec::new(),
        origin: Origin { module: MODULE.to_owned(), symbol },
        kind: SymbolKind::Parameter,
        constant: true,
        unit: Some(unit),
        initial: Some(Math { kind: MathKind::Number(1.0, None), span }),
        rule: None,
        dimensions: None,
        about: lytic_model::About::default(),
        span,
    }
}
