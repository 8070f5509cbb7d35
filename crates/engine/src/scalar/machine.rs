//! The system with its programs: rates, Jacobian, modes, and one step of Rodas5P on it.
//!
//! Stages, for i = 1..8, with `W = M/(h gamma) - J` ([`crate::tableau::rodas5p`] has the coefficients):
//!
//! ```text
//! W u_i = f(t + c_i h, y + sum_j a_ij u_j) + M sum_j (C_ij/h) u_j + h d_i df/dt
//! ```
//!
//! The method holds its order for semi-explicit equations of index one (Steinebach 2023). Where a delay hides `df/dt`
//! from the graph it is a one-sided difference of second order over a thousandth of the step.

use super::closed::Closed;
use super::dense::Factors;
use super::history::{Dense, Side};
use super::program::{Moment, Program, Source};
use super::structure::{Kind, System};
use crate::tableau::rodas5p::{A, C, D, GAMMA, H, STAGES, TIMES};
use lytic_model::ExprId;

/// Distance of the difference by time, in steps.
const SHORT: f64 = 1e-3;

/// A step that was tried.
pub(super) struct Tried {
    /// States over the step.
    pub dense: Dense,
    /// Estimated error at its end, by row.
    pub error: Vec<f64>,
    /// How much further a row went than ten times its fastest rate in the step: more than nothing only where the linear
    /// equations of the stages lost all digits.
    pub excess: Vec<f64>,
}

/// A system ready to run.
pub(super) struct Machine {
    pub system: System,
    pub rows: Program,
    slopes: Program,
    arguments: Program,
    clocks: Program,
    factors: Factors,
    closed: Closed,
    pub matrix: Vec<f64>,
    jacobian: Vec<f64>,
    by_time: Vec<f64>,
    stages: Vec<Vec<f64>>,
}

impl Machine {
    /// At these parameters.
    pub(super) fn new(system: System, parameters: &[f64]) -> Machine {
        let places = system.switches.places();
        let expressions: Vec<ExprId> = system.rows.iter().map(|row| row.expression).collect();
        let elements = system.jacobian.iter().map(|(_, _, of)| *of);
        let slopes: Vec<ExprId> = elements.chain(system.by_time.iter().flatten().copied()).collect();
        let source = Source { graph: &system.graph, parameters, before: &system.before };
        Machine {
            rows: source.held(&expressions, &places),
            slopes: source.held(&slopes, &places),
            arguments: system.switches.arguments(&source),
            clocks: system.switches.clocks(&source),
            factors: Factors::default(),
            closed: Closed::new(&system.graph, &system.rows),
            matrix: Vec::new(),
            jacobian: Vec::new(),
            by_time: Vec::new(),
            stages: vec![Vec::new(); STAGES],
            system,
        }
    }

    /// Number of rows.
    pub(super) fn size(&self) -> usize {
        self.system.rows.len()
    }

    /// What programs for other expressions of the same graph are made from.
    pub(super) fn source<'a>(&'a self, parameters: &'a [f64]) -> Source<'a> {
        Source { graph: &self.system.graph, parameters, before: &self.system.before }
    }

    /// The modes of the switches.
    pub(super) fn modes(&mut self, moment: &Moment<'_>, modes: &mut Vec<f64>) {
        self.system.switches.modes(&mut self.arguments, moment, modes);
    }

    /// The times at which clocks change next.
    pub(super) fn clocks(&mut self, moment: &Moment<'_>) -> Vec<f64> {
        self.system.switches.next(&mut self.clocks, moment)
    }

    /// The right-hand sides of the rows.
    pub(super) fn rates(&mut self, moment: &Moment<'_>) -> Vec<f64> {
        self.rows.run(moment);
        self.rows.values().collect()
    }

    /// The derivatives of rows by the states of rows, by rows.
    pub(super) fn linearise(&mut self, moment: &Moment<'_>, length: f64) {
        let size = self.size();
        self.slopes.run(moment);
        self.jacobian.clear();
        self.jacobian.resize(size * size, 0.0);
        for (index, (row, column, _)) in self.system.jacobian.iter().enumerate() {
            self.jacobian[row * size + column] = self.slopes.value(index);
        }
        self.by_time.clear();
        if self.system.by_time.is_some() {
            let elements = self.system.jacobian.len();
            self.by_time.extend((0..size).map(|row| self.slopes.value(elements + row)));
            return;
        }
        let step = SHORT * length;
        let mut at = |time: f64| self.rates(&Moment { time, side: Side::After, ..*moment });
        let [now, soon, later] = [0.0, 1.0, 2.0].map(|place| at(place * step + moment.time));
        self.by_time
            .extend((0..size).map(|row| (4.0 * soon[row] - 3.0 * now[row] - later[row]) / (2.0 * step)));
    }

    /// The derivative by time of each row along the course: how fast the slopes turn.
    pub(super) fn turning(&mut self, moment: &Moment<'_>, rates: &[f64], length: f64) -> Vec<f64> {
        self.linearise(moment, length);
        let size = self.size();
        let rows = self.jacobian.chunks_exact(size.max(1)).zip(&self.by_time);
        rows.map(|(row, by_time)| {
            row.iter().zip(rates).zip(&self.system.rows).fold(*by_time, |sum, ((element, rate), of)| {
                if of.kind == Kind::Flow { sum + element * rate } else { sum }
            })
        })
        .collect()
    }

    /// Derivative of a row by the state of another, where [`Machine::linearise`] left them.
    pub(super) fn slope(&self, row: usize, column: usize) -> f64 {
        self.jacobian[row * self.size() + column]
    }

    /// A step of this length; none if something in it is not finite.
    pub(super) fn step(&mut self, moment: &Moment<'_>, length: f64) -> Option<Tried> {
        let size = self.size();
        let start = moment.states;
        if size == 0 {
            let dense = Dense { start: start.to_vec(), end: start.to_vec(), bends: Vec::new() };
            return Some(Tried { dense, error: Vec::new(), excess: Vec::new() });
        }
        self.linearise(moment, length);
        self.matrix.clear();
        self.matrix.extend(self.jacobian.iter().map(|element| -element));
        for (place, row) in self.system.rows.iter().enumerate() {
            if row.kind == Kind::Flow {
                self.matrix[place * size + place] += 1.0 / (length * GAMMA);
            }
        }
        self.factors.factor(size, &self.matrix).ok()?;
        let mut states = start.to_vec();
        let mut right = vec![0.0; size];
        let mut fastest = vec![0.0f64; size];
        for stage in 0..STAGES {
            for (place, row) in self.system.rows.iter().enumerate() {
                let mut value = start[row.state];
                for (weight, u) in A[stage].iter().zip(&self.stages).take(stage) {
                    value += weight * u[place];
                }
                states[row.state] = value;
            }
            let time =
                if TIMES[stage] == 1.0 { moment.time + length } else { moment.time + TIMES[stage] * length };
            let side = if TIMES[stage] == 1.0 { Side::Before } else { Side::After };
            self.rows.run(&Moment { time, states: &states, side, ..*moment });
            for (place, row) in self.system.rows.iter().enumerate() {
                let mut sum = self.rows.value(place);
                fastest[place] = fastest[place].max(sum.abs());
                if row.kind == Kind::Flow {
                    let mut earlier = 0.0;
                    for (weight, u) in C[stage].iter().zip(&self.stages).take(stage) {
                        earlier += weight * u[place];
                    }
                    sum += earlier / length;
                }
                right[place] = sum + length * D[stage] * self.by_time[place];
            }
            self.factors.solve(&right, &mut self.stages[stage]);
        }
        let error = self.stages[STAGES - 1].clone();
        for (row, u) in self.system.rows.iter().zip(&error) {
            states[row.state] += u;
        }
        let mut bends = Vec::with_capacity(size);
        for (place, row) in self.system.rows.iter().enumerate() {
            let bend = H.map(|weights| {
                weights.iter().zip(&self.stages).fold(0.0, |sum, (weight, u)| sum + weight * u[place])
            });
            bends.push((row.state as u32, bend));
        }
        let finite = self.system.rows.iter().all(|row| states[row.state].is_finite())
            && bends.iter().all(|(_, bend)| bend.iter().all(|bend| bend.is_finite()));
        let rows = self.system.rows.iter().zip(&fastest);
        let excess = rows.map(|(row, fastest)| match row.kind {
            Kind::Flow => ((states[row.state] - start[row.state]).abs() - 10.0 * length * fastest).max(0.0),
            _ => 0.0,
        });
        let excess = excess.collect();
        let mut dense = Dense { start: start.to_vec(), end: states, bends };
        if finite {
            self.closed.keep(&self.system.rows, &mut dense);
        }
        finite.then_some(Tried { dense, error, excess })
    }
}
