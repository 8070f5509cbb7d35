//! The block of tissue of a patient's run: it is run after the cohort and fills the folder `tissue` of the run.

use super::pages::{LANGS, sink};
use crate::console::Console;
use crate::progress::Progress;
use lytic_report::{
    Saved, TissueFiles, block_csv, tissue_count_figures, tissue_csv, tissue_figures, tissue_json, tissue_page,
};
use lytic_study::{
    Coupling, CouplingResults, NothingSaved, RunFolder, SinkError, StudyError, TissueSink, TissueStudy,
};
use lytic_text::{Lang, Message};
use lytic_tissue::{Fields, Frame};

/// The folder of the block in that of the run.
const FOLDER: &str = "tissue";

/// Files of cells and fields as a sink of the study.
struct Files(TissueFiles);

impl TissueSink for Files {
    fn begin(&self, fields: &Fields) -> Result<(), SinkError> {
        self.0.begin(fields).map_err(|error| SinkError(error.to_string()))
    }

    fn frame(&self, frame: &Frame<'_>) -> Result<(), SinkError> {
        self.0.frame(frame).map_err(|error| SinkError(error.to_string()))
    }
}

/// Runs the block and writes its files. `progress` is that of the cohort, which also hears Ctrl-C.
pub(super) fn run(
    coupling: &Coupling,
    folder: &RunFolder,
    threads: Option<usize>,
    progress: &Progress,
    patients: u64,
    console: &Console,
) -> Result<CouplingResults, StudyError> {
    let tissue = coupling.tissue();
    let size = tissue.size();
    let megabytes = |bytes: f64| format!("{:.0}", (bytes * 1e-6).max(1.0));
    let line = Message::new("tissue.size")
        .with("cells", size.cells)
        .with("voxels", size.voxels)
        .with("fields", size.fields)
        .with("memory", megabytes(size.memory_bytes))
        .with("disk", megabytes(size.saved_bytes + 3e6));
    console.note(&line.text(console.lang));
    let sinks = |sweep: u64, study: &TissueStudy| -> Box<dyn TissueSink> {
        let (cells, fields) = study.saves;
        if !(cells || fields) {
            return Box::new(NothingSaved);
        }
        let about = &study.about;
        let said = [("lytic", &about.version), ("scenario", &about.scenario)];
        let said: Vec<(String, String)> =
            said.into_iter().map(|(key, value)| (key.to_owned(), value.clone())).collect();
        // Each sweep is a run of its own.
        let place = folder.path().join(FOLDER).join(format!("sweep-{sweep}"));
        let saved = Saved { cells, fields };
        Box::new(Files(TissueFiles::new(
            &place,
            folder.storage().clone(),
            saved,
            &study.times_hours(),
            &said,
        )))
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
