//! `--scan`: points against closed forms and against `--set`, and what is said of each mistake.

use crate::{Desk, Memory, files, lines, ready, run, set};
use lytic_nk::Library;
use lytic_study::{Overrides, Scan, ScanResults, open, prepare_scan};
use lytic_text::Sources;

const SCENARIO: &str = r#"
[[dose]]
into = "drug"
amount = "10 mg"
at = { from = "0 d", every = "2 d", count = 1 }

[parameters]
loss = { value = "0.5 /d", between = { lognormal_sd = 0.3 } }

[outcome.high]
when = "drug > 0.5"
at = "3 d"

[outcome.level]
value = "drug"
at = "3 d"
"#;

fn simulate(scan: &Scan, files: &Memory, threads: usize) -> ScanResults {
    let desk = Desk::new(&scan.identity());
    scan.run(desk.folder(), &Library::embedded(), files, Some(threads), &|_, _| true).unwrap()
}

fn scan(specs: &[&str], patients: u64) -> Result<(Scan, ScanResults), Vec<String>> {
    scan_of(SCENARIO, specs, patients)
}

fn scan_of(scenario: &str, specs: &[&str], patients: u64) -> Result<(Scan, ScanResults), Vec<String>> {
    let (library, files, mut sources) = (Library::embedded(), files(scenario, ""), Sources::new());
    let (scenario, problems) = open("a.toml", &files, &mut sources);
    assert_eq!(problems, []);
    let overrides = Overrides { patients: Some(patients), ..Overrides::default() };
    let specs: Vec<String> = specs.iter().map(|spec| (*spec).to_owned()).collect();
    let (scan, found) = prepare_scan(scenario.unwrap(), &library, &files, overrides, &specs, &mut sources);
    if !found.is_empty() {
        return Err(lines(&found, &sources));
    }
    let scan = scan.unwrap();
    let results = simulate(&scan, &files, 1);
    Ok((scan, results))
}

/// The typical patient is the median one, and the drug decays as `exp(-3 loss)`.
#[test]
fn medians_follow_the_closed_form() {
    let (scan, found) = scan(&["loss=0.1 /d:1.6 /d:5:log"], 401).unwrap();
    assert_eq!(scan.axes[0].values, [0.1, 0.2, 0.4, 0.8, 1.6]);
    let z = |loss: f64, level: f64| -(level / 2.0).ln() / 3.0 / loss;
    let factor = z(0.1, found.points[0].values[0].quantiles[2].1);
    for point in &found.points {
        // The same patients at every point: their median is off by the same factor everywhere.
        let level = point.values[0].quantiles[2].1;
        assert!((z(point.at[0], level) / factor - 1.0).abs() < 1e-4, "{point:?}");
        assert!((factor - 1.0).abs() < 0.05);
    }
}

#[test]
fn a_point_is_the_run_with_set() {
    let (scan, found) = scan(&["dose.drug.amount=1:100 mg:3", "dose.1.count=1:2:2"], 50).unwrap();
    assert_eq!(found.points.len(), 6);
    assert_eq!(scan.axes[0].values, [1.0, 50.5, 100.0]);
    let point = &found.points[3];
    assert_eq!(point.at, [50.5, 2.0]);
    let overrides = Overrides { patients: Some(50), ..set(&["dose.drug.amount=50.5 mg", "dose.1.count=2"]) };
    let single = run(&ready(&files(SCENARIO, ""), "a.toml", overrides).unwrap()).results;
    assert_eq!(point.outcomes, single.outcomes);
    assert_eq!(format!("{:?}", point.values), format!("{:?}", single.values));
    assert_ne!(found.points[2].values[0].quantiles, point.values[0].quantiles);
}

#[test]
fn a_scan_is_the_same_on_any_number_of_threads_and_says_what_it_was() {
    let (scan, one) = scan(&["loss=0.1 /d:0.5 /d:3"], 30).unwrap();
    let many = simulate(&scan, &files(SCENARIO, ""), 3);
    assert_eq!(format!("{one:?}"), format!("{many:?}"));
    assert_eq!(one.about.command, "lytic run a.toml --patients 30 --scan 'loss=0.1 /d:0.5 /d:3'");
    let other = self::scan(&["loss=0.1 /d:0.5 /d:4"], 30).unwrap().0;
    assert_ne!(scan.identity(), other.identity());
}

#[test]
fn mistakes_are_told_with_the_mend() {
    let cases: &[(&[&str], &str)] = &[
        (&["los=0.1 /d:1 /d:3"], "1:1 E0340 unknown parameter `los` ~ loss"),
        (
            &["dose.drug.amont=1 mg:2 mg:3"],
            "1:1 E0602 the scenario has no `dose.drug.amont` that can be set ~ dose.drug.amount",
        ),
        (&["loss=0.1:1:3"], "1:6 E0008"),
        (&["loss=0.1 kg:1:3"], "1:6 E0007"),
        (&["loss=0.1 /d:1 kg:3"], "1:13 E0007"),
        (&["loss=0.1 /d:1 /d:0"], "1:18 E0612 `0` cannot be the number of values of a scan"),
        (&["loss=0.1 /d:1 /d:1"], "1:18 E0612 `1` cannot be the number of values of a scan"),
        (&["loss=0.1 /d:1 /d:1000000"], "1:18 E0612"),
        (&["loss=0.1 /d:1 /d:99999999999999999999999"], "1:18 E0612"),
        (&["loss=0.1 /d:1 /d:-3"], "1:18 E0612"),
        (&["loss=0.1 /d:1 /d:2.5"], "1:18 E0612"),
        (&["loss=0.1 /d:1 /d:three"], "1:18 E0612"),
        (&["loss=1 /d:1 /d:3"], "1:6 E0613 the scan begins and ends at 1 /d"),
        (&["loss=24 h^-1:1 h^-1:3:lin"], "1:23 E0611 `lin` is no spacing of a scan"),
        (&["loss=0 /d:1 /d:3:log"], "1:6 E0614 equal ratios cannot reach 0 /d"),
        (&["loss=1 /d:-1 /d:3:log"], "1:6 E0614 equal ratios cannot reach -1 /d"),
        (&["loss=few:1 /d:3"], "1:6 E0002"),
        (&["loss=1e999 /d:1 /d:3"], "1:6 E0"),
        (&["loss=1 /d:3"], "1:6 E0610 `loss=1 /d:3` is no scan"),
        (&["loss"], "1:1 E0610 `loss` is no scan"),
        (&["=1:2:3"], "1:1 E0610 `=1:2:3` is no scan"),
        (&[""], "1:1 E0610 `` is no scan"),
        (&["loss=1 /d:2 /d:3:log:log"], "1:6 E0610"),
        (&["loss=1 /d:2 /d:3", "loss=2 /d:3 /d:3"], "1:1 E0617 `loss` is scanned twice"),
        (
            &["loss=1 /d:2 /d:101", "dose.drug.amount=1 mg:2 mg:101"],
            "1:6 E0615 the scan has 10201 points; the limit is 10000",
        ),
        (
            &["loss=1 /d:2 /d:3", "dose.drug.amount=1 mg:2 mg:3", "duration=5 d:10 d:2"],
            "1:1 E0616 a scan has one or two axes, and this is a third",
        ),
        (
            &["dose.drug.count=1:4:3"],
            "1:17 E0618 `dose.drug.count` is counted in whole numbers, and the scan asks for 2.5",
        ),
        (&["dose.drug.count=0:4:5"], "1:17 E0311 `count` must lie between 1 and 100000"),
        (&["dose.drug.amount=-1 mg:4 mg:5"], "1:18 E0317 `amount` must not be negative, and is -1 mg"),
        (&["dose.drug.from=0 d:20 d:5"], "1:16 E0338 the dose at 20 d lies outside of the run, 0 d to 10 d"),
        (&["duration=2 d:10 d:5"], "16:7 E0339"),
    ];
    let mut wrong = Vec::new();
    for (specs, wanted) in cases {
        let found = scan(specs, 3).err().unwrap_or_default();
        let fits = found.first().is_some_and(|line| line.starts_with(wanted));
        if !fits || found.len() > 2 {
            wrong.push(format!("{specs:?}: {found:?} instead of {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let found =
        scan_of("[observe]\ncolumns = [\"drug\"]", &["loss=1 /d:2 /d:3"], 3).err().unwrap_or_default();
    assert_eq!(found, ["E0620 a scan shows outcomes, and a.toml judges none"]);
}
