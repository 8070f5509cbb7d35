//! What a model shows that was run by itself: a summary in words, figures, a page, an object for programs, tables.
//!
//! One run: curves over time, those of one unit together. A scan over one axis: the value at the end over the axis, and
//! the curves of some of its points; over two axes: a heat map of the value at the end.

mod charts;
mod table;

pub use charts::course_figures;
pub use table::{course_json, write_course};

use crate::error::ReportError;
use crate::figure::Figure;
use crate::html::sections::{Cell, Content, Head, Section, Table, page};
use crate::number::Number;
use crate::words;
use lytic_study::{About, CourseColumn, CoursePoint, CourseResults};
use lytic_text::{Lang, Message};
use minijinja::Value;

/// Lines of numbers in a summary.
const MOST_LINES: usize = 12;
/// Rows of a table on the page.
const MOST_ROWS: usize = 200;

/// What other parts of a report ask of any result.
pub(crate) fn about(results: &CourseResults) -> About {
    About {
        version: results.version.clone(),
        scenario: results.model.clone(),
        title: results.title.clone(),
        model: results.model.clone(),
        seed: results.seed,
        command: results.command.clone(),
        hashes: results.hashes.clone(),
        ..About::default()
    }
}

/// Name of a column for people.
fn name_of(column: &CourseColumn) -> String {
    match column.label.trim() {
        "" => column.name.clone(),
        label if label == column.name => column.name.clone(),
        label => format!("{label} ({})", column.name),
    }
}

/// A number with a unit.
fn with_unit(value: f64, unit: &str, lang: Lang) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let unit = words::unit(unit, lang);
    let number = Number::rounded(value, 4);
    if unit.is_empty() { number.to_string() } else { format!("{number} {unit}") }
}

/// The curve of a column.
fn curve(results: &CourseResults, point: &CoursePoint, column: usize) -> Vec<f64> {
    point.curve(column, results.columns.len()).collect()
}

/// When a curve is lowest and highest: values and their times.
fn extremes(times: &[f64], curve: &[f64]) -> Option<[(f64, f64); 2]> {
    let finite = || curve.iter().copied().zip(times.iter().copied()).filter(|(value, _)| value.is_finite());
    let low = finite().min_by(|a, b| a.0.total_cmp(&b.0))?;
    let high = finite().rev().max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some([low, high])
}

fn end_of(results: &CourseResults) -> String {
    let unit = if results.time_unit.is_empty() { String::new() } else { results.time_unit.clone() };
    format!("{} {unit}", Number::rounded(results.times.last().copied().unwrap_or(f64::NAN), 6))
        .trim()
        .to_owned()
}

/// The summary for a terminal, a line a sentence.
pub fn course_summary(results: &CourseResults, lang: Lang) -> Vec<String> {
    let mut lines = vec![heading(results, lang)];
    lines.extend(sentences(results, lang).into_iter().take(MOST_LINES));
    if results.columns.len() > MOST_LINES {
        let more = results.columns.len() - MOST_LINES;
        lines.push(Message::new("course.more").with("count", more).text(lang));
    }
    lines.extend(warnings(results, lang));
    lines.push(Message::new("report.caution").text(lang));
    lines
}

fn heading(results: &CourseResults, lang: Lang) -> String {
    let key = if results.axes.is_empty() { "course.heading" } else { "course.heading.scan" };
    let axes: Vec<String> = results.axes.iter().map(|axis| axis.name.clone()).collect();
    Message::new(key)
        .with("title", &results.title)
        .with("to", end_of(results))
        .with("axes", axes.join(if lang == Lang::Zh { "、" } else { " and " }))
        .with("points", results.points.len())
        .text(lang)
}

fn sentences(results: &CourseResults, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, column) in results.columns.iter().enumerate() {
        let name = name_of(column);
        if results.axes.is_empty() {
            let Some(point) = results.points.first() else { continue };
            let curve = curve(results, point, index);
            let Some([low, high]) = extremes(&results.times, &curve) else {
                lines.push(Message::new("course.nothing").with("name", name).text(lang));
                continue;
            };
            let time = |time: f64| with_unit(time, &results.time_unit, lang);
            let key = if low.0 == high.0 { "course.constant" } else { "course.sentence" };
            let message = Message::new(key)
                .with("name", name)
                .with("end", with_unit(curve.last().copied().unwrap_or(f64::NAN), &column.unit, lang))
                .with("low", with_unit(low.0, &column.unit, lang))
                .with("low_at", time(low.1))
                .with("high", with_unit(high.0, &column.unit, lang))
                .with("high_at", time(high.1));
            lines.push(message.text(lang));
        } else {
            let ends: Vec<f64> = results
                .points
                .iter()
                .map(|point| curve(results, point, index).last().copied().unwrap_or(f64::NAN))
                .collect();
            let places: Vec<f64> = (0..ends.len()).map(|place| place as f64).collect();
            let Some([low, high]) = extremes(&places, &ends) else { continue };
            let place = |place: f64| charts::place(results, place as usize, lang);
            let message = Message::new("course.sentence.scan")
                .with("name", name)
                .with("low", with_unit(low.0, &column.unit, lang))
                .with("low_at", place(low.1))
                .with("high", with_unit(high.0, &column.unit, lang))
                .with("high_at", place(high.1));
            lines.push(message.text(lang));
        }
    }
    lines
}

/// Points that failed, and conditions that the model asserts and that were broken.
fn warnings(results: &CourseResults, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(first) = results.points.iter().find_map(|point| point.failure.as_ref()) {
        let message =
            Message::new("course.failed").with("count", results.failed()).with("reason", first.text(lang));
        lines.push(message.text(lang));
    }
    let mut broken: Vec<(f64, &str)> = results
        .points
        .iter()
        .flat_map(|point| &point.broken)
        .map(|(time, text)| (*time, text.as_str()))
        .collect();
    broken.sort_by(|a, b| a.1.cmp(b.1).then(a.0.total_cmp(&b.0)));
    broken.dedup_by(|a, b| a.1 == b.1);
    for (time, text) in broken.into_iter().take(MOST_LINES) {
        let message = Message::new("course.broken").with("time", with_unit(time, &results.time_unit, lang));
        lines.push(message.with("text", text.trim()).text(lang));
    }
    lines
}

/// The page as one HTML text that needs nothing from elsewhere.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn course_page(results: &CourseResults, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    let mut says = Section::new("says", Message::new("report.says"), lang);
    says.says = sentences(results, lang);
    says.says.extend(warnings(results, lang));
    let path = format!("@{}", results.path.message().key);
    says.note = Message::new("course.path").with("path", path).text(lang);
    let mut curves = Section::new("curves", Message::new("course.figures"), lang);
    curves.figures =
        figures.iter().map(|figure| Value::from_safe_string(figure.inline().to_owned())).collect();
    let mut numbers = Section::new("numbers", Message::new("course.numbers"), lang);
    numbers.tables.push(table_of(results, lang));
    numbers.note = Message::new("course.numbers.note").text(lang);
    page(
        Content {
            title: results.title.clone(),
            subtitle: heading(results, lang),
            sections: vec![says, curves, numbers],
            provenance: crate::scan::provenance(&about(results), lang),
            command: results.command.clone(),
            data: String::new(),
        },
        lang,
    )
}

/// A row a column, or a row a point of a scan.
fn table_of(results: &CourseResults, lang: Lang) -> Table {
    let number = |value: f64| {
        if value.is_finite() { Number::rounded(value, 5).html() } else { "–".to_owned() }
    };
    let last =
        |point: &CoursePoint, index: usize| curve(results, point, index).last().copied().unwrap_or(f64::NAN);
    if results.axes.is_empty() {
        let head = ["course.start", "course.low", "course.high", "course.end"];
        let head = std::iter::once(Head::words("course.what", lang))
            .chain(head.map(|key| Head::numbers(key, "", lang)))
            .collect();
        let row = |(index, column): (usize, &CourseColumn)| {
            let curve = results.points.first().map_or_else(Vec::new, |point| curve(results, point, index));
            let [low, high] = extremes(&results.times, &curve).unwrap_or([(f64::NAN, 0.0); 2]);
            let ends = [curve.first(), Some(&low.0), Some(&high.0), curve.last()];
            let numbers = ends.map(|value| Cell::number(number(value.copied().unwrap_or(f64::NAN))));
            let unit = words::unit(&column.unit, lang);
            std::iter::once(Cell::words(name_of(column)).small(unit)).chain(numbers).collect()
        };
        let rows = results.columns.iter().enumerate().take(MOST_ROWS).map(row).collect();
        return Table { heading: String::new(), head, rows };
    }
    let columns: Vec<usize> = (0..results.columns.len().min(8)).collect();
    let mut head = vec![Head::words("scan.point", lang)];
    head.extend(columns.iter().filter_map(|index| results.columns.get(*index)).map(|column| Head {
        text: column.name.clone(),
        small: words::unit(&column.unit, lang),
        number: true,
    }));
    let row = |(place, point): (usize, &CoursePoint)| {
        let values = columns.iter().map(|index| Cell::number(number(last(point, *index))));
        std::iter::once(Cell::words(charts::place(results, place, lang))).chain(values).collect()
    };
    let rows = results.points.iter().enumerate().take(MOST_ROWS).map(row).collect();
    Table { heading: Message::new("course.end").text(lang), head, rows }
}

#[cfg(test)]
mod tests;
