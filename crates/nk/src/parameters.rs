//! Parameter files: `parameters/<group>/<module>.toml`, a table a symbol, every number with its source.
//!
//! ```toml
//! [death_rate]
//! value       = "0.10 /d"
//! between     = { lognormal_cv = 0.3 }       # how patients differ
//! uncertainty = { lognormal_sd = 0.5 }       # what we do not know of the typical value
//! grade       = "C"                          # A in people, B in human cells, C animal, proxy or unchecked, D assumed
//! source      = { cite = "Zhang 2007 Immunology 121:258", says = "..." }   # or "assumed"
//! note        = "..."
//! ```
//!
//! Molecules of a malignant cell stand in its target file alone. A module that needs one names it:
//!
//! ```toml
//! [hla_e_of_hla_high_per_cell]
//! target = "nsclc.hla_e"                     # value, spreads, grade and source are those of parameters/targets/nsclc.toml
//! state  = "raised"                          # times what this state of HLA makes of it; left out, as ever
//! ```

use crate::distribution::{self, Distribution};
use crate::fields::{Reader, Value, in_order};
use crate::targets::{Molecule, Target};
use lytic_text::{Diagnostic, Lang, Message, SourceId, Span, nearest};
use lytic_units::{Quantity, Unit, UnitError};
use std::fmt;
use toml::de::{DeTable, DeValue};

/// How good the evidence for a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Measured in people.
    A,
    /// Measured in human cells.
    B,
    /// Animal, proxy, or not checked against the paper.
    C,
    /// Assumed.
    D,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Grade::A => "A",
            Grade::B => "B",
            Grade::C => "C",
            Grade::D => "D",
        })
    }
}

/// Where a number comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// From nowhere but judgement.
    Assumed,
    /// A publication.
    Cited {
        /// Author, year, journal, volume:page.
        cite: String,
        /// DOI.
        doi: Option<String>,
        /// PubMed number.
        pmid: Option<String>,
        /// What it says.
        says: Option<String>,
    },
}

impl Source {
    /// In one line: `Zhang 2007 Immunology 121:258, doi:..., "..."`.
    pub fn message(&self) -> Message {
        match self {
            Source::Assumed => Message::new("nk.source_assumed"),
            Source::Cited { cite, doi, pmid, says } => {
                let mut text = cite.clone();
                for (name, value) in [("doi:", doi), ("PMID ", pmid)] {
                    if let Some(value) = value {
                        text.push_str(&format!(", {name}{value}"));
                    }
                }
                if let Some(says) = says {
                    text.push_str(&format!(" ({says})"));
                }
                Message::new("nk.source_cited").with("text", text)
            }
        }
    }
}

/// One parameter of the library.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterEntry {
    /// Folder of its file: `body`.
    pub group: String,
    /// The module that declares the symbol.
    pub module: String,
    /// The symbol.
    pub symbol: String,
    /// Typical value.
    pub value: Quantity,
    /// How patients differ.
    pub between: Option<Distribution>,
    /// What we do not know of the typical value.
    pub uncertainty: Option<Distribution>,
    /// How good the evidence is.
    pub grade: Grade,
    /// Where it comes from.
    pub source: Source,
    /// What else is to be said.
    pub note: Option<String>,
    /// The same in Chinese.
    pub note_zh: Option<String>,
    /// Where it stands in the library's texts ([`crate::Library::sources`]).
    pub span: Span,
}

/// A parameter in the unit of the symbol that it is bound to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InUnit {
    /// Typical value.
    pub value: f64,
    /// How patients differ.
    pub between: Option<Distribution>,
    /// What we do not know of the typical value.
    pub uncertainty: Option<Distribution>,
}

impl ParameterEntry {
    /// `nk.death_rate`.
    pub fn name(&self) -> String {
        format!("{}.{}", self.module, self.symbol)
    }

    /// The note in a language; English where there is no Chinese.
    pub fn note(&self, lang: Lang) -> Option<&str> {
        match lang {
            Lang::En => self.note.as_deref(),
            Lang::Zh => self.note_zh.as_deref().or(self.note.as_deref()),
        }
    }

    /// Value and spreads counted in another unit.
    pub fn in_unit(&self, unit: &Unit) -> Result<InUnit, UnitError> {
        let value = self.value.in_unit(unit)?;
        let factor = self.value.unit.factor_to(unit)?;
        let scaled = |spread: Option<Distribution>| spread.map(|spread| spread.scaled(factor));
        Ok(InUnit { value, between: scaled(self.between), uncertainty: scaled(self.uncertainty) })
    }
}

const KEYS: [&str; 7] = ["value", "between", "uncertainty", "grade", "source", "note", "note_zh"];

/// Reads one parameter file.
pub(crate) fn read(
    group: &str,
    module: &str,
    source: SourceId,
    text: &str,
    targets: &[Target],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ParameterEntry> {
    let mut reader = Reader::new(source, text, diagnostics);
    let document = reader.document();
    in_order(document.get_ref())
        .into_iter()
        .filter_map(|(symbol, span, value)| {
            let span = reader.span(span);
            let table = reader.table(value, symbol)?;
            match table.get("target") {
                Some(named) => {
                    let found = of_target(&mut reader, symbol, table, named, targets)?;
                    let (group, module) = (group.to_owned(), module.to_owned());
                    Some(ParameterEntry { group, module, symbol: symbol.to_owned(), ..found })
                }
                None => entry(&mut reader, (group, module, symbol), span, table, &[]),
            }
        })
        .collect()
}

/// A density of a target, as the parameter of a module; times what a state of HLA makes of it, where one is named.
fn of_target(
    reader: &mut Reader<'_>,
    symbol: &str,
    table: &DeTable<'_>,
    named: &Value<'_>,
    targets: &[Target],
) -> Option<ParameterEntry> {
    reader.only(table, symbol, &["target", "state"]);
    let name = reader.text(named, "target")?;
    let (key, molecule) = name.split_once('.').unwrap_or((&name, ""));
    let target = targets.iter().find(|target| target.key == key);
    let density =
        target.and_then(|target| target.densities.iter().find(|density| density.molecule.key() == molecule));
    let (Some(target), Some(density)) = (target, density) else {
        let known = targets.iter().flat_map(|target| {
            target.densities.iter().map(|density| format!("{}.{}", target.key, density.molecule.key()))
        });
        let known: Vec<String> = known.collect();
        let near = nearest(&name, known.iter().map(String::as_str)).map(str::to_owned);
        let place = reader.span(named.span());
        reader.report(Diagnostic::error(Message::new("E1207").with("name", &name)).at(place).suggest(near));
        return None;
    };
    let Some(written) = table.get("state") else { return Some(density.entry.clone()) };
    let state = reader.text(written, "state")?;
    let Some(found) = target.hla_state(&state) else {
        let place = reader.span(written.span());
        let near = target.nearest_hla_state(&state).map(str::to_owned);
        let message = Message::new("E1208").with("name", &state).with("target", key);
        reader.report(Diagnostic::error(message).at(place).suggest(near));
        return None;
    };
    let factor = match density.molecule {
        Molecule::HlaE => found.hla_e,
        Molecule::HlaClassI | Molecule::HlaC | Molecule::HlaBw4 => found.class_i,
        _ => 1.0,
    };
    let scaled = |spread: Option<Distribution>| spread.map(|spread| spread.scaled(factor));
    let entry = &density.entry;
    Some(ParameterEntry {
        value: Quantity { value: factor * entry.value.value, unit: entry.value.unit.clone() },
        between: scaled(entry.between),
        uncertainty: scaled(entry.uncertainty),
        ..entry.clone()
    })
}

/// Reads one number with its evidence; `also` are keys of the table that the caller reads.
pub(crate) fn entry(
    reader: &mut Reader<'_>,
    (group, module, symbol): (&str, &str, &str),
    span: Span,
    table: &DeTable<'_>,
    also: &[&str],
) -> Option<ParameterEntry> {
    let known: Vec<&str> = KEYS.iter().chain(also).copied().collect();
    reader.only(table, symbol, &known);
    let section = (symbol, span);
    let value = reader.required(table, section, "value").and_then(|value| reader.quantity(value, "value"));
    let mut spread = |key: &str| {
        table.get(key).and_then(|written| distribution::read(reader, written, key, value.as_ref()))
    };
    let (between, uncertainty) = (spread("between"), spread("uncertainty"));
    let grade = reader.required(table, section, "grade").and_then(|written| read_grade(reader, written));
    let source = match table.get("source") {
        Some(written) => read_source(reader, written),
        None => {
            reader.error(Message::new("E0709").with("name", symbol), span);
            None
        }
    };
    let note = reader.optional_text(table, "note");
    let note_zh = reader.optional_text(table, "note_zh");
    let (value, grade, source) = (value?, grade?, source?);
    if source == Source::Assumed && grade != Grade::D {
        let place = table.get("grade").map_or(span, |written| reader.span(written.span()));
        reader.error(Message::new("E0710").with("name", symbol).with("grade", grade), place);
    }
    if grade == Grade::D && table.contains_key("uncertainty") == uncertainty.is_some() {
        let wide = uncertainty.is_some_and(|spread| spread.is_wide(value.value));
        if !wide {
            let place = table.get("uncertainty").map_or(span, |written| reader.span(written.span()));
            reader.error(Message::new("E0711").with("name", symbol), place);
        }
    }
    Some(ParameterEntry {
        group: group.to_owned(),
        module: module.to_owned(),
        symbol: symbol.to_owned(),
        value,
        between,
        uncertainty,
        grade,
        source,
        note,
        note_zh,
        span,
    })
}

fn read_grade(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Grade> {
    let text = reader.text(value, "grade")?;
    let grade = match text.as_str() {
        "A" => Grade::A,
        "B" => Grade::B,
        "C" => Grade::C,
        "D" => Grade::D,
        _ => {
            let place = reader.span(value.span());
            reader.error(Message::new("E0708").with("found", text), place);
            return None;
        }
    };
    Some(grade)
}

fn read_source(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<Source> {
    let place = reader.span(value.span());
    match value.get_ref() {
        DeValue::String(word) if word == "assumed" => Some(Source::Assumed),
        DeValue::String(word) => {
            let message = Message::new("E0712").with("found", word);
            reader.report(Diagnostic::error(message).at(place).suggest(nearest(word, ["assumed"])));
            None
        }
        _ => {
            let table = reader.table(value, "source")?;
            reader.only(table, "source", &["cite", "doi", "pmid", "says"]);
            let cite =
                reader.required(table, ("source", place), "cite").and_then(|cite| reader.text(cite, "cite"));
            Some(Source::Cited {
                doi: reader.optional_text(table, "doi"),
                pmid: reader.optional_text(table, "pmid"),
                says: reader.optional_text(table, "says"),
                cite: cite?,
            })
        }
    }
}
