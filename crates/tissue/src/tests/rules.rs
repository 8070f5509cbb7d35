//! Rules at work: cells become others, die, and give off what a table says.

use super::*;

fn with(rules: &str, fields: &[&str], change: impl Fn(&mut Plan)) -> Tissue {
    let mut plan = plan(200, 40, fields, 31);
    let names: Vec<String> = fields.iter().map(|name| (*name).to_owned()).collect();
    let (rules, problems) = read_rules(rules, SourceId(0), &names);
    assert_eq!(problems, Vec::new());
    (plan.rules, plan.minutes, plan.cell.apoptosis_rate_per_min) = (rules, 60.0, 0.0);
    change(&mut plan);
    run(plan)
}

/// At a rate of 0.01/min for an hour, `1 - exp(-0.6)` of the cells become stroma; counts still add up.
#[test]
fn cells_become_others_at_their_rate() {
    let still = |plan: &mut Plan| (plan.arrivals[0].count, plan.cell.g1_time_min) = (0, 1e9);
    let table = "tumour,volume,increases,transition to stroma,0.01,1e-6,8,0";
    let tissue = with(table, &[], still);
    let stroma = tissue.counts().of(Kind::Stroma);
    let share = stroma.living as f64 / (stroma.living + tissue.counts().of(Kind::Tumour).living) as f64;
    assert!((share - (1.0 - (-0.6f64).exp())).abs() < 0.12, "{share}");
    assert_eq!(stroma.arrived, tissue.counts().of(Kind::Tumour).left);
    assert_eq!(with("", &[], still).counts().of(Kind::Stroma).arrived, 0);
}

/// A rule decides how long NK cells live: with IL-15 they live on, without they die at the rate of the rule's base.
#[test]
fn a_cytokine_keeps_nk_cells_alive_by_rule() {
    let table = "nk,il15,decreases,apoptosis,0,10,4,0";
    let living = |il15: f64| {
        let tissue = with(table, &["il15"], |plan| {
            plan.laws[0] = law("il15", &plan.field, Some(il15)).unwrap();
            plan.immune.death_rate_per_min = 0.02;
        });
        tissue.counts().of(Kind::Nk).living as f64 / 40.0
    };
    assert!((living(0.0) - (-1.2f64).exp()).abs() < 0.2, "{}", living(0.0));
    assert!(living(100.0) > 0.9);
}

/// IL-15 and IL-2 rouse NK cells: those of a day in either kill more than those that forget their activation without, and each has
/// the activation that the patient's equation says.
#[test]
fn cytokines_rouse_nk_cells() {
    let n = TissueStimulusNumbers::from_library(&Library::embedded()).unwrap();
    let of = |field: &'static str, level: f64, stimulus| {
        let tissue = with("", &[field], |plan| {
            plan.laws[0] = law(field, &plan.field, Some(level)).unwrap();
            // What cells take from the field would leave less in the middle.
            plan.field.il2_clearance_um3_per_min = 0.0;
            (plan.minutes, plan.grows, plan.stimulus) = (1440.0, false, stimulus);
            (plan.sorts[0].activation, plan.immune.death_rate_per_min) = (1.95, 0.0);
        });
        let levels: Vec<f64> = tissue
            .crowd
            .lymphocytes
            .iter()
            .filter(|of| tissue.crowd.lives(of.cell as usize))
            .map(|of| f64::from(of.activation))
            .collect();
        assert!(levels.len() > 20);
        (levels, kills(tissue.counts()))
    };
    let follows = |levels: &[f64], il15: f64, il2: f64| {
        let wanted = n.activation(1.95, n.drive_above_rest(il15, il2), 1440.0);
        assert!(levels.iter().all(|level| (level / wanted - 1.0).abs() < 2e-3), "{levels:?}, not {wanted}");
    };
    let (roused, with_il15) = of("il15", 480.0, Some(n));
    follows(&roused, 480.0, 0.0);
    let (by_il2, with_il2) = of("il2", 1000.0, Some(n));
    follows(&by_il2, 0.0, 1000.0 / 61.1);
    let (forgotten, without) = of("il15", 0.0, Some(n));
    follows(&forgotten, 0.0, 0.0);
    assert!(with_il15 > without && with_il2 > without, "{with_il15}, {with_il2}, {without}");
    let (kept, _) = of("il15", 480.0, None);
    assert!(kept.iter().all(|level| *level == f64::from(1.95f32)), "activation comes from elsewhere");
}

/// What a cell exports is what the field then holds: rate times cells times minutes, in a closed box.
#[test]
fn exports_are_what_the_field_holds() {
    let table = "tumour,volume,increases,ifn_gamma export,1000,1e-6,8,0";
    let tissue = with(table, &["ifn_gamma"], |plan| {
        (plan.arrivals[0].count, plan.cell.g1_time_min) = (0, 1e9);
        // Cells between S and M would divide, and more cells export more.
        plan.start.iter_mut().for_each(|start| start.volume_um3 = Some(2494.0));
        plan.field.ifn_gamma_uptake_per_min = 0.0;
        (plan.laws[0].decay_per_min, plan.laws[0].faces) = (0.0, [Face::Closed; 6]);
    });
    let made = 200.0 * 1000.0 * 60.0;
    assert!((tissue.fields().amount(0) / made - 1.0).abs() < 1e-4, "{}", tissue.fields().amount(0));
}
