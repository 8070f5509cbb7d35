//! The block of tissue of a patient's run: it is run after the cohort and fills the folder `tissue` of the run.

use super::pages::{LANGS, sink};
use super::tissue_files::{files, say_size};
use crate::console::Console;
use crate::progress::Progress;
use lytic_report::{block_csv, tissue_count_figures, tissue_csv, tissue_figures, tissue_json, tissue_page};
use lytic_study::{Coupling, CouplingResults, RunFolder, StudyError, TissueSink, TissueStudy};
use lytic_text::Lang;

/// The folder of the block in that of the run.
const FOLDER: &str = "tissue";

/// Runs the block and writes its files. `progress` is that of the cohort, which also hears Ctrl-C.
pub(super) fn run(
    coupling: &Coupling,
    folder: &RunFolder,
    threads: Option<usize>,
    progress: &Progress,
    patients: u64,
    console: &Console,
) -> Result<CouplingResults, StudyError> {
    say_size(coupling.tissue(), console);
    // Each sweep is a run of its own.
    let sinks = |sweep: u64, study: &TissueStudy| -> Box<dyn TissueSink> {
        files(study, folder, &folder.path().join(FOLDER).join(format!("sweep-{sweep}")))
    };
    let results = coupling.run(Some(folder), threads, &sinks, &|_, _| progress.show(patients))?;
    write(&results, folder)?;
    Ok(results)
}

/// The report of the block by itself, its counts and its rates beside those of the model.
fn write(results: &CouplingResults, folder: &RunFolder) -> Result<(), StudyError> {
    let tissue = &results.tissue;
    for lang in LANGS {
        let mut figures = tissue_count_figures(tissue, 0, lang);
        figures.extend(tissue_figures(&tissue.about, &tissue.watch, figures.len(), lang));
        let html = tissue_page(tissue, &figures, lang).map_err(sink)?;
        folder.write(&format!("{FOLDER}/{}", super::pages::page_name(lang)), html.as_bytes())?;
        let place = if lang == Lang::Zh { "figures/zh" } else { "figures" };
        for figure in &figures {
            let name = format!("{FOLDER}/{place}/{}", figure.file_name());
            folder.write(&name, figure.standalone().as_bytes())?;
        }
    }
    folder.write(&format!("{FOLDER}/counts.csv"), tissue_csv(tissue).as_bytes())?;
    folder.write(&format!("{FOLDER}/rates.csv"), block_csv(results).as_bytes())?;
    folder.write(&format!("{FOLDER}/results.json"), (tissue_json(tissue) + "\n").as_bytes())
}
