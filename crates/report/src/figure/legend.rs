//! The legend: every kind of mark with its name and, where it is a spread, which of the three it is.
//!
//! One list serves the report and the sheets, so that both say the same.

use super::dose::{agents, glyph};
use super::layers::Layers;
use crate::number::count;
use crate::words;
use lytic_study::Results;
use lytic_text::{Lang, Message};

/// A mark and its name.
pub(crate) struct Item {
    /// The mark as SVG in a box of [`WIDTH`] (or [`NARROW`] for a glyph) times [`HEIGHT`].
    pub mark: String,
    /// Width of the box.
    pub width: f64,
    /// Its name.
    pub text: String,
    /// More of it, said more quietly; or empty.
    pub more: String,
}

/// Width of the box of a line or band.
pub(crate) const WIDTH: f64 = 22.0;
/// Width of the box of a glyph.
pub(crate) const NARROW: f64 = 12.0;
/// Height of all boxes.
pub(crate) const HEIGHT: f64 = 12.0;

fn line(class: &str, text: String) -> Item {
    curve(&format!("<path class=\"{class}\" d=\"M1 6H21\"/>"), text)
}

fn curve(marks: &str, text: String) -> Item {
    Item { mark: format!("<g class=\"k-other\">{marks}</g>"), width: WIDTH, text, more: String::new() }
}

/// The legend of all panels of a run.
pub(crate) fn items(results: &Results, layers: &Layers<'_>, lang: Lang) -> Vec<Item> {
    let text = |key| {
        words::told(key, results.about.kind)
            .with("patients", words::shown(results, lang))
            .with("draws", words::draws(results.about.draws, lang))
            .text(lang)
    };
    let box_of = |class: &str| format!("<path class=\"{class}\" d=\"M1 1H21V11H1Z\"/>");
    let mut median = text("report.figure.median");
    if !layers.name.is_empty() {
        median =
            Message::new("report.figure.named").with("name", &layers.name).with("what", median).text(lang);
    }
    let mut items = vec![line("median", median)];
    items.push(curve(&(box_of("band90") + &box_of("band50")), text("report.figure.band50")));
    items.push(curve(&box_of("band90"), text("report.figure.band90")));
    if results.columns.iter().any(|column| column.ignorance.is_some()) {
        let bar = "<path class=\"ignorance\" d=\"M8.5 11h5m-2.5 0V1m-2.5 0h5\"/>";
        items.push(curve(bar, text("report.figure.ignorance")));
    }
    if results.columns.iter().any(|column| !column.sampling.0.is_empty()) {
        let band = "<path class=\"sampling\" d=\"M1 3H21V9H1Z\"/><path class=\"median\" d=\"M1 6H21\"/>";
        items.push(curve(band, text("report.figure.sampling")));
    }
    for (index, other) in layers.others.iter().enumerate() {
        let name = Message::new("report.figure.other").with("name", &other.name).text(lang);
        items.push(line(&format!("other o{}", index % 6), name));
    }
    let seen: usize = layers.observed.iter().map(|observed| observed.points.len()).sum();
    if seen > 0 {
        let name = Message::new("report.figure.observed").with("count", count(seen as u64)).text(lang);
        items.push(curve("<circle class=\"seen\" cx=\"11\" cy=\"6\" r=\"2.4\"/>", name));
    }
    items.extend(agents(&results.doses).into_iter().map(|agent| {
        let class = if agent.glyph == 0 { "dose cells" } else { "dose" };
        let mark = format!("<g class=\"{class}\">{}</g>", glyph(agent.glyph, 6.0, 6.0, 7.0));
        let short = words::agent_short(&agent.name, lang);
        let long = words::agent(&agent.name, lang);
        let (text, more) = if long.starts_with(&short) { (long, String::new()) } else { (short, long) };
        Item { mark, width: NARROW, text, more }
    }));
    items
}
