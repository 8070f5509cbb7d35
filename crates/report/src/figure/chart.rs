//! A chart of several series over numbers that are no days: curves with bands, or bars side by side.
//!
//! Used by killing assays: lysis over ratios or concentrations, kills per cell, shares by the number of a kill.

use super::axis::{Line, Values, draw_axes, multiples, nice_step};
use super::panel::WIDTH;
use super::{Figure, escape, identifier, sheet, text_width};
use crate::number::Number;
use crate::words;
use lytic_study::{About, Results};
use lytic_text::Lang;
use std::fmt::Write;

const RIGHT: f64 = 14.0;
const TITLE: f64 = 26.0;
const KEY_ROW: f64 = 15.0;
const PLOT: f64 = 148.0;
const BELOW: f64 = 36.0;
/// Families of colours, one a series.
const KINDS: [&str; 6] = ["nk", "tumour", "tcell", "cytokine", "healthy", "other"];

/// One series.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Series {
    /// Its name; empty where there is only one.
    pub name: String,
    /// Places and values, in order.
    pub points: Vec<(f64, f64)>,
    /// Place, lowest and highest.
    pub band: Vec<(f64, f64, f64)>,
    /// What is drawn dashed beside it: a theory.
    pub dashed: Vec<(f64, f64)>,
}

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Chart {
    /// Name for files: `lysis`.
    pub name: String,
    /// Title.
    pub title: String,
    /// Unit of the values; empty for pure numbers.
    pub unit: String,
    /// Name of the axis, with its unit.
    pub across: String,
    /// Whether places stand on a logarithmic axis.
    pub logarithmic: bool,
    /// Bars at whole numbers, not curves.
    pub bars: bool,
    /// Whether it shows how a value is distributed by chance.
    pub distribution: bool,
    /// Whether each point is marked.
    pub marks: bool,
    /// What the values reach at least, so that shares end at 100 %.
    pub top: Option<f64>,
    /// Series.
    pub series: Vec<Series>,
    /// The figure in words.
    pub description: String,
}

impl Chart {
    /// As a figure; `index` makes its ids and file name unique.
    pub(crate) fn figure(&self, about: &About, index: usize, lang: Lang) -> Figure {
        let (body, height) = self.body(lang);
        let id = format!("chart{index}-{}", identifier(&self.name));
        let title = super::scan::with_unit(&self.title, &self.unit, lang);
        let inline = sheet::inline("fig", &id, &title, &self.description, &body, height);
        let results = Results { about: about.clone(), ..Results::default() };
        Figure {
            name: self.name.clone(),
            title: self.title.clone(),
            file_name: format!("{:02}-{}.svg", index + 1, identifier(&self.name)),
            inline,
            standalone: sheet::alone(&results, &title, &self.description, &body, height, lang),
            forest: false,
            survival: false,
            distribution: self.distribution,
        }
    }

    fn body(&self, lang: Lang) -> (String, f64) {
        let mut out = String::new();
        let title = super::scan::with_unit(&self.title, &self.unit, lang);
        let mut shown = title.clone();
        let mut letters = title.chars().count();
        while text_width(&shown, 14.2) > WIDTH - RIGHT && letters > 8 {
            letters -= 1;
            shown = words::cut(&title, letters);
        }
        let _ = write!(out, "<text class=\"title\" x=\"0\" y=\"14\">{}</text>", escape(&shown));
        let top = self.draw_key(&mut out);
        let bottom = top + PLOT;
        let of_series = self.series.iter().flat_map(|series| {
            let bands = series.band.iter().flat_map(|(_, low, high)| [*low, *high]);
            let dashed = series.dashed.iter().map(|(_, value)| *value);
            series.points.iter().map(|(_, value)| *value).chain(bands).chain(dashed)
        });
        let values = Values::new(of_series.chain([0.0]).chain(self.top), bottom, top, false);
        let left = values.ticks.iter().map(|tick| values.label(*tick).width()).fold(0.0, f64::max);
        let left = (left * 11.0 + 10.0).clamp(30.0, 90.0);
        let line = self.line(left + 8.0);
        self.draw_axes(&mut out, &values, &line, left, bottom);
        for (index, series) in self.series.iter().enumerate() {
            let kind = KINDS.get(index % KINDS.len()).copied().unwrap_or("other");
            let _ = write!(out, "<g class=\"k-{kind}\">");
            if self.bars {
                self.draw_bars(&mut out, series, index, &values, &line, bottom);
            } else {
                self.draw_curve(&mut out, series, &values, &line);
            }
            out.push_str("</g>");
        }
        let y = bottom + 30.0;
        let _ =
            write!(out, "<text class=\"small\" x=\"{left:.1}\" y=\"{y:.1}\">{}</text>", escape(&self.across));
        (out, bottom + BELOW)
    }

    /// Names of the series with their colours, in as many rows as they need; returns where the plot begins.
    fn draw_key(&self, out: &mut String) -> f64 {
        let (mut x, mut y) = (0.0, TITLE + 5.0);
        if self.series.iter().all(|series| series.name.is_empty()) {
            return TITLE;
        }
        for (index, series) in self.series.iter().enumerate() {
            let kind = KINDS.get(index % KINDS.len()).copied().unwrap_or("other");
            let width = 20.0 + text_width(&series.name, 11.0);
            if x > 0.0 && x + width > WIDTH - RIGHT {
                (x, y) = (0.0, y + KEY_ROW);
            }
            let mark = format!("M{x:.1} {:.1}h14", y - 4.0);
            let _ = write!(
                out,
                "<g class=\"k-{kind}\"><path class=\"median\" d=\"{mark}\"/></g><text x=\"{:.1}\" y=\"{y:.1}\">{}</text>",
                x + 19.0,
                escape(&series.name)
            );
            x += width + 14.0;
        }
        y + 14.0
    }

    fn position(&self, place: f64) -> f64 {
        if self.logarithmic { place.log10() } else { place }
    }

    fn line(&self, start: f64) -> Line {
        let places = || {
            let points = self.series.iter().flat_map(|series| series.points.iter().chain(&series.dashed));
            points.map(|(x, _)| self.position(*x)).filter(|x| x.is_finite())
        };
        let (low, high) =
            (places().fold(f64::INFINITY, f64::min), places().fold(f64::NEG_INFINITY, f64::max));
        let room = if self.bars { 0.5 } else { 0.0 };
        let (low, high) = if low > high { (0.0, 1.0) } else { (low - room, high + room) };
        Line { low, high, start, end: WIDTH - RIGHT - 6.0 }
    }

    fn draw_axes(&self, out: &mut String, values: &Values, line: &Line, left: f64, bottom: f64) {
        let below = self.ticks(line).into_iter().map(|(place, label)| (line.place(place), label.svg()));
        draw_axes(out, values, [left, WIDTH - RIGHT, bottom], below);
    }

    /// Positions on the line and their numbers.
    fn ticks(&self, line: &Line) -> Vec<(f64, Number)> {
        let span = line.high - line.low;
        let mut places: Vec<f64> = self
            .series
            .first()
            .map_or_else(Vec::new, |series| series.points.iter().map(|(x, _)| *x).collect());
        places.dedup();
        if self.logarithmic && span < 2.0 && places.len() <= 8 {
            // Few places close together: their own numbers.
            return places.into_iter().map(|place| (place.log10(), Number::rounded(place, 2))).collect();
        }
        if self.logarithmic {
            let every = (span / 8.0).ceil().max(1.0);
            let decade = |power: f64| {
                let value = format!("1e{power:.0}").parse().unwrap_or(f64::NAN);
                let plain = (0.0009..9e4).contains(&value);
                (power, if plain { Number::rounded(value, 1) } else { Number::power(power as i32) })
            };
            return multiples(line.low, line.high, every).into_iter().map(decade).collect();
        }
        let step = if self.bars { nice_step(span, 16).max(1.0) } else { nice_step(span, 8) };
        multiples(line.low, line.high, step)
            .into_iter()
            .map(|tick| (tick, Number::rounded(tick, 3)))
            .collect()
    }

    fn draw_curve(&self, out: &mut String, series: &Series, values: &Values, line: &Line) {
        let at = |(x, y): (f64, f64)| (line.place(self.position(x)), values.place(y));
        let mut path = String::new();
        let upper = series.band.iter().map(|(x, _, high)| (*x, *high));
        let lower = series.band.iter().rev().map(|(x, low, _)| (*x, *low));
        for (index, point) in upper.chain(lower).enumerate() {
            let (x, y) = at(point);
            let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
        }
        if !path.is_empty() {
            let _ = write!(out, "<path class=\"band50\" d=\"{path}Z\"/>");
        }
        let drawn = |points: &[(f64, f64)]| {
            let mut path = String::new();
            for (index, point) in points.iter().enumerate() {
                let (x, y) = at(*point);
                let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
            }
            path
        };
        if !series.dashed.is_empty() {
            let _ = write!(out, "<path class=\"other o1\" d=\"{}\"/>", drawn(&series.dashed));
        }
        let _ = write!(out, "<path class=\"median\" d=\"{}\"/>", drawn(&series.points));
        for point in series.points.iter().filter(|_| self.marks) {
            let (x, y) = at(*point);
            let said = format!("{}: {}", Number::rounded(point.0, 3), Number::rounded(point.1, 3));
            let _ = write!(
                out,
                "<circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.8\"><title>{}</title></circle>",
                escape(&said)
            );
        }
    }

    fn draw_bars(
        &self,
        out: &mut String,
        series: &Series,
        index: usize,
        values: &Values,
        line: &Line,
        bottom: f64,
    ) {
        let unit = (line.end - line.start) / (line.high - line.low).max(1e-9);
        let width = (0.8 * unit / self.series.len().max(1) as f64).min(26.0);
        let offset = (index as f64 - 0.5 * self.series.len() as f64) * width;
        let mut path = String::new();
        for (place, value) in &series.points {
            let (x, y) = (line.place(*place) + offset, values.place(*value));
            let _ = write!(path, "M{x:.1} {bottom:.1}V{y:.1}h{:.1}V{bottom:.1}Z", width - 1.0);
        }
        let _ = write!(out, "<path class=\"point\" d=\"{path}\"/>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_are_drawn_whatever_stands_in_them() {
        let about = About::default();
        let series = |points: Vec<(f64, f64)>| Series { name: "<a>".into(), points, ..Series::default() };
        for (logarithmic, bars) in [(false, false), (true, false), (false, true)] {
            for points in [vec![], vec![(1.0, 5.0)], vec![(0.01, 0.0), (1.0, 50.0), (1000.0, 90.0)]] {
                let chart = Chart {
                    name: "x".into(),
                    title: "T".into(),
                    logarithmic,
                    bars,
                    marks: true,
                    top: Some(100.0),
                    series: vec![series(points.clone()), series(points)],
                    ..Chart::default()
                };
                let figure = chart.figure(&about, 0, Lang::En);
                assert!(
                    !figure.inline().contains("NaN") && !figure.inline().contains("inf"),
                    "{}",
                    figure.inline()
                );
                assert!(figure.inline().contains("&lt;a&gt;") && figure.standalone().starts_with("<svg"));
            }
        }
    }
}
