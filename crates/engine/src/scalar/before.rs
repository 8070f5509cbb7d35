//! Equations before the start: where a value at the start reads time, it holds at earlier times too, so that a delay that
//! looks back behind the start finds the value of then (SBML test cases 00938 to 00943 say so).

use lytic_model::Equations;
use lytic_model::graph::{ExprId, Graph, Node};
use std::collections::BTreeMap;

/// For everything that is looked back at and reads such states: the same with the values at the start in their place.
pub(super) fn before(equations: &Equations, graph: &mut Graph) -> BTreeMap<ExprId, ExprId> {
    let looked_at: Vec<ExprId> = graph
        .nodes()
        .iter()
        .filter_map(|node| match node {
            Node::Delayed(what, _) => Some(*what),
            _ => None,
        })
        .collect();
    let mut initial: BTreeMap<u32, ExprId> = BTreeMap::new();
    if !looked_at.is_empty() {
        for (index, state) in equations.states.iter().enumerate() {
            if graph.depends_on_time(state.initial) {
                initial.insert(index as u32, state.initial);
            }
        }
    }
    let mut all = BTreeMap::new();
    if initial.is_empty() {
        return all;
    }
    for what in looked_at {
        let replaced = replaced(graph, what, &initial);
        if replaced != what {
            all.insert(what, replaced);
        }
    }
    all
}

/// An expression with other expressions in place of some states.
fn replaced(graph: &mut Graph, of: ExprId, states: &BTreeMap<u32, ExprId>) -> ExprId {
    let mut new: BTreeMap<ExprId, ExprId> = BTreeMap::new();
    for id in graph.reachable(&[of]) {
        let at = |child: ExprId| new.get(&child).copied().unwrap_or(child);
        let node = match graph.node(id) {
            Node::State(index) => states.get(&index).copied().unwrap_or(id),
            Node::Number(_) | Node::Time | Node::Parameter(_) | Node::Uniform(_) => id,
            Node::Unary(function, a) => graph.unary(function, at(a)),
            Node::Binary(function, a, b) => graph.binary(function, at(a), at(b)),
            Node::Select(c, a, b) => graph.select(at(c), at(a), at(b)),
            Node::Delayed(what, by) => graph.delayed(at(what), at(by)),
            Node::Quantile(kind, a, b, c) => graph.quantile(kind, [at(a), at(b)], at(c)),
            Node::Probability(kind, a, b, c) => graph.probability(kind, [at(a), at(b)], at(c)),
        };
        new.insert(id, node);
    }
    new.get(&of).copied().unwrap_or(of)
}
