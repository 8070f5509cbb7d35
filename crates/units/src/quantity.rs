//! A number with its unit.

use crate::dimension::Dimension;
use crate::error::UnitError;
use crate::parse;
use crate::unit::Unit;
use std::fmt;

/// A number with its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// How many.
    pub value: f64,
    /// Of what.
    pub unit: Unit,
}

impl Quantity {
    /// Reads `1e7 cells/kg`, `25 mg/m2`, `-7 d`, `10^3/uL`, `5*10^3 cells`; a number alone is a plain number.
    pub fn parse(text: &str) -> Result<Quantity, UnitError> {
        let (value, end) = parse::leading_number(text)?;
        let rest = &text[end..];
        let blank = rest.len() - rest.trim_start().len();
        let behind = rest.trim_start();
        // `5*10^3 cells`: the sign between number and unit says nothing more than a blank.
        let sign = ['*', '·', '×', '⋅'].iter().find(|sign| behind.starts_with(**sign));
        let skipped = end + blank + sign.map_or(0, |sign| sign.len_utf8());
        let unit_text = &text[skipped..];
        let unit = if behind.is_empty() {
            Unit::dimensionless()
        } else {
            Unit::parse(unit_text).map_err(|error| error.shifted(skipped))?
        };
        Ok(Quantity { value, unit })
    }

    /// The number in another unit.
    pub fn in_unit(&self, unit: &Unit) -> Result<f64, UnitError> {
        self.expect(unit.dimension())?;
        self.unit.convert(self.value, unit)
    }

    /// An error if this does not measure what is expected: with the words of a missing unit for a bare number.
    pub fn expect(&self, expected: &Dimension) -> Result<(), UnitError> {
        self.unit.expect(expected).map_err(|error| match error {
            UnitError::MissingUnit { range, expected, .. } => {
                UnitError::MissingUnit { range, found: number_text(self.value), expected }
            }
            other => other,
        })
    }
}

/// The shortest text that reads back to the same number.
fn number_text(value: f64) -> String {
    if value == 0.0 || (1e-3..1e6).contains(&value.abs()) { value.to_string() } else { format!("{value:e}") }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit.to_string();
        match unit.as_str() {
            "1" => f.write_str(&number_text(self.value)),
            unit => write!(f, "{} {unit}", number_text(self.value)),
        }
    }
}
