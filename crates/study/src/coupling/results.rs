//! What a block in a patient did, ready to be shown.

use super::rates::{BlockRates, Rate};
use crate::tissue::TissueResults;

/// What rates of the patient's model are multiplied by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factors {
    /// Killing by NK cells.
    pub kill: f64,
    /// Growth of tumour cells.
    pub growth: f64,
    /// Release of tumour cells into blood.
    pub release: f64,
}

impl Factors {
    /// The model as it is.
    pub const ONE: Factors = Factors { kill: 1.0, growth: 1.0, release: 1.0 };

    /// All, in the order in which a model has them.
    pub fn all(&self) -> [f64; 3] {
        [self.kill, self.growth, self.release]
    }
}

impl Default for Factors {
    fn default() -> Factors {
        Factors::ONE
    }
}

/// Tumour cells that go from a block into blood, beside the model's.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Release {
    /// The model has no such flow: there is nothing to compare with.
    #[default]
    Unknown,
    /// No cell of the block can leave: none touches a vessel at the start, or `parameters` sets a rate of zero.
    Closed,
    /// Cells at a vessel leave.
    Open {
        /// Share of the tumour cells that touch a vessel at the start, 0 to 1.
        at_vessels: f64,
        /// Rate at which those leave, per day.
        per_day: f64,
        /// Whether the rate was solved for, so that the block releases at its start what the model says.
        solved: bool,
    },
}

/// A rate of the block beside that of the model, per tumour cell and day; none where there is no number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// Of the block, with its 95 % interval.
    pub block: Option<Rate>,
    /// Of the model by itself.
    pub model: Option<f64>,
    /// What the model is to be multiplied by.
    pub factor: Option<f64>,
}

impl Compared {
    /// Block over model; none where the model says none.
    pub fn ratio(&self) -> Option<f64> {
        let model = self.model.filter(|model| model.abs() > 1e-15)?;
        Some(self.block?.value / model)
    }
}

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
    /// What it says of tumour cells that go into blood, if it knows of them.
    pub model_release: Option<f64>,
    /// Factors with which the patient was run.
    pub used: Factors,
    /// Factors that follow from the block.
    pub found: Factors,
}

impl CouplingPiece {
    /// Killing, growth and release into blood.
    pub fn compared(&self, release: Release) -> [Compared; 3] {
        let of = |block: Rate, model: f64, factor: f64| Compared {
            block: Some(block),
            model: Some(model),
            factor: Some(factor),
        };
        let is_open = matches!(release, Release::Open { .. });
        [
            of(self.block.kill, self.model_kill, self.found.kill),
            of(self.block.growth, self.model_growth, self.found.growth),
            Compared {
                block: (release != Release::Closed).then_some(self.block.release),
                model: self.model_release,
                factor: is_open.then_some(self.found.release),
            },
        ]
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
    /// Tumour cells that go from the block into blood.
    pub release: Release,
    /// Tumour cells that were expected to come back with the blood.
    pub returning: f64,
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
