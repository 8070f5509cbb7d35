//! When it is given decides: the same drugs before or after the cells, the same cells before or after seeding.

use super::cohort::{Ask, benefit, mostly, say};

/// The patient's own preparation, moved by eight days: fludarabine starts two days after the infusion.
const AFTER: &[(&str, f64)] = &[("fludarabine", 8.0), ("cyclophosphamide", 8.0)];

/// What the product does where the preparation comes two days after it, over what it does where the same drugs come before.
/// Both are paired differences under the same chemotherapy, so what the drugs kill by themselves is in neither. Draws in
/// which the product takes off less than one cell in a hundred have nothing that could be destroyed.
fn left(ask: Ask<'_>) -> Vec<f64> {
    let before = benefit(&ask.values(), 0);
    let after = benefit(&Ask { later: AFTER, ..ask }.values(), 0);
    say(&format!("{}: ln cells that NK cells take off", ask.scenario), &before);
    say("  the same where the same drugs come two days after them", &after);
    println!("  {before:.5?} {after:.5?}");
    let judged = || before.iter().zip(&after).filter(|(before, _)| **before > 0.01);
    let left: Vec<f64> = judged().map(|(before, after)| after / before).collect();
    assert!(left.len() >= 2, "{before:?}");
    say(&format!("  left, in {} draws of {}", left.len(), before.len()), &left);
    let little = before.iter().zip(&after).filter(|(before, _)| **before <= 0.01);
    assert!(little.clone().all(|(_, after)| after.abs() < 0.01), "{after:?}");
    left
}

#[test]
fn chemotherapy_two_days_after_the_infusion_destroys_the_benefit() {
    let what = [("ln(1 + aml.marrow_blasts/1 cells)", 21.0)];
    let il2 = left(Ask { scenario: "aml-il2", what: &what, ..Ask::default() });
    assert!(mostly(&il2, |left| left < 0.5), "{il2:?}");
    // Under ten doses of IL-15 survivors grow back; in a draw in which few are enough to empty the marrow nothing is lost.
    let il15 = left(Ask { scenario: "aml-il15-sc", what: &what, ..Ask::default() });
    assert!(mostly(&il15, |left| left < 0.5), "{il15:?}");
}

#[test]
fn so_it_does_in_lymphoma_with_rituximab() {
    let what = [("ln(1 + cancer.cells/1 cells)", 28.0)];
    let left = left(Ask { scenario: "lymphoma-rituximab-nk", what: &what, ..Ask::default() });
    assert!(mostly(&left, |left| left < 0.5), "{left:?}");
}

/// Expected metastases from a primary that is removed on day 30, counted whether or not one has come: `luck` is set so that
/// chance never ends the count. NK cells on days 0, 7, 14, 21, or after surgery on day 60 and so on.
#[test]
fn nk_cells_help_more_before_metastases_seed_than_after() {
    let before = Ask {
        scenario: "nsclc-metastasis",
        parameters: "\"solid.luck\" = { value = \"1e-100\", between = { lognormal_sd = 1e-9 } }",
        what: &[("tumour.expected", 90.0), ("ln(tumour.expected)", 90.0)],
        ..Ask::default()
    };
    let after = Ask { set: &["dose.1.at=60 d"], ..before };
    let [before, after] = [before, after].map(|ask| ask.values());
    let fewer = |values| -> Vec<f64> {
        benefit(values, 1).iter().map(|fall| 100.0 * (1.0 - (-fall).exp())).collect()
    };
    let (before_in_percent, after_in_percent) = (fewer(&before), fewer(&after));
    say("fewer metastases seeded (%), NK cells before surgery", &before_in_percent);
    say("fewer metastases seeded (%), NK cells after surgery", &after_in_percent);
    for (before, after) in benefit(&before, 0).iter().zip(benefit(&after, 0)) {
        assert!(*before > 0.0 && after >= 0.0 && *before > 100.0 * after, "{before} {after}");
    }
    assert!(mostly(&before_in_percent, |fewer| (1.0..100.0).contains(&fewer)), "{before_in_percent:?}");
}
