//! The parts of a command that runs several studies: arms of a comparison, points of a scan, scenarios of the evidence.
//!
//! ```text
//! parts/NAME/   blocks, draws and outcomes of a study on its way, as in the folder of a run
//! parts/NAME.part   what is needed of a study that is over; its folder goes then
//! ```
//!
//! All of it lies in the unfinished folder of the command and goes when that is published. So a command of ten thousand
//! studies has the memory and the room on disk of one of them, and goes on after a stop with the study that it was at.

use crate::bytes::{Bytes, Writer};
use crate::error::StudyError;
use crate::folder::{BLOCKS, DRAWS, PARTS, RunFolder};
use crate::prepare::Study;
use crate::run::Plan;
use crate::sink::NoSink;
use crate::store::folder::{FolderStore, holds_blocks, id_of, identity_hash};
use crate::store::record_file;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// How the file of a part that is over ends.
const ENDING: &str = ".part";

/// A study among several, in the folder of their command.
pub(crate) struct Part<'a> {
    command: &'a RunFolder,
    study: &'a Study,
    name: String,
}

impl<'a> Part<'a> {
    /// A study under a name of its own, which is fit for a file.
    pub fn new(command: &'a RunFolder, study: &'a Study, name: impl Into<String>) -> Part<'a> {
        Part { command, study, name: name.into() }
    }

    fn folder(&self) -> PathBuf {
        self.command.path().join(PARTS).join(&self.name)
    }

    fn file(&self) -> PathBuf {
        self.command.path().join(PARTS).join(format!("{}{ENDING}", self.name))
    }

    /// Where its blocks are kept while it runs; with the outcomes of single patients, if asked for.
    pub fn store(&self, keeps_outcomes: bool) -> Result<FolderStore<'static>, StudyError> {
        FolderStore::open_at(self.folder(), self.command.storage(), self.study, &NoSink, keeps_outcomes)
    }

    /// What is left of it where it is over; none where it is not.
    pub fn known<T>(&self, read: impl FnOnce(&mut Bytes<'_>) -> Option<T>) -> Result<Option<T>, StudyError> {
        let file = self.file();
        if !file.exists() {
            return Ok(None);
        }
        record_file::read(&file, record_file::PART, &identity_hash(self.study), read).map(Some)
    }

    /// Ends it: writes what is needed of it and removes the rest.
    pub fn end(&self, write: impl FnOnce(&mut Writer)) -> Result<(), StudyError> {
        let (storage, identity) = (self.command.storage(), identity_hash(self.study));
        record_file::write(storage, &self.file(), record_file::PART, &identity, write)
            .and_then(|()| storage.remove_folder(&self.folder()))
            .map_err(|error| self.command.system(&error))
    }
}

/// Blocks that need not be run again, of studies that are all cut like `plan`.
pub(crate) fn kept(command: &RunFolder, plan: &Plan) -> u64 {
    let parts = names(&command.path().join(PARTS));
    let of = |name: &String| {
        if name.ends_with(ENDING) {
            return plan.blocks();
        }
        if parts.contains(&format!("{name}{ENDING}")) {
            return 0;
        }
        let folder = command.path().join(PARTS).join(name);
        let draws = names(&folder.join(DRAWS)).iter().filter(|name| name.ends_with(".draw")).count() as u64;
        let blocks = names(&folder.join(BLOCKS)).iter().filter_map(|name| id_of(name)).count() as u64;
        // Blocks of a draw that was summed up a moment ago count once.
        (draws * plan.blocks_of_draw() + blocks).min(plan.blocks())
    };
    parts.iter().map(of).sum()
}

/// Whether an unfinished folder holds a part, or a block of one.
pub(crate) fn holds_parts(folder: &Path) -> bool {
    let parts = folder.join(PARTS);
    names(&parts).iter().any(|name| name.ends_with(ENDING) || holds_blocks(&parts.join(name)))
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}
