//! What can be wrong with a unit or a quantity, with the bytes that are wrong and the mend.

use crate::dimension::Dimension;
use crate::{names, words};
use lytic_text::{Diagnostic, Message, Span};
use std::ops::Range;
use thiserror::Error;

/// A problem with a unit or a quantity. `range` counts bytes of the text that was parsed; for conversions, of the text
/// of the quantity that is converted (the whole of it).
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{}", self.message().text(lytic_text::Lang::En))]
pub enum UnitError {
    /// Nothing is there.
    Empty {
        /// Where.
        range: Range<usize>,
    },
    /// A quantity does not begin with a number.
    NumberExpected {
        /// Where.
        range: Range<usize>,
        /// What stands there.
        found: String,
    },
    /// A number that is NaN, infinite, or zero where it multiplies a unit.
    BadNumber {
        /// Where.
        range: Range<usize>,
        /// What stands there.
        found: String,
    },
    /// No unit has this name.
    UnknownUnit {
        /// Where.
        range: Range<usize>,
        /// The name.
        name: String,
    },
    /// A character that fits nowhere, or an operator with nothing behind it.
    Unexpected {
        /// Where.
        range: Range<usize>,
        /// What stands there; empty at the end of the text.
        found: String,
    },
    /// An exponent beyond 20, not a number, or not a multiple of a sixtieth.
    BadExponent {
        /// Where.
        range: Range<usize>,
        /// What stands there.
        found: String,
    },
    /// Too long or too deeply nested to be a unit.
    TooLong {
        /// Where.
        range: Range<usize>,
    },
    /// The unit as a whole is too large or too small for a number.
    OutOfRange {
        /// Where.
        range: Range<usize>,
    },
    /// A unit of another dimension is needed.
    WrongDimension {
        /// Where.
        range: Range<usize>,
        /// The unit.
        found: String,
        /// What it measures.
        is: Dimension,
        /// What is needed.
        expected: Dimension,
    },
    /// A number without a unit where one is needed.
    MissingUnit {
        /// Where.
        range: Range<usize>,
        /// The number.
        found: String,
        /// What is needed.
        expected: Dimension,
    },
}

/// The codes of this crate's messages.
pub const CODES: [&str; 10] =
    ["E0001", "E0002", "E0003", "E0004", "E0005", "E0006", "E0007", "E0008", "E0009", "E0010"];

impl UnitError {
    /// The bytes that are wrong.
    pub fn range(&self) -> Range<usize> {
        match self {
            UnitError::Empty { range }
            | UnitError::NumberExpected { range, .. }
            | UnitError::BadNumber { range, .. }
            | UnitError::UnknownUnit { range, .. }
            | UnitError::Unexpected { range, .. }
            | UnitError::BadExponent { range, .. }
            | UnitError::TooLong { range }
            | UnitError::OutOfRange { range }
            | UnitError::WrongDimension { range, .. }
            | UnitError::MissingUnit { range, .. } => range.clone(),
        }
    }

    /// What is wrong, with the mend as its help.
    pub fn message(&self) -> Message {
        match self {
            UnitError::Empty { .. } => Message::new("E0001"),
            UnitError::NumberExpected { found, .. } => Message::new("E0002").with("found", found),
            UnitError::BadNumber { found, .. } => Message::new("E0003").with("found", found),
            UnitError::UnknownUnit { name, .. } => Message::new("E0004").with("name", name),
            UnitError::Unexpected { found, .. } if found.is_empty() => {
                Message::new("E0005").with("found", "@unit.end")
            }
            UnitError::Unexpected { found, .. } => Message::new("E0005").with("found", format!("`{found}`")),
            UnitError::BadExponent { found, .. } => Message::new("E0006").with("found", found),
            UnitError::WrongDimension { found, is, expected, .. } => Message::new("E0007")
                .with("found", found)
                .with("is", words::name(is))
                .with("expected", words::name(expected))
                .with("example", words::example(expected)),
            UnitError::MissingUnit { found, expected, .. } => Message::new("E0008")
                .with("found", found)
                .with("expected", words::name(expected))
                .with("example", words::example(expected)),
            UnitError::TooLong { .. } => Message::new("E0009"),
            UnitError::OutOfRange { .. } => Message::new("E0010"),
        }
    }

    /// The nearest right name, for "did you mean". Looked up when asked for: readers that try and go on do not pay.
    pub fn suggestion(&self) -> Option<String> {
        match self {
            UnitError::UnknownUnit { name, .. } => names::nearest(name),
            _ => None,
        }
    }

    /// As a diagnostic. `text` is the span of the text that was parsed (without quotation marks).
    pub fn diagnostic(&self, text: Span) -> Diagnostic {
        let range = self.range();
        Diagnostic::error(self.message()).at(text.part(range.start, range.end)).suggest(self.suggestion())
    }

    /// The same error in a text that begins `offset` bytes earlier.
    pub(crate) fn shifted(mut self, offset: usize) -> UnitError {
        match &mut self {
            UnitError::Empty { range }
            | UnitError::NumberExpected { range, .. }
            | UnitError::BadNumber { range, .. }
            | UnitError::UnknownUnit { range, .. }
            | UnitError::Unexpected { range, .. }
            | UnitError::BadExponent { range, .. }
            | UnitError::TooLong { range }
            | UnitError::OutOfRange { range }
            | UnitError::WrongDimension { range, .. }
            | UnitError::MissingUnit { range, .. } => {
                *range = range.start.saturating_add(offset)..range.end.saturating_add(offset);
            }
        }
        self
    }
}
