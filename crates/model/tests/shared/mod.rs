//! Equations at a point, node by node: what tests compare with numbers worked out by hand.

use lytic_model::graph::{Binary, ExprId, Graph, Node, Unary};

/// All nodes at a point. A state or parameter that is not given is NaN, and so is a function that no test needs.
pub fn evaluate(graph: &Graph, time: f64, states: &[f64], parameters: &[f64]) -> Vec<f64> {
    let mut values: Vec<f64> = Vec::with_capacity(graph.nodes().len());
    let truth = |truth: bool| f64::from(truth);
    let at = |values: &[f64], index: u32| values.get(index as usize).copied().unwrap_or(f64::NAN);
    for node in graph.nodes() {
        let of = |id: ExprId| values[id.0 as usize];
        let value = match *node {
            Node::Number(bits) => f64::from_bits(bits),
            Node::Time => time,
            Node::State(index) => at(states, index),
            Node::Parameter(index) => at(parameters, index),
            Node::Unary(function, a) => match function {
                Unary::Negate => -of(a),
                Unary::Not => truth(of(a) == 0.0),
                Unary::Exp => of(a).exp(),
                Unary::Ln => of(a).ln(),
                Unary::Sqrt => of(a).sqrt(),
                Unary::Abs => of(a).abs(),
                Unary::Floor => of(a).floor(),
                Unary::Ceil => of(a).ceil(),
                Unary::Sin => of(a).sin(),
                Unary::Cos => of(a).cos(),
                Unary::Tan => of(a).tan(),
                Unary::Asin => of(a).asin(),
                Unary::Acos => of(a).acos(),
                Unary::Atan => of(a).atan(),
                _ => f64::NAN,
            },
            Node::Binary(function, a, b) => match function {
                Binary::Add => of(a) + of(b),
                Binary::Subtract => of(a) - of(b),
                Binary::Multiply => of(a) * of(b),
                Binary::Divide => of(a) / of(b),
                Binary::Power => of(a).powf(of(b)),
                Binary::Remainder => of(a) % of(b),
                Binary::Min => of(a).min(of(b)),
                Binary::Max => of(a).max(of(b)),
                Binary::Atan2 => of(a).atan2(of(b)),
                Binary::Less => truth(of(a) < of(b)),
                Binary::LessEqual => truth(of(a) <= of(b)),
                Binary::Equal => truth(of(a) == of(b)),
                Binary::NotEqual => truth(of(a) != of(b)),
                Binary::And => truth(of(a) != 0.0 && of(b) != 0.0),
                Binary::Or => truth(of(a) != 0.0 || of(b) != 0.0),
            },
            Node::Delayed(..) | Node::Uniform(_) | Node::Quantile(..) | Node::Probability(..) => f64::NAN,
            Node::Select(condition, a, b) => {
                if of(condition) != 0.0 {
                    of(a)
                } else {
                    of(b)
                }
            }
        };
        values.push(value);
    }
    values
}
