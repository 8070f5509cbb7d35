//! Units of equations, by dimension and by size.
//!
//! A number without a unit is a plain number in products; zero fits anything; standing alone in an assignment or a
//! comparison any number takes the other side's unit. Nothing is converted: pg/mL beside ng/mL is an error, and its
//! mend names the factor. Where a symbol has no unit and none can be told from its equation, what reads it is unchecked.

use crate::flatten::children;
use crate::model::{Math, MathKind, Operation, SymbolId};
use lytic_text::{Diagnostic, Message, Span};
use lytic_units::Unit;

/// What is known of an expression's unit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    /// Fits anything: zero, infinity, not a number.
    Any,
    /// A number without a unit.
    Number,
    /// Nothing is known.
    Unknown,
    /// A condition.
    Truth,
    /// A unit.
    Known(Unit),
}

impl Found {
    /// The unit, where it is certain.
    pub(crate) fn unit(&self) -> Option<Unit> {
        match self {
            Found::Known(unit) => Some(unit.clone()),
            Found::Number | Found::Truth => Some(Unit::dimensionless()),
            Found::Any | Found::Unknown => None,
        }
    }
}

/// How a unit reads in a message: "a plain number" where it is none.
pub(crate) fn words(unit: &Unit) -> String {
    if unit.is_plain() { "@model.plain_number".to_owned() } else { unit.to_string() }
}

/// A factor as short as it can be.
pub(crate) fn factor_text(factor: f64) -> String {
    let rounded = format!("{factor:.6e}").parse::<f64>().unwrap_or(factor);
    if (1e-4..1e6).contains(&rounded.abs()) { format!("{rounded}") } else { format!("{rounded:e}") }
}

/// A message if two units differ: `key` for the dimension, the common one for the size.
pub(crate) fn difference(key: &'static str, left: &Unit, right: &Unit) -> Option<Message> {
    if left == right {
        return None;
    }
    let message = |key: &'static str| Message::new(key).with("left", words(left)).with("right", words(right));
    match right.factor_to(left) {
        // Sizes that differ by rounding only (roots of fractions) are the same.
        Ok(factor) if (factor - 1.0).abs() < 1e-9 => None,
        Ok(factor) => Some(message("E0259").with("factor", factor_text(factor))),
        Err(_) => Some(message(key)),
    }
}

/// Derives units and reports what does not fit.
pub(crate) struct Inference<'a> {
    /// Unit of a symbol.
    pub symbol: &'a dyn Fn(SymbolId) -> Option<Unit>,
    /// Unit of time.
    pub time: Option<&'a Unit>,
    /// What did not fit.
    pub diagnostics: Vec<Diagnostic>,
}

impl Inference<'_> {
    fn report(&mut self, message: Message, span: Span) {
        self.diagnostics.push(Diagnostic::error(message).at(span));
    }

    /// The unit of an expression. Its height is bounded (flattening), so recursion is safe.
    pub fn find(&mut self, math: &Math) -> Found {
        match &math.kind {
            MathKind::Number(_, Some(unit)) => Found::Known(unit.clone()),
            MathKind::Number(value, None) if *value == 0.0 || !value.is_finite() => Found::Any,
            MathKind::Number(..) => Found::Number,
            MathKind::Boolean(_) => Found::Truth,
            MathKind::Symbol(id) => (self.symbol)(*id).map_or(Found::Unknown, Found::Known),
            MathKind::Time => self.time.cloned().map_or(Found::Unknown, Found::Known),
            MathKind::Apply(operation, operands) => self.apply(*operation, operands, math.span),
            MathKind::Piecewise(pairs, otherwise) => {
                let mut result = Found::Any;
                for (value, condition) in pairs {
                    self.condition(condition);
                    result = self.alike(result, value, "E0256");
                }
                match otherwise {
                    Some(otherwise) => self.alike(result, otherwise, "E0256"),
                    None => result,
                }
            }
        }
    }

    /// A condition is a comparison, not a quantity.
    pub fn condition(&mut self, math: &Math) {
        if let Found::Known(unit) = self.find(math)
            && !unit.is_plain()
        {
            self.report(Message::new("E0261").with("unit", words(&unit)), math.span);
        }
    }

    /// One more term of a sum, argument of `min`, or case.
    fn alike(&mut self, before: Found, math: &Math, key: &'static str) -> Found {
        let now = self.find(math);
        let (left, right) = match (&before, &now) {
            (Found::Any, _) => return now,
            (_, Found::Any) => return before,
            (Found::Unknown, _) | (_, Found::Unknown) => {
                // A sum has the unit of any of its terms; a number alone does not tell it.
                return match (&before, now) {
                    (Found::Known(unit), _) => Found::Known(unit.clone()),
                    (_, Found::Known(unit)) => Found::Known(unit),
                    _ => Found::Unknown,
                };
            }
            (Found::Number | Found::Truth, Found::Number | Found::Truth) => return before,
            (left, right) => (left.unit().unwrap_or_default(), right.unit().unwrap_or_default()),
        };
        if let Some(message) = difference(key, &left, &right) {
            self.report(message, math.span);
        }
        if matches!(before, Found::Known(_)) { before } else { now }
    }

    fn all_alike(&mut self, operands: &[Math], key: &'static str) -> Found {
        operands.iter().fold(Found::Any, |before, operand| self.alike(before, operand, key))
    }

    fn product(&self, a: Found, b: Found, operation: fn(&Unit, &Unit) -> Unit) -> Found {
        match (a, b) {
            (Found::Unknown, _) | (_, Found::Unknown) => Found::Unknown,
            (Found::Any, _) | (_, Found::Any) => Found::Any,
            (Found::Number | Found::Truth, Found::Number | Found::Truth) => Found::Number,
            (a, b) => Found::Known(operation(&a.unit().unwrap_or_default(), &b.unit().unwrap_or_default())),
        }
    }

    /// An argument that must be a plain number.
    fn plain(&mut self, math: &Math, function: &str) {
        if let Found::Known(unit) = self.find(math)
            && !unit.is_plain()
        {
            let message = Message::new("E0252").with("function", function).with("unit", words(&unit));
            self.report(message, math.span);
        }
    }

    fn apply(&mut self, operation: Operation, operands: &[Math], span: Span) -> Found {
        let (Some(first), second) = (operands.first(), operands.get(1)) else { return Found::Unknown };
        match operation {
            Operation::Add | Operation::Subtract | Operation::Min | Operation::Max => {
                self.all_alike(operands, "E0251")
            }
            Operation::Multiply => {
                let mut result = self.find(first);
                for operand in operands.iter().skip(1) {
                    let factor = self.find(operand);
                    result = self.product(result, factor, Unit::multiply);
                }
                result
            }
            Operation::Divide => {
                let above = self.find(first);
                let below = second.map_or(Found::Unknown, |second| self.find(second));
                // Something over zero or infinity still has its unit's dimension; leave it open.
                self.product(above, below, Unit::divide)
            }
            Operation::Negate | Operation::Abs | Operation::Floor | Operation::Ceil => self.find(first),
            Operation::Remainder => self.all_alike(operands, "E0251"),
            Operation::Quotient | Operation::Atan2 => {
                self.all_alike(operands, "E0251");
                Found::Known(Unit::dimensionless())
            }
            Operation::Less
            | Operation::LessEqual
            | Operation::Greater
            | Operation::GreaterEqual
            | Operation::Equal
            | Operation::NotEqual => {
                if let Some(second) = second {
                    self.compare(first, second, span);
                }
                Found::Truth
            }
            Operation::And | Operation::Or | Operation::Xor | Operation::Not => {
                operands.iter().for_each(|operand| self.condition(operand));
                Found::Truth
            }
            Operation::Power => match second {
                Some(exponent) => self.power(first, exponent, false, span),
                None => Found::Unknown,
            },
            Operation::Root => match second {
                Some(base) => self.power(base, first, true, span),
                None => Found::Unknown,
            },
            Operation::Sqrt => match self.find(first) {
                Found::Known(unit) => self.raised(&unit, 1, 2, span),
                other => other,
            },
            Operation::Delay => {
                let found = self.find(first);
                if let (Some(by), Some(time)) = (second, self.time.cloned())
                    && let Found::Known(unit) = self.find(by)
                    && let Some(message) = difference("E0255", &time, &unit)
                {
                    self.report(message, by.span);
                }
                found
            }
            Operation::Draw(_) => {
                operands.iter().for_each(|operand| {
                    self.find(operand);
                });
                Found::Unknown
            }
            Operation::RateOf => match (self.find(first), self.time) {
                (Found::Known(unit), Some(time)) => Found::Known(unit.divide(time)),
                _ => Found::Unknown,
            },
            _ => {
                let name = crate::write::function_name(operation);
                operands.iter().for_each(|operand| self.plain(operand, name));
                Found::Known(Unit::dimensionless())
            }
        }
    }

    fn compare(&mut self, left: &Math, right: &Math, span: Span) {
        let (a, b) = (self.find(left), self.find(right));
        if let (Found::Known(a), Found::Known(b)) = (&a, &b)
            && let Some(message) = difference("E0255", a, b)
        {
            self.report(message, span);
        }
    }

    fn power(&mut self, base: &Math, exponent: &Math, inverse: bool, span: Span) -> Found {
        if let Found::Known(unit) = self.find(exponent)
            && !unit.is_plain()
        {
            self.report(Message::new("E0253").with("unit", words(&unit)), exponent.span);
        }
        match self.find(base) {
            Found::Known(unit) if unit.is_plain() => Found::Known(unit),
            Found::Known(unit) => match fixed(exponent).and_then(fraction) {
                Some((numerator, denominator)) if !inverse => {
                    self.raised(&unit, numerator, denominator, span)
                }
                Some((numerator, denominator)) if numerator > 0 => {
                    self.raised(&unit, denominator, numerator, span)
                }
                _ => {
                    self.report(Message::new("E0254").with("unit", words(&unit)), exponent.span);
                    Found::Unknown
                }
            },
            other => other,
        }
    }

    fn raised(&mut self, unit: &Unit, numerator: i32, denominator: i32, span: Span) -> Found {
        match unit.power(numerator, denominator) {
            Some(unit) => Found::Known(unit),
            None => {
                self.report(Message::new("E0254").with("unit", words(unit)), span);
                Found::Unknown
            }
        }
    }
}

/// The value of an expression of plain numbers only.
fn fixed(math: &Math) -> Option<f64> {
    match &math.kind {
        MathKind::Number(value, None) => Some(*value),
        MathKind::Apply(operation, _) => {
            let operands: Option<Vec<f64>> = children(math).map(fixed).collect();
            match (operation, operands?.as_slice()) {
                (Operation::Negate, [a]) => Some(-a),
                (Operation::Add, terms) => Some(terms.iter().sum()),
                (Operation::Subtract, [a, b]) => Some(a - b),
                (Operation::Multiply, factors) => Some(factors.iter().product()),
                (Operation::Divide, [a, b]) => Some(a / b),
                _ => None,
            }
        }
        _ => None,
    }
}

/// A number as a fraction with a small denominator.
fn fraction(value: f64) -> Option<(i32, i32)> {
    (1..=60).find_map(|denominator| {
        let numerator = value * f64::from(denominator);
        let whole = numerator.round();
        ((numerator - whole).abs() < 1e-9 && whole.abs() < 1e4).then_some((whole as i32, denominator))
    })
}
