//! `lytic combine`: independent kills, orders, doses of one thing, mistakes, threads and a stop on the way.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

use lytic_nk::Library;
use lytic_study::{
    Combination, CombinationResults, CombineQuestion, Files, Opened, Overrides, RunFolder, StudyError,
    Together, Undefined, open, open_folder, prepare_combination,
};
use lytic_text::{Lang, Sources, entry};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

struct Memory(BTreeMap<&'static str, String>);

impl Files for Memory {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        self.0.get(path).map(|text| text.clone().into_bytes()).ok_or_else(|| "no such file".to_owned())
    }
}

/// Two drugs that kill by themselves, a helper without which the third does nothing, cells that grow. A drug acts only
/// while it is there; `toxic` removes the helper's cells.
const MODEL: &str = r#"
model *kills()
  unit time_unit = day;
  unit per_day = 1/day;
  cells = 1e6;
  first = 0; second = 0; helper = 0;
  growth has per_day; growth = 0.1;
  cells' = (growth - 0.3*first/(1 + first) - 0.2*second/(1 + second) - 0.5*helper)*cells;
  first' = -0.5*first;
  second' = -0.5*second;
  helper' = -0.1*helper - 5*second*helper;
end
"#;

const SCENARIO: &str = r#"
title = "t"
model = "m.ant"
duration = "20 d"
[cohort]
patients = 300
[parameters]
growth = { value = "0.1 /d", between = { lognormal_sd = 0.8 } }
[[dose]]
into = "first"
amount = 2
at = "2 d"
[[dose]]
into = "second"
amount = 2
at = "4 d"
[addition.cells]
[[addition.cells.dose]]
into = "helper"
amount = 0.4
at = "2 d"
[addition.slow]
parameters = { growth = "0.05 /d" }
[outcome.few]
when = "cells < 1e6"
at = "20 d"
[outcome.left]
value = "cells"
at = "20 d"
[outcome.death]
hazard = "growth"
"#;

fn ready(question: &CombineQuestion) -> Result<Combination, Vec<String>> {
    ready_with(question, &[])
}

fn ready_with(question: &CombineQuestion, set: &[&str]) -> Result<Combination, Vec<String>> {
    let files = Memory(BTreeMap::from([("m.ant", MODEL.to_owned()), ("s.toml", SCENARIO.to_owned())]));
    let (library, mut sources) = (Library::embedded(), Sources::new());
    let (scenario, problems) = open("s.toml", &files, &mut sources);
    assert_eq!(problems, []);
    let (found, problems) = prepare_combination(
        scenario.unwrap(),
        &library,
        &files,
        Overrides { set: set.iter().map(|set| (*set).to_owned()).collect(), ..Overrides::default() },
        question,
        &mut sources,
    );
    let lines = problems.iter().map(|problem| {
        assert!(entry(problem.message.key).is_some(), "{} is not in the catalogue", problem.message.key);
        let span = problem.span.expect("a place");
        assert!(sources.line_column(span).is_some(), "a place that exists");
        format!("{} {}", problem.message.key, problem.message.text(Lang::En))
    });
    let lines: Vec<String> = lines.collect();
    found.ok_or(lines)
}

fn with(with: &str) -> CombineQuestion {
    CombineQuestion { with: with.to_owned(), ..CombineQuestion::default() }
}

/// A folder that goes with its owner.
struct Desk(PathBuf);

impl Desk {
    fn new() -> Desk {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Desk(std::env::temp_dir().join(format!("lytic-combine-{}-{number}", std::process::id())))
    }

    fn open(&self, identity: &Value) -> RunFolder {
        match open_folder(&self.0.join("run"), identity, false).unwrap() {
            Opened::New(folder) => folder,
            Opened::Finished(_) => panic!("not finished"),
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(Path::new(&self.0));
    }
}

fn run(question: &CombineQuestion, threads: usize) -> CombinationResults {
    let (combination, desk) = (ready(question).unwrap(), Desk::new());
    combination.run(&desk.open(&combination.identity()), Some(threads), &|_, _| true).unwrap()
}

/// Each drug kills at a rate of its own: in every patient v_both v_none = v_A v_B.
#[test]
fn independent_kills_have_bliss_index_one() {
    let found = run(&with("first,second"), 2);
    let names: Vec<String> = found.arms.iter().map(|arm| arm.plan.name(&found.additions)).collect();
    assert_eq!(names, ["none", "first", "second", "first + second"]);
    let value = &found.interactions[0].values[0];
    assert_eq!((value.name.as_str(), value.n), ("left", 300));
    for (_, index) in &value.quantiles {
        assert!((index - 1.0).abs() < 1e-4, "{index}");
    }
    // Shares: what is expected is 1 - q_A q_B / q_none.
    let outcome = &found.interactions[0].outcomes[0];
    let [none, a, b, both] = outcome.counts.map(|count| 1.0 - count as f64 / 300.0);
    assert!(none > a && a > both && outcome.n == 300);
    assert!((outcome.index - both * none / (a * b)).abs() < 1e-12);
    assert!((outcome.expected - (1.0 - a * b / none)).abs() < 1e-12);
    assert!(outcome.sampling.0 < outcome.index && outcome.index < outcome.sampling.1);
    assert!(outcome.loewe.is_none());
    // What is added to nothing is paired, and a fate that nothing changes is nobody's gain.
    assert_eq!(found.arms[3].paired_outcomes[0].only_first, 0);
    assert_eq!(found.arms[3].paired_survivals[0].1.days, 0.0);
    assert!(found.arms[0].paired_outcomes.is_empty());
}

/// The second drug destroys the helper if it comes after it, and not before.
#[test]
fn the_order_of_a_pair_matters_where_one_destroys_the_other() {
    let question = CombineQuestion { order: true, intervals: vec!["2 d".into()], ..with("cells,second") };
    let found = run(&question, 1);
    let median = |name: &str| {
        let arm = found.arms.iter().find(|arm| arm.plan.name(&found.additions) == name).unwrap();
        arm.values[0].quantiles[2].1
    };
    let (helper_first, drug_first) = (median("cells > second 2 d"), median("second > cells 2 d"));
    // Both begin on day 2, the second of each two days later.
    assert_eq!(helper_first, median("cells + second"));
    assert!(helper_first != drug_first);
    assert!(median("cells") < helper_first, "the drug costs more than it kills");
    let says: Vec<Together> = found.interactions.iter().map(|found| found.values[0].together).collect();
    assert_eq!(says.len(), 3);
    assert_eq!(says[0], Together::Less);
}

#[test]
fn loewe_asks_for_doses() {
    let question =
        CombineQuestion { levels: Some("0.25, 0.5, 1, 2, 8, 32".into()), ..with("first,second,slow") };
    let found = run(&question, 2);
    assert_eq!(found.levels.len(), 10, "five levels of two additions");
    let pair = |a: usize, b: usize| {
        let fits = |found: &&lytic_study::Interaction, results: &CombinationResults| {
            results.arms[found.arm].plan.members == [a, b]
        };
        found.interactions.iter().find(|interaction| fits(interaction, &found)).unwrap()
    };
    let loewe = pair(0, 1).values[0].loewe.clone().unwrap();
    // The first drug saturates at 0.3 a day and the second at 0.2: together they do what neither does by dose alone, or
    // what much more of one does.
    match loewe.index {
        Ok(index) => assert!(index > 0.0 && index < 1.0, "{index}"),
        Err(why) => assert_eq!(why, Undefined::OutOfReach),
    }
    assert_eq!(pair(0, 2).values[0].loewe.clone().unwrap().index, Err(Undefined::NoDose));
    // All three together have no pairwise index.
    assert_eq!(found.interactions.len(), 3);
}

/// `dose.2` is the second dose of the file in every arm, also in those that lack the first.
#[test]
fn settings_are_those_of_the_whole_scenario() {
    let question = with("first,second");
    let amounts = |combination: &Combination| -> Vec<String> {
        let desk = Desk::new();
        let found = combination.run(&desk.open(&combination.identity()), Some(1), &|_, _| true).unwrap();
        found.arms.iter().map(|arm| arm.doses.iter().map(|dose| dose.amount.clone()).collect()).collect()
    };
    let (plain, set) = (ready(&question).unwrap(), ready_with(&question, &["dose.2.amount=5"]).unwrap());
    assert_eq!(amounts(&plain), ["", "2", "2", "22"]);
    assert_eq!(amounts(&set), ["", "2", "5", "25"]);
    assert_ne!(plain.identity(), set.identity());
    let both =
        ready_with(&question, &["growth=0.2 /d", "dose.first.at=3 d", "dose.second.amount=2"]).unwrap();
    assert_eq!(amounts(&both), ["", "2", "2", "22"]);
    let wrong = ready_with(&question, &["dose.3.amount=5"]).err().unwrap();
    assert!(wrong.iter().all(|line| line.starts_with("E0602")), "{wrong:?}");
}

#[test]
fn threads_and_a_stop_do_not_change_a_bit() {
    let question = with("first,cells");
    let (one, two) = (run(&question, 1), run(&question, 2));
    assert_eq!(one.about.hashes, two.about.hashes);
    assert_eq!(one.interactions, two.interactions);
    let (combination, desk) = (ready(&question).unwrap(), Desk::new());
    let folder = desk.open(&combination.identity());
    let stopped = combination.run(&folder, Some(1), &|done, _| done < 700);
    assert_eq!(stopped, Err(StudyError::Interrupted));
    let (there, all) = combination.kept(&folder);
    assert!(there > 0 && there < all, "{there} of {all}");
    drop(folder);
    let folder = desk.open(&combination.identity());
    let resumed = combination.run(&folder, Some(2), &|_, _| true).unwrap();
    assert_eq!(resumed.about.hashes, one.about.hashes);
    assert_eq!(resumed.interactions, one.interactions);
    assert_eq!(resumed.arms, one.arms);
}

#[test]
fn mistakes_are_told_where_they_stand() {
    let interval = |text: &str| CombineQuestion { intervals: vec![text.into()], ..with("first,second") };
    let levels = |text: &str| CombineQuestion { levels: Some(text.into()), ..with("first") };
    for (question, code) in [
        (with("frist"), "E1521"),
        (with("first,first"), "E0321"),
        (with(" , "), "E1520"),
        (interval("2"), "E0"),
        (interval("-2 d"), "E0317"),
        (interval("30 d"), "E0"),
        (CombineQuestion { order: true, ..with("first,slow") }, "E1522"),
        (levels("0"), "E1524"),
        (levels("x"), "E1524"),
        (levels("1"), "E1525"),
    ] {
        let found = ready(&question).err().unwrap();
        assert!(found.iter().any(|line| line.starts_with(code)), "{question:?}: {found:?}");
    }
}
