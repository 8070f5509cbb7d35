//! Units of a text in SBML: a definition for each, of SBML's kinds.
//!
//! SBML has neither cells nor IU: `item` and `dimensionless` stand for them. An annotation of our own says what is meant
//! wherever the definition alone would not read back to the same unit.

use super::names::Names;
use crate::model::Model;
use crate::sbml::OWN_UNITS;
use lytic_units::{Base, Unit};
use std::fmt::Write;

/// Units with their names, and the definitions of those that SBML lacks.
pub(super) struct SbmlUnits {
    units: Vec<(Unit, String)>,
    definitions: Vec<String>,
}

impl SbmlUnits {
    pub fn new(model: &Model, names: &Names) -> SbmlUnits {
        let mut all = SbmlUnits { units: Vec::new(), definitions: Vec::new() };
        for definition in &model.units {
            all.add(&definition.unit, Some(&definition.name), names);
        }
        for unit in super::units::used(model).iter().chain(&model.time_unit) {
            all.add(unit, None, names);
        }
        all
    }

    /// Also this unit, such as that of an amount, which no symbol of the model has itself.
    pub fn add(&mut self, unit: &Unit, wanted: Option<&str>, names: &Names) {
        if self.units.iter().any(|(known, _)| known == unit) {
            return;
        }
        if unit.is_plain() && wanted.is_none() {
            return self.units.push((unit.clone(), "dimensionless".to_owned()));
        }
        let own = wanted.map(str::to_owned).or_else(|| unit.to_identifier());
        if let Some(own) = own.filter(|own| crate::sbml::unit_of_kind(own).as_ref() == Some(unit)) {
            return self.units.push((unit.clone(), own));
        }
        let base = wanted.map(str::to_owned).or_else(|| unit.to_identifier());
        let base = base.filter(|name| name.is_ascii());
        let base = base.map_or_else(|| "own_unit".to_owned(), |name| super::names::letters(&name));
        let mut name = base.clone();
        let mut count = 2;
        let taken = |all: &SbmlUnits, name: &str| all.units.iter().any(|(_, known)| known == name);
        while taken(self, &name) || is_kind(&name) || names.is_taken(&name) {
            name = format!("{base}_{count}");
            count += 1;
        }
        self.definitions.push(definition(unit, &name));
        self.units.push((unit.clone(), name));
    }

    /// The name of a unit.
    pub fn name(&self, unit: &Unit) -> Option<String> {
        self.units.iter().find(|(known, _)| known == unit).map(|(_, name)| name.clone())
    }

    pub fn definitions(&self) -> &[String] {
        &self.definitions
    }
}

/// Names that SBML keeps for its own units.
fn is_kind(name: &str) -> bool {
    crate::sbml::is_unit_kind(name)
}

fn definition(unit: &Unit, name: &str) -> String {
    let mut out = format!("<unitDefinition id=\"{name}\">");
    let _ = write!(
        out,
        "<annotation><lytic:unit xmlns:lytic=\"{OWN_UNITS}\" is=\"{}\"/></annotation><listOfUnits>",
        super::sbml::escaped(&unit.to_string())
    );
    let size = unit.base_factor();
    if size != 1.0 || unit.dimension().is_dimensionless() {
        let _ =
            write!(out, "<unit kind=\"dimensionless\" exponent=\"1\" scale=\"0\" multiplier=\"{size:e}\"/>");
    }
    for base in Base::ALL {
        let (numerator, denominator) = unit.dimension().exponent(base);
        if numerator == 0 {
            continue;
        }
        let kind = match base {
            Base::Mass => "kilogram",
            Base::Length => "metre",
            Base::Time => "second",
            Base::Substance => "mole",
            Base::Cells => "item",
            Base::Activity => "dimensionless",
            Base::Radiation => "gray",
            Base::Temperature => "kelvin",
            Base::Current => "ampere",
            Base::Light => "candela",
        };
        let exponent = f64::from(numerator) / f64::from(denominator);
        let _ = write!(out, "<unit kind=\"{kind}\" exponent=\"{exponent}\" scale=\"0\" multiplier=\"1\"/>");
    }
    out.push_str("</listOfUnits></unitDefinition>");
    out
}
