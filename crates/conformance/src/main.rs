//! The developers' conformance tool.
//!
//! ```text
//! cargo run --release -p lytic-conformance -- semantic DIR [--only 00001,00002]
//! cargo run --release -p lytic-conformance -- stochastic DIR --runs N [--seed N]
//! cargo run --release -p lytic-conformance -- biomodels DIR [--only BIOMD0000000908]
//! cargo run --release -p lytic-conformance -- lints DIR [--lang zh]
//! ```
//!
//! `biomodels --refined` compares with more exact values where the given ones are not exact enough.
//! `--values FILE` writes all that was compared as comma-separated values, for `benches/peers/published_models.py`.
//! `--through sbml` writes and reads each model again before it is followed, `--through antimony` goes by way of
//! Antimony: the same numbers must come out. `lints` prints what the checks find, as in `docs/published-models.md`.
//!
//! A row per case that does not pass, with its tags and the reason; the last line counts. Exit code 1 if any is wrong;
//! of `biomodels`, if any is other than `causes.csv` says.

mod biomodels;
mod case;
mod course;
mod lints;
mod report;
mod semantic;
mod stochastic;

use course::Through;
use lytic_text::Lang;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str =
    "usage: lytic-conformance semantic|biomodels DIR [--only ID,ID] [--through sbml|antimony] [--refined] [--values FILE]
       lytic-conformance stochastic DIR [--runs N] [--seed N] [--only ID,ID]
       lytic-conformance lints DIR [--lang en|zh]";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(Said::Report(report)) => {
            println!("{report}");
            if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Ok(Said::Table(table)) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::from(64)
        }
    }
}

/// What a command has to say.
enum Said {
    Report(report::Report),
    Table(String),
}

fn run(arguments: Vec<String>) -> Result<Said, String> {
    let mut words = arguments.into_iter();
    let (Some(part), Some(directory)) = (words.next(), words.next()) else { return Err(USAGE.to_owned()) };
    let directory = PathBuf::from(directory);
    let mut only: Vec<String> = Vec::new();
    let mut runs = 10_000;
    let mut seed = stochastic::SEED;
    let mut through = Through::Nothing;
    let mut lang = Lang::En;
    let mut refined = false;
    let mut values: Option<PathBuf> = None;
    while let Some(word) = words.next() {
        if word == "--refined" {
            refined = true;
            continue;
        }
        let value = words.next().ok_or_else(|| format!("{word} needs a value\n{USAGE}"))?;
        match word.as_str() {
            "--runs" => {
                runs = value.parse().map_err(|_| format!("--runs needs a number, not {value}\n{USAGE}"))?
            }
            "--seed" => {
                seed = value.parse().map_err(|_| format!("--seed needs a number, not {value}\n{USAGE}"))?
            }
            "--values" => values = Some(PathBuf::from(value)),
            "--only" => only = value.split(',').map(str::to_owned).collect(),
            "--through" if value == "sbml" => through = Through::Sbml,
            "--through" if value == "antimony" => through = Through::Antimony,
            "--lang" if value == "zh" => lang = Lang::Zh,
            "--lang" if value == "en" => lang = Lang::En,
            other => return Err(format!("unknown argument {other} {value}\n{USAGE}")),
        }
    }
    let report = match part.as_str() {
        "semantic" => semantic::run(&directory, &only, through),
        "biomodels" => biomodels::run(&directory, &only, through, refined),
        "stochastic" => stochastic::run(&directory, runs, seed, &only),
        "lints" => return lints::run(&directory, lang).map(Said::Table),
        other => return Err(format!("unknown part {other}\n{USAGE}")),
    };
    let report = report?;
    if let Some(path) = values {
        std::fs::write(&path, &report.values).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(Said::Report(report))
}
