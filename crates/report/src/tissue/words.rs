//! What a tissue did, in words.

use super::counts::cause_name;
use crate::number::{Number, count};
use crate::words;
use lytic_study::TissueResults;
use lytic_text::{Lang, Message};
use lytic_tissue::{Cause, Kind};

/// The summary for a terminal, a line a sentence.
pub fn tissue_summary(results: &TissueResults, lang: Lang) -> Vec<String> {
    let about = &results.about;
    let hours = results.counts.last().map_or(0.0, |counts| counts.minutes / 60.0);
    let heading = Message::new("tissue.heading")
        .with("title", words::title(about, lang))
        .with("hours", Number::rounded(hours, 3))
        .with("cells", count(results.size.cells))
        .with("seed", about.seed);
    let mut lines = vec![heading.text(lang)];
    lines.extend(sentences(results, lang));
    lines.push(Message::new("report.caution").text(lang));
    lines
}

/// What happened, a sentence each.
pub(super) fn sentences(results: &TissueResults, lang: Lang) -> Vec<String> {
    let Some(last) = results.counts.last() else { return Vec::new() };
    let tumour = last.of(Kind::Tumour);
    let (first, now) = results.living(Kind::Tumour);
    let mut lines = vec![
        Message::new("tissue.says.tumour")
            .with("first", count(first))
            .with("now", count(now))
            .with("born", count(tumour.born))
            .with("died", count(tumour.deaths()))
            .with("left", count(tumour.left))
            .text(lang),
    ];
    let died: Vec<String> = Cause::ALL
        .into_iter()
        .filter(|cause| tumour.died[*cause as usize] > 0)
        .map(|cause| format!("{} {}", cause_name(cause, lang), count(tumour.died[cause as usize])))
        .collect();
    if !died.is_empty() {
        let separator = if lang == Lang::Zh { "、" } else { ", " };
        lines.push(Message::new("tissue.says.deaths").with("causes", died.join(separator)).text(lang));
    }
    let nk = last.of(Kind::Nk);
    if nk.arrived > 0 {
        let kills = tumour.died[Cause::NkGranules as usize] + tumour.died[Cause::NkReceptors as usize];
        let share = |part: u64| format!("{:.0}", 100.0 * part as f64 / nk.living.max(1) as f64);
        lines.push(
            Message::new("tissue.says.nk")
                .with("arrived", count(nk.arrived))
                .with("living", count(nk.living))
                .with("kills", format!("{:.2}", kills as f64 / nk.arrived as f64))
                .with("killers", share(last.killers))
                .with("most", last.most_kills)
                .with("exhausted", share(last.exhausted))
                .text(lang),
        );
    }
    if last.response > 0.005 {
        let answer = format!("{:.0}", 100.0 * last.response);
        lines.push(Message::new("tissue.says.answer").with("answer", answer).text(lang));
    }
    if last.engulfed > 0 {
        lines.push(Message::new("tissue.says.engulfed").with("count", count(last.engulfed)).text(lang));
    }
    let key = if results.adds_up() { "tissue.says.adds_up" } else { "tissue.says.does_not_add_up" };
    lines.push(Message::new(key).text(lang));
    lines
}
