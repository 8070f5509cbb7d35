//! What following a patient found, and what following simulated patients showed.

use super::alarm::Alarm;
use super::law::{Law, Read};
use crate::results::{About, DoseMark};

/// An observable that was measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MeasuredColumn {
    /// Symbol: `marrow.blast_percent`.
    pub name: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Unit as printed; empty for a pure number.
    pub unit: String,
    /// How its measurements scatter, in that unit.
    pub law: Law,
    /// Measurements.
    pub n: u64,
    /// Of which only a limit is known.
    pub below: u64,
}

/// A measurement, with what was expected before it was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct FollowedPoint {
    /// Line of the file.
    pub line: u64,
    /// When, in days.
    pub time_days: f64,
    /// The date as written, or empty.
    pub date: String,
    /// Index in [`FollowResults::measured`].
    pub column: usize,
    /// What was read, in the unit of the column.
    pub read: Read,
    /// 5, 50 and 95 % of what a measurement was expected to show, with its error.
    pub expected: [f64; 3],
    /// Probability of something at least as far out: two-sided for values, of one so low (or high) for limits.
    pub tail: f64,
    /// Whether it contradicts the model: a tail below [`CONTRADICTS`].
    pub contradicts: bool,
}

/// A measurement less likely than this contradicts the model.
pub const CONTRADICTS: f64 = 0.01;

/// What the measurements of one time did to the particles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilterStep {
    /// When, in days.
    pub time_days: f64,
    /// Measurements.
    pub n: u64,
    /// Effective sample size after them.
    pub effective: f64,
    /// Moves that it took.
    pub moves: u64,
    /// Share of the steps of those moves that were accepted; NaN without a move.
    pub accepted: f64,
    /// Share of the particles that are no copies of others.
    pub distinct: f64,
    /// Whether too few particles are left that fit.
    pub collapsed: bool,
}

/// A curve of the patient.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ForecastColumn {
    /// Symbol.
    pub name: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Unit as printed; empty for a pure number.
    pub unit: String,
    /// Probability and values of the true value at each time, given the data, without an error of measurement.
    pub quantiles: Vec<(f64, Vec<f64>)>,
    /// 5 and 95 % of what a measurement would show, with its error; none where nobody measured it.
    pub measured: Option<[Vec<f64>; 2]>,
    /// Median before the data.
    pub before: Vec<f64>,
}

/// What the data taught of a parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Learned {
    /// `module.symbol`.
    pub name: String,
    /// Unit as printed; empty for a pure number.
    pub unit: String,
    /// 5, 50 and 95 % before the data.
    pub before: [f64; 3],
    /// The same after.
    pub after: [f64; 3],
    /// How much was learned: relative entropy of the two, as if both were normal.
    pub bits: f64,
}

/// An outcome of the scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prospect {
    /// Name.
    pub name: String,
    /// Display name, or empty.
    pub label: String,
    /// Display name in Chinese, or empty.
    pub label_zh: String,
    /// Its definition as written.
    pub definition: String,
    /// Its probability before the data.
    pub before: f64,
    /// Its probability given the data.
    pub after: f64,
}

/// What an alarm says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlarmFound {
    /// The alarm.
    pub alarm: Alarm,
    /// The last day that it looks at.
    pub end_days: f64,
    /// Its probability given the data.
    pub probability: f64,
    /// Half of the 95 % interval that the number of particles leaves to it.
    pub sampling: f64,
    /// Its probability before the data.
    pub before: f64,
    /// The probability that the condition holds at the cut already.
    pub now: f64,
    /// Median, 5 and 95 % of the days to it, where it does not hold yet and will within the horizon: 5, 50, 95 %.
    pub lead_days: Option<[f64; 3]>,
    /// The probability that it has held by a number of days from the cut.
    pub curve: Vec<(f64, f64)>,
}

/// Where the data end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cut {
    /// The last measurement.
    #[default]
    Last,
    /// `--at`
    At,
    /// `--until`
    Until,
}

/// What following a patient found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FollowResults {
    /// What was run.
    pub about: About,
    /// Who; empty where the file does not say.
    pub patient: String,
    /// The file as the user gave it.
    pub file: String,
    /// The date of day 0 as written, or empty.
    pub day_zero: String,
    /// Where the data end, in days.
    pub cut_days: f64,
    /// Why there.
    pub cut: Cut,
    /// Rows without a value.
    pub missing: u64,
    /// Rows of other patients.
    pub others: u64,
    /// What was measured, in the order of the study's columns.
    pub measured: Vec<MeasuredColumn>,
    /// Measurements that were taken in.
    pub points: Vec<FollowedPoint>,
    /// Measurements after the cut, with what the forecast says of them.
    pub held_back: Vec<FollowedPoint>,
    /// What each time did.
    pub steps: Vec<FilterStep>,
    /// Times of the curves, in days.
    pub times_days: Vec<f64>,
    /// Curves.
    pub columns: Vec<ForecastColumn>,
    /// Doses, to be marked on the time axis.
    pub doses: Vec<DoseMark>,
    /// What was learned of parameters, most first.
    pub learned: Vec<Learned>,
    /// Conditions of the scenario.
    pub outcomes: Vec<Prospect>,
    /// Alarms.
    pub alarms: Vec<AlarmFound>,
    /// Particles.
    pub particles: u64,
    /// Particles of the prior.
    pub pool: u64,
    /// Runs of the model.
    pub runs: u64,
    /// Effective sample size in the end.
    pub effective: f64,
    /// Logarithm of the probability of all measurements, up to what no patient changes.
    pub log_evidence: f64,
    /// Whether cells came from a typical lot instead of one for each virtual patient.
    pub typical_lot: bool,
}

impl FollowResults {
    /// Whether particles collapsed at some time.
    pub fn collapsed(&self) -> bool {
        self.steps.iter().any(|step| step.collapsed)
    }

    /// Measurements that contradict the model.
    pub fn contradictions(&self) -> impl Iterator<Item = &FollowedPoint> {
        self.points.iter().filter(|point| point.contradicts)
    }
}

/// How often a band held what it should.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// Index in [`TrialResults::measured`]; none for all together.
    pub column: Option<usize>,
    /// How often it held it.
    pub inside: u64,
    /// Of so many.
    pub n: u64,
    /// 95 % interval of the share, patients being independent of each other.
    pub interval: (f64, f64),
}

impl Coverage {
    /// The share.
    pub fn share(&self) -> f64 {
        self.inside as f64 / self.n as f64
    }
}

/// An alarm at one threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AlarmRow {
    /// An alarm is raised from this probability on.
    pub threshold: f64,
    /// Share of the times before an event within the horizon at which it was raised.
    pub sensitivity: f64,
    /// Share of the times before no such event at which it was raised.
    pub false_alarms: f64,
    /// Share of raised alarms that an event followed; NaN where none was raised.
    pub precision: f64,
    /// Median days from a patient's first right alarm to the event; NaN where there was none.
    pub lead_days: f64,
}

/// An alarm over all simulated patients.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlarmCurve {
    /// The alarm.
    pub alarm: Alarm,
    /// Times at which it was asked: all those of patients in whom the condition did not hold yet.
    pub asked: u64,
    /// Those that an event within the horizon followed.
    pub events: u64,
    /// Patients with such an event.
    pub patients: u64,
    /// Area under sensitivity over false alarms; NaN where there are only events, or none.
    pub area: f64,
    /// By threshold, ascending.
    pub rows: Vec<AlarmRow>,
    /// What was said and what came, in ten classes of probability: asked, mean probability, events.
    pub calibration: Vec<(u64, f64, u64)>,
}

/// What following simulated patients showed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrialResults {
    /// What was run; its patients are those who were simulated.
    pub about: About,
    /// The file of which the plan of measurements was taken.
    pub file: String,
    /// Measurements of a patient.
    pub planned: u64,
    /// What was measured.
    pub measured: Vec<MeasuredColumn>,
    /// The next measurement in the 90 % band that was forecast, with its error: all, then by observable.
    pub next: Vec<Coverage>,
    /// The true later course in the 90 % band given all but the last third of the measurements, by the model alone: all, then by
    /// observable.
    pub course: Vec<Coverage>,
    /// Where the measurements lay in what was forecast, in ten parts of equal probability.
    pub histogram: [u64; 10],
    /// Measurements that were called contradictions, though the model is right.
    pub contradictions: u64,
    /// Alarms.
    pub alarms: Vec<AlarmCurve>,
    /// Particles of each patient.
    pub particles: u64,
    /// Runs of the model.
    pub runs: u64,
    /// Patients whose particles collapsed at some time.
    pub collapsed: u64,
    /// Median over patients of the least effective sample size.
    pub effective: f64,
    /// Whether cells came from a typical lot instead of one for each virtual patient.
    pub typical_lot: bool,
}
