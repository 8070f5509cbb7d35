//! Reads a target file.

use super::{Density, HlaState, Kind, Molecule, Target, Tissue, per_cell};
use crate::distribution;
use crate::fields::{Reader, Value, in_order};
use crate::parameters::{self, ParameterEntry};
use crate::typing::{Leader, Ligand, LigandSet};
use lytic_text::{Diagnostic, Message, SourceId, Sources, Span, nearest};
use lytic_units::Unit;
use toml::de::DeTable;

/// The group of a target's numbers, as a folder of `parameters/`.
pub(crate) const GROUP: &str = "targets";

const HEAD: [&str; 9] =
    ["name", "name_zh", "kind", "tissue", "ligands", "leader", "modules", "note", "note_zh"];

/// Reads a file of a user.
pub(super) fn from_bytes(
    name: &str,
    bytes: &[u8],
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Target> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let source = sources.add(name, text.as_ref());
    if let Err(error) = std::str::from_utf8(bytes) {
        let place = Span::new(source, error.valid_up_to(), error.valid_up_to() + 1);
        diagnostics.push(Diagnostic::error(Message::new("E1202")).at(place));
        return None;
    }
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    read(file.strip_suffix(".toml").unwrap_or(file), source, &text, diagnostics)
}

/// Reads a target of the library.
pub(crate) fn read(
    key: &str,
    source: SourceId,
    text: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Target> {
    let mut reader = Reader::new(source, text, diagnostics);
    let document = reader.document();
    let whole = Span::new(source, 0, 0);
    let mut target = reader
        .required(document.get_ref(), ("a target", whole), "target")
        .and_then(|value| reader.table(value, "target").map(|table| (table, reader.span(value.span()))))
        .and_then(|(table, place)| head(&mut reader, key, table, place));
    for (name, span, value) in in_order(document.get_ref()) {
        let place = reader.span(span);
        match (name, Molecule::from_key(name)) {
            ("target", _) => {}
            ("hla", _) => {
                let states = hla_states(&mut reader, key, value);
                target.iter_mut().for_each(|target| target.hla_states.clone_from(&states));
            }
            ("soluble_mica", _) => {
                let mica = soluble_mica(&mut reader, key, place, value);
                target.iter_mut().for_each(|target| target.soluble_mica.clone_from(&mica));
            }
            (_, Some(molecule)) => {
                let density = density(&mut reader, key, molecule, place, value);
                target.iter_mut().for_each(|target| target.densities.extend(density.clone()));
            }
            (_, None) => {
                let known = Molecule::all().map(Molecule::key).chain(["target", "hla", "soluble_mica"]);
                let message = Message::new("E1203").with("key", name);
                reader.report(Diagnostic::error(message).at(place).suggest(nearest(name, known)));
            }
        }
    }
    target
}

fn head(reader: &mut Reader<'_>, key: &str, table: &DeTable<'_>, place: Span) -> Option<Target> {
    reader.only(table, "target", &HEAD);
    let section = ("target", place);
    let name = reader.required(table, section, "name").and_then(|value| reader.text(value, "name"));
    let name_zh = reader.optional_text(table, "name_zh");
    let kind = reader
        .required(table, section, "kind")
        .and_then(|value| choice(reader, value, "kind", Kind::ALL, Kind::name));
    let tissue = reader
        .required(table, section, "tissue")
        .and_then(|value| choice(reader, value, "tissue", Tissue::ALL, Tissue::name));
    let ligands = table.get("ligands").map(|value| ligands(reader, value));
    let leader = match table.get("leader") {
        Some(value) => choice(
            reader,
            value,
            "leader",
            [Leader::MM, Leader::MT, Leader::TT, Leader::Unknown],
            Leader::name,
        ),
        None => Some(Leader::Unknown),
    };
    let modules = match table.get("modules") {
        Some(value) => {
            let list = reader.list(value, "modules").unwrap_or_default();
            list.iter().filter_map(|value| reader.text(value, "modules")).collect()
        }
        None => Vec::new(),
    };
    let note = reader.optional_text(table, "note");
    let note_zh = reader.optional_text(table, "note_zh");
    Some(Target {
        key: key.to_owned(),
        name: name?,
        name_zh,
        kind: kind?,
        tissue: tissue?,
        ligands,
        leader: leader?,
        modules,
        densities: Vec::new(),
        hla_states: Vec::new(),
        soluble_mica: None,
        note,
        note_zh,
    })
}

/// One of a few words.
fn choice<T: Copy, const N: usize>(
    reader: &mut Reader<'_>,
    value: &Value<'_>,
    key: &str,
    all: [T; N],
    name: fn(T) -> &'static str,
) -> Option<T> {
    let text = reader.text(value, key)?;
    let found = all.into_iter().find(|one| name(*one) == text);
    if found.is_none() {
        let names = all.map(name);
        let message =
            Message::new("E1204").with("key", key).with("found", &text).with("known", names.join(", "));
        let place = reader.span(value.span());
        reader.report(Diagnostic::error(message).at(place).suggest(nearest(&text, names)));
    }
    found
}

fn ligands(reader: &mut Reader<'_>, value: &Value<'_>) -> LigandSet {
    let mut set = LigandSet::EMPTY;
    for value in reader.list(value, "ligands").unwrap_or_default() {
        if let Some(ligand) = choice(reader, value, "ligands", Ligand::ALL, Ligand::name) {
            set.insert(ligand);
        }
    }
    set
}

fn density(
    reader: &mut Reader<'_>,
    key: &str,
    molecule: Molecule,
    place: Span,
    value: &Value<'_>,
) -> Option<Density> {
    let table = reader.table(value, molecule.key())?;
    let entry = number(reader, key, molecule.key(), place, table, &["between_cells"])?;
    let between_cells = table
        .get("between_cells")
        .and_then(|written| distribution::read(reader, written, "between_cells", Some(&entry.value)));
    let per_cell = match per_cell(&entry.value) {
        Ok(number) => number,
        Err(error) => {
            wrong_value(reader, table, error.message());
            return None;
        }
    };
    let low = per_cell >= 0.0;
    if !low {
        wrong_value(reader, table, Message::new("E1205").with("name", molecule.key()));
    }
    low.then_some(Density { molecule, entry, per_cell, between_cells })
}

fn soluble_mica(
    reader: &mut Reader<'_>,
    key: &str,
    place: Span,
    value: &Value<'_>,
) -> Option<(f64, ParameterEntry)> {
    let table = reader.table(value, "soluble_mica")?;
    let entry = number(reader, key, "soluble_mica", place, table, &[])?;
    let converted = Unit::parse("ng/mL").and_then(|unit| entry.value.in_unit(&unit));
    match converted {
        Ok(number) if number >= 0.0 => Some((number, entry)),
        Ok(_) => {
            wrong_value(reader, table, Message::new("E1205").with("name", "soluble_mica"));
            None
        }
        Err(error) => {
            wrong_value(reader, table, error.message());
            None
        }
    }
}

fn hla_states(reader: &mut Reader<'_>, key: &str, value: &Value<'_>) -> Vec<HlaState> {
    let Some(table) = reader.table(value, "hla") else { return Vec::new() };
    in_order(table)
        .into_iter()
        .filter_map(|(name, span, value)| {
            let place = reader.span(span);
            let table = reader.table(value, name)?;
            hla_state(reader, key, name, place, table)
        })
        .collect()
}

fn hla_state(
    reader: &mut Reader<'_>,
    key: &str,
    name: &str,
    place: Span,
    table: &DeTable<'_>,
) -> Option<HlaState> {
    let entry = number(reader, key, &format!("hla.{name}"), place, table, &["class_i", "hla_e", "haplotype"]);
    let mut left = |what: &str| {
        let value = table.get(what)?;
        let number = reader.number(value, what)?;
        if number < 0.0 {
            let place = reader.span(value.span());
            reader.error(Message::new("E1205").with("name", what), place);
        }
        Some(number)
    };
    let (class_i, hla_e) = (left("class_i").unwrap_or(1.0), left("hla_e").unwrap_or(1.0));
    let haplotype =
        table.get("haplotype").and_then(|value| reader.truth(value, "haplotype")).unwrap_or(false);
    let entry = entry?;
    match entry.value.in_unit(&Unit::dimensionless()) {
        Ok(share) if (0.0..=1.0).contains(&share) => {
            Some(HlaState { key: name.to_owned(), entry, share, class_i, hla_e, haplotype })
        }
        Ok(_) => {
            wrong_value(reader, table, Message::new("E1206").with("name", name));
            None
        }
        Err(error) => {
            wrong_value(reader, table, error.message());
            None
        }
    }
}

/// A number with its evidence, in the form of the parameter files.
fn number(
    reader: &mut Reader<'_>,
    key: &str,
    symbol: &str,
    place: Span,
    table: &DeTable<'_>,
    also: &[&str],
) -> Option<ParameterEntry> {
    parameters::entry(reader, (GROUP, key, symbol), place, table, also)
}

fn wrong_value(reader: &mut Reader<'_>, table: &DeTable<'_>, message: Message) {
    if let Some(value) = table.get("value") {
        let place = reader.span(value.span());
        reader.error(message, place);
    }
}
