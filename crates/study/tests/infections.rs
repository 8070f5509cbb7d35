//! Signs that infections must show, over cohorts and over draws of what we do not know: no NK product clears HIV, hepatitis B or
//! hepatitis C; each has an effect that is seen, and it passes; it may harm the liver. And what is known without simulating.
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
use lytic_text::{Diagnostic, Sources};

/// Outcomes of all patients: `[draw][arm]`, arm 0 with NK cells, each a row of outcomes for each patient.
struct Found {
    names: Vec<String>,
    rows: Vec<[Vec<f64>; 2]>,
}

impl Found {
    /// The values of an outcome in each draw, with and without NK cells.
    fn of(&self, name: &str) -> Vec<[Vec<f64>; 2]> {
        let index = self.names.iter().position(|known| known == name).expect("an outcome of the scenario");
        let column = |row: &Vec<f64>| row.iter().skip(index).step_by(self.names.len()).copied().collect();
        self.rows.iter().map(|arms| arms.each_ref().map(column)).collect()
    }

    /// Means over patients in each draw, with and without.
    fn means(&self, name: &str) -> Vec<[f64; 2]> {
        self.of(name).iter().map(|arms| arms.each_ref().map(|values| mean(values))).collect()
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn run(text: &str, set: &[&str], patients: u64, draws: u64) -> Found {
    let files = Texts::of([("scenario.toml", text.to_owned())]);
    let mut sources = Sources::new();
    let (scenario, problems) = open("scenario.toml", &files, &mut sources);
    assert!(problems.is_empty(), "{problems:?}");
    let overrides = Overrides {
        patients: Some(patients),
        draws: Some(draws),
        set: set.iter().map(|set| (*set).to_owned()).collect(),
        outcomes_only: true,
        ..Overrides::default()
    };
    let (study, problems) = prepare(scenario.unwrap(), &Library::embedded(), &files, overrides, &mut sources);
    let problems: Vec<_> = problems.into_iter().filter(Diagnostic::is_error).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let kept = MemoryStore::new();
    let results = study.unwrap().run(None, &|_, _| true, &kept).unwrap();
    assert_eq!(results.failed, 0, "{:?}", results.failures);
    let names = kept.layout().outcomes.iter().map(|(name, _)| name.clone()).collect();
    let arms = |draw| [0, 1].map(|arm| kept.outcomes(draw, arm));
    Found { names, rows: (0..draws).map(arms).collect() }
}

fn built_in(name: &str) -> &'static str {
    BUILT_IN.iter().find(|scenario| scenario.name == name).unwrap().text
}

/// The sign over draws: nobody is cleared, the lowest value lies below that of the same patients without the cells, and what there is
/// at the end is what they have.
#[test]
fn no_nk_product_clears_a_virus_and_what_it_does_passes() {
    for (name, least) in [("hiv-nk-on-therapy", 0.01), ("hbv-nk", 0.02), ("hcv-nk", 0.02)] {
        let found = run(built_in(name), &[], 16, 4);
        let cleared = found.means("cleared");
        assert!(cleared.iter().flatten().all(|share| *share == 0.0), "{name}: {cleared:?}");
        let (lowest, back) = (found.means("lowest"), found.means("back"));
        println!("{name}: lowest {lowest:.3?}, at the end {back:.3?}");
        let fall: Vec<f64> = lowest.iter().map(|[with, without]| without - with).collect();
        assert!(fall.iter().all(|fall| *fall > 0.0), "{name}: {lowest:?}");
        // seen where things are as we think they are: draw 0 has the typical values
        assert!(fall[0] > least, "{name}: {lowest:?}");
        for ([with, without], fall) in back.iter().zip(&fall) {
            assert!((with - without).abs() < 0.5 * fall + 0.02, "{name}: {back:?}, {fall}");
        }
        if name != "hiv-nk-on-therapy" {
            let alt = found.means("alt_peak");
            println!("{name}: highest ALT {alt:.0?}");
            assert!(alt.iter().all(|[with, without]| with > without), "{name}: {alt:?}");
            assert!(alt[0][0] > 1.1 * alt[0][1], "{name}: {alt:?}");
        }
    }
}

#[test]
fn hiv_comes_back_after_an_interruption_with_nk_cells_and_without() {
    let found = run(built_in("hiv-interruption"), &[], 16, 3);
    for [with, without] in found.means("rebound") {
        assert!((with - without).abs() < 0.1 && with > 0.5, "{with} {without}");
    }
    for [with, without] in found.of("rebound_day") {
        let later: Vec<f64> = with
            .iter()
            .zip(&without)
            .map(|(with, without)| with - without)
            .filter(|days| !days.is_nan())
            .collect();
        let days = mean(&later);
        println!("{} patients rebound {days:.1} d later", later.len());
        assert!((-0.5..14.0).contains(&days), "{days}");
    }
    assert!(found.means("cleared").iter().flatten().all(|share| *share == 0.0));
}

#[test]
fn direct_antivirals_cure_and_nucleoside_analogues_do_not() {
    let cured = run(built_in("hcv-direct"), &[], 40, 1).of("cleared")[0][0].iter().sum::<f64>();
    assert!(cured >= 36.0, "{cured} of 40");
    let found = run(built_in("hbv-lamivudine"), &[], 12, 2);
    for draw in 0..2 {
        let of = |name: &str| found.of(name)[draw][0].clone();
        assert!(of("cleared").iter().all(|cleared| *cleared == 0.0));
        assert!(of("fall_week_48").iter().all(|fall| *fall > 1.0), "{:?}", of("fall_week_48"));
        assert!(mean(&of("quiet")) > 0.05, "{:?}", of("quiet"));
    }
}

/// NKG2C+ cells expand where there are both virus and T cells.
#[test]
fn adaptive_nk_cells_need_the_virus_and_t_cells() {
    let share = |set: &[&str]| mean(&run(built_in("cmv-adaptive-nk"), set, 16, 1).of("adaptive_share")[0][1]);
    let (carriers, others) = (share(&[]), share(&["cmv.seropositive=0"]));
    let without_t_cells = share(&["cmv.specific_at_rest=1e-3 cells/uL"]);
    println!("NKG2C+ {carriers:.3} in carriers, {others:.3} in others, {without_t_cells:.3} without T cells");
    assert!((0.05..0.5).contains(&carriers) && others < 0.02 && without_t_cells < 0.6 * carriers);
}

#[test]
fn nk_cells_hold_a_bacterium_before_t_cells_come_and_do_not_clear_it() {
    let found = run(built_in("bacterium-nk"), &[], 16, 3);
    for [with, without] in found.means("day_7") {
        println!("log10 bacteria at day 7: {with:.2} with NK cells, {without:.2} without");
        assert!(with < without);
    }
    // a person at rest, but for T cells against the bacterium
    let rest = "model = \"patient/bacterium\"\nduration = \"60 d\"\n[cohort]\npatients = 12\n\
        [outcome.cleared]\nwhen = \"bacterium.bacteria < 1\"\nat = \"60 d\"\n\
        [outcome.log10]\nvalue = \"log10(max(1, bacterium.bacteria/1 cells))\"\nat = \"60 d\"\n";
    let held = run(rest, &["bacterium.by_t_cells=1e-9 pg/mL/d"], 12, 1);
    let (nobody, at_60) = (mean(&held.of("cleared")[0][0]), mean(&held.of("log10")[0][0]));
    let healthy = mean(&run(rest, &[], 12, 1).of("cleared")[0][0]);
    println!("without T cells {nobody} cleared, log10 {at_60:.2} at day 60; with them {healthy} cleared");
    assert!(nobody < 0.2 && at_60 < 8.0 && healthy > 0.8);
}

/// Chronic infections are in balance: without treatment nothing moves.
#[test]
fn chronic_hepatitis_without_treatment_stays_as_it_is() {
    for (model, virus, at_start) in
        [("hbv", "hbv.virus", "hbv.virus_at_start"), ("hcv", "hcv.virus", "hcv.load_at_start")]
    {
        let text = format!(
            "model = \"patient/{model}\"\nduration = \"365 d\"\n[cohort]\npatients = 6\n\
             [outcome.virus]\nvalue = \"{virus}/{at_start}\"\nat = \"365 d\"\n\
             [outcome.alt]\nvalue = \"alt.level/(alt.normal + alt.excess_at_start)\"\nat = \"365 d\"\n\
             [outcome.liver]\nvalue = \"{model}.hepatocytes/{model}.hepatocytes_at_start\"\nat = \"365 d\"\n"
        );
        for value in &run(&text, &[], 6, 1).rows[0][0] {
            assert!((value - 1.0).abs() < 1e-3, "{model}: {value}");
        }
    }
}

/// An antiviral where there is no such virus is told, at the name of the drug.
#[test]
fn an_antiviral_needs_its_virus() {
    let text = "model = \"patient/hiv\"\nduration = \"30 d\"\n[[dose]]\nof = \"lamivudine\"\namount = \"100 mg\"\nat = \"0 d\"\n\
        [[dose]]\nof = \"antiretrovirals\"\namount = \"1\"\nat = \"0 d\"\n";
    let files = Texts::of([("scenario.toml", text.to_owned())]);
    let mut sources = Sources::new();
    let (scenario, _) = open("scenario.toml", &files, &mut sources);
    let (_, problems) =
        prepare(scenario.unwrap(), &Library::embedded(), &files, Overrides::default(), &mut sources);
    let errors: Vec<&Diagnostic> = problems.iter().filter(|problem| problem.is_error()).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].message.key, "E1801");
    let place = sources.line_column(errors[0].span.unwrap()).unwrap();
    assert_eq!(place.line, 4);
}
