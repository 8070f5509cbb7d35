//! Ligand groups by residues, from sequences made for the test.

use lytic_nk::typing::{
    Allele, BwRule, Group, GroupSource, LigandGroups, Locus, Residues, Surface, group_of,
};
use lytic_text::Sources;

/// A whole chain: a leader with this residue at -21, then 95 mature residues with these at 76, 77, 80, 82, 83.
fn chain(leader: char, residues: &str) -> String {
    let mut mature: Vec<char> =
        "GSHSMRYFYTAVSRPGRGEPRFIAVGYVDDTQFVRFDSDAASPRMAPRAPWIEQEGPEYWDRNTQISKTNTQTYREALRNLRWYYNQSEAGSHTL"
            .chars()
            .collect();
    for (position, residue) in [76, 77, 80, 82, 83].into_iter().zip(residues.chars()) {
        mature[position - 1] = residue;
    }
    let front: String = "MRV".to_owned() + &leader.to_string() + "APQTVLLLLSAALALTETWA";
    assert_eq!(front.len(), 24);
    front + &mature.into_iter().collect::<String>()
}

/// A FASTA text; lines are broken as in the published files.
fn fasta(entries: &[(&str, String)]) -> String {
    let mut out = String::new();
    for (name, sequence) in entries {
        out.push_str(&format!(">HLA:HLA00000 {name} {} bp\n", sequence.len()));
        for line in sequence.as_bytes().chunks(60) {
            out.push_str(std::str::from_utf8(line).unwrap());
            out.push('\n');
        }
    }
    out
}

fn files() -> [(&'static str, String); 3] {
    let without_leader = |sequence: String| sequence[25..].to_owned();
    [
        (
            "A_prot.fasta",
            fasta(&[
                ("A*01:01:01:01", chain('M', "VGTLG")),
                ("A*24:02:01:01", chain('M', "ENILR")),
                ("A*24:09N", chain('M', "ENILR")[..60].to_owned()),
                ("A*25:01:01:01", chain('M', "ENILR")),
            ]),
        ),
        (
            "ipd-3.60.0/B_prot.fasta",
            fasta(&[
                ("B*07:02:01:01", chain('M', "ESNRG")),
                ("B*07:02:01:02", without_leader(chain('M', "ESNRG"))),
                ("B*44:02:01:01", without_leader(chain('T', "ENTLR"))),
                ("B*44:02:01:02S", chain('T', "ENTLR")),
                ("B*46:01:01:01", chain('T', "VGNRG")),
                ("B*57:01:01:01", chain('T', "ENILR")),
                ("B*13:02:01:01", chain('T', "ENTLR")),
                // Bw4 residues 82 and 83 with (77, 80) that the IPD rule does not know.
                ("B*57:98", chain('T', "EGILR")),
                ("B*57:99", "ACDEFGHIKL".repeat(3)),
            ]),
        ),
        (
            "C_prot.fasta",
            fasta(&[
                ("C*04:01:01:01", chain('M', "VNKRG")),
                ("C*07:02:01:01", chain('M', "VSNRG")),
                ("C*07:02:01:03", chain('M', "VSNRG")),
                ("C*04:09N", chain('M', "VNKRG")),
            ]),
        ),
    ]
}

fn import(rule: BwRule) -> (LigandGroups, Vec<&'static str>, Sources) {
    let mut sources = Sources::new();
    let ids: Vec<_> = files().into_iter().map(|(name, text)| sources.add(name, text)).collect();
    let (groups, counts, diagnostics) = LigandGroups::from_ipd(&sources, &ids, None, rule);
    assert_eq!((counts.sequences, counts.two_field, counts.left_out), ([4, 9, 4], [4, 6, 3], 1));
    (groups.unwrap(), diagnostics.iter().map(|found| found.message.key).collect(), sources)
}

#[test]
fn groups_by_residues() {
    let (groups, codes, _) = import(BwRule::Ipd);
    assert_eq!(codes, ["W1026"]);
    assert_eq!(groups.release(), Some("3.60.0"));
    let answer = |name: &str| groups.answer(Allele::parse(name).unwrap()).unwrap();
    for (name, group, leader) in [
        ("A*01:01", Group::None, 'M'),
        ("A*24:02", Group::Bw4I80, 'M'),
        ("B*07:02:01:01", Group::Bw6, 'M'),
        ("B*44:02", Group::Bw4T80, 'T'),
        ("B*46:01", Group::C1Bw6, 'T'),
        ("B*57:01", Group::Bw4I80, 'T'),
        ("B*57:98", Group::Unclassified, 'T'),
        ("C*04:01", Group::C2, 'M'),
        ("C*07:02", Group::C1, 'M'),
    ] {
        let answer = answer(name);
        assert_eq!(
            (answer.group, answer.leader, answer.source),
            (group, Some(leader), GroupSource::Residues),
            "{name}"
        );
    }
    assert_eq!(answer("B*44:02").residues.to_string(), "76E 77N 80T 82L 83R");
    // B*13:02 carries Bw4 and is not seen.
    assert!(answer("B*13:02").functional_ligand.is_empty());
    // A name whose only entry is null is null, even written without its letter.
    assert_eq!((answer("C*04:09").group, answer("C*04:09").expressed), (Group::Null, Surface::No));
    assert_eq!(answer("A*24:09N").group, Group::Null);
    // One secreted variant does not make the protein secreted.
    assert_eq!(answer("B*44:02").expressed, Surface::Yes);
    // The files list every allele: what they do not hold is unknown, with the nearest name.
    let unknown = groups.answer(Allele::parse("B*44:03").unwrap()).unwrap_err();
    assert_eq!(unknown.nearest.as_deref(), Some("B*44:02"));
    let message = groups.source_message(GroupSource::Residues);
    assert!(message.text(lytic_text::Lang::En).contains("3.60.0"));
}

#[test]
fn the_motif_rule() {
    let (groups, ..) = import(BwRule::Motif);
    let group =
        |groups: &LigandGroups, name: &str| groups.answer(Allele::parse(name).unwrap()).unwrap().group;
    assert_eq!(group(&groups, "B*57:98"), Group::Bw4I80);
    assert_eq!(group(&groups, "B*07:02"), Group::Bw6);
    let back = groups.with_rule(BwRule::Ipd).unwrap();
    assert_eq!(group(&back, "B*57:98"), Group::Unclassified);
    // The built-in groups hold no residues to apply it to.
    assert_eq!(LigandGroups::built_in().with_rule(BwRule::Motif).unwrap_err().message.key, "E1035");
    let residues = |text: &[u8; 5]| Residues(*text);
    assert_eq!(group_of(Locus::B, residues(b"VDNRG"), BwRule::Ipd), Group::C1);
    assert_eq!(group_of(Locus::B, residues(b"EDTLR"), BwRule::Ipd), Group::Bw4T80);
    assert_eq!(group_of(Locus::A, residues(b"VDTRG"), BwRule::Ipd), Group::None);
    assert_eq!(group_of(Locus::C, residues(b"VSIRG"), BwRule::Ipd), Group::Unclassified);
}

#[test]
fn the_table_reads_back_the_same() {
    let (groups, ..) = import(BwRule::Ipd);
    let text = groups.to_table();
    let mut sources = Sources::new();
    let id = sources.add("groups.tsv", text.clone());
    let (back, diagnostics) = LigandGroups::from_table(id, &text, BwRule::Ipd);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let back = back.unwrap();
    assert_eq!(back.to_table(), text);
    for line in text.lines().filter(|line| line.contains('*')) {
        let allele = Allele::parse(line.split('\t').next().unwrap()).unwrap();
        assert_eq!(back.answer(allele), groups.answer(allele), "{line}");
    }
    let broken = text.replace("\tT\t", "\tTT\t");
    let (none, diagnostics) = LigandGroups::from_table(id, &broken, BwRule::Ipd);
    assert!(
        none.is_none()
            && diagnostics.iter().all(|found| found.message.key == "E1034" && found.span.is_some())
    );
}

#[test]
fn g_groups_by_name() {
    let mut sources = Sources::new();
    let mut ids: Vec<_> = files().into_iter().map(|(name, text)| sources.add(name, text)).collect();
    let nom = "# file: hla_nom_g.txt\n# version: IPD-IMGT/HLA 3.60.0\nC*;04:01:01:01/04:09N;04:01:01G\nC*;07:02:01:01;07:02:01G\n\
               B*;07:02:01:01/57:01:01:01;07:02:01G\nDRB1*;15:01:01/15:02:01;15:01:01G\nA*;01:01:01:01;\n";
    ids.push(sources.add("hla_nom_g.txt", nom));
    let (groups, _, diagnostics) = LigandGroups::from_ipd(&sources, &ids, None, BwRule::Ipd);
    let groups = groups.unwrap_or_else(|| panic!("{diagnostics:?}"));
    let check = |groups: &LigandGroups| {
        let codes = |name: &str| {
            let (answers, diagnostics) =
                lytic_nk::typing::read_alleles(name, None, &Default::default(), groups);
            let codes: Vec<&str> = diagnostics.iter().map(|found| found.message.key).collect();
            (answers[0].leader, codes)
        };
        assert_eq!(codes("C*04:01:01G"), (Some('M'), vec!["W1028"]));
        assert_eq!(codes("C*07:02:01G"), (Some('M'), vec![]));
        assert_eq!(codes("B*07:02:01G"), (None, vec!["W1029"]));
        assert_eq!(codes("B*44:02:01G"), (Some('T'), vec!["W1008"]));
    };
    check(&groups);
    let text = groups.to_table();
    let id = sources.add("groups.tsv", text.clone());
    let (back, diagnostics) = LigandGroups::from_table(id, &text, BwRule::Ipd);
    check(&back.unwrap_or_else(|| panic!("{diagnostics:?}")));
}

#[test]
fn files_that_are_not_what_they_should_be() {
    let mut sources = Sources::new();
    let id = sources.add("A_prot.fasta", "id,A1,A2\n");
    let (groups, _, diagnostics) = LigandGroups::from_ipd(&sources, &[id], Some("3.58.0"), BwRule::Ipd);
    assert!(groups.is_none());
    let codes: Vec<&str> = diagnostics.iter().map(|found| found.message.key).collect();
    assert_eq!(codes, ["E1033", "E1033", "E1033", "E1032"]);
}

#[test]
fn release_in_the_name_of_a_file_is_no_part_of_another_number() {
    let mut sources = Sources::new();
    let ids: Vec<_> = files()
        .into_iter()
        .map(|(name, text)| sources.add(name.replace("3.60.0", "13.60.0"), text))
        .collect();
    let (groups, _, diagnostics) = LigandGroups::from_ipd(&sources, &ids, None, BwRule::Ipd);
    assert_eq!(groups.unwrap().release(), None);
    assert!(diagnostics.iter().any(|found| found.message.key == "W1025"));
}
