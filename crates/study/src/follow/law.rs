//! How a measurement scatters about what it measures.
//!
//! ```text
//! log      h(x) = ln(x + a)                          counts, concentrations, viral load
//! logit    h(x) = ln((x + a)/(top - x + a))          percent of a whole
//! h(y)     is normal about h(x) with the standard deviation s
//! y < L    is all that is known below the limit L:   P(y < L) = F((h(L) - h(x))/s), F the normal distribution function
//! ```
//! `s` is the relative error of a large value; `a` is the size below which the error no longer shrinks with the value, so that a
//! value of zero can be measured too. The numbers are in `parameters/measurements.toml`, each with its source or the word assumed;
//! an observable that stands not there has the error [`ASSUMED_SD`], which is assumed.

use lytic_engine::math;
use lytic_engine::philox::normal_quantile;
use lytic_nk::{Grade, Library, MeasurementShape, Source};
use lytic_units::Unit;

/// Relative error of an observable of which the library knows none.
pub const ASSUMED_SD: f64 = 0.25;
/// Its floor, as a share of what the cohort shows at most.
pub(super) const ASSUMED_FLOOR: f64 = 1e-3;
/// Scores below this have the logarithm of their probability from its expansion.
const FAR: f64 = -20.0;

/// The law of a measurement, in the unit of its column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Law {
    /// Whether it is a percentage of a whole: then the whole, in the unit of the column.
    pub top: Option<f64>,
    /// Relative error.
    pub sd: f64,
    /// Below this the error does not shrink further.
    pub floor: f64,
    /// Values below this are reported as such by the assay; none: by what the file says.
    pub limit: Option<f64>,
    /// What the library calls it: `nk_count`; empty where it knows none.
    pub name: String,
    /// How good the evidence for the error is; none where the user gave it.
    pub grade: Option<Grade>,
    /// Where the error comes from, in English.
    pub source: String,
}

impl Law {
    /// The law of the library for a column in this unit, or the assumed one with a floor still to be set.
    pub(super) fn of(library: &Library, column: &str, unit: &Unit) -> Law {
        let found = library.measurement_of(column).and_then(|known| {
            let in_unit = |entry: &lytic_nk::ParameterEntry| entry.value.in_unit(unit).ok();
            let top = match known.shape {
                MeasurementShape::Log => None,
                MeasurementShape::Logit => Some(Unit::parse("percent").ok()?.factor_to(unit).ok()? * 100.0),
            };
            Some(Law {
                top,
                sd: known.sd.value.value,
                floor: in_unit(&known.floor)?,
                limit: match &known.limit {
                    Some(limit) => Some(in_unit(limit)?),
                    None => None,
                },
                name: known.key.clone(),
                grade: Some(known.sd.grade),
                source: match &known.sd.source {
                    Source::Assumed => String::new(),
                    Source::Cited { cite, .. } => cite.clone(),
                },
            })
        });
        found.unwrap_or_else(|| Law { sd: ASSUMED_SD, grade: Some(Grade::D), ..Law::default() })
    }

    /// `h(x)`; what lies outside of the possible values is at their end.
    pub(super) fn scale(&self, x: f64) -> f64 {
        match self.top {
            None => math::ln(x.max(0.0) + self.floor),
            Some(top) => {
                let x = x.clamp(0.0, top);
                math::ln((x + self.floor) / (top - x + self.floor))
            }
        }
    }

    /// The value with this `h`.
    pub(super) fn value(&self, h: f64) -> f64 {
        match self.top {
            None => math::exp(h) - self.floor,
            Some(top) => {
                let odds = math::exp(h);
                if odds.is_infinite() {
                    return top + self.floor;
                }
                odds.mul_add(top + self.floor, -self.floor) / (1.0 + odds)
            }
        }
    }

    /// How many standard deviations a measurement of `y` lies above a true value `x`.
    pub(super) fn score(&self, y: f64, x: f64) -> f64 {
        (self.scale(y) - self.scale(x)) / self.sd
    }

    /// The probability that `x` is measured below `y`.
    pub(super) fn below(&self, y: f64, x: f64) -> f64 {
        normal_probability(self.score(y, x))
    }

    /// The logarithm of the likelihood of a reading where the true value is `x`, up to a number that no `x` changes.
    pub(super) fn log_likelihood(&self, reading: Read, x: f64) -> f64 {
        if x.is_nan() {
            return f64::NEG_INFINITY;
        }
        match reading {
            Read::Value(y) => {
                let score = self.score(y, x);
                -0.5 * score * score
            }
            Read::Below(limit) => log_normal_probability(self.score(limit, x)),
            Read::Above(limit) => log_normal_probability(-self.score(limit, x)),
        }
    }

    /// The probabilities that something lower is read, and that something lower or the same is.
    pub(super) fn lower(&self, reading: Read, x: f64) -> (f64, f64) {
        let below = self.below(reading.number(), x);
        match reading {
            Read::Value(_) => (below, below),
            Read::Below(_) => (0.0, below),
            Read::Above(_) => (below, 1.0),
        }
    }

    /// A value at the end of what is possible says only that nothing lower, or higher, was found.
    pub(super) fn as_read(&self, reading: Read) -> Read {
        match (reading, self.top) {
            (Read::Value(y), _) if y <= 0.0 => Read::Below(self.limit.unwrap_or(0.0)),
            (Read::Value(y), Some(top)) if y >= top => Read::Above(top),
            _ => reading,
        }
    }

    /// What is read of a true value `x` with a uniform number: a value, or that it lies below the limit.
    pub(super) fn read(&self, x: f64, uniform: f64, limit: Option<f64>) -> Read {
        let y = self.value(self.sd.mul_add(normal_quantile(uniform), self.scale(x)));
        // Nothing is counted below zero, nor above the whole.
        let least = limit.or(self.limit).unwrap_or(0.0).max(0.0);
        self.as_read(if y < least || y <= 0.0 { Read::Below(least) } else { Read::Value(y) })
    }
}

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Read {
    /// A value.
    Value(f64),
    /// Less than this.
    Below(f64),
    /// All of the whole: this or more.
    Above(f64),
}

impl Read {
    /// The value, or the limit below which it lies.
    pub fn number(self) -> f64 {
        match self {
            Read::Value(value) | Read::Below(value) | Read::Above(value) => value,
        }
    }

    /// Whether only a limit is known.
    pub fn is_below(self) -> bool {
        matches!(self, Read::Below(_))
    }
}

/// The share of the normal law below `z`.
pub(super) fn normal_probability(z: f64) -> f64 {
    0.5 * math::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// Its logarithm, also where the share itself is nothing: `ln F(z) = -z^2/2 - ln(-z) - ln(2 pi)/2 + ln(1 - 1/z^2 + 3/z^4 - ...)`
/// (Abramowitz and Stegun 1964, 26.2.12).
fn log_normal_probability(z: f64) -> f64 {
    if z >= FAR {
        return math::ln(normal_probability(z));
    }
    let square = 1.0 / (z * z);
    let series = 1.0 - square * (1.0 - 3.0 * square * (1.0 - 5.0 * square * (1.0 - 7.0 * square)));
    -0.5 * z * z - math::ln(-z) - 0.5 * math::ln(2.0 * std::f64::consts::PI) + math::ln(series)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log() -> Law {
        Law { sd: 0.25, floor: 1.0, ..Law::default() }
    }

    fn percent() -> Law {
        Law { sd: 0.4, floor: 0.5, top: Some(100.0), ..Law::default() }
    }

    #[test]
    fn scales_read_back() {
        for law in [log(), percent()] {
            for x in [0.0, 0.3, 5.0, 50.0, 99.9, 100.0] {
                assert!((law.value(law.scale(x)) - x).abs() < 1e-12 * (1.0 + x), "{x}");
            }
            assert!((law.below(20.0, 20.0) - 0.5).abs() < 1e-15);
            assert!(law.below(5.0, 20.0) < law.below(10.0, 20.0));
        }
        assert_eq!(percent().scale(120.0), percent().scale(100.0));
    }

    /// A large count scatters by a quarter of itself, one far below the floor by a quarter of the floor.
    #[test]
    fn the_error_is_relative_above_the_floor_and_absolute_below() {
        let law = log();
        let step = |x: f64| law.value(law.scale(x) + 0.01 * law.sd) - x;
        assert!((step(1e4) / (0.01 * 0.25 * 1e4) - 1.0).abs() < 0.01);
        assert!((step(1e-4) / (0.01 * 0.25) - 1.0).abs() < 0.01);
    }

    #[test]
    fn below_the_limit_the_distribution_function_speaks() {
        let law = log();
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9 * b.abs(), "{a} instead of {b}");
        close(law.log_likelihood(Read::Below(10.0), 10.0), 0.5_f64.ln());
        // ln F(-7) from a table of high precision; the expansion goes on where it begins.
        close(log_normal_probability(-7.0), -27.384_307_498_811_07);
        assert!((log_normal_probability(-20.000_001) - log_normal_probability(-19.999_999)).abs() < 1e-3);
        assert!(log_normal_probability(-1e6).is_finite());
        assert_eq!(law.log_likelihood(Read::Value(3.0), f64::NAN), f64::NEG_INFINITY);
    }

    #[test]
    fn readings_fall_below_the_limit_as_often_as_they_should() {
        let law = log();
        let below = (0..1000)
            .filter(|index| law.read(10.0, (f64::from(*index) + 0.5) / 1000.0, Some(12.0)).is_below())
            .count() as f64;
        assert!((below / 1000.0 - law.below(12.0, 10.0)).abs() < 1e-3);
        assert_eq!(law.read(0.0, 0.2, None), Read::Below(0.0));
        assert!(percent().read(100.0, 0.999, None).number() <= 100.0);
    }
}
