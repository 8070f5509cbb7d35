//! What happens in one instant: values at the start, agreement of modes and determined states, events one by one, rules
//! that are watched.

use super::super::consistent::{Equilibrium, Solver};
use super::super::history::{History, Side};
use super::super::machine::Machine;
use super::super::no_solution::Why;
use super::super::program::Moment;
use super::super::structure::{Kind, System, rule_name};
use super::super::switches::same;
use super::Run;
use super::{MOST_ROUNDS, watched_programs};
use crate::{EngineError, math};
use lytic_model::ExprId;

/// Executions in one instant that are taken for an endless loop.
const MOST_IN_AN_INSTANT: usize = 10_000;
/// Rounds in which values at the start and determined states must agree.
const MOST_START_ROUNDS: usize = 200;
/// How far a rule that nothing can make true may be off, in sizes of its terms.
const BROKEN: f64 = 1e-6;

impl Run<'_> {
    /// Values at the start. They may read states that algebraic rules determine: then both are sought in turns.
    pub(super) fn begin(&mut self) -> Result<(), EngineError> {
        let initial: Vec<ExprId> = self.equations.states.iter().map(|state| state.initial).collect();
        let mut program = self.machine.source(&self.parameters).program(&initial);
        let reads_states =
            initial.iter().any(|of| !self.machine.system.graph.depends_on_states(*of).is_empty());
        self.draws.draw();
        for round in 0.. {
            let rows = self.machine.system.rows.iter().filter(|row| matches!(row.kind, Kind::Rule(_)));
            let determined: Vec<usize> = rows.map(|row| row.state).collect();
            let before = self.states.clone();
            program.run(&moment!(self));
            for (state, value) in program.values().enumerate() {
                if round == 0 || !determined.contains(&state) {
                    self.states[state] = value;
                }
            }
            for (state, value) in &self.settings.initial {
                if let Some(state) = self.states.get_mut(*state) {
                    *state = *value;
                }
            }
            if round == 0 && reads_states {
                continue;
            }
            self.history = History::new(self.time, self.states.clone(), self.history.horizon());
            self.make_consistent(true)?;
            let moved = before.iter().zip(&self.states).any(|(a, b)| (a - b).abs() > 1e-13 * b.abs());
            if !reads_states || !moved {
                break;
            }
            if round > MOST_START_ROUNDS {
                return Err(self.no_solution(Why::Unsolved, None, None));
            }
        }
        self.history = History::new(self.time, self.states.clone(), self.history.horizon());
        self.check_watched()
    }

    /// Brings modes, sums of fast reactions and determined states into agreement with the states that flow or were set;
    /// `anew` where states were set, so that fast reactions start from them.
    fn make_consistent(&mut self, anew: bool) -> Result<(), EngineError> {
        self.choose_active()?;
        if anew && let Some(equilibrium) = &mut self.equilibrium {
            for (sum, weights) in &self.machine.system.fast.sums {
                self.states[*sum] = weights.iter().map(|(state, weight)| weight * self.states[*state]).sum();
            }
            let mut states = self.states.clone();
            equilibrium.approach(&self.machine, &moment!(self), &mut states);
            self.states = states;
        }
        for _ in 0..MOST_ROUNDS {
            let mut modes = Vec::new();
            self.machine.modes(&moment!(self), &mut modes);
            self.modes = modes;
            if self.solver.is_empty() {
                return Ok(());
            }
            let mut states = self.states.clone();
            let moment = Moment { modes: Some(&self.modes), ..moment!(self) };
            let solved = self.solver.solve(&mut self.machine, &moment, &mut states);
            if let Err(row) = solved {
                return Err(self.no_solution_of_row(Why::Unsolved, row));
            }
            self.states = states;
            let mut after = Vec::new();
            self.machine.modes(&moment!(self), &mut after);
            if same(&after, &self.modes) {
                return Ok(());
            }
        }
        // A condition that is true only while it is false.
        let row = self.machine.system.determined().first().copied().unwrap_or(0);
        Err(self.no_solution_of_row(Why::Unsolved, row))
    }

    /// Looks which fast reactions happen; where that has changed, the system is another one.
    fn choose_active(&mut self) -> Result<(), EngineError> {
        let Some(equilibrium) = &mut self.equilibrium else { return Ok(()) };
        let active = equilibrium.active(&moment!(self));
        if active == self.active {
            return Ok(());
        }
        let system = System::new(self.equations, &self.parameters, Some(&active))?;
        self.machine = Machine::new(system, &self.parameters);
        self.equilibrium = Equilibrium::new(&mut self.machine, &self.parameters);
        self.solver = Solver::new(&self.machine);
        self.watched = watched_programs(&self.machine, &self.parameters);
        let system = &self.machine.system;
        self.states.truncate(self.equations.states.len());
        self.states.resize(system.count, 0.0);
        self.largest.resize(system.count, 0.0);
        for (sum, weights) in &system.fast.sums {
            self.states[*sum] = weights.iter().map(|(state, weight)| weight * self.states[*state]).sum();
        }
        let moves = |state: &usize| system.rows.iter().any(|row| row.state == *state);
        self.may_begin = system.fast.rates.iter().zip(&active).any(|(rate, active)| {
            !active
                && (system.graph.depends_on_time(*rate)
                    || system.graph.depends_on_states(*rate).iter().any(moves))
        });
        self.active = active;
        let mut states = self.states.clone();
        if let Some(equilibrium) = &mut self.equilibrium {
            equilibrium.approach(&self.machine, &moment!(self), &mut states);
        }
        self.states = states;
        Ok(())
    }

    /// Everything that happens at the present time. Whether the course has a bend here.
    pub(super) fn arrive(&mut self, changed: bool) -> Result<bool, EngineError> {
        let mut bend = changed;
        if changed || !self.solver.is_empty() || self.may_begin {
            let before = self.active.clone();
            self.make_consistent(false)?;
            bend |= before != self.active;
        }
        self.project();
        if changed || self.events.next_due().is_some_and(|due| due <= self.time) {
            bend |= self.settle()?;
        }
        let stuck = self.machine.system.rows.iter().position(|row| !self.states[row.state].is_finite());
        if let Some(row) = stuck {
            return Err(self.no_solution_of_row(Why::NotFinite, row));
        }
        self.check_watched()?;
        for (largest, state) in self.largest.iter_mut().zip(&self.states) {
            *largest = math::max(*largest, state.abs());
        }
        if bend {
            self.stops.bend(self.time);
        }
        self.constraints.run(&moment!(self));
        for (broken, value) in self.course.broken.iter_mut().zip(self.constraints.values()) {
            if broken.is_none() && value == 0.0 {
                *broken = Some(self.time);
            }
        }
        while self.settings.times.get(self.next_output).is_some_and(|at| *at <= self.time) {
            self.outputs.run(&moment!(self));
            self.put_out();
        }
        Ok(bend)
    }

    /// Fires and executes all events that are due. Whether any was executed.
    fn settle(&mut self) -> Result<bool, EngineError> {
        if self.events.is_empty() {
            return Ok(false);
        }
        self.events.look(&moment!(self));
        let mut executed = 0;
        loop {
            self.draws.draw();
            let Some((event, assignments)) = self.events.take_due(&moment!(self)) else {
                return Ok(executed > 0);
            };
            for (state, value) in assignments {
                if let Some(state) = self.states.get_mut(state) {
                    *state = value;
                }
            }
            self.make_consistent(true)?;
            executed += 1;
            if executed > MOST_IN_AN_INSTANT {
                let name = self.equations.events.get(event).map(|event| event.name.clone());
                return Err(self.no_solution(Why::EndlessEvents, None, name));
            }
            self.events.look(&moment!(self));
        }
    }

    /// Moves flowing states the shortest way to where the rules hold that were differentiated: what rounding and the
    /// error of steps took them away.
    fn project(&mut self) {
        for place in 0..self.watched.len() {
            if !self.machine.system.watched[place].projected {
                continue;
            }
            let (residual, slopes) = &mut self.watched[place];
            residual.run(&moment!(self));
            slopes.run(&moment!(self));
            let off = residual.value(0);
            let square: f64 = slopes.values().map(|slope| slope * slope).sum();
            if square > 0.0 && off.is_finite() {
                let gradient = &self.machine.system.watched[place].gradient;
                let moves: Vec<(usize, f64)> = gradient
                    .iter()
                    .zip(slopes.values())
                    .map(|((state, _), slope)| (*state, off * slope / square))
                    .collect();
                moves.into_iter().for_each(|(state, by)| self.states[state] -= by);
            }
        }
    }

    /// Whether the rules hold that determine nothing.
    fn check_watched(&mut self) -> Result<(), EngineError> {
        for (place, (residual, slopes)) in self.watched.iter_mut().enumerate() {
            residual.run(&moment!(self));
            slopes.run(&moment!(self));
            let watched = &self.machine.system.watched[place];
            let terms = watched.gradient.iter().zip(slopes.values());
            let size: f64 = terms.map(|((state, _), slope)| (slope * self.states[*state]).abs()).sum();
            if residual.value(0).abs() > BROKEN * (size + 1e-3) {
                let rule = rule_name(self.equations, watched.rule);
                return Err(self.no_solution(Why::RuleBroken, None, Some(rule)));
            }
        }
        Ok(())
    }
}
