//! `--set name=value`: a parameter of the model, or else a key of the scenario.
//!
//! ```text
//! nk.death_rate = 0.07 /d               a parameter: always first
//! duration, start                       keys of the file
//! patient.weight, patient.height
//! patient.hla                           ["A*02:01", ...] as in the file, or the alleles one after another
//! patient.fcgr3a, product.haplo.fcgr3a  V/V, V/F or F/F
//! product.car.edits                     ["car-cd19", "il15"] or car-cd19 il15; [] takes them all away
//! product.haplo.method, product.haplo.lot, product.haplo.hla, product.haplo.kir
//! dose.nk_cells.amount, dose.2.amount   by agent (or state), or by number from 1
//! event.surgery.removes, event.1.from
//! ```
//!
//! A key is read as in the file, with the same units and bounds. Where one agent stands in several lines, a key of all of
//! them is set if they agree on its present value; else the numbers must be used. `from`, `every` and `count` change a
//! schedule: one time, times at equal distances and `{ from, every, count }` are the same thing.

mod lines;
mod schedule;
mod typing;

use super::Notes;
use crate::fields::{Field, Reader};
use crate::keys::{Key, SCENARIO, Section, Shape};
use crate::results::InputChange;
use crate::scenario::{DoseLine, DoseTarget, Patient, Placed, Scenario, Schedule};
use lines::Line;
use lytic_text::{Diagnostic, Message, SourceId, Sources, Span, nearest};
use lytic_units::Quantity;
use schedule::Timing;

pub(crate) use schedule::value as schedule_value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
pub(crate) use typing::joined;

/// One `--set name=value`, not looked up yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Setting {
    /// What is set.
    pub name: Placed<String>,
    /// To what, as written.
    pub value: Placed<String>,
    source: SourceId,
    whole: String,
}

/// Reads the `--set` options; each becomes a source of its own, so that problems have a place in it.
pub(crate) fn read(texts: &[String], sources: &mut Sources, notes: &mut Notes<'_>) -> Vec<Setting> {
    let mut out = Vec::new();
    for text in texts {
        let source = sources.add("--set", text.as_str());
        let whole = Span::new(source, 0, text.len());
        match text.split_once('=') {
            Some((name, value)) => out.push(Setting {
                name: Placed::at(name.trim().to_owned(), whole.part(0, name.len())),
                value: Placed::at(value.to_owned(), whole.part(name.len() + 1, text.len())),
                source,
                whole: text.clone(),
            }),
            None => notes.error(Message::new("E0356").with("text", text), Some(whole)),
        }
    }
    out
}

/// What the command line has already set by an option of its own.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taken {
    /// `--duration`
    pub duration: bool,
}

/// Puts those settings into the scenario that are keys of it, and gives back the others with what was changed.
pub(crate) fn apply(
    scenario: &mut Scenario,
    settings: Vec<Setting>,
    is_parameter: impl Fn(&str) -> bool,
    taken: Taken,
    notes: &mut Notes<'_>,
) -> (Vec<Setting>, Vec<InputChange>) {
    let mut keys = Keys { scenario, seen: BTreeSet::new(), timings: BTreeMap::new(), changes: Vec::new() };
    if taken.duration {
        keys.seen.insert("duration".to_owned());
    }
    let mut others = Vec::new();
    for setting in settings {
        if is_parameter(&setting.name.value) {
            others.push(setting);
        } else if let Some(unknown) = keys.set(setting, notes) {
            others.push(unknown);
        }
    }
    keys.schedules(notes);
    (others, keys.changes)
}

/// Options that have a word of their own on the command line.
const OPTIONS: [(&str, &str); 4] = [
    ("cohort.patients", "--patients"),
    ("cohort.draws", "--draws"),
    ("cohort.seed", "--seed"),
    ("observe.every", "--every"),
];
/// Keys of a dose that can be set, beside those of its schedule.
const DOSE_KEYS: [&str; 8] =
    ["amount", "route", "product", "duration", "lag", "give_when", "at_most", "stop_when"];
/// Keys of a schedule.
const TIME_KEYS: [&str; 4] = ["at", "from", "every", "count"];

/// Keys of a product.
const PRODUCT_KEYS: [&str; 8] = ["source", "method", "lot", "edits", "hla", "kir", "fcgr3a", "fit"];
/// Keys of the patient.
const PATIENT_KEYS: [&str; 4] = ["weight", "height", "fcgr3a", "hla"];

/// How names of keys begin that have more than one part.
const HEADS: [&str; 4] = ["dose", "event", "product", "patient"];

/// A scenario whose keys are being set.
struct Keys<'a> {
    scenario: &'a mut Scenario,
    /// What was set, by its full name with a number, so that two ways to say one thing are seen.
    seen: BTreeSet<String>,
    /// Changes of schedules, which are put together at the end: `every` alone may need `count`.
    timings: BTreeMap<Line, Timing>,
    changes: Vec<InputChange>,
}

impl Keys<'_> {
    /// Sets a key; gives the setting back if its name is nowhere near a key.
    fn set(&mut self, setting: Setting, notes: &mut Notes<'_>) -> Option<Setting> {
        let name = setting.name.value.clone();
        let parts: Vec<&str> = name.split('.').collect();
        if let Some((_, option)) = OPTIONS.iter().find(|(key, _)| *key == name) {
            notes.error(Message::new("E0601").with("name", &name).with("option", option), setting.name.span);
            return None;
        }
        match parts.as_slice() {
            ["duration"] | ["start"] => self.of_run(&setting, notes),
            ["patient", key @ ("weight" | "height")] => self.of_patient(&setting, key, notes),
            ["patient", "hla"] => self.hla_of_patient(&setting, notes),
            ["patient", "fcgr3a"] => self.genotype_of_patient(&setting, notes),
            ["product", product, key] if PRODUCT_KEYS.contains(key) => {
                return self.of_product(setting.clone(), product, key, notes);
            }
            ["dose", _, ..] | ["event", _, ..] if parts.len() > 2 => {
                return self.of_line(setting.clone(), notes);
            }
            _ => return self.unknown(setting, notes),
        }
        None
    }

    /// The name of no key: told here if a key is near, else left to those who know parameters.
    fn unknown(&self, setting: Setting, notes: &mut Notes<'_>) -> Option<Setting> {
        let near = self.near(&setting.name.value);
        let head = setting.name.value.split('.').next().unwrap_or("");
        if near.is_none() && !HEADS.contains(&head) {
            return Some(setting);
        }
        let message = Message::new("E0602").with("name", &setting.name.value).with("doses", self.list());
        notes.push(Diagnostic { span: setting.name.span, ..Diagnostic::error(message).suggest(near) });
        None
    }

    /// The nearest name of a key, part by part: `dose.il2` is not nearly `dose.drug`, however long what follows is.
    fn near(&self, name: &str) -> Option<String> {
        let Some((head, (which, key))) =
            name.split_once('.').and_then(|(head, rest)| Some((head, rest.rsplit_once('.')?)))
        else {
            let of_patient = PATIENT_KEYS.map(|key| format!("patient.{key}"));
            let whole = of_patient.iter().map(String::as_str).chain(["duration", "start"]);
            return nearest(name, whole).map(str::to_owned);
        };
        let closest = |part: &str, known: &[&str]| {
            known
                .iter()
                .find(|known| **known == part)
                .copied()
                .or_else(|| nearest(part, known.iter().copied()))
                .map(str::to_owned)
        };
        let head = closest(head, &HEADS)?;
        let scenario = &self.scenario;
        let (whiches, keys): (Vec<&str>, Vec<&str>) = match head.as_str() {
            "dose" => (scenario.doses.iter().map(target).collect(), [&DOSE_KEYS[..], &TIME_KEYS].concat()),
            "event" => (
                scenario.events.iter().map(|event| event.of.value.as_str()).collect(),
                [&TIME_KEYS[..], &["removes"]].concat(),
            ),
            "product" => (
                scenario.products.iter().map(|product| product.name.value.as_str()).collect(),
                PRODUCT_KEYS.to_vec(),
            ),
            _ => return None,
        };
        let numbered = which.parse::<usize>().is_ok_and(|number| (1..=whiches.len()).contains(&number));
        let which = if numbered { which.to_owned() } else { closest(which, &whiches)? };
        Some(format!("{head}.{which}.{}", closest(key, &keys)?))
    }

    /// The doses and events of the scenario with their numbers.
    fn list(&self) -> String {
        let doses = self.scenario.doses.iter().enumerate();
        let events = self.scenario.events.iter().enumerate();
        let mut list: Vec<String> =
            doses.map(|(index, line)| format!("dose.{} {}", index + 1, target(line))).collect();
        list.extend(events.map(|(index, line)| format!("event.{} {}", index + 1, line.of.value)));
        if list.is_empty() { "–".to_owned() } else { list.join(", ") }
    }

    fn of_run(&mut self, setting: &Setting, notes: &mut Notes<'_>) {
        let name = setting.name.value.as_str();
        let Some(key) = SCENARIO.key(name) else { return };
        if !self.once(name, setting, notes) {
            return;
        }
        let value = setting.reading(key, notes, |reader, field| {
            if name == "start" { reader.time(Some(field)) } else { reader.positive_time(Some(field)) }
        });
        let Some(value) = value else { return };
        let before = if name == "start" {
            Some(std::mem::replace(&mut self.scenario.start, value))
        } else {
            self.scenario.duration.replace(value)
        };
        self.changed(setting, before.map_or_else(String::new, |before| before.value.to_string()), notes);
    }

    fn of_patient(&mut self, setting: &Setting, name: &str, notes: &mut Notes<'_>) {
        let Some(key) = section("patient").and_then(|section| section.key(name)) else { return };
        if !self.once(&setting.name.value, setting, notes) {
            return;
        }
        let Some(value) = setting.reading(key, notes, |reader, field| reader.size_of_body(Some(field)))
        else {
            return;
        };
        let patient = self.patient(setting);
        let place = if name == "weight" { &mut patient.weight } else { &mut patient.height };
        let before = place.replace(value);
        self.changed(setting, before.map_or_else(String::new, |before| before.value.to_string()), notes);
    }

    /// `patient.fcgr3a`
    fn genotype_of_patient(&mut self, setting: &Setting, notes: &mut Notes<'_>) {
        let Some(key) = section("patient").and_then(|section| section.key("fcgr3a")) else { return };
        if !self.once(&setting.name.value, setting, notes) {
            return;
        }
        let Some(value) = setting.reading(key, notes, |reader, field| reader.text(Some(field))) else {
            return;
        };
        let before = self.patient(setting).fcgr3a.replace(value);
        self.changed(setting, before.map_or_else(String::new, |before| before.value), notes);
    }

    /// The patient of the scenario; one of whom nothing is said, where there is none.
    fn patient(&mut self, setting: &Setting) -> &mut Patient {
        let span = Span::new(setting.source, 0, setting.whole.len());
        let nothing = Patient { span, weight: None, height: None, hla: Vec::new(), fcgr3a: None };
        self.scenario.patient.get_or_insert(nothing)
    }

    fn of_product(
        &mut self,
        setting: Setting,
        product: &str,
        name: &str,
        notes: &mut Notes<'_>,
    ) -> Option<Setting> {
        let Some(index) = self.scenario.products.iter().position(|known| known.name.value == product) else {
            return self.unknown(setting, notes);
        };
        let key = section("product").and_then(|section| section.key(name))?;
        if !self.once(&setting.name.value, &setting, notes) {
            return None;
        }
        if name == "hla" {
            let value = setting.alleles(key, notes)?;
            let before = std::mem::replace(&mut self.scenario.products.get_mut(index)?.hla, value);
            self.typed(&setting, &before, index, notes);
            return None;
        }
        if name == "edits" {
            let value = setting.words_of_list(key, notes)?;
            let after = joined(&value);
            let before = joined(&std::mem::replace(&mut self.scenario.products.get_mut(index)?.edits, value));
            self.replaced(&setting, before, after, notes);
            return None;
        }
        let value = setting.reading(key, notes, |reader, field| reader.text(Some(field)))?;
        let line = self.scenario.products.get_mut(index)?;
        let before = match name {
            "source" => line.source.replace(value),
            // One of the two says how the cells were made.
            "method" => line.method.replace(value).or(line.lot.take()),
            "lot" => line.lot.replace(value).or(line.method.take()),
            "fcgr3a" => line.fcgr3a.replace(value),
            "fit" => line.fit.replace(value),
            _ => line.kir.replace(value),
        };
        self.changed(&setting, before.map_or_else(String::new, |before| before.value), notes);
        None
    }

    /// Whether this is the first setting of a thing; else that is told.
    fn once(&mut self, full_name: &str, setting: &Setting, notes: &mut Notes<'_>) -> bool {
        let first = self.seen.insert(full_name.to_owned());
        if !first {
            notes.error(Message::new("E0343").with("name", &setting.name.value), setting.name.span);
        }
        first
    }

    fn changed(&mut self, setting: &Setting, before: String, notes: &mut Notes<'_>) {
        let after = setting.value.value.trim().to_owned();
        if before == after {
            notes.warning(Message::new("W0304").with("name", &setting.name.value), setting.name.span);
            return;
        }
        let name = setting.name.value.clone();
        self.changes.push(InputChange { name, before, after, place: "--set".to_owned() });
    }
}

/// What a dose line gives: the agent, or the state that it goes into.
pub(crate) fn target(line: &DoseLine) -> &str {
    match &line.target {
        DoseTarget::Agent(name) | DoseTarget::State(name) => &name.value,
    }
}

/// The description of a section of the file by the key that announces it.
fn section(name: &str) -> Option<&'static Section> {
    match SCENARIO.key(name)?.shape {
        Shape::Table(section) | Shape::Named(section) | Shape::Tables(section) => Some(section),
        _ => None,
    }
}

impl Setting {
    /// The value as the file's reader takes it: a text where a text or a quantity is wanted, TOML else.
    fn reading<T>(
        &self,
        key: &'static Key,
        notes: &mut Notes<'_>,
        read: impl FnOnce(&mut Reader<'_>, Field<'_, '_>) -> Option<T>,
    ) -> Option<T> {
        let mut reader =
            Reader { source: self.source, text: &self.whole, diagnostics: &mut *notes.diagnostics };
        let text = self.value.value.trim();
        let start = self.whole.len() - self.value.value.trim_start().len();
        let range = start..start + text.len();
        let wanted = matches!(key.shape, Shape::Whole(..) | Shape::Share | Shape::Number);
        let value = if wanted {
            DeValue::parse(text).ok().map(Spanned::into_inner)
        } else {
            Some(DeValue::String(Cow::Borrowed(text)))
        };
        let Some(value) = value else {
            let span = reader.span(range);
            reader.wrong_type(key, span);
            return None;
        };
        let value = Spanned::new(range, value);
        let key_span = self.name.span.unwrap_or_else(|| reader.span(0..0));
        read(&mut reader, Field { key, key_span, value: &value })
    }

    /// A whole schedule: a time, or as in the file a list or a table.
    fn schedule(&self, key: &'static Key, notes: &mut Notes<'_>) -> Option<Schedule> {
        if self.is_list_or_table() {
            self.listed(key, notes, |reader, field| reader.schedule(Some(field)))
        } else {
            self.reading(key, notes, |reader, field| reader.schedule(Some(field)))
        }
    }

    fn is_list_or_table(&self) -> bool {
        self.value.value.trim_start().starts_with(['[', '{'])
    }

    /// A value that is written as a list or a table of the file.
    fn listed<T>(
        &self,
        key: &'static Key,
        notes: &mut Notes<'_>,
        read: impl FnOnce(&mut Reader<'_>, Field<'_, '_>) -> Option<T>,
    ) -> Option<T> {
        let mut reader =
            Reader { source: self.source, text: &self.whole, diagnostics: &mut *notes.diagnostics };
        let (span, key_span) = (self.value.span?, self.name.span?);
        let Ok(table) = DeTable::parse(&self.whole) else {
            reader.wrong_type(key, span);
            return None;
        };
        // `dose.il2.at` is a table in a table in a table.
        let mut table = table.get_ref();
        let value = loop {
            let value = table.iter().next()?.1;
            match value.get_ref() {
                DeValue::Table(inner) if value.span().start < self.value.span?.start as usize => {
                    table = inner
                }
                _ => break value,
            }
        };
        read(&mut reader, Field { key, key_span, value })
    }
}

/// The quantity of a setting that is a parameter's.
pub(crate) fn quantity(setting: &Setting, notes: &mut Notes<'_>) -> Option<Placed<Quantity>> {
    let span = setting.value.span?;
    match Quantity::parse(&setting.value.value) {
        Ok(quantity) => Some(Placed::at(quantity, span)),
        Err(error) => {
            notes.push(error.diagnostic(span));
            None
        }
    }
}
