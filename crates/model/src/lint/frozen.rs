//! What stands still though it looks alive: values taken once, at the start, from what changes; and products that are
//! zero at all times because a parameter is.
//!
//! Both happen in published models: an equation is written with the value that a population has at the start where the
//! population itself was meant (BIOMD0000000908), or a parameter of a term was never filled in (BIOMD0000000779).

use super::{changed, for_each_equation, for_each_symbol};
use crate::flatten::children;
use crate::lower::ordered_rules;
use crate::model::{Math, MathKind, Model, Operation, Rule, Symbol, SymbolKind};
use lytic_text::{Diagnostic, Message};
use std::collections::BTreeSet;

/// Most names in one warning.
const MOST_NAMES: usize = 6;

/// Adds the warnings of a model.
pub(super) fn lint(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let still = Still::new(model);
    still.frozen(diagnostics);
    still.zero_products(diagnostics);
}

/// What is known of each symbol.
struct Still<'m> {
    model: &'m Model,
    /// Whether it changes during a run.
    varies: Vec<bool>,
    /// Its value, where it is the same at all times and follows from numbers alone.
    fixed: Vec<Option<f64>>,
}

impl<'m> Still<'m> {
    fn new(model: &'m Model) -> Still<'m> {
        let changed = changed(model);
        let count = model.symbols.len();
        let mut still = Still { model, varies: vec![false; count], fixed: vec![None; count] };
        // What changes by itself comes first, so that what reads it finds it.
        for (index, symbol) in model.symbols.iter().enumerate() {
            let by_itself = matches!(symbol.rule, Some(Rule::Rate(_)))
                || (symbol.rule.is_none()
                    && changed.get(index).copied().unwrap_or(false)
                    && !symbol.constant)
                || (!model.algebraic.is_empty() && !symbol.constant && symbol.rule.is_none());
            if let Some(varies) = still.varies.get_mut(index) {
                *varies = by_itself;
            }
        }
        for id in ordered_rules(model) {
            let Some(symbol) = model.symbols.get(id.0 as usize) else { continue };
            let index = id.0 as usize;
            if still.varies.get(index).copied().unwrap_or(false) {
                continue;
            }
            let varies = still.equation(symbol).is_some_and(|math| still.moves(math));
            let fixed = if varies { None } else { still.source(symbol).and_then(|math| still.value(math)) };
            if let (Some(slot), Some(value)) = (still.varies.get_mut(index), still.fixed.get_mut(index)) {
                (*slot, *value) = (varies, fixed);
            }
        }
        still
    }

    /// What says at all times what a symbol is.
    fn equation(&self, symbol: &'m Symbol) -> Option<&'m Math> {
        match (&symbol.kind, &symbol.rule) {
            (SymbolKind::Reaction(number), _) => self.model.reactions.get(*number as usize)?.law.as_ref(),
            (_, Some(Rule::Assignment(math))) => Some(math),
            _ => None,
        }
    }

    /// The same, or what says it at the start of a symbol that does not change.
    fn source(&self, symbol: &'m Symbol) -> Option<&'m Math> {
        self.equation(symbol).or(symbol.initial.as_ref().filter(|_| symbol.rule.is_none()))
    }

    /// Whether an equation reads time or what changes.
    fn moves(&self, math: &Math) -> bool {
        match &math.kind {
            MathKind::Time
            | MathKind::Apply(Operation::Delay | Operation::RateOf | Operation::Draw(_), _) => true,
            MathKind::Symbol(id) => self.varies.get(id.0 as usize).copied().unwrap_or(true),
            _ => children(math).any(|child| self.moves(child)),
        }
    }

    fn value(&self, math: &Math) -> Option<f64> {
        match &math.kind {
            MathKind::Number(value, _) => Some(*value),
            MathKind::Symbol(id) => self.fixed.get(id.0 as usize).copied().flatten(),
            MathKind::Apply(operation, operands) => {
                let values = || operands.iter().map(|operand| self.value(operand));
                let two = || Some((self.value(operands.first()?)?, self.value(operands.get(1)?)?));
                match operation {
                    Operation::Multiply if values().any(|value| value == Some(0.0)) => Some(0.0),
                    Operation::Multiply => values().product(),
                    Operation::Add => values().sum(),
                    Operation::Negate => values().next().flatten().map(|value| -value),
                    Operation::Subtract => two().map(|(a, b)| a - b),
                    Operation::Divide if self.is_zero(operands.first()) => Some(0.0),
                    Operation::Divide => two().map(|(a, b)| a / b),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn is_zero(&self, math: Option<&Math>) -> bool {
        math.and_then(|math| self.value(math)) == Some(0.0)
    }

    /// Symbols that keep the value that others, which change, have at the start.
    fn frozen(&self, diagnostics: &mut Vec<Diagnostic>) {
        for (index, symbol) in self.model.symbols.iter().enumerate() {
            let stays = !self.varies.get(index).copied().unwrap_or(true);
            let is_value = matches!(symbol.kind, SymbolKind::Parameter | SymbolKind::Species { .. });
            let (true, true, None, Some(initial)) = (stays, is_value, &symbol.rule, &symbol.initial) else {
                continue;
            };
            let mut names: Vec<&str> = Vec::new();
            for_each_symbol(initial, &mut |id| {
                let varies = self.varies.get(id.0 as usize).copied().unwrap_or(false);
                if let Some(read) = self.model.symbols.get(id.0 as usize).filter(|_| varies)
                    && !names.contains(&read.name.as_str())
                {
                    names.push(&read.name);
                }
            });
            if names.is_empty() {
                continue;
            }
            let message = Message::new("W2406").with("name", &symbol.name).with("others", shortened(&names));
            diagnostics.push(Diagnostic::warning(message).at(initial.span));
        }
    }

    /// Products with a factor that is zero at all times.
    fn zero_products(&self, diagnostics: &mut Vec<Diagnostic>) {
        let mut known: BTreeSet<String> = BTreeSet::new();
        for_each_equation(self.model, &mut |math| self.zero_product(math, &mut known, diagnostics));
    }

    /// Whether a symbol is zero because a product in its own rule is, which is told there.
    fn follows(&self, symbol: &Symbol) -> bool {
        self.equation(symbol).is_some_and(has_product)
    }

    /// Warns of the first product that certain symbols make zero.
    fn zero_product(&self, math: &Math, known: &mut BTreeSet<String>, diagnostics: &mut Vec<Diagnostic>) {
        if let MathKind::Apply(operation @ (Operation::Multiply | Operation::Divide), operands) = &math.kind {
            let factors = if *operation == Operation::Divide { operands.get(..1) } else { operands.get(..) };
            let mut names: Vec<&str> = Vec::new();
            for factor in factors.unwrap_or_default().iter().filter(|factor| self.is_zero(Some(*factor))) {
                for_each_symbol(factor, &mut |id| {
                    let is_zero = self.fixed.get(id.0 as usize).copied().flatten() == Some(0.0);
                    if let Some(symbol) = self.model.symbols.get(id.0 as usize).filter(|_| is_zero)
                        && !self.follows(symbol)
                        && !names.contains(&symbol.name.as_str())
                    {
                        names.push(&symbol.name);
                    }
                });
            }
            if !names.is_empty() {
                if known.insert(names.join(" ")) {
                    let message = Message::new("W2407").with("names", shortened(&names));
                    diagnostics.push(Diagnostic::warning(message).at(math.span));
                }
                return;
            }
        }
        children(math).for_each(|child| self.zero_product(child, known, diagnostics));
    }
}

fn has_product(math: &Math) -> bool {
    matches!(math.kind, MathKind::Apply(Operation::Multiply | Operation::Divide, _))
        || children(math).any(has_product)
}

fn shortened(names: &[&str]) -> String {
    let mut shown: Vec<&str> = names.iter().take(MOST_NAMES).copied().collect();
    if names.len() > MOST_NAMES {
        shown.push("…");
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use crate::{Model, NoImports, check, read_antimony};
    use lytic_text::Sources;

    fn found(text: &str, key: &str) -> Vec<String> {
        let mut sources = Sources::new();
        let (model, _) = read_antimony("a.ant", text, &NoImports, &mut sources);
        let model = Model { allows_negative: true, ..model.unwrap() };
        let problems = check(&model);
        let of_key = problems.into_iter().filter(|problem| problem.message.key == key);
        of_key.map(|problem| problem.message.arguments[0].1.clone()).collect()
    }

    #[test]
    fn a_value_taken_at_the_start_from_what_changes_is_frozen() {
        let text = "model m()\n T' = -k*T; T = 10; k = 1; T0 = T; a = k; D := T0; J: -> X; D*a; X = 0;\nend";
        assert_eq!(found(text, "W2406"), ["T0"]);
    }

    #[test]
    fn a_product_with_a_parameter_of_zero_is_zero() {
        let text = "model m()\n T' = -d*T - k*T; T = 10; k = 1; d = z; z = 0;\nend";
        assert_eq!(found(text, "W2407"), ["d"]);
    }
}
