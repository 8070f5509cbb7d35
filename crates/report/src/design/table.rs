//! `proposals.csv`: a row for the standard and for each proposal, in the order of the search.

use crate::Format;
use crate::error::ReportError;
use crate::tables::{Cells, Field, metadata, write_both};
use lytic_study::{DesignResults, Evaluated};
use std::path::Path;

/// Writes `proposals.csv` and `proposals.parquet` into a folder.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_design(folder: &Path, results: &DesignResults, format: Format) -> Result<(), ReportError> {
    let numbers =
        |pick: &dyn Fn(&Evaluated) -> f64| Cells::Number(results.evaluated.iter().map(pick).collect());
    let mut fields = vec![Field::new("proposal", "")];
    let mut cells = vec![Cells::Number((0..results.evaluated.len()).map(|number| number as f64).collect())];
    for (index, lever) in results.levers.iter().enumerate() {
        fields.push(Field::new(&lever.name, &lever.unit));
        cells.push(numbers(&|found| found.at.get(index).copied().unwrap_or(f64::NAN)));
    }
    fields.push(Field::new(&results.objective.name, &results.objective.unit));
    cells.push(numbers(&|found| found.objective));
    for (index, bound) in results.bounds.iter().enumerate() {
        let of = move |found: &Evaluated| found.bounds.get(index).cloned().unwrap_or_default();
        fields.push(Field::new(&format!("bound.{}", bound.of.name), &bound.of.unit));
        cells.push(numbers(&|found| {
            let numbers = of(found).by_draw;
            numbers.iter().sum::<f64>() / numbers.len() as f64
        }));
        fields.push(Field::new(&format!("kept.{}", bound.of.name), ""));
        cells.push(numbers(&|found| of(found).kept));
    }
    fields.push(Field::new("keeps_bounds", ""));
    cells.push(numbers(&|found| f64::from(u8::from(found.keeps))));
    let metadata = metadata(&results.about);
    write_both(&folder.join("proposals"), format, &fields, &metadata, std::iter::once(cells))
}
