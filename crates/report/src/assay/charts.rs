//! Figures of an assay.

use super::{arm_name, is_titration, kills_of, place, points_of, watched, watched_at};
use crate::figure::{Chart, Figure, Series};
use lytic_study::{AssayResults, PointResult, Vessel};
use lytic_text::{Lang, Message};

/// Kills or hits that are drawn at most.
const MOST_BARS: usize = 12;
/// Kills that a share is made of at least.
const FEWEST: u64 = 30;

/// All figures: lysis over ratios or concentrations, over time, kills per cell, first kills over time, weapons, hits.
pub fn assay_figures(results: &AssayResults, lang: Lang) -> Vec<Figure> {
    let mut charts = Vec::new();
    if results.vessel != Vessel::MicroWell {
        charts.extend(curve(results, lang));
        charts.push(over_time(results, lang));
    }
    charts.push(kills_per_cell(results, lang));
    charts.push(first_kills(results, lang));
    charts.push(weapons(results, lang));
    charts.push(hits(results, lang));
    charts.iter().enumerate().map(|(index, chart)| chart.figure(&results.about, index, lang)).collect()
}

fn text(key: &'static str, lang: Lang) -> String {
    Message::new(key).text(lang)
}

/// A series for each arm; the name is left out where there is only one.
fn series(results: &AssayResults, lang: Lang, of: impl Fn(usize) -> Series) -> Vec<Series> {
    let named = results.arms.len() > 1;
    let one = |(index, arm)| {
        let name = if named { arm_name(arm, lang) } else { String::new() };
        Series { name, ..of(index) }
    };
    results.arms.iter().enumerate().map(one).collect()
}

/// Where cells are watched, behind the name of an axis.
fn there(results: &AssayResults, lang: Lang) -> String {
    watched(results, 0).map_or_else(String::new, |(point, _)| watched_at(results, point, lang))
}

fn hours(results: &AssayResults, lang: Lang) -> String {
    text("assay.axis.hours", lang) + &there(results, lang)
}

fn curve(results: &AssayResults, lang: Lang) -> Option<Chart> {
    let titration = is_titration(results);
    let shown = |point: &PointResult| !titration || place(point, titration) > 0.0;
    if results.arms.iter().enumerate().all(|(arm, _)| points_of(results, arm).len() < 2) {
        return None;
    }
    let of = |arm: usize| {
        let points: Vec<_> = points_of(results, arm).into_iter().filter(|(point, _)| shown(point)).collect();
        let at = |point: &PointResult| place(point, titration);
        Series {
            points: points.iter().map(|(point, found)| (at(point), 100.0 * found.lysis.mean)).collect(),
            band: points
                .iter()
                .map(|(point, found)| (at(point), 100.0 * found.lysis.low, 100.0 * found.lysis.high))
                .collect(),
            dashed: points
                .iter()
                .filter_map(|(point, _)| Some((at(point), 100.0 * point.mean_field.last()?.dead)))
                .collect(),
            ..Series::default()
        }
    };
    Some(Chart {
        name: "lysis".to_owned(),
        title: text("assay.figure.lysis", lang),
        unit: "%".to_owned(),
        across: text(if titration { "assay.axis.dose" } else { "assay.axis.ratio" }, lang),
        logarithmic: true,
        marks: true,
        top: Some(100.0),
        series: series(results, lang, of),
        description: text("assay.figure.lysis.words", lang),
        ..Chart::default()
    })
}

fn over_time(results: &AssayResults, lang: Lang) -> Chart {
    let of = |arm: usize| {
        let Some((point, found)) = watched(results, arm) else { return Series::default() };
        let times = || results.times_h.iter().copied();
        let start = || std::iter::once((0.0, 0.0));
        let bands = times().zip(&found.lysis_by_time);
        let fields = times().zip(&point.mean_field);
        Series {
            points: start().chain(bands.clone().map(|(t, band)| (t, 100.0 * band.mean))).collect(),
            band: std::iter::once((0.0, 0.0, 0.0))
                .chain(bands.map(|(t, band)| (t, 100.0 * band.low, 100.0 * band.high)))
                .collect(),
            dashed: fields.map(|(t, field)| (t, 100.0 * field.dead)).collect(),
            ..Series::default()
        }
    };
    Chart {
        name: "lysis-over-time".to_owned(),
        title: text("assay.figure.time", lang),
        unit: "%".to_owned(),
        across: hours(results, lang),
        top: Some(100.0),
        series: series(results, lang, of),
        description: text("assay.figure.time.words", lang),
        ..Chart::default()
    }
}

fn shares(counts: &[u64], from: usize) -> Vec<(f64, f64)> {
    let all: u64 = counts.iter().sum();
    let last = counts.iter().rposition(|count| *count > 0).unwrap_or(0).min(MOST_BARS);
    let share = |count: u64| if all > 0 { 100.0 * count as f64 / all as f64 } else { 0.0 };
    counts.iter().enumerate().take(last + 1).skip(from).map(|(n, count)| (n as f64, share(*count))).collect()
}

fn kills_per_cell(results: &AssayResults, lang: Lang) -> Chart {
    let of = |arm: usize| Series {
        points: watched(results, arm)
            .map_or_else(Vec::new, |(_, found)| shares(&found.tally.cells_by_kills, 0)),
        ..Series::default()
    };
    Chart {
        name: "kills-per-cell".to_owned(),
        title: text("assay.figure.kills", lang),
        unit: "%".to_owned(),
        across: text("assay.axis.kills", lang) + &there(results, lang),
        bars: true,
        series: series(results, lang, of),
        description: text("assay.figure.kills.words", lang),
        ..Chart::default()
    }
}

fn first_kills(results: &AssayResults, lang: Lang) -> Chart {
    let of = |arm: usize| Series {
        points: watched(results, arm).map_or_else(Vec::new, |(_, found)| {
            let times = results.times_h.iter().zip(&found.killers_by_time);
            std::iter::once((0.0, 0.0)).chain(times.map(|(t, share)| (*t, 100.0 * share))).collect()
        }),
        ..Series::default()
    };
    Chart {
        name: "first-kill".to_owned(),
        title: text("assay.figure.first", lang),
        unit: "%".to_owned(),
        across: hours(results, lang),
        series: series(results, lang, of),
        description: text("assay.figure.first.words", lang),
        ..Chart::default()
    }
}

fn weapons(results: &AssayResults, lang: Lang) -> Chart {
    let of = |arm: usize| Series {
        points: watched(results, arm).map_or_else(Vec::new, |(_, found)| {
            let shares = found.granule_share.iter().enumerate();
            shares
                .take_while(|(number, _)| kills_of(found, *number) >= FEWEST)
                .map(|(number, share)| ((number + 1) as f64, 100.0 * share))
                .collect()
        }),
        ..Series::default()
    };
    Chart {
        name: "granzyme-share".to_owned(),
        title: text("assay.figure.granzyme", lang),
        unit: "%".to_owned(),
        across: text("assay.axis.number", lang),
        bars: true,
        top: Some(100.0),
        series: series(results, lang, of),
        description: text("assay.figure.granzyme.words", lang),
        ..Chart::default()
    }
}

fn hits(results: &AssayResults, lang: Lang) -> Chart {
    let of = |arm: usize| Series {
        points: watched(results, arm)
            .map_or_else(Vec::new, |(_, found)| shares(&found.tally.kills_by_hits, 1)),
        ..Series::default()
    };
    Chart {
        name: "hits-per-kill".to_owned(),
        title: text("assay.figure.hits", lang),
        unit: "%".to_owned(),
        across: text("assay.axis.hits", lang),
        bars: true,
        series: series(results, lang, of),
        description: text("assay.figure.hits.words", lang),
        ..Chart::default()
    }
}
