//! Figures of a fit: lysis over the ratio of NK cells to targets, measured and modelled; the profile of a number.

use super::axis::{Line, Values, draw_axes};
use super::panel::WIDTH;
use super::{Figure, escape, identifier, sheet, text_width};
use crate::number::Number;
use crate::words;
use lytic_study::{About, Results};
use lytic_text::Lang;
use std::fmt::Write;

const LEFT: f64 = 38.0;
const RIGHT: f64 = 14.0;
const TITLE: f64 = 26.0;
const PLOT: f64 = 148.0;
const BELOW: f64 = 36.0;
const KEY: f64 = 15.0;

/// A line: its class, its places and its name in the legend.
pub(crate) struct FitLine {
    /// `median` for the model, `other o0` to `other o2` for others.
    pub class: &'static str,
    pub points: Vec<(f64, f64)>,
    pub name: String,
}

/// A measured point: place, value, half the height of its bar.
pub(crate) type Seen = (f64, f64, f64);

/// What is drawn.
pub(crate) struct FitChart {
    /// Name for files and ids.
    pub name: String,
    pub title: String,
    /// Name of the axis to the right.
    pub across: String,
    /// Name of the axis upwards.
    pub up: String,
    /// Whether the curve of a family of colours other than the first: arms differ.
    pub kind: &'static str,
    pub seen: Vec<Seen>,
    pub seen_name: String,
    /// Place, lowest, highest.
    pub band: Vec<(f64, f64, f64)>,
    pub band_name: String,
    pub lines: Vec<FitLine>,
    /// Where ticks stand on the axis to the right, which is logarithmic.
    pub ticks: Vec<f64>,
    /// A height that is marked: the end of an interval.
    pub level: Option<f64>,
    /// What the values reach at most in the picture.
    pub most: f64,
    pub description: String,
}

impl FitChart {
    /// As a figure; `index` makes ids and file name unique.
    pub(crate) fn figure(&self, about: &About, index: usize, lang: Lang) -> Figure {
        let (body, height) = self.body();
        let id = format!("fit{index}-{}", identifier(&self.name));
        let inline = sheet::inline("fig", &id, &self.title, &self.description, &body, height);
        let results = Results { about: about.clone(), ..Results::default() };
        Figure {
            name: self.name.clone(),
            title: self.title.clone(),
            file_name: format!("{:02}-{}.svg", index + 1, identifier(&self.name)),
            inline,
            standalone: sheet::alone(&results, &self.title, &self.description, &body, height, lang),
            forest: false,
            survival: false,
            distribution: false,
        }
    }

    fn body(&self) -> (String, f64) {
        let mut out = String::new();
        let room = WIDTH - RIGHT;
        let mut title = self.title.clone();
        let mut letters = title.chars().count();
        while text_width(&title, 14.2) > room && letters > 8 {
            letters -= 1;
            title = words::cut(&self.title, letters);
        }
        let _ = write!(out, "<text class=\"title\" x=\"0\" y=\"14\">{}</text>", escape(&title));
        let (top, bottom) = (TITLE, TITLE + PLOT);
        let band = self.band.iter().flat_map(|(_, low, high)| [*low, *high]);
        let seen = self.seen.iter().flat_map(|(_, value, sd)| [value - sd, value + sd]);
        let lines = self.lines.iter().flat_map(|line| line.points.iter().map(|(_, value)| *value));
        let drawn = band.chain(seen).chain(lines).map(|value| value.min(self.most));
        let values = Values::new(drawn.chain([0.0]).chain(self.level), bottom, top, false);
        let across = self.across_line();
        self.draw_axes(&mut out, &values, &across, bottom);
        let at = |x: f64, y: f64| (across.place(x.log10()), values.place(y.min(self.most)));
        if let Some(level) = self.level {
            let y = values.place(level);
            let _ = write!(out, "<path class=\"zero\" d=\"M{LEFT} {y:.1}H{room:.1}\"/>");
        }
        let _ = write!(out, "<g class=\"k-{}\">", self.kind);
        let upper = self.band.iter().map(|(x, _, high)| at(*x, *high));
        let lower = self.band.iter().rev().map(|(x, low, _)| at(*x, *low));
        let outline = path(upper.chain(lower));
        if !outline.is_empty() {
            let _ = write!(out, "<path class=\"band50\" d=\"{outline}Z\"/>");
        }
        for line in &self.lines {
            let drawn = path(line.points.iter().map(|(x, y)| at(*x, *y)));
            let _ = write!(out, "<path class=\"{}\" d=\"{drawn}\"/>", line.class);
        }
        out.push_str("</g>");
        for (x, value, sd) in &self.seen {
            let (place, y) = at(*x, *value);
            if *sd > 0.0 {
                let (_, high) = at(*x, value + sd);
                let (_, low) = at(*x, value - sd);
                let _ = write!(
                    out,
                    "<g class=\"k-other\"><path class=\"ignorance\" d=\"M{place:.1} {high:.1}V{low:.1}\"/></g>"
                );
            }
            let said = format!("{}: {}", Number::rounded(*x, 3), Number::rounded(*value, 3));
            let _ = write!(
                out,
                "<circle class=\"seen\" cx=\"{place:.1}\" cy=\"{y:.1}\" r=\"3\"><title>{}</title></circle>",
                escape(&said)
            );
        }
        let y = bottom + 29.0;
        let _ =
            write!(out, "<text class=\"small\" x=\"{LEFT}\" y=\"{y:.1}\">{}</text>", escape(&self.across));
        let _ = write!(
            out,
            "<text class=\"small\" x=\"{room:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
            escape(&format!("↑ {}", self.up))
        );
        let end = self.draw_key(&mut out, bottom + BELOW);
        (out, end)
    }

    /// The axis to the right, on decimal logarithms.
    fn across_line(&self) -> Line {
        let lines = self.lines.iter().flat_map(|line| line.points.iter().map(|(x, _)| *x));
        let places = lines.chain(self.seen.iter().map(|(x, ..)| *x)).map(f64::log10);
        let finite = places.filter(|place| place.is_finite());
        let (low, high) = finite
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), place| (low.min(place), high.max(place)));
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        Line { low, high, start: LEFT + 4.0, end: WIDTH - RIGHT - 4.0 }
    }

    /// Numbers that would touch the one before, or leave the frame, are left out.
    fn draw_axes(&self, out: &mut String, values: &Values, across: &Line, bottom: f64) {
        let room = WIDTH - RIGHT;
        let mut free = f64::NEG_INFINITY;
        let below = self.ticks.iter().filter_map(|tick| {
            let x = across.place(tick.log10());
            let label = Number::rounded(*tick, 2);
            let half = 0.5 * 11.0 * label.width();
            if !(LEFT..=room).contains(&x) || x - half < free {
                return None;
            }
            free = x + half + 6.0;
            Some((x, label.svg()))
        });
        draw_axes(out, values, [LEFT, room, bottom], below);
    }

    /// Marks and their names; gives back where the figure ends.
    fn draw_key(&self, out: &mut String, top: f64) -> f64 {
        let mut keys = Vec::new();
        if !self.seen.is_empty() {
            let mark = "<g class=\"k-other\"><path class=\"ignorance\" d=\"M11 1V11\"/></g>\
                        <circle class=\"seen\" cx=\"11\" cy=\"6\" r=\"3\"/>";
            keys.push((mark.to_owned(), self.seen_name.as_str()));
        }
        let coloured = |inner: String| format!("<g class=\"k-{}\">{inner}</g>", self.kind);
        for line in self.lines.iter().filter(|line| !line.name.is_empty()) {
            keys.push((coloured(format!("<path class=\"{}\" d=\"M1 6H21\"/>", line.class)), &line.name));
        }
        if !self.band.is_empty() {
            keys.push((coloured("<path class=\"band50\" d=\"M1 1H21V11H1Z\"/>".to_owned()), &self.band_name));
        }
        let (mut x, mut y) = (LEFT, top + 6.0);
        for (mark, name) in keys {
            let width = 28.0 + text_width(name, 9.8) + 14.0;
            if x > LEFT && x + width > WIDTH {
                (x, y) = (LEFT, y + KEY);
            }
            let _ = write!(
                out,
                "<g transform=\"translate({x:.1} {y:.1})\">{mark}</g><text class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x + 28.0,
                y + 9.4,
                escape(name)
            );
            x += width;
        }
        y + KEY + 4.0
    }
}

fn path(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut out = String::new();
    let finite = points.filter(|(x, y)| x.is_finite() && y.is_finite());
    for (index, (x, y)) in finite.enumerate() {
        let _ = write!(out, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
    }
    out
}
