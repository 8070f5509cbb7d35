//! Where cells come in.

use super::*;

/// Places of NK cells that come in within a tumour, before anything has moved.
fn within(start: Vec<Start>, grid: Grid, flat: bool) -> Vec<[f64; 3]> {
    let mut plan = plan(1, 2000, &[], 5);
    (plan.start, plan.grid, plan.flat) = (start, grid, flat);
    plan.arrivals[0].entry = Entry::Within;
    let mut tissue = Tissue::new(plan).unwrap();
    tissue.arrive(0.0).unwrap();
    let table = tissue.table();
    let nk = table.iter().filter(|cell| cell.kind == Kind::Nk);
    nk.map(|cell| cell.position_um.map(f64::from)).collect()
}

/// The share of places for which something holds, in standard errors from what is expected.
fn off(places: &[[f64; 3]], expected: f64, holds: impl Fn(&[f64; 3]) -> bool) -> f64 {
    let n = places.len() as f64;
    let share = places.iter().filter(|place| holds(place)).count() as f64 / n;
    (share - expected) / (expected * (1.0 - expected) / n).sqrt()
}

/// In a block cells come in evenly: an eighth of them in the inner cube of half the edge, a tenth in the outer shell that holds a tenth
/// of the volume. (They were drawn in the ball around the block, and 63 in 100 were put on its faces, edges and corners.)
#[test]
fn cells_within_a_block_come_in_evenly() {
    let half = 100.0;
    let places = within(geometry::block(half, 16.0, None, 1), Grid::around([half; 3], 20.0), false);
    assert_eq!(places.len(), 2000);
    let inside = |place: &[f64; 3], half: f64| place.iter().all(|along| along.abs() < half);
    assert!(off(&places, 0.125, |place| inside(place, 0.5 * half)).abs() < 4.0);
    assert!(off(&places, 0.1, |place| !inside(place, 0.9f64.cbrt() * half)).abs() < 4.0);
    for axis in 0..3 {
        assert!(off(&places, 0.5, |place| place[axis] > 0.0).abs() < 4.0);
    }
}

/// In a ball an eighth of the cells come in within half its radius, in a disc a quarter.
#[test]
fn cells_within_a_ball_or_a_disc_come_in_evenly() {
    let reach = |start: &[Start]| {
        let far = start.iter().map(|cell| {
            let square: f64 = cell.position_um.iter().map(|along| f64::from(along * along)).sum();
            square.sqrt()
        });
        far.fold(0.0, f64::max)
    };
    let near = |place: &[f64; 3], reach: f64| {
        place.iter().map(|along| along * along).sum::<f64>() < 0.25 * reach * reach
    };
    let ball = geometry::ball(500, 16.0, 1);
    let far = reach(&ball);
    let places = within(ball, Grid::around([far + 60.0; 3], 20.0), false);
    assert!(off(&places, 0.125, |place| near(place, far)).abs() < 4.0);
    let disc = geometry::disc(500, 16.0, 1);
    let far = reach(&disc);
    let places = within(disc, Grid::around([far + 60.0, far + 60.0, 10.0], 20.0), true);
    assert!(off(&places, 0.25, |place| near(place, far)).abs() < 4.0);
}
