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
    check("\"killer.hit_rate\" = \"5 /h\"", "\"release_assay.hl60_signal\" = 1", &["E1305"]);
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

const C1: &str = "\"A*02:01\", \"A*02:01\", \"B*07:02\", \"B*07:02\", \"C*07:02\", \"C*07:02\"";
const C2: &str = "\"A*02:01\", \"A*02:01\", \"B*07:02\", \"B*07:02\", \"C*04:01\", \"C*04:01\"";

/// The donor's typing gives repertoire and education, the target's its ligands: a donor with C2 and KIR2DL1 kills blasts
/// without C2 and spares those with it; without the gene it does neither.
#[test]
fn typing_of_donor_and_target() {
    let text = format!(
        "kind = \"assay\"\nduration = \"4 h\"\ntarget = \"aml_blasts\"\n[well]\nvessel = \"dish\"\n\
         effector_to_target = [10]\ntargets = 200\n[cells]\nstate = \"resting\"\nhla = [{C2}]\n\
         kir = \"2DL1 2DL3 3DL1 3DL2 3DL3 2DL4 2DS4\"\n[arm.own]\ntarget_hla = [{C2}]\n[arm.mismatched]\ntarget_hla = [{C1}]\n\
         [arm.average]\ntarget_hla = [{C1}]\nkir = \"2DL3 3DL1 3DL2 3DL3 2DL4 2DS4\"\n"
    );
    let (assay, problems) = read(&text);
    assert!(problems.iter().all(|problem| !problem.is_error()), "{problems:?}");
    let assay = assay.unwrap();
    let share: Vec<f64> = assay.typings.iter().map(|typing| typing.as_ref().unwrap().alloreactive).collect();
    assert_eq!(share[0], 0.0);
    assert!(share[1] > 0.05 && share[2] == 0.0, "{share:?}");
    let typing = assay.typings[1].clone().unwrap();
    assert_eq!((typing.donor.as_str(), typing.target.as_str()), ("C2", "C1"));
    // A kind of cell for each subset that the genes allow: without 2DL2.
    assert_eq!(assay.protocols[0].arms[0].kinds.len(), 16);
    let response = |arm: usize| -> f64 {
        let protocol = &assay.protocols[0];
        let mean = |signal| protocol.decision.mean_response(signal, protocol.arms[arm].rates.sigma);
        protocol.arms[arm].kinds.iter().map(|kind| kind.share * mean(kind.signal)).sum()
    };
    // Both have one receptor held back; of the mismatched target it is the one that nothing educated.
    assert!(response(1) > 1.15 * response(0), "{} {}", response(0), response(1));
    assert!(response(2) < response(1), "{} {}", response(1), response(2));
}

#[test]
fn faults_of_typing_are_told_at_their_places() {
    let check = |cells: &str, wanted: &[&str]| {
        let (_, problems) = read(&SMALL.replacen("state = \"activated\"", cells, 1));
        let codes: Vec<&str> = problems.iter().map(|problem| problem.message.key).collect();
        assert_eq!(codes, wanted, "{cells}");
        assert!(problems.iter().all(|problem| problem.span.is_some()), "{cells}");
    };
    check(&format!("hla = [{C1}]"), &[]);
    check("hla = []", &["E0308"]);
    check("hla = \"C1\"", &["E0308"]);
    check("receptors = [\"2DL1\"]\nkir = \"2DL1 2DL3 3DL1 3DL2 3DL3 2DL4 2DS4\"", &["W1304"]);
    let (_, problems) = read(&SMALL.replacen("state", "hla = [\"C*07:02\", \"C*99:02\"]\nstate", 1));
    assert!(problems.iter().any(Diagnostic::is_error) && problems.iter().all(|found| found.span.is_some()));
    // K562 shows no HLA, so that its typing changes nothing.
    let (_, problems) = read(&SMALL.replacen("[well]", &format!("target_hla = [{C1}]\n[well]"), 1));
    assert_eq!(problems.iter().map(|problem| problem.message.key).collect::<Vec<_>>(), ["W1305"]);
}

/// Shed CD16 lowers lysis by antibody; a receptor that cannot be cut keeps it.
#[test]
fn shedding_lowers_cd16() {
    let text = "kind = \"assay\"\nduration = \"12 h\"\ntarget = \"daudi\"\n[well]\nvessel = \"dish\"\n\
        effector_to_target = [1]\ntargets = 300\n[cells]\nstate = \"resting\"\nfcgr3a = \"V/V\"\n[arm.cut]\n\
        [arm.uncut]\nlacks = [\"shedding\"]\n[antibody]\nantigen = \"cd20\"\nconcentrations = [\"0 ng/mL\", \"100 ng/mL\"]\n";
    let (assay, problems) = read(text);
    assert_eq!(problems, []);
    let assay = assay.unwrap();
    let of_cd16 = |point: usize| assay.protocols[0].arms[point].kinds[0].of_cd16;
    assert!(of_cd16(0) == 0.0 && of_cd16(1) > 0.0);
    let found = assay.run(None, &|_, _| true).unwrap();
    let cd16: Vec<f64> = found.points.iter().map(|point| point.typical().unwrap().cd16).collect();
    assert!(cd16[0] == 1.0 && cd16[2] == 1.0 && cd16[3] == 1.0, "{cd16:?}");
    assert!((0.3..0.95).contains(&cd16[1]), "{cd16:?}");
    // Resting cells do not die of their kills.
    assert!(found.points.iter().all(|point| point.typical().unwrap().died == 0.0));
}

struct OneFile(&'static str, &'static str);

impl crate::input::Files for OneFile {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        match path {
            "x/a.toml" => Ok(SMALL.replacen("k562", "own/mine.toml", 1).into_bytes()),
            path if path == self.0 => Ok(self.1.as_bytes().to_vec()),
            path => Err(format!("{path} is not there")),
        }
    }
}

/// A target file of the user's own stands beside the scenario; what is wrong with it is told where it stands.
#[test]
fn own_targets() {
    let open = |files: OneFile| {
        let mut sources = Sources::new();
        let (scenario, mut problems) = open_assay("x/a.toml", &files, &mut sources).unwrap();
        let (assay, found) =
            prepare_assay(scenario.unwrap(), &Library::embedded(), &Overrides::default(), &sources);
        problems.extend(found);
        let names = problems.iter().map(|problem| {
            let place = problem.span.and_then(|span| sources.get(span.source));
            (
                problem.message.key,
                place.map_or(String::new(), |source| source.name.clone()),
                problem.suggestion.clone(),
            )
        });
        (assay, names.collect::<Vec<_>>())
    };
    let own = "[target]\nname = \"Mine\"\nkind = \"cell line\"\ntissue = \"solid\"\nligands = []\n\
        [nkg2d_ligands]\nvalue = \"4300 /cell\"\nuncertainty = { lognormal_sd = 0.7 }\ngrade = \"D\"\nsource = \"assumed\"\n";
    let (assay, problems) = open(OneFile("x/own/mine.toml", own));
    assert_eq!(problems, []);
    let assay = assay.unwrap();
    assert_eq!(assay.protocols[0].arms[0].theta, 2.0);
    let (_, problems) = open(OneFile("elsewhere.toml", own));
    assert_eq!(problems, [("E0305", "x/a.toml".to_owned(), None)]);
    let wrong = "[target]\nname = \"Mine\"\nkind = \"cell line\"\ntissue = \"solid\"\n[nkg2d_ligand]\nvalue = \"1 /cell\"\n";
    let (assay, problems) = open(OneFile("x/own/mine.toml", wrong));
    assert!(assay.is_none());
    assert_eq!(problems, [("E1203", "x/own/mine.toml".to_owned(), Some("nkg2d_ligands".to_owned()))]);
}

/// Stopped after any part, the next run goes on with the same bits; a part that was changed is refused.
#[test]
fn a_stopped_assay_goes_on() {
    use crate::folder::{Opened, open};
    use std::sync::atomic::{AtomicU64, Ordering};
    let text =
        SMALL.replacen("targets = 50", "targets = 20", 1).replacen("replicates = 2", "replicates = 100", 1);
    let (assay, problems) = read(&format!("draws = 2\n{text}"));
    assert_eq!(problems, []);
    let assay = assay.unwrap();
    let whole = assay.run(None, &|_, _| true).unwrap();
    let scratch = std::env::temp_dir().join(format!("lytic-assay-{}", std::process::id()));
    let target = scratch.join("run");
    let folder = || match open(&target, &assay.identity(), false).unwrap() {
        Opened::New(folder) => folder,
        Opened::Finished(_) => panic!("it is not finished"),
    };
    assert_eq!(assay.kept(&folder()), (0, 4));
    for wanted in 1..=3 {
        let told = AtomicU64::new(0);
        let stop = |_, _| told.fetch_add(1, Ordering::Relaxed) + 1 < wanted;
        let stopped = assay.run_in(&folder(), Some(2), &stop);
        assert!(matches!(stopped, Err(crate::StudyError::Interrupted)));
        assert_eq!(assay.kept(&folder()), (wanted, 4));
    }
    {
        let folder = folder();
        let part = folder.path().join("parts/d00000-s00001.part");
        let bytes = std::fs::read(&part).unwrap();
        let mut changed = bytes.clone();
        changed[60] ^= 1;
        std::fs::write(&part, changed).unwrap();
        assert!(matches!(assay.run_in(&folder, None, &|_, _| true), Err(crate::StudyError::Block { .. })));
        std::fs::write(&part, bytes).unwrap();
        assert_eq!(assay.run_in(&folder, None, &|_, _| true).unwrap(), whole);
        assert_eq!(assay.kept(&folder), (4, 4));
    }
    std::fs::remove_dir_all(&scratch).unwrap();
}
