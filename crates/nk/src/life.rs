//! The life of one NK cell that meets targets: search, contact, response, hits, kill, rest, and again.
//!
//! ```text
//! searching --contact--> P(respond): polarising, Gamma(4) --> delivering --hit--> target doomed --> resting --> searching
//!                        1 - P:      unanswered, Exp      --> searching   '--gives up--> searching
//! ```
//!
//! One set of rates ([`KillerRates`], `parameters/cells/killer.toml`) serves a single cell, a well, a tissue and, through
//! [`crate::mean_field`], a patient. Nothing here knows where the cell is: whoever calls it says when a contact begins
//! and with which probability the cell answers, and is told what happens next and when. Time in hours.

mod rates;

pub use rates::{KillerRates, NAMES};
