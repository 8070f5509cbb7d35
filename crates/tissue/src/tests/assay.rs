//! A thin gel of cells in space against the wells of the killing assay.

use super::*;

/// The stirred, reduced configuration: NK cells that walk far, targets that neither move nor grow, one hit: as many
/// contacts and kills as in the gel of the assay, whose contacts come at `pi R^2 v` times the density of free targets.
#[test]
fn a_thin_gel_agrees_with_the_assay() {
    const EDGE_UM: f64 = 500.0;
    let mut plan = plan(1, 150, &[], 21);
    let targets = 250;
    plan.start = geometry::scattered(targets, 0.5 * EDGE_UM, 30.0, false, 21);
    plan.grid = Grid::around([0.5 * EDGE_UM; 3], 50.0);
    plan.minutes = 480.0;
    (plan.grows, plan.theta) = (false, 1.0);
    plan.arrivals[0].entry = Entry::Within;
    plan.immune.persistence_min = 12.0;
    plan.immune.touch_rate_per_min = 1e3;
    let radius = |volume: f64| (volume * 3.0 / (4.0 * std::f64::consts::PI)).cbrt();
    let touch = plan.immune.touch * (radius(plan.cell.volume_um3) + radius(plan.sorts[0].volume_um3));
    plan.sorts[0].rates.contact_radius_um = touch;
    let sort = plan.sorts[0].clone();
    let tissue = run(plan);
    let arm = lytic_assay::Arm {
        effectors: 150,
        targets: targets as u32,
        theta: 1.0,
        rates: sort.rates,
        kinds: vec![lytic_assay::Kind::natural(1.0, 1.0)],
        viable: 1.0,
        motile: 1.0,
    };
    let per_ml = targets as f64 / (EDGE_UM * EDGE_UM * EDGE_UM * 1e-12);
    let protocol = lytic_assay::Protocol {
        vessel: lytic_assay::Vessel::Gel { targets_per_ml: per_ml },
        decision: sort.decision,
        hours: 8.0,
        frames_h: vec![8.0],
        arms: vec![arm],
        replicates: 10,
        wells: 1,
        seed: 1,
    };
    let assay = lytic_assay::outcome(&protocol.run()[0]);
    let (wells, found) = (10.0, tissue.counts());
    let contacts = found.contacts as f64 / (assay.tally.contacts as f64 / wells);
    let dead = found.of(Kind::Tumour).deaths() as f64 / targets as f64;
    assert!((contacts - 1.0).abs() < 0.12, "contacts {contacts} of the assay");
    assert!((dead - assay.lysis.mean).abs() < 0.06, "lysis {dead}, {}", assay.lysis.mean);
}
