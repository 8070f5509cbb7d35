//! From the name of a scenario to what a command simulates of it: all problems are told at once.

use super::run::overrides;
use crate::arguments::Simulated;
use crate::console::Console;
use crate::exit::Exit;
use crate::files::open_scenario;
use lytic_nk::Library;
use lytic_study::{Overrides, Scenario};
use lytic_text::{Diagnostic, Message, Sources};

/// What a command that runs no block of tissue says of a scenario that has one.
pub(super) fn without_block(scenario: &Scenario) -> Option<Diagnostic> {
    let block = scenario.block.as_ref()?;
    Some(Diagnostic::warning(Message::new("W2251")).at(block.span))
}

/// Opens a scenario and hands it to `prepare` with what the command line and the environment change in it.
///
/// # Errors
/// The exit code for bad input, with every problem told.
pub(super) fn opened<T>(
    name: &str,
    simulated: &Simulated,
    library: &Library,
    console: &Console,
    prepare: impl FnOnce(Scenario, Overrides, &mut Sources) -> (Option<T>, Vec<Diagnostic>),
) -> Result<T, Exit> {
    let mut sources = Sources::new();
    let (scenario, mut problems) = open_scenario(name, library, &mut sources);
    let mut ready = None;
    if let Some(scenario) = scenario {
        problems.extend(without_block(&scenario));
        let overrides = overrides(simulated).map_err(|problem| console.refuse(*problem))?;
        let (found, more) = prepare(scenario, overrides, &mut sources);
        problems.extend(more);
        ready = found;
    }
    match console.problems(&problems, &sources) {
        Some(exit) => Err(exit),
        None => ready.ok_or(Exit::BadInput),
    }
}
