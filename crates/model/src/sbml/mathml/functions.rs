//! Function definitions: each call is the body, read anew with the arguments in place.

use super::vocabulary::{Symbol, csymbol};
use super::{Place, number};
use crate::flatten::{MAX_DEPTH, children};
use crate::model::Math;
use crate::sbml::draft::{Draft, Known};
use crate::sbml::xml::{CHILD, Element, Space};
use lytic_text::{Message, Span};

impl<'e> Draft<'e> {
    /// A function of the model, its body read with the arguments in place.
    pub(super) fn call(
        &mut self,
        head: &'e Element,
        rest: &'e [Element],
        place: &mut Place,
        span: Span,
    ) -> Option<Math> {
        let written = head.text.replace(CHILD, "");
        let name = written.trim();
        let values = self.operands(rest, place);
        let definition = match self.known(name) {
            Some(Known::Function(definition)) => definition,
            Some(_) => return self.fail(Message::new("E2430").with("name", name), head.span),
            None => {
                self.unknown(name, "ci", head.span);
                return None;
            }
        };
        if let Some(start) = place.trail.iter().position(|open| open == name) {
            let mut cycle: Vec<&str> = place.trail.iter().skip(start).map(String::as_str).collect();
            cycle.push(name);
            let message = Message::new("E0219").with("cycle", cycle.join(" → "));
            return self.fail(message, head.span);
        }
        let values = values?;
        let Some(math) = definition.child(Space::Math, "math") else {
            return self.fail(Message::new("E2431").with("name", name), head.span);
        };
        let Some(lambda) = lambda(math) else {
            return self.fail(Message::new("E2432").with("name", name), math.span);
        };
        let bound = bound_names(lambda);
        if bound.len() != values.len() {
            let message = Message::new("E2425").with("name", name).with("expected", bound.len());
            return self.fail(message.with("given", values.len()), span);
        }
        let bodies: Vec<&Element> =
            lambda.children.iter().filter(|child| !child.is(Space::Math, "bvar")).collect();
        let [body] = bodies.as_slice() else {
            return self.fail(Message::new("E2432").with("name", name), lambda.span);
        };
        let mut trail = place.trail.clone();
        trail.push(name.to_owned());
        let mut inner = Place {
            arguments: bound.into_iter().zip(values).collect(),
            trail,
            depth: place.depth,
            ..Place::default()
        };
        let result = self.expression(body, &mut inner)?;
        // Arguments are put in where they are used, so their height counts from there.
        if height(&result) + place.depth > MAX_DEPTH {
            return self.fail(Message::new("E0222").with("limit", MAX_DEPTH), span);
        }
        Some(result)
    }

    /// Reads every function once on its own, so that those that nothing calls are checked too.
    pub(in crate::sbml) fn check_functions(&mut self) {
        for (name, definition) in self.functions.clone() {
            let Some(lambda) = definition.child(Space::Math, "math").and_then(lambda) else {
                if let Some(math) = definition.child(Space::Math, "math") {
                    self.fail::<()>(Message::new("E2432").with("name", &name), math.span);
                }
                continue;
            };
            let arguments = bound_names(lambda).into_iter().map(|name| (name, number(1.0, lambda.span)));
            let mut place =
                Place { arguments: arguments.collect(), trail: vec![name.clone()], ..Place::default() };
            for body in lambda.children.iter().filter(|child| !child.is(Space::Math, "bvar")) {
                // `rateOf(x)` of an argument is only known where the function is called.
                if !reads_rate(body) {
                    self.expression(body, &mut place);
                }
            }
        }
    }
}

fn reads_rate(element: &Element) -> bool {
    matches!(csymbol(element), Some(Symbol::RateOf)) && element.name == "csymbol"
        || element.children.iter().any(reads_rate)
}

/// The lambda of a function definition, which `semantics` may enclose.
fn lambda(math: &Element) -> Option<&Element> {
    math.child(Space::Math, "lambda")
        .or_else(|| math.child(Space::Math, "semantics").and_then(|inner| inner.child(Space::Math, "lambda")))
}

fn bound_names(lambda: &Element) -> Vec<String> {
    let bound = lambda.children.iter().filter(|child| child.is(Space::Math, "bvar"));
    bound.map(|bound| bound.whole_text().trim().to_owned()).collect()
}

fn height(math: &Math) -> usize {
    1 + children(math).map(height).max().unwrap_or(0)
}
