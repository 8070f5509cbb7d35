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

impl Task<'_> {
    /// Does the work and shows it, or shows the finished work of the same command. `work` fills the folder, publishes it
    /// and gives back how many patients failed of how many.
    pub(super) fn perform(
        &self,
        console: &Console,
        work: impl FnOnce(RunFolder) -> Result<(u64, u64), StudyError>,
    ) -> Exit {
        let target = self.place.out.clone().unwrap_or_else(|| PathBuf::from(RUNS).join(&self.name));
        match lytic_study::open_folder(&target, &self.identity, self.place.overwrite) {
            Ok(Opened::Finished(manifest)) => {
                console.note(&console.words("cli.already_done"));
                let number = |key: &str| manifest.get(key).and_then(Value::as_u64).unwrap_or_default();
                self.show(&target, console, number("failed"), number("subjects"))
            }
            Ok(Opened::New(folder)) => match work(folder) {
                Ok((failed, all)) => self.show(&target, console, failed, all),
                Err(StudyError::Interrupted) => {
                    console.note(&console.words("cli.interrupted"));
                    Exit::Interrupted
                }
                Err(error) => console.fail(Diagnostic::error(error.message())),
            },
            Err(error) => console.refuse(Diagnostic::error(error.message())),
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
