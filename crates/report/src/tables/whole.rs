//! Files that appear whole or not at all: written beside their place under another name, then renamed.

use crate::error::ReportError;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes a file through `fill`; whatever fails, nothing is left at `path` that was not there before.
pub(crate) fn write(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(ReportError::file(folder))?;
    let draft = Draft::beside(path);
    let file = File::create(&draft.path).map_err(ReportError::file(&draft.path))?;
    let mut writer = BufWriter::new(file);
    fill(&mut writer)?;
    let finish = |writer: BufWriter<File>| -> io::Result<()> {
        let mut writer = writer;
        writer.flush()?;
        writer.get_ref().sync_all()?;
        fs::rename(&draft.path, path)
    };
    finish(writer).map_err(ReportError::file(path))
}

/// The file under its other name; it goes when this is dropped, unless it was renamed.
struct Draft {
    path: PathBuf,
}

impl Draft {
    fn beside(path: &Path) -> Draft {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Draft { path: path.with_file_name(format!(".{name}.{}.draft", std::process::id())) }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After the rename there is nothing left to remove.
        let _ = fs::remove_file(&self.path);
    }
}
