//! Units at run time: read, check, convert, print.
//!
//! A [`Unit`] is a [`Dimension`] (rational exponents over kg, m, s, mol, cell, IU, Gy, K, A, cd) and an exact factor.
//! Nothing is lost on the way: `pg/mL` to `pg/mL` is 1, `mg` to `ug` is 1000. A [`Quantity`] is a number with its unit;
//! a [`Body`] turns amounts per kg and per m2 into amounts. Errors name the bytes and the dimension that is needed, in
//! the words of the field.
//!
//! ```
//! use lytic_units::{Quantity, Unit};
//! let dose = Quantity::parse("10 MU/m2")?;
//! assert_eq!(dose.in_unit(&Unit::parse("IU/m2")?)?, 1e7);
//! # Ok::<(), lytic_units::UnitError>(())
//! ```

mod body;
mod dimension;
mod error;
mod factors;
mod names;
mod parse;
mod quantity;
mod scale;
mod unit;
mod words;

pub use body::Body;
pub use dimension::{Base, Dimension};
pub use error::{CODES, UnitError};
pub use quantity::Quantity;
pub use unit::Unit;
