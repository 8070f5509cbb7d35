//! Scans: one scenario at many values of one or two of its parameters or keys.
//!
//! ```text
//! --scan "dose.nk_cells.amount=1e6 cells/kg:1e8 cells/kg:5:log"
//! value(i) = from + (to - from) i / (count - 1)        linear
//! value(i) = from (to / from)^(i / (count - 1))        log
//! ```
//!
//! A point is the run of the same command with `--set name=value`: same patients, same draws, same numbers. So two points
//! differ by what was scanned and by nothing else (common random numbers). The second axis is the faster one.
//!
//! Curves over time are not kept: ten thousand of them would fill any memory. A point runs block by block in the
//! unfinished folder of the scan, and leaves the summaries of its draws there: a scan that is stopped goes on with them.

mod axis;

pub use axis::{Axis, MOST_POINTS};
pub(crate) use axis::{read as read_axes, span_of};

use crate::command::{command, quoted};
use crate::error::StudyError;
use crate::folder::RunFolder;
use crate::hash::Hasher;
use crate::input::Files;
use crate::manifest::{changes, folder_name_of, identity, inputs, of_studies, stem};
use crate::parts::{self, Part};
use crate::prepare::{Overrides, Study, prepare};
use crate::results::*;
use crate::run::Progress;
use crate::run::summary::DrawSummary;
use crate::scenario::Scenario;
use crate::sink::BLOCK_PATIENTS;
use crate::store::memory::MemoryStore;
use lytic_nk::Library;
use lytic_text::{Diagnostic, Label, Lang, Message, Sources, has_errors};
use serde_json::{Value, json};

/// Patients of a point whose blocks are not written: a stop costs no more than it does a run, whose open blocks it costs,
/// and ten thousand small points do not wait for the disk at each draw.
const SMALL: u64 = 4 * BLOCK_PATIENTS as u64;

/// A scan made ready.
#[derive(Debug)]
pub struct Scan {
    /// One or two axes.
    pub axes: Vec<Axis>,
    /// The study of the first point.
    pub first: Study,
    scenario: Scenario,
    overrides: Overrides,
    specs: Vec<String>,
    /// The texts of the command before any point was made ready.
    texts: Sources,
}

/// What a scan found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScanResults {
    /// What was run; hashes and command are those of the whole scan.
    pub about: About,
    /// One or two axes.
    pub axes: Vec<Axis>,
    /// Points, the last axis fastest.
    pub points: Vec<ScanPoint>,
    /// Doses of the first point.
    pub doses: Vec<DoseMark>,
    /// Parameters that differ from the library's in all points alike.
    pub changes: Vec<ParameterChange>,
    /// Keys that differ from the scenario's in all points alike.
    pub inputs: Vec<InputChange>,
    /// Agents that the twins lack, where there are twins.
    pub without: Vec<String>,
    /// Patients of all points that did not reach the end.
    pub failed: u64,
}

/// One point of a scan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScanPoint {
    /// The value of each axis.
    pub at: Vec<f64>,
    /// As in [`Results::outcomes`].
    pub outcomes: Vec<OutcomeResult>,
    /// As in [`Results::values`].
    pub values: Vec<ValueResult>,
    /// As in [`Twin::outcomes`]; empty where there is no twin.
    pub paired_outcomes: Vec<PairedOutcome>,
    /// As in [`Twin::values`]; empty where there is no twin.
    pub paired_values: Vec<PairedValue>,
    /// Patients that did not reach the end.
    pub failed: u64,
}

/// Reads the `--scan` options and makes the scan ready; its corners are checked, so that what a value may be is told
/// before anything runs.
pub fn prepare_scan(
    mut scenario: Scenario,
    library: &Library,
    files: &dyn Files,
    overrides: Overrides,
    specs: &[String],
    sources: &mut Sources,
) -> (Option<Scan>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let axes = axis::read(specs, sources, &mut diagnostics);
    if !scenario.judges() {
        diagnostics.push(Diagnostic::error(Message::new("E0620").with("scenario", &scenario.name)));
    }
    if has_errors(&diagnostics) {
        return (None, diagnostics);
    }
    // Outcomes do not depend on what is recorded besides.
    scenario.observe.columns.clear();
    let texts = sources.clone();
    let mut first = None;
    for at in corners(&axes) {
        let mut own = texts.clone();
        let (study, mut found) =
            prepare(scenario.clone(), library, files, at_point(&overrides, &axes, &at), &mut own);
        found.retain(|problem| keeps(problem, first.is_none()));
        relocate(&mut found, &axes, &at, &own);
        let failed = has_errors(&found);
        diagnostics.extend(found);
        if first.is_none() || failed {
            *sources = own;
        }
        if failed {
            return (None, diagnostics);
        }
        first = first.or(study);
    }
    let scan = first.map(|first| Scan { axes, first, scenario, overrides, specs: specs.to_vec(), texts });
    (scan, diagnostics)
}

/// What is told of a corner: its errors; of the first also warnings, but for those that only say where a scan begins.
fn keeps(problem: &Diagnostic, first: bool) -> bool {
    problem.is_error() || (first && !matches!(problem.message.key, "W0302" | "W0303" | "W0304"))
}

/// The overrides of one point: as if each value had been given to `--set`.
fn at_point(overrides: &Overrides, axes: &[Axis], at: &[usize]) -> Overrides {
    let mut point = overrides.clone();
    point.set.extend(axes.iter().zip(at).map(|(axis, index)| axis.setting(*index)));
    point
}

/// The points at which all axes have an end, and one at which a number is not whole: what bounds a value bounds it at
/// one of these.
fn corners(axes: &[Axis]) -> Vec<Vec<usize>> {
    let mut corners: Vec<Vec<usize>> = vec![Vec::new()];
    for axis in axes {
        let mut ends = vec![0, axis.values.len().saturating_sub(1)];
        ends.extend(axis.values.iter().position(|value| value.fract() != 0.0));
        ends.sort_unstable();
        ends.dedup();
        corners = corners
            .iter()
            .flat_map(|corner| ends.iter().map(move |end| corner.iter().copied().chain([*end]).collect()))
            .collect();
    }
    corners
}

/// Moves problems from the text of a point to the option that made it; where they stand elsewhere, the value that brought
/// them is told.
fn relocate(found: &mut [Diagnostic], axes: &[Axis], at: &[usize], sources: &Sources) {
    for problem in found.iter_mut() {
        let place = problem.span.and_then(|span| {
            let source = sources.get(span.source).filter(|source| source.name == "--set")?;
            axes.iter().zip(at).find(|(axis, index)| axis.setting(**index) == source.text)
        });
        let Some((axis, index)) = place else {
            if problem.is_error() {
                problem.labels.extend(axes.iter().zip(at).map(|(axis, index)| {
                    let message = Message::new("label.scan_value").with("value", axis.text(*index));
                    Label { span: axis.values_span, message }
                }));
            }
            continue;
        };
        let of_name = problem.span.is_some_and(|span| span.end as usize <= axis.name.len());
        problem.span = Some(if of_name { axis.name_span } else { axis.values_span });
        if problem.message.key == "E0308" && !of_name {
            let value = axis.values.get(*index).copied().unwrap_or(f64::NAN);
            problem.message = Message::new("E0618").with("name", &axis.name).with("value", value);
        }
    }
}

impl Scan {
    /// How many points.
    pub fn points(&self) -> usize {
        self.axes.iter().map(|axis| axis.values.len()).product()
    }

    /// Patients of all points.
    pub fn subjects(&self) -> u64 {
        self.first.subjects().saturating_mul(self.points() as u64)
    }

    /// What tells scans apart.
    pub fn identity(&self) -> Value {
        let axes: Vec<Value> = self
            .axes
            .iter()
            .map(|axis| json!({ "name": axis.name, "unit": axis.unit, "values": axis.values }))
            .collect();
        json!({ "scan": axes, "first": identity(&self.first) })
    }

    /// Name of its folder where the user does not say.
    pub fn folder_name(&self) -> String {
        folder_name_of(&format!("{}-scan", stem(&self.scenario.name)), &self.identity())
    }

    /// The whole manifest.
    pub fn manifest(&self, results: &ScanResults) -> Value {
        let own = json!({
            "points": results.points.len(),
            "subjects": self.subjects(),
            "failed": results.failed,
            "changes": changes(&results.changes),
            "inputs": inputs(&results.inputs),
        });
        of_studies(&results.about, &self.identity(), own)
    }

    /// Blocks of all points that need not be run again, and all blocks.
    pub fn kept(&self, folder: &RunFolder) -> (u64, u64) {
        let plan = self.first.plan();
        (parts::kept(folder, &plan), plan.blocks().saturating_mul(self.points() as u64))
    }

    /// Runs all points, each on all threads, in `folder`, and goes on with what is there. Results depend on neither.
    ///
    /// # Errors
    /// Where `progress` stops it, a file in the folder is another one or cannot be written, the machine gives no threads,
    /// or a point between the corners cannot be made ready.
    pub fn run(
        &self,
        folder: &RunFolder,
        library: &Library,
        files: &dyn Files,
        threads: Option<usize>,
        progress: Progress<'_>,
    ) -> Result<ScanResults, StudyError> {
        let all = self.subjects();
        let mut results = ScanResults { axes: self.axes.clone(), ..ScanResults::default() };
        let mut hasher = Hasher::new();
        let mut done = 0;
        for index in 0..self.points() {
            let at = self.indices(index);
            let study = self.study(&at, library, files)?;
            let part = Part::new(folder, &study, format!("{index:05}"));
            let found = point(&study, &part, threads, &|patients, _| progress(done + patients, all))?;
            done += study.subjects();
            if !progress(done, all) {
                return Err(StudyError::Interrupted);
            }
            for (of, hash) in &found.about.hashes {
                hasher.text(of);
                hasher.text(hash);
            }
            if index == 0 {
                results.about = found.about.clone();
                results.doses = found.doses.clone();
                let scanned = |name: &str| self.axes.iter().any(|axis| axis.name == name);
                results.changes =
                    found.changes.iter().filter(|change| !scanned(&change.name)).cloned().collect();
                results.inputs =
                    found.inputs.iter().filter(|change| !scanned(&change.name)).cloned().collect();
            }
            results.failed += found.failed;
            let value = |(axis, index): (&Axis, &usize)| axis.values.get(*index).copied().unwrap_or(f64::NAN);
            let mut point = ScanPoint {
                at: self.axes.iter().zip(&at).map(value).collect(),
                outcomes: found.outcomes,
                values: found.values,
                failed: found.failed,
                ..ScanPoint::default()
            };
            if let Some(twin) = found.twin {
                results.without = twin.without;
                (point.paired_outcomes, point.paired_values) = (twin.outcomes, twin.values);
            }
            results.points.push(point);
        }
        results.about.command = self.command();
        let of_point = |name: &str| name == "results" || name == "scenario" || name == "parameters";
        results.about.hashes.retain(|(name, _)| !of_point(name));
        results.about.hashes.push(("results".to_owned(), hasher.finish()));
        Ok(results)
    }

    /// The indices on the axes of a point; the last axis is the fastest.
    fn indices(&self, point: usize) -> Vec<usize> {
        let mut rest = point;
        let mut indices: Vec<usize> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let count = axis.values.len().max(1);
                let index = rest % count;
                rest /= count;
                index
            })
            .collect();
        indices.reverse();
        indices
    }

    fn study(&self, at: &[usize], library: &Library, files: &dyn Files) -> Result<Study, StudyError> {
        let mut sources = self.texts.clone();
        let overrides = at_point(&self.overrides, &self.axes, at);
        let (study, found) = prepare(self.scenario.clone(), library, files, overrides, &mut sources);
        study.ok_or_else(|| {
            let settings: Vec<String> =
                self.axes.iter().zip(at).map(|(axis, index)| axis.setting(*index)).collect();
            let reason =
                found.into_iter().find(Diagnostic::is_error).map(|problem| problem.message.text(Lang::En));
            StudyError::Point { point: settings.join(", "), reason: reason.unwrap_or_default() }
        })
    }

    /// The command that gives the same results.
    fn command(&self) -> String {
        let mut command = command(&self.scenario.name, &self.overrides);
        for spec in &self.specs {
            command.push_str(&format!(" --scan {}", quoted(spec)));
        }
        command
    }
}

/// The results of a point, from what is left of it where it is over.
pub(crate) fn point(
    study: &Study,
    part: &Part<'_>,
    threads: Option<usize>,
    progress: Progress<'_>,
) -> Result<Results, StudyError> {
    if let Some(draws) = part.known(|bytes| bytes.each(DrawSummary::read))? {
        return Ok(study.whole(&draws));
    }
    let draws = if study.subjects() <= SMALL {
        study.summaries(threads, progress, &MemoryStore::new())?
    } else {
        study.summaries(threads, progress, &part.store(false)?)?
    };
    part.end(|writer| writer.each(&draws, |writer, draw| draw.write(writer)))?;
    Ok(study.whole(&draws))
}
