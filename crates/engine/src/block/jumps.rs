//! Jumps within the steps of lanes: the hybrid method ([`crate::hybrid`]).
//!
//! ```text
//! step taken -> laws at five times of the dense output -> jumps one after the other -> error in the rest small enough?
//!                                  ^--- counts changed by a hundredth ---'                 else cut the step at a jump
//! ```
//!
//! Steps end at every output, so that nothing has to be put out between jumps. What a lane's jumps are depends on its own
//! subject only.

mod nodes;

use self::nodes::{NODES, integral, reached, value};
use super::Block;
use super::within::dense;
use crate::hybrid::{Counted, Hybrid, JUMP_TOLERANCE, Jump, MANY_AGAIN, STALE};
use crate::lanes::Slots;
use crate::philox::{Stream, purpose};
use crate::{Engine, Failure, math};

/// Lanes of the block that looks at laws at [`NODES`] times.
const NODE_LANES: usize = 8;
/// Jumps between two questions whether to go on, and jumps allowed for one subject.
const BETWEEN_LOOKS: u64 = 4096;
const MOST_JUMPS: u64 = 100_000_000;
/// What jumps in the lanes of a block.
pub(crate) struct Jumping<'e> {
    hybrid: &'e Hybrid,
    /// Slots in which laws are computed at several times at once, and the lane whose parameters they hold.
    nodes: Slots,
    loaded: Option<usize>,
    lanes: Vec<LaneJumps>,
    /// Laws at the nodes, by channel; without their factor where they have one. The factors; and the sum of all.
    rests: Vec<[f64; NODES]>,
    factors: Vec<f64>,
    total: [f64; NODES],
    /// Channels that jump in the lane at hand.
    open: Vec<usize>,
    is_open: Vec<bool>,
    /// Jumps of the step at hand.
    done: Vec<Done>,
    /// Counts when the laws were last looked at, by state.
    bases: Vec<f64>,
}

/// One jump.
#[derive(Clone, Copy, Debug)]
struct Done {
    time: f64,
    theta: f64,
    channel: usize,
}

/// What jumps in one lane.
#[derive(Clone, Debug)]
struct LaneJumps {
    stream: Stream,
    whole: Stream,
    /// By counted state.
    few: Vec<bool>,
    /// Pairs of random numbers taken, and numbers for rounding.
    pairs: u64,
    rounded: u64,
    /// What is left of the exponential number until the next jump; which channel it will be.
    wait: f64,
    which: f64,
    /// What jumps in this step add to each state.
    added: Vec<f64>,
    any: bool,
}

impl LaneJumps {
    /// The next pair of random numbers.
    fn draw(&mut self) {
        self.draw_pair(self.pairs);
    }

    fn draw_pair(&mut self, number: u64) {
        let [first, second] = self.stream.pair(number);
        (self.wait, self.which) = (-math::ln(first), second);
        self.pairs = number + 1;
    }

    /// A whole number with this mean that differs from it by less than one.
    fn whole(&mut self, mean: f64) -> f64 {
        let below = mean.floor();
        if below == mean {
            return mean;
        }
        self.rounded += 1;
        below + f64::from(self.whole.uniform(self.rounded) < mean - below)
    }
}

impl<'e> Jumping<'e> {
    /// For a block of an engine; none where nothing jumps.
    pub(super) fn new(engine: &'e Engine, width: usize) -> Option<Box<Jumping<'e>>> {
        let hybrid = engine.hybrid.as_ref()?;
        let compiled = &engine.compiled;
        let mut nodes = Slots::new(compiled.slots as usize * NODE_LANES);
        for &(value, slot) in &compiled.constants {
            let first = slot as usize * NODE_LANES;
            nodes.get_mut()[first..first + NODE_LANES].fill(value);
        }
        let states = compiled.active_of.len();
        let stream = Stream::new(hybrid.settings.seed, purpose("jumps"), 0);
        let lane = LaneJumps {
            stream,
            whole: stream,
            few: vec![false; hybrid.counted.len()],
            pairs: 0,
            rounded: 0,
            wait: 0.0,
            which: 0.0,
            added: vec![0.0; states],
            any: false,
        };
        Some(Box::new(Jumping {
            hybrid,
            nodes,
            loaded: None,
            lanes: vec![lane; width],
            rests: vec![[0.0; NODES]; hybrid.jumps.len()],
            factors: vec![0.0; hybrid.jumps.len()],
            total: [0.0; NODES],
            is_open: vec![false; hybrid.jumps.len()],
            open: Vec::new(),
            done: Vec::new(),
            bases: vec![0.0; states],
        }))
    }
}

impl Block<'_> {
    /// The next output: steps of the hybrid method end there.
    pub(super) fn stop_of_jumps(&self, lane: usize) -> Option<f64> {
        self.jumping.as_ref()?;
        let next = self.engine.settings.times.get(self.lanes[lane].next_output).copied();
        Some(next.unwrap_or(self.end))
    }

    /// Puts a new subject's random numbers into a lane.
    pub(super) fn begin_jumps(&mut self, lane: usize) {
        let id = self.lanes[lane].subject.id;
        let Some(jumping) = self.jumping.as_deref_mut() else { return };
        let settings = jumping.hybrid.settings;
        let person = id / settings.sharing.max(1);
        let at = &mut jumping.lanes[lane];
        at.stream = Stream::new(settings.seed, purpose("jumps"), person);
        at.whole = Stream::new(settings.seed, purpose("whole cells"), person);
        at.few.fill(false);
        at.added.fill(0.0);
        (at.any, at.rounded) = (false, 0);
        at.draw_pair(0);
        if jumping.loaded == Some(lane) {
            jumping.loaded = None;
        }
    }

    /// Decides what is few in a lane, and makes that whole. Whether anything has changed.
    pub(super) fn sort_few(&mut self, lane: usize) -> bool {
        let Some(mut jumping) = self.jumping.take() else { return false };
        let threshold = jumping.hybrid.settings.threshold;
        let mut changed = false;
        for (place, counted) in jumping.hybrid.counted.iter().enumerate() {
            if self.compiled.still[counted.state] {
                continue;
            }
            let count = self.state(lane, counted.state) / counted.one;
            let active = self.compiled.active_of[counted.state];
            let infused = self.lanes[lane].infusions.iter().any(|infusion| Some(infusion.active) == active);
            let at = &mut jumping.lanes[lane];
            let below = if at.few[place] { MANY_AGAIN * threshold } else { threshold };
            let few = count < below && !infused;
            if few != at.few[place] {
                at.few[place] = few;
                changed = true;
                self.put_state(lane, counted.many, f64::from(!few));
            }
            if few {
                let whole = jumping.lanes[lane].whole(count);
                if whole != count {
                    self.put_state(lane, counted.state, whole * counted.one);
                    changed = true;
                }
            }
        }
        self.jumping = Some(jumping);
        changed
    }

    /// Lets what is few jump within the steps that are taken.
    pub(super) fn jump(&mut self) {
        let Some(mut jumping) = self.jumping.take() else { return };
        let mut ready = false;
        for lane in 0..self.width {
            let taken = self.lanes[lane].busy && self.get(self.compiled.regions.accept, lane) != 0.0;
            if !taken || !self.opens(&mut jumping, lane) {
                continue;
            }
            if !std::mem::replace(&mut ready, true) {
                self.dense_coefficients(&self.compiled.every);
            }
            if let Err(failure) = self.jump_in(&mut jumping, lane) {
                self.set(self.compiled.regions.accept, lane, 0.0);
                self.end_with(lane, Some(failure));
            }
        }
        self.jumping = Some(jumping);
    }

    /// Finds the channels that jump in a lane. Whether any of them can happen at all.
    fn opens(&self, jumping: &mut Jumping<'_>, lane: usize) -> bool {
        let Jumping { hybrid, lanes, open, is_open, .. } = jumping;
        let few = &lanes[lane].few;
        open.clear();
        is_open.fill(false);
        if !few.iter().any(|few| *few) {
            return false;
        }
        let still = &self.compiled.still;
        let mut any = false;
        for (channel, jump) in hybrid.jumps.iter().enumerate() {
            let jumps = jump.counted.iter().any(|place| few[*place])
                && !jump.changes.iter().any(|(state, _)| still[*state]);
            if jumps {
                open.push(channel);
                is_open[channel] = true;
                any |= jump.factor.is_none_or(|state| self.state(lane, state) > 0.0 || still[state]);
                // What is made of nothing now may be the factor of the next.
                any |= jump.factor.is_some_and(|state| !is_few(hybrid, few, state));
            }
        }
        any
    }

    /// The jumps of one lane in its step.
    fn jump_in(&mut self, jumping: &mut Jumping<'_>, lane: usize) -> Result<(), Failure> {
        let start = self.lanes[lane].time;
        let (end_theta, end) = self.lanes[lane].cut.unwrap_or((1.0, self.lanes[lane].end_of_step()));
        let length = end - start;
        let first_pair = jumping.lanes[lane].pairs - 1;
        jumping.done.clear();
        jumping.lanes[lane].any = false;
        let mut at_trigger = false;
        // Place in the step as a share of the part that is followed.
        let mut place = 0.0;
        'looks: loop {
            self.look_at_laws(jumping, lane, place * end_theta, end_theta);
            self.check_laws(jumping, lane, start + place * length)?;
            jumping.total = [0.0; NODES];
            for index in 0..jumping.open.len() {
                let channel = jumping.open[index];
                jumping.factors[channel] = 0.0;
                self.renew_factor(jumping, lane, channel);
            }
            let span = (1.0 - place) * length;
            let mut u = 0.0;
            loop {
                let total = jumping.total;
                let so_far = integral(&total, u);
                let left = (integral(&total, 1.0) - so_far) * span;
                let at = &mut jumping.lanes[lane];
                // As `not greater`, NaN would end here; laws are checked to be numbers.
                if left <= at.wait {
                    at.wait = math::max(at.wait - math::max(left, 0.0), 0.0);
                    break 'looks;
                }
                u = reached(&total, u, so_far + at.wait / span);
                let Some(channel) = chosen(jumping, jumping.lanes[lane].which, u) else { break 'looks };
                let share = place + (1.0 - place) * u;
                let done = Done { time: start + share * length, theta: share * end_theta, channel };
                jumping.done.push(done);
                let hybrid = jumping.hybrid;
                let jump = &hybrid.jumps[channel];
                let at = &mut jumping.lanes[lane];
                at.any = true;
                jump.changes.iter().for_each(|(state, change)| at.added[*state] += change);
                at.draw();
                if at.pairs >= MOST_JUMPS {
                    return Err(Failure::TooManySteps(done.time));
                }
                if at.pairs.is_multiple_of(BETWEEN_LOOKS) && !self.may_go_on() {
                    break 'looks;
                }
                if jump.watched && self.trigger_changed(jumping, lane, &done) {
                    at_trigger = true;
                    break 'looks;
                }
                if self.is_stale(jumping, lane, jump) {
                    place = share;
                    continue 'looks;
                }
                for &channel in &jump.affected {
                    if jumping.is_open[channel] {
                        self.renew_factor(jumping, lane, channel);
                    }
                }
            }
        }
        self.keep_error_small(jumping, lane, (end_theta, end), first_pair, at_trigger);
        Ok(())
    }

    /// Works out the factor of a channel anew, and the sum of all with it.
    fn renew_factor(&self, jumping: &mut Jumping<'_>, lane: usize, channel: usize) {
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
    fn look_at_laws(&mut self, jumping: &mut Jumping<'_>, lane: usize, from: f64, to: f64) {
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
    fn check_laws(&self, jumping: &mut Jumping<'_>, lane: usize, time: f64) -> Result<(), Failure> {
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
    fn is_stale(&self, jumping: &Jumping<'_>, lane: usize, jump: &Jump) -> bool {
        let now = |state: usize| self.state(lane, state) + jumping.lanes[lane].added[state];
        // A multiple of nothing has not been looked at.
        jump.multiplied.iter().any(|state| jumping.bases[*state] <= 0.0 && now(*state) > 0.0)
            || jump.read.iter().any(|state| {
                let base = jumping.bases[*state];
                (now(*state) - base).abs() > STALE * base.abs()
            })
    }

    /// Whether a trigger has changed by a jump.
    fn trigger_changed(&mut self, jumping: &Jumping<'_>, lane: usize, done: &Done) -> bool {
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
    fn keep_error_small(
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

    /// Puts a lane's parameters, and what follows from them, into the slots of the nodes.
    fn load(&self, jumping: &mut Jumping<'_>, lane: usize) {
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
    fn write_states(
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

    /// Adds the jumps of the steps that are taken to the values at their ends.
    pub(super) fn add_jumps(&mut self) {
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

/// The channel of the jump at `u`.
fn chosen(jumping: &Jumping<'_>, which: f64, u: f64) -> Option<usize> {
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

/// Whether a state is counted and few.
fn is_few(hybrid: &Hybrid, few: &[bool], state: usize) -> bool {
    let place = hybrid.counted.binary_search_by_key(&state, |counted: &Counted| counted.state);
    place.is_ok_and(|place| few[place])
}
