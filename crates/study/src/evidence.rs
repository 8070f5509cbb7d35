//! Published numbers and what the model says to them: `lytic validate`.
//!
//! ```text
//! evidence/*.toml --read--> groups of rows --plan--> one study a scenario --run--> a number a row --judge--> inside or not
//! ```
//!
//! `evidence/` is the one home of each published number; it is built into the program. A row says how it is simulated
//! (scenario, outcome, statistic over patients) and by which rule it is judged. Its role says what agreement is worth:
//! an *input* went into a parameter, a *fit* was tuned to, only a *check* tests the model; a *prediction* has nothing
//! observed. The share passed is over checks alone.
//!
//! Each row has the number at the typical values (draw 0), the sampling interval of that number, and the range over
//! draws of what we do not know. Rows of one scenario share its run.

mod assays;
mod contrast;
mod discrimination;
mod identity;
mod judge;
mod keys;
mod plan;
mod read;
mod results;
mod simulate;
mod statistic;
mod tissues;

pub use assays::{Against, AssayMeasure};
pub use contrast::Contrast;
pub use judge::{Order, Rule, exact_interval};
pub use plan::{EvidencePlan, EvidenceRequest, plan_evidence};
pub use read::{evidence, read_evidence};
pub use results::{Estimate, GroupResult, RowResult, Tally, Validation};
pub use statistic::Statistic;
pub use tissues::{TissueMeasure, TissueNumber};

use crate::scenario::{OutcomeLine, Placed};

/// A published file of rows that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Its name, the file's: `V07`.
    pub id: String,
    /// Title in English.
    pub title: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Its rows, in the order of the file.
    pub rows: Vec<Row>,
}

/// A published number, how it is judged and how it is simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name: `V07.3`.
    pub id: Placed<String>,
    /// What it is a number of: `patient`, `trial`, `assay`.
    pub scale: String,
    /// The quantity in words.
    pub quantity: String,
    /// The same in Chinese.
    pub quantity_zh: String,
    /// Under which condition.
    pub condition: String,
    /// The same in Chinese.
    pub condition_zh: String,
    /// How it is judged; none for a prediction.
    pub rule: Option<Rule>,
    /// The published number: for a binomial row, how many of `n`; none for a prediction or an order.
    pub observed: Option<f64>,
    /// How many people, cells or wells.
    pub n: Option<u64>,
    /// Lower end of what agrees.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Unit of the number; empty for a share.
    pub unit: String,
    /// What agreement is worth.
    pub role: Role,
    /// Who published it.
    pub cite: String,
    /// Its DOI, or empty.
    pub doi: String,
    /// What else must be known, or empty.
    pub note: String,
    /// The same in Chinese, or empty.
    pub note_zh: String,
    /// Why the model does not meet it, for a row that is known to fail, or empty.
    pub why: String,
    /// The same in Chinese, or empty.
    pub why_zh: String,
    /// How two simulated numbers are set against each other before they are judged.
    pub contrast: Option<Contrast>,
    /// How it is simulated.
    pub simulation: Simulation,
}

/// What agreement with a row is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The number went into a parameter: the row shows that it came through.
    Input,
    /// Parameters were tuned to it.
    Fit,
    /// Never tuned to: the only rows that test the model.
    Check,
    /// Nothing was observed.
    Prediction,
}

impl Role {
    /// All, from the least to the most that they say.
    pub const ALL: [Role; 4] = [Role::Input, Role::Fit, Role::Check, Role::Prediction];

    /// As written: `check`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Input => "input",
            Role::Fit => "fit",
            Role::Check => "check",
            Role::Prediction => "prediction",
        }
    }
}

/// How a row is simulated.
#[derive(Clone, Debug, PartialEq)]
pub enum Simulation {
    /// Not yet: why, in English and Chinese.
    Pending(String, String),
    /// By these measures: one, two for a contrast, or several for an order.
    By(Vec<Measure>),
}

/// A number over the patients of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// A built-in scenario, or one of `evidence/scenarios/`.
    pub scenario: Placed<String>,
    /// What is taken over patients.
    pub statistic: Statistic,
    /// What is judged in each patient.
    pub of: Of,
    /// Only patients with this outcome of the scenario count.
    pub among: Option<Placed<String>>,
    /// Who has what the value is to tell: an outcome of the scenario, for an area under the ROC curve.
    pub positive: Option<Placed<String>>,
}

/// What is judged in each patient.
#[derive(Clone, Debug, PartialEq)]
pub enum Of {
    /// An outcome of the scenario, by name.
    Outcome(Placed<String>),
    /// An outcome that the row itself describes.
    Judge(Box<OutcomeLine>),
    /// A number of a killing assay.
    Assay(Box<AssayMeasure>),
    /// A number of a tissue.
    Tissue(TissueMeasure),
}

macro_rules! files {
    ($constant:ident, $folder:literal, $($name:literal),* $(,)?) => {
        pub(crate) const $constant: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../evidence/", $folder, $name, ".toml")))),*];
    };
}

// A test compares both tables with the folders.
files!(
    EVIDENCE, "", "V01", "V02", "V03", "V04", "V05", "V06", "V07", "V09", "V10", "V12", "V13", "V14", "V15",
    "V16", "V17", "V18", "P10"
);
files!(
    SCENARIOS,
    "scenarios/",
    "labelled-young",
    "labelled-elderly",
    "expansion-mb15",
    "expansion-mb21",
    "expansion-nk92",
    "expansion-cytokines",
    "expansion-unselected",
    "cytarabine",
    "anti-pd1",
    "cord-without-transgene",
    "untreated-squamous",
    "untreated-nsclc",
    "untreated-hcc",
    "hcv-interferon-5",
    "hcv-interferon-10",
    "chronic-hbv",
    "hcv-interferon-15",
    "hiv-log-growth",
    "microwell-resting",
    "solid-tumour-lysis",
    "spheroid-rim",
    "gel-fresh",
    "gel-frozen",
    "aml-il15-iv-matched",
    "aml-il15-sc-matched",
    "transplant-mixed-matched",
    "transplant-mixed-mismatched",
    "transplant-all-matched",
    "transplant-cord-matched",
    "transplant-few-alloreactive",
    "kidney-vv",
    "kidney-ff",
    "kidney-biopsies",
);

#[cfg(test)]
mod tests;
