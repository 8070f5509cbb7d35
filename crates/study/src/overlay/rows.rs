//! The rows of a file of observed data.

use super::head::Head;
use super::{Problems, Seen};
use crate::prepare::Study;
use crate::read::days;
use lytic_text::{Message, nearest};
use lytic_units::Unit;
use std::collections::BTreeMap;

/// Rows on their way into a study.
pub(super) struct Rows<'a> {
    study: &'a Study,
    head: Head,
    /// Units of the study's columns.
    units: Vec<Unit>,
    known_ids: BTreeMap<String, u32>,
    /// Everyone who was observed, in the order of the file.
    pub ids: Vec<String>,
    /// The points.
    pub points: Vec<Seen>,
    /// Rows without a value.
    pub skipped: u64,
}

impl<'a> Rows<'a> {
    pub(super) fn new(study: &'a Study, head: Head) -> Rows<'a> {
        let unit = |column: &crate::prepare::Column| {
            // A column that is called percent is in percent, also where its model knows no units.
            let text = match column.unit.as_str() {
                "" if column.name.ends_with("percent") => "percent",
                "" => "1",
                unit => unit,
            };
            Unit::parse(text).unwrap_or_else(|_| Unit::dimensionless())
        };
        let units = study.outputs.columns.iter().map(unit).collect();
        Rows {
            study,
            head,
            units,
            known_ids: BTreeMap::new(),
            ids: Vec::new(),
            points: Vec::new(),
            skipped: 0,
        }
    }

    /// Takes a row; every problem of it is told.
    pub(super) fn add(&mut self, record: &csv::ByteRecord, line: u64, problems: &mut Problems<'_>) {
        if record.len() != self.head.width {
            let message = Message::new("E0657").with("found", record.len()).with("wanted", self.head.width);
            problems.add(message, line, "-", None);
            return;
        }
        let mut texts: Vec<&str> = Vec::with_capacity(record.len());
        for (index, cell) in record.iter().enumerate() {
            match std::str::from_utf8(cell) {
                Ok(text) => texts.push(text),
                Err(_) => {
                    problems.add(Message::new("E0658"), line, &(index + 1).to_string(), None);
                    return;
                }
            }
        }
        let cell = |index: usize| texts.get(index).copied().unwrap_or("");
        if let Some(missing) = self.head.missing {
            match cell(missing) {
                "1" => {
                    self.skipped += 1;
                    return;
                }
                "0" | "" => {}
                other => {
                    problems.add(Message::new("E0659").with("value", other), line, "MDV", None);
                    return;
                }
            }
        }
        let before = problems.found.len() as u64 + problems.more;
        let id = cell(self.head.id);
        if id.is_empty() {
            problems.add(Message::new("E0660"), line, "ID", None);
        }
        let time_days = self.time(cell(self.head.time), line, problems);
        let column = self.column(cell(self.head.which), line, problems);
        let value = number(cell(self.head.value), "DV", line, problems);
        let factor = column.and_then(|column| {
            let own = self.head.unit.map(cell).filter(|unit| !unit.is_empty());
            self.factor(column, own, line, problems)
        });
        if problems.found.len() as u64 + problems.more > before {
            return;
        }
        let (Some(time_days), Some(column), Some(value), Some(factor)) = (time_days, column, value, factor)
        else {
            return;
        };
        let next = self.ids.len() as u32;
        let id = match self.known_ids.get(id) {
            Some(known) => *known,
            None => {
                self.known_ids.insert(id.to_owned(), next);
                self.ids.push(id.to_owned());
                next
            }
        };
        self.points.push(Seen { time_days, value: value * factor, id, column: column as u32 });
    }

    fn time(&self, text: &str, line: u64, problems: &mut Problems<'_>) -> Option<f64> {
        let number = number(text, "TIME", line, problems)?;
        let time = self.head.time_unit.convert(number, &days()).ok()?;
        let times = &self.study.outputs.times_days;
        let (start, end) = (times.first().copied()?, times.last().copied()?);
        // A rounding of a unit is no time outside.
        let room = 1e-9 * (end - start);
        if (start - room..=end + room).contains(&time) {
            return Some(time.clamp(start, end));
        }
        let message = Message::new("E0662")
            .with("time", crate::prepare::day_text(time))
            .with("start", crate::prepare::day_text(start))
            .with("end", crate::prepare::day_text(end));
        problems.add(message, line, "TIME", None);
        None
    }

    fn column(&self, name: &str, line: u64, problems: &mut Problems<'_>) -> Option<usize> {
        let columns = &self.study.outputs.columns;
        let found = columns.iter().position(|column| column.name == name);
        if found.is_none() {
            let near = nearest(name, columns.iter().map(|column| column.name.as_str())).map(str::to_owned);
            let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).take(20).collect();
            let message = Message::new("E0661").with("value", name).with("known", known.join(", "));
            problems.add(message, line, "DVID", near);
        }
        found
    }

    /// What turns the value of this row into the unit of its column.
    fn factor(
        &self,
        column: usize,
        own: Option<&str>,
        line: u64,
        problems: &mut Problems<'_>,
    ) -> Option<f64> {
        let target = self.units.get(column)?;
        let name = self.study.outputs.columns.get(column).map_or("", |column| &column.name);
        let unit = match own.map(Unit::parse) {
            Some(Ok(unit)) => unit,
            Some(Err(error)) => {
                problems.add(Message::new("E0663").with("reason", error), line, "UNIT", None);
                return None;
            }
            None => match &self.head.value_unit {
                Some(unit) => unit.clone(),
                None => {
                    problems.add(Message::new("E0664").with("unit", target), line, "UNIT", None);
                    return None;
                }
            },
        };
        match unit.factor_to(target) {
            Ok(factor) => Some(factor),
            Err(_) => {
                let message =
                    Message::new("E0665").with("unit", unit).with("name", name).with("wanted", target);
                let place = if own.is_some() { "UNIT" } else { "DV" };
                problems.add(message, line, place, None);
                None
            }
        }
    }
}

/// A finite number.
fn number(text: &str, column: &str, line: u64, problems: &mut Problems<'_>) -> Option<f64> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Some(number),
        _ => {
            problems.add(Message::new("E0666").with("value", text), line, column, None);
            None
        }
    }
}
