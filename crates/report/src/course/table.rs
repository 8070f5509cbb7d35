//! Tables and the object of `--json` of a model that was run by itself.
//!
//! `course.csv` and `course.parquet`: a row a time (and point of a scan), a column a name; the unit stands in the head as
//! everywhere. A scan has its axes before the time.

use super::{about, curve};
use crate::error::ReportError;
use crate::tables::{Cells, Field, Format, metadata, write_both};
use lytic_study::CourseResults;
use serde_json::{Map, Value, json};
use std::path::Path;

/// Writes the table of all runs into a folder.
///
/// # Errors
/// Where a file cannot be written.
pub fn write_course(folder: &Path, results: &CourseResults, format: Format) -> Result<(), ReportError> {
    let mut fields: Vec<Field> = results.axes.iter().map(|axis| Field::new(&axis.name, &axis.unit)).collect();
    fields.push(Field::new("time", &results.time_unit));
    fields.extend(results.columns.iter().map(|column| Field::new(&column.name, &column.unit)));
    let rows = results.times.len();
    let chunks = results.points.iter().map(|point| {
        let mut cells: Vec<Cells> = point.at.iter().map(|value| Cells::Number(vec![*value; rows])).collect();
        cells.push(Cells::Number(results.times.clone()));
        for index in 0..results.columns.len() {
            let mut values = curve(results, point, index);
            values.resize(rows, f64::NAN);
            cells.push(Cells::Number(values));
        }
        cells
    });
    write_both(&folder.join("course"), format, &fields, &metadata(&about(results)), chunks)
}

/// The object of `--json`.
pub fn course_json(results: &CourseResults) -> String {
    let number = |value: f64| if value.is_finite() { json!(value) } else { Value::Null };
    let curves = |point: &lytic_study::CoursePoint| {
        let mut all = Map::new();
        for (index, column) in results.columns.iter().enumerate() {
            let values: Vec<Value> = curve(results, point, index).into_iter().map(number).collect();
            all.insert(column.name.clone(), Value::Array(values));
        }
        Value::Object(all)
    };
    let units: Map<String, Value> =
        results.columns.iter().map(|column| (column.name.clone(), json!(column.unit))).collect();
    let hashes: Map<String, Value> =
        results.hashes.iter().map(|(of, hash)| (of.clone(), json!(hash))).collect();
    let mut object = json!({
        "lytic": results.version,
        "model": results.model,
        "title": results.title,
        "command": results.command,
        "seed": results.seed,
        "hashes": hashes,
        "time": { "unit": results.time_unit, "values": results.times },
        "units": units,
    });
    let Value::Object(map) = &mut object else { return String::new() };
    match (results.points.first(), results.axes.is_empty()) {
        (Some(point), true) => {
            map.insert("columns".to_owned(), curves(point));
        }
        _ => {
            let axes: Vec<Value> = results
                .axes
                .iter()
                .map(|axis| json!({ "name": axis.name, "unit": axis.unit, "values": axis.values }))
                .collect();
            map.insert("axes".to_owned(), Value::Array(axes));
            let points: Vec<Value> = results
                .points
                .iter()
                .map(|point| {
                    let failure = point.failure.as_ref().map(|why| why.text(lytic_text::Lang::En));
                    json!({ "at": point.at, "columns": curves(point), "failure": failure })
                })
                .collect();
            map.insert("points".to_owned(), Value::Array(points));
        }
    }
    object.to_string()
}
