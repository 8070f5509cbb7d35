//! Fast against plain, bits against threads, and the public unit tests of cell-based models.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

use super::bins::longest_reach_um;
use super::reference::Reference;
use super::*;
use lytic_engine::philox::{purpose, uniform};

fn random(cell: u64, step: u64) -> f32 {
    uniform(11, purpose("mechanics tests"), cell, step) as f32
}

/// Cells of several sizes and kinds in a cube of this edge, um.
fn crowd(count: u64, edge: f32) -> Bodies {
    let mut bodies = Bodies::default();
    for cell in 0..count {
        let mut body =
            Body::standard([0, 1, 2].map(|axis| edge * random(cell, axis)), 5.0 + 4.0 * random(cell, 3));
        body.reach = 1.0 + 0.5 * random(cell, 4);
        body.mobility = 0.5 + 0.5 * random(cell, 5);
        if cell % 10 == 0 {
            body.crawl_um_per_min = [6, 7, 8].map(|step| 4.0 * random(cell, step) - 2.0);
        }
        bodies.push(&body);
    }
    bodies
}

/// Positions by slot.
fn by_slot(bodies: &Bodies) -> Vec<[f32; 3]> {
    let mut found = vec![[0.0; 3]; bodies.len()];
    for (place, slot) in bodies.slots().iter().enumerate() {
        found[*slot as usize] = bodies.position_um(place);
    }
    found
}

fn farthest(one: &[[f32; 3]], other: &[[f64; 3]]) -> f64 {
    let apart = one
        .iter()
        .zip(other)
        .flat_map(|(one, other)| one.iter().zip(other).map(|(one, other)| (f64::from(*one) - other).abs()));
    apart.fold(0.0, f64::max)
}

/// Tumour cells in rest but for a few that have just divided and some that walk: with steps of their own for the few, none is
/// farther from its way by small steps than where the most extreme cell sets the step of all, and steps are fewer.
#[test]
fn cells_that_hurry_keep_to_their_way() {
    let begin = || {
        let mut bodies = Bodies::default();
        for cell in 0..1200u64 {
            let at = [cell % 11, cell / 11 % 11, cell / 121].map(|along| 15.0 * along as f32);
            let shaken = std::array::from_fn(|axis| at[axis] + 2.0 * random(cell, axis as u64));
            bodies.push(&Body::standard(shaken, 8.0));
            if cell % 150 == 0 {
                bodies.push(&Body::standard(shaken.map(|along| along + 2.5), 8.0));
            }
            if cell % 20 == 0 {
                let mut walker = Body::standard(shaken.map(|along| along + 7.0), 4.0);
                walker.crawl_um_per_min = [6, 7, 8].map(|step| 8.0 * random(cell, step) - 4.0);
                bodies.push(&walker);
            }
        }
        bodies
    };
    let run = |settings: MechanicsSettings| {
        let (mut bodies, mut mechanics) = (begin(), Mechanics::new(settings, Walls::NONE));
        let mut moved = 0;
        for _ in 0..5 {
            moved += mechanics.advance(&mut bodies, 0.6).unwrap().steps;
        }
        (by_slot(&bodies), moved)
    };
    let (exact, _) = run(MechanicsSettings::fixed(0.002));
    let exact: Vec<[f64; 3]> = exact.iter().map(|at| at.map(f64::from)).collect();
    for tolerance_um in [0.02, 0.005] {
        let chosen = MechanicsSettings::chosen(tolerance_um);
        let (of_all, steps_of_all) = run(MechanicsSettings { one_in: usize::MAX, ..chosen });
        let (own, steps) = run(chosen);
        let (error_of_all, error) = (farthest(&of_all, &exact), farthest(&own, &exact));
        assert!(steps < steps_of_all, "{steps} of {steps_of_all} steps");
        assert!(error < 2.5 * tolerance_um, "{error} um");
        assert!(error < 1.1 * error_of_all, "{error} and {error_of_all} um");
    }
}

#[test]
fn as_the_plain_double_loop() {
    for (count, edge) in [(2, 8.0), (60, 40.0), (400, 120.0), (150, 900.0)] {
        let mut bodies = crowd(count, edge);
        let mut reference = Reference::of(&bodies);
        let mut mechanics = Mechanics::new(MechanicsSettings::fixed(0.1), Walls::NONE);
        mechanics.advance(&mut bodies, 3.0).unwrap();
        (0..30).for_each(|_| reference.step(0.1));
        let apart = farthest(&by_slot(&bodies), &reference.at);
        // A last bit at 900 um is 6e-5 um, and there are 30 steps.
        assert!(apart < 2e-3, "{count} cells: {apart} um");
    }
}

/// Cells whose adhesion reaches less than a radius still push wherever they touch.
#[test]
fn short_adhesion_hides_no_push() {
    let mut bodies = crowd(400, 120.0);
    for place in 0..bodies.len() {
        let radius = bodies.radii_um()[place];
        bodies.set_radius(place, radius, 0.4);
    }
    let mut reference = Reference::of(&bodies);
    let mut mechanics = Mechanics::new(MechanicsSettings::fixed(0.1), Walls::NONE);
    mechanics.advance(&mut bodies, 3.0).unwrap();
    (0..30).for_each(|_| reference.step(0.1));
    let apart = farthest(&by_slot(&bodies), &reference.at);
    assert!(apart < 2e-3, "{apart} um");
}

/// One thread, three and sixteen, vector and plain code.
#[test]
fn the_same_bits_on_any_number_of_threads() {
    // From 20,000 cells on simple loops and columns are shared between threads too.
    for (count, edge, minutes) in [(5000, 250.0, 1.5), (21_000, 400.0, 0.2)] {
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let mut bodies = crowd(count, edge);
                let mut mechanics = Mechanics::new(MechanicsSettings::chosen(0.05), Walls::NONE);
                mechanics.advance(&mut bodies, minutes).unwrap();
                mechanics.squeeze(&mut bodies);
                (by_slot(&bodies), bodies.pressures().to_vec())
            })
        };
        let one = run(1);
        assert!([3, 16].into_iter().all(|threads| run(threads) == one), "{count} cells");
    }
}

/// Eights of candidates are looked through thirty-two at a time: here every cell has more.
#[test]
fn a_cell_among_hundreds_feels_all_of_them() {
    let mut bodies = crowd(900, 40.0);
    let mut reference = Reference::of(&bodies);
    let farthest_speed = (0..900)
        .flat_map(|cell| reference.velocity(cell))
        .fold(0.0, |most: f64, along| most.max(along.abs()));
    Mechanics::new(MechanicsSettings::fixed(0.1), Walls::NONE).advance(&mut bodies, 0.1).unwrap();
    reference.step(0.1);
    let apart = farthest(&by_slot(&bodies), &reference.at);
    assert!(farthest_speed > 50.0 && apart < 1e-6 * farthest_speed, "{apart} um at {farthest_speed} um/min");
}

/// Adhesion that ends before repulsion does (a reach below one radius) leaves repulsion as it is.
#[test]
fn cells_push_beyond_the_reach_of_their_adhesion() {
    let mut bodies = Bodies::default();
    for x in [0.0, 15.0] {
        bodies.push(&Body { reach: 0.8, ..Body::standard([x, 0.0, 0.0], 8.0) });
    }
    let mut reference = Reference::of(&bodies);
    Mechanics::new(MechanicsSettings::fixed(0.1), Walls::NONE).advance(&mut bodies, 0.1).unwrap();
    reference.step(0.1);
    assert!(reference.at[1][0] > 15.001 && farthest(&by_slot(&bodies), &reference.at) < 1e-5);
}

#[test]
fn the_same_bits_in_plain_code() {
    let mut bodies = crowd(700, 120.0);
    let mut bins = bins::Bins::default();
    let edge = longest_reach_um(&bodies);
    bins.sort(&mut bodies, edge);
    let sums = |run: fn(&mut pairs::Part<'_>)| {
        let count = bodies.len();
        let (mut x, mut y, mut z) = (vec![0.0; count], vec![0.0; count], vec![0.0; count]);
        let (mut pressure, mut hurry) = (vec![0.0; count], vec![0.0; count]);
        let mut part = pairs::Part {
            columns: &bodies.columns,
            bins: &bins,
            walls: &Walls::NONE,
            rows: 0..bins.counts[1] * bins.counts[2],
            first: 0,
            velocity: [&mut x, &mut y, &mut z],
            hurry: &mut hurry,
            weights: hurry::Weights::new(0.05, 0.1, 2.0),
            pressure: Some(&mut pressure),
            most: pairs::Most::default(),
        };
        run(&mut part);
        (x, y, z, pressure, hurry)
    };
    assert_eq!(sums(pairs::run), sums(pairs::run_plain));
}

/// The distance at which repulsion and adhesion of two standard cells cancel, in um:
/// `(sqrt k - sqrt A)/(sqrt k/R - sqrt A/S)`.
fn at_rest(radius: f64) -> f64 {
    let (k, a) = (f64::from(REPULSION_UM_PER_MIN).sqrt(), f64::from(ADHESION_UM_PER_MIN).sqrt());
    let (radii, reach) = (2.0 * radius, 2.0 * radius * f64::from(REACH_IN_RADII));
    (k - a) / (k / radii - a / reach)
}

/// Chains of 11 and 21 cells (OpenVT's relaxation): pressed to half their distance they come to rest, end to end and
/// symmetric, at the distance at which forces cancel; steps that are chosen go the same way as small ones.
#[test]
fn chains_relax() {
    for count in [11, 21] {
        let chain = || {
            let mut bodies = Bodies::default();
            let middle = (count - 1) as f32 / 2.0;
            (0..count)
                .for_each(|cell| bodies.push(&Body::standard([(cell as f32 - middle) * 8.4, 0.0, 0.0], 8.4)));
            bodies
        };
        let length = |bodies: &Bodies| {
            let x: Vec<f32> = by_slot(bodies).iter().map(|at| at[0]).collect();
            assert!(x.windows(2).all(|pair| pair[0] < pair[1]));
            assert!((x[0] + x[count - 1]).abs() < 1e-3);
            f64::from(x[count - 1] - x[0])
        };
        let rest = at_rest(8.4) * (count - 1) as f64;
        let mut lengths = Vec::new();
        for settings in [MechanicsSettings::fixed(0.02), MechanicsSettings::chosen(0.02)] {
            let (mut bodies, mut mechanics) = (chain(), Mechanics::new(settings, Walls::NONE));
            let mut before = length(&bodies);
            let mut way = Vec::new();
            for _ in 0..40 {
                mechanics.advance(&mut bodies, 5.0).unwrap();
                let now = length(&bodies);
                assert!(now > before - 1e-3, "a chain only grows longer");
                before = now;
                way.push(now);
            }
            lengths.push(way);
            mechanics.advance(&mut bodies, 4000.0).unwrap();
            assert!((length(&bodies) / rest - 1.0).abs() < 2e-3, "{count}: {} of {rest}", length(&bodies));
        }
        let apart = lengths[0].iter().zip(&lengths[1]).map(|(small, chosen)| (small - chosen).abs());
        assert!(apart.fold(0.0, f64::max) < 0.05, "{count}");
    }
}

/// Two overlapping cells: the error of steps of 0.8, 0.4 and 0.2 min falls by about four each time.
#[test]
fn the_rule_is_of_second_order() {
    let distance = |step: f64| {
        let mut bodies = Bodies::default();
        let soft = |x: f32| Body { repulsion: 4.0, adhesion: 0.0, ..Body::standard([x, 0.0, 0.0], 10.0) };
        bodies.push(&soft(-3.0));
        bodies.push(&soft(3.0));
        let mut mechanics = Mechanics::new(MechanicsSettings::fixed(step), Walls::NONE);
        mechanics.advance(&mut bodies, 8.0).unwrap();
        let [left, right] = [0, 1].map(|slot| f64::from(by_slot(&bodies)[slot][0]));
        right - left
    };
    // dd/dt = 2 k (1 - d/R)^2: with u = 1 - d/R, 1/u grows by 2 k t/R.
    let u = 1.0 / (1.0 / (1.0 - 6.0 / 20.0) + 2.0 * 4.0 * 8.0 / 20.0);
    let exact = 20.0 * (1.0 - u);
    let errors = [0.8, 0.4, 0.2].map(|step| (distance(step) - exact).abs());
    for pair in errors.windows(2) {
        let order = (pair[0] / pair[1]).log2();
        assert!((1.6..2.6).contains(&order), "{errors:?}");
    }
}

/// PerMedCoE, pushing: two cells 30 um apart that walk towards each other stand still where the force between them
/// equals their walk; friction: half the mobility, half the way.
#[test]
fn cells_push_and_friction_slows() {
    let mut bodies = Bodies::default();
    for (x, walk) in [(-15.0, 1.0), (15.0, -1.0)] {
        bodies.push(&Body {
            crawl_um_per_min: [walk, 0.0, 0.0],
            adhesion: 0.0,
            ..Body::standard([x, 0.0, 0.0], 8.0)
        });
    }
    let mut mechanics = Mechanics::new(MechanicsSettings::chosen(0.01), Walls::NONE);
    mechanics.advance(&mut bodies, 60.0).unwrap();
    let x = by_slot(&bodies).iter().map(|at| f64::from(at[0])).collect::<Vec<_>>();
    let wanted = 16.0 * (1.0 - 0.1f64.sqrt());
    assert!((x[1] - x[0] - wanted).abs() < 0.01, "{x:?}");

    let away = |mobility: f32| {
        let mut bodies = Bodies::default();
        for x in [-7.9f32, 7.9] {
            bodies.push(&Body { mobility, adhesion: 0.0, ..Body::standard([x, 0.0, 0.0], 8.4) });
        }
        let mut mechanics = Mechanics::new(MechanicsSettings::fixed(0.1), Walls::NONE);
        mechanics.advance(&mut bodies, 1.0).unwrap();
        f64::from(by_slot(&bodies)[1][0]) - 7.9
    };
    let (free, slowed) = (away(1.0), away(0.5));
    assert!((free / slowed - 2.0).abs() < 0.1, "{free} {slowed}");
}

/// PerMedCoE, pushing at 10 um/min: a cell walks towards another one that rests 30 um away, and pushes it on. Both then go
/// on at half its speed, at the distance where the force between them is that: `R (1 - sqrt(1/2))` with k of 10 um/min.
#[test]
fn one_cell_pushes_another() {
    let mut bodies = Bodies::default();
    for (x, walk) in [(-30.0, 10.0), (0.0, 0.0)] {
        bodies.push(&Body {
            crawl_um_per_min: [walk, 0.0, 0.0],
            adhesion: 0.0,
            ..Body::standard([x, 0.0, 0.0], 8.0)
        });
    }
    let mut mechanics = Mechanics::new(MechanicsSettings::chosen(0.005), Walls::NONE);
    mechanics.advance(&mut bodies, 1.3).unwrap();
    let x = |bodies: &Bodies| by_slot(bodies).iter().map(|at| f64::from(at[0])).collect::<Vec<_>>();
    // They touch at 16 um, after 1.4 min: until then one walks and the other rests.
    assert!((x(&bodies)[0] + 30.0 - 13.0).abs() < 1e-3 && x(&bodies)[1] == 0.0, "{:?}", x(&bodies));
    mechanics.advance(&mut bodies, 18.7).unwrap();
    let before = x(&bodies);
    mechanics.advance(&mut bodies, 10.0).unwrap();
    let after = x(&bodies);
    for cell in 0..2 {
        assert!((after[cell] - before[cell] - 50.0).abs() < 0.02, "{before:?} {after:?}");
    }
    assert!((after[1] - after[0] - 16.0 * (1.0 - 0.5f64.sqrt())).abs() < 0.01, "{after:?}");
}

/// Monolayer of 1,000 cells (OpenVT): pressed to 0.9 of their distance at rest they spread, alike in all directions and
/// without drifting, to that distance.
#[test]
fn a_monolayer_of_a_thousand_cells_relaxes() {
    let rest = at_rest(8.4);
    let mut places: Vec<[f64; 2]> = Vec::new();
    for row in -25i32..=25 {
        for along in -25i32..=25 {
            let x = f64::from(along) + 0.5 * f64::from(row.rem_euclid(2));
            places.push([x, f64::from(row) * 0.75f64.sqrt()]);
        }
    }
    places.sort_by(|one, other| one[0].hypot(one[1]).total_cmp(&other[0].hypot(other[1])));
    let mut bodies = Bodies::default();
    for place in places.iter().take(1000) {
        let [x, y] = place.map(|along| (0.9 * rest * along) as f32);
        bodies.push(&Body::standard([x, y, 0.0], 8.4));
    }
    let spread = |bodies: &Bodies| {
        let at = by_slot(bodies);
        let mean = |axis: usize| at.iter().map(|at| f64::from(at[axis])).sum::<f64>() / 1000.0;
        let (x, y) = (mean(0), mean(1));
        let square = |axis: usize, middle: f64| {
            at.iter().map(|at| (f64::from(at[axis]) - middle).powi(2)).sum::<f64>() / 1000.0
        };
        (square(0, x), square(1, y), x.hypot(y))
    };
    let walls = Walls { flat: true, ..Walls::NONE };
    let mut mechanics = Mechanics::new(MechanicsSettings::chosen(0.05), walls);
    let (before, _, drifted) = spread(&bodies);
    let mut widths = vec![before];
    for _ in 0..5 {
        mechanics.advance(&mut bodies, 240.0).unwrap();
        let (x, y, middle) = spread(&bodies);
        assert!((x / y - 1.0).abs() < 0.02, "alike in both directions: {x} {y}");
        assert!((middle - drifted).abs() < 0.01, "no force from outside: {middle} {drifted}");
        widths.push(x);
    }
    assert!(widths.windows(2).all(|pair| pair[1] > pair[0] - 1.0), "{widths:?}");
    let grown = (widths[5] / before).sqrt();
    assert!((grown * 0.9 - 1.0).abs() < 0.03, "{grown} times as wide, wanted 1.11");
    assert!(by_slot(&bodies).iter().all(|at| at[2] == 0.0));
}

#[test]
fn walls_hold_cells_and_planes_keep_them() {
    let mut bodies = crowd(300, 60.0);
    let walls = Walls { low_um: [0.0; 3], high_um: [60.0; 3], flat: true };
    let before = by_slot(&bodies);
    let mut mechanics = Mechanics::new(MechanicsSettings::chosen(0.05), walls);
    mechanics.advance(&mut bodies, 30.0).unwrap();
    for (now, then) in by_slot(&bodies).iter().zip(&before) {
        assert!(now.iter().all(|along| (0.0..=60.0).contains(along)));
        assert_eq!(now[2].to_bits(), then[2].to_bits());
    }
}

#[test]
fn a_lost_cell_is_named() {
    let mut bodies = crowd(50, 60.0);
    bodies.set_position_um(17, [f32::NAN, 0.0, 0.0]);
    let mut mechanics = Mechanics::new(MechanicsSettings::fixed(0.1), Walls::NONE);
    let lost = mechanics.advance(&mut bodies, 1.0).unwrap_err();
    assert_eq!(bodies.slots()[lost.place], 17);
}

/// All cells within a distance are found, and no other.
#[test]
fn neighbours_are_found() {
    let mut bodies = crowd(500, 150.0);
    let mut mechanics = Mechanics::new(MechanicsSettings::fixed(0.1), Walls::NONE);
    mechanics.sort(&mut bodies);
    let distance = mechanics.sight_um();
    for cell in 0..50 {
        let at = bodies.position_um(cell);
        let near: Vec<usize> = mechanics.near(&bodies, at, distance).collect();
        let plain = (0..bodies.len()).filter(|other| {
            let other = bodies.position_um(*other);
            (0..3).map(|axis| (other[axis] - at[axis]) * (other[axis] - at[axis])).sum::<f32>()
                <= distance * distance
        });
        assert_eq!(near, plain.collect::<Vec<_>>());
    }
}
