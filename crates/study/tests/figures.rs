//! Figures in the documents are those of the model as it is: each is simulated anew and looked for in the text, in both
//! languages. Patients and seed are fixed, so a figure that moves says that the model has changed and the text has not.
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
use std::path::Path;

/// Asked of all patients: the value of an expression over a window, as a scenario writes it.
struct Asked(&'static str, &'static str);

/// Values of patients with the cells: for each question, one value a patient. `text` is a scenario without outcomes.
fn ask(text: &str, asked: &[Asked], patients: u64) -> Vec<Vec<f64>> {
    let outcomes: String = asked
        .iter()
        .enumerate()
        .map(|(index, Asked(value, window))| format!("\n[outcome.o{index}]\nvalue = \"{value}\"\n{window}\n"))
        .collect();
    let files = Texts::of([("scenario.toml", format!("{text}\n{outcomes}"))]);
    let mut sources = Sources::new();
    let (scenario, problems) = open("scenario.toml", &files, &mut sources);
    assert!(problems.is_empty(), "{problems:?}");
    let overrides =
        Overrides { patients: Some(patients), outcomes_only: true, no_twin: true, ..Overrides::default() };
    let (study, problems) = prepare(scenario.unwrap(), &Library::embedded(), &files, overrides, &mut sources);
    let problems: Vec<_> = problems.into_iter().filter(lytic_text::Diagnostic::is_error).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let kept = MemoryStore::new();
    let results = study.unwrap().run(None, &|_, _| true, &kept).unwrap();
    assert_eq!(results.failed, 0, "{:?}", results.failures);
    let all = kept.outcomes(0, 0);
    (0..asked.len()).map(|index| all.iter().skip(index).step_by(asked.len()).copied().collect()).collect()
}

/// A built-in scenario without its outcomes, with more lines.
fn scenario(name: &str, more: &str) -> String {
    let text = BUILT_IN.iter().find(|scenario| scenario.name == name).unwrap().text;
    format!("{}\n{more}", text.split("\n[outcome.").next().unwrap())
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    0.5 * (sorted[middle] + sorted[(sorted.len() - 1) / 2])
}

fn share(values: &[f64], holds: impl Fn(f64) -> bool) -> f64 {
    values.iter().filter(|value| holds(**value)).count() as f64 / values.len() as f64
}

/// The numbers that follow a phrase, as many as wanted; line ends do not count.
fn numbers_after(document: &str, phrase: &str, count: usize) -> Vec<f64> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(document);
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
    let place = text.find(&plain).unwrap_or_else(|| panic!("{document} does not say `{phrase}`"));
    let mut numbers = Vec::new();
    let mut number = String::new();
    for letter in text[place + plain.len()..].chars() {
        if letter.is_ascii_digit() || letter == '.' && !number.is_empty() {
            number.push(letter);
        } else if !number.is_empty() {
            numbers.push(number.trim_end_matches('.').parse().unwrap());
            number.clear();
            if numbers.len() == count {
                break;
            }
        }
    }
    assert_eq!(numbers.len(), count, "{document}: `{phrase}`");
    numbers
}

/// What was simulated stands in both documents, to a tenth or to 0.02.
fn says(english: &str, chinese: &str, simulated: &[f64]) {
    println!("{english}: {simulated:.3?}");
    for (document, phrase) in [("models.md", english), ("models.zh.md", chinese)] {
        let said = numbers_after(document, phrase, simulated.len());
        for (said, simulated) in said.iter().zip(simulated) {
            let near = (said - simulated).abs() <= f64::max(0.1 * simulated.abs(), 0.02);
            assert!(near, "{document} says {said} after `{phrase}`, and it is {simulated:.3}");
        }
    }
}

#[test]
fn what_the_treatment_of_cytokine_release_costs() {
    let asked = [
        Asked("il6", "maximum = { from = \"0 d\" }"),
        Asked("crs_grade", "maximum = { from = \"0 d\" }"),
        Asked("blood.donor_nk_per_ul", "at = \"14 d\""),
    ];
    let of = |more: &str| {
        let found = ask(&scenario("aml-il15-sc", more), &asked, 400);
        (median(&found[0]), share(&found[1], |grade| grade >= 1.0), share(&found[2], |cells| cells >= 100.0))
    };
    let plain = of("");
    let blocked = of("[[dose]]\nof = \"tocilizumab\"\namount = \"8 mg/kg\"\nat = \"5 d\"\n");
    let steroid = of("[[dose]]\nof = \"dexamethasone\"\namount = \"10 mg\"\n\
        at = { from = \"5 d\", every = \"12 h\", count = 20 }\n");
    println!("{plain:.3?} {blocked:.3?} {steroid:.3?}");
    says("raises median peak IL-6 from", "IL-6 峰值中位数从", &[plain.0, blocked.0]);
    says("while cytokine release falls from", "细胞因子释放从", &[plain.1, blocked.1]);
    says("leaves cytokine release to", "细胞因子释放降至", &[steroid.1]);
    says("expansion goes from", "扩增从", &[plain.2, steroid.2]);
}

#[test]
fn how_far_agonists_raise_the_patients_own_cells() {
    let healthy = |dose: &str, days: u32| {
        format!(
            "model = \"patient/healthy\"\nstart = \"-1 d\"\nduration = \"{days} d\"\n[patient]\nweight = \"70 kg\"\n\
             height = \"172 cm\"\n[[dose]]\n{dose}\n[cohort]\npatients = 60\n[observe]\nevery = \"0.5 d\"\n"
        )
    };
    let peak = "maximum = { from = \"0 d\" }";
    let cells = "host_nk.blood/host_nk.blood_at_rest";
    let one = ask(
        &healthy("of = \"n803\"\namount = \"10 ug/kg\"\nat = \"0 d\"", 30),
        &[Asked(cells, peak), Asked(cells, "at = \"24 d\"")],
        60,
    );
    says("10 ug/kg, raises NK cells", "（10 µg/kg）使 NK 细胞升高", &[median(&one[0])]);
    says(
        "observed threefold, lasting 24 days or more; here",
        "观察为三倍，持续 24 天以上；此处第 24 天剩",
        &[median(&one[1])],
    );
    let four = "of = \"n803\"\namount = \"10 ug/kg\"\nat = { from = \"0 d\", every = \"7 d\", count = 4 }";
    says(
        "Four weekly doses raise them",
        "四次每周给药使其升高",
        &[median(&ask(&healthy(four, 40), &[Asked(cells, peak)], 60)[0])],
    );
    let drip = "of = \"rhil15\"\nroute = \"iv\"\namount = \"20 ug/kg\"\nduration = \"10 d\"\nat = \"0 d\"";
    says(
        "Ten days of continuous IL-15, 2 ug/kg a day, raise them",
        "连续十天 IL-15（每日 2 µg/kg）使其升高",
        &[median(&ask(&healthy(drip, 30), &[Asked(cells, peak)], 60)[0])],
    );
}

/// In relapse a mismatched donor brings no more remissions at day 28 than a matched one, as far as 200 patients show.
#[test]
fn in_relapse_the_donors_ligands_hardly_count() {
    let asked = [Asked("marrow.blast_percent", "at = \"28 d\"")];
    let of = |name: &str| {
        let text = scenario(name, "");
        let text = text.replace("\"aml.marrow_blasts_at_start_per_weight\" = \"1e7 cells/kg\"", "");
        share(&ask(&text, &asked, 200)[0], |blasts| blasts < 5.0)
    };
    let found = [of("aml-haplo-mismatched"), of("aml-haplo-matched")];
    says("In relapse, blasts below 5 % at day 28:", "复发患者第 28 天原始细胞低于 5 % 的比例：", &found);
}
