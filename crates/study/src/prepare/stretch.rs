//! Questions about a stretch of time: when did it first hold, how high did it go, how fast did it fall?
//!
//! ```text
//! first, last         day at which a condition first (last) holds
//! maximum, minimum    largest (smallest) value, in the value's unit
//! time_of_maximum     day of the first record with the largest value
//! growth              ln(value at the end / value at the beginning) / days
//! decline             the same with the other sign: ln 2 / decline is the half-life
//! ```
//!
//! Only recorded times are looked at (the scenario's `every`), so a day is known to one step. What never happened has no
//! day: NaN, which no median counts. Where a value that matters is not known, neither is the answer.

use crate::scenario::Asked;
use lytic_engine::math;

/// Answers a question from the values at recorded times `from ..= to`. `days` are all recorded times in days.
pub(crate) fn answer(
    asked: Asked,
    days: &[f64],
    (from, to): (usize, usize),
    value: impl Fn(usize) -> f64,
) -> f64 {
    let day = |index: usize| days.get(index).copied().unwrap_or(f64::NAN);
    match asked {
        Asked::First => holds((from..=to).map(|index| (day(index), value(index)))),
        Asked::Last => holds((from..=to).rev().map(|index| (day(index), value(index)))),
        Asked::Maximum => extreme(from, to, &value, |new, old| new > old).map_or(f64::NAN, value),
        Asked::Minimum => extreme(from, to, &value, |new, old| new < old).map_or(f64::NAN, value),
        Asked::TimeOfMaximum => extreme(from, to, &value, |new, old| new > old).map_or(f64::NAN, day),
        Asked::Growth => rate(value(from), value(to), day(to) - day(from)),
        Asked::Decline => -rate(value(from), value(to), day(to) - day(from)),
    }
}

/// The day of the first of some records at which a condition holds.
fn holds(records: impl Iterator<Item = (f64, f64)>) -> f64 {
    for (day, value) in records {
        if value.is_nan() {
            return f64::NAN;
        }
        if value != 0.0 {
            return day;
        }
    }
    f64::NAN
}

/// The first record that no other beats; none where a value is not known.
fn extreme(
    from: usize,
    to: usize,
    value: impl Fn(usize) -> f64,
    beats: impl Fn(f64, f64) -> bool,
) -> Option<usize> {
    let mut best: Option<usize> = None;
    for index in from..=to {
        if value(index).is_nan() {
            return None;
        }
        if best.is_none_or(|best| beats(value(index), value(best))) {
            best = Some(index);
        }
    }
    best
}

/// Rate of exponential change, per day: `ln(last / first) / days`. NaN unless both values are above zero.
fn rate(first: f64, last: f64, days: f64) -> f64 {
    if first > 0.0 && last > 0.0 && days > 0.0 { math::ln(last / first) / days } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: [f64; 5] = [0.0, 1.0, 2.0, 4.0, 8.0];

    fn ask(asked: Asked, window: (usize, usize), values: [f64; 5]) -> f64 {
        answer(asked, &DAYS, window, |index| values.get(index).copied().unwrap_or(f64::NAN))
    }

    #[test]
    fn first_and_last_day_of_a_condition() {
        let held = [0.0, 1.0, 0.0, 1.0, 0.0];
        assert_eq!(ask(Asked::First, (0, 4), held), 1.0);
        assert_eq!(ask(Asked::Last, (0, 4), held), 4.0);
        assert_eq!(ask(Asked::First, (2, 4), held), 4.0);
        assert!(ask(Asked::First, (4, 4), held).is_nan(), "never");
        // Unknown before it is known to hold: the first day is unknown, the last is not.
        let unknown = [0.0, f64::NAN, 1.0, 0.0, 0.0];
        assert!(ask(Asked::First, (0, 4), unknown).is_nan());
        assert_eq!(ask(Asked::Last, (0, 4), unknown), 2.0);
    }

    #[test]
    fn largest_and_smallest_values_and_their_day() {
        let values = [3.0, 5.0, 5.0, -1.0, 2.0];
        assert_eq!(ask(Asked::Maximum, (0, 4), values), 5.0);
        assert_eq!(ask(Asked::Minimum, (0, 4), values), -1.0);
        assert_eq!(ask(Asked::TimeOfMaximum, (0, 4), values), 1.0);
        assert_eq!(ask(Asked::Maximum, (3, 4), values), 2.0);
        assert!(ask(Asked::Maximum, (0, 4), [1.0, f64::NAN, 0.0, 0.0, 0.0]).is_nan());
    }

    /// x = 7 exp(-0.3 t) falls by 0.3 a day between any two days; a half-life of 2.31 d.
    #[test]
    fn rates_of_exponential_change() {
        let values = DAYS.map(|day| 7.0 * (-0.3 * day).exp());
        assert!((ask(Asked::Decline, (1, 4), values) - 0.3).abs() < 1e-14);
        assert!((ask(Asked::Growth, (0, 3), values) + 0.3).abs() < 1e-14);
        assert!(ask(Asked::Growth, (2, 2), values).is_nan());
        assert!(ask(Asked::Decline, (0, 1), [1.0, 0.0, 0.0, 0.0, 0.0]).is_nan());
    }
}
