//! Equations of an instance in the names, time and extent of the main model.
//!
//! With `T` the product of the time conversion factors and `X` that of the extent conversion factors of an instance and
//! of those around it, and `F` the conversion factor of what replaces a symbol:
//!
//! ```text
//! time -> time / T        delay(x, d) -> delay(x, d T)      rateOf(x) -> rateOf(x) T
//! rate rule f -> f / T    law f -> f X / T                  delay of an event d -> d T
//! reaction r -> r T / X   replaced x -> p / F               x = f -> p = f F
//! ```

use crate::sbml::xml::{CHILD, Element, Space};
use std::collections::{BTreeMap, BTreeSet};

/// What an id of an instance is called in the flat model.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub name: String,
    /// Parameters by which the value is larger there.
    pub factors: Vec<String>,
}

/// Names and factors of an instance.
#[derive(Default)]
pub(super) struct Converter {
    pub ids: BTreeMap<String, Given>,
    pub units: BTreeMap<String, String>,
    pub reactions: BTreeSet<String>,
    pub times: Vec<String>,
    pub extents: Vec<String>,
    /// The model's own conversion factor, for its species without one.
    pub conversion: Option<String>,
    /// By the way to a law: its own parameters, and what stands for those that were replaced.
    pub locals: BTreeMap<Vec<usize>, Locals>,
}

/// Names that a law keeps for itself; what stands for those that were replaced.
pub(super) type Locals = BTreeMap<String, Option<Given>>;

impl Converter {
    pub fn own(&self, id: &str) -> String {
        self.ids.get(id.trim()).map_or_else(|| id.to_owned(), |given| given.name.clone())
    }

    pub fn unit(&self, name: &mut String) {
        if let Some(given) = self.units.get(name.trim()) {
            *name = given.clone();
        }
    }

    /// The `math` of an element that sets something with these factors.
    pub fn math(&self, math: &Element, owner: &Element, factors: &[String], locals: &Locals) -> Element {
        let mut copy = Element { children: Vec::new(), ..math.clone() };
        let (mut above, mut below) = (Vec::new(), Vec::new());
        match owner.name.as_str() {
            "kineticLaw" => {
                above.extend(self.extents.iter().cloned());
                below.extend(self.times.iter().cloned());
            }
            "delay" => above.extend(self.times.iter().cloned()),
            "rateRule" => {
                above.extend(factors.iter().cloned());
                below.extend(self.times.iter().cloned());
            }
            "assignmentRule" | "initialAssignment" | "eventAssignment" => {
                above.extend(factors.iter().cloned())
            }
            _ => {}
        }
        copy.children = math
            .children
            .iter()
            .map(|child| scaled(self.expression(child, locals), &above, &below))
            .collect();
        copy
    }

    fn expression(&self, element: &Element, bound: &Locals) -> Element {
        match element.name.as_str() {
            "lambda" => {
                let variables = element.children.iter().filter(|child| child.name == "bvar");
                let mut bound = bound.clone();
                bound.extend(variables.map(|variable| (variable.whole_text().trim().to_owned(), None)));
                self.inside(element, &bound)
            }
            "bvar" => element.clone(),
            "ci" => self.symbol(element, bound),
            "csymbol" if is_symbol(element, "time") => scaled(element.clone(), &[], &self.times),
            "cn" => {
                let mut copy = element.clone();
                for attribute in copy.attributes.iter_mut().filter(|attribute| attribute.name == "units") {
                    self.unit(&mut attribute.value);
                }
                copy
            }
            "apply" => self.applied(element, bound),
            _ => self.inside(element, bound),
        }
    }

    fn inside(&self, element: &Element, bound: &Locals) -> Element {
        let children = element.children.iter().map(|child| self.expression(child, bound)).collect();
        Element { children, ..element.clone() }
    }

    fn symbol(&self, element: &Element, bound: &Locals) -> Element {
        let text = element.text.replace(CHILD, "");
        let name = text.trim();
        let given = match bound.get(name) {
            Some(own) => own.as_ref(),
            None => self.ids.get(name),
        };
        let Some(given) = given else { return element.clone() };
        let renamed = Element { text: given.name.clone(), ..element.clone() };
        if self.reactions.contains(name) && !bound.contains_key(name) {
            return scaled(renamed, &self.times, &self.extents);
        }
        scaled(renamed, &[], &given.factors)
    }

    fn applied(&self, element: &Element, bound: &Locals) -> Element {
        let Some((head, rest)) = element.children.split_first() else { return element.clone() };
        // A function that is called has a name but no value.
        let head_copy = match head.name.as_str() {
            "ci" => Element { text: self.own(head.text.replace(CHILD, "").trim()), ..head.clone() },
            "csymbol" => head.clone(),
            _ => self.inside(head, bound),
        };
        let mut children = vec![head_copy];
        if head.name == "csymbol" && is_symbol(head, "rateOf") {
            let mut factors = Vec::new();
            for operand in rest {
                let text = operand.text.replace(CHILD, "");
                match self.ids.get(text.trim()).filter(|_| operand.name == "ci") {
                    Some(given) if !bound.contains_key(text.trim()) => {
                        factors.clone_from(&given.factors);
                        children.push(Element { text: given.name.clone(), ..operand.clone() });
                    }
                    _ => children.push(operand.clone()),
                }
            }
            return scaled(Element { children, ..element.clone() }, &self.times, &factors);
        }
        let is_delay = head.name == "csymbol" && is_symbol(head, "delay");
        for (index, operand) in rest.iter().enumerate() {
            let operand = self.expression(operand, bound);
            let operand = if is_delay && index == 1 { scaled(operand, &self.times, &[]) } else { operand };
            children.push(operand);
        }
        Element { children, ..element.clone() }
    }
}

fn is_symbol(element: &Element, name: &str) -> bool {
    let url = element.value("definitionURL").unwrap_or("").trim();
    url.strip_prefix("http://www.sbml.org/sbml/symbols/") == Some(name)
}

/// An expression times and over parameters.
fn scaled(expression: Element, above: &[String], below: &[String]) -> Element {
    let mut result = expression;
    for (operation, factors) in [("times", above), ("divide", below)] {
        for factor in factors {
            let piece = |name: &str, text: &str, children: Vec<Element>| Element {
                space: Space::Math,
                name: name.to_owned(),
                attributes: Vec::new(),
                declared: Vec::new(),
                children,
                text: text.to_owned(),
                span: result.span,
            };
            let (operation, factor) = (piece(operation, "", Vec::new()), piece("ci", factor, Vec::new()));
            let mut whole = piece("apply", "", Vec::new());
            whole.children = vec![operation, result, factor];
            result = whole;
        }
    }
    result
}
