//! Integrates the equations of a model for many subjects at once, in lanes.
//!
//! ```text
//! Equations --compile--> lane programs --run--> one table (time x output) per subject
//! ```
//!
//! Knows no biology, no files and no clock. The same subject gives the same bits whatever runs beside it.

pub mod bench;
mod between;
mod block;
mod compile;
mod distribution;
mod dose;
mod emit;
mod engine;
mod error;
mod evaluate;
mod events;
mod explicit;
mod first_step;
mod hybrid;
mod lane;
mod lanes;
mod low;
pub mod math;
pub mod philox;
mod program;
pub mod reference;
mod rescue;
mod rosenbrock;
pub mod scalar;
mod settings;
mod sparse_lu;
mod step;
mod still;
pub mod stochastic;
mod subject;
mod tableau;
mod tolerance;
#[cfg(test)]
mod zoo;

pub use dose::{Dose, DoseKind};
pub use engine::{Engine, Work};
pub use error::{CODES, EngineError};
pub use hybrid::Jumps;
pub use lanes::Instructions;
pub use settings::{Method, Settings};
pub use subject::{Failure, Finished, Subject};
