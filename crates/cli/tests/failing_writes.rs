//! A disk that fails at any step of a run with all its files (blocks, tables, figures, pages, manifest): nothing half-
//! written is ever visible, and the same command then comes to the same results.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod shared;

use lytic_nk::Library;
use lytic_report::{Format, Tables, figures, html, json, summary, write_summary_through};
use lytic_study::{
    About, Files, FolderStore, Opened, Overrides, SinkError, Storage, Study, StudyError, identity, manifest,
    open_folder_with, prepare, read_scenario,
};
use lytic_text::{Lang, Sources, has_errors};
use shared::{DRUG, files};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const SCENARIO: &str = r#"
model = "drug.ant"
duration = "3 d"
[[dose]]
into = "drug"
amount = "10 mg"
at = "0 d"
[parameters]
loss = { value = "0.5 /d", between = { lognormal_cv = 0.4 } }
[cohort]
patients = 5
draws = 2
without = ["drug"]
[observe]
every = "1 d"
columns = ["drug"]
[outcome.high]
when = "drug > 5"
at = "1 d"
"#;

struct OneModel;

impl Files for OneModel {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        if path == "drug.ant" { Ok(DRUG.as_bytes().to_vec()) } else { Err("no such file".to_owned()) }
    }
}

fn study() -> Study {
    let mut sources = Sources::new();
    let (scenario, mut found) = read_scenario("trial.toml", SCENARIO.as_bytes(), &mut sources);
    let library = Library::embedded();
    let (study, more) = prepare(scenario.unwrap(), &library, &OneModel, Overrides::default(), &mut sources);
    found.extend(more);
    assert!(!has_errors(&found), "{found:?}");
    study.unwrap()
}

/// What `lytic run` does, through a storage; the hash of the results.
fn run(study: &Study, target: &Path, storage: Storage) -> Result<String, StudyError> {
    let folder = match open_folder_with(storage, target, &identity(study), false)? {
        Opened::New(folder) => folder,
        Opened::Finished(manifest) => return Ok(manifest["hashes"]["results"].as_str().unwrap().to_owned()),
    };
    let tables = Tables::new(folder.path(), &About::default(), Format::Both, Lang::En);
    let tables = tables.through(folder.storage().clone());
    let store = FolderStore::open(&folder, study, &tables)?;
    let results = study.run(Some(1), &|_, _| true, &store)?;
    let sink = |error: lytic_report::ReportError| StudyError::Sink(SinkError(error.to_string()));
    write_summary_through(folder.storage(), folder.path(), &results, Format::Both).map_err(sink)?;
    let drawn = figures(&results, Lang::En);
    folder.write("report.html", html(&results, &drawn, Lang::En).map_err(sink)?.as_bytes())?;
    folder.write("summary.txt", summary(&results, Lang::En).join("\n").as_bytes())?;
    for figure in &drawn {
        folder.write(&format!("figures/{}", figure.file_name()), figure.standalone().as_bytes())?;
    }
    folder.write("results.json", json(&results).as_bytes())?;
    folder.publish(&manifest(study, &results))?;
    Ok(results.about.hashes.iter().find(|(name, _)| name == "results").unwrap().1.clone())
}

#[test]
fn whichever_step_fails_nothing_half_written_is_visible() {
    let study = study();
    let scratch = tempfile::tempdir().unwrap();
    let whole = scratch.path().join("whole");
    let wanted = run(&study, &whole, Storage::default()).unwrap();
    let whole = files(&whole);
    let mut failures = 0;
    for fails in 0.. {
        let scratch = tempfile::tempdir().unwrap();
        let target = scratch.path().join("out");
        let count = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&count);
        let storage = Storage::witnessed(Arc::new(move |_, _| {
            let step = seen.fetch_add(1, Ordering::Relaxed);
            if step == fails { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        }));
        let found = run(&study, &target, storage);
        let steps = count.load(Ordering::Relaxed);
        if target.exists() {
            // Only the lock of the process that published it may still lie there.
            let mut visible = files(&target);
            visible.remove(Path::new("lock"));
            assert!(visible == whole, "step {fails}: {:?}", visible.keys());
        }
        // Under its own name each file of an unfinished run is whole: it is the one of the undisturbed run.
        let unfinished = scratch.path().join(".out.unfinished");
        if unfinished.exists() {
            for (name, bytes) in files(&unfinished) {
                let known = whole.get(&name).is_none_or(|known| *known == bytes);
                let is_draft = name.extension().is_some_and(|end| end == "draft");
                assert!(known || is_draft, "step {fails}: {} is half-written", name.display());
            }
        }
        failures += u64::from(found.is_err());
        assert_eq!(run(&study, &target, Storage::default()).unwrap(), wanted, "after step {fails}");
        assert!(files(&target) == whole, "after step {fails}");
        if steps <= fails {
            assert_eq!(found, Ok(wanted));
            println!("{failures} failures at {fails} steps");
            break;
        }
    }
    assert!(failures > 60, "only {failures} steps could fail");
}
