//! Golden files: `flatten/name.ant` gives `flatten/name.expected`: its problems, then the flat text.
//! `LYTIC_UPDATE=1 cargo test -p lytic-model --test golden` writes them anew; look at the difference before committing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that fails should panic")]

use lytic_model::{Loader, NoImports, check, read_antimony, write_antimony};
use lytic_text::{Diagnostic, Lang, Severity, Sources};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Imports count from the importing file.
struct Folder;

impl Loader for Folder {
    fn load(&self, path: &str, importer: &str) -> Result<(String, String), String> {
        let folder = Path::new(importer).parent().unwrap_or(Path::new(""));
        let name = folder.join(path);
        let text = std::fs::read_to_string(home().join(&name)).map_err(|_| "no such file".to_owned())?;
        Ok((name.display().to_string(), text))
    }
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flatten")
}

fn describe(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let severity = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
    let place = diagnostic.span.and_then(|span| {
        let name = &sources.get(span.source)?.name;
        let at = sources.line_column(span)?;
        Some(format!("{name}:{}:{}", at.line, at.column))
    });
    let mut text = format!("{severity}[{}] {}", diagnostic.message.key, diagnostic.message.text(Lang::En));
    let _ = write!(text, "\n  at {}", place.unwrap_or_default());
    if let Some(suggestion) = &diagnostic.suggestion {
        let _ = write!(text, "\n  did you mean `{suggestion}`?");
    }
    text
}

fn outcome(name: &str, text: &str) -> String {
    let mut sources = Sources::new();
    let (model, mut diagnostics) = read_antimony(name, text, &Folder, &mut sources);
    if let Some(model) = &model {
        diagnostics.extend(check(model));
    }
    let mut out = String::new();
    for diagnostic in &diagnostics {
        let _ = writeln!(out, "{}", describe(diagnostic, &sources));
    }
    let Some(model) = model else { return out };
    let flat = write_antimony(&model);
    let _ = write!(out, "\n{flat}");

    // Reading the flat text back gives the same model, and writing that the same text.
    let mut again_sources = Sources::new();
    let (again, problems) = read_antimony("flat", &flat, &NoImports, &mut again_sources);
    let problems: Vec<String> = problems.iter().map(|problem| describe(problem, &again_sources)).collect();
    let again =
        again.unwrap_or_else(|| panic!("{name}: the flat text does not read back: {problems:#?}\n{flat}"));
    assert_eq!(flat, write_antimony(&again), "{name}: the flat text is not its own flat text");
    assert_eq!(model.symbols.len(), again.symbols.len(), "{name}");
    for (a, b) in model.symbols.iter().zip(&again.symbols) {
        let unit = |symbol: &lytic_model::Symbol| symbol.unit.as_ref().map(|unit| unit.unit.clone());
        assert_eq!((a.kind, a.constant, unit(a)), (b.kind, b.constant, unit(b)), "{name}: {}", a.name);
    }
    assert_eq!(model.time_unit, again.time_unit, "{name}");
    // The same equations, node by node.
    match (model.lower(), again.lower()) {
        (Ok(a), Ok(b)) => {
            assert_eq!(a.graph.nodes(), b.graph.nodes(), "{name}");
            assert_eq!(a.states.len(), b.states.len(), "{name}");
            for (a, b) in a.states.iter().zip(&b.states) {
                assert_eq!(
                    (a.initial, a.derivative, a.nonnegative),
                    (b.initial, b.derivative, b.nonnegative)
                );
            }
        }
        (Err(_), Err(_)) => {}
        _ => panic!("{name}: one lowers, the other does not"),
    }
    out
}

#[test]
fn flattening_gives_what_is_expected() {
    let update = std::env::var_os("LYTIC_UPDATE").is_some();
    let mut names: Vec<PathBuf> = std::fs::read_dir(home())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ant"))
        .collect();
    names.sort();
    assert!(names.len() > 15);
    let mut wrong = Vec::new();
    for path in names {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let found = outcome(&name, &std::fs::read_to_string(&path).unwrap());
        let expected_path = path.with_extension("expected");
        if update {
            std::fs::write(&expected_path, &found).unwrap();
        } else if std::fs::read_to_string(&expected_path).unwrap_or_default() != found {
            wrong.push(format!("{name} gives\n{found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A key that the catalogue lacks would be shown as itself: every code that the sources name must be there.
#[test]
fn every_code_is_in_the_catalogue() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for quoted in text.split('"').skip(1).step_by(2) {
                let is_code = quoted.len() == 5
                    && quoted.starts_with(['E', 'W'])
                    && quoted[1..].bytes().all(|digit| digit.is_ascii_digit());
                if is_code || quoted.starts_with("model.") && !quoted.contains(' ') && !quoted.contains('(') {
                    assert!(entry_of(quoted), "{quoted} in {}", path.display());
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 100);
}

fn entry_of(key: &str) -> bool {
    lytic_text::entry(key).is_some() || key == "model.sboTerm" || key == "model.ant"
}
