//! What a tissue by itself and a block of tissue in a patient share: the sizes said before the run, and files of cells and
//! fields.

use crate::console::Console;
use lytic_report::{Saved, TissueFiles};
use lytic_study::{NothingSaved, RunFolder, SinkError, TissueSink, TissueStudy};
use lytic_text::Message;
use lytic_tissue::{Fields, Frame};
use std::path::Path;

/// Bytes of the report and its figures, about.
const REPORT_BYTES: f64 = 3e6;

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

/// Says how large the tissue is, and what it takes of memory and disk.
pub(super) fn say_size(study: &TissueStudy, console: &Console) {
    let size = study.size();
    let megabytes = |bytes: f64| format!("{:.0}", (bytes * 1e-6).max(1.0));
    let line = Message::new("tissue.size")
        .with("cells", size.cells)
        .with("voxels", size.voxels)
        .with("fields", size.fields)
        .with("memory", megabytes(size.memory_bytes))
        .with("disk", megabytes(size.saved_bytes + REPORT_BYTES));
    console.note(&line.text(console.lang));
}

/// What keeps the cells and fields that the scenario saves, below `place` in the folder's storage.
pub(super) fn files(study: &TissueStudy, folder: &RunFolder, place: &Path) -> Box<dyn TissueSink> {
    let (cells, fields) = study.saves;
    if !(cells || fields) {
        return Box::new(NothingSaved);
    }
    let about = &study.about;
    let said = [("lytic", &about.version), ("scenario", &about.scenario)];
    let said = said.map(|(key, value)| (key.to_owned(), value.clone()));
    let saved = Saved { cells, fields };
    let storage = folder.storage().clone();
    Box::new(Files(TissueFiles::new(place, storage, saved, &study.times_hours(), &said)))
}
