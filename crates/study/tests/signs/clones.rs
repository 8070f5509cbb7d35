//! What NK cells select: cells with much HLA class I are left, cells that resist drugs are not.

use super::cohort::{Ask, mean, mostly, say};

/// What is found in each draw, in patients in whom all three clones are still there with and without NK cells.
struct Selection {
    /// ln sensitive cells that NK cells take off.
    sensitive: Vec<f64>,
    /// The same of resistant cells.
    resistant: Vec<f64>,
    /// By how much the logarithm of HLA-high cells for each sensitive one rises.
    hla_high: Vec<f64>,
}

fn selection(scenario: &str, without: &[&str], clone: impl Fn(&str) -> String) -> Selection {
    let what = ["sensitive", "hla_high", "resistant"].map(|name| format!("ln(1 + {}/1 cells)", clone(name)));
    let what = what.each_ref().map(|value| (value.as_str(), 28.0));
    let values = Ask { scenario, without, what: &what, patients: 12, draws: 6, ..Ask::default() }.values();
    let mut found = Selection { sensitive: Vec::new(), resistant: Vec::new(), hla_high: Vec::new() };
    for draw in &values {
        let patients = 0..draw[0].with.len();
        let left: Vec<usize> = patients
            .filter(|patient| {
                draw.iter().all(|clone| clone.with[*patient].min(clone.without[*patient]) > 1e4_f64.ln())
            })
            .collect();
        if left.len() < 4 {
            println!("{} of {} patients have all clones left: not judged", left.len(), draw[0].with.len());
            continue;
        }
        let fall = |clone: usize| {
            mean(left.iter().map(|patient| draw[clone].without[*patient] - draw[clone].with[*patient]))
        };
        found.sensitive.push(fall(0));
        found.hla_high.push(fall(0) - fall(1));
        found.resistant.push(fall(2));
    }
    say(&format!("{scenario}: ln sensitive cells that NK cells take off"), &found.sensitive);
    say("  ln resistant cells that they take off", &found.resistant);
    say("  ln HLA-high cells for each sensitive one that they add", &found.hla_high);
    assert!(found.sensitive.len() >= 4, "{} draws judged", found.sensitive.len());
    assert!(mostly(&found.hla_high, |high| high > 0.0), "{:?}", found.hla_high);
    assert!(mostly(&found.resistant, |fall| fall > 0.0), "{:?}", found.resistant);
    found
}

#[test]
fn hla_high_clones_survive_nk_cells_and_resistant_ones_do_not_escape_them() {
    let found = selection("aml-il15-sc", &[], |name| format!("aml.marrow_{name}"));
    // The same cells but for the drugs: NK cells take off as many logs, to a hundredth.
    for (sensitive, resistant) in found.sensitive.iter().zip(&found.resistant) {
        assert!((resistant / sensitive - 1.0).abs() < 0.01, "{resistant} {sensitive}");
    }
}

/// Few NK cells: most sensitive cells that are missing have become HLA-high, as IFN-gamma makes them, which resistant cells
/// do not. What is left of resistant cells is what NK cells kill.
#[test]
fn so_they_do_in_lymphoma() {
    selection("lymphoma-rituximab-nk", &["rituximab"], |name| format!("cancer.tissue_{name}"));
}
