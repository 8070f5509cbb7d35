//! States that are zero from start to end, and what follows from it.
//!
//! A scenario gives only some of the drugs of its model, so depots of the others, and what only they set in motion, stay
//! empty. Such a state starts at the number zero, no dose adds to it, no event gives it a value but zero, and its
//! derivative is zero as long as all of these states are. They are found by taking all that could be so and dropping those whose derivative is
//! not, until none is dropped:
//!
//! ```text
//! Z_0 = { z(0) = 0, no dose, no event },    Z_n+1 = { z of Z_n : dz/dt = 0 by structure if Z_n = 0 },    Z = lim Z_n
//! ```
//!
//! "By structure" is what [`fates`] works out: `0 x = 0`, `0 + 0 = 0`, `0 / x = 0`, `0 ^ n = 0` for a number `n > 0`, and
//! never that terms cancel. Leaving out the products and terms that are zero then changes no other number by a single bit:
//! `x + 0 = x`. (Only `0 * infinity` would not be zero, and the sign of a zero may be another.) So whoever compiles with
//! these states left out gets the same bits as with them, as long as everything that decides the order of operations
//! (fused sums, pivots, the number of states in the norm of the error) is taken from the whole equations.

use crate::low::{Low, LowGraph, LowId};
use lytic_model::Equations;
use lytic_model::graph::{Binary, ExprId, Graph, Unary};

/// What becomes of a node when some states are zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fate {
    /// It has to be computed.
    Computed,
    /// Zero, whatever the other states and the parameters are: each of its terms is.
    Zero,
    /// This number, whatever the others are.
    Number(f64),
    /// The same as another node.
    Same(LowId),
}

/// States that stay at zero, of `count`, and the fates of all nodes: an empty list where there are no such states.
#[derive(Clone, Debug, Default)]
pub(crate) struct Still {
    /// By index of state.
    pub(crate) zero: Vec<bool>,
    pub(crate) fates: Vec<Fate>,
}

impl Still {
    /// Finds them. `derivatives` are pairs of a state and its derivative, for states that are not constant; `dosed` are
    /// the states that doses may change.
    pub(crate) fn find(
        low: &LowGraph,
        equations: &Equations,
        derivatives: &[(usize, LowId)],
        dosed: &[usize],
    ) -> Still {
        let mut zero: Vec<bool> =
            equations.states.iter().map(|state| is_zero(&equations.graph, state.initial)).collect();
        // An event that sets zero to zero changes nothing.
        let assigned = equations.events.iter().flat_map(|event| &event.assignments);
        let assigned = assigned.filter(|(_, value)| !is_zero(&equations.graph, *value));
        let changed = assigned.map(|(state, _)| *state as usize).chain(dosed.iter().copied());
        for state in changed {
            if let Some(zero) = zero.get_mut(state) {
                *zero = false;
            }
        }
        loop {
            let fates = fates(low, &zero);
            let mut dropped = false;
            for &(state, derivative) in derivatives {
                if zero[state] && fates[derivative as usize] != Fate::Zero {
                    zero[state] = false;
                    dropped = true;
                }
            }
            if !dropped {
                let any = derivatives.iter().any(|&(state, _)| zero[state]);
                return if any { Still { zero, fates } } else { Still::default() };
            }
        }
    }

    /// Whether a state is left out.
    pub(crate) fn holds(&self, state: usize) -> bool {
        self.zero.get(state) == Some(&true)
    }

    /// Whether any is.
    pub(crate) fn any(&self) -> bool {
        !self.fates.is_empty()
    }

    pub(crate) fn fate(&self, id: LowId) -> Fate {
        self.fates.get(id as usize).copied().unwrap_or(Fate::Computed)
    }

    pub(crate) fn is_zero(&self, id: LowId) -> bool {
        self.fate(id) == Fate::Zero
    }

    /// The node that holds the value of a node.
    pub(crate) fn seen(&self, mut id: LowId) -> LowId {
        // Ends: a node is the same as one that stands before it.
        while let Fate::Same(other) = self.fate(id) {
            id = other;
        }
        id
    }
}

fn is_zero(graph: &Graph, id: ExprId) -> bool {
    graph.as_number(id) == Some(0.0)
}

/// The fates of all nodes if these states are zero.
fn fates(low: &LowGraph, zero: &[bool]) -> Vec<Fate> {
    let mut fates: Vec<Fate> = Vec::with_capacity(low.len());
    for id in 0..low.len() as LowId {
        let fate = fate(low, zero, &fates, id);
        fates.push(fate);
    }
    fates
}

fn number(value: f64) -> Fate {
    if value == 0.0 { Fate::Zero } else { Fate::Number(value) }
}

/// The fate of a node from those of the nodes before it. A number besides zero comes of numbers without rounding in sums
/// and products, since these may be part of a larger one that rounds only once.
fn fate(low: &LowGraph, zero: &[bool], fates: &[Fate], id: LowId) -> Fate {
    let of = |id: LowId| fates.get(id as usize).copied().unwrap_or(Fate::Computed);
    let is_zero = |id: LowId| of(id) == Fate::Zero;
    let is_one = |id: LowId| of(id) == Fate::Number(1.0);
    let value = |id: LowId| match of(id) {
        Fate::Zero => Some(0.0),
        Fate::Number(value) => Some(value),
        Fate::Computed | Fate::Same(_) => None,
    };
    let like = |id: LowId| match of(id) {
        known @ (Fate::Zero | Fate::Number(_)) => known,
        Fate::Computed | Fate::Same(_) => Fate::Same(id),
    };
    match low.node(id) {
        Low::Number(bits) => number(f64::from_bits(bits)),
        Low::State(state) if zero.get(state as usize) == Some(&true) => Fate::Zero,
        Low::Time | Low::State(_) | Low::Parameter(_) => Fate::Computed,
        Low::Unary(Unary::Not, a) => value(a).map_or(Fate::Computed, |a| number(f64::from(a == 0.0))),
        Low::Unary(Unary::Negate | Unary::Abs | Unary::Sqrt | Unary::Floor | Unary::Ceil, a)
            if is_zero(a) =>
        {
            Fate::Zero
        }
        Low::Unary(..) => Fate::Computed,
        Low::Binary(Binary::Add, a, b) if is_zero(a) => like(b),
        Low::Binary(Binary::Add | Binary::Subtract, a, b) if is_zero(b) => like(a),
        Low::Binary(Binary::Multiply | Binary::And, a, b) if is_zero(a) || is_zero(b) => Fate::Zero,
        Low::Binary(Binary::Multiply, a, b) if is_one(a) => like(b),
        Low::Binary(Binary::Multiply | Binary::Divide, a, b) if is_one(b) => like(a),
        Low::Binary(Binary::Divide, a, b) if is_zero(a) && !is_zero(b) => Fate::Zero,
        Low::Binary(Binary::Min | Binary::Max | Binary::Or, a, b) if is_zero(a) && is_zero(b) => Fate::Zero,
        Low::Binary(function, a, b) => {
            let truth = value(a).zip(value(b)).and_then(|(a, b)| match function {
                Binary::Less => Some(a < b),
                Binary::LessEqual => Some(a <= b),
                Binary::Equal => Some(a == b),
                Binary::NotEqual => Some(a != b),
                _ => None,
            });
            truth.map_or(Fate::Computed, |truth| number(f64::from(truth)))
        }
        Low::Select(condition, a, b) => match value(condition) {
            Some(condition) => like(if condition != 0.0 { a } else { b }),
            None if is_zero(a) && is_zero(b) => Fate::Zero,
            None => Fate::Computed,
        },
        Low::PowerInteger(a, n) if n > 0 && is_zero(a) => Fate::Zero,
        Low::PowerOfLogarithm(a, _, n) if is_zero(a) && value(n).is_some_and(|n| n > 0.0) => Fate::Zero,
        Low::PowerInteger(..) | Low::PowerOfLogarithm(..) => Fate::Computed,
    }
}

#[cfg(test)]
#[path = "still_tests.rs"]
mod tests;
