//! The reader of scenarios: what it says of each kind of mistake, and that nothing makes it panic.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should panic")]

use lytic_study::{Scenario, Schedule, Window, read_scenario};
use lytic_text::{Lang, Sources, entry};
use proptest::prelude::*;

const GOOD: &str = r#"
title    = "Haploidentical NK cells"
title_zh = "半相合 NK 细胞"
model    = "patient/aml"
start    = "-7 d"
duration = "97 d"

[patient]
weight = "70 kg"
height = "1.72 m"

[product.haplo]
source = "haploidentical"
method = "overnight-il2"

[[dose]]
of     = "fludarabine"
amount = "25 mg/m2"
at     = { from = "-6 d", every = "24 h", count = 5 }

[[dose]]
of      = "nk_cells"
product = "haplo"
amount  = "1e7 cells/kg"
at      = ["0 d", "1 d"]
stop_when = "crs_grade >= 2"

[[event]]
of = "surgery"
at = "-5 d"
removes = 0.95
states = ["tumour.cells"]

[parameters]
"nk.death_rate" = "0.07 /d"
nk.share = 0.5
il15.decay = { value = "8 /d", between = { lognormal_cv = 0.3 } }

[cohort]
patients = 200
draws    = 5
seed     = 1

[observe]
every   = "0.5 d"
columns = ["il6", { name = "share", value = "100 * a / b", unit = "percent" }]

[outcome.complete_remission]
when = "marrow.blast_percent < 5"
at   = "28 d"

[outcome.crs]
when = "crs_grade >= 1"
ever = { from = "0 d" }
"#;

fn read(text: &[u8]) -> (Option<Scenario>, Vec<String>) {
    let mut sources = Sources::new();
    let (scenario, diagnostics) = read_scenario("my.toml", text, &mut sources);
    let lines = diagnostics
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
            let text = diagnostic.message.text(Lang::En);
            format!("{place}{} {text}{near}", diagnostic.message.key)
        })
        .collect();
    (scenario, lines)
}

/// What the reader says when one piece of the good scenario is replaced.
fn check(old: &str, new: &str, wanted: &[&str]) {
    assert!(GOOD.contains(old), "the good scenario lacks {old}");
    let (_, found) = read(GOOD.replacen(old, new, 1).as_bytes());
    assert_eq!(found, wanted, "{old} -> {new}");
}

#[test]
fn a_good_scenario_is_read_whole() {
    let (scenario, lines) = read(GOOD.as_bytes());
    assert_eq!(lines, Vec::<String>::new());
    let scenario = scenario.unwrap();
    assert_eq!(scenario.title_zh, "半相合 NK 细胞");
    assert_eq!(scenario.start.value.to_string(), "-7 d");
    let names: Vec<&str> = scenario.parameters.iter().map(|line| line.name.value.as_str()).collect();
    assert_eq!(names, ["nk.death_rate", "nk.share", "il15.decay"]);
    assert!(matches!(scenario.doses[0].at, Some(Schedule::Repeated { count: 5, .. })));
    assert!(matches!(&scenario.doses[1].at, Some(Schedule::Times(times)) if times.len() == 2));
    assert_eq!(
        scenario.outcomes.iter().map(|o| o.name.value.as_str()).collect::<Vec<_>>(),
        ["complete_remission", "crs"]
    );
    assert!(matches!(scenario.outcomes[1].window, Window::Ever(Some(_), None)));
    assert_eq!(scenario.cohort.draws.value, 5);
}

#[test]
fn unknown_and_missing_keys() {
    check("patients = 200", "patiens = 200", &["40:1 E0306 unknown key `patiens` in [cohort] ~ patients"]);
    check("amount = \"25 mg/m2\"\n", "", &["16:1 E0307 [[dose]] lacks the key `amount`"]);
    check("model    = \"patient/aml\"\n", "", &["1:1 E0307 the scenario lacks the key `model`"]);
    check("of     = \"fludarabine\"\n", "", &["16:1 E0319 a dose needs either `of` or `into`, and not both"]);
    check(
        "product = \"haplo\"",
        "into = \"x\"",
        &["21:1 E0319 a dose needs either `of` or `into`, and not both"],
    );
}

#[test]
fn values_of_the_wrong_kind() {
    check("patients = 200", "patients = 0", &["40:12 E0311 `patients` must lie between 1 and 100000000"]);
    check("patients = 200", "patients = \"many\"", &["40:12 E0308 wrong kind of value for `patients`"]);
    check(
        "patients = 200",
        "patients = 99999999999999999999",
        &["40:12 E0311 `patients` must lie between 1 and 100000000"],
    );
    check("removes = 0.95", "removes = nan", &["31:11 E0312 `removes` is not a finite number"]);
    check("removes = 0.95", "removes = 1.5", &["31:11 E0311 `removes` must lie between 0 and 1"]);
    check("title    = \"Haploidentical NK cells\"", "title = \"\"", &["2:9 E0309 `title` is an empty text"]);
    check("model ", "kind = \"assay\"\nmodel ", &["4:9 E1314 a killing assay cannot be used here"]);
    check("model ", "kind = \"patiant\"\nmodel ", &["4:9 E0310 `kind` cannot be `patiant` ~ patient"]);
}

#[test]
fn bodies_that_nobody_has() {
    check("\"70 kg\"", "\"70 g\"", &["9:11 E0311 `weight` must lie between 0.3 kg and 700 kg"]);
    check("\"70 kg\"", "\"-70 kg\"", &["9:11 E0311 `weight` must lie between 0.3 kg and 700 kg"]);
    check("\"1.72 m\"", "\"172 m\"", &["10:11 E0311 `height` must lie between 20 cm and 300 cm"]);
}

#[test]
fn amounts_and_times() {
    check("\"25 mg/m2\"", "\"-25 mg/m2\"", &["18:11 E0317 `amount` must not be negative, and is -25 mg/m2"]);
    check("\"25 mg/m2\"", "\"0 mg/m2\"", &["18:11 W0302 this dose is zero"]);
    check("\"24 h\"", "\"0 h\"", &["19:36 E0316 `every` must be above zero, and is 0 h"]);
    check(
        "duration = \"97 d\"",
        "duration = \"-97 d\"",
        &["6:13 E0316 `duration` must be above zero, and is -97 d"],
    );
    for (text, code) in
        [("70", "E0008"), ("70 mL", "E0007"), ("70 kgg", "E0004"), ("nan kg", "E0003"), ("1e999 kg", "E0003")]
    {
        let (_, lines) = read(GOOD.replace("70 kg", text).as_bytes());
        assert_eq!(lines.len(), 1, "{text}: {lines:?}");
        assert!(lines[0].starts_with("9:1") && lines[0].contains(code), "{text}: {lines:?}");
    }
}

#[test]
fn outcomes_and_columns() {
    check(
        "at   = \"28 d\"\n",
        "",
        &[
            "48:10 E0323 outcome `complete_remission` needs one of `at`, `ever`, `always`, `first`, `last`, `maximum`, `minimum`, `time_of_maximum`, `growth` and `decline`",
        ],
    );
    check(
        "when = \"marrow.blast_percent < 5\"\n",
        "",
        &["48:10 E0322 outcome `complete_remission` needs either `when` (a condition) or `value` (a number)"],
    );
    check(
        "when = \"crs_grade >= 1\"",
        "value = \"il6\"",
        &["52:10 E0324 outcome `crs` is a value, and `ever` is asked of a condition"],
    );
    check(
        "at   = \"28 d\"\n",
        "maximum = { from = \"0 d\" }\n",
        &["48:10 E0325 outcome `complete_remission` is a condition, and `maximum` is asked of a value"],
    );
    check("[\"il6\",", "[\"il6\", \"il6\",", &["46:20 E0321 the name `il6` stands twice"]);
}

/// One problem at the gap, and not one for each line behind it.
#[test]
fn brackets_without_their_end() {
    let list = "E0301 not valid TOML: a list is never closed: `]` is missing here";
    let table = "E0301 not valid TOML: a table is never closed: `}` is missing here";
    check("at      = [\"0 d\", \"1 d\"]", "at = [\"0 d\", \"1 d\"", &[&format!("25:18 {list}")]);
    check("count = 5 }", "count = 5", &[&format!("19:51 {table}")]);
    check("\"percent\" }]", "\"percent\" }", &[&format!("46:77 {list}")]);
    check("\"percent\" }]", "\"percent\" ]", &[&format!("46:75 {table}")]);
    check(
        "states = [\"tumour.cells\"]",
        "states = \"tumour.cells\"]",
        &["32:10 E0301 not valid TOML: a list is closed with `]` but never opened with `[`"],
    );
    check(
        "title    = \"Haploidentical NK cells\"",
        "title = \"\"\"Haploidentical NK cells\"",
        &["2:9 E0301 not valid TOML: a text of several lines is never closed or has invalid characters"],
    );
}

#[test]
fn all_problems_come_at_once() {
    let text = GOOD
        .replace("patients =", "patiens =")
        .replace("25 mg/m2", "25 mgg/m2")
        .replace("\"97 d\"", "\"97 kg\"");
    let (scenario, lines) = read(text.as_bytes());
    assert!(scenario.is_some());
    assert_eq!(lines.len(), 3, "{lines:?}");
}

#[test]
fn files_that_are_no_scenarios() {
    assert_eq!(read(b"").1, ["E0302 my.toml is empty"]);
    assert_eq!(read(b"  \n").1, ["E0302 my.toml is empty"]);
    assert_eq!(read(b"a = 1\n\xff\xfe").1, ["E0304 my.toml is not UTF-8: byte 0xff at offset 6, line 2"]);
    assert_eq!(read(&vec![b' '; 16_000_001]).1, ["E0303 my.toml has 17 MB; the limit is 16 MB"]);
    let (scenario, lines) = read(b"title = \"x\nmodel = 3 4\n");
    assert!(scenario.is_none() && lines.len() >= 2, "{lines:?}");
    let nested = format!("a = {}", "[".repeat(100_000));
    assert!(!read(nested.as_bytes()).1.is_empty());
}

/// Large files, made to be slow (the largest that are let in with LYTIC_FULL=1).
#[test]
fn large_files_of_rubbish_take_no_long_time() {
    let start = std::time::Instant::now();
    let size = if std::env::var_os("LYTIC_FULL").is_some() { 16_000_000 } else { 2_000_000 };
    let many = |piece: &str| piece.repeat(size / piece.len()).into_bytes();
    let numbered: String = (0..size / 20).map(|number| format!("k{number} = 1\n")).collect();
    for bytes in [many("["), many("a = "), many("{"), many("[[dose]]\n"), many("'"), numbered.into_bytes()] {
        let (_, lines) = read(&bytes);
        assert!(!lines.is_empty() && lines.len() <= 200);
    }
    assert!(start.elapsed().as_secs() < 120);
}

fn cases() -> u32 {
    if std::env::var_os("LYTIC_FULL").is_some() { 1_000_000 } else { 10_000 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        read(&bytes);
    }

    #[test]
    fn mutated_scenarios_never_panic(
        cuts in proptest::collection::vec((0..GOOD.len(), 0..40_usize, 0..GOOD.len()), 1..4),
        byte in any::<u8>(),
    ) {
        let mut bytes = GOOD.as_bytes().to_vec();
        for (at, length, from) in cuts {
            let at = at.min(bytes.len());
            let end = (at + length).min(bytes.len());
            let piece: Vec<u8> = GOOD.as_bytes().iter().skip(from).take(length / 2).copied().collect();
            bytes.splice(at..end, piece);
        }
        if let Some(last) = bytes.last_mut() {
            *last = byte;
        }
        read(&bytes);
    }
}
