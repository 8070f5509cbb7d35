//! A block in a patient: what is refused, what the blood brings, what the patient takes back, and stops.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

mod release;

use super::block::column;
use super::course;
use super::*;
use crate::input::NoFiles;
use crate::prepare::{Overrides, prepare};
use crate::read::read_scenario;
use crate::tissue::{NothingSaved, TissueSink, TissueStudy};
use lytic_nk::Library;
use lytic_text::Sources;
use lytic_tissue::{Entry, Kind};

const AML: &str = "kind = \"patient\"\nmodel = \"patient/aml\"\nstart = \"-7 d\"\nduration = \"20 d\"\n\
    [patient]\nweight = \"70 kg\"\nheight = \"172 cm\"\n\
    [product.haplo]\nsource = \"haploidentical\"\nmethod = \"overnight-il2\"\n\
    [[dose]]\nof = \"cyclophosphamide\"\nroute = \"iv\"\namount = \"60 mg/kg\"\nat = [\"-5 d\", \"-4 d\"]\n\
    [[dose]]\nof = \"nk_cells\"\nroute = \"iv\"\nproduct = \"haplo\"\namount = \"1e7 cells/kg\"\nat = \"0 d\"\n\
    [[dose]]\nof = \"il2\"\nroute = \"sc\"\namount = \"10 MU\"\nat = { from = \"0 d\", every = \"1 d\", count = 10 }\n\
    [observe]\nevery = \"1 d\"\ncolumns = [\"aml.marrow_blasts\"]\n\
    [tissue]\nsite = \"marrow\"\nfrom = \"7 d\"\nto = \"7.25 d\"\nfields = []\n\
    geometry = { shape = \"block\", edge = \"120 um\", vessels = \"60 um\" }\n";

fn with(text: &str, overrides: &Overrides) -> (Option<Coupling>, Vec<(&'static str, Option<String>)>) {
    let mut sources = Sources::new();
    let (scenario, mut problems) = read_scenario("x.toml", text.as_bytes(), &mut sources);
    let scenario = scenario.unwrap();
    let library = Library::embedded();
    if lytic_text::has_errors(&problems) {
        return (
            None,
            problems.iter().map(|problem| (problem.message.key, problem.suggestion.clone())).collect(),
        );
    }
    let (_, found) = prepare(scenario.clone(), &library, &NoFiles, overrides.clone(), &mut sources);
    problems.extend(found);
    let (coupling, found) = prepare_coupling(&scenario, &library, &NoFiles, overrides, &mut sources);
    problems.extend(found);
    assert!(problems.iter().all(|problem| problem.span.is_some()), "{problems:?}");
    (coupling, problems.iter().map(|problem| (problem.message.key, problem.suggestion.clone())).collect())
}

fn read(text: &str) -> (Option<Coupling>, Vec<&'static str>) {
    let (coupling, problems) = with(text, &Overrides::default());
    (coupling, problems.into_iter().map(|(key, _)| key).collect())
}

fn ready(text: &str) -> Coupling {
    let (coupling, problems) = read(text);
    assert_eq!(problems, Vec::<&str>::new(), "{text}");
    coupling.unwrap()
}

fn nowhere(_: u64, _: &TissueStudy) -> Box<dyn TissueSink> {
    Box::new(NothingSaved)
}

fn run(coupling: &Coupling, threads: usize) -> CouplingResults {
    coupling.run(None, Some(threads), &nowhere, &|_, _| true).unwrap()
}

/// The block of a patient that was run without factors.
fn block_of(coupling: &Coupling, course: &course::Course) -> TissueStudy {
    coupling.block(course, &[]).unwrap().0
}

fn course_of(coupling: &Coupling, factors: &[f64]) -> course::Course {
    course::run(&coupling.study, None, factors, &|_, _| true).unwrap()
}

#[test]
fn what_is_wrong_is_told_at_its_place() {
    let codes = |from: &str, to: &str| {
        assert!(AML.contains(from), "{from}");
        read(&AML.replacen(from, to, 1)).1
    };
    assert_eq!(read(AML).1, Vec::<&str>::new());
    assert_eq!(codes("site = \"marrow\"", "site = \"liver\""), ["E2250"]);
    assert_eq!(codes("site = \"marrow\"", "site = \"blood\""), ["E0310"]);
    // The cohort and the block tell the same mistake, and nothing that only follows from it.
    let cetuximab = "of = \"cetuximab\"\nroute = \"iv\"\namount = \"400 mg/m2\"";
    assert_eq!(codes("of = \"il2\"\nroute = \"sc\"\namount = \"10 MU\"", cetuximab), ["E1602", "E1602"]);
    assert_eq!(codes("to = \"7.25 d\"", "to = \"14 d\""), ["E2251"]);
    assert_eq!(codes("from = \"7 d\"", "from = \"-8 d\""), ["E2251"]);
    assert_eq!(codes("to = \"7.25 d\"", "to = \"6 d\""), ["E2252"]);
    assert_eq!(
        codes("shape = \"block\", edge = \"120 um\", vessels = \"60 um\"", "shape = \"sphere\", cells = 50"),
        ["E2253"]
    );
    assert_eq!(codes(", vessels = \"60 um\"", ""), ["E2253"]);
    assert_eq!(
        codes("shape = \"block\", edge = \"120 um\", vessels = \"60 um\"", "positions = \"a.csv\""),
        ["E2262"]
    );
    assert_eq!(codes("fields = []\n", "fields = []\ndonor = { state = \"resting\" }\n"), ["E2254"]);
    assert_eq!(
        codes(
            "fields = []\n",
            "fields = [\"il6\"]\noutside = { il6 = \"1 pg/mL\" }\nblood = { il6 = \"il6\" }\n"
        ),
        ["E2259"]
    );
    assert_eq!(codes("fields = []\n", "blood = { il6 = \"il_6\" }\n"), ["E0263"]);
    assert_eq!(codes("fields = []\n", "blood = { il6 = \"aml.marrow_blasts\" }\n"), ["E0007"]);
    assert_eq!(codes("fields = []\n", "fields = []\nread_back = \"on\"\npieces = 60\n"), ["E2256"]);
    assert_eq!(codes("fields = []\n", "fields = [\"oxigen\"]\n"), ["E2213"]);
    assert_eq!(codes("fields = []\n", "target = \"aml_blast\"\n"), ["E1302"]);
    assert_eq!(codes("edge = \"120 um\"", "edge = \"9 m\""), ["E2216"]);
    assert_eq!(codes("site = \"marrow\"\n", ""), ["E0307"]);
    let (_, problems) =
        with(&AML.replacen("read_", "x", 1).replacen("fields = []", "fieldz = []", 1), &Overrides::default());
    assert_eq!(problems, [("E0306", Some("fields".to_owned()))]);
    let solid =
        AML.replacen("patient/aml", "patient/nsclc", 1).replacen("aml.marrow_blasts", "tumour.primary", 1);
    assert_eq!(read(&solid.replacen("site = \"marrow\"", "site = \"tumour\"", 1)).1, ["E2263"]);
}

/// Before they are given the blood holds no donor cells, and none comes; the patient's own do, as many as the rate says.
#[test]
fn the_blood_brings_what_it_holds() {
    let before =
        ready(&AML.replacen("from = \"7 d\"\nto = \"7.25 d\"", "from = \"-2 d\"\nto = \"-1.5 d\"", 1));
    let course = course_of(&before, &[]);
    let block = block_of(&before, &course);
    assert_eq!(before.expected(&course)[0], 0.0);
    let donor = |arrival: &&lytic_tissue::Arrival| arrival.kind == Kind::Nk && arrival.sort == 0;
    assert!(block.plan.arrivals.iter().filter(donor).all(|arrival| arrival.count == 0));
    let after = ready(AML);
    let course = course_of(&after, &[]);
    let expected = after.expected(&course);
    assert!(expected.iter().all(|expected| *expected > 0.0), "{expected:?}");
    // Cells of the marrow a day, of a block that is so much of the marrow.
    let scale = 0.12 * 0.12 * 0.12 / course.at(column::VOLUME, 7.1);
    let by_hand = 0.25 * scale * course.at(column::GUESTS + 1, 7.125);
    assert!((expected[0] / by_hand - 1.0).abs() < 0.02, "{} {by_hand}", expected[0]);
    let twice = ready(&AML.replacen("1e7 cells/kg", "2e7 cells/kg", 1));
    let ratio = twice.expected(&course_of(&twice, &[]))[0] / expected[0];
    assert!((1.6..2.1).contains(&ratio), "{ratio}");
    // What enters through vessels over many seeds is that number, within four standard errors.
    let mut came = 0;
    for seed in 0..60 {
        let mut seeded = ready(AML);
        seeded.tissue.plan.seed = seed;
        let arrivals = block_of(&seeded, &course).plan.arrivals;
        let of_donor = arrivals.iter().filter(donor).filter(|arrival| arrival.entry == Entry::Vessels);
        came += of_donor.map(|arrival| arrival.count).sum::<u64>();
        if seed == 2 {
            break;
        }
    }
    assert!(
        (came as f64 - 3.0 * expected[0]).abs() < 4.0 * (3.0 * expected[0]).sqrt().max(1.0),
        "{came} {}",
        expected[0]
    );
}

/// The block holds tumour cells by the patient's density and NK cells as the model has them in as much marrow.
#[test]
fn the_block_is_a_piece_of_the_patient() {
    let coupling = ready(&AML.replacen("120 um", "200 um", 1).replacen("60 um", "90 um", 1));
    let results = run(&coupling, 2);
    let course = course_of(&coupling, &[]);
    let density = course.at(column::CELLS, 7.0) / course.at(column::VOLUME, 7.0);
    let tumour = results.tissue.counts[0].of(Kind::Tumour).living as f64;
    let wanted = density * 0.2 * 0.2 * 0.2;
    assert!((tumour - wanted).abs() < 5.0 * wanted.sqrt(), "{tumour} {wanted}");
    assert!(results.tissue.counts[0].of(Kind::Stroma).living > 0 && results.tissue.adds_up());
    let piece = results.pieces()[0];
    assert!((piece.block.nk - piece.model_nk).abs() < 4.0 * piece.model_nk.sqrt(), "{piece:?}");
    assert!(piece.block.kill.interval.0 <= piece.block.kill.value && piece.model_kill > 0.0);
    assert_eq!((piece.used, results.sweeps.len()), (Factors::ONE, 1));
    assert_eq!(results.burden.iter().filter(|(_, alone, with_block)| alone != with_block).count(), 0);
    // The same on any number of threads.
    assert_eq!(run(&coupling, 1), results);
}

/// Factors of 1 change no bit of the patient; a factor of 3 in the window multiplies what the model says by 3, then and only then.
#[test]
fn factors_act_in_their_window() {
    let held_off = AML.replacen("fields = []\n", "fields = []\nread_back = \"on\"\nhold = \"off\"\n", 1);
    let coupling = ready(&held_off);
    assert_eq!(coupling.study.factors.len(), 3);
    let (plain, ones) = (course_of(&coupling, &[]), course_of(&coupling, &[1.0, 1.0, 1.0]));
    assert_eq!(plain, ones);
    let more = course_of(&coupling, &[3.0, 1.0]);
    let rate =
        |course: &course::Course, days: f64| course.at(column::KILLS, days) / course.at(column::CELLS, days);
    assert!(
        (rate(&more, 7.1) / rate(&plain, 7.1) - 3.0).abs() < 0.05,
        "{}",
        rate(&more, 7.1) / rate(&plain, 7.1)
    );
    assert_eq!(rate(&more, 6.0), rate(&plain, 6.0));
    assert!((rate(&more, 9.0) / rate(&plain, 9.0) - 1.0).abs() < 0.01);
    let grown = course_of(&coupling, &[1.0, 0.5]);
    assert!((grown.at(column::GROWTH, 7.1) / plain.at(column::GROWTH, 7.1) - 0.5).abs() < 0.01);
    let held = ready(&held_off.replacen("\"off\"", "\"on\"", 1));
    let more = course_of(&held, &[3.0, 1.0]);
    assert!(rate(&more, 9.0) / rate(&plain, 9.0) > 2.5);
}

/// Stopped in either sweep, the next run goes on with the same bits; the sweeps end because nothing changes any more. Tumour cells leave
/// and come back meanwhile.
#[test]
fn a_stopped_block_goes_on_and_sweeps_end() {
    use crate::folder::{Opened, open};
    use std::sync::atomic::{AtomicU64, Ordering};
    let coupling = ready(&release::releasing("0.6 /d").replacen(
        "fields = []\n",
        "fields = []\nread_back = \"on\"\npieces = 2\nevery = \"0.5 h\"\n",
        1,
    ));
    let whole = run(&coupling, 1);
    let (start, end) = (whole.tissue.counts[0], *whole.tissue.counts.last().unwrap());
    assert!(end.of(Kind::Tumour).left > 0 && whole.tissue.adds_up());
    assert!(end.of(Kind::Tumour).arrived > start.of(Kind::Tumour).arrived);
    assert!(whole.settled() && whole.sweeps.len() <= 4, "{:?}", whole.sweeps);
    assert_eq!(whole.pieces().len(), 2);
    let scratch = std::env::temp_dir().join(format!("lytic-block-{}", std::process::id()));
    let target = scratch.join("run");
    let folder = || match open(&target, &coupling.identity(), false).unwrap() {
        Opened::New(folder) => folder,
        Opened::Finished(_) => panic!("it is not finished"),
    };
    for wanted in [9, 30, 75] {
        let told = AtomicU64::new(0);
        let stop = |_, _| told.fetch_add(1, Ordering::Relaxed) + 1 < wanted;
        let stopped = coupling.run(Some(&folder()), Some(2), &nowhere, &stop);
        assert!(matches!(stopped, Err(crate::StudyError::Interrupted)) || stopped.is_ok());
    }
    let folder = folder();
    assert_eq!(coupling.run(Some(&folder), Some(2), &nowhere, &|_, _| true).unwrap(), whole);
    let part = folder.path().join("parts/tissue-1.part");
    let mut bytes = std::fs::read(&part).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&part, bytes).unwrap();
    let refused = coupling.run(Some(&folder), None, &nowhere, &|_, _| true);
    assert!(matches!(refused, Err(crate::StudyError::Block { .. })));
    drop(folder);
    std::fs::remove_dir_all(&scratch).unwrap();
}

/// NK cells of the block answer a plain tumour cell as often as rested ones of the patient's model, typed or not: by its own odds against
/// an answer of each class of cells (killing.ant). The model counts in four or five classes, which is good to some per cent.
#[test]
fn nk_cells_of_the_block_see_what_those_of_the_patient_see() {
    const TOLERANCE: f64 = 0.08;
    let of = |kind: &str, classes: &[(&str, &str)]| {
        let kind = format!("killing.tissue.{kind}");
        let class =
            |(share, name): &(&str, &str)| format!("{share}/(1 + {kind}.doubts.{name}*{kind}.rested)");
        let sum = classes.iter().map(class).collect::<Vec<_>>().join(" + ");
        format!("(1 pg_per_mL)*{kind}.answer*({sum})")
    };
    let host = of(
        "of_host",
        &[
            ("0.23333", "of_weak"),
            ("0.53333", "of_median"),
            ("0.22208", "of_strong"),
            ("0.01126", "of_strongest"),
        ],
    );
    let donor = of(
        "of_donor",
        &[
            ("killing.tissue.of_donor.in_weak", "of_weak"),
            ("killing.tissue.in_median", "of_median"),
            ("killing.tissue.in_strong", "of_strong"),
            ("killing.tissue.in_strongest", "of_strongest"),
        ],
    );
    const PATIENT: &str =
        "hla = [\"A*01:01\", \"A*02:01\", \"B*07:02\", \"B*08:01\", \"C*07:01\", \"C*07:02\"]\n";
    const DONOR: &str =
        "hla = [\"A*02:01\", \"A*24:02\", \"B*07:02\", \"B*44:02\", \"C*05:01\", \"C*07:02\"]\n";
    for (patient, donor_of) in [("", ""), (PATIENT, DONOR)] {
        let text = AML
            .replacen("height = \"172 cm\"\n", &format!("height = \"172 cm\"\n{patient}"), 1)
            .replacen("method = \"overnight-il2\"\n", &format!("method = \"overnight-il2\"\n{donor_of}"), 1)
            .replacen(
                "fields = []\n",
                &format!("fields = []\nblood = {{ il6 = \"{host}\", il15 = \"{donor}\" }}\n"),
                1,
            );
        // Typing is warned of where it is not complete.
        let (coupling, problems) = read(&text);
        let Some(coupling) = coupling else { panic!("{problems:?}") };
        let course = course_of(&coupling, &[]);
        let first = coupling.site.wanted().len();
        let window = coupling.window_days;
        for (sort, place) in [(1, first), (0, first + 1)] {
            let model = course.mean(window, |days| course.at(place, days));
            let block = block_of(&coupling, &course);
            let sort = &block.plan.sorts[sort];
            let eyes = &sort.eyes[sort.eyes.len() / 2];
            let one = |sight: &lytic_tissue::Sight| {
                sight.share * sort.decision.mean_response(sight.plain, sort.rates.sigma)
            };
            let ratio = eyes.sights.iter().map(one).sum::<f64>() / model;
            println!("{} {model:.5} {ratio:.3}", sort.name);
            assert!((ratio - 1.0).abs() < TOLERANCE, "{} {ratio}", sort.name);
        }
    }
}

/// In a solid tumour they see as much less of it as the patient's do (`visibility`), and no more once they carry a chimeric receptor or an
/// antibody frees them: those add to it.
#[test]
fn nk_cells_of_a_solid_block_see_what_those_of_the_patient_see() {
    const HCC: &str = "kind = \"patient\"\nmodel = \"patient/hcc\"\nstart = \"0 d\"\nduration = \"8 d\"\n\
        [patient]\nweight = \"70 kg\"\nheight = \"172 cm\"\n\
        [product.p]\nsource = \"unrelated\"\nmethod = \"feeder-expanded\"\n\
        [[dose]]\nof = \"nk_cells\"\nroute = \"iv\"\nproduct = \"p\"\namount = \"1e7 cells/kg\"\nat = \"0 d\"\n\
        [observe]\nevery = \"1 d\"\ncolumns = [\"tumour.primary\"]\n\
        [tissue]\nsite = \"liver\"\nfrom = \"1 d\"\nto = \"1.25 d\"\nfields = []\n\
        geometry = { shape = \"block\", edge = \"120 um\", vessels = \"60 um\" }\n";
    let answers = |text: &str| -> Vec<f64> {
        let coupling = ready(text);
        let course = course_of(&coupling, &[]);
        let block = block_of(&coupling, &course);
        let of = |sort: &lytic_tissue::Sort| {
            let eyes = &sort.eyes[sort.eyes.len() / 2];
            let one = |sight: &lytic_tissue::Sight| {
                sight.share * sort.decision.mean_response(sight.plain, sort.rates.sigma)
            };
            eyes.sights.iter().map(one).sum::<f64>()
        };
        block.plan.sorts.iter().take(2).map(of).collect()
    };
    let plain = answers(HCC);
    assert!(plain.iter().all(|answers| *answers > 1e-6 && *answers < 0.9), "{plain:?}");
    let half = HCC.replacen("[observe]", "[parameters]\n\"hcc.visibility\" = \"0.1\"\n[observe]", 1);
    let less = answers(&half);
    assert!(less[0] < 0.8 * plain[0] && less[1] < 0.8 * plain[1], "{less:?} {plain:?}");
    let armed = HCC.replacen(
        "fields = []\n",
        "fields = []\ndonor = { car_antigen = \"gpc3\", car_receptors = 5000 }\n",
        1,
    );
    let more = answers(&armed);
    assert!(more[0] > 1.2 * plain[0] && more[1] == plain[1], "{more:?} {plain:?}");
}
