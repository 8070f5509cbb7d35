//! `lytic run MODEL`: a model by itself, once or at many values of one or two of its symbols. No scenario, no patients.
//!
//! ```text
//! --to 100 --points 201        time(i) = to i / (points - 1), in the model's own unit of time
//! --set k1=0.3                 the symbol starts at this value (a parameter keeps it)
//! --scan k1=0.1:1:10:log       the run at each value; twice: at each pair
//! ```
//!
//! Values are set in the model before it is lowered, so that all that follows from a value follows (initial assignments,
//! amounts in a compartment). Every point is integrated by the engine's scalar path, which serves every model.

mod ask;
mod results;
mod set;

pub use ask::CourseQuestion;
pub(crate) use ask::parts;
pub use results::{CourseColumn, CoursePoint, CourseResults};

use crate::command::quoted;
use crate::error::StudyError;
use crate::hash::Hasher;
use crate::manifest::{NOTE, folder_name_of, hashes, stem};
use crate::run::Progress;
use crate::scan::Axis;
use ask::{Ready, Setting};
use lytic_engine::scalar::{self, Path};
use lytic_model::{Equations, ExprId, Model, ast};
use lytic_text::{Diagnostic, Message};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

pub use ask::prepare_course;

/// A model made ready to run by itself.
#[derive(Debug)]
pub struct Course {
    /// As the user named it.
    pub name: String,
    /// What it is asked.
    pub question: CourseQuestion,
    /// One or two axes, or none.
    pub axes: Vec<Axis>,
    /// Output times, in the model's unit of time.
    pub times: Vec<f64>,
    model: Model,
    settings: Vec<Setting>,
    observed: Vec<(CourseColumn, ast::Expression)>,
    time_unit: String,
    hashes: Vec<(String, String)>,
}

/// The equations of one point with its outputs.
struct Point {
    equations: Equations,
    outputs: Vec<ExprId>,
}

impl Course {
    /// How many runs.
    pub fn points(&self) -> usize {
        self.axes.iter().map(|axis| axis.values.len()).product()
    }

    /// What tells it from others.
    pub fn identity(&self) -> Value {
        let mut identity = serde_json::Map::new();
        identity.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
        identity.insert("command".to_owned(), json!(self.command()));
        for (of, hash) in &self.hashes {
            identity.insert(of.clone(), json!(hash));
        }
        Value::Object(identity)
    }

    /// Name of its folder.
    pub fn folder_name(&self) -> String {
        folder_name_of(&stem(&self.name), &self.identity())
    }

    /// The command that gives the same results.
    pub fn command(&self) -> String {
        let question = &self.question;
        let mut command = format!("lytic run {} --to {}", quoted(&self.name), quoted(&question.to));
        command.push_str(&format!(" --points {}", question.points));
        for (option, values) in
            [("--observe", &question.observe), ("--set", &question.set), ("--scan", &question.scan)]
        {
            values.iter().for_each(|value| command.push_str(&format!(" {option} {}", quoted(value))));
        }
        if question.seed != 1 {
            command.push_str(&format!(" --seed {}", question.seed));
        }
        command
    }

    /// The indices of a point along the axes; the last axis is the fastest.
    fn at(&self, point: usize) -> Vec<usize> {
        let mut rest = point;
        let mut at: Vec<usize> = self
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
        at.reverse();
        at
    }

    /// The equations of a point.
    fn point(&self, at: &[usize]) -> Result<Point, Vec<Diagnostic>> {
        let ready = Ready { model: &self.model, settings: &self.settings, axes: &self.axes };
        let mut equations = ready.equations(at)?;
        let mut outputs = Vec::with_capacity(self.observed.len());
        for (_, expression) in &self.observed {
            outputs.push(equations.resolve(expression)?.expression);
        }
        Ok(Point { equations, outputs })
    }

    /// Runs all points, on so many threads; `progress` hears how many are done, and may stop it. Results do not depend on
    /// the number of threads.
    ///
    /// # Errors
    /// A single run that cannot go on, or an interruption. A point of a scan that cannot go on is a result.
    pub fn run(&self, threads: Option<usize>, progress: Progress<'_>) -> Result<CourseResults, StudyError> {
        let count = self.points();
        let threads = threads
            .or_else(|| std::thread::available_parallelism().ok().map(usize::from))
            .unwrap_or(1)
            .clamp(1, count.max(1));
        let (next, done, stopped) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
        let points: Mutex<Vec<Option<CoursePoint>>> = Mutex::new((0..count).map(|_| None).collect());
        let work = || {
            while !stopped.load(Ordering::Relaxed) {
                let point = next.fetch_add(1, Ordering::Relaxed);
                if point >= count {
                    return;
                }
                let found = self.run_point(point);
                if let Some(slot) = points.lock().unwrap_or_else(PoisonError::into_inner).get_mut(point) {
                    *slot = Some(found);
                }
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                if !progress(done as u64, count as u64) {
                    stopped.store(true, Ordering::Relaxed);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        let found = points.into_inner().unwrap_or_else(PoisonError::into_inner);
        let all: Option<Vec<CoursePoint>> = found.into_iter().collect();
        let Some(points) = all.filter(|_| !stopped.load(Ordering::Relaxed)) else {
            return Err(StudyError::Interrupted);
        };
        if let ([point], true) = (points.as_slice(), self.axes.is_empty())
            && let Some(error) = &point.error
        {
            return Err(StudyError::Engine(error.clone()));
        }
        Ok(self.results(points))
    }

    fn run_point(&self, point: usize) -> CoursePoint {
        let at = self.at(point);
        let values = self.axes.iter().zip(&at).filter_map(|(axis, index)| axis.values.get(*index)).copied();
        let mut found = CoursePoint { at: values.collect(), ..CoursePoint::default() };
        let ready = match self.point(&at) {
            Ok(ready) => ready,
            Err(problems) => {
                found.failure = problems.into_iter().next().map(|problem| problem.message);
                return found;
            }
        };
        let mut settings = scalar::Settings::new(0.0, self.times.clone(), ready.outputs);
        settings.seed = self.question.seed;
        match scalar::simulate(&ready.equations, &settings) {
            Ok(course) => {
                (found.values, found.steps, found.rejected) = (course.values, course.steps, course.rejected);
                for (constraint, broken) in ready.equations.constraints.iter().zip(course.broken) {
                    if let Some(time) = broken {
                        found.broken.push((time, constraint.message.clone().unwrap_or_default()));
                    }
                }
            }
            Err(error) => {
                found.failure = Some(error.message());
                found.error = Some(error);
            }
        }
        found
    }

    fn results(&self, points: Vec<CoursePoint>) -> CourseResults {
        let mut hasher = Hasher::new();
        for point in &points {
            hasher.numbers(&point.values);
        }
        let mut hashes = self.hashes.clone();
        hashes.push(("results".to_owned(), hasher.finish()));
        let path = self.point(&self.at(0)).map_or(Path::Lanes, |point| scalar::path(&point.equations));
        let columns = self.observed.iter().map(|(column, _)| column.clone()).collect();
        CourseResults {
            title: self.model.about.display_name.clone().unwrap_or_else(|| stem(&self.name)),
            command: self.command(),
            seed: self.question.seed,
            time_unit: self.time_unit.clone(),
            axes: self.axes.clone(),
            points,
            path,
            hashes,
            ..CourseResults::new(&self.name, columns, self.times.clone())
        }
    }

    /// The manifest.
    pub fn manifest(&self, results: &CourseResults) -> Value {
        json!({
            "lytic": results.version,
            "identity": self.identity(),
            "model": results.model,
            "title": results.title,
            "command": results.command,
            "seed": results.seed,
            "time_unit": results.time_unit,
            "subjects": results.points.len(),
            "failed": results.failed(),
            "steps": results.points.iter().map(|point| point.steps).sum::<u64>(),
            "rejected": results.points.iter().map(|point| point.rejected).sum::<u64>(),
            "hashes": hashes(&results.hashes),
            "note": NOTE,
        })
    }
}

/// What a message says of a name that a model lacks.
fn unknown_name(name: &str) -> Message {
    Message::new("E2514").with("name", name)
}

#[cfg(test)]
mod tests;
