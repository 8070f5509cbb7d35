//! One case of the SBML Test Suite: its model, what to do with it, and what must come out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A case.
pub struct Case {
    /// Its five digits.
    pub id: String,
    /// Its model in the highest level there is.
    pub model: PathBuf,
    /// Component and test tags.
    pub tags: Vec<String>,
    /// Whether it asks for a course in time (the others ask for an optimum).
    pub is_time_course: bool,
    /// What to do.
    pub settings: Settings,
    /// Rows of expected values, the variables of the settings in order.
    pub expected: Vec<Vec<f64>>,
}

/// A settings file.
#[derive(Default)]
pub struct Settings {
    pub start: f64,
    pub duration: f64,
    pub steps: usize,
    pub variables: Vec<String>,
    pub absolute: f64,
    pub relative: f64,
    /// Species whose amount is expected.
    pub amount: BTreeSet<String>,
    /// Species whose concentration is expected.
    pub concentration: BTreeSet<String>,
}

impl Settings {
    /// Times of the rows.
    pub fn times(&self) -> Vec<f64> {
        let steps = self.steps.max(1);
        (0..=steps).map(|step| self.start + self.duration * step as f64 / steps as f64).collect()
    }

    /// Reads `key: value` lines.
    pub fn parse(text: &str) -> Settings {
        let mut settings = Settings::default();
        for (key, value) in text.lines().filter_map(|line| line.split_once(':')) {
            let value = value.trim();
            let number = value.parse().unwrap_or(0.0);
            let names = || value.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
            match key.trim() {
                "start" => settings.start = number,
                "duration" => settings.duration = number,
                "steps" => settings.steps = number as usize,
                "variables" => settings.variables = names().collect(),
                "absolute" => settings.absolute = number,
                "relative" => settings.relative = number,
                "amount" => settings.amount = names().collect(),
                "concentration" => settings.concentration = names().collect(),
                _ => {}
            }
        }
        settings
    }
}

/// Folders of a directory whose names are five digits, in order.
pub fn folders(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let read = fs::read_dir(directory).map_err(|error| format!("{}: {error}", directory.display()))?;
    let mut folders: Vec<PathBuf> = read
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_dir() && number(path).is_some())
        .collect();
    folders.sort();
    Ok(folders)
}

fn number(folder: &Path) -> Option<String> {
    let name = folder.file_name()?.to_str()?;
    (name.len() == 5 && name.chars().all(|letter| letter.is_ascii_digit())).then(|| name.to_owned())
}

/// Reads a case.
pub fn read(folder: &Path) -> Result<Case, String> {
    let id = number(folder).ok_or_else(|| format!("{}: no case", folder.display()))?;
    let file = |end: &str| folder.join(format!("{id}-{end}"));
    let text = |path: &Path| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let settings = Settings::parse(&text(&file("settings.txt"))?);
    let about = text(&file("model.m"))?;
    let line = |key: &str| {
        about.lines().find_map(|line| line.trim().strip_prefix(key)?.trim().strip_prefix(':')).unwrap_or("")
    };
    let listed = |key: &str| line(key).split(',').map(|tag| tag.trim().to_owned()).collect::<Vec<String>>();
    let tags = listed("componentTags").into_iter().chain(listed("testTags"));
    let model = ["l3v2", "l3v1", "l2v5", "l2v4", "l2v3", "l2v2", "l2v1", "l1v2"]
        .iter()
        .map(|level| file(&format!("sbml-{level}.xml")))
        .find(|path| path.exists())
        .ok_or_else(|| format!("{}: no model", folder.display()))?;
    let is_time_course = !line("testType").contains("FluxBalance");
    let results = text(&file("results.csv"))?;
    let expected = table(&results, &settings.variables)?;
    Ok(Case {
        tags: tags.filter(|tag| !tag.is_empty()).collect(),
        id,
        model,
        is_time_course,
        settings,
        expected,
    })
}

/// Columns of a table by name.
pub fn table(text: &str, names: &[String]) -> Result<Vec<Vec<f64>>, String> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let head: Vec<String> =
        lines.next().unwrap_or("").split(',').map(|name| name.trim().trim_matches('"').to_owned()).collect();
    let places: Vec<usize> = names
        .iter()
        .map(|name| {
            // The first column is time, also where a symbol has that name too.
            let first = usize::from(head.first().is_some_and(|column| column.to_lowercase() == "time"));
            let columns = head.iter().skip(first).position(|column| column == name);
            columns.map(|place| place + first).ok_or(format!("no column {name}"))
        })
        .collect::<Result<_, String>>()?;
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').map(str::trim).collect();
            places
                .iter()
                .map(|place| {
                    cells.get(*place).and_then(|cell| value(cell)).ok_or(format!("no value in {line}"))
                })
                .collect()
        })
        .collect()
}

fn value(cell: &str) -> Option<f64> {
    match cell.to_lowercase().as_str() {
        "inf" | "infinity" => Some(f64::INFINITY),
        "-inf" | "-infinity" => Some(f64::NEG_INFINITY),
        "nan" => Some(f64::NAN),
        number => number.parse().ok(),
    }
}
