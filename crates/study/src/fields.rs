//! Typed values out of a TOML table: each getter reports what is wrong at its place and goes on.

use crate::keys::{Key, Section, Shape};
use crate::scenario::Placed;
use lytic_text::{Diagnostic, Message, SourceId, Span, nearest};
use lytic_units::{Dimension, Quantity};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The text that is read, and the problems found in it.
pub struct Reader<'a> {
    /// Its id.
    pub source: SourceId,
    /// Its characters.
    pub text: &'a str,
    /// What is wrong, in order of discovery.
    pub diagnostics: &'a mut Vec<Diagnostic>,
}

/// Problems that are told of one scenario; a broken file can have millions.
pub const MOST_PROBLEMS: usize = 200;

/// One key of a table with its value.
#[derive(Clone, Copy)]
pub struct Field<'t, 'i> {
    /// The description of the key.
    pub key: &'static Key,
    /// The place of the key.
    pub key_span: Span,
    /// The value.
    pub value: &'t Spanned<DeValue<'i>>,
}

/// The known keys of one table, in the order of the text.
pub struct Fields<'t, 'i> {
    fields: Vec<Field<'t, 'i>>,
}

impl<'t, 'i> Fields<'t, 'i> {
    /// The field of this name, if the author wrote it.
    pub fn get(&self, name: &str) -> Option<Field<'t, 'i>> {
        self.fields.iter().find(|field| field.key.name == name).copied()
    }

    /// All of them.
    pub fn all(&self) -> &[Field<'t, 'i>] {
        &self.fields
    }
}

/// Keys and values of a table in the order of the text (the table itself sorts by name).
pub fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(&'t str, Range<usize>, &'t Spanned<DeValue<'i>>)> {
    let mut entries: Vec<_> =
        table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
    entries.sort_by_key(|(_, span, _)| (span.start, span.end));
    entries
}

impl Reader<'_> {
    /// The place of a range of bytes.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    /// The place of a value.
    pub fn place(&self, value: &Spanned<DeValue<'_>>) -> Span {
        self.span(value.span())
    }

    /// The place of the characters of a string without its quotation marks; the whole where escapes hide them.
    pub fn inside(&self, range: Range<usize>, text: &str) -> Span {
        let raw = self.text.get(range.clone()).unwrap_or("");
        match raw.find(text) {
            Some(offset) if !text.is_empty() => {
                self.span(range.start + offset..range.start + offset + text.len())
            }
            _ => self.span(range),
        }
    }

    /// Reports a problem, up to a number that anyone could read.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MOST_PROBLEMS {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The nearest of some names; none once there are so many problems that another hint helps nobody.
    fn nearest<'n>(&self, name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        if self.diagnostics.len() < MOST_PROBLEMS { nearest(name, names) } else { None }
    }

    /// The known keys of a table; unknown and missing ones are reported. `header` is where the table is announced.
    pub fn fields<'t, 'i>(
        &mut self,
        section: &'static Section,
        header: Span,
        table: &'t DeTable<'i>,
    ) -> Fields<'t, 'i> {
        let mut fields = Vec::new();
        for (name, range, value) in in_order(table) {
            let key_span = self.span(range);
            match section.key(name) {
                Some(key) => fields.push(Field { key, key_span, value }),
                None => {
                    let message = Message::new("E0306").with("key", name).with("section", section.title);
                    let near = self.nearest(name, section.keys.iter().map(|key| key.name));
                    self.report(Diagnostic::error(message).at(key_span).suggest(near));
                }
            }
        }
        for key in section.keys.iter().filter(|key| key.required) {
            if !fields.iter().any(|field| field.key.name == key.name) {
                let message = Message::new("E0307")
                    .with("key", key.name)
                    .with("section", section.title)
                    .with("example", key.example);
                self.report(Diagnostic::error(message).at(header));
            }
        }
        Fields { fields }
    }

    /// Says that a value has the wrong type.
    pub fn wrong_type(&mut self, key: &Key, span: Span) {
        let message = Message::new("E0308").with("key", key.name).with("example", key.example);
        self.report(Diagnostic::error(message).at(span));
    }

    /// A text.
    pub fn text(&mut self, field: Option<Field<'_, '_>>) -> Option<Placed<String>> {
        let field = field?;
        self.string(field.key, field.value)
    }

    /// A text that stands alone.
    pub fn string(&mut self, key: &Key, value: &Spanned<DeValue<'_>>) -> Option<Placed<String>> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_type(key, self.place(value));
            return None;
        };
        let span = self.inside(value.span(), text);
        if text.trim().is_empty() {
            let message = Message::new("E0309").with("key", key.name).with("example", key.example);
            self.report(Diagnostic::error(message).at(self.place(value)));
            return None;
        }
        Some(Placed::at(text.clone().into_owned(), span))
    }

    /// One of the words that the key allows.
    pub fn word(&mut self, field: Option<Field<'_, '_>>) -> Option<Placed<String>> {
        let text = self.text(field)?;
        let Some(Field { key: Key { shape: Shape::Word(words), name, .. }, .. }) = field else {
            return Some(text);
        };
        if words.contains(&text.value.as_str()) {
            return Some(text);
        }
        let message = Message::new("E0310")
            .with("key", name)
            .with("value", &text.value)
            .with("allowed", words.join(", "));
        let near = self.nearest(&text.value, words.iter().copied());
        self.report(Diagnostic { span: text.span, ..Diagnostic::error(message).suggest(near) });
        None
    }

    /// A text for people that may be left out.
    pub fn words(&mut self, field: Option<Field<'_, '_>>) -> String {
        self.text(field).map_or_else(String::new, |text| text.value)
    }

    /// A whole number within the bounds of its key.
    pub fn whole(&mut self, field: Option<Field<'_, '_>>) -> Option<Placed<u64>> {
        let field = field?;
        let span = self.place(field.value);
        let DeValue::Integer(written) = field.value.get_ref() else {
            self.wrong_type(field.key, span);
            return None;
        };
        let (low, high) = match field.key.shape {
            Shape::Whole(low, high) => (low, high),
            _ => (0, u64::MAX),
        };
        match u64::from_str_radix(written.as_str(), written.radix()) {
            Ok(number) if (low..=high).contains(&number) => Some(Placed::at(number, span)),
            _ => {
                let message =
                    Message::new("E0311").with("key", field.key.name).with("low", low).with("high", high);
                self.report(Diagnostic::error(message).at(span));
                None
            }
        }
    }

    /// A finite number written as a TOML number.
    pub fn number(&mut self, key: &Key, value: &Spanned<DeValue<'_>>) -> Option<Placed<f64>> {
        let span = self.place(value);
        let number = match value.get_ref() {
            DeValue::Integer(written) => {
                i64::from_str_radix(written.as_str(), written.radix()).ok().map(|number| number as f64)
            }
            DeValue::Float(written) => written.as_str().parse::<f64>().ok(),
            _ => {
                self.wrong_type(key, span);
                return None;
            }
        };
        match number.filter(|number| number.is_finite()) {
            Some(number) => Some(Placed::at(number, span)),
            None => {
                self.report(Diagnostic::error(Message::new("E0312").with("key", key.name)).at(span));
                None
            }
        }
    }

    /// A share from 0 to 1.
    pub fn share(&mut self, field: Option<Field<'_, '_>>) -> Option<Placed<f64>> {
        self.within(field, 0.0, 1.0)
    }

    /// A number from `low` to `high`.
    pub fn within(&mut self, field: Option<Field<'_, '_>>, low: f64, high: f64) -> Option<Placed<f64>> {
        let field = field?;
        let number = self.number(field.key, field.value)?;
        if (low..=high).contains(&number.value) {
            return Some(number);
        }
        let shown = |bound: f64| match bound {
            small if small != 0.0 && small < 1e-3 => format!("{small:e}"),
            other => other.to_string(),
        };
        let message = Message::new("E0311").with("key", field.key.name);
        let message = message.with("low", shown(low)).with("high", shown(high));
        self.report(Diagnostic { span: number.span, ..Diagnostic::error(message) });
        None
    }

    /// A number with its unit: a text such as `"25 mg/m2"`, or a bare number where no unit is needed.
    pub fn quantity(&mut self, key: &Key, value: &Spanned<DeValue<'_>>) -> Option<Placed<Quantity>> {
        if matches!(value.get_ref(), DeValue::Integer(_) | DeValue::Float(_)) {
            let number = self.number(key, value)?;
            let quantity = Quantity { value: number.value, unit: lytic_units::Unit::dimensionless() };
            return Some(Placed { value: quantity, span: number.span });
        }
        let text = self.string(key, value)?;
        match Quantity::parse(&text.value) {
            Ok(quantity) if quantity.value.is_finite() => Some(Placed { value: quantity, span: text.span }),
            Ok(_) => {
                let message = Message::new("E0312").with("key", key.name);
                self.report(Diagnostic { span: text.span, ..Diagnostic::error(message) });
                None
            }
            Err(error) => {
                if let Some(span) = text.span {
                    self.report(error.diagnostic(span));
                }
                None
            }
        }
    }

    /// A quantity of a known dimension.
    pub fn quantity_of(
        &mut self,
        field: Option<Field<'_, '_>>,
        dimension: &Dimension,
    ) -> Option<Placed<Quantity>> {
        let field = field?;
        let quantity = self.quantity(field.key, field.value)?;
        self.of_dimension(quantity, dimension)
    }

    /// The quantity, if it has the dimension.
    pub fn of_dimension(
        &mut self,
        quantity: Placed<Quantity>,
        dimension: &Dimension,
    ) -> Option<Placed<Quantity>> {
        match (quantity.value.expect(dimension), quantity.span) {
            (Ok(()), _) => Some(quantity),
            (Err(error), Some(span)) => {
                self.report(error.diagnostic(span));
                None
            }
            (Err(_), None) => None,
        }
    }

    /// A table.
    pub fn table<'t, 'i>(&mut self, field: Option<Field<'t, 'i>>) -> Option<(Span, &'t DeTable<'i>)> {
        let field = field?;
        match field.value.get_ref() {
            DeValue::Table(table) => Some((field.key_span, table)),
            _ => {
                self.wrong_type(field.key, self.place(field.value));
                None
            }
        }
    }
}
