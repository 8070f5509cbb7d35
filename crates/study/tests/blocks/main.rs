//! Blocks: the same bits for any number of threads, after any stop, from memory and from files; twins; acceptance; files
//! that were touched; disks that fail.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod support;

use lytic_study::{
    FolderStore, MemoryStore, NoSink, Opened, Overrides, Results, Storage, StudyError, identity, open_folder,
};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use support::{SCENARIO, Scratch, hash, names, plain, run, study, unfinished, usual};

const NEVER: u64 = u64::MAX;

fn in_memory() -> (Results, MemoryStore) {
    let store = MemoryStore::with_curves();
    (usual().run(Some(1), &|_, _| true, &store).unwrap(), store)
}

#[test]
fn threads_stores_and_stops_leave_no_trace() {
    let (wanted, _) = in_memory();
    assert_eq!((wanted.about.patients, wanted.about.draws), (2100, 2));
    for threads in [2, 7] {
        assert_eq!(usual().in_memory(Some(threads), &|_, _| true).unwrap().results, wanted);
    }
    // From the files of blocks.
    let scratch = Scratch::new("stops");
    assert_eq!(plain(&usual(), &scratch.target(), 2, NEVER).unwrap(), wanted);
    std::fs::remove_dir_all(scratch.target()).unwrap();
    // Stopped again and again: each command goes on with the blocks that are there.
    let mut stop = 700;
    let found = loop {
        let store = |scratch: &Scratch| {
            let folder = unfinished(&usual(), &scratch.target());
            FolderStore::open(&folder, &usual(), &NoSink).unwrap().kept()
        };
        match plain(&usual(), &scratch.target(), 2, stop) {
            Ok(results) => break results,
            Err(error) => assert_eq!(error, StudyError::Interrupted),
        }
        if scratch.work().exists() {
            let (kept, all) = store(&scratch);
            assert!(kept > 0 && kept <= all && all == 6, "{kept} of {all}");
        }
        stop += 700;
    };
    assert_eq!(found, wanted);
    assert_eq!(scratch.names(), ["run"]);
    assert_eq!(names(&scratch.target()), ["manifest.json"]);
}

#[test]
fn any_set_of_blocks_is_gone_on_with() {
    let (wanted, _) = in_memory();
    let scratch = Scratch::new("sets");
    // Two draws of three blocks; the first draw is summed up, blocks of the second are there.
    let stopped = plain(&usual(), &scratch.target(), 1, 4199);
    assert_eq!(stopped, Err(StudyError::Interrupted));
    assert_eq!(names(&scratch.work().join("draws")), ["d00000.draw"]);
    let blocks = names(&scratch.work().join("blocks"));
    assert!(blocks.len() >= 2, "{blocks:?}");
    let saved: Vec<Vec<u8>> =
        blocks.iter().map(|name| std::fs::read(scratch.work().join("blocks").join(name)).unwrap()).collect();
    let summary = std::fs::read(scratch.work().join("draws/d00000.draw")).unwrap();
    for set in 0..1_u32 << (blocks.len() + 1) {
        let folder = unfinished(&usual(), &scratch.target());
        let work = folder.path();
        for place in ["blocks", "draws"] {
            let _ = std::fs::remove_dir_all(work.join(place));
            std::fs::create_dir_all(work.join(place)).unwrap();
        }
        for (index, (name, bytes)) in blocks.iter().zip(&saved).enumerate() {
            if set & (1 << index) != 0 {
                std::fs::write(work.join("blocks").join(name), bytes).unwrap();
            }
        }
        if set & (1 << blocks.len()) != 0 {
            std::fs::write(work.join("draws/d00000.draw"), &summary).unwrap();
        }
        let store = FolderStore::open(&folder, &usual(), &NoSink).unwrap();
        let found = usual().run(Some(2), &|_, _| true, &store).unwrap();
        assert_eq!(found, wanted, "set {set:b}");
    }
}

#[test]
fn every_changed_or_shortened_file_is_refused_by_name() {
    let scratch = Scratch::new("changed");
    assert!(plain(&usual(), &scratch.target(), 1, 4199).is_err());
    let blocks = scratch.work().join("blocks");
    let block = blocks.join(&names(&blocks)[0]);
    for file in [block, scratch.work().join("draws/d00000.draw")] {
        let whole = std::fs::read(&file).unwrap();
        let mut kinds: Vec<Vec<u8>> =
            [0, 7, 39, 40, 100, whole.len() - 40].iter().map(|length| whole[..*length].to_vec()).collect();
        for place in [0, 20, 44, 70, 130, 400, whole.len() / 2, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            kinds.push(changed);
        }
        kinds.push([whole.clone(), vec![0]].concat());
        for changed in kinds {
            std::fs::write(&file, &changed).unwrap();
            match plain(&usual(), &scratch.target(), 1, NEVER) {
                Err(StudyError::Block { file: named, .. }) => {
                    assert!(Path::new(&named).ends_with(file.file_name().unwrap()))
                }
                other => panic!("{other:?} for {} of {} bytes", changed.len(), whole.len()),
            }
        }
        std::fs::write(&file, &whole).unwrap();
    }
    // The mend that the message tells: the file is deleted, and the run makes it again.
    std::fs::remove_file(blocks.join(&names(&blocks)[0])).unwrap();
    assert_eq!(plain(&usual(), &scratch.target(), 2, NEVER).unwrap(), in_memory().0);
}

#[test]
fn another_run_is_told_what_differs() {
    let scratch = Scratch::new("differs");
    assert!(plain(&usual(), &scratch.target(), 1, 4199).is_err());
    let overrides = Overrides { seed: Some(9), patients: Some(2101), ..Overrides::default() };
    match plain(&study(SCENARIO, overrides).unwrap(), &scratch.target(), 1, NEVER) {
        Err(StudyError::OtherUnfinished { differs, .. }) => assert_eq!(differs, "patients, seed"),
        other => panic!("{other:?}"),
    }
    let overrides = Overrides { no_twin: true, outcomes_only: true, ..Overrides::default() };
    match plain(&study(SCENARIO, overrides).unwrap(), &scratch.target(), 1, NEVER) {
        Err(StudyError::OtherUnfinished { differs, .. }) => assert_eq!(differs, "outcomes_only, without"),
        other => panic!("{other:?}"),
    }
}

/// The twin of each patient is, bit for bit, that patient in the scenario with the dose taken out.
#[test]
fn a_twin_is_the_scenario_without_the_dose() {
    let (results, store) = in_memory();
    let removed = SCENARIO
        .replace("[[dose]]\ninto = \"drug\"\namount = \"30 mg\"\nat = [\"1 d\", \"2 d\"]\n", "")
        .replace("without = [\"drug\"]", "without = []");
    let alone = study(&removed, Overrides::default()).unwrap();
    let kept = MemoryStore::with_curves();
    let found = alone.run(Some(2), &|_, _| true, &kept).unwrap();
    assert_eq!((found.twin.is_none(), store.layout().arms.len()), (true, 2));
    let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect::<Vec<_>>();
    for draw in [0, 1] {
        assert_eq!(bits(store.curves(draw, 1)), bits(kept.curves(draw, 0)));
        assert_eq!(bits(store.outcomes(draw, 1)), bits(kept.outcomes(draw, 0)));
        assert_ne!(bits(store.curves(draw, 0)), bits(store.curves(draw, 1)));
    }
    let twin = results.twin.unwrap();
    assert_eq!((twin.without, twin.columns), (vec!["drug".to_owned()], found.columns));
}

/// Counts and quantiles of the pairs, from the outcomes of single patients.
#[test]
fn pairs_are_of_the_same_patients() {
    let found = usual().in_memory(Some(2), &|_, _| true).unwrap();
    let twin = found.results.twin.unwrap();
    let [with, without] = [0, 1].map(|arm| &found.outcomes[0].arms[arm]);
    let pair =
        |outcome: usize| with.chunks(3).zip(without.chunks(3)).map(move |(a, b)| (a[outcome], b[outcome]));
    let high = &twin.outcomes[0];
    let count = |wanted: (f64, f64)| pair(0).filter(|pair| *pair == wanted).count() as u64;
    assert_eq!((high.name.as_str(), high.n), ("high", 2100));
    assert_eq!((high.only_first, high.only_second), (count((0.0, 1.0)), count((1.0, 0.0))));
    assert!(high.only_second > 100 && high.first < high.second);
    assert_eq!(high.difference, (high.second as f64 - high.first as f64) / 2100.0);
    assert!(high.sampling.0 < high.difference && high.difference < high.sampling.1);
    assert_eq!((high.by_draw.len(), high.by_draw[0]), (2, high.difference));
    let mut differences: Vec<f64> = pair(2).map(|(with, without)| with - without).collect();
    differences.sort_by(f64::total_cmp);
    let last = &twin.values[0];
    let median = 0.5 * (differences[1049] + differences[1050]);
    assert!((last.quantiles[2].1 / median - 1.0).abs() < 1e-14);
    assert!(differences.contains(&last.sampling.0) && last.sampling.0 < median && median < last.sampling.1);
}

#[test]
fn what_is_left_out_must_be_given() {
    let with = |text: &str| study(&SCENARIO.replace("[\"drug\"]", text), Overrides::default());
    assert_eq!(with("[\"durg\"]").unwrap_err(), ["E0380 drug"]);
    assert_eq!(with("\"drug\"").unwrap_err(), ["E0308 "]);
    let off = |study: lytic_study::Study| (study.arms().len(), study.without().to_vec());
    assert_eq!(off(with("[]").unwrap()), (1, vec![]));
    assert_eq!(
        off(with("[\"other\", \"drug\", \"other\"]").unwrap()),
        (2, vec!["other".into(), "drug".into()])
    );
    let overrides = Overrides { no_twin: true, ..Overrides::default() };
    assert_eq!(off(study(SCENARIO, overrides).unwrap()), (1, vec![]));
}

#[test]
fn outcomes_do_not_need_curves() {
    let (wanted, store) = in_memory();
    let overrides = Overrides { outcomes_only: true, ..Overrides::default() };
    let narrow = study(SCENARIO, overrides.clone()).unwrap();
    let found = narrow.in_memory(Some(2), &|_, _| true).unwrap();
    let results = found.results;
    assert_eq!((results.outcomes, results.values), (wanted.outcomes, wanted.values));
    assert_eq!(found.outcomes[1].arms[1], store.outcomes(1, 1));
    assert!(results.columns.is_empty() && results.times_days.len() < wanted.times_days.len());
    let twin = (results.twin.unwrap(), wanted.twin.unwrap());
    assert_eq!((twin.0.outcomes, twin.0.values), (twin.1.outcomes, twin.1.values));
    let none = SCENARIO.split("[outcome").next().unwrap();
    assert_eq!(study(none, overrides).unwrap_err(), ["E0382 "]);
}

/// All numbers are of accepted candidates; what refusal did is told.
#[test]
fn statistics_are_of_plausible_patients() {
    let bound = "[plausible.middle]\nvalue = \"drug\"\nfrom = \"2 mg/L\"\nto = \"6 mg/L\"\nat = \"3 d\"\n\
        [plausible.start]\nwhen = \"drug < 2 mg_per_L\"\nat = \"0 d\"\n";
    let accepting = study(&format!("{SCENARIO}{bound}"), Overrides::default()).unwrap();
    let store = MemoryStore::with_curves();
    let results = accepting.run(Some(2), &|_, _| true, &store).unwrap();
    let (all, kept) = in_memory();
    let times = all.times_days.len();
    let day_3 = all.times_days.iter().position(|day| *day == 3.0).unwrap();
    let drug: Vec<f64> = kept.curves(0, 0).chunks(times * 2).map(|row| row[day_3 * 2]).collect();
    let accepted: Vec<bool> = drug.iter().map(|drug| (2.0..=6.0).contains(drug)).collect();
    let refused = accepted.iter().filter(|accepted| !**accepted).count() as u64;
    let acceptance = results.acceptance.as_ref().unwrap();
    assert_eq!((acceptance.candidates, acceptance.refused), (2100, refused));
    assert_eq!((acceptance.bounds[0].refused, acceptance.bounds[1].refused), (refused, 0));
    assert!(refused > 100 && refused < 2000);
    let high = &results.outcomes[0];
    let outcomes = kept.outcomes(0, 0);
    let expected =
        accepted.iter().zip(outcomes.chunks(3)).filter(|(accepted, row)| **accepted && row[0] == 1.0);
    assert_eq!((high.n, high.successes), (2100 - refused, expected.count() as u64));
    assert_eq!(high.candidates, Some((all.outcomes[0].successes, 2100)));
    assert_eq!(results.values[0].candidates, Some(all.values[0].quantiles[2].1));
    // Both arms of a candidate are accepted or refused together, by the arm as written.
    let without = store.curves(0, 1);
    for (accepted, row) in accepted.iter().zip(without.chunks(times * 2)) {
        assert_eq!(row[0].is_nan(), !accepted);
    }
    let nobody = bound.replace("from = \"2 mg/L\"\nto = \"6 mg/L\"", "from = \"1e6 mg/L\"");
    let nobody = study(&format!("{SCENARIO}{nobody}"), Overrides::default()).unwrap();
    match nobody.in_memory(Some(2), &|_, _| true) {
        Err(StudyError::NonePlausible { candidates, refused }) => {
            assert_eq!((candidates, refused.as_str()), (2100, "middle 2100, start 0"));
        }
        other => panic!("{other:?}"),
    }
}

/// Whichever step of a disk fails: nothing half-written is visible, and the same command comes to the same end.
#[test]
fn any_failing_step_leaves_a_run_that_goes_on() {
    let overrides = || Overrides { patients: Some(1100), draws: Some(1), ..Overrides::default() };
    let wanted = study(SCENARIO, overrides()).unwrap().in_memory(Some(1), &|_, _| true).unwrap().results;
    let mut reached = 0;
    for fails in 0.. {
        let scratch = Scratch::new(&format!("fails-{fails}"));
        let ready = study(SCENARIO, overrides()).unwrap();
        let count = Arc::new(AtomicU64::new(0));
        let seen = Arc::clone(&count);
        let storage = Storage::witnessed(Arc::new(move |_, _| {
            let step = seen.fetch_add(1, Ordering::Relaxed);
            if step == fails { Err(std::io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        }));
        let found = run(&ready, &scratch.target(), 1, NEVER, storage, &NoSink);
        if found.is_err() {
            assert!(matches!(&found, Err(StudyError::Folder { .. })), "{found:?}");
            reached += 1;
            assert!(!scratch.target().exists(), "step {fails}");
            match open_folder(&scratch.target(), &identity(&ready), false).unwrap() {
                Opened::New(folder) => drop(folder),
                // Only the last rename was missing.
                Opened::Finished(_) => continue,
            }
            let again = plain(&ready, &scratch.target(), 1, NEVER).unwrap();
            assert_eq!(again, wanted, "after step {fails}");
        }
        assert_eq!(scratch.names(), ["run"], "step {fails}");
        if count.load(Ordering::Relaxed) <= fails {
            break;
        }
    }
    assert!(reached > 15, "only {reached} steps were tried");
    assert_eq!(hash(&wanted).len(), 64);
}
