//! The report of a small assay in both languages.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]

use super::*;
use lytic_nk::Library;
use lytic_study::{Overrides, prepare_assay, read_assay};
use lytic_text::Sources;

fn small(text: &str) -> AssayResults {
    let mut sources = Sources::new();
    let source = sources.add("small.toml", text);
    let (scenario, problems) = read_assay("small.toml", text, source);
    assert_eq!(problems, []);
    let library = Library::embedded();
    let (assay, problems) = prepare_assay(scenario.unwrap(), &library, &Overrides::default(), &sources);
    assert_eq!(problems, []);
    assay.unwrap().run(Some(1), &|_, _| true).unwrap()
}

const DISH: &str = "title = \"Dish <1>\"\ntitle_zh = \"孔\"\nkind = \"assay\"\nduration = \"4 h\"\ntarget = \"k562\"\n\
    draws = 2\n[well]\nvessel = \"dish\"\ntargets = 60\neffector_to_target = [1, 10]\nreplicates = 2\n\
    [arm.resting]\nlabel = \"Resting\"\nlabel_zh = \"静息\"\n\
    [arm.expanded]\nlabel = \"Expanded\"\nlabel_zh = \"扩增\"\nstate = \"expanded\"\n";

#[test]
fn words_figures_page_and_object_agree() {
    let results = small(DISH);
    let summary = assay_summary(&results, Lang::En);
    assert!(summary.iter().any(|line| line.starts_with("Expanded: ")), "{summary:?}");
    assert!(summary.iter().any(|line| line.contains("mean field")), "{summary:?}");
    for lang in [Lang::En, Lang::Zh] {
        let summary = assay_summary(&results, lang);
        assert!(summary.iter().all(|line| !line.contains('{') && !line.starts_with("assay.")), "{summary:?}");
        let figures = assay_figures(&results, lang);
        assert_eq!(figures.len(), 6);
        let page = assay_page(&results, &figures, lang).unwrap();
        assert!(page.contains("<svg") && !page.contains("Dish <1>") && !page.contains("NaN"));
    }
    let object: serde_json::Value = serde_json::from_str(&assay_json(&results)).unwrap();
    assert_eq!(object["points"].as_array().unwrap().len(), 4);
    let lysis = object["points"][3]["lysis"]["value"].as_f64().unwrap();
    assert!((lysis - results.points[3].typical().unwrap().lysis.mean).abs() < 1e-15);
    assert!(object["points"][3]["bias"].is_number() && object["points"][3]["ignorance_range"].is_array());
    assert_eq!(assay_csv(&results).lines().count(), 5);
    let point = &object["points"][3];
    let (ifn_gamma, gm_csf) = (&point["ifn_gamma_molecules_per_nk"], &point["gm_csf_molecules_per_nk"]);
    assert!(ifn_gamma.as_f64().unwrap() > gm_csf.as_f64().unwrap() && gm_csf.as_f64().unwrap() > 0.0);
    assert!(point["died_of_activation"].as_f64().unwrap() > 0.0 && point["cd16_left"] == 1.0);
    assert_eq!(
        (&object["points"][0]["died_of_activation"], &object["typing"]),
        (&0.0.into(), &[(); 0][..].into())
    );
    assert!(summary.iter().any(|line| line.contains("GM-CSF")), "{summary:?}");
}

/// Typed donors and targets are told with the share that nothing holds back.
#[test]
fn typing_is_told() {
    let typed = DISH.replace("target = \"k562\"", "target = \"healthy_activated\"").replace(
        "label = \"Resting\"",
        "label = \"Resting\"\nhla = [\"A*02:01\", \"A*02:01\", \"B*07:02\", \"B*07:02\", \"C*07:02\", \"C*07:02\"]\n\
         target_hla = [\"A*02:01\", \"A*02:01\", \"B*07:02\", \"B*07:02\", \"C*04:01\", \"C*04:01\"]",
    );
    let results = small(&typed);
    let summary = assay_summary(&results, Lang::En);
    assert!(summary.iter().any(|line| line.contains("(C1)") && line.contains("(C2)")), "{summary:?}");
    let object: serde_json::Value = serde_json::from_str(&assay_json(&results)).unwrap();
    assert_eq!(object["typing"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&object["typing"][0]["arm"], &object["typing"][0]["donor_ligands"]),
        (&"resting".into(), &"C1".into())
    );
}

#[test]
fn micro_wells_and_wells_without_kills_are_told() {
    let text = DISH
        .replace("dish", "micro-well")
        .replace("effector_to_target = [1, 10]\n", "wells = 40\n")
        .replace("targets = 60", "targets = 5");
    let results = small(&text);
    let summary = assay_summary(&results, Lang::En);
    assert!(summary.iter().any(|line| line.contains("kill none")), "{summary:?}");
    assert_eq!(assay_figures(&results, Lang::En).len(), 4);
    let nothing = small(&(text + "[cells]\nlacks = [\"perforin\", \"fasl\"]\n"));
    let figures = assay_figures(&nothing, Lang::En);
    assert!(!assay_page(&nothing, &figures, Lang::En).unwrap().contains("NaN"));
    assert!(assay_summary(&nothing, Lang::Zh).len() > 2);
}
