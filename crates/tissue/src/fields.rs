//! Diffusing molecules on a regular grid: oxygen, cytokines, drugs.
//!
//! ```text
//! d rho/dt = D lap rho - lambda rho + sum over cells (V_cell/V_voxel) [S (rho* - rho) - U rho] + export
//! ```
//!
//! Nothing passes the faces of the domain, or a concentration is fixed on them; single voxels may be held at a value. Both
//! are eliminated from the linear systems, never written over. Fast fields (oxygen, small drugs) are at rest with the
//! cells at every moment; slow ones take implicit steps of order 2 whose length follows their error ([`pace`]). The
//! discrete laplacian has seven points and is of order 2 in the edge of a voxel; what a closed field holds stays to
//! rounding. Sums are taken in one order: the same bits for any number of threads and any vector unit.
//!
//! Law of exchange: Ghaffarizadeh et al. 2016 Bioinformatics 32:1256 (doi 10.1093/bioinformatics/btv730).

pub mod bench;
mod conjugate;
mod lattice;
mod law;
mod pace;
mod sources;
mod system;
#[cfg(test)]
mod tests;

pub use law::{Face, FieldLaw};
pub use pace::Work;
pub use sources::Sources;

use crate::{Grid, TissueError};
use lattice::Lattice;
use pace::Field;
use rayon::prelude::*;
use system::Maps;

/// How exactly fields are solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Residual of a linear system, relative to what comes in.
    pub tolerance: f64,
    /// Change of the sources of a fast field, as residual relative to what comes in, from which it is solved again.
    pub enough: f64,
    /// Error of a step of a slow field, relative to the field (root mean square).
    pub error: f64,
    /// First step of slow fields, min.
    pub step_min: f64,
    /// Shortest step, min: it is taken whatever its error.
    pub shortest_min: f64,
    /// Longest step, min.
    pub longest_min: f64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            tolerance: 3e-5,
            enough: 1e-4,
            error: 0.05,
            step_min: 0.5,
            shortest_min: 0.5 / 64.0,
            longest_min: 2.0,
        }
    }
}

/// All fields of a tissue on one grid.
#[derive(Clone, Debug)]
pub struct Fields {
    grid: Grid,
    lattice: Lattice,
    settings: Settings,
    fields: Vec<Field>,
}

impl Fields {
    /// Fields at their initial concentrations.
    ///
    /// # Errors
    /// A law whose numbers cannot be, or a name that two fields share.
    pub fn new(grid: Grid, laws: Vec<FieldLaw>, settings: Settings) -> Result<Fields, TissueError> {
        for (index, law) in laws.iter().enumerate() {
            law.check()?;
            if laws.iter().take(index).any(|other| other.name == law.name) {
                return Err(TissueError::FieldTwice { field: law.name.clone() });
            }
        }
        let fields = laws.into_iter().map(|law| Field::new(law, grid.len(), &settings)).collect();
        Ok(Fields { grid, lattice: Lattice::new(grid.counts), settings, fields })
    }

    /// The grid of all fields.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// The laws, in the order of the fields.
    pub fn laws(&self) -> impl ExactSizeIterator<Item = &FieldLaw> {
        self.fields.iter().map(|field| &field.law)
    }

    /// The index of a field by name.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.law.name == name)
    }

    /// Sources for these fields, all zero.
    pub fn sources(&self) -> Sources {
        let laws: Vec<FieldLaw> = self.laws().cloned().collect();
        Sources::new(&laws, self.grid.len())
    }

    /// Concentrations of a field, one a voxel, x fastest; empty for a field that does not exist.
    pub fn values(&self, field: usize) -> &[f32] {
        self.fields.get(field).map_or(&[], |field| field.values.as_slice())
    }

    /// Sets all concentrations of a field.
    ///
    /// # Errors
    /// Another number of values than voxels.
    pub fn set_values(&mut self, field: usize, values: &[f32]) -> Result<(), TissueError> {
        let voxels = self.grid.len();
        match self.fields.get_mut(field) {
            Some(field) if values.len() == voxels => {
                field.values.copy_from_slice(values);
                Ok(())
            }
            _ => Err(TissueError::FieldState),
        }
    }

    /// Holds a voxel of a field at a value, or lets it go. Out of the grid nothing happens.
    pub fn fix(&mut self, field: usize, voxel: usize, value: Option<f64>) {
        let Some(field) = self.fields.get_mut(field) else { return };
        let Some(at) = field.values.get_mut(voxel) else { return };
        match value {
            Some(value) => {
                *at = value as f32;
                field.held.insert(voxel);
            }
            None => {
                field.held.remove(&voxel);
            }
        }
    }

    /// Concentrations on all six faces or none: sets what holds at the faces of a field from now on.
    pub fn set_faces(&mut self, field: usize, faces: [Face; 6]) {
        if let Some(field) = self.fields.get_mut(field) {
            field.law.faces = faces;
        }
    }

    /// The concentration at a position (that of its voxel); zero for a field that does not exist.
    #[inline]
    pub fn value(&self, field: usize, position_um: [f64; 3]) -> f64 {
        self.at(field, self.grid.voxel(position_um))
    }

    /// The concentration in a voxel; zero where there is none, and where rounding left less than nothing.
    #[inline]
    pub fn at(&self, field: usize, voxel: usize) -> f64 {
        self.values(field).get(voxel).map_or(0.0, |value| f64::from(value.max(0.0)))
    }

    /// The gradient at a position (that of its voxel), concentration/um: central differences. Beyond a closed face stands the
    /// mirror image, beyond a fixed one what keeps the face at its value.
    pub fn gradient(&self, field: usize, position_um: [f64; 3]) -> [f64; 3] {
        let Some(found) = self.fields.get(field) else { return [0.0; 3] };
        let place = self.grid.place(position_um);
        let [nx, ny, _] = self.grid.counts;
        let strides = [1, nx, nx * ny];
        let voxel: usize = place.iter().zip(strides).map(|(place, stride)| place * stride).sum();
        let here = self.at(field, voxel);
        std::array::from_fn(|axis| {
            let beyond = |face: usize| match found.law.faces[2 * axis + face] {
                Face::Closed => here,
                Face::Fixed(value) => 2.0 * value - here,
            };
            let low = if place[axis] > 0 { self.at(field, voxel - strides[axis]) } else { beyond(0) };
            let inside = place[axis] + 1 < self.grid.counts[axis];
            let high = if inside { self.at(field, voxel + strides[axis]) } else { beyond(1) };
            (high - low) / (2.0 * self.grid.spacing_um)
        })
    }

    /// The amount of a field in the domain, concentration times um^3.
    pub fn amount(&self, field: usize) -> f64 {
        self.fields.get(field).map_or(0.0, |field| self.lattice.sum(&field.values)) * self.grid.voxel_um3()
    }

    /// Goes on for so many minutes with these sources.
    ///
    /// # Errors
    /// A fast field without any loss, a field that cannot be solved (sources that are not numbers), or sources of another
    /// grid.
    pub fn step(&mut self, minutes: f64, sources: &Sources) -> Result<(), TissueError> {
        let (lattice, settings, spacing) = (&self.lattice, &self.settings, self.grid.spacing_um);
        let voxels = self.grid.len();
        let fits = |map: &Vec<Vec<f32>>| map.len() == self.fields.len();
        if !(fits(&sources.production) && fits(&sources.loss) && fits(&sources.saturable)) {
            return Err(TissueError::FieldState);
        }
        let ends: Vec<Result<(), TissueError>> = self
            .fields
            .par_iter_mut()
            .zip(&sources.production)
            .zip(&sources.loss)
            .zip(&sources.saturable)
            .map(|(((field, production), loss), saturable)| {
                let whole = production.len() == voxels && loss.len() == voxels;
                if !whole || !(saturable.is_empty() || saturable.len() == voxels) {
                    return Err(TissueError::FieldState);
                }
                field.go(lattice, spacing, minutes, Maps { production, loss, saturable }, settings)
            })
            .collect();
        ends.into_iter().collect()
    }

    /// What all fields have cost so far. Not part of the state.
    pub fn work(&self) -> Work {
        let mut sum = Work::default();
        for field in &self.fields {
            sum += field.work;
        }
        sum
    }

    /// Writes all that decides how the fields go on: values, held voxels, steps; little-endian.
    pub fn save(&self, out: &mut Vec<u8>) {
        for field in &self.fields {
            out.extend((field.values.len() as u64).to_le_bytes());
            field.values.iter().for_each(|value| out.extend(value.to_le_bytes()));
            out.extend(field.step_min.to_le_bytes());
            out.extend((field.held.len() as u64).to_le_bytes());
            field.held.iter().for_each(|voxel| out.extend((*voxel as u64).to_le_bytes()));
        }
    }

    /// Takes up what [`Fields::save`] wrote for the same laws and grid, and moves `from` behind it.
    ///
    /// # Errors
    /// Bytes that are not the state of such fields; then the fields are as they were.
    pub fn load(&mut self, from: &mut &[u8]) -> Result<(), TissueError> {
        let voxels = self.grid.len();
        let mut rest = *from;
        let mut loaded = Vec::with_capacity(self.fields.len());
        for _ in &self.fields {
            if word(&mut rest)? != voxels as u64 {
                return Err(TissueError::FieldState);
            }
            let mut values = Vec::with_capacity(voxels);
            for _ in 0..voxels {
                values.push(f32::from_le_bytes(taken(&mut rest)?));
            }
            let step_min = f64::from_le_bytes(taken(&mut rest)?);
            let count = word(&mut rest)?;
            let mut held = std::collections::BTreeSet::new();
            for _ in 0..count {
                let voxel = word(&mut rest)?;
                if voxel >= voxels as u64 {
                    return Err(TissueError::FieldState);
                }
                held.insert(voxel as usize);
            }
            let lasting = step_min >= self.settings.shortest_min && step_min <= self.settings.longest_min;
            if !lasting || values.iter().any(|value| !value.is_finite()) {
                return Err(TissueError::FieldState);
            }
            loaded.push((values, step_min, held));
        }
        for (field, (values, step_min, held)) in self.fields.iter_mut().zip(loaded) {
            (field.values, field.step_min, field.held) = (values, step_min, held);
        }
        *from = rest;
        Ok(())
    }
}

/// The next bytes of a state.
fn taken<const N: usize>(from: &mut &[u8]) -> Result<[u8; N], TissueError> {
    let (bytes, rest) = from.split_first_chunk::<N>().ok_or(TissueError::FieldState)?;
    *from = rest;
    Ok(*bytes)
}

fn word(from: &mut &[u8]) -> Result<u64, TissueError> {
    Ok(u64::from_le_bytes(taken(from)?))
}
