//! The reader of Antimony: every prototype model is read, and its printed text reads back to the same tree.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use lytic_model::{ast::File, format_file, parse};
use lytic_text::{Lang, SourceId};
use std::path::Path;

/// The tree, and the problems as `code start..end words`.
fn read(text: &str) -> (File, Vec<String>) {
    let mut diagnostics = Vec::new();
    let file = parse(SourceId(0), text, &mut diagnostics);
    let lines = diagnostics.iter().map(|problem| {
        let place = problem.span.map_or(String::new(), |span| format!("{}..{}", span.start, span.end));
        format!("{} {place} {}", problem.message.key, problem.message.text(Lang::En))
    });
    (file, lines.collect())
}

#[test]
fn prototype_models_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/science/prototype");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: no prototype models at {}", folder.display());
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "ant") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let (file, problems) = read(&text);
        assert_eq!(problems, Vec::<String>::new(), "{}", path.display());
        let printed = format_file(&file);
        let (again, problems) = read(&printed);
        assert_eq!(problems, Vec::<String>::new(), "{}", path.display());
        assert_eq!(format_file(&again), printed, "{}", path.display());
    }
}
