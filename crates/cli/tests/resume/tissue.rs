//! A tissue that is killed at random times, or whose state was changed, by the binary as it is built.

use super::shared::{assert_same_files, files, words};
use super::{KilledRun, program, unfinished};
use lytic_engine::philox;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Tumour, NK cells that come twice, an antibody, an answering field, and rows that are saved on the way.
const TISSUE: &str = r#"
kind = "tissue"
duration = "8 h"
target = "daudi"
fields = ["oxygen", "ifn_gamma"]
[geometry]
shape = "sphere"
cells = 260
[product.p]
state = "activated"
[[dose]]
of = "nk_cells"
product = "p"
amount = 0.2
at = { from = "0 h", every = "3 h", count = 2 }
place = "within"
[[dose]]
of = "rituximab"
amount = "5 ug/mL"
at = "2 h"
[observe]
every = "1 h"
save = ["cells"]
"#;

fn desk() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tissue.toml"), TISSUE).unwrap();
    folder
}

fn run(folder: &Path, more: &[&str]) -> Output {
    program(folder, &[&["run", "tissue.toml"], more].concat()).output().unwrap()
}

/// The undisturbed run: its files, and how long it took.
fn undisturbed() -> &'static (BTreeMap<PathBuf, Vec<u8>>, Duration) {
    static RUN: OnceLock<(BTreeMap<PathBuf, Vec<u8>>, Duration)> = OnceLock::new();
    RUN.get_or_init(|| {
        let desk = desk();
        let begin = Instant::now();
        let output = run(desk.path(), &[]);
        assert!(output.status.success(), "{}", words(&output));
        (files(&desk.path().join("out")), begin.elapsed())
    })
}

fn state(folder: &Path) -> PathBuf {
    unfinished(folder).join("parts/tissue.part")
}

/// Five kills, 50 with `LYTIC_FULL=1`: some runs are killed more than once, and all end with the same files.
#[test]
fn killed_at_random_times_a_tissue_goes_on_to_the_same_bits() {
    let (right, whole) = undisturbed();
    let run = KilledRun {
        desk: &desk,
        arguments: &["run", "tissue.toml"],
        right,
        stretch: (whole.mul_f64(0.3), whole.mul_f64(0.9)),
        purpose: "kill a tissue",
        has_state: &|folder| state(folder).exists(),
    };
    run.killed_at_random_times(5, 50);
}

/// Bytes that were changed or cut: exit 2, the file's name, and nothing is touched; put back, the run goes on.
#[test]
fn a_state_that_was_torn_or_altered_is_refused() {
    let desk = desk();
    let folder = desk.path();
    let part = state(folder);
    let mut child = program(folder, &["run", "tissue.toml"]).spawn().unwrap();
    while !part.exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(part.exists(), "the run ended before it could be stopped");
    let good = fs::read(&part).unwrap();
    let refused = |bytes: &[u8], what: &str| {
        fs::write(&part, bytes).unwrap();
        let output = run(folder, &[]);
        assert_eq!(output.status.code(), Some(2), "{what}: {}", words(&output));
        assert!(words(&output).contains("tissue.part"), "{what}: {}", words(&output));
        assert!(fs::read(&part).unwrap() == bytes, "{what}: the file was changed");
    };
    for length in [0, 1, good.len() / 3, good.len() - 1] {
        refused(&good[..length], "cut");
    }
    refused(&[good.as_slice(), &[0]].concat(), "lengthened");
    for number in 0..8 {
        let share = philox::uniform(1, philox::purpose("byte of a tissue"), number, 0);
        let mut bad = good.clone();
        bad[(share * good.len() as f64) as usize] ^= 1 << number;
        refused(&bad, "altered");
    }
    fs::write(&part, &good).unwrap();
    let output = run(folder, &[]);
    assert!(output.status.success(), "{}", words(&output));
    assert_same_files(&files(&folder.join("out")), &undisturbed().0);
}
