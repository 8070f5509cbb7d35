//! The program as a user types it, for all tests of it: one way to start it, to take its answers, and to look at what it
//! left.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test binary uses some of it, and a test that fails should panic"
)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A drug with first-order loss, 0.5 a day.
pub const DRUG: &str = "
model *drug()
  unit time_unit = day;
  species drug has mg; drug = 0;
  const loss has per_day; loss = 0.5;
  clear: drug => ; loss*drug;
end
";

/// The program in a folder, with the language and the instructions of no environment, and a data folder of its own.
pub fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).current_dir(folder);
    command.env("LC_ALL", "C").env("XDG_DATA_HOME", folder.join("data"));
    command.env_remove("LYTIC_SIMD").env_remove("RUST_BACKTRACE");
    command
}

/// The program under test.
pub fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_lytic"))
}

/// Runs the program to its end.
pub fn lytic(folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments).output().unwrap()
}

/// What stands on standard error.
pub fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Standard output of a command that ends well.
pub fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = lytic(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{}", words(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// The object on standard output of a command that ends well.
pub fn object(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&done(folder, arguments)).unwrap()
}

/// Standard error of a command that ends with exit code 2.
pub fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = lytic(folder, arguments);
    let said = words(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}\n{said}");
    said
}

/// All files below a folder, by name.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The same files with the same bytes.
pub fn assert_same_files(found: &BTreeMap<PathBuf, Vec<u8>>, wanted: &BTreeMap<PathBuf, Vec<u8>>) {
    assert_eq!(found.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (name, bytes) in wanted {
        assert!(found.get(name) == Some(bytes), "{} is another", name.display());
    }
}
