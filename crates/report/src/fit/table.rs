//! `fit.csv`: a row for each point of the shown fit, and of each prediction.

use lytic_study::{FitResults, FittedPoint};
use std::fmt::Write;

/// The table as CSV.
pub fn fit_csv(results: &FitResults) -> String {
    let mut out = String::from(
        "target,refitted,effector,effector_target_ratio,hours,specific_lysis_percent,sd_percent,fitted_percent,used\n",
    );
    let Some(fit) = results.shown() else { return out };
    rows(&mut out, None, "fit", &fit.points, results);
    for prediction in &fit.predictions {
        let count = prediction.refitted.len().to_string();
        rows(&mut out, Some(&prediction.target), &count, &prediction.points, results);
    }
    out
}

/// Rows of points, of the target of their arm or of another one.
fn rows(
    out: &mut String,
    target: Option<&str>,
    refitted: &str,
    points: &[FittedPoint],
    results: &FitResults,
) {
    for point in points {
        let arm = results.arms.get(point.arm).map_or("", String::as_str);
        let sd = point.sd.map_or_else(String::new, |sd| sd.to_string());
        let _ = writeln!(
            out,
            "{},{refitted},{},{},{},{},{sd},{},{}",
            quoted(target.unwrap_or_else(|| results.target_of(point.arm))),
            quoted(arm),
            point.ratio,
            point.hours,
            point.observed,
            point.fitted,
            point.used
        );
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
