//! Cells and fields by depth below the surface of a ball of cells.
//!
//! The middle is the mean position of all tumour cells, living or dead, and the surface the sphere that a full ball with
//! the same mean square distance would have: R^2 = 5/3 mean |x - middle|^2. Shells are 10 um thick, from 100 um outside
//! to the middle. What has no tumour cells has its middle in the domain's and a radius of zero: then depth is distance with
//! a minus.

use crate::kind::Kind;
use crate::{CellTable, Fields};

/// Thickness of a shell, um.
const SHELL_UM: f64 = 10.0;
/// How far outside the surface shells begin, um.
const OUTSIDE_UM: f64 = 100.0;
/// Shells of a profile at most.
const MOST_SHELLS: usize = 400;

/// What lies between two depths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shell {
    /// Depth of its outer face below the surface, um; outside it is negative.
    pub depth_um: f64,
    /// Volume, um^3.
    pub volume_um3: f64,
    /// Living tumour cells.
    pub tumour: u64,
    /// Dead cells of all kinds.
    pub dead: u64,
    /// Living NK cells.
    pub nk: u64,
    /// Living cells of other kinds.
    pub other: u64,
    /// Mean of each field over the voxels whose middle lies here; not a number where there is none.
    pub fields: Vec<f64>,
}

/// All shells at a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// When, min.
    pub minutes: f64,
    /// The middle, um.
    pub middle_um: [f64; 3],
    /// Radius of the ball, um.
    pub radius_um: f64,
    /// From outside to the middle.
    pub shells: Vec<Shell>,
}

impl Profile {
    /// The profile of a moment.
    pub fn of(minutes: f64, cells: &CellTable, fields: &Fields) -> Profile {
        let grid = fields.grid();
        let (middle_um, radius_um) = ball(cells).unwrap_or_else(|| {
            let end = grid.end_um();
            (std::array::from_fn(|axis| 0.5 * (grid.origin_um[axis] + end[axis])), 0.0)
        });
        let outer = radius_um + OUTSIDE_UM;
        let count = ((outer / SHELL_UM).ceil() as usize).clamp(1, MOST_SHELLS);
        let ball = |radius: f64| 4.0 / 3.0 * std::f64::consts::PI * radius.max(0.0).powi(3);
        let mut shells: Vec<Shell> = (0..count)
            .map(|index| {
                let reach = outer - index as f64 * SHELL_UM;
                Shell {
                    depth_um: index as f64 * SHELL_UM - OUTSIDE_UM,
                    volume_um3: ball(reach) - ball(reach - SHELL_UM),
                    ..Shell::default()
                }
            })
            .collect();
        let place = |at: [f64; 3]| -> Option<usize> {
            let inwards = (outer - distance(at, middle_um)) / SHELL_UM;
            (inwards >= 0.0).then_some((inwards as usize).min(count - 1))
        };
        for cell in cells.iter() {
            let at = cell.position_um.map(f64::from);
            let Some(shell) = place(at).and_then(|index| shells.get_mut(index)) else { continue };
            let counter = match cell.kind {
                _ if !cell.alive() => &mut shell.dead,
                Kind::Tumour => &mut shell.tumour,
                Kind::Nk => &mut shell.nk,
                _ => &mut shell.other,
            };
            *counter += 1;
        }
        let mut profile = Profile { minutes, middle_um, radius_um, shells };
        profile.average(fields, place);
        profile
    }

    fn average(&mut self, fields: &Fields, place: impl Fn([f64; 3]) -> Option<usize>) {
        let (grid, kinds) = (fields.grid(), fields.laws().len());
        let mut voxels = vec![0_u64; self.shells.len()];
        for shell in &mut self.shells {
            shell.fields = vec![0.0; kinds];
        }
        for voxel in 0..grid.len() {
            let Some(index) = place(grid.middle_um(voxel)) else { continue };
            let (Some(shell), Some(seen)) = (self.shells.get_mut(index), voxels.get_mut(index)) else {
                continue;
            };
            *seen += 1;
            for (field, sum) in shell.fields.iter_mut().enumerate() {
                *sum += fields.at(field, voxel);
            }
        }
        for (shell, seen) in self.shells.iter_mut().zip(voxels) {
            shell.fields.iter_mut().for_each(|sum| *sum /= seen as f64);
        }
    }

    /// Depth of the viable rim, um: from the surface to the first shell from which on no more than one in twenty tumour
    /// cells is alive (as in PLoS ONE 2010 5:e13942, table 1); the radius where all that lies inside lives. Nothing
    /// without tumour cells.
    pub fn viable_rim_um(&self) -> Option<f64> {
        let inside: Vec<&Shell> = self.shells.iter().filter(|shell| shell.depth_um >= 0.0).collect();
        if inside.iter().all(|shell| shell.tumour + shell.dead == 0) {
            return None;
        }
        let dying = inside.iter().find(|shell| {
            let all = shell.tumour + shell.dead;
            all > 0 && 20 * shell.tumour <= all
        });
        Some(dying.map_or(self.radius_um, |shell| shell.depth_um))
    }

    /// Thickness of the hypoxic rim, um: the part of the viable rim where a field (oxygen) is below a threshold. Shells
    /// without a voxel count as the one before them.
    pub fn hypoxic_rim_um(&self, field: usize, threshold: f64) -> Option<f64> {
        let rim = self.viable_rim_um()?;
        let (mut thickness, mut low) = (0.0, false);
        for shell in self.shells.iter().filter(|shell| (0.0..rim).contains(&shell.depth_um)) {
            let value = shell.fields.get(field).copied()?;
            if value.is_finite() {
                low = value < threshold;
            }
            if low {
                thickness += SHELL_UM.min(rim - shell.depth_um);
            }
        }
        Some(thickness)
    }
}

fn distance(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.iter().zip(other).map(|(one, other)| (one - other) * (one - other)).sum::<f64>().sqrt()
}

/// Middle and radius of the tumour cells; none without them.
fn ball(cells: &CellTable) -> Option<([f64; 3], f64)> {
    let tumour = || cells.iter().filter(|cell| cell.kind == Kind::Tumour);
    let count = tumour().count() as f64;
    if count < 1.0 {
        return None;
    }
    let mut middle = [0.0; 3];
    for cell in tumour() {
        for (sum, at) in middle.iter_mut().zip(cell.position_um) {
            *sum += f64::from(at) / count;
        }
    }
    let square = tumour().map(|cell| distance(cell.position_um.map(f64::from), middle).powi(2)).sum::<f64>();
    Some((middle, (5.0 / 3.0 * square / count).sqrt()))
}
