//! What is done to a tissue: radiation, and concentrations around it and in its vessels.
//!
//! ```text
//! dies with 1 - exp(-alpha d - beta d^2),   d = dose (m pO2 + 3)/(pO2 + 3)/m      m the oxygen enhancement ratio
//! ```

use crate::fields::Face;
use crate::kind::{Cause, Kind};
use crate::plan::What;
use crate::tissue::Tissue;
use lytic_engine::math;
use lytic_engine::philox::{Stream, purpose};

impl Tissue {
    /// What is done to the tissue at this time.
    pub(crate) fn treat(&mut self, from: f64) {
        while let Some(treatment) = self.plan.treatments.get(self.treated).copied() {
            if treatment.minutes > from + 1e-9 {
                break;
            }
            match treatment.what {
                What::Outside { field, value } => {
                    self.fields.set_faces(field, [Face::Fixed(value); 6]);
                    self.vessels_of(field, value);
                }
                What::Radiation { gray, alpha_per_gy, beta_per_gy2, oxygen_enhancement } => {
                    self.irradiate(gray, (alpha_per_gy, beta_per_gy2, oxygen_enhancement));
                }
            }
            self.treated += 1;
        }
    }

    /// Linear-quadratic death: `1 - exp(-alpha d - beta d^2)`, d smaller by up to the oxygen enhancement without oxygen
    /// (Alper and Howard-Flanders: half of it at 3 mmHg).
    fn irradiate(&mut self, gray: f64, (alpha, beta, enhancement): (f64, f64, f64)) {
        let stream = Stream::new(self.plan.seed, purpose("tissue radiation"), self.treated as u64);
        let minutes = self.minutes();
        for cell in 0..self.crowd.len() {
            let kind = self.crowd.kind[cell];
            if !matches!(kind, Kind::Tumour | Kind::Nk | Kind::Cd8) || !self.crowd.lives(cell) {
                continue;
            }
            let oxygen = self.value(self.roles.oxygen, cell).unwrap_or(160.0);
            let dose = gray * (enhancement * oxygen + 3.0) / (oxygen + 3.0) / enhancement;
            let dies = 1.0 - math::exp(-alpha * dose - beta * dose * dose);
            if stream.uniform(u64::from(self.crowd.id[cell])) < dies {
                self.die(cell, Cause::Radiation, minutes);
            }
        }
    }

    /// Vessels hold what comes with the blood at its value.
    pub(crate) fn vessels(&mut self) {
        let laws: Vec<(usize, Face)> = self.fields.laws().map(|law| law.faces[0]).enumerate().collect();
        for (field, face) in laws {
            if let Face::Fixed(value) = face {
                self.vessels_of(field, value);
            }
        }
    }

    pub(crate) fn vessels_of(&mut self, field: usize, value: f64) {
        for cell in (0..self.crowd.len()).filter(|cell| self.crowd.kind[*cell] == Kind::Endothelium) {
            let voxel = self.plan.grid.voxel(self.crowd.bodies.position_um(cell).map(f64::from));
            self.fields.fix(field, voxel, Some(value));
        }
    }
}
