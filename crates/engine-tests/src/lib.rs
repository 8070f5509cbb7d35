//! The engine against a solver that shares no line with it: diffsol (BDF and an explicit Runge-Kutta pair).
//!
//! Each model is written twice: as Antimony, which goes through reader, flattening, symbolic derivatives and lanes, and
//! as a plain Rust function, which goes to diffsol. So a mistake would have to be made twice to stay unseen. The
//! methods differ too.

#[cfg(test)]
mod outside;
#[cfg(test)]
mod tests;
