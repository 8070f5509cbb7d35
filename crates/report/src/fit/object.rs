//! The object of `--json` of a fit.

use super::plain_name;
use lytic_study::{
    ArmFit, Disagreement, Fit, FitResults, FittedParameter, FittedPoint, Prediction, Verdict, decision_name,
};
use serde_json::{Map, Value, json};

/// The fit as one JSON object on one line, without a line feed; what is not a number is null.
///
/// `fits` holds all models, the shown one first, then by `aicc`; `low` and `high` of a parameter are the ends of its 95 %
/// profile interval, null where the data leave it open (`verdict`) or no profile was asked for.
pub fn fit_json(results: &FitResults) -> String {
    let hashes: Map<String, Value> =
        results.hashes.iter().map(|(of, hash)| (of.clone(), json!(hash))).collect();
    let undecided: Vec<String> = results.undecided().into_iter().map(plain_name).collect();
    json!({
        "lytic": results.version,
        "fit": "assay",
        "command": results.command,
        "data": results.file,
        "rows_read": results.rows.0 - results.rows.1.min(results.rows.0),
        "rows_refused": results.rows.1,
        "tables": results.tables.iter().map(|(label, file, rows, refused)| json!({
            "molecules": label, "file": file, "rows_read": rows - refused, "rows_refused": refused,
        })).collect::<Vec<Value>>(),
        "target": results.target,
        "targets": results.targets,
        "arms": results.arms,
        "arm_targets": (0..results.arms.len()).map(|arm| results.target_of(arm)).collect::<Vec<&str>>(),
        "left_out": results.left_out,
        "weighted": results.weighted,
        "sd_floor_percent": results.sd_floor,
        "points_without_sd": results.without_sd,
        "undecided": undecided,
        "fits": results.fits.iter().map(fit).collect::<Vec<Value>>(),
        "receptors": results.receptors.iter().map(|receptor| json!({
            "arm": receptor.arm, "cell": receptor.cell, "molecule": receptor.molecule,
            "mean_per_cell": receptor.mean, "values": receptor.values, "factor": receptor.factor,
        })).collect::<Vec<Value>>(),
        "disagreements": results.disagreements.iter().map(disagreement).collect::<Vec<Value>>(),
        "hashes": hashes,
    })
    .to_string()
}

fn disagreement(found: &Disagreement) -> Value {
    json!({ "of": found.of, "molecule": found.molecule, "means": [found.means.0, found.means.1], "beyond": found.beyond })
}

fn fit(fit: &Fit) -> Value {
    json!({
        "name": plain_name(fit),
        "model": decision_name(fit.decision),
        "cycle": fit.mechanism.name(),
        "molecules": fit.table,
        "n": fit.n,
        "free": fit.parameters.len(),
        "r2": fit.r2,
        "rmse_percent": fit.rmse,
        "chi2": fit.chi2,
        "aicc": fit.aicc,
        "searches": { "agreeing": fit.agreeing.0, "of": fit.agreeing.1, "rested": fit.rested },
        "parameters": fit.parameters.iter().map(parameter).collect::<Vec<Value>>(),
        "correlations": fit.correlations.iter().map(|(first, second, value)| {
            let name = |index: &usize| fit.parameters.get(*index).map_or("", |found| found.name.as_str());
            json!({ "of": [name(first), name(second)], "value": value })
        }).collect::<Vec<Value>>(),
        "arms": fit.arms.iter().map(arm).collect::<Vec<Value>>(),
        "points": fit.points.iter().map(point).collect::<Vec<Value>>(),
        "curves": fit.curves.iter().map(|curve| json!({
            "arm": curve.arm, "hours": curve.hours, "ratios": curve.ratios, "lysis_percent": curve.lysis,
            "low": curve.low, "high": curve.high,
        })).collect::<Vec<Value>>(),
        "predictions": fit.predictions.iter().map(prediction).collect::<Vec<Value>>(),
    })
}

fn parameter(parameter: &FittedParameter) -> Value {
    let verdict = match parameter.verdict {
        Verdict::Bounded => "bounded",
        Verdict::OpenBelow => "open below",
        Verdict::OpenAbove => "open above",
        Verdict::Open => "not identifiable",
        Verdict::NotAsked => "no profile",
    };
    json!({
        "name": parameter.name,
        "unit": parameter.unit,
        "library": parameter.in_library,
        "value": parameter.value,
        "low": parameter.low,
        "high": parameter.high,
        "verdict": verdict,
        "profile": parameter.profile.iter().map(|(value, rise)| json!([value, rise])).collect::<Vec<Value>>(),
    })
}

fn arm(arm: &ArmFit) -> Value {
    json!({
        "arm": arm.arm, "fitted": arm.used, "n": arm.n, "r2": arm.r2, "rmse_percent": arm.rmse,
        "bias_percent": arm.bias, "largest_percent": arm.largest,
    })
}

fn point(point: &FittedPoint) -> Value {
    json!({
        "arm": point.arm, "ratio": point.ratio, "hours": point.hours, "observed": point.observed,
        "sd": point.sd, "fitted": point.fitted, "used": point.used,
    })
}

fn prediction(prediction: &Prediction) -> Value {
    let refitted: Map<String, Value> =
        prediction.refitted.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({
        "target": prediction.target,
        "refitted": refitted,
        "r2": prediction.r2,
        "rmse_percent": prediction.rmse,
        "arms": prediction.arms.iter().map(arm).collect::<Vec<Value>>(),
        "points": prediction.points.iter().map(point).collect::<Vec<Value>>(),
    })
}
