//! Parameters of single cells, which typed Rust reads where a model of `models/` would: `parameters/cells/*.toml`.
//!
//! [`cell_parameters!`] makes a struct of plain numbers, each with the parameter that it comes from and the unit in
//! which the struct counts it. No number lives in Rust; a parameter that no struct reads is a fault of the library.

use crate::library::Library;
use lytic_text::{Diagnostic, Message};
use lytic_units::Unit;

/// Declares a struct whose fields are parameters of the library.
macro_rules! cell_parameters {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[doc = $doc:literal])+ $field:ident = $parameter:literal in $unit:literal,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: f64,)*
        }

        impl $name {
            /// Parameters that it reads, with the unit in which it counts each.
            pub const PARAMETERS: &'static [(&'static str, &'static str)] = &[$(($parameter, $unit)),*];

            /// From any values: `value` gives the number of a parameter in a unit, or says what is wrong.
            ///
            /// # Errors
            /// All that `value` found wrong.
            pub fn from_values(
                mut value: impl FnMut(&'static str, &'static str) -> Result<f64, lytic_text::Diagnostic>,
            ) -> Result<$name, Vec<lytic_text::Diagnostic>> {
                let mut problems = Vec::new();
                $(let $field = value($parameter, $unit).map_err(|problem| problems.push(problem)).ok();)*
                match ($($field,)*) {
                    ($(Some($field),)*) => Ok($name { $($field),* }),
                    _ => Err(problems),
                }
            }

            /// The typical values of a library.
            ///
            /// # Errors
            /// Parameters that the library lacks or gives in another unit, all of them.
            pub fn from_library(
                library: &$crate::library::Library,
            ) -> Result<$name, Vec<lytic_text::Diagnostic>> {
                $name::from_values(|name, unit| $crate::cells::typical(library, name, unit))
            }
        }
    };
}
pub(crate) use cell_parameters;

/// The typical value of a parameter, or of a molecule of a target, in a unit.
pub(crate) fn typical(library: &Library, name: &str, unit: &str) -> Result<f64, Diagnostic> {
    let Some(entry) = library.number(name) else {
        let message = Message::new("E1201").with("name", name);
        return Err(Diagnostic::error(message).suggest(library.nearest_parameter(name)));
    };
    let unit = Unit::parse(unit).map_err(|error| Diagnostic::error(error.message()))?;
    entry.value.in_unit(&unit).map_err(|error| Diagnostic::error(error.message()).at(entry.span))
}
