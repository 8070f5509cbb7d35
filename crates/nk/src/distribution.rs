//! How a value is spread: between patients, or in what we know of the typical value.
//!
//! The value of a parameter is the median of a log-normal or logit-normal spread, the mean of a normal one.

use crate::fields::{Reader, Value, in_order};
use lytic_text::{Diagnostic, Message, nearest};
use lytic_units::{Quantity, Unit, UnitError};

/// A spread about a typical value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    /// Log-normal with this coefficient of variation.
    LogNormalCv(f64),
    /// Log-normal with this standard deviation of the natural logarithm.
    LogNormalSd(f64),
    /// Normal with this standard deviation, in the unit of the value.
    NormalSd(f64),
    /// For shares between 0 and 1: the logit is normal with this standard deviation.
    LogitSd(f64),
    /// Uniform between two values, in the unit of the value.
    Uniform(f64, f64),
}

/// The keys of a spread, in the order of [`Distribution`]'s variants.
pub(crate) const KEYS: [&str; 5] = ["lognormal_cv", "lognormal_sd", "normal_sd", "logit_sd", "uniform"];

/// A spread of a logarithm or logit, or a coefficient of variation, beyond this is a typing error.
const LARGEST: f64 = 10.0;

/// A parameter graded D is at least this uncertain: one standard deviation is a factor of 1.65 either way.
pub const WIDE_SD_OF_LN: f64 = 0.5;

impl Distribution {
    /// Standard deviation of the natural logarithm of a log-normal spread: `sqrt(ln(1 + cv^2))`.
    pub fn sd_of_ln(&self) -> Option<f64> {
        match self {
            // The square of a very large cv overflows; then ln(1 + cv^2) is 2 ln(1 + cv) to the last bit.
            Distribution::LogNormalCv(cv) if *cv > 1e100 => Some((2.0 * ln_one_plus(*cv)).sqrt()),
            Distribution::LogNormalCv(cv) => Some(ln_one_plus(cv * cv).sqrt()),
            Distribution::LogNormalSd(sd) => Some(*sd),
            _ => None,
        }
    }

    /// The same spread where the value is counted in units `factor` times smaller.
    pub fn scaled(&self, factor: f64) -> Distribution {
        match self {
            Distribution::NormalSd(sd) => Distribution::NormalSd(sd * factor),
            Distribution::Uniform(low, high) => Distribution::Uniform(low * factor, high * factor),
            relative => *relative,
        }
    }

    /// In words of the catalogue.
    pub fn message(&self, unit: &Unit) -> Message {
        let text = |value: f64| Quantity { value, unit: unit.clone() }.to_string();
        match self {
            Distribution::LogNormalCv(cv) => Message::new("nk.lognormal_cv").with("cv", round(cv * 100.0)),
            Distribution::LogNormalSd(sd) => Message::new("nk.lognormal_sd").with("sd", round(*sd)),
            Distribution::NormalSd(sd) => Message::new("nk.normal_sd").with("sd", text(*sd)),
            Distribution::LogitSd(sd) => Message::new("nk.logit_sd").with("sd", round(*sd)),
            Distribution::Uniform(low, high) => {
                Message::new("nk.uniform").with("low", text(*low)).with("high", text(*high))
            }
        }
    }

    /// Whether it is as wide as an assumed value must be: one standard deviation of the logarithm of 0.5 or its like.
    pub fn is_wide(&self, value: f64) -> bool {
        match self {
            Distribution::LogNormalCv(_) | Distribution::LogNormalSd(_) => {
                self.sd_of_ln().is_some_and(|sd| sd >= WIDE_SD_OF_LN)
            }
            Distribution::NormalSd(sd) => *sd >= WIDE_SD_OF_LN * value.abs(),
            Distribution::LogitSd(sd) => *sd >= WIDE_SD_OF_LN,
            // As far from end to end as from one standard deviation below to one above: a factor of e.
            Distribution::Uniform(low, high) => high - low >= 2.0 * WIDE_SD_OF_LN * value.abs(),
        }
    }
}

/// Three digits are enough to read.
fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// `ln(1 + x)` for `x >= 0` from `+ - * /` alone, so that the bits are the same on every machine:
/// `1 + x = 2^k m`, `ln m = 2 (z + z^3/3 + z^5/5 + ...)`, `z = (m - 1)/(m + 1)`.
fn ln_one_plus(x: f64) -> f64 {
    let (mut excess, mut twos) = (x, 0.0);
    while excess > 1.0 {
        excess = (excess - 1.0) / 2.0;
        twos += 1.0;
    }
    let z = excess / (2.0 + excess);
    let (mut power, mut sum, mut odd) = (z, 0.0, 1.0);
    while power / odd > 1e-18 {
        sum += power / odd;
        power *= z * z;
        odd += 2.0;
    }
    2.0 * sum + twos * std::f64::consts::LN_2
}

/// Reads `{ lognormal_cv = 0.3 }` and its like; `typical` is the value that it spreads.
pub(crate) fn read(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    key: &str,
    typical: Option<&Quantity>,
) -> Option<Distribution> {
    let table = reader.table(value, key)?;
    let place = reader.span(value.span());
    for (name, span, _) in in_order(table) {
        if !KEYS.contains(&name) {
            let span = reader.span(span);
            let message = Message::new("E0702").with("key", name).with("section", key);
            reader.report(Diagnostic::error(message).at(span).suggest(nearest(name, KEYS)));
        }
    }
    let known: Vec<_> = in_order(table).into_iter().filter(|(name, _, _)| KEYS.contains(name)).collect();
    let [(name, _, spread)] = known[..] else {
        if known.len() > 1 || table.is_empty() {
            reader.error(Message::new("E0705").with("key", key), place);
        }
        return None;
    };
    let distribution = match name {
        "uniform" => {
            let ends = reader.list(spread, name)?;
            let [low, high] = ends else {
                reader
                    .error(Message::new("E0704").with("key", name).with("expected", "@nk.kind.pair"), place);
                return None;
            };
            let (low, high) =
                (in_unit_of(reader, low, name, typical), in_unit_of(reader, high, name, typical));
            Distribution::Uniform(low?, high?)
        }
        "normal_sd" => Distribution::NormalSd(in_unit_of(reader, spread, name, typical)?),
        "lognormal_cv" => Distribution::LogNormalCv(reader.number(spread, name)?),
        "lognormal_sd" => Distribution::LogNormalSd(reader.number(spread, name)?),
        _ => Distribution::LogitSd(reader.number(spread, name)?),
    };
    let place = reader.span(spread.span());
    let positive = match distribution {
        Distribution::LogNormalCv(spread)
        | Distribution::LogNormalSd(spread)
        | Distribution::LogitSd(spread) => spread > 0.0 && spread <= LARGEST,
        Distribution::NormalSd(sd) => sd > 0.0,
        Distribution::Uniform(low, high) => low < high,
    };
    if !positive {
        reader.error(Message::new("E0706").with("key", name), place);
        return None;
    }
    if let Some(typical) = typical.filter(|typical| !fits(&distribution, typical)) {
        reader.error(Message::new("E0707").with("key", name).with("value", typical), place);
        return None;
    }
    Some(distribution)
}

/// Whether the typical value can be the middle of such a spread.
fn fits(distribution: &Distribution, typical: &Quantity) -> bool {
    match distribution {
        Distribution::LogNormalCv(_) | Distribution::LogNormalSd(_) => typical.value > 0.0,
        Distribution::NormalSd(_) => true,
        Distribution::LogitSd(_) => {
            typical.in_unit(&Unit::dimensionless()).is_ok_and(|share| share > 0.0 && share < 1.0)
        }
        Distribution::Uniform(low, high) => (*low..=*high).contains(&typical.value),
    }
}

/// A quantity in the unit of the typical value; its own number where there is none to compare with.
fn in_unit_of(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    key: &str,
    typical: Option<&Quantity>,
) -> Option<f64> {
    let quantity = reader.quantity(value, key)?;
    let Some(typical) = typical else { return Some(quantity.value) };
    let converted: Result<f64, UnitError> = quantity.in_unit(&typical.unit);
    let text = value.get_ref().as_str().unwrap_or("");
    converted.map_err(|error| reader.unit_error(&error, value, text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cv_and_sd_of_the_logarithm_agree() {
        // cv = sqrt(exp(sd^2) - 1): sd = 0.5 gives cv = 0.53294.
        let cv = (0.25f64.exp() - 1.0).sqrt();
        let sd = Distribution::LogNormalCv(cv).sd_of_ln().unwrap_or(0.0);
        assert!((sd - 0.5).abs() < 1e-14, "{sd}");
        for x in [0.0, 1e-9, 0.09, 0.5, 1.0, 3.0, 24.0, 100.0] {
            assert!((ln_one_plus(x) - x.ln_1p()).abs() <= 4e-16 * x.ln_1p().max(1.0), "{x}");
        }
        // A cv whose square is infinite once never came back.
        let sd = Distribution::LogNormalCv(1e300).sd_of_ln().unwrap_or(0.0);
        assert!((sd - (600.0 * 10.0f64.ln()).sqrt()).abs() < 1e-12, "{sd}");
        assert_eq!(Distribution::NormalSd(1.0).sd_of_ln(), None);
    }

    #[test]
    fn width_of_assumptions() {
        assert!(Distribution::LogNormalSd(0.5).is_wide(3.0) && !Distribution::LogNormalCv(0.5).is_wide(3.0));
        assert!(Distribution::NormalSd(2.0).is_wide(-4.0) && !Distribution::NormalSd(1.0).is_wide(4.0));
        assert!(
            Distribution::Uniform(0.2, 0.8).is_wide(0.5) && !Distribution::Uniform(0.4, 0.6).is_wide(0.5)
        );
    }
}
