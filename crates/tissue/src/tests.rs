//! Whole tissues: counts, bits, checkpoints, refusals, the cycle, and NK cells against their assay.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

use crate::mechanics::MechanicsSettings;
use crate::rules::{Rules, read_rules};
use crate::*;
use lytic_nk::Library;
use lytic_nk::life::KillerRates;
use lytic_nk::recognition::{Decision, DecisionModel, RecognitionParameters};
use lytic_nk::tissue::{TissueCellNumbers, TissueFieldNumbers, TissueImmuneNumbers};
use lytic_text::SourceId;

/// NK cells with this signal on the tumour.
fn sort(signal: f64) -> Sort {
    let library = Library::embedded();
    let rates = KillerRates::from_library(&library).unwrap();
    let recognition = RecognitionParameters::from_library(&library).unwrap();
    Sort {
        name: "test".to_owned(),
        kind: Kind::Nk,
        rates,
        decision: Decision::new(DecisionModel::WeightedSignal, &recognition.contact),
        eyes: vec![Eyes { from_min: 0.0, sights: vec![Sight::natural(1.0, signal)] }],
        viable: 1.0,
        motile: 1.0,
        speed_um_per_min: 5.0,
        volume_um3: 540.0,
        specific: 1.0,
    }
}

/// A ball of tumour cells and NK cells around it, with these fields.
fn plan(tumour: usize, nk: u64, fields: &[&str], seed: u64) -> Plan {
    let library = Library::embedded();
    let field = TissueFieldNumbers::from_library(&library).unwrap();
    let start = geometry::ball(tumour, 16.0, seed);
    let reach =
        start.iter().flat_map(|cell| cell.position_um).fold(0f32, |most, along| most.max(along.abs()));
    Plan {
        seed,
        minutes: 360.0,
        grid: Grid::around([f64::from(reach) + 60.0; 3], 20.0),
        flat: false,
        cell: TissueCellNumbers::from_library(&library).unwrap(),
        immune: TissueImmuneNumbers::from_library(&library).unwrap(),
        laws: fields.iter().map(|name| law(name, &field, None).unwrap()).collect(),
        field,
        theta: 2.0,
        grows: true,
        sorts: vec![sort(1.0)],
        start,
        arrivals: vec![Arrival { minutes: 0.0, kind: Kind::Nk, sort: 0, count: nk, entry: Entry::Around }],
        treatments: Vec::new(),
        antibody_ug_per_ml: Vec::new(),
        mobility: 1.0,
        rules: Rules::default(),
        steps: Steps::default(),
    }
}

const ALL: [&str; 6] = ["oxygen", "ifn_gamma", "tgf_beta", "adenosine", "lactate", "chemokine"];

fn run(plan: Plan) -> Tissue {
    let mut tissue = Tissue::new(plan).unwrap();
    while !tissue.is_done() {
        tissue.advance().unwrap();
        assert!(tissue.counts().add_up(), "{:?}", tissue.counts());
        let table = tissue.table();
        let living = table.iter().filter(CellView::alive).count() as u64;
        assert_eq!(living, tissue.counts().kinds.iter().map(|of| of.living).sum::<u64>());
    }
    tissue
}

fn kills(counts: &Counts) -> u64 {
    let died = counts.of(Kind::Tumour).died;
    died[Cause::NkGranules as usize] + died[Cause::NkReceptors as usize]
}

/// Small tissues of many sorts: all kinds of cells, a plane, vessels, rules, radiation, steps of one length.
fn small(which: u64) -> Plan {
    let mut plan = plan(60 + 10 * which as usize, 8, &ALL, which);
    plan.minutes = 48.0;
    match which % 5 {
        0 => {
            plan.arrivals.push(Arrival {
                kind: Kind::Macrophage,
                count: 6,
                entry: Entry::Within,
                ..plan.arrivals[0]
            });
            plan.treatments.push(Treatment {
                minutes: 12.0,
                what: What::Radiation {
                    gray: 4.0,
                    alpha_per_gy: 0.3,
                    beta_per_gy2: 0.03,
                    oxygen_enhancement: 3.0,
                },
            });
        }
        1 => {
            plan.start = geometry::disc(60, 16.0, which);
            plan.flat = true;
            plan.grid = Grid::around([150.0, 150.0, 10.0], 20.0);
        }
        2 => {
            plan.start = geometry::block(60.0, 16.0, Some(60.0), which);
            plan.grid = Grid::around([60.0; 3], 20.0);
            plan.arrivals[0].entry = Entry::Vessels;
            plan.cell.detachment_rate_per_min = 0.01;
        }
        3 => {
            let names = ALL.map(str::to_owned);
            let rules = "tumour,pressure,decreases,cycle entry,0,1,4,0\n\
                nk,oxygen,decreases,migration speed,1,20,2,0\ntumour,contact with nk,increases,ifn_gamma secretion,9,1,2,0\n";
            plan.rules = read_rules(rules, SourceId(0), &names).0;
        }
        _ => plan.steps.mechanics = MechanicsSettings::fixed(0.2),
    }
    plan
}

/// The state after a run, and the same kept halfway and taken up again, on one, two and sixteen threads.
#[test]
fn the_same_bits_on_any_number_of_threads_and_after_any_stop() {
    for which in 0..5 {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| run(small(which)).save())
        };
        let one = with(1);
        assert!([2, 16].into_iter().all(|threads| with(threads) == one), "tissue {which}");
        let mut first = Tissue::new(small(which)).unwrap();
        (0..which + 2).for_each(|_| first.advance().unwrap());
        let mut second = Tissue::load(small(which), &first.save()).unwrap();
        assert!(second.save() == first.save(), "tissue {which} as it was kept");
        while !second.is_done() {
            second.advance().unwrap();
        }
        assert!(second.save() == one, "tissue {which} after a stop");
    }
}

#[test]
fn torn_checkpoints_are_refused() {
    let mut tissue = Tissue::new(small(0)).unwrap();
    (0..3).for_each(|_| tissue.advance().unwrap());
    let bytes = tissue.save();
    for length in [0, 7, 8, 100, bytes.len() / 3, bytes.len() / 2, bytes.len() - 1] {
        assert!(Tissue::load(small(0), &bytes[..length]).is_err(), "{length}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert!(Tissue::load(small(0), &longer).is_err());
    // What points nowhere is refused, and nothing else panics.
    for place in (8..bytes.len()).step_by(bytes.len() / 60) {
        let mut altered = bytes.clone();
        altered[place] ^= 0xff;
        let _ = Tissue::load(small(0), &altered).map(|mut tissue| tissue.advance());
    }
}

#[test]
fn cells_that_cannot_be_are_refused() {
    let with = |change: &dyn Fn(&mut Plan)| {
        let mut plan = plan(20, 0, &["oxygen"], 1);
        change(&mut plan);
        Tissue::new(plan).err()
    };
    assert_eq!(with(&|_| {}), None);
    assert_eq!(
        with(&|plan| plan.start[3].position_um[1] = f32::NAN),
        Some(TissueError::CellNowhere { cell: 3 })
    );
    assert!(matches!(
        with(&|plan| plan.start[4].position_um = [900.0, 0.0, 0.0]),
        Some(TissueError::CellOutside { cell: 4, .. })
    ));
    assert!(matches!(
        with(&|plan| plan.start[7].position_um = plan.start[2].position_um),
        Some(TissueError::CellsOverlap { cell: 2, other: 7 })
    ));
    let unstable = with(&|plan| plan.steps.mechanics = MechanicsSettings::fixed(5.0));
    assert!(matches!(unstable, Some(TissueError::StepUnstable { .. })));
    let twice = with(&|plan| plan.laws.push(plan.laws[0].clone()));
    assert!(matches!(twice, Some(TissueError::FieldTwice { .. })));
}

/// PerMedCoE, cell cycle of 7, 6, 3 and 2 h: of cells at the start of G1, `1 - exp(-(24 - 11)/7)` have divided after 24 h,
/// and of their daughters those whose two times in G1 took less than 2 h together.
#[test]
fn the_cycle_divides_cells_in_time() {
    let mut plan = plan(600, 0, &[], 3);
    plan.minutes = 1440.0;
    plan.cell.apoptosis_rate_per_min = 0.0;
    let volume = plan.cell.volume_um3 as f32;
    plan.start.iter_mut().for_each(|cell| cell.volume_um3 = Some(volume));
    let tissue = run(plan);
    let once = 1.0 - (-13.0f64 / 7.0).exp();
    let twice = 1.0 - (1.0 + 2.0f64 / 7.0) * (-2.0f64 / 7.0).exp();
    let born = tissue.counts().of(Kind::Tumour).born as f64 / 600.0;
    // Four standard errors, and the steps of six minutes at three changes of phase.
    assert!((born - once - 2.0 * twice).abs() < 4.0 * (once * (1.0 - once) / 600.0).sqrt() + 0.01, "{born}");
    // The volume of all cells is that of their number, but for those that grow.
    let per_cell = (0..tissue.crowd.len()).map(|cell| f64::from(tissue.crowd.volume_um3(cell))).sum::<f64>()
        / tissue.crowd.len() as f64;
    assert!((1800.0..3600.0).contains(&per_cell), "{per_cell}");
}

/// A tumour without NK cells grows wider, in a ball and in a plane; in a plane all cells stay in it.
#[test]
fn spheroids_and_monolayers_grow() {
    for flat in [false, true] {
        let mut plan = plan(150, 0, &[], 5);
        plan.minutes = 1440.0;
        if flat {
            (plan.start, plan.flat) = (geometry::disc(150, 16.0, 5), true);
            plan.grid = Grid::around([300.0, 300.0, 10.0], 20.0);
        }
        // The lattice of the start has come to rest after some hours.
        let before = *run(Plan { minutes: 360.0, ..plan.clone() }).counts();
        let tissue = run(plan);
        let living = |counts: &Counts| counts.of(Kind::Tumour).living as f64;
        let wanted = (living(tissue.counts()) / living(&before)).powf(if flat { 0.5 } else { 1.0 / 3.0 });
        let grown = tissue.counts().radius_um / before.radius_um;
        assert!((grown / wanted - 1.0).abs() < 0.12, "{grown} for {wanted}");
        assert!(!flat || tissue.table().z_um.iter().all(|z| *z == 0.0));
    }
}

/// More NK cells kill more; TGF-beta, lack of oxygen, matrix and cells that do not move kill less.
#[test]
fn nk_cells_kill_by_dose_and_are_weakened() {
    let found = |nk: u64, fields: &[&str], change: &dyn Fn(&mut Plan)| {
        let mut plan = plan(250, nk, fields, 11);
        plan.minutes = 480.0;
        plan.sorts[0] = sort(3.0);
        change(&mut plan);
        kills(run(plan).counts())
    };
    let outside = |name: &'static str, value: f64| {
        move |plan: &mut Plan| plan.laws[0] = law(name, &plan.field, Some(value)).unwrap()
    };
    let (none, few, many) = (found(0, &[], &|_| {}), found(20, &[], &|_| {}), found(80, &[], &|_| {}));
    assert!(none == 0 && few > 5 && many > 2 * few, "{none} {few} {many}");
    let less = |with: u64, what: &str| assert!(with * 4 < many * 3, "{what}: {with} of {many}");
    let followed = |plan: &mut Plan| {
        outside("tgf_beta", 20_000.0)(plan);
        plan.immune.tgf_beta_time_min = 30.0;
    };
    less(found(80, &["tgf_beta"], &followed), "TGF-beta");
    less(
        found(80, &["adenosine"], &|plan| {
            plan.laws[0] = law("adenosine", &plan.field, Some(1e3)).unwrap();
            plan.immune.largest_adenosine_loss = 0.9;
        }),
        "adenosine",
    );
    less(found(80, &[], &|plan| plan.mobility = 0.1), "matrix");
    less(found(80, &[], &|plan| plan.sorts[0].motile = 0.15), "frozen");
    less(found(80, &["lactate"], &outside("lactate", 60.0)), "lactate");
    let breathes = found(80, &["oxygen"], &outside("oxygen", 140.0));
    let starved = found(80, &["oxygen"], &|plan| {
        plan.laws[0] = law("oxygen", &plan.field, Some(0.0)).unwrap();
        plan.cell.necrosis_rate_per_min = 0.0;
        (plan.immune.hypoxia_loss, plan.immune.hypoxia_time_min) = (0.9, 30.0);
    });
    assert!(starved * 4 < breathes * 3, "{starved} of {breathes}");
}

/// The stirred, reduced configuration: NK cells that walk far, targets that neither move nor grow, one hit: as many
/// contacts and kills as in the gel of the assay, whose contacts come at `pi R^2 v` times the density of free targets.
#[test]
fn a_thin_gel_agrees_with_the_assay() {
    const EDGE_UM: f64 = 500.0;
    let mut plan = plan(1, 150, &[], 21);
    let targets = 250;
    plan.start = geometry::scattered(targets, 0.5 * EDGE_UM, 30.0, false, 21);
    plan.grid = Grid::around([0.5 * EDGE_UM; 3], 50.0);
    plan.minutes = 480.0;
    (plan.grows, plan.theta) = (false, 1.0);
    plan.arrivals[0].entry = Entry::Within;
    plan.immune.persistence_min = 12.0;
    plan.immune.touch_rate_per_min = 1e3;
    let radius = |volume: f64| (volume * 3.0 / (4.0 * std::f64::consts::PI)).cbrt();
    let touch = plan.immune.touch * (radius(plan.cell.volume_um3) + radius(plan.sorts[0].volume_um3));
    plan.sorts[0].rates.contact_radius_um = touch;
    let sort = plan.sorts[0].clone();
    let tissue = run(plan);
    let arm = lytic_assay::Arm {
        effectors: 150,
        targets: targets as u32,
        theta: 1.0,
        rates: sort.rates,
        kinds: vec![lytic_assay::Kind::natural(1.0, 1.0)],
        viable: 1.0,
        motile: 1.0,
    };
    let per_ml = targets as f64 / (EDGE_UM * EDGE_UM * EDGE_UM * 1e-12);
    let protocol = lytic_assay::Protocol {
        vessel: lytic_assay::Vessel::Gel { targets_per_ml: per_ml },
        decision: sort.decision,
        hours: 8.0,
        frames_h: vec![8.0],
        arms: vec![arm],
        replicates: 10,
        wells: 1,
        seed: 1,
    };
    let assay = lytic_assay::outcome(&protocol.run()[0]);
    let (wells, found) = (10.0, tissue.counts());
    let contacts = found.contacts as f64 / (assay.tally.contacts as f64 / wells);
    let dead = found.of(Kind::Tumour).deaths() as f64 / targets as f64;
    assert!((contacts - 1.0).abs() < 0.12, "contacts {contacts} of the assay");
    assert!((dead - assay.lysis.mean).abs() < 0.06, "lysis {dead}, {}", assay.lysis.mean);
}
