//! Conditions that stop a dose (`stop_when`) or ask for it (`give_when`), as expressions of the equations.

use crate::prepare::Notes;
use crate::prepare::outputs::expression;
use crate::scenario::Placed;
use lytic_model::{Equations, ExprId};
use lytic_text::Message;

/// Conditions that stop doses, each once.
#[derive(Default)]
pub(crate) struct Conditions {
    texts: Vec<String>,
    pub expressions: Vec<ExprId>,
}

impl Conditions {
    /// The index of a condition.
    pub fn index(
        &mut self,
        condition: &Placed<String>,
        equations: &mut Equations,
        notes: &mut Notes<'_>,
    ) -> Option<usize> {
        let known = self.texts.iter().position(|text| *text == condition.value);
        known.or_else(|| {
            let (id, _, is_condition) = expression(condition, equations, notes)?;
            if !is_condition {
                notes.error(Message::new("E0361").with("name", "stop_when"), condition.span);
                return None;
            }
            self.texts.push(condition.value.clone());
            self.expressions.push(id);
            Some(self.expressions.len() - 1)
        })
    }

    /// The condition under which a dose is not given: that this one does not hold.
    pub fn unless(
        &mut self,
        condition: &Placed<String>,
        equations: &mut Equations,
        notes: &mut Notes<'_>,
    ) -> Option<ExprId> {
        let (id, _, is_condition) = expression(condition, equations, notes)?;
        if !is_condition {
            notes.error(Message::new("E0361").with("name", "give_when"), condition.span);
            return None;
        }
        let (no, yes) = (equations.graph.number(0.0), equations.graph.number(1.0));
        Some(equations.graph.select(id, no, yes))
    }

    /// One more index of a condition, which forgets nothing of the others.
    pub fn again(&mut self, condition: ExprId) -> usize {
        // No text is alike, so that `stop_when` never finds it.
        self.texts.push(String::new());
        self.expressions.push(condition);
        self.expressions.len() - 1
    }
}
