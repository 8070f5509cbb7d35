//! Blocks in memory: for runs that write no folder.

use super::BlockStore;
use crate::error::StudyError;
use crate::memory::DrawOutcomes;
use crate::run::block::{BlockData, BlockId, Hash, Head};
use crate::run::summary::DrawSummary;
use crate::sink::Layout;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keeps the blocks of a run in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    keeps_curves: bool,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    layout: Layout,
    blocks: BTreeMap<BlockId, (Arc<BlockData>, Hash)>,
}

impl MemoryStore {
    /// Keeps the curves of a draw until it is summed up, and the outcomes for good.
    pub fn new() -> MemoryStore {
        MemoryStore::default()
    }

    /// Keeps curves for good too.
    pub fn with_curves() -> MemoryStore {
        MemoryStore { keeps_curves: true, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn block(&self, id: BlockId) -> Result<(Arc<BlockData>, Hash), StudyError> {
        let found = self.kept().blocks.get(&id).cloned();
        found.ok_or_else(|| StudyError::Block {
            file: format!("draw {} block {}", id.draw, id.index),
            reason: "@block.gone".to_owned(),
        })
    }

    /// What the values are; as by default before the first block.
    pub fn layout(&self) -> Layout {
        self.kept().layout.clone()
    }

    /// Curves of the patients of a draw in an arm: `[(patient * times + time) * columns + column]`.
    pub fn curves(&self, draw: u64, arm: usize) -> Vec<f64> {
        self.all(draw, |block| block.curves(arm))
    }

    /// Outcomes of the patients of a draw in an arm: `[patient * outcomes + outcome]`.
    pub fn outcomes(&self, draw: u64, arm: usize) -> Vec<f64> {
        self.all(draw, |block| block.outcomes(arm))
    }

    fn all(&self, draw: u64, part: impl Fn(&BlockData) -> &[f64]) -> Vec<f64> {
        let kept = self.kept();
        let blocks = kept.blocks.range(BlockId { draw, index: 0 }..BlockId { draw: draw + 1, index: 0 });
        blocks.flat_map(|(_, (block, _))| part(block).iter().copied()).collect()
    }

    /// Outcomes of all draws.
    pub(crate) fn draws(&self, draws: u64, arms: usize) -> Vec<DrawOutcomes> {
        (0..draws)
            .map(|draw| DrawOutcomes { arms: (0..arms).map(|arm| self.outcomes(draw, arm)).collect() })
            .collect()
    }
}

impl BlockStore for MemoryStore {
    fn blocks(&self) -> Vec<BlockId> {
        Vec::new()
    }

    fn summaries(&self) -> Result<Vec<(u64, DrawSummary)>, StudyError> {
        Ok(Vec::new())
    }

    fn keep(&self, layout: &Layout, _number: u64, block: BlockData) -> Result<(), StudyError> {
        let hash = block.stream(&mut |_| Ok::<(), StudyError>(()))?;
        let mut kept = self.kept();
        if kept.blocks.is_empty() {
            kept.layout = layout.clone();
        }
        kept.blocks.insert(block.head.id, (Arc::new(block), hash));
        Ok(())
    }

    fn head(&self, id: BlockId) -> Result<(Head, Hash), StudyError> {
        self.block(id).map(|(block, hash)| (block.head.clone(), hash))
    }

    fn read(&self, head: &Head, cells: Range<usize>, values: &mut Vec<f64>) -> Result<(), StudyError> {
        self.block(head.id)?.0.cells(cells, values);
        Ok(())
    }

    fn sum_up(&self, _draw: u64, _summary: &DrawSummary, blocks: &[Head]) -> Result<(), StudyError> {
        if self.keeps_curves {
            return Ok(());
        }
        let mut kept = self.kept();
        for head in blocks {
            if let Some((block, _)) = kept.blocks.get_mut(&head.id) {
                Arc::make_mut(block).forget_curves();
            }
        }
        Ok(())
    }
}
