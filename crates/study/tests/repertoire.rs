//! The recognition of a typed donor's cells as Antimony (`models/body/recognition.ant`, `repertoire.ant`, `inhibition.ant`) against
//! the same in Rust (`lytic_nk`), subset by subset and clone by clone, for random typings.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]

use lytic_engine::philox::{purpose, uniform};
use lytic_engine::{Engine, Settings, Subject};
use lytic_model::{Equations, read_antimony};
use lytic_nk::Library;
use lytic_nk::mean_field::{classes, respond};
use lytic_nk::recognition::{Blocks, Decision, DecisionModel, Effectors, Fcgr3a, RecognitionParameters};
use lytic_nk::repertoire::{Activation, Subset, is_alloreactive, repertoire};
use lytic_nk::targets::{HlaChange, Molecule, Target};
use lytic_nk::typing::{Kir3dl1Strength, KirGene, KirGenes, Leader, Ligand, LigandSet, Presence};
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
