//! Where cells stand at the start: balls, discs, blocks with vessels, settled and suspended cells.

use crate::kind::Kind;
use crate::plan::Start;
use lytic_engine::math;
use lytic_engine::philox::{Stream, purpose};

/// Points of a lattice are moved by up to this share of their distance, so that no plane of symmetry survives.
const JITTER: f64 = 0.1;

/// Random numbers of places.
struct Chance(Stream);

impl Chance {
    fn new(seed: u64) -> Chance {
        Chance(Stream::new(seed, purpose("tissue places"), 0))
    }

    /// Three numbers from -1/2 to 1/2 for a cell.
    fn three(&self, cell: usize) -> [f64; 3] {
        [0, 1, 2].map(|axis: u64| self.0.uniform(4 * cell as u64 + axis) - 0.5)
    }
}

/// Tumour cells at these places.
fn tumour(places: impl IntoIterator<Item = [f64; 3]>) -> Vec<Start> {
    let start = |at: [f64; 3]| Start {
        kind: Kind::Tumour,
        sort: 0,
        position_um: at.map(|along| along as f32),
        volume_um3: None,
    };
    places.into_iter().map(start).collect()
}

/// Points of a dense lattice (each layer of triangles in the gaps of the one below) within a half edge, um.
fn dense(half: [f64; 3], distance: f64) -> Vec<[f64; 3]> {
    let (row, layer) = (distance * math::sqrt(0.75), distance * math::sqrt(2.0 / 3.0));
    let (rows, layers) = ((half[1] / row) as i64 + 1, (half[2] / layer) as i64 + 1);
    let along = (half[0] / distance) as i64 + 1;
    let mut points = Vec::new();
    for z in -layers..=layers {
        let odd_layer = f64::from(u8::from(z.rem_euclid(2) == 1));
        for y in -rows..=rows {
            let odd_row = f64::from(u8::from(y.rem_euclid(2) == 1));
            for x in -along..=along {
                let at = [
                    distance * (x as f64 + 0.5 * odd_row + 0.5 * odd_layer),
                    row * (y as f64 + odd_layer / 3.0),
                    layer * z as f64,
                ];
                if (0..3).all(|axis| at[axis].abs() <= half[axis]) {
                    points.push(at);
                }
            }
        }
    }
    points
}

/// The points nearest to the middle, so many, each moved a little.
fn nearest(
    mut points: Vec<[f64; 3]>,
    count: usize,
    distance: f64,
    chance: &Chance,
    flat: bool,
) -> Vec<[f64; 3]> {
    let square = |at: &[f64; 3]| at.iter().map(|along| along * along).sum::<f64>();
    points.sort_by(|one, other| {
        square(one).total_cmp(&square(other)).then_with(|| {
            one[2].total_cmp(&other[2]).then(one[1].total_cmp(&other[1])).then(one[0].total_cmp(&other[0]))
        })
    });
    points.truncate(count);
    for (cell, at) in points.iter_mut().enumerate() {
        for (along, moved) in at.iter_mut().zip(chance.three(cell)).take(if flat { 2 } else { 3 }) {
            *along += JITTER * distance * moved;
        }
    }
    points
}

/// A ball of so many tumour cells at this distance from each other.
pub fn ball(count: usize, distance_um: f64, seed: u64) -> Vec<Start> {
    // A dense lattice has sqrt 2/d^3 points a volume.
    let volume = count as f64 * distance_um * distance_um * distance_um / math::sqrt(2.0);
    let radius = math::pow(volume * 3.0 / (4.0 * std::f64::consts::PI), 1.0 / 3.0) + 2.0 * distance_um;
    tumour(nearest(dense([radius; 3], distance_um), count, distance_um, &Chance::new(seed), false))
}

/// A disc of so many tumour cells in the plane z = 0.
pub fn disc(count: usize, distance_um: f64, seed: u64) -> Vec<Start> {
    let area = count as f64 * distance_um * distance_um * math::sqrt(0.75);
    let radius = math::sqrt(area / std::f64::consts::PI) + 2.0 * distance_um;
    let points: Vec<_> =
        dense([radius, radius, 0.1], distance_um).into_iter().filter(|at| at[2] == 0.0).collect();
    tumour(nearest(points, count, distance_um, &Chance::new(seed), true))
}

/// A block full of tumour cells, with vessels along z at a distance from each other in x and y.
pub fn block(half_um: f64, distance_um: f64, vessels_um: Option<f64>, seed: u64) -> Vec<Start> {
    let inside = half_um - 0.5 * distance_um;
    let points = dense([inside; 3], distance_um);
    let count = points.len();
    let mut cells = tumour(nearest(points, count, distance_um, &Chance::new(seed), false));
    let Some(apart) = vessels_um else { return cells };
    let lines = ((half_um / apart) as i64).max(0);
    let axis = |number: i64| number as f64 * apart;
    // A tumour cell that stands in a vessel is not there.
    cells.retain(|cell| {
        let off = |along: f32| {
            let along = f64::from(along);
            along - apart * (along / apart).round().clamp(-(lines as f64), lines as f64)
        };
        let (x, y) = (off(cell.position_um[0]), off(cell.position_um[1]));
        x * x + y * y > 0.81 * distance_um * distance_um
    });
    let layers = (inside / distance_um) as i64;
    for y in -lines..=lines {
        for x in -lines..=lines {
            for z in -layers..=layers {
                let at = [axis(x), axis(y), z as f64 * distance_um].map(|along| along as f32);
                cells.push(Start { kind: Kind::Endothelium, sort: 0, position_um: at, volume_um3: None });
            }
        }
    }
    cells
}

/// Cells anywhere in a cube, or on its floor, but not within a distance of each other.
pub fn scattered(count: usize, half_um: f64, distance_um: f64, flat: bool, seed: u64) -> Vec<Start> {
    let chance = Chance::new(seed);
    let inside = half_um - 0.5 * distance_um;
    // One place in a grid of cubes is free as long as nobody has drawn it: cells keep apart without a search.
    let along = ((2.0 * inside / distance_um) as usize).max(1);
    let places = along * along * if flat { 1 } else { along };
    let mut taken = vec![false; places];
    let mut cells = Vec::new();
    for cell in 0..count.min(places) {
        let mut place = (chance.0.uniform(4 * cell as u64 + 3) * places as f64) as usize % places;
        while taken[place] {
            place = (place + 1) % places;
        }
        taken[place] = true;
        let grid = [place % along, place / along % along, place / (along * along)];
        let moved = chance.three(cell);
        let mut at: [f64; 3] = std::array::from_fn(|axis| {
            let middle = (grid[axis] as f64 + 0.5) / along as f64 * 2.0 * inside - inside;
            middle + JITTER * distance_um * moved[axis]
        });
        if flat {
            at[2] = 0.0;
        }
        cells.push(at);
    }
    tumour(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closest(cells: &[Start]) -> f64 {
        let mut least = f64::INFINITY;
        for (index, one) in cells.iter().enumerate() {
            for other in &cells[..index] {
                let square: f32 =
                    (0..3).map(|axis| (one.position_um[axis] - other.position_um[axis]).powi(2)).sum();
                least = least.min(f64::from(square).sqrt());
            }
        }
        least
    }

    #[test]
    fn all_shapes_have_their_cells_and_nobody_stands_on_another() {
        let shapes = [
            ball(800, 16.0, 1),
            disc(300, 16.0, 1),
            block(100.0, 16.0, Some(80.0), 1),
            scattered(500, 200.0, 20.0, false, 1),
            scattered(200, 300.0, 20.0, true, 1),
        ];
        assert_eq!([0, 1, 3, 4].map(|shape| shapes[shape].len()), [800, 300, 500, 200]);
        for cells in &shapes {
            assert!(closest(cells) > 12.0, "{}", closest(cells));
        }
        assert!(shapes[2].iter().filter(|cell| cell.kind == Kind::Endothelium).count() == 9 * 11);
        assert!(shapes[1].iter().all(|cell| cell.position_um[2] == 0.0));
    }
}
