//! Scenarios with one mistake: all are refused, and the mistake is told at its line and column.
//!
//! Each built-in scenario, as it is and with lines that use the rest of the language, gets one mutation that is
//! certainly wrong. It must be refused by an error (a warning is not enough), and at least 99 of 100 by an error whose
//! line is that of the mutation and whose characters touch it. `LYTIC_FULL=1` makes a million of them instead of
//! 10,000, `LYTIC_FULL=20000` as many, `LYTIC_FULL=20000..40000` those of these numbers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod base;
mod structure;
mod syntax;
mod values;

use base::{Base, Dice, Mutation, bases};
use lytic_nk::Library;
use lytic_study::{NoFiles, Overrides, prepare, prepare_coupling, read_scenario};
use lytic_text::{Diagnostic, Lang, Sources, Span, entry, has_errors};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

type Mutate = fn(&Base, &BTreeSet<String>, &mut Dice) -> Option<Mutation>;

/// Kinds of mutation; values of keys are where most mistakes are made.
const KINDS: [Mutate; 16] = [
    values::value,
    values::value,
    values::value,
    structure::misspelt_key,
    structure::misspelt_section,
    structure::stray_line,
    structure::unknown_key,
    structure::missing_key,
    structure::missing_section,
    structure::twice,
    structure::contradiction,
    structure::impossible,
    syntax::missing_mark,
    syntax::comma,
    syntax::bare_comment,
    syntax::odd_letter,
];

/// What is said of a text, with the place of each error that has one in the scenario.
struct Said {
    lines: Vec<String>,
    errors: Vec<Span>,
    refused: bool,
}

/// Reads a scenario and, where that finds no error at `wrong`, looks at what it means.
fn look(text: &str, library: &Library, wrong: &[Range<usize>]) -> Said {
    let mut sources = Sources::new();
    let (scenario, mut diagnostics) = read_scenario("my.toml", text.as_bytes(), &mut sources);
    let told = |diagnostics: &[Diagnostic]| {
        let places = places(diagnostics, &sources);
        places.iter().any(|span| hits(text, *span, wrong))
    };
    if !told(&diagnostics)
        && let Some(scenario) = scenario
    {
        let block = scenario.block.is_some().then(|| scenario.clone());
        diagnostics.extend(prepare(scenario, library, &NoFiles, Overrides::default(), &mut sources).1);
        if let Some(scenario) = block.filter(|_| !has_errors(&diagnostics)) {
            // What a block of tissue means is looked at once its patient is right.
            let overrides = Overrides::default();
            diagnostics.extend(prepare_coupling(&scenario, library, &NoFiles, &overrides, &mut sources).1);
        }
    }
    let lines = diagnostics.iter().map(|diagnostic| line(diagnostic, &sources)).collect();
    Said {
        lines,
        errors: places(&diagnostics, &sources),
        refused: diagnostics.iter().any(Diagnostic::is_error),
    }
}

/// Where errors stand in the scenario.
fn places(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Span> {
    let in_scenario = |span: &Span| sources.get(span.source).is_some_and(|source| source.name == "my.toml");
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
    errors.filter_map(|diagnostic| diagnostic.span).filter(in_scenario).collect()
}

fn line(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let key = diagnostic.message.key;
    assert!(entry(key).is_some(), "{key} is not in the catalogue");
    let place = diagnostic.span.and_then(|span| sources.line_column(span));
    let place = place.map_or_else(String::new, |place| format!("{}:{} ", place.line, place.column));
    let words: String = diagnostic.message.text(Lang::En).chars().take(150).collect();
    let end = diagnostic.span.map_or(0, |span| span.end);
    format!("{place}(to {end}) {key} {words}")
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|byte| **byte == b'\n').count()
}

/// Whether a problem is told at one of the places: on a line of it, and touching it.
fn hits(text: &str, span: Span, wrong: &[Range<usize>]) -> bool {
    let (start, end) = (span.start as usize, span.end as usize);
    wrong.iter().any(|place| {
        let lines = line_of(text, place.start)..=line_of(text, place.end);
        lines.contains(&line_of(text, start)) && start <= place.end && place.start <= end
    })
}

/// Nothing is said of them but of a mistake made on purpose, which keeps them from being compiled.
#[test]
fn the_scenarios_are_right_before_they_are_mutated() {
    let library = Library::embedded();
    for base in bases() {
        let mut sources = Sources::new();
        let (scenario, read) = read_scenario("my.toml", base.text.as_bytes(), &mut sources);
        assert_eq!(read, [], "{}", base.name);
        let overrides = Overrides { set: vec!["nothing=1".to_owned()], ..Overrides::default() };
        let (_, found) = prepare(scenario.unwrap(), &library, &NoFiles, overrides, &mut sources);
        // Menus of additions say that `lytic combine` gives them.
        let found = found.iter().filter(|diagnostic| diagnostic.message.key != "W1501");
        let lines: Vec<String> = found.map(|diagnostic| line(diagnostic, &sources)).collect();
        assert!(lines.len() == 1 && lines[0].contains("`nothing`"), "{}: {lines:?}", base.name);
        assert!(base.places.len() > 20);
    }
}

/// Names that a misspelt name must not be by chance.
fn known() -> BTreeSet<String> {
    let library = Library::embedded();
    let mut known: BTreeSet<String> = library.parameters().iter().map(|entry| entry.symbol.clone()).collect();
    let mut sources = Sources::new();
    for name in ["patient/aml", "patient/healthy"] {
        let text = library.model_text(name).unwrap();
        let name = Library::model_source_name(name);
        let loader = lytic_study::ModelLoader { library: &library, files: &NoFiles };
        let (model, _) = lytic_model::read_antimony(&name, text, &loader, &mut sources);
        for symbol in model.unwrap().symbols {
            known.extend(symbol.aliases);
            known.insert(symbol.name);
        }
    }
    known.extend(library.agents().iter().map(|agent| agent.key.clone()));
    known
}

/// The numbers of the mutations.
fn wanted() -> Range<u64> {
    let Ok(full) = std::env::var("LYTIC_FULL") else { return 0..10_000 };
    let number = |text: &str| text.parse().unwrap_or(1);
    match (full.split_once(".."), number(&full)) {
        (Some((first, end)), _) => number(first)..number(end),
        (None, 1) => 0..1_000_000,
        (None, many) => 0..many,
    }
}

/// What became of one mutation.
struct Outcome {
    class: String,
    refused: bool,
    /// Whether it is told where it is.
    right: bool,
    /// For whoever mends it.
    report: String,
}

/// Mutation `number`, tried.
fn outcome(number: u64, bases: &[Base], known: &BTreeSet<String>, library: &Library) -> Outcome {
    let base = &bases[number as usize % bases.len()];
    let mut dice = Dice::new(number);
    // Not every scenario has a place for every kind.
    let mutation = (0..1000).find_map(|_| dice.pick(&KINDS).and_then(|kind| kind(base, known, &mut dice)));
    let mutation = mutation.expect("every scenario has a place for some kind");
    assert_ne!(mutation.text, base.text, "{}", mutation.class);
    let said = look(&mutation.text, library, &mutation.wrong);
    let right = said.errors.iter().any(|span| hits(&mutation.text, *span, &mutation.wrong));
    let mut report = String::new();
    if !right {
        let wrong = &mutation.wrong[0];
        let start = mutation.text[..wrong.start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = mutation.text[wrong.end..].find('\n').map_or(mutation.text.len(), |at| wrong.end + at);
        let shown: String = mutation.text[start..end].chars().take(300).collect();
        report = format!(
            "{} in {} (number {number}), line {}, bytes {:?}:\n{shown}\n  -> {:#?}",
            mutation.class,
            base.name,
            line_of(&mutation.text, wrong.start) + 1,
            mutation.wrong,
            said.lines
        );
    }
    Outcome { class: mutation.class, refused: said.refused, right, report }
}

#[test]
fn mutated_scenarios_are_refused_where_they_are_wrong() {
    let library = Library::embedded();
    let (bases, known) = (bases(), known());
    let Range { start, end } = wanted();
    let made = end - start;
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let outcomes: Vec<Outcome> = std::thread::scope(|scope| {
        let (bases, known, library) = (&bases, &known, &library);
        let part = |first: u64| {
            let numbers = (start + first..end).step_by(threads as usize);
            scope.spawn(move || {
                numbers.map(|number| outcome(number, bases, known, library)).collect::<Vec<_>>()
            })
        };
        let parts: Vec<_> = (0..threads).map(part).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    let mut classes: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for outcome in &outcomes {
        let count = classes.entry(&outcome.class).or_default();
        *count = (count.0 + 1, count.1 + u64::from(outcome.right));
    }
    let reports = |wanted: fn(&Outcome) -> bool| -> Vec<&str> {
        outcomes.iter().filter(|outcome| wanted(outcome)).map(|outcome| outcome.report.as_str()).collect()
    };
    let let_in = reports(|outcome| !outcome.refused);
    let elsewhere = reports(|outcome| outcome.refused && !outcome.right);
    println!(
        "{made} mutations of {} classes: {} let in, {} told elsewhere\n{}",
        classes.len(),
        let_in.len(),
        elsewhere.len(),
        elsewhere.join("\n")
    );
    assert!(let_in.is_empty(), "{} are let in:\n{}", let_in.len(), let_in.join("\n"));
    assert!(elsewhere.len() as u64 * 100 <= made, "{} of {made} are told elsewhere", elsewhere.len());
    // A class that is always told elsewhere is a mistake that people make and nobody finds.
    let never: Vec<_> = classes.iter().filter(|(_, (n, right))| *n >= 3 && *right == 0).collect();
    assert!(never.is_empty(), "never told where they are: {never:?}");
}
