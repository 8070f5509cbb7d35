//! Heat maps of a scan: the first axis goes to the right, the second upwards; every cell prints its number where it fits.

use super::panel::WIDTH;
use super::scan::{
    MOST_LABELS, Measured, Paper, RIGHT, axis_number, draw_title, labelled, printed, short, signed, top,
    with_unit,
};
use super::shade::Shades;
use super::{escape, text_width};
use crate::number::Number;
use crate::words;
use lytic_study::Axis;
use lytic_text::Message;
use std::fmt::Write;

/// Height of a row: at least, and at most.
const ROW: (f64, f64) = (4.0, 30.0);
/// Height of a map at most.
const MOST_HEIGHT: f64 = 400.0;

impl Paper<'_> {
    pub(super) fn heat(&self, x_axis: &Axis, y_axis: &Axis, measured: &Measured) -> (String, f64) {
        let (columns, rows) = (x_axis.values.len().max(1), y_axis.values.len().max(1));
        let labels = labelled(rows, 14);
        let left = labels.iter().map(|index| axis_number(y_axis, *index).width()).fold(0.0, f64::max);
        let left = (left * 11.0 + 12.0).clamp(30.0, 110.0);
        let cell_width = (WIDTH - RIGHT - left) / columns as f64;
        let cell_height = (MOST_HEIGHT / rows as f64).clamp(ROW.0, ROW.1);
        let top = top(measured) + 16.0;
        let bottom = top + cell_height * rows as f64;
        let scale = Scale::of(measured);
        let mut out = String::new();
        draw_title(&mut out, measured, self.lang);
        let y_name = with_unit(
            self.names.get(1).map_or("", String::as_str),
            &words::unit(&y_axis.unit, self.lang),
            self.lang,
        );
        let _ =
            write!(out, "<text class=\"small\" x=\"0\" y=\"{:.1}\">↑ {}</text>", top - 8.0, escape(&y_name));
        // A number needs a little more room than it takes.
        let fits = |text: &str| text_width(text, 10.5) + 4.0 <= cell_width && cell_height >= 14.0;
        for (point, value) in measured.value.iter().enumerate() {
            let (column, row) = (point / rows, point % rows);
            let x = left + cell_width * column as f64;
            let y = bottom - cell_height * (row + 1) as f64;
            let said = format!("{}: {}", self.place(point), printed(*value, measured, 3, self.lang));
            let place =
                format!("x=\"{x:.2}\" y=\"{y:.2}\" width=\"{cell_width:.2}\" height=\"{cell_height:.2}\"");
            if !value.is_finite() {
                let _ =
                    write!(out, "<rect class=\"cell none\" {place}><title>{}</title></rect>", escape(&said));
                continue;
            }
            let shade = scale.shades.at(scale.share(*value));
            let _ = write!(
                out,
                "<rect class=\"cell\" {place} fill=\"{}\"><title>{}</title></rect>",
                shade.fill,
                escape(&said)
            );
            let open = measured.open.get(point).copied().unwrap_or(false);
            let number = short(*value, measured);
            let text = if open { format!("({number})") } else { number };
            if fits(&text) {
                let _ = write!(
                    out,
                    "<text class=\"{}\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                    shade.class,
                    x + 0.5 * cell_width,
                    y + 0.5 * cell_height + 3.8,
                    escape(&text)
                );
            }
        }
        for index in labels {
            let y = bottom - cell_height * (index as f64 + 0.5) + 3.8;
            let label = axis_number(y_axis, index).svg();
            let _ =
                write!(out, "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{label}</text>", left - 6.0);
        }
        for index in labelled(columns, MOST_LABELS) {
            let x = left + cell_width * (index as f64 + 0.5);
            let label = axis_number(x_axis, index).svg();
            let _ = write!(
                out,
                "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text>",
                bottom + 14.0
            );
        }
        let x_name = with_unit(
            self.names.first().map_or("", String::as_str),
            &words::unit(&x_axis.unit, self.lang),
            self.lang,
        );
        let at = WIDTH - RIGHT;
        let _ = write!(
            out,
            "<text class=\"small\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"end\">{} →</text>",
            bottom + 28.0,
            escape(&x_name)
        );
        let height = self.draw_scale(&mut out, &scale, measured, left, bottom + 42.0);
        (out, height)
    }

    /// The colours with their numbers; gives back where the figure ends.
    fn draw_scale(&self, out: &mut String, scale: &Scale, measured: &Measured, left: f64, top: f64) -> f64 {
        const STEPS: usize = 48;
        let width = 200.0_f64.min(WIDTH - RIGHT - left);
        let step = width / STEPS as f64;
        for index in 0..STEPS {
            let shade = scale.shades.at((index as f64 + 0.5) / STEPS as f64);
            let x = left + step * index as f64;
            // A hair wider than a step, so that no gap shines through.
            let _ = write!(
                out,
                "<rect x=\"{x:.2}\" y=\"{top:.1}\" width=\"{:.2}\" height=\"8\" fill=\"{}\"/>",
                step + 0.3,
                shade.fill
            );
        }
        for (share, anchor) in [(0.0, "start"), (0.5, "middle"), (1.0, "end")] {
            let value = scale.low + share * (scale.high - scale.low);
            let x = left + share * width;
            let text = scale.label(value, measured);
            let _ = write!(
                out,
                "<text class=\"small\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
                top + 19.0,
                escape(&text)
            );
        }
        let mut end = top + 26.0;
        if measured.open.iter().any(|open| *open) {
            end += 14.0;
            let note = Message::new("scan.figure.open").text(self.lang);
            let _ = write!(
                out,
                "<text class=\"small\" x=\"{left:.1}\" y=\"{:.1}\">{}</text>",
                end - 4.0,
                escape(&note)
            );
        }
        end
    }
}

/// From which number to which the colours go.
struct Scale {
    low: f64,
    high: f64,
    shades: Shades,
}

impl Scale {
    fn of(measured: &Measured) -> Scale {
        let finite = measured.value.iter().copied().filter(|value| value.is_finite());
        let low = finite.clone().fold(f64::INFINITY, f64::min);
        let high = finite.fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = if low <= high { (low, high) } else { (0.0, 1.0) };
        if measured.difference {
            let most = low.abs().max(high.abs());
            let most = if most > 0.0 { most } else { 1.0 };
            return Scale { low: -most, high: most, shades: Shades::Balance };
        }
        // What is the same everywhere stands between nothing and twice as much.
        let (low, high) = if high > low { (low, high) } else { (low.min(0.0), (2.0 * high).max(1.0)) };
        Scale { low, high, shades: Shades::Sequence }
    }

    /// A number beside the colours: as in the cells, finer where the whole scale is fine.
    fn label(&self, value: f64, measured: &Measured) -> String {
        let fine = self.high - self.low < 10.0;
        if fine { signed(Number::rounded(value, 2), value, measured) } else { short(value, measured) }
    }

    fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}
