//! What a scenario means: closed forms for doses and outcomes, and what is said of each mistake that a model reveals.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

use lytic_nk::Library;
use lytic_study::{Files, MemoryStore, Overrides, Results, TEMPLATE, open, prepare};
use lytic_text::{Lang, Sources, entry, has_errors};
use proptest::prelude::*;
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
    assert_eq!(results.times_days, [0.0, 1.0 / 24.0, 2.0 / 24.0]);
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

/// What is said when one piece of the template is replaced.
fn check(old: &str, new: &str, wanted: &[&str]) {
    assert!(TEMPLATE.contains(old), "the template lacks {old}");
    let mut files = BTreeMap::new();
    files.insert("my.toml", TEMPLATE.replacen(old, new, 1));
    let overrides =
        Overrides { patients: Some(1), duration: Some("35 d".to_owned()), ..Overrides::default() };
    let found = run("my.toml", &Memory(files), overrides).err().unwrap_or_default();
    assert_eq!(found, wanted, "{old} -> {new}");
}

#[test]
fn the_template_runs_without_a_word() {
    check("1e7 cells/kg", "1e7 cells/kg", &[]);
}

#[test]
fn mistakes_in_names() {
    check("patient/aml", "patient/alm", &["10:13 E0330 unknown model `patient/alm` ~ patient/aml"]);
    check("patient/aml", "aml.ant", &["10:13 E0305 cannot read aml.ant: no such file"]);
    check("\"fludarabine\"", "\"fludarabin\"", &["23:11 E0331 unknown agent `fludarabin` ~ fludarabine"]);
    check(
        "route  = \"iv\"",
        "route = \"vi\"",
        &["24:10 E0332 `fludarabine` cannot be given by the route `vi` ~ iv"],
    );
    check(
        "\"nk.death_rate\"",
        "\"nk.deth_rate\"",
        &["49:1 E0340 unknown parameter `nk.deth_rate` ~ nk.death_rate"],
    );
    check(
        "\"nk.death_rate\"",
        "\"nk.division\"",
        &["49:1 E0341 `nk.division` is computed by the model and cannot be set"],
    );
    check(
        "product = \"haplo\"",
        "product = \"hplo\"",
        &["18:10 W0301 no dose uses the product `haplo`", "37:12 E0345 unknown product `hplo` ~ haplo"],
    );
    check(
        "product = \"haplo\"\n",
        "",
        &["18:10 W0301 no dose uses the product `haplo`", "35:12 E0359 `nk_cells` needs a `product`"],
    );
    check(
        "\"haploidentical\"",
        "\"haplo-identical\"",
        &["19:11 E0346 the library knows no `haplo-identical` for products ~ haploidentical"],
    );
}

#[test]
fn mistakes_in_numbers() {
    check("0.12 /d", "0.12 d", &["49:20 E0007 `d` measures time, but a rate (per time) is needed"]);
    check("0.12 /d", "0.12", &["49:20 E0008 `0.12` has no unit; a rate (per time) is needed"]);
    check(
        "1e7 cells/kg",
        "1e7 mg/kg",
        &["38:12 E0337 a dose of 1e7 mg/kg does not fit `nk.lung`, which holds cells"],
    );
    // `mg/kg` is a pure number too; a bare one must not be taken for it.
    for bare in ["25", "25 %", "1"] {
        let wanted =
            format!("25:11 E0337 a dose of {bare} does not fit `fludarabine.amount`, which holds mg");
        check("25 mg/m2", bare, &[&wanted]);
    }
    check(
        "\"0 d\"                   #",
        "\"-8 d\" #",
        &["39:12 E0338 the dose at -8 d lies outside of the run, -7 d to 28 d"],
    );
    check(
        "at       = \"28 d\"",
        "at = \"29 d\"",
        &["71:7 E0339 `complete_remission` at 29 d lies outside of the run, -7 d to 28 d"],
    );
    check(
        "\"0 d\"                   #",
        "\"27 d\"\nduration = \"2 d\" #",
        &["40:13 W0308 the infusion at 27 d goes on after the end of the run, 28 d: only a part is given"],
    );
    // Without [patient] the library's own weight and height count; a user's model has none.
    check("weight = \"70 kg\"\n", "", &[]);
    let dose = "[[dose]]\ninto = \"drug\"\namount = \"1 mg/kg\"\nat = \"0 d\"\n";
    let patient = "[patient]\nweight = \"70 kg\"\n";
    let found = |text: &str| drug(text).err().unwrap_or_default();
    assert_eq!(
        found(&format!("{dose}{OBSERVE}")),
        ["E0349 a dose per kg or m2 needs the patient's weight and height"]
    );
    let idle = [
        "5:11 E0348 [patient] has no effect: the model `models/drug.ant` has no `body.weight`, and no dose goes by body size",
    ];
    assert_eq!(found(&format!("{patient}{OBSERVE}")), idle);
}

#[test]
fn mistakes_in_expressions() {
    check(
        "crs_grade >= 3",
        "crs_grad >= 3",
        &["46:14 E0263 the model has nothing called `crs_grad` to observe ~ crs_grade"],
    );
    check(
        "marrow.blast_percent < 5 and",
        "marrow.blast_percent < and",
        &["70:40 E0120 `neutrophils_per_ul` does not belong in an expression"],
    );
}

#[test]
fn several_mistakes_come_at_once() {
    let text =
        TEMPLATE.replace("\"il2\"", "\"il3\"").replace("0.12 /d", "0.12 mg").replace("\"il15\"", "\"il51\"");
    let mut files = BTreeMap::new();
    files.insert("my.toml", text);
    let found = run("my.toml", &Memory(files), Overrides::default()).unwrap_err();
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn mistakes_on_the_command_line() {
    let found = |overrides: Overrides| drug_with(OBSERVE, overrides).err().unwrap_or_default();
    let set = |text: &str| Overrides { set: vec![text.to_owned()], ..Overrides::default() };
    assert_eq!(found(set("loss")), ["1:1 E0356 `--set` takes name=value; `loss` is not"]);
    assert_eq!(found(set("los=1 /d")), ["1:1 E0340 unknown parameter `los` ~ loss"]);
    assert_eq!(found(set("loss = 1 mg")), ["1:7 E0007 `mg` measures mass, but a rate (per time) is needed"]);
    let twice =
        Overrides { set: vec!["loss=1 /d".to_owned(), "loss=2 /d".to_owned()], ..Overrides::default() };
    assert_eq!(found(twice), ["1:1 E0343 `loss` is set twice"]);
    let mut files = BTreeMap::new();
    files.insert("my.toml", TEMPLATE.replace("\"0.12 /d\"", "\"-0.12 /d\""));
    let negative = run("my.toml", &Memory(files), Overrides::default()).err().unwrap_or_default();
    assert!(negative.len() == 1 && negative[0].contains("W0307 `nk.death_rate` is negative"), "{negative:?}");
    let patients = Overrides { patients: Some(0), ..Overrides::default() };
    assert_eq!(found(patients), ["E0311 `--patients` must lie between 1 and 100000000"]);
    let duration = Overrides { duration: Some("0 d".to_owned()), ..Overrides::default() };
    assert_eq!(found(duration), ["1:1 E0316 `--duration` must be above zero, and is 0 d"]);
    let every = Overrides { every: Some("1 ms".to_owned()), ..Overrides::default() };
    assert_eq!(found(every), ["1:1 E0351 this would record 864000000 times; the limit is 100000"]);
}

/// Found by attacking the program: each was silent or misleading.
#[test]
fn mistakes_that_once_slipped_through() {
    let found = |text: &str| drug(&format!("{OBSERVE}{text}")).err().unwrap_or_default();
    let dose = "[[dose]]\ninto = \"drug\"\namount = \"1 mg\"\nat = \"1 d\"\n";
    let stop = found(&format!("{dose}stop_when = \"drug\"\n"));
    assert!(stop.len() == 1 && stop[0].contains("E0361 `stop_when` needs a condition"), "{stop:?}");
    let window = found("[outcome.x]\nwhen = \"drug > 1\"\never = { from = \"5 d\", to = \"2 d\" }\n");
    assert!(window.len() == 1 && window[0].contains("E0364 the window of `x` ends before"), "{window:?}");
    let event = found("[[event]]\nof = \"surgery\"\nat = \"11 d\"\nremoves = 0.5\nstates = [\"drug\"]\n");
    assert!(event.len() == 1 && event[0].contains("E0339 `surgery` at 11 d"), "{event:?}");
    let unit = found("[outcome.y]\nvalue = \"drug\"\nunit = \"d\"\nat = \"1 d\"\n");
    assert!(unit.len() == 1 && unit[0].contains("E0007 `d` measures time"), "{unit:?}");
    let below = found("[parameters]\ndrug = \"-1 mg/L\"\nplasma = \"0 L\"\n");
    assert!(below.len() >= 2 && below[0].contains("E0317") && below[1].contains("E0316"), "{below:?}");
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

fn cases() -> u32 {
    if std::env::var_os("LYTIC_FULL").is_some() { 100_000 } else { 2_000 }
}

/// A whole scenario for the little model, to be damaged.
const WHOLE: &str = r#"
[patient]
weight = "70 kg"
[[dose]]
into = "drug"
amount = "1 mg/kg"
at = { from = "0 d", every = "24 h", count = 2 }
stop_when = "drug > 15"
lag = "12 h"
[[event]]
of = "exchange"
at = "9 d"
removes = 0.75
states = ["drug"]
[parameters]
loss = { value = "0.25 /d", between = { lognormal_cv = 0.3 } }
[observe]
every = "0.5 d"
columns = ["drug", { name = "amount", value = "drug*plasma", unit = "ug" }]
[outcome.ever]
when = "drug > 9.9 and not (drug > 20)"
ever = { from = "2 d" }
"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    /// Damaged scenarios give problems or run; they never panic. (The reader alone is tried on many more.)
    #[test]
    fn damaged_scenarios_never_panic(
        at in 0..WHOLE.len(), length in 0..12_usize, from in 0..WHOLE.len(), taken in 0..12_usize,
    ) {
        let mut bytes = WHOLE.as_bytes().to_vec();
        let piece: Vec<u8> = WHOLE.as_bytes().iter().skip(from).take(taken).copied().collect();
        bytes.splice(at..(at + length).min(WHOLE.len()), piece);
        let overrides = Overrides { patients: Some(1), every: Some("5 d".to_owned()), ..Overrides::default() };
        drop(drug_with(&String::from_utf8_lossy(&bytes), overrides));
    }
}
