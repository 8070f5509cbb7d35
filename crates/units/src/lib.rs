//! Units at run time.
mod unit;
pub use unit::Unit;
