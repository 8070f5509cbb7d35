//! The plain solver: one subject, one number at a time, dense matrices, clear loops.
//!
//! It takes the same [`Settings`] and [`Subject`] as the lanes and is kept for ever as what they are compared with. It
//! is also where the order of things in one instant is written down:
//!
//! ```text
//! doses and ends of infusions, in their order  ->  events (see crate::events)  ->  outputs
//! ```
//!
//! Each step's error is the largest over states of |estimate| / (absolute + relative * size); steps follow
//! `0.9 error^(-1/5)` between 0.2 and 5 times the last. States that must not be negative are cut off at zero before
//! the model sees them; a step that ends further below zero than the absolute tolerance is halved, at most
//! [`MOST_HALVINGS`] times, and then cut off.

mod linear;
mod methods;
mod system;

use crate::evaluate::Evaluator;
use crate::events::{Change, EventState, Events, Step};
use crate::tolerance::Tolerance;
use crate::{DoseKind, Failure, Method, Settings, Subject, math};
use lytic_model::{Equations, ExprId};
use methods::Tried;
use system::{Expressions, System};

/// Steps in a row that are shortened because a state fell below zero.
const MOST_HALVINGS: u32 = 5;
/// Events in a row between which time hardly moves, that are taken for an endless loop.
const MOST_WITHOUT_PROGRESS: u32 = 100;

/// What became of one subject; the same as [`crate::Finished`], owned.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// Values by time, then output. After a failure: NaN from there on.
    pub values: Vec<f64>,
    /// Whether each dose was given.
    pub doses_given: Vec<bool>,
    /// Accepted steps.
    pub steps: u64,
    /// Rejected steps.
    pub rejected: u64,
    /// Why it did not reach the end.
    pub failure: Option<Failure>,
}

/// Integrates one subject. [`Method::Automatic`] means Rodas5P here.
pub fn run(equations: &Equations, settings: &Settings, subject: &Subject) -> Solution {
    let expressions = Expressions::new(equations);
    let mut run = Run::new(equations, settings, subject, &expressions);
    run.follow(&|| true);
    run.solution
}

/// [`run`] for as long as `goes_on`, asked before every step, says so; none once it says no.
pub(crate) fn run_while(
    goes_on: &dyn Fn() -> bool,
    equations: &Equations,
    settings: &Settings,
    subject: &Subject,
) -> Option<Solution> {
    let expressions = Expressions::new(equations);
    let mut run = Run::new(equations, settings, subject, &expressions);
    run.follow(goes_on).then_some(run.solution)
}

struct Infusion {
    end: f64,
    state: usize,
    rate: f64,
}

struct Run<'a> {
    settings: &'a Settings,
    subject: &'a Subject,
    system: System<'a>,
    events: Events<'a>,
    event_state: EventState,
    outputs: Evaluator<'a>,
    conditions: Evaluator<'a>,
    tolerance: Tolerance,
    /// Largest values so far, by group of [`Tolerance`].
    largest: Vec<f64>,
    time: f64,
    states: Vec<f64>,
    infusions: Vec<Infusion>,
    next_dose: usize,
    stopped: Vec<bool>,
    next_output: usize,
    solution: Solution,
}

impl<'a> Run<'a> {
    fn new(
        equations: &'a Equations,
        settings: &'a Settings,
        subject: &'a Subject,
        expressions: &'a Expressions,
    ) -> Run<'a> {
        let graph = expressions.graph();
        let initial: Vec<ExprId> = equations.states.iter().map(|state| state.initial).collect();
        let mut at_start = Evaluator::new(graph, &initial);
        at_start.at(settings.start, &[], &subject.parameters);
        let system = System::new(equations, expressions, &subject.parameters);
        let events = Events::new(equations, graph);
        let tolerance = Tolerance::new(equations, settings);
        Run {
            settings,
            subject,
            event_state: events.before_start(settings.seeds, subject.id),
            events,
            outputs: Evaluator::new(graph, &settings.outputs),
            conditions: Evaluator::new(graph, &settings.stop_conditions),
            largest: vec![0.0; tolerance.groups],
            tolerance,
            time: settings.start,
            states: system.admissible(&initial.iter().map(|id| at_start.value(*id)).collect::<Vec<f64>>()),
            system,
            infusions: Vec::new(),
            next_dose: 0,
            stopped: vec![false; settings.stop_conditions.len()],
            next_output: 0,
            solution: Solution {
                values: vec![f64::NAN; settings.times.len() * settings.outputs.len()],
                doses_given: vec![false; subject.doses.len()],
                steps: 0,
                rejected: 0,
                failure: None,
            },
        }
    }

    /// The whole course; false if it was not to go on.
    fn follow(&mut self, goes_on: &dyn Fn() -> bool) -> bool {
        match self.steps(goes_on) {
            Ok(arrived) => arrived,
            Err(failure) => {
                self.solution.failure = Some(failure);
                true
            }
        }
    }

    fn steps(&mut self, goes_on: &dyn Fn() -> bool) -> Result<bool, Failure> {
        let Some(end) = self.settings.times.last().copied() else { return Ok(true) };
        self.arrive()?;
        let (mut restart, mut length, mut standstill) = (true, 0.0, 0);
        while self.time < end {
            if !goes_on() {
                return Ok(false);
            }
            if restart {
                length = self.first_length(end);
            }
            let limit = self.next_stop(end);
            let (tried, reached, next_length) = self.accepted_step(length, limit)?;
            length = next_length;
            let at_event = self.first_event(&tried, reached);
            let start = self.time;
            let Change { time: arrived, fraction } =
                at_event.unwrap_or(Change { time: reached, fraction: 1.0 });
            self.put_out_inside(&tried, reached, arrived);
            let mut states = vec![0.0; self.states.len()];
            tried.dense.at(fraction, &mut states);
            self.states = self.system.admissible(&states);
            self.time = arrived;
            restart = self.arrive()?;
            let stood_still = at_event.is_some() && arrived - start <= 16.0 * f64::EPSILON * start.abs();
            standstill = if stood_still { standstill + 1 } else { 0 };
            if standstill > MOST_WITHOUT_PROGRESS {
                return Err(Failure::EndlessEvents(self.time));
            }
        }
        Ok(true)
    }

    /// Everything that happens at the present time. Whether the course has a bend here.
    fn arrive(&mut self) -> Result<bool, Failure> {
        let mut bend = false;
        let (time, before) = (self.time, self.infusions.len());
        self.infusions.retain(|infusion| infusion.end > time);
        bend |= self.infusions.len() != before;
        while let Some(dose) = self.subject.doses.get(self.next_dose).filter(|dose| dose.time <= time) {
            self.solution.doses_given[self.next_dose] = self.give(dose.state, dose.kind, dose.stop);
            self.next_dose += 1;
            bend = true;
        }
        self.system.infused.fill(0.0);
        for infusion in &self.infusions {
            self.system.infused[infusion.state] += infusion.rate;
        }
        let settled =
            self.events.settle(&mut self.event_state, time, &mut self.states, &self.subject.parameters);
        bend |= settled.map_err(|_| Failure::EndlessEvents(time))?;
        if !self.states.iter().all(|state| state.is_finite()) {
            return Err(Failure::NotFinite(time));
        }
        self.tolerance.widen(&mut self.largest, &self.states);
        while self.settings.times.get(self.next_output).is_some_and(|at| *at <= time) {
            self.put_out(time, &self.states.clone());
        }
        Ok(bend)
    }

    /// Gives a dose, unless its condition stops it. Whether it was given.
    fn give(&mut self, state: usize, kind: DoseKind, stop: Option<usize>) -> bool {
        if let Some(stop) = stop {
            self.conditions.at(self.time, &self.states, &self.subject.parameters);
            let condition = self.settings.stop_conditions.get(stop);
            let holds = condition.is_some_and(|condition| self.conditions.holds(*condition));
            if let Some(stopped) = self.stopped.get_mut(stop) {
                *stopped |= holds;
                if *stopped {
                    return false;
                }
            }
        }
        let Some(target) = self.states.get_mut(state) else { return false };
        match kind {
            DoseKind::Bolus(amount) => *target += amount,
            DoseKind::Scale(factor) => *target *= factor,
            DoseKind::Infusion { amount, duration } => {
                self.infusions.push(Infusion { end: self.time + duration, state, rate: amount / duration });
            }
        }
        true
    }

    /// The next time at which a step must end.
    fn next_stop(&self, end: f64) -> f64 {
        let dose = self.subject.doses.get(self.next_dose).map(|dose| dose.time);
        let infusions = self.infusions.iter().map(|infusion| infusion.end);
        infusions.chain(dose).chain(self.event_state.next_due()).fold(end, math::min)
    }

    /// A length to begin with (Hairer, Norsett and Wanner 1993, II.4, with the larger of their two guesses for order
    /// five): a hundredth of the time in which the fastest state changes by its size, tried once.
    fn first_length(&mut self, end: f64) -> f64 {
        let longest = end - self.time;
        let states = self.states.clone();
        let slopes = self.system.derivatives(self.time, &states);
        let (sizes, speed) = (self.norm(&states, &states), self.norm(&slopes, &states));
        let guess = if sizes < 1e-5 || speed < 1e-5 { 1e-6 * longest } else { 0.01 * sizes / speed };
        let guess = math::min(guess, longest);
        let ahead: Vec<f64> =
            states.iter().zip(&slopes).map(|(state, slope)| state + guess * slope).collect();
        let bent = self.system.derivatives(self.time + guess, &ahead);
        let bend: Vec<f64> = bent.iter().zip(&slopes).map(|(a, b)| (a - b) / guess).collect();
        let fastest = math::max(self.norm(&bend, &states), speed);
        let second = if fastest <= 1e-15 { 1e-3 * guess } else { math::pow(0.01 / fastest, 0.2) };
        // From states that are all zero everything looks too fast; a guess that is too long costs little.
        let length = math::max(math::min(100.0 * guess, second), 1e-9 * longest);
        // NaN falls back to something small; the step will tell what is wrong.
        if length > 0.0 { math::min(length, longest) } else { 1e-6 * longest }
    }

    /// The largest of values against what is allowed for the states.
    fn norm(&self, values: &[f64], states: &[f64]) -> f64 {
        let pairs = values.iter().zip(states).enumerate();
        pairs
            .map(|(index, (value, state))| {
                value.abs() / (self.absolute(index) + self.tolerance.relative * state.abs())
            })
            .fold(0.0, math::max)
    }

    /// Absolute tolerance of a state.
    fn absolute(&self, state: usize) -> f64 {
        self.tolerance.absolute(state, &self.largest)
    }

    /// Tries steps until one is good enough: the step, the time at its end, and the length for the next.
    fn accepted_step(&mut self, mut length: f64, limit: f64) -> Result<(Tried, f64, f64), Failure> {
        let (mut halvings, mut finite, mut grow) = (0, true, 5.0);
        loop {
            if self.solution.steps + self.solution.rejected >= self.settings.max_steps {
                return Err(Failure::TooManySteps(self.time));
            }
            let (reached, tried_length) = if self.time + 1.01 * length >= limit {
                (limit, limit - self.time)
            } else {
                (self.time + length, length)
            };
            if reached <= self.time || tried_length < 4.0 * f64::EPSILON * self.time.abs() && reached < limit
            {
                let time = self.time;
                return Err(if finite { Failure::StepTooSmall(time) } else { Failure::NotFinite(time) });
            }
            let states = self.states.clone();
            let tried = match self.settings.method {
                Method::Explicit => methods::explicit(&mut self.system, self.time, &states, tried_length),
                Method::Automatic | Method::Rodas5P => {
                    methods::rosenbrock(&mut self.system, self.time, &states, tried_length)
                }
            };
            finite = tried.is_some();
            if let Some(mut tried) = tried {
                let sizes: Vec<f64> =
                    states.iter().zip(&tried.dense.end).map(|(a, b)| math::max(a.abs(), b.abs())).collect();
                let error = self.norm(&tried.error, &sizes);
                let factor = if error > 0.0 { 0.9 * math::pow(error, -0.2) } else { grow };
                let factor = math::max(0.2, math::min(factor, grow));
                if error > 1.0 {
                    length = tried_length * math::min(factor, 0.9);
                } else if self.falls_below_zero(&tried) && halvings < MOST_HALVINGS {
                    length = 0.5 * tried_length;
                    halvings += 1;
                } else {
                    tried.dense.end = self.system.admissible(&tried.dense.end);
                    self.solution.steps += 1;
                    // A step cut short by a stop says little about how long the next may be.
                    let cut_short = tried_length < length;
                    let next = factor * tried_length;
                    return Ok((tried, reached, if cut_short { math::max(next, length) } else { next }));
                }
            } else {
                length = 0.25 * tried_length;
            }
            self.solution.rejected += 1;
            grow = 1.0;
        }
    }

    fn falls_below_zero(&self, tried: &Tried) -> bool {
        let mut ends = tried.dense.end.iter().enumerate();
        ends.any(|(index, end)| self.system.is_nonnegative(index) && *end < -self.absolute(index))
    }

    /// Where in the step a trigger changes first.
    fn first_event(&mut self, tried: &Tried, reached: f64) -> Option<Change> {
        if self.events.is_empty() {
            return None;
        }
        let system = &self.system;
        let mut states = |fraction: f64, out: &mut [f64]| {
            tried.dense.at(fraction, out);
            let admissible = system.admissible(out);
            out.copy_from_slice(&admissible);
        };
        let mut step = Step { start: self.time, end: reached, states: &mut states };
        self.events.first_change(&self.event_state, &mut step, &self.subject.parameters)
    }

    /// Outputs that lie inside the step and before the time that it is followed to.
    fn put_out_inside(&mut self, tried: &Tried, reached: f64, arrived: f64) {
        let mut states = vec![0.0; self.states.len()];
        while let Some(at) = self.settings.times.get(self.next_output).copied().filter(|at| *at < arrived) {
            tried.dense.at((at - self.time) / (reached - self.time), &mut states);
            let admissible = self.system.admissible(&states);
            self.put_out(at, &admissible);
        }
    }

    /// Writes the next row of outputs.
    fn put_out(&mut self, time: f64, states: &[f64]) {
        self.outputs.at(time, states, &self.subject.parameters);
        let first = self.next_output * self.settings.outputs.len();
        for (value, output) in self.solution.values.iter_mut().skip(first).zip(&self.settings.outputs) {
            *value = self.outputs.value(*output);
        }
        self.next_output += 1;
    }
}

#[cfg(test)]
mod tests;
