//! `lytic run --method`: a model and a scenario by chance, beside the same integrated.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod shared;

use serde_json::Value;
use shared::{done, object};
use std::fs;

/// Ten that turn over and are lost: all rates are linear, so means by chance are those of the equations.
const FEW: &str = "model few
  species A, B
  A = 10; B = 0
  k1 = 0.3; k2 = 0.05
  J1: A -> B; k1*A - k2*B
  J2: B => ; 2*k2*B
end
";

/// A clone that is brought down to a few cells and left alone.
const CLONE: &str = r#"
model = "clone.ant"
duration = "20 d"
[cohort]
patients = 60
seed = 1
[observe]
every = "1 d"
columns = ["cells_left"]
[outcome.cure]
when = "cells_left < 1"
at = "20 d"
[outcome.extinction]
event = "cells_left == 0"
[outcome.left]
value = "cells_left"
at = "20 d"
"#;
const MODEL: &str = "model *clone()
  unit time_unit = day;
  species cells_left has cells; cells_left = 4000;
  const birth has per_day; birth = 0.3;
  var death has per_day; death = 1.8;
  divide: => cells_left; birth*cells_left;
  die: cells_left => ; death*cells_left;
  stop: at (time >= 5): death = 0.1;
end
";

fn named<'a>(list: &'a Value, name: &str) -> &'a Value {
    list.as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["name"] == name)
        .unwrap_or_else(|| panic!("{name}: {list}"))
}

/// `--to`, `--points` and `--observe` of a model by itself ask the same by chance; what is said twice is refused.
#[test]
fn a_model_by_itself_is_asked_by_chance_in_its_own_words() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("few.ant"), FEW).unwrap();
    let found = |options: &str, out: &str| {
        let all = format!("run few.ant --method ssa --patients 20 {options} --out {out} --json");
        object(folder, &all.split(' ').collect::<Vec<_>>())
    };
    let own = found("--to 20 --points 7 --observe A,A/2", "own");
    let scenario = found("--duration 20 --every 3.3333333333333335 --observe A,A/2", "scenario");
    for key in ["values", "outcomes", "survival", "observables", "chance"] {
        assert_eq!(own[key], scenario[key], "{key}");
    }
    let table = |out: &str| fs::read_to_string(folder.join(out).join("summary.csv")).unwrap();
    assert_eq!(table("own"), table("scenario"));
    let observed = own["observables"].as_object().unwrap();
    assert_eq!(observed.keys().collect::<Vec<_>>(), ["A", "A/2"]);
    let times = observed["A"]["times"].as_array().unwrap();
    assert_eq!((times.len(), times[6].as_f64()), (7, Some(20.0)), "{times:?}");
    // Seven records of two columns, with a line of heads.
    assert_eq!(table("own").lines().count(), 1 + 7 * 2, "{}", table("own"));
    let refused =
        shared::refused(folder, &["run", "few.ant", "--method", "ssa", "--to", "20", "--duration", "10"]);
    assert!(refused.contains("E2510"), "{refused}");
    let refused =
        shared::refused(folder, &["run", "few.ant", "--method", "ssa", "--to", "20", "--observe", "A,C"]);
    assert!(refused.contains("--observe:1:1"), "{refused}");
}

#[test]
fn a_model_by_itself_is_told_beside_its_integral() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("few.ant"), FEW).unwrap();
    let mut hashes = Vec::new();
    for (method, threads) in
        [("ssa", "1"), ("ssa", "2"), ("next-reaction", "2"), ("tau", "2"), ("hybrid", "2")]
    {
        let out = format!("{method}-{threads}");
        let found = object(
            folder,
            &[
                "run",
                "few.ant",
                "--method",
                method,
                "--patients",
                "300",
                "--duration",
                "20 d",
                "--threads",
                threads,
                "--out",
                &out,
                "--json",
            ],
        );
        let chance = &found["chance"];
        assert_eq!(chance["method"], method);
        for name in ["A.end", "B.end"] {
            let of = named(&chance["distributions"], name);
            let number = |key: &str| of[key].as_f64().unwrap();
            let (mean, deviation, wanted) =
                (number("mean"), number("standard_deviation"), number("deterministic_mean"));
            assert_eq!(of["n"], 300);
            assert!(
                (mean - wanted).abs() < 4.0 * deviation / 300f64.sqrt(),
                "{method} {name}: {mean} for {wanted}"
            );
            let counted: u64 =
                of["bins"].as_array().unwrap().iter().map(|bin| bin[2].as_u64().unwrap()).sum();
            assert_eq!(counted, 300);
            assert_eq!(named(&chance["values"], name)["n"], 300);
        }
        // Some runs come to nothing; fractions of one never do.
        let gone = named(&chance["survivals"], "A.gone");
        assert!(gone["by_chance"]["events"].as_u64().unwrap() > 0, "{gone}");
        assert_eq!(gone["deterministic"]["events"], 0);
        assert!(gone["difference"]["restricted_mean"].as_f64().unwrap() < 0.0, "{gone}");
        let page = fs::read_to_string(folder.join(&out).join("report.html")).unwrap();
        assert!(page.contains("id=\"chance\"") && page.contains("A at the end, by chance"));
        let figures = fs::read_dir(folder.join(&out).join("figures")).unwrap();
        let figures: Vec<String> =
            figures.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        assert!(figures.iter().any(|name| name.contains("by-chance-a-end")), "{figures:?}");
        let manifest = fs::read_to_string(folder.join(&out).join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        hashes.push(manifest["hashes"]["results"].clone());
    }
    assert_eq!(hashes[0], hashes[1], "threads leave no trace");
    assert!(hashes[0] != hashes[2] && hashes[2] != hashes[3]);
}

/// What is said of time by a model without a unit, one in hours, and one of a unit without a name (10 s).
#[test]
fn a_model_by_itself_keeps_its_own_time() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (place, unit, duration, unit_named) in [
        ("plain", "", "20", ""),
        ("hours", "unit time_unit = 3600 second\n", "20", "h"),
        ("seconds", "unit time_unit = 10 second\n", "2", "s"),
    ] {
        let file = format!("{place}.ant");
        fs::write(folder.join(&file), FEW.replacen("  species", &format!("{unit}  species"), 1)).unwrap();
        let run =
            ["run", &file, "--method", "ssa", "--patients", "8", "--duration", duration, "--out", place];
        done(folder, &run);
        let read = |name: &str| fs::read_to_string(folder.join(place).join(name)).unwrap();
        let results: Value = serde_json::from_str(&read("results.json")).unwrap();
        assert_eq!(results["time_unit"], unit_named);
        assert_eq!(results["observables"]["A"]["times"].as_array().unwrap().last().unwrap(), 20.0, "{place}");
        assert_eq!(named(&results["survival"], "A.gone")["restricted"], 20.0);
        let at_end = format!("A, at 20 {unit_named}");
        assert_eq!(named(&results["values"], "A.end")["definition"], at_end.trim_end());
        let head = if unit_named.is_empty() { "time".to_owned() } else { format!("time [{unit_named}]") };
        for table in ["summary.csv", "survival.csv", "curves/part-00000.csv"] {
            let text = read(table);
            assert!(text.lines().next().unwrap().split(',').any(|name| name == head), "{place}/{table}");
        }
        let texts = [
            "results.json",
            "manifest.json",
            "summary.txt",
            "summary.zh.txt",
            "report.html",
            "report.zh.html",
        ];
        for name in texts {
            let text = read(name);
            for days in ["_days\":", " d)", " d,", " d;", " d<", "day ", "Day ", "days", "天"] {
                assert!(!text.contains(days), "{place}/{name} says {days:?}");
            }
        }
    }
    let hours = ["run", "plain.ant", "--patients", "8", "--duration", "20 h", "--out", "refused"];
    let said = shared::refused(folder, &hours);
    assert!(said.contains("E2512"), "{said}");
}

#[test]
fn a_clone_is_cured_by_chance_only() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("clone.ant"), MODEL).unwrap();
    fs::write(folder.join("clone.toml"), CLONE).unwrap();
    let found = object(folder, &["run", "clone.toml", "--method", "hybrid", "--threshold", "300", "--json"]);
    let chance = &found["chance"];
    // The equations leave 4000 e^-7.5 = 2.2 cells, which grow again: nobody is cured. By chance, each of n left alone dies
    // out with probability 1/3.
    let cure = named(&chance["outcomes"], "cure");
    assert_eq!(cure["deterministic"]["successes"], 0, "{cure}");
    let cured = cure["by_chance"]["successes"].as_u64().unwrap();
    assert!((12..=52).contains(&cured), "{cure}");
    assert_eq!(cure["only_by_chance"], cured);
    let extinction = named(&chance["survivals"], "extinction");
    assert_eq!(extinction["by_chance"]["events"], cured);
    assert_eq!(extinction["deterministic"]["events"], 0);
    let left = named(&chance["distributions"], "left");
    assert_eq!(left["zeros"], cured);
}

/// A model by itself has runs and times; patients and days are of scenarios. What starts at zero is gone when it came and
/// went, and not at the start. SBML goes the same way.
#[test]
fn a_model_by_itself_speaks_of_runs_and_of_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("few.ant"), FEW).unwrap();
    done(folder, &["model", "convert", "few.ant", "--to", "sbml", "--out", "few.xml"]);
    for (file, lang, noun) in [("few.ant", "en", "40 runs"), ("few.xml", "zh", "40 次运行")] {
        let by_chance =
            ["run", file, "--method", "ssa", "--patients", "40", "--duration", "200 d", "--out", "out"];
        let command: Vec<&str> = by_chance.into_iter().chain(["--overwrite", "--lang", lang]).collect();
        let said = done(folder, &command);
        let page = if lang == "en" { "out/report.html" } else { "out/report.zh.html" };
        let page = fs::read_to_string(folder.join(page)).unwrap();
        assert!(said.contains(noun) && page.contains(noun), "{said}");
        for word in ["patient", "Patient", "day ", "days", "Day", "患者", "第 0 天"] {
            assert!(!said.contains(word), "`{word}` in {said}");
        }
        let visible = page.split("<body>").nth(1).unwrap();
        for word in ["virtual patient", "虚拟患者", ">Day<", ">天<", "day 0"] {
            assert!(!visible.contains(word), "`{word}` on the page");
        }
        let command: Vec<&str> = by_chance.into_iter().chain(["--overwrite", "--json"]).collect();
        let found = object(folder, &command);
        let gone = named(&found["chance"]["survivals"], "B.gone");
        // B starts at zero. Integrated it comes and never goes; by chance it went in every run, and later than it came.
        assert_eq!(gone["deterministic"]["events"], 0, "{gone}");
        assert_eq!(gone["by_chance"]["events"], 40, "{gone}");
        assert!(gone["by_chance"]["restricted_mean"]["value"].as_f64().unwrap() > 0.0, "{gone}");
    }
}
