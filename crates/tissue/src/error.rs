//! What a tissue refuses before it starts, and what stops it on its way.

use lytic_text::Message;
use thiserror::Error;

/// Why a tissue cannot start or go on.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{}", self.message().text(lytic_text::Lang::En))]
pub enum TissueError {
    /// A number of a field's law is not usable.
    FieldLaw {
        /// The field.
        field: String,
        /// Which number.
        what: &'static str,
        /// What it is.
        value: f64,
    },
    /// Two fields have one name.
    FieldTwice {
        /// The name.
        field: String,
    },
    /// A field that is to be at rest, and that nothing removes.
    FieldWithoutRest {
        /// The field.
        field: String,
    },
    /// A field has no solution in numbers.
    FieldUnsolved {
        /// The field.
        field: String,
        /// What is left of its equation, relative to what comes in.
        error: f64,
    },
    /// State or sources are of another grid.
    FieldState,
    /// A cell has no position in numbers.
    CellNowhere {
        /// The cell.
        cell: u64,
    },
    /// A cell lies outside the domain.
    CellOutside {
        /// The cell.
        cell: u64,
        /// Where it is, um.
        position_um: [f32; 3],
    },
    /// Two cells lie in the same place.
    CellsOverlap {
        /// One cell.
        cell: u64,
        /// The other.
        other: u64,
    },
    /// A cell has moved faster than any cell can.
    CellLost {
        /// The cell.
        cell: u64,
        /// When, h.
        hours: f64,
        /// How fast, um/min.
        speed_um_per_min: f64,
    },
    /// A step of mechanics that cannot be stable.
    StepUnstable {
        /// The step, min.
        step_min: f64,
        /// The longest that is stable, min.
        longest_min: f64,
    },
    /// A checkpoint is not one, or was changed.
    Checkpoint {
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// The codes of this crate's messages.
pub const CODES: [&str; 11] =
    ["E2301", "E2302", "E2303", "E2304", "E2305", "E2201", "E2202", "E2203", "E2204", "E2205", "E2206"];

impl TissueError {
    /// What is wrong, with the mend as its help.
    pub fn message(&self) -> Message {
        match self {
            TissueError::FieldLaw { field, what, value } => Message::new("E2301")
                .with("field", field)
                .with("what", format!("@field.{what}"))
                .with("value", value),
            TissueError::FieldTwice { field } => Message::new("E2302").with("field", field),
            TissueError::FieldWithoutRest { field } => Message::new("E2303").with("field", field),
            TissueError::FieldUnsolved { field, error } => {
                Message::new("E2304").with("field", field).with("error", format!("{error:.1e}"))
            }
            TissueError::FieldState => Message::new("E2305"),
            TissueError::CellNowhere { cell } => Message::new("E2201").with("cell", cell),
            TissueError::CellOutside { cell, position_um: [x, y, z] } => {
                let place = format!("({x:.1}, {y:.1}, {z:.1})");
                Message::new("E2202").with("cell", cell).with("place", place)
            }
            TissueError::CellsOverlap { cell, other } => {
                Message::new("E2203").with("cell", cell).with("other", other)
            }
            TissueError::CellLost { cell, hours, speed_um_per_min } => Message::new("E2204")
                .with("cell", cell)
                .with("hours", format!("{hours:.2}"))
                .with("speed", format!("{speed_um_per_min:.3e}")),
            TissueError::StepUnstable { step_min, longest_min } => {
                Message::new("E2205").with("step", step_min).with("longest", format!("{longest_min:.2}"))
            }
            TissueError::Checkpoint { reason } => Message::new("E2206").with("reason", reason),
        }
    }
}
