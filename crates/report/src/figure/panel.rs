//! One panel: title and unit, doses over a time axis, and room for the marks (`marks.rs`).

use super::axis::{Line, Values, day_ticks};
use super::dose::{self, Agent};
use super::layers::Layers;
use super::{escape, identifier, text_width};
use crate::number::day;
use crate::words;
use lytic_study::{ColumnResult, Results};
use lytic_text::{Lang, Message};
use std::fmt::Write;

/// Width of a panel on the paper.
pub(crate) const WIDTH: f64 = 440.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 24.0;
const PLOT: f64 = 148.0;
const BELOW: f64 = 34.0;

/// A column ready to be drawn.
pub(crate) struct Panel<'a> {
    pub(super) results: &'a Results,
    pub(super) column: &'a ColumnResult,
    pub(super) layers: &'a Layers<'a>,
    lang: Lang,
    title: String,
    unit: String,
    agents: Vec<Agent>,
    pub(super) time: Line,
    pub(super) values: Values,
    plot_top: f64,
}

impl<'a> Panel<'a> {
    /// A panel whose plot begins at `left`, which all panels of a run share, so that their time axes stand under each
    /// other (see [`shared_left`]).
    pub(crate) fn new(
        results: &'a Results,
        column: &'a ColumnResult,
        layers: &'a Layers<'a>,
        left: f64,
        lang: Lang,
    ) -> Panel<'a> {
        let (start, end) = time_range(results);
        let time = Line { low: start, high: end, start: left, end: WIDTH - RIGHT };
        let agents = dose::agents(&results.doses);
        let plot_top = TOP + dose::pack(&agents, &time, lang).height();
        let values = Values::of(column, layers, plot_top + PLOT, plot_top);
        let title = words::column(column, lang);
        let unit = words::unit(words::plain_unit(column), lang);
        Panel { results, column, layers, lang, title, unit, agents, time, values, plot_top }
    }

    /// What it shows, without the unit.
    pub(crate) fn title(&self) -> &str {
        &self.title
    }

    /// Height on the paper.
    pub(crate) fn height(&self) -> f64 {
        self.plot_top + PLOT + BELOW
    }

    /// The panel as an element for a page; `index` makes its ids unique.
    pub(crate) fn inline(&self, index: usize) -> String {
        let id = format!("fig{index}-{}", identifier(&self.column.name));
        format!(
            "<svg class=\"fig\" viewBox=\"0 0 {WIDTH} {:.0}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
             data-column=\"{index}\" data-left=\"{:.1}\" data-right=\"{:.1}\" data-start=\"{}\" data-end=\"{}\">\
             <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>{}\
             <line class=\"zero pointer\" x1=\"0\" x2=\"0\" y1=\"{:.1}\" y2=\"{:.1}\" visibility=\"hidden\"/></svg>",
            self.height(),
            self.time.start,
            self.time.end,
            self.time.low,
            self.time.high,
            escape(&self.full_title()),
            escape(&self.description()),
            self.body(),
            self.plot_top,
            self.plot_top + PLOT,
        )
    }

    /// Title with the unit in brackets.
    pub(crate) fn full_title(&self) -> String {
        match (self.unit.as_str(), self.lang) {
            ("", _) => self.title.clone(),
            (unit, Lang::En) => format!("{} ({unit})", self.title),
            (unit, Lang::Zh) => format!("{}（{unit}）", self.title),
        }
    }

    /// The figure in words, for those who do not see it.
    pub(crate) fn description(&self) -> String {
        let median = median(self.column);
        let at = |index: Option<usize>| -> (String, String) {
            let index = index.unwrap_or(0);
            let value = median.and_then(|median| median.get(index)).copied().unwrap_or(f64::NAN);
            let time = self.results.times_days.get(index).copied().unwrap_or(f64::NAN);
            (words::quantity(value, words::plain_unit(self.column), self.lang), day(time))
        };
        let (first, first_day) = at(Some(0));
        let (last, last_day) = at(self.results.times_days.len().checked_sub(1));
        let mut text = words::told("report.figure.description", self.results.about.kind)
            .with("patients", words::shown(self.results, self.lang))
            .with("first", first)
            .with("first_day", first_day)
            .with("last", last)
            .with("last_day", last_day)
            .text(self.lang);
        self.describe_ranges(&mut text);
        text
    }

    /// Ignorance, sampling and other runs at the last time, in words.
    fn describe_ranges(&self, text: &mut String) {
        let at_end = |curve: &[f64]| {
            let value = curve.last().copied().unwrap_or(f64::NAN);
            words::quantity(value, words::plain_unit(self.column), self.lang)
        };
        let last_day = |times: &[f64]| day(times.last().copied().unwrap_or(f64::NAN));
        let mut add = |key, low: &[f64], high: &[f64]| {
            let message = words::told(key, self.results.about.kind)
                .with("low", at_end(low))
                .with("high", at_end(high))
                .with("last_day", last_day(&self.results.times_days));
            text.push_str(&message.text(self.lang));
        };
        if let Some((low, high)) = &self.column.ignorance {
            add("report.figure.description.ignorance", low, high);
        }
        let (low, high) = &self.column.sampling;
        if !low.is_empty() {
            add("report.figure.description.sampling", low, high);
        }
        for (index, times, median) in self.layers.medians(&self.column.name) {
            let Some(other) = self.layers.others.get(index) else { continue };
            let message = words::told("report.figure.description.other", self.results.about.kind)
                .with("name", &other.name)
                .with("last", at_end(median))
                .with("last_day", last_day(times));
            text.push_str(&message.text(self.lang));
        }
    }

    /// Everything that is drawn, without the surrounding element.
    pub(crate) fn body(&self) -> String {
        let mut out = String::with_capacity(16_384);
        self.draw_heading(&mut out);
        let rows = dose::pack(&self.agents, &self.time, self.lang);
        rows.draw(&mut out, &self.time, TOP);
        self.draw_grid(&mut out);
        let _ = write!(out, "<g class=\"k-{}\">", kind(&self.column.name));
        self.draw_marks(&mut out);
        out.push_str("</g>");
        self.draw_below(&mut out, rows.left_out());
        out
    }

    fn draw_heading(&self, out: &mut String) {
        let unit = if self.unit.is_empty() {
            String::new()
        } else {
            self.full_title()[self.title.len()..].to_owned()
        };
        // A title that does not fit is cut in the picture; the <title> and the table keep it whole.
        let room = WIDTH - RIGHT - text_width(&unit, 13.0);
        let mut title = self.title.clone();
        let mut letters = title.chars().count();
        while text_width(&title, 13.6) > room && letters > 8 {
            letters -= 1;
            title = words::cut(&self.title, letters);
        }
        let _ = write!(
            out,
            "<text class=\"title\" x=\"0\" y=\"14\">{}<tspan class=\"unit\">{}</tspan></text>",
            escape(&title),
            escape(&unit)
        );
    }

    fn draw_grid(&self, out: &mut String) {
        let bottom = self.plot_top + PLOT;
        let (left, right) = (self.time.start, self.time.end);
        let mut lines = String::new();
        for tick in &self.values.ticks {
            let y = self.values.place(*tick);
            if (y - bottom).abs() > 0.5 {
                let _ = write!(lines, "M{left:.1} {y:.1}H{right:.1}");
            }
            let label = self.values.label(*tick).svg();
            let _ = write!(
                out,
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
                left - 6.0,
                y + 3.8
            );
        }
        let mut marks = format!("M{left:.1} {bottom:.1}H{right:.1}");
        for tick in day_ticks(self.time.low, self.time.high, 9) {
            let x = self.time.place(tick);
            let _ = write!(marks, "M{x:.1} {bottom:.1}v4");
            let y = bottom + 15.0;
            let _ =
                write!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>", day(tick));
        }
        let _ = write!(out, "<path class=\"grid\" d=\"{lines}\"/><path class=\"axis\" d=\"{marks}\"/>");
        if self.time.low < 0.0 && self.time.high > 0.0 {
            let x = self.time.place(0.0);
            let _ = write!(out, "<path class=\"zero\" d=\"M{x:.1} {:.1}V{bottom:.1}\"/>", self.plot_top);
        }
    }

    fn draw_below(&self, out: &mut String, left_out: usize) {
        let y = self.plot_top + PLOT + 29.0;
        let axis = words::told(day_axis(self.results), self.results.about.kind).text(self.lang);
        let _ = write!(
            out,
            "<text class=\"small\" x=\"{:.1}\" y=\"{y:.1}\">{}</text>",
            self.time.start,
            escape(&axis)
        );
        let mut notes = Vec::new();
        if left_out > 0 {
            notes.push(Message::new("report.figure.left_out").with("count", left_out).text(self.lang));
        }
        if let Some(floor) = self.values.floor {
            let key = if self.values.clipped { "report.figure.log_floor" } else { "report.figure.log" };
            notes.push(Message::new(key).with("floor", self.values.label(floor)).text(self.lang));
        }
        let note = notes.join(if self.lang == Lang::Zh { "；" } else { "; " });
        if !note.is_empty() {
            let x = self.time.end;
            let note = escape(&note);
            let _ = write!(
                out,
                "<text class=\"small\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{note}</text>"
            );
        }
    }
}

/// Where plots begin so that the widest number on the value axis of any column has room.
pub(crate) fn shared_left(columns: &[ColumnResult], layers: &Layers<'_>) -> f64 {
    let width = |column: &ColumnResult| {
        let values = Values::of(column, layers, PLOT, 0.0);
        values.ticks.iter().map(|tick| values.label(*tick).width()).fold(0.0, f64::max)
    };
    (columns.iter().map(width).fold(0.0, f64::max) * 11.0 + 10.0).clamp(30.0, 90.0)
}

/// Values of a quantile of a column.
pub(crate) fn quantile(column: &ColumnResult, probability: f64) -> Option<&[f64]> {
    let found = column.quantiles.iter().find(|(p, _)| (p - probability).abs() < 1e-9)?;
    Some(&found.1)
}

/// The median of a column.
pub(crate) fn median(column: &ColumnResult) -> Option<&[f64]> {
    quantile(column, 0.5)
}

/// Key of the name of the time axis: it says what day 0 is where cells are given then.
pub(crate) fn day_axis(results: &Results) -> &'static str {
    let on_day_zero = |time: &f64| time.abs() < 1e-9;
    let cells =
        |dose: &lytic_study::DoseMark| words::is_cells(&dose.of) && dose.times_days.iter().any(on_day_zero);
    if results.doses.iter().any(cells) { "report.figure.day_of_infusion" } else { "report.figure.day" }
}

fn time_range(results: &Results) -> (f64, f64) {
    let finite = results.times_days.iter().copied().filter(|time| time.is_finite());
    let low = finite.clone().fold(f64::INFINITY, f64::min);
    let high = finite.fold(f64::NEG_INFINITY, f64::max);
    if low < high {
        (low, high)
    } else {
        (results.about.start_days, results.about.end_days.max(results.about.start_days + 1.0))
    }
}

/// The family of a column, which has its colour.
fn kind(name: &str) -> &'static str {
    let has = |part: &str| name.contains(part);
    match () {
        () if has("blast") || has("burden") || has("tumour") || has("leukaemi") => "tumour",
        () if has("nk") => "nk",
        () if has("t_cell") || has("treg") || has("cd8") => "tcell",
        () if has("il2") || has("il6") || has("il15") || has("ifn") || has("tnf") || has("crs") => "cytokine",
        () if has("neutrophil") || has("platelet") || has("lymphocyte") || has("normal") => "healthy",
        () => "other",
    }
}
