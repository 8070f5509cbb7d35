//! A little model whose patients take no time, and folders that go with the test.

use lytic_nk::Library;
use lytic_study::{
    BlockSink, Files, FolderStore, NoSink, Opened, Overrides, Results, RunFolder, Storage, Study, StudyError,
    identity, manifest, open, open_folder, open_folder_with, prepare,
};
use lytic_text::{Sources, has_errors};
use std::path::{Path, PathBuf};

const DRUG: &str = r#"
model *drug()
  unit time_unit = day;
  compartment plasma; plasma has L; plasma = 5;
  species drug in plasma; drug has mg_per_L; drug = 1;
  species other in plasma; other has mg_per_L; other = 2;
  const loss has per_day; loss = 0.5;
  clear: drug => ; loss*plasma*drug;
  clear_other: other => ; 2*loss*plasma*other;
end
"#;

/// Patients differ in `loss`; they get the drug twice and something else once.
pub const SCENARIO: &str = r#"
model = "drug.ant"
duration = "4 d"
[parameters]
loss = { value = "0.5 /d", between = { lognormal_sd = 0.5 } }
[[dose]]
into = "drug"
amount = "30 mg"
at = ["1 d", "2 d"]
[[dose]]
into = "other"
amount = "10 mg"
at = "1 d"
[cohort]
patients = 2100
draws = 2
without = ["drug"]
[observe]
every = "0.5 d"
columns = ["drug", "other"]
[outcome.high]
when = "drug > 3 mg_per_L"
at = "3 d"
[outcome.ever_high]
when = "drug + other > 7 mg_per_L"
ever = { from = "1 d" }
[outcome.last]
value = "drug"
at = "4 d"
"#;

struct Two<'a>(&'a str);

impl Files for Two<'_> {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        Ok(if path.ends_with(".ant") { DRUG.into() } else { self.0.as_bytes().to_vec() })
    }
}

/// A study, or the codes of what is wrong with it.
pub fn study(text: &str, overrides: Overrides) -> Result<Study, Vec<String>> {
    let mut sources = Sources::new();
    let (scenario, mut problems) = open("my.toml", &Two(text), &mut sources);
    let (study, more) = prepare(scenario.unwrap(), &Library::embedded(), &Two(text), overrides, &mut sources);
    problems.extend(more);
    if has_errors(&problems) {
        let line = |problem: &lytic_text::Diagnostic| {
            format!("{} {}", problem.message.key, problem.suggestion.as_deref().unwrap_or(""))
        };
        return Err(problems.iter().filter(|problem| problem.is_error()).map(line).collect());
    }
    Ok(study.unwrap())
}

/// The study of [`SCENARIO`].
pub fn usual() -> Study {
    study(SCENARIO, Overrides::default()).unwrap()
}

/// A folder that goes with the test.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Scratch {
        let path = std::env::temp_dir().join(format!("lytic-blocks-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    pub fn target(&self) -> PathBuf {
        self.0.join("run")
    }

    /// Where the run lies while it is not finished.
    pub fn work(&self) -> PathBuf {
        self.0.join(".run.unfinished")
    }

    pub fn names(&self) -> Vec<String> {
        names(&self.0)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Names in a folder, sorted; none where it is not there.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Runs in a folder until `stop` rows of progress are done, and publishes what came to its end.
pub fn run(
    study: &Study,
    target: &Path,
    threads: usize,
    stop: u64,
    storage: Storage,
    sink: &dyn BlockSink,
) -> Result<Results, StudyError> {
    let opened = open_folder_with(storage, target, &identity(study), false)?;
    let Opened::New(folder) = opened else { panic!("finished already") };
    let results = {
        let store = FolderStore::open(&folder, study, sink)?;
        study.run(Some(threads), &|done, _| done < stop, &store)?
    };
    folder.publish(&manifest(study, &results))?;
    Ok(results)
}

/// The same, without tables or failures.
pub fn plain(study: &Study, target: &Path, threads: usize, stop: u64) -> Result<Results, StudyError> {
    run(study, target, threads, stop, Storage::default(), &NoSink)
}

/// The unfinished folder of a study.
pub fn unfinished(study: &Study, target: &Path) -> RunFolder {
    match open_folder(target, &identity(study), false) {
        Ok(Opened::New(folder)) => folder,
        other => panic!("{other:?}"),
    }
}

/// The hash of the results.
pub fn hash(results: &Results) -> String {
    let found = results.about.hashes.iter().find(|(of, _)| of == "results");
    found.map(|(_, hash)| hash.clone()).unwrap()
}
