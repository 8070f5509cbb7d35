//! Initial assignments, rules and constraints.

use super::draft::Draft;
use super::mathml::Place;
use super::xml::{Element, Space};
use crate::model::{AlgebraicRule, Constraint, Math, Rule, SymbolId, SymbolKind};
use lytic_text::{Diagnostic, Message, Span};
use std::collections::BTreeMap;

/// What a rule of level 1 calls the symbol that it sets.
const LEVEL_1_TARGETS: [(&str, &str); 4] = [
    ("speciesConcentrationRule", "species"),
    ("specieConcentrationRule", "specie"),
    ("compartmentVolumeRule", "compartment"),
    ("parameterRule", "name"),
];

impl<'e> Draft<'e> {
    /// The equation of an element: its `math`, in level 1 its `formula`. None where there is none, or where it fails
    /// (and that is reported).
    pub(super) fn equation(&mut self, element: &'e Element, place: &mut Place) -> Option<Math> {
        if let Some(formula) = element.attribute("formula").filter(|_| self.level == 1) {
            return self.formula(formula, place);
        }
        if element.child(Space::Math, "math").is_none() {
            // Level 3 version 2 lets a construct stand without mathematics; then it says nothing.
            let message = Message::new(if self.needs_math() { "E2442" } else { "W2403" });
            let message = message.with("element", &element.name);
            let diagnostic =
                if self.needs_math() { Diagnostic::error(message) } else { Diagnostic::warning(message) };
            self.report(diagnostic.at(element.span));
            return None;
        }
        self.math_of(element, place)
    }

    fn needs_math(&self) -> bool {
        (self.level, self.version) < (3, 2)
    }

    pub(super) fn initial_assignments(&mut self, model: &'e Element) {
        let mut seen: BTreeMap<SymbolId, Span> = BTreeMap::new();
        for element in model.listed(Space::Core, "listOfInitialAssignments") {
            let target =
                self.reference(element, "symbol").filter(|id| self.can_be_set(*id, element, "symbol"));
            let value = self.equation(element, &mut Place::default());
            let Some(target) = target else { continue };
            if let Some(first) = seen.insert(target, element.span) {
                self.set_twice(target, element.span, first);
                continue;
            }
            if let (Some(value), Some(symbol)) = (value, self.symbol_mut(target)) {
                symbol.initial = Some(value);
            }
        }
        self.initially_assigned = seen;
    }

    pub(super) fn rules(&mut self, model: &'e Element) {
        let mut seen: BTreeMap<SymbolId, Span> = BTreeMap::new();
        for element in model.listed(Space::Core, "listOfRules") {
            if element.name == "algebraicRule" {
                if let Some(residual) = self.equation(element, &mut Place::default()) {
                    self.model.algebraic.push(AlgebraicRule { residual, span: element.span });
                }
                continue;
            }
            let level_1 = LEVEL_1_TARGETS.iter().find(|(name, _)| *name == element.name);
            let attribute = level_1.map_or("variable", |(_, attribute)| *attribute);
            let target =
                self.reference(element, attribute).filter(|id| self.can_be_set(*id, element, attribute));
            let math = self.equation(element, &mut Place::default());
            let Some(target) = target else { continue };
            if let Some(first) = seen.insert(target, element.span) {
                self.set_twice(target, element.span, first);
                continue;
            }
            let is_rate = element.name == "rateRule" || element.value("type") == Some("rate");
            if !is_rate && let Some(first) = self.initially_assigned.get(&target) {
                let first = *first;
                self.set_twice(target, element.span, first);
                continue;
            }
            if let (Some(math), Some(symbol)) = (math, self.symbol_mut(target)) {
                symbol.rule = Some(if is_rate { Rule::Rate(math) } else { Rule::Assignment(math) });
            }
        }
    }

    /// Whether a rule, an assignment or an event may set a symbol: not the rate of a reaction.
    pub(super) fn can_be_set(&mut self, id: SymbolId, element: &Element, attribute: &str) -> bool {
        let Some(symbol) = self.symbol(id) else { return false };
        let is_rate = matches!(symbol.kind, SymbolKind::Reaction(_));
        if is_rate {
            let message = Message::new("E2428").with("name", symbol.name.clone());
            let span = element.attribute(attribute).map_or(element.span, |attribute| attribute.span);
            self.report(Diagnostic::error(message).at(span));
        }
        !is_rate
    }

    fn set_twice(&mut self, id: SymbolId, span: Span, first: Span) {
        let name = self.symbol(id).map(|symbol| symbol.name.clone()).unwrap_or_default();
        let diagnostic = Diagnostic::error(Message::new("E2439").with("name", name)).at(span);
        self.report(diagnostic.label(first, Message::new("model.first")));
    }

    pub(super) fn constraints(&mut self, model: &'e Element) {
        for element in model.listed(Space::Core, "listOfConstraints") {
            let message = element.child(Space::Core, "message").map(|message| {
                let words = message.whole_text();
                words.split_whitespace().collect::<Vec<&str>>().join(" ")
            });
            if let Some(condition) = self.equation(element, &mut Place::default()) {
                let message = message.filter(|message| !message.is_empty());
                self.model.constraints.push(Constraint { condition, message, span: element.span });
            }
        }
    }
}
