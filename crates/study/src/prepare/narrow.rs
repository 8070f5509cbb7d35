//! `--outcomes-only`: columns are not computed, and only those times are recorded that an outcome or a bound looks at.
//!
//! Outcomes keep their values to the last bit: recorded times do not touch the steps of the integration.

use super::outputs::{Judge, Outputs};

impl Outputs {
    /// Drops the columns and the times that only they need. The first and the last time stay.
    pub(super) fn narrow(&mut self) {
        let columns = self.columns.len();
        self.columns.clear();
        self.expressions.drain(..columns.min(self.expressions.len()));
        let last = self.times_days.len().saturating_sub(1);
        let mut used = vec![false; self.times_days.len()];
        let mut mark = |from: usize, to: usize| {
            used.iter_mut().take(to + 1).skip(from).for_each(|used| *used = true);
        };
        mark(0, 0);
        mark(last, last);
        for judge in self.judges() {
            if let Some((from, to)) = judge.times() {
                mark(from, to);
            }
        }
        self.looks.times().into_iter().for_each(|(from, to)| mark(from, to));
        // Where each recorded time stands once those that nobody needs are gone.
        let place: Vec<usize> = used
            .iter()
            .scan(0, |count, used| {
                let place = *count;
                *count += usize::from(*used);
                Some(place)
            })
            .collect();
        let at = |time: &mut usize| *time = place.get(*time).copied().unwrap_or_default();
        let moved = |judge: &mut Judge| match judge {
            Judge::Part(_) => {}
            Judge::At(time) => at(time),
            Judge::Ever(from, to) | Judge::Always(from, to) | Judge::Over(_, from, to) => {
                at(from);
                at(to);
            }
        };
        for outcome in &mut self.outcomes {
            outcome.output = outcome.output.saturating_sub(columns);
            moved(&mut outcome.judge);
        }
        for bound in &mut self.bounds {
            bound.output = bound.output.saturating_sub(columns);
            moved(&mut bound.judge);
        }
        self.looks.narrow(columns, &at);
        let kept = |times: &[f64]| -> Vec<f64> {
            times.iter().zip(&used).filter(|(_, used)| **used).map(|(time, _)| *time).collect()
        };
        self.times_days = kept(&self.times_days);
        self.model_times = kept(&self.model_times);
    }

    fn judges(&self) -> impl Iterator<Item = Judge> {
        self.outcomes.iter().map(|outcome| outcome.judge).chain(self.bounds.iter().map(|bound| bound.judge))
    }
}

impl Judge {
    /// The first and the last recorded time that it looks at; none for a part, whose whole says so.
    fn times(self) -> Option<(usize, usize)> {
        match self {
            Judge::At(time) => Some((time, time)),
            Judge::Ever(from, to) | Judge::Always(from, to) | Judge::Over(_, from, to) => Some((from, to)),
            Judge::Part(_) => None,
        }
    }
}
