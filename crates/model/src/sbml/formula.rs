//! Formulas of SBML level 1: text in an attribute.
//!
//! They are read by the parser of expressions that the rest of the language uses; `log` is the natural logarithm in
//! both. The names of level 1's ready-made rate laws (`massi`, `uui` and so on, dropped after version 1) are unknown.

use super::draft::{Draft, Known};
use super::mathml::Place;
use super::xml::Attribute;
use crate::ast::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};
use crate::flatten::{MAX_DEPTH, apply_builtin, builtin, builtin_names, operation};
use crate::model::{Math, MathKind, Operation};
use lytic_text::{Diagnostic, Message, nearest};

impl Draft<'_> {
    /// The equation of a formula.
    pub(super) fn formula(&mut self, formula: &Attribute, place: &mut Place) -> Option<Math> {
        let mut problems = Vec::new();
        let expression = crate::syntax::parse_expression(formula.span, &formula.value, &mut problems);
        problems.into_iter().for_each(|problem| self.report(problem));
        self.formula_part(&expression?, place, 0)
    }

    fn formula_part(&mut self, expression: &Expression, place: &mut Place, depth: usize) -> Option<Math> {
        let span = expression.span;
        if depth >= MAX_DEPTH {
            return self.fail(Message::new("E0222").with("limit", MAX_DEPTH), span);
        }
        let kind = match &expression.kind {
            ExpressionKind::Number { value, .. } => MathKind::Number(*value, None),
            ExpressionKind::Boolean(truth) => MathKind::Boolean(*truth),
            ExpressionKind::Symbol(path) => {
                let parts: Vec<&str> = path.parts.iter().map(|part| part.text.as_str()).collect();
                let name = parts.join(".");
                match (place.locals.get(&name), self.known(&name)) {
                    (Some(local), _) => MathKind::Symbol(*local),
                    (None, Some(Known::Symbol(id))) => MathKind::Symbol(id),
                    (None, Some(_)) => return self.fail(Message::new("E2428").with("name", name), span),
                    (None, None) => {
                        self.unknown(&name, "ci", span);
                        return None;
                    }
                }
            }
            ExpressionKind::Unary(operator, inner) => {
                let inner = self.formula_part(inner, place, depth + 1)?;
                match (operator, &inner.kind) {
                    (UnaryOperator::Plus, _) => return Some(inner),
                    (UnaryOperator::Minus, MathKind::Number(value, _)) => MathKind::Number(-value, None),
                    (UnaryOperator::Minus, _) => MathKind::Apply(Operation::Negate, vec![inner]),
                    (UnaryOperator::Not, _) => MathKind::Apply(Operation::Not, vec![inner]),
                }
            }
            ExpressionKind::Binary(operator, left, right) => {
                let (left, right) =
                    (self.formula_part(left, place, depth + 1), self.formula_part(right, place, depth + 1));
                let operator: BinaryOperator = *operator;
                MathKind::Apply(operation(operator), vec![left?, right?])
            }
            ExpressionKind::Call { function, arguments } => {
                let values: Vec<Option<Math>> =
                    arguments.iter().map(|argument| self.formula_part(argument, place, depth + 1)).collect();
                let Some(meaning) = builtin(&function.text) else {
                    let message = Message::new("E0211").with("name", &function.text);
                    let suggestion = nearest(&function.text, builtin_names()).map(str::to_owned);
                    self.report(Diagnostic::error(message).at(function.span).suggest(suggestion));
                    return None;
                };
                let values: Vec<Math> = values.into_iter().collect::<Option<_>>()?;
                return match apply_builtin(meaning, function, values, span) {
                    Ok(math) => Some(math),
                    Err(message) => self.fail(message, span),
                };
            }
        };
        Some(Math { kind, span })
    }
}
