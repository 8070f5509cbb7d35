//! The plain double loop, in 64-bit numbers and Euler's or Adams-Bashforth's rule: what all fast paths are held against.

use super::bodies::{Bodies, column};

/// Positions and velocities of cells.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    pub(super) at: Vec<[f64; 3]>,
    before: Option<Vec<[f64; 3]>>,
    radius: Vec<f64>,
    reach: Vec<f64>,
    push: Vec<f64>,
    cling: Vec<f64>,
    mobility: Vec<f64>,
    crawl: Vec<[f64; 3]>,
}

impl Reference {
    /// The same cells, by slot.
    pub(super) fn of(bodies: &Bodies) -> Reference {
        let mut places: Vec<usize> = (0..bodies.len()).collect();
        places.sort_by_key(|place| bodies.slots()[*place]);
        let get = |which: usize| -> Vec<f64> {
            places.iter().map(|place| f64::from(bodies.columns[which][*place])).collect()
        };
        let vector = |which: usize| -> Vec<[f64; 3]> {
            let columns = [get(which), get(which + 1), get(which + 2)];
            (0..bodies.len()).map(|cell| std::array::from_fn(|axis| columns[axis][cell])).collect()
        };
        Reference {
            at: vector(column::X),
            before: None,
            radius: get(column::RADIUS),
            reach: get(column::REACH),
            push: get(column::PUSH),
            cling: get(column::CLING),
            mobility: get(column::MOBILITY),
            crawl: vector(column::CRAWL),
        }
    }

    pub(super) fn velocity(&self, i: usize) -> [f64; 3] {
        let mut sum = [0.0; 3];
        for j in (0..self.at.len()).filter(|j| *j != i) {
            let r: [f64; 3] = std::array::from_fn(|axis| self.at[i][axis] - self.at[j][axis]);
            let d = (r[0] * r[0] + r[1] * r[1] + r[2] * r[2]).sqrt();
            let (radii, reach) = (self.radius[i] + self.radius[j], self.reach[i] + self.reach[j]);
            let repulsion = (1.0 - d / radii).max(0.0).powi(2) * self.push[i] * self.push[j];
            let adhesion = (1.0 - d / reach).max(0.0).powi(2) * self.cling[i] * self.cling[j];
            for axis in 0..3 {
                sum[axis] += self.mobility[i] * (repulsion - adhesion) * r[axis] / d;
            }
        }
        sum
    }

    /// A step of Adams and Bashforth after one of the same length; the first by Euler's rule.
    pub(super) fn step(&mut self, dt: f64) {
        let velocity: Vec<[f64; 3]> = (0..self.at.len()).map(|cell| self.velocity(cell)).collect();
        let before = self.before.take().unwrap_or_else(|| velocity.clone());
        for cell in 0..self.at.len() {
            for axis in 0..3 {
                let mean = 1.5 * velocity[cell][axis] - 0.5 * before[cell][axis];
                self.at[cell][axis] += dt * (mean + self.crawl[cell][axis]);
            }
        }
        self.before = Some(velocity);
    }
}
