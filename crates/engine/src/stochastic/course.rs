//! The course of one run: what is common to all methods.
//!
//! Between two stops (doses, arrivals of an infusion, delayed events, the end) a method lets reactions happen; at a stop,
//! and where a trigger of an event changes, comes the same as in all of the engine:
//!
//! ```text
//! doses and ends of infusions, in their order  ->  events (see crate::events)  ->  outputs
//! ```
//!
//! What is counted stays whole. A dose or an event that would give a part of one gives it with that probability; what is
//! multiplied (surgery that removes 95 %) is thinned one by one, so the rest is binomial; an infusion brings its whole
//! amount, one after the other at times that are uniform over its duration (in tau-leaping in at most
//! [`MOST_PORTIONS`] equal portions).

use super::random::Draws;
use super::{Seeds, Stochastic, StochasticMethod};
use crate::events::{EventState, Events, Step};
use crate::lane::Infusion;
use crate::{DoseKind, Failure, Finished, Subject};

/// Portions of an infusion where reactions leap.
const MOST_PORTIONS: f64 = 1000.0;
/// Events in a row between which time does not move, that are taken for an endless loop.
const MOST_WITHOUT_PROGRESS: u32 = 100;

/// Where a method has brought the course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// The time it was to go to.
    Stop,
    /// A trigger of an event has changed.
    Trigger,
    /// The caller does not want to go on.
    Interrupted,
}

/// Something that is being infused into a counted state, in ones.
#[derive(Clone, Copy, Debug)]
struct Arriving {
    infusion: Infusion,
    /// How many are left, and how many come at a time.
    left: f64,
    portion: f64,
    next: f64,
}

/// One run under way.
pub(super) struct Course<'a> {
    pub(super) model: &'a Stochastic,
    pub(super) subject: &'a Subject,
    goes_on: &'a dyn Fn() -> bool,
    pub(super) draws: Draws,
    whole: Draws,
    /// States, time, and whatever laws are computed with.
    pub(super) registers: Vec<f64>,
    /// Numbers `k` of the laws that are products.
    pub(super) coefficients: Vec<f64>,
    pub(super) time: f64,
    events: Events<'a>,
    event_state: EventState,
    arriving: Vec<Arriving>,
    next_dose: usize,
    stopped: Vec<bool>,
    pub(super) next_output: usize,
    pub(super) values: Vec<f64>,
    given: Vec<bool>,
    /// Reactions that have happened.
    pub(super) happened: u64,
    pub(super) rejected: u64,
}

impl<'a> Course<'a> {
    pub(super) fn new(
        model: &'a Stochastic,
        seeds: Seeds,
        subject: &'a Subject,
        goes_on: &'a dyn Fn() -> bool,
    ) -> Course<'a> {
        let (equations, settings) = (&model.network.equations, &model.settings);
        let draws = |name: &str| Draws::new(seeds.stream(name, subject.id), model.machine);
        let (draws, mut whole) = (draws("reactions"), draws("whole numbers"));
        let mut registers = model.programs.registers(&subject.parameters);
        model.start(subject, &mut whole, &mut registers);
        let events = Events::new(equations, &equations.graph);
        Course {
            model,
            subject,
            goes_on,
            draws,
            whole,
            coefficients: model.coefficients(&registers),
            registers,
            time: settings.start,
            event_state: events.before_start(seeds, subject.id),
            events,
            arriving: Vec::new(),
            next_dose: 0,
            stopped: vec![false; settings.stop_conditions.len()],
            next_output: 0,
            values: vec![f64::NAN; settings.times.len() * settings.outputs.len()],
            given: vec![false; subject.doses.len()],
            happened: 0,
            rejected: 0,
        }
    }

    /// The whole course; none where the caller did not want to go on. `advance` lets reactions happen up to a time.
    pub(super) fn follow(
        mut self,
        mut advance: impl FnMut(&mut Course<'a>, f64) -> Result<Reached, Failure>,
        finished: &mut dyn FnMut(Finished<'_>),
    ) -> bool {
        let failure = match self.steps(&mut advance) {
            Ok(true) => None,
            Ok(false) => return false,
            Err(failure) => Some(failure),
        };
        finished(Finished {
            id: self.subject.id,
            values: &self.values,
            doses_given: &self.given,
            steps: self.happened,
            rejected: self.rejected,
            failure,
        });
        true
    }

    fn steps(
        &mut self,
        advance: &mut impl FnMut(&mut Course<'a>, f64) -> Result<Reached, Failure>,
    ) -> Result<bool, Failure> {
        let Some(end) = self.model.settings.times.last().copied() else { return Ok(true) };
        self.arrive()?;
        let mut standstill = 0;
        while self.time < end {
            if !(self.goes_on)() {
                return Ok(false);
            }
            let (before, until) = (self.time, self.next_stop(end));
            match advance(self, until)? {
                Reached::Interrupted => return Ok(false),
                Reached::Trigger if self.time <= before => standstill += 1,
                Reached::Trigger | Reached::Stop => standstill = 0,
            }
            if standstill > MOST_WITHOUT_PROGRESS {
                return Err(Failure::EndlessEvents(self.time));
            }
            self.arrive()?;
        }
        Ok(true)
    }

    /// Whether the caller goes on; asked now and then.
    pub(super) fn may_go_on(&self) -> bool {
        (self.goes_on)()
    }

    /// The next time at which something happens from outside.
    fn next_stop(&self, end: f64) -> f64 {
        let dose = self.subject.doses.get(self.next_dose).map(|dose| dose.time);
        let arrivals = self.arriving.iter().map(|arriving| arriving.next);
        let stop = arrivals.chain(dose).chain(self.event_state.next_due());
        stop.fold(end, |first, time| if time < first { time } else { first }).max(self.time)
    }

    /// Everything that happens from outside at the present time.
    fn arrive(&mut self) -> Result<(), Failure> {
        let time = self.time;
        self.receive();
        while let Some(dose) = self.subject.doses.get(self.next_dose).filter(|dose| dose.time <= time) {
            let given = self.give(dose.state, dose.kind, dose.stop);
            if let Some(flag) = self.given.get_mut(self.next_dose) {
                *flag = given;
            }
            self.next_dose += 1;
        }
        if !self.events.is_empty() {
            self.settle().map_err(|_| Failure::EndlessEvents(time))?;
        }
        let states = self.model.network.equations.states.len();
        if !self.registers[..states].iter().all(|state| state.is_finite()) {
            return Err(Failure::NotFinite(time));
        }
        self.put_out_until(time);
        Ok(())
    }

    fn settle(&mut self) -> Result<(), crate::events::Endless> {
        let states = self.model.network.equations.states.len();
        let parameters = &self.subject.parameters;
        let Course { events, event_state, registers, time, .. } = self;
        if events.settle(event_state, *time, &mut registers[..states], parameters)? {
            for state in 0..states {
                let value = self.registers[state];
                self.put(state, value);
            }
        }
        Ok(())
    }

    /// What infusions have brought up to now.
    fn receive(&mut self) {
        let time = self.time;
        for index in 0..self.arriving.len() {
            let mut arriving = self.arriving[index];
            while arriving.left > 0.0 && arriving.next <= time {
                let came = if arriving.next >= arriving.infusion.end {
                    arriving.left
                } else {
                    arriving.portion.min(arriving.left)
                };
                let one = self.one(arriving.infusion.active);
                self.registers[arriving.infusion.active] += came * one;
                arriving.left -= came;
                arriving.next = self.next_arrival(&arriving, time);
            }
            self.arriving[index] = arriving;
        }
        self.arriving.retain(|arriving| arriving.left > 0.0);
    }

    /// When the next of those that are left comes: the first of as many uniform times. Portions come at equal distances.
    fn next_arrival(&mut self, arriving: &Arriving, time: f64) -> f64 {
        let end = arriving.infusion.end;
        if arriving.left <= 0.0 {
            return end;
        }
        if arriving.portion > 1.0 {
            let step = arriving.portion / arriving.infusion.rate;
            return (time + step).min(end);
        }
        let share = -libm::expm1(-self.whole.exponential() / arriving.left);
        (time + (end - time) * share).min(end)
    }

    /// One of a state, in its unit.
    fn one(&self, state: usize) -> f64 {
        self.model.network.one.get(state).copied().flatten().unwrap_or(1.0)
    }

    /// Sets a state; what is counted is made whole.
    fn put(&mut self, state: usize, value: f64) {
        let value = match self.model.network.one.get(state).copied().flatten() {
            Some(one) if value.is_finite() => self.whole.whole(value.max(0.0) / one) * one,
            _ => value,
        };
        if let Some(register) = self.registers.get_mut(state) {
            *register = value;
        }
    }

    /// Gives a dose, unless its condition stops it. Whether it was given.
    fn give(&mut self, state: usize, kind: DoseKind, stop: Option<usize>) -> bool {
        if let Some(stop) = stop {
            let time = self.model.programs.time();
            self.registers[time] = self.time;
            let place = self.model.conditions + stop;
            let holds = self.model.programs.value(place, &mut self.registers) != 0.0;
            if let Some(stopped) = self.stopped.get_mut(stop) {
                *stopped |= holds;
                if *stopped {
                    return false;
                }
            }
        }
        let Some(before) = self.registers.get(state).copied() else { return false };
        let counted = self.model.network.one.get(state).copied().flatten();
        match (kind, counted) {
            (DoseKind::Bolus(amount), _) => self.put(state, before + amount),
            (DoseKind::Scale(factor), Some(one)) if (0.0..=1.0).contains(&factor) => {
                let left = self.whole.binomial((before / one).round(), factor);
                self.registers[state] = left * one;
            }
            (DoseKind::Scale(factor), _) => self.put(state, before * factor),
            (DoseKind::Infusion { amount, duration }, counted) => {
                // What is not counted takes no infusions: refused before.
                let one = counted.unwrap_or(1.0);
                let left = self.whole.whole(amount.max(0.0) / one);
                let leaps = matches!(self.model.method, StochasticMethod::Tau(_));
                let portion = if leaps { (left / MOST_PORTIONS).ceil().max(1.0) } else { 1.0 };
                let infusion = Infusion { end: self.time + duration, active: state, rate: left / duration };
                let mut arriving = Arriving { infusion, left, portion, next: 0.0 };
                arriving.next = self.next_arrival(&arriving, self.time);
                self.arriving.push(arriving);
            }
        }
        true
    }

    /// When the next output is to be taken.
    pub(super) fn next_output_time(&self) -> f64 {
        self.model.settings.times.get(self.next_output).copied().unwrap_or(f64::INFINITY)
    }

    /// Takes all outputs before a time, from the states as they are.
    pub(super) fn put_out_before(&mut self, time: f64) {
        self.put_out(|at| at < time);
    }

    /// Takes all outputs up to a time, from the states as they are.
    fn put_out_until(&mut self, time: f64) {
        self.put_out(|at| at <= time);
    }

    fn put_out(&mut self, due: impl Fn(f64) -> bool) {
        let model = self.model;
        let (times, outputs) = (&model.settings.times, model.settings.outputs.len());
        while let Some(at) = times.get(self.next_output).copied().filter(|at| due(*at)) {
            self.registers[model.programs.time()] = at;
            let row = self.next_output * outputs;
            for output in 0..outputs {
                let value = model.programs.value(model.outputs + output, &mut self.registers);
                // NaN has no defined bits; here it has.
                self.values[row + output] = if value.is_nan() { f64::NAN } else { value };
            }
            self.next_output += 1;
        }
    }

    /// How often a channel happens, per time, at the present states.
    #[inline(always)]
    pub(super) fn propensity(&mut self, channel: usize) -> Result<f64, Failure> {
        let model = self.model;
        let Some(form) = model.forms.get(channel) else { return Ok(0.0) };
        let value = match form.product {
            Some([a, b]) => {
                let of = |register: u32| self.registers[register as usize];
                self.coefficients[channel] * of(a) * (of(b) - form.less)
            }
            None => model.programs.value(channel, &mut self.registers),
        };
        if value < 0.0 {
            return Err(Failure::NegativeRate(self.time, form.reaction));
        }
        if form.guarded && self.lacks(channel) {
            return Ok(0.0);
        }
        if value.is_finite() { Ok(value) } else { Err(Failure::NotFinite(self.time)) }
    }

    /// Whether a channel would take what is not there.
    fn lacks(&self, channel: usize) -> bool {
        let Some(channel) = self.model.network.channels.get(channel) else { return false };
        channel.changes.iter().any(|(state, change)| {
            let there = self.registers.get(*state).copied().unwrap_or(0.0);
            *change < 0.0 && there + change < -1e-9 * change.abs()
        })
    }

    /// Lets a channel happen a number of times.
    #[inline(always)]
    pub(super) fn happen(&mut self, channel: usize, times: f64) {
        if let Some(channel) = self.model.network.channels.get(channel) {
            for (state, change) in &channel.changes {
                self.registers[*state] += times * change;
            }
        }
    }

    /// Whether a trigger differs from what it was when last looked at.
    pub(super) fn trigger_changed(&mut self) -> bool {
        let states = self.model.network.equations.states.len();
        let Course { events, event_state, registers, time, subject, .. } = self;
        events.changed(event_state, *time, &registers[..states], &subject.parameters)
    }

    /// Where a trigger that reads time changes first, up to a time, while nothing else does.
    pub(super) fn trigger_in_time(&mut self, until: f64) -> Option<f64> {
        if !self.model.timed_triggers || until <= self.time || !until.is_finite() {
            return None;
        }
        let states = self.model.network.equations.states.len();
        let Course { events, event_state, registers, time, subject, .. } = self;
        let registers = &registers[..states];
        let mut same = |_: f64, out: &mut [f64]| out.copy_from_slice(registers);
        let mut step = Step { start: *time, end: until, states: &mut same };
        events.first_change(event_state, &mut step, &subject.parameters).map(|change| change.time)
    }
}
