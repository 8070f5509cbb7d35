//! Laws of what jumps: how often each channel happens along a step.
//!
//! ```text
//! a_j(u) = f_j r_j(u)      f_j the count that the law is a multiple of, r_j the rest at five times of the step
//! ```
//!
//! A jump changes factors at once; rests are looked at anew where something that they read has changed by more than
//! [`STALE`].

use super::nodes::{NODES, value};
use super::{Jumping, NODE_LANES, is_few};
use crate::block::Block;
use crate::block::within::dense;
use crate::hybrid::{Jump, STALE};
use crate::{Failure, math};

impl Block<'_> {
    /// Works out the factor of a channel anew, and the sum of all with it.
    pub(super) fn renew_factor(&self, jumping: &mut Jumping<'_>, lane: usize, channel: usize) {
        let factor = self.factor(jumping, lane, channel);
        let change = factor - std::mem::replace(&mut jumping.factors[channel], factor);
        for (total, rest) in jumping.total.iter_mut().zip(&jumping.rests[channel]) {
            *total += change * rest;
        }
    }

    /// The count that a law is a multiple of; one where it is none, zero where a partner is missing.
    fn factor(&self, jumping: &Jumping<'_>, lane: usize, channel: usize) -> f64 {
        let Some(jump) = jumping.hybrid.jumps.get(channel) else { return 0.0 };
        if jump.guarded && self.lacks(jumping, lane, jump) {
            0.0
        } else {
            self.multiple(jumping, lane, channel)
        }
    }

    /// The same, whether or not partners are there.
    fn multiple(&self, jumping: &Jumping<'_>, lane: usize, channel: usize) -> f64 {
        match jumping.hybrid.jumps.get(channel).and_then(|jump| jump.factor) {
            Some(state) if is_few(jumping.hybrid, &jumping.lanes[lane].few, state) => {
                self.state(lane, state) + jumping.lanes[lane].added[state]
            }
            _ => 1.0,
        }
    }

    /// Whether a channel would take what is not there, of what is few.
    fn lacks(&self, jumping: &Jumping<'_>, lane: usize, jump: &Jump) -> bool {
        let at = &jumping.lanes[lane];
        jump.changes.iter().any(|(state, change)| {
            *change < 0.0
                && is_few(jumping.hybrid, &at.few, *state)
                && self.state(lane, *state) + at.added[*state] + change < -1e-9 * change.abs()
        })
    }

    /// Computes the laws at equally distant times from one share of the step to another.
    pub(super) fn look_at_laws(&mut self, jumping: &mut Jumping<'_>, lane: usize, from: f64, to: f64) {
        self.load(jumping, lane);
        let states = &self.compiled.seen_by_laws;
        let thetas: [f64; NODE_LANES] = std::array::from_fn(|node| {
            let share = (node as f64 / (NODES - 1) as f64).min(1.0);
            from + (to - from) * share
        });
        let added = std::mem::take(&mut jumping.lanes[lane].added);
        self.write_states(jumping, lane, states, thetas, [1.0; NODE_LANES], &added);
        jumping.lanes[lane].added = added;
        self.compiled.law.run(self.engine.machine, NODE_LANES, jumping.nodes.get_mut());
        let first = self.compiled.regions.laws as usize;
        for &channel in &jumping.open {
            let row = (first + channel) * NODE_LANES;
            let mut rest = [0.0; NODES];
            rest.copy_from_slice(&jumping.nodes.get()[row..row + NODES]);
            if let Some(state) = jumping.hybrid.jumps[channel].factor
                && is_few(jumping.hybrid, &jumping.lanes[lane].few, state)
            {
                let count = self.state(lane, state) + jumping.lanes[lane].added[state];
                // A multiple of nothing: what it would be with one of it is looked at when there is.
                let reciprocal = if count > 0.0 { 1.0 / count } else { 0.0 };
                rest.iter_mut().for_each(|rest| *rest *= reciprocal);
            }
            jumping.rests[channel] = rest;
        }
        for &state in &jumping.hybrid.changed {
            jumping.bases[state] = self.state(lane, state) + jumping.lanes[lane].added[state];
        }
    }

    /// Laws must be numbers, and not negative.
    pub(super) fn check_laws(
        &self,
        jumping: &mut Jumping<'_>,
        lane: usize,
        time: f64,
    ) -> Result<(), Failure> {
        let mut largest = 0.0;
        for &channel in &jumping.open {
            let factor = self.multiple(jumping, lane, channel);
            for rest in &jumping.rests[channel] {
                largest = math::max(largest, (factor * rest).abs());
                if !rest.is_finite() {
                    return Err(Failure::NotFinite(time));
                }
            }
        }
        for &channel in &jumping.open {
            let factor = self.multiple(jumping, lane, channel);
            let reaction = jumping.hybrid.jumps[channel].reaction;
            for rest in &mut jumping.rests[channel] {
                if factor * *rest < -1e-6 * largest {
                    return Err(Failure::NegativeRate(time, reaction));
                }
                *rest = math::max(*rest, 0.0);
            }
        }
        Ok(())
    }

    /// Whether laws have to be looked at anew after a jump: something that they read has changed by more than a little.
    pub(super) fn is_stale(&self, jumping: &Jumping<'_>, lane: usize, jump: &Jump) -> bool {
        let now = |state: usize| self.state(lane, state) + jumping.lanes[lane].added[state];
        // A multiple of nothing has not been looked at.
        jump.multiplied.iter().any(|state| jumping.bases[*state] <= 0.0 && now(*state) > 0.0)
            || jump.read.iter().any(|state| {
                let base = jumping.bases[*state];
                (now(*state) - base).abs() > STALE * base.abs()
            })
    }

    /// Puts a lane's parameters, and what follows from them, into the slots of the nodes.
    pub(super) fn load(&self, jumping: &mut Jumping<'_>, lane: usize) {
        if jumping.loaded == Some(lane) {
            return;
        }
        let compiled = self.compiled;
        let first = compiled.regions.parameters as usize;
        let fixed = compiled.fixed_slots.iter().map(|&slot| slot as usize);
        let nodes = jumping.nodes.get_mut();
        for slot in (first..first + compiled.parameters).chain(fixed) {
            let value = self.slots.get()[slot * self.width + lane];
            nodes[slot * NODE_LANES..(slot + 1) * NODE_LANES].fill(value);
        }
        jumping.loaded = Some(lane);
    }

    /// Writes states and times at shares of a lane's step into the slots of the nodes; `with` so many times what is added.
    pub(super) fn write_states(
        &self,
        jumping: &mut Jumping<'_>,
        lane: usize,
        states: &[usize],
        thetas: [f64; NODE_LANES],
        with: [f64; NODE_LANES],
        added: &[f64],
    ) {
        let compiled = self.compiled;
        let (start, step) = (self.lanes[lane].time, self.lanes[lane].step);
        let nodes = jumping.nodes.get_mut();
        for &state in states {
            let first = (compiled.regions.states as usize + state) * NODE_LANES;
            for node in 0..NODE_LANES {
                let value = match compiled.active_of[state] {
                    Some(index) => {
                        let value =
                            dense(compiled, self.slots.get(), self.width, lane, index as u32, thetas[node]);
                        if compiled.nonnegative[state] { math::max(value, 0.0) } else { value }
                    }
                    None => self.state(lane, state),
                };
                nodes[first + node] = value + with[node] * added[state];
            }
        }
        let first = compiled.regions.time as usize * NODE_LANES;
        for node in 0..NODE_LANES {
            nodes[first + node] = start + thetas[node] * step;
        }
    }
}

/// The channel of the jump at `u`.
pub(super) fn chosen(jumping: &Jumping<'_>, which: f64, u: f64) -> Option<usize> {
    let rate = |channel: &usize| jumping.factors[*channel] * value(&jumping.rests[*channel], u);
    let total: f64 = jumping.open.iter().map(rate).sum();
    let target = which * total;
    let (mut sum, mut found) = (0.0, None);
    for channel in &jumping.open {
        let rate = rate(channel);
        if rate > 0.0 {
            sum += rate;
            found = Some(*channel);
            if sum > target {
                break;
            }
        }
    }
    found
}
