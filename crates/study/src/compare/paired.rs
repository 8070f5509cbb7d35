//! Differences within each patient, from the outcomes of both arms.

use crate::memory::DrawOutcomes;
use crate::prepare::Outcome;
use crate::results::{PairedOutcome, PairedValue};
use crate::statistics::paired::{attribution, tango};
use crate::statistics::{PROBABILITIES, median_ranks, over_draws, quantiles};

/// Both values of a patient in one draw; only of those that were judged in both arms.
type Pairs = Vec<(f64, f64)>;

/// Paired outcomes and values of all that is shared: `(index in A, index in B, factor from B's unit to A's)`.
pub(super) fn paired(
    outcomes: &[Outcome],
    outcomes_of_b: usize,
    shared: &[(usize, usize, f64)],
    a: &[DrawOutcomes],
    b: &[DrawOutcomes],
) -> (Vec<PairedOutcome>, Vec<PairedValue>) {
    let mut conditions = Vec::new();
    let mut values = Vec::new();
    for (index, other, factor) in shared {
        let Some(outcome) = outcomes.get(*index) else { continue };
        let draws: Vec<Pairs> = a
            .iter()
            .zip(b)
            .map(|(a, b)| pairs(column(a, *index, outcomes.len()), column(b, *other, outcomes_of_b), *factor))
            .collect();
        if outcome.is_condition {
            conditions.push(condition(outcome, &draws));
        } else {
            values.push(value(outcome, &draws));
        }
    }
    (conditions, values)
}

/// One outcome of all patients of the arm as written.
fn column(draw: &DrawOutcomes, index: usize, outcomes: usize) -> impl Iterator<Item = f64> {
    let arm = draw.arms.first().map_or(&[][..], Vec::as_slice);
    arm.iter().skip(index).step_by(outcomes.max(1)).copied()
}

fn pairs(a: impl Iterator<Item = f64>, b: impl Iterator<Item = f64>, factor: f64) -> Pairs {
    a.zip(b.map(|value| value * factor)).filter(|(a, b)| !a.is_nan() && !b.is_nan()).collect()
}

fn condition(outcome: &Outcome, draws: &[Pairs]) -> PairedOutcome {
    let count = |pairs: &Pairs, holds: fn(bool, bool) -> bool| {
        pairs.iter().filter(|(a, b)| holds(*a != 0.0, *b != 0.0)).count() as u64
    };
    let difference = |pairs: &Pairs| {
        let more = count(pairs, |a, b| b && !a) as f64 - count(pairs, |a, b| a && !b) as f64;
        if pairs.is_empty() { f64::NAN } else { more / pairs.len() as f64 }
    };
    let none = Pairs::new();
    let first = draws.first().unwrap_or(&none);
    let by_draw: Vec<f64> = draws.iter().map(difference).collect();
    let (n, only_first) = (first.len() as u64, count(first, |a, b| a && !b));
    let only_second = count(first, |a, b| b && !a);
    let ignorance = over_draws(&by_draw);
    PairedOutcome {
        name: outcome.name.clone(),
        definition: outcome.definition.clone(),
        label: outcome.label.clone(),
        label_zh: outcome.label_zh.clone(),
        n,
        first: count(first, |a, _| a),
        second: count(first, |_, b| b),
        only_first,
        only_second,
        difference: by_draw.first().copied().unwrap_or(f64::NAN),
        sampling: tango(n, only_second, only_first),
        ignorance,
        by_draw,
        attribution: attribution(ignorance),
    }
}

fn value(outcome: &Outcome, draws: &[Pairs]) -> PairedValue {
    let sorted: Vec<Vec<f64>> = draws
        .iter()
        .map(|pairs| {
            let mut differences: Vec<f64> =
                pairs.iter().map(|(a, b)| b - a).filter(|difference| !difference.is_nan()).collect();
            differences.sort_unstable_by(f64::total_cmp);
            differences
        })
        .collect();
    let median = |differences: &Vec<f64>| {
        quantiles(&mut differences.clone(), &[0.5]).first().copied().unwrap_or(f64::NAN)
    };
    let by_draw: Vec<f64> = sorted.iter().map(median).collect();
    let mut first = sorted.first().cloned().unwrap_or_default();
    let rank = |rank: u64| usize::try_from(rank).ok().and_then(|rank| first.get(rank).copied());
    let sampling = median_ranks(first.len() as u64)
        .and_then(|(low, high)| rank(low).zip(rank(high)))
        .unwrap_or((f64::NAN, f64::NAN));
    let ignorance = over_draws(&by_draw);
    PairedValue {
        name: outcome.name.clone(),
        definition: outcome.definition.clone(),
        label: outcome.label.clone(),
        label_zh: outcome.label_zh.clone(),
        unit: outcome.unit.clone(),
        n: first.len() as u64,
        quantiles: PROBABILITIES.into_iter().zip(quantiles(&mut first, &PROBABILITIES)).collect(),
        sampling,
        ignorance,
        by_draw,
        attribution: attribution(ignorance),
    }
}
