//! Reads `[parameters]`: values of the library that a scenario changes, with how they differ between patients and how
//! far they are unknown.

use crate::fields::{Field, Reader, in_order};
use crate::keys::{self, Section, Shape};
use crate::scenario::*;
use lytic_nk::Distribution;
use lytic_text::{Diagnostic, Message, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

impl Reader<'_> {
    /// `[parameters]`; those of an assay have no differences between patients.
    pub(crate) fn parameters(&mut self, field: Option<Field<'_, '_>>) -> Vec<ParameterLine> {
        let mut lines = Vec::new();
        if let (Some((_, table)), Some(Shape::Values(section))) =
            (self.table(field), field.map(|f| f.key.shape))
        {
            self.parameter_lines(section, "", table, &mut lines);
        }
        lines
    }

    /// `"nk.death_rate" = ...` and `nk.death_rate = ...` (which TOML reads as a table in a table) are the same.
    fn parameter_lines(
        &mut self,
        section: &'static Section,
        prefix: &str,
        table: &DeTable<'_>,
        lines: &mut Vec<ParameterLine>,
    ) {
        let Some(value_key) = section.key("value") else { return };
        for (part, range, value) in in_order(table) {
            let name = if prefix.is_empty() { part.to_owned() } else { format!("{prefix}.{part}") };
            let span = self.dotted(range);
            let placed = Placed::at(name.clone(), span);
            match value.get_ref() {
                DeValue::Table(inner) if inner.contains_key("value") || inner.contains_key("between") => {
                    let fields = self.fields(section, span, inner);
                    let between = fields.get("between").and_then(|field| self.spread(field.key, field.value));
                    let quantity =
                        fields.get(value_key.name).and_then(|field| self.quantity(field.key, field.value));
                    if let Some(value) = quantity {
                        lines.push(ParameterLine { name: placed, value, between });
                    }
                }
                DeValue::Table(inner) if !inner.is_empty() => {
                    self.parameter_lines(section, &name, inner, lines)
                }
                _ => {
                    if let Some(value) = self.quantity(value_key, value) {
                        lines.push(ParameterLine { name: placed, value, between: None });
                    }
                }
            }
        }
    }

    /// The place of a key with what stands before its dots: `nk.death_rate`.
    fn dotted(&self, range: std::ops::Range<usize>) -> Span {
        let before = self.text.get(..range.start).unwrap_or("");
        if !before.trim_end().ends_with('.') {
            return self.span(range);
        }
        let start = before.rfind(['\n', '{', ',']).map_or(0, |at| at + 1);
        let blanks = before.get(start..).map_or(0, |text| text.len() - text.trim_start().len());
        self.span(start + blanks..range.end)
    }

    fn spread(
        &mut self,
        key: &'static keys::Key,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<Placed<Option<Distribution>>> {
        let span = self.place(value);
        let table = match value.get_ref() {
            DeValue::String(word) if word == "none" => return Some(Placed::at(None, span)),
            DeValue::Table(table) if table.len() == 1 => table,
            _ => {
                self.wrong_type(key, span);
                return None;
            }
        };
        let Shape::Spread(section) = key.shape else { return None };
        let fields = self.fields(section, span, table);
        let mut positive = |name: &str| {
            let field = fields.get(name)?;
            let number = self.number(field.key, field.value)?;
            if number.value >= 0.0 {
                return Some(number.value);
            }
            let message = Message::new("E0317").with("key", name).with("value", number.value);
            self.report(Diagnostic { span: number.span, ..Diagnostic::error(message) });
            None
        };
        let spread = if let Some(cv) = positive("lognormal_cv") {
            Distribution::LogNormalCv(cv)
        } else if let Some(sd) = positive("lognormal_sd") {
            Distribution::LogNormalSd(sd)
        } else if let Some(sd) = positive("normal_sd") {
            Distribution::NormalSd(sd)
        } else if let Some(sd) = positive("logit_sd") {
            Distribution::LogitSd(sd)
        } else {
            let (low, high) = self.pair(fields.get("uniform")?)?;
            Distribution::Uniform(low, high)
        };
        Some(Placed::at(Some(spread), span))
    }

    fn pair(&mut self, field: Field<'_, '_>) -> Option<(f64, f64)> {
        let numbers: Vec<f64> = match field.value.get_ref() {
            DeValue::Array(array) if array.len() == 2 => array
                .iter()
                .filter_map(|value| self.number(field.key, value))
                .map(|placed| placed.value)
                .collect(),
            _ => Vec::new(),
        };
        match numbers.as_slice() {
            [low, high] if low <= high => Some((*low, *high)),
            _ => {
                self.wrong_type(field.key, self.place(field.value));
                None
            }
        }
    }
}
