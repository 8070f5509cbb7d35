//! Where the right-hand side jumps or bends, and which of these times are known beforehand.
//!
//! Every comparison, `floor`, `ceil`, `abs`, `min`, `max` and remainder in the equations is a switch with a mode. During
//! a step its mode is held ([`super::program`]); a change of mode inside the step is located to the last bit of time on
//! the dense output, and the next step begins there. A comparison whose two sides differ by something linear in time
//! that else only stands still (`time >= 5`, `time - last_dose >= 1`) changes at a time that is computed: steps end
//! there, so that no pulse is too short to be seen. The same holds for triggers of events, and for `floor` and
//! remainders of something linear in time. What such conditions choose between, and what is left when a whole part is
//! taken off, is linear from one of these times to the next: `time - 28*floor(time/28) == 27` is known beforehand too.

use super::program::{Moment, Program, Source, Switch, present};
use lytic_model::graph::{Binary, ExprId, Graph, Node, Unary};
use std::collections::BTreeMap;

/// A condition that changes when something linear in time reaches zero (or the next whole number).
#[derive(Clone, Copy, Debug)]
struct Clock {
    value: ExprId,
    slope: ExprId,
    whole: bool,
}

/// The switches of a system.
#[derive(Clone, Debug, Default)]
pub(super) struct Switches {
    switches: Vec<(ExprId, Switch, ExprId, ExprId)>,
    clocks: Vec<Clock>,
}

impl Switches {
    /// Those in the rows, and the clocks in the rows and triggers; `moving` says which states move between events.
    pub(super) fn new(graph: &mut Graph, rows: &[ExprId], triggers: &[ExprId], moving: &[bool]) -> Switches {
        let moves = |graph: &Graph, id: ExprId| {
            graph.depends_on_time(id)
                || graph
                    .depends_on_states(id)
                    .iter()
                    .any(|state| moving.get(*state).is_none_or(|moves| *moves))
        };
        // A switch of states that only events change needs no mode: between events it stands still by itself.
        let switches = present(graph, rows)
            .into_iter()
            .filter_map(|id| Switch::of(graph.node(id)).map(|(switch, a, b)| (id, switch, a, b)))
            .filter(|(id, ..)| moves(graph, *id))
            .collect();
        let mut clocks: Vec<Clock> = Vec::new();
        let all: Vec<ExprId> = rows.iter().chain(triggers).copied().collect();
        for id in present(graph, &all) {
            let Some((switch, a, b)) = Switch::of(graph.node(id)) else { continue };
            let (value, whole) = match switch {
                Switch::Comparison(_) | Switch::Min | Switch::Max => (graph.subtract(a, b), false),
                Switch::Abs => (a, false),
                Switch::Floor | Switch::Ceil => (a, true),
                Switch::Remainder => (graph.divide(a, b), true),
            };
            if degree_in_time(graph, value, moving) == Some(1) {
                let slope = graph.derivative(value, Node::Time);
                clocks.push(Clock { value, slope, whole });
            }
        }
        clocks.dedup_by_key(|clock| (clock.value, clock.whole));
        Switches { switches, clocks }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.switches.is_empty()
    }

    /// Places of the switches among the modes.
    pub(super) fn places(&self) -> BTreeMap<ExprId, u32> {
        self.switches.iter().enumerate().map(|(place, (id, ..))| (*id, place as u32)).collect()
    }

    /// The program that [`Switches::modes`] runs.
    pub(super) fn arguments(&self, source: &Source<'_>) -> Program {
        let all: Vec<ExprId> = self.switches.iter().flat_map(|(_, _, a, b)| [*a, *b]).collect();
        source.program(&all)
    }

    /// The program that [`Switches::next`] runs.
    pub(super) fn clocks(&self, source: &Source<'_>) -> Program {
        let all: Vec<ExprId> = self.clocks.iter().flat_map(|clock| [clock.value, clock.slope]).collect();
        source.program(&all)
    }

    /// The mode of every switch at a moment.
    pub(super) fn modes(&self, arguments: &mut Program, moment: &Moment<'_>, modes: &mut Vec<f64>) {
        arguments.run(&Moment { modes: None, ..*moment });
        modes.clear();
        for (place, (_, switch, ..)) in self.switches.iter().enumerate() {
            modes.push(switch.mode(arguments.value(2 * place), arguments.value(2 * place + 1)));
        }
    }

    /// The times at which clocks change next.
    pub(super) fn next(&self, clocks: &mut Program, moment: &Moment<'_>) -> Vec<f64> {
        clocks.run(&Moment { modes: None, ..*moment });
        let pairs = self.clocks.iter().enumerate();
        let times = pairs.filter_map(|(place, clock)| {
            let (value, slope) = (clocks.value(2 * place), clocks.value(2 * place + 1));
            let left = match clock.whole {
                false => -value,
                true if slope > 0.0 => value.floor() + 1.0 - value,
                true => value.ceil() - 1.0 - value,
            };
            let time = moment.time + left / slope;
            (time.is_finite() && time > moment.time).then_some(time)
        });
        times.collect()
    }
}

/// Whether two sets of modes are the same; one that is not a number is the same as itself.
pub(super) fn same(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || a.is_nan() && b.is_nan())
}

/// Zero or one for an expression of that degree in time that else only stands still, from one change of its own conditions
/// to the next; none for any other.
fn degree_in_time(graph: &Graph, of: ExprId, moving: &[bool]) -> Option<u32> {
    let mut degrees: BTreeMap<ExprId, Option<u32>> = BTreeMap::new();
    for id in graph.reachable(&[of]) {
        let at = |child: ExprId| degrees.get(&child).copied().flatten();
        let higher = |a: ExprId, b: ExprId| at(a).zip(at(b)).map(|(a, b)| a.max(b));
        let still = |children: &[ExprId]| children.iter().all(|child| at(*child) == Some(0)).then_some(0);
        let degree = match graph.node(id) {
            Node::Time => Some(1),
            Node::Number(_) | Node::Parameter(_) => Some(0),
            Node::State(index) => (moving.get(index as usize) == Some(&false)).then_some(0),
            Node::Delayed(..) | Node::Uniform(_) => None,
            Node::Unary(Unary::Negate | Unary::Abs, a) => at(a),
            // Steps end where these change.
            Node::Unary(Unary::Floor | Unary::Ceil | Unary::Not, a) => at(a).map(|_| 0),
            Node::Binary(
                Binary::Less
                | Binary::LessEqual
                | Binary::Equal
                | Binary::NotEqual
                | Binary::And
                | Binary::Or,
                a,
                b,
            ) => higher(a, b).map(|_| 0),
            Node::Binary(Binary::Add | Binary::Subtract | Binary::Min | Binary::Max, a, b) => higher(a, b),
            Node::Binary(Binary::Multiply, a, b) => {
                at(a).zip(at(b)).map(|(a, b)| a + b).filter(|degree| *degree <= 1)
            }
            Node::Binary(Binary::Divide | Binary::Remainder, a, b) => {
                at(a).zip(at(b)).filter(|(_, b)| *b == 0).map(|(a, _)| a)
            }
            Node::Select(condition, a, b) if at(condition) == Some(0) => higher(a, b),
            Node::Unary(_, a) => still(&[a]),
            Node::Binary(_, a, b) => still(&[a, b]),
            Node::Select(a, b, c) | Node::Quantile(_, a, b, c) | Node::Probability(_, a, b, c) => {
                still(&[a, b, c])
            }
        };
        degrees.insert(id, degree);
    }
    degrees.get(&of).copied().flatten()
}
