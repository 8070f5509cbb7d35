//! Dense linear equations by elimination with row pivoting.

/// `P A = L U`, in place.
pub(super) struct Factors {
    rows: Vec<Vec<f64>>,
    order: Vec<usize>,
}

impl Factors {
    /// Factors of a square matrix given by rows; none if it is singular or not finite.
    pub(super) fn new(mut rows: Vec<Vec<f64>>) -> Option<Factors> {
        let n = rows.len();
        let mut order: Vec<usize> = (0..n).collect();
        for column in 0..n {
            let pivot =
                (column..n).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
            rows.swap(column, pivot);
            order.swap(column, pivot);
            let (done, below) = rows.split_at_mut(column + 1);
            let pivot_row = &done[column];
            if pivot_row[column] == 0.0 || !pivot_row[column].is_finite() {
                return None;
            }
            for row in below {
                let factor = row[column] / pivot_row[column];
                row[column] = factor;
                for (element, above) in row.iter_mut().zip(pivot_row).skip(column + 1) {
                    *element -= factor * above;
                }
            }
        }
        Some(Factors { rows, order })
    }

    /// Solves `A x = right`.
    pub(super) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = self.order.iter().map(|&row| right[row]).collect();
        for i in 0..x.len() {
            for j in 0..i {
                x[i] -= self.rows[i][j] * x[j];
            }
        }
        for i in (0..x.len()).rev() {
            for j in i + 1..x.len() {
                x[i] -= self.rows[i][j] * x[j];
            }
            x[i] /= self.rows[i][i];
        }
        x
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn solves_with_a_zero_on_the_diagonal() {
        let factors =
            Factors::new(vec![vec![0.0, 2.0, 1.0], vec![1.0, 1.0, 0.0], vec![4.0, 0.0, 2.0]]).unwrap();
        let x = factors.solve(&[7.0, 3.0, 10.0]);
        assert!(x.iter().zip([1.0, 2.0, 3.0]).all(|(a, b)| (a - b).abs() < 1e-14));
        assert!(Factors::new(vec![vec![1.0, 2.0], vec![2.0, 4.0]]).is_none());
    }
}
