//! Coefficients of the integration methods, used by the lanes and by the plain reference.

pub mod dormand_prince;
pub mod rodas5p;
