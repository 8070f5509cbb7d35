//! Following a patient: the filter against a closed form, what is read of a table and refused in it, the same bits on any threads,
//! and bands and alarms of simulated patients.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that fails should panic"
)]

mod refused;
mod trial;

use lytic_nk::Library;
use lytic_study::{
    Files, FollowQuestion, FollowResults, Followed, Overrides, Read, TrialResults, open, prepare_follow,
};
use lytic_text::{Lang, Sources, entry, has_errors};
use std::collections::BTreeMap;

struct Memory(BTreeMap<&'static str, String>);

impl Files for Memory {
    fn read(&self, path: &str, _limit: usize) -> Result<Vec<u8>, String> {
        self.0.get(path).map(|text| text.clone().into_bytes()).ok_or_else(|| "no such file".to_owned())
    }
}

/// Something that decays, faster in some patients than in others.
const DECAY: &str = r#"
model *decay()
  unit time_unit = day;
  const loss has per_day; loss = 0.2;
  const start has mg_per_L; start = 50;
  x has mg_per_L; x = start;
  x' = -loss*x;
  x is "what decays";
end
"#;

const SCENARIO: &str = r#"
model = "decay.ant"
duration = "40 d"
[parameters]
"start" = { value = "100 mg/L", between = { lognormal_sd = 0.5 } }
"loss" = { value = "0.1 /d", between = { normal_sd = 0.03 } }
[cohort]
patients = 10
[observe]
every = "1 d"
columns = ["x"]
[outcome.low]
when = "x < 10 mg_per_L"
ever = { from = "0 d" }
[outcome.at_the_end]
when = "x < 1 mg_per_L"
at = "40 d"
"#;

fn question() -> FollowQuestion {
    FollowQuestion { particles: 500, ..FollowQuestion::default() }
}

/// Follows in the scenario of decay, or tells what is wrong: `place code words ~ nearest`.
fn follow(data: &[u8], question: &FollowQuestion, threads: usize) -> Result<Followed, Vec<String>> {
    let files = BTreeMap::from([("decay.ant", DECAY.to_owned()), ("my.toml", SCENARIO.to_owned())]);
    follow_in("my.toml", &Memory(files), data, question, threads)
}

fn follow_in(
    scenario: &str,
    files: &Memory,
    mut data: &[u8],
    question: &FollowQuestion,
    threads: usize,
) -> Result<Followed, Vec<String>> {
    let library = Library::embedded();
    let mut sources = Sources::new();
    let (scenario, mut diagnostics) = open(scenario, files, &mut sources);
    let mut ready = None;
    if let Some(scenario) = scenario {
        let data: (&str, &mut dyn std::io::Read) = ("patient.csv", &mut data);
        let overrides = Overrides::default();
        let (found, more) =
            prepare_follow(scenario, &library, files, overrides, question, data, &mut sources);
        diagnostics.extend(more);
        ready = found;
    }
    let lines: Vec<String> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.is_error())
        .map(|diagnostic| {
            let key = diagnostic.message.key;
            assert!(entry(key).is_some(), "{key} is not in the catalogue");
            let place = diagnostic.span.and_then(|span| sources.line_column(span));
            let place = place.map_or_else(String::new, |place| format!("{}:{} ", place.line, place.column));
            let near = diagnostic.suggestion.as_deref().map_or_else(String::new, |near| format!(" ~ {near}"));
            format!("{place}{key} {}{near}", diagnostic.message.text(Lang::En))
        })
        .collect();
    if has_errors(&diagnostics) {
        return Err(lines);
    }
    Ok(ready.unwrap().run(Some(threads), &|_, _| true).unwrap())
}

fn one(data: &str, question: &FollowQuestion) -> FollowResults {
    match follow(data.as_bytes(), question, 2) {
        Ok(Followed::One(results)) => *results,
        other => panic!("{other:?}"),
    }
}

fn many(found: Followed) -> TrialResults {
    match found {
        Followed::Trial(results) => *results,
        Followed::One(results) => panic!("{results:?}"),
    }
}

const FOUR: &str = "TIME [d],DV [mg/L],DVID\n0,150,x\n5,80,x\n10,55,x\n15,30,x\n";

fn error(share: &str) -> FollowQuestion {
    FollowQuestion { errors: vec![format!("x={share}")], ..question() }
}

/// `ln y = ln start - loss t + e` is linear in two normal numbers: mean and spread of the posterior by the normal equations.
#[test]
fn the_posterior_is_that_of_the_closed_form() {
    let results = one(FOUR, &FollowQuestion { particles: 1000, ..error("10 %") });
    let observed = [(0.0, 150.0), (5.0, 80.0), (10.0, 55.0), (15.0, 30.0)];
    let (mut aa, mut ak, mut kk) = (1.0 / 0.25, 0.0, 1.0 / 0.0009);
    let (mut ra, mut rk) = (100.0_f64.ln() * aa, 0.1 * kk);
    for (t, y) in observed {
        let (weight, y) = (100.0, f64::ln(y));
        aa += weight;
        ak -= weight * t;
        kk += weight * t * t;
        ra += weight * y;
        rk -= weight * t * y;
    }
    let determinant = aa * kk - ak * ak;
    let (a, k) = ((kk * ra - ak * rk) / determinant, (aa * rk - ak * ra) / determinant);
    let (sd_a, sd_k) = ((kk / determinant).sqrt(), (aa / determinant).sqrt());
    let learned = |name: &str| results.learned.iter().find(|found| found.name == name).unwrap();
    let start = learned("start").after.map(f64::ln);
    let loss = learned("loss").after;
    let near = |found: [f64; 3], mean: f64, sd: f64| {
        for (found, z) in found.iter().zip([-1.645, 0.0, 1.645]) {
            let wanted = mean + z * sd;
            assert!((found - wanted).abs() < 0.3 * sd, "{found} instead of {wanted} (sd {sd})");
        }
    };
    near(start, a, sd_a);
    near(loss, k, sd_k);
    // The curve at day 30 is a line in the same two numbers.
    let column = &results.columns[0];
    let at = results.times_days.iter().position(|time| *time == 30.0).unwrap();
    let variance = (kk + 2.0 * 30.0 * ak + 900.0 * aa) / determinant;
    let curve = [0, 2, 4].map(|index: usize| column.quantiles[index].1[at].ln());
    near(curve, a - 30.0 * k, variance.sqrt());
    assert!(results.effective > 400.0 && !results.collapsed(), "{}", results.effective);
    assert!(results.contradictions().next().is_none());
}

#[test]
fn the_same_bits_on_any_threads() {
    let mut asked = error("10 %");
    asked.alarms = vec!["low".to_owned(), "x < 5 mg_per_L".to_owned()];
    let two = follow(FOUR.as_bytes(), &asked, 2).unwrap();
    // Printed, since a share of no steps is no number, and not equal to itself.
    let one = follow(FOUR.as_bytes(), &asked, 1).unwrap();
    assert!(format!("{one:?}") == format!("{two:?}"), "threads change results");
}

#[test]
fn alarms_come_with_probability_and_lead_time() {
    let mut asked = error("10 %");
    asked.alarms = vec!["low".to_owned(), "x < 25 mg_per_L".to_owned()];
    asked.within = Some("20 d".to_owned());
    let results = one(FOUR, &asked);
    assert_eq!(results.cut_days, 15.0);
    // ln(33/10)/0.105: about 11 days from day 15.
    let low = &results.alarms[0];
    assert!(low.probability > 0.95 && low.now == 0.0 && low.before < low.probability, "{low:?}");
    let [early, median, late] = low.lead_days.unwrap();
    assert!((7.0..=16.0).contains(&median) && early < median && median < late, "{:?}", low.lead_days);
    assert!(low.curve.windows(2).all(|pair| pair[0].1 <= pair[1].1), "it has come or not");
    assert!(results.alarms[1].probability > 0.99);
    let chance = |name: &str| results.outcomes.iter().find(|found| found.name == name).unwrap().after;
    assert!(chance("low") > 0.99 && chance("at_the_end") < 0.2, "{:?}", results.outcomes);
    assert_eq!(results.outcomes.len(), 2, "alarms are no outcomes of the scenario");
}

/// What lies below a limit moves the belief as the distribution function says, and contradicts where it is next to impossible.
#[test]
fn limits_of_quantification_are_no_values() {
    let value = "TIME [d],DV,DVID,UNIT,LLOQ,CENS,MDV\n0,100,x,mg/L,5,0,0\n30,5,x,mg/L,5,1,0\n";
    let less = value.replace("30,5,x,mg/L,5,1,0", "30,<5,x,mg/L,,0,0");
    let below = value.replace("30,5,x,mg/L,5,1,0", "30,3,x,mg/L,5,0,0");
    let found: Vec<FollowResults> = [value, &less, &below].map(|data| one(data, &error("10 %"))).to_vec();
    for results in &found {
        assert_eq!(results.points[1].read, Read::Below(5.0));
        assert_eq!(results.columns, found[0].columns);
        assert_eq!(results.measured[0].below, 1);
    }
    let at_30 = found[0].times_days.iter().position(|time| *time == 30.0).unwrap();
    assert!(found[0].columns[0].quantiles[2].1[at_30] < 5.0);
    let odd = one(&value.replace("30,5,x", "2,5,x"), &error("10 %"));
    assert_eq!(odd.contradictions().map(|point| point.line).collect::<Vec<u64>>(), [3]);
    assert!(odd.points[1].tail < 1e-3);
}

#[test]
fn units_dates_missing_values_and_spreadsheets() {
    let plain = one(FOUR, &error("10 %"));
    let dated = "\u{feff}ID;DATE;DV;DVID;UNIT\r\n7;2026-03-01;150;x;mg/L\r\n7;2026-03-06;0,08;x;g/L\r\n\
                 7;2026-03-08;NA;x;mg/L\r\n7;2026-03-11T00:00;55000;x;ug/L\r\n7;2026-03-16;30;x;mg/L\r\n";
    let asked = FollowQuestion { day_zero: Some("2026-03-01".to_owned()), ..error("10 %") };
    let results = one(dated, &asked);
    assert_eq!((results.missing, results.patient.as_str()), (1, "7"));
    assert_eq!(results.points[2].date, "2026-03-11T00:00");
    for (found, wanted) in results.points.iter().zip(&plain.points) {
        assert_eq!(found.time_days, wanted.time_days);
        assert!((found.read.number() - wanted.read.number()).abs() < 1e-9 * wanted.read.number());
    }
    let hours = FOUR.replace("TIME [d]", "TIME [h]").replace("\n5,", "\n120,").replace("\n10,", "\n240,");
    let hours = hours.replace("\n15,", "\n360,");
    for (found, wanted) in one(&hours, &error("10 %")).points.iter().zip(&plain.points) {
        assert!((found.time_days - wanted.time_days).abs() < 1e-9 && (found.tail - wanted.tail).abs() < 1e-3);
    }
}

#[test]
fn one_of_several_patients_up_to_a_day() {
    let data = "ID,TIME [d],DV [mg/L],DVID\n1,0,150,x\n2,0,90,x\n1,5,80,x\n1,10,55,x\n1,15,30,x\n2,5,70,x\n";
    let asked = FollowQuestion { id: Some("1".to_owned()), until: Some("5 d".to_owned()), ..error("10 %") };
    let results = one(data, &asked);
    assert_eq!((results.points.len(), results.held_back.len(), results.others), (2, 2, 2));
    assert_eq!(results.cut_days, 5.0);
    assert!(results.held_back.iter().all(|point| point.tail > 0.01), "{:?}", results.held_back);
    let second = FollowQuestion { id: Some("2".to_owned()), ..error("10 %") };
    assert_eq!(one(data, &second).points.len(), 2);
}
