//! What a design may move: `--vary name=from:to[:log]`.
//!
//! A lever is a key of the scenario or a parameter, as `--set` takes it. Its values are rounded to three figures, counts to whole
//! numbers: a schedule must be one that people can follow, and equal proposals are simulated once.

use crate::scan::span_of;
use lytic_engine::math;
use lytic_text::{Diagnostic, Message, Sources, Span, nearest};
use lytic_units::{Quantity, Unit};

/// Most levers of a design.
pub(super) const MOST_LEVERS: usize = 10;

/// Something that may be moved, with its ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// The parameter or key: `dose.nk_cells.amount`.
    pub name: String,
    /// Unit of the ends as printed; empty for pure numbers.
    pub unit: String,
    /// First value.
    pub from: f64,
    /// Last value.
    pub to: f64,
    /// Whether equal steps are equal ratios.
    pub logarithmic: bool,
    /// Whether only whole numbers are meant: both ends are whole and the key is a `count` or `at_most`.
    pub whole: bool,
    pub(super) name_span: Span,
    pub(super) values_span: Span,
}

impl Lever {
    /// The value at a share of the way from the first to the last.
    pub(super) fn at(&self, share: f64) -> f64 {
        let share = share.clamp(0.0, 1.0);
        let value = if self.logarithmic {
            math::exp((1.0 - share).mul_add(math::ln(self.from), share * math::ln(self.to)))
        } else {
            (1.0 - share).mul_add(self.from, share * self.to)
        };
        if self.whole {
            return value.round();
        }
        let (low, high) = (self.from.min(self.to), self.from.max(self.to));
        format!("{value:.2e}").parse().unwrap_or(value).clamp(low, high)
    }

    /// The share of the way at which a value lies; the middle where it is none of the lever's.
    pub(super) fn share_of(&self, value: f64) -> f64 {
        let share = if self.logarithmic {
            (math::ln(value) - math::ln(self.from)) / (math::ln(self.to) - math::ln(self.from))
        } else {
            (value - self.from) / (self.to - self.from)
        };
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.5 }
    }

    /// A value with its unit, as `--set` takes it.
    pub fn text(&self, value: f64) -> String {
        let number = Quantity { value, unit: Unit::dimensionless() }.to_string();
        if self.unit.is_empty() { number } else { format!("{number} {}", self.unit) }
    }

    pub(super) fn setting(&self, value: f64) -> String {
        format!("{}={}", self.name, self.text(value))
    }

    /// The number of a text of the scenario in the lever's unit.
    pub(super) fn number_of(&self, text: &str) -> Option<f64> {
        let unit = Unit::parse(&self.unit).unwrap_or_else(|_| Unit::dimensionless());
        Quantity::parse(text).ok()?.in_unit(&unit).ok()
    }
}

/// Reads the options; every problem of each is told.
pub(super) fn read(specs: &[String], sources: &mut Sources, diagnostics: &mut Vec<Diagnostic>) -> Vec<Lever> {
    let mut levers: Vec<Lever> = Vec::new();
    for (number, spec) in specs.iter().enumerate() {
        let source = sources.add("--vary", spec.as_str());
        let whole = Span::new(source, 0, spec.len());
        if number >= MOST_LEVERS {
            let message = Message::new("E2012").with("limit", MOST_LEVERS);
            diagnostics.push(Diagnostic::error(message).at(whole));
            continue;
        }
        let Some(lever) = lever(spec, whole, diagnostics) else { continue };
        if levers.iter().any(|other| other.name == lever.name) {
            let message = Message::new("E2013").with("name", &lever.name);
            diagnostics.push(Diagnostic::error(message).at(lever.name_span));
        }
        levers.push(lever);
    }
    levers
}

fn lever(spec: &str, whole: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<Lever> {
    let malformed = |span: Span| Diagnostic::error(Message::new("E2010").with("text", spec)).at(span);
    let parts = spec.split_once('=').map(|(name, values)| (name, values.split(':').collect::<Vec<&str>>()));
    let Some((name, parts)) = parts.filter(|(name, parts)| !name.trim().is_empty() && parts.len() >= 2)
    else {
        diagnostics.push(malformed(whole));
        return None;
    };
    let name_span = whole.part(0, name.len());
    let values_span = whole.part(name.len() + 1, spec.len());
    let logarithmic = match parts.get(2..).unwrap_or_default() {
        [] => false,
        [word] if word.trim() == "log" => true,
        [word, ..] => {
            let message = Message::new("E0611").with("text", word.trim());
            diagnostics
                .push(Diagnostic::error(message).at(values_span).suggest(nearest(word.trim(), ["log"])));
            return None;
        }
    };
    let mut end = |index: usize| {
        let text = parts.get(index).map_or("", |part| part.trim());
        match Quantity::parse(text) {
            Ok(quantity) if quantity.value.is_finite() => Some(quantity),
            Ok(_) => {
                let message = Message::new("E0312").with("key", text);
                diagnostics.push(Diagnostic::error(message).at(values_span));
                None
            }
            Err(error) => {
                diagnostics.push(error.diagnostic(values_span));
                None
            }
        }
    };
    let (from, to) = (end(0)?, end(1)?);
    let (from, to, last) =
        span_of(from, to, values_span, values_span).map_err(|problem| diagnostics.push(*problem)).ok()?;
    if logarithmic && (from.value <= 0.0 || last <= 0.0) {
        let value = if from.value <= 0.0 { &from } else { &to };
        diagnostics.push(Diagnostic::error(Message::new("E0614").with("value", value)).at(values_span));
        return None;
    }
    let name = name.trim().to_owned();
    let counts = [".count", ".at_most"].iter().any(|ending| name.ends_with(ending));
    let unit = if from.unit.is_plain() { String::new() } else { from.unit.to_string() };
    Some(Lever { name, unit, from: from.value, to: last, logarithmic, whole: counts, name_span, values_span })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
    use super::*;

    fn one(spec: &str) -> Result<Lever, Vec<String>> {
        let (mut sources, mut diagnostics) = (Sources::new(), Vec::new());
        let levers = read(&[spec.to_owned()], &mut sources, &mut diagnostics);
        if diagnostics.is_empty() {
            return Ok(levers[0].clone());
        }
        Err(diagnostics.iter().map(|problem| problem.message.key.to_owned()).collect())
    }

    #[test]
    fn values_lie_between_the_ends_and_read_back() {
        let lever = one("dose.nk_cells.amount=1e6:1e8 cells/kg:log").unwrap();
        assert_eq!((lever.at(0.0), lever.at(0.5), lever.at(1.0)), (1e6, 1e7, 1e8));
        assert_eq!(lever.share_of(1e7), 0.5);
        assert_eq!(lever.setting(1e7), "dose.nk_cells.amount=1e7 cells/kg");
        let count = one("dose.il2.count=1:14").unwrap();
        assert_eq!((count.at(0.5), count.text(count.at(0.5))), (8.0, "8".to_owned()));
    }

    #[test]
    fn what_is_no_lever_is_told() {
        for (spec, code) in [
            ("dose.il2.amount", "E2010"),
            ("=1:2", "E2010"),
            ("a=1", "E2010"),
            ("a=1:2:lag", "E0611"),
            ("a=1:1", "E0613"),
            ("a=0:2:log", "E0614"),
        ] {
            assert_eq!(one(spec).unwrap_err(), [code], "{spec}");
        }
        assert!(one("a=1 d:2 mg").is_err());
    }
}
