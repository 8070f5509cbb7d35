//! Known answers of typing: every row of `donor_vectors.csv` that concerns typing, and the built-in tables in full.

use lytic_nk::typing::{
    Allele, AlleleCodes, Group, Kir3dl1Class, Kir3dl1Table, KirGene, Leader, Ligand, LigandGroups, LigandSet,
    Locus, LocusTyping, Presence, ReadOptions, read_hla, read_people,
};
use lytic_text::Sources;
use std::collections::BTreeSet;

const VECTORS: &str = include_str!("../data/donor_vectors.csv");
const EXCEPTIONS: &str = include_str!("../../../../donors/hla_exceptions_two_field.csv");
const DEFAULTS: &str = include_str!("../../../../donors/hla_first_field_default.csv");
const LEADERS: &str = include_str!("../../../../donors/hla_leader_exceptions.csv");

/// Cells of a line; quotes may hold commas.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            letter => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}

fn vectors(kind: &str) -> Vec<(String, String, String)> {
    VECTORS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(cells)
        .filter(|row| row[1] == kind)
        .map(|row| (row[0].clone(), row[2].clone(), row[3].clone()))
        .collect()
}

fn table(text: &str) -> Vec<Vec<String>> {
    text.lines().filter(|line| !line.starts_with('#')).skip(1).map(cells).collect()
}

fn ligands(text: &str) -> LigandSet {
    text.split('|').filter_map(|name| Ligand::ALL.into_iter().find(|ligand| ligand.name() == name)).collect()
}

/// One person of a table of KIR genes.
fn kir_of(gene: &str, cell: &str) -> lytic_nk::typing::KirGenes {
    let text = format!("id,A1,A2,{gene},KIR3DS1\nD1,A*01:01,A*02:01,{cell},NEG\n");
    let groups = LigandGroups::built_in();
    let (people, _, diagnostics) =
        read_people("t.csv", text.as_bytes(), &ReadOptions::default(), &groups, &mut Sources::new());
    people.into_iter().next().unwrap_or_else(|| panic!("{cell}: {diagnostics:?}")).kir
}

#[test]
fn groups_of_alleles() {
    let groups = LigandGroups::built_in();
    let rows = vectors("allele_group");
    assert_eq!(rows.len(), 34);
    for (id, name, expected) in rows {
        let answer = groups.answer(Allele::parse(&name).unwrap()).unwrap();
        assert_eq!(answer.group.name(), expected, "{id} {name}");
    }
}

#[test]
fn leaders_of_hla_b() {
    let groups = LigandGroups::built_in();
    let rows = vectors("leader_-21");
    assert_eq!(rows.len(), 9);
    for (id, name, expected) in rows {
        let answer = groups.answer(Allele::parse(&name).unwrap()).unwrap();
        assert_eq!(answer.leader.map(String::from), Some(expected), "{id} {name}");
    }
}

#[test]
fn functional_ligands() {
    let groups = LigandGroups::built_in();
    let rows = vectors("function_flag");
    assert_eq!(rows.len(), 11);
    for (id, name, expected) in rows {
        let answer = groups.answer(Allele::parse(&name).unwrap()).unwrap();
        assert_eq!(answer.functional_ligand, ligands(&expected), "{id} {name}");
    }
}

#[test]
fn ligand_sets_of_people() {
    let groups = LigandGroups::built_in();
    let rows = vectors("ligand_set");
    assert_eq!(rows.len(), 6);
    for (id, typing, expected) in rows {
        let (hla, diagnostics) = read_hla(&typing.replace('+', " "), None, &ReadOptions::default(), &groups);
        let own = hla.unwrap_or_else(|| panic!("{id} {diagnostics:?}")).ligands(&groups);
        assert_eq!((own.certain, own.possible), (ligands(&expected), ligands(&expected)), "{id} {typing}");
    }
}

#[test]
fn kir_strings_and_copies() {
    let rows = vectors("kir_string");
    assert_eq!(rows, [("T92".into(), "003|NEG".into(), "presence unknown (NA)".into())]);
    assert_eq!(kir_of("KIR2DL1", "003|NEG").presence(KirGene::KIR2DL1), Presence::Unknown);

    let rows = vectors("kir_copy");
    assert_eq!(rows, [("T94".into(), "001|001+002".into(), "1|2 ambiguous".into())]);
    assert_eq!(kir_of("KIR2DL1", "001|001+002").copies(KirGene::KIR2DL1), Some((1, 2)));
    assert_eq!(kir_of("KIR2DL1", "001|001+002").presence(KirGene::KIR2DL1), Presence::Present);
}

#[test]
fn allele_codes() {
    let rows = vectors("mac");
    assert_eq!(rows.len(), 2);
    let mut sources = Sources::new();
    let text = "*\tAB\t01/02\n*\tBYHR\t25:01/26:01\n";
    let source = sources.add("codes.txt", text);
    let (codes, diagnostics) = AlleleCodes::read(source, text);
    assert!(diagnostics.is_empty());
    let groups = LigandGroups::built_in();
    let options = ReadOptions { codes: Some(codes), ..ReadOptions::default() };
    let read = |typing: &str| read_hla(typing, None, &options, &groups).0.unwrap();
    // T95: the member C*04:02 was withdrawn.
    let hla = read("C*04:AB C*04:01");
    assert_eq!(hla.c, LocusTyping::Two([Allele::two_field(Locus::C, 4, 1); 2]));
    // T97: an allele-specific code crosses first fields.
    let hla = read("HLA-A*25:BYHR A*01:01");
    let names: Vec<String> = hla.a.alleles().iter().map(Allele::to_string).collect();
    assert_eq!(names, ["A*25:01", "A*26:01", "A*01:01"]);
}

#[test]
fn serology() {
    let rows = vectors("serology");
    assert_eq!(rows.len(), 2);
    let groups = LigandGroups::built_in();
    let read =
        |typing: &str| read_hla(typing, None, &ReadOptions::default(), &groups).0.unwrap().ligands(&groups);
    // T98: Bw4-80T by default, with exceptions.
    for name in ["B44", "B*44"] {
        let own = read(&format!("{name} B8"));
        assert_eq!(own.certain, LigandSet::of(&[Ligand::Bw4]), "{name}");
        assert!(own.inferred.contains(Ligand::Bw4), "{name}");
        assert!(own.proofs.iter().all(|proof| proof.inferred && proof.group == Group::Bw4T80), "{name}");
    }
    // T99: C1 by default, C2 in exceptions.
    let own = read("Cw7 Cw7");
    assert_eq!(own.certain, LigandSet::of(&[Ligand::C1]));
    assert_eq!(own.inferred, LigandSet::of(&[Ligand::C1, Ligand::C2]));
}

#[test]
fn subtypes_of_kir3dl1() {
    let rows = vectors("kir3dl1_subtype");
    assert_eq!(rows.len(), 4);
    let table = Kir3dl1Table::built_in();
    for (id, input, expected) in rows.iter().take(3) {
        let (receptor, group) = input.split_once(" + ").unwrap();
        let class = table.class_of(&kir_of("KIR3DL1", receptor.trim_start_matches("3DL1*"))).unwrap();
        let group = Group::from_name(group).unwrap();
        let pair = table.pair(class, group).unwrap();
        let said = match pair.four_level {
            "Educated, Uninhibited" => "noninhibiting (educated, uninhibited)",
            _ => pair.strength.name(),
        };
        assert_eq!(said, expected, "{id}");
    }
    // T90: the strongest allele wins.
    assert_eq!(rows[3].2, "class H (strongest allele wins)");
    assert_eq!(table.class_of(&kir_of("KIR3DL1", "001/095+004")), Some(Kir3dl1Class::H));
    assert_eq!(table.class_of(&kir_of("KIR3DL1", "005+004")), Some(Kir3dl1Class::L));
    assert_eq!(table.class_of(&kir_of("KIR3DL1", "POS")), None);
}

/// Every vector is tested here or belongs to the choice of a donor.
#[test]
fn no_kind_of_vector_is_forgotten() {
    let kinds: BTreeSet<String> = table(VECTORS).into_iter().map(|row| row[1].clone()).collect();
    let known: BTreeSet<String> = [
        "allele_group",
        "leader_-21",
        "function_flag",
        "ligand_set",
        "kir_string",
        "kir_copy",
        "mac",
        "serology",
        "kir3dl1_subtype",
        "b_content",
        "alloreactivity",
        "ikir_score",
        "score_krieger",
        "family",
    ]
    .map(str::to_owned)
    .into();
    assert_eq!(kinds, known);
}

#[test]
fn every_exception_and_every_default() {
    let groups = LigandGroups::built_in();
    let exceptions = table(EXCEPTIONS);
    let leaders = table(LEADERS);
    for row in &exceptions {
        let answer = groups.answer(Allele::parse(&row[1]).unwrap()).unwrap();
        assert_eq!(answer.group.name(), row[2], "{}", row[1]);
    }
    for row in &leaders {
        let answer = groups.answer(Allele::parse(&row[0]).unwrap()).unwrap();
        assert_eq!(answer.leader.map(String::from).unwrap(), row[1], "{}", row[0]);
        let listed = exceptions.iter().find(|exception| exception[1] == row[0]);
        let field = row[0].split(':').next().unwrap();
        let default = table(DEFAULTS).into_iter().find(|row| row[1] == field).unwrap()[2].clone();
        assert_eq!(answer.group.name(), listed.map_or(default, |row| row[2].clone()), "{}", row[0]);
    }
    let mut listed = 0;
    for row in table(DEFAULTS) {
        let answer = groups.answer(Allele::parse(&row[1]).unwrap()).unwrap();
        assert_eq!((answer.group.name(), answer.inferred), (row[2].as_str(), true), "{}", row[1]);
        let own: Vec<&Vec<String>> =
            exceptions.iter().filter(|exception| exception[1].starts_with(&format!("{}:", row[1]))).collect();
        assert_eq!(own.len().to_string(), row[4], "exceptions of {}", row[1]);
        listed += own.len();
        // All others of the field follow its default.
        for second in 1..=row[3].parse::<u16>().unwrap() {
            let name = format!("{}:{second:02}", row[1]);
            if own.iter().any(|exception| exception[1] == name) || name == "C*04:02" {
                continue;
            }
            let answer = groups.answer(Allele::parse(&name).unwrap()).unwrap();
            assert_eq!(answer.group.name(), row[2], "{name}");
            if !leaders.iter().any(|leader| leader[0] == name) {
                assert_eq!(answer.leader.map(String::from).unwrap(), row[5], "{name}");
            }
        }
    }
    assert_eq!(listed, exceptions.len());
}

#[test]
fn leaders_of_people() {
    let groups = LigandGroups::built_in();
    let leader = |typing: &str| {
        read_hla(typing, None, &ReadOptions::default(), &groups).0.unwrap().ligands(&groups).leader
    };
    assert_eq!(leader("B*07:02 B*08:01"), Leader::MM);
    assert_eq!(leader("B*07:02 B*44:02"), Leader::MT);
    assert_eq!(leader("B*57:01 B*44:02"), Leader::TT);
    assert_eq!(leader("B*57:01/B*07:02 B*44:02"), Leader::Unknown);
    assert_eq!(leader("A*02:01 A*02:01"), Leader::Unknown);
}
