//! Words, figures, page and object of runs and scans.

#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use lytic_study::Axis;

fn results(axes: Vec<Axis>, points: usize) -> CourseResults {
    let columns = vec![
        CourseColumn { name: "A".into(), label: "<b>".into(), unit: "cells".into() },
        CourseColumn { name: "B".into(), ..CourseColumn::default() },
    ];
    let mut results = CourseResults::new("m.ant", columns, vec![0.0, 1.0, 2.0]);
    results.axes = axes;
    for point in 0..points {
        let values = vec![1.0, 5.0, 2.0, f64::NAN, 3.0, point as f64];
        let mut run = CoursePoint::default();
        (run.at, run.values) = (vec![point as f64], values);
        results.points.push(run);
    }
    results
}

#[test]
fn a_run_and_scans_have_words_figures_and_a_page() {
    let axis = || Axis::new("k", "", vec![1.0, 2.0], false);
    for (axes, points, figures) in [(vec![], 1, 2), (vec![axis()], 2, 4), (vec![axis(), axis()], 4, 2)] {
        let results = results(axes, points);
        for lang in [Lang::En, Lang::Zh] {
            let drawn = course_figures(&results, lang);
            assert_eq!(drawn.len(), figures);
            assert!(drawn.iter().all(|figure| !figure.inline().contains("NaN")));
            let page = course_page(&results, &drawn, lang).unwrap();
            assert!(page.contains("&lt;b&gt;") && !page.contains("<b>"), "{page}");
            assert!(course_summary(&results, lang).len() >= 4);
        }
        let json: serde_json::Value = serde_json::from_str(&course_json(&results)).unwrap();
        assert_eq!(json["time"]["values"][2], 2.0);
    }
}
