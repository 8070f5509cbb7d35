//! Where the blocks of a run are kept until a draw is summed up: in memory, or in the folder of the run.
//!
//! A store that held blocks before (those of a run that was stopped) says so, and these blocks are not run again.

pub mod block_file;
pub mod folder;
pub mod memory;
pub mod record_file;

use crate::error::StudyError;
use crate::run::block::{BlockData, BlockId, Hash, Head};
use crate::run::summary::DrawSummary;
use crate::sink::Layout;
use std::ops::Range;

/// Keeps blocks and summaries of draws. Called from several threads at once.
pub trait BlockStore: Sync {
    /// Blocks of draws without a summary that are there.
    fn blocks(&self) -> Vec<BlockId>;

    /// Summaries that are there, by draw.
    fn summaries(&self) -> Result<Vec<(u64, DrawSummary)>, StudyError>;

    /// Takes a complete block; `number` is its number in the run.
    fn keep(&self, layout: &Layout, number: u64, block: BlockData) -> Result<(), StudyError>;

    /// What is counted in a block, and its hash.
    fn head(&self, id: BlockId) -> Result<(Head, Hash), StudyError>;

    /// Writes some cells of a block, one after the other, each with all patients, over `values`.
    fn read(&self, head: &Head, cells: Range<usize>, values: &mut Vec<f64>) -> Result<(), StudyError>;

    /// Takes the summary of a draw; its blocks are needed no more.
    fn sum_up(&self, draw: u64, summary: &DrawSummary, blocks: &[Head]) -> Result<(), StudyError>;
}
