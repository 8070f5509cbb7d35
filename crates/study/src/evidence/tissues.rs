//! Rows of the evidence that are numbers of a tissue.
//!
//! ```toml
//! [[row."V16.1".simulate]]
//! scenario = "spheroid-rim"
//! number   = "viable_rim"
//! ```
//!
//! A tissue is large: it is run once in each of [`MOST_DRAWS`] draws at most, with the seed of the validation. Sampling is that of a
//! count of cells that are killed or not; of other numbers it is not known. The number is that of the end.

use super::results::Estimate;
use super::{Measure, Of};
use crate::error::StudyError;
use crate::prepare::Overrides;
use crate::scenario::Placed;
use crate::statistics::{clopper_pearson, over_draws};
use crate::tissue::{NothingSaved, TissueResults, TissueScenario, TissueStudy, prepare_tissue, read_tissue};
use lytic_nk::Library;
use lytic_text::{Diagnostic, Message, Sources};
use lytic_tissue::{Cause, Kind};

/// What a row takes of a tissue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TissueMeasure {
    /// The number.
    pub number: TissueNumber,
}

/// A number of a tissue at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TissueNumber {
    /// From the surface to where no more than one in twenty tumour cells lives, um.
    ViableRim,
    /// The part of it where oxygen is below [`HYPOXIA_MMHG`], um.
    HypoxicRim,
    /// Tumour cells that NK and T cells have killed, of those at the start.
    KilledShare,
    /// NK cells that crawl, of all that are put in.
    MotileShare,
}

/// Oxygen below which tissue counts as hypoxic, mmHg: what nitroimidazoles show.
const HYPOXIA_MMHG: f64 = 10.0;

/// Draws of what is not known at most: each is a tissue of its own, minutes of a core.
const MOST_DRAWS: u64 = 4;

/// Numbers by the names that rows use, those of killing assays first.
pub(super) const NUMBERS: &[&str] = &[
    "share_without_kill",
    "top_half_of_kills",
    "granzyme_share",
    "most_kills",
    "hits_per_kill",
    "lysis",
    "kills_per_nk",
    "half_effect",
    "greatest_lysis",
    "viable_share",
    "viable_rim",
    "hypoxic_rim",
    "killed_share",
    "motile_share",
];

/// The number of a name; none for those of killing assays.
pub(super) fn number(name: &str) -> Option<TissueNumber> {
    Some(match name {
        "viable_rim" => TissueNumber::ViableRim,
        "hypoxic_rim" => TissueNumber::HypoxicRim,
        "killed_share" => TissueNumber::KilledShare,
        "motile_share" => TissueNumber::MotileShare,
        _ => return None,
    })
}

/// A tissue with what rows want of it.
#[derive(Debug)]
pub(super) struct TissueRunOfRows {
    /// One a draw, the first with the typical values; never empty.
    pub tissues: Vec<TissueStudy>,
    pub wants: Vec<TissueWant>,
}

/// A number of a row.
#[derive(Debug)]
pub(super) struct TissueWant {
    pub group: usize,
    pub row: usize,
    number: TissueNumber,
}

/// Makes the tissue of a scenario ready for the measures of its rows: group, row, measure.
pub(super) fn prepare(
    (name, text): (&str, &str),
    places: &[(usize, usize, &Measure)],
    (draws, seed): (u64, u64),
    library: &Library,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<TissueRunOfRows> {
    let source = sources.add(format!("evidence:scenarios/{name}.toml"), text);
    let (scenario, found) = read_tissue(name, text, source);
    problems.extend(found);
    let (scenario, overrides) = (scenario?, Overrides { seed: Some(seed), ..Overrides::default() });
    let mut tissues = Vec::new();
    for draw in 0..draws.clamp(1, MOST_DRAWS) {
        let scenario = TissueScenario { draw: Some(Placed::default_of(draw)), ..scenario.clone() };
        let (tissue, found) = prepare_tissue(scenario, library, &overrides, sources);
        problems.extend(found.into_iter().filter(Diagnostic::is_error));
        tissues.push(tissue?);
    }
    let mut wants = Vec::new();
    for (group, row, measure) in places {
        if let Of::Tissue(of) = &measure.of {
            wants.push(TissueWant { group: *group, row: *row, number: of.number });
        } else {
            let message = Message::new("E1312").with("scenario", name);
            problems.push(Diagnostic { span: measure.scenario.span, ..Diagnostic::error(message) });
        }
    }
    Some(TissueRunOfRows { tissues, wants })
}

impl TissueRunOfRows {
    /// Runs the tissues: an estimate for each want. Numbers that the plan itself has need no run.
    pub(super) fn estimates(
        &self,
        threads: Option<usize>,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Estimate>, StudyError> {
        let runs = self.wants.iter().any(|want| want.number != TissueNumber::MotileShare);
        let mut results = Vec::new();
        for tissue in self.tissues.iter().filter(|_| runs) {
            results.push(tissue.run(None, threads, &NothingSaved, &|_, _| go_on())?);
        }
        Ok(self.wants.iter().map(|want| self.estimate(want.number, &results)).collect())
    }

    fn estimate(&self, number: TissueNumber, results: &[TissueResults]) -> Estimate {
        let by_draw: Vec<f64> = match number {
            TissueNumber::MotileShare => self.tissues.iter().map(motile_share).collect(),
            _ => results.iter().map(|of_draw| of_results(number, of_draw)).collect(),
        };
        let value = by_draw.first().copied().unwrap_or(f64::NAN);
        let start = results.first().and_then(at_start);
        let sampling = match (number, start) {
            (TissueNumber::KilledShare, Some(start)) => {
                clopper_pearson((value * start as f64).round() as u64, start, 0.95)
            }
            _ => (f64::NAN, f64::NAN),
        };
        let name = NUMBERS.iter().find(|name| self::number(name) == Some(number)).copied().unwrap_or("");
        let typical = self.tissues.first();
        Estimate {
            scenario: typical.map(|tissue| tissue.scenario.name.clone()).unwrap_or_default(),
            definition: name.to_owned(),
            value,
            n: typical.map_or(0, |tissue| tissue.size().cells),
            sampling,
            ignorance: over_draws(&by_draw),
            by_draw,
            ..Estimate::default()
        }
    }
}

/// The mean over the sorts of NK cells; NaN without any.
fn motile_share(tissue: &TissueStudy) -> f64 {
    let shares: Vec<f64> =
        tissue.plan.sorts.iter().filter(|sort| sort.kind == Kind::Nk).map(|sort| sort.motile).collect();
    shares.iter().sum::<f64>() / shares.len() as f64
}

/// Tumour cells at the start.
fn at_start(results: &TissueResults) -> Option<u64> {
    results.counts.first().map(|count| count.of(Kind::Tumour).living)
}

/// The number at the end; NaN where there is none.
fn of_results(number: TissueNumber, results: &TissueResults) -> f64 {
    let profile = results.watch.profiles.last();
    let found = match number {
        TissueNumber::ViableRim => profile.and_then(|profile| profile.viable_rim_um()),
        TissueNumber::HypoxicRim => {
            let oxygen = results.watch.fields.iter().position(|(name, _)| name == "oxygen");
            profile.zip(oxygen).and_then(|(profile, oxygen)| profile.hypoxic_rim_um(oxygen, HYPOXIA_MMHG))
        }
        TissueNumber::KilledShare => at_start(results).zip(results.counts.last()).map(|(start, end)| {
            let died = &end.of(Kind::Tumour).died;
            let causes = [Cause::NkGranules, Cause::NkReceptors, Cause::Cd8];
            let killed: u64 = causes.iter().filter_map(|cause| died.get(*cause as usize)).sum();
            killed as f64 / start as f64
        }),
        TissueNumber::MotileShare => None,
    };
    found.unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::assays;

    #[test]
    fn every_name_is_a_number_of_an_assay_or_of_a_tissue() {
        for name in NUMBERS {
            assert!(assays::number(name, 1).is_some() != number(name).is_some(), "{name}");
        }
        assert!(assays::NUMBERS.iter().all(|name| NUMBERS.contains(name)));
    }
}
