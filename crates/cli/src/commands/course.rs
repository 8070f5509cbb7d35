//! `lytic run MODEL`: a model by itself, from its text to a folder with report, figures and tables.
//!
//! A model file is run by itself unless an option asks for patients or for chance, which need a scenario around the model
//! (the plain one, [`lytic_study::Scenario::for_model`]). `--to`, `--points` and `--observe` then say how long that scenario is, how
//! often it is recorded, and what its columns are; what would say the same twice is refused.

use super::pages::{Done, LANGS, Page, Task, sink, write, write_object};
use crate::arguments::Run;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::Disk;
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{Format, course_figures, course_json, course_page, course_summary, write_course};
use lytic_study::{Course, CourseQuestion, RunFolder, Simulation, StudyError, is_model, prepare_course};
use lytic_text::{Diagnostic, Message, Sources, has_errors};
use lytic_units::Quantity;
use std::collections::BTreeSet;

/// When a run ends, and how many points it has, where nobody says.
const USUAL: (&str, u64) = ("100", 201);

/// Options that need a scenario, as far as they were given.
fn of_scenarios(request: &Run) -> Vec<&'static str> {
    let simulated = &request.simulated;
    let all = [
        ("--patients", simulated.patients.is_some()),
        ("--draws", simulated.draws.is_some()),
        ("--duration", simulated.duration.is_some()),
        ("--every", simulated.every.is_some()),
        ("--overlay", request.overlay.is_some()),
        ("--no-twin", request.recorded.no_twin),
        ("--outcomes-only", request.recorded.outcomes_only),
        ("--method", request.by_chance.method != Simulation::Ode),
        ("--threshold", request.by_chance.threshold.is_some()),
    ];
    all.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
}

/// Whether a run is that of a model by itself.
pub(super) fn serves(request: &Run) -> bool {
    !request.course.given().is_empty() || is_model(&request.scenario) && of_scenarios(request).is_empty()
}

/// The question to the plain scenario around a model file, where it is asked for patients or by chance: `--to` is its duration,
/// `--points` is how often it is recorded. None where nothing of the kind is asked, or the same is said twice.
pub(super) fn in_scenario(request: &Run) -> Option<Run> {
    let Run { course, simulated, .. } = request;
    let twice = course.to.is_some() && simulated.duration.is_some()
        || course.points.is_some() && simulated.every.is_some();
    let asks = !course.given().is_empty() && !of_scenarios(request).is_empty();
    if !asks || twice || !is_model(&request.scenario) || !request.scan.is_empty() {
        return None;
    }
    let mut asked = request.clone();
    let to = course.to.clone().or_else(|| simulated.duration.clone()).unwrap_or_else(|| USUAL.0.to_owned());
    if let (Some(points), Ok(to)) = (course.points, Quantity::parse(to.trim())) {
        let (every, unit) = (
            to.value / (points - 1) as f64,
            if to.unit.is_plain() { String::new() } else { format!(" {}", to.unit) },
        );
        asked.simulated.every = Some(format!("{every}{unit}"));
    }
    asked.simulated.duration = Some(to);
    Some(asked)
}

/// Runs a model, or shows the finished run of the same command.
pub(super) fn run(request: &Run, console: &Console) -> Exit {
    let course = match prepare(request, console) {
        Ok(course) => course,
        Err(exit) => return exit,
    };
    let task = Task {
        place: &request.place,
        name: course.folder_name(),
        identity: course.identity(),
        json: request.json,
    };
    task.perform(console, |_| (0, 0), |folder| simulate(&course, request, folder, console))
}

fn prepare(request: &Run, console: &Console) -> Result<Course, Exit> {
    let library = Library::embedded();
    let mut problems = Vec::new();
    let given = request.course.given().join(", ");
    let is_of_library = library.model_text(&request.scenario).is_some();
    if !is_model(&request.scenario) && !is_of_library {
        // A scenario says itself how long it runs and what is observed.
        let message = Message::new("E2519").with("options", given).with("scenario", &request.scenario);
        return Err(console.refuse(Diagnostic::error(message)));
    }
    for option in of_scenarios(request) {
        problems
            .push(Diagnostic::error(Message::new("E2510").with("option", option).with("options", &given)));
    }
    let question = CourseQuestion {
        to: request.course.to.clone().unwrap_or_else(|| USUAL.0.to_owned()),
        points: request.course.points.unwrap_or(USUAL.1),
        observe: request.course.observe.clone(),
        set: request.simulated.set.clone(),
        scan: request.scan.clone(),
        seed: request.simulated.seed.unwrap_or(1),
    };
    let mut sources = Sources::new();
    let (course, found) = prepare_course(&request.scenario, question, &library, &Disk, &mut sources);
    problems.extend(found);
    let (shown, more) = without_repetition(problems);
    let exit = console.problems(&shown, &sources);
    if more > 0 {
        let message = Message::new("cli.more_warnings").with("count", more).with("model", &request.scenario);
        console.note(&message.text(console.lang));
    }
    match exit {
        Some(exit) => Err(exit),
        None => course.ok_or(Exit::BadInput),
    }
}

/// All errors, and the first warning of each kind where there are none; how many warnings were left out. Published models
/// have dozens alike, which would push what was done wrong out of sight.
fn without_repetition(problems: Vec<Diagnostic>) -> (Vec<Diagnostic>, usize) {
    let (failed, all) = (has_errors(&problems), problems.len());
    let mut kinds = BTreeSet::new();
    let mut shown = problems;
    shown.retain(|problem| problem.is_error() || !failed && kinds.insert(problem.message.key));
    let more = all - shown.len();
    (shown, more)
}

fn simulate(
    course: &Course,
    request: &Run,
    folder: &RunFolder,
    console: &Console,
) -> Result<Done, StudyError> {
    let points = course.points() as u64;
    let counted = Message::new(if points == 1 { "count.run" } else { "count.runs" }).with("count", points);
    let progress = Progress::of(&course.name, counted, points, console);
    let results = course.run(request.simulated.threads, &|done, _| progress.show(done));
    progress.end();
    let results = results?;
    write_course(folder.path(), &results, Format::Both).map_err(sink)?;
    for lang in LANGS {
        let figures = course_figures(&results, lang);
        let html = course_page(&results, &figures, lang).map_err(sink)?;
        write(folder, &Page { html, summary: course_summary(&results, lang), figures }, lang)?;
    }
    write_object(folder, &course_json(&results))?;
    Ok(Done { manifest: course.manifest(&results), failed: results.failed(), all: points })
}
