//! Rules: does a simulated number agree with the published one?
//!
//! ```text
//! interval     low <= x <= high
//! log          the same, for a number that is compared by factors (and must be above zero)
//! binomial     x inside the exact 95 % interval of `observed` of `n` (Clopper and Pearson 1934 Biometrika 26:404)
//! inequality   x >= low, x <= high; one of them may be missing
//! order        x1 > x2 > ... (falls) or x1 < x2 < ... (rises)
//! ```
//!
//! A number that does not exist (nobody fulfils the condition) agrees with nothing. Small trials can only refute: a
//! number inside is not excluded, and no more.

use crate::statistics::clopper_pearson;

/// How a row is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Inside `low` to `high`.
    Interval,
    /// The same, by factors.
    Log,
    /// Inside the exact 95 % interval of what was observed.
    Binomial,
    /// On the right side of `low` or `high`.
    Inequality,
    /// Several numbers stand in this order.
    Order(Order),
}

/// An order of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Each is below the one before.
    Falls,
    /// Each is above the one before.
    Rises,
}

impl Rule {
    /// As written: `binomial`.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Interval => "interval",
            Rule::Log => "log",
            Rule::Binomial => "binomial",
            Rule::Inequality => "inequality",
            Rule::Order(_) => "order",
        }
    }

    /// Whether the simulated numbers agree, given the ends of what does. One number; for an order several.
    pub fn inside(self, simulated: &[f64], low: Option<f64>, high: Option<f64>) -> bool {
        let between = |x: f64| low.is_none_or(|low| x >= low) && high.is_none_or(|high| x <= high);
        match (self, simulated) {
            (Rule::Order(order), several) => {
                several.len() > 1
                    && several.windows(2).all(|pair| match (pair, order) {
                        ([first, second], Order::Falls) => second < first,
                        ([first, second], Order::Rises) => second > first,
                        _ => false,
                    })
            }
            (Rule::Log, [x]) => *x > 0.0 && between(*x),
            (_, [x]) => !x.is_nan() && between(*x),
            _ => false,
        }
    }
}

/// The exact 95 % interval of `successes` of `n`.
pub fn exact_interval(successes: f64, n: u64) -> (f64, f64) {
    clopper_pearson(successes.max(0.0) as u64, n, 0.95)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_holds_its_ends_and_nothing_beyond() {
        let inside = |x: f64| Rule::Interval.inside(&[x], Some(1.9), Some(6.7));
        assert!(inside(1.9) && inside(4.3) && inside(6.7));
        assert!(!inside(1.89) && !inside(6.71) && !inside(f64::NAN));
    }

    #[test]
    fn a_log_row_takes_no_zero() {
        let inside = |x: f64| Rule::Log.inside(&[x], Some(0.0), Some(180.0));
        assert!(inside(1e-9) && inside(180.0));
        assert!(!inside(0.0) && !inside(180.1));
    }

    /// No event in n: the exact upper end is 1 - 0.025^(1/n), here 0.1323 for 26.
    #[test]
    fn a_binomial_row_is_judged_by_its_exact_interval() {
        let (low, high) = exact_interval(0.0, 26);
        assert_eq!(low, 0.0);
        assert!((high - (1.0 - 0.025_f64.powf(1.0 / 26.0))).abs() < 1e-12);
        let inside = |x: f64| Rule::Binomial.inside(&[x], Some(low), Some(high));
        assert!(inside(0.0) && inside(0.13) && !inside(0.14));
        // 8 of 15: 0.266 to 0.787.
        let (low, high) = exact_interval(8.0, 15);
        assert!((low - 0.2659).abs() < 1e-4 && (high - 0.7873).abs() < 1e-4);
    }

    #[test]
    fn an_inequality_may_have_one_side() {
        assert!(Rule::Inequality.inside(&[400.0], Some(365.0), None));
        assert!(!Rule::Inequality.inside(&[300.0], Some(365.0), None));
        assert!(!Rule::Inequality.inside(&[29.0], Some(7.0), Some(28.0)));
    }

    #[test]
    fn an_order_is_strict_and_needs_two() {
        let falls = Rule::Order(Order::Falls);
        assert!(falls.inside(&[3.0, 2.0, 1.0], None, None));
        assert!(!falls.inside(&[3.0, 2.0, 2.0], None, None));
        assert!(!falls.inside(&[3.0], None, None) && !falls.inside(&[3.0, f64::NAN], None, None));
        assert!(Rule::Order(Order::Rises).inside(&[1.0, 2.0], None, None));
    }
}
