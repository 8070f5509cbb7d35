//! Dimensions in the words of the field: "mass per area", with an example such as `mg/m2`.

use crate::dimension::{Base, Dimension, product_text};

/// Key in the catalogue (without `dimension.`), example, exponents over kg, m, s, mol, cell, IU, Gy, K, A, cd.
const KNOWN: &[(&str, &str, [i8; 10])] = &[
    ("@dimension.none", "0.5", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.mass", "mg", [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.mass_per_area", "mg/m2", [1, -2, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.mass_per_volume", "pg/mL", [1, -3, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.mass_per_time", "mg/d", [1, 0, -1, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.mass_per_volume_per_time", "pg/mL/d", [1, -3, -1, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.exposure", "mg*h/L", [1, -3, 1, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.mass_per_cell", "pg/cell", [1, 0, 0, 0, -1, 0, 0, 0, 0, 0]),
    ("@dimension.mass_per_cell_per_time", "pg/cell/d", [1, 0, -1, 0, -1, 0, 0, 0, 0, 0]),
    ("@dimension.substance", "nmol", [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    ("@dimension.molar", "nM", [0, -3, 0, 1, 0, 0, 0, 0, 0, 0]),
    ("@dimension.cells", "cells", [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
    ("@dimension.cells_per_mass", "cells/kg", [-1, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
    ("@dimension.cells_per_area", "cells/m2", [0, -2, 0, 0, 1, 0, 0, 0, 0, 0]),
    ("@dimension.cells_per_volume", "cells/uL", [0, -3, 0, 0, 1, 0, 0, 0, 0, 0]),
    ("@dimension.cells_per_time", "cells/d", [0, 0, -1, 0, 1, 0, 0, 0, 0, 0]),
    ("@dimension.cells_per_volume_per_time", "cells/uL/d", [0, -3, -1, 0, 1, 0, 0, 0, 0, 0]),
    ("@dimension.per_cell", "/cell", [0, 0, 0, 0, -1, 0, 0, 0, 0, 0]),
    ("@dimension.per_cell_per_time", "/cell/d", [0, 0, -1, 0, -1, 0, 0, 0, 0, 0]),
    ("@dimension.volume_per_cell", "mL/cell", [0, 3, 0, 0, -1, 0, 0, 0, 0, 0]),
    ("@dimension.volume_per_cell_per_time", "mL/cell/d", [0, 3, -1, 0, -1, 0, 0, 0, 0, 0]),
    ("@dimension.time", "d", [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.rate", "/d", [0, 0, -1, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.length", "cm", [0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.speed", "um/min", [0, 1, -1, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.area", "m2", [0, 2, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.diffusion", "um2/s", [0, 2, -1, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.volume", "mL", [0, 3, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.clearance", "L/d", [0, 3, -1, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.volume_per_mass", "mL/kg", [-1, 3, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.per_volume", "/uL", [0, -3, 0, 0, 0, 0, 0, 0, 0, 0]),
    ("@dimension.activity", "IU", [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
    ("@dimension.activity_per_mass", "IU/kg", [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
    ("@dimension.activity_per_area", "MIU/m2", [0, -2, 0, 0, 0, 1, 0, 0, 0, 0]),
    ("@dimension.activity_per_volume", "IU/mL", [0, -3, 0, 0, 0, 1, 0, 0, 0, 0]),
    ("@dimension.activity_per_time", "IU/d", [0, 0, -1, 0, 0, 1, 0, 0, 0, 0]),
    ("@dimension.activity_per_volume_per_time", "IU/mL/d", [0, -3, -1, 0, 0, 1, 0, 0, 0, 0]),
    ("@dimension.radiation", "Gy", [0, 0, 0, 0, 0, 0, 1, 0, 0, 0]),
    ("@dimension.radiation_rate", "Gy/d", [0, 0, -1, 0, 0, 0, 1, 0, 0, 0]),
    ("@dimension.temperature", "K", [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]),
    ("@dimension.pressure", "kPa", [1, -1, -2, 0, 0, 0, 0, 0, 0, 0]),
];

fn known(dimension: &Dimension) -> Option<&'static (&'static str, &'static str, [i8; 10])> {
    KNOWN.iter().find(|(_, _, exponents)| Dimension::of(*exponents) == *dimension)
}

/// A catalogue argument that names the dimension in either language; where it has no name, a unit stands for it.
pub(crate) fn name(dimension: &Dimension) -> String {
    known(dimension).map_or_else(|| friendly(dimension), |(key, _, _)| (*key).to_owned())
}

/// A unit of the dimension, as people of the field write it.
pub(crate) fn example(dimension: &Dimension) -> String {
    known(dimension).map_or_else(|| friendly(dimension), |(_, example, _)| (*example).to_owned())
}

/// The dimension in mg, mL (or m), d and so on.
fn friendly(dimension: &Dimension) -> String {
    let factors = Base::ALL.map(|base| {
        let (numerator, denominator) = dimension.exponent(base);
        let sixtieths = numerator * (crate::dimension::WHOLE / denominator);
        match base {
            Base::Mass => ("mg", sixtieths),
            Base::Length if denominator == 1 && numerator % 3 == 0 => ("mL", sixtieths / 3),
            Base::Time => ("d", sixtieths),
            Base::Cells => ("cells", sixtieths),
            _ => (base.symbol(), sixtieths),
        }
    });
    product_text(factors.into_iter())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use super::*;
    use crate::Unit;

    #[test]
    fn every_example_has_its_dimension_and_every_name_is_in_the_catalogue() {
        for (key, example, exponents) in KNOWN {
            let dimension = Dimension::of(*exponents);
            if !dimension.is_dimensionless() {
                assert_eq!(Unit::parse(example).unwrap().dimension(), &dimension, "{key}");
            }
            assert!(lytic_text::entry(&key[1..]).is_some(), "{key} is not in the catalogue");
        }
    }

    #[test]
    fn a_dimension_without_a_name_is_shown_as_a_unit() {
        let odd = Unit::parse("mg*d2/mL").unwrap();
        assert_eq!(name(odd.dimension()), "mg*d2/mL");
    }
}
