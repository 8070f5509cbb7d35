//! Weights, none negative and of sum 1, with which a few columns come closest to 1 in every row.
//!
//! An active-set method: the columns in use are solved for exactly; on the way to that solution the first weight that
//! would fall below zero leaves, and a column comes back where that lowers the squares.

/// Smallest pivot of a system that is still solved, relative to its largest number.
const SINGULAR: f64 = 1e-14;
/// A column comes back only where the squares fall faster than rounding.
const SLOPE: f64 = 1e-9;
/// Rounds for each column, so that rounding cannot make it go round for ever.
const ROUNDS_A_COLUMN: usize = 20;

/// Minimises `sum over rows of (row . w - 1)^2` with `sum w = 1` and `w >= 0`.
pub(super) fn weights_that_sum_to_one(rows: &[Vec<f64>], columns: usize) -> Vec<f64> {
    let squares = Squares::new(rows, columns);
    let mut weights = vec![1.0 / columns.max(1) as f64; columns];
    let mut used = vec![true; columns];
    for _ in 0..ROUNDS_A_COLUMN * columns {
        let Some((goal, multiplier)) = squares.solved(&used) else { break };
        // How far towards the goal the first weight reaches zero.
        let blocked = weights
            .iter()
            .zip(&goal)
            .enumerate()
            .filter(|(_, (weight, goal))| **goal < 0.0 && *weight >= *goal)
            .map(|(column, (weight, goal))| (column, weight / (weight - goal)))
            .min_by(|(_, a), (_, b)| a.total_cmp(b));
        let reach = blocked.map_or(1.0, |(_, reach)| reach.clamp(0.0, 1.0));
        weights.iter_mut().zip(&goal).for_each(|(weight, goal)| *weight += reach * (goal - *weight));
        if let Some((column, _)) = blocked {
            set(&mut weights, column, 0.0);
            set(&mut used, column, false);
            continue;
        }
        let steepest = (0..columns)
            .filter(|column| !used.get(*column).is_some_and(|used| *used))
            .map(|column| (column, squares.slope(column, &weights) + multiplier))
            .min_by(|(_, a), (_, b)| a.total_cmp(b));
        match steepest {
            Some((column, slope)) if slope < -SLOPE => set(&mut used, column, true),
            _ => break,
        }
    }
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

fn set<T>(list: &mut [T], place: usize, value: T) {
    if let Some(slot) = list.get_mut(place) {
        *slot = value;
    }
}

/// `1/2 w' G w - h' w`.
struct Squares {
    products: Vec<Vec<f64>>,
    right: Vec<f64>,
}

impl Squares {
    fn new(rows: &[Vec<f64>], columns: usize) -> Squares {
        let at = |row: &Vec<f64>, column: usize| row.get(column).copied().unwrap_or(0.0);
        let product = |a: usize, b: usize| rows.iter().map(|row| at(row, a) * at(row, b)).sum();
        Squares {
            products: (0..columns).map(|a| (0..columns).map(|b| product(a, b)).collect()).collect(),
            right: (0..columns).map(|a| rows.iter().map(|row| at(row, a)).sum()).collect(),
        }
    }

    /// Change of the squares with a weight: `(G w - h)_j`.
    fn slope(&self, column: usize, weights: &[f64]) -> f64 {
        let products = self.products.get(column).into_iter().flatten();
        let along: f64 = products.zip(weights).map(|(product, weight)| product * weight).sum();
        along - self.right.get(column).copied().unwrap_or(0.0)
    }

    /// The weights of the used columns without the bound, zero for the others, and the multiplier of their sum:
    /// `[G 1; 1' 0] [w; l] = [h; 1]`. None where that is singular.
    fn solved(&self, used: &[bool]) -> Option<(Vec<f64>, f64)> {
        let is_used = |column: usize| used.get(column).is_some_and(|used| *used);
        let chosen = |row: &[f64]| -> Vec<f64> {
            row.iter().enumerate().filter(|(column, _)| is_used(*column)).map(|(_, value)| *value).collect()
        };
        let mut system: Vec<Vec<f64>> = self
            .products
            .iter()
            .zip(&self.right)
            .enumerate()
            .filter(|(row, _)| is_used(*row))
            .map(|(_, (row, right))| chosen(row).into_iter().chain([1.0, *right]).collect())
            .collect();
        system.push(system.iter().map(|_| 1.0).chain([0.0, 1.0]).collect());
        let mut solution = eliminated(system)?;
        let multiplier = solution.pop()?;
        let mut found = solution.into_iter();
        let weights = used.iter().map(|used| if *used { found.next().unwrap_or(0.0) } else { 0.0 }).collect();
        Some((weights, multiplier))
    }
}

/// Gauss elimination with the largest pivot of each column; the last column is the right side.
fn eliminated(mut system: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let size = system.len();
    let value = |row: &[f64], column: usize| row.get(column).copied().unwrap_or(0.0);
    let largest = system.iter().flatten().fold(0.0, |most: f64, number| most.max(number.abs()));
    for column in 0..size {
        let best = (column..size).max_by(|a, b| {
            let size_of = |row: usize| system.get(row).map_or(0.0, |row| value(row, column).abs());
            size_of(*a).total_cmp(&size_of(*b))
        })?;
        system.swap(column, best);
        let (pivot, below) = system.get_mut(column..)?.split_first_mut()?;
        let head = value(pivot, column);
        if head.is_nan() || head.abs() <= SINGULAR * largest {
            return None;
        }
        for row in below {
            let factor = value(row, column) / head;
            row.iter_mut().zip(pivot.iter()).for_each(|(number, above)| *number -= factor * above);
        }
    }
    let mut solution = vec![0.0; size];
    for (place, row) in system.iter().enumerate().rev() {
        let known: f64 = row.iter().zip(&solution).skip(place + 1).map(|(number, x)| number * x).sum();
        set(&mut solution, place, (value(row, size) - known) / value(row, place));
    }
    Some(solution)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(rows: &[&[f64]]) -> Vec<f64> {
        let rows: Vec<Vec<f64>> = rows.iter().map(|row| row.to_vec()).collect();
        weights_that_sum_to_one(&rows, rows.first().map_or(0, Vec::len))
    }

    fn near(found: &[f64], expected: &[f64]) {
        let apart = found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(found.len() == expected.len() && apart < 1e-9, "{found:?}, expected {expected:?}");
    }

    #[test]
    fn exact_weights_are_found_and_negative_ones_are_not() {
        near(&weights(&[&[0.5, 2.0]]), &[2.0 / 3.0, 1.0 / 3.0]);
        // 3 w1 + 2 w2 = 1 would need w1 = -1: the lower column has all.
        near(&weights(&[&[3.0, 2.0]]), &[0.0, 1.0]);
        near(&weights(&[&[2.0, 0.0], &[0.0, 2.0]]), &[0.5, 0.5]);
    }

    #[test]
    fn the_best_of_many_columns_is_at_least_as_good_as_any_grid() {
        // Columns exp(-k t): 1 is best made of the flattest.
        let rows: Vec<Vec<f64>> = (0..20)
            .map(|t| (0..4).map(|k| (-0.3 * f64::from(k) * f64::from(t)).exp() * 1.2).collect())
            .collect();
        let error = |w: &[f64]| -> f64 {
            rows.iter()
                .map(|row| row.iter().zip(w).map(|(a, b)| a * b).sum::<f64>() - 1.0)
                .map(|e| e * e)
                .sum()
        };
        let best = error(&weights_that_sum_to_one(&rows, 4));
        for a in 0..=10 {
            for b in 0..=10 - a {
                for c in 0..=10 - a - b {
                    let w = [a, b, c, 10 - a - b - c].map(|tenth| f64::from(tenth) / 10.0);
                    assert!(best <= error(&w) + 1e-9, "{w:?}");
                }
            }
        }
    }

    #[test]
    fn equal_columns_and_impossible_numbers_do_not_hang() {
        let found = weights(&[&[1.5, 1.5], &[0.5, 0.5]]);
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{found:?}");
        assert_eq!(weights(&[&[f64::NAN, 1.0]]).len(), 2);
    }
}
