//! Lots of cells, and patients who get them: the signs that must show under what is not known, closed forms, what a lot gives,
//! bad input.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod files;

use files::Texts;
use lytic_nk::Library;
use lytic_study::{Files, MemoryStore, NoFiles, Overrides, Results, Scenario, Study, open, prepare};
use lytic_text::Sources;

/// A study of a built-in scenario, or the codes of what is wrong.
fn study_of(
    scenario: Option<Scenario>,
    overrides: Overrides,
    files: &dyn Files,
) -> Result<Study, Vec<String>> {
    let mut sources = Sources::new();
    let library = Library::embedded();
    let (study, problems) = prepare(scenario.unwrap(), &library, files, overrides, &mut sources);
    let codes: Vec<String> = problems
        .iter()
        .filter(|problem| problem.is_error())
        .map(|problem| problem.message.key.to_owned())
        .collect();
    if codes.is_empty() { Ok(study.unwrap()) } else { Err(codes) }
}

fn run(name: &str, patients: u64, draws: u64, set: &[&str]) -> Results {
    let overrides = Overrides {
        patients: Some(patients),
        draws: Some(draws),
        set: set.iter().map(|set| (*set).to_owned()).collect(),
        no_twin: true,
        outcomes_only: true,
        ..Overrides::default()
    };
    let mut sources = Sources::new();
    let (scenario, problems) = open(name, &NoFiles, &mut sources);
    assert!(problems.is_empty(), "{problems:?}");
    let study = study_of(scenario, overrides, &NoFiles).unwrap();
    let results = study.run(Some(2), &|_, _| true, &MemoryStore::new()).unwrap();
    assert_eq!(results.failed, 0, "{:?}", results.failures);
    results
}

fn share(results: &Results, name: &str) -> Vec<f64> {
    results.outcomes.iter().find(|outcome| outcome.name == name).unwrap().by_draw.clone()
}

fn median(results: &Results, name: &str) -> Vec<f64> {
    results.values.iter().find(|value| value.name == name).unwrap().by_draw.clone()
}

/// In how many draws `a` is below `b`.
fn below(a: &[f64], b: &[f64]) -> usize {
    a.iter().zip(b).filter(|(a, b)| a < b).count()
}

const DRAWS: u64 = 20;

/// Lots of patients fail more often than those of healthy people, in nearly all draws, by too few cells and not by purity.
#[test]
fn autologous_lots_fail_more_often() {
    let dose = ["release.dose_per_weight=1e8 cells/kg"];
    let own = run("factory-autologous-mb21", 64, DRAWS, &dose);
    let healthy = run("factory-mb21", 64, DRAWS, &dose);
    let (own_released, healthy_released) = (share(&own, "released"), share(&healthy, "released"));
    assert!(below(&own_released, &healthy_released) >= 12, "{own_released:?} {healthy_released:?}");
    assert!(own_released[0] < 0.75 && healthy_released[0] > 0.85, "{own_released:?} {healthy_released:?}");
    assert!(share(&own, "too_few_cells")[0] > share(&own, "impure")[0]);
}

/// Frozen cells live as fresh ones do; fewer move, and they kill less in a gel, in every draw.
#[test]
fn frozen_lots_lose_motility_and_killing_not_viability() {
    let (fresh, frozen) = (run("factory-mb21", 32, DRAWS, &[]), run("factory-mb21-frozen", 32, DRAWS, &[]));
    assert_eq!(median(&fresh, "viability"), median(&frozen, "viability"));
    for name in ["motile", "killing"] {
        let (fresh, frozen) = (median(&fresh, name), median(&frozen, name));
        assert_eq!(below(&frozen, &fresh), DRAWS as usize, "{name}");
    }
    // Mark 2020: 5.6 times less killing in collagen.
    let lost = median(&fresh, "killing")[0] / median(&frozen, "killing")[0];
    assert!((lost - 5.6).abs() < 0.1, "{lost}");
}

/// What a method gains in doses it may lose in persistence: a night, feeders with IL-15, feeders with IL-21.
#[test]
fn methods_change_doses_and_persistence() {
    let dose = ["release.dose_per_weight=1e7 cells/kg"];
    let [night, mb15, mb21] =
        ["factory-overnight", "factory-mb15", "factory-mb21"].map(|name| run(name, 48, DRAWS, &dose));
    let doses = [&night, &mb15, &mb21].map(|results| median(results, "doses"));
    assert!(below(&doses[1], &doses[2]) >= 16, "{doses:?}");
    assert!(doses[0][0] < doses[1][0]);
    let persistence = [&night, &mb15, &mb21].map(|results| median(results, "persistence"));
    assert!(below(&persistence[1], &persistence[0]) == DRAWS as usize, "{persistence:?}");
    assert!(below(&persistence[2], &persistence[0]) == DRAWS as usize, "{persistence:?}");
    assert!(below(&persistence[1], &persistence[2]) >= 16, "{persistence:?}");
}

/// Growth without feeders, telomere loss and a full vessel is exponential: f exp((b - d)(t - lag)) with death all the time.
#[test]
fn a_line_in_cytokines_grows_exponentially() {
    let set = ["nk92_line.nk_cells=1e3 cells"];
    let fold = median(&run("factory-nk92", 128, 1, &set), "fold")[0];
    assert!((fold / (0.8 * ((0.385 - 0.03) * 16.0_f64).exp()) - 1.0).abs() < 0.1, "{fold}");
}

/// NK cells of the gamma chain: yield times the share of cells through all eight steps.
#[test]
fn stem_cells_follow_the_gamma_chain() {
    let set = ["ipsc_line.death_rate=0 /d"];
    let results = run("factory-ipsc", 1, 1, &set);
    let steps = 0.311_f64 * 27.0;
    let (mut term, mut sum) = ((-steps).exp(), 0.0);
    for step in 0..8 {
        sum += term;
        term *= steps / f64::from(step + 1);
    }
    let fold = median(&results, "fold")[0];
    // One lot is patient 0, whose yield and rate are its own.
    assert!((fold / (1660.0 * (1.0 - sum)) - 1.0).abs() < 1.0, "{fold}");
}

/// The same lots whatever the number of threads, and lot 3 is the same in every cohort.
#[test]
fn lots_of_patients_do_not_depend_on_threads() {
    let hash = |threads| {
        let overrides =
            Overrides { patients: Some(12), duration: Some("12 d".to_owned()), ..Overrides::default() };
        let files = Texts::of([("patient.toml", PATIENT.to_owned())]);
        let mut sources = Sources::new();
        let (scenario, _) = open("patient.toml", &files, &mut sources);
        let study = study_of(scenario, overrides, &files).unwrap();
        let results = study.run(Some(threads), &|_, _| true, &MemoryStore::new()).unwrap();
        results.about.hashes.iter().find(|(of, _)| of == "results").unwrap().1.clone()
    };
    assert_eq!(hash(1), hash(3));
}

/// A patient who gets three doses of a lot, with what is told of the lot and what is in the body just after the first.
const PATIENT: &str = r#"
model = "patient/aml"
duration = "12 d"
[patient]
weight = "70 kg"
height = "172 cm"
[product.p]
source = "haploidentical"
lot = "factory-mb21"
[[dose]]
of = "nk_cells"
product = "p"
amount = "1e8 cells/kg"
at = { from = "1 d", every = "2 d", count = 3 }
[observe]
every = "1 d"
columns = ["nk.total"]
[outcome.cells]
value = "p.lot_cells"
at = "0 d"
[outcome.persistence]
value = "p.lot_persistence"
at = "0 d"
[outcome.most]
value = "nk.total"
maximum = {}
[outcome.released]
when = "p.lot_released > 0.5"
at = "0 d"
[outcome.nothing]
when = "nk.total < 1"
always = {}
"#;

fn patients(scenario: &str, count: u64) -> Result<Results, Vec<String>> {
    let files = Texts::of([("patient.toml", scenario.to_owned())]);
    let mut sources = Sources::new();
    let (scenario, problems) = open("patient.toml", &files, &mut sources);
    let codes: Vec<String> = problems.iter().map(|problem| problem.message.key.to_owned()).collect();
    if !codes.is_empty() {
        return Err(codes);
    }
    let overrides = Overrides { patients: Some(count), no_twin: true, ..Overrides::default() };
    let study = study_of(scenario, overrides, &files)?;
    Ok(study.run(Some(2), &|_, _| true, &MemoryStore::new()).unwrap())
}

/// Who has no released lot gets no cells; the failure is an outcome of its own.
#[test]
fn failed_lots_give_nothing() {
    let own =
        PATIENT.replace("factory-mb21", "factory-autologous-mb15").replace("haploidentical", "autologous");
    let results = patients(&own, 40).unwrap();
    let (failed, nothing) = (share(&results, "p_lot_failed")[0], share(&results, "nothing")[0]);
    assert_eq!(failed, nothing);
    assert!((failed + share(&results, "released")[0] - 1.0).abs() < 1e-12);
    assert!(failed > 0.5, "{failed}");
    assert_eq!(share(&patients(PATIENT, 40).unwrap(), "p_lot_failed").len(), 1);
}

/// A lot of one dose and a half gives that and no more, so more doses bring no more cells.
#[test]
fn doses_end_with_the_lot() {
    let with = |count: &str, amount: &str| {
        let text = PATIENT.replace("count = 3", count).replace("1e8 cells/kg", amount);
        let fixed =
            "[parameters]\n\"nk.maximal_division\" = \"0 /d\"\n\"nk.death_rate\" = \"0 /d\"\n[observe]";
        median(&patients(&text.replace("[observe]", fixed), 1).unwrap(), "most")[0]
    };
    // The lot of the first patient holds several times 1e10 cells, 70 kg take 7e10 at 1e9/kg.
    let (one, three) = (with("count = 1", "1e8 cells/kg"), with("count = 3", "1e8 cells/kg"));
    assert!(three > 1.5 * one, "{one} {three}");
    let many = with("count = 6", "1e8 cells/kg");
    let lot = median(&patients(PATIENT, 1).unwrap(), "cells")[0];
    assert!(many <= 0.5 * lot && lot > 0.0, "{many} of {lot}");
}

/// Cells with worn telomeres and as many cells given: fewer are there two weeks later.
#[test]
fn expansion_is_felt_in_the_patient() {
    let of = |lot: &str| {
        let lot = format!("product.expanded.lot={lot}");
        let results = run("aml-expanded-lots", 12, 1, &[&lot, "dose.nk_cells.amount=1e6 cells/kg"]);
        (median(&results, "division_left")[0], median(&results, "donor_nk_day_14")[0])
    };
    let (kept, worn) = (of("factory-mb21"), of("factory-mb15"));
    assert!(kept.0 > 1.5 * worn.0, "{kept:?} {worn:?}");
    assert!(kept.1 > 2.0 * worn.1, "{kept:?} {worn:?}");
}

#[test]
fn mistakes_are_told() {
    let wrong = |from: &str, to: &str| patients(&PATIENT.replace(from, to), 1).map(|_| ()).unwrap_err();
    assert_eq!(wrong("lot = \"factory-mb21\"", ""), ["E2001"]);
    assert_eq!(wrong("lot =", "method = \"purified\"\nlot ="), ["E2002"]);
    assert_eq!(wrong("lot = \"factory-mb21\"", "lot = \"healthy\""), ["E2004"]);
    assert_eq!(wrong("lot = \"factory-mb21\"", "lot = \"factory-mb22\""), ["E0305"]);
    assert_eq!(wrong("model = \"patient/aml\"", "kind = \"factory\"\nmodel = \"patient/aml\""), ["E2003"]);
    assert_eq!(wrong("p.lot_cells", "p.lot_sells"), ["E0263"]);
}
