//! SBML, levels 1 to 3 version 2, to [`Model`].
//!
//! ```text
//! text --xml--> elements --comp--> elements of one flat model --draft--> Model
//! ```
//!
//! The Systems Biology Markup Language (Keating et al. 2020 Mol Syst Biol 16:e9110) is read whole in its core: every
//! construct becomes one of the model's own, so that all that works for Antimony works for SBML. Of its packages `comp`
//! (models of models) is flattened and `distrib` drawn from; flux balance (`fbc`) and qualitative models (`qual`) have
//! no course in time and are refused by name, as is any package that a text says it cannot do without.
//!
//! Inputs are hostile: see [`xml`]. All problems of a phase come at once, each with its place.

mod about;
mod comp;
mod draft;
mod events;
mod finish;
mod formula;
mod markup;
mod mathml;
mod parts;
mod rate_laws;
mod reactions;
mod rules;
mod units;
mod vocabulary;
mod xml;

use crate::model::Model;
use crate::{Loader, read_antimony};
use draft::Draft;
use lytic_text::{Diagnostic, Message, SourceId, Sources, Span, has_errors};
use xml::{Element, Space};

pub(crate) use units::{OWN as OWN_UNITS, is_kind as is_unit_kind, kind as unit_of_kind};

/// Longest text that is read, in bytes.
const MAX_BYTES: usize = 16 << 20;

/// Reads a model from SBML. Texts that it refers to (package `comp`) come through `loader`.
///
/// The texts go into `sources`. The model is there unless a problem is an error; all problems of a phase come at once.
pub fn read_sbml(
    name: &str,
    text: &str,
    loader: &dyn Loader,
    sources: &mut Sources,
) -> (Option<Model>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let source = sources.add(name, text);
    let Some(root) = open(source, text, &mut diagnostics) else { return (None, diagnostics) };
    let root = if comp::is_used(&root) {
        comp::flatten(name, root, loader, sources, &mut diagnostics)
    } else {
        Some(root)
    };
    let model = root.and_then(|root| draft(&root, &mut diagnostics));
    if let Some(model) = model.as_ref().filter(|_| has_errors(&diagnostics)) {
        circles(model, &mut diagnostics);
    }
    diagnostics
        .sort_by_key(|diagnostic| diagnostic.span.map_or((u32::MAX, 0), |span| (span.source.0, span.start)));
    (model.filter(|_| !has_errors(&diagnostics)), diagnostics)
}

/// Rules that go round in a circle in a model that has other errors too: who mends these should not meet that next. What
/// else lowering says of such a model may follow from them.
fn circles(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let problems = model.lower().err().unwrap_or_default();
    diagnostics
        .extend(problems.into_iter().filter(|problem| matches!(problem.message.key, "E0220" | "E0221")));
}

/// Reads a model in either language: SBML where the text begins as XML does, else Antimony.
pub fn read_model(
    name: &str,
    text: &str,
    loader: &dyn Loader,
    sources: &mut Sources,
) -> (Option<Model>, Vec<Diagnostic>) {
    if is_sbml(text) {
        read_sbml(name, text, loader, sources)
    } else {
        read_antimony(name, text, loader, sources)
    }
}

/// Whether a text begins as XML does.
pub fn is_sbml(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
}

/// The `sbml` element of a text that can be read; none after an error.
fn open(source: SourceId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Element> {
    let start = Span::new(source, 0, 0);
    if text.len() > MAX_BYTES {
        diagnostics.push(Diagnostic::error(Message::new("E2401")).at(start));
        return None;
    }
    let root = xml::parse(source, text, diagnostics)?;
    if !root.is(Space::Core, "sbml") {
        let message = Message::new("E2407").with("name", &root.name);
        diagnostics.push(Diagnostic::error(message).at(root.span));
        return None;
    }
    level_and_version(&root, diagnostics)?;
    packages(&root, diagnostics).then_some(root)
}

/// Level and version of a text; none if they are not known, and that is reported.
fn level_and_version(root: &Element, diagnostics: &mut Vec<Diagnostic>) -> Option<(u32, u32)> {
    let of = |name: &str| root.value(name).and_then(|text| text.trim().parse::<u32>().ok());
    match (of("level"), of("version")) {
        (Some(level @ 1), Some(version @ 1..=2)) => Some((level, version)),
        (Some(level @ 2), Some(version @ 1..=5)) => Some((level, version)),
        (Some(level @ 3), Some(version @ 1..=2)) => Some((level, version)),
        _ => {
            let message = Message::new("E2420")
                .with("level", root.value("level").unwrap_or("?"))
                .with("version", root.value("version").unwrap_or("?"));
            let span = root.attribute("level").map_or(root.span, |level| level.span);
            diagnostics.push(Diagnostic::error(message).at(span));
            None
        }
    }
}

/// Whether the packages of a text are such that it can be read.
fn packages(root: &Element, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let before = diagnostics.len();
    for (prefix, address, span) in &root.declared {
        let Some(package) = xml::package(address) else { continue };
        let required = root
            .attributes
            .iter()
            .find(|attribute| attribute.name == "required" && attribute.prefix == *prefix);
        let required = required.is_some_and(|required| matches!(required.value.trim(), "true" | "1"));
        let message = match package {
            "comp" | "distrib" => continue,
            "fbc" => root.first_of(Space::Fbc).map(|_| Message::new("E2421")),
            "qual" => root.first_of(Space::Qual).map(|_| Message::new("E2422")),
            _ if required => Some(Message::new("E2410").with("package", package)),
            // Drawings and groups say nothing of a course in time.
            "layout" | "render" | "groups" => None,
            _ => {
                let message = Message::new("W2405").with("package", package);
                diagnostics.push(Diagnostic::warning(message).at(*span));
                None
            }
        };
        if let Some(message) = message {
            diagnostics.push(Diagnostic::error(message).at(*span));
        }
    }
    !has_errors(diagnostics.get(before..).unwrap_or_default())
}

/// The model in a `sbml` element without sub-models.
fn draft(root: &Element, diagnostics: &mut Vec<Diagnostic>) -> Option<Model> {
    let (level, version) = level_and_version(root, diagnostics)?;
    let mut draft = Draft::new(level, version);
    draft.vocabulary(root);
    let Some(element) = root.child(Space::Core, "model") else {
        // Level 3 version 2 lets a text have no model; there is nothing to simulate then.
        diagnostics.append(&mut draft.diagnostics);
        diagnostics.push(Diagnostic::error(Message::new("E2423")).at(root.span));
        return None;
    };
    draft.read(element);
    diagnostics.append(&mut draft.diagnostics);
    Some(draft.model)
}

impl<'e> Draft<'e> {
    fn read(&mut self, model: &'e Element) {
        let name = self.id_attribute(model).map(|id| id.value.trim().to_owned());
        self.model.name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "model".to_owned());
        self.model.about = about::about(model);
        self.unit_definitions(model);
        self.model.time_unit = self.model_unit(model, "time");
        self.declare_functions(model);
        self.compartments(model);
        self.species(model);
        self.parameters(model);
        self.declare_reactions(model);
        self.declare_events(model);
        self.conversions(model);
        self.check_functions();
        self.initial_assignments(model);
        self.rules(model);
        self.constraints(model);
        self.reaction_equations();
        self.events(model);
        self.finish();
    }

    fn declare_functions(&mut self, model: &'e Element) {
        for element in model.listed(Space::Core, "listOfFunctionDefinitions") {
            let Some(id) = self.required(element, "id") else { continue };
            if self.declare(id, draft::Known::Function(element)) {
                self.functions.insert(id.value.clone(), element);
            }
        }
    }
}
