//! Counts of a tissue as CSV, and the object that `lytic run TISSUE --json` prints.

use lytic_study::TissueResults;
use lytic_tissue::{Cause, Counts, Kind};
use serde_json::{Map, Value, json};

/// A row a time: living, dead, arrived, born and left of each kind, deaths of tumour cells by cause, and the rest.
pub fn tissue_csv(results: &TissueResults) -> String {
    let mut head = vec!["hours".to_owned()];
    for kind in Kind::ALL {
        let key = kind.key();
        head.extend(
            ["living", "dead", "arrived", "born", "died", "left"].map(|what| format!("{key}_{what}")),
        );
    }
    head.extend(Cause::ALL.map(|cause| format!("tumour_died_of_{}", cause.key())));
    head.extend(
        [
            "contacts",
            "responses",
            "nk_killers",
            "nk_exhausted",
            "nk_most_kills",
            "engulfed",
            "tumour_hypoxic",
        ]
        .map(str::to_owned),
    );
    head.extend(["tumour_radius_um", "answer_to_ifn_gamma"].map(str::to_owned));
    let mut out = head.join(",") + "\n";
    for counts in &results.counts {
        out.push_str(&row(counts).join(","));
        out.push('\n');
    }
    out
}

fn row(counts: &Counts) -> Vec<String> {
    let mut cells = vec![(counts.minutes / 60.0).to_string()];
    for kind in Kind::ALL {
        let of = counts.of(kind);
        let numbers = [of.living, of.dead, of.arrived, of.born, of.deaths(), of.left];
        cells.extend(numbers.map(|number| number.to_string()));
    }
    cells.extend(counts.of(Kind::Tumour).died.map(|number| number.to_string()));
    let whole = [
        counts.contacts,
        counts.responses,
        counts.killers,
        counts.exhausted,
        counts.most_kills,
        counts.engulfed,
        counts.hypoxic,
    ];
    cells.extend(whole.map(|number| number.to_string()));
    cells.extend([counts.radius_um, counts.response].map(|number| number.to_string()));
    cells
}

/// The tissue as one JSON object on one line, without a line feed.
pub fn tissue_json(results: &TissueResults) -> String {
    let about = &results.about;
    let over_time = |of: &dyn Fn(&Counts) -> Value| -> Vec<Value> { results.counts.iter().map(of).collect() };
    let mut kinds = Map::new();
    for kind in Kind::ALL {
        if results.counts.iter().any(|counts| counts.of(kind).arrived > 0) {
            let living = over_time(&|counts| json!(counts.of(kind).living));
            let last = results.counts.last().map(|counts| *counts.of(kind)).unwrap_or_default();
            let causes: Map<String, Value> = Cause::ALL
                .into_iter()
                .map(|cause| (cause.key().to_owned(), json!(last.died[cause as usize])))
                .collect();
            let of = json!({
                "living": living,
                "arrived": last.arrived,
                "born": last.born,
                "died": last.deaths(),
                "left": last.left,
                "died_of": causes,
            });
            kinds.insert(kind.key().to_owned(), of);
        }
    }
    let last = results.counts.last().copied().unwrap_or_default();
    let hashes: Map<String, Value> =
        about.hashes.iter().map(|(of, hash)| (of.clone(), json!(hash))).collect();
    json!({
        "lytic": about.version,
        "scenario": about.scenario,
        "kind": "tissue",
        "seed": about.seed,
        "cells_at_start": results.size.cells,
        "voxels": results.size.voxels,
        "fields": results.watch.fields.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        "times_hours": over_time(&|counts| json!(counts.minutes / 60.0)),
        "kinds": kinds,
        "contacts": last.contacts,
        "responses": last.responses,
        "nk_killers": last.killers,
        "nk_exhausted": last.exhausted,
        "nk_most_kills": last.most_kills,
        "engulfed": last.engulfed,
        "answer_to_ifn_gamma": last.response,
        "tumour_radius_um": over_time(&|counts| json!(counts.radius_um)),
        "counts_add_up": results.adds_up(),
        "hashes": hashes,
    })
    .to_string()
}
