//! Runs parameter sets of the caller's choice: one number of each, on all cores.
//!
//! Threads take sets one by one from a counter; what a set gives does not depend on who took it or what ran beside it, and
//! the numbers come back in the order of the sets.

use crate::bytes::{Bytes, Writer};
use crate::error::StudyError;
use crate::prepare::Study;
use crate::run::block::Failed;
use crate::run::{Progress, pool};
use lytic_engine::{EngineError, Failure, Finished, Subject};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What parameter sets gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Evaluated {
    /// The number of each set; NaN where there is none.
    pub values: Vec<f64>,
    /// Sets that did not reach the end, ascending.
    pub failures: Vec<Failed>,
}

impl Evaluated {
    /// For files.
    pub fn write(&self, writer: &mut Writer) {
        writer.numbers(&self.values);
        writer.each(&self.failures, |writer, failed| failed.write(writer));
    }

    /// From files; so many sets.
    pub fn read(bytes: &mut Bytes<'_>, count: usize) -> Option<Evaluated> {
        let values = bytes.numbers().filter(|values| values.len() == count)?;
        Some(Evaluated { values, failures: bytes.each(Failed::read)? })
    }
}

/// What is asked of parameter sets, and how.
pub(crate) struct Sets<'a> {
    /// Threads.
    pub pool: &'a rayon::ThreadPool,
    /// Which sets.
    pub range: Range<u64>,
    /// Writes the parameters of a set.
    pub parameters: &'a (dyn Fn(u64, &mut Vec<f64>) + Sync),
    /// Told how many sets are done of how many; false stops.
    pub progress: Progress<'a>,
}

/// A set on its way.
type One<T> = (u64, T, Option<Failure>);

/// What is made of the number of a set, its recorded values and why it did not reach the end, if so.
pub(crate) type Look<'a, T> = dyn Fn(u64, &[f64], Option<&Failure>) -> T + Sync + 'a;

impl Study {
    /// The number that `read` takes from the recorded values (`values[time * outputs + output]`) of each of the `sets`;
    /// `parameters` writes those of a set. Doses are those of the scenario, for the set's own body. `threads`: none for
    /// all cores.
    pub(crate) fn evaluate(
        &self,
        threads: Option<usize>,
        sets: Range<u64>,
        parameters: &(dyn Fn(u64, &mut Vec<f64>) + Sync),
        read: &(dyn Fn(&[f64]) -> f64 + Sync),
        progress: Progress<'_>,
    ) -> Result<Evaluated, StudyError> {
        let pool = pool(threads)?;
        let sets = Sets { pool: &pool, range: sets, parameters, progress };
        let all = self.each(&sets, &|_, values, _| read(values))?;
        let failures =
            all.iter().filter_map(|(id, _, failure)| Some(Failed::new(*id, 0, failure.as_ref()?))).collect();
        Ok(Evaluated { values: all.into_iter().map(|(_, value, _)| value).collect(), failures })
    }

    /// What `read` makes of the number, the recorded values and the end of each set, in the order of the sets.
    pub(crate) fn each<T: Send>(
        &self,
        sets: &Sets<'_>,
        read: &Look<'_, T>,
    ) -> Result<Vec<One<T>>, StudyError> {
        let range = &sets.range;
        let (counter, done) = (AtomicU64::new(range.start), AtomicU64::new(0));
        let count = range.end.saturating_sub(range.start);
        let stopped = AtomicBool::new(false);
        let thread = || -> Result<Vec<One<T>>, EngineError> {
            let mut found = Vec::new();
            let goes_on = || !stopped.load(Ordering::Relaxed);
            let mut next = |subject: &mut Subject| {
                let id = counter.fetch_add(1, Ordering::Relaxed);
                if id >= range.end || !goes_on() {
                    return false;
                }
                subject.id = id;
                (sets.parameters)(id, &mut subject.parameters);
                self.doses.of_patient(&subject.parameters, &mut subject.doses);
                true
            };
            let mut finished = |finished: Finished<'_>| {
                let read = read(finished.id, finished.values, finished.failure.as_ref());
                found.push((finished.id, read, finished.failure.clone()));
                if !(sets.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, count) {
                    stopped.store(true, Ordering::Relaxed);
                }
            };
            self.engine.run_while(&goes_on, &mut next, &mut finished)?;
            Ok(found)
        };
        let parts: Vec<Result<Vec<One<T>>, EngineError>> = sets.pool.broadcast(|_| thread());
        if stopped.load(Ordering::Relaxed) {
            return Err(StudyError::Interrupted);
        }
        let mut all = Vec::new();
        for part in parts {
            all.append(&mut part?);
        }
        all.sort_by_key(|(id, ..)| *id);
        Ok(all)
    }
}
