//! Random patients far from the typical one, under random doses: no NaN, nothing below zero that is an amount, no share
//! outside of 0 to 1, and no failure without a named cause.
//!
//! Every built-in scenario gives its model and its time (12 days of it; every seventh study 40). Each library parameter
//! with a law is drawn far wider than the law: `typical * exp(2 z)` where the library says log-normal, `logit + 2 z` for a logit, within its bounds for a
//! uniform one, three times its width for a normal one. Doses are 0 to 8 lines of any agent by any route into that
//! model, at random times, of 1/100 to 100 times a usual amount, at once or over up to five days; body weight differs
//! too, and with it each patient's doses.
//!
//! What is looked at are the smallest and the largest value of everything that a model can show, over all records:
//!
//! * an amount is what has a unit of cells, mass, substance or activity, alone or per volume, per weight, per area, but
//!   not per time; and every state, such as how far macrophages are activated. None may be below zero (by more than
//!   rounding, 1e-9 of its largest value).
//! * a share is a quantity without a unit whose name ends with `share`, `fraction` or `blockade`, or begins so: 0 to 1;
//!   one that ends with `percent`: 0 to 100.
//!
//! `./test` draws a few patients of each model, as a study that is read and made ready. `LYTIC_FULL=1` draws a million
//! (`LYTIC_FULL=20000` as many) in pieces, where each patient has doses of its own ([`alone`]). An hour on two idle cores;
//! `LYTIC_PART=3/20` does the third of twenty parts, and all parts together are the whole.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

#[path = "random_draws/alone.rs"]
mod alone;

use lytic_engine::philox::{Stream, purpose};
use lytic_model::{Equations, Model, Node};
use lytic_nk::{Distribution, Library, ParameterEntry, ProductPart};
use lytic_study::{BUILT_IN, ModelLoader, NoFiles, Overrides, Scenario, prepare, read_scenario};
use lytic_text::{Lang, Sources};
use lytic_units::{Dimension, Quantity, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Random choices, fixed by the number of the study.
struct Dice(Stream, u64);

impl Dice {
    fn uniform(&mut self) -> f64 {
        self.1 += 1;
        self.0.uniform(self.1)
    }

    fn below(&mut self, n: usize) -> usize {
        ((self.uniform() * n as f64) as usize).min(n.saturating_sub(1))
    }
}

/// What must hold of a quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Holds {
    /// A number.
    Finite,
    /// Not below zero.
    Amount,
    /// Not below zero, not above this.
    Share(f64),
}

impl Holds {
    /// Whether it holds from the smallest to the largest value; both are numbers.
    fn of(&self, low: f64, high: f64) -> bool {
        match self {
            Holds::Finite => true,
            Holds::Amount => low >= -1e-9 * high.abs(),
            Holds::Share(most) => low >= -1e-9 && high <= most * (1.0 + 1e-9),
        }
    }
}

/// A model: what can be seen and what can be drawn.
struct Subject {
    scenario: &'static str,
    title: Scenario,
    /// Name and what must hold.
    seen: Vec<(String, Holds)>,
    /// Lines of `[parameters]`.
    drawn: String,
    /// Agent and route that this model has.
    given: Vec<(String, String)>,
    /// Parameters that it has, as a product names them.
    parameters: BTreeSet<String>,
}

/// Usual amounts.
const USUAL: [(&str, f64, &str); 35] = [
    ("fludarabine", 25.0, "mg/m2"),
    ("cyclophosphamide", 60.0, "mg/kg"),
    ("cytarabine", 1000.0, "mg/m2"),
    ("il2", 10.0, "MU"),
    ("rhil15", 2.0, "ug/kg"),
    ("n803", 6.0, "ug/kg"),
    ("denileukin_diftitox", 12.0, "ug/kg"),
    ("dexamethasone", 20.0, "mg"),
    ("tocilizumab", 8.0, "mg/kg"),
    ("nk_cells", 1e7, "cells/kg"),
    ("pembrolizumab", 200.0, "mg"),
    ("nivolumab", 240.0, "mg"),
    ("rituximab", 375.0, "mg/m2"),
    ("trastuzumab", 6.0, "mg/kg"),
    ("cetuximab", 250.0, "mg/m2"),
    ("monalizumab", 10.0, "mg/kg"),
    ("fresolimumab", 3.0, "mg/kg"),
    ("carboplatin", 500.0, "mg"),
    ("cisplatin", 75.0, "mg/m2"),
    ("paclitaxel", 175.0, "mg/m2"),
    ("sorafenib", 400.0, "mg"),
    ("chemoembolisation", 1.0, ""),
    ("radiotherapy", 2.0, "Gy"),
    ("total_body_irradiation", 8.0, "Gy"),
    ("thiotepa", 5.0, "mg/kg"),
    ("antithymocyte_globulin", 1.5, "mg/kg"),
    ("tacrolimus", 5.0, "mg"),
    ("felzartamab", 16.0, "mg/kg"),
    ("stem_cells", 5e6, "cells/kg"),
    ("graft_t_cells", 1e6, "cells/kg"),
    ("antiretrovirals", 1.0, ""),
    ("lamivudine", 100.0, "mg"),
    ("entecavir", 0.5, "mg"),
    ("interferon_alfa", 10.0, "MU"),
    ("direct_antivirals", 1.0, ""),
];

/// Agents that are cells of a product.
const CELLS: [&str; 3] = ["nk_cells", "stem_cells", "graft_t_cells"];

fn holds(name: &str, unit: Option<&Unit>, is_state: bool) -> Holds {
    let last = name.rsplit('.').next().unwrap_or(name);
    let is_share = |word: &str| last.ends_with(word) || last.starts_with(word);
    let plain = unit.is_none_or(Unit::is_plain);
    if plain && ["share", "fraction", "blockade"].iter().any(|word| is_share(word)) {
        return Holds::Share(1.0);
    }
    if last.ends_with("percent") {
        return Holds::Share(100.0);
    }
    if is_state || unit.is_some_and(is_amount) { Holds::Amount } else { Holds::Finite }
}

/// Whether a unit counts something that there is: 1, cells, mass, substance, activity, perhaps per size of what it is in.
fn is_amount(unit: &Unit) -> bool {
    let of = |name: &str| Unit::parse(name).unwrap().dimension().to_owned();
    ["cells", "g", "mol", "IU"].iter().any(|what| {
        ["", "L", "kg", "m2"].iter().any(|size| {
            let per = if size.is_empty() { Dimension::default() } else { of(size) };
            // mg/kg has no dimension, and nothing that the models show is counted so.
            let same = unit.dimension().multiply(&per) == of(what);
            same && !unit.dimension().is_dimensionless()
        })
    })
}

/// A model of the library with its values.
fn read_model(name: &str, library: &Library) -> Model {
    let mut sources = Sources::new();
    let loader = ModelLoader { library, files: &NoFiles };
    let text = library.model_text(name).unwrap();
    let (model, _) =
        lytic_model::read_antimony(&Library::model_source_name(name), text, &loader, &mut sources);
    let mut model = model.unwrap();
    library.bind(&mut model, &mut Vec::new());
    model
}

/// Built-in scenarios: all, or the first one of each model.
fn subjects(library: &Library, all: bool) -> Vec<Subject> {
    let mut models = BTreeSet::new();
    BUILT_IN
        .iter()
        .filter_map(|scenario| {
            let (title, _) = read_scenario(scenario.name, scenario.text.as_bytes(), &mut Sources::new());
            let title = title.unwrap();
            (models.insert(title.model.as_ref().unwrap().value.clone()) || all).then_some((scenario, title))
        })
        .map(|(scenario, title)| {
            let equations = read_model(&title.model.as_ref().unwrap().value, library).lower().unwrap();
            let seen = seen(&equations);
            let given = library.agents().iter().flat_map(|agent| {
                let there = |state: &str| equations.observable(state).is_some();
                let routes =
                    agent.routes.iter().filter(move |route| route.into.iter().all(|into| there(&into.state)));
                routes.map(|route| (agent.key.clone(), route.key.clone()))
            });
            Subject {
                scenario: scenario.name,
                seen,
                drawn: drawn(&equations, library),
                given: given.collect(),
                parameters: equations
                    .parameters
                    .iter()
                    .map(|known| format!("{}.{}", known.origin.module, known.origin.symbol))
                    .collect(),
                title,
            }
        })
        .collect()
}

/// Everything that the model can show: a quantity that instances hand on under several names is looked at once, under
/// the name that asks most of it; parameters and numbers are no results.
fn seen(equations: &Equations) -> Vec<(String, Holds)> {
    let strict = |holds: &Holds| match holds {
        Holds::Finite => 0,
        Holds::Amount => 1,
        Holds::Share(_) => 2,
    };
    let mut seen: BTreeMap<_, (String, Holds)> = BTreeMap::new();
    for found in &equations.observables {
        let expression = found.expression;
        if matches!(equations.graph.node(expression), Node::Parameter(_) | Node::Number(_)) {
            continue;
        }
        let is_state = equations.state(&found.name).is_some();
        let holds = holds(&found.name, found.unit.as_ref(), is_state);
        match seen.get(&expression) {
            Some((_, known)) if strict(known) >= strict(&holds) => {}
            _ => {
                seen.insert(expression, (found.name.clone(), holds));
            }
        }
    }
    seen.into_values().collect()
}

/// The law of a parameter, far wider.
fn widened(entry: &ParameterEntry) -> Option<Distribution> {
    Some(match entry.uncertainty.or(entry.between) {
        Some(Distribution::LogNormalCv(_) | Distribution::LogNormalSd(_)) => Distribution::LogNormalSd(2.0),
        Some(Distribution::LogitSd(_)) => Distribution::LogitSd(2.0),
        Some(Distribution::NormalSd(sd)) => Distribution::NormalSd(3.0 * sd),
        Some(uniform @ Distribution::Uniform(..)) => uniform,
        None if entry.name() == "body_size.weight" => Distribution::LogNormalSd(0.5),
        None => return None,
    })
}

/// All library parameters that have a law, each drawn wider.
fn drawn(equations: &Equations, library: &Library) -> String {
    let mut lines = String::new();
    for entry in library.parameters() {
        let there = equations
            .parameters
            .iter()
            .any(|known| known.origin.module == entry.module && known.origin.symbol == entry.symbol);
        let law = match widened(entry).filter(|_| there) {
            None => continue,
            Some(Distribution::LogitSd(sd)) => format!("logit_sd = {sd:e}"),
            Some(Distribution::NormalSd(sd)) => format!("normal_sd = {sd:e}"),
            Some(Distribution::Uniform(low, high)) => format!("uniform = [{low:e}, {high:e}]"),
            Some(law) => format!("lognormal_sd = {:e}", law.sd_of_ln().unwrap()),
        };
        writeln!(lines, "\"{}\" = {{ value = \"{}\", between = {{ {law} }} }}", entry.name(), entry.value)
            .unwrap();
    }
    lines
}

fn days(time: &Quantity) -> f64 {
    time.in_unit(&Unit::parse("d").unwrap()).unwrap()
}

/// Study `number` of a scenario as a text.
fn scenario(subject: &Subject, number: u64, patients: u64) -> String {
    let mut dice = Dice(Stream::new(1, purpose("random draws"), number), 0);
    let title = &subject.title;
    let (start, length) = (days(&title.start.value), days(&title.duration.as_ref().unwrap().value));
    let length = length.min(longest(number));
    let mut text = format!(
        "model = \"{}\"\nstart = \"{start} d\"\nduration = \"{length} d\"\n\
         cohort = {{ patients = {patients}, seed = {number}, without = [] }}\nobserve = {{ every = \"{} d\" }}\n",
        title.model.as_ref().unwrap().value,
        length / 20.0
    );
    writeln!(text, "[parameters]\n{}", subject.drawn).unwrap();
    let library = Library::embedded();
    let products = library.products();
    // A model that lacks what a product sets does not take it.
    let keys = |parts: &[ProductPart]| -> Vec<String> {
        let fits = |part: &&ProductPart| part.sets.iter().all(|(name, _)| subject.parameters.contains(name));
        parts.iter().filter(fits).map(|part| part.key.clone()).collect()
    };
    let (sources, methods) = (keys(&products.sources), keys(&products.methods));
    let (source, method) = (dice.below(sources.len()), dice.below(methods.len()));
    let mut product = false;
    for _ in 0..dice.below(9) {
        let (of, route) = &subject.given[dice.below(subject.given.len())];
        let (_, amount, unit) =
            USUAL.iter().find(|(agent, ..)| agent == of).expect("an agent without a usual amount");
        let amount = amount * 100f64.powf(2.0 * dice.uniform() - 1.0);
        let times: Vec<String> = (0..1 + dice.below(6))
            .map(|_| format!("\"{:.3} d\"", (start + dice.uniform() * (length - 5.0)).max(start)))
            .collect();
        write!(
            text,
            "[[dose]]\nof = \"{of}\"\nroute = \"{route}\"\namount = \"{amount:e} {unit}\"\nat = [{}]\n",
            times.join(", ")
        )
        .unwrap();
        if dice.below(3) == 0 {
            writeln!(text, "duration = \"{:.4} d\"", 0.0001 + 4.9 * dice.uniform()).unwrap();
        }
        if CELLS.contains(&of.as_str()) {
            product = true;
            text.push_str("product = \"cells\"\n");
        }
    }
    if product && !sources.is_empty() && !methods.is_empty() {
        let (source, method) = (&sources[source], &methods[method]);
        write!(text, "[product.cells]\nsource = \"{source}\"\nmethod = \"{method}\"\n").unwrap();
    }
    for (index, (name, _)) in subject.seen.iter().enumerate() {
        write!(text, "[outcome.low{index}]\nvalue = \"{name}\"\nminimum = {{}}\n").unwrap();
        write!(text, "[outcome.high{index}]\nvalue = \"{name}\"\nmaximum = {{}}\n").unwrap();
    }
    text
}

/// Days of study `number` at most: what goes wrong with random doses goes wrong soon, but for what builds up.
fn longest(number: u64) -> f64 {
    if number % 7 == 6 { 40.0 } else { 12.0 }
}

/// What some studies found.
#[derive(Default)]
struct Found {
    draws: u64,
    failures: BTreeMap<String, u64>,
    wrong: Vec<String>,
    /// Wrong values by name of the quantity.
    kinds: BTreeMap<String, u64>,
}

impl Found {
    fn wrong(&mut self, name: &str, what: impl FnOnce() -> String) {
        *self.kinds.entry(name.to_owned()).or_default() += 1;
        if self.wrong.len() < 20 {
            let what = what();
            eprintln!("wrong: {what}");
            self.wrong.push(what);
        }
    }
}

fn study(subject: &Subject, number: u64, patients: u64, library: &Library, found: &mut Found) {
    let text = scenario(subject, number, patients);
    let mut sources = Sources::new();
    let (scenario, mut diagnostics) = read_scenario(subject.scenario, text.as_bytes(), &mut sources);
    let (study, more) = prepare(scenario.unwrap(), library, &NoFiles, Overrides::default(), &mut sources);
    diagnostics.extend(more);
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|found| found.is_error())
        .map(|found| found.message.text(Lang::En))
        .collect();
    assert_eq!(errors, Vec::<String>::new(), "{text}");
    let run = study.unwrap().in_memory(Some(1), &|_, _| true).unwrap();
    found.draws += patients;
    for failure in &run.results.failures {
        let (cause, _) = failure
            .reason
            .split_once(", at day ")
            .unwrap_or_else(|| panic!("{} has no named cause", failure.reason));
        *found.failures.entry(format!("{}: {cause}", subject.scenario)).or_default() += 1;
    }
    let mut failed = 0;
    for (patient, values) in run.outcomes[0].arms[0].chunks(2 * subject.seen.len()).enumerate() {
        if values.iter().all(|value| value.is_nan()) {
            failed += 1;
            continue;
        }
        for (pair, (name, holds)) in values.chunks(2).zip(&subject.seen) {
            let (low, high) = (pair[0], pair[1]);
            let right = low.is_finite() && high.is_finite() && holds.of(low, high);
            if !right {
                found.wrong(name, || {
                    format!(
                        "{} study {number} patient {patient}: {name} from {low:e} to {high:e}",
                        subject.scenario
                    )
                });
            }
        }
    }
    assert_eq!(failed, run.results.failed, "every failure has its reason, and only failures have no values");
}

/// The studies or pieces of this run: all, or those of one part.
fn numbers(count: u64) -> Vec<u64> {
    let part = std::env::var("LYTIC_PART").ok();
    let (part, parts) = part.map_or((1, 1), |text| {
        let (part, parts) = text.split_once('/').expect("LYTIC_PART is such as 3/20");
        (part.parse::<u64>().unwrap(), parts.parse::<u64>().unwrap())
    });
    assert!((1..=parts).contains(&part), "LYTIC_PART is such as 3/20");
    (0..count).filter(|number| number % parts == part - 1).collect()
}

#[test]
fn random_patients_under_random_doses_stay_within_what_can_be() {
    let library = Library::embedded();
    let full = std::env::var("LYTIC_FULL").ok().map(|full| full.parse().unwrap_or(1));
    let subjects = subjects(&library, full.is_some());
    let numbers = match full {
        Some(draws) => numbers((if draws == 1 { 1_000_000 } else { draws }) / alone::PIECE),
        None => (0..subjects.len() as u64).collect(),
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let start = std::time::Instant::now();
    let found: Vec<Found> = std::thread::scope(|scope| {
        let part = |first: usize| {
            let (subjects, library, numbers) = (&subjects, &library, &numbers);
            scope.spawn(move || {
                let mut found = Found::default();
                for &number in numbers.iter().skip(first).step_by(threads) {
                    let subject = &subjects[number as usize % subjects.len()];
                    if full.is_none() {
                        study(subject, number, 16, library, &mut found);
                        continue;
                    }
                    alone::piece(subject, number, library, &mut found);
                    let (seconds, scenario) = (start.elapsed().as_secs_f64(), subject.scenario);
                    eprintln!(
                        "{seconds:.0} s: piece {number} ({scenario}), {} draws, {:?}, {:?}",
                        found.draws, found.failures, found.kinds
                    );
                }
                found
            })
        };
        let parts: Vec<_> = (0..threads).map(part).collect();
        parts.into_iter().map(|part| part.join().unwrap()).collect()
    });
    let draws: u64 = found.iter().map(|found| found.draws).sum();
    let mut failures: BTreeMap<&str, u64> = BTreeMap::new();
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    for part in &found {
        part.failures.iter().for_each(|(cause, n)| *failures.entry(cause).or_default() += n);
        part.kinds.iter().for_each(|(name, n)| *kinds.entry(name).or_default() += n);
    }
    println!("{draws} draws; failures by scenario and cause: {failures:#?}");
    let wrong: Vec<&String> = found.iter().flat_map(|found| &found.wrong).collect();
    assert!(wrong.is_empty(), "wrong by quantity: {kinds:#?}\n{wrong:#?}");
}

#[test]
fn amounts_and_shares_are_told_by_unit_and_name() {
    let unit = |text: &str| Unit::parse(text).unwrap();
    for amount in ["cells", "cells/uL", "mg", "pg/mL", "IU", "IU/mL", "cells/kg", "mg/L", "ng/m2"] {
        assert_eq!(holds("nk.x", Some(&unit(amount)), false), Holds::Amount, "{amount}");
    }
    for other in ["/d", "cells/d", "1", "L", "mg*d/L"] {
        assert_eq!(holds("nk.x", Some(&unit(other)), false), Holds::Finite, "{other}");
    }
    assert_eq!(holds("blood.donor_share", Some(&Unit::dimensionless()), false), Holds::Share(1.0));
    assert_eq!(holds("marrow.blast_percent", None, false), Holds::Share(100.0));
    assert_eq!(holds("nk.activity", Some(&Unit::dimensionless()), true), Holds::Amount);
}
