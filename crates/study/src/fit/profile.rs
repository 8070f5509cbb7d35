//! Profile likelihood: how far one number can go while all others make the best of it.
//!
//! With the size of the errors estimated from the residuals, the 95 % interval of a number holds all values where
//!
//! ```text
//! min over the others chi2(value) <= chi2_min (1 + t^2/(n - p)),     t = Student's 97.5 % point with n - p degrees
//! ```
//!
//! which for a straight line is exactly the interval of the textbooks. A side on which chi2 never rises that far, up to the
//! side of the box, is open: the data do not bound the number there. So is one that only ends because another number came
//! to the side of its box: the box is ours, not the data's. Where a profile finds a better fit than the best one,
//! that is given back, and the fit starts again from it.

use super::levenberg::{Found, Residuals, Search, minimise};
use lytic_engine::math::sqrt;

/// Tries on one side at most.
const TRIES: usize = 14;
/// The end of an interval is found to this share of the distance in sqrt(chi2).
const NEAR: f64 = 0.02;
/// A fall of chi2 by this share is a better fit, not a rounding.
const BETTER: f64 = 1e-4;

/// The profile of one number.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Profile {
    /// Lower end; none: open.
    pub low: Option<f64>,
    /// Upper end; none: open.
    pub high: Option<f64>,
    /// Values that were tried with (chi2 - chi2_min)/(threshold - chi2_min), in order.
    pub trace: Vec<(f64, f64)>,
    /// A better fit than the best one, where one was found.
    pub better: Option<Vec<f64>>,
}

/// What a profile needs to know of the fit.
pub(crate) struct Around<'a> {
    pub residuals: &'a Residuals<'a>,
    pub best: &'a Found,
    pub sides: &'a [(f64, f64)],
    /// chi2 at the ends of the interval.
    pub threshold: f64,
    /// Standard error of each number, where the curvature has one: the first step.
    pub errors: &'a [f64],
}

/// The profile of number `index`.
pub(crate) fn profile(around: &Around<'_>, index: usize) -> Profile {
    let mut found = Profile::default();
    let centre = around.best.x.get(index).copied().unwrap_or_default();
    for down in [true, false] {
        let end = side(around, index, down, &mut found);
        if found.better.is_some() {
            return found;
        }
        if down { found.low = end } else { found.high = end }
    }
    found.trace.push((centre, 0.0));
    found.trace.sort_by(|a, b| a.0.total_cmp(&b.0));
    found
}

fn side(around: &Around<'_>, index: usize, down: bool, found: &mut Profile) -> Option<f64> {
    let best = around.best;
    let centre = *best.x.get(index)?;
    let (low, high) = *around.sides.get(index)?;
    let wall = if down { low } else { high };
    let most = (wall - centre).abs();
    let wanted = sqrt((around.threshold - best.cost).max(0.0));
    if wanted <= 0.0 || wanted.is_nan() {
        return None;
    }
    let held: Vec<bool> = (0..best.x.len()).map(|other| other == index).collect();
    let search = Search { sides: around.sides, held: &held, steps: 15 };
    // Distance and rise of sqrt(chi2 - chi2_min): inside and, once found, outside of the interval.
    let mut inside = (0.0, 0.0);
    let mut outside: Option<(f64, f64)> = None;
    let mut start = best.x.clone();
    let error = around.errors.get(index).copied().filter(|error| error.is_finite() && *error > 0.0);
    let mut distance = error.map_or(0.3, |error| 2.0 * error).clamp(1e-6, 1.5).min(most);
    for _ in 0..TRIES {
        if distance <= 0.0 {
            return None;
        }
        let value = if down { centre - distance } else { centre + distance };
        if let Some(place) = start.get_mut(index) {
            *place = value;
        }
        let there = minimise(around.residuals, &start, &search);
        if there.cost < best.cost * (1.0 - BETTER) {
            found.better = Some(there.x);
            return None;
        }
        let rise = sqrt((there.cost - best.cost).max(0.0));
        found.trace.push((value, (rise / wanted) * (rise / wanted)));
        if (rise - wanted).abs() <= NEAR * wanted {
            return (!pressed(&there.x, &best.x, around.sides, index)).then_some(value);
        }
        if rise < wanted {
            if distance >= most {
                return None;
            }
            inside = (distance, rise);
            start = there.x;
        } else {
            if pressed(&there.x, &best.x, around.sides, index) && rise < 4.0 * wanted {
                return None;
            }
            outside = Some((distance, rise));
        }
        distance = match outside {
            // Between the two by the straight line, kept off both ends.
            Some((far, above)) => {
                let share = ((wanted - inside.1) / (above - inside.1)).clamp(0.1, 0.9);
                inside.0 + share * (far - inside.0)
            }
            None if rise > 0.05 * wanted => distance * (wanted / rise).clamp(1.2, 3.0),
            None => 3.0 * distance,
        }
        .min(most);
    }
    outside.map(|(far, _)| if down { centre - far } else { centre + far })
}

/// Whether another number has come to the side of its box, where the best fit is not.
fn pressed(x: &[f64], best: &[f64], sides: &[(f64, f64)], index: usize) -> bool {
    let at_side = |value: f64, (low, high): (f64, f64)| (value - low).min(high - value) < 1e-6;
    let all = x.iter().zip(best).zip(sides).enumerate();
    all.filter(|(other, _)| *other != index)
        .any(|(_, ((value, best), side))| at_side(*value, *side) && !at_side(*best, *side))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]
    use super::super::measures::student_95;
    use super::*;

    fn fitted(of: &Residuals<'_>, start: &[f64], sides: &[(f64, f64)]) -> Found {
        minimise(of, start, &Search { sides, held: &vec![false; start.len()], steps: 200 })
    }

    fn threshold(best: &Found, n: usize, p: usize) -> f64 {
        let t = student_95(n - p);
        best.cost * (1.0 + t * t / (n - p) as f64)
    }

    #[test]
    fn the_interval_of_a_slope_is_that_of_the_textbooks() {
        let (t, y) = ([0.0, 1.0, 2.0, 3.0, 4.0], [1.1, 2.9, 5.2, 6.8, 9.1]);
        let of = |x: &[f64]| t.iter().zip(&y).map(|(t, y)| x[0] + x[1] * t - y).collect::<Vec<f64>>();
        let sides = [(-100.0, 100.0); 2];
        let best = fitted(&of, &[0.0, 0.0], &sides);
        let variance = best.cost / 3.0;
        // Sxx = 10; intercept: 1/5 + 4/10.
        for (index, error) in [(1, (variance / 10.0).sqrt()), (0, (variance * 0.6).sqrt())] {
            let around = Around {
                residuals: &of,
                best: &best,
                sides: &sides,
                threshold: threshold(&best, 5, 2),
                errors: &[0.1, 0.1],
            };
            let found = profile(&around, index);
            let half = student_95(3) * error;
            assert!((found.low.unwrap() - (best.x[index] - half)).abs() < 0.015 * half, "{found:?}");
            assert!((found.high.unwrap() - (best.x[index] + half)).abs() < 0.015 * half, "{found:?}");
        }
    }

    #[test]
    fn the_profile_of_a_decay_is_the_known_one() {
        // y = A exp(-k t): for a given k the best A is a ratio of sums, so the profile is a formula.
        let t = [0.0, 0.5, 1.0, 2.0, 3.0, 5.0];
        let y = [10.3, 7.6, 6.2, 3.5, 2.4, 0.7];
        let of =
            |x: &[f64]| t.iter().zip(&y).map(|(t, y)| x[0].exp() * (-x[1].exp() * t).exp() - y).collect();
        let sides = [(-20.0, 20.0); 2];
        let best = fitted(&of, &[0.0, 0.0], &sides);
        let limit = threshold(&best, 6, 2);
        let formula = |ln_k: f64| {
            let e: Vec<f64> = t.iter().map(|t| (-ln_k.exp() * t).exp()).collect();
            let a = y.iter().zip(&e).map(|(y, e)| y * e).sum::<f64>() / e.iter().map(|e| e * e).sum::<f64>();
            y.iter().zip(&e).map(|(y, e)| (a * e - y).powi(2)).sum::<f64>()
        };
        let end = |mut inside: f64, mut outside: f64| {
            for _ in 0..80 {
                let middle = 0.5 * (inside + outside);
                if formula(middle) < limit { inside = middle } else { outside = middle }
            }
            inside
        };
        let (low, high) = (end(best.x[1], best.x[1] - 3.0), end(best.x[1], best.x[1] + 3.0));
        let around =
            Around { residuals: &of, best: &best, sides: &sides, threshold: limit, errors: &[0.05, 0.05] };
        let found = profile(&around, 1);
        assert!((found.low.unwrap() - low).abs() < 0.02 * (high - low), "{found:?} {low}");
        assert!((found.high.unwrap() - high).abs() < 0.02 * (high - low), "{found:?} {high}");
        assert!(found.trace.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    }

    #[test]
    fn what_only_stands_in_a_product_is_open_on_both_sides() {
        let (t, y) = ([1.0, 2.0, 3.0, 4.0], [2.1, 3.9, 6.2, 7.9]);
        let of = |x: &[f64]| t.iter().zip(&y).map(|(t, y)| (x[0] + x[1]).exp() * t - y).collect();
        let sides = [(-10.0, 10.0); 2];
        let best = fitted(&of, &[0.0, 0.0], &sides);
        let around = Around {
            residuals: &of,
            best: &best,
            sides: &sides,
            threshold: threshold(&best, 4, 2),
            errors: &[f64::NAN, f64::NAN],
        };
        let found = profile(&around, 0);
        assert_eq!((found.low, found.high), (None, None), "{found:?}");
    }

    #[test]
    fn a_better_minimum_is_given_back() {
        // Two valleys; the fit sits in the shallow one.
        let of = |x: &[f64]| vec![(x[0] - 0.5) * (x[0] + 1.0), 0.3 * (x[0] - 0.5), 0.05];
        let sides = [(-5.0, 5.0)];
        let best = fitted(&of, &[-1.0], &sides);
        assert!(best.x[0] < 0.0);
        let around = Around {
            residuals: &of,
            best: &best,
            sides: &sides,
            threshold: best.cost * 30.0,
            errors: &[0.9],
        };
        assert!(profile(&around, 0).better.is_some());
    }
}
