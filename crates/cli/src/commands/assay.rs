//! `lytic run` of a killing assay: a folder with report, figures and table, and a summary in words.

use super::pages::{Done, LANGS, Page, Task, sink, write, write_object};
use super::run::overrides;
use crate::arguments::{Recorded, Run};
use crate::console::Console;
use crate::exit::Exit;
use crate::files::Disk;
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{assay_csv, assay_figures, assay_json, assay_page, assay_summary};
use lytic_study::{Assay, AssayScenario, Overrides, RunFolder, StudyError, open_assay, prepare_assay};
use lytic_text::{Diagnostic, Message, Sources};

/// An assay that was read, and what is wrong with its text.
pub(super) struct Read {
    scenario: Option<AssayScenario>,
    problems: Vec<Diagnostic>,
    sources: Sources,
}

/// Reads what a command names if it is an assay.
pub(super) fn read(name: &str) -> Option<Read> {
    let mut sources = Sources::new();
    let (scenario, problems) = open_assay(name, &Disk, &mut sources)?;
    Some(Read { scenario, problems, sources })
}

/// Runs an assay, or shows the finished run of the same command.
pub(super) fn run(request: &Run, read: Read, console: &Console) -> Exit {
    let assay = match prepare(request, read, console) {
        Ok(assay) => assay,
        Err(exit) => return exit,
    };
    let task = Task {
        place: &request.place,
        name: assay.folder_name(),
        identity: assay.identity(),
        json: request.json,
    };
    task.perform(console, |folder| assay.kept(folder), |folder| simulate(&assay, request, folder, console))
}

fn prepare(request: &Run, read: Read, console: &Console) -> Result<Assay, Exit> {
    let Read { scenario, mut problems, sources } = read;
    let Recorded { no_twin, outcomes_only, csv } = request.recorded;
    let overrides = overrides(&request.simulated).map_err(|problem| console.refuse(*problem))?;
    let overrides = Overrides { no_twin, outcomes_only, csv, ..overrides };
    for (option, given) in [
        ("--overlay", request.overlay.is_some()),
        ("--scan", !request.scan.is_empty()),
        ("--save", request.save.is_some()),
    ] {
        if given {
            problems.push(Diagnostic::error(Message::new("E1306").with("option", option)));
        }
    }
    let mut assay = None;
    if let Some(scenario) = scenario {
        let (ready, found) = prepare_assay(scenario, &Library::embedded(), &overrides, &sources);
        problems.extend(found);
        assay = ready;
    }
    match console.problems(&problems, &sources) {
        Some(exit) => Err(exit),
        None => assay.ok_or(Exit::BadInput),
    }
}

fn simulate(assay: &Assay, request: &Run, folder: &RunFolder, console: &Console) -> Result<Done, StudyError> {
    let counted = Message::new("count.nk_cells").with("count", assay.cells());
    let progress = Progress::of(&assay.scenario.name, counted, assay.cells(), console);
    let results = assay.run_in(folder, request.simulated.threads, &|done, _| progress.show(done));
    progress.end();
    let results = results?;
    for lang in LANGS {
        let figures = assay_figures(&results, lang);
        let html = assay_page(&results, &figures, lang).map_err(sink)?;
        write(folder, &Page { html, summary: assay_summary(&results, lang), figures }, lang)?;
    }
    folder.write("assay.csv", assay_csv(&results).as_bytes())?;
    write_object(folder, &assay_json(&results))?;
    Ok(Done { manifest: assay.manifest(&results), failed: 0, all: assay.cells() })
}
