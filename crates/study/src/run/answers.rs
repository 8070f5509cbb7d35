//! From the summaries of draws to what a report shows: patients, ignorance and sampling apart.
//!
//! PATIENTS is the spread over the patients of draw 0, which has the typical values; SAMPLING the 95 % interval of that
//! draw, which shrinks as patients are added; IGNORANCE the 5 % and 95 % of the draws' medians, shares or differences,
//! which does not.

use super::paired::{Pair, paired_outcome, paired_value};
use super::summary::{ArmSummary, DrawSummary, Judged};
use crate::command;
use crate::gather::MOST_EXACT;
use crate::prepare::Study;
use crate::results::*;
use crate::statistics::{PROBABILITIES, clopper_pearson, over_draws, range};
use lytic_text::Lang;

/// Confidence of intervals.
const CONFIDENCE: f64 = 0.95;

impl Study {
    /// Results of a run with these draws, the first of which has the typical values.
    pub(super) fn results(&self, draws: &[DrawSummary], hash: String, work: Work) -> Results {
        let times = &self.outputs.times_days;
        let about = self.about(hash);
        Results {
            about,
            times_days: times.clone(),
            columns: self.columns(draws, 0),
            outcomes: self.conditions(draws),
            values: self.values(draws),
            survivals: self.survivals(draws),
            doses: self.marks.clone(),
            changes: self.changes.clone(),
            inputs: self.inputs.clone(),
            donors: self.donors.clone(),
            failures: self.failures(draws),
            failed: draws.iter().map(|draw| draw.failures).sum(),
            work,
            twin: self.twin.as_ref().map(|twin| Twin {
                without: twin.without.clone(),
                columns: self.columns(draws, 1),
                outcomes: self.paired_outcomes(draws),
                values: self.paired_values(draws),
            }),
            acceptance: self.acceptance(draws),
            ..Results::default()
        }
    }

    /// What was run, with the hash of what came out.
    pub(crate) fn about(&self, hash: String) -> About {
        let cohort = &self.scenario.cohort;
        let mut hashes = self.hashes.clone();
        hashes.push(("results".to_owned(), hash));
        let times = &self.outputs.times_days;
        About {
            kind: self.scenario.kind,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: self.scenario.name.clone(),
            title: self.scenario.title.clone(),
            title_zh: self.scenario.title_zh.clone(),
            model: self.scenario.model.as_ref().map_or_else(String::new, |model| model.value.clone()),
            seed: cohort.seed.value,
            patients: cohort.patients.value,
            draws: cohort.draws.value,
            start_days: times.first().copied().unwrap_or_default(),
            end_days: times.last().copied().unwrap_or_default(),
            command: command::command(&self.scenario.name, &self.overrides),
            hashes,
            about: self.scenario.about.clone(),
            about_zh: self.scenario.about_zh.clone(),
            exact_quantiles: cohort.patients.value <= MOST_EXACT,
        }
    }

    fn columns(&self, draws: &[DrawSummary], arm: usize) -> Vec<ColumnResult> {
        let (times, columns) = (self.outputs.times_days.len(), self.outputs.columns.len());
        let arms: Vec<&ArmSummary> = draws.iter().filter_map(|draw| draw.arms.get(arm)).collect();
        let curve = |values: &[f64], column: usize| -> Vec<f64> {
            (0..times).map(|time| values.get(time * columns + column).copied().unwrap_or(f64::NAN)).collect()
        };
        let of_column = |(index, column): (usize, &crate::prepare::Column)| {
            let first = arms.first();
            ColumnResult {
                name: column.name.clone(),
                label: column.label.clone(),
                label_zh: column.label_zh.clone(),
                unit: column.unit.clone(),
                quantiles: first.map_or_else(Vec::new, |arm| {
                    PROBABILITIES
                        .iter()
                        .zip(&arm.quantiles)
                        .map(|(probability, values)| (*probability, curve(values, index)))
                        .collect()
                }),
                ignorance: (draws.len() > 1).then(|| {
                    let medians = |time: usize| -> Vec<f64> {
                        let at = |arm: &&ArmSummary| {
                            arm.quantiles.get(arm.quantiles.len() / 2)?.get(time * columns + index).copied()
                        };
                        arms.iter().filter_map(at).collect()
                    };
                    (0..times).map(|time| range(medians(time))).unzip()
                }),
                sampling: first.map_or_else(Default::default, |arm| {
                    (curve(&arm.sampling.0, index), curve(&arm.sampling.1, index))
                }),
            }
        };
        self.outputs.columns.iter().enumerate().map(of_column).collect()
    }

    /// Indices of the outcomes that are conditions, or of those that are values.
    fn outcomes_that(&self, are_conditions: bool) -> impl Iterator<Item = (usize, &crate::prepare::Outcome)> {
        let outcomes = self.outputs.outcomes.iter().enumerate();
        outcomes.filter(move |(_, outcome)| outcome.is_condition == are_conditions && outcome.listed)
    }

    fn conditions(&self, draws: &[DrawSummary]) -> Vec<OutcomeResult> {
        let judged = |(index, outcome): (usize, &crate::prepare::Outcome)| {
            let found: Vec<&Judged> = draws.iter().filter_map(|draw| of_outcome(draw, index)).collect();
            let (successes, n) = found.first().map_or((0, 0), |first| (first.successes, first.spread.n));
            let by_draw: Vec<f64> =
                found.iter().map(|judged| share(judged.successes, judged.spread.n)).collect();
            let candidates = draws.first().and_then(|draw| draw.all_candidates.get(index));
            OutcomeResult {
                name: outcome.name.clone(),
                definition: outcome.definition.clone(),
                label: outcome.label.clone(),
                label_zh: outcome.label_zh.clone(),
                successes,
                n,
                interval: clopper_pearson(successes, n, CONFIDENCE),
                ignorance: over_draws(&by_draw),
                by_draw,
                candidates: candidates.map(|judged| (judged.successes, judged.spread.n)),
            }
        };
        self.outcomes_that(true).map(judged).collect()
    }

    fn values(&self, draws: &[DrawSummary]) -> Vec<ValueResult> {
        let judged = |(index, outcome): (usize, &crate::prepare::Outcome)| {
            let found: Vec<&Judged> = draws.iter().filter_map(|draw| of_outcome(draw, index)).collect();
            let first = found.first().map(|judged| judged.spread.clone()).unwrap_or_default();
            let by_draw: Vec<f64> = found.iter().map(|judged| judged.spread.median()).collect();
            let candidates = draws.first().and_then(|draw| draw.all_candidates.get(index));
            ValueResult {
                name: outcome.name.clone(),
                definition: outcome.definition.clone(),
                label: outcome.label.clone(),
                label_zh: outcome.label_zh.clone(),
                unit: outcome.unit.clone(),
                n: first.n,
                quantiles: PROBABILITIES.into_iter().zip(first.quantiles).collect(),
                ignorance: over_draws(&by_draw),
                sampling: first.sampling,
                by_draw,
                candidates: candidates.map(|judged| judged.spread.median()),
            }
        };
        self.outcomes_that(false).map(judged).collect()
    }

    fn paired_outcomes(&self, draws: &[DrawSummary]) -> Vec<PairedOutcome> {
        self.outcomes_that(true)
            .map(|(index, outcome)| paired_outcome(outcome, &pairs(draws, index)))
            .collect()
    }

    fn paired_values(&self, draws: &[DrawSummary]) -> Vec<PairedValue> {
        self.outcomes_that(false)
            .map(|(index, outcome)| paired_value(outcome, &pairs(draws, index)))
            .collect()
    }

    fn acceptance(&self, draws: &[DrawSummary]) -> Option<Acceptance> {
        let first = draws.first().filter(|_| !self.outputs.bounds.is_empty())?;
        let bounds = self.outputs.bounds.iter().zip(&first.refused);
        Some(Acceptance {
            candidates: first.candidates,
            refused: first.candidates - first.accepted,
            bounds: bounds
                .map(|(bound, refused)| Bound {
                    name: bound.name.clone(),
                    definition: bound.definition.clone(),
                    refused: *refused,
                })
                .collect(),
        })
    }

    fn failures(&self, draws: &[DrawSummary]) -> Vec<PatientFailure> {
        /// Failures that are listed.
        const MOST: usize = 1000;
        let failed = draws.iter().flat_map(|draw| &draw.failed).take(MOST);
        failed
            .map(|failed| PatientFailure {
                patient: failed.patient,
                reason: failed.reason(self.scenario.kind, self.per_day).text(Lang::En),
            })
            .collect()
    }
}

/// An outcome in both arms, draw by draw.
fn pairs(draws: &[DrawSummary], outcome: usize) -> Vec<&Pair> {
    draws.iter().filter_map(|draw| draw.pairs.get(outcome)).collect()
}

fn of_outcome(draw: &DrawSummary, outcome: usize) -> Option<&Judged> {
    draw.arms.first()?.outcomes.get(outcome)
}

fn share(successes: u64, n: u64) -> f64 {
    if n == 0 { f64::NAN } else { successes as f64 / n as f64 }
}
