//! What a killing assay shows: a summary in words, figures, a page, an object for programs, a table.
//!
//! Lysis with the range of its replicates, how many cells kill and how often, by which weapon and how fast; beside it the
//! mean field, where cells are stirred, so that its bias is seen.

mod charts;
mod json;
mod page;

pub use charts::assay_figures;
pub use json::{assay_csv, assay_json};
pub use page::assay_page;

use crate::number::{Number, count};
use crate::words;
use lytic_study::{ArmLine, ArmResult, AssayNumber, AssayResults, PointResult, Vessel};
use lytic_text::{Lang, Message};

/// Name of an arm for people; just NK cells where the file has no arms.
fn arm_name(arm: &ArmLine, lang: Lang) -> String {
    let (first, second) = match lang {
        Lang::En => (&arm.label, &arm.label_zh),
        Lang::Zh => (&arm.label_zh, &arm.label),
    };
    let named = [first, second, &arm.name].into_iter().find(|name| !name.trim().is_empty());
    named.map_or_else(|| Message::new("assay.page.cells").text(lang), String::clone)
}

/// Points of an arm with what came out at the typical values.
fn points_of(results: &AssayResults, arm: usize) -> Vec<(&PointResult, &ArmResult)> {
    let of_arm = results.points.iter().filter(|point| point.point.arm == arm);
    of_arm.filter_map(|point| Some((point, point.typical()?))).collect()
}

/// Whether points differ in the concentration of an antibody.
fn is_titration(results: &AssayResults) -> bool {
    let mut doses: Vec<f64> = results.points.iter().filter_map(|p| p.point.antibody_ng_per_ml).collect();
    doses.sort_by(f64::total_cmp);
    doses.dedup();
    doses.len() > 1
}

/// Place of a point on its curve: concentration in a titration, else the ratio.
fn place(point: &PointResult, titration: bool) -> f64 {
    if titration { point.point.antibody_ng_per_ml.unwrap_or(f64::NAN) } else { point.point.ratio }
}

fn percent(share: f64) -> String {
    let value = 100.0 * share;
    let figures = if value >= 9.95 { 0 } else { 1 };
    format!("{value:.figures$}")
}

fn figure(value: f64) -> String {
    Number::rounded(value, 2).to_string()
}

/// The summary for a terminal, a line a sentence.
pub fn assay_summary(results: &AssayResults, lang: Lang) -> Vec<String> {
    let about = &results.about;
    let heading = Message::new("assay.heading")
        .with("title", words::title(about, lang))
        .with("hours", Number::rounded(results.hours, 3))
        .with("cells", count(results.cells))
        .with("draws", words::draws(about.draws, lang))
        .with("seed", about.seed);
    let mut lines = vec![heading.text(lang)];
    lines.extend(sentences(results, lang));
    lines.push(Message::new("report.caution").text(lang));
    lines
}

/// The point of an arm at which single cells are watched: the greatest concentration, or the lowest ratio, where each cell
/// has most to do.
fn watched(results: &AssayResults, arm: usize) -> Option<(&PointResult, &ArmResult)> {
    let points = points_of(results, arm);
    if is_titration(results) { points.last() } else { points.first() }.copied()
}

/// At which ratio or concentration that is, to be put behind a name; nothing for micro-wells.
fn watched_at(results: &AssayResults, point: &PointResult, lang: Lang) -> String {
    let message = match (results.vessel, point.point.antibody_ng_per_ml) {
        (Vessel::MicroWell, _) => return String::new(),
        (_, Some(dose)) => Message::new("assay.at.dose").with("dose", figure(dose)),
        _ => Message::new("assay.at.ratio").with("ratio", figure(point.point.ratio)),
    };
    message.text(lang)
}

/// What each arm did, and how far the mean field is off.
fn sentences(results: &AssayResults, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, arm) in results.arms.iter().enumerate() {
        let points = points_of(results, index);
        let name = arm_name(arm, lang);
        let (Some(first), Some(last)) = (points.first(), points.last()) else { continue };
        if is_titration(results) {
            lines.push(titration(results, arm, &name, lang));
        } else if results.vessel != Vessel::MicroWell {
            lines.push(lysis(*first, *last, &name, lang));
        }
        let Some((point, found)) = watched(results, index) else { continue };
        let there = name.clone() + &watched_at(results, point, lang);
        lines.push(killers(found, &there, lang));
        lines.extend(weapons(found, &there, lang));
        lines.extend(lives(found, &there, lang));
        lines.extend(typing(results, index, &name, lang));
        lines.extend(doubt(last.0, &name, lang));
    }
    lines.extend(bias(results, lang));
    lines
}

fn lysis(
    first: (&PointResult, &ArmResult),
    last: (&PointResult, &ArmResult),
    name: &str,
    lang: Lang,
) -> String {
    let key = if first.0.point == last.0.point { "assay.lysis.one" } else { "assay.lysis" };
    Message::new(key)
        .with("arm", name)
        .with("first", percent(first.1.lysis.mean))
        .with("first_at", Number::rounded(first.0.point.ratio, 3))
        .with("last", percent(last.1.lysis.mean))
        .with("last_at", Number::rounded(last.0.point.ratio, 3))
        .with("low", percent(last.1.lysis.low))
        .with("high", percent(last.1.lysis.high))
        .text(lang)
}

fn titration(results: &AssayResults, arm: &ArmLine, name: &str, lang: Lang) -> String {
    Message::new("assay.titration")
        .with("arm", name)
        .with("half", figure(AssayNumber::HalfEffect.of(results, &arm.name, PointResult::typical)))
        .with(
            "most",
            percent(AssayNumber::GreatestLysis.of(results, &arm.name, PointResult::typical) / 100.0),
        )
        .text(lang)
}

fn killers(found: &ArmResult, name: &str, lang: Lang) -> String {
    Message::new("assay.killers")
        .with("arm", name)
        .with("none", percent(1.0 - found.killers.mean))
        .with("kills", figure(found.kills_per_cell.mean))
        .with("most", found.most_kills)
        .with("top", found.top_half.map_or_else(|| "–".to_owned(), percent))
        .text(lang)
}

/// Who killed how, and how fast; nothing where nobody killed.
fn weapons(found: &ArmResult, name: &str, lang: Lang) -> Option<String> {
    let share = |number: usize| found.granule_share.get(number).copied();
    let [_, minutes, _] = found.minutes_to_hit?;
    let later = (1..found.granule_share.len()).rfind(|number| kills_of(found, *number) >= 50);
    let message = match later.and_then(|number| Some((number, share(number)?))) {
        Some((number, later)) => {
            Message::new("assay.weapons.later").with("number", number + 1).with("later", percent(later))
        }
        None => Message::new("assay.weapons"),
    };
    Some(
        message
            .with("arm", name)
            .with("first", percent(share(0).unwrap_or(f64::NAN)))
            .with("minutes", figure(minutes))
            .text(lang),
    )
}

/// What the cells secreted, shed and died of; what did not happen is not told.
fn lives(found: &ArmResult, name: &str, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if found.ifn_gamma_per_cell > 0.0 {
        let message = Message::new("assay.secretion")
            .with("ifn_gamma", figure(found.ifn_gamma_per_cell))
            .with("tnf", figure(found.tnf_per_cell))
            .with("gm_csf", figure(found.gm_csf_per_cell));
        lines.push(message.with("arm", name).text(lang));
    }
    if found.cd16 < 0.9995 {
        lines.push(Message::new("assay.cd16").with("arm", name).with("cd16", percent(found.cd16)).text(lang));
    }
    if found.died > 0.0 {
        lines.push(Message::new("assay.fate").with("arm", name).with("died", percent(found.died)).text(lang));
    }
    lines
}

/// What typing says of an arm, where something is typed.
fn typing(results: &AssayResults, arm: usize, name: &str, lang: Lang) -> Option<String> {
    let typing = results.typings.get(arm)?.as_ref()?;
    let donor = match typing.donor.as_str() {
        "" => Message::new("assay.typing.average").text(lang),
        ligands => ligands.to_owned(),
    };
    let message = Message::new("assay.typing").with("arm", name).with("donor", donor);
    Some(message.with("target", &typing.target).with("share", percent(typing.alloreactive)).text(lang))
}

/// Kills with this number, from 0.
fn kills_of(found: &ArmResult, number: usize) -> u64 {
    let of = |kills: &[u64]| kills.get(number).copied().unwrap_or(0);
    of(&found.tally.granule_kills) + of(&found.tally.receptor_kills)
}

/// What is not known, where it was asked.
fn doubt(point: &PointResult, name: &str, lang: Lang) -> Option<String> {
    let (low, high) = point.ignorance(|found| found.lysis.mean)?;
    let message = Message::new("assay.ignorance").with("arm", name);
    Some(message.with("low", percent(low)).with("high", percent(high)).text(lang))
}

/// The largest distance of the mean field from the cells, over all points, at the end.
fn bias(results: &AssayResults, lang: Lang) -> Option<String> {
    let off = |point: &PointResult| {
        let (field, found) = (point.mean_field.last()?, point.typical()?);
        Some(field.dead - found.lysis.mean)
    };
    let largest = results.points.iter().filter_map(off).max_by(|a, b| a.abs().total_cmp(&b.abs()))?;
    let text = format!("{:+.1}", 100.0 * largest);
    Some(Message::new("assay.bias").with("bias", text).text(lang))
}

#[cfg(test)]
mod tests;
