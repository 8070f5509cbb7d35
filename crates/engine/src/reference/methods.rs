//! One step of each method, from its tableau.

use super::linear::Factors;
use super::system::System;
use crate::tableau::{dormand_prince, rodas5p};

/// A step that was tried.
pub(super) struct Tried {
    /// States over the step.
    pub(super) dense: Dense,
    /// Estimated error of each state at its end.
    pub(super) error: Vec<f64>,
}

/// States over a step, by the fraction θ of it that has passed:
/// `(1-θ) start + θ (end + (1-θ) (b_1 + θ (b_2 + θ b_3)))`.
pub(super) struct Dense {
    pub(super) start: Vec<f64>,
    pub(super) end: Vec<f64>,
    bends: [Vec<f64>; 3],
}

impl Dense {
    /// Writes the states at a fraction of the step.
    pub(super) fn at(&self, fraction: f64, states: &mut [f64]) {
        let rest = 1.0 - fraction;
        let [first, second, third] = &self.bends;
        for (i, state) in states.iter_mut().enumerate() {
            let bend = first[i] + fraction * (second[i] + fraction * third[i]);
            *state = rest * self.start[i] + fraction * (self.end[i] + rest * bend);
        }
    }
}

/// A step of Rodas5P; none if something in it is not finite.
pub(super) fn rosenbrock(system: &mut System<'_>, time: f64, states: &[f64], length: f64) -> Option<Tried> {
    use rodas5p::{A, C, D, GAMMA, H, STAGES, TIMES};
    let n = system.size();
    let linearised = system.linearise(time, states);
    let mut matrix = linearised.jacobian;
    for (i, row) in matrix.iter_mut().enumerate() {
        row.iter_mut().for_each(|element| *element = -*element);
        row[i] += 1.0 / (length * GAMMA);
    }
    let factors = Factors::new(matrix)?;
    let mut stages: Vec<Vec<f64>> = Vec::with_capacity(STAGES);
    let mut argument = states.to_vec();
    for stage in 0..STAGES {
        argument = states.to_vec();
        for (weight, u) in A[stage].iter().zip(&stages) {
            (0..n).for_each(|i| argument[i] += weight * u[i]);
        }
        let mut right = system.derivatives(time + TIMES[stage] * length, &argument);
        for (weight, u) in C[stage].iter().zip(&stages) {
            (0..n).for_each(|i| right[i] += weight / length * u[i]);
        }
        (0..n).for_each(|i| right[i] += length * D[stage] * linearised.by_time[i]);
        stages.push(factors.solve(&right));
    }
    let error = stages.pop()?;
    let end: Vec<f64> = argument.iter().zip(&error).map(|(a, u)| a + u).collect();
    stages.push(error.clone());
    let bends = H.map(|weights| {
        (0..n)
            .map(|i| weights.iter().zip(&stages).map(|(weight, u)| weight * u[i]).sum())
            .collect::<Vec<f64>>()
    });
    finite(Tried { dense: Dense { start: states.to_vec(), end, bends }, error })
}

/// A step of the explicit pair; none if something in it is not finite.
pub(super) fn explicit(system: &mut System<'_>, time: f64, states: &[f64], length: f64) -> Option<Tried> {
    use dormand_prince::{A, DENSE, ERROR, STAGES, TIMES};
    let n = system.size();
    let mut slopes: Vec<Vec<f64>> = Vec::with_capacity(STAGES);
    let mut end = states.to_vec();
    for stage in 0..STAGES {
        end = states.to_vec();
        for (weight, slope) in A[stage].iter().zip(&slopes) {
            (0..n).for_each(|i| end[i] += length * weight * slope[i]);
        }
        slopes.push(system.derivatives(time + TIMES[stage] * length, &end));
    }
    let weighted = |weights: &[f64; STAGES], i: usize| -> f64 {
        length * weights.iter().zip(&slopes).map(|(weight, slope)| weight * slope[i]).sum::<f64>()
    };
    let error = (0..n).map(|i| weighted(&ERROR, i)).collect();
    let mut bends = [vec![0.0; n], vec![0.0; n], vec![0.0; n]];
    for i in 0..n {
        let rise = end[i] - states[i];
        bends[0][i] = length * slopes[0][i] - rise;
        bends[2][i] = -weighted(&DENSE, i);
        bends[1][i] = 2.0 * rise - length * slopes[0][i] - length * slopes[STAGES - 1][i] - bends[2][i];
    }
    finite(Tried { dense: Dense { start: states.to_vec(), end, bends }, error })
}

fn finite(tried: Tried) -> Option<Tried> {
    let all = |values: &[f64]| values.iter().all(|value| value.is_finite());
    (all(&tried.dense.end) && all(&tried.error) && tried.dense.bends.iter().all(|bend| all(bend)))
        .then_some(tried)
}
