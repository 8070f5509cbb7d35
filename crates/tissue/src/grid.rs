//! The regular grid of the fields: voxels of one edge length, x fastest, then y, then z. Lengths in um.

/// Voxels that fill the domain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// The domain's lowest corner, um.
    pub origin_um: [f64; 3],
    /// Edge of a voxel, um.
    pub spacing_um: f64,
    /// Voxels along x, y, z; each at least 1.
    pub counts: [usize; 3],
}

impl Grid {
    /// The smallest grid of this spacing that holds a box around the origin of coordinates with these half edges.
    pub fn around(half_um: [f64; 3], spacing_um: f64) -> Grid {
        let counts = half_um.map(|half| (2.0 * half / spacing_um).ceil().max(1.0) as usize);
        let origin_um = counts.map(|count| -0.5 * count as f64 * spacing_um);
        Grid { origin_um, spacing_um, counts }
    }

    /// Voxels in all.
    pub fn len(&self) -> usize {
        self.counts.iter().product()
    }

    /// Whether there is no voxel.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Volume of a voxel, um^3.
    pub fn voxel_um3(&self) -> f64 {
        self.spacing_um * self.spacing_um * self.spacing_um
    }

    /// The domain's highest corner, um.
    pub fn end_um(&self) -> [f64; 3] {
        std::array::from_fn(|axis| self.origin_um[axis] + self.counts[axis] as f64 * self.spacing_um)
    }

    /// The voxel of a position along each axis; positions outside count to the nearest.
    pub fn place(&self, position_um: [f64; 3]) -> [usize; 3] {
        std::array::from_fn(|axis| {
            let along = (position_um[axis] - self.origin_um[axis]) / self.spacing_um;
            (along.max(0.0) as usize).min(self.counts[axis] - 1)
        })
    }

    /// The index of the voxel of a position.
    pub fn voxel(&self, position_um: [f64; 3]) -> usize {
        let [x, y, z] = self.place(position_um);
        x + self.counts[0] * (y + self.counts[1] * z)
    }

    /// The middle of a voxel, um.
    pub fn middle_um(&self, voxel: usize) -> [f64; 3] {
        let [nx, ny, _] = self.counts;
        let place = [voxel % nx, voxel / nx % ny, voxel / (nx * ny)];
        std::array::from_fn(|axis| self.origin_um[axis] + (place[axis] as f64 + 0.5) * self.spacing_um)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_has_its_voxel_and_a_voxel_its_middle() {
        let grid = Grid::around([50.0, 30.0, 10.0], 20.0);
        assert_eq!((grid.counts, grid.len(), grid.end_um()), ([5, 3, 1], 15, [50.0, 30.0, 10.0]));
        for voxel in 0..grid.len() {
            assert_eq!(grid.voxel(grid.middle_um(voxel)), voxel);
        }
        assert_eq!(grid.place([-1e9, f64::NAN, 1e9]), [0, 0, 0]);
        assert_eq!(grid.place([49.9, 29.9, 9.9]), [4, 2, 0]);
    }
}
