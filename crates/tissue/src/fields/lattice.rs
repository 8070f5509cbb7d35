//! Arithmetic on whole fields: the seven-point operator and the sums of conjugate gradients, plane by plane.
//!
//! ```text
//! (A u)_i = o_i u_i + w sum over the neighbours j that exist (u_i - u_j)
//! ```
//!
//! Differences of neighbours are taken before they are multiplied, so that an even field has no flux, not even rounding, and
//! what flows out of a voxel flows into its neighbour.
//!
//! Every plane of constant z gives one partial sum in 64 bits, and planes are added in order: the same bits for any
//! number of threads. Products are not fused, and sums inside a plane have [`LANES`] fixed lanes: the same bits for any
//! vector unit.

use pulp::Arch;
use rayon::prelude::*;

/// Running sums side by side in a dot product.
const LANES: usize = 16;
/// Numbers that are summed in 32 bits before the sum goes on in 64.
const RUN: usize = 1024;
/// Voxels from which a field is worth more than one thread.
const SHARED: usize = 1 << 18;

/// The shape of a field and the way its planes are worked on.
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    counts: [usize; 3],
    arch: Arch,
    /// Planes that one thread takes at least.
    least: usize,
}

/// The operator A: coupling w of neighbours and what a voxel has of its own, o; with the inverse of its diagonal d (zero
/// where a voxel is held, so that nothing changes there).
pub(super) struct Operator<'a> {
    pub lattice: &'a Lattice,
    pub coupling: f32,
    pub own: &'a [f32],
    pub inverse: &'a [f32],
}

impl Lattice {
    pub(super) fn new(counts: [usize; 3]) -> Lattice {
        let [nx, ny, nz] = counts;
        let least = if nx * ny * nz < SHARED { nz } else { nz.div_ceil(64) };
        Lattice { counts, arch: Arch::new(), least: least.max(1) }
    }

    /// Voxels of a plane.
    pub(super) fn plane(&self) -> usize {
        self.counts[0] * self.counts[1]
    }

    /// Voxels along the three axes.
    pub(super) fn counts(&self) -> [usize; 3] {
        self.counts
    }

    /// Runs `work` on every plane of `out` and adds what it gives, in the order of planes.
    pub(super) fn each(&self, out: &mut [f32], work: impl Fn(usize, &mut [f32]) -> f64 + Sync) -> f64 {
        let arch = self.arch;
        let parts: Vec<f64> = out
            .par_chunks_mut(self.plane())
            .with_min_len(self.least)
            .enumerate()
            .map(|(k, plane)| arch.dispatch(|| work(k, plane)))
            .collect();
        parts.iter().sum()
    }

    /// The same with two fields that change.
    fn each_pair(
        &self,
        first: &mut [f32],
        second: &mut [f32],
        work: impl Fn(usize, &mut [f32], &mut [f32]) -> f64 + Sync,
    ) -> f64 {
        let (arch, plane) = (self.arch, self.plane());
        let parts: Vec<f64> = first
            .par_chunks_mut(plane)
            .with_min_len(self.least)
            .zip(second.par_chunks_mut(plane))
            .enumerate()
            .map(|(k, (first, second))| arch.dispatch(|| work(k, first, second)))
            .collect();
        parts.iter().sum()
    }

    /// The part of a field that is plane `k`.
    #[inline(always)]
    pub(super) fn at<'a>(&self, field: &'a [f32], k: usize) -> &'a [f32] {
        let plane = self.plane();
        &field[k * plane..(k + 1) * plane]
    }

    /// The sum over all voxels.
    pub(super) fn sum(&self, field: &[f32]) -> f64 {
        let parts: Vec<f64> = field
            .par_chunks(self.plane())
            .with_min_len(self.least)
            .map(|plane| plane.iter().map(|value| f64::from(*value)).sum())
            .collect();
        parts.iter().sum()
    }
}

impl Operator<'_> {
    /// q = A p; gives p . q.
    pub(super) fn apply(&self, p: &[f32], q: &mut [f32]) -> f64 {
        self.lattice.each(q, |k, q| {
            self.apply_plane(k, p, q);
            dot(self.lattice.at(p, k), q)
        })
    }

    /// r = b - A x; gives the sum of r^2 / d over the voxels that are not held.
    pub(super) fn residual(&self, x: &[f32], b: &[f32], r: &mut [f32]) -> f64 {
        self.lattice.each(r, |k, r| {
            self.apply_plane(k, x, r);
            for (r, b) in r.iter_mut().zip(self.lattice.at(b, k)) {
                *r = b - *r;
            }
            weighted(r, self.lattice.at(self.inverse, k))
        })
    }

    /// x += alpha p, r -= alpha q; gives the sum of r^2 / d.
    pub(super) fn advance(&self, alpha: f32, p: &[f32], q: &[f32], x: &mut [f32], r: &mut [f32]) -> f64 {
        self.lattice.each_pair(x, r, |k, x, r| {
            for (x, p) in x.iter_mut().zip(self.lattice.at(p, k)) {
                *x += alpha * p;
            }
            for (r, q) in r.iter_mut().zip(self.lattice.at(q, k)) {
                *r -= alpha * q;
            }
            weighted(r, self.lattice.at(self.inverse, k))
        })
    }

    /// p = r / d + beta p.
    pub(super) fn direction(&self, beta: f32, r: &[f32], p: &mut [f32]) {
        self.lattice.each(p, |k, p| {
            for ((p, r), m) in p.iter_mut().zip(self.lattice.at(r, k)).zip(self.lattice.at(self.inverse, k)) {
                *p = r * m + beta * *p;
            }
            0.0
        });
    }

    /// The sum of b^2 / d over the voxels that are not held.
    pub(super) fn norm(&self, b: &[f32]) -> f64 {
        let plane = self.lattice.plane();
        let parts: Vec<f64> = b
            .par_chunks(plane)
            .with_min_len(self.lattice.least)
            .zip(self.inverse.par_chunks(plane))
            .map(|(b, m)| weighted(b, m))
            .collect();
        parts.iter().sum()
    }

    /// A on one plane. A row at the edge is its own neighbour; a neighbour beyond the end of a row is left out.
    #[inline(always)]
    fn apply_plane(&self, k: usize, p: &[f32], q: &mut [f32]) {
        let [nx, ny, nz] = self.lattice.counts;
        let w = self.coupling;
        let here = self.lattice.at(p, k);
        let below = (k > 0).then(|| self.lattice.at(p, k - 1));
        let above = (k + 1 < nz).then(|| self.lattice.at(p, k + 1));
        let own = self.lattice.at(self.own, k);
        for j in 0..ny {
            let row = j * nx..(j + 1) * nx;
            let middle = &here[row.clone()];
            let south = if j > 0 { &here[row.start - nx..row.start] } else { middle };
            let north = if j + 1 < ny { &here[row.end..row.end + nx] } else { middle };
            let low = below.map_or(middle, |plane| &plane[row.clone()]);
            let high = above.map_or(middle, |plane| &plane[row.clone()]);
            let q = &mut q[row.clone()];
            for ((((((q, o), p), s), n), l), h) in
                q.iter_mut().zip(&own[row]).zip(middle).zip(south).zip(north).zip(low).zip(high)
            {
                *q = o * p + w * (((p - s) + (p - n)) + ((p - l) + (p - h)));
            }
            for ((q, p), west) in q.iter_mut().zip(middle).skip(1).zip(middle) {
                *q += w * (p - west);
            }
            for ((q, p), east) in q.iter_mut().zip(middle).zip(middle.iter().skip(1)) {
                *q += w * (p - east);
            }
        }
    }
}

/// a . b
#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f64 {
    let mut total = 0.0;
    for (a, b) in a.chunks(RUN).zip(b.chunks(RUN)) {
        let mut sums = [0.0_f32; LANES];
        let (a, a_rest) = a.as_chunks::<LANES>();
        let (b, b_rest) = b.as_chunks::<LANES>();
        for (a, b) in a.iter().zip(b) {
            for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
                *sum += a * b;
            }
        }
        for ((sum, a), b) in sums.iter_mut().zip(a_rest).zip(b_rest) {
            *sum += a * b;
        }
        total += sums.iter().map(|sum| f64::from(*sum)).sum::<f64>();
    }
    total
}

/// The sum of a^2 m.
#[inline(always)]
fn weighted(a: &[f32], m: &[f32]) -> f64 {
    let mut total = 0.0;
    for (a, m) in a.chunks(RUN).zip(m.chunks(RUN)) {
        let mut sums = [0.0_f32; LANES];
        let (a, a_rest) = a.as_chunks::<LANES>();
        let (m, m_rest) = m.as_chunks::<LANES>();
        for (a, m) in a.iter().zip(m) {
            for ((sum, a), m) in sums.iter_mut().zip(a).zip(m) {
                *sum += a * a * m;
            }
        }
        for ((sum, a), m) in sums.iter_mut().zip(a_rest).zip(m_rest) {
            *sum += a * a * m;
        }
        total += sums.iter().map(|sum| f64::from(*sum)).sum::<f64>();
    }
    total
}
