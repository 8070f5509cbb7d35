//! The twin of a scenario: the same patients without the NK cells (or without what `[cohort] without` names).
//!
//! Everything else is alike: engine, parameters, stop conditions, the random numbers of each patient. So what differs
//! between the two arms of a patient is due to what is left out, and to nothing else.

use super::Notes;
use super::doses::DosePlan;
use crate::scenario::{DoseTarget, Placed, Scenario};
use lytic_nk::{CellKind, Library};
use lytic_text::{Diagnostic, Message, nearest};

/// The second arm.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Twin {
    /// What is left out, as the scenario names it, each once.
    pub without: Vec<String>,
    /// The doses that stay.
    pub doses: DosePlan,
}

/// Works out the twin; none where nothing is left out, or where `off` says so.
pub(crate) fn plan(
    scenario: &Scenario,
    library: &Library,
    doses: &DosePlan,
    off: bool,
    notes: &mut Notes<'_>,
) -> Option<Twin> {
    let names = |target: &DoseTarget| match target {
        DoseTarget::Agent(name) | DoseTarget::State(name) => name.value.clone(),
    };
    let without: Vec<String> = match &scenario.cohort.without {
        Some(chosen) => {
            let dosed: Vec<String> = scenario.doses.iter().map(|line| names(&line.target)).collect();
            chosen
                .iter()
                .filter(|name| is_dosed(name, &dosed, notes))
                .map(|name| name.value.clone())
                .collect()
        }
        None => {
            let is_nk = |target: &DoseTarget| match target {
                DoseTarget::Agent(name) => {
                    library.agent(&name.value).is_some_and(|agent| agent.cells == Some(CellKind::Nk))
                }
                DoseTarget::State(_) => false,
            };
            let nk = scenario.doses.iter().map(|line| &line.target).filter(|target| is_nk(target));
            nk.map(names).collect()
        }
    };
    let mut once: Vec<String> = Vec::new();
    for name in without {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    if off || once.is_empty() {
        return None;
    }
    let stays =
        |line: usize| scenario.doses.get(line).is_none_or(|line| !once.contains(&names(&line.target)));
    let doses = doses.with_lines(stays);
    Some(Twin { without: once, doses })
}

/// Whether something of that name is dosed; said where not.
fn is_dosed(name: &Placed<String>, dosed: &[String], notes: &mut Notes<'_>) -> bool {
    let found = dosed.contains(&name.value);
    if !found {
        let mut known: Vec<&str> = dosed.iter().map(String::as_str).collect();
        known.dedup();
        let near = nearest(&name.value, known.iter().copied()).map(str::to_owned);
        let message = if known.is_empty() {
            Message::new("E0381").with("name", &name.value)
        } else {
            Message::new("E0380").with("name", &name.value).with("known", known.join(", "))
        };
        notes.push(Diagnostic { span: name.span, ..Diagnostic::error(message).suggest(near) });
    }
    found
}
