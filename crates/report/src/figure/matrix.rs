//! Heat maps of pairs: a name at each row and column, a number in each cell.
//!
//! * Numbers go from little to much; an index stands on a logarithmic scale around one: blue below, orange above.
//! * The first row name stands at the top, as in a table. A cell without a number is grey and says why under the pointer.

use super::panel::WIDTH;
use super::shade::Shades;
use super::{Figure, escape, identifier, sheet, text_width};
use crate::number::Number;
use crate::words;
use lytic_study::{About, Results};
use lytic_text::{Lang, Message};
use std::fmt::Write;

const RIGHT: f64 = 14.0;
const TOP: f64 = 26.0;
const ROW: f64 = 30.0;
/// Most letters of a name beside a row.
const LETTERS: usize = 22;

/// What the numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Shares in percent.
    Share,
    /// An index: one is the middle of the scale.
    Index,
    /// Numbers from little to much.
    Number,
}

/// A map.
#[derive(Clone, Debug)]
pub(crate) struct Matrix {
    /// Name for files.
    pub name: String,
    pub title: String,
    /// What is taken of it, on a line of its own; or empty.
    pub subtitle: String,
    pub unit: String,
    pub kind: Kind,
    /// Names of the rows, from the top.
    pub rows: Vec<String>,
    /// Names of the columns, from the left.
    pub columns: Vec<String>,
    /// Cells, row by row: the number (none where there is none), whether what is known leaves it open, and its words.
    pub cells: Vec<(Option<f64>, bool, String)>,
    /// The figure in words.
    pub description: String,
    pub lang: Lang,
}

impl Matrix {
    /// As a figure; `index` makes its ids and file name unique.
    pub(crate) fn figure(&self, about: &About, index: usize) -> Figure {
        let (body, height) = self.body();
        let id = format!("matrix{index}-{}", identifier(&self.name));
        let title = self.full_title();
        let inline = sheet::inline("fig", &id, &title, &self.description, &body, height);
        let results = Results { about: about.clone(), ..Results::default() };
        Figure {
            name: self.name.clone(),
            title: self.title.clone(),
            file_name: format!("{:02}-{}.svg", index + 1, identifier(&self.name)),
            inline,
            standalone: sheet::alone(&results, &title, &self.description, &body, height, self.lang),
            forest: false,
            survival: false,
            distribution: false,
        }
    }

    fn full_title(&self) -> String {
        let colon = if self.lang == Lang::Zh { "：" } else { ": " };
        let title = if self.subtitle.is_empty() {
            self.title.clone()
        } else {
            format!("{}{colon}{}", self.title, self.subtitle)
        };
        super::scan::with_unit(&title, &self.unit, self.lang)
    }

    /// The ends of the scale of colours.
    fn ends(&self) -> (f64, f64) {
        let finite = || self.cells.iter().filter_map(|(value, ..)| *value).filter(|value| value.is_finite());
        match self.kind {
            Kind::Share => (0.0, 100.0),
            Kind::Number => {
                let (low, high) = finite().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
                    (low.min(value), high.max(value))
                });
                if high > low { (low, high) } else { (low.min(0.0), (2.0 * high).max(1.0)) }
            }
            Kind::Index => {
                // At least a factor of two to either side, so that what is next to one looks like one.
                let most = finite()
                    .filter(|value| *value > 0.0)
                    .map(|value| value.ln().abs())
                    .fold(2.0_f64.ln(), f64::max);
                ((-most).exp(), most.exp())
            }
        }
    }

    fn share(&self, value: f64, (low, high): (f64, f64)) -> f64 {
        match self.kind {
            Kind::Index if value <= 0.0 => 0.0,
            Kind::Index => 0.5 + 0.5 * value.ln() / high.ln(),
            _ => (value - low) / (high - low),
        }
    }

    fn text(&self, value: f64) -> String {
        match self.kind {
            Kind::Share => format!("{:.0}", value + 0.0),
            _ => Number::rounded(value, 2).to_string(),
        }
    }

    fn body(&self) -> (String, f64) {
        let mut out = String::new();
        let heading = if self.subtitle.is_empty() { self.full_title() } else { self.title.clone() };
        let fitted = |text: &str, room: f64, size: f64| {
            let mut shown = text.to_owned();
            let mut letters = text.chars().count();
            while text_width(&shown, size) > room && letters > 6 {
                letters -= 1;
                shown = words::cut(text, letters);
            }
            shown
        };
        let title = fitted(&heading, WIDTH - RIGHT, 14.2);
        let _ = write!(out, "<text class=\"title\" x=\"0\" y=\"14\">{}</text>", escape(&title));
        let mut top = TOP;
        if !self.subtitle.is_empty() {
            let line = super::scan::with_unit(&self.subtitle, &self.unit, self.lang);
            let _ =
                write!(out, "<text x=\"0\" y=\"29\">{}</text>", escape(&fitted(&line, WIDTH - RIGHT, 11.4)));
            top += 15.0;
        }
        let names: Vec<String> = self.rows.iter().map(|name| words::cut(name, LETTERS)).collect();
        let left =
            names.iter().map(|name| text_width(name, 11.4)).fold(0.0, f64::max).clamp(30.0, 170.0) + 8.0;
        let count = self.columns.len().max(1);
        let cell_width = ((WIDTH - RIGHT - left) / count as f64).min(90.0);
        for (index, name) in self.columns.iter().enumerate() {
            let x = left + cell_width * (index as f64 + 0.5);
            let shown = fitted(name, cell_width - 4.0, 10.5);
            let _ = write!(
                out,
                "<text class=\"small\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}<title>{}</title></text>",
                top + 11.0,
                escape(&shown),
                escape(name)
            );
        }
        top += 17.0;
        let ends = self.ends();
        let shades = if self.kind == Kind::Index { Shades::Balance } else { Shades::Sequence };
        for (place, (value, open, said)) in self.cells.iter().enumerate() {
            let (row, column) = (place / count, place % count);
            let (x, y) = (left + cell_width * column as f64, top + ROW * row as f64);
            let rect = format!("x=\"{x:.2}\" y=\"{y:.2}\" width=\"{cell_width:.2}\" height=\"{ROW:.2}\"");
            let Some(value) = value.filter(|value| value.is_finite()) else {
                let _ =
                    write!(out, "<rect class=\"cell none\" {rect}><title>{}</title></rect>", escape(said));
                continue;
            };
            let shade = shades.at(self.share(value, ends));
            let number = self.text(value);
            let text = if *open { format!("({number})") } else { number };
            let _ = write!(
                out,
                "<rect class=\"cell\" {rect} fill=\"{}\"><title>{}</title></rect>\
                 <text class=\"{}\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                shade.fill,
                escape(said),
                shade.class,
                x + 0.5 * cell_width,
                y + 0.5 * ROW + 3.8,
                escape(&text)
            );
        }
        for (index, name) in names.iter().enumerate() {
            let y = top + ROW * (index as f64 + 0.5) + 3.8;
            let _ = write!(
                out,
                "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
                left - 6.0,
                escape(name)
            );
        }
        let bottom = top + ROW * self.rows.len() as f64;
        let height = self.draw_scale(&mut out, shades, ends, left, bottom + 12.0);
        (out, height)
    }

    /// The colours with their numbers; gives back where the figure ends.
    fn draw_scale(&self, out: &mut String, shades: Shades, ends: (f64, f64), left: f64, top: f64) -> f64 {
        const STEPS: usize = 48;
        let width = 200.0_f64.min(WIDTH - RIGHT - left);
        let step = width / STEPS as f64;
        for index in 0..STEPS {
            let shade = shades.at((index as f64 + 0.5) / STEPS as f64);
            let x = left + step * index as f64;
            let _ = write!(
                out,
                "<rect x=\"{x:.2}\" y=\"{top:.1}\" width=\"{:.2}\" height=\"8\" fill=\"{}\"/>",
                step + 0.3,
                shade.fill
            );
        }
        let middle = if self.kind == Kind::Index { 1.0 } else { 0.5 * (ends.0 + ends.1) };
        for (value, share, anchor) in [(ends.0, 0.0, "start"), (middle, 0.5, "middle"), (ends.1, 1.0, "end")]
        {
            let x = left + share * width;
            let _ = write!(
                out,
                "<text class=\"small\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
                top + 19.0,
                escape(&self.text(value))
            );
        }
        let mut end = top + 26.0;
        if self.cells.iter().any(|(value, open, _)| *open && value.is_some()) {
            end += 14.0;
            let note = Message::new("combine.figure.open").text(self.lang);
            let _ =
                write!(out, "<text class=\"small\" x=\"0\" y=\"{:.1}\">{}</text>", end - 4.0, escape(&note));
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_drawn_whatever_stands_in_them() {
        for kind in [Kind::Share, Kind::Index, Kind::Number] {
            for value in [None, Some(0.0), Some(1.0), Some(1e9), Some(f64::NAN)] {
                let matrix = Matrix {
                    name: "a".into(),
                    title: "<a>".into(),
                    subtitle: "b".into(),
                    unit: String::new(),
                    kind,
                    rows: vec!["<r>".into()],
                    columns: vec!["c".into(), "d".into()],
                    cells: vec![(value, true, "said".into()), (Some(2.0), false, "said".into())],
                    description: "d".into(),
                    lang: Lang::En,
                };
                let figure = matrix.figure(&About::default(), 0);
                assert!(
                    !figure.inline().contains("NaN") && !figure.inline().contains("inf"),
                    "{}",
                    figure.inline()
                );
                assert!(figure.inline().contains("&lt;r&gt;") && figure.standalone().starts_with("<svg"));
            }
        }
    }
}
