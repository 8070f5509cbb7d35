//! The next-reaction method (Gibson and Bruck 2000, J Phys Chem A 104:1876), exact.
//!
//! Every channel has its own clock, an exponential number E_j that runs down at the rate a_j, so that it rings at
//!
//! ```text
//! t_j = t + (what is left of E_j) / a_j
//! ```
//!
//! The first to ring happens and draws a new number; of the others only those whose law has changed are looked at, and keep
//! what is left of theirs. The times stand in a heap, so a reaction costs as many comparisons as the heap is high: for
//! large networks in which a reaction touches few others.

use super::course::{Course, Reached};
use crate::Failure;

/// Reactions between two questions whether to go on.
const BETWEEN_LOOKS: u64 = 4096;

/// The clocks.
#[derive(Clone, Debug)]
pub(super) struct NextReaction {
    /// What is left of each clock, the rate at which it runs down, and when that was so.
    left: Vec<f64>,
    rates: Vec<f64>,
    since: Vec<f64>,
    /// When each rings.
    times: Vec<f64>,
    /// Channels, the first to ring at the top; and where each stands.
    heap: Vec<u32>,
    place: Vec<u32>,
    begun: bool,
}

impl NextReaction {
    pub(super) fn new(channels: usize) -> NextReaction {
        NextReaction {
            left: vec![0.0; channels],
            rates: vec![0.0; channels],
            since: vec![0.0; channels],
            times: vec![f64::INFINITY; channels],
            heap: (0..channels as u32).collect(),
            place: (0..channels as u32).collect(),
            begun: false,
        }
    }

    /// Lets reactions happen up to a time, or until a trigger changes.
    pub(super) fn advance(&mut self, course: &mut Course<'_>, until: f64) -> Result<Reached, Failure> {
        let model = course.model;
        if !std::mem::replace(&mut self.begun, true) {
            for channel in 0..self.left.len() {
                self.left[channel] = course.draws.exponential();
                self.since[channel] = course.time;
            }
        }
        // Whatever came from outside may have changed everything.
        for channel in 0..self.left.len() {
            let rate = course.propensity(channel)?;
            self.run_at(channel, rate, course.time);
        }
        loop {
            let first = self.heap.first().map_or(0, |channel| *channel as usize);
            let next = self.times.get(first).copied().unwrap_or(f64::INFINITY).max(course.time);
            if let Some(time) = course.trigger_in_time(next.min(until)) {
                course.put_out_before(time);
                course.time = time;
                return Ok(Reached::Trigger);
            }
            if next >= course.next_output_time().min(until) {
                course.put_out_before(next.min(until));
                if next >= until {
                    course.time = until;
                    return Ok(Reached::Stop);
                }
            }
            course.time = next;
            course.happen(first, 1.0);
            course.happened += 1;
            (self.left[first], self.since[first]) = (course.draws.exponential(), next);
            self.rates[first] = 0.0;
            for dependent in model.dependents(first) {
                let rate = course.propensity(*dependent as usize)?;
                self.run_at(*dependent as usize, rate, next);
            }
            // A law that its own reaction does not change runs on with a new number.
            if self.rates[first] == 0.0 {
                let rate = course.propensity(first)?;
                self.run_at(first, rate, next);
            }
            if model.watched(first) && course.trigger_changed() {
                return Ok(Reached::Trigger);
            }
            if course.happened.is_multiple_of(BETWEEN_LOOKS) {
                if !course.may_go_on() {
                    return Ok(Reached::Interrupted);
                }
                if course.happened >= model.most_reactions {
                    return Err(Failure::TooManySteps(course.time));
                }
            }
        }
    }

    /// Lets a clock run at another rate from now on.
    fn run_at(&mut self, channel: usize, rate: f64, now: f64) {
        let gone = self.rates[channel] * (now - self.since[channel]);
        self.left[channel] = (self.left[channel] - gone).max(0.0);
        (self.rates[channel], self.since[channel]) = (rate, now);
        self.times[channel] = if rate > 0.0 { now + self.left[channel] / rate } else { f64::INFINITY };
        self.sift(self.place[channel] as usize);
    }

    /// Brings the channel at a place of the heap to where it belongs. Of equal times the first channel goes first.
    fn sift(&mut self, mut at: usize) {
        while at > 0 && self.before(at, (at - 1) / 2) {
            self.swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
        loop {
            let mut first = at;
            for child in [2 * at + 1, 2 * at + 2] {
                if child < self.heap.len() && self.before(child, first) {
                    first = child;
                }
            }
            if first == at {
                return;
            }
            self.swap(at, first);
            at = first;
        }
    }

    fn before(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.heap[a], self.heap[b]);
        self.times[a as usize].total_cmp(&self.times[b as usize]).then(a.cmp(&b)).is_lt()
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.heap.swap(a, b);
        for at in [a, b] {
            self.place[self.heap[at] as usize] = at as u32;
        }
    }
}
