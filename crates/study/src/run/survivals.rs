//! Curves of survival from the summaries of draws: patients and sampling of draw 0, ignorance over all.

use super::summary::DrawSummary;
use crate::outcome::survival::{Curve, Difference, Drawn, POINTS, SHARES, around};
use crate::prepare::Study;
use crate::results::{SurvivalCurve, SurvivalDifference, SurvivalResult};
use crate::statistics::paired::attribution;
use crate::statistics::{over_draws, range};

impl Study {
    /// Each event of which the time is judged.
    pub(super) fn survivals(&self, draws: &[DrawSummary]) -> Vec<SurvivalResult> {
        let of = |(index, survival): (usize, &crate::prepare::Survival)| {
            let drawn: Vec<&Drawn> = draws.iter().filter_map(|draw| draw.survivals.get(index)).collect();
            let arm = |arm: usize| {
                let curves: Vec<&Curve> = drawn.iter().filter_map(|drawn| drawn.arms.get(arm)).collect();
                (!curves.is_empty()).then(|| curve(&curves))
            };
            let differences: Vec<Difference> = drawn.iter().filter_map(|drawn| drawn.difference).collect();
            let [label, label_zh] = survival.labels.clone();
            let point = |point: usize| survival.follow_days * point as f64 / (POINTS - 1) as f64;
            SurvivalResult {
                name: survival.name.clone(),
                definition: survival.definition.clone(),
                label,
                label_zh,
                origin_days: survival.origin_days,
                restricted_days: survival.restricted_days,
                times_days: (0..POINTS).map(point).collect(),
                curve: arm(0).unwrap_or_default(),
                without: arm(1),
                difference: difference(&differences),
            }
        };
        self.outputs.looks.survivals.iter().enumerate().map(of).collect()
    }
}

fn curve(draws: &[&Curve]) -> SurvivalCurve {
    let Some(first) = draws.first() else { return SurvivalCurve::default() };
    let at = |point: usize| -> Vec<f64> {
        draws.iter().filter_map(|curve| curve.survival.get(point)).copied().collect()
    };
    let by_draw: Vec<f64> = draws.iter().map(|curve| curve.mean).collect();
    SurvivalCurve {
        n: first.n,
        events: first.events,
        survival: first.survival.clone(),
        sampling: (first.low.clone(), first.high.clone()),
        ignorance: (draws.len() > 1).then(|| (0..POINTS).map(|point| range(at(point))).unzip()),
        at_risk: first.at_risk.clone(),
        quantiles: SHARES.into_iter().zip(first.quantiles.iter().copied()).collect(),
        median_sampling: first.median,
        median_ignorance: (draws.len() > 1).then(|| medians(draws)),
        mean: first.mean,
        mean_sampling: around(first.mean, first.mean_error),
        mean_ignorance: over_draws(&by_draw),
        by_draw,
    }
}

/// The range of the median over draws. Where it is not reached it lies behind every day, so it counts as the largest; an
/// end that is not reached is NaN.
fn medians(draws: &[&Curve]) -> (f64, f64) {
    let median = |curve: &&Curve| {
        let median = curve.quantiles.get(1).copied().unwrap_or(f64::NAN);
        if median.is_nan() { f64::INFINITY } else { median }
    };
    let (low, high) = range(draws.iter().filter(|curve| curve.n > 0).map(median).collect());
    let reached = |end: f64| if end.is_infinite() { f64::NAN } else { end };
    (reached(low), reached(high))
}

/// What the arms differ by; none where there is one arm.
pub(crate) fn difference(draws: &[Difference]) -> Option<SurvivalDifference> {
    let first = draws.first()?;
    let by_draw: Vec<f64> = draws.iter().map(|difference| difference.days).collect();
    let ignorance = over_draws(&by_draw);
    Some(SurvivalDifference {
        n: first.n,
        days: first.days,
        sampling: around(first.days, first.error),
        ignorance,
        by_draw,
        paired: draws.iter().all(|difference| difference.paired),
        attribution: attribution(ignorance),
    })
}
