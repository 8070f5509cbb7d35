//! Conditions that change at times which are known before the run.

use lytic_model::graph::{Binary, ExprId, Graph, Node, Unary};

/// Conditions in the derivatives that compare two sides of which the difference is linear in time and otherwise
/// depends on parameters only: they change at a time that is known beforehand. For each: difference, and its slope.
pub(super) fn switches(graph: &mut Graph, derivatives: &[ExprId]) -> Vec<ExprId> {
    let mut pairs = Vec::new();
    for id in graph.reachable(derivatives) {
        if let Node::Binary(Binary::Less | Binary::LessEqual | Binary::Equal | Binary::NotEqual, a, b) =
            graph.node(id)
        {
            let difference = graph.subtract(a, b);
            if degree_in_time(graph, difference) == Some(1) {
                let slope = graph.derivative(difference, Node::Time);
                if !pairs.contains(&difference) {
                    pairs.extend([difference, slope]);
                }
            }
        }
    }
    pairs
}

/// Zero or one for an expression of that degree in time without states; none for any other.
fn degree_in_time(graph: &Graph, of: ExprId) -> Option<u32> {
    let mut degrees: Vec<(ExprId, Option<u32>)> = Vec::new();
    for id in graph.reachable(&[of]) {
        let at = |child: ExprId| {
            degrees.binary_search_by_key(&child, |(id, _)| *id).ok().and_then(|place| degrees[place].1)
        };
        let degree = match graph.node(id) {
            Node::Time => Some(1),
            Node::Number(_) | Node::Parameter(_) => Some(0),
            Node::State(_)
            | Node::Delayed(..)
            | Node::Uniform(_)
            | Node::Quantile(..)
            | Node::Probability(..) => None,
            Node::Unary(Unary::Negate, a) => at(a),
            Node::Unary(_, a) => at(a).filter(|degree| *degree == 0),
            Node::Binary(Binary::Add | Binary::Subtract, a, b) => at(a).zip(at(b)).map(|(a, b)| a.max(b)),
            Node::Binary(Binary::Multiply, a, b) => {
                at(a).zip(at(b)).map(|(a, b)| a + b).filter(|degree| *degree <= 1)
            }
            Node::Binary(Binary::Divide, a, b) => at(a).zip(at(b)).filter(|(_, b)| *b == 0).map(|(a, _)| a),
            Node::Binary(_, a, b) => at(a).zip(at(b)).map(|(a, b)| a.max(b)).filter(|degree| *degree == 0),
            Node::Select(c, a, b) => {
                at(c).zip(at(a)).zip(at(b)).map(|((c, a), b)| c.max(a).max(b)).filter(|degree| *degree == 0)
            }
        };
        degrees.push((id, degree));
    }
    degrees.last().and_then(|(_, degree)| *degree)
}
