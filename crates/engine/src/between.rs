//! Which values between states and derivatives become unknowns of their own.
//!
//! If twelve derivatives depend on the sum of seventeen states, the Jacobian has 204 elements from it alone. With the sum
//! `z` as one more unknown there are 29: the stages then solve, with `g` the right-hand side as before,
//!
//! ```text
//! | I/(h*gamma) - df/dy   -df/dz |  | u |     | g |
//! |       -dz/dy         I-dz/dz |  | w |  =  | 0 |
//! ```
//!
//! whose `u` is the same (the block elimination of `w` gives `J = df/dy + df/dz dz/dy`). Which ones pay is tried out on
//! the pattern: those on which most depends first, one more as long as factors and solves take fewer operations.

use crate::sparse_lu::{self, Bits};
use crate::tableau::rodas5p::STAGES;
use lytic_model::Graph;
use lytic_model::graph::{ExprId, Node};

/// Candidates that are tried.
const MOST_TRIED: usize = 40;
/// Largest system in which it is tried: the search takes time.
const LARGEST: usize = 200;
/// Elements of the Jacobian that a candidate must save at first sight.
const LEAST_SAVED: usize = 4;

/// Expressions inside the derivatives that are to be unknowns of their own, ascending.
pub(crate) fn choose(graph: &Graph, derivatives: &[ExprId], active_of: &[Option<usize>]) -> Vec<ExprId> {
    let size = derivatives.len();
    if size > LARGEST {
        return Vec::new();
    }
    let pattern = Pattern { graph, derivatives, active_of, nodes: graph.reachable(derivatives) };
    let mut chosen = Vec::new();
    let mut least = pattern.work(&chosen);
    for candidate in pattern.candidates() {
        let mut with = chosen.clone();
        with.push(candidate);
        with.sort_unstable();
        let work = pattern.work(&with);
        if work < least {
            (chosen, least) = (with, work);
        }
    }
    chosen
}

/// Who depends on what.
struct Pattern<'a> {
    graph: &'a Graph,
    derivatives: &'a [ExprId],
    active_of: &'a [Option<usize>],
    /// All that the derivatives are made of, ascending.
    nodes: Vec<ExprId>,
}

impl Pattern<'_> {
    fn children(&self, id: ExprId) -> [Option<ExprId>; 2] {
        match self.graph.node(id) {
            Node::Number(_)
            | Node::Time
            | Node::State(_)
            | Node::Parameter(_)
            | Node::Delayed(..)
            | Node::Uniform(_)
            | Node::Quantile(..)
            | Node::Probability(..) => [None; 2],
            Node::Unary(_, a) => [Some(a), None],
            // The derivative of a choice does not see its condition.
            Node::Binary(_, a, b) | Node::Select(_, a, b) => [Some(a), Some(b)],
        }
    }

    /// Place of a node in [`Pattern::nodes`].
    fn place(&self, id: ExprId) -> Option<usize> {
        self.nodes.binary_search(&id).ok()
    }

    /// The unknowns on which each node depends, where those in `held` (ascending) are unknowns; and of the held ones on
    /// which they depend themselves.
    fn dependence(&self, held: &[ExprId]) -> (Vec<Bits>, Vec<Bits>) {
        let active = self.derivatives.len();
        let empty = Bits::new(active + held.len());
        let mut own = vec![empty.clone(); held.len()];
        let mut sets: Vec<Bits> = Vec::with_capacity(self.nodes.len());
        for &id in &self.nodes {
            let mut set = empty.clone();
            if let Node::State(state) = self.graph.node(id)
                && let Some(index) = self.active_of.get(state as usize).copied().flatten()
            {
                set.insert(index);
            }
            for child in self.children(id).into_iter().flatten() {
                if let Some(place) = self.place(child) {
                    set.join(&sets[place]);
                }
            }
            if let Ok(place) = held.binary_search(&id) {
                own[place] = std::mem::replace(&mut set, empty.clone());
                set.insert(active + place);
            }
            sets.push(set);
        }
        (sets, own)
    }

    /// Operations of a factorisation and the solves of a step.
    fn work(&self, held: &[ExprId]) -> usize {
        let (sets, own) = self.dependence(held);
        let rows = self.derivatives.iter().filter_map(|id| self.place(*id)).map(|place| &sets[place]);
        let entries = rows.chain(&own).enumerate();
        let entries = entries.flat_map(|(row, set)| set.iter().map(move |column| (row, column)));
        let size = self.derivatives.len() + held.len();
        let (elements, products) = sparse_lu::counts(size, entries);
        STAGES * elements + products
    }

    /// Nodes on which more than one derivative depends and which depend on more than one state; most elements first.
    fn candidates(&self) -> Vec<ExprId> {
        let (sets, _) = self.dependence(&[]);
        let active = self.derivatives.len();
        let mut users = vec![Bits::new(active); self.nodes.len()];
        for (row, derivative) in self.derivatives.iter().enumerate() {
            if let Some(place) = self.place(*derivative) {
                users[place].insert(row);
            }
        }
        for place in (0..self.nodes.len()).rev() {
            for child in self.children(self.nodes[place]).into_iter().flatten() {
                if let Some(child) = self.place(child) {
                    let (before, after) = users.split_at_mut(place);
                    if let (Some(child), Some(user)) = (before.get_mut(child), after.first()) {
                        child.join(user);
                    }
                }
            }
        }
        let mut found: Vec<(usize, ExprId)> = Vec::new();
        for ((set, users), &id) in sets.iter().zip(&users).zip(&self.nodes) {
            let (states, rows) = (set.len(), users.len());
            let is_leaf = matches!(self.graph.node(id), Node::State(_));
            let saved = (states * rows).saturating_sub(states + rows);
            if !is_leaf && saved >= LEAST_SAVED {
                found.push((saved, id));
            }
        }
        found.sort_by_key(|(saved, id)| (std::cmp::Reverse(*saved), *id));
        found.into_iter().take(MOST_TRIED).map(|(_, id)| id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zoo::Builder;

    #[test]
    fn a_sum_that_all_share_pays_and_a_chain_does_not() {
        let mut b = Builder::default();
        let states: Vec<ExprId> = (0..9).map(|index| b.state(&format!("x{index}"), 1.0)).collect();
        let mut sum = b.number(0.0);
        for state in &states {
            sum = b.graph.add(sum, *state);
        }
        let shared: Vec<ExprId> = states.iter().map(|state| b.graph.multiply(*state, sum)).collect();
        let next = states.iter().cycle().skip(1);
        let chain: Vec<ExprId> = states.iter().zip(next).map(|(a, c)| b.graph.subtract(*a, *c)).collect();
        let all: Vec<Option<usize>> = (0..9).map(Some).collect();
        assert_eq!(choose(&b.graph, &shared, &all), [sum]);
        assert_eq!(choose(&b.graph, &chain, &all), []);
    }
}
