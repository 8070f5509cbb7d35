//! What can be done to a patient beside giving something: `parameters/procedures.toml`.
//!
//! ```toml
//! [surgery]
//! name = "surgery of the primary tumour"
//! name_zh = "原发灶手术"
//! states = ["tumour.primary_sensitive"]
//! ```
//! An event of a scenario with this name that names no states removes its share of these.

use crate::fields::{Reader, in_order};
use lytic_text::{Diagnostic, Lang, SourceId, Span};
use toml::de::{DeTable, DeValue};

/// Something that removes a share of states.
#[derive(Clone, Debug, PartialEq)]
pub struct Procedure {
    /// What scenarios call it: `surgery`.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// The same in Chinese.
    pub name_zh: Option<String>,
    /// Dotted names of symbols of the patient model, at least one.
    pub states: Vec<String>,
    /// Where it stands in the library's texts.
    pub span: Span,
}

impl Procedure {
    /// Its name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::En => &self.name,
            Lang::Zh => self.name_zh.as_deref().unwrap_or(&self.name),
        }
    }
}

/// Reads the file of procedures.
pub(crate) fn read(source: SourceId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Procedure> {
    let mut reader = Reader::new(source, text, diagnostics);
    let document = reader.document();
    in_order(document.get_ref())
        .into_iter()
        .filter_map(|(key, span, value)| {
            let span = reader.span(span);
            let table = reader.table(value, key)?;
            procedure(&mut reader, key, span, table)
        })
        .collect()
}

fn procedure(reader: &mut Reader<'_>, key: &str, span: Span, table: &DeTable<'_>) -> Option<Procedure> {
    reader.only(table, key, &["name", "name_zh", "states"]);
    let section = (key, span);
    let name = reader.required(table, section, "name").and_then(|name| reader.text(name, "name"));
    let written = reader.required(table, section, "states")?;
    let states: Vec<String> = match written.get_ref() {
        DeValue::Array(list) => list.iter().filter_map(|state| reader.text(state, "states")).collect(),
        _ => vec![reader.text(written, "states")?],
    };
    Some(Procedure {
        key: key.to_owned(),
        name: name?,
        name_zh: reader.optional_text(table, "name_zh"),
        states,
        span,
    })
}
