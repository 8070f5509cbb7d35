//! What a command keeps of its work in pieces, each a small file in its unfinished folder: `parts/NAME.part`.
//!
//! A command that was stopped reads the pieces that are there and makes the others. Pieces do not depend on each other or
//! on threads, so that it ends with the same bits. Without a folder nothing is kept.

use crate::bytes::{Bytes, Writer};
use crate::error::StudyError;
use crate::folder::{PARTS, RunFolder};
use crate::run::block::Hash;
use crate::store::record_file;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// Pieces of a command of this identity.
pub(crate) struct Records<'a> {
    folder: Option<&'a RunFolder>,
    identity: Hash,
}

impl<'a> Records<'a> {
    /// Pieces in a folder, or nowhere.
    pub fn new(folder: Option<&'a RunFolder>, identity: &Value) -> Records<'a> {
        Records { folder, identity: Sha256::digest(identity.to_string().as_bytes()).into() }
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder?.path().join(PARTS).join(format!("{name}.part")))
    }

    /// A piece that is there already.
    ///
    /// # Errors
    /// Where its file was changed, is cut short, or is of another command.
    pub fn read<T>(
        &self,
        name: &str,
        content: impl FnOnce(&mut Bytes<'_>) -> Option<T>,
    ) -> Result<Option<T>, StudyError> {
        match self.file(name).filter(|file| file.exists()) {
            Some(file) => record_file::read(&file, record_file::PART, &self.identity, content).map(Some),
            None => Ok(None),
        }
    }

    /// Keeps a piece.
    ///
    /// # Errors
    /// Where the system does not let it be written.
    pub fn write(&self, name: &str, content: impl FnOnce(&mut Writer)) -> Result<(), StudyError> {
        let (Some(folder), Some(file)) = (self.folder, self.file(name)) else { return Ok(()) };
        record_file::write(folder.storage(), &file, record_file::PART, &self.identity, content)
            .map_err(|error| folder.system(&error))
    }

    /// How many pieces are there.
    pub fn count(&self) -> u64 {
        let entries = self.folder.map(|folder| std::fs::read_dir(folder.path().join(PARTS)));
        let entries = entries.into_iter().flatten().flatten().flatten();
        entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "part")).count() as u64
    }
}
