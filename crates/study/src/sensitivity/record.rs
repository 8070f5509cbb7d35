//! What tells one analysis from another: hashes of what goes in, the command that gives the same, the manifest.

use super::{Question, Sensitivity, SensitivityResults};
use crate::command::{options, quoted};
use crate::manifest::{NOTE, folder_name_of, hashes, stem};
use crate::results::About;
use serde_json::{Value, json};

impl Sensitivity {
    pub(super) fn about(&self, hash: String) -> About {
        let scenario = &self.study.scenario;
        let times = &self.study.outputs.times_days;
        let mut hashes = self.study.hashes.clone();
        hashes.push(("results".to_owned(), hash));
        About {
            kind: scenario.kind,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            title_zh: scenario.title_zh.clone(),
            model: scenario.model.as_ref().map_or_else(String::new, |model| model.value.clone()),
            seed: self.seed(),
            patients: 1,
            draws: 1,
            start_days: times.first().copied().unwrap_or_default(),
            end_days: times.last().copied().unwrap_or_default(),
            command: self.command(),
            hashes,
            about: scenario.about.clone(),
            about_zh: scenario.about_zh.clone(),
            exact_quantiles: true,
        }
    }

    fn command(&self) -> String {
        let Question { output, at, of, trajectories, samples } = &self.question;
        let at = at.as_ref().map_or_else(String::new, |at| format!(" --at {}", quoted(at)));
        format!(
            "lytic sensitivity {} --output {}{at} --of {} --trajectories {trajectories} --samples {samples}{}",
            quoted(&self.study.scenario.name),
            quoted(output),
            of.name(),
            options(&self.overrides)
        )
    }

    /// What tells analyses apart: two commands with equal identity give equal results.
    pub fn identity(&self) -> Value {
        let Question { output, at, of, trajectories, samples } = &self.question;
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "sensitivity": { "output": output, "at": at, "of": of.name(), "trajectories": trajectories, "samples": samples },
            "seed": self.seed(),
            "hashes": hashes(&self.study.hashes),
        })
    }

    /// Name of the folder: the scenario's name without its path and ending, and the beginning of the hash of the identity.
    pub fn folder_name(&self) -> String {
        folder_name_of(&format!("{}-sensitivity", stem(&self.study.scenario.name)), &self.identity())
    }

    /// The whole manifest.
    pub fn manifest(&self, results: &SensitivityResults) -> Value {
        let about = &results.about;
        json!({
            "lytic": about.version,
            "identity": self.identity(),
            "scenario": about.scenario,
            "title": about.title,
            "model": about.model,
            "command": about.command,
            "seed": about.seed,
            "output": results.output,
            "definition": results.definition,
            "unit": results.unit,
            "kind": results.of.name(),
            "parameters": results.parameters.len(),
            "subjects": results.runs,
            "failed": results.failed,
            "without_number": results.without_number,
            "hashes": hashes(&about.hashes),
            "note": NOTE,
        })
    }
}
