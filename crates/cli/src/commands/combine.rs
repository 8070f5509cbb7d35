//! `lytic combine SCENARIO --with a,b,c`: additions one at a time, in pairs, in either order, on the same patients.

use super::opened::opened;
use super::pages::{Done, LANGS, Page, Task, sink, write, write_object};
use crate::arguments::Combine;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::Disk;
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{
    Format, combination_figures, combination_html, combination_json, combination_summary, write_combination,
};
use lytic_study::{Combination, RunFolder, StudyError, prepare_combination};

/// Runs all arms, or shows the finished combination of the same command.
pub fn combine(request: &Combine, console: &Console) -> Exit {
    let combination = match prepare(request, console) {
        Ok(ready) => ready,
        Err(exit) => return exit,
    };
    let task = Task {
        place: &request.place,
        name: combination.folder_name(),
        identity: combination.identity(),
        json: request.json,
    };
    let kept = |folder: &RunFolder| combination.kept(folder);
    task.perform(console, kept, |folder| work(&combination, request, folder, console))
}

fn prepare(request: &Combine, console: &Console) -> Result<Combination, Exit> {
    let library = Library::embedded();
    opened(&request.scenario, &request.simulated, &library, console, |scenario, overrides, sources| {
        prepare_combination(scenario, &library, &Disk, overrides, &request.question, sources)
    })
}

fn work(
    combination: &Combination,
    request: &Combine,
    folder: &RunFolder,
    console: &Console,
) -> Result<Done, StudyError> {
    let progress = Progress::start(&request.scenario, combination.subjects(), console);
    let results = combination.run(folder, request.simulated.threads, &|done, _| progress.show(done));
    progress.end();
    let results = results?;
    write_combination(folder.path(), &results, Format::Both).map_err(sink)?;
    for lang in LANGS {
        let figures = combination_figures(&results, lang);
        let html = combination_html(&results, &figures, lang).map_err(sink)?;
        write(folder, &Page { html, summary: combination_summary(&results, lang), figures }, lang)?;
    }
    write_object(folder, &combination_json(&results))?;
    Ok(Done { manifest: combination.manifest(&results), failed: results.failed, all: combination.subjects() })
}
