//! CSV as RFC 4180 has it, in UTF-8, with `.` as decimal sign and line feeds.
//!
//! Numbers are the shortest that read back to the same bits. Units stand in the head: `il6 [pg/mL]`.

use super::frame::{Cells, Field};
use super::whole;
use crate::error::ReportError;
use lytic_study::Storage;
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

/// Writes a table, chunk by chunk.
pub(crate) fn write(
    storage: &Storage,
    path: &Path,
    fields: &[Field],
    chunks: impl Iterator<Item = Vec<Cells>>,
) -> Result<(), ReportError> {
    whole::write(storage, path, |out| {
        let rows = || -> io::Result<()> {
            let heads: Vec<String> = fields.iter().map(head).collect();
            write_row(out, heads.iter().map(|head| quoted(head)))?;
            for cells in chunks {
                for row in 0..cells.first().map_or(0, Cells::len) {
                    write_row(out, cells.iter().map(|cells| cell(cells, row)))?;
                }
            }
            Ok(())
        };
        rows().map_err(ReportError::file(path))
    })
}

/// `marrow.blast_percent [%]`; the name alone where there is no unit.
fn head(field: &Field) -> String {
    match field.unit.as_str() {
        "" if !field.name.ends_with("percent") => field.name.clone(),
        "" | "percent" => format!("{} [%]", field.name),
        unit => format!("{} [{unit}]", field.name),
    }
}

fn write_row<'a>(
    out: &mut (impl Write + ?Sized),
    cells: impl Iterator<Item = Cow<'a, str>>,
) -> io::Result<()> {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        out.write_all(cell.as_bytes())?;
    }
    out.write_all(b"\n")
}

fn cell(cells: &Cells, row: usize) -> Cow<'_, str> {
    match cells {
        Cells::Whole(cells) => cells.get(row).map_or_else(String::new, u64::to_string).into(),
        Cells::Number(cells) => cells.get(row).map_or_else(String::new, |value| number(*value)).into(),
        Cells::Truth(cells) => match cells.get(row).copied().flatten() {
            Some(true) => "true".into(),
            Some(false) => "false".into(),
            None => "".into(),
        },
        Cells::Text(cells) => cells.get(row).map_or("".into(), |text| quoted(text)),
        Cells::Same(text, _) => quoted(text),
    }
}

/// Shortest digits that read back to the same number; empty for NaN.
fn number(value: f64) -> String {
    if value.is_nan() {
        return String::new();
    }
    // `{:?}` turns to powers of ten for very large and small numbers, where `{}` would print hundreds of zeros.
    let text = format!("{value:?}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A text in quotes where it has a comma, quote or line break in it, or a space at an end.
fn quoted(text: &str) -> Cow<'_, str> {
    let plain = !text.contains([',', '"', '\n', '\r']) && text.trim() == text;
    if plain { text.into() } else { format!("\"{}\"", text.replace('"', "\"\"")).into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_exact() {
        for (value, text) in
            [(1.0, "1"), (-0.5, "-0.5"), (0.1, "0.1"), (3e11, "300000000000"), (1e300, "1e300")]
        {
            assert_eq!(number(value), text);
        }
        assert_eq!(number(f64::NAN), "");
    }

    #[test]
    fn quotes_are_doubled() {
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(quoted("plain"), "plain");
    }
}
