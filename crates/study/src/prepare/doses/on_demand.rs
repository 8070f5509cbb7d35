//! Doses on demand: `give_when` asks at each time of a line, `at_most` limits how many are given in all.
//!
//! A condition that stops a dose stops all later ones of the same index, so each time has an index of its own. A limit
//! needs a count. It is a hidden state that stands at the number given and is raised in two halves, so that what is asked
//! is decided once, before anything of the dose has reached the patient:
//!
//! ```text
//! +1/2   where give_when holds and count < at_most
//! dose   where the count is no whole number
//! +1/2   where the count is no whole number
//! ```

use super::{Act, Conditions, Per, What};
use crate::prepare::Notes;
use crate::scenario::{DoseLine, Placed};
use lytic_model::equations::State;
use lytic_model::graph::{Binary, Unary};
use lytic_model::{Equations, ExprId};
use lytic_text::Message;
use lytic_units::Unit;

/// Most times at which a dose asks whether it is needed.
const MOST_QUESTIONS: usize = 1000;

/// What a line on demand is asked by.
pub(super) struct Demand {
    /// Where this holds, `give_when` does not.
    unless: ExprId,
    /// Index of the state that counts, and where it stands between two whole numbers.
    limit: Option<(usize, ExprId)>,
}

/// Reads `give_when` and `at_most` of a line; none where there is neither, or after an error.
pub(super) fn demand(
    line: &DoseLine,
    index: usize,
    equations: &mut Equations,
    stops: &mut Conditions,
    notes: &mut Notes<'_>,
) -> Option<Demand> {
    let Some(give_when) = &line.give_when else {
        if let Some(most) = &line.at_most {
            notes.error(Message::new("E1610"), most.span);
        }
        return None;
    };
    let never = stops.unless(give_when, equations, notes)?;
    let Some(most) = &line.at_most else { return Some(Demand { unless: never, limit: None }) };
    let zero = equations.graph.number(0.0);
    let state = equations.states.len();
    equations.states.push(State {
        name: format!("dose.{}.given", index + 1),
        unit: Some(Unit::dimensionless()),
        initial: zero,
        derivative: zero,
        nonnegative: true,
        free: false,
        compartment_size: None,
        span: line.span,
    });
    let graph = &mut equations.graph;
    let (one, quarter) = (graph.number(1.0), graph.number(0.25));
    let count = graph.state(state);
    let limit = graph.number(most.value as f64);
    let some_left = graph.binary(Binary::Less, count, limit);
    let unless = graph.select(some_left, never, one);
    let whole = graph.unary(Unary::Floor, count);
    let part = graph.subtract(count, whole);
    let not_asked = graph.binary(Binary::Less, part, quarter);
    Some(Demand { unless, limit: Some((state, not_asked)) })
}

/// Each time of a line asks for itself. `acts` are those of the line; what counts them is added.
pub(super) fn ask_each_time(
    acts: &mut Vec<Act>,
    line: usize,
    demand: &Demand,
    give_when: Option<&Placed<String>>,
    stops: &mut Conditions,
    notes: &mut Notes<'_>,
) {
    let mut times: Vec<f64> = acts.iter().map(|act| act.time).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    if times.len() > MOST_QUESTIONS {
        let message = Message::new("E1607").with("count", times.len()).with("limit", MOST_QUESTIONS);
        notes.error(message, give_when.and_then(|condition| condition.span));
        return;
    }
    for time in times {
        let asked = stops.again(demand.unless);
        let Some((state, not_asked)) = demand.limit else {
            acts.iter_mut().filter(|act| act.time == time).for_each(|act| act.stop = Some(asked));
            continue;
        };
        let given = stops.again(not_asked);
        acts.iter_mut().filter(|act| act.time == time).for_each(|act| act.stop = Some(given));
        let half = |stop| Act {
            time,
            state,
            what: What::Give { amount: 0.5, per: Per::Patient, fraction: None, duration: None, stock: None },
            stop: Some(stop),
            line: Some(line),
        };
        acts.insert(0, half(asked));
        acts.push(half(stops.again(not_asked)));
    }
}
