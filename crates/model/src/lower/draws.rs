//! Random numbers: every distribution as the inverse of its cumulative function at a uniform number `u`.
//!
//! ```text
//! x = F^-1(u)                             unbounded
//! x = F^-1(F(least) + (F(largest) - F(least)) u)     between two bounds; for whole numbers F just below `least`
//! ```
//!
//! Uniform, exponential, Cauchy, Laplace, Rayleigh and Bernoulli numbers have `F` and its inverse in closed form; the
//! log-normal is the exponential of a normal, chi-squared with `d` degrees of freedom is gamma of shape `d/2` and scale
//! two. Parameters are those of SBML's package `distrib`, version 1.

use crate::graph::{self, Binary, ExprId, Graph, Unary};
use crate::model::Distribution;

/// Cumulative function and its inverse of a distribution with its parameters.
struct Family {
    distribution: Distribution,
    parameters: [ExprId; 2],
}

/// A number of a distribution, from a uniform one.
pub(super) fn draw(
    graph: &mut Graph,
    distribution: Distribution,
    operands: &[ExprId],
    uniform: ExprId,
) -> ExprId {
    let own = distribution.arguments();
    let (zero, one) = (graph.number(0.0), graph.number(1.0));
    let operand = |index: usize| operands.get(index).copied().unwrap_or(zero);
    // About zero, where a Cauchy or Laplace variable is given by its scale alone.
    let parameters = match (own, operands.len()) {
        (2, 1) => [zero, operand(0)],
        (2, _) => [operand(0), operand(1)],
        _ => [operand(0), one],
    };
    let family = Family { distribution, parameters };
    let bounds = operands.get(own..).unwrap_or_default();
    let [least, largest] = bounds else { return family.quantile(graph, uniform) };
    let least = if family.is_whole() {
        // Bounds belong to the numbers that may be drawn.
        let up = graph.unary(Unary::Ceil, *least);
        let half = graph.number(0.5);
        graph.subtract(up, half)
    } else {
        *least
    };
    let (below, upto) = (family.probability(graph, least), family.probability(graph, *largest));
    let width = graph.subtract(upto, below);
    let part = graph.multiply(width, uniform);
    let probability = graph.add(below, part);
    family.quantile(graph, probability)
}

impl Family {
    fn is_whole(&self) -> bool {
        matches!(self.distribution, Distribution::Poisson | Distribution::Binomial | Distribution::Bernoulli)
    }

    /// The number below which a draw falls with probability `p`.
    fn quantile(&self, graph: &mut Graph, p: ExprId) -> ExprId {
        let [a, b] = self.parameters;
        let (one, two, half) = (graph.number(1.0), graph.number(2.0), graph.number(0.5));
        match self.distribution {
            Distribution::Uniform => {
                let width = graph.subtract(b, a);
                let part = graph.multiply(width, p);
                graph.add(a, part)
            }
            Distribution::Normal => graph.quantile(graph::Distribution::Normal, [a, b], p),
            Distribution::LogNormal => {
                let normal = graph.quantile(graph::Distribution::Normal, [a, b], p);
                graph.unary(Unary::Exp, normal)
            }
            Distribution::Exponential => {
                let time = minus_log_of_rest(graph, p);
                graph.divide(time, a)
            }
            Distribution::Gamma => graph.quantile(graph::Distribution::Gamma, [a, b], p),
            Distribution::ChiSquare => {
                let shape = graph.multiply(half, a);
                graph.quantile(graph::Distribution::Gamma, [shape, two], p)
            }
            Distribution::Poisson => graph.quantile(graph::Distribution::Poisson, [a, one], p),
            Distribution::Binomial => graph.quantile(graph::Distribution::Binomial, [a, b], p),
            Distribution::Bernoulli => {
                let failure = graph.subtract(one, a);
                graph.binary(Binary::Less, failure, p)
            }
            Distribution::Cauchy => {
                let (pi, centred) = (graph.number(std::f64::consts::PI), graph.subtract(p, half));
                let angle = graph.multiply(pi, centred);
                let far = graph.unary(Unary::Tan, angle);
                let far = graph.multiply(b, far);
                graph.add(a, far)
            }
            Distribution::Laplace => {
                // a + b ln(2p) below the middle, a - b ln(2 - 2p) above it.
                let twice = graph.multiply(two, p);
                let low = graph.unary(Unary::Ln, twice);
                let rest = graph.subtract(two, twice);
                let high = graph.unary(Unary::Ln, rest);
                let high = graph.negate(high);
                let is_low = graph.binary(Binary::Less, p, half);
                let far = graph.select(is_low, low, high);
                let far = graph.multiply(b, far);
                graph.add(a, far)
            }
            Distribution::Rayleigh => {
                let square = minus_log_of_rest(graph, p);
                let square = graph.multiply(two, square);
                let root = graph.unary(Unary::Sqrt, square);
                graph.multiply(a, root)
            }
        }
    }

    /// The probability of a draw of at most `x`.
    fn probability(&self, graph: &mut Graph, x: ExprId) -> ExprId {
        let [a, b] = self.parameters;
        let (zero, one, two, half) =
            (graph.number(0.0), graph.number(1.0), graph.number(2.0), graph.number(0.5));
        match self.distribution {
            Distribution::Uniform => {
                let (part, width) = (graph.subtract(x, a), graph.subtract(b, a));
                let share = graph.divide(part, width);
                let share = graph.binary(Binary::Max, zero, share);
                graph.binary(Binary::Min, one, share)
            }
            Distribution::Normal => graph.probability(graph::Distribution::Normal, [a, b], x),
            Distribution::LogNormal => {
                let positive = graph.binary(Binary::Less, zero, x);
                let logarithm = graph.unary(Unary::Ln, x);
                let normal = graph.probability(graph::Distribution::Normal, [a, b], logarithm);
                graph.select(positive, normal, zero)
            }
            Distribution::Exponential => {
                let steps = graph.multiply(a, x);
                one_minus_exp(graph, steps)
            }
            Distribution::Gamma => graph.probability(graph::Distribution::Gamma, [a, b], x),
            Distribution::ChiSquare => {
                let shape = graph.multiply(half, a);
                graph.probability(graph::Distribution::Gamma, [shape, two], x)
            }
            Distribution::Poisson => graph.probability(graph::Distribution::Poisson, [a, one], x),
            Distribution::Binomial => graph.probability(graph::Distribution::Binomial, [a, b], x),
            Distribution::Bernoulli => {
                let failure = graph.subtract(one, a);
                let upto_zero = graph.binary(Binary::LessEqual, zero, x);
                let upto_one = graph.binary(Binary::LessEqual, one, x);
                let some = graph.select(upto_zero, failure, zero);
                graph.select(upto_one, one, some)
            }
            Distribution::Cauchy => {
                let far = graph.subtract(x, a);
                let far = graph.divide(far, b);
                let angle = graph.unary(Unary::Atan, far);
                let pi = graph.number(std::f64::consts::PI);
                let share = graph.divide(angle, pi);
                graph.add(half, share)
            }
            Distribution::Laplace => {
                let far = graph.subtract(x, a);
                let far = graph.divide(far, b);
                let away = graph.unary(Unary::Abs, far);
                let away = graph.negate(away);
                let tail = graph.unary(Unary::Exp, away);
                let tail = graph.multiply(half, tail);
                let rest = graph.subtract(one, tail);
                let is_low = graph.binary(Binary::Less, far, zero);
                graph.select(is_low, tail, rest)
            }
            Distribution::Rayleigh => {
                let ratio = graph.divide(x, a);
                let square = graph.multiply(ratio, ratio);
                let steps = graph.multiply(half, square);
                one_minus_exp(graph, steps)
            }
        }
    }
}

/// `-ln(1 - p)`.
fn minus_log_of_rest(graph: &mut Graph, p: ExprId) -> ExprId {
    let one = graph.number(1.0);
    let rest = graph.subtract(one, p);
    let logarithm = graph.unary(Unary::Ln, rest);
    graph.negate(logarithm)
}

/// `1 - exp(-x)`, zero for `x` below zero.
fn one_minus_exp(graph: &mut Graph, x: ExprId) -> ExprId {
    let (zero, one) = (graph.number(0.0), graph.number(1.0));
    let x = graph.binary(Binary::Max, zero, x);
    let away = graph.negate(x);
    let tail = graph.unary(Unary::Exp, away);
    graph.subtract(one, tail)
}
