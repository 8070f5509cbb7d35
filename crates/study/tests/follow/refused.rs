//! What is refused, with line, column and mend, all at once.

use super::{follow, question};
use lytic_study::FollowQuestion;

fn told(data: &str, question: &FollowQuestion) -> Vec<String> {
    follow(data.as_bytes(), question, 1).unwrap_err()
}

fn codes(data: &str, question: &FollowQuestion) -> Vec<String> {
    told(data, question)
        .iter()
        .map(|line| line.split(' ').find(|word| word.starts_with(['E', 'W'])).unwrap().to_owned())
        .collect()
}

/// A table with this row, or rows.
fn with(row: &str) -> String {
    format!("TIME [d],DV,DVID,UNIT,LLOQ,CENS\n0,100,x,mg/L,,\n{row}\n")
}

#[test]
fn every_row_is_judged_and_all_is_told_at_once() {
    let data = "ID,TIME [d],DV,DVID,UNIT,LLOQ\n\
                1,5,100,x,mg/L,\n\
                1,3,90,x,mg/L,\n\
                1,3,80,x,mg/L,\n\
                1,6,-4,x,mg/L,\n\
                1,7,NaN,x,mg/L,\n\
                1,8,5,xx,mg/L,\n\
                1,9,5,x,cells/L,\n\
                1,99,5,x,mg/L,\n\
                1,10,5,x,mg/L,0\n\
                1,11,5,x\n";
    let told = told(data, &question());
    let wanted = [
        "E0657 patient.csv, line 11: 4 cells",
        "E2106 patient.csv, line 3, TIME: 3 d stands after 5 d (line 2)",
        "E2106 patient.csv, line 4, TIME: 3 d stands after 5 d",
        "E2107 patient.csv, line 4: `x` at 3 d stands on line 3 already",
        "E2109 patient.csv, line 5, DV: `-4` is negative",
        "E0666 patient.csv, line 6, DV: `NaN` is not a number",
        "E0661 patient.csv, line 7, DVID: the scenario observes no `xx` ~ x",
        "E0665 patient.csv, line 8, UNIT: cells/L cannot be converted to mg/L",
        "E0662 patient.csv, line 9, TIME: 99 d lies outside of the run, 0 d to 40 d",
        "E2111 patient.csv, line 10, LLOQ: the limit `0` is not above zero",
    ];
    // A row with too few cells is told when cells are counted, before anything is understood.
    assert!(told[0].starts_with(wanted[0]), "{told:?}");
    let whole = data.replace("1,11,5,x\n", "");
    let told = super::refused::told(&whole, &question());
    assert_eq!(told.len(), wanted.len() - 1, "{told:#?}");
    for (found, wanted) in told.iter().zip(&wanted[1..]) {
        assert!(found.contains(wanted.split(" ~ ").next().unwrap()), "{found}\ninstead of\n{wanted}");
    }
    assert!(told[5].ends_with("~ x"), "{}", told[5]);
}

#[test]
fn heads_that_say_too_little_or_too_much() {
    for (head, wanted) in [
        ("", vec!["E0302"]),
        ("# nothing\n", vec!["E0302"]),
        ("TIME [d],DV [mg/L],DVID\n", vec!["E0667"]),
        ("DV [mg/L],DVID\n1,x\n", vec!["E2118"]),
        ("TIME [d],DATE,DV [mg/L],DVID\n1,2026-03-01,1,x\n", vec!["E2119"]),
        ("TIME,DV [mg/L],DVID\n1,1,x\n", vec!["E0654"]),
        ("TIME [mg],DV [mg/L],DVID\n1,1,x\n", vec!["E0655"]),
        ("TIME [d],DV,DVID\n1,1,x\n", vec!["E0656"]),
        ("TIME [d],DV [mg/L],DVIT\n1,1,x\n", vec!["E0650", "E0651"]),
        ("TIME [d],DV [mg/L],DVID\n1,.,x\n", vec!["E0667"]),
        ("TIME [d],DV [mg/L],DVID\n1,\u{7f}1,x\n", vec!["E0666"]),
    ] {
        assert_eq!(codes(head, &question()), wanted, "{head:?}");
    }
    let told = told("TIME [d],DV [mg/L],DVIT\n1,1,x\n", &question());
    assert!(told[0].ends_with("~ DVID"), "{told:?}");
    assert!(follow(b"TIME [d],DV [mg/L],DVID\n1,\xff,x\n", &question(), 1).unwrap_err()[0].contains("E0658"));
}

#[test]
fn values_and_limits() {
    assert_eq!(codes(&with("5,,x,mg/L,,1"), &question()), ["E2112"]);
    assert_eq!(codes(&with("5,1,x,mg/L,,2"), &question()), ["E0659"]);
    assert_eq!(codes(&with("5,<,x,mg/L,,"), &question()), ["E0666"]);
    assert_eq!(codes(&with("5,1e400,x,mg/L,,"), &question()), ["E0666"]);
    assert_eq!(codes(&with("5,1,x,mgg/L,,"), &question()), ["E0663"]);
}

#[test]
fn days_dates_and_options() {
    let of = |change: &dyn Fn(&mut FollowQuestion)| {
        let mut asked = question();
        change(&mut asked);
        asked
    };
    let dated = "DATE,DV [mg/L],DVID\n2026-03-01,100,x\n";
    let plain = with("5,80,x,mg/L,,");
    let text = |value: &str| Some(value.to_owned());
    for (data, asked, wanted) in [
        (dated, question(), vec!["E2103"]),
        (dated, of(&|asked| asked.day_zero = text("1.3.2026")), vec!["E2122"]),
        (&plain, of(&|asked| asked.day_zero = text("2026-03-01")), vec!["E2104"]),
        (&plain, of(&|asked| asked.at = text("2026-03-01")), vec!["E2124"]),
        (&plain, of(&|asked| asked.at = text("3 d")), vec!["E2108"]),
        (&plain, of(&|asked| asked.at = text("50 d")), vec!["E2114"]),
        (&plain, of(&|asked| asked.until = text("3 mg")), vec!["E0007"]),
        (&plain, of(&|asked| (asked.at, asked.until) = (text("6 d"), text("7 d"))), vec!["E2126"]),
        (&plain, of(&|asked| asked.id = text("1")), vec!["E2120"]),
        (&plain, of(&|asked| asked.within = text("3 d")), vec!["E2125"]),
        (&plain, of(&|asked| asked.alarms = vec!["lo".to_owned()]), vec!["E2117"]),
        (&plain, of(&|asked| asked.alarms = vec!["at_the_end".to_owned()]), vec!["E2116"]),
        (&plain, of(&|asked| asked.alarms = vec!["x + 1 mg_per_L".to_owned()]), vec!["E0361"]),
        (&plain, of(&|asked| asked.errors = vec!["x".to_owned()]), vec!["E2127"]),
        (&plain, of(&|asked| asked.errors = vec!["x=900 %".to_owned()]), vec!["E2127"]),
        (&plain, of(&|asked| asked.errors = vec!["y=3 %".to_owned()]), vec!["E2128"]),
        (&plain, of(&|asked| asked.particles = 3), vec!["E0311"]),
    ] {
        assert_eq!(codes(data, &asked), wanted, "{asked:?}");
    }
    let dates = "DATE,DV [mg/L],DVID\n2026-02-30,100,x\n01.03.2026,90,x\n";
    let asked = of(&|asked| asked.day_zero = text("2026-03-01"));
    assert_eq!(codes(dates, &asked), ["E2105", "E2105"]);
    let early = of(&|asked| asked.until = text("3 d"));
    assert_eq!(codes(&with("5,80,x,mg/L,,").replace("\n0,100", "\n4,100"), &early), ["E2123"]);
}

#[test]
fn several_patients_and_very_many_rows() {
    let data = "ID,TIME [d],DV [mg/L],DVID\n1,0,100,x\nB2,0,90,x\n";
    let told = told(data, &question());
    assert!(told[0].contains("E2101 patient.csv, line 3: the file has several patients (1, B2)"), "{told:?}");
    let nobody = FollowQuestion { id: Some("B1".to_owned()), ..question() };
    assert!(super::refused::told(data, &nobody)[0].contains("E2102"), "{told:?}");
    let mut many = "TIME [d],DV [mg/L],DVID\n".to_owned();
    (0..6_000).for_each(|row| many.push_str(&format!("{},1,x\n", f64::from(row) * 0.001)));
    assert_eq!(codes(&many, &question()), ["E2113"]);
    // A line without an end is no table.
    assert_eq!(codes(&"x".repeat(3_000_000), &question()), ["E0305"]);
}
