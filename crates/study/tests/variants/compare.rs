//! `lytic compare`: paired differences against closed forms, what differs between two scenarios, and mistakes.

use crate::{Desk, files, lines};
use lytic_nk::Library;
use lytic_study::{
    Comparison, ComparisonResults, InputDifference, NoFiles, Overrides, open, prepare_comparison,
};
use lytic_text::Sources;

const A: &str = r#"
[[dose]]
into = "drug"
amount = "10 mg"
at = "0 d"

[parameters]
loss = { value = "0.5 /d", between = { lognormal_sd = 0.3 } }

[observe]
columns = ["drug", "toxin"]

[outcome.high]
when = "drug > 0.5"
at = "3 d"

[outcome.level]
value = "drug"
at = "3 d"

[outcome.early]
value = "drug"
at = "1 d"
"#;

fn overrides(patients: u64) -> Overrides {
    Overrides { patients: Some(patients), ..Overrides::default() }
}

fn ready(a: &str, b: &str, overrides: Overrides) -> Result<Comparison, Vec<String>> {
    let (library, files, mut sources) = (Library::embedded(), files(a, b), Sources::new());
    let (first, problems) = open("a.toml", &files, &mut sources);
    assert_eq!(problems, []);
    let (second, problems) = open("b.toml", &files, &mut sources);
    assert_eq!(problems, []);
    let (found, problems) =
        prepare_comparison(first.unwrap(), second.unwrap(), &library, &files, overrides, &mut sources);
    if !problems.is_empty() {
        return Err(lines(&problems, &sources));
    }
    Ok(found.unwrap())
}

fn simulate(pair: &Comparison, threads: usize) -> ComparisonResults {
    let desk = Desk::new(&pair.identity());
    pair.run(desk.folder(), Some(threads), &|_, _| true).unwrap()
}

fn compare(a: &str, b: &str, patients: u64) -> ComparisonResults {
    simulate(&ready(a, b, overrides(patients)).unwrap(), 1)
}

fn difference(name: &str, a: &str, b: &str) -> InputDifference {
    InputDifference { name: name.to_owned(), a: a.to_owned(), b: b.to_owned() }
}

#[test]
fn a_scenario_and_itself_differ_in_nothing() {
    let found = compare(A, A, 50);
    assert_eq!(found.changed, []);
    assert_eq!((found.only_a.len(), found.only_b.len(), found.unlike.len()), (0, 0, 0));
    let outcome = &found.outcomes[0];
    assert_eq!((outcome.n, outcome.only_first, outcome.only_second, outcome.difference), (50, 0, 0, 0.0));
    assert!(
        found.values.iter().all(|value| value.quantiles.iter().all(|(_, difference)| *difference == 0.0))
    );
    assert_eq!(found.a.columns, found.b.columns);
    assert_eq!(found.columns, ["drug", "toxin"]);
}

/// Twice the dose is twice the level in every patient: the difference is the level itself.
#[test]
fn differences_are_taken_within_each_patient() {
    let b = A.replace("10 mg", "0.02 g").replace("at = \"0 d\"", "at = [\"0 d\"]");
    let found = compare(A, &b, 200);
    assert_eq!(found.changed, [difference("dose.drug.amount", "10 mg", "0.02 g")]);
    for (value, own) in found.values.iter().zip(&found.a.values) {
        for ((_, difference), (_, level)) in value.quantiles.iter().zip(&own.quantiles) {
            assert!((difference / level - 1.0).abs() < 1e-4, "{difference} instead of {level}");
        }
    }
    let outcome = &found.outcomes[0];
    assert_eq!(outcome.only_first, 0);
    assert_eq!(outcome.second - outcome.first, outcome.only_second);
    assert!(outcome.only_second > 0 && outcome.sampling.0 > 0.0 && outcome.sampling.1 < 1.0);
    let share = outcome.only_second as f64 / outcome.n as f64;
    assert_eq!((outcome.difference, outcome.by_draw.as_slice()), (share, &[share][..]));
}

#[test]
fn units_are_converted_and_what_one_lacks_is_told() {
    let b = r#"
[[dose]]
into = "drug"
amount = "10 mg"
at = "0 d"
[[dose]]
into = "toxin"
amount = "1 mg"
at = "2 d"
[[event]]
of = "washing"
at = "4 d"
removes = 0.5
states = ["toxin"]
[parameters]
loss = { value = "0.5 /d", between = { lognormal_sd = 0.3 } }
idle = "0.1 /d"
[observe]
columns = [{ name = "drug", value = "drug", unit = "ug/L" }, { name = "toxin", value = "loss" }, "loss"]
[outcome.level]
value = "drug"
unit = "ug/L"
at = "3 d"
[outcome.high]
value = "drug"
at = "3 d"
[outcome.early]
value = "drug"
at = "24 h"
[outcome.late]
value = "drug"
at = "9 d"
"#;
    let found = compare(A, b, 20);
    let zero = |name: &str| {
        let value = found.values.iter().find(|value| value.name == name).unwrap();
        value.quantiles.iter().all(|(_, difference)| difference.abs() < 1e-5)
    };
    assert!(zero("level") && zero("early"));
    assert_eq!(found.values[0].unit, found.a.values[0].unit);
    let curve = |results: &lytic_study::Results| results.columns[0].quantiles[2].1[100];
    assert!((curve(&found.a) / curve(&found.b) - 1.0).abs() < 1e-4);
    assert_eq!(found.b.columns[0].unit, found.a.columns[0].unit);
    let wanted = [
        difference("dose.toxin", "", "1 mg, 2 d"),
        difference("event.washing", "", "4 d, 0.5, toxin"),
        difference("idle", "0 /day", "0.1 /day"),
        difference("outcome.high", "drug > 0.5, at 3 d", "drug, at 3 d"),
        difference("outcome.level", "drug, at 3 d", "drug [ug/L], at 3 d"),
        difference("outcome.early", "drug, at 1 d", "drug, at 24 h"),
        difference("outcome.late", "", "drug, at 9 d"),
        difference("column.drug", "", "drug [ug/L]"),
        difference("column.toxin", "", "loss"),
    ];
    assert_eq!(found.changed, wanted);
    let names = |alone: &[lytic_study::Alone]| -> Vec<String> {
        alone.iter().map(|alone| format!("{} {}", alone.kind, alone.name)).collect()
    };
    assert_eq!(names(&found.only_a), [""; 0]);
    assert_eq!(names(&found.only_b), ["value late", "column loss"]);
    let unlike: Vec<&str> = found.unlike.iter().map(|unlike| unlike.name.as_str()).collect();
    assert_eq!(unlike, ["high", "toxin"]);
}

#[test]
fn both_have_the_patients_of_the_first() {
    let with = |text: &str| A.replacen("[observe]", &format!("[observe]\nevery = \"1 d\"\n{text}"), 1);
    let b = with("").replacen("\n[[dose]]", "seed = 9\ndraws = 2\n[[dose]]", 1);
    let found = simulate(&ready(A, &b, Overrides::default()).unwrap(), 2);
    let overridden = [difference("cohort.draws", "1", "2"), difference("cohort.seed", "1", "9")];
    assert_eq!(found.overridden, overridden);
    assert_eq!((found.b.about.seed, found.b.about.draws), (1, 1));
    assert_eq!(found.values[0].quantiles[4].1, 0.0);
}

#[test]
fn mistakes_are_told() {
    let other = "[observe]\ncolumns = [\"loss\"]";
    let found = ready(A, other, overrides(5)).err().unwrap();
    assert_eq!(found, ["E0640 a.toml and b.toml have no outcome, value or column in common"]);
    let broken = |text: &str| text.replace("\"drug > 0.5\"", "\"drg > 0.5\"");
    let found = ready(&broken(A), &broken(A), overrides(5)).err().unwrap();
    assert_eq!(found.len(), 2, "{found:?}");
    let set = Overrides { set: vec!["dose.drug.amount=1 d".to_owned()], ..overrides(5) };
    let found = ready(A, A, set).err().unwrap();
    assert!(found.len() == 1 && found[0].contains("E0337"), "told once: {found:?}");
}

/// Leaving the NK cells out by hand is what the twin does.
#[test]
fn with_and_without_nk_cells_is_the_twin() {
    let library = Library::embedded();
    let mut sources = Sources::new();
    let (with, _) = open("aml-haploidentical", &NoFiles, &mut sources);
    let with = with.unwrap();
    let mut without = with.clone();
    without.doses.retain(|dose| !dose.amount_text.contains("cells"));
    without.products.clear();
    let overrides = || Overrides { duration: Some("36 d".to_owned()), ..overrides(12) };
    let (single, problems) =
        lytic_study::prepare(with.clone(), &library, &NoFiles, overrides(), &mut sources.clone());
    assert_eq!(problems, []);
    let (pair, problems) =
        prepare_comparison(without, with, &library, &NoFiles, overrides(), &mut sources.clone());
    assert!(problems.iter().all(|problem| !problem.is_error()), "{problems:?}");
    let twin = single.unwrap().in_memory(Some(2), &|_, _| true).unwrap().results.twin.unwrap();
    let found = simulate(&pair.unwrap(), 2);
    assert_eq!(found.outcomes, twin.outcomes);
    assert_eq!(format!("{:?}", found.values), format!("{:?}", twin.values));
}

#[test]
fn a_changed_typing_is_among_the_inputs_that_differ() {
    let (library, mut sources) = (Library::embedded(), Sources::new());
    let (a, _) = open("aml-haplo-mismatched", &NoFiles, &mut sources);
    let (b, _) = open("aml-haplo-matched", &NoFiles, &mut sources);
    let (pair, _) =
        prepare_comparison(a.unwrap(), b.unwrap(), &library, &NoFiles, overrides(1), &mut sources);
    let changed = simulate(&pair.unwrap(), 1).changed;
    let hla = changed.iter().find(|input| input.name == "product.haplo.hla").unwrap();
    assert!(hla.a.contains("C*05:01") && !hla.b.contains("C*05:01"), "{hla:?}");
}
