//! From a scenario to runs: cohort, doses, outcomes, statistics.

mod results;
mod sink;

pub use results::*;
pub use sink::{BLOCK_PATIENTS, Block, BlockSink, Layout, NoSink, SinkError};
