//! Weights, none negative and of sum 1, with which a few columns come closest to 1 in every row.

/// Smallest pivot of a system that is still solved, relative to its largest number.
const SINGULAR: f64 = 1e-14;

/// Minimises `sum over rows of (row . w - 1)^2` with `sum w = 1`, `w >= 0`: solved without the bound, and again without
/// the column of the lowest weight as long as that is negative.
pub(super) fn weights_that_sum_to_one(rows: &[Vec<f64>], columns: usize) -> Vec<f64> {
    let mut used: Vec<usize> = (0..columns).collect();
    loop {
        let weights = bordered(rows, &used);
        let lowest = used
            .iter()
            .zip(&weights)
            .enumerate()
            .min_by(|(_, (_, a)), (_, (_, b))| a.total_cmp(b))
            .map(|(place, (_, weight))| (place, *weight));
        match lowest {
            // Without a negative weight, or with one column left, which then has all.
            Some((place, weight)) if used.len() > 1 && !(weight >= 0.0) => drop(used.remove(place)),
            _ => {
                let mut all = vec![0.0; columns];
                let sum: f64 = weights.iter().sum();
                for (column, weight) in used.iter().zip(weights) {
                    if let Some(slot) = all.get_mut(*column) {
                        *slot = if used.len() == 1 { 1.0 } else { weight / sum };
                    }
                }
                return all;
            }
        }
    }
}

/// The normal equations bordered by the sum: `[G 1; 1' 0] [w; l] = [h; 1]`. NaN where they are singular.
fn bordered(rows: &[Vec<f64>], used: &[usize]) -> Vec<f64> {
    let at = |row: &Vec<f64>, column: usize| row.get(column).copied().unwrap_or(0.0);
    let mut system: Vec<Vec<f64>> = used
        .iter()
        .map(|first| {
            let products =
                used.iter().map(|second| rows.iter().map(|row| at(row, *first) * at(row, *second)).sum());
            let right: f64 = rows.iter().map(|row| at(row, *first)).sum();
            products.chain([1.0, right]).collect()
        })
        .collect();
    system.push(used.iter().map(|_| 1.0).chain([0.0, 1.0]).collect());
    let mut solution = solved(system);
    solution.pop();
    solution
}

/// Gauss elimination with the largest pivot of each column; the last column is the right side.
fn solved(mut system: Vec<Vec<f64>>) -> Vec<f64> {
    let size = system.len();
    let value = |row: &[f64], column: usize| row.get(column).copied().unwrap_or(0.0);
    let largest = system.iter().flatten().fold(0.0, |most: f64, number| most.max(number.abs()));
    for column in 0..size {
        let best = (column..size).max_by(|a, b| {
            let size_of = |row: usize| system.get(row).map_or(0.0, |row| value(row, column).abs());
            size_of(*a).total_cmp(&size_of(*b))
        });
        system.swap(column, best.unwrap_or(column));
        let Some((pivot, below)) = system.get_mut(column..).and_then(<[_]>::split_first_mut) else {
            continue;
        };
        let head = value(pivot, column);
        if head.abs() <= SINGULAR * largest {
            return vec![f64::NAN; size];
        }
        for row in below {
            let factor = value(row, column) / head;
            row.iter_mut().zip(pivot.iter()).for_each(|(number, above)| *number -= factor * above);
        }
    }
    let mut solution = vec![0.0; size];
    for (place, row) in system.iter().enumerate().rev() {
        let known: f64 = row.iter().zip(&solution).skip(place + 1).map(|(number, x)| number * x).sum();
        if let Some(slot) = solution.get_mut(place) {
            *slot = (value(row, size) - known) / value(row, place);
        }
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_weights_are_found_and_negative_ones_are_not() {
        // Columns 2, 0.5 and 1 in turn: thirds of the first two rows make 1.
        let rows = vec![vec![2.0, 0.0, 1.0], vec![0.0, 2.0, 1.0]];
        let weights = weights_that_sum_to_one(&rows, 3);
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(weights.iter().all(|weight| *weight >= 0.0));
        // 1 = 3 w1 + 2 w2 with w1 + w2 = 1 would need w1 = -1: the lower column has all.
        let weights = weights_that_sum_to_one(&[vec![3.0, 2.0]], 2);
        assert_eq!(weights, [0.0, 1.0]);
        let weights = weights_that_sum_to_one(&[vec![0.5, 2.0]], 2);
        assert!((weights[0] - 2.0 / 3.0).abs() < 1e-12, "{weights:?}");
    }

    #[test]
    fn equal_columns_do_not_hang() {
        let weights = weights_that_sum_to_one(&[vec![1.5, 1.5], vec![0.5, 0.5]], 2);
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{weights:?}");
    }
}
