//! Plain evaluation of the expression graph: one node after the other, one number each.
//!
//! What every function means is said here once; faster evaluations must agree with it. Truth is a number: zero is
//! false, anything else true (NaN included, as in C); comparisons give one or zero, and are false with NaN, but for
//! `!=`.

use crate::{distribution, math};
use lytic_model::graph::{Binary, ExprId, Graph, Node, Unary};

/// Value of a function of one argument.
pub fn unary(function: Unary, a: f64) -> f64 {
    match function {
        Unary::Negate => -a,
        Unary::Not => truth(a == 0.0),
        Unary::Exp => math::exp(a),
        Unary::Ln => math::ln(a),
        Unary::Sqrt => math::sqrt(a),
        Unary::Abs => a.abs(),
        Unary::Floor => math::floor(a),
        Unary::Ceil => math::ceil(a),
        Unary::Factorial => math::factorial(a),
        Unary::Sin => math::sin(a),
        Unary::Cos => math::cos(a),
        Unary::Tan => math::tan(a),
        Unary::Asin => math::asin(a),
        Unary::Acos => math::acos(a),
        Unary::Atan => math::atan(a),
        Unary::Sinh => math::sinh(a),
        Unary::Cosh => math::cosh(a),
        Unary::Tanh => math::tanh(a),
        Unary::Asinh => math::asinh(a),
        Unary::Acosh => math::acosh(a),
        Unary::Atanh => math::atanh(a),
    }
}

/// Value of a function of two arguments.
pub fn binary(function: Binary, a: f64, b: f64) -> f64 {
    match function {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide => a / b,
        Binary::Power => math::pow(a, b),
        Binary::Min => math::min(a, b),
        Binary::Max => math::max(a, b),
        Binary::Remainder => math::remainder(a, b),
        Binary::Atan2 => math::atan2(a, b),
        Binary::Less => truth(a < b),
        Binary::LessEqual => truth(a <= b),
        Binary::Equal => truth(a == b),
        Binary::NotEqual => truth(a != b),
        Binary::And => truth(a != 0.0 && b != 0.0),
        Binary::Or => truth(a != 0.0 || b != 0.0),
    }
}

/// One for true, zero for false.
fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

/// Evaluates chosen expressions of a graph, and no more of it than they need.
#[derive(Clone, Debug)]
pub struct Evaluator<'a> {
    graph: &'a Graph,
    needed: Vec<ExprId>,
    values: Vec<f64>,
}

impl<'a> Evaluator<'a> {
    /// For these expressions of the graph.
    pub fn new(graph: &'a Graph, expressions: &[ExprId]) -> Evaluator<'a> {
        let needed = graph.reachable(expressions);
        let length = needed.last().map_or(0, |last| last.0 as usize + 1);
        Evaluator { graph, needed, values: vec![f64::NAN; length] }
    }

    /// Computes them at a time, states and parameters; a missing state or parameter is NaN.
    pub fn at(&mut self, time: f64, states: &[f64], parameters: &[f64]) {
        for id in &self.needed {
            let of = |child: ExprId| self.values[child.0 as usize];
            let value = match self.graph.node(*id) {
                Node::Number(bits) => f64::from_bits(bits),
                Node::Time => time,
                Node::State(index) => states.get(index as usize).copied().unwrap_or(f64::NAN),
                Node::Parameter(index) => parameters.get(index as usize).copied().unwrap_or(f64::NAN),
                Node::Unary(function, a) => unary(function, of(a)),
                Node::Binary(function, a, b) => binary(function, of(a), of(b)),
                // Without a history there is no past, and nothing is drawn here: `crate::scalar` does both.
                Node::Delayed(..) | Node::Uniform(_) => f64::NAN,
                Node::Quantile(kind, a, b, p) => distribution::quantile(kind, of(a), of(b), of(p)),
                Node::Probability(kind, a, b, x) => distribution::probability(kind, of(a), of(b), of(x)),
                Node::Select(condition, a, b) => {
                    if of(condition) != 0.0 {
                        of(a)
                    } else {
                        of(b)
                    }
                }
            };
            self.values[id.0 as usize] = value;
        }
    }

    /// The value of one of the expressions; NaN if it is none of them.
    pub fn value(&self, of: ExprId) -> f64 {
        self.values.get(of.0 as usize).copied().unwrap_or(f64::NAN)
    }

    /// Whether one of the expressions is true.
    pub fn holds(&self, of: ExprId) -> bool {
        self.value(of) != 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evaluates_what_is_asked_for() {
        let mut graph = Graph::new();
        let (x, p, t) = (graph.state(0), graph.parameter(0), graph.time());
        let xp = graph.multiply(x, p);
        let power = graph.binary(Binary::Power, xp, t);
        let unused = graph.unary(Unary::Exp, x);
        let above = graph.binary(Binary::Less, p, x);
        let choice = graph.select(above, power, t);
        let mut evaluator = Evaluator::new(&graph, &[choice, above]);
        evaluator.at(2.0, &[3.0], &[2.0]);
        assert_eq!(evaluator.value(choice), 36.0);
        assert!(evaluator.holds(above));
        assert!(evaluator.value(unused).is_nan());
        evaluator.at(5.0, &[1.0], &[2.0]);
        assert_eq!(evaluator.value(choice), 5.0);
        evaluator.at(5.0, &[], &[]);
        assert!(evaluator.value(x).is_nan() && evaluator.value(power).is_nan());
    }

    #[test]
    fn functions_mean_what_they_say() {
        assert_eq!((unary(Unary::Not, 0.0), unary(Unary::Not, 0.3)), (1.0, 0.0));
        assert_eq!(binary(Binary::And, 2.0, -1.0), 1.0);
        assert_eq!(binary(Binary::Or, 0.0, 0.0), 0.0);
        assert_eq!(
            (binary(Binary::Less, 1.0, f64::NAN), binary(Binary::NotEqual, 1.0, f64::NAN)),
            (0.0, 1.0)
        );
        assert_eq!(binary(Binary::Remainder, -7.0, 4.0), -3.0);
        assert_eq!(binary(Binary::Atan2, 0.0, -1.0), std::f64::consts::PI);
        assert_eq!(unary(Unary::Factorial, 4.0), 24.0);
    }
}
