//! Package `comp`, version 1: models of models, unfolded to one flat model.
//!
//! Every sub-model becomes an instance: a copy of its definition, with its own instances inside. Deletions take elements
//! out of instances; a replacement takes one out and lets another stand for it; then all elements that are left are
//! gathered under one model, ids with the path of their instance in front (`outer__inner__x`).
//!
//! ```text
//! definitions (this text, others through the loader) --instances--> copies --references--> what stands for what
//!                                                        --flat--> one model, names and factors worked in
//! ```
//!
//! A small text can ask for much: nesting, instances and elements are limited. Other texts are read from the folder of the
//! main model and below, and from nowhere else.

mod convert;
mod flat;
mod references;

use super::xml::{Element, Space};
use crate::Loader;
use crate::flatten::{MAX_INSTANCES, MAX_NESTING};
use lytic_text::{Diagnostic, Message, Sources, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Most elements of all instances together.
const MAX_ELEMENTS: usize = 2_000_000;

/// The way from a model element to one inside: positions of children.
type Way = Vec<usize>;

/// An element of an instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    instance: usize,
    way: Way,
}

/// One copy of a model.
struct Instance {
    /// `model` or `modelDefinition`.
    element: Element,
    /// `outer__inner__`, empty for the main model.
    prefix: String,
    /// Instances inside, by the ids of their sub-models.
    inside: BTreeMap<String, usize>,
    /// The instance around it, and its `submodel` element there.
    around: Option<(usize, Element)>,
    /// Whether it was deleted.
    gone: bool,
    /// Elements taken out.
    removed: BTreeSet<Way>,
    /// What stands for elements taken out, with the id of a conversion factor in the instance that named it.
    stands_for: BTreeMap<Way, (Place, Option<(usize, String)>)>,
    /// Elements of outer instances whose names elements here took over, being what these are replaced by.
    named_after: BTreeMap<Way, Place>,
}

/// A text with its name and root element.
struct Text {
    name: String,
    /// Its folder: the way there from the folder of the main model.
    folder: Vec<String>,
    root: Element,
}

struct Unfolding<'a> {
    loader: &'a dyn Loader,
    sources: &'a mut Sources,
    texts: Vec<Text>,
    instances: Vec<Instance>,
    elements: usize,
    stopped: bool,
    diagnostics: &'a mut Vec<Diagnostic>,
}

/// The text without sub-models; none after an error.
pub(super) fn flatten(
    name: &str,
    root: Element,
    loader: &dyn Loader,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Element> {
    let before = diagnostics.len();
    let main = root.child(Space::Core, "model")?.clone();
    let mut flat = Element { children: Vec::new(), ..root.clone() };
    let mut unfolding = Unfolding {
        loader,
        sources,
        texts: vec![Text { name: name.to_owned(), folder: Vec::new(), root }],
        instances: Vec::new(),
        elements: 0,
        stopped: false,
        diagnostics,
    };
    unfolding.instance(main, 0, String::new(), None, &mut Vec::new());
    unfolding.references();
    let sound = !lytic_text::has_errors(unfolding.diagnostics.get(before..).unwrap_or_default());
    let model = sound.then(|| unfolding.flat()).flatten()?;
    flat.children.push(model);
    Some(flat)
}

/// Whether a text uses the package.
pub(super) fn is_used(root: &Element) -> bool {
    root.first_of(Space::Comp).is_some()
}

impl Unfolding<'_> {
    fn error(&mut self, message: Message, span: Span) {
        let diagnostic = Diagnostic::error(message).at(span);
        // A definition may be unfolded many times.
        if !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Adds a copy of a model and of all inside; its number. `open` names the definitions that are being unfolded.
    fn instance(
        &mut self,
        element: Element,
        text: usize,
        prefix: String,
        around: Option<(usize, Element)>,
        open: &mut Vec<(usize, String)>,
    ) -> usize {
        let number = self.instances.len();
        self.elements += count(&element);
        let submodels: Vec<Element> = element.listed(Space::Comp, "listOfSubmodels").cloned().collect();
        self.instances.push(Instance {
            element,
            prefix: prefix.clone(),
            inside: BTreeMap::new(),
            around,
            gone: false,
            removed: BTreeSet::new(),
            stands_for: BTreeMap::new(),
            named_after: BTreeMap::new(),
        });
        for submodel in submodels {
            let (Some(id), Some(wanted)) = (submodel.attribute("id"), submodel.attribute("modelRef")) else {
                let missing = if submodel.attribute("id").is_none() { "id" } else { "modelRef" };
                let message =
                    Message::new("E2411").with("attribute", missing).with("element", &submodel.name);
                self.error(message, submodel.span);
                continue;
            };
            if self.instances.len() > MAX_INSTANCES || self.elements > MAX_ELEMENTS {
                if !self.stopped {
                    self.error(Message::new("E2450").with("limit", MAX_INSTANCES), submodel.span);
                }
                self.stopped = true;
                return number;
            }
            let Some((definition, text)) = self.definition(&wanted.value, text, wanted.span, 0) else {
                continue;
            };
            let name = (text, definition.value("id").unwrap_or("").to_owned());
            if open.contains(&name) || open.len() >= MAX_NESTING {
                self.error(Message::new("E2449").with("name", &wanted.value), wanted.span);
                continue;
            }
            open.push(name);
            let prefix = format!("{prefix}{}__", id.value);
            let around = Some((number, submodel.clone()));
            let inside = self.instance(definition, text, prefix, around, open);
            open.pop();
            if let Some(instance) = self.instances.get_mut(number)
                && instance.inside.insert(id.value.clone(), inside).is_some()
            {
                let message = Message::new("E2413").with("id", &id.value);
                self.error(message, id.span);
            }
        }
        number
    }

    /// The model that an id names in a text: defined there, or in another text.
    fn definition(&mut self, id: &str, text: usize, span: Span, hops: usize) -> Option<(Element, usize)> {
        let root = &self.texts.get(text)?.root;
        let is_it = |element: &&Element| element.value("id") == Some(id);
        let own = root.listed(Space::Comp, "listOfModelDefinitions").find(is_it);
        let main = root.child(Space::Core, "model").filter(is_it);
        if let Some(found) = own.or(main) {
            return Some((found.clone(), text));
        }
        let external = root.listed(Space::Comp, "listOfExternalModelDefinitions").find(is_it).cloned();
        let Some(external) = external else {
            let ids = root.listed(Space::Comp, "listOfModelDefinitions").filter_map(|one| one.value("id"));
            let suggestion = lytic_text::nearest(id, ids).map(str::to_owned);
            let message = Message::new("E2446").with("name", id);
            let diagnostic = Diagnostic::error(message).at(span).suggest(suggestion);
            if !self.diagnostics.contains(&diagnostic) {
                self.diagnostics.push(diagnostic);
            }
            return None;
        };
        let Some(source) = external.attribute("source") else {
            let message = Message::new("E2411").with("attribute", "source").with("element", &external.name);
            self.error(message, external.span);
            return None;
        };
        if hops >= MAX_NESTING {
            self.error(Message::new("E2449").with("name", id), external.span);
            return None;
        }
        let other = self.load(&source.value, text, source.span)?;
        match external.attribute("modelRef") {
            Some(wanted) => self.definition(&wanted.value, other, wanted.span, hops + 1),
            None => {
                let model = self.texts.get(other)?.root.child(Space::Core, "model").cloned();
                if model.is_none() {
                    self.error(Message::new("E2423"), source.span);
                }
                Some((model?, other))
            }
        }
    }

    /// The number of another text, read once.
    fn load(&mut self, source: &str, text: usize, span: Span) -> Option<usize> {
        let (importer, folder) = self.texts.get(text).map(|text| (text.name.clone(), text.folder.clone()))?;
        let Some((path, folder)) = inside(source, folder) else {
            self.error(Message::new("E2452").with("source", source), span);
            return None;
        };
        let (name, content) = match self.loader.load(&path, &importer) {
            Ok(loaded) => loaded,
            Err(reason) => {
                self.error(Message::new("E2447").with("source", source).with("reason", reason), span);
                return None;
            }
        };
        if let Some(known) = self.texts.iter().position(|text| text.name == name) {
            return Some(known);
        }
        let id = self.sources.add(name.clone(), content.clone());
        let mut problems = Vec::new();
        let root = super::open(id, &content, &mut problems);
        for problem in problems {
            if !self.diagnostics.contains(&problem) {
                self.diagnostics.push(problem);
            }
        }
        self.texts.push(Text { name, folder, root: root? });
        Some(self.texts.len() - 1)
    }
}

/// The path of another text that one in `folder` names, and the folder it is in; none if that is not the main model's
/// folder or one inside it. A model from a stranger must not learn what other files say, even by the words of an error.
fn inside(source: &str, mut folder: Vec<String>) -> Option<(String, Vec<String>)> {
    let path = source.strip_prefix("file:").unwrap_or(source);
    // `C:`, `https:` and the like; a backslash divides names on some systems.
    if path.starts_with('/') || path.contains([':', '\\', '\0']) {
        return None;
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                folder.pop()?;
            }
            name => folder.push(name.to_owned()),
        }
    }
    // The last is the text itself.
    folder.pop()?;
    Some((path.to_owned(), folder))
}

fn count(element: &Element) -> usize {
    1 + element.children.iter().map(count).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn other_texts_are_in_the_folder_of_the_model_or_below() {
        let place = |source: &str, folder: &[&str]| {
            inside(source, folder.iter().map(|part| (*part).to_owned()).collect())
        };
        let parts =
            |found: Option<(String, Vec<String>)>| found.map(|(path, folder)| (path, folder.join("/")));
        assert_eq!(parts(place("a.xml", &[])), Some(("a.xml".to_owned(), String::new())));
        assert_eq!(parts(place("file:a.xml", &[])), Some(("a.xml".to_owned(), String::new())));
        assert_eq!(parts(place("in/./b/a.xml", &[])), Some(("in/./b/a.xml".to_owned(), "in/b".to_owned())));
        // Back up from a folder inside, but no further.
        assert_eq!(parts(place("../a.xml", &["in"])), Some(("../a.xml".to_owned(), String::new())));
        for refused in [
            "../a.xml",
            "../../etc/passwd",
            "in/../../a.xml",
            "/etc/passwd",
            "file:/etc/passwd",
            "file:///etc/passwd",
            "http://example.org/a.xml",
            "C:a.xml",
            "in\\..\\..\\a.xml",
            "",
            ".",
        ] {
            assert_eq!(place(refused, &[]), None, "{refused}");
        }
        assert_eq!(place("../../a.xml", &["in"]), None);
    }
}
