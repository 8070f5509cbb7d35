//! Cells that hurry: the few for which the common step is too long go the same way in shorter steps of their own.
//!
//! ```text
//! w = min( sqrt(2 tolerance dt_before/|v - v_before|),  farthest/|v + c| )      the step that a cell wants
//! hurry = w^-4
//! ```
//!
//! The most extreme cell of a million is more extreme than that of ten thousand. If it set the step of all, a cell of a large
//! tissue would cost more than one of a small one; with the step that all but one in a hundred cells want, it does not. The
//! others take `ceil(dt/w)` steps, `w` that of the most hurried, by the same rule of second order. Meanwhile all
//! other cells go straight from where they stood to where they come; between hurried cells forces are those of their own
//! steps. Sums run over neighbours in the order in which they lie in memory, on one thread a cell.

use super::bins::Bins;
use super::bodies::{Bodies, column};
use super::steps::Walls;
use rayon::prelude::*;

/// Steps of their own within a common one, at most.
const MOST_PARTS: f64 = 8.0;
/// From so many hurried cells on threads share them.
const MANY: usize = 128;
/// Cells that are so much farther than they reach are neighbours, um: they may come near within a step.
const MARGIN_UM: f32 = 2.0;
/// Not hurried.
const NO: u32 = u32::MAX;
/// Hurry is counted in halves of octaves: steps in classes that are a tenth wide at most.
const HALF_OCTAVE: u32 = 22;

/// What makes a cell hurry.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Weights {
    /// Of the square of the change of velocity: `(2 tolerance dt_before)^-2`, (um)^-2; 0 before the first step.
    pub(super) change: f32,
    /// Of the square of the speed: `farthest^-2`, um^-2.
    pub(super) speed: f32,
}

impl Weights {
    /// For a tolerance, um, a step before, min, and the farthest way of a step, um.
    pub(super) fn new(tolerance_um: f64, before_min: f64, farthest_um: f64) -> Weights {
        let square = |of: f64| if of > 0.0 { (of * of).recip() as f32 } else { 0.0 };
        Weights { change: square(2.0 * tolerance_um * before_min), speed: square(farthest_um) }
    }

    /// Hurry, min^-4, of squares of a change of velocity and of a speed.
    #[inline(always)]
    pub(super) fn hurry(self, change: f32, speed: f32) -> f32 {
        let fast = self.speed * speed;
        (self.change * change).max(fast * fast)
    }
}

/// The step, min, that all but one in so many cells want and in which the most hurried can go [`MOST_PARTS`] times; infinite
/// where no cell wants any.
pub(super) fn common_step_min(hurries: &[f32], one_in: usize) -> f64 {
    let mut counts = [0usize; (f32::INFINITY.to_bits() >> HALF_OCTAVE) as usize + 1];
    let mut worst = 0f32;
    for hurry in hurries {
        // Neither a number below zero nor none is a step.
        let hurry = if *hurry > 0.0 { *hurry } else { 0.0 };
        counts[(hurry.to_bits() >> HALF_OCTAVE) as usize] += 1;
        worst = worst.max(hurry);
    }
    let mut left = hurries.len() / one_in.max(1);
    let mut edge = worst;
    for (class, count) in counts.iter().enumerate().rev() {
        if *count > left {
            edge = edge.min(f32::from_bits((class as u32 + 1) << HALF_OCTAVE));
            break;
        }
        left -= count;
    }
    step_min(edge).min(MOST_PARTS * step_min(worst))
}

/// The step, min, that belongs to a hurry.
fn step_min(hurry: f32) -> f64 {
    f64::from(hurry).sqrt().sqrt().recip()
}

/// A cell that a hurried one may touch.
#[derive(Clone, Copy, Debug)]
struct Neighbour {
    place: u32,
    /// Its number among the hurried, or [`NO`].
    hurried: u32,
    /// Where it stood when the common step began, um.
    from_um: [f32; 3],
}

/// A hurried cell on its way.
#[derive(Clone, Debug)]
struct Hurried {
    place: usize,
    at_um: [f32; 3],
    velocity: [f32; 3],
    before: [f32; 3],
    neighbours: Vec<Neighbour>,
}

/// The hurried cells of one common step.
#[derive(Clone, Debug, Default)]
pub(super) struct Hurry {
    cells: Vec<Hurried>,
    /// Where all of them stand, um.
    at_um: Vec<[f32; 3]>,
    /// The most hurried of them.
    worst: f32,
}

impl Hurry {
    /// Finds the cells for which a step is too long, and whom they may touch. Bins must be of the present places.
    pub(super) fn find(bodies: &Bodies, bins: &Bins, step_min: f64) -> Hurry {
        // A step that is that of a cell, but for rounding, is not too long for it.
        let limit = (step_min.powi(-4) * (1.0 + 1e-5)) as f32;
        let places: Vec<usize> = bodies
            .hurry
            .iter()
            .enumerate()
            .filter(|(_, hurry)| **hurry > limit)
            .map(|(place, _)| place)
            .collect();
        let number = |place: usize| places.binary_search(&place).map_or(NO, |number| number as u32);
        let of = |place: &usize| {
            let place = *place;
            let at_um = bodies.position_um(place);
            let candidates = bins.near(at_um).flatten().filter(|other| *other != place);
            let neighbours = candidates.filter_map(|other| {
                let from_um = bodies.position_um(other);
                let (radii, reaches) = together(bodies, place, other);
                let farthest = radii.max(reaches) + MARGIN_UM;
                let near = square(way(at_um, from_um)) <= farthest * farthest;
                near.then(|| Neighbour { place: other as u32, hurried: number(other), from_um })
            });
            Hurried {
                place,
                at_um,
                velocity: std::array::from_fn(|axis| bodies.velocity[axis][place]),
                before: std::array::from_fn(|axis| bodies.columns[column::BEFORE + axis][place]),
                neighbours: neighbours.collect(),
            }
        };
        let cells: Vec<Hurried> = if places.len() < MANY {
            places.iter().map(of).collect()
        } else {
            places.par_iter().map(of).collect()
        };
        let worst = places.iter().fold(0f32, |worst, place| worst.max(bodies.hurry[*place]));
        Hurry { at_um: cells.iter().map(|cell| cell.at_um).collect(), cells, worst }
    }

    /// Goes the way of the common step, which all other cells have gone; the farthest that one went, um.
    ///
    /// In the end `v_before` is the velocity that, one common step ago, lay on the line through the last two.
    pub(super) fn go(&mut self, bodies: &mut Bodies, walls: &Walls, step_min: f64, before_min: f64) -> f32 {
        if self.cells.is_empty() {
            return 0.0;
        }
        let parts = (step_min / self::step_min(self.worst)).ceil().clamp(1.0, MOST_PARTS) as u32;
        let length = step_min / f64::from(parts);
        let dt = length as f32;
        for part in 0..parts {
            let second = (0.5 * length / if part == 0 { before_min } else { length }) as f32;
            let share = (part + 1) as f32 / parts as f32;
            for (cell, at_um) in self.cells.iter_mut().zip(&mut self.at_um) {
                for axis in 0..3 {
                    let crawl = walls.free(axis) * bodies.columns[column::CRAWL + axis][cell.place];
                    let mean =
                        cell.velocity[axis] + second * (cell.velocity[axis] - cell.before[axis]) + crawl;
                    cell.at_um[axis] = walls.within(axis, cell.at_um[axis] + dt * mean);
                }
                *at_um = cell.at_um;
            }
            let (bodies, stand) = (&*bodies, &self.at_um);
            let look = |cell: &mut Hurried| {
                cell.before = cell.velocity;
                cell.velocity = cell.forces(bodies, walls, stand, share);
            };
            if self.cells.len() < MANY {
                self.cells.iter_mut().for_each(look);
            } else {
                self.cells.par_iter_mut().for_each(look);
            }
        }
        let mut farthest = 0f32;
        for cell in &self.cells {
            let began = std::array::from_fn(|axis| bodies.columns[column::X + axis][cell.place]);
            farthest = farthest.max(square(way(cell.at_um, began)));
            bodies.set_position_um(cell.place, cell.at_um);
            for axis in 0..3 {
                let change = cell.velocity[axis] - cell.before[axis];
                bodies.columns[column::BEFORE + axis][cell.place] =
                    cell.velocity[axis] - parts as f32 * change;
            }
        }
        farthest.sqrt()
    }
}

impl Hurried {
    /// The velocity, um/min, that neighbours and walls give, with a share of the common step gone.
    fn forces(&self, bodies: &Bodies, walls: &Walls, hurried_um: &[[f32; 3]], share: f32) -> [f32; 3] {
        let of = |which: usize, place: usize| bodies.columns[which][place];
        let mut sum = [0f32; 3];
        for neighbour in &self.neighbours {
            let other = neighbour.place as usize;
            let at_um = match hurried_um.get(neighbour.hurried as usize) {
                Some(at_um) => *at_um,
                None => {
                    let to_um = bodies.position_um(other);
                    std::array::from_fn(|axis| {
                        neighbour.from_um[axis] + share * (to_um[axis] - neighbour.from_um[axis])
                    })
                }
            };
            let way = way(self.at_um, at_um);
            let distance = square(way).sqrt();
            let (radii, reaches) = together(bodies, self.place, other);
            let (overlap, hold) = ((1.0 - distance / radii).max(0.0), (1.0 - distance / reaches).max(0.0));
            let push = of(column::PUSH, self.place) * of(column::PUSH, other);
            let cling = of(column::CLING, self.place) * of(column::CLING, other);
            let force = overlap * overlap * push - hold * hold * cling;
            // Two cells at one place push each other nowhere.
            if distance > 0.0 {
                for axis in 0..3 {
                    sum[axis] += force * way[axis] / distance;
                }
            }
        }
        let radius = of(column::RADIUS, self.place);
        std::array::from_fn(|axis| {
            let wall = walls.push(axis, self.at_um[axis], radius);
            walls.free(axis) * of(column::MOBILITY, self.place) * (sum[axis] + wall)
        })
    }
}

/// Sums of the radii and of the reaches of two cells, um.
fn together(bodies: &Bodies, one: usize, other: usize) -> (f32, f32) {
    let sum = |which: usize| bodies.columns[which][one] + bodies.columns[which][other];
    (sum(column::RADIUS), sum(column::REACH))
}

/// The way to a place from another.
fn way(to: [f32; 3], from: [f32; 3]) -> [f32; 3] {
    std::array::from_fn(|axis| to[axis] - from[axis])
}

fn square(way: [f32; 3]) -> f32 {
    way.iter().map(|along| along * along).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_one_in_a_hundred_set_the_step() {
        // A hundred cells that want a step of 1 min, one that wants a sixteenth: w = hurry^(-1/4).
        let hurries = |extreme: f32| [vec![1.0; 100], vec![extreme]].concat();
        let own = common_step_min(&hurries(65536.0), 100);
        assert!((8.0 / 16.0 - own).abs() < 1e-6, "eight steps of its own: {own}");
        let common = common_step_min(&hurries(16.0), 100);
        assert!((0.9..=1.0).contains(&common), "a class of steps is a tenth wide: {common}");
        assert_eq!(common_step_min(&hurries(16.0), usize::MAX), 0.5);
        // None may hurry of fewer than a hundred.
        assert_eq!(common_step_min(&[1.0, 16.0], 100), 0.5);
        assert_eq!(common_step_min(&[0.0, f32::NAN], 100), f64::INFINITY);
        assert_eq!(common_step_min(&[], 100), f64::INFINITY);
    }
}
