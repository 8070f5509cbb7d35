//! The evidence itself is sound, and rows are read, simulated and judged as they say.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]
use super::plan::plan_groups;
use super::read::{evidence, read_evidence};
use super::*;
use crate::builtin::BUILT_IN;
use crate::error::StudyError;
use crate::folder::{Opened, open as open_folder};
use lytic_nk::Library;
use lytic_text::{Lang, Sources};
use lytic_units::Unit;
use std::collections::BTreeSet;

fn built_in() -> Vec<Group> {
    let (mut sources, mut problems) = (Sources::new(), Vec::new());
    let groups = evidence(&mut sources, &mut problems);
    assert_eq!(problems, [], "the evidence has faults");
    groups
}

fn names(folder: &str) -> BTreeSet<String> {
    let folder = format!("{}/../../evidence/{folder}", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter_map(|name| name.strip_suffix(".toml").map(str::to_owned)).collect()
}

#[test]
fn the_tables_are_the_folders() {
    let table = |files: &[(&str, &str)]| files.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(""), table(EVIDENCE));
    assert_eq!(names("scenarios"), table(SCENARIOS));
    let built_in: BTreeSet<&str> = BUILT_IN.iter().map(|scenario| scenario.name).collect();
    assert!(SCENARIOS.iter().all(|(name, _)| !built_in.contains(name)), "a name stands for two scenarios");
}

#[test]
fn every_row_has_a_source_a_known_unit_and_a_name_of_its_own() {
    let groups = built_in();
    let mut seen = BTreeSet::new();
    for row in groups.iter().flat_map(|group| &group.rows) {
        let id = &row.id.value;
        assert!(seen.insert(id.clone()), "{id} stands twice");
        assert!(!row.cite.is_empty(), "{id} has no source");
        assert!(Unit::parse(if row.unit.is_empty() { "1" } else { &row.unit }).is_ok(), "{id}: {}", row.unit);
        for text in [&row.quantity, &row.quantity_zh, &row.condition, &row.condition_zh] {
            assert!(!text.is_empty(), "{id} lacks words");
        }
        assert_eq!(row.note.is_empty(), row.note_zh.is_empty(), "{id}: a note in one language only");
        assert_eq!(row.why.is_empty(), row.why_zh.is_empty(), "{id}: a reason in one language only");
        if let Simulation::Pending(why, why_zh) = &row.simulation {
            assert!(!why.is_empty() && !why_zh.is_empty(), "{id} does not say why it is not simulated");
        }
    }
    for id in ["V01.1", "V07.13", "V09.5", "V10.4"] {
        assert!(seen.contains(id), "{id} is missing");
    }
}

/// A row that left the checks says so, and no check is named by a parameter as what it was tuned to.
#[test]
fn roles_are_honest() {
    let groups = built_in();
    let rows = || groups.iter().flat_map(|group| &group.rows);
    let count = |role: Role| rows().filter(|row| row.role == role).count();
    assert_eq!(Role::ALL.map(count), [20, 32, 27, 8]);
    for id in [
        "V01.4", "V01.5", "V02.4", "V02.5", "V04.2", "V05.2", "V07.8", "V07.12", "V07.13", "V12.2", "V12.3",
        "V13.3", "V18.3",
    ] {
        let row = rows().find(|row| row.id.value == id).unwrap();
        assert!(row.role != Role::Check && row.note.starts_with("was a check"), "{id}");
    }
    let library = Library::embedded();
    for row in rows().filter(|row| row.role == Role::Check) {
        let id = &row.id.value;
        for parameter in library.parameters() {
            let note = parameter.note.as_deref().unwrap_or_default();
            let mut words = note.split(|letter: char| !letter.is_alphanumeric() && letter != '.');
            let tuned = note.contains("tuned") && words.any(|word| word.trim_end_matches('.') == id);
            assert!(!tuned, "{} is tuned to the check {id}", parameter.name());
        }
    }
}

#[test]
fn every_row_can_be_simulated_as_it_says() {
    let mut sources = Sources::new();
    let request = EvidenceRequest { patients: Some(2), draws: Some(1), ..EvidenceRequest::default() };
    let plan = plan_evidence(request, &Library::embedded(), &mut sources);
    let problems: Vec<String> = match &plan {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(|problem| problem.message.text(Lang::En)).collect(),
    };
    assert_eq!(problems, Vec::<String>::new());
    // Rows of one scenario share its run: twenty scenarios of two patients.
    assert_eq!(plan.unwrap().subjects(), 92);
}

#[test]
fn an_unknown_row_is_told_with_the_nearest() {
    let mut sources = Sources::new();
    let request = EvidenceRequest { rows: vec!["V7.3".to_owned()], ..EvidenceRequest::default() };
    let problems = plan_evidence(request, &Library::embedded(), &mut sources).unwrap_err();
    assert_eq!(problems[0].message.key, "E0807");
    assert_eq!(problems[0].suggestion.as_deref(), Some("V07.3"));
}

/// In a folder that goes with the test; first stopped in each scenario.
fn simulated(plan: &EvidencePlan, threads: usize) -> Validation {
    let path = std::env::temp_dir().join(format!("lytic-evidence-{threads}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    for stop in (0..plan.subjects()).step_by(35).chain([u64::MAX]) {
        let Ok(Opened::New(folder)) = open_folder(&path.join("out"), &plan.identity(), false) else {
            panic!("no folder");
        };
        match plan.run(&folder, Some(threads), &|done, _| done < stop) {
            Ok(found) => {
                drop(folder);
                std::fs::remove_dir_all(&path).unwrap();
                return found;
            }
            Err(error) => assert_eq!(error, StudyError::Interrupted),
        }
    }
    panic!("never over")
}

/// NK cells at rest: 350/uL in the typical person, whatever the number of threads. The same row with another published
/// number fails, so a row can fail.
#[test]
fn a_row_is_simulated_judged_and_can_fail() {
    let run = |text: &str, threads: usize| {
        let (mut sources, mut problems) = (Sources::new(), Vec::new());
        let mut group = read_evidence("V01", text, &mut sources, &mut problems).unwrap();
        assert_eq!(problems, []);
        group.rows.retain(|row| ["V01.3", "V01.5"].contains(&row.id.value.as_str()));
        let request = EvidenceRequest { patients: Some(30), draws: Some(2), ..EvidenceRequest::default() };
        let plan = plan_groups(vec![group], request, &Library::embedded(), &mut sources).unwrap();
        simulated(&plan, threads)
    };
    let text = EVIDENCE[0].1;
    let found = run(text, 1);
    let row = &found.groups[0].rows[1];
    let number = row.number().unwrap();
    assert_eq!((row.inside, number.n, number.by_draw.len()), (Some(true), 30, 2));
    assert!((number.value / 350.0 - 1.0).abs() < 0.15, "{}", number.value);
    // The elderly have their own number in their own scenario: 2.5 % a day.
    assert!((found.groups[0].rows[0].number().unwrap().value / 2.5 - 1.0).abs() < 0.1);
    assert_eq!(found, run(text, 2));
    let wrong = text.replacen("observed     = 350", "observed     = 35", 1);
    let wrong =
        wrong.replacen("low          = 150\nhigh         = 500", "low          = 15\nhigh         = 50", 1);
    let found = run(&wrong, 1);
    assert_eq!(found.groups[0].rows[1].inside, Some(false));
    assert_eq!(found.tally(Role::Input), Tally { inside: 1, judged: 2, pending: 0 });
}

#[test]
fn every_fault_of_a_file_is_told() {
    let good = "title = \"T\"\ntitle_zh = \"T\"\n[row.\"X1.1\"]\nscale = \"patient\"\nquantity = \"q\"\nquantity_zh = \"q\"\n\
        condition = \"c\"\ncondition_zh = \"c\"\nrule = \"binomial\"\nobserved = 4\nn = 42\nlow = 0.027\nhigh = 0.226\n\
        role = \"check\"\nsource = { cite = \"A\" }\n[[row.\"X1.1\".simulate]]\nscenario = \"aml-il2\"\n\
        statistic = \"share\"\noutcome = \"expansion\"\n";
    let check = |old: &str, new: &str, wanted: &[&str]| {
        assert!(good.contains(old));
        let (mut sources, mut problems) = (Sources::new(), Vec::new());
        let group = read_evidence("X1", &good.replace(old, new), &mut sources, &mut problems);
        let request = EvidenceRequest { patients: Some(1), ..EvidenceRequest::default() };
        if problems.is_empty()
            && let Err(found) =
                plan_groups(group.into_iter().collect(), request, &Library::embedded(), &mut sources)
        {
            problems = found;
        }
        let codes: Vec<&str> = problems.iter().map(|problem| problem.message.key).collect();
        assert_eq!(codes, wanted, "{old} -> {new}");
        assert!(problems.iter().all(|problem| problem.span.is_some()), "{old} -> {new}");
    };
    check("q", "q", &[]);
    check("X1.1", "Y1.1", &["E0801"]);
    check("n = 42\n", "", &["E0802"]);
    check("rule = \"binomial\"\n", "", &["E0802"]);
    check("role = \"check\"", "role = \"prediction\"", &["E0803"]);
    check("high = 0.226", "high = 0.3", &["E0806"]);
    check("rule = \"binomial\"", "rule = \"interval\"", &[]);
    check(
        "rule = \"binomial\"\nobserved = 4\nn = 42\nlow = 0.027\nhigh = 0.226",
        "rule = \"interval\"\nobserved = 4\nlow = 9\nhigh = 1",
        &["E0803"],
    );
    check("rule = \"binomial\"", "rule = \"order\"", &["E0802", "E0804"]);
    check("rule = \"binomial\"", "rule = \"order\"\norder = \"falls\"", &["E0804"]);
    check("outcome = \"expansion\"\n", "", &["E0805"]);
    check("aml-il2", "aml-il3", &["E0808"]);
    check("\"expansion\"", "\"expanssion\"", &["E0809"]);
    check("statistic = \"share\"", "statistic = \"median\"", &["E0810"]);
    check("statistic = \"share\"", "statistic = \"auc\"", &["E1901"]);
    check("statistic = \"share\"\n", "statistic = \"share\"\npositive = \"expansion\"\n", &["E1901"]);
    check("rule = \"binomial\"", "rule = \"interval\"\ncontrast = \"ratio\"", &["E0804"]);
    check("observed = 4\n", "observed = 4\nunit = \"cells/uL\"\n", &["E0810"]);
    check("observed = 4\n", "observed = 4\nunit = \"celsl/uL\"\n", &["E0004"]);
    check("scale = \"patient\"", "scal = \"patient\"", &["E0307", "E0306"]);
}
