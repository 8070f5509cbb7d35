//! `lytic design SCENARIO`: a schedule that makes an outcome large under bounds, and whether it beats the standard.

use super::opened::opened;
use super::pages::{Done, LANGS, Page, Task, sink, write, write_object};
use crate::arguments::Design as Request;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::Disk;
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{Format, design_figures, design_html, design_json, design_summary, write_design};
use lytic_study::{Design, RunFolder, StudyError, prepare_design};

/// Searches and checks, or shows the finished design of the same command.
pub fn design(request: &Request, console: &Console) -> Exit {
    let design = match prepare(request, console) {
        Ok(design) => design,
        Err(exit) => return exit,
    };
    let task = Task {
        place: &request.place,
        name: design.folder_name(),
        identity: design.identity(),
        json: request.json,
    };
    task.perform(console, |folder| design.kept(folder), |folder| work(&design, request, folder, console))
}

fn prepare(request: &Request, console: &Console) -> Result<Design, Exit> {
    let library = Library::embedded();
    opened(&request.scenario, &request.simulated, &library, console, |scenario, overrides, sources| {
        prepare_design(scenario, &library, &Disk, overrides, &request.question, sources)
    })
}

fn work(
    design: &Design,
    request: &Request,
    folder: &RunFolder,
    console: &Console,
) -> Result<Done, StudyError> {
    let progress = Progress::start(&request.scenario, design.subjects(), console);
    let library = Library::embedded();
    let show = |done: u64, _: u64| progress.show(done);
    let results = design.run(folder, &library, &Disk, request.simulated.threads, &show);
    progress.end();
    let results = results?;
    write_design(folder.path(), &results, Format::Both).map_err(sink)?;
    for lang in LANGS {
        let figures = design_figures(&results, lang);
        let html = design_html(&results, &figures, lang).map_err(sink)?;
        write(folder, &Page { html, summary: design_summary(&results, lang), figures }, lang)?;
    }
    write_object(folder, &design_json(&results))?;
    Ok(Done { manifest: design.manifest(&results), failed: results.failed, all: results.subjects })
}
