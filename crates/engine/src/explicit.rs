//! One step of the explicit pair of Dormand and Prince for all lanes of a block.
//!
//! Equations in [`crate::tableau::dormand_prince`]. Stages lie where those of Rodas5P do, seven of eight places; the
//! eighth holds the estimate of the error. The last stage of a step that is taken is the first of the next, unless
//! something happened in between in any lane: computing it again gives the same bits.

use crate::compile::{Compiled, DENSE};
use crate::lanes::{Kernel, Machine, load, store};
use crate::step::{Judge, put_time};
use crate::tableau::dormand_prince::{A, DENSE as DENSE_WEIGHTS, ERROR, STAGES, TIMES};
use crate::tableau::rodas5p::STAGES as PLACES;
use pulp::Simd;

/// The first stage: f at the start of the step. `inputs` adds infusions to derivatives.
pub(crate) fn begin(
    compiled: &Compiled,
    machine: Machine,
    lanes: usize,
    slots: &mut [f64],
    inputs: &dyn Fn(&mut [f64]),
) {
    stage(compiled, machine, lanes, slots, 0, inputs);
}

/// The other stages, the value at the end of the step (in `staged`), its error, and what the next step should be.
pub(crate) fn attempt(
    compiled: &Compiled,
    machine: Machine,
    lanes: usize,
    slots: &mut [f64],
    inputs: &dyn Fn(&mut [f64]),
) {
    for index in 1..STAGES {
        stage(compiled, machine, lanes, slots, index, inputs);
    }
    machine.run(lanes, Estimate { compiled, slots });
    machine.run(lanes, Judge { compiled, slots, add_last: false });
}

fn stage(
    compiled: &Compiled,
    machine: Machine,
    lanes: usize,
    slots: &mut [f64],
    stage: usize,
    inputs: &dyn Fn(&mut [f64]),
) {
    machine.run(lanes, Argument { compiled, slots, stage });
    compiled.derivative.run(machine, lanes, slots);
    inputs(slots);
    machine.run(lanes, Keep { compiled, slots, stage });
}

/// `y + h sum_j a_ij k_j`, and the time of the stage.
struct Argument<'a> {
    compiled: &'a Compiled,
    slots: &'a mut [f64],
    stage: usize,
}

impl Kernel for Argument<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let Argument { compiled, slots, stage } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        let zero = simd.splat_f64s(0.0);
        for group in (0..vectors).step_by(U) {
            let at = |slot: u32| slot as usize * vectors + group;
            let step = load::<_, U>(v, at(regions.step));
            put_time::<S, U>(simd, v, vectors, group, regions, TIMES[stage]);
            for (index, active) in compiled.active.iter().enumerate() {
                let index = index as u32;
                let mut value = load::<_, U>(v, at(regions.values + index));
                if stage > 0 {
                    let mut sum = [zero; U];
                    for (earlier, weight) in A[stage].iter().enumerate().take(stage) {
                        let slope =
                            load::<_, U>(v, at(regions.stages + index * PLACES as u32 + earlier as u32));
                        let weight = simd.splat_f64s(*weight);
                        for u in 0..U {
                            sum[u] = simd.mul_add_f64s(weight, slope[u], sum[u]);
                        }
                    }
                    for u in 0..U {
                        value[u] = simd.mul_add_f64s(step[u], sum[u], value[u]);
                    }
                    store(v, at(regions.staged + index), value);
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
}

/// Keeps the derivatives as a stage; one that would push a state below zero counts as zero.
struct Keep<'a> {
    compiled: &'a Compiled,
    slots: &'a mut [f64],
    stage: usize,
}

impl Kernel for Keep<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let Keep { compiled, slots, stage } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        let zero = simd.splat_f64s(0.0);
        for group in (0..vectors).step_by(U) {
            let at = |slot: u32| slot as usize * vectors + group;
            for (index, active) in compiled.active.iter().enumerate() {
                let index = index as u32;
                let mut slope = load::<_, U>(v, at(regions.derivatives + index));
                if active.nonnegative {
                    let state = load::<_, U>(v, at(regions.states + active.state as u32));
                    for u in 0..U {
                        let falls = simd.less_than_f64s(slope[u], zero);
                        let empty = simd.less_than_or_equal_f64s(state[u], zero);
                        slope[u] = simd.select_f64s(simd.and_m64s(falls, empty), zero, slope[u]);
                    }
                }
                store(v, at(regions.stages + index * PLACES as u32 + stage as u32), slope);
            }
        }
    }
}

/// `h sum_i w_i k_i` of one state.
#[inline(always)]
fn weighted<S: Simd, const U: usize>(
    simd: S,
    v: &[S::f64s],
    vectors: usize,
    first: usize,
    step: [S::f64s; U],
    weights: &[f64; STAGES],
) -> [S::f64s; U] {
    let mut sum = [simd.splat_f64s(0.0); U];
    for (stage, weight) in weights.iter().enumerate() {
        let slope = load::<_, U>(v, first + stage * vectors);
        for u in 0..U {
            sum[u] = simd.mul_add_f64s(simd.splat_f64s(*weight), slope[u], sum[u]);
        }
    }
    for u in 0..U {
        sum[u] = simd.mul_f64s(step[u], sum[u]);
    }
    sum
}

/// The estimate of the error, into the eighth place.
struct Estimate<'a> {
    compiled: &'a Compiled,
    slots: &'a mut [f64],
}

impl Kernel for Estimate<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let Estimate { compiled, slots } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        for group in (0..vectors).step_by(U) {
            let at = |slot: u32| slot as usize * vectors + group;
            let step = load::<_, U>(v, at(regions.step));
            for index in 0..compiled.active.len() as u32 {
                let first = at(regions.stages + index * PLACES as u32);
                let error = weighted::<S, U>(simd, v, vectors, first, step, &ERROR);
                store(v, first + (PLACES - 1) * vectors, error);
            }
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
            let step = load::<_, U>(v, at(regions.step));
            for &index in of {
                let first = at(regions.stages + index * PLACES as u32);
                let before = load::<_, U>(v, at(regions.values + index));
                let after = load::<_, U>(v, at(regions.staged + index));
                let slope = load::<_, U>(v, first);
                let last = load::<_, U>(v, first + (STAGES - 1) * vectors);
                let third = weighted::<S, U>(simd, v, vectors, first, step, &DENSE_WEIGHTS);
                let mut bends = [third; DENSE];
                for u in 0..U {
                    let rise = simd.sub_f64s(after[u], before[u]);
                    bends[2][u] = simd.neg_f64s(third[u]);
                    bends[0][u] = simd.sub_f64s(simd.mul_f64s(step[u], slope[u]), rise);
                    // 2 (y1 - y) - h k_1 - h k_7 - r_3
                    let ends = simd.mul_f64s(step[u], simd.add_f64s(slope[u], last[u]));
                    let twice = simd.add_f64s(rise, rise);
                    bends[1][u] = simd.sub_f64s(simd.sub_f64s(twice, ends), bends[2][u]);
                }
                for (place, bend) in bends.into_iter().enumerate() {
                    store(v, at(regions.dense + index * DENSE as u32 + place as u32), bend);
                }
            }
        }
    }
}

/// In lanes that take their step, makes its last stage the first of the next.
pub(crate) struct Advance<'a> {
    pub(crate) compiled: &'a Compiled,
    pub(crate) slots: &'a mut [f64],
}

impl Kernel for Advance<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let Advance { compiled, slots } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        let zero = simd.splat_f64s(0.0);
        for group in (0..vectors).step_by(U) {
            let at = |slot: u32| slot as usize * vectors + group;
            let accept = load::<_, U>(v, at(regions.accept));
            for index in 0..compiled.active.len() as u32 {
                let first = at(regions.stages + index * PLACES as u32);
                let mut old = load::<_, U>(v, first);
                let new = load::<_, U>(v, first + (STAGES - 1) * vectors);
                for u in 0..U {
                    old[u] = simd.select_f64s(simd.equal_f64s(accept[u], zero), old[u], new[u]);
                }
                store(v, first, old);
            }
        }
    }
}
