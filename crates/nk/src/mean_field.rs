//! Many NK cells and targets in one volume: the mean field of [`crate::life`].
//!
//! A contact occupies the target for `t_a` and the NK cell for `t_c` (which includes its rest after a kill), so both are
//! free only part of the time. With `k_on` contacts per free pair and hour,
//!
//! ```text
//! K = k_on P s Ef Tf,   Ef = E/(1 + k_on t_c Tf),   Tf = T/(1 + k_on t_a Ef)      kills per hour
//! ```
//!
//! [`kills`] is the exact root for one kind of cell and one kind of target, [`kills_classes`] the solution for several of
//! both, [`time_course`] a well over hours with exhaustion of each class of cells. NK cells of one donor differ in
//! responsiveness; [`classes`] gives 5 to 8 classes that stand for them. One class at the mean probability is wrong.
//!
//! It leaves out FasL (about 1 % of first kills) and damage of several hits: a lethal damage of one hit is assumed.

mod cycle;
mod gauss_hermite;
mod network;
mod well;

pub use cycle::{Cycle, Delivery, delivery, kills, kills_leading_order, respond};
pub use gauss_hermite::{Class, MOST_CLASSES, classes};
pub use network::kills_classes;
pub use well::{Mixture, WellPoint, kills_per_cell_in_excess, time_course};
