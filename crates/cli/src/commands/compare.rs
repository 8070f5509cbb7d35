//! `lytic compare A B`: two scenarios on the same patients.

use super::observed;
use super::opened::without_block;
use super::pages::{Done, LANGS, Page, Task, sink, write, write_object};
use super::run::overrides;
use crate::arguments::Compare;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::{Disk, open_scenario};
use crate::progress::Progress;
use lytic_nk::Library;
use lytic_report::{
    Format, comparison_figures, comparison_html, comparison_json, comparison_overview, comparison_summary,
    write_comparison,
};
use lytic_study::{Comparison, ObservedData, RunFolder, StudyError, prepare_comparison};
use lytic_text::{Diagnostic, Lang, Sources};

/// Compares two scenarios, or shows the finished comparison of the same command.
pub fn compare(request: &Compare, console: &Console) -> Exit {
    let (comparison, data) = match prepare(request, console) {
        Ok(ready) => ready,
        Err(exit) => return exit,
    };
    let task = Task {
        place: &request.place,
        name: comparison.folder_name(),
        identity: comparison.identity(),
        json: request.json,
    };
    let kept = |folder: &RunFolder| comparison.kept(folder);
    task.perform(console, kept, |folder| work(&comparison, data.as_ref(), request, folder, console))
}

fn prepare(request: &Compare, console: &Console) -> Result<(Comparison, Option<ObservedData>), Exit> {
    let library = Library::embedded();
    let mut sources = Sources::new();
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut open = |name: &str, sources: &mut Sources| {
        let (scenario, found) = open_scenario(name, &library, sources);
        problems.extend(found);
        problems.extend(scenario.as_ref().and_then(without_block));
        scenario
    };
    let scenarios = (open(&request.a, &mut sources), open(&request.b, &mut sources));
    let mut ready = None;
    if let (Some(a), Some(b)) = scenarios {
        let overrides = overrides(&request.simulated).map_err(|problem| console.refuse(*problem))?;
        let (found, more) = prepare_comparison(a, b, &library, &Disk, overrides, &mut sources);
        problems.extend(more);
        ready = found;
    }
    if let Some(exit) = console.problems(&problems, &sources) {
        return Err(exit);
    }
    let mut comparison = ready.ok_or(Exit::BadInput)?;
    let data = match &request.overlay {
        Some(path) => {
            let data = observed::read(path, &comparison.a, console)?;
            comparison.a.observe(&data);
            Some(data)
        }
        None => None,
    };
    Ok((comparison, data))
}

fn work(
    comparison: &Comparison,
    data: Option<&ObservedData>,
    request: &Compare,
    folder: &RunFolder,
    console: &Console,
) -> Result<Done, StudyError> {
    let name = format!("{}, {}", request.a, request.b);
    let progress = Progress::start(&name, comparison.subjects(), console);
    let results = comparison.run(folder, request.simulated.threads, &|done, _| progress.show(done));
    progress.end();
    let mut results = results?;
    if let Some(data) = data {
        results.attach(data);
    }
    write_comparison(folder.path(), &results, Format::Both).map_err(sink)?;
    for lang in LANGS {
        let figures = comparison_figures(&results, lang);
        let html = comparison_html(&results, &figures, lang).map_err(sink)?;
        write(folder, &Page { html, summary: comparison_summary(&results, lang), figures }, lang)?;
        let place = if lang == Lang::Zh { "figures/zh" } else { "figures" };
        folder.write(&format!("{place}/overview.svg"), comparison_overview(&results, lang).as_bytes())?;
    }
    write_object(folder, &comparison_json(&results))?;
    Ok(Done {
        manifest: comparison.manifest(&results),
        failed: results.a.failed.saturating_add(results.b.failed),
        all: comparison.subjects(),
    })
}
