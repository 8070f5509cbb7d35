//! `lytic fit assay`: the numbers of a killing assay, how sure they are, and what the data cannot tell apart.
//!
//! ```text
//! lysis.csv (+ receptors) --prepare_fit--> FitPlan --run--> FitResults --> page, summary, object, fit.toml
//! ```
//!
//! Lysis of the four hours of a release assay, at several ratios of NK cells to targets and for several arms (wild type,
//! chimeric receptors, controls), is met by least squares, weighted by standard deviations with a floor. Two decisions
//! (weighted signal, Vav switch) by three ways of killing (the library's cycle, double saturation, mass action) by each file
//! of molecules are fitted and compared by AICc; one is shown with profile-likelihood intervals and bands. A second
//! target is predicted with none, one and two numbers fitted anew.
//!
//! What it does not do: FasL, death after the assay's end, targets that grow.

mod arm;
mod file;
mod levenberg;
mod lysis;
mod measures;
mod model;
mod molecules;
mod names;
mod plan;
mod profile;
mod record;
mod results;
mod run;
mod solve;
mod table;
mod well;

pub use file::fit_toml;
pub use model::{Meaning, Mechanism, decision_name};
pub use plan::{FitPlan, FitRequest, TextFile, prepare_fit};
pub use results::*;
