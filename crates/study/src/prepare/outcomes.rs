//! Events and response criteria: from lines of a scenario to what is looked at in each patient.
//!
//! ```text
//! lines --plan--> Timed, Judging (outputs, recorded times, thresholds), in an order in which each knows the others
//! values of a patient --look--> what was seen of each --part--> cells of the patient's row
//! ```
//!
//! All problems of a line are told at their places: times outside the run, criteria on the wrong kind of number, the same
//! criteria twice on one lesion, thresholds that contradict each other, events that wait for each other.

mod criteria;
mod order;
mod plan;

use super::outputs::Outputs;
use super::time::in_days;
use crate::outcome::criteria::{Assessed, Category, Finding, Thresholds, assess};
use crate::outcome::time::{Other, Patient, Seen, Source, Timed};
use crate::scenario::Scenario;
use criteria::visit_days;

pub(super) use plan::plan;

/// Cells of a line of criteria or an event at most.
pub(super) const MOST_CELLS: usize = 12;

/// A part of what was seen, one cell of a patient's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Whether an event came, by its index.
    Event(usize),
    /// Days from the start of the clock to the event or the censoring.
    Time(usize),
    /// Whether the best category is this one, by the index of the criteria.
    Best(usize, Category),
    /// Whether there was a response.
    Response(usize),
    /// Whether the disease was at least stable.
    Control(usize),
    /// Whether leukaemia went into remission, with or without recovery of the counts.
    Remission(usize),
    /// Days from the baseline to the response.
    TimeToResponse(usize),
    /// Best change from the baseline, in percent.
    Change(usize),
}

/// Response criteria, ready to be judged.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Judging {
    thresholds: Thresholds,
    value: usize,
    counts: Option<[usize; 2]>,
    new_lesion: Option<usize>,
    baseline: usize,
    visits: Vec<usize>,
    until: Option<Other>,
}

/// A curve of survival: what it is made of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Survival {
    /// Name of the outcome.
    pub name: String,
    /// Its definition as written.
    pub definition: String,
    /// Display names, or empty.
    pub labels: [String; 2],
    /// Indices of the outcomes with the time and with whether the event came.
    pub cells: [usize; 2],
    /// The day on which the clock starts.
    pub origin_days: f64,
    /// How long patients are followed, in days.
    pub follow_days: f64,
    /// How far the restricted mean looks, in days from the start of the clock.
    pub restricted_days: f64,
}

/// All that is looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Looks {
    timed: Vec<Timed>,
    criteria: Vec<Judging>,
    /// The order in which they can be worked out.
    order: Vec<Other>,
    origins: Vec<f64>,
    seed: u64,
    /// Curves of survival, one an event.
    pub survivals: Vec<Survival>,
}

/// What was seen of a patient.
pub(crate) struct Found<'a> {
    looks: &'a Looks,
    timed: Vec<Option<Seen>>,
    /// With the last day on which another event beside progression counts.
    criteria: Vec<Option<(Assessed, f64)>>,
    baselines: Vec<f64>,
}

impl Outputs {
    /// Looks at a patient's values.
    pub(super) fn look<'a>(&'a self, values: &[f64], patient: u64) -> Found<'a> {
        let looks = &self.looks;
        let value = |time: usize, output: usize| self.value(time, output, values);
        let mut found = Found {
            looks,
            timed: vec![None; looks.timed.len()],
            criteria: vec![None; looks.criteria.len()],
            baselines: Vec::new(),
        };
        if looks.order.is_empty() {
            return found;
        }
        let day = |time: usize| self.times_days.get(time).copied().unwrap_or(f64::NAN);
        found.baselines = looks.criteria.iter().map(|judging| day(judging.baseline)).collect();
        let patient = Patient { days: &self.times_days, value: &value, fate: (looks.seed, patient) };
        for node in &looks.order {
            match node {
                Other::Timed(index) => {
                    let seen = looks
                        .timed
                        .get(*index)
                        .and_then(|timed| patient.seen(timed, &|other| found.other(other)));
                    if let Some(place) = found.timed.get_mut(*index) {
                        *place = seen;
                    }
                }
                Other::Progression(index) => {
                    let assessed =
                        looks.criteria.get(*index).and_then(|judging| found.assessed(judging, &day, &value));
                    if let Some(place) = found.criteria.get_mut(*index) {
                        *place = assessed;
                    }
                }
            }
        }
        found
    }
}

impl Found<'_> {
    fn other(&self, other: Other) -> Option<Seen> {
        match other {
            Other::Timed(index) => self.timed.get(index).copied().flatten(),
            Other::Progression(index) => {
                let (assessed, beside) = self.criteria.get(index).copied().flatten()?;
                Some(match assessed.progression {
                    Some(day) => Seen::on(day),
                    None => Seen::not_at_visits(assessed.last, beside),
                })
            }
        }
    }

    fn assessed(
        &self,
        judging: &Judging,
        day: &dyn Fn(usize) -> f64,
        value: &dyn Fn(usize, usize) -> f64,
    ) -> Option<(Assessed, f64)> {
        let end = match judging.until {
            Some(until) => self.other(until).map(|seen| if seen.event { seen.day } else { f64::INFINITY })?,
            None => f64::INFINITY,
        };
        let finding = |time: usize| {
            let counts = judging.counts.map_or([0.0; 2], |counts| counts.map(|output| value(time, output)));
            let new_lesion = judging.new_lesion.map_or(0.0, |output| value(time, output));
            let measured = value(time, judging.value);
            let known =
                !(measured.is_nan() || new_lesion.is_nan() || counts.iter().any(|count| count.is_nan()));
            known.then_some(Finding {
                day: day(time),
                value: measured,
                counts,
                new_lesion: new_lesion != 0.0,
            })
        };
        let baseline = finding(judging.baseline)?;
        let visits = judging.visits.iter().filter(|time| day(**time) < end).map(|time| finding(*time));
        let assessed = assess(&judging.thresholds, &baseline, &visits.collect::<Option<Vec<_>>>()?);
        let next = judging.visits.iter().map(|time| day(*time)).find(|day| *day > assessed.last);
        let beside = if assessed.evaluable { next.unwrap_or(assessed.last) } else { f64::NEG_INFINITY };
        Some((assessed, beside))
    }

    /// The cell of a part; NaN where it cannot be told.
    pub fn part(&self, part: Part) -> f64 {
        let truth = |holds: bool| f64::from(u8::from(holds));
        let seen = |index: usize| self.timed.get(index).copied().flatten();
        let best = |index: usize| self.criteria.get(index).copied().flatten().map(|(assessed, _)| assessed);
        let of_best = |index: usize, holds: &dyn Fn(Category) -> bool| {
            best(index).map_or(f64::NAN, |assessed| truth(holds(assessed.best)))
        };
        match part {
            Part::Event(index) => seen(index).map_or(f64::NAN, |seen| truth(seen.event)),
            Part::Time(index) => {
                let origin = self.looks.origins.get(index).copied().unwrap_or(f64::NAN);
                seen(index).map_or(f64::NAN, |seen| seen.day - origin)
            }
            Part::Best(index, category) => of_best(index, &|best| best == category),
            Part::Response(index) => of_best(index, &Category::responds),
            Part::Control(index) => of_best(index, &Category::controls),
            Part::Remission(index) => of_best(index, &Category::remits),
            Part::TimeToResponse(index) => {
                let baseline = self.baselines.get(index).copied().unwrap_or(f64::NAN);
                best(index).and_then(|assessed| assessed.response).map_or(f64::NAN, |day| day - baseline)
            }
            Part::Change(index) => best(index).map_or(f64::NAN, |assessed| assessed.change),
        }
    }
}

impl Looks {
    /// The stretches of recorded times that are looked at.
    pub(super) fn times(&self) -> Vec<(usize, usize)> {
        let visits = self
            .criteria
            .iter()
            .flat_map(|judging| judging.visits.iter().chain([&judging.baseline]).map(|time| (*time, *time)));
        self.timed.iter().map(|timed| timed.window).chain(visits).collect()
    }

    /// Follows outputs and recorded times to their new places.
    pub(super) fn narrow(&mut self, columns: usize, at: &dyn Fn(&mut usize)) {
        for timed in &mut self.timed {
            at(&mut timed.window.0);
            at(&mut timed.window.1);
            match &mut timed.source {
                Source::Condition(running) => running.shift(columns),
                Source::Hazard { output, .. } => *output = output.saturating_sub(columns),
                Source::FirstOf(_) => {}
            }
        }
        for judging in &mut self.criteria {
            at(&mut judging.baseline);
            judging.visits.iter_mut().for_each(at);
            let outputs = judging.counts.iter_mut().flatten().chain(&mut judging.new_lesion);
            outputs.chain([&mut judging.value]).for_each(|output| *output = output.saturating_sub(columns));
        }
    }
}

/// The times that lines of a scenario look at, in days; some may lie outside the run.
pub(super) fn times(scenario: &Scenario) -> Vec<f64> {
    let end = scenario.duration.as_ref().map_or(f64::NAN, |duration| in_days(&duration.value))
        + in_days(&scenario.start.value);
    let mut times = Vec::new();
    for line in &scenario.timed {
        times.extend(line.from.iter().chain(&line.to).map(|time| in_days(&time.value)));
    }
    for line in &scenario.criteria {
        times.extend(line.baseline.iter().map(|time| in_days(&time.value)));
        times.extend(visit_days(&line.visits, end).into_iter().map(|(day, _)| day));
    }
    times
}
