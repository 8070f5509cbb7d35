//! Tables of a run, for pandas, polars, R and DuckDB: Parquet, and CSV for spreadsheets.
//!
//! * `curves/part-00000.parquet` ...: a row a patient and time, a column an observed column. None without columns.
//! * `outcomes/part-00000.parquet` ...: a row a patient, a column an outcome, and whether the patient reached the end.
//! * `summary.parquet`: a row an observed column and time, with the quantiles over patients, the ranges of the median and
//!   the median of the twin.
//! * `survival.parquet`: a row an event, arm and time, where a scenario times events.
//!
//! A block of patients is one part, numbered as the block; every file appears whole, by a rename, or not at all. Where
//! patients have twins a column `arm` says of which run a row is; where candidates are accepted by bounds `accepted` says
//! who is, and the curves hold those only. Units stand in the metadata of
//! each field (`unit`) and in the CSV heads (`marrow.blast_percent [%]`); version, scenario, seed and hashes in the
//! metadata of the file. What is not a number is null in Parquet and empty in CSV.

mod csv;
mod frame;
pub(crate) mod parquet;
mod rows;
pub(crate) mod whole;

pub use frame::{Cells, Field, Frame};

use crate::error::ReportError;
use lytic_study::{About, Block, BlockSink, Layout, Results, SinkError, Storage};
use lytic_text::Lang;
use rows::Rows;
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
    storage: Storage,
}

impl Tables {
    /// Tables in `folder`, which need not exist; `lang` is the language of errors.
    pub fn new(folder: &Path, about: &About, format: Format, lang: Lang) -> Tables {
        let storage = Storage::default();
        Tables { folder: folder.to_owned(), metadata: metadata(about), format, lang, storage }
    }

    /// The same, written through a storage of the caller's.
    pub fn through(self, storage: Storage) -> Tables {
        Tables { storage, ..self }
    }

    fn write_block(&self, layout: &Layout, block: &Block<'_>) -> Result<(), ReportError> {
        let (times, columns) = (layout.times_days.len(), layout.columns.len());
        for arm in &block.arms {
            fits(arm.curves, block.patients, times * columns)?;
            fits(arm.outcomes, block.patients, layout.outcomes.len())?;
        }
        let part = format!("part-{:05}", block.number);
        let rows = Rows { layout, block };
        if columns > 0 {
            let at_once = (ROWS_AT_ONCE / times.max(1)).max(1);
            let chunks = (0..block.arms.len()).flat_map(|arm| {
                let starts = (0..block.patients).step_by(at_once);
                starts.map(move |first| (arm, first..(first + at_once).min(block.patients)))
            });
            let chunks = chunks.map(|(arm, patients)| rows.curves(arm, patients));
            self.write("curves", &part, &rows.curve_fields(), chunks)?;
        }
        let arms = (0..block.arms.len()).map(|arm| rows.outcomes(arm));
        self.write("outcomes", &part, &rows.outcome_fields(), arms)
    }

    fn write(
        &self,
        table: &str,
        part: &str,
        fields: &[Field],
        chunks: impl Iterator<Item = Vec<Cells>> + Clone,
    ) -> Result<(), ReportError> {
        let stem = self.folder.join(table).join(part);
        write_both_through(&self.storage, &stem, self.format, fields, &self.metadata, chunks)
    }
}

impl BlockSink for Tables {
    fn block(&self, layout: &Layout, block: &Block<'_>) -> Result<(), SinkError> {
        self.write_block(layout, block).map_err(|error| SinkError(error.message().text(self.lang)))
    }
}

/// Writes `summary`: the quantiles of every column at every time; where there are draws, 5 and 95 % of the median over
/// them (`median_low`, `median_high`); the 95 % sampling interval of the median (`sampling_low`, `sampling_high`); where
/// there is a twin, its median (`without_q0.5`).
///
/// # Errors
/// Where a file cannot be written.
pub fn write_summary(folder: &Path, results: &Results, format: Format) -> Result<(), ReportError> {
    write_summary_through(&Storage::default(), folder, results, format)
}

/// [`write_summary`] through a storage of the caller's.
///
/// # Errors
/// As [`write_summary`].
pub fn write_summary_through(
    storage: &Storage,
    folder: &Path,
    results: &Results,
    format: Format,
) -> Result<(), ReportError> {
    crate::survival::write_curves(storage, folder, results, format)?;
    let times = results.times_days.len();
    let probabilities: Vec<f64> = results.columns.first().map_or_else(Vec::new, |column| {
        column.quantiles.iter().map(|(probability, _)| *probability).collect()
    });
    let mut fields = vec![Field::new("column", ""), Field::new("unit", ""), Field::time(results.about.kind)];
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
    write_both_through(
        storage,
        &folder.join("summary"),
        format,
        &fields,
        &metadata(&results.about),
        std::iter::once(cells),
    )
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
    write_both_through(&Storage::default(), stem, format, fields, metadata, chunks)
}

pub(crate) fn write_both_through(
    storage: &Storage,
    stem: &Path,
    format: Format,
    fields: &[Field],
    metadata: &[(String, String)],
    chunks: impl Iterator<Item = Vec<Cells>> + Clone,
) -> Result<(), ReportError> {
    if format != Format::Csv {
        parquet::write(storage, &stem.with_extension("parquet"), fields, metadata, chunks.clone())?;
    }
    if format != Format::Parquet {
        csv::write(storage, &stem.with_extension("csv"), fields, chunks)?;
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
