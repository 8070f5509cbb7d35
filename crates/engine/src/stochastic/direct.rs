//! The direct method (Gillespie 1977, J Phys Chem 81:2340), exact.
//!
//! ```text
//! next reaction after  E / a,   a = sum of a_j,   E exponential of mean one
//! it is the first j with  a_1 + ... + a_j > V a,  V uniform
//! ```
//!
//! Only the laws that read what a reaction changed are computed again (a dependency graph). Where a stop comes first, what
//! is left of E is kept: `E - a (stop - time)` is exponential again. So every reaction takes one pair of random numbers,
//! and outputs change nothing.

use super::course::{Course, Reached};
use super::sums::Sums;
use crate::Failure;

/// Reactions between two questions whether to go on.
const BETWEEN_LOOKS: u64 = 4096;

/// What the method knows between stops.
#[derive(Clone, Debug)]
pub(super) struct Direct {
    sums: Sums,
    /// What is left of E, and V.
    pending: Option<(f64, f64)>,
}

impl Direct {
    pub(super) fn new(channels: usize) -> Direct {
        Direct { sums: Sums::new(channels), pending: None }
    }

    /// Lets reactions happen up to a time, or until a trigger changes, or (for tau-leaping) so many have.
    pub(super) fn advance(
        &mut self,
        course: &mut Course<'_>,
        until: f64,
        most: u64,
    ) -> Result<Reached, Failure> {
        let model = course.model;
        // Whatever came from outside may have changed everything.
        for channel in 0..model.forms.len() {
            let propensity = course.propensity(channel)?;
            self.sums.set(channel, propensity);
        }
        let mut left = most;
        loop {
            let total = self.sums.total();
            let (wait, which) = match self.pending {
                Some(pending) => pending,
                None => course.draws.pair(),
            };
            let next = if total > 0.0 { course.time + wait / total } else { f64::INFINITY };
            if let Some(time) = course.trigger_in_time(next.min(until)) {
                course.put_out_before(time);
                self.pending = Some(((wait - total * (time - course.time)).max(0.0), which));
                course.time = time;
                return Ok(Reached::Trigger);
            }
            if next >= course.next_output_time().min(until) {
                course.put_out_before(next.min(until));
                if next >= until {
                    self.pending = Some(((wait - total * (until - course.time)).max(0.0), which));
                    course.time = until;
                    return Ok(Reached::Stop);
                }
            }
            self.pending = None;
            course.time = next;
            let channel = self.sums.find(which, total);
            course.happen(channel, 1.0);
            course.happened += 1;
            for dependent in model.dependents(channel) {
                let propensity = course.propensity(*dependent as usize)?;
                self.sums.set(*dependent as usize, propensity);
            }
            if model.watched(channel) && course.trigger_changed() {
                return Ok(Reached::Trigger);
            }
            if course.happened.is_multiple_of(BETWEEN_LOOKS) {
                if !course.may_go_on() {
                    return Ok(Reached::Interrupted);
                }
                if course.happened >= model.most_reactions {
                    return Err(Failure::TooManySteps(course.time));
                }
            }
            left -= 1;
            if left == 0 {
                return Ok(Reached::Stop);
            }
        }
    }

    /// Forgets the waiting time that was under way: the next one is as good, since waiting has no memory.
    pub(super) fn forget(&mut self) {
        self.pending = None;
    }
}
