//! Formulas of SBML level 1: text in an attribute.
//!
//! They are read by the parser of expressions that the rest of the language uses, with level 1's precedence: signs hold
//! tighter than `^`, which goes from the left. `log` is the natural logarithm in both. A call of one of level 1's
//! ready-made [rate laws](super::rate_laws) is the law's equation with the arguments in place.

use super::draft::{Draft, Known};
use super::mathml::{Place, size};
use super::rate_laws::{DOUBTFUL, REFUSED, RateLaw, names, rate_law, reactants_among};
use super::xml::Attribute;
use crate::ast::{BinaryOperator, Expression, ExpressionKind, Name, UnaryOperator};
use crate::flatten::{MAX_DEPTH, MAX_NODES, apply_builtin, builtin, builtin_names, operation};
use crate::model::{Math, MathKind, Operation};
use lytic_text::{Diagnostic, Message, Span, nearest};

impl Draft<'_> {
    /// The equation of a formula.
    pub(super) fn formula(&mut self, formula: &Attribute, place: &mut Place) -> Option<Math> {
        let mut problems = Vec::new();
        let expression = crate::syntax::parse_level_1(formula.span, &formula.value, &mut problems);
        problems.into_iter().for_each(|problem| self.report(problem));
        self.formula_part(&expression?, place, 0)
    }

    fn formula_part(&mut self, expression: &Expression, place: &mut Place, depth: usize) -> Option<Math> {
        let span = expression.span;
        if depth >= MAX_DEPTH {
            return self.fail(Message::new("E0222").with("limit", MAX_DEPTH), span);
        }
        self.count(1, span)?;
        let kind = match &expression.kind {
            ExpressionKind::Number { value, .. } => MathKind::Number(*value, None),
            ExpressionKind::Boolean(truth) => MathKind::Boolean(*truth),
            ExpressionKind::Symbol(path) => {
                let parts: Vec<&str> = path.parts.iter().map(|part| part.text.as_str()).collect();
                let name = parts.join(".");
                if let Some((_, argument)) = place.arguments.iter().find(|(known, _)| *known == name) {
                    self.count(size(argument), span)?;
                    return Some(argument.clone());
                }
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
                    return self.rate_law(function, values, place, depth, span);
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

    /// Counts nodes; none when there are too many.
    fn count(&mut self, nodes: usize, span: Span) -> Option<()> {
        if self.stopped {
            return None;
        }
        self.nodes = self.nodes.saturating_add(nodes);
        if self.nodes > MAX_NODES {
            self.stopped = true;
            return self.fail(Message::new("E0241").with("limit", MAX_NODES), span);
        }
        Some(())
    }

    /// A call of a rate law.
    fn rate_law(
        &mut self,
        function: &Name,
        values: Vec<Option<Math>>,
        place: &Place,
        depth: usize,
        span: Span,
    ) -> Option<Math> {
        let name = function.text.as_str();
        if let Some((_, why)) = REFUSED.iter().find(|(known, _)| *known == name) {
            let message = Message::new("E2454").with("name", name).with("why", format!("@{why}"));
            return self.fail(message, span);
        }
        if matches!(name, "mass" | "massi" | "massr") {
            let values = values.into_iter().collect::<Option<_>>()?;
            return self.mass_action(name, values, place, span);
        }
        let Some(law) = rate_law(name, values.len(), self.version) else {
            let message = Message::new("E0211").with("name", name);
            let suggestion = nearest(name, builtin_names().chain(names())).map(str::to_owned);
            self.report(Diagnostic::error(message).at(function.span).suggest(suggestion));
            return None;
        };
        let values: Vec<Math> = values.into_iter().collect::<Option<_>>()?;
        let expected: Vec<&str> = law.arguments.split(' ').collect();
        if expected.len() != values.len() {
            let message = Message::new("E2455").with("name", name).with("given", values.len());
            let message = message.with("expected", expected.len()).with("names", expected.join(", "));
            return self.fail(message, span);
        }
        let doubtful = |(known, version, _): &&(&str, u32, &str)| *known == name && self.version <= *version;
        if let Some((.., taken)) = DOUBTFUL.iter().find(doubtful) {
            let message = Message::new("W2418").with("name", name).with("taken", format!("@{taken}"));
            self.warn(message, span);
        }
        self.law_equation(law, expected, values, depth, span)
    }

    /// The equation of a law with the arguments in place.
    fn law_equation(
        &mut self,
        law: &RateLaw,
        names: Vec<&str>,
        values: Vec<Math>,
        depth: usize,
        span: Span,
    ) -> Option<Math> {
        let mut problems = Vec::new();
        // All of it stands where the call begins.
        let place = Span { end: span.start, ..span };
        let equation = crate::syntax::parse_level_1(place, law.equation, &mut problems)?;
        let arguments = names.into_iter().map(str::to_owned).zip(values).collect();
        let mut inner = Place::with_arguments(arguments);
        let math = self.formula_part(&equation, &mut inner, depth)?;
        // Arguments are put in where they are used, so their height counts from there.
        if height(&math) + depth > MAX_DEPTH {
            return self.fail(Message::new("E0222").with("limit", MAX_DEPTH), span);
        }
        Some(Math { span, ..math })
    }

    /// `k S1 S2 ...`, for `massr` less `k2 P1 P2 ...`.
    fn mass_action(&mut self, name: &str, mut values: Vec<Math>, place: &Place, span: Span) -> Option<Math> {
        let constants = if name == "massr" { 2 } else { 1 };
        if values.len() < 2 * constants {
            let message = Message::new("E2455").with("name", name).with("given", values.len());
            let names = if name == "massr" { "S, P, k1, k2" } else { "S, k" };
            let expected = format!("{}+", 2 * constants);
            return self.fail(message.with("expected", expected).with("names", names), span);
        }
        let mut rates = values.split_off(values.len() - constants).into_iter();
        let product = |rate: Option<Math>, concentrations: Vec<Math>| {
            let factors: Vec<Math> = rate.into_iter().chain(concentrations).collect();
            Math { kind: MathKind::Apply(Operation::Multiply, factors), span }
        };
        if name != "massr" {
            return Some(product(rates.next(), values));
        }
        let Some(reactants) = reactants_among(values.len(), place.sides).filter(|count| *count > 0) else {
            let message = Message::new("E2456").with("name", name).with("given", values.len());
            return self.fail(message, span);
        };
        let products = values.split_off(reactants);
        if products.is_empty() {
            let message = Message::new("E2456").with("name", name).with("given", values.len());
            return self.fail(message, span);
        }
        let forth = product(rates.next(), values);
        let back = product(rates.next(), products);
        Some(Math { kind: MathKind::Apply(Operation::Subtract, vec![forth, back]), span })
    }
}

fn height(math: &Math) -> usize {
    1 + crate::flatten::children(math).map(height).max().unwrap_or(0)
}
