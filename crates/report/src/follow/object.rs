//! The object of `--json` of a patient who was followed, or of simulated ones.

use lytic_study::{
    About, AlarmCurve, AlarmFound, Coverage, Cut, FollowResults, Followed, FollowedPoint, MeasuredColumn,
    Read, TrialResults,
};
use serde_json::{Map, Value, json};

/// What every object says of itself.
const NOTE: &str = "For research and teaching. Not for the care of a patient.";

/// What was found as one JSON object on one line, without a line feed; what is not a number is null.
///
/// Bands in `observables` are of the true value, without an error of measurement; `measured` are the 5 and 95 % of what a measurement
/// would show, with its error. `read` of a measurement is `value`, `below` or `above`.
pub fn follow_json(found: &Followed) -> String {
    match found {
        Followed::One(results) => one(results),
        Followed::Trial(results) => trial(results),
    }
    .to_string()
}

fn hashes(about: &About) -> Map<String, Value> {
    about.hashes.iter().map(|(of, hash)| (of.clone(), json!(hash))).collect()
}

fn one(results: &FollowResults) -> Value {
    let about = &results.about;
    let observables: Map<String, Value> = results
        .columns
        .iter()
        .map(|column| {
            let quantiles: Map<String, Value> =
                column.quantiles.iter().map(|(p, values)| (p.to_string(), json!(values))).collect();
            let object = json!({
                "unit": column.unit,
                "times_days": results.times_days,
                "quantiles": quantiles,
                "measured": column.measured.as_ref().map(|[low, high]| json!({ "0.05": low, "0.95": high })),
                "before": column.before,
            });
            (column.name.clone(), object)
        })
        .collect();
    json!({
        "lytic": about.version,
        "scenario": about.scenario,
        "seed": about.seed,
        "patient": results.patient,
        "data": results.file,
        "cut_days": results.cut_days,
        "cut": match results.cut {
            Cut::Last => "last measurement",
            Cut::At => "at",
            Cut::Until => "until",
        },
        "measured": measured(&results.measured),
        "measurements": points(results, &results.points),
        "held_back": points(results, &results.held_back),
        "missing": results.missing,
        "contradictions": results.contradictions().map(|point| point.line).collect::<Vec<u64>>(),
        "alarms": results.alarms.iter().map(alarm).collect::<Vec<Value>>(),
        "outcomes": results.outcomes.iter().map(|found| json!({
            "name": found.name,
            "definition": found.definition,
            "before": found.before,
            "after": found.after,
        })).collect::<Vec<Value>>(),
        "observables": observables,
        "learned": results.learned.iter().map(|found| json!({
            "name": found.name,
            "unit": found.unit,
            "before": found.before,
            "after": found.after,
            "bits": found.bits,
        })).collect::<Vec<Value>>(),
        "filter": {
            "particles": results.particles,
            "pool": results.pool,
            "runs": results.runs,
            "effective": results.effective,
            "collapsed": results.collapsed(),
            "log_evidence": results.log_evidence,
            "steps": results.steps.iter().map(|step| json!({
                "time_days": step.time_days,
                "measurements": step.n,
                "effective": step.effective,
                "moves": step.moves,
                "accepted": step.accepted,
                "distinct": step.distinct,
                "collapsed": step.collapsed,
            })).collect::<Vec<Value>>(),
        },
        "typical_lot": results.typical_lot,
        "hashes": hashes(about),
        "note": NOTE,
    })
}

fn measured(columns: &[MeasuredColumn]) -> Vec<Value> {
    let of = |column: &MeasuredColumn| {
        let law = &column.law;
        json!({
            "name": column.name,
            "unit": column.unit,
            "n": column.n,
            "below_limit": column.below,
            "error": law.sd,
            "scale": if law.top.is_some() { "logit" } else { "log" },
            "floor": law.floor,
            "limit": law.limit,
            "grade": law.grade.map(|grade| grade.to_string()),
            "source": if law.source.is_empty() { "assumed" } else { &law.source },
        })
    };
    columns.iter().map(of).collect()
}

fn points(results: &FollowResults, points: &[FollowedPoint]) -> Vec<Value> {
    let of = |point: &FollowedPoint| {
        json!({
            "line": point.line,
            "time_days": point.time_days,
            "date": point.date,
            "name": results.measured.get(point.column).map(|column| &column.name),
            "read": match point.read {
                Read::Value(_) => "value",
                Read::Below(_) => "below",
                Read::Above(_) => "above",
            },
            "value": point.read.number(),
            "expected": point.expected,
            "tail": point.tail,
            "contradicts": point.contradicts,
        })
    };
    points.iter().map(of).collect()
}

fn alarm(found: &AlarmFound) -> Value {
    json!({
        "alarm": found.alarm.text,
        "condition": found.alarm.condition,
        "end_days": found.end_days,
        "probability": found.probability,
        "sampling_half_width": found.sampling,
        "before": found.before,
        "now": found.now,
        "lead_days": found.lead_days,
        "curve": found.curve,
    })
}

fn trial(results: &TrialResults) -> Value {
    let about = &results.about;
    let coverages = |coverages: &[Coverage]| -> Vec<Value> {
        let of = |found: &Coverage| {
            json!({
                "name": found.column.and_then(|index| results.measured.get(index)).map(|column| &column.name),
                "inside": found.inside,
                "n": found.n,
                "share": found.share(),
                "interval": [found.interval.0, found.interval.1],
            })
        };
        coverages.iter().map(of).collect()
    };
    json!({
        "lytic": about.version,
        "scenario": about.scenario,
        "seed": about.seed,
        "patients": about.patients,
        "data": results.file,
        "measurements": results.planned,
        "measured": measured(&results.measured),
        "coverage": {
            "band": 0.9,
            "next_measurement": coverages(&results.next),
            "true_course": coverages(&results.course),
        },
        "places": results.histogram,
        "contradictions": results.contradictions,
        "alarms": results.alarms.iter().map(alarm_curve).collect::<Vec<Value>>(),
        "filter": {
            "particles": results.particles,
            "runs": results.runs,
            "effective": results.effective,
            "collapsed_patients": results.collapsed,
        },
        "typical_lot": results.typical_lot,
        "hashes": hashes(about),
        "note": NOTE,
    })
}

fn alarm_curve(found: &AlarmCurve) -> Value {
    json!({
        "alarm": found.alarm.text,
        "condition": found.alarm.condition,
        "within_days": found.alarm.within_days,
        "asked": found.asked,
        "events": found.events,
        "patients": found.patients,
        "area": found.area,
        "rows": found.rows.iter().map(|row| json!({
            "threshold": row.threshold,
            "sensitivity": row.sensitivity,
            "false_alarms": row.false_alarms,
            "precision": row.precision,
            "lead_days": row.lead_days,
        })).collect::<Vec<Value>>(),
        "calibration": found.calibration.iter().map(|(asked, said, came)| json!({
            "asked": asked,
            "said": said,
            "came": came,
        })).collect::<Vec<Value>>(),
    })
}
