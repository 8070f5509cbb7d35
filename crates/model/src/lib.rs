//! The model language: Antimony text <-> [`Model`], its checks, and the [`Equations`] that an engine integrates.
//!
//! ```text
//! text --parse--> ast::File --flatten--> Model --check--> diagnostics
//!                                          |---write---> Antimony text
//!                                          '---lower---> Equations (expression graph, derivatives)
//! ```
//!
//! Does no I/O: imported files come through a [`Loader`] that the outer crate hands in.

pub mod ast;
mod derivative;
pub mod equations;
pub mod graph;
mod loader;
mod model;
mod syntax;

pub use equations::Equations;
pub use graph::{ExprId, Graph, Node};
pub use loader::{Loader, NoImports};
pub use model::*;
pub use syntax::{format_file, parse, parse_expression};
