//! The driver: a block of lanes, each with its own subject, time and step.
//!
//! All lanes try a step at once; each takes or rejects its own, stops exactly at its own doses, and as soon as its
//! subject is done takes the next from the queue. So lanes are never idle while there is work, and what happens in one
//! does not touch the others.
//!
//! [`instant`] is what happens in a lane at one time, [`within`] what lies inside the steps.

mod instant;
mod jumps;
mod within;

use crate::compile::Compiled;
use crate::engine::Work;
use crate::events::Events;
use crate::lane::Lane;
use crate::lanes::Slots;
use crate::step::{LARGEST_FACTOR, SMALLEST_FACTOR};
use crate::{Engine, EngineError, Failure, Finished, Method, Subject, explicit, rosenbrock, step};

/// Largest growth of a pivot that is trusted: it costs nine of sixteen digits.
const LARGEST_GROWTH: f64 = 1e9;
/// Failures of pivots in a row after which a subject goes to the plain solver.
const MOST_PIVOT_FAILURES: u32 = 8;
/// Rejections in a row after which a step is called too small.
const MOST_REJECTIONS: u32 = 100;
/// Events in a row between which time hardly moves, that are taken for an endless loop.
const MOST_WITHOUT_PROGRESS: u32 = 100;
/// Where steps run out: events that lie closer together than this share of the time so far come without end.
const EVER_FASTER: f64 = 1e-6;
/// A step that would come this close to a stop (as a share of its length) goes there.
const STRETCH: f64 = 1.05;

/// A block of lanes at work.
pub(crate) struct Block<'e> {
    engine: &'e Engine,
    /// Whether the caller wants to go on.
    goes_on: &'e dyn Fn() -> bool,
    max_steps: u64,
    interrupted: bool,
    compiled: &'e Compiled,
    width: usize,
    slots: Slots,
    /// Slots of one lane, for what is done to one at a time.
    scratch: Slots,
    /// The lane whose parameters, and what follows from them, are in the scratch slots.
    in_scratch: Option<usize>,
    lanes: Vec<Lane>,
    busy: usize,
    /// Rates of infusions: by active state, then lane.
    inputs: Vec<f64>,
    /// Active states with an infusion in any lane.
    infused: Vec<usize>,
    pub(crate) events: Events<'e>,
    work: Work,
    flops_of_step: u64,
    /// Whether something other than a step has happened in any lane since the last step.
    bent: bool,
    /// Whether a subject has come to its end, in any lane.
    ended: bool,
    /// Lanes in which a trigger changed within the step.
    changed: Vec<bool>,
    /// The next output of each lane inside its step.
    outstanding: Vec<within::Outstanding>,
    /// Slopes and how fast they turn, where a lane starts anew.
    slopes: Vec<f64>,
    turning: Vec<f64>,
    /// Truth of the triggers before the step: by trigger, then lane.
    held: Vec<bool>,
    end: f64,
    /// What jumps, in the hybrid method.
    jumping: Option<Box<jumps::Jumping<'e>>>,
}

impl<'e> Block<'e> {
    /// `max_steps` are allowed for one subject.
    pub(crate) fn new(engine: &'e Engine, goes_on: &'e dyn Fn() -> bool, max_steps: u64) -> Block<'e> {
        let compiled = &engine.compiled;
        let width = engine.lanes();
        let count = compiled.slots as usize;
        let mut slots = Slots::new(count * width);
        let mut scratch = Slots::new(count);
        for &(value, slot) in &compiled.constants {
            let first = slot as usize * width;
            slots.get_mut()[first..first + width].fill(value);
            scratch.get_mut()[slot as usize] = value;
        }
        // Lanes that have never had a subject, and the growth of pivots where there are none.
        for slot in [compiled.regions.step, compiled.regions.growth] {
            let first = slot as usize * width;
            slots.get_mut()[first..first + width].fill(1.0);
        }
        Block {
            engine,
            goes_on,
            max_steps,
            interrupted: false,
            compiled,
            width,
            slots,
            scratch,
            in_scratch: None,
            lanes: (0..width).map(|_| Lane::default()).collect(),
            busy: 0,
            inputs: vec![0.0; compiled.active.len() * width],
            infused: Vec::new(),
            events: Events::new(&engine.equations, &engine.equations.graph),
            work: Work::default(),
            flops_of_step: engine.flops_of_step(),
            bent: true,
            ended: false,
            changed: vec![false; width],
            outstanding: vec![within::Outstanding::default(); width],
            slopes: Vec::new(),
            turning: Vec::new(),
            held: vec![false; compiled.triggers * width],
            end: engine.settings.times.last().copied().unwrap_or(engine.settings.start),
            jumping: jumps::Jumping::new(engine, width),
        }
    }

    pub(crate) fn run(
        mut self,
        next: &mut dyn FnMut(&mut Subject) -> bool,
        finished: &mut dyn FnMut(Finished<'_>),
    ) -> Result<Work, EngineError> {
        for lane in 0..self.width {
            self.fill(lane, next, finished)?;
        }
        while self.busy > 0 && self.may_go_on() {
            self.step();
            if !std::mem::take(&mut self.ended) {
                continue;
            }
            for lane in 0..self.width {
                let done = self.lanes[lane].busy && self.lanes[lane].stop == f64::NEG_INFINITY;
                if done && !self.interrupted {
                    self.finish(lane, finished);
                    self.fill(lane, next, finished)?;
                }
            }
        }
        Ok(self.work)
    }

    /// Asks the caller; a no holds for the rest of the run.
    fn may_go_on(&mut self) -> bool {
        self.interrupted = self.interrupted || !(self.goes_on)();
        !self.interrupted
    }

    fn get(&self, slot: u32, lane: usize) -> f64 {
        self.slots.get()[slot as usize * self.width + lane]
    }

    fn set(&mut self, slot: u32, lane: usize, value: f64) {
        self.slots.get_mut()[slot as usize * self.width + lane] = value;
    }

    /// Takes subjects from the queue until one is under way in this lane or the queue is empty.
    fn fill(
        &mut self,
        lane: usize,
        next: &mut dyn FnMut(&mut Subject) -> bool,
        finished: &mut dyn FnMut(Finished<'_>),
    ) -> Result<(), EngineError> {
        while self.may_go_on() && next(&mut self.lanes[lane].subject) {
            self.engine.check_subject(&self.lanes[lane].subject)?;
            self.start(lane);
            if self.lanes[lane].stop > f64::NEG_INFINITY {
                self.lanes[lane].busy = true;
                self.busy += 1;
                return Ok(());
            }
            if self.interrupted {
                break;
            }
            self.busy += 1;
            self.finish(lane, finished);
        }
        Ok(())
    }

    /// Ends a subject: hands its result on. The lane is free.
    fn finish(&mut self, lane: usize, finished: &mut dyn FnMut(Finished<'_>)) {
        let lane = &mut self.lanes[lane];
        for value in &mut lane.values {
            // NaN has no defined bits; here it has.
            if value.is_nan() {
                *value = f64::NAN;
            }
        }
        finished(Finished {
            id: lane.subject.id,
            values: &lane.values,
            doses_given: &lane.given,
            steps: lane.steps,
            rejected: lane.rejected,
            failure: lane.failure.take(),
        });
        lane.busy = false;
        self.busy -= 1;
        self.work.subjects += 1;
        self.work.steps += lane.steps;
        self.work.rejected += lane.rejected;
    }

    /// One step of all lanes.
    fn step(&mut self) {
        let (compiled, machine, width) = (self.compiled, self.engine.machine, self.width);
        let regions = &compiled.regions;
        let (infused, inputs) = (&self.infused, &self.inputs);
        let inputs = |slots: &mut [f64]| add_inputs(compiled, width, infused, inputs, slots);
        match self.engine.method() {
            Method::Explicit if self.bent => {
                explicit::begin(compiled, machine, width, self.slots.get_mut(), &inputs)
            }
            Method::Explicit => {}
            Method::Automatic | Method::Rodas5P => {
                rosenbrock::begin(compiled, machine, width, self.slots.get_mut());
                inputs(self.slots.get_mut());
            }
        }
        self.bent = false;
        for index in 0..width {
            if !self.lanes[index].busy {
                continue;
            }
            if self.lanes[index].fresh {
                self.propose_first(index);
            }
            let lane = &mut self.lanes[index];
            let left = lane.stop - lane.time;
            lane.to_stop = lane.proposed * STRETCH >= left;
            lane.step = if lane.to_stop { left } else { lane.proposed };
            let step = lane.step;
            self.set(regions.step, index, step);
        }
        let (infused, inputs) = (&self.infused, &self.inputs);
        let inputs = |slots: &mut [f64]| add_inputs(compiled, width, infused, inputs, slots);
        match self.engine.method() {
            Method::Explicit => explicit::attempt(compiled, machine, width, self.slots.get_mut(), &inputs),
            Method::Automatic | Method::Rodas5P => {
                rosenbrock::attempt(compiled, machine, width, self.slots.get_mut(), &inputs);
            }
        }
        self.work.block_steps += 1;
        self.work.busy_lanes += self.busy as u64;
        self.work.flops += self.busy as u64 * self.flops_of_step;
        self.judge();
    }

    /// Decides for each lane whether its step is taken, and does what the step brought.
    fn judge(&mut self) {
        let regions = &self.compiled.regions;
        let mut accepted = false;
        for lane in 0..self.width {
            let accept = self.lanes[lane].busy && self.accepts(lane);
            self.set(regions.accept, lane, f64::from(accept));
            accepted |= accept;
        }
        if !accepted {
            return;
        }
        let machine = self.engine.machine;
        if self.compiled.triggers > 0 {
            self.find_events();
        }
        if self.jumping.is_some() {
            self.jump();
        }
        self.put_out_inside();
        self.cut_steps();
        if self.jumping.is_some() {
            self.add_jumps();
        }
        machine.run(self.width, step::Commit { compiled: self.compiled, slots: self.slots.get_mut() });
        if self.engine.method() == Method::Explicit {
            machine
                .run(self.width, explicit::Advance { compiled: self.compiled, slots: self.slots.get_mut() });
        }
        for lane in 0..self.width {
            if self.get(regions.accept, lane) == 0.0 || !self.lanes[lane].busy {
                continue;
            }
            let at = &mut self.lanes[lane];
            let start = at.time;
            let cut = at.cut.take();
            at.time = cut.map_or(at.end_of_step(), |(_, time)| time);
            let time = at.time;
            let stood_still = cut.is_some() && time - start <= 16.0 * f64::EPSILON * start.abs();
            at.standstill = if stood_still { at.standstill + 1 } else { 0 };
            if cut.is_some() {
                (at.event_gap, at.last_event) = (time - at.last_event, time);
            }
            if at.standstill > MOST_WITHOUT_PROGRESS {
                self.end_with(lane, Some(Failure::EndlessEvents(time)));
            } else if cut.is_some() || at.to_stop {
                self.arrive(lane, cut.is_some());
            } else {
                self.set(regions.start, lane, time);
                self.set(regions.earliest, lane, time);
                if self.jumping.is_some() && self.sort_few(lane) {
                    self.bent = true;
                    self.lanes[lane].fresh = true;
                }
            }
        }
    }

    /// Whether a lane takes its step; sets the length of the next, and ends subjects that cannot go on.
    fn accepts(&mut self, lane: usize) -> bool {
        let regions = &self.compiled.regions;
        let error = self.get(regions.error, lane);
        let mut factor = self.get(regions.factor, lane);
        let negative = self.get(regions.negative, lane) != 0.0;
        let pivots_hold = self.get(regions.growth, lane) <= LARGEST_GROWTH;
        let implicit = self.engine.method() != Method::Explicit;
        let at = &mut self.lanes[lane];
        let accept = error <= 1.0 && !negative && pivots_hold;
        if accept {
            at.steps += 1;
            let own = factor;
            if at.rejections > 0 {
                factor = factor.min(1.0);
            } else if !at.young {
                let trend = if implicit { at.trend(own) } else { 1.0 };
                factor = (factor * trend).min(LARGEST_FACTOR);
            }
            at.last = Some((at.step, own));
            at.young = false;
            let next = at.step * factor;
            // A step cut short by a stop says little about how long the next may be.
            at.proposed =
                if at.to_stop && at.rejections == 0 && next < at.proposed { at.proposed } else { next };
            at.rejections = 0;
            at.pivot_failures = 0;
        } else {
            at.rejected += 1;
            at.rejections += 1;
            at.pivot_failures = if pivots_hold { 0 } else { at.pivot_failures + 1 };
            let factor = if !error.is_finite() || !pivots_hold {
                0.25
            } else if error <= 1.0 {
                0.5
            } else {
                factor.clamp(if at.young { 0.0 } else { SMALLEST_FACTOR }, 0.9)
            };
            at.proposed = at.step * factor;
            let time = at.time;
            if at.pivot_failures >= MOST_PIVOT_FAILURES && error.is_finite() {
                self.hand_over(lane);
            } else if time + at.proposed == time || at.rejections >= MOST_REJECTIONS {
                let failure =
                    if error.is_finite() { Failure::StepTooSmall(time) } else { Failure::NotFinite(time) };
                self.end_with(lane, Some(failure));
                return false;
            }
        }
        let at = &mut self.lanes[lane];
        if at.steps + at.rejected >= self.max_steps && at.stop > f64::NEG_INFINITY {
            let done = accept && at.to_stop && at.stop >= self.end;
            if !done {
                let time = at.time;
                // Events that come ever faster, so that there is no end to them before a certain time.
                let ever_faster = at.event_gap < EVER_FASTER * (time - self.engine.settings.start);
                let failure =
                    if ever_faster { Failure::EndlessEvents(time) } else { Failure::TooManySteps(time) };
                self.end_with(lane, Some(failure));
                return false;
            }
        }
        accept
    }
}

/// Adds the rates of infusions to the derivatives of the lanes that have any.
fn add_inputs(compiled: &Compiled, width: usize, infused: &[usize], inputs: &[f64], slots: &mut [f64]) {
    for &active in infused {
        let first = (compiled.regions.derivatives as usize + active) * width;
        let rates = &inputs[active * width..(active + 1) * width];
        for (derivative, rate) in slots[first..first + width].iter_mut().zip(rates) {
            // Not added where there is none: adding zero would turn a minus zero.
            if *rate != 0.0 {
                *derivative += rate;
            }
        }
    }
}
