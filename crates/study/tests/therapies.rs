//! Therapies against closed forms and published numbers: a module on its own, composed with the least around it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

use lytic_nk::Library;
use lytic_study::{Files, MemoryStore, Overrides, open, prepare};
use lytic_text::Sources;

/// A model and a scenario that no disk holds.
struct Two<'a> {
    model: &'a str,
    scenario: String,
}

impl Files for Two<'_> {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        match path {
            "model.ant" => Ok(self.model.as_bytes().to_vec()),
            "scenario.toml" => Ok(self.scenario.clone().into_bytes()),
            _ => Err("no such file".to_owned()),
        }
    }
}

/// Columns of the typical patient: for each column its values at the days of `every` days from 0 to `days`.
fn curves(model: &str, days: f64, every: f64, columns: &[&str], doses: &str) -> Vec<Vec<f64>> {
    let listed: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let name = if model.contains("model ") { "model.ant" } else { model };
    let scenario = format!(
        "model = \"{name}\"\nduration = \"{days} d\"\n{doses}\n[cohort]\npatients = 1\n[observe]\n\
         relative_tolerance = 1e-9\nevery = \"{every} d\"\ncolumns = [{}]\n",
        listed.join(", ")
    );
    let files = Two { model, scenario };
    let mut sources = Sources::new();
    let (scenario, problems) = open("scenario.toml", &files, &mut sources);
    assert!(problems.is_empty(), "{problems:?}");
    let mut scenario = scenario.unwrap();
    scenario.source = None;
    let (study, problems) =
        prepare(scenario, &Library::embedded(), &files, Overrides::default(), &mut sources);
    let problems: Vec<_> = problems.into_iter().filter(lytic_text::Diagnostic::is_error).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let kept = MemoryStore::with_curves();
    let results = study.unwrap().run(None, &|_, _| true, &kept).unwrap();
    assert_eq!(results.failed, 0, "{:?}", results.failures);
    let all = kept.curves(0, 0);
    let count = columns.len();
    (0..count).map(|column| all.iter().skip(column).step_by(count).copied().collect()).collect()
}

fn near(found: f64, wanted: f64, share: f64) {
    assert!((found - wanted).abs() <= share * wanted.abs(), "{found}, not {wanted}");
}

/// Level after a bolus into two compartments: A exp(-a t) + B exp(-b t).
fn two_compartments(dose: f64, clearance: f64, plasma: f64, tissue: f64, exchange: f64, days: f64) -> f64 {
    let (k10, k12, k21) = (clearance / plasma, exchange / plasma, exchange / tissue);
    let sum = k10 + k12 + k21;
    let root = (sum * sum - 4.0 * k10 * k21).sqrt();
    let (fast, slow) = (0.5 * (sum + root), 0.5 * (sum - root));
    let part = |rate: f64, other: f64| (k21 - rate) / (other - rate) * (-rate * days).exp();
    dose / plasma * (part(fast, slow) + part(slow, fast))
}

#[test]
fn antibodies_to_pd1_follow_two_compartments() {
    let doses = "
        [[dose]]
        into = \"pembrolizumab.amount\"
        amount = \"200 mg\"
        at = \"0 d\"
        [[dose]]
        into = \"nivolumab.amount\"
        amount = \"240 mg\"
        at = \"0 d\"";
    let columns = ["pembrolizumab.concentration", "nivolumab.concentration", "pd1.blockade"];
    let found = curves("patient/pharmacology", 42.0, 7.0, &columns, doses);
    for (week, days) in (0..=6).map(|week| (week, 7.0 * f64::from(week as u32))).skip(1) {
        near(found[0][week], two_compartments(200.0, 0.22, 3.48, 4.06, 0.795, days), 1e-6);
        near(found[1][week], two_compartments(240.0, 0.23, 3.63, 2.78, 0.77, days), 1e-6);
    }
    // Usual doses hold most PD-1 for weeks.
    assert!(found[2][3] > 0.85, "{}", found[2][3]);
}

#[test]
fn carboplatin_is_dosed_by_the_formula_of_calvert() {
    // AUC 5 at a GFR of 90 mL/min: 5*(90 + 25) mg. The area under the curve is that over the dose's own clearance.
    let doses = "[[dose]]\nof = \"carboplatin\"\namount = \"575 mg\"\nat = \"0 d\"\n";
    let model = "
        import \"drugs/carboplatin.ant\"
        model *test()
          unit time_unit = day;
          carboplatin: carboplatin();
          carboplatin.absorbed = 0;
          intensity is carboplatin.intensity;
          species courses has dimensionless;
          courses = 0;
          courses' = intensity;
        end";
    let found = curves(model, 4.0, 4.0, &["courses"], doses);
    near(found[0][1], 1.0, 1e-5);
}

#[test]
fn a_fraction_of_radiation_kills_by_the_linear_quadratic_law() {
    let model = "
        import \"drugs/radiotherapy.ant\"
        model *test()
          unit time_unit = day;
          radiotherapy: radiotherapy();
          radiotherapy.alpha = 0.3;
          radiotherapy.beta = 0.03;
          kill is radiotherapy.kill;
          species tumour has cells;
          tumour = 1e9;
          die: tumour => ; kill*tumour;
        end";
    let columns = ["tumour", "radiotherapy.ligands", "radiotherapy.given"];
    let of = |dose: f64, count: u32| {
        let doses = format!(
            "[[dose]]\nof = \"radiotherapy\"\namount = \"{dose} Gy\"\n\
             at = {{ from = \"0 d\", every = \"1 d\", count = {count} }}\n"
        );
        curves(model, 8.0, 0.25, &columns, &doses)
    };
    // ln S = alpha d + beta d^2 k/(k + m): the fraction takes ten minutes, repair an hour and a half.
    let lost = |found: &[Vec<f64>]| (1e9 / found[0].last().unwrap()).ln();
    let incomplete = 144.0 / (144.0 + 11.0);
    let one = |dose: f64| 0.3 * dose + 0.03 * dose * dose * incomplete;
    for dose in [2.0, 8.0] {
        near(lost(&of(dose, 1)), one(dose), 1e-5);
    }
    // Fractions a day apart do not know of each other, as far as repair is over.
    let six = of(2.0, 6);
    near(lost(&six), 6.0 * one(2.0), 1e-4);
    near(*six[2].last().unwrap(), 12.0, 1e-6);
    // Ligands peak 24 to 48 h after a fraction; 2 Gy double them.
    let ligands = &of(2.0, 1)[1];
    let peak = (0..ligands.len()).max_by(|a, b| ligands[*a].total_cmp(&ligands[*b])).unwrap();
    assert!((1.0..=2.0).contains(&(0.25 * peak as f64)), "{peak}");
    near(ligands[peak], 2.0, 0.01);
}

#[test]
fn a_session_of_chemoembolisation_kills_its_logs_and_closes_the_vessel() {
    let model = "
        import \"drugs/chemoembolisation.ant\"
        model *test()
          unit time_unit = day;
          chemoembolisation: chemoembolisation();
          kill is chemoembolisation.kill;
          species tumour has cells;
          tumour = 1e9;
          die: tumour => ; kill*tumour;
        end";
    let doses = "[[dose]]\nof = \"chemoembolisation\"\namount = \"1\"\nat = \"0 d\"\n";
    let found = curves(model, 40.0, 2.0, &["tumour", "chemoembolisation.access"], doses);
    near(*found[0].last().unwrap(), 1e9 * 10f64.powf(-0.5), 1e-5);
    assert!(found[1][1] < 0.65 && *found[1].last().unwrap() > 0.97, "{:?}", found[1]);
}

/// The saturable clearance of cetuximab: 155 mg/L at the peak, 41 to 85 mg/L before the next dose, as in patients.
#[test]
fn cetuximab_reaches_the_levels_of_patients() {
    let doses = "
        [[dose]]
        of = \"cetuximab\"
        amount = \"720 mg\"
        at = \"0 d\"
        [[dose]]
        of = \"cetuximab\"
        amount = \"450 mg\"
        at = { from = \"7 d\", every = \"7 d\", count = 5 }";
    let found = curves("patient/pharmacology", 42.0, 7.0, &["cetuximab.concentration"], doses);
    let trough = *found[0].last().unwrap();
    assert!((41.0..=85.0).contains(&trough), "{trough}");
}
