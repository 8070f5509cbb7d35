//! Velocities that forces of neighbours give, eight neighbours at a time.
//!
//! Cells of a bin share their candidates: those of its 27 bins are laid side by side once, and each cell of the bin runs
//! over them: first without divisions, to see in which eights any candidate is within reach (two in five), then those are
//! summed. With `w = 1/(R S d)` one division serves all three ratios: `1/R = w S d`, `1/S = w R d`, `1/d = w R S`.
//! A candidate out of reach adds exactly zero. Sums are kept in eight parts, by the place of the candidate modulo eight,
//! and added up in one order at the end.

use super::bins::Bins;
use super::bodies::{LANES, column};
use super::hurry::Weights;
use super::steps::Walls;
use pulp::{Simd, WithSimd};
use std::ops::Range;

/// Where gaps of the last eight candidates lie: beyond the reach of any cell, um.
const FAR_UM: f32 = 1e12;
/// Reaches are taken so much longer where candidates are looked for, so that rounding leaves none out.
const LONGER: f32 = 1.0 + 1e-5;
/// Eights of candidates that are looked through at once, a bit each.
const BITS: usize = 32;
/// Rows of bins around one.
const ROWS: usize = 9;
/// Columns of a candidate: x, y, z, radius, reach, and the roots of repulsion and adhesion.
const SHARED: usize = 7;

/// What one part of the cells is computed from and into.
pub(super) struct Part<'a> {
    pub(super) columns: &'a [Vec<f32>; column::ALL],
    pub(super) bins: &'a Bins,
    /// Where the domain ends.
    pub(super) walls: &'a Walls,
    /// Rows of bins along x.
    pub(super) rows: Range<usize>,
    /// The place of its first cell.
    pub(super) first: usize,
    /// Velocities of its cells, um/min.
    pub(super) velocity: [&'a mut [f32]; 3],
    /// How much its cells hurry, min^-4.
    pub(super) hurry: &'a mut [f32],
    /// What makes them.
    pub(super) weights: Weights,
    /// Sums of (1 - d/R)^2, where they are wanted.
    pub(super) pressure: Option<&'a mut [f32]>,
    /// The greatest of what its cells do.
    pub(super) most: Most,
}

/// The greatest change of velocity since the last step and the greatest speed, squared, and whose speed it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Most {
    pub(super) change: f32,
    pub(super) speed: f32,
    pub(super) fastest: usize,
    /// A cell whose velocity is no number.
    pub(super) lost: Option<usize>,
}

impl Most {
    fn see(&mut self, change: f32, speed: f32, place: usize, stands: bool) {
        if change > self.change {
            self.change = change;
        }
        if speed > self.speed {
            (self.speed, self.fastest) = (speed, place);
        }
        if !(stands && (speed + change).is_finite()) && self.lost.is_none() {
            self.lost = Some(place);
        }
    }

    /// Of two parts, the first in the order of places.
    pub(super) fn with(self, later: Most) -> Most {
        Most {
            change: self.change.max(later.change),
            lost: self.lost.or(later.lost),
            ..if later.speed > self.speed { later } else { self }
        }
    }
}

/// Runs a part on the best vector unit that this processor has.
pub(super) fn run(part: &mut Part<'_>) {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return Simd::vectorize(simd, part);
    }
    part.with_simd(pulp::Scalar256b);
}

/// Runs a part in plain code; the same bits.
#[cfg(test)]
pub(super) fn run_plain(part: &mut Part<'_>) {
    part.with_simd(pulp::Scalar256b);
}

impl WithSimd for &mut Part<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        if self.pressure.is_some() { self.sum::<S, true>(simd) } else { self.sum::<S, false>(simd) }
    }
}

impl Part<'_> {
    #[inline(always)]
    fn sum<S: Simd, const PRESSURE: bool>(&mut self, simd: S) {
        let nx = self.bins.counts[0];
        let mut shared: [Vec<f32>; SHARED] = Default::default();
        for row in self.rows.clone() {
            let mut around = [0; ROWS];
            let mut rows = 0;
            for (to, row) in around.iter_mut().zip(self.bins.rows_around(row)) {
                *to = row;
                rows += 1;
            }
            for bin in 0..nx {
                let own = self.bins.cells(row, bin, bin);
                if own.is_empty() {
                    continue;
                }
                let (first, last) = (bin.saturating_sub(1), (bin + 1).min(nx - 1));
                let ranges = around[..rows].iter().map(|row| self.bins.cells(*row, first, last));
                let count = gather(self.columns, &mut shared, ranges);
                for place in own {
                    self.cell::<S, PRESSURE>(simd, place, &shared, count);
                }
            }
        }
    }

    /// All candidates act on one cell.
    #[inline(always)]
    fn cell<S: Simd, const PRESSURE: bool>(
        &mut self,
        simd: S,
        place: usize,
        shared: &[Vec<f32>; SHARED],
        count: usize,
    ) {
        let vectors = count.div_ceil(LANES);
        let [x, y, z, radius, reach, push, cling] =
            std::array::from_fn(|which| &S::as_simd_f32s(&shared[which]).0[..vectors]);
        let own: [S::f32s; SHARED] = std::array::from_fn(|which| simd.splat_f32s(self.columns[which][place]));
        let (zero, one) = (simd.splat_f32s(0.0), simd.splat_f32s(1.0));
        let (mut vx, mut vy, mut vz, mut squeezed) = (zero, zero, zero, zero);
        let far = farther::<S>(simd, own[column::RADIUS], own[column::REACH]);
        let longer = simd.splat_f32s(LONGER);
        let none = simd.splat_u32s(0);
        for begin in (0..vectors).step_by(BITS) {
            let (mut bit, mut marks) = (simd.splat_u32s(1), none);
            for at in begin..vectors.min(begin + BITS) {
                let square = apart::<S>(simd, &own, [x[at], y[at], z[at]]).3;
                let both = simd.add_f32s(far, farther::<S>(simd, radius[at], reach[at]));
                let both = simd.mul_f32s(longer, both);
                let near = simd.less_than_f32s(square, simd.mul_f32s(both, both));
                marks = simd.or_u32s(marks, simd.select_u32s(near, bit, none));
                bit = simd.add_u32s(bit, bit);
            }
            let mut left = marked::<S>(marks);
            while left != 0 {
                let at = begin + left.trailing_zeros() as usize;
                left &= left - 1;
                if at >= vectors {
                    break;
                }
                let (dx, dy, dz, square) = apart::<S>(simd, &own, [x[at], y[at], z[at]]);
                let both_radii = simd.add_f32s(own[column::RADIUS], radius[at]);
                let both_reach = simd.add_f32s(own[column::REACH], reach[at]);
                let product = simd.mul_f32s(both_radii, both_reach);
                let inverse = simd.div_f32s(one, simd.mul_f32s(product, simd.sqrt_f32s(square)));
                let scaled = simd.mul_f32s(square, inverse);
                let in_radii = simd.sub_f32s(one, simd.mul_f32s(scaled, both_reach));
                let in_reach = simd.sub_f32s(one, simd.mul_f32s(scaled, both_radii));
                let in_radii = simd.select_f32s(simd.less_than_f32s(zero, in_radii), in_radii, zero);
                let in_reach = simd.select_f32s(simd.less_than_f32s(zero, in_reach), in_reach, zero);
                let overlap = simd.mul_f32s(in_radii, in_radii);
                let repulsion = simd.mul_f32s(overlap, simd.mul_f32s(own[column::PUSH], push[at]));
                let adhesion = simd.mul_f32s(
                    simd.mul_f32s(in_reach, in_reach),
                    simd.mul_f32s(own[column::CLING], cling[at]),
                );
                let force =
                    simd.mul_f32s(simd.sub_f32s(repulsion, adhesion), simd.mul_f32s(product, inverse));
                // The cell itself lies at distance 0.
                let other = simd.less_than_f32s(zero, square);
                let force = simd.select_f32s(other, force, zero);
                vx = simd.mul_add_f32s(force, dx, vx);
                vy = simd.mul_add_f32s(force, dy, vy);
                vz = simd.mul_add_f32s(force, dz, vz);
                if PRESSURE {
                    squeezed = simd.add_f32s(squeezed, simd.select_f32s(other, overlap, zero));
                }
            }
        }
        let to = place - self.first;
        let (mut change, mut speed) = (0.0f32, 0.0f32);
        for (axis, sum) in [vx, vy, vz].into_iter().enumerate() {
            let of = |which: usize| self.columns[which + axis][place];
            let wall = self.walls.push(axis, of(column::X), self.columns[column::RADIUS][place]);
            let velocity =
                self.walls.free(axis) * self.columns[column::MOBILITY][place] * (total::<S>(sum) + wall);
            let (differs, all) = (velocity - of(column::BEFORE), velocity + of(column::CRAWL));
            change = differs.mul_add(differs, change);
            speed = all.mul_add(all, speed);
            self.velocity[axis][to] = velocity;
        }
        self.hurry[to] = self.weights.hurry(change, speed);
        let stands =
            self.columns[column::X][place] + self.columns[column::Y][place] + self.columns[column::Z][place];
        self.most.see(change, speed, place, stands.is_finite());
        if PRESSURE && let Some(pressure) = &mut self.pressure {
            pressure[to] = total::<S>(squeezed);
        }
    }
}

/// Lays the candidates of a bin side by side and fills up to eight with cells that are far away; how many there are.
#[inline(always)]
fn gather(
    columns: &[Vec<f32>; column::ALL],
    shared: &mut [Vec<f32>; SHARED],
    ranges: impl Iterator<Item = Range<usize>> + Clone,
) -> usize {
    let count: usize = ranges.clone().map(|range| range.len()).sum();
    // A row may write up to seven numbers too many, which the next one, or the far ones, write over.
    let room = count + 2 * LANES;
    for column in shared.iter_mut().filter(|column| column.len() < room) {
        column.resize(room.next_power_of_two(), 0.0);
    }
    let mut to = 0;
    for range in ranges {
        let numbers = range.len().div_ceil(LANES) * LANES;
        let from: [_; SHARED] = std::array::from_fn(|which| {
            columns[which][range.start..range.start + numbers].as_chunks::<LANES>().0
        });
        let mut into = shared.each_mut().map(|column| column[to..to + numbers].as_chunks_mut::<LANES>().0);
        for at in 0..numbers / LANES {
            for (into, from) in into.iter_mut().zip(from) {
                into[at] = from[at];
            }
        }
        to += range.len();
    }
    for (which, column) in shared.iter_mut().enumerate() {
        column[count..count + LANES].fill(if which <= column::Z { FAR_UM } else { 1.0 });
    }
    count
}

/// Way from candidates to a cell, and its square.
#[inline(always)]
fn apart<S: Simd>(
    simd: S,
    own: &[S::f32s; SHARED],
    [x, y, z]: [S::f32s; 3],
) -> (S::f32s, S::f32s, S::f32s, S::f32s) {
    let dx = simd.sub_f32s(own[column::X], x);
    let dy = simd.sub_f32s(own[column::Y], y);
    let dz = simd.sub_f32s(own[column::Z], z);
    let square = simd.mul_f32s(dx, dx);
    let square = simd.mul_add_f32s(dy, dy, square);
    (dx, dy, dz, simd.mul_add_f32s(dz, dz, square))
}

/// The greater of two numbers.
#[inline(always)]
fn farther<S: Simd>(simd: S, one: S::f32s, other: S::f32s) -> S::f32s {
    simd.select_f32s(simd.less_than_f32s(one, other), other, one)
}

/// Which bits any of eight numbers has.
#[inline(always)]
fn marked<S: Simd>(marks: S::u32s) -> u32 {
    let marks: [u32; LANES] = pulp::cast(marks);
    marks.iter().fold(0, |any, mark| any | mark)
}

/// The sum of eight parts, always in this order.
#[inline(always)]
fn total<S: Simd>(sums: S::f32s) -> f32 {
    let [a, b, c, d, e, f, g, h]: [f32; LANES] = pulp::cast(sums);
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}
