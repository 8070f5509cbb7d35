//! Parquet through Arrow; the only file that names their types.
//!
//! No compression: trajectories hardly compress, and every reader can read it. Draws, arms, patients and times are
//! dictionaries; values are not: hardly two are equal, and looking for equal ones takes longer than writing them.

use super::frame::{Cells, Field, Frame};
use super::whole;
use crate::error::ReportError;
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, UInt64Type};
use arrow_array::{ArrayRef, BooleanArray, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{DataType, Schema};
use lytic_study::Storage;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

const UNIT: &str = "unit";

/// Writes a table, chunk by chunk.
pub(crate) fn write(
    storage: &Storage,
    path: &Path,
    fields: &[Field],
    metadata: &[(String, String)],
    chunks: impl Iterator<Item = Vec<Cells>>,
) -> Result<(), ReportError> {
    let failed = ReportError::table(path);
    whole::write(storage, path, |out| {
        let mut chunks = chunks.peekable();
        let first = chunks.peek().map_or(&[][..], Vec::as_slice);
        // Readers differ in where they look: some at the keys of the file, pyarrow at those of the Arrow schema.
        let of_schema: HashMap<String, String> = metadata.iter().cloned().collect();
        let schema = Arc::new(schema(fields, first).with_metadata(of_schema));
        let said = metadata.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())).collect();
        let version =
            metadata.iter().find(|(key, _)| key == "lytic.version").map_or("", |(_, version)| version);
        let properties = WriterProperties::builder()
            .set_created_by(format!("Lytic {version}"))
            .set_key_value_metadata(Some(said))
            .set_dictionary_enabled(false)
            .set_statistics_enabled(EnabledStatistics::Chunk);
        let properties = [
            "draw",
            "arm",
            "patient",
            "time_days",
            "time",
            "column",
            "unit",
            "time_hours",
            "kind",
            "condition",
        ]
        .into_iter()
        .fold(properties, |properties, name| {
            properties.set_column_dictionary_enabled(ColumnPath::from(name), true)
        })
        .build();
        let mut writer =
            ArrowWriter::try_new(out, schema.clone(), Some(properties)).map_err(|error| failed(&error))?;
        for cells in chunks {
            let arrays = cells.into_iter().map(array).collect();
            let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(|error| failed(&error))?;
            writer.write(&batch).map_err(|error| failed(&error))?;
            writer.flush().map_err(|error| failed(&error))?;
        }
        writer.close().map(|_| ()).map_err(|error| failed(&error))
    })
}

/// Reads a table back.
pub(crate) fn read(path: &Path) -> Result<Frame, ReportError> {
    let failed = ReportError::table(path);
    let file = File::open(path).map_err(ReportError::file(path))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| failed(&error))?;
    let said = builder.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
    let metadata = said
        .into_iter()
        .filter(|entry| entry.key.starts_with("lytic."))
        .map(|entry| (entry.key, entry.value.unwrap_or_default()))
        .collect();
    let fields: Vec<Field> = builder
        .schema()
        .fields()
        .iter()
        .map(|field| Field::new(field.name(), field.metadata().get(UNIT).map_or("", String::as_str)))
        .collect();
    let mut columns = Vec::new();
    for field in builder.schema().fields() {
        columns.push(match field.data_type() {
            DataType::UInt64 => Cells::Whole(Vec::new()),
            DataType::Float64 => Cells::Number(Vec::new()),
            DataType::Boolean => Cells::Truth(Vec::new()),
            DataType::Utf8 => Cells::Text(Vec::new()),
            other => return Err(failed(&format!("column `{}` has the type {other}", field.name()))),
        });
    }
    for batch in builder.build().map_err(|error| failed(&error))? {
        let batch = batch.map_err(|error| failed(&error))?;
        for (cells, array) in columns.iter_mut().zip(batch.columns()) {
            append(cells, array);
        }
    }
    Ok(Frame { fields, columns, metadata })
}

fn schema(fields: &[Field], cells: &[Cells]) -> Schema {
    let fields: Vec<arrow_schema::Field> = fields
        .iter()
        .enumerate()
        .map(|(index, field)| {
            let (kind, may_lack) = match cells.get(index) {
                Some(Cells::Whole(_)) => (DataType::UInt64, false),
                Some(Cells::Truth(_)) => (DataType::Boolean, true),
                Some(Cells::Text(_) | Cells::Same(..)) => (DataType::Utf8, false),
                Some(Cells::Number(_)) | None => (DataType::Float64, true),
            };
            let unit = HashMap::from([(UNIT.to_owned(), field.unit.clone())]);
            let with_unit = if field.unit.is_empty() { HashMap::new() } else { unit };
            arrow_schema::Field::new(&field.name, kind, may_lack).with_metadata(with_unit)
        })
        .collect();
    Schema::new(fields)
}

fn array(cells: Cells) -> ArrayRef {
    match cells {
        Cells::Whole(cells) => Arc::new(UInt64Array::from(cells)),
        Cells::Number(cells) => Arc::new(
            cells.into_iter().map(|value| (!value.is_nan()).then_some(value)).collect::<Float64Array>(),
        ),
        Cells::Truth(cells) => Arc::new(BooleanArray::from(cells)),
        Cells::Text(cells) => Arc::new(StringArray::from(cells)),
        Cells::Same(text, rows) => {
            Arc::new(StringArray::from_iter_values(std::iter::repeat_n(text.as_str(), rows)))
        }
    }
}

fn append(cells: &mut Cells, array: &ArrayRef) {
    match cells {
        Cells::Whole(cells) => {
            cells.extend(
                array.as_primitive_opt::<UInt64Type>().into_iter().flat_map(|array| array.values().iter()),
            );
        }
        Cells::Number(cells) => {
            let numbers = array.as_primitive_opt::<Float64Type>().into_iter().flatten();
            cells.extend(numbers.map(|value| value.unwrap_or(f64::NAN)));
        }
        Cells::Truth(cells) => cells.extend(array.as_boolean_opt().into_iter().flatten()),
        // A table that is read has no column of that kind.
        Cells::Same(..) => {}
        Cells::Text(cells) => {
            let texts = array.as_string_opt::<i32>().into_iter().flatten();
            cells.extend(texts.map(|text| text.unwrap_or("").to_owned()));
        }
    }
}
