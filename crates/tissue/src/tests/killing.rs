//! NK cells: dose, what weakens them, what strengthens them.

use super::*;

/// More NK cells kill more; TGF-beta, lack of oxygen, matrix and cells that do not move kill less.
#[test]
fn nk_cells_kill_by_dose_and_are_weakened() {
    let found = |nk: u64, fields: &[&str], change: &dyn Fn(&mut Plan)| {
        let mut plan = plan(250, nk, fields, 11);
        plan.minutes = 480.0;
        plan.steps.mechanics = MechanicsSettings::fixed(0.3);
        plan.sorts[0] = sort(3.0);
        change(&mut plan);
        kills(run(plan).counts())
    };
    let outside = |name: &'static str, value: f64| {
        move |plan: &mut Plan| plan.laws[0] = law(name, &plan.field, Some(value)).unwrap()
    };
    let (none, few, many) = (found(0, &[], &|_| {}), found(20, &[], &|_| {}), found(80, &[], &|_| {}));
    assert!(none == 0 && few > 5 && many > 2 * few, "{none} {few} {many}");
    let less = |with: u64, what: &str| assert!(with * 4 < many * 3, "{what}: {with} of {many}");
    let followed = |plan: &mut Plan| {
        outside("tgf_beta", 20_000.0)(plan);
        plan.immune.tgf_beta_time_min = 30.0;
    };
    less(found(80, &["tgf_beta"], &followed), "TGF-beta");
    less(
        found(80, &["adenosine"], &|plan| {
            plan.laws[0] = law("adenosine", &plan.field, Some(1e3)).unwrap();
            plan.immune.largest_adenosine_loss = 0.9;
        }),
        "adenosine",
    );
    less(found(80, &[], &|plan| plan.mobility = 0.1), "matrix");
    less(found(80, &[], &|plan| plan.sorts[0].motile = 0.15), "frozen");
    less(found(80, &["lactate"], &outside("lactate", 60.0)), "lactate");
    let breathes = found(80, &["oxygen"], &outside("oxygen", 140.0));
    let starved = found(80, &["oxygen"], &|plan| {
        plan.laws[0] = law("oxygen", &plan.field, Some(0.0)).unwrap();
        plan.cell.necrosis_rate_per_min = 0.0;
        (plan.immune.hypoxia_loss, plan.immune.hypoxia_time_min) = (0.9, 30.0);
    });
    assert!(starved * 4 < breathes * 3, "{starved} of {breathes}");
}
