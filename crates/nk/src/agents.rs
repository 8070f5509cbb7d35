//! What can be dosed: `parameters/agents.toml`.
//!
//! ```toml
//! [il2]
//! name = "interleukin-2"
//! name_zh = "白细胞介素-2"
//! routes.sc = { into = "il2.depot", fraction = "il2.bioavailability" }
//! default_route = "sc"
//! [nk_cells]
//! cells = "nk"
//! routes.iv = { into = [{ state = "nk.lung", share = 0.6 }, { state = "nk.blood", share = 0.4 }], needs_product = true }
//! ```
//! `default_duration = "30 min"` is how long an infusion takes when a scenario does not say: of one route, or of the agent.
//! `antigen = "cd20"` says what an antibody binds: the cells of a patient's disease must carry it.
//! `against = "hiv"` says which virus an antiviral acts on: the patient must have it.
//! `cells = "nk"` says that it is NK cells: a scenario that gives them also runs each patient without them.
//! The unit of the state decides what doses are accepted. `fraction` is a parameter, `module.symbol`, that multiplies
//! the dose.

use crate::fields::{Reader, Value, in_order};
use lytic_text::{Diagnostic, Lang, Message, SourceId, Span, nearest};
use lytic_units::{Dimension, Quantity};
use toml::de::{DeTable, DeValue};

/// Something that can be dosed.
#[derive(Clone, Debug, PartialEq)]
pub struct Agent {
    /// What scenarios call it: `nk_cells`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The same in Chinese.
    pub name_zh: Option<String>,
    /// Ways to give it, at least one, in the order of the file.
    pub routes: Vec<Route>,
    /// Index of the route that is meant when a scenario names none.
    pub default_route: Option<usize>,
    /// The kind of cells it is; none for drugs.
    pub cells: Option<CellKind>,
    /// What an antibody binds on malignant cells: `cd20`.
    pub antigen: Option<String>,
    /// The virus that an antiviral acts on: `hiv`.
    pub against: Option<String>,
    /// What else is to be said.
    pub note: Option<String>,
    /// The same in Chinese.
    pub note_zh: Option<String>,
    /// Where it stands in the library's texts.
    pub span: Span,
}

/// A kind of cells that can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Natural killer cells: `"nk"`.
    Nk,
}

/// A way to give an agent.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// `iv`, `sc`.
    pub key: String,
    /// Where it goes; shares sum to one.
    pub into: Vec<Target>,
    /// A parameter, `module.symbol`, that multiplies the dose.
    pub fraction: Option<String>,
    /// Whether a scenario must say which product of cells.
    pub needs_product: bool,
    /// How long it takes when a scenario does not say; none means at once.
    pub default_duration: Option<Quantity>,
}

/// A state that takes a share of a dose.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Dotted name of a symbol of the patient model.
    pub state: String,
    /// Share of the dose, above 0 and at most 1.
    pub share: f64,
}

impl Agent {
    /// Its name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.name,
            Lang::Zh => self.name_zh.as_deref().unwrap_or(&self.name),
        }
    }

    /// The route of this key; the default one for none.
    pub fn route(&self, key: Option<&str>) -> Option<&Route> {
        match key {
            Some(key) => self.routes.iter().find(|route| route.key == key),
            None => self.routes.get(self.default_route?),
        }
    }
}

/// Reads the file of agents.
pub(crate) fn read(source: SourceId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Agent> {
    let mut reader = Reader::new(source, text, diagnostics);
    let document = reader.document();
    in_order(document.get_ref())
        .into_iter()
        .filter_map(|(key, span, value)| {
            let span = reader.span(span);
            let table = reader.table(value, key)?;
            agent(&mut reader, key, span, table)
        })
        .collect()
}

fn agent(reader: &mut Reader<'_>, key: &str, span: Span, table: &DeTable<'_>) -> Option<Agent> {
    reader.only(
        table,
        key,
        &[
            "name",
            "name_zh",
            "routes",
            "default_route",
            "default_duration",
            "cells",
            "antigen",
            "against",
            "note",
            "note_zh",
        ],
    );
    let section = (key, span);
    let duration = default_duration(reader, table);
    let name = reader.required(table, section, "name").and_then(|name| reader.text(name, "name"));
    let written = reader.required(table, section, "routes")?;
    let routes: Vec<Route> = in_order(reader.table(written, "routes")?)
        .into_iter()
        .filter_map(|(key, _, value)| route(reader, key, value, duration.as_ref()))
        .collect();
    let default_route = match table.get("default_route") {
        Some(written) => {
            let wanted = reader.text(written, "default_route")?;
            let found = routes.iter().position(|route| route.key == wanted);
            if found.is_none() {
                let place = reader.span(written.span());
                let message = Message::new("E0717").with("route", &wanted).with("agent", key);
                let suggestion = nearest(&wanted, routes.iter().map(|route| route.key.as_str()));
                reader.report(Diagnostic::error(message).at(place).suggest(suggestion));
            }
            found
        }
        None => (routes.len() == 1).then_some(0),
    };
    Some(Agent {
        key: key.to_owned(),
        name: name?,
        name_zh: reader.optional_text(table, "name_zh"),
        routes,
        default_route,
        cells: table.get("cells").and_then(|written| cell_kind(reader, written)),
        antigen: reader.optional_text(table, "antigen"),
        against: reader.optional_text(table, "against"),
        note: reader.optional_text(table, "note"),
        note_zh: reader.optional_text(table, "note_zh"),
        span,
    })
}

fn cell_kind(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<CellKind> {
    let text = reader.text(value, "cells")?;
    if text == "nk" {
        return Some(CellKind::Nk);
    }
    let place = reader.span(value.span());
    let message = Message::new("E0723").with("found", &text);
    reader.report(Diagnostic::error(message).at(place).suggest(Some("nk")));
    None
}

fn route(
    reader: &mut Reader<'_>,
    key: &str,
    value: &Value<'_>,
    duration: Option<&Quantity>,
) -> Option<Route> {
    let table = reader.table(value, key)?;
    let place = reader.span(value.span());
    reader.only(table, key, &["into", "fraction", "needs_product", "default_duration"]);
    let written = reader.required(table, (key, place), "into")?;
    let into = match written.get_ref() {
        DeValue::Array(list) => list.iter().filter_map(|item| target(reader, item)).collect(),
        _ => vec![Target { state: reader.text(written, "into")?, share: 1.0 }],
    };
    let sum: f64 = into.iter().map(|target: &Target| target.share).sum();
    if (sum - 1.0).abs() > 1e-9 {
        let place = reader.span(written.span());
        reader.error(Message::new("E0718").with("sum", sum), place);
    }
    Some(Route {
        key: key.to_owned(),
        into,
        fraction: table.get("fraction").and_then(|written| parameter_name(reader, written, "fraction")),
        needs_product: table
            .get("needs_product")
            .and_then(|written| reader.truth(written, "needs_product"))
            .unwrap_or(false),
        default_duration: default_duration(reader, table).or_else(|| duration.cloned()),
    })
}

fn default_duration(reader: &mut Reader<'_>, table: &DeTable<'_>) -> Option<Quantity> {
    let written = table.get("default_duration")?;
    let quantity = reader.quantity(written, "default_duration")?;
    let text = written.get_ref().as_str().unwrap_or("");
    quantity.expect(&Dimension::TIME).map_err(|error| reader.unit_error(&error, written, text)).ok()?;
    Some(quantity)
}

fn target(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Target> {
    let table = reader.table(value, "into")?;
    let place = reader.span(value.span());
    reader.only(table, "into", &["state", "share"]);
    let state =
        reader.required(table, ("into", place), "state").and_then(|state| reader.text(state, "state"));
    let share = reader.required(table, ("into", place), "share")?;
    let share_place = reader.span(share.span());
    let share = reader.number(share, "share")?;
    if !(share > 0.0 && share <= 1.0) {
        reader.error(Message::new("E0706").with("key", "share"), share_place);
    }
    Some(Target { state: state?, share })
}

/// A text of the form `module.symbol`.
pub(crate) fn parameter_name(reader: &mut Reader<'_>, value: &Value<'_>, key: &str) -> Option<String> {
    let text = reader.text(value, key)?;
    let place = reader.span(value.span());
    check_parameter_name(reader, &text, place).then_some(text)
}

/// Reports a name that is not of the form `module.symbol`.
pub(crate) fn check_parameter_name(reader: &mut Reader<'_>, text: &str, place: Span) -> bool {
    let good = text.split('.').count() == 2 && text.split('.').all(|part| !part.is_empty());
    if !good {
        reader.error(Message::new("E0719").with("found", text), place);
    }
    good
}
