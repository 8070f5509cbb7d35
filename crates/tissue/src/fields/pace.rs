//! One field through time: at rest at every moment (fast), or by SDIRK2 (slow).
//!
//! Fast fields are solved for D lap rho - (lambda + loss) rho + production = 0 from where they were. The residual of the old
//! solution in the new system tells how much the sources have changed; below [`Settings::enough`] nothing is done. Where
//! uptake saturates, the system is made and solved again until that residual is small too.
//!
//! Slow fields take steps of the two-stage, L-stable, singly diagonally implicit method of order 2, gamma = 1 - 1/sqrt(2):
//!
//! ```text
//! (I - gamma dt L) u1 = u + gamma dt f
//! (I - gamma dt L) u2 = u + (1 - gamma)/gamma (u1 - u) + gamma dt f,      u(t + dt) = u2
//! ```
//!
//! Both stages have one matrix. The difference to the embedded method of order 1, u2 - u - (u1 - u)/gamma, damped by the
//! diagonal, is the error of a step: above [`Settings::error`] the step is halved and taken again.
//!
//! Source: Alexander 1977 SIAM J Numer Anal 14:1006.

use super::conjugate::{Room, Solved, solve};
use super::lattice::{Lattice, Operator};
use super::system::{Maps, Scales, System};
use super::{FieldLaw, Settings};
use crate::TissueError;
use std::collections::BTreeSet;

/// 1 - 1/sqrt(2).
const GAMMA: f64 = 1.0 - std::f64::consts::FRAC_1_SQRT_2;
/// Rounds of saturating uptake after which a field is given up.
const ROUNDS: usize = 200;

/// A field, what it is, and room to work in.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub law: FieldLaw,
    pub values: Vec<f32>,
    /// Voxels whose value is held.
    pub held: BTreeSet<usize>,
    /// The step that the last error allows, min.
    pub step_min: f64,
    pub work: Work,
    system: System,
    room: Room,
    known: Vec<f32>,
    stage: Vec<f32>,
    end: Vec<f32>,
}

/// What the fields have cost so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Applications of an operator to one voxel.
    pub voxel_iterations: u64,
    /// Steps of slow fields that counted.
    pub steps: u64,
    /// Steps of slow fields that were taken again.
    pub rejected: u64,
    /// Solutions of fast fields that were needed.
    pub solved: u64,
}

impl std::ops::AddAssign for Work {
    fn add_assign(&mut self, other: Work) {
        self.voxel_iterations += other.voxel_iterations;
        self.steps += other.steps;
        self.rejected += other.rejected;
        self.solved += other.solved;
    }
}

impl Field {
    pub(super) fn new(law: FieldLaw, voxels: usize, settings: &Settings) -> Field {
        let values = vec![law.initial as f32; voxels];
        let (stage, end) = if law.fast { (0, 0) } else { (voxels, voxels) };
        Field {
            law,
            values,
            held: BTreeSet::new(),
            step_min: settings.step_min,
            work: Work::default(),
            system: System::new(voxels),
            room: Room::new(voxels),
            known: vec![0.0; end],
            stage: vec![0.0; stage],
            end: vec![0.0; end],
        }
    }

    /// Goes on for so many minutes.
    pub(super) fn go(
        &mut self,
        lattice: &Lattice,
        spacing_um: f64,
        minutes: f64,
        maps: Maps<'_>,
        settings: &Settings,
    ) -> Result<(), TissueError> {
        if self.law.fast {
            return self.settle(lattice, spacing_um, maps, settings);
        }
        let mut left = minutes;
        // A rest this small is rounding.
        while left > 1e-9 * minutes {
            let parts = (left / self.step_min - 1e-9).ceil().max(1.0);
            let step = left / parts;
            let error = self.step(lattice, spacing_um, step, maps, settings)?;
            if error > settings.error && step > settings.shortest_min {
                self.work.rejected += 1;
                self.step_min = (0.5 * step).max(settings.shortest_min);
                continue;
            }
            std::mem::swap(&mut self.values, &mut self.end);
            self.work.steps += 1;
            left -= step;
            if error < 0.2 * settings.error {
                self.step_min = (2.0 * self.step_min).min(settings.longest_min);
            }
        }
        Ok(())
    }

    /// The steady state for these sources.
    fn settle(
        &mut self,
        lattice: &Lattice,
        spacing_um: f64,
        maps: Maps<'_>,
        settings: &Settings,
    ) -> Result<(), TissueError> {
        let scales = Scales { shift: 0.0, scale: 1.0 };
        for _ in 0..ROUNDS {
            let leaves = self.system.assemble(lattice, &self.law, spacing_um, maps, &self.values, scales);
            if leaves <= 0.0 && self.held.is_empty() {
                return Err(TissueError::FieldWithoutRest { field: self.law.name.clone() });
            }
            self.system.hold(self.held.iter().copied());
            let system = &self.system;
            let operator =
                Operator { lattice, coupling: system.coupling, own: &system.own, inverse: &system.inverse };
            let tolerances = (settings.tolerance, settings.enough);
            let held = !self.held.is_empty();
            let solved = solve(&operator, &system.rate, held, &mut self.values, &mut self.room, tolerances);
            self.count(solved)?;
            if solved.iterations == 1 {
                return Ok(());
            }
            self.work.solved += 1;
            if maps.saturable.is_empty() {
                return Ok(());
            }
        }
        Err(TissueError::FieldUnsolved { field: self.law.name.clone(), error: f64::NAN })
    }

    /// One step into `end`; gives its error relative to the field.
    fn step(
        &mut self,
        lattice: &Lattice,
        spacing_um: f64,
        minutes: f64,
        maps: Maps<'_>,
        settings: &Settings,
    ) -> Result<f64, TissueError> {
        let scales = Scales { shift: 1.0, scale: GAMMA * minutes };
        // Uptake that saturates is taken at the middle of the step: from its start first, then from both ends.
        let rounds = if maps.saturable.is_empty() { 1 } else { 2 };
        let mut error = 0.0;
        for round in 0..rounds {
            if round == 0 {
                self.stage.copy_from_slice(&self.values);
            } else {
                for ((at, start), end) in self.stage.iter_mut().zip(&self.values).zip(&self.end) {
                    *at = 0.5 * (start + end);
                }
            }
            let leaves = self.system.assemble(lattice, &self.law, spacing_um, maps, &self.stage, scales);
            self.system.hold(self.held.iter().copied());
            self.stage.copy_from_slice(&self.values);
            error = self.stages(lattice, scales.scale as f32, leaves, settings)?;
        }
        Ok(error)
    }

    fn stages(
        &mut self,
        lattice: &Lattice,
        scale: f32,
        leaves: f64,
        settings: &Settings,
    ) -> Result<f64, TissueError> {
        let Field { values, system, room, known, stage, end, held, .. } = self;
        let operator =
            Operator { lattice, coupling: system.coupling, own: &system.own, inverse: &system.inverse };
        let held = !held.is_empty();
        let tolerances = (settings.tolerance, settings.tolerance);
        // What is lost in rounding and in the residual is given back evenly: A c = sum of r.
        let balance = |x: &mut [f32], room: &Room| {
            if !held {
                let missing = (lattice.sum(room.residual()) / leaves) as f32;
                x.iter_mut().for_each(|x| *x += missing);
            }
        };
        lattice.each(known, |k, known| {
            for ((known, u), f) in
                known.iter_mut().zip(lattice.at(values, k)).zip(lattice.at(&system.rate, k))
            {
                *known = u + scale * f;
            }
            0.0
        });
        let first = solve(&operator, known, held, stage, room, tolerances);
        balance(stage, room);
        // The second stage goes on from the first along the same line.
        let (turn, on) = (((1.0 - GAMMA) / GAMMA) as f32, (1.0 / GAMMA) as f32);
        lattice.each(known, |k, known| {
            for (((known, u), u1), f) in known
                .iter_mut()
                .zip(lattice.at(values, k))
                .zip(lattice.at(stage, k))
                .zip(lattice.at(&system.rate, k))
            {
                *known = u + turn * (u1 - u) + scale * f;
            }
            0.0
        });
        lattice.each(end, |k, end| {
            for ((end, u), u1) in end.iter_mut().zip(lattice.at(values, k)).zip(lattice.at(stage, k)) {
                *end = u + on * (u1 - u);
            }
            0.0
        });
        let second = solve(&operator, known, held, end, room, tolerances);
        balance(end, room);
        let size = lattice.each(known, |k, known| {
            let (u, u1, u2) = (lattice.at(values, k), lattice.at(stage, k), lattice.at(end, k));
            for ((((known, u), u1), u2), m) in
                known.iter_mut().zip(u).zip(u1).zip(u2).zip(lattice.at(&system.inverse, k))
            {
                *known = (u2 - u - on * (u1 - u)) * m;
            }
            u2.iter().map(|u| f64::from(*u) * f64::from(*u)).sum()
        });
        let wrong = lattice.each(known, |_, known| known.iter().map(|e| f64::from(*e) * f64::from(*e)).sum());
        self.count(first)?;
        self.count(second)?;
        Ok(if size > 0.0 { (wrong / size).sqrt() } else { 0.0 })
    }

    /// Adds the cost of a solution, or says that there is none.
    fn count(&mut self, solved: Solved) -> Result<(), TissueError> {
        self.work.voxel_iterations += u64::from(solved.iterations) * self.values.len() as u64;
        if solved.good {
            Ok(())
        } else {
            Err(TissueError::FieldUnsolved { field: self.law.name.clone(), error: solved.error })
        }
    }
}
