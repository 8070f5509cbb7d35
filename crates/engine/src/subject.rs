//! One subject: what goes in, what comes out.

use crate::Dose;

/// One patient, well or cell culture: its parameters and its doses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Subject {
    /// Number that comes back with the result.
    pub id: u64,
    /// Values of [`lytic_model::Equations::parameters`], in order.
    pub parameters: Vec<f64>,
    /// Doses, ascending in time; those at one time act in the order given.
    pub doses: Vec<Dose>,
}

/// The result of one subject.
#[derive(Debug)]
pub struct Finished<'a> {
    /// The subject.
    pub id: u64,
    /// Values by time, then output: `values[time * outputs + output]`. After a failure: NaN from there on.
    pub values: &'a [f64],
    /// Whether each of the subject's doses was given (false: stopped by its condition).
    pub doses_given: &'a [bool],
    /// Accepted steps.
    pub steps: u64,
    /// Rejected steps.
    pub rejected: u64,
    /// Why it did not reach the end.
    pub failure: Option<Failure>,
}

/// Why a subject did not reach the end.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// More steps than allowed; time reached.
    TooManySteps(f64),
    /// The step became too small; time reached.
    StepTooSmall(f64),
    /// A value became infinite or not a number; time reached.
    NotFinite(f64),
    /// Events followed each other without end at this time, or ever faster towards it.
    EndlessEvents(f64),
    /// The law of a reaction turned negative where it may not; time reached, and index of the reaction.
    NegativeRate(f64, u32),
}
