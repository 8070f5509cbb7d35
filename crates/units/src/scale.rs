//! Factors of units, kept exact.
//!
//! A factor is `2^a * 5^b * n / d` with `n` and `d` coprime to ten and to each other, so that every decimal and every
//! ratio of minutes, hours, days and weeks has exactly one form: pg/mL to pg/mL is 1, mg to ug is 1000, `/h` to `/d`
//! is 24, without rounding. Only a root that is no fraction, or a number beyond 128 bits, is kept as a binary fraction.

use crate::dimension::{WHOLE, greatest_common_divisor};
use std::fmt;

/// A positive factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    two: i32,
    five: i32,
    numerator: u128,
    denominator: u128,
    /// What could not be kept exact; 1 almost always.
    rest: f64,
}

/// Integers up to here are exact as `f64`.
const EXACT: u128 = 1 << 53;

impl Scale {
    /// One.
    pub(crate) const ONE: Scale = Scale { two: 0, five: 0, numerator: 1, denominator: 1, rest: 1.0 };

    /// `number * 10^exponent`; none for zero.
    pub(crate) fn decimal(number: u128, exponent: i32) -> Option<Scale> {
        if number == 0 {
            return None;
        }
        let mut scale = Scale { two: exponent, five: exponent, numerator: number, ..Scale::ONE };
        scale.strip();
        Some(scale)
    }

    /// `number * 10^exponent / divisor`; zero counts as one.
    pub(crate) fn ratio(number: u128, exponent: i32, divisor: u128) -> Scale {
        let above = Scale::decimal(number, exponent).unwrap_or(Scale::ONE);
        above.divide(&Scale::decimal(divisor, 0).unwrap_or(Scale::ONE))
    }

    /// Moves twos and fives out of numerator and denominator.
    fn strip(&mut self) {
        for (prime, power) in [(2, &mut self.two), (5, &mut self.five)] {
            while self.numerator.is_multiple_of(prime) {
                self.numerator /= prime;
                *power = power.saturating_add(1);
            }
            while self.denominator.is_multiple_of(prime) {
                self.denominator /= prime;
                *power = power.saturating_sub(1);
            }
        }
    }

    fn invert(&self) -> Scale {
        Scale {
            two: self.two.saturating_neg(),
            five: self.five.saturating_neg(),
            numerator: self.denominator,
            denominator: self.numerator,
            rest: 1.0 / self.rest,
        }
    }

    /// The product.
    pub(crate) fn multiply(&self, other: &Scale) -> Scale {
        let left = greatest_common_divisor(self.numerator, other.denominator);
        let right = greatest_common_divisor(other.numerator, self.denominator);
        let mut rest = self.rest * other.rest;
        let mut product = |a: u128, b: u128, inverse: bool| {
            a.checked_mul(b).unwrap_or_else(|| {
                let lost = a as f64 * b as f64;
                rest *= if inverse { 1.0 / lost } else { lost };
                1
            })
        };
        let numerator = product(self.numerator / left, other.numerator / right, false);
        let denominator = product(self.denominator / right, other.denominator / left, true);
        Scale {
            two: self.two.saturating_add(other.two),
            five: self.five.saturating_add(other.five),
            numerator,
            denominator,
            rest,
        }
    }

    /// The quotient.
    pub(crate) fn divide(&self, other: &Scale) -> Scale {
        self.multiply(&other.invert())
    }

    /// This to a power counted in sixtieths.
    pub(crate) fn power(&self, sixtieths: i16) -> Scale {
        let divisor = greatest_common_divisor(sixtieths.unsigned_abs().into(), WHOLE as u128);
        let (whole, root) = (sixtieths.unsigned_abs() as u128 / divisor, WHOLE as u128 / divisor);
        let mut power = Scale::ONE;
        for _ in 0..whole {
            power = power.multiply(self);
        }
        let power = power.root(root as u32);
        if sixtieths < 0 { power.invert() } else { power }
    }

    fn root(&self, degree: u32) -> Scale {
        if degree <= 1 {
            return *self;
        }
        let signed = degree as i32;
        let exact = (self.two % signed == 0 && self.five % signed == 0 && self.rest == 1.0)
            .then(|| Some((exact_root(self.numerator, degree)?, exact_root(self.denominator, degree)?)))
            .flatten();
        match exact {
            Some((numerator, denominator)) => {
                Scale { two: self.two / signed, five: self.five / signed, numerator, denominator, rest: 1.0 }
            }
            None => Scale { rest: root(self.to_f64(), degree), ..Scale::ONE },
        }
    }

    /// `value` times this: rounded once wherever the factor or its inverse is a whole number below 2^53.
    pub(crate) fn apply(&self, value: f64) -> f64 {
        let ten = if self.two.signum() == self.five.signum() {
            self.two.signum() * self.two.abs().min(self.five.abs())
        } else {
            0
        };
        let (above, below) = (self.part(ten, true), self.part(ten, false));
        let shifted = |number: Option<u128>, ten: i32| {
            let tens = 10u128.checked_pow(u32::try_from(ten.max(0)).ok()?)?;
            number?.checked_mul(tens).filter(|whole| *whole <= EXACT)
        };
        if let (Some(above), Some(below)) = (shifted(above, ten), shifted(below, -ten)) {
            return value * above as f64 / below as f64 * self.rest;
        }
        let decimal = |digits: u128, ten: i32| format!("{digits}e{ten}").parse().unwrap_or(f64::INFINITY);
        match (above, below) {
            (Some(above), Some(below)) => {
                let factor: f64 = decimal(above, ten);
                value * (factor / below as f64) * self.rest
            }
            // Powers of two or five beyond 128 bits: no unit of this world; the bits are still the same everywhere.
            _ => {
                let power = |base: f64, exponent: i32| {
                    (0..exponent.unsigned_abs().min(2000)).fold(1.0, |product: f64, _| {
                        if exponent < 0 { product / base } else { product * base }
                    })
                };
                let fraction = self.numerator as f64 / self.denominator as f64;
                value * fraction * power(2.0, self.two) * power(5.0, self.five) * self.rest
            }
        }
    }

    /// Numerator or denominator with the twos and fives that `10^ten` leaves over.
    fn part(&self, ten: i32, above: bool) -> Option<u128> {
        let side = |power: i32| if above { power.max(0) } else { (-power).max(0) } as u32;
        let start = if above { self.numerator } else { self.denominator };
        let twos = 2u128.checked_pow(side(self.two.saturating_sub(ten)))?;
        let fives = 5u128.checked_pow(side(self.five.saturating_sub(ten)))?;
        start.checked_mul(twos)?.checked_mul(fives)
    }

    /// The nearest `f64`.
    pub(crate) fn to_f64(self) -> f64 {
        self.apply(1.0)
    }

    /// Whether it is exactly one.
    pub(crate) fn is_one(&self) -> bool {
        *self == Scale::ONE
    }
}

impl fmt::Display for Scale {
    /// A decimal (`1000`, `1e-12`, `25e-2`) or a fraction of two (`1/3`), readable as a unit's number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ten = self.two.min(self.five);
        match (self.part(ten, true), self.rest == 1.0) {
            (Some(digits), true) => {
                match ten {
                    0..=5 => write!(f, "{digits}{}", "0".repeat(ten as usize))?,
                    _ => write!(f, "{digits}e{ten}")?,
                }
                if self.denominator > 1 { write!(f, "/{}", self.denominator) } else { Ok(()) }
            }
            _ => write!(f, "{:e}", self.to_f64()),
        }
    }
}

fn exact_root(number: u128, degree: u32) -> Option<u128> {
    let guess = root(number as f64, degree) as u128;
    (guess.saturating_sub(1)..=guess + 1).find(|candidate| candidate.checked_pow(degree) == Some(number))
}

/// Positive root by Newton's steps: only `+ - * /`, so the bits do not depend on a platform's `pow`.
fn root(value: f64, degree: u32) -> f64 {
    if degree == 2 {
        return value.sqrt();
    }
    if !(value.is_finite() && value > 0.0) {
        return value;
    }
    let power = |base: f64, exponent: u32| (0..exponent).fold(1.0, |product: f64, _| product * base);
    // From above, Newton's steps for x^n = value fall towards the root without a jump.
    let mut x = 1.0;
    while power(x, degree) < value {
        x *= 2.0;
    }
    for _ in 0..200 {
        let next = x - (x - value / power(x, degree - 1)) / f64::from(degree);
        if next >= x {
            break;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;

    #[test]
    fn one_value_has_one_form() {
        let half = Scale::ratio(1, 0, 2);
        assert_eq!(half, Scale::decimal(5, -1).unwrap());
        assert_eq!(Scale::ratio(1, -3, 1).divide(&Scale::ratio(1, -6, 1)).to_f64(), 1000.0);
        assert_eq!(Scale::ratio(1, 0, 24).multiply(&Scale::ratio(24, 0, 1)), Scale::ONE);
    }

    #[test]
    fn roots_are_exact_where_they_can_be() {
        let million = Scale::decimal(1, 6).unwrap();
        assert_eq!(million.power(20), Scale::decimal(1, 2).unwrap());
        assert_eq!(million.power(-30), Scale::decimal(1, -3).unwrap());
        let three = Scale::decimal(3, 0).unwrap();
        assert!((three.power(30).to_f64() - 3f64.sqrt()).abs() < 1e-15);
        assert!((three.power(20).to_f64() - 3f64.cbrt()).abs() < 1e-15);
    }

    #[test]
    fn dividing_by_a_whole_number_rounds_once() {
        let micro = Scale::decimal(1, -6).unwrap();
        for value in [3.0, 7.0, 0.1, 1.7e10] {
            assert_eq!(micro.apply(value), value / 1e6);
        }
        assert_eq!(Scale::decimal(1, -300).unwrap().to_f64(), 1e-300);
    }
}
