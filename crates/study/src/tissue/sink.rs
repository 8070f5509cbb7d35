//! Where the saved moments of a tissue go while it runs.

use crate::SinkError;
use lytic_tissue::{Fields, Frame};

/// Receives the moments that are saved, in order.
pub trait TissueSink: Sync {
    /// Called once before the first, also where a stopped run goes on.
    ///
    /// # Errors
    /// The reason why nothing can be saved, in words.
    fn begin(&self, fields: &Fields) -> Result<(), SinkError>;

    /// Called for each moment.
    ///
    /// # Errors
    /// The reason why it could not be saved, in words.
    fn frame(&self, frame: &Frame<'_>) -> Result<(), SinkError>;
}

/// Saves nothing.
#[derive(Clone, Copy, Debug)]
pub struct NothingSaved;

impl TissueSink for NothingSaved {
    fn begin(&self, _: &Fields) -> Result<(), SinkError> {
        Ok(())
    }

    fn frame(&self, _: &Frame<'_>) -> Result<(), SinkError> {
        Ok(())
    }
}
