//! `--overlay FILE`: observed data for the figures of a run or a comparison.

use crate::console::Console;
use crate::exit::Exit;
use lytic_study::{ObservedData, Study, system_reason};
use lytic_text::{Diagnostic, Message, Sources};
use std::path::Path;

/// Reads observed data for a study; all problems are shown.
pub(super) fn read(path: &Path, study: &Study, console: &Console) -> Result<ObservedData, Exit> {
    let name = path.display().to_string();
    let file = std::fs::File::open(path).map_err(|error| {
        let message = Message::new("E0305").with("file", &name).with("reason", system_reason(&error));
        console.refuse(Diagnostic::error(message))
    })?;
    lytic_study::read_observed(&name, file, study)
        .map_err(|problems| console.problems(&problems, &Sources::new()).unwrap_or(Exit::BadInput))
}
