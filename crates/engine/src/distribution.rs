//! Distributions of random numbers: probability of at most x, and its inverse.
//!
//! ```text
//! normal(m, s)      P = erfc(-(x - m) / (s sqrt 2)) / 2
//! gamma(k, s)       P = regularised lower incomplete gamma function P(k, x/s)
//! Poisson(m)        P(X <= n) = 1 - P(n + 1, m)
//! binomial(n, p)    sum of its terms, each from the one before
//! ```
//!
//! The incomplete gamma function is its series below `k + 1` and Lentz's continued fraction above (Press et al. 2007,
//! Numerical Recipes, section 6.2). Quantiles halve an interval to the last bit.

use crate::math;
use crate::philox::normal_quantile;
use lytic_model::graph::Distribution;

/// Terms of a series or fraction.
const MOST_TERMS: u32 = 100_000;

/// The value below which a number of this distribution falls with probability `p`; NaN outside its parameters' range.
pub(crate) fn quantile(of: Distribution, a: f64, b: f64, p: f64) -> f64 {
    if !is_valid(of, a, b) || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    match of {
        Distribution::Normal => b.mul_add(normal_quantile(p), a),
        Distribution::Gamma => {
            let mut high = math::max(a, 1.0);
            while incomplete_gamma(a, high) < p && high < 1e300 {
                high *= 2.0;
            }
            let mut low = 0.0;
            loop {
                let middle = 0.5 * (low + high);
                if middle <= low || middle >= high {
                    return b * high;
                }
                if incomplete_gamma(a, middle) < p {
                    low = middle;
                } else {
                    high = middle;
                }
            }
        }
        Distribution::Poisson | Distribution::Binomial => {
            // The least whole number whose probability reaches p.
            let top = if of == Distribution::Binomial { a } else { f64::INFINITY };
            let (mut low, mut high) = (-1.0, math::min(math::ceil(a) + 1.0, top));
            while high < top && probability(of, a, b, high) < p && high < 1e15 {
                (low, high) = (high, math::min(2.0 * high, top));
            }
            while high - low > 1.0 {
                let middle = math::floor(0.5 * (low + high));
                if probability(of, a, b, middle) < p {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            high
        }
    }
}

/// The probability of a number of at most `x`; NaN outside the parameters' range.
pub(crate) fn probability(of: Distribution, a: f64, b: f64, x: f64) -> f64 {
    if !is_valid(of, a, b) || x.is_nan() {
        return f64::NAN;
    }
    match of {
        Distribution::Normal if b == 0.0 => f64::from(x >= a),
        Distribution::Normal => 0.5 * math::erfc((a - x) / (b * std::f64::consts::SQRT_2)),
        Distribution::Gamma => incomplete_gamma(a, x / b),
        Distribution::Poisson if x < 0.0 => 0.0,
        Distribution::Poisson => 1.0 - incomplete_gamma(math::floor(x) + 1.0, a),
        Distribution::Binomial if x < 0.0 => 0.0,
        Distribution::Binomial if x >= a || b == 0.0 => 1.0,
        Distribution::Binomial if b == 1.0 => 0.0,
        Distribution::Binomial => {
            let odds = math::ln(b / (1.0 - b));
            let (mut term, mut sum) = (a * math::ln(1.0 - b), 0.0);
            let mut successes = 0.0;
            while successes <= x {
                sum += math::exp(term);
                term += math::ln((a - successes) / (successes + 1.0)) + odds;
                successes += 1.0;
            }
            math::min(sum, 1.0)
        }
    }
}

fn is_valid(of: Distribution, a: f64, b: f64) -> bool {
    match of {
        Distribution::Normal => a.is_finite() && b >= 0.0 && b.is_finite(),
        Distribution::Gamma => a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite(),
        Distribution::Poisson => (0.0..=1e12).contains(&a),
        Distribution::Binomial => (0.0..=1e7).contains(&a) && math::floor(a) == a && (0.0..=1.0).contains(&b),
    }
}

/// The regularised lower incomplete gamma function P(k, x).
fn incomplete_gamma(k: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x.is_infinite() {
        return 1.0;
    }
    let front = math::exp(k * math::ln(x) - x - libm::lgamma(k));
    if x < k + 1.0 {
        let (mut term, mut sum) = (1.0 / k, 1.0 / k);
        for step in 1..MOST_TERMS {
            term *= x / (k + f64::from(step));
            sum += term;
            if term < 1e-17 * sum {
                break;
            }
        }
        return math::min(sum * front, 1.0);
    }
    let mut b = x + 1.0 - k;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for step in 1..MOST_TERMS {
        let step = f64::from(step);
        let a = step * (k - step);
        b += 2.0;
        let away = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
        d = 1.0 / away(a.mul_add(d, b));
        c = away(b + a / c);
        let change = d * c;
        fraction *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    math::max(1.0 - front * fraction, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Closed forms: the exponential and Erlang distributions, sums of Poisson and binomial terms.
    #[test]
    fn probabilities_have_their_closed_forms_and_quantiles_are_their_inverses() {
        for x in [0.1, 1.0, 3.0, 20.0] {
            let erlang = 1.0 - (-x / 2.0f64).exp() * (1.0 + x / 2.0);
            assert!((probability(Distribution::Gamma, 2.0, 2.0, x) - erlang).abs() < 1e-14);
        }
        let poisson = (-3.0f64).exp() * (1.0 + 3.0 + 4.5);
        assert!((probability(Distribution::Poisson, 3.0, 0.0, 2.5) - poisson).abs() < 1e-14);
        let binomial = 0.7f64.powi(5) + 5.0 * 0.3 * 0.7f64.powi(4);
        assert!((probability(Distribution::Binomial, 5.0, 0.3, 1.0) - binomial).abs() < 1e-14);
        for (of, a, b) in [(Distribution::Normal, 3.0, 2.0), (Distribution::Gamma, 0.4, 7.0)] {
            for p in [1e-6, 0.2, 0.5, 0.99] {
                let back = probability(of, a, b, quantile(of, a, b, p));
                assert!((back / p - 1.0).abs() < 1e-9, "{of:?} {p}: {back}");
            }
        }
        assert_eq!(quantile(Distribution::Poisson, 3.0, 0.0, poisson - 1e-9), 2.0);
        assert_eq!(quantile(Distribution::Poisson, 3.0, 0.0, poisson + 1e-9), 3.0);
        assert_eq!(quantile(Distribution::Binomial, 5.0, 0.3, binomial + 1e-9), 2.0);
        assert!(quantile(Distribution::Gamma, -1.0, 1.0, 0.5).is_nan());
    }
}
