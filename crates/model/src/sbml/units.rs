//! Units of SBML: `(multiplier 10^scale kind)^exponent`, multiplied.
//!
//! SBML has no cells and no IU. `item` counts things; a definition that is called after cells means cells, one that
//! carries our annotation says so itself (both are how [`write_sbml`](crate::write_sbml) writes them).

use super::draft::Draft;
use super::xml::{Element, Space};
use lytic_text::{Diagnostic, Message, Span, nearest};
use lytic_units::Unit;

/// Namespace of our own annotations.
pub(crate) const OWN: &str = "https://lytic.org/sbml/units";

/// SBML's kinds of all levels, with the names that our units have for them.
const KINDS: &[(&str, &str)] = &[
    ("ampere", "ampere"),
    ("avogadro", "avogadro"),
    ("becquerel", "becquerel"),
    ("candela", "candela"),
    ("Celsius", "kelvin"),
    ("coulomb", "coulomb"),
    ("dimensionless", "dimensionless"),
    ("farad", "farad"),
    ("gram", "gram"),
    ("gray", "gray"),
    ("henry", "henry"),
    ("hertz", "hertz"),
    ("item", "item"),
    ("joule", "joule"),
    ("katal", "katal"),
    ("kelvin", "kelvin"),
    ("kilogram", "kilogram"),
    ("liter", "litre"),
    ("litre", "litre"),
    ("lumen", "lumen"),
    ("lux", "lux"),
    ("meter", "metre"),
    ("metre", "metre"),
    ("mole", "mole"),
    ("newton", "newton"),
    ("ohm", "ohm"),
    ("pascal", "pascal"),
    ("radian", "radian"),
    ("second", "second"),
    ("siemens", "siemens"),
    ("sievert", "sievert"),
    ("steradian", "steradian"),
    ("tesla", "tesla"),
    ("volt", "volt"),
    ("watt", "watt"),
    ("weber", "weber"),
];

/// Whether SBML keeps a name for a unit of its own.
pub(crate) fn is_kind(name: &str) -> bool {
    KINDS.iter().any(|(known, _)| *known == name)
}

/// The unit of a kind.
pub(crate) fn kind(name: &str) -> Option<Unit> {
    let (_, own) = KINDS.iter().find(|(known, _)| *known == name)?;
    Unit::parse(own).ok()
}

impl<'e> Draft<'e> {
    /// Reads all definitions.
    pub(super) fn unit_definitions(&mut self, model: &'e Element) {
        for definition in model.listed(Space::Core, "listOfUnitDefinitions") {
            let name = if self.level == 1 { "name" } else { "id" };
            let Some(id) = self.required(definition, name) else { continue };
            if !super::draft::is_id(&id.value) {
                let message = Message::new("E2415").with("id", &id.value);
                self.report(Diagnostic::error(message).at(id.span));
                continue;
            }
            let unit = self.definition(definition, &id.value);
            // Levels 1 and 2 let a text say what substance, volume, area, length and time are measured in.
            let redefines = self.level < 3 && is_default(&id.value);
            if self.units.contains_key(&id.value) || (kind(&id.value).is_some() && !redefines) {
                let message = Message::new("E2413").with("id", &id.value);
                self.report(Diagnostic::error(message).at(id.span));
                continue;
            }
            self.units.insert(id.value.clone(), unit);
        }
    }

    fn definition(&mut self, definition: &Element, id: &str) -> Option<Unit> {
        if let Some(own) = own_unit(definition) {
            return Some(own);
        }
        let mut product = Unit::dimensionless();
        let mut sound = true;
        for unit in definition.listed(Space::Core, "listOfUnits") {
            match self.factor(unit, id) {
                Some(factor) => product = product.multiply(&factor),
                None => sound = false,
            }
        }
        sound.then_some(product)
    }

    fn factor(&mut self, element: &Element, definition: &str) -> Option<Unit> {
        let written = self.required(element, "kind")?;
        let (mut name, span) = (written.value.clone(), written.span);
        if self.level == 1 {
            // "all unit names be treated in a case-insensitive manner"
            let known = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name));
            name = known.map_or(name, |(known, _)| (*known).to_owned());
        }
        let Some(mut unit) = kind(&name) else {
            let suggestion = nearest(&name, KINDS.iter().map(|(name, _)| *name)).map(str::to_owned);
            let message = Message::new("E2434").with("name", &name);
            self.report(Diagnostic::error(message).at(span).suggest(suggestion));
            return None;
        };
        if name == "Celsius" {
            self.warn(Message::new("W2401"), span);
        }
        if name == "item" && means_cells(definition) {
            unit = Unit::parse("cells").unwrap_or(unit);
        }
        let exponent = self.number(element, "exponent").unwrap_or(1.0);
        let scale = self.number(element, "scale").unwrap_or(0.0);
        let multiplier = self.number(element, "multiplier").unwrap_or(1.0);
        let number =
            if scale == 0.0 { format!("{multiplier}") } else { format!("{multiplier} * 10^{scale}") };
        let sized = if multiplier == 1.0 && scale == 0.0 {
            Some(unit)
        } else {
            Unit::parse(&number).ok().filter(|_| multiplier > 0.0).map(|number| number.multiply(&unit))
        };
        let power = fraction(exponent).and_then(|(above, below)| sized?.power(above, below));
        if power.is_none() {
            let message = Message::new("E2435").with("name", definition);
            self.report(Diagnostic::error(message).at(element.span));
        }
        power
    }

    /// The unit of a name: none if there is no such name, nothing in it if its definition failed.
    fn look_up(&self, name: &str) -> Option<Option<Unit>> {
        let own = self.units.get(name).cloned();
        let default = || default_unit(name).filter(|_| self.level < 3);
        own.or_else(|| kind(name).or_else(default).map(Some))
    }

    /// The unit of a reference; an error if there is none.
    pub(super) fn unit(&mut self, name: &str, span: Span) -> Option<Unit> {
        let name = name.trim();
        let in_level_1 = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        let in_level_1 = in_level_1.filter(|_| self.level == 1 && !self.units.contains_key(name));
        let name = in_level_1.map_or(name, |(known, _)| *known);
        if let Some(known) = self.look_up(name) {
            return known;
        }
        let known = self.units.keys().map(String::as_str).chain(KINDS.iter().map(|(name, _)| *name));
        let suggestion = nearest(name, known).map(str::to_owned);
        let message = Message::new("E2436").with("name", name);
        self.report(Diagnostic::error(message).at(span).suggest(suggestion));
        None
    }

    /// What the text says of the unit of time, substance, volume and so on: an attribute of the model in level 3, a
    /// definition of that name before.
    pub(super) fn model_unit(&mut self, model: &Element, quantity: &str) -> Option<Unit> {
        if self.level < 3 {
            return self.units.get(quantity).cloned().flatten();
        }
        let attribute = model.attribute(&format!("{quantity}Units"))?;
        self.look_up(attribute.value.trim()).unwrap_or_else(|| {
            // Nothing has this unit unless it says so itself: the numbers do not depend on it.
            self.warn(Message::new("W2408").with("name", attribute.value.trim()), attribute.span);
            None
        })
    }
}

fn is_default(name: &str) -> bool {
    matches!(name, "substance" | "volume" | "area" | "length" | "time")
}

fn default_unit(name: &str) -> Option<Unit> {
    let text = match name {
        "substance" => "mole",
        "volume" => "litre",
        "area" => "m2",
        "length" => "metre",
        "time" => "second",
        _ => return None,
    };
    Unit::parse(text).ok()
}

/// Whether a definition is called after cells.
fn means_cells(id: &str) -> bool {
    let id = id.to_lowercase();
    id.split('_').any(|word| matches!(word, "cell" | "cells")) || id == "number_of_cells"
}

/// The unit that our own annotation names.
fn own_unit(definition: &Element) -> Option<Unit> {
    let annotation = definition.child(Space::Core, "annotation")?;
    let own = annotation
        .children
        .iter()
        .find(|child| child.name == "unit" && child.declared.iter().any(|(_, address, _)| address == OWN))?;
    Unit::parse(own.value("is")?).ok()
}

/// An exponent as a fraction with a small denominator.
fn fraction(value: f64) -> Option<(i32, i32)> {
    [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60].into_iter().find_map(|denominator| {
        let numerator = value * f64::from(denominator);
        let whole = numerator.round();
        ((numerator - whole).abs() < 1e-9 && whole.abs() < 1e4).then_some((whole as i32, denominator))
    })
}
