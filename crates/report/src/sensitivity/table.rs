//! `sensitivity.csv`: a row for each parameter and kind of spread.

use crate::Format;
use crate::error::ReportError;
use crate::tables::{Cells, Field, metadata, write_both};
use lytic_study::{Kinds, ParameterSensitivity, SensitivityResults};
use std::path::Path;

/// Columns of numbers and where they come from.
type Column = (&'static str, bool, fn(&ParameterSensitivity) -> f64);

/// Columns of numbers; true for those in the unit of the output.
const NUMBERS: [Column; 14] = [
    ("value_5", false, |p| p.values[0]),
    ("value_typical", false, |p| p.values[1]),
    ("value_95", false, |p| p.values[2]),
    ("mu_star", true, |p| p.morris.mu_star),
    ("mu_star_low", true, |p| p.morris.interval.0),
    ("mu_star_high", true, |p| p.morris.interval.1),
    ("mu", true, |p| p.morris.mu),
    ("sigma", true, |p| p.morris.sigma),
    ("effects", false, |p| p.morris.n as f64),
    ("prcc", false, |p| p.prcc.map_or(f64::NAN, |prcc| prcc.value)),
    ("prcc_low", false, |p| p.prcc.map_or(f64::NAN, |prcc| prcc.interval.0)),
    ("prcc_high", false, |p| p.prcc.map_or(f64::NAN, |prcc| prcc.interval.1)),
    ("output_low", true, |p| p.low),
    ("output_high", true, |p| p.high),
];

/// Writes `sensitivity.csv` and `sensitivity.parquet` into a folder, what matters most first.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_sensitivity(
    folder: &Path,
    results: &SensitivityResults,
    format: Format,
) -> Result<(), ReportError> {
    let texts = |pick: fn(&ParameterSensitivity) -> String| {
        Cells::Text(results.parameters.iter().map(pick).collect())
    };
    let mut fields: Vec<Field> =
        ["name", "kind", "unit", "grade"].iter().map(|name| Field::new(name, "")).collect();
    let mut cells = vec![
        texts(|parameter| parameter.name.clone()),
        texts(|parameter| Kinds::of(parameter.kind).name().to_owned()),
        texts(|parameter| parameter.unit.clone()),
        texts(|parameter| parameter.grade.map_or_else(String::new, |grade| grade.to_string())),
    ];
    for (name, of_output, pick) in NUMBERS {
        fields.push(Field::new(name, if of_output { &results.unit } else { "" }));
        cells.push(Cells::Number(results.parameters.iter().map(pick).collect()));
    }
    let metadata = metadata(&results.about);
    write_both(&folder.join("sensitivity"), format, &fields, &metadata, std::iter::once(cells))
}
