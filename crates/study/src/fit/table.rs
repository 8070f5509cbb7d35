//! A table as laboratories write it: comma, semicolon or tab, quotes, a byte-order mark, comments, decimal commas.
//!
//! Every cell keeps its place in the file, so that each problem is shown where it stands. The separator is the one that
//! finds most of the wanted columns in the first line; another one than a comma is told. With a semicolon or tab a number
//! may have a decimal comma. Lines that begin with `#` and blank lines are passed over.

use lytic_text::{Diagnostic, Message, SourceId, Span, nearest};
use lytic_units::Unit;

/// A wanted column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Its name in files.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// The unit of its numbers, where it has one; another one may stand in brackets behind the name.
    pub unit: &'static str,
    /// Whether there is no reading without it.
    pub needed: bool,
}

/// A cell with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    pub text: String,
    pub span: Span,
}

/// A row: where it stands, and its cells.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub span: Span,
    cells: Vec<Cell>,
}

/// A table with the places of the wanted columns.
#[derive(Clone, Debug)]
pub(super) struct Table {
    columns: Vec<(&'static str, Option<usize>, f64)>,
    decimal_comma: bool,
    /// All rows with as many cells as the head.
    pub rows: Vec<Row>,
    /// Rows with more or fewer cells, refused.
    pub ragged: u64,
}

/// Reads a table; what is wrong goes into `problems`. None where there is no head to go by.
pub(super) fn read(
    source: SourceId,
    text: &str,
    wanted: &'static [Column],
    problems: &mut Vec<Diagnostic>,
) -> Option<Table> {
    let lines = lines(text);
    let Some((first_start, first)) = lines.first().copied() else {
        problems.push(Diagnostic::error(Message::new("E1401")));
        return None;
    };
    let found = |separator: char| {
        let cells = split(source, first_start, first, separator);
        let known = cells.iter().filter(|cell| match_column(&cell.text, wanted).is_some()).count();
        (known, cells)
    };
    let best = [',', ';', '\t'].into_iter().map(|separator| (separator, found(separator)));
    let (separator, (known, head)) =
        best.reduce(|best, next| if next.1.0 > best.1.0 { next } else { best })?;
    let line = Span::new(source, first_start, first_start + first.len());
    if known == 0 {
        let names: Vec<&str> = wanted.iter().map(|column| column.name).collect();
        problems.push(Diagnostic::error(Message::new("E1402").with("columns", names.join(", "))).at(line));
        return None;
    }
    if separator != ',' {
        let name = if separator == ';' { "@fit.semicolon" } else { "@fit.tab" };
        problems.push(Diagnostic::warning(Message::new("W1401").with("separator", name)).at(line));
    }
    let columns = columns(&head, line, wanted, problems)?;
    let mut table = Table { columns, decimal_comma: separator != ',', rows: Vec::new(), ragged: 0 };
    for (start, text) in lines.iter().skip(1) {
        let cells = split(source, *start, text, separator);
        let span = Span::new(source, *start, start + text.len());
        if cells.iter().all(|cell| cell.text.is_empty()) {
            continue;
        }
        if cells.len() != head.len() {
            let message = Message::new("E1405").with("found", cells.len()).with("wanted", head.len());
            problems.push(Diagnostic::error(message).at(span));
            table.ragged += 1;
            continue;
        }
        table.rows.push(Row { span, cells });
    }
    Some(table)
}

/// Lines with where they begin; without blank ones and comments.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = Vec::new();
    for line in text.get(start..).unwrap_or("").split_inclusive(['\n', '\r']) {
        let bare = line.trim_end_matches(['\n', '\r']);
        if !bare.trim().is_empty() && !bare.trim_start().starts_with('#') {
            lines.push((start, bare));
        }
        start += line.len();
    }
    lines
}

/// The cells of a line. A quoted cell may hold separators; two quotes in it are one.
fn split(source: SourceId, line_start: usize, line: &str, separator: char) -> Vec<Cell> {
    let mut cells = Vec::new();
    let (mut start, mut quoted) = (0, false);
    let ends = line
        .char_indices()
        .filter(|(_, letter)| {
            quoted ^= *letter == '"';
            *letter == separator && !quoted
        })
        .map(|(at, _)| at)
        .collect::<Vec<_>>();
    for end in ends.into_iter().chain([line.len()]) {
        let raw = line.get(start..end).unwrap_or("");
        let trimmed = raw.trim();
        let skipped = raw.len() - raw.trim_start().len();
        let at = line_start + start + skipped;
        let inner = trimmed.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let text =
            inner.map_or_else(|| trimmed.to_owned(), |inner| inner.replace("\"\"", "\"").trim().to_owned());
        // An empty cell is shown at its separator.
        let length = trimmed.len().max(usize::from(end < line.len()));
        cells.push(Cell { text, span: Span::new(source, at, at + length) });
        start = end + separator.len_utf8();
    }
    cells
}

/// A name and the unit in brackets behind it.
fn name_and_unit(text: &str) -> (String, Option<&str>) {
    let (name, unit) = match text.split_once(['[', '(']) {
        Some((name, rest)) => (name, Some(rest.trim_end().trim_end_matches([']', ')']).trim())),
        None => (text, None),
    };
    (name.trim().to_lowercase().replace([' ', '-', '.'], "_"), unit)
}

fn match_column(text: &str, wanted: &'static [Column]) -> Option<usize> {
    let (name, _) = name_and_unit(text);
    wanted.iter().position(|column| column.name == name || column.aliases.contains(&name.as_str()))
}

/// Where the wanted columns stand and what their numbers are multiplied with.
fn columns(
    head: &[Cell],
    line: Span,
    wanted: &'static [Column],
    problems: &mut Vec<Diagnostic>,
) -> Option<Vec<(&'static str, Option<usize>, f64)>> {
    let mut found: Vec<(&'static str, Option<usize>, f64)> =
        wanted.iter().map(|column| (column.name, None, 1.0)).collect();
    let names =
        || wanted.iter().flat_map(|column| [column.name].into_iter().chain(column.aliases.iter().copied()));
    for (index, cell) in head.iter().enumerate() {
        let Some(place) = match_column(&cell.text, wanted) else {
            let (name, _) = name_and_unit(&cell.text);
            let known: Vec<&str> = wanted.iter().map(|column| column.name).collect();
            let message = Message::new("W1402").with("name", &cell.text).with("known", known.join(", "));
            problems.push(Diagnostic::warning(message).at(cell.span).suggest(nearest(&name, names())));
            continue;
        };
        let (Some(slot), Some(column)) = (found.get_mut(place), wanted.get(place)) else { continue };
        if slot.1.is_some() {
            problems.push(Diagnostic::error(Message::new("E1404").with("name", column.name)).at(cell.span));
            continue;
        }
        slot.1 = Some(index);
        if let (_, Some(unit)) = name_and_unit(&cell.text) {
            match factor(unit, column.unit) {
                Ok(factor) => slot.2 = factor,
                Err(message) => problems.push(Diagnostic::error(message).at(cell.span)),
            }
        }
    }
    let mut whole = true;
    for (column, (_, place, _)) in wanted.iter().zip(&found) {
        if column.needed && place.is_none() {
            let message = Message::new("E1403").with("name", column.name);
            let near = nearest(column.name, head.iter().map(|cell| cell.text.as_str())).map(str::to_owned);
            problems.push(Diagnostic::error(message).at(line).suggest(near));
            whole = false;
        }
    }
    whole.then_some(found)
}

/// What turns a number with a unit into the unit of its column. A column without a unit counts something.
fn factor(unit: &str, wanted: &'static str) -> Result<f64, Message> {
    if wanted.is_empty() && matches!(unit, "1" | "1/cell" | "molecules" | "molecules/cell" | "log10") {
        return Ok(1.0);
    }
    let target = if wanted.is_empty() { "1" } else { wanted };
    let known = Unit::parse(unit).and_then(|unit| unit.factor_to(&Unit::parse(target)?));
    known.map_err(|_| Message::new("E1406").with("unit", unit).with("wanted", target))
}

/// Why a cell gives no number.
pub(super) enum NoNumber {
    /// It is empty, or says `NA`.
    Missing,
    /// It is something else.
    Wrong,
}

impl Table {
    /// The cell of a column; none where the table has no such column.
    pub(super) fn cell<'a>(&self, row: &'a Row, name: &str) -> Option<&'a Cell> {
        let (_, place, _) = self.columns.iter().find(|(known, ..)| *known == name)?;
        row.cells.get((*place)?)
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.columns.iter().any(|(known, place, _)| *known == name && place.is_some())
    }

    /// The text of a column, empty where there is none.
    pub(super) fn text<'a>(&self, row: &'a Row, name: &str) -> &'a str {
        self.cell(row, name).map_or("", |cell| cell.text.as_str())
    }

    /// A finite number in the unit of its column. A percent sign behind it is allowed.
    pub(super) fn number(&self, row: &Row, name: &str) -> Result<f64, NoNumber> {
        let text = self.text(row, name).trim_end_matches('%').trim();
        if text.is_empty() || matches!(text.to_lowercase().as_str(), "na" | "nan" | "n/a" | "-" | "nd") {
            return Err(NoNumber::Missing);
        }
        let factor =
            self.columns.iter().find(|(known, ..)| *known == name).map_or(1.0, |(.., factor)| *factor);
        let number = self.parse(text).ok_or(NoNumber::Wrong)?;
        Ok(number * factor)
    }

    /// A finite number, with a decimal comma where the separator is none.
    pub(super) fn parse(&self, text: &str) -> Option<f64> {
        let dotted;
        let text = if self.decimal_comma && !text.contains('.') {
            dotted = text.replacen(',', ".", 1);
            dotted.as_str()
        } else {
            text
        };
        text.trim().parse::<f64>().ok().filter(|number| number.is_finite())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]
    use super::*;
    use lytic_text::Sources;

    const WANTED: &[Column] = &[
        Column { name: "target", aliases: &["line"], unit: "", needed: true },
        Column { name: "hours", aliases: &["time"], unit: "h", needed: true },
        Column { name: "note", aliases: &[], unit: "", needed: false },
    ];

    fn reading(text: &str) -> (Option<Table>, Vec<Diagnostic>, Sources) {
        let mut sources = Sources::new();
        let id = sources.add("a.csv", text);
        let mut problems = Vec::new();
        let table = read(id, text, WANTED, &mut problems);
        (table, problems, sources)
    }

    #[test]
    fn separators_marks_quotes_and_units_are_understood() {
        let text = "\u{feff}# lab 3\r\nLine;Time [min]\r\n\"K;562\";240,0\r\n\r\nDaudi;60\r\n";
        let (table, problems, sources) = reading(text);
        let table = table.unwrap();
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].message.key, "W1401");
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.text(&table.rows[0], "target"), "K;562");
        assert!((table.number(&table.rows[0], "hours").ok().unwrap() - 4.0).abs() < 1e-12);
        let cell = table.cell(&table.rows[1], "hours").unwrap();
        assert_eq!(sources.slice(cell.span), "60");
    }

    #[test]
    fn all_problems_of_a_head_come_at_once_with_the_nearest_name() {
        let (table, problems, _) = reading("targit,hours,hours,colour\nK562,4,4,red\n");
        assert!(table.is_none());
        let keys: Vec<&str> = problems.iter().map(|problem| problem.message.key).collect();
        assert_eq!(keys, ["W1402", "E1404", "W1402", "E1403"]);
        assert_eq!(problems[0].suggestion.as_deref(), Some("target"));
        assert_eq!(problems[3].suggestion.as_deref(), Some("targit"));
        let (table, problems, _) = reading("a|b\n1|2\n");
        assert!(table.is_none() && problems[0].message.key == "E1402");
        let (table, problems, _) = reading("");
        assert!(table.is_none() && problems[0].message.key == "E1401");
        let (_, problems, _) = reading("target,hours [kg]\nK562,4\n");
        assert_eq!(problems[0].message.key, "E1406");
    }

    #[test]
    fn ragged_rows_are_told_and_counted() {
        let (table, problems, sources) = reading("target,hours\nK562\nK562,4,5\nK562,4\n");
        let table = table.unwrap();
        assert_eq!((table.rows.len(), table.ragged), (1, 2));
        assert!(problems.iter().all(|problem| problem.message.key == "E1405"));
        assert_eq!(sources.slice(problems[1].span.unwrap()), "K562,4,5");
    }

    #[test]
    fn a_missing_number_is_not_a_wrong_one() {
        let (table, ..) = reading("target,hours\nA,NA\nB,\nC,four\nD,4 %\nE,inf\n");
        let table = table.unwrap();
        let of = |row: usize| match table.number(&table.rows[row], "hours") {
            Ok(number) => number.to_string(),
            Err(NoNumber::Missing) => "missing".to_owned(),
            Err(NoNumber::Wrong) => "wrong".to_owned(),
        };
        assert_eq!((0..5).map(of).collect::<Vec<_>>(), ["missing", "missing", "wrong", "4", "wrong"]);
    }
}
