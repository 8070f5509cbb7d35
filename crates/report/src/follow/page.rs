//! The page of one patient.

use super::{
    alarm_name, chance, column_name, fit_says, forecast_says, measured_name, on_day, particle_says, quantity,
    reading, share, tail, text, when, who,
};
use crate::error::ReportError;
use crate::figure::{Figure, escape};
use crate::html::provenance::hash_rows;
use crate::html::sections::{Cell, Content, Head, Section, Table, page as page_of};
use crate::number::{Number, day};
use crate::words;
use lytic_study::{About, FollowResults, FollowedPoint, Law, Learned, MeasuredColumn};
use lytic_text::{Lang, Message};
use minijinja::Value;

/// The page as one HTML text.
pub(super) fn page(results: &FollowResults, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    let section = |id, key, note: &'static str| {
        let mut section = Section::new(id, Message::new(key), lang);
        if !note.is_empty() {
            section.note = text(note, lang);
        }
        section
    };
    let mut first = section("says", "report.says", "");
    first.says = vec![text("follow.caution", lang)];
    first.says.extend(forecast_says(results, lang));
    for found in &results.alarms {
        first.says.extend(super::alarm_says(found, results.cut_days, lang));
    }
    first.says.extend(fit_says(results, lang));
    first.says.extend(particle_says(results, lang));
    let mut curves = section("curves", "follow.curves", "follow.curves.note");
    curves.figures =
        figures.iter().map(|figure| Value::from_safe_string(figure.inline().to_owned())).collect();
    let mut measurements = section("measurements", "follow.measurements", "follow.measurements.note");
    measurements.tables.push(points(results, &results.points, String::new(), lang));
    if !results.held_back.is_empty() {
        let heading = text("follow.forecast", lang);
        measurements.tables.push(points(results, &results.held_back, heading, lang));
    }
    let mut sections = vec![first, curves];
    if !results.alarms.is_empty() {
        let mut alarms = section("alarms", "follow.alarms", "");
        alarms.tables.push(alarm_table(results, lang));
        sections.push(alarms);
    }
    if !results.outcomes.is_empty() {
        let mut outcomes = section("outcomes", "follow.chances", "");
        outcomes.tables.push(outcome_table(results, lang));
        sections.push(outcomes);
    }
    sections.push(measurements);
    if !results.learned.is_empty() {
        let mut learned = section("learned", "follow.learned", "follow.learned.note");
        learned.tables.push(learned_table(&results.learned, lang));
        sections.push(learned);
    }
    let mut how = section("how", "follow.how", "follow.how.note");
    how.tables.push(laws(&results.measured, lang));
    how.tables.push(steps(results, lang));
    sections.push(how);
    let title = Message::new("follow.title")
        .with("who", words::capital(who(results, lang)))
        .with("cut", on_day(results.cut_days, lang))
        .text(lang);
    page_of(
        Content {
            title,
            subtitle: words::title(&results.about, lang).to_owned(),
            sections,
            provenance: provenance(&results.about, &results.file, lang),
            command: results.about.command.clone(),
            data: String::new(),
        },
        lang,
    )
}

/// What was run.
pub(super) fn provenance(about: &About, file: &str, lang: Lang) -> Vec<(String, String)> {
    let mut rows = vec![
        (text("report.version", lang), format!("Lytic {}", about.version)),
        (text("report.scenario", lang), about.scenario.clone()),
        (text("report.model", lang), about.model.clone()),
        (text("follow.measurements", lang), file.to_owned()),
        (text("report.seed", lang), about.seed.to_string()),
    ];
    rows.extend(hash_rows(&about.hashes, lang));
    rows
}

fn points(results: &FollowResults, points: &[FollowedPoint], heading: String, lang: Lang) -> Table {
    let row = |point: &FollowedPoint| {
        let column = results.measured.get(point.column).cloned().unwrap_or_default();
        let number = |value| escape(&quantity(value, &column.name, &column.unit, lang));
        let [low, median, high] = point.expected;
        let odd = if point.contradicts { text("follow.yes", lang) } else { String::new() };
        vec![
            Cell::words(when(point, lang)),
            Cell::words(measured_name(&column, lang)),
            Cell::number(escape(&reading(point.read, &column.name, &column.unit, lang))).strong(),
            Cell::number(number(median)).small(format!(
                "{} – {}",
                quantity(low, &column.name, &column.unit, lang),
                quantity(high, &column.name, &column.unit, lang)
            )),
            Cell::number(escape(&tail(point.tail))).small(odd),
            Cell::number(point.line.to_string()),
        ]
    };
    Table {
        heading,
        head: vec![
            Head::words("follow.head.when", lang),
            Head::words("follow.head.what", lang),
            Head::numbers("follow.head.value", "", lang),
            Head::numbers("follow.head.expected", "5–95 %", lang),
            Head::numbers("follow.head.tail", "", lang),
            Head::numbers("follow.head.line", "", lang),
        ],
        rows: points.iter().map(row).collect(),
    }
}

fn alarm_table(results: &FollowResults, lang: Lang) -> Table {
    let row = |found: &lytic_study::AlarmFound| {
        let lead = found
            .lead_days
            .map_or_else(String::new, |[low, _, high]| format!("{} – {}", day(low), day(high)));
        vec![
            Cell::words(alarm_name(&found.alarm, lang)).code(&found.alarm.condition),
            Cell::number(chance(found.before)),
            Cell::number(escape(&chance(found.probability))).strong().small(on_day(found.end_days, lang)),
            Cell::number(found.lead_days.map_or_else(|| "–".to_owned(), |[_, median, _]| day(median)))
                .small(lead),
        ]
    };
    Table {
        heading: String::new(),
        head: vec![
            Head::words("follow.alarms", lang),
            Head::numbers("follow.head.before", "", lang),
            Head::numbers("follow.head.after", "", lang),
            Head::numbers("trial.head.lead", "5–95 %", lang),
        ],
        rows: results.alarms.iter().map(row).collect(),
    }
}

fn outcome_table(results: &FollowResults, lang: Lang) -> Table {
    let row = |found: &lytic_study::Prospect| {
        vec![
            Cell::words(words::outcome(&found.name, &found.label, &found.label_zh, lang).0)
                .code(&found.definition),
            Cell::number(escape(&chance(found.before))),
            Cell::number(escape(&chance(found.after))).strong(),
        ]
    };
    Table {
        heading: String::new(),
        head: vec![
            Head::words("follow.head.outcome", lang),
            Head::numbers("follow.head.before", "", lang),
            Head::numbers("follow.head.after", "", lang),
        ],
        rows: results.outcomes.iter().map(row).collect(),
    }
}

fn learned_table(learned: &[Learned], lang: Lang) -> Table {
    let row = |found: &Learned| {
        let of = |[low, median, high]: [f64; 3]| {
            let unit = &found.unit;
            Cell::number(escape(&words::quantity(median, unit, lang))).small(format!(
                "{} – {}",
                words::quantity(low, unit, lang),
                words::quantity(high, unit, lang)
            ))
        };
        vec![
            Cell::words("").code(&found.name),
            of(found.before),
            of(found.after).strong(),
            Cell::number(Number::rounded(found.bits, 2).html()),
        ]
    };
    Table {
        heading: String::new(),
        head: vec![
            Head::words("follow.head.parameter", lang),
            Head::numbers("follow.head.before", "5–95 %", lang),
            Head::numbers("follow.head.after", "5–95 %", lang),
            Head::numbers("follow.head.bits", "", lang),
        ],
        rows: learned.iter().map(row).collect(),
    }
}

/// How measurements scatter.
pub(super) fn laws(measured: &[MeasuredColumn], lang: Lang) -> Table {
    let row = |column: &MeasuredColumn| {
        let law: &Law = &column.law;
        let number = |value: f64| escape(&quantity(value, &column.name, &column.unit, lang));
        let source = match (law.grade, law.source.as_str()) {
            (None, _) => text("follow.source.user", lang),
            (Some(grade), "") => format!("{} ({grade})", text("follow.source.assumed", lang)),
            (Some(grade), source) => format!("{source} ({grade})"),
        };
        vec![
            Cell::words(column_name(&column.name, &column.label, &column.label_zh, &column.unit, lang))
                .code(&column.name),
            Cell::number(share(law.sd)),
            Cell::number(number(law.floor)),
            Cell::number(law.limit.map_or_else(|| "–".to_owned(), number)),
            Cell::number(column.n.to_string()),
            Cell::words(source),
        ]
    };
    Table {
        heading: String::new(),
        head: vec![
            Head::words("follow.head.what", lang),
            Head::numbers("follow.head.error", "", lang),
            Head::numbers("follow.head.floor", "", lang),
            Head::numbers("follow.head.limit", "", lang),
            Head::numbers("follow.measurements", "", lang),
            Head::words("follow.head.source", lang),
        ],
        rows: measured.iter().map(row).collect(),
    }
}

fn steps(results: &FollowResults, lang: Lang) -> Table {
    let row = |step: &lytic_study::FilterStep| {
        let collapsed = if step.collapsed { text("follow.collapsed.short", lang) } else { String::new() };
        let accepted = if step.accepted.is_nan() { "–".to_owned() } else { share(step.accepted) };
        vec![
            Cell::words(on_day(step.time_days, lang)),
            Cell::number(step.n.to_string()),
            Cell::number(Number::rounded(step.effective, 3).html()).small(collapsed),
            Cell::number(step.moves.to_string()),
            Cell::number(accepted),
            Cell::number(share(step.distinct)),
        ]
    };
    Table {
        heading: String::new(),
        head: vec![
            Head::words("follow.head.when", lang),
            Head::numbers("follow.measurements", "", lang),
            Head::numbers("follow.head.effective", "", lang),
            Head::numbers("follow.head.moves", "", lang),
            Head::numbers("follow.head.accepted", "", lang),
            Head::numbers("follow.head.distinct", "", lang),
        ],
        rows: results.steps.iter().map(row).collect(),
    }
}
