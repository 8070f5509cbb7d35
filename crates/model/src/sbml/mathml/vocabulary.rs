//! What the elements of MathML mean: operations with their numbers of arguments, constants, `csymbol`s.

use super::{apply, number, size};
use crate::model::{Distribution, Math, MathKind, Operation};
use crate::sbml::xml::Element;
use lytic_text::Span;

/// What an element of MathML does with its arguments.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    /// So many arguments at least and at most.
    Plain(Operation, usize, usize),
    /// A sum, product or logical chain of any number; the value of none.
    Chain(Operation, f64),
    /// A comparison of neighbours.
    Compare(Operation),
    Reciprocal(Operation),
    OfReciprocal(Operation),
    Minus,
    Implies,
}

/// No limit.
pub(super) const MANY: usize = usize::MAX;

/// The meaning of an element.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    use Meaning::*;
    use Operation as O;
    Some(match name {
        "plus" => Chain(O::Add, 0.0),
        "times" => Chain(O::Multiply, 1.0),
        "and" => Chain(O::And, 1.0),
        "or" => Chain(O::Or, 0.0),
        "xor" => Chain(O::Xor, 0.0),
        "max" => Plain(O::Max, 1, MANY),
        "min" => Plain(O::Min, 1, MANY),
        "minus" => Minus,
        "implies" => Implies,
        "divide" => Plain(O::Divide, 2, 2),
        "power" => Plain(O::Power, 2, 2),
        "quotient" => Plain(O::Quotient, 2, 2),
        "rem" => Plain(O::Remainder, 2, 2),
        "not" => Plain(O::Not, 1, 1),
        "abs" => Plain(O::Abs, 1, 1),
        "exp" => Plain(O::Exp, 1, 1),
        "ln" => Plain(O::Ln, 1, 1),
        "floor" => Plain(O::Floor, 1, 1),
        "ceiling" => Plain(O::Ceil, 1, 1),
        "factorial" => Plain(O::Factorial, 1, 1),
        "eq" => Compare(O::Equal),
        "neq" => Plain(O::NotEqual, 2, 2),
        "gt" => Compare(O::Greater),
        "lt" => Compare(O::Less),
        "geq" => Compare(O::GreaterEqual),
        "leq" => Compare(O::LessEqual),
        "sin" => Plain(O::Sin, 1, 1),
        "cos" => Plain(O::Cos, 1, 1),
        "tan" => Plain(O::Tan, 1, 1),
        "sec" => Reciprocal(O::Cos),
        "csc" => Reciprocal(O::Sin),
        "cot" => Reciprocal(O::Tan),
        "sinh" => Plain(O::Sinh, 1, 1),
        "cosh" => Plain(O::Cosh, 1, 1),
        "tanh" => Plain(O::Tanh, 1, 1),
        "sech" => Reciprocal(O::Cosh),
        "csch" => Reciprocal(O::Sinh),
        "coth" => Reciprocal(O::Tanh),
        "arcsin" => Plain(O::Asin, 1, 1),
        "arccos" => Plain(O::Acos, 1, 1),
        "arctan" => Plain(O::Atan, 1, 1),
        "arcsec" => OfReciprocal(O::Acos),
        "arccsc" => OfReciprocal(O::Asin),
        "arccot" => OfReciprocal(O::Atan),
        "arcsinh" => Plain(O::Asinh, 1, 1),
        "arccosh" => Plain(O::Acosh, 1, 1),
        "arctanh" => Plain(O::Atanh, 1, 1),
        "arcsech" => OfReciprocal(O::Acosh),
        "arccsch" => OfReciprocal(O::Asinh),
        "arccoth" => OfReciprocal(O::Atanh),
        _ => return None,
    })
}

/// Elements that stand alone.
pub(super) const CONSTANTS: &[(&str, &str)] = &[
    ("true", "true"),
    ("false", "false"),
    ("notanumber", "notanumber"),
    ("pi", "pi"),
    ("infinity", "infinity"),
    ("exponentiale", "exponentiale"),
];

/// An operation on operands; none if their number does not fit. `nodes` grows by what is copied.
pub(super) fn combine(meaning: Meaning, operands: Vec<Math>, span: Span, nodes: &mut usize) -> Option<Math> {
    let given = operands.len();
    let mut operands = operands.into_iter();
    match meaning {
        Meaning::Plain(operation, least, most) => {
            if given < least || given > most {
                return None;
            }
            match (operation, given) {
                (Operation::Max | Operation::Min, 1) => operands.next(),
                _ => Some(apply(operation, operands.collect(), span)),
            }
        }
        Meaning::Chain(operation, none) => Some(match (operation, given) {
            (Operation::And | Operation::Or | Operation::Xor, 0) => {
                Math { kind: MathKind::Boolean(none != 0.0), span }
            }
            (_, 0) => number(none, span),
            (Operation::Add | Operation::Multiply, 1) => operands.next()?,
            // One condition alone, as truth.
            (Operation::And | Operation::Or | Operation::Xor, 1) => {
                let refuted = apply(Operation::Not, vec![operands.next()?], span);
                apply(Operation::Not, vec![refuted], span)
            }
            _ => apply(operation, operands.collect(), span),
        }),
        Meaning::Compare(operation) => {
            let operands: Vec<Math> = operands.collect();
            let mut pairs: Vec<Math> =
                operands.windows(2).map(|pair| apply(operation, pair.to_vec(), span)).collect();
            *nodes += pairs.iter().map(size).sum::<usize>();
            match pairs.len() {
                0 => None,
                1 => pairs.pop(),
                _ => Some(apply(Operation::And, pairs, span)),
            }
        }
        Meaning::Minus => match (operands.next(), operands.next(), operands.next()) {
            (Some(Math { kind: MathKind::Number(value, unit), .. }), None, None) => {
                Some(Math { kind: MathKind::Number(-value, unit), span })
            }
            (Some(a), None, None) => Some(apply(Operation::Negate, vec![a], span)),
            (Some(a), Some(b), None) => Some(apply(Operation::Subtract, vec![a, b], span)),
            _ => None,
        },
        Meaning::Implies => match (operands.next(), operands.next(), operands.next()) {
            (Some(a), Some(b), None) => {
                let refuted = apply(Operation::Not, vec![a], span);
                Some(apply(Operation::Or, vec![refuted, b], span))
            }
            _ => None,
        },
        Meaning::Reciprocal(operation) => match (operands.next(), operands.next()) {
            (Some(x), None) => {
                let below = apply(operation, vec![x], span);
                Some(apply(Operation::Divide, vec![number(1.0, span), below], span))
            }
            _ => None,
        },
        Meaning::OfReciprocal(operation) => match (operands.next(), operands.next()) {
            (Some(x), None) => {
                let inverse = apply(Operation::Divide, vec![number(1.0, span), x], span);
                Some(apply(operation, vec![inverse], span))
            }
            _ => None,
        },
    }
}

/// Functions for "did you mean".
pub(super) const KNOWN_FUNCTIONS: &[&str] = &[
    "plus",
    "minus",
    "times",
    "divide",
    "power",
    "root",
    "exp",
    "ln",
    "log",
    "abs",
    "floor",
    "ceiling",
    "factorial",
    "min",
    "max",
    "quotient",
    "rem",
    "and",
    "or",
    "xor",
    "not",
    "implies",
    "eq",
    "neq",
    "gt",
    "lt",
    "geq",
    "leq",
    "sin",
    "cos",
    "tan",
    "arcsin",
    "arccos",
    "arctan",
    "sinh",
    "cosh",
    "tanh",
];

/// What a `csymbol` stands for.
pub(super) enum Symbol {
    Time,
    Avogadro,
    Delay,
    RateOf,
    Draw(Distribution),
}

/// The meaning of a `csymbol`.
pub(super) fn csymbol(element: &Element) -> Option<Symbol> {
    let url = element.value("definitionURL")?.trim();
    let name = url.strip_prefix("http://www.sbml.org/sbml/symbols/")?;
    Some(match name {
        "time" => Symbol::Time,
        "avogadro" => Symbol::Avogadro,
        "delay" => Symbol::Delay,
        "rateOf" => Symbol::RateOf,
        _ => Symbol::Draw(Distribution::from_name(name.strip_prefix("distrib/")?)?),
    })
}
