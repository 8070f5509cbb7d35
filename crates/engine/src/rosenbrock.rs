//! One step of Rodas5P for all lanes of a block, each with its own time and length.
//!
//! Equations in [`crate::tableau::rodas5p`]. A stage is three passes over memory: sums of the stages before it
//! ([`StageSums`]), the program of the right-hand side, and a solve. The stages of one state lie side by side, so that
//! both sums of a stage read them once.

use crate::compile::{Compiled, DENSE};
use crate::lanes::{Kernel, Machine, load, store};
use crate::sparse_lu::{Factor, Solve};
use crate::step::{Judge, put_time};
use crate::tableau::rodas5p::{A, C, D, GAMMA, H, STAGES, TIMES};
use pulp::Simd;

/// Puts the states into the slots that equations see, and the time; then f, -J and df/dt are computed.
pub(crate) fn begin(compiled: &Compiled, machine: Machine, lanes: usize, slots: &mut [f64]) {
    machine.run(lanes, StageSums { compiled, slots, stage: 0 });
    compiled.begin.run(machine, lanes, slots);
}

/// The stages, from f and -J of [`begin`] and the length of the step to the value at its end (in `staged`), its error,
/// and what the next step should be. `inputs` adds infusions to derivatives.
pub(crate) fn attempt(
    compiled: &Compiled,
    machine: Machine,
    lanes: usize,
    slots: &mut [f64],
    inputs: &dyn Fn(&mut [f64]),
) {
    let regions = &compiled.regions;
    machine.run(lanes, StepLengths { compiled, slots });
    let (diagonal, growth) = (regions.diagonal, regions.growth);
    machine.run(lanes, Factor { lu: &compiled.lu, slots, diagonal, growth });
    for stage in 0..STAGES {
        if stage > 0 {
            machine.run(lanes, StageSums { compiled, slots, stage });
            compiled.derivative.run(machine, lanes, slots);
            inputs(slots);
        }
        machine.run(
            lanes,
            Solve {
                lu: &compiled.lu,
                slots,
                derivative: regions.derivatives,
                rest: regions.rest,
                work: regions.work,
                out: regions.stages + stage as u32,
                stride: STAGES as u32,
                held: &compiled.held,
            },
        );
    }
    machine.run(lanes, Judge { compiled, slots, add_last: true });
}

/// `1/h`, `1/(h*gamma)`, and the rest of the first stage.
struct StepLengths<'a> {
    compiled: &'a Compiled,
    slots: &'a mut [f64],
}

impl Kernel for StepLengths<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let regions = &self.compiled.regions;
        let v = S::as_mut_simd_f64s(self.slots).0;
        let zero = simd.splat_f64s(0.0);
        for group in 0..vectors {
            let at = |slot: u32| slot as usize * vectors + group;
            let step = v[at(regions.step)];
            let inverse = simd.div_f64s(simd.splat_f64s(1.0), step);
            v[at(regions.inverse_step)] = inverse;
            v[at(regions.diagonal)] = simd.mul_f64s(inverse, simd.splat_f64s(1.0 / GAMMA));
            let weight = simd.mul_f64s(step, simd.splat_f64s(D[0]));
            for index in 0..self.compiled.active.len() as u32 {
                v[at(regions.rest + index)] = if self.compiled.time_dependent {
                    simd.mul_f64s(weight, v[at(regions.slope_in_time + index)])
                } else {
                    zero
                };
            }
        }
    }
}

/// Before stage `stage`: the state at which it is taken and the rest of its right-hand side,
/// `y + sum_j a_ij u_j` and `sum_j C_ij u_j / h + h d_i df/dt`.
pub(crate) struct StageSums<'a> {
    pub(crate) compiled: &'a Compiled,
    pub(crate) slots: &'a mut [f64],
    pub(crate) stage: usize,
}

impl Kernel for StageSums<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let StageSums { compiled, slots, stage } = self;
        let v = S::as_mut_simd_f64s(slots).0;
        match stage {
            0 => stage_sums::<S, U, 0>(simd, v, vectors, compiled),
            1 => stage_sums::<S, U, 1>(simd, v, vectors, compiled),
            2 => stage_sums::<S, U, 2>(simd, v, vectors, compiled),
            3 => stage_sums::<S, U, 3>(simd, v, vectors, compiled),
            4 => stage_sums::<S, U, 4>(simd, v, vectors, compiled),
            5 => stage_sums::<S, U, 5>(simd, v, vectors, compiled),
            6 => stage_sums::<S, U, 6>(simd, v, vectors, compiled),
            _ => stage_sums::<S, U, 7>(simd, v, vectors, compiled),
        }
    }
}

#[inline(always)]
fn stage_sums<S: Simd, const U: usize, const STAGE: usize>(
    simd: S,
    v: &mut [S::f64s],
    vectors: usize,
    compiled: &Compiled,
) {
    let regions = &compiled.regions;
    let zero = simd.splat_f64s(0.0);
    for group in (0..vectors).step_by(U) {
        let at = |slot: u32| slot as usize * vectors + group;
        let step = load::<_, U>(v, at(regions.step));
        let inverse = load::<_, U>(v, at(regions.inverse_step));
        put_time::<S, U>(simd, v, vectors, group, regions, TIMES[STAGE]);
        for (index, active) in compiled.active.iter().enumerate() {
            let index = index as u32;
            let first = at(regions.stages + index * STAGES as u32);
            // The last two stages add one more to the state of the stage before.
            let from = if STAGE >= 6 { regions.staged } else { regions.values };
            let mut value = load::<_, U>(v, at(from + index));
            let mut rest = [zero; U];
            for earlier in 0..STAGE {
                let stage = load::<_, U>(v, first + earlier * vectors);
                let a = simd.splat_f64s(A[STAGE][earlier]);
                let c = simd.splat_f64s(C[STAGE][earlier]);
                for u in 0..U {
                    if STAGE < 6 {
                        value[u] = simd.mul_add_f64s(a, stage[u], value[u]);
                    } else if earlier + 1 == STAGE {
                        value[u] = simd.add_f64s(value[u], stage[u]);
                    }
                    rest[u] = simd.mul_add_f64s(c, stage[u], rest[u]);
                }
            }
            // Of these values only that of the sixth stage is asked for again, and what follows from it.
            if STAGE >= 5 {
                store(v, at(regions.staged + index), value);
            }
            if STAGE > 0 {
                for u in 0..U {
                    rest[u] = simd.mul_f64s(rest[u], inverse[u]);
                }
                if compiled.time_dependent && D[STAGE] != 0.0 {
                    let slope = load::<_, U>(v, at(regions.slope_in_time + index));
                    for u in 0..U {
                        let weight = simd.mul_f64s(step[u], simd.splat_f64s(D[STAGE]));
                        rest[u] = simd.mul_add_f64s(weight, slope[u], rest[u]);
                    }
                }
                store(v, at(regions.rest + index), rest);
            }
            if active.nonnegative {
                for value in &mut value {
                    *value = simd.select_f64s(simd.less_than_f64s(*value, zero), zero, *value);
                }
            }
            store(v, at(regions.states + active.state as u32), value);
        }
    }
}

/// Coefficients of dense output of some active states, from the stages.
pub(crate) struct DenseCoefficients<'a> {
    pub(crate) compiled: &'a Compiled,
    pub(crate) slots: &'a mut [f64],
    /// Which.
    pub(crate) of: &'a [u32],
}

impl Kernel for DenseCoefficients<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let DenseCoefficients { compiled, slots, of } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        for group in (0..vectors).step_by(U) {
            let at = |slot: u32| slot as usize * vectors + group;
            for &index in of {
                let mut sums = [[simd.splat_f64s(0.0); U]; DENSE];
                for stage in 0..STAGES {
                    let value = load::<_, U>(v, at(regions.stages + index * STAGES as u32 + stage as u32));
                    for (sum, weights) in sums.iter_mut().zip(&H) {
                        for u in 0..U {
                            sum[u] = simd.mul_add_f64s(simd.splat_f64s(weights[stage]), value[u], sum[u]);
                        }
                    }
                }
                for (place, sum) in sums.into_iter().enumerate() {
                    store(v, at(regions.dense + index * DENSE as u32 + place as u32), sum);
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "rosenbrock_tests.rs"]
mod tests;
