//! `--overlay`: points against the band of patients, and what is said of each mistake in a file.

use crate::{files, ready, run};
use lytic_study::{ObservedData, Overlay, Overrides, Study, read_observed};
use lytic_text::{Lang, entry};
use std::io::Read;

const SCENARIO: &str = r#"
[[dose]]
into = "drug"
amount = "10 mg"
at = "0 d"

[parameters]
loss = { value = "0.5 /d", between = { lognormal_sd = 0.3 } }

[observe]
every = "0.5 d"
columns = ["drug", "toxin"]
"#;

fn study(patients: u64) -> Study {
    let overrides = Overrides { patients: Some(patients), ..Overrides::default() };
    ready(&files(SCENARIO, ""), "a.toml", overrides).unwrap()
}

fn read(text: &str) -> Result<ObservedData, Vec<String>> {
    let study = study(1);
    read_observed("seen.csv", text.as_bytes(), &study).map_err(|found| {
        let line = |problem: &lytic_text::Diagnostic| {
            assert!(entry(problem.message.key).is_some(), "{} is not in the catalogue", problem.message.key);
            let text = problem.message.text(Lang::En);
            assert!(!text.contains('{'), "{text}");
            let near = problem.suggestion.as_deref().map_or_else(String::new, |near| format!(" ~ {near}"));
            format!("{} {text}{near}", problem.message.key)
        };
        found.iter().map(line).collect()
    })
}

fn over(text: &str) -> Overlay {
    let study = study(400);
    let data = read_observed("seen.csv", text.as_bytes(), &study).unwrap();
    data.over(&run(&study).results)
}

/// The band follows from the law of `loss`: at 4 days 2 exp(-2 exp(0.3 z)), z = -1.645 and 1.645.
#[test]
fn points_are_counted_by_the_band_of_patients() {
    let level = |z: f64| 2.0 * (-2.0 * (0.3 * z).exp()).exp();
    let (low, high) = (level(1.645), level(-1.645));
    let row = |factor: f64| format!("7,96,{},drug,mg/L,0,\n", factor);
    let text = format!(
        "\u{feff}id,Time [h],dv,DVID,unit,MDV,comment\n# from the lab\n{}{}{}{}8,4,1,drug,mg/L,1,\"lost, sadly\"\n9,0,9e3,toxin,ug,0,\n",
        row(0.8 * low),
        row(1.2 * low),
        row(0.8 * high),
        row(1.2 * high)
    );
    let found = over(&text);
    assert_eq!((found.skipped, found.file.as_str(), found.sha256.len()), (1, "seen.csv", 64));
    let drug = &found.series[0];
    assert_eq!((drug.column.as_str(), drug.n, drug.inside_90, drug.below, drug.above), ("drug", 4, 2, 1, 1));
    assert_eq!((drug.drawn[0].time_days, drug.drawn[0].id.as_str()), (4.0, "7"));
    // 9000 ug are 9 mg, and no toxin was given.
    let toxin = &found.series[1];
    assert_eq!((toxin.drawn[0].value, toxin.above, toxin.n), (9.0, 1, 1));
}

#[test]
fn between_recorded_times_the_band_is_a_straight_line() {
    let found = over("ID,TIME [d],DV [mg/L],DVID\n1,0.25,1.7646,drug\n1,0.25,1e9,drug\n");
    assert_eq!((found.series[0].inside_90, found.series[0].above), (1, 1));
}

#[test]
fn the_hash_is_that_of_the_bytes_and_tells_runs_apart() {
    let text = "ID,TIME [d],DV [mg/L],DVID\n1,1,1,drug\n";
    let data = read(text).unwrap();
    assert_eq!(data.sha256(), "43730a97f8908d0b26733610d7ee9b5ac273741daeac224cd6b395ba4ce3b8c7");
    let (mut with, without) = (study(1), study(1));
    with.observe(&data);
    assert_ne!(lytic_study::identity(&with), lytic_study::identity(&without));
    let mut results = run(&with).results;
    data.attach(&mut results);
    assert!(results.about.command.ends_with(" --overlay seen.csv"), "{}", results.about.command);
    assert_ne!(data, read(&text.replace("1,1,1", "1,1,2")).unwrap());
}

#[test]
fn every_mistake_is_told_with_line_and_column() {
    let head = "ID,TIME [d],DV [mg/L],DVID,UNIT,MDV\n";
    let row = |text: &str| format!("{head}{text}\n");
    let cases: Vec<(String, Vec<&str>)> = vec![
        (String::new(), vec!["E0302 seen.csv is empty"]),
        (
            "ID,TIMES [d],DV [mg/L],DVID\n".into(),
            vec![
                "E0650 seen.csv, line 1: unknown column `TIMES [d]` ~ TIME",
                "E0651 seen.csv, line 1: the column TIME is missing",
            ],
        ),
        (
            "ID,TIME [d],DV [mg/L],DVID,WEIGHT\n".into(),
            vec!["E0650 seen.csv, line 1: unknown column `WEIGHT`"],
        ),
        (
            "ID,TIME [d],DV [mg/L],DVID,WEIGHT\n1,11,1,drug,70\n1,1,one,drug,70\n".into(),
            vec!["E0650", "E0662 seen.csv, line 2", "E0666 seen.csv, line 3"],
        ),
        (
            "ID,TIME [d],DV [mg/L],DVID,id\n".into(),
            vec!["E0652 seen.csv, line 1: the column `id` stands twice"],
        ),
        ("ID,TIME,DV [mg/L],DVID\n".into(), vec!["E0654 seen.csv, line 1: TIME has no unit"]),
        ("ID,TIME [kg],DV [mg/L],DVID\n".into(), vec!["E0655 seen.csv, line 1: TIME in kg is no time"]),
        ("ID,TIME [d],DV,DVID\n".into(), vec!["E0656 seen.csv, line 1: DV has no unit"]),
        ("ID,TIME [d,DV [mg/L],DVID\n".into(), vec!["E0650", "E0651"]),
        ("ID,TIME [dd],DV [mg/L],DVID\n".into(), vec!["E0663 seen.csv, line 1, TIME [dd]: "]),
        ("ID,TIME [d],DV [mg/L],DVID [x]\n".into(), vec!["E0653 seen.csv, line 1: `DVID [x]` has no unit"]),
        (head.into(), vec!["E0667 seen.csv, line 1: there is no observed value (DV)"]),
        (row("1,1,1,drug,,1"), vec!["E0667"]),
        (row("1,1,1,drug,"), vec!["E0657 seen.csv, line 2: 5 cells, and the head has 6"]),
        (row("1,1,1,drgu,,0"), vec!["E0661 seen.csv, line 2, DVID: the scenario observes no `drgu` ~ drug"]),
        (
            row("1,11,1,drug,,0"),
            vec!["E0662 seen.csv, line 2, TIME: 11 d lies outside of the run, 0 d to 10 d"],
        ),
        (row("1,-1,1,drug,,0"), vec!["E0662"]),
        (row("1,1,one,drug,,0"), vec!["E0666 seen.csv, line 2, DV: `one` is not a number"]),
        (row("1,1,.,drug,,0"), vec!["E0666 seen.csv, line 2, DV: `.` is not a number"]),
        (row("1,1,nan,drug,,0"), vec!["E0666"]),
        (row("1,soon,1,drug,,0"), vec!["E0666 seen.csv, line 2, TIME: `soon` is not a number"]),
        (
            row("1,1,1,drug,kg,0"),
            vec!["E0665 seen.csv, line 2, UNIT: kg cannot be converted to mg/L, the unit of `drug`"],
        ),
        (row("1,1,1,drug,mgg/L,0"), vec!["E0663 seen.csv, line 2, UNIT: "]),
        (
            row("1,1,1,toxin,,0"),
            vec!["E0665 seen.csv, line 2, DV: mg/L cannot be converted to mg, the unit of `toxin`"],
        ),
        ("ID,TIME [d],DV,DVID,UNIT\n1,1,1,drug,\n".into(), vec!["E0664 seen.csv, line 2: UNIT is empty"]),
        (row(",1,1,drug,,0"), vec!["E0660 seen.csv, line 2: ID is empty"]),
        (row("1,1,1,drug,,2"), vec!["E0659 seen.csv, line 2, MDV: `2` is neither 0 nor 1"]),
        (
            row("1,x,y,z,kg,0\n2,1,1,drug,,0\n3,99,1,drug,,0"),
            vec!["E0666", "E0661", "E0666", "E0662 seen.csv, line 4"],
        ),
    ];
    let mut wrong = Vec::new();
    for (text, wanted) in &cases {
        let found = read(text).err().unwrap_or_default();
        let fits = found.len() == wanted.len()
            && found.iter().zip(wanted).all(|(found, wanted)| found.starts_with(wanted));
        if !fits {
            wrong.push(format!("{text}: {found:?} instead of {wanted:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let many = format!("{head}{}", "1,x,1,drug,,0\n".repeat(1000));
    let found = read(&many).err().unwrap();
    assert_eq!((found.len(), found.last().unwrap().as_str()), (51, "E0669 seen.csv: 950 more problems"));
    let study = study(1);
    let bytes = [head.as_bytes(), b"1,1,1,\xff\xfe,,0\n"].concat();
    let found = read_observed("seen.csv", bytes.as_slice(), &study).err().unwrap();
    assert_eq!(found[0].message.text(Lang::En), "seen.csv, line 2, cell 4: not UTF-8");
}

/// Neither a line without end nor millions of points fill the memory.
#[test]
fn there_are_limits() {
    let study = study(1);
    let endless = read_observed("seen.csv", std::io::repeat(b'x').take(1 << 40), &study);
    assert_eq!(endless.err().unwrap()[0].message.key, "E0305");
    let row = b"1,1,1,drug\n";
    let rows = (0..700_000).flat_map(|_| row.iter().copied());
    let mut bytes = b"ID,TIME [d],DV [mg/L],DVID\n".to_vec();
    bytes.extend(rows);
    let found = read_observed("seen.csv", bytes.as_slice(), &study).err().unwrap();
    assert_eq!(found[0].message.key, "E0668");
    bytes.truncate(bytes.len() / 2);
    bytes.extend(b"\n");
    let cut = bytes.iter().rposition(|byte| *byte == b'1').unwrap_or(0);
    bytes.truncate(bytes[..cut].iter().rposition(|byte| *byte == b'\n').unwrap() + 1);
    let data = read_observed("seen.csv", bytes.as_slice(), &study).unwrap();
    let overlay = data.over(&run(&study).results);
    assert!(overlay.series[0].n > 300_000 && overlay.series[0].drawn.len() <= 100_000);
}
