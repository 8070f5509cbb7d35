//! Tables of a run, for pandas, polars, R and DuckDB: Parquet, and CSV for spreadsheets.
//!
//! * `curves/part-00000.parquet` ...: a row a patient and time, a column an observed column.
//! * `outcomes/part-00000.parquet` ...: a row a patient, a column an outcome, and whether the patient reached the end.
//! * `summary.parquet`: a row an observed column and time, with the quantiles over patients, the ranges of the median and
//!   the median of the twin.
//!
//! A block of patients is one part; every file appears whole, by a rename, or not at all. Units stand in the metadata of
//! each field (`unit`) and in the CSV heads (`marrow.blast_percent [%]`); version, scenario, seed and hashes in the
//! metadata of the file. What is not a number is null in Parquet and empty in CSV.

mod csv;
mod frame;
mod parquet;
mod whole;

pub use frame::{Cells, Field, Frame};

use crate::error::ReportError;
use lytic_study::{About, Block, BlockSink, Layout, Results, SinkError};
use lytic_text::Lang;
use std::path::{Path, PathBuf};

/// In which formats tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Parquet only.
    Parquet,
    /// CSV only.
    Csv,
    /// Both, side by side.
    Both,
}

/// Rows that are held at once while curves are written.
const ROWS_AT_ONCE: usize = 100_000;

/// Writes the patients of a run, block by block, into a folder.
#[derive(Debug)]
pub struct Tables {
    folder: PathBuf,
    metadata: Vec<(String, String)>,
    format: Format,
    lang: Lang,
    layout: Layout,
    parts: usize,
}

impl Tables {
    /// Tables in `folder`, which need not exist; `lang` is the language of errors.
    pub fn new(folder: &Path, about: &About, format: Format, lang: Lang) -> Tables {
        let layout = Layout::default();
        Tables { folder: folder.to_owned(), metadata: metadata(about), format, lang, layout, parts: 0 }
    }

    fn write_block(&mut self, block: &Block<'_>) -> Result<(), ReportError> {
        let (times, columns) = (self.layout.times_days.len(), self.layout.columns.len());
        let outcomes = self.layout.outcomes.len();
        fits(block.curves, block.patients, times * columns)?;
        fits(block.outcomes, block.patients, outcomes)?;
        let part = format!("part-{:05}", self.parts);
        let at_once = (ROWS_AT_ONCE / times.max(1)).max(1);
        let chunks = (0..block.patients).step_by(at_once).map(|first| {
            let patients = first..(first + at_once).min(block.patients);
            curve_cells(block, &self.layout, patients)
        });
        self.write("curves", &part, &curve_fields(&self.layout), chunks)?;
        let cells = outcome_cells(block, &self.layout);
        self.write("outcomes", &part, &outcome_fields(&self.layout), std::iter::once(cells))?;
        self.parts += 1;
        Ok(())
    }

    fn write(
        &self,
        table: &str,
        part: &str,
        fields: &[Field],
        chunks: impl Iterator<Item = Vec<Cells>> + Clone,
    ) -> Result<(), ReportError> {
        write_both(&self.folder.join(table).join(part), self.format, fields, &self.metadata, chunks)
    }
}

impl BlockSink for Tables {
    fn begin(&mut self, layout: &Layout) -> Result<(), SinkError> {
        self.layout = layout.clone();
        self.parts = 0;
        Ok(())
    }

    fn block(&mut self, block: &Block<'_>) -> Result<(), SinkError> {
        self.write_block(block).map_err(|error| SinkError(error.message().text(self.lang)))
    }
}

/// Writes `summary`: the quantiles of every column at every time; where there are draws, 5 and 95 % of the median over
/// them (`median_low`, `median_high`); the 95 % sampling interval of the median (`sampling_low`, `sampling_high`); where
/// there is a twin, its median (`without_q0.5`).
///
/// # Errors
/// Where a file cannot be written.
pub fn write_summary(folder: &Path, results: &Results, format: Format) -> Result<(), ReportError> {
    let times = results.times_days.len();
    let probabilities: Vec<f64> = results.columns.first().map_or_else(Vec::new, |column| {
        column.quantiles.iter().map(|(probability, _)| *probability).collect()
    });
    let mut fields = vec![Field::new("column", ""), Field::new("unit", ""), Field::new("time_days", "d")];
    let mut cells = vec![
        Cells::Text(results.columns.iter().flat_map(|column| vec![column.name.clone(); times]).collect()),
        Cells::Text(results.columns.iter().flat_map(|column| vec![column.unit.clone(); times]).collect()),
        Cells::Number(results.columns.iter().flat_map(|_| results.times_days.iter().copied()).collect()),
    ];
    let mut add = |name: String, curves: Vec<Option<&[f64]>>| {
        let at = |curve: &Option<&[f64]>, index: usize| curve.and_then(|curve| curve.get(index)).copied();
        let whole = |curve| (0..times).map(move |index| at(&curve, index).unwrap_or(f64::NAN));
        fields.push(Field::new(&name, ""));
        cells.push(Cells::Number(curves.into_iter().flat_map(whole).collect()));
    };
    for probability in probabilities {
        let curves =
            results.columns.iter().map(|column| crate::figure::quantile(column, probability)).collect();
        add(format!("q{probability}"), curves);
    }
    if results.columns.iter().any(|column| column.ignorance.is_some()) {
        let ranges = || results.columns.iter().map(|column| column.ignorance.as_ref());
        add("median_low".into(), ranges().map(|range| range.map(|(low, _)| low.as_slice())).collect());
        add("median_high".into(), ranges().map(|range| range.map(|(_, high)| high.as_slice())).collect());
    }
    if results.columns.iter().any(|column| !column.sampling.0.is_empty()) {
        let ranges = || results.columns.iter().map(|column| &column.sampling);
        add("sampling_low".into(), ranges().map(|(low, _)| Some(low.as_slice())).collect());
        add("sampling_high".into(), ranges().map(|(_, high)| Some(high.as_slice())).collect());
    }
    if let Some(twin) = &results.twin {
        let of = |name: &str| twin.columns.iter().find(|column| column.name == name);
        let medians = results.columns.iter().map(|column| of(&column.name).and_then(crate::figure::median));
        add("without_q0.5".into(), medians.collect());
    }
    write_both(&folder.join("summary"), format, &fields, &metadata(&results.about), std::iter::once(cells))
}

/// Reads a Parquet table that Lytic wrote.
///
/// # Errors
/// Where the file cannot be read or is not one of Lytic's tables.
pub fn read_table(path: &Path) -> Result<Frame, ReportError> {
    parquet::read(path)
}

pub(crate) fn write_both(
    stem: &Path,
    format: Format,
    fields: &[Field],
    metadata: &[(String, String)],
    chunks: impl Iterator<Item = Vec<Cells>> + Clone,
) -> Result<(), ReportError> {
    if format != Format::Csv {
        parquet::write(&stem.with_extension("parquet"), fields, metadata, chunks.clone())?;
    }
    if format != Format::Parquet {
        csv::write(&stem.with_extension("csv"), fields, chunks)?;
    }
    Ok(())
}

/// What every file says of its run.
pub(crate) fn metadata(about: &About) -> Vec<(String, String)> {
    let mut metadata = vec![
        ("lytic.version".to_owned(), about.version.clone()),
        ("lytic.scenario".to_owned(), about.scenario.clone()),
        ("lytic.seed".to_owned(), about.seed.to_string()),
    ];
    metadata.extend(about.hashes.iter().map(|(of, hash)| (format!("lytic.hash.{of}"), hash.clone())));
    metadata
}

fn fits(values: &[f64], patients: usize, each: usize) -> Result<(), ReportError> {
    let expected = patients.saturating_mul(each);
    if values.len() == expected { Ok(()) } else { Err(ReportError::Shape { expected, found: values.len() }) }
}

fn curve_fields(layout: &Layout) -> Vec<Field> {
    let mut fields = vec![Field::new("draw", ""), Field::new("patient", ""), Field::new("time_days", "d")];
    fields.extend(layout.columns.iter().map(|(name, unit)| Field::new(name, unit)));
    fields
}

/// Rows of some patients of a block; the shape was checked before.
fn curve_cells(block: &Block<'_>, layout: &Layout, patients: std::ops::Range<usize>) -> Vec<Cells> {
    let (times, columns) = (layout.times_days.len(), layout.columns.len());
    let rows = patients.len() * times;
    let numbers =
        patients.clone().flat_map(|patient| std::iter::repeat_n(block.first_patient + patient as u64, times));
    let mut cells = vec![
        Cells::Whole(vec![block.draw; rows]),
        Cells::Whole(numbers.collect()),
        Cells::Number(patients.clone().flat_map(|_| layout.times_days.iter().copied()).collect()),
    ];
    let values = block
        .curves
        .get(patients.start * times * columns..patients.end * times * columns)
        .unwrap_or_default();
    for column in 0..columns {
        cells.push(Cells::Number(values.iter().skip(column).step_by(columns).copied().collect()));
    }
    cells
}

fn outcome_fields(layout: &Layout) -> Vec<Field> {
    let mut fields = vec![Field::new("draw", ""), Field::new("patient", "")];
    fields.extend(layout.outcomes.iter().map(|(name, unit)| Field::new(name, unit)));
    fields.push(Field::new("reached_end", ""));
    fields
}

/// A row a patient. A patient without a single number at the last time did not reach it.
fn outcome_cells(block: &Block<'_>, layout: &Layout) -> Vec<Cells> {
    let (times, columns, outcomes) = (layout.times_days.len(), layout.columns.len(), layout.outcomes.len());
    let mut cells = vec![
        Cells::Whole(vec![block.draw; block.patients]),
        Cells::Whole((0..block.patients as u64).map(|patient| block.first_patient + patient).collect()),
    ];
    for outcome in 0..outcomes {
        let values = block.outcomes.iter().skip(outcome).step_by(outcomes).copied();
        cells.push(if layout.conditions.get(outcome) == Some(&true) {
            Cells::Truth(values.map(|value| (!value.is_nan()).then_some(value != 0.0)).collect())
        } else {
            Cells::Number(values.collect())
        });
    }
    let reached = |patient: usize| {
        let last = patient * times * columns + times.saturating_sub(1) * columns;
        let values = block.curves.get(last..last + columns).unwrap_or_default();
        columns == 0 || times == 0 || values.iter().any(|value| !value.is_nan())
    };
    cells.push(Cells::Truth((0..block.patients).map(|patient| Some(reached(patient))).collect()));
    cells
}
