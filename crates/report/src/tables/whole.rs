//! Files that appear whole or not at all, by [`Storage`].

use crate::error::ReportError;
use lytic_study::Storage;
use std::io::{self, Write};
use std::path::Path;

/// Writes a file through `fill`; whatever fails, nothing is left at `path` that was not there before.
pub(crate) fn write(
    storage: &Storage,
    path: &Path,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    let mut fill = Some(fill);
    let mut failed = None;
    let written = storage.write(path, &mut |out| {
        let Some(fill) = fill.take() else { return Ok(()) };
        fill(out).map_err(|error| {
            // The caller hears the first reason, not that writing was broken off for it.
            failed = Some(error);
            io::ErrorKind::Interrupted.into()
        })
    });
    match failed {
        Some(error) => Err(error),
        None => written.map_err(ReportError::file(path)),
    }
}
