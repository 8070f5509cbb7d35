//! Units of a flat text: a name for each, and its definition from SI units that reads back to the same unit.

use super::names::{Names, valid};
use crate::flatten::{children, defined_unit};
use crate::model::{Math, MathKind, Model, Rule};
use lytic_units::{Base, Unit};
use std::collections::BTreeMap;

/// Name and definition of each unit, in order of first use.
pub(super) struct UnitNames {
    units: Vec<(Unit, String)>,
    definitions: Vec<String>,
}

impl UnitNames {
    pub fn new(model: &Model, names: &Names) -> UnitNames {
        let mut all = UnitNames { units: Vec::new(), definitions: Vec::new() };
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        let add =
            |all: &mut UnitNames, texts: &mut BTreeMap<String, String>, unit: &Unit, wanted: Option<&str>| {
                if wanted.is_none() && all.units.iter().any(|(known, _)| known == unit) {
                    return;
                }
                let (text, needed) = definition(unit);
                for (name, text) in needed {
                    if texts.insert(name.to_owned(), text.to_owned()).is_none() {
                        all.definitions.push(format!("unit {name} = {text};"));
                    }
                }
                let identifier =
                    wanted.map(str::to_owned).or_else(|| unit.to_identifier()).filter(|name| name.is_ascii());
                let identifier =
                    identifier.map(|name| if name == "cells" { "cell".to_owned() } else { name });
                let base = identifier.map_or_else(|| "own_unit".to_owned(), |name| valid(&name));
                let mut name = base.clone();
                let mut count = 2;
                let differs =
                    |name: &String| texts.get(name).is_some_and(|known| *known != text && *name != text);
                while names.is_taken(&name) || differs(&name) {
                    name = format!("{base}_{count}");
                    count += 1;
                }
                all.units.push((unit.clone(), name.clone()));
                // `unit cells = cells` says nothing; `dimensionless` and the SI names need no definition.
                if name != text && texts.insert(name.clone(), text.clone()).is_none() {
                    all.definitions.push(format!("unit {name} = {text};"));
                }
            };
        for definition in &model.units {
            add(&mut all, &mut texts, &definition.unit, Some(&definition.name));
        }
        for unit in used(model).iter().chain(&model.time_unit) {
            add(&mut all, &mut texts, unit, None);
        }
        all.definitions.sort();
        if let Some(time) = &model.time_unit {
            all.definitions.push(format!("unit time_unit = {};", all.name(time)));
        }
        all
    }

    /// The name of a unit.
    pub fn name(&self, unit: &Unit) -> String {
        let known = self.units.iter().find(|(known, _)| known == unit);
        known.map_or_else(|| "dimensionless".to_owned(), |(_, name)| name.clone())
    }

    pub fn definitions(&self) -> Vec<String> {
        self.definitions.clone()
    }
}

/// Every unit that a model's symbols and numbers have.
pub(super) fn used(model: &Model) -> Vec<Unit> {
    let mut units = Vec::new();
    let numbers = |math: &Math, units: &mut Vec<Unit>| {
        let mut stack = vec![math];
        while let Some(math) = stack.pop() {
            if let MathKind::Number(_, Some(unit)) = &math.kind {
                units.push(unit.clone());
            }
            stack.extend(children(math));
        }
    };
    for symbol in &model.symbols {
        units.extend(symbol.unit.as_ref().map(|unit| unit.unit.clone()));
        let rule = symbol.rule.as_ref().map(|rule| match rule {
            Rule::Assignment(math) | Rule::Rate(math) => math,
        });
        symbol.initial.iter().chain(rule).for_each(|math| numbers(math, &mut units));
    }
    for reaction in &model.reactions {
        let sides = reaction.reactants.iter().chain(&reaction.products).map(|side| &side.stoichiometry);
        sides.chain(&reaction.law).for_each(|math| numbers(math, &mut units));
    }
    for event in &model.events {
        let options = event.delay.iter().chain(&event.priority).chain([&event.trigger]);
        options
            .chain(event.assignments.iter().map(|(_, value)| value))
            .for_each(|math| numbers(math, &mut units));
    }
    model.constraints.iter().for_each(|constraint| numbers(&constraint.condition, &mut units));
    units
}

/// A unit written in SI units, and the definitions of cells and IU where it needs them.
fn definition(unit: &Unit) -> (String, Vec<(&'static str, &'static str)>) {
    let (mut above, mut below, mut needed) = (Vec::new(), Vec::new(), Vec::new());
    for base in Base::ALL {
        let (numerator, denominator) = unit.dimension().exponent(base);
        if numerator == 0 {
            continue;
        }
        let name = match base {
            Base::Mass => "kilogram",
            Base::Length => "metre",
            Base::Time => "second",
            Base::Substance => "mole",
            // libAntimony takes `cells` for the plural of a unit `cell`, and then defines it twice.
            Base::Cells => "cell",
            Base::Activity => "IU",
            Base::Radiation => "gray",
            Base::Temperature => "kelvin",
            Base::Current => "ampere",
            Base::Light => "candela",
        };
        match base {
            Base::Cells => needed.push(("cell", "item")),
            Base::Activity => needed.push(("IU", "dimensionless")),
            _ => {}
        }
        let power = match (numerator.unsigned_abs(), denominator) {
            (1, 1) => name.to_owned(),
            (whole, 1) => format!("{name}^{whole}"),
            (above, below) => format!("{name}^({above}/{below})"),
        };
        if numerator > 0 { above.push(power) } else { below.push(power) }
    }
    let join = |number: &str, divisor: &str| {
        let mut above = above.clone();
        let mut below = below.clone();
        if !divisor.is_empty() {
            match below.first_mut() {
                Some(first) => *first = format!("{divisor} {first}"),
                None => below.push(format!("{divisor} dimensionless")),
            }
        }
        match above.first_mut() {
            Some(first) if !number.is_empty() => *first = format!("{number} {first}"),
            Some(_) => {}
            None if number.is_empty() && below.is_empty() => above.push("dimensionless".to_owned()),
            None if below.is_empty() => above.push(format!("{number} dimensionless")),
            None => above.push(if number.is_empty() { "1".to_owned() } else { number.to_owned() }),
        }
        let mut text = above.join(" * ");
        below.iter().for_each(|factor| text.push_str(&format!(" / {factor}")));
        text
    };
    let size = unit.base_factor();
    let number = |value: f64| if value == 1.0 { String::new() } else { super::number_text(value) };
    // Decimals first; then over the lengths of minute, hour, day, week; a rounded decimal as the last resort.
    for divisor in [1.0, 60.0, 3600.0, 86_400.0, 604_800.0, 31_557_600.0, 86_400.0 * 86_400.0] {
        let text = join(&number(size * divisor), &number(divisor));
        if defined_unit(&text).as_ref() == Some(unit) {
            return (text, needed);
        }
    }
    (join(&number(size), ""), needed)
}
