//! `lytic validate` as a user types it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]

mod shared;

use std::path::Path;
use std::process::Output;

fn lytic(folder: &Path, line: &str) -> Output {
    shared::lytic(folder, &line.split(' ').collect::<Vec<_>>())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn rows_are_judged_and_a_failure_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let line = "validate V09.3 V01.5 V07.7 --patients 40 --draws 1 --out v --json";
    let first = lytic(folder.path(), line);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    let object: serde_json::Value = serde_json::from_slice(&first.stdout).unwrap();
    let rows = object["rows"].as_array().unwrap();
    let names: Vec<&str> = rows.iter().filter_map(|row| row["row"].as_str()).collect();
    assert_eq!(names, ["V01.5", "V07.7", "V09.3"]);
    assert!(object["checks_inside"].is_u64() && object["checks"] == 2 && object["checks_not_simulated"] == 0);
    for file in ["validate.html", "validate.zh.html", "validate.csv", "manifest.json", "figures/v09.svg"] {
        assert!(folder.path().join("v").join(file).is_file(), "{file}");
    }
    // The same command again shows what is there, on any number of threads.
    let again = lytic(folder.path(), &format!("{line} --threads 1"));
    assert_eq!(again.stdout, first.stdout);
    assert!(text(&again.stderr).contains("already finished"));
    let other = lytic(folder.path(), "validate V09.3 --patients 41 --draws 1 --out v");
    assert_eq!(other.status.code(), Some(2), "another validation's folder is refused");
}

#[test]
fn an_unknown_row_is_bad_input_with_the_nearest_name() {
    let folder = tempfile::tempdir().unwrap();
    let found = lytic(folder.path(), "validate V09.33");
    assert_eq!(found.status.code(), Some(2));
    let said = text(&found.stderr);
    assert!(said.contains("E0807") && said.contains("V09.3"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is written");
}
