//! Values out of TOML tables, each with its place; what is wrong is reported where it stands, and reading goes on.

use lytic_text::{Diagnostic, Message, SourceId, Span, nearest};
use lytic_units::{Quantity, UnitError};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with its place.
pub(crate) type Value<'i> = Spanned<DeValue<'i>>;

/// The text that is read and what was found wrong in it.
pub(crate) struct Reader<'a> {
    source: SourceId,
    text: &'a str,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    /// A reader of one text.
    pub(crate) fn new(source: SourceId, text: &'a str, diagnostics: &'a mut Vec<Diagnostic>) -> Reader<'a> {
        Reader { source, text, diagnostics }
    }

    /// The whole text as a table. What is no TOML is reported; the rest is still read.
    pub(crate) fn document(&mut self) -> Spanned<DeTable<'a>> {
        let (document, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let place = self.span(error.span().unwrap_or(0..0));
            let reason = error.message().trim().replace('\n', "; ");
            self.report(Diagnostic::error(Message::new("E0701").with("reason", reason)).at(place));
        }
        document
    }

    /// The place of a range of bytes.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    /// Reports a problem.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports a problem at a place.
    pub(crate) fn error(&mut self, message: Message, place: Span) {
        self.report(Diagnostic::error(message).at(place));
    }

    /// Reports the keys of `section` that are not known.
    pub(crate) fn only(&mut self, table: &DeTable<'_>, section: &str, known: &[&str]) {
        for (key, span, _) in in_order(table) {
            if !known.contains(&key) {
                let message = Message::new("E0702").with("key", key).with("section", section);
                let place = self.span(span);
                let suggestion = nearest(key, known.iter().copied());
                self.report(Diagnostic::error(message).at(place).suggest(suggestion));
            }
        }
    }

    /// A key that must be there.
    pub(crate) fn required<'t, 'i>(
        &mut self,
        table: &'t DeTable<'i>,
        section: (&str, Span),
        key: &str,
    ) -> Option<&'t Value<'i>> {
        let value = table.get(key);
        if value.is_none() {
            self.error(Message::new("E0703").with("key", key).with("section", section.0), section.1);
        }
        value
    }

    /// A value that must be a table.
    pub(crate) fn table<'t, 'i>(&mut self, value: &'t Value<'i>, key: &str) -> Option<&'t DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_kind(value, key, "@nk.kind.table");
        }
        table
    }

    /// A value that must be a list.
    pub(crate) fn list<'t, 'i>(&mut self, value: &'t Value<'i>, key: &str) -> Option<&'t [Value<'i>]> {
        let list = value.get_ref().as_array();
        if list.is_none() {
            self.wrong_kind(value, key, "@nk.kind.list");
        }
        list.map(|list| &**list)
    }

    /// A value that must be a text with something in it.
    pub(crate) fn text(&mut self, value: &Value<'_>, key: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => {
                self.wrong_kind(value, key, "@nk.kind.text");
                None
            }
        }
    }

    /// The text of a key that may be absent.
    pub(crate) fn optional_text(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        table.get(key).and_then(|value| self.text(value, key))
    }

    /// A value that must be a finite number.
    pub(crate) fn number(&mut self, value: &Value<'_>, key: &str) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Float(float) => float.as_str().parse().ok(),
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number: &f64| number.is_finite());
        if number.is_none() {
            self.wrong_kind(value, key, "@nk.kind.number");
        }
        number
    }

    /// A value that must be true or false.
    pub(crate) fn truth(&mut self, value: &Value<'_>, key: &str) -> Option<bool> {
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.wrong_kind(value, key, "@nk.kind.truth");
        }
        truth
    }

    /// A value that must be a text with a number and a unit.
    pub(crate) fn quantity(&mut self, value: &Value<'_>, key: &str) -> Option<Quantity> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_kind(value, key, "@nk.kind.quantity");
            return None;
        };
        Quantity::parse(text).map_err(|error| self.unit_error(&error, value, text)).ok()
    }

    /// Reports what is wrong with the unit inside a text.
    pub(crate) fn unit_error(&mut self, error: &UnitError, value: &Value<'_>, text: &str) {
        let place = self.inside(value.span(), text);
        self.report(error.diagnostic(place));
    }

    /// The characters of a string without its quotation marks; the whole where escapes hide them.
    fn inside(&self, range: Range<usize>, text: &str) -> Span {
        let raw = self.text.get(range.clone()).unwrap_or("");
        match raw.find(text) {
            Some(offset) if !text.is_empty() => {
                self.span(range.start + offset..range.start + offset + text.len())
            }
            _ => self.span(range),
        }
    }

    fn wrong_kind(&mut self, value: &Value<'_>, key: &str, expected: &str) {
        let place = self.span(value.span());
        self.error(Message::new("E0704").with("key", key).with("expected", expected), place);
    }
}

/// Keys and values of a table in the order of the text.
pub(crate) fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(&'t str, Range<usize>, &'t Value<'i>)> {
    let mut entries: Vec<_> =
        table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
    entries.sort_by_key(|(_, span, _)| (span.start, span.end));
    entries
}
