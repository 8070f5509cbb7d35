//! Cells that come in: where they stand, what they are, and the life that lymphocytes begin.
//!
//! ```text
//! around   on a shell of two cells' width beyond the farthest tumour cell
//! within   evenly in a ball (a disc, where all is flat) as large as the tumour, as far as it lies in the domain
//! vessels  beside a cell of a vessel's wall, drawn evenly
//! ```
//!
//! A tumour cell of the start stands anywhere in its cycle, in proportion to the lengths of the phases.

use crate::crowd::{Lymphocyte, NONE, Newcomer};
use crate::error::TissueError;
use crate::kind::{Cause, Kind, Phase};
use crate::mechanics::Body;
use crate::plan::Entry;
use crate::tissue::{HOUR, Tissue};
use lytic_engine::math;
use lytic_engine::philox::{Stream, purpose};
use lytic_nk::life::{Draws, Killer};

/// Volume of a cell that starts between S and M, of one in G1.
const GROWN: f64 = 1.5;
/// How often a place outside of the domain is drawn again at most: a cube is 0.37 of the ball around it, so that one cell in 1e12 is
/// put on a face.
const ATTEMPTS: u64 = 60;

impl Tissue {
    /// Adds a cell from outside; returns its index.
    pub(crate) fn add(
        &mut self,
        kind: Kind,
        sort: usize,
        position_um: [f32; 3],
        volume_um3: Option<f32>,
    ) -> usize {
        let (cell, immune) = (&self.plan.cell, &self.plan.immune);
        let id = self.next_id;
        self.next_id += 1;
        let usual = match kind {
            Kind::Nk | Kind::Cd8 => {
                self.plan.sorts.get(sort).map_or(immune.resting_volume_um3, |sort| sort.volume_um3)
            }
            Kind::Macrophage => immune.macrophage_volume_um3,
            _ => cell.volume_um3,
        };
        let volume = f64::from(volume_um3.unwrap_or(usual as f32));
        let solid = 1.0 - cell.fluid_share;
        let nucleus = volume * solid / (1.0 + cell.cytoplasm_ratio);
        let mut volumes = [volume * cell.fluid_share, nucleus, volume * solid - nucleus];
        let mut body = Body::standard(position_um, 1.0);
        body.repulsion = cell.repulsion_um_per_min as f32;
        body.mobility = self.plan.mobility;
        body.adhesion = if kind.sticks() { cell.adhesion_um_per_min as f32 } else { 0.0 };
        let (mut phase, mut clock) = (Phase::G1, 0.0);
        if kind == Kind::Tumour && self.plan.grows && volume_um3.is_none() {
            (phase, clock) = self.somewhere_in_the_cycle(id);
            if phase != Phase::G1 {
                // On its way to two cells.
                volumes = volumes.map(|part| part * GROWN);
            }
        }
        if kind == Kind::Endothelium {
            // The wall of a vessel stays where it is.
            body.mobility = 0.0;
        }
        let volumes_um3 = volumes.map(|part| part as f32);
        body.radius_um = crate::crowd::radius_um(volumes_um3.iter().sum());
        body.reach = cell.adhesion_reach as f32;
        let newcomer = Newcomer {
            id,
            parent: NONE,
            kind,
            phase,
            clock_min: clock,
            volumes_um3,
            body,
            response: 0.0,
            shed: 0.0,
        };
        let index = self.crowd.push(&newcomer);
        self.counts.of_mut(kind).arrived += 1;
        if kind.is_lymphocyte() {
            self.begin_life(index, sort);
        }
        index
    }

    /// Where a cell of a growing tumour stands: shares and times of the phases in proportion to their lengths, G1 as long
    /// as the oxygen around the tissue makes it.
    fn somewhere_in_the_cycle(&self, id: u32) -> (Phase, f32) {
        let mut lengths = self.phase_minutes();
        let outside =
            self.roles.oxygen.and_then(|field| self.fields.laws().nth(field)).map(|law| law.initial);
        lengths[0] /= outside.map_or(1.0, |oxygen| self.plan.cell.fed(oxygen)).max(1e-3);
        let whole: f64 = lengths.iter().sum();
        let mut at = Stream::new(self.plan.seed, purpose("tissue start"), u64::from(id)).uniform(0) * whole;
        for (phase, length) in Phase::ALL.into_iter().zip(lengths) {
            if at < length {
                return (phase, at as f32);
            }
            at -= length;
        }
        (Phase::G1, 0.0)
    }

    /// Gives a lymphocyte its life; dead at once if it does not survive its way in.
    pub(crate) fn begin_life(&mut self, index: usize, sort: usize) {
        let Some(of) = self.plan.sorts.get(sort) else { return };
        let id = self.crowd.id[index];
        let mut draws = Draws::new(self.plan.seed, purpose("tissue life"), u64::from(id));
        let now_h = self.minutes() / HOUR;
        let killer = Killer::new(&of.rates, &mut draws);
        let (sight, alive, moves) = (draws.uniform(), draws.uniform(), draws.uniform());
        let specific = draws.uniform() < of.specific;
        let sights = of.eyes.first().map_or(&[][..], |eyes| &eyes.sights);
        let mut sum = 0.0;
        let chosen = sights.iter().position(|of| {
            sum += of.share;
            sight < sum
        });
        let handed = killer.secreted(&of.rates, now_h).ifn_gamma;
        self.crowd.link[index] = self.crowd.lymphocytes.len() as u32;
        self.crowd.lymphocytes.push(Lymphocyte {
            cell: index as u32,
            sort: sort as u32,
            sight: chosen.unwrap_or(sights.len().saturating_sub(1)) as u32,
            specific,
            speed_um_per_min: if moves < of.motile { of.speed_um_per_min as f32 } else { 0.0 },
            activation: of.activation as f32,
            killer,
            draws,
            partner: NONE,
            last: NONE,
            handed,
        });
        if alive >= of.viable {
            self.die(index, Cause::Apoptosis, self.minutes());
        }
    }

    /// Cells of an arrival come in at places drawn for them.
    pub(crate) fn arrive(&mut self, from: f64) -> Result<(), TissueError> {
        while let Some(arrival) = self.plan.arrivals.get(self.arrived).copied() {
            if arrival.minutes > from + 1e-9 {
                break;
            }
            let door = self.door(arrival.entry);
            for number in 0..arrival.count {
                let place = self.entry(&door, number);
                self.add(arrival.kind, arrival.sort, place, None);
            }
            self.arrived += 1;
        }
        Ok(())
    }

    /// What all cells of an arrival share: where they come in.
    fn door(&self, entry: Entry) -> Door {
        let (low, high) = (self.plan.grid.origin_um, self.plan.grid.end_um());
        let middle = std::array::from_fn(|axis| 0.5 * (low[axis] + high[axis]));
        let mut vessels = Vec::new();
        if entry == Entry::Vessels {
            vessels.extend((0..self.crowd.len()).filter(|cell| self.crowd.kind[*cell] == Kind::Endothelium));
        }
        Door { entry, middle, reach: self.reach_um(middle), vessels }
    }

    /// Where a cell of an arrival comes in. A place within that lies outside of the domain is drawn again: the ball around a block
    /// reaches to its corners, and what lies beyond its faces is no place.
    fn entry(&self, door: &Door, number: u64) -> [f32; 3] {
        let stream = Stream::new(self.plan.seed, purpose("tissue entry"), self.arrived as u64);
        let [u, v, w] = [0, 1, 2].map(|step: u64| stream.uniform(8 * number + step));
        let (mut place, mut inside) = self.drawn(door, [u, v, w]);
        if door.entry == Entry::Within {
            let again = Stream::new(self.plan.seed, purpose("tissue entry again"), self.arrived as u64);
            for attempt in 0..ATTEMPTS {
                if inside {
                    break;
                }
                let step = 3 * (number * ATTEMPTS + attempt);
                (place, inside) = self.drawn(door, [0, 1, 2].map(|more| again.uniform(step + more)));
            }
        }
        let (low, high) = (self.plan.grid.origin_um, self.plan.grid.end_um());
        std::array::from_fn(|axis| place[axis].clamp(low[axis] + 1.0, high[axis] - 1.0) as f32)
    }

    /// A place for three uniform numbers, and whether it lies in the domain.
    fn drawn(&self, door: &Door, [u, v, w]: [f64; 3]) -> ([f64; 3], bool) {
        let direction = direction(u, v, self.plan.flat);
        let chosen = (w * door.vessels.len() as f64) as usize;
        let (from, away) = match door.vessels.get(chosen.min(door.vessels.len().saturating_sub(1))) {
            Some(vessel) => {
                let at = self.crowd.bodies.position_um(*vessel).map(f64::from);
                (at, 1.5 * f64::from(self.crowd.bodies.radii_um()[*vessel]))
            }
            // A shell of two cells' width around the farthest tumour cell, or anywhere in a ball as large as the tumour.
            None if door.entry == Entry::Around => (door.middle, door.reach + 8.0 + 20.0 * w),
            None if self.plan.flat => (door.middle, door.reach * math::sqrt(w)),
            None => (door.middle, door.reach * cube_root(w)),
        };
        let (low, high) = (self.plan.grid.origin_um, self.plan.grid.end_um());
        let place: [f64; 3] = std::array::from_fn(|axis| from[axis] + away * direction[axis]);
        let inside = (0..3).all(|axis| (low[axis]..=high[axis]).contains(&place[axis]));
        (place, inside)
    }

    /// The farthest living tumour cell from a point, um.
    fn reach_um(&self, middle: [f64; 3]) -> f64 {
        let far = (0..self.crowd.len()).filter(|cell| self.crowd.kind[*cell] == Kind::Tumour).map(|cell| {
            let at = self.crowd.bodies.position_um(cell);
            (0..3)
                .map(|axis| (f64::from(at[axis]) - middle[axis]) * (f64::from(at[axis]) - middle[axis]))
                .sum::<f64>()
        });
        far.fold(0.0, f64::max).sqrt()
    }
}

/// Where the cells of an arrival come in.
struct Door {
    entry: Entry,
    middle: [f64; 3],
    /// The farthest tumour cell, um.
    reach: f64,
    /// Cells of vessels, if they come out of those.
    vessels: Vec<usize>,
}

/// A direction from two uniform numbers: evenly on the sphere, or on the circle.
pub(crate) fn direction(u: f64, v: f64, flat: bool) -> [f64; 3] {
    let angle = 2.0 * std::f64::consts::PI * u;
    let z = if flat { 0.0 } else { 2.0 * v - 1.0 };
    let across = math::sqrt((1.0 - z * z).max(0.0));
    [across * math::cos(angle), across * math::sin(angle), z]
}

fn cube_root(x: f64) -> f64 {
    if x > 0.0 { math::pow(x, 1.0 / 3.0) } else { 0.0 }
}
