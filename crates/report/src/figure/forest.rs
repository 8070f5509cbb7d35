//! The figure of differences: what the NK cells added to each outcome, in percentage points around a line at zero.
//!
//! A row an outcome, its name above its marks: the difference in the paired patients (disc), sampling (thick), ignorance
//! (a bar with feet), and every draw as a tick below. The same marks stand in the table of outcomes.

use super::axis::Values;
use super::panel::WIDTH;
use super::{escape, sheet, text_width};
use crate::html::{draw_ticks, points};
use crate::{summary, words};
use lytic_study::{PairedOutcome, Results};
use lytic_text::{Lang, Message};
use std::fmt::Write;

const LEFT: f64 = 14.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 24.0;
const ROW: f64 = 44.0;
const BELOW: f64 = 40.0;

/// The figure, ready to be drawn.
pub(crate) struct Forest<'a> {
    results: &'a Results,
    rows: Vec<&'a PairedOutcome>,
    agents: String,
    axis: Values,
    lang: Lang,
    /// Whether the arms are two scenarios, A and B, instead of a scenario and its twin.
    compared: bool,
}

impl<'a> Forest<'a> {
    /// The figure, where the run has a twin and somebody was judged.
    pub(crate) fn new(results: &'a Results, lang: Lang) -> Option<Forest<'a>> {
        let twin = results.twin.as_ref()?;
        let agents = words::agents(&twin.without, lang);
        Forest::of(results, &twin.outcomes, agents, false, lang)
    }

    /// The figure of two scenarios that were compared; their differences are B minus A.
    pub(crate) fn between(
        results: &'a Results,
        outcomes: &'a [PairedOutcome],
        lang: Lang,
    ) -> Option<Forest<'a>> {
        Forest::of(results, outcomes, String::new(), true, lang)
    }

    fn of(
        results: &'a Results,
        outcomes: &'a [PairedOutcome],
        agents: String,
        compared: bool,
        lang: Lang,
    ) -> Option<Forest<'a>> {
        let rows: Vec<&PairedOutcome> =
            outcomes.iter().filter(|row| row.n > 0 && row.difference.is_finite()).collect();
        if rows.is_empty() {
            return None;
        }
        let values = rows.iter().flat_map(|row| {
            let (low, high) = row.ignorance.unwrap_or((0.0, 0.0));
            [row.difference, row.sampling.0, row.sampling.1, low, high]
                .into_iter()
                .chain(row.by_draw.iter().copied())
        });
        let points = values.map(|share| 100.0 * share).chain([-1.0, 0.0, 1.0]);
        let axis = Values::new(points, LEFT, WIDTH - RIGHT, false);
        Some(Forest { results, rows, agents, axis, lang, compared })
    }

    fn text(&self, key: &'static str) -> String {
        let key = match key {
            "report.forest" if self.compared => "compare.forest",
            "report.forest.more" if self.compared => "compare.forest.more",
            "report.forest.fewer" if self.compared => "compare.forest.fewer",
            key => key,
        };
        Message::new(key)
            .with("agents", &self.agents)
            .with("draws", words::draws(self.results.about.draws, self.lang))
            .text(self.lang)
    }

    /// What it shows.
    pub(crate) fn title(&self) -> String {
        self.text("report.forest")
    }

    fn height(&self) -> f64 {
        TOP + ROW * self.rows.len() as f64 + BELOW
    }

    /// The figure in words.
    fn description(&self) -> String {
        let sentence = |row: &&PairedOutcome| {
            let key = if row.ignorance.is_some() { "report.forest.row.draws" } else { "report.forest.row" };
            let (low, high) = row.ignorance.unwrap_or_default();
            Message::new(key)
                .with("outcome", summary::paired_name(row, self.lang))
                .with("difference", points(row.difference))
                .with("low", points(row.sampling.0))
                .with("high", points(row.sampling.1))
                .with("ignorance_low", points(low))
                .with("ignorance_high", points(high))
                .text(self.lang)
        };
        self.rows.iter().map(sentence).collect::<Vec<_>>().join(" ")
    }

    /// The figure as an element for a page.
    pub(crate) fn inline(&self) -> String {
        let height = self.height() + self.legend_height();
        format!(
            "<svg class=\"fig forest\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" \
             aria-labelledby=\"forest-title forest-desc\"><title id=\"forest-title\">{}</title>\
             <desc id=\"forest-desc\">{}</desc>{}</svg>",
            escape(&self.title()),
            escape(&self.description()),
            self.body()
        )
    }

    /// A file of its own.
    pub(crate) fn standalone(&self) -> String {
        let height = self.height() + self.legend_height();
        sheet::alone(self.results, &self.title(), &self.description(), &self.body(), height, self.lang)
    }

    fn body(&self) -> String {
        let mut out = String::new();
        let bottom = TOP + ROW * self.rows.len() as f64;
        let _ = write!(out, "<text class=\"title\" x=\"0\" y=\"14\">{}</text>", escape(&self.title()));
        let (mut grid, mut marks) = (String::new(), format!("M{LEFT} {bottom:.1}H{:.1}", WIDTH - RIGHT));
        for tick in &self.axis.ticks {
            let x = self.axis.place(*tick);
            let _ = write!(grid, "M{x:.1} {TOP}V{bottom:.1}");
            let _ = write!(marks, "M{x:.1} {bottom:.1}v4");
            let label = points(tick / 100.0);
            let label = label.strip_suffix(".0").unwrap_or(&label);
            let y = bottom + 15.0;
            let _ = write!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{label}</text>");
        }
        let _ = write!(out, "<path class=\"grid\" d=\"{grid}\"/><path class=\"axis\" d=\"{marks}\"/>");
        let zero = self.axis.place(0.0);
        let _ = write!(out, "<path class=\"zero strong\" d=\"M{zero:.1} {TOP}V{bottom:.1}\"/>");
        for (index, row) in self.rows.iter().enumerate() {
            self.draw_row(&mut out, row, TOP + ROW * index as f64);
        }
        self.draw_below(&mut out, bottom);
        self.draw_legend(&mut out, self.height() + 4.0);
        out
    }

    fn draw_row(&self, out: &mut String, row: &PairedOutcome, top: f64) {
        let x = |share: f64| self.axis.place(100.0 * share);
        let finite = |(low, high): &(f64, f64)| low.is_finite() && high.is_finite();
        let mut name = summary::paired_name(row, self.lang);
        let mut letters = name.chars().count();
        while text_width(&name, 11.4) > WIDTH - LEFT - RIGHT && letters > 8 {
            letters -= 1;
            name = words::cut(&summary::paired_name(row, self.lang), letters);
        }
        let y = top + 26.0;
        let _ = write!(
            out,
            "<g class=\"k-nk\"><text class=\"name\" x=\"{LEFT}\" y=\"{:.1}\">{}</text>",
            top + 14.0,
            escape(&name)
        );
        if let Some((low, high)) = row.ignorance.filter(finite) {
            let (low, high, feet) = (x(low), x(high), y - 5.0);
            let _ = write!(
                out,
                "<path class=\"reach\" d=\"M{low:.1} {feet:.1}v10M{high:.1} {feet:.1}v10M{low:.1} {y:.1}H{high:.1}\"/>"
            );
        }
        if let Some((low, high)) = Some(row.sampling).filter(finite) {
            let _ = write!(out, "<path class=\"interval\" d=\"M{:.1} {y:.1}H{:.1}\"/>", x(low), x(high));
        }
        out.push_str(&draw_ticks(row.by_draw.iter().map(|share| x(*share)), y + 8.0));
        let _ = write!(
            out,
            "<circle class=\"point\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"3.8\"/></g>",
            x(row.difference)
        );
    }

    fn draw_below(&self, out: &mut String, bottom: f64) {
        let zero = self.axis.place(0.0);
        let y = bottom + 30.0;
        let more = self.text("report.forest.more");
        let fewer = self.text("report.forest.fewer");
        let unit = self.text("report.forest.unit");
        // Each stands on its side of zero where there is room; the unit stands where it touches neither.
        let room_right = WIDTH - RIGHT - zero > text_width(&more, 9.8) + 8.0;
        let room_left = zero - LEFT > text_width(&fewer, 9.8) + 8.0;
        if room_right {
            let at = WIDTH - RIGHT;
            let _ = write!(
                out,
                "<text class=\"small\" x=\"{at:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{} →</text>",
                escape(&more)
            );
        }
        if room_left {
            let _ =
                write!(out, "<text class=\"small\" x=\"{LEFT}\" y=\"{y:.1}\">← {}</text>", escape(&fewer));
        }
        let at = match (room_left, room_right) {
            (true, true) => 0.5 * WIDTH,
            (false, _) => LEFT + 0.5 * text_width(&unit, 9.8),
            (true, false) => WIDTH - RIGHT - 0.5 * text_width(&unit, 9.8),
        };
        let _ = write!(
            out,
            "<text class=\"small\" x=\"{at:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>",
            escape(&unit)
        );
    }

    fn keys(&self) -> Vec<(&'static str, String)> {
        let draws = self.results.about.draws > 1;
        let mut keys = vec![
            ("<circle class=\"point\" cx=\"11\" cy=\"6\" r=\"3.8\"/>", self.text("report.forest.point")),
            ("<path class=\"interval\" d=\"M1 6H21\"/>", self.text("report.forest.sampling")),
        ];
        if draws {
            keys.push((
                "<path class=\"reach\" d=\"M1 1v10M21 1v10M1 6H21\"/>",
                self.text("report.forest.ignorance"),
            ));
            keys.push(("<path class=\"draws\" d=\"M11 4v5\"/>", self.text("report.forest.draw")));
        }
        keys
    }

    /// Keys with their places from the top of the legend.
    fn placed(&self) -> Vec<(f64, f64, &'static str, String)> {
        let (mut x, mut y) = (LEFT, 8.0);
        let mut placed = Vec::new();
        for (mark, text) in self.keys() {
            let whole = 26.0 + text_width(&text, 9.8);
            if x > LEFT && x + whole > WIDTH - RIGHT {
                (x, y) = (LEFT, y + 15.0);
            }
            placed.push((x, y, mark, text));
            x += whole + 12.0;
        }
        placed
    }

    fn legend_height(&self) -> f64 {
        self.placed().last().map_or(0.0, |(_, y, ..)| y + 12.0)
    }

    fn draw_legend(&self, out: &mut String, top: f64) {
        for (x, y, mark, text) in self.placed() {
            let _ = write!(
                out,
                "<g class=\"k-nk\" transform=\"translate({x:.1} {:.1})\">{mark}</g>\
                 <text class=\"small\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                top + y - 9.4,
                x + 26.0,
                top + y,
                escape(&text)
            );
        }
    }
}
