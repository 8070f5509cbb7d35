//! The model language: Antimony and SBML <-> [`Model`], its checks, and the [`Equations`] that an engine integrates.
//!
//! ```text
//! Antimony --parse--> ast::File --flatten--> Model --check--> diagnostics
//! SBML -----sbml-------------------------------^ |---write---> Antimony, SBML
//!                                                '---lower---> Equations (expression graph, derivatives)
//! ```
//!
//! Does no I/O: imported files come through a [`Loader`] that the outer crate hands in.

pub mod ast;
mod check;
mod derivative;
pub mod equations;
mod flatten;
pub mod graph;
mod lint;
mod loader;
mod lower;
mod model;
mod sbml;
mod syntax;
mod write;

pub use check::check;
pub use equations::{Equations, Observable, Parameter};
pub use flatten::{MAX_TEXT_BYTES, read_antimony};
pub use graph::{ExprId, Graph, Node};
pub use loader::{Loader, NoImports};
pub use lower::Resolved;
pub use model::*;
pub use sbml::{is_sbml, read_model, read_sbml};
pub use syntax::{format_file, parse, parse_expression};
pub use write::{Row, RowKind, equation_text, number_text, rows, write_antimony, write_sbml};
