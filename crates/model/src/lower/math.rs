//! One equation into the graph.

use super::Lowering;
use super::order::{Phase, Step};
use crate::graph::{Binary, ExprId, Graph, Node, Unary};
use crate::model::{Distribution, Math, MathKind, Operation, SymbolId};
use lytic_text::{Diagnostic, Message};

/// Where an equation's symbols get their values.
pub(super) trait Surroundings {
    /// The graph that takes the nodes.
    fn graph(&mut self) -> &mut Graph;
    /// Value of a symbol.
    fn symbol(&mut self, id: SymbolId) -> ExprId;
    /// Derivative of a symbol.
    fn rate(&mut self, id: SymbolId, math: &Math) -> ExprId;
    /// Says whether what comes is inside a delay; what held before.
    fn delayed(&mut self, inside: bool) -> bool;
    /// A random number.
    fn draw(&mut self, distribution: Distribution, operands: &[ExprId], math: &Math) -> ExprId;
}

/// A lowering in one phase.
struct InPhase<'l, 'm> {
    lowering: &'l mut Lowering<'m>,
    phase: Phase,
    is_delayed: bool,
}

impl Surroundings for InPhase<'_, '_> {
    fn graph(&mut self) -> &mut Graph {
        &mut self.lowering.graph
    }

    fn symbol(&mut self, symbol: SymbolId) -> ExprId {
        self.lowering.value(Step { phase: self.phase, symbol })
    }

    fn rate(&mut self, symbol: SymbolId, _: &Math) -> ExprId {
        let slope = self.lowering.value(Step { phase: self.phase.slopes(), symbol });
        if !self.is_delayed {
            return slope;
        }
        // Before the start nothing changes.
        let graph = &mut self.lowering.graph;
        let (time, zero) = (graph.time(), graph.number(0.0));
        let before = graph.binary(Binary::Less, time, zero);
        graph.select(before, zero, slope)
    }

    fn delayed(&mut self, inside: bool) -> bool {
        std::mem::replace(&mut self.is_delayed, inside)
    }

    fn draw(&mut self, distribution: Distribution, operands: &[ExprId], math: &Math) -> ExprId {
        let lowering = &mut *self.lowering;
        if !lowering.at_a_moment {
            let diagnostic = Diagnostic::error(Message::new("E2445").with("name", distribution.name()));
            let diagnostic = diagnostic.at(math.span);
            // Once for the start and the run together.
            if !lowering.diagnostics.contains(&diagnostic) {
                lowering.diagnostics.push(diagnostic);
            }
            return lowering.graph.number(0.0);
        }
        let uniform = lowering.graph.uniform(lowering.draws);
        lowering.draws += 1;
        super::draws::draw(&mut lowering.graph, distribution, operands, uniform)
    }
}

impl Lowering<'_> {
    /// An equation whose symbols are all known in a phase.
    pub(super) fn math(&mut self, math: &Math, phase: Phase) -> ExprId {
        lower(&mut InPhase { lowering: self, phase, is_delayed: false }, math)
    }
}

/// Puts an equation into the graph. Its height is bounded (flattening), so recursion is safe.
pub(super) fn lower(around: &mut impl Surroundings, math: &Math) -> ExprId {
    match &math.kind {
        MathKind::Number(value, _) => around.graph().number(*value),
        MathKind::Boolean(truth) => around.graph().number(f64::from(*truth)),
        MathKind::Symbol(id) => around.symbol(*id),
        MathKind::Time => around.graph().time(),
        MathKind::Apply(Operation::RateOf, operands) => match operands.first().map(|operand| &operand.kind) {
            Some(MathKind::Symbol(id)) => around.rate(*id, math),
            _ => around.graph().number(0.0),
        },
        MathKind::Apply(Operation::Delay, operands) => {
            let before = around.delayed(true);
            let what = operands.first().map(|what| lower(around, what));
            around.delayed(before);
            let by = operands.get(1).map(|by| lower(around, by));
            match (what, by) {
                (Some(what), Some(by)) => around.graph().delayed(what, by),
                _ => around.graph().number(0.0),
            }
        }
        MathKind::Apply(Operation::Draw(distribution), operands) => {
            let operands: Vec<ExprId> = operands.iter().map(|operand| lower(around, operand)).collect();
            around.draw(*distribution, &operands, math)
        }
        MathKind::Apply(operation, operands) => {
            let operands: Vec<ExprId> = operands.iter().map(|operand| lower(around, operand)).collect();
            apply(around.graph(), *operation, &operands)
        }
        MathKind::Piecewise(pairs, otherwise) => {
            let pairs: Vec<(ExprId, ExprId)> = pairs
                .iter()
                .map(|(value, condition)| (lower(around, value), lower(around, condition)))
                .collect();
            // Where no condition holds and nothing else is said, there is no value.
            let mut result = match otherwise {
                Some(otherwise) => lower(around, otherwise),
                None => around.graph().number(f64::NAN),
            };
            for (value, condition) in pairs.into_iter().rev() {
                result = around.graph().select(condition, value, result);
            }
            result
        }
    }
}

/// An operation on values in the graph.
fn apply(graph: &mut Graph, operation: Operation, operands: &[ExprId]) -> ExprId {
    let (Some(a), b) = (operands.first().copied(), operands.get(1).copied()) else {
        return graph.number(0.0);
    };
    let b = b.unwrap_or(a);
    let chain = |graph: &mut Graph, function: Binary| {
        operands.iter().skip(1).fold(a, |left, right| graph.binary(function, left, *right))
    };
    match operation {
        Operation::Add => chain(graph, Binary::Add),
        Operation::Multiply => chain(graph, Binary::Multiply),
        Operation::And => truth_chain(graph, Binary::And, operands),
        Operation::Or => truth_chain(graph, Binary::Or, operands),
        Operation::Min => chain(graph, Binary::Min),
        Operation::Max => chain(graph, Binary::Max),
        Operation::Xor => truth_chain(graph, Binary::NotEqual, operands),
        Operation::Subtract => graph.subtract(a, b),
        Operation::Divide => graph.divide(a, b),
        Operation::Power => graph.binary(Binary::Power, a, b),
        Operation::Negate => graph.negate(a),
        Operation::Remainder => graph.binary(Binary::Remainder, a, b),
        Operation::Quotient => {
            // Truncated towards zero.
            let ratio = graph.divide(a, b);
            let zero = graph.number(0.0);
            let negative = graph.binary(Binary::Less, ratio, zero);
            let (up, down) = (graph.unary(Unary::Ceil, ratio), graph.unary(Unary::Floor, ratio));
            graph.select(negative, up, down)
        }
        Operation::Less => graph.binary(Binary::Less, a, b),
        Operation::LessEqual => graph.binary(Binary::LessEqual, a, b),
        Operation::Greater => graph.binary(Binary::Less, b, a),
        Operation::GreaterEqual => graph.binary(Binary::LessEqual, b, a),
        Operation::Equal => graph.binary(Binary::Equal, a, b),
        Operation::NotEqual => graph.binary(Binary::NotEqual, a, b),
        Operation::Not => graph.unary(Unary::Not, a),
        Operation::Exp => graph.unary(Unary::Exp, a),
        Operation::Ln => graph.unary(Unary::Ln, a),
        Operation::Log10 => {
            let logarithm = graph.unary(Unary::Ln, a);
            let ten = graph.number(std::f64::consts::LN_10);
            graph.divide(logarithm, ten)
        }
        Operation::LogBase => {
            let (base, x) = (graph.unary(Unary::Ln, a), graph.unary(Unary::Ln, b));
            graph.divide(x, base)
        }
        Operation::Sqrt => graph.unary(Unary::Sqrt, a),
        Operation::Root if graph.as_number(a) == Some(2.0) => graph.unary(Unary::Sqrt, b),
        Operation::Root => {
            let one = graph.number(1.0);
            let exponent = graph.divide(one, a);
            graph.binary(Binary::Power, b, exponent)
        }
        Operation::Abs => graph.unary(Unary::Abs, a),
        Operation::Floor => graph.unary(Unary::Floor, a),
        Operation::Ceil => graph.unary(Unary::Ceil, a),
        Operation::Factorial => graph.unary(Unary::Factorial, a),
        Operation::Sin => graph.unary(Unary::Sin, a),
        Operation::Cos => graph.unary(Unary::Cos, a),
        Operation::Tan => graph.unary(Unary::Tan, a),
        Operation::Asin => graph.unary(Unary::Asin, a),
        Operation::Acos => graph.unary(Unary::Acos, a),
        Operation::Atan => graph.unary(Unary::Atan, a),
        Operation::Atan2 => graph.binary(Binary::Atan2, a, b),
        Operation::Sinh => graph.unary(Unary::Sinh, a),
        Operation::Cosh => graph.unary(Unary::Cosh, a),
        Operation::Tanh => graph.unary(Unary::Tanh, a),
        Operation::Asinh => graph.unary(Unary::Asinh, a),
        Operation::Acosh => graph.unary(Unary::Acosh, a),
        Operation::Atanh => graph.unary(Unary::Atanh, a),
        // Handled where the surroundings are known.
        Operation::Delay | Operation::RateOf | Operation::Draw(_) => graph.number(0.0),
    }
}

fn truth_chain(graph: &mut Graph, function: Binary, operands: &[ExprId]) -> ExprId {
    let mut result: Option<ExprId> = None;
    for operand in operands {
        let truth = truth(graph, *operand);
        result = Some(match result {
            None => truth,
            Some(left) => graph.binary(function, left, truth),
        });
    }
    result.unwrap_or_else(|| graph.number(0.0))
}

/// A value as zero or one.
fn truth(graph: &mut Graph, id: ExprId) -> ExprId {
    let is_truth = match graph.node(id) {
        Node::Unary(Unary::Not, _) => true,
        Node::Binary(function, ..) => matches!(
            function,
            Binary::Less | Binary::LessEqual | Binary::Equal | Binary::NotEqual | Binary::And | Binary::Or
        ),
        Node::Number(bits) => f64::from_bits(bits) == 0.0 || f64::from_bits(bits) == 1.0,
        _ => false,
    };
    if is_truth {
        return id;
    }
    let zero = graph.number(0.0);
    graph.binary(Binary::NotEqual, id, zero)
}
