//! `lytic run` of a tissue: a folder with report, figures, counts and what is saved of cells and fields, and a summary in
//! words.

use super::pages::{Done, LANGS, Page, Task, sink, write, write_object};
use super::run::overrides;
use super::tissue_files::{files, say_size};
use crate::arguments::{Recorded, Run};
use crate::console::Console;
use crate::exit::Exit;
use crate::files::Disk;
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{
    tissue_count_figures, tissue_csv, tissue_figures, tissue_json, tissue_page, tissue_summary,
};
use lytic_study::{
    Overrides, RunFolder, StudyError, TissueScenario, TissueStudy, open_tissue, prepare_tissue,
};
use lytic_text::{Diagnostic, Message, Sources};

/// A tissue that was read, and what is wrong with its text.
struct Read {
    scenario: Option<TissueScenario>,
    problems: Vec<Diagnostic>,
    sources: Sources,
}

/// Whether a command names a tissue.
pub(super) fn is_one(name: &str) -> bool {
    read(name).is_some()
}

/// Reads what a command names if it is a tissue.
fn read(name: &str) -> Option<Read> {
    let mut sources = Sources::new();
    let (scenario, problems) = open_tissue(name, &Disk, &mut sources)?;
    Some(Read { scenario, problems, sources })
}

/// Runs a tissue, or shows the finished run of the same command.
pub(super) fn run(request: &Run, console: &Console) -> Exit {
    let Some(read) = read(&request.scenario) else { return Exit::BadInput };
    let study = match prepare(request, read, console) {
        Ok(study) => study,
        Err(exit) => return exit,
    };
    let task = Task {
        place: &request.place,
        name: study.folder_name(),
        identity: study.identity(),
        json: request.json,
    };
    task.perform(console, |folder| study.kept(folder), |folder| simulate(&study, request, folder, console))
}

fn prepare(request: &Run, read: Read, console: &Console) -> Result<TissueStudy, Exit> {
    let Read { scenario, mut problems, sources } = read;
    let Recorded { no_twin, outcomes_only, csv } = request.recorded;
    let overrides = overrides(&request.simulated).map_err(|problem| console.refuse(*problem))?;
    let overrides = Overrides { no_twin, outcomes_only, csv, save: request.save.clone(), ..overrides };
    for (option, given) in [("--overlay", request.overlay.is_some()), ("--scan", !request.scan.is_empty())] {
        if given {
            problems.push(Diagnostic::error(Message::new("E2212").with("option", option)));
        }
    }
    let mut study = None;
    if let Some(scenario) = scenario {
        let (ready, found) = prepare_tissue(scenario, &Library::embedded(), &overrides, &sources);
        problems.extend(found);
        study = ready;
    }
    match console.problems(&problems, &sources) {
        Some(exit) => Err(exit),
        None => study.ok_or(Exit::BadInput),
    }
}

fn simulate(
    study: &TissueStudy,
    request: &Run,
    folder: &RunFolder,
    console: &Console,
) -> Result<Done, StudyError> {
    say_size(study, console);
    let counted = Message::new("tissue.steps").with("count", study.steps());
    let progress = Progress::of(&study.scenario.name, counted, study.steps(), console);
    let tell = |done: u64, _: u64| progress.show(done);
    let files = files(study, folder, folder.path());
    let results = study.run(Some(folder), request.simulated.threads, files.as_ref(), &tell);
    progress.end();
    let results = results?;
    for lang in LANGS {
        let mut figures = tissue_count_figures(&results, 0, lang);
        figures.extend(tissue_figures(&results.about, &results.watch, figures.len(), lang));
        let html = tissue_page(&results, &figures, lang).map_err(sink)?;
        write(folder, &Page { html, summary: tissue_summary(&results, lang), figures }, lang)?;
    }
    folder.write("counts.csv", tissue_csv(&results).as_bytes())?;
    write_object(folder, &tissue_json(&results))?;
    Ok(Done { manifest: study.manifest(&results), failed: 0, all: 1 })
}
