//! What a field is: how it spreads, decays and is taken up, and what holds at the faces of the domain.

use crate::TissueError;

/// What holds at a face of the domain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Face {
    /// Nothing passes.
    Closed,
    /// The concentration on the face, in the field's unit.
    Fixed(f64),
}

/// A diffusing substance.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldLaw {
    /// Its name: `oxygen`, `ifn_gamma`.
    pub name: String,
    /// The unit of its concentration.
    pub unit: String,
    /// Diffusion coefficient D, um^2/min.
    pub diffusion_um2_per_min: f64,
    /// Decay lambda without cells, 1/min.
    pub decay_per_min: f64,
    /// Whether it settles much faster than cells change, so that its steady state is what counts (oxygen, small drugs).
    pub fast: bool,
    /// The faces at -x, +x, -y, +y, -z, +z.
    pub faces: [Face; 6],
    /// The concentration at the start.
    pub initial: f64,
    /// Concentration at which the saturable uptake of cells has fallen to half of its rate per concentration; none if
    /// uptake is in proportion to the concentration.
    pub half_uptake: Option<f64>,
}

impl FieldLaw {
    /// Problems of the law's numbers, if there are any.
    pub(super) fn check(&self) -> Result<(), TissueError> {
        let wrong = |what: &'static str, value: f64| {
            Err(TissueError::FieldLaw { field: self.name.clone(), what, value })
        };
        if !(self.diffusion_um2_per_min > 0.0 && self.diffusion_um2_per_min < MOST) {
            return wrong("diffusion", self.diffusion_um2_per_min);
        }
        if !(0.0..MOST).contains(&self.decay_per_min) {
            return wrong("decay", self.decay_per_min);
        }
        if !(0.0..MOST).contains(&self.initial) {
            return wrong("initial", self.initial);
        }
        if let Some(half) = self.half_uptake
            && !(half > 0.0 && half < MOST)
        {
            return wrong("half_uptake", half);
        }
        for face in self.faces {
            if let Face::Fixed(value) = face
                && !(0.0..MOST).contains(&value)
            {
                return wrong("boundary", value);
            }
        }
        Ok(())
    }
}

/// Numbers of this size and above are no concentration, rate or coefficient in the units here.
const MOST: f64 = 1e15;
