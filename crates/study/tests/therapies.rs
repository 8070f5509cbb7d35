//! Therapies against closed forms and published numbers: a module on its own, composed with the least around it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod files;

use files::Texts;
use lytic_nk::Library;
use lytic_study::{MemoryStore, NoFiles, Overrides, open, prepare};
use lytic_text::Sources;

/// Columns of the typical patient: for each column its values at the days of `every` days from 0 to `days`.
fn curves(model: &str, days: f64, every: f64, columns: &[&str], doses: &str) -> Vec<Vec<f64>> {
    let listed: Vec<String> = columns.iter().map(|column| format!("\"{column}\"")).collect();
    let name = if model.contains("model ") { "model.ant" } else { model };
    let scenario = format!(
        "model = \"{name}\"\nduration = \"{days} d\"\n{doses}\n[cohort]\npatients = 1\n[observe]\n\
         relative_tolerance = 1e-9\nevery = \"{every} d\"\ncolumns = [{}]\n",
        listed.join(", ")
    );
    let files = Texts::of([("model.ant", model.to_owned()), ("scenario.toml", scenario)]);
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
          radiotherapy.hypoxic_share = 0;
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

/// Two kinds of cells die each by its own law: a fraction leaves (1 - h) exp(-E) + h exp(-E of a third of the dose), and more of the
/// hypoxic kind among them.
#[test]
fn cells_without_oxygen_survive_a_large_fraction() {
    let model = "
        import \"drugs/radiotherapy.ant\"
        model *test()
          unit time_unit = day;
          radiotherapy: radiotherapy();
          radiotherapy.alpha = 0.3;
          radiotherapy.beta = 0.03;
          radiotherapy.hypoxic_share = 0.3;
          radiotherapy.reoxygenation = 0;
          kill is radiotherapy.kill;
          species tumour has cells;
          tumour = 1e9;
          die: tumour => ; kill*tumour;
        end";
    let doses = "[[dose]]\nof = \"radiotherapy\"\namount = \"8 Gy\"\nat = \"0 d\"\n";
    let found = curves(model, 4.0, 2.0, &["tumour", "radiotherapy.hypoxic"], doses);
    let incomplete = 144.0 / (144.0 + 11.0);
    let alive = |dose: f64| (-(0.3 * dose + 0.03 * dose * dose * incomplete)).exp();
    let (oxic, hypoxic) = (0.7 * alive(8.0), 0.3 * alive(8.0 / 3.0));
    near(*found[0].last().unwrap(), 1e9 * (oxic + hypoxic), 1e-5);
    near(*found[1].last().unwrap(), hypoxic / (oxic + hypoxic), 1e-5);
}

#[test]
fn macrophages_wake_with_interferon_and_with_lysis_and_sleep_with_steroids() {
    let awake = |ifn_gamma: f64, deaths: f64, steroid: f64| {
        let model = format!(
            "import \"body/tumour_macrophages.ant\"
             model *test()
               unit time_unit = day;
               macrophages: tumour_macrophages();
               macrophages.ifn_gamma = {ifn_gamma};
               macrophages.ifn_gamma_at_rest = 5;
               macrophages.deaths = {deaths};
               macrophages.steroid = {steroid};
             end"
        );
        *curves(&model, 100.0, 50.0, &["macrophages.woken"], "")[0].last().unwrap()
    };
    assert_eq!(awake(5.0, 0.0, 0.0), 0.0, "at rest nobody is awake");
    // 50 pg/mL above rest is half; so is a tenth dying in a day; both make two thirds; full steroid leaves a third of it.
    near(awake(55.0, 0.0, 0.0), 0.5, 1e-6);
    near(awake(5.0, 0.1, 0.0), 0.5, 1e-6);
    near(awake(55.0, 0.1, 0.0), 2.0 / 3.0, 1e-6);
    near(awake(55.0, 0.1, 1.0), 2.0 / 9.0, 1e-6);
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

/// One contact of an antibody with the numbers of single cells; `extra` sets what differs.
fn contact(bound: f64, antigens: f64, extra: &str) -> (f64, f64) {
    let model = format!(
        "import \"drugs/antibody_contact.ant\"
         import \"body/killer.ant\"
         model *test()
           unit time_unit = day;
           killer: killer();
           contact: antibody_contact();
           contact.bound = {bound};
           contact.antigens = {antigens};
           contact.donor_cd16 = 1;
           contact.weight := killer.cd16_weight;
           contact.half_vv := killer.cd16_half_fc_vv;
           contact.half_ff := killer.cd16_half_fc_ff;
           species nothing has cells;
           nothing = 0;
           nothing' = 0;
         end"
    );
    let columns = ["contact.donor_signal", "contact.host_signal"];
    let found = curves(&model, 1.0, 1.0, &columns, &format!("[parameters]\n{extra}"));
    (found[0][0], found[1][0])
}

#[test]
fn genotype_of_the_fc_receptor_shifts_the_half_effect_and_not_the_maximum() {
    let typed =
        "\"antibody_contact.donor_valine_share\" = \"1\"\n\"antibody_contact.host_valine_share\" = \"0\"\n";
    let bare = format!("{typed}\"antibody_contact.serum_igg\" = \"0 uM\"\n");
    // Without serum V/V is at half with 143 antibodies on the target, F/F with 599: a shift of 4.2, as in Dall'Ozzo 2004.
    near(contact(1.0, 143.0, &bare).0, 0.06, 1e-9);
    near(contact(1.0, 599.0, &bare).1, 0.06, 1e-9);
    let (valine, phenylalanine) = contact(1.0, 1e6, &bare);
    assert!(valine > 0.119 && phenylalanine > 0.119, "the same maximum of 0.12 thresholds");
    // In serum, on a B cell full of antibody, the genotypes still come near; where antigen is rare they part.
    let (full, poor) = (contact(1.0, 94e3, typed), contact(0.05, 30e3, typed));
    assert!(full.1 / full.0 > 0.65, "{full:?}");
    assert!(poor.1 / poor.0 < 0.4, "{poor:?}");
}

#[test]
fn anti_nkg2a_gives_back_what_hla_e_took() {
    let relief = |blockade: f64, hla_e: f64| {
        let model = format!(
            "import \"drugs/nkg2a_relief.ant\"
             model *test()
               unit time_unit = day;
               nkg2a: nkg2a_relief();
               nkg2a.blockade = {blockade};
               nkg2a.hla_e = {hla_e};
               nkg2a.hla_e_of_hla_high = 0;
               nkg2a.share = 0.45;
               nkg2a.inhibition = 2.8;
               nkg2a.half = 4300;
               species nothing has cells;
               nothing = 0;
               nothing' = 0;
             end"
        );
        let found = curves(&model, 1.0, 1.0, &["nkg2a.relief", "nkg2a.relief_on_hla_high"], "");
        assert_eq!(found[1][0], 1.0, "no HLA-E, no relief");
        found[0][0]
    };
    assert_eq!(relief(0.0, 6000.0), 1.0);
    // Full blockade: a cell with NKG2A gains 1 + I, and 45 % of the cells have it.
    let held = 2.8 * 6000.0 / 10_300.0;
    near(relief(1.0, 6000.0), (1.0f64 + held).powf(0.45), 1e-9);
    assert!(relief(1.0, 200.0) < 1.06, "little where HLA-E is low");
}

/// Codes of the problems of a scenario, errors and warnings.
fn codes(model: &str, text: &str) -> Vec<String> {
    let name = if model.contains("model ") { "model.ant" } else { model };
    let scenario = format!("model = \"{name}\"\nstart = \"-7 d\"\nduration = \"30 d\"\n{text}");
    let files = Texts::of([("model.ant", model.to_owned()), ("scenario.toml", scenario)]);
    let mut sources = Sources::new();
    let (scenario, mut problems) = open("scenario.toml", &files, &mut sources);
    let (_, more) =
        prepare(scenario.unwrap(), &Library::embedded(), &files, Overrides::default(), &mut sources);
    problems.extend(more);
    // Nothing is recorded here.
    problems.retain(|problem| problem.message.key != "W0303");
    assert!(problems.iter().all(|problem| problem.span.is_some()), "all have a place: {problems:?}");
    problems.iter().map(|problem| problem.message.key.to_owned()).collect()
}

#[test]
fn what_a_patient_does_not_have_is_told_with_its_place() {
    let aml = |text: &str| codes("patient/aml", text);
    let dose = |agent: &str, rest: &str| format!("[[dose]]\nof = \"{agent}\"\n{rest}");
    let body = "[patient]\nweight = \"70 kg\"\nheight = \"172 cm\"\n";
    let given = "amount = \"375 mg/m2\"\nat = \"0 d\"\n";
    assert_eq!(aml(&format!("{body}{}", dose("rituximab", given))), ["E1602"], "no CD20 on blasts");
    assert_eq!(aml(&format!("{body}fcgr3a = \"V/W\"\n")), ["E1601"]);
    let healthy = format!("{body}fcgr3a = \"V/F\"\n");
    assert_eq!(codes("patient/healthy", &healthy), ["W1601"]);
    let cells = |edits: &str| {
        format!(
            "{body}[product.x]\nsource = \"cord\"\nmethod = \"feeder-expanded\"\nedits = [{edits}]\n\
             [[dose]]\nof = \"nk_cells\"\nproduct = \"x\"\namount = \"1e7 cells/kg\"\nat = \"0 d\"\n"
        )
    };
    assert_eq!(aml(&cells("\"car-cd33\", \"il15\"")), [""; 0]);
    assert_eq!(aml(&cells("\"car-cd19\"")), ["E1604"]);
    assert_eq!(aml(&cells("\"car-cd34\"")), ["E0346"]);
    let ip = dose("carboplatin", "route = \"ip\"\namount = \"600 mg\"\nat = \"0 d\"\n");
    let model = "
        import \"drugs/carboplatin.ant\"
        model *test()
          unit time_unit = day;
          carboplatin: carboplatin();
          carboplatin.absorbed = 0;
        end";
    assert_eq!(codes(model, &ip), ["E1603"]);
    let early = dose("dexamethasone", "amount = \"10 mg\"\nat = \"-9 d\"\n");
    assert_eq!(aml(&early), ["E0338"]);
    let negative = dose("dexamethasone", "amount = \"-10 mg\"\nat = \"0 d\"\n");
    assert_eq!(aml(&negative), ["E0317"]);
    let surgery =
        "[[event]]\nof = \"surgery\"\nat = \"-9 d\"\nremoves = 0.9\nstates = [\"aml.marrow_sensitive\"]\n";
    assert_eq!(aml(surgery), ["E0339"]);
    // Surgery knows its own states where there is a solid tumour; what it cannot do, and what nobody knows, is told.
    let event = |name: &str| format!("[[event]]\nof = \"{name}\"\nat = \"0 d\"\nremoves = 0.95\n");
    assert_eq!(codes("patient/melanoma", &event("surgery")), [""; 0]);
    assert_eq!(aml(&event("surgery")), ["E1608"]);
    assert_eq!(codes("patient/melanoma", &event("surgrey")), ["E1609"]);
    assert_eq!(codes("patient/melanoma", &event("radiotherapy")), ["E1612"]);
    assert_eq!(codes("patient/melanoma", &dose("surgery", "amount = \"1\"\nat = \"0 d\"\n")), ["E1611"]);
    let limit = "amount = \"10 mg\"\nat = \"0 d\"\nat_most = 2\n";
    assert_eq!(aml(&dose("dexamethasone", limit)), ["E1610"]);
    let both = "amount = \"10 mg\"\nat = \"0 d\"\ngive_when = \"il6 > 1\"\nstop_when = \"il6 > 2\"\n";
    assert_eq!(aml(&dose("dexamethasone", both)), ["E1606"]);
    let often = "amount = \"1 mg\"\nat = { from = \"0 d\", every = \"1 min\", count = 1001 }\ngive_when = \"il6 > 1\"\n";
    assert_eq!(aml(&dose("dexamethasone", often)), ["E1607"]);
}

/// A dose on demand is given when it is needed, and asks again: twice here, while the level is low.
#[test]
fn a_dose_on_demand_is_given_only_when_its_condition_holds() {
    let model = "
        model *test()
          unit time_unit = day;
          species level has mg;
          level = 4;
          const rate has per_day;
          rate = 0.5;
          clear: level => ; rate*level;
        end";
    let doses = "
        [[dose]]
        into = \"level\"
        amount = \"2 mg\"
        at = { from = \"1 d\", every = \"1 d\", count = 6 }
        give_when = \"level < 1.2 mg\"";
    let found = curves(model, 6.0, 0.5, &["level"], doses);
    let half = (-0.5f64).exp();
    let mut level = 4.0;
    for day in 1..=5 {
        level *= half;
        if level < 1.2 {
            level += 2.0;
        }
        near(found[0][2 * day + 1], level * (-0.25f64).exp(), 1e-6);
    }
}

/// The same where at most so many may be given: the first is, the later ones are not, though they are needed.
#[test]
fn a_limit_ends_doses_on_demand() {
    let model = "
        model *test()
          unit time_unit = day;
          species level has mg;
          level = 1;
          const rate has per_day;
          rate = 0.5;
          clear: level => ; rate*level;
        end";
    for most in [1, 2, 3] {
        let doses = format!(
            "[[dose]]\ninto = \"level\"\namount = \"2 mg\"\n\
             at = {{ from = \"1 d\", every = \"1 d\", count = 8 }}\ngive_when = \"level < 1 mg\"\nat_most = {most}\n"
        );
        let found = curves(model, 8.0, 0.5, &["level"], &doses);
        let (mut level, mut given) = (1.0, 0);
        for day in 1..=7 {
            level *= (-0.5f64).exp();
            if level < 1.0 && given < most {
                level += 2.0;
                given += 1;
            }
            near(found[0][2 * day + 1], level * (-0.25f64).exp(), 1e-6);
        }
        assert_eq!(given, most);
    }
}

/// Surgery takes its share of the primary and leaves metastases.
#[test]
fn surgery_takes_the_primary() {
    let event = "[[event]]\nof = \"surgery\"\nat = \"2 d\"\nremoves = 0.95\n";
    let columns = ["tumour.primary", "tumour.metastases"];
    let [with, without] = [event, ""].map(|event| curves("patient/melanoma", 3.0, 1.0, &columns, event));
    near(with[0][3], 0.05 * without[0][3], 0.01);
    near(with[1][3], without[1][3], 0.01);
}

/// Outcomes of a built-in scenario in both arms: by name, the values of all patients.
fn outcomes(name: &str, patients: u64) -> [std::collections::BTreeMap<String, Vec<f64>>; 2] {
    let mut sources = Sources::new();
    let (scenario, problems) = open(name, &NoFiles, &mut sources);
    assert!(problems.is_empty(), "{problems:?}");
    let overrides = Overrides { patients: Some(patients), ..Overrides::default() };
    let (study, problems) =
        prepare(scenario.unwrap(), &Library::embedded(), &NoFiles, overrides, &mut sources);
    assert!(problems.is_empty(), "{name}: {problems:?}");
    let kept = MemoryStore::with_curves();
    let results = study.unwrap().run(None, &|_, _| true, &kept).unwrap();
    assert_eq!(results.failed, 0, "{name}: {:?}", results.failures);
    let names: Vec<String> = kept.layout().outcomes.iter().map(|(name, _)| name.clone()).collect();
    [0, 1].map(|arm| {
        let all = kept.outcomes(0, arm);
        let column = |column: usize| all.iter().skip(column).step_by(names.len()).copied().collect();
        names.iter().enumerate().map(|(index, name)| (name.clone(), column(index))).collect()
    })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Patient by patient, what NK cells leave of the tumour is less than what the other treatment leaves alone.
#[test]
fn nk_cells_add_to_radiation_and_to_chemoembolisation() {
    for name in ["nsclc-radiotherapy-nk", "hcc-tace-nk"] {
        let [with, without] = outcomes(name, 8);
        for (with, without) in with["residual"].iter().zip(&without["residual"]) {
            assert!(with <= &(without * (1.0 + 1e-6)), "{name}: {with} {without}");
        }
    }
}

/// Treatment on demand makes severe cytokine release no more frequent. (What it costs is killing: a steroid lowers the T cells
/// that reject the donor too, so that donor cells may become more.)
#[test]
fn treatment_of_cytokine_release_helps_the_patient() {
    let [untreated, _] = outcomes("aml-il15-sc", 24);
    let [treated, _] = outcomes("aml-il15-sc-treated", 24);
    let severe = |arm: &std::collections::BTreeMap<String, Vec<f64>>| mean(&arm["severe_cytokine_release"]);
    assert!(severe(&treated) <= severe(&untreated), "{} {}", severe(&treated), severe(&untreated));
}
