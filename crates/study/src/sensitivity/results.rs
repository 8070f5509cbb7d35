//! What a sensitivity analysis found, ready to be shown.

use super::{Kinds, Morris, Prcc};
use crate::results::About;
use crate::scenario::Spread;
use lytic_nk::Grade;
use lytic_text::Message;

/// What matters for an output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SensitivityResults {
    /// What was run; `patients` and `draws` are 1.
    pub about: About,
    /// The output's name as asked for.
    pub output: String,
    /// Its definition with its time.
    pub definition: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Unit as printed; empty for a pure number.
    pub unit: String,
    /// Which kinds of spread were asked for.
    pub of: Kinds,
    /// The output of the typical patient.
    pub typical: f64,
    /// All that varied, what matters most (by `mu*`) first.
    pub parameters: Vec<ParameterSensitivity>,
    /// Trajectories of the screening.
    pub trajectories: u64,
    /// Samples of the rank correlation.
    pub samples: u64,
    /// Samples that gave a number, less the parameters that are held in each correlation: what its certainty comes from.
    pub effective_samples: u64,
    /// Runs in all.
    pub runs: u64,
    /// Runs that did not reach the end.
    pub failed: u64,
    /// Runs that reached the end but gave no number, such as a day that never came.
    pub without_number: u64,
    /// Why runs failed (the first hundred), with the number of the run.
    pub failures: Vec<(u64, Message)>,
}

/// How one parameter matters.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterSensitivity {
    /// `module.symbol`, or the dotted name in a user's model.
    pub name: String,
    /// Which of its spreads was varied.
    pub kind: Spread,
    /// Its unit; empty for a pure number.
    pub unit: String,
    /// How good the library's evidence for its value is; none for users' own.
    pub grade: Option<Grade>,
    /// Its 5 %, typical and 95 % value.
    pub values: [f64; 3],
    /// Screening.
    pub morris: Morris,
    /// Rank correlation; none where it cannot be told.
    pub prcc: Option<Prcc>,
    /// The output at its 5 % value, all others typical; NaN where there is none.
    pub low: f64,
    /// The output at its 95 % value, all others typical.
    pub high: f64,
}
