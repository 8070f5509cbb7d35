//! From a scenario to runs: cohort, doses, outcomes, statistics.

mod builtin;
mod cohort;
mod fields;
mod folder;
mod hash;
mod input;
mod keys;
mod read;
mod results;
mod scenario;
mod schema;
mod sink;
mod statistics;

pub use builtin::{BUILT_IN, BuiltIn, TEMPLATE, built_in};
pub use input::{Files, ModelLoader, NoFiles, is_model, open};
pub use read::{DEFAULT_PATIENTS, MOST_BYTES, read_scenario};
pub use results::*;
pub use scenario::*;
pub use schema::schema;
pub use sink::{BLOCK_PATIENTS, Block, BlockSink, Layout, NoSink, SinkError};
