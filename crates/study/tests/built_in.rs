//! The built-in scenarios run: all of them with a few patients, with the same bits on any number of threads.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

use lytic_nk::Library;
use lytic_study::{BUILT_IN, MemoryStore, NoFiles, Overrides, Results, StudyError, open, prepare};
use lytic_text::{Diagnostic, Lang, Sources, has_errors};

fn show(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<String> {
    diagnostics
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.span.and_then(|span| {
                let place = sources.line_column(span)?;
                Some(format!("{}:{}:{} ", sources.get(span.source)?.name, place.line, place.column))
            });
            let near = diagnostic.suggestion.as_deref().map_or_else(String::new, |near| format!(" ~ {near}"));
            format!(
                "{}{} {}{near}",
                place.unwrap_or_default(),
                diagnostic.message.key,
                diagnostic.message.text(Lang::En)
            )
        })
        .collect()
}

fn run(name: &str, overrides: Overrides, threads: usize) -> Results {
    let library = Library::embedded();
    let mut sources = Sources::new();
    let (scenario, mut diagnostics) = open(name, &NoFiles, &mut sources);
    let (study, more) = prepare(scenario.unwrap(), &library, &NoFiles, overrides, &mut sources);
    diagnostics.extend(more);
    // Menus of additions say that a run alone gives none of them.
    diagnostics.retain(|problem| problem.message.key != "W1501");
    assert!(!has_errors(&diagnostics), "{name}: {:#?}", show(&diagnostics, &sources));
    assert_eq!(show(&diagnostics, &sources), Vec::<String>::new(), "{name}");
    study.unwrap().run(Some(threads), &|_, _| true, &MemoryStore::new()).unwrap()
}

fn few(patients: u64) -> Overrides {
    Overrides { patients: Some(patients), ..Overrides::default() }
}

#[test]
fn every_built_in_scenario_runs() {
    for scenario in BUILT_IN {
        let results = run(scenario.name, few(4), 2);
        assert_eq!(results.failed, 0, "{}: {:?}", scenario.name, results.failures);
        for column in &results.columns {
            for (_, curve) in &column.quantiles {
                assert!(curve.iter().all(|value| value.is_finite()), "{} {}", scenario.name, column.name);
                assert!(curve.iter().all(|value| *value >= -1e-9), "{} {} < 0", scenario.name, column.name);
            }
        }
    }
}

/// Curves, outcomes and hashes are the same on one thread and on three, and a patient is the same in a larger cohort.
#[test]
fn results_do_not_depend_on_threads() {
    let one = run("aml-il2", few(16), 1);
    let three = run("aml-il2", few(16), 3);
    assert_eq!(one, three);
    let again = run("aml-il2", few(16), 2);
    assert_eq!(one.about.hashes, again.about.hashes);
    let other = run("aml-il2", Overrides { seed: Some(2), ..few(16) }, 2);
    assert_ne!(one.about.hashes, other.about.hashes);
}

/// Several draws: the first has the typical values and gives the curves; the ranges hold it.
#[test]
fn ignorance_is_kept_apart_from_patients() {
    let one = run("aml-chemo-only", few(12), 2);
    let three = run("aml-chemo-only", Overrides { draws: Some(3), ..few(12) }, 2);
    assert_eq!(one.columns[0].quantiles, three.columns[0].quantiles);
    assert_eq!(one.outcomes[1].successes, three.outcomes[1].successes);
    let (low, high) = three.columns[0].ignorance.clone().unwrap();
    assert!(low.iter().zip(&high).all(|(low, high)| low <= high));
    assert!(low.iter().zip(&high).any(|(low, high)| low < high));
    assert_eq!(one.columns[0].ignorance, None);
}

#[test]
fn a_run_can_be_stopped() {
    let library = Library::embedded();
    let mut sources = Sources::new();
    let (scenario, _) = open("healthy", &NoFiles, &mut sources);
    let (study, _) = prepare(scenario.unwrap(), &library, &NoFiles, few(1000), &mut sources);
    let found = study.unwrap().run(Some(2), &|done, _| done < 5, &MemoryStore::new());
    assert_eq!(found, Err(StudyError::Interrupted));
}
