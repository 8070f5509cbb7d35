//! lytic
mod arguments;
mod exit;
mod files;
mod language;
mod problems;
fn main() {}
