//! What tells one fit from another: hashes of what goes in, the command that gives the same, the manifest.

use super::model::decision_name;
use super::plan::FitPlan;
use super::results::FitResults;
use crate::command::quoted;
use crate::hash::Hasher;
use crate::manifest::{folder_name_of, stem};
use serde_json::{Map, Value, json};

impl FitPlan {
    /// Hashes of what goes in.
    pub(super) fn hashes(&self) -> Vec<(String, String)> {
        let files = [
            ("data", Some(&self.request.lysis)),
            ("bins", self.request.bins.as_ref()),
            ("histograms", self.request.histograms.as_ref()),
        ];
        let of_files = files.into_iter().filter_map(|(name, file)| {
            let mut hasher = Hasher::new();
            hasher.bytes(file?.text.as_bytes());
            Some((name.to_owned(), hasher.finish()))
        });
        let mut parameters = Hasher::new();
        parameters.text(&format!("{:?} {:?} {:?}", self.numbers, self.release, self.rates));
        of_files.chain([("parameters".to_owned(), parameters.finish())]).collect()
    }

    /// The command that gives the same.
    pub(super) fn command(&self) -> String {
        let request = &self.request;
        let mut words = format!("lytic fit assay --data {}", quoted(&request.lysis.name));
        let mut add = |option: &str, value: &str| words.push_str(&format!(" --{option} {}", quoted(value)));
        for (option, file) in [("molecules", &request.bins), ("histograms", &request.histograms)] {
            if let Some(file) = file {
                add(option, &file.name);
            }
        }
        request.targets.iter().for_each(|target| add("target", target));
        request.predict.iter().for_each(|target| add("predict", target));
        request.without.iter().for_each(|arm| add("without", arm));
        request.car_factors.iter().for_each(|(arm, factor)| add("car-factor", &format!("{arm}={factor}")));
        if let Some(decision) = request.decision {
            add("model", decision_name(decision));
        }
        if let Some(mechanism) = request.mechanism {
            add("cycle", mechanism.name());
        }
        if let Some(floor) = request.sd_floor {
            add("sd-floor", &floor.to_string());
        }
        if request.adhesion {
            words.push_str(" --adhesion");
        }
        if request.equal_weights {
            words.push_str(" --equal-weights");
        }
        if request.skip_bad_rows {
            words.push_str(" --skip-bad-rows");
        }
        words
    }

    /// What tells fits apart: two commands with equal identity give equal results.
    pub fn identity(&self) -> Value {
        let hashes: Map<String, Value> =
            self.hashes().into_iter().map(|(name, hash)| (name, json!(hash))).collect();
        json!({ "version": env!("CARGO_PKG_VERSION"), "fit": self.command(), "hashes": hashes })
    }

    /// Name of the folder where the user gives none.
    pub fn folder_name(&self) -> String {
        folder_name_of(&format!("{}-fit", stem(&self.request.lysis.name)), &self.identity())
    }

    /// The whole manifest.
    pub fn manifest(&self, results: &FitResults) -> Value {
        let hashes: Map<String, Value> =
            results.hashes.iter().map(|(name, hash)| (name.clone(), json!(hash))).collect();
        json!({
            "lytic": results.version,
            "identity": self.identity(),
            "command": results.command,
            "target": results.target,
            "rows_read": results.rows.0,
            "rows_refused": results.rows.1,
            "models": results.fits.len(),
            "subjects": results.fits.len(),
            "failed": 0,
            "hashes": hashes,
            "note": "A simulation for research and teaching, not medical advice.",
        })
    }
}
