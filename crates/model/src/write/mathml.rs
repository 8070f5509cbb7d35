//! Equations as MathML.

use super::number_text;
use crate::model::{Distribution, Math, MathKind, Operation, SymbolId};
use lytic_units::Unit;
use std::fmt::Write;

/// How symbols and units are called.
pub(super) struct MathMl<'a> {
    pub symbol: &'a dyn Fn(SymbolId) -> String,
    pub unit: &'a dyn Fn(&Unit) -> Option<String>,
}

impl MathMl<'_> {
    /// A `math` element.
    pub fn math(&self, math: &Math) -> String {
        let mut out = String::from("<math xmlns=\"http://www.w3.org/1998/Math/MathML\"");
        if has_unit(math) {
            out.push_str(" xmlns:sbml=\"http://www.sbml.org/sbml/level3/version2/core\"");
        }
        out.push('>');
        self.write(math, &mut out);
        out.push_str("</math>");
        out
    }

    fn write(&self, math: &Math, out: &mut String) {
        match &math.kind {
            MathKind::Number(value, unit) => {
                let unit = unit.as_ref().and_then(|unit| (self.unit)(unit));
                number(*value, unit.as_deref(), out);
            }
            MathKind::Boolean(truth) => out.push_str(if *truth { "<true/>" } else { "<false/>" }),
            MathKind::Symbol(id) => {
                let _ = write!(out, "<ci> {} </ci>", (self.symbol)(*id));
            }
            MathKind::Time => csymbol("time", "time", out),
            MathKind::Apply(operation, operands) => self.apply(*operation, operands, out),
            MathKind::Piecewise(pairs, otherwise) => {
                out.push_str("<piecewise>");
                for (value, condition) in pairs {
                    out.push_str("<piece>");
                    self.write(value, out);
                    self.write(condition, out);
                    out.push_str("</piece>");
                }
                if let Some(otherwise) = otherwise {
                    out.push_str("<otherwise>");
                    self.write(otherwise, out);
                    out.push_str("</otherwise>");
                }
                out.push_str("</piecewise>");
            }
        }
    }

    fn apply(&self, operation: Operation, operands: &[Math], out: &mut String) {
        if let (Operation::Atan2, [y, x]) = (operation, operands) {
            return self.write(&arctan_of_two(y, x), out);
        }
        out.push_str("<apply>");
        match (operation, operands) {
            (Operation::LogBase, [base, x]) => self.qualified("log", "logbase", base, x, out),
            (Operation::Root, [degree, x]) => self.qualified("root", "degree", degree, x, out),
            _ => {
                match operation {
                    Operation::RateOf => csymbol("rateOf", "rateOf", out),
                    Operation::Delay => csymbol("delay", "delay", out),
                    Operation::Draw(distribution) => draw(distribution, out),
                    _ => {
                        let _ = write!(out, "<{}/>", element(operation));
                    }
                }
                operands.iter().for_each(|operand| self.write(operand, out));
            }
        }
        out.push_str("</apply>");
    }

    fn qualified(&self, function: &str, qualifier: &str, by: &Math, x: &Math, out: &mut String) {
        let _ = write!(out, "<{function}/><{qualifier}>");
        self.write(by, out);
        let _ = write!(out, "</{qualifier}>");
        self.write(x, out);
    }
}

/// The angle of a point, through `arctan` of one argument, case by case.
fn arctan_of_two(y: &Math, x: &Math) -> Math {
    let span = y.span;
    let number = |value: f64| Math { kind: MathKind::Number(value, None), span };
    let apply =
        |operation: Operation, a: Math, b: Math| Math { kind: MathKind::Apply(operation, vec![a, b]), span };
    let ratio = apply(Operation::Divide, y.clone(), x.clone());
    let slope = Math { kind: MathKind::Apply(Operation::Atan, vec![ratio]), span };
    let pi = || number(std::f64::consts::PI);
    let is = |operation: Operation, of: &Math| apply(operation, of.clone(), number(0.0));
    let left_above = apply(Operation::And, is(Operation::Less, x), is(Operation::GreaterEqual, y));
    let pairs = vec![
        (slope.clone(), is(Operation::Greater, x)),
        (apply(Operation::Add, slope.clone(), pi()), left_above),
        (apply(Operation::Subtract, slope, pi()), is(Operation::Less, x)),
        (number(std::f64::consts::FRAC_PI_2), is(Operation::Greater, y)),
        (number(-std::f64::consts::FRAC_PI_2), is(Operation::Less, y)),
    ];
    Math { kind: MathKind::Piecewise(pairs, Some(Box::new(number(0.0)))), span }
}

fn has_unit(math: &Math) -> bool {
    matches!(math.kind, MathKind::Number(_, Some(_))) || crate::flatten::children(math).any(has_unit)
}

fn csymbol(url: &str, name: &str, out: &mut String) {
    let _ = write!(
        out,
        "<csymbol encoding=\"text\" definitionURL=\"http://www.sbml.org/sbml/symbols/{url}\"> {name} </csymbol>"
    );
}

fn draw(distribution: Distribution, out: &mut String) {
    let name = distribution.name();
    csymbol(&format!("distrib/{name}"), name, out);
}

/// A number. MathML's plain numbers have no exponents: those are written apart.
fn number(value: f64, unit: Option<&str>, out: &mut String) {
    if value.is_nan() {
        return out.push_str("<notanumber/>");
    }
    if value.is_infinite() {
        return out.push_str(if value > 0.0 { "<infinity/>" } else { "<apply><minus/><infinity/></apply>" });
    }
    let unit = unit.map(|unit| format!(" sbml:units=\"{unit}\"")).unwrap_or_default();
    let text = number_text(value);
    let _ = match text.split_once('e') {
        Some((significand, exponent)) => {
            write!(out, "<cn{unit} type=\"e-notation\"> {significand} <sep/> {exponent} </cn>")
        }
        None => write!(out, "<cn{unit}> {text} </cn>"),
    };
}

fn element(operation: Operation) -> &'static str {
    match operation {
        Operation::Add => "plus",
        Operation::Subtract | Operation::Negate => "minus",
        Operation::Multiply => "times",
        Operation::Divide => "divide",
        Operation::Power => "power",
        Operation::Remainder => "rem",
        Operation::Quotient => "quotient",
        Operation::Less => "lt",
        Operation::LessEqual => "leq",
        Operation::Greater => "gt",
        Operation::GreaterEqual => "geq",
        Operation::Equal => "eq",
        Operation::NotEqual => "neq",
        Operation::And => "and",
        Operation::Or => "or",
        Operation::Xor => "xor",
        Operation::Not => "not",
        Operation::Min => "min",
        Operation::Max => "max",
        Operation::Exp => "exp",
        Operation::Ln => "ln",
        Operation::Log10 | Operation::LogBase => "log",
        Operation::Sqrt | Operation::Root => "root",
        Operation::Abs => "abs",
        Operation::Floor => "floor",
        Operation::Ceil => "ceiling",
        Operation::Factorial => "factorial",
        Operation::Sin => "sin",
        Operation::Cos => "cos",
        Operation::Tan => "tan",
        Operation::Asin => "arcsin",
        Operation::Acos => "arccos",
        // Of two arguments: written through the function of one.
        Operation::Atan | Operation::Atan2 => "arctan",
        Operation::Sinh => "sinh",
        Operation::Cosh => "cosh",
        Operation::Tanh => "tanh",
        Operation::Asinh => "arcsinh",
        Operation::Acosh => "arccosh",
        Operation::Atanh => "arctanh",
        Operation::RateOf | Operation::Delay | Operation::Draw(_) => "csymbol",
    }
}
