//! What is not wrong but makes a careful reader ask: warnings.
//!
//! A state or rule that nothing reads is fine: it may be what people want to see. A parameter that nothing reads is not.

mod frozen;
mod signs;

use crate::flatten::children;
use crate::model::{Math, MathKind, Model, Operation, Rule, Symbol, SymbolId, SymbolKind};
use lytic_text::{Diagnostic, Message};
use signs::{Sign, Signs};

/// Adds the warnings of a model.
pub(crate) fn lint(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    unused_parameters(model, diagnostics);
    idle_species_and_reactions(model, diagnostics);
    let signs = Signs::new(model);
    let mut lint = EquationLint { model, signs: &signs, diagnostics };
    for_each_equation(model, &mut |math| lint.equation(math));
    // The library switches doses and mechanisms off by zeros of its own; models from elsewhere are asked.
    if model.allows_negative {
        frozen::lint(model, diagnostics);
        left_open(model, diagnostics);
    }
}

/// Rules that say `notanumber`: tools write that where they cannot say what stands there.
fn left_open(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for symbol in &model.symbols {
        if let Some(Rule::Assignment(math) | Rule::Rate(math)) = &symbol.rule
            && matches!(math.kind, MathKind::Number(value, _) if value.is_nan())
        {
            let message = Message::new("W2414").with("name", &symbol.name);
            diagnostics.push(Diagnostic::warning(message).at(math.span));
        }
    }
}

/// Calls for every equation of a model.
pub(crate) fn for_each_equation<'m>(model: &'m Model, visit: &mut dyn FnMut(&'m Math)) {
    for symbol in &model.symbols {
        if let Some(initial) = &symbol.initial {
            visit(initial);
        }
        if let Some(Rule::Assignment(math) | Rule::Rate(math)) = &symbol.rule {
            visit(math);
        }
    }
    for reaction in &model.reactions {
        let sides = reaction.reactants.iter().chain(&reaction.products).map(|side| &side.stoichiometry);
        sides.chain(&reaction.law).for_each(&mut *visit);
    }
    for event in &model.events {
        let options = event.delay.iter().chain(&event.priority).chain([&event.trigger]);
        options.chain(event.assignments.iter().map(|(_, value)| value)).for_each(&mut *visit);
    }
    model.algebraic.iter().map(|rule| &rule.residual).for_each(&mut *visit);
    model.constraints.iter().map(|constraint| &constraint.condition).for_each(&mut *visit);
}

/// Calls for every symbol that an equation reads.
fn for_each_symbol(math: &Math, visit: &mut dyn FnMut(SymbolId)) {
    match &math.kind {
        MathKind::Symbol(id) => visit(*id),
        _ => children(math).for_each(|child| for_each_symbol(child, visit)),
    }
}

fn unused_parameters(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let mut used = vec![false; model.symbols.len()];
    for_each_equation(model, &mut |math| {
        for_each_symbol(math, &mut |id| {
            if let Some(flag) = used.get_mut(id.0 as usize) {
                *flag = true;
            }
        });
    });
    let changed = changed(model);
    for ((symbol, used), changed) in model.symbols.iter().zip(used).zip(changed) {
        if !used && !changed && symbol.rule.is_none() && symbol.kind == SymbolKind::Parameter {
            warn(diagnostics, Message::new("W0220").with("name", &symbol.name), symbol);
        }
    }
}

fn warn(diagnostics: &mut Vec<Diagnostic>, message: Message, symbol: &Symbol) {
    diagnostics.push(Diagnostic::warning(message).at(symbol.span));
}

/// Which symbols an event or a reaction changes.
fn changed(model: &Model) -> Vec<bool> {
    let mut changed = vec![false; model.symbols.len()];
    let targets = model.events.iter().flat_map(|event| &event.assignments).map(|(target, _)| *target);
    let sides =
        model.reactions.iter().flat_map(|reaction| reaction.reactants.iter().chain(&reaction.products));
    for id in targets.chain(sides.map(|side| side.species)) {
        if let Some(flag) = changed.get_mut(id.0 as usize) {
            *flag = true;
        }
    }
    changed
}

fn idle_species_and_reactions(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let changed = changed(model);
    for (symbol, changed) in model.symbols.iter().zip(changed) {
        if symbol.kind == SymbolKind::Compartment && symbol.initial.is_none() && symbol.rule.is_none() {
            warn(diagnostics, Message::new("W0228").with("name", &symbol.name), symbol);
        }
        let is_free = matches!(symbol.kind, SymbolKind::Species { boundary: false, .. });
        if is_free && !symbol.constant && !changed && symbol.rule.is_none() {
            warn(diagnostics, Message::new("W0226").with("name", &symbol.name), symbol);
        }
    }
    for reaction in &model.reactions {
        let name = model.symbols.get(reaction.symbol.0 as usize).map_or("", |symbol| &symbol.name);
        let message = match &reaction.law {
            None => Message::new("W0225"),
            Some(law) if is_zero(law) => Message::new("W0222"),
            Some(_) => continue,
        };
        diagnostics.push(Diagnostic::warning(message.with("name", name)).at(reaction.span));
    }
}

/// Whether an equation is zero by what is written, whatever its symbols are.
fn is_zero(math: &Math) -> bool {
    match &math.kind {
        MathKind::Number(value, _) => *value == 0.0,
        MathKind::Apply(Operation::Multiply, operands) => operands.iter().any(is_zero),
        MathKind::Apply(Operation::Divide | Operation::Negate, operands) => {
            operands.first().is_some_and(is_zero)
        }
        MathKind::Apply(Operation::Add | Operation::Subtract, operands) => operands.iter().all(is_zero),
        _ => false,
    }
}

struct EquationLint<'a> {
    model: &'a Model,
    signs: &'a Signs,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl EquationLint<'_> {
    fn equation(&mut self, math: &Math) {
        match &math.kind {
            MathKind::Apply(Operation::Multiply, operands) if operands.iter().any(is_zero) => {
                self.diagnostics.push(Diagnostic::warning(Message::new("W0221")).at(math.span));
            }
            MathKind::Apply(Operation::Divide, operands) => {
                if let [above, below] = operands.as_slice() {
                    self.division(above, below, math);
                }
            }
            MathKind::Apply(Operation::Power, operands) => {
                if let [base, exponent] = operands.as_slice() {
                    self.power(base, exponent, math);
                }
            }
            // Cases are how a careful writer keeps divisions away from zero.
            MathKind::Piecewise(..) => return,
            _ => {}
        }
        children(math).for_each(|child| self.equation(child));
    }

    /// 0/0 where all species are gone.
    fn division(&mut self, above: &Math, below: &Math, math: &Math) {
        if self.signs.when_empty(below) != Sign::Zero || self.signs.when_empty(above) != Sign::Zero {
            return;
        }
        let mut names: Vec<&str> = Vec::new();
        for_each_symbol(below, &mut |id| {
            if let Some(symbol) = self.model.symbols.get(id.0 as usize)
                && self.signs.symbol_when_empty(id) == Sign::Zero
                && !names.contains(&symbol.name.as_str())
            {
                names.push(&symbol.name);
            }
        });
        if names.is_empty() {
            return;
        }
        let message = Message::new("W0223").with("names", names.join(", "));
        self.diagnostics.push(Diagnostic::warning(message).at(math.span));
    }

    fn power(&mut self, base: &Math, exponent: &Math, math: &Math) {
        if !self.is_whole(exponent) && self.signs.of(base) == Sign::Any {
            self.diagnostics.push(Diagnostic::warning(Message::new("W0224")).at(math.span));
        }
    }

    /// Whether an exponent is a whole number, as far as the model's own numbers tell.
    fn is_whole(&self, exponent: &Math) -> bool {
        let number = match &exponent.kind {
            MathKind::Number(value, _) => Some(*value),
            MathKind::Symbol(id) => self.model.symbols.get(id.0 as usize).and_then(|symbol| {
                match symbol.initial.as_ref().map(|initial| &initial.kind) {
                    Some(MathKind::Number(value, _)) if symbol.constant => Some(*value),
                    _ => None,
                }
            }),
            _ => None,
        };
        number.is_some_and(|number| number.fract() == 0.0)
    }
}
