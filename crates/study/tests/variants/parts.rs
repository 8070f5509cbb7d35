//! Comparisons and scans that are stopped: each command goes on with what is there, to the same bits; what was touched or
//! is another one's is refused.

use crate::{Desk, Memory, files};
use lytic_nk::Library;
use lytic_study::{
    Comparison, ComparisonResults, Overrides, Scan, ScanResults, Storage, StudyError, open,
    prepare_comparison, prepare_scan,
};
use lytic_text::{Sources, has_errors};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Three blocks of patients who differ, in two draws and two arms.
const SCENARIO: &str = r#"
draws = 2
[[dose]]
into = "drug"
amount = "10 mg"
at = "0 d"
[parameters]
loss = { value = "0.5 /d", between = { lognormal_sd = 0.3 } }
[observe]
every = "1 d"
columns = ["drug"]
[outcome.high]
when = "drug > 0.5"
at = "3 d"
[outcome.level]
value = "drug"
at = "3 d"
"#;

fn both() -> Memory {
    files(SCENARIO, &SCENARIO.replace("10 mg", "12 mg"))
}

fn overrides(seed: u64) -> Overrides {
    Overrides { patients: Some(2100), seed: Some(seed), ..Overrides::default() }
}

fn pair(seed: u64) -> Comparison {
    let (library, files, mut sources) = (Library::embedded(), both(), Sources::new());
    let (a, _) = open("a.toml", &files, &mut sources);
    let (b, _) = open("b.toml", &files, &mut sources);
    let (pair, problems) =
        prepare_comparison(a.unwrap(), b.unwrap(), &library, &files, overrides(seed), &mut sources);
    assert!(!has_errors(&problems), "{problems:?}");
    pair.unwrap()
}

fn scan(seed: u64) -> Scan {
    let (library, files, mut sources) = (Library::embedded(), both(), Sources::new());
    let (scenario, _) = open("a.toml", &files, &mut sources);
    let specs = ["dose.drug.amount=5 mg:15 mg:3".to_owned()];
    let (scan, problems) =
        prepare_scan(scenario.unwrap(), &library, &files, overrides(seed), &specs, &mut sources);
    assert!(!has_errors(&problems), "{problems:?}");
    scan.unwrap()
}

/// A command of several studies.
trait Command {
    type Found: std::fmt::Debug;
    fn identity(&self) -> serde_json::Value;
    fn kept(&self, desk: &Desk) -> (u64, u64);
    fn run(&self, desk: &Desk, threads: usize, stop: u64) -> Result<Self::Found, StudyError>;
}

impl Command for Comparison {
    type Found = ComparisonResults;
    fn identity(&self) -> serde_json::Value {
        self.identity()
    }
    fn kept(&self, desk: &Desk) -> (u64, u64) {
        self.kept(desk.folder())
    }
    fn run(&self, desk: &Desk, threads: usize, stop: u64) -> Result<ComparisonResults, StudyError> {
        self.run(desk.folder(), Some(threads), &|done, _| done < stop)
    }
}

impl Command for Scan {
    type Found = ScanResults;
    fn identity(&self) -> serde_json::Value {
        self.identity()
    }
    fn kept(&self, desk: &Desk) -> (u64, u64) {
        self.kept(desk.folder())
    }
    fn run(&self, desk: &Desk, threads: usize, stop: u64) -> Result<ScanResults, StudyError> {
        self.run(desk.folder(), &Library::embedded(), &both(), Some(threads), &|done, _| done < stop)
    }
}

/// Stopped every `step` patients, a command still ends, and with the results of an undisturbed one.
fn stopped_again_and_again<C: Command>(command: &C, step: u64, blocks: u64) {
    let desk = Desk::new(&command.identity());
    let wanted = command.run(&desk, 2, u64::MAX).unwrap();
    let mut desk = Desk::new(&command.identity());
    let (mut stop, mut went_on) = (step, 0);
    let found = loop {
        match command.run(&desk, 1, stop) {
            Ok(found) => break found,
            Err(error) => assert_eq!(error, StudyError::Interrupted),
        }
        let before = command.kept(&desk);
        desk.open(&command.identity()).unwrap();
        let (kept, all) = command.kept(&desk);
        // What holds no block goes with the command.
        assert_eq!(((kept, all), all), (before, blocks));
        went_on += u64::from(kept > 0);
        stop += step;
    };
    assert_eq!(format!("{found:?}"), format!("{wanted:?}"));
    assert!(went_on > 3, "{went_on}");
}

#[test]
fn a_comparison_goes_on() {
    stopped_again_and_again(&pair(1), 900, 12);
}

#[test]
fn a_scan_goes_on() {
    stopped_again_and_again(&scan(1), 1300, 18);
}

#[test]
fn the_identity_says_what_differs() {
    let differs = |wanted: &str, found: Result<(), StudyError>| match found {
        Err(StudyError::OtherUnfinished { differs, .. }) => assert_eq!(differs, wanted),
        other => panic!("{other:?}"),
    };
    let mut desk = Desk::new(&pair(1).identity());
    assert_eq!(Command::run(&pair(1), &desk, 1, 2200).map(|_| ()), Err(StudyError::Interrupted));
    differs("seed", desk.open(&pair(2).identity()));
    differs("compare, first, scan", desk.open(&scan(1).identity()));
    let mut desk = Desk::new(&scan(1).identity());
    assert_eq!(Command::run(&scan(1), &desk, 1, 2200).map(|_| ()), Err(StudyError::Interrupted));
    differs("seed", desk.open(&scan(2).identity()));
    desk.open(&scan(1).identity()).unwrap();
}

/// Files of the unfinished folder whose path holds a word.
fn pieces(folder: &Path, word: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(pieces(&path, word));
        } else if path.to_string_lossy().contains(word) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A file that was changed is refused by its name; one that was deleted is made again.
fn touched<C: Command>(command: &C, stop: u64, words: &[&str]) {
    let desk = Desk::new(&command.identity());
    let wanted = command.run(&desk, 2, u64::MAX).unwrap();
    for word in words {
        let desk = Desk::new(&command.identity());
        // One thread: two may be in the middle of a block each.
        assert!(command.run(&desk, 1, stop).is_err());
        let piece = pieces(desk.folder().path(), word).into_iter().next().unwrap();
        let good = fs::read(&piece).unwrap();
        for at in [0, 20, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[at] ^= 4;
            fs::write(&piece, bad).unwrap();
            match command.run(&desk, 2, u64::MAX) {
                Err(StudyError::Block { file, .. }) => assert_eq!(file, piece.display().to_string()),
                other => panic!("{other:?}"),
            }
        }
        fs::remove_file(&piece).unwrap();
        let found = command.run(&desk, 2, u64::MAX).unwrap();
        assert_eq!(format!("{found:?}"), format!("{wanted:?}"), "{word}");
    }
}

#[test]
fn files_of_a_comparison_that_were_touched() {
    // The first arm is over, the second has blocks.
    touched(&pair(1), 4200 + 2000, &["outcomes", "draws", "b/blocks"]);
}

#[test]
fn files_of_a_scan_that_were_touched() {
    touched(&scan(1), 2 * 4200 + 2000, &["00000.part", "blocks"]);
}

/// Whatever the disk refuses, the next command ends with the same results.
fn refused_by_the_disk<C: Command>(command: &C, every: usize) {
    let desk = Desk::new(&command.identity());
    let wanted = command.run(&desk, 1, u64::MAX).unwrap();
    let mut reached = 0;
    for fails in (8..).step_by(every) {
        let count = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&count);
        let storage = Storage::witnessed(Arc::new(move |_, _| {
            let step = seen.fetch_add(1, Ordering::Relaxed);
            if step == fails { Err(std::io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        }));
        let mut desk = Desk::new(&command.identity());
        desk.open_with(storage, &command.identity()).unwrap();
        let found = command.run(&desk, 1, u64::MAX);
        if count.load(Ordering::Relaxed) <= fails {
            break;
        }
        assert!(matches!(&found, Err(StudyError::Folder { .. })), "{found:?}");
        reached += 1;
        desk.open(&command.identity()).unwrap();
        let again = command.run(&desk, 1, u64::MAX).unwrap();
        assert_eq!(format!("{again:?}"), format!("{wanted:?}"), "after step {fails}");
    }
    assert!(reached > 4, "only {reached} steps were tried");
}

#[test]
fn a_disk_that_refuses_leaves_what_can_be_gone_on_with() {
    refused_by_the_disk(&pair(1), 23);
    refused_by_the_disk(&scan(1), 23);
}

/// A published folder holds what was written for the user, and nothing of the way.
#[test]
fn nothing_of_the_way_is_published() {
    let pair = pair(1);
    let mut desk = Desk::new(&pair.identity());
    let found = pair.run(desk.folder(), Some(2), &|_, _| true).unwrap();
    let folder = desk.0.take().unwrap();
    assert!(folder.path().join("parts/a/outcomes").exists());
    let target = folder.publish(&pair.manifest(&found)).unwrap();
    let names: Vec<_> = fs::read_dir(target).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["manifest.json"]);
}
