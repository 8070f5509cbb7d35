//! A unit as a product of named factors, so that results print in the names that went in: `pg/mL * mL` is `pg`.

use crate::dimension::{Dimension, WHOLE, product_text};
use crate::names;
use crate::scale::Scale;
use std::fmt;

/// A named factor with its exponent in sixtieths.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Factor {
    pub(crate) name: Box<str>,
    pub(crate) scale: Scale,
    pub(crate) dimension: Dimension,
    pub(crate) exponent: i16,
}

/// A number and named factors; no two of the same size and dimension, those above the line first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Factors {
    pub(crate) number: Scale,
    pub(crate) named: Vec<Factor>,
}

/// Beyond this no exponent of a unit is meant.
const MAX_SIXTIETHS: i16 = 100 * WHOLE;

impl Default for Factors {
    fn default() -> Factors {
        Factors { number: Scale::ONE, named: Vec::new() }
    }
}

impl Factors {
    /// A number.
    pub(crate) fn number(number: Scale) -> Factors {
        Factors { number, ..Factors::default() }
    }

    /// A name such as `mg`, if it is a unit's.
    pub(crate) fn name(name: &str) -> Option<Factors> {
        let (scale, dimension) = names::look_up(name)?;
        if name == "dimensionless" {
            return Some(Factors::default());
        }
        let factor = Factor { name: name.into(), scale, dimension, exponent: WHOLE };
        Some(Factors { named: vec![factor], ..Factors::default() })
    }

    /// This times `other` to a power in sixtieths (`WHOLE` or `-WHOLE`).
    pub(crate) fn multiply(&self, other: &Factors, power: i16) -> Factors {
        let mut product = self.clone();
        product.number = product.number.multiply(&other.number.power(power));
        for factor in &other.named {
            let exponent = multiply_sixtieths(factor.exponent, power);
            let same =
                |known: &&mut Factor| known.scale == factor.scale && known.dimension == factor.dimension;
            match product.named.iter_mut().find(same) {
                Some(known) => known.exponent = known.exponent.saturating_add(exponent),
                None => product.named.push(Factor { exponent, ..factor.clone() }),
            }
        }
        product.tidy()
    }

    /// This to a power in sixtieths.
    pub(crate) fn power(&self, power: i16) -> Factors {
        let mut result = self.clone();
        result.number = result.number.power(power);
        for factor in &mut result.named {
            factor.exponent = multiply_sixtieths(factor.exponent, power);
        }
        result.tidy()
    }

    /// Drops what cancelled and puts what stands above the line first.
    fn tidy(mut self) -> Factors {
        self.named.retain(|factor| factor.exponent != 0);
        self.named.sort_by_key(|factor| factor.exponent < 0);
        self
    }

    /// The factor to base units. Factors are multiplied in the order of printing, so that reading gives the same.
    pub(crate) fn scale(&self) -> Scale {
        self.named
            .iter()
            .fold(self.number, |product, factor| product.multiply(&factor.scale.power(factor.exponent)))
    }

    /// The dimension.
    pub(crate) fn dimension(&self) -> Dimension {
        self.named.iter().fold(Dimension::NONE, |product, factor| {
            product.multiply(&factor.dimension.power_sixtieths(factor.exponent))
        })
    }

    /// Whether the numbers stay within those of a unit.
    pub(crate) fn is_sound(&self) -> bool {
        self.named.iter().all(|factor| factor.exponent.saturating_abs() <= MAX_SIXTIETHS)
    }
}

fn multiply_sixtieths(exponent: i16, power: i16) -> i16 {
    let product = i32::from(exponent) * i32::from(power) / i32::from(WHOLE);
    product.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16
}

impl fmt::Display for Factors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = product_text(self.named.iter().map(|factor| (&*factor.name, factor.exponent)));
        match (self.number.is_one(), names.as_str()) {
            (true, _) => f.write_str(&names),
            (false, "1") => write!(f, "{}", self.number),
            (false, _) if names.starts_with('/') => write!(f, "{}{names}", self.number),
            (false, _) => write!(f, "{} {names}", self.number),
        }
    }
}
