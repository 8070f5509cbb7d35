//! What grafts must show: a law of small numbers, an order in which cells come back, and signs over cohorts and over draws of what we do
//! not know.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod files;

use files::Texts;
use lytic_nk::Library;
use lytic_study::{BUILT_IN, MemoryStore, Overrides, open, prepare};
use lytic_text::Sources;

/// Values of expressions at days, of all patients: `[draw][expression][patient]`, in both arms where there are two.
struct Asked {
    values: Vec<Vec<Vec<f64>>>,
    twins: Vec<Vec<Vec<f64>>>,
}

/// A built-in scenario to its `last` day, with settings, asked for what follows `value = `; other lines of it are left out.
fn ask(name: &str, last: f64, set: &[&str], what: &[&str], patients: u64, draws: u64) -> Asked {
    let text = BUILT_IN.iter().find(|scenario| scenario.name == name).unwrap().text;
    let text = text.split("\n[outcome.").next().unwrap();
    let asked: String =
        what.iter().enumerate().map(|(index, lines)| format!("\n[outcome.o{index}]\n{lines}\n")).collect();
    let files = Texts::of([("scenario.toml", format!("{text}\n{asked}"))]);
    let mut sources = Sources::new();
    let (scenario, problems) = open("scenario.toml", &files, &mut sources);
    assert!(problems.is_empty(), "{problems:?}");
    let scenario = scenario.unwrap();
    let start = scenario.start.value.value;
    let duration = format!("duration={} d", last - start);
    let overrides = Overrides {
        patients: Some(patients),
        draws: Some(draws),
        set: set.iter().copied().chain([duration.as_str()]).map(str::to_owned).collect(),
        outcomes_only: true,
        ..Overrides::default()
    };
    let (study, problems) = prepare(scenario, &Library::embedded(), &files, overrides, &mut sources);
    let problems: Vec<_> = problems.into_iter().filter(lytic_text::Diagnostic::is_error).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let kept = MemoryStore::new();
    let results = study.unwrap().run(None, &|_, _| true, &kept).unwrap();
    assert_eq!(results.failed, 0, "{:?}", results.failures);
    let of = |arm: usize| -> Vec<Vec<Vec<f64>>> {
        let each = |all: &[f64], index: usize| all.iter().skip(index).step_by(what.len()).copied().collect();
        (0..draws)
            .map(|draw| kept.outcomes(draw, arm))
            .map(|all| (0..what.len()).map(|index| each(&all, index)).collect())
            .collect()
    };
    let twins = if results.twin.is_some() { of(1) } else { Vec::new() };
    Asked { values: of(0), twins }
}

/// Over those who have a value: candidates whom the scenario's bounds refuse have none.
fn mean(values: &[f64]) -> f64 {
    let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    known.iter().sum::<f64>() / known.len() as f64
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// Where every patient is left with the same expected number of cells, the share without any is exp(-number): Poisson.
#[test]
fn the_last_cell_is_lost_by_poisson_chance() {
    for (number, log10) in [(0.5_f64, "-0.30103"), (2.0, "0.30103")] {
        let residue = format!("graft_versus_leukaemia.log10_residue={log10}");
        let set =
            [residue.as_str(), "graft_versus_leukaemia.conditioning_log10_kill=0", "nk_of_graft.gain=0"];
        // Nothing kills, so the lowest number is that of the start; patients differ in luck only.
        let text = ["value = \"leukaemia.alive\"\nat = \"-10 d\""];
        let found = ask_alike("transplant-haplo-matched", &set, &text);
        let cured = found.iter().filter(|alive| **alive < 0.5).count() as f64 / found.len() as f64;
        assert!((cured - (-number).exp()).abs() < 0.01, "{cured} for {number}");
    }
}

/// The same with a residue that does not differ between patients.
fn ask_alike(name: &str, set: &[&str], what: &[&str]) -> Vec<f64> {
    let text = BUILT_IN.iter().find(|scenario| scenario.name == name).unwrap().text;
    let text = text.split("\n[outcome.").next().unwrap();
    let same = "\n[parameters]\n\"graft_versus_leukaemia.log10_residue\" = { value = \"0.1\", between = \"none\" }\n";
    let files = Texts::of([("scenario.toml", format!("{text}{same}\n[outcome.o]\n{}\n", what[0]))]);
    let mut sources = Sources::new();
    let (scenario, problems) = open("scenario.toml", &files, &mut sources);
    assert!(problems.is_empty(), "{problems:?}");
    let overrides = Overrides {
        patients: Some(4096),
        set: set.iter().copied().chain(["duration=15 d"]).map(str::to_owned).collect(),
        outcomes_only: true,
        ..Overrides::default()
    };
    let (study, problems) = prepare(scenario.unwrap(), &Library::embedded(), &files, overrides, &mut sources);
    assert!(study.is_some(), "{problems:?}");
    let kept = MemoryStore::new();
    study.unwrap().run(None, &|_, _| true, &kept).unwrap();
    kept.outcomes(0, 0)
}

/// Neutrophils in the second or third week, NK cells within a month, T cells after months; cord blood later than many cells.
#[test]
fn cells_come_back_in_their_order() {
    let counts = [
        "when = \"neutrophils_per_ul >= 500\"\nfirst = { from = \"5 d\" }",
        "value = \"chimerism_percent\"\nat = \"30 d\"",
        "value = \"nk_per_ul\"\nat = \"30 d\"",
        "value = \"t_per_ul\"\nat = \"60 d\"",
        "value = \"t_per_ul\"\nat = \"180 d\"",
    ];
    let found = ask("transplant-haplo-matched", 180.0, &[], &counts, 64, 1);
    let of = |index: usize| median(&found.values[0][index]);
    println!("haploidentical: {:?}", (0..5).map(of).collect::<Vec<_>>());
    assert!((9.0..=20.0).contains(&of(0)), "neutrophils on day {}", of(0));
    assert!(of(1) > 90.0, "chimerism {}", of(1));
    assert!((100.0..=350.0).contains(&of(2)) && of(3) < 30.0 && of(4) > 3.0 * of(3), "NK before T");
    let cord = ask("transplant-cord-replete", 60.0, &[], &counts[..2], 64, 1);
    println!("cord: {} {}", median(&cord.values[0][0]), median(&cord.values[0][1]));
    assert!(median(&cord.values[0][0]) > of(0) + 5.0);
}

const RELAPSE: &str = "value = \"blast_percent\"\nmaximum = { from = \"0 d\", to = \"1000 d\" }";

fn relapse(name: &str, set: &[&str], patients: u64, draws: u64) -> Vec<f64> {
    let found = ask(name, 1000.0, set, &[RELAPSE], patients, draws);
    found
        .values
        .iter()
        .map(|draw| draw[0].iter().filter(|percent| **percent > 5.0).count())
        .map(|n| n as f64 / patients as f64)
        .collect()
}

/// A mismatch lowers relapse of AML in every draw or leaves it, never raises it; it hardly changes ALL; and where almost no cell is
/// alloreactive nothing changes.
#[test]
fn a_mismatch_lowers_relapse_of_aml_and_not_of_all() {
    let (patients, draws) = (64, 4);
    let matched = relapse("transplant-haplo-matched", &[], patients, draws);
    let mismatched = relapse("transplant-haplo-mismatched", &[], patients, draws);
    let few = relapse(
        "transplant-haplo-mismatched",
        &["recognition.alloreactive_share=0.005", "recognition.typed=0"],
        patients,
        1,
    );
    println!("AML: {matched:?} without, {mismatched:?} with, {few:?} with few");
    for (with, without) in mismatched.iter().zip(&matched) {
        assert!(with <= without, "{mismatched:?} {matched:?}");
    }
    assert!(mismatched[0] < 0.6 * matched[0] && (few[0] - matched[0]).abs() < 0.05);
    let visible = [
        "graft_versus_leukaemia.visibility=0.25",
        "graft_versus_leukaemia.log10_residue=3.6",
        "graft_versus_leukaemia.doubling_time=8 d",
    ];
    let matched = relapse("transplant-haplo-matched", &visible, patients, 1);
    let mismatched = relapse("transplant-all-mismatched", &[], patients, 1);
    println!("ALL: {matched:?} without, {mismatched:?} with");
    assert!(mismatched[0] > 0.85 * matched[0]);
}

/// With T cells in the graft alloreactive NK cells help them against the host; in a T-depleted one they do not, in any draw.
#[test]
fn a_mismatch_can_raise_gvhd_where_there_are_t_cells() {
    let severity =
        ["value = \"ln(1 + gvhd.effectors/1 cells_per_kg)\"\nmaximum = { from = \"0 d\", to = \"100 d\" }"];
    let of = |name: &str, set: &[&str]| -> Vec<f64> {
        ask(name, 100.0, set, &severity, 48, 4).values.iter().map(|draw| mean(&draw[0])).collect()
    };
    let none = ["recognition.alloreactive_share=0", "recognition.typed=0"];
    let (replete, replete_none) = (of("transplant-cord-replete", &[]), of("transplant-cord-replete", &none));
    let (depleted, depleted_none) =
        (of("transplant-haplo-mismatched", &[]), of("transplant-haplo-mismatched", &none));
    println!(
        "ln T cells against the host: replete {replete:?} {replete_none:?}, depleted {depleted:?} {depleted_none:?}"
    );
    assert!(replete[0] > replete_none[0] + 0.1);
    assert!(depleted.iter().zip(&depleted_none).all(|(with, without)| *with <= without + 0.1));
}

/// NK cells given to a person with a kidney graft never lower its injury by much and raise it in some; taking them away resolves it.
#[test]
fn nk_cells_can_harm_a_kidney_graft() {
    let highest = ["value = \"mvi_score\"\nmaximum = { from = \"0 d\", to = \"90 d\" }"];
    let found = ask("kidney-nk-infusion", 90.0, &[], &highest, 48, 4);
    let added: Vec<f64> = found
        .values
        .iter()
        .zip(&found.twins)
        .map(|(with, without)| mean(&with[0]) - mean(&without[0]))
        .collect();
    println!("inflammation added by infused NK cells: {added:?}");
    // At the library's values, and in most draws of what we do not know.
    let raised = added.iter().filter(|added| **added > 0.0).count();
    assert!(added[0] > 0.0 && 3 * raised >= 2 * added.len() && added.iter().all(|added| *added > -0.1));
    let at_24 = ["value = \"mvi_score\"\nat = \"168 d\"", "value = \"dd_cfdna_percent\"\nat = \"168 d\""];
    let found = ask("kidney-dsa-anti-cd38", 168.0, &[], &at_24, 48, 4);
    for (with, without) in found.values.iter().zip(&found.twins) {
        println!(
            "felzartamab: {} {}, without {} {}",
            mean(&with[0]),
            mean(&with[1]),
            mean(&without[0]),
            mean(&without[1])
        );
        assert!(mean(&with[0]) < 0.6 * mean(&without[0]) && mean(&with[1]) < mean(&without[1]));
    }
}
