//! What following a patient found: sentences, curves with bands, tables, the object of `--json`; and the same for simulated
//! patients.
//!
//! First what is forecast and what alarms say, then what contradicts the model, then how it was done. Every page and every summary
//! says that it is for research and teaching and not for the care of a patient.

mod object;
mod page;
mod table;
mod trial;

pub use object::follow_json;
pub use table::write_follow;

use crate::error::ReportError;
use crate::figure::{Chart, Figure, Forecast, Series};
use crate::number::{Number, count, day, percent};
use crate::words;
use lytic_study::{
    Alarm, AlarmFound, CONTRADICTS, ColumnResult, FollowResults, Followed, FollowedPoint, ForecastColumn,
    MeasuredColumn, Read,
};
use lytic_text::{Lang, Message};

/// Contradictions that are told one by one at most.
const MOST_TOLD: usize = 12;

fn text(key: &'static str, lang: Lang) -> String {
    Message::new(key).text(lang)
}

/// A share as people say it: `82.5 %`.
fn share(share: f64) -> String {
    format!("{} %", percent(share))
}

/// A probability: never quite nothing nor all, since there are only so many particles.
fn chance(probability: f64) -> String {
    match probability {
        p if p.is_nan() => "–".to_owned(),
        p if p < 0.001 => "<0.1 %".to_owned(),
        p if p > 0.999 => ">99.9 %".to_owned(),
        p => share(p),
    }
}

/// The name of a column for people.
fn column_name(name: &str, label: &str, label_zh: &str, unit: &str, lang: Lang) -> String {
    let column = ColumnResult {
        name: name.to_owned(),
        label: label.to_owned(),
        label_zh: label_zh.to_owned(),
        unit: unit.to_owned(),
        ..ColumnResult::default()
    };
    words::column(&column, lang)
}

fn measured_name(column: &MeasuredColumn, lang: Lang) -> String {
    column_name(&column.name, &column.label, &column.label_zh, &column.unit, lang)
}

fn forecast_name(column: &ForecastColumn, lang: Lang) -> String {
    column_name(&column.name, &column.label, &column.label_zh, &column.unit, lang)
}

/// Unit of a column; one that is called percent has one.
fn unit_of<'a>(name: &str, unit: &'a str) -> &'a str {
    if unit.is_empty() && name.ends_with("percent") { "percent" } else { unit }
}

fn quantity(value: f64, name: &str, unit: &str, lang: Lang) -> String {
    words::quantity(value, unit_of(name, unit), lang)
}

/// `day 28`.
fn on_day(days: f64, lang: Lang) -> String {
    Message::new("follow.day").with("day", day(days)).text(lang)
}

/// What was read: a number, or a limit with its sign.
fn reading(read: Read, name: &str, unit: &str, lang: Lang) -> String {
    let number = quantity(read.number(), name, unit, lang);
    match read {
        Read::Value(_) => number,
        Read::Below(_) => format!("<{number}"),
        Read::Above(_) => format!("≥{number}"),
    }
}

/// Day and date of a measurement.
fn when(point: &FollowedPoint, lang: Lang) -> String {
    let days = on_day(point.time_days, lang);
    if point.date.is_empty() { days } else { format!("{} ({days})", point.date) }
}

/// What an alarm is called.
fn alarm_name(alarm: &Alarm, lang: Lang) -> String {
    if alarm.label.is_empty() && alarm.label_zh.is_empty() {
        return alarm.condition.clone();
    }
    words::outcome(&alarm.text, &alarm.label, &alarm.label_zh, lang).0
}

fn who(results: &FollowResults, lang: Lang) -> String {
    if results.patient.is_empty() {
        text("follow.somebody", lang)
    } else {
        Message::new("follow.who").with("id", &results.patient).text(lang)
    }
}

fn at_quantile(column: &ForecastColumn, probability: f64, time: usize) -> f64 {
    let found = column.quantiles.iter().find(|(known, _)| (known - probability).abs() < 1e-9);
    found.and_then(|(_, values)| values.get(time)).copied().unwrap_or(f64::NAN)
}

/// Index of the recorded time nearest to a day.
fn time_near(results: &FollowResults, days: f64) -> usize {
    let times = results.times_days.iter().enumerate();
    let nearest = times.min_by(|a, b| (a.1 - days).abs().total_cmp(&(b.1 - days).abs()));
    nearest.map_or(0, |(index, _)| index)
}

/// Columns that were measured first, then the others.
fn in_order(results: &FollowResults) -> Vec<&ForecastColumn> {
    let measured = |column: &&ForecastColumn| column.measured.is_some();
    let mut order: Vec<&ForecastColumn> = results.columns.iter().filter(measured).collect();
    order.extend(results.columns.iter().filter(|column| !measured(column)));
    order
}

/// State and forecast of what was measured.
fn forecast_says(results: &FollowResults, lang: Lang) -> Vec<String> {
    let (cut, end) = (time_near(results, results.cut_days), results.times_days.len().saturating_sub(1));
    let end_days = results.times_days.last().copied().unwrap_or(f64::NAN);
    let mut says = Vec::new();
    for column in results.columns.iter().filter(|column| column.measured.is_some()) {
        let number = |probability, time| {
            quantity(at_quantile(column, probability, time), &column.name, &column.unit, lang)
        };
        let before = column.before.get(cut).copied().unwrap_or(f64::NAN);
        says.push(
            Message::new("follow.state")
                .with("column", forecast_name(column, lang))
                .with("cut", on_day(results.cut_days, lang))
                .with("median", number(0.5, cut))
                .with("low", number(0.05, cut))
                .with("high", number(0.95, cut))
                .with("before", quantity(before, &column.name, &column.unit, lang))
                .text(lang),
        );
        if end > cut {
            says.push(
                Message::new("follow.later")
                    .with("column", forecast_name(column, lang))
                    .with("end", on_day(end_days, lang))
                    .with("median", number(0.5, end))
                    .with("low", number(0.05, end))
                    .with("high", number(0.95, end))
                    .text(lang),
            );
        }
    }
    says
}

fn alarm_says(found: &AlarmFound, cut_days: f64, lang: Lang) -> Vec<String> {
    let mut says = vec![
        Message::new("follow.alarm")
            .with("alarm", alarm_name(&found.alarm, lang))
            .with("cut", on_day(cut_days, lang))
            .with("end", on_day(found.end_days, lang))
            .with("probability", chance(found.probability))
            .with("sampling", share(found.sampling))
            .with("before", chance(found.before))
            .text(lang),
    ];
    if found.now > 0.0 {
        says.push(
            Message::new("follow.alarm.now")
                .with("cut", on_day(cut_days, lang))
                .with("now", chance(found.now))
                .text(lang),
        );
    }
    if let Some([low, median, high]) = found.lead_days {
        says.push(
            Message::new("follow.alarm.lead")
                .with("median", day(median))
                .with("low", day(low))
                .with("high", day(high))
                .text(lang),
        );
    }
    says
}

/// Whether the data fit the model, and which do not.
fn fit_says(results: &FollowResults, lang: Lang) -> Vec<String> {
    let odd: Vec<&FollowedPoint> = results.contradictions().collect();
    let points = results.points.len();
    if odd.is_empty() {
        return vec![Message::new("follow.fits").with("points", points).text(lang)];
    }
    let mut says = vec![
        Message::new("follow.contradicts")
            .with("count", odd.len())
            .with("points", points)
            .with("chance", Number::rounded(points as f64 * CONTRADICTS, 1))
            .text(lang),
    ];
    for point in odd.into_iter().take(MOST_TOLD) {
        let Some(column) = results.measured.get(point.column) else { continue };
        let number = |value| quantity(value, &column.name, &column.unit, lang);
        let [low, _, high] = point.expected;
        says.push(
            Message::new("follow.contradiction")
                .with("line", point.line)
                .with("time", when(point, lang))
                .with("column", measured_name(column, lang))
                .with("value", reading(point.read, &column.name, &column.unit, lang))
                .with("low", number(low))
                .with("high", number(high))
                .with("tail", tail(point.tail))
                .text(lang),
        );
    }
    says
}

/// A tail probability in percent, small ones with their size.
fn tail(probability: f64) -> String {
    if probability < 1e-6 {
        "<0.0001 %".to_owned()
    } else {
        format!("{} %", Number::rounded(100.0 * probability, 2))
    }
}

/// How far the particles can be trusted, and what was left out.
fn particle_says(results: &FollowResults, lang: Lang) -> Vec<String> {
    let mut says = Vec::new();
    let collapsed: Vec<String> =
        results.steps.iter().filter(|step| step.collapsed).map(|step| on_day(step.time_days, lang)).collect();
    if !collapsed.is_empty() {
        let times = collapsed.join(if lang == Lang::Zh { "、" } else { ", " });
        says.push(Message::new("follow.collapsed").with("times", times).text(lang));
    }
    says.push(
        Message::new("follow.effective")
            .with("particles", count(results.particles))
            .with("effective", Number::rounded(results.effective, 3))
            .with("runs", count(results.runs))
            .text(lang),
    );
    if !results.held_back.is_empty() {
        let inside = results.held_back.iter().filter(|point| point.tail >= 0.1).count();
        says.push(
            Message::new("follow.held_back")
                .with("count", results.held_back.len())
                .with("inside", inside)
                .text(lang),
        );
    }
    for (key, number) in [("follow.missing", results.missing), ("follow.others", results.others)] {
        if number > 0 {
            says.push(Message::new(key).with("count", number).text(lang));
        }
    }
    if results.typical_lot {
        says.push(text("follow.typical_lot", lang));
    }
    says
}

fn outcome_says(results: &FollowResults, lang: Lang) -> Vec<String> {
    let line = |found: &lytic_study::Prospect| {
        Message::new("follow.outcome")
            .with("outcome", words::outcome(&found.name, &found.label, &found.label_zh, lang).0)
            .with("after", chance(found.after))
            .with("before", chance(found.before))
            .text(lang)
    };
    results.outcomes.iter().map(line).collect()
}

/// All that is said above the numbers.
fn says(results: &FollowResults, lang: Lang) -> Vec<String> {
    let mut says = forecast_says(results, lang);
    for found in &results.alarms {
        says.extend(alarm_says(found, results.cut_days, lang));
    }
    says.extend(fit_says(results, lang));
    says.extend(particle_says(results, lang));
    says
}

/// The summary for a terminal, a line a sentence.
pub fn follow_summary(found: &Followed, lang: Lang) -> Vec<String> {
    let mut lines = match found {
        Followed::One(results) => {
            let mut lines = vec![
                Message::new("follow.heading")
                    .with("title", words::title(&results.about, lang))
                    .with("who", who(results, lang))
                    .with("cut", on_day(results.cut_days, lang))
                    .with("points", results.points.len())
                    .with("file", &results.file)
                    .text(lang),
            ];
            lines.extend(says(results, lang));
            lines.extend(outcome_says(results, lang));
            lines
        }
        Followed::Trial(results) => trial::summary(results, lang),
    };
    lines.push(text("follow.caution", lang));
    lines
}

/// The figures: a curve a column, what was measured first, then the probability of each alarm over time.
pub fn follow_figures(found: &Followed, lang: Lang) -> Vec<Figure> {
    let results = match found {
        Followed::One(results) => results,
        Followed::Trial(results) => return trial::figures(results, lang),
    };
    let (cut, end) = (time_near(results, results.cut_days), results.times_days.len().saturating_sub(1));
    let end_days = results.times_days.last().copied().unwrap_or(f64::NAN);
    let mut figures = Vec::new();
    for column in in_order(results) {
        let index = results.measured.iter().position(|measured| measured.name == column.name);
        let points = results.points.iter().chain(&results.held_back);
        let number = |probability, time| {
            quantity(at_quantile(column, probability, time), &column.name, &column.unit, lang)
        };
        let description = Message::new("follow.figure.description")
            .with("median", number(0.5, cut))
            .with("cut", on_day(results.cut_days, lang))
            .with("low", number(0.05, cut))
            .with("high", number(0.95, cut))
            .with("later", number(0.5, end))
            .with("end", on_day(end_days, lang))
            .with("later_low", number(0.05, end))
            .with("later_high", number(0.95, end))
            .text(lang);
        let shown = ForecastColumn { unit: unit_of(&column.name, &column.unit).to_owned(), ..column.clone() };
        let forecast = Forecast {
            results,
            column: &shown,
            points: points.filter(|point| Some(point.column) == index).collect(),
            title: forecast_name(column, lang),
            description,
            lang,
        };
        figures.push(forecast.figure(figures.len()));
    }
    for alarm in results.alarms.iter().filter(|alarm| alarm.curve.len() > 1) {
        let chart = Chart {
            name: format!("alarm-{}", alarm.alarm.text),
            title: format!("{}: {}", text("follow.figure.alarm", lang), alarm_name(&alarm.alarm, lang)),
            unit: "%".to_owned(),
            across: Message::new("follow.figure.days").with("cut", on_day(results.cut_days, lang)).text(lang),
            top: Some(100.0),
            series: vec![Series {
                points: alarm.curve.iter().map(|(days, chance)| (*days, 100.0 * chance)).collect(),
                ..Series::default()
            }],
            description: alarm_says(alarm, results.cut_days, lang).join(". "),
            ..Chart::default()
        };
        figures.push(chart.figure(&results.about, figures.len(), lang));
    }
    figures
}

/// The page as one HTML text.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn follow_page(found: &Followed, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    match found {
        Followed::One(results) => page::page(results, figures, lang),
        Followed::Trial(results) => trial::page(results, figures, lang),
    }
}
