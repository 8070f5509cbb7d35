//! `lytic donor` as a user types it: what is answered, what is refused and where, and what does not change a result.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]

mod shared;

use serde_json::Value;
use shared::{done, object};
use std::fs;
use std::path::{Path, PathBuf};

/// Exit code, standard output, standard error.
fn lytic(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = shared::lytic(folder, arguments);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// A folder with the sample files of `docs/`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let docs: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    for name in ["patient.csv", "donors.csv"] {
        fs::copy(docs.join(name), folder.path().join(name)).unwrap();
    }
    folder
}

const SAMPLE: [&str; 5] = ["donor", "--patient", "patient.csv", "--donors", "donors.csv"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    SAMPLE.iter().chain(more).copied().collect()
}

#[test]
fn an_allele_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let answer = object(folder.path(), &["donor", "allele", "B*13:02", "--json"]);
    assert_eq!(answer["allele"], "B*13:02");
    assert_eq!(answer["group"], "Bw4-80T");
    assert_eq!(answer["functional_ligand"], "none");
    assert_eq!(answer["leader"], "T");
    assert_eq!(answer["expressed"], true);
    assert!(answer["source"].as_str().unwrap().contains("3.58.0"));
    let null = object(folder.path(), &["donor", "allele", "C*04:09N", "--json"]);
    assert_eq!((&null["group"], &null["expressed"]), (&Value::from("null"), &Value::from(false)));
    let (code, said, problems) = lytic(folder.path(), &["donor", "allele", "B*13:999", "B44x", "--json"]);
    assert_eq!((code, said.as_str()), (2, ""));
    assert!(problems.contains("E1002") && problems.contains("E1001"), "{problems}");
}

#[test]
fn donors_are_ranked_by_the_stated_rule() {
    let folder = folder();
    let found = object(folder.path(), &with(&["--json"]));
    assert_eq!(found["goal"], "haplo");
    assert_eq!(found["rule"][0], "ligand_mismatch");
    assert_eq!(found["read"]["donors"]["read"], 6);
    let names: Vec<&str> =
        found["donors"].as_array().unwrap().iter().map(|donor| donor["id"].as_str().unwrap()).collect();
    assert_eq!(names[..2], ["brother", "mother"]);
    let first = &found["donors"][0];
    assert_eq!(first["graft_versus_host"]["ligand_ligand"]["value"][0], "Bw4");
    assert_eq!(first["graft_versus_host"]["educated"]["value"][0], "KIR3DL1");
    assert_eq!(first["b_content"]["value"]["class"], "best");
    let share = &first["alloreactive_fraction"];
    let at = |name: &str, index: usize| share[name][index].as_f64().unwrap();
    assert!(at("interval_90", 0) < at("typical", 0) && at("typical", 1) < at("interval_90", 1));
    for model in ["ligand_ligand", "receptor_ligand", "missing_ligand", "educated"] {
        assert!(!found["models"][model]["for"].as_str().unwrap().is_empty());
        assert!(!found["models"][model]["against"].as_str().unwrap().is_empty());
    }
    // Of the cousin no KIR gene is typed: what depends on them is open, what does not is said.
    let cousin = found["donors"].as_array().unwrap().iter().find(|donor| donor["id"] == "cousin").unwrap();
    assert_eq!(cousin["graft_versus_host"]["ligand_ligand"]["value"][0], "Bw4");
    assert_eq!(cousin["b_content"]["value"], Value::Null);
    let matters = |gap: &Value| !gap["could_change"].as_array().unwrap().is_empty();
    assert!(cousin["not_known"].as_array().unwrap().iter().any(matters));
}

#[test]
fn neither_threads_nor_how_many_are_shown_change_the_ranking() {
    let folder = folder();
    let mut rows = fs::read_to_string(folder.path().join("donors.csv")).unwrap();
    let sample: Vec<String> = rows.lines().skip(1).map(str::to_owned).collect();
    for copy in 0..400 {
        for line in &sample {
            rows.push_str(&format!("{copy}-{line}\n"));
        }
    }
    fs::write(folder.path().join("donors.csv"), rows).unwrap();
    for goal in ["haplo", "unrelated", "nk-infusion"] {
        let one = done(folder.path(), &with(&["--goal", goal, "--threads", "1", "--top", "5", "--json"]));
        let many = done(folder.path(), &with(&["--goal", goal, "--threads", "7", "--top", "5", "--json"]));
        assert_eq!(one, many, "{goal}");
        let found: Value = serde_json::from_str(&one).unwrap();
        assert_eq!(found["donors"].as_array().unwrap().len(), 5);
        assert_eq!(found["tally"]["donors"], 2406);
        assert_eq!(found["donors"][1]["rank"], 1, "copies are equal and share a rank");
    }
}

#[test]
fn the_page_and_the_words_come_in_both_languages() {
    let folder = folder();
    let said = done(folder.path(), &with(&["--html", "page.html"]));
    assert!(said.contains("never for the care of a patient") && said.contains("1. brother"), "{said}");
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    assert!(page.contains("never for the care of a patient") && page.contains("donor-6"));
    let outside = page.replace("http://www.w3.org", "");
    assert!(!outside.contains("src=\"http") && !outside.contains("@import") && !outside.contains("url(http"));
    let (code, ..) = lytic(folder.path(), &with(&["--html", "page.html"]));
    assert_eq!(code, 2, "a page is not replaced unasked");
    let said = done(folder.path(), &with(&["--html", "page.html", "--overwrite", "--lang", "zh"]));
    assert!(said.contains("绝不用于患者诊疗"), "{said}");
    assert!(fs::read_to_string(folder.path().join("page.html")).unwrap().contains("lang=\"zh-CN\""));
}

#[test]
fn everything_wrong_is_told_at_once_and_counted() {
    let folder = folder();
    let head = "id,A1,A2,B1,B2,C1,C2,KIR2DL1\n";
    let rows = [
        "unknown,A*02:999999,A*03:01,B*07:02,B*44:02,C*05:01,C*07:02,1\n",
        "dated,A*02:01,A*03:01,2-Jul,B*44:02,C*05:01,C*07:02,1\n",
        "once,A*02:01,A*03:01,B*07:02,,C*05:01,C*07:02,1\n",
        "good,A*02:01,A*03:01,B*07:02,B*44:02,C*05:01,C*07:02,1\n",
    ];
    fs::write(folder.path().join("donors.csv"), format!("\u{feff}{head}{}", rows.concat())).unwrap();
    let (code, said, problems) = lytic(folder.path(), &SAMPLE);
    assert_eq!((code, said.as_str()), (2, ""), "{problems}");
    for place in ["donors.csv:2:", "donors.csv:3:", "donors.csv:4:"] {
        assert!(problems.contains(place), "{place}\n{problems}");
    }
    assert!(problems.contains("donor file 1 (3 refused"), "{problems}");
    let found = object(folder.path(), &with(&["--skip-refused", "--json"]));
    assert_eq!(found["read"]["donors"]["refused"], 3);
    assert_eq!(found["donors"][0]["id"], "good");
}

#[test]
fn a_patient_is_one_person() {
    let folder = folder();
    let (code, _, problems) =
        lytic(folder.path(), &["donor", "--patient", "donors.csv", "--donors", "donors.csv"]);
    assert!(code == 2 && problems.contains("E1100"), "{problems}");
    let (code, _, problems) = lytic(folder.path(), &["donor", "--patient", "no.csv", "--donors", "none.csv"]);
    assert!(code == 2 && problems.matches("E1101").count() == 2, "{problems}");
    assert_eq!(lytic(folder.path(), &["donor", "--patient", "patient.csv"]).0, 64);
}

#[test]
fn imported_groups_are_kept_and_named() {
    let folder = folder();
    // A leader of 24 residues and the first 90 of the mature protein, with residues 77 and 80 as in B*44:02.
    let protein = |leader_21: char, p77: char, p80: char, p82: char, p83: char| {
        let mature: Vec<char> =
            "GSHSMRYFYTAMSRPGRGEPRFITVGYVDDTLFVRFDSDATSPRKEPRAPWIEQEGPEYWDRETQISKTNTQTYRENLRTALRYYNQSEA"
                .chars()
                .collect();
        let mut sequence: Vec<char> = "MRVTAPRTVLLLLWGAVALTETWA".chars().chain(mature).collect();
        sequence[3] = leader_21;
        for (position, letter) in [(77, p77), (80, p80), (82, p82), (83, p83)] {
            sequence[24 + position - 1] = letter;
        }
        sequence.into_iter().collect::<String>()
    };
    let fasta = |name: &str, allele: &str, sequence: String| {
        let text = format!(">HLA:HLA00001 {allele} 114 bp\n{sequence}\n");
        fs::write(folder.path().join(name), text).unwrap();
    };
    fasta("A_prot.fasta", "A*02:01:01:01", protein('M', 'D', 'T', 'R', 'G'));
    fasta("B_prot.fasta", "B*44:02:01:01", protein('T', 'N', 'T', 'L', 'R'));
    fasta("C_prot.fasta", "C*07:02:01:01", protein('M', 'S', 'N', 'R', 'G'));
    let import =
        ["donor", "import-ipd", "A_prot.fasta", "B_prot.fasta", "C_prot.fasta", "--release", "3.99.0"];
    let out: Vec<&str> = import.iter().chain(&["--out", "groups.tsv"]).copied().collect();
    let said = done(folder.path(), &out);
    assert!(said.contains("3.99.0") && said.contains("--ipd groups.tsv"), "{said}");
    assert_eq!(lytic(folder.path(), &out).0, 2, "the file is not replaced unasked");
    let ask = ["donor", "allele", "B*44:02", "--json"];
    let asked: Vec<&str> = ask.iter().chain(&["--ipd", "groups.tsv"]).copied().collect();
    let answer = object(folder.path(), &asked);
    assert_eq!(answer["group"], "Bw4-80T");
    assert!(answer["source"].as_str().unwrap().contains("3.99.0"));
    // Without a name the user's data folder keeps it, and what is asked later says so.
    done(folder.path(), &import);
    assert!(folder.path().join("data/lytic/ipd.tsv").exists());
    assert!(object(folder.path(), &ask)["source"].as_str().unwrap().contains("3.99.0"));
    let without: Vec<&str> = ask.iter().chain(&["--ipd", "none"]).copied().collect();
    assert!(object(folder.path(), &without)["source"].as_str().unwrap().contains("3.58.0"));
    fs::write(folder.path().join("groups.tsv"), "nonsense\n").unwrap();
    let (code, _, problems) = lytic(folder.path(), &asked);
    assert!(code == 2 && problems.contains("groups.tsv:1:1"), "{problems}");
}

#[test]
fn availability_is_simulated_for_populations_and_for_own_haplotypes() {
    let folder = tempfile::tempdir().unwrap();
    let ask = ["donor", "availability", "--patients", "4000", "--json"];
    let of = |more: &[&str]| object(folder.path(), &ask.iter().chain(more).copied().collect::<Vec<_>>());
    let found = of(&["--population", "USA NMDP European Caucasian"]);
    let parties = found["at_least_one_donor"].as_array().unwrap();
    let exactly = |party: &Value| party["ligand_mismatch"]["exactly"].as_f64().unwrap();
    let one = parties.iter().find(|party| party["among"] == "unrelated" && party["donors"] == 1).unwrap();
    let parents = parties.iter().find(|party| party["among"] == "parents").unwrap();
    assert_eq!(exactly(one), exactly(parents), "the better of two parents equals one unrelated donor");
    assert_eq!(found["hla"]["linkage"], false);
    // Whole haplotypes of Europeans: the published share of patients with all three ligands, .34.
    let linked = of(&["--population", "European American"]);
    assert_eq!((&linked["hla"]["linkage"], &linked["hla"]["typed"]), (&Value::from(true), &Value::Null));
    let all_three = linked["all_three_ligands"]["exactly"].as_f64().unwrap();
    assert!((all_three - 0.34).abs() < 0.005, "{all_three}");
    let table = "A,B,C,frequency\nA*02:01,B*07:02,C*07:02,3\nA*01:01,B*44:02,C*05:01,1\n";
    fs::write(folder.path().join("haplotypes.csv"), table).unwrap();
    let own = of(&["--haplotypes", "haplotypes.csv"]);
    assert_eq!((&own["hla"]["linkage"], &own["hla"]["haplotypes"]), (&Value::from(true), &Value::from(2)));
    let (code, _, problems) = lytic(folder.path(), &["donor", "availability", "--population", "Germny DKMS"]);
    assert!(code == 2 && problems.contains("did you mean `Germany DKMS"), "{problems}");
    assert!(done(folder.path(), &["donor", "availability", "--list"]).contains("Japan Kyoto KIR"));
}
