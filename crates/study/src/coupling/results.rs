//! What a block in a patient did, ready to be shown.

use super::rates::BlockRates;
use crate::tissue::TissueResults;

/// A piece of the window: the block beside the patient's model.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CouplingPiece {
    /// From and to, days.
    pub days: (f64, f64),
    /// What the block did.
    pub block: BlockRates,
    /// NK cells that the model has in as much tissue, on average.
    pub model_nk: f64,
    /// What the model by itself says of killing, per tumour cell and day.
    pub model_kill: f64,
    /// What it says of growth.
    pub model_growth: f64,
    /// Factors of killing and growth with which the patient was run.
    pub used: (f64, f64),
    /// Factors that follow from the block.
    pub found: (f64, f64),
}

impl CouplingPiece {
    /// Block over model, for killing and growth; none where the model says none.
    pub fn ratios(&self) -> (Option<f64>, Option<f64>) {
        let of = |block: f64, model: f64| (model.abs() > 1e-15).then(|| block / model);
        (of(self.block.kill.value, self.model_kill), of(self.block.growth.value, self.model_growth))
    }
}

/// One run of patient and block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sweep {
    /// By piece.
    pub pieces: Vec<CouplingPiece>,
    /// Largest change of a factor, relative to the larger of 1 and what it was.
    pub change: f64,
    /// Hash of the block's results.
    pub hash: String,
}

/// A course of the patient's blood that the block followed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BloodCourse {
    /// `donor`, `host`, `cd8`, or the name of a field.
    pub name: String,
    /// Cells a day into the block, or the field's unit.
    pub unit: String,
    /// Days and values.
    pub points: Vec<(f64, f64)>,
}

/// An outcome of the patient, by the model alone and with what the block does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BlockOutcome {
    /// Its name.
    pub name: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Its unit, or empty.
    pub unit: String,
    /// Whether it holds or not.
    pub is_condition: bool,
    /// By the model alone.
    pub alone: f64,
    /// With the block.
    pub with_block: f64,
}

/// A block of tissue in a patient.
#[derive(Clone, Debug, PartialEq)]
pub struct CouplingResults {
    /// The site: `marrow`.
    pub site: &'static str,
    /// Which patient of the cohort; none for the typical one.
    pub patient: Option<u64>,
    /// From and to, days.
    pub window_days: (f64, f64),
    /// Whether the patient took over what the block did.
    pub read_back: bool,
    /// Change of the factors at which sweeps end.
    pub tolerance: f64,
    /// Whether the last factors stay after the window.
    pub hold: bool,
    /// All sweeps; the last is shown.
    pub sweeps: Vec<Sweep>,
    /// Cells of the block for one of the site, at the beginning.
    pub scale: f64,
    /// Share of the block's cells that are tumour cells at the beginning, 0 to 1.
    pub tumour_share: f64,
    /// NK cells of donor and patient and T cells that were expected to enter through vessels.
    pub expected: [f64; 3],
    /// What the blood brought.
    pub blood: Vec<BloodCourse>,
    /// Tumour cells of the site over the whole run: days, by the model alone, with the block.
    pub burden: Vec<(f64, f64, f64)>,
    /// Outcomes, where the patient took over what the block did.
    pub outcomes: Vec<BlockOutcome>,
    /// The block of the last sweep.
    pub tissue: TissueResults,
    /// Hash of all sweeps.
    pub hash: String,
}

impl CouplingResults {
    /// Pieces of the last sweep.
    pub fn pieces(&self) -> &[CouplingPiece] {
        self.sweeps.last().map_or(&[], |sweep| &sweep.pieces)
    }

    /// Whether the last sweep changed no factor by more than the tolerance.
    pub fn settled(&self) -> bool {
        self.sweeps.last().is_some_and(|sweep| sweep.change <= self.tolerance)
    }
}
