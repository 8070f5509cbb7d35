//! Tumour cells leave through vessels.

use super::*;

/// Vessels of one cell each, 80 um apart, each with four tumour cells that touch it and one that does not; nobody moves or grows.
fn rosettes(along: i32, rate_per_day: f64, seed: u64) -> Plan {
    let mut plan = plan(1, 0, &[], seed);
    plan.minutes = 1440.0;
    (plan.grows, plan.mobility) = (false, 0.0);
    plan.cell.detachment_rate_per_min = rate_per_day / 1440.0;
    plan.grid = Grid::around([f64::from(along) * 40.0; 3], 20.0);
    plan.start.clear();
    let mut put = |kind: Kind, at: [f32; 3]| {
        plan.start.push(Start { kind, sort: 0, position_um: at, volume_um3: None });
    };
    let middle = |number: i32| 80.0 * number as f32 - 40.0 * (along - 1) as f32;
    for place in 0..along * along * along {
        let at = [place % along, place / along % along, place / (along * along)].map(middle);
        put(Kind::Endothelium, at);
        for (dx, dy) in [(17.0, 0.0), (-17.0, 0.0), (0.0, 17.0), (0.0, -17.0), (28.0, 28.0)] {
            put(Kind::Tumour, [at[0] + dx, at[1] + dy, at[2]]);
        }
    }
    plan
}

/// Of n cells that touch a vessel `n (1 - exp(-rate t))` have left after t, a binomial number; those that touch none stay.
#[test]
fn cells_at_a_vessel_leave_at_their_rate() {
    for (rate_per_day, seed) in [(0.05, 1), (0.3, 2), (2.0, 3)] {
        let plan = rosettes(8, rate_per_day, seed);
        let tissue = Tissue::new(plan.clone()).unwrap();
        assert_eq!((tissue.tumour_at_vessels(), tissue.counts().of(Kind::Tumour).living), (2048, 2560));
        let tissue = run(plan);
        let (left, chance) = (tissue.counts().of(Kind::Tumour).left as f64, 1.0 - (-rate_per_day).exp());
        let spread = (2048.0 * chance * (1.0 - chance)).sqrt();
        assert!((left - 2048.0 * chance).abs() < 4.0 * spread, "{left} for {}", 2048.0 * chance);
        assert_eq!(tissue.tumour_at_vessels() as f64, 2048.0 - left);
        assert_eq!(tissue.counts().of(Kind::Tumour).living as f64, 2560.0 - left);
    }
    let closed = run(rosettes(2, 0.0, 1));
    assert_eq!((closed.counts().of(Kind::Tumour).left, closed.tumour_at_vessels()), (0, 32));
}
