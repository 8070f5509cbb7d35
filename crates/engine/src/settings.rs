//! How to integrate: times, tolerances, method.

use crate::dose::Dose;
use crate::hybrid::Jumps;
use crate::stochastic::Seeds;
use lytic_model::ExprId;

/// How to integrate; the same for all subjects of a run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where time starts (initial values hold here). May be negative.
    pub start: f64,
    /// When outputs are taken, ascending, none before `start`. The run ends at the last.
    /// At the time of a dose or event the output is the value after it.
    pub times: Vec<f64>,
    /// What is put out at each of them.
    pub outputs: Vec<ExprId>,
    /// Conditions that stop doses (see [`crate::Dose::stop`]).
    pub stop_conditions: Vec<ExprId>,
    /// Error allowed relative to a state's size.
    pub relative_tolerance: f64,
    /// Error allowed for each state in its own unit; empty: from the states' units.
    pub absolute_tolerances: Vec<f64>,
    /// The method; [`Method::Automatic`] chooses by counted work, never by the clock.
    pub method: Method,
    /// What the pilot subject of [`Method::Automatic`] is given: equations that rest at zero show only then whether they
    /// are stiff. Their stop conditions do not count.
    pub pilot_doses: Vec<Dose>,
    /// The states that doses of subjects may add to; none: any. States that then stay at zero from start to end are left
    /// out of the work. Results do not depend on it, but a dose to another state is refused.
    pub dosed_states: Option<Vec<usize>>,
    /// Lanes in a block (8, 16 or 32); none: by the size of the program. Results do not depend on it.
    pub lanes: Option<usize>,
    /// Steps allowed for one subject: a subject of usual models takes some hundred to some thousand.
    pub max_steps: u64,
    /// Keys the draws among events that are due at once with the same priority ([`crate::events`]).
    pub seeds: Seeds,
    /// The hybrid method: what is few jumps ([`crate::hybrid`]). It takes Rodas5P for the rest.
    pub jumps: Option<Jumps>,
    /// Laws of what may jump.
    pub(crate) laws: Vec<ExprId>,
}

/// An integration method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Method {
    /// By counted work on a pilot subject.
    #[default]
    Automatic,
    /// Rosenbrock, for stiff equations: Rodas5P (Steinebach 2023 BIT 63:27).
    Rodas5P,
    /// Explicit pair for non-stiff equations.
    Explicit,
}

impl Settings {
    /// Outputs at times from `start`, relative tolerance 1e-6, everything else chosen by the engine.
    pub fn new(start: f64, times: Vec<f64>, outputs: Vec<ExprId>) -> Settings {
        Settings {
            start,
            times,
            outputs,
            stop_conditions: Vec::new(),
            relative_tolerance: 1e-6,
            absolute_tolerances: Vec::new(),
            method: Method::Automatic,
            pilot_doses: Vec::new(),
            dosed_states: None,
            lanes: None,
            max_steps: 100_000,
            seeds: Seeds::new(1),
            jumps: None,
            laws: Vec::new(),
        }
    }
}
