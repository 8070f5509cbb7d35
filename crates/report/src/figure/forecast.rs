//! The curve of one patient: what is believed of the past, what is forecast, and what was measured.
//!
//! * Bands and median are of the true value, without an error of measurement; dotted lines hold 90 % of measurements.
//! * The upright line is where the data end. The broken line is the median before the data.
//! * Rings are measurements, filled ones contradict the model; a mark that points down lies below its limit.

use super::axis::{Line, Values, day_ticks, draw_axes};
use super::dose::{agents, pack};
use super::panel::WIDTH;
use super::{Figure, escape, identifier, legend_items, sheet, text_width};
use crate::number::{Number, day};
use crate::words;
use lytic_study::{DoseMark, FollowResults, FollowedPoint, ForecastColumn, Read, Results};
use lytic_text::{Lang, Message};
use std::fmt::Write;

const RIGHT: f64 = 14.0;
const TITLE: f64 = 24.0;
const PLOT: f64 = 148.0;
const BELOW: f64 = 34.0;
const KEY: f64 = 15.0;
/// Parts of the key.
const KEYS: [(&str, &str); 9] = [
    ("follow.key.median", "<path class=\"median\" d=\"M1 6H21\"/>"),
    (
        "follow.key.band50",
        "<path class=\"band90\" d=\"M1 1H21V11H1Z\"/><path class=\"band50\" d=\"M1 1H21V11H1Z\"/>",
    ),
    ("follow.key.band90", "<path class=\"band90\" d=\"M1 1H21V11H1Z\"/>"),
    ("follow.key.measured", "<path class=\"other o1\" d=\"M1 6H21\"/>"),
    ("follow.key.before", "<path class=\"other\" d=\"M1 6H21\"/>"),
    ("follow.key.seen", "<circle class=\"seen\" cx=\"11\" cy=\"6\" r=\"2.8\"/>"),
    ("follow.key.limit", "<path class=\"seen\" d=\"M8 3H14L11 9Z\"/>"),
    ("follow.key.odd", "<circle class=\"point\" cx=\"11\" cy=\"6\" r=\"3.4\"/>"),
    ("follow.key.cut", "<path class=\"zero strong\" d=\"M11 0V12\"/>"),
];

/// A panel of one column.
pub(crate) struct Forecast<'a> {
    pub results: &'a FollowResults,
    pub column: &'a ForecastColumn,
    /// Its measurements, taken in and held back.
    pub points: Vec<&'a FollowedPoint>,
    pub title: String,
    pub description: String,
    pub lang: Lang,
}

impl Forecast<'_> {
    /// As a figure; `index` makes its ids and file name unique.
    pub(crate) fn figure(&self, index: usize) -> Figure {
        let (body, height) = self.body();
        let name = &self.column.name;
        let id = format!("forecast{index}-{}", identifier(name));
        let unit = words::unit(&self.column.unit, self.lang);
        let title = super::scan::with_unit(&self.title, &unit, self.lang);
        let results = Results { about: self.results.about.clone(), ..Results::default() };
        Figure {
            name: name.clone(),
            title: self.title.clone(),
            file_name: format!("{:02}-{}.svg", index + 1, identifier(name)),
            inline: sheet::inline("fig", &id, &title, &self.description, &body, height),
            standalone: sheet::alone(&results, &title, &self.description, &body, height, self.lang),
            forest: false,
            survival: false,
            distribution: false,
        }
    }

    fn quantile(&self, probability: f64) -> &[f64] {
        let found = self.column.quantiles.iter().find(|(known, _)| (known - probability).abs() < 1e-9);
        found.map_or(&[], |(_, values)| values.as_slice())
    }

    fn body(&self) -> (String, f64) {
        let mut out = String::with_capacity(16_384);
        self.draw_title(&mut out);
        let times = &self.results.times_days;
        let (start, end) = (times.first().copied().unwrap_or(0.0), times.last().copied().unwrap_or(1.0));
        let given: Vec<DoseMark> = self.results.doses.clone();
        let agents = agents(&given);
        let of_bands = self.column.quantiles.iter().flat_map(|(_, values)| values).copied();
        let of_points = self.points.iter().map(|point| point.read.number());
        let graded = self.column.name.contains("grade") || self.column.name.contains("score");
        let all: Vec<f64> = of_bands.chain(of_points).collect();
        // Where the axis begins depends on its numbers, and these on nothing below.
        let trial = Values::new(all.iter().copied(), PLOT, 0.0, !graded);
        let widest = trial.ticks.iter().map(|tick| trial.label(*tick).width()).fold(0.0, f64::max);
        let left = (widest * 11.0 + 10.0).clamp(30.0, 90.0);
        let time = Line { low: start, high: end, start: left, end: WIDTH - RIGHT };
        let rows = pack(&agents, &time, self.lang);
        rows.draw(&mut out, &time, TITLE);
        let top = TITLE + rows.height();
        let bottom = top + PLOT;
        let values = Values::new(all.iter().copied(), bottom, top, !graded);
        let below = day_ticks(start, end, 9).into_iter().map(|tick| (time.place(tick), day(tick)));
        draw_axes(&mut out, &values, [left, WIDTH - RIGHT, bottom], below);
        out.push_str("<g class=\"k-nk\">");
        self.draw_band(&mut out, 0.05, 0.95, "band90", &time, &values);
        self.draw_band(&mut out, 0.25, 0.75, "band50", &time, &values);
        let median = self.path(self.quantile(0.5), &time, &values);
        let _ = write!(out, "<path class=\"median\" d=\"{median}\"/>");
        out.push_str("</g>");
        let before = self.path(&self.column.before, &time, &values);
        let _ = write!(out, "<path class=\"other\" d=\"{before}\"/>");
        for edge in self.column.measured.iter().flatten() {
            let path = self.path(edge, &time, &values);
            let _ = write!(out, "<path class=\"other o1\" d=\"{path}\"/>");
        }
        let cut = time.place(self.results.cut_days);
        let _ = write!(out, "<path class=\"zero strong\" d=\"M{cut:.1} {top:.1}V{bottom:.1}\"/>");
        self.draw_points(&mut out, &time, &values);
        let y = bottom + 29.0;
        let axis = Message::new("report.figure.day").text(self.lang);
        let _ = write!(out, "<text class=\"small\" x=\"{left:.1}\" y=\"{y:.1}\">{}</text>", escape(&axis));
        if let Some(floor) = values.floor {
            let key = if values.clipped { "report.figure.log_floor" } else { "report.figure.log" };
            let note = Message::new(key).with("floor", values.label(floor)).text(self.lang);
            let x = WIDTH - RIGHT;
            let _ = write!(
                out,
                "<text class=\"small\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
                escape(&note)
            );
        }
        let end = self.draw_key(&mut out, bottom + BELOW + 6.0, left);
        (out, end)
    }

    fn draw_title(&self, out: &mut String) {
        let unit = words::unit(&self.column.unit, self.lang);
        let title = super::scan::with_unit(&self.title, &unit, self.lang);
        let mut shown = title.clone();
        let mut letters = title.chars().count();
        while text_width(&shown, 14.2) > WIDTH - RIGHT && letters > 8 {
            letters -= 1;
            shown = words::cut(&title, letters);
        }
        let _ = write!(out, "<text class=\"title\" x=\"0\" y=\"14\">{}</text>", escape(&shown));
    }

    /// Points of a curve that are numbers, without those that fall onto the one before.
    fn places(&self, curve: &[f64], time: &Line, values: &Values) -> Vec<(f64, f64)> {
        let mut places: Vec<(f64, f64)> = Vec::with_capacity(curve.len());
        for (day, value) in self.results.times_days.iter().zip(curve).filter(|(_, value)| value.is_finite()) {
            let (x, y) = (time.place(*day), values.place(*value));
            let near = places.last().is_some_and(|(before, height): &(f64, f64)| {
                (x - before).abs() < 0.6 && (y - height).abs() < 0.4
            });
            if !near {
                places.push((x, y));
            }
        }
        places
    }

    fn path(&self, curve: &[f64], time: &Line, values: &Values) -> String {
        joined(self.places(curve, time, values).into_iter())
    }

    fn draw_band(&self, out: &mut String, low: f64, high: f64, class: &str, time: &Line, values: &Values) {
        let upper = self.places(self.quantile(high), time, values);
        let lower = self.places(self.quantile(low), time, values);
        let outline = joined(upper.into_iter().chain(lower.into_iter().rev()));
        if !outline.is_empty() {
            let _ = write!(out, "<path class=\"{class}\" d=\"{outline}Z\"/>");
        }
    }

    fn draw_points(&self, out: &mut String, time: &Line, values: &Values) {
        for point in &self.points {
            let (x, y) = (time.place(point.time_days), values.place(point.read.number()));
            let sign = match point.read {
                Read::Value(_) => "",
                Read::Below(_) => "<",
                Read::Above(_) => "≥",
            };
            let said =
                format!("{} → {sign}{}", day(point.time_days), Number::rounded(point.read.number(), 3));
            let said = escape(&said);
            if point.read.is_below() {
                let _ = write!(
                    out,
                    "<path class=\"seen\" d=\"M{:.1} {:.1}h6l-3 6Z\"><title>{said}</title></path>",
                    x - 3.0,
                    y - 2.0
                );
            } else {
                let _ = write!(
                    out,
                    "<circle class=\"seen\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.8\"><title>{said}</title></circle>"
                );
            }
            if point.contradicts {
                let _ = write!(
                    out,
                    "<g class=\"k-tumour\"><circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.4\"><title>{said}</title></circle></g>"
                );
            }
        }
    }

    /// What the marks mean; gives back where the figure ends.
    fn draw_key(&self, out: &mut String, top: f64, left: f64) -> f64 {
        let (mut x, mut y) = (left, top);
        let has = |key: &str| match key {
            "follow.key.measured" => self.column.measured.is_some(),
            "follow.key.seen" => self.points.iter().any(|point| !point.read.is_below()),
            "follow.key.limit" => self.points.iter().any(|point| point.read.is_below()),
            "follow.key.odd" => self.points.iter().any(|point| point.contradicts),
            _ => true,
        };
        let marks = KEYS.into_iter().filter(|(key, _)| has(key)).map(|(key, mark)| {
            let kind = if key == "follow.key.odd" { "tumour" } else { "nk" };
            (format!("<g class=\"k-{kind}\">{mark}</g>"), Message::new(key).text(self.lang))
        });
        let given = Results { doses: self.results.doses.clone(), ..Results::default() };
        let doses = legend_items(&given, &super::layers::NONE, self.lang).into_iter().filter_map(|item| {
            let name = if item.more.is_empty() { item.text } else { format!("{} {}", item.text, item.more) };
            item.mark.starts_with("<g class=\"dose").then_some((item.mark, name))
        });
        for (mark, name) in marks.chain(doses) {
            let width = 26.0 + text_width(&name, 9.8) + 12.0;
            if x > left && x + width > WIDTH {
                (x, y) = (left, y + KEY);
            }
            let _ = write!(
                out,
                "<g transform=\"translate({x:.1} {y:.1})\">{mark}</g><text class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                x + 26.0,
                y + 9.4,
                escape(&name)
            );
            x += width;
        }
        y + KEY + 4.0
    }
}

fn joined(places: impl Iterator<Item = (f64, f64)>) -> String {
    let mut out = String::new();
    for (index, (x, y)) in places.enumerate() {
        let _ = write!(out, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
    }
    out
}
