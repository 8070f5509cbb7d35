//! How well a model agrees with data, and how many numbers that took.
//!
//! Errors are taken as `y = f + s e`: e has the relative size that the standard deviations give it (weights), s is estimated
//! from the residuals. Then, with n points, p free numbers and K = p + 1 (s is one more):
//!
//! ```text
//! chi2 = sum ((y - f)/w)^2
//! AICc = n ln(chi2/n) + 2 K + 2 K (K + 1)/(n - K - 1)          (Hurvich & Tsai 1989 Biometrika 76:297)
//! R2   = 1 - sum (y - f)^2 / sum (y - mean y)^2                 (plain, so that papers can be compared)
//! ```

use crate::statistics::incomplete_beta;
use lytic_engine::math::{ln, sqrt};

/// AICc of a fit; none where there are too few points for that many free numbers.
pub(crate) fn aicc(chi2: f64, points: usize, free: usize) -> Option<f64> {
    let (n, k) = (points as f64, free as f64 + 1.0);
    let spare = n - k - 1.0;
    if spare <= 0.0 || !chi2.is_finite() {
        return None;
    }
    // A perfect fit has no finite logarithm; the smallest number stands for it.
    Some(n * ln((chi2 / n).max(f64::MIN_POSITIVE)) + 2.0 * k + 2.0 * k * (k + 1.0) / spare)
}

/// R2 of pairs of observed and fitted; not a number where nothing varies.
pub(crate) fn r2(pairs: &[(f64, f64)]) -> f64 {
    let mean = pairs.iter().map(|(seen, _)| seen).sum::<f64>() / pairs.len() as f64;
    let total: f64 = pairs.iter().map(|(seen, _)| (seen - mean) * (seen - mean)).sum();
    if total > 0.0 { 1.0 - squares(pairs) / total } else { f64::NAN }
}

/// Root of the mean square of observed minus fitted.
pub(crate) fn rmse(pairs: &[(f64, f64)]) -> f64 {
    sqrt(squares(pairs) / pairs.len() as f64)
}

fn squares(pairs: &[(f64, f64)]) -> f64 {
    pairs.iter().map(|(seen, fitted)| (seen - fitted) * (seen - fitted)).sum()
}

/// Two-sided 95 % point of Student's t.
pub(crate) fn student_95(degrees: usize) -> f64 {
    if degrees == 0 {
        return f64::INFINITY;
    }
    let nu = degrees as f64;
    // P(|T| > t) = I_x(nu/2, 1/2) at x = nu/(nu + t^2).
    let beyond = |t: f64| incomplete_beta(nu / (nu + t * t), 0.5 * nu, 0.5);
    let (mut low, mut high) = (0.0, 20.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if beyond(middle) > 0.05 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn student_has_the_points_of_the_tables() {
        for (degrees, point) in [(1, 12.706), (2, 4.303), (5, 2.571), (12, 2.179), (30, 2.042), (120, 1.980)]
        {
            assert!((student_95(degrees) - point).abs() < 6e-4, "{degrees}: {}", student_95(degrees));
        }
        assert!(student_95(0).is_infinite());
    }

    #[test]
    fn aicc_counts_the_error_as_a_number_too() {
        // n = 15, p = 3, chi2 = 78.3: 15 ln(5.22) + 8 + 4.
        let value = aicc(78.3, 15, 3).unwrap();
        assert!((value - (15.0 * (78.3_f64 / 15.0).ln() + 8.0 + 4.0)).abs() < 1e-9, "{value}");
        assert_eq!(aicc(1.0, 5, 3), None);
        // One more free number must lower chi2 by a factor to pay for itself.
        assert!(aicc(78.3, 15, 4).unwrap() > value);
    }

    #[test]
    fn r2_and_rmse_of_a_small_table() {
        let pairs = [(1.0, 1.5), (2.0, 2.0), (3.0, 2.5)];
        assert!((r2(&pairs) - 0.75).abs() < 1e-12);
        assert!((rmse(&pairs) - (0.5_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!(r2(&[(2.0, 1.0), (2.0, 3.0)]).is_nan());
    }
}
