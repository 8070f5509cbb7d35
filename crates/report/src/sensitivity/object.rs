//! The object of `--json` of a sensitivity analysis.

use lytic_study::{Kinds, ParameterSensitivity, SensitivityResults};
use serde_json::{Map, Value, json};

/// The analysis as one JSON object on one line, without a line feed; what is not a number is null.
///
/// `kind` is `patients`, `ignorance` or `both`; `parameters` stand by `mu_star`, what matters most first, each with its
/// own `kind`, the 5 %, typical and 95 % `values`, and the output at the first and last of them (`low`, `high`).
pub fn sensitivity_json(results: &SensitivityResults) -> String {
    let about = &results.about;
    let hashes: Map<String, Value> =
        about.hashes.iter().map(|(of, hash)| (of.clone(), json!(hash))).collect();
    json!({
        "lytic": about.version,
        "scenario": about.scenario,
        "seed": about.seed,
        "output": results.output,
        "definition": results.definition,
        "unit": results.unit,
        "kind": results.of.name(),
        "typical": results.typical,
        "trajectories": results.trajectories,
        "samples": results.samples,
        "effective_samples": results.effective_samples,
        "runs": results.runs,
        "failed": results.failed,
        "without_number": results.without_number,
        "parameters": results.parameters.iter().map(parameter).collect::<Vec<Value>>(),
        "hashes": hashes,
    })
    .to_string()
}

fn parameter(parameter: &ParameterSensitivity) -> Value {
    let morris = &parameter.morris;
    json!({
        "name": parameter.name,
        "kind": Kinds::of(parameter.kind).name(),
        "unit": parameter.unit,
        "grade": parameter.grade.map(|grade| grade.to_string()),
        "values": parameter.values,
        "morris": {
            "mu_star": morris.mu_star,
            "interval": [morris.interval.0, morris.interval.1],
            "mu": morris.mu,
            "sigma": morris.sigma,
            "n": morris.n,
        },
        "prcc": parameter.prcc.map(|prcc| json!({
            "value": prcc.value,
            "interval": [prcc.interval.0, prcc.interval.1],
        })),
        "low": parameter.low,
        "high": parameter.high,
    })
}
