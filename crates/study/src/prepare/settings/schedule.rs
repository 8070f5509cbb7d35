//! Changes of a schedule by `from`, `every` and `count`.
//!
//! `times = from, from + every, ..., from + (count - 1) every`. A single time is such a schedule with a count of one;
//! times at equal distances are one too. What was written in another form keeps it as long as nothing changes it.

use crate::prepare::time::in_days;
use crate::read::days;
use crate::scenario::{Placed, Schedule};
use lytic_text::Message;
use lytic_units::Quantity;

/// What is to change of one schedule.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Timing {
    at: Option<Schedule>,
    from: Option<Placed<Quantity>>,
    every: Option<Placed<Quantity>>,
    count: Option<Placed<u64>>,
    /// The last of the settings, for the place of a problem.
    name: Option<Placed<String>>,
}

impl Timing {
    pub(super) fn at(at: Schedule) -> Timing {
        Timing { at: Some(at), ..Timing::default() }
    }

    pub(super) fn from(from: Placed<Quantity>) -> Timing {
        Timing { from: Some(from), ..Timing::default() }
    }

    pub(super) fn every(every: Placed<Quantity>) -> Timing {
        Timing { every: Some(every), ..Timing::default() }
    }

    pub(super) fn count(count: Placed<u64>) -> Timing {
        Timing { count: Some(count), ..Timing::default() }
    }

    /// Adds another change of the same schedule.
    pub(super) fn add(&mut self, other: Timing, name: &Placed<String>) {
        self.at = other.at.or(self.at.take());
        self.from = other.from.or(self.from.take());
        self.every = other.every.or(self.every.take());
        self.count = other.count.or(self.count.take());
        self.name = Some(name.clone());
    }

    /// The changed schedule, or why there is none.
    pub(super) fn of(self, schedule: &Schedule) -> Result<Schedule, Placed<Message>> {
        let Timing { at, from, every, count, name } = self;
        let span = name.as_ref().and_then(|name| name.span);
        let name = name.map_or_else(String::new, |name| name.value);
        let problem = |code: &'static str| Placed { value: Message::new(code).with("name", &name), span };
        let schedule = at.as_ref().unwrap_or(schedule);
        if from.is_none() && every.is_none() && count.is_none() {
            return Ok(schedule.clone());
        }
        let (first, step, times) = regular(schedule).ok_or_else(|| problem("E0604"))?;
        let from = from.unwrap_or(first);
        if times == 1 && every.is_some() && count.is_none() {
            // A distance that nobody would see.
            return Err(problem("E0605"));
        }
        let times = count.map_or(times, |count| count.value);
        match every.or(step) {
            _ if times == 1 => Ok(Schedule::Times(vec![from])),
            Some(every) => Ok(Schedule::Repeated { from, every, count: times }),
            None => Err(problem("E0606")),
        }
    }
}

/// First time, distance and number of a schedule at equal distances.
fn regular(schedule: &Schedule) -> Option<(Placed<Quantity>, Option<Placed<Quantity>>, u64)> {
    match schedule {
        Schedule::Repeated { from, every, count } => Some((from.clone(), Some(every.clone()), *count)),
        Schedule::Times(times) => {
            let first = times.first()?;
            let number = times.len() as u64;
            let in_days: Vec<f64> = times.iter().map(|time| in_days(&time.value)).collect();
            let step = match in_days.as_slice() {
                [one, two, ..] => two - one,
                _ => return Some((first.clone(), None, number)),
            };
            let even = |pair: &[f64]| matches!(pair, [one, two] if (two - one - step).abs() <= 1e-9 * step);
            let every = Placed { value: Quantity { value: step, unit: days() }, span: first.span };
            (step > 0.0 && in_days.windows(2).all(even)).then_some((first.clone(), Some(every), number))
        }
    }
}

/// A key of a schedule as a file writes it; empty where it has none.
pub(crate) fn value(schedule: &Schedule, key: &str) -> String {
    let whole = || match schedule {
        Schedule::Times(times) => match times.as_slice() {
            [one] => one.value.to_string(),
            _ => {
                let list: Vec<String> = times.iter().map(|time| format!("\"{}\"", time.value)).collect();
                format!("[{}]", list.join(", "))
            }
        },
        Schedule::Repeated { from, every, count } => {
            format!("{{ from = \"{}\", every = \"{}\", count = {count} }}", from.value, every.value)
        }
    };
    let Some((from, every, count)) = regular(schedule) else { return whole() };
    match key {
        "at" => whole(),
        "from" => from.value.to_string(),
        "every" => every.map_or_else(String::new, |every| every.value.to_string()),
        _ => count.to_string(),
    }
}
