//! Dates as ISO 8601 writes them, in days from a day zero.
//!
//! `2026-03-14`, `2026-03-14T08:30`, `2026-03-14 08:30:15`. Days are counted in the proleptic Gregorian calendar (the count of
//! days from a civil date by eras of 400 years, Hinnant 2013). A time of the day is the clock of the ward: there are no zones,
//! since what counts is the distance between measurements.

/// Days of 400 years.
const DAYS_OF_ERA: i64 = 146_097;

/// A date in days since 1970-01-01; none where the text is no date.
pub(super) fn days_of(text: &str) -> Option<f64> {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time.trim())),
        None => (text, None),
    };
    let day = day_of(date)?;
    let share = time.map_or(Some(0.0), share_of_day)?;
    Some(day as f64 + share)
}

/// A date in days since 1970-01-01.
fn day_of(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
        return None;
    }
    // Years begin in March here, so that the day of a leap year is the last one.
    let shifted = if month > 2 { year } else { year - 1 };
    let of_era = shifted.rem_euclid(400);
    let since_march = (month + 9) % 12;
    let day_of_year = (153 * since_march + 2) / 5 + day - 1;
    let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
    Some(shifted.div_euclid(400) * DAYS_OF_ERA + day_of_era - 719_468)
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `08:30` or `08:30:15` as a share of a day.
fn share_of_day(time: &str) -> Option<f64> {
    let mut parts = time.split(':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let second = parts.next().map_or(Some(0), |second| number(second, 2))?;
    let sound = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    sound.then(|| (hour * 3600 + minute * 60 + second) as f64 / 86_400.0)
}

/// A number of exactly so many digits.
fn number(text: &str, digits: usize) -> Option<i64> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_from_each_other() {
        assert_eq!(days_of("1970-01-01"), Some(0.0));
        assert_eq!(days_of("2000-03-01"), Some(11_017.0));
        assert_eq!(days_of("2024-02-29"), Some(19_782.0));
        assert_eq!(days_of("1969-12-31"), Some(-1.0));
        assert_eq!(days_of("2026-03-14T12:00"), days_of("2026-03-14").map(|day| day + 0.5));
        assert_eq!(days_of("2026-03-14 06:00:00"), days_of("2026-03-14").map(|day| day + 0.25));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "2025-02-29",
            "2026-13-01",
            "2026-00-10",
            "14.03.2026",
            "03/14/2026",
            "2026-3-4",
            "26-03-14",
            "2026-03-14T25:00",
            "2026-03-14T",
            "",
            "2026-03-14-01",
            "٢٠٢٦-03-14",
            "1900-02-29",
        ] {
            assert_eq!(days_of(text), None, "{text}");
        }
    }
}
