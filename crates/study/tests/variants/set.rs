//! `--set` on keys of the scenario.

use crate::{files, ready, run, set};
use lytic_study::{InputChange, Results};

const DOSES: &str = r#"
[[dose]]
into = "drug"
amount = "10 mg"
at = "0 d"

[[dose]]
into = "toxin"
amount = "1 mg"
at = ["1 d", "2 d"]

[[dose]]
into = "toxin"
amount = "1 mg"
at = { from = "5 d", every = "1 d", count = 2 }

[[event]]
of = "washing"
at = "9 d"
removes = 0.5
states = ["toxin"]

[observe]
every = "1 d"
columns = ["drug", "toxin"]
"#;

fn results(texts: &[&str]) -> Results {
    run(&ready(&files(DOSES, ""), "a.toml", set(texts)).unwrap()).results
}

fn problems(texts: &[&str]) -> Vec<String> {
    ready(&files(DOSES, ""), "a.toml", set(texts)).err().unwrap_or_default()
}

fn last(results: &Results, column: usize) -> f64 {
    *results.columns[column].quantiles[2].1.last().unwrap()
}

#[test]
fn an_amount_a_time_a_share_and_the_length_are_set() {
    let found = results(&["dose.drug.amount=20 mg", "duration=14 d", "start=-2 d"]);
    assert_eq!((found.about.start_days, found.about.end_days), (-2.0, 12.0));
    let wanted = 20.0 / 5.0 * (-6.0_f64).exp();
    assert!((last(&found, 0) / wanted - 1.0).abs() < 1e-5);
    let change = |name: &str, before: &str, after: &str| InputChange {
        name: name.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
        place: "--set".to_owned(),
    };
    let wanted = [
        change("dose.drug.amount", "10 mg", "20 mg"),
        change("duration", "10 d", "14 d"),
        change("start", "0 d", "-2 d"),
    ];
    assert_eq!(found.inputs, wanted);
    // Four doses of 1 mg, half of which are washed away.
    assert_eq!(last(&results(&[]), 1), 2.0);
    assert_eq!(last(&results(&["event.washing.removes=0.75"]), 1), 1.0);
    assert_eq!(last(&results(&["event.1.from=0.5 d"]), 1), 4.0);
}

#[test]
fn schedules_are_changed_by_their_parts() {
    let toxin = |texts: &[&str]| last(&results(texts), 1);
    // The second line holds two times at equal distances: it goes on by them.
    assert_eq!(toxin(&["dose.2.count=4"]), 3.0);
    assert_eq!(toxin(&["dose.3.count=1"]), 1.5);
    assert_eq!(toxin(&["dose.3.count=3", "dose.3.every=2 d"]), 2.0 * 0.5 + 2.0 * 0.5 + 0.5);
    assert_eq!(toxin(&["dose.3.at=[\"6 d\", \"6.5 d\", \"9.5 d\"]"]), 0.5 * 4.0 + 1.0);
    assert_eq!(toxin(&["dose.3.at={ from = \"6 d\", every = \"1 d\", count = 1 }"]), 1.5);
    assert_eq!(toxin(&["dose.2.from=9.5 d", "dose.2.count=1"]), 2.0);
    // Both lines of the toxin have the same amount.
    assert_eq!(toxin(&["dose.toxin.amount=3 mg"]), 6.0);
    // One becomes many where both are said, in any order.
    let drug = results(&["dose.1.every=1 d", "dose.1.count=2"]);
    let other = results(&["dose.1.count=2", "dose.1.every=1 d"]);
    assert_eq!(format!("{:?}", drug.columns), format!("{:?}", other.columns));
}

#[test]
fn what_a_key_is_set_to_tells_runs_apart() {
    let identity = |texts: &[&str]| {
        lytic_study::identity(&ready(&files(DOSES, ""), "a.toml", set(texts)).unwrap()).to_string()
    };
    assert_ne!(identity(&["dose.drug.amount=20 mg"]), identity(&[]));
    assert_ne!(identity(&["dose.drug.amount=20 mg"]), identity(&["dose.drug.amount=30 mg"]));
}

#[test]
fn mistakes_are_told_with_the_mend() {
    let cases: &[(&[&str], &[&str])] = &[
        (
            &["dose.drug.amont=1 mg"],
            &["1:1 E0602 the scenario has no `dose.drug.amont` that can be set ~ dose.drug.amount"],
        ),
        (
            &["doses.drug.amount=1 mg"],
            &["1:1 E0602 the scenario has no `doses.drug.amount` that can be set ~ dose.drug.amount"],
        ),
        (&["dose.il2.amount=1 mg"], &["1:1 E0602 the scenario has no `dose.il2.amount` that can be set"]),
        (&["dose.4.amount=1 mg"], &["1:1 E0602 the scenario has no `dose.4.amount` that can be set"]),
        (&["dose.0.amount=1 mg"], &["1:1 E0602 the scenario has no `dose.0.amount` that can be set"]),
        (&["durations=1 d"], &["1:1 E0602 the scenario has no `durations` that can be set ~ duration"]),
        (&["los=1 /d"], &["1:1 E0340 unknown parameter `los` ~ loss"]),
        (&["zzz=1"], &["1:1 E0340 unknown parameter `zzz`"]),
        (&["cohort.patients=5"], &["1:1 E0601 `cohort.patients` is set by the option `--patients`"]),
        (&["dose.drug.amount=1 kg*d"], &["E0337"]),
        (&["dose.drug.amount=-1 mg"], &["1:18 E0317 `amount` must not be negative, and is -1 mg"]),
        (&["dose.drug.amount="], &["1:18 E0309 `amount` is an empty text"]),
        (&["dose.drug.count=2.5"], &["1:17 E0308 wrong kind of value for `count`"]),
        (&["dose.drug.count=many"], &["1:17 E0308 wrong kind of value for `count`"]),
        (&["dose.drug.count=0"], &["1:17 E0311 `count` must lie between 1 and 100000"]),
        (&["dose.drug.count=2"], &["1:1 E0606"]),
        (&["dose.drug.every=2 d"], &["1:1 E0605"]),
        (&["dose.drug.every=0 d"], &["1:17 E0316 `every` must be above zero, and is 0 d"]),
        (&["dose.drug.from=2 kg"], &["1:16 E0007"]),
        (&["dose.drug.from=20 d"], &["1:16 E0338"]),
        (&["dose.drug.route=iv"], &["1:1 E0320 `route` has no meaning here"]),
        (
            &["dose.toxin.from=1 d"],
            &[
                "1:1 E0603 several lines of the scenario give `toxin`, and `dose.toxin.from` could mean each of them",
            ],
        ),
        (&["dose.toxin.amount=2 mg", "dose.2.amount=3 mg"], &["1:1 E0343 `dose.2.amount` is set twice"]),
        (&["duration=0 d"], &["1:10 E0316 `duration` must be above zero, and is 0 d"]),
        (&["event.washing.removes=2"], &["1:23 E0311 `removes` must lie between 0 and 1"]),
        (&["event.washing.removes=half"], &["1:23 E0308"]),
        (&["patient.weight=70000 kg"], &["1:16 E0311 `weight` must lie between 0.3 kg and 700 kg"]),
        (&["dose.drug.at=[\"0 d\""], &["1:14 E0308"]),
        (&["dose.drug.amount=10 mg"], &["1:1 W0304"]),
        (&["dose.drug.amount"], &["1:1 E0356"]),
    ];
    for (texts, wanted) in cases {
        let found = problems(texts);
        assert_eq!(found.len(), wanted.len(), "{texts:?}: {found:#?}");
        for (found, wanted) in found.iter().zip(*wanted) {
            let fits = if wanted.len() > 12 { found == wanted } else { found.contains(wanted) };
            assert!(fits, "{texts:?}: {found} instead of {wanted}");
        }
    }
}
