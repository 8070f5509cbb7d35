//! Times at which steps must end, and how long a step may be.
//!
//! A jump or bend of the course at time `t` comes back through a constant delay `d` at `t + d`, `t + 2d` and so on, each
//! time one order smoother: up to the order of the method, steps end there. A step is no longer than the delays that it
//! looks back by, so that what it asks for has been computed; delays below [`SHORTEST_DELAY`] of the run are the
//! exception, their values are taken from a straight line through the step. Where switches or triggers are looked at, no
//! step is longer than the widest distance of outputs.

use super::Settings;
use super::program::{Moment, Program, Source, present};
use lytic_model::{ExprId, Node};

/// How often a bend comes back through delays before it is too smooth to matter.
const GENERATIONS: u32 = 6;
/// Times kept; the earliest first.
const MOST_TIMES: usize = 20_000;
/// Shortest delay that limits steps, as a share of the run.
const SHORTEST_DELAY: f64 = 1e-5;

pub(super) struct Stops {
    /// Delays of the rows, constant ones first.
    delays: Program,
    count: usize,
    /// Values of those that are constant.
    constant: Vec<f64>,
    /// Where bends come back, ascending, with the generation.
    returns: Vec<(f64, u32)>,
    /// Generation of the bend at the present time.
    generation: u32,
    current: f64,
    /// Longest step for switches and triggers.
    widest: f64,
    shortest: f64,
}

impl Stops {
    pub(super) fn new(source: &Source<'_>, rows: &[ExprId], settings: &Settings, watches: bool) -> Stops {
        let graph = source.graph;
        let by = |id: &ExprId| match graph.node(*id) {
            Node::Delayed(_, by) => Some(by),
            _ => None,
        };
        let mut delays: Vec<ExprId> = present(graph, rows).iter().filter_map(by).collect();
        delays.sort_unstable();
        delays.dedup();
        let is_constant =
            |by: &ExprId| !graph.depends_on_time(*by) && graph.depends_on_states(*by).is_empty();
        // Also those that are looked back at inside what is looked back at.
        let nested: Vec<ExprId> = graph.reachable(rows).iter().filter_map(by).filter(is_constant).collect();
        let mut program = source.program(&nested);
        program.run(&Moment::nowhere());
        let mut constant: Vec<f64> = program.values().filter(|by| *by > 0.0 && by.is_finite()).collect();
        constant.sort_by(f64::total_cmp);
        constant.dedup();
        let ends = settings.times.iter().zip(settings.times.iter().skip(1));
        let first = settings.times.first().map_or(0.0, |first| first - settings.start);
        let widest = ends.map(|(a, b)| b - a).fold(first, f64::max);
        let end = settings.times.last().copied().unwrap_or(settings.start);
        Stops {
            count: delays.len(),
            delays: source.program(&delays),
            constant,
            returns: Vec::new(),
            generation: 0,
            current: f64::INFINITY,
            widest: if watches { widest } else { f64::INFINITY },
            shortest: SHORTEST_DELAY * (end - settings.start),
        }
    }

    /// The course has a bend at this time.
    pub(super) fn bend(&mut self, time: f64) {
        let generation = std::mem::take(&mut self.generation);
        if generation >= GENERATIONS {
            return;
        }
        for delay in &self.constant {
            let at = time + delay;
            let place = self.returns.partition_point(|(known, _)| *known < at);
            match self.returns.get_mut(place) {
                Some((known, of)) if *known == at => *of = (*of).min(generation + 1),
                _ => self.returns.insert(place, (at, generation + 1)),
            }
        }
        self.returns.truncate(MOST_TIMES);
    }

    /// The next stop after a time: one of the given times or a bend that comes back. Stops that differ by rounding only
    /// are one, the last of them.
    pub(super) fn next(&mut self, time: f64, times: &[f64]) -> f64 {
        let passed = self.returns.partition_point(|(at, _)| *at <= time);
        self.returns.drain(..passed);
        let returns = self.returns.iter().map(|(at, _)| *at);
        let ahead: Vec<f64> = times.iter().copied().chain(returns).filter(|at| *at > time).collect();
        let first = ahead.iter().copied().fold(f64::INFINITY, f64::min);
        let near = 8.0 * f64::EPSILON * first.abs();
        self.current = ahead.into_iter().filter(|at| *at <= first + near).fold(first, f64::max);
        self.current
    }

    /// Whether this time is the stop that was given last.
    pub(super) fn pass(&mut self, time: f64) -> bool {
        if time < self.current {
            self.generation = 0;
            return false;
        }
        let near = 8.0 * f64::EPSILON * time.abs();
        let here = self.returns.iter().take_while(|(at, _)| *at <= time + near);
        self.generation = here.filter(|(at, _)| *at >= time - near).map(|(_, of)| *of).min().unwrap_or(0);
        true
    }

    /// The longest step from a moment.
    pub(super) fn longest(&mut self, moment: &Moment<'_>) -> f64 {
        if self.count == 0 {
            return self.widest;
        }
        self.delays.run(moment);
        let (shortest, constant) = (self.shortest, &self.constant);
        let delays = self.delays.values().filter(|delay| *delay >= shortest);
        // A delay that changes may become shorter within the step.
        delays.map(|by| if constant.contains(&by) { by } else { 0.5 * by }).fold(self.widest, f64::min)
    }
}
