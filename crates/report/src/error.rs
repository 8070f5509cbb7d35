//! What can go wrong while results are written down.

use lytic_text::Message;
use std::path::{Path, PathBuf};

/// A report, figure or table that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file could not be written or read.
    #[error("cannot write or read {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A table file is not one of ours, or is damaged.
    #[error("{} is not a table of Lytic: {reason}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A block whose number of values does not fit its patients, times and columns.
    #[error("a block has {found} values where patients x times x columns makes {expected}")]
    Shape {
        /// Values wanted.
        expected: usize,
        /// Values there.
        found: usize,
    },
    /// The template of the report does not fit the program: a bug of Lytic.
    #[error("the report's template failed: {0}")]
    Template(String),
}

impl ReportError {
    /// The words for users.
    pub fn message(&self) -> Message {
        match self {
            ReportError::File { path, source } => {
                Message::new("report.error.file").with("path", path.display()).with("reason", source)
            }
            ReportError::Table { path, reason } => {
                Message::new("report.error.table").with("path", path.display()).with("reason", reason)
            }
            ReportError::Shape { expected, found } => {
                Message::new("report.error.shape").with("expected", expected).with("found", found)
            }
            ReportError::Template(reason) => Message::new("report.error.template").with("reason", reason),
        }
    }

    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> ReportError {
        let path = path.to_owned();
        move |source| ReportError::File { path, source }
    }

    pub(crate) fn table(path: &Path) -> impl Fn(&dyn std::fmt::Display) -> ReportError {
        let path = path.to_owned();
        move |reason| ReportError::Table { path: path.clone(), reason: reason.to_string() }
    }
}
