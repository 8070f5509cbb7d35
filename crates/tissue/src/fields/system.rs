//! The linear system of a field: shift + s (lambda + loss - D laplacian), and what comes in.
//!
//! On voxels of edge h, with w = s D / h^2, a voxel's own part and the diagonal are
//!
//! ```text
//! o = shift + s (lambda + loss + saturable / (1 + rho / half)) + 2 w (fixed faces)
//! d = o + w (neighbours)
//! ```
//!
//! A fixed face lies half an edge from the middle of its voxel: 2 D / h^2 (value - rho) flows in, so that it is part of the
//! system. What comes in is `rate` = production + 2 D / h^2 value at fixed faces.

use super::lattice::Lattice;
use super::{Face, FieldLaw};

/// One field's sources, from [`super::Sources`].
#[derive(Clone, Copy)]
pub(super) struct Maps<'a> {
    pub production: &'a [f32],
    pub loss: &'a [f32],
    pub saturable: &'a [f32],
}

/// The numbers of a system, one a voxel.
#[derive(Clone, Debug, Default)]
pub(super) struct System {
    /// w.
    pub coupling: f32,
    /// o.
    pub own: Vec<f32>,
    /// 1/d, or zero where a voxel is held.
    pub inverse: Vec<f32>,
    /// What comes in, concentration/min; not scaled by s.
    pub rate: Vec<f32>,
}

/// The multiples of the identity and of the field's losses that make a system.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scales {
    pub shift: f64,
    pub scale: f64,
}

/// Both ends of an axis as a voxel sees them: neighbours, fixed faces, and what comes in through those.
#[derive(Clone, Copy)]
struct Ends {
    neighbours: f32,
    fixed: f32,
    inflow: f32,
}

impl System {
    pub(super) fn new(len: usize) -> System {
        System { coupling: 0.0, own: vec![0.0; len], inverse: vec![0.0; len], rate: vec![0.0; len] }
    }

    /// Fills the system for these sources; `at` is the concentration at which uptake saturates. Gives the sum of A over all
    /// voxels of a field of ones: how much leaves, with the shift.
    pub(super) fn assemble(
        &mut self,
        lattice: &Lattice,
        law: &FieldLaw,
        spacing_um: f64,
        maps: Maps<'_>,
        at: &[f32],
        Scales { shift, scale }: Scales,
    ) -> f64 {
        let exchange = law.diffusion_um2_per_min / (spacing_um * spacing_um);
        self.coupling = (scale * exchange) as f32;
        let (coupling, shift, scale) = (self.coupling, shift as f32, scale as f32);
        let half = law.half_uptake.unwrap_or(f64::INFINITY) as f32;
        let decay = law.decay_per_min as f32;
        let [nx, ny, nz] = lattice.counts();
        let ends = |axis: usize, place: usize, count: usize| -> Ends {
            let mut ends = Ends { neighbours: 0.0, fixed: 0.0, inflow: 0.0 };
            for (beyond, face) in [(place == 0, 2 * axis), (place + 1 == count, 2 * axis + 1)] {
                match (beyond, law.faces[face]) {
                    (false, _) => ends.neighbours += 1.0,
                    (true, Face::Closed) => {}
                    (true, Face::Fixed(value)) => {
                        ends.fixed += 1.0;
                        ends.inflow += (2.0 * exchange * value) as f32;
                    }
                }
            }
            ends
        };
        let along_x: Vec<Ends> = (0..nx).map(|i| ends(0, i, nx)).collect();
        let mut leaves = lattice.each(&mut self.own, |k, own| {
            let z = ends(2, k, nz);
            let loss = lattice.at(maps.loss, k);
            let mut sum = 0.0;
            for (j, row) in own.chunks_mut(nx).enumerate() {
                let y = ends(1, j, ny);
                for ((o, x), loss) in row.iter_mut().zip(&along_x).zip(&loss[j * nx..(j + 1) * nx]) {
                    let fixed = x.fixed + y.fixed + z.fixed;
                    *o = shift + scale * (decay + loss) + 2.0 * coupling * fixed;
                    sum += f64::from(*o);
                }
            }
            sum
        });
        if !maps.saturable.is_empty() {
            leaves += lattice.each(&mut self.own, |k, own| {
                let mut sum = 0.0;
                for ((o, uptake), at) in
                    own.iter_mut().zip(lattice.at(maps.saturable, k)).zip(lattice.at(at, k))
                {
                    let more = scale * uptake / (1.0 + at.max(0.0) / half);
                    *o += more;
                    sum += f64::from(more);
                }
                sum
            });
        }
        lattice.each(&mut self.rate, |k, rate| {
            let z = ends(2, k, nz);
            let production = lattice.at(maps.production, k);
            for (j, row) in rate.chunks_mut(nx).enumerate() {
                let y = ends(1, j, ny);
                for ((rate, x), made) in row.iter_mut().zip(&along_x).zip(&production[j * nx..(j + 1) * nx]) {
                    *rate = made + (x.inflow + y.inflow + z.inflow);
                }
            }
            0.0
        });
        let own = &self.own;
        lattice.each(&mut self.inverse, |k, inverse| {
            let (z, own) = (ends(2, k, nz), lattice.at(own, k));
            for (j, row) in inverse.chunks_mut(nx).enumerate() {
                let y = ends(1, j, ny);
                for ((m, x), o) in row.iter_mut().zip(&along_x).zip(&own[j * nx..(j + 1) * nx]) {
                    *m = 1.0 / (o + coupling * (x.neighbours + y.neighbours + z.neighbours));
                }
            }
            0.0
        });
        leaves
    }

    /// Leaves voxels out of the system: their value stays.
    pub(super) fn hold(&mut self, held: impl Iterator<Item = usize>) {
        for voxel in held {
            if let Some(inverse) = self.inverse.get_mut(voxel) {
                *inverse = 0.0;
            }
        }
    }
}
