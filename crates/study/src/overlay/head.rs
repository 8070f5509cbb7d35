//! The head of a file of observed data: which column is where, and in which unit.

use super::Problems;
use lytic_text::{Message, nearest};
use lytic_units::{Dimension, Unit};

/// Columns that a file may have; the last three only where one patient is followed.
const KNOWN: [&str; 10] = ["ID", "TIME", "DV", "DVID", "UNIT", "MDV", "COMMENT", "DATE", "LLOQ", "CENS"];
/// How many of them an overlay knows.
const OF_OVERLAY: usize = 7;

/// What the file is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Points over the curves of a run.
    Overlay,
    /// The measurements of a patient: with dates, limits of quantification and values below them.
    Patient,
}

impl Reads {
    fn known(self) -> &'static [&'static str] {
        let count = if self == Reads::Overlay { OF_OVERLAY } else { KNOWN.len() };
        KNOWN.get(..count).unwrap_or(&KNOWN)
    }

    fn needed(self) -> &'static [&'static str] {
        match self {
            Reads::Overlay => &["ID", "TIME", "DV", "DVID"],
            Reads::Patient => &["DV", "DVID"],
        }
    }
}

/// Where the columns are.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Head {
    /// Number of columns.
    pub width: usize,
    /// `ID`
    pub id: Option<usize>,
    /// `TIME` and its unit.
    pub time: Option<(usize, Unit)>,
    /// `DATE`
    pub date: Option<usize>,
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
    /// `LLOQ`
    pub limit: Option<usize>,
    /// `CENS`
    pub censored: Option<usize>,
    /// Whether a comma in a number stands for a point.
    pub decimal_comma: bool,
}

/// What is known of one column of [`KNOWN`].
#[derive(Clone, Debug, Default)]
struct Place {
    index: Option<usize>,
    unit: Option<Unit>,
}

impl Head {
    /// Reads the first line of a file; every problem of it is told. None where the rows cannot be read without what is
    /// wrong: a column that nobody knows is no reason not to look at the others.
    pub(crate) fn read(
        record: &csv::ByteRecord,
        line: u64,
        reads: Reads,
        problems: &mut Problems<'_>,
    ) -> Option<Head> {
        let before = problems.count();
        let mut places: [Place; KNOWN.len()] = Default::default();
        for (index, cell) in record.iter().enumerate() {
            let text = String::from_utf8_lossy(cell);
            let text = text.trim();
            let (name, unit) = match text.split_once('[') {
                Some((name, rest)) => (name.trim(), rest.trim_end().strip_suffix(']')),
                None => (text, None),
            };
            let found = reads.known().iter().position(|known| known.eq_ignore_ascii_case(name));
            let place = found.and_then(|found| places.get_mut(found));
            let (Some(place), Some(found), false) = (place, found, text.contains('[') && unit.is_none())
            else {
                let near = nearest(name, reads.known().iter().copied()).map(str::to_owned);
                problems.add(Message::new("E0650").with("known", reads.known().join(", ")), line, text, near);
                continue;
            };
            if place.index.is_some() {
                problems.add(Message::new("E0652"), line, text, None);
            }
            place.index = Some(index);
            let Some(unit) = unit else { continue };
            if !matches!(KNOWN.get(found), Some(&"TIME" | &"DV")) {
                problems.add(Message::new("E0653"), line, text, None);
                continue;
            }
            match Unit::parse(unit) {
                Ok(unit) => place.unit = Some(unit),
                Err(error) => problems.add(Message::new("E0663").with("reason", error), line, text, None),
            }
        }
        let place = |name: &str| {
            let found = KNOWN.iter().position(|known| *known == name).and_then(|at| places.get(at));
            found.cloned().unwrap_or_default()
        };
        let (time, date, value, unit) =
            (place("TIME"), place("DATE").index, place("DV"), place("UNIT").index);
        for name in reads.needed() {
            if place(name).index.is_none() {
                problems.add(Message::new("E0651"), line, name, None);
            }
        }
        if reads == Reads::Patient {
            match (time.index, date) {
                (None, None) => problems.add(Message::new("E2118"), line, "TIME", None),
                (Some(_), Some(_)) => problems.add(Message::new("E2119"), line, "DATE", None),
                _ => {}
            }
        }
        let sound = problems.count() == before;
        let mut readable = true;
        if time.index.is_some() {
            match &time.unit {
                None => {
                    if sound {
                        problems.add(Message::new("E0654"), line, "TIME", None);
                    }
                    readable = false;
                }
                Some(unit) if *unit.dimension() != Dimension::TIME => {
                    problems.add(Message::new("E0655").with("unit", unit), line, "TIME", None);
                    readable = false;
                }
                Some(_) => {}
            }
        }
        if value.index.is_some() && value.unit.is_none() && unit.is_none() {
            if sound {
                problems.add(Message::new("E0656"), line, "DV", None);
            }
            readable = false;
        }
        let id = place("ID").index;
        let needs_id = reads == Reads::Overlay && id.is_none();
        if !readable || needs_id || time.index.is_none() && date.is_none() {
            return None;
        }
        Some(Head {
            width: record.len(),
            id,
            time: time.index.zip(time.unit),
            date,
            value: value.index?,
            value_unit: value.unit,
            which: place("DVID").index?,
            unit,
            missing: place("MDV").index,
            limit: place("LLOQ").index,
            censored: place("CENS").index,
            decimal_comma: false,
        })
    }
}
