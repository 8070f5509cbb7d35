//! Figures of a scan: curves over one axis, heat maps over two.
//!
//! What is drawn is a [`Measured`]: a number with its spreads at every point of the scan. A curve shows the three spreads as
//! the panels of a run do (`marks.rs`): bands of patients, the band of sampling, upright bars of ignorance. A heat map has
//! room for the number only; its spreads stand in the tables.

use super::axis::{Values, draw_axes};
use super::panel::WIDTH;
use super::{Figure, escape, identifier, sheet, text_width};
use crate::number::Number;
use crate::words;
use lytic_study::{About, Axis, Results};
use lytic_text::{Lang, Message};
use std::fmt::Write;

pub(super) const RIGHT: f64 = 14.0;
const TOP: f64 = 26.0;
const PLOT: f64 = 148.0;
const BELOW: f64 = 36.0;
/// Most labels along an axis.
pub(super) const MOST_LABELS: usize = 9;

/// One number at every point of a scan.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// What it is, for people.
    pub title: String,
    /// What is taken of it: "with minus without NK cells"; or empty.
    pub subtitle: String,
    /// Name for files: `complete_remission`.
    pub name: String,
    /// Unit in the words of the language asked for; empty for a pure number.
    pub unit: String,
    /// Whether it is a share in percent, or a difference of shares: whole numbers are fine enough in a small cell.
    pub of_share: bool,
    /// Whether it is a difference: its middle is zero and it carries a sign.
    pub difference: bool,
    /// Numbers, in the order of the points.
    pub value: Vec<f64>,
    /// Patients: the ranges that hold 90 and 50 % of them, where patients differ in it.
    pub patients: Option<[Vec<(f64, f64)>; 2]>,
    /// Sampling: 95 % interval.
    pub sampling: Vec<(f64, f64)>,
    /// Ignorance: 5 to 95 % over draws, where there are several.
    pub ignorance: Vec<Option<(f64, f64)>>,
    /// Whether the range of ignorance holds zero.
    pub open: Vec<bool>,
}

/// What all figures of a scan share.
pub(crate) struct Paper<'a> {
    pub about: &'a About,
    pub axes: &'a [Axis],
    /// Names of the axes for people.
    pub names: Vec<String>,
    pub lang: Lang,
}

impl Paper<'_> {
    /// A figure of one measure; `index` makes its ids and file name unique.
    pub(crate) fn figure(&self, measured: &Measured, index: usize) -> Figure {
        let (body, height) = match self.axes {
            [axis] => self.curve(axis, measured),
            [x, y] => self.heat(x, y, measured),
            _ => (String::new(), 0.0),
        };
        let description = self.description(measured);
        let id = format!("scan{index}-{}", identifier(&measured.name));
        let title = full_title(measured, self.lang);
        let inline = sheet::inline("fig", &id, &title, &description, &body, height);
        let results = Results { about: self.about.clone(), ..Results::default() };
        Figure {
            name: measured.name.clone(),
            title: measured.title.clone(),
            file_name: format!("{:02}-{}.svg", index + 1, identifier(&measured.name)),
            inline,
            standalone: sheet::alone(&results, &title, &description, &body, height, self.lang),
            forest: false,
            survival: false,
            distribution: false,
        }
    }

    /// The figure in words: where it is least and where most.
    fn description(&self, measured: &Measured) -> String {
        let finite = || measured.value.iter().enumerate().filter(|(_, value)| value.is_finite());
        let least = finite().min_by(|a, b| a.1.total_cmp(b.1));
        let most = finite().rev().max_by(|a, b| a.1.total_cmp(b.1));
        let (Some((low, least)), Some((high, most))) = (least, most) else {
            return Message::new("scan.nobody").text(self.lang);
        };
        Message::new("scan.figure.description")
            .with("low", printed(*least, measured, 3, self.lang))
            .with("low_at", self.place(low))
            .with("high", printed(*most, measured, 3, self.lang))
            .with("high_at", self.place(high))
            .text(self.lang)
    }

    /// The values of the axes at a point, with their units.
    pub(crate) fn place(&self, point: usize) -> String {
        let mut rest = point;
        let mut parts: Vec<String> = self
            .axes
            .iter()
            .zip(&self.names)
            .rev()
            .map(|(axis, name)| {
                let count = axis.values.len().max(1);
                let value = axis.values.get(rest % count).copied().unwrap_or(f64::NAN);
                rest /= count;
                format!(
                    "{name} = {}",
                    joined(Number::rounded(value, 4), &words::unit(&axis.unit, self.lang), self.lang)
                )
            })
            .collect();
        parts.reverse();
        parts.join(if self.lang == Lang::Zh { "，" } else { ", " })
    }

    fn curve(&self, axis: &Axis, measured: &Measured) -> (String, f64) {
        let top = top(measured);
        let bottom = top + PLOT;
        let spreads = measured.patients.iter().flatten().flatten().chain(&measured.sampling);
        let spreads = spreads.chain(measured.ignorance.iter().flatten());
        let values = spreads.flat_map(|(low, high)| [*low, *high]).chain(measured.value.iter().copied());
        let zero = measured.difference.then_some(0.0);
        let values =
            Values::new(values.chain(zero), bottom, top, !measured.difference && measured.patients.is_some());
        let left = values.ticks.iter().map(|tick| values.label(*tick).width()).fold(0.0, f64::max);
        let left = (left * 11.0 + 10.0).clamp(30.0, 90.0);
        // Half a point's room at both ends, so that bars of ignorance do not stand on the axis.
        let across = Across::new(axis, left + 10.0, WIDTH - RIGHT - 6.0);
        let mut out = String::new();
        draw_title(&mut out, measured, self.lang);
        let below = labelled(axis.values.len(), MOST_LABELS).into_iter();
        let below = below.map(|index| (across.place(index), axis_number(axis, index).svg()));
        draw_axes(&mut out, &values, [left, WIDTH - RIGHT, bottom], below);
        if measured.difference {
            let y = values.place(0.0);
            let _ = write!(out, "<path class=\"zero\" d=\"M{left:.1} {y:.1}H{:.1}\"/>", WIDTH - RIGHT);
        }
        out.push_str("<g class=\"k-nk\">");
        for (ranges, class) in measured.patients.iter().flatten().zip(["band90", "band50"]) {
            draw_band(&mut out, ranges, &across, &values, class);
        }
        draw_band(&mut out, &measured.sampling, &across, &values, "sampling");
        let mut bars = String::new();
        for (index, range) in measured.ignorance.iter().enumerate() {
            let Some((low, high)) = range.filter(|(low, high)| low.is_finite() && high.is_finite()) else {
                continue;
            };
            let (x, low, high) = (across.place(index) - 2.5, values.place(low), values.place(high));
            let _ = write!(bars, "M{x:.1} {low:.1}h5m-2.5 0V{high:.1}m-2.5 0h5");
        }
        let _ = write!(out, "<path class=\"ignorance\" d=\"{bars}\"/>");
        let mut line = String::new();
        let mut command = "M";
        for (index, value) in measured.value.iter().enumerate() {
            if value.is_finite() {
                let _ = write!(line, "{command}{:.1} {:.1}", across.place(index), values.place(*value));
                command = "L";
            } else {
                command = "M";
            }
        }
        let _ = write!(out, "<path class=\"median\" d=\"{line}\"/>");
        for (index, value) in measured.value.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            let (x, y) = (across.place(index), values.place(*value));
            let _ = write!(out, "<circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.8\">");
            let said = format!("{}: {}", self.place(index), printed(*value, measured, 3, self.lang));
            let _ = write!(out, "<title>{}</title></circle>", escape(&said));
        }
        out.push_str("</g>");
        let mut name = with_unit(
            self.names.first().map_or("", String::as_str),
            &words::unit(&axis.unit, self.lang),
            self.lang,
        );
        if axis.logarithmic {
            name = Message::new("scan.figure.log").with("name", name).text(self.lang);
        }
        let note = values.floor.map(|floor| {
            let key = if values.clipped { "report.figure.log_floor" } else { "report.figure.log" };
            Message::new(key).with("floor", values.label(floor)).text(self.lang)
        });
        let y = bottom + 30.0;
        let _ = write!(out, "<text class=\"small\" x=\"{left:.1}\" y=\"{y:.1}\">{}</text>", escape(&name));
        if let Some(note) =
            note.filter(|note| left + text_width(&name, 9.8) + text_width(note, 9.8) < WIDTH - RIGHT - 8.0)
        {
            let at = WIDTH - RIGHT;
            let _ = write!(
                out,
                "<text class=\"small\" x=\"{at:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
                escape(&note)
            );
        }
        (out, bottom + BELOW)
    }
}

/// Places of values across a curve.
struct Across {
    places: Vec<f64>,
}

impl Across {
    fn new(axis: &Axis, start: f64, end: f64) -> Across {
        let position = |value: f64| if axis.logarithmic { value.ln() } else { value };
        let ends = axis.values.first().copied().zip(axis.values.last().copied());
        let (first, last) = ends.map_or((0.0, 1.0), |(first, last)| (position(first), position(last)));
        // What descends is drawn ascending, as everybody reads it.
        let (low, high) = (first.min(last), first.max(last));
        let place = |value: &f64| start + (position(*value) - low) / (high - low) * (end - start);
        Across { places: axis.values.iter().map(place).collect() }
    }

    fn place(&self, index: usize) -> f64 {
        self.places.get(index).copied().unwrap_or_default()
    }
}

fn draw_band(out: &mut String, ranges: &[(f64, f64)], across: &Across, values: &Values, class: &str) {
    let mut path = String::new();
    let mut run: Vec<(f64, f64, f64)> = Vec::new();
    let mut close = |run: &mut Vec<(f64, f64, f64)>| {
        let points = run.iter().map(|(x, _, high)| (*x, *high));
        for (index, (x, y)) in points.chain(run.iter().rev().map(|(x, low, _)| (*x, *low))).enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
        }
        if !run.is_empty() {
            path.push('Z');
        }
        run.clear();
    };
    for (index, (low, high)) in ranges.iter().enumerate() {
        if low.is_finite() && high.is_finite() {
            run.push((across.place(index), values.place(*low), values.place(*high)));
        } else {
            close(&mut run);
        }
    }
    close(&mut run);
    if !path.is_empty() {
        let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
    }
}

/// Where a plot begins: below its title.
pub(super) fn top(measured: &Measured) -> f64 {
    if measured.subtitle.is_empty() { TOP } else { TOP + 15.0 }
}

/// The title; a difference says on a line of its own what was subtracted, and has its unit there.
pub(super) fn draw_title(out: &mut String, measured: &Measured, lang: Lang) {
    let whole = if measured.subtitle.is_empty() {
        with_unit(&measured.title, &measured.unit, lang)
    } else {
        measured.title.clone()
    };
    let mut letters = whole.chars().count();
    let mut title = whole.clone();
    while text_width(&title, 14.2) > WIDTH - RIGHT && letters > 8 {
        letters -= 1;
        title = words::cut(&whole, letters);
    }
    let _ = write!(out, "<text class=\"title\" x=\"0\" y=\"14\">{}</text>", escape(&title));
    if !measured.subtitle.is_empty() {
        let line = with_unit(&measured.subtitle, &measured.unit, lang);
        let _ = write!(out, "<text x=\"0\" y=\"29\">{}</text>", escape(&line));
    }
}

/// Title and unit in one line.
pub(crate) fn full_title(measured: &Measured, lang: Lang) -> String {
    let colon = if lang == Lang::Zh { "：" } else { ": " };
    let title = if measured.subtitle.is_empty() {
        measured.title.clone()
    } else {
        format!("{}{colon}{}", measured.title, measured.subtitle)
    };
    with_unit(&title, &measured.unit, lang)
}

/// A name with its unit in brackets.
pub(crate) fn with_unit(name: &str, unit: &str, lang: Lang) -> String {
    match (unit, lang) {
        ("", _) => name.to_owned(),
        (unit, Lang::En) => format!("{name} ({unit})"),
        (unit, Lang::Zh) => format!("{name}（{unit}）"),
    }
}

/// A number with its unit in words.
fn joined(number: impl ToString, unit: &str, lang: Lang) -> String {
    match unit {
        "" => number.to_string(),
        "%" if lang == Lang::Zh => number.to_string() + "%",
        _ => format!("{}\u{a0}{unit}", number.to_string()),
    }
}

/// A number with its sign where it is a difference, and its unit.
pub(crate) fn printed(value: f64, measured: &Measured, figures: usize, lang: Lang) -> String {
    joined(signed(Number::rounded(value, figures), value, measured), &measured.unit, lang)
}

/// A number for a cell: shares to the whole percent, all else with two figures.
pub(super) fn short(value: f64, measured: &Measured) -> String {
    let number = if measured.of_share {
        // Minus nothing is nothing.
        Number::rounded(format!("{value:.0}").parse::<f64>().unwrap_or(value) + 0.0, 3)
    } else {
        Number::rounded(value, 2)
    };
    signed(number, value, measured)
}

pub(super) fn signed(number: Number, value: f64, measured: &Measured) -> String {
    let number = number.to_string();
    if measured.difference && value > 0.0 && number != "0" { format!("+{number}") } else { number }
}

pub(super) fn axis_number(axis: &Axis, index: usize) -> Number {
    Number::rounded(axis.values.get(index).copied().unwrap_or(f64::NAN), 3)
}

/// Which of `count` values carry a label: all, or evenly spread ones that begin with the first.
pub(super) fn labelled(count: usize, most: usize) -> Vec<usize> {
    let step = count.saturating_sub(1) / most.max(1) + 1;
    (0..count).step_by(step).collect()
}
