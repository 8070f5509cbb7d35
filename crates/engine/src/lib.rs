//! Integrates the equations of a model for many subjects at once, in lanes.
//!
//! ```text
//! Equations --compile--> lane programs --run--> one table (time x output) per subject
//! ```
//!
//! Knows no biology, no files and no clock. The same subject gives the same bits whatever runs beside it.

mod dose;
pub mod math;
pub mod philox;
mod settings;
mod subject;

pub use dose::{Dose, DoseKind};
pub use settings::{Method, Settings};
pub use subject::{Failure, Finished, Subject};
