//! Threads that take patients from one queue.
//!
//! A thread takes patients of one arm at a time, since each arm has an engine of its own, and of another where there are no
//! more. Its lanes are filled with the next patients whatever block they belong to, so lanes are not drained at the border
//! of a block. Results go into the open block; whoever brings the last row of a block completes it, and whoever
//! completes the last block of a draw sums the draw up. How many blocks may be open is bounded by memory: at the bound a
//! thread's lanes run empty, and it waits until a block is complete. It holds no patients then, so somebody else does,
//! and the wait ends.
//!
//! What a patient becomes depends on the draw, the patient and the arm only, so nothing here touches results.

use super::block::{BlockData, BlockId, Row, Shape};
use super::summary::{self, DrawSummary};
use super::{Plan, Progress};
use crate::error::StudyError;
use crate::prepare::{LotRows, Study};
use crate::sink::{BLOCK_PATIENTS, Layout};
use crate::store::BlockStore;
use lytic_engine::stochastic::Seeds;
use lytic_engine::{EngineError, Finished, Subject};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};

/// Steps of the lanes between two looks at the progress.
const STEPS_BETWEEN_LOOKS: u32 = 64;

/// One run of a study on all its threads.
pub struct Workers<'a> {
    pub study: &'a Study,
    pub plan: &'a Plan,
    pub layout: &'a Layout,
    pub store: &'a dyn BlockStore,
    pub progress: Progress<'a>,
    queue: Mutex<Queue>,
    room: Condvar,
    stopped: AtomicBool,
    /// Rows that are done.
    done: AtomicU64,
    trouble: Mutex<Option<StudyError>>,
    /// Blocks that each draw still lacks.
    lacking: Mutex<BTreeMap<u64, u64>>,
    summaries: Mutex<BTreeMap<u64, DrawSummary>>,
}

/// A block that is being filled.
struct Open {
    id: BlockId,
    first_patient: u64,
    block: Mutex<BlockData>,
    /// The lots of its patients, made by whoever takes the first of them.
    lots: OnceLock<Result<LotRows, EngineError>>,
}

/// What is handed out next in one arm.
#[derive(Clone, Copy, Default)]
struct Cursor {
    /// Number of the block from which patients are taken, or the next to be.
    number: u64,
    /// Next patient of that block; none where the arm has not begun with it.
    place: Option<u64>,
}

/// What is handed out next.
pub struct Queue {
    /// By arm.
    cursors: Vec<Cursor>,
    open: BTreeMap<u64, Arc<Open>>,
    most_open: usize,
    there: BTreeSet<BlockId>,
    summed_up: BTreeSet<u64>,
}

/// What a thread gets.
enum Taken {
    /// The next row of the arm: block, place in it.
    Row(u64, Arc<Open>, u64),
    /// As many blocks are open as may be.
    Full,
    /// There is no more.
    Over,
}

impl Queue {
    fn take(&mut self, plan: &Plan, shape: &Shape, arm: usize) -> Taken {
        let Some(mut cursor) = self.cursors.get(arm).copied() else { return Taken::Over };
        let taken = loop {
            let Some(id) = plan.id(cursor.number) else { break Taken::Over };
            // Draws and blocks that are complete are passed over, except those that have been opened in this run.
            if cursor.place.is_none() && !self.open.contains_key(&cursor.number) {
                if self.summed_up.contains(&id.draw) {
                    cursor.number = plan.number(BlockId { draw: id.draw + 1, index: 0 });
                    continue;
                }
                if self.there.contains(&id) {
                    cursor.number += 1;
                    continue;
                }
                if self.open.len() >= self.most_open {
                    break Taken::Full;
                }
                let first_patient = plan.first_patient(id);
                let block = BlockData::new(id, first_patient, plan.patients_of(id), *shape);
                let open = Open { id, first_patient, block: Mutex::new(block), lots: OnceLock::new() };
                self.open.insert(cursor.number, Arc::new(open));
            }
            let Some(open) = self.open.get(&cursor.number).cloned() else { break Taken::Over };
            let place = cursor.place.unwrap_or(0);
            let taken = Taken::Row(cursor.number, open, place);
            cursor.place = (place + 1 < plan.patients_of(id)).then_some(place + 1);
            if cursor.place.is_none() {
                cursor.number += 1;
            }
            break taken;
        };
        if let Some(place) = self.cursors.get_mut(arm) {
            *place = cursor;
        }
        taken
    }

    /// Whether an arm has to wait for a block to be complete.
    fn is_full(&self, arm: usize) -> bool {
        let waits = |cursor: &Cursor| cursor.place.is_none() && !self.open.contains_key(&cursor.number);
        self.open.len() >= self.most_open && self.cursors.get(arm).is_some_and(waits)
    }
}

impl<'a> Workers<'a> {
    /// Ready to run what the store does not have yet.
    pub fn new(
        study: &'a Study,
        plan: &'a Plan,
        layout: &'a Layout,
        store: &'a dyn BlockStore,
        progress: Progress<'a>,
        most_open: usize,
    ) -> Result<Workers<'a>, StudyError> {
        let summaries: BTreeMap<u64, DrawSummary> = store.summaries()?.into_iter().collect();
        let summed_up: BTreeSet<u64> = summaries.keys().copied().collect();
        let there: BTreeSet<BlockId> = store.blocks().into_iter().collect();
        let mut lacking: BTreeMap<u64, u64> = (0..plan.draws)
            .filter(|draw| !summed_up.contains(draw))
            .map(|draw| (draw, plan.blocks_of_draw()))
            .collect();
        let mut done = plan.patients * summed_up.len() as u64;
        for id in &there {
            if let Some(lacking) = lacking.get_mut(&id.draw) {
                *lacking -= 1;
                done += plan.patients_of(*id);
            }
        }
        let cursors = vec![Cursor::default(); plan.shape.arms];
        let queue = Queue { cursors, open: BTreeMap::new(), most_open, there, summed_up };
        Ok(Workers {
            study,
            plan,
            layout,
            store,
            progress,
            queue: Mutex::new(queue),
            room: Condvar::new(),
            stopped: AtomicBool::new(false),
            done: AtomicU64::new(done * plan.shape.arms as u64),
            trouble: Mutex::new(None),
            lacking: Mutex::new(lacking),
            summaries: Mutex::new(summaries),
        })
    }

    /// Runs on all threads of a pool and gives back the summaries of all draws, in order.
    pub fn run(self, pool: &rayon::ThreadPool) -> Result<Vec<DrawSummary>, StudyError> {
        // Draws whose blocks are all there but not their summary: the run was stopped between the two.
        let complete: Vec<u64> =
            lock(&self.lacking).iter().filter(|(_, lacking)| **lacking == 0).map(|(draw, _)| *draw).collect();
        for draw in complete {
            pool.install(|| self.sum_up(draw))?;
        }
        pool.broadcast(|_| {
            if let Err(error) = self.thread() {
                self.stop(error);
            }
        });
        if let Some(error) = lock(&self.trouble).take() {
            return Err(error);
        }
        if self.stopped.load(Ordering::Relaxed) {
            return Err(StudyError::Interrupted);
        }
        Ok(std::mem::take(&mut *lock(&self.summaries)).into_values().collect())
    }

    /// Ends the run with an error; the first one is told.
    fn stop(&self, error: StudyError) {
        lock(&self.trouble).get_or_insert(error);
        self.halt();
    }

    fn halt(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        // Under the lock, so that nobody goes to sleep between a look at the flag and the call.
        let _queue = lock(&self.queue);
        self.room.notify_all();
    }

    /// Shows how far the run is; false when it has been stopped.
    fn goes_on(&self) -> bool {
        let done = self.done.load(Ordering::Relaxed) / self.plan.shape.arms.max(1) as u64;
        if !(self.progress)(done, self.study.subjects()) {
            self.halt();
        }
        !self.stopped.load(Ordering::Relaxed)
    }

    fn thread(&self) -> Result<(), StudyError> {
        let study = self.study;
        let arms = self.plan.shape.arms as u64;
        // The typical values of a draw, remembered: a thread's patients mostly come from one.
        let mut typical: Option<(u64, Vec<f64>)> = None;
        let full = Cell::new(false);
        // Threads begin with different arms.
        let count = self.plan.shape.arms.max(1);
        let mut arm = rayon::current_thread_index().unwrap_or(0) % count;
        let mut over = 0;
        let looks = Cell::new(0_u32);
        let trouble: RefCell<Option<StudyError>> = RefCell::new(None);
        let goes_on = || {
            looks.set(looks.get().wrapping_add(1));
            let look = looks.get().is_multiple_of(STEPS_BETWEEN_LOOKS);
            if look { self.goes_on() } else { !self.stopped.load(Ordering::Relaxed) }
        };
        loop {
            full.set(false);
            let mut next = |subject: &mut Subject| {
                if self.stopped.load(Ordering::Relaxed) {
                    return false;
                }
                let taken = lock(&self.queue).take(self.plan, &self.plan.shape, arm);
                let (number, open, place) = match taken {
                    Taken::Row(number, open, place) => (number, open, place),
                    Taken::Full => {
                        full.set(true);
                        return false;
                    }
                    Taken::Over => return false,
                };
                subject.id = (number * BLOCK_PATIENTS as u64 + place) * arms + arm as u64;
                let draw = open.id.draw;
                if typical.as_ref().is_none_or(|(known, _)| *known != draw) {
                    typical = Some((draw, study.people.typical(draw)));
                }
                if let Some((_, typical)) = &typical {
                    study.people.patient(typical, open.first_patient + place, &mut subject.parameters);
                }
                if let Err(error) = self.give_lots(&open, place, &mut subject.parameters) {
                    trouble.borrow_mut().get_or_insert(error.into());
                    self.halt();
                    return false;
                }
                let doses = match &study.twin {
                    Some(twin) if arm == 1 => &twin.doses,
                    _ => &study.doses,
                };
                doses.of_patient(&subject.parameters, &mut subject.doses);
                true
            };
            let mut finished = |finished: Finished<'_>| {
                if let Err(error) = self.take_in(&finished) {
                    trouble.borrow_mut().get_or_insert(error);
                    self.halt();
                }
            };
            let engine = match &study.twin_engine {
                Some(engine) if arm == 1 => engine,
                _ => &study.engine,
            };
            match &study.by_chance {
                Some(model) => {
                    let of = Seeds { seed: study.scenario.cohort.seed.value, sharing: arms };
                    model.run_while(of, &goes_on, &mut next, &mut finished)?;
                }
                None => {
                    engine.run_while(&goes_on, &mut next, &mut finished)?;
                }
            }
            if let Some(error) = trouble.take() {
                return Err(error);
            }
            if self.stopped.load(Ordering::Relaxed) {
                return Ok(());
            }
            over = if full.get() { 0 } else { over + 1 };
            if over >= count {
                return Ok(());
            }
            arm = (arm + 1) % count;
            self.wait_for_room();
        }
    }

    /// Writes what a patient's lots bring into the patient's parameters.
    fn give_lots(&self, open: &Open, place: u64, parameters: &mut [f64]) -> Result<(), EngineError> {
        let lots = &self.study.lots;
        if lots.is_empty() {
            return Ok(());
        }
        let (draw, first) = (open.id.draw, open.first_patient);
        let rows = open.lots.get_or_init(|| lots.make(draw, first, self.plan.patients_of(open.id)));
        lots.give(rows.as_ref().map_err(Clone::clone)?, place, parameters);
        Ok(())
    }

    /// Waits as long as every arm does.
    fn wait_for_room(&self) {
        let mut queue = lock(&self.queue);
        while (0..queue.cursors.len()).all(|arm| queue.is_full(arm)) && !self.stopped.load(Ordering::Relaxed)
        {
            queue = self.room.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts a finished row into its block.
    fn take_in(&self, finished: &Finished<'_>) -> Result<(), StudyError> {
        let outputs = &self.study.outputs;
        let arms = self.plan.shape.arms as u64;
        let (arm, row) = (finished.id % arms, finished.id / arms);
        let (number, place) = (row / BLOCK_PATIENTS as u64, row % BLOCK_PATIENTS as u64);
        let Some(open) = lock(&self.queue).open.get(&number).cloned() else { return Ok(()) };
        // Judged before the block is locked, so that threads do not wait for each other.
        let judged: Vec<f64> = outputs.judge(finished.values, open.first_patient + place);
        let keeps: Vec<bool> = if arm == 0 { outputs.keeps(finished.values).collect() } else { Vec::new() };
        let row = Row {
            values: finished.values,
            width: outputs.expressions.len(),
            outcomes: &mut judged.into_iter(),
            keeps: &mut keeps.into_iter(),
            failure: finished.failure.as_ref(),
            steps: finished.steps,
            rejected: finished.rejected,
        };
        let complete = lock(&open.block).put(place as usize, arm as usize, row);
        self.done.fetch_add(1, Ordering::Relaxed);
        self.goes_on();
        if complete { self.complete(number, &open) } else { Ok(()) }
    }

    /// Hands a block over to the store.
    fn complete(&self, number: u64, open: &Open) -> Result<(), StudyError> {
        let mut block = std::mem::take(&mut *lock(&open.block));
        block.complete();
        self.store.keep(self.layout, number, block)?;
        let mut queue = lock(&self.queue);
        queue.open.remove(&number);
        self.room.notify_all();
        drop(queue);
        let mut lacking = lock(&self.lacking);
        let left = lacking.entry(open.id.draw).or_default();
        *left = left.saturating_sub(1);
        let last = *left == 0;
        drop(lacking);
        if last { self.sum_up(open.id.draw) } else { Ok(()) }
    }

    fn sum_up(&self, draw: u64) -> Result<(), StudyError> {
        let conditions = &self.layout.conditions;
        let blocks = self.plan.blocks_of_draw();
        let survivals = &self.study.outputs.looks.survivals;
        let (summary, heads) =
            summary::sum_up(draw, blocks, &self.plan.shape, conditions, survivals, self.store)?;
        if draw == 0 && summary.accepted == 0 {
            return Err(self.study.none_plausible(&summary));
        }
        self.store.sum_up(draw, &summary, &heads)?;
        lock(&self.summaries).insert(draw, summary);
        Ok(())
    }
}

/// A lock that another thread's panic does not take away: that panic ends the run anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a test that fails should panic")]
    use super::*;

    fn queue(most_open: usize, there: &[(u64, u64)], summed_up: &[u64]) -> Queue {
        let there = there.iter().map(|(draw, index)| BlockId { draw: *draw, index: *index }).collect();
        let summed_up = summed_up.iter().copied().collect();
        let cursors = vec![Cursor::default(); SHAPE.arms];
        Queue { cursors, open: BTreeMap::new(), most_open, there, summed_up }
    }

    const SHAPE: Shape = Shape { arms: 2, times: 1, columns: 1, outcomes: 0, bounds: 0 };

    #[test]
    fn blocks_that_are_there_are_passed_over() {
        let plan = Plan { draws: 4, patients: 1025, shape: SHAPE };
        let mut queue = queue(100, &[(0, 0), (2, 1)], &[1]);
        let mut found = Vec::new();
        for arm in 0..2 {
            while let Taken::Row(number, open, place) = queue.take(&plan, &SHAPE, arm) {
                if place == 0 {
                    found.push((arm, number, open.id.draw, open.first_patient));
                }
            }
        }
        let of = |arm| [(arm, 1, 0, 1024), (arm, 4, 2, 0), (arm, 6, 3, 0), (arm, 7, 3, 1024)];
        assert_eq!(found, [of(0), of(1)].concat());
    }

    /// However late the rows of a block come back, no more blocks are open than may be.
    #[test]
    fn open_blocks_are_bounded() {
        let plan = Plan { draws: 1, patients: 10_000, shape: SHAPE };
        let mut queue = queue(3, &[], &[]);
        let (mut rows, mut closed) = (0, 0);
        let mut take = |queue: &mut Queue, arm: usize| loop {
            match queue.take(&plan, &SHAPE, arm) {
                Taken::Row(..) => rows += 1,
                other => return (other, rows),
            }
        };
        loop {
            let (taken, _) = take(&mut queue, 0);
            let over = matches!(taken, Taken::Over);
            assert!(queue.open.len() <= 3);
            assert!(over || !(queue.is_full(0) && queue.is_full(1)), "the other arm's rows are left");
            let (_, rows) = take(&mut queue, 1);
            if over {
                break;
            }
            assert_eq!((queue.open.len(), rows), (3, (closed + 3) * 2048));
            assert!(queue.is_full(0) && queue.is_full(1), "until one is complete");
            queue.open.remove(&closed);
            closed += 1;
        }
        assert_eq!(rows, 20_000);
    }
}
