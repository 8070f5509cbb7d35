//! The two directions of a reaction whose law can be of either sign.
//!
//! A law `k1 A - k2 B` says how fast the reaction goes on balance; by chance it goes forward `k1 A` times and back
//! `k2 B` times. Sums, differences, products and the numerator of a quotient are taken apart:
//!
//! ```text
//! (a - b) + (c - d) = (a + c) - (b + d)         (a - b)(c - d) = (ac + bd) - (ad + bc)         (a - b)/c = a/c - b/c
//! ```
//!
//! so that growth `r x (1 - x/K)` becomes births `r x` and deaths `r x x/K`. Only the law's balance is the model's; that
//! both parts are real is how the law is read. Numbers of partners that are left, `x (x - 1)`, are not taken apart. Where
//! a part may still be negative, the sign of the part at each time says which way it goes.

use lytic_model::graph::{Binary, ExprId, Graph, Node, Unary};
use std::collections::HashSet;

/// Deepest law that is taken apart; deeper ones go by their sign.
const DEEPEST: u32 = 100;
/// Most terms that a product of differences may grow to.
const MOST_NODES: usize = 4_000;

/// Forward and backward parts of a law, neither of which is ever negative; none where a part is zero.
pub(super) fn split(graph: &mut Graph, law: ExprId, positive: &Positive) -> [Option<ExprId>; 2] {
    if positive.holds(graph, law) {
        return [Some(law), None];
    }
    let first = graph.nodes().len();
    let zero = graph.number(0.0);
    let parts = Splitter { graph, last: first + MOST_NODES }.parts(law, 0);
    // What may still turn negative goes by its sign.
    let mut sides: [Option<ExprId>; 2] = [None, None];
    for (side, part) in parts.into_iter().enumerate() {
        let Some(part) = part else { continue };
        if positive.holds(graph, part) {
            join(graph, &mut sides[side], part);
            continue;
        }
        let along = graph.binary(Binary::Max, part, zero);
        let turned = graph.negate(part);
        let against = graph.binary(Binary::Max, turned, zero);
        join(graph, &mut sides[side], along);
        join(graph, &mut sides[1 - side], against);
    }
    sides
}

fn join(graph: &mut Graph, side: &mut Option<ExprId>, part: ExprId) {
    *side = Some(match *side {
        Some(sum) => graph.add(sum, part),
        None => part,
    });
}

struct Splitter<'g> {
    graph: &'g mut Graph,
    last: usize,
}

type Parts = [Option<ExprId>; 2];

impl Splitter<'_> {
    fn parts(&mut self, law: ExprId, depth: u32) -> Parts {
        if depth > DEEPEST || self.graph.nodes().len() > self.last {
            return [Some(law), None];
        }
        match self.graph.node(law) {
            Node::Number(bits) if f64::from_bits(bits) < 0.0 => {
                [None, Some(self.graph.number(-f64::from_bits(bits)))]
            }
            Node::Unary(Unary::Negate, a) => {
                let [forward, backward] = self.parts(a, depth + 1);
                [backward, forward]
            }
            Node::Binary(Binary::Add, a, b) => {
                let ([af, ab], [bf, bb]) = (self.parts(a, depth + 1), self.parts(b, depth + 1));
                [self.sum(af, bf), self.sum(ab, bb)]
            }
            Node::Binary(Binary::Subtract, a, b) if !is_partners_left(self.graph, a, b) => {
                let ([af, ab], [bf, bb]) = (self.parts(a, depth + 1), self.parts(b, depth + 1));
                [self.sum(af, bb), self.sum(ab, bf)]
            }
            Node::Binary(Binary::Multiply, a, b) => {
                let ([af, ab], [bf, bb]) = (self.parts(a, depth + 1), self.parts(b, depth + 1));
                if ab.is_none() && bb.is_none() {
                    return [Some(law), None];
                }
                let products = [(af, bf), (ab, bb), (af, bb), (ab, bf)].map(|(x, y)| self.product(x, y));
                let [ff, bb, fb, bf] = products;
                [self.sum(ff, bb), self.sum(fb, bf)]
            }
            Node::Binary(Binary::Divide, a, b) => {
                let [forward, backward] = self.parts(a, depth + 1);
                if backward.is_none() {
                    return [Some(law), None];
                }
                [forward, backward].map(|part| part.map(|part| self.graph.divide(part, b)))
            }
            _ => [Some(law), None],
        }
    }

    fn sum(&mut self, a: Option<ExprId>, b: Option<ExprId>) -> Option<ExprId> {
        match (a, b) {
            (Some(a), Some(b)) => Some(self.graph.add(a, b)),
            (one, None) | (None, one) => one,
        }
    }

    fn product(&mut self, a: Option<ExprId>, b: Option<ExprId>) -> Option<ExprId> {
        Some(self.graph.multiply(a?, b?))
    }
}

/// `x - n` for a state and a small whole number: how many are left to meet the one.
pub(super) fn is_partners_left(graph: &Graph, a: ExprId, b: ExprId) -> bool {
    matches!(graph.node(a), Node::State(_))
        && graph.as_number(b).is_some_and(|number| (1.0..=8.0).contains(&number) && number.fract() == 0.0)
}

/// What is known never to be negative: counted states, parameters that are not negative in the model, and what is made
/// of such by sums, products, quotients, powers and the like.
pub(super) struct Positive {
    /// States that never fall below zero.
    pub(super) states: Vec<bool>,
    /// Parameters that are not negative.
    pub(super) parameters: Vec<bool>,
}

impl Positive {
    /// Whether an expression is known never to be negative.
    pub(super) fn holds(&self, graph: &Graph, of: ExprId) -> bool {
        let mut known: HashSet<ExprId> = HashSet::new();
        // Children stand before their parents.
        for id in graph.reachable(&[of]) {
            let at = |child: ExprId| known.contains(&child);
            let positive = match graph.node(id) {
                Node::Number(bits) => f64::from_bits(bits) >= 0.0,
                Node::State(index) => self.states.get(index as usize).copied().unwrap_or(false),
                Node::Parameter(index) => self.parameters.get(index as usize).copied().unwrap_or(false),
                Node::Unary(function, a) => match function {
                    Unary::Exp | Unary::Abs | Unary::Not | Unary::Sqrt | Unary::Cosh | Unary::Acosh => true,
                    Unary::Floor | Unary::Ceil | Unary::Tanh | Unary::Atan | Unary::Sinh | Unary::Asinh => {
                        at(a)
                    }
                    _ => false,
                },
                Node::Binary(function, a, b) => match function {
                    Binary::Add | Binary::Divide | Binary::Min => at(a) && at(b),
                    Binary::Multiply => (at(a) && at(b)) || a == b || pairs(graph, a, b),
                    Binary::Max => at(a) || at(b),
                    Binary::Power | Binary::Remainder => at(a),
                    Binary::Less
                    | Binary::LessEqual
                    | Binary::Equal
                    | Binary::NotEqual
                    | Binary::And
                    | Binary::Or => true,
                    Binary::Subtract | Binary::Atan2 => false,
                },
                Node::Select(_, a, b) => at(a) && at(b),
                _ => false,
            };
            if positive {
                known.insert(id);
            }
        }
        known.contains(&of) || self.holds_as_product(graph, of, &known)
    }

    /// A product in which every `x - n` has its `x (x - 1) ... ` beside it, whatever the order of the factors.
    fn holds_as_product(&self, graph: &Graph, of: ExprId, known: &HashSet<ExprId>) -> bool {
        let Some(factors) = super::law::factors(graph, of) else { return false };
        let mut states: Vec<ExprId> = Vec::new();
        let mut left: Vec<(ExprId, f64)> = Vec::new();
        for (factor, inverse) in factors {
            match graph.node(factor) {
                Node::Binary(Binary::Subtract, a, b) if !inverse && is_partners_left(graph, a, b) => {
                    left.push((a, graph.as_number(b).unwrap_or(0.0)));
                }
                _ if !known.contains(&factor) => return false,
                Node::State(_) if !inverse => states.push(factor),
                _ => {}
            }
        }
        left.iter().all(|(state, number)| {
            let beside = |wanted: f64| {
                if wanted == 0.0 { states.contains(state) } else { left.contains(&(*state, wanted)) }
            };
            (0..*number as u32).all(|wanted| beside(f64::from(wanted)))
        })
    }
}

/// `x` and `x - 1`.
fn pairs(graph: &Graph, a: ExprId, b: ExprId) -> bool {
    let one_less = |x: ExprId, y: ExprId| match graph.node(y) {
        Node::Binary(Binary::Subtract, of, number) => {
            of == x && matches!(graph.node(x), Node::State(_)) && graph.as_number(number) == Some(1.0)
        }
        _ => false,
    };
    one_less(a, b) || one_less(b, a)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::evaluate::Evaluator;

    fn positive() -> Positive {
        Positive { states: vec![true; 3], parameters: vec![true; 3] }
    }

    /// Values of both parts at states and parameters.
    fn values(graph: &Graph, parts: [Option<ExprId>; 2]) -> [f64; 2] {
        parts.map(|part| {
            let Some(part) = part else { return 0.0 };
            let mut evaluator = Evaluator::new(graph, &[part]);
            evaluator.at(0.0, &[5.0, 7.0, 11.0], &[2.0, 3.0, 0.5]);
            evaluator.value(part)
        })
    }

    #[test]
    fn a_balance_is_taken_apart() {
        let mut g = Graph::new();
        let (a, b) = (g.state(0), g.state(1));
        let (k, l, m) = (g.parameter(0), g.parameter(1), g.parameter(2));
        let (ka, lb) = (g.multiply(k, a), g.multiply(l, b));
        let law = g.subtract(ka, lb);
        let parts = split(&mut g, law, &positive());
        assert_eq!(values(&g, parts), [10.0, 21.0]);
        // (k a - l b) m / (1 + a)
        let one = g.number(1.0);
        let divisor = g.add(one, a);
        let law = g.multiply(law, m);
        let law = g.divide(law, divisor);
        let parts = split(&mut g, law, &positive());
        assert_eq!(values(&g, parts), [5.0 / 6.0, 10.5 / 6.0]);
        // Growth: k a (1 - a/l).
        let share = g.divide(a, l);
        let room = g.subtract(one, share);
        let law = g.multiply(ka, room);
        let parts = split(&mut g, law, &positive());
        assert_eq!(values(&g, parts), [10.0, 10.0 * 5.0 / 3.0]);
    }

    #[test]
    fn what_is_never_negative_stays_whole() {
        let mut g = Graph::new();
        let (a, k, one, two) = (g.state(0), g.parameter(0), g.number(1.0), g.number(2.0));
        let left = g.subtract(a, one);
        let ka = g.multiply(k, a);
        let product = g.multiply(ka, left);
        let law = g.divide(product, two);
        assert_eq!(split(&mut g, law, &positive()), [Some(law), None]);
        // a (a - 1) (a - 2), in another order.
        let second = g.subtract(a, two);
        let tail = g.multiply(second, left);
        let law = g.multiply(tail, ka);
        assert_eq!(split(&mut g, law, &positive()), [Some(law), None]);
        // a - 2 alone may be negative: it goes by its sign.
        let parts = split(&mut g, second, &positive());
        assert_eq!(values(&g, parts), [3.0, 0.0]);
    }

    #[test]
    fn what_cannot_be_taken_apart_goes_by_its_sign() {
        let mut g = Graph::new();
        let (a, b) = (g.state(0), g.state(1));
        let difference = g.subtract(a, b);
        let law = g.unary(Unary::Tanh, difference);
        let parts = split(&mut g, law, &positive());
        let [forward, backward] = values(&g, parts);
        assert_eq!(forward, 0.0);
        assert!((backward - 2f64.tanh()).abs() < 1e-15);
    }
}
