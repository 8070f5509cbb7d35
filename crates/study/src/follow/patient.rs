//! The measurements of one patient: read from a table, checked against the scenario.
//!
//! The table is that of `--overlay` ([`crate::overlay`]) with three more columns, and with two that may be left out:
//!
//! | column | meaning |
//! |---|---|
//! | `ID` | whose measurement it is; left out where the file is of one patient |
//! | `TIME [d]` | when, from day 0 of the scenario; or |
//! | `DATE` | when, as `2026-03-14` or `2026-03-14T08:30`; `--day-zero` says which date is day 0 |
//! | `DV [cells/uL]` | what was found; `<50` for less than 50; empty, `.` or `NA`: nothing |
//! | `DVID` | the observable |
//! | `UNIT` | unit of `DV` and `LLOQ` in this row |
//! | `LLOQ` | lower limit of quantification: a value below it says no more than that |
//! | `CENS` | 1: the value is below `DV`, or below `LLOQ` where `DV` is empty |
//! | `MDV` | 1: no value was taken |
//!
//! It is read twice: first its cells, so that the scenario can be asked to record these observables at these times; then what they
//! mean. Only the rows of the patient are held. All problems come at once, each with line and column.

use super::calendar;
use super::law::{Law, Read};
use crate::overlay::head::{Head, Reads};
use crate::overlay::rows::{Cells, is_set, texts};
use crate::overlay::table::{Table, with_point};
use crate::overlay::{Problems, unreadable};
use crate::prepare::{Also, Study, day_text};
use crate::read::days;
use lytic_nk::Library;
use lytic_text::{Diagnostic, Message, nearest};
use std::io;

/// Rows of one patient at most.
const MOST_ROWS: usize = 5_000;
/// Names of patients that are told at most.
const MOST_NAMES: usize = 20;
/// What stands for no value.
const MISSING: [&str; 3] = ["", ".", "NA"];

/// A row of the patient's.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    line: u64,
    texts: Vec<String>,
}

/// The cells of a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    file: String,
    head: Head,
    first_line: u64,
    rows: Vec<Row>,
    /// Who it is; empty where the file does not say.
    pub id: String,
    /// Rows of others.
    pub others: u64,
    /// SHA-256 of the bytes.
    pub sha256: String,
}

/// A row that has been understood.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measurement {
    pub line: u64,
    pub time_days: f64,
    /// The date as written, or empty.
    pub date: String,
    /// Index of the study's column.
    pub column: usize,
    /// What was read; none where no value was taken.
    pub read: Option<Read>,
    /// The limit that the row gives.
    pub limit: Option<f64>,
}

/// When measurements end, and which day is day 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Days {
    /// Day 0 in days since 1970-01-01.
    pub zero: Option<f64>,
    /// Today: there can be no later measurement.
    pub at: Option<f64>,
    /// Whether there must be values; a plan of measurements has none.
    pub needs_values: bool,
}

/// The measurements of a patient.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Measured {
    /// In order of time.
    pub rows: Vec<Measurement>,
    /// Laws, by column of the study; those of columns that nobody measured are the library's too.
    pub laws: Vec<Law>,
}

impl Draft {
    /// Reads the cells of a file. `id` is the patient that is asked for.
    pub(super) fn read(file: &str, bytes: impl io::Read, id: Option<&str>) -> Result<Draft, Vec<Diagnostic>> {
        let mut problems = Problems::of(file);
        let unread = |reason: String| vec![unreadable(file, &reason)];
        let mut table = Table::open(bytes).map_err(unread)?;
        let mut record = csv::ByteRecord::new();
        let first_line = match table.next(&mut record) {
            Ok(Some(line)) => line,
            Ok(None) => return Err(vec![Diagnostic::error(Message::new("E0302").with("file", file))]),
            Err(reason) => return Err(unread(reason)),
        };
        let Some(head) = Head::read(&record, first_line, Reads::Patient, &mut problems) else {
            return Err(problems.done());
        };
        let head = Head { decimal_comma: table.decimal_comma, ..head };
        if let (Some(_), None) = (id, head.id) {
            problems.add(Message::new("E2120"), first_line, "ID", None);
        }
        let (mut rows, mut known): (Vec<Row>, Vec<(String, u64)>) = (Vec::new(), Vec::new());
        let mut others = 0;
        loop {
            let line = match table.next(&mut record) {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(reason) => return Err(unread(reason)),
            };
            let Some(texts) = texts(&record, head.width, line, &mut problems) else { continue };
            if let Some(place) = head.id {
                let own = texts.get(place).copied().unwrap_or("");
                if own.is_empty() {
                    problems.add(Message::new("E0660"), line, "ID", None);
                    continue;
                }
                if known.len() <= MOST_NAMES && !known.iter().any(|(name, _)| name == own) {
                    known.push((own.to_owned(), line));
                }
                let wanted = id.or(known.first().map(|(name, _)| name.as_str()));
                if wanted.is_some_and(|wanted| wanted != own) {
                    others += 1;
                    continue;
                }
            }
            if rows.len() >= MOST_ROWS {
                problems.add(Message::new("E2113").with("limit", MOST_ROWS), line, "ID", None);
                return Err(problems.done());
            }
            rows.push(Row { line, texts: texts.into_iter().map(str::to_owned).collect() });
        }
        let names = || {
            let names: Vec<&str> = known.iter().take(MOST_NAMES).map(|(name, _)| name.as_str()).collect();
            names.join(", ") + if known.len() > MOST_NAMES { " ..." } else { "" }
        };
        match (id, known.get(1)) {
            (None, Some((_, line))) => {
                problems.add(Message::new("E2101").with("known", names()), *line, "ID", None);
            }
            (Some(id), _) if rows.is_empty() && head.id.is_some() => {
                let near = nearest(id, known.iter().map(|(name, _)| name.as_str())).map(str::to_owned);
                let message = Message::new("E2102").with("id", id).with("known", names());
                problems.add(message, first_line, "ID", near);
            }
            _ => {}
        }
        if rows.is_empty() && problems.count() == 0 {
            problems.add(Message::new("E0667"), first_line, "DV", None);
        }
        if problems.count() > 0 {
            return Err(problems.done());
        }
        let id = match (id, known.first()) {
            (Some(id), _) => id.to_owned(),
            (None, Some((first, _))) => first.clone(),
            (None, None) => String::new(),
        };
        Ok(Draft { file: file.to_owned(), head, first_line, rows, id, others, sha256: table.hash() })
    }

    /// Whether times are dates.
    pub(super) fn has_dates(&self) -> bool {
        self.head.date.is_some()
    }

    /// What a scenario must record for these measurements. What cannot be read here is told by [`Draft::understood`].
    pub(super) fn also(&self, zero: Option<f64>) -> Also {
        let mut also = Also::default();
        for row in &self.rows {
            let cell = |index: usize| row.texts.get(index).map_or("", String::as_str);
            let name = cell(self.head.which);
            if !also.columns.iter().any(|known| known == name) {
                also.columns.push(name.to_owned());
            }
            let time = match (&self.head.time, self.head.date) {
                (Some((place, unit)), _) => with_point(cell(*place), self.head.decimal_comma)
                    .parse::<f64>()
                    .ok()
                    .and_then(|number| unit.convert(number, &days()).ok()),
                (None, Some(place)) => calendar::days_of(cell(place)).zip(zero).map(|(day, zero)| day - zero),
                (None, None) => None,
            };
            also.times_days.extend(time.filter(|time| time.is_finite()));
        }
        also
    }

    /// What the cells mean for a study; every problem is told.
    pub(super) fn understood(
        &self,
        study: &Study,
        library: &Library,
        days: &Days,
    ) -> Result<Measured, Vec<Diagnostic>> {
        let mut problems = Problems::of(&self.file);
        let cells = Cells::new(study, self.head.clone());
        let laws: Vec<Law> = study
            .outputs
            .columns
            .iter()
            .zip(&cells.units)
            .map(|(column, unit)| Law::of(library, &column.name, unit))
            .collect();
        let mut rows: Vec<Measurement> = Vec::new();
        let mut before: Option<(f64, u64)> = None;
        for row in &self.rows {
            let time = self.time(row, &cells, days, &mut problems);
            if let Some(time) = time {
                self.check_order(time, row, before, &mut problems);
                before = before.filter(|(known, _)| *known > time).or(Some((time, row.line)));
            }
            let found = self.measurement(row, time, &cells, &laws, &mut problems);
            let Some(found) = found else { continue };
            let twin = rows.iter().find(|known| {
                known.read.is_some()
                    && found.read.is_some()
                    && (known.column, known.time_days) == (found.column, found.time_days)
            });
            if let Some(twin) = twin {
                let name = study.outputs.columns.get(found.column).map_or("", |column| &column.name);
                let message = Message::new("E2107")
                    .with("name", name)
                    .with("time", day_text(found.time_days))
                    .with("earlier", twin.line);
                problems.add(message, row.line, "DV", None);
            }
            rows.push(found);
        }
        if days.needs_values && problems.count() == 0 && rows.iter().all(|row| row.read.is_none()) {
            problems.add(Message::new("E0667"), self.first_line, "DV", None);
        }
        if problems.count() > 0 {
            return Err(problems.done());
        }
        Ok(Measured { rows, laws })
    }

    /// The time of a row in days.
    fn time(&self, row: &Row, cells: &Cells<'_>, days: &Days, problems: &mut Problems<'_>) -> Option<f64> {
        let cell = |index: usize| row.texts.get(index).map_or("", String::as_str);
        let (time, place) = match (&self.head.time, self.head.date) {
            (Some((place, _)), _) => (cells.time(cell(*place), row.line, problems)?, "TIME"),
            (None, place) => {
                let text = place.map_or("", cell);
                let Some(day) = calendar::days_of(text) else {
                    problems.add(Message::new("E2105").with("value", text), row.line, "DATE", None);
                    return None;
                };
                (cells.inside(day - days.zero?, "DATE", row.line, problems)?, "DATE")
            }
        };
        // Days are written with so many figures that a billionth of one is a rounding.
        if let Some(at) = days.at.filter(|at| time > at + 1e-9) {
            let message = Message::new("E2108").with("time", day_text(time)).with("at", day_text(at));
            problems.add(message, row.line, place, None);
        }
        Some(time)
    }

    fn check_order(&self, time: f64, row: &Row, before: Option<(f64, u64)>, problems: &mut Problems<'_>) {
        let Some((known, line)) = before.filter(|(known, _)| time < *known) else { return };
        let message = Message::new("E2106")
            .with("time", day_text(time))
            .with("before", day_text(known))
            .with("earlier", line);
        let place = if self.has_dates() { "DATE" } else { "TIME" };
        problems.add(message, row.line, place, None);
    }

    fn measurement(
        &self,
        row: &Row,
        time: Option<f64>,
        cells: &Cells<'_>,
        laws: &[Law],
        problems: &mut Problems<'_>,
    ) -> Option<Measurement> {
        let (head, line) = (&self.head, row.line);
        let cell = |index: usize| row.texts.get(index).map_or("", String::as_str);
        let before = problems.count();
        let column = cells.column(cell(head.which), line, problems);
        let factor = column.and_then(|column| {
            let own = head.unit.map(cell).filter(|unit| !unit.is_empty());
            cells.factor(column, own, line, problems)
        });
        let missing = head.missing.map_or(Some(false), |place| is_set(cell(place), "MDV", line, problems));
        let censored = head.censored.map_or(Some(false), |place| is_set(cell(place), "CENS", line, problems));
        let text = cell(head.value);
        let (below, number_text) = match text.strip_prefix('<') {
            Some(rest) => (true, rest.trim()),
            None => (false, text),
        };
        let nothing = missing == Some(true) || (!below && MISSING.contains(&text));
        let value = if nothing { None } else { cells.number(number_text, "DV", line, problems) };
        let limit_text = head.limit.map_or("", cell);
        let limit = if MISSING.contains(&limit_text) {
            None
        } else {
            cells.number(limit_text, "LLOQ", line, problems).filter(|limit| {
                if *limit <= 0.0 {
                    problems.add(Message::new("E2111").with("value", limit_text), line, "LLOQ", None);
                }
                *limit > 0.0
            })
        };
        let law = column.and_then(|column| laws.get(column));
        let in_unit = |number: f64| number * factor.unwrap_or(f64::NAN);
        if let Some(value) = value {
            let top = law.and_then(|law| law.top).filter(|top| in_unit(value) > *top * (1.0 + 1e-12));
            if value < 0.0 {
                problems.add(Message::new("E2109").with("value", text), line, "DV", None);
            } else if top.is_some() {
                problems.add(Message::new("E2110").with("value", text), line, "DV", None);
            }
        }
        let limit_given = limit.map(in_unit);
        let read = match (value.map(in_unit), censored == Some(true) || below, limit_given) {
            (Some(value), true, _) => Some(Read::Below(value)),
            (None, true, Some(limit)) if missing == Some(false) => Some(Read::Below(limit)),
            (None, true, None) if missing == Some(false) && problems.count() == before => {
                problems.add(Message::new("E2112"), line, "CENS", None);
                None
            }
            (Some(value), false, Some(limit)) if value < limit => Some(Read::Below(limit)),
            (Some(value), false, _) => Some(Read::Value(value)),
            _ => None,
        };
        if problems.count() > before {
            return None;
        }
        let read = read.map(|read| law.map_or(read, |law| law.as_read(read)));
        let limit = match read {
            Some(Read::Below(limit)) => limit_given.or(Some(limit)),
            _ => limit_given,
        };
        Some(Measurement {
            line,
            time_days: time?,
            date: head.date.map_or("", cell).to_owned(),
            column: column?,
            read,
            limit,
        })
    }
}
