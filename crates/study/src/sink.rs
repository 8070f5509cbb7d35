//! Where the curves of single patients go while a run is on its way: blocks of patients, in order.

use std::fmt;

/// Patients of one block; the last one of a draw may be smaller.
pub const BLOCK_PATIENTS: usize = 1024;

/// What a table of patients needs to know once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Times of the curves, in days.
    pub times_days: Vec<f64>,
    /// Name and unit of each column.
    pub columns: Vec<(String, String)>,
    /// Name and unit of each outcome; the unit of a condition is empty and its value 1 (yes) or 0 (no).
    pub outcomes: Vec<(String, String)>,
    /// Which outcomes are conditions: a pure number has an empty unit too.
    pub conditions: Vec<bool>,
}

/// Patients `first_patient ..` of one draw, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Block<'a> {
    /// Draw of what is not known, from 0.
    pub draw: u64,
    /// Number of the first patient, from 0.
    pub first_patient: u64,
    /// How many patients.
    pub patients: usize,
    /// `curves[(patient * times + time) * columns + column]`; NaN from where a patient did not go on.
    pub curves: &'a [f64],
    /// `outcomes[patient * outcomes + outcome]`; NaN where a patient could not be judged.
    pub outcomes: &'a [f64],
}

/// Receives the blocks of a run.
pub trait BlockSink {
    /// Called once, before the first block.
    fn begin(&mut self, layout: &Layout) -> Result<(), SinkError>;
    /// Called for each block: draw by draw, in each in order of the patients.
    fn block(&mut self, block: &Block<'_>) -> Result<(), SinkError>;
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
    fn begin(&mut self, _layout: &Layout) -> Result<(), SinkError> {
        Ok(())
    }

    fn block(&mut self, _block: &Block<'_>) -> Result<(), SinkError> {
        Ok(())
    }
}
