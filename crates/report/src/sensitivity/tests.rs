//! What people read of an analysis: every number of the results, safe from what users wrote.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use super::*;
use lytic_study::{About, Morris, Prcc};
use serde_json::Value as Json;

fn parameter(name: &str, kind: Spread, mu_star: f64) -> ParameterSensitivity {
    ParameterSensitivity {
        name: name.to_owned(),
        kind,
        unit: "/d".to_owned(),
        grade: (kind == Spread::Uncertainty).then_some(Grade::D),
        values: [0.05, 0.1, 0.2],
        morris: Morris { mu_star, interval: (0.8 * mu_star, 1.2 * mu_star), mu: -mu_star, sigma: 3.0, n: 20 },
        prcc: Some(Prcc { value: -0.5, interval: (-0.6, -0.4) }),
        low: 31.0,
        high: 7.5,
    }
}

fn results() -> SensitivityResults {
    let mut parameters = vec![
        parameter("nk.death_rate", Spread::Between, 20.0),
        parameter("nk.death_rate", Spread::Uncertainty, 10.0),
        ParameterSensitivity { prcc: None, low: f64::NAN, ..parameter("<b>&", Spread::Between, 5.0) },
    ];
    parameters.extend((0..20).map(|index| parameter(&format!("x{index}"), Spread::Between, 1.0)));
    SensitivityResults {
        about: About { title: "A <i>trial</i>".to_owned(), seed: 7, ..About::default() },
        output: "donor_nk".to_owned(),
        definition: "donor_nk, at 14 d".to_owned(),
        unit: "cells/uL".to_owned(),
        typical: 15.0,
        parameters,
        trajectories: 20,
        samples: 100,
        effective_samples: 78,
        runs: 621,
        failed: 2,
        without_number: 1,
        of: Kinds::Both,
        ..SensitivityResults::default()
    }
}

#[test]
fn the_object_has_the_keys_that_programs_read() {
    let object: Json = serde_json::from_str(&sensitivity_json(&results())).unwrap();
    assert_eq!((&object["output"], &object["unit"]), (&Json::from("donor_nk"), &Json::from("cells/uL")));
    assert_eq!((&object["kind"], object["failed"].as_u64()), (&Json::from("both"), Some(2)));
    let first = &object["parameters"][0];
    assert_eq!((&first["name"], &first["kind"]), (&Json::from("nk.death_rate"), &Json::from("patients")));
    assert_eq!(first["morris"]["mu_star"].as_f64(), Some(20.0));
    assert_eq!(first["morris"]["interval"][1].as_f64(), Some(24.0));
    assert_eq!((first["prcc"]["value"].as_f64(), first["low"].as_f64()), (Some(-0.5), Some(31.0)));
    assert_eq!(object["parameters"][1]["kind"], "ignorance");
    assert!(object["parameters"][2]["prcc"].is_null() && object["parameters"][2]["low"].is_null());
}

#[test]
fn the_summary_says_how_far_and_how_sure() {
    let lines = sensitivity_summary(&results(), Lang::En);
    let all = lines.join("\n").replace('\u{a0}', " ");
    assert!(all.contains("1. nk.death_rate (patients, 0.05–0.2 /d): alone from 31 to 7.5 cells/µL"), "{all}");
    assert!(all.contains("mean change 20 (16–24); rank correlation −0.50 (−0.60 to −0.40)"), "{all}");
    assert!(all.contains("9 are differences between patients and 1 are what we do not know"), "{all}");
    assert!(all.contains("2 of 621 runs did not reach the end and 1 gave no number"), "{all}");
    let chinese = sensitivity_summary(&results(), Lang::Zh).join("\n");
    assert!(chinese.contains("患者差异") && !chinese.contains('{'), "{chinese}");
}

/// 15 rows, both kinds, well-formed, and nothing of a user's text as markup.
#[test]
fn the_tornado_shows_the_first_fifteen() {
    for lang in [Lang::En, Lang::Zh] {
        let figures = sensitivity_figures(&results(), lang);
        let [figure] = figures.as_slice() else { panic!("one figure") };
        assert_eq!(figure.inline().matches("<g class=\"k-nk\"><title>").count(), 14);
        assert_eq!(figure.inline().matches("<g class=\"k-cytokine\"><title>").count(), 1);
        assert!(!figure.inline().contains("<b>"));
        for svg in [figure.inline(), figure.standalone()] {
            let mut reader = quick_xml::Reader::from_str(svg);
            while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
            assert!(!svg.contains("NaN") && !svg.contains("inf"));
        }
        let page = sensitivity_html(&results(), &figures, lang).unwrap();
        assert!(page.contains("x19") && page.contains("&lt;b&gt;&amp;") && !page.contains("<i>trial"));
    }
    let mut nothing = results();
    nothing.parameters.iter_mut().for_each(|parameter| parameter.morris.mu_star = f64::NAN);
    assert!(sensitivity_figures(&nothing, Lang::En).is_empty());
    assert!(sensitivity_html(&nothing, &[], Lang::En).unwrap().contains("nk.death_rate"));
}

#[test]
fn the_table_has_a_row_for_each_parameter_and_kind() {
    let folder = std::env::temp_dir().join(format!("lytic-sensitivity-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    write_sensitivity(&folder, &results(), crate::Format::Csv).unwrap();
    let text = std::fs::read_to_string(folder.join("sensitivity.csv")).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("name,kind,unit,grade,value_5,value_typical,value_95,mu_star [cells/uL]"));
    assert!(
        lines[2].starts_with("nk.death_rate,ignorance,/d,D,0.05,0.1,0.2,10,8,12,-10,3,20,-0.5"),
        "{}",
        lines[2]
    );
    assert_eq!(lines.len(), 24);
}
