//! The recognition of a typed donor's cells as Antimony (`models/body/recognition.ant`, `repertoire.ant`, `inhibition.ant`) against
//! the same in Rust (`lytic_nk`), subset by subset and clone by clone, for random typings; and typing followed through runs to the
//! kill rate of each subset.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]

mod files;

use files::Texts;
use lytic_engine::philox::{purpose, uniform};
use lytic_engine::{Engine, Settings, Subject};
use lytic_model::{Equations, read_antimony};
use lytic_nk::Library;
use lytic_nk::life::KillerRates;
use lytic_nk::mean_field::{classes, respond};
use lytic_nk::recognition::{Blocks, Decision, DecisionModel, Effectors, Fcgr3a, RecognitionParameters};
use lytic_nk::repertoire::{Activation, Subset, is_alloreactive, repertoire};
use lytic_nk::targets::{HlaChange, Molecule, Target};
use lytic_nk::typing::{Kir3dl1Strength, KirGene, KirGenes, Leader, Ligand, LigandSet, Presence};
use lytic_study::{MemoryStore, Overrides, open, prepare};
use lytic_text::Sources;

const GENES: [(KirGene, &str); 4] = [
    (KirGene::KIR2DL1, "gene_2dl1"),
    (KirGene::KIR2DL2, "gene_2dl2"),
    (KirGene::KIR2DL3, "gene_2dl3"),
    (KirGene::KIR3DL1, "gene_3dl1"),
];

fn equations(library: &Library) -> Equations {
    let text = "import \"body/recognition.ant\"\nimport \"body/killing_at_sites.ant\"\nmodel *typed()\n  unit time_unit = day;\n  \
                const one = 1 has dimensionless, n = 2.3 has dimensionless, within = 0.95 has dimensionless;\n  \
                r: recognition(n, one);\n  \
                plain: one_distribution(r.alloreactive_half, r.alloreactive_whole, r.other_half, r.other_whole, one, one, within, n);\n  \
                high: one_distribution(r.alloreactive_half_on_hla_high, r.alloreactive_whole_on_hla_high, r.other_half_on_hla_high, r.other_whole_on_hla_high, one, one, within, n);\n  \
                species clock has dimensionless; clock = 0; const pace = 1 has per_day; tick: => clock; pace;\nend\n";
    let (model, problems) = read_antimony("typed.ant", text, library, &mut Sources::new());
    let mut model = model.unwrap_or_else(|| panic!("{problems:?}"));
    let mut problems = Vec::new();
    library.bind(&mut model, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    model.lower().unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Values of observables where parameters have these values, each set.
fn values(equations: &Equations, sets: &[Vec<(String, f64)>], outputs: &[String]) -> Vec<Vec<f64>> {
    let expressions = outputs.iter().map(|name| {
        let known = equations.observable(name);
        known.unwrap_or_else(|| panic!("{name}")).expression
    });
    let settings = Settings::new(0.0, vec![0.0, 0.001], expressions.collect());
    let engine = Engine::new(equations, &settings).unwrap();
    let (mut next, mut found) = (0, vec![Vec::new(); sets.len()]);
    engine
        .run(
            &mut |subject: &mut Subject| {
                let Some(set) = sets.get(next) else { return false };
                subject.id = next as u64;
                subject.parameters = equations.parameters.iter().map(|parameter| parameter.value).collect();
                for (name, value) in set {
                    let index = equations.parameter(name).unwrap_or_else(|| panic!("{name}"));
                    subject.parameters[index] = *value;
                }
                next += 1;
                true
            },
            &mut |finished| {
                assert_eq!(finished.failure, None);
                found[finished.id as usize] = finished.values[..outputs.len()].to_vec();
            },
        )
        .unwrap();
    found
}

/// A donor and a patient.
struct Pair {
    kir: KirGenes,
    own: LigandSet,
    leader: Leader,
    host: LigandSet,
    host_leader: Leader,
    weak: bool,
    has_2ds1: bool,
}

fn pair(case: u64) -> Pair {
    let draw = |step: u64| uniform(11, purpose("typing"), case, step);
    let ligands = |first: u64| {
        let mut all = Vec::new();
        // HLA-C has one of C1 and C2, or both.
        let c = draw(first);
        all.extend((c < 0.66).then_some(Ligand::C1));
        all.extend((c > 0.33).then_some(Ligand::C2));
        all.extend((draw(first + 1) < 0.5).then_some(Ligand::Bw4));
        LigandSet::of(&all)
    };
    let leader = |u: f64| [Leader::TT, Leader::MT, Leader::MM][(3.0 * u) as usize];
    let mut kir = KirGenes::unknown();
    for (index, (gene, _)) in GENES.iter().enumerate() {
        let presence = match draw(20 + index as u64) {
            u if u < 0.2 => Presence::Absent,
            u if u < 0.8 => Presence::Present,
            _ => Presence::Unknown,
        };
        kir.set(*gene, presence);
    }
    let own = ligands(0);
    let has_2ds1 = draw(30) < 0.5;
    kir.set(KirGene::KIR2DS1, if has_2ds1 { Presence::Present } else { Presence::Absent });
    let tuned_down = own.contains(Ligand::C2) && !own.contains(Ligand::C1);
    Pair {
        kir,
        own,
        leader: leader(draw(10)),
        host: ligands(5),
        host_leader: leader(draw(11)),
        weak: draw(31) < 0.5,
        has_2ds1: has_2ds1 && !tuned_down,
    }
}

/// Typing and target as the equations take them; the HLA-high clone carries `high` times as much.
fn inputs(pair: &Pair, target: &Target, high: f64) -> Vec<(String, f64)> {
    let flag = f64::from;
    let leader = |leader: Leader| match leader {
        Leader::MM => 2.0,
        Leader::MT | Leader::Unknown => 1.0,
        Leader::TT => 0.0,
    };
    let mut set = vec![
        ("typed", 1.0),
        ("own_c1", flag(pair.own.contains(Ligand::C1))),
        ("own_c2", flag(pair.own.contains(Ligand::C2))),
        ("own_bw4", flag(pair.own.contains(Ligand::Bw4))),
        ("own_leader", leader(pair.leader)),
        ("patient_c1", flag(pair.host.contains(Ligand::C1))),
        ("patient_c2", flag(pair.host.contains(Ligand::C2))),
        ("patient_bw4", flag(pair.host.contains(Ligand::Bw4))),
        ("patient_leader", leader(pair.host_leader)),
        ("weak_pair_3dl1", flag(pair.weak)),
        ("gene_2ds1", flag(pair.has_2ds1)),
        ("class_i_when_high", high),
        ("hla_e_when_high", high),
        ("hla_c", target.per_cell(Molecule::HlaC)),
        ("hla_bw4", target.per_cell(Molecule::HlaBw4)),
        ("hla_e", target.per_cell(Molecule::HlaE)),
        ("hla_class_i", target.per_cell(Molecule::HlaClassI)),
        ("pd_l1", target.surface(None, &HlaChange::NONE).pd_l1),
        ("dnam1_ligands", target.per_cell(Molecule::Dnam1Ligands)),
        ("nkg2d_ligands", target.per_cell(Molecule::Nkg2dLigands)),
        ("ncr_ligands", target.per_cell(Molecule::NcrLigands)),
        ("cd48", target.per_cell(Molecule::Cd48)),
    ];
    for (gene, name) in GENES {
        let presence = match pair.kir.presence(gene) {
            Presence::Absent => 0.0,
            Presence::Present => 1.0,
            Presence::Unknown => 2.0,
        };
        set.push((name, presence));
    }
    set.into_iter().map(|(name, value)| (format!("r.{name}"), value)).collect()
}

/// As the equations name a subset.
fn name(subset: Subset) -> String {
    let names: Vec<String> =
        subset.receptors().map(|receptor| receptor.name().trim_start_matches("KIR").to_lowercase()).collect();
    format!("r.cells.with_{}", if names.is_empty() { "none".to_owned() } else { names.join("_") })
}

/// What Rust says: subsets with share, gain on plain and gain on HLA-high cells, and whether they are alloreactive.
fn in_rust(
    pair: &Pair,
    target: &Target,
    high: f64,
    numbers: &RecognitionParameters,
) -> Vec<(Subset, f64, [f64; 2], bool)> {
    let subsets = repertoire(&pair.kir, &numbers.repertoire);
    let strength = pair.weak.then_some(Kir3dl1Strength::Weak);
    let contact = numbers.contact.with_3dl1(strength, &numbers.subtypes);
    let decision = Decision::new(DecisionModel::WeightedSignal, &contact);
    let effectors = Effectors {
        repertoire: &subsets,
        own: pair.own,
        leader: pair.leader,
        activation: Activation::Activated,
        fcgr3a: Fcgr3a::default(),
        expression: numbers.expression(),
        antibody: None,
        car: None,
        blocks: Blocks::default(),
        soluble_mica_ng_per_ml: 0.0,
    };
    let seen = Some((pair.host, numbers.education.leader_supply(pair.host_leader)));
    let changes = [HlaChange::NONE, HlaChange { class_i: high, hla_e: high, ..HlaChange::NONE }];
    let surfaces = changes.map(|change| target.surface(seen, &change));
    subsets
        .iter()
        .map(|(subset, share)| {
            let contact = effectors.contact(*subset, 1.0, numbers);
            let gains = surfaces.map(|surface| {
                let drive = numbers.drive_by_2ds1(&pair.kir, pair.own, &decision, &contact, &surface);
                drive * contact.responsiveness / (1.0 + decision.inhibition(&contact, &surface))
            });
            let alloreactive = is_alloreactive(*subset, pair.own, pair.host, surfaces[0].hla_e > 0.0);
            (*subset, *share, gains, alloreactive)
        })
        .collect()
}

#[test]
fn antimony_and_rust_agree_on_every_subset_and_clone() {
    let library = Library::embedded();
    let numbers = RecognitionParameters::from_library(&library).unwrap();
    let equations = equations(&library);
    let mut outputs: Vec<String> = Subset::all()
        .flat_map(|subset| {
            ["share", "gain", "gain_on_hla_high"].map(|what| format!("{}.{what}", name(subset)))
        })
        .collect();
    outputs.push("r.cells.alloreactive_share".to_owned());
    // HLA as ever, raised, and lost.
    for (key, high) in [("aml_blasts", 3.0), ("aml_blasts", 0.0), ("hcc", 2.0), ("k562", 1.0)] {
        let target = library.target(key).unwrap();
        let pairs: Vec<Pair> = (0..200).map(pair).collect();
        let sets: Vec<_> = pairs.iter().map(|pair| inputs(pair, target, high)).collect();
        let found = values(&equations, &sets, &outputs);
        for (case, (pair, found)) in pairs.iter().zip(&found).enumerate() {
            let expected = in_rust(pair, target, high, &numbers);
            let close =
                |found: f64, expected: f64| (found - expected).abs() <= 1e-9 * expected.abs().max(1e-3);
            let mut alloreactive = 0.0;
            for (index, subset) in Subset::all().enumerate() {
                let [share, gain, on_high] = [0, 1, 2].map(|what| found[3 * index + what]);
                let Some((_, expected_share, gains, is)) =
                    expected.iter().find(|(known, ..)| *known == subset)
                else {
                    assert!(share.abs() < 1e-12, "{key} {case} {subset}: {share}");
                    continue;
                };
                assert!(close(share, *expected_share), "{key} {case} {subset}: {share} {expected_share}");
                assert!(
                    close(gain, gains[0]) && close(on_high, gains[1]),
                    "{key} {case} {subset}: {gain} {gains:?}"
                );
                alloreactive += if *is { *expected_share } else { 0.0 };
            }
            assert!(close(found[96], alloreactive), "{key} {case}: {} {alloreactive}", found[96]);
        }
    }
}

/// What killing takes of the subsets, one log-normal distribution, against the mean over subsets at each activation.
#[test]
fn one_distribution_responds_as_all_subsets_do() {
    let library = Library::embedded();
    let numbers = RecognitionParameters::from_library(&library).unwrap();
    let equations = equations(&library);
    let target = library.target("aml_blasts").unwrap();
    let pairs: Vec<Pair> = (0..60).map(pair).collect();
    let sets: Vec<_> = pairs.iter().map(|pair| inputs(pair, target, 3.0)).collect();
    let outputs = ["plain.signal", "plain.spread", "high.signal", "high.spread"].map(str::to_owned);
    let found = values(&equations, &sets, &outputs);
    let (n, largest, k562) = (2.3, 0.95, 0.095);
    // Of spread 1: the nodes themselves.
    let cells = classes(1.0, 24);
    let mean = |signal: f64, spread: f64| -> f64 {
        cells.iter().map(|c| c.weight * respond(signal * c.factor.powf(spread), n, largest)).sum()
    };
    let mut worst: f64 = 0.0;
    for (pair, found) in pairs.iter().zip(&found) {
        let subsets = in_rust(pair, target, 3.0, &numbers);
        for clone in [0, 1] {
            for activation in [1.0, 1.95, 5.0] {
                let drive = k562 * activation;
                let exact: f64 =
                    subsets.iter().map(|(_, share, gains, _)| share * mean(drive * gains[clone], 0.95)).sum();
                let error = mean(drive * found[2 * clone], found[2 * clone + 1]) / exact - 1.0;
                worst = worst.max(error.abs());
            }
        }
    }
    println!("largest error of the mean response {worst:.4}");
    assert!(worst < 0.04, "{worst}");
}

/// Cells of each subset in each class of signal are its log-normal density at levels at equal steps (signal_classes.ant), and
/// with these classes the mean response is that over all subsets and cells.
#[test]
fn classes_hold_the_cells_of_each_subset_and_respond_as_all_cells_do() {
    let library = Library::embedded();
    let numbers = RecognitionParameters::from_library(&library).unwrap();
    let equations = equations(&library);
    let target = library.target("aml_blasts").unwrap();
    let pairs: Vec<Pair> = (0..60).map(pair).collect();
    let sets: Vec<_> = pairs.iter().map(|pair| inputs(pair, target, 3.0)).collect();
    let upper = ["median", "strong", "strongest"];
    let mut outputs = Vec::new();
    for high in ["", "_on_hla_high"] {
        outputs.extend(["level", "width"].map(|what| format!("r.{what}{high}")));
        outputs.extend(upper.map(|class| format!("r.in_{class}{high}")));
        for subset in Subset::all() {
            let cells = name(subset).replace("with_", "cells_");
            outputs.extend(upper.map(|class| format!("{cells}{high}.{class}")));
        }
    }
    let found = values(&equations, &sets, &outputs);
    let (n, largest, k562, within) = (2.3, 0.95, 0.095, numbers.contact.spread_within_subset);
    let continuum = classes(within, 24);
    let (mut of_share, mut of_mean): (f64, f64) = (0.0, 0.0);
    for (pair, found) in pairs.iter().zip(&found) {
        let subsets = in_rust(pair, target, 3.0, &numbers);
        for (clone, found) in found.chunks(5 + 96).enumerate() {
            let [level, width] = [found[0], found[1]];
            let levels = [-0.7, 0.42, 1.54, 2.66].map(|z| level + width * z);
            let mut of_all = [0.0; 3];
            for (index, subset) in Subset::all().enumerate() {
                let Some((_, share, gains, _)) = subsets.iter().find(|(known, ..)| *known == subset) else {
                    continue;
                };
                let at = |level: f64| {
                    let z = (level - gains[clone].ln()) / within;
                    1.12 * width / (within * (2.0 * std::f64::consts::PI).sqrt()) * (-0.5 * z * z).exp()
                };
                let wanted = [1, 2, 3].map(|class: usize| at(levels[class]));
                let counted = wanted.iter().sum::<f64>().max(1.0);
                for class in 0..3 {
                    let cells = found[5 + 3 * index + class];
                    of_share = of_share.max((cells - wanted[class] / counted).abs());
                    of_all[class] += share * cells;
                }
            }
            for class in 0..3 {
                assert!((of_all[class] - found[2 + class]).abs() < 1e-9, "{of_all:?}");
            }
            let weak = 1.0 - of_all.iter().sum::<f64>();
            assert!((0.0..1.0).contains(&weak), "{weak}");
            for activation in [1.0, 1.95, 3.0, 5.0] {
                let drive = k562 * activation;
                let exact: f64 = subsets
                    .iter()
                    .flat_map(|(_, share, gains, _)| {
                        continuum.iter().map(move |c| (share * c.weight, gains[clone] * c.factor))
                    })
                    .map(|(weight, gain)| weight * respond(drive * gain, n, largest))
                    .sum();
                let weights = [weak, of_all[0], of_all[1], of_all[2]];
                let by_classes: f64 = weights
                    .iter()
                    .zip(levels)
                    .map(|(weight, level)| weight * respond(drive * level.exp(), n, largest))
                    .sum();
                of_mean = of_mean.max((by_classes / exact - 1.0).abs());
            }
        }
    }
    println!("largest error of a share {of_share:.1e}, of the mean response {of_mean:.4}");
    assert!(of_share < 1e-9 && of_mean < 0.03, "{of_share} {of_mean}");
}

/// Patient and donor of [`followed`]: the donor has C1, C2 and Bw4, the patient C1 only.
const HOST: &str = "\"A*01:01\", \"A*02:01\", \"B*07:02\", \"B*08:01\", \"C*07:01\", \"C*07:02\"";
const DONOR: &str = "\"A*02:01\", \"A*24:02\", \"B*07:02\", \"B*44:02\", \"C*05:01\", \"C*07:02\"";
const GENES_OF_DONOR: &str = "2DL1 2DL3 2DL4 2DS4 2DP1 3DL1 3DL2 3DL3 3DP1";

/// What a typed patient is minutes after a dose of NK cells, before they tire: values of expressions.
fn followed(model: &str, asked: &[String]) -> Vec<f64> {
    let mut text = format!(
        "model = \"{model}\"\nkind = \"patient\"\nduration = \"0.2 d\"\n[patient]\nhla = [{HOST}]\n\
         [product.x]\nsource = \"haploidentical\"\nmethod = \"overnight-il2\"\nhla = [{DONOR}]\nkir = \"{GENES_OF_DONOR}\"\n\
         [[dose]]\nof = \"nk_cells\"\nproduct = \"x\"\namount = \"1e9 cells\"\nat = \"0 d\"\n[cohort]\npatients = 1\n[parameters]\n"
    );
    // Nobody's repertoire is typical; this one's is.
    let library = Library::embedded();
    for receptor in ["2dl1", "2dl2", "2dl3", "3dl1", "nkg2a"] {
        let name = format!("recognition.share_{receptor}");
        let value = library.parameter(&name).unwrap().value.value;
        text += &format!("\"{name}\" = {{ value = \"{value}\", between = \"none\" }}\n");
    }
    for (index, value) in asked.iter().enumerate() {
        text += &format!("[outcome.o{index}]\nvalue = \"{value}\"\nat = \"0.002 d\"\n");
    }
    let (files, mut sources) = (Texts::of([("typed.toml", text)]), Sources::new());
    let (scenario, problems) = open("typed.toml", &files, &mut sources);
    assert!(!lytic_text::has_errors(&problems), "{problems:?}");
    let overrides = Overrides { outcomes_only: true, no_twin: true, ..Overrides::default() };
    let (study, problems) = prepare(scenario.unwrap(), &library, &files, overrides, &mut sources);
    let study = study.unwrap_or_else(|| panic!("{problems:?}"));
    let kept = MemoryStore::new();
    assert_eq!(study.run(None, &|_, _| true, &kept).unwrap().failed, 0);
    kept.outcomes(0, 0)
}

/// A typing followed through a run of each kind of patient: what each subset of the donor's cells kills of each clone in the
/// tissue, against the mean over its cells of the kill rate of single cells, worked out in Rust from the typing, the target of the
/// disease, and what the patient is at that time (contacts, activation, readiness). At most 2 % of what all of the donor's cells
/// kill is put down to a wrong subset, and together they kill as Rust says within 6 %: in tissue that is full of targets the strong on
/// one clone are taken to be the strong on the others.
#[test]
fn typing_sets_the_killing_of_each_subset_against_each_clone() {
    let library = Library::embedded();
    let numbers = RecognitionParameters::from_library(&library).unwrap();
    let rates = KillerRates::from_library(&library).unwrap();
    for (model, key) in
        [("patient/aml", "aml_blasts"), ("patient/lymphoma", "lymphoma"), ("patient/nsclc", "nsclc")]
    {
        let aml = model == "patient/aml";
        let clones: &[&str] =
            if aml { &["plain", "hla_high"] } else { &["plain", "hla_high", "shed", "lost"] };
        let state = if aml {
            [
                "killing.tissue.contacts",
                "killing.tissue.contacts_with_hla_high",
                "killing.by_donor/killing.tissue.of_donor.answer",
                "killing.by_donor_of_hla_high/killing.tissue.of_donor.answer",
                "1",
                "1",
                "1",
            ]
        } else {
            [
                "killing.contacts_with_plain",
                "killing.contacts_with_hla_high",
                "killing.by_donor",
                "killing.by_donor",
                "killing.visibility",
                "killing.shed_visibility",
                "killing.hits_to_kill",
            ]
        };
        let mut asked: Vec<String> = state.map(str::to_owned).to_vec();
        asked.extend(
            ["killer.k562_signal*donor_activation.level", "donor_readiness", "recognition.uninhibited"].map(
                |what| what.split('*').map(|name| format!("killing.{name}")).collect::<Vec<_>>().join("*"),
            ),
        );
        asked.extend(
            ["shed", "lost"].map(
                |clone| {
                    if aml { "0".to_owned() } else { format!("killing.contacts_with_{clone}") }
                },
            ),
        );
        let head = asked.len();
        for clone in clones {
            asked.extend(Subset::all().map(|subset| {
                let which = name(subset).replace("r.cells.with_", "");
                format!("killing.recognition.cells.kill_of_{clone}_by_{which}")
            }));
        }
        let found = followed(model, &asked);
        let [plain, high, pace, pace_high, visibility, shed_visibility, hits] =
            [0, 1, 2, 3, 4, 5, 6].map(|at| found[at]);
        let [drive, readiness, scale, shed, lost] = [7, 8, 9, 10, 11].map(|at| found[at]);
        let contacts = [plain, high, shed, lost];
        // Rust: typing as for the patient, and what a cell of each subset does.
        let pair = typed_pair();
        let target = library.target(key).unwrap();
        let raised = target.hla_state("raised").unwrap();
        let subsets = in_rust(&pair, target, raised.class_i, &numbers);
        let (hit_rate, release) = (24.0 * rates.r_h_per_h, 24.0 * rates.r_esc_per_h);
        let [unanswered, polarisation, rest] =
            [rates.t_non_h, rates.t_pol_h, rates.t_post_h].map(|hours| hours / 24.0);
        let success = (hit_rate / (hit_rate + release)).powf(hits.max(1.0));
        let longer = polarisation + (1.0 - success) / release - unanswered + success * rest;
        let continuum = classes(numbers.contact.spread_within_subset, 24);
        let lethal = |gains: &[f64; 2], clone: usize| -> f64 {
            let of_class = |factor: f64| {
                let natural = scale * drive * visibility * factor;
                let signals = [
                    gains[0] * natural,
                    gains[1] * natural,
                    gains[0] * natural * shed_visibility,
                    gains[0] * natural,
                ];
                let response = signals.map(|signal| readiness * respond(signal, rates.n, rates.p_max));
                let busy: f64 =
                    contacts.iter().zip(response).map(|(c, p)| c * (unanswered + p * longer)).sum();
                success * response[clone] / (1.0 + busy)
            };
            continuum.iter().map(|class| class.weight * of_class(class.factor)).sum()
        };
        for (index, clone) in clones.iter().enumerate() {
            let by_donor = if index == 1 { pace_high } else { pace };
            let mut wanted = vec![0.0; 32];
            for (at, subset) in Subset::all().enumerate() {
                if let Some((_, share, gains, _)) = subsets.iter().find(|(known, ..)| *known == subset) {
                    wanted[at] = by_donor * share * lethal(gains, index);
                }
            }
            let got = &found[head + 32 * index..head + 32 * (index + 1)];
            let (whole, in_run) = (wanted.iter().sum::<f64>(), got.iter().sum::<f64>());
            let worst = wanted.iter().zip(got).map(|(a, b)| (a - b).abs() / whole).fold(0.0, f64::max);
            println!(
                "{model} {clone}: all {in_run:.3e} and {whole:.3e} per day, a subset off by {worst:.4} of them"
            );
            assert!(whole > 0.0 && (in_run / whole - 1.0).abs() < 0.06, "{model} {clone}: {in_run} {whole}");
            assert!(worst < 0.02, "{model} {clone}: {got:?} {wanted:?}");
        }
    }
}

/// The pair of [`followed`], as ligands and genes.
fn typed_pair() -> Pair {
    let (kir, problems) = lytic_nk::typing::read_kir(GENES_OF_DONOR, None);
    assert!(problems.is_empty(), "{problems:?}");
    Pair {
        kir: kir.unwrap(),
        own: LigandSet::of(&[Ligand::C1, Ligand::C2, Ligand::Bw4]),
        leader: Leader::MT,
        host: LigandSet::of(&[Ligand::C1]),
        host_leader: Leader::MM,
        weak: false,
        has_2ds1: false,
    }
}
