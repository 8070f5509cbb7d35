//! Antibodies that act through NK cells: what they add to the cells, and the cells to them.

use super::cohort::{Ask, Values, benefit, mostly, paired, ratio, say};

/// What an antibody takes off (mean over patients of ln cells without it minus with it), beside NK cells and without them.
fn taken_off(without: &Values, with: &Values) -> [Vec<f64>; 2] {
    let of = |pick: fn(&super::cohort::Arms) -> &Vec<f64>| -> Vec<f64> {
        without.iter().zip(with).map(|(a, b)| paired(pick(&a[0]), pick(&b[0]), |a, b| a - b)).collect()
    };
    [of(|arms| &arms.with), of(|arms| &arms.without)]
}

/// Monalizumab every two weeks beside NK cells, where the cancer carries little HLA-E (200 a cell) and where it carries much
/// (60,000 a cell), in lung cancer and in leukaemia.
#[test]
fn anti_nkg2a_does_little_where_hla_e_is_low() {
    let lung = [("ln(tumour.cells/1 cells)", 84.0)];
    let marrow = [("ln(1 + aml.marrow_blasts/1 cells)", 21.0)];
    for (scenario, without, what, cells, doses) in [
        ("nsclc-pembrolizumab-nk", ["pembrolizumab"], &lung, "nsclc_cells", 6),
        ("aml-il2", [""], &marrow, "leukaemia_cells", 2),
    ] {
        let given = format!(
            "[[dose]]\nof = \"monalizumab\"\namount = \"10 mg/kg\"\n\
             at = {{ from = \"0 d\", every = \"14 d\", count = {doses} }}\n"
        );
        let none = Ask { scenario, without: &without, what, ..Ask::default() };
        let hla_e = |plain: f64| {
            let name = format!("{cells}.hla_e");
            [
                format!("{name}_per_cell={plain} /cell"),
                format!("{name}_of_hla_high_per_cell={} /cell", 2.5 * plain),
            ]
        };
        let (little, much) = (hla_e(200.0), hla_e(6e4));
        let (little, much) = (little.each_ref().map(String::as_str), much.each_ref().map(String::as_str));
        let without = none.values();
        let low = Ask { more: &given, set: &little, ..none }.values();
        let high = Ask { more: &given, set: &much, ..none }.values();
        let [beside_cells_low, alone_low] = taken_off(&without, &low);
        let [beside_cells_high, alone_high] = taken_off(&without, &high);
        let cells = benefit(&without, 0);
        println!("{scenario}");
        say("  NK cells alone take off (1e-6 ln)", &cells.iter().map(|ln| 1e6 * ln).collect::<Vec<_>>());
        for (what, found) in [
            ("anti-NKG2A alone, low HLA-E", &alone_low),
            ("anti-NKG2A alone, high HLA-E", &alone_high),
            ("anti-NKG2A beside NK cells, low HLA-E", &beside_cells_low),
            ("anti-NKG2A beside NK cells, high HLA-E", &beside_cells_high),
        ] {
            say(&format!("  {what} (1e-6 ln)"), &found.iter().map(|ln| 1e6 * ln).collect::<Vec<_>>());
        }
        let share = ratio(&alone_low, &alone_high);
        say("  low over high HLA-E, alone", &share);
        assert!(mostly(&alone_high, |effect| effect > 0.0), "{alone_high:?}");
        assert!(mostly(&share, |share| share < 0.5), "{share:?}");
        for (beside, alone) in beside_cells_high.iter().zip(&alone_high) {
            // It frees the cells that were given too, which are few beside the patient's own.
            assert!(*beside > 0.95 * alone, "{beside} {alone}");
        }
        // Alone, where HLA-E is low: less than a twentieth fewer cells.
        assert!(mostly(&alone_low, |effect| effect < 0.05), "{alone_low:?}");
    }
}

/// CD20 lymphoma after the same preparation: rituximab and NK cells, each alone, neither.
#[test]
fn antibody_and_nk_cells_beat_either_in_cd20_lymphoma() {
    let both = Ask {
        scenario: "lymphoma-rituximab-nk",
        what: &[("ln(1 + cancer.cells/1 cells)/ln(10)", 28.0), ("ln(1 + cancer.cells/1 cells)/ln(10)", 84.0)],
        ..Ask::default()
    };
    let cells_alone = Ask { without: &["rituximab"], ..both };
    let [antibody, none] = [both, cells_alone].map(|ask| ask.values());
    for (index, day) in [28, 84].into_iter().enumerate() {
        let beside_antibody = benefit(&antibody, index);
        let alone = benefit(&none, index);
        let by_antibody: Vec<f64> = antibody
            .iter()
            .zip(&none)
            .map(|(with, without)| {
                paired(&without[index].with, &with[index].with, |without, with| without - with)
            })
            .collect();
        say(&format!("day {day}: log10 cells that NK cells take off without rituximab"), &alone);
        say("  beside rituximab", &beside_antibody);
        say("  that rituximab takes off beside NK cells", &by_antibody);
        let more = ratio(&beside_antibody, &alone);
        say("  beside rituximab over without", &more);
        assert!(mostly(&beside_antibody, |fall| fall > 0.0), "{beside_antibody:?}");
        assert!(mostly(&by_antibody, |fall| fall > 0.0), "{by_antibody:?}");
        if day == 28 {
            // Cells that see an antibody kill more: together they do more than the sum. (Later what rituximab has
            // emptied has nothing left for them in some draws.)
            assert!(mostly(&more, |more| more > 1.0), "{more:?}");
        }
    }
}
