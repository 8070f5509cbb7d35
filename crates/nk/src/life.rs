//! The life of one NK cell that meets targets: search, contact, response, hits, kill, rest, and again.
//!
//! ```text
//! searching --contact--> P(respond): polarising, Gamma(4) --> delivering --hit--> target doomed --> resting --> searching
//!                        1 - P:      unanswered, Exp      --> searching   '--gives up--> searching    '--> dead, rarely
//! ```
//!
//! One set of rates ([`KillerRates`], `parameters/cells/killer.toml`) serves a single cell, a well, a tissue and, through
//! [`crate::mean_field`], a patient. Nothing here knows where the cell is: whoever calls it says when a contact begins
//! and with which probability the cell answers ([`Killer::meet`]), asks for the time of its next event
//! ([`Killer::next_h`]) and lets it happen ([`Killer::step`]). Random numbers are those of the cell ([`Draws`]), whatever
//! happens to other cells. Time in hours.

mod draws;
mod killer;
mod rates;
mod release;
mod victim;

pub use draws::Draws;
pub use killer::{Contact, Happening, Killer, Phase, Secreted};
pub use rates::{KillerRates, NAMES};
pub use release::ReleaseNumbers;
pub use victim::{Death, Victim, Weapon};
