//! The house stays in order: arrows between crates point down, files hold one idea, nothing foreign is written.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms from the ground up: a crate may use only those that stand before it.
const ROOMS: [&str; 12] = [
    "text",
    "units",
    "model",
    "engine",
    "nk",
    "assay",
    "tissue",
    "study",
    "report",
    "cli",
    "engine-tests",
    "conformance",
];

/// Lines a source file may have; beyond that it holds two ideas.
const LONGEST_FILE: usize = 800;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the workspace")
}

/// All files under a folder with one of these endings, in order, without build outputs.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if entry.is_dir() {
                if !name.starts_with('.') && name != "target" && name != "lytic-runs" {
                    folders.push(entry);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(entry);
            }
        }
    }
    found.sort();
    found
}

/// The Lytic crates that a manifest section names.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut names: Vec<String> = manifest
        .lines()
        .filter_map(|line| line.trim().strip_prefix("lytic-"))
        .filter_map(|rest| rest.split(['.', ' ', '=']).next())
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn arrows_of_dependency_point_down() {
    let height: BTreeMap<&str, usize> =
        ROOMS.iter().enumerate().map(|(height, room)| (*room, height)).collect();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        let room = folder.file_name().unwrap().to_string_lossy().into_owned();
        let own = *height.get(room.as_str()).unwrap_or_else(|| panic!("crates/{room} has no floor in ROOMS"));
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let own_name = format!("name = \"lytic-{room}\"");
        for used in dependencies(&manifest.replace(&own_name, "")) {
            let below =
                *height.get(used.as_str()).unwrap_or_else(|| panic!("crates/{room} uses unknown {used}"));
            assert!(below < own, "crates/{room} uses {used}, which stands above it");
        }
    }
}

#[test]
fn each_foreign_dependency_has_a_reason() {
    for manifest in files(&root().join("crates"), &["Cargo.toml"]) {
        let text = fs::read_to_string(&manifest).unwrap();
        let mut inside = false;
        let mut explained = false;
        for line in text.lines() {
            if line.starts_with('[') {
                inside = line.contains("dependencies");
            } else if line.starts_with('#') {
                explained = true;
            } else if line.trim().is_empty() {
                explained = false;
            } else if inside
                && !line.contains("workspace = true")
                && line.contains('=')
                && !line.starts_with(' ')
            {
                assert!(explained, "{}: no reason above `{line}`", manifest.display());
            }
        }
    }
}

#[test]
fn source_files_open_with_their_idea_and_hold_only_one() {
    for path in files(&root().join("crates"), &[".rs"]) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//!"), "{} does not open with //!", path.display());
        let lines = text.lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines: split it by idea", path.display());
    }
}

#[test]
fn library_models_open_with_their_idea() {
    for path in files(&root().join("models"), &[".ant"]) {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//"), "{} does not open with a comment", path.display());
    }
}

/// What is done to the world outside happens in `study` (folders), `report` (tables) and `cli` only.
#[test]
fn core_crates_read_no_files_no_clock_and_no_environment() {
    let outside = ["std::fs", "std::env", "std::time", "std::process", "Instant::now", "SystemTime"];
    for room in ["text", "units", "model", "engine", "nk", "assay", "tissue"] {
        for path in files(&root().join("crates").join(room).join("src"), &[".rs"]) {
            let text = fs::read_to_string(&path).unwrap();
            // Tests inside a source file may look at the folder or ask for the long version.
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for found in outside {
                assert!(!code.contains(found), "{} uses {found}", path.display());
            }
        }
    }
}

/// No network access: neither our own code nor a dependency of the binary can open a connection.
#[test]
fn nothing_can_open_a_connection() {
    for path in files(&root().join("crates"), &[".rs"]) {
        let text = fs::read_to_string(&path).unwrap();
        let own = path.ends_with("cli/tests/tidy.rs");
        assert!(own || !text.contains("std::net"), "{} uses the network", path.display());
    }
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for network in ["reqwest", "hyper", "ureq", "curl", "tokio", "socket2", "rustls", "openssl", "native-tls"]
    {
        assert!(!lock.contains(&format!("name = \"{network}\"")), "{network} came in as a dependency");
    }
}

#[test]
fn nothing_is_left_to_do_and_no_machine_is_named() {
    // In pieces, so that this file does not find itself.
    let words = ["TO", "FIX", "X"].map(|start| match start {
        "TO" => "TODO".to_owned(),
        "FIX" => format!("{start}ME"),
        _ => "XXX".to_owned(),
    });
    let places =
        [["/wo", "rk/"], ["/ro", "ot/"], ["crates", ".io/"], ["pypi", ".org"], ["index.crates", ".io"]]
            .map(|parts| parts.concat());
    let own = Path::new(file!()).file_name().unwrap().to_owned();
    for path in files(&root(), &[".rs", ".ant", ".toml", ".md", ".py", ".sh"]) {
        if path.file_name() == Some(&own) || path.ends_with("Cargo.lock") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for found in words.iter().chain(&places) {
            assert!(!text.contains(found.as_str()), "{} contains {found}", path.display());
        }
    }
}
