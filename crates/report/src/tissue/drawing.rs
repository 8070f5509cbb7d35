//! What the maps of a tissue are drawn with: a plane of the tissue on paper, values as bands of colour, cells by shape.
//!
//! Values are sorted into [`LEVELS`] colours, and neighbours in a row of one colour become one rectangle; a colour is one
//! path. Cells of a kind are one path too. So a slice of thousands of cells stays a small file.

use crate::figure::{Figure, Shades, escape, text_width};
use crate::number::Number;
use lytic_study::About;
use lytic_text::Lang;
use lytic_tissue::Kind;
use std::fmt::Write;

/// Colours of a field.
const LEVELS: usize = 24;

/// A drawing that will be a figure.
pub(super) struct Drawing {
    /// Name for files.
    pub name: String,
    pub title: String,
    /// In words, for those who do not see it.
    pub description: String,
    pub body: String,
    pub height: f64,
}

impl Drawing {
    pub(super) fn figure(self, about: &About, index: usize, lang: Lang) -> Figure {
        let title = format!("<text class=\"title\" x=\"0\" y=\"14\">{}</text>", escape(&self.title));
        let body = title + &self.body;
        Figure::drawn(about, index, (&self.name, &self.title, &self.description), (&body, self.height), lang)
    }
}

/// A rectangle of paper that shows a rectangle of numbers; the second number grows upwards.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    /// Lowest x and y.
    pub low: [f64; 2],
    /// Highest x and y.
    pub high: [f64; 2],
}

impl Plane {
    pub(super) fn x(&self, x: f64) -> f64 {
        self.left + (x - self.low[0]) / (self.high[0] - self.low[0]).max(1e-9) * self.width
    }

    pub(super) fn y(&self, y: f64) -> f64 {
        self.top + self.height - (y - self.low[1]) / (self.high[1] - self.low[1]).max(1e-9) * self.height
    }

    /// The frame around it.
    pub(super) fn frame(&self, out: &mut String) {
        let Plane { left, top, width, height, .. } = self;
        let _ = write!(
            out,
            "<rect class=\"axis\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>"
        );
    }

    /// A bar of a round length in its lower right corner, for planes in um.
    pub(super) fn scale_bar(&self, out: &mut String) {
        let span = self.high[0] - self.low[0];
        let length = if span >= 250.0 { 100.0 } else { 10.0 };
        let right = self.left + self.width - 8.0;
        let from = right - length / span.max(1e-9) * self.width;
        let y = self.top + self.height - 8.0;
        let _ = write!(
            out,
            "<path class=\"other\" style=\"stroke-dasharray:none\" d=\"M{from:.1} {y:.1}H{right:.1}\"/>\
             <text class=\"small name\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{length:.0} µm</text>",
            right,
            y - 4.0
        );
    }

    /// Values as colours between `low` and `high`: `columns` a row, rows from below. What is not a number stays empty.
    pub(super) fn bands(&self, out: &mut String, values: &[f32], columns: usize, (low, high): (f64, f64)) {
        let rows = values.len().checked_div(columns).unwrap_or(0);
        if rows == 0 {
            return;
        }
        let (step_x, step_y) = (self.width / columns as f64, self.height / rows as f64);
        let level = |value: f32| -> Option<usize> {
            let share = (f64::from(value) - low) / (high - low).max(1e-30);
            value.is_finite().then_some(((share * LEVELS as f64).max(0.0) as usize).min(LEVELS - 1))
        };
        let mut paths = vec![String::new(); LEVELS];
        for (row, values) in values.chunks(columns).enumerate() {
            let y = self.top + self.height - step_y * (row + 1) as f64;
            let mut from = 0;
            for run in values.chunk_by(|one, other| level(*one) == level(*other)) {
                let path = run.first().and_then(|value| level(*value)).and_then(|level| paths.get_mut(level));
                if let Some(path) = path {
                    let (x, width) = (self.left + step_x * from as f64, step_x * run.len() as f64);
                    // A hair more than their size, so that no gap shines through.
                    let _ = write!(
                        path,
                        "M{x:.1} {y:.1}h{:.1}v{:.1}h-{:.1}z",
                        width + 0.2,
                        step_y + 0.2,
                        width + 0.2
                    );
                }
                from += run.len();
            }
        }
        for (level, path) in paths.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
            let shade = Shades::Sequence.at((level as f64 + 0.5) / LEVELS as f64);
            let _ = write!(out, "<path fill=\"{}\" d=\"{path}\"/>", shade.fill);
        }
    }

    /// The colours with their numbers, below the plane; gives back where they end.
    pub(super) fn key(&self, out: &mut String, (low, high): (f64, f64), unit: &str) -> f64 {
        let (top, steps) = (self.top + self.height + 8.0, 48);
        let step = self.width / f64::from(steps);
        for index in 0..steps {
            let shade = Shades::Sequence.at((f64::from(index) + 0.5) / f64::from(steps));
            let x = self.left + step * f64::from(index);
            let _ = write!(
                out,
                "<rect x=\"{x:.1}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"7\" fill=\"{}\"/>",
                step + 0.3,
                shade.fill
            );
        }
        for (value, at, anchor) in [(low, self.left, "start"), (high, self.left + self.width, "end")] {
            let number = Number::rounded(value, 2).svg();
            let unit = if anchor == "end" && !unit.is_empty() {
                format!(" {}", escape(unit))
            } else {
                String::new()
            };
            let _ = write!(
                out,
                "<text class=\"small\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{number}{unit}</text>",
                top + 18.0
            );
        }
        top + 24.0
    }
}

/// How cells of a kind, or dead ones, look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// A living cell of a kind.
    Alive(Kind),
    /// A dead cell.
    Dead,
}

impl Look {
    /// In the order in which they are drawn: few and small ones last, on top.
    pub(super) const ALL: [Look; 7] = [
        Look::Dead,
        Look::Alive(Kind::Stroma),
        Look::Alive(Kind::Endothelium),
        Look::Alive(Kind::Tumour),
        Look::Alive(Kind::Macrophage),
        Look::Alive(Kind::Cd8),
        Look::Alive(Kind::Nk),
    ];

    /// Family of colours.
    pub(super) fn class(self) -> &'static str {
        match self {
            Look::Alive(Kind::Tumour) => "tumour",
            Look::Alive(Kind::Nk) => "nk",
            Look::Alive(Kind::Cd8) => "tcell",
            Look::Alive(Kind::Macrophage) => "cytokine",
            Look::Alive(Kind::Stroma) => "healthy",
            Look::Alive(Kind::Endothelium) | Look::Dead => "other",
        }
    }

    /// Key of its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Look::Alive(Kind::Tumour) => "tissue.cells.tumour",
            Look::Alive(Kind::Nk) => "tissue.cells.nk",
            Look::Alive(Kind::Cd8) => "tissue.cells.cd8",
            Look::Alive(Kind::Macrophage) => "tissue.cells.macrophage",
            Look::Alive(Kind::Stroma) => "tissue.cells.stroma",
            Look::Alive(Kind::Endothelium) => "tissue.cells.endothelium",
            Look::Dead => "tissue.cells.dead",
        }
    }

    /// Class of its path: filled, or lines only.
    pub(super) fn style(self) -> &'static str {
        match self {
            Look::Dead | Look::Alive(Kind::Stroma) => "ignorance",
            Look::Alive(_) => "point",
        }
    }

    /// Its shape around a point.
    pub(super) fn shape(self, out: &mut String, x: f64, y: f64, radius: f64) {
        let _ = match self {
            Look::Alive(Kind::Tumour) => polygon(out, x, y, radius, 6),
            Look::Alive(Kind::Cd8) => polygon(out, x, y, 1.2 * radius, 3),
            Look::Alive(Kind::Macrophage) => {
                let half = 0.9 * radius;
                write!(
                    out,
                    "M{:.1} {:.1}h{:.1}v{:.1}h-{:.1}z",
                    x - half,
                    y - half,
                    2.0 * half,
                    2.0 * half,
                    2.0 * half
                )
            }
            Look::Alive(_) => {
                let d = 2.0 * radius;
                write!(
                    out,
                    "M{:.1} {y:.1}a{radius:.1} {radius:.1} 0 1 0 {d:.1} 0a{radius:.1} {radius:.1} 0 1 0 -{d:.1} 0z",
                    x - radius
                )
            }
            Look::Dead => {
                let half = 0.6 * radius;
                let (left, top, d) = (x - half, y - half, 2.0 * half);
                write!(out, "M{left:.1} {top:.1}l{d:.1} {d:.1}M{left:.1} {:.1}l{d:.1} -{d:.1}", top + d)
            }
        };
    }
}

fn polygon(out: &mut String, x: f64, y: f64, radius: f64, corners: u32) -> std::fmt::Result {
    for corner in 0..corners {
        let angle =
            std::f64::consts::TAU * f64::from(corner) / f64::from(corners) - std::f64::consts::FRAC_PI_2;
        let (at_x, at_y) = (x + radius * angle.cos(), y + radius * angle.sin());
        write!(out, "{}{at_x:.1} {at_y:.1}", if corner == 0 { "M" } else { "L" })?;
    }
    out.push('z');
    Ok(())
}

/// Names of looks with their shapes in one line or more; gives back where they end.
pub(super) fn legend(out: &mut String, looks: &[Look], (width, top): (f64, f64), lang: Lang) -> f64 {
    let (mut x, mut y) = (6.0, top + 8.0);
    for look in looks {
        let name = lytic_text::Message::new(look.name()).text(lang);
        let takes = 16.0 + text_width(&name, 11.0) + 12.0;
        if x > 6.0 && x + takes > width {
            (x, y) = (6.0, y + 15.0);
        }
        let mut path = String::new();
        look.shape(&mut path, x, y - 3.8, 4.5);
        let _ = write!(
            out,
            "<g class=\"k-{}\"><path class=\"{}\" d=\"{path}\"/></g><text x=\"{:.1}\" y=\"{y:.1}\">{}</text>",
            look.class(),
            look.style(),
            x + 9.0,
            escape(&name)
        );
        x += takes;
    }
    y + 8.0
}

/// Hours as people read them: `0 h`, `12 h`, `1.5 h`.
pub(super) fn hours(minutes: f64) -> String {
    let hours = minutes / 60.0;
    if (hours - hours.round()).abs() < 0.005 { format!("{hours:.0} h") } else { format!("{hours:.1} h") }
}
