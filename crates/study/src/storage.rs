//! The one place where this crate changes a disk: files that appear whole, folders, renames.
//!
//! Every step (a file begun, bytes written, a file flushed, a rename, a removal) is announced to a witness, if there is
//! one, before it happens; a witness that objects makes the step fail. So a test can let any step fail.

use std::fmt;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A step on a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A folder is made.
    MakeFolder,
    /// A file is begun.
    Begin,
    /// Bytes are written; half of them are, before an objection is heard.
    Write,
    /// A file is brought to the disk.
    Flush,
    /// A file or folder gets another name.
    Rename,
    /// A file or folder is removed.
    Remove,
}

/// Told of every step and its path; an error makes it fail.
pub type Witness = Arc<dyn Fn(Step, &Path) -> io::Result<()> + Send + Sync>;

/// How drafts end: files on their way, which nobody should read.
pub const DRAFT: &str = ".draft";

/// Writes to disk.
#[derive(Clone, Default)]
pub struct Storage {
    witness: Option<Witness>,
}

impl fmt::Debug for Storage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Storage").field("witnessed", &self.witness.is_some()).finish()
    }
}

impl Storage {
    /// Writes that a witness sees.
    pub fn witnessed(witness: Witness) -> Storage {
        Storage { witness: Some(witness) }
    }

    fn announce(&self, step: Step, path: &Path) -> io::Result<()> {
        self.witness.as_ref().map_or(Ok(()), |witness| witness(step, path))
    }

    /// Makes a folder and those above it.
    pub fn make_folder(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        self.announce(Step::MakeFolder, path)?;
        fs::create_dir_all(path)
    }

    /// Writes a file through `fill`: under a draft's name beside its place, then flushed to the disk and renamed. Whatever
    /// fails, nothing stands at `path` that did not stand there before.
    pub fn write(
        &self,
        path: &Path,
        fill: &mut dyn FnMut(&mut (dyn Write + Send)) -> io::Result<()>,
    ) -> io::Result<()> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            self.make_folder(folder)?;
        }
        self.announce(Step::Begin, path)?;
        let draft = Draft::beside(path);
        let file = fs::File::create(&draft.path)?;
        let mut writer = BufWriter::with_capacity(1 << 18, Witnessed { file, storage: self, path });
        fill(&mut writer)?;
        writer.flush()?;
        self.announce(Step::Flush, path)?;
        writer.get_ref().file.sync_all()?;
        self.rename(&draft.path, path)
    }

    /// Gives a file or folder another name; a file of that name is replaced.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.announce(Step::Rename, to)?;
        fs::rename(from, to)
    }

    /// Removes a file; one that is gone is no error.
    pub fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.announce(Step::Remove, path)?;
        unless_gone(fs::remove_file(path))
    }

    /// Removes a folder and all in it; one that is gone is no error.
    pub fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.announce(Step::Remove, path)?;
        unless_gone(fs::remove_dir_all(path))
    }
}

fn unless_gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// A file whose writes a witness sees.
struct Witnessed<'a> {
    file: fs::File,
    storage: &'a Storage,
    path: &'a Path,
}

impl Write for Witnessed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(error) = self.storage.announce(Step::Write, self.path) {
            let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
            self.file.write_all(half)?;
            return Err(error);
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The file under its other name; it goes when this is dropped, unless it was renamed.
struct Draft {
    path: PathBuf,
}

impl Draft {
    fn beside(path: &Path) -> Draft {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Draft { path: path.with_file_name(format!(".{name}.{}{DRAFT}", std::process::id())) }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After the rename there is nothing left to remove.
        let _ = fs::remove_file(&self.path);
    }
}
