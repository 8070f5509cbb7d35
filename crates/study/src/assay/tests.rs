//! Assays are read with all their problems, mean what they say, and give the same bits on any number of threads.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]

use super::*;
use crate::input::NoFiles;
use crate::prepare::Overrides;
use lytic_nk::Library;
use lytic_text::Lang;

fn read(text: &str) -> (Option<Assay>, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let source = sources.add("test.toml", text);
    let (scenario, mut problems) = read_assay("test.toml", text, source);
    let library = Library::embedded();
    let mut assay = None;
    if let Some(scenario) = scenario {
        let (ready, found) = prepare_assay(scenario, &library, &Overrides::default(), &sources);
        problems.extend(found);
        assay = ready;
    }
    (assay, problems)
}

const SMALL: &str = "title = \"T\"\nkind = \"assay\"\nduration = \"4 h\"\ntarget = \"k562\"\n\
    [well]\nvessel = \"dish\"\ntargets = 50\neffector_to_target = [1, 5]\nreplicates = 2\n\
    [cells]\nstate = \"activated\"\n\
    [arm.whole]\n[arm.lacking]\nlacks = [\"fasl\"]\n\
    [parameters]\n\"killer.hit_rate\" = \"5 /h\"\n";

#[test]
fn the_built_in_assays_run() {
    let library = Library::embedded();
    for built_in in built_in_assays() {
        let mut sources = Sources::new();
        let (scenario, problems) = open_assay(built_in.name, &NoFiles, &mut sources).unwrap();
        assert_eq!(problems, [], "{}", built_in.name);
        let scenario = scenario.unwrap();
        assert!(!scenario.title_zh.is_empty() && !scenario.about.is_empty() && !scenario.about_zh.is_empty());
        assert!(scenario.arms.iter().all(|arm| !arm.label.is_empty() && !arm.label_zh.is_empty()));
        let (assay, problems) = prepare_assay(scenario, &library, &Overrides::default(), &sources);
        assert_eq!(problems, [], "{}", built_in.name);
        assert!(assay.is_some());
    }
    assert!(open_assay("healthy", &NoFiles, &mut Sources::new()).is_none());
}

#[test]
fn the_same_for_any_number_of_threads() {
    let (assay, problems) = read(SMALL);
    assert_eq!(problems, []);
    let assay = assay.unwrap();
    let found = assay.run(Some(1), &|_, _| true).unwrap();
    assert_eq!(found, assay.run(Some(3), &|_, _| true).unwrap());
    assert_eq!((found.points.len(), found.cells), (4, 2 * 2 * (50 + 250)));
    assert!(found.points[1].typical().unwrap().lysis.mean > found.points[0].typical().unwrap().lysis.mean);
    let change = &found.changes[0];
    assert_eq!((change.name.as_str(), change.library, change.used), ("killer.hit_rate", Some(4.0), 5.0));
    assert!(matches!(assay.run(Some(1), &|_, _| false), Err(crate::StudyError::Interrupted)));
}

#[test]
fn draws_differ_and_the_first_is_typical() {
    let (one, _) = read(SMALL);
    let (three, _) = read(&format!("draws = 3\n{SMALL}"));
    let (one, three) = (one.unwrap(), three.unwrap());
    assert_eq!(one.protocols[0], three.protocols[0]);
    assert_ne!(three.protocols[1], three.protocols[2]);
    // What the scenario sets is known.
    assert!(three.protocols.iter().all(|protocol| protocol.arms[0].rates.r_h_per_h == 5.0));
    let found = three.run(None, &|_, _| true).unwrap();
    let (low, high) = found.points[0].ignorance(|result| result.lysis.mean).unwrap();
    assert!(low < high);
}

#[test]
fn every_fault_is_told_at_its_place() {
    let check = |old: &str, new: &str, wanted: &[&str]| {
        assert!(SMALL.contains(old), "{old}");
        let (_, problems) = read(&SMALL.replacen(old, new, 1));
        let codes: Vec<&str> = problems.iter().map(|problem| problem.message.key).collect();
        assert_eq!(codes, wanted, "{old} -> {new}");
        assert!(problems.iter().all(|problem| problem.span.is_some()), "{old} -> {new}");
        for problem in problems {
            assert_ne!(problem.message.text(Lang::En), problem.message.key);
        }
    };
    check("k562", "k562", &[]);
    check("k562", "k526", &["E1302"]);
    check("target = \"k562\"\n", "", &["E0307"]);
    check("duration = \"4 h\"", "duration = \"4 kg\"", &["E0007"]);
    check("duration = \"4 h\"", "duration = \"0 h\"", &["E0316"]);
    check("vessel = \"dish\"", "vessel = \"dush\"", &["E0310"]);
    check(
        "vessel = \"dish\"",
        "vessel = \"dish\"\ndensity = \"1e6 cells/mL\"\nwells = 3",
        &["E1304", "E1304"],
    );
    check("effector_to_target = [1, 5]\n", "", &["E1310"]);
    check("effector_to_target = [1, 5]", "effector_to_target = [1, -5]", &["E0316"]);
    check("effector_to_target = [1, 5]", "effector_to_target = []", &["E0308", "E1310"]);
    check("effector_to_target = [1, 5]", "effector_to_target = [1, 5]\ncells = 3", &["E1307"]);
    check("targets = 50", "targets = 1000000", &[]);
    check("targets = 50", "targets = 1000000\nreplicats = 2", &["E0306"]);
    check("effector_to_target = [1, 5]", "effector_to_target = [1e5]", &[]);
    check(
        "targets = 50\neffector_to_target = [1, 5]",
        "targets = 900000\neffector_to_target = [1e3]",
        &["E1308"],
    );
    check("state = \"activated\"", "state = \"active\"", &["E0310"]);
    check("state = \"activated\"", "lacks = [\"perforine\"]", &["E0310"]);
    check("state = \"activated\"", "car_antigen = \"cd33\"", &["E1309"]);
    check("state = \"activated\"", "car_antigen = \"cd34\"\ncar_receptors = 5000", &["E1303"]);
    check("state = \"activated\"", "car_antigen = \"cd19\"\ncar_receptors = 5000", &["W1301"]);
    check("lacks = [\"fasl\"]", "storage = \"frozen\"\nfcgr3a = \"V/V\"", &["W1302", "W1303"]);
    check("killer.hit_rate", "killer.hit_rat", &["E1305"]);
    check("killer.hit_rate", "nk.death_rate", &["E1305"]);
    check("5 /h", "5 h", &["E0007"]);
    check(
        "[parameters]",
        "[antibody]\nantigen = \"cd20\"\nconcentrations = [\"1 ng/mL\"]\n[parameters]",
        &["W1301"],
    );
    check(
        "[parameters]",
        "[antibody]\nantigen = \"cd02\"\nconcentrations = [\"1 h\", \"-1 nM\"]\n[parameters]",
        &["E0317", "E1303", "E0007"],
    );
}

/// A clone with KIR2DL1 kills the line without HLA and spares the one with C2; a blocking antibody undoes it.
#[test]
fn clones_see_hla() {
    let text = "kind = \"assay\"\nduration = \"4 h\"\ntarget = \"721_221\"\n[well]\nvessel = \"dish\"\n\
        effector_to_target = [10]\ntargets = 100\n[cells]\nstate = \"activated\"\nreceptors = [\"2DL1\"]\n\
        [arm.parent]\n[arm.c2]\ntarget = \"721_221_cw4\"\n[arm.c1]\ntarget = \"721_221_cw3\"\n\
        [arm.blocked]\ntarget = \"721_221_cw4\"\nblocked = [\"kir\"]\n";
    let (assay, problems) = read(text);
    assert_eq!(problems, []);
    let found = assay.unwrap().run(None, &|_, _| true).unwrap();
    let lysis = |arm: &str| AssayNumber::Lysis.of(&found, arm, PointResult::typical);
    assert!(lysis("c2") < 0.3 * lysis("parent"), "{} {}", lysis("c2"), lysis("parent"));
    assert!(lysis("c1") > 0.8 * lysis("parent") && lysis("blocked") > 0.8 * lysis("parent"));
    assert!(AssayNumber::Lysis.of(&found, "nobody", PointResult::typical).is_nan());
}
