//! Cells that push, adhere and crawl, without inertia.
//!
//! ```text
//! r = x_i - x_j,  d = |r|,  R = R_i + R_j,  S = a_i R_i + a_j R_j
//! v_i = m_i sum_j [ (1 - d/R)^2 sqrt(k_i k_j)  (d < R)  -  (1 - d/S)^2 sqrt(A_i A_j)  (d < S) ] r/d
//! x += dt (v + dt/(2 dt_before) (v - v_before)) + dt c
//! ```
//!
//! Repulsion k, adhesion A in um/min, mobility m (1 in water, less in matrix), own motion c, which is constant within a
//! step and therefore exact. Forces as in the public description of PhysiCell (Ghaffarizadeh 2018 PLoS Comput Biol
//! 14:e1005991); the two-step Adams-Bashforth rule for steps of any length. Steps are chosen so that the difference to
//! Euler's rule stays below a tolerance, or are of one length.
//!
//! Each cell sums over all its neighbours, in the order in which they lie in memory, eight at a time
//! ([`pairs`]); nothing is shared between cells that are summed at the same time, so that the bits are the same on any
//! number of threads and on any vector unit.

mod bins;
mod bodies;
mod hurry;
mod pairs;
mod steps;

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;

pub use bodies::{Bodies, Body};
pub use steps::{Mechanics, MechanicsSettings, Moved, Walls};

/// Repulsion of PhysiCell's default cell, um/min (Macklin 2012 J Theor Biol 301:122).
pub const REPULSION_UM_PER_MIN: f32 = 10.0;
/// Adhesion of PhysiCell's default cell, um/min.
pub const ADHESION_UM_PER_MIN: f32 = 0.4;
/// How far adhesion reaches, in radii.
pub const REACH_IN_RADII: f32 = 1.25;
