//! Events: sudden changes of states when a condition becomes true. The meaning is SBML's (Level 3 Version 2 Core,
//! section 4.11), made definite where SBML leaves a choice.
//!
//! - An event *fires* when its trigger turns from false to true; before the start the trigger counts as
//!   `initially_true`. It is *executed* after its delay, in the same instant if it has none. New values come from the
//!   moment of firing or of execution.
//! - Of several due in one instant the highest priority goes first. Of those to which the model gives the same priority
//!   the next is drawn, each with the same chance, from the counter generator under the subject's key ([`Seeds`]).
//!   Events without a priority go as declared, then as they fired, as if it were zero. After each execution all triggers
//!   are looked at again: others may fire, and an event that is not persistent is taken back if its trigger has turned
//!   false.
//! - All assignments of one event see the states before it.
//! - In an instant with doses, the doses come first.
//!
//! Inside a step, triggers are looked at on the dense output at [`SAMPLES`] equal distances, and the first change is
//! then located by halving, to the last bit of time: `time >= 2` fires at 2. A trigger that is true for less than an eighth of a step between two samples
//! can be missed; where steps may be long, a smaller tolerance makes them shorter.

use crate::evaluate::Evaluator;
use crate::philox::Stream;
use crate::stochastic::Seeds;
use lytic_model::equations::{Equations, Event};
use lytic_model::{ExprId, Graph};

/// How often triggers are looked at inside a step.
pub const SAMPLES: u32 = 8;
/// Executions in one instant that are taken for an endless loop.
const MOST_IN_AN_INSTANT: usize = 10_000;

/// Events followed each other without end in one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endless;

/// The events of a model, and what is needed to evaluate them.
#[derive(Clone, Debug)]
pub struct Events<'a> {
    events: &'a [Event],
    states: usize,
    evaluator: Evaluator<'a>,
}

/// Where one subject stands with its events.
#[derive(Clone, Debug, Default)]
pub struct EventState {
    /// Truth of each trigger when last looked at.
    held: Vec<bool>,
    /// Fired, not yet executed; in order of firing.
    pending: Vec<Pending>,
    /// Where ties are drawn from, and how many have been.
    ties: Option<Stream>,
    drawn: u64,
}

#[derive(Clone, Debug)]
struct Pending {
    event: usize,
    due: f64,
    /// New values, if they come from the moment of firing.
    values: Option<Vec<f64>>,
}

/// A step of a solver: when it starts and ends, and the states in between.
pub struct Step<'a> {
    /// Start of the step.
    pub start: f64,
    /// End of the step.
    pub end: f64,
    /// Writes the states at a fraction of the step (0 to 1).
    pub states: &'a mut dyn FnMut(f64, &mut [f64]),
}

/// Where in a step a trigger changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// When.
    pub time: f64,
    /// The same as a fraction of the step, greater than 0, at most 1.
    pub fraction: f64,
}

impl EventState {
    /// When the next delayed event is to be executed.
    pub fn next_due(&self) -> Option<f64> {
        self.pending.iter().map(|pending| pending.due).min_by(f64::total_cmp)
    }
}

impl<'a> Events<'a> {
    /// The events of some equations; `graph` is theirs, or one that has grown from it.
    pub fn new(equations: &'a Equations, graph: &'a Graph) -> Events<'a> {
        let events = &equations.events;
        let expressions: Vec<ExprId> = events
            .iter()
            .flat_map(|event| {
                let values = event.assignments.iter().map(|(_, value)| *value);
                let sizes = event.rescaled.iter().map(|(_, size)| *size);
                [Some(event.trigger), event.delay, event.priority]
                    .into_iter()
                    .flatten()
                    .chain(values)
                    .chain(sizes)
            })
            .collect();
        Events { events, states: equations.states.len(), evaluator: Evaluator::new(graph, &expressions) }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The state of a subject just before the start.
    pub fn before_start(&self, seeds: Seeds, subject: u64) -> EventState {
        EventState {
            held: self.events.iter().map(|event| event.initially_true).collect(),
            pending: Vec::new(),
            ties: Some(seeds.stream("order of events", subject)),
            drawn: 0,
        }
    }

    /// Fires and executes all that is due at this time. Whether any was executed (so that states may have changed).
    pub fn settle(
        &mut self,
        state: &mut EventState,
        time: f64,
        states: &mut [f64],
        parameters: &[f64],
    ) -> Result<bool, Endless> {
        self.look(state, time, states, parameters);
        let mut executed = 0;
        while let Some(next) = self.first_due(state, time) {
            let Pending { event, values, .. } = state.pending.remove(next);
            let values = values.map_or_else(|| self.new_values(event), |values| self.rescaled(event, values));
            for ((target, _), value) in self.events[event].assignments.iter().zip(values) {
                if let Some(target) = states.get_mut(*target as usize) {
                    *target = value;
                }
            }
            executed += 1;
            if executed > MOST_IN_AN_INSTANT {
                return Err(Endless);
            }
            self.look(state, time, states, parameters);
        }
        Ok(executed > 0)
    }

    /// Whether any trigger differs from what it was when last looked at.
    pub fn changed(&mut self, state: &EventState, time: f64, states: &[f64], parameters: &[f64]) -> bool {
        self.evaluator.at(time, states, parameters);
        self.events.iter().zip(&state.held).any(|(event, held)| self.evaluator.holds(event.trigger) != *held)
    }

    /// Where in a step a trigger changes first; the trigger has changed at the time that is given.
    pub fn first_change(
        &mut self,
        state: &EventState,
        step: &mut Step<'_>,
        parameters: &[f64],
    ) -> Option<Change> {
        let (start, end) = (step.start, step.end);
        let length = end - start;
        let fraction = |time: f64| (time - start) / length;
        let mut states = vec![0.0; self.states];
        let mut changed = |time: f64| {
            (step.states)(fraction(time), &mut states);
            self.changed(state, time, &states, parameters)
        };
        let mut before = start;
        for sample in 1..=SAMPLES {
            let inside = start + length * f64::from(sample) / f64::from(SAMPLES);
            let mut after = if sample < SAMPLES { inside } else { end };
            if !changed(after) {
                before = after;
                continue;
            }
            loop {
                let middle = 0.5 * (before + after);
                if middle <= before || middle >= after {
                    return Some(Change { time: after, fraction: fraction(after) });
                }
                if changed(middle) {
                    after = middle;
                } else {
                    before = middle;
                }
            }
        }
        None
    }

    /// Looks at all triggers: fires those that turned true, takes back events that are not persistent and whose
    /// trigger turned false. Leaves the evaluator at these states.
    fn look(&mut self, state: &mut EventState, time: f64, states: &[f64], parameters: &[f64]) {
        self.evaluator.at(time, states, parameters);
        for (index, event) in self.events.iter().enumerate() {
            let holds = self.evaluator.holds(event.trigger);
            let held = std::mem::replace(&mut state.held[index], holds);
            if holds && !held {
                let delay = event.delay.map_or(0.0, |delay| self.evaluator.value(delay));
                // A delay that is negative or not a number is none.
                let due = if delay > 0.0 { time + delay } else { time };
                let values = event.from_trigger.then(|| {
                    let mut values = self.new_values(index);
                    values.extend(event.rescaled.iter().map(|(_, size)| self.evaluator.value(*size)));
                    values
                });
                state.pending.push(Pending { event: index, due, values });
            } else if held && !holds && !event.persistent {
                state.pending.retain(|pending| pending.event != index);
            }
        }
    }

    /// Position among the pending of the one to be executed next at this time.
    fn first_due(&self, state: &mut EventState, time: f64) -> Option<usize> {
        // Priority and whether it was given, by position.
        let of = |(position, pending): (usize, &Pending)| {
            let given = self.events.get(pending.event)?.priority;
            let priority = given.map_or(0.0, |priority| self.evaluator.value(priority));
            let priority = if priority.is_nan() { 0.0 } else { priority };
            (pending.due <= time).then_some((position, priority, given.is_some()))
        };
        let mut due: Vec<(usize, f64, bool)> = state.pending.iter().enumerate().filter_map(of).collect();
        let highest = due.iter().map(|(_, priority, _)| *priority).max_by(f64::total_cmp)?;
        due.retain(|(_, priority, _)| *priority == highest);
        let event = |position: usize| state.pending.get(position).map(|pending| pending.event);
        // Of equal ones min_by_key keeps the first, which fired first.
        let (first, _, is_given) = due.iter().copied().min_by_key(|(position, ..)| event(*position))?;
        due.retain(|(.., given)| *given);
        let Some(ties) = state.ties.filter(|_| is_given && due.len() > 1) else { return Some(first) };
        let share = ties.uniform(state.drawn) * due.len() as f64;
        state.drawn += 1;
        due.get(share as usize).map_or(Some(first), |(position, ..)| Some(*position))
    }

    /// Values from the moment of firing, followed by sizes of compartments, as amounts for the sizes of now.
    fn rescaled(&self, event: usize, mut values: Vec<f64>) -> Vec<f64> {
        let Event { assignments, rescaled, .. } = &self.events[event];
        let sizes = values.split_off(assignments.len().min(values.len()));
        for ((place, size), then) in rescaled.iter().zip(sizes) {
            let now = self.evaluator.value(*size);
            if let Some(value) = values.get_mut(*place)
                && now != then
            {
                *value *= now / then;
            }
        }
        values
    }

    /// What an event assigns, at the states where the evaluator stands.
    fn new_values(&self, event: usize) -> Vec<f64> {
        self.events[event].assignments.iter().map(|(_, value)| self.evaluator.value(*value)).collect()
    }
}

#[cfg(test)]
#[path = "events_tests.rs"]
mod tests;
