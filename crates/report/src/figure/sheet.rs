//! Sheets: panels with heading, legend and provenance, as complete SVG files.

use super::layers::Layers;
use super::legend;
use super::panel::{Panel, WIDTH};
use super::style::written_out;
use super::{escape, text_width};
use crate::words;
use lytic_study::Results;
use lytic_text::{Lang, Message};
use std::fmt::Write;

const MARGIN: f64 = 16.0;
const GAP: f64 = 28.0;

/// A file with one panel.
pub(crate) fn single(results: &Results, panel: &Panel<'_>, lang: Lang) -> String {
    let mut body = String::new();
    let _ = write!(body, "<g transform=\"translate({MARGIN} {MARGIN})\">{}</g>", panel.body());
    let width = WIDTH + 2.0 * MARGIN;
    let mut y = MARGIN + panel.height() + 14.0;
    draw_legend(&mut body, results, panel.layers, lang, width, &mut y);
    draw_provenance(&mut body, results, lang, width, &mut y);
    file(&panel.full_title(), &panel.description(), width, y + MARGIN - 8.0, &body, lang)
}

/// A file with one drawing as wide as a panel that brings its own legend.
pub(crate) fn alone(
    results: &Results,
    title: &str,
    description: &str,
    drawing: &str,
    height: f64,
    lang: Lang,
) -> String {
    of_width(results, title, description, drawing, (WIDTH, height), lang)
}

/// The same for a drawing of any width and height.
pub(crate) fn of_width(
    results: &Results,
    title: &str,
    description: &str,
    drawing: &str,
    (width, height): (f64, f64),
    lang: Lang,
) -> String {
    let mut body = format!("<g transform=\"translate({MARGIN} {MARGIN})\">{drawing}</g>");
    let width = width + 2.0 * MARGIN;
    let mut y = MARGIN + height + 14.0;
    draw_provenance(&mut body, results, lang, width, &mut y);
    file(title, description, width, y + MARGIN - 8.0, &body, lang)
}

/// A file with all panels, two a row.
pub(crate) fn grid(results: &Results, layers: &Layers<'_>, panels: &[Panel<'_>], lang: Lang) -> String {
    let width = 2.0 * WIDTH + GAP + 2.0 * MARGIN;
    let title = words::title(&results.about, lang);
    let mut body = String::new();
    let mut y = MARGIN + 14.0;
    for line in wrapped(title, 16.6, width - 2.0 * MARGIN) {
        let _ = write!(body, "<text class=\"heading\" x=\"{MARGIN}\" y=\"{y:.1}\">{}</text>", escape(&line));
        y += 22.0;
    }
    draw_legend(&mut body, results, layers, lang, width, &mut y);
    y += 4.0;
    for row in panels.chunks(2) {
        for (index, panel) in row.iter().enumerate() {
            let x = MARGIN + index as f64 * (WIDTH + GAP);
            let _ = write!(body, "<g transform=\"translate({x:.1} {y:.1})\">{}</g>", panel.body());
        }
        y += row.iter().map(Panel::height).fold(0.0, f64::max) + 16.0;
    }
    y += 8.0;
    draw_provenance(&mut body, results, lang, width, &mut y);
    let description = panels.iter().map(Panel::full_title).collect::<Vec<_>>().join(", ");
    file(title, &description, width, y + MARGIN - 8.0, &body, lang)
}

/// Names in the language of `html lang` and `xml:lang`.
pub(crate) fn language_tag(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh-CN",
    }
}

/// A drawing for a page that has the style; `class` names its kind, `id` makes its title and description unique there.
pub(crate) fn inline(
    class: &str,
    id: &str,
    title: &str,
    description: &str,
    body: &str,
    height: f64,
) -> String {
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" \
         aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{}</title>\
         <desc id=\"{id}-desc\">{}</desc>{body}</svg>",
        escape(title),
        escape(description),
    )
}

fn file(title: &str, description: &str, width: f64, height: f64, body: &str, lang: Lang) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fig\" xml:lang=\"{}\" width=\"{width:.0}\" \
         height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" \
         aria-labelledby=\"sheet-title sheet-desc\">\n<title id=\"sheet-title\">{}</title>\n\
         <desc id=\"sheet-desc\">{}</desc>\n<style>\n{}</style>\n\
         <rect class=\"page\" width=\"100%\" height=\"100%\"/>\n{body}\n</svg>\n",
        language_tag(lang),
        escape(title),
        escape(description),
        written_out(),
    )
}

/// The legend, flowing over as many lines as it needs. `y` is the first baseline and then the baseline after the last
/// line.
fn draw_legend(
    out: &mut String,
    results: &Results,
    layers: &Layers<'_>,
    lang: Lang,
    width: f64,
    y: &mut f64,
) {
    let mut x = MARGIN;
    for item in legend::items(results, layers, lang) {
        let text = if item.more.is_empty() { item.text } else { format!("{} {}", item.text, item.more) };
        let whole = item.width + 5.0 + text_width(&text, 9.8);
        if x > MARGIN && x + whole > width - MARGIN {
            (x, *y) = (MARGIN, *y + 15.0);
        }
        let _ = write!(
            out,
            "<g transform=\"translate({x:.1} {:.1})\">{}</g><text class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            *y - 3.4 - legend::HEIGHT / 2.0,
            item.mark,
            x + item.width + 5.0,
            *y,
            escape(&text)
        );
        x += whole + 14.0;
    }
    *y += 16.0;
}

/// Version, scenario, seed, hashes, and that it is a simulation.
fn draw_provenance(out: &mut String, results: &Results, lang: Lang, width: f64, y: &mut f64) {
    let about = &results.about;
    let mut parts = vec![
        format!("Lytic {}", about.version),
        about.scenario.clone(),
        Message::new("report.figure.seed").with("seed", about.seed).text(lang),
    ];
    parts.extend(
        about.hashes.iter().map(|(of, hash)| format!("{of} {}", hash.chars().take(12).collect::<String>())),
    );
    let caution = Message::new("report.caution").text(lang);
    for text in [parts.join(" · "), caution] {
        for line in wrapped(&text, 9.8, width - 2.0 * MARGIN) {
            let _ =
                write!(out, "<text class=\"small\" x=\"{MARGIN}\" y=\"{:.1}\">{}</text>", *y, escape(&line));
            *y += 13.0;
        }
    }
}

/// A text cut into lines at spaces, or between letters where a script has none.
fn wrapped(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    let pieces = text.split_inclusive(|c: char| c.is_whitespace() || (c as u32) >= 0x2e80);
    for piece in pieces {
        let Some(line) = lines.last_mut() else { break };
        if !line.is_empty() && text_width(line, size) + text_width(piece.trim_end(), size) > width {
            lines.push(piece.to_owned());
        } else {
            line.push_str(piece);
        }
        if lines.len() > 6 {
            break;
        }
    }
    lines
}
