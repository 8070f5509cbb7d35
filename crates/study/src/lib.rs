//! From a scenario to runs: cohort, doses, outcomes, statistics.

mod results;

pub use results::*;
