//! What tells one `validate` from another, and what stands beside its results: how much is simulated, identity, manifest, command.

use super::Role;
use super::plan::EvidencePlan;
use super::results::Validation;
use crate::manifest;
use serde_json::{Value, json};

impl EvidencePlan {
    /// Patients of all scenarios and draws.
    pub fn subjects(&self) -> u64 {
        self.runs.iter().map(|run| run.study.subjects()).sum()
    }

    /// Killing assays and tissues that are simulated beside the patients.
    pub fn assays(&self) -> usize {
        self.assays.len() + self.tissues.len()
    }

    /// What tells validations apart: two commands with equal identity give equal results.
    pub fn identity(&self) -> Value {
        let (patients, draws, seed) = self.cohort;
        let rows: Vec<&str> =
            self.groups.iter().flat_map(|group| &group.rows).map(|row| row.id.value.as_str()).collect();
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "validate": rows,
            "patients": patients,
            "draws": draws,
            "seed": seed,
            "hashes": manifest::hashes(&self.hashes),
        })
    }

    /// What lies beside the results: version, command, hashes, and how the checks fared.
    pub fn manifest(&self, found: &Validation) -> Value {
        let checks = found.tally(Role::Check);
        json!({
            "lytic": found.version,
            "identity": self.identity(),
            "command": found.command,
            "seed": found.seed,
            "patients": found.patients,
            "draws": found.draws,
            "hashes": manifest::hashes(&found.hashes),
            "checks_inside": checks.inside,
            "checks": checks.judged,
            "failed": found.failed,
            "note": manifest::NOTE,
        })
    }

    /// Name of the folder where the user names none: `validate-1a2b3c4d`.
    pub fn folder_name(&self) -> String {
        manifest::folder_name_of("validate", &self.identity())
    }

    /// The command that reproduces it.
    pub(super) fn command(&self) -> String {
        let mut words = vec!["lytic validate".to_owned()];
        words.extend(self.asked.rows.iter().cloned());
        for (option, value) in
            [("--patients", self.asked.patients), ("--draws", self.asked.draws), ("--seed", self.asked.seed)]
        {
            words.extend(value.map(|value| format!("{option} {value}")));
        }
        words.join(" ")
    }
}
