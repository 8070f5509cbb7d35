//! States that satisfy the equations which determine them, at one moment.
//!
//! Newton's method with damping: a step `dz = -J^-1 r(z)` is halved until the next one, with the same `J`, is shorter
//! (the natural monotonicity test; Deuflhard 2004, Newton Methods for Nonlinear Problems, section 3.3). Fast reactions go
//! to their equilibrium first along their own course `dx/ds = N v(x)`, with implicit steps that grow (pseudo-transient
//! continuation; Kelley and Keyes 1998, SIAM J Numer Anal 35:508), so that of several equilibria it is the one that they
//! would reach.

use super::dense::Factors;
use super::machine::Machine;
use super::program::{Moment, Program};
use lytic_model::ExprId;

/// Newton steps.
const MOST_STEPS: u32 = 100;
/// Starts from somewhere else where the equations are singular.
const MOST_STARTS: u32 = 4;
/// Steps to the equilibrium of fast reactions.
const MOST_PSEUDO_STEPS: u32 = 2_000;
/// A Newton step this short, in sizes of the states, is the last: the next would be its square.
const SHORT: f64 = 1e-11;
/// Where rounding lets steps become no shorter, this is short enough.
const SHORT_ENOUGH: f64 = 1e-7;

/// Solves for the determined states.
#[derive(Clone, Debug, Default)]
pub(super) struct Solver {
    /// Positions of the rows that determine their state.
    places: Vec<usize>,
    factors: Factors,
    step: Vec<f64>,
}

impl Solver {
    pub(super) fn new(machine: &Machine) -> Solver {
        Solver { places: machine.system.determined(), ..Solver::default() }
    }

    /// Whether no state is determined by an equation.
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Moves the determined states so that their equations hold, from where they are; the row that does not if they
    /// cannot.
    pub(super) fn solve(
        &mut self,
        machine: &mut Machine,
        moment: &Moment<'_>,
        states: &mut [f64],
    ) -> Result<(), usize> {
        if self.is_empty() {
            return Ok(());
        }
        let begin: Vec<f64> = states.to_vec();
        let mut worst = self.places[0];
        for start in 0..MOST_STARTS {
            states.copy_from_slice(&begin);
            if start > 0 {
                // Beside a point where the equations say nothing of the direction.
                for (place, row) in self.places.iter().enumerate() {
                    let state = machine.system.rows[*row].state;
                    let away = f64::from(start) * 1e-3 * (1.0 + 0.1 * place as f64);
                    states[state] += away * (1.0 + begin[state].abs());
                }
            }
            match self.newton(machine, moment, states) {
                Ok(()) => return Ok(()),
                Err(row) => worst = row,
            }
        }
        Err(worst)
    }

    fn residual(&self, machine: &mut Machine, moment: &Moment<'_>, states: &[f64]) -> Vec<f64> {
        let all = machine.rates(&Moment { states, ..*moment });
        self.places.iter().map(|place| -all[*place]).collect()
    }

    fn newton(
        &mut self,
        machine: &mut Machine,
        moment: &Moment<'_>,
        states: &mut [f64],
    ) -> Result<(), usize> {
        let size = self.places.len();
        let first = self.places[0];
        let of_state: Vec<usize> =
            self.places.iter().map(|place| machine.system.rows[*place].state).collect();
        let mut residual = self.residual(machine, moment, states);
        let mut matrix = vec![0.0; size * size];
        let mut next_step = Vec::new();
        for _ in 0..MOST_STEPS {
            if residual.iter().all(|residual| *residual == 0.0) {
                return Ok(());
            }
            if let Some(bad) = residual.iter().position(|residual| !residual.is_finite()) {
                return Err(self.places[bad]);
            }
            machine.linearise(&Moment { states, ..*moment }, 0.0);
            for (i, row) in self.places.iter().enumerate() {
                for (j, column) in self.places.iter().enumerate() {
                    matrix[i * size + j] = machine.slope(*row, *column);
                }
            }
            self.factors.factor(size, &matrix).map_err(|row| self.places[row])?;
            self.factors.solve(&residual, &mut self.step);
            // Against the size of each state, and at least a little of the largest of all.
            let largest = of_state.iter().map(|state| states[*state].abs()).fold(0.0, f64::max);
            let sizes: Vec<f64> = of_state
                .iter()
                .zip(&self.step)
                .map(|(state, step)| {
                    states[*state].abs().max((states[*state] + step).abs()).max(1e-12 * largest).max(1e-300)
                })
                .collect();
            let norm = |step: &[f64]| {
                step.iter().zip(&sizes).map(|(step, size)| step.abs() / size).fold(0.0, f64::max)
            };
            let length = norm(&self.step);
            let before: Vec<f64> = of_state.iter().map(|state| states[*state]).collect();
            let mut share = 1.0;
            loop {
                for ((state, before), step) in of_state.iter().zip(&before).zip(&self.step) {
                    states[*state] = before + share * step;
                }
                residual = self.residual(machine, moment, states);
                if length <= SHORT && residual.iter().all(|residual| residual.is_finite()) {
                    return Ok(());
                }
                self.factors.solve(&residual, &mut next_step);
                let next = norm(&next_step);
                if next.is_finite() && next <= (1.0 - 0.25 * share) * length {
                    break;
                }
                share *= 0.5;
                if share < 1e-4 {
                    if length <= SHORT_ENOUGH {
                        for ((state, before), step) in of_state.iter().zip(&before).zip(&self.step) {
                            states[*state] = before + step;
                        }
                        return Ok(());
                    }
                    let largest = residual.iter().enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
                    return Err(largest.map_or(first, |(place, _)| self.places[place]));
                }
            }
        }
        let largest = residual.iter().enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
        Err(largest.map_or(first, |(place, _)| self.places[place]))
    }
}

/// Takes fast reactions to their equilibrium.
#[derive(Clone, Debug)]
pub(super) struct Equilibrium {
    rates: Program,
    slopes: Program,
    /// Reaction and place of the state, by derivative.
    elements: Vec<(usize, usize)>,
    states: Vec<usize>,
    factors: Factors,
}

impl Equilibrium {
    /// None where there are no fast reactions.
    pub(super) fn new(machine: &mut Machine, parameters: &[f64]) -> Option<Equilibrium> {
        let fast = machine.system.fast.clone();
        if fast.rates.is_empty() {
            return None;
        }
        let mut states: Vec<usize> = fast.changes.iter().flatten().map(|(state, _)| *state).collect();
        states.sort_unstable();
        states.dedup();
        let (mut elements, mut slopes): (Vec<(usize, usize)>, Vec<ExprId>) = (Vec::new(), Vec::new());
        for (reaction, row) in machine.system.graph.gradients(&fast.rates).into_iter().enumerate() {
            for (state, slope) in row {
                if let Ok(place) = states.binary_search(&state) {
                    elements.push((reaction, place));
                    slopes.push(slope);
                }
            }
        }
        Some(Equilibrium {
            rates: machine.source(parameters).program(&fast.rates),
            slopes: machine.source(parameters).program(&slopes),
            elements,
            states,
            factors: Factors::default(),
        })
    }

    /// Which fast reactions happen: those whose rate is not zero, or would not be with a little more or less of what they
    /// change.
    pub(super) fn active(&mut self, moment: &Moment<'_>) -> Vec<bool> {
        let moment = Moment { modes: None, ..*moment };
        self.rates.run(&moment);
        self.slopes.run(&moment);
        let mut active: Vec<bool> = self.rates.values().map(|rate| rate != 0.0).collect();
        for (index, (reaction, _)) in self.elements.iter().enumerate() {
            active[*reaction] |= self.slopes.value(index) != 0.0;
        }
        active
    }

    /// Lets the fast reactions run alone; how far they get is for [`Solver::solve`] to finish.
    pub(super) fn approach(&mut self, machine: &Machine, moment: &Moment<'_>, states: &mut [f64]) {
        let changes = &machine.system.fast.changes;
        let size = self.states.len();
        let mut flows = self.flows(changes, moment, states);
        let largest = self.states.iter().map(|state| states[*state].abs()).fold(1e-300, f64::max);
        let size_of = |flows: &[f64]| flows.iter().fold(0.0, |largest: f64, flow| largest.max(flow.abs()));
        let mut speed = size_of(&flows);
        let mut length = if speed > 0.0 { 1e-2 * largest / speed } else { return };
        let (mut step, mut at_rest) = (Vec::new(), 0);
        for _ in 0..MOST_PSEUDO_STEPS {
            if speed == 0.0 || !speed.is_finite() || !length.is_finite() {
                return;
            }
            self.slopes.run(&Moment { states, modes: None, ..*moment });
            let mut matrix = vec![0.0; size * size];
            for place in 0..size {
                matrix[place * size + place] = 1.0 / length;
            }
            for (index, (reaction, column)) in self.elements.iter().enumerate() {
                let slope = self.slopes.value(index);
                for (state, count) in &changes[*reaction] {
                    if let Ok(row) = self.states.binary_search(state) {
                        matrix[row * size + column] -= count * slope;
                    }
                }
            }
            if self.factors.factor(size, &matrix).is_err() {
                length *= 0.5;
                continue;
            }
            self.factors.solve(&flows, &mut step);
            let tried: Vec<f64> = {
                let mut tried = states.to_vec();
                self.states.iter().zip(&step).for_each(|(state, step)| tried[*state] += step);
                tried
            };
            let next = self.flows(changes, moment, &tried);
            let next_speed = size_of(&next);
            // Concentrations below zero have no meaning for a rate law: shorter steps stay clear of them.
            let falls =
                self.states.iter().any(|state| tried[*state] < -1e-14 * largest && states[*state] >= 0.0);
            if !next_speed.is_finite() || falls {
                length *= 0.25;
                if length * speed < 1e-18 * largest {
                    return;
                }
                continue;
            }
            let moved = size_of(&step);
            states.copy_from_slice(&tried);
            length *= (speed / next_speed).clamp(1.5, 10.0);
            (flows, speed) = (next, next_speed);
            at_rest = if moved <= 1e-13 * largest { at_rest + 1 } else { 0 };
            if at_rest == 3 {
                return;
            }
        }
    }

    fn flows(&mut self, changes: &[Vec<(usize, f64)>], moment: &Moment<'_>, states: &[f64]) -> Vec<f64> {
        self.rates.run(&Moment { states, modes: None, ..*moment });
        let mut flows = vec![0.0; self.states.len()];
        for (reaction, changes) in changes.iter().enumerate() {
            for (state, count) in changes {
                if let Ok(place) = self.states.binary_search(state) {
                    flows[place] += count * self.rates.value(reaction);
                }
            }
        }
        flows
    }
}
