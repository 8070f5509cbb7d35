//! `lytic bench fields`: five fields on 50^3 voxels of 20 um with 100,000 cells, 12 min, a switch at 6 min.
//!
//! Cells of 2,494 um^3 lie anywhere in a block of 1 mm^3 with oxygen and a drug at its faces. All take up both; a third
//! of them, then another third, secrete IFN-gamma, TNF and TGF-beta. At the switch the first half of the cells stops to
//! take up oxygen and the secretors change. Maps of the sources are made anew from all cells every half minute, as in
//! a tissue. Oxygen is compared with a plain solution in time in 64 bits ([`reference`]).

mod reference;

use super::{Face, FieldLaw, Fields, Settings, Sources, Work};
use crate::{Grid, TissueError};
use lytic_engine::philox::{purpose, uniform};
use rayon::ThreadPoolBuilder;

const VOXELS: usize = 50;
const SPACING_UM: f64 = 20.0;
const CELLS: usize = 100_000;
const CELL_UM3: f32 = 2494.0;
const MINUTES: usize = 12;
const SWITCH_MINUTES: usize = 6;
/// Uptake of oxygen and of the drug, 1/min.
const UPTAKE: [f32; 2] = [10.0, 1.0];

/// PhysiCell 1.14 on fields of this size, one core, CPU seconds: least and most. Measured for this project.
pub const PEER_CPU_SECONDS: [f64; 2] = [38.0, 42.0];
/// Its oxygen at its default step against a converged solution, relative (L2).
pub const PEER_OXYGEN_L2_ERROR: f64 = 0.065;

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Processor time of maps and solutions together, s.
    pub cpu_seconds: f64,
    /// Applications of an operator to a voxel, a second.
    pub voxel_iterations_per_second: f64,
    /// |oxygen - reference| / |reference| at 12 min.
    pub oxygen_l2_error: f64,
    /// The same half a minute after the switch, when oxygen has not settled yet.
    pub oxygen_l2_error_after_switch: f64,
    /// Steps and solutions.
    pub work: Work,
}

/// The fields of the benchmark.
fn laws() -> Vec<FieldLaw> {
    let law = |name: &str, diffusion_um2_per_min, decay_per_min, face, fast| FieldLaw {
        name: name.to_owned(),
        unit: String::new(),
        diffusion_um2_per_min,
        decay_per_min,
        fast,
        faces: [face; 6],
        initial: if let Face::Fixed(value) = face { value } else { 0.0 },
        half_uptake: None,
    };
    vec![
        law("oxygen", 1e5, 0.1, Face::Fixed(38.0), true),
        law("drug", 2e4, 0.02, Face::Fixed(1.0), true),
        law("ifn_gamma", 3000.0, 0.012, Face::Closed, false),
        law("tnf", 3000.0, 0.036, Face::Closed, false),
        law("tgf_beta", 1560.0, 0.3, Face::Closed, false),
    ]
}

/// Adds what all cells do, before or after the switch.
fn fill(sources: &mut Sources, voxels: &[u32], switched: bool) {
    let share = CELL_UM3 / (SPACING_UM * SPACING_UM * SPACING_UM) as f32;
    let secretors = if switched { 1 } else { 0 };
    for (cell, voxel) in voxels.iter().enumerate() {
        let voxel = *voxel as usize;
        let alive = !(switched && cell < CELLS / 2);
        let oxygen = if alive { UPTAKE[0] } else { 0.0 };
        sources.add(0, voxel, 0.0, share * oxygen);
        sources.add(1, voxel, 0.0, share * UPTAKE[1]);
        let made = if cell % 3 == secretors { share } else { 0.0 };
        for field in 2..5 {
            sources.add(field, voxel, made, 0.1 * share);
        }
    }
}

/// Measures on one thread. `clock` gives the seconds of processor time of the thread that calls it.
///
/// # Errors
/// Fields that cannot be solved.
pub fn measure(clock: &(dyn Fn() -> f64 + Sync)) -> Result<Measured, TissueError> {
    let grid = Grid { origin_um: [0.0; 3], spacing_um: SPACING_UM, counts: [VOXELS; 3] };
    let voxels = scattered(&grid);
    let once = || -> Result<(Measured, Sources, Vec<Vec<f32>>), TissueError> {
        let mut fields = Fields::new(grid, laws(), Settings::default())?;
        let mut sources = fields.sources();
        let mut seen = Vec::new();
        let begun = clock();
        for half in 0..2 * MINUTES {
            sources.clear();
            fill(&mut sources, &voxels, half >= 2 * SWITCH_MINUTES);
            fields.step(0.5, &sources)?;
            if half == 2 * SWITCH_MINUTES || half + 1 == 2 * MINUTES {
                seen.push(fields.values(0).to_vec());
            }
        }
        let cpu_seconds = clock() - begun;
        let work = fields.work();
        let measured = Measured {
            cpu_seconds,
            voxel_iterations_per_second: work.voxel_iterations as f64 / cpu_seconds,
            oxygen_l2_error: f64::NAN,
            oxygen_l2_error_after_switch: f64::NAN,
            work,
        };
        Ok((measured, sources, seen))
    };
    let (mut measured, _, seen) = match ThreadPoolBuilder::new().num_threads(1).build() {
        Ok(pool) => pool.install(once),
        Err(_) => once(),
    }?;
    let right = reference::oxygen(&grid, &laws()[0], &loss_maps(&grid, &voxels));
    let errors: Vec<f64> = seen.iter().zip(&right).map(|(found, right)| distance(found, right)).collect();
    if let [after_switch, end] = errors.as_slice() {
        (measured.oxygen_l2_error_after_switch, measured.oxygen_l2_error) = (*after_switch, *end);
    }
    Ok(measured)
}

/// The loss of oxygen in each voxel before and after the switch.
fn loss_maps(grid: &Grid, voxels: &[u32]) -> [Vec<f32>; 2] {
    [false, true].map(|switched| {
        let mut sources = Sources::new(&laws(), grid.len());
        fill(&mut sources, voxels, switched);
        sources.loss(0).to_vec()
    })
}

/// The voxel of every cell, in the order of voxels, as cells lie in a tissue.
fn scattered(grid: &Grid) -> Vec<u32> {
    let side = VOXELS as f64 * SPACING_UM;
    let mut voxels: Vec<u32> = (0..CELLS as u64)
        .map(|cell| {
            let along = |axis| side * uniform(1, purpose("bench fields"), cell, axis);
            grid.voxel([along(0), along(1), along(2)]) as u32
        })
        .collect();
    voxels.sort_unstable();
    voxels
}

fn distance(found: &[f32], right: &[f64]) -> f64 {
    let (mut wrong, mut size) = (0.0, 0.0);
    for (found, right) in found.iter().zip(right) {
        wrong += (f64::from(*found) - right) * (f64::from(*found) - right);
        size += right * right;
    }
    (wrong / size).sqrt()
}
