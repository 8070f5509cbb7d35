//! The patient's killing is the mean field of the single cell: its module on a wide grid against `lytic_nk::mean_field`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails should panic")]

use lytic_engine::{Engine, Settings, Subject};
use lytic_model::{Equations, read_antimony};
use lytic_nk::Library;
use lytic_nk::life::KillerRates;
use lytic_nk::mean_field::{Class, Cycle, classes, kills_classes, kills_per_cell_in_excess, respond};
use lytic_text::Sources;

/// NK cells and targets of one site that stay as they are; alloreactive cells may tire.
fn site() -> String {
    let mut text = String::from(
        "import \"body/killer.ant\"\nimport \"body/killing.ant\"\nmodel *site()\n  unit time_unit = day;\n  \
         killer: killer(); killing: killing(); tired: nk_memory();\n  const memory = 0 has dimensionless;\n",
    );
    let mut line = |left: &str, right: &str| text += &format!("  {left} {right};\n");
    for name in ["plain", "hla_high", "alloreactive", "other", "host"] {
        line("const", &format!("{name} = 1e9 has cells"));
        line(&format!("killing.{name}"), &format!(":= {name}"));
    }
    line("killing.volume", &format!("= {VOLUME_UL}"));
    for (kind, signals) in ["alloreactive", "other", "host"].iter().zip(SIGNALS) {
        for (target, signal) in ["", "_to_hla_high"].iter().zip(signals) {
            line("const", &format!("{kind}_signal{target} = {signal} has dimensionless"));
            let strength = format!("killing.{kind}_strength{target}");
            line(&strength, &format!(":= {kind}_signal{target}^killer.decision_exponent"));
        }
    }
    line("killing.donor_readiness", "= 1");
    line("killing.host_readiness", "= 1");
    for name in [
        "contact_volume",
        "signal_spread",
        "decision_exponent",
        "largest_response",
        "unanswered_time",
        "polarisation_time",
        "hit_rate",
        "granule_share_per_hit",
        "responsiveness_kept",
        "release_rate",
        "rest_time",
    ] {
        line(&format!("killing.{name}"), &format!(":= killer.{name}"));
    }
    line("tired.leaving", "= 0");
    line("tired.recovery_time", ":= killer.recovery_time");
    for class in ["median", "strong", "strongest"] {
        line(&format!("tired.kills_of_{class}"), &format!(":= killing.allo.{class}.kills"));
        line(&format!("killing.alloreactive_recent_kills_of_{class}"), &format!(":= memory*tired.{class}"));
        line(&format!("killing.other_recent_kills_of_{class}"), "= 0");
    }
    text + "end\n"
}

/// Signals of the median cell of each kind on plain and on HLA-high targets, as in [`site`].
const SIGNALS: [[f64; 2]; 3] = [[0.5, 0.3], [0.2, 0.05], [0.1, 0.01]];
const VOLUME_UL: f64 = 1e6;
/// Share of the volume that a cell searches in an hour: pi (14 um)^2 5 um/min, 0.31 of the cells move.
const SEARCH_PER_H: f64 = std::f64::consts::PI * 14e-3 * 14e-3 * 5e-3 * 60.0 * 0.31 / VOLUME_UL;

fn equations(library: &Library) -> Equations {
    let (model, problems) = read_antimony("site.ant", &site(), library, &mut Sources::new());
    let mut model = model.unwrap_or_else(|| panic!("{problems:?}"));
    let mut problems = Vec::new();
    library.bind(&mut model, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    model.lower().unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// Values of observables at days, for each set of changed constants.
fn simulate(
    equations: &Equations,
    changes: &[Vec<(&str, f64)>],
    outputs: &[&str],
    days: &[f64],
) -> Vec<Vec<f64>> {
    let outputs = outputs.iter().map(|name| equations.observable(name).unwrap().expression).collect();
    let mut settings = Settings::new(0.0, days.to_vec(), outputs);
    settings.relative_tolerance = 1e-10;
    let engine = Engine::new(equations, &settings).unwrap();
    let mut next = 0;
    let mut found = vec![Vec::new(); changes.len()];
    engine
        .run(
            &mut |subject: &mut Subject| {
                let Some(change) = changes.get(next) else { return false };
                subject.id = next as u64;
                subject.parameters = equations.parameters.iter().map(|parameter| parameter.value).collect();
                for (name, value) in change {
                    subject.parameters[equations.parameter(name).unwrap()] = *value;
                }
                next += 1;
                true
            },
            &mut |finished| {
                assert_eq!(finished.failure, None, "{:?}", changes[finished.id as usize]);
                found[finished.id as usize] = finished.values.to_vec();
            },
        )
        .unwrap();
    found
}

/// Kill rates of the two kinds of targets per day, by the exact root with the same classes.
fn exact(rates: &KillerRates, cells: [f64; 3], targets: [f64; 2]) -> [f64; 2] {
    let all = classes(rates.sigma, 5);
    // The limit of few targets where there are none.
    let targets = targets.map(|count| if count > 0.0 { count } else { 1e-6 });
    let search = SEARCH_PER_H;
    let (mut effectors, mut cycles) = (Vec::new(), Vec::new());
    for (count, signals) in cells.iter().zip(SIGNALS) {
        for class in &all {
            effectors.push(count * class.weight);
            cycles.extend(signals.map(|signal| {
                Cycle::new(rates, respond(signal * class.factor, rates.n, rates.p_max), 1.0, search)
            }));
        }
    }
    let kills = kills_classes(&effectors, &targets, &cycles);
    [0, 1].map(|j| 24.0 * kills.iter().skip(j).step_by(2).sum::<f64>() / targets[j])
}

#[test]
fn killing_is_the_exact_root_of_the_single_cell() {
    let library = Library::embedded();
    let rates = KillerRates::from_library(&library).unwrap();
    let equations = equations(&library);
    let (mut changes, mut expected) = (Vec::new(), Vec::new());
    for plain in [0.0, 1.0, 1e7, 1e9, 3e10, 1e13] {
        for hla_high in [0.0, 1e8, 1e12] {
            for cells in [[0.0; 3], [1e3, 0.0, 1.0], [3e8, 7e8, 1e9], [1e10, 0.0, 1e7], [3e12, 1e11, 1e13]] {
                changes.push(vec![
                    ("plain", plain),
                    ("hla_high", hla_high),
                    ("alloreactive", cells[0]),
                    ("other", cells[1]),
                    ("host", cells[2]),
                ]);
                expected.push(exact(&rates, cells, [plain, hla_high]));
            }
        }
    }
    let found = simulate(
        &equations,
        &changes,
        &["killing.kill_rate", "killing.kill_rate_of_hla_high"],
        &[0.0, 1.0, 3.0],
    );
    let mut worst: f64 = 0.0;
    for ((change, found), expected) in changes.iter().zip(&found).zip(&expected) {
        for (found, expected) in found[4..].iter().zip(expected) {
            let error = (found - expected).abs() / expected.max(1e-30);
            worst = worst.max(error);
            assert!(error < 1e-6, "{change:?}: {found} {expected}");
        }
    }
    println!("largest relative error {worst:.1e}");
}

/// Kills a day and cell with targets in excess, as the mean field gives them with a store and a responsiveness for each
/// class: the patient's cells follow the steady state of both, so a little less at first.
#[test]
fn cells_tire_as_single_cells_do() {
    let library = Library::embedded();
    let rates = KillerRates::from_library(&library).unwrap();
    let equations = equations(&library);
    let signals = [rates.c_resting, rates.c_activated, rates.c_expanded].map(|c| rates.k562_signal * c);
    let contacts_per_h = 1.5;
    let changes: Vec<Vec<(&str, f64)>> = signals
        .iter()
        .map(|signal| {
            vec![
                ("memory", 1.0),
                ("alloreactive_signal", *signal),
                ("plain", contacts_per_h / SEARCH_PER_H),
                ("hla_high", 0.0),
                ("alloreactive", 1e6),
                ("other", 0.0),
                ("host", 0.0),
            ]
        })
        .collect();
    let days: Vec<f64> = (0..=120).map(|hour| f64::from(hour) / 24.0).collect();
    let found = simulate(&equations, &changes, &["killing.kills"], &days);
    let five: Vec<Class> = classes(rates.sigma, 5);
    for (kills, signal) in found.iter().zip(signals) {
        let exact = kills_per_cell_in_excess(&rates, &five, contacts_per_h, 5, &|factor| {
            respond(signal * factor, rates.n, rates.p_max)
        });
        let by_day: Vec<f64> = kills
            .windows(25)
            .step_by(24)
            .map(|day| {
                // Simpson's rule over the hours of a day.
                let sum: f64 = day
                    .iter()
                    .enumerate()
                    .map(|(hour, rate)| {
                        rate * if hour == 0 || hour == 24 {
                            1.0
                        } else if hour % 2 == 1 {
                            4.0
                        } else {
                            2.0
                        }
                    })
                    .sum();
                sum / 72.0 / 1e6
            })
            .collect();
        println!("signal {signal:.3}: exact {exact:.3?}, patient {by_day:.3?}");
        for (day, (found, exact)) in by_day.iter().zip(&exact).enumerate() {
            let allowed = if day == 0 { 0.02 } else { 0.01 };
            assert!((found / exact - 1.0).abs() < allowed, "{by_day:?} {exact:?}");
        }
    }
}
