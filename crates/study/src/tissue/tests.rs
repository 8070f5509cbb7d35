//! Tissues as users write them: what is refused, what is built in, what strengthens NK cells, and stops.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

use super::*;
use crate::input::NoFiles;
use crate::prepare::Overrides;
use lytic_nk::Library;
use lytic_tissue::{Cause, Kind};

const SMALL: &str = "kind = \"tissue\"\nduration = \"4 h\"\ntarget = \"daudi\"\nfields = []\n\
    [geometry]\nshape = \"sphere\"\ncells = 150\n[product.p]\nstate = \"resting\"\n\
    [[dose]]\nof = \"nk_cells\"\nproduct = \"p\"\namount = 0.4\nat = \"0 h\"\nplace = \"within\"\n";

struct OneFile(&'static str, &'static str);

impl Files for OneFile {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        if path == self.0 { Ok(self.1.as_bytes().to_vec()) } else { Err(format!("{path} is not there")) }
    }
}

fn with(text: &str, overrides: &Overrides) -> (Option<TissueStudy>, Vec<&'static str>) {
    let mut sources = Sources::new();
    let source = sources.add("x.toml", text.to_owned());
    let (scenario, mut problems) = read_tissue("x.toml", text, source);
    let (study, found) = prepare_tissue(scenario.unwrap(), &Library::embedded(), overrides, &sources);
    problems.extend(found);
    assert!(problems.iter().all(|problem| problem.span.is_some()), "{problems:?}");
    (study, problems.iter().map(|problem| problem.message.key).collect())
}

fn read(text: &str) -> (Option<TissueStudy>, Vec<&'static str>) {
    with(text, &Overrides::default())
}

fn run(text: &str) -> TissueResults {
    let (study, problems) = read(text);
    assert_eq!(problems, Vec::<&str>::new(), "{text}");
    let results = study.unwrap().run(None, None, &NothingSaved, &|_, _| true).unwrap();
    assert!(results.adds_up());
    results
}

fn kills(text: &str) -> u64 {
    let results = run(text);
    let died = results.counts.last().unwrap().of(Kind::Tumour).died;
    died[Cause::NkGranules as usize] + died[Cause::NkReceptors as usize]
}

#[test]
fn the_built_in_ones_are_read_without_a_word() {
    for tissue in built_in_tissues() {
        let mut sources = Sources::new();
        let (scenario, problems) = open_tissue(tissue.name, &NoFiles, &mut sources).unwrap();
        assert_eq!(problems, []);
        let scenario = scenario.unwrap();
        assert!(!scenario.title_zh.is_empty() && !scenario.about.is_empty() && !scenario.about_zh.is_empty());
        let (study, problems) =
            prepare_tissue(scenario, &Library::embedded(), &Overrides::default(), &sources);
        assert_eq!(problems, []);
        assert!(study.unwrap().size().memory_bytes > 1e5);
    }
}

#[test]
fn what_is_wrong_is_told_at_its_place() {
    let codes = |from: &str, to: &str| {
        assert!(SMALL.contains(from), "{from}");
        read(&SMALL.replacen(from, to, 1)).1
    };
    assert_eq!(read(SMALL).1, Vec::<&str>::new());
    assert_eq!(codes("\"daudi\"", "\"dawdi\""), ["E1302"]);
    assert_eq!(codes("fields = []", "fields = [\"oxigen\"]"), ["E2213"]);
    assert_eq!(codes("fields = []", "outside = { oxygen = \"1 mmHg\" }\nfields = []"), ["E2213"]);
    assert_eq!(codes("fields = []", "outside = { oxygen = \"-1 mmHg\" }"), ["E0317"]);
    assert_eq!(codes("cells = 150", "edge = \"100 um\""), ["E2214"]);
    assert_eq!(codes("cells = 150", "cells = 150\nradius = \"100 um\""), ["E2215"]);
    assert_eq!(codes("cells = 150", "radius = \"9 m\""), ["E2216"]);
    let wide = SMALL.replacen("fields = []\n", "", 1);
    let wide = wide.replacen("cells = 150", "cells = 150\nmargin = \"20 mm\"\nvoxel = \"2 um\"", 1);
    assert_eq!(read(&wide).1, ["E2211"]);
    assert_eq!(codes("cells = 150", "cells = 150\nvoxel = \"1 um\""), ["E0311"]);
    assert_eq!(codes("\"sphere\"\ncells = 150", "\"dish\"\nedge = \"40 um\"\ncells = 150"), ["E2217"]);
    assert_eq!(codes("shape = \"sphere\"\n", ""), ["E2245"]);
    assert_eq!(codes("\"within\"", "\"vessels\""), ["E2218"]);
    assert_eq!(codes("at = \"0 h\"", "at = \"9 h\""), ["E2219"]);
    assert_eq!(codes("\"nk_cells\"", "\"nk_cell\"")[0], "E2220");
    assert_eq!(codes("product = \"p\"", "product = \"q\""), ["E2221", "W2201"]);
    assert_eq!(codes("at = \"0 h\"\nplace", "at = \"0 h\"\nplaces"), ["E0306"]);
    assert_eq!(codes("amount = 0.4", "amount = \"5 Gy\"").len(), 1);
    let steps = |step: &str| read(&format!("{SMALL}[steps]\nmechanics = \"{step}\"\n")).1;
    assert_eq!((steps("5 min"), steps("1e-6 min"), steps("0.1 min")), (vec!["E2205"], vec!["E0311"], vec![]));
    let macrophages = "[[dose]]\nof = \"macrophages\"\nproduct = \"p\"\namount = 0.1\nat = \"0 h\"\n";
    assert_eq!(read(&(SMALL.to_owned() + macrophages)).1, ["E2222"]);
    let unused = "[product.unused]\nstate = \"expanded\"\n";
    assert_eq!(read(&(SMALL.to_owned() + unused)).1, ["W2201"]);
    let set = |set: &str| {
        let overrides = Overrides { set: vec![set.to_owned()], ..Overrides::default() };
        let mut sources = Sources::new();
        let source = sources.add("x", SMALL.to_owned());
        let scenario = read_tissue("x", SMALL, source).0.unwrap();
        let found = prepare_tissue(scenario, &Library::embedded(), &overrides, &sources).1;
        found.iter().map(|problem| (problem.message.key, problem.suggestion.clone())).collect::<Vec<_>>()
    };
    assert_eq!(set("tissue_cell.g1_time=10 h"), []);
    assert_eq!(set("tissue_cell.g1_tine=10 h"), [("E2210", Some("tissue_cell.g1_time".to_owned()))]);
    assert_eq!(set("nk.death_rate=1 /d")[0].0, "E2210");
    assert_eq!(set("tissue_cell.apoptosis_rate=0 /d"), []);
    for (number, code) in [
        ("tissue_cell.g1_time=-1 h", "E0317"),
        ("tissue_cell.g1_time=0 h", "E0316"),
        ("tissue_field.oxygen_half=0 mmHg", "E0316"),
        ("tissue_immune.cd8_specific=1.5", "E0311"),
        ("tissue_cell.fluid_share=1", "E0311"),
        ("tissue_cell.volume=-2494 um3", "E0317"),
    ] {
        assert_eq!(set(number).iter().map(|(key, _)| *key).collect::<Vec<_>>(), [code], "{number}");
    }
    assert_eq!(codes("\"4 h\"", "\"1e9 d\""), ["E0311"]);
}

/// Rules and positions stand beside the scenario; what is wrong in them is told there.
#[test]
fn tables_beside_the_scenario() {
    let open = |text: &'static str, file: OneFile| {
        let mut sources = Sources::new();
        struct Both(&'static str, OneFile);
        impl Files for Both {
            fn read(&self, path: &str, limit: usize) -> Result<Vec<u8>, String> {
                if path == "a/x.toml" { Ok(self.0.as_bytes().to_vec()) } else { self.1.read(path, limit) }
            }
        }
        let (scenario, mut problems) = open_tissue("a/x.toml", &Both(text, file), &mut sources).unwrap();
        let (study, found) =
            prepare_tissue(scenario.unwrap(), &Library::embedded(), &Overrides::default(), &sources);
        problems.extend(found);
        let keys: Vec<_> = problems.iter().map(|problem| problem.message.key).collect();
        (study, keys)
    };
    const RULES: &str = "kind = \"tissue\"\nduration = \"1 h\"\ntarget = \"hcc\"\nrules = \"r.csv\"\n\
        [geometry]\nshape = \"sphere\"\ncells = 20\n";
    let row = "tumour,oxygen,increases,cycle entry,0.01,20,4,0\n";
    let (study, problems) = open(RULES, OneFile("a/r.csv", row));
    assert_eq!((problems, study.unwrap().plan.rules.rules.len()), (vec![], 1));
    assert_eq!(open(RULES, OneFile("a/r.csv", "tumour,glucose,increases,cycle entry,1,1,1,0")).1, ["E2232"]);
    assert_eq!(open(RULES, OneFile("elsewhere", "")).1, ["E0305"]);
    const CELLS: &str = "kind = \"tissue\"\nduration = \"1 h\"\ntarget = \"hcc\"\n\
        [geometry]\npositions = \"c.csv\"\n";
    let (study, problems) = open(CELLS, OneFile("a/c.csv", "x,y,z\n0,0,0\n20,0,5\n"));
    assert_eq!((problems, study.unwrap().plan.start.len()), (vec![], 2));
    assert_eq!(open(CELLS, OneFile("a/c.csv", "x,y\n0,NaN\n")).1, ["E2243"]);
    assert_eq!(open(CELLS, OneFile("a/c.csv", "x,y\n0,0\n0,0.1\n")).1, ["E2203"]);
}

/// Kills at a dose of NK cells (per tumour cell), a tissue for each seed. Tissues of one seed have the same tumour, NK cells and random
/// numbers as long as nothing has happened differently.
fn by_seed(text: &str, dose: &str) -> Vec<f64> {
    let dosed = text.replacen("amount = 0.4", &format!("amount = {dose}"), 1);
    (1..=8).map(|seed| kills(&format!("seed = {seed}\n{dosed}")) as f64).collect()
}

/// More kills in the second list, by more than twice the standard error of the difference over the seeds.
fn more(without: &[f64], with: &[f64], what: &str) {
    let n = with.len() as f64;
    let of: Vec<f64> = with.iter().zip(without).map(|(with, without)| with - without).collect();
    let mean = of.iter().sum::<f64>() / n;
    let square: f64 = of.iter().map(|one| (one - mean) * (one - mean)).sum();
    let error = (square / (n * (n - 1.0))).sqrt();
    let before = without.iter().sum::<f64>() / n;
    println!("{what}: {mean:+.1} +- {error:.1} to {before:.1}");
    assert!(mean > 2.0 * error, "{what}: {mean:+.1} +- {error:.1} to {before:.1}");
}

/// An antibody, freedom from NKG2A and a chimeric receptor make NK cells kill more at either dose, freezing makes them kill less, and
/// three times as many kill more.
#[test]
fn nk_cells_are_strengthened() {
    const FEW: &str = "0.2";
    const MANY: &str = "0.6";
    let compare = |without: &str, with: &str, what: &str| {
        let few = (by_seed(without, FEW), by_seed(with, FEW));
        let many = (by_seed(without, MANY), by_seed(with, MANY));
        more(&few.0, &few.1, &format!("{what}, few NK cells"));
        more(&many.0, &many.1, &format!("{what}, many NK cells"));
        more(&few.1, &many.1, &format!("more NK cells, after {what}"));
        (few.0, many.0)
    };
    let antibody = "[[dose]]\nof = \"rituximab\"\namount = \"10 ug/mL\"\nat = \"0 h\"\n";
    let (few, many) = compare(SMALL, &(SMALL.to_owned() + antibody), "rituximab");
    more(&few, &many, "more NK cells, without rituximab");
    let e = SMALL.replacen("daudi", "721_221_hla_e", 1).replacen("resting", "activated", 1);
    let freed = "[[dose]]\nof = \"monalizumab\"\namount = \"10 ug/mL\"\nat = \"0 h\"\n";
    let (few, many) = compare(&e, &(e.clone() + freed), "monalizumab");
    more(&few, &many, "more NK cells, without monalizumab");
    let kasumi = SMALL.replacen("daudi", "kasumi1", 1);
    let car = kasumi.replacen("state", "car_antigen = \"cd33\"\ncar_receptors = 4900\nstate", 1);
    // Without the receptor resting cells kill a cell or two of such a tissue, too few for a dose to show.
    compare(&kasumi, &car, "a chimeric receptor");
    let expanded = SMALL.replacen("resting", "expanded", 1).replacen("\"within\"", "\"around\"", 1);
    let expanded = expanded.replacen("daudi", "k562", 1);
    let frozen = expanded.replacen("state", "storage = \"frozen\"\nstate", 1);
    let (few, many) = compare(&frozen, &expanded, "fresh after frozen");
    more(&few, &many, "more NK cells, frozen");
}

/// The share of NKG2A that monalizumab takes is c/(c + half): nothing without it, all with much, half of what inhibition adds
/// to the threshold, so of the inverse signal, at the half; the amount that was given last counts, and 0 washes it out. PD-1 of T cells likewise.
#[test]
fn antibodies_to_receptors_act_by_their_amount() {
    let e = SMALL.replacen("daudi", "721_221_hla_e", 1).replacen("resting", "activated", 1);
    let t_cells = "[[dose]]\nof = \"cd8_cells\"\nproduct = \"p\"\namount = 0.1\nat = \"0 h\"\n";
    let course = |of: &str, amounts: &[f64]| {
        let dose = |(hour, amount): (usize, &f64)| {
            format!("[[dose]]\nof = \"{of}\"\namount = \"{amount} ug/mL\"\nat = \"{} h\"\n", hour + 1)
        };
        let doses: String = amounts.iter().enumerate().map(dose).collect();
        let (study, problems) = read(&(e.clone() + t_cells + &doses));
        // A dose of zero is pointed out; here it washes the antibody out.
        let zeros = amounts.iter().filter(|amount| **amount == 0.0).count();
        assert_eq!(problems, vec!["W0302"; zeros]);
        study.unwrap().plan.sorts
    };
    // Of the subsets of NK cells, one that carries NKG2A.
    let sorts = course("monalizumab", &[1e-9, 0.1, 1e9, 0.0]);
    let signals: Vec<Vec<f64>> =
        sorts[0].eyes.iter().map(|eyes| eyes.sights.iter().map(|sight| sight.plain).collect()).collect();
    let most = (0..signals[0].len()).max_by(|one, other| {
        let gain = |subset: &usize| signals[3][*subset] - signals[0][*subset];
        gain(one).total_cmp(&gain(other))
    });
    let at: Vec<f64> = signals.iter().map(|eyes| eyes[most.unwrap()]).collect();
    assert!(at[3] > 1.05 * at[0], "{at:?}");
    assert!((at[1] - at[0]).abs() < 1e-6 * at[0] && at[4] == at[0], "{at:?}");
    let half = (1.0 / at[2] - 1.0 / at[0]) / (1.0 / at[3] - 1.0 / at[0]);
    assert!((half - 0.5).abs() < 1e-3, "{half}");
    let sorts = course("nivolumab", &[0.5, 1e9]);
    let t_cells = sorts.iter().find(|sort| sort.kind == Kind::Cd8).unwrap();
    let under_ifn: Vec<f64> = t_cells.eyes.iter().map(|eyes| eyes.sights[0].answering).collect();
    let half = (under_ifn[1] - under_ifn[0]) / (under_ifn[2] - under_ifn[0]);
    assert!(under_ifn[2] > under_ifn[0] && (half - 0.5).abs() < 1e-6, "{under_ifn:?}");
}

/// Cytokines of the tissue drive all of a signal but what a chimeric receptor adds; they begin at the activation of the product.
#[test]
fn activation_drives_all_but_the_chimeric_receptor() {
    let sort = |text: &str| {
        let (study, problems) = read(text);
        assert_eq!(problems, Vec::<&str>::new());
        study.unwrap().plan.sorts[0].clone()
    };
    let kasumi = SMALL.replacen("daudi", "kasumi1", 1);
    let natural = sort(&kasumi);
    assert!(natural.eyes[0].sights.iter().all(|sight| sight.driven == 1.0));
    let car = sort(&kasumi.replacen("state", "car_antigen = \"cd33\"\ncar_receptors = 4900\nstate", 1));
    for (car, natural) in car.eyes[0].sights.iter().zip(&natural.eyes[0].sights) {
        assert!(car.plain > natural.plain && (car.driven * car.plain / natural.plain - 1.0).abs() < 1e-12);
    }
    let activation = ["resting", "activated", "expanded"]
        .map(|state| sort(&SMALL.replacen("resting", state, 1)).activation);
    assert!(activation[0] == 1.0 && activation[1] > 1.5 && activation[2] > activation[1], "{activation:?}");
}

/// Stopped after any step, the next run goes on with the same bits; a state that was changed is refused.
#[test]
fn a_stopped_tissue_goes_on() {
    use crate::folder::{Opened, open};
    use std::sync::atomic::{AtomicU64, Ordering};
    let study = read(SMALL).0.unwrap();
    let whole = study.run(None, Some(1), &NothingSaved, &|_, _| true).unwrap();
    let scratch = std::env::temp_dir().join(format!("lytic-tissue-{}", std::process::id()));
    let target = scratch.join("run");
    let folder = || match open(&target, &study.identity(), false).unwrap() {
        Opened::New(folder) => folder,
        Opened::Finished(_) => panic!("it is not finished"),
    };
    for wanted in [3, 5, 7, 11, 2] {
        let told = AtomicU64::new(0);
        let stop = |_, _| told.fetch_add(1, Ordering::Relaxed) + 1 < wanted;
        let stopped = study.run(Some(&folder()), Some(2), &NothingSaved, &stop);
        assert!(matches!(stopped, Err(crate::StudyError::Interrupted)));
    }
    assert_eq!(study.kept(&folder()), (28, 40));
    let folder = folder();
    let part = folder.path().join("parts/tissue.part");
    let bytes = std::fs::read(&part).unwrap();
    for place in [60, bytes.len() / 2, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[place] ^= 1;
        std::fs::write(&part, changed).unwrap();
        let refused = study.run(Some(&folder), None, &NothingSaved, &|_, _| true);
        assert!(matches!(refused, Err(crate::StudyError::Block { .. })));
    }
    std::fs::write(&part, &bytes[..bytes.len() / 2]).unwrap();
    assert!(study.run(Some(&folder), None, &NothingSaved, &|_, _| true).is_err());
    std::fs::write(&part, bytes).unwrap();
    assert_eq!(study.run(Some(&folder), None, &NothingSaved, &|_, _| true).unwrap(), whole);
    drop(folder);
    std::fs::remove_dir_all(&scratch).unwrap();
}
