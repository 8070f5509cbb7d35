//! One lane: where its subject stands.

use crate::events::EventState;
use crate::{Failure, Subject};

/// An infusion under way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Infusion {
    pub(crate) end: f64,
    /// Place among the active states.
    pub(crate) active: usize,
    pub(crate) rate: f64,
}

/// A lane and its subject.
#[derive(Debug, Default)]
pub(crate) struct Lane {
    pub(crate) subject: Subject,
    /// Whether it has a subject.
    pub(crate) busy: bool,
    pub(crate) time: f64,
    /// Length that the next step should have, and length of the one being tried.
    pub(crate) proposed: f64,
    pub(crate) step: f64,
    /// Next time at which a step must end, and whether the step being tried does.
    pub(crate) stop: f64,
    pub(crate) to_stop: bool,
    /// Whether the course has a bend here, so that the length of the last step says little.
    pub(crate) fresh: bool,
    /// Whether the step being tried is the first after a bend: a guess.
    pub(crate) young: bool,
    /// Length of the last accepted step since the last bend, and the factor that its own error proposed.
    pub(crate) last: Option<(f64, f64)>,
    /// Rejections since the last accepted step: in all, and because a pivot was too small.
    pub(crate) rejections: u32,
    pub(crate) pivot_failures: u32,
    pub(crate) next_dose: usize,
    pub(crate) next_output: usize,
    pub(crate) infusions: Vec<Infusion>,
    /// Times at which conditions on time change, ascending, and the next of them.
    pub(crate) switches: Vec<f64>,
    pub(crate) next_switch: usize,
    /// Stop conditions that have held at a dose.
    pub(crate) stopped: Vec<bool>,
    pub(crate) events: EventState,
    /// Truth of the triggers when last looked at.
    pub(crate) held: Vec<bool>,
    /// The step being tried is followed only to this share and time, where a trigger changes.
    pub(crate) cut: Option<(f64, f64)>,
    /// Events in a row between which time hardly moved.
    pub(crate) standstill: u32,
    /// When an event last cut a step short, and how long after the one before.
    pub(crate) last_event: f64,
    pub(crate) event_gap: f64,
    pub(crate) values: Vec<f64>,
    pub(crate) given: Vec<bool>,
    pub(crate) steps: u64,
    pub(crate) rejected: u64,
    pub(crate) failure: Option<Failure>,
}

impl Lane {
    /// Forgets the last subject's course; its memory stays.
    pub(crate) fn reset(&mut self, start: f64, values: usize, conditions: usize, events: EventState) {
        self.time = start;
        self.proposed = f64::INFINITY;
        self.step = 1.0;
        self.stop = start;
        self.to_stop = false;
        self.fresh = true;
        self.young = true;
        self.last = None;
        self.rejections = 0;
        self.pivot_failures = 0;
        self.next_dose = 0;
        self.next_output = 0;
        self.infusions.clear();
        self.switches.clear();
        self.next_switch = 0;
        self.stopped.clear();
        self.stopped.resize(conditions, false);
        self.events = events;
        self.held.clear();
        self.cut = None;
        self.standstill = 0;
        self.last_event = f64::NEG_INFINITY;
        self.event_gap = f64::INFINITY;
        self.values.clear();
        self.values.resize(values, f64::NAN);
        self.given.clear();
        self.given.resize(self.subject.doses.len(), false);
        self.steps = 0;
        self.rejected = 0;
        self.failure = None;
    }

    /// What the error of the step that was taken, with the factor that it proposes, says of the next when compared with
    /// the step before: if errors grew faster than steps did, they will go on to. The predictive controller of
    /// Gustafsson (1994, ACM Trans Math Softw 20:496), trusted to shorten steps rather than to lengthen them: so fewer
    /// are rejected, and errors are smaller with fewer steps.
    pub(crate) fn trend(&self, factor: f64) -> f64 {
        self.last.map_or(1.0, |(step, before)| (self.step / step * (factor / before)).clamp(0.5, 1.04))
    }

    /// The next time at which a step must end: not after `end`.
    pub(crate) fn find_stop(&mut self, end: f64) {
        let mut stop = end;
        let mut at = |time: f64| {
            if time < stop {
                stop = time;
            }
        };
        if let Some(dose) = self.subject.doses.get(self.next_dose) {
            at(dose.time);
        }
        if let Some(switch) = self.switches.get(self.next_switch) {
            at(*switch);
        }
        self.infusions.iter().for_each(|infusion| at(infusion.end));
        if let Some(due) = self.events.next_due() {
            at(due);
        }
        self.stop = stop;
    }

    /// Time at the end of the step being tried.
    pub(crate) fn end_of_step(&self) -> f64 {
        if self.to_stop { self.stop } else { self.time + self.step }
    }

    /// Whether the next stop is where a condition on time changes.
    pub(crate) fn stops_at_switch(&self) -> bool {
        self.switches.get(self.next_switch) == Some(&self.stop)
    }
}
