//! Targets of files that an assay names: `target = "mine.toml"`, beside the scenario.

use super::scenario::{AssayScenario, OwnTarget};
use crate::input::{Files, beside};
use crate::read::{MOST_BYTES, text_of};
use crate::scenario::Placed;
use lytic_nk::targets::Target;
use lytic_text::{Diagnostic, Message, Sources};

/// How names of files end.
const ENDING: &str = ".toml";

/// Reads each file once; what is wrong with it is told at its place there, and what keeps it from being read where it is
/// named.
pub(super) fn read(
    scenario: &mut AssayScenario,
    files: &dyn Files,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) {
    let named = scenario.target.iter().chain(scenario.arms.iter().filter_map(|arm| arm.target.as_ref()));
    let mut names: Vec<Placed<String>> = Vec::new();
    for name in named.filter(|name| name.value.ends_with(ENDING)) {
        if !names.iter().any(|known| known.value == name.value) {
            names.push(name.clone());
        }
    }
    scenario.own_targets = names
        .into_iter()
        .map(|name| {
            let target = one(&name, &scenario.name, files, sources, problems);
            OwnTarget { name: name.value, target }
        })
        .collect();
}

fn one(
    name: &Placed<String>,
    scenario: &str,
    files: &dyn Files,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Target> {
    let path = beside(&name.value, scenario);
    let bytes = files.read(&path, MOST_BYTES).map_err(|reason| {
        Diagnostic::error(Message::new("E0305").with("file", &path).with("reason", reason))
    });
    match bytes.and_then(|bytes| text_of(&path, &bytes)) {
        Ok(text) => {
            let (target, found) = Target::read(&path, text.as_bytes(), sources);
            problems.extend(found);
            target
        }
        Err(diagnostic) => {
            problems.push(Diagnostic { span: name.span, ..diagnostic });
            None
        }
    }
}
