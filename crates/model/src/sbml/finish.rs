//! The last step: what the text says of a symbol is weighed against the rules, reactions and events that set it.

use super::draft::{Draft, plain};
use crate::flatten::children;
use crate::model::{Math, MathKind, Operation, Rule, SymbolId, SymbolKind};
use lytic_text::{Diagnostic, Message, Span};
use std::collections::BTreeMap;

impl Draft<'_> {
    pub(super) fn finish(&mut self) {
        let changed = self.changed();
        self.constants(&changed);
        self.rules_and_reactions();
        self.amounts_in_rooms();
        self.plain_concentrations();
        self.values_not_given();
    }

    /// Symbols that rules and events set, with the place of the first.
    fn changed(&self) -> BTreeMap<SymbolId, Span> {
        let mut changed = BTreeMap::new();
        for (index, symbol) in self.model.symbols.iter().enumerate() {
            if let Some(Rule::Assignment(math) | Rule::Rate(math)) = &symbol.rule {
                changed.insert(SymbolId(index as u32), math.span);
            }
        }
        for event in &self.model.events {
            for (target, value) in &event.assignments {
                changed.entry(*target).or_insert(value.span);
            }
        }
        changed
    }

    /// A constant symbol cannot be changed. What the text leaves open follows from whether something changes it.
    fn constants(&mut self, changed: &BTreeMap<SymbolId, Span>) {
        for index in 0..self.model.symbols.len() {
            let id = SymbolId(index as u32);
            let declared = self.declared_constant.get(&id).copied();
            let Some(symbol) = self.symbol(id) else { continue };
            let (name, place) = (symbol.name.clone(), symbol.span);
            let open = match symbol.kind {
                SymbolKind::Compartment | SymbolKind::Parameter => true,
                SymbolKind::Species { .. } | SymbolKind::Reaction(_) => false,
            };
            let constant = match (changed.get(&id), declared) {
                (Some(span), Some(true)) => {
                    let message = Message::new("E2440").with("name", name);
                    let diagnostic = Diagnostic::error(message).at(*span);
                    self.report(diagnostic.label(place, Message::new("model.first")));
                    true
                }
                (Some(_), _) => false,
                (None, declared) => declared.unwrap_or(open),
            };
            if let Some(symbol) = self.symbol_mut(id) {
                symbol.constant = constant;
            }
        }
    }

    /// A species that reactions change cannot be set by a rule as well, unless it is a boundary species.
    fn rules_and_reactions(&mut self) {
        let mut problems = Vec::new();
        for reaction in &self.model.reactions {
            for participant in reaction.reactants.iter().chain(&reaction.products) {
                let Some(symbol) = self.symbol(participant.species) else { continue };
                let free = matches!(symbol.kind, SymbolKind::Species { boundary: false, .. });
                if let (true, Some(Rule::Assignment(math) | Rule::Rate(math))) = (free, &symbol.rule) {
                    let diagnostic = Diagnostic::error(Message::new("E0218").with("name", &symbol.name));
                    let reaction = Message::new("model.reaction");
                    problems.push(diagnostic.at(math.span).label(participant.stoichiometry.span, reaction));
                }
            }
        }
        problems.into_iter().for_each(|problem| self.report(problem));
    }

    /// A constant species keeps its amount; in a compartment whose size changes its concentration does not stay.
    fn amounts_in_rooms(&mut self) {
        for index in 0..self.model.symbols.len() {
            let id = SymbolId(index as u32);
            let Some(symbol) = self.symbol(id).filter(|symbol| symbol.constant) else { continue };
            let SymbolKind::Species { compartment: Some(room), substance_only: false, .. } = symbol.kind
            else {
                continue;
            };
            let varies = self.symbol(room).is_some_and(|room| !room.constant);
            if let Some(symbol) = self.symbol_mut(id).filter(|_| varies) {
                symbol.constant = false;
            }
        }
    }

    /// An amount in a compartment of size one is a concentration of the same number.
    fn plain_concentrations(&mut self) {
        let one = |room: SymbolId| {
            self.symbol(room).is_some_and(|room| {
                let size = room.initial.as_ref().map(|size| &size.kind);
                room.constant && room.rule.is_none() && size == Some(&MathKind::Number(1.0, None))
            })
        };
        let mut plain_ones = Vec::new();
        for (index, symbol) in self.model.symbols.iter().enumerate() {
            let Some(Math { kind: MathKind::Apply(operation, operands), span }) = &symbol.initial else {
                continue;
            };
            let is_species = matches!(symbol.kind, SymbolKind::Species { .. });
            if let (true, Operation::Divide | Operation::Multiply, [value, room]) =
                (is_species, operation, operands.as_slice())
                && let (MathKind::Number(value, None), MathKind::Symbol(room)) = (&value.kind, &room.kind)
                && one(*room)
                && !self.initially_assigned.contains_key(&SymbolId(index as u32))
            {
                plain_ones.push((SymbolId(index as u32), plain(*value, *span)));
            }
        }
        for (id, value) in plain_ones {
            if let Some(symbol) = self.symbol_mut(id) {
                symbol.initial = Some(value);
            }
        }
    }

    /// What has no value and no rule is not a number; a warning where an equation reads it. The size of a compartment
    /// is one then, as in other tools.
    fn values_not_given(&mut self) {
        let mut read = vec![false; self.model.symbols.len()];
        crate::lint::for_each_equation(&self.model, &mut |math| mark(math, &mut read));
        for reaction in &self.model.reactions {
            for side in reaction.reactants.iter().chain(&reaction.products) {
                if let Some(flag) = read.get_mut(side.species.0 as usize) {
                    *flag = true;
                }
            }
        }
        let may_be_determined = !self.model.algebraic.is_empty();
        for (index, read) in read.into_iter().enumerate() {
            let id = SymbolId(index as u32);
            let Some(symbol) = self.symbol(id) else { continue };
            if matches!(symbol.rule, Some(Rule::Assignment(_))) {
                // What a rule sets at all times has no other value at the start.
                if let Some(symbol) = self.symbol_mut(id) {
                    symbol.initial = None;
                }
                continue;
            }
            if symbol.initial.is_some()
                || matches!(symbol.kind, SymbolKind::Reaction(_) | SymbolKind::Compartment)
            {
                continue;
            }
            let (name, span) = (symbol.name.clone(), symbol.span);
            let determined = may_be_determined && !symbol.constant;
            if read && !determined {
                self.warn(Message::new("W2402").with("name", name), span);
            }
            if let Some(symbol) = self.symbol_mut(id) {
                symbol.initial = Some(plain(if determined { 0.0 } else { f64::NAN }, span));
            }
        }
    }
}

fn mark(math: &Math, read: &mut [bool]) {
    match &math.kind {
        MathKind::Symbol(id) => {
            if let Some(flag) = read.get_mut(id.0 as usize) {
                *flag = true;
            }
        }
        _ => children(math).for_each(|child| mark(child, read)),
    }
}
