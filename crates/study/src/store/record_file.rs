//! A small file of what is left of patients once they are summed up: of a draw, or of a whole study.
//!
//! ```text
//! kind (8 bytes) | hash of the run's identity | content | SHA-256 of all before
//! ```

use crate::bytes::{Bytes, Writer};
use crate::error::{StudyError, system_reason};
use crate::run::block::Hash;
use crate::storage::Storage;
use sha2::{Digest, Sha256};
use std::io;
use std::path::Path;

/// What a record is of.
pub type Kind = [u8; 8];
/// The summary of a draw.
pub const DRAW: Kind = *b"LYTICDR2";
/// What is needed of a study among several.
pub const PART: Kind = *b"LYTICPT2";

/// Writes a record, whole or not at all.
pub fn write(
    storage: &Storage,
    path: &Path,
    kind: Kind,
    identity: &Hash,
    content: impl FnOnce(&mut Writer),
) -> io::Result<()> {
    let mut writer = Writer::default();
    writer.0.extend_from_slice(&kind);
    writer.0.extend_from_slice(identity);
    content(&mut writer);
    let hash: Hash = Sha256::digest(&writer.0).into();
    writer.0.extend_from_slice(&hash);
    storage.write(path, &mut |out| out.write_all(&writer.0))
}

/// Reads it, or says what is wrong with it; `content` gives none where it is not what was expected.
pub fn read<T>(
    path: &Path,
    kind: Kind,
    identity: &Hash,
    content: impl FnOnce(&mut Bytes<'_>) -> Option<T>,
) -> Result<T, StudyError> {
    let wrong =
        |reason: &str| StudyError::Block { file: path.display().to_string(), reason: reason.to_owned() };
    let all = std::fs::read(path).map_err(|error| wrong(&system_reason(&error)))?;
    let length = all.len().checked_sub(size_of::<Hash>()).ok_or_else(|| wrong("@block.short"))?;
    let (before, stored) = all.split_at(length);
    let hash: Hash = Sha256::digest(before).into();
    let mut bytes = Bytes(before);
    if bytes.take(kind.len()) != Some(&kind) || hash != stored {
        return Err(wrong("@block.changed"));
    }
    if bytes.take(size_of::<Hash>()) != Some(identity) {
        return Err(wrong("@block.other_run"));
    }
    content(&mut bytes).filter(|_| bytes.0.is_empty()).ok_or_else(|| wrong("@block.other_run"))
}
