//! When something happens to a patient, or until when it was not seen to happen.
//!
//! ```text
//! condition   the first recorded time at which it holds
//! hazard h    the time t at which the integral of h from the start of the clock reaches -ln U
//! first of    the earliest of several events, as far as progression is looked for: an event counts up to the visit that
//!             would have come next; behind the last visit of all, and in who cannot be evaluated, nothing is seen
//! until       nothing is seen behind another event: censored there
//! ```
//!
//! U is a uniform number of (seed, name of the outcome, patient): a patient has the same fate in every draw and arm, so
//! that a death which the twin dies too is nobody's gain. Between two recorded times the hazard is a straight line; for a
//! constant one that is exact, and else its error falls with the square of their distance.

use super::running::Running;
use lytic_engine::math;
use lytic_engine::philox;

/// Another event of the same patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Other {
    /// By its index among the timed outcomes.
    Timed(usize),
    /// Progression by criteria, by their index.
    Progression(usize),
}

/// What happens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Source {
    /// A condition holds.
    Condition(Running),
    /// Chance strikes: the output with the hazard per day, and what its random number is for.
    Hazard { output: usize, purpose: u64 },
    /// The first of these.
    FirstOf(Vec<Other>),
}

/// An event to be timed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timed {
    pub source: Source,
    /// Indices of the recorded times at which the clock starts and patients are censored.
    pub window: (usize, usize),
    /// Behind this nothing is seen.
    pub until: Option<Other>,
}

/// What was seen of a patient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Seen {
    /// The day of the event, or the last day on which it had not come.
    pub day: f64,
    /// Whether it came.
    pub event: bool,
    /// The last day on which another event beside it counts.
    pub beside: f64,
}

impl Seen {
    /// It came.
    pub fn on(day: f64) -> Seen {
        Seen { day, event: true, beside: f64::INFINITY }
    }

    /// It had not come.
    pub fn not_by(day: f64) -> Seen {
        Seen { day, event: false, beside: day }
    }

    /// It was looked for up to a visit and not seen; the next one would have been on the day `beside`.
    pub fn not_at_visits(day: f64, beside: f64) -> Seen {
        Seen { day, event: false, beside }
    }
}

/// What a patient's recorded values are asked for.
pub(crate) struct Patient<'a> {
    /// Recorded times in days.
    pub days: &'a [f64],
    /// An output at a recorded time.
    pub value: &'a dyn Fn(usize, usize) -> f64,
    /// Seed and number of the patient.
    pub fate: (u64, u64),
}

impl Patient<'_> {
    fn day(&self, time: usize) -> f64 {
        self.days.get(time).copied().unwrap_or(f64::NAN)
    }

    /// What was seen of an event; `other` tells of another one. None where it cannot be told.
    pub fn seen(&self, timed: &Timed, other: &dyn Fn(Other) -> Option<Seen>) -> Option<Seen> {
        let (from, to) = timed.window;
        let (start, end) = (self.day(from), self.day(to));
        let found = match &timed.source {
            Source::Condition(running) => match running.first(from, to, self.value)? {
                Some(time) => Seen::on(self.day(time)),
                None => Seen::not_by(end),
            },
            Source::Hazard { output, purpose } => {
                let (seed, patient) = self.fate;
                let enough = -math::ln(philox::uniform(seed, *purpose, patient, 0));
                let points = (from..=to).map(|time| (self.day(time), (self.value)(time, *output)));
                match reached(points, enough)? {
                    Some(day) => Seen::on(day),
                    None => Seen::not_by(end),
                }
            }
            Source::FirstOf(others) => {
                let mut event: Option<f64> = None;
                let (mut last, mut beside) = (end, end);
                for each in others {
                    let seen = other(*each)?;
                    if seen.event {
                        event = Some(event.map_or(seen.day, |day| day.min(seen.day)));
                    } else {
                        last = last.min(seen.day);
                        beside = beside.min(seen.beside);
                    }
                }
                let found = match event {
                    // An event and a censoring on one day: the event was seen.
                    Some(day) if day <= beside => Seen::on(day),
                    _ => Seen::not_by(last),
                };
                // Who had the event before the clock starts is not at risk.
                if found.day < start {
                    return None;
                }
                found
            }
        };
        match timed.until {
            None => Some(found),
            Some(until) => {
                let until = other(until)?;
                if until.day < start {
                    return None;
                }
                Some(if until.event && until.day < found.day { Seen::not_by(until.day) } else { found })
            }
        }
    }
}

/// The day at which the integral of a rate, straight between its points, reaches `enough`; none in the outer sense where
/// a rate is not known, none in the inner where it never does. Rates below zero count as zero.
fn reached(points: impl Iterator<Item = (f64, f64)>, enough: f64) -> Option<Option<f64>> {
    let mut sum = 0.0;
    let mut before: Option<(f64, f64)> = None;
    for (day, rate) in points {
        if rate.is_nan() {
            return None;
        }
        let rate = rate.max(0.0);
        if let Some((earlier, old)) = before {
            let length = day - earlier;
            let part = 0.5 * (old + rate) * length;
            if sum + part >= enough {
                return Some(Some(earlier + share(old, rate, length, enough - sum)));
            }
            sum += part;
        }
        before = Some((day, rate));
    }
    Some(None)
}

/// How far into a stretch the integral of a rate that goes straight from `old` to `new` reaches `rest`: the root of
/// `old x + (new - old)/(2 length) x^2 = rest`, in the form that does not cancel.
fn share(old: f64, new: f64, length: f64, rest: f64) -> f64 {
    let slope = (new - old) / length;
    let root = math::sqrt((old * old + 2.0 * slope * rest).max(0.0));
    if old + root > 0.0 { (2.0 * rest / (old + root)).clamp(0.0, length) } else { length }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: [f64; 5] = [0.0, 1.0, 2.0, 4.0, 8.0];

    #[test]
    fn a_constant_hazard_strikes_at_its_exponential_time() {
        for enough in [0.01, 0.7, 1.59] {
            let found = reached(DAYS.iter().map(|day| (*day, 0.2)), enough);
            let day = found.flatten().unwrap_or(f64::NAN);
            assert!((day - enough / 0.2).abs() < 1e-12, "{day}");
        }
        assert_eq!(reached(DAYS.iter().map(|day| (*day, 0.2)), 1.61), Some(None));
        assert_eq!(reached(DAYS.iter().map(|day| (*day, f64::NAN)), 1.0), None);
    }

    /// h = 0.1 t: the integral is 0.05 t^2.
    #[test]
    fn a_hazard_that_grows_in_a_straight_line_is_exact() {
        let found = reached(DAYS.iter().map(|day| (*day, 0.1 * day)), 1.8);
        assert!((found.flatten().unwrap_or(f64::NAN) - 6.0).abs() < 1e-12);
    }

    fn seen(source: Source, until: Option<Other>, others: [Option<Seen>; 2]) -> Option<Seen> {
        let patient = Patient { days: &DAYS, value: &|_, _| 0.0, fate: (1, 7) };
        let timed = Timed { source, window: (1, 3), until };
        patient.seen(&timed, &|other| match other {
            Other::Timed(index) | Other::Progression(index) => others.get(index).copied().flatten(),
        })
    }

    #[test]
    fn the_first_of_several_wins_and_an_event_wins_over_a_censoring() {
        let both = || Source::FirstOf(vec![Other::Timed(0), Other::Progression(1)]);
        let event = |day| Some(Seen::on(day));
        let censored = |day| Some(Seen::not_by(day));
        let visited = |day, beside| Some(Seen::not_at_visits(day, beside));
        assert_eq!(seen(both(), None, [event(3.0), event(2.0)]), event(2.0));
        assert_eq!(seen(both(), None, [event(3.0), censored(3.0)]), event(3.0));
        // Progression not seen on day 2, death on day 3.5: before the next visit, or behind the last of all.
        assert_eq!(seen(both(), None, [event(3.5), visited(2.0, 4.0)]), event(3.5));
        assert_eq!(seen(both(), None, [event(3.5), visited(2.0, 2.0)]), censored(2.0));
        // Who cannot be evaluated is seen up to the baseline, whatever comes.
        assert_eq!(seen(both(), None, [event(3.5), visited(1.0, 0.0)]), censored(1.0));
        assert_eq!(seen(both(), None, [censored(8.0), censored(2.0)]), censored(2.0));
        let timed = || Source::FirstOf(vec![Other::Timed(0), Other::Timed(1)]);
        assert_eq!(seen(timed(), None, [event(3.5), censored(2.0)]), censored(2.0));
        assert_eq!(seen(both(), None, [censored(8.0), censored(8.0)]), censored(4.0));
        assert_eq!(seen(both(), None, [event(0.5), censored(8.0)]), None, "before the clock starts");
        assert_eq!(seen(both(), None, [None, event(2.0)]), None);
        let until = Some(Other::Timed(1));
        let one = || Source::FirstOf(vec![Other::Timed(0)]);
        assert_eq!(seen(one(), until, [event(3.0), event(2.0)]), censored(2.0));
        assert_eq!(seen(one(), until, [event(3.0), event(3.0)]), event(3.0));
    }

    /// The same fate with any hazard: a larger one only strikes earlier.
    #[test]
    fn a_patient_keeps_its_fate() {
        let at = |hazard: f64| {
            let value = move |_: usize, _: usize| hazard;
            let patient = Patient { days: &DAYS, value: &value, fate: (1, 7) };
            let source = Source::Hazard { output: 0, purpose: philox::purpose("death") };
            let timed = Timed { source, window: (0, 4), until: None };
            patient.seen(&timed, &|_| None)
        };
        let enough = -math::ln(philox::uniform(1, philox::purpose("death"), 7, 0));
        let found = at(5.0).map(|seen| seen.day).unwrap_or(f64::NAN);
        assert!((found - enough / 5.0).abs() < 1e-12);
        assert_eq!(at(0.0), Some(Seen::not_by(8.0)));
    }
}
