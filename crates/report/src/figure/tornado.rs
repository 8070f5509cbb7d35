//! The tornado: how far the output goes with each parameter alone, and beside it screening and rank correlation.
//!
//! A row a parameter, the 15 that matter most by `mu*`. Its upper half bar goes from the typical output to the output at
//! the parameter's 5 % value (hollow), the lower one to that at its 95 % value (filled), so that both are seen where both
//! lie on one side. Kinds of spread differ by colour and by a word. Discs with lines are `mu*` and the rank correlation
//! with their 95 % intervals.

use super::axis::Values;
use super::{Figure, escape, identifier, sheet, text_width};
use crate::sensitivity::{kind_name, output_name, output_value, range_of, sentence};
use crate::words;
use lytic_study::{ParameterSensitivity, Results, SensitivityResults, Spread};
use lytic_text::{Lang, Message};
use std::fmt::Write;

/// Parameters shown.
const MOST: usize = 15;
const WIDTH: f64 = 900.0;
/// Where names end.
const NAMES: f64 = 262.0;
/// Left and right end of the bars, of `mu*`, of the rank correlation.
const BARS: (f64, f64) = (278.0, 560.0);
const MU: (f64, f64) = (592.0, 714.0);
const RANK: (f64, f64) = (768.0, 890.0);
/// First row.
const TOP: f64 = 84.0;
const ROW: f64 = 32.0;
const BELOW: f64 = 40.0;
/// Height of half a bar.
const HALF: f64 = 8.0;
/// The bar to the output at the 5 % value, and to that at the 95 % value.
const HOLLOW: &str = "fill=\"currentColor\" fill-opacity=\".1\" stroke=\"currentColor\"";
const FILLED: &str = "fill=\"currentColor\" fill-opacity=\".8\" stroke=\"none\"";

/// The figure; none where there is nothing to be drawn.
pub(crate) fn tornado(results: &SensitivityResults, lang: Lang) -> Option<Figure> {
    let rows: Vec<&ParameterSensitivity> = results
        .parameters
        .iter()
        .filter(|parameter| parameter.morris.mu_star.is_finite())
        .take(MOST)
        .collect();
    if rows.is_empty() {
        return None;
    }
    let drawing = Drawing::new(results, rows, lang);
    let (title, description) = (drawing.title(), drawing.description());
    let body = drawing.body();
    let height = drawing.bottom() + BELOW;
    let about = Results { about: results.about.clone(), ..Results::default() };
    Some(Figure {
        name: results.output.clone(),
        file_name: format!("tornado-{}.svg", identifier(&results.output)),
        inline: format!(
            "<svg class=\"fig\" width=\"{WIDTH}\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" \
             aria-labelledby=\"tornado-title tornado-desc\"><title id=\"tornado-title\">{}</title>\
             <desc id=\"tornado-desc\">{}</desc>{body}</svg>",
            escape(&title),
            escape(&description),
        ),
        standalone: sheet::of_width(&about, &title, &description, &body, (WIDTH, height), lang),
        forest: false,
        survival: false,
        distribution: false,
        title,
    })
}

struct Drawing<'a> {
    results: &'a SensitivityResults,
    rows: Vec<&'a ParameterSensitivity>,
    bars: Values,
    mu: Values,
    rank: Values,
    lang: Lang,
}

impl<'a> Drawing<'a> {
    fn new(results: &'a SensitivityResults, rows: Vec<&'a ParameterSensitivity>, lang: Lang) -> Drawing<'a> {
        let outputs = rows.iter().flat_map(|row| [row.low, row.high]).chain([results.typical]);
        let effects = rows.iter().flat_map(|row| [row.morris.mu_star, row.morris.interval.1]).chain([0.0]);
        let bars = Values::new(outputs, BARS.0, BARS.1, true);
        let mu = Values::new(effects, MU.0, MU.1, false);
        let rank = Values::new([-1.0, 1.0].into_iter(), RANK.0, RANK.1, false);
        Drawing { results, rows, bars, mu, rank, lang }
    }

    fn text(&self, key: &'static str) -> String {
        Message::new(key).text(self.lang)
    }

    fn title(&self) -> String {
        Message::new("sensitivity.figure.title")
            .with("output", output_name(self.results, self.lang))
            .text(self.lang)
    }

    fn bottom(&self) -> f64 {
        TOP + ROW * self.rows.len() as f64
    }

    /// The figure in words.
    fn description(&self) -> String {
        let row = |row: &&ParameterSensitivity| {
            Message::new("sensitivity.figure.row")
                .with("name", &row.name)
                .with("kind", kind_name(row.kind, self.lang))
                .with("low", output_value(self.results, row.low, self.lang))
                .with("high", output_value(self.results, row.high, self.lang))
                .text(self.lang)
        };
        self.rows.iter().map(row).collect::<Vec<String>>().join(" ")
    }

    fn body(&self) -> String {
        let mut out = String::new();
        let _ = write!(out, "<text class=\"heading\" x=\"0\" y=\"14\">{}</text>", escape(&self.title()));
        self.draw_legend(&mut out);
        self.draw_heads(&mut out);
        for (axis, (start, end)) in [(&self.bars, BARS), (&self.mu, MU), (&self.rank, RANK)] {
            self.draw_axis(&mut out, axis, start, end);
        }
        for (axis, value, class) in
            [(&self.bars, self.results.typical, "zero strong"), (&self.rank, 0.0, "zero strong")]
        {
            if value.is_finite() {
                let x = axis.place(value);
                let _ = write!(out, "<path class=\"{class}\" d=\"M{x:.1} {TOP}V{:.1}\"/>", self.bottom());
            }
        }
        for (index, row) in self.rows.iter().enumerate() {
            self.draw_row(&mut out, row, TOP + ROW * index as f64);
        }
        self.draw_notes(&mut out);
        out
    }

    fn draw_legend(&self, out: &mut String) {
        let mut x = 0.0;
        let block = |class: &str, paint: &str| {
            format!("<g class=\"{class}\"><path {paint} d=\"M.5 3.5H15.5V10.5H.5Z\"/></g>")
        };
        let interval =
            "<path class=\"reach\" d=\"M0 7H16\"/><circle class=\"point\" cx=\"8\" cy=\"7\" r=\"3\"/>"
                .to_owned();
        for (mark, key) in [
            (block("k-nk", FILLED), "sensitivity.legend.patients"),
            (block("k-cytokine", FILLED), "sensitivity.legend.ignorance"),
            (block("k-other", HOLLOW), "sensitivity.legend.low"),
            (block("k-other", FILLED), "sensitivity.legend.high"),
            (interval, "sensitivity.legend.interval"),
        ] {
            let text = self.text(key);
            let _ = write!(
                out,
                "<g class=\"k-other\" transform=\"translate({x:.1} 28)\">{mark}</g>\
                 <text class=\"small\" x=\"{:.1}\" y=\"38.5\">{}</text>",
                x + 21.0,
                escape(&text)
            );
            x += 21.0 + text_width(&text, 9.8) + 16.0;
        }
    }

    fn draw_heads(&self, out: &mut String) {
        let unit = words::unit(&self.results.unit, self.lang);
        let bracket = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
        let heads = [
            (BARS, format!("{}{bracket}", self.text("sensitivity.head.bars"))),
            (MU, format!("{}{bracket}", self.text("sensitivity.mu_star"))),
            (RANK, self.text("sensitivity.prcc")),
        ];
        let _ = write!(
            out,
            "<text class=\"small\" x=\"{NAMES}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            TOP - 20.0,
            escape(&self.text("sensitivity.head.names"))
        );
        for ((start, _), text) in heads {
            let _ = write!(
                out,
                "<text class=\"name\" x=\"{start}\" y=\"{:.1}\">{}</text>",
                TOP - 20.0,
                escape(&text)
            );
        }
        if self.results.typical.is_finite() {
            let text = Message::new("sensitivity.head.typical")
                .with("value", output_value(self.results, self.results.typical, self.lang))
                .text(self.lang);
            let half = 0.5 * text_width(&text, 9.8);
            let x = self.bars.place(self.results.typical).clamp(BARS.0 + half, BARS.1 - half);
            let _ = write!(
                out,
                "<text class=\"small\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
                TOP - 6.0,
                escape(&text)
            );
        }
    }

    fn draw_axis(&self, out: &mut String, axis: &Values, start: f64, end: f64) {
        let bottom = self.bottom();
        let (mut grid, mut marks) = (String::new(), format!("M{start} {bottom:.1}H{end}"));
        let step = label_step(axis);
        for (index, tick) in axis.ticks.iter().enumerate() {
            let x = axis.place(*tick);
            let _ = write!(grid, "M{x:.1} {TOP}V{bottom:.1}");
            let _ = write!(marks, "M{x:.1} {bottom:.1}v4");
            if !index.is_multiple_of(step) {
                continue;
            }
            let label = axis.label(*tick);
            let y = bottom + 16.0;
            let _ =
                write!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>", label.svg());
        }
        let _ = write!(out, "<path class=\"grid\" d=\"{grid}\"/><path class=\"axis\" d=\"{marks}\"/>");
    }

    fn draw_row(&self, out: &mut String, row: &ParameterSensitivity, top: f64) {
        let class = match row.kind {
            Spread::Between => "k-nk",
            Spread::Uncertainty => "k-cytokine",
        };
        let y = top + 0.5 * ROW;
        let said = self.said(row);
        let _ = write!(out, "<g class=\"{class}\"><title>{}</title>", escape(&said));
        let grade = row.grade.map_or_else(String::new, |grade| format!(" {grade}"));
        let second = format!("{}{grade} · {}", kind_name(row.kind, self.lang), range_of(row, self.lang));
        for (text, class, size, y) in
            [(row.name.as_str(), "name", 11.4, y - 2.0), (second.as_str(), "small", 9.8, y + 10.0)]
        {
            let mut shown = text.to_owned();
            let mut letters = text.chars().count();
            while text_width(&shown, size) > NAMES && letters > 8 {
                letters -= 1;
                shown = words::cut(text, letters);
            }
            let _ = write!(
                out,
                "<text class=\"{class}\" x=\"{NAMES}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
                escape(&shown)
            );
        }
        let typical = self.bars.place(self.results.typical);
        for (value, paint, from, to) in
            [(row.low, HOLLOW, y - HALF, y - 1.0), (row.high, FILLED, y + 1.0, y + HALF)]
        {
            if value.is_finite() && typical.is_finite() {
                let x = self.bars.place(value);
                let (left, right) = (typical.min(x), typical.max(x));
                let _ =
                    write!(out, "<path {paint} d=\"M{left:.1} {from:.1}H{right:.1}V{to:.1}H{left:.1}Z\"/>");
            }
        }
        let (low, high) = row.morris.interval;
        draw_point(out, &self.mu, row.morris.mu_star, (low, high), y);
        if let Some(prcc) = row.prcc {
            draw_point(out, &self.rank, prcc.value, prcc.interval, y);
        }
        out.push_str("</g>");
    }

    /// A row in words, for the pointer.
    fn said(&self, row: &ParameterSensitivity) -> String {
        sentence(self.results, row, self.lang)
    }

    fn draw_notes(&self, out: &mut String) {
        let y = self.bottom() + 34.0;
        let mut note = |x: f64, text: &str| {
            let _ = write!(out, "<text class=\"small\" x=\"{x}\" y=\"{y:.1}\">{}</text>", escape(text));
        };
        if let Some(floor) = self.bars.floor {
            let key = if self.bars.clipped { "report.figure.log_floor" } else { "report.figure.log" };
            note(BARS.0, &Message::new(key).with("floor", self.bars.label(floor)).text(self.lang));
        }
        let left = self.results.parameters.len() - self.rows.len();
        if left > 0 {
            note(0.0, &Message::new("sensitivity.figure.more").with("count", left).text(self.lang));
        }
    }
}

/// Every tick, or every second or third, carries a label: as many as do not touch.
fn label_step(axis: &Values) -> usize {
    let fits = |step: &usize| {
        let shown: Vec<f64> = axis.ticks.iter().copied().step_by(*step).collect();
        let half = |tick: f64| 0.5 * 11.0 * axis.label(tick).width();
        shown.windows(2).all(|pair| match pair {
            [a, b] => axis.place(*b) - axis.place(*a) > half(*a) + half(*b) + 4.0,
            _ => true,
        })
    };
    (1..=axis.ticks.len()).find(fits).unwrap_or(1)
}

/// A disc with its interval.
fn draw_point(out: &mut String, axis: &Values, value: f64, (low, high): (f64, f64), y: f64) {
    if low.is_finite() && high.is_finite() {
        let (low, high) = (axis.place(low), axis.place(high));
        let _ = write!(out, "<path class=\"reach\" d=\"M{low:.1} {y:.1}H{high:.1}\"/>");
    }
    if value.is_finite() {
        let x = axis.place(value);
        let _ = write!(out, "<circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.2\"/>");
    }
}
