//! `lytic run` of a tissue: a folder with report, figures, counts and what is saved of cells and fields, and a summary in
//! words.

use super::pages::{Done, LANGS, Page, Task, sink, write, write_object};
use super::run::overrides;
use crate::arguments::{Recorded, Run};
use crate::console::Console;
use crate::exit::Exit;
use crate::files::Disk;
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{
    Saved, TissueFiles, tissue_count_figures, tissue_csv, tissue_figures, tissue_json, tissue_page,
    tissue_summary,
};
use lytic_study::{
    NothingSaved, Overrides, RunFolder, SinkError, StudyError, TissueScenario, TissueSink, TissueStudy,
    open_tissue, prepare_tissue,
};
use lytic_text::{Diagnostic, Message, Sources};
use lytic_tissue::{Fields, Frame};

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

/// Files of cells and fields as a sink of the study.
struct Files(TissueFiles);

impl TissueSink for Files {
    fn begin(&self, fields: &Fields) -> Result<(), SinkError> {
        self.0.begin(fields).map_err(|error| SinkError(error.to_string()))
    }

    fn frame(&self, frame: &Frame<'_>) -> Result<(), SinkError> {
        self.0.frame(frame).map_err(|error| SinkError(error.to_string()))
    }
}

fn simulate(
    study: &TissueStudy,
    request: &Run,
    folder: &RunFolder,
    console: &Console,
) -> Result<Done, StudyError> {
    let size = study.size();
    let megabytes = |bytes: f64| format!("{:.0}", (bytes * 1e-6).max(1.0));
    let line = Message::new("tissue.size")
        .with("cells", size.cells)
        .with("voxels", size.voxels)
        .with("fields", size.fields)
        .with("memory", megabytes(size.memory_bytes))
        .with("disk", megabytes(size.saved_bytes + 3e6));
    console.note(&line.text(console.lang));
    let counted = Message::new("tissue.steps").with("count", study.steps());
    let progress = Progress::of(&study.scenario.name, counted, study.steps(), console);
    let (cells, fields) = study.saves;
    let tell = |done: u64, _: u64| progress.show(done);
    let results = if cells || fields {
        let about = &study.about;
        let said = [("lytic", &about.version), ("scenario", &about.scenario)];
        let said: Vec<(String, String)> =
            said.into_iter().map(|(key, value)| (key.to_owned(), value.clone())).collect();
        let saved = Saved { cells, fields };
        let storage = folder.storage().clone();
        let files = TissueFiles::new(folder.path(), storage, saved, &study.times_hours(), &said);
        study.run(Some(folder), request.simulated.threads, &Files(files), &tell)
    } else {
        study.run(Some(folder), request.simulated.threads, &NothingSaved, &tell)
    };
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
