//! The one catalogue: every text for users, in English and Simplified Chinese side by side.
//!
//! A file a crate; words in braces are arguments. `help` is the mend, empty where there is none.

mod assay;
mod cli;
mod compare;
mod coupling;
mod course;
mod donor;
mod engine;
mod evidence;
mod factory;
mod fit;
mod follow;
mod infection;
mod model;
mod names;
mod nk;
mod outcomes;
mod recognition;
mod report;
mod sbml;
mod scalar;
mod scenario;
mod sensitivity;
mod spread;
mod stochastic;
mod study;
mod summary;
mod therapies;
mod tissue;
mod tissue_fields;
mod transplant;
mod typing;
mod units;

use crate::Lang;

/// One text in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// A code (`E0207`, `W0301`) or a dotted name (`report.title`).
    pub key: &'static str,
    /// English.
    pub en: &'static str,
    /// Simplified Chinese.
    pub zh: &'static str,
    /// The mend in English, or empty.
    pub help_en: &'static str,
    /// The mend in Simplified Chinese, or empty.
    pub help_zh: &'static str,
}

impl Entry {
    /// A text without a mend.
    const fn new(key: &'static str, en: &'static str, zh: &'static str) -> Entry {
        Entry { key, en, zh, help_en: "", help_zh: "" }
    }

    /// Adds the mend.
    const fn mend(self, help_en: &'static str, help_zh: &'static str) -> Entry {
        Entry { help_en, help_zh, ..self }
    }

    /// The text in a language.
    pub fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }

    /// The mend in a language; empty where there is none.
    pub fn help(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.help_en,
            Lang::Zh => self.help_zh,
        }
    }
}

const PARTS: &[&[Entry]] = &[
    units::ENTRIES,
    compare::ENTRIES,
    evidence::ENTRIES,
    factory::ENTRIES,
    fit::ENTRIES,
    follow::ENTRIES,
    infection::ENTRIES,
    sensitivity::ENTRIES,
    scenario::ENTRIES,
    spread::ENTRIES,
    stochastic::ENTRIES,
    model::ENTRIES,
    engine::ENTRIES,
    scalar::ENTRIES,
    coupling::ENTRIES,
    course::ENTRIES,
    nk::ENTRIES,
    typing::ENTRIES,
    study::ENTRIES,
    report::ENTRIES,
    sbml::ENTRIES,
    summary::ENTRIES,
    names::ENTRIES,
    donor::ENTRIES,
    cli::ENTRIES,
    recognition::ENTRIES,
    assay::ENTRIES,
    therapies::ENTRIES,
    transplant::ENTRIES,
    tissue::ENTRIES,
    tissue_fields::ENTRIES,
    outcomes::ENTRIES,
];

/// All texts, part by part.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    PARTS.iter().flat_map(|part| part.iter())
}

/// The text of a key.
pub fn entry(key: &str) -> Option<&'static Entry> {
    entries().find(|entry| entry.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn arguments(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
    }

    #[test]
    fn keys_are_unique() {
        let mut seen = BTreeSet::new();
        for entry in entries() {
            assert!(seen.insert(entry.key), "key {} stands twice", entry.key);
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        for entry in entries() {
            assert!(!entry.en.is_empty() && !entry.zh.is_empty(), "{} lacks a language", entry.key);
            assert_eq!(arguments(entry.en), arguments(entry.zh), "arguments of {}", entry.key);
            assert_eq!(entry.help_en.is_empty(), entry.help_zh.is_empty(), "mend of {}", entry.key);
            assert_eq!(
                arguments(entry.help_en),
                arguments(entry.help_zh),
                "arguments of the mend of {}",
                entry.key
            );
        }
    }
}
