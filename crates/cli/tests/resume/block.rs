//! A patient with a block of tissue, killed at random times: while the cohort runs, in a sweep of the block, between sweeps, or while the
//! report is written. The block's states are pieces of the run's folder beside the blocks of patients.

use super::shared::{files, words};
use super::{KilledRun, program, unfinished};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Two patients with AML; a small block of the marrow of the typical one, six hours in two pieces, read back in up to four sweeps.
const BLOCK: &str = r#"
kind = "patient"
model = "patient/aml"
start = "-7 d"
duration = "12 d"
[patient]
weight = "70 kg"
height = "172 cm"
[product.haplo]
source = "haploidentical"
method = "overnight-il2"
[[dose]]
of = "cyclophosphamide"
route = "iv"
amount = "60 mg/kg"
at = ["-5 d", "-4 d"]
[[dose]]
of = "nk_cells"
route = "iv"
product = "haplo"
amount = "3e7 cells/kg"
at = "0 d"
# So that blasts leave the block and come back to it.
[parameters]
"aml.release_to_blood" = "0.3 /d"
[cohort]
patients = 2
draws = 1
seed = 1
[observe]
every = "1 d"
columns = ["aml.marrow_blasts"]
[outcome.blasts]
value = "marrow.blast_percent"
at = "5 d"
[tissue]
site = "marrow"
from = "3 d"
to = "3.25 d"
fields = ["oxygen", "ifn_gamma"]
outside = { oxygen = "40 mmHg" }
every = "0.5 h"
save = ["cells"]
read_back = "on"
pieces = 2
geometry = { shape = "block", edge = "120 um", vessels = "60 um" }
# Block and model disagree on growth, so that there is more than one sweep.
parameters = { "tissue_cell.g1_time" = "1 h" }
"#;

fn desk() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("patient.toml"), BLOCK).unwrap();
    folder
}

/// The undisturbed run: its files, and how long it took.
fn undisturbed() -> &'static (BTreeMap<PathBuf, Vec<u8>>, Duration) {
    static RUN: OnceLock<(BTreeMap<PathBuf, Vec<u8>>, Duration)> = OnceLock::new();
    RUN.get_or_init(|| {
        let desk = desk();
        let begin = Instant::now();
        let output = program(desk.path(), &["run", "patient.toml"]).output().unwrap();
        assert!(output.status.success(), "{}", words(&output));
        (files(&desk.path().join("out")), begin.elapsed())
    })
}

/// Whether a sweep of the block has left its state.
fn has_state(folder: &Path) -> bool {
    unfinished(folder).join("parts/tissue-1.part").exists()
}

/// Five kills, 50 with `LYTIC_FULL=1`: some runs are killed more than once, and all end with the same files.
#[test]
fn killed_at_random_times_a_block_of_a_patient_goes_on_to_the_same_bits() {
    let (right, whole) = undisturbed();
    let sweeps = right.keys().filter(|name| name.ends_with("cells/part-00000.parquet")).count();
    println!("{sweeps} sweeps in {:.2} s", whole.as_secs_f64());
    assert!(sweeps > 1, "patient and block were not run in turn: {:?}", right.keys().collect::<Vec<_>>());
    let run = KilledRun {
        desk: &desk,
        arguments: &["run", "patient.toml"],
        right,
        stretch: (whole.mul_f64(0.3), *whole),
        purpose: "kill a block",
        has_state: &has_state,
    };
    run.killed_at_random_times(5, 50);
}
