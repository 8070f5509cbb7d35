//! Curves as numbers: a block of rows a column, with the three kinds of spread in rows of their own, and the values under
//! the pointer.

use super::{range_of, safe};
use crate::figure::{Layers, floor, in_order, median, quantile};
use crate::words;
use lytic_study::{ColumnResult, Kind, Results};
use lytic_text::{Lang, Message};
use minijinja::Value;
use serde::Serialize;

/// Points of a curve that are read out under the pointer at most.
const MOST_POINTS: usize = 600;

/// A column at the key days.
#[derive(Serialize)]
pub(super) struct Block {
    column: String,
    unit: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    name: String,
    main: bool,
    cells: Vec<Value>,
}

/// Index and time of the days that are printed as numbers: the first, 0, 7, 14, 28 and the last.
pub(super) fn key_days(results: &Results) -> Vec<(usize, f64)> {
    let times = &results.times_days;
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Vec::new() };
    let wanted = [*first, 0.0, 7.0, 14.0, 28.0, *last];
    let mut days: Vec<(usize, f64)> = wanted
        .into_iter()
        .filter_map(|day| {
            let index = nearest(times, day)?;
            let time = *times.get(index)?;
            ((time - day).abs() < 0.26).then_some((index, time))
        })
        .collect();
    days.sort_by_key(|(index, _)| *index);
    days.dedup();
    days
}

fn nearest(times: &[f64], day: f64) -> Option<usize> {
    let distance = |index: &usize| times.get(*index).map_or(f64::INFINITY, |time| (time - day).abs());
    (0..times.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// The numbers of a column at the key days.
pub(super) fn block(
    column: &ColumnResult,
    layers: &Layers<'_>,
    days: &[(usize, f64)],
    kind: Kind,
    lang: Lang,
) -> Block {
    let floor = floor(column, layers);
    let number = |curve: Option<&[f64]>, index: usize, figures| {
        let value = curve.and_then(|curve| curve.get(index)).copied().unwrap_or(f64::NAN);
        words::number_html(floor, value, figures)
    };
    let text = |key| words::told(key, kind).text(lang);
    let single = |name: String, main, curve: Option<&[f64]>| Line {
        name,
        main,
        cells: days.iter().map(|(index, _)| safe(number(curve, *index, 3))).collect(),
    };
    let range = |key, low: Option<&[f64]>, high: Option<&[f64]>| Line {
        name: text(key),
        main: false,
        cells: days
            .iter()
            .map(|(index, _)| safe(range_of(number(low, *index, 2), number(high, *index, 2))))
            .collect(),
    };
    let mut lines = vec![
        single(text("report.values.median"), true, median(column)),
        range("report.values.patients", quantile(column, 0.05), quantile(column, 0.95)),
    ];
    if let Some((low, high)) = &column.ignorance {
        lines.push(range("report.values.ignorance", Some(low), Some(high)));
    }
    let (low, high) = &column.sampling;
    if !low.is_empty() {
        lines.push(range("report.values.sampling", Some(low), Some(high)));
    }
    for (index, times, median) in layers.medians(&column.name) {
        let Some(other) = layers.others.get(index) else { continue };
        let name = Message::new("report.values.other").with("name", &other.name).text(lang);
        let at = |day: f64| {
            nearest(times, day).filter(|at| times.get(*at).is_some_and(|t| (t - day).abs() < 0.26))
        };
        lines.push(Line {
            name,
            main: false,
            cells: days
                .iter()
                .map(|(_, day)| safe(number(Some(median), at(*day).unwrap_or(usize::MAX), 3)))
                .collect(),
        });
    }
    Block { column: words::column(column, lang), unit: words::unit(words::plain_unit(column), lang), lines }
}

/// What the numbers are; quantiles of very large runs are not exact.
pub(super) fn note(results: &Results, lang: Lang) -> String {
    let key = if results.about.exact_quantiles { "report.values_note" } else { "report.values_note.large" };
    Message::new(key).text(lang)
}

/// Times and quantiles as JSON for the values under the pointer, thinned to [`MOST_POINTS`] and three figures.
pub(crate) fn pointer(results: &Results, layers: &Layers<'_>, lang: Lang) -> String {
    let stride = results.times_days.len().div_ceil(MOST_POINTS).max(1);
    let thin = |values: &[f64]| -> Vec<Option<f64>> {
        values.iter().step_by(stride).map(|value| short(*value)).collect()
    };
    let columns: Vec<serde_json::Value> = in_order(&results.columns)
        .into_iter()
        .map(|column| {
            let curve = |probability| quantile(column, probability).map(thin).unwrap_or_default();
            // A curve with times of its own is shown, but not read out: its points lie between ours.
            let others: Vec<serde_json::Value> = layers
                .medians(&column.name)
                .filter(|(_, times, _)| *times == results.times_days)
                .filter_map(|(index, _, median)| {
                    let name = &layers.others.get(index)?.name;
                    Some(serde_json::json!({ "name": name, "median": thin(median) }))
                })
                .collect();
            serde_json::json!({
                "unit": words::unit(words::plain_unit(column), lang),
                "low": curve(0.05), "median": curve(0.5), "high": curve(0.95), "others": others,
            })
        })
        .collect();
    let text = serde_json::json!({
        "times": thin(&results.times_days),
        "readout": words::told("report.readout", results.about.kind).text(lang),
        "other": Message::new("report.readout.other").text(lang),
        "columns": columns,
    });
    // Inside a script element only `<` could end it; in JSON it may be written by its code.
    text.to_string().replace('<', "\\u003c")
}

fn short(value: f64) -> Option<f64> {
    value.is_finite().then(|| format!("{value:.3e}").parse().unwrap_or(value))
}
