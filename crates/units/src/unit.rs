//! placeholder
/// A unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit;
