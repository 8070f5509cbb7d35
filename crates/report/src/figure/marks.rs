//! The marks of a panel: three kinds of spread that look different, and what is laid over them.
//!
//! * Patients: filled bands that hold 50 and 90 % of them, and their median as a line.
//! * Sampling: a narrow dark band around the median, its 95 % interval. With many patients it is no wider than the line.
//! * Ignorance: upright bars with feet, from 5 to 95 % over draws of the median patient. The same bar stands in the
//!   tables and in the figure of differences.
//! * Other runs: broken lines in the colour of the text. Measured points: rings, those of one id joined by a hairline.

use super::escape;
use super::panel::{Panel, median, quantile};
use crate::number::{Number, day};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Bars of ignorance along a panel.
const BARS: usize = 14;
/// Points that say whose they are under the pointer at most: more of them would swell the page.
const MOST_NAMED: usize = 400;

impl Panel<'_> {
    /// All marks of the column and its layers.
    pub(super) fn draw_marks(&self, out: &mut String) {
        self.draw_band(out, quantile(self.column, 0.05), quantile(self.column, 0.95), "band90");
        self.draw_band(out, quantile(self.column, 0.25), quantile(self.column, 0.75), "band50");
        let (low, high) = &self.column.sampling;
        self.draw_band(out, Some(low), Some(high), "sampling");
        self.draw_ignorance(out);
        self.draw_median(out);
        self.draw_others(out);
        self.draw_points(out);
    }

    fn draw_median(&self, out: &mut String) {
        let Some(median) = median(self.column) else { return };
        let path = self.line(&self.results.times_days, median);
        let _ = write!(out, "<path class=\"median\" d=\"{path}\"/>");
    }

    fn draw_others(&self, out: &mut String) {
        for (index, times, median) in self.layers.medians(&self.column.name) {
            let path = self.line(times, median);
            let _ = write!(out, "<path class=\"other o{}\" d=\"{path}\"/>", index % 6);
        }
    }

    /// From where to where the median goes under other values of what we do not know, at moments evenly apart.
    fn draw_ignorance(&self, out: &mut String) {
        let Some((low, high)) = &self.column.ignorance else { return };
        let mut path = String::new();
        let apart = (self.time.end - self.time.start) / BARS as f64;
        let mut next = self.time.start + 0.5 * apart;
        for (x, [low, high]) in self.runs(&self.results.times_days, &[low, high]).into_iter().flatten() {
            if x + 1e-6 < next {
                continue;
            }
            let _ = write!(path, "M{:.1} {low:.1}h5m-2.5 0V{high:.1}m-2.5 0h5", x - 2.5);
            while next <= x + 1e-6 {
                next += apart;
            }
        }
        let _ = write!(out, "<path class=\"ignorance\" d=\"{path}\"/>");
    }

    fn draw_band(&self, out: &mut String, low: Option<&[f64]>, high: Option<&[f64]>, class: &str) {
        let (Some(low), Some(high)) = (low, high) else { return };
        let mut path = String::new();
        for run in self.runs(&self.results.times_days, &[low, high]) {
            push_points(&mut path, run.iter().map(|(x, y)| (*x, y[1])), "M");
            push_points(&mut path, run.iter().rev().map(|(x, y)| (*x, y[0])), "L");
            path.push('Z');
        }
        if !path.is_empty() {
            let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
        }
    }

    fn draw_points(&self, out: &mut String) {
        let shown = |time: &f64| (self.time.low..=self.time.high).contains(time);
        let points = || self.layers.points(&self.column.name).filter(|point| shown(&point.time_days));
        let mut by_id: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
        for point in points() {
            by_id.entry(&point.id).or_default().push((point.time_days, point.value));
        }
        let mut path = String::new();
        for (_, mut places) in by_id.into_iter().filter(|(id, _)| !id.is_empty()) {
            places.sort_by(|a, b| a.0.total_cmp(&b.0));
            let placed: Vec<(f64, f64)> = places
                .into_iter()
                .map(|(time, value)| (self.time.place(time), self.values.place(value)))
                .collect();
            if placed.len() > 1 {
                push_points(&mut path, placed.into_iter(), "M");
            }
        }
        if !path.is_empty() {
            let _ = write!(out, "<path class=\"follow\" d=\"{path}\"/>");
        }
        let named = points().count() <= MOST_NAMED;
        for point in points() {
            let (x, y) = (self.time.place(point.time_days), self.values.place(point.value));
            let _ = write!(out, "<circle class=\"seen\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.4\">");
            if named {
                let value = Number::rounded(point.value, 3);
                let name = if point.id.is_empty() { String::new() } else { escape(&point.id) + ": " };
                let _ = write!(out, "<title>{name}{} → {value}</title>", day(point.time_days));
            }
            out.push_str("</circle>");
        }
    }

    /// A curve as a path, interrupted where it is no number.
    fn line(&self, times: &[f64], curve: &[f64]) -> String {
        let mut path = String::new();
        for run in self.runs(times, &[curve]) {
            push_points(&mut path, run.iter().map(|(x, y)| (*x, y[0])), "M");
        }
        path
    }

    /// Stretches of time in which all curves are numbers and the panel shows them, as places on the paper.
    fn runs<const N: usize>(&self, times: &[f64], curves: &[&[f64]; N]) -> Vec<Vec<(f64, [f64; N])>> {
        let mut runs = vec![Vec::new()];
        for (index, time) in times.iter().enumerate() {
            let values = curves.map(|curve| curve.get(index).copied().unwrap_or(f64::NAN));
            let shown = (self.time.low..=self.time.high).contains(time);
            if shown && values.iter().all(|value| value.is_finite()) {
                if let Some(run) = runs.last_mut() {
                    run.push((self.time.place(*time), values.map(|value| self.values.place(value))));
                }
            } else if runs.last().is_some_and(|run| !run.is_empty()) {
                runs.push(Vec::new());
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }
}

/// Adds points to a path; points that fall onto the one before are left out.
fn push_points(path: &mut String, points: impl ExactSizeIterator<Item = (f64, f64)>, mut command: &str) {
    let last = points.len().saturating_sub(1);
    let mut before = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for (index, (x, y)) in points.enumerate() {
        let near = (x - before.0).abs() < 0.6 && (y - before.1).abs() < 0.4;
        if near && index != last {
            continue;
        }
        let _ = write!(path, "{command}{x:.1} {y:.1}");
        (before, command) = ((x, y), "L");
    }
}
