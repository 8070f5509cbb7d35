//! The decision at one contact: does this NK cell respond to this target?
//!
//! Two rival models, selectable ([`Decision`]). Both make a signal S of what the two cells carry and a probability of S:
//!
//! ```text
//! weighted signal   a_i = w_i L_i/(L_i + K_i)                                  activating receptor i, ligands L_i per cell
//!                   A   = sum a_i + sigma sum_{i<j} sqrt(a_i a_j)              synergy; NKG2D divided by 1 + sMICA/K_s
//!                   I   = sum over receptors not blocked of v_k L_k/(L_k + K_k)
//!                   S   = eta [c A/theta + w16 G/(G + K16) + w_CAR C/(C + K_C)]/(1 + I)
//!                   P   = p_max S^n/(1 + S^n)
//! Vav switch        V   = eta [c b_A A/theta + b16 G/(G + K16) + b_CAR C]/(1 + sum C_k/C_half)
//!                   P   = p_max W(V, K1, K2)                                   Goldbeter-Koshland
//! ```
//!
//! eta is the responsiveness of [`crate::repertoire`] relative to a reference cell, c the activation, G bound Fc, C the
//! complexes of receptor and antigen. Between cells of one subset S and V are spread by a factor exp(sigma z), z normal.
//! Inhibition divides everything, upstream of where signals meet, so that it rules at normal signals and a strong
//! chimeric receptor or antibody overcomes it.
//!
//! Sources: `Long 2013 Annu Rev Immunol 31:227` (integration at Vav1), `Goldbeter and Koshland 1981 PNAS 78:6840`; values and
//! their grades in `parameters/cells/recognition.toml`.

mod contact;
mod decision;
mod equations;
mod least_squares;
mod parameters;
mod signal_classes;
mod subtypes;

pub use contact::{Antibody, Blocks, Car, CarSensing, Contact, Expression, Fcgr3a};
pub use decision::{Decision, DecisionModel, VavSwitch, WeightedSignal};
pub use equations::{
    bound_fc, complexes, goldbeter_koshland, hill_response, lognormal_mean, saturation, synergy,
};
pub use parameters::{ContactNumbers, RecognitionParameters};
pub use signal_classes::{Effectors, SignalClass, SignalClasses, signal_classes};
pub use subtypes::{SubtypeNumbers, kir_at_surface, strength_3dl1};
