//! The page on claims and what the program says are the same: every block of `docs/claims.md` and its Chinese twin that
//! begins with `$ lytic run claim-...` is run, and what is printed must be what stands there. `LYTIC_UPDATE=1` writes
//! the new text. Every scenario called `claim-...` stands on both pages.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PROMPT: &str = "$ lytic ";

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").canonicalize().expect("the documents")
}

/// What a command prints, without the place of its folder.
fn printed(arguments: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_lytic"))
        .args(arguments.split_whitespace())
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let is_place = |line: &&str| !line.starts_with("Report:") && !line.starts_with("报告：");
    text.lines().filter(is_place).map(|line| format!("{line}\n")).collect()
}

/// The page with every block filled anew, and the scenarios that are run in it.
fn filled(page: &str) -> (String, BTreeSet<String>) {
    let (mut text, mut names) = (String::new(), BTreeSet::new());
    let mut inside = false;
    for line in page.lines() {
        if inside && line != "```" {
            continue;
        }
        inside = false;
        text += &format!("{line}\n");
        if let Some(arguments) = line.strip_prefix(PROMPT) {
            let name = arguments.split_whitespace().nth(1).expect("a scenario");
            names.insert(name.to_owned());
            text += &printed(arguments);
            inside = true;
        }
    }
    (text, names)
}

fn claims() -> BTreeSet<String> {
    let scenarios = docs().join("../scenarios");
    let names = fs::read_dir(scenarios).unwrap().filter_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.strip_suffix(".toml").filter(|name| name.starts_with("claim-")).map(str::to_owned)
    });
    names.collect()
}

fn check(page: &str) {
    let path = docs().join(page);
    let old = fs::read_to_string(&path).unwrap();
    let (new, names) = filled(&old);
    if std::env::var_os("LYTIC_UPDATE").is_some() {
        fs::write(&path, &new).unwrap();
    } else {
        assert_eq!(
            old, new,
            "{page} differs from what the program says; LYTIC_UPDATE=1 accepts the new text"
        );
    }
    assert_eq!(names, claims(), "{page} shows every claim");
}

#[test]
fn the_page_says_what_the_program_says() {
    check("claims.md");
}

#[test]
fn the_chinese_page_says_what_the_program_says() {
    check("claims.zh.md");
}
