//! What all methods share: is a step good enough, how long should the next be, dense output.
//!
//! The integrator's own value of a state that must not fall below zero may do so by less than its tolerance; equations
//! and outputs see zero then. Reactions therefore still carry as much into one state as out of another, and sums that
//! the equations conserve are conserved. A step that ends further below zero is rejected. Where the equations
//! themselves push a state below zero (a constant loss, say), it stays at zero: a negative derivative counts as zero
//! there.

use crate::compile::{Compiled, DENSE, Regions};
use crate::lanes::{Kernel, load, store};
use crate::math;
use crate::program::each1;
use crate::tableau::rodas5p::STAGES;
use pulp::Simd;

/// Bounds of how a step may change from one to the next, and the safety factor.
const SAFETY: f64 = 0.9;
pub(crate) const SMALLEST_FACTOR: f64 = 0.2;
pub(crate) const LARGEST_FACTOR: f64 = 6.0;
/// The same where the step was a guess.
const SMALLEST_AFTER_GUESS: f64 = 0.02;
const LARGEST_AFTER_GUESS: f64 = 50.0;

/// After the last stage: the value at the end, the error in tolerances, and the factor for the next step.
pub(crate) struct Judge<'a> {
    pub(crate) compiled: &'a Compiled,
    pub(crate) slots: &'a mut [f64],
    /// Whether the last stage is yet to be added to the value at the end.
    pub(crate) add_last: bool,
}

impl Kernel for Judge<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let Judge { compiled, slots, add_last } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        let zero = simd.splat_f64s(0.0);
        let one = simd.splat_f64s(1.0);
        let relative = simd.splat_f64s(compiled.tolerance.relative);
        let share = simd.splat_f64s(compiled.tolerance.share());
        for group in (0..vectors).step_by(U) {
            let at = |slot: u32| slot as usize * vectors + group;
            ends::<S, U>(simd, v, at, compiled, add_last);
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
            let share_of_one = simd.splat_f64s(1.0 / compiled.counted.max(1) as f64);
            for square in &mut squares {
                *square = simd.sqrt_f64s(simd.mul_f64s(*square, share_of_one));
            }
            store(v, at(regions.error), squares);
            store(v, at(regions.negative), negative);
        }
        each1::<S, _>(v, vectors, regions.factor, regions.error, |error| {
            // 0.9 error^(-1/5): the estimate is of order four.
            let wanted = SAFETY * math::exp(-0.2 * math::ln(error));
            let wanted = if wanted < LARGEST_AFTER_GUESS { wanted } else { LARGEST_AFTER_GUESS };
            if wanted > SMALLEST_AFTER_GUESS { wanted } else { SMALLEST_AFTER_GUESS }
        });
    }
}

/// The values at the end of the step, and with them the largest values of the groups if the step is taken.
#[inline(always)]
fn ends<S: Simd, const U: usize>(
    simd: S,
    v: &mut [S::f64s],
    at: impl Fn(u32) -> usize,
    compiled: &Compiled,
    add_last: bool,
) {
    let regions = &compiled.regions;
    for kind in 0..compiled.tolerance.groups as u32 {
        let largest = load::<_, U>(v, at(regions.largest + kind));
        store(v, at(regions.largest_at_end + kind), largest);
    }
    for (index, active) in compiled.active.iter().enumerate() {
        let index = index as u32;
        let mut after = load::<_, U>(v, at(regions.staged + index));
        if add_last {
            let last = load::<_, U>(v, at(regions.stages + index * STAGES as u32 + STAGES as u32 - 1));
            for u in 0..U {
                after[u] = simd.add_f64s(after[u], last[u]);
            }
            store(v, at(regions.staged + index), after);
        }
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

/// Writes the time of a stage: that share of the step after its start.
#[inline(always)]
pub(crate) fn put_time<S: Simd, const U: usize>(
    simd: S,
    v: &mut [S::f64s],
    vectors: usize,
    group: usize,
    regions: &Regions,
    share: f64,
) {
    let at = |slot: u32| slot as usize * vectors + group;
    let mut time = load::<_, U>(v, at(regions.start));
    let step = load::<_, U>(v, at(regions.step));
    let earliest = load::<_, U>(v, at(regions.earliest));
    let latest = load::<_, U>(v, at(regions.latest));
    for u in 0..U {
        if share > 0.0 {
            time[u] = simd.mul_add_f64s(step[u], simd.splat_f64s(share), time[u]);
        }
        // A step that ends where a condition on time changes must not see what comes after.
        time[u] = simd.select_f64s(simd.less_than_f64s(time[u], earliest[u]), earliest[u], time[u]);
        time[u] = simd.select_f64s(simd.less_than_f64s(latest[u], time[u]), latest[u], time[u]);
    }
    store(v, at(regions.time), time);
}

/// Some active states as outputs see them at `theta` within the step:
/// `(1-s) y + s (y1 + (1-s) (k1 + s (k2 + s k3)))`.
pub(crate) struct Interpolate<'a> {
    pub(crate) compiled: &'a Compiled,
    pub(crate) slots: &'a mut [f64],
    /// Which.
    pub(crate) of: &'a [u32],
}

impl Kernel for Interpolate<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd, const U: usize>(self, simd: S, vectors: usize) {
        let Interpolate { compiled, slots, of } = self;
        let regions = &compiled.regions;
        let v = S::as_mut_simd_f64s(slots).0;
        let zero = simd.splat_f64s(0.0);
        let one = simd.splat_f64s(1.0);
        for group in (0..vectors).step_by(U) {
            let at = |slot: u32| slot as usize * vectors + group;
            let theta = load::<_, U>(v, at(regions.theta));
            let mut rest = theta;
            for rest in &mut rest {
                *rest = simd.sub_f64s(one, *rest);
            }
            for &index in of {
                let active = &compiled.active[index as usize];
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
