//! What matters for one output of a patient: screening, rank correlation and a tornado, over all that varies.
//!
//! Two kinds of spread vary: how patients differ (`between`) and what we do not know of typical values (`uncertainty`); a
//! parameter with both is asked for twice, under two labels. Each parameter is moved on the scale of the quantiles of its
//! law, so that all are compared by how far they really go:
//!
//! ```text
//! Morris     trajectories over the 5 to 95 % range of all parameters at once       how much      (morris.rs)
//! PRCC       a scrambled Sobol sample of all laws                                  how regularly (rank.rs)
//! tornado    5 % and 95 % value of one parameter, the others typical               from where to where
//! ```
//!
//! One patient at a time: shares of a cohort need whole cohorts. Correlations between parameters and bounds of plausible
//! patients are left out, and that is told. Runs that fail or give no number are counted; the methods go on without them.

mod ask;
mod morris;
mod rank;
mod record;
mod results;

pub use morris::Morris;
pub use rank::Prcc;
pub use results::{ParameterSensitivity, SensitivityResults};

use crate::cohort::points::Dimension;
use crate::error::StudyError;
use crate::evaluate::Evaluated;
use crate::folder::RunFolder;
use crate::hash::Hasher;
use crate::input::Files;
use crate::prepare::{Overrides, Study};
use crate::records::Records;
use crate::run::Progress;
use crate::scenario::{Scenario, Spread};
use ask::Target;
use lytic_nk::{Grade, Library};
use lytic_text::{Diagnostic, Message, Sources, has_errors};
use morris::{TAIL, Trajectory};

/// Fewest and most trajectories.
pub const TRAJECTORIES: (u64, u64) = (4, 10_000);
/// Fewest and most samples; how many are needed depends on the parameters too.
pub const SAMPLES: (u64, u64) = (10, 100_000);
/// Runs that are kept together, so that an analysis that was stopped goes on.
const PIECE: u64 = 512;
/// Failures that are listed; all are counted.
const MOST_FAILURES: usize = 100;

/// Which kinds of spread are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kinds {
    /// How patients differ.
    Patients,
    /// What we do not know.
    Ignorance,
    /// Both.
    #[default]
    Both,
}

impl Kinds {
    /// As written on the command line.
    pub const NAMES: [&str; 3] = ["patients", "ignorance", "both"];

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Kinds> {
        [Kinds::Patients, Kinds::Ignorance, Kinds::Both].into_iter().find(|of| of.name() == name)
    }

    /// As written on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Kinds::Patients => "patients",
            Kinds::Ignorance => "ignorance",
            Kinds::Both => "both",
        }
    }

    fn holds(self, kind: Spread) -> bool {
        self == Kinds::Both || self == Kinds::of(kind)
    }

    /// The name of one kind of spread: what a parameter is labelled with.
    pub fn of(kind: Spread) -> Kinds {
        match kind {
            Spread::Between => Kinds::Patients,
            Spread::Uncertainty => Kinds::Ignorance,
        }
    }
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// An outcome that is a value, or an observed column.
    pub output: String,
    /// When a column is looked at, such as `28 d`; none: at the end.
    pub at: Option<String>,
    /// Which kinds of spread vary.
    pub of: Kinds,
    /// Trajectories of the screening.
    pub trajectories: u64,
    /// Samples of the rank correlation.
    pub samples: u64,
}

/// A question made ready.
#[derive(Debug)]
pub struct Sensitivity {
    /// The scenario, made ready for one patient.
    pub study: Study,
    question: Question,
    target: Target,
    factors: Vec<Factor>,
    overrides: Overrides,
}

/// A parameter that is varied by one of its spreads.
#[derive(Clone, Debug, PartialEq)]
struct Factor {
    kind: Spread,
    axis: usize,
    name: String,
    parameter: usize,
    unit: String,
    grade: Option<Grade>,
}

/// Makes a question ready. What is wrong with scenario and question comes back together; places are in `sources`.
pub fn prepare_sensitivity(
    scenario: Scenario,
    library: &Library,
    files: &dyn Files,
    overrides: Overrides,
    question: Question,
    sources: &mut Sources,
) -> (Option<Sensitivity>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    for (key, number, (low, high)) in
        [("--trajectories", question.trajectories, TRAJECTORIES), ("--samples", question.samples, SAMPLES)]
    {
        if !(low..=high).contains(&number) {
            let message = Message::new("E0311").with("key", key).with("low", low).with("high", high);
            diagnostics.push(Diagnostic::error(message));
        }
    }
    let mut asked = scenario;
    let target = ask::choose(&mut asked, &question, sources, &mut diagnostics);
    let left_out = [(asked.plausible.is_empty(), "W0901"), (asked.correlations.is_empty(), "W0902")];
    for (_, code) in left_out.into_iter().filter(|(none, _)| !none) {
        diagnostics.push(Diagnostic::warning(Message::new(code)));
    }
    // One patient: all that a run of many needs would be for nothing.
    let one = Overrides { patients: Some(1), draws: Some(1), ..overrides.clone() };
    let (study, found) = crate::prepare::prepare(asked, library, files, one, sources);
    diagnostics.extend(found);
    let ready = study.zip(target).map(|(study, target)| {
        let factors = factors(&study, question.of, library);
        check(&factors, &question, &mut diagnostics);
        let overrides = Overrides { patients: None, draws: None, ..overrides };
        Sensitivity { study, question, target, factors, overrides }
    });
    (ready.filter(|_| !has_errors(&diagnostics)), diagnostics)
}

fn factors(study: &Study, of: Kinds, library: &Library) -> Vec<Factor> {
    let kinds = [Spread::Between, Spread::Uncertainty].into_iter().filter(|kind| of.holds(*kind));
    let all = kinds.flat_map(|kind| {
        study.people.axes(kind).iter().enumerate().map(move |(index, axis)| {
            let (parameter, unit) = study.people.holder(kind, index);
            let grade = library.parameter(&axis.name).map(|entry| entry.grade);
            Factor { kind, axis: index, name: axis.name.clone(), parameter, unit, grade }
        })
    });
    all.collect()
}

/// Whether there is anything to vary, and enough samples for it.
fn check(factors: &[Factor], question: &Question, diagnostics: &mut Vec<Diagnostic>) {
    let mut error = |message| diagnostics.push(Diagnostic::error(message));
    if factors.is_empty() {
        let code = match question.of {
            Kinds::Both => "E0904",
            Kinds::Patients => "E0905",
            Kinds::Ignorance => "E0906",
        };
        error(Message::new(code));
    }
    let least = rank::least_points(factors.len()) as u64;
    if question.samples < least {
        error(
            Message::new("E0907")
                .with("samples", question.samples)
                .with("count", factors.len())
                .with("least", least.max(SAMPLES.0)),
        );
    }
}

/// The parts of an analysis, one after the other in the numbers of its runs.
struct Plan {
    names: Vec<String>,
    trajectories: Vec<Trajectory>,
    dimensions: Vec<Dimension>,
    samples: u64,
}

impl Plan {
    /// Runs of one trajectory.
    fn points(&self) -> u64 {
        self.names.len() as u64 + 1
    }

    /// The first run of the samples.
    fn first_sample(&self) -> u64 {
        self.trajectories.len() as u64 * self.points()
    }

    /// The first run of the tornado: the typical patient.
    fn first_bar(&self) -> u64 {
        self.first_sample() + self.samples
    }

    fn runs(&self) -> u64 {
        self.first_bar() + 1 + 2 * self.names.len() as u64
    }

    /// The share of each law in a run; none for the typical value.
    fn shares(&self, seed: u64, run: u64) -> Vec<Option<f64>> {
        if run < self.first_sample() {
            let (trajectory, point) = (run / self.points(), run % self.points());
            let shares = self.trajectories.get(trajectory as usize).map(|found| found.point(point as usize));
            return shares.unwrap_or_default().into_iter().map(Some).collect();
        }
        if run < self.first_bar() {
            let sample = run - self.first_sample();
            return self
                .dimensions
                .iter()
                .map(|dimension| Some(dimension.coordinate(seed, sample)))
                .collect();
        }
        let mut shares = vec![None; self.names.len()];
        let bar = run - self.first_bar();
        if bar > 0
            && let Some(share) = shares.get_mut(((bar - 1) / 2) as usize)
        {
            *share = Some(if bar % 2 == 1 { TAIL } else { 1.0 - TAIL });
        }
        shares
    }
}

impl Sensitivity {
    fn plan(&self) -> Plan {
        let seed = self.seed();
        let names: Vec<String> =
            self.factors.iter().map(|factor| format!("{} {}", factor.kind.name(), factor.name)).collect();
        Plan {
            trajectories: (0..self.question.trajectories)
                .map(|number| Trajectory::new(seed, number, &names))
                .collect(),
            dimensions: names
                .iter()
                .enumerate()
                .map(|(index, name)| {
                    Dimension::new(Spread::Between, "sensitivity", index, &format!("sensitivity {name}"))
                })
                .collect(),
            samples: self.question.samples,
            names,
        }
    }

    fn seed(&self) -> u64 {
        self.study.scenario.cohort.seed.value
    }

    /// How many runs it takes.
    pub fn runs(&self) -> u64 {
        let count = self.factors.len() as u64;
        self.question.trajectories * (count + 1) + self.question.samples + 1 + 2 * count
    }

    /// Does all runs on `threads` threads (none: all cores) and keeps nothing of them. Results do not depend on the
    /// number of threads.
    ///
    /// # Errors
    /// Where `progress` stops it, or the machine gives no threads.
    pub fn run(
        &self,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<SensitivityResults, StudyError> {
        self.run_with(&Records::new(None, &self.identity()), threads, progress)
    }

    /// The same in the folder of the analysis: goes on where an earlier one was stopped, and keeps what is done.
    ///
    /// # Errors
    /// As [`Sensitivity::run`], and where a file that is there was changed, or none can be written.
    pub fn run_in(
        &self,
        folder: &RunFolder,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<SensitivityResults, StudyError> {
        self.run_with(&Records::new(Some(folder), &self.identity()), threads, progress)
    }

    /// Pieces of the analysis that a folder holds, and all.
    pub fn kept(&self, folder: &RunFolder) -> (u64, u64) {
        let all = self.runs().div_ceil(PIECE);
        (Records::new(Some(folder), &self.identity()).count().min(all), all)
    }

    fn run_with(
        &self,
        records: &Records<'_>,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<SensitivityResults, StudyError> {
        let (plan, seed) = (self.plan(), self.seed());
        let parameters = |run: u64, values: &mut Vec<f64>| self.parameters(&plan.shares(seed, run), values);
        let read = |values: &[f64]| self.target.read(&self.study.outputs, values);
        let (all, mut from) = (plan.runs(), 0);
        let mut found = Evaluated::default();
        while from < all {
            let sets = from..(from + PIECE).min(all);
            let (name, count) = (format!("r{from:010}"), (sets.end - from) as usize);
            let known = records.read(&name, |bytes| Evaluated::read(bytes, count))?;
            let piece = match known {
                Some(piece) => piece,
                None => {
                    let tell = |done: u64, _: u64| progress(from + done, all);
                    let piece = self.study.evaluate(threads, sets.clone(), &parameters, &read, &tell)?;
                    records.write(&name, |writer| piece.write(writer))?;
                    piece
                }
            };
            found.values.extend(piece.values);
            found.failures.extend(piece.failures);
            from = sets.end;
        }
        Ok(self.results(&plan, &found))
    }

    /// Writes the parameters for shares of the factors' laws.
    fn parameters(&self, shares: &[Option<f64>], values: &mut Vec<f64>) {
        let people = &self.study.people;
        let mut between = vec![None; people.axes(Spread::Between).len()];
        let mut uncertainty = vec![None; people.axes(Spread::Uncertainty).len()];
        for (factor, share) in self.factors.iter().zip(shares) {
            let place = match factor.kind {
                Spread::Between => between.get_mut(factor.axis),
                Spread::Uncertainty => uncertainty.get_mut(factor.axis),
            };
            if let Some(place) = place {
                *place = *share;
            }
        }
        people.at(&uncertainty, &between, values);
    }

    fn results(&self, plan: &Plan, found: &Evaluated) -> SensitivityResults {
        let value = |run: u64| {
            let value = found.values.get(run as usize).copied().unwrap_or(f64::NAN);
            // An output that went beyond all numbers has no rank and no difference.
            if value.is_finite() { value } else { f64::NAN }
        };
        let values = |from: u64, to: u64| (from..to).map(value).collect::<Vec<f64>>();
        let effects: Vec<Vec<f64>> = plan
            .trajectories
            .iter()
            .zip(0..)
            .map(|(trajectory, index)| {
                trajectory.effects(&values(index * plan.points(), (index + 1) * plan.points()))
            })
            .collect();
        let morris = morris::summarise(self.seed(), &effects, self.factors.len());
        let output = values(plan.first_sample(), plan.first_bar());
        let inputs: Vec<Vec<f64>> = plan
            .dimensions
            .iter()
            .map(|dimension| {
                (0..plan.samples).map(|sample| dimension.coordinate(self.seed(), sample)).collect()
            })
            .collect();
        let prcc = rank::prcc(&inputs, &output);
        let judged = output.iter().filter(|value| !value.is_nan()).count() as u64;
        let mut parameters: Vec<ParameterSensitivity> = self
            .factors
            .iter()
            .zip(morris.into_iter().zip(prcc))
            .zip(0..)
            .map(|((factor, (morris, prcc)), index)| {
                let bar = plan.first_bar() + 1 + 2 * index;
                let place = |run| {
                    let mut values = Vec::new();
                    self.parameters(&plan.shares(self.seed(), run), &mut values);
                    values.get(factor.parameter).copied().unwrap_or(f64::NAN)
                };
                ParameterSensitivity {
                    name: factor.name.clone(),
                    kind: factor.kind,
                    unit: factor.unit.clone(),
                    grade: factor.grade,
                    values: [place(bar), place(plan.first_bar()), place(bar + 1)],
                    morris,
                    prcc,
                    low: value(bar),
                    high: value(bar + 1),
                }
            })
            .collect();
        // What cannot be told stands last; equals stay in the order of their names.
        let size = |parameter: &ParameterSensitivity| {
            if parameter.morris.mu_star.is_nan() { -1.0 } else { parameter.morris.mu_star }
        };
        parameters.sort_by(|a, b| size(b).total_cmp(&size(a)));
        let failed = found.failures.len() as u64;
        let without = (0..plan.runs()).filter(|run| value(*run).is_nan()).count() as u64;
        let named = self.target.described(&self.study.outputs);
        let mut hasher = Hasher::new();
        hasher.numbers(&found.values);
        SensitivityResults {
            about: self.about(hasher.finish()),
            output: self.question.output.clone(),
            definition: named.definition,
            label: named.label,
            label_zh: named.label_zh,
            unit: named.unit,
            of: self.question.of,
            typical: value(plan.first_bar()),
            parameters,
            trajectories: self.question.trajectories,
            samples: plan.samples,
            effective_samples: judged.saturating_sub(self.factors.len().saturating_sub(1) as u64),
            runs: plan.runs(),
            failed,
            without_number: without.saturating_sub(failed),
            failures: found
                .failures
                .iter()
                .take(MOST_FAILURES)
                .map(|failed| (failed.patient, failed.reason(self.study.scenario.kind, self.study.per_day)))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests;
