//! What cells cost: cell-steps a second in a ball of touching cells. The caller brings the clock.

mod whole;

pub use whole::{MeasuredTissue, Unmeasured, measure_tissue};

use crate::crowd::Crowd;
use crate::mechanics::{Bodies, Body, Mechanics, MechanicsSettings, Walls};
use lytic_engine::philox::{Stream, purpose};

/// Radius and volume of a cell, um and um^3: PhysiCell's default.
const RADIUS_UM: f32 = 8.412_71;
const VOLUME_UM3: f64 = 2494.0;
/// Every so many-th cell walks, as NK cells do, um/min.
const WALKERS: u64 = 20;
const WALK_UM_PER_MIN: f32 = 5.0;
/// Steps of the published comparison, min.
const STEP_MIN: f64 = 0.1;

/// Numbers of PhysiCell 1.14 for the same work on one core, cell-steps per CPU second: 10,000 and 100,000 cells.
pub const PEER_CELL_STEPS_PER_SECOND: [f64; 2] = [1.2e5, 3.0e4];
/// Bytes of a cell there.
pub const PEER_BYTES_PER_CELL: usize = 4500;

/// One measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasuredMechanics {
    /// Cells.
    pub cells: u64,
    /// Steps.
    pub steps: u64,
    /// Threads.
    pub threads: usize,
    /// Processor seconds of all threads.
    pub cpu_seconds: f64,
    /// Seconds that passed.
    pub seconds: f64,
}

impl MeasuredMechanics {
    /// Cell-steps per processor second.
    pub fn cell_steps_per_second(&self) -> f64 {
        self.cells as f64 * self.steps as f64 / self.cpu_seconds
    }
}

/// Bytes of a cell, and those that a lymphocyte has beyond.
pub fn bytes() -> (usize, usize) {
    (Crowd::BYTES_PER_CELL, Crowd::BYTES_PER_LYMPHOCYTE)
}

/// Bytes of a cell with all that tissue knows of it, every twentieth a lymphocyte.
pub fn bytes_per_cell() -> usize {
    Crowd::BYTES_PER_CELL + Crowd::BYTES_PER_LYMPHOCYTE / WALKERS as usize
}

/// A ball of so many cells at the density of a solid tumour; one in twenty walks.
pub fn ball(cells: u64) -> Bodies {
    let stream = |cell: u64| Stream::new(1, purpose("bench mechanics"), cell);
    // A cubic lattice whose points are moved by up to a third of its spacing.
    let spacing = VOLUME_UM3.cbrt();
    let radius = (cells as f64 * VOLUME_UM3 * 3.0 / (4.0 * std::f64::consts::PI)).cbrt();
    let half = (radius / spacing).ceil() as i64;
    let mut places = Vec::new();
    for z in -half..=half {
        for y in -half..=half {
            for x in -half..=half {
                let at = [x, y, z].map(|along| along as f64 * spacing);
                places.push((at.iter().map(|along| along * along).sum::<f64>(), at));
            }
        }
    }
    places.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut bodies = Bodies::default();
    for (cell, (_, at)) in (0..cells).zip(places) {
        let random = |step: u64| stream(cell).uniform(step) - 0.5;
        let moved = [0, 1, 2].map(|axis| (at[axis as usize] + 0.6 * spacing * random(axis)) as f32);
        let mut body = Body::standard(moved, RADIUS_UM);
        if cell.is_multiple_of(WALKERS) {
            let way = [3, 4, 5].map(|step| random(step) as f32);
            let length = way.iter().map(|along| along * along).sum::<f32>().sqrt().max(1e-3);
            body.crawl_um_per_min = way.map(|along| WALK_UM_PER_MIN * along / length);
        }
        bodies.push(&body);
    }
    bodies
}

/// Moves a ball of cells for so many steps, after a few that are not counted, on so many threads. `cpu` gives processor
/// seconds of all threads, `clock` seconds.
///
/// # Errors
/// What the system says if it gives no threads.
pub fn measure_mechanics(
    (cells, steps): (u64, u64),
    threads: usize,
    cpu: &(dyn Fn() -> f64 + Sync),
    clock: &(dyn Fn() -> f64 + Sync),
) -> Result<MeasuredMechanics, String> {
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(|error| error.to_string())?;
    let mut bodies = ball(cells);
    let mut mechanics = Mechanics::new(MechanicsSettings::fixed(STEP_MIN), Walls::NONE);
    pool.install(|| {
        let warm = mechanics.advance(&mut bodies, 3.0 * STEP_MIN);
        let (cpu_begun, begun) = (cpu(), clock());
        let done = warm.and_then(|_| mechanics.advance(&mut bodies, steps as f64 * STEP_MIN));
        let (cpu_seconds, seconds) = (cpu() - cpu_begun, clock() - begun);
        done.map_err(|lost| format!("{lost:?}"))?;
        Ok(MeasuredMechanics { cells, steps, threads, cpu_seconds, seconds })
    })
}
