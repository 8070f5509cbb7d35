//! Variants of a scenario: keys set on the command line, scans, comparisons, observed data. Closed forms of a drug with
//! first-order loss, and what is said of each mistake.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod compare;
mod overlay;
mod parts;
mod scan;
mod set;

use lytic_nk::Library;
use lytic_study::{
    Files, InMemory, Opened, Overrides, RunFolder, Storage, Study, StudyError, open, open_folder_with,
    prepare,
};
use lytic_text::{Diagnostic, Lang, Sources, entry, has_errors};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// Files in memory.
struct Memory(BTreeMap<String, String>);

impl Files for Memory {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        self.0.get(path).map(|text| text.clone().into_bytes()).ok_or_else(|| "no such file".to_owned())
    }
}

/// A drug in plasma with first-order loss: `drug(t) = dose / plasma * exp(-loss t)`; patients differ in `loss` where a
/// scenario says so. The toxin stays as it is.
const DRUG: &str = r#"
model *drug()
  unit time_unit = day;
  compartment plasma; plasma has L; plasma = 5;
  species drug in plasma; drug has mg_per_L; drug = 0;
  species toxin has mg; toxin = 0;
  const loss has per_day; loss = 0.5;
  const idle has per_day; idle = 0;
  stay: toxin => ; idle*toxin;
  clear: drug => ; loss*plasma*drug;
  drug is "drug in plasma";
end
"#;

/// The beginning of most scenarios here.
const HEAD: &str = "model = \"models/drug.ant\"\nduration = \"10 d\"\n[cohort]\npatients = 1\n";

/// The files of a test: `a.toml` and, if it is not empty, `b.toml`.
fn files(a: &str, b: &str) -> Memory {
    let file = |name: &str, text: String| (name.to_owned(), text);
    let scenario = |text: &str| format!("{HEAD}{text}");
    Memory(BTreeMap::from([
        file("models/drug.ant", DRUG.to_owned()),
        file("a.toml", scenario(a)),
        file("b.toml", scenario(b)),
    ]))
}

/// Problems in words: place, code, text, nearest right name.
fn lines(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<String> {
    let line = |diagnostic: &Diagnostic| {
        let key = diagnostic.message.key;
        assert!(entry(key).is_some(), "{key} is not in the catalogue");
        let place = diagnostic.span.and_then(|span| sources.line_column(span));
        let place = place.map_or_else(String::new, |place| format!("{}:{} ", place.line, place.column));
        let near = diagnostic.suggestion.as_deref().map_or_else(String::new, |near| format!(" ~ {near}"));
        let text = diagnostic.message.text(Lang::En);
        assert!(!text.contains('{') || key == "E0604", "{text}");
        format!("{place}{key} {text}{near}")
    };
    diagnostics.iter().map(line).collect()
}

fn ready(files: &Memory, name: &str, overrides: Overrides) -> Result<Study, Vec<String>> {
    let library = Library::embedded();
    let mut sources = Sources::new();
    let (scenario, mut diagnostics) = open(name, files, &mut sources);
    let (study, more) = prepare(scenario.unwrap(), &library, files, overrides, &mut sources);
    diagnostics.extend(more);
    let lines = lines(&diagnostics, &sources);
    if has_errors(&diagnostics) || !lines.is_empty() { Err(lines) } else { Ok(study.unwrap()) }
}

fn set(texts: &[&str]) -> Overrides {
    Overrides { set: texts.iter().map(|text| (*text).to_owned()).collect(), ..Overrides::default() }
}

/// The unfinished folder of a command, which goes with the test.
struct Desk(Option<RunFolder>, PathBuf);

impl Desk {
    fn new(identity: &Value) -> Desk {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("lytic-variants-{}-{number}", std::process::id()));
        let mut desk = Desk(None, path);
        desk.open(identity).unwrap();
        desk
    }

    /// As the next command finds it.
    fn open(&mut self, identity: &Value) -> Result<(), StudyError> {
        self.open_with(Storage::default(), identity)
    }

    fn open_with(&mut self, storage: Storage, identity: &Value) -> Result<(), StudyError> {
        self.0 = None;
        match open_folder_with(storage, &self.1.join("out"), identity, false)? {
            Opened::New(folder) => self.0 = Some(folder),
            Opened::Finished(_) => panic!("nothing was published"),
        }
        Ok(())
    }

    fn folder(&self) -> &RunFolder {
        self.0.as_ref().unwrap()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.0 = None;
        let _ = std::fs::remove_dir_all(&self.1);
    }
}

fn run(study: &Study) -> InMemory {
    study.in_memory(Some(1), &|_, _| true).unwrap()
}
