//! Axes: from values to places on the paper, and where ticks stand.
//!
//! Time is in days; ticks stand at multiples of what clinicians count in (1, 7, 14, 28 days ...), so that day 0 and
//! day 28 carry one. Values stand on a linear axis, or on a logarithmic one where they are never negative and span more
//! than two decades. A logarithmic axis has no zero: values below its floor are drawn on the floor, and the figure says
//! so. The floor is the decade below the smallest value shown, but never more than six decades below the largest.

use super::layers::Layers;
use crate::number::Number;
use lytic_study::ColumnResult;
use std::fmt::Write;

/// Decades between the top and the floor of a logarithmic axis at most: what lies lower is below any measurement.
const MOST_DECADES: i32 = 6;

/// A straight map from `low..high` to `start..end` on the paper.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub low: f64,
    pub high: f64,
    pub start: f64,
    pub end: f64,
}

impl Line {
    /// Place of a value.
    pub(crate) fn place(&self, value: f64) -> f64 {
        let width = self.high - self.low;
        let share = if width > 0.0 { (value - self.low) / width } else { 0.5 };
        self.start + share * (self.end - self.start)
    }
}

/// Steps of a time axis in days.
const DAY_STEPS: [f64; 18] = [
    0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 7.0, 14.0, 28.0, 56.0, 84.0, 182.0, 364.0, 728.0, 1820.0,
    3640.0,
];

/// Ticks of a time axis from `start` to `end` days, at most `most` of them.
pub(crate) fn day_ticks(start: f64, end: f64, most: usize) -> Vec<f64> {
    let span = end - start;
    if !span.is_finite() || span <= 0.0 {
        return vec![start];
    }
    let fits = |step: f64| multiples(start, end, step).len() <= most;
    let step = DAY_STEPS
        .into_iter()
        .find(|step| span / step < 1e4 && fits(*step))
        .unwrap_or_else(|| nice_step(span, most));
    multiples(start, end, step)
}

/// Both axes of a figure with a frame of `left`, `right` and `bottom`: lines and numbers of the values, then the marks
/// below with their words as SVG.
pub(crate) fn draw_axes(
    out: &mut String,
    values: &Values,
    [left, right, bottom]: [f64; 3],
    below: impl IntoIterator<Item = (f64, String)>,
) {
    let mut grid = String::new();
    for tick in &values.ticks {
        let y = values.place(*tick);
        if (y - bottom).abs() > 0.5 {
            let _ = write!(grid, "M{left:.1} {y:.1}H{right:.1}");
        }
        let label = values.label(*tick).svg();
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            left - 6.0,
            y + 3.8
        );
    }
    let mut marks = format!("M{left:.1} {bottom:.1}H{right:.1}");
    for (x, label) in below {
        let _ = write!(marks, "M{x:.1} {bottom:.1}v4");
        let _ = write!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text>",
            bottom + 15.0
        );
    }
    let _ = write!(out, "<path class=\"grid\" d=\"{grid}\"/><path class=\"axis\" d=\"{marks}\"/>");
}

/// The axis of a column's values.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    scale: Line,
    /// Lowest value shown, where the axis is logarithmic.
    pub floor: Option<f64>,
    /// Whether values lie below the floor and are drawn on it.
    pub clipped: bool,
    /// Where ticks stand.
    pub ticks: Vec<f64>,
}

impl Values {
    /// The axis of a column: for its quantiles, the ranges of its median, and what is laid over them.
    pub(crate) fn of(column: &ColumnResult, layers: &Layers<'_>, bottom: f64, top: f64) -> Values {
        let sampling = [&column.sampling.0, &column.sampling.1];
        let ranges = column.ignorance.iter().flat_map(|(low, high)| [low, high]).chain(sampling).flatten();
        let quantiles = column.quantiles.iter().flat_map(|(_, values)| values);
        let values = quantiles.chain(ranges).copied().chain(layers.values(&column.name));
        // Grades are few whole numbers: tenths of a grade mean nothing.
        let graded = column.name.contains("grade") || column.name.contains("severity");
        Values::new(values, bottom, top, !graded)
    }

    /// An axis for all of `values` (those that are not finite are passed over) between two heights on the paper.
    /// `allow_log` is false for what is counted in grades.
    pub(crate) fn new(
        values: impl Iterator<Item = f64> + Clone,
        bottom: f64,
        top: f64,
        allow_log: bool,
    ) -> Values {
        let finite = values.filter(|value| value.is_finite());
        let high = finite.clone().fold(f64::NEG_INFINITY, f64::max);
        let low = finite.clone().fold(f64::INFINITY, f64::min);
        let least = finite.clone().filter(|value| *value > 0.0).fold(f64::INFINITY, f64::min);
        if allow_log && low >= 0.0 && high > 0.0 && high / least > 100.0 {
            return Values::logarithmic(low, least, high, bottom, top);
        }
        if high < low {
            Values::linear(0.0, 1.0, bottom, top)
        } else {
            Values::linear(low, high, bottom, top)
        }
    }

    fn logarithmic(low: f64, least: f64, high: f64, bottom: f64, top: f64) -> Values {
        let highest = decade_above(high);
        let lowest = decade_below(least).max(highest - MOST_DECADES);
        let step = if highest - lowest > 4 { 2 } else { 1 };
        // Whole steps, so that the bottom carries a label too.
        let lowest = lowest - (highest - lowest) % step;
        // Ticks count from the top so that the largest power always carries a label.
        let mut ticks: Vec<f64> = (0..=highest - lowest)
            .step_by(step.unsigned_abs() as usize)
            .map(|down| power(highest - down))
            .collect();
        ticks.reverse();
        let floor = power(lowest);
        let scale = Line { low: f64::from(lowest), high: f64::from(highest), start: bottom, end: top };
        Values { scale, floor: Some(floor), clipped: low < floor, ticks }
    }

    fn linear(low: f64, high: f64, bottom: f64, top: f64) -> Values {
        // From zero unless the values hug a level far from it, such as a temperature.
        let from_zero = low >= 0.0 && low < 0.6 * high;
        let (mut low, mut high) = (if from_zero { 0.0 } else { low }, high);
        if high - low <= 1e-9 * high.abs().max(low.abs()) {
            let room = if high == 0.0 { 1.0 } else { 0.1 * high.abs() };
            // What never changes is drawn against zero, so that its size is seen.
            (low, high) = (low.min(0.0) - if low < 0.0 { room } else { 0.0 }, high.max(0.0) + room);
        }
        let step = nice_step(high - low, 4);
        low = (low / step + 1e-9).floor() * step;
        high = (high / step - 1e-9).ceil() * step;
        let ticks = multiples(low, high, step);
        Values { scale: Line { low, high, start: bottom, end: top }, floor: None, clipped: false, ticks }
    }

    /// Height of a value on the paper.
    pub(crate) fn place(&self, value: f64) -> f64 {
        match self.floor {
            Some(floor) => self.scale.place(value.max(floor).log10()),
            None => self.scale.place(value),
        }
    }

    /// The printed number of a tick.
    pub(crate) fn label(&self, tick: f64) -> Number {
        match self.floor {
            // 0.01 reads better than its power; from 10^5 on the power reads better.
            Some(_) if (0.0009..9e4).contains(&tick) => Number::rounded(tick, 1),
            Some(_) => Number::power(tick.log10().round() as i32),
            None => Number::in_steps(tick, self.scale.low.abs().max(self.scale.high.abs())),
        }
    }
}

fn decade_above(value: f64) -> i32 {
    (value.log10() - 1e-9).ceil() as i32
}

fn decade_below(value: f64) -> i32 {
    (value.log10() + 1e-9).floor() as i32
}

/// 10^exponent, exact where a decimal literal would be.
fn power(exponent: i32) -> f64 {
    format!("1e{exponent}").parse().unwrap_or(f64::NAN)
}

/// The step of 1, 2 or 5 times a power of ten that cuts `span` into at most `most` parts.
pub(super) fn nice_step(span: f64, most: usize) -> f64 {
    let rough = span / most.max(1) as f64;
    let decade = power(rough.log10().floor() as i32);
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|times| times * decade)
        .find(|step| *step >= rough * (1.0 - 1e-9))
        .unwrap_or(span)
}

pub(super) fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-6).ceil();
    let count = ((high / step + 1e-6).floor() - first).clamp(-1.0, 1e5) as i64;
    (0..=count).map(|index| (first + index as f64) * step + 0.0).map(clean).collect()
}

/// `3 * 0.1` as 0.3: a tick is a short decimal number.
fn clean(value: f64) -> f64 {
    format!("{value:.9e}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_ticks_stand_at_day_zero_and_weeks() {
        assert_eq!(day_ticks(-7.0, 90.0, 8), [0.0, 14.0, 28.0, 42.0, 56.0, 70.0, 84.0]);
        assert_eq!(day_ticks(0.0, 1.0, 8), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(day_ticks(0.0, 364.0, 8), [0.0, 56.0, 112.0, 168.0, 224.0, 280.0, 336.0]);
        assert!(day_ticks(0.0, 1e6, 8).len() <= 8);
        assert_eq!(day_ticks(3.0, 3.0, 8), [3.0]);
    }

    #[test]
    fn a_wide_positive_span_is_logarithmic_with_a_stated_floor() {
        let axis = Values::new([0.0, 5.0, 3e11].into_iter(), 100.0, 0.0, true);
        assert_eq!(axis.floor, Some(1e6));
        assert!(axis.clipped);
        assert_eq!(axis.place(0.0), 100.0);
        assert_eq!(axis.place(1e12), 0.0);
        assert_eq!(axis.ticks.last(), Some(&1e12));
        assert_eq!(axis.label(1e12).to_string(), "10¹²");
    }

    #[test]
    fn a_narrow_or_negative_span_is_linear() {
        let axis = Values::new([0.0, 47.0].into_iter(), 100.0, 0.0, true);
        assert_eq!((axis.floor, axis.ticks.clone()), (None, vec![0.0, 20.0, 40.0, 60.0]));
        let axis = Values::new([-1.0, 400.0].into_iter(), 100.0, 0.0, true);
        assert_eq!(axis.floor, None);
        let axis = Values::new([36.5, 37.5].into_iter(), 100.0, 0.0, true);
        assert_eq!(axis.ticks.first(), Some(&36.5));
        let axis = Values::new([0.001, 4.0].into_iter(), 100.0, 0.0, false);
        assert_eq!(axis.floor, None);
    }

    #[test]
    fn a_constant_is_drawn_against_zero() {
        let axis = Values::new([3.0, 3.0].into_iter(), 100.0, 0.0, true);
        assert_eq!(axis.ticks.first(), Some(&0.0));
        assert!(axis.place(3.0) < 30.0);
    }

    #[test]
    fn constant_empty_and_infinite_values_still_have_an_axis() {
        for values in [vec![], vec![f64::NAN], vec![0.0, 0.0], vec![350.0, 350.0], vec![f64::INFINITY, 2.0]] {
            let axis = Values::new(values.into_iter(), 100.0, 0.0, true);
            assert!(axis.ticks.len() >= 2, "{axis:?}");
            assert!(axis.place(1.0).is_finite());
        }
    }
}
