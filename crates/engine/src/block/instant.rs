//! What happens in one lane at one time: the start, doses, events, outputs.
//!
//! In one instant: ends of infusions, then doses in their order, then events, then outputs. Rare, so done lane by lane
//! in scratch slots, with the same programs and the same bits.

use super::Block;
use crate::first_step::Start;
use crate::lane::Infusion;
use crate::lanes::Machine;
use crate::{DoseKind, Failure, Method, reference};

/// Part of the time to the next stop over which slopes are compared.
const A_LITTLE: f64 = 1e-6;

impl Block<'_> {
    /// Puts a subject at its start.
    pub(super) fn start(&mut self, lane: usize) {
        let (compiled, width) = (self.compiled, self.width);
        let regions = &compiled.regions;
        let settings = &self.engine.settings;
        let events = self.events.before_start(self.engine.settings.seeds, self.lanes[lane].subject.id);
        let values = settings.times.len() * settings.outputs.len();
        self.lanes[lane].reset(settings.start, values, compiled.conditions, events);

        let scratch = self.scratch.get_mut();
        let first = regions.parameters as usize;
        scratch[first..first + compiled.parameters].copy_from_slice(&self.lanes[lane].subject.parameters);
        compiled.fixed.run(Machine::plain(), 1, scratch);
        self.in_scratch = Some(lane);
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
        self.begin_jumps(lane);
        if self.must_be_handed_over(lane) {
            self.hand_over(lane);
        } else {
            self.arrive(lane, false);
        }
    }

    /// Sets a state; one that must not be negative is cut off at zero.
    pub(super) fn put_state(&mut self, lane: usize, state: usize, value: f64) {
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
    pub(super) fn state(&self, lane: usize, state: usize) -> f64 {
        let regions = &self.compiled.regions;
        let slot = match self.compiled.active_of[state] {
            Some(active) => regions.values + active as u32,
            None => regions.states + state as u32,
        };
        let value = self.get(slot, lane);
        if self.compiled.nonnegative[state] && value < 0.0 { 0.0 } else { value }
    }

    /// Copies a lane at its present time into the scratch slots.
    pub(super) fn copy_to_scratch(&mut self, lane: usize) {
        let compiled = self.compiled;
        let regions = &compiled.regions;
        if self.in_scratch != Some(lane) {
            let first = regions.parameters as usize;
            let fixed = compiled.fixed_slots.iter().map(|&slot| slot as usize);
            for slot in (first..first + compiled.parameters).chain(fixed) {
                self.scratch.get_mut()[slot] = self.slots.get()[slot * self.width + lane];
            }
            self.in_scratch = Some(lane);
        }
        for state in 0..compiled.active_of.len() {
            let value = self.state(lane, state);
            self.scratch.get_mut()[regions.states as usize + state] = value;
        }
        self.scratch.get_mut()[regions.time as usize] = self.lanes[lane].time;
    }

    /// The plain solver takes subjects that infuse into a state which nothing else changes: it is no part of the
    /// linear algebra here.
    pub(super) fn must_be_handed_over(&self, lane: usize) -> bool {
        self.lanes[lane].subject.doses.iter().any(|dose| {
            matches!(dose.kind, DoseKind::Infusion { .. }) && self.compiled.active_of[dose.state].is_none()
        })
    }

    /// Lets the plain solver do the whole subject.
    pub(super) fn hand_over(&mut self, lane: usize) {
        if self.jumping.is_some() {
            // That solver does not jump.
            let time = self.lanes[lane].time;
            return self.end_with(lane, Some(Failure::StepTooSmall(time)));
        }
        let mut settings = self.engine.settings.clone();
        settings.method = self.engine.method();
        let subject = &self.lanes[lane].subject;
        let solution = reference::run_while(self.goes_on, &self.engine.equations, &settings, subject);
        let Some(solution) = solution else {
            self.interrupted = true;
            self.lanes[lane].stop = f64::NEG_INFINITY;
            self.ended = true;
            return;
        };
        let at = &mut self.lanes[lane];
        at.values.copy_from_slice(&solution.values);
        at.given.copy_from_slice(&solution.doses_given);
        at.steps += solution.steps;
        at.rejected += solution.rejected;
        at.failure = solution.failure;
        at.stop = f64::NEG_INFINITY;
        self.forget_infusions(lane);
        self.ended = true;
        self.work.handed_over += 1;
    }

    /// Marks a subject as done (its stop lies before everything).
    pub(super) fn end_with(&mut self, lane: usize, failure: Option<Failure>) {
        self.lanes[lane].failure = failure;
        self.lanes[lane].stop = f64::NEG_INFINITY;
        self.forget_infusions(lane);
        self.ended = true;
    }

    /// Stops the infusions of a lane.
    fn forget_infusions(&mut self, lane: usize) {
        if !self.lanes[lane].infusions.is_empty() {
            self.lanes[lane].infusions.clear();
            self.set_inputs(lane);
        }
    }

    /// All that happens in a lane at its present time. `at_event` if a trigger brought it here.
    pub(super) fn arrive(&mut self, lane: usize, at_event: bool) {
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
        if self.jumping.is_some() {
            bend |= self.sort_few(lane);
        }
        if (0..self.compiled.active_of.len()).any(|state| !self.state(lane, state).is_finite()) {
            return self.end_with(lane, Some(Failure::NotFinite(time)));
        }
        self.put_out_now(lane);
        if time >= self.end {
            return self.end_with(lane, None);
        }
        self.lanes[lane].fresh |= bend;
        let end = self.stop_of_jumps(lane).unwrap_or(self.end);
        self.lanes[lane].find_stop(end);
        self.set_bounds(lane, switched);
    }

    /// Gives the next dose, unless its condition stops it. Whether infusions changed.
    pub(super) fn give(&mut self, lane: usize) -> bool {
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
                let left = self.thinned(lane, index, dose.state, factor);
                let value = left.unwrap_or_else(|| self.state(lane, dose.state) * factor);
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
    pub(super) fn set_inputs(&mut self, lane: usize) {
        let width = self.width;
        for &active in &self.infused {
            self.inputs[active * width + lane] = 0.0;
        }
        for infusion in &self.lanes[lane].infusions {
            self.inputs[infusion.active * width + lane] += infusion.rate;
            if !self.infused.contains(&infusion.active) {
                self.infused.push(infusion.active);
            }
        }
        let inputs = &self.inputs;
        self.infused
            .retain(|active| inputs[active * width..(active + 1) * width].iter().any(|rate| *rate != 0.0));
    }

    /// Writes the time of a lane, and between which times stages may look at conditions on time.
    pub(super) fn set_bounds(&mut self, lane: usize, after_switch: bool) {
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
    pub(super) fn settle_events(&mut self, lane: usize) -> Result<bool, Failure> {
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

    /// Proposes the length of the first step after a bend; slopes are at hand.
    pub(super) fn propose_first(&mut self, lane: usize) {
        let (compiled, width) = (self.compiled, self.width);
        let mut slopes = std::mem::take(&mut self.slopes);
        let mut turning = std::mem::take(&mut self.turning);
        let here = Start { compiled, slots: self.slots.get(), width, lane };
        here.slopes(&mut slopes);
        if self.engine.method() == Method::Explicit {
            self.turning_by_difference(lane, &slopes, &mut turning);
        } else {
            here.turning(&mut slopes, &mut turning);
        }
        let here = Start { compiled, slots: self.slots.get(), width, lane };
        let length = here.length(&slopes, &turning);
        (self.slopes, self.turning) = (slopes, turning);
        let lane = &mut self.lanes[lane];
        let length = length.unwrap_or(1e-6 * (self.end - lane.time));
        lane.proposed = if length < lane.proposed { length } else { lane.proposed };
        lane.fresh = false;
        lane.young = true;
        lane.last = None;
    }

    /// How fast slopes turn along themselves, from slopes here and a little ahead.
    fn turning_by_difference(&mut self, lane: usize, slopes: &[f64], out: &mut Vec<f64>) {
        let compiled = self.compiled;
        let regions = &compiled.regions;
        self.copy_to_scratch(lane);
        let at = &self.lanes[lane];
        let ahead = A_LITTLE * (at.stop - at.time);
        let scratch = self.scratch.get_mut();
        compiled.derivative.run(Machine::plain(), 1, scratch);
        let first = regions.derivatives as usize;
        let here: Vec<f64> = scratch[first..first + compiled.active.len()].to_vec();
        for (active, slope) in compiled.active.iter().zip(slopes) {
            let state = &mut scratch[regions.states as usize + active.state];
            *state = ahead.mul_add(*slope, *state);
        }
        compiled.derivative.run(Machine::plain(), 1, scratch);
        out.clear();
        out.extend(scratch[first..].iter().zip(here).map(|(there, here)| (there - here) / ahead));
    }

    /// Outputs of a lane at its present time.
    pub(super) fn put_out_now(&mut self, lane: usize) {
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
}
