//! Figures of a fit: each arm of the target, each arm of a predicted one, and the profile of each number.

use super::{meaning, number};
use crate::figure::{Figure, FitChart, FitLine};
use lytic_study::{About, Curve, Fit, FitResults, FittedParameter, FittedPoint};
use lytic_text::{Lang, Message};

/// Families of colours of the arms.
const KINDS: [&str; 6] = ["other", "nk", "tumour", "tcell", "cytokine", "healthy"];
/// Rises of a profile beyond this are cut off in the picture.
const MOST_RISE: f64 = 3.0;

/// All figures of the shown fit.
pub fn fit_figures(results: &FitResults, lang: Lang) -> Vec<Figure> {
    let Some(fit) = results.shown() else { return Vec::new() };
    let about = About {
        version: results.version.clone(),
        scenario: results.file.clone(),
        hashes: results.hashes.clone(),
        ..About::default()
    };
    let mut charts: Vec<FitChart> =
        fit.curves.iter().map(|curve| fitted(results, fit, curve, lang)).collect();
    charts.extend(predicted(results, fit, lang));
    charts.extend(
        fit.parameters
            .iter()
            .filter(|found| found.profile.len() > 2)
            .map(|found| profile(results, found, lang)),
    );
    charts.iter().enumerate().map(|(index, chart)| chart.figure(&about, index, lang)).collect()
}

fn text(key: &'static str, lang: Lang) -> String {
    Message::new(key).text(lang)
}

/// Whether the assay has several lengths, so that each figure must say its own.
fn several_hours(points: &[FittedPoint]) -> bool {
    points.windows(2).any(|pair| matches!(pair, [a, b] if a.hours != b.hours))
}

fn of_curve<'a>(points: &'a [FittedPoint], curve: &'a Curve) -> impl Iterator<Item = &'a FittedPoint> {
    points.iter().filter(|point| point.arm == curve.arm && point.hours == curve.hours)
}

fn seen(points: &[FittedPoint], curve: &Curve) -> Vec<(f64, f64, f64)> {
    of_curve(points, curve).map(|point| (point.ratio, point.observed, point.sd.unwrap_or(0.0))).collect()
}

fn ratios(points: &[FittedPoint], curve: &Curve) -> Vec<f64> {
    let mut ratios: Vec<f64> = of_curve(points, curve).map(|point| point.ratio).collect();
    ratios.sort_by(f64::total_cmp);
    ratios
}

fn line(curve: &Curve) -> Vec<(f64, f64)> {
    curve.ratios.iter().copied().zip(curve.lysis.iter().copied()).collect()
}

fn kind(arm: usize) -> &'static str {
    KINDS.get(arm % KINDS.len()).copied().unwrap_or("other")
}

fn description(curve: &Curve, count: usize, lang: Lang) -> String {
    let end = |value: Option<&f64>| value.map_or_else(String::new, |value| number(*value));
    Message::new("fit.figure.description")
        .with("points", count)
        .with("low", end(curve.lysis.first()))
        .with("high", end(curve.lysis.last()))
        .text(lang)
}

fn chart(results: &FitResults, points: &[FittedPoint], curve: &Curve, lang: Lang) -> FitChart {
    let seen = seen(points, curve);
    let arm = results.arms.get(curve.arm).map_or("", String::as_str);
    FitChart {
        name: arm.to_owned(),
        title: String::new(),
        across: text("fit.figure.across", lang),
        up: format!("{}, %", text("fit.figure.lysis.axis", lang)),
        kind: kind(curve.arm),
        description: description(curve, seen.len(), lang),
        seen,
        seen_name: text("fit.figure.measured", lang),
        band: Vec::new(),
        band_name: text("fit.figure.band", lang),
        lines: Vec::new(),
        ticks: ratios(points, curve),
        level: None,
        most: f64::INFINITY,
    }
}

fn fitted(results: &FitResults, fit: &Fit, curve: &Curve, lang: Lang) -> FitChart {
    let mut chart = chart(results, &fit.points, curve, lang);
    let several = several_hours(&fit.points);
    let key = if several { "fit.figure.lysis.hours" } else { "fit.figure.lysis" };
    chart.title = Message::new(key)
        .with("target", results.target_of(curve.arm))
        .with("arm", &chart.name)
        .with("hours", number(curve.hours))
        .text(lang);
    if results.targets.len() > 1 {
        chart.name = format!("{}-{}", results.target_of(curve.arm), chart.name);
    }
    if several {
        chart.name = format!("{}-{}h", chart.name, number(curve.hours));
    }
    let sides = curve.low.iter().zip(&curve.high);
    chart.band = curve.ratios.iter().zip(sides).map(|(x, (low, high))| (*x, *low, *high)).collect();
    chart.lines =
        vec![FitLine { class: "median", points: line(curve), name: text("fit.figure.model", lang) }];
    chart
}

/// A figure for each arm of each predicted target: lines with nothing, one and two numbers fitted anew.
fn predicted(results: &FitResults, fit: &Fit, lang: Lang) -> Vec<FitChart> {
    let mut targets: Vec<&str> = fit.predictions.iter().map(|found| found.target.as_str()).collect();
    targets.dedup();
    let mut charts = Vec::new();
    for target in targets {
        let all: Vec<_> = fit.predictions.iter().filter(|found| found.target == target).collect();
        let Some(first) = all.first() else { continue };
        for (place, curve) in first.curves.iter().enumerate() {
            let mut chart = chart(results, &first.points, curve, lang);
            chart.title = Message::new("fit.figure.predicted")
                .with("target", target)
                .with("arm", &chart.name)
                .text(lang);
            chart.name = format!("{target}-{}-{}h", chart.name, number(curve.hours));
            let styles = [
                ("other o0", "fit.figure.blind"),
                ("other o1", "fit.figure.one"),
                ("median", "fit.figure.two"),
            ];
            chart.lines = all
                .iter()
                .zip(styles)
                .filter_map(|(found, (class, key))| {
                    Some(FitLine { class, points: line(found.curves.get(place)?), name: text(key, lang) })
                })
                .collect();
            charts.push(chart);
        }
    }
    charts
}

fn profile(results: &FitResults, parameter: &FittedParameter, lang: Lang) -> FitChart {
    let title = Message::new("fit.figure.profile").with("name", meaning(results, parameter, lang)).text(lang);
    let tried: Vec<(f64, f64)> =
        parameter.profile.iter().copied().filter(|(_, rise)| *rise <= 3.0 * MOST_RISE).collect();
    let points = smooth(&tried);
    let mut ticks: Vec<f64> =
        [parameter.low, Some(parameter.value), parameter.high].into_iter().flatten().collect();
    ticks.extend(points.first().map(|(value, _)| *value));
    ticks.extend(points.last().map(|(value, _)| *value));
    FitChart {
        name: format!("profile-{}", parameter.name),
        description: title.clone(),
        title,
        across: format!("{} {}", parameter.name, crate::words::unit(&parameter.unit, lang))
            .trim_end()
            .to_owned(),
        up: text("fit.figure.profile.axis", lang),
        kind: "nk",
        seen: Vec::new(),
        seen_name: String::new(),
        band: Vec::new(),
        band_name: String::new(),
        lines: vec![FitLine { class: "median", points, name: String::new() }],
        ticks,
        level: Some(1.0),
        most: MOST_RISE,
    }
}

/// Between the values that were tried the root of the rise is a straight line over the logarithm of the number, as near the
/// best value it is.
fn smooth(tried: &[(f64, f64)]) -> Vec<(f64, f64)> {
    const PARTS: usize = 8;
    let pairs = tried.windows(2).flat_map(|pair| {
        let [(from, low), (to, high)] = pair else { return Vec::new() };
        let at = |part: usize| {
            let share = part as f64 / PARTS as f64;
            let root = low.max(0.0).sqrt() * (1.0 - share) + high.max(0.0).sqrt() * share;
            ((from.ln() * (1.0 - share) + to.ln() * share).exp(), root * root)
        };
        (0..PARTS).map(at).collect()
    });
    pairs.chain(tried.last().copied()).collect()
}
