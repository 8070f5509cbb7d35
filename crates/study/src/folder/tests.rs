//! Folders that are published, refused, gone on with, replaced.

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
    let Opened::New(folder) = open(target, &json!(identity), overwrite).unwrap() else { panic!("not new") };
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

/// A folder with a block in it whose process was killed.
fn killed(target: &Path, identity: u64) -> PathBuf {
    let Opened::New(folder) = open(target, &json!(identity), false).unwrap() else { panic!("not new") };
    let work = folder.path().to_owned();
    fs::create_dir_all(work.join(BLOCKS)).unwrap();
    fs::write(work.join(BLOCKS).join("d00000-b00000.block"), "bits").unwrap();
    fs::write(work.join(".a.csv.1.draft"), "half").unwrap();
    // Killed: nothing is dropped, but the system lets the lock go.
    let mut folder = std::mem::ManuallyDrop::new(folder);
    folder.lock = None;
    work
}

#[test]
fn a_killed_run_goes_on_and_another_is_refused() {
    let scratch = Scratch::new("killed");
    let target = scratch.0.join("run");
    let work = killed(&target, 1);
    match open(&target, &json!({"seed": 2}), false) {
        Err(StudyError::OtherUnfinished { .. }) => {}
        other => panic!("{other:?}"),
    }
    assert!(work.join(".a.csv.1.draft").exists(), "another run's folder stays as it is");
    let Opened::New(folder) = open(&target, &json!(1), false).unwrap() else { panic!("not new") };
    assert!(work.join(BLOCKS).join("d00000-b00000.block").exists());
    assert!(!work.join(".a.csv.1.draft").exists());
    // Interrupted: the blocks stay. Started anew: they go.
    drop(folder);
    assert!(work.join(BLOCKS).exists());
    let Opened::New(folder) = open(&target, &json!(2), true).unwrap() else { panic!("not new") };
    assert!(!work.join(BLOCKS).exists());
    folder.publish(&json!({"lytic": "0", "identity": 2})).unwrap();
    assert_eq!(scratch.names(), ["run"]);
    let published = fs::read_dir(&target).unwrap().count();
    assert_eq!(published, 1, "nothing of the work is left beside the manifest");
}

#[test]
fn what_differs_is_named() {
    let (one, other) = (json!({"seed": 1, "patients": 5}), json!({"seed": 2, "patients": 5, "csv": true}));
    assert_eq!(differing(&one, &other), "csv, seed");
}

#[test]
fn a_folder_that_a_living_process_fills_is_refused() {
    let scratch = Scratch::new("living");
    let target = scratch.0.join("run");
    let Opened::New(folder) = open(&target, &json!(1), false).unwrap() else { panic!("not new") };
    for overwrite in [false, true] {
        match open(&target, &json!(1), overwrite) {
            Err(StudyError::Busy { process, .. }) => assert_eq!(process, std::process::id().to_string()),
            other => panic!("{other:?}"),
        }
    }
    drop(folder);
    assert_eq!(scratch.names(), Vec::<String>::new());
}

/// Steps that fail one after the other stand for kills at any moment: after each the old run or the new one is there,
/// whole, and the next command ends what was begun.
#[test]
fn an_old_run_is_never_lost_while_it_is_replaced() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    for fails in 0.. {
        let scratch = Scratch::new("replaced");
        let target = scratch.0.join("run");
        fill(&target, 1, false);
        let count = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&count);
        let storage = Storage::witnessed(Arc::new(move |_, _| {
            // From the failing step on nothing works: the process is gone.
            if seen.fetch_add(1, Ordering::Relaxed) >= fails {
                Err(ErrorKind::StorageFull.into())
            } else {
                Ok(())
            }
        }));
        let replaced = open_with(storage, &target, &json!(2), true).and_then(|opened| match opened {
            Opened::New(folder) => folder.publish(&json!({"lytic": "0", "identity": 2})).map(|_| ()),
            Opened::Finished(_) => panic!("not new"),
        });
        let identity = |found: Option<Value>| found.and_then(|manifest| manifest["identity"].as_u64());
        let found =
            identity(manifest_in(&target)).or(identity(manifest_in(&scratch.0.join(".run.replaced"))));
        assert!(found.is_some(), "lost at step {fails}");
        let opened = open(&target, &json!(1), false);
        match identity(manifest_in(&target)) {
            Some(1) => assert!(matches!(opened, Ok(Opened::Finished(_))), "{fails}: {opened:?}"),
            Some(2) => assert!(matches!(opened, Err(StudyError::OtherRun(_))), "{fails}: {opened:?}"),
            other => panic!("{other:?} at step {fails}"),
        }
        let names = scratch.names();
        assert!(!names.contains(&".run.replaced".to_owned()), "{names:?} at step {fails}");
        if replaced.is_ok() && count.load(Ordering::Relaxed) <= fails {
            break;
        }
    }
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
