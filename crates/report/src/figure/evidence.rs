//! The figure of a group of evidence: what was observed (a grey bar from end to end of what agrees, with the published
//! number as an upright line) against what was simulated.
//!
//! The simulated marks are those of all forests of Lytic: a disc at the typical values, sampling (thick), ignorance (a bar
//! with feet) and every draw as a tick below. A row that fails has another colour and says so in a word. Rows with the
//! same unit share an axis; rows that are compared by factors have a logarithmic one where they span decades.

use super::axis::Values;
use super::panel::WIDTH;
use super::{Figure, escape, identifier, sheet, text_width};
use crate::html::draw_ticks;
use crate::words;
use lytic_study::{About, Estimate, GroupResult, Kind, Results, Role, RowResult, Rule, Validation};
use lytic_text::{Lang, Message};
use std::fmt::Write;

const LEFT: f64 = 14.0;
const RIGHT: f64 = 22.0;
const TITLE: f64 = 26.0;
const ROW: f64 = 58.0;
/// Room below the rows of an axis for its ticks.
const TICKS: f64 = 32.0;
const KEY: f64 = 15.0;

/// The figure of a group; none where none of its rows is simulated.
pub(crate) fn evidence_figure(
    validation: &Validation,
    group: &GroupResult,
    index: usize,
    lang: Lang,
) -> Option<Figure> {
    let blocks = blocks(group);
    if blocks.is_empty() {
        return None;
    }
    let title = format!("{} {}", group.id, crate::evidence::chosen(&group.title, &group.title_zh, lang));
    let mut body = format!("<text class=\"title\" x=\"0\" y=\"14\">{}</text>", escape(&title));
    let mut y = TITLE;
    for block in &blocks {
        draw_block(&mut body, block, &mut y, lang);
    }
    draw_legend(&mut body, validation, group, &mut y, lang);
    let description = description(group, lang);
    let id = format!("evidence{index}-{}", identifier(&group.id));
    let inline = sheet::inline("fig evidence", &id, &title, &description, &body, y);
    let about = About {
        version: validation.version.clone(),
        scenario: "lytic validate".to_owned(),
        seed: validation.seed,
        hashes: validation.hashes.clone(),
        ..About::default()
    };
    let results = Results { about, ..Results::default() };
    Some(Figure {
        name: group.id.clone(),
        title: title.clone(),
        file_name: format!("{}.svg", identifier(&group.id)),
        inline,
        standalone: sheet::alone(&results, &title, &description, &body, y, lang),
        forest: false,
        survival: false,
        distribution: false,
    })
}

/// Rows that share an axis.
struct Block<'a> {
    rows: Vec<&'a RowResult>,
    axis: Values,
    /// What values are multiplied with: shares are drawn in percent.
    factor: f64,
    unit: String,
}

fn blocks(group: &GroupResult) -> Vec<Block<'_>> {
    let kind = |row: &RowResult| (row.row.unit.clone(), row.row.rule == Some(Rule::Log));
    let mut kinds: Vec<((String, bool), Vec<&RowResult>)> = Vec::new();
    for row in group.rows.iter().filter(|row| row.number().is_some()) {
        match kinds.iter_mut().find(|(known, _)| *known == kind(row)) {
            Some((_, rows)) => rows.push(row),
            None => kinds.push((kind(row), vec![row])),
        }
    }
    kinds
        .into_iter()
        .map(|((unit, is_log), rows)| {
            let factor = if unit.is_empty() { 100.0 } else { 1.0 };
            let values: Vec<f64> = rows
                .iter()
                .flat_map(|row| {
                    let ends = [row.observed, row.low, row.high].into_iter().flatten();
                    ends.chain(row.simulated.iter().flat_map(drawn))
                })
                .map(|value| value * factor)
                .collect();
            let axis = Values::new(values.into_iter(), LEFT, WIDTH - RIGHT, is_log);
            let unit = if unit.is_empty() { "percent".to_owned() } else { unit };
            Block { rows, axis, factor, unit }
        })
        .collect()
}

/// All values of a simulated number that are drawn.
fn drawn(found: &Estimate) -> Vec<f64> {
    let (low, high) = found.ignorance.unwrap_or(found.sampling);
    let mut values = vec![found.value, found.sampling.0, found.sampling.1, low, high];
    values.extend(&found.by_draw);
    values
}

fn draw_block(out: &mut String, block: &Block<'_>, y: &mut f64, lang: Lang) {
    let (top, bottom) = (*y, *y + ROW * block.rows.len() as f64);
    let (mut grid, mut marks) = (String::new(), format!("M{LEFT} {bottom:.1}H{:.1}", WIDTH - RIGHT));
    for tick in &block.axis.ticks {
        let x = block.axis.place(*tick);
        let _ = write!(grid, "M{x:.1} {top:.1}V{bottom:.1}");
        let _ = write!(marks, "M{x:.1} {bottom:.1}v4");
        let _ = write!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            bottom + 15.0,
            block.axis.label(*tick).svg()
        );
    }
    let _ = write!(out, "<path class=\"grid\" d=\"{grid}\"/><path class=\"axis\" d=\"{marks}\"/>");
    let _ = write!(
        out,
        "<text class=\"small\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
        WIDTH - RIGHT,
        bottom + 26.0,
        escape(&words::unit(&block.unit, lang))
    );
    for (index, row) in block.rows.iter().enumerate() {
        draw_row(out, row, block, top + ROW * index as f64, lang);
    }
    *y = bottom + TICKS;
}

fn draw_row(out: &mut String, row: &RowResult, block: &Block<'_>, top: f64, lang: Lang) {
    let place = |value: f64| block.axis.place(value * block.factor).clamp(LEFT, WIDTH - RIGHT);
    let y = top + 40.0;
    let verdict = if row.inside == Some(false) { crate::evidence::verdict(row, lang) } else { String::new() };
    let line = &row.row;
    let quantity = crate::evidence::chosen(&line.quantity, &line.quantity_zh, lang);
    let room = WIDTH - LEFT - RIGHT - text_width(&verdict, 11.4) - 8.0;
    let name = fitted(&format!("{}  {quantity}", line.id.value), 11.4, room);
    let condition = crate::evidence::chosen(&line.condition, &line.condition_zh, lang);
    let condition = fitted(condition, 9.8, WIDTH - LEFT - RIGHT);
    if row.low.is_some() || row.high.is_some() {
        let (low, high) = (row.low.map_or(LEFT, place), row.high.map_or(WIDTH - RIGHT, place));
        let _ = write!(
            out,
            "<g class=\"k-other\"><path class=\"band50\" d=\"M{low:.1} {:.1}H{high:.1}v15H{low:.1}Z\"/>",
            y - 7.5
        );
        if let Some(observed) = row.observed {
            let _ = write!(out, "<path class=\"median\" d=\"M{:.1} {:.1}v15\"/>", place(observed), y - 7.5);
        }
        out.push_str("</g>");
    }
    let class = match row.inside {
        Some(false) => "k-tumour",
        _ if row.row.role == Role::Prediction => "k-cytokine",
        _ => "k-nk",
    };
    let _ = write!(
        out,
        "<g class=\"{class}\"><text class=\"name\" x=\"{LEFT}\" y=\"{:.1}\">{}</text>\
         <text class=\"small\" x=\"{LEFT}\" y=\"{:.1}\">{}</text>",
        top + 14.0,
        escape(&name),
        top + 26.0,
        escape(&condition)
    );
    if !verdict.is_empty() {
        let _ = write!(
            out,
            "<text class=\"name\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            WIDTH - RIGHT,
            top + 14.0,
            escape(&verdict)
        );
    }
    for found in &row.simulated {
        draw_number(out, found, place, y);
    }
    out.push_str("</g>");
}

/// A text cut to a width on the paper.
fn fitted(text: &str, size: f64, room: f64) -> String {
    let mut letters = text.chars().count();
    let mut out = text.to_owned();
    while text_width(&out, size) > room && letters > 8 {
        letters -= 1;
        out = words::cut(text, letters);
    }
    out
}

fn draw_number(out: &mut String, found: &Estimate, place: impl Fn(f64) -> f64, y: f64) {
    let finite = |(low, high): &(f64, f64)| low.is_finite() && high.is_finite();
    if let Some((low, high)) = found.ignorance.filter(finite) {
        let (low, high, feet) = (place(low), place(high), y - 5.0);
        let _ = write!(
            out,
            "<path class=\"reach\" d=\"M{low:.1} {feet:.1}v10M{high:.1} {feet:.1}v10M{low:.1} {y:.1}H{high:.1}\"/>"
        );
    }
    if let Some((low, high)) = Some(found.sampling).filter(finite) {
        let _ = write!(out, "<path class=\"interval\" d=\"M{:.1} {y:.1}H{:.1}\"/>", place(low), place(high));
    }
    let draws: Vec<f64> = found.by_draw.iter().filter(|value| value.is_finite()).copied().collect();
    out.push_str(&draw_ticks(draws.iter().map(|value| place(*value)), y + 9.0));
    if found.value.is_finite() {
        let _ =
            write!(out, "<circle class=\"point\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"3.8\"/>", place(found.value));
    }
}

fn draw_legend(out: &mut String, validation: &Validation, group: &GroupResult, y: &mut f64, lang: Lang) {
    let text = |key| {
        Message::new(key)
            .with("patients", words::patients(validation.patients, Kind::Patient, lang))
            .with("draws", words::draws(validation.draws, lang))
            .text(lang)
    };
    let mut keys = vec![
        (
            "k-other",
            "<path class=\"band50\" d=\"M1 1H21V11H1Z\"/><path class=\"median\" d=\"M11 1V11\"/>",
            text("evidence.key.observed"),
        ),
        ("k-nk", "<circle class=\"point\" cx=\"11\" cy=\"6\" r=\"3.8\"/>", text("evidence.key.simulated")),
        ("k-nk", "<path class=\"interval\" d=\"M1 6H21\"/>", text("evidence.key.sampling")),
    ];
    if validation.draws > 1 {
        let mark = "<path class=\"reach\" d=\"M1 1v10M21 1v10M1 6H21\"/>";
        keys.push(("k-nk", mark, text("evidence.key.ignorance")));
    }
    if group.rows.iter().all(|row| row.observed.is_none()) {
        keys.remove(0);
    }
    *y += 4.0;
    for (class, mark, text) in keys {
        let _ = write!(
            out,
            "<g class=\"{class}\" transform=\"translate({LEFT} {:.1})\">{mark}</g>\
             <text class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            *y,
            LEFT + 28.0,
            *y + 9.4,
            escape(&text)
        );
        *y += KEY;
    }
}

/// The figure in words: how many rows, and which fail.
fn description(group: &GroupResult, lang: Lang) -> String {
    let failing: Vec<&str> = group
        .rows
        .iter()
        .filter(|row| row.inside == Some(false))
        .map(|row| row.row.id.value.as_str())
        .collect();
    let key = if failing.is_empty() { "evidence.figure.all" } else { "evidence.figure.failing" };
    Message::new(key)
        .with("count", group.rows.iter().filter(|row| row.inside.is_some()).count())
        .with("rows", failing.join(", "))
        .text(lang)
}
