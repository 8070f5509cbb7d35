//! Jumps within the steps of lanes: the hybrid method ([`crate::hybrid`]).
//!
//! ```text
//! step taken -> laws at five times of the dense output -> jumps one after the other -> error in the rest small enough?
//!                                  ^--- counts changed by a hundredth ---'                 else cut the step at a jump
//! ```
//!
//! Steps end at every output, so that nothing has to be put out between jumps. What a lane's jumps are depends on its own
//! subject only.

mod cut;
mod laws;
mod nodes;

use self::laws::chosen;
use self::nodes::{NODES, integral, reached};
use super::Block;
use crate::hybrid::{Counted, Hybrid, MANY_AGAIN};
use crate::lanes::{Machine, Slots};
use crate::philox::{Stream, purpose};
use crate::stochastic::random::Draws;
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

    /// What a dose that leaves a share of a state leaves of what is few: every one of it by its own chance.
    pub(super) fn thinned(&self, lane: usize, dose: usize, state: usize, share: f64) -> Option<f64> {
        let jumping = self.jumping.as_deref()?;
        let hybrid = jumping.hybrid;
        let at = jumping.lanes.get(lane)?;
        if !is_few(hybrid, &at.few, state) || !(0.0..=1.0).contains(&share) {
            return None;
        }
        let one = hybrid.counted.iter().find(|counted| counted.state == state)?.one;
        let person = self.lanes[lane].subject.id / hybrid.settings.sharing.max(1);
        let stream = Stream::new(hybrid.settings.seed, purpose(&format!("surgery {dose}")), person);
        let count = (self.state(lane, state) / one).round();
        Some(Draws::new(stream, Machine::plain()).binomial(count, share) * one)
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
}

/// Whether a state is counted and few.
fn is_few(hybrid: &Hybrid, few: &[bool], state: usize) -> bool {
    let place = hybrid.counted.binary_search_by_key(&state, |counted: &Counted| counted.state);
    place.is_ok_and(|place| few[place])
}
