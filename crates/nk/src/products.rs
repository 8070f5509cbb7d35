//! What the source, the making and the editing of a cell product set: `parameters/products.toml`.
//!
//! ```toml
//! [source.haploidentical]
//! name = "haploidentical donor"
//! sets = { "rejection.alloantigen" = "1" }
//! [method.overnight-il2]
//! name = "overnight with interleukin-2"
//! sets = { "nk.product_activation" = "1.95" }
//! [edit.car-cd19]
//! name = "chimeric receptor for CD19"
//! antigen = "cd19"
//! sets = { "edited_cells.has_car" = "1" }
//! ```
//! `antigen` is what a chimeric receptor binds: the cells of the patient's disease must carry it.

use crate::agents::check_parameter_name;
use crate::fields::{Reader, in_order};
use lytic_text::{Diagnostic, Lang, SourceId, Span};
use lytic_units::Quantity;
use toml::de::DeTable;

/// All that a `[product.X]` section can name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Products {
    /// Where cells come from.
    pub sources: Vec<ProductPart>,
    /// How they are made.
    pub methods: Vec<ProductPart>,
    /// What is changed in them.
    pub edits: Vec<ProductPart>,
}

/// A source, a method or an edit.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductPart {
    /// What scenarios call it: `haploidentical`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The same in Chinese.
    pub name_zh: Option<String>,
    /// Parameters (`module.symbol`) that it sets, in the order of the file.
    pub sets: Vec<(String, Quantity)>,
    /// What a chimeric receptor binds: `cd19`.
    pub antigen: Option<String>,
    /// What else is to be said.
    pub note: Option<String>,
    /// The same in Chinese.
    pub note_zh: Option<String>,
    /// Where it stands in the library's texts.
    pub span: Span,
}

impl ProductPart {
    /// Its name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.name,
            Lang::Zh => self.name_zh.as_deref().unwrap_or(&self.name),
        }
    }
}

impl Products {
    /// The source of this key.
    pub fn source(&self, key: &str) -> Option<&ProductPart> {
        self.sources.iter().find(|part| part.key == key)
    }

    /// The method of this key.
    pub fn method(&self, key: &str) -> Option<&ProductPart> {
        self.methods.iter().find(|part| part.key == key)
    }
}

/// Reads the file of products.
pub(crate) fn read(source: SourceId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Products {
    let mut reader = Reader::new(source, text, diagnostics);
    let document = reader.document();
    reader.only(document.get_ref(), "products.toml", &["source", "method", "edit"]);
    let mut parts = |kind: &str| match document.get_ref().get(kind) {
        Some(value) => {
            let Some(table) = reader.table(value, kind) else { return Vec::new() };
            in_order(table)
                .into_iter()
                .filter_map(|(key, span, value)| {
                    let span = reader.span(span);
                    let table = reader.table(value, key)?;
                    part(&mut reader, key, span, table)
                })
                .collect()
        }
        None => Vec::new(),
    };
    Products { sources: parts("source"), methods: parts("method"), edits: parts("edit") }
}

fn part(reader: &mut Reader<'_>, key: &str, span: Span, table: &DeTable<'_>) -> Option<ProductPart> {
    reader.only(table, key, &["name", "name_zh", "sets", "antigen", "note", "note_zh"]);
    let name = reader.required(table, (key, span), "name").and_then(|name| reader.text(name, "name"));
    let mut sets = Vec::new();
    if let Some(table) = table.get("sets").and_then(|written| reader.table(written, "sets")) {
        for (parameter, span, value) in in_order(table) {
            let place = reader.span(span);
            let quantity = reader.quantity(value, parameter);
            if check_parameter_name(reader, parameter, place) {
                sets.extend(quantity.map(|quantity| (parameter.to_owned(), quantity)));
            }
        }
    }
    Some(ProductPart {
        key: key.to_owned(),
        name: name?,
        name_zh: reader.optional_text(table, "name_zh"),
        sets,
        antigen: reader.optional_text(table, "antigen"),
        note: reader.optional_text(table, "note"),
        note_zh: reader.optional_text(table, "note_zh"),
        span,
    })
}
