//! Events of a scenario: a share of states is removed at a time, `x -> (1 - removes) x`.
//!
//! An event names its states, or has the name of a procedure of the library (`surgery`), which knows its own.

use super::{Act, Planner, What};
use crate::prepare::state_of;
use crate::scenario::EventLine;
use lytic_model::Equations;
use lytic_text::{Diagnostic, Message, nearest};

impl Planner<'_, '_> {
    pub(super) fn events(&mut self, equations: &Equations, acts: &mut Vec<Act>) {
        for event in &self.scenario.events {
            let Some(states) = self.acted_on(event, equations) else { continue };
            let times = self.times(event.at.as_ref(), None, Some(&event.of.value));
            let Some(removes) = &event.removes else { continue };
            for time in times {
                acts.extend(states.iter().map(|state| Act {
                    time,
                    state: *state,
                    what: What::Scale(1.0 - removes.value),
                    stop: None,
                    line: None,
                }));
            }
        }
    }

    /// The states of an event: those that it names, else those of the library's procedure of that name.
    fn acted_on(&mut self, event: &EventLine, equations: &Equations) -> Option<Vec<usize>> {
        if !event.states.is_empty() {
            let states = event.states.iter();
            return Some(
                states.filter_map(|name| state_of(self.model, equations, name, self.notes)).collect(),
            );
        }
        let known = self.library.procedures();
        let Some(procedure) = known.iter().find(|procedure| procedure.key == event.of.value) else {
            if self.library.agent(&event.of.value).is_some() {
                self.notes.error(Message::new("E1612").with("name", &event.of.value), event.of.span);
                return None;
            }
            let keys: Vec<&str> = known.iter().map(|procedure| procedure.key.as_str()).collect();
            let message = Message::new("E1609").with("name", &event.of.value).with("known", keys.join(", "));
            let near = nearest(&event.of.value, keys.iter().copied());
            self.notes.push(Diagnostic { span: event.of.span, ..Diagnostic::error(message).suggest(near) });
            return None;
        };
        let mut states = Vec::new();
        for name in &procedure.states {
            let symbol = self.model.symbol(name).and_then(|id| self.model.symbols.get(id.0 as usize));
            let Some(state) = symbol.and_then(|symbol| equations.state(&symbol.name)) else {
                let message = Message::new("E1608")
                    .with("name", &event.of.value)
                    .with("model", self.scenario.model.as_ref().map_or("", |model| model.value.as_str()))
                    .with("state", name);
                self.notes.error(message, event.of.span);
                return None;
            };
            states.push(state);
        }
        Some(states)
    }
}
