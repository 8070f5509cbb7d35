//! Sheets: panels with heading, legend and provenance, as complete SVG files.

use super::dose::glyph;
use super::panel::{Panel, WIDTH};
use super::style::written_out;
use super::{escape, text_width};
use crate::number::count;
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
    draw_legend(&mut body, results, Some(panel), lang, width, &mut y);
    draw_provenance(&mut body, results, lang, width, &mut y);
    file(&panel.full_title(), &panel.description(), width, y + MARGIN - 8.0, &body, lang)
}

/// A file with all panels, two a row.
pub(crate) fn grid(results: &Results, panels: &[Panel<'_>], lang: Lang) -> String {
    let width = 2.0 * WIDTH + GAP + 2.0 * MARGIN;
    let title = words::title(&results.about, lang);
    let mut body = String::new();
    let mut y = MARGIN + 14.0;
    for line in wrapped(title, 16.6, width - 2.0 * MARGIN) {
        let _ = write!(body, "<text class=\"heading\" x=\"{MARGIN}\" y=\"{y:.1}\">{}</text>", escape(&line));
        y += 22.0;
    }
    draw_legend(&mut body, results, panels.first(), lang, width, &mut y);
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

/// Median, bands and glyphs with their names, flowing over as many lines as they need. `y` is the first baseline and
/// then the baseline after the last line.
fn draw_legend(
    out: &mut String,
    results: &Results,
    panel: Option<&Panel<'_>>,
    lang: Lang,
    width: f64,
    y: &mut f64,
) {
    let mut x = MARGIN;
    let mut item =
        |out: &mut String, y: &mut f64, mark: &dyn Fn(f64, f64) -> String, mark_width: f64, text: &str| {
            let whole = mark_width + 5.0 + text_width(text, 9.8);
            if x > MARGIN && x + whole > width - MARGIN {
                (x, *y) = (MARGIN, *y + 15.0);
            }
            out.push_str(&mark(x, *y - 3.4));
            let at = x + mark_width + 5.0;
            let _ =
                write!(out, "<text class=\"small\" x=\"{at:.1}\" y=\"{:.1}\">{}</text>", *y, escape(text));
            x += whole + 14.0;
        };
    let line =
        |x: f64, y: f64| format!("<g class=\"k-other\"><path class=\"median\" d=\"M{x:.1} {y:.1}h16\"/></g>");
    let band = |class: &'static str| {
        move |x: f64, y: f64| {
            format!(
                "<g class=\"k-other\"><path class=\"{class}\" d=\"M{x:.1} {:.1}h16v9h-16Z\"/></g>",
                y - 4.5
            )
        }
    };
    let inner = move |x: f64, y: f64| band("band90")(x, y) + &band("band50")(x, y);
    let words_of =
        |key: &'static str| Message::new(key).with("patients", count(results.about.patients)).text(lang);
    item(out, y, &line, 16.0, &words_of("report.figure.median"));
    item(out, y, &inner, 16.0, &words_of("report.figure.band50"));
    item(out, y, &band("band90"), 16.0, &words_of("report.figure.band90"));
    if results.columns.iter().any(|column| column.ignorance.is_some()) {
        let dashes = |x: f64, y: f64| {
            format!("<g class=\"k-other\"><path class=\"ignorance\" d=\"M{x:.1} {y:.1}h16\"/></g>")
        };
        let text =
            Message::new("report.figure.ignorance").with("draws", count(results.about.draws)).text(lang);
        item(out, y, &dashes, 16.0, &text);
    }
    for agent in panel.map(Panel::agents).unwrap_or_default() {
        let class = if agent.glyph == 0 { "dose cells" } else { "dose" };
        let mark =
            |x: f64, y: f64| format!("<g class=\"{class}\">{}</g>", glyph(agent.glyph, x + 4.0, y, 7.0));
        let short = words::agent_short(&agent.name, lang);
        let long = words::agent(&agent.name, lang);
        item(out, y, &mark, 8.0, &if long.starts_with(&short) { long } else { format!("{short} {long}") });
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
