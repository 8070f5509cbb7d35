//! The object of `--json` of a design.

use lytic_study::{DesignResults, DesignVerdict as Verdict, Evaluated};
use serde_json::{Map, Value, json};

/// The design as one JSON object on one line, without a line feed; what is not a number is null.
///
/// `verdict` is `better`, `not_better`, `keeps_bounds`, `keeps_bounds_at_a_cost` or `breaks_bounds`; `proposals` begin with the
/// standard; `best` is an index of them; `check` is of people that the search did not see.
pub fn design_json(results: &DesignResults) -> String {
    let about = &results.about;
    let hashes: Map<String, Value> =
        about.hashes.iter().map(|(of, hash)| (of.clone(), json!(hash))).collect();
    let check = &results.check;
    json!({
        "lytic": about.version,
        "scenario": about.scenario,
        "seed": about.seed,
        "patients": about.patients,
        "draws": about.draws,
        "objective": results.objective.name,
        "unit": results.objective.unit,
        "minimise": results.minimise,
        "sure": results.sure,
        "bounds": results.bounds.iter().map(|bound| json!({
            "text": bound.text,
            "of": bound.of.name,
            "limit": bound.limit,
            "at_most": bound.at_most,
        })).collect::<Vec<Value>>(),
        "levers": results.levers.iter().zip(&results.standard_at).map(|(lever, standard)| json!({
            "name": lever.name,
            "unit": lever.unit,
            "from": lever.from,
            "to": lever.to,
            "logarithmic": lever.logarithmic,
            "standard": standard,
        })).collect::<Vec<Value>>(),
        "verdict": verdict(results.verdict),
        "best": results.best,
        "proposals": results.evaluated.iter().map(evaluated).collect::<Vec<Value>>(),
        "check": {
            "seed": check.seed,
            "standard": evaluated(&check.standard),
            "best": evaluated(&check.best),
            "difference": check.difference,
            "by_draw": check.by_draw,
            "ignorance_range": check.ignorance.map(|(low, high)| [low, high]),
            "sampling_half_width": check.sampling,
        },
        "failed": results.failed,
        "hashes": hashes,
    })
    .to_string()
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "better",
        Verdict::NotBetter => "not_better",
        Verdict::KeepsBounds => "keeps_bounds",
        Verdict::KeepsBoundsAtACost => "keeps_bounds_at_a_cost",
        Verdict::BreaksBounds => "breaks_bounds",
    }
}

fn evaluated(found: &Evaluated) -> Value {
    json!({
        "at": found.at,
        "objective": found.objective,
        "by_draw": found.by_draw,
        "bounds": found.bounds.iter().map(|bound| json!({
            "by_draw": bound.by_draw,
            "kept": bound.kept,
        })).collect::<Vec<Value>>(),
        "keeps_bounds": found.keeps,
        "failed": found.failed,
        "refused": found.refused,
    })
}
