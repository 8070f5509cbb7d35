//! A block of tissue in a patient: its section of the report, sentences, table and object.

use crate::figure::{Chart, Figure, Series};
use crate::html::sections::{Cell, Head, Section, Table};
use crate::number::{Number, count, day};
use crate::words;
use lytic_study::{
    About, BlockOutcome, BloodCourse, Compared, CouplingPiece, CouplingResults, Factors, Rate, Release,
};
use lytic_text::{Lang, Message};
use lytic_tissue::Kind;
use minijinja::Value;
use serde_json::json;

fn text(key: &'static str, lang: Lang) -> String {
    Message::new(key).text(lang)
}

/// A number with three figures, for people.
fn plain(value: f64) -> String {
    Number::rounded(value, 3).to_string()
}

fn html(value: f64) -> String {
    Number::rounded(value, 3).html()
}

fn site(results: &CouplingResults, lang: Lang) -> String {
    text(
        match results.site {
            "marrow" => "block.site.marrow",
            "liver" => "block.site.liver",
            _ => "block.site.tumour",
        },
        lang,
    )
}

/// Rates of a block that stand beside those of the model, in their order.
const RATES: [&str; 3] = ["block.head.kill", "block.head.growth", "block.head.release"];

/// What the section is of.
fn heading(results: &CouplingResults, lang: Lang) -> String {
    let patient = match results.patient {
        Some(patient) => Message::new("block.patient").with("patient", patient).text(lang),
        None => text("block.typical", lang),
    };
    Message::new("block.heading")
        .with("site", site(results, lang))
        .with("patient", patient)
        .with("from", day(results.window_days.0))
        .with("to", day(results.window_days.1))
        .text(lang)
}

fn ratio(ratio: Option<f64>, lang: Lang) -> String {
    match ratio {
        Some(ratio) => Message::new("block.ratio").with("ratio", plain(ratio)).text(lang),
        None => text("block.no_ratio", lang),
    }
}

/// A rate of the block beside the model's; with another text where one of them is no number.
fn compared(keys: [&'static str; 3], found: &Compared, lang: Lang) -> String {
    let [both, no_model, no_block] = keys;
    let key = match (found.block, found.model) {
        (None, _) => no_block,
        (_, None) => no_model,
        _ => both,
    };
    let block = found.block.unwrap_or_default();
    Message::new(key)
        .with("block", plain(block.value))
        .with("low", plain(block.interval.0))
        .with("high", plain(block.interval.1))
        .with("model", plain(found.model.unwrap_or(f64::NAN)))
        .with("ratio", ratio(found.ratio(), lang))
        .text(lang)
}

/// How tumour cells leave the block, and how many come back.
fn release(results: &CouplingResults, lang: Lang) -> Option<String> {
    let Release::Open { at_vessels, per_day, solved } = results.release else { return None };
    let key = if solved { "block.says.tied" } else { "block.says.set" };
    let says = Message::new(key)
        .with("share", plain(100.0 * at_vessels))
        .with("rate", plain(per_day))
        .with("back", plain(results.returning));
    Some(says.text(lang))
}

/// What came out, a sentence each.
pub(crate) fn block_sentences(results: &CouplingResults, lang: Lang) -> Vec<String> {
    let start = results.tissue.counts.first().copied().unwrap_or_default();
    let last = results.tissue.counts.last().copied().unwrap_or_default();
    let filled = Message::new("block.says.filled")
        .with("cells", count(results.tissue.size.cells))
        .with("tumour", count(start.of(Kind::Tumour).living))
        .with("share", format!("{:.0}", 100.0 * results.tumour_share))
        .with("weight", plain(if results.scale > 0.0 { 1.0 / results.scale } else { f64::NAN }));
    let [donor, host, cd8] = results.expected.map(plain);
    let entered = Message::new("block.says.entered")
        .with("donor", donor)
        .with("host", host)
        .with(
            "cd8",
            if results.blood.iter().any(|course| course.name == "cd8") { cd8 } else { "0".to_owned() },
        )
        .with("arrived", count(last.of(Kind::Nk).arrived));
    let mut lines = vec![filled.text(lang), entered.text(lang)];
    if let [piece] = results.pieces() {
        let [kill, growth, release] = piece.compared(results.release);
        lines.push(compared(["block.says.kill"; 3], &kill, lang));
        lines.push(compared(["block.says.growth"; 3], &growth, lang));
        let keys = ["block.says.release", "block.says.release_unknown", "block.says.release_closed"];
        lines.push(compared(keys, &release, lang));
    }
    lines.extend(release(results, lang));
    if results.read_back {
        let key = if results.settled() { "block.says.settled" } else { "block.says.unsettled" };
        let change = results.sweeps.last().map_or(0.0, |sweep| sweep.change);
        lines.push(
            Message::new(key)
                .with("sweeps", results.sweeps.len())
                .with("change", plain(change))
                .with("tolerance", plain(results.tolerance))
                .text(lang),
        );
        if let Some((end, alone, with)) = results.burden.last() {
            let says = Message::new("block.says.burden").with("day", day(*end));
            lines.push(says.with("alone", plain(*alone)).with("with", plain(*with)).text(lang));
        }
    }
    lines.push(text("block.says.cohort", lang));
    lines
}

/// The lines for a terminal: what it is of, and what came out.
pub(crate) fn block_summary(results: &CouplingResults, lang: Lang) -> Vec<String> {
    let mut lines = vec![heading(results, lang)];
    lines.extend(block_sentences(results, lang));
    lines
}

/// The section of the report of the patient.
pub(crate) fn block_section(results: &CouplingResults, about: &About, lang: Lang) -> Section {
    let mut section = Section::new("block", Message::new("block.page.section"), lang);
    section.says = block_summary(results, lang);
    section.figures = block_figures(results, about, lang)
        .iter()
        .map(|figure| Value::from_safe_string(figure.inline().to_owned()))
        .collect();
    section.tables = vec![rates(results, lang)];
    if results.read_back {
        section.tables.push(sweeps(results, lang));
    }
    if !results.outcomes.is_empty() {
        section.tables.push(outcomes(results, lang));
    }
    section.note = text("block.page.note", lang);
    section
}

fn rates(results: &CouplingResults, lang: Lang) -> Table {
    let range = |piece: &CouplingPiece| format!("{}–{}", day(piece.days.0), day(piece.days.1));
    let mut rows = Vec::new();
    for piece in results.pieces() {
        for (key, found) in RATES.into_iter().zip(piece.compared(results.release)) {
            let known = |number: Option<f64>| number.map_or_else(|| "–".to_owned(), html);
            let block = Cell::number(known(found.block.map(|block| block.value))).strong();
            let interval = found.block.map(|Rate { interval: (low, high), .. }| (plain(low), plain(high)));
            rows.push(vec![
                Cell::words(range(piece)),
                Cell::words(text(key, lang)),
                match interval {
                    Some((low, high)) => block.small(format!("{low} – {high}")),
                    None => block,
                },
                Cell::number(known(found.model)),
                Cell::number(known(found.ratio())),
                Cell::number(known(found.factor)),
                Cell::number(html(piece.block.nk)),
                Cell::number(html(piece.model_nk)),
            ]);
        }
    }
    Table {
        heading: text("block.page.rates", lang),
        head: vec![
            Head::words("block.head.days", lang),
            Head::words("block.head.what", lang),
            Head::numbers("block.head.block", "95 %", lang),
            Head::numbers("block.head.model", "", lang),
            Head::numbers("block.head.ratio", "", lang),
            Head::numbers("block.head.factor", "", lang),
            Head::numbers("block.head.nk_block", "", lang),
            Head::numbers("block.head.nk_model", "", lang),
        ],
        rows,
    }
}

fn sweeps(results: &CouplingResults, lang: Lang) -> Table {
    let list = |of: &dyn Fn(&Factors) -> f64, pieces: &[CouplingPiece]| {
        pieces.iter().map(|piece| html(of(&piece.found))).collect::<Vec<_>>().join(", ")
    };
    let is_open = matches!(results.release, Release::Open { .. });
    let rows = results
        .sweeps
        .iter()
        .zip(1_u64..)
        .map(|(sweep, number)| {
            vec![
                Cell::words(number.to_string()),
                Cell::number(list(&|found| found.kill, &sweep.pieces)),
                Cell::number(list(&|found| found.growth, &sweep.pieces)),
                Cell::number(if is_open {
                    list(&|found| found.release, &sweep.pieces)
                } else {
                    "–".to_owned()
                }),
                Cell::number(html(sweep.change)),
            ]
        })
        .collect();
    Table {
        heading: text("block.page.sweeps", lang),
        head: vec![
            Head::words("block.head.sweep", lang),
            Head::numbers("block.head.kill_factor", "", lang),
            Head::numbers("block.head.growth_factor", "", lang),
            Head::numbers("block.head.release_factor", "", lang),
            Head::numbers("block.head.change", "", lang),
        ],
        rows,
    }
}

fn outcomes(results: &CouplingResults, lang: Lang) -> Table {
    let value = |outcome: &BlockOutcome, value: f64| match outcome.is_condition {
        true if value.is_nan() => "–".to_owned(),
        true => text(if value != 0.0 { "block.yes" } else { "block.no" }, lang),
        false => words::quantity(value, &outcome.unit, lang),
    };
    let name = |outcome: &BlockOutcome| {
        let label = if lang == Lang::Zh { &outcome.label_zh } else { &outcome.label };
        if label.is_empty() { outcome.name.clone() } else { label.clone() }
    };
    let row = |outcome: &BlockOutcome| {
        vec![
            Cell::words(name(outcome)),
            Cell::words(value(outcome, outcome.alone)),
            Cell::words(value(outcome, outcome.with_block)),
        ]
    };
    Table {
        heading: text("block.page.outcomes", lang),
        head: vec![
            Head::words("block.head.outcome", lang),
            Head::words("block.head.alone", lang),
            Head::words("block.head.with", lang),
        ],
        rows: results.outcomes.iter().map(row).collect(),
    }
}

/// What the blood brings, cells and molecules, and tumour cells of the site with and without the block.
fn block_figures(results: &CouplingResults, about: &About, lang: Lang) -> Vec<Figure> {
    const CELLS: [&str; 3] = ["donor", "host", "cd8"];
    let curve = |course: &BloodCourse, name: String| Series {
        name,
        points: course.points.clone(),
        ..Series::default()
    };
    let name = |course: &BloodCourse| {
        let key = match course.name.as_str() {
            "donor" => "block.curve.donor",
            "host" => "block.curve.host",
            _ => "block.curve.cd8",
        };
        text(key, lang)
    };
    let cells = results.blood.iter().filter(|course| CELLS.contains(&course.name.as_str()));
    let across = text("block.axis.days", lang);
    let chart = |name: &str, title: String, unit: &str, series: Vec<Series>| Chart {
        name: name.to_owned(),
        title,
        unit: unit.to_owned(),
        across: across.clone(),
        series,
        ..Chart::default()
    };
    let mut charts = vec![chart(
        "block entering",
        text("block.figure.entering", lang),
        &text("block.figure.entering.unit", lang),
        cells.map(|course| curve(course, name(course))).collect(),
    )];
    for course in results.blood.iter().filter(|course| !CELLS.contains(&course.name.as_str())) {
        let title = Message::new("block.figure.blood").with("field", &course.name).text(lang);
        charts.push(chart(
            &format!("block {}", course.name),
            title,
            &course.unit,
            vec![curve(course, String::new())],
        ));
    }
    if results.read_back {
        let points = |of: fn(&(f64, f64, f64)) -> f64| -> Vec<(f64, f64)> {
            results.burden.iter().map(|row| (row.0, of(row))).collect()
        };
        let series = |key: &'static str, points: Vec<(f64, f64)>| Series {
            name: text(key, lang),
            points,
            ..Series::default()
        };
        let both = vec![
            series("block.head.alone", points(|row| row.1)),
            series("block.head.with", points(|row| row.2)),
        ];
        charts.push(chart("block burden", text("block.figure.burden", lang), "", both));
    }
    // Their ids must differ from those of the other charts of a page.
    charts.iter().enumerate().map(|(index, chart)| chart.figure(about, 900 + index, lang)).collect()
}

/// A row a piece of the last sweep; nothing where there is no number.
pub fn block_csv(results: &CouplingResults) -> String {
    let mut out = "from_days,to_days,kill_block,kill_low,kill_high,kill_model,kill_factor,growth_block,growth_low,growth_high,\
        growth_model,growth_factor,release_block,release_low,release_high,release_model,release_factor,kills,cd8_kills,births,\
        deaths,left,cell_days,nk_block,nk_model\n"
        .to_owned();
    for piece in results.pieces() {
        let block = &piece.block;
        let mut numbers = vec![Some(piece.days.0), Some(piece.days.1)];
        for found in piece.compared(results.release) {
            let of = |of: fn(&Rate) -> f64| found.block.as_ref().map(of);
            numbers.extend([of(|rate| rate.value), of(|rate| rate.interval.0), of(|rate| rate.interval.1)]);
            numbers.extend([found.model, found.factor]);
        }
        let counted = [block.kills, block.cd8_kills, block.births, block.deaths, block.left];
        numbers.extend(counted.map(|count| Some(count as f64)));
        numbers.extend([block.cell_days, block.nk, piece.model_nk].map(Some));
        let words = numbers.iter().map(|number| number.map_or_else(String::new, |number| number.to_string()));
        out.push_str(&words.collect::<Vec<_>>().join(","));
        out.push('\n');
    }
    out
}

/// What `--json` says of the block.
pub(crate) fn block_object(results: &CouplingResults) -> serde_json::Value {
    let rate = |rate: Rate| json!({ "value": rate.value, "interval": [rate.interval.0, rate.interval.1] });
    let compared = |found: Compared| json!({ "block": found.block.map(rate), "model": found.model, "ratio": found.ratio(), "factor": found.factor });
    let piece = |piece: &CouplingPiece| {
        let [kill, growth, release] = piece.compared(results.release).map(compared);
        json!({
            "days": [piece.days.0, piece.days.1],
            "kill": kill,
            "growth": growth,
            "release": release,
            "kills": piece.block.kills,
            "cd8_kills": piece.block.cd8_kills,
            "left": piece.block.left,
            "nk": { "block": piece.block.nk, "model": piece.model_nk },
        })
    };
    let of_release = match results.release {
        Release::Unknown => json!({ "state": "unknown" }),
        Release::Closed => json!({ "state": "closed" }),
        Release::Open { at_vessels, per_day, solved } => json!({
            "state": "open",
            "share_at_vessels": at_vessels,
            "detachment_per_day": per_day,
            "solved": solved,
        }),
    };
    let factors = |pieces: &[CouplingPiece], of: fn(&Factors) -> f64| {
        pieces.iter().map(|piece| of(&piece.found)).collect::<Vec<_>>()
    };
    let is_open = matches!(results.release, Release::Open { .. });
    let last = results.tissue.counts.last().copied().unwrap_or_default();
    json!({
        "site": results.site,
        "patient": results.patient,
        "window_days": [results.window_days.0, results.window_days.1],
        "cells_at_start": results.tissue.size.cells,
        "tumour_share": results.tumour_share,
        "scale": results.scale,
        "expected_to_enter": { "donor": results.expected[0], "host": results.expected[1], "cd8": results.expected[2] },
        "nk_arrived": last.of(Kind::Nk).arrived,
        "release": of_release,
        "expected_to_return": results.returning,
        "read_back": results.read_back,
        "settled": results.settled(),
        "sweeps": results.sweeps.iter().map(|sweep| json!({
            "kill_factors": factors(&sweep.pieces, |found| found.kill),
            "growth_factors": factors(&sweep.pieces, |found| found.growth),
            "release_factors": is_open.then(|| factors(&sweep.pieces, |found| found.release)),
            "change": sweep.change,
            "hash": sweep.hash,
        })).collect::<Vec<_>>(),
        "pieces": results.pieces().iter().map(piece).collect::<Vec<_>>(),
        "tumour_cells_at_end": results.burden.last().map(|(_, alone, with)| json!({ "alone": alone, "with_block": with })),
        "counts_add_up": results.tissue.adds_up(),
        "hash": results.hash,
    })
}
