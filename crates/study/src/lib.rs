//! From a scenario to runs: cohort, doses, outcomes, statistics.

mod fields;
mod hash;
mod keys;
mod read;
mod results;
mod scenario;
mod sink;
mod statistics;

pub use read::{DEFAULT_PATIENTS, MOST_BYTES, read_scenario};
pub use results::*;
pub use scenario::*;
pub use sink::{BLOCK_PATIENTS, Block, BlockSink, Layout, NoSink, SinkError};
