//! What lies within the steps that are taken: outputs and events, on the dense output.

use super::Block;
use crate::compile::{Compiled, DENSE};
use crate::events::{SAMPLES, Step};
use crate::{Method, explicit, rosenbrock, step};

impl Block<'_> {
    /// Makes dense output of some active states ready for the lanes' steps.
    pub(super) fn dense_coefficients(&mut self, of: &[u32]) {
        let (compiled, machine, slots) = (self.compiled, self.engine.machine, self.slots.get_mut());
        match self.engine.method() {
            Method::Explicit => machine.run(self.width, explicit::DenseCoefficients { compiled, slots, of }),
            Method::Automatic | Method::Rodas5P => {
                machine.run(self.width, rosenbrock::DenseCoefficients { compiled, slots, of });
            }
        }
    }

    /// Looks at the triggers of events inside the steps that are taken, for all lanes at once; where one changes, the
    /// step is to be followed only so far.
    pub(super) fn find_events(&mut self) {
        let (compiled, machine, width) = (self.compiled, self.engine.machine, self.width);
        let regions = &compiled.regions;
        self.dense_coefficients(&compiled.seen_by_triggers);
        let mut changed = std::mem::take(&mut self.changed);
        changed.fill(false);
        // Side by side, as the triggers come: lanes lie far apart, and are looked at once.
        for (lane, at) in self.lanes.iter().enumerate() {
            for (trigger, held) in at.held.iter().enumerate() {
                self.held[trigger * width + lane] = *held;
            }
        }
        let first = regions.triggers as usize * width;
        for sample in 1..=SAMPLES {
            let theta = f64::from(sample) / f64::from(SAMPLES);
            if sample == SAMPLES {
                for lane in 0..width {
                    self.set(regions.time, lane, self.lanes[lane].end_of_step());
                }
            } else {
                for lane in 0..width {
                    let time = self.get(regions.start, lane) + theta * self.get(regions.step, lane);
                    self.set(regions.time, lane, time);
                }
            }
            for lane in 0..width {
                self.set(regions.theta, lane, theta);
            }
            let of = &compiled.seen_by_triggers;
            machine.run(width, step::Interpolate { compiled, slots: self.slots.get_mut(), of });
            compiled.trigger.run(machine, width, self.slots.get_mut());
            let holds = &self.slots.get()[first..first + self.held.len()];
            for (holds, held) in holds.chunks_exact(width).zip(self.held.chunks_exact(width)) {
                for ((changed, holds), held) in changed.iter_mut().zip(holds).zip(held) {
                    *changed |= (*holds != 0.0) != *held;
                }
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
    pub(super) fn locate_event(&mut self, lane: usize) {
        let Block { compiled, width, slots, lanes, events, .. } = self;
        let at = &mut lanes[lane];
        // Triggers see only some of the active states; what the others are does not matter here.
        let others: Vec<f64> = (0..compiled.active_of.len())
            .map(|state| slots.get()[(compiled.regions.states as usize + state) * *width + lane])
            .collect();
        let mut states = |fraction: f64, out: &mut [f64]| {
            out.copy_from_slice(&others);
            for &index in &compiled.seen_by_triggers {
                let active = &compiled.active[index as usize];
                let value = dense(compiled, slots.get(), *width, lane, index, fraction);
                out[active.state] = if active.nonnegative && value < 0.0 { 0.0 } else { value };
            }
        };
        let mut step = Step { start: at.time, end: at.end_of_step(), states: &mut states };
        let first = events.first_change(&at.events, &mut step, &at.subject.parameters);
        at.cut = first.map(|change| (change.fraction, change.time));
    }

    /// Ends the steps that were cut short where a trigger changes.
    pub(super) fn cut_steps(&mut self) {
        let compiled = self.compiled;
        if self.lanes.iter().all(|lane| lane.cut.is_none()) {
            return;
        }
        self.dense_coefficients(&compiled.every);
        for lane in 0..self.width {
            if let Some((fraction, _)) = self.lanes[lane].cut {
                for &index in &compiled.every {
                    let value = dense(compiled, self.slots.get(), self.width, lane, index, fraction);
                    self.set(compiled.regions.staged + index, lane, value);
                }
            }
        }
    }

    /// Outputs inside the steps that are taken; those at the very stop come after what happens there.
    pub(super) fn put_out_inside(&mut self) {
        let (compiled, machine, width) = (self.compiled, self.engine.machine, self.width);
        let regions = &compiled.regions;
        let times = &self.engine.settings.times;
        let outputs = compiled.outputs;
        let mut outstanding = std::mem::take(&mut self.outstanding);
        let mut any = false;
        for ((lane, at), next) in self.lanes.iter().enumerate().zip(&mut outstanding) {
            let (end, bend) = at.cut.map_or((at.end_of_step(), at.to_stop), |(_, time)| (time, true));
            let taken = at.busy && self.get(regions.accept, lane) != 0.0;
            let time = times.get(at.next_output).copied().unwrap_or(f64::INFINITY);
            let inside = taken && (time < end || (time == end && !bend));
            *next = Outstanding { time: if inside { time } else { f64::INFINITY }, end, bend };
            any |= inside;
        }
        if any {
            self.dense_coefficients(&compiled.seen_by_outputs);
        }
        while any {
            // Side by side first: lanes lie far apart, and most have nothing to put out.
            let slots = self.slots.get_mut();
            for (lane, next) in outstanding.iter().enumerate() {
                let start = slots[regions.start as usize * width + lane];
                let step = slots[regions.step as usize * width + lane];
                let waits = next.time < f64::INFINITY;
                slots[regions.time as usize * width + lane] = if waits { next.time } else { start };
                slots[regions.theta as usize * width + lane] =
                    if waits { ((next.time - start) / step).min(1.0) } else { 0.0 };
            }
            let of = &compiled.seen_by_outputs;
            machine.run(width, step::Interpolate { compiled, slots, of });
            compiled.output.run(machine, width, slots);
            any = false;
            let first = regions.outputs as usize * width;
            for ((index, lane), next) in self.lanes.iter_mut().enumerate().zip(&mut outstanding) {
                if next.time == f64::INFINITY {
                    continue;
                }
                let row = lane.next_output * outputs;
                for (output, value) in lane.values[row..row + outputs].iter_mut().enumerate() {
                    *value = slots[first + output * width + index];
                }
                lane.next_output += 1;
                let time = times.get(lane.next_output).copied().unwrap_or(f64::INFINITY);
                let inside = time < next.end || (time == next.end && !next.bend);
                next.time = if inside { time } else { f64::INFINITY };
                any |= inside;
            }
        }
        self.outstanding = outstanding;
    }
}

/// The next output of a lane inside its step.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outstanding {
    /// When; infinite if there is none.
    time: f64,
    /// Where the step ends, and whether the course has a bend there, so that outputs at the end come later.
    end: f64,
    bend: bool,
}

/// An active state of one lane at a share of its step, as [`step::Interpolate`] has it.
pub(super) fn dense(
    compiled: &Compiled,
    slots: &[f64],
    width: usize,
    lane: usize,
    index: u32,
    theta: f64,
) -> f64 {
    let regions = &compiled.regions;
    let get = |slot: u32| slots[slot as usize * width + lane];
    let first = regions.dense + index * DENSE as u32;
    let rest = 1.0 - theta;
    let inner = theta.mul_add(get(first + 2), get(first + 1));
    let inner = theta.mul_add(inner, get(first));
    let inner = rest.mul_add(inner, get(regions.staged + index));
    theta.mul_add(inner, rest * get(regions.values + index))
}
