//! The file of a draw that is summed up.
//!
//! ```text
//! LYTICDR1 | hash of the run's identity | draw | summary | SHA-256 of all before
//! ```

use crate::bytes::{Bytes, Writer};
use crate::error::{StudyError, system_reason};
use crate::run::block::Hash;
use crate::run::summary::DrawSummary;
use crate::storage::Storage;
use sha2::{Digest, Sha256};
use std::io;
use std::path::Path;

const MAGIC: &[u8; 8] = b"LYTICDR1";

/// Writes the summary of a draw, whole or not at all.
pub fn write(
    storage: &Storage,
    path: &Path,
    identity: &Hash,
    draw: u64,
    summary: &DrawSummary,
) -> io::Result<()> {
    let mut writer = Writer::default();
    writer.0.extend_from_slice(MAGIC);
    writer.0.extend_from_slice(identity);
    writer.whole(draw);
    summary.write(&mut writer);
    let hash: Hash = Sha256::digest(&writer.0).into();
    writer.0.extend_from_slice(&hash);
    storage.write(path, &mut |out| out.write_all(&writer.0))
}

/// Reads it, or says what is wrong with it.
pub fn read(path: &Path, identity: &Hash, draw: u64) -> Result<DrawSummary, StudyError> {
    let wrong =
        |reason: &str| StudyError::Block { file: path.display().to_string(), reason: reason.to_owned() };
    let all = std::fs::read(path).map_err(|error| wrong(&system_reason(&error)))?;
    let content = all.len().checked_sub(size_of::<Hash>()).ok_or_else(|| wrong("@block.short"))?;
    let (content, stored) = all.split_at(content);
    let hash: Hash = Sha256::digest(content).into();
    let mut bytes = Bytes(content);
    if bytes.take(MAGIC.len()) != Some(MAGIC) || hash != stored {
        return Err(wrong("@block.changed"));
    }
    if bytes.take(size_of::<Hash>()) != Some(identity) || bytes.whole() != Some(draw) {
        return Err(wrong("@block.other_run"));
    }
    DrawSummary::read(&mut bytes).ok_or_else(|| wrong("@block.changed"))
}
