//! `lytic fit assay` as a user types it: what it leaves, and what it says of bad input.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod shared;

use serde_json::Value;
use shared::lytic;
use std::fs;

#[test]
fn a_fit_of_ones_own_data_leaves_a_whole_folder() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "target,effector,effector_target_ratio,hours,specific_lysis_percent,sd_percent\n\
                K562,NK,10,4,81,3\nK562,NK,5,4,66,3\nK562,NK,2.5,4,45,3\nK562,NK,1.25,4,26,3\nK562,NK,0.6,4,14,3\n";
    fs::write(folder.path().join("own.csv"), rows).unwrap();
    let asked =
        ["fit", "assay", "--data", "own.csv", "--model", "weighted", "--cycle", "fixed", "--out", "out"];
    let first = lytic(folder.path(), &asked);
    let said = String::from_utf8(first.stdout).unwrap();
    assert_eq!(first.status.code(), Some(0), "{}", String::from_utf8_lossy(&first.stderr));
    assert!(said.contains("5 rows read, 0 refused") && said.contains("signal.NK = "), "{said}");
    assert!(said.contains("No molecules are given") && said.contains("not medical advice"), "{said}");
    for name in ["report.html", "report.zh.html", "summary.txt", "fit.csv", "fit.toml", "results.json"] {
        assert!(folder.path().join("out").join(name).exists(), "{name}");
    }
    assert!(fs::read_to_string(folder.path().join("out/fit.toml")).unwrap().contains("kind = \"assay\""));
    // The same command shows the same fit.
    let again: Vec<&str> = asked.iter().copied().chain(["--json"]).collect();
    let object: Value = serde_json::from_slice(&lytic(folder.path(), &again).stdout).unwrap();
    assert_eq!(object["fits"][0]["parameters"][1]["name"], "killer.dish_contact_rate");
    let chinese: Vec<&str> = asked.iter().copied().chain(["--lang", "zh"]).collect();
    assert!(String::from_utf8(lytic(folder.path(), &chinese).stdout).unwrap().contains("读取 5 行"));
}

#[test]
fn all_that_is_wrong_is_shown_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "target,effector,effector_target_ratio,hours,specific_lysis_percent\n\
                K562,NK,10,4,181\nK562,NK,,4,66\nK562,NK,2.5,4\nK562,NK,1.25,4,abc\n";
    fs::write(folder.path().join("bad.csv"), rows).unwrap();
    let refused = lytic(folder.path(), &["fit", "assay", "--data", "bad.csv"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    for text in ["E1409", "E1407", "E1405", "E1408", "bad.csv:2:", "bad.csv:3:", "bad.csv:4:", "bad.csv:5:"] {
        assert!(said.contains(text), "{text} is missing:\n{said}");
    }
    assert!(said.contains("4 problems"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
    let absent = lytic(folder.path(), &["fit", "assay", "--data", "no.csv", "--molecules", "nor.csv"]);
    let said = String::from_utf8(absent.stderr).unwrap();
    assert!(absent.status.code() == Some(2) && said.contains("no.csv") && said.contains("nor.csv"), "{said}");
    let usage = lytic(folder.path(), &["fit", "assay", "--data", "bad.csv", "--car-factor", "gen2"]);
    assert_eq!(usage.status.code(), Some(64));
}
