//! The texts of this room: each code that the source names is in the catalogue, and each of the catalogue is used.
#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

use std::collections::BTreeSet;
use std::path::Path;

fn codes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            codes(&path, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for piece in text.split('"').filter(|piece| piece.len() == 5) {
            if (piece.starts_with("E03") || piece.starts_with("W03")) && piece[1..].parse::<u32>().is_ok() {
                found.insert(piece.to_owned());
            }
        }
    }
}

#[test]
fn codes_of_source_and_catalogue_are_the_same() {
    let mut used = BTreeSet::new();
    codes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut used);
    let known: BTreeSet<String> = lytic_text::entries()
        .map(|entry| entry.key.to_owned())
        .filter(|key| key.len() == 5 && (key.starts_with("E03") || key.starts_with("W03")))
        .collect();
    assert_eq!(used, known);
}
