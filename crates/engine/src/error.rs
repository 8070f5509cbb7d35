//! What a caller can do wrong.

use crate::scalar::{NoSolution, Reason};
use crate::stochastic::Refusal;
use lytic_text::Message;
use thiserror::Error;

/// An error of the caller. What goes wrong inside one subject is a [`crate::Failure`] instead.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("{}", self.message().text(lytic_text::Lang::En))]
pub enum EngineError {
    /// Output times are missing, not ascending, before the start or not finite.
    Times,
    /// The relative tolerance is not between 1e-14 and 0.1, or an absolute one is not greater than zero.
    Tolerance,
    /// There must be as many absolute tolerances as states, or none.
    ToleranceCount {
        /// How many states there are.
        expected: usize,
        /// How many tolerances were given.
        found: usize,
    },
    /// The number of lanes is not 8, 16 or 32.
    Lanes(usize),
    /// The processor lacks these instructions.
    Instructions(&'static str),
    /// An output or condition is not of these equations.
    UnknownExpression,
    /// A subject has another number of parameters than the model.
    Parameters {
        /// The subject.
        subject: u64,
        /// How many the model has.
        expected: usize,
        /// How many the subject has.
        found: usize,
    },
    /// A dose lies before the start, after the last output, or before the dose listed ahead of it.
    DoseTime {
        /// The subject.
        subject: u64,
        /// Position of the dose in the subject's list.
        dose: usize,
        /// Its time.
        time: f64,
    },
    /// A dose names a state or condition that does not exist, or its amount or duration is not usable.
    Dose {
        /// The subject.
        subject: u64,
        /// Position of the dose in the subject's list.
        dose: usize,
    },
    /// What a stochastic method cannot do; at least one.
    Refused(Vec<Refusal>),
    /// Lanes do not serve these equations; [`crate::scalar`] does.
    NotForLanes(Reason),
    /// A run of [`crate::scalar`] cannot go on.
    NoSolution(Box<NoSolution>),
}

/// The codes of this crate's messages.
pub const CODES: [&str; 9] =
    ["E0501", "E0502", "E0503", "E0504", "E0505", "E0506", "E0507", "E0508", "E0509"];

impl EngineError {
    /// The same error of a subject that has another number.
    pub(crate) fn of_subject(self, subject: u64) -> EngineError {
        match self {
            EngineError::Parameters { expected, found, .. } => {
                EngineError::Parameters { subject, expected, found }
            }
            EngineError::DoseTime { dose, time, .. } => EngineError::DoseTime { subject, dose, time },
            EngineError::Dose { dose, .. } => EngineError::Dose { subject, dose },
            other => other,
        }
    }

    /// All that is wrong, where it is several things.
    pub fn messages(&self) -> Vec<Message> {
        match self {
            EngineError::Refused(refused) => refused.iter().map(Refusal::message).collect(),
            other => vec![other.message()],
        }
    }

    /// What is wrong, with the mend as its help; the first thing where it is several.
    pub fn message(&self) -> Message {
        match self {
            EngineError::Times => Message::new("E0501"),
            EngineError::Tolerance => Message::new("E0502"),
            EngineError::ToleranceCount { expected, found } => {
                Message::new("E0503").with("expected", expected).with("found", found)
            }
            EngineError::Lanes(lanes) => Message::new("E0504").with("lanes", lanes),
            EngineError::Instructions(name) => Message::new("E0505").with("name", name),
            EngineError::UnknownExpression => Message::new("E0506"),
            EngineError::Parameters { subject, expected, found } => {
                Message::new("E0507").with("subject", subject).with("expected", expected).with("found", found)
            }
            EngineError::DoseTime { subject, dose, time } => {
                Message::new("E0508").with("subject", subject).with("dose", dose + 1).with("time", time)
            }
            EngineError::Dose { subject, dose } => {
                Message::new("E0509").with("subject", subject).with("dose", dose + 1)
            }
            EngineError::NotForLanes(reason) => {
                Message::new("E2501").with("reason", format!("@{}", reason.message().key))
            }
            EngineError::NoSolution(of) => of.message(),
            EngineError::Refused(refused) => {
                refused.first().map_or_else(|| Refusal::NoReactions.message(), Refusal::message)
            }
        }
    }
}
