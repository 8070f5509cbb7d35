//! What a scan says: figures over its axes, a page, a summary in words, a table with a row for each point and number.

mod table;

pub use table::write_scan;

use crate::error::ReportError;
use crate::figure::{Figure, KEY_HEIGHT, Measured, Paper, full_title, printed};
use crate::html::provenance::{about_rows, hash_rows};
use crate::html::sections::{Cell, Content, Head, Section, Table, page};
use crate::number::{Number, count};
use crate::quantile::quantile_at;
use crate::{summary, words};
use lytic_study::{Attribution, Axis, PairedOutcome, PairedValue, ScanPoint, ScanResults};
use lytic_text::{Lang, Message};
use minijinja::Value;

/// Lines about single outcomes and values in a summary at most.
const MOST_LINES: usize = 6;
/// Rows of the table on the page at most; the file has them all.
const MOST_ROWS: usize = 400;

/// Figures of a scan: shares, what the NK cells added to them, medians, and what was added to those.
pub fn scan_figures(results: &ScanResults, lang: Lang) -> Vec<Figure> {
    let paper = paper(results, lang);
    measured(results, lang)
        .iter()
        .enumerate()
        .map(|(index, measured)| paper.figure(measured, index))
        .collect()
}

fn paper(results: &ScanResults, lang: Lang) -> Paper<'_> {
    let names = results.axes.iter().map(|axis| axis_name(&axis.name, lang)).collect();
    Paper { about: &results.about, axes: &results.axes, names, lang }
}

/// A scanned name for people: "amount of NK cells"; a parameter keeps its own.
pub(crate) fn axis_name(name: &str, lang: Lang) -> String {
    let parts: Vec<&str> = name.split('.').collect();
    let key = |key: &str| words::known(&format!("scan.key.{key}"), lang).map(str::to_owned);
    let found = match parts.as_slice() {
        ["dose", which, last] if which.parse::<u64>().is_err() => key(last).map(|key| {
            Message::new("scan.of").with("key", key).with("what", words::agent(which, lang)).text(lang)
        }),
        ["patient", last] => key(last),
        ["duration" | "start"] => key(&format!("run.{name}")),
        _ => None,
    };
    found.unwrap_or_else(|| name.to_owned())
}

/// The measure `pick` finds at every point.
fn gathered<T>(
    results: &ScanResults,
    pick: impl Fn(&ScanPoint) -> Option<&T>,
    add: impl Fn(&mut Measured, Option<&T>),
    mut measured: Measured,
) -> Measured {
    results.points.iter().for_each(|point| add(&mut measured, pick(point)));
    measured
}

const NOTHING: (f64, f64) = (f64::NAN, f64::NAN);

fn times_hundred((low, high): (f64, f64)) -> (f64, f64) {
    (100.0 * low, 100.0 * high)
}

/// All numbers of a scan, in the order in which they are shown.
fn measured(results: &ScanResults, lang: Lang) -> Vec<Measured> {
    let Some(first) = results.points.first() else { return Vec::new() };
    let agents = words::agents(&results.without, lang);
    let added = Message::new("scan.added").with("agents", &agents).text(lang);
    let points = Message::new("scan.points").text(lang);
    let mut all = Vec::new();
    for (index, outcome) in first.outcomes.iter().enumerate() {
        let title = summary::outcome_name(outcome, lang);
        let head = Measured {
            title: title.clone(),
            name: outcome.name.clone(),
            unit: "%".to_owned(),
            of_share: true,
            ..Measured::default()
        };
        let add = |measured: &mut Measured, found: Option<&lytic_study::OutcomeResult>| {
            let share = found.filter(|outcome| outcome.n > 0);
            measured.value.push(share.map_or(f64::NAN, |o| 100.0 * o.successes as f64 / o.n as f64));
            measured.sampling.push(share.map_or(NOTHING, |outcome| times_hundred(outcome.interval)));
            measured.ignorance.push(share.and_then(|outcome| outcome.ignorance).map(times_hundred));
        };
        all.push(gathered(results, |point| point.outcomes.get(index), add, head));
        let Some(paired) = first.paired_outcomes.iter().find(|paired| paired.name == outcome.name) else {
            continue;
        };
        let head = Measured {
            title,
            subtitle: added.clone(),
            name: format!("{} added", paired.name),
            unit: points.clone(),
            of_share: true,
            difference: true,
            ..Measured::default()
        };
        let add = |measured: &mut Measured, found: Option<&PairedOutcome>| {
            measured.value.push(found.map_or(f64::NAN, |paired| 100.0 * paired.difference));
            measured.sampling.push(found.map_or(NOTHING, |paired| times_hundred(paired.sampling)));
            measured.ignorance.push(found.and_then(|paired| paired.ignorance).map(times_hundred));
            measured.open.push(found.is_some_and(|paired| is_open(paired.attribution, paired.ignorance)));
        };
        let pick = |point: &'_ ScanPoint| {
            point.paired_outcomes.iter().position(|paired| paired.name == outcome.name)
        };
        all.push(gathered(results, |point| point.paired_outcomes.get(pick(point)?), add, head));
    }
    for (index, value) in first.values.iter().enumerate() {
        let title = summary::value_name(value, lang);
        let unit = words::unit(&value.unit, lang);
        let middle = Message::new("scan.median").with("what", &title).text(lang);
        let head = Measured {
            title: middle,
            name: value.name.clone(),
            unit: unit.clone(),
            patients: Some([Vec::new(), Vec::new()]),
            ..Measured::default()
        };
        let add = |measured: &mut Measured, found: Option<&lytic_study::ValueResult>| {
            let quantiles = found.map_or(&[][..], |value| value.quantiles.as_slice());
            add_value(measured, quantiles, found.map(|value| (value.sampling, value.ignorance)));
        };
        all.push(gathered(results, |point| point.values.get(index), add, head));
        let Some(paired) = first.paired_values.iter().find(|paired| paired.name == value.name) else {
            continue;
        };
        let head = Measured {
            title,
            subtitle: added.clone(),
            name: format!("{} added", paired.name),
            unit,
            difference: true,
            patients: Some([Vec::new(), Vec::new()]),
            ..Measured::default()
        };
        let add = |measured: &mut Measured, found: Option<&PairedValue>| {
            let quantiles = found.map_or(&[][..], |value| value.quantiles.as_slice());
            add_value(measured, quantiles, found.map(|value| (value.sampling, value.ignorance)));
            measured.open.push(found.is_some_and(|paired| is_open(paired.attribution, paired.ignorance)));
        };
        let pick =
            |point: &'_ ScanPoint| point.paired_values.iter().position(|paired| paired.name == value.name);
        all.push(gathered(results, |point| point.paired_values.get(pick(point)?), add, head));
    }
    all
}

/// Whether what is known leaves the sign open; no difference in any draw is no open question.
fn is_open(attribution: Attribution, ignorance: Option<(f64, f64)>) -> bool {
    attribution == Attribution::SignOpen && ignorance != Some((0.0, 0.0))
}

/// A range of sampling and one of ignorance.
type Ranges = ((f64, f64), Option<(f64, f64)>);

fn add_value(measured: &mut Measured, quantiles: &[(f64, f64)], ranges: Option<Ranges>) {
    measured.value.push(quantile_at(quantiles, 0.5));
    if let Some([wide, narrow]) = &mut measured.patients {
        wide.push((quantile_at(quantiles, 0.05), quantile_at(quantiles, 0.95)));
        narrow.push((quantile_at(quantiles, 0.25), quantile_at(quantiles, 0.75)));
    }
    let (sampling, ignorance) = ranges.unwrap_or((NOTHING, None));
    measured.sampling.push(sampling);
    measured.ignorance.push(ignorance);
}

/// The axes in words: "amount of NK cells from 10⁶ to 10⁸ cells/kg in 5 steps".
fn axes_in_words(results: &ScanResults, lang: Lang) -> String {
    let axis = |axis: &Axis| {
        let at = |value: Option<&f64>| Number::rounded(value.copied().unwrap_or(f64::NAN), 4);
        let key = if axis.logarithmic { "scan.axis.log" } else { "scan.axis" };
        Message::new(key)
            .with("name", axis_name(&axis.name, lang))
            .with("from", at(axis.values.first()))
            .with("to", at(axis.values.last()))
            .with("unit", words::unit(&axis.unit, lang))
            .with("count", axis.values.len())
            .text(lang)
            .replace("  ", " ")
    };
    let axes: Vec<String> = results.axes.iter().map(axis).collect();
    axes.join(if lang == Lang::Zh { "；" } else { "; " })
}

/// The summary for a terminal, a line a sentence.
pub fn scan_summary(results: &ScanResults, lang: Lang) -> Vec<String> {
    let about = &results.about;
    let heading = Message::new("scan.heading")
        .with("title", words::title(about, lang))
        .with("axes", axes_in_words(results, lang))
        .with("points", count(results.points.len() as u64))
        .with("patients", words::patients(about.patients, about.kind, lang))
        .with("draws", words::draws(about.draws, lang))
        .with("seed", about.seed);
    let mut lines = vec![heading.text(lang)];
    let paper = paper(results, lang);
    let all = measured(results, lang);
    lines.extend(all.iter().take(MOST_LINES).map(|measured| sentence(&paper, measured)));
    if all.len() > MOST_LINES {
        lines.push(Message::new("scan.more").with("count", all.len() - MOST_LINES).text(lang));
    }
    if results.failed > 0 {
        lines.push(Message::new("scan.failed").with("count", count(results.failed)).text(lang));
    }
    lines.push(Message::new("report.caution").text(lang));
    lines
}

fn sentence(paper: &Paper<'_>, measured: &Measured) -> String {
    let lang = paper.lang;
    let finite = || measured.value.iter().enumerate().filter(|(_, value)| value.is_finite());
    let least = finite().min_by(|a, b| a.1.total_cmp(b.1));
    let most = finite().rev().max_by(|a, b| a.1.total_cmp(b.1));
    let (Some((low, least)), Some((high, most))) = (least, most) else {
        return Message::new("scan.unjudged").with("what", called(measured, lang)).text(lang);
    };
    let key = if least == most { "scan.same" } else { "scan.sentence" };
    Message::new(key)
        .with("what", called(measured, lang))
        .with("low", printed(*least, measured, 2, lang))
        .with("low_at", paper.place(low))
        .with("high", printed(*most, measured, 2, lang))
        .with("high_at", paper.place(high))
        .text(lang)
}

/// Title and subtitle without the unit.
fn called(measured: &Measured, lang: Lang) -> String {
    full_title(&Measured { unit: String::new(), ..measured.clone() }, lang)
}

/// The report of a scan as one HTML text.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn scan_html(results: &ScanResults, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    let about = &results.about;
    let paper = paper(results, lang);
    let all = measured(results, lang);
    let mut says = Section::new("says", Message::new("report.says"), lang);
    let reading =
        Message::new("scan.reading").with("patients", words::patients(about.patients, about.kind, lang));
    says.says = all.iter().map(|measured| sentence(&paper, measured)).collect();
    says.note = reading.text(lang);
    let mut curves = Section::new("curves", Message::new("scan.figures"), lang);
    curves.legend = legend(results, &all, lang);
    curves.figures =
        figures.iter().map(|figure| Value::from_safe_string(figure.inline().to_owned())).collect();
    let mut numbers = Section::new("numbers", Message::new("scan.numbers"), lang);
    numbers.tables = all.iter().map(|measured| table_of(&paper, measured)).collect();
    numbers.note = Message::new("scan.table.note").text(lang);
    let mut sections = vec![says, curves, numbers];
    if !results.changes.is_empty() || !results.inputs.is_empty() {
        sections.push(changes(results, lang));
    }
    page(
        Content {
            title: words::title(about, lang).to_owned(),
            subtitle: format!("{} · {}", about.scenario, axes_in_words(results, lang)),
            sections,
            provenance: provenance(&results.about, lang),
            command: about.command.clone(),
            data: String::new(),
        },
        lang,
    )
}

/// What else was changed, at all points alike.
fn changes(results: &ScanResults, lang: Lang) -> Section {
    let mut section = Section::new("changes", Message::new("report.changes"), lang);
    let number = |value: f64, unit: &str| words::quantity(value, unit, lang);
    let parameters = results.changes.iter().map(|change| {
        let before = change.library.map_or_else(|| "–".to_owned(), |value| number(value, &change.unit));
        (change.name.clone(), before, number(change.used, &change.unit))
    });
    let keys = results.inputs.iter().map(|key| (key.name.clone(), key.before.clone(), key.after.clone()));
    let rows = parameters.chain(keys).map(|(name, before, after)| {
        vec![Cell::words(String::new()).code(name), Cell::words(before), Cell::words(after)]
    });
    section.tables.push(Table {
        heading: String::new(),
        head: ["compare.input", "scan.before", "scan.after"].map(|key| Head::words(key, lang)).to_vec(),
        rows: rows.collect(),
    });
    section
}

pub(crate) fn provenance(about: &lytic_study::About, lang: Lang) -> Vec<(String, String)> {
    let mut rows = about_rows(about, lang);
    rows.extend(hash_rows(&about.hashes, lang));
    rows
}

/// Marks of curves with their names; a heat map explains itself.
fn legend(results: &ScanResults, all: &[Measured], lang: Lang) -> Vec<(Value, String, String)> {
    if results.axes.len() != 1 {
        return Vec::new();
    }
    let about = &results.about;
    let item = |marks: &str, key: &'static str| {
        let text = Message::new(key)
            .with("patients", words::patients(about.patients, about.kind, lang))
            .with("draws", words::draws(about.draws, lang))
            .text(lang);
        let mark = format!(
            "<svg class=\"fig key\" viewBox=\"0 0 22 {KEY_HEIGHT}\" aria-hidden=\"true\"><g class=\"k-nk\">{marks}</g></svg>"
        );
        (Value::from_safe_string(mark), text, String::new())
    };
    let mut items = vec![item(
        "<path class=\"median\" d=\"M1 6H21\"/><circle class=\"point\" cx=\"11\" cy=\"6\" r=\"2.8\"/>",
        "scan.legend.value",
    )];
    if all.iter().any(|measured| measured.patients.is_some()) {
        items.push(item(
            "<path class=\"band90\" d=\"M1 1H21V11H1Z\"/><path class=\"band50\" d=\"M1 1H21V11H1Z\"/>",
            "scan.legend.band50",
        ));
        items.push(item("<path class=\"band90\" d=\"M1 1H21V11H1Z\"/>", "scan.legend.band90"));
    }
    items.push(item("<path class=\"sampling\" d=\"M1 3H21V9H1Z\"/>", "scan.legend.sampling"));
    if about.draws > 1 {
        items.push(item(
            "<path class=\"ignorance\" d=\"M8.5 11h5m-2.5 0V1m-2.5 0h5\"/>",
            "scan.legend.ignorance",
        ));
    }
    items
}

/// The numbers of one measure at all points.
fn table_of(paper: &Paper<'_>, measured: &Measured) -> Table {
    let lang = paper.lang;
    let number = |value: f64| Number::rounded(value, 3).html();
    let range = |(low, high): (f64, f64)| {
        if low.is_nan() || high.is_nan() {
            "–".to_owned()
        } else {
            format!("{} – {}", number(low), number(high))
        }
    };
    let mut head = vec![Head::words("scan.point", lang), Head::numbers("scan.value", "", lang)];
    if measured.patients.is_some() {
        head.push(Head::numbers("report.part.patients", "5–95 %", lang));
    }
    head.push(Head::numbers("report.part.ignorance", "5–95 %", lang));
    head.push(Head::numbers("report.part.sampling", "95 %", lang));
    let row = |(index, value): (usize, &f64)| {
        let mut row = vec![Cell::words(paper.place(index)), Cell::number(number(*value)).strong()];
        if let Some([wide, _]) = &measured.patients {
            row.push(Cell::number(range(wide.get(index).copied().unwrap_or(NOTHING))));
        }
        row.push(Cell::number(range(measured.ignorance.get(index).copied().flatten().unwrap_or(NOTHING))));
        row.push(Cell::number(range(measured.sampling.get(index).copied().unwrap_or(NOTHING))));
        row
    };
    let rows: Vec<Vec<Cell>> = measured.value.iter().enumerate().take(MOST_ROWS).map(row).collect();
    Table { heading: full_title(measured, lang), head, rows }
}
