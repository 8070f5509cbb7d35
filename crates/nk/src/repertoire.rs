//! The repertoire of a donor's NK cells: which inhibitory receptors a cell carries, and what its host taught it.
//!
//! ```text
//! product rule   f(x) = prod_r q_r if r is in x, else 1 - q_r       over the receptors that the donor's genes allow
//! coexpression   f(x) = E_p[ prod_KIR s_r p or 1 - s_r p ],  p ~ Beta with mean max q, s_r = q_r/max q
//! education      E    = sum of e_r over receptors of x whose ligand the cell's own host has
//! responsiveness eta  = eta0 + (1 - eta0) E/(E + E_half)
//! ```
//!
//! The product rule is Andersson 2009's; real cells carry several KIR more often, which the beta mixture gives while
//! every receptor keeps its share. Where all q are equal it is the beta-binomial law.

mod receptors;
mod rules;

pub use receptors::{Receptor, Subset};
pub use rules::{
    Activation, EducationRules, RepertoireRules, alloreactive_fraction, education, is_alloreactive,
    repertoire, responsiveness,
};
