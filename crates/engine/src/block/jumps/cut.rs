//! Where the jumps of a step end it, and what they add at its end.
//!
//! ```text
//! error = length |f(x + mean of what jumps add) - f(x)|  in tolerances        grows with the square of the jumps
//! ```
//!
//! A step with too large an error, or in which a jump changes a trigger of an event, is followed up to a jump only; random
//! numbers drawn for the rest of it wait.

use super::{Done, Jumping, NODE_LANES};
use crate::block::Block;
use crate::block::within::dense;
use crate::hybrid::JUMP_TOLERANCE;
use crate::math;

impl Block<'_> {
    /// Whether a trigger has changed by a jump.
    pub(super) fn trigger_changed(&mut self, jumping: &Jumping<'_>, lane: usize, done: &Done) -> bool {
        let compiled = self.compiled;
        let at = &jumping.lanes[lane];
        let mut states: Vec<f64> =
            (0..compiled.active_of.len()).map(|state| self.state(lane, state) + at.added[state]).collect();
        for &index in &compiled.seen_by_triggers {
            let active = &compiled.active[index as usize];
            let value = dense(compiled, self.slots.get(), self.width, lane, index, done.theta);
            let value = if active.nonnegative { math::max(value, 0.0) } else { value };
            states[active.state] = value + at.added[active.state];
        }
        let Block { events, lanes, .. } = self;
        let lane = &lanes[lane];
        events.changed(&lane.events, done.time, &states, &lane.subject.parameters)
    }

    /// Cuts the step at a jump where what jumps do to the derivatives of the rest makes too large an error, or where a
    /// trigger has changed.
    pub(super) fn keep_error_small(
        &mut self,
        jumping: &mut Jumping<'_>,
        lane: usize,
        (end_theta, end): (f64, f64),
        first_pair: u64,
        at_trigger: bool,
    ) {
        let count = jumping.done.len();
        let (Some(first), Some(last)) = (jumping.done.first().copied(), jumping.done.last().copied()) else {
            return;
        };
        let (theta, until) = if at_trigger { (last.theta, last.time) } else { (end_theta, end) };
        let error = if until > first.time { self.error_of_jumps(jumping, lane, theta, until) } else { 0.0 };
        let keep = if error.is_nan() || error > 1.0 {
            // The error grows with the square of the number of jumps.
            let share = if error.is_finite() { math::sqrt(1.0 / error) } else { 0.0 };
            ((count as f64 * share) as usize).clamp(1, count)
        } else if at_trigger {
            count
        } else {
            return;
        };
        let at = &mut jumping.lanes[lane];
        at.added.fill(0.0);
        for done in jumping.done.iter().take(keep) {
            let jump = &jumping.hybrid.jumps[done.channel];
            jump.changes.iter().for_each(|(state, change)| at.added[*state] += change);
        }
        // What was drawn for the rest of the step waits for it from here.
        at.draw_pair(first_pair + keep as u64);
        if let Some(last) = jumping.done.get(keep - 1) {
            self.lanes[lane].cut = Some((last.theta, last.time));
        }
    }

    /// The error that jumps make in the rest, in tolerances: by how much the derivatives change where what jumps have added
    /// is there on average over the step, times its length. What comes and goes within a step counts with its time.
    fn error_of_jumps(&mut self, jumping: &mut Jumping<'_>, lane: usize, theta: f64, until: f64) -> f64 {
        self.load(jumping, lane);
        let length = until - self.lanes[lane].time;
        let mut average = std::mem::take(&mut jumping.bases);
        average.fill(0.0);
        for done in &jumping.done {
            let share = (until - done.time) / length;
            let jump = &jumping.hybrid.jumps[done.channel];
            jump.changes.iter().for_each(|(state, change)| average[*state] += share * change);
        }
        let compiled = self.compiled;
        let all: Vec<usize> = (0..compiled.active_of.len()).collect();
        let mut with = [0.0; NODE_LANES];
        with[1] = 1.0;
        self.write_states(jumping, lane, &all, [theta; NODE_LANES], with, &average);
        // Room that is written anew before it is read.
        jumping.bases = average;
        compiled.derivative.run(self.engine.machine, NODE_LANES, jumping.nodes.get_mut());
        let (first, values) = (compiled.regions.derivatives as usize, compiled.regions.states as usize);
        let nodes = jumping.nodes.get();
        let looser = JUMP_TOLERANCE / compiled.tolerance.relative;
        let mut sum = 0.0;
        for (index, active) in compiled.active.iter().enumerate() {
            let row = (first + index) * NODE_LANES;
            let off = length * (nodes[row + 1] - nodes[row]);
            let group =
                active.group.map_or(0.0, |group| self.get(compiled.regions.largest + group as u32, lane));
            let absolute = compiled.tolerance.share().mul_add(group, active.tolerance);
            let size = nodes[(values + active.state) * NODE_LANES].abs();
            let scaled = off / JUMP_TOLERANCE.mul_add(size, looser * absolute);
            sum += scaled * scaled;
        }
        math::sqrt(sum / compiled.counted.max(1) as f64)
    }

    /// Adds the jumps of the steps that are taken to the values at their ends.
    pub(in crate::block) fn add_jumps(&mut self) {
        let Some(mut jumping) = self.jumping.take() else { return };
        for lane in 0..self.width {
            if !std::mem::take(&mut jumping.lanes[lane].any) {
                continue;
            }
            let accepted = self.get(self.compiled.regions.accept, lane) != 0.0;
            for state in 0..jumping.lanes[lane].added.len() {
                let added = std::mem::take(&mut jumping.lanes[lane].added[state]);
                if added == 0.0 || !accepted {
                    continue;
                }
                match self.compiled.active_of[state] {
                    Some(index) => {
                        let slot = self.compiled.regions.staged + index as u32;
                        let value = self.get(slot, lane) + added;
                        self.set(slot, lane, value);
                    }
                    None => {
                        let value = self.state(lane, state) + added;
                        self.put_state(lane, state, value);
                    }
                }
            }
            self.bent = true;
        }
        self.jumping = Some(jumping);
    }
}
