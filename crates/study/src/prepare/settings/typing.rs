//! Lists by `--set`: `patient.hla=[...]` as in the file, or the alleles one after another, or a GL String; edits of a product.
//!
//! ```text
//! patient.hla=["A*02:01", "A*11:01", ...]        a list of the file
//! patient.hla=A*02:01 A*11:01 B*07:02 ...        between blanks, commas or semicolons
//! product.haplo.hla=HLA-A*02:01+HLA-A*11:01^...  one GL String
//! ```
//!
//! Each allele keeps its own place in the setting, so that a problem of one is shown there.

use super::{Keys, PATIENT_KEYS, Setting, section};
use crate::keys::Key;
use crate::prepare::Notes;
use crate::results::InputChange;
use crate::scenario::Placed;
use lytic_text::Message;

/// A typing in one text, as a change of inputs shows it.
pub(crate) fn joined(alleles: &[Placed<String>]) -> String {
    let texts: Vec<&str> = alleles.iter().map(|allele| allele.value.as_str()).collect();
    texts.join(" ")
}

impl Keys<'_> {
    /// `patient.hla`
    pub(super) fn hla_of_patient(&mut self, setting: &Setting, notes: &mut Notes<'_>) {
        let [.., name] = PATIENT_KEYS;
        let Some(key) = section("patient").and_then(|section| section.key(name)) else { return };
        if !self.once(&setting.name.value, setting, notes) {
            return;
        }
        let Some(value) = setting.alleles(key, notes) else { return };
        let after = joined(&value);
        let before = joined(&std::mem::replace(&mut self.patient(setting).hla, value));
        self.replaced(setting, before, after, notes);
    }

    /// Notes the new typing of the product of this index.
    pub(super) fn typed(
        &mut self,
        setting: &Setting,
        before: &[Placed<String>],
        index: usize,
        notes: &mut Notes<'_>,
    ) {
        let after = self.scenario.products.get(index).map_or_else(String::new, |line| joined(&line.hla));
        self.replaced(setting, joined(before), after, notes);
    }

    /// The same list in another notation is no change.
    pub(super) fn replaced(
        &mut self,
        setting: &Setting,
        before: String,
        after: String,
        notes: &mut Notes<'_>,
    ) {
        if before == after {
            notes.warning(Message::new("W0304").with("name", &setting.name.value), setting.name.span);
            return;
        }
        let name = setting.name.value.clone();
        self.changes.push(InputChange { name, before, after, place: "--set".to_owned() });
    }
}

impl Setting {
    /// The words of the value, a list or one after another; none after an error.
    pub(super) fn words_of_list(
        &self,
        key: &'static Key,
        notes: &mut Notes<'_>,
    ) -> Option<Vec<Placed<String>>> {
        if !self.is_list_or_table() {
            return Some(self.words());
        }
        let inside = self.value.value.trim().strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        if inside.is_some_and(|text| text.trim().is_empty()) {
            return Some(Vec::new());
        }
        self.listed(key, notes, |reader, field| {
            let before = reader.diagnostics.len();
            let found = reader.texts(Some(field));
            (reader.diagnostics.len() == before).then_some(found)
        })
    }

    /// The alleles of the value, at least one; none after an error.
    pub(super) fn alleles(&self, key: &'static Key, notes: &mut Notes<'_>) -> Option<Vec<Placed<String>>> {
        let found = self.words_of_list(key, notes)?;
        if found.is_empty() {
            // Nothing stands after the equals sign: told as for any other text that is wanted.
            return self.reading(key, notes, |reader, field| {
                reader.wrong_type(field.key, reader.place(field.value));
                None
            });
        }
        Some(found)
    }

    /// The words of a plain text; a GL String is one.
    fn words(&self) -> Vec<Placed<String>> {
        let text = self.value.value.as_str();
        let whole = text.contains(['+', '^', '|', '~']);
        let divides = |letter: char| !whole && (letter.is_whitespace() || matches!(letter, ',' | ';'));
        let mut found = Vec::new();
        let mut start = 0;
        for part in text.split_inclusive(divides) {
            let word = part.trim_end_matches(divides).trim();
            let from = start + part.find(word).unwrap_or(0);
            if !word.is_empty() {
                let span = self.value.span.map(|span| span.part(from, from + word.len()));
                found.push(Placed { value: word.to_owned(), span });
            }
            start += part.len();
        }
        found
    }
}
