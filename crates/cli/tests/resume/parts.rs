//! Commands of several studies, killed or interrupted: a comparison, a scan, a search for a schedule, a validation.

use super::shared::{assert_same_files, files, words};
use super::{MODEL, SCENARIO, killed_after, program, unfinished};
use lytic_engine::philox;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const COMPARE: &[&str] = &["compare", "trial.toml", "other.toml"];
const SCAN: &[&str] = &["run", "trial.toml", "--scan", "dose.depot.amount=5 mg:15 mg:3"];
const DESIGN: &[&str] = &[
    "design",
    "trial.toml",
    "--maximise",
    "at_the_end",
    "--vary",
    "dose.depot.amount=5 mg:15 mg",
    "--evaluations",
    "6",
    "--patients",
    "600",
    "--draws",
    "2",
];
const VALIDATE: &[&str] = &["validate", "V01.3", "V01.5", "--patients", "30", "--draws", "6"];

/// A folder with both scenarios and their model.
fn desk() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("drug.ant"), MODEL).unwrap();
    fs::write(folder.path().join("trial.toml"), SCENARIO).unwrap();
    fs::write(folder.path().join("other.toml"), SCENARIO.replace("10 mg", "12 mg")).unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments).output().unwrap()
}

/// Blocks, draws and parts of an unfinished folder. The command may still run: what goes away meanwhile is no piece.
fn pieces(folder: &Path) -> Vec<PathBuf> {
    let ends = |path: &Path| {
        ["block", "draw", "part"].iter().any(|end| path.extension().is_some_and(|it| it == *end))
    };
    let mut found = Vec::new();
    let mut folders = vec![unfinished(folder)];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if ends(&path) {
                found.push(path);
            }
        }
    }
    found
}

/// An undisturbed command: its files, and how long it took.
struct Undisturbed(BTreeMap<PathBuf, Vec<u8>>, Duration);

impl Undisturbed {
    fn of(arguments: &[&str]) -> Undisturbed {
        let desk = desk();
        let begin = Instant::now();
        let output = run(desk.path(), arguments);
        let time = begin.elapsed();
        assert!(output.status.success(), "{}", words(&output));
        Undisturbed(files(&desk.path().join("out")), time)
    }

    /// The same command ends with the same files, byte by byte, and leaves nothing else.
    fn comes_of(&self, folder: &Path, arguments: &[&str]) -> String {
        let output = run(folder, arguments);
        assert!(output.status.success(), "{}", words(&output));
        assert_same_files(&files(&folder.join("out")), &self.0);
        assert_eq!(fs::read_dir(folder).unwrap().count(), 4);
        words(&output)
    }
}

/// Killed at random times, two of three times more than once.
fn killed(arguments: &[&str], purpose: &str) {
    let wanted = if std::env::var_os("LYTIC_FULL").is_some() { 60 } else { 4 };
    let undisturbed = Undisturbed::of(arguments);
    let (mut kills, mut went_on, mut number) = (0, 0, 0);
    // On a busy machine every kill may come before the first piece or after the end: then more are tried.
    while kills < wanted || (went_on == 0 && number < 200) {
        let desk = desk();
        loop {
            number += 1;
            let share = philox::uniform(1, philox::purpose(purpose), number, 0);
            let child = program(desk.path(), arguments).spawn().unwrap();
            let killed = killed_after(child, undisturbed.1.mul_f64(0.2 + 0.7 * share));
            assert!(
                !killed
                    || !desk.path().join("out").exists()
                    || desk.path().join("out/manifest.json").exists()
            );
            kills += u64::from(killed);
            if !killed || number % 3 == 0 || (kills >= wanted && went_on > 0) {
                break;
            }
        }
        // Killed between publishing and clearing away, there are pieces of a finished command.
        let finished = desk.path().join("out").exists();
        let had = if finished { 0 } else { pieces(desk.path()).len() };
        // Killed between the last file and the target's name, the folder is whole and only has to be named.
        let whole = unfinished(desk.path()).join("manifest.json").exists();
        let said = undisturbed.comes_of(desk.path(), arguments);
        assert_eq!(had > 0 && !whole, said.contains("Going on"), "{had}: {said}");
        went_on += u64::from(had > 0 && !whole);
    }
    println!("{kills} kills; {went_on} commands went on with pieces of a killed one");
    assert!(went_on > 0, "no command was killed in its middle");
}

#[test]
fn a_killed_comparison_goes_on_to_the_same_bits() {
    killed(COMPARE, "kill compare");
}

#[test]
fn a_killed_scan_goes_on_to_the_same_bits() {
    killed(SCAN, "kill scan");
}

#[test]
fn a_killed_design_goes_on_to_the_same_bits() {
    killed(DESIGN, "kill design");
}

#[test]
fn a_killed_validation_goes_on_to_the_same_bits() {
    killed(VALIDATE, "kill validate");
}

/// Stopped by Ctrl-C with something to go on with.
fn interrupted(arguments: &[&str]) -> TempDir {
    for _ in 0..20 {
        let desk = desk();
        let mut child = program(desk.path(), arguments).spawn().unwrap();
        while pieces(desk.path()).is_empty() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        Command::new("kill").args(["-INT", &child.id().to_string()]).output().unwrap();
        let output = child.wait_with_output().unwrap();
        if output.status.code() == Some(130) {
            assert!(words(&output).contains("are kept"), "{}", words(&output));
            assert!(!desk.path().join("out").exists() && !pieces(desk.path()).is_empty());
            return desk;
        }
    }
    panic!("no command was hit by the interruption");
}

#[test]
fn interrupted_they_go_on_and_nothing_else_does() {
    for arguments in [COMPARE, SCAN, VALIDATE] {
        let undisturbed = Undisturbed::of(arguments);
        let desk = interrupted(arguments);
        let refused = |more: &[&str], expected: &str| {
            let output = run(desk.path(), &[arguments, more].concat());
            let said = words(&output);
            assert!(
                output.status.code() == Some(2) && said.contains(expected),
                "{expected} is not in: {said}"
            );
        };
        refused(&["--seed", "2"], "not the same: seed\n");
        let path = unfinished(desk.path()).join("unfinished.json");
        let known = fs::read_to_string(&path).unwrap();
        let version = env!("CARGO_PKG_VERSION");
        fs::write(&path, known.replace(&format!("\"{version}\""), "\"0.0.1\"")).unwrap();
        refused(&[], "version");
        fs::write(&path, known).unwrap();
        if arguments[0] != "validate" {
            fs::write(desk.path().join("trial.toml"), SCENARIO.replace("10 mg", "11 mg")).unwrap();
            refused(&[], "scenario");
            fs::write(desk.path().join("trial.toml"), SCENARIO).unwrap();
        }
        let said = undisturbed.comes_of(desk.path(), arguments);
        assert!(said.contains("Going on"), "{said}");
    }
}
