//! Times of events and response criteria in whole runs: closed forms, the twin's fate, threads, and what is said of each
//! mistake.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

use lytic_nk::Library;
use lytic_study::{
    Files, MemoryStore, Opened, Overrides, Results, open, open_folder, prepare, prepare_comparison,
};
use lytic_text::{Lang, Sources, entry, has_errors};
use std::collections::BTreeMap;

struct Memory(BTreeMap<&'static str, String>);

impl Files for Memory {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        self.0.get(path).map(|text| text.clone().into_bytes()).ok_or_else(|| "no such file".to_owned())
    }
}

/// A tumour that grows or, while a drug is there, shrinks; a hazard that is constant; blasts in percent.
const MODEL: &str = r#"
model *tumour()
  unit time_unit = day;
  unit mm = 1e-3 metre;
  unit per_day = 1/day;
  compartment plasma; plasma has L; plasma = 1;
  species drug in plasma; drug has mg_per_L; drug = 0;
  unit mg_per_L = 1e-3 gram/litre;
  k_loss has per_day; k_loss = 0.2;
  loss: drug -> ; k_loss*drug*plasma;
  diameter has mm; diameter = 100;
  growth has per_day; growth = 0.01;
  effect has per_day; effect = 0.05;
  half has mg_per_L; half = 1;
  diameter' = growth*diameter - effect*diameter*drug/(half + drug);
  rate has per_day; rate = 0.03;
  hazard has per_day; hazard := rate;
end
"#;

fn scenario(outcomes: &str) -> Memory {
    let text = format!(
        r#"
title = "t"
model = "m.ant"
duration = "90 d"
[cohort]
patients = 400
without = ["drug"]
[parameters]
"rate" = {{ value = "0.03 /d", between = {{ lognormal_sd = 0.001 }} }}
[[dose]]
into = "drug"
amount = "20 mg"
at = {{ from = "0 d", every = "7 d", count = 3 }}
[observe]
every = "0.5 d"
columns = ["diameter"]
{outcomes}
"#
    );
    Memory(BTreeMap::from([("m.ant", MODEL.to_owned()), ("s.toml", text)]))
}

fn run(files: &Memory, threads: usize) -> Result<Results, Vec<String>> {
    let library = Library::embedded();
    let mut sources = Sources::new();
    let (scenario, mut diagnostics) = open("s.toml", files, &mut sources);
    let mut study = None;
    if let Some(scenario) = scenario {
        let (ready, more) = prepare(scenario, &library, files, Overrides::default(), &mut sources);
        diagnostics.extend(more);
        study = ready;
    }
    let lines: Vec<String> = diagnostics
        .iter()
        .map(|problem| {
            assert!(entry(problem.message.key).is_some(), "{} is not in the catalogue", problem.message.key);
            assert!(problem.span.is_some(), "{} has no place", problem.message.text(Lang::En));
            let said = problem.message.text(Lang::En);
            assert!(!said.contains('{') && !said.contains('@'), "{said}");
            format!("{} {said}", problem.message.key)
        })
        .collect();
    if has_errors(&diagnostics) {
        return Err(lines);
    }
    Ok(study.unwrap().run(Some(threads), &|_, _| true, &MemoryStore::new()).unwrap())
}

const DEATH: &str = "[outcome.death]\nhazard = \"hazard\"\nrestricted_mean = \"60 d\"\n";

/// 400 patients with a hazard of 0.03 a day: S(t) = exp(-0.03 t), mean to 60 d (1 - exp(-1.8))/0.03, within four
/// standard errors. The drug does not change it, and so not one fate.
#[test]
fn a_constant_hazard_gives_exponential_survival() {
    let found = run(&scenario(DEATH), 2).unwrap();
    let death = &found.survivals[0];
    assert_eq!((death.name.as_str(), death.curve.n, death.times_days.len()), ("death", 400, 201));
    for (time, survival) in death.times_days.iter().zip(&death.curve.survival) {
        let wanted = (-0.03 * time).exp();
        let error = (wanted * (1.0 - wanted) / 400.0_f64).sqrt();
        assert!((survival - wanted).abs() <= 4.0 * error + 1e-9, "{time}: {survival} {wanted}");
    }
    let wanted = (1.0 - (-1.8_f64).exp()) / 0.03;
    assert!((death.curve.mean - wanted).abs() < 4.0 * 1.1, "{}", death.curve.mean);
    assert!(death.curve.mean_sampling.0 < wanted && wanted < death.curve.mean_sampling.1);
    let median = death.curve.quantiles[1].1;
    assert!(death.curve.median_sampling.0 <= median && median <= death.curve.median_sampling.1);
    assert_eq!(death.curve.at_risk[0], 400);
    // The same draw in both arms.
    assert_eq!(death.without.as_ref().unwrap().survival, death.curve.survival);
    let difference = death.difference.as_ref().unwrap();
    assert_eq!((difference.days, difference.sampling, difference.paired), (0.0, (0.0, 0.0), true));
    // The event is an outcome too, and its time is not listed as a value.
    assert_eq!(found.outcomes[0].successes, death.curve.events);
    assert!(found.values.is_empty());
}

/// The drug shrinks the tumour and it comes back; without the drug it grows past 120 mm after 18.2 d.
#[test]
fn progression_looks_back_and_criteria_agree_with_it() {
    let outcomes = r#"
[outcome.growth]
event = "diameter >= 1.2*lowest(diameter) and diameter - lowest(diameter) >= 5"
[outcome.death]
hazard = "hazard"
[outcome.progression_free]
events = ["growth", "death"]
[outcome.response]
criteria = "recist"
value = "diameter"
visits = { from = "14 d", every = "14 d" }
confirm = "14 d"
[outcome.late]
events = ["response.progression"]
"#;
    let found = run(&scenario(outcomes), 1).unwrap();
    let by = |name: &str| found.survivals.iter().find(|survival| survival.name == name).unwrap();
    let growth = by("growth");
    // ln(1.2)/0.01 = 18.23 d: the first record behind it.
    let without = growth.without.as_ref().unwrap();
    assert_eq!(without.quantiles[1].1, 18.5);
    assert!(growth.curve.quantiles[1].1 > 50.0, "{:?}", growth.curve.quantiles);
    let difference = growth.difference.as_ref().unwrap();
    assert!(difference.days > 30.0 && difference.paired);
    // The composite never comes later than its parts.
    for (both, part) in by("progression_free").curve.survival.iter().zip(&by("death").curve.survival) {
        assert!(both <= part);
    }
    let share = |name: &str| {
        let outcome = found.outcomes.iter().find(|outcome| outcome.name == name).unwrap();
        outcome.successes as f64 / outcome.n as f64
    };
    assert_eq!(share("response.objective_response"), 1.0);
    assert_eq!(share("response.partial_response"), 1.0);
    assert_eq!(share("response.disease_control"), 1.0);
    let twin = found.twin.as_ref().unwrap();
    let control =
        twin.outcomes.iter().find(|outcome| outcome.name == "response.progressive_disease").unwrap();
    assert_eq!((control.first, control.second), (400, 0), "without the drug all progress");
    // Seen at the visit behind it, 28 d.
    assert_eq!(by("late").without.as_ref().unwrap().quantiles[1].1, 28.0);
    let time = found.values.iter().find(|value| value.name == "response.time_to_response").unwrap();
    assert_eq!(time.quantiles[2].1 % 14.0, 0.0);
}

/// Twice the hazard is half the time for everybody: restricted means from the integral of exp(-h t), compared within each
/// patient, so that the interval is narrower than that of two samples.
#[test]
fn a_comparison_pairs_the_fates() {
    let mut files = scenario(DEATH);
    let twice = files.0["s.toml"].replace("0.03 /d", "0.06 /d");
    files.0.insert("b.toml", twice);
    let (library, mut sources) = (Library::embedded(), Sources::new());
    let [a, b] = ["s.toml", "b.toml"].map(|name| open(name, &files, &mut sources).0.unwrap());
    let (pair, problems) = prepare_comparison(a, b, &library, &files, Overrides::default(), &mut sources);
    assert!(!has_errors(&problems));
    let pair = pair.unwrap();
    let folder = std::env::temp_dir().join(format!("lytic-outcomes-{}", std::process::id()));
    let Ok(Opened::New(opened)) = open_folder(&folder.join("run"), &pair.identity(), false) else {
        panic!("no folder")
    };
    let found = pair.run(&opened, Some(2), &|_, _| true).unwrap();
    drop(opened);
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(found.values.len(), 0, "times are no values");
    let (name, difference) = &found.survivals[0];
    let mean = |hazard: f64| (1.0 - (-60.0 * hazard).exp()) / hazard;
    let wanted = mean(0.06) - mean(0.03);
    assert_eq!((name.as_str(), difference.n, difference.paired), ("death", 400, true));
    assert!((difference.days - wanted).abs() < 4.0 * 0.6, "{} instead of {wanted}", difference.days);
    let width = difference.sampling.1 - difference.sampling.0;
    let apart = found.a.survivals[0].curve.mean_sampling;
    assert!(width < apart.1 - apart.0, "{width}");
}

#[test]
fn threads_do_not_change_a_fate() {
    let outcomes = format!("{DEATH}[outcome.first]\nevents = [\"death\"]\nfrom = \"10 d\"\nto = \"50 d\"\n");
    let (one, two) = (run(&scenario(&outcomes), 1).unwrap(), run(&scenario(&outcomes), 2).unwrap());
    assert_eq!(one.survivals[0].curve, two.survivals[0].curve);
    assert_eq!(one.about.hashes, two.about.hashes);
    // Who died before day 10 is not at risk behind it.
    let landmark = &one.survivals[1];
    assert!(landmark.curve.n < 400 && landmark.curve.survival[0] == 1.0);
    assert_eq!(landmark.origin_days, 10.0);
}

#[test]
fn contradictions_are_told_at_their_places() {
    let cases: &[(&str, &str)] = &[
        ("[outcome.a]\nevent = \"diameter > 1\"\nhazard = \"hazard\"\n", "E1501"),
        ("[outcome.a]\nevent = \"diameter > 1\"\nwhen = \"diameter > 1\"\n", "E0320"),
        ("[outcome.a]\nevent = \"diameter\"\n", "E0361"),
        ("[outcome.a]\nevent = \"diameter > lowest(lowest(diameter))\"\n", "E1503"),
        ("[outcome.a]\nevent = \"diameter > lowest(hazard)\"\n", "E0"),
        ("[outcome.a]\nhazard = \"diameter\"\n", "E1506"),
        ("[outcome.a]\nevents = [\"b\"]\n", "E1504"),
        ("[outcome.a]\nevents = [\"b\"]\n[outcome.b]\nevents = [\"a\"]\n", "E1505"),
        ("[outcome.a]\nhazard = \"hazard\"\nuntil = \"a\"\n", "E1505"),
        ("[outcome.a]\nhazard = \"hazard\"\nrestricted_mean = \"91 d\"\n", "E1507"),
        ("[outcome.a]\nhazard = \"hazard\"\nto = \"91 d\"\n", "E0339"),
        ("[outcome.a]\nhazard = \"hazard\"\nfrom = \"20 d\"\nto = \"10 d\"\n", "E0364"),
        ("[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\n", "E1502"),
        ("[outcome.a]\ncriteria = \"resist\"\nvalue = \"diameter\"\nvisits = \"28 d\"\n", "E0310"),
        ("[outcome.a]\ncriteria = \"recist\"\nvalue = \"hazard\"\nvisits = \"28 d\"\n", "E1509"),
        ("[outcome.a]\ncriteria = \"aml\"\nvalue = \"diameter\"\nvisits = \"28 d\"\n", "E1502"),
        ("[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = \"100 d\"\n", "E1512"),
        (
            "[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = { from = \"28 d\", every = \"28 d\", count = 4 }\n",
            "E1512",
        ),
        (
            "[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = \"28 d\"\nbaseline = \"30 d\"\n",
            "E1513",
        ),
        (
            "[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = \"28 d\"\nconfirm = \"28 d\"\n",
            "E1514",
        ),
        (
            "[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = \"28 d\"\nlimit = \"10 mm\"\n",
            "E1511",
        ),
        (
            "[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = \"28 d\"\nlimit = \"1 d\"\n",
            "E0",
        ),
        (
            "[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = \"28 d\"\nfall = 1.0\n",
            "E0311",
        ),
        (
            "[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = \"28 d\"\nplatelets = \"hazard\"\n",
            "E0320",
        ),
        (
            "[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = \"28 d\"\n[outcome.b]\ncriteria = \"recist\"\nvalue = \" diameter\"\nvisits = \"30 d\"\n",
            "E1508",
        ),
        ("[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = []\n", "E0308"),
        (
            "[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = \"28 d\"\n[outcome.\"a.partial_response\"]\nwhen = \"diameter > 1\"\nat = \"3 d\"\n",
            "E0321",
        ),
    ];
    for (outcomes, code) in cases {
        let found = run(&scenario(outcomes), 1).err().unwrap_or_default();
        assert!(found.iter().any(|line| line.starts_with(code)), "{outcomes}: {code} not in {found:?}");
        assert!(found.len() <= 2, "{outcomes}: {found:?}");
    }
}

/// Of two lines that contradict each other both are shown.
#[test]
fn contradictory_criteria_are_told_with_both_places() {
    let line = |more: &str| {
        format!(
            "[outcome.a]\ncriteria = \"recist\"\nvalue = \"diameter\"\nvisits = [\"28 d\", \"40 d\"]\n{more}\n"
        )
    };
    let twice = line("") + &line("").replace("outcome.a", "outcome.b");
    for (outcomes, code, places) in [
        (line("limit = \"12 mm\""), "E1511", ["12 mm", "recist"]),
        (line("baseline = \"30 d\""), "E1513", ["28 d", "30 d"]),
        (line("confirm = \"28 d\""), "E1514", ["28 d", "28 d"]),
        (line("stable_after = \"60 d\""), "E1515", ["60 d", "28 d"]),
        (line("").replace("40 d", "400 d"), "E1512", ["400 d", "90 d"]),
        (twice, "E1508", ["diameter", "diameter"]),
    ] {
        let files = scenario(&outcomes);
        let mut sources = Sources::new();
        let scenario = open("s.toml", &files, &mut sources).0.unwrap();
        let (_, found) = prepare(scenario, &Library::embedded(), &files, Overrides::default(), &mut sources);
        let problem = found.iter().find(|problem| problem.message.key == code).expect(code);
        let text = |span: lytic_text::Span| {
            sources.get(span.source).unwrap().text[span.start as usize..span.end as usize].to_owned()
        };
        let spans = [problem.span, problem.labels.first().map(|label| label.span)];
        let [here, there] = spans.map(|span| text(span.expect(code)));
        assert!(here.contains(places[0]) && there.contains(places[1]), "{code}: {here} / {there}");
        assert_ne!(problem.span.unwrap().start, problem.labels[0].span.start, "{code}");
    }
}

/// Without columns the same outcomes to the last bit.
#[test]
fn outcomes_only_keeps_the_bits() {
    let outcomes = r#"
[outcome.growth]
event = "diameter >= 1.2*lowest(diameter)"
from = "7 d"
[outcome.response]
criteria = "recist"
value = "diameter"
new_lesion = "diameter > 500"
visits = ["15 d", "43 d", "80 d"]
"#;
    let files = scenario(outcomes);
    let library = Library::embedded();
    let results = [false, true].map(|outcomes_only| {
        let mut sources = Sources::new();
        let (scenario, _) = open("s.toml", &files, &mut sources);
        let overrides = Overrides { outcomes_only, ..Overrides::default() };
        let (study, _) = prepare(scenario.unwrap(), &library, &files, overrides, &mut sources);
        study.unwrap().run(Some(2), &|_, _| true, &MemoryStore::new()).unwrap()
    });
    assert_eq!(results[0].survivals, results[1].survivals);
    let by_draw =
        |results: &Results| -> Vec<f64> { results.outcomes.iter().flat_map(|o| o.by_draw.clone()).collect() };
    assert_eq!(by_draw(&results[0]), by_draw(&results[1]));
}
