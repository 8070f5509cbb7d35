//! The file of a block.
//!
//! ```text
//! LYTICBL1 | hash of the run's identity | head | cells, each with all patients | SHA-256 of head and cells
//! ```
//!
//! Cells stand one after the other, so the values of a few cells are one piece of the file. A file that was shortened or
//! changed in any byte is known by its length or its hash.

use crate::bytes::Bytes;
use crate::error::{StudyError, system_reason};
use crate::run::block::{BlockData, Hash, Head};
use crate::storage::Storage;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

const MAGIC: &[u8; 8] = b"LYTICBL1";
/// Bytes before the head.
const FRONT: usize = MAGIC.len() + size_of::<Hash>();
/// The longest head, in bytes: some failures of every patient and arm fit well.
const MOST_HEAD: u64 = 1 << 20;
/// Bytes that are read at a time while a file is checked.
const PIECE: usize = 1 << 18;

/// A block file whose content was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    /// What is counted in it.
    pub head: Head,
    /// Its hash.
    pub hash: Hash,
    /// Where the cells begin.
    cells_at: u64,
}

/// Writes a block, whole or not at all.
pub fn write(storage: &Storage, path: &Path, identity: &Hash, block: &BlockData) -> io::Result<Known> {
    let mut hash = Hash::default();
    let mut cells_at = None;
    storage.write(path, &mut |out| {
        out.write_all(MAGIC)?;
        out.write_all(identity)?;
        hash = block.stream(&mut |bytes| {
            // The first piece is the head.
            cells_at.get_or_insert((FRONT + bytes.len()) as u64);
            out.write_all(bytes)
        })?;
        out.write_all(&hash)
    })?;
    Ok(Known { head: block.head.clone(), hash, cells_at: cells_at.unwrap_or_default() })
}

/// Reads all of a file and says what is in it, or what is wrong with it.
pub fn check(path: &Path, identity: &Hash) -> Result<Known, StudyError> {
    let wrong =
        |reason: &str| StudyError::Block { file: path.display().to_string(), reason: reason.to_owned() };
    let system = |error: io::Error| wrong(&system_reason(&error));
    let mut file = File::open(path).map_err(system)?;
    let length = file.metadata().map_err(system)?.len();
    let mut front = Vec::new();
    Read::by_ref(&mut file).take(FRONT as u64 + MOST_HEAD).read_to_end(&mut front).map_err(system)?;
    let mut bytes = Bytes(&front);
    if bytes.take(MAGIC.len()) != Some(MAGIC) {
        return Err(wrong("@block.changed"));
    }
    match bytes.take(size_of::<Hash>()) {
        None => return Err(wrong("@block.short")),
        Some(found) if found != identity => return Err(wrong("@block.other_run")),
        Some(_) => {}
    }
    let head = Head::read(&mut bytes).ok_or_else(|| wrong("@block.changed"))?;
    let cells_at = (front.len() - bytes.0.len()) as u64;
    let wanted = (head.shape.cells() as u64)
        .checked_mul(head.patients)
        .and_then(|values| values.checked_mul(size_of::<f64>() as u64))
        .and_then(|values| values.checked_add(cells_at + size_of::<Hash>() as u64));
    if wanted != Some(length) {
        return Err(wrong(if wanted.is_some_and(|wanted| length < wanted) {
            "@block.short"
        } else {
            "@block.changed"
        }));
    }
    let mut hasher = Sha256::new();
    file.seek(SeekFrom::Start(FRONT as u64)).map_err(system)?;
    let mut left = length - (FRONT + size_of::<Hash>()) as u64;
    let mut piece = vec![0; PIECE];
    while left > 0 {
        let now = left.min(PIECE as u64) as usize;
        let piece = piece.get_mut(..now).unwrap_or_default();
        file.read_exact(piece).map_err(system)?;
        hasher.update(&*piece);
        left -= now as u64;
    }
    let mut stored = Hash::default();
    file.read_exact(&mut stored).map_err(system)?;
    let hash: Hash = hasher.finalize().into();
    if hash != stored {
        return Err(wrong("@block.changed"));
    }
    Ok(Known { head, hash, cells_at })
}

/// Reads some cells of a file that was checked or written by this process.
pub fn read(path: &Path, known: &Known, cells: Range<usize>, values: &mut Vec<f64>) -> io::Result<()> {
    let each = known.head.patients as usize * size_of::<f64>();
    let mut bytes = vec![0; cells.len() * each];
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(known.cells_at + (cells.start * each) as u64))?;
    file.read_exact(&mut bytes)?;
    values.clear();
    let (numbers, _) = bytes.as_chunks::<8>();
    values.extend(numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)));
    Ok(())
}
