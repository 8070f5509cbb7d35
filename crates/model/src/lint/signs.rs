//! Signs of expressions: in general, and where nothing is there (every species and every changing quantity is zero).
//!
//! Parameters count as positive unless their number says otherwise; species and amounts as not negative.

use crate::lower::ordered_rules;
use crate::model::{Math, MathKind, Model, Operation, Rule, SymbolId, SymbolKind};

/// What is known of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// Exactly zero.
    Zero,
    /// Greater than zero.
    Positive,
    /// Zero or greater.
    NotNegative,
    /// Anything.
    Any,
}

/// Signs of all symbols.
pub(super) struct Signs {
    general: Vec<Sign>,
    empty: Vec<Sign>,
}

impl Signs {
    pub fn new(model: &Model) -> Signs {
        let units = crate::check::symbol_units(model);
        let count = model.symbols.len();
        let mut signs = Signs { general: vec![Sign::Any; count], empty: vec![Sign::Any; count] };
        for id in ordered_rules(model) {
            let index = id.0 as usize;
            let Some(symbol) = model.symbols.get(index) else { continue };
            let number = symbol.initial.as_ref().map(|initial| &initial.kind);
            let (general, empty) = match (&symbol.kind, &symbol.rule) {
                (_, Some(Rule::Assignment(math))) => (signs.of(math), signs.when_empty(math)),
                (SymbolKind::Compartment, _) => (Sign::Positive, Sign::Positive),
                (SymbolKind::Species { .. }, _) if !symbol.constant => (Sign::NotNegative, Sign::Zero),
                (SymbolKind::Reaction(number), _) => {
                    let law =
                        model.reactions.get(*number as usize).and_then(|reaction| reaction.law.as_ref());
                    law.map_or((Sign::Zero, Sign::Zero), |law| (signs.of(law), signs.when_empty(law)))
                }
                (_, Some(Rule::Rate(_))) => {
                    let counts = units.get(index).and_then(Option::as_ref).is_some_and(|unit| {
                        !unit.dimension().is_dimensionless()
                            && unit.dimension().exponent(lytic_units::Base::Time).0 == 0
                    });
                    (if counts { Sign::NotNegative } else { Sign::Any }, Sign::Zero)
                }
                _ => match (number, &symbol.initial) {
                    (Some(MathKind::Number(value, _)), _) if *value == 0.0 && symbol.constant => {
                        (Sign::NotNegative, Sign::NotNegative)
                    }
                    (Some(MathKind::Number(value, _)), _) if *value < 0.0 => (Sign::Any, Sign::Any),
                    (Some(MathKind::Number(..)) | None, _) => (Sign::Positive, Sign::Positive),
                    (_, Some(initial)) => (signs.of(initial), signs.of(initial)),
                    _ => (Sign::Any, Sign::Any),
                },
            };
            if let (Some(a), Some(b)) = (signs.general.get_mut(index), signs.empty.get_mut(index)) {
                (*a, *b) = (general, empty);
            }
        }
        signs
    }

    /// The sign of an expression.
    pub fn of(&self, math: &Math) -> Sign {
        sign(math, &self.general)
    }

    /// The sign of an expression where nothing is there.
    pub fn when_empty(&self, math: &Math) -> Sign {
        sign(math, &self.empty)
    }

    pub fn symbol_when_empty(&self, id: SymbolId) -> Sign {
        self.empty.get(id.0 as usize).copied().unwrap_or(Sign::Any)
    }
}

fn sign(math: &Math, symbols: &[Sign]) -> Sign {
    match &math.kind {
        MathKind::Number(value, _) => match value.partial_cmp(&0.0) {
            Some(std::cmp::Ordering::Equal) => Sign::Zero,
            Some(std::cmp::Ordering::Greater) => Sign::Positive,
            _ => Sign::Any,
        },
        MathKind::Boolean(truth) => {
            if *truth {
                Sign::Positive
            } else {
                Sign::Zero
            }
        }
        MathKind::Symbol(id) => symbols.get(id.0 as usize).copied().unwrap_or(Sign::Any),
        MathKind::Time => Sign::Any,
        MathKind::Apply(operation, operands) => {
            let signs: Vec<Sign> = operands.iter().map(|operand| sign(operand, symbols)).collect();
            apply(*operation, &signs)
        }
        MathKind::Piecewise(pairs, otherwise) => {
            let values = pairs.iter().map(|(value, _)| value).chain(otherwise.as_deref());
            values.map(|value| sign(value, symbols)).reduce(either).unwrap_or(Sign::Any)
        }
    }
}

/// What holds for both.
fn either(a: Sign, b: Sign) -> Sign {
    match (a, b) {
        (a, b) if a == b => a,
        (Sign::Any, _) | (_, Sign::Any) => Sign::Any,
        _ => Sign::NotNegative,
    }
}

fn sum(a: Sign, b: Sign) -> Sign {
    match (a, b) {
        (Sign::Zero, other) | (other, Sign::Zero) => other,
        (Sign::Any, _) | (_, Sign::Any) => Sign::Any,
        (Sign::Positive, _) | (_, Sign::Positive) => Sign::Positive,
        _ => Sign::NotNegative,
    }
}

fn product(a: Sign, b: Sign) -> Sign {
    match (a, b) {
        (Sign::Zero, _) | (_, Sign::Zero) => Sign::Zero,
        (Sign::Any, _) | (_, Sign::Any) => Sign::Any,
        (Sign::Positive, Sign::Positive) => Sign::Positive,
        _ => Sign::NotNegative,
    }
}

fn apply(operation: Operation, signs: &[Sign]) -> Sign {
    let (Some(a), b) = (signs.first().copied(), signs.get(1).copied().unwrap_or(Sign::Any)) else {
        return Sign::Any;
    };
    match operation {
        Operation::Add => signs.iter().copied().reduce(sum).unwrap_or(Sign::Any),
        Operation::Multiply => signs.iter().copied().reduce(product).unwrap_or(Sign::Any),
        Operation::Subtract => {
            if b == Sign::Zero {
                a
            } else {
                Sign::Any
            }
        }
        Operation::Negate => {
            if a == Sign::Zero {
                Sign::Zero
            } else {
                Sign::Any
            }
        }
        Operation::Divide => match (a, b) {
            // 0/0 is reported where it stands; beyond it nothing is known.
            (_, Sign::Zero) => Sign::Any,
            (a, b) => product(a, b),
        },
        Operation::Power => match (a, b) {
            (Sign::Zero, Sign::Positive) => Sign::Zero,
            (Sign::Positive, _) => Sign::Positive,
            (Sign::Any, _) => Sign::Any,
            _ => Sign::NotNegative,
        },
        Operation::Exp | Operation::Cosh | Operation::Factorial => Sign::Positive,
        Operation::Abs | Operation::Sqrt => {
            if a == Sign::Any {
                Sign::NotNegative
            } else {
                a
            }
        }
        Operation::Root => {
            if b == Sign::Any {
                Sign::NotNegative
            } else {
                b
            }
        }
        Operation::Max => {
            if signs.contains(&Sign::Positive) {
                Sign::Positive
            } else if signs.iter().all(|sign| *sign == Sign::Zero) {
                Sign::Zero
            } else if signs.iter().any(|sign| *sign != Sign::Any) {
                Sign::NotNegative
            } else {
                Sign::Any
            }
        }
        Operation::Min => {
            if signs.contains(&Sign::Any) {
                Sign::Any
            } else if signs.contains(&Sign::Zero) {
                Sign::Zero
            } else {
                signs.iter().copied().reduce(either).unwrap_or(Sign::Any)
            }
        }
        Operation::Less
        | Operation::LessEqual
        | Operation::Greater
        | Operation::GreaterEqual
        | Operation::Equal
        | Operation::NotEqual
        | Operation::And
        | Operation::Or
        | Operation::Xor
        | Operation::Not => Sign::NotNegative,
        _ => Sign::Any,
    }
}
