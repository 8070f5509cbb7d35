//! The page on credibility names every published row that may speak against the model, and only rows that exist, in the
//! column of its role; both languages name the same rows.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

/// Names of rows and their roles, as the files of evidence say.
fn roles() -> BTreeMap<String, String> {
    let mut roles = BTreeMap::new();
    for entry in fs::read_dir(root().join("evidence")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "toml") {
            continue;
        }
        let file: toml::Table = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for (name, row) in file["row"].as_table().unwrap() {
            roles.insert(name.clone(), row["role"].as_str().unwrap().to_owned());
        }
    }
    roles
}

/// Words such as `V07.12` in a text.
fn rows(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.');
    let is_row = |word: &&str| {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        word.get(1..).and_then(|rest| rest.split_once('.')).is_some_and(|(a, b)| digits(a) && digits(b))
            && word.starts_with(['V', 'P'])
    };
    words.map(|word| word.trim_end_matches('.')).filter(is_row).map(str::to_owned).collect()
}

/// The cells of the table of evidence: the rows named in its columns of calibration (2) and of tests (3 to 5).
fn columns(page: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut calibration, mut tests) = (BTreeSet::new(), BTreeSet::new());
    for line in page.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
        if cells.len() != 9 {
            continue;
        }
        calibration.extend(rows(cells[2]));
        // Rows in brackets are inputs, which are named and do not count.
        tests.extend(cells[3..6].iter().flat_map(|cell| rows(cell.split(['(', '（']).next().unwrap_or(""))));
    }
    (calibration, tests)
}

fn check(page: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("docs").join(page)).unwrap();
    let roles = roles();
    let named = rows(&text);
    let unknown: Vec<&String> = named.iter().filter(|row| !roles.contains_key(*row)).collect();
    assert!(unknown.is_empty(), "{page} names rows that do not exist: {unknown:?}");
    let (_, tests) = columns(&text);
    let checks: BTreeSet<String> =
        roles.iter().filter(|(_, role)| *role == "check").map(|(name, _)| name.clone()).collect();
    let missing: Vec<&String> = checks.difference(&tests).collect();
    assert!(missing.is_empty(), "{page} does not name these checks among the tests: {missing:?}");
    let other: Vec<&String> = tests.difference(&checks).collect();
    assert!(other.is_empty(), "{page} names these as tests, which are no checks: {other:?}");
    named
}

#[test]
fn every_check_stands_on_the_page_and_in_both_languages() {
    assert_eq!(check("credibility.md"), check("credibility.zh.md"));
}

#[test]
fn fits_are_named_as_calibration() {
    let text = fs::read_to_string(root().join("docs/credibility.md")).unwrap();
    let (calibration, _) = columns(&text);
    let roles = roles();
    let fits: Vec<&String> = roles.iter().filter(|(_, role)| *role == "fit").map(|(name, _)| name).collect();
    let missing: Vec<&&String> = fits.iter().filter(|name| !calibration.contains(**name)).collect();
    assert!(missing.is_empty(), "these fits do not stand among the calibration: {missing:?}");
}
