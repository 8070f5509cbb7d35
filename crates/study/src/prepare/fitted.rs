//! `[product.X] fit = "fit.toml"`: what a killing assay says of the product's own cells.
//!
//! ```toml
//! [fit]
//! kind = "assay"
//! [parameter."release_assay.kasumi1_signal"]
//! value = 0.31
//! low = 0.25
//! high = 0.4
//! unit = "1"
//! ```
//!
//! A natural signal (`release_assay.*_signal`) is that of these cells on one target. Divided by the library's, whose donor met
//! the same target, it says by what factor these cells respond better, and multiplies their signals on leukaemia:
//! `f = (product over targets of fitted/library)^(1/targets)`. Every other number of a cell takes the place of the
//! library's. Numbers of the well are not those of a tissue.

use super::Notes;
use crate::fields::{Reader, in_order};
use crate::input::{Files, beside};
use crate::read::{MOST_BYTES, text_of, toml_reason};
use crate::scenario::Placed;
use lytic_engine::math;
use lytic_nk::Library;
use lytic_text::{Diagnostic, Message, Sources};
use lytic_units::{Quantity, Unit};
use toml::de::{DeTable, DeValue};

/// A fit, as far as a patient can use it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Fitted {
    /// By what factor the cells respond better than those of the library; none without a natural signal.
    pub(super) response: Option<f64>,
    /// Other numbers of cells, with the places of their names.
    pub(super) numbers: Vec<(Placed<String>, Quantity)>,
    /// Numbers of cells that the library does not know, which change nothing in a patient.
    pub(super) unknown: Vec<String>,
    /// The text, for the manifest.
    pub(crate) text: String,
}

impl Fitted {
    /// A number in a unit.
    pub(super) fn number(&self, name: &str, unit: &Unit) -> Option<f64> {
        self.numbers.iter().find(|(known, _)| known.value == name)?.1.in_unit(unit).ok()
    }
}

/// Reads the file that a product names.
pub(crate) fn read(
    name: &Placed<String>,
    scenario: &str,
    library: &Library,
    files: &dyn Files,
    sources: &mut Sources,
    notes: &mut Notes<'_>,
) -> Option<Fitted> {
    let path = beside(&name.value, scenario);
    let text = match files.read(&path, MOST_BYTES).map(|bytes| text_of(&path, &bytes)) {
        Ok(Ok(text)) => text,
        Ok(Err(diagnostic)) => {
            notes.push(Diagnostic { span: name.span, ..diagnostic });
            return None;
        }
        Err(reason) => {
            notes.error(Message::new("E0305").with("file", &path).with("reason", reason), name.span);
            return None;
        }
    };
    let source = sources.add(path.as_str(), text.as_str());
    let mut reader = Reader { source, text: &text, diagnostics: &mut *notes.diagnostics };
    let no_fit = |reason: &str| Message::new("E0387").with("file", &path).with("reason", reason);
    let document = match DeTable::parse(&text) {
        Ok(document) => document,
        Err(error) => {
            let span = error.span().map(|range| reader.span(range));
            let diagnostic = Diagnostic::error(no_fit(toml_reason(error.message())));
            reader.report(Diagnostic { span, ..diagnostic });
            return None;
        }
    };
    let kind = match document.get_ref().get("fit").map(|value| value.get_ref()) {
        Some(DeValue::Table(fit)) => fit.get("kind").and_then(|kind| kind.get_ref().as_str()),
        _ => None,
    };
    if kind != Some("assay") {
        reader.report(Diagnostic {
            span: name.span,
            ..Diagnostic::error(no_fit("[fit] kind = \"assay\" is missing"))
        });
        return None;
    }
    let mut fitted = Fitted { text: text.clone(), ..Fitted::default() };
    let mut ratios = Vec::new();
    if let Some(DeValue::Table(parameters)) = document.get_ref().get("parameter").map(|value| value.get_ref())
    {
        for (key, range, value) in in_order(parameters) {
            let span = reader.span(range);
            let number = |field: &str| match value.get_ref() {
                DeValue::Table(table) => table.get(field).and_then(|value| match value.get_ref() {
                    DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
                    DeValue::Integer(number) => number.as_str().parse::<f64>().ok(),
                    _ => None,
                }),
                _ => None,
            };
            let word = |field: &str| match value.get_ref() {
                DeValue::Table(table) => table.get(field).and_then(|value| value.get_ref().as_str()),
                _ => None,
            };
            let (found, low, high) = (number("value"), number("low"), number("high"));
            let inside = |found: f64| {
                found.is_finite()
                    && low.is_none_or(|low| low <= found)
                    && high.is_none_or(|high| found <= high)
            };
            let Some(found) = found.filter(|found| inside(*found)) else {
                reader.report(Diagnostic::error(Message::new("E0388").with("name", key)).at(span));
                continue;
            };
            let of_cell = word("scope").is_none_or(|scope| scope == "cell");
            if !of_cell {
                continue;
            }
            let Some(entry) = library.parameter(key) else {
                fitted.unknown.push(key.to_owned());
                continue;
            };
            let unit = match Unit::parse(word("unit").unwrap_or("1")) {
                Ok(unit) => unit,
                Err(error) => {
                    reader.report(Diagnostic::error(error.message()).at(span));
                    continue;
                }
            };
            let quantity = Quantity { value: found, unit };
            if let Err(error) = quantity.in_unit(&entry.value.unit) {
                reader.report(Diagnostic::error(error.message()).at(span));
            } else if key.starts_with("release_assay.") && key.ends_with("_signal") {
                if found <= 0.0 {
                    reader.report(Diagnostic::error(Message::new("E0388").with("name", key)).at(span));
                    continue;
                }
                ratios.push(math::ln(found / entry.value.value));
            } else {
                fitted.numbers.push((Placed::at(key.to_owned(), span), quantity));
            }
        }
    }
    if !ratios.is_empty() {
        fitted.response = Some(math::exp(ratios.iter().sum::<f64>() / ratios.len() as f64));
    }
    Some(fitted)
}
