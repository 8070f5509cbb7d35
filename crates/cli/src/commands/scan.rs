//! `lytic run SCENARIO --scan ...`: the same patients at many values of one or two parameters or keys.

use super::opened::opened;
use super::pages::{Done, LANGS, Page, Task, sink, write, write_object};
use crate::arguments::Run;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::Disk;
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{Format, scan_figures, scan_html, scan_json, scan_summary, write_scan};
use lytic_study::{RunFolder, Scan, StudyError};
use lytic_text::{Diagnostic, Message};

/// Runs a scan, or shows the finished one of the same command.
pub fn scan(request: &Run, console: &Console) -> Exit {
    let library = Library::embedded();
    let scan = match prepare(request, &library, console) {
        Ok(scan) => scan,
        Err(exit) => return exit,
    };
    let task = Task {
        place: &request.place,
        name: scan.folder_name(),
        identity: scan.identity(),
        json: request.json,
    };
    let kept = |folder: &RunFolder| scan.kept(folder);
    task.perform(console, kept, |folder| work(&scan, request, &library, folder, console))
}

fn prepare(request: &Run, library: &Library, console: &Console) -> Result<Scan, Exit> {
    if request.overlay.is_some() {
        return Err(console.refuse(Diagnostic::error(Message::new("E0630"))));
    }
    opened(&request.scenario, &request.simulated, library, console, |scenario, overrides, sources| {
        lytic_study::prepare_scan(scenario, library, &Disk, overrides, &request.scan, sources)
    })
}

fn work(
    scan: &Scan,
    request: &Run,
    library: &Library,
    folder: &RunFolder,
    console: &Console,
) -> Result<Done, StudyError> {
    let progress = Progress::start(&request.scenario, scan.subjects(), console);
    let threads = request.simulated.threads;
    let results = scan.run(folder, library, &Disk, threads, &|done, _| progress.show(done));
    progress.end();
    let results = results?;
    write_scan(folder.path(), &results, Format::Both).map_err(sink)?;
    for lang in LANGS {
        let figures = scan_figures(&results, lang);
        let html = scan_html(&results, &figures, lang).map_err(sink)?;
        write(folder, &Page { html, summary: scan_summary(&results, lang), figures }, lang)?;
    }
    write_object(folder, &scan_json(&results))?;
    Ok(Done { manifest: scan.manifest(&results), failed: results.failed, all: scan.subjects() })
}
