//! Weight and height, which turn amounts per kg and per m2 into amounts.

use crate::dimension::Dimension;
use crate::error::UnitError;
use crate::quantity::Quantity;
use crate::unit::Unit;

/// A body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Body {
    /// Weight, kg.
    pub weight_kg: f64,
    /// Height, cm.
    pub height_cm: f64,
}

impl Body {
    /// Body surface area in m2 after Mosteller: `sqrt(weight_kg * height_cm / 3600)`.
    /// Source: Mosteller 1987 N Engl J Med 317:1098.
    pub fn surface_area_m2(&self) -> f64 {
        (self.weight_kg * self.height_cm / 3600.0).sqrt()
    }

    /// The amount with the wanted dimension: as it is where it has it, times the weight where it is per mass
    /// (`1e7 cells/kg`), times the surface area where it is per area (`25 mg/m2`).
    pub fn absolute(&self, quantity: &Quantity, wanted: &Dimension) -> Result<Quantity, UnitError> {
        if quantity.unit.dimension() == wanted {
            return Ok(quantity.clone());
        }
        let ways = [(Dimension::MASS, "kg", self.weight_kg), (Dimension::AREA, "m2", self.surface_area_m2())];
        for (dimension, name, size) in ways {
            // `60` is a plain number like `60 mg/kg`, but is not per mass.
            if quantity.unit.is_per(&dimension) && quantity.unit.dimension().multiply(&dimension) == *wanted {
                let unit = quantity.unit.multiply(&Unit::parse(name)?);
                return Ok(Quantity { value: quantity.value * size, unit });
            }
        }
        quantity.expect(wanted)?;
        Ok(quantity.clone())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;

    const BODY: Body = Body { weight_kg: 70.0, height_cm: 172.0 };

    fn absolute(text: &str, wanted: Dimension) -> Result<Quantity, UnitError> {
        BODY.absolute(&Quantity::parse(text).unwrap(), &wanted)
    }

    #[test]
    fn surface_area_after_mosteller() {
        // Mosteller's own kind of example: 60 kg and 150 cm give sqrt(2.5) m2.
        let body = Body { weight_kg: 60.0, height_cm: 150.0 };
        assert!((body.surface_area_m2() - 1.581_138_830_084_19).abs() < 1e-12);
    }

    #[test]
    fn amounts_per_kg_and_per_m2_become_amounts() {
        let cells = absolute("1e7 cells/kg", Dimension::CELLS).unwrap();
        assert_eq!(cells.to_string(), "7e8 cells");
        let drug = absolute("25 mg/m2", Dimension::MASS).unwrap();
        assert!((drug.value - 25.0 * BODY.surface_area_m2()).abs() < 1e-12 && drug.unit.to_string() == "mg");
        assert_eq!(
            absolute("60 mg/kg", Dimension::MASS).unwrap().in_unit(&Unit::parse("g").unwrap()),
            Ok(4.2)
        );
        let rate = Dimension::MASS.divide(&Dimension::TIME);
        assert_eq!(absolute("20 ug/kg/d", rate).unwrap().to_string(), "1400 ug/d");
        assert_eq!(absolute("5 mg", Dimension::MASS).unwrap().to_string(), "5 mg");
    }

    #[test]
    fn a_number_is_not_per_kg() {
        assert!(matches!(absolute("60", Dimension::MASS), Err(UnitError::MissingUnit { .. })));
        assert!(matches!(absolute("60 %", Dimension::MASS), Err(UnitError::WrongDimension { .. })));
        assert!(matches!(absolute("25 mg/kg2", Dimension::MASS), Err(UnitError::WrongDimension { .. })));
        assert!(matches!(absolute("1e7 cells/kg", Dimension::MASS), Err(UnitError::WrongDimension { .. })));
    }
}
