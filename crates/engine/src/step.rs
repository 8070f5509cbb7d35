//! One step of Rodas5P for all lanes of a block, each with its own time and length.
//!
//! Equations in [`crate::tableau::rodas5p`]. A stage is three passes over memory: sums of the stages before it
//! ([`StageSums`]), the program of the right-hand side, and a solve. The stages of one state lie side by side, so that
//! both sums of a stage read them once.
//!
//! The integrator's own value of a state that must not fall below zero may do so by less than its tolerance; equations
//! and outputs see zero then. Reactions therefore still carry as much into one state as out of another, and sums that
//! the equations conserve are conserved.

use crate::compile::{Compiled, DENSE};
use crate::lanes::{Kernel, Machine, load, store};
use crate::math;
use crate::sparse_lu::{Factor, Solve};
use crate::tableau::rodas5p::{A, C, D, GAMMA, H, STAGES, TIMES};
use crate::tolerance::LEAST;
use pulp::{Simd, bytemuck};

/// Bounds of how a step may change from one to the next, and the safety factor.
const SAFETY: f64 = 0.9;
const SMALLEST_FACTOR: f64 = 0.2;
const LARGEST_FACTOR: f64 = 6.0;

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
    machine.run(lanes, Judge { compiled, slots });
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
struct StageSums<'a> {
    compiled: &'a Compiled,
    slots: &'a mut [f64],
    stage: usize,
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
        let start = load::<_, U>(v, at(regions.start));
        let step = load::<_, U>(v, at(regions.step));
        let inverse = load::<_, U>(v, at(regions.inverse_step));
        let earliest = load::<_, U>(v, at(regions.earliest));
        let latest = load::<_, U>(v, at(regions.latest));
        let mut time = start;
        for u in 0..U {
            if STAGE > 0 {
                time[u] = simd.mul_add_f64s(step[u], simd.splat_f64s(TIMES[STAGE]), start[u]);
            }
            // A step that ends where a condition on time changes must not see what comes after.
            time[u] = simd.select_f64s(simd.less_than_f64s(time[u], earliest[u]), earliest[u], time[u]);
            time[u] = simd.select_f64s(simd.less_than_f64s(latest[u], time[u]), latest[u], time[u]);
        }
        store(v, at(regions.time), time);
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
            if STAGE > 0 {
                store(v, at(regions.staged + index), value);
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
                for u in 0..U {
                    value[u] = simd.select_f64s(simd.less_than_f64s(value[u], zero), zero, value[u]);
                }
            }
            store(v, at(regions.states + active.state as u32), value);
        }
    }
}

/// After the last stage: the value at the end, the error in tolerances, and the factor for the next step.
struct Judge<'a> {
    compiled: &'a Compiled,
    slots: &'a mut [f64],
}

impl Kernel for Judge<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let Judge { compiled, slots } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        let zero = simd.splat_f64s(0.0);
        let one = simd.splat_f64s(1.0);
        let relative = simd.splat_f64s(compiled.tolerance.relative);
        let share = simd.splat_f64s(compiled.tolerance.share());
        for group in (0..vectors).step_by(U) {
            let at = |slot: u32| slot as usize * vectors + group;
            ends::<S, U>(simd, v, at, compiled);
            let mut squares = [zero; U];
            let mut negative = [zero; U];
            for (index, active) in compiled.active.iter().enumerate() {
                let index = index as u32;
                let before = load::<_, U>(v, at(regions.values + index));
                let error = load::<_, U>(v, at(regions.stages + index * STAGES as u32 + STAGES as u32 - 1));
                let after = load::<_, U>(v, at(regions.staged + index));
                let mut absolute = [simd.splat_f64s(active.tolerance); U];
                if let Some(kind) = active.group {
                    let largest = load::<_, U>(v, at(regions.largest_at_end + kind as u32));
                    for u in 0..U {
                        absolute[u] = simd.mul_add_f64s(share, largest[u], absolute[u]);
                    }
                }
                for u in 0..U {
                    let (a, b) = (simd.abs_f64s(before[u]), simd.abs_f64s(after[u]));
                    let size = simd.select_f64s(simd.less_than_f64s(a, b), b, a);
                    let scaled = simd.div_f64s(error[u], simd.mul_add_f64s(relative, size, absolute[u]));
                    squares[u] = simd.mul_add_f64s(scaled, scaled, squares[u]);
                    if active.nonnegative {
                        let floor = simd.neg_f64s(absolute[u]);
                        let fell = simd.less_than_f64s(after[u], floor);
                        let fell = simd.and_m64s(fell, simd.less_than_or_equal_f64s(floor, before[u]));
                        negative[u] = simd.select_f64s(fell, one, negative[u]);
                    }
                }
            }
            let share_of_one = simd.splat_f64s(1.0 / compiled.active.len().max(1) as f64);
            store(v, at(regions.error), squares.map(|s| simd.sqrt_f64s(simd.mul_f64s(s, share_of_one))));
            store(v, at(regions.negative), negative);
        }
        let lanes = vectors * S::F64_LANES;
        let slots = bytemuck::cast_slice_mut::<S::f64s, f64>(v);
        let (error, factor) = (regions.error as usize * lanes, regions.factor as usize * lanes);
        for lane in 0..lanes {
            let error = slots[error + lane];
            // 0.9 error^(-1/5): the estimate is of order four.
            let wanted = SAFETY * math::exp(-0.2 * math::ln(error));
            let wanted = if wanted < LARGEST_FACTOR { wanted } else { LARGEST_FACTOR };
            slots[factor + lane] = if wanted > SMALLEST_FACTOR { wanted } else { SMALLEST_FACTOR };
        }
    }
}

/// The values at the end of the step, and with them the largest values of the groups if the step is taken.
#[inline(always)]
fn ends<S: Simd, const U: usize>(simd: S, v: &mut [S::f64s], at: impl Fn(u32) -> usize, compiled: &Compiled) {
    let regions = &compiled.regions;
    for kind in 0..compiled.tolerance.groups as u32 {
        let largest = load::<_, U>(v, at(regions.largest + kind));
        store(v, at(regions.largest_at_end + kind), largest);
    }
    for (index, active) in compiled.active.iter().enumerate() {
        let index = index as u32;
        let mut after = load::<_, U>(v, at(regions.staged + index));
        let last = load::<_, U>(v, at(regions.stages + index * STAGES as u32 + STAGES as u32 - 1));
        for u in 0..U {
            after[u] = simd.add_f64s(after[u], last[u]);
        }
        store(v, at(regions.staged + index), after);
        if let Some(kind) = active.group {
            let before = load::<_, U>(v, at(regions.values + index));
            let slot = at(regions.largest_at_end + kind as u32);
            let mut largest = load::<_, U>(v, slot);
            for u in 0..U {
                for value in [before[u], after[u]] {
                    let size = simd.abs_f64s(value);
                    largest[u] = simd.select_f64s(simd.less_than_f64s(largest[u], size), size, largest[u]);
                }
            }
            store(v, slot, largest);
        }
    }
}

/// For lanes at a fresh start: a hundredth of the time in which the states would change by as much as there is of them,
/// both in tolerances.
pub(crate) struct Guess<'a> {
    pub(crate) compiled: &'a Compiled,
    pub(crate) slots: &'a mut [f64],
}

impl Kernel for Guess<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let Guess { compiled, slots } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        let relative = simd.splat_f64s(compiled.tolerance.relative);
        let share = simd.splat_f64s(compiled.tolerance.share());
        let tiny = simd.splat_f64s(LEAST);
        for group in 0..vectors {
            let at = |slot: u32| slot as usize * vectors + group;
            let mut sizes = tiny;
            let mut changes = tiny;
            for (index, active) in compiled.active.iter().enumerate() {
                let value = simd.abs_f64s(v[at(regions.values + index as u32)]);
                let change = v[at(regions.derivatives + index as u32)];
                let mut absolute = simd.splat_f64s(active.tolerance);
                if let Some(kind) = active.group {
                    absolute = simd.mul_add_f64s(share, v[at(regions.largest + kind as u32)], absolute);
                }
                let tolerance = simd.mul_add_f64s(relative, value, absolute);
                let (size, change) = (simd.div_f64s(value, tolerance), simd.div_f64s(change, tolerance));
                sizes = simd.mul_add_f64s(size, size, sizes);
                changes = simd.mul_add_f64s(change, change, changes);
            }
            let ratio = simd.sqrt_f64s(simd.div_f64s(sizes, changes));
            v[at(regions.guess)] = simd.mul_f64s(simd.splat_f64s(0.01), ratio);
        }
    }
}

/// Coefficients of dense output from the stages.
pub(crate) struct DenseCoefficients<'a> {
    pub(crate) compiled: &'a Compiled,
    pub(crate) slots: &'a mut [f64],
}

impl Kernel for DenseCoefficients<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let DenseCoefficients { compiled, slots } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        for group in (0..vectors).step_by(U) {
            let at = |slot: u32| slot as usize * vectors + group;
            for index in 0..compiled.active.len() as u32 {
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

/// States as outputs see them at `theta` within the step:
/// `(1-s) y + s (y1 + (1-s) (k1 + s (k2 + s k3)))`.
pub(crate) struct Interpolate<'a> {
    pub(crate) compiled: &'a Compiled,
    pub(crate) slots: &'a mut [f64],
}

impl Kernel for Interpolate<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let Interpolate { compiled, slots } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        let zero = simd.splat_f64s(0.0);
        let one = simd.splat_f64s(1.0);
        for group in (0..vectors).step_by(U) {
            let at = |slot: u32| slot as usize * vectors + group;
            let theta = load::<_, U>(v, at(regions.theta));
            let rest = theta.map(|theta| simd.sub_f64s(one, theta));
            for (index, active) in compiled.active.iter().enumerate() {
                let index = index as u32;
                let before = load::<_, U>(v, at(regions.values + index));
                let after = load::<_, U>(v, at(regions.staged + index));
                let first = at(regions.dense + index * DENSE as u32);
                let mut value = load::<_, U>(v, first + 2 * vectors);
                let second = load::<_, U>(v, first + vectors);
                let first = load::<_, U>(v, first);
                for u in 0..U {
                    let inner = simd.mul_add_f64s(theta[u], value[u], second[u]);
                    let inner = simd.mul_add_f64s(theta[u], inner, first[u]);
                    let inner = simd.mul_add_f64s(rest[u], inner, after[u]);
                    value[u] = simd.mul_add_f64s(theta[u], inner, simd.mul_f64s(rest[u], before[u]));
                    if active.nonnegative {
                        value[u] = simd.select_f64s(simd.less_than_f64s(value[u], zero), zero, value[u]);
                    }
                }
                store(v, at(regions.states + active.state as u32), value);
            }
        }
    }
}

/// Takes the step in the lanes that accept it.
pub(crate) struct Commit<'a> {
    pub(crate) compiled: &'a Compiled,
    pub(crate) slots: &'a mut [f64],
}

impl Kernel for Commit<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let Commit { compiled, slots } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        let zero = simd.splat_f64s(0.0);
        let pairs = [
            (regions.values, regions.staged, compiled.active.len()),
            (regions.largest, regions.largest_at_end, compiled.tolerance.groups),
        ];
        for group in (0..vectors).step_by(U) {
            let at = |slot: u32| slot as usize * vectors + group;
            let accept = load::<_, U>(v, at(regions.accept));
            for (to, from, count) in pairs {
                for index in 0..count as u32 {
                    let mut old = load::<_, U>(v, at(to + index));
                    let new = load::<_, U>(v, at(from + index));
                    for u in 0..U {
                        old[u] = simd.select_f64s(simd.equal_f64s(accept[u], zero), old[u], new[u]);
                    }
                    store(v, at(to + index), old);
                }
            }
        }
    }
}
