//! Events of one run: what has fired, what is due, which goes first.
//!
//! The meaning is that of [`crate::events`] (SBML Level 3 Version 2 Core, section 4.11), with two things more: delays,
//! values and triggers may look into the past, and of several events that are due with the same given priority the next
//! is drawn, each with the same chance, from the counter generator under the run's seed. Events without a priority go as
//! declared, as if it were zero.

use super::program::{Moment, Program, Source};
use crate::philox::{Stream, purpose};
use lytic_model::{Equations, ExprId};

/// Fired, not yet executed.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub event: usize,
    pub due: f64,
    /// New values, if they come from the moment of firing.
    pub values: Option<Vec<f64>>,
}

/// Programs of one event.
#[derive(Clone, Debug)]
struct Programs {
    delay: Option<Program>,
    priority: Option<Program>,
    values: Program,
    /// Places of values from firing that are rescaled, and the sizes.
    rescaled: Vec<usize>,
    sizes: Program,
    targets: Vec<usize>,
    persistent: bool,
    from_trigger: bool,
}

/// The events of a run.
#[derive(Clone, Debug)]
pub(super) struct Events {
    triggers: Program,
    events: Vec<Programs>,
    /// Truth of each trigger when last looked at.
    held: Vec<bool>,
    /// In order of firing.
    pending: Vec<Pending>,
    ties: Stream,
    drawn: u64,
}

impl Events {
    /// The events of a model before the start.
    pub(super) fn new(equations: &Equations, source: &Source<'_>, seed: u64) -> Events {
        let program = |of: &[ExprId]| source.program(of);
        let triggers: Vec<ExprId> = equations.events.iter().map(|event| event.trigger).collect();
        let events = equations.events.iter().map(|event| {
            let values: Vec<ExprId> = event.assignments.iter().map(|(_, value)| *value).collect();
            Programs {
                delay: event.delay.map(|delay| program(&[delay])),
                priority: event.priority.map(|priority| program(&[priority])),
                values: program(&values),
                rescaled: event.rescaled.iter().map(|(place, _)| *place).collect(),
                sizes: program(&event.rescaled.iter().map(|(_, size)| *size).collect::<Vec<_>>()),
                targets: event.assignments.iter().map(|(state, _)| *state as usize).collect(),
                persistent: event.persistent,
                from_trigger: event.from_trigger,
            }
        });
        Events {
            triggers: program(&triggers),
            events: events.collect(),
            held: equations.events.iter().map(|event| event.initially_true).collect(),
            pending: Vec::new(),
            ties: Stream::new(seed, purpose("order of events"), 0),
            drawn: 0,
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// When the next delayed event is to be executed.
    pub(super) fn next_due(&self) -> Option<f64> {
        self.pending.iter().map(|pending| pending.due).min_by(f64::total_cmp)
    }

    /// Whether any trigger differs from what it was when last looked at.
    pub(super) fn changed(&mut self, moment: &Moment<'_>) -> bool {
        self.triggers.run(moment);
        self.triggers.values().zip(&self.held).any(|(value, held)| (value != 0.0) != *held)
    }

    /// Looks at all triggers: fires those that turned true, takes back events that are not persistent and whose trigger
    /// turned false.
    pub(super) fn look(&mut self, moment: &Moment<'_>) {
        self.triggers.run(moment);
        for (index, event) in self.events.iter_mut().enumerate() {
            let holds = self.triggers.value(index) != 0.0;
            let held = std::mem::replace(&mut self.held[index], holds);
            if holds && !held {
                let delay = event.delay.as_mut().map_or(0.0, |delay| {
                    delay.run(moment);
                    delay.value(0)
                });
                // A delay that is negative or not a number is none.
                let due = if delay > 0.0 { moment.time + delay } else { moment.time };
                let values = event.from_trigger.then(|| event.at_firing(moment));
                self.pending.push(Pending { event: index, due, values });
            } else if held && !holds && !event.persistent {
                self.pending.retain(|pending| pending.event != index);
            }
        }
    }

    /// Takes the event that is to be executed next at this moment, with the states that it sets and their new values.
    pub(super) fn take_due(&mut self, moment: &Moment<'_>) -> Option<(usize, Vec<(usize, f64)>)> {
        // Priority and whether it was given, by position among the pending.
        let mut due: Vec<(usize, f64, bool)> = Vec::new();
        for (position, pending) in self.pending.iter().enumerate().filter(|(_, of)| of.due <= moment.time) {
            let priority = self.events[pending.event].priority.as_mut().map(|priority| {
                priority.run(moment);
                priority.value(0)
            });
            let rank = priority.filter(|rank| !rank.is_nan()).unwrap_or(0.0);
            due.push((position, rank, priority.is_some()));
        }
        let highest = due.iter().map(|(_, rank, _)| *rank).max_by(f64::total_cmp)?;
        due.retain(|(_, rank, _)| *rank == highest);
        let given: Vec<usize> =
            due.iter().filter(|(.., given)| *given).map(|(position, ..)| *position).collect();
        let first = |positions: &mut dyn Iterator<Item = usize>| {
            positions.min_by_key(|position| (self.pending[*position].event, *position))
        };
        let mut position = first(&mut due.iter().map(|(position, ..)| *position))?;
        if given.len() > 1 && given.contains(&position) {
            let share = self.ties.uniform(self.drawn) * given.len() as f64;
            self.drawn += 1;
            position = given.get(share as usize).copied().unwrap_or(position);
        }
        let Pending { event, values, .. } = self.pending.remove(position);
        let programs = &mut self.events[event];
        let values = match values {
            Some(values) => programs.rescaled(values, moment),
            None => programs.new_values(moment),
        };
        Some((event, programs.targets.iter().copied().zip(values).collect()))
    }
}

impl Programs {
    /// New values, followed by the sizes that they hold for.
    fn at_firing(&mut self, moment: &Moment<'_>) -> Vec<f64> {
        let mut values = self.new_values(moment);
        self.sizes.run(moment);
        values.extend(self.sizes.values());
        values
    }

    /// Values from firing for the sizes of now.
    fn rescaled(&mut self, mut values: Vec<f64>, moment: &Moment<'_>) -> Vec<f64> {
        let sizes = values.split_off(self.targets.len().min(values.len()));
        self.sizes.run(moment);
        for ((place, now), then) in self.rescaled.iter().zip(self.sizes.values()).zip(sizes) {
            if let Some(value) = values.get_mut(*place)
                && now != then
            {
                *value *= now / then;
            }
        }
        values
    }

    fn new_values(&mut self, moment: &Moment<'_>) -> Vec<f64> {
        self.values.run(moment);
        self.values.values().collect()
    }
}
