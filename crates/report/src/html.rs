//! The report: one HTML file that needs no network, no script and no font.
//!
//! Everything a user wrote goes through the template's escaping. The content security policy allows exactly the style and
//! the script that are part of Lytic, by their hashes: neither a title nor a name can bring its own. The script only adds
//! values under the pointer and a switch between light and dark.

use crate::error::ReportError;
use crate::figure::{
    FIGURE_STYLE, Figure, GLYPH_SIZE, agents, floor, glyph, in_order, language_tag, page_palette, quantile,
};
use crate::number::{count, day, percent};
use crate::{summary, words};
use base64::Engine;
use lytic_study::{ColumnResult, DoseMark, OutcomeResult, Results, ValueResult};
use lytic_text::{Lang, Message, entry};
use minijinja::{AutoEscape, Environment, Value};
use serde::Serialize;
use sha2::{Digest, Sha256};

const TEMPLATE: &str = include_str!("../assets/report.html");
const STYLE: &str = include_str!("../assets/report.css");
const SCRIPT: &str = include_str!("../assets/report.js");

/// Points of a curve that are read out under the pointer at most.
const MOST_POINTS: usize = 600;

/// The report as one HTML text.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn html(results: &Results, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    let failed = |error: minijinja::Error| ReportError::Template(format!("{error:#}"));
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    environment.add_function("t", move |key: &str| match entry(key) {
        Some(entry) => Ok(entry.text(lang)),
        None => Err(minijinja::Error::new(minijinja::ErrorKind::UndefinedError, format!("no text `{key}`"))),
    });
    environment.add_template("report", TEMPLATE).map_err(failed)?;
    let page = Value::from(minijinja::value::Serde(Page::new(results, figures, lang)));
    environment.get_template("report").and_then(|template| template.render(page)).map_err(failed)
}

#[derive(Serialize)]
struct Page {
    lang: &'static str,
    title: String,
    subtitle: String,
    about: String,
    policy: String,
    style: Value,
    script: Value,
    data: Value,
    paragraph: String,
    reading: String,
    values_note: String,
    draws: bool,
    outcomes: Vec<Outcome>,
    measures: Vec<Measure>,
    measure_draws: bool,
    legend: Legend,
    figures: Vec<Value>,
    key_days: Vec<String>,
    values: Vec<ValueRow>,
    doses: Vec<Dose>,
    changes: Vec<Change>,
    failures: Vec<Failure>,
    more_failures: String,
    provenance: Vec<(String, String)>,
    command: String,
}

#[derive(Serialize)]
struct Outcome {
    name: String,
    definition: String,
    count: String,
    percent: String,
    interval: String,
    ignorance: String,
    bar: Value,
}

/// A value judged for each patient.
#[derive(Serialize)]
struct Measure {
    name: String,
    definition: String,
    unit: String,
    n: String,
    median: Value,
    middle50: Value,
    middle90: Value,
    ignorance: Value,
}

#[derive(Serialize)]
struct Legend {
    median: String,
    band50: String,
    band90: String,
    ignorance: String,
    agents: Vec<(Value, String, String)>,
}

#[derive(Serialize)]
struct ValueRow {
    column: String,
    unit: String,
    cells: Vec<(Value, Value)>,
}

#[derive(Serialize)]
struct Dose {
    glyph: Value,
    what: String,
    route: String,
    amount: Value,
    days: String,
}

#[derive(Serialize)]
struct Change {
    name: String,
    library: Value,
    used: Value,
    unit: String,
    place: String,
}

#[derive(Serialize)]
struct Failure {
    patient: String,
    reason: String,
}

/// Failures listed one by one at most.
const MOST_FAILURES: usize = 50;

impl Page {
    fn new(results: &Results, figures: &[Figure], lang: Lang) -> Page {
        let about = &results.about;
        let style = format!("{}{FIGURE_STYLE}{STYLE}", page_palette());
        let more_failures = results.failed.saturating_sub(results.failures.len().min(MOST_FAILURES) as u64);
        let days = key_days(results);
        Page {
            lang: language_tag(lang),
            title: words::title(about, lang).to_owned(),
            subtitle: subtitle(results, lang),
            about: words::about(about, lang).to_owned(),
            policy: policy(&style),
            style: Value::from_safe_string(style),
            script: Value::from_safe_string(SCRIPT.to_owned()),
            data: Value::from_safe_string(pointer_data(results, lang)),
            paragraph: summary::paragraph(results, lang),
            values_note: values_note(results, lang),
            reading: summary::reading(results, lang),
            draws: results.outcomes.iter().any(|outcome| outcome.ignorance.is_some()),
            outcomes: results.outcomes.iter().map(|outcome| outcome_row(outcome, lang)).collect(),
            measures: results.values.iter().map(|value| measure_row(value, lang)).collect(),
            measure_draws: results.values.iter().any(|value| value.ignorance.is_some()),
            legend: legend(results, lang),
            figures: figures
                .iter()
                .map(|figure| Value::from_safe_string(figure.inline().to_owned()))
                .collect(),
            key_days: days.iter().map(|(_, time)| day(*time)).collect(),
            values: in_order(&results.columns)
                .into_iter()
                .map(|column| value_row(column, &days, lang))
                .collect(),
            doses: results.doses.iter().map(|dose| dose_row(results, dose, lang)).collect(),
            changes: changes(results, lang),
            failures: results
                .failures
                .iter()
                .take(MOST_FAILURES)
                .map(|failure| Failure {
                    patient: failure.patient.to_string(),
                    reason: failure.reason.clone(),
                })
                .collect(),
            more_failures: if more_failures == 0 {
                String::new()
            } else {
                Message::new("report.more_failures").with("count", count(more_failures)).text(lang)
            },
            provenance: provenance(results, lang),
            command: about.command.clone(),
        }
    }
}

fn subtitle(results: &Results, lang: Lang) -> String {
    let about = &results.about;
    let mut parts = vec![about.scenario.clone()];
    if about.model != about.scenario && !about.model.is_empty() {
        parts.push(about.model.clone());
    }
    let key = if about.draws > 1 { "report.subtitle.draws" } else { "report.subtitle" };
    let message = Message::new(key)
        .with("patients", count(about.patients))
        .with("draws", count(about.draws.max(1)))
        .with("start", day(about.start_days))
        .with("end", day(about.end_days));
    parts.push(message.text(lang));
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// The policy: nothing from elsewhere, no style and no script but ours.
fn policy(style: &str) -> String {
    let hash = |text: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(SCRIPT)
    )
}

fn outcome_row(outcome: &OutcomeResult, lang: Lang) -> Outcome {
    let judged = outcome.n > 0;
    let share = if judged { outcome.successes as f64 / outcome.n as f64 } else { f64::NAN };
    let range = |(low, high): (f64, f64)| {
        Message::new("report.percent_range").with("low", percent(low)).with("high", percent(high)).text(lang)
    };
    let counts =
        Message::new("report.n_of").with("successes", count(outcome.successes)).with("n", count(outcome.n));
    Outcome {
        name: summary::outcome_name(outcome, lang),
        definition: outcome.definition.clone(),
        count: counts.text(lang),
        percent: if judged {
            Message::new("report.percent").with("percent", percent(share)).text(lang)
        } else {
            "–".into()
        },
        interval: if judged { range(outcome.interval) } else { "–".into() },
        ignorance: outcome.ignorance.map_or_else(|| "–".into(), range),
        bar: Value::from_safe_string(if judged { share_bar(share, outcome) } else { String::new() }),
    }
}

/// Share and intervals on a line from 0 to 100 %: the point, the sampling interval (thick) and the range of our
/// ignorance (thin), as a picture without words; the numbers stand beside it.
fn share_bar(share: f64, outcome: &OutcomeResult) -> String {
    let x = |share: f64| 4.0 + 112.0 * share.clamp(0.0, 1.0);
    let (low, high) = outcome.interval;
    let ignorance = outcome.ignorance.map_or_else(String::new, |(low, high)| {
        format!("<path class=\"reach\" d=\"M{:.1} 4v12M{:.1} 4v12M{0:.1} 10H{1:.1}\"/>", x(low), x(high))
    });
    format!(
        "<svg class=\"fig share\" viewBox=\"0 0 120 20\" aria-hidden=\"true\"><path class=\"axis\" d=\"M4 10H116M4 6v8M60 8v4M116 6v8\"/>\
         {ignorance}<path class=\"interval\" d=\"M{:.1} 10H{:.1}\"/><circle class=\"point\" cx=\"{:.1}\" cy=\"10\" r=\"3.6\"/></svg>",
        x(low),
        x(high),
        x(share)
    )
}

fn measure_row(value: &ValueResult, lang: Lang) -> Measure {
    let number = |value: f64| words::number_html(None, value, 3);
    let at = |probability: f64| {
        let found = value.quantiles.iter().find(|(p, _)| (p - probability).abs() < 1e-9);
        number(found.map_or(f64::NAN, |(_, value)| *value))
    };
    let safe = Value::from_safe_string;
    Measure {
        name: summary::value_name(value, lang),
        definition: value.definition.clone(),
        unit: words::unit(&value.unit, lang),
        n: count(value.n),
        median: safe(at(0.5)),
        middle50: safe(range_of(at(0.25), at(0.75))),
        middle90: safe(range_of(at(0.05), at(0.95))),
        ignorance: safe(
            value.ignorance.map_or_else(|| "–".into(), |(low, high)| range_of(number(low), number(high))),
        ),
    }
}

fn legend(results: &Results, lang: Lang) -> Legend {
    let text = |key| {
        Message::new(key)
            .with("patients", count(results.about.patients))
            .with("draws", count(results.about.draws))
            .text(lang)
    };
    Legend {
        median: text("report.figure.median"),
        band50: text("report.figure.band50"),
        band90: text("report.figure.band90"),
        ignorance: if results.columns.iter().any(|column| column.ignorance.is_some()) {
            text("report.figure.ignorance")
        } else {
            String::new()
        },
        agents: agents(&results.doses)
            .into_iter()
            .map(|agent| {
                let short = words::agent_short(&agent.name, lang);
                let long = words::agent(&agent.name, lang);
                let names = if long.starts_with(&short) { (long, String::new()) } else { (short, long) };
                (mark(agent.glyph), names.0, names.1)
            })
            .collect(),
    }
}

/// A glyph as a small picture in a line of text.
fn mark(number: usize) -> Value {
    let class = if number == 0 { "dose cells" } else { "dose" };
    let glyph = glyph(number, 6.0, 6.0, GLYPH_SIZE);
    Value::from_safe_string(format!(
        "<svg class=\"fig mark\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><g class=\"{class}\">{glyph}</g></svg>"
    ))
}

/// Index and time of the days that are printed as numbers: the first, 0, 7, 14, 28 and the last.
fn key_days(results: &Results) -> Vec<(usize, f64)> {
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

/// What the numbers at key days are; quantiles of very large runs are not exact.
fn values_note(results: &Results, lang: Lang) -> String {
    let key = if results.about.exact_quantiles { "report.values_note" } else { "report.values_note.large" };
    Message::new(key).text(lang)
}

fn value_row(column: &ColumnResult, days: &[(usize, f64)], lang: Lang) -> ValueRow {
    let at = |probability: f64, index: usize| {
        quantile(column, probability).and_then(|values| values.get(index)).copied().unwrap_or(f64::NAN)
    };
    let floor = floor(column);
    let cells = days
        .iter()
        .map(|(index, _)| {
            let number = |probability, figures| words::number_html(floor, at(probability, *index), figures);
            let range = range_of(number(0.05, 2), number(0.95, 2));
            (Value::from_safe_string(number(0.5, 3)), Value::from_safe_string(range))
        })
        .collect();
    ValueRow {
        column: words::column(column, lang),
        unit: words::unit(words::plain_unit(column), lang),
        cells,
    }
}

/// Two printed numbers as a range; one where both are the same.
fn range_of(low: String, high: String) -> String {
    if low == high { low } else { format!("{low} – {high}") }
}

fn dose_row(results: &Results, dose: &DoseMark, lang: Lang) -> Dose {
    let number =
        agents(&results.doses).into_iter().find(|agent| agent.name == dose.of).map_or(0, |agent| agent.glyph);
    Dose {
        glyph: mark(number),
        what: words::agent(&dose.of, lang),
        route: words::route(&dose.route, lang),
        amount: Value::from_safe_string(words::amount_html(&dose.amount, lang)),
        days: days_of(&dose.times_days, lang),
    }
}

/// Days of a dose: one by one up to four, regular ones as a range with its step.
fn days_of(times: &[f64], lang: Lang) -> String {
    let step = match times {
        [first, second, ..] => second - first,
        _ => 0.0,
    };
    let regular = times.windows(2).all(|pair| matches!(pair, [a, b] if ((b - a) - step).abs() < 1e-6));
    match times {
        [first, .., last] if times.len() > 4 && regular => {
            let key = if (step - 1.0).abs() < 1e-6 { "report.days.daily" } else { "report.days.every" };
            Message::new(key)
                .with("first", day(*first))
                .with("last", day(*last))
                .with("step", day(step))
                .with("count", times.len())
                .text(lang)
        }
        _ => {
            let days: Vec<String> = times.iter().map(|time| day(*time)).collect();
            let list = days.join(if lang == Lang::Zh { "、" } else { ", " });
            Message::new("report.days.list").with("days", list).text(lang)
        }
    }
}

fn changes(results: &Results, lang: Lang) -> Vec<Change> {
    let number = |value: f64| Value::from_safe_string(crate::number::Number::rounded(value, 4).html());
    results
        .changes
        .iter()
        .map(|change| Change {
            name: change.name.clone(),
            library: change.library.map_or_else(|| Value::from("–"), number),
            used: number(change.used),
            unit: words::unit(&change.unit, lang),
            place: change.place.clone(),
        })
        .collect()
}

fn provenance(results: &Results, lang: Lang) -> Vec<(String, String)> {
    let (about, work) = (&results.about, &results.work);
    let text = |key| Message::new(key).text(lang);
    let mut rows = vec![
        (text("report.version"), format!("Lytic {}", about.version)),
        (text("report.scenario"), about.scenario.clone()),
        (text("report.model"), about.model.clone()),
        (text("report.seed"), about.seed.to_string()),
        (text("report.patients"), count(about.patients)),
        (text("report.draws"), count(about.draws.max(1))),
    ];
    if !work.method.is_empty() {
        let message = Message::new("report.work_done")
            .with("method", &work.method)
            .with("steps", count(work.steps))
            .with("rejected", count(work.rejected));
        rows.push((text("report.work"), message.text(lang)));
    }
    for (of, hash) in &about.hashes {
        let name = words::known(&format!("report.hash.{of}"), lang).map_or_else(|| of.clone(), str::to_owned);
        rows.push((name, hash.clone()));
    }
    rows.retain(|(_, value)| !value.is_empty());
    rows
}

/// Times and quantiles as JSON for the values under the pointer, thinned to [`MOST_POINTS`] and three figures.
fn pointer_data(results: &Results, lang: Lang) -> String {
    let stride = results.times_days.len().div_ceil(MOST_POINTS).max(1);
    let thin = |values: &[f64]| -> Vec<Option<f64>> {
        values.iter().step_by(stride).map(|value| short(*value)).collect()
    };
    let columns: Vec<serde_json::Value> = in_order(&results.columns)
        .into_iter()
        .map(|column| {
            let curve = |probability| quantile(column, probability).map(thin).unwrap_or_default();
            serde_json::json!({
                "unit": words::unit(words::plain_unit(column), lang),
                "low": curve(0.05), "median": curve(0.5), "high": curve(0.95),
            })
        })
        .collect();
    let text = serde_json::json!({
        "times": thin(&results.times_days),
        "readout": Message::new("report.readout").text(lang),
        "columns": columns,
    });
    // Inside a script element only `<` could end it; in JSON it may be written by its code.
    text.to_string().replace('<', "\\u003c")
}

fn short(value: f64) -> Option<f64> {
    value.is_finite().then(|| format!("{value:.3e}").parse().unwrap_or(value))
}
