//! The driver: a block of lanes, each with its own subject, time and step.
//!
//! All lanes try a step at once; each takes or rejects its own, stops exactly at its own doses, and as soon as its
//! subject is done takes the next from the queue. So lanes are never idle while there is work, and what happens in one
//! does not touch the others.
//!
//! In one instant: ends of infusions, then doses in their order, then events, then outputs.

use crate::compile::{Compiled, DENSE};
use crate::engine::Work;
use crate::events::{Events, SAMPLES, Step};
use crate::lane::{Infusion, Lane};
use crate::lanes::{Machine, Slots};
use crate::{
    DoseKind, Engine, EngineError, Failure, Finished, Method, Subject, explicit, reference, rosenbrock, step,
};

/// Largest growth of a pivot that is trusted: it costs nine of sixteen digits.
const LARGEST_GROWTH: f64 = 1e9;
/// Failures of pivots in a row after which a subject goes to the plain solver.
const MOST_PIVOT_FAILURES: u32 = 8;
/// Rejections in a row after which a step is called too small.
const MOST_REJECTIONS: u32 = 100;
/// Events in a row between which time hardly moves, that are taken for an endless loop.
const MOST_WITHOUT_PROGRESS: u32 = 100;
/// A step that would come this close to a stop (as a share of its length) goes there.
const STRETCH: f64 = 1.05;

/// A block of lanes at work.
pub(crate) struct Block<'e> {
    engine: &'e Engine,
    compiled: &'e Compiled,
    width: usize,
    slots: Slots,
    /// Slots of one lane, for what is done to one at a time.
    scratch: Slots,
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
    /// Lanes in which a trigger changed within the step.
    changed: Vec<bool>,
    end: f64,
}

impl<'e> Block<'e> {
    pub(crate) fn new(engine: &'e Engine) -> Block<'e> {
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
            compiled,
            width,
            slots,
            scratch,
            lanes: (0..width).map(|_| Lane::default()).collect(),
            busy: 0,
            inputs: vec![0.0; compiled.active.len() * width],
            infused: Vec::new(),
            events: Events::new(&engine.equations, &engine.equations.graph),
            work: Work::default(),
            flops_of_step: engine.flops_of_step(),
            bent: true,
            changed: vec![false; width],
            end: engine.settings.times.last().copied().unwrap_or(engine.settings.start),
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
        while self.busy > 0 {
            self.step();
            for lane in 0..self.width {
                if self.lanes[lane].busy && self.lanes[lane].stop == f64::NEG_INFINITY {
                    self.finish(lane, finished);
                    self.fill(lane, next, finished)?;
                }
            }
        }
        Ok(self.work)
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
        while next(&mut self.lanes[lane].subject) {
            self.engine.check_subject(&self.lanes[lane].subject)?;
            self.start(lane);
            if self.lanes[lane].stop > f64::NEG_INFINITY {
                self.lanes[lane].busy = true;
                self.busy += 1;
                return Ok(());
            }
            self.busy += 1;
            self.finish(lane, finished);
        }
        Ok(())
    }

    /// Puts a subject at its start.
    fn start(&mut self, lane: usize) {
        let (compiled, width) = (self.compiled, self.width);
        let regions = &compiled.regions;
        let settings = &self.engine.settings;
        let events = self.events.before_start();
        let values = settings.times.len() * settings.outputs.len();
        self.lanes[lane].reset(settings.start, values, compiled.conditions, events);

        let scratch = self.scratch.get_mut();
        let first = regions.parameters as usize;
        scratch[first..first + compiled.parameters].copy_from_slice(&self.lanes[lane].subject.parameters);
        compiled.fixed.run(Machine::plain(), 1, scratch);
        if compiled.switches > 0 {
            scratch[regions.time as usize] = 0.0;
            compiled.switch.run(Machine::plain(), 1, scratch);
            for switch in 0..compiled.switches {
                let at = regions.switches as usize + 2 * switch;
                let time = -scratch[at] / scratch[at + 1];
                if time > settings.start && time < self.end {
                    self.lanes[lane].switches.push(time);
                }
            }
            self.lanes[lane].switches.sort_by(f64::total_cmp);
            self.lanes[lane].switches.dedup();
        }
        scratch[regions.time as usize] = settings.start;
        compiled.initial.run(Machine::plain(), 1, scratch);

        let slots = self.slots.get_mut();
        let fixed = compiled.fixed_slots.iter().map(|&slot| slot as usize);
        for slot in (first..first + compiled.parameters).chain(fixed) {
            slots[slot * width + lane] = scratch[slot];
        }
        for group in 0..compiled.tolerance.groups {
            slots[(regions.largest as usize + group) * width + lane] = 0.0;
        }
        for state in 0..compiled.active_of.len() {
            let value = self.scratch.get()[regions.states as usize + state];
            self.put_state(lane, state, value);
        }
        self.set_inputs(lane);
        if self.must_be_handed_over(lane) {
            self.hand_over(lane);
        } else {
            self.arrive(lane, false);
        }
    }

    /// Sets a state; one that must not be negative is cut off at zero.
    fn put_state(&mut self, lane: usize, state: usize, value: f64) {
        let compiled = self.compiled;
        let value = if compiled.nonnegative[state] && value < 0.0 { 0.0 } else { value };
        self.set(compiled.regions.states + state as u32, lane, value);
        if let Some(active) = compiled.active_of[state] {
            self.set(compiled.regions.values + active as u32, lane, value);
            if let Some(group) = compiled.active[active].group {
                let slot = compiled.regions.largest + group as u32;
                if self.get(slot, lane) < value.abs() {
                    self.set(slot, lane, value.abs());
                }
            }
        }
    }

    /// A state as equations see it at the present time of its lane.
    fn state(&self, lane: usize, state: usize) -> f64 {
        let regions = &self.compiled.regions;
        let slot = match self.compiled.active_of[state] {
            Some(active) => regions.values + active as u32,
            None => regions.states + state as u32,
        };
        let value = self.get(slot, lane);
        if self.compiled.nonnegative[state] && value < 0.0 { 0.0 } else { value }
    }

    /// Copies a lane at its present time into the scratch slots.
    fn copy_to_scratch(&mut self, lane: usize) {
        let compiled = self.compiled;
        let regions = &compiled.regions;
        let first = regions.parameters as usize;
        let fixed = compiled.fixed_slots.iter().map(|&slot| slot as usize);
        for slot in (first..first + compiled.parameters).chain(fixed) {
            self.scratch.get_mut()[slot] = self.slots.get()[slot * self.width + lane];
        }
        for state in 0..compiled.active_of.len() {
            let value = self.state(lane, state);
            self.scratch.get_mut()[regions.states as usize + state] = value;
        }
        self.scratch.get_mut()[regions.time as usize] = self.lanes[lane].time;
    }

    /// The plain solver takes subjects that infuse into a state which nothing else changes: it is no part of the
    /// linear algebra here.
    fn must_be_handed_over(&self, lane: usize) -> bool {
        self.lanes[lane].subject.doses.iter().any(|dose| {
            matches!(dose.kind, DoseKind::Infusion { .. }) && self.compiled.active_of[dose.state].is_none()
        })
    }

    /// Lets the plain solver do the whole subject.
    fn hand_over(&mut self, lane: usize) {
        let mut settings = self.engine.settings.clone();
        settings.method = self.engine.method();
        let solution = reference::run(&self.engine.equations, &settings, &self.lanes[lane].subject);
        let lane = &mut self.lanes[lane];
        lane.values.copy_from_slice(&solution.values);
        lane.given.copy_from_slice(&solution.doses_given);
        lane.steps += solution.steps;
        lane.rejected += solution.rejected;
        lane.failure = solution.failure;
        lane.stop = f64::NEG_INFINITY;
        self.work.handed_over += 1;
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

    /// Marks a subject as done (its stop lies before everything).
    fn end_with(&mut self, lane: usize, failure: Option<Failure>) {
        self.lanes[lane].failure = failure;
        self.lanes[lane].stop = f64::NEG_INFINITY;
        self.lanes[lane].infusions.clear();
        self.set_inputs(lane);
    }

    /// All that happens in a lane at its present time. `at_event` if a trigger brought it here.
    fn arrive(&mut self, lane: usize, at_event: bool) {
        self.bent = true;
        let time = self.lanes[lane].time;
        let mut bend = at_event;
        let infusions = self.lanes[lane].infusions.len();
        self.lanes[lane].infusions.retain(|infusion| infusion.end > time);
        let mut infusions_changed = self.lanes[lane].infusions.len() != infusions;
        while self.lanes[lane]
            .subject
            .doses
            .get(self.lanes[lane].next_dose)
            .is_some_and(|dose| dose.time <= time)
        {
            infusions_changed |= self.give(lane);
            bend = true;
        }
        if infusions_changed {
            self.set_inputs(lane);
            bend = true;
        }
        let mut switched = false;
        while self.lanes[lane]
            .switches
            .get(self.lanes[lane].next_switch)
            .is_some_and(|switch| *switch <= time)
        {
            self.lanes[lane].next_switch += 1;
            switched = true;
            bend = true;
        }
        if !self.events.is_empty() {
            match self.settle_events(lane) {
                Ok(executed) => bend |= executed,
                Err(failure) => return self.end_with(lane, Some(failure)),
            }
        }
        if (0..self.compiled.active_of.len()).any(|state| !self.state(lane, state).is_finite()) {
            return self.end_with(lane, Some(Failure::NotFinite(time)));
        }
        self.put_out_now(lane);
        if time >= self.end {
            return self.end_with(lane, None);
        }
        self.lanes[lane].fresh |= bend;
        self.lanes[lane].find_stop(self.end);
        self.set_bounds(lane, switched);
    }

    /// Gives the next dose, unless its condition stops it. Whether infusions changed.
    fn give(&mut self, lane: usize) -> bool {
        let index = self.lanes[lane].next_dose;
        self.lanes[lane].next_dose += 1;
        let dose = self.lanes[lane].subject.doses[index].clone();
        if let Some(stop) = dose.stop {
            if !self.lanes[lane].stopped[stop] {
                self.copy_to_scratch(lane);
                self.compiled.condition.run(Machine::plain(), 1, self.scratch.get_mut());
                let holds = self.scratch.get()[self.compiled.regions.conditions as usize + stop] != 0.0;
                self.lanes[lane].stopped[stop] = holds;
            }
            if self.lanes[lane].stopped[stop] {
                return false;
            }
        }
        self.lanes[lane].given[index] = true;
        match dose.kind {
            DoseKind::Bolus(amount) => {
                let value = self.state(lane, dose.state) + amount;
                self.put_state(lane, dose.state, value);
            }
            DoseKind::Scale(factor) => {
                let value = self.state(lane, dose.state) * factor;
                self.put_state(lane, dose.state, value);
            }
            DoseKind::Infusion { amount, duration } => {
                if let Some(active) = self.compiled.active_of[dose.state] {
                    let end = self.lanes[lane].time + duration;
                    self.lanes[lane].infusions.push(Infusion { end, active, rate: amount / duration });
                }
                return true;
            }
        }
        false
    }

    /// Writes the rates of a lane's infusions.
    fn set_inputs(&mut self, lane: usize) {
        for active in 0..self.compiled.active.len() {
            self.inputs[active * self.width + lane] = 0.0;
        }
        for infusion in &self.lanes[lane].infusions {
            self.inputs[infusion.active * self.width + lane] += infusion.rate;
        }
        self.infused.clear();
        let rates = self.inputs.chunks(self.width.max(1)).enumerate();
        self.infused.extend(
            rates.filter(|(_, rates)| rates.iter().any(|rate| *rate != 0.0)).map(|(active, _)| active),
        );
    }

    /// Writes the time of a lane, and between which times stages may look at conditions on time.
    fn set_bounds(&mut self, lane: usize, after_switch: bool) {
        let regions = &self.compiled.regions;
        let at = &self.lanes[lane];
        let earliest = if after_switch { at.time.next_up() } else { at.time };
        let latest = if at.stops_at_switch() { at.stop.next_down() } else { at.stop };
        let time = at.time;
        self.set(regions.start, lane, time);
        self.set(regions.earliest, lane, earliest);
        self.set(regions.latest, lane, latest);
    }

    /// Fires and executes events that are due in a lane. Whether any was executed.
    fn settle_events(&mut self, lane: usize) -> Result<bool, Failure> {
        self.copy_to_scratch(lane);
        let regions = &self.compiled.regions;
        let count = self.compiled.active_of.len();
        let first = regions.states as usize;
        let time = self.lanes[lane].time;
        let mut states = self.scratch.get()[first..first + count].to_vec();
        let at = &mut self.lanes[lane];
        let executed = self
            .events
            .settle(&mut at.events, time, &mut states, &at.subject.parameters)
            .map_err(|_| Failure::EndlessEvents(time))?;
        if executed {
            for (state, value) in states.into_iter().enumerate() {
                self.put_state(lane, state, value);
            }
            self.copy_to_scratch(lane);
        }
        self.compiled.trigger.run(Machine::plain(), 1, self.scratch.get_mut());
        let first = regions.triggers as usize;
        let truths =
            self.scratch.get()[first..first + self.compiled.triggers].iter().map(|truth| *truth != 0.0);
        self.lanes[lane].held.clear();
        self.lanes[lane].held.extend(truths);
        Ok(executed)
    }

    /// Outputs of a lane at its present time.
    fn put_out_now(&mut self, lane: usize) {
        let time = self.lanes[lane].time;
        let times = &self.engine.settings.times;
        if times.get(self.lanes[lane].next_output).is_none_or(|at| *at > time) {
            return;
        }
        self.copy_to_scratch(lane);
        self.compiled.output.run(Machine::plain(), 1, self.scratch.get_mut());
        let outputs = self.compiled.outputs;
        let first = self.compiled.regions.outputs as usize;
        let at = &mut self.lanes[lane];
        while times.get(at.next_output).is_some_and(|at| *at <= time) {
            let row = at.next_output * outputs;
            at.values[row..row + outputs].copy_from_slice(&self.scratch.get()[first..first + outputs]);
            at.next_output += 1;
        }
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
        if self.lanes.iter().any(|lane| lane.busy && lane.fresh) {
            machine.run(width, step::Guess { compiled, slots: self.slots.get_mut() });
        }
        for index in 0..width {
            let guess = self.get(regions.guess, index);
            let lane = &mut self.lanes[index];
            if !lane.busy {
                continue;
            }
            let left = lane.stop - lane.time;
            if lane.fresh {
                let guess =
                    if guess > 0.0 && guess.is_finite() { guess } else { 1e-6 * (self.end - lane.time) };
                lane.proposed = if guess < lane.proposed { guess } else { lane.proposed };
                lane.fresh = false;
            }
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
        let mut dense = false;
        if self.compiled.triggers > 0 {
            self.dense_coefficients(&mut dense);
            self.find_events();
        }
        self.put_out_inside(&mut dense);
        self.cut_steps();
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
            if at.standstill > MOST_WITHOUT_PROGRESS {
                self.end_with(lane, Some(Failure::EndlessEvents(time)));
            } else if cut.is_some() || at.to_stop {
                self.arrive(lane, cut.is_some());
            } else {
                self.set(regions.start, lane, time);
                self.set(regions.earliest, lane, time);
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
        let at = &mut self.lanes[lane];
        let accept = error <= 1.0 && !negative && pivots_hold;
        if accept {
            at.steps += 1;
            if at.rejections > 0 {
                factor = factor.min(1.0);
            }
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
                factor.min(0.9)
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
        if at.steps + at.rejected >= self.engine.settings.max_steps && at.stop > f64::NEG_INFINITY {
            let done = accept && at.to_stop && at.stop >= self.end;
            if !done {
                let time = at.time;
                self.end_with(lane, Some(Failure::TooManySteps(time)));
                return false;
            }
        }
        accept
    }

    /// Makes dense output ready for the lanes' steps, once.
    fn dense_coefficients(&mut self, ready: &mut bool) {
        if *ready {
            return;
        }
        let (compiled, machine, slots) = (self.compiled, self.engine.machine, self.slots.get_mut());
        match self.engine.method() {
            Method::Explicit => machine.run(self.width, explicit::DenseCoefficients { compiled, slots }),
            Method::Automatic | Method::Rodas5P => {
                machine.run(self.width, rosenbrock::DenseCoefficients { compiled, slots });
            }
        }
        *ready = true;
    }

    /// Looks at the triggers of events inside the steps that are taken, for all lanes at once; where one changes, the
    /// step is to be followed only so far.
    fn find_events(&mut self) {
        let (compiled, machine, width) = (self.compiled, self.engine.machine, self.width);
        let regions = &compiled.regions;
        let mut changed = std::mem::take(&mut self.changed);
        changed.fill(false);
        for sample in 1..=SAMPLES {
            let theta = f64::from(sample) / f64::from(SAMPLES);
            for lane in 0..width {
                let at = &self.lanes[lane];
                let time = if sample == SAMPLES { at.end_of_step() } else { at.time + theta * at.step };
                self.set(regions.time, lane, time);
                self.set(regions.theta, lane, theta);
            }
            machine.run(width, step::Interpolate { compiled, slots: self.slots.get_mut() });
            compiled.trigger.run(machine, width, self.slots.get_mut());
            for (lane, changed) in changed.iter_mut().enumerate() {
                let held = self.lanes[lane].held.iter().enumerate();
                *changed |= held.into_iter().any(|(trigger, held)| {
                    (self.get(regions.triggers + trigger as u32, lane) != 0.0) != *held
                });
            }
        }
        for (lane, changed) in changed.iter().enumerate() {
            if *changed && self.lanes[lane].busy && self.get(regions.accept, lane) != 0.0 {
                self.locate_event(lane);
            }
        }
        self.changed = changed;
    }

    /// The first change of a trigger in the step of one lane.
    fn locate_event(&mut self, lane: usize) {
        let Block { compiled, width, slots, lanes, events, .. } = self;
        let at = &mut lanes[lane];
        let inert: Vec<f64> = (0..compiled.active_of.len())
            .map(|state| slots.get()[(compiled.regions.states as usize + state) * *width + lane])
            .collect();
        let mut states = |fraction: f64, out: &mut [f64]| {
            out.copy_from_slice(&inert);
            for (index, active) in compiled.active.iter().enumerate() {
                let value = dense(compiled, slots.get(), *width, lane, index, fraction);
                out[active.state] = if active.nonnegative && value < 0.0 { 0.0 } else { value };
            }
        };
        let mut step = Step { start: at.time, end: at.end_of_step(), states: &mut states };
        let first = events.first_change(&at.events, &mut step, &at.subject.parameters);
        at.cut = first.map(|change| (change.fraction, change.time));
    }

    /// Ends the steps that were cut short where a trigger changes.
    fn cut_steps(&mut self) {
        for lane in 0..self.width {
            if let Some((fraction, _)) = self.lanes[lane].cut {
                for index in 0..self.compiled.active.len() {
                    let value = dense(self.compiled, self.slots.get(), self.width, lane, index, fraction);
                    self.set(self.compiled.regions.staged + index as u32, lane, value);
                }
            }
        }
    }

    /// Outputs inside the steps that are taken; those at the very stop come after what happens there.
    fn put_out_inside(&mut self, dense: &mut bool) {
        let (compiled, machine, width) = (self.compiled, self.engine.machine, self.width);
        let regions = &compiled.regions;
        let times = &self.engine.settings.times;
        let outputs = compiled.outputs;
        loop {
            let mut any = false;
            for lane in 0..width {
                let at = &self.lanes[lane];
                let pending = times.get(at.next_output).copied().filter(|&time| {
                    let taken = at.busy && self.get(regions.accept, lane) != 0.0;
                    let (end, bend) = at.cut.map_or((at.end_of_step(), at.to_stop), |(_, time)| (time, true));
                    taken && (time < end || (time == end && !bend))
                });
                let (time, theta) = match pending {
                    Some(time) => (time, ((time - at.time) / at.step).min(1.0)),
                    None => (at.time, -1.0),
                };
                any |= pending.is_some();
                self.set(regions.time, lane, time);
                self.set(regions.theta, lane, theta);
            }
            if !any {
                return;
            }
            self.dense_coefficients(dense);
            machine.run(width, step::Interpolate { compiled, slots: self.slots.get_mut() });
            compiled.output.run(machine, width, self.slots.get_mut());
            let slots = self.slots.get();
            let (first, theta) = (regions.outputs as usize * width, regions.theta as usize * width);
            for (index, lane) in self.lanes.iter_mut().enumerate() {
                if slots[theta + index] >= 0.0 {
                    let row = lane.next_output * outputs;
                    for (output, value) in lane.values[row..row + outputs].iter_mut().enumerate() {
                        *value = slots[first + output * width + index];
                    }
                    lane.next_output += 1;
                }
            }
        }
    }
}

/// An active state of one lane at a share of its step, as [`step::Interpolate`] has it.
fn dense(compiled: &Compiled, slots: &[f64], width: usize, lane: usize, active: usize, theta: f64) -> f64 {
    let regions = &compiled.regions;
    let get = |slot: u32| slots[slot as usize * width + lane];
    let index = active as u32;
    let first = regions.dense + index * DENSE as u32;
    let rest = 1.0 - theta;
    let inner = theta.mul_add(get(first + 2), get(first + 1));
    let inner = theta.mul_add(inner, get(first));
    let inner = rest.mul_add(inner, get(regions.staged + index));
    theta.mul_add(inner, rest * get(regions.values + index))
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
