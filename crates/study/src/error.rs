//! What can go wrong after a scenario is ready: folders, the machine, an interruption.

use crate::sink::SinkError;
use lytic_engine::EngineError;
use lytic_text::Message;
use lytic_tissue::TissueError;

/// Why a run did not come to its end or could not be kept.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StudyError {
    /// The folder holds another run.
    #[error("{0} holds another run; choose another folder or overwrite it")]
    OtherRun(String),
    /// The folder exists and was not made by a run.
    #[error("{0} exists and is no folder of a run; choose another folder")]
    NoRun(String),
    /// An unfinished run lies there, and it is another one.
    #[error("{folder} holds another run that is not finished; {differs} differ")]
    OtherUnfinished {
        /// The hidden folder.
        folder: String,
        /// What differs: `seed, patients`.
        differs: String,
    },
    /// A living process fills the folder.
    #[error("{folder} is being filled by process {process}")]
    Busy {
        /// The hidden folder.
        folder: String,
        /// Its number, or empty.
        process: String,
    },
    /// The file of a block or draw is not what was written.
    #[error("{file} cannot be used: {reason}")]
    Block {
        /// The file.
        file: String,
        /// Why.
        reason: String,
    },
    /// The system refused to write.
    #[error("cannot write to {folder}: {reason}")]
    Folder {
        /// The folder.
        folder: String,
        /// The system's words.
        reason: String,
    },
    /// The patient of a block of tissue does not reach the end.
    #[error("the patient of the block does not reach the end: {reason}")]
    BlockPatient {
        /// Why.
        reason: String,
    },
    /// A site has too few tumour cells for one to be in the block.
    #[error("on day {days} the {site} has too few tumour cells for one to be in the block")]
    BlockEmpty {
        /// The site.
        site: &'static str,
        /// When.
        days: f64,
    },
    /// More cells would come into a block than it can take.
    #[error("{cells:.3e} cells would come into the block")]
    BlockCrowded {
        /// How many.
        cells: f64,
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
    /// No virtual patient of a scenario can be followed: none is plausible and reaches the end.
    #[error("none of {candidates} virtual patients is plausible and reaches the end")]
    NobodyToFollow {
        /// Virtual patients that were simulated.
        candidates: u64,
    },
    /// A point of a scan between its ends cannot be made ready.
    #[error("the point {point} cannot be run: {reason}")]
    Point {
        /// What is set there.
        point: String,
        /// Why not.
        reason: String,
    },
    /// No proposal of a design keeps its bounds.
    #[error("none of {proposals} proposals keeps the bounds: {bounds}")]
    NothingKeepsBounds {
        /// Proposals that were simulated.
        proposals: u64,
        /// The bounds, each with the best number that was found.
        bounds: String,
    },
    /// A tissue cannot start or go on.
    #[error(transparent)]
    Tissue(#[from] TissueError),
    /// A table could not be written.
    #[error("cannot write a table: {0}")]
    Sink(#[from] SinkError),
}

impl StudyError {
    /// Whether the user can mend it before anything is run: another folder, a file to be deleted.
    pub fn is_bad_input(&self) -> bool {
        matches!(
            self,
            StudyError::OtherRun(_)
                | StudyError::NoRun(_)
                | StudyError::OtherUnfinished { .. }
                | StudyError::Busy { .. }
                | StudyError::Block { .. }
                | StudyError::NothingKeepsBounds { .. }
                | StudyError::BlockEmpty { .. }
                | StudyError::BlockCrowded { .. }
                | StudyError::Tissue(
                    TissueError::CellNowhere { .. }
                        | TissueError::CellOutside { .. }
                        | TissueError::CellsOverlap { .. }
                        | TissueError::StepUnstable { .. }
                        | TissueError::FieldLaw { .. }
                        | TissueError::FieldTwice { .. }
                        | TissueError::FieldWithoutRest { .. }
                        | TissueError::Checkpoint { .. }
                )
        )
    }

    /// For people.
    pub fn message(&self) -> Message {
        match self {
            StudyError::OtherRun(folder) => Message::new("E0370").with("folder", folder),
            StudyError::NoRun(folder) => Message::new("E0372").with("folder", folder),
            StudyError::Folder { folder, reason } => {
                Message::new("E0371").with("folder", folder).with("reason", reason)
            }
            StudyError::OtherUnfinished { folder, differs } => {
                Message::new("E0383").with("folder", folder).with("differs", differs)
            }
            StudyError::Busy { folder, process } => {
                Message::new("E0384").with("folder", folder).with("process", process)
            }
            StudyError::Block { file, reason } => {
                Message::new("E0385").with("file", file).with("reason", reason)
            }
            StudyError::Interrupted => Message::new("E0373"),
            StudyError::BlockPatient { reason } => Message::new("E2258").with("reason", reason),
            StudyError::BlockEmpty { site, days } => {
                Message::new("E2261").with("site", format!("@block.site.{site}")).with("days", days)
            }
            StudyError::BlockCrowded { cells } => Message::new("E2257").with("cells", format!("{cells:.3e}")),
            StudyError::Threads(reason) => Message::new("E0374").with("reason", reason),
            StudyError::Engine(error) => error.message(),
            StudyError::NonePlausible { candidates, refused } => {
                Message::new("E0397").with("candidates", candidates).with("refused", refused)
            }
            StudyError::NobodyToFollow { candidates } => Message::new("E2121").with("candidates", candidates),
            StudyError::Point { point, reason } => {
                Message::new("E0619").with("point", point).with("reason", reason)
            }
            StudyError::NothingKeepsBounds { proposals, bounds } => {
                Message::new("E2017").with("proposals", proposals).with("bounds", bounds)
            }
            StudyError::Tissue(error) => error.message(),
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
