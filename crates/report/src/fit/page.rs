//! The page of a fit.

use super::{
    among, assumed, end, meaning, model_name, number, points, r2, says, table_name, verdict, with_unit,
};
use crate::error::ReportError;
use crate::figure::{Figure, escape};
use crate::html::provenance::hash_rows;
use crate::html::sections::{Cell, Content, Head, Section, Table, page};
use crate::number::{Number, count};
use lytic_study::{ArmFit, Fit, FitResults, FittedParameter};
use lytic_text::{Lang, Message};
use minijinja::Value;

/// The page as one HTML text.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn fit_page(results: &FitResults, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    let text = |key| Message::new(key).text(lang);
    let section = |id, key, note| {
        let mut section = Section::new(id, Message::new(key), lang);
        section.note = Message::new(note).text(lang);
        section
    };
    let mut first = Section::new("says", Message::new("fit.says"), lang);
    first.says = says(results, lang);
    first.note = assumed(results, lang).join(if lang == Lang::Zh { "。" } else { ". " });
    let (profiles, curves): (Vec<&Figure>, Vec<&Figure>) =
        figures.iter().partition(|figure| figure.name.starts_with("profile"));
    let inline = |figures: Vec<&Figure>| -> Vec<Value> {
        figures.into_iter().map(|figure| Value::from_safe_string(figure.inline().to_owned())).collect()
    };
    let mut drawn = section("figures", "fit.figures", "fit.figures.note");
    drawn.figures = inline(curves);
    let mut sections = vec![first, drawn];
    if let Some(fit) = results.shown() {
        let mut numbers = section("numbers", "fit.parameters", "fit.parameters.note");
        numbers.says.push(
            Message::new("fit.one_minimum")
                .with("agree", fit.agreeing.0)
                .with("count", fit.agreeing.1)
                .text(lang),
        );
        numbers.tables.push(parameters(results, fit, lang));
        numbers.figures = inline(profiles);
        let mut compared = section("models", "fit.compared", "fit.compared.note");
        compared.tables.push(models(results, lang));
        let mut by_arm = Section::new("arms", Message::new("fit.arms"), lang);
        by_arm.tables.push(arms(&fit.arms, String::new(), lang));
        sections.extend([numbers, compared, by_arm]);
        if !fit.predictions.is_empty() {
            let mut predicted = section("predicted", "fit.predicted", "fit.predicted.note");
            predicted.tables = predictions(fit, lang);
            sections.push(predicted);
        }
    }
    if !results.receptors.is_empty() {
        let mut receptors = section("receptors", "fit.receptors", "fit.receptors.note");
        receptors.tables.push(receptor_table(results, lang));
        sections.push(receptors);
    }
    if !results.disagreements.is_empty() {
        let mut apart = section("disagree", "fit.disagree", "fit.disagree.note");
        apart.tables.push(disagreement_table(results, lang));
        sections.push(apart);
    }
    let title = Message::new("fit.title").with("target", &results.target).text(lang);
    let shown = results.shown().map_or_else(String::new, |fit| among(results, fit, lang));
    page(
        Content {
            title,
            subtitle: format!("{} · {shown}", results.file),
            sections,
            provenance: provenance(results, text("report.version"), lang),
            command: results.command.clone(),
            data: String::new(),
        },
        lang,
    )
}

fn plain_head(text: &str) -> Head {
    Head { text: text.to_owned(), number: true, ..Head::default() }
}

fn parameters(results: &FitResults, fit: &Fit, lang: Lang) -> Table {
    let row = |parameter: &FittedParameter| {
        let factor = |end: Option<f64>| end.map(|end| (end / parameter.value).max(parameter.value / end));
        let spread = match (factor(parameter.low), factor(parameter.high)) {
            (Some(low), Some(high)) => format!("×/÷ {}", number(low.max(high))),
            _ => String::new(),
        };
        let interval = format!("{} – {}", end(parameter.low, lang), end(parameter.high, lang));
        vec![
            Cell::words(meaning(results, parameter, lang)).code(&parameter.name),
            Cell::number(escape(&with_unit(parameter.value, &parameter.unit, lang))).strong(),
            Cell::number(escape(&interval)).small(spread),
            Cell::words(verdict(parameter.verdict, lang)),
        ]
    };
    Table {
        heading: String::new(),
        head: vec![
            Head::words("fit.head.number", lang),
            Head::numbers("fit.head.value", "", lang),
            Head::numbers("fit.head.interval", "", lang),
            Head::words("fit.head.verdict", lang),
        ],
        rows: fit.parameters.iter().map(row).collect(),
    }
}

/// All models, the best first, each with the R2 of the predicted targets.
fn models(results: &FitResults, lang: Lang) -> Table {
    let best = results.fits.iter().filter_map(|fit| fit.aicc).fold(f64::INFINITY, f64::min);
    let mut ordered: Vec<&Fit> = results.fits.iter().collect();
    ordered.sort_by(|a, b| a.aicc.unwrap_or(f64::INFINITY).total_cmp(&b.aicc.unwrap_or(f64::INFINITY)));
    let targets = results.shown().map_or(0, |fit| fit.predictions.len());
    let row = |fit: &&Fit| {
        let name = Cell::words(model_name(fit, lang));
        let name = if Some(*fit) == results.shown() { name.strong() } else { name };
        let mut cells = vec![
            name,
            Cell::words(table_name(&fit.table, lang)),
            Cell::number(fit.parameters.len().to_string()),
            Cell::number(r2(fit.r2)),
            Cell::number(points(fit.rmse)),
            Cell::number(fit.aicc.map_or_else(|| "–".to_owned(), points)).strong(),
            Cell::number(fit.aicc.map_or_else(|| "–".to_owned(), |aicc| points(aicc - best))),
        ];
        cells.extend((0..targets).map(|index| {
            Cell::number(fit.predictions.get(index).map_or_else(String::new, |found| r2(found.r2)))
        }));
        cells
    };
    let mut head = vec![
        Head::words("fit.head.model", lang),
        Head::words("fit.head.molecules", lang),
        Head::numbers("fit.head.free", "", lang),
        plain_head("R²"),
        Head::numbers("fit.head.rmse", "%", lang),
        Head::numbers("fit.head.aicc", "", lang),
        Head::numbers("fit.head.delta", "", lang),
    ];
    head.extend(results.shown().into_iter().flat_map(|fit| &fit.predictions).map(|found| Head {
        text: format!("{} R²", found.target),
        small: found.refitted.len().to_string(),
        number: true,
    }));
    Table { heading: String::new(), head, rows: ordered.iter().map(row).collect() }
}

fn arms(all: &[ArmFit], heading: String, lang: Lang) -> Table {
    let row = |arm: &ArmFit| {
        let note = if arm.used { String::new() } else { Message::new("fit.not_used").text(lang) };
        vec![
            Cell::words(if note.is_empty() { arm.arm.clone() } else { format!("{} ({note})", arm.arm) }),
            Cell::number(count(arm.n)),
            Cell::number(r2(arm.r2)),
            Cell::number(points(arm.rmse)),
            Cell::number(points(arm.bias)),
            Cell::number(points(arm.largest)),
        ]
    };
    Table {
        heading,
        head: vec![
            Head::words("fit.head.arm", lang),
            Head::numbers("fit.head.points", "", lang),
            plain_head("R²"),
            Head::numbers("fit.head.rmse", "%", lang),
            Head::numbers("fit.head.bias", "%", lang),
            Head::numbers("fit.head.largest", "%", lang),
        ],
        rows: all.iter().map(row).collect(),
    }
}

fn predictions(fit: &Fit, lang: Lang) -> Vec<Table> {
    fit.predictions
        .iter()
        .map(|prediction| arms(&prediction.arms, super::predicted(prediction, lang), lang))
        .collect()
}

fn receptor_table(results: &FitResults, lang: Lang) -> Table {
    let row = |receptor: &lytic_study::Receptor| {
        let factor = match receptor.factor {
            1.0 => String::new(),
            factor => Message::new("fit.times").with("factor", number(factor)).text(lang),
        };
        vec![
            Cell::words(&receptor.arm),
            Cell::words(&receptor.cell),
            Cell::words(&receptor.molecule).small(factor),
            Cell::number(Number::rounded(receptor.mean, 3).html()),
            Cell::number(count(receptor.values)),
        ]
    };
    Table {
        heading: String::new(),
        head: vec![
            Head::words("fit.head.arm", lang),
            Head::words("fit.head.cell", lang),
            Head::words("fit.head.molecule", lang),
            Head::numbers("fit.head.mean", "", lang),
            Head::numbers("fit.head.points", "", lang),
        ],
        rows: results.receptors.iter().map(row).collect(),
    }
}

fn disagreement_table(results: &FitResults, lang: Lang) -> Table {
    let row = |found: &lytic_study::Disagreement| {
        vec![
            Cell::words(&found.of),
            Cell::words(&found.molecule),
            Cell::number(Number::rounded(found.means.0, 3).html()),
            Cell::number(Number::rounded(found.means.1, 3).html()),
            Cell::number(format!("{} %", crate::number::percent(found.beyond))),
        ]
    };
    let of_table = |index: usize| {
        let label = results.tables.get(index).map_or("", |table| table.0.as_str());
        Head { text: Message::new("fit.head.mean").text(lang), small: table_name(label, lang), number: true }
    };
    Table {
        heading: String::new(),
        head: vec![
            Head::words("fit.head.of", lang),
            Head::words("fit.head.molecule", lang),
            of_table(0),
            of_table(1),
            Head::numbers("fit.head.beyond", "", lang),
        ],
        rows: results.disagreements.iter().map(row).collect(),
    }
}

fn provenance(results: &FitResults, version: String, lang: Lang) -> Vec<(String, String)> {
    let mut rows = vec![(version, format!("Lytic {}", results.version))];
    rows.extend(hash_rows(&results.hashes, lang));
    rows
}
