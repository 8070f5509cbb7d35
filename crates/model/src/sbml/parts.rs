//! Compartments, species and parameters.
//!
//! A species' symbol is its concentration unless it has only substance units or its compartment has no dimensions;
//! what the text gives as an amount is then divided by the compartment's size at the start.

use super::draft::{Draft, plain};
use super::xml::{Element, Space};
use crate::model::{DeclaredUnit, Math, MathKind, Operation, SymbolId, SymbolKind};
use lytic_text::{Diagnostic, Message, Span};
use lytic_units::Unit;

impl<'e> Draft<'e> {
    pub(super) fn compartments(&mut self, model: &'e Element) {
        let defaults = ["length", "area", "volume"].map(|quantity| self.model_unit(model, quantity));
        for element in model.listed(Space::Core, "listOfCompartments") {
            let Some(id) = self.add_symbol(element, SymbolKind::Compartment) else { continue };
            let size = self.number(element, if self.level == 1 { "volume" } else { "size" });
            let size = if self.level == 1 { Some(size.unwrap_or(1.0)) } else { size };
            let said = self.number(element, "spatialDimensions");
            let dimensions = said.unwrap_or(3.0);
            self.dimensions.insert(id, dimensions);
            let constant = self.flag(element, "constant").unwrap_or(true);
            if self.level > 1 {
                self.declared_constant.insert(id, constant);
            }
            let own = self.declared_unit(element, "units");
            let default = match dimensions {
                1.0 => defaults.first(),
                2.0 => defaults.get(1),
                3.0 => defaults.get(2),
                _ => None,
            };
            let unit = own.or_else(|| implied(default.cloned().flatten(), element.span));
            if let Some(symbol) = self.symbol_mut(id) {
                symbol.initial = size.map(|size| plain(size, element.span));
                symbol.unit = unit;
                symbol.dimensions = said;
            }
        }
    }

    pub(super) fn species(&mut self, model: &'e Element) {
        let substance = self.model_unit(model, "substance");
        let (list, attribute) = ("listOfSpecies", "compartment");
        for element in model.listed(Space::Core, list) {
            let kind = SymbolKind::Species { compartment: None, boundary: false, substance_only: false };
            let Some(id) = self.add_symbol(element, kind) else { continue };
            let room = self.reference(element, attribute).filter(|room| {
                self.symbol(*room).is_some_and(|symbol| symbol.kind == SymbolKind::Compartment)
            });
            if room.is_none()
                && let Some(named) = element.attribute(attribute)
                && self.known(&named.value).is_some()
            {
                let message = Message::new("E2437").with("name", &named.value);
                self.report(Diagnostic::error(message).at(named.span));
            }
            let dimensions = room.and_then(|room| self.dimensions.get(&room)).copied().unwrap_or(3.0);
            let substance_only = self.flag(element, "hasOnlySubstanceUnits").unwrap_or(false)
                || (dimensions == 0.0 && self.has_no_size(room));
            let boundary = self.flag(element, "boundaryCondition").unwrap_or(false);
            let constant = self.flag(element, "constant").unwrap_or(false);
            self.declared_constant.insert(id, constant);
            let amount = self.number(element, "initialAmount");
            let concentration = self.number(element, "initialConcentration");
            if let (Some(_), Some(second)) = (amount, element.attribute("initialConcentration")) {
                let message = Message::new("E2438").with("name", second_name(element));
                self.report(Diagnostic::error(message).at(second.span));
            }
            if let Some(factor) = element.attribute("conversionFactor") {
                self.conversion_of(id, &factor.value, factor.span);
            }
            let unit_name = if self.level == 1 { "units" } else { "substanceUnits" };
            let own =
                self.declared_unit(element, unit_name).or_else(|| implied(substance.clone(), element.span));
            let unit = match (own, room.filter(|_| !substance_only)) {
                (Some(own), Some(room)) => {
                    let size = self.symbol(room).and_then(|room| room.unit.clone());
                    size.and_then(|size| implied(Some(own.unit.divide(&size.unit)), own.span))
                }
                (own, _) => own,
            };
            let span = element.span;
            let initial = match (amount, concentration, room) {
                (Some(amount), _, Some(room)) if !substance_only => {
                    Some(of_room(Operation::Divide, amount, room, span))
                }
                (Some(amount), ..) => Some(plain(amount, span)),
                (None, Some(concentration), Some(room)) if substance_only => {
                    Some(of_room(Operation::Multiply, concentration, room, span))
                }
                (None, Some(concentration), _) => Some(plain(concentration, span)),
                (None, None, _) => None,
            };
            if let Some(symbol) = self.symbol_mut(id) {
                symbol.kind =
                    SymbolKind::Species { compartment: room, boundary: boundary || constant, substance_only };
                symbol.constant = constant;
                symbol.initial = initial;
                symbol.unit = unit;
            }
        }
    }

    /// Whether the text gives a compartment no size.
    fn has_no_size(&self, room: Option<SymbolId>) -> bool {
        room.and_then(|room| self.symbol(room)).is_none_or(|room| room.initial.is_none())
    }

    pub(super) fn parameters(&mut self, model: &'e Element) {
        for element in model.listed(Space::Core, "listOfParameters") {
            let Some(id) = self.add_symbol(element, SymbolKind::Parameter) else { continue };
            let constant = self.flag(element, "constant").unwrap_or(true);
            if self.level > 1 {
                self.declared_constant.insert(id, constant);
            }
            self.value_and_unit(element, id);
        }
    }

    /// `value` and `units` of a parameter.
    pub(super) fn value_and_unit(&mut self, element: &'e Element, id: SymbolId) {
        let value = self.number(element, "value");
        let unit = self.declared_unit(element, "units");
        if let Some(symbol) = self.symbol_mut(id) {
            symbol.initial = value.map(|value| plain(value, element.span));
            symbol.unit = unit;
        }
    }

    /// The unit that an attribute names, with its place.
    fn declared_unit(&mut self, element: &Element, name: &str) -> Option<DeclaredUnit> {
        let attribute = element.attribute(name)?;
        let unit = self.unit(&attribute.value, attribute.span)?;
        Some(DeclaredUnit { text: unit.to_string(), unit, span: attribute.span })
    }

    /// Notes by which parameter the extent of a species' reactions is multiplied.
    fn conversion_of(&mut self, species: SymbolId, name: &str, span: Span) {
        // Parameters are declared after species; the name is looked up when all are known.
        self.wanted_conversions.push((Some(species), name.to_owned(), span));
    }

    /// Looks up all conversion factors, the model's own for the species that have none.
    pub(super) fn conversions(&mut self, model: &'e Element) {
        if let Some(factor) = model.attribute("conversionFactor") {
            self.wanted_conversions.push((None, factor.value.clone(), factor.span));
        }
        for (species, name, span) in std::mem::take(&mut self.wanted_conversions) {
            let Some(factor) = self.symbol_of(&name, "conversionFactor", span) else { continue };
            match species {
                Some(species) => {
                    self.conversions.insert(species, factor);
                }
                None => self.conversion = Some(factor),
            }
        }
    }
}

fn second_name(element: &Element) -> &str {
    element.value("id").unwrap_or("")
}

/// A unit that follows from others.
fn implied(unit: Option<Unit>, span: Span) -> Option<DeclaredUnit> {
    unit.map(|unit| DeclaredUnit { text: unit.to_string(), unit, span })
}

/// A number with a compartment's size.
fn of_room(operation: Operation, value: f64, room: SymbolId, span: Span) -> Math {
    let room = Math { kind: MathKind::Symbol(room), span };
    Math { kind: MathKind::Apply(operation, vec![plain(value, span), room]), span }
}
