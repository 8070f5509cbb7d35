//! `lytic follow SCENARIO --data FILE`: a folder with page, figures, tables and the object of one patient who is followed, or of
//! simulated ones.

use super::opened::opened;
use super::pages::{Done, LANGS, Page, Task, sink, write, write_object};
use crate::arguments::Follow as Request;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::Disk;
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{Format, follow_figures, follow_json, follow_page, follow_summary, write_follow};
use lytic_study::{Follow, Followed, RunFolder, StudyError, prepare_follow, system_reason};
use lytic_text::{Diagnostic, Message};
use std::fs::File;

/// Follows a patient, or shows what the same command found before.
pub fn follow(request: &Request, console: &Console) -> Exit {
    let follow = match prepare(request, console) {
        Ok(follow) => follow,
        Err(exit) => return exit,
    };
    let task = Task {
        place: &request.place,
        name: follow.folder_name(),
        identity: follow.identity(),
        json: request.json,
    };
    task.perform(console, |_| (0, 0), |folder| work(&follow, request, folder, console))
}

fn prepare(request: &Request, console: &Console) -> Result<Follow, Exit> {
    let name = request.data.display().to_string();
    let mut file = File::open(&request.data).map_err(|error| {
        let message = Message::new("E0305").with("file", &name).with("reason", system_reason(&error));
        console.refuse(Diagnostic::error(message))
    })?;
    let library = Library::embedded();
    opened(&request.scenario, &request.simulated, &library, console, |scenario, overrides, sources| {
        prepare_follow(scenario, &library, &Disk, overrides, &request.question, (&name, &mut file), sources)
    })
}

fn work(
    follow: &Follow,
    request: &Request,
    folder: &RunFolder,
    console: &Console,
) -> Result<Done, StudyError> {
    let pieces = follow.pieces();
    let progress = if follow.is_trial() {
        Progress::start(&request.scenario, pieces, console)
    } else {
        let counted = Message::new("count.times").with("count", pieces);
        Progress::of(&request.scenario, counted, pieces, console)
    };
    let found = follow.run(request.simulated.threads, &|done, _| progress.show(done));
    progress.end();
    let found = found?;
    write_follow(folder.path(), &found, Format::Both).map_err(sink)?;
    for lang in LANGS {
        let figures = follow_figures(&found, lang);
        let html = follow_page(&found, &figures, lang).map_err(sink)?;
        write(folder, &Page { html, summary: follow_summary(&found, lang), figures }, lang)?;
    }
    write_object(folder, &follow_json(&found))?;
    let all = match &found {
        Followed::One(results) => results.runs,
        Followed::Trial(results) => results.runs,
    };
    Ok(Done { manifest: follow.manifest(&found), failed: 0, all })
}
