//! What a design found.

use super::{Bound, Lever, Target};
use crate::results::About;
use crate::statistics::over_draws;

/// How a proposal stands to a bound.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoundFound {
    /// The number of the outcome in each draw.
    pub by_draw: Vec<f64>,
    /// Share of the draws in which the bound holds.
    pub kept: f64,
    /// How far it is broken, in units of the limit; not above zero where it is kept.
    pub excess: f64,
}

/// A proposal that was simulated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluated {
    /// The value of each lever; empty for the standard.
    pub at: Vec<f64>,
    /// The objective, averaged over draws.
    pub objective: f64,
    /// The objective in each draw.
    pub by_draw: Vec<f64>,
    /// The bounds, in the order of the design.
    pub bounds: Vec<BoundFound>,
    /// Whether all bounds are kept.
    pub keeps: bool,
    /// Patients that did not reach the end.
    pub failed: u64,
    /// Why it cannot be run, in English, where it cannot.
    pub refused: Option<String>,
}

impl Evaluated {
    /// The number of a bound's outcome in each draw.
    pub fn bounds_of(&self, index: usize) -> &[f64] {
        self.bounds.get(index).map_or(&[], |bound| bound.by_draw.as_slice())
    }

    /// 5 % and 95 % of the objective over draws, where there are several.
    pub fn ignorance(&self) -> Option<(f64, f64)> {
        over_draws(&self.by_draw)
    }
}

/// What a design says in the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Better than the standard on people that the search did not see, beyond sampling, and in 95 % of the draws.
    Better,
    /// Not better than the standard: no difference, or one that people or ignorance do not bear out.
    #[default]
    NotBetter,
    /// The standard breaks a bound; the best that keeps all of them is no worse.
    KeepsBounds,
    /// The standard breaks a bound, and keeping all of them costs some of the objective.
    KeepsBoundsAtACost,
    /// The best of the search breaks a bound on people that the search did not see.
    BreaksBounds,
}

/// Standard and best on other people and other draws than those of the search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Check {
    /// Seed of these people.
    pub seed: u64,
    /// The scenario as written.
    pub standard: Evaluated,
    /// The best of the search.
    pub best: Evaluated,
    /// Best minus standard, averaged over draws.
    pub difference: f64,
    /// The same in each draw.
    pub by_draw: Vec<f64>,
    /// 5 % and 95 % over draws, where there are several.
    pub ignorance: Option<(f64, f64)>,
    /// Half of a 95 % interval that the number of patients leaves to the difference of two shares; none for medians.
    pub sampling: Option<f64>,
}

/// What a design found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignResults {
    /// What was run.
    pub about: About,
    /// The outcome.
    pub objective: Target,
    /// Whether it is made small.
    pub minimise: bool,
    /// What must be kept.
    pub bounds: Vec<Bound>,
    /// In what share of the draws.
    pub sure: f64,
    /// What was moved.
    pub levers: Vec<Lever>,
    /// What the scenario has where the levers stand, as written; empty where it says nothing.
    pub standard_at: Vec<String>,
    /// The standard first, then the proposals in the order of the search.
    pub evaluated: Vec<Evaluated>,
    /// Index of the best that keeps all bounds.
    pub best: usize,
    /// Both on other people.
    pub check: Check,
    /// What follows.
    pub verdict: Verdict,
    /// Patients of all proposals that did not reach the end.
    pub failed: u64,
    /// Patients of all proposals.
    pub subjects: u64,
}

/// What follows from the check.
pub(super) fn verdict(standard_keeps: bool, check: &Check, minimise: bool) -> Verdict {
    if !check.best.keeps {
        return Verdict::BreaksBounds;
    }
    let towards = |value: f64| if minimise { -value } else { value };
    let gain = towards(check.difference);
    let beyond_sampling = check.sampling.is_none_or(|half| gain > half);
    let worst = check.ignorance.map(|(low, high)| towards(low).min(towards(high)));
    let beyond_ignorance = worst.is_some_and(|worst| worst > 0.0);
    if !standard_keeps || !check.standard.keeps {
        return if gain >= 0.0 { Verdict::KeepsBounds } else { Verdict::KeepsBoundsAtACost };
    }
    if gain > 0.0 && beyond_sampling && beyond_ignorance { Verdict::Better } else { Verdict::NotBetter }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(difference: f64, ignorance: Option<(f64, f64)>, sampling: Option<f64>) -> Check {
        let keeps = Evaluated { keeps: true, ..Evaluated::default() };
        Check { standard: keeps.clone(), best: keeps, difference, ignorance, sampling, ..Check::default() }
    }

    #[test]
    fn better_only_beyond_sampling_and_ignorance() {
        let of = |check: &Check| verdict(true, check, false);
        assert_eq!(of(&check(0.1, Some((0.02, 0.2)), Some(0.05))), Verdict::Better);
        assert_eq!(of(&check(0.1, Some((-0.02, 0.2)), Some(0.05))), Verdict::NotBetter);
        assert_eq!(of(&check(0.1, Some((0.02, 0.2)), Some(0.15))), Verdict::NotBetter);
        // One draw: nobody asked what is not known.
        assert_eq!(of(&check(0.1, None, Some(0.05))), Verdict::NotBetter);
        assert_eq!(verdict(true, &check(-0.1, Some((-0.2, -0.02)), Some(0.05)), true), Verdict::Better);
        assert_eq!(verdict(false, &check(-0.1, None, None), false), Verdict::KeepsBoundsAtACost);
        let mut broken = check(0.1, Some((0.02, 0.2)), None);
        broken.best.keeps = false;
        assert_eq!(of(&broken), Verdict::BreaksBounds);
    }
}
