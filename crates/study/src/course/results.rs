//! What came of a model that was run by itself.

use crate::scan::Axis;
use lytic_engine::EngineError;
use lytic_engine::scalar::Path;
use lytic_text::Message;

/// Something observed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CourseColumn {
    /// As the user asked for it: a symbol or an expression.
    pub name: String,
    /// Display name that the model gives it, or empty.
    pub label: String,
    /// Unit as printed; empty for a pure number or where it is not known.
    pub unit: String,
}

/// One run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoursePoint {
    /// The value of each axis.
    pub at: Vec<f64>,
    /// By time, then column; empty after a failure.
    pub values: Vec<f64>,
    /// Accepted steps.
    pub steps: u64,
    /// Rejected steps.
    pub rejected: u64,
    /// Why it did not reach the end.
    pub failure: Option<Message>,
    /// When conditions that the model asserts were first seen broken, and what it says of that.
    pub broken: Vec<(f64, String)>,
    pub(super) error: Option<EngineError>,
}

impl CoursePoint {
    /// The curve of a column.
    pub fn curve(&self, column: usize, columns: usize) -> impl Iterator<Item = f64> + '_ {
        self.values.iter().skip(column).step_by(columns.max(1)).copied()
    }
}

/// All runs.
#[derive(Clone, Debug, PartialEq)]
pub struct CourseResults {
    /// Version of Lytic.
    pub version: String,
    /// The model as the user named it.
    pub model: String,
    /// What the model calls itself.
    pub title: String,
    /// The command that gives the same results.
    pub command: String,
    /// Seed: ties of events and draws of the model.
    pub seed: u64,
    /// The model's unit of time as printed; empty where it has none.
    pub time_unit: String,
    /// Output times.
    pub times: Vec<f64>,
    /// What was observed.
    pub columns: Vec<CourseColumn>,
    /// One or two axes, or none.
    pub axes: Vec<Axis>,
    /// Runs, the last axis fastest; one without axes.
    pub points: Vec<CoursePoint>,
    /// What would integrate many subjects with this model.
    pub path: Path,
    /// Hashes (SHA-256) by what they are of: `model`, `results`.
    pub hashes: Vec<(String, String)>,
}

impl CourseResults {
    /// Results without any run yet.
    pub fn new(model: &str, columns: Vec<CourseColumn>, times: Vec<f64>) -> CourseResults {
        CourseResults {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: model.to_owned(),
            title: model.to_owned(),
            command: String::new(),
            seed: 1,
            time_unit: String::new(),
            times,
            columns,
            axes: Vec::new(),
            points: Vec::new(),
            path: Path::Lanes,
            hashes: Vec::new(),
        }
    }

    /// Runs that did not reach the end.
    pub fn failed(&self) -> u64 {
        self.points.iter().filter(|point| point.failure.is_some()).count() as u64
    }
}
