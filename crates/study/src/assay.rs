//! Scenarios of the kind `assay`: NK cells and targets in wells, cell by cell.
//!
//! ```text
//! text --read_assay--> AssayScenario --prepare_assay(Library)--> Assay --run(threads)--> AssayResults
//! ```
//!
//! Arms differ in cells, target or antibody; each is a curve over ratios of NK cells to targets or over concentrations.
//! Draw 0 has the typical values of all parameters, later draws what cannot be ruled out of them. The same cells and
//! targets, with the same random numbers, stand in every arm. Results do not depend on the number of threads.

mod cells;
mod kept;
mod keys;
mod own_targets;
mod prepare;
mod read;
mod results;
mod run;
mod scenario;
mod values;
mod wells;

pub use cells::ArmTyping;
pub(crate) use cells::{Known, Numbers, activation, arm};
pub(crate) use keys::{ASSAY, CELL_KEYS, DECISIONS};
pub use lytic_assay::{ArmResult, Band, Vessel};
pub(crate) use prepare::Maker;
pub use prepare::{Assay, AssayPoint, prepare_assay};
pub(crate) use read::is_assay;
pub use read::read_assay;
pub use results::{AssayNumber, AssayResults, PointResult};
pub use scenario::{AntibodyLine, ArmLine, AssayScenario, CellLine, OwnTarget, WellLine};
pub(crate) use values::{Change, Values, is_read};

use crate::builtin::{self, BuiltIn};
use crate::input::Files;
use crate::read::{MOST_BYTES, text_of};
use lytic_text::{Diagnostic, Sources};

/// The built-in assays, in the order of `lytic list`.
pub fn built_in_assays() -> impl Iterator<Item = BuiltIn> {
    builtin::ASSAYS.iter().copied()
}

/// Reads what `argument` names if it is an assay, built in or a file; none where it is anything else, or cannot be read.
pub fn open_assay(
    argument: &str,
    files: &dyn Files,
    sources: &mut Sources,
) -> Option<(Option<AssayScenario>, Vec<Diagnostic>)> {
    if let Some(scenario) = builtin::ASSAYS.iter().find(|scenario| scenario.name == argument) {
        let source = sources.add(format!("built-in:{argument}.toml"), scenario.text);
        return Some(read_assay(argument, scenario.text, source));
    }
    if builtin::built_in(argument).is_some() || crate::input::is_model(argument) {
        return None;
    }
    let text = text_of(argument, &files.read(argument, MOST_BYTES).ok()?).ok()?;
    if !is_assay(&text) {
        return None;
    }
    let source = sources.add(argument, text.clone());
    let (mut scenario, mut problems) = read_assay(argument, &text, source);
    if let Some(scenario) = &mut scenario {
        own_targets::read(scenario, files, sources, &mut problems);
    }
    Some((scenario, problems))
}

#[cfg(test)]
mod tests;
