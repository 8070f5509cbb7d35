//! Commands as a user types them: what they print, what they leave, and what does not depend on threads.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod shared;

use serde_json::Value;
use shared::{done, object, program};
use std::fs;

#[test]
fn a_run_leaves_a_whole_folder() {
    let folder = tempfile::tempdir().unwrap();
    let said = done(folder.path(), &["run", "aml-il15-sc", "--patients", "8", "--out", "out"]);
    assert!(said.contains("of 8 virtual patients") && said.contains("report.html"), "{said}");
    assert!(said.contains("not medical advice"), "{said}");
    let out = folder.path().join("out");
    for name in ["report.html", "report.zh.html", "summary.txt", "manifest.json", "figures/overview.svg"] {
        assert!(out.join(name).exists(), "{name}");
    }
    let manifest: Value =
        serde_json::from_str(&fs::read_to_string(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["seed"], 1);
    assert_eq!(manifest["lytic"], env!("CARGO_PKG_VERSION"));
    for hash in ["scenario", "models", "parameters", "results"] {
        assert_eq!(manifest["hashes"][hash].as_str().map(str::len), Some(64), "{hash}");
    }
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("not medical advice") && page.contains("lytic run aml-il15-sc --patients 8"));
    let outside = page.replace("http://www.w3.org", "");
    assert!(!outside.contains("src=\"http") && !outside.contains("@import") && !outside.contains("url(http"));
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["out"], "nothing hidden is left");
}

#[test]
fn threads_do_not_change_a_bit() {
    let folder = tempfile::tempdir().unwrap();
    let hash = |threads: &str| {
        let out = format!("out-{threads}");
        let run =
            ["run", "aml-haploidentical", "--patients", "40", "--json", "--threads", threads, "--out", &out];
        object(folder.path(), &run)["hashes"]["results"].clone()
    };
    let one = hash("1");
    assert!(one.is_string());
    assert_eq!(one, hash("2"));
    assert_eq!(one, hash("7"));
}

#[test]
fn instructions_do_not_change_a_bit() {
    let folder = tempfile::tempdir().unwrap();
    let hash = |forced: Option<&str>| {
        let out = format!("out-{}", forced.unwrap_or("best"));
        let arguments = ["run", "aml-il15-sc", "--patients", "12", "--json", "--out", &out];
        let mut command = program(folder.path(), &arguments);
        if let Some(forced) = forced {
            command.env("LYTIC_SIMD", forced);
        }
        let output = command.output().unwrap();
        let run = serde_json::from_slice::<Value>(&output.stdout).ok();
        (output.status.code(), run.map(|run| run["hashes"]["results"].clone()))
    };
    let best = hash(None);
    assert_eq!(best.0, Some(0));
    assert_eq!(hash(Some("plain")), best);
    for forced in ["avx2", "avx512"] {
        let found = hash(Some(forced));
        // A processor without them refuses.
        assert!(found == best || found == (Some(2), None), "{forced}: {found:?}");
    }
    assert_eq!(hash(Some("mmx")).0, Some(2));
}

#[test]
fn json_has_the_promised_shape() {
    let folder = tempfile::tempdir().unwrap();
    let run = object(folder.path(), &["run", "aml-il2", "--patients", "5", "--json"]);
    assert_eq!(run["scenario"], "aml-il2");
    assert_eq!(run["patients"], 5);
    let remission = &run["outcomes"].as_array().unwrap()[0];
    assert_eq!(remission["name"], "complete_remission");
    assert_eq!(remission["n"], 5);
    assert_eq!(remission["patients_interval"].as_array().unwrap().len(), 2);
    let observed = &run["observables"]["marrow.blast_percent"];
    assert!(observed["unit"].is_string());
    let times = observed["times_days"].as_array().unwrap().len();
    assert_eq!(observed["quantiles"]["0.05"].as_array().unwrap().len(), times);
}

#[test]
fn changed_parameters_change_results_and_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let base = ["run", "aml-il2", "--patients", "5", "--json"];
    let plain = object(folder.path(), &base);
    let set = ["--set", "nk.death_rate=0.4 /d", "--out", "changed"];
    let changed = object(folder.path(), &base.iter().chain(&set).copied().collect::<Vec<_>>());
    assert_ne!(plain["hashes"]["results"], changed["hashes"]["results"]);
    let page = fs::read_to_string(folder.path().join("changed/report.html")).unwrap();
    assert!(page.contains("nk.death_rate"), "the report shows what was changed");
}

#[test]
fn models_are_checked_shown_and_converted() {
    let folder = tempfile::tempdir().unwrap();
    let words = done(folder.path(), &["model", "check", "patient/aml", "patient/healthy"]);
    assert_eq!(words.matches("no problems found").count(), 2, "{words}");
    let shown = done(folder.path(), &["model", "show", "patient/aml"]);
    assert!(shown.contains("nk.death_rate (C)"), "values name their source");
    done(folder.path(), &["model", "convert", "patient/aml", "--flat", "--out", "flat.ant"]);
    let flat = done(folder.path(), &["model", "check", "flat.ant"]);
    assert!(flat.contains("flat.ant: no "), "no problems or no errors: {flat}");
    let run = object(folder.path(), &["run", "flat.ant", "--duration", "2 d", "--json"]);
    assert_eq!(run["scenario"], "flat.ant");
}

#[test]
fn lists_parameters_and_scenarios() {
    let folder = tempfile::tempdir().unwrap();
    let scenarios = done(folder.path(), &["list"]);
    for name in ["aml-haploidentical", "n803-only", "healthy", "patient/aml"] {
        assert!(scenarios.contains(name), "{name}");
    }
    assert!(done(folder.path(), &["list", "--lang", "zh"]).contains("内置场景"));
    let one = done(folder.path(), &["parameters", "nk.death_rate"]);
    assert!(one.contains("nk.death_rate = 0.1 /d") && one.contains("source:"), "{one}");
    let all = object(folder.path(), &["parameters", "--json"]);
    assert!(all["parameters"].as_array().unwrap().len() > 100);
    let schema = object(folder.path(), &["schema"]);
    assert!(schema["else"]["else"]["properties"]["dose"].is_object());
}
