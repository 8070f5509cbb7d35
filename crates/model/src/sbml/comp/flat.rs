//! What is left of all instances, gathered under one model.

use super::convert::{Converter, Given};
use super::references::at;
use super::{Place, Unfolding, Way};
use crate::sbml::xml::{Attribute, CHILD, Element, Space};
use lytic_text::Message;
use std::collections::BTreeMap;

/// Longest chain of elements that stand for each other.
const MAX_CHAIN: usize = 1000;

/// Lists of a model, in SBML's order.
const LISTS: [&str; 12] = [
    "listOfFunctionDefinitions",
    "listOfUnitDefinitions",
    "listOfCompartmentTypes",
    "listOfSpeciesTypes",
    "listOfCompartments",
    "listOfSpecies",
    "listOfParameters",
    "listOfInitialAssignments",
    "listOfRules",
    "listOfConstraints",
    "listOfReactions",
    "listOfEvents",
];

/// Attributes that name something with a value.
const REFERENCES: [&str; 6] = ["compartment", "species", "variable", "symbol", "conversionFactor", "outside"];
/// Attributes that name a unit.
const UNIT_REFERENCES: [&str; 9] = [
    "units",
    "substanceUnits",
    "timeUnits",
    "volumeUnits",
    "areaUnits",
    "lengthUnits",
    "extentUnits",
    "spatialSizeUnits",
    "timeUnits",
];

impl Unfolding<'_> {
    /// The flat model.
    pub(super) fn flat(&mut self) -> Option<Element> {
        let main = self.instances.first()?.element.clone();
        let mut lists: BTreeMap<usize, Element> = BTreeMap::new();
        for number in 0..self.instances.len() {
            if self.instances.get(number).is_none_or(|instance| instance.gone) {
                continue;
            }
            let converter = self.converter(number)?;
            let element = self.instances.get(number)?.element.clone();
            for (index, list) in element.children.iter().enumerate() {
                let Some(place) = LISTS.iter().position(|name| list.is(Space::Core, name)) else { continue };
                if self.is_removed(number, &[index]) {
                    continue;
                }
                let all = lists.entry(place).or_insert_with(|| Element {
                    children: Vec::new(),
                    text: String::new(),
                    ..list.clone()
                });
                for (inner, child) in list.children.iter().enumerate() {
                    if child.space == Space::Core && matches!(child.name.as_str(), "notes" | "annotation") {
                        continue;
                    }
                    let mut way = vec![index, inner];
                    if let Some(child) = self.copied(number, child, &mut way, &converter, false) {
                        all.children.push(child);
                    }
                }
            }
        }
        let described = |child: &&Element| matches!(child.name.as_str(), "notes" | "annotation");
        let about =
            main.children.iter().filter(|child| child.space == Space::Core).filter(described).cloned();
        let attributes =
            main.attributes.iter().filter(|one| one.name != "conversionFactor").cloned().collect();
        let children: Vec<Element> = about.chain(lists.into_values()).collect();
        let text = CHILD.to_string().repeat(children.len());
        Some(Element { children, attributes, text, ..main })
    }

    fn is_removed(&self, number: usize, way: &[usize]) -> bool {
        self.instances.get(number).is_some_and(|instance| instance.removed.contains(way))
    }

    /// How the names and factors of an instance are worked in. None after an error.
    fn converter(&mut self, number: usize) -> Option<Converter> {
        let (mut ids, mut units) = (Vec::new(), Vec::new());
        gather(&self.instances.get(number)?.element, &mut Vec::new(), false, &mut ids, &mut units);
        let mut converter = Converter::default();
        for (id, way, is_reaction) in ids {
            // A reaction that another stands for counts by that one's time and extent.
            let is_own = !self.instances.get(number)?.stands_for.contains_key(&way);
            let given = self.final_name(&Place { instance: number, way }, &id)?;
            if is_reaction && is_own {
                converter.reactions.insert(id.clone());
            }
            converter.ids.insert(id, given);
        }
        for (law, locals) in self.locals(number) {
            let mut known = BTreeMap::new();
            for (id, way) in locals {
                let instance = self.instances.get(number)?;
                let given = match (instance.stands_for.contains_key(&way), instance.removed.contains(&way)) {
                    (true, _) => Some(self.final_name(&Place { instance: number, way }, &id)?),
                    (false, true) => continue,
                    (false, false) => None,
                };
                known.insert(id, given);
            }
            converter.locals.insert(law, known);
        }
        for (id, way) in units {
            let given = self.final_name(&Place { instance: number, way }, &id)?;
            converter.units.insert(id, given.name);
        }
        let mut at = number;
        while let Some((around, submodel)) =
            self.instances.get(at).and_then(|instance| instance.around.clone())
        {
            for (attribute, factors) in [
                ("timeConversionFactor", &mut converter.times),
                ("extentConversionFactor", &mut converter.extents),
            ] {
                if let Some(factor) = submodel.attribute(attribute) {
                    factors.push(self.name_in(around, &factor.value));
                }
            }
            at = around;
        }
        let own = self.instances.get(number)?.element.value("conversionFactor").map(str::to_owned);
        converter.conversion = own.map(|own| self.name_in(number, &own));
        Some(converter)
    }

    /// Laws of an instance and their own parameters, with the ways to them.
    fn locals(&self, number: usize) -> Vec<(Way, Vec<(String, Way)>)> {
        let mut found = Vec::new();
        if let Some(instance) = self.instances.get(number) {
            gather_locals(&instance.element, &mut Vec::new(), &mut found);
        }
        found
    }

    /// The name in the flat model of an id in an instance.
    fn name_in(&mut self, number: usize, id: &str) -> String {
        let (mut ids, mut units) = (Vec::new(), Vec::new());
        if let Some(instance) = self.instances.get(number) {
            gather(&instance.element, &mut Vec::new(), false, &mut ids, &mut units);
        }
        match ids.into_iter().find(|(known, ..)| known == id) {
            Some((id, way, _)) => {
                self.final_name(&Place { instance: number, way }, &id).map_or(id, |given| given.name)
            }
            None => id.to_owned(),
        }
    }

    /// The name of what stands for an element in the end, and the factors on the way. None after an error.
    fn final_name(&mut self, place: &Place, id: &str) -> Option<Given> {
        let mut place = place.clone();
        let mut factors = Vec::new();
        for _ in 0..MAX_CHAIN {
            let instance = self.instances.get(place.instance)?;
            match instance.stands_for.get(&place.way).cloned() {
                Some((next, factor)) => {
                    place = next;
                    factors.extend(factor);
                }
                None => {
                    let name = self.outermost_name(&place, id)?;
                    let factors =
                        factors.into_iter().map(|(number, factor)| self.name_in(number, &factor)).collect();
                    return Some(Given { name, factors });
                }
            }
        }
        let span = self.instances.get(place.instance)?.element.span;
        self.error(Message::new("E2451").with("name", id), span);
        None
    }

    /// The name of an element: its own, or that of the outermost element that it replaces.
    fn outermost_name(&self, place: &Place, id: &str) -> Option<String> {
        let mut place = place;
        for _ in 0..MAX_CHAIN {
            let instance = self.instances.get(place.instance)?;
            match instance.named_after.get(&place.way) {
                Some(outer) => place = outer,
                None => {
                    let own = at(&instance.element, &place.way).and_then(|element| element.value("id"));
                    return Some(format!("{}{}", instance.prefix, own.unwrap_or(id)));
                }
            }
        }
        None
    }

    /// A copy of an element with names and factors worked in; none if it is taken out.
    fn copied(
        &self,
        number: usize,
        element: &Element,
        way: &mut Way,
        converter: &Converter,
        is_local: bool,
    ) -> Option<Element> {
        if self.is_removed(number, way) || element.space == Space::Comp {
            return None;
        }
        let is_local = is_local || element.name == "localParameter";
        let in_law = element.is(Space::Core, "kineticLaw");
        let mut copy = Element { children: Vec::new(), text: String::new(), ..element.clone() };
        let factors = self.rename(&mut copy, converter, is_local);
        if element.is(Space::Core, "species")
            && element.value("conversionFactor").is_none()
            && let Some(conversion) = &converter.conversion
        {
            copy.attributes.push(synthetic("conversionFactor", conversion, element));
        }
        let none = BTreeMap::new();
        let locals = converter.locals.get(way).unwrap_or(&none);
        for (index, child) in element.children.iter().enumerate() {
            way.push(index);
            let child = if child.is(Space::Math, "math") {
                (!self.is_removed(number, way)).then(|| converter.math(child, element, &factors, locals))
            } else {
                self.copied(number, child, way, converter, is_local || in_law)
            };
            way.pop();
            if let Some(child) = child {
                copy.children.push(child);
                copy.text.push(CHILD);
            }
        }
        Some(copy)
    }

    /// Gives an element's attributes their names in the flat model; the factors of what it sets or refers to.
    fn rename(&self, element: &mut Element, converter: &Converter, is_local: bool) -> Vec<String> {
        let mut factors = Vec::new();
        let is_unit = element.is(Space::Core, "unitDefinition");
        element.attributes.retain(|attribute| attribute.name != "metaid");
        for attribute in element.attributes.iter_mut().filter(|one| one.space == Space::Own) {
            let name = attribute.name.as_str();
            if name == "id" {
                if is_unit {
                    converter.unit(&mut attribute.value);
                } else if !is_local {
                    attribute.value = converter.own(&attribute.value);
                }
            } else if REFERENCES.contains(&name) {
                if let Some(given) = converter.ids.get(attribute.value.trim()) {
                    if matches!(name, "variable" | "symbol") {
                        factors.clone_from(&given.factors);
                    }
                    attribute.value = given.name.clone();
                }
            } else if UNIT_REFERENCES.contains(&name) {
                converter.unit(&mut attribute.value);
            }
        }
        factors
    }
}

fn synthetic(name: &str, value: &str, element: &Element) -> Attribute {
    Attribute {
        space: Space::Own,
        prefix: String::new(),
        name: name.to_owned(),
        value: value.to_owned(),
        span: element.span,
    }
}

/// Ways to the laws of a model, and the parameters of their own with the ways to these.
fn gather_locals(element: &Element, way: &mut Way, found: &mut Vec<(Way, Vec<(String, Way)>)>) {
    for (index, child) in element.children.iter().enumerate() {
        way.push(index);
        if child.is(Space::Core, "kineticLaw") {
            let mut own = Vec::new();
            for (list_index, list) in child.children.iter().enumerate() {
                if !matches!(list.name.as_str(), "listOfParameters" | "listOfLocalParameters") {
                    continue;
                }
                for (parameter_index, parameter) in list.children.iter().enumerate() {
                    if let Some(id) = parameter.value("id") {
                        let mut inner = way.clone();
                        inner.extend([list_index, parameter_index]);
                        own.push((id.to_owned(), inner));
                    }
                }
            }
            found.push((way.clone(), own));
        } else if child.space == Space::Core {
            gather_locals(child, way, found);
        }
        way.pop();
    }
}

/// All ids of a model with their ways, and whether they are reactions; and those of its units.
fn gather(
    element: &Element,
    way: &mut Way,
    is_local: bool,
    ids: &mut Vec<(String, Way, bool)>,
    units: &mut Vec<(String, Way)>,
) {
    for (index, child) in element.children.iter().enumerate() {
        if child.space != Space::Core || matches!(child.name.as_str(), "notes" | "annotation") {
            continue;
        }
        way.push(index);
        if let Some(id) = child.value("id").map(str::trim) {
            if child.name == "unitDefinition" {
                units.push((id.to_owned(), way.clone()));
            } else if !is_local {
                ids.push((id.to_owned(), way.clone(), child.name == "reaction"));
            }
        }
        let is_local = is_local || child.name == "kineticLaw";
        gather(child, way, is_local, ids, units);
        way.pop();
    }
}
