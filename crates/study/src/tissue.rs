//! Scenarios of the kind `tissue`: cells in three dimensions among diffusing molecules.
//!
//! ```text
//! text --read_tissue--> TissueScenario --prepare_tissue(Library)--> TissueStudy --run(threads, sink)--> TissueResults
//! ```
//!
//! NK cells see and kill with the numbers of a killing assay; cells, fields and places have numbers of their own
//! (`parameters/tissue`). One seed gives one tissue, on any number of threads and after any stop.

mod blockade;
mod keys;
mod positions;
mod prepare;
mod read;
mod results;
mod run;
mod scenario;
mod sink;
mod sorts;
#[cfg(test)]
mod tests;

pub(crate) use blockade::names as blockers;
pub(crate) use keys::{GEOMETRY, OUTSIDE, PARAMETER, STEPS, TISSUE};
pub(crate) use prepare::reads;
pub use prepare::{TissueSize, TissueStudy, prepare_tissue};
pub(crate) use read::is_tissue;
pub use read::read_tissue;
pub use results::TissueResults;
pub use scenario::{Beside, GeometryLine, StepsLine, TissueDose, TissueScenario};
pub use sink::{NothingSaved, TissueSink};

use crate::builtin::{self, BuiltIn};
use crate::input::{Files, beside};
use crate::read::{MOST_BYTES, text_of};
use lytic_text::{Diagnostic, Message, Sources};

/// Most bytes of a table of cells.
const MOST_POSITIONS: usize = 256_000_000;

/// The built-in tissues, in the order of `lytic list`.
pub fn built_in_tissues() -> impl Iterator<Item = BuiltIn> {
    builtin::TISSUES.iter().copied()
}

/// Reads what `argument` names if it is a tissue, built in or a file; none where it is anything else, or cannot be read.
pub fn open_tissue(
    argument: &str,
    files: &dyn Files,
    sources: &mut Sources,
) -> Option<(Option<TissueScenario>, Vec<Diagnostic>)> {
    if let Some(scenario) = builtin::TISSUES.iter().find(|scenario| scenario.name == argument) {
        let source = sources.add(format!("built-in:{argument}.toml"), scenario.text);
        return Some(read_tissue(argument, scenario.text, source));
    }
    if builtin::built_in(argument).is_some() || crate::input::is_model(argument) {
        return None;
    }
    let text = text_of(argument, &files.read(argument, MOST_BYTES).ok()?).ok()?;
    if !is_tissue(&text) {
        return None;
    }
    let source = sources.add(argument, text.clone());
    let (mut scenario, mut problems) = read_tissue(argument, &text, source);
    if let Some(scenario) = &mut scenario {
        let positions = scenario.geometry.as_mut().and_then(|geometry| geometry.positions.as_mut());
        for file in scenario.rules.iter_mut().chain(positions) {
            read_beside(file, argument, files, sources, &mut problems);
        }
    }
    Some((scenario, problems))
}

/// Reads a file that a scenario names; what keeps it from being read is told where it is named.
fn read_beside(
    file: &mut Beside,
    scenario: &str,
    files: &dyn Files,
    sources: &mut Sources,
    problems: &mut Vec<Diagnostic>,
) {
    let path = beside(&file.name.value, scenario);
    let bytes = files.read(&path, MOST_POSITIONS).map_err(|reason| {
        Diagnostic::error(Message::new("E0305").with("file", &path).with("reason", reason))
    });
    let text = bytes.and_then(|bytes| {
        String::from_utf8(bytes).map_err(|_| Diagnostic::error(Message::new("E2226").with("file", &path)))
    });
    match text {
        Ok(text) => file.text = Some((sources.add(path, text.clone()), text)),
        Err(problem) => problems.push(Diagnostic { span: file.name.span, ..problem }),
    }
}
