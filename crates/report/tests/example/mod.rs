//! An invented but plausible run of an AML scenario, for the tests of this crate. No model made these numbers.

use lytic_study::*;

const TIMES: usize = 195;

fn times() -> Vec<f64> {
    (0..TIMES).map(|index| -7.0 + 0.5 * index as f64).collect()
}

/// Quantiles of a lognormal spread with `sd` around a median curve.
fn column(name: &str, unit: &str, sd: f64, median: impl Fn(f64) -> f64) -> ColumnResult {
    let normal = [(0.05, -1.645), (0.25, -0.6745), (0.5, 0.0), (0.75, 0.6745), (0.95, 1.645)];
    let quantiles = normal
        .into_iter()
        .map(|(probability, z)| {
            let curve =
                times().into_iter().map(|time| median(time) * (z * sd * (0.4 + 0.012 * (time + 7.0))).exp());
            (probability, curve.collect())
        })
        .collect();
    let scaled = |factor: f64| times().into_iter().map(|time| factor * median(time)).collect();
    let sampling = (scaled(0.93), scaled(1.08));
    ColumnResult { name: name.into(), unit: unit.into(), quantiles, sampling, ..ColumnResult::default() }
}

fn after(time: f64, start: f64) -> f64 {
    (time - start).max(0.0)
}

fn dose(of: &str, route: &str, amount: &str, times_days: Vec<f64>) -> DoseMark {
    DoseMark { of: of.into(), route: route.into(), amount: amount.into(), times_days }
}

/// The run.
pub fn results() -> Results {
    let burden =
        |time: f64| 3e11 * (-0.85 * after(time, -6.0).min(12.0)).exp() * (0.05 * after(time, 14.0)).exp();
    let donor = |time: f64| {
        if time < 0.0 { 0.0 } else { 0.8 * (0.55 * time.min(9.0)).exp() * (-0.32 * after(time, 11.0)).exp() }
    };
    let dip = |time: f64, depth: f64, days: f64| 1.0 - depth * (-(time - 6.0).powi(2) / days).exp();
    Results {
        about: About {
            version: "0.1.0".into(),
            scenario: "aml-haploidentical".into(),
            title: "Haploidentical NK cells for relapsed AML".into(),
            title_zh: "半相合 NK 细胞治疗复发急性髓系白血病".into(),
            model: "patient/aml".into(),
            kind: lytic_study::Kind::Patient,
            seed: 1,
            patients: 200,
            draws: 1,
            start_days: -7.0,
            end_days: 90.0,
            command: "lytic run aml-haploidentical --patients 200 --seed 1".into(),
            hashes: vec![
                ("scenario".into(), "9f2c".repeat(16)),
                ("models".into(), "03ab".repeat(16)),
                ("parameters".into(), "41d7".repeat(16)),
                ("results".into(), "e9c0".repeat(16)),
            ],
            about: "Lymphodepletion, one infusion of haploidentical NK cells, and IL-2 every day for two weeks.".into(),
            about_zh: "清淋预处理后输注一次半相合 NK 细胞，并连续两周每日给予 IL-2。".into(),
            exact_quantiles: true,
        },
        times_days: times(),
        columns: vec![
            column("marrow.blast_percent", "percent", 0.5, |time| 100.0 * burden(time) / (burden(time) + 4e11)),
            column("leukaemia_burden", "cells", 1.6, burden),
            column("blood.donor_nk_per_ul", "cells/uL", 1.1, donor),
            column("marrow.donor_nk", "cells", 1.1, |time| 3e6 * donor((time - 1.0).max(-1.0))),
            column("il15", "pg/mL", 0.35, |time| 4.0 + 40.0 * (-(time - 1.0).powi(2) / 40.0).exp()),
            column("il6", "pg/mL", 0.6, |time| 3.0 + if time < 0.0 { 0.0 } else { 60.0 * time * (-0.4 * time).exp() }),
            column("neutrophils_per_ul", "cells/uL", 0.3, |time| 3200.0 * dip(time, 0.985, 90.0)),
            column("platelets_per_ul", "cells/uL", 0.25, |time| 160_000.0 * dip(time, 0.8, 120.0)),
        ],
        outcomes: vec![
            OutcomeResult {
                name: "complete_remission".into(),
                definition: "marrow.blast_percent < 5 and neutrophils_per_ul > 1000 and platelets_per_ul > 100000, at 28 d"
                    .into(),
                successes: 47,
                n: 200,
                interval: (0.178, 0.300),
                ignorance: None,
                ..OutcomeResult::default()
            },
            OutcomeResult {
                name: "nk_expansion".into(),
                definition: "blood.donor_nk_per_ul > 100, at 14 d".into(),
                successes: 61,
                n: 200,
                interval: (0.242, 0.374),
                ignorance: None,
                ..OutcomeResult::default()
            },
        ],
        values: vec![ValueResult {
            name: "peak_il6".into(),
            definition: "max(il6)".into(),
            label: "Peak IL-6".into(),
            label_zh: "IL-6 峰值".into(),
            unit: "pg/mL".into(),
            n: 199,
            sampling: (52.1, 63.0),
            quantiles: vec![(0.05, 21.3), (0.25, 38.0), (0.5, 57.9), (0.75, 88.4), (0.95, 171.0)],
            ..ValueResult::default()
        }],
        doses: vec![
            dose("fludarabine", "iv", "25 mg/m2", vec![-6.0, -5.0, -4.0, -3.0, -2.0]),
            dose("cyclophosphamide", "iv", "60 mg/kg", vec![-5.0, -4.0]),
            dose("nk_cells", "iv", "1e7 cells/kg", vec![0.0]),
            dose("il2", "sc", "10 MU", (0..14).map(f64::from).collect()),
        ],
        changes: vec![ParameterChange {
            name: "nk.death_rate".into(),
            unit: "/d".into(),
            library: Some(0.08),
            used: 0.07,
            place: "scenario".into(),
        }],
        failures: vec![PatientFailure { patient: 131, reason: "the step became too small on day 12.4".into() }],
        failed: 1,
        work: Work { method: "Rodas5P".into(), lanes: 8, steps: 61_240, rejected: 1_903 },
        ..Results::default()
    }
}

/// The same with 20 draws, a twin without NK cells, and bounds that plausible patients keep.
#[allow(dead_code, reason = "each test file uses a part of this module")]
pub fn full() -> Results {
    let mut results = results();
    results.about.draws = 20;
    results.about.patients = 261;
    results.about.command += " --draws 20";
    for column in &mut results.columns {
        let median = column.quantiles[2].1.clone();
        let scaled = |factor: f64| median.iter().map(|value| value * factor).collect::<Vec<f64>>();
        let spread = if column.name.contains("nk") { 4.0 } else { 1.5 };
        column.ignorance = Some((scaled(0.9 / spread), scaled(1.1 * spread)));
    }
    for (outcome, centre) in results.outcomes.iter_mut().zip([0.235, 0.305]) {
        outcome.by_draw = (0..20).map(|draw| centre + 0.011 * f64::from((draw * 7) % 20 - 8)).collect();
        outcome.by_draw[0] = centre;
        outcome.ignorance = Some((centre - 0.088, centre + 0.121));
        outcome.candidates = Some((58, 261));
    }
    for value in &mut results.values {
        value.ignorance = Some((31.0, 140.0));
        value.by_draw = (0..20).map(|draw| 30.0 + 5.5 * f64::from((draw * 7) % 20)).collect();
        value.candidates = Some(64.2);
    }
    results.twin = Some(twin(&results));
    results.acceptance = Some(Acceptance {
        candidates: 261,
        refused: 61,
        bounds: vec![
            Bound {
                name: "counts_at_rest".into(),
                definition: "1500 < neutrophils_per_ul < 8000 at -7 d".into(),
                refused: 40,
            },
            Bound { name: "il6_at_rest".into(), definition: "il6 < 12 at -7 d".into(), refused: 27 },
        ],
    });
    results
}

fn twin(results: &Results) -> Twin {
    let columns = results
        .columns
        .iter()
        .map(|column| {
            let mut column = column.clone();
            let donor = column.name.contains("nk");
            let blasts = column.name.contains("blast") || column.name.contains("burden");
            for (_, curve) in &mut column.quantiles {
                for (value, time) in curve.iter_mut().zip(times()) {
                    let more = if blasts { 1.0 + 0.06 * after(time, 1.0) } else { 1.0 };
                    *value = if donor { 0.0 } else { (*value * more).min(if blasts { 3e11 } else { 1e12 }) };
                }
            }
            column
        })
        .collect();
    let paired =
        |outcome: &OutcomeResult, first: u64, only_first: u64, ignorance, attribution| PairedOutcome {
            name: outcome.name.clone(),
            definition: outcome.definition.clone(),
            n: 200,
            first,
            second: outcome.successes,
            only_first,
            only_second: outcome.successes + only_first - first,
            difference: (outcome.successes as f64 - first as f64) / 200.0,
            sampling: (
                (outcome.successes - first) as f64 / 200.0 - 0.045,
                (outcome.successes - first) as f64 / 200.0 + 0.05,
            ),
            ignorance: Some(ignorance),
            by_draw: (0..20)
                .map(|draw| ignorance.0 + (ignorance.1 - ignorance.0) * f64::from((draw * 7) % 20) / 19.0)
                .collect(),
            attribution,
            ..PairedOutcome::default()
        };
    Twin {
        without: vec!["nk_cells".into()],
        columns,
        outcomes: vec![
            paired(&results.outcomes[0], 31, 2, (-0.012, 0.151), Attribution::SignOpen),
            paired(&results.outcomes[1], 0, 0, (0.11, 0.52), Attribution::SizeOpen),
        ],
        values: vec![PairedValue {
            name: "peak_il6".into(),
            definition: "max(il6)".into(),
            label: "Peak IL-6".into(),
            label_zh: "IL-6 峰值".into(),
            unit: "pg/mL".into(),
            n: 199,
            quantiles: vec![(0.05, -0.4), (0.25, 3.0), (0.5, 11.2), (0.75, 30.1), (0.95, 96.0)],
            sampling: (8.9, 14.0),
            ignorance: Some((7.2, 19.5)),
            by_draw: vec![11.2, 7.0, 20.0],
            attribution: Attribution::Fixed,
        }],
    }
}

/// The same run with every `step`-th time only.
#[allow(dead_code, reason = "each test file uses a part of this module")]
pub fn thinned(step: usize) -> Results {
    thin_out(results(), step)
}

/// A run with every `step`-th time only.
#[allow(dead_code, reason = "each test file uses a part of this module")]
pub fn thin_out(mut results: Results, step: usize) -> Results {
    let thin = |values: &mut Vec<f64>| *values = values.iter().copied().step_by(step).collect();
    thin(&mut results.times_days);
    let twins = results.twin.iter_mut().flat_map(|twin| &mut twin.columns);
    for column in results.columns.iter_mut().chain(twins) {
        column.quantiles.iter_mut().for_each(|(_, values)| thin(values));
        column.ignorance.iter_mut().for_each(|(low, high)| {
            thin(low);
            thin(high);
        });
        thin(&mut column.sampling.0);
        thin(&mut column.sampling.1);
    }
    results
}
