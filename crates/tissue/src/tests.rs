//! Whole tissues: what the tests beside this one share.

#![allow(clippy::unwrap_used, reason = "a test that fails should panic")]

mod arrivals;
mod assay;
mod bits;
mod growth;
mod killing;
mod motion;
mod refusals;
mod release;
mod rules;

use crate::mechanics::MechanicsSettings;
use crate::rules::{Rules, read_rules};
use crate::*;
use lytic_nk::Library;
use lytic_nk::life::KillerRates;
use lytic_nk::recognition::{Decision, DecisionModel, RecognitionParameters};
use lytic_nk::tissue::{TissueCellNumbers, TissueFieldNumbers, TissueImmuneNumbers, TissueStimulusNumbers};
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
        leaving_per_min: 0.0,
        activation: 1.0,
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
        stimulus: TissueStimulusNumbers::from_library(&library).ok(),
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
