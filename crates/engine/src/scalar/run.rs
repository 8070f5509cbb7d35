//! One run: steps, and all that happens between them. In one instant the order is
//!
//! ```text
//! modes of switches, determined states  ->  events, one by one, with the same after each  ->  outputs
//! ```
//!
//! Each step's error is the largest over rows of |estimate| / (absolute + relative * size); steps follow
//! `0.9 error^(-1/5)` between 0.2 and 5 times the last.

use super::consistent::{Equilibrium, Solver};
use super::events::Events;
use super::history::{History, Side};
use super::machine::{Machine, Tried};
use super::no_solution::{NoSolution, Why};
use super::program::{Moment, Program, Source};
use super::stops::Stops;
use super::structure::{Kind, System, Watched, name_of};
use super::switches::same;
use super::{Course, Settings, Shares};
use crate::EngineError;
use crate::math;
use crate::philox::{Stream, purpose};
use lytic_model::{Equations, ExprId, Node};

/// How often switches and triggers are looked at inside a step.
const SAMPLES: u32 = 8;
/// Changes in a row between which time hardly moves, that are taken for an endless loop.
const MOST_WITHOUT_PROGRESS: u32 = 100;
/// Rounds in which modes and determined states must agree.
const MOST_ROUNDS: usize = 50;
/// How much larger than before a state may count after a step, when its error is measured.
const MOST_GROWTH: f64 = 100.0;
/// Share of the run after which fast reactions are looked at again that did not happen.
const SOON: f64 = 1e-10;
/// Share of the run for which modes are not held after switches came without end.
const LOOSE: f64 = 1e-3;

/// A moment of a run: a macro, since a method would borrow all of it.
macro_rules! moment {
    ($run:expr) => {
        Moment {
            time: $run.time,
            states: &$run.states,
            modes: None,
            past: Some(&$run.history),
            side: Side::After,
            draws: &$run.draws.values,
        }
    };
}

mod instant;

pub(super) struct Run<'a> {
    equations: &'a Equations,
    settings: &'a Settings,
    shares: Shares,
    parameters: Vec<f64>,
    machine: Machine,
    solver: Solver,
    equilibrium: Option<Equilibrium>,
    /// Which fast reactions happen.
    active: Vec<bool>,
    /// Whether one that does not may begin to by itself.
    may_begin: bool,
    watched: Vec<(Program, Program)>,
    constraints: Program,
    outputs: Program,
    events: Events,
    stops: Stops,
    history: History,
    draws: Draws,
    time: f64,
    states: Vec<f64>,
    modes: Vec<f64>,
    /// Until when modes are not held.
    loose_until: f64,
    /// Largest value of each state so far.
    largest: Vec<f64>,
    length: f64,
    next_output: usize,
    end: f64,
    course: Course,
}

/// Random numbers of the model, new for each start and each event.
struct Draws {
    stream: Stream,
    count: u64,
    values: Vec<f64>,
}

impl Draws {
    fn draw(&mut self) {
        for value in &mut self.values {
            *value = self.stream.uniform(self.count);
            self.count += 1;
        }
    }
}

impl<'a> Run<'a> {
    pub(super) fn new(
        equations: &'a Equations,
        settings: &'a Settings,
        shares: Shares,
    ) -> Result<Run<'a>, EngineError> {
        let own: Vec<f64> = equations.parameters.iter().map(|parameter| parameter.value).collect();
        let parameters = settings.parameters.clone().unwrap_or(own);
        let system = System::new(equations, &parameters, None)?;
        let mut machine = Machine::new(system, &parameters);
        let equilibrium = Equilibrium::new(&mut machine, &parameters);
        let watched = watched_programs(&machine, &parameters);
        let conditions: Vec<ExprId> = equations.constraints.iter().map(|of| of.condition).collect();
        let source = machine.source(&parameters);
        let horizon = horizon(&source);
        let rows: Vec<ExprId> = machine.system.rows.iter().map(|row| row.expression).collect();
        let end = settings.times.last().copied().unwrap_or(settings.start);
        let watches = !equations.events.is_empty() || !machine.system.switches.is_empty();
        let stops = Stops::new(&source, &rows, settings, watches);
        let count = machine.system.count;
        let draws = Draws {
            stream: Stream::new(settings.seed, purpose("draws of a model"), 0),
            count: 0,
            values: vec![f64::NAN; equations.draws as usize],
        };
        Ok(Run {
            equations,
            settings,
            shares,
            solver: Solver::new(&machine),
            equilibrium,
            watched,
            active: vec![true; machine.system.fast.rates.len()],
            may_begin: false,
            constraints: source.program(&conditions),
            outputs: source.program(&settings.outputs),
            events: Events::new(equations, &source, settings.seed),
            history: History::new(settings.start, Vec::new(), horizon),
            stops,
            draws,
            time: settings.start,
            states: vec![0.0; count],
            modes: Vec::new(),
            loose_until: f64::NEG_INFINITY,
            largest: vec![0.0; count],
            length: 0.0,
            next_output: 0,
            end,
            course: Course {
                values: vec![f64::NAN; settings.times.len() * settings.outputs.len()],
                steps: 0,
                rejected: 0,
                broken: vec![None; equations.constraints.len()],
            },
            parameters,
            machine,
        })
    }

    /// The whole course.
    pub(super) fn follow(mut self) -> Result<Course, EngineError> {
        self.begin()?;
        self.arrive(true)?;
        let (mut standstill, mut restart) = (0, true);
        while self.time < self.end {
            if restart {
                self.length = self.first_length();
            }
            if self.may_begin && restart {
                // What does not happen at this very moment may do so right after it.
                self.length = math::min(self.length, SOON * (self.end - self.settings.start));
            }
            let limit = self.next_stop();
            let (tried, reached) = self.accepted_step(limit)?;
            let start = self.time;
            self.history.push(start, reached, &tried.dense);
            let change = self.first_change(&tried, reached);
            let (arrived, fraction) = change.unwrap_or((reached, 1.0));
            self.put_out_inside(&tried, reached, arrived);
            self.history.cut(arrived);
            if fraction < 1.0 {
                tried.dense.at(fraction, &mut self.states);
            } else {
                self.states.copy_from_slice(&tried.dense.end);
            }
            self.time = arrived;
            let at_stop = self.stops.pass(arrived);
            restart = self.arrive(change.is_some() || at_stop)?;
            let stood_still = change.is_some() && arrived - start <= 16.0 * f64::EPSILON * start.abs();
            standstill = if stood_still { standstill + 1 } else { 0 };
            if standstill > MOST_WITHOUT_PROGRESS {
                if self.events.is_empty() || self.loose_until < self.time && !self.modes.is_empty() {
                    // Perhaps a bend on which the course rests: with free modes the error alone decides.
                    self.loose_until = self.time + LOOSE * (self.end - self.settings.start);
                    standstill = 0;
                } else {
                    return Err(self.no_solution(Why::EndlessEvents, None, None));
                }
            }
        }
        Ok(self.course)
    }

    fn no_solution(&self, why: Why, state: Option<usize>, equation: Option<String>) -> EngineError {
        let state = state.map(|state| name_of(self.equations, state));
        NoSolution { why, time: self.time, state, equation }.into()
    }

    fn no_solution_of_row(&self, why: Why, row: usize) -> EngineError {
        match self.machine.system.rows.get(row) {
            Some(row) => {
                let equation = self.machine.system.equation(self.equations, row);
                self.no_solution(why, Some(row.state), Some(equation))
            }
            None => self.no_solution(why, None, None),
        }
    }

    /// The next time at which a step must end.
    fn next_stop(&mut self) -> f64 {
        let mut times = self.machine.clocks(&moment!(self));
        times.extend(self.events.next_due());
        times.push(self.end);
        self.stops.next(self.time, &times)
    }

    /// Whether modes are held.
    fn held(&self) -> bool {
        self.time >= self.loose_until
    }

    /// A length to begin with: a share of the time in which the slopes become others, as in [`crate::first_step`].
    fn first_length(&mut self) -> f64 {
        let longest = self.end - self.time;
        let moment = Moment { modes: Some(&self.modes), ..moment!(self) };
        let rates = self.machine.rates(&moment);
        let turning = self.machine.turning(&moment, &rates, 1e-6 * longest);
        let (mut speed, mut turn) = (0.0, 0.0);
        for (place, row) in self.machine.system.rows.iter().enumerate() {
            if row.kind == Kind::Flow {
                let allowed = self.allowed(row.state, self.states[row.state].abs());
                speed = math::max(speed, rates[place].abs() / allowed);
                turn = math::max(turn, turning[place].abs() / allowed);
            }
        }
        let share = 0.65 * math::pow(self.settings.relative_tolerance, 0.2);
        if turn == 0.0 {
            // Straight on, as far as can be seen from here.
            return 1e-3 * longest;
        }
        let lengths = [share * speed / turn, 1.0 / speed, 1.0 / math::sqrt(turn)];
        let length = lengths.into_iter().filter(|length| length.is_finite()).fold(0.0, math::max);
        // A state that starts from nothing looks infinitely fast; the step will tell.
        let least = math::max(1e-12 * longest, 64.0 * f64::EPSILON * self.time.abs());
        if length > 0.0 { math::min(math::max(length, least), longest) } else { 1e-3 * longest }
    }

    /// Error allowed for a state of a size.
    fn allowed(&self, state: usize, size: f64) -> f64 {
        let relative = self.settings.relative_tolerance;
        let absolute = match self.settings.absolute_tolerances.get(state) {
            Some(absolute) => *absolute,
            None => {
                let all = self.largest.iter().copied().fold(0.0, math::max);
                relative * (self.shares.of_own * self.largest[state] + self.shares.of_all * all)
            }
        };
        relative * size + absolute + crate::tolerance::LEAST
    }

    /// Tries steps until one is good enough: the step and the time at its end.
    fn accepted_step(&mut self, limit: f64) -> Result<(Tried, f64), EngineError> {
        let (mut finite, mut grow, mut worst) = (true, 5.0, None);
        let longest = self.stops.longest(&moment!(self));
        let mut length = math::min(self.length, longest);
        loop {
            if self.course.steps + self.course.rejected >= self.settings.max_steps.min(self.shares.most_steps)
            {
                return Err(self.no_solution_of_row(Why::TooManySteps, worst.unwrap_or(usize::MAX)));
            }
            let (reached, tried_length) = if self.time + 1.01 * length >= limit {
                (limit, limit - self.time)
            } else {
                (self.time + length, length)
            };
            if reached <= self.time || tried_length < 4.0 * f64::EPSILON * self.time.abs() && reached < limit
            {
                return Err(self.step_too_small(finite, worst));
            }
            let moment = Moment { modes: self.held().then_some(self.modes.as_slice()), ..moment!(self) };
            let tried = self.machine.step(&moment, tried_length);
            // Beyond a switch the held branch may have no value.
            let tried = tried.or_else(|| self.machine.step(&Moment { modes: None, ..moment }, tried_length));
            finite = tried.is_some();
            if let Some(tried) = tried {
                let (error, row) = self.error_of(&tried);
                worst = row;
                let factor = if error > 0.0 { 0.9 * math::pow(error, -0.2) } else { grow };
                let factor = math::max(0.2, math::min(factor, grow));
                if error <= 1.0 {
                    self.course.steps += 1;
                    // A step cut short by a stop says little about how long the next may be.
                    let next = factor * tried_length;
                    self.length = if tried_length < length { math::max(next, length) } else { next };
                    return Ok((tried, reached));
                }
                length = tried_length * math::min(factor, 0.9);
            } else {
                length = 0.25 * tried_length;
            }
            self.course.rejected += 1;
            grow = 1.0;
        }
    }

    /// The largest error of a row in what is allowed, and that row.
    fn error_of(&self, tried: &Tried) -> (f64, Option<usize>) {
        let (mut largest, mut worst) = (0.0, None);
        for (place, row) in self.machine.system.rows.iter().enumerate() {
            let (start, end) = (tried.dense.start[row.state].abs(), tried.dense.end[row.state].abs());
            // A step that runs away must not be measured by where it went.
            let least = self.allowed(row.state, 0.0) / self.settings.relative_tolerance;
            let size = math::max(start, math::min(end, MOST_GROWTH * start + least));
            let excess = 1e-3 * tried.excess[place];
            let error = math::max(tried.error[place].abs(), excess) / self.allowed(row.state, size);
            if error > largest || error.is_nan() {
                (largest, worst) = (error, Some(place));
            }
        }
        (if largest.is_nan() { f64::INFINITY } else { largest }, worst)
    }

    /// Steps became too small: because of a row whose rate is not finite, or of the worst one.
    fn step_too_small(&mut self, finite: bool, worst: Option<usize>) -> EngineError {
        let rates = self.machine.rates(&moment!(self));
        let bad = rates.iter().position(|rate| !rate.is_finite());
        let why = if finite && bad.is_none() { Why::StepTooSmall } else { Why::NotFinite };
        let speed = |(row, rate): (usize, &f64)| {
            let state = self.machine.system.rows.get(row).map_or(0, |row| row.state);
            (row, rate.abs() / self.allowed(state, self.states[state].abs()))
        };
        let fastest = rates.iter().enumerate().map(speed).max_by(|a, b| a.1.total_cmp(&b.1));
        self.no_solution_of_row(why, bad.or(worst).or(fastest.map(|(row, _)| row)).unwrap_or(usize::MAX))
    }

    /// Where in the step a switch or a trigger changes first: the time, and the same as a fraction of the step.
    fn first_change(&mut self, tried: &Tried, reached: f64) -> Option<(f64, f64)> {
        let held = self.held() && !self.modes.is_empty();
        if self.events.is_empty() && !held {
            return None;
        }
        let (start, length) = (self.time, reached - self.time);
        let mut states = vec![0.0; self.states.len()];
        let mut modes = Vec::new();
        let mut changed = |time: f64| {
            if time >= reached {
                states.copy_from_slice(&tried.dense.end);
            } else {
                tried.dense.at((time - start) / length, &mut states);
            }
            let moment = Moment { time, states: &states, ..moment!(self) };
            if self.events.changed(&moment) {
                return true;
            }
            if held {
                self.machine.modes(&moment, &mut modes);
                return !same(&modes, &self.modes);
            }
            false
        };
        let (mut before, mut found) = (start, None);
        // What is found is looked at again more closely: something else may change before it.
        for _ in 0..MOST_ROUNDS {
            let mut after = None;
            let stretch = found.unwrap_or(reached) - start;
            for sample in 1..=SAMPLES {
                let at = if sample == SAMPLES {
                    found.unwrap_or(reached)
                } else {
                    start + stretch * f64::from(sample) / f64::from(SAMPLES)
                };
                if found == Some(at) || changed(at) {
                    after = Some(at);
                    break;
                }
                before = at;
            }
            let mut after = after?;
            if found == Some(after) {
                break;
            }
            loop {
                let middle = 0.5 * (before + after);
                if middle <= before || middle >= after {
                    break;
                }
                if changed(middle) {
                    after = middle;
                } else {
                    before = middle;
                }
            }
            found = Some(after);
            before = start;
        }
        found.map(|time| (time, if time >= reached { 1.0 } else { (time - start) / length }))
    }

    /// Outputs that lie inside the step and before the time that it is followed to.
    fn put_out_inside(&mut self, tried: &Tried, reached: f64, arrived: f64) {
        let (start, length) = (self.time, reached - self.time);
        let mut states = vec![0.0; self.states.len()];
        while let Some(at) = self.settings.times.get(self.next_output).copied().filter(|at| *at < arrived) {
            tried.dense.at((at - start) / length, &mut states);
            self.outputs.run(&Moment { time: at, states: &states, ..moment!(self) });
            self.put_out();
        }
    }

    /// Takes the outputs' values as those of the next output time.
    fn put_out(&mut self) {
        let width = self.settings.outputs.len();
        let begin = self.next_output * width;
        for (slot, value) in self.course.values.iter_mut().skip(begin).zip(self.outputs.values()) {
            *slot = value;
        }
        self.next_output += 1;
    }
}

/// How far back anything looks: at most the sum of all delays, if they are constant; zero without delays.
fn horizon(source: &Source<'_>) -> Option<f64> {
    let graph = source.graph;
    let by = |node: &Node| match node {
        Node::Delayed(_, by) => Some(*by),
        _ => None,
    };
    let all: Vec<ExprId> = graph.nodes().iter().filter_map(by).collect();
    if all.iter().any(|by| graph.depends_on_time(*by) || !graph.depends_on_states(*by).is_empty()) {
        return None;
    }
    let mut program = source.program(&all);
    program.run(&Moment::nowhere());
    Some(program.values().filter(|by| *by > 0.0).sum())
}

/// Residual and derivatives of each rule that is watched.
fn watched_programs(machine: &Machine, parameters: &[f64]) -> Vec<(Program, Program)> {
    let source = machine.source(parameters);
    let of = |watched: &Watched| {
        let slopes: Vec<ExprId> = watched.gradient.iter().map(|(_, of)| *of).collect();
        (source.program(&[watched.residual]), source.program(&slopes))
    };
    machine.system.watched.iter().map(of).collect()
}
