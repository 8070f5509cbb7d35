//! `lytic run`: from a scenario to a folder with report, figures and tables, and a summary in words.

use super::pages::{LANGS, broken, goes_on, page_name, sink, stopped, summary_name};
use super::{block, observed};
use crate::arguments::{ByChance, Recorded, Run, Simulated};
use crate::console::Console;
use crate::exit::Exit;
use crate::files::{Disk, open_scenario};
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{Format, Tables, figures, html, json, overview, summary, write_summary_through};
use lytic_study::{
    About, BLOCK_PATIENTS, Coupling, FolderStore, Instructions, ObservedData, Opened, Overrides, Results,
    RunFolder, Simulation, Study, StudyError, prepare_coupling,
};
use lytic_text::{Diagnostic, Lang, Message, Sources};
use std::path::{Path, PathBuf};

/// Folder below the present one for runs without `--out`.
const RUNS: &str = "lytic-runs";
/// Environment variable that forces a set of instructions.
const FORCED: &str = "LYTIC_SIMD";
/// The object of `--json`, kept for a run that is asked for again.
const OBJECT: &str = "results.json";

/// Runs a scenario, or shows the finished run of the same command.
pub fn run(request: &Run, console: &Console) -> Exit {
    let Prepared { study, deterministic, data, coupling } = match prepare(request, console) {
        Ok(ready) => ready,
        Err(exit) => return exit,
    };
    let identity = lytic_study::identity_with(&study, coupling.as_ref());
    let target = match &request.place.out {
        Some(out) => out.clone(),
        None => Path::new(RUNS).join(lytic_study::folder_name_with(&study, coupling.as_ref())),
    };
    match lytic_study::open_folder(&target, &identity, request.place.overwrite) {
        Ok(Opened::Finished(manifest)) => match show_finished(&target, request.json, console) {
            Exit::Done => {
                let number =
                    |key: &str| manifest.get(key).and_then(|number| number.as_u64()).unwrap_or_default();
                exit_of(number("failed"), number("patients").saturating_mul(number("draws")))
            }
            exit => exit,
        },
        Ok(Opened::New(folder)) => {
            let all = (&study, deterministic.as_ref(), coupling.as_ref());
            match simulate(all, data.as_ref(), request, folder, console) {
                Ok(results) => {
                    show(&results, &target, request.json, console);
                    exit_of(results.failed, results.about.patients.saturating_mul(results.about.draws))
                }
                Err(error) => broken(&error, console),
            }
        }
        Err(error) => console.refuse(Diagnostic::error(error.message())),
    }
}

/// A run in which nobody reached the end has failed, though there is a report that says why.
fn exit_of(failed: u64, all: u64) -> Exit {
    if all > 0 && failed >= all { Exit::Failed } else { Exit::Done }
}

/// A run made ready.
struct Prepared {
    study: Study,
    /// The same patients integrated, where the study goes by chance.
    deterministic: Option<Study>,
    /// Observed data for the figures.
    data: Option<ObservedData>,
    /// The block of tissue, where the scenario has one.
    coupling: Option<Coupling>,
}

/// The study, its deterministic counterpart, and the observed data for its figures.
fn prepare(request: &Run, console: &Console) -> Result<Prepared, Exit> {
    let library = Library::embedded();
    let mut sources = Sources::new();
    let (scenario, mut problems) = open_scenario(&request.scenario, &library, &mut sources);
    if request.save.is_some() && scenario.as_ref().is_none_or(|scenario| scenario.block.is_none()) {
        problems.push(Diagnostic::error(Message::new("E2225")));
    }
    let (mut study, mut deterministic, mut coupling) = (None, None, None);
    if let Some(scenario) = scenario {
        let Recorded { no_twin, outcomes_only, csv } = request.recorded;
        let overrides = overrides(&request.simulated).map_err(|problem| console.refuse(*problem))?;
        let ByChance { method, threshold } = request.by_chance;
        let save = request.save.clone();
        let observe = request.course.observe.clone();
        let overrides =
            Overrides { no_twin, outcomes_only, csv, method, threshold, save, observe, ..overrides };
        if method != Simulation::Ode {
            let overrides = Overrides {
                no_twin: true,
                outcomes_only: true,
                method: Simulation::Ode,
                beside_chance: true,
                threshold: None,
                ..overrides.clone()
            };
            // What there is to say of it is said of the study.
            let mut sources = sources.clone();
            (deterministic, _) =
                lytic_study::prepare(scenario.clone(), &library, &Disk, overrides, &mut sources);
        }
        let patient = scenario.clone();
        let (ready, found) = lytic_study::prepare(scenario, &library, &Disk, overrides.clone(), &mut sources);
        problems.extend(found);
        study = ready;
        let (ready, found) = prepare_coupling(&patient, &library, &Disk, &overrides, &mut sources);
        // A problem of the patient is one of the block too.
        let new: Vec<Diagnostic> = found.into_iter().filter(|found| !told(found, &problems)).collect();
        problems.extend(new);
        coupling = ready;
    }
    if let Some(exit) = console.problems(&problems, &sources) {
        return Err(exit);
    }
    let mut study = study.ok_or(Exit::BadInput)?;
    let data = match &request.overlay {
        Some(path) => Some(observed::read(path, &study, console)?),
        None => None,
    };
    data.iter().for_each(|data| study.observe(data));
    Ok(Prepared { study, deterministic, data, coupling })
}

/// Whether the same has been said of the same place.
fn told(problem: &Diagnostic, problems: &[Diagnostic]) -> bool {
    problems.iter().any(|known| known.message.key == problem.message.key && known.message == problem.message)
}

/// What the command line and the environment change in a scenario.
pub(super) fn overrides(simulated: &Simulated) -> Result<Overrides, Box<Diagnostic>> {
    Ok(Overrides {
        set: simulated.set.clone(),
        patients: simulated.patients,
        draws: simulated.draws,
        seed: simulated.seed,
        duration: simulated.duration.clone(),
        every: simulated.every.clone(),
        instructions: instructions()?,
        ..Overrides::default()
    })
}

/// The instructions that the variable `LYTIC_SIMD` forces, to show that results do not depend on them.
pub(super) fn instructions() -> Result<Option<Instructions>, Box<Diagnostic>> {
    let Some(value) = std::env::var_os(FORCED) else { return Ok(None) };
    let value = value.to_string_lossy();
    match Instructions::parse(&value) {
        Some(instructions) => Ok(Some(instructions)),
        None => {
            let message = Message::new("E0412").with("name", FORCED).with("value", &value);
            Err(Box::new(Diagnostic::error(message)))
        }
    }
}

fn simulate(
    (study, deterministic, coupling): (&Study, Option<&Study>, Option<&Coupling>),
    data: Option<&ObservedData>,
    request: &Run,
    folder: RunFolder,
    console: &Console,
) -> Result<Results, StudyError> {
    let about = About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        scenario: study.scenario.name.clone(),
        seed: study.scenario.cohort.seed.value,
        ..About::default()
    };
    let tables = Tables::new(folder.path(), &about, format_of(study, request), console.lang);
    let tables = tables.through(folder.storage().clone());
    let store = match deterministic {
        Some(_) => FolderStore::with_outcomes(&folder, study, &tables)?,
        None => FolderStore::open(&folder, study, &tables)?,
    };
    goes_on(store.kept(), console);
    let progress = Progress::of_kind(study.scenario.kind, &study.scenario.name, study.subjects(), console);
    let threads = request.simulated.threads;
    let results = study.run(threads, &|done, _| progress.show(done), &store).and_then(|mut results| {
        if let Some(deterministic) = deterministic {
            let goes_on = |_, _| progress.show(study.subjects());
            let own = (&store, &results);
            results.chance = Some(study.against(deterministic, own, threads, &goes_on)?);
        }
        if let Some(coupling) = coupling {
            let block = block::run(coupling, &folder, threads, &progress, study.subjects(), console)?;
            results.block = Some(Box::new(block));
        }
        Ok(results)
    });
    progress.end();
    if let Err(StudyError::Interrupted) = results {
        stopped(store.kept(), console);
    }
    let mut results = results?;
    data.iter().for_each(|data| data.attach(&mut results));
    write_report((study, coupling), &results, folder)?;
    Ok(results)
}

/// Parquet always; CSV for spreadsheets where the patients fit one, or where it is asked for.
fn format_of(study: &Study, request: &Run) -> Format {
    let rows = study.subjects().saturating_mul(study.arms().len() as u64);
    if request.recorded.csv || rows <= BLOCK_PATIENTS as u64 { Format::Both } else { Format::Parquet }
}

/// Fills the folder (both languages: who asks for the same run in the other one finds it) and publishes it.
fn write_report(
    (study, coupling): (&Study, Option<&Coupling>),
    results: &Results,
    folder: RunFolder,
) -> Result<PathBuf, StudyError> {
    write_summary_through(folder.storage(), folder.path(), results, Format::Both).map_err(sink)?;
    for lang in LANGS {
        let figures = figures(results, lang);
        let page = html(results, &figures, lang).map_err(sink)?;
        folder.write(page_name(lang), page.as_bytes())?;
        folder.write(summary_name(lang), (summary(results, lang).join("\n") + "\n").as_bytes())?;
        let place = if lang == Lang::Zh { "figures/zh" } else { "figures" };
        folder.write(&format!("{place}/overview.svg"), overview(results, lang).as_bytes())?;
        for figure in &figures {
            folder.write(&format!("{place}/{}", figure.file_name()), figure.standalone().as_bytes())?;
        }
    }
    folder.write(OBJECT, (json(results) + "\n").as_bytes())?;
    folder.publish(&lytic_study::manifest_with(study, coupling, results))
}

fn show(results: &Results, folder: &Path, as_json: bool, console: &Console) {
    if as_json {
        console.line(&json(results));
    } else {
        console.print(&(summary(results, console.lang).join("\n") + "\n"));
    }
    show_place(folder, as_json, console);
}

/// Where the report lies: a result of its own, unless standard output holds JSON.
fn show_place(folder: &Path, as_json: bool, console: &Console) {
    let page = folder.join(page_name(console.lang));
    let shown = page.canonicalize().unwrap_or(page);
    let line = Message::new("cli.report_at").with("path", shown.display()).text(console.lang);
    if as_json { console.note(&line) } else { console.line(&line) }
}

fn show_finished(folder: &Path, as_json: bool, console: &Console) -> Exit {
    let name = if as_json { OBJECT } else { summary_name(console.lang) };
    match std::fs::read_to_string(folder.join(name)) {
        Ok(text) => {
            console.note(&console.words("cli.already_done"));
            console.print(&text);
            show_place(folder, as_json, console);
            Exit::Done
        }
        Err(error) => {
            let message = Message::new("E0410").with("path", folder.join(name).display());
            let message = message.with("reason", lytic_study::system_reason(&error));
            console.refuse(Diagnostic::error(message))
        }
    }
}
