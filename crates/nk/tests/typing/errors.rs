//! What is wrong is told with its place, all at once, and counted.

use super::{read, read_with};
use lytic_nk::typing::ReadOptions;

/// Errors of a table whose only row of interest stands in line 2.
fn errors(header: &str, row: &str) -> Vec<String> {
    let read = read("t.csv", &format!("{header}\n{row}\n"));
    read.said.into_iter().filter(|said| said.starts_with('E')).collect()
}

#[test]
fn each_fault_has_its_place_and_its_mend() {
    let cases: &[(&str, &str, &[&str])] = &[
        // Unknown alleles with the nearest name.
        ("id,B1,B2", "D,B*99:01,B*07:02", &["E1002 2:3 B*39:01"]),
        ("id,B1,B2", "D,B*44:9999,B*07:02", &["E1002 2:3 B*44:99"]),
        ("id,C1,C2", "D,C*04:02,C*07:02", &["E1002 2:3 C*04:01"]),
        ("id,B1,B2", "D,B44:O2,B*07:02", &["E1001 2:3 B*44:02"]),
        ("id,B1,B2", "D,B*44.02,B*07:02", &["E1001 2:3 B*44:02"]),
        ("id,B1,B2", "D,hello,B*07:02", &["E1001 2:3"]),
        // The wrong locus.
        ("id,A1,A2", "D,A*02:01,B*07:02", &["E1004 2:11"]),
        ("id,A1,A2", "D,A*02:01,DRB1*15:01", &["E1004 2:11"]),
        // A locus given once.
        ("id,A1,A2", "D,A*02:01,", &["E1005 2:3"]),
        ("id,A1,A2", "D,,A*02:01", &["E1005 2:3"]),
        ("id,A1,A2", "D,A*02:01,NA", &["E1005 2:3"]),
        ("id,A1", "D,A*02:01", &["E1005 2:3"]),
        ("id,GL", "D,HLA-A*02:01^HLA-C*07:02+HLA-C*05:01", &["E1005 2:3"]),
        ("id,GL", "D,HLA-A*02:01+HLA-A*24:02+HLA-A*01:01", &["E1006 2:3"]),
        // What a spreadsheet made of 07:02, 01:02 and the like.
        ("id,B1,B2", "D,7:02:00,B*44:02", &["E1003 2:3 B*07:02"]),
        ("id,B1,B2", "D,07:02:00 AM,B*44:02", &["E1003 2:3 B*07:02"]),
        ("id,B1,B2", "D,7:02,B*44:02", &["E1003 2:3 B*07:02"]),
        ("id,A1,A2", "D,01-Feb,A*24:02", &["E1003 2:3 A*01:02"]),
        ("id,A1,A2", "D,Feb-01,A*24:02", &["E1003 2:3 A*02:01"]),
        ("id,A1,A2", "D,2026-01-02,A*24:02", &["E1003 2:3"]),
        ("id,A1,A2", "D,1/2/2026,A*24:02", &["E1003 2:3"]),
        // Codes without a file.
        ("id,B1,B2", "D,B*44:AB,B*07:02", &["E1008 2:3"]),
        // GL Strings with nothing between two signs, or two loci in one genotype.
        ("id,GL", "D,HLA-A*02:01++HLA-A*24:02", &["E1011 2:15"]),
        ("id,GL", "D,HLA-A*02:01+HLA-B*07:02", &["E1005 2:3"]),
        ("id,GL", "D,HLA-A*02:01+HLA-A*24:02|HLA-B*07:02+HLA-B*08:01", &["E1016 2:3"]),
        ("id,GL", "D,HLA-A*02:01+HLA-A*24:02^HLA-A*02:01+HLA-A*01:01", &["E1012 2:27"]),
        // Two places for one locus that disagree.
        ("id,C1,C2,GL", "D,C*07:02,C*05:01,HLA-C*07:01+HLA-C*05:01", &["E1012 2:3"]),
        // KIR.
        ("id,2DL1,A1,A2", "D,maybe,A*02:01,A*24:02", &["E1014 2:3"]),
        ("id,2DL1,A1,A2", "D,2DL3*001,A*02:01,A*24:02", &["E1015 2:3"]),
        ("id,KIR", "D,2DL1 2DL9", &["E1013 2:8 2DL1"]),
        // Rows.
        ("id,A1,A2", ",A*02:01,A*24:02", &["E1020 2:1"]),
        ("id,A1,A2", "D,A*02:01", &["E1018 2:1"]),
        ("id,A1,A2", "D;A*02:01;A*24:02", &["E1018 2:1"]),
        ("id,A1,A2", "D,A*02:01,A*24:02,B*07:02", &["E1018 2:1"]),
        ("id,A1,A2", "D,,", &["E1025 2:1"]),
        ("id,A1,A1", "D,A*02:01,A*24:02", &["E1017 1:7"]),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .map(|(header, row, expected)| (row, errors(header, row), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(row, found, expected)| format!("{row}: {found:?} instead of {expected:?}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn all_faults_of_a_file_are_told_together_and_counted() {
    let text = "id,A1,A2,B1,B2\n\
                D1,A*02:01,A*24:02,B*07:02,B*44:02\n\
                D2,A*02:01,,B*99:01,B*44:02\n\
                D3,A*02:01,A*24:02,7:02:00,B*44:02\n\
                D4,A*02:01,A*01:01,B*08:01,B*08:01\n";
    let read = read("t.csv", text);
    assert_eq!((read.counts.read, read.counts.refused), (2, 2));
    assert_eq!(read.said[..3], ["E1005 3:4", "E1002 3:13 B*39:01", "E1003 4:20 B*07:02"], "{:?}", read.said);
}

/// Every error of a text, in its order.
fn all_errors(name: &str, text: &[u8]) -> Vec<String> {
    let read = read_with(name, text, &ReadOptions::default());
    read.said.into_iter().filter(|said| said.starts_with('E')).collect()
}

#[test]
fn one_fault_is_told_once() {
    // A refused copy does not also make its locus given once; nor does a line that is no line of T1K.
    let json = br#"{"id": "D", "hla": ["A*02:01", "A*99:01", "B*07:02", "B*08:01"]}"#;
    assert_eq!(all_errors("t.json", json), ["E1002 1:33 A*29:01"]);
    assert_eq!(all_errors("t.gl", b"D A*02:01,A*99:01,B*07:02"), ["E1005 1:3", "E1002 1:11 A*29:01"]);
    let t1k = b"HLA-A\t2\tHLA-A*02:01\t10\t60\tHLA-A*24:02\t9\tx\nHLA-B\t1\tHLA-B*07:02\t9\t60\t.\t0\t-1\n";
    assert_eq!(all_errors("t.tsv", t1k), ["E1030 1:1"]);
    // An allele of another locus is no name without its star.
    let read = read("t.csv", "id,C1,C2\nD,C*07:02,B*07:02\n");
    assert_eq!(read.said.iter().filter(|said| said.starts_with("W1003")).count(), 0, "{:?}", read.said);
}

#[test]
fn letters_that_are_no_text_hide_nothing_else() {
    let text = b"id,B1,B2\nD\xe9,B*99:01,B*07:02\nE,B*07:02,B*08:01\n";
    let read = read_with("t.csv", text, &ReadOptions::default());
    assert_eq!((read.people.len(), read.counts.read, read.counts.refused), (0, 0, 2));
    assert_eq!(read.said[..2], ["E1022 2:2", "E1002 2:4 B*39:01"], "{:?}", read.said);
    assert_eq!(all_errors("t.csv", b""), ["E1023 1:1"]);
}

#[test]
fn homozygous_people_are_read_when_asked() {
    let options = ReadOptions { homozygous: true, ..ReadOptions::default() };
    let read = read_with("t.csv", b"id,C1,C2\nD,C*07:02,\n", &options);
    assert_eq!(read.people[0].ligands.certain.to_string(), "C1");
}

#[test]
fn rows_that_contradict_or_repeat() {
    let text = "id,C1,C2\nD1,C*07:02,C*05:01\nD2,C*07:02,C*07:01\nD1,C*07:02,C*07:01\nD2,C*07:02,C*07:01\nD3,C*07:02,C*07:01\n";
    let read = read("t.csv", text);
    assert_eq!((read.counts.read, read.counts.refused, read.counts.repeated), (2, 2, 1));
    assert_eq!(read.said[..2], ["E1021 2:1", "E1021 4:1"], "{:?}", read.said);
    assert!(read.said.contains(&"W1012 5:1".to_owned()));
    assert_eq!(read.diagnostics[0].labels.len(), 1);
}

#[test]
fn a_contradiction_hides_nothing_else_that_is_wrong() {
    let text = "id,B1,B2,2DL1\n\
                D1,B*07:02,B*44:02,1\n\
                D1,B*99:01,7:02:00,maybe\n\
                D1,B*07:02,,1\n\
                D2,B*07:02,B*08:01,1\n";
    let read = read("t.csv", text);
    assert_eq!((read.counts.read, read.counts.refused), (1, 3));
    let errors: Vec<&str> =
        read.said.iter().map(String::as_str).filter(|said| said.starts_with('E')).collect();
    let expected = [
        "E1021 2:1",
        "E1021 3:1",
        "E1002 3:4 B*39:01",
        "E1003 3:12 B*07:02",
        "E1014 3:20",
        "E1021 4:1",
        "E1005 4:4",
    ];
    assert_eq!(errors, expected);
}

#[test]
fn people_that_stand_twice_in_other_forms() {
    let json = r#"[{"id": "D", "hla": ["C*07:02", "C*07:01"]}, {"id": "D", "hla": ["C*05:01", "C*07:01"]},
                   {"id": "E", "hla": ["C*07:02", "C*07:01"]}, {"id": "E", "hla": ["C*07:02", "C*07:01"]}]"#;
    let read = read("t.json", json);
    assert_eq!((read.counts.read, read.counts.refused, read.counts.repeated), (1, 2, 1));
    assert_eq!(read.said[..2], ["E1021 1:2", "E1021 1:46"], "{:?}", read.said);
    let lines = super::read("t.gl", "D HLA-C*07:02+HLA-C*07:01\nD HLA-C*05:01+HLA-C*07:01\n");
    assert_eq!((lines.counts.read, lines.counts.refused), (0, 2));
}

#[test]
fn impossible_profiles_are_remarked_on() {
    let text = "id,2DL1,2DL2,2DL3,2DL4,3DL1,3DS1,3DL2,3DL3,3DP1,2DS4\n\
                D1,1,0,0,1,1,0,1,1,1,1\n\
                D2,1,0,1,1,0,0,1,1,1,1\n\
                D3,1,0,1,0,1,0,1,1,1,1\n\
                D4,1,0,1,1,1,0,1,1,1,1\n";
    let read = read("t.csv", text);
    assert_eq!(read.counts.read, 4);
    for said in ["W1013 2:1", "W1014 3:1", "W1015 4:1"] {
        assert!(read.said.contains(&said.to_owned()), "{said} {:?}", read.said);
    }
}

#[test]
fn classes_that_are_only_quoted_are_said_to_be() {
    let read = read("t.csv", "id,3DL1\nD1,006+001\nD2,001+002\nD3,006+020\n");
    let said: Vec<&String> = read.said.iter().filter(|said| said.starts_with("W1030")).collect();
    assert_eq!(said, ["W1030 2:1", "W1030 4:1"], "{:?}", read.said);
}

#[test]
fn mixed_marks_of_presence() {
    let text = "id,2DL1,2DL2,2DL3\nD1,1,0,1\nD2,POS,NEG,POS\n";
    assert!(read("t.csv", text).said.contains(&"W1016 3:4".to_owned()));
    // A plus only after a thousand rows: dashes above were read as empty.
    let mut text = String::from("id,2DL1,2DL2,2DL3\n");
    for row in 0..1100 {
        text.push_str(&format!("D{row},1,-,1\n"));
    }
    text.push_str("D,+,-,+\n");
    assert!(read("t.csv", &text).said.iter().any(|said| said.starts_with("E1019 1102:3")));
}

#[test]
fn remarks_are_made_once_with_their_number() {
    let mut text = String::from("id,C1,C2\n");
    for row in 0..500 {
        text.push_str(&format!("D{row},C*04:09N,C*07:02:01G\n"));
    }
    let read = read("t.csv", &text);
    let counts: Vec<(&str, &str)> = read
        .diagnostics
        .iter()
        .map(|found| {
            let count = found.message.arguments.iter().find(|(name, _)| *name == "count");
            (found.message.key, count.map_or("", |(_, count)| count.as_str()))
        })
        .collect();
    for expected in [("W1005", "500"), ("W1008", "500"), ("W1018", "500")] {
        assert!(counts.contains(&expected), "{counts:?}");
    }
    // Errors are shown up to a hundred, and the rest is counted.
    let text: String = std::iter::once("id,C1,C2\n".to_owned())
        .chain((0..150).map(|row| format!("D{row},C*99:01,C*07:02\n")))
        .collect();
    let read = super::read("t.csv", &text);
    assert_eq!(read.counts.refused, 150);
    assert_eq!(read.said.iter().filter(|said| said.starts_with("E1002")).count(), 100);
    assert!(read.said.contains(&"E1099".to_owned()));
}

#[test]
fn texts_that_are_nothing() {
    assert_eq!(read("t.csv", "").said, ["E1023 1:1"]);
    assert_eq!(read("t.csv", "\n \n").said, ["E1023 1:1"]);
    assert_eq!(read("t.csv", "some words\nand more\n").said, ["E1024 1:1"]);
    assert_eq!(read("t.json", "{\"id\": }").said, ["E1026 1:8"]);
    assert_eq!(read("t.json", "[{\"id\": \"D\", \"hla\": [1]}]").said[0], "E1027 1:22");
    assert_eq!(read("t.json", "[{\"id\": \"D\", \"hal\": []}]").said[0], "E1031 1:15 hla");
    assert_eq!(read("t.hml", "<hml></hml>").said, ["E1029 1:1"]);
    assert!(read("t.hml", "<hml><sample id=\"1\"></hml>").said[0].starts_with("E1028"));
    let latin = read_with("t.csv", b"id,C1,C2\n\xe9ric,C*07:02,C*05:01\n", &ReadOptions::default());
    assert_eq!(latin.said[0], "E1022 2:1");
    assert_eq!(latin.counts.read, 0);
}

#[test]
fn allele_codes_that_are_wrong() {
    use lytic_nk::typing::AlleleCodes;
    let mut sources = lytic_text::Sources::new();
    let text = "code\tsubtype\n# comment\nAB\t01/02\nAC 01/03\nxx\t1\nBYHR\t25:01/26:01\n";
    let source = sources.add("codes.txt", text);
    let (codes, diagnostics) = AlleleCodes::read(source, text);
    assert_eq!(codes.len(), 2);
    let lines: Vec<usize> =
        diagnostics.iter().map(|found| sources.line_column(found.span.unwrap()).unwrap().line).collect();
    assert_eq!(lines, [4, 5]);
    let options = ReadOptions { codes: Some(codes), ..ReadOptions::default() };
    let read = read_with("t.csv", b"id,A1,A2\nD,A*25:BYHS,A*01:01\n", &options);
    assert_eq!(read.said[0], "E1009 2:3 A*25:BYHR");
}
