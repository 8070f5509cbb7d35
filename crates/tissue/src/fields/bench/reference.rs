//! Oxygen in time, the plain way in 64 bits: what the benchmark's oxygen is compared with.
//!
//! Crank-Nicolson started by two implicit Euler steps (Rannacher 1984 Numer Math 43:309), conjugate gradients to 1e-10 of
//! what comes in; no field is taken to be at rest. Halving the step moves the end by less than 1e-6 and the moment half a minute
//! after the switch by less than 5e-4, relative (a test on a smaller block).

use crate::Grid;
use crate::fields::{Face, FieldLaw};

/// Step, min.
const STEP_MIN: f64 = 0.1;
/// Residual relative to the right-hand side.
const TOLERANCE: f64 = 1e-10;
/// Times that are asked for: half a minute after the switch at 6 min, and 12 min.
const SWITCH_MIN: f64 = 6.0;
const AFTER_MIN: [f64; 2] = [0.5, 6.0];

/// A grid of numbers with its neighbours: plain loops.
struct Plain<'a> {
    counts: [usize; 3],
    /// D / h^2.
    exchange: f64,
    /// lambda + loss, 1/min.
    loss: &'a [f64],
    /// The value on all six faces.
    face: f64,
}

impl Plain<'_> {
    /// L u, with `face` on the faces.
    fn rate(&self, u: &[f64], face: f64) -> Vec<f64> {
        let [nx, ny, nz] = self.counts;
        let mut out = vec![0.0; u.len()];
        for ((voxel, out), here) in out.iter_mut().enumerate().zip(u) {
            let place = [voxel % nx, voxel / nx % ny, voxel / (nx * ny)];
            let mut flow = 0.0;
            for ((at, count), stride) in place.into_iter().zip([nx, ny, nz]).zip([1, nx, nx * ny]) {
                flow += if at > 0 { u[voxel - stride] - here } else { 2.0 * (face - here) };
                flow += if at + 1 < count { u[voxel + stride] - here } else { 2.0 * (face - here) };
            }
            *out = self.exchange * flow - self.loss[voxel] * here;
        }
        out
    }

    /// Solves u - s L u = known, beginning at u.
    fn solve(&self, s: f64, known: &[f64], u: &mut [f64]) {
        let apply = |p: &[f64]| -> Vec<f64> {
            self.rate(p, 0.0).iter().zip(p).map(|(rate, p)| p - s * rate).collect()
        };
        // What comes through the faces belongs to the right-hand side.
        let nothing = vec![0.0; u.len()];
        let faces = self.rate(&nothing, self.face);
        let known: Vec<f64> = known.iter().zip(faces).map(|(known, face)| known + s * face).collect();
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut r: Vec<f64> = apply(u).iter().zip(&known).map(|(image, known)| known - image).collect();
        let mut p = r.clone();
        let goal = TOLERANCE * TOLERANCE * dot(&known, &known);
        let mut rho = dot(&r, &r);
        while rho > goal {
            let q = apply(&p);
            let alpha = rho / dot(&p, &q);
            u.iter_mut().zip(&p).for_each(|(u, p)| *u += alpha * p);
            r.iter_mut().zip(&q).for_each(|(r, q)| *r -= alpha * q);
            let last = rho;
            rho = dot(&r, &r);
            p.iter_mut().zip(&r).for_each(|(p, r)| *p = r + rho / last * *p);
        }
    }
}

/// Oxygen half a minute after the switch and at the end, for the losses before and after the switch, 1/min.
pub(super) fn oxygen(grid: &Grid, law: &FieldLaw, losses: &[Vec<f32>; 2]) -> [Vec<f64>; 2] {
    with_step(grid, law, losses, STEP_MIN)
}

fn with_step(grid: &Grid, law: &FieldLaw, losses: &[Vec<f32>; 2], step_min: f64) -> [Vec<f64>; 2] {
    let face = if let Face::Fixed(value) = law.faces[0] { value } else { 0.0 };
    let losses = [0, 1].map(|part: usize| -> Vec<f64> {
        losses[part].iter().map(|loss| law.decay_per_min + f64::from(*loss)).collect()
    });
    let exchange = law.diffusion_um2_per_min / (grid.spacing_um * grid.spacing_um);
    let mut u = vec![law.initial; grid.len()];
    let mut seen = [Vec::new(), Vec::new()];
    for (part, loss) in losses.iter().enumerate() {
        let plain = Plain { counts: grid.counts, exchange, loss, face };
        let minutes = if part == 0 { SWITCH_MIN } else { AFTER_MIN[1] };
        let steps = (minutes / step_min).round() as usize;
        for step in 0..steps {
            if step < 2 {
                let known = u.clone();
                plain.solve(step_min, &known, &mut u);
            } else {
                let half = 0.5 * step_min;
                let known: Vec<f64> =
                    u.iter().zip(plain.rate(&u, face)).map(|(u, rate)| u + half * rate).collect();
                plain.solve(half, &known, &mut u);
            }
            let passed = (step + 1) as f64 * step_min;
            for (seen, at) in seen.iter_mut().zip(AFTER_MIN) {
                if part == 1 && (passed - at).abs() < 0.5 * step_min {
                    *seen = u.clone();
                }
            }
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same field with half the step, on a block of 200 um whose inner half stops to take up oxygen.
    #[test]
    fn half_the_step_says_the_same() {
        let grid = Grid { origin_um: [0.0; 3], spacing_um: 20.0, counts: [10; 3] };
        let law = FieldLaw {
            name: "oxygen".to_owned(),
            unit: String::new(),
            diffusion_um2_per_min: 1e5,
            decay_per_min: 0.1,
            fast: true,
            faces: [Face::Fixed(38.0); 6],
            initial: 38.0,
            half_uptake: None,
        };
        let loss =
            |inner: f32| (0..1000).map(|voxel| if voxel / 10 % 10 < 5 { inner } else { 8.0 }).collect();
        let losses = [loss(12.0), loss(0.0)];
        let (whole, half) = (with_step(&grid, &law, &losses, 0.1), with_step(&grid, &law, &losses, 0.05));
        let far = |one: &[f64], other: &[f64]| {
            let size: f64 = other.iter().map(|value| value * value).sum();
            let wrong: f64 = one.iter().zip(other).map(|(one, other)| (one - other) * (one - other)).sum();
            (wrong / size).sqrt()
        };
        let apart = [far(&whole[0], &half[0]), far(&whole[1], &half[1])];
        assert!(apart[0] < 5e-4 && apart[1] < 1e-6, "{apart:?}");
    }
}
