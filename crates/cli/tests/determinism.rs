//! One run, one hash: for any number of threads, any instructions, and of the release build as of this one.
//!
//! Lane widths (8, 16, 32) are chosen by the engine; that results do not depend on them is tested there
//! (`crates/engine/src/engine_tests.rs`), and after a stop in `resume.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should panic")]

mod shared;

use serde_json::Value;
use shared::{DRUG, binary};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use tempfile::TempDir;

/// Patients who all differ, with twins, in two draws: two blocks, and the whole of the library's model.
const PATIENTS: &str = r#"
model = "patient/aml"
start = "-7 d"
duration = "22 d"
[patient]
weight = "70 kg"
height = "172 cm"
[product.haplo]
source = "haploidentical"
method = "overnight-il2"
[[dose]]
of = "cyclophosphamide"
amount = "60 mg/kg"
at = ["-5 d", "-4 d"]
[[dose]]
of = "nk_cells"
product = "haplo"
amount = "1e7 cells/kg"
at = "0 d"
[[dose]]
of = "il2"
amount = "10 MU"
at = { from = "0 d", every = "2 d", count = 6 }
stop_when = "crs_grade >= 2"
[cohort]
patients = 9
draws = 2
[observe]
every = "1 d"
columns = ["marrow.blast_percent", "blood.donor_nk_per_ul", "il6"]
[outcome.expansion]
when = "blood.donor_nk_per_ul >= 100"
at = "14 d"
[outcome.donor_nk]
value = "blood.donor_nk_per_ul"
at = "14 d"
"#;

/// A small model in six blocks.
const BLOCKS: &str = r#"
model = "drug.ant"
duration = "5 d"
[[dose]]
into = "drug"
amount = "10 mg"
at = { from = "0 d", every = "1 d", count = 4 }
[parameters]
loss = { value = "0.5 /d", between = { lognormal_cv = 0.4 } }
[cohort]
patients = 2100
draws = 2
without = ["drug"]
[observe]
every = "1 d"
columns = ["drug"]
[outcome.high]
when = "drug > 15"
ever = {}
"#;

fn desk() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("patients.toml"), PATIENTS).unwrap();
    fs::write(folder.path().join("blocks.toml"), BLOCKS).unwrap();
    fs::write(folder.path().join("drug.ant"), DRUG).unwrap();
    folder
}

/// What tells the run, and the hash of its results; none where the processor lacks the instructions.
fn run(
    binary: &Path,
    folder: &Path,
    scenario: &str,
    threads: &str,
    forced: Option<&str>,
) -> Option<[Value; 2]> {
    let mut command = Command::new(binary);
    command.args(["run", scenario, "--threads", threads, "--out", "out", "--overwrite"]);
    command.current_dir(folder).env("LC_ALL", "C").env_remove("LYTIC_SIMD");
    if let Some(forced) = forced {
        command.env("LYTIC_SIMD", forced);
    }
    let output = command.output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    if forced.is_some() && output.status.code() == Some(2) && words.contains("E0505")
        || words.contains("instructions")
    {
        return None;
    }
    assert!(output.status.success(), "{scenario} {forced:?}: {words}");
    let manifest: Value =
        serde_json::from_slice(&fs::read(folder.join("out/manifest.json")).unwrap()).unwrap();
    let hash = manifest["hashes"]["results"].clone();
    assert_eq!(hash.as_str().map(str::len), Some(64), "{manifest}");
    Some([manifest["identity"].clone(), hash])
}

#[test]
fn threads_and_instructions_leave_no_trace() {
    let desk = desk();
    for (scenario, all_threads) in
        [("blocks.toml", ["1", "2", "8", "16"]), ("patients.toml", ["1", "16", "", ""])]
    {
        let mut found = Vec::new();
        for threads in all_threads.iter().filter(|threads| !threads.is_empty()) {
            found.push(run(&binary(), desk.path(), scenario, threads, None).unwrap());
        }
        for forced in ["plain", "avx2", "avx512"] {
            match run(&binary(), desk.path(), scenario, "2", Some(forced)) {
                Some(one) => found.push(one),
                None => println!("skipped: this processor has no {forced}"),
            }
        }
        assert!(found.len() >= 3);
        assert!(found.iter().all(|one| *one == found[0]), "{scenario}: {found:#?}");
    }
}

/// The release build beside this one: `target/release/lytic` beside `target/debug/lytic`.
fn release() -> Option<PathBuf> {
    let here = binary();
    let profile = here.parent()?;
    let release = profile.parent()?.join("release").join(here.file_name()?);
    if profile.ends_with("release") || !release.exists() {
        println!("skipped: there is no release build at {}", release.display());
        return None;
    }
    let built = fs::metadata(&release).and_then(|about| about.modified()).ok()?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let sources = ["crates", "models", "parameters", "scenarios", "Cargo.lock"];
    if sources.iter().any(|place| newest(&root.join(place)) > built) {
        println!("skipped: the release build is older than the sources; cargo build --release makes it anew");
        return None;
    }
    Some(release)
}

/// When something that goes into the binary was last changed.
fn newest(path: &Path) -> SystemTime {
    let changed =
        |path: &Path| fs::metadata(path).and_then(|about| about.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    if path.ends_with("tests") {
        return SystemTime::UNIX_EPOCH;
    }
    match fs::read_dir(path) {
        Ok(entries) => {
            entries.flatten().map(|entry| newest(&entry.path())).max().unwrap_or(SystemTime::UNIX_EPOCH)
        }
        Err(_) => changed(path),
    }
}

#[test]
fn the_release_build_gives_the_same_bits() {
    let Some(release) = release() else { return };
    let desk = desk();
    for scenario in ["blocks.toml", "patients.toml"] {
        let [debug, fast] =
            [binary(), release.clone()].map(|binary| run(&binary, desk.path(), scenario, "2", None));
        assert_eq!(debug, fast, "{scenario}");
    }
}
