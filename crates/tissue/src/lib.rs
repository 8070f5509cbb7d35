//! Tissue: cells in three dimensions among diffusing molecules.
//!
//! ```text
//! fields (oxygen, cytokines)  <--secretion, uptake--  cells  --push, adhere, crawl-->  positions
//!                             --values, gradients-->         --grow, divide, kill, die-->  births and deaths
//! ```
//!
//! Cells are a struct of arrays, sorted by bins of space; fields live on a regular grid ([`Grid`]). Lengths in um, times
//! in min unless a name says otherwise. Random numbers belong to (seed, purpose, cell, step), and sums are taken in one
//! order, so that results do not depend on the number of threads. Reads and writes no files.

mod arrivals;
pub mod bench;
mod biology;
mod counts;
mod crowd;
mod death;
mod error;
mod exchange;
pub mod fields;
pub mod geometry;
mod grid;
mod immune;
mod keep;
mod kind;
mod macrophage;
pub mod mechanics;
mod plan;
mod release;
pub mod rules;
mod sense;
mod snapshot;
pub mod supply;
#[cfg(test)]
mod tests;
mod tissue;
mod treatments;
pub mod watch;

pub use counts::{Counts, OfKind};
pub use error::{CODES, TissueError};
pub use exchange::{FIELDS, law};
pub use fields::{Face, FieldLaw, Fields, Settings as FieldSettings, Sources};
pub use grid::Grid;
pub use kind::{Cause, Condition, Kind, Phase};
pub use plan::{Arrival, Entry, Eyes, Plan, Sight, Sort, Start, Steps, Treatment, What};

pub use snapshot::{CellTable, CellView, Frame};
pub use supply::Supply;
pub use tissue::Tissue;
