//! How much of one addition does what two do together: Loewe's additivity.
//!
//! The doses of each addition alone are multiplied by some factors (`--levels`). With `D_A` the factor at which A alone
//! has the effect of both together:
//!
//! ```text
//! index = 1/D_A + 1/D_B
//! ```
//!
//! 1: the two are as doses of one thing (Loewe and Muischnek 1926; Berenbaum 1989 Pharmacol Rev 41:93); below 1 more than
//! that, above 1 less. The effect is a share of patients or the median of a value; between factors it is taken as straight
//! over their logarithm, from nothing to the smallest as straight. There is no index where an addition has no doses, where
//! its effect does not go one way with the dose, or where no factor that was asked for reaches the effect of both: this is
//! said, not guessed.

use super::additions::{Content, parts};
use super::{Combination, Interaction, arms};
use crate::results::Results;
use crate::statistics::over_draws;
use lytic_engine::math;
use lytic_text::{Diagnostic, Message, Sources};

/// Factors at most.
const MOST: usize = 12;

/// Why there is no index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undefined {
    /// An addition has no doses that could be multiplied.
    NoDose,
    /// The effect of an addition alone rises and falls with its dose.
    NotMonotone,
    /// No factor of an addition alone reaches the effect of both.
    OutOfReach,
}

/// Loewe's index, or why there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Loewe {
    /// The index of the first draw.
    pub index: Result<f64, Undefined>,
    /// Ignorance: 5 % and 95 % over the draws that have one, where there are several.
    pub ignorance: Option<(f64, f64)>,
    /// Draws that have an index.
    pub defined: u64,
}

/// Reads `--levels`; empty where it was not asked for, none after an error.
pub(super) fn levels(
    text: Option<&str>,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Vec<f64>> {
    let Some(text) = text else { return Some(Vec::new()) };
    let source = sources.add("--levels", text);
    let mut levels = Vec::new();
    let mut all_right = true;
    for (part, span) in parts(text, source) {
        match part.parse::<f64>().ok().filter(|level| level.is_finite() && *level > 0.0) {
            Some(level) => levels.push(level),
            None => {
                diagnostics.push(Diagnostic::error(Message::new("E1524").with("value", &part)).at(span));
                all_right = false;
            }
        }
    }
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    let others = levels.iter().filter(|level| **level != 1.0).count();
    if all_right && !(1..=MOST).contains(&others) {
        let message = Message::new("E1525").with("count", others).with("most", MOST);
        let span = lytic_text::Span::new(source, 0, text.len());
        diagnostics.push(Diagnostic::error(message).at(span));
        all_right = false;
    }
    all_right.then_some(levels)
}

/// Multiplies all doses.
pub(super) fn multiply(content: &mut Content, factor: f64) {
    for dose in &mut content.doses {
        if let Some(amount) = &mut dose.amount {
            amount.value.value *= factor;
            dose.amount_text = amount.value.to_string();
        }
    }
}

/// Adds Loewe's index to the interaction of an arm, where levels were asked for.
pub(super) fn judge(
    combination: &Combination,
    found: &[Results],
    arm: usize,
    members: [usize; 2],
    interaction: &mut Interaction,
) {
    if combination.arms.iter().all(|plan| plan.factor.is_none()) {
        return;
    }
    let share = |results: &Results, name: &str| -> Vec<f64> {
        let outcome = results.outcomes.iter().find(|outcome| outcome.name == name);
        outcome.map_or_else(Vec::new, |outcome| outcome.by_draw.clone())
    };
    let median = |results: &Results, name: &str| -> Vec<f64> {
        let value = results.values.iter().find(|value| value.name == name);
        value.map_or_else(Vec::new, |value| value.by_draw.clone())
    };
    for outcome in &mut interaction.outcomes {
        outcome.loewe = Some(index(combination, arm, members, &|arm| {
            found.get(arm).map(|results| share(results, &outcome.name))
        }));
    }
    for value in &mut interaction.values {
        value.loewe = Some(index(combination, arm, members, &|arm| {
            found.get(arm).map(|results| median(results, &value.name))
        }));
    }
}

/// The index from the effect of each arm in each draw.
fn index(
    combination: &Combination,
    arm: usize,
    members: [usize; 2],
    effect: &dyn Fn(usize) -> Option<Vec<f64>>,
) -> Loewe {
    let both = effect(arm).unwrap_or_default();
    let none = effect(0).unwrap_or_default();
    let curves: Vec<Vec<(f64, Vec<f64>)>> = members
        .iter()
        .map(|member| {
            let mut curve: Vec<(f64, Vec<f64>)> = combination
                .arms
                .iter()
                .enumerate()
                .filter_map(|(index, plan)| {
                    let alone = arms::alone(&combination.arms, *member) == Some(index);
                    let factor = match plan.factor {
                        Some((scaled, factor)) if scaled == *member => factor,
                        _ if alone => 1.0,
                        _ => return None,
                    };
                    Some((factor, effect(index)?))
                })
                .collect();
            curve.sort_by(|a, b| a.0.total_cmp(&b.0));
            curve
        })
        .collect();
    let doses = members
        .iter()
        .all(|member| combination.additions.get(*member).is_some_and(super::Addition::has_doses));
    if !doses {
        return Loewe { index: Err(Undefined::NoDose), ignorance: None, defined: 0 };
    }
    let by_draw: Vec<Result<f64, Undefined>> = (0..both.len())
        .map(|draw| {
            let at = |effects: &[f64]| effects.get(draw).copied().unwrap_or(f64::NAN);
            let mut sum = 0.0;
            for curve in &curves {
                let points: Vec<(f64, f64)> =
                    std::iter::once((0.0, at(&none))).chain(curve.iter().map(|(f, e)| (*f, at(e)))).collect();
                sum += 1.0 / equivalent(&points, at(&both))?;
            }
            Ok(sum)
        })
        .collect();
    let defined: Vec<f64> = by_draw.iter().filter_map(|index| index.ok()).collect();
    Loewe {
        index: by_draw.first().copied().unwrap_or(Err(Undefined::OutOfReach)),
        ignorance: if by_draw.len() > 1 { over_draws(&defined) } else { None },
        defined: defined.len() as u64,
    }
}

/// The factor at which a curve of effects, from nothing on, reaches an effect.
fn equivalent(points: &[(f64, f64)], wanted: f64) -> Result<f64, Undefined> {
    let effects = || points.iter().map(|(_, effect)| *effect);
    if wanted.is_nan() || effects().any(f64::is_nan) {
        return Err(Undefined::OutOfReach);
    }
    let steps = || points.windows(2).filter_map(|pair| Some(pair.get(1)?.1 - pair.first()?.1));
    if steps().any(|step| step > 0.0) && steps().any(|step| step < 0.0) {
        return Err(Undefined::NotMonotone);
    }
    for pair in points.windows(2) {
        let [(low, before), (high, after)] = pair else { continue };
        let between = (before.min(*after)..=before.max(*after)).contains(&wanted);
        // What nothing does already has no dose.
        if !between || before == after || (*low == 0.0 && wanted == *before) {
            continue;
        }
        let share = (wanted - before) / (after - before);
        if *low == 0.0 {
            return Ok(share * high);
        }
        return Ok(low * math::exp(share * math::ln(high / low)));
    }
    Err(Undefined::OutOfReach)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One thing given twice is additive: effect = ln(1 + dose) at doses 1 + 1 is that of dose 2 of either.
    #[test]
    fn a_thing_added_to_itself_is_additive() {
        let points: Vec<(f64, f64)> =
            [0.0, 0.5, 1.0, 2.0, 4.0].map(|dose: f64| (dose, dose.ln_1p())).to_vec();
        let both = 2.0_f64.ln_1p();
        let factor = equivalent(&points, both);
        assert_eq!(factor, Ok(2.0));
        assert_eq!(factor.map(|factor| 1.0 / factor + 1.0 / factor), Ok(1.0));
    }

    #[test]
    fn between_levels_over_the_logarithm_and_falling_effects_too() {
        let points = [(0.0, 100.0), (1.0, 50.0), (4.0, 10.0)];
        let factor = equivalent(&points, 30.0).unwrap_or(f64::NAN);
        assert!((factor - 2.0).abs() < 1e-12, "{factor}");
        assert_eq!(equivalent(&points, 75.0), Ok(0.5));
    }

    #[test]
    fn what_cannot_be_reached_is_said() {
        let points = [(0.0, 0.0), (1.0, 0.2), (4.0, 0.3)];
        assert_eq!(equivalent(&points, 0.4), Err(Undefined::OutOfReach));
        assert_eq!(equivalent(&points, 0.0), Err(Undefined::OutOfReach));
        assert_eq!(equivalent(&[(0.0, 0.0), (1.0, 0.5), (2.0, 0.2)], 0.3), Err(Undefined::NotMonotone));
        assert_eq!(equivalent(&[(0.0, 0.0), (1.0, 0.0)], 0.0), Err(Undefined::OutOfReach));
    }
}
