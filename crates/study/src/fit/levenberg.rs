//! Levenberg-Marquardt for a handful of free numbers.
//!
//! ```text
//! minimise |r(x)|^2:   (J'J + lambda D) d = -J'r,   D = diag(J'J),   x <- x + d where that lowers the sum of squares
//! ```
//!
//! The damping follows Nielsen (1999, IMM-REP-1999-05): it shrinks with the cube of how well the step was foreseen and grows
//! by doubling factors after a refused one. J comes from forward differences. Numbers stay inside a box: a step that leaves
//! it stops at its side, and a number that presses against a side is held for that step. Residuals that are no numbers
//! refuse the step. Same input, same bits: no randomness, no clock.
//!
//! No crate for this: the systems have at most six unknowns, so that an outside solver would bring a linear algebra library
//! for sixty lines of arithmetic.

use lytic_engine::math::sqrt;

/// Relative step of the differences, on numbers of order one (logarithms).
const DIFFERENCE: f64 = 1e-4;
/// The sum of squares may fall by this share and count as unchanged.
const FLAT: f64 = 1e-9;
/// Steps smaller than this (on logarithms) end the search.
const SMALL: f64 = 1e-7;

/// What is minimised: residuals of free numbers.
pub(crate) type Residuals<'a> = dyn Fn(&[f64]) -> Vec<f64> + Sync + 'a;

/// Where a search ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// Free numbers.
    pub x: Vec<f64>,
    /// Residuals there.
    pub residuals: Vec<f64>,
    /// Sum of their squares.
    pub cost: f64,
    /// Whether the search came to rest before its steps were used up.
    pub rested: bool,
}

/// The box, the numbers that are held, and how many steps at most.
#[derive(Clone, Debug)]
pub(crate) struct Search<'a> {
    /// Lowest and highest value of each number.
    pub sides: &'a [(f64, f64)],
    /// Whether each number is held where it starts.
    pub held: &'a [bool],
    /// Steps at most.
    pub steps: usize,
}

/// Sum of squares; infinite where a residual is no number.
pub(crate) fn cost_of(residuals: &[f64]) -> f64 {
    let cost: f64 = residuals.iter().map(|residual| residual * residual).sum();
    if cost.is_finite() { cost } else { f64::INFINITY }
}

/// Derivatives of the residuals: `jacobian[parameter][residual]`. Held numbers have zeros.
pub(crate) fn jacobian(
    of: &Residuals<'_>,
    x: &[f64],
    residuals: &[f64],
    sides: &[(f64, f64)],
    held: &[bool],
) -> Vec<Vec<f64>> {
    (0..x.len())
        .map(|index| {
            if held.get(index).copied().unwrap_or(false) {
                return vec![0.0; residuals.len()];
            }
            let mut moved = x.to_vec();
            let Some(place) = moved.get_mut(index) else { return Vec::new() };
            let scale = DIFFERENCE * (1.0 + 0.1 * place.abs());
            let high = sides.get(index).map_or(f64::INFINITY, |side| side.1);
            // At the upper side the difference is taken downwards.
            let step = if *place + scale > high { -scale } else { scale };
            let before = *place;
            *place += step;
            let step = *place - before;
            of(&moved).iter().zip(residuals).map(|(there, here)| (there - here) / step).collect()
        })
        .collect()
}

/// Goes from `start` down to the nearest minimum.
pub(crate) fn minimise(of: &Residuals<'_>, start: &[f64], search: &Search<'_>) -> Found {
    let mut x: Vec<f64> =
        start.iter().zip(search.sides).map(|(value, (low, high))| value.clamp(*low, *high)).collect();
    let mut residuals = of(&x);
    let mut cost = cost_of(&residuals);
    let mut damping = 1e-3;
    let mut growth = 2.0;
    let mut rested = search.held.iter().all(|held| *held);
    let mut slopes: Option<Vec<Vec<f64>>> = None;
    for _ in 0..search.steps {
        if rested || !cost.is_finite() {
            break;
        }
        let jacobian = slopes.get_or_insert_with(|| jacobian(of, &x, &residuals, search.sides, search.held));
        let gradient: Vec<f64> = jacobian.iter().map(|column| dot(column, &residuals)).collect();
        let blocked: Vec<bool> = blocked(&x, &gradient, search);
        let Some(step) = damped_step(jacobian, &gradient, &blocked, damping) else {
            damping *= growth;
            growth *= 2.0;
            continue;
        };
        let next: Vec<f64> = x
            .iter()
            .zip(&step)
            .zip(search.sides)
            .map(|((value, step), (low, high))| (value + step).clamp(*low, *high))
            .collect();
        let moved: Vec<f64> = next.iter().zip(&x).map(|(next, x)| next - x).collect();
        let length = moved.iter().fold(0.0, |most: f64, step| most.max(step.abs()));
        if length < SMALL {
            rested = true;
            break;
        }
        let found = of(&next);
        let lower = cost_of(&found);
        let foreseen = foreseen(jacobian, &residuals, &moved);
        let gain = if foreseen > 0.0 { (cost - lower) / foreseen } else { 0.0 };
        if lower < cost && gain > 1e-4 {
            rested = cost - lower <= FLAT * cost;
            (x, residuals, cost, slopes) = (next, found, lower, None);
            let surprise = 2.0 * gain - 1.0;
            damping *= (1.0 - surprise * surprise * surprise).max(1.0 / 3.0);
            growth = 2.0;
        } else {
            rested = foreseen <= FLAT * cost;
            damping *= growth;
            growth *= 2.0;
            if damping > 1e12 {
                rested = true;
            }
        }
        damping = damping.max(1e-12);
    }
    Found { x, residuals, cost, rested }
}

/// Numbers that do not take part in a step: held ones, and those that would leave the box.
fn blocked(x: &[f64], gradient: &[f64], search: &Search<'_>) -> Vec<bool> {
    x.iter()
        .zip(gradient)
        .zip(search.sides)
        .zip(search.held)
        .map(|(((value, slope), (low, high)), held)| {
            *held || (*value <= *low && *slope > 0.0) || (*value >= *high && *slope < 0.0)
        })
        .collect()
}

/// The fall of the sum of squares that the linear residuals foresee.
fn foreseen(jacobian: &[Vec<f64>], residuals: &[f64], step: &[f64]) -> f64 {
    let linear = (0..residuals.len()).map(|row| {
        let change: f64 =
            jacobian.iter().zip(step).map(|(column, step)| column.get(row).unwrap_or(&0.0) * step).sum();
        residuals.get(row).unwrap_or(&0.0) + change
    });
    cost_of(residuals) - linear.map(|residual| residual * residual).sum::<f64>()
}

fn damped_step(jacobian: &[Vec<f64>], gradient: &[f64], blocked: &[bool], damping: f64) -> Option<Vec<f64>> {
    let free: Vec<usize> =
        (0..gradient.len()).filter(|index| !blocked.get(*index).unwrap_or(&true)).collect();
    let column = |index: usize| jacobian.get(index).map_or(&[][..], Vec::as_slice);
    let mut matrix: Vec<Vec<f64>> =
        free.iter().map(|row| free.iter().map(|other| dot(column(*row), column(*other))).collect()).collect();
    for (index, row) in matrix.iter_mut().enumerate() {
        if let Some(diagonal) = row.get_mut(index) {
            // A number that nothing depends on stays where it is.
            *diagonal += damping * diagonal.max(1e-12);
        }
    }
    let right: Vec<f64> = free.iter().map(|index| -gradient.get(*index).unwrap_or(&0.0)).collect();
    let solved = solve(&matrix, &right)?;
    let mut step = vec![0.0; gradient.len()];
    for (index, value) in free.iter().zip(solved) {
        if let Some(place) = step.get_mut(*index) {
            *place = value;
        }
    }
    step.iter().all(|value| value.is_finite()).then_some(step)
}

/// Product of two rows.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Lower triangle L with L L' = `matrix`, row by row; none where it is not positive definite.
pub(crate) fn cholesky(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let mut lower: Vec<Vec<f64>> = Vec::with_capacity(matrix.len());
    for (row, values) in matrix.iter().enumerate() {
        let mut new: Vec<f64> = Vec::with_capacity(row + 1);
        for (column, value) in values.iter().enumerate().take(row + 1) {
            let known = if column < row { lower.get(column)?.as_slice() } else { new.as_slice() };
            let rest = value - dot(known.get(..column).unwrap_or(known), &new);
            if column == row {
                if rest.is_nan() || rest <= 0.0 {
                    return None;
                }
                new.push(sqrt(rest));
            } else {
                new.push(rest / known.get(column)?);
            }
        }
        lower.push(new);
    }
    Some(lower)
}

/// Solves a symmetric positive definite system; none where it is not.
pub(crate) fn solve(matrix: &[Vec<f64>], right: &[f64]) -> Option<Vec<f64>> {
    let lower = cholesky(matrix)?;
    let mut down: Vec<f64> = Vec::with_capacity(right.len());
    for (row, value) in lower.iter().zip(right) {
        let rest = value - dot(row, &down);
        down.push(rest / row.last()?);
    }
    let mut up = vec![0.0; right.len()];
    for index in (0..right.len()).rev() {
        let mut rest = *down.get(index)?;
        for later in index + 1..right.len() {
            rest -= lower.get(later)?.get(index)? * up.get(later)?;
        }
        *up.get_mut(index)? = rest / lower.get(index)?.get(index)?;
    }
    Some(up)
}

/// The inverse of a symmetric positive definite matrix, column by column.
pub(crate) fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    (0..matrix.len())
        .map(|index| {
            let unit: Vec<f64> = (0..matrix.len()).map(|row| f64::from(u8::from(row == index))).collect();
            solve(matrix, &unit)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]
    use super::*;

    const WIDE: [(f64, f64); 2] = [(-100.0, 100.0); 2];

    #[test]
    fn a_straight_line_is_found_exactly() {
        let (t, y) = ([0.0, 1.0, 2.0, 3.0, 4.0], [1.1, 2.9, 5.2, 6.8, 9.1]);
        let of = |x: &[f64]| t.iter().zip(&y).map(|(t, y)| x[0] + x[1] * t - y).collect::<Vec<f64>>();
        let search = Search { sides: &WIDE, held: &[false; 2], steps: 50 };
        let found = minimise(&of, &[0.0, 0.0], &search);
        // Normal equations by hand: slope Sxy/Sxx = 19.9/10, intercept mean(y) - slope mean(t).
        assert!((found.x[1] - 1.99).abs() < 1e-5 && (found.x[0] - 1.04).abs() < 1e-5, "{found:?}");
        assert!(found.rested);
    }

    #[test]
    fn the_banana_valley_is_followed_to_its_end() {
        let of = |x: &[f64]| vec![10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]];
        let search = Search { sides: &WIDE, held: &[false; 2], steps: 200 };
        let found = minimise(&of, &[-1.2, 1.0], &search);
        assert!((found.x[0] - 1.0).abs() < 1e-4 && (found.x[1] - 1.0).abs() < 1e-4, "{found:?}");
    }

    #[test]
    fn a_side_of_the_box_holds() {
        let of = |x: &[f64]| vec![x[0] - 3.0, x[1] - 2.0];
        let search = Search { sides: &[(-1.0, 1.0), (-9.0, 9.0)], held: &[false; 2], steps: 50 };
        let found = minimise(&of, &[0.0, 0.0], &search);
        assert!((found.x[0] - 1.0).abs() < 1e-12 && (found.x[1] - 2.0).abs() < 1e-5, "{found:?}");
    }

    #[test]
    fn what_is_held_stays_and_what_matters_not_stays() {
        let of = |x: &[f64]| vec![x[0] * x[1] - 6.0];
        let search = Search { sides: &WIDE, held: &[true, false], steps: 50 };
        let found = minimise(&of, &[2.0, 1.0], &search);
        assert!(found.x[0] == 2.0 && (found.x[1] - 3.0).abs() < 1e-5);
        let of = |x: &[f64]| vec![x[0] - 1.0];
        let search = Search { sides: &WIDE, held: &[false; 2], steps: 50 };
        let found = minimise(&of, &[0.0, 5.0], &search);
        assert!((found.x[0] - 1.0).abs() < 1e-5 && found.x[1] == 5.0);
    }

    #[test]
    fn residuals_that_are_no_numbers_refuse_the_step() {
        // The logarithm ends at 0: the search must not fall over the edge.
        let of = |x: &[f64]| vec![x[0].ln() + 2.0];
        let search = Search { sides: &[(-100.0, 100.0)], held: &[false], steps: 100 };
        let found = minimise(&of, &[5.0], &search);
        assert!((found.x[0].ln() + 2.0).abs() < 1e-4, "{found:?}");
    }

    #[test]
    fn the_inverse_undoes_its_matrix() {
        let matrix = vec![vec![4.0, 1.0, 0.5], vec![1.0, 3.0, 0.2], vec![0.5, 0.2, 2.0]];
        let inverse = inverse(&matrix).unwrap();
        for (i, row) in matrix.iter().enumerate() {
            for (j, column) in inverse.iter().enumerate() {
                assert!((dot(row, column) - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
        assert!(cholesky(&[vec![1.0, 2.0], vec![2.0, 1.0]]).is_none());
    }
}
