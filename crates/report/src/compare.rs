//! What a comparison of two scenarios says: curves over each other, differences within each patient, and which inputs
//! differ. Differences are B minus A.

mod table;

pub use table::write_comparison;

use crate::error::ReportError;
use crate::figure::{
    Figure, KEY_HEIGHT, Layers, Other, SurvivalArm, SurvivalFigure, differences, figures_with, legend_items,
    observed, overview_with,
};
use crate::html::sections::{Cell, Content, Head, Section, Table, page};
use crate::html::{pointer, points};
use crate::number::{Number, count, percent};
use crate::quantile::quantile_at;
use crate::scan::provenance;
use crate::{summary, words};
use lytic_study::{
    Alone, Attribution, ComparisonResults, InputDifference, PairedOutcome, PairedValue, Results,
};
use lytic_text::{Lang, Message};
use minijinja::Value;

/// Lines about single outcomes in a summary at most.
const MOST_OUTCOMES: usize = 4;
/// Lines about single values in a summary at most.
const MOST_VALUES: usize = 2;
/// Changed inputs that a summary names.
const MOST_INPUTS: usize = 4;

/// The runs as the figures take them: the first with its spreads, the columns that both have.
fn shown(results: &ComparisonResults) -> Results {
    let mut shown = results.a.clone();
    // The doses of both: what both give alike stands once.
    shown.doses.extend(results.b.doses.iter().filter(|dose| !results.a.doses.contains(dose)).cloned());
    shown.survivals.clear();
    shown.columns.retain(|column| results.columns.contains(&column.name));
    shown.about.hashes = results.about.hashes.iter().filter(|(of, _)| of == "results").cloned().collect();
    shown.about.scenario = format!("{} · {}", results.a.about.scenario, results.b.about.scenario);
    shown
}

fn layers(results: &ComparisonResults, lang: Lang) -> Layers<'_> {
    let name = |letter: &str, results: &Results| {
        Message::new("compare.arm")
            .with("arm", letter)
            .with("title", words::title(&results.about, lang))
            .text(lang)
    };
    let other =
        Other { name: name("B", &results.b), times_days: &results.b.times_days, columns: &results.b.columns };
    Layers { name: name("A", &results.a), others: vec![other], observed: observed(&results.a) }
}

/// Figures of a comparison: a panel for each column that both have, with the points that were observed, and the differences
/// of the outcomes.
pub fn comparison_figures(results: &ComparisonResults, lang: Lang) -> Vec<Figure> {
    let shown = shown(results);
    let mut figures = figures_with(&shown, &layers(results, lang), lang);
    figures.extend(survival_figures(results, &shown, lang));
    figures.extend(differences(&shown, &results.outcomes, lang));
    figures
}

/// Curves of the events that both time.
fn survival_figures(results: &ComparisonResults, shown: &Results, lang: Lang) -> Vec<Figure> {
    let layers = layers(results, lang);
    let other = layers.others.first().map_or("", |other| other.name.as_str());
    let figure = |(index, survival): (usize, &lytic_study::SurvivalResult)| {
        let found = results.b.survivals.iter().find(|other| other.name == survival.name)?;
        // A curve has its own days; those of the second are drawn where they are the same.
        if found.times_days != survival.times_days || found.origin_days != survival.origin_days {
            return None;
        }
        let title = crate::survival::event_name(survival, lang);
        let arms = vec![
            SurvivalArm { name: layers.name.clone(), curve: &survival.curve },
            SurvivalArm { name: other.to_owned(), curve: &found.curve },
        ];
        let drawn = SurvivalFigure {
            name: &survival.name,
            title: Message::new("survival.without").with("event", title).text(lang),
            times_days: &survival.times_days,
            origin_days: survival.origin_days,
            arms,
            kind: shown.about.kind,
            lang,
        };
        Some(drawn.figure(shown, index))
    };
    results.a.survivals.iter().enumerate().filter_map(figure).collect()
}

/// What the second adds to the times of events.
fn survival_sentences(results: &ComparisonResults, lang: Lang) -> Vec<String> {
    let sentence = |(name, difference): &(String, lytic_study::SurvivalDifference)| {
        let survival = results.a.survivals.iter().find(|survival| survival.name == *name)?;
        Some(crate::survival::difference_sentence(survival, difference, lang))
    };
    results.survivals.iter().filter_map(sentence).collect()
}

/// All panels of a comparison on one sheet.
pub fn comparison_overview(results: &ComparisonResults, lang: Lang) -> String {
    overview_with(&shown(results), &layers(results, lang), lang)
}

/// The summary for a terminal, a line a sentence.
pub fn comparison_summary(results: &ComparisonResults, lang: Lang) -> Vec<String> {
    let mut lines = vec![heading(results, lang)];
    lines.extend(results.outcomes.iter().take(MOST_OUTCOMES).map(|outcome| outcome_sentence(outcome, lang)));
    lines.extend(results.values.iter().take(MOST_VALUES).map(|value| value_sentence(value, lang)));
    lines.extend(survival_sentences(results, lang).into_iter().take(MOST_VALUES));
    lines.push(inputs_sentence(&results.changed, lang));
    lines.extend(seen(results, lang));
    lines.extend(notes(results, lang));
    lines.push(Message::new("report.caution").text(lang));
    lines
}

fn heading(results: &ComparisonResults, lang: Lang) -> String {
    let about = &results.about;
    Message::new("compare.heading")
        .with("a", words::title(&results.a.about, lang))
        .with("b", words::title(&results.b.about, lang))
        .with("patients", words::patients(about.patients, about.kind, lang))
        .with("draws", words::draws(about.draws, lang))
        .with("seed", about.seed)
        .text(lang)
}

fn outcome_sentence(outcome: &PairedOutcome, lang: Lang) -> String {
    let name = summary::paired_name(outcome, lang);
    if outcome.n == 0 {
        return Message::new("scan.unjudged").with("what", name).text(lang);
    }
    let (low, high) = outcome.ignorance.unwrap_or((f64::NAN, f64::NAN));
    let sentence = Message::new("compare.outcome")
        .with("what", name)
        .with("a", count(outcome.first))
        .with("b", count(outcome.second))
        .with("n", count(outcome.n))
        .with("difference", points(outcome.difference))
        .with("low", points(outcome.sampling.0))
        .with("high", points(outcome.sampling.1))
        .text(lang);
    sentence + &known(outcome.attribution, points(low), points(high), lang)
}

fn value_sentence(value: &PairedValue, lang: Lang) -> String {
    let name = summary::paired_value_name(value, lang);
    if value.n == 0 {
        return Message::new("scan.unjudged").with("what", name).text(lang);
    }
    let plain = |number: f64| Number::rounded(number, 3).to_string();
    let at = |probability: f64| quantile_at(&value.quantiles, probability);
    let (low, high) = value.ignorance.unwrap_or((f64::NAN, f64::NAN));
    let sentence = Message::new("compare.value")
        .with("what", name)
        .with("median", words::quantity(at(0.5), &value.unit, lang))
        .with("low", plain(at(0.05)))
        .with("high", plain(at(0.95)))
        .text(lang);
    sentence + &known(value.attribution, plain(low), plain(high), lang)
}

/// Whether what is known fixes a difference, as the end of a sentence; nothing where nobody asked.
fn known(attribution: Attribution, low: String, high: String, lang: Lang) -> String {
    let key = match attribution {
        Attribution::NotAsked => return String::new(),
        Attribution::Fixed => "compare.fixed",
        Attribution::SizeOpen => "compare.size_open",
        Attribution::SignOpen => "compare.sign_open",
    };
    Message::new(key).with("low", low).with("high", high).text(lang)
}

fn inputs_sentence(changed: &[InputDifference], lang: Lang) -> String {
    if changed.is_empty() {
        return Message::new("compare.same_inputs").text(lang);
    }
    let names: Vec<&str> = changed.iter().take(MOST_INPUTS).map(|input| input.name.as_str()).collect();
    let names = names.join(if lang == Lang::Zh { "、" } else { ", " });
    let more = changed.len().saturating_sub(MOST_INPUTS);
    let key = if more > 0 { "compare.inputs.more" } else { "compare.inputs" };
    Message::new(key).with("names", names).with("count", more).text(lang)
}

/// How many observed points lie within the patients of each.
fn seen(results: &ComparisonResults, lang: Lang) -> Vec<String> {
    let mut sentences = Vec::new();
    for (arm, run) in [("A", &results.a), ("B", &results.b)] {
        let Some(overlay) = &run.overlay else { continue };
        let named =
            |title: String| Message::new("compare.arm").with("arm", arm).with("title", title).text(lang);
        sentences.extend(summary::overlay_sentences(overlay, &run.columns, lang).into_iter().map(named));
    }
    sentences.extend(results.a.overlay.as_ref().and_then(|overlay| summary::skipped_sentence(overlay, lang)));
    sentences
}

/// What a reader should know besides: patients that were overridden, what only one has, what cannot be compared.
fn notes(results: &ComparisonResults, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    let comma = if lang == Lang::Zh { "、" } else { ", " };
    if !results.overridden.is_empty() {
        let list: Vec<String> = results
            .overridden
            .iter()
            .map(|input| format!("{} {} → {}", input.name, input.b, input.a))
            .collect();
        notes.push(Message::new("compare.overridden").with("list", list.join(comma)).text(lang));
    }
    for (alone, key) in [(&results.only_a, "compare.only_a"), (&results.only_b, "compare.only_b")] {
        if !alone.is_empty() {
            let names: Vec<&str> = alone.iter().map(|alone| alone.name.as_str()).collect();
            notes.push(Message::new(key).with("list", names.join(comma)).text(lang));
        }
    }
    if !results.unlike.is_empty() {
        let list: Vec<String> = results
            .unlike
            .iter()
            .map(|unlike| format!("{} ({} / {})", unlike.name, unlike.a, unlike.b))
            .collect();
        notes.push(Message::new("compare.unlike").with("list", list.join(comma)).text(lang));
    }
    let failed = results.a.failed.saturating_add(results.b.failed);
    if failed > 0 {
        notes.push(Message::new("compare.failed").with("count", count(failed)).text(lang));
    }
    notes
}

/// The report of a comparison as one HTML text; `figures` as [`comparison_figures`] makes them.
///
/// # Errors
/// Only if the template does not fit the program.
pub fn comparison_html(
    results: &ComparisonResults,
    figures: &[Figure],
    lang: Lang,
) -> Result<String, ReportError> {
    let shown = shown(results);
    let layers = layers(results, lang);
    let picture = |figure: &Figure| Value::from_safe_string(figure.inline().to_owned());
    let mut says = Section::new("says", Message::new("report.says"), lang);
    says.says = results.outcomes.iter().map(|outcome| outcome_sentence(outcome, lang)).collect();
    says.says.extend(results.values.iter().map(|value| value_sentence(value, lang)));
    says.says.extend(survival_sentences(results, lang));
    says.says.extend(seen(results, lang));
    says.says.extend(notes(results, lang));
    says.note = Message::new("compare.reading")
        .with("patients", words::patients(results.about.patients, results.about.kind, lang))
        .text(lang);
    let mut sections = vec![says, inputs(results, lang)];
    if !results.outcomes.is_empty() {
        let mut section = Section::new("outcomes", Message::new("compare.outcomes"), lang);
        section.tables.push(outcome_table(&results.outcomes, lang));
        section.figures = figures.iter().filter(|figure| figure.is_forest()).map(picture).collect();
        sections.push(section);
    }
    if !results.values.is_empty() {
        let mut section = Section::new("values", Message::new("compare.values"), lang);
        section.tables.push(value_table(&results.values, lang));
        sections.push(section);
    }
    if figures.iter().any(Figure::is_survival) {
        let mut section = Section::new("survival", Message::new("survival.title"), lang);
        section.figures = figures.iter().filter(|figure| figure.is_survival()).map(picture).collect();
        section.note = Message::new("survival.note").text(lang);
        sections.push(section);
    }
    if !results.columns.is_empty() {
        let mut section = Section::new("curves", Message::new("report.curves"), lang);
        section.legend = legend(&shown, &layers, lang);
        section.figures = figures
            .iter()
            .filter(|figure| !figure.is_forest() && !figure.is_survival())
            .map(picture)
            .collect();
        sections.push(section);
    }
    if !results.only_a.is_empty() || !results.only_b.is_empty() || !results.unlike.is_empty() {
        sections.push(alone(results, lang));
    }
    page(
        Content {
            title: Message::new("compare.title")
                .with("a", words::title(&results.a.about, lang))
                .with("b", words::title(&results.b.about, lang))
                .text(lang),
            subtitle: format!(
                "A {} · B {} · {} · {}",
                results.a.about.scenario,
                results.b.about.scenario,
                words::patients(results.about.patients, results.about.kind, lang),
                words::draws(results.about.draws, lang)
            ),
            sections,
            provenance: provenance(&results.about, lang),
            command: results.about.command.clone(),
            data: pointer(&shown, &layers, lang),
        },
        lang,
    )
}

fn legend(shown: &Results, layers: &Layers<'_>, lang: Lang) -> Vec<(Value, String, String)> {
    legend_items(shown, layers, lang)
        .into_iter()
        .map(|item| {
            let class = if item.width > KEY_HEIGHT { "key" } else { "mark" };
            let mark = format!(
                "<svg class=\"fig {class}\" viewBox=\"0 0 {} {KEY_HEIGHT}\" aria-hidden=\"true\">{}</svg>",
                item.width, item.mark
            );
            (Value::from_safe_string(mark), item.text, item.more)
        })
        .collect()
}

/// What differs between the two, as written.
fn inputs(results: &ComparisonResults, lang: Lang) -> Section {
    let mut section = Section::new("inputs", Message::new("compare.changed"), lang);
    if results.changed.is_empty() {
        section.says.push(Message::new("compare.same_inputs").text(lang));
        return section;
    }
    let text = |value: &str| if value.is_empty() { "–".to_owned() } else { value.to_owned() };
    let rows = results.changed.iter().map(|input| {
        vec![
            Cell::words(String::new()).code(&input.name),
            Cell::words(text(&input.a)),
            Cell::words(text(&input.b)),
        ]
    });
    section.tables.push(Table {
        heading: String::new(),
        head: ["compare.input", "compare.a", "compare.b"].map(|key| Head::words(key, lang)).to_vec(),
        rows: rows.collect(),
    });
    section
}

fn outcome_table(outcomes: &[PairedOutcome], lang: Lang) -> Table {
    let share = |successes: u64, n: u64| {
        let share = if n == 0 { f64::NAN } else { successes as f64 / n as f64 };
        let counted =
            Message::new("report.n_of").with("successes", count(successes)).with("n", count(n)).text(lang);
        Cell::number(if n == 0 { "–".to_owned() } else { percent(share) + " %" }).small(counted)
    };
    let range = |(low, high): (f64, f64)| {
        if low.is_nan() { "–".to_owned() } else { format!("{} – {}", points(low), points(high)) }
    };
    let rows = outcomes.iter().map(|outcome| {
        vec![
            Cell::words(summary::paired_name(outcome, lang)).code(&outcome.definition),
            share(outcome.first, outcome.n),
            share(outcome.second, outcome.n),
            Cell::number(points(outcome.difference)).strong(),
            Cell::number(outcome.ignorance.map_or_else(|| "–".to_owned(), range)),
            Cell::number(range(outcome.sampling)),
        ]
    });
    Table {
        heading: String::new(),
        head: vec![
            Head::words("report.outcome", lang),
            Head::numbers("compare.a", "", lang),
            Head::numbers("compare.b", "", lang),
            Head::numbers("compare.difference", &Message::new("scan.points").text(lang), lang),
            Head::numbers("report.part.ignorance", "5–95 %", lang),
            Head::numbers("report.part.sampling", "95 %", lang),
        ],
        rows: rows.collect(),
    }
}

fn value_table(values: &[PairedValue], lang: Lang) -> Table {
    let number = |value: f64| Number::rounded(value, 3).html();
    let range = |(low, high): (f64, f64)| {
        if low.is_nan() { "–".to_owned() } else { format!("{} – {}", number(low), number(high)) }
    };
    let rows = values.iter().map(|value| {
        let at = |probability: f64| quantile_at(&value.quantiles, probability);
        vec![
            Cell::words(summary::paired_value_name(value, lang)).code(&value.definition),
            Cell::words(words::unit(&value.unit, lang)),
            Cell::number(count(value.n)),
            Cell::number(number(at(0.5))).strong(),
            Cell::number(range((at(0.05), at(0.95)))),
            Cell::number(value.ignorance.map_or_else(|| "–".to_owned(), range)),
            Cell::number(range(value.sampling)),
        ]
    });
    let of_median = Message::new("report.of_median").text(lang);
    Table {
        heading: String::new(),
        head: vec![
            Head::words("compare.value_difference", lang),
            Head::words("report.unit", lang),
            Head::numbers("report.judged", "", lang),
            Head::numbers("report.median", "", lang),
            Head::numbers("report.part.patients", "5–95 %", lang),
            Head::numbers("report.part.ignorance", &of_median, lang),
            Head::numbers("report.part.sampling", &of_median, lang),
        ],
        rows: rows.collect(),
    }
}

/// What could not be compared.
fn alone(results: &ComparisonResults, lang: Lang) -> Section {
    let mut section = Section::new("alone", Message::new("compare.alone"), lang);
    let kind = |alone: &Alone| {
        let key = match alone.kind {
            "outcome" => "compare.kind.outcome",
            "value" => "compare.kind.value",
            _ => "compare.kind.column",
        };
        Message::new(key).text(lang)
    };
    let yes = |alone: &Alone, a: &str, b: &str| {
        vec![
            Cell::words(String::new()).code(&alone.name),
            Cell::words(kind(alone)),
            Cell::words(a),
            Cell::words(b),
        ]
    };
    let mut rows: Vec<Vec<Cell>> = results.only_a.iter().map(|alone| yes(alone, "✓", "–")).collect();
    rows.extend(results.only_b.iter().map(|alone| yes(alone, "–", "✓")));
    rows.extend(results.unlike.iter().map(|unlike| {
        let kind = Message::new("compare.kind.unlike").text(lang);
        vec![
            Cell::words(String::new()).code(&unlike.name),
            Cell::words(kind),
            Cell::words(&*unlike.a),
            Cell::words(&*unlike.b),
        ]
    }));
    let head = ["compare.name", "compare.kind", "compare.a", "compare.b"].map(|key| Head::words(key, lang));
    section.tables.push(Table { heading: String::new(), head: head.to_vec(), rows });
    section
}
