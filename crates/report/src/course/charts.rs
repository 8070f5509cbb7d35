//! Figures of a model that was run by itself.

use super::{about, curve, name_of};
use crate::figure::{Chart, Figure, Measured, Paper, Series};
use crate::number::Number;
use crate::words;
use lytic_study::CourseResults;
use lytic_text::{Lang, Message};

/// Curves in one chart: as many as there are colours.
const MOST_SERIES: usize = 6;
/// Charts of curves.
const MOST_CHARTS: usize = 40;
/// Points of a drawn curve.
const MOST_POINTS: usize = 600;

/// The values of the axes at a point.
pub(super) fn place(results: &CourseResults, point: usize, lang: Lang) -> String {
    let names = results.axes.iter().map(|axis| axis.name.clone()).collect();
    Paper { about: &about(results), axes: &results.axes, names, lang }.place(point)
}

/// All figures.
pub fn course_figures(results: &CourseResults, lang: Lang) -> Vec<Figure> {
    let about = about(results);
    let mut figures = Vec::new();
    if results.axes.is_empty() {
        for (index, chart) in single(results, lang).into_iter().take(MOST_CHARTS).enumerate() {
            figures.push(chart.figure(&about, index, lang));
        }
        return figures;
    }
    let names = results.axes.iter().map(|axis| axis.name.clone()).collect();
    let paper = Paper { about: &about, axes: &results.axes, names, lang };
    for (index, column) in results.columns.iter().enumerate().take(MOST_CHARTS) {
        let ends = results.points.iter().map(|point| curve(results, point, index).last().copied());
        let measured = Measured {
            title: Message::new("course.at_end").with("name", name_of(column)).text(lang),
            name: column.name.clone(),
            unit: words::unit(&column.unit, lang),
            value: ends.map(|end| end.unwrap_or(f64::NAN)).collect(),
            ..Measured::default()
        };
        figures.push(paper.figure(&measured, figures.len()));
        if results.axes.len() == 1 {
            let chart = family(results, index, lang);
            figures.push(chart.figure(&about, figures.len(), lang));
        }
    }
    figures
}

/// Name of the axis of time.
fn across(results: &CourseResults, lang: Lang) -> String {
    let time = Message::new("course.time").text(lang);
    match results.time_unit.as_str() {
        "" => time,
        unit => format!("{time} ({})", words::unit(unit, lang)),
    }
}

/// What is drawn of a curve: not more points than can be seen, and no holes.
fn points(times: &[f64], curve: &[f64]) -> Vec<(f64, f64)> {
    let every = times.len().div_ceil(MOST_POINTS).max(1);
    let last = times.len().saturating_sub(1);
    let pairs = times.iter().copied().zip(curve.iter().copied()).enumerate();
    pairs
        .filter(|(index, (_, value))| (index % every == 0 || *index == last) && value.is_finite())
        .map(|(_, pair)| pair)
        .collect()
}

/// One run: a chart for each unit, and another one where there are more curves than colours.
fn single(results: &CourseResults, lang: Lang) -> Vec<Chart> {
    let Some(point) = results.points.first() else { return Vec::new() };
    let mut groups: Vec<(&str, Vec<usize>)> = Vec::new();
    for (index, column) in results.columns.iter().enumerate() {
        match groups.iter_mut().rev().find(|(unit, group)| *unit == column.unit && group.len() < MOST_SERIES)
        {
            Some((_, group)) => group.push(index),
            None => groups.push((&column.unit, vec![index])),
        }
    }
    let chart = |(unit, group): (&str, Vec<usize>)| {
        let columns: Vec<_> = group.iter().filter_map(|index| results.columns.get(*index)).collect();
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let title = match columns.as_slice() {
            [one] => name_of(one),
            _ => names.join(", "),
        };
        let alone = columns.len() == 1;
        let series = group.iter().zip(&names).map(|(index, name)| Series {
            name: if alone { String::new() } else { name.clone() },
            points: points(&results.times, &curve(results, point, *index)),
            ..Series::default()
        });
        let description = Message::new("course.figure").with("names", names.join(", ")).text(lang);
        Chart {
            name: names.first().cloned().unwrap_or_default(),
            title,
            unit: words::unit(unit, lang),
            across: across(results, lang),
            series: series.collect(),
            description,
            ..Chart::default()
        }
    };
    groups.into_iter().map(chart).collect()
}

/// Curves of one column at some points of the axis, first and last among them.
fn family(results: &CourseResults, index: usize, lang: Lang) -> Chart {
    let count = results.points.len();
    let shown = count.min(MOST_SERIES);
    let places = (0..shown).map(|place| if shown > 1 { place * (count - 1) / (shown - 1) } else { 0 });
    let axis = results.axes.first();
    let series = places.filter_map(|place| {
        let point = results.points.get(place)?;
        let value = point.at.first().copied().unwrap_or(f64::NAN);
        Some(Series {
            name: format!("{} = {}", axis.map_or("", |axis| axis.name.as_str()), Number::rounded(value, 3)),
            points: points(&results.times, &curve(results, point, index)),
            ..Series::default()
        })
    });
    let column = results.columns.get(index);
    let name = column.map(name_of).unwrap_or_default();
    Chart {
        name: format!("{} curves", column.map_or("", |column| column.name.as_str())),
        title: name.clone(),
        unit: column.map(|column| words::unit(&column.unit, lang)).unwrap_or_default(),
        across: across(results, lang),
        series: series.collect(),
        description: Message::new("course.figure").with("names", name).text(lang),
        ..Chart::default()
    }
}
