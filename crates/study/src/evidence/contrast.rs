//! Two scenarios against each other: a ratio of their numbers, or of cumulative hazards.
//!
//! ```text
//! ratio         a/b                              of shares, medians or means
//! hazard ratio  ln(1 - a)/ln(1 - b)              of shares who have had an event by the same time: cumulative hazards
//! ```
//! Draw by draw: both scenarios have the same patients and the same draws. The sampling interval takes both numbers as independent,
//! each with a normal error on the logarithmic scale taken from its own interval, so it is rather too wide.

use super::results::Estimate;
use crate::statistics::over_draws;
use lytic_engine::math::{exp, ln};

/// How two numbers are set against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contrast {
    /// The first divided by the second.
    Ratio,
    /// The cumulative hazard of the first divided by that of the second.
    HazardRatio,
}

impl Contrast {
    /// As written: `hazard_ratio`.
    pub fn name(self) -> &'static str {
        match self {
            Contrast::Ratio => "ratio",
            Contrast::HazardRatio => "hazard_ratio",
        }
    }

    /// What is divided.
    fn part(self, value: f64) -> f64 {
        match self {
            Contrast::Ratio => value,
            Contrast::HazardRatio => -ln(1.0 - value),
        }
    }

    fn of(self, first: f64, second: f64) -> f64 {
        let (first, second) = (self.part(first), self.part(second));
        if second > 0.0 { first / second } else { f64::NAN }
    }

    /// One estimate of two.
    pub(super) fn estimate(self, first: &Estimate, second: &Estimate) -> Estimate {
        let value = self.of(first.value, second.value);
        let by_draw: Vec<f64> =
            first.by_draw.iter().zip(&second.by_draw).map(|(a, b)| self.of(*a, *b)).collect();
        // Distances of the ends on the logarithmic scale; from zero there is no distance.
        let away = |end: f64, from: f64| (ln(self.part(end)) - ln(self.part(from))).abs();
        let both = |a: f64, b: f64| (a * a + b * b).sqrt();
        let down = both(away(first.sampling.0, first.value), away(second.sampling.1, second.value));
        let up = both(away(first.sampling.1, first.value), away(second.sampling.0, second.value));
        let sampling = if first.value > 0.0 {
            (value * exp(-down), value * exp(up))
        } else {
            // None of the first: the most that is not excluded.
            (0.0, self.of(first.sampling.1, second.value))
        };
        Estimate {
            scenario: format!("{}, {}", first.scenario, second.scenario),
            definition: format!("{}: {}", self.name(), first.definition),
            value,
            n: first.n.min(second.n),
            left_out: first.left_out + second.left_out,
            sampling,
            ignorance: over_draws(&by_draw),
            by_draw,
            without_nk: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(value: f64, low: f64, high: f64) -> Estimate {
        Estimate { value, n: 100, sampling: (low, high), by_draw: vec![value, 0.5], ..Estimate::default() }
    }

    #[test]
    fn a_ratio_of_shares_and_its_interval() {
        let found = Contrast::Ratio.estimate(&share(0.1, 0.05, 0.2), &share(0.4, 0.32, 0.5));
        assert!((found.value - 0.25).abs() < 1e-15);
        // ln 2 and ln 1.25 to both sides.
        let width = (2f64.ln().powi(2) + 1.25f64.ln().powi(2)).sqrt();
        assert!((found.sampling.1 / (0.25 * width.exp()) - 1.0).abs() < 1e-12);
        assert_eq!(found.by_draw, [found.value, 1.0]);
        let none = Contrast::Ratio.estimate(&share(0.0, 0.0, 0.036), &share(0.4, 0.32, 0.5));
        assert!(none.value == 0.0 && (none.sampling.1 - 0.09).abs() < 1e-12);
        assert!(Contrast::Ratio.estimate(&share(0.1, 0.05, 0.2), &share(0.0, 0.0, 0.036)).value.is_nan());
    }

    /// Half-lives of 1 and 2 after the same time: shares of 1 - 1/4 and 1/2, a hazard ratio of 2.
    #[test]
    fn a_hazard_ratio_of_shares() {
        let found = Contrast::HazardRatio.estimate(&share(0.75, 0.7, 0.8), &share(0.5, 0.4, 0.6));
        assert!((found.value - 2.0).abs() < 1e-12 && found.sampling.0 < 2.0 && found.sampling.1 > 2.0);
    }
}
