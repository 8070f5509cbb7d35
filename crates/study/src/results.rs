//! What a run found, ready to be shown: no trajectories of single patients, only what a report needs.

/// All results of one run of a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// What was run.
    pub about: About,
    /// Times of the curves, in days.
    pub times_days: Vec<f64>,
    /// Curves, in the order of the scenario's columns.
    pub columns: Vec<ColumnResult>,
    /// Outcomes, in the order of the scenario.
    pub outcomes: Vec<OutcomeResult>,
    /// Outcomes that are values, in the order of the scenario.
    pub values: Vec<ValueResult>,
    /// Doses, to be marked on the time axis.
    pub doses: Vec<DoseMark>,
    /// Parameters that differ from the library's.
    pub changes: Vec<ParameterChange>,
    /// Patients that did not reach the end (the first thousand).
    pub failures: Vec<PatientFailure>,
    /// How many did not reach the end, of all draws.
    pub failed: u64,
    /// Work done, for `lytic bench` and the manifest.
    pub work: Work,
}

/// What was run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Version of Lytic.
    pub version: String,
    /// Built-in name, or the file as the user gave it.
    pub scenario: String,
    /// Title in each language (the second empty where the scenario has none).
    pub title: String,
    /// Title in Chinese, or empty.
    pub title_zh: String,
    /// Main model.
    pub model: String,
    /// Seed.
    pub seed: u64,
    /// Patients of one draw.
    pub patients: u64,
    /// Draws of what we do not know.
    pub draws: u64,
    /// Start of the simulation, in days.
    pub start_days: f64,
    /// End, in days.
    pub end_days: f64,
    /// The command that reproduces it.
    pub command: String,
    /// Hashes (SHA-256, hexadecimal) by what they are of: `scenario`, `models`, `parameters`, `results`.
    pub hashes: Vec<(String, String)>,
    /// One sentence about the scenario, or empty.
    pub about: String,
    /// The same in Chinese, or empty.
    pub about_zh: String,
    /// Whether the quantiles of curves are those of the values themselves; else they are within 0.5 % (very large runs).
    pub exact_quantiles: bool,
}

/// A curve over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnResult {
    /// Name as in the scenario: `marrow.blast_percent`.
    pub name: String,
    /// Display name that the model gives it, or empty.
    pub label: String,
    /// Unit as printed; empty for a pure number.
    pub unit: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Probability (0.05, 0.25, 0.5, 0.75, 0.95) and the quantile over patients at each time (of the first draw, which
    /// has the typical values).
    pub quantiles: Vec<(f64, Vec<f64>)>,
    /// What we do not know: 5 % and 95 % over draws of the median patient at each time, where there are several draws.
    pub ignorance: Option<(Vec<f64>, Vec<f64>)>,
}

/// An outcome counted over patients.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutcomeResult {
    /// Name: `complete_remission`.
    pub name: String,
    /// Its definition as written, with its time: `marrow.blast_percent < 5 ... at 28 d`.
    pub definition: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Patients with the outcome (of the first draw, which has the typical values).
    pub successes: u64,
    /// Patients that were judged.
    pub n: u64,
    /// Exact (Clopper-Pearson) 95 % interval of the share.
    pub interval: (f64, f64),
    /// 5 % and 95 % of the share over draws, where there are several.
    pub ignorance: Option<(f64, f64)>,
}

/// A value judged for each patient.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValueResult {
    /// Name: `donor_nk_day_14`.
    pub name: String,
    /// Its definition as written, with its time: `blood.donor_nk_per_ul at 14 d`.
    pub definition: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Unit as printed; empty for a pure number.
    pub unit: String,
    /// Patients that were judged.
    pub n: u64,
    /// Probability (0.05, 0.25, 0.5, 0.75, 0.95) and quantile over patients.
    pub quantiles: Vec<(f64, f64)>,
    /// 5 % and 95 % of the median over draws, where there are several.
    pub ignorance: Option<(f64, f64)>,
}

/// A dose on the time axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DoseMark {
    /// What: `fludarabine`.
    pub of: String,
    /// Route: `iv`.
    pub route: String,
    /// Amount as written: `25 mg/m2`.
    pub amount: String,
    /// When, in days.
    pub times_days: Vec<f64>,
}

/// A parameter that was changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ParameterChange {
    /// Name: `nk.death_rate`.
    pub name: String,
    /// Unit of both.
    pub unit: String,
    /// Typical value of the library.
    pub library: Option<f64>,
    /// Value used.
    pub used: f64,
    /// Where it was changed: `scenario`, `--set`, `product haplo`.
    pub place: String,
}

/// A patient that did not reach the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PatientFailure {
    /// Patient, from 0.
    pub patient: u64,
    /// Why, in words.
    pub reason: String,
}

/// Work done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// Method used.
    pub method: String,
    /// Lanes in a block.
    pub lanes: u64,
    /// Accepted steps of all patients.
    pub steps: u64,
    /// Rejected steps of all patients.
    pub rejected: u64,
}
