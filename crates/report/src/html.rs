//! The report: one HTML file that needs no network, no script and no font.
//!
//! Everything a user wrote goes through the template's escaping. The content security policy allows exactly the style and
//! the script that are part of Lytic, by their hashes: neither a title nor a name can bring its own. The script only adds
//! values under the pointer and a switch between light and dark.

mod acceptance;
mod chance;
mod key_days;
mod outcomes;
mod paired;
pub(crate) mod provenance;
pub(crate) mod sections;
mod survival;

pub(crate) use key_days::pointer;
pub(crate) use outcomes::{draw_ticks, points};

use self::provenance::{about_rows, hash_rows};
use crate::error::ReportError;
use crate::figure::{
    FIGURE_STYLE, Figure, GLYPH_SIZE, KEY_HEIGHT, Layers, agents, glyph, in_order, language_tag,
    legend_items, page_palette,
};
use crate::number::{Number, count, day};
use crate::{summary, words};
use acceptance::{Acceptance, acceptance};
use base64::Engine;
use key_days::{Block, block, key_days};
use lytic_study::{DoseMark, Results};
use lytic_text::{Lang, Message, entry};
use minijinja::{AutoEscape, Environment, Value};
use outcomes::{Measure, Outcome, explained, measure_row, outcome_row};
use paired::{Paired, paired};
use sections::Section;
use serde::Serialize;
use sha2::{Digest, Sha256};
use survival::{Survival, survival};

const TEMPLATE: &str = include_str!("../assets/report.html");
/// One section of words, figures and tables; also of [`sections`].
const SECTION: &str = include_str!("../assets/section.html");
const STYLE: &str = include_str!("../assets/report.css");
const SCRIPT: &str = include_str!("../assets/report.js");

/// What stands where there is no number.
const MISSING: &str = "–";

/// The report as one HTML text.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn html(results: &Results, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    html_with(results, figures, &Layers::of(results, lang), lang)
}

/// The same with layers of one's own: those with which the figures were made.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn html_with(
    results: &Results,
    figures: &[Figure],
    layers: &Layers<'_>,
    lang: Lang,
) -> Result<String, ReportError> {
    let failed = |error: minijinja::Error| ReportError::Template(format!("{error:#}"));
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
    let kind = results.about.kind;
    environment.add_function("t", move |key: &str| match entry(key) {
        Some(entry) => Ok(words::told(entry.key, kind).text(lang)),
        None => Err(minijinja::Error::new(minijinja::ErrorKind::UndefinedError, format!("no text `{key}`"))),
    });
    environment.add_template("section", SECTION).map_err(failed)?;
    environment.add_template("report", TEMPLATE).map_err(failed)?;
    let page = Value::from(minijinja::value::Serde(Page::new(results, figures, layers, lang)));
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
    opening: String,
    findings: Vec<String>,
    reading: String,
    values_note: String,
    parts: Vec<(String, String)>,
    outcomes: Vec<Outcome>,
    measures: Vec<Measure>,
    survival: Option<Survival>,
    paired: Option<Paired>,
    chance: Option<Section>,
    acceptance: Option<Acceptance>,
    legend: Vec<(Value, String, String)>,
    figures: Vec<Value>,
    key_days: Vec<String>,
    values: Vec<Block>,
    doses: Vec<Dose>,
    tissue: Option<sections::Section>,
    changes: Vec<Change>,
    failures: Vec<Failure>,
    more_failures: String,
    provenance: Vec<(String, String)>,
    command: String,
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
    fn new(results: &Results, figures: &[Figure], layers: &Layers<'_>, lang: Lang) -> Page {
        let about = &results.about;
        let style = format!("{}{FIGURE_STYLE}{STYLE}", page_palette());
        let more_failures = results.failed.saturating_sub(results.failures.len().min(MOST_FAILURES) as u64);
        let days = key_days(results);
        let forest = figures.iter().find(|figure| figure.is_forest()).map(Figure::inline);
        Page {
            lang: language_tag(lang),
            title: words::title(about, lang).to_owned(),
            subtitle: subtitle(results, lang),
            about: words::about(about, lang).to_owned(),
            policy: policy(&style),
            style: safe(style),
            script: safe(SCRIPT.to_owned()),
            data: safe(key_days::pointer(results, layers, lang)),
            opening: summary::opening(results, lang),
            findings: summary::findings(results, lang),
            reading: summary::reading(results, lang),
            parts: explained(results, lang),
            outcomes: results.outcomes.iter().map(|outcome| outcome_row(results, outcome, lang)).collect(),
            measures: results.values.iter().map(|value| measure_row(results, value, lang)).collect(),
            survival: survival(results, figures, lang),
            paired: paired(results, forest, lang),
            chance: chance::chance(results, figures, lang),
            acceptance: acceptance(results, lang),
            legend: legend(results, layers, lang),
            figures: figures
                .iter()
                .filter(|figure| !figure.is_forest() && !figure.is_survival() && !figure.is_distribution())
                .map(|figure| safe(figure.inline().to_owned()))
                .collect(),
            key_days: days.iter().map(|(_, time)| day(*time)).collect(),
            values: in_order(&results.columns)
                .into_iter()
                .map(|column| block(column, layers, &days, results.about.kind, lang))
                .collect(),
            values_note: key_days::note(results, lang),
            doses: results.doses.iter().map(|dose| dose_row(results, dose, lang)).collect(),
            tissue: results.block.as_ref().map(|block| crate::tissue::block_section(block, about, lang)),
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
    let message = words::told(key, about.kind)
        .with("patients", words::simulated(results, lang))
        .with("draws", words::draws(about.draws, lang))
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

/// Text that is HTML already.
fn safe(html: String) -> Value {
    Value::from_safe_string(html)
}

/// A number with three figures, for HTML.
fn number(value: f64) -> String {
    Number::rounded(value, 3).html()
}

/// The legend of the panels: mark, name, and more of it.
fn legend(results: &Results, layers: &Layers<'_>, lang: Lang) -> Vec<(Value, String, String)> {
    let picture = |mark: &str, width: f64| {
        let class = if width > KEY_HEIGHT { "key" } else { "mark" };
        safe(format!(
            "<svg class=\"fig {class}\" viewBox=\"0 0 {width} {KEY_HEIGHT}\" aria-hidden=\"true\">{mark}</svg>"
        ))
    };
    legend_items(results, layers, lang)
        .into_iter()
        .map(|item| (picture(&item.mark, item.width), item.text, item.more))
        .collect()
}

/// A glyph as a small picture in a line of text.
fn mark(number: usize) -> Value {
    let class = if number == 0 { "dose cells" } else { "dose" };
    let glyph = glyph(number, 6.0, 6.0, GLYPH_SIZE);
    safe(format!(
        "<svg class=\"fig mark\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><g class=\"{class}\">{glyph}</g></svg>"
    ))
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
        amount: safe(words::amount_html(&dose.amount, lang)),
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
    let number = |value: f64| safe(Number::rounded(value, 4).html());
    let parameters = results.changes.iter().map(|change| Change {
        name: change.name.clone(),
        library: change.library.map_or_else(|| Value::from(MISSING), number),
        used: number(change.used),
        unit: words::unit(&change.unit, lang),
        place: change.place.clone(),
    });
    let text = |text: &str| Value::from(if text.is_empty() { MISSING } else { text });
    let keys = results.inputs.iter().map(|input| Change {
        name: input.name.clone(),
        library: text(&input.before),
        used: text(&input.after),
        unit: String::new(),
        place: input.place.clone(),
    });
    parameters.chain(keys).collect()
}

fn provenance(results: &Results, lang: Lang) -> Vec<(String, String)> {
    let (about, work) = (&results.about, &results.work);
    let text = |key| Message::new(key).text(lang);
    let mut rows = about_rows(about, lang);
    if !work.method.is_empty() {
        let message = Message::new("report.work_done")
            .with("method", &work.method)
            .with("steps", count(work.steps))
            .with("rejected", count(work.rejected));
        rows.push((text("report.work"), message.text(lang)));
    }
    rows.extend(hash_rows(&about.hashes, lang));
    rows.retain(|(_, value)| !value.is_empty());
    rows
}
