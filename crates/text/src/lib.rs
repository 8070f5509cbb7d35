//! What Lytic says to people: places in what they wrote, problems found there, and the words in two languages.
//!
//! Every text for users is a [`Message`]: a key of the one catalogue and named arguments. It becomes words only at
//! the edge of the program, in the language asked for. A [`Diagnostic`] is a message with a code, a place and a mend.
//!
//! This crate never prints, reads or asks for the locale.

mod catalogue;
mod diagnostic;
mod message;
mod nearest;
mod source;

pub use catalogue::{Entry, entries, entry};
pub use diagnostic::{Diagnostic, Label, Severity, has_errors};
pub use message::{Lang, Message};
pub use nearest::nearest;
pub use source::{LineColumn, Source, SourceId, Sources, Span};
