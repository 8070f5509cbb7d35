//! `[cohort]`, `[observe]` and `[outcome.NAME]`: who is asked, and what.

use super::DEFAULT_PATIENTS;
use crate::fields::{Field, Fields, Reader};
use crate::keys::{self, Section, Shape};
use crate::scenario::*;
use lytic_text::{Diagnostic, Message};
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::DeValue;

/// Keys of an outcome that is a condition or a value, beside what is asked of it.
const PLAIN_KEYS: [&str; 15] = [
    "when",
    "value",
    "unit",
    "at",
    "ever",
    "always",
    "first",
    "last",
    "maximum",
    "minimum",
    "time_of_maximum",
    "growth",
    "decline",
    "label",
    "label_zh",
];

impl Reader<'_> {
    pub(super) fn cohort(&mut self, field: Option<Field<'_, '_>>) -> Cohort {
        let fields = self.section(field).map(|(_, fields)| fields);
        let mut whole = |name: &str, default: u64| {
            let field = fields.as_ref().and_then(|fields| fields.get(name));
            self.whole(field).unwrap_or(Placed::default_of(default))
        };
        Cohort {
            patients: whole("patients", DEFAULT_PATIENTS),
            draws: whole("draws", 1),
            seed: whole("seed", 1),
            without: self.names(fields.as_ref().and_then(|fields| fields.get("without"))),
        }
    }

    /// A list of texts that may be empty; none where the key is not there.
    pub(crate) fn names(&mut self, field: Option<Field<'_, '_>>) -> Option<Vec<Placed<String>>> {
        let field = field?;
        match field.value.get_ref() {
            DeValue::Array(array) => {
                Some(array.iter().filter_map(|value| self.string(field.key, value)).collect())
            }
            _ => {
                self.wrong_type(field.key, self.place(field.value));
                None
            }
        }
    }

    pub(super) fn observe(&mut self, field: Option<Field<'_, '_>>) -> Observe {
        let Some((span, fields)) = self.section(field) else {
            return Observe::default();
        };
        let every = self.positive_time(fields.get("every"));
        let relative_tolerance = self.within(fields.get("relative_tolerance"), 1e-12, 1e-3);
        let mut columns: Vec<ColumnLine> = Vec::new();
        if let Some(field) = fields.get("columns") {
            let (DeValue::Array(array), Shape::TextsOrTables(section)) =
                (field.value.get_ref(), field.key.shape)
            else {
                self.wrong_type(field.key, self.place(field.value));
                return Observe { span: Some(span), every, columns, relative_tolerance };
            };
            for value in array.iter() {
                columns.extend(self.column(field.key, section, value));
            }
        }
        let mut seen = BTreeSet::new();
        for column in &columns {
            if !seen.insert(column.name.value.as_str()) {
                let message = Message::new("E0321").with("name", &column.name.value);
                self.report(Diagnostic { span: column.name.span, ..Diagnostic::error(message) });
            }
        }
        Observe { span: Some(span), every, columns, relative_tolerance }
    }

    fn column(
        &mut self,
        key: &keys::Key,
        section: &'static Section,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<ColumnLine> {
        let DeValue::Table(table) = value.get_ref() else {
            let name = self.string(key, value)?;
            return Some(ColumnLine {
                name,
                value: None,
                unit: None,
                label: String::new(),
                label_zh: String::new(),
            });
        };
        let fields = self.fields(section, self.place(value), table);
        Some(ColumnLine {
            value: self.text(fields.get("value")),
            unit: self.text(fields.get("unit")),
            label: self.words(fields.get("label")),
            label_zh: self.words(fields.get("label_zh")),
            name: self.text(fields.get("name"))?,
        })
    }

    pub(crate) fn outcome(&mut self, name: Placed<String>, fields: &Fields<'_, '_>) -> Option<OutcomeLine> {
        self.only(fields, &PLAIN_KEYS);
        let unit = self.text(fields.get("unit"));
        let judged = match (self.text(fields.get("when")), self.text(fields.get("value"))) {
            (Some(when), None) if fields.get("value").is_none() => Some(Judged::When(when)),
            (None, Some(value)) if fields.get("when").is_none() => Some(Judged::Value(value, unit.clone())),
            _ => None,
        };
        if fields.get("when").is_some() == fields.get("value").is_some() {
            let message = Message::new("E0322").with("name", &name.value);
            self.report(Diagnostic { span: name.span, ..Diagnostic::error(message) });
        }
        if let (Some(Judged::When(_)), Some(unit)) = (&judged, &unit) {
            let message = Message::new("E0320").with("key", "unit");
            self.report(Diagnostic { span: unit.span, ..Diagnostic::error(message) });
        }
        let window = self.window(&name, fields, "E0323");
        if let (Some(judged), Some(window)) = (&judged, &window) {
            self.fitting(&name, judged, window);
        }
        Some(OutcomeLine {
            name,
            judged: judged?,
            window: window?,
            label: self.words(fields.get("label")),
            label_zh: self.words(fields.get("label_zh")),
        })
    }

    /// What is asked must fit what is judged: a condition or a value.
    fn fitting(&mut self, name: &Placed<String>, judged: &Judged, window: &Window) {
        let (asked, of_condition) = match window {
            Window::At(_) => return,
            Window::Ever(..) => ("ever", true),
            Window::Always(..) => ("always", true),
            Window::Over(asked, ..) => (asked.name(), asked.of_condition()),
        };
        let code = match judged {
            Judged::Value(..) if of_condition => "E0324",
            Judged::When(_) if !of_condition => "E0325",
            _ => "",
        };
        if !code.is_empty() {
            let message = Message::new(code).with("name", &name.value).with("key", asked);
            self.report(Diagnostic { span: name.span, ..Diagnostic::error(message) });
        }
        // A day or a rate has its own unit, whatever the value's.
        if let (Judged::Value(_, Some(unit)), Window::Over(asked, ..)) = (judged, window)
            && asked.unit().is_some()
        {
            let message = Message::new("E0320").with("key", "unit");
            self.report(Diagnostic { span: unit.span, ..Diagnostic::error(message) });
        }
    }

    /// One of `at`, `ever`, `always` and what else can be asked; `code` says that there must be one.
    pub(super) fn window(
        &mut self,
        name: &Placed<String>,
        fields: &Fields<'_, '_>,
        code: &'static str,
    ) -> Option<Window> {
        let asked = Asked::ALL.map(Asked::name);
        let windows: Vec<Field<'_, '_>> =
            ["at", "ever", "always"].iter().chain(&asked).filter_map(|key| fields.get(key)).collect();
        match windows.as_slice() {
            [field] if field.key.name == "at" => self.time(Some(*field)).map(Window::At),
            [field] => self.section(Some(*field)).map(|(_, inner)| {
                let (from, to) = (self.time(inner.get("from")), self.time(inner.get("to")));
                match Asked::ALL.into_iter().find(|asked| asked.name() == field.key.name) {
                    Some(asked) => Window::Over(asked, from, to),
                    None if field.key.name == "ever" => Window::Ever(from, to),
                    None => Window::Always(from, to),
                }
            }),
            _ => {
                let message = Message::new(code).with("name", &name.value);
                self.report(Diagnostic { span: name.span, ..Diagnostic::error(message) });
                None
            }
        }
    }
}
