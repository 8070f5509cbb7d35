//! How what is measured scatters: `parameters/measurements.toml`.
//!
//! ```toml
//! [dd_cfdna]
//! of    = ["dd_cfdna_percent"]             # names of observables, whole or their last part
//! shape = "log"                            # or "logit", for percentages of a whole
//! sd    = { value = "0.22", grade = "A", source = { cite = "..." } }        # relative error of a large value
//! floor = { value = "0.05 percent", ... }  # below this the error does not shrink further
//! limit = { value = "0.1 percent", ... }   # optional: lower values are reported as below it
//! ```
//! They are no parameters of a model: nothing that is simulated depends on them, only what data say about it.

use crate::fields::{Reader, in_order};
use crate::parameters::{ParameterEntry, entry};
use lytic_text::{Diagnostic, Message, SourceId, nearest};

/// The scale on which an error is normal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasurementShape {
    /// The logarithm.
    Log,
    /// The logarithm of the odds, for percentages of a whole.
    Logit,
}

/// How one kind of measurement scatters.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// Its key: `dd_cfdna`.
    pub key: String,
    /// The observables it is of, by their whole name or its last part.
    pub of: Vec<String>,
    /// The scale of the error.
    pub shape: MeasurementShape,
    /// Relative error of a large value.
    pub sd: ParameterEntry,
    /// Below this the error does not shrink further.
    pub floor: ParameterEntry,
    /// Lower values are reported as below it.
    pub limit: Option<ParameterEntry>,
}

/// Reads the file of measurements.
pub(crate) fn read(source: SourceId, text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Measurement> {
    let mut reader = Reader::new(source, text, diagnostics);
    let document = reader.document();
    in_order(document.get_ref())
        .into_iter()
        .filter_map(|(key, span, value)| {
            let span = reader.span(span);
            let table = reader.table(value, key)?;
            reader.only(table, key, &["of", "shape", "sd", "floor", "limit"]);
            let section = (key, span);
            let of = reader.required(table, section, "of").and_then(|written| {
                let list = reader.list(written, "of")?;
                list.iter().map(|name| reader.text(name, "of")).collect::<Option<Vec<String>>>()
            });
            let shape = reader.required(table, section, "shape").and_then(|written| {
                let word = reader.text(written, "shape")?;
                match word.as_str() {
                    "log" => Some(MeasurementShape::Log),
                    "logit" => Some(MeasurementShape::Logit),
                    _ => {
                        let place = reader.span(written.span());
                        let message = Message::new("E0702").with("key", &word).with("section", key);
                        let near = nearest(&word, ["log", "logit"]);
                        reader.report(Diagnostic::error(message).at(place).suggest(near));
                        None
                    }
                }
            });
            let mut number = |name: &str| {
                let written = table.get(name)?;
                let place = reader.span(written.span());
                let inner = reader.table(written, name)?;
                entry(&mut reader, ("measurements", key, name), place, inner, &[])
            };
            let (sd, floor, limit) = (number("sd"), number("floor"), number("limit"));
            for name in ["sd", "floor"] {
                reader.required(table, section, name);
            }
            Some(Measurement { key: key.to_owned(), of: of?, shape: shape?, sd: sd?, floor: floor?, limit })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails should panic")]
    use crate::Library;

    #[test]
    fn observables_are_found_by_their_whole_name_or_its_last_part() {
        let library = Library::embedded();
        let key = |name: &str| library.measurement_of(name).map(|found| found.key.as_str());
        assert_eq!(key("blood.donor_nk_per_ul"), Some("nk_count"));
        assert_eq!(key("graft.dd_cfdna_percent"), Some("dd_cfdna"));
        assert_eq!(key("hiv.virus"), Some("viral_load"));
        assert_eq!(key("il6"), Some("il6"));
        assert_eq!(key("nobody"), None);
        let of: Vec<&String> = library.measurements().iter().flat_map(|known| &known.of).collect();
        let mut once = of.clone();
        once.sort();
        once.dedup();
        assert_eq!(of.len(), once.len(), "an observable has one law");
    }
}
