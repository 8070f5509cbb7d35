//! Expressions of a scenario (outcomes, columns) over what a model lets one observe.

use super::math::{Surroundings, lower};
use crate::ast::{self, BinaryOperator, ExpressionKind, UnaryOperator};
use crate::check::{Found, Inference};
use crate::equations::Equations;
use crate::flatten::{Builtin, apply_builtin, builtin, builtin_names, constant, operation};
use crate::graph::{ExprId, Graph, Node};
use crate::model::{Distribution, Math, MathKind, Operation, SymbolId};
use lytic_text::{Diagnostic, Message, has_errors, nearest};
use lytic_units::Unit;
use std::collections::HashMap;

/// Deepest nesting: the parser's own limit holds it far below.
const MAX_DEPTH: usize = 1_100;

/// An expression of a scenario in the graph.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// Its value.
    pub expression: ExprId,
    /// Its unit, where it can be told; plain for a condition.
    pub unit: Option<Unit>,
    /// Whether it is a condition.
    pub is_condition: bool,
}

impl Equations {
    /// Adds an expression over observables (by dotted name) and `time` to the graph, and checks its units. A bare
    /// number takes the unit of what it is compared with. Errors carry the spans of the expression.
    pub fn resolve(&mut self, expression: &ast::Expression) -> Result<Resolved, Vec<Diagnostic>> {
        let names: HashMap<&str, u32> = self
            .observables
            .iter()
            .enumerate()
            .map(|(index, observable)| (observable.name.as_str(), index as u32))
            .collect();
        let mut reader = Reader { equations: self, names, diagnostics: Vec::new() };
        let math = reader.expression(expression, 0);
        let mut diagnostics = reader.diagnostics;
        let Some(math) = math.filter(|_| !has_errors(&diagnostics)) else { return Err(diagnostics) };
        let of =
            |id: SymbolId| self.observables.get(id.0 as usize).and_then(|observable| observable.unit.clone());
        let mut inference = Inference { symbol: &of, time: self.time_unit.as_ref(), diagnostics: Vec::new() };
        let found = inference.find(&math);
        diagnostics.append(&mut inference.diagnostics);
        let mut around = Observed { equations: self, diagnostics };
        let expression = lower(&mut around, &math);
        if has_errors(&around.diagnostics) {
            return Err(around.diagnostics);
        }
        Ok(Resolved { expression, unit: found.unit(), is_condition: found == Found::Truth })
    }
}

struct Observed<'e> {
    equations: &'e mut Equations,
    diagnostics: Vec<Diagnostic>,
}

impl Surroundings for Observed<'_> {
    fn graph(&mut self) -> &mut Graph {
        &mut self.equations.graph
    }

    fn symbol(&mut self, id: SymbolId) -> ExprId {
        match self.equations.observables.get(id.0 as usize) {
            Some(observable) => observable.expression,
            None => self.equations.graph.number(0.0),
        }
    }

    /// Only states of their own value have their derivative at hand.
    fn rate(&mut self, id: SymbolId, math: &Math) -> ExprId {
        let observed = self.symbol(id);
        match self.equations.graph.node(observed) {
            Node::State(index) => match self.equations.states.get(index as usize) {
                Some(state) => state.derivative,
                None => observed,
            },
            _ => {
                let name =
                    self.equations.observables.get(id.0 as usize).map_or("", |observable| &observable.name);
                let message = Message::new("E0245").with("name", name);
                self.diagnostics.push(Diagnostic::error(message).at(math.span));
                observed
            }
        }
    }

    fn delayed(&mut self, _: bool) -> bool {
        false
    }

    fn draw(&mut self, _: Distribution, _: &[ExprId], _: &Math) -> ExprId {
        // Refused while it was read.
        self.equations.graph.number(f64::NAN)
    }
}

/// Whether a function has no value at one moment of a run's results.
fn is_refused(meaning: Builtin) -> bool {
    matches!(meaning, Builtin::Draw(_) | Builtin::Plain(Operation::Delay, ..))
}

struct Reader<'e> {
    equations: &'e Equations,
    names: HashMap<&'e str, u32>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fail(&mut self, diagnostic: Diagnostic) -> Option<Math> {
        self.diagnostics.push(diagnostic);
        None
    }

    fn expression(&mut self, expression: &ast::Expression, depth: usize) -> Option<Math> {
        let span = expression.span;
        if depth > MAX_DEPTH {
            return self.fail(Diagnostic::error(Message::new("E0222").with("limit", MAX_DEPTH)).at(span));
        }
        let kind = match &expression.kind {
            ExpressionKind::Number { value, unit } => {
                let unit = match unit.as_ref().map(|name| (name, Unit::parse_identifier(&name.text))) {
                    None => None,
                    Some((_, Ok(unit))) => Some(unit),
                    Some((name, Err(error))) => return self.fail(error.diagnostic(name.span)),
                };
                MathKind::Number(*value, unit)
            }
            ExpressionKind::Boolean(truth) => MathKind::Boolean(*truth),
            ExpressionKind::Symbol(path) => return self.symbol(path),
            ExpressionKind::Unary(operator, inner) => {
                let inner = self.expression(inner, depth + 1)?;
                match (operator, &inner.kind) {
                    (UnaryOperator::Plus, _) => return Some(inner),
                    (UnaryOperator::Minus, MathKind::Number(value, unit)) => {
                        MathKind::Number(-value, unit.clone())
                    }
                    (UnaryOperator::Minus, _) => MathKind::Apply(Operation::Negate, vec![inner]),
                    (UnaryOperator::Not, _) => MathKind::Apply(Operation::Not, vec![inner]),
                }
            }
            ExpressionKind::Binary(operator, left, right) => {
                // Both sides, so that all problems come at once.
                let (left, right) = (self.expression(left, depth + 1), self.expression(right, depth + 1));
                let operator: BinaryOperator = *operator;
                MathKind::Apply(operation(operator), vec![left?, right?])
            }
            ExpressionKind::Call { function, arguments } => {
                let values: Vec<Option<Math>> =
                    arguments.iter().map(|argument| self.expression(argument, depth + 1)).collect();
                let Some(meaning) = builtin(&function.text) else {
                    let message = Message::new("E0211").with("name", &function.text);
                    let nearest = nearest(&function.text, builtin_names());
                    return self.fail(Diagnostic::error(message).at(function.span).suggest(nearest));
                };
                if is_refused(meaning) {
                    let message = Message::new("E0232").with("name", &function.text);
                    return self.fail(Diagnostic::error(message).at(span));
                }
                let values: Vec<Math> = values.into_iter().collect::<Option<_>>()?;
                return match apply_builtin(meaning, function, values, span) {
                    Ok(math) => Some(math),
                    Err(message) => self.fail(Diagnostic::error(message).at(span)),
                };
            }
        };
        Some(Math { kind, span })
    }

    fn symbol(&mut self, path: &ast::Path) -> Option<Math> {
        let span = path.span;
        let parts: Vec<&str> = path.parts.iter().map(|part| part.text.as_str()).collect();
        let name = parts.join(".");
        if let Some(index) = self.names.get(name.as_str()) {
            return Some(Math { kind: MathKind::Symbol(SymbolId(*index)), span });
        }
        if name == "time" {
            return Some(Math { kind: MathKind::Time, span });
        }
        if let Some(value) = constant(&name) {
            return Some(Math { kind: MathKind::Number(value, None), span });
        }
        let nearest =
            nearest(&name, self.equations.observables.iter().map(|observable| observable.name.as_str()));
        let message = Message::new("E0263").with("name", &name);
        self.fail(Diagnostic::error(message).at(span).suggest(nearest))
    }
}
