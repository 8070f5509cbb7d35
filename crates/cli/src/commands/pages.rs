//! What scans and comparisons leave in their folders: page, summary and figures in both languages, the object of
//! `--json`; and how a finished folder is shown again.

use crate::arguments::Place;
use crate::console::Console;
use crate::exit::Exit;
use lytic_report::{Figure, ReportError};
use lytic_study::{Opened, RunFolder, SinkError, StudyError};
use lytic_text::{Diagnostic, Lang, Message};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Folder below the present one where no other is asked for.
const RUNS: &str = "lytic-runs";
/// The object of `--json`, kept for those who ask again.
const OBJECT: &str = "results.json";
/// Both languages: who asks for the same in the other one finds it.
pub(super) const LANGS: [Lang; 2] = [Lang::En, Lang::Zh];

/// One language of a report.
pub(super) struct Page {
    pub html: String,
    pub summary: Vec<String>,
    pub figures: Vec<Figure>,
}

/// Why a report could not be written.
pub(super) fn sink(error: ReportError) -> StudyError {
    StudyError::Sink(SinkError(error.to_string()))
}

pub(super) fn page_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "report.html",
        Lang::Zh => "report.zh.html",
    }
}

pub(super) fn summary_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "summary.txt",
        Lang::Zh => "summary.zh.txt",
    }
}

/// Writes one language into a folder.
pub(super) fn write(folder: &RunFolder, page: &Page, lang: Lang) -> Result<(), StudyError> {
    folder.write(page_name(lang), page.html.as_bytes())?;
    folder.write(summary_name(lang), (page.summary.join("\n") + "\n").as_bytes())?;
    let place = if lang == Lang::Zh { "figures/zh" } else { "figures" };
    for figure in &page.figures {
        folder.write(&format!("{place}/{}", figure.file_name()), figure.standalone().as_bytes())?;
    }
    Ok(())
}

/// Writes the object of `--json`.
pub(super) fn write_object(folder: &RunFolder, json: &str) -> Result<(), StudyError> {
    folder.write(OBJECT, format!("{json}\n").as_bytes())
}

/// What to do with a folder, and how it is shown.
pub(super) struct Task<'a> {
    /// Where the user wants it.
    pub place: &'a Place,
    /// Its name where the user does not say.
    pub name: String,
    /// What tells it from others.
    pub identity: Value,
    /// Whether `--json` is asked for.
    pub json: bool,
}

/// What work left in its folder.
pub(super) struct Done {
    /// The last file: with it the folder is published.
    pub manifest: Value,
    /// Patients that did not reach the end.
    pub failed: u64,
    /// All patients.
    pub all: u64,
}

/// Blocks that are kept, and all.
pub(super) type Kept = (u64, u64);

/// Says how much of an earlier command is there.
pub(super) fn goes_on((there, all): Kept, console: &Console) {
    if there > 0 {
        console.note(&Message::new("run.goes_on").with("there", there).with("all", all).text(console.lang));
    }
}

/// Says how much is kept of a command that was interrupted.
pub(super) fn stopped((there, all): Kept, console: &Console) {
    let kept = Message::new("run.stopped").with("there", there).with("all", all).text(console.lang);
    console.note(&if there > 0 { kept } else { console.words("cli.interrupted") });
}

/// How a command ends that cannot go on: the user's to mend, or a failure.
pub(super) fn broken(error: &StudyError, console: &Console) -> Exit {
    let problem = Diagnostic::error(error.message());
    match error {
        StudyError::Interrupted => Exit::Interrupted,
        error if error.is_bad_input() => console.refuse(problem),
        _ => console.fail(problem),
    }
}

impl Task<'_> {
    /// Does the work and shows it, or shows the finished work of the same command. `work` fills the folder; `kept` says
    /// what an earlier command left there.
    pub(super) fn perform(
        &self,
        console: &Console,
        kept: impl Fn(&RunFolder) -> Kept,
        work: impl FnOnce(&RunFolder) -> Result<Done, StudyError>,
    ) -> Exit {
        let target = self.place.out.clone().unwrap_or_else(|| PathBuf::from(RUNS).join(&self.name));
        let folder = match lytic_study::open_folder(&target, &self.identity, self.place.overwrite) {
            Ok(Opened::Finished(manifest)) => {
                console.note(&console.words("cli.already_done"));
                let number = |key: &str| manifest.get(key).and_then(Value::as_u64).unwrap_or_default();
                return self.show(&target, console, number("failed"), number("subjects"));
            }
            Ok(Opened::New(folder)) => folder,
            Err(error) => return console.refuse(Diagnostic::error(error.message())),
        };
        match fill(folder, console, kept, work) {
            Ok(done) => self.show(&target, console, done.failed, done.all),
            Err(error) => broken(&error, console),
        }
    }

    fn show(&self, folder: &Path, console: &Console, failed: u64, all: u64) -> Exit {
        let name = if self.json { OBJECT } else { summary_name(console.lang) };
        match std::fs::read_to_string(folder.join(name)) {
            Ok(text) => console.print(&text),
            Err(error) => {
                let message = Message::new("E0410").with("path", folder.join(name).display());
                let message = message.with("reason", lytic_study::system_reason(&error));
                return console.refuse(Diagnostic::error(message));
            }
        }
        let page = folder.join(page_name(console.lang));
        let shown = page.canonicalize().unwrap_or(page);
        let line = Message::new("cli.report_at").with("path", shown.display()).text(console.lang);
        if self.json {
            console.note(&line)
        } else {
            console.line(&line)
        }
        // Where nobody reached the end, the work has failed, though there is a report that says so.
        if all > 0 && failed >= all { Exit::Failed } else { Exit::Done }
    }
}

/// Goes on with what is in a folder and publishes it, or says what is kept.
pub(super) fn fill(
    folder: RunFolder,
    console: &Console,
    kept: impl Fn(&RunFolder) -> Kept,
    work: impl FnOnce(&RunFolder) -> Result<Done, StudyError>,
) -> Result<Done, StudyError> {
    goes_on(kept(&folder), console);
    let done = work(&folder);
    if let Err(StudyError::Interrupted) = done {
        stopped(kept(&folder), console);
    }
    let done = done?;
    folder.publish(&done.manifest)?;
    Ok(done)
}
