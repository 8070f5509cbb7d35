//! Parameters that go together: a Gaussian copula.
//!
//! The normal scores `z` of independent parameters become `L z` with `L L' = R`, the Cholesky factor of their matrix of
//! correlations, so that each keeps its own law while the scores of two have the correlation that was asked for. The
//! rank correlation (Spearman) is then `6/pi asin(r/2)`. The first parameter keeps its own number; each further one
//! takes a part of those before it.

/// Correlated scores of some of a list of parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Copula {
    /// Their places in the list, ascending.
    members: Vec<usize>,
    /// Rows of the lower triangle `L`.
    rows: Vec<Vec<f64>>,
}

/// Correlations that no people can have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Impossible {
    /// All correlations times this would do.
    pub largest_factor: f64,
}

/// Least square of a row's last element: below that one parameter is a sum of the others.
const LEAST_PIVOT: f64 = 1e-9;

impl Copula {
    /// Correlations of pairs of places, each pair once and not of one with itself; pairs that are not named have none.
    pub fn new(pairs: &[(usize, usize, f64)]) -> Result<Copula, Impossible> {
        let mut members: Vec<usize> = pairs.iter().flat_map(|(a, b, _)| [*a, *b]).collect();
        members.sort_unstable();
        members.dedup();
        let matrix = |factor: f64| {
            let of = |a: usize, b: usize| {
                let named = pairs.iter().find(|(x, y, _)| (*x, *y) == (a, b) || (*x, *y) == (b, a));
                if a == b { 1.0 } else { named.map_or(0.0, |(_, _, value)| factor * value) }
            };
            cholesky(&members, of)
        };
        if let Some(rows) = matrix(1.0) {
            return Ok(Copula { members, rows });
        }
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            if matrix(middle).is_some() { low = middle } else { high = middle }
        }
        Err(Impossible { largest_factor: low })
    }

    /// Places of the correlated parameters, ascending.
    pub fn members(&self) -> &[usize] {
        &self.members
    }

    /// The correlated score of each member from their independent ones.
    pub fn scores(&self, independent: &[f64]) -> Vec<f64> {
        let sum =
            |row: &Vec<f64>| row.iter().zip(independent).fold(0.0, |sum: f64, (l, z)| l.mul_add(*z, sum));
        self.rows.iter().map(sum).collect()
    }
}

/// The lower triangle `L` with `L L'` equal to the matrix; none where the matrix is not positive definite.
fn cholesky(members: &[usize], of: impl Fn(usize, usize) -> f64) -> Option<Vec<Vec<f64>>> {
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(members.len());
    for (index, member) in members.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(index + 1);
        for (column, other) in members.iter().enumerate().take(index) {
            let before = rows.get(column)?;
            let shared: f64 = row.iter().zip(before).map(|(a, b)| a * b).sum();
            row.push((of(*member, *other) - shared) / before.get(column)?);
        }
        let pivot = 1.0 - row.iter().map(|l| l * l).sum::<f64>();
        if pivot < LEAST_PIVOT {
            return None;
        }
        row.push(pivot.sqrt());
        rows.push(row);
    }
    Some(rows)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
    use super::*;

    #[test]
    fn the_factor_gives_the_matrix_back() {
        let pairs = [(4, 1, 0.6), (1, 9, -0.3), (9, 4, 0.2)];
        let copula = Copula::new(&pairs).unwrap();
        assert_eq!(copula.members(), [1, 4, 9]);
        let wanted = [[1.0, 0.6, -0.3], [0.6, 1.0, 0.2], [-0.3, 0.2, 1.0]];
        for (i, row) in wanted.iter().enumerate() {
            for (j, wanted) in row.iter().enumerate() {
                let found: f64 = copula.rows[i].iter().zip(&copula.rows[j]).map(|(a, b)| a * b).sum();
                assert!((found - wanted).abs() < 1e-15, "{found} instead of {wanted}");
            }
        }
        assert_eq!(copula.scores(&[1.0, 0.0, 0.0])[..2], [1.0, 0.6]);
    }

    /// Two equal correlations with a third parameter that has none to the other: at most 1/sqrt(2).
    #[test]
    fn impossible_matrices_are_told_with_what_would_do() {
        let factor = Copula::new(&[(0, 1, 0.8), (1, 2, 0.8)]).unwrap_err().largest_factor;
        assert!((factor - 0.5_f64.sqrt() / 0.8).abs() < 1e-8, "{factor}");
        assert!(Copula::new(&[(0, 1, 0.7), (1, 2, 0.7)]).is_ok());
        assert!(Copula::new(&[]).unwrap().members().is_empty());
    }
}
