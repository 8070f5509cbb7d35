//! Files of the user: read with a limit, written whole.

use lytic_nk::Library;
use lytic_study::{Files, Scenario, system_reason};
use lytic_text::{Diagnostic, Sources};
use std::io::{self, Read, Write};
use std::path::Path;

/// Files on disk.
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, String> {
        let read = || -> io::Result<Vec<u8>> {
            let mut bytes = Vec::new();
            std::fs::File::open(path)?.take(limit as u64 + 1).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(|error| system_reason(&error))
    }
}

/// Writes a new file whole or not at all: a hidden file beside it, then one link under its name, which fails if the
/// name is taken.
pub fn write_new(path: &Path, text: &str) -> io::Result<()> {
    publish(path, text, |hidden, path| std::fs::hard_link(hidden, path))
}

/// Writes a file whole or not at all, in the place of what may be there: a hidden file beside it, then one rename.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    publish(path, text, |hidden, path| std::fs::rename(hidden, path))
}

/// Fills a hidden file beside `path` and gives it that name; whatever happens the hidden name is gone afterwards.
fn publish(path: &Path, text: &str, name_it: impl Fn(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let hidden = folder.join(format!(".{name}.{}", std::process::id()));
    let write = || -> io::Result<()> {
        let mut file = std::fs::File::create(&hidden)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        name_it(&hidden, path)
    };
    let written = write();
    // After a rename there is nothing to remove.
    let _ = std::fs::remove_file(&hidden);
    written
}

/// The scenario of that name: a bare model of the library, a built-in scenario or a file.
pub fn open_scenario(
    name: &str,
    library: &Library,
    sources: &mut Sources,
) -> (Option<Scenario>, Vec<Diagnostic>) {
    if library.model_text(name).is_some() {
        (Some(Scenario::for_model(name)), Vec::new())
    } else {
        lytic_study::open(name, &Disk, sources)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn a_new_file_never_replaces_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        write_new(&path, "one").unwrap();
        assert_eq!(write_new(&path, "two").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn reading_stops_one_byte_past_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(&path, "0123456789").unwrap();
        assert_eq!(Disk.read(path.to_str().unwrap(), 4).unwrap().len(), 5);
        assert!(Disk.read("no such file", 4).is_err());
    }
}
