//! Imports: every text once, cycles reported.

use super::MAX_TEXT_BYTES;
use crate::{Loader, ast, parse};
use lytic_text::{Diagnostic, Message, Sources, Span};
use std::collections::BTreeMap;

/// Most texts of one model.
const MAX_TEXTS: usize = 1_000;

/// Where the reading of a text stands.
enum Reading {
    /// Begun, its imports are being read: meeting it again is a cycle.
    Open,
    Done,
}

struct Reader<'a> {
    loader: &'a dyn Loader,
    sources: &'a mut Sources,
    diagnostics: &'a mut Vec<Diagnostic>,
    known: BTreeMap<String, Reading>,
    trail: Vec<String>,
    files: Vec<ast::File>,
}

/// The file of `text` first, then everything that it imports.
pub(super) fn read_all(
    name: &str,
    text: &str,
    loader: &dyn Loader,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ast::File> {
    let mut reader =
        Reader { loader, sources, diagnostics, known: BTreeMap::new(), trail: Vec::new(), files: Vec::new() };
    reader.read(name.to_owned(), text, None);
    reader.files
}

impl Reader<'_> {
    /// Depth is bounded by [`MAX_TEXTS`]: each level opens a text that was not known before.
    fn read(&mut self, name: String, text: &str, from: Option<Span>) {
        if text.len() > MAX_TEXT_BYTES || self.known.len() >= MAX_TEXTS {
            let key = if text.len() > MAX_TEXT_BYTES { "E0203" } else { "E0234" };
            let limit = if key == "E0203" { MAX_TEXT_BYTES >> 20 } else { MAX_TEXTS };
            let diagnostic = Diagnostic::error(Message::new(key).with("name", &name).with("limit", limit));
            self.diagnostics.push(match from {
                Some(span) => diagnostic.at(span),
                None => diagnostic,
            });
            return;
        }
        let source = self.sources.add(name.clone(), text);
        let file = parse(source, text, self.diagnostics);
        let imports = file.imports.clone();
        self.files.push(file);
        self.known.insert(name.clone(), Reading::Open);
        self.trail.push(name.clone());
        for import in &imports {
            self.import(import, &name);
        }
        self.trail.pop();
        self.known.insert(name, Reading::Done);
    }

    fn import(&mut self, import: &ast::Import, importer: &str) {
        match self.loader.load(&import.path, importer) {
            Err(reason) => {
                let message = Message::new("E0201").with("path", &import.path).with("reason", reason);
                self.diagnostics.push(Diagnostic::error(message).at(import.span));
            }
            Ok((name, text)) => match self.known.get(&name) {
                Some(Reading::Done) => {}
                Some(Reading::Open) => {
                    let start = self.trail.iter().position(|known| *known == name).unwrap_or(0);
                    let mut cycle = self.trail[start..].to_vec();
                    cycle.push(name);
                    let message = Message::new("E0202").with("cycle", cycle.join(" → "));
                    self.diagnostics.push(Diagnostic::error(message).at(import.span));
                }
                None => self.read(name, &text, Some(import.span)),
            },
        }
    }
}
