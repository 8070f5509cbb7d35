//! The folder of a run: written whole or not at all.
//!
//! Files are written into a hidden folder beside the target; the manifest comes last, and one rename publishes it all.
//! A folder of the same run (same identity in its manifest) is shown, not run again; another run's folder is refused
//! unless it is to be replaced; a folder that is no run's is never touched. This is the one place of the crate that
//! writes files.
//!
//! A process that is killed leaves its hidden folder behind. Each holds a locked file while its process lives; the next
//! run of the same name removes those whose lock is free.

use crate::error::{StudyError, system_reason};
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Name of the manifest in a run's folder.
pub const MANIFEST: &str = "manifest.json";

/// Name of the file that a living process keeps locked in its hidden folder.
const LOCK: &str = "lock";
/// Mark of a hidden folder that is being filled.
const UNFINISHED: &str = "unfinished";

/// What a target turned out to be.
#[derive(Debug)]
pub enum Opened {
    /// A folder to be filled.
    New(RunFolder),
    /// This very run is finished there; its manifest.
    Finished(Value),
}

/// A folder that is being filled. Dropped without [`RunFolder::publish`], it leaves nothing behind.
#[derive(Debug)]
pub struct RunFolder {
    target: PathBuf,
    work: PathBuf,
    /// Where an old folder of that name steps aside.
    aside: PathBuf,
    replaces: bool,
    /// Held until the folder is published or dropped.
    lock: Option<fs::File>,
}

/// Opens the folder of a run. `identity` is what tells runs apart (see [`crate::identity()`]); a manifest with
/// the same `identity` is this run.
pub fn open(target: &Path, identity: &Value, overwrite: bool) -> Result<Opened, StudyError> {
    let shown = target.display().to_string();
    let system =
        |error: std::io::Error| StudyError::Folder { folder: shown.clone(), reason: system_reason(&error) };
    let name = target.file_name().ok_or_else(|| StudyError::NoRun(shown.clone()))?;
    let parent = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let name = name.to_string_lossy();
    clear_leftovers(parent, &name);
    let occupied = match fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => return Err(system(error)),
    };
    if occupied {
        let manifest = fs::read(target.join(MANIFEST)).ok();
        let manifest = manifest.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        match manifest {
            Some(manifest) if manifest.get("lytic").is_some() => {
                if !overwrite && manifest.get("identity") == Some(identity) {
                    return Ok(Opened::Finished(manifest));
                }
                if !overwrite {
                    return Err(StudyError::OtherRun(shown));
                }
            }
            _ => return Err(StudyError::NoRun(shown)),
        }
    }
    fs::create_dir_all(parent).map_err(system)?;
    let hidden = |what: &str| parent.join(format!(".{name}.{what}-{}", std::process::id()));
    let work = hidden(UNFINISHED);
    if work.exists() {
        // Left by a process of the same number that was killed.
        fs::remove_dir_all(&work).map_err(system)?;
    }
    fs::create_dir(&work).map_err(system)?;
    let lock = lock(&work).ok();
    let aside = hidden("replaced");
    Ok(Opened::New(RunFolder { target: target.to_owned(), work, aside, replaces: target.exists(), lock }))
}

/// Whether a folder holds a finished run of the same identity.
fn same_run(folder: &Path, manifest: &Value) -> bool {
    let known = fs::read(folder.join(MANIFEST)).ok();
    let known = known.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    known.is_some_and(|known| known.get("identity") == manifest.get("identity"))
}

/// A locked file in a folder. It gets its name when it is locked, so that nobody finds it free.
fn lock(folder: &Path) -> std::io::Result<fs::File> {
    let unnamed = folder.join("lock.new");
    let file = fs::File::create(&unnamed)?;
    file.try_lock()?;
    fs::rename(&unnamed, folder.join(LOCK))?;
    Ok(file)
}

/// Whether the process that filled a hidden folder has ended. Unsure (no lock, no right to see) counts as no.
fn is_abandoned(folder: &Path) -> bool {
    fs::File::open(folder.join(LOCK)).is_ok_and(|file| file.try_lock().is_ok())
}

/// Removes what killed runs of this name left; what cannot be removed stays where it is.
fn clear_leftovers(parent: &Path, name: &str) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let found = entry.file_name().to_string_lossy().into_owned();
        let process = found.strip_prefix(&format!(".{name}.{UNFINISHED}-"));
        if process.is_some_and(|process| process.parse::<u32>().is_ok()) && is_abandoned(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

impl RunFolder {
    /// Where files are written until they are published.
    pub fn path(&self) -> &Path {
        &self.work
    }

    /// Writes one file. `name` may hold folders: `figures/nk.svg`.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StudyError> {
        let path = self.work.join(name);
        let write = || -> std::io::Result<()> {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let mut file = fs::File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|error| self.system(&error))
    }

    /// Writes the manifest and publishes the folder under its name.
    pub fn publish(mut self, manifest: &Value) -> Result<PathBuf, StudyError> {
        let text = serde_json::to_string_pretty(manifest).map_err(|error| StudyError::Folder {
            folder: self.target.display().to_string(),
            reason: error.to_string(),
        })?;
        self.write(MANIFEST, format!("{text}\n").as_bytes())?;
        if self.lock.take().is_some() {
            fs::remove_file(self.work.join(LOCK)).map_err(|error| self.system(&error))?;
        }
        // An old folder steps aside first and goes only after the new one stands.
        if self.replaces {
            fs::rename(&self.target, &self.aside).map_err(|error| self.system(&error))?;
        }
        if let Err(error) = fs::rename(&self.work, &self.target) {
            // Another process may have finished the very same run meanwhile; its folder is as good.
            if !self.replaces && same_run(&self.target, manifest) {
                return Ok(self.target.clone());
            }
            if self.replaces {
                fs::rename(&self.aside, &self.target).map_err(|error| self.system(&error))?;
            }
            return Err(self.system(&error));
        }
        if self.replaces {
            fs::remove_dir_all(&self.aside).map_err(|error| self.system(&error))?;
        }
        Ok(self.target.clone())
    }

    fn system(&self, error: &std::io::Error) -> StudyError {
        StudyError::Folder { folder: self.target.display().to_string(), reason: system_reason(error) }
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        // After publication the hidden folder is gone and there is nothing to remove.
        let _ = fs::remove_dir_all(&self.work);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails should panic")]
    use super::*;
    use serde_json::json;

    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Scratch {
            let path = std::env::temp_dir().join(format!("lytic-study-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(&path).unwrap();
            Scratch(path)
        }

        fn names(&self) -> Vec<String> {
            let mut names: Vec<String> = fs::read_dir(&self.0)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn fill(target: &Path, identity: u64, overwrite: bool) -> PathBuf {
        let Opened::New(folder) = open(target, &json!(identity), overwrite).unwrap() else {
            panic!("not new")
        };
        folder.write("tables/a.csv", b"1\n").unwrap();
        folder.publish(&json!({"lytic": "0", "identity": identity})).unwrap()
    }

    #[test]
    fn a_run_is_published_whole_or_not_at_all() {
        let scratch = Scratch::new("whole");
        let target = scratch.0.join("run");
        {
            let Opened::New(folder) = open(&target, &json!(1), false).unwrap() else { panic!("not new") };
            folder.write("a.csv", b"1\n").unwrap();
            assert!(!target.exists());
        }
        assert_eq!(scratch.names(), Vec::<String>::new());
        assert_eq!(fill(&target, 1, false), target);
        assert_eq!(scratch.names(), ["run"]);
        assert!(target.join("tables/a.csv").exists() && target.join(MANIFEST).exists());
    }

    #[test]
    fn the_same_run_is_shown_and_another_refused() {
        let scratch = Scratch::new("refused");
        let target = scratch.0.join("run");
        fill(&target, 1, false);
        assert!(matches!(open(&target, &json!(1), false), Ok(Opened::Finished(_))));
        assert!(matches!(open(&target, &json!(2), false), Err(StudyError::OtherRun(_))));
        fill(&target, 2, true);
        assert!(matches!(open(&target, &json!(2), false), Ok(Opened::Finished(_))));
        assert_eq!(scratch.names(), ["run"]);
    }

    /// What a process leaves that is killed: its hidden folder, and a lock that nobody holds.
    fn killed(scratch: &Scratch, name: &str) -> PathBuf {
        let hidden = scratch.0.join(name);
        fs::create_dir(&hidden).unwrap();
        fs::write(hidden.join(LOCK), "").unwrap();
        fs::write(hidden.join("a.csv"), "1").unwrap();
        hidden
    }

    #[test]
    fn two_processes_that_do_the_same_run_both_succeed() {
        let scratch = Scratch::new("twice");
        let target = scratch.0.join("run");
        let manifest = |identity: u64| json!({"lytic": "0", "identity": identity});
        let late = |identity: u64| {
            let Opened::New(folder) = open(&target, &json!(identity), false).unwrap() else {
                panic!("not new")
            };
            // Meanwhile another process publishes run 1.
            fs::create_dir(&target).unwrap();
            fs::write(target.join(MANIFEST), manifest(1).to_string()).unwrap();
            let published = folder.publish(&manifest(identity));
            fs::remove_dir_all(&target).unwrap();
            published
        };
        assert_eq!(late(1).unwrap(), target);
        assert!(matches!(late(2), Err(StudyError::Folder { .. })));
        assert_eq!(scratch.names(), Vec::<String>::new());
    }

    #[test]
    fn leftovers_of_killed_runs_of_this_name_go() {
        let scratch = Scratch::new("leftovers");
        killed(&scratch, ".run.unfinished-4000000000");
        killed(&scratch, ".other.unfinished-4000000000");
        killed(&scratch, ".run.unfinished-notes");
        // One whose process lives, and one without a lock.
        let living = killed(&scratch, ".run.unfinished-4000000001");
        let held = fs::File::open(living.join(LOCK)).unwrap();
        held.try_lock().unwrap();
        fs::create_dir(scratch.0.join(".run.unfinished-4000000002")).unwrap();
        assert_eq!(fill(&scratch.0.join("run"), 1, false), scratch.0.join("run"));
        let expected = [
            ".other.unfinished-4000000000",
            ".run.unfinished-4000000001",
            ".run.unfinished-4000000002",
            ".run.unfinished-notes",
            "run",
        ];
        assert_eq!(scratch.names(), expected);
        assert!(!scratch.0.join("run").join(LOCK).exists());
    }

    #[test]
    fn what_is_no_run_is_never_touched() {
        let scratch = Scratch::new("foreign");
        fs::write(scratch.0.join("thesis.tex"), "years of work").unwrap();
        assert!(matches!(open(&scratch.0, &json!(1), true), Err(StudyError::NoRun(_))));
        let file = scratch.0.join("thesis.tex");
        assert!(matches!(open(&file, &json!(1), true), Err(StudyError::Folder { .. })));
        assert_eq!(scratch.names(), ["thesis.tex"]);
    }
}
