//! What a fit of an assay gives: plain numbers for report, object and file.

use super::model::{Meaning, Mechanism};
use lytic_nk::recognition::DecisionModel;

/// Where an arm's receptors or its target's ligands are from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Receptor {
    /// The arm.
    pub arm: String,
    /// The cell as the file calls it.
    pub cell: String,
    /// The molecule as the file calls it.
    pub molecule: String,
    /// Mean molecules per cell, as used.
    pub mean: f64,
    /// Values or bins of its distribution.
    pub values: u64,
    /// By what the file's numbers were multiplied.
    pub factor: f64,
}

/// Two files that say different things of the same molecule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Disagreement {
    /// The arm, or the target.
    pub of: String,
    /// The molecule.
    pub molecule: String,
    /// Mean molecules per cell in each of the two files.
    pub means: (f64, f64),
    /// Share of the cells of the first file with more than 99.9 % of the cells of the second have.
    pub beyond: f64,
}

/// A point with what the model makes of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FittedPoint {
    /// Place among the arms.
    pub arm: usize,
    /// NK cells per target.
    pub ratio: f64,
    /// Hours.
    pub hours: f64,
    /// Measured lysis, percent.
    pub observed: f64,
    /// Its standard deviation as given, percent.
    pub sd: Option<f64>,
    /// Lysis of the model, percent.
    pub fitted: f64,
    /// Whether it took part in the fit.
    pub used: bool,
}

/// How one arm is met.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArmFit {
    /// The arm.
    pub arm: String,
    /// Whether it took part in the fit.
    pub used: bool,
    /// Points.
    pub n: u64,
    /// R2 within the arm.
    pub r2: f64,
    /// Root mean square difference, percent points.
    pub rmse: f64,
    /// Mean of model minus measured, percent points.
    pub bias: f64,
    /// Largest difference, percent points.
    pub largest: f64,
}

/// What the data say of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Both ends of the interval are found.
    #[default]
    Bounded,
    /// Any smaller value does as well.
    OpenBelow,
    /// Any greater value does as well.
    OpenAbove,
    /// Any value does.
    Open,
    /// No profile was asked for.
    NotAsked,
}

/// A fitted number.
#[derive(Clone, Debug, PartialEq)]
pub struct FittedParameter {
    /// What it is.
    pub meaning: Meaning,
    /// The library's parameter that it is a value of, or a name of its own.
    pub name: String,
    /// Whether the library has a parameter of that name.
    pub in_library: bool,
    /// Unit, empty for a pure number.
    pub unit: String,
    /// Best value.
    pub value: f64,
    /// Lower end of the 95 % profile interval.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What the data say of it.
    pub verdict: Verdict,
    /// Lowest and highest value that was looked at.
    pub sides: (f64, f64),
    /// The profile: value, and rise of chi2 as a share of what the interval allows.
    pub profile: Vec<(f64, f64)>,
}

/// A line of the figure with its band.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// Place among the arms.
    pub arm: usize,
    /// Hours.
    pub hours: f64,
    /// Ratios.
    pub ratios: Vec<f64>,
    /// Lysis, percent.
    pub lysis: Vec<f64>,
    /// 95 % band of the mean by the delta method, percent; empty where there is none.
    pub low: Vec<f64>,
    /// Its upper side.
    pub high: Vec<f64>,
}

/// Another target predicted by a fit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prediction {
    /// The target.
    pub target: String,
    /// Numbers that were fitted anew, with their values; the others are those of the fit.
    pub refitted: Vec<(String, f64)>,
    /// R2 over the arms that took part in the fit.
    pub r2: f64,
    /// Root mean square difference, percent points.
    pub rmse: f64,
    /// All points.
    pub points: Vec<FittedPoint>,
    /// Arms.
    pub arms: Vec<ArmFit>,
    /// Lines, where the fit is the one that is shown.
    pub curves: Vec<Curve>,
}

/// One model with one file of molecules, fitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The decision.
    pub decision: DecisionModel,
    /// From meetings to lysis.
    pub mechanism: Mechanism,
    /// `bins`, `histograms`, or empty without molecules.
    pub table: String,
    /// Free numbers.
    pub parameters: Vec<FittedParameter>,
    /// R2 over the points of the fit.
    pub r2: f64,
    /// Root mean square difference, percent points.
    pub rmse: f64,
    /// Weighted sum of squares.
    pub chi2: f64,
    /// AICc; none with too few points.
    pub aicc: Option<f64>,
    /// Points of the fit.
    pub n: u64,
    /// Searches that ended in the best minimum, of how many.
    pub agreeing: (u64, u64),
    /// Whether the best search came to rest.
    pub rested: bool,
    /// Pairs of free numbers with the correlation of their logarithms.
    pub correlations: Vec<(usize, usize, f64)>,
    /// All points of the target.
    pub points: Vec<FittedPoint>,
    /// Arms.
    pub arms: Vec<ArmFit>,
    /// Lines, where the fit is the one that is shown.
    pub curves: Vec<Curve>,
    /// Other targets.
    pub predictions: Vec<Prediction>,
}

/// All that a fit gives.
#[derive(Clone, Debug, PartialEq)]
pub struct FitResults {
    /// Version of Lytic.
    pub version: String,
    /// The command that gives the same.
    pub command: String,
    /// File of lysis as the user gave it.
    pub file: String,
    /// Rows read and refused of the lysis.
    pub rows: (u64, u64),
    /// Files of molecules: label, file, rows read and refused.
    pub tables: Vec<(String, String, u64, u64)>,
    /// The target of the fit; of a joint fit all of them: `Kasumi-1 + HL-60`.
    pub target: String,
    /// Targets that were fitted together.
    pub targets: Vec<String>,
    /// NK cells of the arms, target by target in the order of the file.
    pub arms: Vec<String>,
    /// The target of each arm, by its place in `targets`.
    pub arm_targets: Vec<usize>,
    /// Arms that took no part in the fit.
    pub left_out: Vec<String>,
    /// Whether points are weighted by their standard deviations.
    pub weighted: bool,
    /// Standard deviations below this count as this, percent points.
    pub sd_floor: f64,
    /// Points without a standard deviation, which got that of the typical point.
    pub without_sd: u64,
    /// Receptors and ligands of the shown fit.
    pub receptors: Vec<Receptor>,
    /// Where two files of molecules disagree.
    pub disagreements: Vec<Disagreement>,
    /// All fits, the shown one first, the others by AICc.
    pub fits: Vec<Fit>,
    /// Name and SHA-256 of everything that went in, and of the results.
    pub hashes: Vec<(String, String)>,
}

impl FitResults {
    /// The target of an arm.
    pub fn target_of(&self, arm: usize) -> &str {
        let place = self.arm_targets.get(arm).copied().unwrap_or(0);
        self.targets.get(place).map_or(self.target.as_str(), String::as_str)
    }

    /// The fit that is shown.
    pub fn shown(&self) -> Option<&Fit> {
        self.fits.first()
    }

    /// Fits that the data cannot tell from the best one of their number of points: AICc within 2.
    pub fn undecided(&self) -> Vec<&Fit> {
        let best = self.fits.iter().filter_map(|fit| fit.aicc).fold(f64::INFINITY, f64::min);
        self.fits.iter().filter(|fit| fit.aicc.is_some_and(|aicc| aicc - best <= 2.0)).collect()
    }
}
