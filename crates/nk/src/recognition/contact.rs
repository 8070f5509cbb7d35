//! What an NK cell brings to a contact: receptors, state, antibody, chimeric receptor, and what blocks them.

use crate::repertoire::{Receptor, Subset};
use crate::targets::Antigen;

/// Position 158 of the Fc receptor CD16A.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fcgr3a {
    /// Valine twice: binds IgG best.
    VV,
    /// One of each.
    #[default]
    VF,
    /// Phenylalanine twice.
    FF,
}

/// An antibody in the medium that binds targets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Antibody {
    /// What it binds.
    pub antigen: Antigen,
    /// Its concentration, nM.
    pub concentration_nm: f64,
    /// Its dissociation constant, nM.
    pub kd_nm: f64,
}

/// What a chimeric receptor's signal grows with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CarSensing {
    /// Complexes of receptor and antigen: `C/(C + K_C)`.
    #[default]
    Complexes,
    /// Antigen, whatever the number of receptors: `Ag/(Ag + K_Ag)`.
    Antigen,
}

/// A chimeric antigen receptor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Car {
    /// What it binds.
    pub antigen: Antigen,
    /// Receptors per NK cell.
    pub receptors_per_cell: f64,
    /// What its signal grows with.
    pub sensing: CarSensing,
}

/// How much of what cells do not carry in a variegated way the cell has: 0 none, 1 the reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expression {
    /// CD16, relative to a blood NK cell.
    pub cd16: f64,
    /// LILRB1.
    pub lilrb1: f64,
    /// PD-1.
    pub pd1: f64,
    /// TIGIT.
    pub tigit: f64,
}

/// Share of each inhibitory receptor that an antibody keeps from its ligand: 0 none, 1 all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Blocks {
    /// KIR (lirilumab and its like).
    pub kir: f64,
    /// NKG2A (monalizumab and its like).
    pub nkg2a: f64,
    /// LILRB1.
    pub lilrb1: f64,
    /// PD-1 or PD-L1.
    pub pd1: f64,
    /// TIGIT.
    pub tigit: f64,
}

impl Blocks {
    /// What is left free of a receptor.
    pub fn free(&self, receptor: Receptor) -> f64 {
        let blocked = if receptor.is_kir() { self.kir } else { self.nkg2a };
        1.0 - blocked.clamp(0.0, 1.0)
    }
}

/// One NK cell at one contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contact {
    /// Its inhibitory receptors.
    pub subset: Subset,
    /// Its responsiveness, relative to the reference cell in the same state
    /// ([`crate::repertoire::EducationRules::relative_responsiveness`]).
    pub responsiveness: f64,
    /// Activation c, which multiplies natural signals: 1 at rest.
    pub activation: f64,
    /// Its Fc receptor.
    pub fcgr3a: Fcgr3a,
    /// Its other receptors.
    pub expression: Expression,
    /// An antibody on the target.
    pub antibody: Option<Antibody>,
    /// Its chimeric receptor.
    pub car: Option<Car>,
    /// Blocking antibodies.
    pub blocks: Blocks,
    /// Soluble MICA around it, ng/mL.
    pub soluble_mica_ng_per_ml: f64,
}

impl Contact {
    /// A resting cell with average responsiveness and these receptors, without antibody or chimeric receptor.
    pub fn resting(subset: Subset, expression: Expression) -> Contact {
        Contact {
            subset,
            responsiveness: 1.0,
            activation: 1.0,
            fcgr3a: Fcgr3a::default(),
            expression,
            antibody: None,
            car: None,
            blocks: Blocks::default(),
            soluble_mica_ng_per_ml: 0.0,
        }
    }
}
