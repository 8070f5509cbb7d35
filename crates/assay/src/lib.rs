//! Killing assays, cell by cell: NK cells of [`lytic_nk::life`] among targets in a dish, in micro-wells or in a gel.
//!
//! ```text
//! Protocol --units--> (arm, replicate, part) --simulate--> Tally --merge, in order--> Tally of a replicate --> ArmResult
//! ```
//!
//! - A *dish* is stirred: any searching cell may meet any free target, `k_on` contacts per pair and hour.
//! - A *micro-well* holds few targets and mostly one NK cell; many wells make a replicate.
//! - In a *gel* motile cells sweep a volume, `pi R^2 v` an hour; the others reach only what lies within their arm's length.
//!
//! An NK cell and a target of the same number are the same in every arm: arms differ by their treatment alone. Results do
//! not depend on how units are spread over threads. Reads and writes no files.

mod outcome;
mod protocol;
mod tally;
mod well;

pub use outcome::{ArmResult, Band, outcome};
pub use protocol::{Arm, Kind, Protocol, Unit, Vessel};
pub use tally::{Frame, MINUTES, MOST_COUNTED, Tally};
