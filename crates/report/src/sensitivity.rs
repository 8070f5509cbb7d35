//! What matters for an output: the tornado with screening and rank correlation beside it, a page, a summary in words, a
//! table with a row for each parameter, the object of `--json`.

mod object;
mod table;

pub use object::sensitivity_json;
pub use table::write_sensitivity;

use crate::error::ReportError;
use crate::figure::{Figure, tornado};
use crate::html::provenance::hash_rows;
use crate::html::sections::{Cell, Content, Head, Section, Table, page};
use crate::number::{Number, count};
use crate::words;
use lytic_study::{ColumnResult, Grade, Kinds, ParameterSensitivity, SensitivityResults, Spread};
use lytic_text::{Lang, Message};
use minijinja::Value;

/// Parameters in a summary for a terminal.
const MOST_LINES: usize = 8;
/// Parameters of which the summary says what they are.
const TOP: usize = 10;
/// Rows of the table on the page at most; the file has them all.
const MOST_ROWS: usize = 300;

/// The figures: one, or none where nothing gave a number.
pub fn sensitivity_figures(results: &SensitivityResults, lang: Lang) -> Vec<Figure> {
    tornado(results, lang).into_iter().collect()
}

/// The output for people, with its time.
pub(crate) fn output_name(results: &SensitivityResults, lang: Lang) -> String {
    let shown = ColumnResult {
        name: results.output.clone(),
        label: results.label.clone(),
        label_zh: results.label_zh.clone(),
        unit: results.unit.clone(),
        ..ColumnResult::default()
    };
    let name = words::column(&shown, lang);
    let time = results.definition.rsplit_once(", ").map_or("", |(_, time)| time);
    // A label of an outcome names its time itself; a column has none.
    match time.strip_prefix("at ").and_then(|time| time.strip_suffix(" d")) {
        Some(day) if !name.to_lowercase().contains("day") && !name.contains('天') => {
            Message::new("sensitivity.at_day").with("name", &name).with("day", day).text(lang)
        }
        _ => name,
    }
}

/// The kind of spread in a word.
pub(crate) fn kind_name(kind: Spread, lang: Lang) -> String {
    let key = match kind {
        Spread::Between => "sensitivity.kind.patients",
        Spread::Uncertainty => "sensitivity.kind.ignorance",
    };
    Message::new(key).text(lang)
}

/// What is behind the typical value: `A` to `D`, or nothing for a user's own.
fn grade_name(grade: Option<Grade>, lang: Lang) -> String {
    grade.map_or_else(String::new, |grade| Message::new("sensitivity.grade").with("grade", grade).text(lang))
}

/// A value of the output.
pub(crate) fn output_value(results: &SensitivityResults, value: f64, lang: Lang) -> String {
    if value.is_finite() { words::quantity(value, &results.unit, lang) } else { "–".to_owned() }
}

/// From the 5 % to the 95 % value of a parameter, with its unit.
pub(crate) fn range_of(parameter: &ParameterSensitivity, lang: Lang) -> String {
    let [low, _, high] = parameter.values;
    let unit = words::unit(&parameter.unit, lang);
    let text = format!("{}–{} {unit}", Number::rounded(low, 2), Number::rounded(high, 2));
    text.trim_end().to_owned()
}

/// Correlations carry a sign and two decimals.
fn correlation(value: f64) -> String {
    if value.is_finite() { format!("{value:+.2}").replace('-', "−") } else { "–".to_owned() }
}

/// The summary for a terminal, a line a sentence.
pub fn sensitivity_summary(results: &SensitivityResults, lang: Lang) -> Vec<String> {
    let about = &results.about;
    let mut lines = vec![
        Message::new("sensitivity.heading")
            .with("title", words::title(about, lang))
            .with("output", output_name(results, lang))
            .text(lang),
        Message::new("sensitivity.runs")
            .with("runs", count(results.runs))
            .with("parameters", results.parameters.len())
            .with("trajectories", count(results.trajectories))
            .with("samples", count(results.samples))
            .with("seed", about.seed)
            .text(lang),
    ];
    lines.extend(says(results, lang));
    for (index, parameter) in results.parameters.iter().take(MOST_LINES).enumerate() {
        lines.push(format!("{}. {}", index + 1, sentence(results, parameter, lang)));
    }
    if results.parameters.len() > MOST_LINES {
        let rest = results.parameters.len() - MOST_LINES;
        lines.push(Message::new("sensitivity.more").with("count", rest).text(lang));
    }
    lines.push(Message::new("report.caution").text(lang));
    lines
}

/// What is said above all numbers.
fn says(results: &SensitivityResults, lang: Lang) -> Vec<String> {
    let mut says = vec![
        Message::new("sensitivity.typical")
            .with("output", output_name(results, lang))
            .with("value", output_value(results, results.typical, lang))
            .text(lang),
    ];
    let moved: Vec<&ParameterSensitivity> =
        results.parameters.iter().take(TOP).filter(|parameter| parameter.morris.mu_star > 0.0).collect();
    if moved.is_empty() {
        says.push(Message::new("sensitivity.nothing").text(lang));
    } else if results.of == Kinds::Both {
        let of = |kind| moved.iter().filter(move |parameter| parameter.kind == kind);
        let assumed = of(Spread::Uncertainty).filter(|parameter| parameter.grade == Some(Grade::D)).count();
        says.push(
            Message::new("sensitivity.top")
                .with("count", moved.len())
                .with("patients", of(Spread::Between).count())
                .with("ignorance", of(Spread::Uncertainty).count())
                .with("assumed", assumed)
                .text(lang),
        );
    }
    if results.failed > 0 || results.without_number > 0 {
        says.push(
            Message::new("sensitivity.lost")
                .with("failed", count(results.failed))
                .with("without", count(results.without_number))
                .with("runs", count(results.runs))
                .text(lang),
        );
    }
    says
}

pub(crate) fn sentence(results: &SensitivityResults, parameter: &ParameterSensitivity, lang: Lang) -> String {
    let morris = &parameter.morris;
    let number = |value: f64| Number::rounded(value, 2).to_string();
    let prcc = parameter.prcc.map_or_else(
        || Message::new("sensitivity.no_rank").text(lang),
        |prcc| {
            Message::new("sensitivity.rank")
                .with("value", correlation(prcc.value))
                .with("low", correlation(prcc.interval.0))
                .with("high", correlation(prcc.interval.1))
                .text(lang)
        },
    );
    Message::new("sensitivity.sentence")
        .with("name", &parameter.name)
        .with("kind", kind_name(parameter.kind, lang))
        .with("range", range_of(parameter, lang))
        .with("low", number(parameter.low))
        .with("high", output_value(results, parameter.high, lang))
        .with("mu", number(morris.mu_star))
        .with("mu_low", number(morris.interval.0))
        .with("mu_high", number(morris.interval.1))
        .with("rank", prcc)
        .text(lang)
}

/// The page as one HTML text.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn sensitivity_html(
    results: &SensitivityResults,
    figures: &[Figure],
    lang: Lang,
) -> Result<String, ReportError> {
    let about = &results.about;
    let mut first = Section::new("says", Message::new("report.says"), lang);
    first.says = says(results, lang);
    first.note = Message::new("sensitivity.one_patient").text(lang);
    let mut figure = Section::new("tornado", Message::new("sensitivity.figure"), lang);
    figure.wide = figures.iter().map(|figure| Value::from_safe_string(figure.inline().to_owned())).collect();
    figure.note = Message::new("sensitivity.figure.note").text(lang);
    let mut numbers = Section::new("numbers", Message::new("sensitivity.numbers"), lang);
    numbers.tables.push(table_of(results, lang));
    numbers.note = Message::new("sensitivity.numbers.note")
        .with("trajectories", count(results.trajectories))
        .with("samples", count(results.samples))
        .with("effective", count(results.effective_samples))
        .text(lang);
    let mut sections = vec![first, figure, numbers];
    sections.retain(|section| section.id != "tornado" || !section.wide.is_empty());
    if !results.failures.is_empty() {
        sections.push(failures(results, lang));
    }
    let name = output_name(results, lang);
    page(
        Content {
            title: Message::new("sensitivity.title").with("output", &name).text(lang),
            subtitle: format!("{} · {}", words::title(about, lang), results.definition),
            sections,
            provenance: provenance(results, lang),
            command: about.command.clone(),
            data: String::new(),
        },
        lang,
    )
}

fn table_of(results: &SensitivityResults, lang: Lang) -> Table {
    let number = |value: f64| Number::rounded(value, 3).html();
    let row = |parameter: &ParameterSensitivity| {
        let morris = &parameter.morris;
        let (low, high) = morris.interval;
        let plain = |value: f64| Number::rounded(value, 3).to_string();
        let (prcc, of_prcc) = match parameter.prcc {
            Some(prcc) => {
                let (low, high) = prcc.interval;
                (correlation(prcc.value), format!("{} – {}", correlation(low), correlation(high)))
            }
            None => ("–".to_owned(), String::new()),
        };
        let kind = kind_name(parameter.kind, lang);
        vec![
            Cell::words(String::new()).code(&parameter.name),
            Cell::words(kind).small(grade_name(parameter.grade, lang)),
            Cell::words(range_of(parameter, lang)),
            Cell::number(format!("{} → {}", number(parameter.low), number(parameter.high))),
            Cell::number(number(morris.mu_star)).strong().small(format!("{} – {}", plain(low), plain(high))),
            Cell::number(number(morris.sigma)),
            Cell::number(prcc).strong().small(of_prcc),
        ]
    };
    let unit = words::unit(&results.unit, lang);
    Table {
        heading: String::new(),
        head: vec![
            Head::words("report.parameter", lang),
            Head::words("sensitivity.kind", lang),
            Head { small: "5–95 %".to_owned(), ..Head::words("sensitivity.values", lang) },
            Head::numbers("sensitivity.output", &unit, lang),
            Head::numbers("sensitivity.mu_star", &format!("{unit} (95 %)"), lang),
            Head::numbers("sensitivity.sigma", &unit, lang),
            Head::numbers("sensitivity.prcc", "(95 %)", lang),
        ],
        rows: results.parameters.iter().take(MOST_ROWS).map(row).collect(),
    }
}

fn failures(results: &SensitivityResults, lang: Lang) -> Section {
    let mut section = Section::new("failures", Message::new("report.failures"), lang);
    section.tables.push(Table {
        heading: String::new(),
        head: vec![Head::words("sensitivity.run", lang), Head::words("report.reason", lang)],
        rows: results
            .failures
            .iter()
            .map(|(run, reason)| vec![Cell::words(count(*run)), Cell::words(reason.text(lang))])
            .collect(),
    });
    section
}

fn provenance(results: &SensitivityResults, lang: Lang) -> Vec<(String, String)> {
    let about = &results.about;
    let text = |key| Message::new(key).text(lang);
    let mut rows = vec![
        (text("report.version"), format!("Lytic {}", about.version)),
        (text("report.scenario"), about.scenario.clone()),
        (text("report.model"), about.model.clone()),
        (text("report.seed"), about.seed.to_string()),
        (text("sensitivity.all_runs"), count(results.runs)),
    ];
    rows.extend(hash_rows(&about.hashes, lang));
    rows.retain(|(_, value)| !value.is_empty());
    rows
}

#[cfg(test)]
mod tests;
