//! Every row of `donors/test_vectors.csv` on donors, and what the models promise beyond them.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use super::table::Table;
use super::*;
use crate::typing::{KirGene, Ligand, LigandSet, Locus};

const VECTORS: &str = include_str!("../../../../donors/test_vectors.csv");

/// Rows of a kind: id, input, expected. Fails if there are not as many as there should be.
fn rows(kind: &str, count: usize) -> Vec<(String, String, String)> {
    let found: Vec<_> = Table::read(VECTORS)
        .rows()
        .filter(|row| row.text("kind") == kind)
        .map(|row| (row.text("id").to_owned(), row.text("input").to_owned(), row.text("expected").to_owned()))
        .collect();
    assert_eq!(found.len(), count, "rows of {kind}");
    found
}

/// Words such as `2DL1` anywhere in a text.
fn genes(text: &str) -> GeneSet {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    GeneSet::of(&words.filter_map(KirGene::from_name).collect::<Vec<_>>())
}

/// Words such as `'Bw4'` anywhere in a text.
fn ligands(text: &str) -> LigandSet {
    let words = text.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '/'));
    words.filter_map(|word| Ligand::ALL.into_iter().find(|ligand| ligand.name() == word)).collect()
}

#[test]
fn b_content_of_the_vectors() {
    for (id, input, expected) in rows("b_content", 8) {
        let content = b_content(genes(&input), TelomericRule::EitherAbsent);
        let found = format!(
            "score {} {} Cen-{} Tel-{}",
            content.score,
            content.class.name(),
            content.centromeric.name(),
            content.telomeric.name()
        );
        assert_eq!(found, expected, "{id}");
    }
}

#[test]
fn telomeric_bb_is_an_option() {
    let without_2ds4 = genes("2DL1 2DL3 3DL1 3DS1 2DS1");
    assert_eq!(b_content(without_2ds4, TelomericRule::EitherAbsent).telomeric, Motif::BB);
    assert_eq!(b_content(without_2ds4, TelomericRule::BothAbsent).telomeric, Motif::AB);
}

#[test]
fn alloreactivity_of_the_vectors() {
    for (id, input, expected) in rows("alloreactivity", 5) {
        let (donor, rest) = input.split_once(" patient ").unwrap();
        let (patient, kir) = rest.split_once(" donor KIR ").unwrap();
        let found = alloreactivity(ligands(donor), genes(kir), ligands(patient));
        let part = |from: &str, to: &str| {
            let after = expected.split_once(from).unwrap().1;
            after.split_once(to).map_or(after, |(part, _)| part).to_owned()
        };
        assert_eq!(found.ligand_ligand, ligands(&part("ll=", " rl=")), "{id} ligand-ligand");
        assert_eq!(found.receptor_ligand, genes(&part("rl=", " ml=")), "{id} receptor-ligand");
        assert_eq!(found.missing_ligands.to_string(), part("ml=", " edu="), "{id} missing ligand");
        assert_eq!(found.educated, genes(&part("edu=", "\n")), "{id} educated");
    }
}

#[test]
fn functional_score_of_the_vectors() {
    for (id, input, expected) in rows("ikir_score", 4) {
        let (kir, own) = input.split_once("; ligands ").unwrap();
        let found = ikir(genes(kir), ligands(own)).value();
        assert_eq!(found, expected.parse::<f64>().unwrap(), "{id}");
    }
}

#[test]
fn krieger_scores_of_the_vectors() {
    for (id, input, expected) in rows("score_krieger", 1) {
        let parts: Vec<&str> = input.split("; ").collect();
        // Bw6/Bw4-80T is Bw4 on HLA-B; A*01:01 twice is neither A3 nor A11.
        let mut patient = ligands(&parts[1].replace('/', " "));
        patient.insert(Ligand::Bw4);
        let found = krieger(genes(parts[0]), patient, false);
        let said = format!(
            "KIRL {}; IM-KIR {}; wKIR {}",
            found.kirl.value(),
            found.im_kir.value(),
            found.w_kir.value()
        );
        assert_eq!(said, expected, "{id}");
    }
}

#[test]
fn the_better_of_two_parents_equals_one_unrelated_donor() {
    assert_eq!(rows("family", 1).len(), 1);
    for population in hla_populations() {
        let of = |party| exact::mismatched(&population.haplotypes, party).unwrap();
        assert_eq!(of(Party::BothParents), of(Party::OneUnrelated), "{}", population.name);
        // The same by going through whole families, not through the haplotypes that are new.
        let mut by_families = 0.0;
        for (h1, p1) in population.haplotypes.iter() {
            for (h2, p2) in population.haplotypes.iter() {
                for (r1, q1) in population.haplotypes.iter() {
                    for (r2, q2) in population.haplotypes.iter() {
                        let patient = h1.union(h2);
                        let mismatched = [h1.union(r1), h2.union(r2)].iter().any(|parent| {
                            !alloreactivity(*parent, GeneSet::EMPTY, patient).ligand_ligand.is_empty()
                        });
                        by_families += if mismatched { p1 * p2 * q1 * q2 } else { 0.0 };
                    }
                }
            }
        }
        assert!((by_families - of(Party::OneUnrelated)).abs() < 1e-12, "{}", population.name);
    }
}

#[test]
fn independent_loci_give_the_shares_of_the_table() {
    let populations = hla_populations();
    let table = Table::read(include_str!("../../../../donors/population_availability.csv"));
    let mut compared = 0;
    for row in table.rows() {
        let name = row.text("population_afnd");
        let population = populations.iter().find(|population| population.name == name).unwrap();
        let hla = &population.haplotypes;
        let found = [
            exact::all_three(hla),
            exact::mismatched(hla, Party::OneRelative).unwrap(),
            exact::mismatched(hla, Party::OneUnrelated).unwrap(),
        ];
        let columns = [
            "all_three_ligands",
            "P_GvH_ligand_mismatch_haploidentical_relative",
            "P_unrelated_or_either_parent (no LD)",
        ];
        for (found, column) in found.into_iter().zip(columns) {
            let expected = row.number(column).unwrap();
            assert!((found - expected).abs() < 0.0015, "{name} {column}: {found} {expected}");
        }
        compared += 1;
    }
    assert_eq!(compared, 92);
}

/// Simulates a population and compares every share that can be summed with the sum.
fn simulated(name: &str) -> Availability {
    let hla = hla_populations().into_iter().find(|hla| hla.name == name).unwrap();
    let kir = kir_populations().into_iter().find(|kir| kir.name == "USA Caucasian KIR").unwrap();
    let plan = Plan {
        hla: hla.haplotypes,
        kir,
        donors: 10,
        siblings: 2,
        patients: 20_000,
        seed: 1,
        rule: TelomericRule::EitherAbsent,
    };
    let found = simulate(&plan);
    // Seven comparisons a population: four standard deviations are passed by chance once in two thousand.
    let within = |share: Share, exactly: f64| {
        let off = (share.value() - exactly).abs();
        assert!(off < 4.0 * share.error(), "{name}: off by {off}, error {}", share.error());
    };
    within(found.all_three, found.all_three_exactly);
    for party in &found.parties {
        if let Some(exactly) = party.mismatched_exactly {
            within(party.mismatched, exactly);
        }
    }
    assert_eq!(found, simulate(&plan), "the same seed gives the same");
    found
}

#[test]
fn the_simulation_agrees_with_the_sums() {
    let found = simulated("USA NMDP European Caucasian");
    let of = |wanted| found.parties.iter().find(|party| party.party == wanted).unwrap();
    // Shares of the fitted haplotypes, as the table states them.
    let one = of(Party::OneUnrelated);
    assert!((one.best.value() - 0.109).abs() < 0.01, "{}", one.best.value());
    assert!((one.better_or_best.value() - 0.333).abs() < 0.015, "{}", one.better_or_best.value());
    // Two parents are two donors as far as KIR goes; siblings share parents.
    assert!(of(Party::BothParents).best.value() > one.best.value());
    assert!(of(Party::Siblings(2)).mismatched.value() > of(Party::Siblings(1)).mismatched.value());
}

/// What the notes on recognition state for Europeans, to two digits: half a digit and three errors of the simulation.
#[test]
fn the_published_availability_is_met_within_the_error_of_the_simulation() {
    let found = simulated(LINKED_POPULATION);
    let of = |wanted| found.parties.iter().find(|party| party.party == wanted).unwrap().mismatched;
    let stated = [
        (found.all_three, 0.34),
        (of(Party::OneRelative), 0.32),
        (of(Party::BothParents), 0.48),
        (of(Party::OneUnrelated), 0.48),
        (of(Party::Unrelated(10)), 0.66),
    ];
    for (share, expected) in stated {
        let off = (share.value() - expected).abs();
        assert!(off < 0.005 + 3.0 * share.error(), "{share:?}: {expected} stated");
    }
}

#[test]
fn what_is_missing_matters_only_where_it_can_change_something() {
    let repertoires = repertoires();
    let all = LigandSet::of(&[Ligand::C1, Ligand::C2, Ligand::Bw4]);
    let patient = Facts::exactly(all, GeneSet::EMPTY);
    let comparison = Comparison { patient, repertoires: &repertoires, rule: TelomericRule::EitherAbsent };
    // A donor of whom nothing is known cannot be mismatched with a patient who has everything.
    let mut donor = Facts::exactly(LigandSet::of(&[Ligand::C1]), genes("2DL1 2DL3 3DL1 2DS4"));
    donor.genes = KnownGenes::nothing(genes("2DL1 2DL2 2DL3 3DL1 2DS1 2DS2 2DS4 3DS1"));
    let found = assess(&donor, &comparison);
    assert_eq!(found.graft_versus_host.ligand_ligand.determined(), Some(LigandSet::EMPTY));
    assert_eq!(found.graft_versus_host.educated.determined(), Some(GeneSet::EMPTY));
    assert!(found.content.determined().is_none(), "B content needs the genes");
    let changes = |gene| {
        let gap = found.gaps.iter().find(|gap| gap.unknown == Unknown::DonorGene(gene)).unwrap();
        gap.changes.clone()
    };
    assert!(changes(KirGene::KIR2DL2).contains(&ResultKind::BContent));
    assert!(!changes(KirGene::KIR2DL1).contains(&ResultKind::Educated));
    assert_eq!(found.fraction.typical, (0.0, 0.0));
}

#[test]
fn an_untyped_locus_of_the_patient_leaves_open_what_it_could_add() {
    let repertoires = repertoires();
    let mut patient = Facts::exactly(LigandSet::of(&[Ligand::C1]), GeneSet::EMPTY);
    let set = LigandSet::of;
    let open = Worlds::any_of([LigandSet::EMPTY, set(&[Ligand::Bw4])]).unwrap();
    patient.loci[Locus::B as usize] = open;
    patient.ligands = patient.loci[0].with(patient.loci[1]).with(patient.loci[2]);
    let comparison = Comparison { patient, repertoires: &repertoires, rule: TelomericRule::EitherAbsent };
    let donor = Facts::exactly(set(&[Ligand::C1, Ligand::C2]), genes("2DL1 2DL3 3DL1 2DS4"));
    let found = assess(&donor, &comparison);
    assert_eq!(found.graft_versus_host.ligand_ligand.determined(), Some(set(&[Ligand::C2])));
    assert_eq!(found.graft_versus_host.missing_ligands.all(), [1, 2]);
    let gap = found.gaps.iter().find(|gap| gap.unknown == Unknown::PatientLocus(Locus::B)).unwrap();
    assert!(gap.changes.contains(&ResultKind::MissingLigand));
    assert!(!gap.changes.contains(&ResultKind::LigandLigand));
}

#[test]
fn the_alloreactive_share_is_none_without_a_mismatch_and_has_an_interval_with_one() {
    let repertoires = repertoires();
    let set = LigandSet::of;
    let kir = genes("2DL1 2DL3 3DL1 2DS4");
    let of = |own: LigandSet, patient: LigandSet| {
        repertoires.fraction(&[kir], Worlds::only(own), Worlds::only(patient))
    };
    let everything = set(&[Ligand::C1, Ligand::C2, Ligand::Bw4]);
    assert_eq!(of(everything, everything).interval, (0.0, 0.0));
    let found = of(everything, set(&[Ligand::C1, Ligand::Bw4]));
    assert!(found.typical.0 > 0.01 && found.typical.0 == found.typical.1, "{found:?}");
    assert!(found.interval.0 < found.typical.0 && found.typical.0 < found.interval.1, "{found:?}");
}

#[test]
fn a_ranking_does_not_depend_on_how_the_donors_are_cut() {
    let repertoires = repertoires();
    let patient = Facts::exactly(LigandSet::of(&[Ligand::C1]), GeneSet::EMPTY);
    let comparison = Comparison { patient, repertoires: &repertoires, rule: TelomericRule::EitherAbsent };
    let donors: Vec<Facts> = (0..200u8)
        .map(|index| {
            let kir = if index % 3 == 0 { "2DL1 2DL3 3DL1 2DS4" } else { "2DL1 2DL2 2DS2 3DL1 2DS4" };
            Facts::exactly(LigandSet::from_bits(index % 8), genes(kir))
        })
        .collect();
    let person = |index: usize| crate::typing::Person {
        id: index.to_string(),
        hla: Default::default(),
        kir: Default::default(),
        ligands: Default::default(),
        span: None,
    };
    for goal in Goal::ALL {
        let run = |chunk: usize, backwards: bool| {
            let mut parts: Vec<Ranking> = Vec::new();
            for (number, part) in donors.chunks(chunk).enumerate() {
                let mut ranking = Ranking::new(goal, 7);
                for (offset, donor) in part.iter().enumerate() {
                    let index = number * chunk + offset;
                    ranking.offer(person(index), donor.clone(), index as u64, &comparison);
                }
                parts.push(ranking);
            }
            if backwards {
                parts.reverse();
            }
            let mut all = Ranking::new(goal, 7);
            parts.into_iter().for_each(|part| all.merge(part));
            all
        };
        let whole = run(200, false);
        assert_eq!(whole.tally.donors, 200);
        assert_eq!(whole, run(13, false));
        assert_eq!(whole, run(29, true));
        let ranks: Vec<u64> = whole.ranked().iter().map(|(rank, _)| *rank).collect();
        assert!(ranks.windows(2).all(|pair| pair[0] <= pair[1]) && ranks[0] == 1, "{ranks:?}");
    }
}

/// The facts of the one person of a table.
fn typed(table: &str) -> Facts {
    let groups = crate::typing::LigandGroups::built_in();
    let mut sources = lytic_text::Sources::new();
    let (people, _, problems) =
        crate::typing::read_people("p.csv", table.as_bytes(), &Default::default(), &groups, &mut sources);
    assert_eq!(people.len(), 1, "{problems:?}");
    Facts::of(people.first().unwrap(), &groups, &crate::typing::Kir3dl1Table::built_in())
}

#[test]
fn typing_becomes_worlds() {
    let set = LigandSet::of;
    let plain = typed("id,A1,A2,B1,B2,C1,C2\np,A*02:01,A*11:01,B*07:02,B*44:02,C*07:02,C*05:01\n");
    assert_eq!(plain.ligands.single(), Some(LigandSet::ALL));
    assert_eq!(plain.hla_b, [HlaBKind::Bw4T80]);
    assert_eq!(plain.a11, crate::typing::Presence::Present);
    // One copy is C1 or C2, the other C1: C1 alone or both, never C2 alone.
    let open = typed("id,A1,A2,B1,B2,C1,C2\np,A*02:01,A*01:01,B*07:02,B*08:01,C*07:02/C*05:01,C*07:01\n");
    let worlds: Vec<LigandSet> = open.ligands.iter().collect();
    assert_eq!(worlds, [set(&[Ligand::C1]), set(&[Ligand::C1, Ligand::C2])]);
    // Without HLA-C there is C1 or C2 or both, never neither.
    let missing = typed("id,A1,A2,B1,B2\np,A*02:01,A*01:01,B*07:02,B*08:01\n");
    assert_eq!(missing.missing, [Locus::C]);
    assert_eq!(missing.ligands.iter().count(), 3);
    assert_eq!(missing.ligands.certain(), LigandSet::EMPTY);
    // B*13:02 carries Bw4 and is no ligand; a null allele gives nothing.
    let silent = typed("id,A1,A2,B1,B2,C1,C2\np,A*02:01,A*24:09N,B*13:02,B*07:02,C*04:09N,C*07:01\n");
    assert_eq!(silent.ligands.single(), Some(set(&[Ligand::C1])));
    assert_eq!(silent.hla_b, [HlaBKind::Bw6]);
}

#[test]
fn framework_genes_need_not_be_typed() {
    let facts = typed("id,C1,C2,KIR2DL1,KIR2DL3\np,C*07:02,C*05:01,1,1\n");
    let has = |gene| facts.genes.present.contains(gene);
    assert!(has(KirGene::KIR3DL2) && has(KirGene::KIR2DL1) && !has(KirGene::KIR3DL1));
    assert!(facts.genes.unknown.contains(KirGene::KIR3DL1));
}

fn repertoires() -> Repertoires {
    Repertoires::from_library(&crate::Library::embedded()).unwrap()
}
