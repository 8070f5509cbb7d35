//! The rows of a file of observed data.

use super::head::Head;
use super::table::with_point;
use super::{Problems, Seen};
use crate::prepare::Study;
use lytic_text::{Message, nearest};
use lytic_units::Unit;
use std::collections::BTreeMap;

/// Rows on their way into a study.
pub(super) struct Rows<'a> {
    cells: Cells<'a>,
    known_ids: BTreeMap<String, u32>,
    /// Everyone who was observed, in the order of the file.
    pub ids: Vec<String>,
    /// The points.
    pub points: Vec<Seen>,
    /// Rows without a value.
    pub skipped: u64,
}

/// What the cells of a row mean for a study.
pub(crate) struct Cells<'a> {
    /// The study.
    pub study: &'a Study,
    /// The head of the file.
    pub head: Head,
    /// Units of the study's columns.
    pub units: Vec<Unit>,
}

/// The cells of a row as text; none, and told, where their number is wrong or one is no text.
pub(crate) fn texts<'r>(
    record: &'r csv::ByteRecord,
    width: usize,
    line: u64,
    problems: &mut Problems<'_>,
) -> Option<Vec<&'r str>> {
    if record.len() != width {
        let message = Message::new("E0657").with("found", record.len()).with("wanted", width);
        problems.add(message, line, "-", None);
        return None;
    }
    let mut texts: Vec<&str> = Vec::with_capacity(record.len());
    for (index, cell) in record.iter().enumerate() {
        match std::str::from_utf8(cell) {
            Ok(text) => texts.push(text),
            Err(_) => {
                problems.add(Message::new("E0658"), line, &(index + 1).to_string(), None);
                return None;
            }
        }
    }
    Some(texts)
}

impl<'a> Rows<'a> {
    pub(super) fn new(study: &'a Study, head: Head) -> Rows<'a> {
        Rows {
            cells: Cells::new(study, head),
            known_ids: BTreeMap::new(),
            ids: Vec::new(),
            points: Vec::new(),
            skipped: 0,
        }
    }

    /// Takes a row; every problem of it is told.
    pub(super) fn add(&mut self, record: &csv::ByteRecord, line: u64, problems: &mut Problems<'_>) {
        let cells = &self.cells;
        let head = &cells.head;
        let Some(texts) = texts(record, head.width, line, problems) else { return };
        let cell = |index: usize| texts.get(index).copied().unwrap_or("");
        if let Some(missing) = head.missing {
            match is_set(cell(missing), "MDV", line, problems) {
                Some(true) => {
                    self.skipped += 1;
                    return;
                }
                Some(false) => {}
                None => return,
            }
        }
        let before = problems.count();
        let id = head.id.map_or("", cell);
        if id.is_empty() {
            problems.add(Message::new("E0660"), line, "ID", None);
        }
        let time_days = head.time.as_ref().and_then(|(place, _)| cells.time(cell(*place), line, problems));
        let column = cells.column(cell(head.which), line, problems);
        let value = cells.number(cell(head.value), "DV", line, problems);
        let factor = column.and_then(|column| {
            let own = head.unit.map(cell).filter(|unit| !unit.is_empty());
            cells.factor(column, own, line, problems)
        });
        if problems.count() > before {
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
}

impl<'a> Cells<'a> {
    pub(crate) fn new(study: &'a Study, head: Head) -> Cells<'a> {
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
        Cells { study, head, units }
    }

    /// A time in the unit of the head, as days; told where it lies outside of the run.
    pub(crate) fn time(&self, text: &str, line: u64, problems: &mut Problems<'_>) -> Option<f64> {
        let number = self.number(text, "TIME", line, problems)?;
        let (_, unit) = self.head.time.as_ref()?;
        let time = self.study.scenario.kind.counted(number, unit).ok()?;
        self.inside(time, "TIME", line, problems)
    }

    /// A time in days where it lies in the run.
    pub(crate) fn inside(
        &self,
        time: f64,
        place: &str,
        line: u64,
        problems: &mut Problems<'_>,
    ) -> Option<f64> {
        let times = &self.study.outputs.times_days;
        let (start, end) = (times.first().copied()?, times.last().copied()?);
        // A rounding of a unit is no time outside.
        let room = 1e-9 * (end - start);
        if (start - room..=end + room).contains(&time) {
            return Some(time.clamp(start, end));
        }
        let kind = self.study.scenario.kind;
        let message = Message::new("E0662")
            .with("time", kind.time_text(time))
            .with("start", kind.time_text(start))
            .with("end", kind.time_text(end));
        problems.add(message, line, place, None);
        None
    }

    /// The index of a column of the study; told, with the nearest name, where it has none of that name.
    pub(crate) fn column(&self, name: &str, line: u64, problems: &mut Problems<'_>) -> Option<usize> {
        let outputs = &self.study.outputs;
        let columns = &outputs.columns;
        let found = columns.iter().position(|column| column.name == name);
        if found.is_none() {
            let names = columns.iter().map(|column| column.name.as_str());
            let all = names.chain(outputs.observable.iter().map(String::as_str));
            let near = nearest(name, all).map(str::to_owned);
            let known: Vec<&str> = columns.iter().map(|column| column.name.as_str()).take(20).collect();
            let message = Message::new("E0661").with("value", name).with("known", known.join(", "));
            problems.add(message, line, "DVID", near);
        }
        found
    }

    /// What turns the value of this row into the unit of its column.
    pub(crate) fn factor(
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

    /// A finite number.
    pub(crate) fn number(
        &self,
        text: &str,
        column: &str,
        line: u64,
        problems: &mut Problems<'_>,
    ) -> Option<f64> {
        match with_point(text, self.head.decimal_comma).parse::<f64>() {
            Ok(number) if number.is_finite() => Some(number),
            _ => {
                problems.add(Message::new("E0666").with("value", text), line, column, None);
                None
            }
        }
    }
}

/// A cell that is 1 for yes, 0 or empty for no; told where it is neither.
pub(crate) fn is_set(text: &str, column: &str, line: u64, problems: &mut Problems<'_>) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" | "" => Some(false),
        other => {
            problems.add(Message::new("E0659").with("value", other), line, column, None);
            None
        }
    }
}
