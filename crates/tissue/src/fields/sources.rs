//! What cells and vessels do to the fields: for each voxel, how much is made and at which rate what is there is lost.
//!
//! ```text
//! production_v = sum over the cells in v of (V_cell / V_voxel) S rho* + export / V_voxel     concentration/min
//! loss_v       = sum over the cells in v of (V_cell / V_voxel) (S + U)                       1/min
//! saturable_v  = sum over the cells in v of (V_cell / V_voxel) U_low,  lost at U_low / (1 + rho / half)
//! ```
//!
//! A vessel exchanges at permeability x surface / V_voxel: that rate times the blood's value is production, the rate is
//! loss. Sums are in the order of calls.

use super::FieldLaw;

/// Production and loss of every field in every voxel.
#[derive(Clone, Debug, PartialEq)]
pub struct Sources {
    pub(super) production: Vec<Vec<f32>>,
    pub(super) loss: Vec<Vec<f32>>,
    /// Empty for fields whose uptake does not saturate.
    pub(super) saturable: Vec<Vec<f32>>,
}

impl Sources {
    /// No sources for these fields on so many voxels.
    pub fn new(laws: &[FieldLaw], voxels: usize) -> Sources {
        let none = || laws.iter().map(|_| vec![0.0; voxels]).collect();
        let saturable =
            laws.iter().map(|law| vec![0.0; if law.half_uptake.is_some() { voxels } else { 0 }]).collect();
        Sources { production: none(), loss: none(), saturable }
    }

    /// Takes all sources away.
    pub fn clear(&mut self) {
        for map in self.production.iter_mut().chain(&mut self.loss).chain(&mut self.saturable) {
            map.fill(0.0);
        }
    }

    /// Adds to a voxel: `production` in concentration/min, `loss` in 1/min. A field or voxel that does not exist gets
    /// nothing.
    #[inline]
    pub fn add(&mut self, field: usize, voxel: usize, production: f32, loss: f32) {
        if let Some(sum) = self.production.get_mut(field).and_then(|map| map.get_mut(voxel)) {
            *sum += production;
        }
        if let Some(sum) = self.loss.get_mut(field).and_then(|map| map.get_mut(voxel)) {
            *sum += loss;
        }
    }

    /// Adds uptake that saturates, 1/min at low concentration. Where the field has no half-uptake it does not saturate.
    #[inline]
    pub fn add_saturable(&mut self, field: usize, voxel: usize, loss: f32) {
        let saturable = self.saturable.get_mut(field).and_then(|map| map.get_mut(voxel));
        let sum = match saturable {
            Some(sum) => Some(sum),
            None => self.loss.get_mut(field).and_then(|map| map.get_mut(voxel)),
        };
        if let Some(sum) = sum {
            *sum += loss;
        }
    }

    /// Made in each voxel, concentration/min; empty for a field that does not exist.
    pub fn production(&self, field: usize) -> &[f32] {
        self.production.get(field).map_or(&[], Vec::as_slice)
    }

    /// Lost in each voxel in proportion to what is there, 1/min; empty for a field that does not exist.
    pub fn loss(&self, field: usize) -> &[f32] {
        self.loss.get(field).map_or(&[], Vec::as_slice)
    }
}
