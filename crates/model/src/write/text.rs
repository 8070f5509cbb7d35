//! Equations as text: parentheses only where the grammar needs them, numbers in their shortest exact form.

use crate::model::{Math, MathKind, Operation, SymbolId};
use lytic_units::Unit;

/// How tightly an expression holds together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Logic,
    Comparison,
    Sum,
    Product,
    Sign,
    Power,
    Atom,
}

/// A number in the shortest form that reads back to the same bits.
pub fn number_text(value: f64) -> String {
    if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "infinity".to_owned() } else { "-infinity".to_owned() }
    } else if value == 0.0 || (1e-4..1e15).contains(&value.abs()) {
        let (plain, scientific) = (format!("{value}"), format!("{value:e}"));
        // 3000, but 1e9.
        if scientific.len() + 3 < plain.len() { scientific } else { plain }
    } else {
        format!("{value:e}")
    }
}

/// The name of an operation that is written as a function, and of the others for messages.
pub(crate) fn function_name(operation: Operation) -> &'static str {
    match operation {
        Operation::Add => "+",
        Operation::Subtract | Operation::Negate => "-",
        Operation::Multiply => "*",
        Operation::Divide => "/",
        Operation::Power => "^",
        Operation::Remainder => "%",
        Operation::Quotient => "quotient",
        Operation::Less => "<",
        Operation::LessEqual => "<=",
        Operation::Greater => ">",
        Operation::GreaterEqual => ">=",
        Operation::Equal => "==",
        Operation::NotEqual => "!=",
        Operation::And => "&&",
        Operation::Or => "||",
        Operation::Xor => "xor",
        Operation::Not => "!",
        Operation::Min => "min",
        Operation::Max => "max",
        Operation::Exp => "exp",
        Operation::Ln => "ln",
        Operation::Log10 => "log10",
        Operation::LogBase => "log",
        Operation::Sqrt => "sqrt",
        Operation::Root => "root",
        Operation::Abs => "abs",
        Operation::Floor => "floor",
        Operation::Ceil => "ceil",
        Operation::Factorial => "factorial",
        Operation::Sin => "sin",
        Operation::Cos => "cos",
        Operation::Tan => "tan",
        // libAntimony 3.3 knows the long names of all of these, of the short ones only some.
        Operation::Asin => "arcsin",
        Operation::Acos => "arccos",
        Operation::Atan => "arctan",
        Operation::Atan2 => "atan2",
        Operation::Sinh => "sinh",
        Operation::Cosh => "cosh",
        Operation::Tanh => "tanh",
        Operation::Asinh => "arcsinh",
        Operation::Acosh => "arccosh",
        Operation::Atanh => "arctanh",
        Operation::RateOf => "rateOf",
        Operation::Delay => "delay",
        Operation::Draw(distribution) => distribution.name(),
    }
}

/// How symbols and units are called.
pub(super) struct Words<'a> {
    pub symbol: &'a dyn Fn(SymbolId) -> String,
    pub unit: &'a dyn Fn(&Unit) -> String,
}

impl Words<'_> {
    /// The text of an equation.
    pub fn math(&self, math: &Math) -> String {
        self.print(math).0
    }

    /// The text in parentheses unless it is a single thing.
    pub fn enclosed(&self, math: &Math) -> String {
        self.at_least(math, Level::Atom)
    }

    fn at_least(&self, math: &Math, level: Level) -> String {
        let (text, own) = self.print(math);
        if own >= level { text } else { format!("({text})") }
    }

    fn list(&self, operands: &[Math]) -> String {
        let texts: Vec<String> = operands.iter().map(|operand| self.math(operand)).collect();
        texts.join(", ")
    }

    fn print(&self, math: &Math) -> (String, Level) {
        match &math.kind {
            MathKind::Number(value, unit) => {
                let mut text = number_text(*value);
                if let Some(unit) = unit {
                    text = format!("{text} {}", (self.unit)(unit));
                }
                let is_negative = value.is_sign_negative() && !value.is_nan();
                (text, if is_negative { Level::Sign } else { Level::Atom })
            }
            MathKind::Boolean(truth) => (truth.to_string(), Level::Atom),
            MathKind::Symbol(id) => ((self.symbol)(*id), Level::Atom),
            MathKind::Time => ("time".to_owned(), Level::Atom),
            MathKind::Apply(operation, operands) => self.operation(*operation, operands),
            MathKind::Piecewise(pairs, otherwise) => {
                let mut parts = Vec::with_capacity(2 * pairs.len() + 1);
                for (value, condition) in pairs {
                    parts.push(self.math(value));
                    parts.push(self.math(condition));
                }
                parts.extend(otherwise.iter().map(|otherwise| self.math(otherwise)));
                (format!("piecewise({})", parts.join(", ")), Level::Atom)
            }
        }
    }

    fn operation(&self, operation: Operation, operands: &[Math]) -> (String, Level) {
        let name = function_name(operation);
        match (operation, operands) {
            (Operation::Add | Operation::Subtract, _) => {
                self.chain(&format!(" {name} "), Level::Sum, operands)
            }
            (Operation::Multiply | Operation::Divide, _) => self.chain(name, Level::Product, operands),
            (Operation::Remainder, _) => self.chain(&format!(" {name} "), Level::Product, operands),
            (Operation::And | Operation::Or, _) => self.logic(&format!(" {name} "), operands),
            (
                Operation::Less
                | Operation::LessEqual
                | Operation::Greater
                | Operation::GreaterEqual
                | Operation::Equal
                | Operation::NotEqual,
                [a, b],
            ) => {
                let (a, b) = (self.at_least(a, Level::Sum), self.at_least(b, Level::Sum));
                (format!("{a} {name} {b}"), Level::Comparison)
            }
            (Operation::Negate, [a]) => (format!("-{}", self.at_least(a, Level::Power)), Level::Sign),
            (Operation::Not, [a]) => (format!("!{}", self.at_least(a, Level::Atom)), Level::Sign),
            (Operation::Power, [a, b]) => {
                let (a, b) = (self.at_least(a, Level::Atom), self.at_least(b, Level::Atom));
                (format!("{a}^{b}"), Level::Power)
            }
            _ => (format!("{name}({})", self.list(operands)), Level::Atom),
        }
    }

    /// Operands of one level, grouped from the left. Signs inside get parentheses, which all readers understand.
    fn chain(&self, operator: &str, level: Level, operands: &[Math]) -> (String, Level) {
        let mut text = String::new();
        for (position, operand) in operands.iter().enumerate() {
            if position == 0 {
                text.push_str(&self.at_least(operand, level));
                continue;
            }
            text.push_str(operator);
            let (inner, own) = self.print(operand);
            if own > level && own != Level::Sign {
                text.push_str(&inner)
            } else {
                text += &format!("({inner})")
            }
        }
        (text, level)
    }

    fn logic(&self, operator: &str, operands: &[Math]) -> (String, Level) {
        let texts: Vec<String> =
            operands.iter().map(|operand| self.at_least(operand, Level::Comparison)).collect();
        (texts.join(operator), Level::Logic)
    }
}
