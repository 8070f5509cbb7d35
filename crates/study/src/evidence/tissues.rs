//! Rows of the evidence that are numbers of a tissue.
//!
//! ```toml
//! [[row."V16.1".simulate]]
//! scenario = "spheroid-rim"
//! number   = "viable_rim"
//! ```
//!
//! A tissue is large: it is run once, with the seed of the validation and the typical values, so that its number has no
//! range over draws and no sampling interval but itself. The number is that of the end.

use super::results::Estimate;
use super::{Measure, Of};
use crate::error::StudyError;
use crate::prepare::Overrides;
use crate::tissue::{NothingSaved, TissueResults, TissueStudy, prepare_tissue, read_tissue};
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
    pub tissue: TissueStudy,
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
    seed: u64,
    library: &Library,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<TissueRunOfRows> {
    let source = sources.add(format!("evidence:scenarios/{name}.toml"), text);
    let (scenario, found) = read_tissue(name, text, source);
    problems.extend(found);
    let overrides = Overrides { seed: Some(seed), ..Overrides::default() };
    let (tissue, found) = prepare_tissue(scenario?, library, &overrides, sources);
    problems.extend(found.into_iter().filter(Diagnostic::is_error));
    let mut wants = Vec::new();
    for (group, row, measure) in places {
        if let Of::Tissue(of) = &measure.of {
            wants.push(TissueWant { group: *group, row: *row, number: of.number });
        } else {
            let message = Message::new("E1312").with("scenario", name);
            problems.push(Diagnostic { span: measure.scenario.span, ..Diagnostic::error(message) });
        }
    }
    Some(TissueRunOfRows { tissue: tissue?, wants })
}

impl TissueRunOfRows {
    /// Runs the tissue: an estimate for each want. Numbers that the plan itself has need no run.
    pub(super) fn estimates(
        &self,
        threads: Option<usize>,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Estimate>, StudyError> {
        let runs = self.wants.iter().any(|want| want.number != TissueNumber::MotileShare);
        let results =
            if runs { Some(self.tissue.run(None, threads, &NothingSaved, &|_, _| go_on())?) } else { None };
        Ok(self.wants.iter().map(|want| self.estimate(want.number, results.as_ref())).collect())
    }

    fn estimate(&self, number: TissueNumber, results: Option<&TissueResults>) -> Estimate {
        let value = match (number, results) {
            (TissueNumber::MotileShare, _) => self.motile_share(),
            (_, Some(results)) => of_results(number, results),
            (_, None) => None,
        };
        let value = value.unwrap_or(f64::NAN);
        let name = NUMBERS.iter().find(|name| self::number(name) == Some(number)).copied().unwrap_or("");
        Estimate {
            scenario: self.tissue.scenario.name.clone(),
            definition: name.to_owned(),
            value,
            n: self.tissue.size().cells,
            sampling: (value, value),
            by_draw: vec![value],
            ..Estimate::default()
        }
    }

    /// The mean over the sorts of NK cells.
    fn motile_share(&self) -> Option<f64> {
        let shares: Vec<f64> = self
            .tissue
            .plan
            .sorts
            .iter()
            .filter(|sort| sort.kind == Kind::Nk)
            .map(|sort| sort.motile)
            .collect();
        (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64)
    }
}

fn of_results(number: TissueNumber, results: &TissueResults) -> Option<f64> {
    let profile = results.watch.profiles.last()?;
    match number {
        TissueNumber::ViableRim => profile.viable_rim_um(),
        TissueNumber::HypoxicRim => {
            let oxygen = results.watch.fields.iter().position(|(name, _)| name == "oxygen")?;
            profile.hypoxic_rim_um(oxygen, HYPOXIA_MMHG)
        }
        TissueNumber::KilledShare => {
            let start = results.counts.first()?.of(Kind::Tumour).living;
            let died = &results.counts.last()?.of(Kind::Tumour).died;
            let killed: u64 = [Cause::NkGranules, Cause::NkReceptors, Cause::Cd8]
                .iter()
                .filter_map(|cause| died.get(*cause as usize))
                .sum();
            (start > 0).then(|| killed as f64 / start as f64)
        }
        TissueNumber::MotileShare => None,
    }
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
