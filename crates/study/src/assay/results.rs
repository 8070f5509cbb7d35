//! What an assay found, ready to be shown.

use super::cells::ArmTyping;
use super::prepare::{Assay, AssayPoint};
use super::scenario::ArmLine;
use crate::results::{About, ParameterChange};
use lytic_assay::{ArmResult, Vessel};
use lytic_nk::mean_field::WellPoint;

/// All results of an assay.
#[derive(Clone, Debug, PartialEq)]
pub struct AssayResults {
    /// What was run; `hashes` ends with that of the results.
    pub about: About,
    /// Where cells met.
    pub vessel: Vessel,
    /// Hours.
    pub hours: f64,
    /// Times of the curves, hours.
    pub times_h: Vec<f64>,
    /// Targets of a well.
    pub targets: u32,
    /// Wells of a replicate.
    pub wells: u32,
    /// Replicates.
    pub replicates: u32,
    /// NK cells simulated in all draws.
    pub cells: u64,
    /// Arms, in the order of the file.
    pub arms: Vec<ArmLine>,
    /// For each arm, what its typing says; none where nothing is typed.
    pub typings: Vec<Option<ArmTyping>>,
    /// Points, arm by arm, concentration by concentration, ratio by ratio.
    pub points: Vec<PointResult>,
    /// Parameters that differ from the library's.
    pub changes: Vec<ParameterChange>,
}

/// What came out at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct PointResult {
    /// Which point.
    pub point: AssayPoint,
    /// NK cells put into a well.
    pub effectors: u32,
    /// What came out in each draw; the first has the typical values.
    pub draws: Vec<ArmResult>,
    /// What came out in each replicate of the first draw.
    pub replicates: Vec<ArmResult>,
    /// The mean field of the first draw at the times of the curves, for dishes.
    pub mean_field: Vec<WellPoint>,
}

impl PointResult {
    /// What came out at the typical values.
    pub fn typical(&self) -> Option<&ArmResult> {
        self.draws.first()
    }

    /// 5 and 95 % of a number over draws of what is not known; none with one draw.
    pub fn ignorance(&self, number: impl Fn(&ArmResult) -> f64) -> Option<(f64, f64)> {
        let mut values: Vec<f64> = self.draws.iter().map(number).collect();
        if values.len() < 2 {
            return None;
        }
        values.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * (values.len() - 1) as f64;
            let (low, rest) = (place.floor(), place.fract());
            let value = |index: f64| values.get(index as usize).copied().unwrap_or(f64::NAN);
            value(low) + rest * (value((low + 1.0).min((values.len() - 1) as f64)) - value(low))
        };
        Some((at(0.05), at(0.95)))
    }
}

/// A number of an arm, as rows of the evidence ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssayNumber {
    /// Share of living NK cells that kill none.
    WithoutKill,
    /// Share of all kills by the more active half of the killers.
    TopHalf,
    /// Share of granzyme kills, by the number of the kill, from the first.
    GranuleShare(usize),
    /// Most kills of one NK cell.
    MostKills,
    /// Median number of hits of a kill.
    HitsPerKill,
    /// Lysis at the end, percent.
    Lysis,
    /// Kills per living NK cell.
    KillsPerCell,
    /// Concentration of half effect between the least and the greatest lysis of the arm, ng/mL.
    HalfEffect,
    /// Greatest lysis of an arm, percent.
    GreatestLysis,
    /// Share of living NK cells among those put in.
    Viable,
}

impl AssayNumber {
    /// The number in an arm of a name, of what `pick` takes of its points (a draw, a replicate); `NaN` where there is none.
    pub fn of(
        self,
        results: &AssayResults,
        arm: &str,
        pick: impl Fn(&PointResult) -> Option<&ArmResult>,
    ) -> f64 {
        let Some(index) = results.arms.iter().position(|line| line.name == arm) else { return f64::NAN };
        let points: Vec<(&PointResult, &ArmResult)> = results
            .points
            .iter()
            .filter(|point| point.point.arm == index)
            .filter_map(|point| Some((point, pick(point)?)))
            .collect();
        let Some((_, last)) = points.last() else { return f64::NAN };
        match self {
            AssayNumber::WithoutKill => 1.0 - last.killers.mean,
            AssayNumber::TopHalf => last.top_half.unwrap_or(f64::NAN),
            AssayNumber::GranuleShare(number) => last.granule_share.get(number).copied().unwrap_or(f64::NAN),
            AssayNumber::MostKills => f64::from(last.most_kills),
            AssayNumber::HitsPerKill => median_hits(last),
            AssayNumber::Lysis => 100.0 * last.lysis.mean,
            AssayNumber::KillsPerCell => last.kills_per_cell.mean,
            AssayNumber::HalfEffect => half_effect(&points),
            AssayNumber::GreatestLysis => {
                100.0 * points.iter().map(|(_, found)| found.lysis.mean).fold(0.0, f64::max)
            }
            AssayNumber::Viable => last.tally.cells as f64 / last.tally.put.max(1) as f64,
        }
    }
}

fn median_hits(found: &ArmResult) -> f64 {
    let all: u64 = found.tally.kills_by_hits.iter().sum();
    let mut sum = 0;
    let place = found.tally.kills_by_hits.iter().position(|kills| {
        sum += kills;
        2 * sum >= all
    });
    if all > 0 { place.map_or(f64::NAN, |place| place as f64) } else { f64::NAN }
}

/// Where lysis first crosses the middle between its least and its greatest, on a logarithmic scale of concentration.
fn half_effect(points: &[(&PointResult, &ArmResult)]) -> f64 {
    let mut curve: Vec<(f64, f64)> = points
        .iter()
        .filter_map(|(point, found)| Some((point.point.antibody_ng_per_ml?, found.lysis.mean)))
        .collect();
    curve.sort_by(|a, b| a.0.total_cmp(&b.0));
    let least = curve.iter().map(|(_, lysis)| *lysis).fold(f64::INFINITY, f64::min);
    let most = curve.iter().map(|(_, lysis)| *lysis).fold(0.0, f64::max);
    let middle = 0.5 * (least + most);
    let crossing =
        curve.iter().zip(curve.iter().skip(1)).find(|((_, a), (_, b))| *a <= middle && *b > middle);
    crossing.map_or(f64::NAN, |((x, a), (y, b))| {
        let share = (middle - a) / (b - a);
        if *x > 0.0 { x * (y / x).powf(share) } else { share * y }
    })
}

impl AssayResults {
    /// Living NK cells at the last point of an arm.
    pub fn living(&self, arm: &str) -> u64 {
        let index = self.arms.iter().position(|line| line.name == arm);
        let last = self.points.iter().rev().find(|point| Some(point.point.arm) == index);
        last.and_then(PointResult::typical).map_or(0, |found| found.tally.cells)
    }
}

impl Assay {
    /// NK cells of all draws.
    pub fn cells(&self) -> u64 {
        self.protocols.iter().map(lytic_assay::Protocol::cells).sum()
    }
}
