//! Blocks in the folder of a run that is not finished yet.
//!
//! ```text
//! blocks/d00000-b00000.block   values of a block, until its draw is summed up
//! draws/d00000.draw            summary of a draw; its blocks go then, so that draws take no room
//! outcomes/d00000-b00000.block outcomes of a block, for good, where single patients are asked for after the run
//! ```
//!
//! The tables and outcomes of a block are written before its file: a block whose file is there needs nothing more.

use super::{BlockStore, block_file, record_file};
use crate::error::{StudyError, system_reason};
use crate::folder::{BLOCKS, DRAWS, OUTCOMES, RunFolder};
use crate::manifest::identity;
use crate::prepare::Study;
use crate::run::Plan;
use crate::run::block::{BlockData, BlockId, Hash, Head, Shape};
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
    /// Outcomes that are kept for good, where they are.
    outcomes: Option<Mutex<BTreeMap<BlockId, Known>>>,
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
        FolderStore::open_at(folder.path().to_owned(), folder.storage(), study, sink, false)
    }

    /// The same, with the outcomes of single patients kept until the folder is published.
    ///
    /// # Errors
    /// As [`FolderStore::open`].
    pub fn with_outcomes(
        folder: &RunFolder,
        study: &Study,
        sink: &'a dyn BlockSink,
    ) -> Result<FolderStore<'a>, StudyError> {
        FolderStore::open_at(folder.path().to_owned(), folder.storage(), study, sink, true)
    }

    /// The same in any folder, with outcomes of single patients if asked for.
    pub(crate) fn open_at(
        folder: PathBuf,
        storage: &Storage,
        study: &Study,
        sink: &'a dyn BlockSink,
        keeps_outcomes: bool,
    ) -> Result<FolderStore<'a>, StudyError> {
        let mut store = FolderStore {
            folder,
            storage: storage.clone(),
            identity: identity_hash(study),
            sink,
            plan: study.plan(),
            known: Mutex::default(),
            outcomes: None,
            summaries: Vec::new(),
        };
        let shape = store.plan.shape;
        let outcomes =
            if keeps_outcomes { store.checked(OUTCOMES, shape.outcomes_only())? } else { BTreeMap::new() };
        // Without its outcomes, a block is as good as none.
        let whole = |id: &BlockId| !keeps_outcomes || outcomes.contains_key(id);
        for (path, name) in store.files(DRAWS)? {
            let draw = name.strip_prefix('d').and_then(|name| name.strip_suffix(".draw"));
            let Some(draw) = draw.and_then(|draw| draw.parse().ok()) else { continue };
            let summary = record_file::read(&path, record_file::DRAW, &store.identity, |bytes| {
                bytes.whole().filter(|found| *found == draw)?;
                DrawSummary::read(bytes)
            })?;
            if (0..store.plan.blocks_of_draw()).all(|index| whole(&BlockId { draw, index })) {
                store.summaries.push((draw, summary));
            }
        }
        store.summaries.sort_by_key(|(draw, _)| *draw);
        let mut known = store.checked(BLOCKS, shape)?;
        for id in known.keys().filter(|id| store.is_summed_up(**id)) {
            // The run was stopped between the summary and the removal.
            store.storage.remove_file(&store.path(BLOCKS, *id)).map_err(|error| store.system(&error))?;
        }
        known.retain(|id, _| whole(id) && !store.is_summed_up(*id));
        *store.known() = known;
        store.outcomes = keeps_outcomes.then(|| Mutex::new(outcomes));
        Ok(store)
    }

    /// The files of blocks in a folder, which must be of this run and unchanged.
    fn checked(&self, folder: &str, shape: Shape) -> Result<BTreeMap<BlockId, Known>, StudyError> {
        let mut checked = BTreeMap::new();
        for (path, name) in self.files(folder)? {
            let Some(id) = id_of(&name) else { continue };
            let known = block_file::check(&path, &self.identity)?;
            let head = &known.head;
            let fits = self.plan.number(id) < self.plan.blocks()
                && (head.id, head.shape, head.patients) == (id, shape, self.plan.patients_of(id))
                && head.first_patient == self.plan.first_patient(id);
            if !fits {
                let file = path.display().to_string();
                return Err(StudyError::Block { file, reason: "@block.other_run".to_owned() });
            }
            checked.insert(id, known);
        }
        Ok(checked)
    }

    fn is_summed_up(&self, id: BlockId) -> bool {
        self.summaries.iter().any(|(draw, _)| *draw == id.draw)
    }

    /// Writes an outcome of the patients of a block in an arm over `values`: after the run, where outcomes are kept.
    pub(crate) fn outcome(
        &self,
        id: BlockId,
        arm: usize,
        outcome: usize,
        values: &mut Vec<f64>,
    ) -> Result<(), StudyError> {
        let kept = self.outcomes.as_ref().and_then(|outcomes| locked(outcomes).get(&id).cloned());
        let path = self.path(OUTCOMES, id);
        let known = kept.ok_or_else(|| gone(&path))?;
        let cell = known.head.shape.outcome_of(arm, outcome);
        block_file::read(&path, &known, cell..cell + 1, values).map_err(|error| unreadable(&path, &error))
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
        locked(&self.known)
    }

    fn one(&self, id: BlockId) -> Result<Known, StudyError> {
        let known = self.known().get(&id).cloned();
        known.ok_or_else(|| gone(&self.path(BLOCKS, id)))
    }

    fn path(&self, folder: &str, id: BlockId) -> PathBuf {
        self.folder.join(folder).join(format!("d{:05}-b{:05}.block", id.draw, id.index))
    }

    fn system(&self, error: &io::Error) -> StudyError {
        StudyError::Folder { folder: self.folder.display().to_string(), reason: system_reason(error) }
    }
}

fn locked(blocks: &Mutex<BTreeMap<BlockId, Known>>) -> MutexGuard<'_, BTreeMap<BlockId, Known>> {
    blocks.lock().unwrap_or_else(PoisonError::into_inner)
}

fn gone(path: &Path) -> StudyError {
    StudyError::Block { file: path.display().to_string(), reason: "@block.gone".to_owned() }
}

fn unreadable(path: &Path, error: &io::Error) -> StudyError {
    StudyError::Block { file: path.display().to_string(), reason: system_reason(error) }
}

/// What tells the files of a run from those of others.
pub(crate) fn identity_hash(study: &Study) -> Hash {
    Sha256::digest(identity(study).to_string().as_bytes()).into()
}

/// The block of a file name.
pub(crate) fn id_of(name: &str) -> Option<BlockId> {
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
        let write = |folder: &str, block: &BlockData| {
            block_file::write(&self.storage, &self.path(folder, id), &self.identity, block)
                .map_err(|error| self.system(&error))
        };
        if let Some(outcomes) = &self.outcomes {
            let known = write(OUTCOMES, &block.outcomes_only())?;
            locked(outcomes).insert(id, known);
        }
        let known = write(BLOCKS, &block)?;
        self.known().insert(id, known);
        Ok(())
    }

    fn head(&self, id: BlockId) -> Result<(Head, Hash), StudyError> {
        self.one(id).map(|known| (known.head, known.hash))
    }

    fn read(&self, head: &Head, cells: Range<usize>, values: &mut Vec<f64>) -> Result<(), StudyError> {
        let known = self.one(head.id)?;
        let path = self.path(BLOCKS, head.id);
        block_file::read(&path, &known, cells, values).map_err(|error| unreadable(&path, &error))
    }

    fn sum_up(&self, draw: u64, summary: &DrawSummary, blocks: &[Head]) -> Result<(), StudyError> {
        let path = self.folder.join(DRAWS).join(format!("d{draw:05}.draw"));
        record_file::write(&self.storage, &path, record_file::DRAW, &self.identity, |writer| {
            writer.whole(draw);
            summary.write(writer);
        })
        .map_err(|error| self.system(&error))?;
        for head in blocks {
            self.storage.remove_file(&self.path(BLOCKS, head.id)).map_err(|error| self.system(&error))?;
            self.known().remove(&head.id);
        }
        Ok(())
    }
}
