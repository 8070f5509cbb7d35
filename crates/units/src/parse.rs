//! Text to factors: `pg/mL`, `10^3 cells/uL`, `ug/kg/d`, `mg*h/L`, `m^(1/2)`, `mL.min-1`, `m²`, `cells per uL`.
//!
//! ```text
//! unit    = [ "/" | "per" ] term { [ "*" | "·" | "×" | "." | "/" | "per" ] term }     left to right
//! term    = ( number | name | "(" unit ")" ) [ exponent ]
//! exponent = digits | sign digits | superscripts | ( "^" | "**" ) ( integer | "(" integer [ "/" integer ] ")" )
//! ```
//! Two factors side by side multiply. `a/b*c` is `(a/b)*c`, as in every formula.

use crate::dimension::{WHOLE, scale_exponent};
use crate::error::UnitError;
use crate::factors::Factors;
use crate::scale::Scale;
use std::ops::Range;

/// Longer texts are not units.
const MAX_BYTES: usize = 1000;
/// Brackets in brackets.
const MAX_DEPTH: usize = 30;
/// The largest exponent: more is a typing error.
const MAX_EXPONENT: i32 = 30;
/// The largest power of ten of a number: beyond it `f64` ends.
const MAX_TEN: i32 = 300;

/// Reads a unit.
pub(crate) fn factors(text: &str) -> Result<Factors, UnitError> {
    if text.trim().is_empty() {
        return Err(UnitError::Empty { range: 0..text.len() });
    }
    if text.len() > MAX_BYTES {
        return Err(UnitError::TooLong { range: 0..text.len() });
    }
    let mut reader = Reader { text, at: 0 };
    let factors = reader.unit(0)?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(factors),
        Some(_) => Err(reader.unexpected()),
    }
}

/// Reads the number at the start of a quantity: its value and how many bytes it takes.
pub(crate) fn leading_number(text: &str) -> Result<(f64, usize), UnitError> {
    let start = text.len() - text.trim_start().len();
    let mut reader = Reader { text, at: start };
    if reader.peek().is_some_and(|sign| matches!(sign, '+' | '-' | '\u{2212}')) {
        reader.bump();
    }
    let digits_at = reader.at;
    if !reader.skip_number() {
        let end = text[start..].find(char::is_whitespace).map_or(text.len(), |length| start + length);
        let (range, found) = (start..end, text[start..end].to_owned());
        let lower = found.trim_start_matches(['+', '-']).to_lowercase();
        return Err(match lower.as_str() {
            "" if text.trim().is_empty() => UnitError::Empty { range: 0..text.len() },
            "nan" | "inf" | "infinity" => UnitError::BadNumber { range, found },
            _ => UnitError::NumberExpected { range, found },
        });
    }
    let number_end = reader.at;
    let bad = |end: usize| UnitError::BadNumber { range: start..end, found: text[start..end].to_owned() };
    // `1.2.3` is a number with a point too many, not 1.2 times 3.
    if reader
        .rest()
        .strip_prefix('.')
        .is_some_and(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
    {
        return Err(bad(text[start..].find(char::is_whitespace).map_or(text.len(), |length| start + length)));
    }
    let mut value: f64 = text[digits_at..number_end].parse().map_err(|_| bad(number_end))?;
    if let Some(exponent) = reader.marked_exponent()? {
        // 10^3: exact decimals again, so that it is the same number as 1e3.
        let whole = exponent / WHOLE;
        value = match value == 10.0 && exponent % WHOLE == 0 {
            true => format!("1e{whole}").parse().map_err(|_| bad(reader.at))?,
            false => return Err(bad(reader.at)),
        };
    }
    if !value.is_finite() {
        return Err(bad(reader.at));
    }
    let negative = text[start..digits_at].starts_with(['-', '\u{2212}']);
    Ok((if negative { -value } else { value }, reader.at))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// What stands between two terms.
enum Operator {
    Times,
    Over,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) {
        self.at += self.peek().map_or(0, char::len_utf8);
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.bump();
        }
    }

    fn skip_while(&mut self, accept: fn(char) -> bool) -> Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(accept) {
            self.bump();
        }
        start..self.at
    }

    fn unexpected(&self) -> UnitError {
        let found = self.peek().map(String::from).unwrap_or_default();
        UnitError::Unexpected { range: self.at..self.at + found.len(), found }
    }

    fn unit(&mut self, depth: usize) -> Result<Factors, UnitError> {
        if depth > MAX_DEPTH {
            return Err(UnitError::TooLong { range: self.at..self.at + 1 });
        }
        let mut product = Factors::default();
        let mut operator = match self.operator()? {
            Some(Operator::Times) => return Err(self.unexpected()),
            Some(Operator::Over) => Operator::Over,
            None => Operator::Times,
        };
        loop {
            let start = self.at;
            let term = self.term(depth)?;
            product = match operator {
                Operator::Times => product.multiply(&term, WHOLE),
                Operator::Over => product.multiply(&term, -WHOLE),
            };
            if !product.is_sound() {
                return Err(UnitError::BadExponent {
                    range: start..self.at,
                    found: self.text[start..self.at].into(),
                });
            }
            operator = match self.operator()? {
                Some(operator) => operator,
                None => {
                    self.skip_space();
                    match self.peek() {
                        None | Some(')') => return Ok(product),
                        Some(_) => Operator::Times,
                    }
                }
            };
        }
    }

    /// An operator, if one stands here.
    fn operator(&mut self) -> Result<Option<Operator>, UnitError> {
        self.skip_space();
        let operator = match self.peek() {
            Some('/' | '\u{2215}') => Operator::Over,
            // A point multiplies (mL.min-1) unless a digit makes it a number.
            Some('.') if !self.rest()[1..].starts_with(|next: char| next.is_ascii_digit()) => Operator::Times,
            Some('*' | '·' | '×' | '⋅') => Operator::Times,
            Some('p') if self.rest().strip_prefix("per").is_some_and(|rest| !rest.starts_with(in_name)) => {
                self.at += 2;
                Operator::Over
            }
            _ => return Ok(None),
        };
        self.bump();
        self.skip_space();
        Ok(Some(operator))
    }

    fn term(&mut self, depth: usize) -> Result<Factors, UnitError> {
        let start = self.at;
        match self.peek() {
            Some('(') => {
                self.bump();
                let inner = self.unit(depth + 1)?;
                self.skip_space();
                if self.peek() != Some(')') {
                    return Err(self.unexpected());
                }
                self.bump();
                Ok(inner.power(self.marked_exponent()?.unwrap_or(WHOLE)))
            }
            Some(digit) if digit.is_ascii_digit() || digit == '.' => {
                if !self.skip_number() {
                    return Err(self.unexpected());
                }
                let found = &self.text[start..self.at];
                let bad =
                    || UnitError::BadNumber { range: start..start + found.len(), found: found.to_owned() };
                let scale = exact_decimal(found).ok_or_else(bad)?;
                Ok(Factors::number(scale).power(self.marked_exponent()?.unwrap_or(WHOLE)))
            }
            Some('%') => {
                self.bump();
                self.named(start)
            }
            Some(letter) if letter.is_alphabetic() => {
                self.skip_while(in_name);
                self.named(start)
            }
            _ => Err(self.unexpected()),
        }
    }

    fn named(&mut self, start: usize) -> Result<Factors, UnitError> {
        let end = self.at;
        let name = &self.text[start..end];
        let factor = Factors::name(name)
            .ok_or_else(|| UnitError::UnknownUnit { range: start..end, name: name.to_owned() })?;
        let exponent = match self.marked_exponent()? {
            Some(exponent) => exponent,
            None => self.trailing_exponent()?,
        };
        Ok(factor.power(exponent))
    }

    /// `2`, `-1` directly behind a name.
    fn trailing_exponent(&mut self) -> Result<i16, UnitError> {
        let start = self.at;
        let behind_sign = self.rest().strip_prefix(['-', '+', '\u{2212}']).unwrap_or(self.rest());
        if !behind_sign.starts_with(|digit: char| digit.is_ascii_digit()) {
            return Ok(WHOLE);
        }
        let whole = self.integer();
        self.sixtieths(start, whole, Some(1))
    }

    /// `^2`, `**-1`, `^(1/2)` or superscripts.
    fn marked_exponent(&mut self) -> Result<Option<i16>, UnitError> {
        let start = self.at;
        let blanks = self.rest().len() - self.rest().trim_start().len();
        let behind = self.rest().trim_start();
        if let Some(marker) = ["^", "**"].iter().find(|marker| behind.starts_with(**marker)) {
            self.at += blanks + marker.len();
            self.skip_space();
            let bracket = self.peek() == Some('(');
            if bracket {
                self.bump();
            }
            let numerator = self.integer();
            let mut denominator = Some(1);
            if bracket && self.peek() == Some('/') {
                self.bump();
                denominator = self.integer();
            }
            if bracket {
                if self.peek() != Some(')') {
                    return Err(self.unexpected());
                }
                self.bump();
            }
            return self.sixtieths(start, numerator, denominator).map(Some);
        }
        let written = self.skip_while(|letter| superscript(letter).is_some());
        if written.is_empty() {
            return Ok(None);
        }
        let plain: String = self.text[written].chars().filter_map(superscript).collect();
        self.sixtieths(start, plain.parse().ok(), Some(1)).map(Some)
    }

    fn sixtieths(&self, start: usize, top: Option<i32>, bottom: Option<i32>) -> Result<i16, UnitError> {
        let bad = || self.bad_exponent(start);
        let (top, bottom) = (top.ok_or_else(bad)?, bottom.filter(|bottom| *bottom > 0).ok_or_else(bad)?);
        if top.saturating_abs() / bottom > MAX_EXPONENT {
            return Err(bad());
        }
        scale_exponent(WHOLE, top, bottom).filter(|exponent| *exponent != 0).ok_or_else(bad)
    }

    fn bad_exponent(&self, start: usize) -> UnitError {
        UnitError::BadExponent { range: start..self.at, found: self.text[start..self.at].to_owned() }
    }

    /// An integer with a sign; none where it is not one or does not fit.
    fn integer(&mut self) -> Option<i32> {
        let negative = self.peek().is_some_and(|sign| matches!(sign, '-' | '\u{2212}'));
        if negative || self.peek() == Some('+') {
            self.bump();
        }
        let digits = self.skip_while(|letter| letter.is_ascii_digit());
        let whole: i32 = self.text[digits].parse().ok()?;
        Some(if negative { -whole } else { whole })
    }

    /// `12`, `1.5`, `.5`, `1e7`, `1.5E-3`; false where no number stands here.
    fn skip_number(&mut self) -> bool {
        let digit = |letter: char| letter.is_ascii_digit();
        let mut digits = self.skip_while(digit).len();
        if self.peek() == Some('.') && (digits > 0 || self.rest()[1..].starts_with(digit)) {
            let point = self.at;
            self.bump();
            let decimals = self.skip_while(digit).len();
            digits += decimals;
            if decimals == 0 && self.peek().is_some_and(in_name) {
                // "5.mL": the point multiplies.
                self.at = point;
            }
        }
        if digits == 0 {
            return false;
        }
        let power = self.rest().strip_prefix(['e', 'E']);
        if power.is_some_and(|rest| rest.strip_prefix(['+', '-']).unwrap_or(rest).starts_with(digit)) {
            self.at += 2;
            self.skip_while(digit);
        }
        true
    }
}

fn in_name(letter: char) -> bool {
    letter.is_alphabetic() && superscript(letter).is_none()
}

fn superscript(letter: char) -> Option<char> {
    Some(match letter {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '⁴' => '4',
        '⁵' => '5',
        '⁶' => '6',
        '⁷' => '7',
        '⁸' => '8',
        '⁹' => '9',
        '⁻' => '-',
        _ => return None,
    })
}

/// A positive decimal, exactly.
fn exact_decimal(text: &str) -> Option<Scale> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: u128 = format!("{whole}{decimals}").parse().ok()?;
    let exponent: i32 = exponent.parse().ok()?;
    let exponent = exponent.checked_sub(i32::try_from(decimals.len()).ok()?)?;
    (exponent.abs() <= MAX_TEN).then(|| Scale::decimal(digits, exponent)).flatten()
}
