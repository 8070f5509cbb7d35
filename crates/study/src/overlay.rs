//! Observed data over the curves of a run: read, checked, and compared with the band of patients.
//!
//! The file is CSV with columns as NONMEM has them, in any order and any case:
//!
//! | column | meaning |
//! |---|---|
//! | `ID` | who was observed |
//! | `TIME [d]` | when, with its unit |
//! | `DV [cells/uL]` | what was found; its unit here or in `UNIT` |
//! | `DVID` | the observed column of the scenario: `blood.donor_nk_per_ul` |
//! | `UNIT` | unit of `DV` in this row |
//! | `MDV` | 1: no value was taken; the row is skipped and counted |
//! | `COMMENT` | carried along, not read |
//!
//! Cells are parted by commas, semicolons or tabs ([`table`]). Lines that begin with `#` are comments. The file is streamed; at most 16 MB of points are held. All problems come at
//! once, each with its line and column. A point counts as inside where it lies between the 5 % and 95 % of patients, which
//! are taken between the recorded times on a straight line.

pub(crate) mod head;
pub(crate) mod rows;
pub(crate) mod table;

use crate::compare::ComparisonResults;
use crate::prepare::Study;
use crate::results::{ColumnResult, Results};
use head::{Head, Reads};
use lytic_text::{Diagnostic, Message};
use rows::Rows;
use std::collections::BTreeMap;
use std::io::Read;
use table::Table;

/// Most bytes of points that are held.
pub const MOST_POINT_BYTES: usize = 16_000_000;
/// Most points that are drawn; of more, evenly spread ones.
pub const MOST_DRAWN: usize = 100_000;
/// Most points of a file.
const MOST_SEEN: usize = MOST_POINT_BYTES / size_of::<Seen>();
/// Longest line, in bytes: a file without lines is no table.
const MOST_LINE: usize = 1_000_000;
/// Problems that are told of one file.
const MOST_PROBLEMS: usize = 50;

/// A point as it is held.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen {
    time_days: f64,
    value: f64,
    id: u32,
    column: u32,
}

/// Observed data, read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedData {
    file: String,
    sha256: String,
    skipped: u64,
    ids: Vec<String>,
    columns: Vec<String>,
    points: Vec<Seen>,
}

/// Observed data as results show them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overlay {
    /// The file as the user gave it.
    pub file: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Rows that say that no value was taken.
    pub skipped: u64,
    /// Observed columns, in the order of the scenario.
    pub series: Vec<ObservedSeries>,
}

/// The observed points of one column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObservedSeries {
    /// The column: `blood.donor_nk_per_ul`.
    pub column: String,
    /// Unit of the values.
    pub unit: String,
    /// Points.
    pub n: u64,
    /// Points between the 5 % and 95 % of patients at their time.
    pub inside_90: u64,
    /// Points below.
    pub below: u64,
    /// Points above.
    pub above: u64,
    /// The points that are drawn: all, or evenly spread ones of very many.
    pub drawn: Vec<ObservedPoint>,
}

/// An observed point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObservedPoint {
    /// When, in days.
    pub time_days: f64,
    /// What was found, in the unit of the column.
    pub value: f64,
    /// Who.
    pub id: String,
}

/// Where problems of a file are collected, up to a number that anyone could read.
pub(crate) struct Problems<'a> {
    file: &'a str,
    found: Vec<Diagnostic>,
    more: u64,
}

/// A file that the system does not let be read.
pub(crate) fn unreadable(file: &str, reason: &str) -> Diagnostic {
    Diagnostic::error(Message::new("E0305").with("file", file).with("reason", reason))
}

impl<'a> Problems<'a> {
    /// None yet.
    pub(crate) fn of(file: &'a str) -> Problems<'a> {
        Problems { file, found: Vec::new(), more: 0 }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.found.len() as u64 + self.more
    }

    /// A problem with its place in the file.
    pub(crate) fn add(&mut self, message: Message, line: u64, column: &str, suggestion: Option<String>) {
        if self.found.len() >= MOST_PROBLEMS {
            self.more += 1;
            return;
        }
        let message = message.with("file", self.file).with("line", line).with("column", column);
        self.found.push(Diagnostic::error(message).suggest(suggestion));
    }

    /// All of them, with how many more there are.
    pub(crate) fn done(mut self) -> Vec<Diagnostic> {
        if self.more > 0 {
            let message = Message::new("E0669").with("file", self.file).with("count", self.more);
            self.found.push(Diagnostic::error(message));
        }
        self.found
    }
}

/// Reads observed data for a study from a stream of bytes; `file` is its name in problems.
///
/// # Errors
/// All that is wrong with it, each problem with line and column.
pub fn read_observed(file: &str, bytes: impl Read, study: &Study) -> Result<ObservedData, Vec<Diagnostic>> {
    let mut problems = Problems::of(file);
    let unreadable = |reason: String| vec![unreadable(file, &reason)];
    let mut table = Table::open(bytes).map_err(unreadable)?;
    let mut record = csv::ByteRecord::new();
    let first = match table.next(&mut record) {
        Ok(Some(line)) => line,
        Ok(None) => return Err(vec![Diagnostic::error(Message::new("E0302").with("file", file))]),
        Err(reason) => return Err(unreadable(reason)),
    };
    let Some(head) = Head::read(&record, first, Reads::Overlay, &mut problems) else {
        return Err(problems.done());
    };
    let head = Head { decimal_comma: table.decimal_comma, ..head };
    let mut rows = Rows::new(study, head);
    loop {
        match table.next(&mut record) {
            Ok(Some(line)) => rows.add(&record, line, &mut problems),
            Ok(None) => break,
            Err(reason) => return Err(unreadable(reason)),
        }
        if rows.points.len() > MOST_SEEN {
            let message =
                Message::new("E0668").with("limit", MOST_SEEN).with("size", MOST_POINT_BYTES / 1_000_000);
            problems.add(message, record.position().map_or(0, csv::Position::line), "DV", None);
            return Err(problems.done());
        }
    }
    if rows.points.is_empty() && problems.found.is_empty() {
        problems.add(Message::new("E0667"), first, "DV", None);
    }
    if !problems.found.is_empty() {
        return Err(problems.done());
    }
    Ok(ObservedData {
        file: file.to_owned(),
        sha256: table.hash(),
        skipped: rows.skipped,
        ids: rows.ids,
        columns: study.outputs.columns.iter().map(|column| column.name.clone()).collect(),
        points: rows.points,
    })
}

impl ObservedData {
    /// SHA-256 of the file, hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Compares the points with the band that holds 90 % of the patients of a run.
    pub fn over(&self, results: &Results) -> Overlay {
        let stride = self.points.len().div_ceil(MOST_DRAWN).max(1);
        let mut series: BTreeMap<u32, ObservedSeries> = BTreeMap::new();
        for (index, point) in self.points.iter().enumerate() {
            let name = self.columns.get(point.column as usize).map_or("", String::as_str);
            let Some(column) = results.columns.iter().find(|column| column.name == name) else { continue };
            let own = series.entry(point.column).or_insert_with(|| ObservedSeries {
                column: column.name.clone(),
                unit: column.unit.clone(),
                ..ObservedSeries::default()
            });
            own.n += 1;
            let (low, high) = band(column, &results.times_days, point.time_days);
            own.below += u64::from(point.value < low);
            own.above += u64::from(point.value > high);
            own.inside_90 += u64::from(point.value >= low && point.value <= high);
            if index % stride == 0 {
                own.drawn.push(ObservedPoint {
                    time_days: point.time_days,
                    value: point.value,
                    id: self.ids.get(point.id as usize).cloned().unwrap_or_default(),
                });
            }
        }
        Overlay {
            file: self.file.clone(),
            sha256: self.sha256.clone(),
            skipped: self.skipped,
            series: series.into_values().collect(),
        }
    }

    /// Puts the points into the results of a run, and the option into its command.
    pub fn attach(&self, results: &mut Results) {
        results.overlay = Some(self.over(results));
        results.about.command.push_str(&format!(" --overlay {}", crate::command::quoted(&self.file)));
    }
}

impl ComparisonResults {
    /// Puts observed points over both scenarios, and the option into the command. Each is judged by its own band.
    pub fn attach(&mut self, data: &ObservedData) {
        self.a.overlay = Some(data.over(&self.a));
        self.b.overlay = Some(data.over(&self.b));
        self.about.command.push_str(&format!(" --overlay {}", crate::command::quoted(&data.file)));
    }
}

impl Study {
    /// Makes observed data part of what tells this run apart.
    pub fn observe(&mut self, data: &ObservedData) {
        self.hashes.push(("overlay".to_owned(), data.sha256.clone()));
    }
}

/// The 5 % and 95 % of patients at a time, between recorded times on a straight line; not a number where there is none.
fn band(column: &ColumnResult, times: &[f64], time: f64) -> (f64, f64) {
    let curve = |probability: f64| {
        column.quantiles.iter().find(|(p, _)| (p - probability).abs() < 1e-9).map(|(_, curve)| curve)
    };
    let after = times.partition_point(|known| *known < time).min(times.len().saturating_sub(1));
    let before = if times.get(after) == Some(&time) { after } else { after.saturating_sub(1) };
    let at = |curve: Option<&Vec<f64>>| {
        let get = |index: usize| curve.and_then(|curve| curve.get(index)).copied().unwrap_or(f64::NAN);
        let (Some(from), Some(to)) = (times.get(before), times.get(after)) else { return f64::NAN };
        let (low, high) = (get(before), get(after));
        if to > from && low != high { low + (high - low) * ((time - from) / (to - from)) } else { low }
    };
    (at(curve(0.05)), at(curve(0.95)))
}
