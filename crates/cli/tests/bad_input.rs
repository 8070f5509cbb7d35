//! What users get wrong is told with its place and a mend, all at once, with exit code 2, and nothing is written.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod shared;

use shared::{binary, lytic};
use std::fs;
use std::path::Path;
use std::process::Command;

const SCENARIO: &str = r#"title = "A trial"
kind = "patient"
model = "patient/aml"
start = "-7 d"
duration = "30 d"

[product.haplo]
source = "haploidentical"
method = "overnight-il2"

[[dose]]
of = "nk_cells"
product = "haplo"
amount = "1e7 cells/kg"
at = "0 d"

[parameters]
"nk.death_rate" = "0.07 /d"

[cohort]
patients = 2
seed = 1

[observe]
every = "1 d"
columns = ["marrow.blast_percent"]
"#;

/// Runs `lytic run trial.toml` on a text; expects exit 2, each of these words on standard error, and no new file.
fn refused(text: impl AsRef<[u8]>, expected: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("trial.toml"), text).unwrap();
    refused_in(folder.path(), &["run", "trial.toml"], expected);
}

fn refused_in(folder: &Path, arguments: &[&str], expected: &[&str]) {
    let names = |folder: &Path| {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = names(folder);
    let output = lytic(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for words in expected {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(names(folder), before, "files were left behind");
}

fn changed(from: &str, to: &str) -> String {
    assert!(SCENARIO.contains(from), "{from}");
    SCENARIO.replace(from, to)
}

#[test]
fn the_scenario_itself_is_right() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("trial.toml"), SCENARIO).unwrap();
    let output = lytic(folder.path(), &["run", "trial.toml", "--out", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(folder.path().join("out/report.html").exists());
}

#[test]
fn unknown_key() {
    refused(changed("patients =", "patiens ="), &["trial.toml:21:1", "did you mean `patients`?"]);
}

#[test]
fn unknown_parameter() {
    refused(changed("nk.death_rate", "nk.death_rat"), &["trial.toml:18:", "did you mean `nk.death_rate`?"]);
}

#[test]
fn unit_mismatch() {
    refused(changed("\"0.07 /d\"", "\"0.07 mg\""), &["trial.toml:18:20"]);
    refused(changed("1e7 cells/kg", "25 mg/m2"), &["trial.toml:14:"]);
    refused(changed("1e7 cells/kg", "25 mg/kg2"), &["trial.toml:14:"]);
}

#[test]
fn missing_unit() {
    refused(changed("\"0.07 /d\"", "0.07"), &["trial.toml:18:19"]);
    refused(changed("\"1e7 cells/kg\"", "\"1e7\""), &["trial.toml:14:"]);
}

#[test]
fn numbers_that_are_none() {
    refused(changed("\"0.07 /d\"", "\"NaN /d\""), &["trial.toml:18:"]);
    refused(changed("\"1e7 cells/kg\"", "nan"), &["trial.toml:14:"]);
    refused(changed("1e7 cells/kg", "1e999 cells/kg"), &["trial.toml:14:"]);
}

#[test]
fn negative_dose() {
    refused(changed("1e7 cells/kg", "-1e7 cells/kg"), &["trial.toml:14:"]);
}

#[test]
fn dose_outside_of_the_run() {
    refused(changed("at = \"0 d\"", "at = \"40 d\""), &["trial.toml:15:"]);
    refused(changed("at = \"0 d\"", "at = \"-8 d\""), &["trial.toml:15:"]);
}

#[test]
fn unknown_species_or_column() {
    refused(
        changed("marrow.blast_percent", "marrow.blast_percnt"),
        &["did you mean `marrow.blast_percent`?"],
    );
    refused(changed("of = \"nk_cells\"\nproduct = \"haplo\"", "into = \"nk.lnug\""), &["trial.toml:12:"]);
}

#[test]
fn cyclic_assignment() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("m.ant"), "model *m()\n  a := b + 1;\n  b := a;\nend\n").unwrap();
    refused_in(folder.path(), &["run", "m.ant"], &["m.ant:2:", "a", "b"]);
}

#[test]
fn missing_import() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("m.ant"), "import \"other.ant\"\nmodel *m()\n  x = 1;\nend\n").unwrap();
    refused_in(folder.path(), &["run", "m.ant"], &["m.ant:1:", "other.ant"]);
}

#[test]
fn unreadable_file() {
    let folder = tempfile::tempdir().unwrap();
    refused_in(folder.path(), &["run", "none.toml"], &["none.toml"]);
    fs::create_dir(folder.path().join("folder.toml")).unwrap();
    refused_in(folder.path(), &["run", "folder.toml"], &["folder.toml"]);
    refused_in(folder.path(), &["run", "aml-haploidentica"], &["did you mean `aml-haploidentical`?"]);
}

#[test]
fn wrong_encoding() {
    let mut bytes = SCENARIO.as_bytes().to_vec();
    bytes[9] = 0xe9;
    refused(bytes, &["trial.toml", "UTF-8"]);
    refused(SCENARIO.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), &["trial.toml"]);
}

#[test]
fn empty_or_too_large_file() {
    refused("", &["trial.toml"]);
    refused("  \n\n", &["trial.toml"]);
    refused(vec![b'#'; 16_000_001], &["trial.toml", "16 MB"]);
}

#[test]
fn output_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("trial.toml"), SCENARIO).unwrap();
    fs::write(folder.path().join("file"), "mine").unwrap();
    refused_in(folder.path(), &["run", "trial.toml", "--out", "file/inside"], &["file/inside"]);
    refused_in(folder.path(), &["run", "trial.toml", "--out", "file"], &["file"]);
    assert_eq!(fs::read_to_string(folder.path().join("file")).unwrap(), "mine");
}

#[test]
fn all_problems_at_once() {
    let text = SCENARIO
        .replace("patients =", "patiens =")
        .replace("1e7 cells/kg", "-5 mg")
        .replace("\"0.07 /d\"", "\"0.07 mg\"");
    refused(text, &["trial.toml:14:", "trial.toml:18:", "trial.toml:21:", "3 problems, nothing was run."]);
}

#[test]
fn in_chinese_too() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("trial.toml"), changed("patients =", "patiens =")).unwrap();
    refused_in(
        folder.path(),
        &["run", "trial.toml", "--lang", "zh"],
        &["错误", "您是否想写 `patients`？", "未运行"],
    );
}

#[test]
fn another_run_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("trial.toml"), SCENARIO).unwrap();
    let run = |more: &[&str]| {
        let arguments: Vec<&str> =
            ["run", "trial.toml", "--out", "out"].iter().chain(more).copied().collect();
        lytic(folder.path(), &arguments)
    };
    let first = run(&[]);
    assert_eq!(first.status.code(), Some(0));
    let again = run(&[]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(first.stdout, again.stdout, "a finished run is shown");
    assert_eq!(run(&["--seed", "2"]).status.code(), Some(2));
    assert_eq!(run(&["--seed", "2", "--overwrite"]).status.code(), Some(0));
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/thesis.txt"), "years of work").unwrap();
    let arguments = ["run", "trial.toml", "--out", "mine", "--overwrite"];
    assert_eq!(lytic(folder.path(), &arguments).status.code(), Some(2));
    assert!(folder.path().join("mine/thesis.txt").exists());
}

#[test]
fn a_run_in_which_all_fail_has_failed() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("m.ant"), "model *m()\n  x = 1;\n  x' = x^2;\nend\n").unwrap();
    let run = || lytic(folder.path(), &["run", "m.ant", "--duration", "5 d", "--out", "out"]);
    assert_eq!(run().status.code(), Some(1));
    assert!(folder.path().join("out/report.html").exists(), "the report says why");
    assert_eq!(run().status.code(), Some(1), "the same when it is shown again");
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_printed_is_a_failure() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(binary()).arg("schema").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("E0411"));
}

const FEW: &str = "model few
  species A, B
  A = 10; B = 0
  k1 = 0.3; k2 = 0.05
  J1: A -> B; k1*A - k2*B
  J2: B => ; k2*B
end
";

/// What the methods by chance cannot use: options that nothing reads, numbers outside their range, models with rate rules,
/// delays or rules that jumps cannot keep.
#[test]
fn what_chance_cannot_do_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("few.ant"), FEW).unwrap();
    let run = |arguments: &[&str], expected: &[&str]| {
        refused_in(folder, &[&["run", "few.ant", "--patients", "3"], arguments].concat(), expected);
    };
    for threshold in ["-1", "0", "0.5", "2e9", "nan", "inf"] {
        run(&["--method", "hybrid", "--threshold", threshold], &["E2612", "1 to 1e9"]);
    }
    for method in ["ode", "ssa", "tau", "next-reaction"] {
        run(&["--method", method, "--threshold", "7"], &["E2614", method]);
    }
    let of = |body: &str, method: &str, expected: &[&str]| {
        fs::write(folder.join("other.ant"), FEW.replace("end", &format!("{body}\nend"))).unwrap();
        refused_in(folder, &["run", "other.ant", "--patients", "3", "--method", method], expected);
    };
    of("x = 1; x' = -x; y = 0; y' = x", "ssa", &["E2602", "`x`", "`y`"]);
    of("J3: A => ; time", "tau", &["E2604", "`J3`"]);
    of("J3: A => ; delay(A, 1)", "hybrid", &["E2609", "`J3`"]);
    of("J3: 0.5 A => ; A", "next-reaction", &["E2606", "`J3`"]);
    // Words that are no method are a wrong command line.
    let output = lytic(folder, &["run", "few.ant", "--method", "xyz"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(64), "{said}");
    assert!(said.contains("ssa") && said.contains("hybrid"), "{said}");
}
