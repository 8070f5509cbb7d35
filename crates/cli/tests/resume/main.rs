//! A run that is killed, interrupted, meddled with or started twice: it goes on to the same bits, or is refused.
//!
//! The binary runs a small model in several blocks (arms, draws, patients), long enough to be hit in the middle. 20 kills
//! at random times; 200 with `LYTIC_FULL=1`.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod block;
mod parts;
#[path = "../shared/mod.rs"]
mod shared;
mod tissue;

use lytic_engine::philox;
use shared::{assert_same_files, files, words};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A drug that is absorbed and lost, in people who differ.
const MODEL: &str = "
model *drug()
  unit time_unit = day;
  compartment plasma; plasma has L; plasma = 5;
  species drug in plasma; drug has mg_per_L; drug = 0;
  species depot has mg; depot = 0;
  const loss has per_day; loss = 0.5;
  const absorption has per_day; absorption = 2;
  absorb: depot => drug; absorption*depot;
  clear: drug => ; loss*plasma*drug;
end
";

/// Two arms, two draws and three blocks of patients in each: six blocks.
const SCENARIO: &str = r#"
model = "drug.ant"
duration = "10 d"
[[dose]]
into = "depot"
amount = "10 mg"
at = { from = "0 d", every = "1 d", count = 8 }
[parameters]
loss = { value = "0.5 /d", between = { lognormal_cv = 0.4 } }
absorption = { value = "2 /d", between = { lognormal_cv = 0.4 } }
[cohort]
patients = 2500
draws = 2
seed = 1
without = ["depot"]
[observe]
every = "2 d"
columns = ["drug", "depot"]
[outcome.high]
when = "drug > 4"
ever = {}
[outcome.at_the_end]
value = "drug"
at = "10 d"
"#;

/// A folder with the scenario and its model.
fn desk() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("drug.ant"), MODEL).unwrap();
    fs::write(folder.path().join("trial.toml"), SCENARIO).unwrap();
    folder
}

fn lytic(folder: &Path, more: &[&str]) -> Command {
    program(folder, &[&["run", "trial.toml"], more].concat())
}

/// The program in a folder, which writes to `out` there.
fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = shared::program(folder, arguments);
    command.args(["--out", "out", "--threads", "2"]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn start(folder: &Path, more: &[&str]) -> Child {
    lytic(folder, more).spawn().unwrap()
}

fn run(folder: &Path, more: &[&str]) -> Output {
    lytic(folder, more).output().unwrap()
}

/// The undisturbed run: its files, and how long it took.
fn undisturbed() -> &'static (BTreeMap<PathBuf, Vec<u8>>, Duration) {
    static RUN: OnceLock<(BTreeMap<PathBuf, Vec<u8>>, Duration)> = OnceLock::new();
    RUN.get_or_init(|| {
        let desk = desk();
        let begin = Instant::now();
        let output = run(desk.path(), &[]);
        let time = begin.elapsed();
        assert!(output.status.success(), "{}", words(&output));
        (files(&desk.path().join("out")), time)
    })
}

/// The finished folder is the undisturbed run's, byte by byte, and nothing else lies about.
fn same_as_undisturbed(folder: &Path) {
    let found = files(&folder.join("out"));
    let (wanted, _) = undisturbed();
    assert_same_files(&found, wanted);
    let beside: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(beside.len(), 3, "{beside:?}");
}

/// Nothing is visible under the target's name, or a whole run is.
fn nothing_half_written(folder: &Path) {
    let out = folder.join("out");
    if out.exists() {
        let found = files(&out);
        let named: Vec<_> = found.keys().filter(|name| name.as_path() != Path::new("lock")).collect();
        assert_eq!(named, undisturbed().0.keys().collect::<Vec<_>>());
    }
}

fn unfinished(folder: &Path) -> PathBuf {
    folder.join(".out.unfinished")
}

/// Files of blocks and draws of an unfinished run.
fn pieces(folder: &Path) -> Vec<PathBuf> {
    let names =
        ["blocks", "draws"].iter().filter_map(|name| fs::read_dir(unfinished(folder).join(name)).ok());
    let paths = names.flatten().map(|entry| entry.unwrap().path());
    let mut pieces: Vec<PathBuf> = paths.filter(|path| !path.to_string_lossy().ends_with(".draft")).collect();
    pieces.sort();
    pieces
}

/// Kills a command after a while; whether it was still running.
fn killed_after(mut child: Child, wait: Duration) -> bool {
    std::thread::sleep(wait);
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    running
}

/// A command that is killed at random times and started again, until it ends with the files of an undisturbed run.
struct KilledRun<'a> {
    desk: &'a dyn Fn() -> TempDir,
    arguments: &'a [&'a str],
    /// Files of the undisturbed run.
    right: &'a BTreeMap<PathBuf, Vec<u8>>,
    /// From when to when after its start it is killed.
    stretch: (Duration, Duration),
    /// What the random times are for.
    purpose: &'a str,
    /// Whether a killed run left a state to go on with.
    has_state: &'a dyn Fn(&Path) -> bool,
}

impl KilledRun<'_> {
    /// So many kills, more with `LYTIC_FULL=1`; every other run is killed more than once.
    fn killed_at_random_times(&self, kills_wanted: u32, in_full: u32) {
        let wanted = if std::env::var_os("LYTIC_FULL").is_some() { in_full } else { kills_wanted };
        let (mut kills, mut went_on, mut number) = (0, 0, 0);
        // On a busy machine every kill may come before the first state: then more are tried.
        while kills < wanted || (went_on == 0 && number < 100) {
            let desk = (self.desk)();
            loop {
                number += 1;
                let share = philox::uniform(1, philox::purpose(self.purpose), number, 0);
                let child = program(desk.path(), self.arguments).spawn().unwrap();
                let (first, last) = self.stretch;
                let killed = killed_after(child, first + (last - first).mul_f64(share));
                kills += u32::from(killed);
                if !killed || kills >= wanted || number % 2 == 0 {
                    break;
                }
            }
            went_on += u32::from((self.has_state)(desk.path()));
            let output = program(desk.path(), self.arguments).output().unwrap();
            assert!(output.status.success(), "{}", words(&output));
            assert_same_files(&files(&desk.path().join("out")), self.right);
        }
        println!("{kills} kills; {went_on} runs went on with the state of a killed one");
        assert!(went_on > 0, "no run was killed with a state");
    }
}

/// An unfinished run with at least one block, as a kill leaves it.
fn stopped() -> TempDir {
    for _ in 0..50 {
        let desk = desk();
        let mut child = start(desk.path(), &[]);
        while pieces(desk.path()).is_empty() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if !pieces(desk.path()).is_empty() {
            return desk;
        }
    }
    panic!("no run could be stopped in its middle");
}

#[test]
fn killed_at_random_times_it_goes_on_to_the_same_bits() {
    let wanted = if std::env::var_os("LYTIC_FULL").is_some() { 200 } else { 20 };
    let (_, whole) = undisturbed();
    let (mut kills, mut went_on, mut number) = (0, 0, 0);
    while kills < wanted {
        let desk = desk();
        loop {
            number += 1;
            let share = philox::uniform(1, philox::purpose("kill"), number, 0);
            let child = start(desk.path(), &[]);
            let killed = killed_after(child, whole.mul_f64(0.9 * share));
            nothing_half_written(desk.path());
            kills += u64::from(killed);
            // Two of three are killed again.
            if !killed || kills >= wanted || number % 3 == 0 {
                break;
            }
        }
        let had = pieces(desk.path()).len();
        let output = run(desk.path(), &[]);
        assert!(output.status.success(), "{}", words(&output));
        went_on += u64::from(had > 0);
        same_as_undisturbed(desk.path());
    }
    println!("{kills} kills; {went_on} runs went on with blocks of a killed one");
    assert!(went_on * 20 >= wanted, "too few runs were killed with blocks: {went_on} after {kills} kills");
}

#[test]
fn interrupted_it_ends_with_130_and_goes_on() {
    let mut last = None;
    for _ in 0..20 {
        let desk = desk();
        let mut child = start(desk.path(), &[]);
        while pieces(desk.path()).is_empty() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        let process = child.id().to_string();
        Command::new("kill").args(["-INT", &process]).output().unwrap();
        let status = child.wait_with_output().unwrap();
        if status.status.code() == Some(130) {
            last = Some((desk, status));
            break;
        }
    }
    let (desk, output) = last.expect("no run was hit by the interruption");
    assert!(!desk.path().join("out").exists());
    assert!(!pieces(desk.path()).is_empty(), "{}", words(&output));
    let output = run(desk.path(), &[]);
    assert!(output.status.success() && words(&output).contains("Going on"), "{}", words(&output));
    same_as_undisturbed(desk.path());
}

/// Refused with exit code 2, with these words, and nothing is changed.
fn refused(folder: &Path, more: &[&str], expected: &str) {
    let before = files(folder);
    let output = run(folder, more);
    assert_eq!(output.status.code(), Some(2), "{more:?}: {}", words(&output));
    assert!(words(&output).contains(expected), "{expected} is not in: {}", words(&output));
    // The lock says who looked last; what a killed process had half written may go.
    let kept = |files: BTreeMap<PathBuf, Vec<u8>>| -> BTreeMap<PathBuf, Vec<u8>> {
        let is_kept =
            |name: &Path| !name.ends_with("lock") && name.extension().is_none_or(|end| end != "draft");
        files.into_iter().filter(|(name, _)| is_kept(name)).collect()
    };
    let (before, after) = (kept(before), kept(files(folder)));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{expected}");
    assert!(before == after, "{expected}: files were changed");
}

#[test]
fn another_run_does_not_go_on_with_it_and_is_told_what_differs() {
    let desk = stopped();
    let folder = desk.path();
    refused(folder, &["--seed", "2"], "seed");
    refused(folder, &["--patients", "2600"], "patients");
    refused(folder, &["--draws", "4"], "draws");
    refused(folder, &["--set", "loss=0.6 /d"], "scenario");
    refused(folder, &["--duration", "41 d"], "scenario");
    refused(folder, &["--no-twin"], "without");
    fs::write(folder.join("trial.toml"), SCENARIO.replace("10 mg", "11 mg")).unwrap();
    refused(folder, &[], "scenario");
    fs::write(folder.join("trial.toml"), SCENARIO).unwrap();
    fs::write(folder.join("drug.ant"), MODEL.replace("depot = 0;", "depot = 1;")).unwrap();
    refused(folder, &[], "models");
    fs::write(folder.join("drug.ant"), MODEL).unwrap();
    // As if another version had begun it.
    let path = unfinished(folder).join("unfinished.json");
    let known = fs::read_to_string(&path).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    fs::write(&path, known.replace(&format!("\"{version}\""), "\"0.0.1\"")).unwrap();
    refused(folder, &[], "version");
    fs::write(&path, "{ rubbish").unwrap();
    refused(folder, &[], "");
    fs::write(&path, known).unwrap();
    // After all this it still goes on.
    let output = run(folder, &[]);
    assert!(output.status.success(), "{}", words(&output));
    same_as_undisturbed(folder);
}

#[test]
fn a_block_that_was_changed_is_refused() {
    let desk = stopped();
    let folder = desk.path();
    let block = pieces(folder)[0].clone();
    let name = block.file_name().unwrap().to_string_lossy().into_owned();
    let good = fs::read(&block).unwrap();
    for number in 0..12 {
        let at = match number {
            0 => 0,
            1 => good.len() - 1,
            _ => (philox::uniform(1, philox::purpose("byte"), number, 0) * good.len() as f64) as usize,
        };
        let mut bad = good.clone();
        bad[at] ^= 1 << (number % 8);
        fs::write(&block, bad).unwrap();
        refused(folder, &[], &name);
    }
    for length in [0, 1, good.len() / 2, good.len() - 1] {
        fs::write(&block, &good[..length]).unwrap();
        refused(folder, &[], &name);
    }
    let longer: Vec<u8> = good.iter().copied().chain([0]).collect();
    fs::write(&block, longer).unwrap();
    refused(folder, &[], &name);
    // A right block under the name of another one.
    fs::write(&block, &good).unwrap();
    let other =
        block.with_file_name(if name.ends_with(".draw") { "d00001.draw" } else { "d00001-b00002.block" });
    if !other.exists() {
        fs::write(&other, &good).unwrap();
        refused(folder, &[], &other.file_name().unwrap().to_string_lossy());
        fs::remove_file(&other).unwrap();
    }
    let output = run(folder, &[]);
    assert!(output.status.success(), "{}", words(&output));
    same_as_undisturbed(folder);
}

#[test]
fn two_runs_in_one_folder_at_once_never_mix() {
    let mut busy = 0;
    for number in 0..4 {
        let desk = desk();
        let first = start(desk.path(), &[]);
        std::thread::sleep(undisturbed().1.mul_f64(0.2 * f64::from(number)));
        let second = start(desk.path(), &[]);
        let (first, second) = (first.wait_with_output().unwrap(), second.wait_with_output().unwrap());
        let codes = [first.status.code(), second.status.code()];
        assert!(codes.contains(&Some(0)), "{} {}", words(&first), words(&second));
        for output in [&first, &second] {
            match output.status.code() {
                Some(0) => {}
                Some(2) => busy += 1,
                code => panic!("{code:?}: {}", words(output)),
            }
        }
        same_as_undisturbed(desk.path());
    }
    assert!(busy > 0, "no two runs met");
}

#[test]
fn a_finished_run_is_shown_refused_or_replaced_whole() {
    let desk = desk();
    let folder = desk.path();
    let output = run(folder, &[]);
    assert!(output.status.success());
    let shown = run(folder, &[]);
    assert!(shown.status.success() && shown.stdout == output.stdout);
    refused(folder, &["--seed", "2"], "out");
    // Killed while it replaces: the old one stays, or the new one is whole.
    let other = ["--seed", "2", "--overwrite"];
    for number in 0..4 {
        let mut child = start(folder, &other);
        std::thread::sleep(undisturbed().1.mul_f64(0.3 * f64::from(number)));
        child.kill().unwrap();
        child.wait().unwrap();
        nothing_half_written(folder);
        assert!(folder.join("out").exists() || folder.join(".out.replaced").exists());
    }
    let output = run(folder, &other);
    assert!(output.status.success(), "{}", words(&output));
    let manifest = fs::read_to_string(folder.join("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"seed\": 2"), "{manifest}");
    let output = run(folder, &["--overwrite"]);
    assert!(output.status.success(), "{}", words(&output));
    same_as_undisturbed(folder);
}
