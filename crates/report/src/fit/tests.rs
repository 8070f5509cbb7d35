//! What is shown of an example fit: words, page, object, table and figures agree and are safe.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]
use super::*;
use lytic_study::{ArmFit, Curve, FittedPoint, Receptor};
use serde_json::Value;

fn parameter(meaning: Meaning, name: &str, high: Option<f64>) -> FittedParameter {
    FittedParameter {
        meaning,
        name: name.into(),
        in_library: true,
        unit: "1/h".into(),
        value: 1.5,
        low: Some(0.9),
        high,
        verdict: if high.is_some() { Verdict::Bounded } else { Verdict::OpenAbove },
        sides: (1e-3, 1e3),
        profile: vec![(0.9, 1.0), (1.5, 0.0), (2.4, 1.0)],
    }
}

fn fit(decision: DecisionModel, aicc: f64) -> Fit {
    let point = FittedPoint {
        arm: 0,
        ratio: 5.0,
        hours: 4.0,
        observed: 40.0,
        sd: Some(2.0),
        fitted: 41.0,
        used: true,
    };
    let curve = Curve {
        arm: 0,
        hours: 4.0,
        ratios: vec![1.0, 10.0],
        lysis: vec![10.0, 60.0],
        low: vec![8.0, 55.0],
        high: vec![12.0, 65.0],
    };
    let arm = ArmFit { arm: "car <b>".into(), used: true, n: 1, r2: 0.9, rmse: 1.0, bias: 1.0, largest: 1.0 };
    Fit {
        decision,
        mechanism: Mechanism::Fixed,
        table: "bins".into(),
        parameters: vec![
            parameter(Meaning::Natural(0), "release_assay.kasumi1_signal", Some(2.4)),
            parameter(Meaning::ContactRate, "killer.dish_contact_rate", None),
        ],
        r2: 0.95,
        rmse: 2.2,
        chi2: 10.0,
        aicc: Some(aicc),
        n: 15,
        agreeing: (2, 3),
        rested: true,
        correlations: vec![(0, 1, -0.995)],
        points: vec![point.clone()],
        arms: vec![arm.clone()],
        curves: vec![curve.clone()],
        predictions: vec![Prediction {
            target: "HL-60".into(),
            refitted: vec![("release_assay.hl60_signal".into(), 0.5)],
            r2: 0.91,
            rmse: 4.0,
            points: vec![point],
            arms: vec![arm],
            curves: vec![curve],
        }],
    }
}

fn example() -> FitResults {
    FitResults {
        version: "0".into(),
        command: "lytic fit assay --data a.csv".into(),
        file: "a, \"b\".csv".into(),
        rows: (20, 2),
        tables: vec![("bins".into(), "m.csv".into(), 9, 0)],
        target: "Kasumi-1".into(),
        targets: vec!["Kasumi-1".into()],
        arms: vec!["car <b>".into()],
        arm_targets: vec![0],
        left_out: vec!["aavs1".into()],
        weighted: true,
        sd_floor: 3.0,
        without_sd: 1,
        receptors: vec![Receptor {
            arm: "car".into(),
            cell: "NK".into(),
            molecule: "CAR".into(),
            mean: 18_900.0,
            values: 5,
            factor: 10.0,
        }],
        disagreements: vec![lytic_study::Disagreement {
            of: "car".into(),
            molecule: "KIR2DL1".into(),
            means: (150_000.0, 10_500.0),
            beyond: 0.28,
        }],
        fits: vec![fit(DecisionModel::WeightedSignal, 37.5), fit(DecisionModel::VavSwitch, 36.0)],
        hashes: vec![("data".into(), "ab".into())],
    }
}

#[test]
fn the_summary_says_what_cannot_be_told_apart_and_what_is_open() {
    for lang in [Lang::En, Lang::Zh] {
        let text = fit_summary(&example(), lang).join("\n");
        assert!(!text.contains('{') && !text.contains("fit.open"), "{text}");
        assert!(text.contains("0.950") && text.contains("−0.995") && text.contains("0.910"), "{text}");
    }
    let text = fit_summary(&example(), Lang::En).join("\n");
    assert!(text.contains("cannot tell 2 models apart"), "{text}");
    assert!(text.contains("not bounded above") && text.contains("18 rows read, 2 refused"), "{text}");
    let mut clear = example();
    clear.fits[1].aicc = Some(20.0);
    let text = fit_summary(&clear, Lang::En).join("\n");
    assert!(text.contains("17.5 behind the best") && !text.contains("tell 2"), "{text}");
    clear.fits.clear();
    assert_eq!(fit_summary(&clear, Lang::En).len(), 1);
}

#[test]
fn the_page_is_whole_and_safe_in_both_languages() {
    for lang in [Lang::En, Lang::Zh] {
        let results = example();
        let figures = fit_figures(&results, lang);
        // An arm, a predicted arm, two profiles.
        assert_eq!(figures.len(), 4);
        for figure in &figures {
            assert!(!figure.standalone().contains("NaN") && !figure.standalone().contains("var("));
        }
        let page = fit_page(&results, &figures, lang).unwrap();
        assert!(
            !page.contains("<b>")
                && !page.contains("fit.head")
                && !page.contains("fit.figure")
                && !page.contains("https://"),
            "{page}"
        );
        for text in ["Kasumi-1", "KIR2DL1", "lytic fit assay", "28.0"] {
            assert!(page.contains(text), "{text}");
        }
    }
}

#[test]
fn the_object_and_the_table_have_their_keys() {
    let object: Value = serde_json::from_str(&fit_json(&example())).unwrap();
    assert_eq!(object["fits"][0]["parameters"][1]["high"], Value::Null);
    assert_eq!(object["fits"][0]["parameters"][1]["verdict"], "open above");
    assert_eq!(object["undecided"].as_array().unwrap().len(), 2);
    assert_eq!(object["rows_read"], 18);
    let csv = fit_csv(&example());
    assert_eq!(csv.lines().count(), 3);
    assert!(csv.lines().all(|line| line.matches(',').count() == 8), "{csv}");
}
