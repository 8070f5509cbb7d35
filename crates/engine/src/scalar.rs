//! The scalar path: one run at a time, with everything that SBML can say.
//!
//! ```text
//! Equations -> System (rows: flows, algebraic rules, equilibria)  -> Machine (programs, Rodas5P)
//!                                                                       |
//!      History (delays) <--- steps <--- Run ---> switches, events, outputs
//! ```
//!
//! | what | where |
//! |---|---|
//! | algebraic rules, fast reactions | `structure`, `consistent` |
//! | `delay()` | `history`, `stops` |
//! | conditions in the right-hand side, located and stepped onto | `switches`, `program` |
//! | events with priorities, ties by lot, delays into the past | `events`, `run` |
//!
//! The method is Rodas5P, as in the lanes, at tight tolerances and with exact Jacobians. States may be negative: what
//! must not be negative is for the lanes to guard. A run that cannot go on ends in [`EngineError::NoSolution`], which
//! names time, state and equation; it never hangs, since steps are counted.

mod before;
mod closed;
mod consistent;
mod dense;
mod events;
mod history;
mod machine;
mod matching;
mod no_solution;
mod path;
mod program;
mod run;
mod stops;
mod structure;
mod switches;

pub use no_solution::{CODES, NoSolution, Why};
pub use path::{Path, Reason, path};

use crate::engine;
use crate::error::EngineError;
use lytic_model::{Equations, ExprId};

/// Absolute tolerance where none is given, in relative tolerances.
#[derive(Clone, Copy, Debug)]
struct Shares {
    /// Of the largest value of the state so far.
    of_own: f64,
    /// Of the largest of all states: for states that start at zero.
    of_all: f64,
    /// Steps after which these are too small for the model.
    most_steps: u64,
}

/// First what is small is followed far down; where that does not come to an end (rounding alone moves it, or it has to
/// grow through many powers of time), not so far.
const SHARES: [Shares; 2] = [
    Shares { of_own: 1e-8, of_all: 1e-18, most_steps: 50_000 },
    Shares { of_own: 1e-5, of_all: 1e-12, most_steps: u64::MAX },
];

/// How to run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where time starts: initial values hold here.
    pub start: f64,
    /// When outputs are taken, ascending, none before `start`. The run ends at the last. At the time of an event the
    /// output is the value after it.
    pub times: Vec<f64>,
    /// What is put out at each of them.
    pub outputs: Vec<ExprId>,
    /// Values of the parameters; none: those of the model.
    pub parameters: Option<Vec<f64>>,
    /// States with another value at the start than the model gives: index and value.
    pub initial: Vec<(usize, f64)>,
    /// Error allowed relative to a state's size.
    pub relative_tolerance: f64,
    /// Error allowed for each state in its own unit; empty: a share of the relative
    /// tolerance, of the state's largest value so far (1e-8; 1e-5 where that takes too many steps).
    pub absolute_tolerances: Vec<f64>,
    /// Where random numbers come from: ties of events, draws of the model.
    pub seed: u64,
    /// Steps allowed, with those rejected.
    pub max_steps: u64,
}

impl Settings {
    /// Outputs at times from `start`, relative tolerance 1e-10, seed 1.
    pub fn new(start: f64, times: Vec<f64>, outputs: Vec<ExprId>) -> Settings {
        Settings {
            start,
            times,
            outputs,
            parameters: None,
            initial: Vec::new(),
            relative_tolerance: 1e-10,
            absolute_tolerances: Vec::new(),
            seed: 1,
            max_steps: 1_000_000,
        }
    }
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Values by time, then output: `values[time * outputs + output]`.
    pub values: Vec<f64>,
    /// Accepted steps.
    pub steps: u64,
    /// Rejected steps.
    pub rejected: u64,
    /// For each constraint of the model, when it was first seen broken.
    pub broken: Vec<Option<f64>>,
}

/// Runs a model once.
pub fn simulate(equations: &Equations, settings: &Settings) -> Result<Course, EngineError> {
    check(equations, settings)?;
    let [far, near] = SHARES;
    if settings.absolute_tolerances.is_empty() {
        match run::Run::new(equations, settings, far)?.follow() {
            Err(EngineError::NoSolution(of))
                if matches!(of.why, Why::TooManySteps | Why::StepTooSmall | Why::NotFinite) => {}
            ended => return ended,
        }
    }
    run::Run::new(equations, settings, near)?.follow()
}

fn check(equations: &Equations, settings: &Settings) -> Result<(), EngineError> {
    engine::check_times(settings.start, &settings.times)?;
    engine::check_tolerances(equations, settings.relative_tolerance, &settings.absolute_tolerances)?;
    engine::check_expressions(equations, settings.outputs.iter())?;
    let expected = equations.parameters.len();
    if let Some(found) = settings.parameters.as_ref().map(Vec::len)
        && found != expected
    {
        return Err(EngineError::Parameters { subject: 0, expected, found });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
