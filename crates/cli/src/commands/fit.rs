//! `lytic fit assay`: a folder with page, figures, the object and `fit.toml`.

use super::pages::{Done, LANGS, Page, Task, sink, write, write_object};
use crate::arguments::Fit as Request;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::Disk;
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{fit_csv, fit_figures, fit_json, fit_page, fit_summary};
use lytic_study::{
    Files, FitPlan, FitRequest, MOST_BYTES, RunFolder, StudyError, TextFile, fit_toml, prepare_fit, text_of,
};
use lytic_text::{Diagnostic, Message, Sources};
use std::path::Path;

/// Does a fit, or shows the finished one of the same command.
pub fn fit(request: &Request, console: &Console) -> Exit {
    let plan = match prepare(request, console) {
        Ok(plan) => plan,
        Err(exit) => return exit,
    };
    let task = Task {
        place: &request.place,
        name: plan.folder_name(),
        identity: plan.identity(),
        json: request.json,
    };
    task.perform(console, |_| (0, 0), |folder| work(&plan, request, folder, console))
}

fn prepare(request: &Request, console: &Console) -> Result<FitPlan, Exit> {
    let mut sources = Sources::new();
    let mut problems = Vec::new();
    let mut open = |path: &Path| match text_file(path) {
        Ok(file) => file,
        Err(problem) => {
            problems.push(*problem);
            TextFile::default()
        }
    };
    let asked = FitRequest {
        lysis: open(&request.data),
        bins: request.molecules.as_deref().map(&mut open),
        histograms: request.histograms.as_deref().map(&mut open),
        targets: request.targets.clone(),
        predict: request.predict.clone(),
        without: request.without.clone(),
        car_factors: request.car_factors.clone(),
        decision: request.decision,
        mechanism: request.mechanism,
        adhesion: request.adhesion,
        equal_weights: request.equal_weights,
        sd_floor: request.sd_floor,
        skip_bad_rows: request.skip_bad_rows,
    };
    if let Some(exit) = console.problems(&problems, &sources) {
        return Err(exit);
    }
    let (plan, problems) = prepare_fit(asked, &Library::embedded(), &mut sources);
    match console.problems(&problems, &sources) {
        Some(exit) => Err(exit),
        None => plan.ok_or(Exit::BadInput),
    }
}

/// A file as text, within the limit of all inputs.
fn text_file(path: &Path) -> Result<TextFile, Box<Diagnostic>> {
    let name = path.display().to_string();
    let refused = |reason: String| {
        let message = Message::new("E0305").with("file", &name).with("reason", reason);
        Box::new(Diagnostic::error(message))
    };
    let bytes = Disk.read(&name, MOST_BYTES).map_err(refused)?;
    let text = text_of(&name, &bytes).map_err(Box::new)?;
    Ok(TextFile { name, text })
}

fn work(
    plan: &FitPlan,
    request: &Request,
    folder: &RunFolder,
    console: &Console,
) -> Result<Done, StudyError> {
    let name = Message::new("cli.fitting").with("file", request.data.display()).text(console.lang);
    let pieces = plan.pieces();
    let counted = Message::new("count.models").with("count", pieces);
    let progress = Progress::of(&name, counted, pieces, console);
    let results = plan.run(request.threads, &|done, _| progress.show(done));
    progress.end();
    let results = results?;
    for lang in LANGS {
        let figures = fit_figures(&results, lang);
        let html = fit_page(&results, &figures, lang).map_err(sink)?;
        write(folder, &Page { html, summary: fit_summary(&results, lang), figures }, lang)?;
    }
    folder.write("fit.csv", fit_csv(&results).as_bytes())?;
    folder.write("fit.toml", fit_toml(&results).as_bytes())?;
    write_object(folder, &fit_json(&results))?;
    Ok(Done { manifest: plan.manifest(&results), failed: 0, all: results.fits.len() as u64 })
}
