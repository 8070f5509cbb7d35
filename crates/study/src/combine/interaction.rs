//! How two additions work together: Bliss's independence.
//!
//! With `q` the share of patients without an outcome (nothing added, A, B, both), or with `v` a number that additions make
//! smaller (surviving cells) in one patient:
//!
//! ```text
//! index = (q_both/q_none) / ((q_A/q_none) (q_B/q_none)) = q_both q_none / (q_A q_B)
//! index = v_both v_none / (v_A v_B)                       within each patient
//! expected share with the outcome = 1 - q_A q_B/q_none
//! ```
//!
//! Where both additions make an outcome rarer (death, progression), what they leave is the outcome itself, and `q` is the
//! share with it. Where one makes it rarer and the other more frequent there is no such index.
//!
//! 1: the two act independently (Bliss 1939 Ann Appl Biol 26:585); below 1 more is left out, or killed, than independent
//! additions would; above 1 less. The interval of the index of shares comes from the counts of patients by what they have
//! in the four arms, on the logarithmic scale (delta method); that of the median of single patients from order statistics.

use super::Combination;
use crate::error::StudyError;
use crate::gather::{Gather, Spread};
use crate::outcome::survival::around;
use crate::prepare::Outcome;
use crate::run::block::BlockId;
use crate::run::paired::{Column, each};
use crate::run::summary::probabilities;
use crate::statistics::{MedianRanks, PROBABILITIES, over_draws};
use crate::store::folder::FolderStore;
use lytic_engine::math;
use rayon::prelude::*;

/// What is known of an index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Together {
    /// There is no index.
    #[default]
    Undefined,
    /// All of the range lies below one.
    More,
    /// All of it lies above.
    Less,
    /// It is one: what one does the other does not change.
    Independent,
    /// It holds one.
    Open,
}

impl Together {
    /// By the range over draws, or where there is one draw by the sampling interval.
    fn of(index: f64, ignorance: Option<(f64, f64)>, sampling: (f64, f64)) -> Together {
        let (low, high) = ignorance.unwrap_or(sampling);
        match () {
            () if index.is_nan() => Together::Undefined,
            () if high < 1.0 => Together::More,
            () if low > 1.0 => Together::Less,
            () if (low - 1.0).abs().max((high - 1.0).abs()) < 1e-12 => Together::Independent,
            () => Together::Open,
        }
    }
}

/// Shares of an outcome in four arms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutcomeInteraction {
    /// Name of the outcome.
    pub name: String,
    /// Patients who were judged in all four arms (of the first draw).
    pub n: u64,
    /// Patients with the outcome: nothing added, the first, the second, both.
    pub counts: [u64; 4],
    /// The share that independent additions would have; NaN where it cannot be told.
    pub expected: f64,
    /// Bliss's index; NaN where somebody who is left is needed and nobody is.
    pub index: f64,
    /// Sampling: 95 % interval.
    pub sampling: (f64, f64),
    /// Ignorance: 5 % and 95 % over draws, where there are several.
    pub ignorance: Option<(f64, f64)>,
    /// The index in each draw.
    pub by_draw: Vec<f64>,
    /// What that says.
    pub together: Together,
    /// Loewe's index, where it was asked for.
    pub loewe: Option<super::Loewe>,
}

/// A number in four arms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ValueInteraction {
    /// Name of the value.
    pub name: String,
    /// Patients in whom it is above zero in all four arms.
    pub n: u64,
    /// Patients: probability and quantile of the index.
    pub quantiles: Vec<(f64, f64)>,
    /// The median index.
    pub index: f64,
    /// Sampling: 95 % interval of the median.
    pub sampling: (f64, f64),
    /// Ignorance: 5 % and 95 % of the median over draws, where there are several.
    pub ignorance: Option<(f64, f64)>,
    /// The median in each draw.
    pub by_draw: Vec<f64>,
    /// What that says.
    pub together: Together,
    /// Loewe's index, where it was asked for.
    pub loewe: Option<super::Loewe>,
}

/// How the two additions of an arm work together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interaction {
    /// The arm, by index.
    pub arm: usize,
    /// Outcomes counted over patients.
    pub outcomes: Vec<OutcomeInteraction>,
    /// Values; not times and rates, of which a product says nothing.
    pub values: Vec<ValueInteraction>,
}

/// Patients by what they have in the four arms: bit 0 nothing added, 1 first, 2 second, 3 both.
type Patterns = [u64; 16];

/// What additions leave of the patients: number of patients and, in the four arms, the share that is left.
struct Left {
    n: f64,
    shares: [f64; 4],
    /// Whether those are left who have the outcome, since additions make it rarer.
    with: bool,
}

impl Left {
    fn of(patterns: &Patterns) -> Option<Left> {
        let n: u64 = patterns.iter().sum();
        if n == 0 {
            return None;
        }
        let share = |arm: usize, with: bool| {
            let counts = patterns.iter().enumerate().filter(|(pattern, _)| (pattern >> arm & 1 == 1) == with);
            counts.map(|(_, count)| *count).sum::<u64>() as f64 / n as f64
        };
        let of = |with: bool| [share(0, with), share(1, with), share(2, with), share(3, with)];
        let [none, a, b, _] = of(false);
        let with = match () {
            () if a <= none && b <= none => false,
            () if a >= none && b >= none => true,
            () => return None,
        };
        Some(Left { n: n as f64, shares: of(with), with })
    }

    /// Whether a patient is left in an arm.
    fn holds(&self, pattern: usize, arm: usize) -> bool {
        (pattern >> arm & 1 == 1) == self.with
    }
}

/// Bliss's index of shares and the standard error of its logarithm; NaN where it cannot be told.
fn index_of(patterns: &Patterns) -> (f64, f64) {
    let Some(found) = Left::of(patterns) else { return (f64::NAN, f64::NAN) };
    let [none, a, b, both] = found.shares;
    if none <= 0.0 || a <= 0.0 || b <= 0.0 {
        return (f64::NAN, f64::NAN);
    }
    let index = both * none / (a * b);
    if both <= 0.0 {
        return (index, f64::NAN);
    }
    // Influence of one patient on the logarithm; its mean is zero by construction.
    let influence = |pattern: usize| {
        let left = |arm: usize, share: f64| if found.holds(pattern, arm) { 1.0 / share } else { 0.0 };
        left(3, both) + left(0, none) - left(1, a) - left(2, b)
    };
    let squares: f64 =
        patterns.iter().enumerate().map(|(pattern, count)| *count as f64 * influence(pattern).powi(2)).sum();
    (index, math::sqrt(squares) / found.n)
}

/// The share with the outcome that independent additions would have; NaN where it cannot be told.
fn expected_of(patterns: &Patterns) -> f64 {
    match Left::of(patterns) {
        Some(Left { shares: [none, a, b, _], with, .. }) if none > 0.0 => {
            let left = (a * b / none).min(1.0);
            if with { left } else { 1.0 - left }
        }
        _ => f64::NAN,
    }
}

fn interval(index: f64, error: f64) -> (f64, f64) {
    if index.is_nan() || error.is_nan() || index <= 0.0 {
        return (f64::NAN, f64::NAN);
    }
    let (low, high) = around(math::ln(index), error);
    (math::exp(low), math::exp(high))
}

/// Whether a product of values says anything: not of days, rates and percentages of change.
pub(super) fn multiplies(outcome: &Outcome) -> bool {
    !outcome.is_condition && outcome.listed && !matches!(outcome.unit.as_str(), "d" | "/d")
}

impl Combination {
    /// How the two additions of an arm work together: stores of nothing, the first, the second, both.
    pub(super) fn interaction(
        &self,
        pool: &rayon::ThreadPool,
        arm: usize,
        stores: [&FolderStore<'_>; 4],
    ) -> Result<Interaction, StudyError> {
        let mut found = Interaction { arm, ..Interaction::default() };
        let Some(study) = self.first() else { return Ok(found) };
        let plan = study.plan();
        let draws: Vec<u64> = (0..plan.draws).collect();
        for (index, outcome) in
            study.outputs.outcomes.iter().enumerate().filter(|(_, outcome)| outcome.listed)
        {
            let columns = |draw: u64| {
                stores.map(|store| {
                    move |block: u64, values: &mut Vec<f64>| {
                        store.outcome(BlockId { draw, index: block }, 0, index, values)
                    }
                })
            };
            if outcome.is_condition {
                let count = |draw: &u64| -> Result<Patterns, StudyError> {
                    let columns = columns(*draw);
                    let [none, a, b, both] = &columns;
                    let four: [Column<'_>; 4] = [none, a, b, both];
                    let mut patterns = Patterns::default();
                    each(plan.blocks_of_draw(), four, |values| {
                        if values.iter().any(|value| value.is_nan()) {
                            return;
                        }
                        let bit = |(arm, value): (usize, &f64)| usize::from(*value != 0.0) << arm;
                        let pattern: usize = values.iter().enumerate().map(bit).sum();
                        if let Some(count) = patterns.get_mut(pattern) {
                            *count += 1;
                        }
                    })?;
                    Ok(patterns)
                };
                let patterns: Vec<Patterns> =
                    pool.install(|| draws.par_iter().map(count).collect::<Result<_, _>>())?;
                found.outcomes.push(of_outcome(outcome, &patterns));
            } else if multiplies(outcome) {
                let gather = |draw: &u64| -> Result<Spread, StudyError> {
                    let columns = columns(*draw);
                    let [none, a, b, both] = &columns;
                    let four: [Column<'_>; 4] = [none, a, b, both];
                    let mut gathered = Gather::new(plan.patients);
                    each(plan.blocks_of_draw(), four, |values| {
                        let [none, a, b, both] = values;
                        let all = values.iter().all(|value| *value > 0.0 && value.is_finite());
                        gathered.add([if all { both / a * (none / b) } else { f64::NAN }]);
                    })?;
                    Ok(gathered.spread(probabilities(*draw), &mut MedianRanks::default()))
                };
                let spreads: Vec<Spread> =
                    pool.install(|| draws.par_iter().map(gather).collect::<Result<_, _>>())?;
                found.values.push(of_value(outcome, &spreads));
            }
        }
        Ok(found)
    }
}

fn of_outcome(outcome: &Outcome, draws: &[Patterns]) -> OutcomeInteraction {
    let first = draws.first().copied().unwrap_or_default();
    let by_draw: Vec<f64> = draws.iter().map(|patterns| index_of(patterns).0).collect();
    let (index, error) = index_of(&first);
    let (sampling, ignorance) = (interval(index, error), over_draws(&by_draw));
    let with = |arm: usize| -> u64 {
        first.iter().enumerate().filter(|(pattern, _)| pattern >> arm & 1 == 1).map(|(_, count)| *count).sum()
    };
    OutcomeInteraction {
        name: outcome.name.clone(),
        n: first.iter().sum(),
        counts: [with(0), with(1), with(2), with(3)],
        expected: expected_of(&first),
        index,
        sampling,
        ignorance,
        by_draw,
        together: Together::of(index, ignorance, sampling),
        loewe: None,
    }
}

fn of_value(outcome: &Outcome, draws: &[Spread]) -> ValueInteraction {
    let first = draws.first().cloned().unwrap_or_default();
    let by_draw: Vec<f64> = draws.iter().map(Spread::median).collect();
    let ignorance = over_draws(&by_draw);
    let index = first.median();
    ValueInteraction {
        name: outcome.name.clone(),
        n: first.n,
        quantiles: PROBABILITIES.into_iter().zip(first.quantiles).collect(),
        index,
        sampling: first.sampling,
        ignorance,
        by_draw,
        together: Together::of(index, ignorance, first.sampling),
        loewe: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts of patients who are left in none, A, B, both of two additions that act independently of each other.
    fn independent(none: u64, a: u64, b: u64) -> Patterns {
        // Of 100 each: left with share a by A, with share b by B, both with the product; `none` of 100 are left anyway.
        let mut patterns = Patterns::default();
        for left_by_a in [true, false] {
            for left_by_b in [true, false] {
                for left_anyway in [true, false] {
                    let share = |left: bool, percent: u64| if left { percent } else { 100 - percent };
                    let count = share(left_by_a, a) * share(left_by_b, b) * share(left_anyway, none);
                    let has = [!left_anyway, !left_anyway || !left_by_a, !left_anyway || !left_by_b];
                    let both = !left_anyway || !left_by_a || !left_by_b;
                    let bit = |(arm, has): (usize, bool)| usize::from(has) << arm;
                    let pattern: usize = has.into_iter().chain([both]).enumerate().map(bit).sum();
                    if let Some(place) = patterns.get_mut(pattern) {
                        *place += count;
                    }
                }
            }
        }
        patterns
    }

    #[test]
    fn independent_additions_have_the_index_one() {
        for (none, a, b) in [(100, 40, 70), (90, 40, 70), (50, 10, 99)] {
            let (index, error) = index_of(&independent(none, a, b));
            assert!((index - 1.0).abs() < 1e-12, "{index}");
            assert!(error > 0.0);
            let (low, high) = interval(index, error);
            assert!(low < 1.0 && 1.0 < high);
        }
    }

    /// 100 patients; A helps 20 of them, B another 20, both together 60: 40 of 64 expected are left.
    #[test]
    fn more_than_independent_is_below_one() {
        let mut patterns = Patterns::default();
        for (pattern, count) in [(0b1010, 20), (0b1100, 20), (0b1000, 20), (0, 40)] {
            if let Some(place) = patterns.get_mut(pattern) {
                *place = count;
            }
        }
        let (index, _) = index_of(&patterns);
        assert!((index - 0.4 / 0.64).abs() < 1e-12);
        assert_eq!(Together::of(index, Some((0.5, 0.9)), (0.0, 9.0)), Together::More);
        assert_eq!(Together::of(index, Some((0.5, 1.1)), (0.0, 0.9)), Together::Open);
        assert_eq!(Together::of(1.5, None, (1.1, 2.0)), Together::Less);
    }

    /// Of 100 patients 80 die; 40 with either addition, independently of each other 20 with both. What is left are deaths.
    #[test]
    fn what_makes_an_outcome_rarer_leaves_the_outcome() {
        let mut patterns = Patterns::default();
        for (pattern, count) in [(0b1111, 20), (0b0011, 20), (0b0101, 20), (0b0001, 20), (0, 20)] {
            if let Some(place) = patterns.get_mut(pattern) {
                *place = count;
            }
        }
        let (index, error) = index_of(&patterns);
        assert!((index - 1.0).abs() < 1e-12 && error > 0.0, "{index}");
        assert!((expected_of(&patterns) - 0.2).abs() < 1e-12);
        // One makes it rarer and the other more frequent.
        let mut mixed = Patterns::default();
        mixed[0b0101] = 5;
        mixed[0b1100] = 5;
        let shares = Left::of(&mixed).map(|left| left.shares);
        assert_eq!((shares, index_of(&mixed).0.is_nan()), (None, true));
        assert_eq!(Together::of(1.0, Some((1.0, 1.0)), (0.9, 1.1)), Together::Independent);
    }

    #[test]
    fn where_nobody_is_left_there_is_no_index() {
        let mut patterns = Patterns::default();
        patterns[0b1010] = 5;
        let (index, _) = index_of(&patterns);
        assert!(index.is_nan(), "A alone leaves nobody");
        assert_eq!(Together::of(index, None, (0.0, 1.0)), Together::Undefined);
        assert!(index_of(&Patterns::default()).0.is_nan());
    }

    use proptest::prelude::*;

    proptest! {
        /// Whoever has what in which arm: a share that is expected is one, and an index is not below zero.
        #[test]
        fn what_is_expected_is_a_share(counts in prop::array::uniform16(0..20_u64)) {
            let (expected, (index, _)) = (expected_of(&counts), index_of(&counts));
            prop_assert!(expected.is_nan() || (0.0..=1.0).contains(&expected), "{expected}");
            prop_assert!(index.is_nan() || index >= 0.0, "{index}");
        }
    }
}
