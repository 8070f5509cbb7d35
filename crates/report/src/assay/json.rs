//! The object that `lytic run ASSAY --json` prints, and the table of points.

use lytic_study::{ArmResult, AssayResults, Band, PointResult, Vessel};
use serde::Serialize;

#[derive(Serialize)]
struct Object<'a> {
    lytic: &'a str,
    scenario: &'a str,
    kind: &'a str,
    seed: u64,
    draws: u64,
    vessel: &'a str,
    hours: f64,
    targets_per_well: u32,
    wells: u32,
    replicates: u32,
    nk_cells: u64,
    times_hours: &'a [f64],
    typing: Vec<Typing<'a>>,
    points: Vec<Point<'a>>,
    hashes: std::collections::BTreeMap<&'a str, &'a str>,
}

/// What typing says of an arm; only of those where something is typed.
#[derive(Serialize)]
struct Typing<'a> {
    arm: &'a str,
    donor_ligands: Option<&'a str>,
    target_ligands: &'a str,
    alloreactive_share: f64,
}

#[derive(Serialize)]
struct Point<'a> {
    arm: &'a str,
    effector_to_target: f64,
    antibody_ng_per_ml: Option<f64>,
    nk_cells_per_well: u32,
    lysis: Share,
    lysis_by_time: Vec<f64>,
    mean_field_lysis: Option<f64>,
    bias: Option<f64>,
    ignorance_range: Option<[f64; 2]>,
    kills_per_nk: Share,
    share_of_killers: Share,
    killers_by_time: &'a [f64],
    cells_by_kills: &'a [u64],
    top_half_of_kills: Option<f64>,
    granzyme_share_by_kill: &'a [f64],
    hits_per_kill: Option<f64>,
    minutes_to_hit: Option<[f64; 3]>,
    minutes_to_granzyme_death: Option<[f64; 3]>,
    minutes_to_receptor_death: Option<[f64; 3]>,
    granule_store: f64,
    exhausted: f64,
    ifn_gamma_molecules_per_nk: f64,
    tnf_molecules_per_nk: f64,
    gm_csf_molecules_per_nk: f64,
    cd16_left: f64,
    died_of_activation: f64,
}

/// A number of all replicates, and of the lowest and the highest.
#[derive(Serialize)]
struct Share {
    value: f64,
    sd: f64,
    replicates: [f64; 2],
}

fn share(band: &Band) -> Share {
    Share { value: band.mean, sd: band.sd, replicates: [band.low, band.high] }
}

fn vessel(results: &AssayResults) -> &'static str {
    match results.vessel {
        Vessel::Dish => "dish",
        Vessel::MicroWell => "micro-well",
        Vessel::Gel { .. } => "gel",
    }
}

fn arm<'a>(results: &'a AssayResults, point: &PointResult) -> &'a str {
    results.arms.get(point.point.arm).map_or("", |arm| arm.name.as_str())
}

/// The assay as one JSON object on one line, without a line feed. Shares run from 0 to 1; `bias` is the mean field's lysis
/// minus the cells'; minutes are of 10, 50 and 90 % of the kills.
pub fn assay_json(results: &AssayResults) -> String {
    let about = &results.about;
    let object = Object {
        lytic: &about.version,
        scenario: &about.scenario,
        kind: "assay",
        seed: about.seed,
        draws: about.draws,
        vessel: vessel(results),
        hours: results.hours,
        targets_per_well: results.targets,
        wells: results.wells,
        replicates: results.replicates,
        nk_cells: results.cells,
        times_hours: &results.times_h,
        typing: typings(results),
        points: results
            .points
            .iter()
            .filter_map(|point| Some(of(results, point, point.typical()?)))
            .collect(),
        hashes: about.hashes.iter().map(|(of, hash)| (of.as_str(), hash.as_str())).collect(),
    };
    serde_json::to_string(&object).unwrap_or_default()
}

fn typings(results: &AssayResults) -> Vec<Typing<'_>> {
    let typed = results.arms.iter().zip(&results.typings);
    typed
        .filter_map(|(arm, typing)| {
            let typing = typing.as_ref()?;
            Some(Typing {
                arm: &arm.name,
                donor_ligands: Some(typing.donor.as_str()).filter(|ligands| !ligands.is_empty()),
                target_ligands: &typing.target,
                alloreactive_share: typing.alloreactive,
            })
        })
        .collect()
}

fn of<'a>(results: &'a AssayResults, point: &'a PointResult, found: &'a ArmResult) -> Point<'a> {
    let field = point.mean_field.last().map(|field| field.dead);
    Point {
        arm: arm(results, point),
        effector_to_target: point.point.ratio,
        antibody_ng_per_ml: point.point.antibody_ng_per_ml,
        nk_cells_per_well: point.effectors,
        lysis: share(&found.lysis),
        lysis_by_time: found.lysis_by_time.iter().map(|band| band.mean).collect(),
        mean_field_lysis: field,
        bias: field.map(|field| field - found.lysis.mean),
        ignorance_range: point.ignorance(|found| found.lysis.mean).map(|(low, high)| [low, high]),
        kills_per_nk: share(&found.kills_per_cell),
        share_of_killers: share(&found.killers),
        killers_by_time: &found.killers_by_time,
        cells_by_kills: &found.tally.cells_by_kills,
        top_half_of_kills: found.top_half,
        granzyme_share_by_kill: &found.granule_share,
        hits_per_kill: found.hits_per_kill,
        minutes_to_hit: found.minutes_to_hit,
        minutes_to_granzyme_death: found.minutes_to_granule_death,
        minutes_to_receptor_death: found.minutes_to_receptor_death,
        granule_store: found.store,
        exhausted: found.exhausted,
        ifn_gamma_molecules_per_nk: found.ifn_gamma_per_cell,
        tnf_molecules_per_nk: found.tnf_per_cell,
        gm_csf_molecules_per_nk: found.gm_csf_per_cell,
        cd16_left: found.cd16,
        died_of_activation: found.died,
    }
}

/// The points as CSV, a line each; what does not exist is empty.
pub fn assay_csv(results: &AssayResults) -> String {
    let mut out = String::from(
        "arm,effector_to_target,antibody_ng_per_ml,hours,lysis,lysis_sd,lysis_low,lysis_high,mean_field_lysis,\
         kills_per_nk,share_of_killers,top_half_of_kills,hits_per_kill,granule_store,exhausted,cd16_left,\
         died_of_activation,ifn_gamma_molecules_per_nk,tnf_molecules_per_nk,gm_csf_molecules_per_nk\n",
    );
    for point in &results.points {
        let Some(found) = point.typical() else { continue };
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
        let cells = [
            quoted(arm(results, point)),
            point.point.ratio.to_string(),
            number(point.point.antibody_ng_per_ml),
            results.hours.to_string(),
            found.lysis.mean.to_string(),
            found.lysis.sd.to_string(),
            found.lysis.low.to_string(),
            found.lysis.high.to_string(),
            number(point.mean_field.last().map(|field| field.dead)),
            found.kills_per_cell.mean.to_string(),
            found.killers.mean.to_string(),
            number(found.top_half),
            number(found.hits_per_kill),
            found.store.to_string(),
            found.exhausted.to_string(),
            found.cd16.to_string(),
            found.died.to_string(),
            found.ifn_gamma_per_cell.to_string(),
            found.tnf_per_cell.to_string(),
            found.gm_csf_per_cell.to_string(),
        ];
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

/// A cell with quotation marks where it needs them.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
