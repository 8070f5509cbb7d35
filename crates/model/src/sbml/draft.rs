//! What reading SBML keeps while it goes: the model as it grows, one table of names, and what was found wrong.

use super::mathml::real;
use super::xml::{Attribute, Element};
use crate::model::{About, Math, MathKind, Model, Origin, Symbol, SymbolId, SymbolKind};
use lytic_text::{Diagnostic, Message, Span, nearest};
use lytic_units::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// What an id stands for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Known<'e> {
    /// Something with a value.
    Symbol(SymbolId),
    /// A function.
    Function(&'e Element),
    /// A thing that has an id and no value: an event, a list.
    Other,
}

/// A model on its way from elements.
pub(super) struct Draft<'e> {
    pub level: u32,
    pub version: u32,
    pub model: Model,
    names: BTreeMap<String, (Known<'e>, Span)>,
    pub functions: BTreeMap<String, &'e Element>,
    /// Units that the text defines; none for a definition that failed.
    pub units: BTreeMap<String, Option<Unit>>,
    /// For compartments: number of dimensions.
    pub dimensions: BTreeMap<SymbolId, f64>,
    /// What the text says of a symbol: `constant`. The rules decide later.
    pub declared_constant: BTreeMap<SymbolId, bool>,
    /// Parameters by which the extent of a species' reactions is multiplied.
    pub conversions: BTreeMap<SymbolId, SymbolId>,
    /// The same for all other species.
    pub conversion: Option<SymbolId>,
    /// Such parameters by name, until all are declared; none for the model itself.
    pub wanted_conversions: Vec<(Option<SymbolId>, String, Span)>,
    /// Symbols with an initial assignment, and where it stands.
    pub initially_assigned: BTreeMap<SymbolId, Span>,
    /// Reactions with their symbols, until their equations are read.
    pub reactions: Vec<(&'e Element, Option<SymbolId>)>,
    /// Nodes of all equations so far.
    pub nodes: usize,
    /// Whether a limit was met, so that nothing more is read.
    pub stopped: bool,
    unknown: BTreeSet<(&'static str, String)>,
    pub diagnostics: Vec<Diagnostic>,
}

/// After so many problems nothing more is reported: the text is not what it says it is.
const MAX_PROBLEMS: usize = 1000;

impl<'e> Draft<'e> {
    pub fn new(level: u32, version: u32) -> Draft<'e> {
        Draft {
            level,
            version,
            model: Model { allows_negative: true, ..Model::default() },
            names: BTreeMap::new(),
            functions: BTreeMap::new(),
            units: BTreeMap::new(),
            dimensions: BTreeMap::new(),
            declared_constant: BTreeMap::new(),
            conversions: BTreeMap::new(),
            conversion: None,
            wanted_conversions: Vec::new(),
            initially_assigned: BTreeMap::new(),
            reactions: Vec::new(),
            nodes: 0,
            stopped: false,
            unknown: BTreeSet::new(),
            diagnostics: Vec::new(),
        }
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        match self.diagnostics.len() {
            ..MAX_PROBLEMS => self.diagnostics.push(diagnostic),
            MAX_PROBLEMS => {
                self.stopped = true;
                let more = Diagnostic::error(Message::new("E2433"));
                self.diagnostics.push(match diagnostic.span {
                    Some(span) => more.at(span),
                    None => more,
                });
            }
            _ => {}
        }
    }

    /// Reports an error; there is no value then.
    pub fn fail<T>(&mut self, message: Message, span: Span) -> Option<T> {
        self.report(Diagnostic::error(message).at(span));
        None
    }

    pub fn warn(&mut self, message: Message, span: Span) {
        self.report(Diagnostic::warning(message).at(span));
    }

    pub fn known(&self, name: &str) -> Option<Known<'e>> {
        self.names.get(name).map(|(known, _)| *known)
    }

    /// Reports a name that nothing has, once for each attribute and name.
    pub fn unknown(&mut self, name: &str, attribute: &'static str, span: Span) {
        if !self.unknown.insert((attribute, name.to_owned())) {
            return;
        }
        let suggestion = nearest(name, self.names.keys().map(String::as_str)).map(str::to_owned);
        let message = if attribute == "ci" {
            Message::new("E2427").with("name", name)
        } else {
            Message::new("E2414").with("attribute", attribute).with("name", name)
        };
        self.report(Diagnostic::error(message).at(span).suggest(suggestion));
    }

    /// The symbol that an attribute names; an error if it is missing or names none.
    pub fn reference(&mut self, element: &Element, attribute: &'static str) -> Option<SymbolId> {
        let found = self.required(element, attribute)?;
        let (name, span) = (found.value.clone(), found.span);
        self.symbol_of(&name, attribute, span)
    }

    /// The symbol of a name.
    pub fn symbol_of(&mut self, name: &str, attribute: &'static str, span: Span) -> Option<SymbolId> {
        match self.known(name.trim()) {
            Some(Known::Symbol(id)) => Some(id),
            Some(_) => self.fail(Message::new("E2428").with("name", name.trim()), span),
            None => {
                self.unknown(name.trim(), attribute, span);
                None
            }
        }
    }

    /// An attribute that must be there.
    pub fn required<'a>(&mut self, element: &'a Element, name: &str) -> Option<&'a Attribute> {
        let found = element.attribute(name);
        if found.is_none() {
            let message = Message::new("E2411").with("attribute", name).with("element", &element.name);
            self.report(Diagnostic::error(message).at(element.span));
        }
        found
    }

    /// A number; none where there is none, or where it cannot be read (and that is reported).
    pub fn number(&mut self, element: &Element, name: &str) -> Option<f64> {
        let attribute = element.attribute(name)?;
        let value = real(&attribute.value);
        if value.is_none() {
            self.wrong_value(attribute, "sbml.number");
        }
        value
    }

    /// A truth value.
    pub fn flag(&mut self, element: &Element, name: &str) -> Option<bool> {
        let attribute = element.attribute(name)?;
        match attribute.value.trim() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => {
                self.wrong_value(attribute, "sbml.truth");
                None
            }
        }
    }

    pub fn wrong_value(&mut self, attribute: &Attribute, expected: &str) {
        let message = Message::new("E2412")
            .with("attribute", &attribute.name)
            .with("value", &attribute.value)
            .with("expected", format!("@{expected}"));
        self.report(Diagnostic::error(message).at(attribute.span));
    }

    /// The attribute that names a thing: `id`, in level 1 `name`.
    pub fn id_attribute<'a>(&self, element: &'a Element) -> Option<&'a Attribute> {
        element.attribute(if self.level == 1 { "name" } else { "id" })
    }

    /// Takes an id; an error if it is no name or another thing has it. False then.
    pub fn declare(&mut self, id: &Attribute, known: Known<'e>) -> bool {
        if !is_id(&id.value) {
            let message = Message::new("E2415").with("id", &id.value);
            self.report(Diagnostic::error(message).at(id.span));
            return false;
        }
        if let Some((_, first)) = self.names.get(&id.value) {
            let first = *first;
            let message = Message::new("E2413").with("id", &id.value);
            let diagnostic = Diagnostic::error(message).at(id.span);
            self.report(diagnostic.label(first, Message::new("model.first")));
            return false;
        }
        self.names.insert(id.value.clone(), (known, id.span));
        true
    }

    /// Adds a symbol under the id of an element, which it must have.
    pub fn add_symbol(&mut self, element: &'e Element, kind: SymbolKind) -> Option<SymbolId> {
        let name = if self.level == 1 { "name" } else { "id" };
        let id = self.required(element, name)?;
        let number = self.next_symbol()?;
        if !self.declare(id, Known::Symbol(number)) {
            return None;
        }
        self.push_symbol(&id.value, kind, id.span, super::about::about(element));
        Some(number)
    }

    pub fn next_symbol(&mut self) -> Option<SymbolId> {
        u32::try_from(self.model.symbols.len()).ok().map(SymbolId)
    }

    /// Adds a symbol under a name that is known to be free.
    pub fn push_symbol(&mut self, name: &str, kind: SymbolKind, span: Span, about: About) {
        self.model.symbols.push(Symbol {
            name: name.to_owned(),
            aliases: Vec::new(),
            origin: Origin { module: self.model.name.clone(), symbol: name.to_owned() },
            kind,
            constant: false,
            unit: None,
            initial: None,
            rule: None,
            dimensions: None,
            about,
            span,
        });
    }

    pub fn symbol(&self, id: SymbolId) -> Option<&Symbol> {
        self.model.symbols.get(id.0 as usize)
    }

    pub fn symbol_mut(&mut self, id: SymbolId) -> Option<&mut Symbol> {
        self.model.symbols.get_mut(id.0 as usize)
    }
}

/// `SId`: letters, digits and underscores, no digit first.
pub(super) fn is_id(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_')
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// A plain number.
pub(super) fn plain(value: f64, span: Span) -> Math {
    Math { kind: MathKind::Number(value, None), span }
}
