//! The outcome that a design or a bound is about.

use crate::prepare::Study;
use crate::results::Results;
use lytic_text::{Diagnostic, Message, Span, nearest};

/// An outcome by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Unit as printed; empty for a share or a pure number.
    pub unit: String,
    /// Whether its number is a share of patients; else the median over patients.
    pub is_condition: bool,
}

impl Target {
    /// The outcome of that name; says where there is none.
    pub(super) fn find(
        name: &str,
        span: Span,
        study: &Study,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Target> {
        let listed = || study.outputs.outcomes.iter().filter(|outcome| outcome.listed);
        let Some(outcome) = listed().find(|outcome| outcome.name == name) else {
            let names: Vec<&str> = listed().map(|outcome| outcome.name.as_str()).collect();
            let message = Message::new("E2016").with("name", name).with("known", names.join(", "));
            let near = nearest(name, names.iter().copied());
            diagnostics.push(Diagnostic::error(message).at(span).suggest(near));
            return None;
        };
        Some(Target {
            name: outcome.name.clone(),
            label: outcome.label.clone(),
            label_zh: outcome.label_zh.clone(),
            unit: outcome.unit.clone(),
            is_condition: outcome.is_condition,
        })
    }

    /// Its number in each draw: a share, or a median.
    pub(super) fn by_draw(&self, results: &Results) -> Vec<f64> {
        let shares = results.outcomes.iter().find(|outcome| outcome.name == self.name);
        let values = || results.values.iter().find(|value| value.name == self.name);
        let of_shares = shares.map(|outcome| outcome.by_draw.clone());
        of_shares.or_else(|| values().map(|value| value.by_draw.clone())).unwrap_or_default()
    }
}
