//! Partial rank correlation (PRCC): how strictly the output rises or falls with a parameter, the others held.
//!
//! Inputs and output become ranks; with `P` the inverse of their matrix of correlations
//!
//! ```text
//! r_j = -P_jy / sqrt(P_jj P_yy)
//! ```
//!
//! (Marino, Hogue, Ray and Kirschner 2008 J Theor Biol 254:178). A partial correlation of `n` points with `k - 1` others
//! held is as uncertain as a plain one of `n - (k - 1)` points (Fisher 1924 Metron 3:329), whose `atanh r` is normal with
//! variance `1/(n - (k - 1) - 3)`. It says how regular a relation is, not how large, and nothing of one that turns.

use lytic_engine::math;

/// Two-sided 95 % of the normal law.
const Z: f64 = 1.959_963_984_540_054;
/// Points that Fisher's interval takes off.
const FISHER: usize = 3;

/// A partial rank correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prcc {
    /// From -1 (always falls) to 1 (always rises).
    pub value: f64,
    /// 95 % interval.
    pub interval: (f64, f64),
}

/// The least number of points for so many inputs.
pub(super) fn least_points(inputs: usize) -> usize {
    inputs.saturating_sub(1) + FISHER + 1
}

/// The partial rank correlation of each input with the output, over the points whose output is finite: `inputs[input]`
/// and `output` hold a number for each point. None where points are too few or the output is the same everywhere.
pub(super) fn prcc(inputs: &[Vec<f64>], output: &[f64]) -> Vec<Option<Prcc>> {
    let nothing = || vec![None; inputs.len()];
    let judged: Vec<usize> =
        output.iter().enumerate().filter(|(_, value)| value.is_finite()).map(|(point, _)| point).collect();
    if judged.len() < least_points(inputs.len()) {
        return nothing();
    }
    let scores: Option<Vec<Vec<f64>>> = inputs
        .iter()
        .map(Vec::as_slice)
        .chain(std::iter::once(output))
        .map(|values| {
            standard(ranks(
                &judged.iter().filter_map(|point| values.get(*point).copied()).collect::<Vec<f64>>(),
            ))
        })
        .collect();
    let Some(inverse) = scores.and_then(|scores| inverse_of_correlations(&scores)) else { return nothing() };
    let at = |row: usize, column: usize| {
        inverse
            .get(row.max(column))
            .and_then(|row_of| row_of.get(row.min(column)))
            .copied()
            .unwrap_or(f64::NAN)
    };
    let y = inputs.len();
    let effective = judged.len() - (inputs.len() - 1);
    let width = Z / ((effective - FISHER) as f64).sqrt();
    (0..inputs.len())
        .map(|input| {
            let value = (-at(input, y) / (at(input, input) * at(y, y)).sqrt()).clamp(-1.0, 1.0);
            let middle = math::atanh(value);
            let interval = (math::tanh(middle - width), math::tanh(middle + width));
            Some(Prcc { value, interval })
        })
        .collect()
}

/// Ranks from 1; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let value = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    order.sort_by(|a, b| value(*a).total_cmp(&value(*b)));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    for group in order.chunk_by(|a, b| value(*a) == value(*b)) {
        let shared = first as f64 + 0.5 * (group.len() + 1) as f64;
        for index in group {
            if let Some(rank) = ranks.get_mut(*index) {
                *rank = shared;
            }
        }
        first += group.len();
    }
    ranks
}

/// Mean 0 and sum of squares 1; none where all are equal.
fn standard(mut values: Vec<f64>) -> Option<Vec<f64>> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter_mut().for_each(|value| *value -= mean);
    let size = values.iter().map(|value| value * value).sum::<f64>().sqrt();
    if size.is_nan() || size <= 0.0 {
        return None;
    }
    values.iter_mut().for_each(|value| *value /= size);
    Some(values)
}

/// The lower triangle of the inverse of the matrix of correlations; none where one of the columns is a sum of others.
fn inverse_of_correlations(columns: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    // R = L L', then R^-1 = M' M with M = L^-1.
    let mut lower: Vec<Vec<f64>> = Vec::with_capacity(columns.len());
    for (index, column) in columns.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(index + 1);
        for (other, before) in columns.iter().zip(&lower) {
            let correlation: f64 = column.iter().zip(other).map(|(a, b)| a * b).sum();
            let shared: f64 = row.iter().zip(before).map(|(a, b)| a * b).sum();
            row.push((correlation - shared) / before.last()?);
        }
        let pivot = 1.0 - row.iter().map(|value| value * value).sum::<f64>();
        // Of the last column, the output, all may be told by the inputs: a correlation of one.
        if pivot < 1e-12 && index + 1 < columns.len() {
            return None;
        }
        row.push(pivot.max(1e-12).sqrt());
        lower.push(row);
    }
    let mut inverse: Vec<Vec<f64>> = Vec::with_capacity(lower.len());
    for (index, row) in lower.iter().enumerate() {
        let pivot = row.last()?;
        let mut out = vec![0.0; index + 1];
        for (before, factor) in inverse.iter().zip(row) {
            for (sum, value) in out.iter_mut().zip(before) {
                *sum -= factor * value / pivot;
            }
        }
        *out.last_mut()? = 1.0 / pivot;
        inverse.push(out);
    }
    let product = |row: usize, column: usize| -> f64 {
        inverse
            .iter()
            .skip(row)
            .filter_map(|values: &Vec<f64>| Some(values.get(row)? * values.get(column)?))
            .sum()
    };
    Some((0..inverse.len()).map(|row| (0..=row).map(|column| product(row, column)).collect()).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
    use super::*;
    use lytic_engine::philox::{normal, purpose};

    fn numbers(name: &str, count: u64) -> Vec<f64> {
        (0..count).map(|point| normal(3, purpose(name), point, 0)).collect()
    }

    #[test]
    fn ranks_share_ties() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        assert_eq!(ranks(&[]), Vec::<f64>::new());
    }

    /// With one input it is Spearman's correlation: 1 - 6 sum d^2 / (n (n^2 - 1)) without ties.
    #[test]
    fn one_input_is_spearman() {
        let x = vec![vec![1.0, 2.0, 3.0, 4.0, 5.0]];
        let found = prcc(&x, &[2.0, 1.0, 4.0, 3.0, 7.0])[0].unwrap();
        assert!((found.value - (1.0 - 6.0 * 4.0 / 120.0)).abs() < 1e-12, "{}", found.value);
        let z = 0.5 * ((1.0 + found.value) / (1.0 - found.value)).ln();
        assert!((found.interval.1 - (z + Z / 2.0_f64.sqrt()).tanh()).abs() < 1e-12);
    }

    /// y = a x1 + b x2 + noise, all normal: the partial correlation of x1 is a/sqrt(a^2 + s^2); of ranks it is nearly
    /// the correlation of scores, 6/pi asin(r/2) each, put through the formula for partial ones.
    #[test]
    fn a_linear_model_with_noise_has_its_closed_form() {
        const N: u64 = 20_000;
        let (a, b, s) = (1.0_f64, -2.0_f64, 1.5_f64);
        let inputs = vec![numbers("x1", N), numbers("x2", N), numbers("idle", N)];
        let noise = numbers("noise", N);
        let y: Vec<f64> =
            (0..N as usize).map(|i| a * inputs[0][i] + b * inputs[1][i] + s * noise[i]).collect();
        let found = prcc(&inputs, &y);
        let size = (a * a + b * b + s * s).sqrt();
        let rank = |r: f64| 6.0 / std::f64::consts::PI * (r / 2.0).asin();
        let (r1, r2) = (rank(a / size), rank(b / size));
        for (found, wanted) in
            found.iter().zip([r1 / (1.0 - r2 * r2).sqrt(), r2 / (1.0 - r1 * r1).sqrt(), 0.0])
        {
            let found = found.unwrap();
            assert!((found.value - wanted).abs() < 4.0 / (N as f64).sqrt(), "{} not {wanted}", found.value);
            let width = found.interval.1 - found.interval.0;
            assert!((width - 2.0 * Z * (1.0 - wanted * wanted) / (N as f64).sqrt()).abs() < 2e-3, "{width}");
        }
    }

    #[test]
    fn nothing_is_said_where_nothing_can_be() {
        let x = vec![vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]; 1];
        assert_eq!(prcc(&x, &[7.0; 6]), [None]);
        assert_eq!(prcc(&x, &[f64::NAN, 1.0, 2.0, 3.0, f64::NAN, f64::NAN]), [None]);
        let twice = vec![x[0].clone(), x[0].clone()];
        assert_eq!(prcc(&twice, &[1.0, 2.0, 3.0, 5.0, 4.0, 6.0]), [None, None]);
        let exact = prcc(&x, &[1.0, 4.0, 9.0, 16.0, 25.0, 36.0])[0].unwrap();
        assert!(exact.value > 0.999_999 && exact.interval.0 > 0.99 && exact.interval.1 <= 1.0);
    }
}
