//! What a scenario means: closed forms for doses and outcomes, and what is said of each mistake that a model reveals.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod damage;
mod mistakes;

use lytic_nk::Library;
use lytic_study::{Files, MemoryStore, Overrides, Results, open, prepare};
use lytic_text::{Lang, Sources, entry, has_errors};
use std::collections::BTreeMap;

struct Memory(BTreeMap<&'static str, String>);

impl Files for Memory {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        self.0.get(path).map(|text| text.clone().into_bytes()).ok_or_else(|| "no such file".to_owned())
    }
}

fn run(argument: &str, files: &Memory, overrides: Overrides) -> Result<Results, Vec<String>> {
    let library = Library::embedded();
    let mut sources = Sources::new();
    let (scenario, mut diagnostics) = open(argument, files, &mut sources);
    let mut study = None;
    if let Some(scenario) = scenario {
        let (ready, more) = prepare(scenario, &library, files, overrides, &mut sources);
        diagnostics.extend(more);
        study = ready;
    }
    let lines: Vec<String> = diagnostics
        .iter()
        .map(|diagnostic| {
            assert!(
                entry(diagnostic.message.key).is_some(),
                "{} is not in the catalogue",
                diagnostic.message.key
            );
            let place = diagnostic.span.and_then(|span| sources.line_column(span));
            let place = place.map_or_else(String::new, |place| format!("{}:{} ", place.line, place.column));
            let near = diagnostic.suggestion.as_deref().map_or_else(String::new, |near| format!(" ~ {near}"));
            format!("{place}{} {}{near}", diagnostic.message.key, diagnostic.message.text(Lang::En))
        })
        .collect();
    if has_errors(&diagnostics) || !lines.is_empty() {
        return Err(lines);
    }
    Ok(study.unwrap().run(Some(1), &|_, _| true, &MemoryStore::new()).unwrap())
}

/// A drug in plasma: first-order loss, and a depot.
const DRUG: &str = r#"
model *drug()
  unit time_unit = day;
  compartment plasma; plasma has L; plasma = 5;
  species drug in plasma; drug has mg_per_L; drug = 0;
  species depot has mg; depot = 0;
  const loss has per_day; loss = 0.5;
  const absorption has per_day; absorption = 2;
  absorb: depot => drug; absorption*depot;
  clear: drug => ; loss*plasma*drug;
  drug is "drug in plasma";
end
"#;

fn drug(scenario: &str) -> Result<Results, Vec<String>> {
    drug_with(scenario, Overrides::default())
}

fn drug_with(scenario: &str, overrides: Overrides) -> Result<Results, Vec<String>> {
    let mut files = BTreeMap::new();
    files.insert("models/drug.ant", DRUG.to_owned());
    let head = "model = \"models/drug.ant\"\nduration = \"10 d\"\ncohort = { patients = 1 }\n";
    files.insert("my.toml", format!("{head}{scenario}"));
    run("my.toml", &Memory(files), overrides)
}

fn curve<'r>(results: &'r Results, name: &str) -> &'r [f64] {
    &results.columns.iter().find(|column| column.name == name).unwrap().quantiles[2].1
}

fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-5 * wanted.abs().max(1e-3), "{found} instead of {wanted}");
}

const OBSERVE: &str = "[observe]\nevery = \"0.5 d\"\ncolumns = [\"drug\"]\n";

#[test]
fn doses_by_body_with_lag_infusion_and_repeats() {
    // 1 mg/kg of 70 kg at 12 h and 36 h: 14 mg/L each, lost at 0.5 /d.
    let results = drug(&format!(
        "[patient]\nweight = \"70 kg\"\n[[dose]]\ninto = \"drug\"\namount = \"1 mg/kg\"\n\
         at = {{ from = \"0 d\", every = \"24 h\", count = 2 }}\nlag = \"12 h\"\n{OBSERVE}"
    ))
    .unwrap();
    let drug_at = curve(&results, "drug");
    close(drug_at[0], 0.0);
    close(drug_at[1], 14.0);
    close(drug_at[3], 14.0 * ((-0.5_f64).exp() + 1.0));
    assert_eq!(results.columns[0].label, "drug in plasma");
    assert_eq!(results.columns[0].unit, "mg/L");
    assert_eq!(results.doses[0].times_days, [0.0, 1.0]);
    // 10 mg over 2 d: rate 5 mg/d into 5 L, at the end 1/0.5 (1 - exp(-1)).
    let text = format!(
        "[[dose]]\ninto = \"drug\"\namount = \"10 mg\"\nat = \"1 d\"\nduration = \"48 h\"\n{OBSERVE}"
    );
    let results = drug(&text).unwrap();
    close(curve(&results, "drug")[6], 2.0 * (1.0 - (-1.0_f64).exp()));
    // 100 mg/m2 for 180 cm and 80 kg: exactly 2 m2.
    let text = format!(
        "[patient]\nweight = \"80 kg\"\nheight = \"180 cm\"\n[[dose]]\ninto = \"drug\"\namount = \"100 mg/m2\"\nat = \"0 d\"\n{OBSERVE}"
    );
    close(curve(&drug(&text).unwrap(), "drug")[0], 40.0);
}

#[test]
fn doses_stop_and_events_remove() {
    let text = format!(
        "[[dose]]\ninto = \"drug\"\namount = \"50 mg\"\nat = {{ from = \"0 d\", every = \"1 d\", count = 5 }}\n\
         stop_when = \"drug > 15 \"\n[[event]]\nof = \"exchange\"\nat = \"9 d\"\nremoves = 0.75\nstates = [\"drug\"]\n{OBSERVE}"
    );
    let results = drug(&text).unwrap();
    let drug_at = curve(&results, "drug");
    let first_three = 10.0 * ((-1.0_f64).exp() + (-0.5_f64).exp() + 1.0);
    // 10, then 16.07 before the third dose is 9.75 again: it goes on until the level before a dose passes 15.
    close(drug_at[4], first_three);
    assert!(first_three * (-0.5_f64).exp() < 15.0);
    close(drug_at[18], 0.25 * drug_at[17] * (-0.25_f64).exp());
}

#[test]
fn outcomes_are_judged_at_ever_and_always() {
    let text = format!(
        "[[dose]]\ninto = \"drug\"\namount = \"50 mg\"\nat = \"1 d\"\n{OBSERVE}\
         [outcome.at]\nwhen = \"drug > 9.9\"\nat = \"1 d\"\n\
         [outcome.ever]\nwhen = \"drug > 9.9\"\never = {{ from = \"2 d\" }}\n\
         [outcome.always]\nwhen = \"drug > 0.1 and not (drug > 11)\"\nalways = {{ from = \"1 d\", to = \"9 d\" }}\n\
         [outcome.level]\nvalue = \"drug\"\nunit = \"ug/mL\"\nat = \"3.3 d\"\n"
    );
    let results = drug(&text).unwrap();
    let successes: Vec<u64> = results.outcomes.iter().map(|outcome| outcome.successes).collect();
    assert_eq!(successes, [1, 0, 1]);
    assert_eq!(results.outcomes[1].definition, "drug > 9.9, ever from 2 d");
    let level = &results.values[0];
    assert_eq!((level.unit.as_str(), level.n), ("ug/mL", 1));
    close(level.quantiles[2].1, 10.0 * (-0.5_f64 * 2.3).exp());
}

/// 50 mg in 5 L at day 1, lost at 0.5 /d: 10 mg/L, below 5 mg/L from day 2.39 on.
#[test]
fn a_stretch_of_time_is_asked_for_days_extremes_and_rates() {
    let text = format!(
        "[[dose]]\ninto = \"drug\"\namount = \"50 mg\"\nat = \"1 d\"\n{OBSERVE}\
         [outcome.first]\nwhen = \"drug > 1\"\nfirst = {{}}\n\
         [outcome.last]\nwhen = \"drug > 5\"\nlast = {{ from = \"0 d\" }}\n\
         [outcome.never]\nwhen = \"drug > 50\"\nlast = {{}}\n\
         [outcome.peak]\nvalue = \"drug\"\nunit = \"ug/mL\"\nmaximum = {{}}\n\
         [outcome.day_of_peak]\nvalue = \"drug\"\ntime_of_maximum = {{}}\n\
         [outcome.loss]\nvalue = \"drug\"\ndecline = {{ from = \"2 d\", to = \"4.2 d\" }}\n"
    );
    let results = drug(&text).unwrap();
    assert!(results.outcomes.is_empty(), "all of them are values");
    let value = |index: usize| results.values[index].quantiles[2].1;
    assert_eq!((value(0), value(1)), (1.0, 2.0));
    assert_eq!((results.values[2].n, results.values[1].unit.as_str()), (0, "d"));
    close(value(3), 10.0);
    assert_eq!(value(4), 1.0);
    close(value(5), 0.5);
    assert_eq!(results.values[5].unit, "/d");
    assert_eq!(results.values[5].definition, "drug, decline from 2 d to 4.2 d");
}

#[test]
fn parameters_are_set_by_scenario_and_command_line() {
    let text = format!(
        "[parameters]\nloss = \"0.25 /d\"\n[[dose]]\ninto = \"depot\"\namount = \"0.05 g\"\nat = \"0 d\"\n{OBSERVE}"
    );
    let bateman = |loss: f64, t: f64| 10.0 * 2.0 / (2.0 - loss) * ((-loss * t).exp() - (-2.0 * t).exp());
    let results = drug(&text).unwrap();
    close(curve(&results, "drug")[4], bateman(0.25, 2.0));
    let change = &results.changes[0];
    assert_eq!((change.library, change.used, change.place.as_str()), (Some(0.5), 0.25, "scenario"));
    let overrides = Overrides {
        set: vec!["drug.loss=1 /d".to_owned()],
        every: Some("12 h".to_owned()),
        ..Overrides::default()
    };
    let results = drug_with(&text, overrides).unwrap();
    close(curve(&results, "drug")[4], bateman(1.0, 2.0));
    assert_eq!(results.about.command, "lytic run my.toml --every '12 h' --set 'drug.loss=1 /d'");
}

#[test]
fn derived_columns_and_differences_between_patients() {
    let text = "[parameters]\nloss = { value = \"0.5 /d\", between = { lognormal_sd = 0.5 } }\n\
        [[dose]]\ninto = \"drug\"\namount = \"50 mg\"\nat = \"0 d\"\n\
        [observe]\nevery = \"1 d\"\ncolumns = [{ name = \"amount\", value = \"drug*plasma\", unit = \"ug\" }]\n";
    let overrides = Overrides { patients: Some(400), ..Overrides::default() };
    let results = drug_with(text, overrides).unwrap();
    let column = &results.columns[0];
    assert_eq!(column.unit, "ug");
    close(column.quantiles[2].1[0], 5e4);
    // ln(amount) falls by loss t: its quantiles are those of the rate.
    let rate = |index: usize| -(column.quantiles[index].1[2] / 5e4).ln() / 2.0;
    assert!((rate(2) / 0.5 - 1.0).abs() < 0.1, "{}", rate(2));
    assert!((rate(1) / 0.5 / (0.5_f64 * 0.674).exp() - 1.0).abs() < 0.12, "{}", rate(1));
}

#[test]
fn a_bare_model_runs() {
    let mut files = BTreeMap::new();
    files.insert("drug.ant", DRUG.replace("drug = 0;", "drug = 3;").replace("day", "hour"));
    let overrides =
        Overrides { duration: Some("2 h".to_owned()), every: Some("1 h".to_owned()), ..Overrides::default() };
    let results = run("drug.ant", &Memory(files), overrides).unwrap();
    let names: Vec<&str> = results.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["drug", "depot"]);
    // A model by itself keeps its own unit.
    assert_eq!(results.times_days, [0.0, 1.0, 2.0]);
    // Time in hours, loss in /hour after the replacement.
    close(curve(&results, "drug")[2], 3.0 * (-1.0_f64).exp());
}

/// A user's own model may use modules of the library, which bring their values and spreads.
#[test]
fn library_modules_in_a_model_of_ones_own() {
    let model = "import \"body/il15.ant\"\nmodel *mine()\n  unit time_unit = day;\n  a: il15();\n  a.nk = 2e10;\n\
        a.nk_at_rest = 2e10;\n  a.cd8 = 1e11;\n  a.cd8_at_rest = 1e11;\n  a.weight = 70;\nend\n";
    let scenario = "model = \"mine.ant\"\nduration = \"20 d\"\n[observe]\nevery = \"10 d\"\n\
        columns = [\"a.concentration\"]\n";
    let with = |more: &str| {
        let mut files = BTreeMap::new();
        files.insert("mine.ant", model.to_owned());
        files.insert("my.toml", format!("{scenario}{more}"));
        run("my.toml", &Memory(files), Overrides::default())
    };
    let results = with("").unwrap();
    assert_eq!(results.about.patients, 200);
    let quantiles = &results.columns[0].quantiles;
    for (_, curve) in quantiles {
        close(curve[2], curve[0]);
    }
    assert!(quantiles[0].1[0] < quantiles[4].1[0]);
    let dose = "[[dose]]\nof = \"rhil15\"\namount = \"1 ug/kg\"\nroute = \"iv\"\nat = \"1 d\"\n";
    let found = with(dose).unwrap_err();
    assert!(
        found.contains(
            &"7:7 E0334 the model `mine.ant` does not take `rhil15`: it has no `interleukin_15.amount`"
                .to_owned()
        ),
        "{found:?}"
    );
}

/// A model that rests at zero shows only under its doses that it is stiff (drugs that bind fast, say).
#[test]
fn the_method_is_chosen_under_the_doses() {
    let dose = "[[dose]]\ninto = \"drug\"\namount = \"1 mg\"\nat = \"1 d\"\nduration = \"5 d\"\n";
    let fast = "[parameters]\nloss = \"1e9 /d\"\n";
    let results = drug(&format!("{OBSERVE}{dose}{fast}")).unwrap();
    assert_eq!((results.work.method.as_str(), results.failed), ("Rodas5P", 0));
    assert_eq!(drug(&format!("{OBSERVE}{dose}")).unwrap().work.method, "Explicit");
}

#[test]
fn toml_and_the_system_speak_chinese_too() {
    let mut sources = Sources::new();
    let (_, found) = lytic_study::read_scenario("my.toml", b"model = \"a\"\nmodel = \"b\"\n", &mut sources);
    assert_eq!(found[0].message.text(Lang::Zh), "不是有效的 TOML：重复的键");
    assert_eq!(found[0].message.text(Lang::En), "not valid TOML: duplicate key");
    let reason = lytic_study::system_reason(&std::io::ErrorKind::NotFound.into());
    let message = lytic_text::Message::new("E0305").with("file", "a").with("reason", reason);
    assert_eq!(message.text(Lang::Zh), "无法读取 a：没有该文件或文件夹");
}

/// The quantiles of the results are those of the patients in the blocks.
#[test]
fn blocks_hold_the_patients_behind_the_quantiles() {
    let mut files = BTreeMap::new();
    files.insert("drug.ant", DRUG.replace("drug = 0;", "drug = 3;"));
    let text = "model = \"drug.ant\"\nduration = \"1 d\"\n\
        [parameters]\nloss = { value = \"0.5 /d\", between = { lognormal_sd = 0.5 } }\n\
        [observe]\nevery = \"1 d\"\ncolumns = [\"drug\"]\n";
    files.insert("my.toml", text.to_owned());
    let files = Memory(files);
    let library = Library::embedded();
    let mut sources = Sources::new();
    let (scenario, _) = open("my.toml", &files, &mut sources);
    let overrides = Overrides { patients: Some(1100), ..Overrides::default() };
    let (study, _) = prepare(scenario.unwrap(), &library, &files, overrides, &mut sources);
    let keep = MemoryStore::with_curves();
    let results = study.unwrap().run(Some(2), &|_, _| true, &keep).unwrap();
    let curves = keep.curves(0, 0);
    let (times, columns) = (results.times_days.len(), results.columns.len());
    let mut last: Vec<f64> =
        (0..1100).map(|patient| curves[(patient * times + times - 1) * columns]).collect();
    last.sort_by(f64::total_cmp);
    let median = 0.5 * (last[549] + last[550]);
    let found = results.columns[0].quantiles[2].1[times - 1];
    assert!((found / median - 1.0).abs() < 1e-14, "{found} {median}");
}
