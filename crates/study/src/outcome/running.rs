//! Conditions that look back: `tumour.diameter > 1.2*lowest(tumour.diameter)`.
//!
//! ```text
//! lowest(x)     smallest value of x from the start of the clock to now
//! highest(x)    largest value
//! baseline(x)   value at the start of the clock
//! ```
//!
//! The engine knows only the present, so an expression with one of these is cut at its calls: what stands inside and
//! beside them is put out by the engine at each recorded time, and the rest (sums, products, comparisons, `and`, `or`) is
//! worked out here. Units are checked as if each call were its argument: they have the same.

use crate::prepare::Notes;
use crate::scenario::Placed;
use lytic_model::ast::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};
use lytic_model::{Equations, ExprId, parse_expression};
use lytic_text::{Message, SourceId, Span};

/// What a call asks of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Past {
    Lowest,
    Highest,
    Baseline,
}

/// An expression whose leaves are outputs of the engine.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    Number(f64),
    Output(usize),
    /// What is asked of an output's past, and where the answer so far is kept.
    Past(Past, usize, usize),
    Unary(UnaryOperator, Box<Node>),
    Binary(BinaryOperator, Box<Node>, Box<Node>),
}

/// A condition over recorded times.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Running {
    root: Node,
    slots: usize,
}

/// Reads a condition; its leaves are added to `expressions`, the outputs of the engine.
pub(crate) fn condition(
    name: &str,
    text: &Placed<String>,
    equations: &mut Equations,
    expressions: &mut Vec<ExprId>,
    notes: &mut Notes<'_>,
) -> Option<Running> {
    let nowhere = Span::new(SourceId(u32::MAX), 0, text.value.len());
    let parsed = parse_expression(text.span.unwrap_or(nowhere), &text.value, notes.diagnostics)?;
    let mut builder = Builder { equations, expressions, notes, slots: 0 };
    let whole = builder.resolve(&flat(&parsed))?;
    if !whole.is_condition {
        builder.notes.error(Message::new("E0361").with("name", name), text.span);
        return None;
    }
    let root = if looks_back(&parsed) { builder.node(&parsed)? } else { builder.output(whole.expression) };
    Some(Running { root, slots: builder.slots })
}

fn past(name: &str) -> Option<Past> {
    match name {
        "lowest" => Some(Past::Lowest),
        "highest" => Some(Past::Highest),
        "baseline" => Some(Past::Baseline),
        _ => None,
    }
}

fn looks_back(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::Call { function, arguments } => {
            past(&function.text).is_some() || arguments.iter().any(looks_back)
        }
        ExpressionKind::Unary(_, inner) => looks_back(inner),
        ExpressionKind::Binary(_, left, right) => looks_back(left) || looks_back(right),
        _ => false,
    }
}

/// The same with each call replaced by its argument.
fn flat(expression: &Expression) -> Expression {
    let kind = match &expression.kind {
        ExpressionKind::Call { function, arguments } => match (past(&function.text), arguments.as_slice()) {
            (Some(_), [argument]) => return flat(argument),
            _ => ExpressionKind::Call {
                function: function.clone(),
                arguments: arguments.iter().map(flat).collect(),
            },
        },
        ExpressionKind::Unary(operator, inner) => ExpressionKind::Unary(*operator, Box::new(flat(inner))),
        ExpressionKind::Binary(operator, left, right) => {
            ExpressionKind::Binary(*operator, Box::new(flat(left)), Box::new(flat(right)))
        }
        other => other.clone(),
    };
    Expression { kind, span: expression.span }
}

struct Builder<'a, 'n> {
    equations: &'a mut Equations,
    expressions: &'a mut Vec<ExprId>,
    notes: &'a mut Notes<'n>,
    slots: usize,
}

impl Builder<'_, '_> {
    fn resolve(&mut self, expression: &Expression) -> Option<lytic_model::Resolved> {
        match self.equations.resolve(expression) {
            Ok(resolved) => Some(resolved),
            Err(found) => {
                found.into_iter().for_each(|problem| self.notes.push(problem));
                None
            }
        }
    }

    fn output(&mut self, expression: ExprId) -> Node {
        self.expressions.push(expression);
        Node::Output(self.expressions.len() - 1)
    }

    fn node(&mut self, expression: &Expression) -> Option<Node> {
        if let ExpressionKind::Number { value, unit: None } = &expression.kind {
            return Some(Node::Number(*value));
        }
        if !looks_back(expression) {
            let resolved = self.resolve(expression)?;
            return Some(self.output(resolved.expression));
        }
        match &expression.kind {
            ExpressionKind::Unary(operator, inner) => {
                Some(Node::Unary(*operator, Box::new(self.node(inner)?)))
            }
            ExpressionKind::Binary(operator, left, right) => {
                Some(Node::Binary(*operator, Box::new(self.node(left)?), Box::new(self.node(right)?)))
            }
            ExpressionKind::Call { function, arguments } => {
                match (past(&function.text), arguments.as_slice()) {
                    (Some(past), [argument]) if !looks_back(argument) => {
                        let resolved = self.resolve(argument)?;
                        self.expressions.push(resolved.expression);
                        self.slots += 1;
                        Some(Node::Past(past, self.expressions.len() - 1, self.slots - 1))
                    }
                    _ => {
                        let message = Message::new("E1503").with("name", &function.text);
                        self.notes.error(message, Some(expression.span));
                        None
                    }
                }
            }
            _ => None,
        }
    }
}

impl Running {
    /// Moves the outputs that it reads by so many places to the front.
    pub fn shift(&mut self, places: usize) {
        fn shift(node: &mut Node, places: usize) {
            match node {
                Node::Output(output) | Node::Past(_, output, _) => *output = output.saturating_sub(places),
                Node::Unary(_, inner) => shift(inner, places),
                Node::Binary(_, left, right) => {
                    shift(left, places);
                    shift(right, places);
                }
                Node::Number(_) => {}
            }
        }
        shift(&mut self.root, places);
    }

    /// The first of the recorded times `from ..= to` at which it holds: none in the outer sense where that cannot be
    /// told, none in the inner where it never does. `value` gives an output at a time.
    pub fn first(
        &self,
        from: usize,
        to: usize,
        value: impl Fn(usize, usize) -> f64,
    ) -> Option<Option<usize>> {
        let mut known = vec![f64::NAN; self.slots];
        for time in from..=to {
            let now = of(&self.root, &|output| value(time, output), &mut known, time == from);
            if now.is_nan() {
                return None;
            }
            if now != 0.0 {
                return Some(Some(time));
            }
        }
        Some(None)
    }
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

fn of(node: &Node, value: &dyn Fn(usize) -> f64, known: &mut [f64], first: bool) -> f64 {
    match node {
        Node::Number(number) => *number,
        Node::Output(output) => value(*output),
        Node::Past(past, output, slot) => {
            let (now, Some(kept)) = (value(*output), known.get_mut(*slot)) else { return f64::NAN };
            *kept = match past {
                _ if first => now,
                // What is unknown once stays so.
                _ if kept.is_nan() || now.is_nan() => f64::NAN,
                Past::Lowest => kept.min(now),
                Past::Highest => kept.max(now),
                Past::Baseline => *kept,
            };
            *kept
        }
        Node::Unary(operator, inner) => {
            let inner = of(inner, value, known, first);
            match operator {
                UnaryOperator::Minus => -inner,
                UnaryOperator::Plus => inner,
                UnaryOperator::Not if inner.is_nan() => inner,
                UnaryOperator::Not => truth(inner == 0.0),
            }
        }
        Node::Binary(operator, left, right) => {
            // Both sides are looked at each time: what looks back must see every value.
            let (left, right) = (of(left, value, known, first), of(right, value, known, first));
            binary(*operator, left, right)
        }
    }
}

fn binary(operator: BinaryOperator, left: f64, right: f64) -> f64 {
    match operator {
        BinaryOperator::And if left == 0.0 || right == 0.0 => 0.0,
        BinaryOperator::Or if (left != 0.0 && !left.is_nan()) || (right != 0.0 && !right.is_nan()) => 1.0,
        _ if left.is_nan() || right.is_nan() => f64::NAN,
        BinaryOperator::And => 1.0,
        BinaryOperator::Or => 0.0,
        BinaryOperator::Add => left + right,
        BinaryOperator::Subtract => left - right,
        BinaryOperator::Multiply => left * right,
        BinaryOperator::Divide => left / right,
        BinaryOperator::Remainder => lytic_engine::math::remainder(left, right),
        BinaryOperator::Power => lytic_engine::math::pow(left, right),
        BinaryOperator::Less => truth(left < right),
        BinaryOperator::LessEqual => truth(left <= right),
        BinaryOperator::Greater => truth(left > right),
        BinaryOperator::GreaterEqual => truth(left >= right),
        BinaryOperator::Equal => truth(left == right),
        BinaryOperator::NotEqual => truth(left != right),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `x > 1.2*lowest(x)` on x = 10, 5, 5.9, 6.1: true at the last only.
    #[test]
    fn a_rise_above_the_lowest_value() {
        let past = Node::Past(Past::Lowest, 0, 0);
        let limit = Node::Binary(BinaryOperator::Multiply, Box::new(Node::Number(1.2)), Box::new(past));
        let root = Node::Binary(BinaryOperator::Greater, Box::new(Node::Output(0)), Box::new(limit));
        let running = Running { root, slots: 1 };
        let x = [10.0, 5.0, 5.9, 6.1];
        let value = |time: usize, _: usize| x.get(time).copied().unwrap_or(f64::NAN);
        assert_eq!(running.first(0, 3, value), Some(Some(3)));
        assert_eq!(running.first(0, 2, value), Some(None));
        assert_eq!(running.first(0, 4, |time, _| if time == 1 { f64::NAN } else { 1.0 }), None);
    }

    #[test]
    fn what_is_false_needs_no_other_side() {
        assert_eq!(binary(BinaryOperator::And, 0.0, f64::NAN), 0.0);
        assert_eq!(binary(BinaryOperator::Or, f64::NAN, 1.0), 1.0);
        assert!(binary(BinaryOperator::And, 1.0, f64::NAN).is_nan());
    }
}
