//! The NK library: the models of `models/` and the values of `parameters/`, built into the program.
//!
//! A parameter has one home, `parameters/<group>/<module>.toml`: value, unit, how patients differ (`between`), what we
//! do not know (`uncertainty`), grade of evidence, source. Library modules declare symbol and unit;
//! [`Library::bind`] gives the values by module and symbol, whatever the instance is called. What can be dosed and what
//! a cell product sets stand in `parameters/agents.toml` and `parameters/products.toml`, what surgery removes in
//! `parameters/procedures.toml`.
//!
//! This crate reads no files: the texts are built in ([`Library::embedded`]) or handed in ([`Library::read`]).

mod agents;
mod bind;
mod cells;
mod check;
mod distribution;
pub mod donor;
mod embedded;
mod fields;
mod library;
pub mod life;
mod listing;
pub mod mean_field;
mod measurements;
mod parameters;
mod procedures;
mod products;
pub mod recognition;
pub mod repertoire;
pub mod targets;
pub mod tissue;
pub mod typing;

pub use agents::{Agent, CellKind, Route, Target};
pub use bind::{Binding, BoundSymbol, Provenance};
pub use distribution::{Distribution, WIDE_SD_OF_LN};
pub use library::Library;
pub use listing::ParameterRow;
pub use measurements::{Measurement, MeasurementShape};
pub use parameters::{Grade, InUnit, ParameterEntry, Source};
pub use procedures::Procedure;
pub use products::{ProductPart, Products};
