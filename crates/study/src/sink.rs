//! Where the values of single patients go while a run is on its way: blocks of patients, each as soon as it is complete.

use crate::scenario::Kind;
use std::fmt;

/// Patients of one block; the last one of a draw may be smaller.
pub const BLOCK_PATIENTS: usize = 1024;

/// What a table of patients needs to know once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Of whom: what times are in.
    pub kind: Kind,
    /// Times of the curves, in days, of a model by itself in its own unit.
    pub times_days: Vec<f64>,
    /// Name and unit of each column.
    pub columns: Vec<(String, String)>,
    /// Name and unit of each outcome; the unit of a condition is empty and its value 1 (yes) or 0 (no).
    pub outcomes: Vec<(String, String)>,
    /// Which outcomes are conditions: a pure number has an empty unit too.
    pub conditions: Vec<bool>,
    /// Names of the arms, the scenario as written first.
    pub arms: Vec<String>,
    /// Whether candidates are accepted by bounds.
    pub accepts: bool,
}

/// Patients `first_patient ..` of one draw, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Block<'a> {
    /// Draw of what is not known, from 0.
    pub draw: u64,
    /// Number of the block in the run, from 0, draw by draw.
    pub number: u64,
    /// Number of the first patient, from 0.
    pub first_patient: u64,
    /// How many patients.
    pub patients: usize,
    /// Their values in each arm, in the order of [`Layout::arms`].
    pub arms: Vec<ArmBlock<'a>>,
    /// Whether each is accepted as a plausible patient; empty where all are.
    pub accepted: &'a [bool],
}

/// Values of the patients of a block in one arm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArmBlock<'a> {
    /// `curves[(patient * times + time) * columns + column]`; NaN from where a patient did not go on, and for patients who
    /// are not accepted.
    pub curves: &'a [f64],
    /// `outcomes[patient * outcomes + outcome]`; NaN where a patient could not be judged or is not accepted.
    pub outcomes: &'a [f64],
    /// Whether each patient came to the end of the run.
    pub reached_end: &'a [bool],
}

/// Receives the blocks of a run, in any order and from several threads at once.
pub trait BlockSink: Sync {
    /// Called for each block that is complete.
    fn block(&self, layout: &Layout, block: &Block<'_>) -> Result<(), SinkError>;
}

/// A sink that could not take a block: the reason in words, shown as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinkError(pub String);

impl fmt::Display for SinkError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for SinkError {}

/// Keeps no patients.
pub struct NoSink;

impl BlockSink for NoSink {
    fn block(&self, _layout: &Layout, _block: &Block<'_>) -> Result<(), SinkError> {
        Ok(())
    }
}
