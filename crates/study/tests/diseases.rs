//! Cancers against closed forms. The signs that they must show over cohorts are in `signs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod files;

use files::Texts;
use lytic_nk::Library;
use lytic_study::{MemoryStore, Overrides, open, prepare};
use lytic_text::Sources;

/// Growth between two scans against the closed form of the Gompertz law: primary and metastases of one size.
#[test]
fn an_untreated_tumour_grows_by_gompertz() {
    const DAYS: f64 = 60.0;
    let fixed = [
        ("doubling_time", "100 d"),
        ("primary_at_start", "6e10 cells"),
        ("metastases_at_start", "6e10 cells"),
        ("ceiling", "1e13 cells"),
        // no resting NK cells: what they kill of plain cells is put on top of the growth of all
        ("visibility", "1e-6"),
    ];
    let numbers: String = fixed
        .iter()
        .map(|(name, value)| {
            format!("\"nsclc.{name}\" = {{ value = \"{value}\", between = {{ lognormal_sd = 1e-9 }} }}\n")
        })
        .collect();
    let files = Texts::of([(
        "scenario.toml",
        format!(
            "model = \"patient/nsclc\"\nduration = \"{DAYS} d\"\n[parameters]\n{numbers}[cohort]\npatients = 3\n\
         [outcome.grown]\nvalue = \"ln(tumour.relative_volume)\"\nat = \"{DAYS} d\"\n"
        ),
    )]);
    let mut sources = Sources::new();
    let (scenario, _) = open("scenario.toml", &files, &mut sources);
    let (study, problems) =
        prepare(scenario.unwrap(), &Library::embedded(), &files, Overrides::default(), &mut sources);
    assert!(problems.iter().all(|problem| !problem.is_error()), "{problems:?}");
    let kept = MemoryStore::new();
    study.unwrap().run(None, &|_, _| true, &kept).unwrap();
    // ln(B/B0) = room*(1 - exp(-rate*t)), room = ln(ceiling/B0), rate = ln 2/doubling time/room; seeds weigh nothing.
    let room = (1e13_f64 / 6e10).ln();
    let exact = room * (1.0 - (-std::f64::consts::LN_2 / 100.0 / room * DAYS).exp());
    for grown in kept.outcomes(0, 0) {
        assert!((grown / exact - 1.0).abs() < 2e-3, "{grown} {exact}");
    }
}
