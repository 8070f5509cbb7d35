//! MathML to equations: content elements, `csymbol`s, numbers with units, functions of the model inlined.
//!
//! What SBML takes from MathML 2, and what each becomes:
//!
//! - `eq`, `gt`, `lt`, `geq`, `leq` of several arguments: all neighbours compare so;
//! - `log` without base: base ten; `root` without degree: two;
//! - `sec`, `arccot` and their kin: through `cos`, `arctan` and so on of one over the argument;
//! - `implies(a, b)`: `!a || b`; an empty `plus` is 0, an empty `times` 1, an empty `and` true, an empty `or` false;
//! - `csymbol`s `time`, `avogadro`, `delay`, `rateOf`, and those of the package `distrib`.
//!
//! A function definition is read anew at each call with its arguments in place; one that calls itself is refused. The
//! number of nodes of all equations together is limited, so that a small text cannot fill the memory.

mod functions;
mod vocabulary;

use super::draft::{Draft, Known};
use super::xml::{CHILD, Element, Space};
use crate::flatten::{MAX_DEPTH, MAX_NODES, children, constant};
use crate::model::{Math, MathKind, Operation, SymbolId};
use lytic_text::{Diagnostic, Message, Span, nearest};
use std::collections::BTreeMap;
use vocabulary::{CONSTANTS, KNOWN_FUNCTIONS, MANY, Meaning, Symbol, combine, csymbol, meaning};

/// Where an equation stands.
#[derive(Default)]
pub(super) struct Place {
    /// Parameters of its own reaction.
    pub locals: BTreeMap<String, SymbolId>,
    /// Arguments of the function that is being inlined.
    pub(super) arguments: Vec<(String, Math)>,
    /// Species references of the own reaction: reactants, products.
    pub(super) sides: [Side; 2],
    /// Functions that are being inlined, outermost first.
    trail: Vec<String>,
    depth: usize,
}

/// How many species a side of a reaction has.
#[derive(Clone, Copy, Default)]
pub(super) struct Side {
    /// Species references.
    pub references: usize,
    /// Molecules: each reference as often as its stoichiometry says, if these are whole numbers.
    pub molecules: Option<usize>,
}

impl Place {
    /// Inside a reaction with parameters of its own.
    pub fn with_locals(locals: BTreeMap<String, SymbolId>) -> Place {
        Place { locals, ..Place::default() }
    }

    /// Inside a ready-made law, where only its arguments have names.
    pub fn with_arguments(arguments: Vec<(String, Math)>) -> Place {
        Place { arguments, ..Place::default() }
    }
}

fn number(value: f64, span: Span) -> Math {
    Math { kind: MathKind::Number(value, None), span }
}

fn apply(operation: Operation, operands: Vec<Math>, span: Span) -> Math {
    Math { kind: MathKind::Apply(operation, operands), span }
}

impl<'e> Draft<'e> {
    /// The equation in an element's `math` child; none where there is none, or where it fails (and that is reported).
    pub(super) fn math_of(&mut self, owner: &'e Element, place: &mut Place) -> Option<Math> {
        let math = owner.child(Space::Math, "math")?;
        self.math(math, place)
    }

    /// The equation in a `math` element.
    pub(super) fn math(&mut self, math: &'e Element, place: &mut Place) -> Option<Math> {
        let mut inside = math.children.iter().filter(|child| child.space == Space::Math);
        let (Some(first), None) = (inside.next(), inside.next()) else {
            let message = Message::new("E2425").with("name", "math").with("expected", 1);
            return self.fail(message.with("given", math.children.len()), math.span);
        };
        self.expression(first, place)
    }

    fn expression(&mut self, element: &'e Element, place: &mut Place) -> Option<Math> {
        if self.stopped {
            return None;
        }
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            self.stopped = true;
            return self.fail(Message::new("E0241").with("limit", MAX_NODES), element.span);
        }
        if place.depth >= MAX_DEPTH {
            return self.fail(Message::new("E0222").with("limit", MAX_DEPTH), element.span);
        }
        place.depth += 1;
        let result = self.expression_inside(element, place);
        place.depth -= 1;
        result
    }

    fn expression_inside(&mut self, element: &'e Element, place: &mut Place) -> Option<Math> {
        let span = element.span;
        if element.space != Space::Math {
            return self.fail(Message::new("E2424").with("name", &element.name), span);
        }
        match element.name.as_str() {
            "cn" => self.cn(element),
            "ci" => self.ci(element, place),
            "csymbol" => self.csymbol(element),
            "apply" => self.apply(element, place),
            "piecewise" => self.piecewise(element, place),
            // Annotated mathematics: what it says stands first.
            "semantics" => match element.children.first() {
                Some(first) => self.expression(first, place),
                None => self.fail(Message::new("E2424").with("name", "semantics"), span),
            },
            name => match CONSTANTS.iter().find(|(known, _)| *known == name) {
                Some((_, "true")) => Some(Math { kind: MathKind::Boolean(true), span }),
                Some((_, "false")) => Some(Math { kind: MathKind::Boolean(false), span }),
                Some((_, own)) => Some(number(constant(own).unwrap_or(f64::NAN), span)),
                None => {
                    let known = CONSTANTS.iter().map(|(name, _)| *name).chain(["cn", "ci", "apply"]);
                    let suggestion = nearest(name, known).map(str::to_owned);
                    let message = Message::new("E2424").with("name", name);
                    self.report(Diagnostic::error(message).at(span).suggest(suggestion));
                    None
                }
            },
        }
    }

    /// A number of any of SBML's four types.
    fn cn(&mut self, element: &Element) -> Option<Math> {
        let span = element.span;
        let parts: Vec<&str> = element.text.split(CHILD).map(str::trim).collect();
        let of = |index: usize| parts.get(index).and_then(|part| real(part));
        let value = match (element.value("type").unwrap_or("real"), parts.len()) {
            ("real" | "integer", 1) => of(0),
            // The decimal text is read as one number, so that it is rounded once.
            ("e-notation", 2) => parts.first().zip(parts.get(1)).and_then(|(significand, exponent)| {
                let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
                match (real(significand), exponent.parse::<i32>()) {
                    (Some(_), Ok(exponent)) => real(&format!("{significand}e{exponent}"))
                        .or_else(|| real(significand).map(|value| value * 10f64.powi(exponent))),
                    (Some(value), Err(_)) => real(exponent).map(|exponent| value * 10f64.powf(exponent)),
                    _ => None,
                }
            }),
            ("rational", 2) => of(0).zip(of(1)).map(|(above, below)| above / below),
            _ => None,
        };
        let Some(value) = value else {
            let written = element.text.replace(CHILD, " ");
            return self.fail(Message::new("E2426").with("text", written.trim()), span);
        };
        let unit = match element.attributes.iter().find(|attribute| attribute.name == "units") {
            Some(attribute) => self.unit(&attribute.value, attribute.span),
            None => None,
        };
        Some(Math { kind: MathKind::Number(value, unit), span })
    }

    fn ci(&mut self, element: &Element, place: &Place) -> Option<Math> {
        let span = element.span;
        let written = element.text.replace(CHILD, "");
        let name = written.trim();
        if let Some((_, argument)) = place.arguments.iter().find(|(known, _)| known == name) {
            let argument = argument.clone();
            self.nodes += size(&argument);
            return Some(argument);
        }
        if let Some(function) = place.trail.last() {
            let message = Message::new("E0242").with("name", name).with("function", function);
            return self.fail(message, span);
        }
        if let Some(local) = place.locals.get(name) {
            return Some(Math { kind: MathKind::Symbol(*local), span });
        }
        match self.known(name) {
            Some(Known::Symbol(id)) => Some(Math { kind: MathKind::Symbol(id), span }),
            Some(Known::Function(_) | Known::Other) => {
                self.fail(Message::new("E2428").with("name", name), span)
            }
            None => {
                self.unknown(name, "ci", span);
                None
            }
        }
    }

    fn csymbol(&mut self, element: &Element) -> Option<Math> {
        let span = element.span;
        match csymbol(element) {
            Some(Symbol::Time) => Some(Math { kind: MathKind::Time, span }),
            Some(Symbol::Avogadro) => Some(number(constant("avogadro").unwrap_or(f64::NAN), span)),
            Some(_) => self.fail(Message::new("E2428").with("name", element.text.trim()), span),
            None => self.unknown_csymbol(element),
        }
    }

    fn unknown_csymbol(&mut self, element: &Element) -> Option<Math> {
        let url = element.value("definitionURL").unwrap_or("");
        self.fail(Message::new("E2429").with("url", url), element.span)
    }

    fn apply(&mut self, element: &'e Element, place: &mut Place) -> Option<Math> {
        let span = element.span;
        let Some((head, rest)) = element.children.split_first() else {
            let message = Message::new("E2425").with("name", "apply").with("expected", "1+").with("given", 0);
            return self.fail(message, span);
        };
        if head.space != Space::Math {
            return self.fail(Message::new("E2424").with("name", &head.name), head.span);
        }
        match head.name.as_str() {
            "ci" => self.call(head, rest, place, span),
            "csymbol" => self.call_csymbol(head, rest, place, span),
            "root" | "log" => self.qualified(head, rest, place, span),
            name => {
                let Some(meaning) = meaning(name) else {
                    let known = KNOWN_FUNCTIONS.iter().copied();
                    let suggestion = nearest(name, known).map(str::to_owned);
                    let message = Message::new("E2424").with("name", name);
                    self.report(Diagnostic::error(message).at(head.span).suggest(suggestion));
                    return None;
                };
                let operands = self.operands(rest, place)?;
                let given = operands.len();
                combine(meaning, operands, span, &mut self.nodes).or_else(|| {
                    let expected = match meaning {
                        Meaning::Plain(_, least, MANY) => format!("{least}+"),
                        Meaning::Plain(_, least, _) => least.to_string(),
                        Meaning::Compare(_) => "2+".to_owned(),
                        Meaning::Minus => "1-2".to_owned(),
                        Meaning::Implies => "2".to_owned(),
                        _ => "1".to_owned(),
                    };
                    let message = Message::new("E2425").with("name", name).with("expected", expected);
                    self.fail(message.with("given", given), span)
                })
            }
        }
    }

    /// All operands, so that all problems come at once.
    fn operands(&mut self, elements: &'e [Element], place: &mut Place) -> Option<Vec<Math>> {
        let operands: Vec<Option<Math>> =
            elements.iter().map(|element| self.expression(element, place)).collect();
        operands.into_iter().collect()
    }

    /// `root` with its `degree`, `log` with its `logbase`.
    fn qualified(
        &mut self,
        head: &'e Element,
        rest: &'e [Element],
        place: &mut Place,
        span: Span,
    ) -> Option<Math> {
        let name = if head.name == "root" { "degree" } else { "logbase" };
        let qualifier = rest.iter().find(|child| child.is(Space::Math, name));
        let mut operands = Vec::new();
        for child in rest.iter().filter(|child| !child.is(Space::Math, name)) {
            operands.push(self.expression(child, place));
        }
        let qualified = match qualifier.map(|qualifier| qualifier.children.as_slice()) {
            None => None,
            Some([inside]) => Some(self.expression(inside, place)?),
            Some(other) => {
                let message = Message::new("E2425").with("name", name).with("expected", 1);
                return self.fail(message.with("given", other.len()), head.span);
            }
        };
        let operands: Vec<Math> = operands.into_iter().collect::<Option<_>>()?;
        // `root` and `log` of two arguments without qualifier: the first is the degree, the base.
        let (qualified, x) = match (qualified, operands.len(), operands.first(), operands.get(1)) {
            (qualified, 1, Some(x), _) => (qualified, x.clone()),
            (None, 2, Some(first), Some(x)) => (Some(first.clone()), x.clone()),
            _ => {
                let message = Message::new("E2425").with("name", &head.name).with("expected", 1);
                return self.fail(message.with("given", operands.len()), span);
            }
        };
        let is = |math: &Math, value: f64| math.kind == MathKind::Number(value, None);
        Some(match (head.name.as_str(), qualified) {
            ("root", None) => apply(Operation::Sqrt, vec![x], span),
            ("root", Some(degree)) if is(&degree, 2.0) => apply(Operation::Sqrt, vec![x], span),
            ("root", Some(degree)) => apply(Operation::Root, vec![degree, x], span),
            (_, None) => apply(Operation::Log10, vec![x], span),
            (_, Some(base)) if is(&base, 10.0) => apply(Operation::Log10, vec![x], span),
            (_, Some(base)) => apply(Operation::LogBase, vec![base, x], span),
        })
    }

    fn piecewise(&mut self, element: &'e Element, place: &mut Place) -> Option<Math> {
        let span = element.span;
        let (mut pairs, mut otherwise, mut sound) = (Vec::new(), None, true);
        for child in &element.children {
            match (child.name.as_str(), child.children.as_slice()) {
                ("piece", [value, condition]) if child.space == Space::Math => {
                    let (value, condition) =
                        (self.expression(value, place), self.expression(condition, place));
                    match (value, condition) {
                        (Some(value), Some(condition)) => pairs.push((value, condition)),
                        _ => sound = false,
                    }
                }
                ("otherwise", [value]) if child.space == Space::Math => match self.expression(value, place) {
                    Some(value) => otherwise = Some(Box::new(value)),
                    None => sound = false,
                },
                (name, inside) => {
                    let expected = if name == "piece" { 2 } else { 1 };
                    let message = if matches!(name, "piece" | "otherwise") {
                        let message = Message::new("E2425").with("name", name).with("expected", expected);
                        message.with("given", inside.len())
                    } else {
                        Message::new("E2424").with("name", name)
                    };
                    self.fail::<()>(message, child.span);
                    sound = false;
                }
            }
        }
        sound.then_some(Math { kind: MathKind::Piecewise(pairs, otherwise), span })
    }

    fn call_csymbol(
        &mut self,
        head: &'e Element,
        rest: &'e [Element],
        place: &mut Place,
        span: Span,
    ) -> Option<Math> {
        let Some(symbol) = csymbol(head) else { return self.unknown_csymbol(head) };
        let operands = self.operands(rest, place)?;
        let given = operands.len();
        let wrong = |expected: &str| {
            let name = head.text.trim().to_owned();
            Message::new("E2425").with("name", name).with("expected", expected).with("given", given)
        };
        match (symbol, given) {
            (Symbol::Delay, 2) => Some(apply(Operation::Delay, operands, span)),
            (Symbol::Delay, _) => self.fail(wrong("2"), span),
            (Symbol::RateOf, 1) => match operands.first().map(|operand| &operand.kind) {
                Some(MathKind::Symbol(_)) => Some(apply(Operation::RateOf, operands, span)),
                _ => self.fail(Message::new("E0231"), span),
            },
            (Symbol::RateOf, _) => self.fail(wrong("1"), span),
            (Symbol::Draw(distribution), given) => {
                if distribution.takes(given) {
                    Some(apply(Operation::Draw(distribution), operands, span))
                } else {
                    let least = distribution.arguments();
                    self.fail(wrong(&format!("{least}, {}", least + 2)), span)
                }
            }
            (Symbol::Time | Symbol::Avogadro, _) => {
                self.fail(Message::new("E2428").with("name", head.text.trim()), span)
            }
        }
    }
}

/// A decimal number, and SBML's words for those that are none.
pub(super) fn real(text: &str) -> Option<f64> {
    let text = text.trim();
    match text {
        "INF" | "+INF" => return Some(f64::INFINITY),
        "-INF" => return Some(f64::NEG_INFINITY),
        "NaN" => return Some(f64::NAN),
        _ => {}
    }
    let plain =
        text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '+' | '-' | 'e' | 'E'));
    if !plain {
        return None;
    }
    text.parse().ok()
}

/// Number of nodes.
pub(super) fn size(math: &Math) -> usize {
    1 + children(math).map(size).sum::<usize>()
}
