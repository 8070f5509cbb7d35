//! What a stochastic method cannot do, by name.

use lytic_text::Message;

/// Why a model cannot be simulated by a stochastic method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no reaction, so nothing can jump.
    NoReactions,
    /// A rate rule changes a state continuously.
    RateRule(String),
    /// A reaction changes something that is not counted.
    NotCounted {
        /// The state.
        state: String,
        /// The reaction.
        reaction: String,
    },
    /// A law reads time, so waiting times are not exponential.
    ReadsTime(String),
    /// How many are made or used up changes during the run.
    ChangingStoichiometry {
        /// The state.
        state: String,
        /// The reaction.
        reaction: String,
    },
    /// How many are made or used up is no whole number.
    BrokenStoichiometry {
        /// The state.
        state: String,
        /// The reaction.
        reaction: String,
    },
    /// A fast reaction, at equilibrium at all times.
    Fast(String),
    /// An algebraic rule.
    Algebraic(String),
    /// A law looks into the past, or draws a random number of its own.
    Past(String),
    /// One reaction changes things that are counted in different units.
    DifferentCounts {
        /// The reaction.
        reaction: String,
        /// Two states.
        states: [String; 2],
    },
    /// The error of tau-leaping is not between 0 and 1, or a fixed leap is not longer than zero.
    Leap,
    /// The threshold of the hybrid method is not a number from 1 to 1e9.
    Threshold,
    /// The hybrid method has nothing that may jump.
    NothingJumps,
}

/// The codes of these messages.
pub const CODES: [&str; 13] = [
    "E2601", "E2602", "E2603", "E2604", "E2605", "E2606", "E2607", "E2608", "E2609", "E2610", "E2611",
    "E2612", "E2613",
];

impl Refusal {
    /// What is wrong, with the mend as its help.
    pub fn message(&self) -> Message {
        match self {
            Refusal::NoReactions => Message::new("E2601"),
            Refusal::RateRule(state) => Message::new("E2602").with("name", state),
            Refusal::NotCounted { state, reaction } => {
                Message::new("E2603").with("name", state).with("reaction", reaction)
            }
            Refusal::ReadsTime(reaction) => Message::new("E2604").with("reaction", reaction),
            Refusal::ChangingStoichiometry { state, reaction } => {
                Message::new("E2605").with("name", state).with("reaction", reaction)
            }
            Refusal::BrokenStoichiometry { state, reaction } => {
                Message::new("E2606").with("name", state).with("reaction", reaction)
            }
            Refusal::Fast(reaction) => Message::new("E2607").with("reaction", reaction),
            Refusal::Algebraic(name) => Message::new("E2608").with("name", name),
            Refusal::Past(name) => Message::new("E2609").with("name", name),
            Refusal::DifferentCounts { reaction, states: [first, second] } => {
                Message::new("E2610").with("reaction", reaction).with("first", first).with("second", second)
            }
            Refusal::Leap => Message::new("E2611"),
            Refusal::Threshold => Message::new("E2612"),
            Refusal::NothingJumps => Message::new("E2613"),
        }
    }
}
