//! `lytic validate`: the evidence, row by row: a folder with page, figures and table, and the rows in words.

use super::pages::{Done, LANGS, broken, fill, sink, summary_name};
use super::run::instructions;
use crate::arguments::Validate;
use crate::console::Console;
use crate::exit::Exit;
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{evidence_csv, evidence_figures, evidence_json, evidence_page, evidence_summary};
use lytic_study::{EvidencePlan, EvidenceRequest, Opened, RunFolder, StudyError, open_folder, plan_evidence};
use lytic_text::{Diagnostic, Lang, Message, Sources};
use std::path::Path;

/// Folder below the present one for validations without `--out`.
const RUNS: &str = "lytic-runs";
/// The object of `--json`, kept for a validation that is asked for again.
const OBJECT: &str = "validate.json";

/// Simulates and judges rows, or shows the finished validation of the same command. Rows that fail are findings, not
/// errors.
pub fn validate(request: &Validate, console: &Console) -> Exit {
    let asked = match instructions() {
        Ok(instructions) => EvidenceRequest {
            rows: request.rows.clone(),
            patients: request.patients,
            draws: request.draws,
            seed: request.seed,
            instructions,
        },
        Err(problem) => return console.refuse(*problem),
    };
    let mut sources = Sources::new();
    let plan = match plan_evidence(asked, &Library::embedded(), &mut sources) {
        Ok(plan) => plan,
        Err(problems) => return console.problems(&problems, &sources).unwrap_or(Exit::BadInput),
    };
    let target = request.place.out.clone().unwrap_or_else(|| Path::new(RUNS).join(plan.folder_name()));
    match open_folder(&target, &plan.identity(), request.place.overwrite) {
        Ok(Opened::Finished(_)) => {
            console.note(&console.words("cli.already_done"));
            show(&target, request.json, console)
        }
        Ok(Opened::New(folder)) => {
            let kept = |folder: &RunFolder| plan.kept(folder);
            match fill(folder, console, kept, |folder| simulate(&plan, request, folder, console)) {
                Ok(_) => show(&target, request.json, console),
                Err(error) => broken(&error, console),
            }
        }
        Err(error) => console.refuse(Diagnostic::error(error.message())),
    }
}

/// Simulates and judges, and fills the folder in both languages.
fn simulate(
    plan: &EvidencePlan,
    request: &Validate,
    folder: &RunFolder,
    console: &Console,
) -> Result<Done, StudyError> {
    let name = console.words("cli.evidence");
    let progress = match plan.subjects() {
        0 => {
            let counted = Message::new("count.assays").with("count", plan.assays());
            Progress::of(&name, counted, 0, console)
        }
        patients => Progress::start(&name, patients, console),
    };
    let found = plan.run(folder, request.threads, &|done, _| progress.show(done));
    progress.end();
    let found = found?;
    for lang in LANGS {
        folder.write(summary_name(lang), (evidence_summary(&found, lang).join("\n") + "\n").as_bytes())?;
        let figures = evidence_figures(&found, lang);
        let page = evidence_page(&found, &figures, lang).map_err(sink)?;
        folder.write(page_name(lang), page.as_bytes())?;
        let place = if lang == Lang::Zh { "figures/zh" } else { "figures" };
        for figure in &figures {
            folder.write(&format!("{place}/{}", figure.file_name()), figure.standalone().as_bytes())?;
        }
    }
    folder.write("validate.csv", evidence_csv(&found).as_bytes())?;
    folder.write(OBJECT, (evidence_json(&found) + "\n").as_bytes())?;
    Ok(Done { manifest: plan.manifest(&found), failed: found.failed, all: plan.subjects() })
}

fn page_name(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "validate.html",
        Lang::Zh => "validate.zh.html",
    }
}

/// Prints what lies in a finished folder, and where the page is.
fn show(folder: &Path, as_json: bool, console: &Console) -> Exit {
    let name = folder.join(if as_json { OBJECT } else { summary_name(console.lang) });
    match std::fs::read_to_string(&name) {
        Ok(text) => console.print(&text),
        Err(error) => {
            let message = Message::new("E0410").with("path", name.display());
            let message = message.with("reason", lytic_study::system_reason(&error));
            return console.refuse(Diagnostic::error(message));
        }
    }
    let page = folder.join(page_name(console.lang));
    let shown = page.canonicalize().unwrap_or(page);
    let line = Message::new("cli.report_at").with("path", shown.display()).text(console.lang);
    if as_json {
        console.note(&line)
    } else {
        console.line(&line)
    }
    Exit::Done
}
