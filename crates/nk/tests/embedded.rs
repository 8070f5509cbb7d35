//! The table of embedded files says what the folders hold. `LYTIC_UPDATE=1 cargo test -p lytic-nk` writes it anew.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should panic")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn table(root: &Path, name: &str, folder: &str, extension: &str) -> String {
    let mut table = format!(
        "/// Paths below `{folder}/` and their texts.\npub(crate) const {name}: &[(&str, &str)] = &[\n"
    );
    for file in files(&root.join(folder), extension) {
        let below = file.strip_prefix(root.join(folder)).unwrap();
        let path = below.to_str().unwrap().replace('\\', "/");
        writeln!(table, "    (\"{path}\", include_str!(\"../../../{folder}/{path}\")),").unwrap();
    }
    table + "];\n"
}

#[test]
fn the_table_is_the_folders() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.parent().unwrap().parent().unwrap();
    let expected = format!(
        "//! The files of `models/` and `parameters/`. Written by `LYTIC_UPDATE=1 cargo test -p lytic-nk`.\n\n\
         #[rustfmt::skip]\n{}\n#[rustfmt::skip]\n{}",
        table(root, "MODELS", "models", "ant"),
        table(root, "PARAMETERS", "parameters", "toml")
    );
    let path = package.join("src/embedded.rs");
    if fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n") == expected {
        return;
    }
    if std::env::var_os("LYTIC_UPDATE").is_some() {
        fs::write(&path, expected).unwrap();
        return;
    }
    panic!(
        "crates/nk/src/embedded.rs is not what models/ and parameters/ hold: run LYTIC_UPDATE=1 cargo test -p lytic-nk"
    );
}
