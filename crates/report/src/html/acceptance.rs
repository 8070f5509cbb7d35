//! Plausible patients: how many candidates were refused, by which bound, and what that did to the outcomes.

use super::outcomes::{points, share_of, share_text};
use super::{MISSING, number, safe};
use crate::number::{count, percent};
use crate::quantile::quantile_at;
use crate::{summary, words};
use lytic_study::Results;
use lytic_text::{Lang, Message};
use minijinja::Value;
use serde::Serialize;

/// The section.
#[derive(Serialize)]
pub(super) struct Acceptance {
    lead: String,
    bounds: Vec<Bound>,
    effects: Vec<Effect>,
}

#[derive(Serialize)]
struct Bound {
    name: String,
    definition: String,
    refused: String,
    share: String,
}

/// An outcome or value among all candidates and among those that were accepted.
#[derive(Serialize)]
struct Effect {
    name: String,
    all: Value,
    accepted: Value,
    change: Value,
}

/// The section, where patients are accepted by bounds.
pub(super) fn acceptance(results: &Results, lang: Lang) -> Option<Acceptance> {
    let acceptance = results.acceptance.as_ref()?;
    let share = |refused: u64| share_of(refused, acceptance.candidates);
    let lead = Message::new("report.acceptance.lead")
        .with("candidates", count(acceptance.candidates))
        .with("refused", count(acceptance.refused))
        .with("percent", percent(share(acceptance.refused).unwrap_or(f64::NAN)))
        .with("accepted", count(acceptance.candidates.saturating_sub(acceptance.refused)));
    let bounds = acceptance.bounds.iter().map(|bound| Bound {
        name: bound.name.clone(),
        definition: bound.definition.clone(),
        refused: count(bound.refused),
        share: share_text(share(bound.refused), lang),
    });
    Some(Acceptance { lead: lead.text(lang), bounds: bounds.collect(), effects: effects(results, lang) })
}

fn effects(results: &Results, lang: Lang) -> Vec<Effect> {
    let outcomes = results.outcomes.iter().filter_map(|outcome| {
        let (successes, n) = outcome.candidates?;
        let (all, accepted) = (share_of(successes, n), share_of(outcome.successes, outcome.n));
        let change = all.zip(accepted).map(|(all, accepted)| {
            Message::new("report.paired.points").with("difference", points(accepted - all)).text(lang)
        });
        Some(Effect {
            name: summary::outcome_name(outcome, lang),
            all: share_text(all, lang).into(),
            accepted: share_text(accepted, lang).into(),
            change: change.unwrap_or_else(|| MISSING.into()).into(),
        })
    });
    let values = results.values.iter().filter_map(|value| {
        let all = value.candidates?;
        let accepted = quantile_at(&value.quantiles, 0.5);
        let unit = words::unit(&value.unit, lang);
        let with_unit = |value: f64| safe(format!("{} {}", number(value), crate::figure::escape(&unit)));
        let ratio = accepted / all;
        Some(Effect {
            name: summary::value_name(value, lang),
            all: with_unit(all),
            accepted: with_unit(accepted),
            change: safe(if ratio.is_finite() { format!("×{}", number(ratio)) } else { MISSING.into() }),
        })
    });
    outcomes.chain(values).collect()
}
