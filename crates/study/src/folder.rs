//! The folder of a run: written whole or not at all, and gone on with after a stop.
//!
//! A run lives in one hidden folder beside its target, `.NAME.unfinished`, until the manifest, the last file, is written;
//! then one rename publishes it all. What it holds of the run itself (blocks, summaries of draws) stays there when the
//! run is interrupted or killed, and the same command goes on with it; another run's is refused. While a process fills
//! the folder it holds a lock on a file in it that says its number.
//!
//! A finished folder of the same run (same identity in its manifest) is shown, not run again; another run's is refused
//! unless it is to be replaced; a folder that is no run's is never touched. An old folder steps aside to
//! `.NAME.replaced` for the moment in which the new one takes its name; whoever comes after a kill in that moment puts it
//! back.

use crate::error::{StudyError, system_reason};
use crate::parts::holds_parts;
use crate::storage::{DRAFT, Storage};
use crate::store::folder::holds_blocks;
use serde_json::{Value, json};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Name of the manifest in a run's folder.
pub const MANIFEST: &str = "manifest.json";
/// Folder of the blocks in a run that is not finished.
pub(crate) const BLOCKS: &str = "blocks";
/// Folder of the summaries of draws in a run that is not finished.
pub(crate) const DRAWS: &str = "draws";
/// Folder of the outcomes of single patients, where they are asked for.
pub(crate) const OUTCOMES: &str = "outcomes";
/// Folder of the studies of a command that runs several, and is not finished.
pub(crate) const PARTS: &str = "parts";
/// What run an unfinished folder is of.
const UNFINISHED: &str = "unfinished.json";
/// Name of the file that a living process keeps locked in its hidden folder.
const LOCK: &str = "lock";
/// How often a folder is looked at again that another process takes away meanwhile.
const TRIES: usize = 100;

/// What a target turned out to be.
#[derive(Debug)]
pub enum Opened {
    /// A folder to be filled, or to be filled further.
    New(RunFolder),
    /// This very run is finished there; its manifest.
    Finished(Value),
}

/// A folder that is being filled. Dropped without [`RunFolder::publish`], it keeps what is needed to go on, and where
/// there is nothing of that kind it leaves nothing behind.
#[derive(Debug)]
pub struct RunFolder {
    target: PathBuf,
    work: PathBuf,
    /// Where an old folder of that name steps aside.
    aside: PathBuf,
    replaces: bool,
    published: bool,
    /// Held until the folder is published or dropped.
    lock: Option<fs::File>,
    storage: Storage,
}

/// Opens the folder of a run. `identity` is what tells runs apart (see [`crate::identity()`]); a manifest with
/// the same `identity` is this run.
///
/// # Errors
/// Where the target or the unfinished folder beside it is another run's, a living process fills it, or the system does
/// not let it be written.
pub fn open(target: &Path, identity: &Value, overwrite: bool) -> Result<Opened, StudyError> {
    open_with(Storage::default(), target, identity, overwrite)
}

/// [`open`] with a storage of the caller's.
///
/// # Errors
/// As [`open`].
pub fn open_with(
    storage: Storage,
    target: &Path,
    identity: &Value,
    overwrite: bool,
) -> Result<Opened, StudyError> {
    let shown = target.display().to_string();
    let system =
        |error: io::Error| StudyError::Folder { folder: shown.clone(), reason: system_reason(&error) };
    let name = target.file_name().ok_or_else(|| StudyError::NoRun(shown.clone()))?;
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let hidden = |what: &str| parent.join(format!(".{}.{what}", name.to_string_lossy()));
    let (work, aside) = (hidden("unfinished"), hidden("replaced"));
    restore(&storage, target, &work, &aside).map_err(system)?;
    let occupied = match fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == ErrorKind::NotFound => false,
        Err(error) => return Err(system(error)),
    };
    if occupied {
        match manifest_in(target) {
            Some(manifest) if manifest.get("lytic").is_some() => {
                if !overwrite && manifest.get("identity") == Some(identity) {
                    clear_lock(&storage, target);
                    return Ok(Opened::Finished(manifest));
                }
                if !overwrite {
                    return Err(StudyError::OtherRun(shown));
                }
            }
            _ => return Err(StudyError::NoRun(shown)),
        }
    }
    let lock = take(&storage, &work)?;
    let mut folder = RunFolder {
        target: target.to_owned(),
        replaces: target.exists(),
        published: false,
        lock,
        work,
        aside,
        storage,
    };
    match folder.begin(identity, overwrite)? {
        Some(manifest) => {
            folder.publish_whole(&manifest)?;
            Ok(Opened::Finished(manifest))
        }
        None => Ok(Opened::New(folder)),
    }
}

fn manifest_in(folder: &Path) -> Option<Value> {
    let bytes = fs::read(folder.join(MANIFEST)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Whether a folder holds a finished run of the same identity.
fn same_run(folder: &Path, manifest: &Value) -> bool {
    manifest_in(folder).is_some_and(|known| known.get("identity") == manifest.get("identity"))
}

/// Ends what a killed process left between two renames: an old folder that stepped aside comes back where no new one
/// took its place, and goes where one did.
fn restore(storage: &Storage, target: &Path, work: &Path, aside: &Path) -> io::Result<()> {
    if !aside.exists() || is_held(&work.join(LOCK)) {
        return Ok(());
    }
    if target.exists() { storage.remove_folder(aside) } else { storage.rename(aside, target) }
}

/// Whether a living process holds a lock.
fn is_held(lock: &Path) -> bool {
    let held = |file: fs::File| matches!(file.try_lock(), Err(fs::TryLockError::WouldBlock));
    fs::File::open(lock).is_ok_and(held)
}

/// Removes the lock that a process left in a finished folder which was killed right after it published it.
fn clear_lock(storage: &Storage, target: &Path) {
    let lock = target.join(LOCK);
    if lock.exists() && !is_held(&lock) {
        // What cannot be removed does no harm.
        let _ = storage.remove_file(&lock);
    }
}

/// Makes a hidden folder and takes its lock.
fn take(storage: &Storage, work: &Path) -> Result<Option<fs::File>, StudyError> {
    let shown = work.display().to_string();
    let system =
        |error: io::Error| StudyError::Folder { folder: shown.clone(), reason: system_reason(&error) };
    let process = std::process::id().to_string();
    for _ in 0..TRIES {
        let foreign = work.is_dir()
            && [LOCK, UNFINISHED, MANIFEST].iter().all(|name| !work.join(name).exists())
            && fs::read_dir(work).map_err(system)?.next().is_some();
        if foreign {
            return Err(StudyError::NoRun(shown));
        }
        storage.make_folder(work).map_err(system)?;
        let path = work.join(LOCK);
        let opened = fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = match opened {
            Ok(file) => file,
            // The folder was published or removed meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(system(error)),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                let process = fs::read_to_string(&path).unwrap_or_default();
                return Err(StudyError::Busy { folder: shown, process: process.trim().to_owned() });
            }
            // A disk without locks: two runs at once cannot be told there.
            Err(fs::TryLockError::Error(_)) => return Ok(None),
        }
        file.set_len(0).and_then(|()| file.write_all(process.as_bytes())).map_err(system)?;
        // A folder that went between opening and locking took this file with it.
        if fs::read_to_string(&path).is_ok_and(|found| found == process) {
            return Ok(Some(file));
        }
    }
    Err(StudyError::Busy { folder: shown, process: String::new() })
}

impl RunFolder {
    /// Makes an unfinished folder ready; its manifest, where only the last rename is missing.
    fn begin(&mut self, identity: &Value, overwrite: bool) -> Result<Option<Value>, StudyError> {
        let known = fs::read(self.work.join(UNFINISHED)).ok();
        let manifest = manifest_in(&self.work);
        if overwrite || (known.is_none() && manifest.is_none()) {
            self.empty().map_err(|error| self.system(&error))?;
            let unfinished = json!({ "lytic": env!("CARGO_PKG_VERSION"), "seed": identity.get("seed"), "identity": identity });
            self.write(UNFINISHED, format!("{unfinished:#}\n").as_bytes())?;
            return Ok(None);
        }
        let known = known.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let found = manifest.as_ref().or(known.as_ref()).and_then(|known| known.get("identity"));
        let found = found.cloned().unwrap_or(Value::Null);
        if found != *identity {
            let folder = self.work.display().to_string();
            // Another run's folder stays as it is.
            self.published = true;
            return Err(StudyError::OtherUnfinished { folder, differs: differing(&found, identity) });
        }
        clear_drafts(&self.work);
        Ok(manifest)
    }

    /// Removes all but the lock.
    fn empty(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.work)?.flatten() {
            if entry.file_name() == LOCK {
                continue;
            }
            let path = entry.path();
            if path.is_dir() {
                self.storage.remove_folder(&path)?
            } else {
                self.storage.remove_file(&path)?
            }
        }
        Ok(())
    }

    /// Where files are written until they are published.
    pub fn path(&self) -> &Path {
        &self.work
    }

    /// Through which they are written.
    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Writes one file. `name` may hold folders: `figures/nk.svg`.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StudyError> {
        let path = self.work.join(name);
        self.storage.write(&path, &mut |out| out.write_all(bytes)).map_err(|error| self.system(&error))
    }

    /// Writes the manifest and publishes the folder under its name.
    pub fn publish(mut self, manifest: &Value) -> Result<PathBuf, StudyError> {
        self.write(MANIFEST, format!("{manifest:#}\n").as_bytes())?;
        self.publish_whole(manifest)?;
        Ok(self.target.clone())
    }

    /// Publishes a folder whose manifest is written: nothing of the run is lost from here on, whatever fails.
    fn publish_whole(&mut self, manifest: &Value) -> Result<(), StudyError> {
        // What fails or is killed from here on is ended by the next command.
        self.published = true;
        let clear = || -> io::Result<()> {
            self.storage.remove_folder(&self.work.join(BLOCKS))?;
            self.storage.remove_folder(&self.work.join(DRAWS))?;
            self.storage.remove_folder(&self.work.join(PARTS))?;
            self.storage.remove_folder(&self.work.join(OUTCOMES))?;
            self.storage.remove_file(&self.work.join(UNFINISHED))
        };
        clear().map_err(|error| self.system(&error))?;
        // An old folder steps aside first and goes only after the new one stands.
        if self.replaces {
            self.storage.rename(&self.target, &self.aside).map_err(|error| self.system(&error))?;
        }
        if let Err(error) = self.storage.rename(&self.work, &self.target) {
            if self.replaces {
                // Where this fails too, the next command of this name does it.
                let _ = self.storage.rename(&self.aside, &self.target);
            } else if same_run(&self.target, manifest) {
                // Another process may have finished the very same run meanwhile; its folder is as good.
                let _ = self.storage.remove_folder(&self.work);
                return Ok(());
            }
            return Err(self.system(&error));
        }
        self.lock = None;
        // The run stands; what cannot be removed now is removed by the next command of this name.
        let _ = self.storage.remove_file(&self.target.join(LOCK));
        if self.replaces {
            let _ = self.storage.remove_folder(&self.aside);
        }
        Ok(())
    }

    pub(crate) fn system(&self, error: &io::Error) -> StudyError {
        StudyError::Folder { folder: self.target.display().to_string(), reason: system_reason(error) }
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        if self.published {
            return;
        }
        if holds_blocks(&self.work) || holds_parts(&self.work) {
            clear_drafts(&self.work);
        } else {
            let _ = fs::remove_dir_all(&self.work);
        }
    }
}

/// What differs between two identities, in the words of the scenario and the command line.
fn differing(found: &Value, wanted: &Value) -> String {
    let mut names = Vec::new();
    gather_differing(found, wanted, "?", &mut names);
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// Names of the values that differ, `name` for the whole; commands that run several studies hold the identity of each.
fn gather_differing<'a>(found: &'a Value, wanted: &'a Value, name: &'a str, names: &mut Vec<&'a str>) {
    let is_identity = |value: &Value| value.get("version").is_some();
    match (found, wanted) {
        (found, wanted) if found == wanted => {}
        (Value::Object(found), Value::Object(wanted)) => {
            let keys = found.keys().chain(wanted.keys().filter(|key| !found.contains_key(*key)));
            for key in keys {
                let of = |map: &'a serde_json::Map<String, Value>| map.get(key).unwrap_or(&Value::Null);
                gather_differing(of(found), of(wanted), key, names);
            }
        }
        (Value::Array(found), Value::Array(wanted))
            if found.len() == wanted.len() && found.iter().chain(wanted).all(is_identity) =>
        {
            found.iter().zip(wanted).for_each(|(found, wanted)| gather_differing(found, wanted, name, names));
        }
        _ => names.push(name),
    }
}

/// Removes files that a kill left half-written.
fn clear_drafts(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            clear_drafts(&path);
        } else if entry.file_name().to_string_lossy().ends_with(DRAFT) {
            // One that cannot be removed is overwritten or published by nobody.
            let _ = fs::remove_file(&path);
        }
    }
}

#[cfg(test)]
mod tests;
