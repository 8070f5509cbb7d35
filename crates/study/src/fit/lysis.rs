//! Specific lysis by target, NK cells, ratio and time: read and checked, row by row.
//!
//! | column | meaning |
//! |---|---|
//! | `target` | the target cells |
//! | `effector` | the NK cells: one arm of the assay |
//! | `effector_target_ratio` | NK cells per target: `10`, `10:1` |
//! | `hours` | length of the assay; `time [min]` is converted |
//! | `specific_lysis_percent` | 0 to 100; a little noise beyond is kept and told |
//! | `sd_percent` | standard deviation of the replicates (optional) |
//! | `replicates` | how many (optional) |
//!
//! Nothing is dropped silently: a row is read, or refused with its place and reason, and both are counted.

use super::table::{self, Cell, Column, NoNumber, Row, Table};
use lytic_text::{Diagnostic, Message, SourceId, Span};

const COLUMNS: &[Column] = &[
    Column {
        name: "target",
        aliases: &["target_cell", "target_cells", "cell_line", "line"],
        unit: "",
        needed: true,
    },
    Column {
        name: "effector",
        aliases: &["effector_cell", "effector_cells", "nk", "arm"],
        unit: "",
        needed: true,
    },
    Column {
        name: "effector_target_ratio",
        aliases: &["e:t", "et", "e_t", "et_ratio", "e:t_ratio", "e/t", "ratio"],
        unit: "",
        needed: true,
    },
    Column { name: "hours", aliases: &["time", "time_h", "duration"], unit: "h", needed: true },
    Column {
        name: "specific_lysis_percent",
        aliases: &["specific_lysis", "lysis", "lysis_percent", "percent_lysis", "%_lysis"],
        unit: "percent",
        needed: true,
    },
    Column {
        name: "sd_percent",
        aliases: &["sd", "lysis_sd", "sd_lysis", "standard_deviation"],
        unit: "percent",
        needed: false,
    },
    Column { name: "replicates", aliases: &["n", "wells"], unit: "", needed: false },
];

/// Lysis may lie beyond 0 or 100 by twice its standard deviation, or by this, and counts as noise.
const NOISE_PERCENT: f64 = 5.0;
/// Two rows of one condition contradict each other beyond so many of their joint standard deviations.
const CONTRADICTION: f64 = 4.0;
/// What a standard deviation is taken for where a contradiction is judged and none is given.
const UNKNOWN_SD_PERCENT: f64 = 5.0;
/// Longer assays are told: targets grow meanwhile.
const LONG_H: f64 = 24.0;
/// Longest assay.
const LONGEST_H: f64 = 168.0;
/// Most NK cells per target.
const MOST_RATIO: f64 = 1e4;
/// Rows of a file at most.
const MOST_ROWS: usize = 5_000;

/// One measured condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Point {
    /// Place in [`Lysis::targets`].
    pub target: usize,
    /// Place in [`Lysis::effectors`].
    pub effector: usize,
    pub ratio: f64,
    pub hours: f64,
    pub lysis_percent: f64,
    pub sd_percent: Option<f64>,
    pub span: Span,
}

/// A file of lysis.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lysis {
    /// Targets in the order of the file.
    pub targets: Vec<String>,
    /// NK cells in the order of the file.
    pub effectors: Vec<String>,
    /// What was read.
    pub points: Vec<Point>,
    /// Rows with something in them.
    pub rows: u64,
    /// Rows that were refused.
    pub refused: u64,
}

/// A name without what differs between spellings: `Kasumi-1` and `kasumi1` are the same cells.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Reads lysis. With `skip`, refused rows are warnings and the others are used.
pub(super) fn read(source: SourceId, text: &str, skip: bool, problems: &mut Vec<Diagnostic>) -> Lysis {
    let mut of_rows = Vec::new();
    let Some(table) = table::read(source, text, COLUMNS, problems) else { return Lysis::default() };
    let mut lysis =
        Lysis { rows: table.rows.len() as u64 + table.ragged, refused: table.ragged, ..Lysis::default() };
    if table.rows.len() > MOST_ROWS {
        problems.push(Diagnostic::error(
            Message::new("E1430").with("count", table.rows.len()).with("most", MOST_ROWS),
        ));
        return lysis;
    }
    for row in &table.rows {
        match point(&table, row, &mut lysis, &mut of_rows) {
            Some(point) => lysis.points.push(point),
            None => lysis.refused += 1,
        }
    }
    contradictions(&mut lysis, &mut of_rows);
    if let Some(long) = lysis.points.iter().find(|point| point.hours > LONG_H) {
        let message = Message::new("W1407").with("hours", long.hours);
        problems.push(Diagnostic::warning(message).at(long.span));
    }
    if skip {
        for problem in
            problems.iter_mut().filter(|problem| problem.message.key == "E1405").chain(&mut of_rows)
        {
            problem.severity = lytic_text::Severity::Warning;
        }
    }
    problems.extend(of_rows);
    if !skip && lysis.refused > 0 {
        let message = Message::new("W1409").with("read", lysis.rows).with("refused", lysis.refused);
        problems.push(Diagnostic::warning(message));
    }
    lysis
}

fn place_of(names: &mut Vec<String>, name: &str) -> usize {
    let wanted = plain(name);
    names.iter().position(|known| plain(known) == wanted).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

/// A row as a point; none where anything of it is wrong, all of which is told.
fn point(table: &Table, row: &Row, lysis: &mut Lysis, problems: &mut Vec<Diagnostic>) -> Option<Point> {
    let before = problems.len();
    for name in ["target", "effector"] {
        let cell = table.cell(row, name);
        if cell.is_none_or(|cell| plain(&cell.text).is_empty()) {
            problems.push(missing(name, cell, row));
        }
    }
    let ratio = ratio(table, row, problems);
    let hours = number(table, row, "hours", true, problems).filter(|hours| {
        let fine = *hours > 0.0 && *hours <= LONGEST_H;
        if !fine {
            problems.push(at(
                Message::new("E1412").with("value", hours).with("most", LONGEST_H),
                table.cell(row, "hours"),
                row,
            ));
        }
        fine
    });
    let sd = number(table, row, "sd_percent", false, problems).filter(|sd| {
        let fine = *sd >= 0.0;
        if !fine {
            problems.push(at(Message::new("E1413").with("value", sd), table.cell(row, "sd_percent"), row));
        }
        fine
    });
    replicates(table, row, sd, problems);
    let lysis_percent = number(table, row, "specific_lysis_percent", true, problems);
    if let Some(value) = lysis_percent {
        let room = (2.0 * sd.unwrap_or(0.0)).max(NOISE_PERCENT);
        let cell = table.cell(row, "specific_lysis_percent");
        let message = |key| Message::new(key).with("value", value).with("room", room);
        if value > 100.0 + room {
            problems.push(at(message("E1409"), cell, row));
        } else if value < -room {
            problems.push(at(message("E1410"), cell, row));
        } else if !(0.0..=100.0).contains(&value) {
            let mut kept = at(message("W1403"), cell, row);
            kept.severity = lytic_text::Severity::Warning;
            problems.push(kept);
        }
    }
    if problems.get(before..).is_some_and(lytic_text::has_errors) {
        return None;
    }
    Some(Point {
        target: place_of(&mut lysis.targets, table.text(row, "target")),
        effector: place_of(&mut lysis.effectors, table.text(row, "effector")),
        ratio: ratio?,
        hours: hours?,
        lysis_percent: lysis_percent?,
        sd_percent: sd,
        span: row.span,
    })
}

fn at(message: Message, cell: Option<&Cell>, row: &Row) -> Diagnostic {
    Diagnostic::error(message).at(cell.map_or(row.span, |cell| cell.span))
}

fn missing(name: &'static str, cell: Option<&Cell>, row: &Row) -> Diagnostic {
    at(Message::new("E1407").with("column", name), cell, row)
}

fn number(
    table: &Table,
    row: &Row,
    name: &'static str,
    needed: bool,
    problems: &mut Vec<Diagnostic>,
) -> Option<f64> {
    let cell = table.cell(row, name);
    match table.number(row, name) {
        Ok(number) => Some(number),
        Err(NoNumber::Missing) if needed => {
            problems.push(missing(name, cell, row));
            None
        }
        Err(NoNumber::Missing) => None,
        Err(NoNumber::Wrong) => {
            let message = Message::new("E1408").with("column", name).with("value", table.text(row, name));
            problems.push(at(message, cell, row));
            None
        }
    }
}

/// NK cells per target, from `10` or `10:1`.
fn ratio(table: &Table, row: &Row, problems: &mut Vec<Diagnostic>) -> Option<f64> {
    const NAME: &str = "effector_target_ratio";
    let text = table.text(row, NAME);
    let parsed = match text.split_once([':', '/']) {
        Some((effectors, targets)) => {
            table.parse(effectors).zip(table.parse(targets)).map(|(effectors, targets)| effectors / targets)
        }
        None => match table.number(row, NAME) {
            Ok(number) => Some(number),
            Err(NoNumber::Wrong) => None,
            Err(NoNumber::Missing) => {
                problems.push(missing(NAME, table.cell(row, NAME), row));
                return None;
            }
        },
    };
    match parsed {
        Some(ratio) if ratio > 0.0 && ratio <= MOST_RATIO => Some(ratio),
        Some(_) => {
            problems.push(at(Message::new("E1411").with("value", text), table.cell(row, NAME), row));
            None
        }
        None => {
            let message = Message::new("E1408").with("column", NAME).with("value", text);
            problems.push(at(message, table.cell(row, NAME), row));
            None
        }
    }
}

/// The number of replicates is checked, and that a single one has no standard deviation.
fn replicates(table: &Table, row: &Row, sd: Option<f64>, problems: &mut Vec<Diagnostic>) {
    const NAME: &str = "replicates";
    let Some(count) = number(table, row, NAME, false, problems) else { return };
    if count < 1.0 || count.fract() != 0.0 {
        let message = Message::new("E1414").with("value", table.text(row, NAME));
        problems.push(at(message, table.cell(row, NAME), row));
    } else if count < 2.0 && sd.is_some_and(|sd| sd > 0.0) {
        problems.push(at(Message::new("E1416"), table.cell(row, "sd_percent"), row));
    }
}

/// Rows of one condition: the same row twice counts once, rows that contradict each other are refused, both of them.
fn contradictions(lysis: &mut Lysis, problems: &mut Vec<Diagnostic>) {
    let mut refused = vec![false; lysis.points.len()];
    let mut repeated = refused.clone();
    for (index, point) in lysis.points.iter().enumerate() {
        let earlier = lysis.points.iter().enumerate().take(index).find(|(_, other)| {
            (other.target, other.effector) == (point.target, point.effector)
                && other.ratio == point.ratio
                && other.hours == point.hours
        });
        let Some((first, other)) = earlier else { continue };
        if other.lysis_percent == point.lysis_percent && other.sd_percent == point.sd_percent {
            let message = Message::new("W1404");
            problems.push(
                Diagnostic::warning(message).at(point.span).label(other.span, Message::new("fit.first_here")),
            );
            set(&mut repeated, index);
            continue;
        }
        let sd = |point: &Point| point.sd_percent.filter(|sd| *sd > 0.0).unwrap_or(UNKNOWN_SD_PERCENT);
        let joint = lytic_engine::math::sqrt(sd(point) * sd(point) + sd(other) * sd(other));
        if (point.lysis_percent - other.lysis_percent).abs() > CONTRADICTION * joint {
            let message = Message::new("E1415")
                .with("first", other.lysis_percent)
                .with("second", point.lysis_percent)
                .with("times", CONTRADICTION);
            problems.push(
                Diagnostic::error(message).at(point.span).label(other.span, Message::new("fit.first_here")),
            );
            set(&mut refused, index);
            set(&mut refused, first);
        }
    }
    lysis.refused += refused.iter().filter(|refused| **refused).count() as u64;
    let mut index = 0;
    lysis.points.retain(|_| {
        let gone = |flags: &[bool]| flags.get(index).copied().unwrap_or(false);
        let kept = !gone(&refused) && !gone(&repeated);
        index += 1;
        kept
    });
}

fn set(flags: &mut [bool], index: usize) {
    if let Some(flag) = flags.get_mut(index) {
        *flag = true;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]
    use super::*;
    use lytic_text::Sources;

    const HEAD: &str =
        "target,effector,effector_target_ratio,hours,specific_lysis_percent,sd_percent,replicates\n";

    fn reading(rows: &str, skip: bool) -> (Lysis, Vec<Diagnostic>) {
        let text = format!("{HEAD}{rows}");
        let mut sources = Sources::new();
        let id = sources.add("lysis.csv", text.clone());
        let mut problems = Vec::new();
        let lysis = read(id, &text, skip, &mut problems);
        (lysis, problems)
    }

    fn keys(problems: &[Diagnostic]) -> Vec<&str> {
        let of_rows = problems.iter().filter(|problem| problem.message.key != "W1409");
        of_rows.map(|problem| problem.message.key).collect()
    }

    #[test]
    fn every_wrong_row_is_told_with_its_place_and_counted() {
        let rows = "K562,NK,10,4,130,2,3\nK562,NK,,4,30,2,3\nK562,NK,5,4,-20,2,3\nK562,NK,5,0,20,2,3\nK562,NK,-5,4,20,2,3\n\
                    K562,NK,5,4,abc,2,3\n,NK,5,4,20,2,3\nK562,NK,1,4,20,-2,3\nK562,NK,1,4,20,2,1.5\nK562,NK,1,4,20,2,1\n\
                    K562,NK,0.5,4,7,2,3\n";
        let (lysis, problems) = reading(rows, false);
        assert_eq!(
            keys(&problems),
            ["E1409", "E1407", "E1410", "E1412", "E1411", "E1408", "E1407", "E1413", "E1414", "E1416"]
        );
        let (counts, of_rows): (Vec<_>, Vec<_>) =
            problems.iter().partition(|problem| problem.message.key == "W1409");
        assert!(of_rows.iter().all(|problem| problem.span.is_some() && problem.is_error()));
        let counted: Vec<String> =
            counts.iter().map(|count| count.message.text(lytic_text::Lang::En)).collect();
        assert_eq!(counted, ["11 rows read, 10 refused, nothing was fitted"]);
        assert_eq!((lysis.rows, lysis.refused, lysis.points.len()), (11, 10, 1));
        let (_, problems) = reading(rows, true);
        assert!(problems.iter().all(|problem| !problem.is_error()), "skipped rows are warnings");
    }

    #[test]
    fn noise_around_nothing_is_kept_and_told() {
        let (lysis, problems) =
            reading("K562,NK,0.5,4,-2,3,3\nK562,NK,10,4,104,1,3\nK562,NK,5,4,-8,4,3\n", false);
        assert_eq!(keys(&problems), ["W1403"; 3]);
        assert_eq!(lysis.points.len(), 3);
    }

    #[test]
    fn ratios_are_read_in_both_ways() {
        let (lysis, problems) = reading("K562,NK,10:1,4,50,2,3\nk-562,NK,1:2,4,10,2,3\n", false);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!((lysis.points[0].ratio, lysis.points[1].ratio), (10.0, 0.5));
        assert_eq!(lysis.targets, ["K562"]);
    }

    #[test]
    fn replicates_that_contradict_are_refused_and_agreeing_ones_stay() {
        let rows = "K562,NK,5,4,20,2,3\nK562,NK,5,4,60,2,3\nK562,NK,1,4,10,2,3\nK562,NK,1,4,12,2,3\nK562,NK,2,4,15,2,3\n\
                    K562,NK,2,4,15,2,3\n";
        let (lysis, problems) = reading(rows, false);
        assert_eq!(keys(&problems), ["E1415", "W1404"]);
        assert_eq!(problems[0].labels.len(), 1);
        assert_eq!((lysis.points.len(), lysis.refused, lysis.rows), (3, 2, 6));
    }
}
