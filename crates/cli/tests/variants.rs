//! `--set` on keys, `--scan`, `lytic compare` and `--overlay` as a user types them: folders, objects, and mistakes.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod shared;

use serde_json::Value;
use shared::{done, lytic, object, refused};
use std::fs;
use std::path::Path;

const MODEL: &str = r#"
model *drug()
  unit time_unit = day;
  compartment plasma; plasma has L; plasma = 5;
  species drug in plasma; drug has mg_per_L; drug = 0;
  const loss has per_day; loss = 0.5;
  clear: drug => ; loss*plasma*drug;
end
"#;

const SCENARIO: &str = r#"
title = "A drug that goes away"
title_zh = "逐渐消失的药物"
model = "drug.ant"
duration = "10 d"
[cohort]
patients = 40
[[dose]]
into = "drug"
amount = "10 mg"
at = "0 d"
[parameters]
loss = { value = "0.5 /d", between = { lognormal_sd = 0.3 } }
[observe]
every = "0.5 d"
columns = ["drug"]
[outcome.high]
when = "drug > 0.5"
at = "3 d"
[outcome.level]
value = "drug"
at = "3 d"
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("drug.ant"), MODEL).unwrap();
    fs::write(folder.path().join("a.toml"), SCENARIO).unwrap();
    let b = SCENARIO.replace("10 mg", "20 mg").replace("goes away", "goes away from twice as much");
    fs::write(folder.path().join("b.toml"), b).unwrap();
    let seen = "ID,TIME [d],DV [mg/L],DVID\n1,1,1.2,drug\n1,3,0.4,drug\n2,1,30,drug\n2,0,0,drug\n";
    fs::write(folder.path().join("seen.csv"), seen).unwrap();
    folder
}

/// Pages are whole, in both languages, and load nothing.
fn is_a_report(folder: &Path, names: &[&str]) {
    for name in
        ["report.html", "report.zh.html", "summary.txt", "summary.zh.txt", "results.json", "manifest.json"]
    {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        assert!(!name.ends_with("txt") || !text.contains('{'), "{name}: {text}");
    }
    for name in names {
        assert!(folder.join(name).exists(), "{name}");
    }
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    let outside = page.replace("http://www.w3.org", "");
    assert!(!outside.contains("http:") && !outside.contains("https:"), "nothing is loaded");
    assert!(page.contains("not medical advice"));
}

#[test]
fn a_scan_leaves_curves_and_a_table() {
    let folder = folder();
    let run = ["run", "a.toml", "--scan", "loss=0.25 /d:1 /d:3:log", "--out", "scan"];
    let said = done(folder.path(), &run);
    assert!(said.contains("loss from 0.25 to 1 /d (3 values, equal ratios)"), "{said}");
    let out = folder.path().join("scan");
    is_a_report(&out, &["scan.csv", "scan.parquet", "figures/01-high.svg", "figures/zh/02-level.svg"]);
    let table = fs::read_to_string(out.join("scan.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 3 * 2, "{table}");
    let again = lytic(folder.path(), &run);
    assert!(String::from_utf8_lossy(&again.stderr).contains("finished"), "shown, not run again");
    let found = object(folder.path(), &[&run[..], &["--json"]].concat());
    assert_eq!(found["axes"][0]["name"], "loss");
    assert_eq!(found["axes"][0]["values"], serde_json::json!([0.25, 0.5, 1.0]));
    let middle = &found["points"][1];
    let single = object(folder.path(), &["run", "a.toml", "--set", "loss=0.5 /d", "--json", "--out", "one"]);
    assert_eq!(middle["outcomes"], single["outcomes"]);
    assert_eq!(middle["values"], single["values"]);
    let other = ["run", "a.toml", "--scan", "loss=0.25 /d:1 /d:4:log", "--out", "scan"];
    assert!(refused(folder.path(), &other).contains("E0370"), "another scan is not overwritten");
}

#[test]
fn two_scans_leave_a_map() {
    let folder = folder();
    let run = [
        "run",
        "a.toml",
        "--patients",
        "10",
        "--scan",
        "dose.drug.amount=1 mg:20 mg:3",
        "--scan",
        "dose.1.from=0:2 d:2",
        "--out",
        "map",
    ];
    done(folder.path(), &run);
    let page = fs::read_to_string(folder.path().join("map/report.html")).unwrap();
    assert_eq!(page.matches("<rect class=\"cell\"").count(), 2 * 6, "a cell for each point and outcome");
    let figure = fs::read_to_string(folder.path().join("map/figures/02-level.svg")).unwrap();
    assert!(figure.contains("class=\"on-light\"") && !figure.contains("var("));
}

#[test]
fn a_comparison_leaves_differences() {
    let folder = folder();
    let run = ["compare", "a.toml", "b.toml", "--overlay", "seen.csv", "--out", "out"];
    let said = done(folder.path(), &run);
    assert!(said.contains("Inputs that differ: dose.drug.amount"), "{said}");
    assert!(said.contains("A: drug") || said.contains("A: Drug"), "{said}");
    let out = folder.path().join("out");
    let names = [
        "differences.csv",
        "differences.parquet",
        "curves.csv",
        "figures/differences.svg",
        "figures/overview.svg",
    ];
    is_a_report(&out, &names);
    let found = object(folder.path(), &[&run[..], &["--json"]].concat());
    assert_eq!(
        found["changed"],
        serde_json::json!([{ "name": "dose.drug.amount", "a": "10 mg", "b": "20 mg" }])
    );
    assert_eq!(found["a"]["scenario"], "a.toml");
    assert!(found["outcomes"][0]["difference"].as_f64().unwrap() > 0.0);
    assert_eq!(found["outcomes"][0]["n"], 40);
    let curve = |arm: &str| found["observables"]["drug"][arm]["quantiles"]["0.5"][0].as_f64().unwrap();
    assert_eq!((curve("a"), curve("b")), (2.0, 4.0));
    assert_eq!(found["a"]["overlay"][0]["n"], 4);
    let same = object(folder.path(), &["compare", "a.toml", "a.toml", "--json", "--out", "same"]);
    assert_eq!(same["outcomes"][0]["difference"], 0.0);
    assert_eq!(same["changed"], serde_json::json!([]));
}

#[test]
fn observed_data_lie_over_the_figures() {
    let folder = folder();
    let run = ["run", "a.toml", "--overlay", "seen.csv", "--out", "out"];
    let said = done(folder.path(), &run);
    assert!(said.contains("of 4 observed points lie within the 90 % of patients (seen.csv)"), "{said}");
    let figure = fs::read_to_string(folder.path().join("out/figures/01-drug.svg")).unwrap();
    // Four points, and one in the legend.
    assert_eq!(figure.matches("<circle class=\"seen\"").count(), 5);
    let manifest = fs::read_to_string(folder.path().join("out/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["hashes"]["overlay"].as_str().map(str::len), Some(64));
    assert!(manifest["command"].as_str().unwrap().ends_with("--overlay seen.csv"));
    let found = object(folder.path(), &[&run[..], &["--json"]].concat());
    assert_eq!(found["overlay"][0]["dvid"], "drug");
    fs::write(folder.path().join("seen.csv"), "ID,TIME [d],DV [mg/L],DVID\n1,2,1,drug\n").unwrap();
    assert!(refused(folder.path(), &run).contains("E0370"), "other data are another run");
}

#[test]
fn what_was_set_stands_in_report_and_manifest() {
    let folder = folder();
    done(folder.path(), &["run", "a.toml", "--set", "dose.drug.amount=30 mg", "--out", "out"]);
    let manifest = fs::read_to_string(folder.path().join("out/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["inputs"][0]["name"], "dose.drug.amount");
    assert_eq!(manifest["inputs"][0]["before"], "10 mg");
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("<code>dose.drug.amount</code>") && page.contains("30 mg"));
}

#[test]
fn mistakes_end_with_exit_code_two_and_leave_nothing() {
    let folder = folder();
    fs::write(folder.path().join("bad.csv"), "ID,TIME,DV,DVID\n1,1,1,drug\n").unwrap();
    let scan = "loss=0.1 /d:1 /d:3";
    for (arguments, code) in [
        (vec!["run", "a.toml", "--scan", "los=0.1 /d:1 /d:3"], "E0340"),
        (vec!["run", "a.toml", "--scan", "loss=1 /d:1 /d:3"], "E0613"),
        (vec!["run", "a.toml", "--scan", scan, "--scan", scan], "E0617"),
        (vec!["run", "a.toml", "--scan", scan, "--overlay", "seen.csv"], "E0630"),
        (vec!["run", "a.toml", "--overlay", "none.csv"], "E0305"),
        (vec!["run", "a.toml", "--overlay", "bad.csv"], "E0654"),
        (vec!["compare", "a.toml", "none.toml"], "E0305"),
        (vec!["compare", "a.toml", "healthy"], "E0640"),
        (vec!["compare", "a.toml", "b.toml", "--overlay", "bad.csv"], "E0654"),
        (vec!["compare", "a.toml", "b.toml", "--set", "dose.drugs.amount=1 mg"], "E0602"),
    ] {
        let said = refused(folder.path(), &arguments);
        assert!(said.contains(code), "{arguments:?}: {said}");
    }
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 5, "only the files that were there");
}
