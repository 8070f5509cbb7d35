//! Small dense matrices: solving with exchange of rows, and the spaces of a matrix.

/// What counts as nothing beside numbers of the size of one.
const NOTHING: f64 = 1e-12;

/// How much smaller than the largest of its column the element on the diagonal may be and still be the pivot.
const DIAGONAL_ENOUGH: f64 = 0.01;

/// `P A = L U` of a square matrix, kept by rows. Rows are compared by their own size before the exchange, since the
/// rows of algebraic rules may have any unit.
///
/// The diagonal stays the pivot unless it is much too small both in its column and in its row. A row of a state that rests
/// at zero and reads none but its like is solved among these, then, and stays at zero; through the rows of others it would
/// get their rounding. What is subtracted from another row is at most so many times what that row has in the column.
#[derive(Clone, Debug, Default)]
pub(super) struct Factors {
    size: usize,
    elements: Vec<f64>,
    order: Vec<usize>,
    sizes: Vec<f64>,
    pivot_row: Vec<(usize, f64)>,
}

impl Factors {
    /// Factors of a matrix given by rows; the row that is singular or not finite, if one is.
    pub(super) fn factor(&mut self, size: usize, matrix: &[f64]) -> Result<(), usize> {
        self.size = size;
        self.elements.clear();
        self.elements.extend_from_slice(matrix);
        self.order.clear();
        self.order.extend(0..size);
        self.sizes.clear();
        for row in matrix.chunks_exact(size.max(1)) {
            self.sizes.push(row.iter().fold(0.0, |largest: f64, element| largest.max(element.abs())));
        }
        let elements = &mut self.elements;
        for column in 0..size {
            let (mut pivot, mut largest, mut own) = (column, -1.0, None);
            for row in column..size {
                let element = elements[row * size + column].abs() / self.sizes[row];
                if element > largest {
                    (pivot, largest) = (row, element);
                }
                if self.order[row] == column {
                    own = Some((row, element));
                }
            }
            if let Some((row, element)) = own {
                let rest = &elements[row * size + column..(row + 1) * size];
                let (diagonal, rest) = rest.split_first().unwrap_or((&0.0, &[]));
                let beside = rest.iter().fold(0.0, |largest: f64, element| largest.max(element.abs()));
                let in_row = *diagonal != 0.0 && diagonal.abs() >= DIAGONAL_ENOUGH * beside;
                if in_row || element >= DIAGONAL_ENOUGH * largest {
                    pivot = row;
                }
            }
            if pivot != column {
                for place in 0..size {
                    elements.swap(column * size + place, pivot * size + place);
                }
                self.order.swap(column, pivot);
                self.sizes.swap(column, pivot);
            }
            let diagonal = elements[column * size + column];
            if diagonal == 0.0 || !diagonal.is_finite() {
                return Err(self.order[column]);
            }
            // Networks are sparse: only what is there is subtracted.
            self.pivot_row.clear();
            for place in column + 1..size {
                let element = elements[column * size + place];
                if element != 0.0 {
                    self.pivot_row.push((place, element));
                }
            }
            for row in column + 1..size {
                let element = &mut elements[row * size + column];
                if *element == 0.0 {
                    continue;
                }
                let factor = *element / diagonal;
                *element = factor;
                for (place, above) in &self.pivot_row {
                    elements[row * size + place] -= factor * above;
                }
            }
        }
        Ok(())
    }

    /// Solves `A x = right`.
    pub(super) fn solve(&self, right: &[f64], x: &mut Vec<f64>) {
        let size = self.size;
        x.clear();
        x.extend(self.order.iter().map(|&row| right[row]));
        for i in 0..size {
            let row = &self.elements[i * size..(i + 1) * size];
            let mut sum = x[i];
            for j in 0..i {
                if row[j] != 0.0 {
                    sum -= row[j] * x[j];
                }
            }
            x[i] = sum;
        }
        for i in (0..size).rev() {
            let row = &self.elements[i * size..(i + 1) * size];
            let mut sum = x[i];
            for j in i + 1..size {
                if row[j] != 0.0 {
                    sum -= row[j] * x[j];
                }
            }
            x[i] = sum / row[i];
        }
    }
}

/// Reduced row echelon form, and the columns of its pivots.
fn reduced(mut rows: Vec<Vec<f64>>, columns: usize) -> (Vec<Vec<f64>>, Vec<usize>) {
    let mut pivots = Vec::new();
    for column in 0..columns {
        let top = pivots.len();
        let pivot =
            (top..rows.len()).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()));
        let Some(pivot) = pivot.filter(|pivot| rows[*pivot][column].abs() > NOTHING) else { continue };
        rows.swap(top, pivot);
        let by = rows[top][column];
        rows[top].iter_mut().for_each(|element| *element /= by);
        let pivot_row = rows[top].clone();
        for (index, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if index != top && factor != 0.0 {
                for (element, above) in row.iter_mut().zip(&pivot_row) {
                    *element -= factor * above;
                    if element.abs() < NOTHING {
                        *element = 0.0;
                    }
                }
            }
        }
        pivots.push(column);
    }
    rows.truncate(pivots.len());
    (rows, pivots)
}

/// A basis of all `l` with `l A = 0`.
pub(super) fn left_null_space(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let size = rows.len();
    let columns = rows.first().map_or(0, Vec::len);
    let transposed: Vec<Vec<f64>> =
        (0..columns).map(|column| rows.iter().map(|row| row[column]).collect()).collect();
    let (reduced, pivots) = reduced(transposed, size);
    let free = (0..size).filter(|place| !pivots.contains(place));
    free.map(|place| {
        let mut vector = vec![0.0; size];
        vector[place] = 1.0;
        for (row, pivot) in reduced.iter().zip(&pivots) {
            vector[*pivot] = -row[place];
        }
        vector
    })
    .collect()
}

/// A basis of the rows of a matrix, each with the column of its pivot.
pub(super) fn row_space(rows: &[Vec<f64>]) -> Vec<(usize, Vec<f64>)> {
    let columns = rows.first().map_or(0, Vec::len);
    let (reduced, pivots) = reduced(rows.to_vec(), columns);
    pivots.into_iter().zip(reduced).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_with_a_zero_on_the_diagonal_and_rows_of_any_size() {
        let mut factors = Factors::default();
        let mut x = Vec::new();
        let matrix = [0.0, 2.0, 1.0, 1e-20, 1e-20, 0.0, 4.0, 0.0, 2.0];
        assert_eq!(factors.factor(3, &matrix), Ok(()));
        factors.solve(&[7.0, 3e-20, 10.0], &mut x);
        assert!(x.iter().zip([1.0, 2.0, 3.0]).all(|(a, b)| (a - b).abs() < 1e-14), "{x:?}");
        assert!(factors.factor(2, &[1.0, 2.0, 2.0, 4.0]).is_err());
    }

    #[test]
    fn a_row_by_itself_is_solved_by_itself() {
        // The first row reads the third a thousand million times more than itself, and the third reads only itself.
        let matrix = [10.0, 1.0, -1e9, 300.0, 10.0, -1e3, 0.0, 0.0, 10.5];
        let (mut factors, mut x) = (Factors::default(), Vec::new());
        assert_eq!(factors.factor(3, &matrix), Ok(()));
        factors.solve(&[7.0, 3.0, 0.0], &mut x);
        assert_eq!(x[2], 0.0);
        let rest: f64 = 10.0 * x[0] + x[1];
        assert!((rest - 7.0).abs() < 1e-12, "{x:?}");
    }

    #[test]
    fn what_reactions_leave_alone() {
        // A -> B, B -> C and C -> A: one sum, two independent balances.
        let matrix = vec![vec![-1.0, 0.0, 1.0], vec![1.0, -1.0, 0.0], vec![0.0, 1.0, -1.0]];
        assert_eq!(left_null_space(&matrix), [[1.0, 1.0, 1.0]]);
        let rows = row_space(&matrix);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].1, [1.0, 0.0, -1.0]);
    }
}
