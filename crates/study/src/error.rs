//! What can go wrong after a scenario is ready: folders, the machine, an interruption.

use crate::sink::SinkError;
use lytic_engine::EngineError;
use lytic_text::Message;

/// Why a run did not come to its end or could not be kept.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StudyError {
    /// The folder holds another run.
    #[error("{0} holds another run; choose another folder or overwrite it")]
    OtherRun(String),
    /// The folder exists and was not made by a run.
    #[error("{0} exists and is no folder of a run; choose another folder")]
    NoRun(String),
    /// The system refused to write.
    #[error("cannot write to {folder}: {reason}")]
    Folder {
        /// The folder.
        folder: String,
        /// The system's words.
        reason: String,
    },
    /// The user stopped it.
    #[error("interrupted")]
    Interrupted,
    /// Threads could not be started.
    #[error("cannot start threads: {0}")]
    Threads(String),
    /// The engine refused a patient.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A scenario asks for plausible patients, and every candidate was refused.
    #[error("none of {candidates} candidates is plausible: {refused}")]
    NonePlausible {
        /// Candidates that were simulated.
        candidates: u64,
        /// Which bound refused how many: `platelets 180, il6 12`.
        refused: String,
    },
    /// A point of a scan between its ends cannot be made ready.
    #[error("the point {point} cannot be run: {reason}")]
    Point {
        /// What is set there.
        point: String,
        /// Why not.
        reason: String,
    },
    /// A table could not be written.
    #[error("cannot write a table: {0}")]
    Sink(#[from] SinkError),
}

impl StudyError {
    /// For people.
    pub fn message(&self) -> Message {
        match self {
            StudyError::OtherRun(folder) => Message::new("E0370").with("folder", folder),
            StudyError::NoRun(folder) => Message::new("E0372").with("folder", folder),
            StudyError::Folder { folder, reason } => {
                Message::new("E0371").with("folder", folder).with("reason", reason)
            }
            StudyError::Interrupted => Message::new("E0373"),
            StudyError::Threads(reason) => Message::new("E0374").with("reason", reason),
            StudyError::Engine(error) => error.message(),
            StudyError::NonePlausible { candidates, refused } => {
                Message::new("E0397").with("candidates", candidates).with("refused", refused)
            }
            StudyError::Point { point, reason } => {
                Message::new("E0619").with("point", point).with("reason", reason)
            }
            StudyError::Sink(error) => Message::new("E0375").with("reason", error),
        }
    }
}

/// Why the system refused, for the argument of a message: a text of the catalogue where it has one.
pub fn system_reason(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let key = match error.kind() {
        ErrorKind::NotFound => "@system.not_found",
        ErrorKind::PermissionDenied => "@system.no_permission",
        ErrorKind::IsADirectory => "@system.is_folder",
        ErrorKind::NotADirectory => "@system.no_folder",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "@system.full",
        ErrorKind::ReadOnlyFilesystem => "@system.read_only",
        ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists => "@system.taken",
        ErrorKind::InvalidFilename => "@system.bad_name",
        _ => return error.to_string(),
    };
    key.to_owned()
}
