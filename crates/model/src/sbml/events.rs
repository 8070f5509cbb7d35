//! Events.

use super::draft::{Draft, Known};
use super::mathml::Place;
use super::xml::{Element, Space};
use crate::model::{Event, Math, Rule, SymbolId};
use lytic_text::{Diagnostic, Message, Span};
use std::collections::BTreeMap;

impl<'e> Draft<'e> {
    /// Declares the ids of events.
    pub(super) fn declare_events(&mut self, model: &'e Element) {
        for element in model.listed(Space::Core, "listOfEvents") {
            if let Some(id) = self.id_attribute(element) {
                self.declare(id, Known::Other);
            }
        }
    }

    pub(super) fn events(&mut self, model: &'e Element) {
        for (index, element) in model.listed(Space::Core, "listOfEvents").enumerate() {
            let name = self.id_attribute(element).map(|id| id.value.clone());
            let name = name.unwrap_or_else(|| self.free_name(index));
            let trigger = match element.child(Space::Core, "trigger") {
                Some(trigger) => self.equation(trigger, &mut Place::default()).map(|math| (math, trigger)),
                None => {
                    let key = if (self.level, self.version) < (3, 2) { "E2444" } else { "W2404" };
                    let message = Message::new(key).with("name", &name);
                    let is_error = key.starts_with('E');
                    let diagnostic =
                        if is_error { Diagnostic::error(message) } else { Diagnostic::warning(message) };
                    self.report(diagnostic.at(element.span));
                    None
                }
            };
            let delay = self.part(element, "delay");
            let priority = self.part(element, "priority");
            let from_trigger = self.flag(element, "useValuesFromTriggerTime").unwrap_or(true);
            let assignments = self.event_assignments(element);
            let Some((trigger, written)) = trigger else { continue };
            let persistent = self.flag(written, "persistent").unwrap_or(true);
            let initially_true = self.flag(written, "initialValue").unwrap_or(true);
            self.model.events.push(Event {
                name,
                trigger,
                delay,
                priority,
                persistent,
                initially_true,
                from_trigger,
                assignments,
                span: element.span,
            });
        }
    }

    /// A name for an event without id.
    fn free_name(&self, index: usize) -> String {
        let mut name = format!("event_{}", index + 1);
        while self.known(&name).is_some() {
            name.push('_');
        }
        name
    }

    fn part(&mut self, element: &'e Element, name: &str) -> Option<Math> {
        let part = element.child(Space::Core, name)?;
        self.equation(part, &mut Place::default())
    }

    fn event_assignments(&mut self, element: &'e Element) -> Vec<(SymbolId, Math)> {
        let mut assignments: Vec<(SymbolId, Math)> = Vec::new();
        let mut seen: BTreeMap<SymbolId, Span> = BTreeMap::new();
        for assignment in element.listed(Space::Core, "listOfEventAssignments") {
            let target = self.reference(assignment, "variable");
            let target = target.filter(|id| self.can_be_set(*id, assignment, "variable"));
            let value = self.equation(assignment, &mut Place::default());
            let Some(target) = target else { continue };
            if let Some(first) = seen.insert(target, assignment.span) {
                let name = self.symbol(target).map(|symbol| symbol.name.clone()).unwrap_or_default();
                let diagnostic = Diagnostic::error(Message::new("E2439").with("name", name));
                self.report(diagnostic.at(assignment.span).label(first, Message::new("model.first")));
                continue;
            }
            let symbol = self.symbol(target);
            if let Some(symbol) = symbol.filter(|symbol| matches!(symbol.rule, Some(Rule::Assignment(_)))) {
                let message = Message::new("E0244").with("name", symbol.name.clone());
                self.report(Diagnostic::error(message).at(assignment.span));
                continue;
            }
            if let Some(value) = value {
                assignments.push((target, value));
            }
        }
        assignments
    }
}
