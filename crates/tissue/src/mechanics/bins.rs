//! Bins of space: cubes of at least the longest reach of two cells, so that all neighbours lie in 27 of them.
//!
//! Bins fill the box around all cells. Cells are sorted by bin, x fastest, so that the neighbours in a row of three bins
//! lie side by side in memory.

use super::bodies::{Bodies, column};

/// Bins a cell, at most: cells far apart would else ask for many empty bins.
const MOST_BINS_A_CELL: usize = 4;
const FEWEST_BINS: usize = 4096;

/// Where cells begin that lie in each bin.
#[derive(Clone, Debug, Default)]
pub(super) struct Bins {
    low: [f32; 3],
    edge: f32,
    /// Bins along each axis.
    pub(super) counts: [usize; 3],
    /// First place of each bin, and after the last the number of cells.
    pub(super) starts: Vec<u32>,
    of_cells: Vec<u32>,
    order: Vec<u32>,
}

impl Bins {
    /// Sorts cells into bins of at least this edge. Cells of a bin stay in their order.
    pub(super) fn sort(&mut self, bodies: &mut Bodies, edge_um: f32) {
        let [x, y, z] = bodies.coordinates_um();
        let ends = [x, y, z].map(|along| {
            along
                .iter()
                .fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), at| (low.min(*at), high.max(*at)))
        });
        self.shape(ends, edge_um.max(1e-3), bodies.len());
        let [nx, ny, _] = self.counts;
        let (low, inverse) = (self.low, 1.0 / self.edge);
        let last = self.counts.map(|count| count as i32 - 1);
        let along =
            |at: f32, axis: usize| (((at - low[axis]) * inverse) as i32).clamp(0, last[axis]) as usize;
        self.of_cells.clear();
        self.of_cells.extend(
            x.iter()
                .zip(y)
                .zip(z)
                .map(|((x, y), z)| (along(*x, 0) + nx * (along(*y, 1) + ny * along(*z, 2))) as u32),
        );
        self.starts.clear();
        self.starts.resize(self.counts.iter().product::<usize>() + 1, 0);
        let mut sorted = true;
        let mut before = 0;
        for bin in &self.of_cells {
            self.starts[*bin as usize + 1] += 1;
            sorted &= before <= *bin;
            before = *bin;
        }
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        if sorted {
            return;
        }
        self.order.clear();
        self.order.resize(bodies.len(), 0);
        // Starts move to ends while places are given out, and are then those of the next bin.
        for (cell, bin) in self.of_cells.iter().enumerate() {
            let start = &mut self.starts[*bin as usize];
            self.order[*start as usize] = cell as u32;
            *start += 1;
        }
        for bin in (1..self.starts.len()).rev() {
            self.starts[bin] = self.starts[bin - 1];
        }
        self.starts[0] = 0;
        bodies.permute(&self.order);
    }

    fn shape(&mut self, ends: [(f32, f32); 3], edge: f32, cells: usize) {
        let most = FEWEST_BINS.max(MOST_BINS_A_CELL * cells) as f64;
        let spans = ends.map(|(low, high)| if high > low { high - low } else { 0.0 });
        self.edge = edge;
        loop {
            let counts = spans.map(|span| f64::from((span / self.edge).floor()) + 1.0);
            if counts.iter().product::<f64>() <= most {
                self.counts = counts.map(|count| count as usize);
                break;
            }
            self.edge *= 1.3;
        }
        self.low = ends.map(|(low, _)| if low.is_finite() { low } else { 0.0 });
    }

    /// Bins along y and z whose cells may touch those of this row.
    pub(super) fn rows_around(&self, row: usize) -> impl Iterator<Item = usize> + use<> {
        let [_, ny, nz] = self.counts;
        let (y, z) = (row % ny, row / ny);
        let (ys, zs) = (y.saturating_sub(1)..(y + 2).min(ny), z.saturating_sub(1)..(z + 2).min(nz));
        zs.flat_map(move |z| ys.clone().map(move |y| y + ny * z))
    }

    /// Places of the cells in bins `first..=last` of a row.
    pub(super) fn cells(&self, row: usize, first: usize, last: usize) -> std::ops::Range<usize> {
        let base = row * self.counts[0];
        self.starts[base + first] as usize..self.starts[base + last + 1] as usize
    }

    /// Ranges of places that hold all cells within an edge of a position.
    pub(super) fn near(&self, position_um: [f32; 3]) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let at: [usize; 3] = std::array::from_fn(|axis| {
            let along = ((position_um[axis] - self.low[axis]) / self.edge) as i32;
            along.clamp(0, self.counts[axis] as i32 - 1) as usize
        });
        let (first, last) = (at[0].saturating_sub(1), (at[0] + 1).min(self.counts[0] - 1));
        self.rows_around(at[1] + self.counts[1] * at[2]).map(move |row| self.cells(row, first, last))
    }

    /// The edge that bins have.
    pub(super) fn edge_um(&self) -> f32 {
        self.edge
    }
}

/// The longest distance over which two of these cells act on each other, um: cells push as far as they touch, however short
/// their adhesion.
pub(super) fn longest_reach_um(bodies: &Bodies) -> f32 {
    let columns = [bodies.column(column::REACH), bodies.column(column::RADIUS)];
    2.0 * columns.into_iter().flatten().fold(0.0, |longest: f32, reach| longest.max(*reach))
}
