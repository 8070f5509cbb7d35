//! Quantiles over patients and exact intervals of shares and medians.
//!
//! Nothing here is approximate: quantiles are order statistics with linear interpolation (type 7 of Hyndman and Fan
//! 1996 Am Stat 50:361), intervals of shares are Clopper and Pearson's (1934 Biometrika 26:404), intervals of medians
//! lie between two order statistics (David and Nagaraja 2003, Order Statistics, section 7.1). Differences of paired
//! shares are in [`paired`].

pub mod paired;

use lytic_engine::math;

/// The quantiles of a report.
pub const PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The range over draws that is shown as ignorance.
pub const IGNORANCE: [f64; 2] = [0.05, 0.95];

/// The range of [`IGNORANCE`] of numbers in any order; NaN where there is none.
pub fn range(mut values: Vec<f64>) -> (f64, f64) {
    let found = quantiles(&mut values, &IGNORANCE);
    (found.first().copied().unwrap_or(f64::NAN), found.last().copied().unwrap_or(f64::NAN))
}

/// That range over draws, where there are several.
pub fn over_draws(by_draw: &[f64]) -> Option<(f64, f64)> {
    (by_draw.len() > 1).then(|| range(by_draw.to_vec()))
}

/// Quantile of ascending numbers: `x[h]` with `h = (n - 1) p`, linear between neighbours. NaN for none.
///
/// Between equal neighbours, or where one is infinite, no rounding or `inf - inf` can come in.
pub fn quantile_of_sorted(sorted: &[f64], probability: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let position = last as f64 * probability.clamp(0.0, 1.0);
    let below = (position.floor() as usize).min(last);
    let above = (below + 1).min(last);
    let (Some(low), Some(high)) = (sorted.get(below), sorted.get(above)) else { return f64::NAN };
    quantile_between((*low, *high), position - below as f64)
}

/// The point that lies a share of the way between two neighbours.
pub fn quantile_between((low, high): (f64, f64), share: f64) -> f64 {
    if share == 0.0 || low == high { low } else { (high - low).mul_add(share, low) }
}

/// Ranks (from 0) of the order statistics between which the median lies with at least 95 % confidence:
/// `x[l - 1]` and `x[n - l]` with the largest `l` for which `P(Bin(n, 1/2) < l) <= 2.5 %`. None below six values: even
/// their extremes do not hold the median so often.
pub fn median_ranks(n: u64) -> Option<(u64, u64)> {
    // P(Bin(n, 1/2) <= k) = I_1/2(n - k, k + 1)
    let below = |k: u64| incomplete_beta(0.5, (n - k) as f64, k as f64 + 1.0);
    if n < 6 {
        return None;
    }
    let (mut fits, mut too_far) = (0, n / 2);
    while too_far - fits > 1 {
        let middle = fits + (too_far - fits) / 2;
        if below(middle) <= 0.025 {
            fits = middle;
        } else {
            too_far = middle;
        }
    }
    Some((fits, n - 1 - fits))
}

/// [`median_ranks`], remembered for the number that was asked last: cells of one table mostly have the same.
#[derive(Clone, Debug, Default)]
pub struct MedianRanks(Option<(u64, Option<(u64, u64)>)>);

impl MedianRanks {
    /// Ranks for `n` values.
    pub fn of(&mut self, n: u64) -> Option<(u64, u64)> {
        match self.0 {
            Some((known, ranks)) if known == n => ranks,
            _ => {
                let ranks = median_ranks(n);
                self.0 = Some((n, ranks));
                ranks
            }
        }
    }
}

/// Quantiles of numbers in any order, NaN left out. Sorts in place.
pub fn quantiles(values: &mut Vec<f64>, probabilities: &[f64]) -> Vec<f64> {
    values.retain(|value| !value.is_nan());
    values.sort_unstable_by(f64::total_cmp);
    probabilities.iter().map(|probability| quantile_of_sorted(values, *probability)).collect()
}

/// Clopper and Pearson's interval of a share: `successes` of `n`, `confidence` such as 0.95.
///
/// Lower bound: the `p` with `P(X >= successes | p) = (1 - confidence) / 2`; the upper one likewise.
pub fn clopper_pearson(successes: u64, n: u64, confidence: f64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (k, n) = (successes.min(n) as f64, n as f64);
    let tail = 0.5 * (1.0 - confidence);
    // P(X >= k | n, p) = I_p(k, n - k + 1)
    let low = if k == 0.0 { 0.0 } else { solve(|p| incomplete_beta(p, k, n - k + 1.0), tail) };
    let high = if k == n { 1.0 } else { solve(|p| incomplete_beta(p, k + 1.0, n - k), 1.0 - tail) };
    (low, high)
}

/// The argument in [0, 1] at which an increasing function reaches `target`, by bisection to the last bit.
fn solve(function: impl Fn(f64) -> f64, target: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if function(middle) < target {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// Regularised incomplete beta function `I_x(a, b)` for `a, b > 0`, by its continued fraction (DLMF 8.17.22,
/// evaluated after Lentz).
pub fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast for x < (a + 1) / (a + b + 2); elsewhere the mirror image does.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(1.0 - x, b, a);
    }
    let front = a.mul_add(math::ln(x), b * math::ln(1.0 - x)) - ln_beta(a, b);
    math::exp(front) * beta_fraction(x, a, b) / a
}

fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    // The number of terms grows with sqrt(a + b); 10,000 serves 1e8 patients.
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(even.mul_add(d, 1.0));
        c = away_from_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(odd.mul_add(d, 1.0));
        c = away_from_zero(1.0 + odd / c);
        let step = d * c;
        fraction *= step;
        if (step - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// Logarithm of the gamma function for `x > 0`: upward recurrence to 10, then Stirling's series (DLMF 5.11.1),
/// whose first left-out term there is below 1e-16.
pub fn ln_gamma(x: f64) -> f64 {
    let mut product = 1.0;
    let mut z = x;
    while z < 10.0 {
        product *= z;
        z += 1.0;
    }
    let inverse = 1.0 / z;
    let square = inverse * inverse;
    // B_2k / (2k (2k - 1)) for k = 1 to 8
    const SERIES: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
        -3617.0 / 122_400.0,
    ];
    let correction = SERIES.iter().rev().fold(0.0, |sum: f64, term| sum.mul_add(square, *term)) * inverse;
    const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_7;
    (z - 0.5) * math::ln(z) - z + HALF_LN_TWO_PI + correction - math::ln(product)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, wanted: f64, error: f64) {
        assert!((found - wanted).abs() <= error, "{found} instead of {wanted}");
    }

    #[test]
    fn gamma_of_whole_and_half_numbers() {
        close(ln_gamma(1.0), 0.0, 1e-14);
        close(ln_gamma(11.0), 3_628_800.0_f64.ln(), 1e-13);
        close(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln(), 1e-14);
    }

    #[test]
    fn incomplete_beta_in_closed_form() {
        // I_x(1, b) = 1 - (1 - x)^b, I_x(a, 1) = x^a, I_1/2(a, a) = 1/2
        close(incomplete_beta(0.3, 1.0, 4.0), 1.0 - 0.7_f64.powi(4), 1e-14);
        close(incomplete_beta(0.9, 7.0, 1.0), 0.9_f64.powi(7), 1e-14);
        close(incomplete_beta(0.5, 1234.0, 1234.0), 0.5, 1e-11);
    }

    /// Published intervals: rule of zero events (1 - 0.025^(1/n)); 2 of 27 and 53 of 100 as printed in textbooks and
    /// by R's binom.test.
    #[test]
    fn clopper_pearson_has_its_published_values() {
        let (low, high) = clopper_pearson(0, 8, 0.95);
        assert_eq!(low, 0.0);
        close(high, 1.0 - 0.025_f64.powf(1.0 / 8.0), 1e-12);
        // Newcombe 1998 Stat Med 17:857, table I, method 5: 81/263, 15/148, 0/20, 1/29.
        for (k, n, low, high) in [
            (81, 263, 0.2527, 0.3676),
            (15, 148, 0.0578, 0.1617),
            (0, 20, 0.0, 0.1684),
            (1, 29, 0.0009, 0.1776),
        ] {
            let (found_low, found_high) = clopper_pearson(k, n, 0.95);
            close(found_low, low, 5.1e-5);
            close(found_high, high, 5.1e-5);
        }
        let (low, high) = clopper_pearson(29, 29, 0.95);
        assert_eq!(high, 1.0);
        close(low, 0.025_f64.powf(1.0 / 29.0), 1e-12);
        assert_eq!(clopper_pearson(0, 0, 0.95), (0.0, 1.0));
    }

    #[test]
    fn many_patients_are_no_trouble() {
        let (low, high) = clopper_pearson(30_000_000, 100_000_000, 0.95);
        let half = 1.96 * (0.3_f64 * 0.7 / 1e8).sqrt();
        close(low, 0.3 - half, 1e-7);
        close(high, 0.3 + half, 1e-7);
    }

    /// Ranks (from 1) of the tables of order statistics for a 95 % interval of the median: 6 values 1 and 6, 10 values
    /// 2 and 9, 20 values 6 and 15, 100 values 40 and 61. The coverage `1 - 2 P(Bin < l)` is summed here term by term.
    #[test]
    fn the_median_lies_between_its_order_statistics() {
        assert_eq!(median_ranks(5), None);
        for (n, low, high) in [(6, 1, 6), (8, 1, 8), (9, 2, 8), (10, 2, 9), (20, 6, 15), (100, 40, 61)] {
            assert_eq!(median_ranks(n), Some((low - 1, high - 1)), "{n}");
        }
        let tail = |n: u64, l: u64| {
            let mut term = 0.5_f64.powi(n as i32);
            (0..l).fold(0.0, |sum, k| {
                let now = term;
                term *= (n - k) as f64 / (k + 1) as f64;
                sum + now
            })
        };
        for n in 6..200 {
            let Some((low, high)) = median_ranks(n) else { panic!("no ranks for {n}") };
            assert_eq!(low + high, n - 1);
            assert!(tail(n, low + 1) <= 0.025 && tail(n, low + 2) > 0.025, "{n}");
        }
        // Half the width is 1.96 sqrt(n) / 2 ranks.
        let Some((low, high)) = median_ranks(100_000_000) else { panic!("no ranks") };
        assert!((((high - low) as f64) / 19_600.0 - 1.0).abs() < 1e-3, "{low} {high}");
    }

    #[test]
    fn quantiles_interpolate_and_ignore_order() {
        let mut values = vec![4.0, 1.0, f64::NAN, 3.0, 2.0];
        assert_eq!(quantiles(&mut values, &[0.0, 0.5, 1.0]), vec![1.0, 2.5, 4.0]);
        assert!(quantile_of_sorted(&[], 0.5).is_nan());
        assert_eq!(quantile_of_sorted(&[7.0], 0.95), 7.0);
        let infinite = [1.0, f64::INFINITY, f64::INFINITY];
        assert_eq!(quantile_of_sorted(&infinite, 0.75), f64::INFINITY);
    }
}
