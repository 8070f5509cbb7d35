//! Numbers as people read them: three figures, thousands with commas, powers of ten with a real superscript.
//!
//! A [`Number`] is cut into mantissa and exponent once and then printed for a terminal (Unicode superscripts), for HTML
//! (`<sup>`) or for SVG (a raised `tspan`).

use std::fmt;

/// A number cut for printing: `mantissa`, or `mantissa × 10^exponent`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    /// Digits with sign and commas; empty where only the power is printed (`10⁹`).
    mantissa: String,
    exponent: Option<i32>,
}

/// From here on numbers are printed with a power of ten, and below its counterpart too.
const LARGE: f64 = 1e6;
const SMALL: f64 = 1e-3;

impl Number {
    /// `value` with `figures` significant figures, zeros after the point cut off.
    pub(crate) fn rounded(value: f64, figures: usize) -> Number {
        if !value.is_finite() {
            return Number { mantissa: "–".into(), exponent: None };
        }
        // Rust's own scientific notation rounds in decimal, so that 9.995 becomes 1.00e1 and the exponent is right.
        let scientific = format!("{:.*e}", figures.saturating_sub(1), value);
        let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        let size = value.abs();
        if size >= LARGE || (size > 0.0 && size < SMALL) {
            let mantissa = trimmed(digits);
            let lone = mantissa == "1";
            return Number {
                mantissa: if lone { String::new() } else { sign(&mantissa) },
                exponent: Some(exponent),
            };
        }
        let decimals = (figures as i32 - 1 - exponent).max(0) as usize;
        let rounded: f64 = scientific.parse().unwrap_or(value);
        Number { mantissa: sign(&thousands(&trimmed(&format!("{rounded:.decimals$}")))), exponent: None }
    }

    /// `value` with three figures.
    #[cfg(test)]
    fn new(value: f64) -> Number {
        Number::rounded(value, 3)
    }

    /// A tick of an axis whose largest value is `largest`: all of its ticks share one power of ten.
    pub(crate) fn in_steps(tick: f64, largest: f64) -> Number {
        if !(LARGE..f64::INFINITY).contains(&largest) || tick == 0.0 {
            return Number::rounded(tick, 4);
        }
        let exponent = largest.log10().floor();
        let mantissa = Number::rounded(tick / 10_f64.powf(exponent), 4).mantissa;
        Number { mantissa, exponent: Some(exponent as i32) }
    }

    /// 10^exponent.
    pub(crate) fn power(exponent: i32) -> Number {
        match exponent {
            0 => Number { mantissa: "1".into(), exponent: None },
            _ => Number { mantissa: String::new(), exponent: Some(exponent) },
        }
    }

    /// The number for HTML.
    pub(crate) fn html(&self) -> String {
        self.with_power(|exponent| format!("<sup>{}</sup>", sign(&exponent.to_string())))
    }

    /// The number as the end of an SVG `text`, its power raised.
    pub(crate) fn svg(&self) -> String {
        self.with_power(|exponent| {
            format!("<tspan class=\"power\" dy=\"-0.5em\">{}</tspan>", sign(&exponent.to_string()))
        })
    }

    fn with_power(&self, power: impl Fn(i32) -> String) -> String {
        match self.exponent {
            None => self.mantissa.clone(),
            Some(exponent) if self.mantissa.is_empty() => format!("10{}", power(exponent)),
            Some(exponent) => format!("{}×10{}", self.mantissa, power(exponent)),
        }
    }

    /// Width in units of the font size.
    pub(crate) fn width(&self) -> f64 {
        let power = self.exponent.map_or(0.0, |exponent| exponent.to_string().len() as f64 * 0.45 + 1.2);
        let times = if self.exponent.is_some() && !self.mantissa.is_empty() { 0.6 } else { 0.0 };
        self.mantissa.chars().count() as f64 * 0.58 + times + power
    }
}

/// For a terminal: `3.2×10⁷`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.with_power(superscript))
    }
}

/// A whole number in superscript letters.
pub(crate) fn superscript(number: i32) -> String {
    number
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '0' | '4'..='9' => char::from_u32('⁰' as u32 + (c as u32 - '0' as u32)).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// A count with commas.
pub(crate) fn count(number: u64) -> String {
    thousands(&number.to_string())
}

/// A share as percent with one decimal, without the sign.
pub(crate) fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.1}", 100.0 * share) } else { "–".into() }
}

/// A day: whole where it is whole, else up to two decimals.
pub(crate) fn day(days: f64) -> String {
    if days.is_finite() { sign(&trimmed(&format!("{days:.2}"))) } else { "–".into() }
}

fn trimmed(digits: &str) -> String {
    let cut = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { digits };
    if cut == "-0" { "0".into() } else { cut.into() }
}

/// A true minus sign instead of a hyphen.
fn sign(digits: &str) -> String {
    digits.replacen('-', "−", 1)
}

fn thousands(digits: &str) -> String {
    let whole = digits.trim_start_matches('-').split('.').next().unwrap_or("").len();
    let start = digits.len() - digits.trim_start_matches('-').len();
    let mut out = String::with_capacity(digits.len() + 4);
    for (index, c) in digits.chars().enumerate() {
        let place = index.saturating_sub(start);
        if index > start && place < whole && (whole - place).is_multiple_of(3) && whole > 3 {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_people_write_them() {
        let cases = [
            (0.0, "0"),
            (12.0, "12"),
            (9.996, "10"),
            (-7.25, "−7.25"),
            (1234.0, "1,230"),
            (40_000.0, "40,000"),
            (160_000.0, "160,000"),
            (1e9, "10⁹"),
            (3.2e7, "3.2×10⁷"),
            (-4.56e-5, "−4.56×10⁻⁵"),
            (0.0234, "0.0234"),
            (f64::NAN, "–"),
        ];
        for (value, text) in cases {
            assert_eq!(Number::new(value).to_string(), text);
        }
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(200), "200");
        assert_eq!(percent(0.235), "23.5");
        assert_eq!(day(-7.0), "−7");
        assert_eq!(day(0.5), "0.5");
        assert_eq!(superscript(-120), "⁻¹²⁰");
    }

    #[test]
    fn ticks_of_one_axis_share_a_power() {
        let ticks = [0.0, 5e11, 1e12, 1.5e12, 2e12].map(|tick| Number::in_steps(tick, 2e12).to_string());
        assert_eq!(ticks, ["0", "0.5×10¹²", "1×10¹²", "1.5×10¹²", "2×10¹²"]);
        assert_eq!(Number::in_steps(100_000.0, 400_000.0).to_string(), "100,000");
    }

    #[test]
    fn markup_carries_the_power_as_a_superscript() {
        assert_eq!(Number::new(3.2e7).html(), "3.2×10<sup>7</sup>");
        assert!(Number::new(1e-4).svg().starts_with("10<tspan class=\"power\""));
    }
}
