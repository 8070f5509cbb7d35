//! `lytic design SCENARIO`: a schedule of feeding or dosing that makes an outcome large (or small) under bounds on others.
//!
//! ```text
//! --maximise OUTCOME  --bound "OUTCOME <= LIMIT"  --vary NAME=FROM:TO[:log] ...
//! standard (the scenario as written) -> proposals by CMA-ES (search) -> best that keeps the bounds
//!   -> standard and best on people and draws that the search did not see (check) -> verdict
//! ```
//! Every proposal is an ordinary study of the same people under the same draws of what is not known: the objective is the mean
//! over draws of a share or a median, and a bound must hold in most draws. The best of many noisy proposals looks better than it
//! is; so it is judged on other people, against the standard, and called better only where the difference is beyond sampling and
//! ignorance. Studies run one after the other in the unfinished folder of the command, which goes on after a stop with what is
//! there: the search repeats itself from the numbers that are kept.

mod bound;
mod lever;
mod results;
mod search;
mod target;

pub use bound::Bound;
pub use lever::Lever;
pub use results::{BoundFound, Check, DesignResults, Evaluated, Verdict};
pub use target::Target;

use crate::command::{options, quoted};
use crate::error::StudyError;
use crate::folder::RunFolder;
use crate::hash::Hasher;
use crate::input::Files;
use crate::manifest::{folder_name_of, identity, of_studies, stem};
use crate::parts::{self, Part};
use crate::prepare::{Overrides, Study, prepare};
use crate::results::Results;
use crate::run::Progress;
use crate::scan::point;
use crate::scenario::Scenario;
use crate::statistics::over_draws;
use lytic_nk::Library;
use lytic_text::{Diagnostic, Label, Lang, Message, Sources, Span, has_errors};
use serde_json::{Value, json};
use std::cell::RefCell;

/// Draws where neither scenario nor user asks for more than one: ignorance is part of the question.
const DRAWS: u64 = 8;
/// Proposals where the user does not say.
pub const EVALUATIONS: u64 = 40;
/// Share of the draws in which a bound must hold, where the user does not say.
pub const SURE: f64 = 0.8;

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DesignQuestion {
    /// `--maximise OUTCOME`
    pub maximise: Option<String>,
    /// `--minimise OUTCOME`
    pub minimise: Option<String>,
    /// `--bound "OUTCOME <= LIMIT"`, in order.
    pub bounds: Vec<String>,
    /// `--vary NAME=FROM:TO[:log]`, in order.
    pub vary: Vec<String>,
    /// `--evaluations N`: most proposals.
    pub evaluations: u64,
    /// `--sure SHARE`: share of the draws in which a bound must hold.
    pub sure: f64,
}

/// A design made ready.
#[derive(Debug)]
pub struct Design {
    objective: Target,
    bounds: Vec<Bound>,
    levers: Vec<Lever>,
    standard_at: Vec<String>,
    standard: Study,
    scenario: Scenario,
    overrides: Overrides,
    question: DesignQuestion,
    texts: Sources,
}

/// Reads the question and makes the standard ready; what a lever may be is told before anything runs.
pub fn prepare_design(
    mut scenario: Scenario,
    library: &Library,
    files: &dyn Files,
    mut overrides: Overrides,
    question: &DesignQuestion,
    sources: &mut Sources,
) -> (Option<Design>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let levers = lever::read(&question.vary, sources, &mut diagnostics);
    if question.vary.is_empty() {
        diagnostics.push(Diagnostic::error(Message::new("E2011")));
    }
    if !(0.0..=1.0).contains(&question.sure) {
        let message = Message::new("E0311").with("key", "--sure").with("low", 0).with("high", 1);
        diagnostics.push(Diagnostic::error(message));
    }
    if !scenario.judges() {
        diagnostics.push(Diagnostic::error(Message::new("E0620").with("scenario", &scenario.name)));
    }
    if has_errors(&diagnostics) {
        return (None, diagnostics);
    }
    scenario.observe.columns.clear();
    scenario.additions.clear();
    scenario.cohort.without = None;
    if overrides.draws.is_none() && scenario.cohort.draws.value == 1 {
        overrides.draws = Some(DRAWS);
    }
    (overrides.no_twin, overrides.outcomes_only) = (true, true);
    let texts = sources.clone();
    let (standard, found) = prepare(scenario.clone(), library, files, overrides.clone(), sources);
    diagnostics.extend(found);
    let Some(standard) = standard else { return (None, diagnostics) };
    let (option, name) = match (&question.maximise, &question.minimise) {
        (_, Some(name)) => ("--minimise", name.as_str()),
        (name, None) => ("--maximise", name.as_deref().unwrap_or("")),
    };
    let source = sources.add(option, name);
    let objective = Target::find(name.trim(), Span::new(source, 0, name.len()), &standard, &mut diagnostics);
    let bounds = bound::read(&question.bounds, &standard, sources, &mut diagnostics);
    let mut standard_at = Vec::new();
    for lever in &levers {
        let mut before = None;
        for value in [lever.from, lever.to] {
            let mut own = texts.clone();
            let overrides = with(&overrides, [lever.setting(value)]);
            let (study, mut found) = prepare(scenario.clone(), library, files, overrides, &mut own);
            found.retain(Diagnostic::is_error);
            let failed = !found.is_empty();
            relocate(&mut found, lever, value, &own);
            diagnostics.extend(found);
            if failed {
                // Its texts are those that the places of its problems stand in.
                break;
            }
            before = before.or_else(|| study.and_then(|study| written(&study, lever)));
        }
        standard_at.push(before.unwrap_or_default());
    }
    let objective = objective.filter(|_| !has_errors(&diagnostics));
    let design = objective.map(|objective| Design {
        objective,
        bounds,
        levers,
        standard_at,
        standard,
        scenario,
        overrides,
        question: question.clone(),
        texts,
    });
    (design, diagnostics)
}

/// The overrides with more settings.
fn with(overrides: &Overrides, settings: impl IntoIterator<Item = String>) -> Overrides {
    let mut changed = overrides.clone();
    changed.set.extend(settings);
    changed
}

/// What the scenario or the library has where a lever stands.
fn written(study: &Study, lever: &Lever) -> Option<String> {
    let input =
        study.inputs.iter().find(|change| change.name == lever.name).map(|change| change.before.clone());
    input.or_else(|| {
        let change = study.changes.iter().find(|change| change.name == lever.name)?;
        Some(format!("{} {}", change.library?, change.unit).trim().to_owned())
    })
}

/// Moves problems of a lever's end to the option that made them.
fn relocate(found: &mut [Diagnostic], lever: &Lever, value: f64, sources: &Sources) {
    let setting = lever.setting(value);
    for problem in found.iter_mut() {
        let own = problem.span.filter(|span| {
            sources.get(span.source).is_some_and(|source| source.name == "--set" && source.text == setting)
        });
        let of_name = own.is_some_and(|span| span.end as usize <= lever.name.len());
        let message = Message::new("design.value").with("value", lever.text(value));
        problem.labels.clear();
        problem.labels.push(Label { span: lever.values_span, message });
        problem.span = Some(if of_name { lever.name_span } else { lever.values_span });
    }
}

impl Design {
    /// Patients of all proposals and of the check, at most.
    pub fn subjects(&self) -> u64 {
        self.standard.subjects().saturating_mul(self.question.evaluations.saturating_add(3))
    }

    /// What tells designs apart.
    pub fn identity(&self) -> Value {
        let question = &self.question;
        json!({
            "design": {
                "maximise": question.maximise,
                "minimise": question.minimise,
                "bounds": question.bounds,
                "vary": question.vary,
                "evaluations": question.evaluations,
                "sure": question.sure,
            },
            "first": identity(&self.standard),
        })
    }

    /// Name of its folder where the user does not say.
    pub fn folder_name(&self) -> String {
        folder_name_of(&format!("{}-design", stem(&self.scenario.name)), &self.identity())
    }

    /// The manifest.
    pub fn manifest(&self, results: &DesignResults) -> Value {
        let own = json!({
            "proposals": results.evaluated.len().saturating_sub(1),
            "subjects": results.subjects,
            "failed": results.failed,
        });
        of_studies(&results.about, &self.identity(), own)
    }

    /// Blocks that need not be run again, and all blocks, at most.
    pub fn kept(&self, folder: &RunFolder) -> (u64, u64) {
        let plan = self.standard.plan();
        (
            parts::kept(folder, &plan),
            plan.blocks().saturating_mul(self.question.evaluations.saturating_add(3)),
        )
    }

    /// Searches and checks, on `threads` threads (none: all cores), in `folder`, where it goes on with what is there.
    ///
    /// # Errors
    /// Where no proposal keeps the bounds, `progress` stops it, a file in the folder is another one or cannot be written, or the
    /// machine gives no threads.
    pub fn run(
        &self,
        folder: &RunFolder,
        library: &Library,
        files: &dyn Files,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<DesignResults, StudyError> {
        let seed = self.standard.scenario.cohort.seed.value;
        let work = Work { design: self, folder, library, files, threads, progress, done: RefCell::default() };
        let standard = work.evaluate(None, "0000-standard", seed)?;
        let start: Vec<f64> = self
            .levers
            .iter()
            .zip(&self.standard_at)
            .map(|(lever, text)| lever.number_of(text).map_or(0.5, |value| lever.share_of(value)))
            .collect();
        let rounded = |shares: &[f64]| -> Vec<f64> {
            self.levers.iter().zip(shares).map(|(lever, share)| lever.at(*share)).collect()
        };
        let simulate = |at: &[f64], number: usize| work.evaluate(Some(at), &format!("{number:04}"), seed);
        let most = usize::try_from(self.question.evaluations).unwrap_or(usize::MAX).saturating_add(1);
        let minimise = self.question.minimise.is_some();
        let evaluated = search::search(start, (most, minimise, seed), &rounded, &simulate, vec![standard])?;
        let best = best(&evaluated, minimise).ok_or_else(|| self.nothing_keeps(&evaluated))?;
        let of_best = evaluated.get(best).filter(|_| best > 0).map(|best| best.at.clone());
        let check = work.check(of_best.as_deref(), seed.wrapping_add(1))?;
        let standard_keeps = evaluated.first().is_some_and(|standard| standard.keeps);
        let mut verdict = results::verdict(standard_keeps, &check, minimise);
        if best == 0 {
            // Nothing was found that is better even on the people of the search.
            verdict = Verdict::NotBetter;
        }
        let done = work.done.take();
        let mut about = done.first;
        about.command = self.command();
        about.hashes.retain(|(name, _)| name != "results");
        about.hashes.push(("results".to_owned(), done.hasher.finish()));
        Ok(DesignResults {
            about,
            objective: self.objective.clone(),
            minimise,
            bounds: self.bounds.clone(),
            sure: self.question.sure,
            levers: self.levers.clone(),
            standard_at: self.standard_at.clone(),
            evaluated,
            best,
            check,
            verdict,
            failed: done.failed,
            subjects: done.subjects,
        })
    }

    /// The bounds that nothing met, with the least excess that was found.
    fn nothing_keeps(&self, evaluated: &[Evaluated]) -> StudyError {
        let of_bound = |(index, bound): (usize, &Bound)| {
            let numbers = evaluated.iter().filter_map(|found| found.bounds.get(index));
            let nearest = numbers
                .filter(|found| !found.excess.is_nan())
                .min_by(|a, b| a.excess.total_cmp(&b.excess))?;
            let mean = mean(&nearest.by_draw);
            Some(format!("{} ({})", bound.text, short(mean)))
        };
        let bounds: Vec<String> = self.bounds.iter().enumerate().filter_map(of_bound).collect();
        StudyError::NothingKeepsBounds {
            proposals: evaluated.len().saturating_sub(1) as u64,
            bounds: bounds.join(", "),
        }
    }

    /// The command that gives the same results.
    fn command(&self) -> String {
        let question = &self.question;
        let mut command = format!("lytic design {}", quoted(&self.scenario.name));
        for (option, value) in [("--maximise", &question.maximise), ("--minimise", &question.minimise)] {
            if let Some(value) = value {
                command.push_str(&format!(" {option} {}", quoted(value)));
            }
        }
        for (option, values) in [("--bound", &question.bounds), ("--vary", &question.vary)] {
            for value in values {
                command.push_str(&format!(" {option} {}", quoted(value)));
            }
        }
        command.push_str(&format!(" --evaluations {} --sure {}", question.evaluations, question.sure));
        command + &options(&self.overrides)
    }
}

/// Index of the best that keeps all bounds; the earlier of two that are alike.
fn best(evaluated: &[Evaluated], minimise: bool) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (index, found) in evaluated.iter().enumerate().filter(|(_, found)| found.keeps) {
        let value = if minimise { -found.objective } else { found.objective };
        if value.is_finite() && best.is_none_or(|(_, known)| value > known) {
            best = Some((index, value));
        }
    }
    best.map(|(index, _)| index)
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// Three figures.
fn short(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// What was done on the way.
#[derive(Default)]
struct Done {
    first: crate::results::About,
    hasher: Hasher,
    failed: u64,
    subjects: u64,
}

/// A design being run.
struct Work<'a> {
    design: &'a Design,
    folder: &'a RunFolder,
    library: &'a Library,
    files: &'a dyn Files,
    threads: Option<usize>,
    progress: Progress<'a>,
    done: RefCell<Done>,
}

impl Work<'_> {
    /// Simulates the standard, or the levers at these values.
    fn evaluate(&self, at: Option<&[f64]>, part: &str, seed: u64) -> Result<Evaluated, StudyError> {
        let design = self.design;
        let values = at.unwrap_or_default();
        let settings = design.levers.iter().zip(values).map(|(lever, value)| lever.setting(*value));
        let overrides = Overrides { seed: Some(seed), ..with(&design.overrides, settings) };
        let mut sources = design.texts.clone();
        let (study, problems) =
            prepare(design.scenario.clone(), self.library, self.files, overrides, &mut sources);
        let Some(study) = study else {
            // Ends of levers can be run one by one; together they may leave the run.
            let problem = problems.iter().find(|problem| problem.is_error());
            let reason = problem.map_or_else(String::new, |problem| problem.message.text(Lang::En));
            return Ok(Evaluated {
                at: values.to_vec(),
                objective: f64::NAN,
                refused: Some(reason),
                ..Evaluated::default()
            });
        };
        let part = Part::new(self.folder, &study, part);
        let before = self.done.borrow().subjects;
        let all = design.subjects();
        let results = point(&study, &part, self.threads, &|done, _| (self.progress)(before + done, all))?;
        let mut done = self.done.borrow_mut();
        done.subjects += study.subjects();
        done.failed += results.failed;
        for (of, hash) in &results.about.hashes {
            done.hasher.text(of);
            done.hasher.text(hash);
        }
        if before == 0 {
            done.first = results.about.clone();
        }
        Ok(self.judged(values, &results))
    }

    fn judged(&self, at: &[f64], results: &Results) -> Evaluated {
        let (design, sure) = (self.design, self.design.question.sure);
        let by_draw = design.objective.by_draw(results);
        let of_bound = |bound: &Bound| {
            let by_draw = bound.of.by_draw(results);
            BoundFound { kept: bound.kept(&by_draw), excess: bound.excess_of(&by_draw, sure), by_draw }
        };
        let bounds: Vec<BoundFound> = design.bounds.iter().map(of_bound).collect();
        Evaluated {
            at: at.to_vec(),
            objective: mean(&by_draw),
            by_draw,
            keeps: bounds.iter().all(|bound| bound.excess <= 0.0),
            bounds,
            failed: results.failed,
            refused: None,
        }
    }

    /// Standard and best on other people; the standard twice where nothing else was found.
    fn check(&self, best: Option<&[f64]>, seed: u64) -> Result<Check, StudyError> {
        let standard = self.evaluate(None, "check-standard", seed)?;
        let best = match best {
            Some(at) => self.evaluate(Some(at), "check-best", seed)?,
            None => standard.clone(),
        };
        let by_draw: Vec<f64> =
            best.by_draw.iter().zip(&standard.by_draw).map(|(best, standard)| best - standard).collect();
        let n = self.design.standard.scenario.cohort.patients.value as f64;
        let spread = |found: &Evaluated| found.objective * (1.0 - found.objective) / n;
        let sampling = self
            .design
            .objective
            .is_condition
            .then(|| 1.96 * (spread(&best) + spread(&standard)).max(0.0).sqrt());
        Ok(Check {
            seed,
            difference: mean(&by_draw),
            ignorance: over_draws(&by_draw),
            by_draw,
            sampling,
            standard,
            best,
        })
    }
}
