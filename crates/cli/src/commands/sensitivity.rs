//! `lytic sensitivity`: which parameters matter for an output, as a folder with page, tornado, table and object.

use super::opened::opened;
use super::pages::{Done, LANGS, Page, Task, sink, write, write_object};
use crate::arguments::{Sensitivity as Request, Simulated};
use crate::console::Console;
use crate::exit::Exit;
use crate::files::Disk;
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{
    Format, sensitivity_figures, sensitivity_html, sensitivity_json, sensitivity_summary, write_sensitivity,
};
use lytic_study::{Overrides, RunFolder, Sensitivity, StudyError};

/// Does an analysis, or shows the finished one of the same command.
pub fn sensitivity(request: &Request, console: &Console) -> Exit {
    let analysis = match prepare(request, console) {
        Ok(analysis) => analysis,
        Err(exit) => return exit,
    };
    let task = Task {
        place: &request.place,
        name: analysis.folder_name(),
        identity: analysis.identity(),
        json: request.json,
    };
    task.perform(console, |folder| analysis.kept(folder), |folder| work(&analysis, request, folder, console))
}

fn prepare(request: &Request, console: &Console) -> Result<Sensitivity, Exit> {
    let library = Library::embedded();
    let question = request.question.clone();
    opened(&request.scenario, &Simulated::default(), &library, console, |scenario, of_run, sources| {
        // The set of instructions comes from the environment, as for a run.
        let overrides = Overrides { instructions: of_run.instructions, ..request.overrides.clone() };
        lytic_study::prepare_sensitivity(scenario, &library, &Disk, overrides, question, sources)
    })
}

fn work(
    analysis: &Sensitivity,
    request: &Request,
    folder: &RunFolder,
    console: &Console,
) -> Result<Done, StudyError> {
    let progress = Progress::start(&request.scenario, analysis.runs(), console);
    let results = analysis.run_in(folder, request.threads, &|done, _| progress.show(done));
    progress.end();
    let results = results?;
    write_sensitivity(folder.path(), &results, Format::Both).map_err(sink)?;
    for lang in LANGS {
        let figures = sensitivity_figures(&results, lang);
        let html = sensitivity_html(&results, &figures, lang).map_err(sink)?;
        write(folder, &Page { html, summary: sensitivity_summary(&results, lang), figures }, lang)?;
    }
    write_object(folder, &sensitivity_json(&results))?;
    Ok(Done { manifest: analysis.manifest(&results), failed: results.failed, all: results.runs })
}
