//! What cells give to the fields and take from them.
//!
//! ```text
//! made by a molecule's source: n molecules/min -> n M/N_A/V_voxel       taken: (V_cell/V_voxel) U rho
//! oxygen: q mol/min in the volume of a cell, saturating: q/(V c half) (V_cell/V_voxel)/(1 + rho/half), c solubility
//! ```

use crate::crowd::{Crowd, NONE};
use crate::fields::{Face, FieldLaw, Fields, Sources};
use crate::kind::{Condition, Kind};
use crate::plan::Plan;
use lytic_nk::tissue::TissueFieldNumbers;

/// Molecules of a mole.
const AVOGADRO: f64 = 6.022_140_76e23;
/// Litres and millilitres of a cubic um.
const LITRE_PER_UM3: f64 = 1e-15;
const ML_PER_UM3: f64 = 1e-12;
/// By how many times IFN-gamma raises the chemokines of a tumour cell, less 1 (CXCL9 and CXCL10).
const CHEMOKINE_OF_RESPONSE: f32 = 9.0;

/// Names and units of the fields that cells know.
pub const FIELDS: [(&str, &str); 13] = [
    ("oxygen", "mmHg"),
    ("ifn_gamma", "pg/mL"),
    ("tgf_beta", "pg/mL"),
    ("adenosine", "uM"),
    ("lactate", "mM"),
    ("chemokine", "pg/mL"),
    ("drug", "uM"),
    ("antibody", "ug/mL"),
    ("glucose", "mM"),
    ("tnf", "pg/mL"),
    ("il2", "pg/mL"),
    ("il15", "pg/mL"),
    ("il6", "pg/mL"),
];

/// The law of a field by its name ([`FIELDS`]); `outside` fixes the concentration on all faces. None for an unknown name.
pub fn law(name: &str, numbers: &TissueFieldNumbers, outside: Option<f64>) -> Option<FieldLaw> {
    let (_, unit) = FIELDS.iter().find(|(known, _)| *known == name)?;
    let n = numbers;
    let (diffusion, decay, usual) = match name {
        "oxygen" => (n.oxygen_diffusion_um2_per_min, n.oxygen_decay_per_min, n.oxygen_outside_mmhg),
        "ifn_gamma" => (n.ifn_gamma_diffusion_um2_per_min, n.ifn_gamma_decay_per_min, 0.0),
        "tgf_beta" => (n.tgf_beta_diffusion_um2_per_min, n.tgf_beta_decay_per_min, 0.0),
        "adenosine" => (n.adenosine_diffusion_um2_per_min, n.adenosine_decay_per_min, 0.0),
        "lactate" => (n.lactate_diffusion_um2_per_min, 0.0, n.lactate_outside_mm),
        "chemokine" => (n.chemokine_diffusion_um2_per_min, n.chemokine_decay_per_min, 0.0),
        "drug" => (n.drug_diffusion_um2_per_min, 0.0, 0.0),
        "glucose" => (n.glucose_diffusion_um2_per_min, 0.0, n.glucose_outside_mm),
        "tnf" => (n.tnf_diffusion_um2_per_min, n.tnf_decay_per_min, 0.0),
        "il2" => (n.il2_diffusion_um2_per_min, n.il2_decay_per_min, 0.0),
        "il15" => (n.il15_diffusion_um2_per_min, n.il15_decay_per_min, 0.0),
        "il6" => (n.il6_diffusion_um2_per_min, n.il6_decay_per_min, 0.0),
        _ => (n.antibody_diffusion_um2_per_min, 0.0, 0.0),
    };
    let outside = outside.unwrap_or(usual);
    Some(FieldLaw {
        name: name.to_owned(),
        unit: (*unit).to_owned(),
        diffusion_um2_per_min: diffusion,
        decay_per_min: decay,
        fast: name == "oxygen",
        faces: [Face::Fixed(outside); 6],
        initial: outside,
        half_uptake: match name {
            "oxygen" => Some(n.oxygen_half_mmhg),
            "glucose" => Some(n.glucose_half_mm),
            _ => None,
        },
    })
}

/// Which field is which; none that the tissue lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Roles {
    pub oxygen: Option<usize>,
    pub ifn_gamma: Option<usize>,
    pub tgf_beta: Option<usize>,
    pub adenosine: Option<usize>,
    pub lactate: Option<usize>,
    pub chemokine: Option<usize>,
    pub drug: Option<usize>,
    pub antibody: Option<usize>,
    pub glucose: Option<usize>,
    pub tnf: Option<usize>,
    pub il2: Option<usize>,
    pub il15: Option<usize>,
    pub il6: Option<usize>,
}

impl Roles {
    pub fn of(fields: &Fields) -> Roles {
        Roles {
            oxygen: fields.index("oxygen"),
            ifn_gamma: fields.index("ifn_gamma"),
            tgf_beta: fields.index("tgf_beta"),
            adenosine: fields.index("adenosine"),
            lactate: fields.index("lactate"),
            chemokine: fields.index("chemokine"),
            drug: fields.index("drug"),
            antibody: fields.index("antibody"),
            glucose: fields.index("glucose"),
            tnf: fields.index("tnf"),
            il2: fields.index("il2"),
            il15: fields.index("il15"),
            il6: fields.index("il6"),
        }
    }
}

/// Rates of exchange per cell volume or per cell, for one grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Exchange {
    roles: Roles,
    /// Share of a voxel that a um^3 is.
    share: f32,
    /// Oxygen that a cell takes at low oxygen, 1/min in its volume.
    oxygen: f32,
    /// IFN-gamma that tumour cells take, 1/min in their volume.
    ifn_gamma_uptake: f32,
    /// pg/mL of a voxel that a molecule of IFN-gamma is.
    ifn_gamma: f64,
    /// TGF-beta and chemokine of a cell, pg/mL/min of a voxel.
    tgf_beta: f32,
    chemokine: f32,
    /// Adenosine in the volume of a hypoxic cell, uM/min; lactate of a cell, mM/min of a voxel.
    adenosine: f32,
    lactate: f32,
    drug: f32,
    /// Glucose that a cell takes where there is little, 1/min in its volume.
    glucose: f32,
    /// pg/mL of a voxel that a molecule of TNF is.
    tnf: f64,
    /// What macrophages make of TNF (at most), IL-15 and IL-6, and what a T cell at a target makes of IL-2, pg/mL/min of
    /// a voxel; IL-2 that a lymphocyte takes, 1/min of a voxel.
    macrophage_tnf: f32,
    il15: f32,
    il6: f32,
    il2: f32,
    il2_uptake: f32,
    hypoxia_mmhg: f64,
    usual_volume: f32,
}

impl Exchange {
    pub fn new(plan: &Plan, roles: Roles) -> Exchange {
        let (n, voxel) = (&plan.field, plan.grid.voxel_um3());
        let pg_per_ml = |g_per_mol: f64| g_per_mol / AVOGADRO * 1e12 / (voxel * ML_PER_UM3);
        let volume = plan.cell.volume_um3;
        let um_per_min = n.oxygen_consumption_mol_per_min / (volume * LITRE_PER_UM3) * 1e6;
        Exchange {
            roles,
            share: (1.0 / voxel) as f32,
            oxygen: (um_per_min / n.oxygen_solubility_um_per_mmhg / n.oxygen_half_mmhg) as f32,
            ifn_gamma_uptake: n.ifn_gamma_uptake_per_min as f32,
            ifn_gamma: pg_per_ml(n.ifn_gamma_mass_g_per_mol),
            tgf_beta: (n.tgf_beta_secretion_per_min * pg_per_ml(n.tgf_beta_mass_g_per_mol)) as f32,
            chemokine: (n.chemokine_secretion_per_min * pg_per_ml(n.chemokine_mass_g_per_mol)) as f32,
            adenosine: n.adenosine_production_um_per_min as f32,
            lactate: (n.lactate_production_mol_per_min * 1e3 / (voxel * LITRE_PER_UM3)) as f32,
            drug: n.drug_uptake_per_min as f32,
            glucose: (n.glucose_consumption_mol_per_min / (volume * LITRE_PER_UM3) * 1e3 / n.glucose_half_mm)
                as f32,
            tnf: pg_per_ml(n.tnf_mass_g_per_mol),
            macrophage_tnf: (n.tnf_secretion_per_min * pg_per_ml(n.tnf_mass_g_per_mol)) as f32,
            il15: (n.il15_secretion_per_min * pg_per_ml(n.il15_mass_g_per_mol)) as f32,
            il6: (n.il6_secretion_per_min * pg_per_ml(n.il6_mass_g_per_mol)) as f32,
            il2: (n.il2_secretion_per_min * pg_per_ml(n.il2_mass_g_per_mol)) as f32,
            il2_uptake: (n.il2_clearance_um3_per_min / voxel) as f32,
            hypoxia_mmhg: plan.immune.hypoxia_oxygen_mmhg,
            usual_volume: volume as f32,
        }
    }

    /// Fills the sources from all cells, in their order. Lymphocytes hand over what they have secreted since the last time,
    /// `minutes` ago; `rates` are those of their sorts.
    pub fn fill(
        &self,
        plan: &Plan,
        crowd: &mut Crowd,
        fields: &Fields,
        sources: &mut Sources,
        (now_h, minutes): (f64, f64),
    ) {
        sources.clear();
        let grid = &plan.grid;
        for cell in 0..crowd.len() {
            if crowd.condition[cell] != Condition::Living {
                continue;
            }
            let voxel = grid.voxel(crowd.bodies.position_um(cell).map(f64::from));
            let volume = crowd.volume_um3(cell);
            let share = volume * self.share;
            if let Some(field) = self.roles.oxygen {
                sources.add_saturable(field, voxel, share * self.oxygen);
            }
            if let Some(field) = self.roles.drug {
                sources.add(field, voxel, 0.0, share * self.drug);
            }
            if let Some(field) = self.roles.glucose {
                sources.add_saturable(field, voxel, share * self.glucose);
            }
            let size = volume / self.usual_volume;
            match crowd.kind[cell] {
                Kind::Tumour => {
                    if let Some(field) = self.roles.ifn_gamma {
                        sources.add(field, voxel, 0.0, share * self.ifn_gamma_uptake);
                    }
                    if let Some(field) = self.roles.tgf_beta {
                        sources.add(field, voxel, size * self.tgf_beta, 0.0);
                    }
                    if let Some(field) = self.roles.lactate {
                        sources.add(field, voxel, size * self.lactate, 0.0);
                    }
                    if let Some(field) = self.roles.chemokine {
                        let raised = 1.0 + CHEMOKINE_OF_RESPONSE * crowd.response[cell];
                        sources.add(field, voxel, size * raised * self.chemokine, 0.0);
                    }
                    if let (Some(field), Some(oxygen)) = (self.roles.adenosine, self.roles.oxygen)
                        && fields.at(oxygen, voxel) < self.hypoxia_mmhg
                    {
                        sources.add(field, voxel, share * self.adenosine, 0.0);
                    }
                }
                // M2 macrophages make as much TGF-beta as ten tumour cells (assumed).
                Kind::Macrophage => {
                    if let Some(field) = self.roles.tgf_beta {
                        let m2 = (-crowd.response[cell]).max(0.0);
                        sources.add(field, voxel, 10.0 * m2 * self.tgf_beta, 0.0);
                    }
                    if let Some(field) = self.roles.tnf {
                        let m1 = crowd.response[cell].max(0.0);
                        sources.add(field, voxel, m1 * self.macrophage_tnf, 0.0);
                    }
                    if let Some(field) = self.roles.il15 {
                        sources.add(field, voxel, self.il15, 0.0);
                    }
                    if let Some(field) = self.roles.il6 {
                        sources.add(field, voxel, self.il6, 0.0);
                    }
                }
                _ => {}
            }
        }
        for lymphocyte in &mut crowd.lymphocytes {
            let Some(sort) = plan.sorts.get(lymphocyte.sort as usize) else { continue };
            let voxel = grid.voxel(crowd.bodies.position_um(lymphocyte.cell as usize).map(f64::from));
            if let Some(field) = self.roles.il2 {
                let holds = lymphocyte.partner != NONE && crowd.kind[lymphocyte.cell as usize] == Kind::Cd8;
                sources.add(field, voxel, if holds { self.il2 } else { 0.0 }, self.il2_uptake);
            }
            let made = lymphocyte.killer.secreted(&sort.rates, now_h).ifn_gamma;
            let molecules = (made - lymphocyte.handed).max(0.0);
            if molecules > 0.0 {
                lymphocyte.handed = made;
                if let Some(field) = self.roles.ifn_gamma {
                    sources.add(field, voxel, (molecules / minutes * self.ifn_gamma) as f32, 0.0);
                }
                // Both are secreted in the same hours.
                if let Some(field) = self.roles.tnf {
                    let tnf = molecules * sort.rates.tnf_per_h / sort.rates.ifn_gamma_per_h;
                    sources.add(field, voxel, (tnf / minutes * self.tnf) as f32, 0.0);
                }
            }
        }
    }
}
