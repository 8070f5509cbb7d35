//! `manifest.json`: what was run, by which version, with which hashes, and what came out in one screen.

use crate::coupling::Coupling;
use crate::hash::Hasher;
use crate::prepare::Study;
use crate::results::{About, InputChange, ParameterChange, Results};
use crate::scenario::Kind;
use serde_json::{Map, Value, json};
use std::path::Path;

/// What every manifest says of itself.
pub(crate) const NOTE: &str = "A simulation for research and teaching, not medical advice.";

/// Name of the folder of a run: the scenario's name without its path and ending, and the beginning of the hash of what
/// tells runs apart.
pub fn folder_name(study: &Study) -> String {
    folder_name_of(&stem(&study.scenario.name), &identity(study))
}

/// The same of a run with a block of tissue, if it has one.
pub fn folder_name_with(study: &Study, coupling: Option<&Coupling>) -> String {
    folder_name_of(&stem(&study.scenario.name), &identity_with(study, coupling))
}

/// What tells runs apart, and what tells their blocks of tissue apart.
pub fn identity_with(study: &Study, coupling: Option<&Coupling>) -> Value {
    let mut identity = identity(study);
    if let (Value::Object(identity), Some(coupling)) = (&mut identity, coupling) {
        identity.insert("tissue".to_owned(), coupling.identity());
    }
    identity
}

/// The manifest of a run, with what it says of a block of tissue.
pub fn manifest_with(study: &Study, coupling: Option<&Coupling>, results: &Results) -> Value {
    let mut manifest = manifest(study, results);
    if let (Value::Object(manifest), Some(coupling), Some(block)) = (&mut manifest, coupling, &results.block)
    {
        manifest.insert("identity".to_owned(), identity_with(study, Some(coupling)));
        manifest.insert("tissue".to_owned(), coupling.manifest(block));
    }
    manifest
}

/// A name and the beginning of the hash of what tells its folders apart.
pub(crate) fn folder_name_of(name: &str, identity: &Value) -> String {
    let mut hasher = Hasher::new();
    hasher.text(&identity.to_string());
    let hash: String = hasher.finish().chars().take(8).collect();
    format!("{name}-{hash}")
}

/// A scenario's name without its path and ending.
pub(crate) fn stem(name: &str) -> String {
    let stem = Path::new(name).file_stem();
    stem.map_or_else(|| "run".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// What tells runs apart: version, scenario with its overrides, models, parameters, cohort. Two commands with equal
/// identity give equal results.
pub fn identity(study: &Study) -> Value {
    let cohort = &study.scenario.cohort;
    let mut identity = Map::new();
    identity.insert("version".to_owned(), json!(env!("CARGO_PKG_VERSION")));
    identity.insert("seed".to_owned(), json!(cohort.seed.value));
    identity.insert("patients".to_owned(), json!(cohort.patients.value));
    identity.insert("draws".to_owned(), json!(cohort.draws.value));
    let overrides = &study.overrides;
    if !study.without().is_empty() {
        identity.insert("without".to_owned(), json!(study.without()));
    }
    for (name, set) in [("outcomes_only", overrides.outcomes_only), ("csv", overrides.csv)] {
        if set {
            identity.insert(name.to_owned(), json!(true));
        }
    }
    for (name, hash) in &study.hashes {
        identity.insert(name.clone(), json!(hash));
    }
    Value::Object(identity)
}

/// The manifest of a command of several studies: what all of them say, and what is its `own`.
pub(crate) fn of_studies(about: &About, identity: &Value, own: Value) -> Value {
    let mut manifest = Map::new();
    for (key, value) in [
        ("lytic", json!(about.version)),
        ("identity", identity.clone()),
        ("scenario", json!(about.scenario)),
        ("title", json!(about.title)),
        ("model", json!(about.model)),
        ("command", json!(about.command)),
        ("seed", json!(about.seed)),
        ("patients", json!(about.patients)),
        ("draws", json!(about.draws)),
    ] {
        manifest.insert(key.to_owned(), value);
    }
    if let Value::Object(own) = own {
        manifest.extend(own);
    }
    manifest.insert("hashes".to_owned(), hashes(&about.hashes));
    manifest.insert("note".to_owned(), json!(NOTE));
    Value::Object(manifest)
}

/// What tells runs of single cells apart: version, kind, seed, every hash, and what is their `own`.
pub(crate) fn identity_of_cells(kind: &str, about: &About, own: Value) -> Value {
    let mut identity = Map::new();
    identity.insert("version".to_owned(), json!(about.version));
    identity.insert("kind".to_owned(), json!(kind));
    identity.insert("seed".to_owned(), json!(about.seed));
    identity.extend(about.hashes.iter().map(|(of, hash)| (of.clone(), json!(hash))));
    if let Value::Object(own) = own {
        identity.extend(own);
    }
    Value::Object(identity)
}

/// The manifest of a run of single cells: what assays and tissues both say, and what is their `own`.
pub(crate) fn of_cells(about: &About, identity: &Value, changed: &[ParameterChange], own: Value) -> Value {
    let mut manifest = Map::new();
    for (key, value) in [
        ("lytic", json!(about.version)),
        ("identity", identity.clone()),
        ("scenario", json!(about.scenario)),
        ("title", json!(about.title)),
        ("command", json!(about.command)),
        ("seed", json!(about.seed)),
        ("failed", json!(0)),
        ("hashes", hashes(&about.hashes)),
        ("changes", changes(changed)),
        ("note", json!(NOTE)),
    ] {
        manifest.insert(key.to_owned(), value);
    }
    if let Value::Object(own) = own {
        manifest.extend(own);
    }
    Value::Object(manifest)
}

/// Hashes by what they are of.
pub(crate) fn hashes(hashes: &[(String, String)]) -> Value {
    hashes.iter().map(|(of, hash)| (of.clone(), json!(hash))).collect::<Map<_, _>>().into()
}

/// Parameters that differ from the library's.
pub(crate) fn changes(changes: &[ParameterChange]) -> Value {
    let change = |change: &ParameterChange| {
        json!({
            "name": change.name,
            "unit": change.unit,
            "library": change.library,
            "used": change.used,
            "place": change.place,
        })
    };
    changes.iter().map(change).collect()
}

/// Keys that differ from the scenario's.
pub(crate) fn inputs(inputs: &[InputChange]) -> Value {
    let input = |input: &InputChange| json!({ "name": input.name, "before": input.before, "after": input.after, "place": input.place });
    inputs.iter().map(input).collect()
}

/// The whole manifest.
pub fn manifest(study: &Study, results: &Results) -> Value {
    let about = &results.about;
    let mut whole = json!({
        "lytic": about.version,
        "identity": identity(study),
        "scenario": about.scenario,
        "title": about.title,
        "model": about.model,
        "command": about.command,
        "seed": about.seed,
        "patients": about.patients,
        "draws": about.draws,
        "arms": study.arms(),
        "without": study.without(),
        "blocks": { "patients": crate::sink::BLOCK_PATIENTS, "count": study.plan().blocks() },
        (about.kind.key("start_days")): about.start_days,
        (about.kind.key("end_days")): about.end_days,
        "hashes": hashes(&about.hashes),
        "quantiles": if about.exact_quantiles { "exact" } else { "within 0.5 %" },
        "method": {
            "name": results.work.method,
            "lanes": results.work.lanes,
            "steps": results.work.steps,
            "rejected": results.work.rejected,
            "relative_tolerance": study.relative_tolerance,
        },
        "failed": results.failed,
        "changes": changes(&results.changes),
        "inputs": inputs(&results.inputs),
        "outcomes": results.outcomes.iter().map(|outcome| json!({
            "name": outcome.name,
            "definition": outcome.definition,
            "successes": outcome.successes,
            "n": outcome.n,
            "patients_interval": [outcome.interval.0, outcome.interval.1],
            "ignorance_range": outcome.ignorance.map(|(low, high)| [low, high]),
        })).collect::<Vec<_>>(),
        "note": NOTE,
    });
    if let (Kind::Model { time }, Some(all)) = (about.kind, whole.as_object_mut()) {
        all.insert("time_unit".to_owned(), json!(time.name()));
    }
    whole
}
