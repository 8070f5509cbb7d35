//! Simulated patients: bands hold what they should, alarms find what comes.

use super::{Memory, follow, follow_in, many, question};
use lytic_study::{FollowQuestion, TrialResults};
use std::collections::BTreeMap;

fn check_bands(results: &TrialResults) {
    for found in [&results.next[0], &results.course[0]] {
        assert!((0.85..=0.95).contains(&found.share()), "{found:?}");
    }
}

/// The plan has no values: they are simulated.
const PLAN: &str =
    "TIME [d],DV [mg/L],DVID,LLOQ\n0,,x,3\n4,,x,3\n8,,x,3\n12,,x,3\n16,,x,3\n24,,x,3\n32,,x,3\n";

#[test]
fn bands_of_what_decays_hold_what_they_should_and_alarms_tell() {
    let asked = FollowQuestion {
        particles: 60,
        simulate: Some(80),
        alarms: vec!["low".to_owned()],
        within: Some("8 d".to_owned()),
        ..question()
    };
    let results = many(follow(PLAN.as_bytes(), &asked, 2).unwrap());
    assert_eq!((results.about.patients, results.planned), (80, 7));
    check_bands(&results);
    assert_eq!(results.next[0].n, 560);
    assert_eq!(results.histogram.iter().sum::<u64>(), 560);
    let alarm = &results.alarms[0];
    assert!(alarm.events > 20 && alarm.area > 0.9, "{alarm:?}");
    assert!(alarm.rows.windows(2).all(|pair| pair[0].sensitivity >= pair[1].sensitivity));
    assert!(alarm.rows.windows(2).all(|pair| pair[0].false_alarms >= pair[1].false_alarms));
    let again = many(follow(PLAN.as_bytes(), &asked, 1).unwrap());
    assert_eq!(
        (again.next, again.course, again.histogram),
        (results.next, results.course, results.histogram)
    );
}

/// Scenarios of the library take minutes: `LYTIC_FULL=1` asks for them. Numbers of larger runs are in `docs/follow.md`.
#[test]
fn bands_of_a_viral_load_hold_what_they_should() {
    if std::env::var_os("LYTIC_FULL").is_none() {
        return;
    }
    let plan = "TIME [d],DV,DVID,UNIT\n-21,,hiv.virus,copies/mL\n0,,hiv.virus,copies/mL\n7,,hiv.virus,copies/mL\n\
                14,,hiv.virus,copies/mL\n21,,hiv.virus,copies/mL\n28,,hiv.virus,copies/mL\n";
    let asked = FollowQuestion {
        particles: 100,
        simulate: Some(40),
        alarms: vec!["rebound".to_owned()],
        within: Some("7 d".to_owned()),
        ..question()
    };
    let files = Memory(BTreeMap::new());
    let results = many(follow_in("hiv-interruption", &files, plan.as_bytes(), &asked, 2).unwrap());
    check_bands(&results);
    assert!(results.alarms[0].area > 0.7, "{:?}", results.alarms[0]);
}
