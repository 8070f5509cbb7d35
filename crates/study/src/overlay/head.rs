//! The head of a file of observed data: which column is where, and in which unit.

use super::Problems;
use lytic_text::{Message, nearest};
use lytic_units::{Dimension, Unit};

/// Columns that a file may have.
const KNOWN: [&str; 7] = ["ID", "TIME", "DV", "DVID", "UNIT", "MDV", "COMMENT"];
/// Columns that a file must have.
const NEEDED: [&str; 4] = ["ID", "TIME", "DV", "DVID"];

/// Where the columns are.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Head {
    /// Number of columns.
    pub width: usize,
    /// `ID`
    pub id: usize,
    /// `TIME`
    pub time: usize,
    /// Its unit.
    pub time_unit: Unit,
    /// `DV`
    pub value: usize,
    /// Its unit where the head says it.
    pub value_unit: Option<Unit>,
    /// `DVID`
    pub which: usize,
    /// `UNIT`
    pub unit: Option<usize>,
    /// `MDV`
    pub missing: Option<usize>,
}

impl Head {
    /// Reads the first line of a file; every problem of it is told. None where the rows cannot be read without what is
    /// wrong: a column that nobody knows is no reason not to look at the others.
    pub(super) fn read(record: &csv::ByteRecord, line: u64, problems: &mut Problems<'_>) -> Option<Head> {
        let before = problems.found.len();
        let mut places: [Option<usize>; 7] = [None; 7];
        let mut units: [Option<Unit>; 7] = [const { None }; 7];
        for (index, cell) in record.iter().enumerate() {
            let text = String::from_utf8_lossy(cell);
            // Editors of one system put a mark before the text.
            let text = text.trim_start_matches('\u{feff}').trim();
            let (name, unit) = match text.split_once('[') {
                Some((name, rest)) => (name.trim(), rest.trim_end().strip_suffix(']')),
                None => (text, None),
            };
            let found = KNOWN.iter().position(|known| known.eq_ignore_ascii_case(name));
            let (Some(found), false) = (found, text.contains('[') && unit.is_none()) else {
                let near = nearest(name, KNOWN).map(str::to_owned);
                problems.add(Message::new("E0650").with("known", KNOWN.join(", ")), line, text, near);
                continue;
            };
            if let Some(place) = places.get_mut(found) {
                if place.is_some() {
                    problems.add(Message::new("E0652"), line, text, None);
                }
                *place = Some(index);
            }
            let Some(unit) = unit else { continue };
            if !matches!(KNOWN.get(found), Some(&"TIME" | &"DV")) {
                problems.add(Message::new("E0653"), line, text, None);
                continue;
            }
            match Unit::parse(unit) {
                Ok(unit) => {
                    if let Some(place) = units.get_mut(found) {
                        *place = Some(unit);
                    }
                }
                Err(error) => {
                    let message = Message::new("E0663").with("reason", error);
                    problems.add(message, line, text, None);
                }
            }
        }
        let place = |name: &str| {
            KNOWN.iter().position(|known| *known == name).and_then(|at| places.get(at)?.as_ref())
        };
        for name in NEEDED {
            if place(name).is_none() {
                problems.add(Message::new("E0651"), line, name, None);
            }
        }
        let [_, time_unit, value_unit, ..] = units;
        let sound = problems.found.len() == before;
        let mut readable = true;
        if place("TIME").is_some() {
            match &time_unit {
                None if sound => problems.add(Message::new("E0654"), line, "TIME", None),
                None => {}
                Some(unit) if *unit.dimension() != Dimension::TIME => {
                    problems.add(Message::new("E0655").with("unit", unit), line, "TIME", None);
                    readable = false;
                }
                Some(_) => {}
            }
        }
        if place("DV").is_some() && value_unit.is_none() && place("UNIT").is_none() {
            if sound {
                problems.add(Message::new("E0656"), line, "DV", None);
            }
            readable = false;
        }
        if !readable {
            return None;
        }
        Some(Head {
            width: record.len(),
            id: *place("ID")?,
            time: *place("TIME")?,
            time_unit: time_unit?,
            value: *place("DV")?,
            value_unit,
            which: *place("DVID")?,
            unit: place("UNIT").copied(),
            missing: place("MDV").copied(),
        })
    }
}
