//! Rows of the evidence that are numbers of a killing assay.
//!
//! ```toml
//! [[row."V02.1".simulate]]
//! scenario = "microwell-resting"
//! number   = "share_without_kill"
//! arm      = "resting"
//! ```
//!
//! The sampling interval is that of the mean of the replicates; draws of what is not known are whole assays.

use super::results::Estimate;
use super::{Measure, Of};
use crate::assay::{Assay, AssayNumber, AssayResults, prepare_assay, read_assay};
use crate::error::StudyError;
use crate::prepare::Overrides;
use crate::scenario::Placed;
use crate::statistics::over_draws;
use lytic_nk::Library;
use lytic_text::{Diagnostic, Message, Sources, nearest};

/// What a row takes of an assay.
#[derive(Clone, Debug, PartialEq)]
pub struct AssayMeasure {
    /// The number.
    pub number: AssayNumber,
    /// The arm.
    pub arm: Placed<String>,
    /// What it is compared with.
    pub with: Option<(Against, Placed<String>)>,
}

/// How two arms are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The arm minus the other.
    Minus,
    /// The arm divided by the other.
    DividedBy,
}

/// Numbers of an assay by the names that rows use.
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
];

/// The number of a name; `kill` is the number of the kill, from 1, where shares go by it.
pub(super) fn number(name: &str, kill: u64) -> Option<AssayNumber> {
    Some(match name {
        "share_without_kill" => AssayNumber::WithoutKill,
        "top_half_of_kills" => AssayNumber::TopHalf,
        "granzyme_share" => AssayNumber::GranuleShare(kill.max(1) as usize - 1),
        "most_kills" => AssayNumber::MostKills,
        "hits_per_kill" => AssayNumber::HitsPerKill,
        "lysis" => AssayNumber::Lysis,
        "kills_per_nk" => AssayNumber::KillsPerCell,
        "half_effect" => AssayNumber::HalfEffect,
        "greatest_lysis" => AssayNumber::GreatestLysis,
        "viable_share" => AssayNumber::Viable,
        _ => return None,
    })
}

/// An assay with what rows want of it.
#[derive(Debug)]
pub(super) struct AssayRun {
    pub assay: Assay,
    pub wants: Vec<AssayWant>,
}

/// A number of a row.
#[derive(Debug)]
pub(super) struct AssayWant {
    pub group: usize,
    pub row: usize,
    measure: AssayMeasure,
}

/// Makes the assay of a scenario ready for the measures of its rows: group, row, measure.
pub(super) fn prepare(
    (name, text): (&str, &str),
    places: &[(usize, usize, &Measure)],
    (draws, seed): (u64, u64),
    library: &Library,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<AssayRun> {
    let source = sources.add(format!("evidence:scenarios/{name}.toml"), text);
    let (scenario, found) = read_assay(name, text, source);
    problems.extend(found);
    let overrides = Overrides { draws: Some(draws), seed: Some(seed), ..Overrides::default() };
    let (assay, found) = prepare_assay(scenario?, library, &overrides, sources);
    problems.extend(found.into_iter().filter(Diagnostic::is_error));
    let assay = assay?;
    let mut wants = Vec::new();
    for (group, row, measure) in places {
        let Of::Assay(of) = &measure.of else {
            let message = Message::new("E1312").with("scenario", name);
            problems.push(Diagnostic { span: measure.scenario.span, ..Diagnostic::error(message) });
            continue;
        };
        for arm in std::iter::once(&of.arm).chain(of.with.iter().map(|(_, arm)| arm)) {
            if !assay.arms.iter().any(|line| line.name == arm.value) {
                let message = Message::new("E1311").with("name", &arm.value);
                let near = nearest(&arm.value, assay.arms.iter().map(|line| line.name.as_str()));
                problems.push(Diagnostic { span: arm.span, ..Diagnostic::error(message).suggest(near) });
            }
        }
        wants.push(AssayWant { group: *group, row: *row, measure: (**of).clone() });
    }
    Some(AssayRun { assay, wants })
}

impl AssayRun {
    /// Runs the assay: an estimate for each want.
    pub(super) fn estimates(
        &self,
        threads: Option<usize>,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Estimate>, StudyError> {
        let results = self.assay.run(threads, &|_, _| go_on())?;
        Ok(self.wants.iter().map(|want| want.measure.estimate(&results)).collect())
    }
}

impl AssayMeasure {
    fn estimate(&self, results: &AssayResults) -> Estimate {
        let draws = results.about.draws as usize;
        let by_draw: Vec<f64> = (0..draws)
            .map(|draw| self.of(|arm| self.number.of(results, arm, |point| point.draws.get(draw))))
            .collect();
        let replicates: Vec<f64> = (0..results.replicates as usize)
            .map(|index| self.of(|arm| self.number.of(results, arm, |point| point.replicates.get(index))))
            .filter(|value| value.is_finite())
            .collect();
        let value = by_draw.first().copied().unwrap_or(f64::NAN);
        let count = replicates.len() as f64;
        let mean = replicates.iter().sum::<f64>() / count;
        let squares: f64 = replicates.iter().map(|value| (value - mean) * (value - mean)).sum();
        let half = 1.96 * (squares / (count - 1.0).max(1.0) / count).sqrt();
        Estimate {
            scenario: results.about.scenario.clone(),
            definition: self.definition(),
            value,
            n: results.living(&self.arm.value),
            sampling: (value - half, value + half),
            ignorance: over_draws(&by_draw),
            by_draw,
            ..Estimate::default()
        }
    }

    /// The number of the arm, compared with that of the other where there is one.
    fn of(&self, number: impl Fn(&str) -> f64) -> f64 {
        let value = number(&self.arm.value);
        match &self.with {
            None => value,
            Some((Against::Minus, other)) => value - number(&other.value),
            Some((Against::DividedBy, other)) => value / number(&other.value),
        }
    }

    /// As shown beside the number: `greatest_lysis of vv minus ff`.
    fn definition(&self) -> String {
        let known = |name: &&&str| number(name, 1) == Some(self.number);
        let name = match self.number {
            AssayNumber::GranuleShare(kill) => format!("granzyme_share of kill {}", kill + 1),
            _ => NUMBERS.iter().find(known).map_or_else(String::new, |name| (*name).to_owned()),
        };
        let with = match &self.with {
            None => String::new(),
            Some((Against::Minus, other)) => format!(" minus {}", other.value),
            Some((Against::DividedBy, other)) => format!(" divided by {}", other.value),
        };
        format!("{name}, {}{with}", self.arm.value)
    }
}
