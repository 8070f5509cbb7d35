//! Signs that the cancers must show, each over a cohort and over draws of what we do not know: the same patients with and
//! without NK cells, and the sign in every draw.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

use lytic_nk::Library;
use lytic_study::{BUILT_IN, Files, MemoryStore, Overrides, open, prepare};
use lytic_text::Sources;

/// A scenario that no disk holds.
struct One(String);

impl Files for One {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        match path {
            "scenario.toml" => Ok(self.0.clone().into_bytes()),
            _ => Err("no such file".to_owned()),
        }
    }
}

/// Values of `what` (expressions at a day) of all patients: `[draw][expression][arm][patient]`, arm 0 with NK cells.
type Values = Vec<Vec<[Vec<f64>; 2]>>;

/// A built-in scenario with more lines, asked for the values of expressions at days.
fn ask(name: &str, more: &str, set: &[&str], what: &[(&str, f64)], patients: u64, draws: u64) -> Values {
    let text = BUILT_IN.iter().find(|scenario| scenario.name == name).unwrap().text;
    // Its own outcomes are left out: only what is asked here is judged.
    let text = text.split("\n[outcome.").next().unwrap();
    let asked: String = what
        .iter()
        .enumerate()
        .map(|(index, (value, day))| format!("\n[outcome.o{index}]\nvalue = \"{value}\"\nat = \"{day} d\"\n"))
        .collect();
    let files = One(format!("{text}\n{more}\n{asked}"));
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
    let problems: Vec<_> = problems.into_iter().filter(lytic_text::Diagnostic::is_error).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let kept = MemoryStore::new();
    let results = study.unwrap().run(None, &|_, _| true, &kept).unwrap();
    assert_eq!(results.failed, 0, "{:?}", results.failures);
    (0..draws)
        .map(|draw| {
            let arms = [0, 1].map(|arm| kept.outcomes(draw, arm));
            (0..what.len())
                .map(|index| {
                    arms.each_ref().map(|arm| arm.iter().skip(index).step_by(what.len()).copied().collect())
                })
                .collect()
        })
        .collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// What NK cells change: the mean over patients of the value without minus the value with them, in each draw.
fn benefit(values: &Values, index: usize) -> Vec<f64> {
    let of = |draw: &Vec<[Vec<f64>; 2]>| {
        let [with, without] = &draw[index];
        mean(&without.iter().zip(with).map(|(without, with)| without - with).collect::<Vec<f64>>())
    };
    values.iter().map(of).collect()
}

/// The preparation once more, two days after the cells. (Where IL-15 is given for long, or nothing had emptied the patient
/// before, the cells that survive grow back into the empty body, and less is lost.)
#[test]
fn chemotherapy_two_days_after_the_infusion_destroys_the_benefit() {
    let blasts = [("ln(1 + aml.marrow_blasts/1 cells)", 21.0)];
    let drugs = "[[dose]]\nof = \"cyclophosphamide\"\namount = \"60 mg/kg\"\nat = [\"2 d\", \"3 d\"]\n\
        [[dose]]\nof = \"fludarabine\"\namount = \"25 mg/m2\"\nat = { from = \"2 d\", every = \"1 d\", count = 5 }\n";
    let alone = benefit(&ask("aml-il2", "", &[], &blasts, 24, 3), 0);
    let poisoned = benefit(&ask("aml-il2", drugs, &[], &blasts, 24, 3), 0);
    println!("ln blasts: {alone:.4?} without, {poisoned:.4?} with the drugs two days later");
    for (alone, poisoned) in alone.iter().zip(&poisoned) {
        assert!(*alone > 0.0 && *poisoned < 0.5 * alone, "{alone} {poisoned}");
    }
}

/// By how many logs NK cells lower each clone, among patients in whom all are still there.
#[test]
fn hla_high_clones_survive_nk_cells_and_resistant_ones_do_not_escape_them() {
    let what = ["hla_high", "sensitive", "resistant"];
    let what = what.map(|clone| format!("ln(1 + aml.marrow_{clone}/1 cells)"));
    let what: Vec<(&str, f64)> = what.iter().map(|value| (value.as_str(), 28.0)).collect();
    for draw in ask("aml-il15-sc", "", &[], &what, 40, 3) {
        let patients = 0..draw[0][0].len();
        let left: Vec<usize> =
            patients.filter(|patient| draw.iter().all(|clone| clone[0][*patient] > 1e4_f64.ln())).collect();
        assert!(left.len() >= 10, "{}", left.len());
        let fall = |clone: usize| {
            let falls: Vec<f64> =
                left.iter().map(|patient| draw[clone][1][*patient] - draw[clone][0][*patient]).collect();
            mean(&falls)
        };
        let (hla_high, sensitive, resistant) = (fall(0), fall(1), fall(2));
        println!(
            "{} patients: HLA-high {hla_high:.3}, sensitive {sensitive:.3}, resistant {resistant:.3}",
            left.len()
        );
        assert!(hla_high < 0.8 * sensitive, "{hla_high} {sensitive}");
        assert!(resistant > 0.9 * sensitive, "{resistant} {sensitive}");
    }
}

#[test]
fn nk_cells_help_more_before_metastases_seed_than_after() {
    // Every primary seeds at once, so that the number of seeds is seen and not only whether there is one.
    let set = ["solid.seeds_per_cell=1e-9 /cell/d"];
    let cells = [("ln(1 + tumour.metastases/1 cells)", 120.0)];
    let late = [set[0], "dose.1.at=60 d"];
    let before = benefit(&ask("nsclc-metastasis", "", &set, &cells, 24, 3), 0);
    let after = benefit(&ask("nsclc-metastasis", "", &late, &cells, 24, 3), 0);
    println!("ln metastases: {before:.4?} before, {after:.4?} after surgery");
    for (before, after) in before.iter().zip(&after) {
        assert!(*before > 0.0 && before > after, "{before} {after}");
    }
}

#[test]
fn solid_tumours_respond_modestly() {
    let what = [("tumour.relative_diameters", 56.0), ("ln(tumour.relative_volume)", 56.0)];
    let values = ask("solid-autologous", "", &[], &what, 30, 3);
    let shrunk: Vec<f64> = values
        .iter()
        .map(|draw| {
            let with = &draw[0][0];
            with.iter().filter(|size| **size <= 0.7).count() as f64 / with.len() as f64
        })
        .collect();
    let volume = benefit(&values, 1);
    println!("responses {shrunk:.3?}, ln volume {volume:.5?}");
    // At most one response in twenty, and NK cells change the volume by less than a fifth.
    assert!(volume.iter().all(|effect| effect.abs() < 0.2), "{volume:?}");
    assert!(shrunk.iter().all(|share| *share <= 0.05), "{shrunk:?}");
}

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
    let files = One(format!(
        "model = \"patient/nsclc\"\nduration = \"{DAYS} d\"\n[parameters]\n{numbers}[cohort]\npatients = 3\n\
         [outcome.grown]\nvalue = \"ln(tumour.relative_volume)\"\nat = \"{DAYS} d\"\n"
    ));
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
