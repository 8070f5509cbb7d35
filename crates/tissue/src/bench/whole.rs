//! What a whole tissue costs: cells with their cycle, five fields, NK cells that search, mechanics. The caller brings the
//! clocks.
//!
//! A ball of tumour cells with one NK cell for twenty of them; oxygen, IFN-gamma, TGF-beta, adenosine and lactate; the
//! typical values of the library. The start (places, the first step of biology, in which the lattice comes to rest) is
//! measured apart from what follows.

use crate::error::TissueError;
use crate::exchange::law;
use crate::geometry;
use crate::grid::Grid;
use crate::kind::Kind;
use crate::plan::{Arrival, Entry, Eyes, Plan, Sight, Sort, Steps};
use crate::rules::Rules;
use crate::tissue::Tissue;
use lytic_nk::Library;
use lytic_nk::life::KillerRates;
use lytic_nk::recognition::{Decision, DecisionModel, RecognitionParameters};
use lytic_nk::tissue::{TissueCellNumbers, TissueFieldNumbers, TissueImmuneNumbers};
use lytic_text::Diagnostic;

/// Distance between the cells of the start, um; medium around them, um; edge of a voxel, um.
const APART_UM: f64 = 16.0;
const MARGIN_UM: f64 = 60.0;
const VOXEL_UM: f64 = 20.0;
/// Tumour cells for each NK cell.
const TUMOUR_PER_NK: u64 = 20;
/// Its fields.
const FIELDS: [&str; 5] = ["oxygen", "ifn_gamma", "tgf_beta", "adenosine", "lactate"];
/// Minutes of a day.
const DAY: f64 = 1440.0;

/// One measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasuredTissue {
    /// Tumour cells at the start.
    pub cells: u64,
    /// Simulated minutes after the start.
    pub minutes: f64,
    /// Processor seconds of the start, of all threads.
    pub start_seconds: f64,
    /// Processor seconds of the minutes after it.
    pub cpu_seconds: f64,
    /// Seconds that passed in those minutes.
    pub seconds: f64,
    /// Cells, living and dead, at the end.
    pub end_cells: u64,
}

impl MeasuredTissue {
    /// Processor microseconds of one cell for one simulated minute.
    pub fn microseconds(&self) -> f64 {
        self.cpu_seconds * 1e6 / (self.minutes * 0.5 * (self.cells + self.end_cells) as f64)
    }

    /// Processor minutes of a simulated day at this pace.
    pub fn minutes_of_a_day(&self) -> f64 {
        self.cpu_seconds / 60.0 * DAY / self.minutes
    }
}

/// The tissue of the benchmark.
///
/// # Errors
/// A library that lacks a number.
fn plan(cells: u64, minutes: f64) -> Result<Plan, Vec<Diagnostic>> {
    let library = Library::embedded();
    let (cell, field) =
        (TissueCellNumbers::from_library(&library)?, TissueFieldNumbers::from_library(&library)?);
    let immune = TissueImmuneNumbers::from_library(&library)?;
    let rates = KillerRates::from_library(&library)?;
    let recognition = RecognitionParameters::from_library(&library)?;
    let seed = 1;
    let start = geometry::ball(cells as usize, APART_UM, seed);
    let reach = start.iter().flat_map(|cell| cell.position_um).fold(0f32, |most, at| most.max(at.abs()));
    let sort = Sort {
        name: "bench".to_owned(),
        kind: Kind::Nk,
        rates,
        decision: Decision::new(DecisionModel::WeightedSignal, &recognition.contact),
        eyes: vec![Eyes { from_min: 0.0, sights: vec![Sight::natural(1.0, 1.0)] }],
        viable: 1.0,
        motile: 1.0,
        speed_um_per_min: rates.speed_um_per_h / 60.0,
        volume_um3: immune.resting_volume_um3,
        specific: 1.0,
        leaving_per_min: 0.0,
        activation: 1.0,
    };
    let count = cells / TUMOUR_PER_NK;
    Ok(Plan {
        seed,
        minutes,
        grid: Grid::around([f64::from(reach) + MARGIN_UM; 3], VOXEL_UM),
        flat: false,
        cell,
        immune,
        laws: FIELDS.iter().filter_map(|name| law(name, &field, None)).collect(),
        field,
        stimulus: None,
        theta: 2.0,
        grows: true,
        sorts: vec![sort],
        start,
        arrivals: vec![Arrival { minutes: 0.0, kind: Kind::Nk, sort: 0, count, entry: Entry::Within }],
        treatments: Vec::new(),
        antibody_ug_per_ml: Vec::new(),
        mobility: 1.0,
        rules: Rules::default(),
        steps: Steps::default(),
    })
}

/// Why a tissue could not be measured.
#[derive(Debug)]
pub enum Unmeasured {
    /// The library.
    Library(Vec<Diagnostic>),
    /// The tissue.
    Tissue(TissueError),
    /// The system gives no threads.
    Threads(String),
}

/// Runs a tissue of so many tumour cells for so many minutes after its start, on so many threads. `cpu` gives processor
/// seconds of all threads, `clock` seconds.
///
/// # Errors
/// A tissue that cannot be, a system that gives no threads.
pub fn measure_tissue(
    (cells, minutes): (u64, f64),
    threads: usize,
    cpu: &(dyn Fn() -> f64 + Sync),
    clock: &(dyn Fn() -> f64 + Sync),
) -> Result<MeasuredTissue, Unmeasured> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| Unmeasured::Threads(error.to_string()))?;
    pool.install(|| {
        let begun = cpu();
        let plan = plan(cells, minutes + Steps::default().biology_min).map_err(Unmeasured::Library)?;
        let mut tissue = Tissue::new(plan).map_err(Unmeasured::Tissue)?;
        tissue.advance().map_err(Unmeasured::Tissue)?;
        let (started, from) = (cpu(), clock());
        let first = tissue.minutes();
        while !tissue.is_done() {
            tissue.advance().map_err(Unmeasured::Tissue)?;
        }
        Ok(MeasuredTissue {
            cells,
            minutes: tissue.minutes() - first,
            start_seconds: started - begun,
            cpu_seconds: cpu() - started,
            seconds: clock() - from,
            end_cells: tissue.counts().kinds.iter().map(|of| of.living + of.dead).sum(),
        })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;

    #[test]
    fn a_small_tissue_is_measured() {
        let ticks = std::sync::atomic::AtomicU64::new(0);
        let clock = || ticks.fetch_add(1, std::sync::atomic::Ordering::Relaxed) as f64;
        let measured = measure_tissue((200, 12.0), 1, &clock, &clock).unwrap();
        assert!((measured.minutes - 12.0).abs() < 1e-9 && measured.end_cells >= 200);
        assert!(measured.microseconds() > 0.0 && measured.minutes_of_a_day() > 0.0);
    }
}
