//! A block of tissue in a patient: `[tissue]` in the scenario of a patient.
//!
//! ```text
//! patient (typical, or one of the cohort) --NK and T cells, drugs, cytokines of its blood--> vessels of the block
//! block, cell by cell                     --killing, growth, release per tumour cell, day-> beside the patient's own rates
//!                                         --factors, where `read_back` asks for it--------> the patient again
//! ```
//!
//! The cohort is simulated as it is without a block: the block is of one patient. Its cells are the patient's by their numbers: NK
//! cells are as many, as active and as suppressed, tumour cells as many per volume and growing as fast; what follows in space is
//! the block's own.

mod block;
mod course;
mod factors;
mod keys;
mod prepare;
mod rates;
mod read;
mod relax;
mod results;
mod scenario;
mod sight;
mod site;
#[cfg(test)]
mod tests;

pub use factors::Factor;
pub(crate) use factors::{places, put};
pub(crate) use keys::BLOCK;
pub use prepare::{Coupling, prepare_coupling};
pub use rates::{BlockRates, Rate};
pub use relax::Sinks;
pub use results::{
    BlockOutcome, BloodCourse, Compared, CouplingPiece, CouplingResults, Factors, Release, Sweep,
};
pub use scenario::BlockLine;
