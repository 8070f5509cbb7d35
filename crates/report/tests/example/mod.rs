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
    ColumnResult { name: name.into(), unit: unit.into(), quantiles, ..ColumnResult::default() }
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
            quantiles: vec![(0.05, 21.3), (0.25, 38.0), (0.5, 57.9), (0.75, 88.4), (0.95, 171.0)],
            ignorance: None,
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
    }
}

/// The same run with every `step`-th time only.
#[allow(dead_code, reason = "each test file uses a part of this module")]
pub fn thinned(step: usize) -> Results {
    let mut results = results();
    let thin = |values: &mut Vec<f64>| *values = values.iter().copied().step_by(step).collect();
    thin(&mut results.times_days);
    for column in &mut results.columns {
        column.quantiles.iter_mut().for_each(|(_, values)| thin(values));
    }
    results
}
