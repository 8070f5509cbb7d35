//! Target files: the built-in ones have no faults, a user's are read alike, and what is wrong is told all at once.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails should panic")]

use lytic_nk::recognition::{Contact, Decision, DecisionModel, RecognitionParameters};
use lytic_nk::repertoire::Subset;
use lytic_nk::targets::{Antigen, HlaChange, Kind, Molecule, Surface, Target, Tissue};
use lytic_nk::typing::{Leader, Ligand, LigandSet};
use lytic_nk::{Grade, Library, Source};
use lytic_text::{Lang, Sources};
use proptest::prelude::*;

fn shown(text: &str) -> Vec<String> {
    let mut sources = Sources::new();
    let (target, problems) = Target::read("mine/cell.toml", text.as_bytes(), &mut sources);
    assert_eq!(target.is_none(), problems.iter().any(lytic_text::Diagnostic::is_error));
    problems
        .iter()
        .map(|problem| {
            let place = problem.span.and_then(|span| sources.line_column(span));
            let place = place.map(|at| format!("{}:{} ", at.line, at.column)).unwrap_or_default();
            let near = problem.suggestion.as_ref().map(|name| format!(" -> {name}")).unwrap_or_default();
            assert_ne!(problem.message.text(Lang::En), problem.message.text(Lang::Zh));
            format!("{place}{} {}{near}", problem.message.key, problem.message.text(Lang::En))
        })
        .collect()
}

const GOOD: &str = r#"[target]
name = "my line"
kind = "cell line"
tissue = "solid"
ligands = ["C1", "Bw4"]
leader = "MM"

[nkg2d_ligands]
value = "2000 /cell"
between_cells = { lognormal_sd = 0.4 }
uncertainty = { lognormal_sd = 0.7 }
grade = "D"
source = "assumed"

[hla_c]
value = "5000 /cell"
grade = "B"
source = { cite = "own flow cytometry 2026" }

[her2]
value = "1e5 /cell"
grade = "B"
source = { cite = "own flow cytometry 2026" }

[hla.lost]
value = "0.2"
class_i = 0.1
hla_e = 0.5
grade = "B"
source = { cite = "own histology 2026" }

[soluble_mica]
value = "300 pg/mL"
grade = "B"
source = { cite = "own ELISA 2026" }
"#;

#[test]
fn a_users_file_is_read_in_the_form_of_the_library() {
    let bytes = [b"\xEF\xBB\xBF", GOOD.as_bytes()].concat();
    let (target, problems) = Target::read("mine/cell.toml", &bytes, &mut Sources::new());
    assert!(problems.is_empty(), "{problems:?}");
    let target = target.unwrap();
    assert_eq!((target.key.as_str(), target.kind, target.tissue), ("cell", Kind::CellLine, Tissue::Solid));
    assert_eq!(target.ligands, Some(LigandSet::of(&[Ligand::C1, Ligand::Bw4])));
    assert_eq!((target.leader, target.per_cell(Molecule::HlaC)), (Leader::MM, 5000.0));
    assert_eq!(target.densities[0].between_cells.unwrap().sd_of_ln(), Some(0.4));
    assert!((target.soluble_mica.as_ref().unwrap().0 - 0.3).abs() < 1e-15);
    let state = target.hla_state("lost").unwrap();
    let surface = target.surface(None, &state.change(LigandSet::of(&[Ligand::C1])));
    // No haplotype is lost: C1 stays, a tenth of it.
    assert!((surface.hla_c1 - 500.0).abs() < 1e-9 && surface.hla_c2 == 0.0);
    assert_eq!((surface.antigen(Antigen::Her2), surface.antigen(Antigen::Cd19)), (1e5, 0.0));
    assert_eq!(target.nearest_hla_state("lots"), Some("lost"));
    assert_eq!(target.entries().count(), 5);
}

#[test]
fn all_that_is_wrong_is_told_at_once_with_the_nearest_name() {
    let text = r#"[target]
name = "x"
kind = "cell lin"
tissue = "blood"
ligands = ["C3"]
colour = "red"

[nkg2d_ligand]
value = "1 /cell"

[hla_c]
value = "-5 /cell"
grade = "B"
source = { cite = "own" }

[hla_e]
value = "5 mg"
grade = "B"
source = { cite = "own" }

[cd48]
value = "5 /cell"
grade = "E"

[hla.gone]
value = "1.5"
class_i = -1.0
grade = "B"
source = { cite = "own" }
"#;
    let found = shown(text);
    let expected = [
        "6:1 E0702 unknown key `colour` in `target`",
        "3:8 E1204 `cell lin` is not a value of `kind` -> cell line",
        "5:12 E1204 `C3` is not a value of `ligands` -> C1",
        "8:2 E1203 a target has no `nkg2d_ligand` -> nkg2d_ligands",
        "12:9 E1205 `hla_c` is below zero",
        "23:9 E0708 `E` is not a grade",
        "21:2 E0709 `cd48` has no source",
        "27:11 E1205 `class_i` is below zero",
        "26:9 E1206 the share of patients with `gone` is not between 0 and 1",
    ];
    for line in expected {
        assert!(found.iter().any(|one| one == line), "{line}\nnot among\n{}", found.join("\n"));
    }
    assert!(found.iter().any(|one| one.starts_with("17:9 E0007")), "{}", found.join("\n"));
    assert!(
        shown("[nkg2d_ligands]\n").iter().any(|one| one.contains("E0703 `a target` lacks the key `target`"))
    );
    assert!(shown("[target\n").iter().any(|one| one.contains("E0701")));
}

#[test]
fn bytes_that_are_no_text_are_located() {
    let (target, problems) = Target::read("x.toml", b"[target]\n\xFF", &mut Sources::new());
    assert!(target.is_none() && problems.len() == 1 && problems[0].message.key == "E1202");
}

#[test]
fn built_in_targets_say_where_each_number_comes_from() {
    let library = Library::embedded();
    let asked = [
        "k562",
        "721_221",
        "721_221_cw3",
        "721_221_cw4",
        "721_221_b27",
        "721_221_hla_e",
        "kasumi1",
        "hl60",
        "aml_blasts",
        "daudi",
        "raji",
        "melanoma_888",
        "autologous_tumour",
        "nsclc",
        "ovarian",
        "hcc",
        "cmv_infected",
        "influenza_infected",
        "healthy_resting",
        "healthy_activated",
    ];
    for key in asked {
        assert!(library.target(key).is_some(), "{key}");
    }
    for target in library.targets() {
        assert_ne!(target.name(Lang::Zh), "", "{}", target.key);
        for entry in target.entries() {
            if entry.source == Source::Assumed {
                let wide = entry.uncertainty.is_some_and(|spread| spread.is_wide(entry.value.value));
                assert!(entry.grade == Grade::D && wide, "{}", entry.name());
            }
        }
        // Of a patient's cells the patient gives the KIR ligands, of a line its own type does.
        assert_eq!(target.ligands.is_some(), target.kind == Kind::CellLine, "{}", target.key);
    }
    assert_eq!(library.nearest_target("kasumi"), Some("kasumi1"));
    let rows = library.rows(Some("kasumi1"), Lang::En).unwrap();
    assert!(rows.iter().any(|row| row.name == "kasumi1.cd33" && row.value == "6824" && row.unit == "/cell"));
    assert!(rows.iter().all(|row| row.place.starts_with("parameters/targets/kasumi1.toml:")), "{rows:?}");
    assert!(library.rows(Some("targets"), Lang::Zh).unwrap().len() > 100);
}

#[test]
fn hla_c_is_shared_by_its_alleles_and_goes_with_its_haplotype() {
    let library = Library::embedded();
    let blasts = library.target("aml_blasts").unwrap();
    let all = LigandSet::of(&[Ligand::C1, Ligand::C2, Ligand::Bw4]);
    let whole = blasts.per_cell(Molecule::HlaC);
    let both = blasts.surface(Some((all, 1.0)), &HlaChange::NONE);
    assert_eq!((both.hla_c1, both.hla_c2), (whole / 2.0, whole / 2.0));
    let one = blasts.surface(Some((LigandSet::of(&[Ligand::C2]), 0.5)), &HlaChange::NONE);
    assert_eq!((one.hla_c1, one.hla_c2, one.hla_bw4), (0.0, whole, 0.0));
    assert_eq!(one.hla_e, 0.5 * both.hla_e);
    let change = blasts.hla_state("haplotype_loss").unwrap().change(LigandSet::of(&[Ligand::C2]));
    let relapsed = blasts.surface(Some((all, 1.0)), &change);
    assert_eq!((relapsed.hla_c1, relapsed.hla_c2), (whole / 2.0, 0.0));
    // Without typing of the patient every ligand is taken to be there.
    assert_eq!(blasts.surface(None, &HlaChange::NONE), both);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_makes_it_panic(cut in 0usize..1000, insert in ".{0,12}", at in 0usize..1000) {
        let mut text: String = GOOD.chars().take(cut).collect();
        let place = text.char_indices().map(|(place, _)| place).nth(at).unwrap_or(text.len());
        text.insert_str(place, &insert);
        let _ = Target::read("x.toml", text.as_bytes(), &mut Sources::new());
        let _ = Target::read("x.toml", insert.as_bytes(), &mut Sources::new());
    }
}

/// What an NK cell that nothing inhibits makes of a target, natural signals alone.
fn natural(numbers: &RecognitionParameters, surface: &Surface) -> f64 {
    let cell = Contact::resting(Subset::NONE, numbers.expression());
    Decision::new(DecisionModel::WeightedSignal, &numbers.contact).natural(&cell, surface)
}

/// Molecules that therapies meet on malignant cells are those of the target of the disease, by construction; one number ties
/// all natural signals to K562.
#[test]
fn molecules_and_the_threshold_have_one_home() {
    let library = Library::embedded();
    let mut of_targets = 0;
    for entry in library.parameters().iter().filter(|entry| entry.symbol.ends_with("_per_cell")) {
        if !entry.module.ends_with("_cells") {
            continue;
        }
        assert!(library.place(entry).starts_with("parameters/targets/"), "{}", library.place(entry));
        of_targets += 1;
    }
    assert!(of_targets >= 20, "{of_targets}");
    for (module, key) in [
        ("nsclc_cells", "nsclc"),
        ("ovarian_cells", "ovarian"),
        ("hcc_cells", "hcc"),
        ("melanoma_cells", "melanoma"),
        ("renal_cells", "renal"),
        ("lymphoma_cells", "lymphoma"),
        ("leukaemia_cells", "aml_blasts"),
    ] {
        let target = library.target(key).unwrap();
        let value = |symbol: &str| library.parameter(&format!("{module}.{symbol}")).unwrap().value.value;
        let hla_e = target.per_cell(Molecule::HlaE);
        assert_eq!(value("hla_e_per_cell"), hla_e, "{module}");
        assert_eq!(value("hla_e_of_hla_high_per_cell"), hla_e * target.hla_state("raised").unwrap().hla_e);
        assert!(!target.modules.is_empty(), "{key}");
    }
    // A resting cell of usual education on K562 has the signal of `killer.k562_signal`, whatever that is.
    let mut numbers = RecognitionParameters::from_library(&library).unwrap();
    let k562 = library.target("k562").unwrap().surface(None, &HlaChange::NONE);
    for signal in [0.095, 0.3] {
        numbers.contact.k562_signal = signal;
        let cell = Contact::resting(Subset::NONE, numbers.expression());
        let decision = Decision::new(DecisionModel::WeightedSignal, &numbers.contact);
        assert!((decision.signal(&cell, &k562) / signal - 1.0).abs() < 1e-12);
    }
}

/// Natural signals of the cancers relative to leukaemic blasts, which patients take as `visibility`, are those of the targets.
#[test]
fn visibility_follows_from_the_ligands_of_targets() {
    let library = Library::embedded();
    let numbers = RecognitionParameters::from_library(&library).unwrap();
    let of = |key: &str| library.target(key).unwrap().surface(None, &HlaChange::NONE);
    let blasts = natural(&numbers, &of("aml_blasts"));
    for disease in ["nsclc", "ovarian", "hcc", "melanoma", "renal", "lymphoma", "b_all"] {
        let surface = of(disease);
        let mut unseen = surface;
        unseen.nkg2d_ligands = 0.0;
        let (whole, shed) = (natural(&numbers, &surface), natural(&numbers, &unseen));
        let given =
            |symbol: &str| library.parameter(&format!("{disease}.{symbol}")).map(|entry| entry.value.value);
        let visibility = given("visibility").unwrap();
        println!("{disease}: {:.3}, given {visibility}; shed {:.3}", whole / blasts, shed / whole);
        assert!((whole / blasts / visibility - 1.0).abs() < 0.02, "{disease}: {}", whole / blasts);
        if let Some(left) = given("shed_visibility") {
            assert!((shed / whole / left - 1.0).abs() < 0.02, "{disease}: {}", shed / whole);
        }
    }
}
