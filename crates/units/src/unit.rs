//! A unit: what it measures and how large it is, exactly.

use crate::dimension::{Dimension, WHOLE, exponent_text, scale_exponent};
use crate::error::UnitError;
use crate::factors::Factors;
use crate::parse;
use crate::scale::Scale;
use std::fmt;

/// A unit. Two units are equal when they have the same dimension and size, whatever they are called.
#[derive(Clone, Debug)]
pub struct Unit {
    factors: Factors,
    scale: Scale,
    dimension: Dimension,
    /// As written, where it was read from a text.
    text: Option<Box<str>>,
}

impl Unit {
    /// The unit of a plain number.
    pub fn dimensionless() -> Unit {
        Unit::from_factors(Factors::default(), None)
    }

    fn from_factors(factors: Factors, text: Option<&str>) -> Unit {
        Unit { scale: factors.scale(), dimension: factors.dimension(), factors, text: text.map(Into::into) }
    }

    /// Reads a unit as people write it: `pg/mL`, `cells/uL`, `10^3/uL`, `ug/kg/d`, `mg*h/L`, `1/d`, `/d`, `%`.
    pub fn parse(text: &str) -> Result<Unit, UnitError> {
        let unit = Unit::from_factors(parse::factors(text)?, Some(text.trim()));
        unit.checked(0..text.len())
    }

    /// Reads the identifier form that model texts need: `_per_` divides by what follows, `_` multiplies, trailing
    /// digits are powers: `cells_per_uL`, `per_day`, `mg_per_m2`, `pg_per_mL_per_day`, `mg_h_per_L`.
    pub fn parse_identifier(text: &str) -> Result<Unit, UnitError> {
        if text.is_empty() {
            return Err(UnitError::Empty { range: 0..0 });
        }
        let mut product = Factors::default();
        let (mut start, mut below, mut expects_name) = (0, false, true);
        for piece in text.split('_') {
            let range = start..start + piece.len();
            start = range.end + 1;
            if piece == "per" {
                (below, expects_name) = (true, true);
                continue;
            }
            if !piece.chars().all(|letter| letter.is_alphanumeric()) || piece.is_empty() {
                return Err(UnitError::Unexpected { range, found: piece.to_owned() });
            }
            let factor = parse::factors(piece).map_err(|error| error.shifted(range.start))?;
            product = product.multiply(&factor, if below { -WHOLE } else { WHOLE });
            expects_name = false;
        }
        if expects_name {
            return Err(UnitError::Unexpected { range: text.len()..text.len(), found: String::new() });
        }
        Unit::from_factors(product, None).checked(0..text.len())
    }

    /// The identifier form, which [`Unit::parse_identifier`] reads back to the same unit; none where there is none:
    /// for a number (`10^3/uL`) or a root.
    pub fn to_identifier(&self) -> Option<String> {
        if !self.factors.number.is_one() {
            return None;
        }
        let mut identifier = String::new();
        for factor in &self.factors.named {
            if factor.exponent % WHOLE != 0 {
                return None;
            }
            if factor.exponent < 0 {
                identifier.push_str(if identifier.is_empty() { "per_" } else { "_per_" });
            } else if !identifier.is_empty() {
                identifier.push('_');
            }
            let name = factor.name.replace(['µ', 'μ'], "u").replace('%', "percent");
            identifier.push_str(&name);
            identifier.push_str(&exponent_text(factor.exponent.saturating_abs()));
        }
        Some(if identifier.is_empty() { "dimensionless".to_owned() } else { identifier })
    }

    fn checked(self, range: std::ops::Range<usize>) -> Result<Unit, UnitError> {
        let size = self.scale.to_f64();
        if size.is_finite() && size > 0.0 { Ok(self) } else { Err(UnitError::OutOfRange { range }) }
    }

    /// What it measures.
    pub fn dimension(&self) -> &Dimension {
        &self.dimension
    }

    /// Whether it is the unit of a plain number: no dimension and size one.
    pub fn is_plain(&self) -> bool {
        self.dimension.is_dimensionless() && self.scale.is_one()
    }

    /// The size in kg, m, s, mol, cell, IU, Gy, K, A, cd.
    pub fn base_factor(&self) -> f64 {
        self.scale.to_f64()
    }

    /// How many of `other` one of these is: `mg` to `ug` is exactly 1000.
    pub fn factor_to(&self, other: &Unit) -> Result<f64, UnitError> {
        self.convert(1.0, other)
    }

    /// `value` of these in `other`, rounded once where one is a whole multiple of the other.
    pub fn convert(&self, value: f64, other: &Unit) -> Result<f64, UnitError> {
        self.expect(&other.dimension)?;
        Ok(self.scale.divide(&other.scale).apply(value))
    }

    /// An error if this does not measure what is expected.
    pub fn expect(&self, expected: &Dimension) -> Result<(), UnitError> {
        if self.dimension == *expected {
            return Ok(());
        }
        let (range, found) = (0..usize::MAX, self.to_string());
        Err(if self.is_plain() && self.factors.named.is_empty() {
            UnitError::MissingUnit { range, found, expected: *expected }
        } else {
            UnitError::WrongDimension { range, found, is: self.dimension, expected: *expected }
        })
    }

    /// The product.
    pub fn multiply(&self, other: &Unit) -> Unit {
        Unit::from_factors(self.factors.multiply(&other.factors, WHOLE), None)
    }

    /// The quotient.
    pub fn divide(&self, other: &Unit) -> Unit {
        Unit::from_factors(self.factors.multiply(&other.factors, -WHOLE), None)
    }

    /// This to the power `numerator / denominator`; none where an exponent would not be a number of sixtieths.
    pub fn power(&self, numerator: i32, denominator: i32) -> Option<Unit> {
        let power = scale_exponent(WHOLE, numerator, denominator)?;
        for factor in &self.factors.named {
            scale_exponent(factor.exponent, numerator, denominator)?;
        }
        self.dimension.power(numerator, denominator)?;
        Some(Unit::from_factors(self.factors.power(power), None))
    }

    /// Whether a factor with this dimension stands below the line, as mass does in `mg/kg` and area in `mg/m2`.
    pub fn is_per(&self, dimension: &Dimension) -> bool {
        self.factors.named.iter().any(|factor| {
            factor.exponent < 0
                && factor.dimension.power_sixtieths(factor.exponent).multiply(dimension).is_dimensionless()
        })
    }
}

impl PartialEq for Unit {
    fn eq(&self, other: &Unit) -> bool {
        self.dimension == other.dimension && self.scale == other.scale
    }
}

impl Default for Unit {
    fn default() -> Unit {
        Unit::dimensionless()
    }
}

impl std::str::FromStr for Unit {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Unit, UnitError> {
        Unit::parse(text)
    }
}

impl fmt::Display for Unit {
    /// As written; else by its factors (`pg/mL`), `1` for a plain number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => f.write_str(text),
            None => write!(f, "{}", self.factors),
        }
    }
}
