//! NK cells: the dose response, and what weakens it.
//!
//! ```text
//! difference of an arm = kills with - kills without, in tissues of the same seed     shown: |mean| > 2 standard errors over the seeds
//! ```
//!
//! Both arms of a seed have the same tumour, the same NK cells at the same places, and the same random numbers as long as nothing has
//! happened differently.

use super::*;

/// Seeds of each arm, and of that of freezing, where most NK cells of either arm stand still and the difference is small.
const SEEDS: u64 = 6;
const SEEDS_OF_FREEZING: u64 = 12;
/// NK cells for 250 tumour cells.
const DOSES: [u64; 2] = [30, 90];

type Change<'a> = &'a dyn Fn(&mut Plan);

/// Kills in six hours, a tissue for each seed.
fn found(nk: u64, fields: &[&str], change: Change<'_>) -> Vec<f64> {
    of_seeds(SEEDS, nk, fields, change)
}

fn of_seeds(seeds: u64, nk: u64, fields: &[&str], change: Change<'_>) -> Vec<f64> {
    let of = |seed: u64| {
        let mut plan = plan(250, nk, fields, 11 + seed);
        plan.minutes = 360.0;
        plan.steps.mechanics = MechanicsSettings::fixed(0.3);
        plan.sorts[0] = sort(3.0);
        change(&mut plan);
        kills(run(plan).counts()) as f64
    };
    (0..seeds).map(of).collect()
}

/// Mean and standard error of the differences of two arms, seed by seed.
fn difference(with: &[f64], without: &[f64]) -> (f64, f64) {
    let of: Vec<f64> = with.iter().zip(without).map(|(with, without)| with - without).collect();
    let n = of.len() as f64;
    let mean = of.iter().sum::<f64>() / n;
    let square: f64 = of.iter().map(|one| (one - mean) * (one - mean)).sum::<f64>() / (n - 1.0);
    (mean, (square / n).sqrt())
}

/// Fewer kills with than without, by more than twice the standard error of the difference.
fn less(with: &[f64], without: &[f64], what: &str, nk: u64) {
    let (mean, error) = difference(with, without);
    let before = without.iter().sum::<f64>() / without.len() as f64;
    println!("{nk} NK cells, {what}: {mean:+.1} +- {error:.1} of {before:.1}");
    assert!(mean < -2.0 * error, "{nk} NK cells, {what}: {mean:+.1} +- {error:.1} of {before:.1}");
}

/// Three times as many NK cells kill more, and none kill none; at either dose TGF-beta, adenosine, lactate, lack of oxygen, matrix and
/// freezing take from it.
#[test]
fn nk_cells_kill_by_dose_and_are_weakened() {
    let outside = |name: &'static str, value: f64| {
        move |plan: &mut Plan| plan.laws[0] = law(name, &plan.field, Some(value)).unwrap()
    };
    let followed = |plan: &mut Plan| {
        outside("tgf_beta", 20_000.0)(plan);
        plan.immune.tgf_beta_time_min = 30.0;
    };
    let bathed = |plan: &mut Plan| {
        outside("adenosine", 1e3)(plan);
        plan.immune.largest_adenosine_loss = 0.9;
    };
    let starved = |plan: &mut Plan| {
        outside("oxygen", 0.0)(plan);
        plan.cell.necrosis_rate_per_min = 0.0;
        (plan.immune.hypoxia_loss, plan.immune.hypoxia_time_min) = (0.9, 30.0);
    };
    let nothing = |_: &mut Plan| {};
    // The share that moves in a gel, as measured, fresh and after freezing.
    let fresh = |plan: &mut Plan| plan.sorts[0].motile = plan.sorts[0].rates.motile_fresh;
    let frozen = |plan: &mut Plan| plan.sorts[0].motile = plan.sorts[0].rates.motile_frozen;
    let matrix = |plan: &mut Plan| plan.mobility = 0.1;
    assert_eq!(found(0, &[], &nothing), vec![0.0; SEEDS as usize]);
    let mut plain = Vec::new();
    for nk in DOSES {
        let all = found(nk, &[], &nothing);
        less(&found(nk, &["tgf_beta"], &followed), &all, "TGF-beta", nk);
        less(&found(nk, &["adenosine"], &bathed), &all, "adenosine", nk);
        less(&found(nk, &["lactate"], &outside("lactate", 60.0)), &all, "lactate", nk);
        less(&found(nk, &[], &matrix), &all, "matrix", nk);
        let thawed = of_seeds(SEEDS_OF_FREEZING, nk, &[], &frozen);
        less(&thawed, &of_seeds(SEEDS_OF_FREEZING, nk, &[], &fresh), "frozen", nk);
        let breathing = found(nk, &["oxygen"], &outside("oxygen", 140.0));
        less(&found(nk, &["oxygen"], &starved), &breathing, "lack of oxygen", nk);
        plain.push(all);
    }
    less(&plain[0], &plain[1], "a third of the cells", DOSES[1]);
}
