//! Blocks in the folder of a run that is not finished yet.
//!
//! ```text
//! blocks/d00000-b00000.block   values of a block, until its draw is summed up
//! draws/d00000.draw            summary of a draw; its blocks go then, so that draws take no room
//! ```
//!
//! The tables of a block are written before its file: a block whose file is there needs nothing more.

use super::{BlockStore, block_file, draw_file};
use crate::error::{StudyError, system_reason};
use crate::folder::{BLOCKS, DRAWS, RunFolder};
use crate::manifest::identity;
use crate::prepare::Study;
use crate::run::Plan;
use crate::run::block::{BlockData, BlockId, Hash, Head};
use crate::run::summary::DrawSummary;
use crate::sink::{BlockSink, Layout};
use crate::storage::Storage;
use block_file::Known;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps the blocks of a run in its folder; tables go to a sink first.
pub struct FolderStore<'a> {
    folder: PathBuf,
    storage: Storage,
    identity: Hash,
    sink: &'a dyn BlockSink,
    plan: Plan,
    known: Mutex<BTreeMap<BlockId, Known>>,
    summaries: Vec<(u64, DrawSummary)>,
}

impl<'a> FolderStore<'a> {
    /// Looks through what is in the folder already. `sink` gets the blocks that are still to come.
    ///
    /// # Errors
    /// Where a file of a block or draw was changed, is cut short, or is of another run.
    pub fn open(
        folder: &RunFolder,
        study: &Study,
        sink: &'a dyn BlockSink,
    ) -> Result<FolderStore<'a>, StudyError> {
        let mut store = FolderStore {
            folder: folder.path().to_owned(),
            storage: folder.storage().clone(),
            identity: Sha256::digest(identity(study).to_string().as_bytes()).into(),
            sink,
            plan: study.plan(),
            known: Mutex::default(),
            summaries: Vec::new(),
        };
        for (path, name) in store.files(DRAWS)? {
            let draw = name.strip_prefix('d').and_then(|name| name.strip_suffix(".draw"));
            let Some(draw) = draw.and_then(|draw| draw.parse().ok()) else { continue };
            store.summaries.push((draw, draw_file::read(&path, &store.identity, draw)?));
        }
        store.summaries.sort_by_key(|(draw, _)| *draw);
        for (path, name) in store.files(BLOCKS)? {
            let Some(id) = id_of(&name) else { continue };
            if store.summaries.iter().any(|(draw, _)| *draw == id.draw) {
                // The run was stopped between the summary and the removal.
                store.storage.remove_file(&path).map_err(|error| store.system(&error))?;
                continue;
            }
            let known = block_file::check(&path, &store.identity)?;
            let head = &known.head;
            let fits = store.plan.number(id) < store.plan.blocks()
                && (head.id, head.shape, head.patients) == (id, store.plan.shape, store.plan.patients_of(id))
                && head.first_patient == store.plan.first_patient(id);
            if !fits {
                let file = path.display().to_string();
                return Err(StudyError::Block { file, reason: "@block.other_run".to_owned() });
            }
            store.known().insert(id, known);
        }
        Ok(store)
    }

    /// Blocks that need not be run again, and all blocks of the run.
    pub fn kept(&self) -> (u64, u64) {
        let of_draws = self.summaries.len() as u64 * self.plan.blocks_of_draw();
        (of_draws + self.known().len() as u64, self.plan.blocks())
    }

    /// Files of a folder with their names, in order; none where it is not there.
    fn files(&self, folder: &str) -> Result<Vec<(PathBuf, String)>, StudyError> {
        let entries = match std::fs::read_dir(self.folder.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.system(&error)),
        };
        let mut files: Vec<(PathBuf, String)> = entries
            .flatten()
            .map(|entry| (entry.path(), entry.file_name().to_string_lossy().into_owned()))
            .collect();
        files.sort();
        Ok(files)
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<BlockId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn one(&self, id: BlockId) -> Result<Known, StudyError> {
        let known = self.known().get(&id).cloned();
        known.ok_or_else(|| StudyError::Block {
            file: self.path(id).display().to_string(),
            reason: "@block.gone".to_owned(),
        })
    }

    fn path(&self, id: BlockId) -> PathBuf {
        self.folder.join(BLOCKS).join(format!("d{:05}-b{:05}.block", id.draw, id.index))
    }

    fn system(&self, error: &io::Error) -> StudyError {
        StudyError::Folder { folder: self.folder.display().to_string(), reason: system_reason(error) }
    }
}

/// The block of a file name.
fn id_of(name: &str) -> Option<BlockId> {
    let (draw, index) = name.strip_suffix(".block")?.strip_prefix('d')?.split_once("-b")?;
    Some(BlockId { draw: draw.parse().ok()?, index: index.parse().ok()? })
}

/// Whether a folder of an unfinished run holds a block or a summary.
pub(crate) fn holds_blocks(folder: &Path) -> bool {
    [BLOCKS, DRAWS].iter().any(|name| {
        let names = std::fs::read_dir(folder.join(name)).into_iter().flatten().flatten();
        let mut names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.any(|name| name.ends_with(".block") || name.ends_with(".draw"))
    })
}

impl BlockStore for FolderStore<'_> {
    fn blocks(&self) -> Vec<BlockId> {
        self.known().keys().copied().collect()
    }

    fn summaries(&self) -> Result<Vec<(u64, DrawSummary)>, StudyError> {
        Ok(self.summaries.clone())
    }

    fn keep(&self, layout: &Layout, number: u64, block: BlockData) -> Result<(), StudyError> {
        self.sink.block(layout, &block.seen(number))?;
        let id = block.head.id;
        let known = block_file::write(&self.storage, &self.path(id), &self.identity, &block)
            .map_err(|error| self.system(&error))?;
        self.known().insert(id, known);
        Ok(())
    }

    fn head(&self, id: BlockId) -> Result<(Head, Hash), StudyError> {
        self.one(id).map(|known| (known.head, known.hash))
    }

    fn read(&self, head: &Head, cells: Range<usize>, values: &mut Vec<f64>) -> Result<(), StudyError> {
        let known = self.one(head.id)?;
        block_file::read(&self.path(head.id), &known, cells, values).map_err(|error| StudyError::Block {
            file: self.path(head.id).display().to_string(),
            reason: system_reason(&error),
        })
    }

    fn sum_up(&self, draw: u64, summary: &DrawSummary, blocks: &[Head]) -> Result<(), StudyError> {
        let path = self.folder.join(DRAWS).join(format!("d{draw:05}.draw"));
        draw_file::write(&self.storage, &path, &self.identity, draw, summary)
            .map_err(|error| self.system(&error))?;
        for head in blocks {
            self.storage.remove_file(&self.path(head.id)).map_err(|error| self.system(&error))?;
            self.known().remove(&head.id);
        }
        Ok(())
    }
}
