//! What is said of each mistake that a model reveals.

use crate::{Memory, OBSERVE, drug, drug_with, run};
use lytic_study::{Overrides, TEMPLATE};
use std::collections::BTreeMap;

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
        &["38:12 E0337 a dose of 1e7 mg/kg does not fit `person.nk.lung`, which holds cells"],
    );
    // `mg/kg` is a pure number too; a bare one must not be taken for it.
    for bare in ["25", "25 %", "1"] {
        let wanted =
            format!("25:11 E0337 a dose of {bare} does not fit `person.fludarabine.amount`, which holds mg");
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
