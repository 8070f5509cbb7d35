//! What is shown of an example: object, lines, page, figure and table agree and are safe.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
use super::*;
use lytic_study::{Estimate, GroupResult, Placed, Role, Row, RowSimulation as Simulation, Rule};
use serde_json::Value;

fn row(id: &str, role: Role, rule: Option<Rule>) -> Row {
    Row {
        id: Placed::default_of(id.to_owned()),
        scale: "trial".into(),
        quantity: "Complete <remission>".into(),
        quantity_zh: "完全缓解".into(),
        condition: "with IL-2, \"daily\"".into(),
        condition_zh: "联合 IL-2".into(),
        rule,
        observed: rule.map(|_| 8.0),
        n: Some(15),
        low: Some(0.266),
        high: Some(0.787),
        unit: String::new(),
        role,
        cite: "Somebody 2014 Blood 1:1".into(),
        doi: "10.1/x".into(),
        note: "a note".into(),
        note_zh: "注释".into(),
        why: String::new(),
        why_zh: String::new(),
        simulation: Simulation::By(Vec::new()),
        contrast: None,
    }
}

fn result(id: &str, role: Role, value: f64) -> RowResult {
    let rule = (role != Role::Prediction).then_some(Rule::Binomial);
    let found = Estimate {
        scenario: "aml-il2".into(),
        definition: "x < 5, at 28 d".into(),
        value,
        n: 400,
        left_out: 3,
        sampling: (value - 0.01, value + 0.01),
        ignorance: Some((0.0, 0.7)),
        by_draw: vec![value, 0.0, 0.7],
        without_nk: Some(0.14),
    };
    RowResult {
        row: row(id, role, rule),
        observed: rule.map(|_| 8.0 / 15.0),
        low: rule.map(|_| 0.266),
        high: rule.map(|_| 0.787),
        inside: rule.map(|rule| rule.inside(&[value], Some(0.266), Some(0.787))),
        simulated: vec![found],
    }
}

fn example() -> Validation {
    let mut pending = result("V09.4", Role::Check, 0.0);
    pending.simulated.clear();
    pending.inside = None;
    pending.row.simulation = Simulation::Pending("no cord blood yet".into(), "尚无脐血".into());
    Validation {
        version: "0".into(),
        seed: 1,
        patients: 400,
        draws: 3,
        command: "lytic validate".into(),
        groups: vec![GroupResult {
            id: "V09".into(),
            title: "Remission & more".into(),
            title_zh: "缓解".into(),
            rows: vec![
                result("V09.1", Role::Check, 0.5),
                result("V09.2", Role::Fit, 0.3),
                result("V09.3", Role::Check, 0.21),
                pending,
                result("V09.5", Role::Prediction, 0.4),
            ],
        }],
        hashes: vec![("evidence".into(), "ab".into())],
        failed: 0,
    }
}

#[test]
fn the_object_has_its_keys_and_only_checks_count() {
    let object: Value = serde_json::from_str(&evidence_json(&example())).unwrap();
    assert_eq!((&object["checks_inside"], &object["checks"]), (&Value::from(1), &Value::from(2)));
    assert_eq!(object["checks_not_simulated"], 1);
    let rows = object["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 5);
    for row in rows {
        for key in ["row", "observed", "simulated", "range", "range_of", "sampling", "inside", "role", "unit"]
        {
            assert!(row.get(key).is_some(), "{key} is missing");
        }
    }
    assert_eq!(rows[2]["row"], "V09.3");
    assert_eq!((rows[2]["inside"].as_bool(), rows[2]["simulated"].as_f64()), (Some(false), Some(0.21)));
    assert_eq!(rows[2]["range"], serde_json::json!([0.0, 0.7]));
    assert_eq!(rows[2]["range_of"], "ignorance");
    assert!(rows[3]["simulated"].is_null() && rows[3]["inside"].is_null());
    assert_eq!(rows[3]["not_simulated"], "no cord blood yet");
    assert!(rows[4]["inside"].is_null() && rows[4]["observed"].is_null());
}

#[test]
fn one_draw_has_the_sampling_interval_and_says_so() {
    let mut one = example();
    one.draws = 1;
    one.groups[0]
        .rows
        .iter_mut()
        .for_each(|row| row.simulated.iter_mut().for_each(|found| found.ignorance = None));
    let object: Value = serde_json::from_str(&evidence_json(&one)).unwrap();
    assert_eq!(object["rows"][0]["range_of"], "sampling");
    assert_eq!(object["rows"][0]["range"], serde_json::json!([0.49, 0.51]));
    assert!(evidence_summary(&one, Lang::En).join("\n").contains("sampling interval"));
}

#[test]
fn a_sampling_that_is_not_known_is_not_told() {
    let mut one = example();
    let found = &mut one.groups[0].rows[0].simulated[0];
    (found.sampling, found.ignorance) = ((f64::NAN, f64::NAN), None);
    let object: Value = serde_json::from_str(&evidence_json(&one)).unwrap();
    assert_eq!(object["rows"][0]["range"], serde_json::json!([null, null]));
    assert_eq!(object["rows"][0]["sampling"], serde_json::json!([null, null]));
    assert!(!evidence_summary(&one, Lang::En).join("\n").contains("NaN"));
}

#[test]
fn each_row_is_a_line_and_a_failure_has_a_sentence() {
    for lang in [Lang::En, Lang::Zh] {
        let lines = evidence_summary(&example(), lang);
        for id in ["V09.1", "V09.2", "V09.3", "V09.4", "V09.5"] {
            assert_eq!(lines.iter().filter(|line| line.trim_start().starts_with(id)).count(), 1, "{id}");
        }
        let failure = lines.iter().position(|line| line.contains("V09.3")).unwrap();
        assert!(lines[failure + 1].contains("0.27–0.79"), "{}", lines[failure + 1]);
        assert!(lines.iter().all(|line| !line.contains('{') && !line.contains("evidence.")));
    }
    assert!(evidence_summary(&example(), Lang::En).join("\n").contains("1 of 2 checks"));
}

#[test]
fn the_page_is_whole_safe_and_speaks_both_languages() {
    for lang in [Lang::En, Lang::Zh] {
        let validation = example();
        let figures = evidence_figures(&validation, lang);
        assert_eq!(figures.len(), 1);
        let page = evidence_page(&validation, &figures, lang).unwrap();
        for text in ["V09.3", "doi:10.1", "lytic validate"] {
            assert!(page.contains(text), "{text}");
        }
        assert!(!page.contains("<remission>") && !page.contains("http://") && !page.contains("https://"));
        assert!(!page.contains("evidence."), "a text is missing in the catalogue");
        let alone = figures[0].standalone();
        assert!(alone.starts_with("<svg") && !alone.contains("NaN") && !alone.contains("var("));
        // What fails has another colour than what agrees.
        assert!(alone.contains("k-tumour") && alone.contains("k-nk"));
    }
}

#[test]
fn the_table_has_a_line_a_row_and_quotes_what_needs_it() {
    let text = evidence_csv(&example());
    assert_eq!(text.lines().count(), 6);
    assert!(text.contains("\"with IL-2, \"\"daily\"\"\""));
    let head = text.lines().next().unwrap().split(',').count();
    assert_eq!(head, 24);
    assert_eq!(text.lines().nth(4).unwrap().split(',').nth(3), Some(""), "not simulated: no verdict");
}
