//! A cut through the middle of the domain at constant z: the discs of the cells it meets, and the fields on it.

use crate::kind::{Condition, Kind};
use crate::{CellTable, Fields};

/// A cell where the plane cuts it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disc {
    /// Middle in the plane, um.
    pub x_um: f32,
    /// Middle in the plane, um.
    pub y_um: f32,
    /// Radius of the cut, um.
    pub radius_um: f32,
    /// Kind of the cell.
    pub kind: Kind,
    /// How it is.
    pub condition: Condition,
    /// Whether it touches a target, or is touched by a killer.
    pub engaged: bool,
}

/// Cells and fields on a plane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slice {
    /// When, min.
    pub minutes: f64,
    /// Lowest corner of the plane, um.
    pub origin_um: [f64; 2],
    /// Edge of a voxel, um.
    pub spacing_um: f64,
    /// Voxels along x and y.
    pub counts: [usize; 2],
    /// Cells, those that are cut nearest to their edge first.
    pub discs: Vec<Disc>,
    /// Values of each field, x fastest.
    pub fields: Vec<Vec<f32>>,
}

impl Slice {
    /// The cut at the height of the domain's middle.
    pub fn of(minutes: f64, cells: &CellTable, fields: &Fields) -> Slice {
        let grid = fields.grid();
        let [nx, ny, nz] = grid.counts;
        let height = 0.5 * (grid.origin_um[2] + grid.end_um()[2]);
        let mut discs: Vec<Disc> = cells
            .iter()
            .filter_map(|cell| {
                let [x_um, y_um, z] = cell.position_um;
                let above = f64::from(z) - height;
                let square = f64::from(cell.radius_um).powi(2) - above * above;
                (square > 0.0).then_some(Disc {
                    x_um,
                    y_um,
                    radius_um: square.sqrt() as f32,
                    kind: cell.kind,
                    condition: cell.condition,
                    engaged: cell.engaged,
                })
            })
            .collect();
        discs.sort_by(|one, other| one.radius_um.total_cmp(&other.radius_um));
        let plane = nz / 2 * nx * ny..(nz / 2 + 1) * nx * ny;
        let fields = (0..fields.laws().len())
            .map(|field| fields.values(field).get(plane.clone()).unwrap_or(&[]).to_vec());
        Slice {
            minutes,
            origin_um: [grid.origin_um[0], grid.origin_um[1]],
            spacing_um: grid.spacing_um,
            counts: [nx, ny],
            discs,
            fields: fields.collect(),
        }
    }
}
