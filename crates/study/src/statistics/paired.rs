//! Differences between two arms of the same patients.
//!
//! With `n` patients judged in both arms, `b` of them with the outcome in the second arm only and `c` in the first only,
//! the difference of shares is `(b - c) / n`. Its interval holds every `d` that the score test does not refuse (Tango
//! 1998 Stat Med 17:891, equations 11 to 14):
//!
//! ```text
//! |b - c - n d| <= z sqrt(n (2 q + d (1 - d)))
//! q = (sqrt(B^2 - 8 n C) - B) / (4 n),  B = (2 n - b + c) d - b - c,  C = -c d (1 - d)
//! ```

use crate::results::Attribution;

/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;
/// Ends of a range that differ by this factor leave the size open.
const SIZE_OPEN: f64 = 3.0;

/// Tango's 95 % score interval of a difference of paired shares.
pub fn tango(n: u64, only_second: u64, only_first: u64) -> (f64, f64) {
    interval(n, only_second, only_first, Z)
}

/// The interval for a point `z` of the normal distribution.
fn interval(n: u64, only_second: u64, only_first: u64, z: f64) -> (f64, f64) {
    if n == 0 {
        return (-1.0, 1.0);
    }
    let (count, b, c) = (n as f64, only_second as f64, only_first as f64);
    let found = (b - c) / count;
    let low = bound(found, -1.0, |d| score(count, b, c, d) <= z);
    let high = bound(found, 1.0, |d| score(count, b, c, d) >= -z);
    (low, high)
}

/// The score statistic at a difference `d`; it falls as `d` grows.
fn score(n: f64, b: f64, c: f64, d: f64) -> f64 {
    let middle = (2.0 * n - b + c).mul_add(d, -b - c);
    let last = -c * d * (1.0 - d);
    let q = ((middle.mul_add(middle, -8.0 * n * last)).max(0.0).sqrt() - middle) / (4.0 * n);
    let variance = n * (2.0 * q + d * (1.0 - d));
    let gap = b - c - n * d;
    if gap == 0.0 {
        0.0
    } else if variance > 0.0 {
        gap / variance.sqrt()
    } else {
        f64::INFINITY.copysign(gap)
    }
}

/// The last point on the way from `inside` to `outside` that is still accepted, by bisection to the last bit.
fn bound(inside: f64, outside: f64, accepted: impl Fn(f64) -> bool) -> f64 {
    if accepted(outside) {
        return outside;
    }
    let (mut good, mut bad) = (inside, outside);
    loop {
        let middle = 0.5 * (good + bad);
        if middle == good || middle == bad {
            return good;
        }
        if accepted(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
}

/// Whether what is known fixes a difference, by its range over draws.
pub fn attribution(range: Option<(f64, f64)>) -> Attribution {
    let Some((low, high)) = range else { return Attribution::NotAsked };
    let (small, large) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
    if !(low > 0.0 || high < 0.0) {
        Attribution::SignOpen
    } else if large >= SIZE_OPEN * small {
        Attribution::SizeOpen
    } else {
        Attribution::Fixed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close((low, high): (f64, f64), wanted: (f64, f64), error: f64) {
        let near = (low - wanted.0).abs() <= error && (high - wanted.1).abs() <= error;
        assert!(near, "{low} {high} instead of {wanted:?}");
    }

    #[test]
    fn nobody_differs_in_closed_form() {
        // b = c = 0: the interval is z^2 / (n + z^2) on either side.
        let end = Z * Z / (44.0 + Z * Z);
        close(tango(44, 0, 0), (-end, end), 1e-14);
        assert_eq!(tango(0, 0, 0), (-1.0, 1.0));
    }

    /// Tango 1998: 44 pairs of contact lenses, of which one differs, 90 %; and 32 pairs of which 9 and 3 differ: as the
    /// tests of the R package ratesci have both, with three digits.
    #[test]
    fn published_intervals() {
        close(interval(44, 0, 1, 1.644_853_626_951_472_2), (-0.096, 0.037), 5e-4);
        close(tango(32, 9, 3), (-0.027, 0.390), 5e-4);
    }

    #[test]
    fn arms_that_change_places_mirror_the_interval() {
        for (n, b, c) in [(21, 1, 7), (160, 40, 20), (10, 10, 0), (1000, 3, 3)] {
            let (low, high) = tango(n, b, c);
            close(tango(n, c, b), (-high, -low), 1e-14);
            let found = (b as f64 - c as f64) / n as f64;
            assert!(low <= found && found <= high, "{low} {found} {high}");
        }
    }

    #[test]
    fn the_ends_are_where_the_test_turns() {
        for (n, b, c) in [(44.0, 0.0, 1.0), (160.0, 40.0, 20.0), (1e6, 300_000.0, 120_000.0)] {
            let (low, high) = tango(n as u64, b as u64, c as u64);
            assert!((score(n, b, c, low) - Z).abs() < 1e-6, "{}", score(n, b, c, low));
            assert!((score(n, b, c, high) + Z).abs() < 1e-6, "{}", score(n, b, c, high));
        }
        // Many patients: the interval of a normal distribution.
        let (n, b, c) = (1e8_f64, 3e7, 1.2e7);
        let half = Z * (b + c - (b - c) * (b - c) / n).sqrt() / n;
        close(tango(n as u64, b as u64, c as u64), (0.18 - half, 0.18 + half), 1e-7);
    }

    #[test]
    fn what_is_known_fixes_a_difference_or_not() {
        assert_eq!(attribution(None), Attribution::NotAsked);
        assert_eq!(attribution(Some((0.2, 0.5))), Attribution::Fixed);
        assert_eq!(attribution(Some((-0.5, -0.2))), Attribution::Fixed);
        assert_eq!(attribution(Some((0.1, 0.31))), Attribution::SizeOpen);
        assert_eq!(attribution(Some((-0.01, 0.3))), Attribution::SignOpen);
        assert_eq!(attribution(Some((0.0, 0.0))), Attribution::SignOpen);
        assert_eq!(attribution(Some((f64::NAN, f64::NAN))), Attribution::SignOpen);
    }
}
