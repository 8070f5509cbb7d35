//! One state, whatever the number of threads and wherever a run was stopped; checkpoints that were torn or changed.

use super::*;

/// Twenty tissues: five geometries, each under four regimes; most are small, some large enough for several threads.
const TISSUES: u64 = 20;

/// A tissue of geometry `which % 5` under regime `which / 5`.
pub(super) fn tissue(which: u64) -> Plan {
    // More than 2,048 cells are shared between threads.
    let cells = if which.is_multiple_of(7) { 2100 } else { 50 + 4 * which as usize };
    let (geometry, regime) = (which % 5, which / 5);
    let fields: &[&str] = match regime {
        0 => &ALL,
        1 => &["oxygen", "ifn_gamma"],
        2 => &[],
        _ => &["drug", "antibody", "glucose", "tnf", "il2", "il15", "il6", "chemokine"],
    };
    let mut plan = plan(cells, 8, fields, which);
    plan.minutes = if cells > 1000 { 12.0 } else { 24.0 };
    match geometry {
        0 => {}
        1 => {
            (plan.start, plan.flat) = (geometry::disc(cells, 16.0, which), true);
            let half = 12.0 * (cells as f64).sqrt() + 40.0;
            plan.grid = Grid::around([half, half, 10.0], 20.0);
        }
        2 => {
            let half = if cells > 1000 { 115.0 } else { 50.0 };
            plan.start = geometry::block(half, 16.0, Some(50.0), which);
            plan.grid = Grid::around([half; 3], 20.0);
            plan.arrivals[0].entry = Entry::Vessels;
            plan.cell.detachment_rate_per_min = 0.01;
        }
        3 => {
            let half = 12.0 * (cells as f64).sqrt();
            (plan.start, plan.flat) = (geometry::scattered(cells, half, 20.0, true, which), true);
            plan.grid = Grid::around([half, half, 10.0], 25.0);
            plan.arrivals[0].entry = Entry::Within;
        }
        _ => {
            let half = 16.0 * (cells as f64).cbrt();
            plan.start = geometry::scattered(cells, half, 24.0, false, which);
            plan.grid = Grid::around([half; 3], 40.0);
            (plan.arrivals[0].entry, plan.mobility, plan.grows) = (Entry::Within, 0.6, false);
        }
    }
    match regime {
        0 => {
            let (kind, entry) = (Kind::Macrophage, Entry::Within);
            plan.arrivals.push(Arrival { kind, count: 6, entry, ..plan.arrivals[0] });
            let what =
                What::Radiation { gray: 4.0, alpha_per_gy: 0.3, beta_per_gy2: 0.03, oxygen_enhancement: 3.0 };
            plan.treatments.push(Treatment { minutes: 6.0, what });
        }
        1 => {
            let names = ["oxygen", "ifn_gamma"].map(str::to_owned);
            let (rules, problems) = read_rules(RULES, SourceId(0), &names);
            assert_eq!(problems, Vec::new());
            plan.rules = rules;
            plan.sorts.push(Sort { kind: Kind::Cd8, specific: 0.5, ..sort(2.0) });
            plan.arrivals.push(Arrival { kind: Kind::Cd8, sort: 1, minutes: 6.0, ..plan.arrivals[0] });
        }
        2 => {
            plan.steps = Steps { biology_min: 3.0, immune_min: 0.5, mechanics: MechanicsSettings::fixed(0.2) }
        }
        _ => {
            plan.antibody_ug_per_ml = vec![0.0, 1.0, 10.0];
            plan.sorts[0].eyes[0].sights[0].of_cd16 = vec![0.0, 0.5, 1.0];
            for (field, value) in [(0, 1.0), (1, 10.0)] {
                plan.treatments.push(Treatment { minutes: 6.0, what: What::Outside { field, value } });
            }
            let (kind, entry) = (Kind::Macrophage, Entry::Within);
            plan.arrivals.push(Arrival { kind, count: 5, entry, ..plan.arrivals[0] });
        }
    }
    plan
}

const RULES: &str = "tumour,pressure,decreases,cycle entry,0,1,4,0\n\
    tumour,oxygen,increases,cell-cell repulsion,14,20,2,0\n\
    tumour,contact with nk,increases,ifn_gamma secretion,9,1,2,0\n\
    tumour,contact with dead cell,increases,transition to stroma,0.1,1,1,0\n\
    nk,oxygen,decreases,migration speed,1,20,2,0\n\
    nk,attacking,decreases,apoptosis,0,0.5,2,0\n\
    cd8,time,increases,migration persistence time,12,10,2,0\n";

/// What a finished run leaves.
fn end(plan: Plan) -> Vec<u8> {
    run(plan).save()
}

/// The state after a run on one, two and sixteen threads, and that of a run that was kept halfway and taken up again.
#[test]
fn the_same_bits_on_any_number_of_threads_and_after_any_stop() {
    let mut large = 0;
    for which in 0..TISSUES {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| end(tissue(which)))
        };
        let one = with(1);
        assert!([2, 16].into_iter().all(|threads| with(threads) == one), "tissue {which}");
        large += usize::from(tissue(which).start.len() > 2048);
        let mut first = Tissue::new(tissue(which)).unwrap();
        (0..=which % 2).for_each(|_| first.advance().unwrap());
        let mut second = Tissue::load(tissue(which), &first.save()).unwrap();
        assert!(second.save() == first.save(), "tissue {which} as it was kept");
        while !second.is_done() {
            second.advance().unwrap();
        }
        assert!(second.save() == one, "tissue {which} after a stop");
    }
    assert!(large >= 3, "too few tissues are shared between threads");
}

/// Two seeds, two states: the comparison above can fail.
#[test]
fn another_seed_is_another_state() {
    let of = |seed: u64| end(Plan { seed, ..tissue(1) });
    assert!(of(1) == of(1) && of(1) != of(2));
}

/// Cut anywhere, lengthened, of another version: refused with the reason. Changed inside, the bytes alone may still be a
/// tissue (the file around them has a hash, which the study's tests change): nothing panics or hangs.
#[test]
fn torn_and_altered_checkpoints_are_refused() {
    let mut kept = Tissue::new(tissue(1)).unwrap();
    (0..3).for_each(|_| kept.advance().unwrap());
    let bytes = kept.save();
    let reason = |bytes: &[u8]| match Tissue::load(tissue(1), bytes) {
        Err(TissueError::Checkpoint { reason }) => reason,
        Err(TissueError::FieldState) => "fields",
        Err(other) => panic!("{other:?}"),
        Ok(_) => "",
    };
    for length in (0..bytes.len()).step_by(bytes.len() / 60).chain([bytes.len() - 1]) {
        let why = reason(&bytes[..length]);
        assert!(!why.is_empty(), "{length} of {} bytes are taken", bytes.len());
        assert_eq!(why == "@tissue.checkpoint.other", length < 8, "{length}");
    }
    assert_eq!(reason(&[bytes.as_slice(), &[0]].concat()), "@tissue.checkpoint.wrong");
    for place in 0..8 {
        let mut altered = bytes.clone();
        altered[place] ^= 1;
        assert_eq!(reason(&altered), "@tissue.checkpoint.other");
    }
    for place in (8..bytes.len()).step_by(bytes.len() / 40) {
        let mut altered = bytes.clone();
        altered[place] ^= 0xff;
        let _ = Tissue::load(tissue(1), &altered).map(|mut tissue| tissue.advance());
    }
    // Counts and cells that do not belong together.
    let mut foreign = bytes.clone();
    let living = 16 + 8;
    foreign[living..living + 8].copy_from_slice(&7u64.to_le_bytes());
    assert_eq!(reason(&foreign), "@tissue.checkpoint.wrong");
}
