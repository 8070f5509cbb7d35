//! All cells of a tissue: a struct of arrays in the order of bins, and pools for what few cells have.
//!
//! A cell's *index* is its place in all columns after the last settling. Lymphocytes have a life ([`Lymphocyte`]) in one
//! pool, targets that are or were under attack a wound ([`Wound`]) in another; both know the index of their cell, and the
//! cell knows where they are.

use crate::kind::{Condition, Kind, Phase};
use crate::mechanics::{Bodies, Body};
use lytic_nk::life::{Draws, Killer, Victim};

/// No entry in a pool, no cell.
pub(crate) const NONE: u32 = u32::MAX;

/// A cell to be added.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Newcomer {
    pub id: u32,
    pub parent: u32,
    pub kind: Kind,
    pub phase: Phase,
    pub clock_min: f32,
    /// Fluid, solid of the nucleus and of the cytoplasm, um^3.
    pub volumes_um3: [f32; 3],
    pub body: Body,
    pub response: f32,
    pub shed: f32,
}

/// What a lymphocyte has beyond what all cells have.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lymphocyte {
    /// Its cell.
    pub cell: u32,
    /// Which of the plan's sorts of lymphocytes it is.
    pub sort: u32,
    /// Which of its sort's sights it has.
    pub sight: u32,
    /// Whether it knows the tumour's antigen (T cells).
    pub specific: bool,
    /// Speed while it searches, um/min.
    pub speed_um_per_min: f32,
    /// By what its signal exceeds that of a resting cell.
    pub activation: f32,
    pub killer: Killer,
    pub draws: Draws,
    /// The wound that it is at.
    pub partner: u32,
    /// The id of the last target that it left: it is not touched twice in a row.
    pub last: u32,
    /// IFN-gamma that has been handed to the field, molecules.
    pub handed: f64,
}

/// A target under attack.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wound {
    /// Its cell.
    pub cell: u32,
    pub victim: Victim,
    /// The lymphocyte that holds it.
    pub holder: u32,
    /// The kind of the lymphocyte that doomed it, and its id.
    pub killer: Kind,
    pub killer_id: u32,
}

/// Cells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Crowd {
    pub bodies: Bodies,
    pub id: Vec<u32>,
    pub parent: Vec<u32>,
    pub kind: Vec<Kind>,
    pub condition: Vec<Condition>,
    pub phase: Vec<Phase>,
    /// Minutes in the present phase, or since death; of macrophages until they are hungry again.
    pub clock: Vec<f32>,
    pub fluid: Vec<f32>,
    pub nucleus: Vec<f32>,
    pub cytoplasm: Vec<f32>,
    /// Tumour: answer to IFN-gamma, 0 to 1. Lymphocytes: TGF-beta that they have followed, ng/mL. Macrophages: from -1
    /// (M2) to 1 (M1). Dead cells: volume at death, um^3.
    pub response: Vec<f32>,
    /// Tumour: share of NKG2D ligands that is shed. Lymphocytes: lack of oxygen that they have followed, 0 to 1.
    pub shed: Vec<f32>,
    /// Place in the pool of lymphocytes, or of wounds.
    pub link: Vec<u32>,
    pub lymphocytes: Vec<Lymphocyte>,
    pub wounds: Vec<Wound>,
    spare: Vec<f32>,
}

/// Brings a column into an order.
fn reorder<T: Copy>(column: &mut Vec<T>, order: &[u32]) {
    *column = order.iter().map(|from| column[*from as usize]).collect();
}

/// Keeps some of a column.
fn keep_some<T>(column: &mut Vec<T>, keep: &[bool]) {
    let mut kept = keep.iter();
    column.retain(|_| *kept.next().unwrap_or(&true));
}

macro_rules! each_column {
    ($crowd:expr, $action:ident, $with:expr) => {
        $action(&mut $crowd.id, $with);
        $action(&mut $crowd.parent, $with);
        $action(&mut $crowd.kind, $with);
        $action(&mut $crowd.condition, $with);
        $action(&mut $crowd.phase, $with);
        $action(&mut $crowd.clock, $with);
        $action(&mut $crowd.fluid, $with);
        $action(&mut $crowd.nucleus, $with);
        $action(&mut $crowd.cytoplasm, $with);
        $action(&mut $crowd.response, $with);
        $action(&mut $crowd.shed, $with);
        $action(&mut $crowd.link, $with);
    };
}

impl Crowd {
    /// Bytes of a cell's columns; lymphocytes and wounds have more.
    pub const BYTES_PER_CELL: usize = Bodies::BYTES_PER_CELL + 9 * 4 + 3;
    /// Bytes that a lymphocyte has beyond that.
    pub const BYTES_PER_LYMPHOCYTE: usize = size_of::<Lymphocyte>();

    /// Cells.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Volume of a cell, um^3.
    pub fn volume_um3(&self, cell: usize) -> f32 {
        self.fluid[cell] + self.nucleus[cell] + self.cytoplasm[cell]
    }

    /// Whether a cell is alive.
    pub fn lives(&self, cell: usize) -> bool {
        self.condition[cell] == Condition::Living
    }

    /// Adds a cell; returns its index. Bodies must be settled.
    pub fn push(&mut self, cell: &Newcomer) -> usize {
        self.bodies.push(&cell.body);
        self.id.push(cell.id);
        self.parent.push(cell.parent);
        self.kind.push(cell.kind);
        self.condition.push(Condition::Living);
        self.phase.push(cell.phase);
        self.clock.push(cell.clock_min);
        let [fluid, nucleus, cytoplasm] = cell.volumes_um3;
        self.fluid.push(fluid);
        self.nucleus.push(nucleus);
        self.cytoplasm.push(cytoplasm);
        self.response.push(cell.response);
        self.shed.push(cell.shed);
        self.link.push(NONE);
        self.id.len() - 1
    }

    /// Brings all columns into the order in which mechanics has put the bodies.
    pub fn settle(&mut self) {
        let slots = self.bodies.slots().to_vec();
        if slots.iter().enumerate().any(|(place, slot)| place as u32 != *slot) {
            each_column!(self, reorder, &slots);
            self.relink();
        }
        self.bodies.settle();
    }

    /// Tells pools where their cells are.
    fn relink(&mut self) {
        for (cell, link) in self.link.iter().enumerate().filter(|(_, link)| **link != NONE) {
            if self.kind[cell].is_lymphocyte() {
                self.lymphocytes[*link as usize].cell = cell as u32;
            } else {
                self.wounds[*link as usize].cell = cell as u32;
            }
        }
    }

    /// Removes cells; wounds and lives of those that are gone go too, and so do wounds that nobody needs.
    pub fn retain(&mut self, keep: &[bool], wound_is_needed: impl Fn(&Wound) -> bool) {
        let keep_lymphocyte: Vec<bool> =
            self.lymphocytes.iter().map(|lymphocyte| keep[lymphocyte.cell as usize]).collect();
        let keep_wound: Vec<bool> =
            self.wounds.iter().map(|wound| keep[wound.cell as usize] && wound_is_needed(wound)).collect();
        let numbered = |keep: &[bool]| -> Vec<u32> {
            let mut next = 0;
            let place = |keep: &bool| {
                let own = if *keep { next } else { NONE };
                next += u32::from(*keep);
                own
            };
            keep.iter().map(place).collect()
        };
        let (of_lymphocyte, of_wound) = (numbered(&keep_lymphocyte), numbered(&keep_wound));
        let moved = |places: &[u32], old: u32| places.get(old as usize).copied().unwrap_or(NONE);
        for lymphocyte in &mut self.lymphocytes {
            lymphocyte.partner = moved(&of_wound, lymphocyte.partner);
        }
        for wound in &mut self.wounds {
            wound.holder = moved(&of_lymphocyte, wound.holder);
        }
        for (link, kind) in self.link.iter_mut().zip(&self.kind) {
            *link = moved(if kind.is_lymphocyte() { &of_lymphocyte } else { &of_wound }, *link);
        }
        keep_some(&mut self.lymphocytes, &keep_lymphocyte);
        keep_some(&mut self.wounds, &keep_wound);
        if keep.iter().any(|keep| !keep) {
            each_column!(self, keep_some, keep);
            self.bodies.retain(keep);
            self.relink();
        }
    }

    /// The wound of a cell, made if there is none.
    pub fn wound(&mut self, cell: usize, theta: f64) -> u32 {
        if self.link[cell] == NONE {
            self.link[cell] = self.wounds.len() as u32;
            self.wounds.push(Wound {
                cell: cell as u32,
                victim: Victim::new(theta),
                holder: NONE,
                killer: Kind::Nk,
                killer_id: NONE,
            });
        }
        self.link[cell]
    }

    /// Sets radii after volumes have changed: `(3 V/(4 pi))^(1/3)`.
    pub fn set_radii(&mut self, reach: f32) {
        let mut radii = std::mem::take(&mut self.spare);
        radii.clear();
        radii.extend((0..self.len()).map(|cell| radius_um(self.volume_um3(cell))));
        for (cell, radius) in radii.iter().enumerate() {
            self.bodies.set_radius(cell, *radius, reach);
        }
        self.spare = radii;
    }
}

/// Radius of a ball of this volume. The third root by Newton's rule from a guess of its bits: the same on all machines.
pub(crate) fn radius_um(volume_um3: f32) -> f32 {
    let cube = f64::from(volume_um3.max(1e-3)) * (3.0 / (4.0 * std::f64::consts::PI));
    let mut root = f64::from_bits(cube.to_bits() / 3 + 0x2a9f_7893_0000_0000);
    for _ in 0..3 {
        root = (2.0 * root + cube / (root * root)) * (1.0 / 3.0);
    }
    root as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radii_are_third_roots() {
        for volume in [0.01f32, 1.0, 270.0, 2494.0, 4988.0, 1e6] {
            let exact = (f64::from(volume) * 3.0 / (4.0 * std::f64::consts::PI)).cbrt();
            assert!((f64::from(radius_um(volume)) / exact - 1.0).abs() < 1e-6, "{volume}");
        }
    }
}
