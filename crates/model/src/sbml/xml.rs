//! XML text to a tree of elements, each piece with its place.
//!
//! Inputs are hostile: no document types and so no entities but the five of XML and character references, nothing is
//! fetched, and depth and number of elements are limited. Namespaces are resolved here, so that later steps ask for
//! `Space::Core` or `Space::Math` whatever prefix a text uses.

use lytic_text::{Diagnostic, Message, SourceId, Span};
use quick_xml::errors::Error;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// Deepest nesting of elements.
const MAX_DEPTH: usize = 480;
/// Most elements of one text.
const MAX_ELEMENTS: usize = 1_000_000;
/// After so many problems nothing more is read.
const MAX_PROBLEMS: usize = 50;
/// Stands in [`Element::text`] where a child element stood.
pub(super) const CHILD: char = '\u{1f}';

/// Whose vocabulary a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// An attribute without prefix: that of its element.
    Own,
    /// SBML core of any level and version.
    Core,
    /// MathML.
    Math,
    /// The package `comp`.
    Comp,
    /// The package `distrib`.
    Distrib,
    /// Flux balance.
    Fbc,
    /// Qualitative models.
    Qual,
    /// XML schema language, RDF and everything else.
    Other,
}

/// The vocabulary of a namespace.
pub(super) fn space(uri: &str) -> Space {
    if uri == "http://www.w3.org/1998/Math/MathML" {
        return Space::Math;
    }
    match uri.strip_prefix("http://www.sbml.org/sbml/level") {
        None => Space::Other,
        Some(_) => match package(uri) {
            None => Space::Core,
            Some("comp") => Space::Comp,
            Some("distrib") => Space::Distrib,
            Some("fbc") => Space::Fbc,
            Some("qual") => Space::Qual,
            Some(_) => Space::Other,
        },
    }
}

/// The package of a namespace such as `http://www.sbml.org/sbml/level3/version1/comp/version1`.
pub(super) fn package(uri: &str) -> Option<&str> {
    let rest = uri.strip_prefix("http://www.sbml.org/sbml/level3/")?;
    let (_, rest) = rest.split_once('/')?;
    let (name, _) = rest.split_once('/')?;
    (name != "core").then_some(name)
}

/// An attribute.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub space: Space,
    /// As written, empty where there is none.
    pub prefix: String,
    /// Without prefix.
    pub name: String,
    pub value: String,
    /// Of the value.
    pub span: Span,
}

/// An element.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub space: Space,
    /// Without prefix.
    pub name: String,
    pub attributes: Vec<Attribute>,
    /// Namespaces that it declares: prefix and address.
    pub declared: Vec<(String, String, Span)>,
    pub children: Vec<Element>,
    /// All text directly inside, with [`CHILD`] where a child stood.
    pub text: String,
    /// Of the start tag.
    pub span: Span,
}

impl Element {
    /// Whether this is such an element.
    pub fn is(&self, space: Space, name: &str) -> bool {
        self.space == space && self.name == name
    }

    /// An attribute without prefix, or with the element's own.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| {
            attribute.name == name && (attribute.space == Space::Own || attribute.space == self.space)
        })
    }

    /// The value of such an attribute.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(|attribute| attribute.value.as_str())
    }

    /// Whether this or anything inside belongs to a vocabulary.
    pub fn first_of(&self, space: Space) -> Option<&Element> {
        if self.space == space {
            Some(self)
        } else {
            self.children.iter().find_map(|child| child.first_of(space))
        }
    }

    /// The first child of that name.
    pub fn child(&self, space: Space, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.is(space, name))
    }

    /// The elements in the list child of that name (`listOfSpecies`), all lists of the name together.
    pub fn listed<'e>(&'e self, space: Space, list: &'e str) -> impl Iterator<Item = &'e Element> {
        let lists = self.children.iter().filter(move |child| child.is(space, list));
        lists.flat_map(|list| &list.children).filter(|child| {
            !matches!(child.name.as_str(), "notes" | "annotation") || child.space != Space::Core
        })
    }

    /// All text inside, children's too.
    pub fn whole_text(&self) -> String {
        let mut children = self.children.iter();
        let mut out = String::new();
        for letter in self.text.chars() {
            match letter {
                CHILD => out.push_str(&children.next().map(Element::whole_text).unwrap_or_default()),
                letter => out.push(letter),
            }
        }
        out
    }
}

/// Reads a text. None if it is not a tree; the problems say why.
pub(super) fn parse(source: SourceId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Element> {
    // A byte order mark is no part of the tree.
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut tree = Tree {
        source,
        text,
        open: Vec::new(),
        bindings: vec![(0, "xml".to_owned(), Space::Other)],
        root: None,
        elements: 0,
        diagnostics,
        problems: 0,
    };
    tree.read(start);
    let sound = tree.problems == 0;
    tree.root.take().filter(|_| sound)
}

struct Tree<'a> {
    source: SourceId,
    text: &'a str,
    open: Vec<(Element, String)>,
    /// Depth at which a prefix was bound, the prefix and what it stands for.
    bindings: Vec<(usize, String, Space)>,
    root: Option<Element>,
    elements: usize,
    diagnostics: &'a mut Vec<Diagnostic>,
    problems: usize,
}

impl Tree<'_> {
    fn error(&mut self, message: Message, start: usize, end: usize) {
        self.problems += 1;
        let length = self.text.len();
        let (start, end) = (start.min(length), end.min(length));
        self.diagnostics.push(Diagnostic::error(message).at(Span::new(self.source, start, end)));
    }

    fn read(&mut self, start: usize) {
        let mut reader = Reader::from_str(self.text.get(start..).unwrap_or(""));
        loop {
            let from = start + position(&reader);
            let event = reader.read_event();
            let to = start + position(&reader);
            match event {
                Ok(Event::Eof) => break,
                Ok(event) => {
                    if !self.event(event, from, to) {
                        return;
                    }
                }
                Err(error) => {
                    let at = start + usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                    let fatal = !matches!(error, Error::IllFormed(_));
                    self.error(Message::new("E2402").with("reason", &error), at, at + 1);
                    if fatal || to <= from || self.problems > MAX_PROBLEMS {
                        return;
                    }
                }
            }
        }
        let unclosed: Vec<(String, Span)> =
            self.open.iter().map(|(element, name)| (name.clone(), element.span)).collect();
        if self.problems == 0 {
            for (name, span) in unclosed {
                let message = Message::new("E2403").with("name", name);
                self.error(message, span.start as usize, span.end as usize);
            }
        }
        if self.root.is_none() && self.problems == 0 {
            self.error(Message::new("E2407").with("name", ""), 0, 1);
        }
    }

    /// One event; false if nothing more is to be read.
    fn event(&mut self, event: Event<'_>, from: usize, to: usize) -> bool {
        match event {
            Event::Start(tag) => self.start(&tag, from, to),
            Event::Empty(tag) => self.start(&tag, from, to) && self.end(),
            Event::End(_) => self.end(),
            Event::Text(written) => {
                self.characters(&written.xml10_content(), from, to);
                true
            }
            Event::CData(written) => {
                self.characters(&written.xml10_content(), from, to);
                true
            }
            Event::GeneralRef(reference) => {
                let letters: Option<String> = match reference.resolve_char_ref() {
                    Ok(Some(letter)) if allowed(letter) => Some(letter.to_string()),
                    Ok(None) => quick_xml::escape::resolve_predefined_entity(&reference).map(str::to_owned),
                    _ => None,
                };
                match letters {
                    Some(letters) => self.characters(&letters, from, to),
                    None => self.error(Message::new("E2404").with("name", &*reference), from, to),
                }
                self.problems <= MAX_PROBLEMS
            }
            Event::DocType(_) => {
                self.error(Message::new("E2405"), from, to);
                false
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => true,
        }
    }

    fn characters(&mut self, letters: &str, from: usize, to: usize) {
        match self.open.last_mut() {
            Some((element, _)) => element.text.extend(letters.chars().filter(|letter| *letter != CHILD)),
            None if letters.trim().is_empty() => {}
            None => self.error(Message::new("E2402").with("reason", "text outside of the element"), from, to),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>, from: usize, to: usize) -> bool {
        let depth = self.open.len() + 1;
        self.elements += 1;
        if depth > MAX_DEPTH {
            self.error(Message::new("E2406").with("limit", MAX_DEPTH), from, to);
            return false;
        }
        if self.elements > MAX_ELEMENTS {
            self.error(Message::new("E2408").with("limit", MAX_ELEMENTS), from, to);
            return false;
        }
        let mut attributes: Vec<(String, String, Span)> = Vec::new();
        let mut declared = Vec::new();
        for attribute in tag.attributes() {
            let read = attribute.map_err(|error| error.to_string()).and_then(|attribute| {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                let value = value.map_err(|error| error.to_string())?.into_owned();
                Ok((attribute.key.as_ref().to_owned(), value, self.place(&attribute.value, from, to)))
            });
            match read {
                Ok((name, value, span)) => {
                    let prefix = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
                    match prefix {
                        Some(prefix) => {
                            self.bindings.push((depth, prefix.to_owned(), space(&value)));
                            declared.push((prefix.to_owned(), value, span));
                        }
                        None => attributes.push((name, value, span)),
                    }
                }
                Err(reason) => {
                    self.error(Message::new("E2402").with("reason", reason), from, to);
                    if self.problems > MAX_PROBLEMS {
                        return false;
                    }
                }
            }
        }
        let written = tag.name();
        let (prefix, name) = split(written.as_ref());
        let space = self.bound(prefix).unwrap_or(Space::Other);
        if !prefix.is_empty() && self.bound(prefix).is_none() {
            self.error(Message::new("E2409").with("prefix", prefix), from, to);
        }
        let attributes = attributes
            .into_iter()
            .map(|(written, value, span)| {
                let (prefix, name) = split(&written);
                let space =
                    if prefix.is_empty() { Space::Own } else { self.bound(prefix).unwrap_or(Space::Other) };
                Attribute { space, prefix: prefix.to_owned(), name: name.to_owned(), value, span }
            })
            .collect();
        let element = Element {
            space,
            name: name.to_owned(),
            attributes,
            declared,
            children: Vec::new(),
            text: String::new(),
            span: Span::new(self.source, from, to),
        };
        self.open.push((element, written.as_ref().to_owned()));
        self.problems <= MAX_PROBLEMS
    }

    /// Where a value stands: it is a part of the text unless it had to be changed.
    fn place(&self, value: &str, from: usize, to: usize) -> Span {
        let (begin, inside) = (self.text.as_ptr() as usize, value.as_ptr() as usize);
        match inside.checked_sub(begin) {
            Some(offset) if offset >= from && offset + value.len() <= to => {
                Span::new(self.source, offset, offset + value.len())
            }
            _ => Span::new(self.source, from, to),
        }
    }

    fn bound(&self, prefix: &str) -> Option<Space> {
        self.bindings.iter().rev().find(|(_, known, _)| known == prefix).map(|(_, _, space)| *space)
    }

    fn end(&mut self) -> bool {
        let depth = self.open.len();
        while self.bindings.last().is_some_and(|(bound, ..)| *bound >= depth && *bound > 0) {
            self.bindings.pop();
        }
        let Some((element, _)) = self.open.pop() else { return true };
        match self.open.last_mut() {
            Some((parent, _)) => {
                parent.text.push(CHILD);
                parent.children.push(element);
            }
            None if self.root.is_none() => self.root = Some(element),
            None => {
                let span = element.span;
                let message = Message::new("E2402").with("reason", "a second element at the top");
                self.error(message, span.start as usize, span.end as usize);
            }
        }
        true
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

/// Characters of XML 1.0.
fn allowed(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}
