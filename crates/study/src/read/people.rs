//! `[[correlation]]` and `[plausible.NAME]`: how the people of a cohort hang together, and who of them is believed.

use crate::fields::{Field, Fields, Reader};
use crate::scenario::*;
use lytic_text::{Diagnostic, Message, Span};
use toml::de::DeValue;

impl Reader<'_> {
    pub(super) fn correlation(&mut self, span: Span, fields: &Fields<'_, '_>) -> Option<CorrelationLine> {
        let field = fields.get("of");
        let of: Option<[Placed<String>; 2]> = self.texts(field).try_into().ok();
        if let Some(field) = field
            && matches!(field.value.get_ref(), DeValue::Array(array) if !array.is_empty() && array.len() != 2)
        {
            self.wrong_type(field.key, self.place(field.value));
        }
        let value = fields.get("value").and_then(|field| self.number(field.key, field.value));
        if let Some(value) = value.as_ref().filter(|value| value.value.abs() >= 1.0) {
            let message = Message::new("E0392").with("value", value.value);
            self.report(Diagnostic { span: value.span, ..Diagnostic::error(message) });
        }
        let kind = match self.word(fields.get("kind")) {
            Some(word) if word.value == Spread::Uncertainty.name() => Spread::Uncertainty,
            _ => Spread::Between,
        };
        let (of, value) = (of?, value.filter(|value| value.value.abs() < 1.0)?);
        Some(CorrelationLine { span, of, value, kind })
    }

    pub(super) fn plausible(&mut self, field: Option<Field<'_, '_>>) -> Vec<PlausibleLine> {
        self.named(field).into_iter().filter_map(|(name, fields)| self.bound(name, &fields)).collect()
    }

    fn bound(&mut self, name: Placed<String>, fields: &Fields<'_, '_>) -> Option<PlausibleLine> {
        let (when, value) = (self.text(fields.get("when")), self.text(fields.get("value")));
        let mut quantity = |key| fields.get(key).and_then(|field| self.quantity(field.key, field.value));
        let (from, to) = (quantity("from"), quantity("to"));
        let ends = [fields.get("from"), fields.get("to")];
        if fields.get("when").is_some() == fields.get("value").is_some() {
            let message = Message::new("E0395").with("name", &name.value);
            self.report(Diagnostic { span: name.span, ..Diagnostic::error(message) });
        } else if fields.get("when").is_some() {
            for end in ends.into_iter().flatten() {
                self.report(
                    Diagnostic::error(Message::new("E0320").with("key", end.key.name)).at(end.key_span),
                );
            }
        } else if ends.iter().all(Option::is_none) {
            let message = Message::new("E0396").with("name", &name.value);
            self.report(Diagnostic { span: name.span, ..Diagnostic::error(message) });
        }
        let window = self.window(&name, fields, "E0399");
        let kept = match (when, value) {
            (Some(when), None) => Kept::When(when),
            (None, Some(value)) => Kept::Between { value, from, to },
            _ => return None,
        };
        Some(PlausibleLine { name, kept, window: window? })
    }
}
