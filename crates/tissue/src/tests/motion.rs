//! Leukocytes on their way: chemotaxis as the public benchmark for cell-based models (bioRxiv 2025.07.16.664358) asks it.

use super::*;

/// Chemokine that rises along x from 0 to 100 pg/mL, at rest: a straight line.
fn slope(half_um: [f64; 3]) -> Plan {
    let mut plan = plan(1, 0, &["chemokine"], 17);
    plan.start.clear();
    plan.grid = Grid::around(half_um, 20.0);
    let law = &mut plan.laws[0];
    (law.decay_per_min, law.fast) = (0.0, true);
    law.faces =
        [Face::Fixed(0.0), Face::Fixed(100.0), Face::Closed, Face::Closed, Face::Closed, Face::Closed];
    plan.field.chemokine_secretion_per_min = 0.0;
    plan.arrivals.clear();
    plan.immune.chemokine_half_pg_per_ml = 1e-9;
    plan.immune.death_rate_per_min = 0.0;
    plan
}

fn at(x_um: f32, y_um: f32) -> Start {
    Start { kind: Kind::Nk, sort: 0, position_um: [x_um, y_um, 0.0], volume_um3: None }
}

/// In 120 um: a cell that follows the gradient and nothing else goes straight up it, at its speed.
#[test]
fn one_cell_goes_straight_up_the_gradient() {
    let mut plan = slope([60.0; 3]);
    (plan.immune.chemotaxis, plan.sorts[0].speed_um_per_min) = (1.0, 4.0);
    plan.start = vec![at(-45.0, 0.0)];
    plan.minutes = 18.0;
    let table = run(plan).table();
    // It finds the field in the first step of biology, and turns after the first step of contacts.
    assert!((f64::from(table.x_um[0]) - (-45.0 + 4.0 * 17.4)).abs() < 1e-2, "{:?}", table.x_um);
    assert!(table.y_um[0].abs() < 1e-3 && table.z_um[0].abs() < 1e-3);
}

/// Many cells with a bias b drift at their speed times the mean of the direction `b e + (1 - b) r` along e, r even on the
/// sphere; without a gradient they do not drift.
#[test]
fn many_cells_drift_by_their_bias() {
    const CELLS: usize = 49;
    let drift = |bias: f64| {
        let mut plan = slope([400.0, 160.0, 160.0]);
        plan.immune.chemotaxis = bias;
        plan.minutes = 48.0;
        plan.start = (0..CELLS).map(|cell| at(-100.0, -144.0 + 6.0 * cell as f32)).collect();
        plan.sorts[0].speed_um_per_min = 4.0;
        let table = run(plan).table();
        let way = table.x_um.iter().map(|x| f64::from(*x) + 100.0).sum::<f64>();
        way / (CELLS as f64 * 4.0 * 47.4)
    };
    let mean = |bias: f64| {
        let steps = 4000;
        let along = |step: i32| {
            let z = (f64::from(step) + 0.5) / f64::from(steps) * 2.0 - 1.0;
            let (up, side) = (bias + (1.0 - bias) * z, (1.0 - bias) * (1.0 - z * z).sqrt());
            up / up.hypot(side)
        };
        (0..steps).map(along).sum::<f64>() / f64::from(steps)
    };
    for bias in [0.0, 0.3, 0.6] {
        let (found, wanted) = (drift(bias), mean(bias));
        // Some sixteen directions each: a standard error of about 1/sqrt(3 x 49 x 8).
        assert!((found - wanted).abs() < 0.09, "bias {bias}: {found} for {wanted}");
    }
}
