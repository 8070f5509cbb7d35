//! What following simulated patients showed: coverage of bands, found against false alarms.

use super::page::{laws, provenance};
use super::{alarm_name, measured_name, share, text};
use crate::error::ReportError;
use crate::figure::{Chart, Figure, Series, escape};
use crate::html::sections::{Cell, Content, Head, Section, Table, page as page_of};
use crate::number::{Number, count, day, percent};
use crate::words;
use lytic_study::{AlarmCurve, AlarmRow, Coverage, TrialResults};
use lytic_text::{Lang, Message};
use minijinja::Value;

/// What a 90 % band may hold.
const SOUND: (f64, f64) = (0.85, 0.95);
/// Events from which on an alarm is judged.
const LEAST_EVENTS: u64 = 5;
/// False alarms that the sentence about an alarm allows.
const ALLOWED: f64 = 0.1;

fn is_sound(results: &TrialResults) -> bool {
    let all = [results.next.first(), results.course.first()];
    all.into_iter().flatten().all(|found| (SOUND.0..=SOUND.1).contains(&found.share()))
}

fn within(found: &AlarmCurve, lang: Lang) -> String {
    found.alarm.within_days.map_or_else(
        || text("trial.to_the_end", lang),
        |days| words::exact_days(days, lytic_study::Kind::Patient, lang),
    )
}

/// The lowest threshold with few false alarms; the highest of all where none is.
fn chosen(found: &AlarmCurve) -> Option<&AlarmRow> {
    found.rows.iter().find(|row| row.false_alarms <= ALLOWED).or(found.rows.last())
}

fn number(value: f64, figures: usize) -> String {
    Number::rounded(value, figures).to_string()
}

fn says(results: &TrialResults, lang: Lang) -> Vec<String> {
    let mut says = Vec::new();
    for (key, of) in [("trial.next", &results.next), ("trial.course", &results.course)] {
        let Some(found) = of.first().filter(|found| found.n > 0) else { continue };
        says.push(
            Message::new(key)
                .with("share", share(found.share()))
                .with("n", count(found.n))
                .with("low", share(found.interval.0))
                .with("high", share(found.interval.1))
                .text(lang),
        );
    }
    says.push(text(if is_sound(results) { "trial.sound" } else { "trial.unsound" }, lang));
    let n = results.next.first().map_or(0, |found| found.n);
    says.push(
        Message::new("trial.contradictions")
            .with("count", results.contradictions)
            .with("n", count(n))
            .with("share", share(results.contradictions as f64 / n as f64))
            .text(lang),
    );
    says.extend(results.alarms.iter().map(|found| alarm_line(found, lang)));
    says.push(
        Message::new("trial.effective")
            .with("particles", count(results.particles))
            .with("effective", number(results.effective, 3))
            .with("collapsed", results.collapsed)
            .with("runs", count(results.runs))
            .text(lang),
    );
    if results.typical_lot {
        says.push(text("follow.typical_lot", lang));
    }
    says
}

fn alarm_line(found: &AlarmCurve, lang: Lang) -> String {
    let few = found.events < LEAST_EVENTS || found.asked - found.events < LEAST_EVENTS;
    let message = Message::new(if few { "trial.alarm.none" } else { "trial.alarm" })
        .with("alarm", alarm_name(&found.alarm, lang))
        .with("asked", count(found.asked))
        .with("events", count(found.events));
    let Some(row) = chosen(found).filter(|_| !few) else { return message.text(lang) };
    message
        .with("area", number(found.area, 2))
        .with("threshold", share(row.threshold))
        .with("sensitivity", share(row.sensitivity))
        .with("false", share(row.false_alarms))
        .with("lead", day(row.lead_days))
        .text(lang)
}

/// The lines of the summary.
pub(super) fn summary(results: &TrialResults, lang: Lang) -> Vec<String> {
    let mut lines = vec![
        Message::new("trial.heading")
            .with("title", words::title(&results.about, lang))
            .with("patients", count(results.about.patients))
            .with("planned", results.planned)
            .with("file", &results.file)
            .text(lang),
    ];
    lines.extend(says(results, lang));
    lines
}

/// Where measurements lay in what was forecast; for each alarm found against false alarms, and what was said against what came.
pub(super) fn figures(results: &TrialResults, lang: Lang) -> Vec<Figure> {
    let all: u64 = results.histogram.iter().sum();
    let tenth = |(index, counted): (usize, &u64)| (index as f64 + 1.0, 100.0 * *counted as f64 / all as f64);
    let mut charts = vec![Chart {
        name: "places".to_owned(),
        title: text("trial.figure.places", lang),
        unit: "%".to_owned(),
        across: text("trial.figure.tenth", lang),
        bars: true,
        top: Some(20.0),
        series: vec![Series {
            points: results.histogram.iter().enumerate().map(tenth).collect(),
            ..Series::default()
        }],
        description: says(results, lang).first().cloned().unwrap_or_default(),
        ..Chart::default()
    }];
    for found in &results.alarms {
        let name = alarm_name(&found.alarm, lang);
        let mut points: Vec<(f64, f64)> = found
            .rows
            .iter()
            .rev()
            .map(|row| (100.0 * row.false_alarms, 100.0 * row.sensitivity))
            .filter(|(x, y)| x.is_finite() && y.is_finite())
            .collect();
        if points.is_empty() {
            continue;
        }
        points.insert(0, (0.0, 0.0));
        points.push((100.0, 100.0));
        let diagonal = vec![(0.0, 0.0), (100.0, 100.0)];
        charts.push(Chart {
            name: format!("roc-{}", found.alarm.text),
            title: format!("{}: {name}", text("trial.figure.roc", lang)),
            unit: "%".to_owned(),
            across: text("trial.figure.false", lang),
            marks: true,
            top: Some(100.0),
            series: vec![Series { points, dashed: diagonal.clone(), ..Series::default() }],
            description: alarm_line(found, lang),
            ..Chart::default()
        });
        let said: Vec<(f64, f64)> = found
            .calibration
            .iter()
            .filter(|(asked, ..)| *asked > 0)
            .map(|(asked, said, came)| (100.0 * said, 100.0 * *came as f64 / *asked as f64))
            .collect();
        charts.push(Chart {
            name: format!("said-{}", found.alarm.text),
            title: format!("{}: {name}", text("trial.figure.calibration", lang)),
            unit: "%".to_owned(),
            across: text("trial.figure.said", lang),
            marks: true,
            top: Some(100.0),
            series: vec![Series { points: said, dashed: diagonal, ..Series::default() }],
            description: alarm_line(found, lang),
            ..Chart::default()
        });
    }
    charts.iter().enumerate().map(|(index, chart)| chart.figure(&results.about, index, lang)).collect()
}

/// The page as one HTML text.
pub(super) fn page(results: &TrialResults, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    let mut first = Section::new("says", Message::new("report.says"), lang);
    first.says = vec![text("follow.caution", lang)];
    first.says.extend(says(results, lang));
    first.figures =
        figures.iter().map(|figure| Value::from_safe_string(figure.inline().to_owned())).collect();
    let mut coverage = Section::new("coverage", Message::new("trial.coverage"), lang);
    coverage.note = text("trial.coverage.note", lang);
    coverage.tables.push(coverage_table(results, lang));
    let mut sections = vec![first, coverage];
    if !results.alarms.is_empty() {
        let mut alarms = Section::new("alarms", Message::new("follow.alarms"), lang);
        alarms.tables = results.alarms.iter().map(|found| alarm_table(found, lang)).collect();
        sections.push(alarms);
    }
    let mut how = Section::new("how", Message::new("follow.how"), lang);
    how.note = text("follow.how.note", lang);
    how.tables.push(laws(&results.measured, lang));
    sections.push(how);
    page_of(
        Content {
            title: text("trial.title", lang),
            subtitle: words::title(&results.about, lang).to_owned(),
            sections,
            provenance: provenance(&results.about, &results.file, lang),
            command: results.about.command.clone(),
            data: String::new(),
        },
        lang,
    )
}

fn coverage_table(results: &TrialResults, lang: Lang) -> Table {
    let cell = |found: Option<&Coverage>| match found.filter(|found| found.n > 0) {
        Some(found) => Cell::number(share(found.share())).strong().small(format!(
            "{} – {} %, n {}",
            percent(found.interval.0),
            percent(found.interval.1),
            count(found.n)
        )),
        None => Cell::number("–"),
    };
    let row = |found: &Coverage| {
        let column = found.column.and_then(|index| results.measured.get(index));
        let name = column.map_or_else(|| text("trial.all", lang), |column| measured_name(column, lang));
        let course = results.course.iter().find(|other| other.column == found.column);
        vec![
            Cell::words(name).code(column.map_or("", |column| column.name.as_str())),
            cell(Some(found)),
            cell(course),
        ]
    };
    Table {
        heading: String::new(),
        head: vec![
            Head::words("follow.head.what", lang),
            Head::numbers("trial.head.next", "", lang),
            Head::numbers("trial.head.course", "", lang),
        ],
        rows: results.next.iter().map(row).collect(),
    }
}

fn alarm_table(found: &AlarmCurve, lang: Lang) -> Table {
    let of_share = |value: f64| Cell::number(if value.is_nan() { "–".to_owned() } else { share(value) });
    let row = |row: &AlarmRow| {
        vec![
            Cell::words(share(row.threshold)),
            of_share(row.sensitivity).strong(),
            of_share(row.false_alarms),
            of_share(row.precision),
            Cell::number(escape(&day(row.lead_days))),
        ]
    };
    Table {
        heading: Message::new("trial.alarm.heading")
            .with("alarm", alarm_name(&found.alarm, lang))
            .with("within", within(found, lang))
            .text(lang),
        head: vec![
            Head::words("trial.head.threshold", lang),
            Head::numbers("trial.head.sensitivity", "", lang),
            Head::numbers("trial.head.false", "", lang),
            Head::numbers("trial.head.precision", "", lang),
            Head::numbers("trial.head.lead", "", lang),
        ],
        rows: found.rows.iter().map(row).collect(),
    }
}
