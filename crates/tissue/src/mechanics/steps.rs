//! Steps in time: sort where needed, sum forces, choose a step, move.

use super::bins::{Bins, longest_reach_um};
use super::bodies::{Bodies, column};
use super::hurry::{Hurry, Weights, common_step_min};
use super::pairs::{self, Most, Part};
use rayon::prelude::*;

/// Cells of a part that is summed by one thread.
const CELLS_OF_A_PART: usize = 2048;
/// From so many cells on simple loops are shared between threads.
pub(super) const MANY_CELLS: usize = 20_000;
/// Cells of a simple loop that one thread takes at once.
const CELLS_OF_A_SHARE: usize = 8192;
/// Bins that are this much wider than the longest reach serve for several steps, um.
const SKIN_UM: f32 = 1.0;
/// Steps that bins must serve to be worth their skin.
const STEPS_OF_A_SKIN: f32 = 3.0;
/// One of so many cells may take steps of its own, where steps are chosen: a tissue's cost for a cell is then the same for ten
/// thousand cells and a million, and their own steps cost little.
const ONE_IN: usize = 100;
/// A step is at most so many times the one before.
const MOST_GROWTH: f64 = 1.5;
/// First step and shortest step where steps are chosen, min.
const FIRST_MIN: f64 = 0.05;
const SHORTEST_MIN: f64 = 1e-3;
/// Speed beyond which something is wrong, um/min: no cell is a hundred times faster than the fastest leukocyte.
const FASTEST_UM_PER_MIN: f32 = 3000.0;

/// How steps are chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MechanicsSettings {
    /// The longest step, min; the only one where there is no tolerance.
    pub longest_min: f64,
    /// Largest difference to a step of first order, um; none for steps of one length.
    pub tolerance_um: Option<f64>,
    /// Farthest that a cell may go in a step that is chosen, um.
    pub farthest_um: f64,
    /// One of so many cells may take shorter steps of its own; none of fewer.
    pub one_in: usize,
}

impl MechanicsSettings {
    /// Steps of one length, min.
    pub fn fixed(step_min: f64) -> MechanicsSettings {
        MechanicsSettings {
            longest_min: step_min,
            tolerance_um: None,
            farthest_um: f64::INFINITY,
            one_in: usize::MAX,
        }
    }

    /// Steps by tolerance, um.
    pub fn chosen(tolerance_um: f64) -> MechanicsSettings {
        MechanicsSettings {
            longest_min: 0.6,
            tolerance_um: Some(tolerance_um),
            farthest_um: 2.0,
            one_in: ONE_IN,
        }
    }

    /// The longest step that is stable for cells of this radius and repulsion, min: a quarter of R/k, since a cell between
    /// twelve others goes back at about 4 k/R.
    pub fn longest_stable_min(radius_um: f64, repulsion_um_per_min: f64) -> f64 {
        2.0 * radius_um / (4.0 * repulsion_um_per_min)
    }
}

/// The box in which cells stay; its sides push as a cell pushes that is their mirror image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Walls {
    /// Lowest corner, um.
    pub low_um: [f32; 3],
    /// Highest corner, um.
    pub high_um: [f32; 3],
    /// Whether cells stay in their plane.
    pub flat: bool,
}

impl Walls {
    /// No walls.
    pub const NONE: Walls =
        Walls { low_um: [f32::NEG_INFINITY; 3], high_um: [f32::INFINITY; 3], flat: false };

    /// What the two walls across an axis add to the sum of forces, um/min.
    #[inline(always)]
    pub(super) fn push(&self, axis: usize, at: f32, radius: f32) -> f32 {
        let inside = |distance: f32| (1.0 - distance.max(0.0) / radius).max(0.0);
        let (low, high) = (inside(at - self.low_um[axis]), inside(self.high_um[axis] - at));
        super::REPULSION_UM_PER_MIN * (low * low - high * high)
    }

    /// A coordinate, held between the two walls across its axis; what is no number stays none, so that it is seen.
    #[inline(always)]
    pub(super) fn within(&self, axis: usize, at: f32) -> f32 {
        let (low, high) = (self.low_um[axis], self.high_um[axis]);
        if at < low {
            low
        } else if at > high {
            high
        } else {
            at
        }
    }

    /// 1 for an axis along which cells may go.
    #[inline(always)]
    pub(super) fn free(&self, axis: usize) -> f32 {
        if self.flat && axis == 2 { 0.0 } else { 1.0 }
    }
}

/// What has been done.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moved {
    /// Steps.
    pub steps: u64,
    /// Sortings.
    pub sorts: u64,
}

/// A cell that moves too fast or nowhere: its place, where it stands and its speed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lost {
    /// Its place.
    pub place: usize,
    /// Its speed, um/min.
    pub speed_um_per_min: f32,
}

/// Cuts the first numbers off.
fn front<'a>(all: &mut &'a mut [f32], count: usize) -> &'a mut [f32] {
    let (own, rest) = std::mem::take(all).split_at_mut(count);
    *all = rest;
    own
}

/// Moves cells.
#[derive(Clone, Debug)]
pub struct Mechanics {
    settings: MechanicsSettings,
    walls: Walls,
    bins: Bins,
    /// How far bins may still be trusted, um; none before the first sorting.
    trusted_um: Option<f32>,
    /// The step before, min; 0 before the first.
    before_min: f64,
    /// The greatest move of the last step, um.
    last_move_um: f32,
}

impl Mechanics {
    /// Nothing has moved yet.
    pub fn new(settings: MechanicsSettings, walls: Walls) -> Mechanics {
        Mechanics {
            settings,
            walls,
            bins: Bins::default(),
            trusted_um: None,
            before_min: 0.0,
            last_move_um: 0.0,
        }
    }

    /// Cells came, went, grew or were reordered: the next look sorts anew.
    pub fn unsettle(&mut self) {
        self.trusted_um = None;
    }

    /// What a checkpoint must keep beside cells: the step before, min, and the greatest move of the last one, um.
    pub fn memory(&self) -> (f64, f32) {
        (self.before_min, self.last_move_um)
    }

    /// Goes on from [`Mechanics::memory`].
    pub fn remember(&mut self, (before_min, last_move_um): (f64, f32)) {
        (self.before_min, self.last_move_um, self.trusted_um) = (before_min, last_move_um, None);
    }

    /// Sorts cells if bins can no longer be trusted; true if it did.
    pub fn sort(&mut self, bodies: &mut Bodies) -> bool {
        if self.trusted_um.is_some_and(|trusted| trusted >= 0.0) {
            return false;
        }
        let skin = if 2.0 * STEPS_OF_A_SKIN * self.last_move_um <= SKIN_UM { SKIN_UM } else { 0.0 };
        self.bins.sort(bodies, longest_reach_um(bodies) + skin);
        self.trusted_um = Some(skin);
        true
    }

    /// What makes cells hurry in the next step; nothing where steps are of one length.
    fn weights(&self) -> Weights {
        let of = |tolerance| Weights::new(tolerance, self.before_min, self.settings.farthest_um);
        self.settings.tolerance_um.map_or(Weights::default(), of)
    }

    /// Sums forces at the present places; with the sums of overlap of [`Bodies::pressures`] if they are wanted.
    fn look(&mut self, bodies: &mut Bodies, pressure: bool) -> Most {
        let Bodies { columns, velocity, hurry, pressure: squeezed, .. } = bodies;
        let [x, y, z] = velocity;
        let (mut x, mut y, mut z, mut squeezed) =
            (x.as_mut_slice(), y.as_mut_slice(), z.as_mut_slice(), squeezed.as_mut_slice());
        let (mut hurry, weights) = (hurry.as_mut_slice(), self.weights());
        let (rows, mut parts) = (self.bins.counts[1] * self.bins.counts[2], Vec::new());
        let (mut row, mut first) = (0, 0);
        while row < rows {
            let begin = row;
            let mut end = first;
            while row < rows && (end - first < CELLS_OF_A_PART || row == begin) {
                end = self.bins.cells(row, 0, self.bins.counts[0] - 1).end;
                row += 1;
            }
            let count = end - first;
            let velocity = [front(&mut x, count), front(&mut y, count), front(&mut z, count)];
            let (own, hurry) = (front(&mut squeezed, count), front(&mut hurry, count));
            parts.push(Part {
                columns,
                bins: &self.bins,
                walls: &self.walls,
                rows: begin..row,
                first,
                velocity,
                hurry,
                weights,
                pressure: pressure.then_some(own),
                most: Most::default(),
            });
            first = end;
        }
        match parts.as_mut_slice() {
            // Waking other threads takes longer than a few cells.
            [only] => pairs::run(only),
            several => several.par_iter_mut().for_each(pairs::run),
        }
        parts.iter().fold(Most::default(), |most, part| most.with(part.most))
    }

    /// Sums overlaps at the present places ([`Bodies::pressures`]).
    pub fn squeeze(&mut self, bodies: &mut Bodies) {
        if !bodies.is_empty() {
            self.sort(bodies);
            self.look(bodies, true);
        }
    }

    /// Moves cells for so many minutes.
    ///
    /// # Errors
    /// A cell whose speed is no number or beyond reason.
    pub fn advance(&mut self, bodies: &mut Bodies, minutes: f64) -> Result<Moved, Lost> {
        let mut moved = Moved::default();
        let steps = (minutes / self.settings.longest_min * (1.0 - 1e-9)).ceil().max(1.0);
        let mut left = minutes;
        while left > minutes * 1e-9 && !bodies.is_empty() {
            moved.sorts += u64::from(self.sort(bodies));
            let most = self.look(bodies, false);
            let speed = most.speed.sqrt();
            let nowhere = || {
                // A cell without a place takes its neighbours with it: it is the one to be named.
                let at = |place: &usize| bodies.position_um(*place).iter().all(|along| along.is_finite());
                most.lost.map(|lost| (0..bodies.len()).find(|place| !at(place)).unwrap_or(lost))
            };
            if let Some(place) = nowhere().or((speed > FASTEST_UM_PER_MIN).then_some(most.fastest)) {
                return Err(Lost { place, speed_um_per_min: speed });
            }
            let step = match self.settings.tolerance_um {
                None => minutes / steps,
                Some(_) => {
                    let step =
                        self.choose(common_step_min(&bodies.hurry, self.settings.one_in), f64::from(speed));
                    // What is left is not cut into one long and one short step.
                    if step < left && left < 2.0 * step { 0.5 * left } else { step.min(left) }
                }
            };
            let chosen = self.settings.tolerance_um.is_some() && self.before_min > 0.0;
            let mut hurry = if chosen { Hurry::find(bodies, &self.bins, step) } else { Hurry::default() };
            let second = self.displace(bodies, step);
            let far = hurry.go(bodies, &self.walls, step, self.before_min);
            left -= step;
            moved.steps += 1;
            self.before_min = step;
            self.last_move_um = far.max(step as f32 * (speed + second * most.change.sqrt()));
            self.trusted_um = self
                .trusted_um
                .map(|trusted| trusted - 2.0 * self.last_move_um)
                .filter(|trusted| *trusted >= 0.0);
        }
        Ok(moved)
    }

    /// The next step, min: what cells want ([`common_step_min`]), but little more than the one before.
    fn choose(&self, wanted_min: f64, speed: f64) -> f64 {
        let most = if self.before_min > 0.0 {
            MOST_GROWTH * self.before_min
        } else {
            FIRST_MIN.min(self.settings.farthest_um / speed.max(1e-12))
        };
        wanted_min.min(most).clamp(SHORTEST_MIN, self.settings.longest_min.max(SHORTEST_MIN))
    }

    /// Moves all cells; returns the weight of the change of velocity.
    fn displace(&self, bodies: &mut Bodies, step: f64) -> f32 {
        // Before the first step there is no velocity before: Euler's rule.
        let second = if self.before_min > 0.0 { 0.5 * step / self.before_min } else { 0.0 };
        let (dt, second) = (step as f32, second as f32);
        let count = bodies.slots.len();
        let (places, rest) = bodies.columns.split_at_mut(column::RADIUS);
        let (rest, before) = rest.split_at_mut(column::BEFORE - column::RADIUS);
        let crawl = &rest[column::CRAWL - column::RADIUS..];
        type Cells<'a> = (((&'a mut [f32], &'a mut [f32]), &'a [f32]), &'a [f32]);
        let along = |axis: usize, (((at, before), crawl), velocity): Cells<'_>| {
            let free = self.walls.free(axis);
            for (((at, before), crawl), velocity) in at.iter_mut().zip(before).zip(crawl).zip(velocity) {
                let mean = *velocity + second * (*velocity - *before) + free * *crawl;
                *at = self.walls.within(axis, *at + dt * mean);
                *before = *velocity;
            }
        };
        let axes = places.iter_mut().zip(before).zip(crawl).zip(&bodies.velocity).enumerate();
        for (axis, (((at, before), crawl), velocity)) in axes {
            let (at, before, crawl) = (&mut at[..count], &mut before[..count], &crawl[..count]);
            if count < MANY_CELLS {
                along(axis, (((at, before), crawl), velocity));
            } else {
                let cells = at.par_chunks_mut(CELLS_OF_A_SHARE).zip(before.par_chunks_mut(CELLS_OF_A_SHARE));
                let cells = cells.zip(crawl.par_chunks(CELLS_OF_A_SHARE));
                cells.zip(velocity.par_chunks(CELLS_OF_A_SHARE)).for_each(|cells| along(axis, cells));
            }
        }
        second
    }

    /// Places of all cells whose middle is within a distance of a position; at most one edge of the bins is looked at.
    /// Bins must be of the present places ([`Mechanics::sort`]), or cells have moved since by less than what was left.
    pub fn near<'a>(
        &'a self,
        bodies: &'a Bodies,
        position_um: [f32; 3],
        distance_um: f32,
    ) -> impl Iterator<Item = usize> + 'a {
        let [x, y, z] = bodies.coordinates_um();
        self.bins.near(position_um).flatten().filter(move |place| {
            let from = [x[*place] - position_um[0], y[*place] - position_um[1], z[*place] - position_um[2]];
            from.iter().map(|along| along * along).sum::<f32>() <= distance_um * distance_um
        })
    }

    /// The farthest that [`Mechanics::near`] sees, um.
    pub fn sight_um(&self) -> f32 {
        self.bins.edge_um()
    }
}
