//! Reads a scenario file: bytes -> text -> TOML -> [`Scenario`], with all problems at once.
//!
//! A scenario comes back even when there are problems, with the faulty parts left out, so that what follows can look
//! for more of them; whoever runs it checks the diagnostics first.

mod gaps;
mod outcomes;
mod parameters;
mod people;
mod problems;
mod questions;

pub(crate) use problems::toml_reason;

use crate::fields::{Field, Fields, Reader, in_order};
use crate::keys::{SCENARIO, Shape};
use crate::scenario::*;
use lytic_text::{Diagnostic, Message, SourceId, Sources, Span};
use lytic_units::{Dimension, Quantity, Unit};
use toml::de::{DeTable, DeValue};

/// Largest model or scenario file, in bytes.
pub const MOST_BYTES: usize = 16_000_000;

/// Patients when the scenario does not say.
pub const DEFAULT_PATIENTS: u64 = 200;

/// The text of a file, or what is wrong with its bytes (too large, not UTF-8, empty).
pub fn text_of(name: &str, bytes: &[u8]) -> Result<String, Diagnostic> {
    if bytes.len() > MOST_BYTES {
        let megabytes = bytes.len().div_ceil(1_000_000);
        return Err(Diagnostic::error(Message::new("E0303").with("file", name).with("size", megabytes)));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let byte = bytes.get(offset).copied().unwrap_or_default();
        let line = bytes.iter().take(offset).filter(|byte| **byte == b'\n').count() + 1;
        let message = Message::new("E0304")
            .with("file", name)
            .with("offset", offset)
            .with("line", line)
            .with("byte", format!("0x{byte:02x}"));
        Diagnostic::error(message)
    })?;
    // Editors of one system put a mark before the text; TOML and Antimony do not know it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Diagnostic::error(Message::new("E0302").with("file", name)));
    }
    Ok(text.to_owned())
}

/// Reads the bytes of a scenario file. `name` is shown in errors; the text is added to `sources`.
pub fn read_scenario(name: &str, bytes: &[u8], sources: &mut Sources) -> (Option<Scenario>, Vec<Diagnostic>) {
    match text_of(name, bytes) {
        Ok(text) => {
            let source = sources.add(name, text.clone());
            read_text(name, &text, source)
        }
        Err(diagnostic) => (None, vec![diagnostic]),
    }
}

/// Reads the text of a scenario that is already among the sources.
pub fn read_text(name: &str, text: &str, source: SourceId) -> (Option<Scenario>, Vec<Diagnostic>) {
    document(text, source, |reader, table| reader.scenario(name, table))
}

/// Whether a text is a scenario of a kind, however faulty the rest of it is.
pub(crate) fn is_of_kind(text: &str, kind: &str) -> bool {
    let (document, _) = DeTable::parse_recoverable(text);
    document.get_ref().get("kind").and_then(|found| found.get_ref().as_str()) == Some(kind)
}

/// A text of TOML through `read`, with the problems of both in the order of their places.
pub(crate) fn document<T>(
    text: &str,
    source: SourceId,
    read: impl FnOnce(&mut Reader<'_>, &DeTable<'_>) -> T,
) -> (Option<T>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut reader = Reader { source, text, diagnostics: &mut diagnostics };
    let (document, errors) = DeTable::parse_recoverable(text);
    reader.toml_problems(&errors);
    // A table that did not parse would bring a crowd of false "unknown key" and "missing key".
    let found = errors.is_empty().then(|| read(&mut reader, document.get_ref()));
    diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    (found, diagnostics)
}

impl Reader<'_> {
    fn scenario(&mut self, name: &str, table: &DeTable<'_>) -> Scenario {
        let start_of_file = self.span(0..0);
        let fields = self.fields(&SCENARIO, start_of_file, table);
        let kind = self.kind(fields.get("kind"));
        let zero = Placed::default_of(Quantity { value: 0.0, unit: days() });
        let title = self.words(fields.get("title"));
        let judged = self.outcomes(fields.get("outcome"));
        Scenario {
            kind,
            name: name.to_owned(),
            source: Some(self.source),
            title: if title.is_empty() { name.to_owned() } else { title },
            title_zh: self.words(fields.get("title_zh")),
            about: self.words(fields.get("about")),
            about_zh: self.words(fields.get("about_zh")),
            model: self.text(fields.get("model")),
            start: self.time(fields.get("start")).unwrap_or(zero),
            duration: self.positive_time(fields.get("duration")),
            patient: self.patient(fields.get("patient")),
            products: self.products(fields.get("product")),
            doses: self.each_table(fields.get("dose"), Reader::dose),
            events: self.each_table(fields.get("event"), Reader::event),
            parameters: self.parameters(fields.get("parameters")),
            cohort: self.cohort(fields.get("cohort")),
            observe: self.observe(fields.get("observe")),
            outcomes: judged.plain,
            criteria: judged.criteria,
            timed: judged.timed,
            additions: self.additions(fields.get("addition")),
            correlations: self.each_table(fields.get("correlation"), Reader::correlation),
            plausible: self.plausible(fields.get("plausible")),
            block: self.block(fields.get("tissue")),
        }
    }

    fn kind(&mut self, field: Option<Field<'_, '_>>) -> Kind {
        let Some(kind) = self.word(field) else { return Kind::Patient };
        match kind.value.as_str() {
            "factory" => return Kind::Factory,
            "patient" => {}
            other => {
                let code = if other == "assay" { "E1314" } else { "E0315" };
                let message = Message::new(code).with("kind", other);
                self.report(Diagnostic { span: kind.span, ..Diagnostic::error(message) });
            }
        }
        Kind::Patient
    }

    pub(crate) fn time(&mut self, field: Option<Field<'_, '_>>) -> Option<Placed<Quantity>> {
        self.quantity_of(field, &Dimension::TIME)
    }

    pub(crate) fn positive_time(&mut self, field: Option<Field<'_, '_>>) -> Option<Placed<Quantity>> {
        let time = self.time(field)?;
        self.if_number(field, time, |number| number > 0.0, "E0316")
    }

    pub(crate) fn time_from_zero(&mut self, field: Option<Field<'_, '_>>) -> Option<Placed<Quantity>> {
        let time = self.time(field)?;
        self.if_number(field, time, |number| number >= 0.0, "E0317")
    }

    pub(crate) fn if_number(
        &mut self,
        field: Option<Field<'_, '_>>,
        quantity: Placed<Quantity>,
        right: impl Fn(f64) -> bool,
        code: &'static str,
    ) -> Option<Placed<Quantity>> {
        if right(quantity.value.value) {
            return Some(quantity);
        }
        let name = field.map_or("", |field| field.key.name);
        let message = Message::new(code).with("key", name).with("value", &quantity.value);
        self.report(Diagnostic { span: quantity.span, ..Diagnostic::error(message) });
        None
    }

    pub(crate) fn section<'t, 'i>(&mut self, field: Option<Field<'t, 'i>>) -> Option<(Span, Fields<'t, 'i>)> {
        let (span, table) = self.table(field)?;
        match field?.key.shape {
            Shape::Table(section) => Some((span, self.fields(section, span, table))),
            _ => None,
        }
    }

    /// Each table of `[[name]]` through `read`.
    pub(crate) fn each_table<T>(
        &mut self,
        field: Option<Field<'_, '_>>,
        read: fn(&mut Self, Span, &Fields<'_, '_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(field) = field else { return Vec::new() };
        let (DeValue::Array(array), Shape::Tables(section)) = (field.value.get_ref(), field.key.shape) else {
            self.wrong_type(field.key, self.place(field.value));
            return Vec::new();
        };
        let mut out = Vec::new();
        for value in array.iter() {
            let span = self.place(value);
            if let DeValue::Table(table) = value.get_ref() {
                let fields = self.fields(section, span, table);
                out.extend(read(self, span, &fields));
            } else {
                self.wrong_type(field.key, span);
            }
        }
        out
    }

    /// Each table of `[name.NAME]`, in the order of the text.
    pub(crate) fn named<'t, 'i>(
        &mut self,
        field: Option<Field<'t, 'i>>,
    ) -> Vec<(Placed<String>, Fields<'t, 'i>)> {
        let Some((_, table)) = self.table(field) else { return Vec::new() };
        let Some(Shape::Named(section)) = field.map(|field| field.key.shape) else { return Vec::new() };
        let mut out = Vec::new();
        for (name, range, value) in in_order(table) {
            let span = self.span(range);
            match value.get_ref() {
                DeValue::Table(table) => {
                    out.push((Placed::at(name.to_owned(), span), self.fields(section, span, table)));
                }
                _ => {
                    let message = Message::new("E0318").with("name", name).with("section", section.title);
                    self.report(Diagnostic::error(message).at(self.place(value)));
                }
            }
        }
        out
    }

    fn patient(&mut self, field: Option<Field<'_, '_>>) -> Option<Patient> {
        let (span, fields) = self.section(field)?;
        Some(Patient {
            span,
            weight: self.size_of_body(fields.get("weight")),
            height: self.size_of_body(fields.get("height")),
            hla: self.texts(fields.get("hla")),
            fcgr3a: self.text(fields.get("fcgr3a")),
        })
    }

    /// Weight or height of a person.
    pub(crate) fn size_of_body(&mut self, field: Option<Field<'_, '_>>) -> Option<Placed<Quantity>> {
        let name = field?.key.name;
        let (dimension, unit, low, high) = match name {
            "weight" => (Dimension::MASS, "kg", 0.3, 700.0),
            _ => (Dimension::LENGTH, "cm", 20.0, 300.0),
        };
        let quantity = self.quantity_of(field, &dimension)?;
        let number = Unit::parse(unit).ok().and_then(|unit| quantity.value.in_unit(&unit).ok())?;
        if (low..=high).contains(&number) {
            return Some(quantity);
        }
        // Grams for kilograms, metres for centimetres: nobody has such a body.
        let message = Message::new("E0311")
            .with("key", name)
            .with("low", format!("{low} {unit}"))
            .with("high", format!("{high} {unit}"));
        self.report(Diagnostic { span: quantity.span, ..Diagnostic::error(message) });
        None
    }

    fn additions(&mut self, field: Option<Field<'_, '_>>) -> Vec<AdditionLine> {
        let mut additions = Vec::new();
        for (name, fields) in self.named(field) {
            let addition = AdditionLine {
                label: self.words(fields.get("label")),
                label_zh: self.words(fields.get("label_zh")),
                doses: self.each_table(fields.get("dose"), Reader::dose),
                events: self.each_table(fields.get("event"), Reader::event),
                parameters: self.parameters(fields.get("parameters")),
                products: self.products(fields.get("product")),
                name,
            };
            let nothing = ["dose", "event", "parameters"].iter().all(|key| fields.get(key).is_none());
            if nothing {
                let message = Message::new("E1526").with("name", &addition.name.value);
                self.report(Diagnostic { span: addition.name.span, ..Diagnostic::error(message) });
            }
            additions.push(addition);
        }
        additions
    }

    fn products(&mut self, field: Option<Field<'_, '_>>) -> Vec<Product> {
        self.named(field).into_iter().map(|(name, fields)| self.product(name, &fields)).collect()
    }

    fn product(&mut self, name: Placed<String>, fields: &Fields<'_, '_>) -> Product {
        let (method, lot) = (fields.get("method"), fields.get("lot"));
        match (method, lot) {
            (None, None) => {
                let message = Message::new("E2001").with("name", &name.value);
                self.report(Diagnostic { span: name.span, ..Diagnostic::error(message) });
            }
            (Some(method), Some(_)) => {
                let message = Message::new("E2002").with("name", &name.value);
                self.report(Diagnostic::error(message).at(method.key_span));
            }
            _ => {}
        }
        Product {
            name,
            source: self.text(fields.get("source")),
            method: self.text(method),
            lot: self.text(lot),
            edits: self.texts(fields.get("edits")),
            fcgr3a: self.text(fields.get("fcgr3a")),
            hla: self.texts(fields.get("hla")),
            kir: self.text(fields.get("kir")),
            fit: self.text(fields.get("fit")),
        }
    }

    pub(crate) fn schedule(&mut self, field: Option<Field<'_, '_>>) -> Option<Schedule> {
        let field = field?;
        match field.value.get_ref() {
            DeValue::Table(table) => {
                let Shape::Schedule(section) = field.key.shape else { return None };
                let fields = self.fields(section, self.place(field.value), table);
                let from = self.time(fields.get("from"));
                let every = self.positive_time(fields.get("every"));
                let count = self.whole(fields.get("count"));
                let (from, mut every, count) = (from?, every?, count?);
                // Distance and number make the later times: problems of those are shown at both.
                every.span = every.span.zip(count.span).map(|(every, count)| every.to(count));
                Some(Schedule::Repeated { from, every, count: count.value })
            }
            DeValue::Array(array) => {
                let mut times = Vec::new();
                let mut all_right = true;
                for value in array.iter() {
                    let quantity = self.quantity(field.key, value);
                    let quantity =
                        quantity.and_then(|quantity| self.of_dimension(quantity, &Dimension::TIME));
                    all_right &= quantity.is_some();
                    times.extend(quantity);
                }
                if array.is_empty() {
                    self.wrong_type(field.key, self.place(field.value));
                    all_right = false;
                }
                all_right.then_some(Schedule::Times(times))
            }
            _ => Some(Schedule::Times(vec![self.time(Some(field))?])),
        }
    }

    fn dose(&mut self, span: Span, fields: &Fields<'_, '_>) -> Option<DoseLine> {
        let (of, into) = (fields.get("of"), fields.get("into"));
        let target = match (self.text(of), self.text(into)) {
            (Some(of), None) if into.is_none() => Some(DoseTarget::Agent(of)),
            (None, Some(into)) if of.is_none() => Some(DoseTarget::State(into)),
            _ if of.is_some() != into.is_some() => None,
            _ => {
                self.report(Diagnostic::error(Message::new("E0319")).at(span));
                None
            }
        };
        let (product, route) = (self.text(fields.get("product")), self.text(fields.get("route")));
        if let Some(DoseTarget::State(_)) = target {
            for (field, value) in [("product", &product), ("route", &route)] {
                if let Some(value) = value {
                    let message = Message::new("E0320").with("key", field);
                    self.report(Diagnostic { span: value.span, ..Diagnostic::error(message) });
                }
            }
        }
        let amount = fields.get("amount");
        let amount_text = match amount.map(|field| field.value.get_ref()) {
            Some(DeValue::String(text)) => text.clone().into_owned(),
            _ => amount.and_then(|field| self.text.get(field.value.span())).unwrap_or("").to_owned(),
        };
        let line = DoseLine {
            span,
            target: target.unwrap_or(DoseTarget::Agent(Placed::default_of(String::new()))),
            product,
            amount: self.amount(amount),
            amount_text,
            route,
            at: self.schedule(fields.get("at")),
            duration: self.positive_time(fields.get("duration")),
            lag: self.time_from_zero(fields.get("lag")),
            give_when: self.text(fields.get("give_when")),
            at_most: self.whole(fields.get("at_most")),
            stop_when: self.text(fields.get("stop_when")),
        };
        // Without a target nothing more can be said about the line.
        let unnamed = matches!(&line.target, DoseTarget::Agent(name) if name.value.is_empty());
        (!unnamed).then_some(line)
    }

    /// The amount of a dose: of any dimension, not negative.
    pub(crate) fn amount(&mut self, field: Option<Field<'_, '_>>) -> Option<Placed<Quantity>> {
        let quantity = field.and_then(|field| self.quantity(field.key, field.value))?;
        let quantity = self.if_number(field, quantity, |number| number >= 0.0, "E0317")?;
        if quantity.value.value == 0.0 {
            let message = Message::new("W0302");
            self.report(Diagnostic { span: quantity.span, ..Diagnostic::warning(message) });
        }
        Some(quantity)
    }

    fn event(&mut self, span: Span, fields: &Fields<'_, '_>) -> Option<EventLine> {
        Some(EventLine {
            span,
            at: self.schedule(fields.get("at")),
            removes: self.share(fields.get("removes")),
            states: self.texts(fields.get("states")),
            of: self.text(fields.get("of"))?,
        })
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, field: Option<Field<'_, '_>>) -> Vec<Placed<String>> {
        let Some(field) = field else { return Vec::new() };
        match field.value.get_ref() {
            DeValue::Array(array) if !array.is_empty() => {
                array.iter().filter_map(|value| self.string(field.key, value)).collect()
            }
            _ => {
                self.wrong_type(field.key, self.place(field.value));
                Vec::new()
            }
        }
    }
}

/// The unit of time in which results are shown.
pub fn days() -> Unit {
    // The test of this crate reads it; a table of units without the day would make all times dimensionless.
    Unit::parse("d").unwrap_or_else(|_| Unit::dimensionless())
}
