//! What a design found: verdict and numbers in words, a page with the course of the search, a table, the object of `--json`.

mod object;
mod table;

pub use object::design_json;
pub use table::write_design;

use crate::error::ReportError;
use crate::figure::{Figure, Measured, Paper};
use crate::html::sections::{Cell, Content, Head, Section, Table, page};
use crate::number::{Number, percent};
use crate::words;
use lytic_study::{
    Axis, BoundFound, DesignBound, DesignResults, DesignVerdict as Verdict, Evaluated, Target,
};
use lytic_text::{Lang, Message};
use minijinja::Value;

/// Proposals in the table of the page at most, best first; the file has them all.
const MOST_ROWS: usize = 20;

/// The name of an outcome for people.
fn name_of(target: &Target, lang: Lang) -> String {
    words::outcome(&target.name, &target.label, &target.label_zh, lang).0
}

/// The number of an outcome: a share in percent, or a median with its unit.
fn number_of(target: &Target, value: f64, lang: Lang) -> String {
    match (value.is_finite(), target.is_condition) {
        (false, _) => "–".to_owned(),
        (true, true) => share(value),
        (true, false) => words::quantity(value, &target.unit, lang),
    }
}

/// A share as people say it: "82.5 %".
fn share(share: f64) -> String {
    format!("{} %", percent(share))
}

/// The same with a sign; shares in points of percent.
fn difference_of(target: &Target, value: f64, lang: Lang) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    if !target.is_condition {
        return format!("{sign}{}", words::quantity(value, &target.unit, lang));
    }
    let points = Number::rounded(100.0 * value, 2).to_string();
    Message::new("design.points").with("number", format!("{sign}{points}")).text(lang)
}

fn range_of(target: &Target, range: Option<(f64, f64)>, lang: Lang) -> String {
    let text = |(low, high)| format!("{} – {}", number_of(target, low, lang), number_of(target, high, lang));
    range.map_or_else(String::new, text)
}

/// What is moved and where to: `dose.il2.count = 8`.
fn schedule(results: &DesignResults, found: &Evaluated, lang: Lang) -> String {
    if found.at.is_empty() {
        return Message::new("design.standard").text(lang);
    }
    let parts: Vec<String> = results
        .levers
        .iter()
        .zip(&found.at)
        .map(|(lever, value)| format!("{} = {}", lever.name, lever.text(*value)))
        .collect();
    parts.join(if lang == Lang::Zh { "，" } else { ", " })
}

fn best(results: &DesignResults) -> Option<&Evaluated> {
    results.evaluated.get(results.best)
}

/// What is said above all numbers.
fn says(results: &DesignResults, lang: Lang) -> Vec<String> {
    let (target, check) = (&results.objective, &results.check);
    let key = match results.verdict {
        Verdict::Better => "design.better",
        Verdict::NotBetter if results.best == 0 => "design.nothing_better",
        Verdict::NotBetter => "design.not_better",
        Verdict::KeepsBounds => "design.keeps_bounds",
        Verdict::KeepsBoundsAtACost => "design.keeps_bounds_at_a_cost",
        Verdict::BreaksBounds => "design.breaks_bounds",
    };
    let mut lines = vec![Message::new(key).with("outcome", name_of(target, lang)).text(lang)];
    if let Some(best) = best(results) {
        lines.push(Message::new("design.best").with("schedule", schedule(results, best, lang)).text(lang));
    }
    lines.push(
        Message::new("design.check")
            .with("outcome", name_of(target, lang))
            .with("standard", number_of(target, check.standard.objective, lang))
            .with("best", number_of(target, check.best.objective, lang))
            .with("difference", difference_of(target, check.difference, lang))
            .text(lang),
    );
    lines.push(match check.ignorance {
        Some((low, high)) => Message::new("design.ignorance")
            .with("low", difference_of(target, low, lang))
            .with("high", difference_of(target, high, lang))
            .text(lang),
        None => Message::new("design.no_ignorance").text(lang),
    });
    if let Some(half) = check.sampling {
        lines.push(
            Message::new("design.sampling")
                .with("half", Number::rounded(100.0 * half, 2))
                .with("patients", words::patients(results.about.patients, results.about.kind, lang))
                .text(lang),
        );
    }
    for (index, bound) in results.bounds.iter().enumerate() {
        let of = |found: &Evaluated| found.bounds.get(index).cloned().unwrap_or_default();
        lines.push(bound_line(bound, &of(&check.standard), &of(&check.best), lang));
    }
    lines
}

fn bound_line(bound: &DesignBound, standard: &BoundFound, best: &BoundFound, lang: Lang) -> String {
    let number = |found: &BoundFound| number_of(&bound.of, mean(&found.by_draw), lang);
    Message::new("design.bound")
        .with("outcome", name_of(&bound.of, lang))
        .with("bound", &bound.text)
        .with("standard", number(standard))
        .with("standard_kept", share(standard.kept))
        .with("best", number(best))
        .with("best_kept", share(best.kept))
        .text(lang)
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// The summary for a terminal, a line a sentence.
pub fn design_summary(results: &DesignResults, lang: Lang) -> Vec<String> {
    let about = &results.about;
    let mut lines = vec![
        Message::new("design.heading")
            .with("title", words::title(about, lang))
            .with("proposals", results.evaluated.len().saturating_sub(1))
            .with("patients", words::patients(about.patients, about.kind, lang))
            .with("draws", about.draws)
            .text(lang),
    ];
    lines.extend(says(results, lang));
    lines.push(Message::new("report.caution").text(lang));
    lines
}

/// The course of the search: the objective and the number of each bound, proposal by proposal.
pub fn design_figures(results: &DesignResults, lang: Lang) -> Vec<Figure> {
    let proposals: Vec<f64> = (0..results.evaluated.len()).map(|number| number as f64).collect();
    if proposals.len() < 2 {
        return Vec::new();
    }
    let axes = [Axis::new("proposal", "", proposals, false)];
    let names = vec![Message::new("design.proposal_axis").text(lang)];
    let paper = Paper { about: &results.about, axes: &axes, names, lang };
    let objective: Vec<&[f64]> = results.evaluated.iter().map(|found| found.by_draw.as_slice()).collect();
    let mut measured = vec![course(&results.objective, &objective, lang)];
    for (index, bound) in results.bounds.iter().enumerate() {
        let of = |found| -> &[f64] { Evaluated::bounds_of(found, index) };
        let numbers: Vec<&[f64]> = results.evaluated.iter().map(of).collect();
        measured.push(course(&bound.of, &numbers, lang));
    }
    measured.iter().enumerate().map(|(index, measured)| paper.figure(measured, index)).collect()
}

/// A number at every proposal: the mean over draws with their range.
fn course(target: &Target, numbers: &[&[f64]], lang: Lang) -> Measured {
    let scale = if target.is_condition { 100.0 } else { 1.0 };
    let ends = |by_draw: &&[f64]| {
        let finite = || by_draw.iter().copied().filter(|number| number.is_finite());
        let (low, high) =
            (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        (by_draw.len() > 1 && low <= high).then_some((scale * low, scale * high))
    };
    Measured {
        title: words::capital(name_of(target, lang)),
        name: target.name.clone(),
        unit: if target.is_condition { "%".to_owned() } else { words::unit(&target.unit, lang) },
        of_share: target.is_condition,
        value: numbers.iter().map(|by_draw| scale * mean(by_draw)).collect(),
        ignorance: numbers.iter().map(ends).collect(),
        open: vec![false; numbers.len()],
        ..Measured::default()
    }
}

/// The page as one HTML text.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn design_html(results: &DesignResults, figures: &[Figure], lang: Lang) -> Result<String, ReportError> {
    let about = &results.about;
    let mut first = Section::new("says", Message::new("report.says"), lang);
    first.says = says(results, lang);
    first.note = Message::new("design.how")
        .with("proposals", results.evaluated.len().saturating_sub(1))
        .with("sure", share(results.sure))
        .with("seed", results.check.seed)
        .text(lang);
    let mut course = Section::new("course", Message::new("design.course"), lang);
    course.figures =
        figures.iter().map(|figure| Value::from_safe_string(figure.inline().to_owned())).collect();
    course.note = Message::new("design.course.note").text(lang);
    let mut numbers = Section::new("proposals", Message::new("design.proposals"), lang);
    numbers.tables.push(table_of(results, lang));
    let mut sections = vec![first, course, numbers];
    sections.retain(|section| section.id != "course" || !section.figures.is_empty());
    let provenance = vec![
        (Message::new("report.version").text(lang), format!("Lytic {}", about.version)),
        (Message::new("report.scenario").text(lang), about.scenario.clone()),
        (Message::new("report.model").text(lang), about.model.clone()),
        (Message::new("report.seed").text(lang), about.seed.to_string()),
    ];
    page(
        Content {
            title: Message::new("design.title").with("outcome", name_of(&results.objective, lang)).text(lang),
            subtitle: words::title(about, lang).to_owned(),
            sections,
            provenance,
            command: about.command.clone(),
            data: String::new(),
        },
        lang,
    )
}

/// The standard and the best proposals.
fn table_of(results: &DesignResults, lang: Lang) -> Table {
    let target = &results.objective;
    let mut order: Vec<usize> = (1..results.evaluated.len()).collect();
    let rank = |index: &usize| {
        let found = results.evaluated.get(*index);
        let value = found.map_or(f64::NAN, |found| found.objective);
        let value = if results.minimise { value } else { -value };
        (!found.is_some_and(|found| found.keeps), if value.is_nan() { f64::INFINITY } else { value })
    };
    order.sort_by(|a, b| {
        let (a, b) = (rank(a), rank(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    let row = |index: usize| {
        let found = results.evaluated.get(index)?;
        let mut cells = vec![
            Cell::words(if index == 0 {
                Message::new("design.standard").text(lang)
            } else {
                index.to_string()
            }),
            Cell::words(if found.at.is_empty() { String::new() } else { schedule(results, found, lang) }),
            Cell::number(number_of(target, found.objective, lang)).strong().small(range_of(
                target,
                found.ignorance(),
                lang,
            )),
        ];
        for (bound, of) in results.bounds.iter().zip(&found.bounds) {
            let kept = Message::new("design.kept").with("share", share(of.kept)).text(lang);
            cells.push(Cell::number(number_of(&bound.of, mean(&of.by_draw), lang)).small(kept));
        }
        if let Some(reason) = &found.refused {
            cells.resize(3 + results.bounds.len(), Cell::words("–"));
            cells.push(Cell::words(reason.clone()));
        } else {
            let key = if found.keeps { "design.yes" } else { "design.no" };
            cells.push(Cell::words(Message::new(key).text(lang)));
        }
        Some(cells)
    };
    let mut head = vec![
        Head::words("design.proposal", lang),
        Head::words("design.schedule", lang),
        Head { text: name_of(target, lang), ..Head::numbers("design.proposal", "5–95 %", lang) },
    ];
    head.extend(results.bounds.iter().map(|bound| Head {
        text: name_of(&bound.of, lang),
        ..Head::numbers("design.proposal", &bound.text, lang)
    }));
    head.push(Head::words("design.keeps", lang));
    let rows = std::iter::once(0).chain(order.into_iter().take(MOST_ROWS)).filter_map(row).collect();
    Table { heading: String::new(), head, rows }
}
