//! What a run found, ready to be shown: no trajectories of single patients, only what a report needs.

use crate::scenario::Kind;

/// All results of one run of a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// What was run.
    pub about: About,
    /// Times of the curves, in days (of a model by itself, here and below, in its own unit: [`crate::Kind::time_unit`]).
    pub times_days: Vec<f64>,
    /// Curves, in the order of the scenario's columns.
    pub columns: Vec<ColumnResult>,
    /// Outcomes, in the order of the scenario.
    pub outcomes: Vec<OutcomeResult>,
    /// Outcomes that are values, in the order of the scenario.
    pub values: Vec<ValueResult>,
    /// Times of events: curves of survival, in the order of the scenario.
    pub survivals: Vec<SurvivalResult>,
    /// Doses, to be marked on the time axis.
    pub doses: Vec<DoseMark>,
    /// Parameters that differ from the library's.
    pub changes: Vec<ParameterChange>,
    /// Keys of the scenario that the command line changed.
    pub inputs: Vec<InputChange>,
    /// What is known of the donors whose NK cells are given; empty where none are, or the model knows no recognition.
    pub donors: Vec<DonorTyping>,
    /// Patients that did not reach the end (the first thousand).
    pub failures: Vec<PatientFailure>,
    /// How many did not reach the end, of all draws.
    pub failed: u64,
    /// Work done, for `lytic bench` and the manifest.
    pub work: Work,
    /// The same patients without the NK cells, where the scenario gives NK cells.
    pub twin: Option<Twin>,
    /// Observed data that were laid over the curves.
    pub overlay: Option<crate::overlay::Overlay>,
    /// How candidates were accepted as plausible patients, where the scenario asks for it. All other numbers are of
    /// accepted patients.
    pub acceptance: Option<Acceptance>,
    /// The deterministic run of the same patients, where this one goes by chance.
    pub chance: Option<Chance>,
    /// A block of tissue in one patient, where the scenario asks for it.
    pub block: Option<Box<crate::coupling::CouplingResults>>,
}

/// What chance makes of the same patients.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chance {
    /// The method of this run: `hybrid`, `ssa`, `next-reaction`, `tau`.
    pub method: String,
    /// Counts below which cells jump one by one, in the hybrid method.
    pub threshold: Option<f64>,
    /// Outcomes of the deterministic run (first) and of this one (second).
    pub outcomes: Vec<PairedOutcome>,
    /// Values of both.
    pub values: Vec<PairedValue>,
    /// Times of events in both.
    pub survivals: Vec<ChanceSurvival>,
    /// How each value is distributed, of the first draw.
    pub distributions: Vec<Distribution>,
}

/// The time of an event by chance and integrated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChanceSurvival {
    /// Name: `death`.
    pub name: String,
    /// Its definition as written.
    pub definition: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// How far the restricted means look, in days from the start of the clock.
    pub restricted_days: f64,
    /// The curve by chance.
    pub by_chance: SurvivalCurve,
    /// The same patients integrated.
    pub deterministic: SurvivalCurve,
    /// Restricted mean by chance minus integrated; none where they cannot be compared.
    pub difference: Option<SurvivalDifference>,
}

/// How a value is distributed, by chance and integrated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Distribution {
    /// Name: `X.end`.
    pub name: String,
    /// Its definition as written.
    pub definition: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Unit as printed; empty for a pure number.
    pub unit: String,
    /// Patients or runs with a value in both.
    pub n: u64,
    /// Mean by chance.
    pub mean: f64,
    /// Standard deviation by chance (n - 1); NaN for fewer than two.
    pub deviation: f64,
    /// How many are exactly zero by chance.
    pub zeros: u64,
    /// Mean where all is integrated.
    pub deterministic_mean: f64,
    /// Equally wide bins over all values of both; whole numbers have a bin each where few are enough.
    pub bins: Vec<Bin>,
}

/// A bin of a [`Distribution`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Lower edge; belongs to the bin.
    pub low: f64,
    /// Upper edge; of the last bin it belongs to it.
    pub high: f64,
    /// How many are in it by chance.
    pub by_chance: u64,
    /// How many where all is integrated.
    pub deterministic: u64,
}

/// What is known of the tissue type of a donor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DonorTyping {
    /// The product, or the agent where the dose names none: `haplo`.
    pub name: String,
    /// Whether HLA of donor and patient are both typed; else the donor was taken as unknown.
    pub hla: bool,
    /// Whether the donor's KIR genes are typed.
    pub kir: bool,
    /// The alloreactive share of NK cells, 0 to 1, that every patient typically gets from a donor who is not typed.
    pub alloreactive_share: Option<f64>,
}

/// The same virtual patients without the NK cells: what the cells themselves added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Twin {
    /// Agents that are left out: `nk_cells`.
    pub without: Vec<String>,
    /// Curves without them, in the order of [`Results::columns`].
    pub columns: Vec<ColumnResult>,
    /// Outcomes without (first) and with them (second), in the order of [`Results::outcomes`].
    pub outcomes: Vec<PairedOutcome>,
    /// Values, in the order of [`Results::values`].
    pub values: Vec<PairedValue>,
}

/// An outcome of the same patients in two arms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairedOutcome {
    /// Name: `complete_remission`.
    pub name: String,
    /// Its definition as written.
    pub definition: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Patients that were judged in both arms (of the first draw, as all counts here).
    pub n: u64,
    /// Patients with the outcome in the first arm.
    pub first: u64,
    /// Patients with the outcome in the second arm.
    pub second: u64,
    /// Patients with the outcome in the first arm only.
    pub only_first: u64,
    /// Patients with the outcome in the second arm only.
    pub only_second: u64,
    /// Share in the second arm minus share in the first.
    pub difference: f64,
    /// Sampling: 95 % interval of that difference of paired shares (Tango 1998 Stat Med 17:891).
    pub sampling: (f64, f64),
    /// Ignorance: 5 % and 95 % of the difference over draws, where there are several.
    pub ignorance: Option<(f64, f64)>,
    /// The difference in each draw; the first has the typical values.
    pub by_draw: Vec<f64>,
    /// Whether what is known fixes the difference.
    pub attribution: Attribution,
}

/// Whether what is known fixes a difference between two arms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attribution {
    /// One draw: nobody asked what we do not know.
    #[default]
    NotAsked,
    /// The range over draws lies on one side of zero and its ends differ by less than a factor of three.
    Fixed,
    /// The sign is known, the size is not: the ends of the range differ by a factor of three or more.
    SizeOpen,
    /// The range over draws holds zero.
    SignOpen,
}

/// A value of the same patients in two arms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairedValue {
    /// Name: `donor_nk_day_14`.
    pub name: String,
    /// Its definition as written.
    pub definition: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Unit as printed; empty for a pure number.
    pub unit: String,
    /// Patients that were judged in both arms.
    pub n: u64,
    /// Probability and quantile over patients of the difference, second arm minus first, within each patient.
    pub quantiles: Vec<(f64, f64)>,
    /// Sampling: 95 % interval of the median difference.
    pub sampling: (f64, f64),
    /// Ignorance: 5 % and 95 % of the median difference over draws, where there are several.
    pub ignorance: Option<(f64, f64)>,
    /// The median difference in each draw.
    pub by_draw: Vec<f64>,
    /// Whether what is known fixes the difference.
    pub attribution: Attribution,
}

/// How candidates were accepted as plausible patients.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Acceptance {
    /// Candidates that were simulated (of the first draw).
    pub candidates: u64,
    /// Candidates of the first draw that were refused.
    pub refused: u64,
    /// Bounds, in the order of the scenario, with how many candidates each refused (one may fail several).
    pub bounds: Vec<Bound>,
}

/// A bound on an output that plausible patients keep.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bound {
    /// Name as in the scenario.
    pub name: String,
    /// Its definition as written, with bounds and time.
    pub definition: String,
    /// Candidates of the first draw outside it.
    pub refused: u64,
}

/// What was run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// Who the subjects of the cohort are.
    pub kind: Kind,
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

impl About {
    /// Whether a model was run by itself, not a scenario: the scenario's name is the model's.
    pub fn is_of_a_model(&self) -> bool {
        !self.model.is_empty() && self.model == self.scenario
    }
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
    /// Sampling: 95 % interval of the median at each time, from order statistics. Shrinks with the number of patients.
    pub sampling: (Vec<f64>, Vec<f64>),
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
    /// Sampling: exact (Clopper-Pearson) 95 % interval of the share. Shrinks with the number of patients.
    pub interval: (f64, f64),
    /// Ignorance: 5 % and 95 % of the share over draws, where there are several.
    pub ignorance: Option<(f64, f64)>,
    /// The share in each draw; the first has the typical values.
    pub by_draw: Vec<f64>,
    /// Candidates with the outcome and candidates judged before any were refused, where patients are accepted by bounds.
    pub candidates: Option<(u64, u64)>,
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
    /// Patients: probability (0.05, 0.25, 0.5, 0.75, 0.95) and quantile over patients.
    pub quantiles: Vec<(f64, f64)>,
    /// Ignorance: 5 % and 95 % of the median over draws, where there are several.
    pub ignorance: Option<(f64, f64)>,
    /// Sampling: 95 % interval of the median, from order statistics.
    pub sampling: (f64, f64),
    /// The median in each draw; the first has the typical values.
    pub by_draw: Vec<f64>,
    /// The median over all candidates, where patients are accepted by bounds.
    pub candidates: Option<f64>,
}

/// The time of an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SurvivalResult {
    /// Name: `progression_free_survival`.
    pub name: String,
    /// Its definition as written.
    pub definition: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// The day on which the clock starts.
    pub origin_days: f64,
    /// How far the restricted mean looks, in days from there.
    pub restricted_days: f64,
    /// Times of the curves, in days from the start of the clock.
    pub times_days: Vec<f64>,
    /// The scenario as written.
    pub curve: SurvivalCurve,
    /// The same patients without the NK cells, where there is a twin.
    pub without: Option<SurvivalCurve>,
    /// What the NK cells add to the restricted mean.
    pub difference: Option<SurvivalDifference>,
}

/// A curve of survival of one arm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SurvivalCurve {
    /// Patients who were judged (of the first draw, as all numbers of patients).
    pub n: u64,
    /// Events among them.
    pub events: u64,
    /// Share without the event at each time (Kaplan-Meier).
    pub survival: Vec<f64>,
    /// Sampling: 95 % interval at each time.
    pub sampling: (Vec<f64>, Vec<f64>),
    /// Ignorance: 5 % and 95 % over draws at each time, where there are several.
    pub ignorance: Option<(Vec<f64>, Vec<f64>)>,
    /// Patients at risk at each time.
    pub at_risk: Vec<u64>,
    /// Patients: a share of them (0.25, 0.5, 0.75) and the day, from the start of the clock, by which so many have had the
    /// event; NaN where fewer have.
    pub quantiles: Vec<(f64, f64)>,
    /// Sampling: 95 % interval of the median; an end that is not reached is NaN.
    pub median_sampling: (f64, f64),
    /// Ignorance: 5 % and 95 % of the median over draws, where there are several; an end that is not reached is NaN.
    pub median_ignorance: Option<(f64, f64)>,
    /// Restricted mean, in days.
    pub mean: f64,
    /// Sampling: its 95 % interval.
    pub mean_sampling: (f64, f64),
    /// Ignorance: 5 % and 95 % over draws, where there are several.
    pub mean_ignorance: Option<(f64, f64)>,
    /// The restricted mean in each draw; the first has the typical values.
    pub by_draw: Vec<f64>,
}

/// Days that the second of two arms of the same patients adds to the restricted mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SurvivalDifference {
    /// Patients who were judged in both arms.
    pub n: u64,
    /// Days.
    pub days: f64,
    /// Sampling: 95 % interval.
    pub sampling: (f64, f64),
    /// Ignorance: 5 % and 95 % over draws, where there are several.
    pub ignorance: Option<(f64, f64)>,
    /// The difference in each draw.
    pub by_draw: Vec<f64>,
    /// Whether it was taken within each patient: not where patients are censored before the horizon.
    pub paired: bool,
    /// Whether what is known fixes it.
    pub attribution: Attribution,
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

/// A key of the scenario that was changed: of a dose, its schedule, the patient, a product, the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputChange {
    /// Name: `dose.nk_cells.amount`.
    pub name: String,
    /// What the scenario says, as written; empty where it says nothing.
    pub before: String,
    /// What was used, as written.
    pub after: String,
    /// Where it was changed: `--set`.
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
