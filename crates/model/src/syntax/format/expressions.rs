//! Expressions to text, with the parentheses that reading needs.

use crate::ast::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};

/// How tightly an expression holds together: see the table in `syntax::expressions`.
const CONDITION: u8 = 1;
const COMPARISON: u8 = 2;
const SUM: u8 = 3;
const PRODUCT: u8 = 4;
const SIGN: u8 = 5;
const POWER: u8 = 6;
const ATOM: u8 = 7;

/// The text of an expression.
pub(super) fn expression(expression: &Expression) -> String {
    let mut text = String::new();
    write(expression, &mut text);
    text
}

fn level(expression: &Expression) -> u8 {
    match &expression.kind {
        ExpressionKind::Unary(..) => SIGN,
        ExpressionKind::Binary(operator, ..) => operator_level(*operator),
        // Numbers are never negative in a tree that was read; one that was built may be.
        ExpressionKind::Number { value, .. } if value.is_sign_negative() => SIGN,
        _ => ATOM,
    }
}

fn operator_level(operator: BinaryOperator) -> u8 {
    match operator {
        BinaryOperator::And | BinaryOperator::Or => CONDITION,
        BinaryOperator::Less
        | BinaryOperator::LessEqual
        | BinaryOperator::Greater
        | BinaryOperator::GreaterEqual
        | BinaryOperator::Equal
        | BinaryOperator::NotEqual => COMPARISON,
        BinaryOperator::Add | BinaryOperator::Subtract => SUM,
        BinaryOperator::Multiply | BinaryOperator::Divide | BinaryOperator::Remainder => PRODUCT,
        BinaryOperator::Power => POWER,
    }
}

fn sign(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Add => " + ",
        BinaryOperator::Subtract => " - ",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Remainder => " % ",
        BinaryOperator::Power => "^",
        BinaryOperator::Less => " < ",
        BinaryOperator::LessEqual => " <= ",
        BinaryOperator::Greater => " > ",
        BinaryOperator::GreaterEqual => " >= ",
        BinaryOperator::Equal => " == ",
        BinaryOperator::NotEqual => " != ",
        BinaryOperator::And => " && ",
        BinaryOperator::Or => " || ",
    }
}

fn write(expression: &Expression, text: &mut String) {
    match &expression.kind {
        ExpressionKind::Number { value, unit } => {
            text.push_str(&number(*value));
            if let Some(unit) = unit {
                text.push(' ');
                text.push_str(&unit.text);
            }
        }
        ExpressionKind::Boolean(value) => text.push_str(if *value { "true" } else { "false" }),
        ExpressionKind::Symbol(path) => text.push_str(&super::path(path)),
        ExpressionKind::Unary(operator, operand) => {
            text.push(match operator {
                UnaryOperator::Minus => '-',
                UnaryOperator::Plus => '+',
                UnaryOperator::Not => '!',
            });
            // Two signs in a row would read as a strand of DNA elsewhere.
            write_enclosed(operand, level(operand) <= SIGN, text);
        }
        ExpressionKind::Binary(BinaryOperator::Power, base, exponent) => {
            write_enclosed(base, level(base) <= POWER, text);
            text.push('^');
            write_enclosed(exponent, level(exponent) < SIGN, text);
        }
        ExpressionKind::Binary(operator, left, right) => {
            let own = operator_level(*operator);
            // `(a || b) && c` is read without parentheses, but not by people; comparisons do not follow each other.
            let surprise =
                *operator == BinaryOperator::And && is_or(left) || own == COMPARISON && level(left) == own;
            write_enclosed(left, level(left) < own || surprise, text);
            text.push_str(sign(*operator));
            let signed = level(right) == SIGN && own == SUM;
            write_enclosed(right, level(right) <= own || signed, text);
        }
        ExpressionKind::Call { function, arguments } => {
            text.push_str(&function.text);
            text.push('(');
            for (index, argument) in arguments.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                write(argument, text);
            }
            text.push(')');
        }
    }
}

fn is_or(expression: &Expression) -> bool {
    matches!(expression.kind, ExpressionKind::Binary(BinaryOperator::Or, ..))
}

fn write_enclosed(expression: &Expression, enclosed: bool, text: &mut String) {
    if enclosed {
        text.push('(');
    }
    write(expression, text);
    if enclosed {
        text.push(')');
    }
}

/// The shortest digits that read back to the same number: with or without an exponent, whichever is shorter.
fn number(value: f64) -> String {
    let (plain, exponent) = (format!("{value}"), format!("{value:e}"));
    if exponent.len() < plain.len() { exponent } else { plain }
}
