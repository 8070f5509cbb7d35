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

/// A number of one set on its way.
type One = (u64, f64, Option<Failure>);

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
        let (counter, done) = (AtomicU64::new(sets.start), AtomicU64::new(0));
        let count = sets.end.saturating_sub(sets.start);
        let stopped = AtomicBool::new(false);
        let thread = || -> Result<Vec<One>, EngineError> {
            let mut found = Vec::new();
            let goes_on = || !stopped.load(Ordering::Relaxed);
            let mut next = |subject: &mut Subject| {
                let id = counter.fetch_add(1, Ordering::Relaxed);
                if id >= sets.end || !goes_on() {
                    return false;
                }
                subject.id = id;
                parameters(id, &mut subject.parameters);
                self.doses.of_patient(&subject.parameters, &mut subject.doses);
                true
            };
            let mut finished = |finished: Finished<'_>| {
                found.push((finished.id, read(finished.values), finished.failure.clone()));
                if !progress(done.fetch_add(1, Ordering::Relaxed) + 1, count) {
                    stopped.store(true, Ordering::Relaxed);
                }
            };
            self.engine.run_while(&goes_on, &mut next, &mut finished)?;
            Ok(found)
        };
        let parts: Vec<Result<Vec<One>, EngineError>> = pool.broadcast(|_| thread());
        if stopped.load(Ordering::Relaxed) {
            return Err(StudyError::Interrupted);
        }
        let mut all = Vec::new();
        for part in parts {
            all.append(&mut part?);
        }
        all.sort_by_key(|(id, ..)| *id);
        let failures =
            all.iter().filter_map(|(id, _, failure)| Some(Failed::new(*id, 0, failure.as_ref()?))).collect();
        Ok(Evaluated { values: all.into_iter().map(|(_, value, _)| value).collect(), failures })
    }
}
