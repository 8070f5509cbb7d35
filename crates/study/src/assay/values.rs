//! Numbers of an assay: the library's, what the scenario and the command line set, and draws of what is not known.

use crate::cohort::at_score;
use lytic_assay::Protocol;
use lytic_engine::philox::{normal, purpose};
use lytic_nk::life::KillerRates;
use lytic_nk::recognition::RecognitionParameters;
use lytic_nk::targets::Target;
use lytic_nk::{Library, ParameterEntry};
use lytic_text::{Diagnostic, Message, Span};
use lytic_units::{Quantity, Unit};
use std::collections::BTreeMap;

/// Parameters of single cells stand in this group.
const GROUP: &str = "cells";
/// Those of its module that only fits read.
const OF_FITS: &str = "release_assay";

/// Whether an assay reads a parameter.
pub(crate) fn is_read(entry: &ParameterEntry) -> bool {
    entry.group == GROUP && entry.module != OF_FITS
}

/// Where numbers come from.
#[derive(Clone, Debug)]
pub(crate) struct Values<'a> {
    library: &'a Library,
    /// Which parameters may be set.
    reads: fn(&ParameterEntry) -> bool,
    /// What is said of others.
    unknown: &'static str,
    set: BTreeMap<String, Quantity>,
    seed: u64,
}

/// A number that the scenario or the command line changed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub name: String,
    pub library: Quantity,
    pub used: Quantity,
}

impl<'a> Values<'a> {
    pub(super) fn new(library: &'a Library, seed: u64) -> Values<'a> {
        Values::reading(library, seed, is_read, "E1305")
    }

    /// Values of which those that `reads` knows can be set; of others the user is told by this code.
    pub(crate) fn reading(
        library: &'a Library,
        seed: u64,
        reads: fn(&ParameterEntry) -> bool,
        unknown: &'static str,
    ) -> Values<'a> {
        Values { library, reads, unknown, set: BTreeMap::new(), seed }
    }

    /// Sets a parameter; what is wrong with it is reported at its place.
    pub(crate) fn set(
        &mut self,
        name: &str,
        value: &Quantity,
        place: Option<Span>,
        problems: &mut Vec<Diagnostic>,
    ) {
        let Some(entry) = self.library.parameter(name).filter(|entry| (self.reads)(entry)) else {
            let names: Vec<String> = self.entries().map(ParameterEntry::name).collect();
            let near = lytic_text::nearest(name, names.iter().map(String::as_str)).map(str::to_owned);
            let message = Message::new(self.unknown).with("name", name);
            problems.push(Diagnostic { span: place, ..Diagnostic::error(message).suggest(near) });
            return;
        };
        if let Err(error) = value.in_unit(&entry.value.unit) {
            problems.push(Diagnostic { span: place, ..Diagnostic::error(error.message()) });
            return;
        }
        self.set.insert(name.to_owned(), value.clone());
    }

    fn entries(&self) -> impl Iterator<Item = &'a ParameterEntry> + use<'a> {
        let reads = self.reads;
        self.library.parameters().iter().filter(move |entry| reads(entry))
    }

    /// What was set to another number than the library's.
    pub(crate) fn changes(&self) -> Vec<Change> {
        let change = |(name, used): (&String, &Quantity)| {
            let library = self.library.parameter(name)?.value.clone();
            Some(Change { name: name.clone(), library, used: used.clone() })
        };
        self.set.iter().filter_map(change).collect()
    }

    /// The number of a parameter in a unit; in draws after the first, one of its values that cannot be ruled out.
    pub(crate) fn number(&self, name: &str, unit: &str, draw: u64) -> Result<f64, Diagnostic> {
        let wrong = |error: lytic_units::UnitError| Diagnostic::error(error.message());
        let unit = Unit::parse(unit).map_err(wrong)?;
        if let Some(value) = self.set.get(name) {
            return value.in_unit(&unit).map_err(wrong);
        }
        let missing = || Diagnostic::error(Message::new("E1301").with("name", name));
        let entry = self.library.number(name).ok_or_else(missing)?;
        let found = entry.in_unit(&unit).map_err(wrong)?;
        Ok(match found.uncertainty.filter(|_| draw > 0) {
            // Molecules of a target move as where they are met (`target`).
            Some(law) if self.library.parameter(name).is_none() => {
                at_score(&law, found.value, self.score(&name.replace('.', " "), draw)).max(0.0)
            }
            Some(law) => at_score(&law, found.value, self.score(name, draw)),
            None => found.value,
        })
    }

    fn score(&self, name: &str, draw: u64) -> f64 {
        normal(self.seed, purpose(&format!("assay uncertainty {name}")), draw, 0)
    }

    /// Rates and recognition of a draw; draw 0 has the typical values.
    pub(crate) fn of_draw(&self, draw: u64) -> Result<(KillerRates, RecognitionParameters), Vec<Diagnostic>> {
        let rates = KillerRates::from_values(|name, unit| self.number(name, unit, draw));
        let recognition = RecognitionParameters::from_values(|name, unit| self.number(name, unit, draw));
        match (rates, recognition) {
            (Ok(rates), Ok(recognition)) => Ok((rates, recognition)),
            (rates, recognition) => {
                Err([rates.err(), recognition.err()].into_iter().flatten().flatten().collect())
            }
        }
    }

    /// A target in a draw: its densities move as far as they are not known.
    pub(crate) fn target(&self, target: &Target, draw: u64) -> Target {
        let mut target = target.clone();
        if draw > 0 {
            for density in &mut target.densities {
                if let Some(law) = density.entry.uncertainty {
                    let name = format!("{} {}", target.key, density.molecule.key());
                    density.per_cell = at_score(&law, density.per_cell, self.score(&name, draw)).max(0.0);
                }
            }
        }
        target
    }

    /// All numbers that went into protocols, for a hash.
    pub(super) fn numbers(protocols: &[Protocol]) -> String {
        let mut text = String::new();
        for protocol in protocols {
            text.push_str(&format!("{:?} {:?}", protocol.vessel, protocol.decision));
            for arm in &protocol.arms {
                text.push_str(&format!("{arm:?}"));
            }
        }
        text
    }
}
