//! Reads what users wrote: UTF-8 text of at most 16 MB, with an error that tells the mend.

use lytic_model::Loader;
use lytic_text::{Diagnostic, Message, SourceId, Sources};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Largest scenario or model file, in bytes.
pub const LIMIT_BYTES: u64 = 16 * 1024 * 1024;

/// The text of a file. Errors: unreadable, a folder, over 16 MB, not UTF-8 (with the place of the first wrong byte).
pub fn read_text(path: &Path) -> Result<String, Box<Diagnostic>> {
    let problem = |key, reason: String| {
        let message = Message::new(key).with("path", path.display()).with("reason", reason);
        Box::new(Diagnostic::error(message))
    };
    if path.is_dir() {
        return Err(problem("E0403", String::new()));
    }
    let file = std::fs::File::open(path).map_err(|error| problem("E0401", error.to_string()))?;
    let mut bytes = Vec::new();
    // One byte more than allowed is read, so that a file that grows, or a pipe, cannot fill the memory.
    file.take(LIMIT_BYTES + 1).read_to_end(&mut bytes).map_err(|error| problem("E0401", error.to_string()))?;
    if bytes.len() as u64 > LIMIT_BYTES {
        return Err(problem("E0402", String::new()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
        let line_start = valid.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
        let column = String::from_utf8_lossy(&valid[line_start..]).chars().count() + 1;
        let message = Message::new("E0404").with("path", path.display()).with("line", line).with("column", column);
        Box::new(Diagnostic::error(message))
    })
}

/// Reads a file into `sources`.
pub fn read_source(path: &Path, sources: &mut Sources) -> Result<SourceId, Box<Diagnostic>> {
    let text = read_text(path)?;
    Ok(sources.add(path.display().to_string(), text))
}

/// Finds imports beside the importing file, then in the library.
pub struct DiskLoader<'a> {
    /// Where imports go that no file on disk answers.
    pub library: &'a dyn Loader,
}

impl Loader for DiskLoader<'_> {
    fn load(&self, path: &str, importer: &str) -> Result<(String, String), String> {
        if importer.starts_with(LIBRARY_PREFIX) {
            return self.library.load(path, importer);
        }
        let beside = Path::new(importer).parent().map_or_else(|| PathBuf::from(path), |folder| folder.join(path));
        if !beside.exists() {
            return self.library.load(path, importer).map_err(|_| format!("{} does not exist", beside.display()));
        }
        let text = read_text(&beside).map_err(|problem| problem.message.text(lytic_text::Lang::En))?;
        Ok((beside.display().to_string(), text))
    }
}

/// How the names of the library's texts begin.
const LIBRARY_PREFIX: &str = "library:";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn names_the_first_wrong_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("latin1.toml");
        std::fs::write(&path, b"title = \"a\"\nx = \"caf\xe9\"\n").unwrap();
        let problem = read_text(&path).unwrap_err();
        assert_eq!(problem.message.key, "E0404");
        assert!(problem.message.arguments.contains(&("line", "2".to_owned())));
        assert!(problem.message.arguments.contains(&("column", "9".to_owned())));
    }

    #[test]
    fn refuses_a_folder_and_a_missing_file() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read_text(folder.path()).unwrap_err().message.key, "E0403");
        assert_eq!(read_text(&folder.path().join("none.toml")).unwrap_err().message.key, "E0401");
    }
}
