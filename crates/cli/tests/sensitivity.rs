//! `lytic sensitivity` as a user types it: the folder, the same again, the object, and what is said of mistakes.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod shared;

use std::fs;
use std::path::Path;

const MODEL: &str = "
model *tank()
  unit time_unit = day;
  const k has per_day; k = 1;
  const idle has per_day; idle = 1;
  species x has mg; x = 100;
  loss: x => ; k*x;
end
";

const SCENARIO: &str = r#"
model    = "tank.ant"
duration = "2 d"
observe  = { every = "1 d", columns = ["x"] }
parameters.k    = { value = "1 /d", between = { uniform = [0.5, 1.5] } }
parameters.idle = { value = "1 /d", between = { lognormal_cv = 0.3 } }

[outcome.gone]
when = "x < 20 mg"
at   = "2 d"
"#;

/// Exit code, standard output, standard error.
fn lytic(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = shared::lytic(folder, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn scene() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tank.ant"), MODEL).unwrap();
    fs::write(folder.path().join("my.toml"), SCENARIO).unwrap();
    folder
}

#[test]
fn an_analysis_is_a_folder_and_the_same_command_shows_it_again() {
    let folder = scene();
    let ask =
        ["sensitivity", "my.toml", "--output", "x", "--trajectories", "5", "--samples", "30", "--out", "o"];
    let (code, out, said) = lytic(folder.path(), &ask);
    assert_eq!(code, Some(0), "{said}");
    assert!(out.contains("1. k (patients, 0.55–1.4 /d"), "{out}");
    for file in
        ["report.html", "report.zh.html", "sensitivity.csv", "manifest.json", "results.json", "summary.txt"]
    {
        assert!(folder.path().join("o").join(file).exists(), "{file}");
    }
    assert!(folder.path().join("o/figures/tornado-x.svg").exists());
    let (code, again, said) = lytic(folder.path(), &ask);
    assert_eq!((code, again.lines().next()), (Some(0), out.lines().next()));
    assert!(said.contains("already finished"), "{said}");

    let object = |threads: &str, out: &str| {
        let more = ["--json", "--threads", threads, "--out", out];
        let ask = [&ask[..8], &more].concat();
        let (code, text, _) = lytic(folder.path(), &ask);
        assert_eq!(code, Some(0));
        text
    };
    let one = object("1", "one");
    assert_eq!(one, object("3", "three"), "threads change nothing");
    let value: serde_json::Value = serde_json::from_str(&one).unwrap();
    let first = &value["parameters"][0];
    assert_eq!((&first["name"], &first["kind"]), (&"k".into(), &"patients".into()));
    // 100 exp(-2 k) at the 95 % value of k, which is 1.45 /d
    let high = first["high"].as_f64().unwrap();
    assert!((high - 100.0 * (-2.9_f64).exp()).abs() < 1e-3, "{high}");
    assert!(first["prcc"]["value"].as_f64().unwrap() < -0.99);
    assert_eq!(value["parameters"][1]["morris"]["mu_star"].as_f64(), Some(0.0));

    let other = [&ask[..5], &["6"], &ask[6..]].concat();
    assert_eq!(lytic(folder.path(), &other).0, Some(2), "another analysis does not overwrite");
}

#[test]
fn mistakes_are_told_before_anything_runs() {
    let folder = scene();
    let refused = |more: &[&str]| {
        let (code, _, said) = lytic(folder.path(), &[&["sensitivity", "my.toml"], more].concat());
        assert_eq!(code, Some(2), "{said}");
        said
    };
    let said = refused(&["--output", "xx"]);
    assert!(said.contains("E0901") && said.contains("did you mean `x`?"), "{said}");
    assert!(refused(&["--output", "gone"]).contains("E0902"));
    assert!(refused(&["--output", "x", "--at", "9 d"]).contains("E0339"));
    assert!(refused(&["--output", "x", "--samples", "1"]).contains("E0311"));
    assert!(refused(&["--output", "x", "--trajectories", "1"]).contains("E0311"));
    assert!(refused(&["--output", "x", "--of", "ignorance"]).contains("E0906"));
    assert_eq!(lytic(folder.path(), &["sensitivity", "my.toml"]).0, Some(64));
    assert_eq!(lytic(folder.path(), &["sensitivity", "my.toml", "--output", "x", "--of", "all"]).0, Some(64));
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "nothing was written: {names:?}");
}
