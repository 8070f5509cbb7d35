//! Curves of survival: a step line with its numbers at risk, and the same patients without the NK cells.
//!
//! * The line is the share of patients without the event (Kaplan-Meier), the band its 95 % interval of sampling.
//! * Upright bars with feet go from 5 to 95 % over draws: ignorance.
//! * The broken line is another arm. Below the axis of days stand the patients who are still at risk.

use super::axis::{Line, Values, day_ticks, draw_axes};
use super::panel::WIDTH;
use super::{Figure, escape, identifier, sheet, text_width};
use crate::number::{Number, count, day, percent};
use crate::words;
use lytic_study::{Kind, Results, SurvivalCurve};
use lytic_text::{Lang, Message};
use std::fmt::Write;

const RIGHT: f64 = 14.0;
const TOP: f64 = 26.0;
const PLOT: f64 = 148.0;
const BARS: usize = 12;
const MOST_TICKS: usize = 7;
const ROW: f64 = 14.0;

/// One arm.
pub(crate) struct Arm<'a> {
    /// Its name; empty where there is only one.
    pub name: String,
    pub curve: &'a SurvivalCurve,
}

/// What is drawn.
pub(crate) struct Survival<'a> {
    /// Symbol of the outcome.
    pub name: &'a str,
    pub title: String,
    /// Days from the start of the clock.
    pub times_days: &'a [f64],
    /// The day on which the clock starts.
    pub origin_days: f64,
    /// The arm with its spreads first, then those that are broken lines.
    pub arms: Vec<Arm<'a>>,
    /// Whose times they are.
    pub kind: Kind,
    pub lang: Lang,
}

impl Survival<'_> {
    /// The figure; `index` makes its ids unique.
    pub(crate) fn figure(&self, results: &Results, index: usize) -> Figure {
        let (body, height) = self.body();
        let description = self.description();
        let id = format!("survival{index}-{}", identifier(self.name));
        let title = super::scan::with_unit(&self.title, "%", self.lang);
        let inline = sheet::inline("fig", &id, &title, &description, &body, height);
        Figure {
            name: self.name.to_owned(),
            title: self.title.clone(),
            file_name: format!("survival-{}.svg", identifier(self.name)),
            inline,
            standalone: sheet::alone(results, &title, &description, &body, height, self.lang),
            forest: false,
            survival: true,
            distribution: false,
        }
    }

    fn description(&self) -> String {
        let sentence = |arm: &Arm<'_>| {
            let last = arm.curve.survival.last().copied().unwrap_or(f64::NAN);
            let end = self.times_days.last().copied().unwrap_or(f64::NAN);
            words::told("survival.description", self.kind)
                .with("arm", &arm.name)
                .with("n", count(arm.curve.n))
                .with("events", count(arm.curve.events))
                .with("percent", percent(last))
                .with("day", day(end + self.origin_days))
                .text(self.lang)
        };
        self.arms.iter().map(sentence).collect::<Vec<_>>().join(" ").trim().to_owned()
    }

    fn body(&self) -> (String, f64) {
        let mut out = String::new();
        let title = super::scan::with_unit(&self.title, "%", self.lang);
        let mut shown = title.clone();
        let mut letters = title.chars().count();
        while text_width(&shown, 14.2) > WIDTH - RIGHT && letters > 8 {
            letters -= 1;
            shown = words::cut(&title, letters);
        }
        let _ = write!(out, "<text class=\"title\" x=\"0\" y=\"14\">{}</text>", escape(&shown));
        let top = self.draw_key(&mut out);
        let bottom = top + PLOT;
        let values = Values::new([0.0, 100.0].into_iter(), bottom, top, false);
        let left = 44.0;
        let end = self.times_days.last().copied().unwrap_or(1.0);
        let time = Line {
            low: self.origin_days,
            high: self.origin_days + end,
            start: left + 12.0,
            end: WIDTH - RIGHT - 6.0,
        };
        let ticks = day_ticks(time.low, time.high, MOST_TICKS);
        let below = ticks.iter().map(|tick| (time.place(*tick), day(*tick)));
        draw_axes(&mut out, &values, [left, WIDTH - RIGHT, bottom], below);
        out.push_str("<g class=\"k-nk\">");
        if let Some(first) = self.arms.first() {
            self.draw_band(&mut out, first.curve, &time, &values);
            self.draw_bars(&mut out, first.curve, &time, &values);
            let path = self.steps(&first.curve.survival, &time, &values);
            let _ = write!(out, "<path class=\"median\" d=\"{path}\"/>");
        }
        out.push_str("</g>");
        for (index, arm) in self.arms.iter().skip(1).enumerate() {
            let path = self.steps(&arm.curve.survival, &time, &values);
            let _ = write!(out, "<path class=\"other o{}\" d=\"{path}\"/>", index % 6);
        }
        let axis = words::told("report.figure.day", self.kind).text(self.lang);
        let mut y = bottom + 30.0;
        let _ = write!(out, "<text class=\"small\" x=\"{left:.1}\" y=\"{y:.1}\">{}</text>", escape(&axis));
        y += ROW + 2.0;
        let at_risk = words::told("survival.at_risk", self.kind).text(self.lang);
        let _ = write!(out, "<text class=\"small\" x=\"0\" y=\"{y:.1}\">{}</text>", escape(&at_risk));
        for arm in &self.arms {
            y += ROW;
            if !arm.name.is_empty() {
                let name = words::cut(&arm.name, 40);
                let _ = write!(out, "<text class=\"small\" x=\"0\" y=\"{y:.1}\">{}</text>", escape(&name));
                y += ROW - 1.0;
            }
            for tick in &ticks {
                let x = time.place(*tick);
                let at = count(self.at_risk(arm.curve, *tick - self.origin_days));
                let _ = write!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{at}</text>");
            }
        }
        (out, y + 8.0)
    }

    /// Patients at risk at the first point of the curve that is not before a day.
    fn at_risk(&self, curve: &SurvivalCurve, days: f64) -> u64 {
        let place = self.times_days.partition_point(|time| *time < days - 1e-9);
        curve.at_risk.get(place).or(curve.at_risk.last()).copied().unwrap_or_default()
    }

    /// Names of the lines, one a row, and where the plot begins.
    fn draw_key(&self, out: &mut String) -> f64 {
        let mut y = TOP + 5.0;
        if self.arms.iter().all(|arm| arm.name.is_empty()) {
            return TOP;
        }
        for (index, arm) in self.arms.iter().enumerate() {
            let class = if index == 0 { "median".to_owned() } else { format!("other o{}", (index - 1) % 6) };
            let _ = write!(
                out,
                "<g class=\"k-nk\"><path class=\"{class}\" d=\"M1 {:.1}h20\"/></g><text x=\"27\" y=\"{y:.1}\">{}</text>",
                y - 4.0,
                escape(&words::cut(&arm.name, 60))
            );
            y += 15.0;
        }
        y
    }

    /// A step line: level to the next time, then down.
    fn steps(&self, shares: &[f64], time: &Line, values: &Values) -> String {
        let mut path = String::new();
        let mut before: Option<f64> = None;
        for (days, share) in self.times_days.iter().zip(shares).filter(|(_, share)| share.is_finite()) {
            let (x, y) = (time.place(self.origin_days + days), values.place(100.0 * share));
            match before {
                None => {
                    let _ = write!(path, "M{x:.1} {y:.1}");
                }
                Some(level) if (level - y).abs() < 0.05 => continue,
                Some(_) => {
                    let _ = write!(path, "H{x:.1}V{y:.1}");
                }
            }
            before = Some(y);
        }
        if before.is_some() {
            let _ = write!(path, "H{:.1}", time.end);
        }
        path
    }

    fn draw_band(&self, out: &mut String, curve: &SurvivalCurve, time: &Line, values: &Values) {
        let (low, high) = &curve.sampling;
        let points: Vec<(f64, f64, f64)> = self
            .times_days
            .iter()
            .zip(low.iter().zip(high))
            .filter(|(_, (low, high))| low.is_finite() && high.is_finite())
            .map(|(days, (low, high))| {
                let x = time.place(self.origin_days + days);
                (x, values.place(100.0 * low), values.place(100.0 * high))
            })
            .collect();
        let mut path = String::new();
        let upper = points.iter().map(|(x, _, high)| (x, high));
        for (index, (x, y)) in upper.chain(points.iter().rev().map(|(x, low, _)| (x, low))).enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if index == 0 { "M" } else { "L" });
        }
        if !path.is_empty() {
            let _ = write!(out, "<path class=\"band50\" d=\"{path}Z\"/>");
        }
    }

    /// From where to where the curve goes under other values of what we do not know, at moments evenly apart.
    fn draw_bars(&self, out: &mut String, curve: &SurvivalCurve, time: &Line, values: &Values) {
        let Some((low, high)) = &curve.ignorance else { return };
        let every = (self.times_days.len() / BARS).max(1);
        let mut path = String::new();
        let points = self.times_days.iter().zip(low.iter().zip(high)).skip(every / 2).step_by(every);
        for (days, (low, high)) in points.filter(|(_, (low, high))| low.is_finite() && high.is_finite()) {
            let x = time.place(self.origin_days + days) - 2.5;
            let (low, high) = (values.place(100.0 * low), values.place(100.0 * high));
            let _ = write!(path, "M{x:.1} {low:.1}h5m-2.5 0V{high:.1}m-2.5 0h5");
        }
        let _ = write!(out, "<path class=\"ignorance\" d=\"{path}\"/>");
    }
}

/// Figures of all events of a run.
pub(crate) fn survivals(results: &Results, lang: Lang) -> Vec<Figure> {
    results
        .survivals
        .iter()
        .enumerate()
        .filter(|(_, survival)| survival.curve.n > 0)
        .map(|(index, survival)| {
            let agents = results.twin.as_ref().map(|twin| words::agents(&twin.without, lang));
            let name = |key| match (&survival.without, &agents) {
                (Some(_), Some(agents)) => {
                    words::capital(Message::new(key).with("agents", agents).text(lang))
                }
                _ => String::new(),
            };
            let mut arms = vec![Arm { name: name("report.paired.with"), curve: &survival.curve }];
            if let Some(without) = &survival.without {
                arms.push(Arm { name: name("report.paired.without"), curve: without });
            }
            let title = words::outcome(&survival.name, &survival.label, &survival.label_zh, lang).0;
            Survival {
                name: &survival.name,
                title: Message::new("survival.without").with("event", title).text(lang),
                times_days: &survival.times_days,
                origin_days: survival.origin_days,
                arms,
                kind: results.about.kind,
                lang,
            }
            .figure(results, index)
        })
        .collect()
}

/// Days for people, or that so many are never reached.
pub(crate) fn days_or_not(days: f64, kind: Kind, lang: Lang) -> String {
    if days.is_finite() {
        words::quantity(days, kind.time_unit(), lang)
    } else {
        Message::new("survival.not_reached").text(lang)
    }
}

/// A range of days, the ends of which may not be reached.
pub(crate) fn range_of_days((low, high): (f64, f64), lang: Lang) -> String {
    let end = |days: f64| {
        if days.is_finite() {
            Number::rounded(days, 3).to_string()
        } else {
            Message::new("survival.not_reached").text(lang)
        }
    };
    if low.is_nan() && high.is_nan() { end(low) } else { format!("{} – {}", end(low), end(high)) }
}
