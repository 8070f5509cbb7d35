//! Layers: what is laid over the panels of a run, given as data and found by the symbol of the column.
//!
//! * [`Other`]: the medians of another arm or another run, each a broken line of its own with a name in the legend. The
//!   twin without NK cells ([`Layers::of`]) and the second scenario of a comparison are the same thing here.
//! * [`Observed`]: points that somebody measured: time, value and whose they are. Points of one id are joined by a
//!   hairline.
//!
//! ```
//! # use lytic_report::{Layers, Observed, Other, Point, figures_with, html_with, overview_with};
//! # use lytic_text::Lang;
//! # let (a, b) = (lytic_study::Results::default(), lytic_study::Results::default());
//! let point = Point { time_days: 14.0, value: 320.0, id: "7".into() };
//! let layers = Layers {
//!     name: "A".into(),
//!     others: vec![Other { name: "B".into(), times_days: &b.times_days, columns: &b.columns }],
//!     observed: vec![Observed { column: "blood.donor_nk_per_ul".into(), points: vec![point] }],
//! };
//! let figures = figures_with(&a, &layers, Lang::En);
//! let page = html_with(&a, &figures, &layers, Lang::En);
//! let sheet = overview_with(&a, &layers, Lang::En);
//! # assert!(page.is_ok() && sheet.contains("</svg>"));
//! ```

use super::panel::median;
use crate::words;
use lytic_study::{ColumnResult, Results};
use lytic_text::{Lang, Message};

/// What is laid over the panels of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layers<'a> {
    /// Name of the run itself where there is another to tell it from: "with NK cells"; or empty.
    pub name: String,
    /// Other arms or runs; the first six have lines that differ.
    pub others: Vec<Other<'a>>,
    /// What was measured, at most one entry a column.
    pub observed: Vec<Observed>,
}

/// Another arm or run, of which the medians are drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Other<'a> {
    /// Name in the legend: "without NK cells".
    pub name: String,
    /// Times of its curves, in days; they need not be those of the run itself.
    pub times_days: &'a [f64],
    /// Its curves, in any order; those that the run itself lacks are passed over.
    pub columns: &'a [ColumnResult],
}

/// What was measured of one column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// Symbol of the column: `blood.donor_nk_per_ul`.
    pub column: String,
    /// The points, in any order. Those that are not finite are passed over.
    pub points: Vec<Point>,
}

/// A measured point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// When, in days.
    pub time_days: f64,
    /// What was found, in the unit of the column.
    pub value: f64,
    /// Whose it is: printed under the pointer, and points with the same id are joined.
    pub id: String,
}

/// The observed data that were laid over a run.
pub(crate) fn observed(results: &Results) -> Vec<Observed> {
    let series = results.overlay.iter().flat_map(|overlay| &overlay.series);
    series
        .map(|series| Observed {
            column: series.column.clone(),
            points: series
                .drawn
                .iter()
                .map(|point| Point { time_days: point.time_days, value: point.value, id: point.id.clone() })
                .collect(),
        })
        .collect()
}

/// No layers.
pub(crate) const NONE: Layers<'static> =
    Layers { name: String::new(), others: Vec::new(), observed: Vec::new() };

impl<'a> Layers<'a> {
    /// The layers that a run brings along: its twin without NK cells, where there is one.
    pub fn of(results: &'a Results, lang: Lang) -> Layers<'a> {
        let observed = observed(results);
        let Some(twin) = &results.twin else { return Layers { observed, ..NONE } };
        let agents = words::agents(&twin.without, lang);
        let name = |key| Message::new(key).with("agents", &agents).text(lang);
        let without = Other {
            name: name("report.paired.without"),
            times_days: &results.times_days,
            columns: &twin.columns,
        };
        Layers { name: name("report.paired.with"), others: vec![without], observed }
    }

    /// The medians of the others for a column, each with its place in the list and its times.
    pub(crate) fn medians(
        &self,
        column: &str,
    ) -> impl Iterator<Item = (usize, &'a [f64], &'a [f64])> + Clone {
        let column = column.to_owned();
        self.others.clone().into_iter().enumerate().filter_map(move |(index, other)| {
            let found = other.columns.iter().find(|found| found.name == column)?;
            Some((index, other.times_days, median(found)?))
        })
    }

    /// The points of a column that can be drawn.
    pub(crate) fn points<'b>(&'b self, column: &'b str) -> impl Iterator<Item = &'b Point> + Clone {
        let of_column = self.observed.iter().filter(move |observed| observed.column == column);
        of_column
            .flat_map(|observed| &observed.points)
            .filter(|point| point.time_days.is_finite() && point.value.is_finite())
    }

    /// All values that are drawn into the panel of a column.
    pub(crate) fn values<'b>(&'b self, column: &'b str) -> impl Iterator<Item = f64> + Clone + use<'a, 'b> {
        let medians = self.medians(column).flat_map(|(_, _, median)| median.iter().copied());
        medians.chain(self.points(column).map(|point| point.value))
    }
}
