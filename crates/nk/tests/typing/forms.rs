//! Every form in which people write typing.

use super::{ligands, read, read_with};
use lytic_nk::typing::{
    Allele, Form, KirGene, LigandGroups, Locus, LocusTyping, PeopleReader, Presence, ReadOptions, add_text,
    read_alleles, read_hla, read_kir,
};
use lytic_text::Sources;

fn two(locus: Locus, first: (u16, u16), second: (u16, u16)) -> LocusTyping {
    LocusTyping::Two([
        Allele::two_field(locus, first.0, first.1),
        Allele::two_field(locus, second.0, second.1),
    ])
}

#[test]
fn a_table_of_donors() {
    let read = read(
        "donors.csv",
        "id,A1,A2,B1,B2,C1,C2,2DL1,2DL2,2DL3,3DL1,3DS1,2DS4\n\
         D1,A*02:01,A*24:02,B*07:02,B*44:02,C*05:01,C*07:02,1,0,1,1,0,1\n\
         D2,HLA-A*01:01,01:01,*08:01,B*08:01:01,07:01,C*07:01:01:01,POS,NEG,POS,POS,NEG,POS\n",
    );
    assert_eq!((read.counts.read, read.counts.refused, read.counts.form), (2, 0, Some(Form::Table)));
    let [first, second] = read.people.as_slice() else { panic!() };
    assert_eq!(first.hla.a, two(Locus::A, (2, 1), (24, 2)));
    assert_eq!(first.ligands.certain.to_string(), "C1|C2|Bw4");
    assert_eq!(first.ligands.certain, first.ligands.possible);
    assert_eq!(first.kir.presence(KirGene::KIR2DL2), Presence::Absent);
    assert_eq!(first.kir.presence(KirGene::KIR2DL1), Presence::Present);
    assert_eq!(first.kir.presence(KirGene::KIR3DL2), Presence::Unknown);
    assert_eq!(second.id, "D2");
    assert_eq!(second.ligands.certain.to_string(), "C1");
    let proofs: Vec<String> = first
        .ligands
        .proofs
        .iter()
        .map(|proof| format!("{} {} {} {}", proof.ligand, proof.allele, proof.group, proof.residues))
        .collect();
    assert_eq!(
        proofs,
        [
            "Bw4 A*24:02 Bw4-80I 80I 82L 83R",
            "Bw4 B*44:02 Bw4-80T 80T",
            "C2 C*05:01 C2 80K",
            "C1 C*07:02 C1 80N"
        ]
    );
}

#[test]
fn ways_to_write_presence() {
    for (present, absent) in
        [("1", "0"), ("POS", "NEG"), ("pos", "neg"), ("+", "-"), ("Y", "N"), ("Yes", "no"), ("有", "无")]
    {
        let text = format!("id,A1,A2,2DL1,2DL2\nD,A*01:01,A*02:01,{present},{absent}\n");
        let read = read("t.csv", &text);
        let kir = &read.people[0].kir;
        assert_eq!(kir.presence(KirGene::KIR2DL1), Presence::Present, "{present}");
        assert_eq!(kir.presence(KirGene::KIR2DL2), Presence::Absent, "{absent}");
    }
    // Without a plus, a dash is an empty cell.
    let read = read("t.csv", "id,A1,A2,2DL1,2DL2\nD,A*01:01,A*02:01,1,-\n");
    assert_eq!(read.people[0].kir.presence(KirGene::KIR2DL2), Presence::Unknown);
}

#[test]
fn copies_and_alleles_of_kir() {
    let read = read(
        "t.csv",
        "id;A1;A2;KIR2DL1;KIR2DL4;KIR3DL1;KIR2DS1;KIR2DL5A\n\
         D;A*01:01;A*02:01;003+004|003+003;3;001/095+KIR3DL1*0050101;003|NEG;NEG\n",
    );
    let kir = &read.people[0].kir;
    assert_eq!(kir.copies(KirGene::KIR2DL1), Some((2, 2)));
    assert_eq!(kir.copies(KirGene::KIR2DL4), Some((3, 3)));
    assert_eq!(kir.copies(KirGene::KIR2DS1), Some((0, 1)));
    assert_eq!(kir.presence(KirGene::KIR2DS1), Presence::Unknown);
    assert_eq!(kir.presence(KirGene::KIR2DL5), Presence::Absent);
    let alleles = kir.alleles(KirGene::KIR3DL1).unwrap();
    let names: Vec<String> = alleles.readings[0].iter().flatten().map(ToString::to_string).collect();
    assert_eq!(names, ["KIR3DL1*001", "KIR3DL1*095", "KIR3DL1*005"]);
    assert!(read.said.iter().any(|said| said.starts_with("W1011")), "{:?}", read.said);
}

#[test]
fn a_kir_typing_in_one_cell() {
    for text in
        ["2DL1 2DL3 2DS4 3DL1", "KIR2DL1;KIR2DL3;KIR2DS4;KIR3DL1", "2DL1+ 2DL2- 2DL3+ 3DL1+ 3DS1- 2DS4+"]
    {
        let (kir, diagnostics) = read_kir(text, None);
        let kir = kir.unwrap_or_else(|| panic!("{text} {diagnostics:?}"));
        assert!(kir.has(KirGene::KIR2DL1) && kir.has(KirGene::KIR2DS4), "{text}");
        assert_eq!(kir.presence(KirGene::KIR2DL2), Presence::Absent, "{text}");
        assert_eq!(kir.presence(KirGene::KIR3DL3), Presence::Unknown, "{text}");
    }
    let gl = "KIR2DL1*003+KIR2DL1*004^KIR2DS1*NEG^KIR3DL1*001|KIR3DL1*001+KIR3DL1*004^KIR2DL4*001+KIR2DL4*002+KIR2DL4*005";
    let (kir, _) = read_kir(gl, None);
    let kir = kir.unwrap();
    assert_eq!(kir.copies(KirGene::KIR2DL1), Some((2, 2)));
    assert_eq!(kir.presence(KirGene::KIR2DS1), Presence::Absent);
    assert_eq!(kir.copies(KirGene::KIR3DL1), Some((1, 2)));
    assert_eq!(kir.copies(KirGene::KIR2DL4), Some((3, 3)));
    // Version 1.1: a sequence of one of two genes.
    let (kir, _) = read_kir("KIR2DL5A*001?KIR2DL5B*002^KIR2DL3*001?KIR2DL2*001", None);
    let kir = kir.unwrap();
    assert_eq!(kir.presence(KirGene::KIR2DL5), Presence::Present);
    assert_eq!(kir.presence(KirGene::KIR2DL2), Presence::Unknown);
    assert_eq!(kir.presence(KirGene::KIR2DL3), Presence::Unknown);
}

#[test]
fn gl_strings_with_ambiguity() {
    // The second copy is C1 or C2: C1 is certain by the first copy, C2 only possible.
    assert_eq!(ligands("p.gl", "HLA-C*07:02+HLA-C*07:01/HLA-C*05:01"), ("C1".into(), "C1|C2".into()));
    // Two genotypes: what both have is certain.
    assert_eq!(
        ligands("p.gl", "HLA-C*07:02+HLA-C*05:01|HLA-C*07:01+HLA-C*08:02^HLA-B*07:02+HLA-B*08:01"),
        ("C1".into(), "C1|C2".into())
    );
    // Haplotypes: phase does not matter for ligands.
    let own = read("p.gl", "HLA-A*02:01~HLA-B*44:02~HLA-C*05:01+HLA-A*24:02~HLA-B*07:02~HLA-C*07:02");
    assert_eq!(own.people[0].hla.b, two(Locus::B, (44, 2), (7, 2)));
    assert_eq!(own.people[0].ligands.certain.to_string(), "C1|C2|Bw4");
    // HLA and KIR in one string; several people, one a line.
    let read = read(
        "cohort.txt",
        "P1\tHLA-C*07:02+HLA-C*07:01^KIR2DL1*003+KIR2DL1*003\nP2 HLA-C*05:01+HLA-C*05:01^HLA-DRB1*15:01+HLA-DRB1*03:01\n",
    );
    assert_eq!(read.counts.form, Some(Form::GlString));
    assert_eq!(read.people.iter().map(|person| person.id.as_str()).collect::<Vec<_>>(), ["P1", "P2"]);
    assert!(read.people[0].kir.has(KirGene::KIR2DL1));
    assert!(read.said.iter().any(|said| said.starts_with("W1010")));
}

#[test]
fn lists_shorthand_and_columns_of_both_alleles() {
    let groups = LigandGroups::built_in();
    let options = ReadOptions::default();
    let hla = read_hla("A*02:01, A*24:02; B*07:02 B*44:02/03", None, &options, &groups).0.unwrap();
    assert_eq!(hla.a, two(Locus::A, (2, 1), (24, 2)));
    let names: Vec<String> = hla.b.alleles().iter().map(Allele::to_string).collect();
    assert_eq!(names, ["B*07:02", "B*44:02", "B*44:03"]);
    let read = read("t.csv", "sample,A,HLA-B,Cw\nD,02:01+24:02,\"B*07:02,B*44:02\",C*07:02 C*05:01\n");
    assert_eq!(read.people[0].hla.b, two(Locus::B, (7, 2), (44, 2)), "{:?}", read.said);
    assert_eq!(read.people[0].hla.c, two(Locus::C, (7, 2), (5, 1)));
}

#[test]
fn suffixes_decide_what_is_seen() {
    let seen = |name: &str| ligands("p.gl", &format!("HLA-C*07:02+HLA-{name}"));
    assert_eq!(seen("C*04:09N"), ("C1".into(), "C1".into()));
    assert_eq!(seen("C*04:01:01:01"), ("C1|C2".into(), "C1|C2".into()));
    assert_eq!(seen("C*04:59Q"), ("C1".into(), "C1|C2".into()));
    assert_eq!(seen("C*04:59A"), ("C1".into(), "C1|C2".into()));
    let own = read("p.gl", "HLA-C*07:02+HLA-C*04:59L").people.remove(0).ligands;
    assert_eq!((own.certain.to_string().as_str(), own.low.to_string().as_str()), ("C1|C2", "C2"));
    let own = read("p.gl", "HLA-B*44:02:01:02S+HLA-B*07:02").people.remove(0).ligands;
    assert_eq!(own.certain.to_string(), "none");
}

#[test]
fn the_option_for_hla_a() {
    use lytic_nk::typing::HlaABw4;
    let bw4 = |choice, name: &str| {
        let groups = LigandGroups::built_in().with_hla_a_bw4(choice);
        let answer = groups.answer(Allele::parse(name).unwrap()).unwrap();
        (!answer.functional_ligand.is_empty(), answer.weak)
    };
    for (name, foley, stern) in [
        ("A*24:02", (true, false), true),
        ("A*32:01", (true, false), true),
        ("A*23:01", (true, true), true),
        ("A*25:01", (true, true), false),
        ("A*02:01", (false, false), false),
    ] {
        assert_eq!(bw4(HlaABw4::Foley, name), foley, "{name}");
        assert_eq!(bw4(HlaABw4::Stern, name), (stern, false), "{name}");
        assert_eq!(bw4(HlaABw4::None, name), (false, false), "{name}");
    }
    // A*03 with Bw4 is seen by both receptors.
    let groups = LigandGroups::built_in();
    let answer = groups.answer(Allele::parse("A*03:152").unwrap()).unwrap();
    assert_eq!(answer.functional_ligand.to_string(), "Bw4|A3/A11");
}

#[test]
fn groups_serology_and_older_names() {
    let groups = LigandGroups::built_in();
    let names = |typing: &str| {
        let (hla, diagnostics) = read_hla(typing, None, &ReadOptions::default(), &groups);
        let hla = hla.unwrap_or_else(|| panic!("{typing} {diagnostics:?}"));
        let all = Locus::ALL.into_iter().flat_map(|locus| hla.locus(locus).alleles());
        let codes: Vec<&str> = diagnostics.iter().map(|found| found.message.key).collect();
        (all.map(|allele| allele.to_string()).collect::<Vec<_>>().join(" "), codes.join(" "))
    };
    assert_eq!(names("C*07:02:01G C*05:01P"), ("C*07:02:01G C*05:01P".into(), "W1008".into()));
    assert_eq!(names("B*4402 B*0702"), ("B*44:02 B*07:02".into(), "W1002".into()));
    assert_eq!(names("A*9201 A*0201"), ("A*02:101 A*02:01".into(), "W1002".into()));
    assert_eq!(names("A02:01 A2402"), ("A*02:01 A*24:02".into(), "W1003".into()));
    assert_eq!(names("a*02:01 hla-a*24:02"), ("A*02:01 A*24:02".into(), "W1001".into()));
    assert_eq!(names("Cw7 Cw5"), ("Cw7 Cw5".into(), "W1004".into()));
    assert_eq!(names("B62 B63"), ("B*15:01 B*15:16 B*15:17".into(), "W1004".into()));
    assert_eq!(names("A9 A2"), ("A23 A24 A2".into(), "W1004".into()));
    assert_eq!(names("B44(12) B*44:XX"), ("B44 B*44".into(), "W1004 W1004".into()));
    assert_eq!(names("A＊02：01 A*24:02"), ("A*02:01 A*24:02".into(), "W1022".into()));
    // In a column of its locus a number alone is an antigen.
    let read = read("t.csv", "id,B1,B2\nD,44,B7\n");
    assert_eq!(read.people[0].ligands.certain.to_string(), "Bw4");
    assert_eq!(read.people[0].ligands.inferred.to_string(), "C1|Bw4");
    // B*13 by its first field is what its common alleles are: no ligand.
    assert_eq!(ligands("p.gl", "HLA-B*13+HLA-B*07:02").0, "none");
}

#[test]
fn one_person_as_a_list_of_loci() {
    for text in [
        "locus,allele 1,allele 2\nA,A*02:01,A*24:02\nB,07:02,44:02\nC,C*07:02,C*05:01\nKIR2DL1,1\n2DL2,0\n",
        "HLA-A\t02:01\t24:02\nHLA-B\tB*07:02\tB*44:02\nHLA-C\t07:02\t05:01\nHLA-DRB1\t15:01\t03:01\n2DL1\t003\t004\n2DL2\tNEG\n",
    ] {
        let read = read("patient.csv", text);
        assert_eq!((read.counts.form, read.counts.read), (Some(Form::Loci), 1), "{:?}", read.said);
        let person = &read.people[0];
        assert_eq!(person.id, "patient");
        assert_eq!(person.ligands.certain.to_string(), "C1|C2|Bw4");
        assert!(person.kir.has(KirGene::KIR2DL1));
        assert_eq!(person.kir.presence(KirGene::KIR2DL2), Presence::Absent);
    }
}

#[test]
fn what_is_known_of_one_name() {
    let groups = LigandGroups::built_in();
    let options = ReadOptions::default();
    let names = |text: &str| {
        let (answers, diagnostics) = read_alleles(text, None, &options, &groups);
        let codes: Vec<&str> = diagnostics.iter().map(|found| found.message.key).collect();
        let names: Vec<String> =
            answers.iter().map(|answer| format!("{} {}", answer.allele, answer.group)).collect();
        (names.join(", "), codes.join(" "))
    };
    assert_eq!(names("B*13:02"), ("B*13:02 Bw4-80T".into(), String::new()));
    assert_eq!(names("b*13:02"), ("B*13:02 Bw4-80T".into(), "W1001".into()));
    assert_eq!(names("A9"), ("A23 Bw4-80I, A24 Bw4-80I".into(), "W1004".into()));
    assert_eq!(names("DRB1*15:01"), (String::new(), "E1001 W1010".into()));
}

#[test]
fn t1k() {
    let text = "HLA-A\t2\tHLA-A*02:01:01\t50.1\t60\tHLA-A*24:02:01\t48.0\t55\n\
                HLA-B\t1\tHLA-B*44:02:01\t90.0\t60\t.\t0\t-1\n\
                HLA-DRB1\t1\tHLA-DRB1*15:01\t90.0\t60\t.\t0\t-1\n\
                KIR2DL1\t2\tKIR2DL1*003\t30\t60\tKIR2DL1*004,KIR2DL1*007\t20\t30\n\
                KIR2DL2\t0\t.\t0\t-1\t.\t0\t-1\n\
                KIR2DS1\t1\tKIR2DS1*002\t0.5\t0\t.\t0\t-1\n\
                KIR3DL1\t1\tKIR3DL1*005\t40\t60\t.\t0\t-1\n";
    let read = read("runs/S7_genotype.tsv", text);
    assert_eq!(read.counts.form, Some(Form::T1k));
    let person = &read.people[0];
    assert_eq!(person.id, "S7_genotype");
    assert_eq!(person.hla.b, LocusTyping::Two([Allele::parse("B*44:02:01").unwrap(); 2]));
    assert_eq!(person.kir.copies(KirGene::KIR2DL1), Some((2, 2)));
    assert_eq!(person.kir.presence(KirGene::KIR2DL2), Presence::Absent);
    // Quality zero is no call: the gene may or may not be there.
    assert_eq!(person.kir.presence(KirGene::KIR2DS1), Presence::Unknown);
    assert_eq!(person.kir.copies(KirGene::KIR3DL1), Some((1, 2)));
    for code in ["W1017", "W1020", "W1010"] {
        assert!(read.said.iter().any(|said| said.starts_with(code)), "{code} {:?}", read.said);
    }
}

#[test]
fn hml() {
    let text = r#"<?xml version="1.0"?>
<ns:hml xmlns:ns="http://schemas.nmdp.org/spec/hml/1.0.1" version="1.0.1">
  <ns:sample id="S1" center-code="1">
    <ns:typing gene-family="HLA"><ns:allele-assignment>
      <ns:haploid locus="HLA-A" method="DNA" type="02:01"/>
      <ns:haploid locus="HLA-A" method="DNA" type="24:02"/>
      <ns:haploid locus="HLA-C" method="DNA" type="07:02"/>
      <ns:haploid locus="HLA-C" method="DNA" type="05:01"/>
      <ns:glstring>
        HLA-C*07:02+HLA-C*07:01
      </ns:glstring>
    </ns:allele-assignment></ns:typing>
    <ns:typing gene-family="KIR"><ns:glstring>KIR2DL1*003+KIR2DL1*004</ns:glstring></ns:typing>
  </ns:sample>
  <ns:sample id="S2"><ns:typing><ns:glstring>HLA-B*44:02+HLA-B*44:9999</ns:glstring></ns:typing></ns:sample>
</ns:hml>"#;
    let read = read("r.hml", text);
    assert_eq!((read.counts.form, read.counts.read, read.counts.refused), (Some(Form::Hml), 1, 1));
    let person = &read.people[0];
    assert_eq!(person.id, "S1");
    assert_eq!(person.hla.a, two(Locus::A, (2, 1), (24, 2)));
    assert_eq!(person.ligands.certain.to_string(), "C1|Bw4");
    assert!(person.kir.has(KirGene::KIR2DL1));
    assert_eq!(read.said[0], "E1002 15:58 B*44:99", "{:?}", read.said);
}

#[test]
fn json() {
    let text = r#"{"people": [
  {"id": "D1", "hla": ["A*02:01", "A*24:02", "B*07:02", "B*44:02", "C*05:01", "C*07:02"], "kir": ["2DL1", "2DL3", "3DL1"]},
  {"id": 2, "hla": {"A": ["02:01", "24:02"], "HLA-C": ["07:02", "C*07:02"]}, "kir": {"2DL1": 1, "2DL2": false, "3DL1": "001+005"}},
  {"id": "D3", "hla": "HLA-C*07:02+HLA-C*05:01", "kir": "2DL1 2DL3"},
  {"id": "D4", "A1": "A*02:01", "A2": "A*03:01", "KIR3DS1": "NEG"}
]}"#;
    let read = read("d.json", text);
    assert_eq!(
        (read.counts.form, read.counts.read, read.counts.refused),
        (Some(Form::Json), 4, 0),
        "{:?}",
        read.said
    );
    let ids: Vec<&str> = read.people.iter().map(|person| person.id.as_str()).collect();
    assert_eq!(ids, ["D1", "2", "D3", "D4"]);
    assert_eq!(read.people[0].ligands.certain.to_string(), "C1|C2|Bw4");
    assert_eq!(read.people[1].kir.presence(KirGene::KIR2DL2), Presence::Absent);
    assert_eq!(read.people[1].kir.copies(KirGene::KIR3DL1), Some((2, 2)));
    assert_eq!(read.people[3].ligands.certain.to_string(), "A3/A11");
    // One person alone is named after the file.
    assert_eq!(super::read("p.json", r#"{"hla": ["C*07:02", "C*07:01"]}"#).people[0].id, "p");
}

#[test]
fn byte_order_marks_and_line_ends() {
    let table = "id,C1,C2\nD1,C*07:02,C*05:01\nD2,C*07:02,C*07:01\n";
    let utf16 = |big: bool| {
        let units = std::iter::once(0xfeff).chain(table.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect::<Vec<u8>>()
    };
    for bytes in [
        format!("\u{feff}{table}").into_bytes(),
        utf16(true),
        utf16(false),
        table.replace('\n', "\r\n").into_bytes(),
        table.replace('\n', "\r").into_bytes(),
        table.trim_end().as_bytes().to_vec(),
        format!("# made by hand\n\n{table}\n\n").into_bytes(),
        table.replace(',', "\t").into_bytes(),
        table.replace("C*07:02", "\"C*07:02\"").into_bytes(),
    ] {
        let read = read_with("t.csv", &bytes, &ReadOptions::default());
        let ids: Vec<&str> = read.people.iter().map(|person| person.id.as_str()).collect();
        assert_eq!(ids, ["D1", "D2"], "{:?}", read.said);
        assert_eq!(read.people[0].ligands.certain.to_string(), "C1|C2");
    }
}

#[test]
fn parts_of_a_table_say_the_same_as_the_whole() {
    let mut text = String::from("B1,B2,C1,C2,2DL1\n");
    for row in 0..2000 {
        let mark = if row < 1000 { ["0", "1"] } else { ["NEG", "POS"] };
        let odd = if row % 97 == 0 { "X*01:01" } else { "B*44:02" };
        text.push_str(&format!("B*07:02,{odd},C*07:02,C*05:{:02},{}\n", 1 + row % 9, mark[row % 2]));
    }
    let groups = LigandGroups::built_in();
    let options = ReadOptions::default();
    let mut sources = Sources::new();
    let (source, _) = add_text("t.csv", text.as_bytes(), &mut sources);
    let whole = |parts: usize| {
        let mut readers = PeopleReader::open_parts(&sources, source, &options, &groups, parts);
        let people: Vec<_> = readers.iter_mut().flatten().collect();
        let (counts, diagnostics) = PeopleReader::finish(readers);
        (people, counts, diagnostics)
    };
    let one = whole(1);
    assert_eq!((one.1.read, one.1.refused), (1979, 21));
    assert_eq!(one.0[0].id, "3");
    assert!(one.2.iter().any(|found| found.message.key == "W1016"));
    for parts in [2, 3, 7] {
        assert!(whole(parts) == one, "{parts} parts");
    }
}
