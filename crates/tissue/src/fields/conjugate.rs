//! A x = b by conjugate gradients, preconditioned with the diagonal, from the best guess there is.
//!
//! A is symmetric and positive definite. The solution is good enough when |r|_(1/d) <= tolerance |b|_(1/d), with
//! r = b - A x and |v|_(1/d)^2 = sum of v^2 / d. Voxels that are held have an inverse diagonal of zero: no direction of
//! search reaches them, so that they are left out of the system instead of being written over.
//!
//! Source: Hestenes & Stiefel 1952 J Res Natl Bur Stand 49:409.

use super::lattice::Operator;

/// Iterations after which a solution is given up.
const MOST: u32 = 5000;

/// What comes in and what is missing, squared, below which a field is empty: 1e-14 of any unit is less than a molecule in a
/// voxel, and squares in 32 bits vanish not far below.
const EMPTY: f64 = 1e-28;

/// Fields that a solution works on.
#[derive(Clone, Debug, Default)]
pub(super) struct Room {
    residual: Vec<f32>,
    direction: Vec<f32>,
    image: Vec<f32>,
}

impl Room {
    pub(super) fn new(len: usize) -> Room {
        Room { residual: vec![0.0; len], direction: vec![0.0; len], image: vec![0.0; len] }
    }

    /// b - A x of the last solution.
    pub(super) fn residual(&self) -> &[f32] {
        &self.residual
    }
}

/// How a solution ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Solved {
    /// Applications of A.
    pub iterations: u32,
    /// Whether the tolerance was met.
    pub good: bool,
    /// |r| / |b|.
    pub error: f64,
}

/// Solves A x = b. Nothing is done if x is within `enough`; else x is brought within `tolerance`.
pub(super) fn solve(
    operator: &Operator<'_>,
    b: &[f32],
    held: bool,
    x: &mut [f32],
    room: &mut Room,
    (tolerance, enough): (f64, f64),
) -> Solved {
    let Room { residual, direction, image } = room;
    let scale = if held { reached(operator, b, x, direction, image) } else { operator.norm(b) };
    let mut rho = operator.residual(x, b, residual);
    let mut iterations = 1;
    if scale <= EMPTY && rho <= EMPTY {
        return Solved { iterations, good: true, error: 0.0 };
    }
    // Where nothing comes in, what is there must go: then it is measured by itself.
    let scale = if scale > 0.0 { scale } else { rho };
    let error = |rho: f64| (rho / scale).sqrt();
    if error(rho) <= enough {
        return Solved { iterations, good: true, error: error(rho) };
    }
    direction.fill(0.0);
    let mut beta = 0.0;
    while error(rho) > tolerance && iterations < MOST {
        operator.direction(beta as f32, residual, direction);
        let curvature = operator.apply(direction, image);
        iterations += 1;
        if curvature.is_nan() || curvature <= 0.0 {
            break;
        }
        let last = rho;
        rho = operator.advance((last / curvature) as f32, direction, image, x, residual);
        beta = rho / last;
    }
    let error = error(rho);
    Solved { iterations, good: error <= tolerance, error }
}

/// |b - A h|^2, where h is the field of the held voxels alone: what comes in from sources and from held voxels.
fn reached(operator: &Operator<'_>, b: &[f32], x: &[f32], h: &mut [f32], image: &mut [f32]) -> f64 {
    for ((h, x), m) in h.iter_mut().zip(x).zip(operator.inverse) {
        *h = if *m == 0.0 { *x } else { 0.0 };
    }
    operator.residual(h, b, image)
}
