//! What the documents tell users to type works: every command in a `sh` block of the README and `docs/` is run.
//!
//! A line that begins with `lytic` or `cargo run --release --` is run in one folder per document, in order. A comment
//! `# exit 2` behind it names another exit code than 0. Other commands (installing, testing) are not run.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

/// The lines of all `sh` blocks.
fn shell_lines(markdown: &str) -> Vec<String> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in markdown.lines() {
        if let Some(fence) = line.trim().strip_prefix("```") {
            inside = !inside && fence == "sh";
        } else if inside {
            lines.push(line.trim().to_owned());
        }
    }
    lines
}

/// Words as a shell splits them: spaces, and quotes that keep them.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in line.chars() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), close) if open == close => quote = None,
            (None, ' ') => words.push(String::new()),
            _ => words.last_mut().expect("never empty").push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn run_all(document: &Path) -> usize {
    let folder = tempfile::tempdir().unwrap();
    // Tables and models that a document speaks of lie beside it, those of the killing assay with the evidence; the README names
    // them from the top of the project.
    let tables = [
        (document.parent().unwrap().to_owned(), ""),
        (root().join("evidence/car_nk_cd33"), ""),
        (root().join("docs"), "docs"),
        (root().join("evidence/car_nk_cd33"), "evidence/car_nk_cd33"),
    ];
    for (from, to) in tables {
        let to = folder.path().join(to);
        fs::create_dir_all(&to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "csv" || extension == "ant") {
                fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    let mut count = 0;
    for line in shell_lines(&fs::read_to_string(document).unwrap()) {
        let (typed, comment) = line.split_once(" #").unwrap_or((&line, ""));
        let Some(arguments) =
            typed.strip_prefix("cargo run --release -- ").or_else(|| typed.strip_prefix("lytic "))
        else {
            continue;
        };
        let expected: i32 = comment.trim().strip_prefix("exit ").map_or(0, |code| code.parse().unwrap());
        let output = Command::new(env!("CARGO_BIN_EXE_lytic"))
            .args(words(arguments))
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(expected), "{}: `{line}`\n{said}", document.display());
        count += 1;
    }
    count
}

#[test]
fn commands_in_the_readme_work() {
    assert!(run_all(&root().join("README.md")) >= 5, "the README shows how to use the program");
}

#[test]
fn commands_in_the_chinese_readme_work() {
    assert!(run_all(&root().join("README.zh.md")) >= 5, "the Chinese README shows how to use the program");
}

#[test]
fn commands_in_the_docs_work() {
    let mut documents: Vec<PathBuf> =
        fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    documents.sort();
    for document in documents.iter().filter(|path| path.extension().is_some_and(|ending| ending == "md")) {
        run_all(document);
    }
}
