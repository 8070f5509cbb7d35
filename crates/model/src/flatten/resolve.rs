//! From text trees to equations: names become symbols, functions of the model are inlined.
//!
//! Inside a sub-model whose time is converted by a factor `c` (`timeconv = c`), `time` reads as `time / c`; a reaction
//! of it, already converted, reads as its own rate again.

use super::draft::{DraftId, Flattener, Given, Kind, ScopeId};
use super::functions::{Builtin, builtin, builtin_names};
use super::instances::constant;
use super::{MAX_DEPTH, MAX_NODES};
use crate::ast::{self, BinaryOperator, ExpressionKind, UnaryOperator};
use crate::model::{Math, MathKind, Operation, SymbolId};
use lytic_text::{Diagnostic, Message, Span, nearest};

/// Why there is no equation.
pub(super) enum Failure {
    /// It used this symbol, which is deleted.
    Deleted(DraftId),
    /// Reported.
    Reported,
}

/// The surroundings of an expression.
struct Place<'a> {
    scope: ScopeId,
    /// Arguments of the function that is being inlined, by name.
    arguments: Vec<(&'a str, Math)>,
    /// Functions that are being inlined, outermost first.
    trail: Vec<&'a str>,
    depth: usize,
}

impl<'a> Flattener<'a> {
    /// Resolves an expression in its module.
    pub(super) fn resolve(&mut self, given: Given<'a>) -> Result<Math, Failure> {
        let mut place = Place { scope: given.scope, arguments: Vec::new(), trail: Vec::new(), depth: 0 };
        self.expression(given.expression, &mut place)
    }

    fn fail(&mut self, message: Message, span: Span) -> Failure {
        self.error(message, span);
        Failure::Reported
    }

    fn expression(
        &mut self,
        expression: &'a ast::Expression,
        place: &mut Place<'a>,
    ) -> Result<Math, Failure> {
        if self.stopped {
            return Err(Failure::Reported);
        }
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.stopped = true;
            return Err(self.fail(Message::new("E0241").with("limit", MAX_NODES), expression.span));
        }
        if place.depth >= MAX_DEPTH {
            return Err(self.fail(Message::new("E0222").with("limit", MAX_DEPTH), expression.span));
        }
        place.depth += 1;
        let result = self.expression_inside(expression, place);
        place.depth -= 1;
        result
    }

    fn expression_inside(
        &mut self,
        expression: &'a ast::Expression,
        place: &mut Place<'a>,
    ) -> Result<Math, Failure> {
        let span = expression.span;
        let kind = match &expression.kind {
            ExpressionKind::Number { value, unit } => {
                let unit = match unit {
                    Some(name) => Some(self.named_unit(place.scope, name).ok_or(Failure::Reported)?),
                    None => None,
                };
                MathKind::Number(*value, unit)
            }
            ExpressionKind::Boolean(truth) => MathKind::Boolean(*truth),
            ExpressionKind::Symbol(path) => return self.symbol(path, place),
            ExpressionKind::Unary(operator, inner) => {
                let inner = self.expression(inner, place)?;
                match (operator, &inner.kind) {
                    (UnaryOperator::Plus, _) => return Ok(Math { span, ..inner }),
                    (UnaryOperator::Minus, MathKind::Number(value, unit)) => {
                        MathKind::Number(-value, unit.clone())
                    }
                    (UnaryOperator::Minus, _) => MathKind::Apply(Operation::Negate, vec![inner]),
                    (UnaryOperator::Not, _) => MathKind::Apply(Operation::Not, vec![inner]),
                }
            }
            ExpressionKind::Binary(..) => return self.chain(expression, place),
            ExpressionKind::Call { function, arguments } => {
                return self.call(function, arguments, span, place);
            }
        };
        Ok(Math { kind, span })
    }

    /// `a + b + c` without recursion along the left side; `+`, `*`, `&&` and `||` gather their operands.
    fn chain(&mut self, expression: &'a ast::Expression, place: &mut Place<'a>) -> Result<Math, Failure> {
        let mut steps = Vec::new();
        let mut at = expression;
        while let ExpressionKind::Binary(operator, left, right) = &at.kind {
            steps.push((*operator, right.as_ref(), at.span));
            at = left;
        }
        let mut result = self.expression(at, place);
        // A chain of mixed operators nests to the left as deep as it is long.
        let mut height = place.depth;
        for (operator, right, span) in steps.into_iter().rev() {
            let right = self.expression(right, place);
            let (mut left, right) = match (result, right) {
                (Ok(left), Ok(right)) => (left, right),
                // Goes on to the end, so that all problems come at once; what was deleted counts less than an error.
                (Err(Failure::Deleted(_)), Err(other)) | (Err(other), _) | (Ok(_), Err(other)) => {
                    result = Err(other);
                    continue;
                }
            };
            let operation = operation(operator);
            match &mut left.kind {
                // `(a + b) + c` is the same sum as `a + b + c`.
                MathKind::Apply(known, operands) if gathers(operation) && *known == operation => {
                    operands.push(right);
                    left.span = span;
                    result = Ok(left);
                }
                _ => {
                    height += 1;
                    if height >= MAX_DEPTH {
                        return Err(self.fail(Message::new("E0222").with("limit", MAX_DEPTH), span));
                    }
                    result = Ok(Math { kind: MathKind::Apply(operation, vec![left, right]), span });
                }
            }
        }
        result
    }

    fn symbol(&mut self, path: &'a ast::Path, place: &mut Place<'a>) -> Result<Math, Failure> {
        let span = path.span;
        if let [single] = path.parts.as_slice() {
            if let Some((_, argument)) = place.arguments.iter().find(|(name, _)| *name == single.text) {
                let argument = argument.clone();
                self.nodes += size(&argument);
                return Ok(argument);
            }
            if let Some(value) = constant(&single.text) {
                return Ok(match single.text.as_str() {
                    "true" | "false" => Math { kind: MathKind::Boolean(value != 0.0), span },
                    _ => Math { kind: MathKind::Number(value, None), span },
                });
            }
            if single.text == "time" {
                return Ok(self.own_time(place.scope, span));
            }
            if !place.trail.is_empty() {
                let name = place.trail.last().copied().unwrap_or_default();
                let message = Message::new("E0242").with("name", &single.text).with("function", name);
                return Err(self.fail(message, span));
            }
        }
        let Some((last, outer)) = path.parts.split_last() else { return Err(Failure::Reported) };
        let owner = self.walk(place.scope, outer).ok_or(Failure::Reported)?;
        if self.scope(owner).instances.contains_key(last.text.as_str()) {
            return Err(self.fail(Message::new("E0224").with("name", &last.text), last.span));
        }
        let full = format!("{}{}", self.scope(owner).prefix, last.text);
        let Some(id) = self.names.get(&full).copied() else {
            if self.unknown.insert((self.scope(owner).module.to_owned(), last.text.clone())) {
                self.unknown_name(owner, &last.text, last.span);
            }
            return Err(Failure::Reported);
        };
        let id = self.root(id);
        let draft = &self.drafts[id.0];
        if draft.deleted.is_some() {
            return Err(Failure::Deleted(id));
        }
        match draft.kind {
            Some((Kind::Event, _)) => {
                let message = Message::new("E0243").with("name", &draft.name);
                Err(self.fail(message, span))
            }
            Some((Kind::Reaction, _)) => {
                let rate = Math { kind: MathKind::Symbol(self.symbol_id(id)), span };
                Ok(self.own_rate(place.scope, rate))
            }
            _ => Ok(Math { kind: MathKind::Symbol(self.symbol_id(id)), span }),
        }
    }

    pub(super) fn symbol_id(&self, root: DraftId) -> SymbolId {
        SymbolId(self.numbers.get(root.0).copied().flatten().unwrap_or(u32::MAX))
    }

    /// `time` as a module counts it.
    fn own_time(&mut self, scope: ScopeId, span: Span) -> Math {
        let time = Math { kind: MathKind::Time, span };
        self.converted(time, scope, Operation::Divide, false)
    }

    /// A reaction's rate as its own module counts it: the inverse of what the law is converted by.
    fn own_rate(&mut self, scope: ScopeId, rate: Math) -> Math {
        let rate = self.converted(rate, scope, Operation::Multiply, false);
        self.converted(rate, scope, Operation::Divide, true)
    }

    /// Multiplied or divided by every conversion factor of a module and of those around it.
    pub(super) fn converted(
        &mut self,
        math: Math,
        scope: ScopeId,
        operation: Operation,
        extent: bool,
    ) -> Math {
        let owner = self.scope(scope);
        let factors = if extent { &owner.extent_conversions } else { &owner.time_conversions };
        let mut result = math;
        for factor in factors.clone() {
            // A factor that fails is reported and left out; the model is not used then.
            let Ok(factor) = self.resolve(factor) else { continue };
            let span = result.span;
            result = Math { kind: MathKind::Apply(operation, vec![result, factor]), span };
        }
        result
    }

    fn call(
        &mut self,
        function: &'a ast::Name,
        arguments: &'a [ast::Expression],
        span: Span,
        place: &mut Place<'a>,
    ) -> Result<Math, Failure> {
        let mut values = Vec::with_capacity(arguments.len());
        let mut failure = None;
        for argument in arguments {
            match self.expression(argument, place) {
                Ok(value) => values.push(value),
                Err(other) => failure = Some(other),
            }
        }
        if let Some(failure) = failure {
            return Err(failure);
        }
        let definitions = self.definitions;
        if let Some(definition) = definitions.functions.get(function.text.as_str()) {
            return self.inline(definition, function, values, place);
        }
        match builtin(&function.text) {
            Some(builtin) => {
                let mut result =
                    apply(builtin, function, values, span).map_err(|message| self.fail(message, span))?;
                match &mut result.kind {
                    // A delay is counted by the module's own time.
                    MathKind::Apply(Operation::Delay, operands) => {
                        if let Some(by) = operands.pop() {
                            operands.push(self.converted(by, place.scope, Operation::Multiply, false));
                        }
                        Ok(result)
                    }
                    // A derivative counts by the module's own time.
                    MathKind::Apply(Operation::RateOf, _) => {
                        Ok(self.converted(result, place.scope, Operation::Multiply, false))
                    }
                    _ => Ok(result),
                }
            }
            None => {
                let own = nearest(&function.text, definitions.functions.keys().copied());
                let diagnostic = Diagnostic::error(Message::new("E0211").with("name", &function.text))
                    .at(function.span)
                    .suggest(own.or_else(|| nearest(&function.text, builtin_names())));
                self.report(diagnostic);
                Err(Failure::Reported)
            }
        }
    }

    fn inline(
        &mut self,
        definition: &'a ast::Function,
        called: &ast::Name,
        values: Vec<Math>,
        place: &mut Place<'a>,
    ) -> Result<Math, Failure> {
        let name = definition.name.text.as_str();
        if let Some(start) = place.trail.iter().position(|open| *open == name) {
            let mut cycle = place.trail[start..].to_vec();
            cycle.push(name);
            let message = Message::new("E0219").with("cycle", cycle.join(" → "));
            return Err(self.fail(message, called.span));
        }
        if values.len() != definition.arguments.len() {
            let message = Message::new("E0212")
                .with("name", name)
                .with("expected", definition.arguments.len())
                .with("given", values.len());
            return Err(self.fail(message, called.span));
        }
        let names = definition.arguments.iter().map(|argument| argument.text.as_str());
        let arguments = names.zip(values).collect();
        let mut trail = place.trail.clone();
        trail.push(name);
        // Arguments are put in where they are used, so their height counts from there.
        let mut inner = Place { scope: place.scope, arguments, trail, depth: place.depth };
        let result = self.expression(&definition.body, &mut inner)?;
        if height(&result) + place.depth > MAX_DEPTH {
            return Err(self.fail(Message::new("E0222").with("limit", MAX_DEPTH), called.span));
        }
        Ok(result)
    }
}

/// Number of nodes. The height is bounded by [`MAX_DEPTH`], so recursion is safe.
fn size(math: &Math) -> usize {
    1 + children(math).map(size).sum::<usize>()
}

fn height(math: &Math) -> usize {
    1 + children(math).map(height).max().unwrap_or(0)
}

/// The parts of an equation, in order.
pub(crate) fn children(math: &Math) -> impl Iterator<Item = &Math> {
    let (operands, pairs, otherwise): (&[Math], &[(Math, Math)], Option<&Math>) = match &math.kind {
        MathKind::Apply(_, operands) => (operands, &[], None),
        MathKind::Piecewise(pairs, otherwise) => (&[], pairs, otherwise.as_deref()),
        _ => (&[], &[], None),
    };
    operands.iter().chain(pairs.iter().flat_map(|(value, condition)| [value, condition])).chain(otherwise)
}

pub(crate) fn operation(operator: BinaryOperator) -> Operation {
    match operator {
        BinaryOperator::Add => Operation::Add,
        BinaryOperator::Subtract => Operation::Subtract,
        BinaryOperator::Multiply => Operation::Multiply,
        BinaryOperator::Divide => Operation::Divide,
        BinaryOperator::Remainder => Operation::Remainder,
        BinaryOperator::Power => Operation::Power,
        BinaryOperator::Less => Operation::Less,
        BinaryOperator::LessEqual => Operation::LessEqual,
        BinaryOperator::Greater => Operation::Greater,
        BinaryOperator::GreaterEqual => Operation::GreaterEqual,
        BinaryOperator::Equal => Operation::Equal,
        BinaryOperator::NotEqual => Operation::NotEqual,
        BinaryOperator::And => Operation::And,
        BinaryOperator::Or => Operation::Or,
    }
}

/// Whether an operation takes more than two operands, from the left.
fn gathers(operation: Operation) -> bool {
    matches!(operation, Operation::Add | Operation::Multiply | Operation::And | Operation::Or)
}

/// Operands with those of a first operand of the same kind put in its place: `plus(a + b, c)` is `a + b + c`.
fn gathered(operation: Operation, mut operands: Vec<Math>) -> Vec<Math> {
    match operands.first_mut().map(|first| &mut first.kind) {
        Some(MathKind::Apply(known, inner)) if gathers(operation) && *known == operation => {
            let mut all = std::mem::take(inner);
            all.extend(operands.into_iter().skip(1));
            all
        }
        _ => operands,
    }
}

/// A function of the language on its arguments; the error is the message.
pub(crate) fn apply(
    builtin: Builtin,
    function: &ast::Name,
    values: Vec<Math>,
    span: Span,
) -> Result<Math, Message> {
    let given = values.len();
    let wrong_number = |expected: String| {
        Message::new("E0212").with("name", &function.text).with("expected", expected).with("given", given)
    };
    let node =
        |operation: Operation, operands: Vec<Math>| Math { kind: MathKind::Apply(operation, operands), span };
    let one = || Math { kind: MathKind::Number(1.0, None), span };
    let mut values = values.into_iter();
    match builtin {
        Builtin::Draw(distribution) => {
            if !distribution.takes(given) {
                let own = distribution.arguments();
                return Err(wrong_number(format!("{own}, {}", own + 2)));
            }
            Ok(node(Operation::Draw(distribution), values.collect()))
        }
        Builtin::Plain(operation, least, most) => {
            if given < least || given > most {
                let expected = if most == usize::MAX { format!("{least}+") } else { least.to_string() };
                return Err(wrong_number(expected));
            }
            let values: Vec<Math> = values.collect();
            let of_symbol = values.first().is_some_and(|value| matches!(value.kind, MathKind::Symbol(_)));
            if operation == Operation::RateOf && !of_symbol {
                return Err(Message::new("E0231"));
            }
            match (operation, values.len()) {
                (Operation::Min | Operation::Max | Operation::Add | Operation::Multiply, 1) => {
                    values.into_iter().next().ok_or_else(|| wrong_number("1+".into()))
                }
                _ => Ok(node(operation, gathered(operation, values))),
            }
        }
        Builtin::Log => match (values.next(), values.next(), values.next()) {
            (Some(x), None, _) => Ok(node(Operation::Ln, vec![x])),
            (Some(base), Some(x), None) => Ok(node(Operation::LogBase, vec![base, x])),
            _ => Err(wrong_number("1-2".into())),
        },
        Builtin::Piecewise => {
            if given == 0 {
                return Err(wrong_number("1+".into()));
            }
            let (mut pairs, mut otherwise) = (Vec::new(), None);
            while let Some(value) = values.next() {
                match values.next() {
                    Some(condition) => pairs.push((value, condition)),
                    None => otherwise = Some(Box::new(value)),
                }
            }
            Ok(Math { kind: MathKind::Piecewise(pairs, otherwise), span })
        }
        Builtin::Implies => match (values.next(), values.next(), values.next()) {
            (Some(a), Some(b), None) => Ok(node(Operation::Or, vec![node(Operation::Not, vec![a]), b])),
            _ => Err(wrong_number("2".into())),
        },
        Builtin::Square | Builtin::Reciprocal(_) | Builtin::OfReciprocal(_) => {
            match (values.next(), values.next()) {
                (Some(x), None) => Ok(match builtin {
                    Builtin::Square => {
                        node(Operation::Power, vec![x, Math { kind: MathKind::Number(2.0, None), span }])
                    }
                    Builtin::Reciprocal(operation) => {
                        node(Operation::Divide, vec![one(), node(operation, vec![x])])
                    }
                    Builtin::OfReciprocal(operation) => {
                        node(operation, vec![node(Operation::Divide, vec![one(), x])])
                    }
                    _ => x,
                }),
                _ => Err(wrong_number("1".into())),
            }
        }
    }
}
