//! Dimensions: what a unit measures, as rational exponents over ten bases.
//!
//! Exponents are counted in sixtieths, so that halves, thirds, quarters, fifths and sixths are whole numbers and
//! comparing loses nothing. Cells, international units and grays are bases of their own: `cells/uL` is not `1/uL`,
//! and radiation dose is not energy per mass here, because a model that adds the two is wrong.

use std::fmt;

/// A base dimension, with the unit that measures it here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// Mass, kg.
    Mass,
    /// Length, m.
    Length,
    /// Time, s.
    Time,
    /// Amount of substance, mol.
    Substance,
    /// Cells.
    Cells,
    /// Biological activity, IU.
    Activity,
    /// Absorbed radiation dose, Gy.
    Radiation,
    /// Temperature, K.
    Temperature,
    /// Electric current, A.
    Current,
    /// Luminous intensity, cd.
    Light,
}

impl Base {
    /// All bases, in the order of [`Dimension`]'s exponents.
    pub const ALL: [Base; 10] = [
        Base::Mass,
        Base::Length,
        Base::Time,
        Base::Substance,
        Base::Cells,
        Base::Activity,
        Base::Radiation,
        Base::Temperature,
        Base::Current,
        Base::Light,
    ];

    /// The unit of the base.
    pub fn symbol(self) -> &'static str {
        match self {
            Base::Mass => "kg",
            Base::Length => "m",
            Base::Time => "s",
            Base::Substance => "mol",
            Base::Cells => "cell",
            Base::Activity => "IU",
            Base::Radiation => "Gy",
            Base::Temperature => "K",
            Base::Current => "A",
            Base::Light => "cd",
        }
    }
}

/// How many parts make one whole exponent.
pub(crate) const WHOLE: i16 = 60;

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Dimension {
    sixtieths: [i16; 10],
}

impl Dimension {
    /// A plain number.
    pub const NONE: Dimension = Dimension { sixtieths: [0; 10] };
    /// Mass.
    pub const MASS: Dimension = Dimension::of([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    /// Length.
    pub const LENGTH: Dimension = Dimension::of([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    /// Area.
    pub const AREA: Dimension = Dimension::of([0, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
    /// Volume.
    pub const VOLUME: Dimension = Dimension::of([0, 3, 0, 0, 0, 0, 0, 0, 0, 0]);
    /// Time.
    pub const TIME: Dimension = Dimension::of([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    /// Per time.
    pub const RATE: Dimension = Dimension::of([0, 0, -1, 0, 0, 0, 0, 0, 0, 0]);
    /// Amount of substance.
    pub const SUBSTANCE: Dimension = Dimension::of([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    /// Cells.
    pub const CELLS: Dimension = Dimension::of([0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
    /// Biological activity.
    pub const ACTIVITY: Dimension = Dimension::of([0, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
    /// Absorbed radiation dose.
    pub const RADIATION: Dimension = Dimension::of([0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);

    /// A dimension from whole exponents in the order of [`Base::ALL`].
    pub const fn of(exponents: [i8; 10]) -> Dimension {
        let mut sixtieths = [0; 10];
        let mut index = 0;
        while index < 10 {
            sixtieths[index] = exponents[index] as i16 * WHOLE;
            index += 1;
        }
        Dimension { sixtieths }
    }

    /// Whether it is a plain number.
    pub fn is_dimensionless(&self) -> bool {
        *self == Dimension::NONE
    }

    /// The exponent of a base as a fraction in lowest terms, denominator positive.
    pub fn exponent(&self, base: Base) -> (i16, i16) {
        let sixtieths = self.sixtieths[base as usize];
        let divisor = greatest_common_divisor(sixtieths.unsigned_abs().into(), WHOLE as u128) as i16;
        (sixtieths / divisor, WHOLE / divisor)
    }

    /// The product. Exponents beyond 546 stay there: no quantity of this world comes near.
    pub fn multiply(&self, other: &Dimension) -> Dimension {
        self.combine(other, i16::saturating_add)
    }

    /// The quotient.
    pub fn divide(&self, other: &Dimension) -> Dimension {
        self.combine(other, i16::saturating_sub)
    }

    fn combine(&self, other: &Dimension, operation: fn(i16, i16) -> i16) -> Dimension {
        let mut sixtieths = self.sixtieths;
        for (mine, theirs) in sixtieths.iter_mut().zip(other.sixtieths) {
            *mine = operation(*mine, theirs);
        }
        Dimension { sixtieths }
    }

    /// This to the power `numerator / denominator`; none where an exponent is not a number of sixtieths any more.
    pub fn power(&self, numerator: i32, denominator: i32) -> Option<Dimension> {
        let mut sixtieths = self.sixtieths;
        for exponent in &mut sixtieths {
            *exponent = scale_exponent(*exponent, numerator, denominator)?;
        }
        Some(Dimension { sixtieths })
    }

    /// This to a power counted in sixtieths; saturates, and rounds what is not a number of sixtieths.
    pub(crate) fn power_sixtieths(&self, power: i16) -> Dimension {
        let mut sixtieths = self.sixtieths;
        for exponent in &mut sixtieths {
            let product = i32::from(*exponent) * i32::from(power) / i32::from(WHOLE);
            *exponent = product.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16;
        }
        Dimension { sixtieths }
    }
}

/// `exponent * numerator / denominator` where that is whole and fits.
pub(crate) fn scale_exponent(exponent: i16, numerator: i32, denominator: i32) -> Option<i16> {
    let product = i64::from(exponent) * i64::from(numerator);
    let denominator = i64::from(denominator);
    if denominator == 0 || product % denominator != 0 {
        return None;
    }
    i16::try_from(product / denominator).ok()
}

/// Euclid's; `greatest_common_divisor(0, n)` is `n`.
pub(crate) fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// An exponent as it stands behind a name: nothing for one, `2`, `^(1/2)`.
pub(crate) fn exponent_text(sixtieths: i16) -> String {
    let divisor = greatest_common_divisor(sixtieths.unsigned_abs().into(), WHOLE as u128) as i16;
    match (sixtieths / divisor.max(1), WHOLE / divisor.max(1)) {
        (1, 1) => String::new(),
        (whole, 1) => whole.to_string(),
        (numerator, denominator) => format!("^({numerator}/{denominator})"),
    }
}

/// Names with exponents as `a*b/c2`; `/c2` where nothing stands above the line; `1` for nothing at all.
pub(crate) fn product_text<'a>(factors: impl Iterator<Item = (&'a str, i16)> + Clone) -> String {
    let above: Vec<String> = factors
        .clone()
        .filter(|(_, exponent)| *exponent > 0)
        .map(|(name, exponent)| format!("{name}{}", exponent_text(exponent)))
        .collect();
    let mut text = above.join("*");
    for (name, exponent) in factors.filter(|(_, exponent)| *exponent < 0) {
        text.push_str(&format!("/{name}{}", exponent_text(exponent.saturating_neg())));
    }
    if text.is_empty() { "1".to_owned() } else { text }
}

impl fmt::Display for Dimension {
    /// In base units: `cell/m3`, `kg/m2`, `/s`, `1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let factors = Base::ALL.iter().map(|base| (base.symbol(), self.sixtieths[*base as usize]));
        f.write_str(&product_text(factors))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;

    #[test]
    fn exponents_are_exact_fractions() {
        let root = Dimension::VOLUME.power(1, 2).unwrap();
        assert_eq!(root.exponent(Base::Length), (3, 2));
        assert_eq!(root.multiply(&root), Dimension::VOLUME);
        assert_eq!(Dimension::LENGTH.power(1, 7), None);
        assert_eq!(Dimension::LENGTH.power(1, 0), None);
    }

    #[test]
    fn prints_in_base_units() {
        assert_eq!(Dimension::CELLS.divide(&Dimension::VOLUME).to_string(), "cell/m3");
        assert_eq!(Dimension::RATE.to_string(), "/s");
        assert_eq!(Dimension::NONE.to_string(), "1");
        assert_eq!(Dimension::AREA.power(1, 4).unwrap().to_string(), "m^(1/2)");
    }
}
