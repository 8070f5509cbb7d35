//! The cycle, volumes, growing spheroids and monolayers.

use super::*;

/// PerMedCoE, cell cycle of 7, 6, 3 and 2 h: of cells at the start of G1, `1 - exp(-(24 - 11)/7)` have divided after 24 h,
/// and of their daughters those whose two times in G1 took less than 2 h together.
#[test]
fn the_cycle_divides_cells_in_time() {
    let mut plan = plan(600, 0, &[], 3);
    plan.minutes = 1440.0;
    // Times do not depend on where cells stand: they may be moved roughly.
    plan.steps.mechanics = MechanicsSettings { longest_min: 6.0, ..MechanicsSettings::chosen(1.0) };
    plan.cell.apoptosis_rate_per_min = 0.0;
    let volume = plan.cell.volume_um3 as f32;
    plan.start.iter_mut().for_each(|cell| cell.volume_um3 = Some(volume));
    let tissue = run(plan);
    let once = 1.0 - (-13.0f64 / 7.0).exp();
    let twice = 1.0 - (1.0 + 2.0f64 / 7.0) * (-2.0f64 / 7.0).exp();
    let born = tissue.counts().of(Kind::Tumour).born as f64 / 600.0;
    // Four standard errors, and the steps of six minutes at three changes of phase.
    assert!((born - once - 2.0 * twice).abs() < 4.0 * (once * (1.0 - once) / 600.0).sqrt() + 0.01, "{born}");
    // The volume of all cells is that of their number, but for those that grow.
    let per_cell = (0..tissue.crowd.len()).map(|cell| f64::from(tissue.crowd.volume_um3(cell))).sum::<f64>()
        / tissue.crowd.len() as f64;
    assert!((1800.0..3600.0).contains(&per_cell), "{per_cell}");
}

/// A tumour without NK cells grows wider, in a ball and in a plane; in a plane all cells stay in it.
#[test]
fn spheroids_and_monolayers_grow() {
    for flat in [false, true] {
        let mut plan = plan(150, 0, &[], 5);
        plan.minutes = 1440.0;
        plan.steps.mechanics = MechanicsSettings::fixed(0.3);
        if flat {
            (plan.start, plan.flat) = (geometry::disc(150, 16.0, 5), true);
            plan.grid = Grid::around([300.0, 300.0, 10.0], 20.0);
        }
        // The lattice of the start has come to rest after some hours.
        let before = *run(Plan { minutes: 360.0, ..plan.clone() }).counts();
        let tissue = run(plan);
        let living = |counts: &Counts| counts.of(Kind::Tumour).living as f64;
        let wanted = (living(tissue.counts()) / living(&before)).powf(if flat { 0.5 } else { 1.0 / 3.0 });
        let grown = tissue.counts().radius_um / before.radius_um;
        assert!((grown / wanted - 1.0).abs() < 0.12, "{grown} for {wanted}");
        assert!(!flat || tissue.table().z_um.iter().all(|z| *z == 0.0));
    }
}

/// Phases of 7, 6, 3 and 2 h (PerMedCoE): S, G2 and M last their time to a step of biology; G1 is left at its rate, so that
/// of cells that all begin it `exp(-t/7 h)` are still in it.
#[test]
fn phases_last_their_time() {
    let mut plan = plan(400, 0, &[], 9);
    let lengths = [plan.cell.g1_time_min, plan.cell.s_time_min, plan.cell.g2_time_min, plan.cell.m_time_min];
    assert_eq!(lengths.map(|minutes| (minutes / 60.0 * 1e6).round() * 1e-6), [7.0, 6.0, 3.0, 2.0]);
    let volume = plan.cell.volume_um3 as f32;
    plan.start.iter_mut().for_each(|cell| cell.volume_um3 = Some(volume));
    (plan.minutes, plan.cell.apoptosis_rate_per_min) = (1080.0, 0.0);
    plan.steps.mechanics = MechanicsSettings { longest_min: 6.0, ..MechanicsSettings::chosen(1.0) };
    let mut tissue = Tissue::new(plan).unwrap();
    let mut entered: Vec<[Option<f64>; 4]> = vec![[None; 4]; 400];
    while !tissue.is_done() {
        tissue.advance().unwrap();
        for cell in 0..tissue.crowd.len() {
            // The cells of the start: a mother keeps her number, and comes to G1 once more.
            if let Some(phases) = entered.get_mut(tissue.crowd.id[cell] as usize) {
                let phase = tissue.crowd.phase[cell] as usize;
                let again = phase == 0 && phases[3].is_some();
                if phase > 0 || again {
                    phases[phase].get_or_insert(tissue.minutes());
                }
            }
        }
        if (tissue.minutes() - 420.0).abs() < 1.0 {
            let left = entered.iter().filter(|phases| phases[1].is_none()).count() as f64 / 400.0;
            assert!((left - (-1.0f64).exp()).abs() < 0.1, "{left} still in G1 after its mean time");
        }
    }
    let mut seen = 0;
    for phases in &entered {
        for (from, to, wanted) in [(1, 2, 360.0), (2, 3, 180.0), (3, 0, 120.0)] {
            if let (Some(from), Some(to)) = (phases[from], phases[to]) {
                assert!((to - from - wanted).abs() < 1e-6, "{from} to {to}");
                seen += 1;
            }
        }
    }
    assert!(seen > 600, "{seen}");
}

/// Volumes follow their linear law exactly over a step, whatever its length: steps of 1, 6 and 30 min end alike, but for
/// the part of the cytoplasm's and the fluid's target that moves meanwhile, which is of first order.
#[test]
fn volumes_follow_their_law() {
    let after = |step: f64, coupled: bool| {
        let mut plan = plan(1, 0, &[], 3);
        (plan.minutes, plan.steps.biology_min, plan.steps.immune_min) = (180.0, step, step);
        (plan.cell.apoptosis_rate_per_min, plan.cell.g1_time_min) = (0.0, 1e9);
        if !coupled {
            (plan.cell.nuclear_rate_per_min, plan.cell.cytoplasm_rate_per_min) = (0.0, 0.0);
        }
        plan.start[0].volume_um3 = Some(1500.0);
        let cell = plan.cell;
        let tissue = run(plan);
        let crowd = &tissue.crowd;
        (cell, [crowd.fluid[0], crowd.nucleus[0], crowd.cytoplasm[0]].map(f64::from))
    };
    for step in [1.0, 6.0, 30.0] {
        let (n, [fluid, nucleus, _]) = after(step, true);
        let begun = 1500.0 * (1.0 - n.fluid_share) / (1.0 + n.cytoplasm_ratio);
        let wanted =
            n.nuclear_solid_um3 + (begun - n.nuclear_solid_um3) * (-n.nuclear_rate_per_min * 180.0).exp();
        assert!((nucleus / wanted - 1.0).abs() < 1e-5, "{nucleus} {wanted}");
        let (_, [still, _, _]) = after(step, false);
        assert!(
            (still / (1500.0 * n.fluid_share) - 1.0).abs() < 1e-5,
            "fluid of a solid that does not change"
        );
        assert!(fluid > still);
    }
    let fluid = |step: f64| after(step, true).1[0];
    let exact = fluid(0.5);
    let errors = [12.0, 6.0, 3.0].map(|step| (fluid(step) - exact).abs());
    for pair in errors.windows(2) {
        assert!((0.8..1.5).contains(&(pair[0] / pair[1]).log2()), "{errors:?}");
    }
}
