//! Random bytes and broken files: nothing panics, everybody is counted, every place lies in the text.

use lytic_nk::typing::{
    Allele, AlleleCodes, BwRule, LigandGroups, ReadOptions, read_hla, read_kir, read_people,
};
use lytic_text::Sources;
use proptest::prelude::*;

const FILES: [&str; 8] = [
    "id,A1,A2,B1,B2,C1,C2,2DL1,3DL1\nD1,A*02:01,A*24:02,B*07:02,B*44:02/03,C*05:01,07:02:01G,1,001+005|003\nD2,\"A*01:01\",A1,B8,B*08:01,Cw7,C*04:09N,POS,NEG\n",
    "id\tGL\tKIR\nD1\tHLA-A*02:01+HLA-A*24:02|HLA-A*02:01+HLA-A*01:01^HLA-C*07:02~HLA-B*07:02+HLA-C*05:01~HLA-B*44:02\t2DL1 2DL3 3DL1\n",
    "P1 HLA-C*07:02+HLA-C*07:01^KIR2DL5A*001?KIR2DL5B*002\nP2 C*05:AB+C*05:XX\n",
    "HLA-A\t2\tHLA-A*02:01:01\t50.1\t60\tHLA-A*24:02:01\t48.0\t55\nKIR2DL1\t1\tKIR2DL1*003,KIR2DL1*004\t30\t60\t.\t0\t-1\n",
    "<hml><sample id=\"S1\"><typing><haploid locus=\"HLA-A\" type=\"02:01\"/><haploid locus=\"HLA-A\" type=\"24:02\"/><glstring>HLA-C*07:02+HLA-C*05:01</glstring></typing></sample></hml>",
    "{\"people\": [{\"id\": \"D1\", \"hla\": {\"A\": [\"02:01\", \"24:02\"]}, \"kir\": {\"2DL1\": 1, \"3DL1\": \"001+005\"}}]}",
    "C*;04:01:01:01/04:09N;04:01:01G\nC*;07:02:01:01;07:02:01G\n",
    ">HLA:HLA00001 C*07:02:01:01 95 bp\nMRVMAPRTLILLLSGALALTETWACSHSMRYFDTAVSRPGRGEPRFISVGYVDDTQFVRFDSDAASPRGEPRAPWVEQEGPEYWDRETQKYKRQAQADRVSLRNLRGYYNQSEDGSHT\n",
];

fn survives(bytes: &[u8]) {
    let groups = LigandGroups::built_in();
    for homozygous in [false, true] {
        let options = ReadOptions { homozygous, ..ReadOptions::default() };
        let mut sources = Sources::new();
        let (people, counts, diagnostics) = read_people("t", bytes, &options, &groups, &mut sources);
        assert_eq!(people.len() as u64, counts.read);
        if counts.refused > 0 {
            assert!(diagnostics.iter().any(lytic_text::Diagnostic::is_error));
        }
        for found in &diagnostics {
            if let Some(span) = found.span {
                assert!(sources.line_column(span).is_some());
                let length = sources.get(span.source).unwrap().text.len();
                assert!(span.start as usize <= length, "{found:?}");
            }
        }
        for person in &people {
            let own = &person.ligands;
            assert!(own.possible.is_superset(own.certain));
            assert!(own.conceivable().is_superset(own.possible));
        }
    }
}

/// Long texts made to be slow: one cell, one name, one sign over and over. Anything quadratic would be seen here.
#[test]
fn long_texts_of_one_kind() {
    const LONG: usize = 30_000;
    let list: Vec<String> = (0..LONG).map(|i| format!("A*02:{:02}:{:02}", 1 + i % 900, 1 + i % 97)).collect();
    for text in [
        format!("id,A1,A2\nD,{},A*01:01\n", list.join("/")),
        format!("P {}+A*01:01\n", list.join("+A*01:01|")),
        format!("P A*01:01{}\n", "+".repeat(LONG)),
        format!("P A*01:01{}\n", "/".repeat(LONG)),
        format!("P A*01:01{}\n", "^KIR2DL1*001".repeat(LONG)),
        format!("id,A1,A2\nD,{},A*01:01\n", "x".repeat(50 * LONG)),
        format!("id,A1,A2\nD,{},A*01:01\n", "Ａ".repeat(50 * LONG)),
        format!("id,A1,A2{}\nD\n", ",A1".repeat(LONG)),
        format!("id,A1,A2{}\nD\n", ",x".repeat(LONG)),
        format!("id,A1,A2\n{}", "\"D,A*01:01,A*02:01\n".repeat(LONG)),
        format!("id,A1,A2\n\"D,A*01:01,A*02:01\n{}", "D,A*01:01,A*02:01\n".repeat(LONG)),
        format!("id,KIR,A1,A2\nD,{},A*01:01,A*02:01\n", "2DL1x ".repeat(LONG)),
        format!("id,2DL1,A1,A2\nD,{},A*01:01,A*02:01\n", "001/".repeat(LONG)),
        "[".repeat(LONG),
        format!("{{{}\"z\":1}}", (0..LONG).map(|i| format!("\"k{i}\":1,")).collect::<String>()),
        format!("<hml>{}", "<sample id='x'>".repeat(LONG)),
        format!("<hml><sample id='x'>{}</sample></hml>", "<glstring>A*01:01+A*02:01</glstring>".repeat(LONG)),
        "A,A*02:01,A*24:02\n".repeat(LONG),
        "HLA-A\t2\tHLA-A*02:01\t1\t1\tHLA-A*02:01\t1\t1\n".repeat(LONG),
    ] {
        let groups = LigandGroups::built_in();
        let before = text.len();
        let (people, counts, diagnostics) =
            read_people("t", text.as_bytes(), &ReadOptions::default(), &groups, &mut Sources::new());
        assert_eq!(people.len() as u64, counts.read);
        let said: usize =
            diagnostics.iter().flat_map(|found| &found.message.arguments).map(|(_, value)| value.len()).sum();
        assert!(said < 200_000, "{said} letters said of {before}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        survives(&bytes);
    }

    #[test]
    fn random_texts_of_the_signs_that_matter(text in "[ABC*:0-9/+^|~?,;\t\n\"GNPXL{}\\[\\]<>= .\\-a-z＊]{0,120}") {
        survives(text.as_bytes());
        let groups = LigandGroups::built_in();
        let _ = read_hla(&text, None, &ReadOptions::default(), &groups);
        let _ = read_kir(&text, None);
        let mut sources = Sources::new();
        let id = sources.add("x", text.clone());
        let _ = AlleleCodes::read(id, &text);
        let _ = LigandGroups::from_table(id, &text, BwRule::Motif);
        let _ = LigandGroups::from_ipd(&sources, &[id], None, BwRule::Ipd);
    }

    #[test]
    fn files_with_broken_places(file in 0..FILES.len(), at in 0.0..1.0_f64, length in 0..20_usize, put in "[ABC*:0-9/+^|~?,;\t\n\"GN{}<>\u{feff}]{0,4}") {
        let whole = FILES[file].as_bytes();
        let start = (at * whole.len() as f64) as usize;
        let end = (start + length).min(whole.len());
        let broken = [&whole[..start], put.as_bytes(), &whole[end..]].concat();
        survives(&broken);
        let text = String::from_utf8_lossy(&broken).into_owned();
        let mut sources = Sources::new();
        let id = sources.add("x", text);
        let _ = LigandGroups::from_ipd(&sources, &[id], None, BwRule::Ipd);
    }

    /// A name survives writing and reading.
    #[test]
    fn names_read_back(first in 1..100_u16, second in 1..1200_u16, fields in 1..5_usize, suffix in 0..9_usize) {
        let tail = ["", ":02", ":01:01"].get(fields.saturating_sub(2)).copied().unwrap_or("");
        let mut name = format!("B*{first:02}");
        if fields > 1 {
            name.push_str(&format!(":{second:02}{tail}"));
            let letters = ["", "N", "L", "S", "C", "A", "Q", "", ""];
            name.push_str(letters[suffix]);
        }
        prop_assert_eq!(Allele::parse(&name).map(|allele| allele.to_string()), Some(name));
    }
}
